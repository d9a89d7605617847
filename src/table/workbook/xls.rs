//! Binary workbooks (xls, and et as WPS wrote it): the records of BIFF 5 and 8 in a compound file, and the bare records
//! of one sheet, as Excel 2 to 4 stored them and as many small programs still write them.
//!
//! Every length and index below is a claim of the file. Reads answer `None` beyond the end, chains are walked no longer
//! than there are sectors, and a record that is too short is left out rather than believed.

use super::formats::{self, Kind, Stored};
use super::remarks::{Fill, Remarks};
use super::{Budget, Grid, MAX_LISTED, Place, Progress, damaged, encrypted, finish};
use crate::diagnostic::{Issue, Problem, Text};
use crate::table::{Cell, Format, MAX_BYTES, MAX_CELLS, Merge, Sheet, Workbook};
use encoding_rs::Encoding;
use std::borrow::Cow;
use std::collections::HashMap;

fn u16_at(bytes: &[u8], at: usize) -> Option<u16> {
    bytes.get(at..at.checked_add(2)?)?.try_into().ok().map(u16::from_le_bytes)
}

fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    bytes.get(at..at.checked_add(4)?)?.try_into().ok().map(u32::from_le_bytes)
}

fn f64_at(bytes: &[u8], at: usize) -> Option<f64> {
    bytes.get(at..at.checked_add(8)?)?.try_into().ok().map(f64::from_le_bytes)
}

fn index(number: u32) -> usize {
    usize::try_from(number).unwrap_or(usize::MAX)
}

/// A stream or storage of a compound file.
#[derive(Debug)]
struct Node {
    name: String,
    start: u32,
    size: usize,
}

/// A compound file (OLE2): a small file system of sectors.
#[derive(Debug)]
pub(in crate::table) struct Compound<'a> {
    bytes: &'a [u8],
    sector: usize,
    fat: Vec<u32>,
    mini_fat: Vec<u32>,
    mini: Vec<u8>,
    cutoff: usize,
    nodes: Vec<Node>,
}

/// Kind of drawn object that is a comment.
const NOTE: u16 = 0x19;
/// First value of a chain that is a mark and not a sector.
const MARKS: u32 = 0xffff_fffa;

impl<'a> Compound<'a> {
    /// Reads the allocation tables and the directory; `None` where they do not hold together.
    pub(in crate::table) fn open(bytes: &'a [u8]) -> Option<Self> {
        let sector = match u16_at(bytes, 30)? {
            9 => 512,
            12 => 4096,
            _ => return None,
        };
        let mut file = Self {
            bytes,
            sector,
            fat: Vec::new(),
            mini_fat: Vec::new(),
            mini: Vec::new(),
            cutoff: 4096,
            nodes: Vec::new(),
        };
        let sectors = bytes.len() / sector + 1;

        // Where the sectors of the allocation table are: 109 in the header, the rest in a chain of their own.
        let mut places: Vec<u32> = (0..109).filter_map(|i| u32_at(bytes, 76 + 4 * i)).collect();
        let mut next = u32_at(bytes, 68)?;
        for _ in 0..sectors {
            if next >= MARKS {
                break;
            }
            let words = file.words(next)?;
            let (link, listed) = words.split_last()?;
            places.extend(listed);
            next = *link;
        }
        for place in places.into_iter().filter(|place| *place < MARKS) {
            if file.fat.len() > sectors {
                break;
            }
            let words = file.words(place)?;
            file.fat.extend(words);
        }

        let directory = file.chain(u32_at(bytes, 48)?, usize::MAX)?;
        for entry in directory.chunks_exact(128) {
            let length = usize::from(u16_at(entry, 64)?).min(64).saturating_sub(2);
            let units: Vec<u16> = (0..length / 2).filter_map(|i| u16_at(entry, 2 * i)).collect();
            let kind = entry.get(66).copied()?;
            if kind != 0 {
                file.nodes.push(Node {
                    name: String::from_utf16_lossy(&units),
                    start: u32_at(entry, 116)?,
                    size: index(u32_at(entry, 120)?),
                });
            }
        }
        file.cutoff = index(u32_at(bytes, 56)?);
        if let Some(root) = file.nodes.first() {
            file.mini = file.chain(root.start, root.size).unwrap_or_default();
            let mini_fat = file.chain(u32_at(bytes, 60)?, usize::MAX).unwrap_or_default();
            file.mini_fat = mini_fat.chunks_exact(4).filter_map(|word| u32_at(word, 0)).collect();
        }
        Some(file)
    }

