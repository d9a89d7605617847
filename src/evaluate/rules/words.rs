//! What is said: what is missing, what was assumed, the formula of a rule.

use super::Look;
use crate::diagnostic::Text;
use crate::evaluate::evaluation::Missing;
use crate::standard::{Comparison, Expected, Measure, Rule, Standard, signed};

/// Something worth saying about how a rule was applied, and the schools it concerns.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Remark {
    /// The rule was applied to schools of which a condition is not known.
    AppliesUnknown,
    /// The limit at this place acted because of its condition or its dates.
    Acted(usize),
    /// The limit at this place could not act, because its condition is not known.
    ActsUnknown(usize),
    /// The limit at this place is dated, and the date of the evaluation is not known.
    Undated(usize),
    /// The kind was taken from the stages.
    KindAssumed,
    /// Classes were counted from the rolls.
    ClassesCounted,
    /// The total stated by the county was taken.
    CountyTotal,
    /// There is nothing the rule applies to.
    Vacuous,
}
impl Look<'_> {
    pub(super) fn missing_said(&self) -> Vec<Missing> {
        self.missing
            .iter()
            .map(|(key, schools)| Missing {
                key: (*key).to_owned(),
                label: match *key {
                    "class_rolls" => Text::new("班级名册（每班人数）", "class rolls (pupils of every class)"),
                    "special_schools" => Text::new(
                        "特殊教育学校（在学校表中列出，或填县级合计）",
                        "special schools (list them among the schools, or state the totals of the county)",
                    ),
                    "survey" => Text::new("问卷（有效数、满意数）", "the survey (valid and satisfied answers)"),
                    "schools" => Text::new("学校名单", "the list of schools"),
                    "asOf" => Text::new("评估日期", "the date of the evaluation"),
                    "pupils" => Text::new("在校生数", "pupils"),
                    _ => self.label(key).into_owned(),
                },
                schools: schools.iter().map(|school| (*school).to_owned()).collect(),
            })
            .collect()
    }

    pub(super) fn remarks_said(&self) -> Vec<Text> {
        let standard = self.context.standard;
        let mut said: Vec<Text> = self
            .remarks
            .iter()
            .map(|(remark, schools)| {
                let n = schools.len();
                let of = if n == 1 { "school" } else { "schools" };
                let limit = |place: &usize| {
                    let limit = self.rule.limits.get(*place);
                    let clause = limit.and_then(|limit| limit.clause.as_ref()).unwrap_or(&self.rule.clause);
                    (limit.map_or_else(String::new, |limit| limit.value.to_string()), standard.cite(clause))
                };
                let (sign, unit) = (self.rule.comparison.map_or("", Comparison::sign), &self.rule.unit);
                match remark {
                    Remark::AppliesUnknown => Text::new(
                        format!("{n}所学校是否适用还不清楚（办学类型、城乡或公办民办未填），按适用处理"),
                        format!("for {n} {of} it is not known whether the rule applies; it was applied"),
                    ),
                    Remark::Acted(place) => {
                        let (value, cited) = limit(place);
                        let many = if n > 0 { (format!("{n}所学校"), format!("{n} {of}: ")) } else { Default::default() };
                        Text::new(
                            format!("{}按{sign}{value}{unit}判定（{cited}）", many.0),
                            format!("{}judged by {sign} {value} {unit} ({cited})", many.1),
                        )
                    }
                    Remark::ActsUnknown(place) => {
                        let (value, cited) = limit(place);
                        Text::new(
                            format!("{n}所学校是否可按{sign}{value}{unit}判定还不清楚，没有放宽（{cited}）"),
                            format!("for {n} {of} it is not known whether {sign} {value} {unit} applies; it was not applied ({cited})"),
                        )
                    }
                    Remark::Undated(place) => {
                        let (value, cited) = limit(place);
                        Text::new(
                            format!("没有评估日期，有期限的{sign}{value}{unit}没有采用（{cited}）"),
                            format!("without a date of evaluation the dated limit {sign} {value} {unit} was not applied ({cited})"),
                        )
                    }
                    Remark::KindAssumed => Text::new(
                        format!("{n}所学校没有办学类型，按所填学段推定"),
                        format!("{n} {of} without a kind: taken from their stages"),
                    ),
                    Remark::ClassesCounted => Text::new(
                        format!("{n}所学校的班级数按班级名册计"),
                        format!("the classes of {n} {of} were counted from the class rolls"),
                    ),
                    Remark::CountyTotal => Text::new("按县级填报的合计数计算", "computed from the totals stated by the county"),
                    Remark::Vacuous => Text::new(
                        "没有适用的对象，视为满足",
                        "there is nothing it applies to: taken as met",
                    ),
                }
            })
            .collect();
        said.extend(self.rule.note.clone());
        said
    }
}

