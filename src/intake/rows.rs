//! What each row below the header is: a school, a total, a note, the name of a group, a header once more.

use super::columns::Columns;
use super::dictionary::dictionary;
use super::fold::{Numbering, fold, split_enumeration, tidy, without_enumeration};
use super::header::Header;
use super::matching::match_path;
use super::values::looks_numeric;
use super::years::{is_year_heading, year_of_cell};
use super::{Column, Field, RowRole, Scope, SheetChoice};
use crate::diagnostic::Text;
use crate::order;
use crate::records::{Kind, Stage};
use crate::table::{Cell, Sheet, is_space};
use std::collections::HashMap;

/// What a row is, and what follows from it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum RowKind {
    Blank,
    /// Codes or standards below a header.
    Codes,
    /// A sum over rows (`true`) or an average or another statistic (`false`).
    Total(bool),
    /// 其中：…, a part of the row above.
    Part,
    Note,
    /// The name of a group, with the stage and the kind it gives to the rows below.
    Group(GroupLine),
    RepeatedHeader,
    /// An example of how to fill in the table, marked as one.
    Example,
    /// Left out by the user.
    LeftOut,
    /// The header of another table, which was not understood: nothing below is taken.
    OtherTable,
    /// A school in an earlier year than others of the sheet.
    OtherYear,
    School,
}

/// What a group line says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct GroupLine {
    /// Whether it names a stage or a kind; other groups (a township) leave both as they were.
    pub(super) sets: bool,
    pub(super) stage: Option<Scope>,
    pub(super) kind: Option<Kind>,
    pub(super) numbering: Numbering,
}

impl GroupLine {
    /// The group in force after this line: 三、其他 ends 二、初中, while a township below 二、初中 does not.
    pub(super) fn after(self, before: Self) -> Self {
        if self.sets {
            self
        } else if self.numbering != Numbering::None && self.numbering == before.numbering {
            Self { numbering: self.numbering, ..Self::default() }
        } else {
            before
        }
    }
}

impl RowKind {
    pub(super) fn role(&self) -> RowRole {
        match self {
            Self::Blank => RowRole::Blank,
            Self::Codes => RowRole::Codes,
            Self::Total(_) | Self::Part => RowRole::Total,
            Self::Note | Self::Example | Self::LeftOut => RowRole::Note,
            Self::Group(_) => RowRole::Group,
            Self::RepeatedHeader | Self::OtherTable => RowRole::Header,
            Self::School | Self::OtherYear => RowRole::School,
        }
    }

    /// Code and words for a row that is not taken.
    pub(super) fn reason(&self) -> Option<(&'static str, Text)> {
        Some(match self {
            Self::Codes => ("code_row", Text::new("编号行或标准行", "a row of codes or standards")),
            Self::Total(true) => ("total_row", Text::new("合计行", "a row of totals")),
            Self::Total(false) => {
                ("statistic_row", Text::new("平均或其他统计行", "a row of averages or other statistics"))
            }
            Self::Part => (
                "part_row",
                Text::new("“其中”行，是上面一行的一部分，不重复计", "a part of the row above, not counted twice"),
            ),
            Self::Note => ("note_row", Text::new("表注或签署行", "a note or a signature")),
            Self::Group(_) => ("group_row", Text::new("分组行", "the name of a group")),
            Self::RepeatedHeader => ("repeated_header", Text::new("重复的表头", "the header once more")),
            Self::OtherTable => ("other_table", Text::new("另一张表，没有读取", "another table, not read")),
            Self::OtherYear => (
                "other_year",
                Text::new("较早年度的行，只取最新的一年", "a row of an earlier year; only the newest is taken"),
            ),
            Self::LeftOut => ("left_out", Text::new("由使用者排除", "left out by the user")),
            Self::Example => ("example_row", Text::new("示例行", "an example of how to fill in the table")),
            Self::Blank | Self::School => return None,
        })
    }
}

