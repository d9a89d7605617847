//! Records × Standard → [`Evaluation`]: compliance of every section, dispersion between schools, findings and verdict.
//!
//! Verdicts are exact. A double decides only where it is farther from the limit than its proven error; everything
//! nearer is decided by integers.

use crate::diagnostic::Text;
use crate::order;
use crate::quantity::{Decimal, Fraction};
use crate::records::{Amount, Day, Excluded, Indicator, Kind, Records, Section, Stage};
use crate::standard::{Level, Part, ResourceRule, Rule, Standard};
use crate::statistics::{self, Observation};
use num_bigint::BigInt;
use schools::{SchoolView, Schools};
use std::borrow::Cow;

pub mod columns;
mod doubts;
mod evaluation;
mod recognition;
mod relaxation;
mod rules;
mod schools;
pub mod trace;

pub use doubts::above_all;
pub use evaluation::{
    CONTRACT, Evaluation, Finding, GroupResult, Member, Meta, Missing, Options, PartResult, Recognition, Sample, Scope,
    ScoreVariance, SectionIndicator, SectionResult, Shortfall, StageIndicator, StageResult, StandardRef, Status, Tally,
    Verdict,
};
pub use rules::formula;
pub use trace::{Explanation, Step, explain_dispersion, explain_rule, explain_section};