    /// Whether a stream or storage of this name exists.
    pub(in crate::table) fn has(&self, name: &str) -> bool {
        self.nodes.iter().any(|node| node.name.eq_ignore_ascii_case(name))
    }

    /// The bytes of a stream; `None` where its chain leaves the file.
    fn stream(&self, name: &str) -> Option<Vec<u8>> {
        let node = self.nodes.iter().find(|node| node.name.eq_ignore_ascii_case(name))?;
        if node.size >= self.cutoff {
            return self.chain(node.start, node.size);
        }
        let mut stream = Vec::new();
        let mut next = node.start;
        while stream.len() < node.size {
            let at = index(next).checked_mul(64)?;
            // A place just behind the end is none: a chain that came there over and over would never end.
            let sector = self.mini.get(at..at.checked_add(64)?.min(self.mini.len()))?;
            if sector.is_empty() {
                return None;
            }
            stream.extend_from_slice(sector);
            if stream.len() > self.mini.len() {
                return None;
            }
            next = *self.mini_fat.get(index(next)).unwrap_or(&u32::MAX);
            if next >= MARKS {
                break;
            }
        }
        stream.truncate(node.size);
        Some(stream)
    }

    /// A sector; the last one of a file may be cut short.
    fn at(&self, sector: u32) -> Option<&'a [u8]> {
        let from = index(sector).checked_add(1)?.checked_mul(self.sector)?;
        let to = from.checked_add(self.sector)?.min(self.bytes.len());
        self.bytes.get(from..to).filter(|bytes| !bytes.is_empty())
    }

    fn words(&self, sector: u32) -> Option<Vec<u32>> {
        let words: Vec<u32> = self.at(sector)?.chunks_exact(4).filter_map(|word| u32_at(word, 0)).collect();
        (!words.is_empty()).then_some(words)
    }

    fn chain(&self, start: u32, size: usize) -> Option<Vec<u8>> {
        let mut bytes = Vec::new();
        let mut next = start;
        while next < MARKS && bytes.len() < size {
            bytes.extend_from_slice(self.at(next)?);
            if bytes.len() > self.bytes.len() {
                // Longer than the file: the chain runs in a circle.
                return None;
            }
            next = *self.fat.get(index(next))?;
        }
        bytes.truncate(size);
        Some(bytes)
    }
}

/// A record with the records that continue it.
struct Record<'s> {
    kind: u16,
    parts: Vec<&'s [u8]>,
}

impl<'s> Record<'s> {
    fn data(&self) -> &'s [u8] {
        self.parts.first().copied().unwrap_or_default()
    }
}

/// Walks records from a place on.
struct Records<'s> {
    stream: &'s [u8],
    at: usize,
}

impl<'s> Records<'s> {
    fn one(&mut self) -> Option<(u16, &'s [u8])> {
        let kind = u16_at(self.stream, self.at)?;
        let length = usize::from(u16_at(self.stream, self.at + 2)?);
        let data = self.stream.get(self.at + 4..self.at + 4 + length)?;
        self.at += 4 + length;
        Some((kind, data))
    }
}

impl<'s> Iterator for Records<'s> {
    type Item = Record<'s>;

