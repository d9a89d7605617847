//! Campuses and teaching points that the statistics count with their home school (是否计校数 = 否).
//!
//! They are evaluated by themselves, because no table says whether the row of the home school already holds their numbers;
//! where the user says so, a campus is added to it: pupils and amounts, cell by cell. What is missing in one of them is
//! missing in the sum.

use super::bind::{Bound, Plan, Row, Source, plan};
use super::columns::cell_of;
use super::fold::fold_name;
use super::notes::Notes;
use super::{Campus, Field, RowRole};
use crate::diagnostic::{Issue, Severity, Text};
use crate::records::Stage;
use std::collections::HashMap;

/// Fewest characters of a name that may begin the name of a campus.
const FEWEST: usize = 4;

/// Adds the campuses the user gave to a school to it. Answers the rows added, with the name of their school.
pub(super) fn add(source: &Source<'_>, rows: &mut [Row], bound: &mut Bound) -> HashMap<usize, String> {
    let mut merged: HashMap<usize, String> = HashMap::new();
    let given = source.added.iter().filter(|choice| choice.role == RowRole::School);
    for (row, into) in given.filter_map(|choice| Some((choice.row as usize, choice.into? as usize))) {
        let place = |index: usize| rows.iter().position(|row| row.index == index);
        let Some(campus) = place(row) else { continue };
        let home = place(into).filter(|home| *home != campus && !merged.contains_key(&into));
        let added = home.is_some_and(|home| {
            !rows.iter().any(|row| row.campuses.iter().any(|(at, _)| *at == into)) && join(source, rows, campus, home)
        });
        if let (true, Some(home)) = (added, home.and_then(|home| rows.get(home))) {
            merged.insert(row, home.name.clone());
        } else {
            let name = rows.get(campus).map(|row| row.name.clone()).unwrap_or_default();
            bound.issues.push(
                Issue::new(
                    "campus_not_merged",
                    Severity::Logic,
                    Text::new(
                        "没有并入：原校的行不是学校，或两行的学段、在校生数合不起来；这一行仍单独评估",
                        "not added: the row of the school is none, or the stages or pupils of the two rows do not add up; the row is evaluated by itself",
                    ),
                    Text::new("核对并入的是哪一行，两行的学段是否相同", "check which row it is added to, and the stages of both"),
                )
                .at(cell_of(&source.place, row, source.columns.text_column(Field::School).unwrap_or(0)))
                .of(&name),
            );
        }
    }
    merged
}

/// Adds one row to another; false, and nothing done, where their pupils do not add up stage by stage.
fn join(source: &Source<'_>, rows: &mut [Row], campus: usize, home: usize) -> bool {
    let pupils = |row: &Row| plan(source, row, &mut Vec::new()).ok().and_then(|plan| pupils_of(&plan));
    let Some((index, entries, own)) = rows.get(campus).map(|row| (row.index, row.entries.clone(), pupils(row))) else {
        return false;
    };
    let Some(row) = rows.get_mut(home) else { return false };
    let before = pupils(row);
    row.campuses.push((index, entries));
    let sums = before.zip(own).map(|(before, own)| {
        [0, 1].map(|stage: usize| {
            let of = |pupils: [u64; 2]| pupils.get(stage).copied().unwrap_or(0);
            of(before) + of(own)
        })
    });
    let fits = sums.is_some() && sums == pupils(row);
    if !fits {
        row.campuses.pop();
    }
    fits
}

/// Primary and junior pupils.
fn pupils_of(plan: &Plan) -> Option<[u64; 2]> {
    let mut pupils = [0; 2];
    match plan {
        Plan::One(stage, own, _) => *pupils.get_mut(stage.index())? = u64::from(*own),
        Plan::Whole(all, _) => {
            for stage in Stage::ALL {
                *pupils.get_mut(stage.index())? = u64::from(all.of(stage).unwrap_or(0));
            }
        }
    }
    Some(pupils)
}

/// Says which rows are campuses, and to which school each seems to belong.
pub(super) fn remark(
    source: &Source<'_>,
    rows: &[Row],
    merged: &HashMap<usize, String>,
    bound: &mut Bound,
    notes: &mut Notes,
) {
    let Some(column) = source.columns.text_column(Field::Counted) else { return };
    for row in rows.iter().filter(|row| row.counted == Some(false)) {
        let home = home_of(rows, row);
        let number = |index: usize| u32::try_from(index).unwrap_or(u32::MAX);
        bound.campuses.push(Campus {
            row: number(row.index),
            name: row.name.clone(),
            home: home.map(|home| number(home.index)),
            home_name: home.map(|home| home.name.clone()),
            merged: merged.contains_key(&row.index),
        });
        if merged.contains_key(&row.index) {
            continue;
        }
        let at = cell_of(&source.place, row.index, column);
        let help = Text::new(
            "如果原校的行已经包含它的数，请排除这一行；如果应并入原校，请选“并入”，两行的数相加",
            "leave the row out if the home school's row holds its numbers; add it to that school if it belongs to it",
        );
        let Some(home) = home else {
            notes.once("campus_not_counted", "", Severity::Experience, &at, || {
                (
                    Text::new(
                        "“是否计校数”为否的行（并入原校的校区、教学点），单独评估",
                        "rows that do not count as a school of their own (campuses of another) are evaluated by themselves",
                    ),
                    help,
                )
            });
            continue;
        };
        let (name, line) = (&home.name, home.index + 1);
        bound.issues.push(
            Issue::new(
                "campus_not_counted",
                Severity::Experience,
                Text::new(
                    format!("“{}”不计校数，看来属于“{name}”（第 {line} 行），现在单独评估", row.name),
                    format!(
                        "`{}` does not count as a school and seems to belong to `{name}` (row {line}); it is evaluated by itself",
                        row.name
                    ),
                ),
                help,
            )
            .at(at)
            .of(&row.name),
        );
    }
}

/// The school a campus seems to belong to: the one with its code, else the one with the longest name that its own begins
/// with. A suggestion only: nothing is added up by a name.
fn home_of<'r>(rows: &'r [Row], campus: &Row) -> Option<&'r Row> {
    let schools = || rows.iter().filter(|row| row.index != campus.index && row.counted != Some(false));
    if campus.code.is_some()
        && let Some(home) = schools().find(|row| row.code == campus.code)
    {
        return Some(home);
    }
    let name = fold_name(&campus.name);
    let fits = |row: &&Row| {
        let other = fold_name(&row.name);
        other.chars().count() >= FEWEST && other != name && name.starts_with(&other)
    };
    schools().filter(fits).max_by_key(|row| row.name.chars().count())
}
