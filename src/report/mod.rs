//! Records and their evaluation as documents: one format-free outline, written as CSV, JSON or a workbook.
//!
//! Text of users is written as text only: never a formula, whatever it begins with.

use crate::diagnostic::{Explanation, Issue, Locale, Location, Severity, Text, explain};
use crate::evaluate::{self, Evaluation, Options, PartResult, Scope, SectionIndicator, Status, Verdict};
use crate::intake::{CellEdit, Mapping, SheetChoice, Year};
use crate::order;
use crate::project;
use crate::records::{Excluded, Records};
use crate::scenario::{self, Differences, Outcome, Scenario};
use crate::standard::{Chosen, Comparison, Level, Part, ResourceRule, Standard};
use serde::{Deserialize, Serialize};
use serde_json::json;

mod beside;
mod imagined;
mod published;
#[cfg(feature = "files")]
mod template;
#[cfg(feature = "files")]
mod workbook;
pub use published::{Published, publish, published};
#[cfg(feature = "files")]
pub use template::template;
#[cfg(feature = "files")]
pub use workbook::workbook;

/// Everything a report is made from. It is evaluated anew, so that a document can never disagree with its data.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Bundle {
    /// The standard.
    pub standard: Chosen,
    /// County or school.
    pub scope: Scope,
    /// What is known of the county or school.
    pub records: Records,
    /// What is imagined of it; the report is then one of that, and says so everywhere.
    #[serde(default)]
    pub scenario: Scenario,
    /// Rows left out before the evaluation.
    #[serde(default)]
    pub excluded: Vec<Excluded>,
    /// What was doubtful when the data was read.
    #[serde(default)]
    pub issues: Vec<Issue>,
    /// The files and pastes it was read from, each with its fingerprint and what was corrected in it.
    #[serde(default)]
    pub sources: Vec<project::Source>,
    /// The worksheets among them in which something was corrected, as they were read.
    #[serde(default)]
    pub originals: Vec<Original>,
    /// Columns as they were corrected before under the same headings, of which those that fit acted.
    #[serde(default)]
    pub mappings: Vec<Mapping>,
    /// What was written about issues (填写说明).
    #[serde(default)]
    pub explanations: Vec<Explanation>,
    /// Where the data came from.
    pub source: Source,
    /// Date of the evaluation (ISO), given by whoever asks.
    pub as_of: Option<String>,
    /// Language of the document.
    pub locale: Locale,
}

/// A worksheet in which something was corrected, as it was read.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Original {
    /// The number of its source.
    pub source: u32,
    /// Its place in the source, from zero.
    pub sheet: u32,
    /// Its name, where it has one.
    pub name: Option<String>,
    /// What stood in the cells that were written over.
    pub cells: Vec<CellEdit>,
    /// What the sheet, its columns and rows were taken for before that was corrected.
    #[serde(default, skip_serializing_if = "is_default")]
    pub taken_for: SheetChoice,
}

fn is_default<T: Default + PartialEq>(value: &T) -> bool {
    *value == T::default()
}

/// Where the data of a report came from.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Source {
    /// Name of the file; `None` for a paste.
    pub name: Option<String>,
    /// SHA-256 of the bytes read.
    pub sha256: String,
    /// Whether the data is invented (the example county).
    #[serde(default)]
    pub synthetic: bool,
    /// The county, where the data names one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub county: Option<String>,
    /// The year of the data, where it tells one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub year: Option<Year>,
}

/// A cell of a document.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    /// Nothing.
    Empty,
    /// Words.
    Text(String),
    /// A number, and how many decimals it shows. The stored value is not rounded.
    Number(f64, u32),
    /// A number known only as its shown text would mislead: a status, with its weight.
    Status(String, Tone),
}

/// How a status reads at a glance.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tone {
    /// Met.
    Good,
    /// Within the floor.
    Fair,
    /// Not met.
    Poor,
    /// Undetermined.
    Open,
}

/// A titled table of a document.
#[derive(Debug, Clone, PartialEq)]
pub struct Table {
    /// Its title, also the name of its sheet.
    pub title: String,
    /// Column heads.
    pub head: Vec<String>,
    /// Rows, each as long as the head.
    pub rows: Vec<Vec<Value>>,
}

/// A document: title, tables, stamp.
#[derive(Debug, Clone, PartialEq)]
pub struct Document {
    /// Title.
    pub title: String,
    /// Whether it is of a scenario: then it must not be taken for the real result.
    pub is_imagined: bool,
    /// Tables, most important first.
    pub tables: Vec<Table>,
    /// Name of the sheet for the stamp.
    pub notes: String,
    /// What made it, as pairs of name and value.
    pub stamp: Vec<(String, String)>,
}

