//! The options of `readTable` and `evaluateTable`, understood: every mistake is listed with its path.

use super::call::{LOCALES, SCOPES, STAGES, list, read_date, read_decimal, read_standard, required};
use super::input::{Collector, Input, Object};
use crate::diagnostic::{Problem, Text};
use crate::evaluate::Scope;
use crate::intake::{CellEdit, ColumnChoice, Field, IntakeOptions, Mapping, RowChoice, RowRole, SheetChoice};
use crate::standard::Standard;
use crate::table::ReadOptions;
use serde::Deserialize;
use serde::de::IntoDeserializer;
use serde::de::value::{Error as ValueError, StrDeserializer};

/// Options of a call on a table, understood.
#[derive(Debug, Clone, PartialEq)]
pub struct TableCall {
    /// The standard.
    pub standard: Standard,
    /// Scope, if the caller decides it.
    pub scope: Option<Scope>,
    /// Date.
    pub as_of: Option<String>,
    /// Whether to trace.
    pub trace: bool,
    /// Reading.
    pub intake: IntakeOptions,
}

impl TableCall {
    /// Understands the options.
    ///
    /// # Errors
    /// Every mistake with its path.
    pub fn parse(input: Option<&Input>) -> Result<Self, Vec<Problem>> {
        let mut c = Collector::default();
        let empty = Input::Object(Vec::new());
        let input = input.filter(|input| **input != Input::Null).unwrap_or(&empty);
        let keys =
            ["standard", "scope", "asOf", "trace", "locale", "encoding", "delimiter", "sheets", "cells", "mappings"];
        let Some(object) = c.object(input, "", &keys) else {
            return Err(c.problems);
        };
        let standard = if object.get("standard").is_some() {
            read_standard(&mut c, &object)
        } else {
            Standard::from_catalogue(super::DEFAULT_STANDARD).ok()
        };
        let scope = c.choice(&object, "scope", &SCOPES);
        let as_of = read_date(&mut c, &object);
        let trace = c.boolean(&object, "trace").unwrap_or(false);
        c.choice(&object, "locale", &LOCALES);
        let encoding = c.text(&object, "encoding").map(str::to_owned);
        let delimiter = c.text(&object, "delimiter").map(str::to_owned);
        let delimiter = match delimiter.as_deref().map(|text| (text.chars().next(), text.chars().count())) {
            None => None,
            Some((Some(one), 1)) => Some(one),
            Some(_) => {
                c.wrong_type("delimiter".into(), "单个字符", "one character");
                None
            }
        };
        let intake = IntakeOptions {
            read: ReadOptions { encoding, delimiter },
            sheets: every(&mut c, &object, "sheets", sheet_choice),
            cells: every(&mut c, &object, "cells", cell_edit),
            mappings: every(&mut c, &object, "mappings", mapping).into(),
        };
        match standard {
            Some(standard) if c.problems.is_empty() => Ok(Self { standard, scope, as_of, trace, intake }),
            _ => Err(c.problems),
        }
    }
}

/// Every item of the list under `key`, as `read` understands it; none where the key is absent.
fn every<'a, T>(
    c: &mut Collector,
    object: &Object<'a>,
    key: &str,
    read: impl Fn(&mut Collector, &'a Input, &str) -> Option<T>,
) -> Vec<T> {
    let items = list(c, object, key).unwrap_or_default();
    let path = object.at(key);
    items.iter().enumerate().filter_map(|(i, one)| read(c, one, &format!("{path}[{i}]"))).collect()
}

/// A word of an enumeration by its serde name, if present.
fn word<'de, T: Deserialize<'de>>(c: &mut Collector, object: &Object<'de>, key: &str) -> Option<T> {
    let text = c.text(object, key)?;
    let deserializer: StrDeserializer<'de, ValueError> = text.into_deserializer();
    match T::deserialize(deserializer) {
        Ok(value) => Some(value),
        Err(error) => {
            let at = object.at(key);
            let help = Text::new(format!("可用的值见接口说明（{error}）"), error.to_string());
            c.fail(
                at.clone(),
                "unknown_value",
                format!("{at} 的值“{text}”不可用"),
                format!("`{text}` is not a value of {at}"),
                help,
            );
            None
        }
    }
}

