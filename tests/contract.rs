//! The answers of the JavaScript contract as data: the boundary case of an independent oracle, and the shape.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test stops at the first surprise")]

use junheng::diagnostic::Locale;
use junheng::engine::{self, Input};
use serde_json::{Value, json};
use std::fs;

fn call(value: &Value) -> Value {
    engine::evaluate_call(&serde_json::from_value::<Input>(value.clone()).unwrap())
}

fn close(a: &Value, b: &Value, what: &str) {
    match (a.as_f64(), b.as_f64()) {
        (Some(a), Some(b)) => assert!((a - b).abs() <= 4.0 * f64::EPSILON * b.abs(), "{what}: {a} is not {b}"),
        _ => assert_eq!(a, b, "{what}"),
    }
}

#[test]
fn the_boundary_case_is_as_the_oracle_says() {
    let input: Value = serde_json::from_str(&fs::read_to_string("tests/cases/boundary/input.json").unwrap()).unwrap();
    let expected: Value =
        serde_json::from_str(&fs::read_to_string("tests/cases/boundary/expected.json").unwrap()).unwrap();
    let answer = call(&input);
    assert_eq!(answer["type"], "success", "{answer}");
    let found = &answer["evaluation"];
    assert_eq!(found["parts"][0]["verdict"], expected["resourcesVerdict"]);
    let stages = expected["stages"].as_array().unwrap();
    assert_eq!(found["stages"].as_array().unwrap().len(), stages.len());
    for (mine, theirs) in found["stages"].as_array().unwrap().iter().zip(stages) {
        for key in ["stage", "sections", "pupils", "comprehensive", "verdict"] {
            assert_eq!(mine[key], theirs[key], "{key}");
        }
        for (mine, theirs) in
            mine["indicators"].as_array().unwrap().iter().zip(theirs["indicators"].as_array().unwrap())
        {
            for key in ["id", "met", "of", "undetermined", "cvWithin"] {
                assert_eq!(mine[key], theirs[key], "{key} of {}", theirs["id"]);
            }
            for key in ["mean", "cv", "cvLimit", "cvUnweighted", "cvSample"] {
                close(&mine[key], &theirs[key], &format!("{key} of {}", theirs["id"]));
            }
        }
    }
}

fn keys(value: &Value) -> Vec<&str> {
    value.as_object().unwrap().keys().map(String::as_str).collect()
}

#[test]
fn every_listed_key_is_present_and_unknown_is_null() {
    let answer = call(
        &json!({ "standard": "national-2017", "sections": [{ "school": "甲", "stage": "primary", "pupils": 100 }] }),
    );
    let evaluation = &answer["evaluation"];
    assert_eq!(keys(evaluation), ["excluded", "findings", "issues", "meta", "parts", "sections", "stages", "verdict"]);
    assert_eq!(evaluation["meta"]["contract"], 1);
    assert_eq!(evaluation["meta"]["standard"]["id"], "national-2017");
    assert_eq!(evaluation["meta"]["standard"]["sha256"].as_str().unwrap().len(), 64);
    assert_eq!(evaluation["meta"]["asOf"], Value::Null);
    let indicator = &evaluation["stages"][0]["indicators"][0];
    assert_eq!(
        keys(indicator),
        ["cv", "cvLimit", "cvSample", "cvUnweighted", "cvWithin", "id", "mean", "met", "of", "undetermined"]
    );
    let one = &evaluation["sections"][0]["indicators"][0];
    assert_eq!(keys(one), ["cvShare", "floor", "id", "shortfall", "status", "threshold", "value"]);
    assert_eq!(one["value"], Value::Null);
    assert_eq!(one["status"], "undetermined");
    assert_eq!(one["threshold"], 4.2);
    assert_eq!(one["floor"], 3.57);
    assert_eq!(keys(&one["shortfall"]), ["toFloor", "toThreshold", "unit"]);
    assert_eq!(
        keys(&evaluation["findings"][0]),
        ["clause", "id", "indicator", "limit", "observed", "part", "rule", "stage", "status", "trace", "unit"]
    );
    assert_eq!(evaluation["verdict"], "undetermined");
}

#[test]
fn failure_is_a_value_in_the_locale_asked_for() {
    let wrong = json!({ "standard": "national-2017", "sections": [], "options": { "locale": "en" } });
    let answer = call(&wrong);
    assert_eq!(answer["type"], "failure");
    assert_eq!(answer["errors"][0]["code"], "empty_sections");
    assert_eq!(answer["errors"][0]["message"], "there are no sections");
    assert_eq!(answer["errors"][0]["where"]["path"], "sections");
    let unknown = call(&json!({ "standard": "x", "sections": [{ "stage": "junior", "pupils": 1 }] }));
    assert_eq!(unknown["errors"][0]["code"], "unknown_standard");
    assert_eq!(unknown["errors"][0]["where"]["path"], "standard");
}

#[test]
fn standards_lists_every_number_with_its_citation() {
    for locale in [Locale::ZhCn, Locale::En] {
        let list = engine::standards(locale);
        let national = &list[0];
        assert_eq!(national["id"], "national-2017");
        assert_eq!(national["indicators"].as_array().unwrap().len(), 7);
        for rule in national["indicators"].as_array().unwrap() {
            assert!(rule["title"].is_string());
            assert!(!rule["clause"]["article"].as_str().unwrap().is_empty());
        }
        assert_eq!(national["dispersion"]["limits"]["junior"], 0.45);
    }
}
