//! Delimited text: the clipboard, CSV and its relatives.
//!
//! The rows are cut here and not by the `csv` crate, against which the tests hold them: it leaves blank lines out, after
//! which no address of a cell would agree with the user's file; it knows no full-width comma; and the clipboard follows
//! rules of its own, by which a quotation mark in a school's name is just that.

use super::sheet::Builder;
use super::{Cell, Format, MAX_BYTES, MAX_CELLS, MAX_COLUMNS, MAX_ROWS, ReadOptions, Workbook, sniff};
use crate::diagnostic::{Issue, Location, Problem, Severity, Text, a1};

/// Delimiters looked for, in the order in which they win a draw.
const DELIMITERS: [char; 5] = ['\t', ',', ';', '，', '|'];
/// Rows the delimiter is judged by.
const SAMPLE_ROWS: usize = 200;
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
    reading.read(text, &mut |_, _| {})
}

/// Reads a decoded file.
pub(super) fn read_file(
    text: &str,
    name: &str,
    encoding: &str,
    options: &ReadOptions,
    progress: &mut dyn FnMut(u32, u32),
) -> Result<Workbook, Problem> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    // Excel takes a first line `sep=;` as an order and shows no such row.
    let (ordered, text) = match text.split_once(['\r', '\n']) {
        Some((first, rest)) => match first.strip_prefix("sep=").map(|d| (d.chars().next(), d.chars().count())) {
            Some((Some(delimiter), 1)) => (Some(delimiter), rest.strip_prefix('\n').unwrap_or(rest)),
            _ => (None, text),
        },
        None => (None, text),
    };
    let delimiter = options.delimiter.or(ordered).unwrap_or_else(|| choose(text, false));
    let reading = Reading { name: Some(name), format: Format::Delimited, encoding: Some(encoding), delimiter };
    reading.read(text, progress)
}

/// How quotation marks are meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Quoting {
    /// As in RFC 4180: a field that begins with a mark is quoted.
    Csv,
    /// As spreadsheet programs copy: only a cell with a line break (or a doubled mark) is quoted, any other mark is text.
    Clipboard,
}

/// One field as cut: its text, and what was odd about its quotation marks.
#[derive(Debug)]
struct Field {
    text: String,
    stray: bool,
}

/// Cuts text into rows of fields.
struct Rows<'t> {
    text: &'t str,
    at: usize,
    delimiter: char,
    quoting: Quoting,
}

impl<'t> Rows<'t> {
    fn new(text: &'t str, delimiter: char, quoting: Quoting) -> Self {
        Self { text, at: 0, delimiter, quoting }
    }

    fn rest(&self) -> &'t str {
        self.text.get(self.at..).unwrap_or_default()
    }

    /// Whether a field ends where `rest` begins.
    fn ends(&self, rest: &str) -> bool {
        rest.is_empty() || rest.starts_with(self.delimiter) || rest.starts_with(['\r', '\n'])
    }

    /// Number of bytes up to the next delimiter or line end. Both begin with a byte that can be looked for.
    fn end_of(&self, rest: &str) -> usize {
        let mut first = [0; 4];
        let first = self.delimiter.encode_utf8(&mut first).as_bytes().first().copied().unwrap_or(b',');
        let mut at = 0;
        while let Some(step) = rest
            .as_bytes()
            .get(at..)
            .and_then(|bytes| bytes.iter().position(|byte| *byte == first || *byte == b'\r' || *byte == b'\n'))
        {
            at += step;
            // The first byte of a wide delimiter begins other characters too.
            if rest.get(at..).is_some_and(|rest| self.ends(rest)) {
                return at;
            }
            at += 1;
        }
        rest.len()
    }

    /// The text between quotation marks and the number of bytes up to the end of the field, where the field at `rest`
    /// is quoted. `None` for a mark that quotes nothing.
    fn quoted(&self, rest: &str) -> Option<(Field, usize)> {
        let mut text = String::new();
        let mut at = 1;
        let mut doubled = false;
        loop {
            let inside = rest.get(at..)?;
            let mark = inside.find('"')?;
            text.push_str(inside.get(..mark)?);
            at += mark + 1;
            let behind = rest.get(at..)?;
            if behind.starts_with('"') {
                text.push('"');
                at += 1;
                doubled = true;
            } else if self.quoting == Quoting::Clipboard {
                // A cell holds no tab: a quotation that runs over one is two stray marks and swallowed cells.
                let meant =
                    self.ends(behind) && !text.contains(self.delimiter) && (doubled || text.contains(['\n', '\r']));
                return meant.then_some((Field { text, stray: false }, at));
            } else {
                // Words behind the closing mark are kept, and said to be odd.
                let more = self.end_of(behind);
                text.push_str(behind.get(..more)?);
                return Some((Field { text, stray: more > 0 }, at + more));
            }
        }
    }

    fn field(&mut self) -> Field {
        let rest = self.rest();
        if rest.starts_with('"')
            && let Some((field, length)) = self.quoted(rest)
        {
            self.at += length;
            return field;
        }
        let length = self.end_of(rest);
        self.at += length;
        let stray = self.quoting == Quoting::Csv && rest.starts_with('"');
        Field { text: rest.get(..length).unwrap_or_default().to_owned(), stray }
    }
}

