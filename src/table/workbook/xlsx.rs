//! Office Open XML workbooks, transitional and strict: one pass over each sheet for its cells, merges and what it hides.

use super::archive::Archive;
use super::formats::{self, Kind, Stored};
use super::remarks::Fill;
use super::xml::{Xml, append, attribute, raw_attributes};
use super::{Budget, Grid, MAX_LISTED, MAX_TEXT, Place, Progress, damaged, finish, sheet_place};
use crate::diagnostic::{Issue, Problem, Severity, Text};
use crate::table::{Cell, Format, MAX_CELLS, MAX_COLUMNS, Merge, Sheet, Workbook};
use quick_xml::events::{BytesStart, Event};
use std::collections::HashMap;

/// A sheet as the workbook part lists it.
struct Listed {
    name: String,
    hidden: bool,
    relation: String,
}

/// What the workbook part says.
#[derive(Default)]
struct Outline {
    sheets: Vec<Listed>,
    is_1904: bool,
    /// The writer wants every formula calculated when the file is opened: it calculated none itself.
    uncalculated: bool,
}

/// Target of a relation, resolved to an entry name, and the last step of its type.
struct Relation {
    target: String,
    kind: String,
}

/// Reads the workbook.
pub(in crate::table) fn read(bytes: &[u8], file: &str, tell: &mut dyn FnMut(u32, u32)) -> Result<Workbook, Problem> {
    let mut archive = Archive::open(bytes, file)?;
    let main = relations(&mut archive, "", "_rels/.rels", file)?
        .into_values()
        .find(|relation| relation.kind == "officeDocument")
        .map_or_else(|| "xl/workbook.xml".to_owned(), |relation| relation.target);
    if main.to_lowercase().ends_with(".bin") {
        return Err(binary_workbook(file));
    }
    let (folder, leaf) = main.rsplit_once('/').unwrap_or(("", &main));
    let related = relations(&mut archive, folder, &format!("{folder}/_rels/{leaf}.rels"), file)?;
    let outline = outline(&mut archive, &main, file)?;
    let part = |kind: &str, usual: &str| {
        related
            .values()
            .find(|relation| relation.kind == kind)
            .map_or_else(|| format!("{folder}/{usual}"), |relation| relation.target.clone())
    };
    let strings = shared_strings(&mut archive, &part("sharedStrings", "sharedStrings.xml"), file)?;
    let styles = styles(&mut archive, &part("styles", "styles.xml"), file)?;

    let listed: Vec<(&Listed, &str)> = outline
        .sheets
        .iter()
        .filter_map(|sheet| {
            let relation = related.get(&sheet.relation)?;
            // Chart and dialogue sheets have no cells.
            (relation.kind == "worksheet").then_some((sheet, relation.target.as_str()))
        })
        .collect();
    let total = listed.iter().map(|(_, target)| archive.size(target)).sum();
    let mut progress = Progress::new(tell, total);
    let mut reading = Reading {
        file,
        strings: &strings,
        styles: &styles,
        is_1904: outline.is_1904,
        uncalculated: outline.uncalculated,
        budget: Budget::default(),
        issues: Vec::new(),
    };
    let mut sheets = Vec::with_capacity(listed.len());
    for (sheet, target) in listed {
        sheets.push(reading.sheet(&mut archive, sheet, target, &mut progress)?);
        progress.part(archive.size(target));
    }
    progress.end();
    if sheets.is_empty() {
        return Err(no_sheets(file));
    }
    finish(file, Format::Xlsx, sheets, reading.issues)
}

fn binary_workbook(file: &str) -> Problem {
    Problem::new(
        "binary_workbook",
        Text::new(
            "这是 Excel 二进制工作簿（.xlsb），暂不能读取。",
            "This is an Excel binary workbook (.xlsb), which cannot be read.",
        ),
        Text::new("请在 Excel 或 WPS 中打开后另存为 .xlsx。", "Open it in Excel or WPS and save it as .xlsx."),
    )
    .place(file)
}

pub(super) fn no_sheets(file: &str) -> Problem {
    Problem::new(
        "no_sheets",
        Text::new(
            "这个文件里没有可以读取的工作表（可能只有图表）。",
            "This file has no sheet that can be read (perhaps only charts).",
        ),
        Text::new("请放入含有学校数据的表格。", "Bring a file with the schools' data."),
    )
    .place(file)
}

