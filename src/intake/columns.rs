//! The columns of a sheet as a whole: which one holds what, in which unit, and which stay out because the sheet as a
//! whole leaves it open.

use super::dictionary::{Dimension, UnitMeaning, dictionary};
use super::facts::{FactHeading, FactNames};
use super::header::Header;
use super::matching::Match;
use super::rows::RowKind;
use super::values::{self, looks_numeric};
use super::{Column, Confidence, Field, Scope, SheetChoice};
use crate::diagnostic::{Issue, Location, Severity, Text, column_letters};
use crate::order;
use crate::quantity::Decimal;
use crate::records::Stage;
use crate::table::Sheet;
use smol_str::SmolStr;
use std::collections::HashMap;
use std::sync::Arc;

/// Rows looked at to see whether a column holds numbers.
const SAMPLED: usize = 200;
/// Rows named in which two columns for one thing differ.
const DIFFERING: usize = 3;
/// Columns named in a list of those not recognised.
const SHOWN: usize = 20;

/// One column that something is taken from.
#[derive(Debug, Clone)]
pub(super) struct Slot {
    pub(super) column: usize,
    pub(super) field: Field,
    /// Its headings, joined.
    pub(super) label: Arc<str>,
    pub(super) dimension: Dimension,
    pub(super) factor: Decimal,
    /// Whether a unit was found; money without one is decided from the numbers.
    pub(super) unit_known: bool,
    pub(super) only: Option<Stage>,
    pub(super) totalled: bool,
    /// 研究生: masters and doctors together.
    pub(super) graduate: bool,
}

/// A column that states a fact of every school.
#[derive(Debug, Clone)]
pub(super) struct FactSlot {
    pub(super) column: usize,
    pub(super) heading: FactHeading,
}

/// The columns of a sheet, and those that something is taken from.
#[derive(Debug, Clone, Default)]
pub(super) struct Columns {
    pub(super) all: Vec<Column>,
    pub(super) slots: Vec<Slot>,
    /// Columns that are named like a fact of the standard.
    pub(super) facts: Vec<FactSlot>,
    /// Place in `slots` by [`place_of`]; looked at for every amount of every row.
    by_field: Vec<Option<usize>>,
}

fn place_of(field: Field, scope: Scope) -> usize {
    field as usize * 4 + scope as usize
}

impl Columns {
    /// The place in `slots` of the column of `field` for `scope`.
    pub(super) fn place(&self, field: Field, scope: Scope) -> Option<usize> {
        self.by_field.get(place_of(field, scope)).copied().flatten()
    }

    /// The column of `field` for `scope`.
    pub(super) fn slot(&self, field: Field, scope: Scope) -> Option<&Slot> {
        self.slots.get(self.place(field, scope)?)
    }

    /// Whether any column holds `field`, whatever its scope.
    pub(super) fn has(&self, field: Field) -> bool {
        self.slots.iter().any(|slot| slot.field == field)
    }

    /// The sheet column of a text field.
    pub(super) fn text_column(&self, field: Field) -> Option<usize> {
        self.slots.iter().find(|slot| slot.field == field).map(|slot| slot.column)
    }
}

/// One, as a factor.
pub(super) fn one() -> Decimal {
    Decimal::integer(1)
}

