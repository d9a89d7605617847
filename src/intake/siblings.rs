//! Columns that belong together: men and women beside their total, last year beside this year.

use super::bind::{Row, Source};
use super::columns::cell_of;
use super::dictionary::Dimension;
use super::fold::fold;
use super::notes::Notes;
use super::values::{self, Value};
use super::{Column, Field};
use crate::diagnostic::{Issue, Severity, Text};
use crate::quantity::Decimal;
use std::collections::HashMap;
use std::sync::Arc;

/// Headings of one sex; those that name no whole of their own only beside their whole.
const MEN: [&str; 4] = ["男", "男性", "其中:男", "其中男"];
const WOMEN: [&str; 4] = ["女", "女性", "其中:女", "其中女"];
const MEN_BELOW: [&str; 6] = ["男生", "男教师", "男生数", "男教师数", "其中:男生", "其中:男教师"];
const WOMEN_BELOW: [&str; 6] = ["女生", "女教师", "女生数", "女教师数", "其中:女生", "其中:女教师"];
/// Headings of the whole above them.
const WHOLE: [&str; 8] = ["合计", "计", "小计", "总计", "共计", "总数", "人数", "总人数"];
/// Words of this year and of the last one, longest first.
const THIS_YEAR: [&str; 4] = ["本学年", "本年度", "本年", "当年"];
const LAST_YEAR: [&str; 7] = ["上一学年", "上一年度", "上学年", "上年度", "上一年", "上年", "去年"];
/// Numbers too small for a share of change to mean anything.
const SMALL: u64 = 5;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Sex {
    Men,
    Women,
}

/// A whole and its parts, by column.
#[derive(Debug, Default)]
struct Parts {
    whole: Option<usize>,
    men: Option<usize>,
    women: Option<usize>,
}

/// Checks every row.
pub(super) fn check(source: &Source<'_>, rows: &[Row], issues: &mut Vec<Issue>, notes: &mut Notes) {
    let groups = sexes(&source.columns.all);
    let years = last_years(source);
    if groups.is_empty() && years.is_empty() {
        return;
    }
    let number = |row: usize, column: usize| match values::read(source.sheet.cell(row, column), Dimension::People) {
        Value::Number(number, _) => Some(number),
        _ => None,
    };
    for row in rows {
        for group in &groups {
            check_parts(source, row, group, &number, issues);
        }
        for (now, before, label) in &years {
            let dimension = source
                .columns
                .slots
                .iter()
                .find(|slot| slot.column == *now)
                .map_or(Dimension::People, |slot| slot.dimension);
            let read = |column: usize| match values::read(source.sheet.cell(row.index, column), dimension) {
                Value::Number(number, _) => Some(number),
                _ => None,
            };
            let (Some(new), Some(old)) = (read(*now), read(*before)) else { continue };
            if !changed(new, old) {
                continue;
            }
            notes.once(
                "changed_from_last_year",
                label,
                Severity::Experience,
                &cell_of(&source.place, row.index, *now),
                || {
                    (
                        Text::new(
                            format!("“{label}”与上年相比变动超过 30%，如{}由 {old} 变为 {new}", row.name),
                            format!(
                                "`{label}` changed by more than 30 % from last year, as from {old} to {new} at {}",
                                row.name
                            ),
                        ),
                        Text::new(
                            "核对本年和上年的数；确实如此的请写明原因",
                            "check both numbers, or explain the change",
                        ),
                    )
                },
            );
        }
    }
}

fn check_parts(
    source: &Source<'_>,
    row: &Row,
    group: &Parts,
    number: &impl Fn(usize, usize) -> Option<Decimal>,
    issues: &mut Vec<Issue>,
) {
    let Some(whole_column) = group.whole else { return };
    let Some(whole) = number(row.index, whole_column) else { return };
    let part = |column: Option<usize>| column.and_then(|column| Some((column, number(row.index, column)?)));
    let (men, women) = (part(group.men), part(group.women));
    let both = [(men, "男", "men"), (women, "女", "women")];
    let found = both.into_iter().find_map(|(part, zh, en)| Some((part.filter(|(_, value)| *value > whole)?, zh, en)));
    if let Some(((column, value), zh, en)) = found {
        issues.push(
            Issue::new(
                "part_exceeds_whole",
                Severity::Logic,
                Text::new(format!("其中{zh} {value} 大于合计 {whole}"), format!("{value} {en} among {whole} in all")),
                Text::new("核对合计与男、女各列", "check the total and its parts"),
            )
            .at(cell_of(&source.place, row.index, column))
            .of(&row.name),
        );
        return;
    }
    if let (Some((_, men)), Some((_, women))) = (men, women)
        && men.checked_add(women) != Some(whole)
    {
        issues.push(
            Issue::new(
                "parts_differ",
                Severity::Experience,
                Text::new(
                    format!("合计 {whole} 不等于男 {men} 加女 {women}；按合计评估"),
                    format!("the total, {whole}, is not {men} men and {women} women; the total is used"),
                ),
                Text::new("核对合计与男、女各列", "check the total and its parts"),
            )
            .at(cell_of(&source.place, row.index, whole_column))
            .of(&row.name),
        );
    }
}

