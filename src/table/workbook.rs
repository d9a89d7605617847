//! Workbooks: Office Open XML, open document, BIFF, XML of 2003.
//!
//! They are read here, cell by cell, on the zip and XML readers that calamine is built on too, and not by calamine. It
//! refuses a whole sheet over one `#SPILL!`, reads each sheet twice to learn its merges (and knows none in ods), reserves
//! whatever a damaged string table claims to need, loops for ever over an ods whose table has no end, and indexes a binary
//! workbook by unchecked lengths: each of these ends or hangs a wasm instance. It stays the yardstick: the tests hold
//! both readings against each other.

use super::sheet::Builder;
use super::{Cell, MAX_CELLS, MAX_COLUMNS, MAX_ROWS, Merge, Sheet};
use crate::diagnostic::{Issue, Location, Problem, Severity, Text};

pub(super) mod archive;
mod formats;
mod ods;
mod remarks;
pub(super) mod xls;
mod xlsx;
mod xml;
mod xml2003;

pub(super) use ods::{read as read_ods, read_flat as read_flat_ods};
pub(super) use xls::read as read_xls;
pub(super) use xlsx::read as read_xlsx;
pub(super) use xml2003::read as read_xml2003;

/// Most bytes of text of all cells together: a shared string may stand in any number of cells.
const MAX_TEXT: usize = 256 << 20;
/// Most sheets of a workbook, and most of whatever else is listed rather than counted in cells.
const MAX_LISTED: usize = 4_096;
/// Most merged rectangles of a sheet.
const MAX_MERGES: usize = 20_000;

/// Puts a problem at a file.
pub(super) trait Place {
    /// The same problem, at `file`.
    fn place(self, file: &str) -> Self;
}

impl Place for Problem {
    fn place(self, file: &str) -> Self {
        self.at(Location::file(file))
    }
}

/// The refusal of a workbook whose inside does not hold together.
pub(super) fn damaged(file: &str) -> Problem {
    Problem::new(
        "unreadable_workbook",
        Text::new("这个表格文件已损坏，或内容不符合格式，无法读取。", "This workbook is damaged or does not follow its format; it cannot be read."),
        Text::new(
            "请在 Excel 或 WPS 中打开后另存为新的 .xlsx 文件；若打不开，请重新下载或向提供者再要一份。",
            "Open it in Excel or WPS and save it as a new .xlsx file; if that fails, download it again or ask for another copy.",
        ),
    )
    .place(file)
}

/// The refusal of a workbook under a password.
pub(super) fn encrypted(file: &str) -> Problem {
    Problem::new(
        "encrypted",
        Text::new("这个文件设有打开密码，无法读取。", "This file is protected by a password and cannot be read."),
        Text::new(
            "请用密码在 Excel 或 WPS 中打开，取消密码（另存为时清空密码）后再放入；若打开时并不要密码，请先取消“保护工作簿”再保存。",
            "Open it with its password in Excel or WPS, remove the password (clear it when saving a copy) and bring the copy; if no password is asked for, unprotect the workbook and save it.",
        ),
    )
    .place(file)
}

/// Which limit a sheet goes beyond.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Limit {
    /// More than [`MAX_ROWS`].
    Rows,
    /// More than [`MAX_COLUMNS`].
    Columns,
    /// More than [`MAX_CELLS`] over all sheets, or too much text.
    Cells,
}

