//! Records × Standard → [`Evaluation`]: compliance of every section, dispersion between schools, findings and verdict.
//!
//! Verdicts are exact. A double decides only where it is farther from the limit than its proven error; everything
//! nearer is decided by integers.

use crate::diagnostic::{Issue, Location, Severity, Text};
use crate::quantity::{Decimal, Fraction, rounded};
use crate::records::{Amount, Excluded, Indicator, Kind, Section, Stage, Unit};
use crate::standard::{Clause, Standard};
use crate::statistics::{self, Observation};
use num_bigint::BigInt;
use serde::{Deserialize, Serialize};

pub mod columns;
pub mod trace;

pub use trace::{Explanation, Step, explain_dispersion, explain_section};

/// Status of one indicator of one section.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// 达标: the threshold is reached.
    Met,
    /// 达到85%底线: below the threshold, at or above the floor.
    WithinFloor,
    /// 低于85%底线.
    BelowFloor,
    /// 无法判定: the amount is missing.
    Undetermined,
}

/// A verdict.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// 达标.
    Met,
    /// 未达标.
    NotMet,
    /// 无法判定: not enough data; never a pass.
    Undetermined,
}

impl Verdict {
    /// Met when all are met, not met as soon as one is not, otherwise undetermined.
    pub fn all(verdicts: impl IntoIterator<Item = Self>) -> Self {
        verdicts.into_iter().fold(Self::Met, |whole, one| match (whole, one) {
            (Self::NotMet, _) | (_, Self::NotMet) => Self::NotMet,
            (Self::Undetermined, _) | (_, Self::Undetermined) => Self::Undetermined,
            (Self::Met, Self::Met) => Self::Met,
        })
    }
}

/// What is evaluated.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum Scope {
    /// All schools of a county: coefficients and a verdict.
    #[default]
    County,
    /// One school by itself: no coefficient, no county verdict.
    School,
}

/// Choices about an evaluation.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Options {
    /// County or school.
    pub scope: Scope,
    /// ISO date for which dated rules are taken; carried into `meta`.
    pub as_of: Option<String>,
    /// Whether findings carry their traces.
    pub trace: bool,
}

/// The evaluation of one county or one school.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct Evaluation {
    /// What made this result.
    pub meta: Meta,
    /// Primary, then junior; absent without sections.
    pub stages: Vec<StageResult>,
    /// The sections evaluated, as given.
    pub sections: Vec<SectionResult>,
    /// Parts of the standard.
    pub parts: Vec<PartResult>,
    /// Rules of the county level, in the order of the standard.
    pub findings: Vec<Finding>,
    /// What is doubtful.
    pub issues: Vec<Issue>,
    /// What was not evaluated, and why.
    pub excluded: Vec<Excluded>,
    /// The verdict on the whole standard; `null` for one school alone. Sections alone never give `met`, because the other
    /// parts of the standard are not known from them.
    pub verdict: Option<Verdict>,
}

/// What made a result.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct Meta {
    /// Version of the JavaScript contract.
    pub contract: u32,
    /// Version of the engine.
    pub engine: String,
    /// The standard.
    pub standard: StandardRef,
    /// County or school.
    pub scope: Scope,
    /// The date given, or `null`.
    pub as_of: Option<String>,
}

/// A standard, by name, version and fingerprint.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct StandardRef {
    /// Identifier.
    pub id: String,
    /// Version.
    pub version: String,
    /// SHA-256 of its document.
    pub sha256: String,
}

/// How many of how many.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct Tally {
    /// 达标.
    pub met: u32,
    /// All.
    pub of: u32,
    /// 无法判定.
    pub undetermined: u32,
}

/// One stage of the county.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct StageResult {
    /// Which stage.
    pub stage: Stage,
    /// Sections evaluated.
    pub sections: u32,
    /// Their pupils (人).
    pub pupils: u32,
    /// 综合评估达标.
    pub comprehensive: Tally,
    /// All sections pass and all coefficients are within; undetermined for one school alone.
    pub verdict: Verdict,
    /// The seven, L1 to L7.
    pub indicators: Vec<StageIndicator>,
}

