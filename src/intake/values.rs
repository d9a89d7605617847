//! Cells → numbers. What is missing stays missing, what is not plainly a number is said so with its place: nothing is
//! repaired by guessing.

use super::dictionary::{Dimension, UnitMeaning, dictionary};
use super::fold::{begins_with_digit, fold, fold_value};
use crate::diagnostic::Text;
use crate::quantity::{Decimal, DecimalError};
use crate::table::Cell;

/// What a cell of a number column holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Value {
    /// Nothing given.
    Missing,
    /// A number, and the unit written behind it.
    Number(Decimal, Option<(String, UnitMeaning)>),
    /// Something else.
    Bad(Bad),
}

/// Why a cell is not a number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Bad {
    pub(super) code: &'static str,
    pub(super) message: Text,
    pub(super) help: Text,
}

/// Marks that people write for "nothing to report".
const MISSING: [&str; 38] = [
    "-",
    "--",
    "---",
    "—",
    "——",
    "―",
    "－",
    "–",
    "_",
    "/",
    "//",
    "\\",
    "|",
    "*",
    "**",
    "?",
    "？",
    ".",
    "…",
    "……",
    "×",
    "无",
    "暂无",
    "暂缺",
    "缺",
    "没有",
    "未统计",
    "未填",
    "未填报",
    "无数据",
    "不详",
    "待补",
    "空",
    "不适用",
    "n/a",
    "na",
    "null",
    "none",
];

/// Marks that say more than that there is nothing: the number exists and is not known yet. A blank beside filled cells of
/// its group may mean none; these never do.
const UNKNOWN: [&str; 16] = [
    "?",
    "？",
    "…",
    "……",
    "暂无",
    "暂缺",
    "缺",
    "未统计",
    "未填",
    "未填报",
    "无数据",
    "不详",
    "待补",
    "n/a",
    "na",
    "null",
];

/// Whether a cell says that its number is not known.
pub(super) fn is_unknown(cell: Cell<'_>) -> bool {
    let Cell::Text(text) = cell else { return false };
    let solid: String = fold_value(text).to_lowercase().chars().filter(|c| *c != ' ').collect();
    UNKNOWN.contains(&solid.as_str())
}

/// What was evened out before a cell could be read as a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Repair {
    /// Full-width digits, points or signs.
    FullWidth,
    /// Separators of thousands.
    Separators,
    /// Spaces, also invisible ones.
    Spaces,
    /// 零, 〇.
    Word,
    /// The unit of the heading once more.
    Unit,
    /// A number stored as text in a workbook.
    Text,
}

impl Repair {
    /// What is said of it.
    pub(super) fn words(self) -> (&'static str, &'static str) {
        match self {
            Self::FullWidth => ("全角数字已按半角读", "full-width digits were read as plain ones"),
            Self::Separators => ("千分位分隔符已去掉", "separators of thousands were taken out"),
            Self::Spaces => ("数字前后或中间的空格已去掉", "spaces around the number were taken out"),
            Self::Word => ("“零”已按 0 读", "the word for zero was read as 0"),
            Self::Unit => ("数字后面的单位已去掉", "the unit behind the number was taken off"),
            Self::Text => ("按文本保存的数字已按数读", "a number stored as text was read as a number"),
        }
    }
}

/// What had to be evened out in a cell that was read as a number; `stored` says that the sheet stores numbers as numbers.
pub(super) fn repair(cell: Cell<'_>, stored: bool) -> Option<Repair> {
    let Cell::Text(text) = cell else { return None };
    if text.bytes().all(|b| b.is_ascii_digit() || b == b'.') {
        return stored.then_some(Repair::Text);
    }
    let folded = fold_value(text);
    if text.chars().any(|c| matches!(c, '\u{ff10}'..='\u{ff19}' | '．' | '－')) {
        return Some(Repair::FullWidth);
    }
    if matches!(folded.as_str(), "零" | "〇") {
        return Some(Repair::Word);
    }
    if folded.ends_with(|c: char| !c.is_ascii_digit()) || folded.ends_with("m2") {
        return Some(Repair::Unit);
    }
    let separated = folded.contains([',', '\'']) || folded.trim().contains(' ');
    Some(if separated { Repair::Separators } else { Repair::Spaces })
}

