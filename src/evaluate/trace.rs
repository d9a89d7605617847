//! How a number came about: the clause, the formula in words, the numbers put in with their cells, and each exact step.
//! A trace is data: every step can be recomputed from its operands alone.

use super::{Finding, Options, SectionResult, UNREAD_PUPILS, Verdict, rules, shortfall, shortfall_of_school, value};
use crate::diagnostic::{Location, Text};
use crate::quantity::{Decimal, Fraction, grouped, rounded, rounded_below};
use crate::records::{Indicator, Records, Section, Stage};
use crate::standard::{Clause, Comparison, ResourceRule, Standard, unit_title};
use crate::statistics::{Observation, squared_cv};
use serde::{Deserialize, Serialize};

/// What stands for a value that is not known. A step with such an operand has it as its result, unless the other
/// operands decide.
pub const UNKNOWN: &str = "unknown";

/// What a step does with its operands, in their order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum Op {
    /// Operands added; one with a minus sign is taken away.
    Sum,
    /// Operands multiplied.
    Product,
    /// The first divided by the second.
    Quotient,
    /// The first divided by the second, rounded up to a whole number.
    Ceil,
    /// Full years from the first day to the second.
    Years,
    /// The first ≥ the second: `true` or `false`.
    AtLeast,
    /// The first ≤ the second: `true` or `false`.
    AtMost,
    /// The first > the second: `true` or `false`.
    Above,
    /// The first < the second: `true` or `false`.
    Below,
    /// The first is the second: `true` or `false`.
    Equals,
    /// `false` when an operand is `false`, else `unknown` when one is, else `true`.
    All,
    /// 综合评估达标 of a section. Operands: how many indicators must reach their threshold, then value, threshold and floor of
    /// each. `false` when a value is below its floor or too many are below their threshold, whatever is unknown.
    Comprehensive,
    /// ΣP·Σ(x²/P) ≤ (1 + limit²)·(Σx)²: `true` or `false`. Operands: ΣP, Σ(x²/P), Σx, limit. `false` when Σx is zero.
    WithinCoefficient,
    /// ΣP·Σ(x²/P) ÷ (Σx)² − 1, the square of a coefficient. Operands: ΣP, Σ(x²/P), Σx.
    SquaredCoefficient,
    /// The mean of the square roots of all operands but the last is at most the last: `true` or `false`.
    MeanOfRootsAtMost,
}

/// How a verdict is written as the result of a step.
pub(super) const fn traced(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Met => "true",
        Verdict::NotMet => "false",
        Verdict::Undetermined | Verdict::NotJudged => UNKNOWN,
    }
}

impl Op {
    /// The step that compares so.
    pub const fn compare(comparison: Comparison) -> Self {
        match comparison {
            Comparison::AtLeast => Self::AtLeast,
            Comparison::AtMost => Self::AtMost,
            Comparison::Above => Self::Above,
            Comparison::Below => Self::Below,
        }
    }
}

/// A number that goes into a step.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct Operand {
    /// What it is.
    #[cfg_attr(feature = "types", ts(as = "String"))]
    pub label: Text,
    /// Its exact value: an integer, a decimal, a fraction `n/d`, a day, `true`, `false`, `yes`, `no` or `unknown`.
    pub value: String,
    /// The cell it was read from, or `null`.
    #[serde(rename = "where")]
    pub location: Option<Location>,
}

/// One exact step.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct Step {
    /// What is done.
    pub op: Op,
    /// With what.
    pub operands: Vec<Operand>,
    /// The exact result: a number, or `true`, `false` or `unknown`.
    pub result: String,
    /// What the step is for, and the clause or assumption behind it.
    #[cfg_attr(feature = "types", ts(as = "String"))]
    pub source: Text,
}

/// A number explained.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Explanation {
    /// What is explained.
    pub title: Text,
    /// The rule's clause.
    pub clause: Clause,
    /// 文号 and article in one line.
    pub citation: String,
    /// The formula in words.
    pub formula: Text,
    /// The steps, from cells to verdict.
    pub steps: Vec<Step>,
    /// The verdict in a sentence.
    pub conclusion: Text,
}

fn operand(label: Text, value: impl Into<String>, location: Option<Location>) -> Operand {
    Operand { label, value: value.into(), location }
}

