//! Every standard of the catalogue through the contract: a county that meets the national standard exactly, changed where
//! the text of each document differs.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test stops at the first surprise")]

use junheng::engine::{self, Input};
use serde_json::{Map, Value, json};

fn call(value: &Value) -> Value {
    engine::evaluate_call(&serde_json::from_value::<Input>(value.clone()).unwrap())
}

fn evaluated(value: &Value) -> Value {
    let answer = call(value);
    assert_eq!(answer["type"], "success", "{}", answer["errors"]);
    answer["evaluation"].clone()
}

fn finding<'a>(evaluation: &'a Value, id: &str) -> Option<&'a Value> {
    evaluation["findings"].as_array().unwrap().iter().find(|one| one["id"] == id)
}

fn status(evaluation: &Value, id: &str) -> String {
    finding(evaluation, id).map_or_else(|| format!("no finding {id}"), |one| one["status"].as_str().unwrap().to_owned())
}

/// The seven: key, pupils it is put against, thresholds in ten-thousandths.
const SEVEN: [(&str, u64, [u64; 2]); 7] = [
    ("teachersAboveRequired", 100, [42_000, 53_000]),
    ("backboneTeachers", 100, [10_000, 10_000]),
    ("peArtTeachers", 100, [9_000, 9_000]),
    ("teachingArea", 1, [45_000, 58_000]),
    ("sportsArea", 1, [75_000, 102_000]),
    ("equipmentValue", 1, [20_000_000, 25_000_000]),
    ("networkedClassrooms", 100, [23_000, 24_000]),
];

fn section(school: &str, stage: &str, pupils: u64) -> Value {
    let mut section = json!({ "school": school, "stage": stage, "pupils": pupils });
    for (key, per, thresholds) in SEVEN {
        // Exactly the threshold, as a decimal.
        let total = thresholds[usize::from(stage == "junior")] * pupils * 100 / per;
        section[key] = Value::String(format!("{}.{:06}", total / 1_000_000, total % 1_000_000));
    }
    section
}

fn school(name: &str, kind: &str, location: &str, facts: Value) -> Value {
    let mut own = json!({
        "teachers_total": 60, "teachers_trained_360": 60, "certified_teachers": 60, "moral_education_grade": 3,
        "campus_culture_grade": "良好", "training_funds_budget": "5", "public_funds_budget": 100,
    });
    own.as_object_mut().unwrap().extend(facts.as_object().unwrap().clone());
    json!({ "name": name, "kind": kind, "ownership": "public", "location": location, "boarding": false, "facts": own })
}

/// A county that meets the national standard, most of it exactly.
fn county(standard: &str, as_of: &str) -> Value {
    let sections = json!([
        section("第一小学", "primary", 1080),
        section("第二小学", "primary", 540),
        section("村小", "primary", 60),
        section("第一中学", "junior", 1000),
        section("九年学校", "primary", 450),
        section("九年学校", "junior", 400),
    ]);
    let mut classes = Vec::new();
    for one in sections.as_array().unwrap() {
        let (mut left, most) = (one["pupils"].as_u64().unwrap(), if one["stage"] == "junior" { 50 } else { 45 });
        while left > 0 {
            let size = left.min(most);
            classes.push(json!({ "school": one["school"], "stage": one["stage"], "pupils": size }));
            left -= size;
        }
    }
    let rooms = |n: u32| json!({ "music_rooms": n, "art_rooms": n });
    let with = |base: Value, more: Value| {
        let mut base = base;
        base.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        base
    };
    let near = |stage: &str, pupils: u32, base: u32| {
        let mut facts = Map::new();
        facts.insert(format!("catchment_pupils_{stage}"), pupils.into());
        facts.insert(format!("catchment_base_{stage}"), base.into());
        Value::Object(facts)
    };
    let leavers = json!({
        "junior_graduates": 96, "junior_transferred_in": 2, "junior_transferred_out": 1, "junior_entrants": 101,
        "junior_died": 1,
    });
    let nobody = json!({
        "junior_graduates": 0, "junior_transferred_in": 0, "junior_transferred_out": 0, "junior_entrants": 0,
        "junior_died": 0,
    });
    json!({
        "standard": standard, "sections": sections, "classes": classes,
        "schools": [
            school("第一小学", "primary", "urban", with(rooms(2), near("primary", 1080, 1080))),
            school("第二小学", "primary", "rural", with(rooms(1), near("primary", 540, 540))),
            school("村小", "primary", "rural", with(with(rooms(1), near("primary", 60, 60)), json!({ "pupils_funded": 100 }))),
            school("第一中学", "junior", "town", with(with(rooms(2), near("junior", 950, 1000)), leavers)),
            school("九年学校", "nine_year", "town", with(with(rooms(2),
                with(near("primary", 450, 450), near("junior", 380, 400))), nobody.clone())),
            {
                "name": "特教学校", "kind": "special", "ownership": "public", "location": "urban", "boarding": true, "pupils": 50,
                "facts": with(school("", "special", "urban", nobody)["facts"].clone(),
                    json!({ "special_ed_funds": 300_000, "special_ed_pupils": 50 })),
            },
        ],
        "facts": {
            "basic_balance_date": "2016-09-01", "monitoring_high": "yes", "layout_reasonable": true, "four_unified": true,
            "teacher_average_salary": "9.8", "civil_servant_average_salary": 9.8, "performance_pay_full": "是",
            "posts_coordinated": true, "rotation_eligible": 100, "rotated": 10, "rotated_backbone": 2,
            "quality_senior_plan": 1000, "quality_senior_quota": 500, "quality_senior_quota_rural": 100,
            "quota_favours_rural": true, "left_behind_care": true, "migrant_eligible": 1000, "migrant_in_public": 800,
            "migrant_in_purchased_private": 50, "disabled_eligible": 200, "disabled_enrolled": 190,
            "charters_and_informatisation": true, "it_teaching_and_equipment_use": true, "curriculum_complete": true,
            "no_excessive_homework": true, "monitoring_level_chinese": "Ⅲ", "monitoring_rate_chinese": "0.149",
            "has_exam_admission": false, "has_illegal_school_choice": "no", "has_key_schools_or_classes": "否",
            "has_posts_left_vacant": false, "has_serious_incidents": false, "has_tutoring_and_burden": false,
        },
        "survey": [{ "group": "家长", "valid": 100, "satisfied": 85 }],
        "options": { "asOf": as_of, "locale": "en", "trace": true },
    })
}