/// Evaluates what is known of a county (or one school) against `standard`.
pub fn evaluate(standard: &Standard, records: &Records, options: &Options) -> Evaluation {
    let day = options.as_of.as_deref().and_then(|text| text.parse::<Day>().ok());
    let schools = Schools::new(standard, records);
    let mut issues = schools.issues.clone();
    issues.extend(doubts::several_counties(records));
    issues.extend(doubts::totals_that_differ(standard, &schools));
    let sections = relaxation::relaxed(standard, records, &schools, day, &mut issues);
    let mut excluded = Vec::new();
    let mut evaluated: Vec<(u32, &Section)> = Vec::with_capacity(sections.len());
    for (index, (section, school)) in (0u32..).zip(sections.iter().zip(&schools.of_section)) {
        let section: &Section = section;
        match schools.list.get(*school).and_then(|view| exclusion(standard, section, view)) {
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
        evaluated.iter().map(|(index, section)| section_result(standard, *index, section, options.trace)).collect();
    for (result, (_, section)) in results.iter().zip(&evaluated) {
        doubts::rounding(result, section, &mut issues);
    }
    let county = options.scope == Scope::County;
    let mut stages = Vec::new();
    let mut findings = Vec::new();
    for stage in Stage::ALL {
        let members: Vec<usize> =
            (0..evaluated.len()).filter(|&i| evaluated.get(i).is_some_and(|(_, s)| s.stage == stage)).collect();
        let unread = records.unread(stage);
        let surely = unread.iter().any(|school| school.unread == [stage]);
        let unread: Vec<String> = unread.into_iter().map(|school| school.name.clone()).collect();
        if members.is_empty() {
            if county && surely {
                let nothing = StageResult::unknown(stage, count(unread.len()));
                findings.extend(resource_findings(standard, &nothing, &[], &unread));
            }
            continue;
        }
        let mut result = stage_result(standard, stage, &members, &evaluated, &mut results, county);
        if !unread.is_empty() {
            result.unread = count(unread.len());
            for one in &mut result.indicators {
                one.cv_within = None;
            }
        }
        for one in result.indicators.iter().filter(|one| one.undetermined == one.of) {
            issues.push(doubts::no_data(stage, one.id));
        }
        if county {
            let here: Vec<&Section> = members.iter().filter_map(|&i| evaluated.get(i)).map(|(_, one)| *one).collect();
            let found = resource_findings(standard, &result, &here, &unread);
            result.verdict = Verdict::all(found.iter().map(|finding| finding.status));
            findings.extend(found);
            doubts::coefficient_rounding(stage, &result.indicators, &mut issues);
        }
        stages.push(result);
    }

    let members: Vec<&Section> = evaluated.iter().map(|(_, section)| *section).collect();
    if options.trace {
        for finding in &mut findings {
            finding.trace = trace::of_finding(standard, finding, &members, &results);
        }
    }
    let recognition = recognition::recognition(standard, records, &schools, &mut issues);
    let context = rules::Context {
        standard,
        schools: &schools,
        recognition: recognition.as_ref(),
        survey: &records.survey,
        day,
        trace: options.trace,
    };
    if day.is_none() {
        let dated = standard.rules.iter().filter(|rule| rule.from.is_some() || rule.until.is_some());
        issues.extend(dated.map(|rule| doubts::undated(&rule.title)));
    }
    let asked = standard.rules.iter().filter(|rule| is_asked(rule, options.scope));
    findings.extend(asked.filter_map(|rule| rules::finding(&context, rule, &mut issues)));
    // In the order of the parts; within one, as the standard has them.
    order::sort_by_key(&mut findings, |finding| finding.part);

    let parts = if county { part_results(&findings) } else { Vec::new() };
    let deciding = parts.iter().filter(|part| part.id != Part::Local);
    Evaluation {
        meta: Meta {
            contract: CONTRACT,
            engine: env!("CARGO_PKG_VERSION").to_owned(),
            standard: StandardRef {
                id: standard.id.clone(),
                version: standard.version.clone(),
                sha256: standard.sha256.clone(),
            },
            county: None,
            scope: options.scope,
            as_of: options.as_of.clone(),
        },
        verdict: county.then(|| Verdict::all(deciding.map(|part| part.verdict))),
        parts,
        stages,
        sections: results,
        findings,
        recognition,
        score_variance: recognition::score_variance(records),
        issues,
        excluded,
    }
}

/// Whether a rule is asked at all: of one school alone, only what is asked of schools and classes.
fn is_asked(rule: &Rule, scope: Scope) -> bool {
    scope == Scope::County || matches!(rule.level, Level::School | Level::Class)
}

/// How one rule beside the resource indicators stands, with its trace; nothing else is evaluated.
fn finding_of(standard: &Standard, records: &Records, options: &Options, rule: &Rule) -> Option<Finding> {
    let schools = Schools::new(standard, records);
    // What is doubtful was said when all was evaluated.
    let mut issues = Vec::new();
    let recognition = recognition::recognition(standard, records, &schools, &mut issues);
    let context = rules::Context {
        standard,
        schools: &schools,
        recognition: recognition.as_ref(),
        survey: &records.survey,
        day: options.as_of.as_deref().and_then(|text| text.parse::<Day>().ok()),
        trace: true,
    };
    if !is_asked(rule, options.scope) {
        return None;
    }
    rules::finding(&context, rule, &mut issues)
}

/// The sections of a county as they are evaluated: with what relaxations let them count, without those excluded. What a
/// page needs to explain a number.
pub fn evaluated_sections<'a>(
    standard: &Standard,
    records: &'a Records,
    as_of: Option<&str>,
) -> Vec<(usize, Cow<'a, Section>)> {
    let schools = Schools::new(standard, records);
    let day = as_of.and_then(|text| text.parse::<Day>().ok());
    relaxation::relaxed(standard, records, &schools, day, &mut Vec::new())
        .into_iter()
        .zip(&schools.of_section)
        .enumerate()
        .filter(|(_, (section, school))| {
            schools.list.get(**school).and_then(|view| exclusion(standard, section, view)).is_none()
        })
        .map(|(index, (section, _))| (index, section))
        .collect()
}

/// What would bring a coefficient down to its limit with the fewest units.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Evening {
    /// The stage.
    pub stage: Stage,
    /// The indicator whose coefficient is above its limit.
    pub indicator: Indicator,
    /// Places in [`Evaluation::sections`] with the whole units (人, ㎡, 元, 间) each is given, those given most first.
    pub given: Vec<(usize, u64)>,
}

