//! Bulk repair: one rule, many cells. Pure.

use super::edits::{Edit, TextOf};
use crate::quantity::Decimal;
use crate::table::is_space;

/// What is done to every cell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Repair {
    /// One text for another.
    Replace {
        /// What is looked for.
        find: String,
        /// What takes its place.
        with: String,
        /// Whether the whole cell must be it; otherwise every occurrence in the cell is replaced.
        whole: bool,
    },
    /// No space or invisible character at either end.
    Trim,
    /// Full-width digits, letters and signs of numbers as plain ones. The punctuation of words stays.
    HalfWidth,
    /// Numbers times a factor, exactly. 万元 for 元 is a factor of 10000, the other way round 0.0001.
    Multiply(Decimal),
    /// A text where there is none.
    FillEmpty(String),
}

/// What a repair would do.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Found {
    /// The cells it changes.
    pub edits: Vec<Edit>,
    /// Cells that are filled and not a number, where numbers are multiplied; they stay as they are.
    pub refused: Vec<(u32, u32)>,
}

/// `repair` done to `cells`.
pub fn found(repair: &Repair, cells: impl Iterator<Item = (u32, u32)>, text_of: TextOf<'_>) -> Found {
    let mut found = Found::default();
    for (row, column) in cells {
        let before = text_of(row, column);
        match repaired(repair, &before) {
            Some(after) if after != *before => found.edits.push((row, column, after)),
            Some(_) => {}
            None => found.refused.push((row, column)),
        }
    }
    found
}

/// `text` after `repair`; `None` when it cannot be done to this text.
fn repaired(repair: &Repair, text: &str) -> Option<String> {
    let changed = match repair {
        Repair::Replace { find, .. } if find.is_empty() => text.to_owned(),
        Repair::Replace { find, with, whole: true } => if text == find { with } else { text }.to_owned(),
        Repair::Replace { find, with, whole: false } => text.replace(find, with),
        Repair::Trim => text.trim_matches(is_space).to_owned(),
        Repair::HalfWidth => half_width(text),
        Repair::FillEmpty(with) => if text.chars().all(is_space) { with } else { text }.to_owned(),
        Repair::Multiply(_) if text.chars().all(is_space) => text.to_owned(),
        Repair::Multiply(factor) => {
            let (negative, number) = number(text)?;
            let product = number.checked_mul(*factor)?;
            let sign = if negative && !product.is_zero() { "-" } else { "" };
            format!("{sign}{product}")
        }
    };
    Some(changed)
}

/// The plain character of a full-width one; the ideographic space is a space.
pub fn plain(character: char) -> char {
    match character {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(character) - 0xfee0).unwrap_or(character),
        '\u{3000}' => ' ',
        '\u{2212}' => '-',
        other => other,
    }
}

/// Words as they are compared when something is looked for: full-width characters are plain ones, capitals small.
pub fn folded(text: &str) -> String {
    text.chars().map(|character| plain(character).to_ascii_lowercase()).collect()
}

fn half_width(text: &str) -> String {
    let all: String = text.chars().map(plain).collect();
    let of_a_number = |c: char| c.is_ascii_digit() || matches!(c, '.' | ',' | '%' | '+' | '-' | ' ');
    if all.contains(|c: char| c.is_ascii_digit()) && all.chars().all(of_a_number) {
        return all;
    }
    text.chars().map(|c| if plain(c).is_ascii_alphanumeric() { plain(c) } else { c }).collect()
}

