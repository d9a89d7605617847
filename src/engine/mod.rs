//! The façade: one call in, one answer out. The page, the worker, JavaScript and the tests all use it.
//!
//! Answers are plain data ([`serde_json::Value`]) in the locale asked for; failure is a value, never a panic.

use crate::diagnostic::{Locale, Problem, Text};
use crate::evaluate::{self, Evaluation, Options, Scope};
use crate::intake::{self, BulkReading, IntakeOptions, Reading};
use crate::narrative::{self, Narrative};
use crate::quantity::Decimal;
use crate::records::{Records, Section, Stage};
use crate::standard::{self, PerStage, Standard};
use crate::table::{self, ReadOptions, Workbook};
use serde::Serialize;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

pub mod apart;
mod call;
pub mod counties;
mod input;
mod stated;
mod table_call;
#[cfg(feature = "types")]
mod types;

pub use call::{EvaluateCall, locale_of};
pub use input::Input;
pub use table_call::TableCall;
#[cfg(feature = "types")]
pub use types::typescript;

pub use standard::DEFAULT as DEFAULT_STANDARD;

// What is read in bulk is what is evaluated by columns.
const _: () = assert!(intake::BULK_COLUMNS == evaluate::columns::COLUMNS);

/// Bytes of a file, or pasted text.
#[derive(Debug, Clone, Copy)]
pub enum Content<'a> {
    /// A file.
    Bytes(&'a [u8]),
    /// Pasted text.
    Text(&'a str),
    /// What a spreadsheet program copied: its text, and the markup beside it.
    Clipboard {
        /// The text.
        text: &'a str,
        /// The markup.
        html: &'a str,
    },
}

/// Reads a source, without understanding it. `progress` is told (done, total).
///
/// # Errors
/// The problems of [`table::read_file`].
pub fn open(
    content: Content<'_>,
    name: &str,
    options: &ReadOptions,
    progress: &mut dyn FnMut(u32, u32),
) -> Result<Workbook, Vec<Problem>> {
    let read = match content {
        Content::Bytes(bytes) => table::read_file(bytes, name, options, progress),
        Content::Text(text) => table::read_text(text, options),
        Content::Clipboard { text, html } => table::read_clipboard(html, text, options),
    };
    read.map_err(|problem| vec![problem])
}

/// Reads and understands a source. `progress` is told (done, total).
///
/// # Errors
/// The problems of [`table::read_file`] and [`intake::understand`].
pub fn read(
    content: Content<'_>,
    name: &str,
    standard: &Standard,
    options: &IntakeOptions,
    progress: &mut dyn FnMut(u32, u32),
) -> Result<Reading, Vec<Problem>> {
    let workbook = open(content, name, &options.read, progress)?;
    intake::understand(&workbook, &content.fingerprint(), options, standard)
}

impl Content<'_> {
    /// SHA-256 of the bytes, in hex; of the text, a NUL and the markup where markup came beside it: the same words may
    /// stand for other numbers.
    pub fn fingerprint(&self) -> String {
        let parts: [&[u8]; 3] = match self {
            Self::Bytes(bytes) => [bytes, &[], &[]],
            Self::Text(text) => [text.as_bytes(), &[], &[]],
            Self::Clipboard { text, html } => [text.as_bytes(), b"\0", html.as_bytes()],
        };
        standard::hex(&parts.iter().fold(Sha256::new(), |hash, part| hash.chain_update(part)).finalize())
    }
}

/// Evaluates what is known of a county or a school against a standard.
pub fn evaluate(standard: &Standard, records: &Records, options: &Options) -> Evaluation {
    evaluate::evaluate(standard, records, options)
}

/// What is evaluated when nobody says: a single school by itself, otherwise a county. A school has each stage once; two
/// sections of one stage are two schools, whatever their names.
pub fn scope_of(sections: &[Section]) -> Scope {
    let mut schools = sections.iter().map(|section| (&section.school, &section.code));
    let alike = schools.next().is_some_and(|first| schools.all(|other| other == first));
    let once = Stage::ALL.iter().all(|stage| sections.iter().filter(|section| section.stage == *stage).count() <= 1);
    if alike && once { Scope::School } else { Scope::County }
}

/// `standards()`: the standards there are, with their rules and citations; the one taken when nobody names one comes first.
pub fn standards(locale: Locale) -> Value {
    let others = standard::identifiers().filter(|id| *id != DEFAULT_STANDARD);
    let list: Vec<Value> = std::iter::once(DEFAULT_STANDARD)
        .chain(others)
        .filter_map(|id| Standard::from_catalogue(id).ok())
        .map(|one| described(&one))
        .collect();
    localised(Value::Array(list), locale)
}

