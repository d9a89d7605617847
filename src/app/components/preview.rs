//! A sheet as it stands, with what each row and column was taken for, to be repaired on the spot.

use super::super::state::{Action, Page, Work};
use super::super::tasks::Tasks;
use super::super::text::{self, Key, Words};
use super::campus::{Asked, campuses};
use super::grid::edits::Edit;
use super::grid::selection::Spot;
use super::grid::snapshot::{Cells, Doubt, Snapshot};
use super::grid::{Goal, Grid};
use super::use_words;
use crate::diagnostic::{Issue, Location, Severity, a1};
use crate::intake::{Field, RowChoice, RowRole, Scope};
use crate::project::{CellKey, Change, Step};
use crate::records::Stage;
use std::collections::HashSet;
use std::rc::Rc;
use yew::prelude::*;

/// A cell of the reading: the place of its sheet, and the cell.
pub type Place = (usize, Spot);

/// Props of [`Preview`].
#[derive(Properties, PartialEq)]
pub struct PreviewProps {
    /// The work.
    pub work: Rc<Work>,
    /// Which of its sheets.
    pub at: usize,
    /// Whether corrections of it are still being understood.
    pub busy: bool,
    /// The cell to go to.
    pub goal: Option<Goal>,
    /// A cell is to be shown, perhaps of another sheet.
    pub on_go: Callback<Place>,
    /// An issue was explained.
    pub on_explain: Callback<(Rc<Issue>, String)>,
}

/// The sheet as a grid.
#[component]
pub fn Preview(props: &PreviewProps) -> Html {
    let words = use_words();
    let tasks = use_context::<Tasks>();
    let (work, at) = (&props.work, props.at);
    let snapshot = use_memo((work.clone(), at, words), |(work, at, words)| Rc::new(snapshot(*words, work, *at)));
    let (Some(source), Some(sheet)) = (work.source_of(at), work.reading.sheets.get(at)) else { return html! {} };
    let (id, index, project) = (source.id, sheet.index, &work.project);
    let apply = {
        let tasks = tasks.clone();
        move |step: Step| {
            if let Some(tasks) = &tasks {
                tasks.apply(step);
            }
        }
    };
    let on_edit = {
        let (tasks, snapshot) = (tasks.clone(), (*snapshot).clone());
        Callback::from(move |edits: Vec<Edit>| {
            let Some(tasks) = &tasks else { return };
            tasks.write(
                id,
                edits.into_iter().map(|(row, column, text)| {
                    // What stands in the source needs not be written over it.
                    let same = snapshot.cells.source_of(row, column) == text.as_str();
                    (CellKey { sheet: index, row, column }, (!same).then_some(text))
                }),
            );
        })
    };
    let on_role = {
        let (apply, project) = (apply.clone(), project.clone());
        Callback::from(move |(rows, role): (Vec<u32>, Option<RowRole>)| {
            apply(project.choose(id, index, |choice| match role {
                Some(RowRole::Header) => {
                    choice.header_top = rows.first().copied();
                    choice.header_rows = u32::try_from(rows.len()).ok();
                }
                role => {
                    choice.rows.retain(|one| !rows.contains(&one.row));
                    choice.rows.extend(
                        role.into_iter()
                            .flat_map(|role| rows.iter().map(move |row| RowChoice { row: *row, role, into: None })),
                    );
                    choice.rows.sort_by_key(|one| one.row);
                }
            }));
        })
    };
    // What is taken back or made again is shown.
    let step = |step: Option<&Step>, back: bool| {
        let place = step.and_then(|step| place_of_step(work, step));
        let (tasks, go) = (tasks.clone(), props.on_go.clone());
        Callback::from(move |()| {
            if let Some(tasks) = &tasks {
                if back { tasks.undo() } else { tasks.redo() }
            }
            if let Some(place) = place {
                go.emit(place);
            }
        })
    };
    let on_problem = {
        let (work, go) = (work.clone(), props.on_go.clone());
        Callback::from(move |(back, spot): (bool, Spot)| {
            if let Some(place) = next_problem(&work, (at, spot), back) {
                go.emit(place);
            }
        })
    };
    let (done, undone) = (project.last_done(), project.last_undone());
    html! {
        <>
        { campuses(Asked { words, tasks: tasks.as_ref(), work, busy: props.busy }, at) }
        <Grid key={format!("{id}-{index}")} sheet={(*snapshot).clone()} busy={props.busy} goal={props.goal} undo={done.map(|step| step_words(words, step))}
            redo={undone.map(|step| step_words(words, step))} {on_edit} on_undo={step(done, true)} on_redo={step(undone, false)}
            {on_problem} {on_role} on_explain={props.on_explain.clone()} />
        </>
    }
}

