//! What a call states beside sections: schools and their facts, county facts, class rolls, the survey, scores.

use super::call::{KINDS, STAGES, list, read_decimal, read_people, required};
use super::input::{Collector, Input, Object};
use crate::diagnostic::{Location, Text};
use crate::records::{Answer, Class, Day, Fact, Kind, Ownership, Place, Records, School, Score, SurveyGroup, Value};
use crate::standard::{FactKind, FactSpec, Level, Standard};

const OWNERSHIPS: [(&str, Ownership); 4] = [
    ("public", Ownership::Public),
    ("private", Ownership::Private),
    ("公办", Ownership::Public),
    ("民办", Ownership::Private),
];
const PLACES: [(&str, Place); 6] = [
    ("urban", Place::Urban),
    ("town", Place::Town),
    ("rural", Place::Rural),
    ("城区", Place::Urban),
    ("镇区", Place::Town),
    ("乡村", Place::Rural),
];

/// What a section says of its school; kept where it says anything.
pub(super) fn profile_of_section(
    c: &mut Collector,
    object: &Object<'_>,
    name: &str,
    code: Option<&str>,
    kind: Option<Kind>,
    schools: &mut Vec<School>,
) {
    let mut school = School { name: name.to_owned(), code: code.map(str::to_owned), kind, ..School::default() };
    read_profile(c, object, &mut school);
    let says = school.ownership.is_some()
        || school.place.is_some()
        || school.township.is_some()
        || school.built_year.is_some()
        || school.boarding.is_some();
    if !says {
        return;
    }
    let alike = |other: &&mut School| {
        other.name == school.name && (other.code == school.code || other.code.is_none() || school.code.is_none())
    };
    // What `schools` or a section before says of it counts; the rest is added.
    match schools.iter_mut().find(alike) {
        Some(known) => {
            known.code = known.code.take().or(school.code);
            known.kind = known.kind.or(school.kind);
            known.ownership = known.ownership.or(school.ownership);
            known.place = known.place.or(school.place);
            known.township = known.township.take().or(school.township);
            known.built_year = known.built_year.or(school.built_year);
            known.boarding = known.boarding.or(school.boarding);
        }
        None => schools.push(school),
    }
}

fn read_profile(c: &mut Collector, object: &Object<'_>, school: &mut School) {
    school.ownership = c.choice(object, "ownership", &OWNERSHIPS);
    school.place = c.choice(object, "location", &PLACES);
    school.township = c.text(object, "township").map(str::to_owned);
    school.boarding = c.boolean(object, "boarding");
    if let Some(year) = object.get("builtYear") {
        match year {
            #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "whole and in range")]
            Input::Number(year) if year.fract() == 0.0 && (1000.0..=3000.0).contains(year) => {
                school.built_year = Some(*year as u16);
            }
            _ => c.wrong_type(object.at("builtYear"), "年份", "a year"),
        }
    }
}

/// `schools`: schools as wholes, with the facts they state.
pub(super) fn schools(c: &mut Collector, call: &Object<'_>, standard: &Standard, records: &mut Records) {
    let keys = [
        "name",
        "code",
        "county",
        "kind",
        "ownership",
        "location",
        "township",
        "builtYear",
        "boarding",
        "pupils",
        "facts",
    ];
    for (i, one) in list(c, call, "schools").unwrap_or_default().iter().enumerate() {
        let path = format!("schools[{i}]");
        let Some(object) = c.object(one, &path, &keys) else { continue };
        if required(c, &object, "name").is_none() {
            continue;
        }
        let mut school = School {
            name: c.text(&object, "name").unwrap_or_default().to_owned(),
            code: c.text(&object, "code").map(str::to_owned),
            county: c.text(&object, "county").map(str::to_owned),
            kind: c.choice(&object, "kind", &KINDS),
            pupils: read_people(c, &object, "pupils"),
            location: Some(Location::path(path)),
            ..School::default()
        };
        read_profile(c, &object, &mut school);
        facts(c, &object, standard, Level::School, Some(&school), records);
        records.schools.push(school);
    }
}

/// `facts`: what the county states.
pub(super) fn county(c: &mut Collector, call: &Object<'_>, standard: &Standard, records: &mut Records) {
    facts(c, call, standard, Level::County, None, records);
}

fn facts(
    c: &mut Collector,
    owner: &Object<'_>,
    standard: &Standard,
    level: Level,
    school: Option<&School>,
    records: &mut Records,
) {
    let Some(input) = owner.get("facts") else { return };
    // A county may also state the total of what its schools state.
    let fits = |spec: &&FactSpec| {
        spec.level == level || (level == Level::County && matches!(spec.kind, FactKind::Count | FactKind::Amount))
    };
    let keys: Vec<&str> = standard.facts.iter().filter(fits).map(|spec| spec.key.as_str()).collect();
    let Some(object) = c.object(input, &owner.at("facts"), &keys) else { return };
    for spec in standard.facts.iter().filter(fits) {
        let Some(stated) = object.get(&spec.key) else { continue };
        let at = object.at(&spec.key);
        let (value, note, evidence) = match stated {
            Input::Object(_) => {
                let Some(parts) = c.object(stated, &at, &["value", "note", "evidence"]) else { continue };
                let words = |text: Option<&str>| text.unwrap_or_default().to_owned();
                let (note, evidence) = (words(c.text(&parts, "note")), words(c.text(&parts, "evidence")));
                if required(c, &parts, "value").is_none() {
                    continue;
                }
                (value(c, &parts, "value", spec), note, evidence)
            }
            _ => (value(c, &object, &spec.key, spec), String::new(), String::new()),
        };
        let Some(value) = value else { continue };
        records.facts.push(Fact {
            key: spec.key.clone(),
            county: school.and_then(|school| school.county.clone()),
            school: school.map(|school| school.name.clone()),
            code: school.and_then(|school| school.code.clone()),
            value,
            note,
            evidence,
            location: Some(Location::path(at)),
        });
    }
}