/// Reads a cell as a number of `dimension`.
pub(super) fn read(cell: Cell<'_>, dimension: Dimension) -> Value {
    match cell {
        Cell::Empty => Value::Missing,
        Cell::Number(number) => from_double(number),
        Cell::Text(text) => from_text(text, dimension),
        Cell::Boolean(truth) => bad(
            "not_a_number",
            format!("这里是逻辑值“{truth}”，不是数"),
            format!("a truth value, `{truth}`, where a number belongs"),
            "改成数，没有数据就留空",
            "enter a number, or leave the cell empty",
        ),
        Cell::Date(date) => date_in_cell(date),
        Cell::Error("#FORMULA") => bad(
            "cell_error",
            "公式没有保存计算结果".into(),
            "a formula without a stored result".into(),
            "用 Excel 或 WPS 打开并保存一次，或改为数值",
            "open and save the file in Excel or WPS once, or replace the formula by its value",
        ),
        Cell::Error(error) => formula_error(error),
    }
}

/// What a user typed into a cell as the number a spreadsheet would store; none where that would lose a digit, as of a code.
pub(super) fn typed_number(text: &str) -> Option<f64> {
    let Value::Number(number, None) = from_text(text, Dimension::Area) else { return None };
    let folded = fold_value(text);
    let code = folded.trim().strip_prefix('0').is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()));
    (!code && number.parts().0 < 1_000_000_000_000_000).then(|| number.to_f64())
}

/// Whether a text says only that there is nothing to report.
pub(super) fn is_missing(text: &str) -> bool {
    let solid: String = fold_value(text).to_lowercase().chars().filter(|c| *c != ' ').collect();
    solid.is_empty() || MISSING.contains(&solid.as_str())
}

/// Whether the text of a cell is a number at all; used to tell headers from data.
pub(super) fn looks_numeric(cell: Cell<'_>) -> bool {
    match cell {
        Cell::Number(_) => true,
        Cell::Text(text) if quick(text).is_some() => true,
        Cell::Text(text) => {
            begins_with_digit(text) && matches!(from_text(text, Dimension::Area), Value::Number(_, None))
        }
        _ => false,
    }
}

fn bad(code: &'static str, zh: String, en: String, help_zh: &str, help_en: &str) -> Value {
    Value::Bad(Bad { code, message: Text::new(zh, en), help: Text::new(help_zh, help_en) })
}

/// What a formula error looks like where the source carries text only; lower case.
const ERRORS: [&str; 8] = ["#div/0!", "#ref!", "#value!", "#n/a", "#name?", "#num!", "#null!", "#spill!"];

fn formula_error(error: &str) -> Value {
    bad(
        "cell_error",
        format!("公式出错：{error}"),
        format!("a formula error: {error}"),
        "在原表中改正公式，或改为数值",
        "correct the formula in the worksheet, or replace it by its value",
    )
}

fn date_in_cell(shown: &str) -> Value {
    bad(
        "date_in_cell",
        format!("这里是日期“{shown}”，可能是输入的数被表格软件改成了日期"),
        format!("a date, `{shown}`; the spreadsheet program may have changed what was typed"),
        "把单元格格式改为“数值”后重新输入",
        "set the format of the cell to number and type it again",
    )
}

/// 1月2日, 2024/1/2, 2024-01-02, 2-Jan, Jan-24: what spreadsheet programs make of 1-2 and 3/4.
fn is_date(solid: &str) -> bool {
    const MONTHS: [&str; 12] = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
    let digits = |text: &str, most: usize| (1..=most).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit());
    let parts: Vec<&str> = solid.split(['-', '/', '年', '月', '日']).filter(|part| !part.is_empty()).collect();
    let chinese = solid.contains('月') || (solid.contains('年') && solid.ends_with('年'));
    match parts.as_slice() {
        [year, month, day] => digits(year, 4) && digits(month, 2) && digits(day, 2),
        [one, other] if chinese => digits(one, 4) && digits(other, 2),
        [year] if chinese => digits(year, 4),
        [one, other] => [(one, other), (other, one)].iter().any(|(a, b)| MONTHS.contains(a) && digits(b, 4)),
        _ => false,
    }
}

fn negative(shown: &str) -> Value {
    bad(
        "negative_value",
        format!("负数：{shown}"),
        format!("a negative number: {shown}"),
        "核对后改正，没有数据就留空",
        "check and correct it, or leave the cell empty",
    )
}

fn not_a_number(shown: &str) -> Value {
    bad(
        "not_a_number",
        format!("“{shown}”不是数"),
        format!("`{shown}` is not a number"),
        "改成一个数，没有数据就留空",
        "enter one number, or leave the cell empty",
    )
}