fn index(c: &mut Collector, object: &Object<'_>, key: &str) -> Option<u32> {
    match object.get(key)? {
        Input::Number(n) if n.fract() == 0.0 && (0.0..=1_048_576.0).contains(n) => {
            #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "whole and in range")]
            let n = *n as u32;
            Some(n)
        }
        _ => {
            c.wrong_type(object.at(key), "从0起的序号", "an index from 0");
            None
        }
    }
}

fn sheet_choice(c: &mut Collector, input: &Input, path: &str) -> Option<SheetChoice> {
    let object = c.object(input, path, &["sheet", "skip", "headerTop", "headerRows", "stage", "columns", "rows"])?;
    required(c, &object, "sheet")?;
    Some(SheetChoice {
        columns: every(c, &object, "columns", column_choice),
        rows: every(c, &object, "rows", row_choice),
        sheet: index(c, &object, "sheet")?,
        skip: c.boolean(&object, "skip"),
        header_top: index(c, &object, "headerTop"),
        header_rows: index(c, &object, "headerRows"),
        stage: c.choice(&object, "stage", &STAGES),
    })
}

fn column_choice(c: &mut Collector, input: &Input, path: &str) -> Option<ColumnChoice> {
    let object = c.object(input, path, &["column", "field", "fact", "scope", "factor"])?;
    required(c, &object, "column")?;
    let fact = c.text(&object, "fact").map(str::to_owned);
    if fact.is_none() {
        required(c, &object, "field")?;
    }
    let field = if object.get("field").is_some() { word::<Field>(c, &object, "field")? } else { Field::Unused };
    Some(ColumnChoice {
        column: index(c, &object, "column")?,
        field,
        fact,
        scope: word(c, &object, "scope"),
        factor: read_decimal(c, &object, "factor").map(|factor| factor.to_string()),
    })
}

fn row_choice(c: &mut Collector, input: &Input, path: &str) -> Option<RowChoice> {
    let object = c.object(input, path, &["row", "role", "into"])?;
    required(c, &object, "row")?;
    required(c, &object, "role")?;
    Some(RowChoice {
        row: index(c, &object, "row")?,
        role: word::<RowRole>(c, &object, "role")?,
        into: index(c, &object, "into"),
    })
}

fn cell_edit(c: &mut Collector, input: &Input, path: &str) -> Option<CellEdit> {
    let object = c.object(input, path, &["sheet", "row", "column", "text"])?;
    for key in ["row", "column", "text"] {
        required(c, &object, key)?;
    }
    // Text sources have one sheet.
    let sheet = if object.get("sheet").is_some() { index(c, &object, "sheet")? } else { 0 };
    Some(CellEdit {
        sheet,
        row: index(c, &object, "row")?,
        column: index(c, &object, "column")?,
        text: c.text(&object, "text")?.to_owned(),
    })
}

fn mapping(c: &mut Collector, input: &Input, path: &str) -> Option<Mapping> {
    let object = c.object(input, path, &["header", "columns"])?;
    required(c, &object, "header")?;
    let columns = every(c, &object, "columns", column_choice);
    let header = every(c, &object, "header", |c, input, path| {
        let word = |input: &Input| match input {
            Input::Text(text) => Some(text.clone()),
            _ => None,
        };
        let words: Option<Vec<String>> = match input {
            Input::List(words) => words.iter().map(word).collect(),
            _ => None,
        };
        let words = words.filter(|words| !words.is_empty());
        if words.is_none() {
            c.wrong_type(path.to_owned(), "表头各层文字的数组", "an array of the headings from top to bottom");
        }
        words
    });
    Some(Mapping { header, columns })
}