/// A value by the kind of its fact: a number, `"yes"` / `"no"` / `"not_yet"` or a truth value, a day.
fn value(c: &mut Collector, object: &Object<'_>, key: &str, spec: &FactSpec) -> Option<Value> {
    let at = object.at(key);
    match (spec.kind, object.get(key)?) {
        (FactKind::YesNo, Input::Boolean(true)) => Some(Value::Answer(Answer::Yes)),
        (FactKind::YesNo, Input::Boolean(false)) => Some(Value::Answer(Answer::No)),
        (FactKind::YesNo | FactKind::Level | FactKind::Grade, Input::Text(text)) => {
            let read = spec.read(text).ok().flatten();
            if read.is_none() {
                let what = spec.read(text).err().unwrap_or_default();
                let help = Text::new("请按接口说明传入", "see the types of the package");
                c.fail(at, "bad_value", what.zh, what.en, help);
            }
            read
        }
        (FactKind::YesNo, _) => {
            c.wrong_type(at, "\"yes\"、\"no\" 或 \"not_yet\"", "\"yes\", \"no\" or \"not_yet\"");
            None
        }
        (FactKind::Date, Input::Text(text)) => {
            let day = text.parse::<Day>().ok();
            if day.is_none() {
                let (zh, en) = (format!("“{text}”不是日期"), format!("`{text}` is not a date"));
                c.fail(at, "bad_date", zh, en, Text::new("格式：2026-09-01", "write it as 2026-09-01"));
            }
            day.map(Value::Day)
        }
        (FactKind::Date, _) => {
            c.wrong_type(at, "日期", "a date");
            None
        }
        _ => read_decimal(c, object, key).map(Value::Number),
    }
}

/// `classes`: class rolls.
pub(super) fn classes(c: &mut Collector, call: &Object<'_>, records: &mut Records) {
    for (i, one) in list(c, call, "classes").unwrap_or_default().iter().enumerate() {
        let path = format!("classes[{i}]");
        let Some(object) = c.object(one, &path, &["school", "code", "county", "stage", "name", "pupils"]) else {
            continue;
        };
        let stage = required(c, &object, "stage").and_then(|()| c.choice(&object, "stage", &STAGES));
        let pupils = required(c, &object, "pupils").and_then(|()| read_people(c, &object, "pupils"));
        let school = required(c, &object, "school").and_then(|()| c.text(&object, "school"));
        let name = c.text(&object, "name").map_or_else(|| (i + 1).to_string(), str::to_owned);
        let (code, county) = (c.text(&object, "code").map(str::to_owned), c.text(&object, "county").map(str::to_owned));
        if let (Some(stage), Some(pupils), Some(school)) = (stage, pupils, school) {
            records.classes.push(Class {
                school: school.to_owned(),
                code,
                county,
                stage,
                name,
                pupils,
                location: Some(Location::path(object.at("pupils"))),
            });
        }
    }
}

/// `survey`: answers by group of respondents.
pub(super) fn survey(c: &mut Collector, call: &Object<'_>, records: &mut Records) {
    for (i, one) in list(c, call, "survey").unwrap_or_default().iter().enumerate() {
        let path = format!("survey[{i}]");
        let Some(object) = c.object(one, &path, &["group", "county", "valid", "satisfied"]) else { continue };
        let valid = required(c, &object, "valid").and_then(|()| read_people(c, &object, "valid"));
        let satisfied = required(c, &object, "satisfied").and_then(|()| read_people(c, &object, "satisfied"));
        let group = c.text(&object, "group").unwrap_or_default().to_owned();
        let county = c.text(&object, "county").map(str::to_owned);
        if let (Some(valid), Some(satisfied)) = (valid, satisfied) {
            let location = Some(Location::path(path));
            records.survey.push(SurveyGroup { county, group, valid, satisfied, location });
        }
    }
}

/// `scores`: anonymous scores.
pub(super) fn scores(c: &mut Collector, call: &Object<'_>, records: &mut Records) {
    for (i, one) in list(c, call, "scores").unwrap_or_default().iter().enumerate() {
        let path = format!("scores[{i}]");
        let Some(object) = c.object(one, &path, &["school", "county", "subject", "score"]) else { continue };
        let school = required(c, &object, "school").and_then(|()| c.text(&object, "school"));
        let subject = required(c, &object, "subject").and_then(|()| c.text(&object, "subject"));
        let score = required(c, &object, "score").and_then(|()| read_decimal(c, &object, "score"));
        let county = c.text(&object, "county").map(str::to_owned);
        if let (Some(school), Some(subject), Some(score)) = (school, subject, score) {
            records.scores.push(Score {
                county,
                school: school.to_owned(),
                subject: subject.to_owned(),
                score: score.to_f64(),
            });
        }
    }
}