const TOTALS: [&str; 26] = [
    "合计",
    "总计",
    "小计",
    "共计",
    "总和",
    "总数",
    "计",
    "全县",
    "全区",
    "全市",
    "全旗",
    "全县合计",
    "全县总计",
    "全区合计",
    "全区总计",
    "全市合计",
    "全市总计",
    "本页合计",
    "本页小计",
    "累计",
    "全部",
    "全镇",
    "全乡",
    "total",
    "合计数",
    "汇总",
];
const TOTAL_ENDS: [&str; 5] = ["合计", "小计", "总计", "共计", "汇总"];
const STATISTICS: [&str; 24] = [
    "平均",
    "平均值",
    "平均数",
    "均值",
    "全县平均",
    "全县平均值",
    "全区平均",
    "全市平均",
    "县均值",
    "加权平均",
    "最大值",
    "最小值",
    "最高",
    "最低",
    "中位数",
    "标准差",
    "差异系数",
    "校际差异系数",
    "达标率",
    "达标学校数",
    "达标校数",
    "达标比例",
    "方差",
    "极差",
];
const STATISTIC_ENDS: [&str; 5] = ["平均", "平均值", "平均数", "均值", "差异系数"];
pub(super) const STANDARDS: [&str; 14] = [
    "标准",
    "标准值",
    "达标标准",
    "评估标准",
    "国家标准",
    "省定标准",
    "省级标准",
    "省级评估标准",
    "指标标准",
    "达标值",
    "基本值",
    "标准要求",
    "小学标准",
    "初中标准",
];
const NOTES: [&str; 34] = [
    "注",
    "注:",
    "备注",
    "说明",
    "填表说明",
    "填报说明",
    "填表人",
    "填报人",
    "审核人",
    "复核人",
    "制表",
    "制表人",
    "经办人",
    "负责人",
    "单位负责人",
    "联系人",
    "联系电话",
    "电话",
    "填表日期",
    "填报日期",
    "日期",
    "校长签字",
    "校长签名",
    "盖章",
    "(盖章)",
    "(公章)",
    "单位(盖章)",
    "填报单位",
    "数据来源",
    "资料来源",
    "附注",
    "签字",
    "校长(签字)",
    "主管领导",
];
pub(super) const SCHOOL_ENDS: [&str; 12] =
    ["小学", "中学", "学校", "教学点", "初中", "校区", "分校", "小学部", "初中部", "学堂", "书院", "完小"];

/// How the name of a township or another area ends.
const AREA_ENDS: [&str; 13] =
    ["镇", "乡", "街道", "街道办", "片区", "学区", "片", "县", "区", "市", "农场", "管委会", "办事处"];

/// Decides every row from `first` on; what the user chose for a row goes before what it looks like.
pub(super) fn classify(
    sheet: &Sheet,
    header: &Header,
    columns: &Columns,
    first: usize,
    choice: Option<&SheetChoice>,
) -> Vec<RowKind> {
    let chosen: HashMap<usize, RowRole> =
        choice.into_iter().flat_map(|choice| &choice.rows).map(|one| (one.row as usize, one.role)).collect();
    let width = sheet.width();
    let mut kinds = Vec::with_capacity(sheet.row_count().saturating_sub(first));
    // Code rows stand directly below a header.
    let mut below_header = true;
    let mut after_notes = false;
    let mut other_table = false;
    let mut headings = HeadingCache::default();
    for row in sheet.filled_rows(first) {
        kinds.resize(row - first, RowKind::Blank);
        let Some(view) = View::of(sheet, row, width, columns) else { continue };
        let kind = if let Some(role) = chosen.get(&row) {
            match role {
                RowRole::School => RowKind::School,
                RowRole::Total => RowKind::Total(true),
                RowRole::Group => match lone(&view, false) {
                    group @ RowKind::Group(_) => group,
                    _ => RowKind::Group(GroupLine::default()),
                },
                _ => RowKind::LeftOut,
            }
        } else if is_repeated(sheet, header, &view) {
            other_table = false;
            RowKind::RepeatedHeader
        } else if other_table {
            RowKind::OtherTable
        } else if is_example(&view.name) || is_example(view.label()) {
            RowKind::Example
        } else if below_header && is_codes(&view) || is_standards(&view) {
            RowKind::Codes
        } else if is_part(&view) {
            RowKind::Part
        } else if let Some(sum) = total(&view) {
            RowKind::Total(sum)
        } else if is_note(&view) {
            RowKind::Note
        } else if view.numbers == 0 && headings.known(&view) >= 3 {
            other_table = true;
            RowKind::OtherTable
        } else if view.filled == 1 && view.numbers == 0 {
            lone(&view, after_notes)
        } else if view.name.is_empty() && view.numbers == 0 && view.blank_name {
            RowKind::Note
        } else {
            RowKind::School
        };
        match kind {
            RowKind::RepeatedHeader => (below_header, after_notes) = (true, false),
            RowKind::Codes | RowKind::Example | RowKind::LeftOut => {}
            RowKind::Note => (below_header, after_notes) = (false, true),
            RowKind::School => (below_header, after_notes) = (false, false),
            _ => below_header = false,
        }
        kinds.push(kind);
    }
    kinds.resize(sheet.row_count().saturating_sub(first), RowKind::Blank);
    newest_year(sheet, columns, first, &chosen, &mut kinds);
    kinds
}

