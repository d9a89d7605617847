//! Where something is, what is wrong with it, and what to do: [`Location`], [`Problem`], [`Issue`].
//!
//! Three kinds of trouble are kept apart. A [`Problem`] stops an operation (the file cannot be read, a call is
//! malformed). An [`Issue`] stands beside a result (a row or a cell is doubtful). A rule that is not met is neither: it
//! is a finding of the evaluation.

use serde::{Deserialize, Serialize};
use smol_str::SmolStr;
use std::sync::Arc;

/// Words for people, in both languages of the product. At the JavaScript edge it becomes one string in the locale asked
/// for.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Text {
    /// Simplified Chinese.
    pub zh: String,
    /// English.
    pub en: String,
}

impl Text {
    /// Both languages, Chinese first.
    pub fn new(zh: impl Into<String>, en: impl Into<String>) -> Self {
        Self { zh: zh.into(), en: en.into() }
    }

    /// The same words in both languages, for names and data.
    pub fn same(text: impl Into<String>) -> Self {
        let zh = text.into();
        Self { en: zh.clone(), zh }
    }

    /// The words in `locale`.
    pub fn get(&self, locale: Locale) -> &str {
        match locale {
            Locale::ZhCn => &self.zh,
            Locale::En => &self.en,
        }
    }
}

/// The languages of the product.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub enum Locale {
    /// Simplified Chinese, the default.
    #[default]
    #[serde(rename = "zh-CN")]
    ZhCn,
    /// English.
    #[serde(rename = "en")]
    En,
}

/// A place the user can find again.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase", default)]
pub struct Location {
    /// Name of the file, as the user knows it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "types", ts(optional))]
    pub file: Option<Arc<str>>,
    /// Name of the sheet; absent for pasted and delimited text.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "types", ts(optional))]
    pub sheet: Option<Arc<str>>,
    /// Address of a cell, such as `D7`, or of the first cell of a row.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "types", ts(optional, as = "Option<String>"))]
    pub cell: Option<SmolStr>,
    /// Path into the argument of a call, such as `sections[3].pupils`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "types", ts(optional))]
    pub path: Option<String>,
}

impl Location {
    /// A place in a call's argument.
    pub fn path(path: impl Into<String>) -> Self {
        Self { path: Some(path.into()), ..Self::default() }
    }

    /// A file as a whole.
    pub fn file(name: &str) -> Self {
        Self { file: Some(name.into()), ..Self::default() }
    }

    /// A sheet of a file, as far as they have names.
    pub fn of_sheet(file: Option<&str>, sheet: Option<&str>) -> Self {
        Self { file: file.map(Into::into), sheet: sheet.map(Into::into), ..Self::default() }
    }

    /// The cell in zero-based `row` and `column` of it.
    #[must_use]
    pub fn at_cell(self, row: u32, column: u32) -> Self {
        Self { cell: Some(a1(row, column)), ..self }
    }

    /// Zero-based row and column of its cell.
    pub fn spot(&self) -> Option<(u32, u32)> {
        spot_of(self.cell.as_deref()?)
    }

    /// The place in words: `file › sheet › cell`, or the path.
    pub fn describe(&self) -> String {
        [self.file.as_deref(), self.sheet.as_deref(), self.cell.as_deref(), self.path.as_deref()]
            .into_iter()
            .flatten()
            .collect::<Vec<_>>()
            .join(" › ")
    }
}

/// A1 address of the cell in zero-based `row` and `column`.
pub fn a1(row: u32, column: u32) -> SmolStr {
    // Written from its end, as addresses are made for every cell that is read: up to ten digits behind seven letters.
    let mut address = [0; 17];
    let mut start = address.len();
    let mut put = |byte: u8| {
        start -= 1;
        if let Some(place) = address.get_mut(start) {
            *place = byte;
        }
    };
    let mut rest = u64::from(row) + 1;
    while rest > 0 {
        put(b'0' + (rest % 10) as u8);
        rest /= 10;
    }
    letters_of(column).for_each(put);
    let address = address.get(start..).unwrap_or_default();
    SmolStr::new(std::str::from_utf8(address).unwrap_or_default())
}