/// One indicator over the sections of a stage.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct StageIndicator {
    /// Which indicator.
    pub id: Indicator,
    /// Sections at the full threshold.
    pub met: u32,
    /// All sections of the stage.
    pub of: u32,
    /// Sections without the amount.
    pub undetermined: u32,
    /// County mean Σx/ΣP, per pupil or per 100; `null` when an amount is missing.
    pub mean: Option<f64>,
    /// 校际差异系数, weighted by pupils; `null` when an amount is missing or the total is zero.
    pub cv: Option<f64>,
    /// Its limit.
    pub cv_limit: f64,
    /// Whether it is within the limit, decided exactly; `false` when the total is zero, `null` when an amount is missing.
    pub cv_within: Option<bool>,
    /// Unweighted population form: information only.
    pub cv_unweighted: Option<f64>,
    /// Unweighted sample form (n − 1): information only.
    pub cv_sample: Option<f64>,
}

/// One section.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct SectionResult {
    /// Its index among the sections given.
    pub index: u32,
    /// Its school, as given.
    pub school: String,
    /// Its stage.
    pub stage: Stage,
    /// Its pupils (人).
    pub pupils: u32,
    /// 综合评估达标 of the section: at least six of seven at the threshold, the other at 85 %.
    pub comprehensive: Verdict,
    /// The seven, L1 to L7.
    pub indicators: Vec<SectionIndicator>,
}

/// One indicator of one section.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct SectionIndicator {
    /// Which indicator.
    pub id: Indicator,
    /// Per pupil, or per 100 pupils; `null` when the amount is missing.
    pub value: Option<f64>,
    /// What must be reached.
    pub threshold: f64,
    /// 85 % of it.
    pub floor: f64,
    /// Its status, decided exactly.
    pub status: Status,
    /// The section's share of the squared coefficient of variation; they sum to 1. `null` where there is no coefficient
    /// or it is zero.
    pub cv_share: Option<f64>,
    /// What is short.
    pub shortfall: Shortfall,
}

/// 缺口: what a section lacks, in natural units; 0 when reached, `null` when undetermined. People and rooms are rounded up
/// to whole ones, ㎡ and 元 up to 0.01.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct Shortfall {
    /// To the threshold.
    pub to_threshold: Option<f64>,
    /// To the floor.
    pub to_floor: Option<f64>,
    /// The unit.
    pub unit: Unit,
}

/// Parts of the standard.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum Part {
    /// 资源配置.
    Resources,
}

/// One part of the standard.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct PartResult {
    /// Which part.
    pub id: Part,
    /// Findings met.
    pub met: u32,
    /// Findings.
    pub of: u32,
    /// Its verdict.
    pub verdict: Verdict,
}

/// What a finding is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum Rule {
    /// Every section of the stage passes 综合评估.
    Comprehensive,
    /// The coefficient of an indicator is within its limit.
    Dispersion,
}

/// A rule of the county level, and how it stands.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct Finding {
    /// Stable identifier, such as `dispersion/primary/sports_area`.
    pub id: String,
    /// Which kind of rule.
    pub rule: Rule,
    /// The part it belongs to.
    pub part: Part,
    /// The stage it speaks of.
    pub stage: Stage,
    /// The indicator it speaks of, or `null`.
    pub indicator: Option<Indicator>,
    /// Where the rule comes from.
    pub clause: Clause,
    /// Its verdict.
    pub status: Verdict,
    /// What was observed: a coefficient, or the share of sections that pass (0 to 1).
    pub observed: Option<f64>,
    /// What it is held against.
    pub limit: f64,
    /// Unit of both: empty for a coefficient, `%` is never used (shares are from 0 to 1).
    pub unit: String,
    /// How it came about, when `options.trace` asks for it; otherwise empty.
    pub trace: Vec<Step>,
}

/// Version of the JavaScript contract.
pub const CONTRACT: u32 = 1;