fn from_double(number: f64) -> Value {
    // Whole numbers of at most fifteen digits are what they show, without printing them; so is a negative zero.
    if (0.0..1e15).contains(&number) && number.fract() == 0.0 {
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "whole, not negative, below 10^15")]
        let whole = number as u64;
        return Value::Number(Decimal::integer(whole), None);
    }
    match Decimal::from_spreadsheet(number) {
        Ok(value) => Value::Number(value, None),
        Err(DecimalError::Negative) => negative(&number.to_string()),
        Err(_) => not_a_number(&number.to_string()),
    }
}

/// Digits and at most one point, as nearly all cells of delimited text are.
fn quick(text: &str) -> Option<Decimal> {
    let text = text.trim_matches(' ');
    (text.len() <= 20 && text.bytes().next().is_some_and(|b| b.is_ascii_digit())).then(|| text.parse().ok()).flatten()
}

fn from_text(text: &str, dimension: Dimension) -> Value {
    if let Some(value) = quick(text) {
        return Value::Number(value, None);
    }
    let folded = fold_value(text);
    let lower = folded.to_lowercase();
    let solid: String = lower.chars().filter(|c| *c != ' ').collect();
    if solid.is_empty() || MISSING.contains(&solid.as_str()) {
        return Value::Missing;
    }
    if matches!(solid.as_str(), "零" | "〇") {
        return Value::Number(Decimal::ZERO, None);
    }
    let money = solid.strip_prefix(['¥', '￥']).filter(|_| dimension == Dimension::Money);
    let body = if money.is_some() { lower.trim_start_matches(['¥', '￥']).trim_start() } else { lower.as_str() };
    if let Some(value) = plain(body) {
        return value.map_or_else(|_| too_long(&folded), |value| Value::Number(value, None));
    }
    // A unit behind the number.
    let digits = body.rfind(|c: char| c.is_ascii_digit()).map_or(0, |at| at + 1);
    let (number, rest) = body.split_at_checked(digits).unwrap_or((body, ""));
    let unit = fold(rest);
    // m2 ends in a digit of its own.
    let (number, unit) = match body.find("m2").and_then(|at| body.split_at_checked(at)) {
        Some((number, rest)) => (number, fold(rest)),
        None => (number, unit),
    };
    if !unit.is_empty()
        && let Some(meaning) = dictionary().units.get(&unit)
        && let Some(Ok(value)) = plain(number.trim_end())
    {
        let fits = meaning.dimension == dimension || (dimension == Dimension::People && unit == "个");
        if fits && !meaning.per && meaning.factor.is_some() {
            return Value::Number(value, Some((unit, *meaning)));
        }
        return bad(
            "wrong_unit",
            format!("“{folded}”的单位“{unit}”与这一列不符"),
            format!("the unit `{unit}` of `{folded}` does not fit this column"),
            "换算成列名中的单位",
            "convert it to the unit of the heading",
        );
    }
    explain(&folded, &solid)
}

fn too_long(shown: &str) -> Value {
    bad(
        "number_too_long",
        format!("数字太长：{shown}"),
        format!("too many digits: {shown}"),
        "核对是否填错了列",
        "check whether the cell is in the right column",
    )
}

/// A plain number with or without correct thousands separators; `None` when it is none.
fn plain(text: &str) -> Option<Result<Decimal, DecimalError>> {
    let (whole, decimals) = match text.split_once('.') {
        Some((whole, decimals)) => (whole, Some(decimals)),
        None => (text, None),
    };
    if decimals.is_some_and(|decimals| decimals.is_empty() || !decimals.bytes().all(|b| b.is_ascii_digit())) {
        return None;
    }
    let separator = whole.chars().find(|c| !c.is_ascii_digit());
    let digits = match separator {
        None => whole.to_owned(),
        Some(separator @ (',' | '\'' | ' ')) => {
            let groups: Vec<&str> = whole.split(separator).collect();
            let all_digits = groups.iter().all(|group| group.bytes().all(|b| b.is_ascii_digit()));
            let (first, others) = groups.split_first()?;
            if !all_digits || first.is_empty() || first.len() > 3 || others.iter().any(|group| group.len() != 3) {
                return None;
            }
            groups.concat()
        }
        Some(_) => return None,
    };
    let digits = match (digits.is_empty(), decimals) {
        (true, None) => return None,
        (true, Some(_)) => "0".to_owned(),
        (false, _) => digits,
    };
    let text = match decimals {
        Some(decimals) => format!("{digits}.{decimals}"),
        None => digits,
    };
    Some(text.parse())
}

