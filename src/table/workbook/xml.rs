//! Pulling events out of the XML parts of a workbook.
//!
//! The readers of the formats are flat loops over these events with a little state, never recursive, so depth costs
//! nothing. A document type declaration is refused: no spreadsheet program writes one, attacks do.

use super::archive::{Archive, OVER_LIMIT, Part, bomb};
use super::{Place, damaged};
use crate::diagnostic::{Problem, Text};
use quick_xml::XmlVersion;
use quick_xml::events::{BytesStart, Event};
use std::borrow::Cow;
use std::io::BufRead;

/// The events of one part.
pub(super) struct Xml<'z, 'b> {
    reader: quick_xml::Reader<Part<'z, 'b>>,
    buffer: Vec<u8>,
    file: &'z str,
}

impl<'z, 'b> Xml<'z, 'b> {
    /// Opens a part; `None` where the archive has none of this name.
    pub(super) fn open(archive: &'z mut Archive<'b>, name: &str, file: &'z str) -> Result<Option<Self>, Problem> {
        let Some(part) = archive.part(name)? else { return Ok(None) };
        let mut reader = quick_xml::Reader::from_reader(part);
        let config = reader.config_mut();
        config.expand_empty_elements = true;
        // Names are not matched, so that no stack of them can be made to grow.
        config.check_end_names = false;
        Ok(Some(Self { reader, buffer: Vec::new(), file }))
    }

    /// The next event; [`Event::Eof`] at the end, over and over.
    pub(super) fn next(&mut self) -> Result<Event<'_>, Problem> {
        self.buffer.clear();
        match self.reader.read_event_into(&mut self.buffer) {
            Ok(Event::DocType(_)) => Err(doctype(self.file)),
            Ok(event) => Ok(event),
            Err(quick_xml::Error::Io(error)) if error.to_string().contains(OVER_LIMIT) => Err(bomb(self.file)),
            Err(_) => Err(damaged(self.file)),
        }
    }

    /// The bytes that come next, as far as they are inflated; none at the end. For what is so plain, and so much, that
    /// events of it would be too many.
    pub(super) fn ahead(&mut self) -> Result<&[u8], Problem> {
        let file = self.file;
        match self.reader.get_mut().fill_buf() {
            Ok(bytes) => Ok(bytes),
            Err(error) if error.to_string().contains(OVER_LIMIT) => Err(bomb(file)),
            Err(_) => Err(damaged(file)),
        }
    }

    /// Goes on behind bytes that came next: whole elements, right behind an element that ended.
    pub(super) fn skip(&mut self, bytes: usize) {
        self.reader.stream().consume(bytes);
    }

    /// Inflated bytes consumed so far.
    pub(super) fn done(&self) -> u64 {
        self.reader.get_ref().get_ref().done()
    }
}

fn doctype(file: &str) -> Problem {
    Problem::new(
        "suspicious_xml",
        Text::new(
            "文件内部含有文档类型声明（DOCTYPE），正常的表格文件不会有，为安全起见不予读取。",
            "The file contains a document type declaration (DOCTYPE), which no ordinary worksheet has; it is not read, for safety.",
        ),
        Text::new(
            "请确认文件来源；可在 Excel 或 WPS 中打开后另存为新的 .xlsx 文件再试。",
            "Check where the file comes from; or open it in Excel or WPS, save it as a new .xlsx file and try again.",
        ),
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