/// What the sections of a stage would have to be given of an indicator, at least, so that its coefficient comes down to
/// its limit. Pupils stay, and nothing is taken from anybody: one remedy, and no plan. Coefficients that are within, not
/// known or not judged have none, nor those for which whole units are too coarse.
pub fn evenings(standard: &Standard, records: &Records, evaluation: &Evaluation) -> Vec<Evening> {
    let above = |one: &&StageIndicator| one.cv_within == Some(false);
    let Some(limits) = standard.dispersion.limit else { return Vec::new() };
    if !evaluation.stages.iter().flat_map(|stage| &stage.indicators).any(|one| above(&one)) {
        return Vec::new();
    }
    let sections = evaluated_sections(standard, records, evaluation.meta.as_of.as_deref());
    let of_stage = |found: &StageResult| {
        let (stage, limit) = (found.stage, limits.get(found.stage));
        let results = evaluation.sections.iter().enumerate().filter(|(_, result)| result.stage == stage);
        let members: Vec<(usize, &Section)> = results
            .filter_map(|(at, result)| {
                let place = sections.binary_search_by_key(&(result.index as usize), |(index, _)| *index).ok()?;
                Some((at, &*sections.get(place)?.1))
            })
            .collect();
        let evened = |indicator: Indicator| {
            let observations: Option<Vec<Observation>> = members
                .iter()
                .map(|(_, section)| Some(Observation::new(section.amount(indicator)?.exact(), section.pupils)))
                .collect();
            let units = statistics::fewest_additions(&observations?, limit)?;
            let mut given: Vec<(usize, u64)> = members
                .iter()
                .zip(units)
                .map(|((at, _), units)| (*at, units))
                .filter(|(_, units)| *units > 0)
                .collect();
            order::sort_by_key(&mut given, |(_, units)| std::cmp::Reverse(*units));
            Some(Evening { stage, indicator, given })
        };
        found.indicators.iter().filter(above).filter_map(|one| evened(one.id)).collect::<Vec<_>>()
    };
    evaluation.stages.iter().flat_map(of_stage).collect()
}

/// The parts in their order; what the standard does not ask about is not listed, resources always are.
fn part_results(findings: &[Finding]) -> Vec<PartResult> {
    Part::ALL
        .into_iter()
        .filter_map(|part| {
            let (met, of, undetermined, verdict) = rules::items(findings, part);
            let asked = of > 0 || part == Part::Resources;
            asked.then(|| PartResult {
                id: part,
                title: part.title(),
                met,
                of,
                undetermined,
                // Without a single section nothing is known of the resources.
                verdict: if of == 0 { Verdict::Undetermined } else { verdict },
            })
        })
        .collect()
}

/// One stage: how many sections pass, and each indicator over them. Shares of the coefficients go to the sections.
fn stage_result(
    standard: &Standard,
    stage: Stage,
    members: &[usize],
    evaluated: &[(u32, &Section)],
    results: &mut [SectionResult],
    county: bool,
) -> StageResult {
    let of_stage = |results: &[SectionResult], verdict: &dyn Fn(&SectionResult) -> Verdict| {
        tally(members.iter().filter_map(|&i| results.get(i)).map(verdict))
    };
    let comprehensive = of_stage(results, &|result| result.comprehensive);
    let sections = || members.iter().filter_map(|&i| evaluated.get(i)).map(|(_, section)| *section);
    let limit = standard.dispersion.limit.map(|limit| limit.get(stage));
    let mut indicators = Vec::with_capacity(standard.resources.len());
    for (place, rule) in standard.resources.iter().enumerate() {
        let counts = of_stage(results, &|result| match result.indicators.get(place).map(|one| one.status) {
            Some(Status::Met) => Verdict::Met,
            Some(Status::WithinFloor | Status::BelowFloor) => Verdict::NotMet,
            Some(Status::NotJudged) => Verdict::NotJudged,
            _ => Verdict::Undetermined,
        });
        let observations: Option<Vec<Observation>> = sections()
            .map(|section| section.amount(rule.id).map(|amount| Observation::new(amount.exact(), section.pupils)))
            .collect();
        let dispersion =
            observations.as_deref().filter(|_| county).map(|observations| statistics::dispersion(observations, limit));
        if let Some(shares) = dispersion.as_ref().and_then(|found| found.shares.as_deref()) {
            for (&i, share) in members.iter().zip(shares) {
                if let Some(one) = results.get_mut(i).and_then(|result| result.indicators.get_mut(place)) {
                    one.cv_share = Some(*share);
                }
            }
        }
        let per = f64::from(rule.per);
        indicators.push(StageIndicator {
            id: rule.id,
            met: counts.met,
            of: counts.of,
            undetermined: counts.undetermined,
            mean: dispersion
                .as_ref()
                .map(|found| found.mean * per)
                .or_else(|| observations.as_deref().map(|observations| statistics::mean(observations) * per)),
            cv: dispersion.as_ref().and_then(|found| found.cv),
            cv_limit: limit.map(Decimal::to_f64),
            cv_within: dispersion.as_ref().and_then(|found| found.within),
            cv_unweighted: dispersion.as_ref().and_then(|found| found.unweighted),
            cv_sample: dispersion.as_ref().and_then(|found| found.sample),
        });
    }
    StageResult {
        stage,
        sections: count(members.len()),
        pupils: sections().fold(0, |sum, section| section.pupils.saturating_add(sum)),
        unread: 0,
        comprehensive,
        verdict: Verdict::Undetermined,
        indicators,
    }
}

