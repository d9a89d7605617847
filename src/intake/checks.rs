//! Checks of a sheet as a whole: the unit of money, sums against their rows, schools given twice.

use super::amounts::Entry;
use super::bind::{Row, Source};
use super::columns::{Columns, cell_of, one};
use super::dictionary::Dimension;
use super::fold::fold_name;
use super::notes::Notes;
use super::outliers::median;
use super::rows::RowKind;
use super::values::{self, Value};
use super::{Confidence, Field, Reading, Scope};
use crate::diagnostic::{Issue, Location, Severity, Text};
use crate::order;
use crate::quantity::Decimal;
use crate::records::{Excluded, Indicator, School, Section, Share, Stage};
use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Arc;

/// Fewest amounts that must agree, with the pupils, before two schools are taken for one.
const FEWEST_ALIKE: usize = 5;
/// Fewest schools given twice that make a sheet a repeated one.
const FEWEST_REPEATED: usize = 3;
/// Most schools with the same number of pupils that one is compared with.
const MOST_ALIKE: usize = 64;
/// 元 per pupil outside of which an equipment value is doubtful.
const PLAUSIBLE_YUAN: std::ops::RangeInclusive<f64> = 50.0..=100_000.0;

/// Decides the unit of money columns without one from the numbers: per pupil, 万元 lie below 10 and 元 above 50.
pub(super) fn decide_money(columns: &mut Columns, rows: &mut [Row], place: &Location, issues: &mut Vec<Issue>) {
    let pupil_places: Vec<(Scope, usize)> = [Scope::Row, Scope::Primary, Scope::Junior, Scope::Senior]
        .into_iter()
        .filter_map(|scope| Some((scope, columns.place(Field::Pupils, scope)?)))
        .collect();
    for (number, slot) in columns.slots.iter_mut().enumerate() {
        if slot.dimension != Dimension::Money || slot.unit_known {
            continue;
        }
        let ratio = slot.field.ratio_of().is_some();
        let per_pupil: Vec<f64> = rows
            .iter()
            .filter_map(|row| {
                // A cell with a unit of its own says nothing about the column.
                let Some(Entry::Number(value, _, false)) = row.entries.get(number) else { return None };
                if value.is_zero() {
                    return None;
                }
                let value = value.to_f64();
                if ratio {
                    return Some(value);
                }
                // All pupils of the row, however they are given.
                let pupils: f64 = match pupils_of(row, &pupil_places) {
                    pupils if pupils > 0.0 => pupils,
                    _ => return None,
                };
                Some(value / pupils)
            })
            .collect();
        if per_pupil.is_empty() {
            continue;
        }
        let median = median(per_pupil);
        let shown = crate::quantity::rounded(median, 2);
        let at = rows.first().map(|row| cell_of(place, row.index, slot.column)).unwrap_or_default();
        let label = slot.label.clone();
        let (factor, unit, severity) = if median < 10.0 {
            (Decimal::integer(10_000), "万元", Severity::Experience)
        } else if median >= 50.0 {
            // 元 is the unit of the indicator itself.
            (one(), "元", if ratio { Severity::Note } else { Severity::Experience })
        } else {
            (one(), "", Severity::Logic)
        };
        if severity == Severity::Logic {
            issues.push(
                Issue::new(
                    "unit_unclear",
                    severity,
                    Text::new(
                        format!("“{label}”没有写单位，生均中位数 {shown}，看不出是元还是万元，没有取用"),
                        format!("`{label}` has no unit; the median per pupil, {shown}, fits neither yuan nor 10,000 yuan: not taken"),
                    ),
                    Text::new("在表头写明“（元）”或“（万元）”", "write （元） or （万元） in the heading"),
                )
                .at(at),
            );
            for row in rows.iter_mut() {
                if let Some(entry) = row.entries.get_mut(number) {
                    *entry = Entry::Bad;
                }
            }
            if let Some(column) = columns.all.get_mut(slot.column) {
                column.confidence = Confidence::Unsure;
                column.reason =
                    Text::new("没有单位，看不出是元还是万元", "no unit: yuan or 10,000 yuan cannot be told");
            }
            continue;
        }
        slot.factor = factor;
        slot.unit_known = true;
        for row in rows.iter_mut() {
            if let Some(Entry::Number(_, own, false)) = row.entries.get_mut(number) {
                *own = factor;
            }
        }
        if let Some(column) = columns.all.get_mut(slot.column) {
            column.factor = factor.to_string();
            unit.clone_into(&mut column.unit);
            column.confidence = Confidence::Context;
            column.reason.zh.push_str(&format!("；没有写单位，按{unit}"));
            column.reason.en.push_str(&format!("; no unit, taken as {unit}"));
        }
        issues.push(
            Issue::new(
                "unit_assumed",
                severity,
                Text::new(
                    format!("“{label}”没有写单位，按生均中位数 {shown} 判断为{unit}（1 = {factor} 元）"),
                    format!("`{label}` has no unit; by the median per pupil, {shown}, it is taken as {unit} (1 = {factor} yuan)"),
                ),
                Text::new("在表头写明单位，或在“每一列认作什么”中改正", "write the unit in the heading, or correct it among the columns"),
            )
            .at(at),
        );
    }
}