/// States `value` as `key` of the county, or as `school/key`; `school@key` is the school itself.
fn state(call: &mut Value, key: &str, value: Value) {
    let of_school = |call: &mut Value, name: &str, key: &str, facts: bool, value: Value| {
        let schools = call["schools"].as_array_mut().unwrap();
        let school = schools.iter_mut().find(|one| one["name"] == name).unwrap();
        if facts { school["facts"][key] = value } else { school[key] = value }
    };
    if let Some((school, key)) = key.split_once('/') {
        of_school(call, school, key, true, value);
    } else if let Some((school, key)) = key.split_once('@') {
        of_school(call, school, key, false, value);
    } else {
        call["facts"][key] = value;
    }
}

const DAY: &str = "2026-09-01";

#[test]
fn a_county_exactly_on_the_national_standard_meets_it() {
    let evaluation = evaluated(&county("national-2017", DAY));
    for one in evaluation["findings"].as_array().unwrap() {
        let wanted = if one["id"] == "senior_quota_rural_share" { "not_judged" } else { "met" };
        assert_eq!(one["status"], wanted, "{one}");
    }
    assert_eq!(evaluation["verdict"], "met");
    assert_eq!(evaluation["issues"], json!([]));
    assert_eq!(finding(&evaluation, "junior_retention").unwrap()["observed"], 95.0);
    assert_eq!(evaluation["recognition"]["rate"], 0.85);
    // The veto alone turns it, whatever else is met.
    let mut vetoed = county("national-2017", DAY);
    state(&mut vetoed, "has_key_schools_or_classes", json!("yes"));
    assert_eq!(evaluated(&vetoed)["verdict"], "not_met");
    // Not knowing is neither.
    state(&mut vetoed, "has_key_schools_or_classes", json!("not_yet"));
    assert_eq!(evaluated(&vetoed)["verdict"], "undetermined");
}

/// Standard, day, what is stated, where it just meets and just fails, and the finding that says so.
type Row = (&'static str, &'static str, &'static str, Value, Value, &'static str);