/// Decides all columns of a sheet. `first_row` is the first row below the header; `money` the unit a line above the
/// header names; `names` those of the facts a user may have given to a column.
pub(super) fn resolve(
    sheet: &Sheet,
    header: &Header,
    first_row: usize,
    money: Option<&(String, UnitMeaning)>,
    (choice, names): (Option<&SheetChoice>, &FactNames),
    place: &Location,
    issues: &mut Vec<Issue>,
) -> Columns {
    let mut matches = header.matches.clone();
    settle_lonely(&mut matches);
    settle_senior(&mut matches, &header.paths);
    settle_graduates(&mut matches);
    settle_ready_sums(&mut matches);
    settle_apart(&mut matches, &header.paths);
    let chosen = choose(&mut matches, choice, names);
    refuse_mu(&mut matches, header, &chosen, place, issues);
    settle_doubles(sheet, first_row, &mut matches, &chosen, header, place, issues);
    settle_facts(sheet, first_row, &mut matches, header, place, issues);
    let mut columns = Columns::default();
    for (index, found) in matches.iter().enumerate() {
        let path = header.paths.get(index).cloned().unwrap_or_default();
        let (unit, factor, unit_known) = match &found.fact {
            Some(fact) => (fact.unit.clone(), fact.factor, true),
            None => unit_of(found, money, chosen.get(&index).and_then(|factor| *factor)),
        };
        let number = u32::try_from(index).unwrap_or(u32::MAX);
        let mut reason = found.reason.clone();
        let mut confidence = found.confidence;
        if found.unit.is_none() && found.fact.is_none() && !unit.is_empty() && confidence != Confidence::Chosen {
            confidence = Confidence::Context;
            reason.zh.push_str("；单位见表头上方");
            reason.en.push_str("; the unit stands above the header");
        }
        columns.all.push(Column {
            index: number,
            letters: column_letters(number),
            header: path.clone(),
            field: found.field,
            fact: found.fact.as_ref().map(|fact| fact.spec.key.clone()),
            scope: found.scope,
            unit,
            factor: factor.to_string(),
            confidence,
            reason,
        });
        if let Some(heading) = &found.fact {
            columns.facts.push(FactSlot { column: index, heading: heading.clone() });
            continue;
        }
        let Some(field) = found.field.filter(|field| *field != Field::Unused) else { continue };
        let Some(facts) = dictionary().facts(field) else { continue };
        let place = place_of(field, found.scope);
        if columns.by_field.len() <= place {
            columns.by_field.resize(place + 1, None);
        }
        if let Some(entry) = columns.by_field.get_mut(place) {
            *entry = Some(columns.slots.len());
        }
        columns.slots.push(Slot {
            column: index,
            field,
            label: path.join(" › ").into(),
            dimension: facts.dimension,
            factor,
            unit_known,
            only: found.only,
            totalled: found.totalled,
            graduate: found.graduate,
        });
    }
    columns
}

/// Columns with numbers that nothing is taken from because they were not recognised: said once per sheet, each with its
/// reason.
pub(super) fn unrecognised(
    sheet: &Sheet,
    kinds: &[RowKind],
    first_row: usize,
    columns: &Columns,
    place: &Location,
    top: usize,
) -> Option<Issue> {
    let schools =
        || kinds.iter().enumerate().filter(|(_, kind)| **kind == RowKind::School).map(|(offset, _)| first_row + offset);
    let numbers = |index: usize| {
        let rows = schools().take(SAMPLED);
        rows.filter(|row| matches!(sheet.cell(*row, index), cell if looks_numeric(cell))).count() * 2
            >= schools().take(SAMPLED).filter(|row| !sheet.cell(*row, index).is_blank()).count().max(1)
    };
    let open: Vec<&Column> = columns
        .all
        .iter()
        .filter(|column| column.field.is_none() && column.fact.is_none() && column.confidence == Confidence::Unsure)
        .filter(|column| numbers(column.index as usize))
        .collect();
    let first = open.first()?;
    let described = |column: &&Column| {
        let heading = if column.header.is_empty() { "—".to_owned() } else { column.header.join(" › ") };
        format!("{}“{heading}”（{}）", column.letters, column.reason.zh)
    };
    let described_en =
        |column: &&Column| format!("{} `{}` ({})", column.letters, column.header.join(" › "), column.reason.en);
    let more = if open.len() > SHOWN { "…" } else { "" };
    let zh: Vec<String> = open.iter().take(SHOWN).map(described).collect();
    let en: Vec<String> = open.iter().take(SHOWN).map(described_en).collect();
    Some(
        Issue::new(
            "unmapped_columns",
            Severity::Experience,
            Text::new(
                format!("有 {} 列数字没有认出，没有取用：{}{more}", open.len(), zh.join("；")),
                format!(
                    "{} columns of numbers were not recognised and are not used: {}{more}",
                    open.len(),
                    en.join("; ")
                ),
            ),
            Text::new(
                "需要的列请改用常用的列名，或在“每一列认作什么”中指定；用不到的可以不管",
                "give the columns that are needed a usual heading, or choose what they are; leave the others",
            ),
        )
        .at(cell_of(place, top, first.index as usize)),
    )
}