/// Explains the value and status of `indicator` in `section`. `None` when the standard has no such rule.
pub fn explain_section(standard: &Standard, section: &Section, indicator: Indicator) -> Option<Explanation> {
    let rule = standard.resource(indicator)?;
    let levels = rule.levels(section.stage);
    let unit = indicator.unit().title();
    let per = rule.per;
    let mut steps = Vec::new();
    let numerator = &rule.numerator;
    // A sum is divided as a whole.
    let zh = if numerator.zh.contains('＋') { format!("（{}）", numerator.zh) } else { numerator.zh.clone() };
    let en = if numerator.en.contains(" plus ") { format!("({})", numerator.en) } else { numerator.en.clone() };
    let formula = if per == 100 {
        Text::new(format!("{zh}÷在校生数×100"), format!("{en} ÷ pupils × 100"))
    } else {
        Text::new(format!("{zh}÷在校生数"), format!("{en} ÷ pupils"))
    };
    let cited = standard.cite(&rule.clause);
    let conclusion = if let Some(amount) = section.amount(indicator) {
        if !amount.terms.is_empty() {
            let operands = amount
                .terms
                .iter()
                .map(|term| {
                    let one = term.value.fraction().times(&term.factor.fraction()).reduced();
                    let label = if term.factor == Decimal::integer(1) {
                        Text::same(&*term.label)
                    } else {
                        Text::same(format!("{}（{}×{}）", term.label, term.value, term.factor))
                    };
                    operand(
                        label,
                        if term.subtracted && one != "0" { format!("-{one}") } else { one },
                        term.location.clone(),
                    )
                })
                .collect();
            steps.push(Step {
                op: Op::Sum,
                operands,
                result: amount.total.fraction().reduced(),
                source: Text::new(
                    format!("{}（{}）", rule.numerator.zh, unit.zh),
                    format!("{} ({})", rule.numerator.en, unit.en),
                ),
            });
        }
        if let Some(share) = amount.share.as_ref().filter(|share| share.formula.is_empty()) {
            // Made by merging or dividing schools: a fraction, and no share of a whole school.
            steps.push(Step {
                op: Op::Quotient,
                operands: vec![
                    operand(Text::new("合计", "total"), amount.total.fraction().reduced(), None),
                    operand(Text::new("分母", "denominator"), share.denominator.to_string(), None),
                ],
                result: amount.exact().reduced(),
                source: Text::new("模拟中精确相加或相减所得", "the exact result of what-if sums"),
            });
        } else if let Some(share) = &amount.share {
            let ratio = Fraction::new(share.numerator.into(), share.denominator.max(1).into()).reduced();
            steps.push(Step {
                op: Op::Product,
                operands: vec![
                    operand(Text::new("全校合计", "whole school"), amount.total.fraction().reduced(), None),
                    operand(Text::same(share.formula.clone()), ratio, None),
                ],
                result: amount.exact().reduced(),
                source: Text::new(
                    format!("按学生数加权拆分到本学段（{}）", standard.cite(&standard.split.clause)),
                    format!("split to this stage by weighted pupils ({})", standard.cite(&standard.split.clause)),
                ),
            });
        }
        let exact = value(per, amount, section.pupils);
        let mut total = amount.exact();
        if per != 1 {
            let scaled = total.times(&Fraction::integer(per));
            steps.push(Step {
                op: Op::Product,
                operands: vec![
                    operand(Text::new("本学段合计", "total of the section"), total.reduced(), None),
                    operand(Text::new("每百名", "per 100"), per.to_string(), None),
                ],
                result: scaled.reduced(),
                source: Text::new("换算为每百名学生", "per 100 pupils"),
            });
            total = scaled;
        }
        steps.push(Step {
            op: Op::Quotient,
            operands: vec![
                operand(Text::new("合计", "total"), total.reduced(), None),
                operand(Text::new("在校生数", "pupils"), section.pupils.to_string(), section.pupils_location.clone()),
            ],
            result: exact.reduced(),
            source: rule.title.clone(),
        });
        let shown = grouped(&rounded(exact.to_f64(), rule.decimals));
        match levels {
            None => Text::new(
                format!("{shown} {}，本标准不对单个学校判定，只看校际差异", rule.unit().zh),
                format!(
                    "{shown} {}; this standard does not judge single schools, only the spread between them",
                    rule.unit().en
                ),
            ),
            Some(levels) => judged(standard, rule, section, &exact, levels, &mut steps),
        }
    } else {
        Text::new("缺少数据，无法判定（空白不是0）", "the amount is missing: undetermined (blank is not zero)")
    };
    Some(Explanation {
        title: Text::new(
            format!("{}·{}·{}", section.school, section.stage.title().zh, rule.title.zh),
            format!("{} · {} · {}", section.school, section.stage.title().en, rule.title.en),
        ),
        clause: rule.clause.clone(),
        citation: cited,
        formula,
        steps,
        conclusion,
    })
}

