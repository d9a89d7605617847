//! Sheets: all text in one piece, cells as spans of it, row after row.
//!
//! A province's table has millions of cells. As values of their own they would cost several times the file in memory and
//! an allocation each; here a cell is eight bytes, equal shared texts are stored once, and a row is a slice.

use super::Merge;
use std::collections::BTreeMap;

/// What a cell stores.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub enum Cell<'a> {
    /// Nothing.
    #[default]
    Empty,
    /// Text as stored, untrimmed.
    Text(&'a str),
    /// A number of a workbook: the binary double it stores.
    Number(f64),
    /// A date or time of a workbook, as ISO text; never a number for us.
    Date(&'a str),
    /// A truth value.
    Boolean(bool),
    /// An error value such as `#DIV/0!`, or `#FORMULA` for a formula without a stored value.
    Error(&'a str),
}

impl Cell<'_> {
    /// Whether nothing, or only white space, stands here.
    pub fn is_blank(self) -> bool {
        match self {
            Self::Empty => true,
            Self::Text(text) => text.chars().all(is_space),
            _ => false,
        }
    }
}

/// White space as it occurs in worksheets: Unicode space, the ideographic space, zero-width characters, a stray mark.
pub fn is_space(c: char) -> bool {
    c.is_whitespace() || matches!(c, '\u{200b}'..='\u{200d}' | '\u{feff}' | '\u{2060}')
}

/// Where a cell's value is: a span of the sheet's text, or a place in its numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Slot {
    at: u32,
    /// The kind in the upper three bits, the length of the text in the others.
    kind_and_length: u32,
}

/// Kinds of [`Slot`]; the numbers are also those of the packed form.
pub(super) mod kind {
    pub(in crate::table) const EMPTY: u32 = 0;
    pub(in crate::table) const TEXT: u32 = 1;
    pub(in crate::table) const NUMBER: u32 = 2;
    pub(in crate::table) const DATE: u32 = 3;
    pub(in crate::table) const BOOLEAN: u32 = 4;
    pub(in crate::table) const ERROR: u32 = 5;
}

const KIND_SHIFT: u32 = 29;
/// Longest text of a cell.
const MAX_LENGTH: usize = (1 << KIND_SHIFT) - 1;

impl Slot {
    pub(super) const EMPTY: Self = Self { at: 0, kind_and_length: kind::EMPTY };

    pub(super) const fn new(kind: u32, at: u32, length: u32) -> Self {
        Self { at, kind_and_length: kind << KIND_SHIFT | length }
    }

    /// A text that stands between two places of the sheet's text; both are within the limits of a file.
    pub(super) fn span(start: usize, end: usize) -> Self {
        if start == end { Self::EMPTY } else { Self::new(kind::TEXT, fit(start), fit(end - start)) }
    }

    pub(super) const fn kind(self) -> u32 {
        self.kind_and_length >> KIND_SHIFT
    }

    pub(super) const fn at(self) -> u32 {
        self.at
    }

    pub(super) const fn length(self) -> u32 {
        self.kind_and_length & ((1 << KIND_SHIFT) - 1)
    }
}

/// One sheet: rows of cells from A1 on; rows may have different lengths.
#[derive(Clone, Default)]
pub struct Sheet {
    /// Its name; `None` for pasted and delimited text.
    pub name: Option<String>,
    /// Merged rectangles.
    pub merges: Vec<Merge>,
    /// Whether the workbook hides the sheet.
    pub hidden: bool,
    pub(super) text: String,
    pub(super) numbers: Vec<f64>,
    pub(super) slots: Vec<Slot>,
    /// Where each row begins among the slots.
    pub(super) starts: Vec<u32>,
    /// Number of cells of the longest row.
    pub(super) width: usize,
}