/// Years are never mixed: where a column tells several, only the rows of the newest stay schools.
fn newest_year(
    sheet: &Sheet,
    columns: &Columns,
    first: usize,
    chosen: &HashMap<usize, RowRole>,
    kinds: &mut [RowKind],
) {
    let Some(column) = year_column(columns) else { return };
    let year = |offset: usize| year_of_cell(&text_of(sheet.cell(first + offset, column)));
    let schools = kinds.iter().enumerate().filter(|(_, kind)| **kind == RowKind::School);
    let Some(newest) = schools.filter_map(|(offset, _)| year(offset)).max() else { return };
    for (offset, kind) in kinds.iter_mut().enumerate() {
        let free = !chosen.contains_key(&(first + offset));
        if free && *kind == RowKind::School && year(offset).is_some_and(|year| year < newest) {
            *kind = RowKind::OtherYear;
        }
    }
}

/// The years before the newest that rows of schools tell, the oldest first, each with what the rows are to it: its own are
/// schools, all others of another year.
pub(super) fn earlier_years(
    sheet: &Sheet,
    columns: &Columns,
    first: usize,
    kinds: &[RowKind],
) -> Vec<(u16, Vec<RowKind>)> {
    if !kinds.contains(&RowKind::OtherYear) {
        return Vec::new();
    }
    let Some(column) = year_column(columns) else { return Vec::new() };
    let year = |offset: usize| year_of_cell(&text_of(sheet.cell(first + offset, column)));
    let other = |(offset, kind): (usize, &RowKind)| (*kind == RowKind::OtherYear).then(|| year(offset)).flatten();
    let years = order::set(kinds.iter().enumerate().filter_map(other));
    let of = |wanted: u16| {
        let kind = |(offset, kind): (usize, &RowKind)| match kind {
            RowKind::School | RowKind::OtherYear if year(offset) == Some(wanted) => RowKind::School,
            RowKind::School => RowKind::OtherYear,
            other => other.clone(),
        };
        kinds.iter().enumerate().map(kind).collect()
    };
    years.into_iter().map(|year| (year, of(year))).collect()
}

/// The newest year among the rows taken, where a column tells it.
pub(super) fn year_of_rows(sheet: &Sheet, columns: &Columns, first: usize, kinds: &[RowKind]) -> Option<u16> {
    let column = year_column(columns)?;
    let schools = kinds.iter().enumerate().filter(|(_, kind)| **kind == RowKind::School);
    schools.filter_map(|(offset, _)| year_of_cell(&text_of(sheet.cell(first + offset, column)))).max()
}

/// The column that tells the year of each row.
pub(super) fn year_column(columns: &Columns) -> Option<usize> {
    let named = |column: &&Column| {
        matches!(column.field, None | Some(Field::Unused))
            && column.header.last().is_some_and(|heading| is_year_heading(&fold(heading)))
    };
    columns.all.iter().find(named).map(|column| column.index as usize)
}

