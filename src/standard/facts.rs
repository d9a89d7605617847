//! What is stated, read and held against how the standard asks for it.

use super::{FactKind, FactSpec, Level};
use crate::diagnostic::{Issue, Severity, Text};
use crate::quantity::{Decimal, grouped};
use crate::records::{Answer, Day, Fact, Value};

impl FactSpec {
    /// Reads what somebody typed or what stands in a cell. Blank is no value. Thousands separators, full-width digits, a
    /// trailing unit and a percent sign are understood; whether the value is possible is said by [`doubt`].
    ///
    /// # Errors
    /// What should stand there instead.
    pub fn read(&self, text: &str) -> Result<Option<Value>, Text> {
        let plain = narrow(text);
        let plain = plain.trim();
        if plain.is_empty() {
            return Ok(None);
        }
        let value = match self.kind {
            FactKind::YesNo => answer(plain).map(Value::Answer),
            FactKind::Date => day(plain).map(Value::Day),
            FactKind::Level => level(plain).map(|n| Value::Number(Decimal::integer(n))),
            FactKind::Grade => grade(plain).map(|n| Value::Number(Decimal::integer(n))),
            FactKind::Year => number(year(plain)).map(Value::Number),
            FactKind::Percent => number(plain.trim_end_matches('%')).map(Value::Number),
            FactKind::Fraction => match plain.strip_suffix('%') {
                Some(percent) => number(percent).and_then(|n| n.checked_mul(Decimal::new(1, 2))).map(Value::Number),
                None => number(plain).map(Value::Number),
            },
            FactKind::Count | FactKind::Amount => {
                number(plain.strip_suffix(self.unit.as_str()).unwrap_or(plain)).map(Value::Number)
            }
        };
        value.map(Some).ok_or_else(|| match self.kind {
            FactKind::YesNo => Text::new(
                format!("“{}”填了“{text}”，应填是、否或未定", self.label.zh),
                format!("{}: `{text}` is neither yes, no nor not yet", self.label.en),
            ),
            FactKind::Date => Text::new(
                format!("“{}”填了“{text}”，应填日期，如2021-09-01", self.label.zh),
                format!("{}: `{text}` is not a day such as 2021-09-01", self.label.en),
            ),
            FactKind::Level => Text::new(
                format!("“{}”填了“{text}”，应填Ⅰ到Ⅴ", self.label.zh),
                format!("{}: `{text}` is not a level from 1 to 5", self.label.en),
            ),
            FactKind::Grade => Text::new(
                format!("“{}”填了“{text}”，应填优秀、良好、合格或不合格", self.label.zh),
                format!("{}: `{text}` is not a grade", self.label.en),
            ),
            _ => Text::new(
                format!("“{}”填了“{text}”，应填数", self.label.zh),
                format!("{}: `{text}` is not a number", self.label.en),
            ),
        })
    }
}

impl Value {
    /// The value as it is shown and as [`FactSpec::read`] reads it back: `12.5`, 是, `2021-09-01`, 良好, Ⅲ.
    pub fn shown(&self, spec: &FactSpec) -> Text {
        match self {
            Self::Answer(answer) => answer.title(),
            Self::Day(day) => Text::same(day.to_string()),
            Self::Number(number) => match (spec.kind, number.to_integer()) {
                (FactKind::Grade, Some(n @ 1..=4)) => {
                    let place = usize::try_from(n - 1).unwrap_or(0);
                    let zh = GRADES.get(place).map_or("", |(zh, _)| zh);
                    let en = GRADES.get(place).map_or("", |(_, en)| en);
                    Text::new(zh, en)
                }
                (FactKind::Level, Some(n @ 1..=5)) => {
                    let roman = ["Ⅰ", "Ⅱ", "Ⅲ", "Ⅳ", "Ⅴ"].get(usize::try_from(n - 1).unwrap_or(0));
                    Text::same(roman.copied().unwrap_or_default())
                }
                _ => Text::same(number.to_string()),
            },
        }
    }
}

/// From 1 upwards.
const GRADES: [(&str, &str); 4] =
    [("不合格", "inadequate"), ("合格", "adequate"), ("良好", "good"), ("优秀", "excellent")];

/// Full-width digits, letters and signs as half-width ones.
fn narrow(text: &str) -> String {
    text.chars()
        .map(|c| match c {
            '！'..='～' => char::from_u32(u32::from(c) - 0xFEE0).unwrap_or(c),
            '\u{3000}' | '\u{a0}' => ' ',
            other => other,
        })
        .collect()
}

fn number(text: &str) -> Option<Decimal> {
    let text = text.trim();
    // A comma is a thousands separator only where it stands before three digits.
    let grouped = text.split_once(',').is_some_and(|(first, rest)| {
        (1..=3).contains(&first.len())
            && rest.split('.').next().is_some_and(|whole| whole.split(',').all(|part| part.len() == 3))
    });
    let plain = if grouped { text.replace(',', "") } else { text.to_owned() };
    plain.parse().ok()
}