/// The comparisons with threshold and floor, and the verdict in a sentence.
fn judged(
    standard: &Standard,
    rule: &ResourceRule,
    section: &Section,
    exact: &Fraction,
    (threshold, floor): (Decimal, Decimal),
    steps: &mut Vec<Step>,
) -> Text {
    let part = rule.floor.unwrap_or_else(|| Decimal::integer(1));
    let percent = part.checked_mul(Decimal::integer(100)).unwrap_or(part);
    let unit = rule.id.unit().title();
    let limits = [threshold, floor].map(|limit| if *exact < limit.fraction() { limit.to_f64() } else { 0.0 });
    let shown = grouped(&rounded_below(exact.to_f64(), rule.decimals, &limits));
    let (reach, hold) = (grouped(&threshold.to_string()), grouped(&floor.to_string()));
    for (level, name) in [
        (threshold, Text::new("达标值", "threshold")),
        (floor, Text::new(format!("{percent}%底线（{threshold}×{part}）"), format!("floor ({threshold} × {part})"))),
    ] {
        let reached = *exact >= level.fraction();
        steps.push(Step {
            op: Op::AtLeast,
            operands: vec![
                operand(rule.title.clone(), exact.reduced(), None),
                operand(name, level.fraction().reduced(), None),
            ],
            result: reached.to_string(),
            source: Text::same(standard.cite(&rule.clause)),
        });
        if reached {
            break;
        }
    }
    let of = rule.unit();
    if *exact >= threshold.fraction() {
        return Text::new(format!("{shown} {} ≥ {reach}，达标", of.zh), format!("{shown} {} ≥ {reach}: met", of.en));
    }
    let amount = section.amount(rule.id);
    let gap = amount
        .map_or_else(String::new, |amount| grouped(&shortfall(rule, amount, section.pupils, threshold).to_string()));
    let school = amount
        .filter(|amount| amount.share.is_some())
        .map(|amount| grouped(&shortfall_of_school(rule, amount, section.pupils, threshold).to_string()));
    let (school, school_en) = school.map_or_else(Default::default, |school| {
        (format!("（全校须增{school}{}）", unit.zh), format!(" ({school} {} more for the school)", unit.en))
    });
    let (zh, en) = if *exact >= floor.fraction() {
        (format!("但不低于{percent}%底线 {hold}"), format!("within the floor {hold}"))
    } else {
        (format!("且低于{percent}%底线 {hold}"), format!("below the floor {hold}"))
    };
    Text::new(
        format!("{shown} {} < {reach}，未达标，{zh}；缺口 {gap}{}{school}", of.zh, unit.zh),
        format!("{shown} {} < {reach}: not met, {en}; short of {gap} {}{school_en}", of.en, unit.en),
    )
}