impl Status {
    /// The status in words.
    pub fn title(self) -> Text {
        match self {
            Self::Met => Text::new("达标", "met"),
            Self::WithinFloor => Text::new("未达标，不低于85%", "not met, within 85 % floor"),
            Self::BelowFloor => Text::new("未达标，低于85%", "not met, below 85 % floor"),
            Self::Undetermined => Text::new("无法判定", "undetermined"),
            Self::NotJudged => Text::new("不单独判定", "not judged"),
        }
    }

    /// Its tone.
    pub fn tone(self) -> Tone {
        match self {
            Self::Met => Tone::Good,
            Self::WithinFloor => Tone::Fair,
            Self::BelowFloor => Tone::Poor,
            Self::Undetermined | Self::NotJudged => Tone::Open,
        }
    }
}

impl Verdict {
    /// The verdict in words.
    pub fn title(self) -> Text {
        match self {
            Self::Met => Text::new("达标", "met"),
            Self::NotMet => Text::new("未达标", "not met"),
            Self::Undetermined => Text::new("无法判定", "undetermined"),
            Self::NotJudged => Text::new("不作判定", "not judged"),
        }
    }

    /// Its tone.
    pub fn tone(self) -> Tone {
        match self {
            Self::Met => Tone::Good,
            Self::NotMet => Tone::Poor,
            Self::Undetermined | Self::NotJudged => Tone::Open,
        }
    }
}

/// A bundle as it is evaluated.
struct Made {
    standard: Standard,
    records: Records,
    evaluation: Evaluation,
    what_if: Option<WhatIf>,
}

/// What is told of a scenario.
struct WhatIf {
    outcomes: Vec<Outcome>,
    differences: Differences,
}

/// Loads the standard and evaluates the bundle.
fn evaluated(bundle: &Bundle) -> Result<Made, String> {
    let standard = bundle
        .standard
        .load()
        .map_err(|problems| problems.first().map_or_else(String::new, |p| p.message.get(bundle.locale).to_owned()))?;
    let options = Options { scope: bundle.scope, as_of: bundle.as_of.clone(), trace: true };
    let mut made = if bundle.scenario.is_empty() {
        let evaluation = evaluate::evaluate(&standard, &bundle.records, &options);
        Made { standard, records: bundle.records.clone(), evaluation, what_if: None }
    } else {
        let real = evaluate::evaluate(&standard, &bundle.records, &Options { trace: false, ..options.clone() });
        let (evaluation, applied) = scenario::evaluate(&standard, &bundle.records, &bundle.scenario, &options);
        let differences = scenario::differences(&real, &evaluation);
        let what_if = Some(WhatIf { outcomes: applied.outcomes, differences });
        Made { standard: applied.standard, records: applied.records, evaluation, what_if }
    };
    explain(&mut made.evaluation.issues, &bundle.explanations);
    Ok(made)
}

/// What was doubtful when the data was read, with what the user wrote about it.
fn issues_of_reading(bundle: &Bundle) -> Vec<Issue> {
    let mut issues = bundle.issues.clone();
    explain(&mut issues, &bundle.explanations);
    issues
}

/// What made a result, as pairs of name and value: the stamp of exports and prints.
pub fn stamp(evaluation: &Evaluation, standard: &Standard, source: &Source, locale: Locale) -> Vec<(String, String)> {
    let say = |zh: &str, en: &str| Text::new(zh, en).get(locale).to_owned();
    let meta = &evaluation.meta;
    let mut pairs = vec![
        (
            say("评估标准", "Standard"),
            format!("{} · {} · {}", standard.title.get(locale), meta.standard.id, meta.standard.version),
        ),
        (say("标准文件 SHA-256", "SHA-256 of the standard"), meta.standard.sha256.clone()),
        (
            say("评估范围", "Scope"),
            match meta.scope {
                Scope::County => say("全县", "county"),
                Scope::School => say("单个学校", "one school"),
            },
        ),
        (
            say("条文", "Clauses"),
            say(
                "未能取得文件正式文本，条文文字据转述，使用前请与原文核对",
                "the official text was not available; clauses are quoted from other sources: compare with the original",
            ),
        ),
        (say("评估日期", "Date"), meta.as_of.clone().unwrap_or_else(|| "—".into())),
        (say("软件版本", "Engine"), format!("Junheng {}", meta.engine)),
        (say("县（市、区）", "County"), source.county.clone().unwrap_or_default()),
        (
            say("数据年度", "Year of the data"),
            source.year.map(|year| year.title().get(locale).to_owned()).unwrap_or_default(),
        ),
        (say("数据来源", "Data"), source.name.clone().unwrap_or_else(|| say("粘贴", "pasted"))),
        (say("数据 SHA-256", "SHA-256 of the data"), source.sha256.clone()),
    ];
    // What is not known is not listed.
    pairs.retain(|(_, value)| !value.is_empty());
    if source.synthetic {
        pairs.insert(0, (say("注意", "Note"), say("示例数据，纯属虚构", "example data, invented")));
    }
    pairs
}