/// Resolves `target` against `folder`.
fn resolve(folder: &str, target: &str) -> String {
    let target = target.replace('\\', "/");
    if let Some(absolute) = target.strip_prefix('/') {
        return absolute.to_owned();
    }
    let mut steps: Vec<&str> = folder.split('/').filter(|step| !step.is_empty()).collect();
    for step in target.split('/') {
        match step {
            "" | "." => {}
            ".." => {
                steps.pop();
            }
            step => steps.push(step),
        }
    }
    steps.join("/")
}

fn relations(
    archive: &mut Archive<'_>,
    folder: &str,
    part: &str,
    file: &str,
) -> Result<HashMap<String, Relation>, Problem> {
    let mut relations = HashMap::new();
    let Some(mut xml) = Xml::open(archive, part, file)? else { return Ok(relations) };
    loop {
        match xml.next()? {
            Event::Start(element) if element.local_name().as_ref() == "Relationship" => {
                let id = attribute(&element, "Id").unwrap_or_default();
                let target = attribute(&element, "Target").unwrap_or_default();
                let kind = attribute(&element, "Type").unwrap_or_default();
                let kind = kind.rsplit('/').next().unwrap_or_default().to_owned();
                relations.insert(id.into_owned(), Relation { target: resolve(folder, &target), kind });
                if relations.len() > MAX_LISTED {
                    return Err(super::archive::bomb(file));
                }
            }
            Event::Eof => return Ok(relations),
            _ => {}
        }
    }
}

fn outline(archive: &mut Archive<'_>, part: &str, file: &str) -> Result<Outline, Problem> {
    let Some(mut xml) = Xml::open(archive, part, file)? else { return Err(damaged(file)) };
    let mut outline = Outline::default();
    loop {
        match xml.next()? {
            Event::Start(element) => match element.local_name().as_ref() {
                "sheet" if outline.sheets.len() >= MAX_LISTED => return Err(super::archive::bomb(file)),
                "sheet" => outline.sheets.push(Listed {
                    name: attribute(&element, "name").unwrap_or_default().into_owned(),
                    hidden: attribute(&element, "state").is_some_and(|state| state != "visible"),
                    relation: attribute(&element, "id").unwrap_or_default().into_owned(),
                }),
                "workbookPr" => {
                    if let Some(flag) = attribute(&element, "date1904") {
                        outline.is_1904 = is_true(&flag);
                    }
                }
                "calcPr" => {
                    outline.uncalculated = attribute(&element, "fullCalcOnLoad").is_some_and(|flag| is_true(&flag))
                }
                _ => {}
            },
            Event::End(element) if element.local_name().as_ref() == "workbook" => return Ok(outline),
            Event::Eof => return Err(damaged(file)),
            _ => {}
        }
    }
}

fn is_true(flag: &str) -> bool {
    matches!(flag.trim(), "1" | "true")
}

/// The shared strings; phonetic readings (拼音指南) are no part of the text.
fn shared_strings(archive: &mut Archive<'_>, part: &str, file: &str) -> Result<Vec<String>, Problem> {
    let mut strings = Vec::new();
    let Some(mut xml) = Xml::open(archive, part, file)? else { return Ok(strings) };
    let mut text = String::new();
    let mut bytes = 0_usize;
    let (mut in_text, mut in_reading) = (false, false);
    loop {
        match xml.next()? {
            Event::Start(element) => match element.local_name().as_ref() {
                "si" => text.clear(),
                "t" => in_text = !in_reading,
                "rPh" => in_reading = true,
                _ => {}
            },
            Event::End(element) => match element.local_name().as_ref() {
                "si" => {
                    let string = unescape(&text);
                    bytes = bytes.saturating_add(string.len());
                    if bytes > MAX_TEXT || strings.len() >= MAX_CELLS {
                        return Err(super::archive::bomb(file));
                    }
                    strings.push(string);
                }
                "t" => in_text = false,
                "rPh" => in_reading = false,
                "sst" => return Ok(strings),
                _ => {}
            },
            Event::Eof => return Err(damaged(file)),
            event if in_text => append(&event, &mut text),
            _ => {}
        }
    }
}

/// What a cell style says that matters here.
#[derive(Debug, Clone, Copy, Default)]
struct Style {
    kind: Kind,
    fill: Fill,
}

