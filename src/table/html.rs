//! Tables written as HTML: what spreadsheet programs put on the clipboard beside the text, and what many web systems hand
//! out as `.xls`.
//!
//! Only tables are looked for; scripts, styles and comments are skipped, nothing is executed or fetched. A cell's number is
//! the stored one where the markup carries it (`x:num` of Excel and WPS, `sdval` of LibreOffice), else its text.

use super::sheet::Builder as SheetBuilder;
use super::{Cell, MAX_CELLS, MAX_COLUMNS, MAX_ROWS, Merge, ReadOptions, Sheet, Workbook};
use crate::diagnostic::{Location, Problem, Text, a1};

/// Most tables of a page.
pub(super) const MAX_TABLES: usize = 1_000;
/// Most merged cells of a table; more are read as not merged.
const MAX_MERGES: usize = 20_000;
/// Deepest nesting of tables that is followed; what is inside deeper ones counts as text of the cell.
const MAX_DEPTH: usize = 1;

#[cfg(feature = "files")]
/// Reads a file of HTML. `None` when there is no table in it.
pub(super) fn read_file(text: &str, name: &str, encoding: &str) -> Result<Option<Workbook>, Problem> {
    let sheets = tables(text).map_err(|problem| problem.at(Location::file(name)))?;
    if sheets.is_empty() {
        return Ok(None);
    }
    let displayed = sheets.iter().any(|sheet| sheet.displayed);
    Ok(Some(Workbook {
        name: Some(name.to_owned()),
        format: super::Format::Html,
        encoding: Some(encoding.to_owned()),
        delimiter: None,
        displayed,
        sheets: sheets.into_iter().map(|table| table.sheet).collect(),
        issues: Vec::new(),
    }))
}

/// Reads what a spreadsheet program copied: `html` for merged cells and stored numbers, `text` for everything else. Where
/// the two disagree about the shape, the text alone is taken.
///
/// # Errors
/// Those of [`super::read_text`].
pub(super) fn read_clipboard(html: &str, text: &str, options: &ReadOptions) -> Result<Workbook, Problem> {
    let plain = super::read_text(text, options)?;
    let Ok(mut tables) = tables(html) else { return Ok(plain) };
    let (Some(table), true) = (tables.pop(), tables.is_empty()) else { return Ok(plain) };
    let Some(words) = plain.sheets.first() else { return Ok(plain) };
    let Some(sheet) = agreed(&table.sheet, words) else { return Ok(plain) };
    // Every number that the text shows has its stored value: nothing was rounded on the way.
    let displayed = shows_rounded(&sheet);
    Ok(Workbook { displayed, sheets: vec![sheet], ..plain })
}

/// The table with the words of the text, and the stored numbers where they show as those words do. `None` when the two
/// have different shapes.
fn agreed(table: &Sheet, words: &Sheet) -> Option<Sheet> {
    // Merged cells are blank in the text and absent in the table; trailing blanks differ too.
    if table.row_count() != words.row_count() {
        return None;
    }
    let mut cells = SheetBuilder::default();
    for (row, line) in words.rows().enumerate() {
        cells.extend_to(row + 1);
        for (column, cell) in line.iter().enumerate() {
            let cell = match (table.cell(row, column), cell) {
                (Cell::Number(number), Cell::Text(shown)) if shows_as(number, shown) => Cell::Number(number),
                (Cell::Text(told), Cell::Text(shown)) if !same_words(told, shown) => return None,
                (Cell::Text(told), Cell::Empty) if !told.trim().is_empty() => return None,
                _ => cell,
            };
            cells.put(row, column, cell);
        }
    }
    Some(Sheet { merges: table.merges.clone(), ..cells.finish() })
}

fn same_words(one: &str, other: &str) -> bool {
    let plain = |text: &str| text.chars().filter(|c| !super::is_space(*c)).collect::<String>();
    plain(one) == plain(other)
}

/// Whether `number` shows as `text` under some number format: equal to it at the decimals the text has.
fn shows_as(number: f64, text: &str) -> bool {
    let plain: String = text.chars().filter(|c| !super::is_space(*c) && *c != ',').collect();
    let (plain, scale) = plain.strip_suffix('%').map_or((plain.as_str(), 1.0), |rest| (rest, 100.0));
    let decimals = plain.split_once('.').map_or(0, |(_, decimals)| decimals.len());
    let Ok(shown) = plain.parse::<f64>() else { return false };
    let half = 0.5 * 10f64.powi(-i32::try_from(decimals).unwrap_or(20));
    (number * scale - shown).abs() <= half * (1.0 + 1e-9)
}

