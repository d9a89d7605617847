//! How a number came about: the clause, the formula in words, the numbers put in with their cells, and each exact step.
//! A trace is data: every step can be recomputed from its operands alone.

use super::{Finding, Rule, SectionResult, Status, Verdict, shortfall, value};
use crate::diagnostic::{Location, Text};
use crate::quantity::{Fraction, grouped, rounded};
use crate::records::{Indicator, Section, Stage};
use crate::standard::{Clause, Standard};
use serde::{Deserialize, Serialize};

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
    /// The first ≥ the second: `true` or `false`.
    AtLeast,
    /// The first ≤ the second: `true` or `false`.
    AtMost,
    /// How many of the sections pass: first of second.
    Count,
    /// ΣP·Σ(x²/P) ≤ (1 + limit²)·(Σx)²: `true` or `false`. Operands: ΣP, Σ(x²/P), Σx, limit.
    WithinCoefficient,
}

/// A number that goes into a step.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct Operand {
    /// What it is.
    #[cfg_attr(feature = "types", ts(as = "String"))]
    pub label: Text,
    /// Its exact value: an integer, a decimal or a fraction `n/d`.
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
    /// The exact result: a number, or `true` / `false`.
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
    let (threshold, floor) = (rule.threshold.get(section.stage), rule.floor_value(section.stage));
    let unit = indicator.unit().title();
    let per = indicator.per();
    let mut steps = Vec::new();
    let formula = if per == 100 {
        Text::new(format!("{}÷在校生数×100", rule.numerator.zh), format!("{} ÷ pupils × 100", rule.numerator.en))
    } else {
        Text::new(format!("{}÷在校生数", rule.numerator.zh), format!("{} ÷ pupils", rule.numerator.en))
    };
    let cited = standard.cite(&rule.clause);
    let conclusion = if let Some(amount) = section.amount(indicator) {
        if !amount.terms.is_empty() {
            let operands = amount
                .terms
                .iter()
                .map(|term| {
                    let one = term.value.fraction().times(&term.factor.fraction()).reduced();
                    let label = if term.factor == crate::quantity::Decimal::integer(1) {
                        Text::same(term.label.clone())
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
        if let Some(share) = &amount.share {
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
        let exact = value(indicator, amount, section.pupils);
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
        let shown = grouped(&rounded(exact.to_f64(), indicator.decimals()));
        let (reach, hold) = (grouped(&threshold.to_string()), grouped(&floor.to_string()));
        for (level, name) in [
            (threshold, Text::new("达标值", "threshold")),
            (
                floor,
                Text::new(
                    format!("85%底线（{threshold}×{}）", rule.floor),
                    format!("floor ({threshold} × {})", rule.floor),
                ),
            ),
        ] {
            let reached = exact >= level.fraction();
            steps.push(Step {
                op: Op::AtLeast,
                operands: vec![
                    operand(rule.title.clone(), exact.reduced(), None),
                    operand(name, level.fraction().reduced(), None),
                ],
                result: reached.to_string(),
                source: Text::same(cited.clone()),
            });
            if reached {
                break;
            }
        }
        match super::status(indicator, amount, section.pupils, threshold, floor) {
            Status::Met => Text::new(format!("{shown} ≥ {reach}，达标"), format!("{shown} ≥ {reach}: met")),
            status => {
                let gap = grouped(&shortfall(indicator, amount, section.pupils, threshold).to_string());
                let below = status == Status::BelowFloor;
                Text::new(
                    format!(
                        "{shown} < {reach}，未达标，{}；缺口 {gap}{}",
                        if below {
                            format!("且低于85%底线 {hold}")
                        } else {
                            format!("但不低于85%底线 {hold}")
                        },
                        unit.zh
                    ),
                    format!(
                        "{shown} < {reach}: not met, {}; short of {gap} {}",
                        if below { format!("below the floor {hold}") } else { format!("within the floor {hold}") },
                        unit.en
                    ),
                )
            }
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

/// Explains the coefficient of `indicator` over `sections`, all of `stage`.
pub fn explain_dispersion(
    standard: &Standard,
    stage: Stage,
    indicator: Indicator,
    sections: &[&Section],
) -> Option<Explanation> {
    let rule = standard.resource(indicator)?;
    let limit = standard.dispersion.limit.get(stage);
    let cited = standard.cite(&standard.dispersion.clause);
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
                format!("{missing}所学校缺少数据，差异系数无法判定"),
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
            let observations: Vec<_> = amounts
                .iter()
                .map(|(amount, pupils)| crate::statistics::Observation::new(amount.clone(), *pupils))
                .collect();
            let found = crate::statistics::dispersion(&observations, limit);
            // 每百名: the mean is that of the table, per 100 pupils. The coefficient itself does not depend on it.
            let mut sum = total.clone();
            if indicator.per() != 1 {
                sum = total.times(&Fraction::integer(indicator.per()));
                steps.push(Step {
                    op: Op::Product,
                    operands: vec![
                        operand(Text::new("全县合计 Σx", "county total Σx"), total.reduced(), None),
                        operand(Text::new("每百名", "per 100"), indicator.per().to_string(), None),
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
            steps.push(Step {
                op: Op::WithinCoefficient,
                operands: vec![
                    operand(Text::same("ΣP"), pupils.to_string(), None),
                    operand(Text::same("Σ(x²/P)"), squares.reduced(), None),
                    operand(Text::same("Σx"), total.reduced(), None),
                    operand(Text::new("限值", "limit"), limit.to_string(), None),
                ],
                result: found.within.to_string(),
                source: Text::new(
                    format!("不开方的等价判定（{cited}；{}）", standard.cite(&standard.dispersion.method)),
                    format!("equivalent test without a root ({cited}; {})", standard.cite(&standard.dispersion.method)),
                ),
            });
            match found.cv {
                None => Text::new("合计为0，谈不上均衡，未达标", "the total is zero: no balance, not met"),
                Some(cv) => {
                    let shown = rounded(cv, 3);
                    let plain = found.unweighted.map_or("—".into(), |cv| rounded(cv, 3));
                    let sample = found.sample.map_or("—".into(), |cv| rounded(cv, 3));
                    let (sign, zh, en) =
                        if found.within { ("≤", "达标", "met") } else { (">", "未达标", "not met") };
                    Text::new(
                        format!(
                            "{shown} {sign} {limit}，{zh}。仅供对照：不加权 {plain}，样本标准差 {sample}（Excel 常见算法，不作判定）"
                        ),
                        format!(
                            "{shown} {sign} {limit}: {en}. For comparison only: unweighted {plain}, sample form {sample} (as Excel templates often compute; not deciding)"
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

/// The trace of a finding.
pub(super) fn of_finding(
    standard: &Standard,
    finding: &Finding,
    sections: &[&Section],
    results: &[SectionResult],
) -> Vec<Step> {
    match (finding.rule, finding.indicator) {
        (Rule::Dispersion, Some(indicator)) => explain_dispersion(standard, finding.stage, indicator, sections)
            .map_or_else(Vec::new, |explanation| explanation.steps),
        _ => {
            let stage = results.iter().filter(|result| result.stage == finding.stage);
            let of = stage.clone().count();
            let met = stage.filter(|result| result.comprehensive == Verdict::Met).count();
            vec![Step {
                op: Op::Count,
                operands: vec![
                    operand(Text::new("综合评估达标的学校（学段部）", "sections that pass"), met.to_string(), None),
                    operand(Text::new("参评学校（学段部）", "sections evaluated"), of.to_string(), None),
                ],
                result: (met == of).to_string(),
                source: Text::same(standard.cite(&finding.clause)),
            }]
        }
    }
}