/// The cell styles, by their index.
fn styles(archive: &mut Archive<'_>, part: &str, file: &str) -> Result<Vec<Style>, Problem> {
    let mut styles = Vec::new();
    let Some(mut xml) = Xml::open(archive, part, file)? else { return Ok(styles) };
    let mut codes: HashMap<u32, Kind> = HashMap::new();
    // Whether each fill can be seen.
    let mut fills: Vec<bool> = Vec::new();
    // The same elements occur in other lists of the part, for styles by name and conditional formats.
    let (mut in_formats, mut in_fills, mut in_cells) = (false, false, false);
    loop {
        match xml.next()? {
            Event::Start(element) => match element.local_name().as_ref() {
                "numFmts" => in_formats = true,
                "cellXfs" => in_cells = true,
                "fills" => in_fills = true,
                "fill" if in_fills && fills.len() < usize::from(Fill::MAX) => fills.push(false),
                "patternFill" if in_fills => {
                    // The first two fills of every workbook are none and a pattern that nobody chose.
                    let pattern = attribute(&element, "patternType").is_some_and(|pattern| pattern != "none");
                    let chosen = pattern && fills.len() > 2;
                    if let Some(last) = fills.last_mut() {
                        *last = chosen;
                    }
                }
                "gradientFill" if in_fills => {
                    if let Some(last) = fills.last_mut() {
                        *last = true;
                    }
                }
                "fgColor" if in_fills && is_white(&element) => {
                    if let Some(last) = fills.last_mut() {
                        *last = false;
                    }
                }
                "numFmt" if in_formats => {
                    let id = attribute(&element, "numFmtId").and_then(|id| id.trim().parse().ok());
                    if let (Some(id), Some(code)) = (id, attribute(&element, "formatCode")) {
                        codes.insert(id, formats::custom(&code));
                    }
                }
                "xf" if in_cells => {
                    let id = attribute(&element, "numFmtId").and_then(|id| id.trim().parse().ok()).unwrap_or(0);
                    let kind = codes.get(&id).copied().unwrap_or_else(|| formats::built_in(id));
                    let fill = attribute(&element, "fillId").and_then(|id| id.trim().parse::<Fill>().ok());
                    let fill = fill.filter(|fill| fills.get(usize::from(*fill)).copied().unwrap_or(false));
                    styles.push(Style { kind, fill: fill.unwrap_or_default() });
                }
                _ => {}
            },
            Event::End(element) => match element.local_name().as_ref() {
                "numFmts" => in_formats = false,
                "fills" => in_fills = false,
                "cellXfs" => in_cells = false,
                _ => {}
            },
            Event::Eof => return Ok(styles),
            _ => {}
        }
    }
}

/// Whether a colour is the white of the page: by its value, its place in the theme or in the old palette.
fn is_white(element: &BytesStart<'_>) -> bool {
    let is = |name: &str, white: &[&str]| attribute(element, name).is_some_and(|value| white.contains(&value.trim()));
    is("rgb", &["FFFFFFFF", "00FFFFFF", "ffffffff"])
        || is("indexed", &["1", "9"])
        || is("theme", &["0"]) && attribute(element, "tint").is_none()
}

/// The character behind `_xHHHH_`, as which Excel stores what XML cannot carry, and the length of the escape.
fn escape_at(text: &str, at: usize) -> Option<u16> {
    let escape = text.get(at..at.checked_add(7)?)?;
    let digits = escape.strip_prefix("_x")?.strip_suffix('_')?;
    if digits.bytes().all(|b| b.is_ascii_hexdigit()) { u16::from_str_radix(digits, 16).ok() } else { None }
}

fn unescape(text: &str) -> String {
    if !text.contains("_x") {
        return text.to_owned();
    }
    let mut units: Vec<u16> = Vec::new();
    let mut plain = String::with_capacity(text.len());
    let mut at = 0;
    while let Some(c) = text.get(at..).and_then(|rest| rest.chars().next()) {
        if let Some(unit) = escape_at(text, at) {
            units.push(unit);
            at += 7;
        } else {
            // A character beyond the first plane is escaped as two units in a row.
            plain.push_str(&String::from_utf16_lossy(&units));
            units.clear();
            plain.push(c);
            at += c.len_utf8();
        }
    }
    plain.push_str(&String::from_utf16_lossy(&units));
    plain
}

