//! Delimited text: the clipboard, CSV and its relatives.
//!
//! The rows are cut here and not by the `csv` crate, against which the tests hold them: it leaves blank lines out, after
//! which no address of a cell would agree with the user's file; it knows no full-width comma; and the clipboard follows
//! rules of its own, by which a quotation mark in a school's name is just that.
//!
//! What is cut are bytes. In UTF-8 and in GB18030 alike no byte of a comma, semicolon, tab, quotation mark or line end is
//! part of another character, so that a file is cut as it is and only fields with other characters are decoded.

use super::sheet::{Builder, Slot};
use super::taking::{HEAD_ROWS, Inner, Line, Plain, TakeRows};
use super::{Cell, Format, MAX_BYTES, MAX_CELLS, MAX_COLUMNS, MAX_ROWS, ReadOptions, Sheet, Workbook, sniff};
use crate::diagnostic::{Issue, Location, Problem, Severity, Text};
use std::borrow::Cow;
use std::ops::Range;

/// Delimiters looked for, in the order in which they win a draw.
const DELIMITERS: [char; 5] = ['\t', ',', ';', '，', '|'];
/// Rows the delimiter is judged by.
const SAMPLE_ROWS: usize = 200;
/// Bytes those rows are looked for in.
const SAMPLE_BYTES: usize = 256 << 10;
/// Characters of a heading between full-width commas; what is longer, beside no number, is part of a sentence.
const LONGEST_HEADING: usize = 12;
/// Most issues of one kind; the last one says how many more there are.
const MOST_OF_A_KIND: usize = 20;

/// Reads pasted text.
pub(super) fn read_paste(text: &str, options: &ReadOptions) -> Result<Workbook, Problem> {
    if text.len() > MAX_BYTES {
        return Err(sniff::too_large(None, text.len()));
    }
    let delimiter = options.delimiter.unwrap_or_else(|| {
        // Copied cells are tab-separated, whatever else stands in them.
        if text.contains('\t') { '\t' } else { choose(text, true) }
    });
    let reading = Reading { name: None, format: Format::Paste, encoding: None, delimiter };
    reading.read(Source::Utf8(text.as_bytes()), &mut |_, _| {}, None)
}

/// The bytes of a text file, and how they are read.
#[derive(Debug, Clone, Copy)]
pub(super) enum Source<'a> {
    /// Text in UTF-8. It need not be valid: what is broken shows as U+FFFD, where it stands.
    Utf8(&'a [u8]),
    /// Text in GB18030 or what it contains: GBK, GB2312.
    #[cfg(feature = "files")]
    Gb18030(&'a [u8]),
}

impl<'a> Source<'a> {
    const fn bytes(self) -> &'a [u8] {
        match self {
            Self::Utf8(bytes) => bytes,
            #[cfg(feature = "files")]
            Self::Gb18030(bytes) => bytes,
        }
    }

    /// The source from a byte on, at which a character begins.
    fn from(self, at: usize) -> Self {
        match self {
            Self::Utf8(bytes) => Self::Utf8(bytes.get(at..).unwrap_or_default()),
            #[cfg(feature = "files")]
            Self::Gb18030(bytes) => Self::Gb18030(bytes.get(at..).unwrap_or_default()),
        }
    }

    /// Without byte order marks in front, of which a file that was saved again and again may have several.
    fn unmarked(self) -> Self {
        fn without<'a>(mark: &[u8], mut bytes: &'a [u8]) -> &'a [u8] {
            while let Some(rest) = bytes.strip_prefix(mark) {
                bytes = rest;
            }
            bytes
        }
        match self {
            Self::Utf8(bytes) => Self::Utf8(without(b"\xef\xbb\xbf", bytes)),
            #[cfg(feature = "files")]
            Self::Gb18030(bytes) => Self::Gb18030(without(b"\x84\x31\x95\x33", bytes)),
        }
    }

    /// The bytes of a field that was not put together.
    #[inline(always)]
    pub(super) fn slice(self, field: Field) -> &'a [u8] {
        self.bytes().get(field.start..field.end).unwrap_or_default()
    }

    /// The text of whole characters.
    pub(super) fn decode(self, bytes: &[u8]) -> Cow<'_, str> {
        match self {
            Self::Utf8(_) => String::from_utf8_lossy(bytes),
            #[cfg(feature = "files")]
            Self::Gb18030(_) => encoding_rs::GB18030.decode_without_bom_handling(bytes).0,
        }
    }

    /// The text of a span. A span that ends within a character is decoded as if the whole text were: together with the
    /// byte behind it, which is one of ASCII that no character contains.
    fn text(self, span: Range<usize>) -> Cow<'a, str> {
        match self {
            Self::Utf8(bytes) => String::from_utf8_lossy(bytes.get(span).unwrap_or_default()),
            #[cfg(feature = "files")]
            Self::Gb18030(bytes) => {
                let alone = bytes.get(span.clone()).unwrap_or_default();
                if let Ok(plain) = std::str::from_utf8(alone)
                    && plain.is_ascii()
                {
                    return Cow::Borrowed(plain);
                }
                let with_next = bytes.get(span.start..span.end + 1).unwrap_or(alone);
                let (text, _) = encoding_rs::GB18030.decode_without_bom_handling(with_next);
                let mut text = text.into_owned();
                if with_next.len() > alone.len() {
                    text.pop();
                }
                Cow::Owned(text)
            }
        }
    }

    /// Whether the encoding leaves the delimiter alone: its bytes are part of no other character.
    const fn leaves(self, delimiter: char) -> bool {
        matches!(self, Self::Utf8(_)) || delimiter < '@'
    }
}

