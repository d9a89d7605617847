//! Campuses and teaching points that the statistics count with their home school (是否计校数 = 否), and schools that are
//! only called like a campus.
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
use crate::records::{Kind, Stage};
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

/// Says which rows are campuses, and to which school each seems to belong: rows that do not count as schools, and rows
/// that are only called like one. 教学点 are units of their own by the standard and not asked about.
pub(super) fn remark(
    source: &Source<'_>,
    rows: &[Row],
    merged: &HashMap<usize, String>,
    bound: &mut Bound,
    notes: &mut Notes,
) {
    let counted = source.columns.text_column(Field::Counted);
    let named = source.columns.text_column(Field::School).unwrap_or(0);
    let homes = if source.whole { Homes::of(rows) } else { Homes::default() };
    for row in rows {
        teaching_point(source, row, named, notes);
        let not_counted = row.counted == Some(false);
        if row.counted == Some(true) || !not_counted && !is_called_campus(&row.name) {
            continue;
        }
        let home = homes.of_campus(rows, row);
        if home.is_none() && !not_counted {
            continue;
        }
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
        let at = cell_of(&source.place, row.index, counted.filter(|_| not_counted).unwrap_or(named));
        let Some(home) = home else {
            notes.once("campus_not_counted", "", Severity::Experience, &at, || {
                (
                    Text::new(
                        "“是否计校数”为否的行（并入原校的校区、教学点），单独评估；表中看不出原校是哪一行",
                        "rows that do not count as a school of their own (campuses of another) are evaluated by themselves; no row of their school is found",
                    ),
                    Text::new(
                        "如果原校的行已经包含它的数，请选中这一行，点表格上方的“第 … 行：学校”，选“注释，不计”；如果没有包含，请把它的数加到原校的行，再这样选",
                        "if the row of its school holds its numbers, choose the row, then the button “Row …: school” above the sheet, then “a note, not counted”; otherwise add its numbers to that row first",
                    ),
                )
            });
            continue;
        };
        let (name, line, own) = (&home.name, home.index + 1, row.index + 1);
        let (code, zh, en) = if not_counted {
            ("campus_not_counted", "不计校数，看来属于", "does not count as a school and seems to belong to")
        } else {
            ("campus_by_name", "看名称是校区或分校，看来属于", "is called a campus and seems to belong to")
        };
        bound.issues.push(
            Issue::new(
                code,
                Severity::Experience,
                Text::new(
                    format!("“{}”{zh}“{name}”（第 {line} 行），现在单独评估", row.name),
                    format!("`{}` {en} `{name}` (row {line}); it is evaluated by itself", row.name),
                ),
                Text::new(
                    format!(
                        "应并入原校的，点“并入“{name}””，两行的数相加；原校的行已经包含它的数的，选中这一行，点表格上方的“第 {own} 行：学校”，选“注释，不计”；确是独立学校的，写明即可"
                    ),
                    format!(
                        "if it belongs to that school, press “Add it to “{name}””: both rows are summed up; if that row holds its numbers already, choose the row, then “Row {own}: school” above the sheet, then “a note, not counted”; if it is a school of its own, say so"
                    ),
                ),
            )
            .at(at)
            .of(&row.name),
        );
    }
}

/// 其中：西校区 below a school is taken for a part of it, whose numbers the row above holds.
pub(super) fn part(source: &Source<'_>, row: usize, label: &str, notes: &mut Notes) {
    if !is_called_campus(label) {
        return;
    }
    let at = cell_of(&source.place, row, source.columns.text_column(Field::School).unwrap_or(0));
    notes.once("campus_part", "", Severity::Experience, &at, || {
        (
            Text::new(
                format!("“{label}”按上面一行的一部分，没有单独评估，也没有加到上面一行"),
                format!("`{label}` is taken for a part of the row above: neither evaluated by itself nor added to it"),
            ),
            Text::new(
                "上面一行没有包含它的数的，请把数加上；是独立学校的，去掉“其中”两字",
                "add its numbers to the row above if that does not hold them; take off 其中 if it is a school of its own",
            ),
        )
    });
}