/// Evaluates `sections` against `standard`.
pub fn evaluate(standard: &Standard, sections: &[Section], options: &Options) -> Evaluation {
    let mut excluded = Vec::new();
    let mut issues = Vec::new();
    let mut evaluated: Vec<(u32, &Section)> = Vec::with_capacity(sections.len());
    for (index, section) in (0u32..).zip(sections) {
        match exclusion(standard, section) {
            Some((code, reason)) => excluded.push(Excluded {
                index: Some(index),
                school: section.school.clone(),
                code,
                reason,
                location: section.location.clone(),
            }),
            None => evaluated.push((index, section)),
        }
    }

    let mut results: Vec<SectionResult> =
        evaluated.iter().map(|(index, section)| section_result(standard, *index, section)).collect();
    for (result, (_, section)) in results.iter().zip(&evaluated) {
        rounding_issues(result, section, &mut issues);
    }

    let mut stages = Vec::new();
    let mut findings = Vec::new();
    for stage in Stage::ALL {
        let members: Vec<usize> =
            (0..evaluated.len()).filter(|&i| evaluated.get(i).is_some_and(|(_, s)| s.stage == stage)).collect();
        if members.is_empty() {
            continue;
        }
        let of = count(members.len());
        let of_stage = |results: &[SectionResult], verdict: &dyn Fn(&SectionResult) -> Verdict| {
            tally(members.iter().filter_map(|&i| results.get(i)).map(verdict))
        };
        let comprehensive = of_stage(&results, &|result| result.comprehensive);
        let pupils = members.iter().filter_map(|&i| evaluated.get(i)).map(|(_, section)| section.pupils).sum();
        let limit = standard.dispersion.limit.get(stage);

        let mut indicators = Vec::with_capacity(Indicator::ALL.len());
        for indicator in Indicator::ALL {
            let counts =
                of_stage(&results, &|result| match result.indicators.get(indicator.index()).map(|one| one.status) {
                    Some(Status::Met) => Verdict::Met,
                    Some(Status::WithinFloor | Status::BelowFloor) => Verdict::NotMet,
                    _ => Verdict::Undetermined,
                });
            if counts.undetermined == counts.of {
                issues.push(no_data(stage, indicator));
            }
            let observations: Option<Vec<Observation>> = members
                .iter()
                .filter_map(|&i| evaluated.get(i))
                .map(|(_, section)| {
                    section.amount(indicator).map(|amount| Observation::new(amount.exact(), section.pupils))
                })
                .collect();
            let dispersion = observations
                .as_deref()
                .filter(|_| options.scope == Scope::County)
                .map(|observations| statistics::dispersion(observations, limit));
            if let Some(shares) = dispersion.as_ref().and_then(|found| found.shares.as_deref()) {
                for (&i, share) in members.iter().zip(shares) {
                    if let Some(one) =
                        results.get_mut(i).and_then(|result| result.indicators.get_mut(indicator.index()))
                    {
                        one.cv_share = Some(*share);
                    }
                }
            }
            let per = f64::from(indicator.per());
            indicators.push(StageIndicator {
                id: indicator,
                met: counts.met,
                of: counts.of,
                undetermined: counts.undetermined,
                mean: dispersion
                    .as_ref()
                    .map(|found| found.mean * per)
                    .or_else(|| observations.as_deref().map(|observations| statistics::mean(observations) * per)),
                cv: dispersion.as_ref().and_then(|found| found.cv),
                cv_limit: limit.to_f64(),
                cv_within: dispersion.as_ref().map(|found| found.within),
                cv_unweighted: dispersion.as_ref().and_then(|found| found.unweighted),
                cv_sample: dispersion.as_ref().and_then(|found| found.sample),
            });
        }

        let every_section = if comprehensive.met == comprehensive.of {
            Verdict::Met
        } else if comprehensive.met + comprehensive.undetermined < comprehensive.of {
            Verdict::NotMet
        } else {
            Verdict::Undetermined
        };
        let mut verdict = Verdict::Undetermined;
        if options.scope == Scope::County {
            let here = county_findings(standard, stage, comprehensive, every_section, &indicators);
            verdict = Verdict::all(here.iter().map(|finding| finding.status));
            findings.extend(here);
            coefficient_rounding_issues(stage, &indicators, limit, &mut issues);
        }
        stages.push(StageResult { stage, sections: of, pupils, comprehensive, verdict, indicators });
    }

    if options.trace {
        let members: Vec<&Section> = evaluated.iter().map(|(_, section)| *section).collect();
        for finding in &mut findings {
            finding.trace = trace::of_finding(standard, finding, &members, &results);
        }
    }
    let resources = Verdict::all(findings.iter().map(|finding| finding.status));
    let county = options.scope == Scope::County;
    Evaluation {
        meta: Meta {
            contract: CONTRACT,
            engine: env!("CARGO_PKG_VERSION").to_owned(),
            standard: StandardRef {
                id: standard.id.clone(),
                version: standard.version.clone(),
                sha256: standard.sha256.clone(),
            },
            scope: options.scope,
            as_of: options.as_of.clone(),
        },
        parts: if county {
            vec![PartResult {
                id: Part::Resources,
                met: count(findings.iter().filter(|finding| finding.status == Verdict::Met).count()),
                of: count(findings.len()),
                verdict: if findings.is_empty() { Verdict::Undetermined } else { resources },
            }]
        } else {
            Vec::new()
        },
        verdict: county.then_some(match resources {
            Verdict::NotMet => Verdict::NotMet,
            // The other parts of the standard are not known here.
            Verdict::Met | Verdict::Undetermined => Verdict::Undetermined,
        }),
        stages,
        sections: results,
        findings,
        issues,
        excluded,
    }
}

