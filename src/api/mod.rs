//! The JavaScript contract: the engine's calls with JavaScript values in and out. Nothing is decided here. No function
//! throws for bad arguments; failure is a value.

use crate::diagnostic::{Location, Problem, Text};
use crate::engine::{self, Input};
use crate::evaluate::columns::{self, COLUMNS, Chunk, ColumnsResult, NAMES, Source};
use crate::standard::Standard;
use js_sys::{Array, Float64Array, Object, Reflect, Uint8Array, Uint16Array, Uint32Array};
use serde::Serialize;
use wasm_bindgen::prelude::*;

#[cfg(feature = "files")]
mod files;

/// Leaves the words of a panic where the page can find them: with `panic = "abort"` the caller sees only `unreachable`.
pub fn report_panics() {
    std::panic::set_hook(Box::new(|info| {
        let _ = Reflect::set(&js_sys::global(), &"junhengPanic".into(), &info.to_string().into());
    }));
}

/// Runs when a module of the contract starts.
#[cfg(not(feature = "app"))]
#[wasm_bindgen(start)]
pub fn begin() {
    report_panics();
}

/// `undefined` and `null` are an absent argument; what is not plain data becomes a problem.
fn input(value: &JsValue) -> Result<Option<Input>, Vec<Problem>> {
    if value.is_undefined() || value.is_null() {
        return Ok(None);
    }
    serde_wasm_bindgen::from_value(value.clone()).map(Some).map_err(|error| {
        vec![Problem::new(
            "not_plain_data",
            Text::new(format!("参数不是普通数据：{error}"), format!("the argument is not plain data: {error}")),
            Text::new("请传入由对象、数组、字符串和数组成的数据", "pass objects, arrays, strings and numbers"),
        )]
    })
}

/// Plain JSON data as JavaScript has it: no `Map`, no `undefined`.
fn output(value: &impl Serialize) -> JsValue {
    value.serialize(&serde_wasm_bindgen::Serializer::json_compatible()).unwrap_or(JsValue::NULL)
}

/// The standards there are, with their rules and citations.
#[wasm_bindgen(skip_typescript)]
pub fn standards(options: &JsValue) -> JsValue {
    let options = input(options).ok().flatten();
    output(&engine::standards(engine::locale_of(options.as_ref())))
}

/// Checks a published narrative: its statements, or a table of them as text.
#[wasm_bindgen(js_name = checkNarrative, skip_typescript)]
pub fn check_narrative(narrative: &JsValue, options: &JsValue) -> JsValue {
    let call = input(narrative).and_then(|narrative| Ok((narrative.unwrap_or(Input::Null), input(options)?)));
    output(&match call {
        Ok((narrative, options)) => engine::check_narrative(&narrative, options.as_ref()),
        Err(problems) => engine::answered(Err(problems), crate::diagnostic::Locale::default()),
    })
}

/// Evaluates sections.
#[wasm_bindgen(skip_typescript)]
pub fn evaluate(call: &JsValue) -> JsValue {
    let answer = match input(call) {
        Ok(call) => engine::evaluate_call(&call.unwrap_or(Input::Null)),
        Err(problems) => engine::answered(Err(problems), crate::diagnostic::Locale::default()),
    };
    output(&answer)
}

/// Typed arrays of JavaScript, copied piece by piece.
struct Arrays {
    county: Uint32Array,
    excluded: Option<Uint8Array>,
    numbers: [Option<Float64Array>; COLUMNS],
    rows: u32,
    counties: u32,
    equipment_factor: u32,
}

