//! Blocks of cells as the text and the markup spreadsheet programs exchange. Pure.
//!
//! The text is tab-separated; a cell with a line break, or one that begins with a quotation mark, stands between
//! quotation marks with those inside it doubled; every row ends with a line break.

use crate::quantity::Decimal;
use crate::table::{self, Cell, ReadOptions};
use std::borrow::Cow;

/// `rows` as text.
pub fn format(rows: &[Vec<String>]) -> String {
    let mut text = String::new();
    for row in rows {
        for (column, cell) in row.iter().enumerate() {
            if column > 0 {
                text.push('\t');
            }
            // No spreadsheet program can take a tab into a cell by this way.
            let cell = cell.replace('\t', " ");
            if cell.starts_with('"') || cell.contains(['\n', '\r']) {
                text.push('"');
                text.push_str(&cell.replace('"', "\"\""));
                text.push('"');
            } else {
                text.push_str(&cell);
            }
        }
        text.push_str("\r\n");
    }
    text
}

/// `rows` as markup, in which spreadsheet programs keep every cell as the text it is: codes keep their leading zeros
/// and all of their digits.
pub fn markup(rows: &[Vec<String>]) -> String {
    let mut html = String::from("<table>");
    for row in rows {
        html.push_str("<tr>");
        for cell in row {
            html.push_str(if is_code(cell) { "<td style='mso-number-format:\"\\@\"'>" } else { "<td>" });
            for character in cell.chars() {
                match character {
                    '&' => html.push_str("&amp;"),
                    '<' => html.push_str("&lt;"),
                    '>' => html.push_str("&gt;"),
                    '\n' => html.push_str("<br>"),
                    other => html.push(other),
                }
            }
            html.push_str("</td>");
        }
        html.push_str("</tr>");
    }
    html.push_str("</table>");
    html
}

/// Whether a spreadsheet program would change `cell` by taking it for a number.
fn is_code(cell: &str) -> bool {
    cell.bytes().all(|byte| byte.is_ascii_digit()) && (cell.len() > 15 || (cell.len() > 1 && cell.starts_with('0')))
}

/// The cells of `text`. Rows may have different lengths; there is always one cell.
pub fn parse(text: &str) -> Vec<Vec<String>> {
    let text = text.strip_suffix("\r\n").or_else(|| text.strip_suffix(['\n', '\r'])).unwrap_or(text);
    let mut rows = vec![Vec::new()];
    let mut rest = text;
    loop {
        let (cell, behind) = match quoted(rest) {
            Some(found) => found,
            None => {
                let end = rest.find(['\t', '\n', '\r']).unwrap_or(rest.len());
                let (cell, behind) = rest.split_at(end);
                (cell.to_owned(), behind)
            }
        };
        if let Some(row) = rows.last_mut() {
            row.push(cell);
        }
        if let Some(behind) = behind.strip_prefix('\t') {
            rest = behind;
        } else if let Some(behind) = behind.strip_prefix("\r\n").or_else(|| behind.strip_prefix(['\n', '\r'])) {
            rows.push(Vec::new());
            rest = behind;
        } else {
            return rows;
        }
    }
}

/// The cell between quotation marks at the start of `text`, and what follows; `None` for a mark that quotes nothing.
fn quoted(text: &str) -> Option<(String, &str)> {
    let mut inside = text.strip_prefix('"')?;
    let mut cell = String::new();
    let mut doubled = false;
    loop {
        let (part, behind) = inside.split_once('"')?;
        cell.push_str(part);
        if let Some(more) = behind.strip_prefix('"') {
            cell.push('"');
            doubled = true;
            inside = more;
            continue;
        }
        // A quotation over a tab is two stray marks; one without a break or a doubled mark was never made by a program.
        let ends = behind.is_empty() || behind.starts_with(['\t', '\n', '\r']);
        let meant = ends && !cell.contains('\t') && (doubled || cell.contains(['\n', '\r']));
        return meant.then_some((cell, behind));
    }
}