/// Pupils of a row: the sum over its stages where they are given, else the unscoped number, which comes first.
fn pupils_of(row: &Row, places: &[(Scope, usize)]) -> f64 {
    let read = |place: usize| match row.entries.get(place) {
        Some(Entry::Number(value, ..)) => value.to_f64(),
        _ => 0.0,
    };
    let by_stage: f64 = places.iter().filter(|(scope, _)| *scope != Scope::Row).map(|(_, place)| read(*place)).sum();
    if by_stage > 0.0 {
        return by_stage;
    }
    places.iter().filter(|(scope, _)| *scope == Scope::Row).map(|(_, place)| read(*place)).sum()
}

/// Doubtful equipment values: a jump against the other rows by about 万, or an implausible one.
pub(super) fn money(sections: &[Section], issues: &mut Vec<Issue>) {
    let per_pupil: Vec<(usize, f64)> = sections
        .iter()
        .enumerate()
        .filter_map(|(number, section)| {
            let amount = section.amount(Indicator::EquipmentValue)?;
            (section.pupils > 0 && !amount.total.is_zero())
                .then(|| (number, amount.exact().to_f64() / f64::from(section.pupils)))
        })
        .collect();
    let are_several = per_pupil.len() >= 3;
    let median = median(per_pupil.iter().map(|(_, value)| *value).collect());
    for (number, value) in per_pupil {
        let Some(section) = sections.get(number) else { continue };
        let jump = are_several && (value > median * 1000.0 || value * 1000.0 < median);
        if !jump && PLAUSIBLE_YUAN.contains(&value) {
            continue;
        }
        let shown = crate::quantity::rounded(value, 2);
        let (code, message) = if jump {
            (
                "unit_jump",
                Text::new(
                    format!("生均教学仪器设备值 {shown} 元，与其他学校相差上千倍，可能元与万元混填"),
                    format!(
                        "{shown} yuan of equipment per pupil, a thousand times off the others: yuan and 10,000 yuan may be mixed"
                    ),
                ),
            )
        } else {
            (
                "implausible_equipment",
                Text::new(
                    format!("生均教学仪器设备值 {shown} 元，不合常理"),
                    format!("{shown} yuan of equipment per pupil is hard to believe"),
                ),
            )
        };
        let location = section
            .amount(Indicator::EquipmentValue)
            .and_then(|amount| amount.terms.first())
            .and_then(|term| term.location.clone())
            .unwrap_or_default();
        issues.push(
            Issue::new(
                code,
                Severity::Experience,
                message,
                Text::new("核对数值和单位（元、万元）", "check the value and its unit (yuan, 10,000 yuan)"),
            )
            .at(location)
            .of(&section.school),
        );
    }
}

/// Areas that no school has: a column per pupil taken for a total, or the other way round.
pub(super) fn areas(sections: &[Section], notes: &mut Notes) {
    for section in sections {
        for indicator in [Indicator::TeachingArea, Indicator::SportsArea] {
            let Some(amount) = section.amount(indicator) else { continue };
            if section.pupils == 0 || amount.total.is_zero() {
                continue;
            }
            let value = amount.exact().to_f64() / f64::from(section.pupils);
            if (0.1..=1000.0).contains(&value) {
                continue;
            }
            let Some(term) = amount.terms.first() else { continue };
            let at = term.location.clone().unwrap_or_default();
            notes.once("implausible_area", &term.label, Severity::Experience, &at, || {
                let shown = crate::quantity::rounded(value, 2);
                (
                    Text::new(
                        format!("“{}”平均每名学生 {shown} ㎡，不合常理", term.label),
                        format!("`{}` comes to {shown} m² per pupil, which is hard to believe", term.label),
                    ),
                    Text::new(
                        "核对这一列是总面积还是生均面积，单位是否平方米",
                        "check whether the column is a total or per pupil, and its unit",
                    ),
                )
            });
        }
    }
}