/// The outline of a bundle's report.
///
/// # Errors
/// Why the standard cannot be loaded, in words.
pub fn document(bundle: &Bundle) -> Result<Document, String> {
    let Made { standard, records, evaluation, what_if } = evaluated(bundle)?;
    let locale = bundle.locale;
    let say = |zh: &str, en: &str| Text::new(zh, en).get(locale).to_owned();
    let in_brackets = |text: String| match locale {
        Locale::ZhCn => format!("（{text}）"),
        Locale::En => format!(" ({text})"),
    };
    let words = |text: Text| Value::Text(text.get(locale).to_owned());
    let number = |value: Option<f64>, decimals| value.map_or(Value::Empty, |value| Value::Number(value, decimals));

    let mut stages = Table {
        title: say("学段与指标", "Stages and indicators"),
        head: vec![
            say("学段", "Stage"),
            say("指标", "Indicator"),
            say("达标值", "Threshold"),
            say("达标学段部数", "Sections met"),
            say("学段部数", "Sections"),
            say("缺数据学段部数", "Sections without data"),
            say("达标学校比例（%）", "Share met (%)"),
            say("平均值", "Mean"),
            say("校际差异系数", "Coefficient of variation"),
            say("限值", "Limit"),
            say("差异系数判定", "Verdict on the coefficient"),
        ],
        rows: Vec::new(),
    };
    for stage in &evaluation.stages {
        let tally = stage.comprehensive;
        let share = |met: u32, of: u32| Value::Number(f64::from(met) * 100.0 / f64::from(of.max(1)), 2);
        if let Some(rule) = &standard.comprehensive {
            stages.rows.push(vec![
                words(stage.stage.title()),
                words(rule.title.clone()),
                Value::Empty,
                Value::Number(f64::from(tally.met), 0),
                Value::Number(f64::from(tally.of), 0),
                Value::Number(f64::from(tally.undetermined), 0),
                share(tally.met, tally.of),
                Value::Empty,
                Value::Empty,
                Value::Empty,
                Value::Empty,
            ]);
        }
        for (one, rule) in stage.indicators.iter().zip(&standard.resources) {
            let threshold = rule.levels(stage.stage).map(|(threshold, _)| threshold.to_f64());
            let verdict = if one.cv_limit.is_none() { Verdict::NotJudged } else { Verdict::of(one.cv_within) };
            let judged = |n: u32| if threshold.is_some() { Value::Number(f64::from(n), 0) } else { Value::Empty };
            let county = bundle.scope == Scope::County;
            stages.rows.push(vec![
                words(stage.stage.title()),
                Value::Text(coded(rule, locale)),
                number(threshold, 2),
                judged(one.met),
                Value::Number(f64::from(one.of), 0),
                Value::Number(f64::from(one.undetermined), 0),
                if threshold.is_some() { share(one.met, one.of) } else { Value::Empty },
                number(one.mean, rule.decimals),
                number(one.cv, 3),
                if county { number(one.cv_limit, 2) } else { Value::Empty },
                if county {
                    Value::Status(verdict.title().get(locale).to_owned(), verdict.tone())
                } else {
                    Value::Empty
                },
            ]);
        }
    }

    let mut head =
        vec![say("学校", "School"), say("标识码", "Code"), say("学段", "Stage"), say("在校生数（人）", "Pupils")];
    // What the school lacks, where some section has but a part of what its school has.
    let shared: Vec<bool> = (0..standard.resources.len())
        .map(|place| {
            let of_school = |one: &SectionIndicator| one.shortfall.school_to_threshold.is_some();
            evaluation.sections.iter().any(|section| section.indicators.get(place).is_some_and(of_school))
        })
        .collect();
    for (rule, shared) in standard.resources.iter().zip(&shared) {
        let unit = rule.id.unit().title();
        let title = rule.id.short();
        let per = if rule.per == 100 { say("每百名", "per 100") } else { say("生均", "per pupil") };
        let unit = unit.get(locale);
        // Without a code the other two columns need the name as well.
        let code = if rule.code.is_empty() { title.get(locale) } else { rule.code.as_str() };
        head.push(
            format!("{} {}", rule.code, title.get(locale)).trim_start().to_owned()
                + &in_brackets(format!("{unit}, {per}")),
        );
        head.push(format!("{code} {}", say("判定", "status")));
        head.push(format!("{code} {}{}", say("缺口", "shortfall"), in_brackets(unit.to_owned())));
        if *shared {
            head.push(format!("{code} {}{}", say("全校须增", "more for the school"), in_brackets(unit.to_owned())));
        }
    }
    head.push(say("综合评估", "Comprehensive"));
    let profiles = bundle.records.profiles();
    let township = |index: u32| profiles.get(index as usize).copied().flatten().and_then(|one| one.township.clone());
    // A column only where some school has something to put into it.
    let with_township = evaluation.sections.iter().any(|one| township(one.index).is_some());
    if with_township {
        head.insert(2, say("乡镇（街道）", "Township"));
    }
    let mut sections = Table { title: say("各校结果", "Schools"), head, rows: Vec::new() };
    for result in &evaluation.sections {
        let code = records.sections.get(result.index as usize).and_then(|section| section.code.clone());
        let mut row = vec![
            Value::Text(result.school.clone()),
            code.map_or(Value::Empty, Value::Text),
            words(result.stage.title()),
            Value::Number(f64::from(result.pupils), 0),
        ];
        if with_township {
            row.insert(2, township(result.index).map_or(Value::Empty, Value::Text));
        }
        for ((one, rule), shared) in result.indicators.iter().zip(&standard.resources).zip(&shared) {
            row.push(number(one.value, rule.decimals));
            row.push(Value::Status(one.status.title().get(locale).to_owned(), one.status.tone()));
            let decimals = one.id.unit().shortfall_decimals();
            row.push(number(one.shortfall.to_threshold, decimals));
            if *shared {
                let of_school = one.shortfall.school_to_threshold;
                row.push(of_school.map_or(Value::Empty, |_| number(of_school, decimals)));
            }
        }
        row.push(Value::Status(result.comprehensive.title().get(locale).to_owned(), result.comprehensive.tone()));
        sections.rows.push(row);
    }

    let place =
        |location: &Option<Location>| Value::Text(location.as_ref().map(Location::describe).unwrap_or_default());
    // What must be corrected first.
    let read = issues_of_reading(bundle);
    let mut by_weight: Vec<&Issue> = read.iter().chain(&evaluation.issues).collect();
    order::sort_by_key(&mut by_weight, |issue| issue.severity as u8);
    let doubts = Table {
        title: say("可疑之处", "Doubts"),
        head: vec![
            say("级别", "Level"),
            say("位置", "Place"),
            say("问题", "Doubt"),
            say("怎么办", "What to do"),
            say("填写说明", "Explanation"),
        ],
        rows: by_weight
            .into_iter()
            .map(|issue| {
                let level = match issue.severity {
                    Severity::Logic => say("逻辑校验（必须修正）", "logic check (must be corrected)"),
                    Severity::Experience => say("经验校验", "plausibility check"),
                    Severity::Note => say("提示", "note"),
                };
                vec![
                    Value::Text(level),
                    place(&issue.location),
                    words(issue.message.clone()),
                    words(issue.help.clone()),
                    issue.explanation.clone().map_or(Value::Empty, Value::Text),
                ]
            })
            .collect(),
    };
    let excluded = Table {
        title: say("未参评", "Not evaluated"),
        head: vec![say("名称", "Row"), say("位置", "Place"), say("原因", "Reason")],
        rows: bundle
            .excluded
            .iter()
            .chain(&evaluation.excluded)
            .map(|row| vec![Value::Text(row.school.clone()), place(&row.location), words(row.reason.clone())])
            .collect(),
    };
    let is_mistake = |issue: &&Issue| issue.severity == Severity::Logic;
    let mistakes = bundle.issues.iter().chain(&evaluation.issues).filter(is_mistake).count();
    let mistakes = u32::try_from(mistakes).unwrap_or(u32::MAX);
    let mut tables = vec![conclusion(&standard, &evaluation, mistakes, locale), stages, sections];
    tables.extend(beside::amounts(&records, &evaluation, &standard, locale));
    if let Some(what_if) = &what_if {
        tables.splice(0..0, imagined::tables(what_if, &standard, locale));
    }
    tables.extend(beside::stated(&records, &standard, locale));
    tables.extend([doubts, excluded]);
    tables.extend(beside::corrections(bundle, &standard, locale));
    let title = say("义务教育优质均衡发展资源配置评估结果", "Balanced compulsory education: evaluation of resources");
    let mut stamp = stamp(&evaluation, &standard, &bundle.source, locale);
    if what_if.is_some() {
        stamp.insert(0, (scenario::title().get(locale).to_owned(), imagined::warning(locale)));
    }
    Ok(Document {
        title: if what_if.is_some() { format!("{} · {title}", imagined::warning(locale)) } else { title },
        is_imagined: what_if.is_some(),
        tables,
        notes: say("说明", "Notes"),
        stamp,
    })
}