/// Sheet `at` as the grid shows it.
fn snapshot(words: Words, work: &Work, at: usize) -> Snapshot {
    let (Some(source), Some(sheet)) = (work.source_of(at), work.reading.sheets.get(at)) else {
        return Snapshot::default();
    };
    let Some(table) = work.tables.of(source) else { return Snapshot::default() };
    let written = source.cells.iter().filter(|(cell, _)| cell.sheet == sheet.index);
    let written = written.map(|(cell, text)| ((cell.row, cell.column), AttrValue::from(text.clone()))).collect();
    let mut snapshot = Snapshot::new(Cells::new(table.clone(), sheet.index as usize, written));
    snapshot.roles.clone_from(&sheet.rows);
    snapshot.body = (!sheet.rows.is_empty()).then_some(sheet.header_top + sheet.header_rows);
    snapshot.chosen =
        source.sheet(sheet.index).into_iter().flat_map(|choice| &choice.rows).map(|row| row.row).collect();
    snapshot.heads = vec![AttrValue::default(); snapshot.width as usize];
    // Of a form whose headings stand below each other the columns are its rows.
    for column in sheet.columns.iter().filter(|_| sheet.skipped.is_none() && !sheet.sideways) {
        if column.field == Some(Field::School) {
            snapshot.names = Some(column.index);
        }
        if let Some(head) = snapshot.heads.get_mut(column.index as usize) {
            let field = column.field.filter(|field| text::is_taken(*field));
            *head = match field {
                Some(field) => AttrValue::from(match scope_key(column.scope).filter(|_| text::has_scope(field)) {
                    Some(scope) => words.f(Key::FieldOf, &[&text::field_name(words, field), words.t(scope)]),
                    None => text::field_name(words, field),
                }),
                None if column.fact.is_some() => AttrValue::Static(words.t(Key::FactColumn)),
                None => AttrValue::default(),
            };
        }
    }
    for issue in work.issues() {
        let mut spots = places_of(work, issue).filter(|(sheet, _)| *sheet == at).map(|(_, spot)| spot).peekable();
        if spots.peek().is_some() {
            let explanation = work.project.explanation(issue).unwrap_or_default().to_owned().into();
            let doubt = Doubt { issue: issue.clone(), explanation };
            for spot in spots {
                snapshot.doubts.entry((spot.row, spot.column)).or_default().push(doubt.clone());
            }
        }
    }
    for doubts in snapshot.doubts.values_mut() {
        doubts.sort_by_key(Doubt::weight);
    }
    snapshot
}

/// Whose a column is, where it is not the row's own.
const fn scope_key(scope: Scope) -> Option<Key> {
    match scope {
        Scope::Row => None,
        Scope::Primary => Some(Key::ScopePrimary),
        Scope::Junior => Some(Key::ScopeJunior),
        Scope::Senior => Some(Key::ScopeSenior),
    }
}

/// The cell an issue stands at, where it is in one of the sheets.
pub fn place_of(work: &Work, issue: &Issue) -> Option<Place> {
    cell_at(work, issue.location.as_ref()?)
}

/// All cells of an issue, where it is in one of the sheets.
fn places_of<'a>(work: &Work, issue: &'a Issue) -> impl Iterator<Item = Place> + use<'a> {
    let sheet = place_of(work, issue).map(|(sheet, _)| sheet);
    sheet.into_iter().flat_map(|sheet| issue.spots().map(move |(row, column)| (sheet, Spot::new(row, column))))
}

