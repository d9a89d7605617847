//! The sources of the work: what was taken from each, and what can be done with it.

use super::super::format;
use super::super::state::{Page, Work};
use super::super::tasks::Tasks;
use super::super::text::{self, Key, Words};
use super::encodings::{Encoded, encodings};
use super::{data, tag, th, use_words};
use crate::diagnostic::Severity;
use crate::intake::SourceReading;
use crate::project::{Origin, Source};
use crate::table::{Format, ReadOptions};
use std::collections::HashMap;
use std::rc::Rc;
use yew::prelude::*;

/// Rows shown until all are asked for.
const FIRST: usize = 30;

/// Props of [`Sources`].
#[derive(Properties, PartialEq)]
pub struct SourcesProps {
    /// The work.
    pub work: Rc<Work>,
    /// Whether something is being read.
    pub busy: bool,
    /// The user wants to start over.
    pub on_clear: Callback<MouseEvent>,
}

/// The list, with undo and redo.
#[component]
pub fn Sources(props: &SourcesProps) -> Html {
    let words = use_words();
    let tasks = use_context::<Tasks>();
    let all = use_state_eq(|| false);
    // Number of the source whose encoding is being chosen.
    let choosing = use_state_eq(|| None::<u32>);
    let work = &props.work;
    let sources = &work.project.sources;
    let issues = issues_by_file(work);
    let shown = if *all { sources.len() } else { sources.len().min(FIRST) };
    let act = |run: fn(&Tasks)| {
        let tasks = tasks.clone();
        Callback::from(move |_: MouseEvent| {
            if let Some(tasks) = &tasks {
                run(tasks);
            }
        })
    };
    let show_all = {
        let all = all.clone();
        Callback::from(move |_: MouseEvent| all.set(true))
    };
    let read = work.reading.sources.iter().map(|one| one.rows_in).sum::<u32>();
    let taken = work.reading.sources.iter().map(|one| one.rows_taken).sum::<u32>();
    html! {
        <section class="sources current" aria-labelledby="sources-title">
            <div class="sources-head">
                <h2 id="sources-title" class="section-title">{ words.t(Key::SourcesTitle) }</h2>
                <p class="sources-sum">{ words.f(Key::SourcesSum, &[&sources.len().to_string(), &format::grouped(&read.to_string()), &format::grouped(&taken.to_string())]) }</p>
                <div class="sources-tools">
                    <a class="button button-primary" href={Page::Check.hash()}>{ words.t(Key::ToCheck) }</a>
                    <a class="button" href={Page::Result.hash()}>{ words.t(Key::ToResult) }</a>
                    <button type="button" class="button button-quiet" onclick={act(Tasks::undo)} disabled={props.busy || work.project.last_done().is_none()}>{ words.t(Key::Undo) }</button>
                    <button type="button" class="button button-quiet" onclick={act(Tasks::redo)} disabled={props.busy || work.project.last_undone().is_none()}>{ words.t(Key::Redo) }</button>
                    <button type="button" class="button button-quiet" onclick={props.on_clear.clone()} disabled={props.busy}>{ words.t(Key::ClearData) }</button>
                </div>
            </div>
            <div class="scroller" role="region" tabindex="0" aria-label={words.f(Key::TableOf, &[words.t(Key::SourcesTitle)])}>
                <table class="table sources-table">
                    <thead><tr>
                        { th(words.t(Key::SourceName), "") }
                        { th(words.t(Key::SourceSize), "num") }
                        { th(words.t(Key::SourceRows), "num") }
                        { th(words.t(Key::SourceIssues), "") }
                        { th(words.t(Key::SourceActions), "") }
                    </tr></thead>
                    <tbody>
                        { for sources.iter().enumerate().take(shown).map(|(at, source)| {
                            let found = issues.get(&source.name.as_deref()).copied().unwrap_or_default();
                            row(words, tasks.as_ref(), props, work.reading.sources.get(at), source, found, &choosing)
                        }) }
                    </tbody>
                </table>
            </div>
            if shown < sources.len() {
                <button type="button" class="button sources-all" onclick={show_all}>{ words.f(Key::ShowAll, &[&sources.len().to_string()]) }</button>
            }
            { tag("p", "hint", words.t(if work.is_sample() { Key::SourcesSampleHint } else { Key::SourcesHint })) }
        </section>
    }
}

