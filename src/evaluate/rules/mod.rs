//! The rules beside the resource indicators: what is observed, of whom, and how it stands against the limit.

use super::doubts::above_all;
use super::evaluation::{Finding, Recognition, Tally, Verdict};
use super::schools::{SchoolView, Schools};
use super::tally;
use super::trace::{Operand, Step, traced};
use crate::diagnostic::{Issue, Location, Text};
use crate::order;
use crate::quantity::{Decimal, Fraction};
use crate::records::{Day, Kind, Stage, SurveyGroup};
use crate::standard::{Level, Measure, Part, Rule, Standard, holds_on, signed};
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use words::Remark;

mod judge;
mod observe;
mod words;

pub use words::formula;

/// What rules look at.
pub(super) struct Context<'a> {
    pub(super) standard: &'a Standard,
    pub(super) schools: &'a Schools<'a>,
    pub(super) recognition: Option<&'a Recognition>,
    pub(super) survey: &'a [SurveyGroup],
    pub(super) day: Option<Day>,
    pub(super) trace: bool,
}

/// What is judged is called: it becomes text where something is said of it, which is not so of most.
#[derive(Clone)]
enum Named<'a> {
    /// A school or class.
    Same(Cow<'a, str>),
    Title(Cow<'a, Text>),
}

impl Named<'_> {
    fn zh(&self) -> &str {
        match self {
            Self::Same(name) => name,
            Self::Title(title) => &title.zh,
        }
    }

    fn text(&self) -> Text {
        match self {
            Self::Same(name) => Text::same(&**name),
            Self::Title(title) => title.clone().into_owned(),
        }
    }
}

impl<'a> From<&'a str> for Named<'a> {
    fn from(name: &'a str) -> Self {
        Self::Same(Cow::Borrowed(name))
    }
}

impl<'a> From<&'a Text> for Named<'a> {
    fn from(title: &'a Text) -> Self {
        Self::Title(Cow::Borrowed(title))
    }
}

/// One county, school, class or subject under a rule.
struct Case<'a> {
    name: Named<'a>,
    location: Option<&'a Location>,
    observed: Option<Fraction>,
    /// How it stands; `None` is undetermined.
    holds: Option<bool>,
    limit: Option<Fraction>,
    steps: Vec<Step>,
}
/// Something observed, before it is compared.
struct Seen<'a> {
    name: Named<'a>,
    location: Option<&'a Location>,
    observed: Fraction,
    /// What it is, in words.
    text: Cow<'a, Text>,
    steps: Vec<Step>,
    view: Option<&'a SchoolView<'a>>,
    stage: Option<Stage>,
    /// Groups of classes, where the limit is for one of them.
    groups: Option<Decimal>,
}

impl<'a> Seen<'a> {
    fn new(name: Named<'a>, location: Option<&'a Location>, observed: Fraction, text: Cow<'a, Text>) -> Self {
        Self { name, location, observed, text, steps: Vec::new(), view: None, stage: None, groups: None }
    }

    fn of(self, view: Option<&'a SchoolView<'a>>) -> Self {
        Self { view, ..self }
    }

    fn by(self, steps: Vec<Step>) -> Self {
        Self { steps, ..self }
    }
}

/// A rule while it is looked at.
struct Look<'a> {
    context: &'a Context<'a>,
    rule: &'a Rule,
    cases: Vec<Case<'a>>,
    missing: BTreeMap<&'a str, BTreeSet<&'a str>>,
    remarks: BTreeMap<Remark, BTreeSet<&'a str>>,
}

/// How `rule` stands; `None` when it is not in force on the day of the evaluation. What is doubtful of it goes to `issues`.
pub(super) fn finding<'a>(context: &'a Context<'a>, rule: &'a Rule, issues: &mut Vec<Issue>) -> Option<Finding> {
    if !holds_on(rule.from, rule.until, context.day) {
        return None;
    }
    let mut look = Look { context, rule, cases: Vec::new(), missing: BTreeMap::new(), remarks: BTreeMap::new() };
    look.measure();
    let mut finding = look.finding();
    // Beside the verdict, and not only among the doubts: a part larger than its whole is a slip of the pen.
    if let Some(issue) = above_all(context.standard, &finding) {
        finding.assumptions.insert(0, issue.message.clone());
        issues.push(issue);
    }
    Some(finding)
}

impl<'a> Look<'a> {
    fn measure(&mut self) {
        match (&self.rule.measure, self.rule.level) {
            (Measure::Attested { fact, expect }, Level::School) => {
                self.each_school(|look, view| {
                    look.attested(view.facts.get(fact.as_str()).copied(), Some(view), fact, *expect)
                });
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
                let silent = self.cases.iter().skip(before).all(|case| case.observed.is_none() && case.holds.is_none());
                if self.rule.asks_outside() && (applied == 0 || silent) && totals {
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
                    let text = look.words("义务教育阶段在校生数", "pupils in compulsory stages");
                    let (steps, location) = look.pupils(view, pupils, &text);
                    let seen = Seen::new(view.name.into(), location, Fraction::integer(pupils), text);
                    look.judge(seen.by(steps).of(Some(view)));
                });
            }
            (Measure::ClassPupils {}, _) => self.each_class(),
            (Measure::RoomsPerClasses { rooms, classes, per }, _) => {
                self.each_school(|look, view| look.rooms(view, rooms, classes, *per));
            }
            (Measure::Satisfaction {}, _) => self.satisfaction(),
        }
    }

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
            let outside = self.rule.asks_outside();
            if self.context.schools.list.is_empty() || outside {
                // Not knowing such schools is not the same as not having any.
                let named = if outside { "special_schools" } else { "schools" };
                self.missing.entry(named).or_default();
                for fact in self.rule.measure.facts() {
                    self.missing.entry(fact).or_default();
                }
            } else {
                self.remark(Remark::Vacuous, None);
            }
        }
        applied
    }

    fn applies(&mut self, view: &SchoolView<'a>) -> bool {
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
        let stages = self.rule.stage.map_or_else(|| Stage::ALL.to_vec(), |stage| vec![stage]);
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
                self.lacks("class_rolls", rolls.then_some(view));
            }
            for class in classes {
                let name = Named::Same(Cow::Owned(format!("{}·{}", view.name, class.name)));
                let text = self.words("本班人数", "pupils of the class");
                let seen = Seen::new(name, class.location.as_ref(), Fraction::integer(class.pupils), text);
                self.judge(Seen { stage: Some(class.stage), ..seen.of(Some(view)) });
            }
        }
        if applied == 0 {
            if self.context.schools.list.is_empty() {
                self.lacks("class_rolls", None);
            } else {
                self.remark(Remark::Vacuous, None);
            }
        }
    }

    fn each_subject(&mut self, keys: &'a [String]) {
        let county = &self.context.schools.county;
        let standard = self.context.standard;
        let stated = standard.facts.iter().filter(|spec| county.contains_key(spec.key.as_str()));
        let monitored = order::set(stated.filter_map(|spec| spec.subject.as_deref()));
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
}

/// Verdicts by item, for the parts.
pub(super) fn items(findings: &[Finding], part: Part) -> (u32, u32, u32, Verdict) {
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

fn plain(label: Text, value: impl Into<String>) -> Operand {
    Operand { label, value: value.into(), location: None }
}

fn truth(holds: Option<bool>) -> &'static str {
    traced(Verdict::of(holds))
}