fn rows() -> Vec<Row> {
    let (tianjin, dafeng, binhai, wuqing, practice) =
        ("tianjin-2019", "dafeng-2023", "binhai-2021", "wuqing-2021", "practice-2024");
    let late = "2025-12-31";
    vec![
        // 天津: small schools for 200; the rest is its own.
        (tianjin, DAY, "村小/pupils_funded", json!(200), json!(199), "small_school_funding"),
        (tianjin, DAY, "no_new_large_classes", json!("yes"), json!("no"), "large_classes_not_new"),
        (tianjin, "2020-01-01", "bungalow_schools_left", json!(0), json!(1), "bungalow_schools"),
        (tianjin, DAY, "第二小学/boarding_extra_funds", json!(20_000), json!("19999.99"), "boarding_funds"),
        (tianjin, DAY, "research_visits", json!(2), json!(1), "adviser_visits"),
        (tianjin, DAY, "twenty_basic_lines", json!(true), json!(false), "basic_lines"),
        // 大丰: 随迁 100 %, 残疾 98 %.
        (dafeng, DAY, "migrant_in_public", json!(950), json!(949), "migrant_enrolment"),
        (dafeng, DAY, "disabled_enrolled", json!(196), json!(195), "disabled_enrolment"),
        (dafeng, DAY, "provincial_pass_year", json!(2023), json!(2024), "provincial_pass"),
        (dafeng, DAY, "national_recognition_year", json!(2024), json!(2025), "national_recognition"),
        (dafeng, late, "new_primary_schools", json!(2), json!(1), "primary_schools_built"),
        (dafeng, late, "new_junior_schools", json!(3), json!(2), "junior_schools_built"),
        (dafeng, DAY, "exercise_hours", json!(1), json!("0.99"), "daily_exercise"),
        (dafeng, DAY, "fitness_tests_per_year", json!(1), json!(0), "fitness_monitoring"),
        (dafeng, DAY, "art_assessment_rate", json!(100), json!("99.99"), "art_assessment"),
        // 滨海: schools below 400 for 400, special schools 10000, near enrolment in villages too.
        (binhai, DAY, "村小/pupils_funded", json!(400), json!(399), "small_school_funding"),
        (binhai, DAY, "特教学校/special_ed_funds", json!(500_000), json!("499999.99"), "special_ed_funding"),
        (binhai, DAY, "第二小学/catchment_pupils_primary", json!(540), json!(539), "near_enrolment_primary"),
        (binhai, DAY, "standard_reached_year", json!(2022), json!(2023), "standard_reached"),
        (binhai, "2021-12-31", "schools_built", json!(11), json!(10), "schools_built_by_year"),
        (binhai, "2022-12-31", "schools_built", json!(18), json!(17), "schools_built_by_year"),
        (binhai, "2023-12-31", "schools_built", json!(39), json!(38), "schools_built_by_year"),
        (binhai, "2021-12-31", "places_added", json!(16_610), json!(16_609), "places_added_by_year"),
        (binhai, "2022-12-31", "places_added", json!(30_030), json!(30_029), "places_added_by_year"),
        (binhai, "2023-12-31", "places_added", json!(70_050), json!(70_049), "places_added_by_year"),
        (binhai, DAY, "c_grade_schools_done", json!(7), json!(6), "c_grade_schools"),
        (binhai, DAY, "c_grade_area_done", json!(1.7), json!("1.6999"), "c_grade_area"),
        (binhai, DAY, "no_new_c_grade", json!("yes"), json!("no"), "c_grade_none_new"),
        (binhai, DAY, "wireless_everywhere", json!("yes"), json!("no"), "wireless"),
        (binhai, DAY, "civics_research_per_term", json!(4), json!(3), "civics_research"),
        (binhai, DAY, "moral_forums_per_year", json!(1), json!(0), "moral_forum"),
        (binhai, DAY, "class_teacher_contests", json!(1), json!(0), "class_teacher_contest"),
        (binhai, DAY, "leader_civics_lessons", json!(2), json!(1), "leader_lessons"),
        (binhai, DAY, "civilised_campuses", json!(120), json!(119), "civilised_campus_share"),
        (binhai, DAY, "sports_meets_per_year", json!(1), json!(0), "sports_meets"),
        (binhai, DAY, "school_competitions", json!(5), json!(4), "school_sports_competitions"),
        (binhai, DAY, "exercise_hours", json!(1), json!("0.99"), "daily_exercise"),
        (binhai, DAY, "sports_skills", json!(2), json!(1), "sports_skills_mastered"),
        (binhai, DAY, "fitness_good", json!(300), json!(299), "fitness_good_share"),
        (binhai, DAY, "heritage_schools", json!(50), json!(49), "heritage_arts_schools"),
        (binhai, DAY, "art_skills", json!(1), json!(0), "art_skills_mastered"),
        (binhai, DAY, "labour_bases", json!(1), json!(0), "labour_education_bases"),
        // 武清: its plan for 2025.
        (wuqing, late, "moral_lesson_plans_number", json!(20), json!(19), "moral_lesson_plans"),
        (wuqing, late, "class_teacher_studios_number", json!(15), json!(14), "class_teacher_studios"),
        (wuqing, late, "moral_courses_number", json!(20), json!(19), "moral_courses"),
        (wuqing, late, "fitness_good", json!(300), json!(299), "fitness_good_share"),
        (wuqing, late, "fitness_passed", json!(550), json!(549), "fitness_pass_share"),
        (wuqing, late, "sports_skills", json!(2), json!(1), "sports_skills_mastered"),
        (wuqing, late, "football_schools_number", json!(20), json!(19), "football_schools"),
        (wuqing, DAY, "health_lectures_number", json!(10), json!(9), "health_lectures"),
        (wuqing, late, "health_promoting_schools", json!(60), json!(59), "health_promoting_share"),
        (wuqing, late, "myopia_primary", json!(38), json!("38.01"), "myopia_primary_rate"),
        (wuqing, late, "myopia_junior", json!("60.00"), json!("60.01"), "myopia_junior_rate"),
        (wuqing, late, "myopia_senior", json!(70), json!("70.01"), "myopia_senior_rate"),
        (wuqing, DAY, "myopia_drop", json!(1), json!("0.99"), "myopia_yearly_drop"),
        (wuqing, late, "mental_health_schools_number", json!(20), json!(19), "mental_health_schools"),
        (wuqing, DAY, "art_skills", json!(1), json!(0), "art_skills_mastered"),
        (wuqing, DAY, "labour_lessons_per_week", json!(1), json!(0), "labour_lessons"),
        (wuqing, DAY, "labour_weeks_per_year", json!(1), json!(0), "labour_weeks"),
        (wuqing, late, "村小/labour_classrooms", json!(1), json!(0), "labour_classroom"),
        (wuqing, late, "labour_bases_number", json!(1), json!(0), "labour_bases"),
        (wuqing, late, "schools_built_number", json!(26), json!(25), "schools_built"),
        (wuqing, late, "primary_schools_built_number", json!(12), json!(11), "primary_schools_built"),
        (wuqing, late, "junior_schools_built_number", json!(8), json!(7), "junior_schools_built"),
        (wuqing, late, "schools_introduced_number", json!(3), json!(2), "schools_introduced"),
        (wuqing, late, "places_added_number", json!(30_186), json!(30_185), "places_added"),
        (wuqing, DAY, "principals_trained_number", json!(20), json!(19), "principals_trained"),
        (wuqing, late, "education_groups_number", json!(2), json!(1), "education_groups"),
        (wuqing, late, "noted_teachers_number", json!(20), json!(19), "noted_teachers"),
        (wuqing, late, "noted_principals_number", json!(10), json!(9), "noted_principals"),
        (wuqing, late, "backbone_trained_number", json!(1500), json!(1499), "backbone_trained"),
        (wuqing, late, "smart_schools_number", json!(10), json!(9), "smart_schools"),
        // 2024年规程: what is asked in addition. Its relaxations have a test of their own.
        (practice, DAY, "特教学校/special_ed_funds", json!(400_000), json!("399999.99"), "special_ed_funding"),
        (practice, DAY, "第一小学/smallest_music_room", json!(96), json!("95.99"), "music_room_area"),
        (practice, DAY, "第一小学/smallest_art_room", json!(90), json!("89.99"), "art_room_area"),
        (practice, DAY, "第一小学/training_funds_final", json!("5"), json!("4.99"), "training_funds_final_account"),
        // 基本均衡.
        ("national-2012", DAY, "schools_meeting_standard", json!(40), json!(39), "school_standard"),
        ("national-2012", DAY, "government_score", json!(85), json!("84.99"), "government_work"),
        ("national-2012", DAY, "declared_satisfaction", json!(85), json!("84.99"), "declared_public_satisfaction"),
    ]
}

