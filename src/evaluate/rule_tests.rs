//! The rules beside the resource indicators, on a county that meets them all and is changed in one place at a time.

use super::*;
use crate::diagnostic::Issue;
use crate::records::{Answer, Class, Fact, Kind, Ownership, Place, School, SurveyGroup, Value};
use crate::standard::{FactKind, Measure};

fn standard(id: &str) -> Standard {
    Standard::from_catalogue(id).unwrap_or_else(|problems| unreachable!("{problems:?}"))
}

fn decimal(text: &str) -> Decimal {
    text.parse().unwrap_or_else(|error| unreachable!("{text}: {error:?}"))
}

fn section(school: &str, stage: Stage, pupils: u32, kind: Kind) -> Section {
    // Far above every threshold, and the same per pupil everywhere.
    let amounts = std::array::from_fn(|_| Some(Amount::total(Decimal::integer(u64::from(pupils) * 3000))));
    Section {
        school: school.into(),
        code: None,
        county: None,
        city: None,
        province: None,
        stage,
        kind: Some(kind),
        counted: None,
        pupils,
        amounts,
        location: None,
        pupils_location: None,
    }
}

fn fact(school: Option<&str>, key: &str, value: Value) -> Fact {
    Fact {
        key: key.into(),
        county: None,
        school: school.map(str::to_owned),
        code: None,
        value,
        note: String::new(),
        evidence: String::new(),
        location: None,
    }
}

fn number(text: &str) -> Value {
    Value::Number(decimal(text))
}

const ON: &str = "2026-09-01";

/// A county that meets everything: two primary schools, one junior and one nine-year school, one special school.
fn county(standard: &Standard) -> Records {
    let mut records = Records::default();
    for (name, stage, pupils, kind) in [
        ("一小", Stage::Primary, 480, Kind::Primary),
        ("村小", Stage::Primary, 80, Kind::Primary),
        ("一中", Stage::Junior, 600, Kind::Junior),
        ("九年校", Stage::Primary, 400, Kind::NineYear),
        ("九年校", Stage::Junior, 300, Kind::NineYear),
    ] {
        records.sections.push(section(name, stage, pupils, kind));
        let size = if stage == Stage::Primary { 40 } else { 50 };
        for class in 0..pupils / size {
            records.classes.push(Class {
                school: name.into(),
                code: None,
                county: None,
                stage,
                name: format!("{}班", class + 1),
                pupils: size,
                location: None,
            });
        }
    }
    for (name, place) in
        [("一小", Place::Urban), ("村小", Place::Rural), ("一中", Place::Town), ("九年校", Place::Urban)]
    {
        records.schools.push(School {
            name: name.into(),
            ownership: Some(Ownership::Public),
            place: Some(place),
            boarding: Some(false),
            built_year: Some(2005),
            ..School::default()
        });
    }
    records.schools.push(School {
        name: "特校".into(),
        kind: Some(Kind::Special),
        ownership: Some(Ownership::Public),
        place: Some(Place::Urban),
        boarding: Some(false),
        pupils: Some(60),
        ..School::default()
    });
    let asked_no: Vec<&str> = standard
        .rules
        .iter()
        .filter_map(|rule| match &rule.measure {
            Measure::Attested { fact, expect: crate::standard::Expected::No } => Some(fact.as_str()),
            _ => None,
        })
        .collect();
    for spec in &standard.facts {
        let value = match spec.kind {
            FactKind::YesNo if asked_no.contains(&spec.key.as_str()) => Value::Answer(Answer::No),
            FactKind::YesNo => Value::Answer(Answer::Yes),
            FactKind::Date => "2018-12-31".parse().map(Value::Day).unwrap_or_else(|()| unreachable!()),
            FactKind::Year => number("2018"),
            FactKind::Level | FactKind::Grade => number("3"),
            FactKind::Fraction => number("0.149"),
            FactKind::Percent => number("100"),
            FactKind::Count | FactKind::Amount => match spec.key.as_str() {
                // Nobody moved or died; everybody graduated.
                "junior_transferred_in" | "junior_transferred_out" | "junior_died" => number("0"),
                "special_ed_funds" => number("600000"),
                "special_ed_pupils" => number("60"),
                "migrant_in_purchased_private" => number("0"),
                "resident_population" => number("10"),
                "classes" => number("12"),
                "music_rooms" | "art_rooms" | "teacher_average_salary" | "civil_servant_average_salary" => number("10"),
                _ => number("1000"),
            },
        };
        if spec.level == Level::School {
            for name in ["一小", "村小", "一中", "九年校", "特校"] {
                records.facts.push(fact(Some(name), &spec.key, value.clone()));
            }
        } else {
            records.facts.push(fact(None, &spec.key, value));
        }
    }
    for group in ["家长", "教师", "学生"] {
        records.survey.push(SurveyGroup {
            county: None,
            group: group.into(),
            valid: 200,
            satisfied: 170,
            location: None,
        });
    }
    records
}