/// Zero-based row and column of an A1 address: what [`a1`] made it of.
pub fn spot_of(address: &str) -> Option<(u32, u32)> {
    let letters = address.bytes().take_while(u8::is_ascii_uppercase).count();
    let (letters, digits) = address.split_at_checked(letters)?;
    let column = letters
        .bytes()
        .try_fold(0_u64, |sum, letter| {
            Some(sum.checked_mul(26)? + u64::from(letter - b'A') + 1).filter(|sum| *sum < 1 << 33)
        })?
        .checked_sub(1)?;
    let row =
        digits.parse::<u64>().ok().filter(|_| digits.bytes().all(|byte| byte.is_ascii_digit()))?.checked_sub(1)?;
    Some((u32::try_from(row).ok()?, u32::try_from(column).ok()?))
}

/// Spreadsheet letters of a zero-based column: 0 → `A`, 26 → `AA`.
pub fn column_letters(column: u32) -> String {
    let mut letters: Vec<u8> = letters_of(column).collect();
    letters.reverse();
    letters.into_iter().map(char::from).collect()
}

/// The letters of a zero-based column, the last one first.
fn letters_of(column: u32) -> impl Iterator<Item = u8> {
    let more = |rest: &u64| Some((rest - 1) / 26).filter(|rest| *rest > 0);
    std::iter::successors(Some(u64::from(column) + 1), more).map(|rest| b'A' + ((rest - 1) % 26) as u8)
}

/// Why an operation could not be carried out. `code` is stable; the words may improve.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct Problem {
    /// Stable identifier: a word of `ArgumentProblem`, `FileProblem` or `TextProblem`.
    pub code: String,
    /// What is wrong.
    #[cfg_attr(feature = "types", ts(as = "String"))]
    pub message: Text,
    /// What to do about it.
    #[cfg_attr(feature = "types", ts(as = "String"))]
    pub help: Text,
    /// Where, or `null` when it has no place.
    #[serde(rename = "where")]
    pub location: Option<Location>,
}

impl Problem {
    /// A problem with a stable code, words and advice, not yet placed.
    pub fn new(code: &str, message: Text, help: Text) -> Self {
        Self { code: code.to_owned(), message, help, location: None }
    }

    /// The same problem at `location`.
    #[must_use]
    pub fn at(mut self, location: Location) -> Self {
        self.location = Some(location);
        self
    }
}

/// How much an [`Issue`] weighs, in the words of the national statistics system.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// 逻辑校验: must be fixed.
    Logic,
    /// 经验校验: fixed or explained.
    Experience,
    /// 提示: something was assumed or repaired; said so that it can be changed.
    Note,
}

/// A doubtful row or cell, beside a result.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct Issue {
    /// Stable identifier in snake_case.
    pub code: String,
    /// 逻辑校验, 经验校验 or 提示.
    pub severity: Severity,
    /// What is doubtful.
    #[cfg_attr(feature = "types", ts(as = "String"))]
    pub message: Text,
    /// What to do about it.
    #[cfg_attr(feature = "types", ts(as = "String"))]
    pub help: Text,
    /// Where.
    #[serde(rename = "where")]
    pub location: Option<Location>,
    /// Where it is said once of several cells of a sheet: all of them, that of `where` among them. Absent otherwise.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[cfg_attr(feature = "types", ts(as = "Option<Vec<String>>", optional))]
    pub cells: Vec<SmolStr>,
    /// The school concerned, where there is one.
    pub school: Option<String>,
    /// What the user wrote about it (填写说明), or `null`: closes an issue of 经验校验 that is no mistake.
    #[serde(default)]
    pub explanation: Option<String>,
}

/// What a user wrote about an issue. It belongs to the issue of the same code, place and school, whenever it is raised.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Explanation {
    /// Code of the issue.
    pub code: String,
    /// Where the issue stands.
    #[serde(rename = "where")]
    pub location: Option<Location>,
    /// The school concerned.
    pub school: Option<String>,
    /// The words.
    pub text: String,
}

