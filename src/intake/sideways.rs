//! Forms of one school whose headings stand below each other, with the numbers beside them: 项目 | 数值, or
//! 指标 | 小学 | 初中.
//!
//! They are laid over into a table with the headings in a row, which is read like any other; every place that is said
//! afterwards is the one in the form. Only a column with the name of a school, its pupils and several amounts is taken for
//! one of headings, and only where no header was found in a row.

use super::columns::cell_of;
use super::dictionary::dictionary;
use super::facts::FactNames;
use super::fold::{fold, tidy};
use super::header::is_amount;
use super::matching::match_path;
use super::rows::{SCHOOL_ENDS, text_of};
use super::sheets::{Read, line_of};
use super::values::looks_numeric;
use super::{Field, RowRole};
use crate::diagnostic::{Issue, Location, Severity, Text, a1, spot_of};
use crate::order;
use crate::table::{Cell, Sheet};
use smol_str::SmolStr;
use std::collections::HashMap;

/// Most rows and columns of a form.
const MOST_ROWS: usize = 400;
const MOST_COLUMNS: usize = 60;
/// Fewest headings that are known, and fewest that are amounts.
const KNOWN: usize = 5;
const AMOUNTS: usize = 3;

/// What may stand above the headings.
const ITEM_HEADS: [&str; 14] = [
    "指标",
    "指标名称",
    "项目",
    "项目名称",
    "填报项目",
    "填报内容",
    "内容",
    "名称",
    "栏目",
    "类别",
    "学段",
    "指标项目",
    "统计指标",
    "数据项",
];
/// What may stand above the numbers of a school, beside the words for stages.
const VALUE_HEADS: [&str; 14] = [
    "数值",
    "数据",
    "数量",
    "填报值",
    "填报数",
    "填报数据",
    "填写",
    "填写内容",
    "实际值",
    "实有数",
    "本校",
    "本校数据",
    "值",
    "填报情况",
];
/// What stands above units.
const UNIT_HEADS: [&str; 3] = ["单位", "计量单位", "数据单位"];
/// Sums over the stages beside it.
const SUM_HEADS: [&str; 5] = ["合计", "总计", "计", "小计", "全校"];
/// What stands before the name of the school above a form.
const NAME_HEADS: [&str; 6] = ["学校名称", "学校", "填报学校", "填报单位", "单位名称", "学校(盖章)"];

/// Where the cells of the table laid over stand in the form: row and column of both.
type Origins = HashMap<(u32, u32), (u32, u32)>;

/// A form laid over.
pub(super) struct Form {
    pub(super) sheet: Sheet,
    /// Where each cell of it stands in the form.
    origins: Origins,
    /// The rows of the form that hold a heading.
    items: Vec<usize>,
    /// Its first row of headings, and their columns.
    top: usize,
    columns: Vec<usize>,
    /// Columns with numbers that are not read, because it is not known what they are of.
    left_out: Vec<usize>,
}

/// A column of headings, with the columns of its units and of its numbers.
struct Block {
    items: usize,
    unit: Option<usize>,
    values: Vec<usize>,
}