/// Two columns for one fact: the first is taken. They are never added up: whether that would be right, no heading says.
fn settle_facts(
    sheet: &Sheet,
    first_row: usize,
    matches: &mut [Match],
    header: &Header,
    place: &Location,
    issues: &mut Vec<Issue>,
) {
    let mut firsts: HashMap<String, usize> = HashMap::new();
    for (index, found) in matches.iter_mut().enumerate() {
        let Some(fact) = &found.fact else { continue };
        let Some(first) = firsts.get(&fact.spec.key).copied() else {
            firsts.insert(fact.spec.key.clone(), index);
            continue;
        };
        let letters = column_letters(u32::try_from(first).unwrap_or(0));
        let label = fact.spec.label.clone();
        found.fact = None;
        found.confidence = Confidence::Unsure;
        found.reason = Text::new(
            format!("与{letters}列同为“{}”，已取那一列", label.zh),
            format!("the same fact as column {letters}, which is taken: {}", label.en),
        );
        if same_throughout(sheet, first_row, &[first, index]) {
            continue;
        }
        issues.push(
            Issue::new(
                "double_fact",
                Severity::Experience,
                Text::new(
                    format!("{letters}列和“{}”列都是“{}”而数字不同，只取{letters}列", heading(header, index), label.zh),
                    format!(
                        "column {letters} and `{}` both state {} and differ; only column {letters} is taken",
                        heading(header, index),
                        label.en
                    ),
                ),
                Text::new("如果应当相加，请合成一列", "if they are to be added, give their sum as one column"),
            )
            .at(cell_of(place, header.top, index)),
        );
    }
}

fn unit_of(found: &Match, money: Option<&(String, UnitMeaning)>, chosen: Option<Decimal>) -> (String, Decimal, bool) {
    let name = found.unit.as_ref().map(|(name, _)| name.clone()).unwrap_or_default();
    if let Some(factor) = chosen {
        return (name, factor, true);
    }
    let dimension = found.field.and_then(|field| dictionary().facts(field)).map(|facts| facts.dimension);
    // A unit that does not fit says nothing; the user may have chosen another field for the column.
    if let Some((_, meaning)) = &found.unit
        && let Some(factor) = meaning.factor
        && dimension.is_none_or(|dimension| dimension == meaning.dimension)
    {
        return (shown_unit(&name), factor, true);
    }
    if dimension == Some(Dimension::Money)
        && let Some((name, meaning)) = money
        && let Some(factor) = meaning.factor
        && found.field.is_some_and(|field| field.ratio_of().is_none())
    {
        return (name.clone(), factor, true);
    }
    (String::new(), one(), dimension != Some(Dimension::Money))
}

/// The unit as people write it.
fn shown_unit(folded: &str) -> String {
    match folded {
        "in10000" => "万元".into(),
        _ => folded.replace("m2", "㎡"),
    }
}

/// 本科 and 专科 with nothing above them are teachers' degrees where at least two degrees stand side by side. Subjects
/// (体育, 音乐) may as well be rooms or equipment, and stay open.
fn settle_lonely(matches: &mut [Match]) {
    let degree = |field: Field| matches!(field, Field::Doctors | Field::Masters | Field::Bachelors | Field::Associates);
    let named = matches.iter().filter_map(|found| found.lonely.map(|named| named.field));
    let degrees = order::set(named.filter(|field| degree(*field)));
    if degrees.len() < 2 {
        return;
    }
    for found in matches.iter_mut() {
        if let Some(named) = found.lonely.filter(|named| degree(named.field)) {
            let (zh, en) = dictionary().title(named.field);
            found.field = Some(named.field);
            found.graduate = named.graduate;
            found.confidence = Confidence::Context;
            found.reason = Text::new(
                format!("与其他学历并列，按“{zh}”教师数"),
                format!("stands among other degrees: teachers, {en}"),
            );
        }
    }
}