fn on(standard: &Standard, records: &Records) -> Evaluation {
    evaluate(standard, records, &Options { as_of: Some(ON.into()), trace: true, ..Options::default() })
}

fn state(records: &mut Records, school: Option<&str>, key: &str, value: Option<Value>) {
    let before = records.facts.len();
    records.facts.retain(|fact| !(fact.key == key && (school.is_none() || fact.school.as_deref() == school)));
    assert!(records.facts.len() < before, "{key} is not asked");
    if let Some(value) = value {
        records.facts.push(fact(school, key, value));
    }
}

fn finding<'a>(evaluation: &'a Evaluation, id: &str) -> &'a Finding {
    evaluation.findings.iter().find(|finding| finding.id == id).unwrap_or_else(|| unreachable!("{id}"))
}

/// Which findings are not met or cannot be judged.
fn open(evaluation: &Evaluation) -> Vec<(&str, Verdict)> {
    let open = evaluation.findings.iter().filter(|one| matches!(one.status, Verdict::NotMet | Verdict::Undetermined));
    open.map(|one| (one.id.as_str(), one.status)).collect()
}

#[test]
fn a_county_that_meets_everything_meets_the_standard() {
    let standard = standard("national-2017");
    let evaluation = on(&standard, &county(&standard));
    assert_eq!(open(&evaluation), []);
    assert_eq!(evaluation.verdict, Some(Verdict::Met));
    let parts: Vec<_> = evaluation.parts.iter().map(|part| (part.id, part.met, part.of)).collect();
    assert_eq!(
        parts,
        [
            (Part::Eligibility, 2, 2),
            (Part::Resources, 16, 16),
            (Part::Guarantee, 15, 15),
            (Part::Quality, 9, 9),
            (Part::Recognition, 1, 1),
            (Part::Veto, 6, 6),
        ]
    );
    for finding in &evaluation.findings {
        let last = finding.trace.last().map(|step| step.result.as_str());
        assert!(finding.status == Verdict::NotJudged || last == Some("true"), "{}: {last:?}", finding.id);
    }
}

