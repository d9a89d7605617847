//! Evening out of text: full-width forms, spaces, brackets. Small on purpose: worksheets need these forms and no more
//! of Unicode normalisation.

use crate::table::is_space;

/// One character in its half-width form.
fn half_width(c: char) -> char {
    match c {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c),
        '\u{3000}' => ' ',
        '【' | '〔' | '〖' | '﹙' | '『' | '「' => '(',
        '】' | '〕' | '〗' | '﹚' | '』' | '」' => ')',
        '、' | '﹑' | '､' => ',',
        '。' | '｡' => '。',
        '−' | '﹣' => '-',
        '’' | '‘' | '′' => '\'',
        '→' | '›' | '»' => '>',
        _ => c,
    }
}

/// A heading or label as the dictionary compares it: half-width, lower case, without spaces, line breaks, quotes and
/// decoration. `㎡` and `m²` become `m2`.
pub(super) fn fold(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    for c in text.chars() {
        // Most characters of most headings: nothing to even out, and no lower case to be looked up in tables.
        if matches!(c, '\u{4e00}'..='\u{9fff}' | 'a'..='z' | '0'..='9') {
            folded.push(c);
            continue;
        }
        let c = half_width(c);
        match c {
            _ if is_space(c) || c.is_control() => {}
            '#' | '*' | '★' | '☆' | '△' | '▲' | '※' | '"' | '“' | '”' | '`' | '①'..='⑳' => {}
            '㎡' => folded.push_str("m2"),
            '²' => folded.push('2'),
            '[' | '{' => folded.push('('),
            ']' | '}' => folded.push(')'),
            _ => folded.extend(c.to_lowercase()),
        }
    }
    folded
}

/// The content of a cell before it is read as a number: half-width, trimmed, with every inner space a plain one.
pub(super) fn fold_value(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    for c in text.chars() {
        if is_without_width(c) {
            continue;
        }
        let c = if matches!(c, '、' | '→' | '›' | '»') { c } else { half_width(c) };
        match c {
            _ if is_space(c) => folded.push(' '),
            '㎡' => folded.push_str("m2"),
            '²' => folded.push('2'),
            _ => folded.push(c),
        }
    }
    folded.trim().to_owned()
}

/// Whether what [`fold_value`] answers begins with a digit: names, which most texts are, need not be folded to know it.
pub(super) fn begins_with_digit(text: &str) -> bool {
    let mut folded = text.chars().filter(|c| !is_without_width(*c)).map(half_width);
    folded.find(|c| !(is_space(*c) || c.is_whitespace())).is_some_and(|c| c.is_ascii_digit() || c == '²')
}

const fn is_without_width(c: char) -> bool {
    matches!(c, '\u{200b}'..='\u{200d}' | '\u{feff}' | '\u{2060}')
}

/// Text for display on one line: line breaks and runs of space become one space, or nothing between Chinese characters.
pub(super) fn tidy(text: &str) -> String {
    let mut tidied = String::with_capacity(text.len());
    let mut gap = false;
    for c in text.chars() {
        if is_space(c) || c.is_control() {
            gap = true;
            continue;
        }
        if gap && c.is_ascii() && tidied.chars().next_back().is_some_and(|last| last.is_ascii()) {
            tidied.push(' ');
        }
        gap = false;
        tidied.push(c);
    }
    tidied
}

/// Text of several cells or lines as one line, words kept apart.
pub(super) fn one_line(text: &str) -> String {
    text.split(|c: char| is_space(c) || c.is_control()).filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
}

/// A name as two rows are compared by it.
pub(super) fn fold_name(text: &str) -> String {
    fold(text)
}

/// A label without the number in front of it: `一、小学`, `（一）小学`, `1.小学` all become `小学`. `text` is folded.
pub(super) fn without_enumeration(text: &str) -> &str {
    split_enumeration(text).1
}

/// How a label is numbered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Numbering {
    /// Not at all.
    #[default]
    None,
    /// 一、
    Chinese,
    /// （一）
    Bracketed,
    /// 1.
    Digits,
}

/// The numbering of a folded label, and the label without it.
pub(super) fn split_enumeration(text: &str) -> (Numbering, &str) {
    let is_numeral = |c: char| c.is_ascii_digit() || "一二三四五六七八九十".contains(c);
    let body = text.strip_prefix('(').unwrap_or(text);
    let rest = body.trim_start_matches(is_numeral);
    let numerals = body.chars().count() - rest.chars().count();
    if numerals == 0 || numerals > 3 {
        return (Numbering::None, text);
    }
    let rest = match rest.strip_prefix(')') {
        Some(rest) if body.len() < text.len() => rest,
        _ => match rest.strip_prefix([',', '.', '．', ')']) {
            Some(rest) => rest,
            None => return (Numbering::None, text),
        },
    };
    if rest.is_empty() {
        return (Numbering::None, text);
    }
    let numbering = if body.len() < text.len() {
        Numbering::Bracketed
    } else if body.starts_with(|c: char| c.is_ascii_digit()) {
        Numbering::Digits
    } else {
        Numbering::Chinese
    };
    (numbering, rest)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn what_begins_with_a_digit_is_known_unfolded(text in "[ \u{3000}\u{a0}\u{200b}\u{feff}\r\n\t、，１２7（a学²㎡-]{0,6}") {
            prop_assert_eq!(begins_with_digit(&text), fold_value(&text).starts_with(|c: char| c.is_ascii_digit()));
        }

        #[test]
        fn any_text_begins_with_a_digit_or_not(text: String) {
            prop_assert_eq!(begins_with_digit(&text), fold_value(&text).starts_with(|c: char| c.is_ascii_digit()));
        }
    }

    #[test]
    fn headings_are_evened_out() {
        for (given, folded) in [
            ("学 校\n名　称", "学校名称"),
            ("教学及辅助用房面积（㎡）", "教学及辅助用房面积(m2)"),
            ("运动场地面积【m²】", "运动场地面积(m2)"),
            ("#体育、艺术专任教师数", "体育,艺术专任教师数"),
            ("ＰＵＰＩＬＳ", "pupils"),
            ("在校生数→合计", "在校生数>合计"),
        ] {
            assert_eq!(fold(given), folded);
        }
    }

    #[test]
    fn values_keep_their_inner_spaces() {
        assert_eq!(fold_value("　１ ２３４．５\u{200b} "), "1 234.5");
        assert_eq!(fold_value("\u{feff}12\u{a0}"), "12");
    }

    #[test]
    fn line_breaks_leave_no_gap_between_chinese_words() {
        assert_eq!(tidy(" 教学\n仪器 设备值 "), "教学仪器设备值");
        assert_eq!(tidy("No.  1\nSchool"), "No. 1 School");
    }

    #[test]
    fn numbers_in_front_of_a_label_go() {
        for (given, bare) in [
            ("一,小学", "小学"),
            ("(一)小学", "小学"),
            ("1.小学", "小学"),
            ("2,初中", "初中"),
            ("十二年一贯制学校", "十二年一贯制学校"),
            ("一", "一"),
            ("2023年", "2023年"),
            ("一中", "一中"),
        ] {
            assert_eq!(without_enumeration(given), bare);
        }
    }
}