impl Explanation {
    /// What is written about `issue`.
    pub fn new(issue: &Issue, text: impl Into<String>) -> Self {
        Self {
            code: issue.code.clone(),
            location: issue.location.clone(),
            school: issue.school.clone(),
            text: text.into(),
        }
    }

    /// Whether it is written about `issue`.
    pub fn is_about(&self, issue: &Issue) -> bool {
        self.subject() == (&issue.code, issue.location.as_ref(), issue.school.as_deref())
    }

    /// Whether it is written about the same issue as `other`.
    pub fn is_of_same_issue(&self, other: &Self) -> bool {
        self.subject() == other.subject()
    }

    fn subject(&self) -> (&str, Option<&Location>, Option<&str>) {
        (&self.code, self.location.as_ref(), self.school.as_deref())
    }
}

/// Puts what was written beside the issues it is about.
pub fn explain<'a>(issues: impl IntoIterator<Item = &'a mut Issue>, explanations: &[Explanation]) {
    if explanations.is_empty() {
        return;
    }
    for issue in issues {
        issue.explanation = explanations.iter().find(|one| one.is_about(issue)).map(|one| one.text.clone());
    }
}

impl Issue {
    /// An issue with a stable code, its weight, words and advice, not yet placed.
    pub fn new(code: &str, severity: Severity, message: Text, help: Text) -> Self {
        let code = code.to_owned();
        Self { code, severity, message, help, location: None, cells: Vec::new(), school: None, explanation: None }
    }

    /// Zero-based rows and columns of the cells it is about, in the sheet of its place.
    pub fn spots(&self) -> impl Iterator<Item = (u32, u32)> {
        let only = self.location.as_ref().filter(|_| self.cells.is_empty()).and_then(Location::spot);
        only.into_iter().chain(self.cells.iter().filter_map(|cell| spot_of(cell)))
    }

    /// The same issue at `location`.
    #[must_use]
    pub fn at(mut self, location: Location) -> Self {
        self.location = Some(location);
        self
    }

    /// The same issue at `location`, where there is one.
    #[must_use]
    pub fn at_known(mut self, location: Option<&Location>) -> Self {
        self.location = location.cloned();
        self
    }

    /// The same issue, of `school`.
    #[must_use]
    pub fn of(mut self, school: &str) -> Self {
        self.school = Some(school.to_owned());
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_lettered_as_in_a_spreadsheet() {
        let letters: Vec<_> = [0, 25, 26, 51, 52, 701, 702, 16383].map(column_letters).into();
        assert_eq!(letters, ["A", "Z", "AA", "AZ", "BA", "ZZ", "AAA", "XFD"]);
        assert_eq!(a1(11, 7), "H12");
        assert_eq!(a1(u32::MAX, u32::MAX), "MWLQKWV4294967296");
        for column in (0..1_000).chain([16_383, u32::MAX]) {
            for row in [0, 8, 9, 98, 99, 1_048_575] {
                let address = a1(row, column);
                assert_eq!(address, format!("{}{}", column_letters(column), row + 1));
                assert_eq!(spot_of(&address), Some((row, column)));
            }
        }
        assert_eq!(spot_of(&a1(u32::MAX, u32::MAX)), Some((u32::MAX, u32::MAX)));
        for no_address in
            ["", "A", "1", "A0", "a1", "A+1", "A1:B2", "校1", "A1校", "ZZZZZZZZZZZZZZZ1", "A99999999999999999999"]
        {
            assert_eq!(spot_of(no_address), None, "{no_address}");
        }
    }

    #[test]
    fn a_place_reads_from_the_outside_in() {
        let place =
            Location { file: Some("a.xlsx".into()), sheet: Some("小学".into()), cell: Some("B3".into()), path: None };
        assert_eq!(place.describe(), "a.xlsx › 小学 › B3");
    }
}