#[test]
fn every_fact_changed_for_the_worse_is_noticed_and_every_fact_missing_blocks() {
    let standard = standard("national-2017");
    for rule in standard.rules.iter().filter(|rule| rule.is_judged()) {
        for key in rule.measure.facts() {
            let mut records = county(&standard);
            records.classes.clear();
            records.facts.retain(|fact| fact.key != key);
            let evaluation = on(&standard, &records);
            let found = finding(&evaluation, &rule.id);
            let subject = standard.fact(key).is_some_and(|fact| fact.subject.is_some());
            assert_eq!(found.status, Verdict::Undetermined, "{} without {key}", rule.id);
            assert!(found.missing.iter().any(|missing| missing.key == key), "{} without {key}", rule.id);
            assert!(subject || found.observed.is_none() || found.members.is_some());
            assert_ne!(evaluation.verdict, Some(Verdict::Met));
        }
    }
    // Each of these alone fails the county, at exactly this rule.
    let cases: [(&str, Option<&str>, &str, Value); 18] = [
        (
            "basic_balance_years",
            None,
            "basic_balance_date",
            Value::Day("2023-09-02".parse().unwrap_or_else(|()| unreachable!())),
        ),
        ("monitoring_stayed_high", None, "monitoring_high", Value::Answer(Answer::No)),
        ("music_rooms_per_classes", Some("一小"), "music_rooms", number("0")),
        ("art_rooms_per_classes", Some("一小"), "art_rooms", number("0")),
        ("small_school_funding", Some("村小"), "pupils_funded", number("99")),
        ("special_ed_funding", Some("特校"), "special_ed_funds", number("359999.99")),
        ("teacher_salary", None, "teacher_average_salary", number("9.99")),
        ("training_360", Some("一中"), "teachers_trained_360", number("999")),
        ("rotation", None, "rotation_eligible", number("10001")),
        ("rotation_backbone", None, "rotated_backbone", number("199")),
        ("certificates", Some("一中"), "certified_teachers", number("999")),
        ("near_enrolment_primary", Some("一小"), "catchment_pupils_primary", number("999")),
        ("senior_quota", None, "quality_senior_quota", number("499")),
        ("migrant_enrolment", None, "migrant_in_public", number("849")),
        ("junior_retention", Some("一中"), "junior_graduates", number("799")),
        ("disabled_enrolment", None, "disabled_enrolled", number("949")),
        ("training_funds", Some("村小"), "training_funds_budget", number("49.99")),
        ("has_exam_admission", None, "has_exam_admission", Value::Answer(Answer::Yes)),
    ];
    for (rule, school, key, value) in cases {
        let mut records = county(&standard);
        state(&mut records, school, key, Some(value));
        let evaluation = on(&standard, &records);
        let failed: Vec<&Finding> =
            evaluation.findings.iter().filter(|finding| finding.status == Verdict::NotMet).collect();
        let by_fact =
            |finding: &&Finding| standard.rule(&finding.rule).is_some_and(|rule| rule.measure.facts().contains(&key));
        assert!(!failed.is_empty() && failed.iter().all(by_fact), "{rule}: {:?}", open(&evaluation));
        assert!(
            rule.starts_with("has_") || failed.iter().any(|finding| finding.rule == rule),
            "{rule}: {:?}",
            open(&evaluation)
        );
        assert_eq!(evaluation.verdict, Some(Verdict::NotMet), "{rule}");
        if let Some(school) = school.filter(|_| failed[0].members.is_some()) {
            assert!(failed[0].failing.iter().any(|member| member.name == school), "{rule}");
        }
    }
}

#[test]
fn classes_are_judged_one_by_one_and_must_add_up() {
    let standard = standard("national-2017");
    let mut records = county(&standard);
    let classes: Vec<usize> =
        (0..records.classes.len()).filter(|&i| records.classes[i].school == "一小").take(2).collect();
    records.classes[classes[0]].pupils = 45;
    records.classes[classes[1]].pupils = 35;
    let evaluation = on(&standard, &records);
    assert_eq!(finding(&evaluation, "class_size").status, Verdict::Met);
    assert!(evaluation.issues.iter().all(|issue| issue.code != "rolls_differ"));

    records.classes[classes[0]].pupils = 46;
    let evaluation = on(&standard, &records);
    let found = finding(&evaluation, "class_size");
    assert_eq!((found.status, found.failing.len()), (Verdict::NotMet, 1));
    assert_eq!((found.failing[0].name.as_str(), found.failing[0].observed), ("一小·1班", Some(46.0)));
    let said: Vec<&Issue> = evaluation.issues.iter().filter(|issue| issue.code == "rolls_differ").collect();
    assert!(said.len() == 1 && said[0].message.zh.contains("481") && said[0].message.zh.contains("480"));

    // One school without a roll: not judged, and named.
    records.classes.retain(|class| class.school != "村小");
    records.classes[classes[0]].pupils = 45;
    let evaluation = on(&standard, &records);
    let found = finding(&evaluation, "class_size");
    assert_eq!(found.status, Verdict::Undetermined);
    assert_eq!(found.missing[0].schools, ["村小"]);
    assert_eq!(found.trace.last().map(|step| step.result.as_str()), Some("unknown"));
}

