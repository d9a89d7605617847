//! The rules beside the resource indicators: what is observed, of whom, and how it stands against the limit.

use super::evaluation::{Finding, Member, Missing, Recognition, Tally, Verdict};
use super::schools::{SchoolView, Schools};
use super::trace::{Op, Operand, Step, UNKNOWN};
use super::tally;
use crate::diagnostic::{Location, Text};
use crate::quantity::{Decimal, Fraction};
use crate::records::{Answer, Day, Fact, Kind, SurveyGroup, Value};
use crate::standard::{Comparison, Expected, FactSpec, Level, Limit, Measure, Rule, Standard, holds_on, signed};
use num_traits::Signed;
use std::collections::{BTreeMap, BTreeSet};

/// What rules look at.
pub(super) struct Context<'a> {
    pub(super) standard: &'a Standard,
    pub(super) schools: &'a Schools<'a>,
    pub(super) recognition: Option<&'a Recognition>,
    pub(super) survey: &'a [SurveyGroup],
    pub(super) day: Option<Day>,
    pub(super) trace: bool,
}

/// One county, school, class or subject under a rule.
struct Case {
    name: Text,
    location: Option<Location>,
    observed: Option<Fraction>,
    /// How it stands; `None` is undetermined.
    holds: Option<bool>,
    limit: Option<Fraction>,
    steps: Vec<Step>,
}

/// Something worth saying about how a rule was applied, and the schools it concerns.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Remark {
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

/// A rule while it is looked at.
struct Look<'a> {
    context: &'a Context<'a>,
    rule: &'a Rule,
    cases: Vec<Case>,
    missing: BTreeMap<String, BTreeSet<String>>,
    remarks: BTreeMap<Remark, BTreeSet<String>>,
}

/// How `rule` stands; `None` when it is not in force on the day of the evaluation.
pub(super) fn finding(context: &Context<'_>, rule: &Rule) -> Option<Finding> {
    if !holds_on(rule.from, rule.until, context.day) {
        return None;
    }
    let mut look = Look { context, rule, cases: Vec::new(), missing: BTreeMap::new(), remarks: BTreeMap::new() };
    look.measure();
    Some(look.finding())
}

impl<'a> Look<'a> {
    fn measure(&mut self) {
        match (&self.rule.measure, self.rule.level) {
            (Measure::Attested { fact, expect }, Level::School) => {
                self.each_school(|look, view| look.attested(view.facts.get(fact.as_str()).copied(), Some(view), fact, *expect));
            }
            (Measure::Attested { fact, expect }, _) => {
                let stated = self.county(fact);
                self.attested(stated, None, fact, *expect);
            }
            (Measure::ReportedValue { fact } | Measure::ReportedCount { fact }, Level::School) => {
                self.each_school(|look, view| look.value(view.facts.get(fact.as_str()).copied(), Some(view), fact));
            }
            (Measure::ReportedValue { fact } | Measure::ReportedCount { fact }, _) => {
                let stated = self.county(fact);
                self.value(stated, None, fact);
            }
            (Measure::ReportedRatio { numerator, denominator, per }, Level::School) => {
                let before = self.cases.len();
                let applied = self.each_school(|look, view| look.ratio(numerator, denominator, *per, Some(view)));
                // Schools outside the worksheets (特殊教育学校): the county may state their totals.
                let totals = numerator.iter().chain(denominator).all(|key| self.county(signed(key).1).is_some());
                if applied == 0 && totals {
                    self.missing.clear();
                    self.cases.truncate(before);
                    self.remark(Remark::CountyTotal, None);
                    self.ratio(numerator, denominator, *per, None);
                }
            }
            (Measure::ReportedRatio { numerator, denominator, per }, _) => {
                self.ratio(numerator, denominator, *per, None);
            }
            (Measure::ReportedEach { facts }, _) => self.each_subject(facts),
            (Measure::YearsSince { fact }, _) => self.years(fact),
            (Measure::SchoolPupils {}, _) => {
                self.each_school(|look, view| {
                    let Some(pupils) = view.pupils() else { return look.lacks("pupils", Some(view)) };
                    let text = Text::new("义务教育阶段在校生数", "pupils in compulsory stages");
                    let (steps, location) = look.pupils(view, pupils, &text);
                    look.judge(Text::same(view.name), location, Fraction::integer(pupils), &text, steps, Some(view), None);
                });
            }
            (Measure::ClassPupils {}, _) => self.each_class(),
            (Measure::RoomsPerClasses { rooms, classes, per }, _) => {
                self.each_school(|look, view| look.rooms(view, rooms, classes, *per));
            }
            (Measure::Satisfaction {}, _) => self.satisfaction(),
        }
    }