impl Sheet {
    /// The cell at zero-based `row`, `column`; [`Cell::Empty`] outside.
    pub fn cell(&self, row: usize, column: usize) -> Cell<'_> {
        self.slots_of(row).get(column).map_or(Cell::Empty, |slot| self.value(*slot))
    }

    /// The cells of a zero-based row; none outside.
    pub fn row(&self, row: usize) -> Row<'_> {
        Row { sheet: self, slots: self.slots_of(row) }
    }

    /// All rows, from the first.
    pub fn rows(&self) -> impl DoubleEndedIterator<Item = Row<'_>> + ExactSizeIterator + Clone {
        (0..self.starts.len()).map(|row| self.row(row))
    }

    /// The rows from `first` on that have cells. Where most rows of a long table were taken already, these are few.
    pub fn filled_rows(&self, first: usize) -> Vec<usize> {
        (first..self.row_count()).filter(|row| !self.slots_of(*row).is_empty()).collect()
    }

    /// Number of rows.
    pub const fn row_count(&self) -> usize {
        self.starts.len()
    }

    /// Number of columns of the longest row.
    pub const fn width(&self) -> usize {
        self.width
    }

    /// Whether any cell from a row on stores a number as such.
    pub fn stores_numbers(&self, first: usize) -> bool {
        let start = self.starts.get(first).map_or(self.slots.len(), |start| *start as usize);
        self.slots.iter().skip(start).any(|slot| slot.kind() == kind::NUMBER)
    }

    /// Whether nothing, or only white space, stands in any cell.
    pub fn is_blank(&self) -> bool {
        self.slots.iter().all(|slot| self.value(*slot).is_blank())
    }

    /// The same sheet with texts put over cells, as a user typed them: `(row, column, text)` from zero, later ones over
    /// earlier ones. Rows and columns grow as needed, an empty text clears the cell. A place beyond
    /// [`MAX_ROWS`](super::MAX_ROWS) or [`MAX_COLUMNS`](super::MAX_COLUMNS), where no sheet has cells, is left alone.
    #[must_use]
    pub fn with(&self, changes: &[(u32, u32, &str)]) -> Self {
        self.with_cells(changes.iter().map(|&(row, column, text)| {
            let cell = if text.is_empty() { Cell::Empty } else { Cell::Text(text) };
            (row, column, cell)
        }))
    }

    /// The same sheet with these cells written, in this order; [`Cell::Empty`] takes a cell out.
    pub(crate) fn with_cells<'a>(&self, changes: impl Iterator<Item = (u32, u32, Cell<'a>)>) -> Self {
        let mut builder = Builder { sheet: self.clone(), ..Builder::default() };
        for (row, column, cell) in changes {
            let (row, column) = (row as usize, column as usize);
            if row >= super::MAX_ROWS || column >= super::MAX_COLUMNS {
                continue;
            }
            if cell == Cell::Empty {
                builder.clear(row, column);
            } else {
                builder.put(row, column, cell);
            }
        }
        builder.finish()
    }

    /// A sheet of parts that fit each other, as [`pack`](super::pack) reads them.
    pub(super) fn of_parts(
        name: Option<String>,
        merges: Vec<Merge>,
        hidden: bool,
        text: String,
        numbers: Vec<f64>,
        slots: Vec<Slot>,
        starts: Vec<u32>,
    ) -> Self {
        let mut sheet = Self { name, merges, hidden, text, numbers, slots, starts, width: 0 };
        sheet.measure();
        sheet
    }

    fn slots_of(&self, row: usize) -> &[Slot] {
        let Some(start) = self.starts.get(row) else { return &[] };
        let end = self.starts.get(row + 1).map_or(self.slots.len(), |end| *end as usize);
        self.slots.get(*start as usize..end).unwrap_or_default()
    }

    fn value(&self, slot: Slot) -> Cell<'_> {
        let from = slot.at as usize;
        let text = || self.text.get(from..from + slot.length() as usize).unwrap_or_default();
        match slot.kind() {
            kind::TEXT => Cell::Text(text()),
            kind::NUMBER => self.numbers.get(from).map_or(Cell::Empty, |number| Cell::Number(*number)),
            kind::DATE => Cell::Date(text()),
            kind::BOOLEAN => Cell::Boolean(slot.at == 1),
            kind::ERROR => Cell::Error(text()),
            _ => Cell::Empty,
        }
    }

    fn measure(&mut self) {
        self.width = self.rows().map(Row::len).max().unwrap_or(0);
    }
}