/// Explains the coefficient of `indicator` over `sections`, all of `stage`, beside which there are `unread` schools
/// ([`super::StageResult::unread`]).
pub fn explain_dispersion(
    standard: &Standard,
    stage: Stage,
    indicator: Indicator,
    sections: &[&Section],
    unread: u32,
) -> Option<Explanation> {
    let rule = standard.resource(indicator)?;
    let limit = standard.dispersion.limit.map(|limit| limit.get(stage));
    let cited = standard.cite(&standard.dispersion.clause);
    let per = rule.per;
    let members: Vec<&&Section> = sections.iter().filter(|section| section.stage == stage).collect();
    let mut steps = Vec::new();
    let amounts: Option<Vec<_>> = members
        .iter()
        .map(|section| section.amount(indicator).map(|amount| (amount.exact(), section.pupils)))
        .collect();
    let conclusion = match amounts {
        None => {
            let missing = members.iter().filter(|section| section.amount(indicator).is_none()).count();
            Text::new(
                format!("{missing}个学段部缺少数据，差异系数无法判定"),
                format!("{missing} sections lack the amount: undetermined"),
            )
        }
        Some(amounts) => {
            let zero = Fraction::integer(0);
            let pupils: u64 = amounts.iter().map(|(_, pupils)| u64::from(*pupils)).sum();
            let total = amounts.iter().fold(zero.clone(), |sum, (amount, _)| sum.plus(amount));
            let squares = amounts
                .iter()
                .fold(zero, |sum, (amount, pupils)| sum.plus(&amount.times(amount).over(u64::from((*pupils).max(1)))));
            let observations: Vec<_> =
                amounts.iter().map(|(amount, pupils)| Observation::new(amount.clone(), *pupils)).collect();
            let found = crate::statistics::dispersion(&observations, limit);
            // 每百名: the mean is that of the table, per 100 pupils. The coefficient itself does not depend on it.
            let mut sum = total.clone();
            if per != 1 {
                sum = total.times(&Fraction::integer(per));
                steps.push(Step {
                    op: Op::Product,
                    operands: vec![
                        operand(Text::new("全县合计 Σx", "county total Σx"), total.reduced(), None),
                        operand(Text::new("每百名", "per 100"), per.to_string(), None),
                    ],
                    result: sum.reduced(),
                    source: Text::new("换算为每百名学生", "per 100 pupils"),
                });
            }
            steps.push(Step {
                op: Op::Quotient,
                operands: vec![
                    operand(Text::new("全县合计", "county total"), sum.reduced(), None),
                    operand(
                        Text::new("全县在校生数 ΣP（参评学校）", "pupils ΣP (evaluated sections)"),
                        pupils.to_string(),
                        None,
                    ),
                ],
                result: sum.over(pupils.max(1)).reduced(),
                source: Text::new(
                    "全县平均值（不是各校平均数的平均）",
                    "county mean (not the mean of the schools' values)",
                ),
            });
            let sums = [
                operand(Text::same("ΣP"), pupils.to_string(), None),
                operand(Text::same("Σ(x²/P)"), squares.reduced(), None),
                operand(Text::same("Σx"), total.reduced(), None),
            ];
            let method = standard.cite(&standard.dispersion.method);
            steps.push(match (limit, found.within) {
                (Some(limit), Some(within)) => Step {
                    op: Op::WithinCoefficient,
                    operands: sums
                        .into_iter()
                        .chain([operand(Text::new("限值", "limit"), limit.to_string(), None)])
                        .collect(),
                    result: within.to_string(),
                    source: Text::new(
                        format!("不开方的等价判定（{cited}；{method}）"),
                        format!("equivalent test without a root ({cited}; {method})"),
                    ),
                },
                _ => squared_step(sums.into(), squared_cv(&observations).as_ref(), Text::same(method)),
            });
            match found.cv {
                None => Text::new("合计为0，谈不上均衡，未达标", "the total is zero: no balance, not met"),
                Some(cv) => {
                    let shown = rounded(cv, 3);
                    let plain = found.unweighted.map_or("—".into(), |cv| rounded(cv, 3));
                    let sample = found.sample.map_or("—".into(), |cv| rounded(cv, 3));
                    let (held, held_en) = match (limit, found.within) {
                        (Some(limit), _) if unread > 0 => (
                            format!(
                                "还有 {unread} 所学校的在校生数没有读出，无法判定；其余学段部为 {shown}（限值 {limit}）"
                            ),
                            format!(
                                "the pupils of {unread} schools could not be read: undetermined; {shown} without them (limit {limit})"
                            ),
                        ),
                        (Some(limit), Some(true)) => {
                            (format!("{shown} ≤ {limit}，达标"), format!("{shown} ≤ {limit}: met"))
                        }
                        (Some(limit), _) => {
                            (format!("{shown} > {limit}，未达标"), format!("{shown} > {limit}: not met"))
                        }
                        (None, _) => (
                            format!("{shown}，单项不判定，计入综合差异系数"),
                            format!("{shown}; not judged by itself, part of the mean of the coefficients"),
                        ),
                    };
                    Text::new(
                        format!("{held}。仅供对照：不加权 {plain}，样本标准差 {sample}（Excel 常见算法，不作判定）"),
                        format!(
                            "{held_en}. For comparison only: unweighted {plain}, sample form {sample} (as Excel templates often compute; not deciding)"
                        ),
                    )
                }
            }
        }
    };
    Some(Explanation {
        title: Text::new(
            format!("{}·{}·{}", stage.title().zh, rule.title.zh, standard.dispersion.title.zh),
            format!("{} · {} · {}", stage.title().en, rule.title.en, standard.dispersion.title.en),
        ),
        clause: standard.dispersion.clause.clone(),
        citation: cited,
        formula: Text::new(
            "差异系数＝S÷X̄，X̄＝Σx÷ΣP，S²＝Σ(P÷ΣP)(x÷P−X̄)²（按在校生数加权，总体标准差）",
            "coefficient = S ÷ X̄, X̄ = Σx ÷ ΣP, S² = Σ(P ÷ ΣP)(x ÷ P − X̄)² (weighted by pupils, population form)",
        ),
        steps,
        conclusion,
    })
}

