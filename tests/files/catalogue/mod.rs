//! A small invented county as worksheets: built clean, dirtied by the tests, and written in every format that is read.
//!
//! Lines and columns have names of their own, so that a change is named by what it changed and finds its address after
//! others have inserted or removed lines and columns.
#![allow(dead_code, reason = "two test binaries share it, and each uses a part")]

use std::io::{Cursor, Write};

/// A generator of numbers that is the same everywhere (splitmix64).
#[derive(Debug, Clone)]
pub struct Rng(pub u64);

impl Rng {
    /// The next 64 bits.
    pub fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// A number below `n`.
    pub fn below(&mut self, n: usize) -> usize {
        (self.next() % n as u64) as usize
    }

    /// One of `list`.
    pub fn pick<T: Copy>(&mut self, list: &[T]) -> T {
        list[self.below(list.len())]
    }
}

/// What is put into a cell.
#[derive(Debug, Clone, PartialEq)]
pub enum Put {
    Empty,
    Text(String),
    Number(f64),
    /// Year, month, day.
    Date(u16, u8, u8),
    /// A formula with its stored result.
    Formula(f64),
    /// An error value.
    Error(&'static str),
    /// A formula nobody has calculated.
    Uncalculated,
    Truth(bool),
    /// Text that is written into delimited text as it stands, without quotation marks.
    Raw(String),
}

impl Put {
    pub fn text(text: &str) -> Self {
        if text.is_empty() { Self::Empty } else { Self::Text(text.to_owned()) }
    }

    pub fn is_empty(&self) -> bool {
        *self == Self::Empty
    }

    /// As a spreadsheet program shows it, and therefore as text sources carry it.
    pub fn shown(&self) -> String {
        match self {
            Self::Empty | Self::Uncalculated => String::new(),
            Self::Text(text) | Self::Raw(text) => text.clone(),
            Self::Number(number) | Self::Formula(number) => number.to_string(),
            Self::Date(year, month, day) => format!("{year}/{month}/{day}"),
            Self::Error(error) => (*error).to_owned(),
            Self::Truth(truth) => truth.to_string().to_uppercase(),
        }
    }
}

/// The name of a line: header lines below 100, schools from 100 on.
pub type Line = u32;
/// The name of a column.
pub type Name = &'static str;

/// A line of a sheet.
#[derive(Debug, Clone)]
pub struct Row {
    pub id: Line,
    pub cells: Vec<Put>,
    pub hidden: bool,
}

/// A sheet.
#[derive(Debug, Clone, Default)]
pub struct Grid {
    pub name: String,
    pub columns: Vec<Name>,
    pub rows: Vec<Row>,
    /// First line and column, last line and column.
    pub merges: Vec<(Line, Name, Line, Name)>,
    pub hidden: bool,
    pub hidden_columns: Vec<Name>,
    /// Cells with a background colour.
    pub shaded: Vec<(Line, Name)>,
    /// Cells with a comment (批注).
    pub comments: Vec<(Line, Name, String)>,
}

impl Grid {
    pub fn row_at(&self, line: Line) -> Option<usize> {
        self.rows.iter().position(|row| row.id == line)
    }

    pub fn column_at(&self, name: Name) -> Option<usize> {
        self.columns.iter().position(|column| *column == name)
    }

    pub fn has(&self, name: Name) -> bool {
        self.column_at(name).is_some()
    }

    pub fn get(&self, line: Line, name: Name) -> Option<&Put> {
        self.rows.get(self.row_at(line)?)?.cells.get(self.column_at(name)?)
    }

    /// Puts a value; `None` when there is no such line or column any more.
    pub fn put(&mut self, line: Line, name: Name, value: Put) -> Option<()> {
        let (row, column) = (self.row_at(line)?, self.column_at(name)?);
        *self.rows.get_mut(row)?.cells.get_mut(column)? = value;
        Some(())
    }

    pub fn number(&self, line: Line, name: Name) -> Option<f64> {
        match self.get(line, name)? {
            Put::Number(number) => Some(*number),
            _ => None,
        }
    }

    /// Inserts an empty line at `at`.
    pub fn insert_row(&mut self, at: usize, id: Line, cells: &[(Name, Put)]) {
        let mut line = vec![Put::Empty; self.columns.len()];
        for (name, value) in cells {
            if let Some(column) = self.column_at(name) {
                line[column] = value.clone();
            }
        }
        self.rows.insert(at.min(self.rows.len()), Row { id, cells: line, hidden: false });
    }

    /// Inserts an empty column at `at`.
    pub fn insert_column(&mut self, at: usize, name: Name) {
        for row in &mut self.rows {
            if row.cells.len() >= at {
                row.cells.insert(at, Put::Empty);
            }
        }
        self.columns.insert(at, name);
    }

    /// The lines of schools.
    pub fn schools(&self) -> Vec<Line> {
        self.rows.iter().map(|row| row.id).filter(|id| (100..900).contains(id)).collect()
    }

    /// The last header line.
    pub fn header(&self) -> Line {
        self.rows.iter().map(|row| row.id).filter(|id| (50..100).contains(id)).max().unwrap_or(50)
    }

    /// Place of the first line below the header.
    pub fn first(&self) -> usize {
        self.row_at(self.header()).map_or(0, |at| at + 1)
    }

    /// Whether a cell is shaded, and the words of its comment.
    fn dress(&self, row: &Row, column: usize) -> (bool, Option<&str>) {
        let here = |line: Line, name: Name| line == row.id && self.column_at(name) == Some(column);
        let comment = self.comments.iter().find(|(line, name, _)| here(*line, name));
        (self.shaded.iter().any(|(line, name)| here(*line, name)), comment.map(|(.., words)| words.as_str()))
    }