/// What the roles are decided from.
struct View<'a> {
    /// Column and text of the text cells.
    texts: Vec<(usize, &'a str)>,
    filled: usize,
    numbers: usize,
    /// The school cell, folded.
    name: String,
    blank_name: bool,
    /// Its texts up to the school column, folded, and the first one wherever it is.
    folded: Vec<String>,
    /// How many of them stand up to the school column.
    leading: usize,
    lone_width: usize,
    school_column: Option<usize>,
    cells: Vec<(usize, Cell<'a>)>,
}

impl<'a> View<'a> {
    fn of(sheet: &'a Sheet, row: usize, width: usize, columns: &Columns) -> Option<Self> {
        let cells: Vec<(usize, Cell<'_>)> =
            sheet.row(row).iter().enumerate().take(width).filter(|(_, cell)| !cell.is_blank()).collect();
        let (first, _) = cells.first()?;
        let mut texts = Vec::new();
        let mut numbers = 0;
        for (column, cell) in &cells {
            match cell {
                Cell::Text(text) if !looks_numeric(*cell) => texts.push((*column, *text)),
                _ => numbers += 1,
            }
        }
        let school_column = columns.text_column(Field::School);
        let (blank_name, name) = match school_column.map(|column| sheet.cell(row, column)) {
            Some(Cell::Text(text)) => (text.chars().all(|c| is_space(c) || c.is_control()), fold(text)),
            Some(Cell::Empty) | None => (true, String::new()),
            Some(other) => (false, fold(&text_of(other))),
        };
        let merge = (cells.len() == 1)
            .then(|| sheet.merges.iter().find(|merge| merge.top as usize == row && merge.left as usize == *first));
        let lone_width =
            merge.flatten().map_or(1, |merge| merge.right.saturating_sub(merge.left).saturating_add(1) as usize);
        let is_leading = |(column, _): &&(usize, &str)| school_column.is_none_or(|school| *column <= school);
        let leading = texts.iter().take_while(is_leading).count();
        Some(Self {
            filled: cells.len(),
            numbers,
            blank_name,
            name,
            folded: texts.iter().take(leading.max(1)).map(|(_, text)| fold(text)).collect(),
            leading,
            lone_width,
            school_column,
            texts,
            cells,
        })
    }
}

impl View<'_> {
    /// The first text of the row, folded.
    fn label(&self) -> &str {
        self.folded.first().map_or("", String::as_str)
    }

    /// What may say what the row is: its texts up to the school column, folded, and the name.
    fn labels(&self) -> impl Iterator<Item = &str> {
        self.folded.iter().take(self.leading).chain(std::iter::once(&self.name)).map(String::as_str)
    }
}

/// A cell as one line of text.
pub(super) fn text_of(cell: Cell<'_>) -> String {
    match cell {
        Cell::Text(text) => tidy(text),
        Cell::Number(number) => number.to_string(),
        Cell::Date(text) | Cell::Error(text) => text.to_owned(),
        Cell::Boolean(truth) => truth.to_string(),
        Cell::Empty => String::new(),
    }
}

#[derive(Default)]
struct HeadingCache(HashMap<String, bool>);

impl HeadingCache {
    /// How many texts of the row are headings of fields.
    fn known(&mut self, view: &View<'_>) -> usize {
        view.texts
            .iter()
            .filter(|(_, text)| {
                text.chars().count() <= 40
                    && *self.0.entry((*text).to_owned()).or_insert_with(|| match_path(&[tidy(text)]).field.is_some())
            })
            .count()
    }
}

fn is_repeated(sheet: &Sheet, header: &Header, view: &View<'_>) -> bool {
    if view.texts.len() < 2 || view.numbers > 0 {
        return false;
    }
    (header.top..header.top + header.rows).any(|row| {
        let same = view.texts.iter().filter(
            |(column, text)| matches!(sheet.cell(row, *column), Cell::Text(heading) if fold(heading) == fold(text)),
        );
        let same = same.count();
        same >= 2 && same * 2 > view.texts.len()
    })
}

/// 1 2 3 …, 甲 乙 1 2 …, L1 L2 …: consecutive numbers or letters, and no name of a school.
fn is_codes(view: &View<'_>) -> bool {
    if view.cells.len() < 2 {
        return false;
    }
    let code = |cell: Cell<'_>| {
        let text = fold(&text_of(cell));
        let bare = text.trim_start_matches('(').trim_end_matches(')').to_owned();
        match bare.as_str() {
            "甲" | "乙" | "丙" | "丁" | "戊" | "己" | "-" | "—" => Some(None),
            _ => {
                let digits = bare.strip_prefix('l').unwrap_or(&bare);
                let head = digits.split('-').next().unwrap_or(digits);
                head.parse::<u32>().ok().map(Some)
            }
        }
    };
    let codes: Option<Vec<Option<u32>>> = view.cells.iter().map(|(_, cell)| code(*cell)).collect();
    let Some(codes) = codes else { return false };
    let numbers: Vec<u32> = codes.into_iter().flatten().collect();
    let rising = numbers.windows(2).all(|pair| match pair {
        [a, b] => *b == *a || *b == *a + 1,
        _ => true,
    });
    let from_start = numbers.first().is_none_or(|first| *first <= 2);
    // Columns that were moved take their numbers along.
    let mut sorted = numbers.clone();
    order::sort_by_key(&mut sorted, |number| *number);
    let moved = numbers.len() >= 4 && sorted.iter().zip(1..).all(|(number, place)| *number == place);
    (rising && from_start || moved) && (numbers.len() >= 2 || view.numbers == 0)
}

