//! A workbook as bytes, to be kept or handed to another module: small, read and written in one pass.
//!
//! `JHT` and the version; the description of the workbook as JSON behind its length; the sheets. All numbers are written
//! seven bits to a byte, the lowest first; places are told from where the cell before ended, so that a cell of a table
//! takes two or three bytes beside its text.

use super::sheet::{Slot, kind};
use super::{Format, MAX_CELLS, MAX_COLUMNS, MAX_ROWS, Merge, Sheet, Workbook};
use crate::diagnostic::Issue;
use serde::{Deserialize, Serialize};
use std::borrow::Cow;

const MAGIC: &[u8] = b"JHT\x01";

/// All of a workbook but its sheets.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Head<'a> {
    name: Option<Cow<'a, str>>,
    format: Format,
    encoding: Option<Cow<'a, str>>,
    delimiter: Option<char>,
    displayed: bool,
    issues: Cow<'a, [Issue]>,
}

impl Workbook {
    /// The workbook as bytes, for [`Self::unpack`].
    pub fn pack(&self) -> Vec<u8> {
        let head = Head {
            name: self.name.as_deref().map(Cow::Borrowed),
            format: self.format,
            encoding: self.encoding.as_deref().map(Cow::Borrowed),
            delimiter: self.delimiter,
            displayed: self.displayed,
            issues: Cow::Borrowed(&self.issues),
        };
        let mut to = Writer(MAGIC.to_vec());
        // Strings, numbers and lists of these: there is nothing JSON could not say.
        to.bytes(&serde_json::to_vec(&head).unwrap_or_default());
        to.count(self.sheets.len());
        for sheet in &self.sheets {
            to.sheet(sheet);
        }
        to.0
    }

    /// The workbook [`Self::pack`] made these bytes of; `None` for any other bytes, and for those of another version.
    pub fn unpack(bytes: &[u8]) -> Option<Self> {
        let mut from = Reader(bytes.strip_prefix(MAGIC)?);
        let head: Head<'_> = serde_json::from_slice(from.bytes()?).ok()?;
        let count = from.count()?;
        let mut sheets = Vec::new();
        let mut cells = MAX_CELLS;
        for _ in 0..count {
            sheets.push(from.sheet(&mut cells)?);
        }
        from.0.is_empty().then(|| Self {
            name: head.name.map(Cow::into_owned),
            format: head.format,
            encoding: head.encoding.map(Cow::into_owned),
            delimiter: head.delimiter,
            displayed: head.displayed,
            sheets,
            issues: head.issues.into_owned(),
        })
    }
}

/// Where the text and the numbers of the cell before ended.
#[derive(Default)]
struct Ends {
    text: u32,
    number: u32,
}

struct Writer(Vec<u8>);

impl Writer {
    fn number(&mut self, mut number: u64) {
        while number >= 0x80 {
            self.0.push(u8::try_from(number & 0x7f).unwrap_or_default() | 0x80);
            number >>= 7;
        }
        self.0.push(u8::try_from(number).unwrap_or_default());
    }

    fn count(&mut self, count: usize) {
        self.number(count as u64);
    }

    fn bytes(&mut self, bytes: &[u8]) {
        self.count(bytes.len());
        self.0.extend_from_slice(bytes);
    }

    fn sheet(&mut self, sheet: &Sheet) {
        self.number(u64::from(sheet.hidden) << 1 | u64::from(sheet.name.is_some()));
        self.bytes(sheet.name.as_deref().unwrap_or_default().as_bytes());
        self.count(sheet.merges.len());
        for merge in &sheet.merges {
            for edge in [merge.top, merge.left, merge.bottom, merge.right] {
                self.number(edge.into());
            }
        }
        self.bytes(sheet.text.as_bytes());
        self.count(sheet.numbers.len());
        for number in &sheet.numbers {
            self.0.extend_from_slice(&number.to_bits().to_le_bytes());
        }
        self.count(sheet.row_count());
        for row in sheet.rows() {
            self.count(row.len());
        }
        let mut ends = Ends::default();
        for slot in &sheet.slots {
            let kind = u64::from(slot.kind());
            match slot.kind() {
                kind::EMPTY => self.number(kind),
                kind::BOOLEAN => self.number(u64::from(slot.at()) << 3 | kind),
                kind::NUMBER => {
                    self.number(step(ends.number, slot.at()) << 3 | kind);
                    ends.number = slot.at() + 1;
                }
                _ => {
                    self.number(u64::from(slot.length()) << 3 | kind);
                    self.number(step(ends.text, slot.at()));
                    ends.text = slot.at() + slot.length();
                }
            }
        }
    }
}

/// The way from one place to another; small ways back are small numbers too.
fn step(from: u32, to: u32) -> u64 {
    if to >= from { u64::from(to - from) << 1 } else { u64::from(from - to) << 1 | 1 }
}

/// The place at the end of the way.
fn after(from: u32, step: u64) -> Option<u32> {
    let way = u32::try_from(step >> 1).ok()?;
    if step & 1 == 0 { from.checked_add(way) } else { from.checked_sub(way) }
}

/// What is left to read.
struct Reader<'a>(&'a [u8]);

impl<'a> Reader<'a> {
    fn number(&mut self) -> Option<u64> {
        let mut number = 0_u64;
        for shift in (0..63).step_by(7) {
            let (byte, rest) = self.0.split_first()?;
            self.0 = rest;
            number |= u64::from(byte & 0x7f) << shift;
            if byte & 0x80 == 0 {
                return Some(number);
            }
        }
        None
    }