/// A standard as plain data for programs.
fn described(standard: &Standard) -> Value {
    let per_stage = |numbers: Option<PerStage>| {
        numbers.map(|one| json!({ "primary": one.primary.to_f64(), "junior": one.junior.to_f64() }))
    };
    let indicators: Vec<Value> = standard
        .resources
        .iter()
        .map(|rule| {
            json!({
                "id": rule.id, "code": rule.code, "title": rule.title, "numerator": rule.numerator,
                "unit": rule.id.unit(), "per": rule.per, "decimals": rule.decimals, "clause": rule.clause,
                "thresholds": per_stage(rule.threshold), "floor": rule.floor.map(Decimal::to_f64),
            })
        })
        .collect();
    let facts: Vec<Value> = standard
        .facts
        .iter()
        .map(|fact| {
            let (min, max) = fact.range();
            json!({
                "key": fact.key, "level": fact.level, "kind": fact.kind, "unit": fact.unit, "label": fact.label,
                "part": fact.part, "subject": fact.subject, "help": fact.help, "min": min.to_f64(),
                "max": max.map(Decimal::to_f64),
            })
        })
        .collect();
    let rules: Vec<Value> = standard
        .rules
        .iter()
        .map(|rule| {
            let limits: Vec<Value> = rule
                .limits
                .iter()
                .map(|limit| {
                    json!({
                        "value": limit.value.to_f64(), "stage": limit.stage, "conditional": limit.when.is_some(),
                        "from": limit.from, "until": limit.until, "clause": limit.clause, "note": limit.note,
                    })
                })
                .collect();
            json!({
                "id": rule.id, "part": rule.part, "item": rule.item, "level": rule.level, "stage": rule.stage,
                "title": rule.title, "formula": evaluate::formula(standard, rule), "facts": rule.measure.facts(),
                "comparison": rule.comparison, "unit": rule.unit, "limits": limits, "from": rule.from,
                "until": rule.until, "responsible": rule.responsible, "note": rule.note, "clause": rule.clause,
            })
        })
        .collect();
    json!({
        "id": standard.id, "version": standard.version, "sha256": standard.sha256, "title": standard.title,
        "extends": standard.extends, "documents": standard.documents, "indicators": indicators,
        "comprehensive": standard.comprehensive.as_ref().map(|rule| json!({
            "title": rule.title, "atLeast": rule.at_least, "clause": rule.clause,
        })),
        "dispersion": {
            "title": standard.dispersion.title, "clause": standard.dispersion.clause,
            "limits": per_stage(standard.dispersion.limit),
        },
        "composite": standard.composite.as_ref().map(|rule| json!({
            "title": rule.title, "clause": rule.clause, "limits": per_stage(Some(rule.limit)),
        })),
        "facts": facts, "rules": rules, "numbers": standard.numbers,
    })
}

/// `checkNarrative(narrative, options)`: what the percentages of a published text imply, and which of its statements
/// agree.
pub fn check_narrative(input: &Input, options: Option<&Input>) -> Value {
    let narrative = match input {
        Input::Text(table) => narrative::parse(table),
        other => serde_json::from_value::<Narrative>(other.to_json()).map_err(|error| {
            vec![Problem::new(
                "bad_narrative",
                Text::new(format!("无法理解：{error}"), error.to_string()),
                Text::new("请按接口说明传入", "see the types of the package"),
            )]
        }),
    };
    let answer = call::only_locale(options)
        .and(narrative)
        .and_then(|one| narrative::check(&one))
        .map(|review| json!({ "review": plain(&review) }));
    answered(answer, locale_of(options))
}

/// `evaluate(call)`.
pub fn evaluate_call(input: &Input) -> Value {
    let options = if let Input::Object(entries) = input {
        entries.iter().find(|(key, _)| key == "options").map(|(_, value)| value)
    } else {
        None
    };
    let locale = locale_of(options);
    let answer = EvaluateCall::parse(input).map(|call| {
        let mut evaluation = evaluate(&call.standard, &call.records, &call.options);
        evaluation.meta.county = call.county;
        json!({ "evaluation": plain(&evaluation) })
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
        .and_then(|call| read(content, name, &call.standard, &call.intake, progress))
        .map(|reading| json!({ "table": plain(&reading) }));
    answered(answer, locale_of(options))
}

/// `readColumns(bytes | text, name, options)`: the columns, and what is said of them in the locale asked for.
///
/// # Errors
/// As [`read`], and those of the options.
pub fn read_columns(
    content: Content<'_>,
    name: &str,
    options: Option<&Input>,
    progress: &mut dyn FnMut(u32, u32),
) -> Result<(BulkReading, Value), Vec<Problem>> {
    let call = TableCall::parse(options)?;
    let reading = match content {
        Content::Bytes(bytes) => intake::read_columns(bytes, name, &call.intake, &call.standard, progress),
        Content::Text(text) | Content::Clipboard { text, .. } => {
            intake::read_text_columns(text, &call.intake, &call.standard)
        }
    }?;
    let told = json!({
        "counties": reading.counties, "issues": plain(&reading.issues), "excluded": plain(&reading.left_out),
        "rowsIn": reading.rows_in, "rowsTaken": reading.rows_taken,
        "format": reading.format, "encoding": reading.encoding,
    });
    Ok((reading, answered(Ok(told), locale_of(options))))
}

/// `evaluateTable(bytes | text, name, options)`.
pub fn evaluate_table(
    content: Content<'_>,
    name: &str,
    options: Option<&Input>,
    progress: &mut dyn FnMut(u32, u32),
) -> Value {
    let answer = TableCall::parse(options).and_then(|call| {
        let reading = read(content, name, &call.standard, &call.intake, progress)?;
        let records = reading.records();
        let found = counties::evaluate(&call.standard, &records, call.scope, call.as_of.as_deref(), call.trace);
        let only = match found.as_slice() {
            [one] => plain(&one.evaluation),
            _ => Value::Null,
        };
        let roll_up = counties::roll_up(&found);
        Ok(json!({ "counties": plain(&found), "rollUp": plain(&roll_up), "evaluation": only, "table": plain(&reading) }))
    });
    answered(answer, locale_of(options))
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