/// Sums of one column over different spans of rows.
#[derive(Clone)]
struct Running {
    all: Decimal,
    since_total: Decimal,
    since_group: Decimal,
}

/// Compares rows of totals with the rows they may be the sum of.
pub(super) fn totals(source: &Source<'_>, rows: &[Row], issues: &mut Vec<Issue>) {
    let slots = &source.columns.slots;
    let add = |sum: &mut Decimal, value: Decimal| {
        if let Some(total) = sum.checked_add(value) {
            *sum = total;
        }
    };
    let zero = Running { all: Decimal::ZERO, since_total: Decimal::ZERO, since_group: Decimal::ZERO };
    let mut running = vec![zero; slots.len()];
    // Row, its cells' natural values, the sums before it; and the sum after it once the next total is reached.
    let mut found: Vec<(usize, Vec<Option<Decimal>>, Vec<Running>)> = Vec::new();
    let mut after: Vec<Vec<Decimal>> = Vec::new();
    let mut next = rows.iter().peekable();
    for (offset, kind) in source.kinds.iter().enumerate() {
        let index = source.first + offset;
        match kind {
            RowKind::School => {
                let Some(row) = next.next_if(|row| row.index == index) else { continue };
                for (number, entry) in row.entries.iter().enumerate() {
                    let (Entry::Number(value, factor, _), Some(sums)) = (entry, running.get_mut(number)) else {
                        continue;
                    };
                    let Some(natural) = value.checked_mul(*factor) else { continue };
                    add(&mut sums.all, natural);
                    add(&mut sums.since_total, natural);
                    add(&mut sums.since_group, natural);
                }
            }
            RowKind::Total(true) => {
                if !found.is_empty() {
                    after.push(running.iter().map(|sums| sums.since_total).collect());
                }
                let cells = slots
                    .iter()
                    .map(|slot| {
                        if slot.dimension == Dimension::Text || slot.field.ratio_of().is_some() {
                            return None;
                        }
                        match values::read(source.sheet.cell(index, slot.column), slot.dimension) {
                            Value::Number(value, _) => value.checked_mul(slot.factor),
                            _ => None,
                        }
                    })
                    .collect();
                found.push((index, cells, running.clone()));
                for sums in &mut running {
                    sums.since_total = Decimal::ZERO;
                    sums.since_group = Decimal::ZERO;
                }
            }
            RowKind::Group(_) => {
                for sums in &mut running {
                    sums.since_group = Decimal::ZERO;
                }
            }
            _ => {}
        }
    }
    after.push(running.iter().map(|sums| sums.since_total).collect());
    let mut said = HashSet::new();
    for ((row, cells, before), after) in found.iter().zip(&after) {
        for (number, cell) in cells.iter().enumerate() {
            let (Some(cell), Some(slot)) = (cell, slots.get(number)) else { continue };
            let (Some(before), Some(end)) = (before.get(number), running.get(number)) else { continue };
            let after = after.get(number).copied().unwrap_or_default();
            if [end.all, before.all, before.since_total, before.since_group, after].contains(cell) {
                continue;
            }
            // The span it most likely stands for: of those with anything in them the one it is nearest to.
            let spans = [before.all, before.since_total, before.since_group, after, end.all];
            let apart = |sum: Decimal| sum.checked_sub(*cell).or_else(|| cell.checked_sub(sum));
            let nearest = spans.into_iter().filter(|sum| !sum.is_zero()).min_by_key(|sum| apart(*sum));
            let expected = nearest.unwrap_or(end.all);
            // Several things may be read of one column; its total is one cell.
            if !said.insert((*row, slot.column)) {
                continue;
            }
            // In the unit of the label, as the cells are; a unit no decimal divides by has no such number.
            let units = in_units(*cell, slot.factor).zip(in_units(expected, slot.factor));
            let (cell, expected) = units.unwrap_or((*cell, expected));
            issues.push(
                Issue::new(
                    "total_differs",
                    Severity::Experience,
                    Text::new(
                        format!("合计行“{}”是 {cell}，各行之和是 {expected}", slot.label),
                        format!("the total of `{}` is {cell}, its rows add up to {expected}", slot.label),
                    ),
                    Text::new(
                        "核对各行和合计行；评估只用各行",
                        "check the rows and the total; only the rows are evaluated",
                    ),
                )
                .at(cell_of(&source.place, *row, slot.column)),
            );
        }
    }
}

