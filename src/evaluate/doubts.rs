//! What is doubtful about a result: rounding that would change a status, indicators nobody has given.

use super::schools::Schools;
use super::{Finding, SectionResult, StageIndicator};
use crate::diagnostic::{Issue, Location, Severity, Text};
use crate::order;
use crate::quantity::{Decimal, rounded};
use crate::records::{Indicator, Records, Section, Stage, Value};
use crate::standard::{FactKind, FactSpec, Level, Measure, Standard};

/// Says that nobody has given an indicator: a column is missing, or was read as something else.
pub(super) fn no_data(stage: Stage, indicator: Indicator) -> Issue {
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

/// Says where the value as displayed would give another status than the exact one.
pub(super) fn rounding(result: &SectionResult, section: &Section, issues: &mut Vec<Issue>) {
    for one in &result.indicators {
        let Some(value) = one.value else { continue };
        // Rounding moves a value by half a unit at most: of most there is nothing to write out.
        let is_near = |limit: f64| value < limit && limit - value < 1.0;
        if ![one.threshold, one.floor].into_iter().flatten().any(is_near) {
            continue;
        }
        let shown = rounded(value, one.id.decimals());
        let shown_value = shown.parse().map_or(value, Decimal::to_f64);
        for (limit, name_zh, name_en) in
            [(one.threshold, "达标值", "the threshold"), (one.floor, "85%底线", "the 85 % floor")]
        {
            let Some(limit) = limit else { continue };
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
pub(super) fn coefficient_rounding(stage: Stage, indicators: &[StageIndicator], issues: &mut Vec<Issue>) {
    for one in indicators {
        let (Some(cv), Some(limit)) = (one.cv, one.cv_limit) else { continue };
        let shown = rounded(cv, 3);
        if one.cv_within == Some(false) && shown.parse().is_ok_and(|shown: Decimal| shown.to_f64() <= limit) {
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

/// Says where a part is larger than its whole: a share of people or rooms above 100 %.
pub fn above_all(standard: &Standard, finding: &Finding) -> Option<Issue> {
    let observed = finding.observed.filter(|observed| *observed > 100.0)?;
    let Measure::ReportedRatio { per: 100, .. } = standard.rule(&finding.rule)?.measure else { return None };
    let facts = standard.rule(&finding.rule)?.measure.facts();
    if !facts.iter().all(|key| standard.fact(key).is_some_and(|fact| fact.kind == FactKind::Count)) {
        return None;
    }
    let (title, shown) = (&finding.title, rounded(observed, 2));
    Some(Issue::new(
        "above_all",
        Severity::Experience,
        Text::new(format!("“{}”算得{shown}%，超过100%", title.zh), format!("{}: {shown} %, above 100 %", title.en)),
        Text::new(
            "请核对分子和分母是否填反或口径不一",
            "check whether the two numbers are exchanged or counted differently",
        ),
    ))
}

/// Says that a rule holds for a time only and that nobody has said what day it is.
pub(super) fn undated(title: &Text) -> Issue {
    Issue::new(
        "rule_undated",
        Severity::Note,
        Text::new(
            format!("“{}”有施行期限，没有评估日期，没有评判", title.zh),
            format!("{} holds for a time only; without a date of evaluation it was not judged", title.en),
        ),
        Text::new("请给出评估日期", "give the date of the evaluation"),
    )
}

/// Says that sections of several counties were evaluated as one.
pub(super) fn several_counties(records: &Records) -> Option<Issue> {
    let counties = order::set(records.sections.iter().filter_map(|section| section.county.as_deref()));
    let n = counties.len();
    (n > 1).then(|| {
        Issue::new(
            "several_counties",
            Severity::Logic,
            Text::new(
                format!("这里有{n}个县的学校，被当作一个县评估"),
                format!("schools of {n} counties were evaluated as one"),
            ),
            Text::new("请一个县一个县地评估", "evaluate one county at a time"),
        )
    })
}

/// Says where the county states another total than its schools together.
pub(super) fn totals_that_differ(standard: &Standard, schools: &Schools<'_>) -> Vec<Issue> {
    let summed =
        |spec: &&FactSpec| spec.level == Level::School && matches!(spec.kind, FactKind::Count | FactKind::Amount);
    let differs = |spec: &FactSpec| {
        let total = schools.county.get(spec.key.as_str())?;
        let stated: Vec<_> =
            schools.list.iter().filter_map(|view| view.facts.get(spec.key.as_str())).map(|fact| &fact.value).collect();
        let sum = stated.iter().try_fold(Decimal::ZERO, |sum, value| match value {
            Value::Number(number) => sum.checked_add(*number),
            _ => None,
        })?;
        let (label, n) = (&spec.label, stated.len());
        (n > 0 && total.value != Value::Number(sum)).then(|| {
            let issue = Issue::new(
                "totals_differ",
                Severity::Experience,
                Text::new(
                    format!("“{}”县级填报的合计与{n}所学校相加的{sum}不一致，按学校填报计算", label.zh),
                    format!("{}: the county's total is not the {sum} of {n} schools; the schools count", label.en),
                ),
                Text::new("请核对县级合计与各校填报", "check the total against the schools"),
            );
            issue.at_known(total.location.as_ref())
        })
    };
    standard.facts.iter().filter(summed).filter_map(differs).collect()
}
