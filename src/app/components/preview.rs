//! A sheet as it stands, with what each row and column was taken for, to be repaired on the spot.

use super::super::state::Work;
use super::super::text;
use super::grid::selection::Spot;
use super::grid::snapshot::{Cells, Doubt, Snapshot};
use super::grid::{Goal, Grid};
use super::use_words;
use crate::diagnostic::Issue;
use std::collections::BTreeMap;
use std::rc::Rc;
use yew::prelude::*;

/// Props of [`Preview`].
#[derive(Properties, PartialEq)]
pub struct PreviewProps {
    /// The source.
    pub work: Rc<Work>,
    /// Which of its sheets.
    pub at: usize,
}

type Step = Vec<(u32, u32, String)>;

#[derive(Default, Clone)]
struct Trial {
    done: Vec<Step>,
    undone: Vec<Step>,
    serial: u32,
    goal: Option<Goal>,
}

/// The grid.
#[component]
pub fn Preview(props: &PreviewProps) -> Html {
    let words = use_words();
    let trial = use_state(Trial::default);
    let Some(sheet) = props.work.reading.sheets.get(props.at) else { return html! {} };
    let mut rows = sheet.preview.clone();
    let width = sheet.preview.iter().map(Vec::len).max().unwrap_or(0);
    for row in &mut rows {
        row.resize(width, String::new());
    }
    let mut edited = BTreeMap::new();
    for (row, column, text) in trial.done.iter().flatten() {
        let cell = &mut rows[*row as usize][*column as usize];
        edited.entry((*row, *column)).or_insert_with(|| AttrValue::from(cell.clone()));
        cell.clone_from(text);
    }
    edited.retain(|(row, column), before| rows[*row as usize][*column as usize] != before.as_str());
    let mut doubts: BTreeMap<(u32, u32), Vec<Doubt>> = BTreeMap::new();
    for issue in props.work.issues() {
        if let Some(spot) =
            spot_of(issue).filter(|_| issue.location.as_ref().and_then(|place| place.sheet.clone()) == sheet.name)
        {
            doubts.entry((spot.row, spot.column)).or_default().push(Doubt {
                severity: issue.severity,
                message: AttrValue::from(words.text(&issue.message).to_owned()),
                help: AttrValue::from(words.text(&issue.help).to_owned()),
                key: None,
                explanation: AttrValue::default(),
            });
        }
    }
    let heads = (0..width)
        .map(|column| {
            let known = sheet.columns.iter().find(|known| known.index as usize == column);
            known
                .and_then(|known| known.field)
                .filter(|field| text::is_taken(*field))
                .map_or_else(AttrValue::default, |field| AttrValue::from(text::field_name(words, field)))
        })
        .collect();
    let snapshot = Rc::new(Snapshot {
        rows: rows.len() as u32,
        width: width as u32,
        cells: Cells::new(rows),
        roles: sheet.rows.clone(),
        heads,
        doubts,
        edited,
        ..Snapshot::default()
    });
    let on_edit = {
        let trial = trial.clone();
        Callback::from(move |edits: Step| {
            let mut next = (*trial).clone();
            next.done.push(edits);
            next.undone.clear();
            trial.set(next);
        })
    };
    let on_undo = {
        let trial = trial.clone();
        Callback::from(move |()| {
            let mut next = (*trial).clone();
            next.undone.extend(next.done.pop());
            trial.set(next);
        })
    };
    let on_redo = {
        let trial = trial.clone();
        Callback::from(move |()| {
            let mut next = (*trial).clone();
            next.done.extend(next.undone.pop());
            trial.set(next);
        })
    };
    let on_problem = {
        let (trial, snapshot) = (trial.clone(), snapshot.clone());
        Callback::from(move |(back, spot): (bool, Spot)| {
            let mut next = (*trial).clone();
            let here = (spot.row, spot.column);
            let found = if back {
                snapshot.doubts.range(..here).next_back().or(snapshot.doubts.iter().next_back())
            } else {
                snapshot.doubts.range(here..).find(|(at, _)| **at != here).or(snapshot.doubts.iter().next())
            };
            next.serial += 1;
            next.goal = found.map(|((row, column), _)| Goal { spot: Spot::new(*row, *column), serial: next.serial });
            trial.set(next);
        })
    };
    html! {
        <Grid sheet={snapshot} goal={trial.goal} undo={trial.done.last().map(|_| AttrValue::from("x"))} redo={trial.undone.last().map(|_| AttrValue::from("x"))}
            {on_edit} {on_undo} {on_redo} {on_problem} on_role={Callback::noop()} on_explain={Callback::noop()} />
    }
}

fn spot_of(issue: &Issue) -> Option<Spot> {
    let cell = issue.location.as_ref()?.cell.as_deref()?;
    let split = cell.find(|c: char| c.is_ascii_digit())?;
    let (letters, digits) = cell.split_at(split);
    let column = letters.bytes().fold(0_u32, |sum, byte| sum * 26 + u32::from(byte - b'A') + 1);
    Some(Spot::new(digits.parse::<u32>().ok()?.checked_sub(1)?, column.checked_sub(1)?))
}
