//! The part of the contract that reads files, and what the page asks its worker for.

use super::{input, output, set};
use crate::diagnostic::{Locale, Problem, Text};
use crate::engine::apart::{Part, Understood, Wanted};
use crate::engine::{self, Content, Input};
use crate::evaluate::columns::NAMES;
use crate::intake::{self, IntakeOptions, Reading, Source};
use crate::project::Project;
use crate::records::Records;
use crate::report::Bundle;
use crate::standard::Chosen;
use crate::table::{ReadOptions, Workbook};
use js_sys::{Array, Float64Array, Function, Object, Reflect, Uint8Array, Uint32Array};
use serde_json::{Value, json};
use std::cell::RefCell;
use wasm_bindgen::prelude::*;

/// What was passed as content: bytes or text.
enum Owned {
    Bytes(Vec<u8>),
    Text(String),
}

impl Owned {
    fn new(value: &JsValue) -> Result<Self, Vec<Problem>> {
        if let Some(text) = value.as_string() {
            return Ok(Self::Text(text));
        }
        if let Some(bytes) = value.dyn_ref::<Uint8Array>() {
            return Ok(Self::Bytes(bytes.to_vec()));
        }
        if let Some(buffer) = value.dyn_ref::<js_sys::ArrayBuffer>() {
            return Ok(Self::Bytes(Uint8Array::new(buffer).to_vec()));
        }
        Err(vec![Problem::new(
            "wrong_type",
            Text::new("第一个参数应为 Uint8Array 或字符串", "the first argument must be a Uint8Array or a string"),
            Text::new(
                "文件请用 new Uint8Array(await file.arrayBuffer())",
                "for a file: new Uint8Array(await file.arrayBuffer())",
            ),
        )])
    }

    fn content(&self) -> Content<'_> {
        match self {
            Self::Bytes(bytes) => Content::Bytes(bytes),
            Self::Text(text) => Content::Text(text),
        }
    }
}

/// Calls back with (done, total); a callback that throws is left alone.
fn reporter(progress: &JsValue) -> impl FnMut(u32, u32) {
    let function = progress.dyn_ref::<Function>().cloned();
    move |done, total| {
        if let Some(function) = &function {
            let _ = function.call2(&JsValue::NULL, &done.into(), &total.into());
        }
    }
}

/// A call of the engine on a table.
type TableCall = fn(Content<'_>, &str, Option<&Input>, &mut dyn FnMut(u32, u32)) -> Value;

fn on_table(content: &JsValue, name: &JsValue, options: &JsValue, progress: &JsValue, run: TableCall) -> JsValue {
    let options = match input(options) {
        Ok(options) => options,
        Err(problems) => return output(&engine::answered(Err(problems), engine::locale_of(None))),
    };
    let answer = match Owned::new(content) {
        Ok(owned) => {
            let name = name.as_string().unwrap_or_default();
            run(owned.content(), &name, options.as_ref(), &mut reporter(progress))
        }
        Err(problems) => engine::answered(Err(problems), engine::locale_of(options.as_ref())),
    };
    output(&answer)
}

/// Reads a worksheet.
#[wasm_bindgen(js_name = readTable, skip_typescript)]
pub fn read_table(content: &JsValue, name: &JsValue, options: &JsValue, progress: &JsValue) -> JsValue {
    on_table(content, name, options, progress, engine::read_table)
}

/// Reads very many schools into typed arrays.
#[wasm_bindgen(js_name = readColumns, skip_typescript)]
pub fn read_columns(content: &JsValue, name: &JsValue, options: &JsValue, progress: &JsValue) -> JsValue {
    let options = match input(options) {
        Ok(options) => options,
        Err(problems) => return output(&engine::answered(Err(problems), engine::locale_of(None))),
    };
    let answer = Owned::new(content).and_then(|owned| {
        let name = name.as_string().unwrap_or_default();
        engine::read_columns(owned.content(), &name, options.as_ref(), &mut reporter(progress))
    });
    let (reading, told) = match answer {
        Ok(answer) => answer,
        Err(problems) => return output(&engine::answered(Err(problems), engine::locale_of(options.as_ref()))),
    };
    let columns = Object::new();
    set(&columns, "county", &Uint32Array::from(reading.county.as_slice()));
    set(&columns, "counties", &JsValue::from(u32::try_from(reading.counties.len()).unwrap_or(u32::MAX)));
    set(&columns, "excluded", &Uint8Array::from(reading.excluded.as_slice()));
    for (name, numbers) in NAMES.iter().zip(&reading.numbers) {
        let numbers = Float64Array::from(numbers.as_slice());
        match name.split_once('.') {
            None => set(&columns, name, &numbers),
            Some((name, stage)) => {
                let stages = Reflect::get(&columns, &name.into()).ok().and_then(|value| value.dyn_into().ok());
                let stages: Object = stages.unwrap_or_default();
                set(&stages, stage, &numbers);
                set(&columns, name, &stages);
            }
        }
    }
    set(&columns, "equipmentFactor", &JsValue::from(1));
    let answer: Object = output(&told).unchecked_into();
    set(&answer, "columns", &columns);
    set(&answer, "sheet", &Uint32Array::from(reading.sheet.as_slice()));
    set(&answer, "row", &Uint32Array::from(reading.row.as_slice()));
    answer.into()
}

/// Reads and evaluates a worksheet.
#[wasm_bindgen(js_name = evaluateTable, skip_typescript)]
pub fn evaluate_table(content: &JsValue, name: &JsValue, options: &JsValue, progress: &JsValue) -> JsValue {
    on_table(content, name, options, progress, engine::evaluate_table)
}

/// For the page: a source as read, not yet understood, with its SHA-256. All words are in both languages, so that
/// switching the language reads nothing again.
#[wasm_bindgen(js_name = readWorkbook, skip_typescript)]
pub fn read_workbook(content: &JsValue, name: &JsValue, options: JsValue, progress: &JsValue) -> JsValue {
    let answer = Owned::new(content).and_then(|owned| {
        let options: ReadOptions =
            serde_wasm_bindgen::from_value(options).map_err(|error| vec![bad_options(&error.to_string())])?;
        let name = name.as_string().unwrap_or_default();
        let workbook = engine::open(owned.content(), &name, &options, &mut reporter(progress));
        workbook.map(|workbook| (workbook, owned.content().fingerprint()))
    });
    match answer {
        Ok((workbook, sha256)) => {
            let answer = output(&json!({ "type": "success", "sha256": sha256 }));
            // Packed: a table of ten thousand rows as objects would stop the page for a second.
            let packed = Uint8Array::from(workbook.pack().as_slice());
            let _ = Reflect::set(&answer, &"workbook".into(), &packed);
            answer
        }
        Err(problems) => output(&json!({ "type": "failure", "errors": engine::plain(&problems) })),
    }
}

/// What the page asks of [`understand`].
#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct UnderstandRequest {
    /// The sources with their corrections.
    project: Project,
    /// The standard, whose facts are looked for.
    standard: Chosen,
    /// The name under which what is understood is kept for [`evaluate_understood`].
    key: u32,
}

