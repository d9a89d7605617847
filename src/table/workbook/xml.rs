//! Pulling events out of the XML parts of a workbook.
//!
//! The readers of the formats are flat loops over these events with a little state, never recursive, so depth costs
//! nothing; what is deeper than any workbook is refused all the same, and so is a document type declaration: no
//! spreadsheet program writes one, attacks do.

use super::archive::{Archive, Excess, Part};
use super::{Place, damaged};
use crate::diagnostic::{Problem, Text};
use encoding_rs::{Encoding, UTF_8};
use quick_xml::XmlVersion;
use quick_xml::events::{BytesStart, Event};
use std::borrow::Cow;
use std::io::{BufRead, Cursor, Read};

/// Deepest nesting of elements.
pub(super) const MAX_DEPTH: u32 = 64;
/// Most attributes of an element.
pub(super) const MAX_ATTRIBUTES: usize = 256;
/// Most bytes of one tag or one stretch of text. A cell of Excel holds 32,767 characters.
pub(super) const MAX_PIECE: usize = 16 << 20;
/// Largest part in another encoding than UTF-8, which is decoded as a whole.
const MAX_FOREIGN: u64 = 32 << 20;

/// The events of one part, or of a text.
pub(super) struct Xml<'z, 'b> {
    reader: quick_xml::Reader<Source<'z, 'b>>,
    buffer: Vec<u8>,
    depth: u32,
    file: &'z str,
}

/// Where the bytes come from.
enum Origin<'z, 'b> {
    Part(Box<Part<'z, 'b>>),
    Bytes(Cursor<Cow<'b, [u8]>>),
}

/// Bytes in UTF-8, of which no event may take more than [`MAX_PIECE`].
struct Source<'z, 'b> {
    from: Origin<'z, 'b>,
    piece: usize,
}

/// What a [`Source`] says when an event takes too much.
#[derive(Debug)]
struct TooLong;

impl std::fmt::Display for TooLong {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("a piece of XML is too long")
    }
}

impl std::error::Error for TooLong {}

impl Read for Source<'_, '_> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        match &mut self.from {
            Origin::Part(part) => part.read(buffer),
            Origin::Bytes(bytes) => bytes.read(buffer),
        }
    }
}

impl BufRead for Source<'_, '_> {
    fn fill_buf(&mut self) -> std::io::Result<&[u8]> {
        if self.piece > MAX_PIECE {
            return Err(std::io::Error::other(TooLong));
        }
        match &mut self.from {
            Origin::Part(part) => part.fill_buf(),
            // In stretches, so that an event is never taken whole before it is counted.
            Origin::Bytes(bytes) => bytes.fill_buf().map(|rest| rest.get(..8_192).unwrap_or(rest)),
        }
    }

    fn consume(&mut self, amount: usize) {
        self.piece = self.piece.saturating_add(amount);
        match &mut self.from {
            Origin::Part(part) => part.consume(amount),
            Origin::Bytes(bytes) => bytes.consume(amount),
        }
    }
}

/// The encoding the beginning of a part shows: UTF-16 by its mark or its zero bytes, others by the declaration.
fn encoding_of(head: &[u8]) -> &'static Encoding {
    if let Some((encoding, _)) = Encoding::for_bom(head) {
        return encoding;
    }
    match head {
        [0, b'<', ..] => return encoding_rs::UTF_16BE,
        [b'<', 0, ..] => return encoding_rs::UTF_16LE,
        _ => {}
    }
    let declaration = head.split(|byte| *byte == b'>').next().unwrap_or_default();
    let declaration = String::from_utf8_lossy(declaration);
    let label = declaration
        .split_once("encoding")
        .filter(|_| declaration.starts_with("<?xml"))
        .and_then(|(_, behind)| behind.split(['"', '\'']).nth(1));
    // What calls itself UTF-16 in single bytes is not.
    label
        .and_then(|label| Encoding::for_label(label.as_bytes()))
        .filter(|encoding| encoding.is_ascii_compatible())
        .unwrap_or(UTF_8)
}

impl<'z, 'b> Xml<'z, 'b> {
    /// Opens a part; `None` where the archive has none of this name.
    pub(super) fn open(archive: &'z mut Archive<'b>, name: &str, file: &'z str) -> Result<Option<Self>, Problem> {
        let Some(mut part) = archive.part(name)? else { return Ok(None) };
        let told = |error: std::io::Error| refusal(&error, file);
        let encoding = encoding_of(part.fill_buf().map_err(told)?);
        if encoding == UTF_8 {
            return Ok(Some(Self::of(Origin::Part(Box::new(part)), file)));
        }
        let mut bytes = Vec::new();
        part.take(MAX_FOREIGN + 1).read_to_end(&mut bytes).map_err(told)?;
        if u64::try_from(bytes.len()).map_or(true, |length| length > MAX_FOREIGN) {
            return Err(Excess::Entry.problem(file));
        }
        let text = encoding.decode(&bytes).0.into_owned();
        Ok(Some(Self::of(Origin::Bytes(Cursor::new(Cow::Owned(text.into_bytes()))), file)))
    }

