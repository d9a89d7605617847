//! What is doubtful about a result: rounding that would change a status, indicators nobody has given.

use super::{Finding, SectionResult, StageIndicator};
use crate::diagnostic::{Issue, Location, Severity, Text};
use crate::quantity::rounded;
use crate::records::{Indicator, Section, Stage};
use crate::standard::{FactKind, Measure, Standard};

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
        let shown = rounded(value, one.id.decimals());
        let shown_value: f64 = shown.parse().unwrap_or(value);
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
        if one.cv_within == Some(false) && shown.parse::<f64>().is_ok_and(|shown| shown <= limit) {
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
pub(super) fn above_all(standard: &Standard, finding: &Finding) -> Option<Issue> {
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
