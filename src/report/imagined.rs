//! What stands before everything else in a report of a scenario: what was changed, and what comes of it.

use super::{Table, Value, WhatIf};
use crate::diagnostic::{Locale, Text};
use crate::evaluate::{Status, Verdict};
use crate::standard::Standard;

/// What every page and every sheet says.
pub(super) fn warning(locale: Locale) -> String {
    Text::new("模拟结果，不是正式结果", "What-if: not the real result").get(locale).to_owned()
}

/// The changes, and the result before and after.
pub(super) fn tables(what_if: &WhatIf, standard: &Standard, locale: Locale) -> [Table; 2] {
    let say = |zh: &str, en: &str| Text::new(zh, en).get(locale).to_owned();
    let words = |text: &Text| Value::Text(text.get(locale).to_owned());
    let status = |verdict: Verdict| Value::Status(verdict.title().get(locale).to_owned(), verdict.tone());
    let section = |status: Status| Value::Status(status.title().get(locale).to_owned(), status.tone());
    let joined = |notes: &[Text]| {
        let notes: Vec<&str> = notes.iter().map(|note| note.get(locale)).collect();
        Value::Text(notes.join(&say("；", "; ")))
    };
    let changes = Table {
        title: say("模拟改动", "What-if changes"),
        head: vec![say("改动", "Change"), say("是否生效", "Made"), say("说明", "Notes")],
        rows: what_if
            .outcomes
            .iter()
            .map(|outcome| match &outcome.refused {
                None => vec![words(&outcome.sentence), Value::Text(say("是", "yes")), joined(&outcome.notes)],
                Some(why) => vec![words(&outcome.sentence), Value::Text(say("否", "no")), words(why)],
            })
            .collect(),
    };
    let found = &what_if.differences;
    let mut rows = Vec::new();
    if let (Some(before), Some(after)) = (found.verdict.before, found.verdict.after) {
        rows.push(vec![Value::Text(say("全县", "The county")), status(before), status(after)]);
    }
    let of = |(met, of): (u32, u32)| Value::Text(format!("{met}/{of}"));
    for part in &found.parts {
        rows.push(vec![words(&part.title), status(part.verdict.before), status(part.verdict.after)]);
        rows.push(vec![
            Value::Text(format!("{} · {}", part.title.get(locale), say("达标项", "items met"))),
            of(part.items.before),
            of(part.items.after),
        ]);
    }
    for stage in &found.stages {
        let title = stage.stage.title();
        let name = |what: &str| Value::Text(format!("{} · {what}", title.get(locale)));
        if let Some(rule) = &standard.comprehensive {
            let (before, after) = (stage.comprehensive.before, stage.comprehensive.after);
            let title = rule.title.get(locale);
            rows.push(vec![name(title), of((before.met, before.of)), of((after.met, after.of))]);
        }
        for one in &stage.indicators {
            let short = one.id.short();
            let met = format!("{} · {}", short.get(locale), say("达标学段部", "sections met"));
            rows.push(vec![name(&met), of(one.met.before), of(one.met.after)]);
            let cv = format!("{} · {}", short.get(locale), say("校际差异系数", "coefficient of variation"));
            let number = |cv: Option<f64>| cv.map_or(Value::Empty, |cv| Value::Number(cv, 3));
            rows.push(vec![name(&cv), number(one.cv.before), number(one.cv.after)]);
        }
    }
    for rule in &found.rules {
        rows.push(vec![words(&rule.title), status(rule.verdict.before), status(rule.verdict.after)]);
    }
    for school in &found.schools {
        let name = format!("{} · {}", school.school, school.stage.title().get(locale));
        let verdict =
            |verdict: Option<Verdict>| verdict.map_or_else(|| Value::Text(say("不参评", "not evaluated")), status);
        rows.push(vec![
            Value::Text(name.clone()),
            verdict(school.comprehensive.before),
            verdict(school.comprehensive.after),
        ]);
        for (indicator, both) in &school.indicators {
            let name = format!("{name} · {}", indicator.short().get(locale));
            rows.push(vec![Value::Text(name), section(both.before), section(both.after)]);
        }
    }
    let compared = Table {
        title: say("模拟前后", "Before and after"),
        head: vec![say("项目", "Item"), say("实际", "Real"), say("模拟", "What-if")],
        rows,
    };
    [changes, compared]
}