    /// The address of a cell.
    pub fn address(&self, line: Line, name: Name) -> Option<String> {
        let (row, column) = (self.row_at(line)?, self.column_at(name)?);
        Some(junheng::diagnostic::a1(u32::try_from(row).ok()?, u32::try_from(column).ok()?).into())
    }
}

/// A format the county is written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    Paste,
    Csv,
    Gbk,
    Xlsx,
    Xls,
    Ods,
}

impl Form {
    pub const ALL: [Self; 6] = [Self::Paste, Self::Csv, Self::Gbk, Self::Xlsx, Self::Xls, Self::Ods];
    pub const TEXT: [Self; 3] = [Self::Paste, Self::Csv, Self::Gbk];
    pub const BOOKS: [Self; 3] = [Self::Xlsx, Self::Xls, Self::Ods];

    pub fn is_text(self) -> bool {
        matches!(self, Self::Paste | Self::Csv | Self::Gbk)
    }
}

/// What is done to delimited text as bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Dirt {
    ZeroBytes,
    InnerMark,
    ReturnsOnly,
    NoEnd,
}

/// A workbook.
#[derive(Debug, Clone, Default)]
pub struct Book {
    pub name: String,
    pub sheets: Vec<Grid>,
    pub dirt: Vec<Dirt>,
}

/// What a sheet holds in which line by line, so that a change can be made to it wherever it stands.
impl Book {
    pub fn sheet(&mut self) -> &mut Grid {
        &mut self.sheets[0]
    }

    /// The sheet with this line.
    pub fn of_line(&mut self, line: Line) -> Option<(usize, &mut Grid)> {
        self.sheets.iter_mut().enumerate().find(|(_, sheet)| sheet.row_at(line).is_some())
    }

    /// The bytes in `form`; the first sheet alone where the form has one sheet only.
    pub fn write(&self, form: Form) -> Vec<u8> {
        match form {
            Form::Paste => self.text('\t', "\r\n").into_bytes(),
            Form::Csv => self.text(',', "\r\n").into_bytes(),
            Form::Gbk => encoding_rs::GB18030.encode(&self.text(',', "\r\n")).0.into_owned(),
            Form::Xlsx => xlsx(&self.sheets),
            Form::Xls => xls(&self.sheets),
            Form::Ods => ods(&self.sheets),
        }
    }

    fn text(&self, delimiter: char, end: &str) -> String {
        let end = if self.dirt.contains(&Dirt::ReturnsOnly) { "\r" } else { end };
        let mut text = String::new();
        let Some(sheet) = self.sheets.first() else { return text };
        for (place, row) in sheet.rows.iter().enumerate() {
            if place == sheet.rows.len() / 2 && self.dirt.contains(&Dirt::InnerMark) {
                text.push('\u{feff}');
            }
            for (column, cell) in row.cells.iter().enumerate() {
                if column > 0 {
                    text.push(delimiter);
                }
                let shown = cell.shown();
                let quoted = shown.contains([delimiter, '"', '\n', '\r']) && !matches!(cell, Put::Raw(_));
                if quoted {
                    text.push('"');
                    text.push_str(&shown.replace('"', "\"\""));
                    text.push('"');
                } else {
                    text.push_str(&shown);
                }
            }
            text.push_str(end);
        }
        if self.dirt.contains(&Dirt::NoEnd) {
            text.truncate(text.trim_end_matches(['\r', '\n']).len());
        }
        if self.dirt.contains(&Dirt::ZeroBytes) {
            let at = text.char_indices().nth(text.chars().count() / 2).map_or(0, |(at, _)| at);
            text.insert(at, '\0');
        }
        text
    }
}