#[test]
fn sizes_are_of_the_whole_school_and_by_kind() {
    let standard = standard("national-2017");
    let size = |primary: u32, junior: u32, kind: Option<Kind>| {
        let mut records = county(&standard);
        records.sections.retain(|section| section.school != "九年校");
        for (stage, pupils) in [(Stage::Primary, primary), (Stage::Junior, junior)] {
            if pupils > 0 {
                records.sections.push(Section { kind, ..section("九年校", stage, pupils, Kind::NineYear) });
            }
        }
        let evaluation = on(&standard, &records);
        let found = finding(&evaluation, "school_size");
        (found.status, found.assumptions.iter().any(|text| text.zh.contains("推定")))
    };
    assert_eq!(size(1500, 1000, Some(Kind::NineYear)), (Verdict::Met, false));
    assert_eq!(size(1501, 1000, Some(Kind::NineYear)), (Verdict::NotMet, false));
    assert_eq!(size(2000, 0, Some(Kind::Primary)), (Verdict::Met, false));
    assert_eq!(size(2001, 0, Some(Kind::Primary)), (Verdict::NotMet, false));
    // Without a kind, two stages make a nine-year school; it is said.
    assert_eq!(size(1500, 1000, None), (Verdict::Met, true));
}

#[test]
fn rooms_go_by_classes_begun_dozens_and_classes_may_be_counted() {
    let standard = standard("national-2017");
    let rooms = |classes: Option<&str>, rooms: &str| {
        let mut records = county(&standard);
        state(&mut records, Some("一小"), "classes", classes.map(number));
        state(&mut records, Some("一小"), "music_rooms", Some(number(rooms)));
        let evaluation = on(&standard, &records);
        let found = finding(&evaluation, "music_rooms_per_classes");
        (found.status, found.assumptions.iter().any(|text| text.zh.contains("班级名册")))
    };
    assert_eq!(rooms(Some("12"), "1"), (Verdict::Met, false));
    assert_eq!(rooms(Some("13"), "1"), (Verdict::NotMet, false));
    assert_eq!(rooms(Some("24"), "2"), (Verdict::Met, false));
    // 480 pupils in classes of 40: twelve classes.
    assert_eq!(rooms(None, "1"), (Verdict::Met, true));
}

#[test]
fn totals_of_the_county_stand_in_only_where_no_school_has_stated() {
    let standard = standard("national-2017");
    let mut records = county(&standard);
    state(&mut records, Some("村小"), "certified_teachers", None);
    let evaluation = on(&standard, &records);
    let found = finding(&evaluation, "certificates");
    assert_eq!(found.status, Verdict::Undetermined);
    assert_eq!(found.missing[0].schools, ["村小"]);

    // A school without sections is not asked about pupils of one stage; what it states counts.
    state(&mut records, Some("特校"), "junior_graduates", None);
    assert_eq!(finding(&on(&standard, &records), "junior_retention").observed, Some(200_000.0 / 3000.0));
    for key in ["junior_entrants", "junior_died", "junior_transferred_in", "junior_transferred_out"] {
        state(&mut records, Some("特校"), key, None);
    }
    assert_eq!(finding(&on(&standard, &records), "junior_retention").observed, Some(100.0));

    // A total does not cover up the school that has stated nothing, and says that it differs.
    records.facts.push(fact(None, "certified_teachers", number("5000")));
    let evaluation = on(&standard, &records);
    assert_eq!(finding(&evaluation, "certificates").status, Verdict::Undetermined);
    assert!(evaluation.issues.iter().any(|issue| issue.code == "totals_differ"));
    for school in ["一小", "一中", "九年校", "特校"] {
        state(&mut records, Some(school), "certified_teachers", None);
    }
    records.facts.push(fact(None, "certified_teachers", number("5000")));
    let evaluation = on(&standard, &records);
    let found = finding(&evaluation, "certificates");
    assert_eq!((found.status, found.observed), (Verdict::Met, Some(100.0)));
    assert!(found.assumptions.iter().any(|text| text.zh.contains("县级填报的合计数")));
}

