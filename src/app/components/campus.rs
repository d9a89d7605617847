//! Rows called campuses: each is added to the school it seems to belong to, or stands by itself again.

use super::super::tasks::Tasks;
use super::super::text::{Key, Words};
use super::super::work::Work;
use super::data;
use super::preview::place_of;
use crate::diagnostic::Issue;
use crate::intake::{Campus, RowChoice, RowRole};
use std::rc::Rc;
use yew::prelude::*;

/// Who changes what, and whether the last change is still being understood.
#[derive(Clone, Copy)]
pub struct Asked<'a> {
    /// The language.
    pub words: Words,
    /// Where the change goes.
    pub tasks: Option<&'a Tasks>,
    /// The work it is made in.
    pub work: &'a Rc<Work>,
    /// Whether to wait.
    pub busy: bool,
}

/// The campuses of a sheet of the reading, each with what can be done.
pub fn campuses(asked: Asked<'_>, at: usize) -> Html {
    let words = asked.words;
    let line = |campus: &Campus| {
        let name = campus.home_name.as_deref()?;
        let said = if campus.merged { Key::CampusMerged } else { Key::CampusOpen };
        let button = button(asked, at, campus)?;
        Some(
            html! { <li key={campus.row}>{ data(words, &words.f(said, &[&campus.name, name])) }{ " " }{ button }</li> },
        )
    };
    let sheet = asked.work.reading.sheets.get(at);
    let lines: Vec<Html> = sheet.into_iter().flat_map(|sheet| &sheet.campuses).filter_map(line).collect();
    if lines.is_empty() {
        html! {}
    } else {
        html! { <ul class="hint campuses">{ for lines }</ul> }
    }
}

/// What can be done about a remark on a campus, beside it.
pub fn of_issue(asked: Asked<'_>, issue: &Issue) -> Option<Html> {
    if !issue.code.starts_with("campus_") {
        return None;
    }
    let (at, spot) = place_of(asked.work, issue)?;
    let campuses = &asked.work.reading.sheets.get(at)?.campuses;
    button(asked, at, campuses.iter().find(|campus| campus.row == spot.row)?)
}

fn button(asked: Asked<'_>, at: usize, campus: &Campus) -> Option<Html> {
    let Asked { words, tasks, work, busy } = asked;
    let (home, name) = (campus.home?, campus.home_name.as_deref()?);
    let says = if campus.merged { words.t(Key::CampusApart).to_owned() } else { words.f(Key::CampusMerge, &[name]) };
    let (row, into) = (campus.row, (!campus.merged).then_some(home));
    let (tasks, work) = (tasks.cloned(), work.clone());
    let choose = Callback::from(move |_: MouseEvent| {
        let (Some(tasks), Some(source), Some(sheet)) = (&tasks, work.source_of(at), work.reading.sheets.get(at)) else {
            return;
        };
        tasks.apply(work.project.choose(source.id, sheet.index, |choice| {
            choice.rows.retain(|one| one.row != row);
            choice.rows.extend(into.map(|_| RowChoice { row, role: RowRole::School, into }));
            choice.rows.sort_by_key(|one| one.row);
        }));
    });
    Some(html! { <button type="button" class="link" disabled={busy} onclick={choose}>{ data(words, &says) }</button> })
}