/// A natural amount in units of `factor`, where a decimal says it.
fn in_units(natural: Decimal, factor: Decimal) -> Option<Decimal> {
    let ((amount, scale), (mut unit, unit_scale)) = (natural.parts(), factor.parts());
    let mut scale = scale;
    while unit > 0 && unit.is_multiple_of(10) {
        (unit, scale) = (unit / 10, scale + 1);
    }
    let amount = amount.checked_mul(10_u128.checked_pow(unit_scale)?)?;
    (unit > 0 && amount.is_multiple_of(unit)).then(|| Decimal::new(amount / unit, scale))
}

/// Schools given twice in a stage: by code, else by name and county. Both are kept and named.
pub(super) fn duplicates(sections: &[Section], whole: &[bool]) -> Vec<Issue> {
    let mut seen: HashMap<(String, usize), usize> = HashMap::new();
    let mut alike: HashMap<(usize, u32), Vec<usize>> = HashMap::new();
    let mut pairs: Vec<(usize, usize)> = Vec::new();
    let mut issues = Vec::new();
    for (number, section) in sections.iter().enumerate() {
        let county = section.county.as_deref().map(fold_name).unwrap_or_default();
        let by_name = (format!("{}\u{1}{county}", fold_name(&section.school)), section.stage.index());
        let mut keys = vec![by_name];
        if let Some(code) = &section.code {
            keys.push((format!("code\u{1}{}", fold_name(code)), section.stage.index()));
        }
        // Two codes, two schools, though their names are the same.
        let same = |other: usize| {
            sections.get(other).is_some_and(|other| match (&other.code, &section.code) {
                (Some(a), Some(b)) => fold_name(a) == fold_name(b),
                _ => true,
            })
        };
        let first = keys.iter().rev().find_map(|key| seen.get(key).copied()).filter(|other| same(*other));
        if let Some(first) = first.and_then(|first| sections.get(first).map(|other| (first, other))) {
            let (place, other) = first;
            pairs.push((number, place));
            let differ = whole.get(place) != whole.get(number);
            let there = other.location.as_ref().map(Location::describe).unwrap_or_default();
            let message = if differ {
                Text::new(
                    format!(
                        "“{}”既有全校的行，又有{}部的行（{there}），会重复计算",
                        section.school,
                        section.stage.title().zh
                    ),
                    format!(
                        "`{}` stands as a whole school and as its {} part ({there}): counted twice",
                        section.school,
                        section.stage.title().en
                    ),
                )
            } else {
                Text::new(
                    format!("“{}”（{}）与“{}”（{there}）重复", section.school, section.stage.title().zh, other.school),
                    format!(
                        "`{}` ({}) is given twice: also `{}` at {there}",
                        section.school,
                        section.stage.title().en,
                        other.school
                    ),
                )
            };
            let mut issue = Issue::new(
                if differ { "whole_and_section" } else { "duplicate_school" },
                Severity::Logic,
                message,
                Text::new("只保留一行；两行现在都在评估中", "keep one row; both are evaluated as it stands"),
            )
            .of(&section.school);
            issue.location.clone_from(&section.location);
            issues.push(issue);
        }
        if let Some(numbers) = numbers_of(section) {
            // Few schools have the same number of pupils: only those are compared.
            let others = alike.entry((section.stage.index(), section.pupils)).or_default();
            let twin = others
                .iter()
                .filter_map(|other| sections.get(*other))
                .find(|other| numbers_of(other).is_some_and(|other| other == numbers));
            match twin {
                Some(twin) if first.is_none() => issues.push(same_numbers(section, twin)),
                Some(_) => {}
                None if others.len() < MOST_ALIKE => others.push(number),
                None => {}
            }
        }
        for key in keys {
            seen.entry(key).or_insert(number);
        }
    }
    issues.extend(repeated_sheets(sections, &pairs));
    issues
}

