//! The calls of the JavaScript contract, understood: every mistake is listed with its path.

use super::input::{Collector, Input, Object};
use super::stated;
use crate::diagnostic::{Locale, Location, Problem, Text};
use crate::evaluate::{Options, Scope};
use crate::quantity::{Decimal, DecimalError};
use crate::records::{Amount, Day, Indicator, Kind, Records, School, Section, Stage};
use crate::standard::Standard;

/// Most pupils a section can have (人): a safeguard against shifted columns, far above any school.
pub const MOST_PUPILS: f64 = 1_000_000.0;

/// Keys of a section.
pub(super) const SECTION_KEYS: [&str; 24] = [
    "school",
    "stage",
    "pupils",
    "teachersAboveRequired",
    "backboneTeachers",
    "peArtTeachers",
    "teachingArea",
    "sportsArea",
    "equipmentValue",
    "networkedClassrooms",
    "computers",
    "books",
    "fullTimeTeachers",
    "intermediateTitleTeachers",
    "code",
    "county",
    "city",
    "province",
    "kind",
    "ownership",
    "location",
    "township",
    "builtYear",
    "boarding",
];

/// A call of `evaluate`, understood.
#[derive(Debug, Clone, PartialEq)]
pub struct EvaluateCall {
    /// The standard.
    pub standard: Standard,
    /// What is known of the county.
    pub records: Records,
    /// County name, carried along.
    pub county: Option<String>,
    /// Scope, date, trace.
    pub options: Options,
}

/// The locale a call asks for; the default for anything else, since the locale is needed to report mistakes.
pub fn locale_of(options: Option<&Input>) -> Locale {
    match options {
        Some(Input::Object(entries)) => entries
            .iter()
            .find(|(key, _)| key == "locale")
            .and_then(|(_, value)| if let Input::Text(text) = value { Some(text.as_str()) } else { None })
            .filter(|text| *text == "en")
            .map_or(Locale::ZhCn, |_| Locale::En),
        _ => Locale::ZhCn,
    }
}

/// Options that have nothing but a locale.
pub(super) fn only_locale(input: Option<&Input>) -> Result<(), Vec<Problem>> {
    let mut c = Collector::default();
    if let Some(input) = input.filter(|input| **input != Input::Null)
        && let Some(object) = c.object(input, "options", &["locale"])
    {
        c.choice(&object, "locale", &LOCALES);
    }
    if c.problems.is_empty() { Ok(()) } else { Err(c.problems) }
}

pub(super) const LOCALES: [(&str, Locale); 2] = [("zh-CN", Locale::ZhCn), ("en", Locale::En)];
pub(super) const SCOPES: [(&str, Scope); 2] = [("county", Scope::County), ("school", Scope::School)];
pub(super) const STAGES: [(&str, Stage); 2] = [("primary", Stage::Primary), ("junior", Stage::Junior)];
/// Kinds by their identifier.
pub(super) const KINDS: [(&str, Kind); 9] = [
    ("primary", Kind::Primary),
    ("teaching_point", Kind::TeachingPoint),
    ("junior", Kind::Junior),
    ("nine_year", Kind::NineYear),
    ("twelve_year", Kind::TwelveYear),
    ("complete_secondary", Kind::CompleteSecondary),
    ("senior", Kind::Senior),
    ("special", Kind::Special),
    ("vocational", Kind::Vocational),
];

impl EvaluateCall {
    /// Understands the argument of `evaluate`.
    ///
    /// # Errors
    /// Every mistake with its path: `unknown_key`, `wrong_type`, `missing_key`, `unknown_stage`, `bad_decimal`, `negative`,
    /// `fractional_pupils`, `out_of_range`, `empty_sections` …
    pub fn parse(input: &Input) -> Result<Self, Vec<Problem>> {
        let mut collector = Collector::default();
        let call = Self::read(&mut collector, input);
        match call {
            Some(call) if collector.problems.is_empty() => Ok(call),
            _ => Err(collector.problems),
        }
    }

