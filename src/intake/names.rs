//! Names and codes of schools: what was evened out, and what cannot be trusted.

use super::bind::{Row, Source, trimmed};
use super::columns::cell_of;
use super::fold::fold_value;
use super::notes::Notes;
use crate::diagnostic::{Severity, Text};
use crate::table::{Cell, is_space};
use std::collections::HashMap;

/// Digits that a spreadsheet program keeps of a number.
const KEPT_DIGITS: usize = 15;
/// Fewest codes that make a usual length.
const FEWEST: usize = 8;

/// The code of a row as it is compared: without spaces and `.0`, half-width. `None` where it has lost digits.
pub(super) fn code(source: &Source<'_>, row: usize, column: usize, given: &str, notes: &mut Notes) -> Option<String> {
    let folded: String = fold_value(given).chars().filter(|c| *c != ' ').collect();
    let code = folded.strip_suffix(".0").unwrap_or(&folded).to_owned();
    if code.is_empty() {
        return None;
    }
    let at = || cell_of(&source.place, row, column);
    let number = matches!(source.sheet.cell(row, column), Cell::Number(number) if number.abs() >= 1e15);
    let scientific = code.to_lowercase().contains("e+") && code.parse::<f64>().is_ok();
    let cut = code.len() > KEPT_DIGITS
        && code.bytes().all(|b| b.is_ascii_digit())
        && code.bytes().skip(KEPT_DIGITS).all(|b| b == b'0');
    if number || scientific || cut {
        notes.once("code_lost_digits", "", Severity::Experience, &at(), || {
            (
                Text::new(
                    "标识码按数值保存，可能已经丢了位数，不用来识别学校",
                    "a code stored as a number may have lost digits; it is not used to tell schools apart",
                ),
                Text::new("把这一列设为文本后重新填写", "set the column to text and enter the codes again"),
            )
        });
        return None;
    }
    if code != given {
        notes.once("code_repaired", "", Severity::Note, &at(), || {
            (
                Text::new(
                    "标识码里的空格、全角字符或末尾的“.0”已去掉",
                    "spaces, full-width forms or a final `.0` of a code were evened out",
                ),
                Text::new("如果不对，请在原表中改正", "correct the cell if this is wrong"),
            )
        });
    }
    Some(code)
}

/// Says which codes are shorter or longer than nearly all: leading zeros lost, or a digit.
pub(super) fn lengths(source: &Source<'_>, rows: &[Row], column: usize, notes: &mut Notes) {
    let length = |row: &Row| row.code.as_ref().map(|code| code.chars().count());
    let mut counts: HashMap<usize, usize> = HashMap::new();
    for length in rows.iter().filter_map(length) {
        *counts.entry(length).or_default() += 1;
    }
    let all: usize = counts.values().sum();
    let Some((usual, count)) = counts.into_iter().max_by_key(|(length, count)| (*count, *length)) else { return };
    if all < FEWEST || count * 10 < all * 8 {
        return;
    }
    for row in rows.iter().filter(|row| length(row).is_some_and(|length| length != usual)) {
        notes.once("code_length", "", Severity::Experience, &cell_of(&source.place, row.index, column), || {
            (
                Text::new(
                    format!("标识码大多是 {usual} 位，这里不是，可能丢了开头的 0 或少了一位"),
                    format!(
                        "most codes have {usual} characters and this has not: a leading zero or a digit may be lost"
                    ),
                ),
                Text::new("把这一列设为文本后核对", "set the column to text and check it"),
            )
        });
    }
}

/// Says where a name was trimmed or holds characters that cannot be seen.
pub(super) fn remark(source: &Source<'_>, row: usize, column: usize, notes: &mut Notes) {
    let cell = source.sheet.cell(row, column);
    let Cell::Text(text) = cell else { return };
    if text.is_ascii() && !text.contains(' ') {
        return;
    }
    let name = trimmed(cell);
    let at = || cell_of(&source.place, row, column);
    let hidden = |c: char| {
        c.is_control()
            || matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
    };
    if name.contains(hidden) {
        notes.once("invisible_characters", "", Severity::Note, &at(), || {
            (
                Text::new(
                    "学校名称里有看不见的字符（如换行、零宽字符、改变文字方向的字符），原样保留",
                    "the name holds characters that cannot be seen; it is kept as it is",
                ),
                Text::new("如果不是有意的，请重新输入这个名称", "type the name again if they are not meant"),
            )
        });
    }
    let gaps = name.chars().any(|c| is_space(c) && !c.is_control()) && !name.is_ascii();
    if name != *text || gaps {
        notes.once("name_spaces", "", Severity::Note, &at(), || {
            (
                Text::new(
                    "学校名称前后的空格已去掉；名称中间的空格保留，比较时不计",
                    "spaces around the name were taken off; those inside are kept and do not count in comparisons",
                ),
                Text::new("如果不对，请在原表中改正", "correct the cell if this is wrong"),
            )
        });
    }
}