/// ≥4.2, ≤45, 各1 …: half of the cells are limits.
fn is_standards(view: &View<'_>) -> bool {
    if STANDARDS.contains(&view.label()) || STANDARDS.contains(&view.name.as_str()) {
        return true;
    }
    let limits = view
        .texts
        .iter()
        .filter(|(_, text)| {
            // Most rows are schools: look at the first character before folding the text.
            let first = text.trim_start().chars().next();
            if !first.is_some_and(|c| "≥≤><⩾⩽＞＜不各".contains(c)) {
                return false;
            }
            let text = fold(text);
            text.starts_with(['≥', '≤', '>', '<', '⩾', '⩽']) || text.starts_with("不低于") || text.starts_with("各1")
        })
        .count();
    limits >= 2 && limits * 2 >= view.filled && (view.blank_name || view.name == view.label())
}

/// Whether the row is a sum (`true`) or another statistic (`false`).
fn total(view: &View<'_>) -> Option<bool> {
    view.labels().find_map(total_of)
}

/// Whether the row is a part of the one above.
fn is_part(view: &View<'_>) -> bool {
    view.labels().any(part_of)
}

/// Whether a folded label is that of a part of the row above: 其中：公办.
fn part_of(text: &str) -> bool {
    let text = without_enumeration(text);
    let bare = text.trim_end_matches([':', ')']).trim_start_matches('(');
    bare == "其中" || text.starts_with("其中:") || text.starts_with("其中,")
}

/// Whether a folded label is that of a sum (`true`) or of another statistic (`false`).
fn total_of(text: &str) -> Option<bool> {
    let text = without_enumeration(text);
    let bare = text.trim_end_matches([':', ')']).trim_start_matches('(');
    let bare = bare.split_once('(').map_or(bare, |(head, _)| head);
    if STATISTICS.contains(&bare) || STATISTIC_ENDS.iter().any(|end| bare.ends_with(end)) {
        return Some(false);
    }
    (TOTALS.contains(&bare) || TOTAL_ENDS.iter().any(|end| bare.ends_with(end))).then_some(true)
}

/// What a label makes of a row in sheets that are no tables of schools: a sum, another statistic, a note, an example.
pub(super) fn by_label(label: &str) -> Option<RowKind> {
    by_folded(&fold(label))
}

/// Likewise, of a folded label.
pub(super) fn by_folded(label: &str) -> Option<RowKind> {
    if is_example(label) {
        return Some(RowKind::Example);
    }
    if part_of(label) {
        return Some(RowKind::Part);
    }
    total_of(label).map(RowKind::Total).or_else(|| begins_note(label).then_some(RowKind::Note))
}

/// Whether a folded label is marked as an example: `（示例）…`.
fn is_example(folded: &str) -> bool {
    folded.starts_with("(示例)") || folded.starts_with("(example)")
}

fn is_note(view: &View<'_>) -> bool {
    // A note begins at the left of the row or in the school column.
    begins_note(view.label()) && (view.blank_name || view.name == view.label())
}

fn begins_note(folded: &str) -> bool {
    let text = folded.trim_start_matches(['(', ')']);
    NOTES.iter().any(|word| {
        text.strip_prefix(word).is_some_and(|rest| {
            rest.is_empty()
                || rest.starts_with([':', '(', ')', '.', '_'])
                || rest.starts_with(|c: char| c.is_ascii_digit())
        })
    })
}