/// Zero-based row and column of an address such as `B12`; column absent in a bare row number.
pub(super) fn address(reference: &str) -> Option<(u32, Option<u32>)> {
    let reference = reference.trim();
    let letters = reference.find(|c: char| !c.is_ascii_alphabetic()).unwrap_or(reference.len());
    let (letters, digits) = reference.split_at_checked(letters)?;
    let mut column = 0_u32;
    for letter in letters.bytes() {
        let digit = u32::from(letter.to_ascii_uppercase().wrapping_sub(b'A')) + 1;
        column = column.checked_mul(26)?.checked_add(digit)?;
    }
    if digits.is_empty() || !digits.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let row = digits.parse::<u32>().ok()?.checked_sub(1)?;
    Some((row, column.checked_sub(1)))
}

/// The rectangle of a reference such as `A1:C3`.
fn rectangle(reference: &str) -> Option<Merge> {
    let (first, last) = reference.split_once(':').unwrap_or((reference, reference));
    let ((top, left), (bottom, right)) = (address(first)?, address(last)?);
    Some(Merge { top, left: left?, bottom, right: right? })
}

/// What a cell says its value is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
enum Type {
    /// A number, also where nothing or something unknown is said.
    #[default]
    Number,
    Shared,
    /// The result of a formula.
    Text,
    Inline,
    Error,
    Boolean,
    Date,
}

impl Type {
    fn new(name: &[u8]) -> Self {
        match name {
            b"s" => Self::Shared,
            b"str" => Self::Text,
            b"inlineStr" | b"is" => Self::Inline,
            b"e" => Self::Error,
            b"b" => Self::Boolean,
            b"d" => Self::Date,
            _ => Self::Number,
        }
    }
}

/// A cell but its value.
#[derive(Debug, Clone, Copy, Default)]
struct Open {
    row: u32,
    column: u32,
    style: Style,
    typ: Type,
    has_formula: bool,
}

struct Reading<'r> {
    file: &'r str,
    strings: &'r [String],
    styles: &'r [Style],
    is_1904: bool,
    uncalculated: bool,
    budget: Budget,
    issues: Vec<Issue>,
}

/// Notes the comments of the sheet in `part`; they stand in a part of their own.
fn comments(archive: &mut Archive<'_>, part: &str, file: &str, grid: &mut Grid) -> Result<(), Problem> {
    let (folder, leaf) = part.rsplit_once('/').unwrap_or(("", part));
    let related = relations(archive, folder, &format!("{folder}/_rels/{leaf}.rels"), file)?;
    let Some(list) = related.values().find(|relation| relation.kind == "comments") else { return Ok(()) };
    let Some(mut xml) = Xml::open(archive, &list.target, file)? else { return Ok(()) };
    loop {
        match xml.next()? {
            Event::Start(element) if element.local_name().as_ref() == "comment" => {
                let place = attribute(&element, "ref").and_then(|reference| address(&reference));
                let text = xml.text_of_element(|name| name == "text")?;
                if let Some((row, Some(column))) = place {
                    grid.remarks.comment(row, column, &text);
                }
            }
            Event::Eof => return Ok(()),
            _ => {}
        }
    }
}

/// Formulas named in the remark that they may not have been calculated.
const LISTED_FORMULAS: usize = 12;

/// What a sheet hides, or leaves uncalculated, with the first place of each.
#[derive(Default)]
struct Seen {
    /// Whether each column is hidden, up to the last one that is.
    hidden_columns: Vec<bool>,
    hidden_ranges: usize,
    hidden_rows: usize,
    first_hidden_row: Option<u32>,
    hidden_cells: Option<(u32, u32)>,
    formulas: u32,
    first_formulas: Vec<(u32, u32)>,
    row_has_content: bool,
}

impl Seen {
    /// Hides the columns from `first` to `last`, counted from one.
    fn hide(&mut self, first: u32, last: u32) {
        let range = (first as usize).saturating_sub(1)..(last as usize).min(MAX_COLUMNS);
        if self.hidden_columns.len() < range.end {
            self.hidden_columns.resize(range.end, false);
        }
        if let Some(columns) = self.hidden_columns.get_mut(range) {
            columns.fill(true);
        }
    }
}

/// A cell as nearly all are written: `<c r="B2" s="1" t="s"><v>17</v></c>` or `<c r="B2" s="1"/>`.
struct PlainCell<'b> {
    /// Zero-based row and column.
    place: Option<(u32, u32)>,
    style: Option<usize>,
    typ: Type,
    value: &'b str,
    /// Number of its bytes.
    length: usize,
}

/// Longest value of a cell that is read without events.
const LONG: usize = 64;

