//! The calls of the JavaScript contract, understood: every mistake is listed with its path.

use super::input::{Collector, Input, Object};
use super::stated;
use crate::diagnostic::{Locale, Location, Problem, Text};
use crate::evaluate::{Options, Scope};
use crate::intake::{ColumnChoice, Field, IntakeOptions, SheetChoice};
use crate::quantity::{Decimal, DecimalError};
use crate::records::{Amount, Day, Indicator, Kind, Records, School, Section, Stage};
use crate::standard::Standard;
use crate::table::ReadOptions;
use serde::Deserialize;
use serde::de::IntoDeserializer;
use serde::de::value::{Error as ValueError, StrDeserializer};

/// Most pupils a section can have (人): a safeguard against shifted columns, far above any school.
pub const MOST_PUPILS: f64 = 1_000_000.0;

/// Keys of a section.
pub(super) const SECTION_KEYS: [&str; 23] = [
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

/// Options of a call on a table, understood.
#[derive(Debug, Clone, PartialEq)]
pub struct TableCall {
    /// The standard.
    pub standard: Standard,
    /// Scope, if the caller decides it.
    pub scope: Option<Scope>,
    /// Date.
    pub as_of: Option<String>,
    /// Whether to trace.
    pub trace: bool,
    /// Reading.
    pub intake: IntakeOptions,
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

const LOCALES: [(&str, Locale); 2] = [("zh-CN", Locale::ZhCn), ("en", Locale::En)];
const SCOPES: [(&str, Scope); 2] = [("county", Scope::County), ("school", Scope::School)];
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
fn read_standard(c: &mut Collector, object: &Object<'_>) -> Option<Standard> {
    let loaded = match object.get("standard")? {
        Input::Text(id) => Standard::from_catalogue(id),
        own @ Input::Object(_) => Standard::from_data(own.to_json(), "standard", None),
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

impl TableCall {
    /// Understands the options of `readTable` and `evaluateTable`.
    ///
    /// # Errors
    /// Every mistake with its path.
    pub fn parse(input: Option<&Input>) -> Result<Self, Vec<Problem>> {
        let mut c = Collector::default();
        let empty = Input::Object(Vec::new());
        let input = input.filter(|input| **input != Input::Null).unwrap_or(&empty);
        let keys = ["standard", "scope", "asOf", "trace", "locale", "encoding", "delimiter", "sheets"];
        let Some(object) = c.object(input, "", &keys) else {
            return Err(c.problems);
        };
        let standard = if object.get("standard").is_some() {
            read_standard(&mut c, &object)
        } else {
            Standard::from_catalogue(super::DEFAULT_STANDARD).ok()
        };
        let scope = c.choice(&object, "scope", &SCOPES);
        let as_of = read_date(&mut c, &object);
        let trace = c.boolean(&object, "trace").unwrap_or(false);
        c.choice(&object, "locale", &LOCALES);
        let encoding = c.text(&object, "encoding").map(str::to_owned);
        let delimiter = c.text(&object, "delimiter").map(str::to_owned);
        let delimiter = match delimiter.as_deref().map(|text| (text.chars().next(), text.chars().count())) {
            None => None,
            Some((Some(one), 1)) => Some(one),
            Some(_) => {
                c.wrong_type("delimiter".into(), "单个字符", "one character");
                None
            }
        };
        let sheets = match object.get("sheets") {
            None => Vec::new(),
            Some(Input::List(list)) => list
                .iter()
                .enumerate()
                .filter_map(|(i, one)| read_sheet_choice(&mut c, one, &format!("sheets[{i}]")))
                .collect(),
            Some(_) => {
                c.wrong_type("sheets".into(), "数组", "an array");
                Vec::new()
            }
        };
        match standard {
            Some(standard) if c.problems.is_empty() => {
                let intake = IntakeOptions { read: ReadOptions { encoding, delimiter }, sheets };
                Ok(Self { standard, scope, as_of, trace, intake })
            }
            _ => Err(c.problems),
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

fn read_date(c: &mut Collector, object: &Object<'_>) -> Option<String> {
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
        let help = Text::new("在校生数以人为单位", "pupils are people");
        c.fail(at.clone(), "fractional_pupils", format!("{at} 不是整数"), format!("{at} is not a whole number"), help);
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
            label: indicator.key().to_owned(),
            value: total,
            factor: Decimal::integer(1),
            subtracted: false,
            location: Some(Location::path(object.at(indicator.key()))),
        }],
    })
}

/// A word of an enumeration by its serde name, if present.
fn word<'de, T: Deserialize<'de>>(c: &mut Collector, object: &Object<'de>, key: &str) -> Option<T> {
    let text = c.text(object, key)?;
    let deserializer: StrDeserializer<'de, ValueError> = text.into_deserializer();
    match T::deserialize(deserializer) {
        Ok(value) => Some(value),
        Err(error) => {
            let at = object.at(key);
            let help = Text::new(format!("可用的值见接口说明（{error}）"), error.to_string());
            c.fail(
                at.clone(),
                "unknown_value",
                format!("{at} 的值“{text}”不可用"),
                format!("`{text}` is not a value of {at}"),
                help,
            );
            None
        }
    }
}

fn index(c: &mut Collector, object: &Object<'_>, key: &str) -> Option<u32> {
    match object.get(key)? {
        Input::Number(n) if n.fract() == 0.0 && (0.0..=1_048_576.0).contains(n) => {
            #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "whole and in range")]
            let n = *n as u32;
            Some(n)
        }
        _ => {
            c.wrong_type(object.at(key), "从0起的序号", "an index from 0");
            None
        }
    }
}

fn read_sheet_choice(c: &mut Collector, input: &Input, path: &str) -> Option<SheetChoice> {
    let object = c.object(input, path, &["sheet", "skip", "headerTop", "headerRows", "stage", "columns"])?;
    required(c, &object, "sheet")?;
    let columns = match object.get("columns") {
        None => Vec::new(),
        Some(Input::List(list)) => list
            .iter()
            .enumerate()
            .filter_map(|(i, one)| {
                let column = c.object(one, &format!("{path}.columns[{i}]"), &["column", "field", "scope", "factor"])?;
                required(c, &column, "column")?;
                required(c, &column, "field")?;
                Some(ColumnChoice {
                    column: index(c, &column, "column")?,
                    field: word::<Field>(c, &column, "field")?,
                    scope: word(c, &column, "scope"),
                    factor: read_decimal(c, &column, "factor").map(|factor| factor.to_string()),
                })
            })
            .collect(),
        Some(_) => {
            c.wrong_type(format!("{path}.columns"), "数组", "an array");
            Vec::new()
        }
    };
    Some(SheetChoice {
        sheet: index(c, &object, "sheet")?,
        skip: c.boolean(&object, "skip"),
        header_top: index(c, &object, "headerTop"),
        header_rows: index(c, &object, "headerRows"),
        stage: c.choice(&object, "stage", &STAGES),
        columns,
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

    #[test]
    fn a_misspelt_key_is_answered_with_the_right_one() {
        let problems =
            parse(r#"{"standard":"national-2017","sections":[{"stage":"primary","pupils":1,"teaching_area":1}]}"#);
        assert!(problems.err().is_some_and(|problems| problems[0].help.en.contains("teachingArea")));
    }
}