/// Names what is wrong with text that is no number.
fn explain(shown: &str, solid: &str) -> Value {
    let number = |text: &str| plain(text).and_then(Result::ok);
    if solid.strip_prefix(['-', '−', '－']).is_some_and(|rest| number(rest).is_some()) {
        return negative(shown);
    }
    if let Some(bare) = solid.strip_suffix('%')
        && number(bare).is_some()
    {
        return bad(
            "percent_in_cell",
            format!("“{shown}”是百分数，这里要总数"),
            format!("`{shown}` is a percentage; a total is needed here"),
            "改成总数",
            "enter the total",
        );
    }
    if ERRORS.contains(&solid) {
        return formula_error(shown);
    }
    if is_date(solid) {
        return date_in_cell(shown);
    }
    // 1200(含借用): a number, and words in brackets that may change it.
    if let Some((head, _)) = solid.split_once('(')
        && solid.ends_with(')')
        && let Some(value) = number(head)
    {
        return Value::Bad(Bad {
            code: "remark_in_cell",
            message: Text::new(
                format!("“{shown}”里除了数还有说明，看不出该不该算在内"),
                format!("`{shown}` holds a remark beside the number, and it is not sure what it means for the number"),
            ),
            help: Text::new(
                format!("如果就是 {value}，只填 {value}；说明写在批注或备注里"),
                format!("if it is {value}, enter {value} alone, and put the remark elsewhere"),
            ),
        });
    }
    let parts: Vec<&str> = solid.split('+').collect();
    if parts.len() > 1 && parts.iter().all(|part| number(part).is_some()) {
        let sum = parts.iter().filter_map(|part| number(part)).try_fold(Decimal::ZERO, Decimal::checked_add);
        let sum = sum.map(|sum| sum.to_string()).unwrap_or_default();
        return Value::Bad(Bad {
            code: "sum_in_cell",
            message: Text::new(format!("“{shown}”是算式，不是一个数"), format!("`{shown}` is a sum, not one number")),
            help: Text::new(format!("如果确实要相加，改成 {sum}"), format!("if they are to be added, enter {sum}")),
        });
    }
    for separator in ["-", "~", "—", "－", "至", "到"] {
        if let Some((low, high)) = solid.split_once(separator)
            && number(low).is_some()
            && number(high).is_some()
        {
            return bad(
                "range_in_cell",
                format!("“{shown}”是范围，不是一个数"),
                format!("`{shown}` is a range, not one number"),
                "填实际的一个数",
                "enter the one actual number",
            );
        }
    }
    if let Some((a, b)) = solid.split_once('/')
        && number(a).is_some()
        && number(b).is_some()
    {
        return bad(
            "two_values",
            format!("“{shown}”里有两个数"),
            format!("`{shown}` holds two numbers"),
            "只填本列要的那个数",
            "enter only the number this column asks for",
        );
    }
    let bound = solid.starts_with(['≥', '≤', '>', '<', '＞', '＜'])
        || ["以上", "以下", "以内"].iter().any(|word| solid.ends_with(word));
    let about = ["约", "大约", "近", "≈", "大概"].iter().any(|word| solid.starts_with(word))
        || ["左右", "余", "多", "余人", "多人", "上下", "+"].iter().any(|word| solid.ends_with(word));
    if (bound || about) && solid.contains(|c: char| c.is_ascii_digit()) {
        return bad(
            "approximate_value",
            format!("“{shown}”不是确切的数"),
            format!("`{shown}` is not an exact number"),
            "填确切的数",
            "enter the exact number",
        );
    }
    if solid.contains(['e']) && solid.parse::<f64>().is_ok() {
        return bad(
            "scientific_notation",
            format!("“{shown}”是科学记数，可能已经丢了位数"),
            format!("`{shown}` is in scientific notation and may have lost digits"),
            "把单元格格式改为“数值”后重新复制",
            "set the format of the cell to number and copy it again",
        );
    }
    not_a_number(shown)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn number(text: &str, dimension: Dimension) -> String {
        match read(Cell::Text(text), dimension) {
            Value::Missing => "missing".into(),
            Value::Number(value, None) => value.to_string(),
            Value::Number(value, Some((unit, _))) => format!("{value} {unit}"),
            Value::Bad(bad) => format!("!{}", bad.code),
        }
    }

    #[test]
    fn plain_numbers_in_every_dress() {
        for (given, read) in [
            ("1200", "1200"),
            ("１２３．５", "123.5"),
            (" 1,234 ", "1234"),
            ("1，234.50", "1234.5"),
            ("1 234", "1234"),
            ("1'234'567", "1234567"),
            ("０", "0"),
            ("零", "0"),
            ("〇", "0"),
            ("0.00", "0"),
            (".5", "0.5"),
            ("1200㎡", "1200 m2"),
            ("1,200.5 m²", "1200.5 m2"),
            ("1200平方米", "1200 平方米"),
        ] {
            assert_eq!(number(given, Dimension::Area), read, "{given}");
        }
        assert_eq!(number("35.6万元", Dimension::Money), "35.6 万元");
        assert_eq!(number("￥1,200", Dimension::Money), "1200");
        assert_eq!(number("12人", Dimension::People), "12 人");
        assert_eq!(number("3间", Dimension::Rooms), "3 间");
    }

    #[test]
    fn what_was_evened_out_is_told() {
        for (given, expected) in [
            ("１２３．５", Some(Repair::FullWidth)),
            ("1,234", Some(Repair::Separators)),
            ("1 234", Some(Repair::Separators)),
            ("\u{3000}12\u{a0}", Some(Repair::Spaces)),
            ("12\u{200b}", Some(Repair::Spaces)),
            ("零", Some(Repair::Word)),
            ("1200㎡", Some(Repair::Unit)),
            ("12 人", Some(Repair::Unit)),
            ("12.5", None),
        ] {
            assert_eq!(repair(Cell::Text(given), false), expected, "{given}");
        }
        assert_eq!(repair(Cell::Text("12"), true), Some(Repair::Text));
        assert_eq!(repair(Cell::Number(12.0), true), None);
    }

    #[test]
    fn marks_of_absence_are_missing_and_never_zero() {
        for given in [
            "",
            " ",
            "　",
            "—",
            "——",
            "－",
            "-",
            "/",
            "\\",
            "无",
            "暂无",
            "暂缺",
            "缺",
            "没有",
            "未统计",
            "N/A",
            "null",
            "＊",
            "?",
            "？",
        ] {
            assert_eq!(number(given, Dimension::People), "missing", "{given}");
        }
        assert_eq!(read(Cell::Empty, Dimension::People), Value::Missing);
    }

    #[test]
    fn what_is_not_one_number_is_named() {
        for (given, code) in [
            ("12,34", "!not_a_number"),
            ("4,2", "!not_a_number"),
            ("4。2", "!not_a_number"),
            ("4..2", "!not_a_number"),
            ("4.2.", "!not_a_number"),
            ("12 34", "!not_a_number"),
            ("abc", "!not_a_number"),
            ("(5)", "!not_a_number"),
            ("-5", "!negative_value"),
            ("－５", "!negative_value"),
            ("95%", "!percent_in_cell"),
            ("９５％", "!percent_in_cell"),
            ("1200+300", "!sum_in_cell"),
            ("100-120", "!range_in_cell"),
            ("100～120", "!range_in_cell"),
            ("120/3", "!two_values"),
            ("约1200", "!approximate_value"),
            ("1200左右", "!approximate_value"),
            ("1200余", "!approximate_value"),
            ("≥45", "!approximate_value"),
            ("45以上", "!approximate_value"),
            ("1.2E+05", "!scientific_notation"),
            ("1200(含借用)", "!remark_in_cell"),
            ("1月2日", "!date_in_cell"),
            ("2024/1/2", "!date_in_cell"),
            ("2-Jan", "!date_in_cell"),
            ("2023年9月", "!date_in_cell"),
            ("3亩", "!wrong_unit"),
            ("35.6万元", "!wrong_unit"),
        ] {
            assert_eq!(number(given, Dimension::Area), code, "{given}");
        }
    }

    #[test]
    fn stored_values_of_other_kinds() {
        assert_eq!(
            read(Cell::Number(0.1 + 0.2), Dimension::Area),
            match "0.3".parse() {
                Ok(value) => Value::Number(value, None),
                Err(_) => Value::Missing,
            }
        );
        assert_eq!(read(Cell::Number(-0.0), Dimension::Area), Value::Number(Decimal::ZERO, None));
        for (cell, code) in [
            (Cell::Number(-3.0), "negative_value"),
            (Cell::Number(f64::NAN), "not_a_number"),
            (Cell::Number(1e300), "not_a_number"),
            (Cell::Error("#DIV/0!"), "cell_error"),
            (Cell::Error("#FORMULA"), "cell_error"),
            (Cell::Date("2024-01-02"), "date_in_cell"),
            (Cell::Boolean(true), "not_a_number"),
        ] {
            assert!(matches!(read(cell, Dimension::Area), Value::Bad(bad) if bad.code == code), "{cell:?}");
        }
    }
}