/// 专任教师 › 高中 beside 专任教师 › 本科 is a degree, not the stage.
fn settle_senior(matches: &mut [Match], paths: &[Vec<String>]) {
    let degree_parents: Vec<Vec<String>> = matches
        .iter()
        .zip(paths)
        .filter(|(found, _)| {
            matches!(found.field, Some(Field::Doctors | Field::Masters | Field::Bachelors | Field::Associates))
        })
        .filter_map(|(_, path)| path.split_last().map(|(_, above)| above.to_vec()))
        .collect();
    for (found, path) in matches.iter_mut().zip(paths) {
        if found.stage_leaf
            && found.field == Some(Field::FullTimeTeachers)
            && path.split_last().is_some_and(|(_, above)| degree_parents.iter().any(|parents| parents == above))
        {
            found.field = Some(Field::Unused);
            found.scope = Scope::Row;
            found.reason = Text::new("学历，评估用不到", "a degree that is not needed");
        }
    }
}

/// 研究生 counts 博士 and 硕士 together; a 博士 column beside it is part of it.
fn settle_graduates(matches: &mut [Match]) {
    let scopes: Vec<Scope> =
        matches.iter().filter(|found| found.graduate && found.field.is_some()).map(|found| found.scope).collect();
    for found in matches.iter_mut() {
        let part = matches!(found.field, Some(Field::Doctors | Field::Masters)) && !found.graduate;
        if part && scopes.contains(&found.scope) {
            found.field = Some(Field::Unused);
            found.reason = Text::new("已含在“研究生”里，不重复计", "already within 研究生: not counted twice");
        }
    }
}

/// A township behind a column without a heading is one of another table beside the schools: 镇、学校数.
fn settle_apart(matches: &mut [Match], paths: &[Vec<String>]) {
    let Some(name) = matches.iter().position(|found| found.field == Some(Field::School)) else { return };
    for (index, found) in matches.iter_mut().enumerate() {
        let between = paths.get(name.min(index)..name.max(index)).unwrap_or_default();
        if found.field == Some(Field::Township) && between.iter().any(|path| path.iter().all(String::is_empty)) {
            found.field = Some(Field::Unused);
            found.reason = Text::new(
                "与学校名称之间隔着空列，是旁边另一张表的列",
                "a blank column stands between it and the names of the schools: a column of another table",
            );
        }
    }
}

/// 本科及以上 beside the degrees one by one says the same again.
fn settle_ready_sums(matches: &mut [Match]) {
    let has = |matches: &[Match], field: Field, scope: Scope| {
        matches.iter().any(|found| found.field == Some(field) && found.scope == scope)
    };
    let plan: Vec<bool> = matches
        .iter()
        .map(|found| {
            found.only.is_some()
                && has(matches, Field::Bachelors, found.scope)
                && has(matches, Field::Masters, found.scope)
        })
        .collect();
    // 专科及以上 beside 本科及以上: one for each stage, both kept apart by their stage.
    for (found, redundant) in matches.iter_mut().zip(plan) {
        if redundant {
            found.field = Some(Field::Unused);
            found.only = None;
            found.reason = Text::new("各学历已分列，不用合计列", "the degrees are given one by one: not needed");
        } else if let (Some(only), Scope::Row) = (found.only, found.scope)
            && found.field.is_some()
        {
            // Bound as its stage's own column, so that the other stage never takes it.
            found.scope = match only {
                Stage::Primary => Scope::Primary,
                Stage::Junior => Scope::Junior,
            };
            found.reason.zh.push_str(match only {
                Stage::Primary => "；只对小学是“高于规定学历”",
                Stage::Junior => "；只对初中是“高于规定学历”",
            });
            found.reason.en.push_str("; above the required degree for this stage only");
        }
    }
}