/// Sheets are equal by their cells, wherever the text of these is kept.
impl PartialEq for Sheet {
    fn eq(&self, other: &Self) -> bool {
        (&self.name, &self.merges, self.hidden) == (&other.name, &other.merges, other.hidden)
            && self.rows().eq(other.rows())
    }
}

impl std::fmt::Debug for Sheet {
    fn fmt(&self, to: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let rows: Vec<Row<'_>> = self.rows().collect();
        to.debug_struct("Sheet")
            .field("name", &self.name)
            .field("rows", &rows)
            .field("merges", &self.merges)
            .field("hidden", &self.hidden)
            .finish()
    }
}

/// A sheet without name of the given rows; empty cells at the end of a row are left out.
impl<'a, R: IntoIterator<Item = Cell<'a>>> FromIterator<R> for Sheet {
    fn from_iter<I: IntoIterator<Item = R>>(rows: I) -> Self {
        let mut builder = Builder::default();
        for (row, cells) in rows.into_iter().enumerate() {
            builder.extend_to(row + 1);
            for (column, cell) in cells.into_iter().enumerate() {
                builder.put(row, column, cell);
            }
        }
        builder.finish()
    }
}

/// The cells of one row.
#[derive(Clone, Copy)]
pub struct Row<'a> {
    sheet: &'a Sheet,
    slots: &'a [Slot],
}

impl<'a> Row<'a> {
    /// Number of cells, up to the last that is not empty.
    pub const fn len(self) -> usize {
        self.slots.len()
    }

    /// The cell of a column; [`Cell::Empty`] outside.
    pub fn get(self, column: usize) -> Cell<'a> {
        self.slots.get(column).map_or(Cell::Empty, |slot| self.sheet.value(*slot))
    }

    /// Whether there is no cell.
    pub const fn is_empty(self) -> bool {
        self.slots.is_empty()
    }

    /// Whether nothing, or only white space, stands in any cell.
    pub fn is_blank(self) -> bool {
        self.iter().all(Cell::is_blank)
    }

    /// The cells from the first column on.
    pub fn iter(self) -> impl DoubleEndedIterator<Item = Cell<'a>> + ExactSizeIterator + Clone {
        self.slots.iter().map(move |slot| self.sheet.value(*slot))
    }
}

impl PartialEq for Row<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.iter().eq(other.iter())
    }
}