/// Reads a text file.
pub(super) fn read_file(
    source: Source<'_>,
    name: &str,
    encoding: &str,
    options: &ReadOptions,
    progress: &mut dyn FnMut(u32, u32),
    taker: Option<&mut dyn TakeRows>,
) -> Result<Workbook, Problem> {
    let mut source = source.unmarked();
    let bytes = source.bytes();
    let is_end = |byte: &u8| matches!(byte, b'\r' | b'\n');
    // Excel takes a first line `sep=;` as an order and shows no such row.
    let mut ordered = None;
    if bytes.starts_with(b"sep=")
        && let Some(end) = bytes.iter().position(is_end)
    {
        let line = source.text(0..end);
        let mut rest = line.chars().skip(4);
        if let (Some(delimiter), None) = (rest.next(), rest.next()) {
            ordered = Some(delimiter);
            source = source.from(end + 1 + usize::from(bytes.get(end + 1) == Some(&b'\n')));
        }
    }
    let delimiter = options.delimiter.or(ordered).unwrap_or_else(|| {
        let sample = source.bytes();
        // A line end is a place where no character is cut in two. Cells with line breaks take more lines than rows.
        let near = sample.get(..SAMPLE_BYTES).unwrap_or(sample);
        let mut ends = (0..near.len()).filter(|at| near.get(*at) == Some(&b'\n'));
        let cut = ends.nth(2 * SAMPLE_ROWS).or_else(|| near.iter().rposition(|byte| *byte == b'\n'));
        choose(&source.text(0..cut.unwrap_or(sample.len())), false)
    });
    let reading = Reading { name: Some(name), format: Format::Delimited, encoding: Some(encoding), delimiter };
    if source.leaves(delimiter) {
        return reading.read(source, progress, taker);
    }
    reading.read(Source::Utf8(source.text(0..source.bytes().len()).as_bytes()), progress, taker)
}

/// How quotation marks are meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Quoting {
    /// As in RFC 4180: a field that begins with a mark is quoted.
    Csv,
    /// As spreadsheet programs copy: only a cell with a line break (or a doubled mark) is quoted, any other mark is text.
    Clipboard,
}

/// Something that ends a field.
const END: u8 = 1;
/// A byte that may be, or begin, something to be removed or said: a zero, a stray byte order mark, U+FFFD.
const DOUBTFUL: u8 = 2;
/// A byte beyond ASCII.
const WIDE: u8 = 4;
/// The field was put together: it is a span of [`Scanner::made`].
const MADE: u8 = 8;
/// Its quotation marks are odd.
const STRAY: u8 = 16;
/// The field was quoted.
const QUOTED: u8 = 32;
/// It is quoted and has a line break.
const BREAKS: u8 = 64;

/// One field as cut: where it is, and what there is to know of it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Field {
    start: usize,
    end: usize,
    marks: u8,
}

/// Cuts a source into rows of fields.
struct Scanner<'s> {
    source: Source<'s>,
    bytes: &'s [u8],
    at: usize,
    delimiter: Vec<u8>,
    quoting: Quoting,
    /// What each byte may mean.
    classes: [u8; 256],
    /// Texts of the row that stand so nowhere in the source: doubled marks made single.
    made: String,
}

impl<'s> Scanner<'s> {
    fn new(source: Source<'s>, delimiter: char, quoting: Quoting) -> Self {
        let mut buffer = [0; 4];
        // An encoding that leaves the delimiter alone has it as UTF-8 does.
        let delimiter = delimiter.encode_utf8(&mut buffer).as_bytes().to_vec();
        let mut classes = [0_u8; 256];
        for (byte, class) in classes.iter_mut().enumerate() {
            *class = match byte {
                0 => DOUBTFUL,
                // The mark and U+FFFD in UTF-8 begin with EF.
                0xef if matches!(source, Source::Utf8(_)) => DOUBTFUL | WIDE,
                0x80.. => WIDE,
                _ => 0,
            };
        }
        for end in delimiter.first().into_iter().chain(b"\r\n") {
            if let Some(class) = classes.get_mut(usize::from(*end)) {
                *class |= END;
            }
        }
        Self { source, bytes: source.bytes(), at: 0, delimiter, quoting, classes, made: String::new() }
    }