/// Says that nobody has given an indicator: a column is missing, or was read as something else.
fn no_data(stage: Stage, indicator: Indicator) -> Issue {
    let (stage, name) = (stage.title(), indicator.short());
    Issue::new(
        "no_data",
        Severity::Experience,
        Text::new(
            format!("{}“{}”没有任何一所学校的数据，无法判定", stage.zh, name.zh),
            format!("{}, {}: no school has a number, so it cannot be judged", stage.en, name.en),
        ),
        Text::new("补上这一列，或看看它是否被认作别的列", "add the column, or see whether it was read as another one"),
    )
}

fn tally(verdicts: impl Iterator<Item = Verdict>) -> Tally {
    verdicts.fold(Tally::default(), |mut tally, verdict| {
        tally.of += 1;
        match verdict {
            Verdict::Met => tally.met += 1,
            Verdict::Undetermined => tally.undetermined += 1,
            Verdict::NotMet => {}
        }
        tally
    })
}

/// Why a section is not evaluated, or `None`.
fn exclusion(standard: &Standard, section: &Section) -> Option<(String, Text)> {
    if section.pupils == 0 {
        return Some((
            "no_pupils".into(),
            Text::new("在校生数为0，没有可评估的学生", "there are no pupils in this section"),
        ));
    }
    if section.kind == Some(Kind::Senior) {
        return Some((
            "not_compulsory".into(),
            Text::new("高级中学不属于义务教育学段", "senior secondary schools are not compulsory education"),
        ));
    }
    let rule = standard.exclusions.iter().find(|rule| {
        section.kind.is_some_and(|kind| rule.kinds.contains(&kind))
            && rule.pupils_below.is_none_or(|limit| section.pupils < limit)
    })?;
    let cited = standard.cite(&rule.clause);
    let pupils = section.pupils;
    Some((
        rule.id.clone(),
        Text::new(
            format!("{}（{pupils}人；依据：{cited}）", rule.reason.zh),
            format!("{} ({pupils} pupils; {cited})", rule.reason.en),
        ),
    ))
}