impl<'b> PlainCell<'b> {
    /// The cell at the beginning of `bytes`; `None` where it is written in any other way, or not all there.
    fn read(bytes: &'b [u8]) -> Option<Self> {
        let mut rest = bytes.strip_prefix(b"<c")?;
        let mut cell = Self { place: None, style: None, typ: Type::default(), value: "", length: 0 };
        loop {
            rest = match rest {
                [b' ', b'r', b'=', b'"', after @ ..] => {
                    let (place, after) = plain_address(after)?;
                    cell.place = Some(place);
                    after
                }
                [b' ', b's', b'=', b'"', after @ ..] => {
                    let (style, after) = plain_number(after)?;
                    cell.style = usize::try_from(style).ok();
                    after
                }
                [b' ', b't', b'=', b'"', after @ ..] => {
                    let end = after.iter().take(10).position(|byte| *byte == b'"')?;
                    let (name, after) = after.split_at_checked(end)?;
                    cell.typ = Type::new(name);
                    after
                }
                _ => break,
            }
            .strip_prefix(b"\"")?;
        }
        let behind = if let [b'/', b'>', after @ ..] = rest {
            after
        } else {
            let value = rest.strip_prefix(b"><v>")?;
            let end = value.iter().take(LONG).position(|byte| matches!(byte, b'<' | b'&' | b'\r'))?;
            let (value, after) = value.split_at_checked(end)?;
            // The text of an inline string stands elsewhere.
            cell.value = std::str::from_utf8(value).ok().filter(|_| cell.typ != Type::Inline)?;
            after.strip_prefix(b"</v></c>")?
        };
        cell.length = bytes.len() - behind.len();
        Some(cell)
    }
}

/// Capital letters and digits up to the quotation mark.
#[inline(always)]
fn plain_address(bytes: &[u8]) -> Option<((u32, u32), &[u8])> {
    let mut column = 0_u32;
    let mut rest = bytes;
    while let [letter @ b'A'..=b'Z', after @ ..] = rest {
        column = column * 26 + u32::from(letter - b'A') + 1;
        rest = after;
        if bytes.len() - rest.len() > 3 {
            return None;
        }
    }
    let (row, rest) = plain_number(rest)?;
    Some(((row.checked_sub(1)?, column.checked_sub(1)?), rest))
}

/// Up to eight digits.
#[inline(always)]
fn plain_number(bytes: &[u8]) -> Option<(u32, &[u8])> {
    let mut number = 0_u32;
    let mut rest = bytes;
    while let [digit @ b'0'..=b'9', after @ ..] = rest {
        number = number * 10 + u32::from(digit - b'0');
        rest = after;
        if bytes.len() - rest.len() > 8 {
            return None;
        }
    }
    (rest.len() < bytes.len()).then_some((number, rest))
}

/// The double of a number written with at most fifteen digits and a point, as nearly all are; the standard library reads
/// the others.
#[inline(always)]
fn double(text: &str) -> Option<f64> {
    const POWERS: [f64; 16] = [1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15];
    let (mut mantissa, mut decimals, mut point) = (0_u64, 0_usize, false);
    if text.is_empty() || text.len() > 15 || text == "." {
        return text.parse().ok();
    }
    for byte in text.bytes() {
        match byte {
            b'0'..=b'9' => {
                mantissa = mantissa * 10 + u64::from(byte - b'0');
                decimals += usize::from(point);
            }
            b'.' if !point => point = true,
            _ => return text.parse().ok(),
        }
    }
    // Both are exact doubles, so one division rounds once.
    #[expect(clippy::cast_precision_loss, reason = "fifteen digits are below 2^53")]
    Some(mantissa as f64 / POWERS.get(decimals)?)
}