    fn next(&mut self) -> Option<Record<'s>> {
        const CONTINUE: u16 = 0x3c;
        let (kind, data) = self.one()?;
        let mut parts = vec![data];
        while u16_at(self.stream, self.at) == Some(CONTINUE) {
            let Some((_, more)) = self.one() else { break };
            parts.push(more);
        }
        Some(Record { kind, parts })
    }
}

/// Reads strings that may run over several records.
struct Cursor<'r, 's> {
    parts: &'r [&'s [u8]],
    at: usize,
}

impl<'s> Cursor<'_, 's> {
    fn new<'r>(parts: &'r [&'s [u8]], at: usize) -> Cursor<'r, 's> {
        Cursor { parts, at }
    }

    /// Steps to the next record where the current one is used up; false at the end.
    fn settle(&mut self) -> bool {
        while let Some(part) = self.parts.first() {
            if self.at < part.len() {
                return true;
            }
            self.at -= part.len();
            self.parts = self.parts.get(1..).unwrap_or_default();
        }
        false
    }

    fn byte(&mut self) -> Option<u8> {
        self.settle();
        let byte = self.parts.first()?.get(self.at).copied()?;
        self.at += 1;
        Some(byte)
    }

    fn short(&mut self) -> Option<u16> {
        Some(u16::from_le_bytes([self.byte()?, self.byte()?]))
    }

    fn long(&mut self) -> Option<u32> {
        Some(u32::from(self.short()?) | u32::from(self.short()?) << 16)
    }

    fn skip(&mut self, mut count: usize) -> Option<()> {
        while count > 0 {
            self.settle();
            let step = (self.parts.first()?.len() - self.at).min(count);
            self.at += step;
            count -= step;
        }
        Some(())
    }

    /// `count` characters of one or two bytes; where a record ends within them, the next one says anew which.
    fn characters(&mut self, count: usize, mut wide: bool) -> Option<String> {
        let mut units = Vec::new();
        while units.len() < count {
            let exhausted = self.parts.first().is_none_or(|part| self.at >= part.len());
            if exhausted {
                wide = self.byte()? & 1 == 1;
                continue;
            }
            units.push(if wide { self.short()? } else { u16::from(self.byte()?) });
        }
        Some(String::from_utf16_lossy(&units))
    }

    /// A string of BIFF 8 with its flags, rich runs and phonetic data.
    fn unicode(&mut self, count: usize) -> Option<String> {
        let flags = self.byte()?;
        let runs = if flags & 8 != 0 { usize::from(self.short()?) } else { 0 };
        let extra = if flags & 4 != 0 { index(self.long()?) } else { 0 };
        let text = self.characters(count, flags & 1 != 0)?;
        // A truncated tail does not take the text away.
        let _ = self.skip(runs.saturating_mul(4).saturating_add(extra));
        Some(text)
    }
}

/// A sheet as the globals list it.
struct Listed {
    name: String,
    at: usize,
    hidden: bool,
}

/// What holds for the whole workbook.
struct Globals {
    /// Edition of the records: 2 to 5, or 8.
    edition: u8,
    encoding: &'static Encoding,
    is_1904: bool,
    kinds: Vec<Kind>,
    /// The fill of each cell style, by its index.
    fills: Vec<Fill>,
    strings: Vec<String>,
    sheets: Vec<Listed>,
}

impl Globals {
    /// Whether strings are stored in Unicode, and not in the encoding of the workbook.
    fn is_unicode(&self) -> bool {
        self.edition >= 8
    }