/// Whether a number with decimals stands in the sheet as text only.
fn shows_rounded(sheet: &Sheet) -> bool {
    sheet.rows().any(|row| row.iter().any(|cell| matches!(cell, Cell::Text(text) if looks_rounded(text))))
}

/// Whether text is a number with decimals that may have been rounded for display.
fn looks_rounded(text: &str) -> bool {
    let text = text.trim();
    text.contains('.') && text.chars().all(|c| c.is_ascii_digit() || matches!(c, '.' | ',' | '%' | '-'))
}

/// A table as found.
struct Found {
    sheet: Sheet,
    /// Whether a number with decimals stands in it as text only.
    #[cfg_attr(not(feature = "files"), expect(dead_code, reason = "asked for files only"))]
    displayed: bool,
}

/// All tables of the outermost level that have a cell.
fn tables(html: &str) -> Result<Vec<Found>, Problem> {
    let mut builder = Builder::default();
    let mut scanner = Scanner { text: html, at: 0 };
    while let Some(token) = scanner.next() {
        builder.take(token)?;
    }
    builder.close_table()?;
    Ok(builder.done)
}

/// A piece of markup.
enum Token<'a> {
    Text(&'a str),
    Open { name: String, attributes: &'a str },
    Close { name: String },
}

struct Scanner<'a> {
    text: &'a str,
    at: usize,
}

impl<'a> Scanner<'a> {
    fn rest(&self) -> &'a str {
        self.text.get(self.at..).unwrap_or_default()
    }

    fn next(&mut self) -> Option<Token<'a>> {
        loop {
            let rest = self.rest();
            if rest.is_empty() {
                return None;
            }
            let Some(after) = rest.strip_prefix('<') else {
                let end = rest.find('<').unwrap_or(rest.len());
                self.at += end;
                return Some(Token::Text(rest.get(..end).unwrap_or_default()));
            };
            if rest.starts_with("<!--") {
                // Excel wraps conditions in comments; what they hide is for other programs.
                self.at += rest.get(4..).and_then(|rest| rest.find("-->")).map_or(rest.len(), |end| end + 7);
                continue;
            }
            let first = after.chars().next();
            if !first.is_some_and(|c| c.is_ascii_alphabetic() || matches!(c, '/' | '!' | '?')) {
                // A lone sign: `x<3`.
                self.at += 1;
                return Some(Token::Text("<"));
            }
            let end = tag_end(rest);
            self.at += (end + 1).min(rest.len());
            let inside = rest.get(1..end).unwrap_or_default();
            if inside.starts_with(['!', '?']) {
                continue;
            }
            let (closing, inside) = inside.strip_prefix('/').map_or((false, inside), |inside| (true, inside));
            let split = inside.find(|c: char| c.is_whitespace() || c == '/').unwrap_or(inside.len());
            let (name, attributes) = inside.split_at(split);
            let name = name.to_ascii_lowercase();
            if closing {
                return Some(Token::Close { name });
            }
            if matches!(name.as_str(), "script" | "style" | "title" | "xml") {
                self.skip_to_end_of(&name);
                continue;
            }
            return Some(Token::Open { name, attributes });
        }
    }

    /// Skips what is no content of the page.
    fn skip_to_end_of(&mut self, name: &str) {
        let rest = self.rest();
        let end = rest
            .match_indices("</")
            .find(|(at, _)| rest.get(at + 2..at + 2 + name.len()).is_some_and(|tag| tag.eq_ignore_ascii_case(name)));
        self.at += end.map_or(rest.len(), |(at, _)| at);
    }
}

/// Where the tag at the beginning of `text` ends; a `>` inside quotation marks does not end it.
fn tag_end(text: &str) -> usize {
    let mut quote = None;
    for (at, byte) in text.bytes().enumerate() {
        match (quote, byte) {
            (None, b'>') => return at,
            (None, b'"' | b'\'') => quote = Some(byte),
            (Some(open), _) if open == byte => quote = None,
            _ => {}
        }
    }
    // A quotation mark that never closes: the first end there is.
    text.find('>').unwrap_or(text.len())
}