thread_local! {
    /// What was understood last, and its key: evaluating it needs nothing brought along.
    static UNDERSTOOD: RefCell<Option<(u32, Understood)>> = const { RefCell::new(None) };
}

/// For the page: what is understood of all sources of a project, whose tables come packed and in its order. The answer
/// is the reading in parts, as JSON in bytes: parsed one by one they do not stop the page. Failure as `readWorkbook` has
/// it.
#[wasm_bindgen(skip_typescript)]
pub fn understand(tables: &Array, request: &str) -> JsValue {
    let answer = serde_json::from_str::<UnderstandRequest>(request)
        .map_err(|error| vec![bad_options(&error.to_string())])
        .and_then(|request| {
            let standard = request.standard.load()?;
            let unpacked = |table: JsValue| Workbook::unpack(&table.dyn_into::<Uint8Array>().ok()?.to_vec());
            let tables: Option<Vec<Workbook>> = tables.iter().map(unpacked).collect();
            let sources = &request.project.sources;
            let tables = tables.filter(|tables| tables.len() == sources.len());
            let tables = tables.ok_or_else(|| vec![bad_options("packed tables")])?;
            let mappings = request.project.mappings.as_slice().into();
            let options: Vec<IntakeOptions> = sources.iter().map(|source| source.options(&mappings)).collect();
            let given: Vec<Source<'_>> = tables
                .iter()
                .zip(sources)
                .zip(&options)
                .map(|((workbook, source), options)| Source { workbook, sha256: &source.sha256, options })
                .collect();
            let reading = intake::recognise(&given, &standard);
            let understood = Understood::new(reading.records());
            UNDERSTOOD.with(|kept| kept.replace(Some((request.key, understood))));
            Ok(reading)
        });
    match answer {
        Ok(reading) => {
            let part = |part: Reading| serde_json::to_vec(&part).unwrap_or_default();
            reading.parts(PART).into_iter().map(|one| Uint8Array::from(part(one).as_slice())).collect::<Array>().into()
        }
        Err(problems) => output(&json!({ "type": "failure", "errors": engine::plain(&problems) })),
    }
}

/// What the page asks of [`evaluate_understood`].
#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct EvaluateRequest {
    /// Of what.
    key: u32,
    /// The standard.
    standard: Chosen,
    /// What of it.
    wanted: Wanted,
}