/// What a row needs beside the fact it speaks of.
fn beside(standard: &str, call: &mut Value) {
    match standard {
        "tianjin-2019" => {
            state(call, "第二小学@boarding", json!(true));
            state(call, "第二小学/boarders", json!(100));
        }
        "binhai-2021" => {
            for (key, value) in [("campuses_total", 200), ("fitness_tested", 1000), ("fitness_excellent", 200)] {
                state(call, key, json!(value));
            }
        }
        "wuqing-2021" => {
            for (key, value) in [
                ("fitness_tested", 1000),
                ("fitness_excellent", 200),
                ("fitness_good", 200),
                ("schools_for_health_share", 100),
            ] {
                state(call, key, json!(value));
            }
            for school in ["第一小学", "第二小学", "第一中学", "九年学校"] {
                state(call, &format!("{school}/labour_classrooms"), json!(1));
            }
        }
        "practice-2024" => {
            for school in ["第一小学", "第二小学", "村小", "第一中学", "九年学校", "特教学校"] {
                for (key, value) in [
                    ("smallest_music_room", 96),
                    ("smallest_art_room", 90),
                    ("training_funds_final", 5),
                    ("public_funds_final", 100),
                ] {
                    state(call, &format!("{school}/{key}"), json!(value));
                }
            }
        }
        "national-2012" => *call = county_2012(call),
        _ => {}
    }
}