    // --- who ---------------------------------------------------------------------------------------------------------

    /// Every school the rule applies to; answers with how many.
    fn each_school(&mut self, mut judge: impl FnMut(&mut Self, &'a SchoolView<'a>)) -> usize {
        let mut applied = 0;
        for view in &self.context.schools.list {
            // A school without pupils in compulsory stages (高级中学) is not asked.
            if view.kind() == Some(Kind::Senior) || view.pupils() == Some(0) {
                continue;
            }
            if !self.applies(view) {
                continue;
            }
            applied += 1;
            judge(self, view);
        }
        if applied == 0 {
            let kinds = &self.rule.applies.kinds;
            let outside = !kinds.is_empty() && kinds.iter().all(|kind| matches!(kind, Kind::Special | Kind::Vocational));
            if self.context.schools.list.is_empty() || outside {
                // Not knowing such schools is not the same as not having any.
                self.missing.entry("schools".into()).or_default();
                for fact in self.rule.measure.facts() {
                    self.missing.entry(fact.to_owned()).or_default();
                }
            } else {
                self.remark(Remark::Vacuous, None);
            }
        }
        applied
    }

    fn applies(&mut self, view: &SchoolView<'_>) -> bool {
        if let Some(stage) = self.rule.stage
            && !view.sections.is_empty()
            && view.sections.iter().all(|section| section.stage != stage)
        {
            return false;
        }
        let holds = view.satisfies(&self.rule.applies);
        if holds.is_none() {
            self.remark(Remark::AppliesUnknown, Some(view.name));
        }
        if holds != Some(false) && !self.rule.applies.kinds.is_empty() && view.stated_kind().is_none() {
            self.remark(Remark::KindAssumed, Some(view.name));
        }
        holds != Some(false)
    }

    fn each_class(&mut self) {
        let stages = self.rule.stage.map_or_else(|| crate::records::Stage::ALL.to_vec(), |stage| vec![stage]);
        let rolls = self.context.schools.list.iter().any(|view| !view.classes.is_empty());
        let mut applied = 0;
        for view in &self.context.schools.list {
            let sections = view.sections.iter().filter(|section| stages.contains(&section.stage) && section.pupils > 0);
            let asked = sections.count() > 0;
            let classes: Vec<_> = view.classes.iter().filter(|class| stages.contains(&class.stage)).collect();
            if (!asked && classes.is_empty()) || !self.applies(view) {
                continue;
            }
            applied += 1;
            if classes.is_empty() {
                // Without any roll it is the county that has to give them.
                self.lacks("classes", rolls.then_some(view));
            }
            for class in classes {
                let name = Text::same(format!("{}·{}", view.name, class.name));
                let text = Text::new("本班人数", "pupils of the class");
                self.judge(
                    name,
                    class.location.clone(),
                    Fraction::integer(class.pupils),
                    &text,
                    Vec::new(),
                    Some(view),
                    Some(class.stage),
                );
            }
        }
        if applied == 0 {
            if self.context.schools.list.is_empty() {
                self.lacks("classes", None);
            } else {
                self.remark(Remark::Vacuous, None);
            }
        }
    }

    fn each_subject(&mut self, keys: &'a [String]) {
        let county = &self.context.schools.county;
        let standard = self.context.standard;
        let monitored: BTreeSet<&str> = standard
            .facts
            .iter()
            .filter(|spec| county.contains_key(spec.key.as_str()))
            .filter_map(|spec| spec.subject.as_deref())
            .collect();
        for key in keys {
            let stated = self.county(key);
            let subject = standard.fact(key).and_then(|spec| spec.subject.as_deref()).unwrap_or_default();
            // A subject of which nothing is stated was not monitored.
            if stated.is_some() || monitored.contains(subject) {
                self.value(stated, None, key);
            }
        }
        if self.cases.is_empty() {
            for key in keys {
                self.lacks(key, None);
            }
        }
    }

    // --- what --------------------------------------------------------------------------------------------------------

