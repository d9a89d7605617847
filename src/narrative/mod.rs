//! Do the numbers of a published text agree with each other? Printed percentages of schools that reach an indicator allow
//! few totals; these give counts, and the counts are compared with those the text names elsewhere.
//!
//! A share of k of n is printed as 100·k/n %, rounded half up. All arithmetic is of whole numbers. What is found is a
//! question to the authors, not a verdict of the standard.

use crate::diagnostic::{Location, Problem, Text};
use crate::quantity::{Decimal, Fraction};
use crate::statistics::roots;
use serde::{Deserialize, Serialize};
use std::collections::HashSet;

mod fit;
mod table;
#[cfg(test)]
mod tests;

use fit::Fit;
pub use fit::Printed;
pub use table::{parse, to_table};

/// Totals are tried up to this one where a group names no other limit.
pub const DEFAULT_LIMIT: u32 = 5_000;
/// The largest limit a group may name.
pub const MAX_LIMIT: u32 = 100_000;
/// Most decimals of a printed number.
pub const MAX_DECIMALS: u32 = 10;

/// A text's numbers, as far as they can be compared.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS), ts(optional_fields = nullable))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Narrative {
    /// What the text is called.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// The groups its shares are of, such as 小学 and 初中.
    #[serde(default)]
    pub groups: Vec<Group>,
    /// What it says, in its order.
    pub statements: Vec<Statement>,
}

/// Schools (or whatever is counted) that shares are of.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS), ts(rename = "NarrativeGroup", optional_fields = nullable))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Group {
    /// Identifier, by which statements name it.
    pub id: String,
    /// Its name, unlike any other's.
    pub name: String,
    /// How many there are, where the text says so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub total: Option<u32>,
    /// The largest total worth trying, at most 100,000; 5,000 when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at_most: Option<u32>,
}

/// One statement.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS), ts(rename = "NarrativeStatement"))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Statement {
    /// Identifier, unlike any other's.
    pub id: String,
    /// The sentence as published.
    pub words: String,
    /// What it says.
    pub kind: Kind,
}

/// What a statement says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS), ts(rename = "NarrativeKind", optional_fields = nullable))]
#[serde(tag = "type", rename_all = "snake_case", rename_all_fields = "camelCase", deny_unknown_fields)]
pub enum Kind {
    /// 达标率: so many percent of a group reach a quantity.
    Share {
        /// Identifier of the group.
        group: String,
        /// What is reached, such as an indicator.
        quantity: String,
        /// The percentage as printed, without the sign: `97.30` has two decimals.
        percent: String,
    },
    /// 达标数: so many of a group reach a quantity.
    MetCount {
        /// Identifier of the group.
        group: String,
        /// What is reached.
        quantity: String,
        /// How many.
        count: u32,
    },
    /// 未达标数: so many of a group do not reach a quantity.
    ShortCount {
        /// Identifier of the group.
        group: String,
        /// What is not reached.
        quantity: String,
        /// How many.
        count: u32,
    },
    /// 合计: numbers and their sum.
    Sum {
        /// What is added up.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        quantity: Option<String>,
        /// The numbers added up.
        #[cfg_attr(feature = "types", ts(as = "Vec<String>"))]
        parts: Vec<Decimal>,
        /// The sum as published.
        #[cfg_attr(feature = "types", ts(as = "String"))]
        total: Decimal,
    },
    /// 平均: numbers and their simple mean.
    Mean {
        /// What it is the mean of.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        quantity: Option<String>,
        /// The numbers.
        #[cfg_attr(feature = "types", ts(as = "Vec<String>"))]
        parts: Vec<Decimal>,
        /// The mean as printed: `0.590` has three decimals.
        printed: String,
    },
}

/// What is found of a text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct Review {
    /// What the text is called.
    pub title: Option<String>,
    /// The groups, in their order.
    pub groups: Vec<GroupFinding>,
    /// The statements, in their order.
    pub statements: Vec<StatementFinding>,
}