/// A row with one text cell: the name of a group, a note, or a school that gave no numbers.
fn lone(view: &View<'_>, after_notes: bool) -> RowKind {
    let (numbering, label) = split_enumeration(view.label());
    let bare = label.trim_end_matches([':', ')']);
    let bare = bare.split_once('(').map_or(bare, |(head, _)| head);
    let group = GroupLine { numbering, ..GroupLine::default() };
    if let Some(group) = group_line(bare) {
        return RowKind::Group(GroupLine { numbering, ..group });
    }
    let long = view.label().chars().count() > 24 || view.label().contains(['。', ';']);
    let in_school_column = view.texts.first().map(|(column, _)| *column) == view.school_column;
    let school = SCHOOL_ENDS.iter().any(|end| bare.ends_with(end));
    let area = AREA_ENDS.iter().any(|end| bare.ends_with(end)) || numbering != Numbering::None;
    if view.lone_width > 2 && !long && !after_notes {
        return RowKind::Group(group);
    }
    if long || after_notes {
        return RowKind::Note;
    }
    // A school that gave no number must not pass for the name of a group.
    if in_school_column && (school || !area) {
        return RowKind::School;
    }
    RowKind::Group(group)
}

/// 一、小学; 初级中学; 九年一贯制学校: the stage or the kind of the rows below.
fn group_line(label: &str) -> Option<GroupLine> {
    let bare = label.strip_suffix("名单").or_else(|| label.strip_suffix("情况")).unwrap_or(label);
    let dictionary = dictionary();
    if let Some(kind) = dictionary.kinds.get(bare) {
        let stage = match kind {
            Kind::Primary | Kind::TeachingPoint => Some(Scope::Primary),
            Kind::Junior => Some(Scope::Junior),
            Kind::Senior => Some(Scope::Senior),
            _ => None,
        };
        // The word of a stage alone (小学) says nothing about the kind: 九年一贯制 schools stand there as well.
        let kind = (dictionary.stage_word(bare).is_none()).then_some(*kind);
        return Some(GroupLine { sets: true, stage, kind, ..GroupLine::default() });
    }
    match dictionary.stage_word(bare) {
        Some(Some(scope)) => Some(GroupLine { sets: true, stage: Some(scope), ..GroupLine::default() }),
        _ => None,
    }
}