    #[inline(always)]
    fn class(&self, byte: u8) -> u8 {
        self.classes.get(usize::from(byte)).copied().unwrap_or(0)
    }

    /// Whether a field ends at `at`.
    fn ends(&self, at: usize) -> bool {
        match self.bytes.get(at..) {
            None | Some([] | [b'\r' | b'\n', ..]) => true,
            Some(rest) => rest.starts_with(&self.delimiter),
        }
    }

    /// Where the field at `at` ends that is not quoted, and the classes of its bytes.
    #[inline(always)]
    fn end_of(&self, mut at: usize) -> (usize, u8) {
        let mut seen = 0;
        loop {
            let Some(byte) = self.bytes.get(at) else { return (at, seen) };
            let class = self.class(*byte);
            // The first byte of a wide delimiter begins other characters too.
            if class & END != 0 && (self.delimiter.len() == 1 || self.ends(at)) {
                return (at, seen);
            }
            seen |= class;
            at += 1;
        }
    }

    /// The field that begins with a quotation mark at `start`, and where it ends. `None` for a mark that quotes nothing.
    fn quoted(&mut self, start: usize) -> Option<(Field, usize)> {
        let mut parts: Vec<Range<usize>> = Vec::new();
        let mut at = start + 1;
        loop {
            let mark = at + self.bytes.get(at..)?.iter().position(|byte| *byte == b'"')?;
            parts.push(at..mark);
            at = mark + 1;
            if self.bytes.get(at) != Some(&b'"') {
                break;
            }
            at += 1;
        }
        let inside = || parts.iter().filter_map(|part| self.bytes.get(part.clone()));
        if self.quoting == Quoting::Clipboard {
            // A cell holds no tab: a quotation that runs over one is two stray marks and swallowed cells.
            let delimited = inside().any(|part| part.windows(self.delimiter.len()).any(|some| some == self.delimiter));
            let broken = || inside().any(|part| part.iter().any(|byte| matches!(byte, b'\n' | b'\r')));
            if !self.ends(at) || delimited || !(parts.len() > 1 || broken()) {
                return None;
            }
        }
        // Words behind the closing mark are kept, and said to be odd.
        let (end, _) = self.end_of(at);
        if let ([only], true) = (parts.as_slice(), end == at) {
            let mut seen = inside().flatten().fold(0, |seen, byte| seen | self.class(*byte)) & !END;
            if seen & DOUBTFUL != 0 && !self.is_doubtful(only.clone()) {
                seen &= !DOUBTFUL;
            }
            // A line break in a field says that quotation marks may have swallowed rows, which is looked into elsewhere.
            let breaks = inside().flatten().any(|byte| matches!(byte, b'\r' | b'\n'));
            let marks = seen | QUOTED | if breaks { BREAKS } else { 0 };
            return Some((Field { start: only.start, end: only.end, marks }, end));
        }
        let from = self.made.len();
        for (number, part) in parts.into_iter().enumerate() {
            if number > 0 {
                self.made.push('"');
            }
            self.made.push_str(&self.source.text(part));
        }
        self.made.push_str(&self.source.text(at..end));
        let stray = if end > at { STRAY } else { 0 };
        Some((Field { start: from, end: self.made.len(), marks: MADE | QUOTED | DOUBTFUL | WIDE | stray }, end))
    }

    #[inline(always)]
    fn field(&mut self) -> Field {
        let start = self.at;
        let mut stray = 0;
        if self.bytes.get(start) == Some(&b'"') {
            if let Some((field, end)) = self.quoted(start) {
                self.at = end;
                return field;
            }
            if self.quoting == Quoting::Csv {
                stray = STRAY;
            }
        }
        let (end, mut seen) = self.end_of(start);
        self.at = end;
        if seen & DOUBTFUL != 0 && !self.is_doubtful(start..end) {
            seen &= !DOUBTFUL;
        }
        Field { start, end, marks: seen & !END | stray }
    }

    /// Whether one of what [`DOUBTFUL`] bytes may be is there; the full-width marks of Chinese begin with EF as well.
    fn is_doubtful(&self, span: Range<usize>) -> bool {
        let bytes = self.bytes.get(span).unwrap_or_default();
        bytes.contains(&0) || bytes.windows(3).any(|three| matches!(three, [0xef, 0xbb, 0xbf] | [0xef, 0xbf, 0xbd]))
    }

    /// Cuts the next row; `false` at the end.
    fn row(&mut self, fields: &mut Vec<Field>) -> bool {
        if self.at >= self.bytes.len() {
            return false;
        }
        fields.clear();
        self.made.clear();
        loop {
            let field = self.field();
            fields.push(field);
            match self.bytes.get(self.at..) {
                Some(rest) if rest.starts_with(&self.delimiter) => self.at += self.delimiter.len(),
                Some([b'\r', b'\n', ..]) => {
                    self.at += 2;
                    return true;
                }
                Some([_, ..]) => {
                    self.at += 1;
                    return true;
                }
                _ => return true,
            }
        }
    }