impl Iterator for Rows<'_> {
    type Item = Vec<Field>;

    fn next(&mut self) -> Option<Vec<Field>> {
        if self.at >= self.text.len() {
            return None;
        }
        let mut fields = Vec::new();
        loop {
            fields.push(self.field());
            let rest = self.rest();
            if let Some(after) = rest.strip_prefix(self.delimiter) {
                self.at += rest.len() - after.len();
            } else {
                let after = rest.strip_prefix("\r\n").or_else(|| rest.strip_prefix(['\r', '\n'])).unwrap_or(rest);
                self.at += rest.len() - after.len();
                return Some(fields);
            }
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
        let widths: Vec<usize> = Rows::new(text, delimiter, Quoting::Csv)
            .filter(|row| row.iter().any(|field| !field.text.trim().is_empty()))
            .take(SAMPLE_ROWS)
            .map(|row| row.len())
            .collect();
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

impl Reading<'_> {
    fn read(&self, text: &str, progress: &mut dyn FnMut(u32, u32)) -> Result<Workbook, Problem> {
        let quoting =
            if self.format == Format::Paste && self.delimiter == '\t' { Quoting::Clipboard } else { Quoting::Csv };
        let mut sheet = Builder::default();
        let mut row = 0_usize;
        let mut widths: Vec<usize> = Vec::new();
        let mut cells = 0_usize;
        let (mut zero, mut marks, mut undecoded, mut stray) = (0_usize, 0_usize, Places::default(), Places::default());
        let unit = |bytes: usize| u32::try_from(bytes).unwrap_or(u32::MAX);
        let total = unit(text.len().max(1));
        let step = text.len().div_ceil(40).max(1);
        let mut next = 0_usize;
        // Looked for once in all: most texts have none of them.
        let has_removable = text.contains('\0') || text.contains('\u{feff}');
        let has_undecoded = text.contains(char::REPLACEMENT_CHARACTER);
        let mut source = Rows::new(text, self.delimiter, quoting);
        while let Some(fields) = source.next() {
            if source.at >= next {
                progress(unit(source.at), total);
                next = source.at + step;
            }
            let (mut stored, mut filled) = (0_usize, 0_usize);
            for (column, field) in fields.iter().enumerate() {
                let mut text = field.text.as_str();
                let cleaned: String;
                if has_removable && text.contains(['\0', '\u{feff}']) {
                    zero += text.matches('\0').count();
                    marks += text.matches('\u{feff}').count();
                    cleaned = text.replace(['\0', '\u{feff}'], "");
                    text = &cleaned;
                }
                if has_undecoded && text.contains(char::REPLACEMENT_CHARACTER) {
                    undecoded.add(row, column);
                }
                // A quotation over line ends and delimiters has most likely swallowed rows.
                let swallows =
                    quoting == Quoting::Csv && text.contains('\n') && text.matches(self.delimiter).count() > 1;
                if field.stray || swallows {
                    stray.add(row, column);
                }
                if !text.is_empty() {
                    stored = column + 1;
                    filled += usize::from(!Cell::Text(text).is_blank());
                    if column < MAX_COLUMNS && row < MAX_ROWS {
                        sheet.put(row, column, Cell::Text(text));
                    }
                }
            }
            widths.push(if filled > 1 { fields.len() } else { 0 });
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
        let sheet = sheet.finish();
        progress(total, total);
        if sheet.is_blank() {
            return Err(sniff::empty(self.name));
        }
        let mut issues = Vec::new();
        self.remark_removed(zero, marks, &mut issues);
        self.remark_undecoded(&undecoded, &mut issues);
        self.remark_quotes(&stray, &mut issues);
        self.remark_widths(&widths, &mut issues);
        Ok(Workbook {
            name: self.name.map(str::to_owned),
            format: self.format,
            encoding: self.encoding.map(str::to_owned),
            delimiter: Some(self.delimiter),
            displayed: self.format == Format::Paste,
            sheets: vec![sheet],
            issues,
        })
    }

    fn place(&self, row: usize, column: usize) -> Location {
        let number = |n: usize| u32::try_from(n).unwrap_or(u32::MAX - 1);
        Location {
            file: self.name.map(str::to_owned),
            cell: Some(a1(number(row), number(column))),
            ..Location::default()
        }
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
        let place = Location { file: self.name.map(str::to_owned), ..Location::default() };
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
        match read_file(text, "a.csv", "utf-8", &ReadOptions::default(), &mut |_, _| {}) {
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