#[test]
fn a_share_above_all_is_doubtful_and_nobody_of_nobody_is_met() {
    let standard = standard("national-2017");
    let mut records = county(&standard);
    state(&mut records, None, "migrant_in_public", Some(number("1001")));
    let evaluation = on(&standard, &records);
    assert!(evaluation.issues.iter().any(|issue| issue.code == "above_all"));
    assert!(finding(&evaluation, "migrant_enrolment").assumptions[0].zh.contains("超过100%"));

    for key in ["migrant_in_public", "migrant_eligible"] {
        state(&mut records, None, key, Some(number("0")));
    }
    let evaluation = on(&standard, &records);
    let found = finding(&evaluation, "migrant_enrolment");
    assert_eq!((found.status, found.observed), (Verdict::Met, None));
    assert!(found.assumptions.iter().any(|text| text.zh.contains("没有适用的对象")));
    assert_eq!(found.trace.last().map(|step| step.result.as_str()), Some("true"));
    // Some of nobody cannot be.
    state(&mut records, None, "migrant_in_public", Some(number("1")));
    assert_eq!(finding(&on(&standard, &records), "migrant_enrolment").status, Verdict::Undetermined);
}

#[test]
fn special_schools_nobody_named_are_not_taken_to_be_none() {
    let standard = standard("national-2017");
    let mut records = county(&standard);
    records.schools.retain(|school| school.name != "特校");
    records.facts.retain(|fact| fact.school.as_deref() != Some("特校"));
    assert_eq!(finding(&on(&standard, &records), "special_ed_funding").status, Verdict::Undetermined);
    // The county states the totals: judged by them.
    records.facts.push(fact(None, "special_ed_funds", number("599999")));
    records.facts.push(fact(None, "special_ed_pupils", number("100")));
    let evaluation = on(&standard, &records);
    let found = finding(&evaluation, "special_ed_funding");
    assert_eq!((found.status, found.members.map(|tally| tally.of)), (Verdict::NotMet, Some(1)));
    // It has none: that was stated.
    state(&mut records, None, "special_ed_funds", Some(number("0")));
    state(&mut records, None, "special_ed_pupils", Some(number("0")));
    assert_eq!(finding(&on(&standard, &records), "special_ed_funding").status, Verdict::Met);
}

#[test]
fn a_rule_on_every_school_is_not_met_by_totals() {
    let standard = standard("national-2017");
    let mut records = county(&standard);
    for key in ["training_funds_budget", "public_funds_budget"] {
        records.facts.retain(|fact| fact.key != key);
        records.facts.push(fact(None, key, number("1000")));
    }
    assert_eq!(finding(&on(&standard, &records), "training_funds").status, Verdict::Undetermined);
    assert!(!standard.takes_total("training_funds_budget") && !standard.takes_total("music_rooms"));
    assert!(standard.takes_total("special_ed_funds") && standard.takes_total("junior_graduates"));
    // More than one school can have, and not too much for a county.
    records.facts.retain(|fact| !fact.key.starts_with("junior_"));
    for (key, total) in [
        ("junior_graduates", "19990"),
        ("junior_entrants", "20000"),
        ("junior_died", "0"),
        ("junior_transferred_in", "0"),
        ("junior_transferred_out", "0"),
    ] {
        records.facts.push(fact(None, key, number(total)));
    }
    assert_eq!(finding(&on(&standard, &records), "junior_retention").status, Verdict::Met);
}

#[test]
fn a_fact_that_cannot_be_is_said_and_everything_else_is_judged() {
    let standard = standard("national-2017");
    let mut records = county(&standard);
    state(&mut records, None, "monitoring_rate_chinese", Some(number("15")));
    let evaluation = on(&standard, &records);
    let said: Vec<&Issue> = evaluation.issues.iter().filter(|issue| issue.code == "bad_fact").collect();
    assert!(said.len() == 1 && said[0].help.zh.contains("0.15"), "{said:?}");
    assert_eq!(open(&evaluation).iter().map(|(_, verdict)| *verdict).collect::<Vec<_>>(), [Verdict::Undetermined]);

    records.facts.push(fact(Some("无此校"), "classes", number("3")));
    let evaluation = on(&standard, &records);
    assert!(evaluation.issues.iter().any(|issue| issue.code == "unknown_school"));
}