/// The verdict on the county and its parts, and every rule they rest on with its clause; `mistakes` logic checks are open.
fn conclusion(standard: &Standard, evaluation: &Evaluation, mistakes: u32, locale: Locale) -> Table {
    let say = |zh: &str, en: &str| Text::new(zh, en).get(locale).to_owned();
    let words = |text: &Text| Value::Text(text.get(locale).to_owned());
    let in_brackets = |text: String| say(&format!("（{text}）"), &format!(" ({text})"));
    let status = |verdict: Verdict| Value::Status(verdict.title().get(locale).to_owned(), verdict.tone());
    let undetermined =
        |open: u32| Value::Text(say(&format!("{open}项无法判定"), &format!("{open} cannot be judged yet")));
    let county = evaluation.verdict.map(|verdict| {
        let of_parts = |count: fn(&PartResult) -> u32| evaluation.parts.iter().map(count).sum::<u32>();
        let open = of_parts(|part| part.undetermined);
        vec![
            Value::Text(say("县域评估结论", "Verdict on the county")),
            status(verdict),
            Value::Text(format!("{}/{}", of_parts(|part| part.met), of_parts(|part| part.of))),
            Value::Empty,
            Value::Empty,
            if open == 0 { Value::Empty } else { undetermined(open) },
        ]
    });
    // A verdict on data with plain mistakes does not go out without saying so.
    let unsettled = (mistakes > 0).then(|| {
        vec![
            Value::Text(say("必须修正的问题", "What must be corrected")),
            Value::Status(say("尚未修正", "open"), Tone::Poor),
            Value::Number(f64::from(mistakes), 0),
            Value::Empty,
            Value::Empty,
            Value::Text(say("见“可疑之处”；修正后结论可能改变", "see “Doubts”; corrected, the verdict may be another")),
        ]
    });
    let parts = evaluation.parts.iter().map(|part| {
        vec![
            words(&part.title),
            status(part.verdict),
            Value::Text(format!("{}/{}", part.met, part.of)),
            Value::Empty,
            Value::Empty,
            match part.undetermined {
                0 => Value::Empty,
                open => undetermined(open),
            },
        ]
    });
    let mut rows: Vec<Vec<Value>> = county.into_iter().chain(unsettled).chain(parts).collect();
    for finding in &evaluation.findings {
        // Shares of sections are shown as %, coefficients with three decimals.
        let (decimals, scale, unit) = match (finding.level, finding.indicator) {
            (Level::Section, _) => (2, 100.0, "%"),
            _ if finding.part == Part::Resources => (3, 1.0, ""),
            _ => (2, 1.0, finding.unit.as_str()),
        };
        let code = finding.indicator.and_then(|one| standard.resource(one)).map_or("", |rule| rule.code.as_str());
        let mut name = format!("{code} {}", finding.title.get(locale)).trim_start().to_owned();
        if !unit.is_empty() {
            name.push_str(&in_brackets(unit.to_owned()));
        }
        let observed = match (finding.observed, finding.members) {
            (Some(observed), _) => Value::Number(observed * scale, decimals),
            (None, Some(tally)) => Value::Text(format!("{}/{}", tally.met, tally.of)),
            (None, None) => Value::Empty,
        };
        let mut clause = format!(
            "{}{}",
            standard.cite(&finding.clause),
            in_brackets(finding.clause.confidence.title().get(locale).to_owned())
        );
        let missing: Vec<&str> = finding.missing.iter().map(|missing| missing.label.get(locale)).collect();
        if !missing.is_empty() {
            clause.push_str(&say("；尚缺：", "; still needed: "));
            clause.push_str(&missing.join(&say("、", ", ")));
        }
        rows.push(vec![
            Value::Text(name),
            status(finding.status),
            observed,
            Value::Text(finding.comparison.map_or("", Comparison::sign).to_owned()),
            finding.limit.map_or(Value::Empty, |limit| Value::Number(limit * scale, 2)),
            Value::Text(clause),
        ]);
    }
    Table {
        title: say("结论", "Conclusion"),
        head: vec![
            say("要求", "Rule"),
            say("判定", "Verdict"),
            say("实际", "Observed"),
            String::new(),
            say("要求值", "Required"),
            say("依据", "Clause"),
        ],
        rows,
    }
}