/// How many issues must be corrected in each file, and how many are to be explained.
fn issues_by_file(work: &Work) -> HashMap<Option<&str>, (u32, u32)> {
    let mut counts: HashMap<Option<&str>, (u32, u32)> = HashMap::new();
    // What is doubtful in an earlier year is not corrected here, but counted as it is where the years are compared.
    let earlier = work.reading.earlier.iter().flat_map(|year| &year.issues).map(|issue| (issue, false));
    for (issue, corrected_here) in work.issues().map(|issue| (&**issue, true)).chain(earlier) {
        let file = issue.location.as_ref().and_then(|place| place.file.as_deref());
        match issue.severity {
            Severity::Logic if corrected_here => counts.entry(file).or_default().0 += 1,
            Severity::Logic | Severity::Experience => counts.entry(file).or_default().1 += 1,
            Severity::Note => {}
        }
    }
    counts
}

fn row(
    words: Words,
    tasks: Option<&Tasks>,
    props: &SourcesProps,
    read: Option<&SourceReading>,
    source: &Source,
    (logic, others): (u32, u32),
    choosing: &UseStateHandle<Option<u32>>,
) -> Html {
    let (id, project) = (source.id, &props.work.project);
    let name = if source.origin == Origin::Sample {
        words.t(Key::SampleName).to_owned()
    } else {
        source.name.clone().unwrap_or_else(|| words.t(Key::PasteName).to_owned())
    };
    let bytes = tasks.and_then(|tasks| tasks.bytes_of(&source.sha256));
    let found = read.and_then(|read| read.encoding.clone()).unwrap_or_default();
    let text_file = read.is_some_and(|read| read.format == Format::Delimited) && bytes.is_some();
    let open = **choosing == Some(id);
    let toggle = {
        let choosing = choosing.clone();
        Callback::from(move |_: MouseEvent| choosing.set((!open).then_some(id)))
    };
    let remove = {
        let (tasks, project) = (tasks.cloned(), project.clone());
        Callback::from(move |_: MouseEvent| {
            if let Some(tasks) = &tasks {
                tasks.apply(project.removed(id));
            }
        })
    };
    let choose = {
        let (tasks, project, read) = (tasks.cloned(), project.clone(), source.read.clone());
        Callback::from(move |encoding: Option<String>| {
            if let Some(tasks) = &tasks {
                tasks.apply(project.read_as(id, ReadOptions { encoding, ..read.clone() }));
            }
        })
    };
    // Without this it would look as if the file could not be read.
    let earlier = read.is_some_and(|read| read.rows_taken == 0)
        && props
            .work
            .reading
            .excluded
            .iter()
            .filter(|row| row.code == "other_year")
            .any(|row| row.location.as_ref().is_some_and(|place| place.file.as_deref() == source.name.as_deref()));
    html! { <>
        <tr key={id}>
            <th scope="row" class="source-name">
                { data(words, &name) }
                if earlier { { tag("span", "source-kind source-earlier", words.t(Key::SourceEarlier)) } }
                { tag("span", "source-kind", read.map_or_else(String::new, |read| text::source_kind(words, read))) }
            </th>
            <td class="num">{ format::bytes(source.size as usize) }</td>
            <td class="num">{ read.map_or_else(String::new, |read| format!("{}/{}", read.rows_taken, read.rows_in)) }</td>
            <td class="source-issues">{ trouble(words, read, logic, others) }</td>
            <td class="source-actions">
                if text_file {
                    <button type="button" class="link" aria-expanded={open.to_string()} aria-label={words.f(Key::EncodingOf, &[&name])}
                        onclick={toggle} disabled={props.busy}>{ words.t(Key::EncodingChange) }</button>
                }
                if project.sources.len() > 1 {
                    <button type="button" class="link" aria-label={words.f(Key::SourceRemoveOf, &[&name])}
                        onclick={remove} disabled={props.busy}>{ words.t(Key::SourceRemove) }</button>
                }
            </td>
        </tr>
        if let Some(bytes) = bytes.filter(|_| open && text_file) {
            <tr key={format!("e{id}")}><td colspan="5">
                { encodings(words, &Encoded { id: format!("encoding-{id}"), bytes: &bytes, found: &found, chosen: source.read.encoding.is_some() }, &choose) }
            </td></tr>
        }
    </> }
}

/// What is wrong with a source, the gravest first.
fn trouble(words: Words, read: Option<&SourceReading>, logic: u32, others: u32) -> Html {
    if let Some(problem) = read.and_then(|read| read.problems.first()) {
        return html! { <>
            { tag("strong", "source-bad", words.t(Key::SourceNothing)) }
            <span class="source-why">{ data(words, &text::capitalised(words.text(&problem.message))) }</span>
        </> };
    }
    match (logic, others) {
        (0, 0) => tag("span", "source-fine", words.t(Key::SourceFine)),
        (0, others) => tag("span", "", words.f(Key::SourceDoubts, &[&others.to_string()])),
        (logic, _) => tag("strong", "source-bad", words.f(Key::StepMustFix, &[&logic.to_string()])),
    }
}