/// The same county as 基本均衡 asks for it.
fn county_2012(call: &Value) -> Value {
    let sections: Vec<Value> = call["sections"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| {
            let pupils = one["pupils"].as_u64().unwrap();
            json!({
                "school": one["school"], "stage": one["stage"], "pupils": pupils, "teachingArea": pupils * 3,
                "sportsArea": pupils * 4, "equipmentValue": pupils * 1000, "computers": pupils, "books": pupils * 20,
                "fullTimeTeachers": pupils, "teachersAboveRequired": pupils, "intermediateTitleTeachers": pupils,
            })
        })
        .collect();
    json!({
        "standard": "national-2012", "sections": sections, "schools": [], "options": call["options"],
        "facts": {
            "schools_assessed": 40, "schools_meeting_standard": 40, "government_score": "92.5", "declared_satisfaction": 90,
        },
    })
}

#[test]
fn each_standard_judges_where_its_text_differs() {
    for (standard, day, key, meets, fails, id) in rows() {
        let with = |value: &Value| {
            let mut call = county(standard, day);
            beside(standard, &mut call);
            state(&mut call, key, value.clone());
            call
        };
        let what = |value: &Value| format!("{standard} on {day}, {key} = {value}, {id}");
        let (good, bad) = (evaluated(&with(&meets)), evaluated(&with(&fails)));
        assert_eq!(status(&good, id), "met", "{}: {:?}", what(&meets), finding(&good, id));
        assert_eq!(status(&bad, id), "not_met", "{}: {:?}", what(&fails), finding(&bad, id));
        // Only that finding tells the two apart, and the part and the county follow it.
        for (a, b) in good["findings"].as_array().unwrap().iter().zip(bad["findings"].as_array().unwrap()) {
            let shared = key == "fitness_good" && standard == "wuqing-2021" && b["id"] == "fitness_pass_share";
            assert!(a["status"] == b["status"] || a["id"] == id || shared, "{}: {} changed too", what(&fails), a["id"]);
        }
        let part = &finding(&bad, id).unwrap()["part"];
        let said = bad["parts"].as_array().unwrap().iter().find(|one| one["id"] == *part).unwrap();
        assert_eq!(said["verdict"], "not_met", "{}", what(&fails));
        if part == "local" {
            assert_eq!(bad["verdict"], good["verdict"], "{}: local tasks do not decide on the county", what(&fails));
        } else {
            assert_eq!(bad["verdict"], "not_met", "{}", what(&fails));
        }
        // Where the base asks the same in other numbers, it is met either way.
        if standard != "national-2012" {
            let mut base = county("national-2017", day);
            state(&mut base, key, fails.clone());
            let answer = call(&base);
            if answer["type"] == "success" && finding(&answer["evaluation"], id).is_some() {
                assert_eq!(status(&answer["evaluation"], id), "met", "national-2017, {}", what(&fails));
            }
        }
    }
}

#[test]
fn dated_goals_are_not_asked_before_their_day() {
    for (standard, day, id) in [
        ("tianjin-2019", "2019-12-31", "bungalow_schools"),
        ("dafeng-2023", "2025-12-30", "primary_schools_built"),
        ("binhai-2021", "2021-12-30", "schools_built_by_year"),
        ("wuqing-2021", "2025-12-30", "smart_schools"),
        ("practice-2024", "2023-12-31", "music_room_area"),
    ] {
        let evaluation = evaluated(&county(standard, day));
        assert!(finding(&evaluation, id).is_none(), "{standard} on {day} asks {id}");
    }
}