impl Limit {
    /// The refusal, naming the sheet and the cell where the limit is passed.
    pub(super) fn problem(self, file: &str, sheet: Option<&str>, row: u32, column: u32) -> Problem {
        let (code, zh, en) = match self {
            Self::Rows => {
                ("too_many_rows", format!("有内容的行超过 {MAX_ROWS} 行"), format!("has content below row {MAX_ROWS}"))
            }
            Self::Columns => (
                "too_many_columns",
                format!("有内容的列超过 {MAX_COLUMNS} 列"),
                format!("has content beyond column {MAX_COLUMNS}"),
            ),
            Self::Cells => (
                "too_many_cells",
                format!("单元格超过 {MAX_CELLS} 个，或文字过多"),
                format!("brings more than {MAX_CELLS} cells, or too much text"),
            ),
        };
        let (zh, en) = match sheet {
            Some(sheet) => {
                (format!("工作表“{sheet}”{zh}，超出可读取的范围。"), format!("Sheet “{sheet}” {en}; it is not read."))
            }
            None => (format!("表格{zh}，超出可读取的范围。"), format!("The table {en}; it is not read.")),
        };
        let help = Text::new(
            "请只保留学校数据所在的行和列（远处误填的单元格也要删除），或按学段、乡镇分成几个文件后再试。",
            "Keep only the rows and columns of the schools' data (delete stray cells far away too), or split the file by stage or township.",
        );
        Problem::new(code, Text::new(zh, en), help).at(Location::of_sheet(Some(file), sheet).at_cell(row, column))
    }
}

/// What may still be stored, over all sheets of a file.
#[derive(Debug)]
pub(super) struct Budget {
    cells: usize,
    text: usize,
}

/// The full allowance.
impl Default for Budget {
    fn default() -> Self {
        Self { cells: MAX_CELLS, text: MAX_TEXT }
    }
}

/// Rows under construction: they grow only as far as content reaches, so that a stray cell far away costs a refusal and
/// not a rectangle of memory.
#[derive(Default)]
pub(super) struct Grid {
    rows: Builder,
    merges: Vec<Merge>,
    merges_left_out: bool,
    remarks: remarks::Remarks,
}

impl Grid {
    /// Stores `cell` at zero-based `row`, `column`.
    pub(super) fn put(&mut self, budget: &mut Budget, row: u32, column: u32, cell: Cell<'_>) -> Result<(), Limit> {
        if cell == Cell::Empty {
            return Ok(());
        }
        let (row, column) = self.allow(budget, row, column, cell)?;
        self.rows.put(row, column, cell);
        Ok(())
    }

    /// Stores text number `index` of those that stand in many cells.
    pub(super) fn put_shared(
        &mut self,
        budget: &mut Budget,
        (row, column): (u32, u32),
        index: usize,
        text: &str,
    ) -> Result<(), Limit> {
        let (row, column) = self.allow(budget, row, column, Cell::Text(text))?;
        self.rows.put_shared(row, column, index, text);
        Ok(())
    }

    /// The place of a cell within the limits; takes what it needs off the budget.
    fn allow(&self, budget: &mut Budget, row: u32, column: u32, cell: Cell<'_>) -> Result<(usize, usize), Limit> {
        let bytes = match cell {
            Cell::Text(text) | Cell::Date(text) | Cell::Error(text) => text.len(),
            Cell::Empty | Cell::Number(_) | Cell::Boolean(_) => 0,
        };
        let row = usize::try_from(row).ok().filter(|row| *row < MAX_ROWS).ok_or(Limit::Rows)?;
        let column = usize::try_from(column).ok().filter(|column| *column < MAX_COLUMNS).ok_or(Limit::Columns)?;
        budget.cells = budget.cells.checked_sub(self.rows.growth(row, column)).ok_or(Limit::Cells)?;
        budget.text = budget.text.checked_sub(bytes).ok_or(Limit::Cells)?;
        Ok((row, column))
    }

    /// Notes a merged rectangle.
    pub(super) fn merge(&mut self, merge: Merge) {
        if self.merges.len() < MAX_MERGES {
            self.merges.push(merge);
        } else {
            self.merges_left_out = true;
        }
    }