/// Which totals a group's shares allow.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct GroupFinding {
    /// Its identifier.
    pub id: String,
    /// Its name.
    pub name: String,
    /// The largest total tried.
    pub limit: u32,
    /// How many totals up to the limit every share fits; 0 without shares.
    pub solutions: u32,
    /// The smallest of them.
    pub smallest: Option<u32>,
    /// Whether all of them are multiples of the smallest; `false` without any.
    pub all_multiples: bool,
    /// The smallest of them that is not a multiple of the smallest.
    pub next_other: Option<u32>,
    /// The total the text states.
    pub total: Option<u32>,
    /// Whether every share fits the stated total; `null` without one or without shares.
    pub total_fits: Option<bool>,
    /// The total that counts were taken from, `null` when no total fits.
    pub used: Option<u32>,
    /// Why that one.
    pub basis: Option<Basis>,
    /// The shares as counts of that total; empty without it.
    pub counts: Vec<ShareCount>,
    /// The finding in words.
    #[cfg_attr(feature = "types", ts(as = "String"))]
    pub explanation: Text,
}

/// Where the total came from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum Basis {
    /// The text states it and every share fits it.
    Stated,
    /// No other up to the limit fits.
    Only,
    /// The smallest of several that fit.
    Smallest,
}

/// A share as a count of the total used. Few decimals of a large total leave several counts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct ShareCount {
    /// Identifier of the statement.
    pub statement: String,
    /// What is reached.
    pub quantity: String,
    /// The percentage as printed.
    pub percent: String,
    /// How many reach it, at least.
    pub least: u32,
    /// How many reach it, at most.
    pub most: u32,
}

/// What is found of one statement.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct StatementFinding {
    /// Its identifier.
    pub id: String,
    /// Whether it agrees.
    pub verdict: Agreement,
    /// What was to be expected: a count (`65`, or `175–184` where several are possible), a sum or a mean.
    pub expected: Option<String>,
    /// Other counts that a contradicting count is equal to: where it may have come from.
    pub equals: Vec<Alike>,
    /// The smallest other fitting total at which a contradicting count would agree, where the text states none.
    pub agrees_at: Option<u32>,
    /// The finding in words.
    #[cfg_attr(feature = "types", ts(as = "String"))]
    pub explanation: Text,
}

/// Whether a statement agrees with the others.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum Agreement {
    /// It does.
    Agrees,
    /// It does not.
    Contradicts,
    /// A sum or mean of rounded numbers that is off by no more than their rounding.
    WithinRounding,
    /// It speaks of a quantity without a share in its group: nothing to compare with.
    OtherQuantity,
    /// No total fits the shares of its group, so nothing can be said.
    Undecided,
}

/// A count that equals another.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct Alike {
    /// Identifier of the group.
    pub group: String,
    /// The quantity.
    pub quantity: String,
    /// Those that reach it or those that do not.
    pub side: Side,
}

/// The two sides of a share.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum Side {
    /// Those that reach it.
    Met,
    /// Those that do not.
    Short,
}

impl Side {
    const fn zh(self) -> &'static str {
        match self {
            Self::Met => "达标",
            Self::Short => "未达标",
        }
    }

    const fn en(self) -> &'static str {
        match self {
            Self::Met => "meeting",
            Self::Short => "short",
        }
    }
}

/// The numbers of 天津市滨海新区's plan of 2021 (推进义务教育优质均衡发展攻坚行动方案): shares of 一、主要问题 and counts and
/// sums of 四、主要任务, in its words.
pub fn demo() -> Narrative {
    serde_json::from_str(include_str!("binhai.json")).unwrap_or_default()
}