/// The value of an attribute, with its references resolved.
fn attribute(attributes: &str, wanted: &str) -> Option<String> {
    let mut rest = attributes.trim_start();
    while !rest.is_empty() {
        let end = rest.find(|c: char| c.is_whitespace() || c == '=').unwrap_or(rest.len());
        let (name, after) = rest.split_at(end.max(1).min(rest.len()));
        let after = after.trim_start();
        let (value, next) = match after.strip_prefix('=').map(str::trim_start) {
            None => ("", after),
            Some(after) => match after.chars().next() {
                Some(quote @ ('"' | '\'')) => {
                    let inside = after.get(1..).unwrap_or_default();
                    let end = inside.find(quote).unwrap_or(inside.len());
                    (inside.get(..end).unwrap_or_default(), inside.get(end + 1..).unwrap_or_default())
                }
                _ => after.split_at(after.find(char::is_whitespace).unwrap_or(after.len())),
            },
        };
        if name.eq_ignore_ascii_case(wanted) {
            return Some(resolved(value));
        }
        rest = next.trim_start();
    }
    None
}

/// Text with its character references resolved; one that is not known stays as it is.
pub(super) fn resolved(text: &str) -> String {
    if !text.contains('&') {
        return text.to_owned();
    }
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        out.push_str(rest.get(..at).unwrap_or_default());
        rest = rest.get(at..).unwrap_or_default();
        let end = rest.char_indices().take(12).find(|(_, c)| *c == ';').map(|(end, _)| end);
        let known = end.and_then(|end| rest.get(1..end)).and_then(reference);
        match (known, end) {
            (Some(c), Some(end)) => {
                out.push(c);
                rest = rest.get(end + 1..).unwrap_or_default();
            }
            _ => {
                out.push('&');
                rest = rest.get(1..).unwrap_or_default();
            }
        }
    }
    out.push_str(rest);
    out
}

fn reference(name: &str) -> Option<char> {
    if let Some(number) = name.strip_prefix('#') {
        let code = match number.strip_prefix(['x', 'X']) {
            Some(hex) => u32::from_str_radix(hex, 16).ok()?,
            None => number.parse().ok()?,
        };
        return char::from_u32(code).filter(|c| *c != '\0');
    }
    Some(match name {
        "amp" => '&',
        "lt" => '<',
        "gt" => '>',
        "quot" => '"',
        "apos" => '\'',
        "nbsp" => '\u{a0}',
        "ensp" | "emsp" | "thinsp" => ' ',
        "middot" => '·',
        "times" => '×',
        "divide" => '÷',
        "ge" => '≥',
        "le" => '≤',
        "hellip" => '…',
        "mdash" => '—',
        "ndash" => '–',
        "ldquo" => '“',
        "rdquo" => '”',
        "deg" => '°',
        "sup2" => '²',
        _ => return None,
    })
}

#[derive(Default)]
struct Builder {
    done: Vec<Found>,
    /// The table being read: its name, its merged cells, its cells.
    name: Option<String>,
    merges: Vec<Merge>,
    rows: SheetBuilder,
    /// Nesting of tables.
    depth: usize,
    /// Columns of the coming rows that a cell above reaches into: how many rows more.
    reaching: Vec<u32>,
    row: Option<usize>,
    column: usize,
    cell: Option<OpenCell>,
    cells: usize,
}

struct OpenCell {
    text: String,
    number: Option<f64>,
    rows: u32,
    columns: u32,
}

impl Builder {
    fn take(&mut self, token: Token<'_>) -> Result<(), Problem> {
        match token {
            Token::Text(text) => {
                if let Some(cell) = &mut self.cell {
                    // Line breaks of the source are spaces; those of the cell are <br>.
                    for word in resolved(text).split_inclusive(['\n', '\r', '\t']) {
                        let end = word.ends_with(['\n', '\r', '\t']);
                        cell.text.push_str(word.trim_end_matches(['\n', '\r', '\t']));
                        if end && !cell.text.ends_with([' ', '\n']) {
                            cell.text.push(' ');
                        }
                    }
                }
            }
            Token::Open { name, attributes } => match name.as_str() {
                "table" => {
                    self.depth += 1;
                    if self.depth == 1 {
                        self.name = attribute(attributes, "name");
                        (self.merges, self.rows) = Default::default();
                        self.reaching.clear();
                    }
                }
                "tr" if self.depth == MAX_DEPTH => self.open_row()?,
                "td" | "th" if self.depth == MAX_DEPTH => self.open_cell(attributes)?,
                "br" | "p" | "div" | "li" => {
                    if let Some(cell) = &mut self.cell
                        && !(cell.text.is_empty() && name != "br")
                    {
                        cell.text.truncate(cell.text.trim_end_matches(' ').len());
                        cell.text.push('\n');
                    }
                }
                _ => {}
            },
            Token::Close { name } => match name.as_str() {
                "table" => {
                    if self.depth == 1 {
                        self.close_table()?;
                    }
                    self.depth = self.depth.saturating_sub(1);
                }
                "tr" if self.depth == MAX_DEPTH => self.close_row()?,
                "td" | "th" if self.depth == MAX_DEPTH => self.close_cell()?,
                _ => {}
            },
        }
        Ok(())
    }