fn answer(text: &str) -> Option<Answer> {
    Some(match text.to_ascii_lowercase().as_str() {
        "是" | "有" | "yes" | "y" | "true" | "√" | "✓" | "已" | "达到" => Answer::Yes,
        "否" | "无" | "没有" | "不是" | "no" | "n" | "false" | "×" | "✗" | "x" | "未达到" => Answer::No,
        "未定" | "待定" | "not yet" | "not_yet" => Answer::NotYet,
        _ => return None,
    })
}

/// The year of a year, or of a month of it: only the year matters.
fn year(text: &str) -> &str {
    match text.split_once(['年', '-', '/', '.']) {
        Some((year, month)) if year.len() == 4 && is_month(month.trim_end_matches('月')) => year,
        _ => text.trim_end_matches('年'),
    }
}

fn is_month(text: &str) -> bool {
    text.parse::<u8>().is_ok_and(|month| (1..=12).contains(&month))
}

/// A day. A month alone is counted from its last day, so that no time is counted that may not have passed.
fn day(text: &str) -> Option<Day> {
    let plain = text.replace(['年', '月', '/', '.'], "-").replace('日', "");
    let parts: Vec<&str> = plain.split('-').map(str::trim).collect();
    match parts.as_slice() {
        [year, month, day] if !day.is_empty() => format!("{year}-{month:0>2}-{day:0>2}").parse().ok(),
        [year, month] | [year, month, ""] if is_month(month) => {
            (28..=31).rev().find_map(|day| format!("{year}-{month:0>2}-{day}").parse().ok())
        }
        _ => None,
    }
}

fn level(text: &str) -> Option<u64> {
    let text = text.trim_end_matches(['级', '等']);
    const NAMES: [[&str; 5]; 5] = [
        ["Ⅰ", "ⅰ", "I", "1", "一"],
        ["Ⅱ", "ⅱ", "II", "2", "二"],
        ["Ⅲ", "ⅲ", "III", "3", "三"],
        ["Ⅳ", "ⅳ", "IV", "4", "四"],
        ["Ⅴ", "ⅴ", "V", "5", "五"],
    ];
    (1u64..).zip(NAMES).find(|(_, names)| names.contains(&text.to_ascii_uppercase().as_str())).map(|(n, _)| n)
}

fn grade(text: &str) -> Option<u64> {
    let short = ["不合格", "合格", "良", "优"];
    (1u64..)
        .zip(GRADES.iter().zip(short))
        .find(|(n, ((zh, en), short))| {
            text == *zh || text.eq_ignore_ascii_case(en) || text == *short || text == n.to_string()
        })
        .map(|(n, _)| n)
}

/// Why `fact` cannot be taken as the standard asks for it, or `None`. Such a fact does not count: the rule that needs it
/// stays undetermined, and everything else is evaluated.
pub fn doubt(spec: &FactSpec, fact: &Fact) -> Option<Issue> {
    let label = &spec.label;
    let (message, help) = match (&fact.value, spec.kind) {
        (Value::Answer(_), FactKind::YesNo) | (Value::Day(_), FactKind::Date) => return None,
        (Value::Number(_), FactKind::YesNo) => (
            Text::new(format!("“{}”应填是、否或未定", label.zh), format!("{}: answer yes, no or not yet", label.en)),
            Text::new("请选择是、否或未定", "choose one of them"),
        ),
        (_, FactKind::Date) => (
            Text::new(format!("“{}”应填日期", label.zh), format!("{} is a day", label.en)),
            Text::new("格式：2021-09-01", "write it as 2021-09-01"),
        ),
        (Value::Answer(_) | Value::Day(_), _) => (
            Text::new(format!("“{}”应填数", label.zh), format!("{} is a number", label.en)),
            Text::new("请填数", "state a number"),
        ),
        (Value::Number(number), _) => number_doubt(spec, *number, fact.school.is_none())?,
    };
    let issue = Issue::new("bad_fact", Severity::Logic, message, help);
    let issue = match &fact.school {
        Some(school) => issue.of(school),
        None => issue,
    };
    Some(issue.at_known(fact.location.as_ref()))
}

fn number_doubt(spec: &FactSpec, number: Decimal, county: bool) -> Option<(Text, Text)> {
    let (label, unit) = (&spec.label, &spec.unit);
    let (min, max) = spec.range();
    // What is too much for a school is not for all schools together.
    let max = max.filter(|_| !(county && spec.level == Level::School));
    if spec.is_whole() && number.to_integer().is_none() {
        return Some((
            Text::new(format!("“{}”填了{number}，应为整数", label.zh), format!("{} is {number}, not whole", label.en)),
            Text::new("请填整数", "state a whole number"),
        ));
    }
    if number >= min && max.is_none_or(|max| number <= max) {
        return None;
    }
    let shown = |value: Decimal| grouped(&value.to_string());
    let range = max.map_or_else(
        || Text::new(format!("不小于{}", shown(min)), format!("at least {}", shown(min))),
        |max| {
            Text::new(format!("在{}到{}之间", shown(min), shown(max)), format!("from {} to {}", shown(min), shown(max)))
        },
    );
    let help = match spec.kind {
        FactKind::Fraction => {
            let as_share = number.checked_mul(Decimal::new(1, 2)).unwrap_or(number);
            Text::new(
                format!("这里填0到1之间的数；如果是{number}%，请填{as_share}"),
                format!("a number from 0 to 1 is asked here; for {number} % state {as_share}"),
            )
        }
        _ => Text::new("请核对单位和是否错列", "check the unit and the column"),
    };
    Some((
        Text::new(
            format!("“{}”填了{}{unit}，应{}", label.zh, shown(number), range.zh),
            format!("{} is {}; it must be {}", label.en, format!("{} {unit}", shown(number)).trim_end(), range.en),
        ),
        help,
    ))
}