    /// The text of a field of the row cut last.
    fn text(&self, field: Field) -> Cow<'_, str> {
        if field.marks & MADE != 0 {
            Cow::Borrowed(self.made.get(field.start..field.end).unwrap_or_default())
        } else {
            self.source.text(field.start..field.end)
        }
    }

    /// Whether more than white space stands in a field of the row cut last.
    fn is_filled(&self, field: Field) -> bool {
        match self.bytes.get(field.start) {
            _ if field.start == field.end => false,
            Some(byte) if field.marks & MADE == 0 && byte.is_ascii_graphic() => true,
            _ => !Cell::Text(&self.text(field)).is_blank(),
        }
    }
}

/// The delimiter that cuts most rows alike, into more than one field.
fn choose(text: &str, pasted: bool) -> char {
    let mut best = (',', 0.0_f64);
    for delimiter in DELIMITERS {
        if !text.contains(delimiter) || (delimiter == ',' && pasted && only_groups_digits(text)) {
            continue;
        }
        let mut scanner = Scanner::new(Source::Utf8(text.as_bytes()), delimiter, Quoting::Csv);
        let (mut widths, mut fields) = (Vec::new(), Vec::new());
        while widths.len() < SAMPLE_ROWS && scanner.row(&mut fields) {
            if fields.iter().any(|field| !scanner.text(*field).trim().is_empty()) {
                let prose = delimiter == '，' && is_prose(&scanner, &fields);
                widths.push(if prose { 1 } else { fields.len() });
            }
        }
        let Some((width, count)) = most_common(&widths) else { continue };
        if width < 2 {
            // Most rows do not have it; some do, perhaps in a note. Still better than nothing.
            let share = widths.iter().filter(|width| **width > 1).count();
            #[allow(clippy::cast_precision_loss, reason = "at most the sample")]
            let score = share as f64 / (widths.len().max(1) * 10) as f64;
            if score > best.1 {
                best = (delimiter, score);
            }
            continue;
        }
        #[allow(clippy::cast_precision_loss, reason = "at most the sample")]
        let score = count as f64 / widths.len() as f64;
        // A later delimiter must be clearly better, not by one odd row.
        if score > best.1 + 0.05 {
            best = (delimiter, score);
        }
    }
    if best.1 == 0.0 && pasted { '\t' } else { best.0 }
}

/// Whether what stands between full-width commas are the parts of a sentence: one is long, and none is a number.
fn is_prose(scanner: &Scanner<'_>, fields: &[Field]) -> bool {
    let text = |field: &Field| scanner.text(*field);
    fields.iter().any(|field| text(field).chars().count() > LONGEST_HEADING)
        && !fields.iter().any(|field| text(field).trim().parse::<f64>().is_ok())
}

/// The most common width above one, and how many rows have it; width one where no row is wider.
fn most_common(widths: &[usize]) -> Option<(usize, usize)> {
    let mut sorted = widths.to_vec();
    sorted.sort_unstable();
    sorted
        .chunk_by(|a, b| a == b)
        .map(|run| (run.first().copied().unwrap_or(0), run.len()))
        .max_by_key(|(width, count)| (*count, *width))
}

/// Whether every comma stands between digits as in `1,234`: a copied column of amounts, not columns.
fn only_groups_digits(text: &str) -> bool {
    let bytes = text.as_bytes();
    let digit = |at: Option<usize>| at.and_then(|at| bytes.get(at)).is_some_and(u8::is_ascii_digit);
    bytes
        .iter()
        .enumerate()
        .filter(|(_, byte)| **byte == b',')
        .all(|(at, _)| digit(at.checked_sub(1)) && (1..=3).all(|step| digit(Some(at + step))) && !digit(Some(at + 4)))
}

/// What is known before the rows are cut.
struct Reading<'a> {
    name: Option<&'a str>,
    format: Format,
    encoding: Option<&'a str>,
    delimiter: char,
}

/// A kind of oddity, collected over the rows.
#[derive(Default)]
struct Places {
    first: Vec<(usize, usize)>,
    more: usize,
}

impl Places {
    fn add(&mut self, row: usize, column: usize) {
        if self.first.len() < MOST_OF_A_KIND {
            self.first.push((row, column));
        } else {
            self.more += 1;
        }
    }
}

/// What is odd about the text, to be said at the end.
#[derive(Default)]
struct Oddities {
    zero: usize,
    marks: usize,
    undecoded: Places,
    stray: Places,
}

/// Rows on their way into a sheet.
struct Rows<'s> {
    cells: Builder,
    /// For each column, the field that was decoded last and its cell: names of counties repeat.
    decoded: Vec<(&'s [u8], Slot)>,
    /// Whether the text of the sheet is that of the source, so that a field is the same span of both.
    shared: bool,
}