#[test]
fn binhai_asks_of_schools_that_the_national_standard_does_not() {
    // 399 pupils are few for 滨海, not for the nation; a village school is in 滨海's near enrolment only.
    let at = |standard: &str, pupils: u64| {
        let mut call = county(standard, DAY);
        call["sections"].as_array_mut().unwrap().push(section("中等小学", "primary", pupils));
        let mut extra = school(
            "中等小学",
            "primary",
            "rural",
            json!({ "music_rooms": 1, "art_rooms": 1, "classes": 12, "pupils_funded": 399 }),
        );
        extra["facts"]["catchment_pupils_primary"] = json!(pupils - 1);
        extra["facts"]["catchment_base_primary"] = json!(pupils);
        call["schools"].as_array_mut().unwrap().push(extra);
        state(&mut call, "村小/pupils_funded", json!(400));
        evaluated(&call)
    };
    let members = |evaluation: &Value| finding(evaluation, "small_school_funding").unwrap()["members"]["of"].clone();
    assert_eq!(members(&at("national-2017", 399)), 1);
    assert_eq!(members(&at("binhai-2021", 399)), 2);
    assert_eq!(members(&at("binhai-2021", 400)), 1);
    assert_eq!(status(&at("binhai-2021", 399), "small_school_funding"), "not_met");
    assert_eq!(status(&at("national-2017", 399), "near_enrolment_primary"), "met");
    assert_eq!(status(&at("binhai-2021", 399), "near_enrolment_primary"), "not_met");
}

#[test]
fn chongqing_reports_and_judges_nothing() {
    let list = engine::standards(junheng::diagnostic::Locale::En);
    let list = list.as_array().unwrap();
    let local = |id: &str| {
        let one = list.iter().find(|one| one["id"] == id).unwrap();
        one["rules"].as_array().unwrap().iter().filter(|rule| rule["part"] == "local").cloned().collect::<Vec<_>>()
    };
    let rules = local("chongqing-2020");
    assert_eq!(rules.len(), 13);
    for value in [0, 100] {
        let mut call = county("chongqing-2020", DAY);
        for rule in &rules {
            state(&mut call, rule["facts"][0].as_str().unwrap(), json!(value));
        }
        let evaluation = evaluated(&call);
        for rule in &rules {
            let found = finding(&evaluation, rule["id"].as_str().unwrap()).unwrap();
            assert_eq!(found["status"], "not_judged", "{found}");
            assert_eq!(found["observed"], f64::from(value));
            assert_eq!(found["limit"], Value::Null);
        }
        assert!(evaluation["parts"].as_array().unwrap().iter().all(|part| part["id"] != "local"));
        assert_eq!(evaluation["verdict"], "met", "the national standard still is judged");
    }
    // 大丰's football schools are the same in one rule.
    let mut call = county("dafeng-2023", DAY);
    state(&mut call, "football_schools", json!(0));
    assert_eq!(status(&evaluated(&call), "football"), "not_judged");
}

/// Status of an indicator of the only section of `school`.
fn indicator(evaluation: &Value, school: &str, id: &str) -> Value {
    let sections = evaluation["sections"].as_array().unwrap();
    let section = sections.iter().find(|one| one["school"] == school).unwrap();
    section["indicators"].as_array().unwrap().iter().find(|one| one["id"] == id).unwrap()["status"].clone()
}