fn xlsx(sheets: &[Grid]) -> Vec<u8> {
    use rust_xlsxwriter::{Color, ExcelDateTime, Format, Formula, Note, Workbook};
    let mut book = Workbook::new();
    for grid in sheets {
        let sheet = book.add_worksheet();
        sheet.set_name(&grid.name).unwrap();
        for (r, row) in grid.rows.iter().enumerate() {
            let r = u32::try_from(r).unwrap();
            for (c, cell) in row.cells.iter().enumerate() {
                let (shaded, _) = grid.dress(row, c);
                let c = u16::try_from(c).unwrap();
                let format = if shaded { Format::new().set_background_color(Color::Red) } else { Format::new() };
                match cell {
                    Put::Empty => {}
                    Put::Text(text) | Put::Raw(text) => {
                        sheet.write_string_with_format(r, c, text, &format).unwrap();
                    }
                    Put::Number(number) => {
                        sheet.write_number_with_format(r, c, *number, &format).unwrap();
                    }
                    Put::Date(year, month, day) => {
                        let date = ExcelDateTime::from_ymd(*year, *month, *day).unwrap();
                        sheet.write_datetime_with_format(r, c, date, &format.set_num_format("yyyy-mm-dd")).unwrap();
                    }
                    Put::Formula(number) => {
                        sheet.write_formula(r, c, Formula::new("=1+1").set_result(number.to_string())).unwrap();
                    }
                    Put::Error(error) => {
                        sheet.write_formula(r, c, Formula::new("=1/0").set_result(*error)).unwrap();
                    }
                    Put::Uncalculated => {
                        sheet.write_formula(r, c, Formula::new("=A1").set_result("")).unwrap();
                    }
                    Put::Truth(truth) => {
                        sheet.write_boolean(r, c, *truth).unwrap();
                    }
                }
            }
            if row.hidden {
                sheet.set_row_hidden(r).unwrap();
            }
        }
        for (top, left, bottom, right) in &grid.merges {
            let rows = (grid.row_at(*top), grid.row_at(*bottom));
            let columns = (grid.column_at(left), grid.column_at(right));
            let ((Some(top), Some(bottom)), (Some(left), Some(right))) = (rows, columns) else { continue };
            if bottom < top || right < left || (top == bottom && left == right) {
                continue;
            }
            let value = grid.rows[top].cells[left].shown();
            let (top, bottom) = (u32::try_from(top).unwrap(), u32::try_from(bottom).unwrap());
            let (left, right) = (u16::try_from(left).unwrap(), u16::try_from(right).unwrap());
            // Ranges that changes have laid over each other are left out by the writer, as no program stores them.
            let _ = sheet.merge_range(top, left, bottom, right, &value, &Format::new());
        }
        for name in &grid.hidden_columns {
            if let Some(column) = grid.column_at(name) {
                sheet.set_column_hidden(u16::try_from(column).unwrap()).unwrap();
            }
        }
        for (line, name, words) in &grid.comments {
            if let (Some(row), Some(column)) = (grid.row_at(*line), grid.column_at(name)) {
                let (row, column) = (u32::try_from(row).unwrap(), u16::try_from(column).unwrap());
                sheet.insert_note(row, column, &Note::new(words)).unwrap();
            }
        }
        if grid.hidden {
            sheet.set_hidden(true);
        }
    }
    book.save_to_buffer().unwrap()
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

/// An open document spreadsheet: cells, merges, hidden sheets.
fn ods(sheets: &[Grid]) -> Vec<u8> {
    let mut xml = String::from(concat!(
        r#"<?xml version="1.0" encoding="UTF-8"?><office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" "#,
        r#"xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" "#,
        r#"xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0" "#,
        r#"xmlns:fo="urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0"><office:automatic-styles><style:style style:name="away" "#,
        r#"style:family="table"><style:table-properties table:display="false"/></style:style><style:style style:name="red" "#,
        r##"style:family="table-cell"><style:table-cell-properties fo:background-color="#ff0000"/></style:style>"##,
        "</office:automatic-styles>",
        "<office:body><office:spreadsheet>"
    ));
    for grid in sheets {
        let style = if grid.hidden { r#" table:style-name="away""# } else { "" };
        xml.push_str(&format!(r#"<table:table table:name="{}"{style}>"#, escaped(&grid.name)));
        for (r, row) in grid.rows.iter().enumerate() {
            xml.push_str("<table:table-row>");
            for (c, cell) in row.cells.iter().enumerate() {
                let merge = grid
                    .merges
                    .iter()
                    .find(|(top, left, ..)| grid.row_at(*top) == Some(r) && grid.column_at(left) == Some(c));
                let span = merge.and_then(|(_, _, bottom, right)| {
                    let (bottom, right) = (grid.row_at(*bottom)?, grid.column_at(right)?);
                    let (rows, columns) = (bottom.checked_sub(r)? + 1, right.checked_sub(c)? + 1);
                    Some(format!(r#" table:number-rows-spanned="{rows}" table:number-columns-spanned="{columns}""#))
                });
                let (shaded, comment) = grid.dress(row, c);
                let red = if shaded { r#" table:style-name="red""# } else { "" };
                let span = span.unwrap_or_default() + red;
                let note = comment.map(|words| {
                    format!(
                        "<office:annotation><dc:date>2024-01-08</dc:date><text:p>{}</text:p></office:annotation>",
                        escaped(words)
                    )
                });
                let note = note.unwrap_or_default();
                let typed = |kind: &str, value: &str, shown: &str| {
                    format!(
                        r#"<table:table-cell{span} office:value-type="{kind}" {value}>{note}<text:p>{}</text:p></table:table-cell>"#,
                        escaped(shown)
                    )
                };
                xml.push_str(&match cell {
                    Put::Empty | Put::Uncalculated => format!("<table:table-cell{span}/>"),
                    Put::Text(text) | Put::Raw(text) => {
                        let lines: String =
                            text.split('\n').map(|line| format!("<text:p>{}</text:p>", ods_text(line))).collect();
                        format!(r#"<table:table-cell{span} office:value-type="string">{lines}</table:table-cell>"#)
                    }
                    Put::Number(number) | Put::Formula(number) => {
                        typed("float", &format!(r#"office:value="{number}""#), &number.to_string())
                    }
                    Put::Date(year, month, day) => typed(
                        "date",
                        &format!(r#"office:date-value="{year:04}-{month:02}-{day:02}""#),
                        &format!("{year}/{month}/{day}"),
                    ),
                    Put::Error(error) => typed("string", r#"table:formula="of:=1/0""#, error),
                    Put::Truth(truth) => {
                        typed("boolean", &format!(r#"office:boolean-value="{truth}""#), &truth.to_string())
                    }
                });
            }
            xml.push_str("</table:table-row>");
        }
        xml.push_str("</table:table>");
    }
    xml.push_str("</office:spreadsheet></office:body></office:document-content>");
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let plain = zip::write::SimpleFileOptions::default();
    for (name, content) in
        [("mimetype", "application/vnd.oasis.opendocument.spreadsheet"), ("content.xml", xml.as_str())]
    {
        zip.start_file(name, plain).unwrap();
        zip.write_all(content.as_bytes()).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

/// Runs of spaces and tabs are elements of their own in open documents.
fn ods_text(text: &str) -> String {
    let mut out = String::new();
    for c in text.chars() {
        match c {
            ' ' => out.push_str("<text:s/>"),
            '\t' => out.push_str("<text:tab/>"),
            c => out.push_str(&escaped(&c.to_string())),
        }
    }
    out
}

fn words(values: &[u16]) -> Vec<u8> {
    values.iter().flat_map(|value| value.to_le_bytes()).collect()
}

fn record(kind: u16, data: &[u8]) -> Vec<u8> {
    [&kind.to_le_bytes()[..], &u16::try_from(data.len()).unwrap().to_le_bytes(), data].concat()
}

/// A binary workbook (BIFF8): labels, numbers, dates, errors, truth values, merges, hidden sheets.
fn xls(sheets: &[Grid]) -> Vec<u8> {
    let wide = |text: &str| -> Vec<u8> { text.encode_utf16().flat_map(u16::to_le_bytes).collect() };
    let units = |text: &str| text.encode_utf16().count();
    let bof = |kind| record(0x809, &words(&[0x600, kind, 0, 0, 0, 0, 0, 0]));
    let end = record(0x0a, &[]);
    let bodies: Vec<Vec<u8>> = sheets
        .iter()
        .map(|grid| {
            let mut body = bof(0x10);
            let mut notes: Vec<Vec<u8>> = Vec::new();
            for (r, row) in grid.rows.iter().enumerate() {
                for (c, cell) in row.cells.iter().enumerate() {
                    let (shaded, comment) = grid.dress(row, c);
                    let plain = if shaded { 2 } else { 0 };
                    let [row, column] = [r, c].map(|n| u16::try_from(n).unwrap());
                    let at = |style: u16| words(&[row, column, if style == 0 { plain } else { style }]);
                    if let Some(comment) = comment {
                        let object = 1 + u16::try_from(notes.len()).unwrap();
                        body.extend(record(0x5d, &words(&[0x15, 0x12, 0x19, object, 0, 0, 0, 0, 0, 0, 0])));
                        let count = u16::try_from(units(comment)).unwrap();
                        body.extend(record(0x1b6, &words(&[0, 0, 0, 0, 0, count, 16, 0, 0])));
                        body.extend(record(0x3c, &[vec![1], wide(comment)].concat()));
                        body.extend(record(0x3c, &[0; 16]));
                        notes.push(record(0x1c, &words(&[row, column, 0, object, 0, 0])));
                    }
                    let number = |style, value: f64| record(0x203, &[at(style), value.to_le_bytes().to_vec()].concat());
                    body.extend(match cell {
                        Put::Empty | Put::Uncalculated => Vec::new(),
                        Put::Text(text) | Put::Raw(text) => {
                            let length = u16::try_from(units(text)).unwrap().to_le_bytes();
                            record(0x204, &[at(0), length.to_vec(), vec![1], wide(text)].concat())
                        }
                        Put::Number(value) | Put::Formula(value) => number(0, *value),
                        Put::Date(year, month, day) => number(1, serial(*year, *month, *day)),
                        Put::Error(_) => record(0x205, &[at(0), vec![7, 1]].concat()),
                        Put::Truth(truth) => record(0x205, &[at(0), vec![u8::from(*truth), 0]].concat()),
                    });
                }
            }
            for (top, left, bottom, right) in &grid.merges {
                let rows = (grid.row_at(*top), grid.row_at(*bottom));
                let columns = (grid.column_at(left), grid.column_at(right));
                if let ((Some(top), Some(bottom)), (Some(left), Some(right))) = (rows, columns) {
                    let range = [1, top, bottom, left, right].map(|n| u16::try_from(n).unwrap());
                    body.extend(record(0xe5, &words(&range)));
                }
            }
            body.extend(notes.concat());
            body.extend(&end);
            body
        })
        .collect();
    let globals = |start: usize| {
        let mut part =
            [bof(5), record(0xe0, &[0; 20]), record(0xe0, &[&[0, 0, 14, 0][..], &[0; 16]].concat())].concat();
        // A solid fill in red.
        part.extend(record(0xe0, &[&[0; 17][..], &[4, 10, 0]].concat()));
        let mut at = start;
        for (grid, body) in sheets.iter().zip(&bodies) {
            let name = [
                &u32::try_from(at).unwrap().to_le_bytes()[..],
                &[u8::from(grid.hidden), 0, u8::try_from(units(&grid.name)).unwrap(), 1],
                &wide(&grid.name),
            ];
            part.extend(record(0x85, &name.concat()));
            at += body.len();
        }
        part.extend(&end);
        part
    };
    let length = globals(0).len();
    compound(&[vec![globals(length)], bodies].concat().concat())
}

/// Days since the last day of 1899, as spreadsheets count them.
fn serial(year: u16, month: u8, day: u8) -> f64 {
    let (y, m) =
        if month > 2 { (i32::from(year), i32::from(month)) } else { (i32::from(year) - 1, i32::from(month) + 12) };
    let days = 365 * y + y / 4 - y / 100 + y / 400 + (153 * (m - 3) + 2) / 5 + i32::from(day) - 1;
    f64::from(days - 693_899)
}

/// The stream `Workbook` in a compound file with as many sectors of the allocation table as it needs.
fn compound(stream: &[u8]) -> Vec<u8> {
    let mut stream = stream.to_vec();
    stream.resize(stream.len().max(4_096).next_multiple_of(512), 0);
    let sectors = stream.len() / 512;
    let tables = (sectors + 2).div_ceil(127);
    let first = u32::try_from(tables + 1).unwrap();
    let mut file = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1".to_vec();
    file.resize(24, 0);
    file.extend(words(&[0x3e, 3, 0xfffe, 9, 6, 0, 0, 0]));
    let tables_word = u32::try_from(tables).unwrap();
    for word in [0, tables_word, tables_word, 0, 4_096, 0xffff_fffe, 0, 0xffff_fffe, 0] {
        file.extend(word.to_le_bytes());
    }
    for table in 0..tables {
        file.extend(u32::try_from(table).unwrap().to_le_bytes());
    }
    file.resize(512, 0xff);
    // The allocation table, then the directory, then the stream.
    let mut table = vec![0xffff_fffd_u32; tables];
    table.push(0xffff_fffe);
    table.extend((0..sectors).map(
        |i| {
            if i + 1 == sectors { 0xffff_fffe } else { first + u32::try_from(i + 1).unwrap() }
        },
    ));
    table.resize(128 * tables, 0xffff_ffff);
    file.extend(table.iter().flat_map(|word| word.to_le_bytes()));
    for (name, kind, start, size) in [
        ("Root Entry", 5, 0xffff_fffe_u32, 0_usize),
        ("Workbook", 2, first, stream.len()),
        ("", 0, 0, 0),
        ("", 0, 0, 0),
    ] {
        let mut entry: Vec<u8> = name.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let length = if name.is_empty() { 0 } else { entry.len() + 2 };
        entry.resize(64, 0);
        entry.extend(words(&[u16::try_from(length).unwrap(), kind]));
        entry.resize(116, 0);
        entry.extend(start.to_le_bytes());
        entry.extend(u32::try_from(size).unwrap().to_le_bytes());
        entry.resize(128, 0);
        file.extend(entry);
    }
    file.extend(stream);
    file
}

// -------------------------------------------------------------------------------------------------------- the county

/// The numbers of a section, in the units of the sheet.
#[derive(Debug, Clone, Copy)]
pub struct Part {
    pub pupils: f64,
    pub full_time: f64,
    pub doctors: f64,
    pub masters: f64,
    pub bachelors: f64,
    pub associates: f64,
    pub backbone: f64,
    pub pe: f64,
    pub music: f64,
    pub art: f64,
    pub teaching: f64,
    pub indoor: f64,
    pub ground: f64,
    /// 万元.
    pub equipment: f64,
    pub rooms: f64,
}

/// A school with its parts.
#[derive(Debug, Clone)]
pub struct School {
    pub name: String,
    pub code: String,
    pub town: &'static str,
    pub kind: &'static str,
    pub primary: Option<Part>,
    pub junior: Option<Part>,
}

const TOWNS: [&str; 4] = ["禾穗街道", "稻花镇", "麦芒镇", "藕丝乡"];
const NAMES: [&str; 19] = [
    "晨露",
    "风车",
    "蒲公英",
    "云雀",
    "纸鸢",
    "竹哨",
    "萤火",
    "松果",
    "雨燕",
    "银杏叶",
    "向日葵",
    "海棠",
    "青石",
    "白鹭",
    "芦花",
    "长亭",
    "望月",
    "梅溪",
    "兰圃",
];

/// The schools of the invented county: nine primary, eight junior, two of nine years. Every number lies near its
/// threshold, on both sides, and nothing about it is doubtful.
pub fn schools(seed: u64) -> Vec<School> {
    let mut rng = Rng(seed);
    (0..19)
        .map(|k| {
            let (has_primary, has_junior) = match k {
                0..9 => (true, false),
                9..17 => (false, true),
                _ => (true, true),
            };
            let kind = match (has_primary, has_junior) {
                (true, false) => "小学",
                (false, true) => "初级中学",
                _ => "九年一贯制学校",
            };
            let town = TOWNS[k % 4];
            let ending = match kind {
                "小学" => "小学",
                "初级中学" => "中学",
                _ => "学校",
            };
            School {
                name: format!("青禾县{town}{}{ending}", NAMES[k]),
                code: format!("36330{:05}", 1200 + 17 * k),
                town,
                kind,
                primary: has_primary.then(|| part(&mut rng, 0)),
                junior: has_junior.then(|| part(&mut rng, 1)),
            }
        })
        .collect()
}

/// A value near `threshold` per `per` pupils.
fn part(rng: &mut Rng, stage: usize) -> Part {
    let pupils = 420.0 + rng.below(900) as f64;
    let mut near = |threshold: [f64; 2]| threshold[stage] * (0.82 + rng.below(60) as f64 / 100.0);
    let cents = |value: f64| (value * 100.0).round() / 100.0;
    let above = (near([4.2, 5.3]) * pupils / 100.0).round();
    let backbone = (near([1.0, 1.0]) * pupils / 100.0).round().max(1.0);
    let pe_art = (near([0.9, 0.9]) * pupils / 100.0).round().max(3.0);
    let net = near([4.5, 5.8]) * pupils;
    let sports = near([7.5, 10.2]) * pupils;
    let equipment = cents(near([2000.0, 2500.0]) * pupils / 10_000.0);
    let rooms = (near([2.3, 2.4]) * pupils / 100.0).round();
    let indoor = cents(sports * 0.08);
    let doctors = f64::from(u8::from(rng.below(3) == 0));
    let masters = 1.0 + rng.below(4) as f64;
    let associates = if stage == 0 { (above * 0.25).floor() } else { 2.0 };
    let bachelors = above - doctors - masters - if stage == 0 { associates } else { 0.0 };
    let music = (pe_art * 0.3).floor().max(1.0);
    let art = (pe_art * 0.25).floor().max(1.0);
    Part {
        pupils,
        full_time: doctors + masters + bachelors + associates + 2.0 + rng.below(3) as f64,
        doctors,
        masters,
        bachelors,
        associates,
        backbone,
        pe: pe_art - music - art,
        music,
        art,
        teaching: cents(net + indoor),
        indoor,
        ground: cents(sports - indoor),
        equipment,
        rooms,
    }
}

/// How the county is laid out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Layout {
    /// One row per section, the stage in a column, one header row.
    Sections,
    /// One sheet of primary schools with a title, a header of two merged rows, the total and notes.
    Form,
    /// One row per school, people by stage, shared resources of the school.
    Whole,
    /// A sheet for each stage; the first alone where the form has one sheet.
    Stages,
}

impl Layout {
    pub const ALL: [Self; 4] = [Self::Sections, Self::Form, Self::Whole, Self::Stages];
}

/// The amounts of a section by the names of their columns.
fn amounts(part: &Part) -> [(Name, f64); 15] {
    [
        ("pupils", part.pupils),
        ("full_time", part.full_time),
        ("doctors", part.doctors),
        ("masters", part.masters),
        ("bachelors", part.bachelors),
        ("associates", part.associates),
        ("backbone", part.backbone),
        ("pe", part.pe),
        ("music", part.music),
        ("art", part.art),
        ("teaching", part.teaching),
        ("indoor", part.indoor),
        ("ground", part.ground),
        ("equipment", part.equipment),
        ("rooms", part.rooms),
    ]
}

/// Column names and headings of a table with one row per section.
pub const SECTION_COLUMNS: [(Name, &str); 20] = [
    ("serial", "序号"),
    ("name", "学校名称"),
    ("code", "学校（机构）标识码"),
    ("stage", "学段"),
    ("kind", "办学类型"),
    ("pupils", "在校生数（人）"),
    ("full_time", "专任教师数（人）"),
    ("doctors", "博士学历教师数"),
    ("masters", "硕士学历教师数"),
    ("bachelors", "本科学历教师数"),
    ("associates", "专科学历教师数"),
    ("backbone", "县级以上骨干教师数（人）"),
    ("pe", "体育教师数"),
    ("music", "音乐教师数"),
    ("art", "美术教师数"),
    ("teaching", "教学及辅助用房面积（㎡）"),
    ("indoor", "室内体育用房面积（㎡）"),
    ("ground", "运动场地面积（㎡）"),
    ("equipment", "教学仪器设备资产值（万元）"),
    ("rooms", "网络多媒体教室（间）"),
];

/// The columns that hold numbers of sections.
pub const NUMBERS: [Name; 15] = [
    "pupils",
    "full_time",
    "doctors",
    "masters",
    "bachelors",
    "associates",
    "backbone",
    "pe",
    "music",
    "art",
    "teaching",
    "indoor",
    "ground",
    "equipment",
    "rooms",
];

/// The county in `layout`.
pub fn county(seed: u64, layout: Layout) -> Book {
    let schools = schools(seed);
    let book = |sheets| Book { name: "青禾县2023年统计.xlsx".into(), sheets, dirt: Vec::new() };
    match layout {
        Layout::Sections => book(vec![sections(&schools, "学校", |_| true, true)]),
        Layout::Stages => {
            let mut primary = sections(&schools, "小学", |stage| stage == "小学", false);
            let mut junior = sections(&schools, "初中", |stage| stage == "初中", false);
            for (grid, title) in [(&mut primary, "2023年小学办学条件"), (&mut junior, "2023年初中办学条件")]
            {
                grid.insert_row(0, 10, &[("serial", Put::text(title))]);
            }
            book(vec![primary, junior])
        }
        Layout::Form => book(vec![form(&schools)]),
        Layout::Whole => book(vec![whole(&schools)]),
    }
}

fn sections(schools: &[School], name: &str, take: fn(&str) -> bool, with_stage: bool) -> Grid {
    let columns = SECTION_COLUMNS.iter().filter(|(name, _)| with_stage || *name != "stage");
    let mut grid =
        Grid { name: name.to_owned(), columns: columns.clone().map(|(name, _)| *name).collect(), ..Grid::default() };
    let header: Vec<(Name, Put)> = columns.map(|(name, heading)| (*name, Put::text(heading))).collect();
    grid.insert_row(0, 50, &header);
    for (k, school) in schools.iter().enumerate() {
        for (offset, stage, part) in [(0, "小学", &school.primary), (40, "初中", &school.junior)] {
            let Some(part) = part.as_ref().filter(|_| take(stage)) else { continue };
            let id = 100 + offset + u32::try_from(k).unwrap();
            let serial = grid.rows.len() as f64;
            let mut cells = vec![
                ("serial", Put::Number(serial)),
                ("name", Put::text(&school.name)),
                ("code", Put::text(&school.code)),
                ("stage", Put::text(stage)),
                ("kind", Put::text(school.kind)),
            ];
            cells.extend(amounts(part).map(|(name, value)| (name, Put::Number(value))));
            grid.insert_row(usize::MAX, id, &cells);
        }
    }
    grid
}

/// The sum of a column over the lines of schools.
pub fn total(grid: &Grid, name: Name) -> f64 {
    let sum: f64 = grid.schools().iter().filter_map(|line| grid.number(*line, name)).sum();
    (sum * 100.0).round() / 100.0
}

fn form(schools: &[School]) -> Grid {
    let columns: [(Name, &str, &str); 18] = [
        ("serial", "序号", ""),
        ("town", "所属乡镇", ""),
        ("name", "学 校\n名 称", ""),
        ("pupils", "在校生数", ""),
        ("full_time", "专任教师", "合计"),
        ("doctors", "", "博士研究生"),
        ("masters", "", "硕士研究生"),
        ("bachelors", "", "本科"),
        ("associates", "", "专科"),
        ("backbone", "县级以上骨干教师数", ""),
        ("pe", "按授课课程分", "体育与健康"),
        ("music", "", "音乐"),
        ("art", "", "美术"),
        ("teaching", "校舍建筑面积（㎡）", "教学及辅助用房"),
        ("indoor", "", "其中：室内体育用房"),
        ("ground", "运动场地面积（㎡）", ""),
        ("equipment", "教学仪器设备资产值（万元）", ""),
        ("rooms", "网络多媒体教室（间）", ""),
    ];
    let mut grid =
        Grid { name: "小学".into(), columns: columns.iter().map(|(name, ..)| *name).collect(), ..Grid::default() };
    grid.insert_row(0, 10, &[("serial", Put::text("青禾县2023年小学基本情况统计表"))]);
    grid.insert_row(
        1,
        11,
        &[("serial", Put::text("填报单位：青禾县教育局")), ("ground", Put::text("填表日期：2024年1月8日"))],
    );
    grid.merges.push((10, "serial", 10, "rooms"));
    let top: Vec<_> = columns.iter().map(|(name, heading, _)| (*name, Put::text(heading))).collect();
    let low: Vec<_> = columns.iter().map(|(name, _, heading)| (*name, Put::text(heading))).collect();
    grid.insert_row(2, 50, &top);
    grid.insert_row(3, 51, &low);
    for (name, _, low) in &columns {
        if low.is_empty() {
            grid.merges.push((50, name, 51, name));
        }
    }
    grid.merges.push((50, "full_time", 50, "associates"));
    grid.merges.push((50, "pe", 50, "art"));
    grid.merges.push((50, "teaching", 50, "indoor"));
    for (k, school) in schools.iter().enumerate() {
        let Some(part) = &school.primary else { continue };
        let mut cells = vec![
            ("serial", Put::Number((grid.rows.len() - 3) as f64)),
            ("town", Put::text(school.town)),
            ("name", Put::text(&school.name)),
        ];
        cells.extend(amounts(part).map(|(name, value)| (name, Put::Number(value))));
        grid.insert_row(usize::MAX, 100 + u32::try_from(k).unwrap(), &cells);
    }
    let sums: Vec<(Name, Put)> = std::iter::once(("serial", Put::text("合计")))
        .chain(NUMBERS.iter().map(|name| (*name, Put::Number(total(&grid, name)))))
        .collect();
    grid.insert_row(usize::MAX, 900, &sums);
    grid.insert_row(usize::MAX, 901, &[("serial", Put::text("注：1.本表由学校填报；2.面积以产权证为准。"))]);
    grid.insert_row(usize::MAX, 902, &[("serial", Put::text("填表人：　　　审核人：　　　联系电话：0793-1234567"))]);
    grid.merges.push((901, "serial", 901, "rooms"));
    grid
}

fn whole(schools: &[School]) -> Grid {
    const PEOPLE: [(Name, Name, Name, &str); 9] = [
        ("full_time", "p_full_time", "j_full_time", "专任教师数"),
        ("doctors", "p_doctors", "j_doctors", "博士研究生学历教师"),
        ("masters", "p_masters", "j_masters", "硕士研究生学历教师"),
        ("bachelors", "p_bachelors", "j_bachelors", "本科学历教师"),
        ("associates", "p_associates", "j_associates", "专科学历教师"),
        ("backbone", "p_backbone", "j_backbone", "县级以上骨干教师"),
        ("pe", "p_pe", "j_pe", "体育专任教师"),
        ("music", "p_music", "j_music", "音乐专任教师"),
        ("art", "p_art", "j_art", "美术专任教师"),
    ];
    const SHARED: [(Name, &str); 5] = [
        ("teaching", "教学及辅助用房面积（㎡）"),
        ("indoor", "室内体育用房面积（㎡）"),
        ("ground", "运动场地面积（㎡）"),
        ("equipment", "教学仪器设备资产值（万元）"),
        ("rooms", "网络多媒体教室（间）"),
    ];
    let mut columns: Vec<(Name, String)> = vec![
        ("name", "学校名称".into()),
        ("code", "学校（机构）标识码".into()),
        ("kind", "办学类型".into()),
        ("p_pupils", "小学在校生数".into()),
        ("j_pupils", "初中在校生数".into()),
    ];
    columns.extend(PEOPLE.iter().map(|(_, name, _, heading)| (*name, format!("{heading}（小学）"))));
    columns.extend(PEOPLE.iter().map(|(_, _, name, heading)| (*name, format!("{heading}（初中）"))));
    columns.extend(SHARED.iter().map(|(name, heading)| (*name, (*heading).to_owned())));
    let mut grid =
        Grid { name: "学校".into(), columns: columns.iter().map(|(name, _)| *name).collect(), ..Grid::default() };
    let header: Vec<_> = columns.iter().map(|(name, heading)| (*name, Put::text(heading))).collect();
    grid.insert_row(0, 50, &header);
    for (k, school) in schools.iter().enumerate() {
        let mut cells = vec![
            ("name", Put::text(&school.name)),
            ("code", Put::text(&school.code)),
            ("kind", Put::text(school.kind)),
        ];
        for (part, pupils, primary) in [(&school.primary, "p_pupils", true), (&school.junior, "j_pupils", false)] {
            let Some(part) = part else { continue };
            cells.push((pupils, Put::Number(part.pupils)));
            for (key, p, j, _) in PEOPLE {
                let value = amounts(part).iter().find(|(name, _)| *name == key).map_or(0.0, |(_, value)| *value);
                cells.push((if primary { p } else { j }, Put::Number(value)));
            }
        }
        for (name, _) in SHARED {
            let sum: f64 = [&school.primary, &school.junior]
                .into_iter()
                .flatten()
                .flat_map(amounts)
                .filter(|(own, _)| *own == name)
                .map(|(_, value)| value)
                .sum();
            cells.push((name, Put::Number((sum * 100.0).round() / 100.0)));
        }
        grid.insert_row(usize::MAX, 100 + u32::try_from(k).unwrap(), &cells);
    }
    grid
}

// -------------------------------------------------------------------------------------------------------- the outcome

use junheng::diagnostic::{Issue, Location, Severity};
use junheng::evaluate::{Evaluation, Options, SectionResult, evaluate};
use junheng::intake::{IntakeOptions, Reading, understand};
use junheng::standard::Standard;
use junheng::table::{ReadOptions, Workbook, read_file, read_text};
use std::sync::LazyLock;

pub static STANDARD: LazyLock<Standard> = LazyLock::new(|| Standard::from_catalogue("national-2017").unwrap());

/// Something that was said of a place: an issue, or a row left out with the reason.
#[derive(Debug, Clone, PartialEq)]
pub struct Mark {
    pub code: String,
    /// `None` for a row left out.
    pub severity: Option<Severity>,
    pub sheet: Option<String>,
    pub cell: Option<String>,
    pub school: Option<String>,
    pub words: String,
}

impl Mark {
    fn new(code: &str, severity: Option<Severity>, place: Option<&Location>, words: &str) -> Self {
        Self {
            code: code.to_owned(),
            severity,
            sheet: place.and_then(|place| place.sheet.as_deref()).map(str::to_owned),
            cell: place.and_then(|place| place.cell.clone()).map(Into::into),
            school: None,
            words: words.to_owned(),
        }
    }

    fn of(issue: &Issue) -> Self {
        let mark = Self::new(&issue.code, Some(issue.severity), issue.location.as_ref(), &issue.message.zh);
        Self { school: issue.school.clone(), ..mark }
    }
}

/// What came of a source.
#[derive(Debug, Clone, Default)]
pub struct Outcome {
    /// The stable codes of the problems, where nothing could be evaluated.
    pub problems: Vec<String>,
    pub reading: Option<Reading>,
    pub evaluation: Option<Evaluation>,
    pub marks: Vec<Mark>,
    /// Every verdict, status and value, without the names of schools and the order of rows.
    pub essence: Vec<String>,
}

impl Outcome {
    /// The first mark of this code.
    pub fn mark(&self, code: &str) -> Option<&Mark> {
        self.marks.iter().find(|mark| mark.code == code)
    }

    /// Whether this was said of this cell, in its place or among the cells it names.
    pub fn says(&self, code: &str, cell: &str) -> bool {
        self.marks.iter().any(|mark| mark.code == code && names_cell(mark, cell))
    }

    /// Every code with its weight, for messages.
    pub fn codes(&self) -> Vec<String> {
        self.marks
            .iter()
            .map(|mark| format!("{} {:?} {}", mark.code, mark.severity, mark.cell.as_deref().unwrap_or("-")))
            .collect()
    }
}

/// Whether a mark stands at a cell or lists it.
pub fn names_cell(mark: &Mark, cell: &str) -> bool {
    mark.cell.as_deref() == Some(cell) || cells_of(&mark.words).any(|listed| listed == cell)
}

/// Addresses that a message lists.
fn cells_of(words: &str) -> impl Iterator<Item = &str> {
    words.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| {
        let letters = word.bytes().take_while(u8::is_ascii_uppercase).count();
        (1..=3).contains(&letters) && word.len() > letters && word.bytes().skip(letters).all(|b| b.is_ascii_digit())
    })
}

/// Reads the bytes of `form`.
pub fn workbook(bytes: &[u8], form: Form, name: &str) -> Result<Workbook, Vec<String>> {
    let read = match form {
        Form::Paste => read_text(std::str::from_utf8(bytes).unwrap(), &ReadOptions::default()),
        _ => read_file(bytes, name, &ReadOptions::default(), &mut |_, _| {}),
    };
    read.map_err(|problem| vec![problem.code])
}

/// Reads, understands and evaluates the county.
pub fn outcome(book: &Book, form: Form) -> Outcome {
    let failed = |problems: Vec<String>| Outcome { problems, ..Outcome::default() };
    match workbook(&book.write(form), form, &book.name) {
        Ok(workbook) => outcome_of(&workbook),
        Err(problems) => failed(problems),
    }
}

/// Understands and evaluates a workbook that was read.
pub fn outcome_of(workbook: &Workbook) -> Outcome {
    let reading = match understand(workbook, "", &IntakeOptions::default(), &STANDARD) {
        Ok(reading) => reading,
        Err(problems) => {
            let problems = problems.into_iter().map(|problem| problem.code).collect();
            return Outcome { problems, ..Outcome::default() };
        }
    };
    assert_eq!(reading.rows_in as usize, reading.rows_taken as usize + reading.excluded.len(), "rows add up");
    let scope = junheng::engine::scope_of(&reading.sections);
    let evaluation = evaluate(&STANDARD, &reading.records(), &Options { scope, ..Options::default() });
    let mut marks: Vec<Mark> = reading.issues.iter().chain(&evaluation.issues).map(Mark::of).collect();
    for row in &reading.excluded {
        let mark = Mark::new(&row.code, None, row.location.as_ref(), &row.reason.zh);
        marks.push(Mark { school: Some(row.school.clone()), ..mark });
    }
    for row in &evaluation.excluded {
        let place = row.index.and_then(|index| reading.sections.get(index as usize)?.location.as_ref());
        let mark = Mark::new(&row.code, None, place, &row.reason.zh);
        marks.push(Mark { school: Some(row.school.clone()), ..mark });
    }
    let essence = essence(&evaluation);
    Outcome { problems: Vec::new(), reading: Some(reading), evaluation: Some(evaluation), marks, essence }
}

/// What came of a section.
fn line(section: &SectionResult) -> String {
    let values: Vec<String> =
        section.indicators.iter().map(|one| format!("{:?}={:?}", one.value, one.status)).collect();
    format!("{:?} {} {:?} {}", section.stage, section.pupils, section.comprehensive, values.join(" "))
}

impl Outcome {
    /// The sections evaluated: what came of each, its school, and the sheet and cell it was read from.
    pub fn sections(&self) -> Vec<(String, String, Option<String>, String)> {
        let (Some(reading), Some(evaluation)) = (&self.reading, &self.evaluation) else { return Vec::new() };
        let section = |result: &SectionResult| {
            let place = reading.sections.get(result.index as usize).and_then(|section| section.location.clone());
            let place = place.unwrap_or_default();
            (
                line(result),
                result.school.clone(),
                place.sheet.as_deref().map(str::to_owned),
                place.cell.unwrap_or_default().into(),
            )
        };
        evaluation.sections.iter().map(section).collect()
    }
}

fn essence(evaluation: &Evaluation) -> Vec<String> {
    let mut lines: Vec<String> = evaluation.sections.iter().map(line).collect();
    lines.sort();
    for stage in &evaluation.stages {
        lines.push(format!("{:?} {} {:?} {:?}", stage.stage, stage.sections, stage.comprehensive, stage.verdict));
        for one in &stage.indicators {
            lines.push(format!("{:?} {} {} {} {:?}", one.id, one.met, one.of, one.undetermined, one.cv_within));
            // The order of rows moves the last bits of a sum of doubles.
            lines.push(format!("{:?} {}", one.id, [one.mean, one.cv].map(rounded).join(" ")));
        }
    }
    for part in &evaluation.parts {
        lines.push(format!("{:?} {} {} {} {:?}", part.id, part.met, part.of, part.undetermined, part.verdict));
    }
    lines.push(format!("{:?}", evaluation.verdict));
    lines
}

fn rounded(value: Option<f64>) -> String {
    value.map_or_else(|| "-".to_owned(), |value| format!("{value:.10e}"))
}
