//! Taking rows of a table while it is read: who wants plain numbers of very many rows gets them before cells are made of
//! them. Rows that nobody takes become cells, at their own addresses, as if the others were blank.

use super::delimited::{Field, Source};
use super::sheet::{Builder, Row};
use super::{Cell, MAX_ROWS, Workbook};
use std::borrow::Cow;

/// Rows of a delimited file that are looked at before any is offered: those in which a header is looked for, and then
/// some. A shorter file is not worth it.
pub(super) const HEAD_ROWS: usize = 200;

/// One who takes rows.
pub trait TakeRows {
    /// Called once before any row is offered: with the first rows of a delimited file, or with the whole workbook, and
    /// about how many rows there are. The answer is the first row to be offered; `None` for no row at all.
    fn look(&mut self, head: &Workbook, rows: usize) -> Option<usize>;

    /// Takes the zero-based row that begins at byte `at` of a delimited text as it stands, without its being cut first.
    /// `None` where the row is to be cut and offered to [`Self::take`]: any field may be quoted or need decoding, and
    /// whoever takes a row here has read every byte of it.
    fn take_plain(&mut self, row: usize, text: Plain<'_>, at: usize) -> Option<Taken>;

    /// Whether the zero-based row is taken.
    fn take(&mut self, row: usize, line: Line<'_>) -> bool;

    /// Gives the row taken last back: it becomes cells, since the row below it is not taken and may depend on it.
    fn give_back(&mut self);
}

/// A delimited text as it stands.
#[derive(Clone, Copy)]
pub struct Plain<'a> {
    /// The text, in UTF-8 or GB18030.
    pub bytes: &'a [u8],
    /// What delimits: one byte.
    pub delimiter: u8,
    /// Whether text is in UTF-8; otherwise it is in GB18030.
    pub is_utf_8: bool,
}

impl Plain<'_> {
    /// Whether a field that is not quoted ends at `at`.
    #[inline(always)]
    pub fn ends(self, at: usize) -> bool {
        self.bytes.get(at).is_none_or(|byte| *byte == self.delimiter || matches!(byte, b'\r' | b'\n'))
    }
}

/// A row that was taken as it stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Taken {
    /// Where the next row begins.
    pub next: usize,
    /// Number of fields; more than one of them is not blank.
    pub fields: usize,
    /// Number of fields up to the last that is not empty.
    pub filled: usize,
}

/// A row that is offered.
#[derive(Clone, Copy)]
pub struct Line<'a>(pub(super) Inner<'a>);

#[derive(Clone, Copy)]
pub(super) enum Inner<'a> {
    /// Fields as cut from a text; none of them needs more than being decoded.
    Cut(Source<'a>, &'a [Field]),
    /// Cells of a sheet.
    Cells(Row<'a>),
}

/// What stands in a place of a row that is offered.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Raw<'a> {
    /// Nothing.
    Empty,
    /// Text in the encoding of the source, for [`Line::text`].
    Text(&'a [u8]),
    /// A number of a workbook.
    Number(f64),
    /// Anything else.
    Other,
}

impl<'a> Line<'a> {
    /// Number of places, empty ones at the end among them.
    #[expect(clippy::len_without_is_empty, reason = "no row without places is offered")]
    pub fn len(self) -> usize {
        match self.0 {
            Inner::Cut(_, fields) => fields.len(),
            Inner::Cells(row) => row.len(),
        }
    }

    /// What stands in a column.
    #[inline(always)]
    pub fn get(self, column: usize) -> Raw<'a> {
        match self.0 {
            Inner::Cut(source, fields) => match fields.get(column).map(|field| source.slice(*field)) {
                None | Some([]) => Raw::Empty,
                Some(bytes) => Raw::Text(bytes),
            },
            Inner::Cells(row) => match row.get(column) {
                Cell::Empty => Raw::Empty,
                Cell::Text(text) => Raw::Text(text.as_bytes()),
                Cell::Number(number) => Raw::Number(number),
                _ => Raw::Other,
            },
        }
    }

    /// The text of what [`Self::get`] answered.
    pub fn text(self, bytes: &[u8]) -> Cow<'_, str> {
        match self.0 {
            Inner::Cut(source, _) => source.decode(bytes),
            Inner::Cells(_) => Cow::Borrowed(std::str::from_utf8(bytes).unwrap_or_default()),
        }
    }

    /// Whether text is in UTF-8; otherwise it is in GB18030.
    pub const fn is_utf_8(self) -> bool {
        matches!(self.0, Inner::Cells(_) | Inner::Cut(Source::Utf8(_), _))
    }
}

/// Offers the rows of the only sheet of a workbook that has cells and is not hidden; those taken are blank in the answer.
pub(super) fn offer(mut book: Workbook, taker: &mut dyn TakeRows) -> Workbook {
    let mut filled = book.sheets.iter().enumerate().filter(|(_, sheet)| !sheet.hidden && sheet.row_count() > 0);
    let (Some((place, sheet)), None) = (filled.next(), filled.next()) else { return book };
    let Some(first) = taker.look(&book, sheet.row_count()) else { return book };
    let mut left = Builder::default();
    let mut before = None;
    for (number, row) in sheet.rows().enumerate().take(MAX_ROWS) {
        if row.is_empty() {
            continue;
        }
        if number >= first && taker.take(number, Line(Inner::Cells(row))) {
            before = Some((number, row));
            continue;
        }
        if let Some((number, row)) = before.take() {
            taker.give_back();
            left.copy(number, row);
        }
        left.copy(number, row);
    }
    left.extend_to(sheet.row_count());
    let mut sheet = left.finish();
    if let Some(place) = book.sheets.get_mut(place) {
        sheet.name = place.name.take();
        sheet.merges = std::mem::take(&mut place.merges);
        *place = sheet;
    }
    book
}