/// Code and name of an indicator.
fn coded(rule: &ResourceRule, locale: Locale) -> String {
    format!("{} {}", rule.code, rule.title.get(locale)).trim_start().to_owned()
}

/// The document as CSV: UTF-8 with a byte order mark (without it Excel and WPS take it for GBK), CRLF; the schools first,
/// then the other tables one below the other, the stamp at the end.
///
/// # Errors
/// As [`document`].
pub fn csv(bundle: &Bundle) -> Result<Vec<u8>, String> {
    let document = document(bundle)?;
    let mut writer = ::csv::WriterBuilder::new()
        .flexible(true)
        .terminator(::csv::Terminator::CRLF)
        .from_writer(b"\xef\xbb\xbf".to_vec());
    let failed = |error: ::csv::Error| error.to_string();
    // The table other programs want begins in the first row.
    if document.is_imagined {
        writer.write_record([inert(&document.title)]).map_err(failed)?;
    }
    let schools = document.tables.iter().position(|table| table.head.len() > 20).unwrap_or(0);
    let (before, from) = document.tables.split_at(schools.min(document.tables.len()));
    let order = from.iter().take(1).chain(before).chain(from.iter().skip(1));
    for (at, table) in order.enumerate() {
        if at > 0 {
            writer.write_record([""]).map_err(failed)?;
            writer.write_record([inert(&table.title)]).map_err(failed)?;
        }
        writer.write_record(table.head.iter().map(|cell| inert(cell))).map_err(failed)?;
        for row in &table.rows {
            writer.write_record(row.iter().map(csv_cell)).map_err(failed)?;
        }
    }
    writer.write_record([""]).map_err(failed)?;
    for (name, value) in &document.stamp {
        writer.write_record([inert(name), inert(value)]).map_err(failed)?;
    }
    writer.into_inner().map_err(|error| error.to_string())
}