fn squared_step(sums: Vec<Operand>, squared: Option<&Fraction>, source: Text) -> Step {
    let result = squared.map_or_else(|| UNKNOWN.into(), Fraction::reduced);
    Step { op: Op::SquaredCoefficient, operands: sums, result, source }
}

/// The square of the coefficient of `indicator` over `sections`, exactly; `None` when an amount is missing or the total
/// is zero.
pub(super) fn squared_coefficient(indicator: Indicator, sections: &[&Section]) -> Option<Fraction> {
    let observations: Option<Vec<Observation>> = sections
        .iter()
        .map(|section| section.amount(indicator).map(|amount| Observation::new(amount.exact(), section.pupils)))
        .collect();
    squared_cv(&observations?)
}

/// Explains the finding of a rule beside the resource indicators. `None` when there is no such rule in force.
pub fn explain_rule(standard: &Standard, records: &Records, options: &Options, id: &str) -> Option<Explanation> {
    let rule = standard.rule(id)?;
    let finding = super::finding_of(standard, records, options, rule)?;
    let verdict = match finding.status {
        Verdict::Met => Text::new("达标", "met"),
        Verdict::NotMet => Text::new("未达标", "not met"),
        Verdict::Undetermined => Text::new("无法判定", "cannot be judged yet"),
        Verdict::NotJudged => Text::new("只作统计，不判定", "reported, not judged"),
    };
    let unit = unit_title(&finding.unit);
    let spaced = if unit.en.is_empty() || unit.en == "%" { unit.en.clone() } else { format!(" {}", unit.en) };
    let observed = finding.observed.map(|observed| {
        let told = |unit: &str| {
            let sign = finding.comparison.zip(finding.limit).map(|(comparison, limit)| {
                let sign = if finding.status == Verdict::Met { comparison.sign() } else { comparison.opposite() };
                format!(" {sign} {}{unit}", number(limit, observed))
            });
            format!("{}{unit}{}", number(observed, finding.limit.unwrap_or(observed)), sign.unwrap_or_default())
        };
        Text::new(told(&unit.zh), told(&spaced))
    });
    let counted = finding.members.map(|tally| {
        Text::new(format!("{}/{}达标", tally.met, tally.of), format!("{} of {} met", tally.met, tally.of))
    });
    let lead = counted.or(observed);
    let missing: Vec<&Text> = finding.missing.iter().map(|missing| &missing.label).collect();
    let join = |pick: fn(&Text) -> &str, by: &str| missing.iter().map(|text| pick(text)).collect::<Vec<_>>().join(by);
    let (mut zh, mut en) = match lead {
        None => (verdict.zh.clone(), verdict.en.clone()),
        // "4/4达标" says it all.
        Some(lead) if finding.members.is_some() && finding.status == Verdict::Met => (lead.zh, lead.en),
        Some(lead) if finding.members.is_some() => {
            (format!("{}，本项{}", lead.zh, verdict.zh), format!("{}: {}", lead.en, verdict.en))
        }
        Some(lead) => (format!("{}，{}", lead.zh, verdict.zh), format!("{}: {}", lead.en, verdict.en)),
    };
    if !missing.is_empty() {
        zh.push_str(&format!("；尚缺：{}", join(|text| &text.zh, "、")));
        en.push_str(&format!("; still needed: {}", join(|text| &text.en, ", ")));
    }
    for assumption in &finding.assumptions {
        zh.push_str(&format!("。{}", assumption.zh));
        en.push_str(&format!(". {}", assumption.en));
    }
    Some(Explanation {
        title: finding.title,
        citation: standard.cite(&finding.clause),
        clause: finding.clause,
        formula: rules::formula(standard, rule),
        steps: finding.trace,
        conclusion: Text::new(zh, en),
    })
}

/// A number for people, with as many decimals as it takes to tell it from what it is compared with.
fn number(value: f64, other: f64) -> String {
    let decimals = (2..=6).find(|&decimals| rounded(value, decimals) != rounded(other, decimals) || value == other);
    let shown = rounded(value, decimals.unwrap_or(6));
    let plain = if shown.contains('.') { shown.trim_end_matches('0').trim_end_matches('.') } else { &shown };
    grouped(plain)
}