    fn county(&self, key: &str) -> Option<&'a Fact> {
        self.context.schools.county.get(key).copied()
    }

    fn spec(&self, key: &str) -> Option<&'a FactSpec> {
        self.context.standard.fact(key)
    }

    fn label(&self, key: &str) -> Text {
        self.spec(key).map_or_else(|| Text::same(key), |spec| spec.label.clone())
    }

    fn attested(&mut self, stated: Option<&Fact>, view: Option<&SchoolView<'_>>, key: &str, expect: Expected) {
        let answer = stated.and_then(|fact| if let Value::Answer(answer) = fact.value { Some(answer) } else { None });
        let wanted = match expect {
            Expected::Yes => Answer::Yes,
            Expected::No => Answer::No,
        };
        let holds = answer.filter(|answer| *answer != Answer::NotYet).map(|answer| answer == wanted);
        if holds.is_none() {
            self.lacks(key, view);
        }
        let location = stated.and_then(|fact| fact.location.clone());
        let steps = self.steps(|look| {
            vec![Step {
                op: Op::Equals,
                operands: vec![
                    Operand {
                        label: look.label(key),
                        value: if holds.is_some() { answer.map_or(UNKNOWN.into(), word) } else { UNKNOWN.into() },
                        location: location.clone(),
                    },
                    plain(Text::new("应为", "wanted"), word(wanted)),
                ],
                result: truth(holds).into(),
                source: look.cited(None),
            }]
        });
        let name = view.map_or_else(|| self.label(key), |view| Text::same(view.name));
        self.cases.push(Case { name, location, observed: None, holds, limit: None, steps });
    }

    fn value(&mut self, stated: Option<&'a Fact>, view: Option<&SchoolView<'_>>, key: &str) {
        let name = view.map_or_else(|| self.label(key), |view| Text::same(view.name));
        let Some((number, location)) = number_of(stated) else {
            self.lacks(key, view);
            return self.unknown(name, None);
        };
        let text = self.label(key);
        self.judge(name, location, number.fraction(), &text, Vec::new(), view, None);
    }

    fn years(&mut self, key: &str) {
        let stated = self.county(key);
        let day = stated.and_then(|fact| match &fact.value {
            Value::Day(day) => Some(*day),
            // A year alone: counted from its end, so that no year is counted that may not have passed.
            Value::Number(number) => {
                number.to_integer().and_then(|year| format!("{year:04}-12-31").parse::<Day>().ok())
            }
            Value::Answer(_) => None,
        });
        let name = self.label(key);
        if day.is_none() {
            self.lacks(key, None);
        }
        if self.context.day.is_none() {
            self.lacks("asOf", None);
        }
        let (Some(from), Some(to)) = (day, self.context.day) else { return self.unknown(name, None) };
        let years = from.years_to(to).unwrap_or(0);
        let location = stated.and_then(|fact| fact.location.clone());
        let text = Text::new("满年数", "full years");
        let steps = self.steps(|_| {
            vec![Step {
                op: Op::Years,
                operands: vec![
                    Operand { label: name.clone(), value: from.to_string(), location: location.clone() },
                    plain(Text::new("评估日期", "date of the evaluation"), to.to_string()),
                ],
                result: years.to_string(),
                source: text.clone(),
            }]
        });
        self.judge(name.clone(), location, Fraction::integer(years), &text, steps, None, None);
    }

    fn ratio(&mut self, numerator: &[String], denominator: &[String], per: u32, view: Option<&'a SchoolView<'a>>) {
        let above = self.sum(numerator, view);
        let below = self.sum(denominator, view);
        let name = view.map_or_else(|| self.rule.title.clone(), |view| Text::same(view.name));
        let (Some((above, mut steps)), Some((below, more))) = (above, below) else { return self.unknown(name, None) };
        steps.extend(more);
        let location = view.and_then(SchoolView::location).cloned();
        if !below.numerator().is_positive() {
            if below.is_zero() && above.is_zero() {
                // Stated as none of none: there is nobody the rule could fail.
                self.remark(Remark::Vacuous, view.map(|view| view.name));
                if view.is_none() {
                    if !self.rule.is_judged() {
                        return self.unknown(name, location);
                    }
                    let steps = self.steps(|look| {
                        steps.push(Step { op: Op::All, operands: Vec::new(), result: "true".into(), source: look.cited(None) });
                        steps
                    });
                    self.cases.push(Case { name, location, observed: None, holds: Some(true), limit: None, steps });
                }
                return;
            }
            for key in denominator {
                self.lacks(signed(key).1, view);
            }
            return self.unknown(name, location);
        }
        let scaled = above.times(&Fraction::integer(per));
        let quotient = Fraction::new(
            scaled.numerator() * below.denominator(),
            scaled.denominator() * below.numerator(),
        );
        let title = self.rule.title.clone();
        let steps = self.steps(|_| {
            if per != 1 {
                steps.push(Step {
                    op: Op::Product,
                    operands: vec![
                        plain(Text::new("分子", "numerator"), above.reduced()),
                        plain(if per == 100 { Text::same("100%") } else { Text::same("×") }, per.to_string()),
                    ],
                    result: scaled.reduced(),
                    source: Text::new("换算", "scaled"),
                });
            }
            steps.push(Step {
                op: Op::Quotient,
                operands: vec![
                    plain(Text::new("分子", "numerator"), scaled.reduced()),
                    plain(Text::new("分母", "denominator"), below.reduced()),
                ],
                result: quotient.reduced(),
                source: title.clone(),
            });
            steps
        });
        self.judge(name, location, quotient, &title, steps, view, None);
    }

    /// The sum of facts: of the school; of the county, where facts of schools are added up over the schools the rule
    /// applies to.
    fn sum(&mut self, keys: &[String], view: Option<&'a SchoolView<'a>>) -> Option<(Fraction, Vec<Step>)> {
        let mut operands = Vec::new();
        let mut total = Some(Fraction::integer(0));
        for key in keys {
            let (minus, key) = signed(key);
            let mut add = |number: Decimal, label: Text, location: Option<Location>| {
                let value = number.fraction();
                let shown = value.reduced();
                total = total.take().map(|sum| if minus { sum.minus(&value) } else { sum.plus(&value) });
                let value = if minus && shown != "0" { format!("-{shown}") } else { shown };
                operands.push(Operand { label, value, location });
            };
            let school_level = self.spec(key).is_some_and(|spec| spec.level == Level::School);
            if let Some(view) = view {
                match number_of(view.facts.get(key).copied()) {
                    Some((number, location)) => add(number, self.label(key), location),
                    None => {
                        total = None;
                        self.lacks(key, Some(view));
                    }
                }
                continue;
            }
            if !school_level {
                match number_of(self.county(key)) {
                    Some((number, location)) => add(number, self.label(key), location),
                    None => {
                        total = None;
                        self.lacks(key, None);
                    }
                }
                continue;
            }
            let views: Vec<&SchoolView<'_>> =
                self.context.schools.list.iter().filter(|view| view.pupils() != Some(0)).collect();
            let views: Vec<&SchoolView<'_>> = views.into_iter().filter(|view| self.applies(view)).collect();
            let stated: Vec<_> = views.iter().map(|view| number_of(view.facts.get(key).copied())).collect();
            if !views.is_empty() && stated.iter().all(Option::is_some) {
                for (view, (number, location)) in views.iter().zip(stated.into_iter().flatten()) {
                    add(number, Text::same(view.name), location);
                }
            } else if let Some((number, location)) =
                number_of(self.county(key)).filter(|_| stated.iter().all(Option::is_none))
            {
                // A total never covers up what some schools state.
                self.remark(Remark::CountyTotal, None);
                add(number, self.label(key), location);
            } else {
                total = None;
                if stated.iter().all(Option::is_none) {
                    self.lacks(key, None);
                }
                for (view, one) in views.iter().zip(&stated) {
                    if one.is_none() && stated.iter().any(Option::is_some) {
                        self.lacks(key, Some(view));
                    }
                }
            }
        }
        let total = total?;
        let steps = self.steps(|look| {
            let labels: Vec<Text> = keys.iter().map(|key| look.label(signed(key).1)).collect();
            let join = |pick: fn(&Text) -> &str| {
                labels.iter().map(pick).collect::<Vec<_>>().join(if keys.len() > 1 { " ± " } else { "" })
            };
            vec![Step {
                op: Op::Sum,
                operands,
                result: total.reduced(),
                source: Text::new(join(|text| &text.zh), join(|text| &text.en)),
            }]
        });
        Some((total, steps))
    }

    fn rooms(&mut self, view: &'a SchoolView<'a>, rooms: &str, classes: &str, per: u32) {
        let name = Text::same(view.name);
        let stated = number_of(view.facts.get(classes).copied());
        let counted = (!view.classes.is_empty()).then(|| {
            (Decimal::integer(view.classes.len() as u64), view.classes.first().and_then(|class| class.location.clone()))
        });
        if stated.is_none() && counted.is_some() {
            self.remark(Remark::ClassesCounted, Some(view.name));
        }
        let (number, found) = (number_of(view.facts.get(rooms).copied()), stated.or(counted));
        if number.is_none() {
            self.lacks(rooms, Some(view));
        }
        if found.is_none() {
            self.lacks(classes, Some(view));
        }
        let (Some((number, location)), Some((found, place))) = (number, found) else { return self.unknown(name, None) };
        let groups = found.fraction().over(u64::from(per)).ceil(0);
        let steps = self.steps(|look| {
            vec![Step {
                op: Op::Ceil,
                operands: vec![
                    Operand { label: look.label(classes), value: found.to_string(), location: place },
                    plain(Text::new("每……个班", "classes each"), per.to_string()),
                ],
                result: groups.to_string(),
                source: Text::new(
                    format!("每{per}个班为一组，不足{per}个按一组计"),
                    format!("groups of {per} classes; a part of one counts"),
                ),
            }]
        });
        let text = self.label(rooms);
        self.judge_scaled(name, location, number.fraction(), &text, steps, Some(view), None, Some(groups));
    }

    fn satisfaction(&mut self) {
        let name = self.rule.title.clone();
        let found = self.context.recognition.filter(|found| found.valid > 0);
        let Some(found) = found else {
            self.lacks("survey", None);
            return self.unknown(name, None);
        };
        let value = Fraction::integer(u64::from(found.satisfied) * 100).over(u64::from(found.valid));
        let steps = self.steps(|look| {
            let scaled = (u64::from(found.satisfied) * 100).to_string();
            let sum = |count: fn(&SurveyGroup) -> u32, result: u32, source: Text| Step {
                op: Op::Sum,
                operands: look
                    .context
                    .survey
                    .iter()
                    .map(|group| Operand {
                        label: Text::same(group.group.as_str()),
                        value: count(group).to_string(),
                        location: group.location.clone(),
                    })
                    .collect(),
                result: result.to_string(),
                source,
            };
            vec![
                sum(|group| group.satisfied, found.satisfied, Text::new("满意问卷数", "satisfied")),
                sum(|group| group.valid, found.valid, Text::new("有效问卷数", "valid")),
                Step {
                    op: Op::Product,
                    operands: vec![
                        plain(Text::new("满意问卷数", "satisfied"), found.satisfied.to_string()),
                        plain(Text::same("100%"), "100"),
                    ],
                    result: scaled.clone(),
                    source: Text::new("换算", "scaled"),
                },
                Step {
                    op: Op::Quotient,
                    operands: vec![
                        plain(Text::new("满意问卷数×100", "satisfied × 100"), scaled),
                        plain(Text::new("有效问卷数", "valid"), found.valid.to_string()),
                    ],
                    result: value.reduced(),
                    source: name.clone(),
                },
            ]
        });
        self.judge(name.clone(), None, value, &name, steps, None, None);
    }

    /// The pupils of a school: as they stand, or the sum of its stages.
    fn pupils(&self, view: &SchoolView<'_>, pupils: u32, text: &Text) -> (Vec<Step>, Option<Location>) {
        if let [section] = view.sections.as_slice() {
            return (Vec::new(), section.pupils_location.clone().or_else(|| section.location.clone()));
        }
        if view.sections.is_empty() {
            return (Vec::new(), view.location().cloned());
        }
        let steps = self.steps(|_| {
            let operands = view.sections.iter().map(|section| Operand {
                label: section.stage.title(),
                value: section.pupils.to_string(),
                location: section.pupils_location.clone(),
            });
            let source = text.clone();
            vec![Step { op: Op::Sum, operands: operands.collect(), result: pupils.to_string(), source }]
        });
        (steps, view.location().cloned())
    }

    // --- against what ------------------------------------------------------------------------------------------------

    fn judge(
        &mut self,
        name: Text,
        location: Option<Location>,
        observed: Fraction,
        text: &Text,
        steps: Vec<Step>,
        view: Option<&SchoolView<'_>>,
        stage: Option<crate::records::Stage>,
    ) {
        self.judge_scaled(name, location, observed, text, steps, view, stage, None);
    }

    /// Compares what was observed with the limit that fits, times `groups` where the limit is for a group of classes.
    #[expect(clippy::too_many_arguments, reason = "one place where everything about a case meets")]
    fn judge_scaled(
        &mut self,
        name: Text,
        location: Option<Location>,
        observed: Fraction,
        text: &Text,
        mut steps: Vec<Step>,
        view: Option<&SchoolView<'_>>,
        stage: Option<crate::records::Stage>,
        groups: Option<Decimal>,
    ) {
        let limit = self.limit(view, stage.or(self.rule.stage));
        let Some((limit, comparison)) = limit.zip(self.rule.comparison) else {
            if self.rule.is_judged() {
                // Every limit is dated or for other schools: what it would be held against is not known.
                if self.context.day.is_none() {
                    self.lacks("asOf", None);
                }
                if self.context.trace {
                    steps.push(Step {
                        op: self.rule.comparison.map_or(Op::Equals, Op::compare),
                        operands: vec![
                            Operand { label: text.clone(), value: observed.reduced(), location: location.clone() },
                            plain(Text::new("标准", "limit"), UNKNOWN),
                        ],
                        result: UNKNOWN.into(),
                        source: self.cited(None),
                    });
                }
            }
            self.cases.push(Case { name, location, observed: Some(observed), holds: None, limit: None, steps });
            return;
        };
        let mut level = limit.value.fraction();
        if let Some(groups) = groups {
            let scaled = level.times(&groups.fraction());
            if self.context.trace {
                steps.push(Step {
                    op: Op::Product,
                    operands: vec![
                        plain(Text::new("每组至少", "each group at least"), level.reduced()),
                        plain(Text::new("组数", "groups"), groups.to_string()),
                    ],
                    result: scaled.reduced(),
                    source: self.cited(Some(limit)),
                });
            }
            level = scaled;
        }
        let holds = comparison.holds(observed.cmp(&level));
        if self.context.trace {
            steps.push(Step {
                op: Op::compare(comparison),
                operands: vec![
                    Operand { label: text.clone(), value: observed.reduced(), location: location.clone() },
                    plain(Text::new("标准", "limit"), level.reduced()),
                ],
                result: holds.to_string(),
                source: self.cited(Some(limit)),
            });
        }
        self.cases.push(Case {
            name,
            location,
            observed: Some(observed),
            holds: Some(holds),
            limit: Some(level),
            steps,
        });
    }

    /// The limit that fits: the first whose stage, day and condition hold.
    fn limit(&mut self, view: Option<&SchoolView<'_>>, stage: Option<crate::records::Stage>) -> Option<&'a Limit> {
        let rule: &'a Rule = self.rule;
        for (place, limit) in rule.limits.iter().enumerate() {
            if limit.stage.is_some() && limit.stage != stage {
                continue;
            }
            let dated = limit.from.is_some() || limit.until.is_some();
            if !holds_on(limit.from, limit.until, self.context.day) {
                if dated && self.context.day.is_none() {
                    self.remark(Remark::Undated(place), view.map(|view| view.name));
                }
                continue;
            }
            if let Some(when) = &limit.when {
                match view.map_or(Some(false), |view| view.satisfies(when)) {
                    Some(true) => {
                        let kinds = !when.kinds.is_empty();
                        if kinds && view.is_some_and(|view| view.stated_kind().is_none()) {
                            self.remark(Remark::KindAssumed, view.map(|view| view.name));
                        }
                    }
                    Some(false) => continue,
                    None => {
                        self.remark(Remark::ActsUnknown(place), view.map(|view| view.name));
                        continue;
                    }
                }
            }
            if dated || limit.clause.is_some() || limit.note.is_some() {
                self.remark(Remark::Acted(place), view.map(|view| view.name));
            }
            return Some(limit);
        }
        None
    }

    // --- what is said ------------------------------------------------------------------------------------------------

    /// A case of which nothing is known.
    fn unknown(&mut self, name: Text, location: Option<Location>) {
        let steps = self.steps(|look| {
            let op = look.rule.comparison.map_or(Op::Equals, Op::compare);
            let mut operands = vec![plain(name.clone(), UNKNOWN)];
            operands.extend(look.rule.limits.last().map(|limit| plain(Text::new("标准", "limit"), limit.value.to_string())));
            vec![Step { op, operands, result: UNKNOWN.into(), source: look.cited(None) }]
        });
        self.cases.push(Case { name, location, observed: None, holds: None, limit: None, steps });
    }

    fn lacks(&mut self, key: &str, view: Option<&SchoolView<'_>>) {
        self.missing.entry(key.to_owned()).or_default().extend(view.map(|view| view.name.to_owned()));
    }

    fn remark(&mut self, remark: Remark, school: Option<&str>) {
        self.remarks.entry(remark).or_default().extend(school.map(str::to_owned));
    }

    fn steps(&self, make: impl FnOnce(&Self) -> Vec<Step>) -> Vec<Step> {
        if self.context.trace { make(self) } else { Vec::new() }
    }

    fn cited(&self, limit: Option<&Limit>) -> Text {
        let clause = limit.and_then(|limit| limit.clause.as_ref()).unwrap_or(&self.rule.clause);
        Text::same(self.context.standard.cite(clause))
    }

    fn finding(mut self) -> Finding {
        let rule = self.rule;
        let many = !matches!(rule.level, Level::County);
        let judged = rule.is_judged();
        let verdicts = |cases: &[Case]| -> Vec<Verdict> { cases.iter().map(|case| Verdict::of(case.holds)).collect() };
        let mut found = verdicts(&self.cases);
        // Something is missing that no case stands for: a school without a roll, a list of schools.
        let silent = !self.missing.is_empty() && !found.contains(&Verdict::Undetermined);
        if silent {
            found.push(Verdict::Undetermined);
        }
        let status = if !judged {
            Verdict::NotJudged
        } else if found.is_empty() {
            Verdict::Met
        } else {
            Verdict::all(found.iter().copied())
        };
        if judged && found.is_empty() {
            self.remarks.entry(Remark::Vacuous).or_default();
        }
        let mut trace: Vec<Step> = Vec::new();
        if self.context.trace {
            let mut ends = Vec::new();
            for case in &mut self.cases {
                trace.append(&mut case.steps);
                ends.push(Operand {
                    label: case.name.clone(),
                    value: truth(case.holds).into(),
                    location: case.location.clone(),
                });
            }
            if silent {
                ends.push(plain(Text::new("尚缺数据", "not stated yet"), UNKNOWN));
            }
            if judged && (many || ends.len() != 1) {
                let result = match status {
                    Verdict::Met => "true",
                    Verdict::NotMet => "false",
                    _ => UNKNOWN,
                };
                trace.push(Step { op: Op::All, operands: ends, result: result.into(), source: self.cited(None) });
            }
        }
        let single = if many { None } else { self.cases.first() };
        let mut limits = self.cases.iter().filter_map(|case| case.limit.as_ref());
        let first = limits.next();
        let limit = first.filter(|first| limits.all(|other| other == *first)).map(Fraction::to_f64).or_else(|| {
            // Not compared yet: what it will be held against, where that does not depend on the school.
            match rule.limits.as_slice() {
                [one] if self.cases.iter().all(|case| case.limit.is_none()) => Some(one.value.to_f64()),
                _ => None,
            }
        });
        let failing: Vec<Member> = self
            .cases
            .iter()
            .filter(|case| many && case.holds == Some(false))
            .map(|case| Member {
                name: case.name.zh.clone(),
                observed: case.observed.as_ref().map(Fraction::to_f64),
                limit: case.limit.as_ref().map(Fraction::to_f64),
                location: case.location.clone(),
            })
            .collect();
        Finding {
            id: rule.id.clone(),
            rule: rule.id.clone(),
            part: rule.part,
            item: Some(rule.item),
            level: rule.level,
            stage: rule.stage,
            indicator: None,
            title: rule.title.clone(),
            clause: rule.clause.clone(),
            status,
            observed: single.and_then(|case| case.observed.as_ref()).map(Fraction::to_f64),
            comparison: rule.comparison,
            limit,
            unit: rule.unit.clone(),
            members: (many && judged).then(|| tally(found.iter().copied())),
            failing,
            missing: self.missing_said(),
            assumptions: self.remarks_said(),
            responsible: rule.responsible.clone(),
            trace,
        }
    }

    fn missing_said(&self) -> Vec<Missing> {
        self.missing
            .iter()
            .map(|(key, schools)| Missing {
                key: key.clone(),
                label: match key.as_str() {
                    "classes" if self.spec(key).is_none() => Text::new("班级名册（每班人数）", "class rolls (pupils of every class)"),
                    "survey" => Text::new("问卷（有效数、满意数）", "the survey (valid and satisfied answers)"),
                    "schools" => Text::new("学校名单", "the list of schools"),
                    "asOf" => Text::new("评估日期", "the date of the evaluation"),
                    "pupils" => Text::new("在校生数", "pupils"),
                    _ => self.label(key),
                },
                schools: schools.iter().cloned().collect(),
            })
            .collect()
    }

    fn remarks_said(&self) -> Vec<Text> {
        let standard = self.context.standard;
        let mut said: Vec<Text> = self
            .remarks
            .iter()
            .map(|(remark, schools)| {
                let n = schools.len();
                let limit = |place: &usize| {
                    let limit = self.rule.limits.get(*place);
                    let clause = limit.and_then(|limit| limit.clause.as_ref()).unwrap_or(&self.rule.clause);
                    (limit.map_or_else(String::new, |limit| limit.value.to_string()), standard.cite(clause))
                };
                let (sign, unit) = (self.rule.comparison.map_or("", Comparison::sign), &self.rule.unit);
                match remark {
                    Remark::AppliesUnknown => Text::new(
                        format!("{n}所学校是否适用还不清楚（办学类型、城乡或公办民办未填），按适用处理"),
                        format!("for {n} schools it is not known whether the rule applies; it was applied"),
                    ),
                    Remark::Acted(place) => {
                        let (value, cited) = limit(place);
                        let many = if n > 0 { (format!("{n}所学校"), format!("{n} schools: ")) } else { Default::default() };
                        Text::new(
                            format!("{}按{sign}{value}{unit}判定（{cited}）", many.0),
                            format!("{}judged by {sign} {value} {unit} ({cited})", many.1),
                        )
                    }
                    Remark::ActsUnknown(place) => {
                        let (value, cited) = limit(place);
                        Text::new(
                            format!("{n}所学校是否可按{sign}{value}{unit}判定还不清楚，没有放宽（{cited}）"),
                            format!("for {n} schools it is not known whether {sign} {value} {unit} applies; it was not applied ({cited})"),
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
                        format!("{n} schools without a kind: taken from their stages"),
                    ),
                    Remark::ClassesCounted => Text::new(
                        format!("{n}所学校的班级数按班级名册计"),
                        format!("the classes of {n} schools were counted from the class rolls"),
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

fn plain(label: Text, value: impl Into<String>) -> Operand {
    Operand { label, value: value.into(), location: None }
}

fn word(answer: Answer) -> String {
    match answer {
        Answer::Yes => "yes",
        Answer::No => "no",
        Answer::NotYet => UNKNOWN,
    }
    .into()
}

fn truth(holds: Option<bool>) -> &'static str {
    match holds {
        Some(true) => "true",
        Some(false) => "false",
        None => UNKNOWN,
    }
}

fn number_of(fact: Option<&Fact>) -> Option<(Decimal, Option<Location>)> {
    let fact = fact?;
    match fact.value {
        Value::Number(number) => Some((number, fact.location.clone())),
        _ => None,
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
            text.en.push_str(&format!("{}{}", if sign.is_empty() { String::new() } else { format!(" {sign} ") }, label.en));
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
            Text::new(format!("{}÷{}{}", above.zh, below.zh, scale.0), format!("{} ÷ {}{}", above.en, below.en, scale.1))
        }
        Measure::ReportedEach { .. } => Text::new("逐个监测学科比较", "every subject monitored, one by one"),
        Measure::YearsSince { fact } => {
            let label = label(fact);
            Text::new(format!("从{}到评估日期的满年数", label.zh), format!("full years from {} to the evaluation", label.en))
        }
        Measure::SchoolPupils {} => {
            Text::new("学校义务教育阶段在校生数（一贯制合并计算，不拆分）", "pupils of the school in compulsory stages, not split")
        }
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

/// Verdicts by item, for the parts.
pub(super) fn items(findings: &[Finding], part: crate::standard::Part) -> (u32, u32, u32, Verdict) {
    let mut items: BTreeMap<u32, Vec<Verdict>> = BTreeMap::new();
    let mut next = u32::MAX;
    for finding in findings.iter().filter(|finding| finding.part == part) {
        let item = finding.item.unwrap_or_else(|| {
            next -= 1;
            next
        });
        items.entry(item).or_default().push(finding.status);
    }
    let verdicts: Vec<Verdict> =
        items.into_values().map(Verdict::all).filter(|verdict| *verdict != Verdict::NotJudged).collect();
    let Tally { met, of, undetermined } = tally(verdicts.iter().copied());
    (met, of, undetermined, Verdict::all(verdicts))
}