#[test]
fn relaxations_of_2024_act_within_their_dates_and_lapse() {
    let days = ["2023-12-31", "2024-01-01", "2027-12-31", "2028-01-01"];
    let acts = [false, true, true, false];
    for (day, acts) in days.into_iter().zip(acts) {
        let base = || {
            let mut call = county("practice-2024", day);
            beside("practice-2024", &mut call);
            call
        };
        // A small rural school counts teachers who come from elsewhere.
        let mut call = base();
        call["sections"][2]["peArtTeachers"] = json!(0);
        state(&mut call, "村小/small_rural", json!(true));
        state(&mut call, "村小/shared_pe_art_teachers", json!(1));
        let evaluation = evaluated(&call);
        let wanted = if acts { "met" } else { "below_floor" };
        assert_eq!(indicator(&evaluation, "村小", "pe_art_teachers"), wanted, "{day}");
        let said = evaluation["issues"].as_array().unwrap().iter().any(|one| one["code"] == "relaxation_acted");
        assert_eq!(said, acts, "{day}");
        // It does not where the school is not said to be one.
        state(&mut call, "村小/small_rural", json!("not_yet"));
        assert_eq!(indicator(&evaluated(&call), "村小", "pe_art_teachers"), "below_floor", "{day}");
        for (pupils, inside) in [(49, false), (50, true), (99, true), (100, false)] {
            let mut call = base();
            let mut small = section("小村小", "primary", pupils);
            small["peArtTeachers"] = json!(0);
            call["sections"].as_array_mut().unwrap().push(small);
            call["schools"].as_array_mut().unwrap().push(school(
                "小村小",
                "primary",
                "rural",
                json!({ "small_rural": true, "shared_pe_art_teachers": 2 }),
            ));
            let wanted = if acts && inside { "met" } else { "below_floor" };
            assert_eq!(indicator(&evaluated(&call), "小村小", "pe_art_teachers"), wanted, "{pupils} on {day}");
        }
        // A school in a dense centre counts other grounds.
        let mut call = base();
        call["sections"][0]["sportsArea"] = json!(0);
        state(&mut call, "第一小学/dense_city_centre", json!(true));
        state(&mut call, "第一小学/extra_sports_on_campus", json!(4000));
        state(&mut call, "第一小学/extra_sports_nearby", json!(4100));
        let wanted = if acts { "met" } else { "below_floor" };
        assert_eq!(indicator(&evaluated(&call), "第一小学", "sports_area"), wanted, "{day}");

        // The size of old schools with a plan: 2400 and 3000.
        for (school, index, relaxed, limit) in [("第一小学", 0, 2400, 2000), ("九年学校", 4, 2600, 2100)] {
            let sized = |pupils: u64, plan: bool, year: u32| {
                let mut call = base();
                let stage = call["sections"][index]["stage"].as_str().unwrap().to_owned();
                call["sections"][index] = section(school, &stage, pupils);
                state(&mut call, &format!("{school}@builtYear"), json!(year));
                state(&mut call, &format!("{school}/size_plan"), json!(plan));
                status(&evaluated(&call), "school_size")
            };
            let within = |yes: bool| if yes { "met" } else { "not_met" };
            assert_eq!(sized(limit, false, 2010), "met", "{day}");
            assert_eq!(sized(limit + 1, false, 2010), "not_met", "{day}");
            assert_eq!(sized(limit + 1, true, 2011), "not_met", "{day}");
            assert_eq!(sized(relaxed, true, 2010), within(acts), "{school} on {day}");
            assert_eq!(sized(relaxed + 1, true, 2010), "not_met", "{school} on {day}");
        }
    }
    // Rooms: 73 and 67 ㎡ where built until 2016, 54 or 61 in small rural schools.
    for (day, acts) in [("2027-12-31", true), ("2028-01-01", false)] {
        let room = |school: &str, key: &str, area: &str, more: &[(&str, Value)]| {
            let mut call = county("practice-2024", day);
            beside("practice-2024", &mut call);
            state(&mut call, &format!("{school}/{key}"), json!(area));
            for (key, value) in more {
                state(&mut call, &format!("{school}{key}"), value.clone());
            }
            let id = if key == "smallest_music_room" { "music_room_area" } else { "art_room_area" };
            status(&evaluated(&call), id)
        };
        let (old, new) = ([("@builtYear", json!(2016))], [("@builtYear", json!(2017))]);
        let rural = [("/rural_class_below_30", json!(true))];
        let within = if acts { "met" } else { "not_met" };
        assert_eq!(room("第一小学", "smallest_music_room", "73", &old), within, "{day}");
        assert_eq!(room("第一小学", "smallest_music_room", "72.99", &old), "not_met", "{day}");
        assert_eq!(room("第一小学", "smallest_music_room", "95.99", &new), "not_met", "{day}");
        assert_eq!(room("第一小学", "smallest_art_room", "67", &old), within, "{day}");
        assert_eq!(room("第一小学", "smallest_art_room", "66.99", &old), "not_met", "{day}");
        assert_eq!(room("村小", "smallest_music_room", "54", &rural), within, "{day}");
        assert_eq!(room("村小", "smallest_music_room", "53.99", &rural), "not_met", "{day}");
        assert_eq!(room("第一中学", "smallest_art_room", "61", &rural), within, "{day}");
        assert_eq!(room("第一中学", "smallest_art_room", "60.99", &rural), "not_met", "{day}");
    }
    // 6000 until the end of 2023, then 8000.
    for (day, funds, wanted) in [
        ("2023-12-31", 300_000, "met"),
        ("2023-12-31", 299_999, "not_met"),
        ("2024-01-01", 399_999, "not_met"),
        ("2024-01-01", 400_000, "met"),
    ] {
        let mut call = county("practice-2024", day);
        state(&mut call, "特教学校/special_ed_funds", json!(funds));
        assert_eq!(status(&evaluated(&call), "special_ed_funding"), wanted, "{day}, {funds}");
    }
}

/// Two schools of 100 and 400 pupils whose coefficient is exactly `thousandths` ÷ 1000 (at most 2).
fn dispersed(thousandths: u64) -> [String; 2] {
    // Mean 1: values 1 + 2c and 1 − c/2.
    let decimal = |millionths: u64| format!("{}.{:06}", millionths / 1_000_000, millionths % 1_000_000);
    [decimal(100 * (1_000_000 + 2000 * thousandths)), decimal(400 * (1_000_000 - 500 * thousandths))]
}