/// More than 30 % up or down.
fn changed(new: Decimal, old: Decimal) -> bool {
    let small = Decimal::integer(SMALL);
    if new < small && old < small {
        return false;
    }
    let (Some(more), Some(less)) = (old.checked_mul(Decimal::new(13, 1)), old.checked_mul(Decimal::new(7, 1))) else {
        return false;
    };
    new > more || new < less
}

fn sexes(columns: &[Column]) -> Vec<Parts> {
    let mut groups: Vec<Parts> = Vec::new();
    let mut by_parent: HashMap<String, usize> = HashMap::new();
    // The last column that is no part of another, for headings that stand beside their whole.
    let mut beside: Option<(usize, Option<usize>)> = None;
    for column in columns {
        let index = column.index as usize;
        let folded: Vec<String> = column.header.iter().map(|heading| fold(heading)).collect();
        let Some((last, above)) = folded.split_last() else { continue };
        let bare = sex(last, &MEN, &WOMEN);
        let below = bare.or_else(|| sex(last, &MEN_BELOW, &WOMEN_BELOW));
        if above.is_empty() {
            match (bare, &mut beside) {
                (Some(sex), Some((whole, group))) => {
                    let at = *group.get_or_insert_with(|| {
                        groups.push(Parts { whole: Some(*whole), ..Parts::default() });
                        groups.len() - 1
                    });
                    set(&mut groups, at, sex, index);
                }
                (Some(_), None) => {}
                (None, _) => beside = (column.field.is_some()).then_some((index, None)),
            }
            continue;
        }
        beside = None;
        let whole = WHOLE.contains(&last.as_str());
        if !whole && below.is_none() {
            continue;
        }
        let at = *by_parent.entry(above.join("\u{1}")).or_insert_with(|| {
            groups.push(Parts::default());
            groups.len() - 1
        });
        match below {
            Some(sex) => set(&mut groups, at, sex, index),
            None => {
                if let Some(group) = groups.get_mut(at) {
                    group.whole.get_or_insert(index);
                }
            }
        }
    }
    groups.retain(|group| group.whole.is_some() && (group.men.is_some() || group.women.is_some()));
    groups
}

fn sex(heading: &str, men: &[&str], women: &[&str]) -> Option<Sex> {
    if men.contains(&heading) {
        Some(Sex::Men)
    } else if women.contains(&heading) {
        Some(Sex::Women)
    } else {
        None
    }
}

fn set(groups: &mut [Parts], at: usize, sex: Sex, column: usize) {
    if let Some(group) = groups.get_mut(at) {
        let place = match sex {
            Sex::Men => &mut group.men,
            Sex::Women => &mut group.women,
        };
        place.get_or_insert(column);
    }
}

/// Columns of this year with the column of the last year that has otherwise the same headings.
fn last_years(source: &Source<'_>) -> Vec<(usize, usize, Arc<str>)> {
    let mut last: HashMap<String, usize> = HashMap::new();
    for column in &source.columns.all {
        let (path, year) = without_year(&column.header);
        if year == Some(false) {
            last.entry(path).or_insert(column.index as usize);
        }
    }
    if last.is_empty() {
        return Vec::new();
    }
    let slots =
        source.columns.slots.iter().filter(|slot| slot.dimension != Dimension::Text && slot.field != Field::Unused);
    let mut pairs = Vec::new();
    for slot in slots {
        let Some(column) = source.columns.all.iter().find(|column| column.index as usize == slot.column) else {
            continue;
        };
        let (path, year) = without_year(&column.header);
        if year != Some(false)
            && let Some(before) = last.get(&path)
        {
            pairs.push((slot.column, *before, slot.label.clone()));
        }
    }
    pairs
}

/// The headings as one text without the word of a year, and whether that was this year's (`true`) or the last one's.
fn without_year(path: &[String]) -> (String, Option<bool>) {
    let mut year = None;
    let mut parts = Vec::new();
    for heading in path {
        let folded = fold(heading);
        let mut rest = folded.as_str();
        for (words, this) in [(&THIS_YEAR[..], true), (&LAST_YEAR[..], false)] {
            if let Some(after) = words.iter().find_map(|word| rest.strip_prefix(word)) {
                year = Some(this);
                rest = after.trim_start_matches(['数', ':']);
            }
        }
        if !rest.is_empty() {
            parts.push(rest.to_owned());
        }
    }
    (parts.join("\u{1}"), year)
}