/// Compares the statements of `narrative` with each other.
///
/// # Errors
/// What is malformed, each with its path: `empty`, `duplicate_id`, `duplicate_name`, `duplicate_share`, `unknown_group`,
/// `out_of_range`, `bad_percent`, `percent_too_large`, `bad_number`, `too_long`.
pub fn check(narrative: &Narrative) -> Result<Review, Vec<Problem>> {
    let faults = faults(narrative);
    if !faults.is_empty() {
        return Err(faults.into_iter().map(|fault| fault.problem).collect());
    }
    let fits: Vec<Fit<'_>> = narrative.groups.iter().map(|group| Fit::of(group, &narrative.statements)).collect();
    let statements = narrative.statements.iter().map(|statement| of_statement(statement, &fits)).collect();
    Ok(Review { title: narrative.title.clone(), groups: fits.iter().map(Fit::finding).collect(), statements })
}

fn of_statement(statement: &Statement, fits: &[Fit<'_>]) -> StatementFinding {
    let place = |id: &str| fits.iter().find(|fit| fit.group.id == id);
    let finding = match &statement.kind {
        Kind::Share { group, quantity, .. } => place(group).and_then(|fit| fit.of_share(quantity)),
        Kind::MetCount { group, quantity, count } => {
            place(group).map(|fit| fit.of_count(quantity, Side::Met, *count, fits))
        }
        Kind::ShortCount { group, quantity, count } => {
            place(group).map(|fit| fit.of_count(quantity, Side::Short, *count, fits))
        }
        Kind::Sum { parts, total, .. } => Some(of_sum(parts, *total)),
        Kind::Mean { parts, printed, .. } => Printed::read(printed).ok().map(|printed| of_mean(parts, &printed)),
    };
    // Malformed statements were refused before.
    let finding = finding.unwrap_or_else(|| Finding::new(Agreement::Undecided, Text::default()));
    StatementFinding {
        id: statement.id.clone(),
        verdict: finding.verdict,
        expected: finding.expected,
        equals: finding.equals,
        agrees_at: finding.agrees_at,
        explanation: finding.explanation,
    }
}

/// A [`StatementFinding`] before it has its identifier.
struct Finding {
    verdict: Agreement,
    expected: Option<String>,
    equals: Vec<Alike>,
    agrees_at: Option<u32>,
    explanation: Text,
}

impl Finding {
    const fn new(verdict: Agreement, explanation: Text) -> Self {
        Self { verdict, expected: None, equals: Vec::new(), agrees_at: None, explanation }
    }

    fn expecting(mut self, expected: impl Into<String>) -> Self {
        self.expected = Some(expected.into());
        self
    }
}

fn of_sum(parts: &[Decimal], total: Decimal) -> Finding {
    let exact = sum(parts);
    let scale = most_decimals(parts);
    let shown = exact.half_up(scale).to_string();
    let terms = parts.iter().map(Decimal::to_string).collect::<Vec<_>>().join("+");
    let unit = Decimal::new(1, scale).fraction();
    // Parts cut to `scale` decimals are each off by half a unit at most, and so is their sum's.
    let slack = unit.times(&Fraction::integer(parts.len() + 1)).over(2);
    let (verdict, zh, en) = if total.fraction() == exact {
        (Agreement::Agrees, "相符", "which agrees")
    } else if scale > 0 && (distance(&total.fraction(), &exact) <= slack || exact.half_up(total.parts().1) == total) {
        (Agreement::WithinRounding, "差别不超过四舍五入所致", "which rounding alone may explain")
    } else {
        (Agreement::Contradicts, "不符", "which contradicts it")
    };
    let explanation = Text::new(
        format!("{terms}={shown}，文中为{total}：{zh}。"),
        format!("{terms} = {shown}; the text has {total}, {en}."),
    );
    Finding::new(verdict, explanation).expecting(shown)
}

fn of_mean(parts: &[Decimal], printed: &Printed) -> Finding {
    let exact = roots::mean(parts);
    let decimals = printed.decimals();
    let shown = fixed(exact.half_up(decimals), decimals);
    let scale = most_decimals(parts);
    let half = |scale: u32| Decimal::new(1, scale).fraction().over(2);
    let (verdict, zh, en) = if exact.half_up(decimals) == printed.value() {
        (Agreement::Agrees, "相符", "which agrees")
    } else if scale > 0 && distance(&printed.value().fraction(), &exact) <= half(scale).plus(&half(decimals)) {
        (Agreement::WithinRounding, "差别不超过各数四舍五入所致", "which the rounding of the numbers may explain")
    } else {
        (Agreement::Contradicts, "不符", "which contradicts it")
    };
    let (count, text) = (parts.len(), printed.text());
    let explanation = Text::new(
        format!("{count}个数的平均数保留{decimals}位小数是{shown}，文中为{text}：{zh}。"),
        format!("The mean of the {count} numbers is {shown} to {decimals} decimals; the text has {text}, {en}."),
    );
    Finding::new(verdict, explanation).expecting(shown)
}

fn sum(parts: &[Decimal]) -> Fraction {
    parts.iter().fold(Fraction::integer(0), |sum, part| sum.plus(&part.fraction()))
}

fn distance(a: &Fraction, b: &Fraction) -> Fraction {
    if a > b { a.minus(b) } else { b.minus(a) }
}

fn most_decimals(parts: &[Decimal]) -> u32 {
    parts.iter().map(|part| part.parts().1).max().unwrap_or(0)
}

/// `value` with exactly `decimals` decimals, of which it has no more.
fn fixed(value: Decimal, decimals: u32) -> String {
    let text = value.to_string();
    if decimals == 0 {
        return text;
    }
    let (whole, rest) = text.split_once('.').unwrap_or((&text, ""));
    format!("{whole}.{rest:0<width$}", width = decimals as usize)
}

/// A problem and what it is of, so that a table can say the line.
struct Fault {
    statement: Option<usize>,
    group: Option<usize>,
    problem: Problem,
}

/// What is malformed.
fn faults(narrative: &Narrative) -> Vec<Fault> {
    let mut faults = Vec::new();
    if narrative.statements.is_empty() {
        let problem = Problem::new(
            "empty",
            Text::new("没有任何说法", "There are no statements"),
            Text::new("至少写一条达标率、数目、合计或平均。", "Give at least one share, count, sum or mean."),
        );
        let problem = problem.at(Location::path("statements"));
        faults.push(Fault { statement: None, group: None, problem });
    }
    let (mut ids, mut names) = (HashSet::new(), HashSet::new());
    for (index, group) in narrative.groups.iter().enumerate() {
        let mut add = |key: &str, problem: Problem| {
            let problem = problem.at(Location::path(format!("groups[{index}].{key}")));
            faults.push(Fault { statement: None, group: Some(index), problem });
        };
        if group.id.trim().is_empty() {
            add("id", blank());
        } else if !ids.insert(group.id.as_str()) {
            add("id", duplicate(&group.id));
        }
        if group.name.trim().is_empty() {
            add("name", blank());
        } else if !names.insert(group.name.as_str()) {
            add("name", Problem { code: "duplicate_name".into(), ..duplicate(&group.name) });
        }
        if group.total == Some(0) {
            add("total", out_of_range(u32::MAX));
        }
        if group.at_most.is_some_and(|limit| limit == 0 || limit > MAX_LIMIT) {
            add("atMost", out_of_range(MAX_LIMIT));
        }
    }
    let (mut seen, mut shares) = (HashSet::new(), HashSet::new());
    for (index, statement) in narrative.statements.iter().enumerate() {
        let mut add = |key: &str, problem: Problem| {
            let problem = problem.at(Location::path(format!("statements[{index}].{key}")));
            faults.push(Fault { statement: Some(index), group: None, problem });
        };
        if statement.id.trim().is_empty() {
            add("id", blank());
        } else if !seen.insert(statement.id.as_str()) {
            add("id", duplicate(&statement.id));
        }
        match &statement.kind {
            Kind::Share { group, quantity, .. }
            | Kind::MetCount { group, quantity, .. }
            | Kind::ShortCount { group, quantity, .. } => {
                if !ids.contains(group.as_str()) {
                    add("kind.group", unknown_group(group));
                }
                if quantity.trim().is_empty() {
                    add("kind.quantity", blank());
                }
                if let Kind::Share { percent, .. } = &statement.kind {
                    match Printed::read(percent) {
                        Err(()) => add("kind.percent", bad_number("bad_percent", percent)),
                        Ok(printed) if printed.value() > Decimal::integer(100) => {
                            add("kind.percent", percent_too_large(percent));
                        }
                        Ok(_) => {}
                    }
                    if !shares.insert((group.as_str(), quantity.as_str())) {
                        add("kind.quantity", duplicate_share(quantity));
                    }
                }
            }
            Kind::Sum { parts, .. } => {
                if parts.is_empty() {
                    add("kind.parts", blank());
                }
                if parts.iter().try_fold(Decimal::ZERO, |sum, part| sum.checked_add(*part)).is_none() {
                    add("kind.parts", too_long());
                }
            }
            Kind::Mean { parts, printed, .. } => {
                if parts.is_empty() {
                    add("kind.parts", blank());
                }
                if parts.iter().try_fold(Decimal::ZERO, |sum, part| sum.checked_add(*part)).is_none() {
                    add("kind.parts", too_long());
                }
                if Printed::read(printed).is_err() {
                    add("kind.printed", bad_number("bad_number", printed));
                }
            }
        }
    }
    faults
}

fn blank() -> Problem {
    Problem::new("empty", Text::new("此处为空", "This is empty"), Text::new("请填写。", "Fill it in."))
}

fn duplicate(id: &str) -> Problem {
    Problem::new(
        "duplicate_id",
        Text::new(format!("“{id}”出现了两次"), format!("`{id}` occurs twice")),
        Text::new("每个名称只能用一次。", "Use each name once."),
    )
}

fn duplicate_share(quantity: &str) -> Problem {
    Problem::new(
        "duplicate_share",
        Text::new(format!("同一组里“{quantity}”有两个达标率"), format!("`{quantity}` has two shares in one group")),
        Text::new("只留一个，或给它们不同的名称。", "Keep one, or give them different names."),
    )
}

fn unknown_group(group: &str) -> Problem {
    Problem::new(
        "unknown_group",
        Text::new(format!("没有“{group}”这个组"), format!("There is no group `{group}`")),
        Text::new("先在 groups 中列出这个组。", "List the group under `groups` first."),
    )
}

fn out_of_range(most: u32) -> Problem {
    Problem::new(
        "out_of_range",
        Text::new("总数或上限超出范围", "The total or limit is out of range"),
        Text::new(format!("请用1至{most}的整数。"), format!("Use a whole number from 1 to {most}.")),
    )
}

fn bad_number(code: &str, text: &str) -> Problem {
    Problem::new(
        code,
        Text::new(format!("“{text}”不是可用的数"), format!("`{text}` is not a usable number")),
        Text::new(
            format!("照印出的写，例如 97.30，最多{MAX_DECIMALS}位小数。"),
            format!("Write it as printed, such as 97.30, with at most {MAX_DECIMALS} decimals."),
        ),
    )
}

fn percent_too_large(text: &str) -> Problem {
    Problem::new(
        "percent_too_large",
        Text::new(format!("{text}%超过了100%"), format!("{text} % is more than 100 %")),
        Text::new("核对这个比例。", "Check this share."),
    )
}

fn too_long() -> Problem {
    Problem::new(
        "too_long",
        Text::new("这些数太长，无法精确相加", "These numbers are too long to be added exactly"),
        Text::new("合起来最多28位数字。", "Together they may have 28 digits."),
    )
}