    fn open_row(&mut self) -> Result<(), Problem> {
        self.close_row()?;
        let row = self.rows.row_count();
        if row >= MAX_ROWS {
            return Err(too_many("too_many_rows", row, 0));
        }
        self.rows.extend_to(row + 1);
        (self.row, self.column) = (Some(row), 0);
        Ok(())
    }

    fn open_cell(&mut self, attributes: &str) -> Result<(), Problem> {
        if self.row.is_none() {
            self.open_row()?;
        }
        self.close_cell()?;
        while self.reaching.get(self.column).is_some_and(|rows| *rows > 0) {
            self.column += 1;
        }
        let span = |name: &str, most: usize| {
            let most = u32::try_from(most).unwrap_or(u32::MAX);
            attribute(attributes, name).and_then(|text| text.trim().parse::<u32>().ok()).unwrap_or(1).clamp(1, most)
        };
        let (rows, columns) = (span("rowspan", MAX_ROWS), span("colspan", MAX_COLUMNS));
        if self.column + columns as usize > MAX_COLUMNS {
            return Err(too_many("too_many_columns", self.row.unwrap_or(0), self.column));
        }
        // `x:num` without a value says that the text is the number; it is read as text then, which loses nothing.
        let number = ["x:num", "sdval"].into_iter().find_map(|name| attribute(attributes, name));
        let number = number.and_then(|text| text.trim().parse::<f64>().ok()).filter(|number| number.is_finite());
        self.cell = Some(OpenCell { text: String::new(), number, rows, columns });
        Ok(())
    }

    fn close_cell(&mut self) -> Result<(), Problem> {
        let (Some(cell), Some(row)) = (self.cell.take(), self.row) else { return Ok(()) };
        let text = cell.text.trim_matches(|c: char| c == '\u{a0}' || c.is_whitespace());
        let value = match cell.number {
            Some(number) if !text.is_empty() => Cell::Number(number),
            _ if text.is_empty() => Cell::Empty,
            _ => Cell::Text(text),
        };
        let (column, width) = (self.column, cell.columns as usize);
        if value != Cell::Empty {
            // A row costs as many cells as it is wide: spans make it wide in a few letters.
            self.cells = self.cells.saturating_add(self.rows.growth(row, column));
            if self.cells > MAX_CELLS {
                return Err(too_many("too_many_cells", row, column));
            }
            self.rows.put(row, column, value);
        }
        if (cell.rows > 1 || cell.columns > 1) && self.merges.len() < MAX_MERGES {
            let to = |from: usize, more: u32| u32::try_from(from).unwrap_or(u32::MAX).saturating_add(more - 1);
            self.merges.push(Merge {
                top: to(row, 1),
                left: to(column, 1),
                bottom: to(row, cell.rows),
                right: to(column, cell.columns),
            });
        }
        if cell.rows > 1 {
            if self.reaching.len() < column + width {
                self.reaching.resize(column + width, 0);
            }
            for one in self.reaching.iter_mut().skip(column).take(width) {
                // One more than the rows to come: closing this row takes one off.
                *one = cell.rows;
            }
        }
        self.column = column + width;
        Ok(())
    }

    fn close_row(&mut self) -> Result<(), Problem> {
        self.close_cell()?;
        if self.row.take().is_some() {
            for rows in &mut self.reaching {
                *rows = rows.saturating_sub(1);
            }
        }
        Ok(())
    }