    fn text(&self, bytes: &[u8]) -> String {
        let (text, _): (Cow<'_, str>, bool) = self.encoding.decode_without_bom_handling(bytes);
        text.into_owned()
    }

    /// A string whose length stands in two bytes before it.
    fn long_string(&self, record: &Record<'_>, at: usize) -> Option<String> {
        let count = usize::from(u16_at(record.data(), at)?);
        if self.is_unicode() {
            return Cursor::new(&record.parts, at + 2).unicode(count);
        }
        Some(self.text(record.data().get(at + 2..)?.get(..count)?))
    }

    /// A string of bytes whose length stands in one byte before it.
    fn short_string(&self, data: &[u8], at: usize) -> Option<String> {
        let count = usize::from(*data.get(at)?);
        Some(self.text(data.get(at + 1..)?.get(..count)?))
    }
}

fn encoding_of(page: u16) -> &'static Encoding {
    let label = match page {
        936 | 54_936 => return encoding_rs::GB18030,
        950 => return encoding_rs::BIG5,
        932 => return encoding_rs::SHIFT_JIS,
        949 => return encoding_rs::EUC_KR,
        65_001 => return encoding_rs::UTF_8,
        10_000 | 0x8000 => return encoding_rs::MACINTOSH,
        866 => return encoding_rs::IBM866,
        page => format!("windows-{page}"),
    };
    Encoding::for_label(label.as_bytes()).unwrap_or(encoding_rs::WINDOWS_1252)
}

/// The edition of the record that begins a stream, by its kind and what it says itself.
fn edition(kind: u16, data: &[u8]) -> Option<u8> {
    match kind {
        0x0009 => Some(2),
        0x0209 => Some(3),
        0x0409 => Some(4),
        // Small programs leave the version out; they write strings of bytes.
        0x0809 => Some(if u16_at(data, 0)? >= 0x0600 { 8 } else { 5 }),
        _ => None,
    }
}

/// Whether a file is bare records, without a compound file around them.
pub(in crate::table) fn is_bare(bytes: &[u8]) -> bool {
    match (u16_at(bytes, 0), u16_at(bytes, 2)) {
        (Some(0x0009), Some(length)) => length == 4,
        (Some(0x0209 | 0x0409 | 0x0809), Some(length)) => (4..=16).contains(&length),
        _ => false,
    }
}

/// Reads the workbook of a compound file.
pub(in crate::table) fn read(
    compound: &Compound<'_>,
    file: &str,
    tell: &mut dyn FnMut(u32, u32),
) -> Result<Workbook, Problem> {
    let name = if compound.has("Workbook") { "Workbook" } else { "Book" };
    let stream = compound.stream(name).ok_or_else(|| super::archive::truncated(file))?;
    if stream.len() > MAX_BYTES {
        return Err(damaged(file));
    }
    read_records(&stream, file, tell)
}

/// Reads the workbook from its records.
pub(in crate::table) fn read_records(
    stream: &[u8],
    file: &str,
    tell: &mut dyn FnMut(u32, u32),
) -> Result<Workbook, Problem> {
    let globals = globals(stream, file)?;
    let mut progress = Progress::new(tell, u64::try_from(stream.len()).unwrap_or(u64::MAX));
    let mut budget = Budget::default();
    let mut issues = Vec::new();
    let mut sheets = Vec::with_capacity(globals.sheets.len());
    let mut left = stream.len();
    for listed in &globals.sheets {
        let (sheet, end) = sheet(stream, &globals, listed, file, &mut budget, &mut issues, &mut progress)?;
        sheets.push(sheet);
        // Sheets stand one after the other: what is walked over again and again is no workbook.
        left = left.checked_sub(end.saturating_sub(listed.at)).ok_or_else(|| damaged(file))?;
    }
    progress.end();
    if sheets.is_empty() {
        return Err(super::xlsx::no_sheets(file));
    }
    finish(file, Format::Xls, sheets, issues)
}