/// The trace of a finding of the resource part.
pub(super) fn of_finding(
    standard: &Standard,
    finding: &Finding,
    sections: &[&Section],
    results: &[SectionResult],
) -> Vec<Step> {
    let Some(stage) = finding.stage else { return Vec::new() };
    if let Some(indicator) = finding.indicator {
        let steps = explain_dispersion(standard, stage, indicator, sections, 0)
            .map_or_else(Vec::new, |explanation| explanation.steps);
        return if finding.status == Verdict::Undetermined { vec![unknown(standard, finding)] } else { steps };
    }
    if let Some(rule) = standard.composite.as_ref().filter(|rule| rule.id == finding.rule) {
        if finding.status == Verdict::Undetermined {
            return vec![unknown(standard, finding)];
        }
        let here: Vec<&Section> = sections.iter().copied().filter(|section| section.stage == stage).collect();
        let mut steps = Vec::new();
        let mut squares = Vec::new();
        for resource in &standard.resources {
            let Some(squared) = squared_coefficient(resource.id, &here) else {
                if finding.status != Verdict::NotMet {
                    return vec![unknown(standard, finding)];
                }
                // A total of zero: there is no coefficient, and no balance.
                let cited = Text::same(standard.cite(&rule.clause));
                let zero = Step {
                    op: Op::Above,
                    operands: vec![
                        operand(resource.title.clone(), "0", None),
                        operand(Text::new("合计须大于", "the total must be above"), "0", None),
                    ],
                    result: "false".into(),
                    source: cited.clone(),
                };
                let ends = vec![operand(resource.title.clone(), "false", None)];
                return vec![zero, Step { op: Op::All, operands: ends, result: "false".into(), source: cited }];
            };
            let explained = explain_dispersion(standard, stage, resource.id, sections, 0);
            steps.extend(explained.into_iter().flat_map(|explanation| explanation.steps));
            squares.push(operand(resource.title.clone(), squared.reduced(), None));
        }
        squares.push(operand(Text::new("限值", "limit"), rule.limit.get(stage).to_string(), None));
        steps.push(Step {
            op: Op::MeanOfRootsAtMost,
            operands: squares,
            result: (finding.status == Verdict::Met).to_string(),
            source: Text::same(standard.cite(&rule.clause)),
        });
        return steps;
    }
    let Some(rule) = &standard.comprehensive else { return Vec::new() };
    let cited = Text::same(standard.cite(&rule.clause));
    let mut steps = Vec::new();
    let mut ends = Vec::new();
    let members = sections.iter().zip(results).filter(|(section, _)| section.stage == stage);
    for (section, result) in members {
        let mut operands =
            vec![operand(Text::new("至少达标项数", "indicators that must reach"), rule.at_least.to_string(), None)];
        for resource in &standard.resources {
            let Some((threshold, floor)) = resource.levels(stage) else { continue };
            let exact = section
                .amount(resource.id)
                .map_or_else(|| UNKNOWN.into(), |amount| value(resource.per, amount, section.pupils).reduced());
            operands.push(operand(resource.title.clone(), exact, None));
            operands.push(operand(Text::new("达标值", "threshold"), threshold.to_string(), None));
            operands.push(operand(Text::new("底线", "floor"), floor.to_string(), None));
        }
        let passes = traced(result.comprehensive);
        steps.push(Step {
            op: Op::Comprehensive,
            operands,
            result: passes.into(),
            source: Text::same(section.school.clone()),
        });
        ends.push(operand(Text::same(section.school.clone()), passes, section.location.clone()));
    }
    let unread = finding.missing.iter().filter(|missing| missing.key == UNREAD_PUPILS).flat_map(|one| &one.schools);
    ends.extend(unread.map(|school| operand(Text::same(school.clone()), UNKNOWN, None)));
    let result = traced(finding.status);
    steps.push(Step { op: Op::All, operands: ends, result: result.into(), source: cited });
    steps
}

fn unknown(standard: &Standard, finding: &Finding) -> Step {
    Step {
        op: Op::AtMost,
        operands: vec![operand(finding.title.clone(), UNKNOWN, None)],
        result: UNKNOWN.into(),
        source: Text::same(standard.cite(&finding.clause)),
    }
}
