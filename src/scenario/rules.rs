//! Numbers of a standard, looked up and replaced. What its loader would refuse is refused here.

use super::{Ruled, Weight};
use crate::diagnostic::Text;
use crate::quantity::Decimal;
use crate::records::Stage;
use crate::standard::{PerStage, SplitRule, Standard};

/// The number as it is; `None` where the standard has none.
pub(super) fn get(standard: &Standard, ruled: &Ruled) -> Option<Decimal> {
    match ruled {
        Ruled::Threshold { indicator, stage } => Some(standard.resource(*indicator)?.threshold?.get(*stage)),
        Ruled::Floor => standard.resources.iter().find_map(|rule| rule.floor),
        Ruled::AtLeast => standard.comprehensive.as_ref().map(|rule| Decimal::integer(rule.at_least.into())),
        Ruled::Dispersion { stage } => standard.dispersion.limit.map(|limit| limit.get(*stage)),
        Ruled::Composite { stage } => standard.composite.as_ref().map(|rule| rule.limit.get(*stage)),
        Ruled::Weight { weight } => Some(*weight_of(&mut standard.split.clone(), *weight)),
        Ruled::Limit { rule, place } => standard.rule(rule)?.limits.get(*place).map(|limit| limit.value),
    }
}

/// Replaces it; answers with what it was, or why it cannot be so.
pub(super) fn set(standard: &mut Standard, ruled: &Ruled, value: Decimal) -> Result<Decimal, Text> {
    let none = || Text::new("这个标准没有这一项", "this standard has no such number");
    let before = get(standard, ruled).ok_or_else(none)?;
    possible(standard, ruled, value)?;
    match ruled {
        Ruled::Threshold { indicator, stage } => {
            let rule = standard.resources.iter_mut().find(|rule| rule.id == *indicator);
            if let Some(threshold) = rule.and_then(|rule| rule.threshold.as_mut()) {
                put(threshold, *stage, value);
            }
        }
        Ruled::Floor => {
            standard.resources.iter_mut().filter_map(|rule| rule.floor.as_mut()).for_each(|one| *one = value)
        }
        Ruled::AtLeast => {
            if let (Some(rule), Some(value)) = (&mut standard.comprehensive, value.to_integer()) {
                rule.at_least = u8::try_from(value).unwrap_or(rule.at_least);
            }
        }
        Ruled::Dispersion { stage } => {
            if let Some(limit) = &mut standard.dispersion.limit {
                put(limit, *stage, value);
            }
        }
        Ruled::Composite { stage } => {
            if let Some(rule) = &mut standard.composite {
                put(&mut rule.limit, *stage, value);
            }
        }
        Ruled::Weight { weight } => *weight_of(&mut standard.split, *weight) = value,
        Ruled::Limit { rule, place } => {
            let rule = standard.rules.iter_mut().find(|one| one.id == *rule);
            if let Some(limit) = rule.and_then(|rule| rule.limits.get_mut(*place)) {
                limit.value = value;
            }
        }
    }
    Ok(before)
}

fn put(numbers: &mut PerStage, stage: Stage, value: Decimal) {
    match stage {
        Stage::Primary => numbers.primary = value,
        Stage::Junior => numbers.junior = value,
    }
}

fn weight_of(split: &mut SplitRule, weight: Weight) -> &mut Decimal {
    match weight {
        Weight::Primary => &mut split.weights.primary,
        Weight::Junior => &mut split.weights.junior,
        Weight::Senior => &mut split.weights.senior,
        Weight::JuniorWithoutPrimary => &mut split.without_primary.junior,
        Weight::SeniorWithoutPrimary => &mut split.without_primary.senior,
    }
}

fn possible(standard: &Standard, ruled: &Ruled, value: Decimal) -> Result<(), Text> {
    let decimals = value.parts().1;
    let positive = !value.is_zero();
    let most = |most: u64| value <= Decimal::integer(most);
    let (holds, zh, en) = match ruled {
        Ruled::Threshold { .. } => (
            positive && decimals <= 6 && most(1_000_000),
            "应大于0、不超过1000000".to_owned(),
            "must be above 0 and at most 1,000,000".to_owned(),
        ),
        Ruled::Floor => (
            positive && decimals <= 6 && most(1),
            "应大于0、不超过1".to_owned(),
            "must be above 0 and at most 1".to_owned(),
        ),
        Ruled::AtLeast => {
            let all = standard.resources.len();
            let whole = value.to_integer().and_then(|value| usize::try_from(value).ok());
            (
                whole.is_some_and(|value| (1..=all).contains(&value)),
                format!("应为1到{all}的整数"),
                format!("must be a whole number from 1 to {all}"),
            )
        }
        Ruled::Dispersion { .. } | Ruled::Composite { .. } => (
            positive && decimals <= 6 && most(100),
            "应大于0、不超过100".to_owned(),
            "must be above 0 and at most 100".to_owned(),
        ),
        Ruled::Weight { .. } => (
            positive && decimals <= 2 && most(100),
            "应大于0、不超过100，最多两位小数".to_owned(),
            "must be above 0 and at most 100, with two decimals at most".to_owned(),
        ),
        Ruled::Limit { .. } => (decimals <= 6, "最多六位小数".to_owned(), "has six decimals at most".to_owned()),
    };
    if holds { Ok(()) } else { Err(Text::new(zh, en)) }
}