    fn close_table(&mut self) -> Result<(), Problem> {
        self.close_row()?;
        let cells = std::mem::take(&mut self.rows).finish();
        let mut sheet = Sheet { name: self.name.take(), merges: std::mem::take(&mut self.merges), ..cells };
        // Merged rectangles may claim rows that never came.
        let last = u32::try_from(sheet.row_count()).unwrap_or(u32::MAX).saturating_sub(1);
        for merge in &mut sheet.merges {
            merge.bottom = merge.bottom.min(last);
        }
        sheet.merges.retain(|merge| merge.bottom > merge.top || merge.right > merge.left);
        if !sheet.is_blank() {
            let displayed = shows_rounded(&sheet);
            if self.done.len() >= MAX_TABLES {
                return Err(too_many_tables());
            }
            self.done.push(Found { sheet, displayed });
        }
        Ok(())
    }
}

/// The refusal of a page of more than [`MAX_TABLES`].
pub(super) fn too_many_tables() -> Problem {
    Problem::new(
        "too_many_tables",
        Text::new(
            format!("网页中的表格超过 {MAX_TABLES} 个，不予读取。"),
            format!("The page has more than {MAX_TABLES} tables; it is not read."),
        ),
        Text::new(
            "请在 Excel 或 WPS 中打开它，只保留学校数据，另存为 .xlsx 后再放入。",
            "Open it in Excel or WPS, keep the schools only, save it as .xlsx and bring that file.",
        ),
    )
}

fn too_many(code: &str, row: usize, column: usize) -> Problem {
    let place = a1(u32::try_from(row).unwrap_or(u32::MAX), u32::try_from(column).unwrap_or(u32::MAX));
    Problem::new(
        code,
        Text::new(
            format!("网页表格太大，在 {place} 处超过了上限。"),
            format!("The table of the page is too large; the limit is passed at {place}."),
        ),
        Text::new(
            "请在 Excel 或 WPS 中打开它，只保留学校数据，另存为 .xlsx 后再放入。",
            "Open it in Excel or WPS, keep the schools only, save it as .xlsx and bring that file.",
        ),
    )
    .at(Location { cell: Some(place), ..Location::default() })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(value: &str) -> Cell<'_> {
        if value.is_empty() { Cell::Empty } else { Cell::Text(value) }
    }

    fn only(html: &str) -> Sheet {
        let mut found = tables(html).unwrap_or_default();
        assert_eq!(found.len(), 1, "{html}");
        found.pop().map(|one| one.sheet).unwrap_or_default()
    }

    /// As Excel copies: conditional comments, a style sheet, column groups, stored numbers in `x:num`.
    const EXCEL: &str = r#"<html xmlns:x="urn:schemas-microsoft-com:office:excel"><head>
<meta http-equiv=Content-Type content="text/html; charset=utf-8"><style><!--table {mso-x:"<td>no</td>";} --></style>
<!--[if gte mso 9]><xml><x:ExcelWorkbook><td>nor this</td></x:ExcelWorkbook></xml><![endif]--></head><body>
<table border=0 width=256><col width=64><!--StartFragment-->
 <tr height=19><td colspan=2 class=xl65>学校&amp;概况</td><td rowspan=2>面积<br>（㎡）</td></tr>
 <tr><td>名称</td><td>人数</td></tr>
 <tr><td>实验&nbsp;小学</td><td align=right x:num>480</td><td align=right x:num="8459.7099999999991">8459.7</td></tr>