/// The formula of a rule in words.
pub fn formula(standard: &Standard, rule: &Rule) -> Text {
    let label = |key: &str| standard.fact(key).map_or_else(|| Text::same(key), |fact| fact.label.clone());
    let sum = |keys: &[String]| {
        let mut text = Text::default();
        for (place, key) in keys.iter().enumerate() {
            let (minus, key) = signed(key);
            let label = label(key);
            let sign = match (place, minus) {
                (0, false) => "",
                (_, true) => "−",
                (_, false) => "＋",
            };
            text.zh.push_str(&format!("{sign}{}", label.zh));
            text.en.push_str(&format!(
                "{}{}",
                if sign.is_empty() { String::new() } else { format!(" {sign} ") },
                label.en
            ));
        }
        if keys.len() > 1 { Text::new(format!("（{}）", text.zh), format!("({})", text.en)) } else { text }
    };
    match &rule.measure {
        Measure::Attested { fact, expect } => {
            let label = label(fact);
            match expect {
                Expected::Yes => Text::new(format!("{}：是", label.zh), format!("{}: yes", label.en)),
                Expected::No => Text::new(format!("{}：否", label.zh), format!("{}: no", label.en)),
            }
        }
        Measure::ReportedValue { fact } | Measure::ReportedCount { fact } => {
            let label = label(fact);
            Text::new(format!("填报值：{}", label.zh), format!("as stated: {}", label.en))
        }
        Measure::ReportedRatio { numerator, denominator, per } => {
            let (above, below) = (sum(numerator), sum(denominator));
            let scale = match per {
                1 => (String::new(), String::new()),
                100 => ("×100%".into(), " × 100 %".into()),
                other => (format!("×{other}"), format!(" × {other}")),
            };
            Text::new(
                format!("{}÷{}{}", above.zh, below.zh, scale.0),
                format!("{} ÷ {}{}", above.en, below.en, scale.1),
            )
        }
        Measure::ReportedEach { .. } => Text::new("逐个监测学科比较", "every subject monitored, one by one"),
        Measure::YearsSince { fact } => {
            let label = label(fact);
            Text::new(
                format!("从{}到评估日期的满年数", label.zh),
                format!("full years from {} to the evaluation", label.en),
            )
        }
        Measure::SchoolPupils {} => Text::new(
            "学校义务教育阶段在校生数（一贯制合并计算，不拆分）",
            "pupils of the school in compulsory stages, not split",
        ),
        Measure::ClassPupils {} => Text::new("每个班的人数", "pupils of every class"),
        Measure::RoomsPerClasses { rooms, classes, per } => {
            let (rooms, classes) = (label(rooms), label(classes));
            Text::new(
                format!("{}≥{}÷{per}（进一取整）×限值", rooms.zh, classes.zh),
                format!("{} ≥ {} ÷ {per} (rounded up) × limit", rooms.en, classes.en),
            )
        }
        Measure::Satisfaction {} => Text::new("满意问卷数÷有效问卷数×100%", "satisfied ÷ valid answers × 100 %"),
    }
}
