//! Against what: the limit that fits, the comparison, and the finding that comes of all cases.

use super::words::Remark;
use super::{Case, Look, Named, Seen, plain, truth};
use crate::diagnostic::{Location, Text};
use crate::evaluate::evaluation::{Finding, Member, Verdict};
use crate::evaluate::schools::SchoolView;
use crate::evaluate::tally;
use crate::evaluate::trace::{Op, Operand, Step, UNKNOWN, traced};
use crate::quantity::Fraction;
use crate::records::Stage;
use crate::standard::{Level, Limit, Rule, holds_on};

impl<'a> Look<'a> {
    /// Compares what was observed with the limit that fits.
    pub(super) fn judge(&mut self, seen: Seen<'a>) {
        let Seen { name, location, observed, text, mut steps, view, stage, groups } = seen;
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
                            Operand {
                                label: text.into_owned(),
                                value: observed.reduced(),
                                location: location.cloned(),
                            },
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
                    Operand { label: text.into_owned(), value: observed.reduced(), location: location.cloned() },
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
    fn limit(&mut self, view: Option<&SchoolView<'a>>, stage: Option<Stage>) -> Option<&'a Limit> {
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

    /// A case of which nothing is known.
    pub(super) fn unknown(&mut self, name: Named<'a>, location: Option<&'a Location>) {
        let steps = self.steps(|look| {
            let op = look.rule.comparison.map_or(Op::Equals, Op::compare);
            let mut operands = vec![plain(name.text(), UNKNOWN)];
            operands.extend(
                look.rule.limits.last().map(|limit| plain(Text::new("标准", "limit"), limit.value.to_string())),
            );
            vec![Step { op, operands, result: UNKNOWN.into(), source: look.cited(None) }]
        });
        self.cases.push(Case { name, location, observed: None, holds: None, limit: None, steps });
    }

    pub(super) fn lacks(&mut self, key: &'a str, view: Option<&SchoolView<'a>>) {
        self.missing.entry(key).or_default().extend(view.map(|view| view.name));
    }

    pub(super) fn remark(&mut self, remark: Remark, school: Option<&'a str>) {
        self.remarks.entry(remark).or_default().extend(school);
    }

    pub(super) fn steps(&self, make: impl FnOnce(&Self) -> Vec<Step>) -> Vec<Step> {
        if self.context.trace { make(self) } else { Vec::new() }
    }

    pub(super) fn cited(&self, limit: Option<&Limit>) -> Text {
        let clause = limit.and_then(|limit| limit.clause.as_ref()).unwrap_or(&self.rule.clause);
        Text::same(self.context.standard.cite(clause))
    }

    pub(super) fn finding(mut self) -> Finding {
        let rule = self.rule;
        let many = !matches!(rule.level, Level::County);
        let judged = rule.is_judged();
        let verdicts =
            |cases: &[Case<'_>]| -> Vec<Verdict> { cases.iter().map(|case| Verdict::of(case.holds)).collect() };
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
                    label: case.name.text(),
                    value: truth(case.holds).into(),
                    location: case.location.cloned(),
                });
            }
            if silent {
                ends.push(plain(Text::new("尚缺数据", "not stated yet"), UNKNOWN));
            }
            if judged && (many || ends.len() != 1) {
                let result = traced(status);
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
                name: case.name.zh().to_owned(),
                observed: case.observed.as_ref().map(Fraction::to_f64),
                limit: case.limit.as_ref().map(Fraction::to_f64),
                location: case.location.cloned(),
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
            members: (many && judged && !self.cases.is_empty()).then(|| tally(verdicts(&self.cases).into_iter())),
            failing,
            missing: self.missing_said(),
            assumptions: self.remarks_said(),
            responsible: rule.responsible.clone(),
            trace,
        }
    }
}