fn globals(stream: &[u8], file: &str) -> Result<Globals, Problem> {
    let mut globals = Globals {
        edition: 8,
        encoding: encoding_rs::GB18030,
        is_1904: false,
        kinds: Vec::new(),
        fills: Vec::new(),
        strings: Vec::new(),
        sheets: Vec::new(),
    };
    let mut formats: Vec<u32> = Vec::new();
    let mut codes: HashMap<u32, Kind> = HashMap::new();
    let mut complete = false;
    let mut first = true;
    for record in (Records { stream, at: 0 }) {
        let data = record.data();
        if first {
            first = false;
            globals.edition = edition(record.kind, data).ok_or_else(|| damaged(file))?;
            match u16_at(data, 2) {
                Some(0x0010) => {
                    // The stream is the sheet itself, which no name is stored of.
                    globals.sheets.push(Listed { name: "Sheet1".to_owned(), at: 0, hidden: false });
                }
                // Several sheets in one file of Excel 4.
                Some(0x0100) => return Err(crate::table::sniff::old_workbook(file, "Excel 4")),
                _ => {}
            }
            continue;
        }
        match record.kind {
            0x002f if u16_at(data, 0).is_some() => return Err(encrypted(file)),
            0x0042 => {
                if let Some(page) = u16_at(data, 0).filter(|page| *page != 1200) {
                    globals.encoding = encoding_of(page);
                }
            }
            0x0022 => globals.is_1904 = u16_at(data, 0) == Some(1),
            // Up to Excel 4 all formats are listed, and known by their place in the list.
            0x001e | 0x041e if globals.edition < 5 => {
                let at = if record.kind == 0x001e { 0 } else { 2 };
                let code = globals.short_string(data, at).unwrap_or_default();
                codes.insert(u32::try_from(codes.len()).unwrap_or(u32::MAX), formats::custom(&code));
            }
            0x041e => {
                let code =
                    if globals.is_unicode() { globals.long_string(&record, 2) } else { globals.short_string(data, 2) };
                if let (Some(id), Some(code)) = (u16_at(data, 0), code) {
                    codes.insert(u32::from(id), formats::custom(&code));
                }
            }
            0x0243 | 0x0443 => formats.push(data.get(1).copied().map_or(0, u32::from)),
            0x00e0 => {
                formats.push(u32::from(u16_at(data, 2).unwrap_or(0)));
                globals.fills.push(fill_of(data));
            }
            0x0085 => {
                let (Some(at), Some(state), Some(kind), Some(count)) =
                    (u32_at(data, 0), data.get(4), data.get(5), data.get(6))
                else {
                    continue;
                };
                let count = usize::from(*count);
                let name = if globals.is_unicode() {
                    Cursor::new(&record.parts, 7).unicode(count)
                } else {
                    data.get(7..7 + count).map(|name| globals.text(name))
                };
                // Only worksheets have cells to read: no charts, macros, modules.
                if *kind == 0 {
                    globals.sheets.push(Listed {
                        name: name.unwrap_or_default(),
                        at: index(at),
                        hidden: state & 3 != 0,
                    });
                }
            }
            0x00fc => {
                let mut cursor = Cursor::new(&record.parts, 8);
                while cursor.settle() && globals.strings.len() < MAX_CELLS {
                    let Some(string) = cursor.short().and_then(|count| cursor.unicode(usize::from(count))) else {
                        break;
                    };
                    globals.strings.push(string);
                }
            }
            0x000a => {
                complete = true;
                break;
            }
            _ => {}
        }
    }
    if !complete {
        return Err(super::archive::truncated(file));
    }
    if globals.edition == 2 {
        // Cells of Excel 2 name their format directly.
        formats = (0..u32::try_from(codes.len()).unwrap_or(0)).collect();
    }
    globals.kinds = formats.iter().map(|id| codes.get(id).copied().unwrap_or_else(|| formats::built_in(*id))).collect();
    Ok(globals)
}

/// The fill of a cell style of Excel 97 and later: its colour in the palette, zero for none and for white.
fn fill_of(style: &[u8]) -> Fill {
    let (Some(borders), Some(colours)) = (u32_at(style, 14), u16_at(style, 18)) else { return 0 };
    let (pattern, colour) = (borders >> 26, colours & 0x7f);
    // 64 and 65 are the colours of the screen, 1 and 9 the white of both palettes.
    if pattern == 0 || matches!(colour, 1 | 9 | 64 | 65) { 0 } else { colour + 1 }
}