/// What was copied: the text, with the numbers that the markup beside it stores where those were shown shortened.
pub fn read(text: &str, html: &str) -> Vec<Vec<String>> {
    let mut rows = parse(text);
    if html.is_empty() {
        return rows;
    }
    let options = ReadOptions { delimiter: Some('\t'), ..ReadOptions::default() };
    let Ok(workbook) = table::read_clipboard(html, text, &options) else { return rows };
    let Some(sheet) = workbook.sheets.first() else { return rows };
    for (row, cells) in rows.iter_mut().enumerate() {
        for (column, cell) in cells.iter_mut().enumerate() {
            if let Cell::Number(number) = sheet.cell(row, column) {
                *cell = number_text(number);
            }
        }
    }
    rows
}

/// What stands in a cell, as people read it.
pub fn cell_text(cell: Cell<'_>) -> Cow<'_, str> {
    match cell {
        Cell::Empty => Cow::Borrowed(""),
        Cell::Text(text) | Cell::Date(text) | Cell::Error(text) => Cow::Borrowed(text),
        Cell::Number(number) => Cow::Owned(number_text(number)),
        Cell::Boolean(truth) => Cow::Borrowed(if truth { "TRUE" } else { "FALSE" }),
    }
}

/// A stored number as people read it: 15 significant digits, no exponent.
pub fn number_text(number: f64) -> String {
    let sign = if number < 0.0 { "-" } else { "" };
    Decimal::from_spreadsheet(number.abs()).map_or_else(|_| number.to_string(), |value| format!("{sign}{value}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn rows(cells: &[&[&str]]) -> Vec<Vec<String>> {
        cells.iter().map(|row| row.iter().map(|cell| (*cell).to_owned()).collect()).collect()
    }

    #[test]
    fn a_block_is_tab_separated_lines() {
        let block = rows(&[&["甲小学", "320"], &["特殊\n教育", "\"五\"班"], &["", ""]]);
        let text = format(&block);
        assert_eq!(text, "甲小学\t320\r\n\"特殊\n教育\"\t\"\"\"五\"\"班\"\r\n\t\r\n");
        assert_eq!(parse(&text), block);
    }

    #[test]
    fn the_line_break_at_the_end_makes_no_row() {
        assert_eq!(parse("a\tb\r\n"), rows(&[&["a", "b"]]));
        assert_eq!(parse("a\tb"), rows(&[&["a", "b"]]));
        assert_eq!(parse("a\r\n\r\nb\n"), rows(&[&["a"], &[""], &["b"]]));
        assert_eq!(parse(""), rows(&[&[""]]));
    }

    #[test]
    fn a_mark_that_quotes_nothing_is_text() {
        assert_eq!(parse("\"一中\"\t5\" 管"), rows(&[&["\"一中\"", "5\" 管"]]));
        assert_eq!(parse("\"a\tb\"\nc"), rows(&[&["\"a", "b\""], &["c"]]));
    }

    #[test]
    fn numbers_come_as_they_are_stored() {
        let html = "<table><tr><td>甲</td><td x:num=\"4.16\">4.2</td></tr></table>";
        assert_eq!(read("甲\t4.2\r\n", html), rows(&[&["甲", "4.16"]]));
        assert_eq!(read("甲\t4.2\r\n", ""), rows(&[&["甲", "4.2"]]));
        assert_eq!(number_text("8459.709999999999".parse().unwrap_or_default()), "8459.71");
        assert_eq!(number_text(-0.5), "-0.5");
    }

    #[test]
    fn codes_keep_their_digits_in_markup() {
        let html = markup(&rows(&[&["0012", "3212345678901234567", "12", "a<b"]]));
        assert_eq!(html.matches("mso-number-format").count(), 2);
        assert!(html.contains("<td>12</td><td>a&lt;b</td>"));
    }

    proptest! {
        #[test]
        fn what_is_copied_is_what_is_pasted(block in prop::collection::vec(prop::collection::vec("[a\"\n\r,1 甲]{0,5}", 1..4), 1..4)) {
            prop_assert_eq!(parse(&format(&block)), block);
        }
    }
}