impl<'s> Rows<'s> {
    fn new(source: Source<'s>, keeps_all: bool) -> Self {
        let mut cells = Builder::default();
        let shared = match source {
            Source::Utf8(bytes) if keeps_all => std::str::from_utf8(bytes).is_ok_and(|text| cells.begin(text)),
            _ => false,
        };
        Self { cells, decoded: Vec::new(), shared }
    }

    /// Adds a row; its number of cells up to the last that is not empty.
    fn push(&mut self, scanner: &Scanner<'s>, fields: &[Field], row: usize, oddities: &mut Oddities) -> usize {
        let mut stored = 0;
        let keeps = row < MAX_ROWS;
        if keeps {
            self.cells.extend_to(row + 1);
        }
        for (column, field) in fields.iter().enumerate() {
            let slot = if field.marks & !WIDE == 0 && self.shared {
                Slot::span(field.start, field.end)
            } else {
                self.slot(scanner, *field, (row, column), oddities)
            };
            if slot != Slot::EMPTY {
                stored = column + 1;
            }
            if keeps && column < MAX_COLUMNS {
                self.cells.push(slot);
            }
        }
        if keeps {
            self.cells.drop_last(fields.len().min(MAX_COLUMNS).saturating_sub(stored));
        }
        stored
    }

    /// The cell of a field that is not simply a span of the sheet's text.
    fn slot(
        &mut self,
        scanner: &Scanner<'s>,
        field: Field,
        (row, column): (usize, usize),
        oddities: &mut Oddities,
    ) -> Slot {
        let mut swallows = false;
        if field.marks & QUOTED != 0 {
            // A quotation over line ends and delimiters has most likely swallowed rows.
            let text = scanner.text(field);
            let delimiter = std::str::from_utf8(&scanner.delimiter).unwrap_or_default();
            swallows = scanner.quoting == Quoting::Csv && text.contains('\n') && text.matches(delimiter).count() > 1;
        }
        if field.marks & STRAY != 0 || swallows {
            oddities.stray.add(row, column);
        }
        if field.start == field.end {
            return Slot::EMPTY;
        }
        if field.marks & (MADE | DOUBTFUL) == 0 && self.shared {
            return Slot::span(field.start, field.end);
        }
        if field.marks & (MADE | DOUBTFUL | WIDE) == 0 {
            return self.cells.text_slot(&scanner.text(field));
        }
        let bytes = if field.marks & MADE == 0 { scanner.bytes.get(field.start..field.end) } else { None };
        if let (Some(bytes), Some((before, slot))) = (bytes, self.decoded.get(column))
            && *before == bytes
        {
            return *slot;
        }
        let text = scanner.text(field);
        let is_clean = !text.contains(['\0', '\u{feff}', char::REPLACEMENT_CHARACTER]);
        let slot = if is_clean {
            self.cells.text_slot(&text)
        } else {
            oddities.zero += text.matches('\0').count();
            oddities.marks += text.matches('\u{feff}').count();
            if text.contains(char::REPLACEMENT_CHARACTER) {
                oddities.undecoded.add(row, column);
            }
            self.cells.text_slot(&text.replace(['\0', '\u{feff}'], ""))
        };
        if let (Some(bytes), true) = (bytes, is_clean && column < MAX_COLUMNS) {
            if self.decoded.len() <= column {
                self.decoded.resize(column + 1, (&[], Slot::EMPTY));
            }
            if let Some(last) = self.decoded.get_mut(column) {
                *last = (bytes, slot);
            }
        }
        slot
    }
}