    /// The events of a text that is a file of its own.
    pub(super) fn of_text(text: &'b str, file: &'z str) -> Self {
        Self::of(Origin::Bytes(Cursor::new(Cow::Borrowed(text.as_bytes()))), file)
    }

    fn of(from: Origin<'z, 'b>, file: &'z str) -> Self {
        let mut reader = quick_xml::Reader::from_reader(Source { from, piece: 0 });
        let config = reader.config_mut();
        config.expand_empty_elements = true;
        // Names are not matched, so that no stack of them can be made to grow.
        config.check_end_names = false;
        Self { reader, buffer: Vec::new(), depth: 0, file }
    }

    /// The next event; [`Event::Eof`] at the end, over and over.
    pub(super) fn next(&mut self) -> Result<Event<'_>, Problem> {
        self.buffer.clear();
        self.reader.get_mut().piece = 0;
        match self.reader.read_event_into(&mut self.buffer) {
            Ok(Event::DocType(_)) => Err(doctype(self.file)),
            Ok(Event::Start(element)) => {
                self.depth = self.depth.saturating_add(1);
                if self.depth > MAX_DEPTH {
                    return Err(Peculiar::Depth.problem(self.file));
                }
                if has_too_many(&element) {
                    return Err(Peculiar::Attributes.problem(self.file));
                }
                Ok(Event::Start(element))
            }
            Ok(event) => {
                if matches!(event, Event::End(_)) {
                    self.depth = self.depth.saturating_sub(1);
                }
                Ok(event)
            }
            Err(quick_xml::Error::Io(error)) => Err(refusal(&error, self.file)),
            Err(_) => Err(damaged(self.file)),
        }
    }

    /// Goes on behind the element that has just started, whatever is in it. Its end may be missing: then what follows is
    /// [`Event::Eof`].
    pub(super) fn skip_element(&mut self) -> Result<(), Problem> {
        self.text_of_element(|_| false).map(drop)
    }

    /// As [`Self::skip_element`], with the text of those elements in it whose local name `wanted` picks, a line for each.
    pub(super) fn text_of_element(&mut self, wanted: impl Fn(&str) -> bool) -> Result<String, Problem> {
        let mut text = String::new();
        // How deep we are, and how deep the wanted element is.
        let (mut depth, mut within) = (1_u32, None);
        while depth > 0 {
            match self.next()? {
                Event::Start(element) => {
                    depth += 1;
                    if within.is_none() && wanted(element.local_name().as_ref()) {
                        within = Some(depth);
                        if !text.is_empty() {
                            text.push('\n');
                        }
                    }
                }
                Event::End(_) => {
                    within = within.filter(|at| *at < depth);
                    depth -= 1;
                }
                Event::Eof => break,
                event if within.is_some() => append(&event, &mut text),
                _ => {}
            }
        }
        Ok(text)
    }

    /// The bytes that come next, as far as they are inflated; none at the end. For what is so plain, and so much, that
    /// events of it would be too many.
    pub(super) fn ahead(&mut self) -> Result<&[u8], Problem> {
        let file = self.file;
        let source = self.reader.get_mut();
        source.piece = 0;
        source.fill_buf().map_err(|error| refusal(&error, file))
    }

    /// Goes on behind bytes that came next: whole elements, right behind an element that ended.
    pub(super) fn skip(&mut self, bytes: usize) {
        self.reader.stream().consume(bytes);
    }

    /// Inflated bytes consumed so far.
    pub(super) fn done(&self) -> u64 {
        match &self.reader.get_ref().from {
            Origin::Part(part) => part.get_ref().done(),
            Origin::Bytes(bytes) => bytes.position(),
        }
    }
}

/// Why no more could be read.
fn refusal(error: &std::io::Error, file: &str) -> Problem {
    let cause = error.get_ref();
    if let Some(excess) = cause.and_then(|cause| cause.downcast_ref::<Excess>()) {
        return excess.problem(file);
    }
    match cause.and_then(|cause| cause.downcast_ref::<TooLong>()) {
        Some(TooLong) => Peculiar::Length.problem(file),
        None => damaged(file),
    }
}