impl<const N: usize> PartialEq<[Cell<'_>; N]> for Row<'_> {
    fn eq(&self, other: &[Cell<'_>; N]) -> bool {
        self.iter().eq(other.iter().copied())
    }
}

impl std::fmt::Debug for Row<'_> {
    fn fmt(&self, to: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        to.debug_list().entries(self.iter()).finish()
    }
}

/// A sheet under construction. Cells in reading order are appended; any other order is sorted out at the end.
#[derive(Clone, Default)]
pub(super) struct Builder {
    sheet: Sheet,
    /// Cells that came after a later row had begun, in rows that did not reach so far.
    late: BTreeMap<(usize, usize), Slot>,
    /// Texts that stand in many cells and are stored once, by their number in the table of these.
    #[cfg(feature = "files")]
    shared: Vec<Slot>,
}

impl Builder {
    /// Number of rows so far.
    pub(super) const fn row_count(&self) -> usize {
        self.sheet.row_count()
    }

    /// Takes `text` as the beginning of the sheet's text, so that cells can be [spans](Slot::span) of it: `false` where
    /// it is too long for one.
    pub(super) fn begin(&mut self, text: &str) -> bool {
        let fits = text.len() <= MAX_LENGTH && self.sheet.text.is_empty();
        if fits {
            self.sheet.text.push_str(text);
        }
        fits
    }

    /// Puts a whole row.
    pub(super) fn copy(&mut self, row: usize, cells: Row<'_>) {
        self.extend_to(row + 1);
        for (column, cell) in cells.iter().enumerate() {
            self.put(row, column, cell);
        }
    }

    /// Adds a cell to the last row.
    #[inline(always)]
    pub(super) fn push(&mut self, slot: Slot) {
        self.sheet.slots.push(slot);
    }

    /// Takes the last cells away again.
    pub(super) fn drop_last(&mut self, count: usize) {
        self.sheet.slots.truncate(self.sheet.slots.len().saturating_sub(count));
    }

    /// Takes rows without cells away from the end.
    pub(super) fn drop_empty_rows(&mut self) {
        let end = fit(self.sheet.slots.len());
        while self.sheet.starts.last() == Some(&end) {
            self.sheet.starts.pop();
        }
    }

    /// Stores text for a cell.
    pub(super) fn text_slot(&mut self, text: &str) -> Slot {
        if text.is_empty() { Slot::EMPTY } else { self.text(kind::TEXT, text) }
    }

    /// Makes at least `rows` rows.
    pub(super) fn extend_to(&mut self, rows: usize) {
        if self.sheet.starts.len() < rows {
            let end = fit(self.sheet.slots.len());
            self.sheet.starts.resize(rows, end);
        }
    }

    /// By how many cells the row grows when one is put at `row`, `column`.
    pub(super) fn growth(&self, row: usize, column: usize) -> usize {
        if self.late.is_empty() {
            return (column + 1).saturating_sub(self.sheet.slots_of(row).len());
        }
        let late = self.late.range((row, 0)..=(row, usize::MAX)).next_back().map_or(0, |((_, column), _)| column + 1);
        (column + 1).saturating_sub(self.sheet.slots_of(row).len().max(late))
    }

    /// Puts a cell, over one that is there already. [`Cell::Empty`] changes nothing.
    pub(super) fn put(&mut self, row: usize, column: usize, cell: Cell<'_>) {
        if cell != Cell::Empty {
            let slot = self.store(cell);
            self.place(row, column, slot);
        }
    }

    #[cfg(feature = "files")]
    /// Puts a text that may stand in other cells as well: text number `index` of those that are stored once.
    pub(super) fn put_shared(&mut self, row: usize, column: usize, index: usize, text: &str) {
        if self.shared.len() <= index {
            self.shared.resize(index + 1, Slot::EMPTY);
        }
        let mut slot = self.shared.get(index).copied().unwrap_or(Slot::EMPTY);
        if slot == Slot::EMPTY {
            slot = self.text_slot(text);
            if let Some(place) = self.shared.get_mut(index) {
                *place = slot;
            }
        }
        if slot != Slot::EMPTY {
            self.place(row, column, slot);
        }
    }

    /// Makes a cell empty.
    fn clear(&mut self, row: usize, column: usize) {
        if column < self.sheet.slots_of(row).len() {
            self.place(row, column, Slot::EMPTY);
        }
        self.late.remove(&(row, column));
    }

    fn place(&mut self, row: usize, column: usize, slot: Slot) {
        self.extend_to(row + 1);
        let is_last = row + 1 == self.sheet.starts.len();
        let start = self.sheet.starts.get(row).map_or(0, |start| *start as usize);
        let length = self.sheet.slots_of(row).len();
        if column < length {
            if let Some(place) = self.sheet.slots.get_mut(start + column) {
                *place = slot;
            }
        } else if is_last {
            self.sheet.slots.resize(start + column, Slot::EMPTY);
            self.sheet.slots.push(slot);
        } else {
            self.late.insert((row, column), slot);
        }
    }

    fn store(&mut self, cell: Cell<'_>) -> Slot {
        match cell {
            Cell::Empty => Slot::EMPTY,
            Cell::Text(text) => self.text(kind::TEXT, text),
            Cell::Date(text) => self.text(kind::DATE, text),
            Cell::Error(text) => self.text(kind::ERROR, text),
            Cell::Boolean(truth) => Slot::new(kind::BOOLEAN, u32::from(truth), 0),
            Cell::Number(number) => {
                let at = fit(self.sheet.numbers.len());
                self.sheet.numbers.push(number);
                Slot::new(kind::NUMBER, at, 0)
            }
        }
    }

    /// Stores text. The readers' limits keep it far below what a span can say; text beyond that would be left out.
    fn text(&mut self, kind: u32, text: &str) -> Slot {
        let span = u32::try_from(self.sheet.text.len())
            .ok()
            .zip(u32::try_from(text.len()).ok().filter(|_| text.len() <= MAX_LENGTH));
        let Some((at, length)) = span else { return Slot::EMPTY };
        self.sheet.text.push_str(text);
        Slot::new(kind, at, length)
    }

    /// The sheet, its rows without empty cells at their ends. Its name, merges and the rest are the caller's to set.
    pub(super) fn finish(mut self) -> Sheet {
        let trims = |row: &Row<'_>| row.slots.last() == Some(&Slot::EMPTY);
        if !self.late.is_empty() || self.sheet.rows().any(|row| trims(&row)) {
            self.sort_out();
        }
        let sheet = &mut self.sheet;
        sheet.text.shrink_to_fit();
        sheet.numbers.shrink_to_fit();
        sheet.slots.shrink_to_fit();
        sheet.starts.shrink_to_fit();
        sheet.measure();
        self.sheet
    }

    fn sort_out(&mut self) {
        let mut slots = Vec::with_capacity(self.sheet.slots.len() + self.late.len());
        let mut starts = Vec::with_capacity(self.sheet.starts.len());
        for row in 0..self.sheet.starts.len() {
            let start = slots.len();
            starts.push(fit(start));
            slots.extend_from_slice(self.sheet.slots_of(row));
            for ((_, column), slot) in self.late.range((row, 0)..=(row, usize::MAX)) {
                slots.resize(start + column, Slot::EMPTY);
                slots.push(*slot);
            }
            while slots.len() > start && slots.last() == Some(&Slot::EMPTY) {
                slots.pop();
            }
        }
        (self.sheet.slots, self.sheet.starts) = (slots, starts);
        self.late.clear();
    }
}

/// A place as stored. Limits keep every number of cells and rows below.
fn fit(place: usize) -> u32 {
    u32::try_from(place).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_may_come_in_any_order() {
        let mut builder = Builder::default();
        for (row, column, number) in [(2, 1, 1.0), (0, 3, 2.0), (0, 1, 3.0), (2, 0, 4.0), (4, 0, 5.0), (2, 3, 6.0)] {
            assert!(builder.growth(row, column) <= column + 1);
            builder.put(row, column, Cell::Number(number));
        }
        builder.put(0, 1, Cell::Text("over"));
        assert_eq!(builder.growth(0, 4), 1, "the row has four cells by now");
        let sheet = builder.finish();
        let number = Cell::Number;
        let rows: Vec<Vec<Cell<'_>>> = sheet.rows().map(|row| row.iter().collect()).collect();
        let expected: [&[Cell<'_>]; 5] = [
            &[Cell::Empty, Cell::Text("over"), Cell::Empty, number(2.0)],
            &[],
            &[number(4.0), number(1.0), Cell::Empty, number(6.0)],
            &[],
            &[number(5.0)],
        ];
        assert_eq!(rows, expected);
        assert_eq!((sheet.row_count(), sheet.width()), (5, 4));
        assert_eq!(sheet.cell(9, 9), Cell::Empty);
    }

    #[test]
    fn typed_texts_stand_over_cells_and_clear_them() {
        let sheet: Sheet = [vec![Cell::Text("名称"), Cell::Text("数")], vec![Cell::Text("甲"), Cell::Number(1.0)]]
            .into_iter()
            .collect();
        let typed = sheet.with(&[(1, 1, "2"), (3, 2, "新"), (0, 1, ""), (1, 0, ""), (1, 0, "乙"), (u32::MAX, 0, "?")]);
        assert_eq!(typed.row(0), [Cell::Text("名称")]);
        assert_eq!(typed.row(1), [Cell::Text("乙"), Cell::Text("2")]);
        assert_eq!(typed.row(2), []);
        assert_eq!(typed.row(3), [Cell::Empty, Cell::Empty, Cell::Text("新")]);
        assert_eq!((typed.row_count(), typed.width()), (4, 3));
        assert_eq!(typed.with(&[(3, 2, ""), (0, 1, "数"), (1, 0, "甲")]).row(1), [Cell::Text("甲"), Cell::Text("2")]);
        assert_eq!(sheet.with(&[]), sheet);
    }
}