/// Sheets of which at least half stand in another sheet as well: an older state of it, or a summary. Schools that are
/// called otherwise in it are counted twice without being found one by one.
fn repeated_sheets(sections: &[Section], pairs: &[(usize, usize)]) -> Vec<Issue> {
    type Place<'a> = (Option<&'a str>, Option<&'a str>);
    let place_of = |number: usize| -> Option<Place<'_>> {
        let at = sections.get(number)?.location.as_ref()?;
        Some((at.file.as_deref(), at.sheet.as_deref()))
    };
    let mut counts: BTreeMap<(Place<'_>, Place<'_>), usize> = BTreeMap::new();
    for (one, other) in pairs {
        if let (Some(one), Some(other)) = (place_of(*one), place_of(*other))
            && one != other
        {
            *counts.entry((one, other)).or_default() += 1;
        }
    }
    let repeated = counts.into_iter().filter_map(|((one, other), count)| {
        let all = (0..sections.len()).filter(|number| place_of(*number) == Some(one)).count();
        if count < FEWEST_REPEATED || count * 2 < all {
            return None;
        }
        let at = |(file, sheet): Place<'_>| Location::of_sheet(file, sheet);
        let (here, there) = (at(one).describe(), at(other).describe());
        let issue = Issue::new(
            "sheet_repeated",
            Severity::Logic,
            Text::new(
                format!("{here}的 {all} 个学段部中有 {count} 个在{there}里也有，像是同一张表，会重复计算"),
                format!("{count} of the {all} sections of {here} stand in {there} as well: it seems the same table, counted twice"),
            ),
            Text::new("只读其中一张，或只保留其中一张里的学校", "read only one of them, or keep each school in one only"),
        );
        Some(issue.at(at(one)))
    });
    repeated.collect()
}

/// The stage, the pupils and the amounts of a section.
type Numbers<'a> = (Stage, u32, Vec<Option<(Decimal, Option<&'a Share>)>>);

/// The numbers of a section, where enough of them are given that no two schools share them by chance.
fn numbers_of(section: &Section) -> Option<Numbers<'_>> {
    let given = section.amounts.iter().flatten().filter(|amount| !amount.total.is_zero()).count();
    let amounts = || section.amounts.iter().map(|amount| amount.as_ref().map(|one| (one.total, one.share.as_ref())));
    (section.pupils > 0 && given >= FEWEST_ALIKE).then(|| (section.stage, section.pupils, amounts().collect()))
}

/// The same school under two names: an old and a new one, a full and a short one.
fn same_numbers(section: &Section, twin: &Section) -> Issue {
    let there = twin.location.as_ref().map(Location::describe).unwrap_or_default();
    let stage = section.stage.title();
    Issue::new(
        "same_numbers",
        Severity::Experience,
        Text::new(
            format!(
                "“{}”（{}）与“{}”（{there}）的在校生数和各项数完全相同，可能是同一所学校填了两次",
                section.school, stage.zh, twin.school
            ),
            format!(
                "`{}` ({}) has the same pupils and the same amounts as `{}` at {there}: perhaps one school given twice",
                section.school, stage.en, twin.school
            ),
        ),
        Text::new("是同一所学校的，只保留一行；不是的请写明", "keep one row if they are one school; explain it if not"),
    )
    .at_known(section.location.as_ref())
    .of(&section.school)
}

/// A hidden sheet that holds a table of schools: asked about, not read.
pub(super) fn hidden_sheet(place: &Location) -> Issue {
    Issue::new(
        "hidden_sheet",
        Severity::Experience,
        Text::new("隐藏的工作表里有学校的表，没有读取", "a hidden sheet holds a table of schools; it was not read"),
        Text::new(
            "如果要用，请取消隐藏，或指定读取这张工作表；不用就不必管",
            "unhide it or choose to read it if it is needed; leave it otherwise",
        ),
    )
    .at(place.clone())
}

