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
    let resources = found["parts"].as_array().unwrap().iter().find(|part| part["id"] == "resources").unwrap();
    assert_eq!(resources["verdict"], expected["resourcesVerdict"]);
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
    assert_eq!(
        keys(evaluation),
        [
            "excluded",
            "findings",
            "issues",
            "meta",
            "parts",
            "recognition",
            "scoreVariance",
            "sections",
            "stages",
            "verdict"
        ]
    );
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
    assert_eq!(keys(one), ["cvShare", "floor", "id", "shortfall", "status", "threshold", "trace", "value"]);
    assert_eq!(one["value"], Value::Null);
    assert_eq!(one["status"], "undetermined");
    assert_eq!(one["threshold"], 4.2);
    assert_eq!(one["floor"], 3.57);
    assert_eq!(keys(&one["shortfall"]), ["schoolToFloor", "schoolToThreshold", "toFloor", "toThreshold", "unit"]);
    for finding in evaluation["findings"].as_array().unwrap() {
        assert_eq!(
            keys(finding),
            [
                "assumptions",
                "clause",
                "comparison",
                "failing",
                "id",
                "indicator",
                "item",
                "level",
                "limit",
                "members",
                "missing",
                "observed",
                "part",
                "responsible",
                "rule",
                "stage",
                "status",
                "title",
                "trace",
                "unit"
            ]
        );
    }
    assert_eq!(evaluation["recognition"], Value::Null);
    assert_eq!(evaluation["scoreVariance"], json!([]));
    let parts: Vec<&str> =
        evaluation["parts"].as_array().unwrap().iter().map(|part| part["id"].as_str().unwrap()).collect();
    assert_eq!(parts, ["eligibility", "resources", "guarantee", "quality", "recognition", "veto"]);
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
        assert_eq!(list.as_array().unwrap().len(), 8);
        for one in list.as_array().unwrap() {
            assert_eq!(
                keys(one),
                [
                    "composite",
                    "comprehensive",
                    "dispersion",
                    "documents",
                    "extends",
                    "facts",
                    "id",
                    "indicators",
                    "numbers",
                    "rules",
                    "sha256",
                    "title",
                    "version"
                ]
            );
            for rule in one["rules"].as_array().unwrap() {
                for key in rule["facts"].as_array().unwrap() {
                    assert!(one["facts"].as_array().unwrap().iter().any(|fact| fact["key"] == *key), "{rule}");
                }
                assert!(!rule["clause"]["quote"].as_str().unwrap().is_empty(), "{rule}");
                assert!(rule["formula"].is_string() && rule["title"].is_string(), "{rule}");
            }
        }
    }
}

#[test]
fn a_narrative_is_checked_in_the_locale_asked_for() {
    let input = |value: Value| serde_json::from_value::<Input>(value).unwrap();
    let narrative = input(json!({
        "groups": [{ "id": "p", "name": "小学", "total": 128 }],
        "statements": [
            { "id": "1", "words": "…", "kind": { "type": "share", "group": "p", "quantity": "场馆", "percent": "49.22" } },
            { "id": "2", "words": "…", "kind": { "type": "short_count", "group": "p", "quantity": "场馆", "count": 63 } },
        ],
    }));
    let words = |options: Option<Value>| {
        let options = options.map(input);
        let answer = engine::check_narrative(&narrative, options.as_ref());
        assert_eq!(answer["type"], "success", "{answer}");
        assert_eq!(answer["review"]["statements"][1]["verdict"], "contradicts");
        answer["review"]["statements"][1]["explanation"].as_str().unwrap().to_owned()
    };
    assert_eq!(words(None), words(Some(json!({ "locale": "zh-CN" }))));
    assert!(words(Some(json!({ "locale": "en" }))).is_ascii(), "{}", words(Some(json!({ "locale": "en" }))));
    let refused = engine::check_narrative(&narrative, Some(&input(json!({ "locale": "fr", "trace": true }))));
    let codes: Vec<&str> =
        refused["errors"].as_array().unwrap().iter().map(|one| one["code"].as_str().unwrap()).collect();
    assert_eq!(codes, ["unknown_key", "unknown_locale"]);
    let wrong = engine::check_narrative(&input(json!({ "statements": 1 })), Some(&input(json!({ "locale": "en" }))));
    assert_eq!(wrong["errors"][0]["code"], "bad_narrative");
}