fn csv_cell(value: &Value) -> String {
    match value {
        Value::Empty => String::new(),
        Value::Text(text) | Value::Status(text, _) => inert(text),
        Value::Number(number, _) => number.to_string(),
    }
}

/// Text that no spreadsheet program takes for a formula: what begins like one gets an apostrophe before it.
pub fn inert(text: &str) -> String {
    let risky = |c: char| matches!(c, '=' | '+' | '-' | '@' | '\t' | '\r' | '\n' | '\0' | '＝' | '＋' | '－' | '＠');
    // A lone dash stands for nothing in a form and is harmless.
    if text.chars().count() > 1 && text.trim_start_matches(crate::table::is_space).starts_with(risky) {
        format!("'{text}")
    } else {
        text.to_owned()
    }
}

/// The evaluation as JSON: sources with their corrections, the sections with their exact amounts and cells, what was doubtful and
/// left out, the result with its traces. The form other programs and reviewers read.
///
/// # Errors
/// As [`document`].
pub fn json(bundle: &Bundle) -> Result<Vec<u8>, String> {
    let Made { evaluation, records, what_if, .. } = evaluated(bundle)?;
    let mut value = json!({
        "source": bundle.source,
        "sources": bundle.sources,
        "originals": bundle.originals,
        "mappings": bundle.mappings,
        "records": records,
        "issues": issues_of_reading(bundle),
        "excludedRows": bundle.excluded,
        "evaluation": evaluation,
    });
    if let Some(what_if) = what_if {
        value["whatIf"] = json!({
            "warning": imagined::warning(bundle.locale),
            "changes": bundle.scenario.changes,
            "outcomes": what_if.outcomes,
            "differences": what_if.differences,
            "realRecords": bundle.records,
        });
    }
    let value = crate::engine::localised(value, bundle.locale);
    serde_json::to_vec_pretty(&value).map_err(|error| error.to_string())
}