impl Arrays {
    fn new(call: &JsValue) -> Result<(String, Self), Vec<Problem>> {
        let mut problems = Vec::new();
        let mut fail = |path: &str, zh: &str, en: &str| {
            problems.push(
                Problem::new(
                    "wrong_type",
                    Text::new(format!("{path} {zh}"), format!("{path} {en}")),
                    Text::new("请按接口说明传入", "see the types of the package"),
                )
                .at(Location::path(path)),
            );
        };
        if !call.is_object() {
            fail("columns", "应为对象", "must be an object");
            return Err(problems);
        }
        let get = |path: &str| {
            path.split('.').fold(call.clone(), |value, key| {
                if value.is_object() { Reflect::get(&value, &key.into()).unwrap_or(JsValue::UNDEFINED) } else { value }
            })
        };
        let known = ["standard", "county", "counties", "excluded", "equipmentFactor"];
        for key in Object::keys(call.unchecked_ref::<Object>()).iter().filter_map(|key| key.as_string()) {
            if !known.contains(&key.as_str()) && !NAMES.iter().any(|name| name.split('.').next() == Some(key.as_str()))
            {
                fail(&key, "不认识", "is not a known key");
            }
        }
        let standard = get("standard").as_string();
        if standard.is_none() {
            fail("standard", "应为字符串", "must be a string");
        }
        let county = get("county").dyn_into::<Uint32Array>().ok();
        if county.is_none() {
            fail("county", "应为 Uint32Array", "must be a Uint32Array");
        }
        let rows = county.as_ref().map_or(0, Uint32Array::length);
        let whole = |value: &JsValue, most: f64| {
            value.as_f64().filter(|n| n.fract() == 0.0 && (1.0..=most).contains(n)).map(|n| {
                #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "whole and in range")]
                let n = n as u32;
                n
            })
        };
        let counties = whole(&get("counties"), 1e6);
        if counties.is_none() {
            fail("counties", "应为正整数", "must be a whole number above zero");
        }
        let absent = |value: &JsValue| value.is_undefined() || value.is_null();
        let factor = get("equipmentFactor");
        let equipment_factor = if absent(&factor) { Some(1) } else { whole(&factor, 10_000.0) };
        if equipment_factor.is_none() {
            fail("equipmentFactor", "应为 1 至 10000 的整数", "must be a whole number from 1 to 10000");
        }
        let excluded = get("excluded");
        let excluded = if absent(&excluded) {
            None
        } else {
            let array = excluded.dyn_into::<Uint8Array>().ok().filter(|array| array.length() == rows);
            if array.is_none() {
                fail("excluded", "应为与 county 等长的 Uint8Array", "must be a Uint8Array as long as `county`");
            }
            array
        };
        let numbers = NAMES.map(|name| {
            let value = get(name);
            if name == "pupils.senior" && absent(&value) {
                return None;
            }
            let array = value.dyn_into::<Float64Array>().ok().filter(|array| array.length() == rows);
            if array.is_none() {
                fail(name, "应为与 county 等长的 Float64Array", "must be a Float64Array as long as `county`");
            }
            array
        });
        match (standard, county, counties, equipment_factor) {
            (Some(standard), Some(county), Some(counties), Some(equipment_factor)) if problems.is_empty() => {
                Ok((standard, Self { county, excluded, numbers, rows, counties, equipment_factor }))
            }
            _ => Err(problems),
        }
    }
}

impl Source for Arrays {
    fn rows(&self) -> usize {
        self.rows as usize
    }

    fn counties(&self) -> usize {
        self.counties as usize
    }

    fn fill(&self, start: usize, chunk: &mut Chunk) {
        let start = u32::try_from(start).unwrap_or(u32::MAX).min(self.rows);
        let end = self.rows.min(start + u32::try_from(columns::CHUNK).unwrap_or(0));
        chunk.len = (end - start) as usize;
        let len = chunk.len;
        if let Some(target) = chunk.county.get_mut(..len) {
            self.county.subarray(start, end).copy_to(target);
        }
        if let (Some(excluded), Some(target)) = (&self.excluded, chunk.excluded.get_mut(..len)) {
            excluded.subarray(start, end).copy_to(target);
        }
        for (array, target) in self.numbers.iter().zip(chunk.numbers.iter_mut()) {
            if let (Some(array), Some(target)) = (array, target.get_mut(..len)) {
                array.subarray(start, end).copy_to(target);
            }
        }
    }

    fn equipment_factor(&self) -> u32 {
        self.equipment_factor
    }
}

fn set(object: &Object, key: &str, value: &JsValue) {
    let _ = Reflect::set(object, &key.into(), value);
}

/// Many counties at once, from typed columns.
#[wasm_bindgen(js_name = evaluateColumns, skip_typescript)]
pub fn evaluate_columns(call: &JsValue) -> JsValue {
    let answer = Arrays::new(call).and_then(|(standard, arrays)| {
        let standard = Standard::from_catalogue(&standard)?;
        columns::evaluate_columns(&standard, &arrays)
    });
    let object = Object::new();
    match answer {
        Ok(ColumnsResult { flags, missing, cv, mean, verdict }) => {
            let result = Object::new();
            set(&result, "flags", &Uint16Array::from(flags.as_slice()));
            set(&result, "missing", &Uint8Array::from(missing.as_slice()));
            set(&result, "cv", &Float64Array::from(cv.as_slice()));
            set(&result, "mean", &Float64Array::from(mean.as_slice()));
            set(&result, "verdict", &Uint8Array::from(verdict.as_slice()));
            set(&object, "type", &"success".into());
            set(&object, "result", &result);
            object.into()
        }
        Err(problems) => output(&engine::answered(Err(problems), crate::diagnostic::Locale::default())),
    }
}

/// Names of the functions a module of this build has; the worker refuses any other.
#[wasm_bindgen(skip_typescript)]
pub fn operations() -> Array {
    let mut names = vec!["standards", "evaluate", "evaluateColumns", "checkNarrative"];
    if cfg!(feature = "files") {
        names.extend([
            "readTable",
            "readColumns",
            "evaluateTable",
            "read",
            "exportWorkbook",
            "exportCsv",
            "exportJson",
            "exportPublished",
            "exportTemplate",
            "parseStandard",
            "standardSource",
        ]);
    }
    names.into_iter().map(JsValue::from).collect()
}
