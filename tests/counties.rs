//! Several counties in one file: one evaluation each, side by side, rolled up by city and province.
#![cfg(feature = "files")]
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test stops at the first surprise")]

use junheng::engine::{self, Content, Input};
use serde_json::Value;
use std::fmt::Write as _;

/// Three counties of two cities: 东县 meets the resource part, 西县 has one school short of equipment, 北县 lacks a number.
fn table() -> String {
    let mut text = String::from(
        "省份,市,县,学校名称,学段,在校生数,高于规定学历教师数（人）,县级以上骨干教师数,体育、艺术专任教师数（人）,\
         教学及辅助用房面积（㎡）,体育运动场馆面积（㎡）,教学仪器设备值（元）,网络多媒体教室数（间）\n",
    );
    for (city, county, equipment) in [("甲市", "东县", "1000000"), ("甲市", "西县", "100"), ("乙市", "北县", "")]
    {
        for (school, stage) in [("一小", "小学"), ("二小", "小学"), ("一中", "初中")] {
            let equipment = if school == "二小" { equipment } else { "1000000" };
            writeln!(text, "某省,{city},{county},{school},{stage},400,40,10,10,4000,5000,{equipment},20").unwrap();
        }
    }
    text
}

fn answer(options: &str) -> Value {
    let options: Input = serde_json::from_str(options).unwrap();
    let answer = engine::evaluate_table(Content::Text(&table()), "", Some(&options), &mut |_, _| {});
    assert_eq!(answer["type"], "success", "{answer}");
    answer
}

fn part<'a>(evaluation: &'a Value, id: &str) -> &'a Value {
    evaluation["parts"].as_array().unwrap().iter().find(|part| part["id"] == id).unwrap()
}

#[test]
fn each_county_is_evaluated_by_itself() {
    let answer = answer(r#"{ "locale": "en", "asOf": "2026-09-01" }"#);
    assert_eq!(answer["evaluation"], Value::Null, "no county stands for all");
    let counties = answer["counties"].as_array().unwrap();
    let found: Vec<_> = counties
        .iter()
        .map(|one| {
            let verdict = part(&one["evaluation"], "resources")["verdict"].as_str().unwrap();
            (one["county"].as_str().unwrap(), one["city"].as_str().unwrap(), verdict)
        })
        .collect();
    assert_eq!(found, [("东县", "甲市", "met"), ("西县", "甲市", "not_met"), ("北县", "乙市", "undetermined")]);
    assert!(counties.iter().all(|one| one["evaluation"]["sections"].as_array().unwrap().len() == 3));
}

#[test]
fn counties_are_rolled_up_and_coefficients_are_not_pooled() {
    let answer = answer(r#"{ "asOf": "2026-09-01" }"#);
    let rolled = answer["rollUp"].as_array().unwrap();
    let names: Vec<_> = rolled.iter().map(|one| (one["level"].as_str().unwrap(), one["name"].as_str())).collect();
    assert_eq!(names, [("city", Some("甲市")), ("city", Some("乙市")), ("province", Some("某省")), ("all", None)]);
    let resources = |one: &Value| {
        let parts = one["parts"].as_array().unwrap().iter();
        let part = parts.clone().find(|part| part["id"] == "resources").unwrap();
        (part["counties"]["met"].as_u64().unwrap(), part["counties"]["of"].as_u64().unwrap())
    };
    assert_eq!(resources(&rolled[0]), (1, 2));
    assert_eq!(resources(&rolled[3]), (1, 3));
    let primary = &rolled[3]["stages"][0];
    assert_eq!(primary["sections"]["of"], 6);
    assert_eq!((&primary["sections"]["met"], &primary["sections"]["undetermined"]), (&4.into(), &1.into()));
    assert_eq!(primary["pupils"], 2400);
    assert!(primary.get("cv").is_none());
}
