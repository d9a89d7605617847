//! Relaxations that add to an amount: what some schools may count, for some time.

use super::schools::Schools;
use crate::diagnostic::{Issue, Severity, Text};
use crate::quantity::Decimal;
use crate::records::{Day, Records, Section, Term, Value};
use crate::standard::{RelaxationRule, Standard, holds_on};
use std::borrow::Cow;

/// The sections with what relaxations let them count; says what acted and what could not.
pub(super) fn relaxed<'a>(
    standard: &Standard,
    records: &'a Records,
    schools: &Schools<'_>,
    day: Option<Day>,
    issues: &mut Vec<Issue>,
) -> Vec<Cow<'a, Section>> {
    let mut sections: Vec<Cow<'a, Section>> = records.sections.iter().map(Cow::Borrowed).collect();
    for rule in &standard.relaxations {
        if !holds_on(rule.from, rule.until, day) {
            if day.is_none() {
                issues.push(note(
                    standard,
                    rule,
                    "relaxation_undated",
                    "没有评估日期，没有采用",
                    "without a date of evaluation it was not applied",
                ));
            }
            continue;
        }
        let (mut acted, mut split) = (0usize, 0usize);
        for (section, &school) in sections.iter_mut().zip(&schools.of_section) {
            let Some(view) = schools.list.get(school) else { continue };
            if view.satisfies(&rule.when) != Some(true) {
                continue;
            }
            let stated: Vec<(&str, Decimal, _)> = rule
                .add
                .iter()
                .filter_map(|key| {
                    let fact = view.facts.get(key.as_str())?;
                    match fact.value {
                        Value::Number(number) if !number.is_zero() => {
                            Some((key.as_str(), number, fact.location.clone()))
                        }
                        _ => None,
                    }
                })
                .collect();
            let Some(amount) = section.amount(rule.indicator).filter(|_| !stated.is_empty()) else { continue };
            // What the whole school has cannot be given to a part of it without a ratio.
            if view.sections.len() > 1 && amount.share.is_none() {
                split += 1;
                continue;
            }
            let mut amount = amount.clone();
            if amount.terms.is_empty() {
                amount.terms.push(Term {
                    label: rule.indicator.key().into(),
                    value: amount.total,
                    factor: Decimal::integer(1),
                    subtracted: false,
                    location: section.location.clone(),
                });
            }
            let mut fits = true;
            for (key, number, location) in stated {
                let label = standard.fact(key).map_or(key, |fact| fact.label.zh.as_str());
                match amount.total.checked_add(number) {
                    Some(total) => amount.total = total,
                    None => fits = false,
                }
                amount.terms.push(Term {
                    label: format!("{label}（{}，{}）", rule.title.zh, standard.cite(&rule.clause)).into(),
                    value: number,
                    factor: Decimal::integer(1),
                    subtracted: false,
                    location,
                });
            }
            if fits && let Some(slot) = section.to_mut().amounts.get_mut(rule.indicator.index()) {
                *slot = Some(amount);
                acted += 1;
            }
        }
        if acted > 0 {
            let (zh, en) = (format!("{acted}个学段部计入"), format!("counted for {acted} sections"));
            issues.push(note(standard, rule, "relaxation_acted", &zh, &en));
        }
        if split > 0 {
            let zh = format!("{split}个学段部所在学校有几个学段，没有计入");
            let en = format!("not counted for {split} sections of schools with several stages");
            issues.push(note(standard, rule, "relaxation_not_split", &zh, &en));
        }
    }
    sections
}

fn note(standard: &Standard, rule: &RelaxationRule, code: &str, zh: &str, en: &str) -> Issue {
    let cited = standard.cite(&rule.clause);
    Issue::new(
        code,
        Severity::Note,
        Text::new(format!("{}：{zh}（{cited}）", rule.title.zh), format!("{}: {en} ({cited})", rule.title.en)),
        Text::new("可在标准页查看或改用其他标准", "see the page of standards, or choose another standard"),
    )
}