#[test]
fn monitoring_is_judged_by_subject_strictly_below() {
    let standard = standard("national-2017");
    let id = standard.rules.iter().find(|rule| rule.comparison == Some(crate::standard::Comparison::Below));
    let id = id.map_or("", |rule| rule.id.as_str());
    let mut records = county(&standard);
    state(&mut records, None, "monitoring_rate_chinese", Some(number("0.15")));
    let evaluation = on(&standard, &records);
    let found = finding(&evaluation, id);
    assert_eq!((found.status, found.failing.len()), (Verdict::NotMet, 1));
    // Only two subjects were monitored: the others are not missing.
    records.facts.retain(|fact| {
        !fact.key.starts_with("monitoring_")
            || fact.key.ends_with("_chinese")
            || fact.key.ends_with("_science")
            || fact.key == "monitoring_high"
    });
    state(&mut records, None, "monitoring_rate_chinese", Some(number("0.1499999999")));
    let evaluation = on(&standard, &records);
    assert_eq!(open(&evaluation), []);
    // One of them has a level and no rate.
    state(&mut records, None, "monitoring_rate_science", None);
    assert_eq!(finding(&on(&standard, &records), id).status, Verdict::Undetermined);
}

#[test]
fn the_survey_decides_at_85_percent_and_must_be_possible() {
    let standard = standard("national-2017");
    let mut records = county(&standard);
    let evaluation = on(&standard, &records);
    let found = evaluation.recognition.as_ref().unwrap_or_else(|| unreachable!());
    assert_eq!((found.valid, found.satisfied, found.rate), (600, 510, Some(0.85)));
    assert!(found.interval.is_some_and(|interval| interval.low < 0.85 && interval.high > 0.85));
    // 10 万人 × 1.5 ‰.
    let sample = found.sample.as_ref().unwrap_or_else(|| unreachable!());
    assert_eq!((sample.population, sample.required, sample.enough), (100_000.0, 150.0, true));
    let rule =
        standard.rules.iter().find(|rule| matches!(rule.measure, Measure::Satisfaction {})).map_or("", |rule| &rule.id);
    records.survey[0].satisfied = 169;
    assert_eq!(finding(&on(&standard, &records), rule).status, Verdict::NotMet);
    records.survey[0].satisfied = 201;
    let evaluation = on(&standard, &records);
    assert_eq!(finding(&evaluation, rule).status, Verdict::Undetermined);
    assert!(evaluation.issues.iter().any(|issue| issue.code == "more_satisfied_than_valid"));
}

#[test]
fn relaxations_act_in_their_time_and_lapse() {
    let standard = standard("practice-2024");
    let mut records = county(&standard);
    // 2,300 pupils in a school built in 2005, with the plan the relaxation asks for.
    records.sections[0] = section("一小", Stage::Primary, 2300, Kind::Primary);
    records.classes.retain(|class| class.school != "一小");
    let size = |records: &Records, day: Option<&str>| {
        let options = Options { as_of: day.map(str::to_owned), ..Options::default() };
        let evaluation = evaluate(&standard, records, &options);
        let found = finding(&evaluation, "school_size");
        (found.status, found.assumptions.iter().map(|text| text.zh.clone()).collect::<String>())
    };
    let (status, said) = size(&records, Some("2026-09-01"));
    assert_eq!(status, Verdict::Met, "{said}");
    assert!(said.contains("2400"), "{said}");
    assert_eq!(size(&records, Some("2028-01-01")).0, Verdict::NotMet);
    let (status, said) = size(&records, None);
    assert_eq!(status, Verdict::NotMet);
    assert!(said.contains("没有评估日期"), "{said}");
    // Of a school whose year is not known, the relaxation is not assumed, and that is said.
    for school in &mut records.schools {
        school.built_year = None;
    }
    records.facts.retain(|fact| fact.school.as_deref() != Some("一小") || !fact.key.contains("migrant"));
    let (status, said) = size(&records, Some("2026-09-01"));
    assert_eq!(status, Verdict::NotMet, "{said}");
    assert!(said.contains("还不清楚"), "{said}");
}