/// Whether an element has more than [`MAX_ATTRIBUTES`]. They are counted only where there is room for as many.
fn has_too_many(element: &BytesStart<'_>) -> bool {
    let raw = element.attributes_raw();
    if raw.len() < 4 * MAX_ATTRIBUTES {
        return false;
    }
    let mut attributes = element.attributes();
    attributes.with_checks(false);
    attributes.count() > MAX_ATTRIBUTES
}

/// What no workbook has in its XML.
enum Peculiar {
    Depth,
    Attributes,
    Length,
}

impl Peculiar {
    fn problem(self, file: &str) -> Problem {
        let (zh, en) = match self {
            Self::Depth => (
                format!("文件内部的 XML 嵌套超过 {MAX_DEPTH} 层"),
                format!("Elements of the XML inside the file are nested more than {MAX_DEPTH} deep"),
            ),
            Self::Attributes => (
                format!("文件内部的 XML 有一个元素的属性超过 {MAX_ATTRIBUTES} 个"),
                format!("An element of the XML inside the file has more than {MAX_ATTRIBUTES} attributes"),
            ),
            Self::Length => (
                format!("文件内部的 XML 有一段文字超过 {} MB", MAX_PIECE >> 20),
                format!("A stretch of the XML inside the file is longer than {} MB", MAX_PIECE >> 20),
            ),
        };
        Problem::new(
            "suspicious_xml",
            Text::new(
                format!("{zh}，正常的表格文件不会这样，为安全起见不予读取。"),
                format!("{en}, which no ordinary worksheet has; it is not read, for safety."),
            ),
            remedy(),
        )
        .place(file)
    }
}

fn remedy() -> Text {
    Text::new(
        "请确认文件来源；可在 Excel 或 WPS 中打开后另存为新的 .xlsx 文件再试。",
        "Check where the file comes from; or open it in Excel or WPS, save it as a new .xlsx file and try again.",
    )
}

fn doctype(file: &str) -> Problem {
    Problem::new(
        "suspicious_xml",
        Text::new(
            "文件内部含有文档类型声明（DOCTYPE），正常的表格文件不会有，为安全起见不予读取。",
            "The file contains a document type declaration (DOCTYPE), which no ordinary worksheet has; it is not read, for safety.",
        ),
        remedy(),
    )
    .place(file)
}

/// Calls `each` with every attribute as written: no entities resolved. For cells, of which there are very many and whose
/// attributes are plain; whatever is not `name="value"` ends the walk.
pub(super) fn raw_attributes<'e>(element: &'e BytesStart<'_>, mut each: impl FnMut(&'e str, &'e str)) {
    let mut rest = element.attributes_raw();
    while let Some((name, behind)) = rest.split_once('=') {
        let behind = behind.trim_start();
        let Some(quote) = behind.chars().next().filter(|c| matches!(c, '"' | '\'')) else { return };
        let Some((value, after)) = behind.get(1..).and_then(|inside| inside.split_once(quote)) else { return };
        each(name.trim(), value);
        rest = after;
    }
}

/// The value of the attribute `name`, whatever its prefix.
pub(super) fn attribute<'e>(element: &'e BytesStart<'_>, name: &str) -> Option<Cow<'e, str>> {
    find(element, |key| key.rsplit(':').next() == Some(name))
}

/// The value of the attribute whose full name, prefix included, is `name`.
pub(super) fn qualified<'e>(element: &'e BytesStart<'_>, name: &str) -> Option<Cow<'e, str>> {
    find(element, |key| key == name)
}

fn find<'e>(element: &'e BytesStart<'_>, wanted: impl Fn(&str) -> bool) -> Option<Cow<'e, str>> {
    let mut attributes = element.attributes();
    attributes.with_checks(false);
    for attribute in attributes.flatten() {
        if wanted(attribute.key.as_ref()) {
            return Some(match attribute.normalized_value(XmlVersion::Implicit1_0) {
                Ok(value) => value,
                Err(_) => attribute.value,
            });
        }
    }
    None
}

/// Appends the text an event carries. An entity that XML does not define is kept as written.
pub(super) fn append(event: &Event<'_>, to: &mut String) {
    match event {
        Event::Text(text) => to.push_str(&text.xml10_content()),
        Event::CData(data) => to.push_str(&data.xml10_content()),
        Event::GeneralRef(reference) => {
            let name: &str = reference.as_ref();
            if let Ok(Some(c)) = reference.resolve_char_ref() {
                to.push(c);
            } else if let Some(c) = match name {
                "amp" => Some('&'),
                "lt" => Some('<'),
                "gt" => Some('>'),
                "quot" => Some('"'),
                "apos" => Some('\''),
                _ => None,
            } {
                to.push(c);
            } else {
                to.push('&');
                to.push_str(name);
                to.push(';');
            }
        }
        _ => {}
    }
}