fn section_result(standard: &Standard, index: u32, section: &Section) -> SectionResult {
    let indicators: Vec<SectionIndicator> = standard
        .resources
        .iter()
        .map(|rule| {
            let (threshold, floor) = (rule.threshold.get(section.stage), rule.floor_value(section.stage));
            let unit = rule.id.unit();
            let amount = section.amount(rule.id);
            let status =
                amount.map_or(Status::Undetermined, |amount| status(rule.id, amount, section.pupils, threshold, floor));
            let short = |level| amount.map(|amount| shortfall(rule.id, amount, section.pupils, level).to_f64());
            SectionIndicator {
                id: rule.id,
                value: amount.map(|amount| nearest(rule.id, amount, section.pupils)),
                threshold: threshold.to_f64(),
                floor: floor.to_f64(),
                status,
                cv_share: None,
                shortfall: match status {
                    Status::Met => Shortfall { to_threshold: Some(0.0), to_floor: Some(0.0), unit },
                    Status::WithinFloor => Shortfall { to_threshold: short(threshold), to_floor: Some(0.0), unit },
                    Status::BelowFloor => Shortfall { to_threshold: short(threshold), to_floor: short(floor), unit },
                    Status::Undetermined => Shortfall { to_threshold: None, to_floor: None, unit },
                },
            }
        })
        .collect();
    let statuses = indicators.iter().map(|one| one.status);
    SectionResult {
        index,
        school: section.school.clone(),
        stage: section.stage,
        pupils: section.pupils,
        comprehensive: comprehensive(statuses, usize::from(standard.comprehensive.at_least)),
        indicators,
    }
}

/// At least `at_least` met and the others within their floor. Not met as soon as one is below its floor or too many
/// are below their threshold, whatever is missing.
fn comprehensive(statuses: impl Iterator<Item = Status>, at_least: usize) -> Verdict {
    let (mut met, mut within, mut below, mut missing) = (0usize, 0usize, 0usize, 0usize);
    for status in statuses {
        match status {
            Status::Met => met += 1,
            Status::WithinFloor => within += 1,
            Status::BelowFloor => below += 1,
            Status::Undetermined => missing += 1,
        }
    }
    let allowed = (met + within + below + missing).saturating_sub(at_least);
    if below > 0 || within > allowed {
        Verdict::NotMet
    } else if missing == 0 {
        Verdict::Met
    } else {
        Verdict::Undetermined
    }
}

/// The exact value of an indicator: amount ÷ pupils, × 100 for 每百名.
pub fn value(indicator: Indicator, amount: &Amount, pupils: u32) -> Fraction {
    amount.exact().times(&Fraction::integer(indicator.per())).over(u64::from(pupils.max(1)))
}

/// The double nearest to [`value`]: one division where both sides are whole numbers that doubles hold, which is nearly
/// always, otherwise by way of the fraction.
fn nearest(indicator: Indicator, amount: &Amount, pupils: u32) -> f64 {
    let (mantissa, scale) = amount.total.parts();
    let (part, whole) = amount.share.as_ref().map_or((1, 1), |share| (share.numerator, share.denominator.max(1)));
    let small = |product: Option<u128>| product.and_then(|n| u64::try_from(n).ok()).filter(|n| *n < 1 << 53);
    let numerator = small(mantissa.checked_mul(u128::from(part)).and_then(|n| n.checked_mul(indicator.per().into())));
    let denominator =
        small(10u128.checked_pow(scale).and_then(|n| n.checked_mul(whole.into())?.checked_mul(pupils.max(1).into())));
    match (numerator, denominator) {
        #[expect(clippy::cast_precision_loss, reason = "both below 2^53: one division, one rounding")]
        (Some(numerator), Some(denominator)) => numerator as f64 / denominator as f64,
        _ => value(indicator, amount, pupils).to_f64(),
    }
}

/// How far from a limit, relatively, a double may be trusted: far above the error of the few operations behind it.
const CLEAR: f64 = 1e-12;

/// The status of an indicator, exactly.
pub fn status(indicator: Indicator, amount: &Amount, pupils: u32, threshold: Decimal, floor: Decimal) -> Status {
    let approximate = nearest(indicator, amount, pupils);
    let reaches = |level: Decimal| {
        let limit = level.to_f64();
        if (approximate - limit).abs() > limit * CLEAR {
            approximate > limit
        } else {
            value(indicator, amount, pupils) >= level.fraction()
        }
    };
    if reaches(threshold) {
        Status::Met
    } else if reaches(floor) {
        Status::WithinFloor
    } else {
        Status::BelowFloor
    }
}

/// What is missing to `level`, in the natural unit, rounded up.
pub fn shortfall(indicator: Indicator, amount: &Amount, pupils: u32, level: Decimal) -> Decimal {
    let needed = level
        .fraction()
        .times(&Fraction::integer(pupils))
        .times(&Fraction::new(BigInt::from(1), BigInt::from(indicator.per())));
    needed.minus(&amount.exact()).ceil(indicator.unit().shortfall_decimals())
}