/// A school called 教学点 whose kind is another, or none: whether it is evaluated depends on its kind.
fn teaching_point(source: &Source<'_>, row: &Row, column: usize, notes: &mut Notes) {
    let called = fold_name(&row.name).ends_with("教学点");
    if !called || matches!(row.kind, Some(Kind::TeachingPoint)) || !source.sections {
        return;
    }
    notes.once("teaching_point_by_name", "", Severity::Experience, &cell_of(&source.place, row.index, column), || {
        (
            Text::new(
                "名称是教学点而办学类型没有写“小学教学点”，按学校评估",
                "called a teaching point (教学点), and its kind is not 小学教学点: evaluated as a school",
            ),
            Text::new(
                "是教学点的，办学类型写“小学教学点”：人数很少的教学点按标准不参加资源配置评估",
                "write 小学教学点 as its kind if it is one: the standard leaves very small ones out of the evaluation of resources",
            ),
        )
    });
}

/// Words that end the name of a campus.
const CAMPUS_ENDS: [&str; 3] = ["校区", "分校", "分部"];
/// Words that the name of the main campus may end with.
const MAIN_ENDS: [&str; 5] = ["(校本部)", "(本部)", "校本部", "本部", "总校"];

/// Whether a school is called like a campus: 实验小学（东校区）, 城关第一小学南校区, 第二小学分校.
fn is_called_campus(name: &str) -> bool {
    let name = fold_name(name);
    let name = name.trim_end_matches(')');
    CAMPUS_ENDS.iter().any(|end| name.ends_with(end))
}

/// The name before the bracket that a name ends with.
fn before_bracket(name: &str) -> Option<&str> {
    name.strip_suffix(')')?.rsplit_once('(').map(|(head, _)| head).filter(|head| !head.is_empty())
}

/// Schools that campuses may belong to, by code and by name.
#[derive(Default)]
struct Homes {
    by_code: HashMap<String, usize>,
    by_name: HashMap<String, usize>,
    /// Without a row of the school itself, the first campus stands for it: by the name before the bracket.
    by_stem: HashMap<String, usize>,
}

impl Homes {
    fn of(rows: &[Row]) -> Self {
        let mut homes = Self::default();
        for (place, row) in rows.iter().enumerate() {
            let name = fold_name(&row.name);
            if is_called_campus(&name) {
                if let Some(stem) = before_bracket(&name) {
                    homes.by_stem.entry(stem.to_owned()).or_insert(place);
                }
                continue;
            }
            if row.counted == Some(false) {
                continue;
            }
            if let Some(code) = &row.code {
                homes.by_code.entry(fold_name(code)).or_insert(place);
            }
            let main = MAIN_ENDS.iter().find_map(|end| name.strip_suffix(end)).filter(|main| !main.is_empty());
            homes.by_name.entry(main.unwrap_or(&name).to_owned()).or_insert(place);
        }
        homes
    }

    /// The school a campus seems to belong to: the one with its code, the one called as it is before its bracket, else
    /// the one with the longest name that its own begins with. A suggestion only: nothing is added up by a name.
    fn of_campus<'r>(&self, rows: &'r [Row], campus: &Row) -> Option<&'r Row> {
        let name = fold_name(&campus.name);
        let code = campus.code.as_deref().map(fold_name).and_then(|code| self.by_code.get(&code));
        let stem = before_bracket(&name);
        let bracket = || stem.and_then(|stem| self.by_name.get(stem));
        // What follows a short name must be the word of a campus: 一中东校区, not 一中心小学.
        let fewest = if is_called_campus(&name) { 2 } else { FEWEST };
        let begun = || {
            let ends: Vec<usize> = name.char_indices().map(|(at, _)| at).skip(fewest).collect();
            ends.into_iter().rev().find_map(|end| self.by_name.get(name.get(..end)?))
        };
        let twin = || stem.and_then(|stem| self.by_stem.get(stem));
        let home = code.or_else(bracket).or_else(begun).or_else(twin)?;
        rows.get(*home).filter(|home| home.index != campus.index)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn campuses_are_known_by_the_end_of_their_names() {
        for name in ["实验小学（东校区）", "城关第一小学南校区", "第二小学分校", "一中（初中分部）"]
        {
            assert!(is_called_campus(name), "{name}");
        }
        for name in ["实验小学", "校区路小学", "王庄教学点", "实验学校（小学部）", "第二小学本部"]
        {
            assert!(!is_called_campus(name), "{name}");
        }
    }
}