/// For the page: an evaluation of what [`understand`] has understood under the same key, in parts as it has them; `null`
/// when something else was understood since, or nothing. Failure as `readWorkbook` has it.
#[wasm_bindgen(js_name = evaluateUnderstood, skip_typescript)]
pub fn evaluate_understood(request: &str) -> JsValue {
    let answer = serde_json::from_str::<EvaluateRequest>(request)
        .map_err(|error| vec![bad_options(&error.to_string())])
        .and_then(|request| Ok((request.standard.load()?, request)));
    match answer {
        Ok((standard, request)) => UNDERSTOOD.with_borrow(|kept| match kept {
            Some((key, understood)) if *key == request.key => {
                let bytes = |part: &Part| serde_json::to_vec(part).unwrap_or_default();
                let parts = understood.evaluate(&standard, &request.wanted, PART);
                parts.iter().map(|part| Uint8Array::from(bytes(part).as_slice())).collect::<Array>().into()
            }
            _ => JsValue::NULL,
        }),
        Err(problems) => output(&json!({ "type": "failure", "errors": engine::plain(&problems) })),
    }
}

/// Entries of a reading or an evaluation handed over at once.
const PART: usize = 300;

fn bad_options(words: &str) -> Problem {
    Problem::new(
        "bad_options",
        Text::new(format!("读取选项有误：{words}"), format!("the options cannot be read: {words}")),
        Text::new("请重新载入页面", "load the page again"),
    )
}

/// For the page: a standard of the user's own from its TOML text. The page itself carries no TOML parser.
#[wasm_bindgen(js_name = parseStandard, skip_typescript)]
pub fn parse_standard(text: &str, file: &str) -> JsValue {
    output(&match Chosen::parse(text, file) {
        Ok((chosen, _)) => json!({ "type": "success", "chosen": engine::plain(&chosen) }),
        Err(problems) => json!({ "type": "failure", "errors": engine::plain(&problems) }),
    })
}

/// For the page: the TOML text of a standard of the catalogue, to start one's own from; `null` for any other.
#[wasm_bindgen(js_name = standardSource, skip_typescript)]
pub fn standard_source(id: &str) -> JsValue {
    crate::standard::source(id).map_or(JsValue::NULL, JsValue::from_str)
}

/// For the page: the workbook with the result. Failure is a string that says why.
#[wasm_bindgen(js_name = exportWorkbook, skip_typescript)]
pub fn export_workbook(request: JsValue) -> JsValue {
    exported(request, crate::report::workbook)
}

/// For the page: the result as CSV. Failure is a string that says why.
#[wasm_bindgen(js_name = exportCsv, skip_typescript)]
pub fn export_csv(request: JsValue) -> JsValue {
    exported(request, crate::report::csv)
}

/// For the page: the result as JSON. Failure is a string that says why.
#[wasm_bindgen(js_name = exportJson, skip_typescript)]
pub fn export_json(request: JsValue) -> JsValue {
    exported(request, crate::report::json)
}

/// For the page: the result as it is published. Failure is a string that says why.
#[wasm_bindgen(js_name = exportPublished, skip_typescript)]
pub fn export_published(request: JsValue) -> JsValue {
    exported(request, crate::report::publish)
}

fn exported(request: JsValue, write: fn(&Bundle) -> Result<Vec<u8>, String>) -> JsValue {
    let bytes = serde_wasm_bindgen::from_value::<Bundle>(request)
        .map_err(|error| error.to_string())
        .and_then(|bundle| write(&bundle));
    match bytes {
        Ok(bytes) => Uint8Array::from(bytes.as_slice()).into(),
        Err(error) => JsValue::from_str(&error),
    }
}

/// What the page asks of [`export_template`].
#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct TemplateRequest {
    /// The standard whose items are asked for.
    standard: Chosen,
    /// Language of the notes.
    locale: Locale,
    /// What is known already, to be written back.
    #[serde(default)]
    records: Option<Records>,
}

/// For the page: the workbook to fill in. Failure is a string that says why.
#[wasm_bindgen(js_name = exportTemplate, skip_typescript)]
pub fn export_template(request: JsValue) -> JsValue {
    let bytes = serde_wasm_bindgen::from_value::<TemplateRequest>(request).map_err(|error| error.to_string()).and_then(
        |request| {
            let standard = request.standard.load().map_err(|problems| {
                problems.iter().map(|problem| problem.message.get(request.locale)).collect::<Vec<_>>().join("; ")
            })?;
            crate::report::template(&standard, request.locale, request.records.as_ref())
        },
    );
    match bytes {
        Ok(bytes) => Uint8Array::from(bytes.as_slice()).into(),
        Err(error) => JsValue::from_str(&error),
    }
}