fn county_findings(
    standard: &Standard,
    stage: Stage,
    comprehensive: Tally,
    every_section: Verdict,
    indicators: &[StageIndicator],
) -> Vec<Finding> {
    let stage_id = match stage {
        Stage::Primary => "primary",
        Stage::Junior => "junior",
    };
    let mut findings = vec![Finding {
        id: format!("{}/{stage_id}", standard.comprehensive.id),
        rule: Rule::Comprehensive,
        part: Part::Resources,
        stage,
        indicator: None,
        clause: standard.comprehensive.clause.clone(),
        status: every_section,
        observed: (comprehensive.undetermined == 0)
            .then(|| f64::from(comprehensive.met) / f64::from(comprehensive.of.max(1))),
        limit: 1.0,
        unit: String::new(),
        trace: Vec::new(),
    }];
    findings.extend(indicators.iter().map(|indicator| Finding {
        id: format!("{}/{stage_id}/{}", standard.dispersion.id, indicator.id.id()),
        rule: Rule::Dispersion,
        part: Part::Resources,
        stage,
        indicator: Some(indicator.id),
        clause: standard.dispersion.clause.clone(),
        status: match indicator.cv_within {
            Some(true) => Verdict::Met,
            Some(false) => Verdict::NotMet,
            None => Verdict::Undetermined,
        },
        observed: indicator.cv,
        limit: indicator.cv_limit,
        unit: String::new(),
        trace: Vec::new(),
    }));
    findings
}

/// Says where the value as displayed would give another status than the exact one.
fn rounding_issues(result: &SectionResult, section: &Section, issues: &mut Vec<Issue>) {
    for one in &result.indicators {
        let Some(value) = one.value else { continue };
        let shown = rounded(value, one.id.decimals());
        let shown_value: f64 = shown.parse().unwrap_or(value);
        for (limit, name_zh, name_en) in
            [(one.threshold, "达标值", "the threshold"), (one.floor, "85%底线", "the 85 % floor")]
        {
            if value < limit && shown_value >= limit {
                issues.push(
                    Issue::new(
                        "rounding_flip",
                        Severity::Note,
                        Text::new(
                            format!(
                                "“{}”{}显示为{shown}，但未四舍五入前低于{name_zh}，按未达到处理",
                                section.school,
                                one.id.short().zh
                            ),
                            format!(
                                "`{}`, {}: shown as {shown}, but below {name_en} before rounding, and judged so",
                                section.school,
                                one.id.short().en
                            ),
                        ),
                        Text::new(
                            "判定按精确值，四舍五入只用于显示",
                            "verdicts use exact values; rounding is for display only",
                        ),
                    )
                    .at(section
                        .location
                        .clone()
                        .unwrap_or_else(|| Location::path(format!("sections[{}]", result.index))))
                    .of(&section.school),
                );
            }
        }
    }
}

/// Says where the coefficient as displayed (3 decimals) would give another verdict than the exact one.
fn coefficient_rounding_issues(stage: Stage, indicators: &[StageIndicator], limit: Decimal, issues: &mut Vec<Issue>) {
    let limit_value = limit.to_f64();
    for one in indicators {
        let Some(cv) = one.cv else { continue };
        let shown = rounded(cv, 3);
        if one.cv_within == Some(false) && shown.parse::<f64>().is_ok_and(|shown| shown <= limit_value) {
            issues.push(Issue::new(
                "rounding_flip",
                Severity::Note,
                Text::new(
                    format!(
                        "{}“{}”差异系数显示为{shown}，未四舍五入前大于{limit}，按未达标处理",
                        stage.title().zh,
                        one.id.short().zh
                    ),
                    format!(
                        "{}, {}: the coefficient shows as {shown} but is above {limit} before rounding, and judged so",
                        stage.title().en,
                        one.id.short().en
                    ),
                ),
                Text::new(
                    "判定按精确值，四舍五入只用于显示",
                    "verdicts use exact values; rounding is for display only",
                ),
            ));
        }
    }
}

fn count(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests;