    /// The finished sheet. Merges are clipped to the rows and columns that carry content: a title merged over all
    /// 16,384 columns says nothing more, and costs whoever walks over it.
    pub(super) fn finish(self, name: &str, hidden: bool, file: &str, issues: &mut Vec<Issue>) -> Sheet {
        let mut sheet = Sheet { name: Some(name.to_owned()), hidden, ..self.rows.finish() };
        let last = |count: usize| u32::try_from(count).ok().and_then(|count| count.checked_sub(1));
        if let (Some(bottom), Some(right)) = (last(sheet.row_count()), last(sheet.width())) {
            sheet.merges = self
                .merges
                .into_iter()
                .filter(|merge| merge.top <= merge.bottom && merge.left <= merge.right)
                .filter(|merge| merge.top <= bottom && merge.left <= right)
                .map(|merge| Merge { bottom: merge.bottom.min(bottom), right: merge.right.min(right), ..merge })
                .filter(|merge| merge.top < merge.bottom || merge.left < merge.right)
                .collect();
        }
        if self.merges_left_out {
            issues.push(
                Issue::new(
                    "too_many_merges",
                    Severity::Experience,
                    Text::new(
                        format!("合并单元格超过 {MAX_MERGES} 处，多出的按未合并处理。"),
                        format!("More than {MAX_MERGES} merged ranges; the rest is read as not merged."),
                    ),
                    Text::new("请核对表头是否识别正确。", "Check that the header was understood."),
                )
                .at(sheet_place(file, name, None)),
            );
        }
        self.remarks.say(file, &sheet, issues);
        sheet
    }
}

/// A place in a sheet of a file.
pub(super) fn sheet_place(file: &str, sheet: &str, cell: Option<(u32, u32)>) -> Location {
    let place = Location::of_sheet(Some(file), Some(sheet));
    match cell {
        Some((row, column)) => place.at_cell(row, column),
        None => place,
    }
}

/// The remark on rows that are hidden, or filtered out, and have content.
pub(super) fn hidden_rows(file: &str, sheet: &str, count: usize, first: u32) -> Issue {
    Issue::new(
        "hidden_rows",
        Severity::Experience,
        Text::new(
            format!("工作表“{sheet}”有 {count} 行被隐藏或筛选掉，但有内容，已一并读取。"),
            format!("Sheet “{sheet}” hides {count} rows that have content (or filters them out); they were read too."),
        ),
        Text::new(
            "若这些行不应参加评估，请在原表中删除，或在核对时排除。",
            "If they should not be evaluated, delete them in the sheet or exclude them when checking.",
        ),
    )
    .at(sheet_place(file, sheet, Some((first, 0))))
}

/// Tells the caller how far reading is: a few dozen times, however much there is.
pub(super) struct Progress<'p> {
    tell: &'p mut dyn FnMut(u32, u32),
    total: u64,
    step: u64,
    next: u64,
    before: u64,
}

impl<'p> Progress<'p> {
    /// Progress towards `total`, in whatever unit.
    pub(super) fn new(tell: &'p mut dyn FnMut(u32, u32), total: u64) -> Self {
        let total = total.max(1);
        Self { tell, total, step: total.div_ceil(40), next: 0, before: 0 }
    }

    /// `done` of the current part are done.
    pub(super) fn at(&mut self, done: u64) {
        let done = self.before.saturating_add(done).min(self.total);
        if done >= self.next {
            self.next = done.saturating_add(self.step);
            self.say(done);
        }
    }

    /// The current part is finished; the next one counts from zero again.
    pub(super) fn part(&mut self, size: u64) {
        self.before = self.before.saturating_add(size);
        self.at(0);
    }

    /// Everything is done.
    pub(super) fn end(mut self) {
        self.say(self.total);
    }

    fn say(&mut self, done: u64) {
        let unit = |count: u64| u32::try_from(count).unwrap_or(u32::MAX);
        (self.tell)(unit(done), unit(self.total));
    }
}

/// What is left to say when all sheets of a workbook are read.
pub(super) fn finish(
    file: &str,
    format: super::Format,
    sheets: Vec<Sheet>,
    issues: Vec<Issue>,
) -> Result<super::Workbook, Problem> {
    if sheets.iter().all(Sheet::is_blank) {
        return Err(super::sniff::empty(Some(file)));
    }
    Ok(super::Workbook {
        name: Some(file.to_owned()),
        format,
        encoding: None,
        delimiter: None,
        displayed: false,
        sheets,
        issues,
    })
}