/// The form on a sheet, where it clearly is one.
pub(super) fn find(sheet: &Sheet, names: &FactNames) -> Option<Form> {
    let (depth, width) = (sheet.row_count(), sheet.width());
    if depth > MOST_ROWS || !(2..=MOST_COLUMNS).contains(&width) {
        return None;
    }
    // A heading is known by its whole; lonely ones (本科) are known among others, as in a header.
    let field_of = |cell: Cell<'_>| match cell {
        Cell::Text(text) if text.chars().count() <= 60 && !looks_numeric(cell) => {
            let path = [tidy(text)];
            let found = names.over(&path, match_path(&path));
            let field = found.field.or(found.lonely.map(|named| named.field)).filter(|field| *field != Field::Unused);
            field.map(Some).or(found.fact.map(|_| None))
        }
        _ => None,
    };
    let known: Vec<Vec<Option<Option<Field>>>> =
        (0..width).map(|column| (0..depth).map(|row| field_of(sheet.cell(row, column))).collect()).collect();
    let count = |column: usize| known.get(column).map_or(0, |rows| rows.iter().flatten().count());
    let item_columns: Vec<usize> = (0..width).filter(|column| count(*column) >= 3).collect();
    let fields: Vec<Field> =
        item_columns.iter().filter_map(|column| known.get(*column)).flatten().flatten().copied().flatten().collect();
    let distinct = order::set(fields.iter().copied());
    let amounts = distinct.iter().filter(|field| is_amount(**field)).count();
    let total: usize = item_columns.iter().map(|column| count(*column)).sum();
    // One heading in many rows is a word of cells, not a heading.
    if total < KNOWN || amounts < AMOUNTS || !distinct.contains(&Field::Pupils) || distinct.len() * 2 < fields.len() {
        return None;
    }
    let first_item = |column: usize| known.get(column).and_then(|rows| rows.iter().position(Option::is_some));
    let top = item_columns.iter().filter_map(|column| first_item(*column)).min()?;
    // The words above the columns stand right above the headings, or in the first row of them.
    let heads: Vec<usize> = (top.saturating_sub(1)..=top).collect();
    let head = |column: usize, words: &dyn Fn(&str) -> bool| {
        heads.iter().copied().find(|row| words(&fold(&text_of(sheet.cell(*row, column)))))
    };
    let mut blocks = Vec::new();
    let mut left_out = Vec::new();
    for (place, items) in item_columns.iter().enumerate() {
        let end = item_columns.get(place + 1).copied().unwrap_or(width);
        let within: Vec<usize> = (items + 1..end).collect();
        let is_unit = |column: &usize| head(*column, &|text| UNIT_HEADS.contains(&text)).is_some();
        let unit = within.iter().copied().find(is_unit);
        let filled = |column: &usize| {
            let rows = known.get(*items).into_iter().flatten().enumerate().filter(|(_, known)| known.is_some());
            rows.filter(|(row, _)| looks_numeric(sheet.cell(*row, *column))).count() >= 2
        };
        let named_school = |column: &usize, fits: &dyn Fn(&str) -> bool| {
            known.get(*items).is_some_and(|rows| {
                rows.iter()
                    .enumerate()
                    .any(|(row, field)| *field == Some(Some(Field::School)) && fits(&text_of(sheet.cell(row, *column))))
            })
        };
        let is_value_head = |text: &str| VALUE_HEADS.contains(&text);
        let mut candidates: Vec<usize> =
            within.iter().copied().filter(|column| Some(*column) != unit && filled(column)).collect();
        if candidates.is_empty() {
            // Nothing there is a number (约600, a dash, nothing): the name of the school or the word above still says
            // which column is meant.
            let meant = |column: &usize| {
                named_school(column, &|name| !name.is_empty()) || head(*column, &is_value_head).is_some()
            };
            candidates = within.into_iter().filter(|column| Some(*column) != unit && meant(column)).take(1).collect();
        }
        let named = |column: &usize| {
            let school = named_school(column, &is_school);
            let label = |text: &str| {
                dictionary().stage_word(text).is_some() || VALUE_HEADS.contains(&text) || SUM_HEADS.contains(&text)
            };
            school || head(*column, &label).is_some()
        };
        let (values, rest): (Vec<usize>, Vec<usize>) = match candidates.as_slice() {
            [only] if blank_or(sheet, &heads, *only, &VALUE_HEADS) || named_school(only, &|name| !name.is_empty()) => {
                (vec![*only], Vec::new())
            }
            _ => candidates.into_iter().partition(named),
        };
        left_out.extend(rest);
        blocks.push(Block { items: *items, unit, values });
    }
    let records = blocks.iter().map(|block| block.values.len()).max().filter(|count| *count > 0)?;
    // Blocks beside each other go on with the same school.
    if blocks.iter().any(|block| block.values.len() != records) {
        return None;
    }
    let name = if fields.contains(&Field::School) { None } else { Some(name_above(sheet, top)?) };
    let mut laid = Laid::default();
    for row in 0..top {
        let line = line_of(sheet, row);
        if !line.is_empty() && !heads.contains(&row) {
            laid.titles.push((line, row));
        }
    }
    let values = &blocks.first()?.values;
    let stages = heads.iter().copied().find(|row| {
        let texts: Vec<String> = values.iter().map(|column| fold(&text_of(sheet.cell(*row, *column)))).collect();
        let above = fold(&text_of(sheet.cell(*row, blocks.first().map_or(0, |block| block.items))));
        let stage = |text: &String| dictionary().stage_word(text).is_some();
        (above.is_empty() || ITEM_HEADS.contains(&above.as_str()))
            && texts.iter().any(stage)
            && texts.iter().all(|text| stage(text) || SUM_HEADS.contains(&text.as_str()))
    });
    if let Some(row) = stages {
        let cells = values.iter().map(|column| (sheet.cell(row, *column), (row, *column))).collect();
        laid.columns.push(("学段".to_owned(), (row, blocks.first()?.items), cells));
    }
    if let Some((name, place)) = &name {
        laid.columns.push(("学校名称".to_owned(), *place, vec![(Cell::Text(name), *place); records]));
    }
    let mut items = Vec::new();
    for block in &blocks {
        for row in 0..depth {
            let label = text_of(sheet.cell(row, block.items));
            let given: Vec<(Cell<'_>, (usize, usize))> =
                block.values.iter().map(|column| (sheet.cell(row, *column), (row, *column))).collect();
            let is_known = known.get(block.items).and_then(|rows| rows.get(row)).copied().flatten();
            let empty = given.iter().all(|(cell, _)| cell.is_blank());
            if label.is_empty() || Some(row) == stages || row < top || is_known.is_none() && empty {
                continue;
            }
            let unit = block.unit.map(|column| text_of(sheet.cell(row, column))).unwrap_or_default();
            let bare = unit.is_empty() || label.contains(['(', '（']) || !dictionary().units.contains_key(&fold(&unit));
            let label = if bare { label } else { format!("{label}（{unit}）") };
            // A name or a kind of the school is written once for all its stages.
            let once = is_known.flatten().is_some_and(|field| !is_amount(field) && field != Field::Pupils)
                && given.iter().filter(|(cell, _)| !cell.is_blank()).count() == 1;
            let given = match given.iter().find(|(cell, _)| !cell.is_blank()).copied() {
                Some(only) if once => vec![only; given.len()],
                _ => given,
            };
            if is_known.is_some() {
                items.push(row);
            }
            laid.columns.push((label, (row, block.items), given));
        }
    }
    let (sheet, origins) = laid.over(sheet, records);
    let columns = blocks.iter().map(|block| block.items).collect();
    Some(Form { sheet, origins, items, top, columns, left_out })
}

