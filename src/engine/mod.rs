//! The façade: one call in, one answer out. The page, the worker, JavaScript and the tests all use it.
//!
//! Answers are plain data ([`serde_json::Value`]) in the locale asked for; failure is a value, never a panic.

use crate::diagnostic::{Locale, Problem, Text};
use crate::evaluate::{self, Evaluation, Options, Scope};
use crate::intake::{self, IntakeOptions, Reading};
use crate::records::{Section, Stage};
use crate::standard::{self, Standard};
use crate::table;
use serde::Serialize;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

mod call;
mod input;
#[cfg(feature = "types")]
mod types;

pub use call::{EvaluateCall, TableCall, locale_of};
pub use input::Input;
#[cfg(feature = "types")]
pub use types::typescript;

/// The standard taken when nobody names one.
pub const DEFAULT_STANDARD: &str = "national-2017";

/// Bytes of a file, or pasted text.
#[derive(Debug, Clone, Copy)]
pub enum Content<'a> {
    /// A file.
    Bytes(&'a [u8]),
    /// Pasted text.
    Text(&'a str),
}

/// Reads and understands a source. `progress` is told (done, total).
///
/// # Errors
/// The problems of [`table::read_file`] and [`intake::understand`].
pub fn read(
    content: Content<'_>,
    name: &str,
    options: &IntakeOptions,
    progress: &mut dyn FnMut(u32, u32),
) -> Result<Reading, Vec<Problem>> {
    let (workbook, bytes) = match content {
        Content::Bytes(bytes) => (table::read_file(bytes, name, &options.read, progress), bytes),
        Content::Text(text) => (table::read_text(text, &options.read), text.as_bytes()),
    };
    let workbook = workbook.map_err(|problem| vec![problem])?;
    // Every standard there is shares out the amounts of multi-stage schools alike.
    let split = Standard::from_catalogue(DEFAULT_STANDARD)?.split;
    intake::understand(&workbook, &fingerprint(bytes), options, &split)
}

/// Reads pasted text and understands it.
///
/// # Errors
/// As [`read`].
pub fn read_text(text: &str, options: &IntakeOptions) -> Result<Reading, Vec<Problem>> {
    read(Content::Text(text), "", options, &mut |_, _| {})
}

/// Reads a file and understands it; `progress` is told (done, total).
///
/// # Errors
/// As [`read`].
pub fn read_file(
    bytes: &[u8],
    name: &str,
    options: &IntakeOptions,
    progress: &mut dyn FnMut(u32, u32),
) -> Result<Reading, Vec<Problem>> {
    read(Content::Bytes(bytes), name, options, progress)
}

/// Evaluates sections against a standard.
pub fn evaluate(standard: &Standard, sections: &[Section], options: &Options) -> Evaluation {
    evaluate::evaluate(standard, sections, options)
}

/// What is evaluated when nobody says: a single school by itself, otherwise a county. A school has each stage once; two
/// sections of one stage are two schools, whatever their names.
pub fn scope_of(sections: &[Section]) -> Scope {
    let mut schools = sections.iter().map(|section| (&section.school, &section.code));
    let alike = schools.next().is_some_and(|first| schools.all(|other| other == first));
    let once = Stage::ALL.iter().all(|stage| sections.iter().filter(|section| section.stage == *stage).count() <= 1);
    if alike && once { Scope::School } else { Scope::County }
}

/// SHA-256 of `bytes`, in hex.
pub fn fingerprint(bytes: &[u8]) -> String {
    standard::hex(&Sha256::digest(bytes))
}

/// The counties among sections, in order of first appearance, each with its sections' indices.
pub fn counties(sections: &[Section]) -> Vec<(Option<String>, Vec<usize>)> {
    let mut counties: Vec<(Option<String>, Vec<usize>)> = Vec::new();
    let mut places = std::collections::HashMap::new();
    for (index, section) in sections.iter().enumerate() {
        let next = counties.len();
        let place = *places.entry(section.county.as_deref()).or_insert(next);
        match counties.get_mut(place) {
            Some((_, list)) => list.push(index),
            None => counties.push((section.county.clone(), vec![index])),
        }
    }
    counties
}

/// `standards()`: the standards there are, with their rules and citations.
pub fn standards(locale: Locale) -> Value {
    let list: Vec<Value> = standard::identifiers()
        .filter_map(|id| Standard::from_catalogue(id).ok())
        .map(|standard| {
            let rules: Vec<Value> = standard
                .resources
                .iter()
                .map(|rule| {
                    json!({
                        "id": rule.id, "title": rule.title, "numerator": rule.numerator, "unit": rule.id.unit(),
                        "per": rule.id.per(), "clause": rule.clause,
                        "thresholds": { "primary": rule.threshold.primary.to_f64(), "junior": rule.threshold.junior.to_f64() },
                        "floor": rule.floor.to_f64(),
                    })
                })
                .collect();
            let limit = standard.dispersion.limit;
            json!({
                "id": standard.id, "version": standard.version, "sha256": standard.sha256, "title": standard.title,
                "documents": standard.documents, "indicators": rules,
                "comprehensive": {
                    "title": standard.comprehensive.title, "atLeast": standard.comprehensive.at_least,
                    "clause": standard.comprehensive.clause,
                },
                "dispersion": {
                    "title": standard.dispersion.title, "clause": standard.dispersion.clause,
                    "limits": { "primary": limit.primary.to_f64(), "junior": limit.junior.to_f64() },
                },
            })
        })
        .collect();
    localised(Value::Array(list), locale)
}

/// `evaluate(call)`.
pub fn evaluate_call(input: &Input) -> Value {
    let options = if let Input::Object(entries) = input {
        entries.iter().find(|(key, _)| key == "options").map(|(_, value)| value)
    } else {
        None
    };
    let locale = locale_of(options);
    let answer = EvaluateCall::parse(input).and_then(|call| {
        let standard = standard_at(&call.standard, "standard")?;
        Ok(json!({ "evaluation": plain(&evaluate(&standard, &call.sections, &call.options)) }))
    });
    answered(answer, locale)
}

/// `readTable(bytes, name, options)`.
pub fn read_table(
    content: Content<'_>,
    name: &str,
    options: Option<&Input>,
    progress: &mut dyn FnMut(u32, u32),
) -> Value {
    let answer = TableCall::parse(options)
        .and_then(|call| read(content, name, &call.intake, progress))
        .map(|reading| json!({ "table": plain(&reading) }));
    answered(answer, locale_of(options))
}

/// `evaluateTable(bytes | text, name, options)`.
pub fn evaluate_table(
    content: Content<'_>,
    name: &str,
    options: Option<&Input>,
    progress: &mut dyn FnMut(u32, u32),
) -> Value {
    let answer = TableCall::parse(options).and_then(|call| {
        let standard = standard_at(&call.standard, "standard")?;
        let reading = read(content, name, &call.intake, progress)?;
        let counties: Vec<Value> = counties(&reading.sections)
            .into_iter()
            .map(|(county, members)| {
                let sections: Vec<Section> =
                    members.iter().filter_map(|&index| reading.sections.get(index)).cloned().collect();
                let scope = call.scope.unwrap_or_else(|| scope_of(&sections));
                let options = Options { scope, as_of: call.as_of.clone(), trace: call.trace };
                json!({ "county": county, "evaluation": plain(&evaluate(&standard, &sections, &options)) })
            })
            .collect();
        let only = match counties.as_slice() {
            [one] => one.get("evaluation").cloned().unwrap_or(Value::Null),
            _ => Value::Null,
        };
        Ok(json!({ "counties": counties, "evaluation": only, "table": plain(&reading) }))
    });
    answered(answer, locale_of(options))
}

fn standard_at(id: &str, path: &str) -> Result<Standard, Vec<Problem>> {
    Standard::from_catalogue(id).map_err(|problems| {
        problems.into_iter().map(|problem| problem.at(crate::diagnostic::Location::path(path))).collect()
    })
}

/// `{ type: "success", … }` or `{ type: "failure", errors }`, in one language.
pub fn answered(answer: Result<Value, Vec<Problem>>, locale: Locale) -> Value {
    let value = match answer {
        Ok(Value::Object(mut fields)) => {
            fields.insert("type".into(), "success".into());
            Value::Object(fields)
        }
        Ok(other) => other,
        Err(errors) => json!({ "type": "failure", "errors": plain(&errors) }),
    };
    localised(value, locale)
}

/// Any of our types as plain data. None of them can fail to become that; `null` would be the honest answer if one did.
pub fn plain<T: Serialize>(value: &T) -> Value {
    serde_json::to_value(value).unwrap_or(Value::Null)
}

/// Every [`Text`] in `value` replaced by its words in `locale`.
pub fn localised(value: Value, locale: Locale) -> Value {
    match value {
        Value::Object(mut fields) => {
            if fields.len() == 2
                && let (Some(Value::String(zh)), Some(Value::String(en))) = (fields.get("zh"), fields.get("en"))
            {
                return Value::String(Text::new(zh.as_str(), en.as_str()).get(locale).to_owned());
            }
            for (_, field) in &mut fields {
                *field = localised(field.take(), locale);
            }
            Value::Object(fields)
        }
        Value::Array(items) => Value::Array(items.into_iter().map(|item| localised(item, locale)).collect()),
        other => other,
    }
}