/// One 亩 is 2000/3 ㎡, which no decimal gives exactly: the sheet has to say ㎡.
fn refuse_mu(
    matches: &mut [Match],
    header: &Header,
    chosen: &HashMap<usize, Option<Decimal>>,
    place: &Location,
    issues: &mut Vec<Issue>,
) {
    for (index, found) in matches.iter_mut().enumerate() {
        let refused = found.field.is_some_and(|field| field != Field::Unused)
            && found.unit.as_ref().is_some_and(|(_, meaning)| meaning.factor.is_none())
            && !chosen.get(&index).is_some_and(Option::is_some);
        if !refused {
            continue;
        }
        found.field = None;
        found.confidence = Confidence::Unsure;
        found.reason = Text::new("单位是亩，请换算成平方米", "in mu; give square metres");
        issues.push(
            Issue::new(
                "unit_mu",
                Severity::Logic,
                Text::new(
                    format!("“{}”以亩为单位，没有取用", heading(header, index)),
                    format!("`{}` is in mu and was not taken", heading(header, index)),
                ),
                Text::new(
                    "换算成平方米后再导入（1 亩 = 2000/3 平方米，不是有限小数，程序不代为换算）",
                    "convert it to square metres (1 mu is 2000/3 m², no finite decimal, so it is not converted for you)",
                ),
            )
            .at(cell_of(place, header.top, index)),
        );
    }
}

/// The user's choices. Returns the columns chosen, with the factor given.
fn choose(matches: &mut [Match], choice: Option<&SheetChoice>, names: &FactNames) -> HashMap<usize, Option<Decimal>> {
    let mut chosen = HashMap::new();
    for column in choice.map(|choice| choice.columns.as_slice()).unwrap_or_default() {
        let index = column.column as usize;
        let Some(found) = matches.get_mut(index) else { continue };
        found.field = Some(column.field);
        if let Some(scope) = column.scope {
            found.scope = scope;
        } else {
            found.scope = Scope::Row;
        }
        found.only = None;
        found.fact = column.fact.as_deref().and_then(|key| names.chosen(key));
        if found.fact.is_some() {
            found.field = None;
        }
        found.graduate = false;
        found.lonely = None;
        found.confidence = Confidence::Chosen;
        found.reason = Text::new("由使用者指定", "chosen by the user");
        chosen.insert(
            index,
            column.factor.as_ref().and_then(|factor| factor.parse().ok()).filter(|factor: &Decimal| !factor.is_zero()),
        );
    }
    chosen
}