/// The stage a title or a name of a sheet or file speaks of, if it is one alone.
pub(super) fn stage_of_title(title: &str) -> Option<Stage> {
    let folded = fold(title).replace("中小学", "学校").replace("大学", "");
    let several =
        ["一贯制", "完全中学", "义务教育学校", "各级", "高中", "幼儿园"].iter().any(|word| folded.contains(word));
    let primary = folded.contains("小学");
    let junior = folded.contains("初中") || folded.contains("初级中学");
    match (primary, junior) {
        _ if several => None,
        (true, false) => Some(Stage::Primary),
        (false, true) => Some(Stage::Junior),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::super::columns;
    use super::super::facts::FactNames;
    use super::super::header;
    use super::*;
    use crate::diagnostic::Location;

    fn cell(text: &str) -> Cell<'_> {
        match text.parse::<f64>() {
            Ok(number) => Cell::Number(number),
            Err(_) if text.is_empty() => Cell::Empty,
            Err(_) => Cell::Text(text),
        }
    }

    fn kinds(rows: &[&str]) -> Vec<RowKind> {
        let mut all = vec!["序号|学校名称|在校生数|网络多媒体教室数"];
        all.extend(rows);
        let sheet: Sheet = all.into_iter().map(|row| row.split('|').map(cell)).collect();
        let header = header::read(&sheet, 0, 1, &Default::default());
        let columns = columns::resolve(
            &sheet,
            &header,
            1,
            None,
            (None, &FactNames::default()),
            &Location::default(),
            &mut Vec::new(),
        );
        classify(&sheet, &header, &columns, 1, None)
    }

    #[test]
    fn totals_are_never_schools() {
        for row in [
            "合计||100|1",
            "|合计|100|1",
            "|小 计|100|1",
            "总计||100|1",
            "|全县总计|100|1",
            "稻花镇小计||100|1",
            "|小学合计|100|1",
            "（合计）||100|1",
            "共计：||100|1",
        ] {
            assert_eq!(kinds(&[row]), [RowKind::Total(true)], "{row}");
        }
        for row in ["|平均|100|1", "全县平均值||100|1", "差异系数||0.3|0.4"] {
            assert_eq!(kinds(&[row]), [RowKind::Total(false)], "{row}");
        }
        for row in ["|其中：女|40|", "|　　其中：西校区|40|1"] {
            assert_eq!(kinds(&[row]), [RowKind::Part], "{row}");
        }
    }

    #[test]
    fn a_school_with_an_unlucky_name_stays_a_school() {
        for row in [
            "1|全州县第一小学|100|1",
            "2|计家墩小学|100|1",
            "3|标准小学|100|1",
            "4|平均镇小学|100|1",
            "5|注溪镇小学|100|1",
            "6|合计村小学|100|1",
        ] {
            assert_eq!(kinds(&[row]), [RowKind::School], "{row}");
        }
    }

    #[test]
    fn notes_and_signatures() {
        assert_eq!(
            kinds(&[
                "1|甲小学|10|1",
                "注：1.本表不含民办学校",
                "2.数据截至2023年9月",
                "填表人：张三||审核人：李四|",
                "（盖章）"
            ]),
            [RowKind::School, RowKind::Note, RowKind::Note, RowKind::Note, RowKind::Note]
        );
    }

    #[test]
    fn groups_give_the_stage_to_what_follows() {
        let numbering = Numbering::Chinese;
        let primary = GroupLine { sets: true, stage: Some(Scope::Primary), kind: None, numbering };
        let nine = GroupLine { sets: true, stage: None, kind: Some(Kind::NineYear), numbering };
        assert_eq!(
            kinds(&["一、小学", "稻花镇", "1|甲小学|10|1", "三、九年一贯制学校"]),
            [RowKind::Group(primary), RowKind::Group(GroupLine::default()), RowKind::School, RowKind::Group(nine)]
        );
    }

    #[test]
    fn a_group_ends_where_the_next_of_its_rank_begins() {
        let line = |numbering, stage: Option<Scope>| GroupLine { sets: stage.is_some(), stage, kind: None, numbering };
        let junior = line(Numbering::Chinese, Some(Scope::Junior));
        assert_eq!(line(Numbering::Chinese, None).after(junior).stage, None);
        assert_eq!(line(Numbering::Digits, None).after(junior), junior);
        assert_eq!(line(Numbering::None, None).after(junior), junior);
    }

    #[test]
    fn codes_and_standards_only_below_the_header() {
        assert_eq!(kinds(&["3|2|1|4"]), [RowKind::Codes], "of columns that were moved");
        assert_eq!(
            kinds(&["甲|乙|1|2", "||≥100|≥2.3", "1|2|3|4", "1|甲小学|10|1", "序号|学校名称|在校生数|网络多媒体教室数"]),
            [RowKind::Codes, RowKind::Codes, RowKind::Codes, RowKind::School, RowKind::RepeatedHeader]
        );
    }

    #[test]
    fn a_second_table_is_not_read_as_schools() {
        assert_eq!(
            kinds(&["1|甲小学|10|1", "|学校名称|招生数|占地面积", "1|甲小学|10|1"]),
            [RowKind::School, RowKind::OtherTable, RowKind::OtherTable]
        );
    }

    #[test]
    fn a_school_without_numbers_is_still_a_school() {
        assert_eq!(
            kinds(&["|甲小学||", "7|乙小学||", "|青禾一中"]),
            [RowKind::School, RowKind::School, RowKind::School]
        );
    }

    #[test]
    fn titles_name_a_stage_only_when_it_is_one() {
        assert_eq!(stage_of_title("青禾县小学办学条件统计表"), Some(Stage::Primary));
        assert_eq!(stage_of_title("初级中学"), Some(Stage::Junior));
        assert_eq!(stage_of_title("教基4155_小学"), Some(Stage::Primary));
        for title in ["青禾县中小学情况", "小学、初中", "九年一贯制学校", "Sheet1", "普通高中", ""]
        {
            assert_eq!(stage_of_title(title), None, "{title}");
        }
    }
}