    /// A number of things of which each takes a byte at least, so that a claim never costs more than the bytes do.
    fn count(&mut self) -> Option<usize> {
        usize::try_from(self.number()?).ok().filter(|count| *count <= self.0.len())
    }

    fn short(&mut self) -> Option<u32> {
        self.number()?.try_into().ok()
    }

    fn bytes(&mut self) -> Option<&'a [u8]> {
        let length = self.count()?;
        let (bytes, rest) = self.0.split_at_checked(length)?;
        self.0 = rest;
        Some(bytes)
    }

    fn text(&mut self) -> Option<String> {
        std::str::from_utf8(self.bytes()?).ok().map(str::to_owned)
    }

    fn sheet(&mut self, budget: &mut usize) -> Option<Sheet> {
        let flags = self.number().filter(|flags| *flags < 4)?;
        let name = self.text()?;
        let mut merges = Vec::new();
        for _ in 0..self.count()? {
            let (top, left, bottom, right) = (self.short()?, self.short()?, self.short()?, self.short()?);
            merges.push(Merge { top, left, bottom, right });
        }
        let text = self.text()?;
        let count = self.count()?;
        let (numbers, rest) = self.0.split_at_checked(count.checked_mul(8)?)?;
        self.0 = rest;
        let numbers: Vec<f64> = numbers.as_chunks().0.iter().map(|bits| f64::from_le_bytes(*bits)).collect();

        let rows = self.count().filter(|rows| *rows <= MAX_ROWS)?;
        let mut starts = Vec::with_capacity(rows);
        let mut cells = 0_usize;
        for _ in 0..rows {
            starts.push(u32::try_from(cells).ok()?);
            cells += self.count().filter(|cells| *cells <= MAX_COLUMNS)?;
        }
        *budget = budget.checked_sub(cells)?;
        let mut slots = Vec::with_capacity(cells.min(self.0.len()));
        let mut ends = Ends::default();
        for _ in 0..cells {
            let head = self.number()?;
            let kind = u32::try_from(head & 7).ok()?;
            slots.push(match kind {
                kind::EMPTY if head == 0 => Slot::new(kind, 0, 0),
                kind::BOOLEAN if head >> 3 < 2 => Slot::new(kind, u32::try_from(head >> 3).ok()?, 0),
                kind::NUMBER => {
                    let at = after(ends.number, head >> 3)?;
                    numbers.get(at as usize)?;
                    ends.number = at.checked_add(1)?;
                    Slot::new(kind, at, 0)
                }
                kind::TEXT | kind::DATE | kind::ERROR => {
                    let length = u32::try_from(head >> 3).ok()?;
                    let at = after(ends.text, self.number()?)?;
                    ends.text = at.checked_add(length)?;
                    text.get(at as usize..ends.text as usize)?;
                    // A length a span cannot say is longer than any text: it was found out of bounds above.
                    Slot::new(kind, at, length)
                }
                _ => return None,
            });
        }
        Some(Sheet::of_parts((flags & 1 == 1).then_some(name), merges, flags & 2 == 2, text, numbers, slots, starts))
    }
}

#[cfg(test)]
mod tests {
    use super::super::Cell;
    use super::*;
    use crate::diagnostic::{Severity, Text};

    fn book() -> Workbook {
        let rows = [
            vec![Cell::Text("学校名称"), Cell::Empty, Cell::Number(-0.0), Cell::Number(8_459.71)],
            vec![],
            vec![Cell::Boolean(true), Cell::Date("2024-09-01"), Cell::Error("#N/A"), Cell::Boolean(false)],
        ];
        let mut sheet: Sheet = rows.into_iter().collect();
        sheet.name = Some("小学".to_owned());
        sheet.hidden = true;
        sheet.merges = vec![Merge { top: 0, left: 0, bottom: 1, right: 300 }];
        let issue = Issue::new("row_length", Severity::Note, Text::new("行", "row"), Text::new("核对", "check"));
        Workbook {
            name: Some("a.csv".to_owned()),
            format: Format::Delimited,
            encoding: Some("gb18030".to_owned()),
            delimiter: Some('，'),
            displayed: true,
            sheets: vec![sheet.with(&[(0, 1, "新"), (5, 0, "末")]), Sheet::default(), sheet],
            issues: vec![issue],
        }
    }

    #[test]
    fn what_is_packed_comes_back_and_nothing_else_does() {
        let (book, packed) = (book(), book().pack());
        assert_eq!(Workbook::unpack(&packed).as_ref(), Some(&book));
        for length in 0..packed.len() {
            assert_eq!(Workbook::unpack(&packed[..length]), None, "{length}");
        }
        let mut more = packed.clone();
        more.push(0);
        assert_eq!(Workbook::unpack(&more), None);
        let mut later = packed;
        later[3] = 2;
        assert_eq!(Workbook::unpack(&later), None, "another version");
    }

    #[test]
    fn a_claim_beyond_the_bytes_is_refused_before_it_costs_anything() {
        let mut to = Writer(book().pack());
        to.0.truncate(MAGIC.len());
        to.bytes(br#"{"name":null,"format":"paste","encoding":null,"delimiter":null,"displayed":true,"issues":[]}"#);
        to.number(1 << 40);
        assert_eq!(Workbook::unpack(&to.0), None);
    }
}