#[test]
fn a_relaxation_adds_to_an_amount_and_says_so() {
    let standard = standard("practice-2024");
    let mut records = county(&standard);
    records.sections[1].amounts[2] = Some(Amount::total(decimal("0.5")));
    state(&mut records, Some("村小"), "shared_pe_art_teachers", Some(number("1")));
    let l3 = |day: &str| {
        let options = Options { as_of: Some(day.into()), trace: true, ..Options::default() };
        let evaluation = evaluate(&standard, &records, &options);
        let one = &evaluation.sections[1].indicators[2];
        let label =
            one.trace.first().map(|step| step.operands.iter().map(|one| one.label.zh.clone()).collect::<String>());
        (one.value, label.unwrap_or_default())
    };
    // 1.5 teachers for 80 pupils.
    let (value, label) = l3("2026-09-01");
    assert_eq!(value, Some(1.875));
    assert!(label.contains("走教") || label.contains("交流"), "{label}");
    assert_eq!(l3("2028-01-01").0, Some(0.625));
}

#[test]
fn basic_balance_judges_the_mean_of_the_coefficients() {
    let standard = standard("national-2012");
    assert_eq!(standard.resources.len(), 8);
    let mut records = Records::of_sections(vec![
        section("甲", Stage::Primary, 100, Kind::Primary),
        section("乙", Stage::Primary, 100, Kind::Primary),
    ]);
    let composite = |records: &Records| {
        let evaluation = on(&standard, records);
        let found = finding(&evaluation, "composite/primary").clone();
        assert!(evaluation.sections.iter().all(|one| one.comprehensive == Verdict::NotJudged));
        assert!(evaluation.stages[0].indicators.iter().all(|one| one.cv_limit.is_none() && one.cv.is_some()));
        (found.status, found.observed)
    };
    assert_eq!(composite(&records), (Verdict::Met, Some(0.0)));
    // All eight at 0.65 exactly: 165 against 35.
    for rule in &standard.resources {
        for (at, total) in [(0, "1650"), (1, "350")] {
            records.sections[at].amounts[rule.id.index()] = Some(Amount::total(decimal(total)));
        }
    }
    assert_eq!(composite(&records), (Verdict::Met, Some(0.65)));
    records.sections[0].amounts[standard.resources[0].id.index()] = Some(Amount::total(decimal("1650.0001")));
    assert_eq!(composite(&records).0, Verdict::NotMet);
}

#[test]
fn the_score_variance_is_shown_and_decides_nothing() {
    let standard = standard("national-2017");
    let mut records = county(&standard);
    for (school, score) in [("一小", 60.0), ("一小", 60.0), ("村小", 90.0), ("村小", 90.0)] {
        records.scores.push(crate::records::Score {
            county: None,
            school: school.into(),
            subject: "语文".into(),
            score,
        });
    }
    let evaluation = on(&standard, &records);
    assert_eq!(evaluation.score_variance[0].share, Some(1.0));
    assert_eq!(evaluation.verdict, Some(Verdict::Met));
}

#[test]
fn every_standard_explains_every_rule() {
    for id in crate::standard::identifiers() {
        let standard = standard(id);
        let records = county(&standard);
        let options = Options { as_of: Some(ON.into()), ..Options::default() };
        for rule in &standard.rules {
            let evaluation = evaluate(&standard, &records, &Options { trace: true, ..options.clone() });
            let found = evaluation.findings.iter().find(|finding| finding.rule == rule.id);
            let Some(explanation) = explain_rule(&standard, &records, &options, &rule.id) else {
                // Not in force on that day.
                assert!(rule.from.is_some() || rule.until.is_some(), "{id}/{}", rule.id);
                assert_eq!(found, None, "{id}/{}", rule.id);
                continue;
            };
            // Asked alone, a rule has the same steps as among all.
            assert_eq!(Some(&explanation.steps), found.map(|finding| &finding.trace), "{id}/{}", rule.id);
            assert!(!explanation.formula.zh.is_empty() && !explanation.conclusion.en.is_empty(), "{id}/{}", rule.id);
        }
    }
}