<!--EndFragment--></table></body></html>"#;

    /// What 8459.71 was stored as.
    #[expect(clippy::excessive_precision, reason = "the digits as Excel writes them")]
    const STORED: f64 = 8_459.709_999_999_999_1;

    #[test]
    fn a_copied_range_keeps_its_merges_and_stored_numbers() {
        let sheet = only(EXCEL);
        assert_eq!(sheet.row(0), [text("学校&概况"), Cell::Empty, text("面积\n（㎡）")]);
        assert_eq!(sheet.row(1), [text("名称"), text("人数")]);
        assert_eq!(sheet.row(2), [text("实验\u{a0}小学"), text("480"), Cell::Number(STORED)]);
        let merges: Vec<_> = sheet.merges.iter().map(|m| (m.top, m.left, m.bottom, m.right)).collect();
        assert_eq!(merges, [(0, 0, 0, 1), (0, 2, 1, 2)]);
    }

    #[test]
    fn the_clipboard_takes_words_from_the_text_and_numbers_from_the_markup() {
        let words = "学校&概况\t\t\"面积\n（㎡）\"\r\n名称\t人数\t\r\n实验 小学\t480\t8459.7\r\n";
        let workbook = read_clipboard(EXCEL, words, &ReadOptions::default()).unwrap_or_else(|p| unreachable!("{p:?}"));
        let sheet = &workbook.sheets[0];
        assert_eq!(sheet.cell(2, 2), Cell::Number(STORED));
        assert_eq!(sheet.cell(2, 1), text("480"));
        assert_eq!(sheet.merges.len(), 2);
        assert!(!workbook.displayed, "every number with decimals has its stored value");

        // A stored number that does not show as the text is of another cell: the text decides.
        let other = words.replace("8459.7", "8459.9");
        let workbook = read_clipboard(EXCEL, &other, &ReadOptions::default()).unwrap_or_else(|p| unreachable!("{p:?}"));
        assert_eq!(workbook.sheets[0].cell(2, 2), text("8459.9"));
        assert!(workbook.displayed);
        // Another shape: the markup is of something else.
        let workbook =
            read_clipboard(EXCEL, "甲\t1.5\n", &ReadOptions::default()).unwrap_or_else(|p| unreachable!("{p:?}"));
        assert_eq!((workbook.sheets[0].row_count(), workbook.displayed), (1, true));
    }

    #[test]
    fn rows_and_cells_need_not_be_closed_and_spans_shift_what_follows() {
        let sheet = only("<TABLE><TR><TD ROWSPAN=3>甲<TD>1<TR><TD>2<TR><TD>3<TR><TD>乙<TD>4</TABLE>");
        assert_eq!(sheet.row(0), [text("甲"), text("1")]);
        assert_eq!(sheet.row(1), [Cell::Empty, text("2")]);
        assert_eq!(sheet.row(2), [Cell::Empty, text("3")]);
        assert_eq!(sheet.row(3), [text("乙"), text("4")]);
    }

    #[test]
    fn inner_tables_are_text_and_several_tables_are_several_sheets() {
        let found =
            tables("<table><tr><td>a<table><tr><td>b</td></tr></table>c</td></tr></table><table><tr><td>d</table>")
                .unwrap_or_default();
        assert_eq!(found.len(), 2);
        assert_eq!(found[0].sheet.row(0), [text("abc")]);
        assert!(tables("<p>no table</p><table></table>").is_ok_and(|found| found.is_empty()));
    }

    #[test]
    fn names_made_of_markup_stay_text() {
        let sheet = only(
            "<table><tr><td>&lt;script&gt;alert(1)&lt;/script&gt;</td><td>a<b>粗</b>c</td><td>3 < 5</td><td>&unknown; &#x4e2d;&#0;</td></tr></table>",
        );
        assert_eq!(
            sheet.row(0),
            [text("<script>alert(1)</script>"), text("a粗c"), text("3 < 5"), text("&unknown; 中&#0;")]
        );
    }

    #[test]
    fn impossible_spans_are_bounded() {
        let sheet = only("<table><tr><td rowspan=999999999 colspan=3>甲</td></tr><tr><td>乙</td></tr></table>");
        assert_eq!(sheet.merges[0].bottom, 1);
        assert_eq!(sheet.row(1), [Cell::Empty, Cell::Empty, Cell::Empty, text("乙")]);
        let wide = format!("<table><tr>{}</tr></table>", "<td colspan=1024>x".repeat(2));
        assert!(tables(&wide).is_err_and(|problem| problem.code == "too_many_columns"));
        // Spans that make many rows wide in a few letters, and more tables than anybody looks at.
        let tall = format!("<table><tr><td rowspan=250000 colspan=1023>x{}</table>", "<tr><td>x".repeat(6_000));
        assert!(tables(&tall).is_err_and(|problem| problem.code == "too_many_cells"));
        let many = "<table><td>x</table>".repeat(MAX_TABLES + 1);
        assert!(tables(&many).is_err_and(|problem| problem.code == "too_many_tables"));
    }

    #[test]
    fn a_number_shows_as_its_text() {
        for (number, shown, is) in [
            (4.16, "4.2", true),
            (4.16, "4.1", false),
            (0.1797, "18%", true),
            (0.1797, "17.97%", true),
            (12345.678, "12,345.68", true),
            (2000.0, "2000", true),
            (4.25, "4.3", true),
            (4.0, "甲", false),
        ] {
            assert_eq!(shows_as(number, shown), is, "{number} {shown}");
        }
    }
}