/// Where the records of a sheet begin. Some writers point behind the record that begins them.
fn start_of(stream: &[u8], at: usize) -> usize {
    let begins = |at: usize| match (u16_at(stream, at), u16_at(stream, at + 2)) {
        (Some(0x0009 | 0x0209 | 0x0409 | 0x0809), Some(length)) => Some(usize::from(length)),
        _ => None,
    };
    if begins(at).is_some() {
        return at;
    }
    let before = |length: usize| at.checked_sub(4 + length).filter(|before| begins(*before) == Some(length));
    [16, 8, 6, 4].into_iter().find_map(before).unwrap_or(at)
}

fn rk(bits: u32) -> f64 {
    let value =
        if bits & 2 != 0 { f64::from(bits.cast_signed() >> 2) } else { f64::from_bits(u64::from(bits & !3) << 32) };
    if bits & 1 != 0 { value / 100.0 } else { value }
}

fn error(code: u8) -> Cell<'static> {
    Cell::Error(match code {
        0x00 => "#NULL!",
        0x07 => "#DIV/0!",
        0x0f => "#VALUE!",
        0x17 => "#REF!",
        0x1d => "#NAME?",
        0x24 => "#NUM!",
        0x2a => "#N/A",
        _ => "#ERROR",
    })
}

fn truth(value: u8, is_error: u8) -> Cell<'static> {
    if is_error == 0 { Cell::Boolean(value != 0) } else { error(value) }
}

fn words(text: &str) -> Cell<'_> {
    if text.is_empty() { Cell::Empty } else { Cell::Text(text) }
}