    fn read(c: &mut Collector, input: &Input) -> Option<Self> {
        let keys = ["standard", "sections", "schools", "facts", "classes", "survey", "scores", "county", "options"];
        let object = c.object(input, "", &keys)?;
        let standard = required(c, &object, "standard").and_then(|()| read_standard(c, &object));
        let county = c.text(&object, "county").map(str::to_owned);
        let options = match object.get("options") {
            None => Some(Options::default()),
            Some(options) => read_options(c, options),
        };
        let mut records = Records::default();
        if let Some(standard) = &standard {
            stated::schools(c, &object, standard, &mut records);
            stated::county(c, &object, standard, &mut records);
        }
        stated::classes(c, &object, &mut records);
        stated::survey(c, &object, &mut records);
        stated::scores(c, &object, &mut records);
        required(c, &object, "sections")?;
        let sections = list(c, &object, "sections")?;
        let alone = records == Records::default();
        if sections.is_empty() && alone {
            c.fail(
                "sections".into(),
                "empty_sections",
                "没有任何学校".into(),
                "there are no sections".into(),
                Text::new("请至少传入一所学校的一个学段", "pass at least one section"),
            );
        }
        let mut read = Vec::with_capacity(sections.len());
        for (i, section) in sections.iter().enumerate() {
            read.push(read_section(c, section, i, &mut records.schools));
        }
        records.sections = read.into_iter().collect::<Option<_>>()?;
        Some(Self { standard: standard?, records, county, options: options? })
    }
}

/// A standard by its identifier, or a document of one's own as plain data.
pub(super) fn read_standard(c: &mut Collector, object: &Object<'_>) -> Option<Standard> {
    let loaded = match object.get("standard")? {
        Input::Text(id) => Standard::from_catalogue(id),
        own @ Input::Object(_) => Standard::from_data(own.to_json(), "standard", None).map_err(|problems| {
            let place = |problem: &Problem| problem.location.as_ref().and_then(|place| place.path.clone());
            problems
                .into_iter()
                .map(|problem| {
                    let path = place(&problem).map_or_else(|| "standard".into(), |path| format!("standard.{path}"));
                    problem.at(Location::path(path))
                })
                .collect()
        }),
        _ => {
            c.wrong_type(object.at("standard"), "标准的编号，或标准文件的内容", "the id of a standard or its document");
            return None;
        }
    };
    match loaded {
        Ok(standard) => Some(standard),
        Err(problems) => {
            c.problems.extend(problems.into_iter().map(|problem| match problem.code.as_str() {
                "unknown_standard" => problem.at(Location::path("standard")),
                _ => problem,
            }));
            None
        }
    }
}

/// A list, which must be one.
pub(super) fn list<'a>(c: &mut Collector, object: &Object<'a>, key: &str) -> Option<&'a [Input]> {
    match object.get(key)? {
        Input::List(items) => Some(items),
        _ => {
            c.wrong_type(object.at(key), "数组", "an array");
            None
        }
    }
}

fn read_options(c: &mut Collector, input: &Input) -> Option<Options> {
    let object = c.object(input, "options", &["scope", "asOf", "trace", "locale"])?;
    let scope = c.choice(&object, "scope", &SCOPES).unwrap_or_default();
    let as_of = read_date(c, &object);
    let trace = c.boolean(&object, "trace").unwrap_or(false);
    c.choice(&object, "locale", &LOCALES);
    Some(Options { scope, as_of, trace })
}

pub(super) fn read_date(c: &mut Collector, object: &Object<'_>) -> Option<String> {
    let text = c.text(object, "asOf")?;
    let valid = text.parse::<Day>().is_ok();
    if !valid {
        c.fail(
            object.at("asOf"),
            "bad_date",
            format!("“{text}”不是日期"),
            format!("`{text}` is not a date"),
            Text::new("格式：2026-09-01", "write it as 2026-09-01"),
        );
        return None;
    }
    Some(text.to_owned())
}