/// A school that was taken from one row while another row of it was left out because something in it could not be read:
/// perhaps the wrong one of the two was taken.
pub(super) fn other_row_left_out(sections: &[Section], profiles: &[School], excluded: &[Excluded]) -> Vec<Issue> {
    type Row = (Option<Arc<str>>, Option<Arc<str>>, u32);
    let row = |place: &Location| -> Option<Row> { Some((place.file.clone(), place.sheet.clone(), place.spot()?.0)) };
    let unread: HashSet<Row> = excluded
        .iter()
        .filter(|row| matches!(row.code.as_str(), "no_pupils_given" | "unknown_stage"))
        .filter_map(|left_out| row(left_out.location.as_ref()?))
        .collect();
    if unread.is_empty() {
        return Vec::new();
    }
    let key = |name: &str, code: Option<&str>, county: Option<&str>| {
        let county = county.map(fold_name).unwrap_or_default();
        code.map_or_else(|| format!("{}\u{1}{county}", fold_name(name)), |code| format!("code\u{1}{}", fold_name(code)))
    };
    let left_out: HashMap<String, &Location> = profiles
        .iter()
        .filter_map(|school| Some((school, school.location.as_ref()?)))
        .filter(|(_, place)| row(place).is_some_and(|row| unread.contains(&row)))
        .map(|(school, place)| (key(&school.name, school.code.as_deref(), school.county.as_deref()), place))
        .collect();
    let mut issues = Vec::new();
    for section in sections {
        let key = key(&section.school, section.code.as_deref(), section.county.as_deref());
        let Some(place) = left_out.get(&key) else { continue };
        if section.location.as_ref().and_then(row) == row(place) {
            continue;
        }
        issues.push(
            Issue::new(
                "other_row_left_out",
                Severity::Experience,
                Text::new(
                    format!("“{}”还有一行因为读不出而没有参加评估（{}）", section.school, place.describe()),
                    format!(
                        "another row of `{}` could not be read and was left out ({})",
                        section.school,
                        place.describe()
                    ),
                ),
                Text::new("核对两行，只保留正确的一行", "check both rows and keep the right one"),
            )
            .at_known(section.location.as_ref())
            .of(&section.school),
        );
    }
    issues
}

/// A sheet that looks like a table of schools and lacks what one needs.
pub(super) fn sheet_not_taken(place: &Location, zh: &str, en: &str) -> Issue {
    Issue::new(
        "sheet_not_taken",
        Severity::Experience,
        Text::new(
            format!("这张工作表像学校的表，而表头里缺少{zh}，没有读取"),
            format!("this sheet looks like a table of schools and its header lacks {en}: it was not read"),
        ),
        Text::new(
            "补上这一列，或在“每一列认作什么”中指定；不用的表可以不管",
            "add the column, or choose it among the columns; leave the sheet if it is not needed",
        ),
    )
    .at(place.clone())
}

/// Rows of numbers above the header, which nothing is taken from.
pub(super) fn rows_above(rows: &[usize], place: &Location) -> Option<Issue> {
    let first = rows.first()?;
    let cells: Vec<_> = rows.iter().take(12).filter_map(|row| cell_of(place, *row, 0).cell).collect();
    let more = if rows.len() > cells.len() { "…" } else { "" };
    Some(
        Issue::new(
            "rows_above_header",
            Severity::Logic,
            Text::new(
                format!("表头上方有 {} 行数据没有读取：{}{more}", rows.len(), cells.join("、")),
                format!("{} rows of data above the header were not read: {}{more}", rows.len(), cells.join(", ")),
            ),
            Text::new("核对表头的位置，或指定表头在哪一行", "check where the header is, or choose its row"),
        )
        .at(cell_of(place, *first, 0)),
    )
}

/// Where several counties are named, what names none belongs to no evaluation.
pub(super) fn without_county(reading: &Reading) -> Option<Issue> {
    let named = order::set(reading.sections.iter().map(|section| section.county.as_deref()));
    if named.len() < 2 {
        return None;
    }
    let facts = reading.facts.iter().filter(|fact| fact.school.is_none() && fact.county.is_none());
    let survey = reading.survey.iter().filter(|group| group.county.is_none());
    let places: Vec<&Option<Location>> =
        facts.map(|fact| &fact.location).chain(survey.map(|group| &group.location)).collect();
    let first = places.first()?;
    Some(
        Issue::new(
            "no_county",
            Severity::Logic,
            Text::new(
                format!("学校分属几个县，有 {} 项县级填报或问卷没有写明是哪个县，评估时用不上", places.len()),
                format!("there are several counties, and {} statements name none: they are not used", places.len()),
            ),
            Text::new("在县级、佐证、问卷表中加一列县名", "add a column with the county to those sheets"),
        )
        .at((*first).clone().unwrap_or_default()),
    )
}