impl Reading<'_> {
    fn read(
        &self,
        source: Source<'_>,
        progress: &mut dyn FnMut(u32, u32),
        mut taker: Option<&mut dyn TakeRows>,
    ) -> Result<Workbook, Problem> {
        let quoting =
            if self.format == Format::Paste && self.delimiter == '\t' { Quoting::Clipboard } else { Quoting::Csv };
        let length = source.bytes().len();
        // The first row that is offered.
        let mut offered = usize::MAX;
        if let Some(taker) = &mut taker
            && let Some((head, end)) = self.head(source, quoting)
        {
            offered = taker.look(&head, length / end.div_ceil(HEAD_ROWS).max(1)).unwrap_or(offered);
        }
        let mut scanner = Scanner::new(source, self.delimiter, quoting);
        let mut rows = Rows::new(source, offered == usize::MAX);
        let mut widths: Vec<usize> = Vec::new();
        let (mut cells, mut row) = (0_usize, 0_usize);
        let mut oddities = Oddities::default();
        let unit = |bytes: usize| u32::try_from(bytes).unwrap_or(u32::MAX);
        let total = unit(length.max(1));
        let step = length.div_ceil(40).max(1);
        let mut next = 0_usize;
        let mut fields = Vec::new();
        let plain = match scanner.delimiter.as_slice() {
            [delimiter] if quoting == Quoting::Csv => {
                let is_utf_8 = matches!(source, Source::Utf8(_));
                Some(Plain { bytes: source.bytes(), delimiter: *delimiter, is_utf_8 })
            }
            _ => None,
        };
        // The row taken last and where it begins, until the next row that is not blank.
        let mut taken: Option<(usize, usize)> = None;
        loop {
            let start = scanner.at;
            if start >= next {
                progress(unit(start), total);
                next = start + step;
            }
            let offers = (offered..MAX_ROWS).contains(&row);
            if let (Some(taker), Some(plain), true) = (&mut taker, plain, offers)
                && let Some(cut) = taker.take_plain(row, plain, start)
            {
                taken = Some((row, start));
                scanner.at = cut.next;
                widths.push(cut.fields);
                cells = cells.saturating_add(cut.filled);
                if cells > MAX_CELLS {
                    return Err(self.refuse("too_many_cells", row, MAX_CELLS, "个单元格", "cells"));
                }
                row += 1;
                continue;
            }
            if !scanner.row(&mut fields) {
                break;
            }
            let mut filled = fields.iter().filter(|field| scanner.is_filled(**field));
            let (first, second) = (filled.next().is_some(), filled.next().is_some());
            widths.push(if second { fields.len() } else { 0 });
            let stored = match &mut taker {
                Some(taker) if offers && first => {
                    let line = Line(Inner::Cut(source, &fields));
                    if fields.iter().all(|field| field.marks & !(WIDE | QUOTED) == 0) && taker.take(row, line) {
                        taken = Some((row, start));
                        fields.iter().rposition(|field| field.end > field.start).map_or(0, |last| last + 1)
                    } else {
                        if let Some((before, at)) = taken.take() {
                            taker.give_back();
                            let mut again = Scanner::new(source, self.delimiter, quoting);
                            again.at = at;
                            let mut fields = Vec::new();
                            again.row(&mut fields);
                            rows.push(&again, &fields, before, &mut oddities);
                        }
                        rows.push(&scanner, &fields, row, &mut oddities)
                    }
                }
                _ => rows.push(&scanner, &fields, row, &mut oddities),
            };
            cells = cells.saturating_add(stored);
            if stored > MAX_COLUMNS {
                return Err(self.refuse("too_many_columns", row, MAX_COLUMNS, "列", "columns"));
            }
            if row >= MAX_ROWS && stored > 0 {
                return Err(self.refuse("too_many_rows", row, MAX_ROWS, "行", "rows"));
            }
            if cells > MAX_CELLS {
                return Err(self.refuse("too_many_cells", row, MAX_CELLS, "个单元格", "cells"));
            }
            row += 1;
        }
        rows.cells.drop_empty_rows();
        let sheet = rows.cells.finish();
        progress(total, total);
        if sheet.is_blank() {
            return Err(sniff::empty(self.name));
        }
        let mut issues = Vec::new();
        self.remark_removed(oddities.zero, oddities.marks, &mut issues);
        self.remark_undecoded(&oddities.undecoded, &mut issues);
        self.remark_quotes(&oddities.stray, &mut issues);
        self.remark_widths(&widths, &mut issues);
        Ok(self.workbook(sheet, issues))
    }

    /// The first rows, and where they end; `None` where there are no more.
    fn head(&self, source: Source<'_>, quoting: Quoting) -> Option<(Workbook, usize)> {
        let mut scanner = Scanner::new(source, self.delimiter, quoting);
        let mut rows = Rows::new(source, false);
        let mut fields = Vec::new();
        for row in 0..HEAD_ROWS {
            if !scanner.row(&mut fields) {
                return None;
            }
            rows.push(&scanner, &fields, row, &mut Oddities::default());
        }
        Some((self.workbook(rows.cells.finish(), Vec::new()), scanner.at))
    }

    fn workbook(&self, sheet: Sheet, issues: Vec<Issue>) -> Workbook {
        Workbook {
            name: self.name.map(str::to_owned),
            format: self.format,
            encoding: self.encoding.map(str::to_owned),
            delimiter: Some(self.delimiter),
            displayed: self.format == Format::Paste,
            sheets: vec![sheet],
            issues,
        }
    }

    fn place(&self, row: usize, column: usize) -> Location {
        let number = |n: usize| u32::try_from(n).unwrap_or(u32::MAX - 1);
        Location::of_sheet(self.name, None).at_cell(number(row), number(column))
    }

    fn refuse(&self, code: &str, row: usize, most: usize, zh: &str, en: &str) -> Problem {
        Problem::new(
            code,
            Text::new(format!("内容超过 {most} {zh}，超出可读取的范围。"), format!("There are more than {most} {en}; the table is not read.")),
            Text::new(
                "请只保留学校数据，或按学段、乡镇分成几个文件；若分隔符识别有误，请改选分隔符。",
                "Keep only the schools' data, or split it by stage or township; if the delimiter was guessed wrongly, choose another.",
            ),
        )
        .at(self.place(row, 0))
    }

    fn remark_removed(&self, zero: usize, marks: usize, issues: &mut Vec<Issue>) {
        let place = Location { file: self.name.map(Into::into), ..Location::default() };
        if zero > 0 {
            issues.push(
                Issue::new(
                    "zero_bytes",
                    Severity::Note,
                    Text::new(
                        format!("文本中有 {zero} 个空字符（NUL），已去掉。"),
                        format!("The text had {zero} zero characters (NUL); they were removed."),
                    ),
                    Text::new("请核对数据是否完整。", "Check that the data are complete."),
                )
                .at(place.clone()),
            );
        }
        if marks > 0 {
            issues.push(
                Issue::new(
                    "inner_byte_order_mark",
                    Severity::Note,
                    Text::new(
                        format!("文本中间有 {marks} 个字节顺序标记（可能由几个文件拼接而成），已去掉。"),
                        format!(
                            "The text had {marks} byte order marks inside, as joined files have; they were removed."
                        ),
                    ),
                    Text::new("请核对表头是否重复出现。", "Check whether the header occurs more than once."),
                )
                .at(place),
            );
        }
    }

    fn remark_undecoded(&self, places: &Places, issues: &mut Vec<Issue>) {
        for (row, column) in &places.first {
            issues.push(
                Issue::new(
                    "undecodable_text",
                    Severity::Logic,
                    Text::new(
                        "有无法识别的文字，显示为“\u{fffd}”。",
                        "Some characters could not be decoded and show as “\u{fffd}”.",
                    ),
                    Text::new(
                        "请换一种编码试试；若仍有，请在原文件中改正这个单元格。",
                        "Try another encoding; if it stays, correct the cell in the file.",
                    ),
                )
                .at(self.place(*row, *column)),
            );
        }
        self.remark_more("undecodable_text", places.more, issues);
    }

    fn remark_quotes(&self, places: &Places, issues: &mut Vec<Issue>) {
        for (row, column) in &places.first {
            issues.push(
                Issue::new(
                    "stray_quote",
                    Severity::Logic,
                    Text::new(
                        "引号不成对：从这里起，若干单元格或若干行可能被并成了一个单元格。",
                        "Quotation marks do not match: from here on, several cells or rows may have become one cell.",
                    ),
                    Text::new(
                        "请在原文件中改正或删去这个单元格里的英文引号（\"），再重新放入。",
                        "Correct or delete the straight quotation marks (\") of this cell in the file and bring it again.",
                    ),
                )
                .at(self.place(*row, *column)),
            );
        }
        self.remark_more("stray_quote", places.more, issues);
    }

    /// Rows with a number of fields unlike nearly all others: a delimiter too many or too few shifts what follows.
    fn remark_widths(&self, widths: &[usize], issues: &mut Vec<Issue>) {
        let counted: Vec<usize> = widths.iter().copied().filter(|width| *width > 0).collect();
        let Some((usual, count)) = most_common(&counted) else { return };
        if count * 10 < counted.len() * 8 || count < 3 {
            return;
        }
        let mut places = Places::default();
        for (row, width) in widths.iter().enumerate() {
            if *width > 0 && *width != usual {
                places.add(row, usual.min(*width).saturating_sub(1));
            }
        }
        for (row, column) in &places.first {
            let width = widths.get(*row).copied().unwrap_or(0);
            issues.push(
                Issue::new(
                    "row_length",
                    Severity::Experience,
                    Text::new(
                        format!("这一行有 {width} 列，其他行多为 {usual} 列，数据可能错位。"),
                        format!("This row has {width} columns where most have {usual}; its data may be shifted."),
                    ),
                    Text::new(
                        "请核对这一行是否多了或少了分隔符。",
                        "Check whether the row has a delimiter too many or too few.",
                    ),
                )
                .at(self.place(*row, *column)),
            );
        }
        self.remark_more("row_length", places.more, issues);
    }

    fn remark_more(&self, code: &str, more: usize, issues: &mut [Issue]) {
        if let Some(last) = issues.last_mut().filter(|issue| more > 0 && issue.code == code) {
            last.message.zh.push_str(&format!("（还有 {more} 处同样情况未列出。）"));
            last.message.en.push_str(&format!(" ({more} more are not listed.)"));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(workbook: &Workbook) -> Vec<Vec<String>> {
        let Some(sheet) = workbook.sheets.first() else { return Vec::new() };
        let text = |cell: Cell<'_>| match cell {
            Cell::Text(text) => text.to_owned(),
            _ => String::new(),
        };
        sheet.rows().map(|row| row.iter().map(text).collect()).collect()
    }

    fn paste(text: &str) -> Workbook {
        match read_paste(text, &ReadOptions::default()) {
            Ok(workbook) => workbook,
            Err(problem) => unreachable!("{problem:?}"),
        }
    }

    fn file(text: &str) -> Workbook {
        match read_file(Source::Utf8(text.as_bytes()), "a.csv", "utf-8", &ReadOptions::default(), &mut |_, _| {}, None)
        {
            Ok(workbook) => workbook,
            Err(problem) => unreachable!("{problem:?}"),
        }
    }

    fn codes(workbook: &Workbook) -> Vec<(&str, Option<&str>)> {
        workbook
            .issues
            .iter()
            .map(|issue| (issue.code.as_str(), issue.location.as_ref().and_then(|place| place.cell.as_deref())))
            .collect()
    }

    #[test]
    fn copied_cells_keep_their_line_breaks_and_gain_no_row() {
        let workbook = paste("\"学校\r\n名称\"\t学生数\r\n第一小学\t 1024 \r\n");
        assert_eq!(texts(&workbook), [["学校\r\n名称", "学生数"], ["第一小学", " 1024 "]]);
        assert_eq!((workbook.delimiter, workbook.displayed, workbook.encoding), (Some('\t'), true, None));
        assert!(workbook.issues.is_empty());
    }

    #[test]
    fn quotation_marks_of_names_are_not_taken_for_quoting_in_a_paste() {
        let workbook = paste("名称\t数\n\"希望\"小学\t1\n\"光明\t2\n阳光\"\t3\n");
        assert_eq!(texts(&workbook), [["名称", "数"], ["\"希望\"小学", "1"], ["\"光明", "2"], ["阳光\"", "3"]]);
    }

    #[test]
    fn pasted_csv_is_cut_too_but_amounts_are_not() {
        assert_eq!(texts(&paste("名称,数\n甲,1\n乙,2")), [["名称", "数"], ["甲", "1"], ["乙", "2"]]);
        assert_eq!(texts(&paste("1,234\n12,345\n")), [["1,234"], ["12,345"]]);
        assert_eq!(texts(&paste("第一小学")), [["第一小学"]]);
    }

    #[test]
    fn the_delimiter_is_found_by_consistency() {
        for (delimiter, text) in [
            (',', "某县，2024年，学校表\n名称,数\n甲，乙,1\n丙,2\n丁,3\n"),
            (';', "名称;数\n甲;1,5\n乙;2,5\n"),
            ('，', "名称，数，面积\n甲，1，2\n乙，3，4\n"),
            ('|', "名称|数\n甲|1\n乙|2\n"),
            ('\t', "名称\t数\n甲,乙\t1\n丙,丁\t2\n"),
        ] {
            assert_eq!(file(text).delimiter, Some(delimiter), "{text}");
        }
        assert_eq!(texts(&file("名称，数\n\"甲，乙\"，1\n")), [["名称", "数"], ["甲，乙", "1"]]);
        assert_eq!(texts(&file("sep=|\r\na,b|1\r\n")), [["a,b", "1"]]);
    }

    #[test]
    fn notes_with_full_width_commas_are_no_table() {
        let notes = "填报说明，请各校认真核对本表各项数据，如有疑问，请联系县教育局。\n".repeat(6);
        let workbook = file(&format!("{notes}学校名称,学段,在校生数\n甲小学,小学,100\n"));
        assert_eq!(workbook.delimiter, Some(','));
        assert_eq!(file("学校名称，学段，在校生数\n甲小学，小学，100\n乙小学，小学，90\n").delimiter, Some('，'));
    }

    #[test]
    fn blank_lines_keep_their_row_and_trailing_ones_go() {
        let workbook = file("题目\r\n\r\n名称,数\r\n甲,1\r\n\r\n,,\r\n");
        assert_eq!(texts(&workbook), [vec!["题目"], vec![], vec!["名称", "数"], vec!["甲", "1"]]);
        assert_eq!(texts(&file("a,b\rc,d\r")), [["a", "b"], ["c", "d"]]);
    }

    #[test]
    fn oddities_are_said_with_their_place() {
        let rows = "甲,1,2\n".repeat(8);
        let stray = file(&format!("a,b,c\n{rows}\"乙,1,2\n丙,1,2\n丁\",1,2\n"));
        assert!(codes(&stray).contains(&("stray_quote", Some("A10"))), "{:?}", codes(&stray));
        let behind = file(&format!("a,b,c\n{rows}\"乙\"校,1,2\n"));
        assert!(codes(&behind).contains(&("stray_quote", Some("A10"))));
        let shifted = file(&format!("a,b,c\n{rows}乙,1,,2\n注：略\n"));
        assert_eq!(codes(&shifted), [("row_length", Some("C10"))]);
        let dirty = file("a,b\n\u{feff}c,d\0\nx,\u{fffd}\n");
        assert_eq!(texts(&dirty), [["a", "b"], ["c", "d"], ["x", "\u{fffd}"]]);
        assert_eq!(
            codes(&dirty),
            [("zero_bytes", None), ("inner_byte_order_mark", None), ("undecodable_text", Some("B3"))]
        );
    }

    #[test]
    fn nothing_is_a_problem_of_its_own() {
        for nothing in ["", " \t\n", "\u{feff}\u{3000}\n"] {
            assert!(read_paste(nothing, &ReadOptions::default()).is_err_and(|problem| problem.code == "empty_input"));
        }
    }
}
