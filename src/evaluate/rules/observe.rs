//! What is observed: answers, values, sums and quotients of facts, counts.

use super::words::Remark;
use super::{Case, Look, Named, Seen, plain, truth};
use crate::diagnostic::{Location, Text};
use crate::evaluate::schools::SchoolView;
use crate::evaluate::trace::{Op, Operand, Step, UNKNOWN};
use crate::quantity::{Decimal, Fraction};
use crate::records::{Answer, Day, Fact, SurveyGroup, Value};
use crate::standard::{Expected, FactSpec, Level, signed};
use num_traits::Signed;
use std::borrow::Cow;

impl<'a> Look<'a> {
    pub(super) fn county(&self, key: &str) -> Option<&'a Fact> {
        self.context.schools.county.get(key).copied()
    }

    pub(super) fn spec(&self, key: &str) -> Option<&'a FactSpec> {
        self.context.standard.fact(key)
    }

    pub(super) fn label(&self, key: &str) -> Cow<'a, Text> {
        self.spec(key).map_or_else(|| Cow::Owned(Text::same(key)), |spec| Cow::Borrowed(&spec.label))
    }

    /// Words that are read in steps alone.
    pub(super) fn words(&self, zh: &str, en: &str) -> Cow<'a, Text> {
        Cow::Owned(if self.context.trace { Text::new(zh, en) } else { Text::default() })
    }

    /// What a case of a school is called, or of the county.
    fn named(&self, view: Option<&SchoolView<'a>>, key: &str) -> Named<'a> {
        view.map_or_else(|| Named::Title(self.label(key)), |view| view.name.into())
    }

    pub(super) fn attested(
        &mut self,
        stated: Option<&'a Fact>,
        view: Option<&SchoolView<'a>>,
        key: &'a str,
        expect: Expected,
    ) {
        let answer = stated.and_then(|fact| if let Value::Answer(answer) = fact.value { Some(answer) } else { None });
        let wanted = match expect {
            Expected::Yes => Answer::Yes,
            Expected::No => Answer::No,
        };
        let holds = answer.filter(|answer| *answer != Answer::NotYet).map(|answer| answer == wanted);
        if holds.is_none() {
            self.lacks(key, view);
        }
        let location = stated.and_then(|fact| fact.location.as_ref());
        let steps = self.steps(|look| {
            vec![Step {
                op: Op::Equals,
                operands: vec![
                    Operand {
                        label: look.label(key).into_owned(),
                        value: if holds.is_some() { answer.map_or(UNKNOWN.into(), word) } else { UNKNOWN.into() },
                        location: location.cloned(),
                    },
                    plain(Text::new("应为", "wanted"), word(wanted)),
                ],
                result: truth(holds).into(),
                source: look.cited(None),
            }]
        });
        let name = self.named(view, key);
        self.cases.push(Case { name, location, observed: None, holds, limit: None, steps });
    }

    pub(super) fn value(&mut self, stated: Option<&'a Fact>, view: Option<&'a SchoolView<'a>>, key: &'a str) {
        let name = self.named(view, key);
        let Some((number, location)) = number_of(stated) else {
            self.lacks(key, view);
            return self.unknown(name, None);
        };
        let text = self.label(key);
        self.judge(Seen::new(name, location, number.fraction(), text).of(view));
    }

    pub(super) fn years(&mut self, key: &'a str) {
        let stated = self.county(key);
        let day = stated.and_then(|fact| match &fact.value {
            Value::Day(day) => Some(*day),
            // A year alone: counted from its end, so that no year is counted that may not have passed.
            Value::Number(number) => {
                number.to_integer().and_then(|year| format!("{year:04}-12-31").parse::<Day>().ok())
            }
            Value::Answer(_) => None,
        });
        let name = self.named(None, key);
        if day.is_none() {
            self.lacks(key, None);
        }
        if self.context.day.is_none() {
            self.lacks("asOf", None);
        }
        let (Some(from), Some(to)) = (day, self.context.day) else { return self.unknown(name, None) };
        let years = from.years_to(to).unwrap_or(0);
        let location = stated.and_then(|fact| fact.location.as_ref());
        let text = self.words("满年数", "full years");
        let steps = self.steps(|_| {
            vec![Step {
                op: Op::Years,
                operands: vec![
                    Operand { label: name.text(), value: from.to_string(), location: location.cloned() },
                    plain(Text::new("评估日期", "date of the evaluation"), to.to_string()),
                ],
                result: years.to_string(),
                source: text.clone().into_owned(),
            }]
        });
        self.judge(Seen::new(name.clone(), location, Fraction::integer(years), text).by(steps));
    }

    pub(super) fn ratio(
        &mut self,
        numerator: &'a [String],
        denominator: &'a [String],
        per: u32,
        view: Option<&'a SchoolView<'a>>,
    ) {
        let above = self.sum(numerator, view);
        let below = self.sum(denominator, view);
        let title = &self.rule.title;
        let name = view.map_or_else(|| title.into(), |view| Named::from(view.name));
        let (Some((above, mut steps)), Some((below, more))) = (above, below) else { return self.unknown(name, None) };
        steps.extend(more);
        let location = view.and_then(SchoolView::location);
        if !below.numerator().is_positive() {
            if below.is_zero() && above.is_zero() {
                // Stated as none of none: there is nobody the rule could fail.
                if self.rule.is_judged() {
                    self.remark(Remark::Vacuous, view.map(|view| view.name));
                }
                if view.is_none() {
                    if !self.rule.is_judged() {
                        return self.unknown(name, location);
                    }
                    let steps = self.steps(|look| {
                        steps.push(Step {
                            op: Op::All,
                            operands: Vec::new(),
                            result: "true".into(),
                            source: look.cited(None),
                        });
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
        let quotient =
            Fraction::new(scaled.numerator() * below.denominator(), scaled.denominator() * below.numerator());
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
        self.judge(Seen::new(name, location, quotient, Cow::Borrowed(title)).by(steps).of(view));
    }

    /// The sum of facts: of the school; of the county, where facts of schools are added up over the schools the rule
    /// applies to.
    fn sum(&mut self, keys: &'a [String], view: Option<&'a SchoolView<'a>>) -> Option<(Fraction, Vec<Step>)> {
        let mut operands = Vec::new();
        let mut total = Some(Fraction::integer(0));
        for key in keys {
            let (minus, key) = signed(key);
            let trace = self.context.trace;
            let mut add = |number: Decimal, label: Named<'_>, location: Option<&Location>| {
                let value = number.fraction();
                total = total.take().map(|sum| if minus { sum.minus(&value) } else { sum.plus(&value) });
                if trace {
                    let shown = value.reduced();
                    let value = if minus && shown != "0" { format!("-{shown}") } else { shown };
                    operands.push(Operand { label: label.text(), value, location: location.cloned() });
                }
            };
            let school_level = self.spec(key).is_some_and(|spec| spec.level == Level::School);
            if let Some(view) = view {
                match number_of(view.facts.get(key).copied()) {
                    Some((number, location)) => add(number, self.named(None, key), location),
                    None => {
                        total = None;
                        self.lacks(key, Some(view));
                    }
                }
                continue;
            }
            if !school_level {
                match number_of(self.county(key)) {
                    Some((number, location)) => add(number, self.named(None, key), location),
                    None => {
                        total = None;
                        self.lacks(key, None);
                    }
                }
                continue;
            }
            let views: Vec<&SchoolView<'a>> =
                self.context.schools.list.iter().filter(|view| view.pupils() != Some(0)).collect();
            // Whether a school without sections has pupils of a stage is not known: it counts where it says so.
            let asked = |view: &SchoolView<'a>| {
                self.rule.stage.is_none() || !view.sections.is_empty() || view.facts.contains_key(key)
            };
            let views: Vec<&SchoolView<'a>> = views.into_iter().filter(|view| asked(view)).collect();
            let views: Vec<&SchoolView<'a>> = views.into_iter().filter(|view| self.applies(view)).collect();
            let stated: Vec<_> = views.iter().map(|view| number_of(view.facts.get(key).copied())).collect();
            if !views.is_empty() && stated.iter().all(Option::is_some) {
                for (view, (number, location)) in views.iter().zip(stated.into_iter().flatten()) {
                    add(number, view.name.into(), location);
                }
            } else if let Some((number, location)) =
                number_of(self.county(key)).filter(|_| stated.iter().all(Option::is_none))
            {
                // A total never covers up what some schools state.
                self.remark(Remark::CountyTotal, None);
                add(number, self.named(None, key), location);
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
            let labels: Vec<Cow<'_, Text>> = keys.iter().map(|key| look.label(signed(key).1)).collect();
            let join = |pick: fn(&Text) -> &str| {
                labels.iter().map(|label| pick(label)).collect::<Vec<_>>().join(if keys.len() > 1 {
                    " ± "
                } else {
                    ""
                })
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

    pub(super) fn rooms(&mut self, view: &'a SchoolView<'a>, rooms: &'a str, classes: &'a str, per: u32) {
        let name = Named::from(view.name);
        let stated = number_of(view.facts.get(classes).copied());
        let counted = (!view.classes.is_empty()).then(|| {
            (
                Decimal::integer(view.classes.len() as u64),
                view.classes.first().and_then(|class| class.location.as_ref()),
            )
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
                    Operand {
                        label: look.label(classes).into_owned(),
                        value: found.to_string(),
                        location: place.cloned(),
                    },
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
        let seen = Seen::new(name, location, number.fraction(), text).by(steps).of(Some(view));
        self.judge(Seen { groups: Some(groups), ..seen });
    }

    pub(super) fn satisfaction(&mut self) {
        let title = &self.rule.title;
        let found = self.context.recognition.filter(|found| found.valid > 0);
        let Some(found) = found else {
            self.lacks("survey", None);
            return self.unknown(title.into(), None);
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
                    source: title.clone(),
                },
            ]
        });
        self.judge(Seen::new(title.into(), None, value, Cow::Borrowed(title)).by(steps));
    }

    /// The pupils of a school: as they stand, or the sum of its stages.
    pub(super) fn pupils(&self, view: &SchoolView<'a>, pupils: u32, text: &Text) -> (Vec<Step>, Option<&'a Location>) {
        if let [section] = view.sections.as_slice() {
            return (Vec::new(), section.pupils_location.as_ref().or(section.location.as_ref()));
        }
        if view.sections.is_empty() {
            return (Vec::new(), view.location());
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
        (steps, view.location())
    }
}

fn word(answer: Answer) -> String {
    match answer {
        Answer::Yes => "yes",
        Answer::No => "no",
        Answer::NotYet => UNKNOWN,
    }
    .into()
}

fn number_of(fact: Option<&Fact>) -> Option<(Decimal, Option<&Location>)> {
    let fact = fact?;
    match fact.value {
        Value::Number(number) => Some((number, fact.location.as_ref())),
        _ => None,
    }
}