#[cfg(test)]
mod tests {
    use super::doubt;
    use crate::diagnostic::Text;
    use crate::records::{Answer, Fact, Value};
    use crate::standard::{FactKind, FactSpec, Level, Part};

    fn spec(kind: FactKind, unit: &str, max: Option<&str>) -> FactSpec {
        FactSpec {
            key: "k".into(),
            level: Level::County,
            kind,
            unit: unit.into(),
            label: Text::same("k"),
            aliases: Vec::new(),
            min: None,
            max: max.and_then(|max| max.parse().ok()),
            part: Part::Quality,
            subject: None,
            help: None,
        }
    }

    #[test]
    fn what_people_type_is_read() {
        let read = |kind, unit: &str, text: &str| {
            let spec = spec(kind, unit, None);
            spec.read(text).ok().flatten().map(|value| value.shown(&spec).zh)
        };
        for (kind, unit, text, shown) in [
            (FactKind::Count, "人", "1,234", "1234"),
            (FactKind::Count, "人", "１２人", "12"),
            (FactKind::Amount, "万元", " 12.50万元 ", "12.5"),
            (FactKind::Percent, "%", "95.2%", "95.2"),
            (FactKind::Fraction, "", "15%", "0.15"),
            (FactKind::Fraction, "", "0.12", "0.12"),
            (FactKind::Level, "级", "Ⅲ", "Ⅲ"),
            (FactKind::Level, "级", "iii", "Ⅲ"),
            (FactKind::Level, "级", "3级", "Ⅲ"),
            (FactKind::Grade, "", "良好", "良好"),
            (FactKind::Grade, "", "4", "优秀"),
            (FactKind::YesNo, "", "是", "是"),
            (FactKind::YesNo, "", "no", "否"),
            (FactKind::YesNo, "", "未定", "未定"),
            (FactKind::Date, "", "2021年9月1日", "2021-09-01"),
            (FactKind::Date, "", "2021/9/1", "2021-09-01"),
            (FactKind::Date, "", "2015年12月", "2015-12-31"),
            (FactKind::Date, "", "2024-02", "2024-02-29"),
            (FactKind::Year, "", "2019年", "2019"),
            (FactKind::Year, "", "2019年9月", "2019"),
            (FactKind::Year, "", "2019-09", "2019"),
        ] {
            assert_eq!(read(kind, unit, text).as_deref(), Some(shown), "{text}");
        }
        for (kind, text) in [
            (FactKind::Count, "1,23"),
            (FactKind::Count, "十二"),
            (FactKind::Count, "-1"),
            (FactKind::YesNo, "也许"),
            (FactKind::Date, "2021-02-30"),
            (FactKind::Date, "2021-13"),
            (FactKind::Date, "2021"),
            (FactKind::Level, "Ⅵ"),
            (FactKind::Grade, "一般"),
        ] {
            assert!(spec(kind, "", None).read(text).is_err(), "{text}");
        }
        assert_eq!(spec(FactKind::Count, "", None).read("  "), Ok(None));
    }

    fn said(kind: FactKind, max: Option<&str>, value: Value) -> Option<(String, String)> {
        let spec = spec(kind, "", max);
        let fact = Fact {
            key: "k".into(),
            county: None,
            school: None,
            code: None,
            value,
            note: String::new(),
            evidence: String::new(),
            location: None,
        };
        doubt(&spec, &fact).map(|issue| (issue.message.en, issue.help.en))
    }

    fn number(text: &str) -> Value {
        Value::Number(text.parse().unwrap_or_else(|error| unreachable!("{text}: {error:?}")))
    }

    #[test]
    fn values_outside_their_range_are_doubtful() {
        assert_eq!(said(FactKind::Fraction, None, number("0.12")), None);
        let (message, help) = said(FactKind::Fraction, None, number("15")).unwrap_or_default();
        assert!(message.contains("from 0 to 1") && help.contains("0.15"), "{message} {help}");
        assert!(said(FactKind::Percent, None, number("100.1")).is_some());
        assert!(said(FactKind::Count, None, number("1.5")).is_some());
        assert!(said(FactKind::Count, Some("10"), number("11")).is_some());
        assert!(said(FactKind::Level, None, number("0")).is_some());
        assert_eq!(said(FactKind::Amount, None, number("0")), None);
        assert!(said(FactKind::YesNo, None, number("1")).is_some());
        assert!(said(FactKind::Count, None, Value::Answer(Answer::Yes)).is_some());
        assert_eq!(said(FactKind::YesNo, None, Value::Answer(Answer::NotYet)), None);
    }
}