const EIGHT: [&str; 8] = [
    "teachingArea",
    "sportsArea",
    "equipmentValue",
    "computers",
    "books",
    "fullTimeTeachers",
    "teachersAboveRequired",
    "intermediateTitleTeachers",
];

fn composite(stage: &str, coefficients: [u64; 8]) -> Value {
    let mut sections = [
        json!({ "school": "甲", "stage": stage, "pupils": 100 }),
        json!({ "school": "乙", "stage": stage, "pupils": 400 }),
    ];
    for (key, thousandths) in EIGHT.into_iter().zip(coefficients) {
        for (section, amount) in sections.iter_mut().zip(dispersed(thousandths)) {
            section[key] = json!(amount);
        }
    }
    evaluated(&json!({ "standard": "national-2012", "sections": sections, "options": { "trace": true } }))
}

#[test]
fn the_published_composites_of_anhui_are_found_again() {
    for (name, stage, coefficients, published) in [
        ("庐阳", "primary", [881, 1299, 977, 379, 170, 334, 286, 408], 0.592),
        ("庐阳", "junior", [353, 784, 146, 491, 37, 226, 223, 253], 0.314),
        ("蜀山", "primary", [711, 649, 472, 338, 235, 274, 260, 396], 0.417),
        ("蜀山", "junior", [505, 484, 325, 275, 199, 715, 421, 1021], 0.493),
    ] {
        let evaluation = composite(stage, coefficients);
        for (one, thousandths) in evaluation["stages"][0]["indicators"].as_array().unwrap().iter().zip(coefficients) {
            #[expect(clippy::cast_precision_loss, reason = "at most 2000")]
            let wanted = thousandths as f64 / 1000.0;
            assert!((one["cv"].as_f64().unwrap() - wanted).abs() < 1e-15, "{name} {}: {}", one["id"], one["cv"]);
            assert_eq!(one["cvLimit"], Value::Null);
            assert_eq!(one["cvWithin"], Value::Null);
        }
        let found = finding(&evaluation, &format!("composite/{stage}")).unwrap();
        assert_eq!(found["status"], "met", "{name}");
        assert!((found["observed"].as_f64().unwrap() - published).abs() < 0.001, "{name}: {found}");
        assert!(evaluation["sections"][0]["indicators"][0]["status"] == "not_judged");
    }
}

#[test]
fn a_composite_on_its_limit_is_met_and_a_hair_above_it_is_not() {
    for (stage, limit) in [("primary", 650), ("junior", 550)] {
        let id = format!("composite/{stage}");
        assert_eq!(status(&composite(stage, [limit; 8]), &id), "met");
        let mut above = [limit; 8];
        above[3] += 1;
        assert_eq!(status(&composite(stage, above), &id), "not_met");
        // Some above and some below it: only their mean counts.
        let mut spread = [limit; 8];
        (spread[0], spread[1]) = (limit + 300, limit - 300);
        assert_eq!(status(&composite(stage, spread), &id), "met");
    }
}

#[test]
fn the_weighted_coefficient_decides_where_others_would_pass() {
    // Pupils and books of the published example.
    let schools = [(45, 279), (37, 137), (89, 935), (76, 160), (55, 402)];
    let sections: Vec<Value> = schools
        .iter()
        .enumerate()
        .map(|(i, (pupils, books))| json!({ "school": format!("{i}"), "stage": "primary", "pupils": pupils, "teachingArea": books }))
        .collect();
    let evaluation = evaluated(
        &json!({ "standard": "national-2017", "sections": sections, "options": { "trace": true, "locale": "en" } }),
    );
    let one = &evaluation["stages"][0]["indicators"][3];
    let near = |key: &str, wanted: f64| assert!((one[key].as_f64().unwrap() - wanted).abs() < 5e-5, "{key}: {one}");
    near("cv", 0.5153);
    near("cvUnweighted", 0.4888);
    near("cvSample", 0.5465);
    assert_eq!(one["cvLimit"], 0.5);
    assert_eq!(one["cvWithin"], false);
    let found = finding(&evaluation, "dispersion/primary/teaching_area").unwrap();
    assert_eq!(found["status"], "not_met");
    let step = &found["trace"].as_array().unwrap().last().unwrap().clone();
    assert_eq!(step["op"], "within_coefficient");
    assert_eq!(step["operands"][0]["value"], "302");
    assert_eq!(step["operands"][2]["value"], "1913");
}