/// Whether above a column nothing stands but one of `words`.
fn blank_or(sheet: &Sheet, rows: &[usize], column: usize, words: &[&str]) -> bool {
    let fits = |text: String| text.is_empty() || words.contains(&text.as_str()) || looks_numeric(Cell::Text(&text));
    rows.iter().all(|row| {
        let text = fold(&text_of(sheet.cell(*row, column)));
        fits(text.clone()) || dictionary().stage_word(&text).is_some() || is_school(&text) || is_word_of_cells(&text)
    })
}

/// 公办, 城区, 九年一贯制学校: what stands in the cells of a school, not above them.
fn is_word_of_cells(text: &str) -> bool {
    let dictionary = dictionary();
    dictionary.kinds.contains_key(text)
        || dictionary.ownership.contains_key(text)
        || dictionary.places.contains_key(text)
}

fn is_school(text: &str) -> bool {
    let text = text.split(['(', '（']).next().unwrap_or_default();
    text.chars().count() > 3 && SCHOOL_ENDS.iter().any(|end| text.ends_with(end))
}

/// The name of the school above the headings: 学校名称：青禾县云雀小学. One name, or none.
fn name_above(sheet: &Sheet, top: usize) -> Option<(String, (usize, usize))> {
    let mut found: Option<(String, (usize, usize))> = None;
    for row in 0..top {
        for (column, cell) in sheet.row(row).iter().enumerate() {
            let Cell::Text(text) = cell else { continue };
            let Some((before, name)) = text.split_once([':', '：']) else { continue };
            let name = tidy(name.split(['\u{3000}', '\t', '\n']).next().unwrap_or_default());
            let name = name.split("  ").next().unwrap_or_default().trim().to_owned();
            if !NAME_HEADS.contains(&fold(before).as_str()) || !is_school(&name) {
                continue;
            }
            if found.as_ref().is_some_and(|(other, _)| *other != name) {
                return None;
            }
            found = Some((name, (row, column)));
        }
    }
    found
}

/// A heading with its place, and the cells below it with theirs.
type LaidColumn<'a> = (String, (usize, usize), Vec<(Cell<'a>, (usize, usize))>);

#[derive(Default)]
struct Laid<'a> {
    titles: Vec<(String, usize)>,
    columns: Vec<LaidColumn<'a>>,
}

impl Laid<'_> {
    /// The table, and where its cells stand in the form.
    fn over(&self, form: &Sheet, records: usize) -> (Sheet, Origins) {
        let number = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
        let mut origins = HashMap::new();
        let mut rows: Vec<Vec<Cell<'_>>> = Vec::new();
        for (line, row) in &self.titles {
            origins.insert((number(rows.len()), 0), (number(*row), 0));
            rows.push(vec![Cell::Text(line)]);
        }
        let top = rows.len();
        rows.push(self.columns.iter().map(|(label, ..)| Cell::Text(label.as_str())).collect());
        for record in 0..records {
            let cells = self.columns.iter().map(|(.., cells)| cells.get(record).map_or(Cell::Empty, |(cell, _)| *cell));
            rows.push(cells.collect());
        }
        for (column, (_, place, cells)) in self.columns.iter().enumerate() {
            origins.insert((number(top), number(column)), (number(place.0), number(place.1)));
            for (record, (_, place)) in cells.iter().enumerate() {
                origins.insert((number(top + 1 + record), number(column)), (number(place.0), number(place.1)));
            }
        }
        let mut sheet: Sheet = rows.into_iter().collect();
        sheet.name.clone_from(&form.name);
        (sheet, origins)
    }
}