/// Two columns for one thing: the user's choice wins; names and codes go to the closest heading; numbers that are the
/// same throughout are one; anything else is left open and said so.
fn settle_doubles(
    sheet: &Sheet,
    first_row: usize,
    matches: &mut [Match],
    chosen: &HashMap<usize, Option<Decimal>>,
    header: &Header,
    place: &Location,
    issues: &mut Vec<Issue>,
) {
    let mut groups: HashMap<(Field, Scope), Vec<usize>> = HashMap::new();
    for (index, found) in matches.iter().enumerate() {
        if let Some(field) = found.field.filter(|field| *field != Field::Unused) {
            groups.entry((field, found.scope)).or_default().push(index);
        }
    }
    let mut doubles: Vec<((Field, Scope), Vec<usize>)> =
        groups.into_iter().filter(|(_, columns)| columns.len() > 1).collect();
    order::sort_by_key(&mut doubles, |(_, columns)| columns.first().copied());
    for ((field, _), columns) in doubles {
        let text = dictionary().facts(field).is_some_and(|facts| facts.dimension == Dimension::Text);
        let rank = |index: &usize| {
            let confidence = matches.get(*index).map(|found| found.confidence);
            match confidence {
                _ if chosen.contains_key(index) => 0,
                Some(Confidence::Exact) => 1,
                Some(Confidence::Synonym) => 2,
                _ => 3,
            }
        };
        let best = columns.iter().min_by_key(|index| (rank(index), **index)).copied();
        let winner =
            best.filter(|index| text || chosen.contains_key(index) || same_numbers(sheet, first_row, &columns, field));
        for index in &columns {
            if Some(*index) == winner {
                continue;
            }
            if let Some(found) = matches.get_mut(*index) {
                // 学区 beside 乡镇 is no doubtful double: another division of the county, and one is enough.
                let divided = field == Field::Township;
                found.field = divided.then_some(Field::Unused);
                found.confidence = if divided { Confidence::Synonym } else { Confidence::Unsure };
                found.reason = match winner {
                    Some(winner) if divided => Text::new(
                        format!("按{}列的乡镇（街道）分，这一列不用", letters_of(winner)),
                        format!("schools are divided by column {}; this one is not needed", letters_of(winner)),
                    ),
                    Some(winner) => Text::new(
                        format!("与{}列重复，已取那一列", letters_of(winner)),
                        format!("same as column {}, which is taken", letters_of(winner)),
                    ),
                    None => Text::new("有几列都像它，不能确定取哪一列", "several columns look like it: not sure which"),
                };
            }
        }
        if winner.is_none() {
            let letters: Vec<String> =
                columns.iter().map(|index| column_letters(u32::try_from(*index).unwrap_or(0))).collect();
            let (zh, en) = dictionary().title(field);
            let differing = differing_cells(sheet, first_row, &columns);
            issues.push(
                Issue::new(
                    "ambiguous_columns",
                    Severity::Logic,
                    Text::new(
                        format!(
                            "{}列都像“{zh}”而数字不同（如 {}），都没有取用",
                            letters.join("、"),
                            differing.join("、")
                        ),
                        format!(
                            "columns {} all look like {en} and differ (as at {}); none was taken",
                            letters.join(", "),
                            differing.join(", ")
                        ),
                    ),
                    Text::new("在“每一列认作什么”中指定取哪一列", "choose the column to take"),
                )
                .at(cell_of(place, header.top, columns.first().copied().unwrap_or(0))),
            );
        }
    }
}

fn letters_of(column: usize) -> String {
    column_letters(u32::try_from(column).unwrap_or(0))
}

/// Whether columns hold the same numbers, however each is written.
fn same_numbers(sheet: &Sheet, first_row: usize, columns: &[usize], field: Field) -> bool {
    let dimension = dictionary().facts(field).map_or(Dimension::People, |facts| facts.dimension);
    let Some((first, others)) = columns.split_first() else { return false };
    (first_row..sheet.row_count()).all(|row| {
        let one = sheet.cell(row, *first);
        others
            .iter()
            .map(|other| sheet.cell(row, *other))
            .all(|other| one == other || values::read(one, dimension) == values::read(other, dimension))
    })
}

fn same_throughout(sheet: &Sheet, first_row: usize, columns: &[usize]) -> bool {
    let Some((first, others)) = columns.split_first() else { return false };
    (first_row..sheet.row_count())
        .all(|row| others.iter().all(|other| sheet.cell(row, *first) == sheet.cell(row, *other)))
}

/// The first cells in which columns differ.
fn differing_cells(sheet: &Sheet, first_row: usize, columns: &[usize]) -> Vec<SmolStr> {
    let Some((first, others)) = columns.split_first() else { return Vec::new() };
    let differs = |row: &usize| others.iter().any(|other| sheet.cell(*row, *first) != sheet.cell(*row, *other));
    let address = |row: usize, column: usize| {
        crate::diagnostic::a1(u32::try_from(row).unwrap_or(0), u32::try_from(column).unwrap_or(0))
    };
    let rows = (first_row..sheet.row_count()).filter(differs).take(DIFFERING);
    rows.flat_map(|row| columns.iter().map(move |column| address(row, *column))).collect()
}

fn heading(header: &Header, index: usize) -> String {
    header.paths.get(index).map(|path| path.join(" › ")).unwrap_or_default()
}

/// The place of a cell of the sheet `place`.
pub(super) fn cell_of(place: &Location, row: usize, column: usize) -> Location {
    let (row, column) = (u32::try_from(row).unwrap_or(u32::MAX - 1), u32::try_from(column).unwrap_or(u32::MAX - 1));
    place.clone().at_cell(row, column)
}