pub(super) fn required(c: &mut Collector, object: &Object<'_>, key: &str) -> Option<()> {
    if object.get(key).is_some() {
        return Some(());
    }
    let at = object.at(key);
    c.fail(at.clone(), "missing_key", format!("缺少 {at}"), format!("{at} is missing"), Text::new("请补上", "add it"));
    None
}

fn read_section(c: &mut Collector, input: &Input, index: usize, schools: &mut Vec<School>) -> Option<Section> {
    let object = c.object(input, &format!("sections[{index}]"), &SECTION_KEYS)?;
    let school = c.text(&object, "school").unwrap_or_default().to_owned();
    let stage = required(c, &object, "stage").and_then(|()| c.choice(&object, "stage", &STAGES));
    let pupils = required(c, &object, "pupils").and_then(|()| read_people(c, &object, "pupils"));
    let amounts = Indicator::ALL.map(|indicator| read_amount(c, &object, indicator));
    let code = c.text(&object, "code").map(str::to_owned);
    let county = c.text(&object, "county").map(str::to_owned);
    let city = c.text(&object, "city").map(str::to_owned);
    let province = c.text(&object, "province").map(str::to_owned);
    let kind = c.choice(&object, "kind", &KINDS);
    stated::profile_of_section(c, &object, &school, code.as_deref(), kind, schools);
    Some(Section {
        school,
        code,
        county,
        city,
        province,
        stage: stage?,
        kind,
        counted: None,
        pupils: pupils?,
        amounts,
        location: Some(Location::path(format!("sections[{index}]"))),
        pupils_location: Some(Location::path(object.at("pupils"))),
    })
}

pub(super) fn read_decimal(c: &mut Collector, object: &Object<'_>, key: &str) -> Option<Decimal> {
    let at = object.at(key);
    let (decimal, shown) = match object.get(key)? {
        Input::Number(number) => (Decimal::from_shortest(*number), number.to_string()),
        Input::Text(text) => (text.parse(), text.clone()),
        _ => {
            c.wrong_type(at, "数或数字字符串", "a number or a string of digits");
            return None;
        }
    };
    match decimal {
        Ok(decimal) => Some(decimal),
        Err(error) => {
            let (code, zh, en) = match error {
                DecimalError::Negative => ("negative", "不能为负数", "must not be negative"),
                DecimalError::Malformed => ("bad_decimal", "不是数", "is not a plain decimal number"),
                DecimalError::NotFinite => ("bad_decimal", "不是有限的数", "is not a finite number"),
                DecimalError::TooLong => ("bad_decimal", "位数过多", "has too many digits"),
            };
            c.fail(
                at.clone(),
                code,
                format!("{at} 的值“{shown}”{zh}"),
                format!("{at} = `{shown}` {en}"),
                Text::new("请改为非负的数，缺少的数据用 null", "pass a non-negative number; null where it is missing"),
            );
            None
        }
    }
}

pub(super) fn read_people(c: &mut Collector, object: &Object<'_>, key: &str) -> Option<u32> {
    let decimal = read_decimal(c, object, key)?;
    let at = object.at(key);
    let Some(whole) = decimal.to_integer() else {
        let (code, help) = if key == "pupils" {
            ("fractional_pupils", Text::new("在校生数以人为单位", "pupils are people"))
        } else {
            ("fractional_count", Text::new("问卷以份为单位", "answers are counted one by one"))
        };
        c.fail(at.clone(), code, format!("{at} 不是整数"), format!("{at} is not a whole number"), help);
        return None;
    };
    #[expect(clippy::cast_precision_loss, reason = "compared with a million")]
    if whole as f64 > MOST_PUPILS {
        let help = Text::new("请检查是否错列", "check whether columns are shifted");
        c.fail(at.clone(), "out_of_range", format!("{at} 大得不可能"), format!("{at} is impossibly large"), help);
        return None;
    }
    u32::try_from(whole).ok()
}