impl Form {
    /// What was read of the table laid over, with every place as in the form.
    pub(super) fn back(&self, mut read: Read, form: &Sheet, place: &Location) -> Read {
        let at = |location: &mut Location| self.back_to(location);
        for issue in &mut read.issues {
            self.back_issue(issue);
        }
        for column in &mut read.reading.columns {
            let header = (read.reading.header_top, column.index);
            if let Some((row, over)) = self.origins.get(&header) {
                column.letters = a1(*row, *over).into();
            }
        }
        read.reading.sideways = true;
        read.reading.header_top = u32::try_from(self.top).unwrap_or(0);
        read.reading.header_rows = 0;
        read.reading.rows = (0..form.row_count())
            .map(|row| match row {
                _ if line_of(form, row).is_empty() => RowRole::Blank,
                _ if row < self.top => RowRole::Title,
                _ if self.items.contains(&row) => RowRole::Item,
                _ => RowRole::Note,
            })
            .collect();
        if let Some(bound) = &mut read.bound {
            bound.issues.iter_mut().for_each(|issue| self.back_issue(issue));
            for section in &mut bound.sections {
                section.location.iter_mut().chain(&mut section.pupils_location).for_each(at);
                let amounts = section.amounts.iter_mut().flatten();
                amounts.flat_map(|amount| &mut amount.terms).filter_map(|term| term.location.as_mut()).for_each(at);
            }
            bound.profiles.iter_mut().filter_map(|school| school.location.as_mut()).for_each(at);
            bound.facts.iter_mut().filter_map(|fact| fact.location.as_mut()).for_each(at);
            bound.excluded.iter_mut().filter_map(|row| row.location.as_mut()).for_each(at);
        }
        let letters = |columns: &[usize]| -> Vec<String> {
            let letter = |column: &usize| crate::diagnostic::column_letters(u32::try_from(*column).unwrap_or(0));
            columns.iter().map(letter).collect()
        };
        let headings = letters(&self.columns);
        read.issues.push(
            Issue::new(
                "sideways",
                Severity::Note,
                Text::new(
                    format!("这是一张竖排的登记表：列名在 {} 列，旁边每一列按一所学校（或一个学段）读取", headings.join("、")),
                    format!("a form whose headings stand below each other in column {}: each column beside them is read as a school or a stage", headings.join(", ")),
                ),
                Text::new("核对认出的项目；不对的请改为每校一行后再导入", "check what was recognised; otherwise give each school a row"),
            )
            .at(cell_of(place, self.top, self.columns.first().copied().unwrap_or(0))),
        );
        if let Some(first) = self.left_out.first() {
            let columns = letters(&self.left_out);
            read.issues.push(
                Issue::new(
                    "sideways_columns",
                    Severity::Experience,
                    Text::new(
                        format!("{} 列有数，看不出是哪个学校或学段的，没有读取", columns.join("、")),
                        format!(
                            "columns {} hold numbers of no known school or stage; they were not read",
                            columns.join(", ")
                        ),
                    ),
                    Text::new(
                        "要读取的请在这一列上方写明学校名称或学段",
                        "write the school or the stage above the column",
                    ),
                )
                .at(cell_of(place, self.top, *first)),
            );
        }
        read
    }

    fn back_to(&self, location: &mut Location) {
        if let Some(cell) = location.cell.as_deref().and_then(|cell| self.origin(cell)) {
            location.cell = Some(cell);
        }
    }

    fn origin(&self, cell: &str) -> Option<SmolStr> {
        let place = spot_of(cell)?;
        // A row as a whole is told by its first cell.
        let (row, column) = self.origins.get(&place).or_else(|| self.origins.get(&(place.0, 0)))?;
        Some(a1(*row, *column))
    }

    /// The place of an issue, and the cells it lists.
    fn back_issue(&self, issue: &mut Issue) {
        if let Some(location) = &mut issue.location {
            self.back_to(location);
        }
        for (text, mark) in [(&mut issue.message.zh, "（共 "), (&mut issue.message.en, " places: ")] {
            let Some(at) = text.find(mark) else { continue };
            let (head, list) = text.split_at(at);
            let mut back = head.to_owned();
            for word in list.split_inclusive(|c: char| !c.is_ascii_alphanumeric()) {
                let end = word.trim_end_matches(|c: char| !c.is_ascii_alphanumeric()).len();
                let (cell, rest) = word.split_at(end);
                back.push_str(self.origin(cell).as_deref().unwrap_or(cell));
                back.push_str(rest);
            }
            *text = back;
        }
    }
}