/// The cell at a place, where it is in one of the sheets.
pub fn cell_at(work: &Work, place: &Location) -> Option<Place> {
    let (row, column) = place.spot()?;
    let at = work.reading.sheets.iter().enumerate().position(|(at, sheet)| {
        sheet.name.as_deref() == place.sheet.as_deref()
            && work.source_of(at).is_some_and(|source| source.name.as_deref() == place.file.as_deref())
    })?;
    Some((at, Spot::new(row, column)))
}

/// The first cell a step changed.
fn place_of_step(work: &Work, step: &Step) -> Option<Place> {
    step.changes.iter().find_map(|change| match change {
        Change::Cell { source, cell, .. } => {
            let at = work.reading.sheets.iter().enumerate().position(|(at, sheet)| {
                sheet.index == cell.sheet && work.source_of(at).is_some_and(|one| one.id == *source)
            })?;
            Some((at, Spot::new(cell.row, cell.column)))
        }
        Change::Explain { before, after } => {
            let about = after.as_ref().or(before.as_ref())?;
            let issue = work.issues().find(|issue| about.is_about(issue))?;
            place_of(work, issue)
        }
        _ => None,
    })
}

/// The first mistake in the data (逻辑校验) that has a cell; with a stage, that of a school whose pupils there were not read,
/// if one has.
pub fn first_mistake(work: &Work, stage: Option<Stage>) -> Option<Place> {
    let unread: HashSet<&str> = stage.map_or_else(HashSet::new, |stage| {
        work.read.schools.iter().filter(|one| one.unread.contains(&stage)).map(|one| one.name.as_str()).collect()
    });
    let mistakes = || work.issues().filter(|issue| issue.severity == Severity::Logic);
    let of_unread = mistakes().filter(|issue| issue.school.as_deref().is_some_and(|school| unread.contains(school)));
    of_unread.chain(mistakes()).find_map(|issue| place_of(work, issue))
}

/// A way to such a mistake; to the page where the data is checked where no mistake has a cell.
pub fn to_mistake(
    tasks: Option<&Tasks>,
    (work, stage): (&Rc<Work>, Option<Stage>),
    class: Option<&'static str>,
    says: String,
) -> Html {
    // Looked for when it is asked for, and not at every drawing.
    let go = tasks.cloned().zip(Some(work.clone())).map(|(tasks, work)| {
        Callback::from(move |event: MouseEvent| {
            if let Some((at, spot)) = first_mistake(&work, stage) {
                event.prevent_default();
                tasks.dispatch(Action::Seek(at, spot));
            }
        })
    });
    html! { <a href={Page::Check.hash()} {class} onclick={go}>{ says }</a> }
}

/// The next cell with something to correct or to explain, sheet by sheet and round the end.
fn next_problem(work: &Work, here: Place, back: bool) -> Option<Place> {
    let open = |issue: &&Rc<Issue>| {
        let explanation = work.project.explanation(issue).unwrap_or_default().to_owned().into();
        Doubt { issue: (*issue).clone(), explanation }.is_open()
    };
    let mut places: Vec<Place> = work.issues().filter(open).flat_map(|issue| places_of(work, issue)).collect();
    places.sort_unstable();
    if back {
        places.iter().rev().find(|place| **place < here).or(places.last()).copied()
    } else {
        places.iter().find(|place| **place > here).or(places.first()).copied()
    }
}

/// What a step did.
fn step_words(words: Words, step: &Step) -> AttrValue {
    let text = match step.changes.as_slice() {
        [Change::Cell { cell, .. }] => words.f(Key::StepCell, &[&a1(cell.row, cell.column)]),
        [Change::Cell { .. }, ..] => words.f(Key::StepCells, &[&step.changes.len().to_string()]),
        [Change::Sheet { .. }, ..] => words.t(Key::StepSheet).to_owned(),
        [Change::Read { .. }, ..] => words.t(Key::StepRead).to_owned(),
        [Change::Explain { .. }, ..] => words.t(Key::StepExplain).to_owned(),
        [Change::Source { .. }, ..] | [] => words.t(Key::StepSource).to_owned(),
    };
    text.into()
}