fn read_amount(c: &mut Collector, object: &Object<'_>, indicator: Indicator) -> Option<Amount> {
    read_decimal(c, object, indicator.key()).map(|total| Amount {
        total,
        share: None,
        terms: vec![crate::records::Term {
            label: indicator.key().into(),
            value: total,
            factor: Decimal::integer(1),
            subtracted: false,
            location: Some(Location::path(object.at(indicator.key()))),
        }],
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(json: &str) -> Result<EvaluateCall, Vec<Problem>> {
        let input: Input = serde_json::from_str(json).unwrap_or_else(|error| unreachable!("{error}"));
        EvaluateCall::parse(&input)
    }

    fn codes(json: &str) -> Vec<(String, String)> {
        parse(json)
            .err()
            .unwrap_or_default()
            .into_iter()
            .map(|problem| (problem.code, problem.location.and_then(|place| place.path).unwrap_or_default()))
            .collect()
    }

    #[test]
    fn numbers_mean_what_javascript_prints_and_strings_are_exact() {
        let call = parse(
            r#"{"standard":"national-2017","sections":[{"school":"甲","stage":"primary","pupils":"118",
            "teachingArea":8459.71,"equipmentValue":"0.1000","sportsArea":0}]}"#,
        )
        .unwrap_or_else(|problems| unreachable!("{problems:?}"));
        let section = &call.records.sections[0];
        assert_eq!(section.pupils, 118);
        let total = |indicator| section.amount(indicator).map(|amount| amount.total.to_string());
        assert_eq!(total(Indicator::TeachingArea).as_deref(), Some("8459.71"));
        assert_eq!(total(Indicator::EquipmentValue).as_deref(), Some("0.1"));
        assert_eq!(total(Indicator::SportsArea).as_deref(), Some("0"), "zero is not missing");
        assert_eq!(total(Indicator::BackboneTeachers), None);
    }

    #[test]
    fn all_mistakes_are_listed_not_only_the_first() {
        let found = codes(
            r#"{"standard":"national-2017","section":1,"options":{"asOf":"2026-02-30","locale":"fr","scope":"city"},
            "sections":[{"school":1,"stage":"senior","pupils":1.5,"teachingArea":-3,"sportsArea":"1e3","pupil":3},
            {"stage":"primary"}, 7]}"#,
        );
        let found: Vec<_> = found.iter().map(|(code, path)| (code.as_str(), path.as_str())).collect();
        assert_eq!(
            found,
            [
                ("unknown_key", "section"),
                ("unknown_scope", "options.scope"),
                ("bad_date", "options.asOf"),
                ("unknown_locale", "options.locale"),
                ("unknown_key", "sections[0].pupil"),
                ("wrong_type", "sections[0].school"),
                ("unknown_stage", "sections[0].stage"),
                ("fractional_pupils", "sections[0].pupils"),
                ("negative", "sections[0].teachingArea"),
                ("bad_decimal", "sections[0].sportsArea"),
                ("missing_key", "sections[1].pupils"),
                ("wrong_type", "sections[2]"),
            ]
        );
    }

    #[test]
    fn empty_and_missing_sections_are_told_apart() {
        assert_eq!(
            codes(r#"{"standard":"x","sections":[]}"#),
            [("unknown_standard".into(), "standard".into()), ("empty_sections".into(), "sections".into())]
        );
        assert_eq!(codes(r#"{"standard":"national-2017"}"#), [("missing_key".into(), "sections".into())]);
        assert_eq!(codes("3")[0].0, "wrong_type");
    }

    /// Codes and paths of what is wrong with a call that has one good section and `rest`.
    fn stated(rest: &str) -> Vec<(String, String)> {
        codes(&format!(
            r#"{{"standard":"national-2017","sections":[{{"school":"甲","stage":"primary","pupils":100}}],{rest}}}"#
        ))
    }

    fn one(code: &str, path: &str) -> Vec<(String, String)> {
        vec![(code.into(), path.into())]
    }

    #[test]
    fn facts_are_read_by_their_kind() {
        let call = parse(
            r#"{"standard":"national-2017","sections":[],
            "facts":{"basic_balance_date":"2016-09-01","monitoring_high":true,"four_unified":"否","layout_reasonable":"not_yet",
              "rotation_eligible":{"value":"120","note":"n","evidence":"e"},"monitoring_level_chinese":"Ⅲ",
              "monitoring_rate_chinese":0.149,"rotated":null,"teachers_total":500},
            "schools":[{"name":"甲","pupils":"50","ownership":"公办","location":"rural","boarding":false,"builtYear":2009,
              "facts":{"moral_education_grade":"良好","campus_culture_grade":4,"training_funds_budget":"1.25"}}]}"#,
        )
        .unwrap_or_else(|problems| unreachable!("{problems:?}"));
        let said: Vec<(String, Option<String>, String, String)> = call
            .records
            .facts
            .iter()
            .map(|fact| {
                let place = fact.location.as_ref().and_then(|place| place.path.clone()).unwrap_or_default();
                (fact.key.clone(), fact.school.clone(), format!("{:?}", fact.value), place)
            })
            .collect();
        let has = |key: &str, value: &str, path: &str| {
            assert!(said.iter().any(|(k, _, v, p)| k == key && v.contains(value) && p == path), "{key}: {said:?}");
        };
        has("basic_balance_date", "Day", "facts.basic_balance_date");
        has("monitoring_high", "Yes", "facts.monitoring_high");
        has("four_unified", "No", "facts.four_unified");
        has("layout_reasonable", "NotYet", "facts.layout_reasonable");
        has("rotation_eligible", "Number", "facts.rotation_eligible");
        has("teachers_total", "Number", "facts.teachers_total");
        has("moral_education_grade", "Number", "schools[0].facts.moral_education_grade");
        assert!(said.iter().all(|(key, ..)| key != "rotated"), "null is not stated");
        let noted = call.records.facts.iter().find(|fact| fact.key == "rotation_eligible");
        assert_eq!(noted.map(|fact| (fact.note.as_str(), fact.evidence.as_str())), Some(("n", "e")));
        let school = &call.records.schools[0];
        assert_eq!((school.pupils, school.built_year, school.boarding), (Some(50), Some(2009), Some(false)));
    }

    #[test]
    fn wrong_facts_are_listed_each_with_its_path() {
        for (facts, code, path) in [
            ("7", "wrong_type", "facts"),
            (r#"{"rotation":1}"#, "unknown_key", "facts.rotation"),
            (r#"{"moral_education_grade":3}"#, "unknown_key", "facts.moral_education_grade"),
            (r#"{"rotated":true}"#, "wrong_type", "facts.rotated"),
            (r#"{"rotated":[1]}"#, "wrong_type", "facts.rotated"),
            (r#"{"rotated":"ten"}"#, "bad_decimal", "facts.rotated"),
            (r#"{"rotated":-1}"#, "negative", "facts.rotated"),
            (r#"{"rotated":{"value":-1}}"#, "negative", "facts.rotated.value"),
            (r#"{"rotated":{"note":"n"}}"#, "missing_key", "facts.rotated.value"),
            (r#"{"rotated":{"value":1,"source":"x"}}"#, "unknown_key", "facts.rotated.source"),
            (r#"{"rotated":{"value":1,"note":2}}"#, "wrong_type", "facts.rotated.note"),
            (r#"{"monitoring_high":1}"#, "wrong_type", "facts.monitoring_high"),
            (r#"{"monitoring_high":"maybe"}"#, "bad_value", "facts.monitoring_high"),
            (r#"{"monitoring_level_chinese":"Ⅵ"}"#, "bad_value", "facts.monitoring_level_chinese"),
            (r#"{"monitoring_level_chinese":true}"#, "wrong_type", "facts.monitoring_level_chinese"),
            (r#"{"basic_balance_date":2016}"#, "wrong_type", "facts.basic_balance_date"),
            (r#"{"basic_balance_date":"2016-02-30"}"#, "bad_date", "facts.basic_balance_date"),
        ] {
            assert_eq!(stated(&format!(r#""facts":{facts}"#)), one(code, path), "{facts}");
        }
        // Out of range is doubtful, not wrong: the evaluation says so.
        assert_eq!(stated(r#""facts":{"monitoring_rate_chinese":15,"rotated":1.5,"monitoring_level_chinese":9}"#), []);
    }

    #[test]
    fn a_misspelt_fact_is_answered_with_the_right_one() {
        for (key, right) in [
            ("rotationEligible", "rotation_eligible"),
            ("rotation_eligable", "rotation_eligible"),
            ("Rotated", "rotated"),
        ] {
            let problems = parse(&format!(r#"{{"standard":"national-2017","sections":[],"facts":{{"{key}":1}}}}"#));
            let help = problems.err().map(|problems| problems[0].help.en.clone()).unwrap_or_default();
            assert_eq!(help, format!("did you mean `{right}`?"), "{key}");
        }
        let problems =
            parse(r#"{"standard":"national-2017","sections":[],"facts":{"xyz":1}}"#).err().unwrap_or_default();
        assert!(problems[0].help.en.starts_with("known keys: "), "{:?}", problems[0]);
    }

    #[test]
    fn wrong_schools_classes_surveys_and_scores_are_listed_each_with_its_path() {
        for (rest, code, path) in [
            (r#""schools":{}"#, "wrong_type", "schools"),
            (r#""schools":[7]"#, "wrong_type", "schools[0]"),
            (r#""schools":[{}]"#, "missing_key", "schools[0].name"),
            (r#""schools":[{"name":"甲","stage":"primary"}]"#, "unknown_key", "schools[0].stage"),
            (r#""schools":[{"name":"甲","ownership":"state"}]"#, "unknown_ownership", "schools[0].ownership"),
            (r#""schools":[{"name":"甲","location":"hill"}]"#, "unknown_location", "schools[0].location"),
            (r#""schools":[{"name":"甲","kind":"college"}]"#, "unknown_kind", "schools[0].kind"),
            (r#""schools":[{"name":"甲","boarding":"yes"}]"#, "wrong_type", "schools[0].boarding"),
            (r#""schools":[{"name":"甲","builtYear":"2009"}]"#, "wrong_type", "schools[0].builtYear"),
            (r#""schools":[{"name":"甲","pupils":0.5}]"#, "fractional_pupils", "schools[0].pupils"),
            (r#""schools":[{"name":"甲","facts":{"rotated":1}}]"#, "unknown_key", "schools[0].facts.rotated"),
            (r#""classes":"x""#, "wrong_type", "classes"),
            (r#""classes":[{"stage":"primary","pupils":45}]"#, "missing_key", "classes[0].school"),
            (r#""classes":[{"school":"甲","pupils":45}]"#, "missing_key", "classes[0].stage"),
            (r#""classes":[{"school":"甲","stage":"senior","pupils":45}]"#, "unknown_stage", "classes[0].stage"),
            (r#""classes":[{"school":"甲","stage":"primary"}]"#, "missing_key", "classes[0].pupils"),
            (
                r#""classes":[{"school":"甲","stage":"primary","pupils":44.5}]"#,
                "fractional_pupils",
                "classes[0].pupils",
            ),
            (
                r#""classes":[{"school":"甲","stage":"primary","pupils":1,"grade":3}]"#,
                "unknown_key",
                "classes[0].grade",
            ),
            (r#""survey":3"#, "wrong_type", "survey"),
            (r#""survey":[{"group":"家长","satisfied":1}]"#, "missing_key", "survey[0].valid"),
            (r#""survey":[{"group":"家长","valid":1}]"#, "missing_key", "survey[0].satisfied"),
            (r#""survey":[{"valid":10.5,"satisfied":1}]"#, "fractional_count", "survey[0].valid"),
            (r#""survey":[{"valid":10,"satisfied":-1}]"#, "negative", "survey[0].satisfied"),
            (r#""survey":[{"group":1,"valid":10,"satisfied":1}]"#, "wrong_type", "survey[0].group"),
            (r#""scores":[{"school":"甲","subject":"语文"}]"#, "missing_key", "scores[0].score"),
            (r#""scores":[{"school":"甲","subject":"语文","score":"A"}]"#, "bad_decimal", "scores[0].score"),
            (r#""scores":[{"subject":"语文","score":90}]"#, "missing_key", "scores[0].school"),
            (r#""scores":[{"school":"甲","score":90}]"#, "missing_key", "scores[0].subject"),
            (r#""options":{"asOf":"01.09.2026"}"#, "bad_date", "options.asOf"),
            (r#""options":{"asOf":20260901}"#, "wrong_type", "options.asOf"),
        ] {
            assert_eq!(stated(rest), one(code, path), "{rest}");
        }
    }

    #[test]
    fn doubtful_statements_are_issues_beside_the_result() {
        let issues = |rest: &str| {
            let call: Input = serde_json::from_str(&format!(
                r#"{{"standard":"national-2017","sections":[{{"school":"甲","stage":"primary","pupils":100}}],{rest}}}"#
            ))
            .unwrap_or_else(|error| unreachable!("{error}"));
            let answer = super::super::evaluate_call(&call);
            assert_eq!(answer["type"], "success", "{answer}");
            let all = answer["evaluation"]["issues"].as_array().cloned().unwrap_or_default();
            all.into_iter()
                .filter(|issue| issue["severity"] == "logic")
                .map(|issue| {
                    (
                        issue["code"].as_str().unwrap_or_default().to_owned(),
                        issue["where"]["path"].as_str().unwrap_or_default().to_owned(),
                    )
                })
                .collect::<Vec<_>>()
        };
        assert_eq!(
            issues(r#""facts":{"monitoring_rate_chinese":15}"#),
            one("bad_fact", "facts.monitoring_rate_chinese")
        );
        assert_eq!(issues(r#""facts":{"rotated":1.5}"#), one("bad_fact", "facts.rotated"));
        assert_eq!(
            issues(r#""survey":[{"group":"家长","valid":10,"satisfied":11}]"#),
            one("more_satisfied_than_valid", "survey[0]")
        );
        assert_eq!(
            issues(
                r#""classes":[{"school":"甲","stage":"primary","pupils":45},{"school":"甲","stage":"primary","pupils":45}]"#
            ),
            one("rolls_differ", "classes[0].pupils")
        );
        assert_eq!(
            issues(r#""classes":[{"school":"乙","stage":"primary","pupils":45}]"#),
            one("unknown_school", "classes[0].pupils")
        );
        assert_eq!(
            issues(
                r#""classes":[{"school":"甲","stage":"primary","pupils":45},{"school":"甲","stage":"primary","pupils":55}]"#
            ),
            []
        );
    }

    #[test]
    fn what_sections_say_of_a_school_is_added_to_what_is_listed() {
        let call = parse(
            r#"{"standard":"national-2017","schools":[{"name":"甲","builtYear":2009,"ownership":"private"}],
            "sections":[{"school":"甲","code":"1","stage":"primary","pupils":1,"ownership":"public","location":"rural","township":"东山乡","kind":"primary"},
            {"school":"乙","stage":"primary","pupils":1,"boarding":true},{"school":"乙","stage":"junior","pupils":1,"location":"town"}]}"#,
        )
        .unwrap_or_else(|problems| unreachable!("{problems:?}"));
        let [first, second] = call.records.schools.as_slice() else { unreachable!("{:?}", call.records.schools) };
        assert_eq!((first.built_year, first.code.as_deref()), (Some(2009), Some("1")));
        assert_eq!(
            (first.ownership, first.place),
            (Some(crate::records::Ownership::Private), Some(crate::records::Place::Rural))
        );
        assert_eq!(first.township.as_deref(), Some("东山乡"));
        assert_eq!((second.boarding, second.place), (Some(true), Some(crate::records::Place::Town)));
    }

    const OWN: &str = r#"{"standard":{"id":"mine","version":"1","extends":"national-2017","document":"d",
        "title":{"zh":"甲","en":"A"}},"document":[{"id":"d","number":"n","title":{"zh":"甲","en":"A"},"issuer":"i","year":2026}]"#;

    fn own(rest: &str) -> Result<EvaluateCall, Vec<Problem>> {
        parse(&format!(r#"{{"sections":[{{"stage":"primary","pupils":1}}],"standard":{OWN}{rest}}}}}"#))
    }

    #[test]
    fn a_standard_of_ones_own_is_taken_as_an_object() {
        let rule = r#","rule":[{"id":"rotation","limits":[{"value":"12"}],"clause":{"document":"d","article":"1","quote":"q","read_in":"r","confidence":"one-source"}}]"#;
        let call = own(rule).unwrap_or_else(|problems| unreachable!("{problems:?}"));
        assert_eq!(call.standard.id, "mine");
        let limit =
            call.standard.rule("rotation").and_then(|rule| rule.limits.first()).map(|limit| limit.value.to_string());
        assert_eq!(limit.as_deref(), Some("12"));
    }

    #[test]
    fn what_is_wrong_with_a_standard_of_ones_own_is_said_with_its_path() {
        let said = |rest: &str| {
            let problems = own(rest).err().unwrap_or_default();
            problems
                .into_iter()
                .map(|one| (one.code, one.location.and_then(|place| place.path).unwrap_or_default(), one.message.en))
                .collect::<Vec<_>>()
        };
        for (rest, path, named) in [
            (r#","rules":[]"#, "standard", "rules"),
            (r#","rule":{}"#, "standard", "[[rule]]"),
            (r#","rule":[{"id":"rotation","limit":[{"value":"12"}]}]"#, "standard.rule[0]", "limit"),
            (r#","rule":[{"id":"rotation","limits":[{"value":"12"}]}]"#, "standard.rule[0]", "clause"),
            (r#","rule":[{"id":"rotation","from":"2026-02-30"}]"#, "standard.rule[0]", ""),
        ] {
            let found = said(rest);
            assert!(
                found
                    .iter()
                    .any(|(code, at, words)| code == "bad_standard" && at.starts_with(path) && words.contains(named)),
                "{rest}: {found:?}"
            );
        }
        let base = parse(&format!(
            r#"{{"sections":[{{"stage":"primary","pupils":1}}],"standard":{}}}}}"#,
            OWN.replace("national-2017", "national-1999")
        ));
        let problems = base.err().unwrap_or_default();
        assert!(problems[0].message.en.contains("national-1999"), "{problems:?}");
        assert_eq!(
            codes(r#"{"standard":7,"sections":[{"stage":"primary","pupils":1}]}"#),
            one("wrong_type", "standard")
        );
    }

    #[test]
    fn a_misspelt_key_is_answered_with_the_right_one() {
        let problems =
            parse(r#"{"standard":"national-2017","sections":[{"stage":"primary","pupils":1,"teaching_area":1}]}"#);
        assert!(problems.err().is_some_and(|problems| problems[0].help.en.contains("teachingArea")));
    }
}