/// The sheet, and where its records end.
fn sheet(
    stream: &[u8],
    globals: &Globals,
    listed: &Listed,
    file: &str,
    budget: &mut Budget,
    issues: &mut Vec<Issue>,
    progress: &mut Progress<'_>,
) -> Result<(Sheet, usize), Problem> {
    let is_old = globals.edition == 2;
    let mut grid = Grid::default();
    let mut depth = 0_u32;
    let mut complete = false;
    let mut formula: Option<(u32, u32)> = None;
    let mut hidden_rows: Vec<u32> = Vec::new();
    // The drawn object last begun, the texts of such objects, and the objects that are comments with their cells.
    let mut object: Option<u16> = None;
    let mut texts: HashMap<u16, String> = HashMap::new();
    let mut comments: Vec<(u32, u32, u16)> = Vec::new();
    let mut remarks = Remarks::default();
    let mut records = Records { stream, at: start_of(stream, listed.at) };
    let mut count = 0_u32;
    while let Some(record) = records.next() {
        count = count.wrapping_add(1);
        if count.is_multiple_of(1024) {
            progress.at(u64::try_from(records.at).unwrap_or(u64::MAX));
        }
        let data = record.data();
        match record.kind {
            // A chart inside the sheet brings records like cells.
            0x0009 | 0x0209 | 0x0409 | 0x0809 => {
                depth += 1;
                continue;
            }
            0x000a => {
                depth = depth.saturating_sub(1);
                if depth == 0 {
                    complete = true;
                    break;
                }
                continue;
            }
            _ if depth == 0 => return Err(damaged(file)),
            _ if depth > 1 => continue,
            _ => {}
        }
        let mut put = |row: u32, column: u32, cell: Cell<'_>| {
            grid.put(budget, row, column, cell).map_err(|limit| limit.problem(file, Some(&listed.name), row, column))
        };
        // The text that a formula resulted in follows it, in a record without a place.
        if matches!(record.kind, 0x0007 | 0x0207) {
            let text = if is_old { globals.short_string(data, 0) } else { globals.long_string(&record, 0) };
            if let (Some((row, column)), Some(text)) = (formula.take(), text) {
                put(row, column, words(&text))?;
            }
            continue;
        }
        match record.kind {
            0x005d => {
                object = u16_at(data, 6).filter(|_| u16_at(data, 4) == Some(NOTE));
                continue;
            }
            0x01b6 => {
                let count = u16_at(data, 10).map_or(0, usize::from);
                let text = record.parts.get(1..).filter(|parts| !parts.is_empty()).and_then(|parts| {
                    let mut cursor = Cursor::new(parts, 0);
                    let wide = cursor.byte()? & 1 == 1;
                    cursor.characters(count, wide)
                });
                if let (Some(object), Some(text)) = (object.take(), text)
                    && texts.len() < MAX_LISTED
                {
                    texts.insert(object, text);
                }
                continue;
            }
            _ => {}
        }
        let (Some(row), Some(column)) = (u16_at(data, 0), u16_at(data, 2)) else { continue };
        let (row, column) = (u32::from(row), u32::from(column));
        let mut filled = |row: u32, column: u32, style: usize| {
            let fill = globals.fills.get(style).copied().unwrap_or_default();
            remarks.fill(row, column, fill);
        };
        // The cells of one style each; those of several numbers carry theirs beside each.
        if matches!(record.kind, 0x0203 | 0x027e | 0x00fd | 0x0204 | 0x00d6 | 0x0006 | 0x0205) {
            let style = u16_at(data, 4).map_or(usize::MAX, usize::from);
            filled(row, column, style);
        }
        let kind = |at: usize| {
            let style = if is_old { data.get(5).map(|format| u16::from(format & 0x3f)) } else { u16_at(data, at) };
            style.and_then(|style| globals.kinds.get(usize::from(style))).copied().unwrap_or_default()
        };
        let number = |value: f64, kind: Kind| {
            if value.is_finite() { formats::number(value, kind, globals.is_1904) } else { Stored::Error("#NUM!") }
        };
        match record.kind {
            // The cells of Excel 2: three bytes of attributes where later editions have two.
            0x0002 if is_old => {
                if let Some(value) = u16_at(data, 7) {
                    put(row, column, number(f64::from(value), kind(4)).cell())?;
                }
            }
            0x0003 if is_old => {
                if let Some(value) = f64_at(data, 7) {
                    put(row, column, number(value, kind(4)).cell())?;
                }
            }
            0x0004 if is_old => {
                if let Some(text) = globals.short_string(data, 7) {
                    put(row, column, words(&text))?;
                }
            }
            0x0005 if is_old => {
                if let (Some(value), Some(is_error)) = (data.get(7), data.get(8)) {
                    put(row, column, truth(*value, *is_error))?;
                }
            }
            0x0203 => {
                if let Some(value) = f64_at(data, 6) {
                    put(row, column, number(value, kind(4)).cell())?;
                }
            }
            0x027e => {
                if let Some(bits) = u32_at(data, 6) {
                    put(row, column, number(rk(bits), kind(4)).cell())?;
                }
            }
            0x00bd => {
                let cells = data.get(4..data.len().saturating_sub(2)).unwrap_or_default();
                for (step, cell) in (0_u32..).zip(cells.chunks_exact(6)) {
                    if let Some(bits) = u32_at(cell, 2) {
                        let style = u16_at(cell, 0).map_or(usize::MAX, usize::from);
                        let kind = globals.kinds.get(style).copied().unwrap_or_default();
                        filled(row, column + step, style);
                        put(row, column + step, number(rk(bits), kind).cell())?;
                    }
                }
            }
            0x00fd => {
                if let Some(place) = u32_at(data, 6) {
                    let cell = match globals.strings.get(index(place)) {
                        Some(string) => words(string),
                        None => Cell::Error("#STRING"),
                    };
                    put(row, column, cell)?;
                }
            }
            0x0204 | 0x00d6 => {
                if let Some(text) = globals.long_string(&record, 6) {
                    put(row, column, words(&text))?;
                }
            }
            0x0205 => {
                if let (Some(value), Some(is_error)) = (data.get(6), data.get(7)) {
                    put(row, column, truth(*value, *is_error))?;
                }
            }
            0x0006 | 0x0206 | 0x0406 => {
                formula = None;
                let data = data.get(usize::from(is_old)..).unwrap_or_default();
                let Some(value) = f64_at(data, 6) else { continue };
                // A result that is no number is marked by two bytes no number ends in.
                let result;
                let cell = match (u16_at(data, 12), data.get(6), data.get(8)) {
                    (Some(0xffff), Some(0), _) => {
                        formula = Some((row, column));
                        Cell::Empty
                    }
                    (Some(0xffff), Some(1), Some(value)) => Cell::Boolean(*value != 0),
                    (Some(0xffff), Some(2), Some(code)) => error(*code),
                    (Some(0xffff), ..) => Cell::Empty,
                    _ => {
                        result = number(value, kind(4));
                        result.cell()
                    }
                };
                put(row, column, cell)?;
            }
            0x00e5 => {
                for area in data.get(2..).unwrap_or_default().chunks_exact(8) {
                    if let (Some(top), Some(bottom), Some(left), Some(right)) =
                        (u16_at(area, 0), u16_at(area, 2), u16_at(area, 4), u16_at(area, 6))
                    {
                        let [top, bottom, left, right] = [top, bottom, left, right].map(u32::from);
                        grid.merge(Merge { top, left, bottom, right });
                    }
                }
            }
            0x001c if globals.is_unicode() && comments.len() < MAX_LISTED => {
                comments.extend(u16_at(data, 6).map(|object| (row, column, object)));
            }
            // A conditional format: how many, then the range they are for.
            0x01b0 => {
                if let (Some(row), Some(column)) = (u16_at(data, 4), u16_at(data, 8)) {
                    remarks.condition(row.into(), column.into());
                }
            }
            0x0208 if u16_at(data, 12).is_some_and(|flags| flags & 0x20 != 0) => hidden_rows.push(row),
            _ => {}
        }
    }
    if !complete {
        return Err(super::archive::truncated(file));
    }
    for (row, column, object) in comments {
        remarks.comment(row, column, texts.get(&object).map_or("", String::as_str));
    }
    grid.remarks = remarks;
    let sheet = grid.finish(&listed.name, listed.hidden, file, issues);
    hidden_rows.retain(|row| !sheet.row(index(*row)).is_empty());
    if let Some(row) = hidden_rows.first() {
        issues.push(super::hidden_rows(file, &listed.name, hidden_rows.len(), *row));
    }
    Ok((sheet, records.at))
}

/// The refusal of a compound file that holds something else, or nothing this reader knows.
pub(in crate::table) fn refuse(compound: Option<&Compound<'_>>, file: &str) -> Problem {
    let Some(compound) = compound else { return super::archive::truncated(file) };
    if compound.has("EncryptedPackage") {
        return encrypted(file);
    }
    if compound.has("WordDocument") {
        return crate::table::sniff::word_document(file);
    }
    if compound.has("PowerPoint Document") {
        return crate::table::sniff::presentation(file);
    }
    if compound.has("PerfectOffice_MAIN") || compound.has("NativeContent_MAIN") {
        return crate::table::sniff::old_workbook(file, "Quattro Pro");
    }
    Problem::new(
        "unknown_format",
        Text::new("这是 Office 的其他文件（不是电子表格），无法读取。", "This is another kind of Office file, not a spreadsheet; it cannot be read."),
        Text::new(
            "请放入 Excel 或 WPS 表格文件（.xlsx、.xls、.et、.ods）或 CSV 文件，也可以直接复制单元格粘贴。",
            "Bring an Excel or WPS spreadsheet (.xlsx, .xls, .et, .ods) or a CSV file, or copy the cells and paste them.",
        ),
    )
    .place(file)
}