/// How many are met and how many undetermined, of all.
pub fn tally(verdicts: impl Iterator<Item = Verdict>) -> Tally {
    verdicts.fold(Tally::default(), |mut tally, verdict| {
        tally.of += 1;
        match verdict {
            Verdict::Met => tally.met += 1,
            Verdict::Undetermined => tally.undetermined += 1,
            Verdict::NotMet | Verdict::NotJudged => {}
        }
        tally
    })
}

/// Why a section is not evaluated, or `None`.
fn exclusion(standard: &Standard, section: &Section, view: &SchoolView<'_>) -> Option<(String, Text)> {
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
    // Of a school whose kind nobody stated, none is assumed here: it would leave the evaluation unseen.
    let rule = standard.exclusions.iter().find(|rule| {
        (rule.when.kinds.is_empty() || view.stated_kind().is_some()) && view.satisfies(&rule.when) == Some(true)
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

fn section_result(standard: &Standard, index: u32, section: &Section, trace: bool) -> SectionResult {
    let indicators: Vec<SectionIndicator> =
        standard.resources.iter().map(|rule| section_indicator(standard, rule, section, trace)).collect();
    let statuses = indicators.iter().map(|one| one.status);
    SectionResult {
        index,
        school: section.school.clone(),
        stage: section.stage,
        pupils: section.pupils,
        comprehensive: standard
            .comprehensive
            .as_ref()
            .map_or(Verdict::NotJudged, |rule| comprehensive(statuses, usize::from(rule.at_least))),
        indicators,
    }
}

fn section_indicator(standard: &Standard, rule: &ResourceRule, section: &Section, trace: bool) -> SectionIndicator {
    let levels = rule.levels(section.stage);
    let unit = rule.id.unit();
    let amount = section.amount(rule.id);
    let status = match (levels, amount) {
        (None, Some(_)) => Status::NotJudged,
        (_, None) => Status::Undetermined,
        (Some((threshold, floor)), Some(amount)) => status(rule.per, amount, section.pupils, threshold, floor),
    };
    let short = |level| amount.map(|amount| shortfall(rule, amount, section.pupils, level).to_f64());
    let lacks = |short: &dyn Fn(Decimal) -> Option<f64>| match (status, levels) {
        (Status::Met, _) => (Some(0.0), Some(0.0)),
        (Status::WithinFloor, Some((threshold, _))) => (short(threshold), Some(0.0)),
        (Status::BelowFloor, Some((threshold, floor))) => (short(threshold), short(floor)),
        _ => (None, None),
    };
    let (to_threshold, to_floor) = lacks(&short);
    let shared = amount.filter(|amount| amount.share.is_some());
    let (school_to_threshold, school_to_floor) = shared.map_or((None, None), |amount| {
        lacks(&|level| Some(shortfall_of_school(rule, amount, section.pupils, level).to_f64()))
    });
    SectionIndicator {
        id: rule.id,
        value: amount.map(|amount| nearest(rule.per, amount, section.pupils)),
        threshold: levels.map(|(threshold, _)| threshold.to_f64()),
        floor: levels.map(|(_, floor)| floor.to_f64()),
        status,
        cv_share: None,
        shortfall: Shortfall { to_threshold, to_floor, school_to_threshold, school_to_floor, unit },
        trace: if trace {
            explain_section(standard, section, rule.id).map_or_else(Vec::new, |explanation| explanation.steps)
        } else {
            Vec::new()
        },
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
            // Where the standard asks nothing, nothing can fail.
            Status::NotJudged => {}
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

/// The exact value of an indicator: amount ÷ pupils × `per`.
pub fn value(per: u32, amount: &Amount, pupils: u32) -> Fraction {
    amount.exact().times(&Fraction::integer(per)).over(u64::from(pupils.max(1)))
}

/// The double nearest to [`value`]: one division where both sides are whole numbers that doubles hold, which is nearly
/// always, otherwise by way of the fraction.
fn nearest(per: u32, amount: &Amount, pupils: u32) -> f64 {
    let (mantissa, scale) = amount.total.parts();
    let (part, whole) = amount.share.as_ref().map_or((1, 1), |share| (share.numerator, share.denominator.max(1)));
    let small = |product: Option<u128>| product.and_then(|n| u64::try_from(n).ok()).filter(|n| *n < 1 << 53);
    let numerator = small(mantissa.checked_mul(u128::from(part)).and_then(|n| n.checked_mul(per.into())));
    let denominator =
        small(10u128.checked_pow(scale).and_then(|n| n.checked_mul(whole.into())?.checked_mul(pupils.max(1).into())));
    match (numerator, denominator) {
        #[expect(clippy::cast_precision_loss, reason = "both below 2^53: one division, one rounding")]
        (Some(numerator), Some(denominator)) => numerator as f64 / denominator as f64,
        _ => value(per, amount, pupils).to_f64(),
    }
}

/// How far from a limit, relatively, a double may be trusted: far above the error of the few operations behind it.
const CLEAR: f64 = 1e-12;

/// The status of an indicator, exactly.
pub fn status(per: u32, amount: &Amount, pupils: u32, threshold: Decimal, floor: Decimal) -> Status {
    let approximate = nearest(per, amount, pupils);
    let reaches = |level: Decimal| {
        let limit = level.to_f64();
        if (approximate - limit).abs() > limit * CLEAR {
            approximate > limit
        } else {
            value(per, amount, pupils) >= level.fraction()
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
pub fn shortfall(rule: &ResourceRule, amount: &Amount, pupils: u32, level: Decimal) -> Decimal {
    needed(rule, pupils, level).minus(&amount.exact()).ceil(rule.id.unit().shortfall_decimals())
}

/// What the whole school lacks for the section's part of it to reach `level`, in the natural unit, rounded up. Without a
/// share the section's part is all.
pub fn shortfall_of_school(rule: &ResourceRule, amount: &Amount, pupils: u32, level: Decimal) -> Decimal {
    let mut needed = needed(rule, pupils, level);
    if let Some(share) = &amount.share {
        let (part, whole) = (share.numerator.max(1), share.denominator.max(1));
        needed = needed.times(&Fraction::new(BigInt::from(whole), BigInt::from(part)));
    }
    needed.minus(&amount.total.fraction()).ceil(rule.id.unit().shortfall_decimals())
}

/// The amount that makes a section of so many pupils reach `level`, exactly.
fn needed(rule: &ResourceRule, pupils: u32, level: Decimal) -> Fraction {
    let each = level.fraction().times(&Fraction::new(BigInt::from(1), BigInt::from(rule.per)));
    each.times(&Fraction::integer(pupils))
}

/// Which sections lack the amounts of these indicators.
fn lacking(rules: &[&ResourceRule], sections: &[&Section]) -> Vec<Missing> {
    let lacks = |rule: &&ResourceRule| {
        let schools: Vec<String> =
            sections.iter().filter(|one| one.amount(rule.id).is_none()).map(|one| one.school.clone()).collect();
        let label = rule.title.clone();
        (!schools.is_empty()).then(|| Missing { key: rule.id.id().to_owned(), label, schools })
    };
    rules.iter().filter_map(lacks).collect()
}

/// The key under which a finding names the schools whose pupils could not be read.
const UNREAD_PUPILS: &str = "pupils";

/// The findings of the resource part for one stage: every section passes, every coefficient is within, their mean is.
/// While the pupils of a school are unread, none of them is known to be met, and of coefficients nothing is known.
fn resource_findings(
    standard: &Standard,
    stage: &StageResult,
    sections: &[&Section],
    unread: &[String],
) -> Vec<Finding> {
    let lacking = |rules: &[&ResourceRule]| {
        let mut missing = lacking(rules, sections);
        if !unread.is_empty() {
            let label = Text::new("在校生数", "pupils");
            missing.push(Missing { key: UNREAD_PUPILS.to_owned(), label, schools: unread.to_vec() });
        }
        missing
    };
    let name = match stage.stage {
        Stage::Primary => "primary",
        Stage::Junior => "junior",
    };
    let blank = |rule: &str, title: Text, clause: &crate::standard::Clause| Finding {
        id: format!("{rule}/{name}"),
        rule: rule.to_owned(),
        part: Part::Resources,
        item: None,
        level: Level::County,
        stage: Some(stage.stage),
        indicator: None,
        title: Text::new(
            format!("{}·{}", stage.stage.title().zh, title.zh),
            format!("{} · {}", stage.stage.title().en, title.en),
        ),
        clause: clause.clone(),
        status: Verdict::Undetermined,
        observed: None,
        comparison: None,
        limit: None,
        unit: String::new(),
        members: None,
        failing: Vec::new(),
        missing: Vec::new(),
        assumptions: Vec::new(),
        responsible: Vec::new(),
        trace: Vec::new(),
    };
    let all: Vec<&ResourceRule> = standard.resources.iter().collect();
    let mut findings = Vec::new();
    if let Some(rule) = &standard.comprehensive {
        let passed = stage.comprehensive;
        findings.push(Finding {
            level: Level::Section,
            status: if passed.met == passed.of && unread.is_empty() {
                Verdict::Met
            } else if passed.met + passed.undetermined < passed.of {
                Verdict::NotMet
            } else {
                Verdict::Undetermined
            },
            observed: (passed.undetermined == 0 && unread.is_empty())
                .then(|| f64::from(passed.met) / f64::from(passed.of.max(1))),
            comparison: Some(crate::standard::Comparison::AtLeast),
            limit: Some(1.0),
            members: Some(passed),
            missing: if passed.undetermined > 0 || !unread.is_empty() { lacking(&all) } else { Vec::new() },
            ..blank(&rule.id, rule.title.clone(), &rule.clause)
        });
    }
    let single = &standard.dispersion;
    for (indicator, rule) in stage.indicators.iter().zip(&standard.resources).filter(|_| single.limit.is_some()) {
        let title = Text::new(
            format!("{}·{}", rule.title.zh, single.title.zh),
            format!("{} · {}", rule.title.en, single.title.en),
        );
        findings.push(Finding {
            id: format!("{}/{name}/{}", single.id, indicator.id.id()),
            indicator: Some(indicator.id),
            status: Verdict::of(indicator.cv_within),
            observed: indicator.cv,
            comparison: Some(single.comparison),
            limit: indicator.cv_limit,
            missing: lacking(&[rule]),
            ..blank(&single.id, title, &single.clause)
        });
    }
    if let Some(rule) = &standard.composite {
        let limit = rule.limit.get(stage.stage);
        let squares: Option<Vec<Fraction>> =
            standard.resources.iter().map(|resource| trace::squared_coefficient(resource.id, sections)).collect();
        let missing = lacking(&all);
        // A total of zero is no balance, whatever the other coefficients are.
        let zero = missing.is_empty() && squares.is_none();
        let within = squares.as_deref().map(|squares| statistics::mean_of_roots_at_most(squares, limit));
        findings.push(Finding {
            status: Verdict::of(if zero { Some(false) } else { within.filter(|_| unread.is_empty()) }),
            missing,
            observed: squares.as_deref().map(statistics::mean_of_roots),
            comparison: Some(rule.comparison),
            limit: Some(limit.to_f64()),
            ..blank(&rule.id, rule.title.clone(), &rule.clause)
        });
    }
    findings
}

fn count(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod rule_tests;
#[cfg(test)]
mod tests;