#[test]
fn counties_are_rolled_up_by_city_and_province_and_never_pooled() {
    let call = |county: &str, area: u32| {
        let input = json!({ "standard": "national-2017", "sections": [
            { "school": "甲", "stage": "primary", "pupils": 100, "teachingArea": 450, "county": county },
            { "school": "乙", "stage": "primary", "pupils": 100, "teachingArea": area, "county": county },
        ] });
        engine::EvaluateCall::parse(&serde_json::from_value::<Input>(input).unwrap()).unwrap()
    };
    let standard = call("", 0).standard;
    let mut records = junheng::records::Records::default();
    for (county, city, area) in [("子县", "甲市", 450), ("丑县", "甲市", 10), ("寅县", "乙市", 450)] {
        for mut section in call(county, area).records.sections {
            (section.city, section.province) = (Some(city.into()), Some("某省".into()));
            records.sections.push(section);
        }
    }
    let found = engine::counties::evaluate(&standard, &records, None, None, false);
    let within: Vec<Option<bool>> = found.iter().map(|one| one.evaluation.stages[0].indicators[3].cv_within).collect();
    assert_eq!(within, [Some(true), Some(false), Some(true)], "each by itself");
    let rolled = serde_json::to_value(engine::counties::roll_up(&found)).unwrap();
    let rows: Vec<Value> = rolled
        .as_array()
        .unwrap()
        .iter()
        .map(|one| {
            json!([
                one["level"],
                one["name"],
                one["counties"]["of"],
                one["stages"][0]["pupils"],
                one["stages"][0]["sections"]["of"]
            ])
        })
        .collect();
    assert_eq!(
        Value::Array(rows),
        json!([
            ["city", "甲市", 2, 400, 4],
            ["city", "乙市", 1, 200, 2],
            ["province", "某省", 3, 600, 6],
            ["all", null, 3, 600, 6]
        ])
    );
    let resources = rolled[3]["parts"].as_array().unwrap().iter().find(|part| part["id"] == "resources").unwrap();
    assert_eq!(resources["counties"], json!({ "met": 0, "of": 3, "undetermined": 2 }));
    assert!(engine::counties::roll_up(&found[..1]).is_empty());
}

#[test]
fn a_rule_whose_every_limit_is_dated_waits_for_the_day() {
    let ask = |as_of: Option<&str>| {
        call(&json!({
            "standard": {
                "standard": { "id": "own", "version": "1", "extends": "national-2017", "document": "d", "title": { "zh": "甲", "en": "A" } },
                "document": [{ "id": "d", "number": "n", "title": { "zh": "甲", "en": "A" }, "issuer": "i", "year": 2026 }],
                "rule": [{
                    "id": "rotation", "limits": [{ "value": "12", "from": "2026-01-01" }],
                    "clause": { "document": "d", "article": "1", "quote": "q", "read_in": "r", "confidence": "one-source" },
                }],
            },
            "sections": [], "facts": { "rotation_eligible": 100, "rotated": 12 },
            "options": { "trace": true, "asOf": as_of },
        }))
    };
    let rotation = |answer: &Value| {
        let findings = answer["evaluation"]["findings"].as_array().unwrap();
        findings.iter().find(|one| one["id"] == "rotation").unwrap().clone()
    };
    let open = rotation(&ask(None));
    assert_eq!(open["status"], "undetermined");
    assert_eq!(open["missing"][0]["key"], "asOf", "it says what it waits for");
    assert_eq!(open["trace"].as_array().unwrap().last().unwrap()["result"], "unknown");
    assert_eq!(rotation(&ask(Some("2026-01-01")))["status"], "met");
}

#[test]
fn a_total_of_the_county_never_covers_up_what_a_school_states() {
    let certificates = |schools: Value| {
        let answer = call(&json!({
            "standard": "national-2017", "schools": schools,
            "sections": [{ "school": "甲", "stage": "primary", "pupils": 9 }, { "school": "乙", "stage": "primary", "pupils": 9 }],
            "facts": { "teachers_total": 20, "certified_teachers": 20 },
        }));
        let findings = answer["evaluation"]["findings"].as_array().unwrap().clone();
        findings.into_iter().find(|one| one["id"] == "certificates").unwrap()
    };
    let facts = |certified: u32| json!({ "teachers_total": 10, "certified_teachers": certified });
    assert_eq!(certificates(json!([]))["status"], "met");
    let one = certificates(json!([{ "name": "甲", "facts": facts(9) }]));
    assert_eq!(one["status"], "undetermined", "{one}");
    assert_eq!(one["missing"][0]["schools"], json!(["乙"]));
    let both = certificates(json!([{ "name": "甲", "facts": facts(9) }, { "name": "乙", "facts": facts(10) }]));
    assert_eq!((&both["status"], &both["observed"]), (&json!("not_met"), &json!(95.0)));
}