/// The number a cell holds, and whether it is below zero. Groups of three may be set apart by commas.
pub fn number(text: &str) -> Option<(bool, Decimal)> {
    let text: String = text.trim_matches(is_space).chars().map(plain).collect();
    let (negative, digits) = match text.strip_prefix('-') {
        Some(digits) => (true, digits),
        None => (false, text.strip_prefix('+').unwrap_or(&text)),
    };
    if !digits.contains(',') {
        return digits.parse().ok().map(|number| (negative, number));
    }
    let whole = digits.split('.').next().unwrap_or_default();
    let mut groups = whole.split(',');
    let first = groups.next().is_some_and(|group| (1..=3).contains(&group.len()));
    if !first || !groups.all(|group| group.len() == 3) || digits.rfind(',') > digits.find('.').or(Some(usize::MAX)) {
        return None;
    }
    digits.replace(',', "").parse().ok().map(|number| (negative, number))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::borrow::Cow;

    fn one(repair: &Repair, text: &str) -> Option<String> {
        repaired(repair, text)
    }

    fn times(factor: &str, text: &str) -> Option<String> {
        one(&Repair::Multiply(factor.parse().unwrap()), text)
    }

    #[test]
    fn a_text_is_replaced_as_a_whole_or_wherever_it_stands() {
        let whole = Repair::Replace { find: "无".into(), with: String::new(), whole: true };
        assert_eq!(one(&whole, "无"), Some(String::new()));
        assert_eq!(one(&whole, "无锡路小学"), Some("无锡路小学".into()));
        let part = Repair::Replace { find: "万".into(), with: "萬".into(), whole: false };
        assert_eq!(one(&part, "万家万户"), Some("萬家萬户".into()));
        let nothing = Repair::Replace { find: String::new(), with: "x".into(), whole: false };
        assert_eq!(one(&nothing, "甲"), Some("甲".into()));
    }

    #[test]
    fn white_space_of_every_kind_is_trimmed_at_the_ends_only() {
        assert_eq!(one(&Repair::Trim, "\u{3000} 甲 小学\u{200b}\u{a0}\n"), Some("甲 小学".into()));
    }

    #[test]
    fn numbers_and_letters_become_plain_and_the_punctuation_of_words_stays() {
        let half = |text| one(&Repair::HalfWidth, text).unwrap();
        assert_eq!(half("１２３．５％"), "123.5%");
        assert_eq!(half("１，２３４"), "1,234");
        assert_eq!(half("第１小学（Ｂ区）"), "第1小学（B区）");
        assert_eq!(half("－"), "－");
    }

    #[test]
    fn numbers_are_multiplied_exactly() {
        assert_eq!(times("10000", "12.3456789"), Some("123456.789".into()));
        assert_eq!(times("0.0001", "1"), Some("0.0001".into()));
        assert_eq!(times("0.1", "0.2"), Some("0.02".into()));
        assert_eq!(times("10000", "１，２３４．５"), Some("12345000".into()));
        assert_eq!(times("2", "-1.5"), Some("-3".into()));
        assert_eq!(times("0", "-1.5"), Some("0".into()));
        assert_eq!(times("10", ""), Some(String::new()));
    }

    #[test]
    fn what_is_no_number_is_refused_and_not_guessed() {
        for text in [
            "无",
            "12万",
            "12%",
            "1,23",
            "1,2345",
            "12,34.5",
            "1.2,345",
            ",123",
            "1e3",
            "—",
            "100000000000000000000000000000",
        ] {
            assert_eq!(times("10", text), None, "{text}");
        }
        let long = "9".repeat(28);
        assert_eq!(times("10", &long), None);
    }

    #[test]
    fn only_changes_are_found() {
        let texts = ["", "甲", " 甲", "5"];
        let text_of = |row: u32, _: u32| Cow::Borrowed(texts[row as usize]);
        let cells = || (0..4).map(|row| (row, 0));
        assert_eq!(found(&Repair::Trim, cells(), &text_of).edits, [(2, 0, "甲".to_owned())]);
        assert_eq!(found(&Repair::FillEmpty("0".into()), cells(), &text_of).edits, [(0, 0, "0".to_owned())]);
        let doubled = found(&Repair::Multiply(Decimal::integer(2)), cells(), &text_of);
        assert_eq!((doubled.edits, doubled.refused), (vec![(3, 0, "10".to_owned())], vec![(1, 0), (2, 0)]));
    }
}