impl Reading<'_> {
    fn sheet(
        &mut self,
        archive: &mut Archive<'_>,
        listed: &Listed,
        part: &str,
        progress: &mut Progress<'_>,
    ) -> Result<Sheet, Problem> {
        let file = self.file;
        let Some(mut xml) = Xml::open(archive, part, file)? else { return Err(damaged(file)) };
        let mut grid = Grid::default();
        let mut seen = Seen::default();
        let mut open: Option<Open> = None;
        let mut value = String::new();
        let mut in_value = false;
        let mut in_reading = false;
        let mut complete = false;
        let (mut row, mut column) = (0_u32, 0_u32);
        let mut hidden_row = false;
        let mut events = 0_u32;
        loop {
            events = events.wrapping_add(1);
            if events.is_multiple_of(1024) {
                progress.at(xml.done());
            }
            let mut cell_ended = false;
            match xml.next()? {
                Event::Start(element) => match element.local_name().as_ref() {
                    // A cell or row within a cell: an end is missing, and with it what belongs where.
                    "c" | "row" if open.is_some() => return Err(damaged(file)),
                    "c" => {
                        let mut cell = Open::default();
                        let mut nowhere = false;
                        raw_attributes(&element, |name, value| match name {
                            "r" => match address(value) {
                                Some((r, Some(c))) => (row, column) = (r, c),
                                _ => nowhere = true,
                            },
                            "s" => cell.style = self.style(value.trim().parse().ok()),
                            "t" => cell.typ = Type::new(value.as_bytes()),
                            _ => {}
                        });
                        // Where a cell belongs is never guessed from where the last one stood.
                        if nowhere {
                            return Err(damaged(file));
                        }
                        (cell.row, cell.column) = (row, column);
                        open = Some(cell);
                        value.clear();
                    }
                    "row" => {
                        if let Some((r, _)) = attribute(&element, "r").and_then(|r| address(&r)) {
                            row = r;
                        }
                        column = 0;
                        seen.row_has_content = false;
                        hidden_row = attribute(&element, "hidden").is_some_and(|flag| is_true(&flag));
                    }
                    // `v` is the value, `t` the text of an inline string; `is` may wrap runs and readings.
                    "v" => in_value = open.is_some_and(|cell| cell.typ != Type::Inline),
                    "t" => in_value = open.is_some_and(|cell| cell.typ == Type::Inline) && !in_reading,
                    "rPh" => in_reading = true,
                    "f" => {
                        if let Some(cell) = &mut open {
                            cell.has_formula = true;
                        }
                    }
                    "mergeCell" => {
                        if let Some(merge) = attribute(&element, "ref").and_then(|reference| rectangle(&reference)) {
                            grid.merge(merge);
                        }
                    }
                    "conditionalFormatting" => {
                        let range = attribute(&element, "sqref").unwrap_or_default();
                        let first = range.split([':', ' ']).next().and_then(address);
                        if let Some((row, Some(column))) = first {
                            grid.remarks.condition(row, column);
                        }
                    }
                    "col" if attribute(&element, "hidden").is_some_and(|flag| is_true(&flag)) => {
                        let bound = |name| attribute(&element, name).and_then(|n| n.trim().parse::<u32>().ok());
                        if let (Some(from), Some(to)) = (bound("min"), bound("max"))
                            && seen.hidden_ranges < MAX_COLUMNS
                        {
                            seen.hidden_ranges += 1;
                            seen.hide(from, to);
                        }
                    }
                    _ => {}
                },
                Event::End(element) => match element.local_name().as_ref() {
                    "c" => {
                        if let Some(cell) = open.take() {
                            self.put(listed, cell, &value, &mut grid, &mut seen)?;
                            cell_ended = true;
                        }
                        in_value = false;
                        column = column.saturating_add(1);
                    }
                    "row" => {
                        if hidden_row && seen.row_has_content {
                            seen.hidden_rows = seen.hidden_rows.saturating_add(1);
                            seen.first_hidden_row.get_or_insert(row);
                        }
                        row = row.saturating_add(1);
                        column = 0;
                    }
                    "v" | "t" => in_value = false,
                    "rPh" => in_reading = false,
                    "worksheet" => complete = true,
                    _ => {}
                },
                Event::Eof if complete && open.is_none() => break,
                Event::Eof => return Err(damaged(file)),
                event if in_value && open.is_some() => append(&event, &mut value),
                _ => {}
            }
            // Behind a cell there are more: those that are plainly written need no events.
            while let Some(plain) = if cell_ended { PlainCell::read(xml.ahead()?) } else { None } {
                (row, column) = plain.place.unwrap_or((row, column));
                let style = self.style(plain.style);
                let cell = Open { row, column, style, typ: plain.typ, has_formula: false };
                self.put(listed, cell, plain.value, &mut grid, &mut seen)?;
                column = column.saturating_add(1);
                let length = plain.length;
                xml.skip(length);
            }
        }
        drop(xml);
        self.remark(&listed.name, &seen);
        comments(archive, part, file, &mut grid)?;
        Ok(grid.finish(&listed.name, listed.hidden, file, &mut self.issues))
    }

    fn style(&self, style: Option<usize>) -> Style {
        style.and_then(|style| self.styles.get(style)).copied().unwrap_or_default()
    }

    /// Puts a cell that ended into the sheet.
    fn put(
        &mut self,
        listed: &Listed,
        open: Open,
        value: &str,
        grid: &mut Grid,
        seen: &mut Seen,
    ) -> Result<(), Problem> {
        let place = (open.row, open.column);
        if open.has_formula {
            seen.formulas = seen.formulas.saturating_add(1);
            if seen.first_formulas.len() < LISTED_FORMULAS {
                seen.first_formulas.push(place);
            }
        }
        let strings = self.strings;
        let shared = if open.typ == Type::Shared {
            let index = value.trim().parse::<usize>().ok();
            index.and_then(|index| Some((index, strings.get(index)?.as_str())))
        } else {
            None
        };
        let mut shown = String::new();
        let stored = match shared {
            Some((_, "")) => Cell::Empty,
            Some((_, text)) => Cell::Text(text),
            None => self.cell(open, value, &mut shown),
        };
        if stored == Cell::Empty {
            return Ok(());
        }
        seen.row_has_content = true;
        if seen.hidden_columns.get(place.1 as usize).copied().unwrap_or(false) {
            seen.hidden_cells.get_or_insert(place);
        }
        grid.remarks.fill(place.0, place.1, open.style.fill);
        match shared {
            Some((index, text)) => grid.put_shared(&mut self.budget, place, index, text),
            None => grid.put(&mut self.budget, place.0, place.1, stored),
        }
        .map_err(|limit| limit.problem(self.file, Some(&listed.name), place.0, place.1))
    }

    /// The stored value of a closed cell; text that is not in the file as such is made in `shown`.
    fn cell<'c>(&self, open: Open, value: &'c str, shown: &'c mut String) -> Cell<'c> {
        let text = |shown: &'c mut String| {
            if value.is_empty() {
                return Cell::Empty;
            }
            *shown = unescape(value);
            Cell::Text(shown)
        };
        match open.typ {
            // The text the cell refers to is not in the file: an empty cell would hide that.
            Type::Shared if !value.is_empty() => Cell::Error("#STRING"),
            // The result of a formula may be the empty text; it is stored as such.
            Type::Text | Type::Inline => text(shown),
            Type::Error if !value.is_empty() => Cell::Error(value.trim()),
            Type::Boolean if !value.is_empty() => match value.trim() {
                "1" | "true" | "TRUE" => Cell::Boolean(true),
                "0" | "false" | "FALSE" => Cell::Boolean(false),
                _ => Cell::Text(value),
            },
            Type::Date if !value.is_empty() => Cell::Date(value.trim()),
            _ if !value.is_empty() => match double(value.trim()) {
                Some(number) if number.is_finite() => match formats::number(number, open.style.kind, self.is_1904) {
                    Stored::Date(date) => {
                        *shown = date;
                        Cell::Date(shown)
                    }
                    Stored::Number(number) => Cell::Number(number),
                    Stored::Error(error) => Cell::Error(error),
                },
                _ => text(shown),
            },
            _ if open.has_formula => Cell::Error("#FORMULA"),
            _ => Cell::Empty,
        }
    }

    fn remark(&mut self, sheet: &str, seen: &Seen) {
        let file = self.file;
        if let Some(row) = seen.first_hidden_row {
            self.issues.push(super::hidden_rows(file, sheet, seen.hidden_rows, row));
        }
        if let Some(place) = seen.hidden_cells {
            self.issues.push(
                Issue::new(
                    "hidden_columns",
                    Severity::Experience,
                    Text::new(
                        format!("工作表“{sheet}”有被隐藏的列，但有内容，已一并读取。"),
                        format!("Sheet “{sheet}” hides columns that have content; they were read too."),
                    ),
                    Text::new("请核对这些列是否应当使用。", "Check whether these columns should be used."),
                )
                .at(sheet_place(file, sheet, Some(place))),
            );
        }
        if let Some(place) = seen.first_formulas.first().copied().filter(|_| self.uncalculated) {
            let count = seen.formulas;
            let cells: Vec<_> =
                seen.first_formulas.iter().map(|(row, column)| crate::diagnostic::a1(*row, *column)).collect();
            let more = if cells.len() < count as usize { "…" } else { "" };
            self.issues.push(
                Issue::new(
                    "uncalculated_formulas",
                    Severity::Experience,
                    Text::new(
                        format!(
                            "工作表“{sheet}”有 {count} 个公式（{}{more}），文件由程序生成，公式结果可能还没有计算。",
                            cells.join("、")
                        ),
                        format!("Sheet “{sheet}” has {count} formulas ({}{more}), and the program that wrote the file asks for them to be calculated on opening: their stored results may be wrong.", cells.join(", ")),
                    ),
                    Text::new(
                        "请在 Excel 或 WPS 中打开并保存一次，再放入保存后的文件。",
                        "Open the file in Excel or WPS, save it, and bring the saved file.",
                    ),
                )
                .at(sheet_place(file, sheet, Some(place))),
            );
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_read_and_absurd_ones_are_not() {
        assert_eq!(address("A1"), Some((0, Some(0))));
        assert_eq!(address("xfd1048576"), Some((1_048_575, Some(16_383))));
        assert_eq!(address("12"), Some((11, None)));
        for bad in ["", "A", "A0", "0", "ZZZZZZZZZZ1", "A99999999999", "A1B", "甲1", "-1"] {
            assert_eq!(address(bad), None, "{bad}");
        }
        assert_eq!(rectangle("B2:D3"), Some(Merge { top: 1, left: 1, bottom: 2, right: 3 }));
        assert_eq!(rectangle("B:D"), None);
    }

    #[test]
    fn plainly_written_cells_are_read_and_no_others() {
        let read = |text: &str| {
            PlainCell::read(text.as_bytes())
                .map(|cell| (cell.place, cell.style, cell.typ, cell.value.to_owned(), text.len() - cell.length))
        };
        let number = (Some((1, 27)), Some(3), Type::Number, "4.5".to_owned(), 2);
        assert_eq!(read(r#"<c r="AB2" s="3"><v>4.5</v></c><c"#), Some(number));
        assert_eq!(read(r#"<c t="s"><v>7</v></c>"#), Some((None, None, Type::Shared, "7".to_owned(), 0)));
        assert_eq!(read(r#"<c r="A1" s="0"/>"#), Some((Some((0, 0)), Some(0), Type::Number, String::new(), 0)));
        for other in [
            "",
            "<c",
            "<c>",
            r#"<col min="1"/>"#,
            r#"<c r="A1"><v>4.5</v></"#,
            r#"<c r="A1"><v>a&amp;b</v></c>"#,
            r#"<c r="A1"><f>1+1</f><v>2</v></c>"#,
            r#"<c r="A1" t="inlineStr"><v>2</v></c>"#,
            r#"<c r="a1"><v>2</v></c>"#,
            r#"<c r="AAAA1"><v>2</v></c>"#,
            r#"<c r="A0"><v>2</v></c>"#,
            r#"<c r="A1" cm="1"><v>2</v></c>"#,
            r#"<c r='A1'><v>2</v></c>"#,
            r#"<c r="A1" ><v>2</v></c>"#,
        ] {
            assert!(read(other).is_none(), "{other}");
        }
    }

    #[test]
    fn doubles_are_those_of_the_standard_library() {
        for text in [
            "0",
            "00",
            "1",
            "8459.709999999999",
            "8459.71",
            "0.1",
            ".5",
            "5.",
            ".",
            "",
            "-0",
            "-1.5",
            "1e3",
            "1E-7",
            "999999999999999",
            "99999999999999.9",
            "0.00000000000001",
            "123456789.123456789",
            "inf",
            "NaN",
            "1.2.3",
            "+1",
            "0x1",
        ] {
            assert_eq!(double(text).map(f64::to_bits), text.parse::<f64>().ok().map(f64::to_bits), "{text}");
        }
    }

    #[test]
    fn what_xml_cannot_carry_is_unescaped() {
        assert_eq!(unescape("a_x000D_b"), "a\rb");
        assert_eq!(unescape("_x005F_x000D_"), "_x000D_");
        assert_eq!(unescape("_xD83D__xDCF7_"), "\u{1f4f7}");
        assert_eq!(unescape("第_x 小学_"), "第_x 小学_");
    }

    #[test]
    fn targets_are_resolved_within_the_archive() {
        assert_eq!(resolve("xl", "worksheets/sheet1.xml"), "xl/worksheets/sheet1.xml");
        assert_eq!(resolve("xl", "/xl/a.xml"), "xl/a.xml");
        assert_eq!(resolve("xl", "../../a.xml"), "a.xml");
        assert_eq!(resolve("", "xl\\workbook.xml"), "xl/workbook.xml");
    }
}
