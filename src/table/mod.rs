//! Bytes → [`Workbook`]: what kind of file it is, its encoding, its sheets and their stored values.
//!
//! Nothing here knows what a column means. Values are those stored in the file, never displayed text; where a source
//! carries displayed text only (the clipboard), the table says so in [`Workbook::displayed`].

#![allow(clippy::result_large_err, reason = "a problem ends the reading of a file, once: its size costs nothing")]

use crate::diagnostic::{Issue, Problem};
use serde::{Deserialize, Serialize};

mod delimited;
#[cfg(feature = "files")]
mod encoding;
mod html;
#[cfg(feature = "files")]
mod mhtml;
mod pack;
mod sheet;
mod sniff;
mod taking;
#[cfg(feature = "files")]
mod workbook;

pub use sheet::{Cell, Row, Sheet, is_space};
pub use taking::{Line, Plain, Raw, TakeRows, Taken};

/// Most rows a sheet is read to; more is refused with a message.
pub const MAX_ROWS: usize = 250_000;
/// Most columns a sheet is read to.
pub const MAX_COLUMNS: usize = 1_024;
/// Most cells of all sheets together.
pub const MAX_CELLS: usize = 6_000_000;
/// Largest file accepted, in bytes.
pub const MAX_BYTES: usize = 64 << 20;

/// A merged rectangle, zero-based, inclusive. Its value stands in the first cell.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Merge {
    /// First row.
    pub top: u32,
    /// First column.
    pub left: u32,
    /// Last row.
    pub bottom: u32,
    /// Last column.
    pub right: u32,
}

/// The kind of source, decided from bytes, never from the name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum Format {
    /// Pasted text (tab-separated).
    #[default]
    Paste,
    /// Delimited text.
    Delimited,
    /// Office Open XML workbook.
    Xlsx,
    /// Binary Excel workbook (BIFF).
    Xls,
    /// Open document spreadsheet.
    Ods,
    /// Tables of a web page, as many systems hand them out as `.xls`.
    Html,
    /// XML spreadsheet of 2003, likewise.
    Xml,
}

/// What was read from one source.
#[derive(Debug, Clone, PartialEq)]
pub struct Workbook {
    /// Name of the source as the user knows it; `None` for a paste.
    pub name: Option<String>,
    /// Kind of source.
    pub format: Format,
    /// Encoding label of text sources, such as `utf-8` or `gb18030`.
    pub encoding: Option<String>,
    /// Delimiter of text sources.
    pub delimiter: Option<char>,
    /// Whether numbers are as displayed (pasted), so that rounding may have happened before us.
    pub displayed: bool,
    /// The sheets, in the order of the file.
    pub sheets: Vec<Sheet>,
    /// What was noticed while reading: a repaired or assumed thing, with its place.
    pub issues: Vec<Issue>,
}

/// Choices of the user about reading.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
pub struct ReadOptions {
    /// Encoding label to use instead of the detected one.
    pub encoding: Option<String>,
    /// Delimiter to use instead of the detected one.
    pub delimiter: Option<char>,
}

/// Reads pasted text.
///
/// # Errors
/// `empty_input`, `too_large`: each with what to do.
pub fn read_text(text: &str, options: &ReadOptions) -> Result<Workbook, Problem> {
    delimited::read_paste(text, options)
}

/// Reads what a spreadsheet program copied: the text, and the markup beside it for merged cells and stored numbers.
///
/// # Errors
/// As [`read_text`].
pub fn read_clipboard(html: &str, text: &str, options: &ReadOptions) -> Result<Workbook, Problem> {
    html::read_clipboard(html, text, options)
}

/// Reads a file. Without the feature `files` only UTF-8 delimited text can be read; anything else answers
/// `needs_files`, upon which the page hands the bytes to the module that can.
///
/// # Errors
/// One problem with a stable code, naming the file. What it is instead of a worksheet: `empty_input`, `picture`, `pdf`,
/// `word_document`, `presentation`, `archive`, `html_workbook`, `xml_document`, `uof_document`, `numbers_document`,
/// `database`, `binary_workbook`, `old_workbook`, `unknown_format`. What keeps it from being read: `encrypted`,
/// `truncated`, `unreadable_workbook`, `no_sheets`, `unknown_encoding`, `needs_files`. What is refused for safety:
/// `too_large`, `too_many_rows`, `too_many_columns`, `too_many_cells` (these with the cell), `too_many_tables`,
/// `suspicious_archive`, `suspicious_xml`.
///
/// `progress` is told (done, total) a few dozen times, in bytes of what is read.
pub fn read_file(
    bytes: &[u8],
    name: &str,
    options: &ReadOptions,
    progress: &mut dyn FnMut(u32, u32),
) -> Result<Workbook, Problem> {
    sniff::read(bytes, name, options, progress, None)
}

/// Reads a file as [`read_file`] does, offering its rows to `taker` on the way: those it takes are blank in the workbook.
/// Rows are offered where a file has one table; the first ones of a delimited file are not.
///
/// # Errors
/// Those of [`read_file`].
pub fn read_file_taking(
    bytes: &[u8],
    name: &str,
    options: &ReadOptions,
    progress: &mut dyn FnMut(u32, u32),
    taker: &mut dyn TakeRows,
) -> Result<Workbook, Problem> {
    let book = sniff::read(bytes, name, options, progress, Some(&mut *taker))?;
    Ok(if book.format == Format::Delimited { book } else { taking::offer(book, taker) })
}
