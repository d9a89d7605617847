//! Changes in plain sentences, and why some cannot be made.

use super::{Change, Ruled, SchoolKey, SectionKey, Weight, rules};
use crate::diagnostic::Text;
use crate::quantity::{Decimal, grouped};
use crate::records::{Amount, Indicator, Stage, Value};
use crate::standard::{FactSpec, Standard, unit_title};

/// What a result under a scenario is called.
pub fn title() -> Text {
    Text::new("模拟", "What-if")
}

fn shown(value: Decimal) -> String {
    grouped(&value.to_string())
}

fn section(key: &SectionKey) -> Text {
    let (name, stage) = (&key.school.name, key.stage.title());
    Text::new(format!("{name}（{}）", stage.zh), format!("{name} ({})", stage.en.to_lowercase()))
}

fn with_unit(value: &str, indicator: Indicator) -> Text {
    let unit = indicator.unit().title();
    Text::new(format!("{value}{}", unit.zh), format!("{value} {}", unit.en))
}

fn named(indicators: &[Indicator]) -> Text {
    let all: Vec<Text> = indicators.iter().map(|one| one.short()).collect();
    listed(&all)
}

fn listed(all: &[Text]) -> Text {
    let zh: Vec<&str> = all.iter().map(|text| text.zh.as_str()).collect();
    let en: Vec<&str> = all.iter().map(|text| text.en.as_str()).collect();
    Text::new(zh.join("、"), en.join(", "))
}

fn changed(what: &Text, before: &Text, after: &Text) -> Text {
    Text::new(
        format!("{}：由{}改为{}", what.zh, before.zh, after.zh),
        format!("{}: {} → {}", what.en, before.en, after.en),
    )
}

pub(super) fn amount(key: &SectionKey, indicator: Indicator, before: Option<&Amount>, after: Decimal) -> Text {
    let (place, short) = (section(key), indicator.short());
    let what = Text::new(format!("{}{}", place.zh, short.zh), format!("{}, {}", place.en, short.en));
    let before = before.map_or_else(
        || Text::new("未知", "unknown"),
        |amount| {
            let exact = amount.share.as_ref().map_or(amount.total, |_| amount.exact().half_up(2));
            with_unit(&shown(exact), indicator)
        },
    );
    changed(&what, &before, &with_unit(&shown(after), indicator))
}

pub(super) fn pupils(key: &SectionKey, before: u32, after: u32) -> Text {
    let place = section(key);
    let what = Text::new(format!("{}在校生数", place.zh), format!("{}, pupils", place.en));
    let count = |n: u32| {
        let n = grouped(&n.to_string());
        Text::new(format!("{n}人"), n)
    };
    changed(&what, &count(before), &count(after))
}

pub(super) fn leave(key: &SchoolKey) -> Text {
    Text::new(format!("{}不参加评估", key.name), format!("{} is left out", key.name))
}

pub(super) fn include(key: &SchoolKey) -> Text {
    Text::new(format!("{}参加评估", key.name), format!("{} is evaluated", key.name))
}

pub(super) fn merge(into: &SchoolKey, from: &[SchoolKey]) -> Text {
    let names: Vec<&str> = from.iter().map(|key| key.name.as_str()).collect();
    Text::new(
        format!("{}并入{}", names.join("、"), into.name),
        format!("{} merged into {}", names.join(", "), into.name),
    )
}

pub(super) fn split(key: &SchoolKey, new: &SchoolKey, pupils: [u32; 2]) -> Text {
    let parts = Stage::ALL.into_iter().zip(pupils).filter(|(_, count)| *count > 0);
    let parts: Vec<Text> = parts
        .map(|(stage, count)| {
            let (stage, n) = (stage.title(), grouped(&count.to_string()));
            Text::new(format!("{}{n}人", stage.zh), format!("{n} {}", stage.en.to_lowercase()))
        })
        .collect();
    let parts = listed(&parts);
    Text::new(
        format!("从{}分出{}（{}）", key.name, new.name, parts.zh),
        format!("{} split off from {} ({} pupils)", new.name, key.name, parts.en),
    )
}

pub(super) fn move_pupils(from: &SectionKey, to: &SectionKey, pupils: u32) -> Text {
    let (from, to, n) = (section(from), section(to), grouped(&pupils.to_string()));
    Text::new(format!("{}的{n}名学生转到{}", from.zh, to.zh), format!("{n} pupils move from {} to {}", from.en, to.en))
}

pub(super) fn move_amounts(from: &SectionKey, to: &SectionKey, indicators: &[Indicator], amount: Decimal) -> Text {
    let (from, to, what) = (section(from), section(to), named(indicators));
    let first = indicators.first().copied().unwrap_or(Indicator::FullTimeTeachers);
    let amount = with_unit(&shown(amount), first);
    Text::new(
        format!("从{}调{}（{}）到{}", from.zh, amount.zh, what.zh, to.zh),
        format!("{} ({}) move from {} to {}", amount.en, what.en, from.en, to.en),
    )
}

pub(super) fn add(name: &str, stage: Stage, pupils: u32) -> Text {
    let (stage, n) = (stage.title(), grouped(&pupils.to_string()));
    Text::new(
        format!("新增{name}（{}，{n}人）", stage.zh),
        format!("{name} added ({}, {n} pupils)", stage.en.to_lowercase()),
    )
}

/// What a number of the standard is called.
pub fn number(standard: &Standard, ruled: &Ruled) -> Text {
    let of = |stage: &Stage, what: &Text| {
        let stage = stage.title();
        Text::new(format!("{}{}", stage.zh, what.zh), format!("{}, {}", stage.en, what.en))
    };
    match ruled {
        Ruled::Threshold { indicator, stage } => {
            let short = indicator.short();
            of(stage, &Text::new(format!("{}达标值", short.zh), format!("{}: threshold", short.en)))
        }
        Ruled::Floor => Text::new("底线（占达标值的比例）", "Floor (part of the threshold)"),
        Ruled::AtLeast => Text::new("综合评估须达标的指标数", "Indicators that must reach their threshold"),
        Ruled::Dispersion { stage } => {
            of(stage, &Text::new("校际差异系数限值", "limit of the coefficients of variation"))
        }
        Ruled::Composite { stage } => of(stage, &Text::new("综合差异系数限值", "limit of the composite coefficient")),
        Ruled::Weight { weight } => {
            let (zh, en) = match weight {
                Weight::Primary => ("小学", "primary"),
                Weight::Junior => ("初中", "junior"),
                Weight::Senior => ("高中", "senior"),
                Weight::JuniorWithoutPrimary => ("初中（完全中学）", "junior, without primary part"),
                Weight::SeniorWithoutPrimary => ("高中（完全中学）", "senior, without primary part"),
            };
            Text::new(format!("一贯制拆分权重·{zh}"), format!("Weight of the split, {en}"))
        }
        Ruled::Limit { rule, place } => match standard.rule(rule) {
            None => Text::same(rule.clone()),
            Some(rule) => {
                let stage = rule.limits.get(*place).and_then(|limit| limit.stage).map(Stage::title);
                let mut text = rule.title.clone();
                if let Some(stage) = stage {
                    text = Text::new(format!("{}（{}）", text.zh, stage.zh), format!("{} ({})", text.en, stage.en));
                } else if rule.limits.len() > 1 {
                    let n = place + 1;
                    text = Text::new(format!("{}（第{n}档）", text.zh), format!("{} (step {n})", text.en));
                }
                text
            }
        },
    }
}

pub(super) fn ruled(standard: &Standard, ruled: &Ruled, before: Decimal, after: Decimal) -> Text {
    let what = number(standard, ruled);
    let say = |value: Decimal| {
        let value = shown(value);
        match ruled {
            Ruled::Threshold { indicator, .. } => with_unit(&value, *indicator),
            Ruled::Limit { rule, .. } => {
                let unit = standard.rule(rule).map(|rule| unit_title(&rule.unit)).unwrap_or_default();
                Text::new(format!("{value}{}", unit.zh), format!("{value} {}", unit.en).trim_end().to_owned())
            }
            _ => Text::same(value),
        }
    };
    changed(&what, &say(before), &say(after))
}

/// A change that could not be made.
pub(super) fn wish(standard: &Standard, change: &Change) -> Text {
    let to = |what: Text, value: Text| {
        Text::new(format!("{}：改为{}", what.zh, value.zh), format!("{} → {}", what.en, value.en))
    };
    match change {
        Change::Amount { section: key, indicator, amount } => {
            let (place, short) = (section(key), indicator.short());
            let what = Text::new(format!("{}{}", place.zh, short.zh), format!("{}, {}", place.en, short.en));
            to(what, with_unit(&shown(*amount), *indicator))
        }
        Change::Pupils { section: key, pupils } => {
            let place = section(key);
            let what = Text::new(format!("{}在校生数", place.zh), format!("{}, pupils", place.en));
            to(what, Text::same(grouped(&pupils.to_string())))
        }
        Change::Leave { school } => leave(school),
        Change::Include { school } => include(school),
        Change::Rule { ruled: one, value } => match rules::get(standard, one) {
            Some(before) => ruled(standard, one, before, *value),
            None => to(number(standard, one), Text::same(shown(*value))),
        },
        Change::Merge { into, from } => merge(into, from),
        Change::Split { school, name, pupils } => split(school, &SchoolKey::named(name), *pupils),
        Change::MovePupils { from, to, pupils } => move_pupils(from, to, *pupils),
        Change::Move { from, to, indicators, amount } => move_amounts(from, to, indicators, *amount),
        Change::Add { name, stage, pupils, .. } => add(name, *stage, *pupils),
        Change::State { fact, school, value } => match standard.fact(fact) {
            Some(spec) => to(statement(spec, school.as_ref()), value_of(spec, value)),
            None => no_fact(fact),
        },
    }
}

/// What is stated, and by whom.
fn statement(spec: &FactSpec, school: Option<&SchoolKey>) -> Text {
    let label = &spec.label;
    match school {
        None => label.clone(),
        Some(school) => Text::new(format!("{}：{}", school.name, label.zh), format!("{}: {}", school.name, label.en)),
    }
}

fn value_of(spec: &FactSpec, value: &Value) -> Text {
    let (shown, unit) = (value.shown(spec), unit_title(&spec.unit));
    match value {
        Value::Number(_) if unit.en.is_empty() => Text::new(format!("{}{}", shown.zh, unit.zh), shown.en),
        Value::Number(_) => Text::new(format!("{}{}", shown.zh, unit.zh), format!("{} {}", shown.en, unit.en)),
        _ => shown,
    }
}

pub(super) fn stated(spec: &FactSpec, school: Option<&SchoolKey>, before: Option<&Value>, after: &Value) -> Text {
    let before = before.map_or_else(|| Text::new("未填报", "not stated"), |before| value_of(spec, before));
    changed(&statement(spec, school), &before, &value_of(spec, after))
}

pub(super) fn no_fact(key: &str) -> Text {
    Text::new(format!("这个标准不问“{key}”"), format!("this standard does not ask for `{key}`"))
}

pub(super) fn of_county(spec: &FactSpec) -> Text {
    Text::new(format!("“{}”由县级填报", spec.label.zh), format!("{} is stated by the county", spec.label.en))
}

pub(super) fn no_section(key: &SectionKey) -> Text {
    let place = section(key);
    Text::new(format!("没有{}", place.zh), format!("there is no {}", place.en))
}

pub(super) fn no_school(name: &str) -> Text {
    Text::new(format!("没有“{name}”这所学校"), format!("there is no school `{name}`"))
}

pub(super) fn not_asked(indicator: Indicator) -> Text {
    let short = indicator.short();
    Text::new(format!("这个标准不看{}", short.zh), format!("this standard does not ask for {}", short.en))
}

pub(super) fn left_out() -> Text {
    Text::new("模拟：不参加评估", "what-if: left out")
}

pub(super) fn not_left_out() -> Text {
    Text::new("它不是因学校类型而不参评的", "it is not left out for its kind")
}

pub(super) fn choose_others() -> Text {
    Text::new("请选择不同的学校", "choose different schools")
}

pub(super) fn other_stage() -> Text {
    Text::new("学生只能转到同一学段", "pupils can only move within their stage")
}

pub(super) fn nothing_moved() -> Text {
    Text::new("数量应大于0，并选明是哪一类", "say how much above zero, and of what")
}

pub(super) fn whole_only() -> Text {
    Text::new(
        "人、间、台、册应为整数，㎡和元最多两位小数",
        "people and things are whole; ㎡ and yuan have two decimals",
    )
}

pub(super) fn no_pupils() -> Text {
    Text::new("学生人数应大于0", "there must be pupils")
}

pub(super) fn all_pupils() -> Text {
    Text::new("原校没有学生了，这不是拆分", "the old school would have no pupils left")
}

pub(super) fn no_name() -> Text {
    Text::new("请写明学校名称", "the school needs a name")
}

pub(super) fn taken(name: &str) -> Text {
    Text::new(format!("已有名为“{name}”的学校"), format!("there is a school `{name}` already"))
}

pub(super) fn too_large() -> Text {
    Text::new("数字太大或太长，无法精确表示", "the number is too large or too long to be held exactly")
}

pub(super) fn too_few_pupils(key: &SectionKey, there: u32) -> Text {
    let place = section(key);
    Text::new(format!("{}只有{there}人", place.zh), format!("{} has {there} pupils", place.en))
}

pub(super) fn not_known(key: &SectionKey, indicator: Indicator) -> Text {
    let (place, short) = (section(key), indicator.short());
    Text::new(format!("{}的{}未知", place.zh, short.zh), format!("{} of {} is not known", short.en, place.en))
}

pub(super) fn too_little(key: &SectionKey, indicator: Indicator) -> Text {
    let (place, short) = (section(key), indicator.short());
    Text::new(format!("{}的{}不够", place.zh, short.zh), format!("{} has too little: {}", place.en, short.en))
}

pub(super) fn merging() -> Text {
    Text::new(
        "各学段分别相加：学生、教师、面积、设备等都是合并各校之和，生均值重新计算；班级照旧，不合班；不按一贯制重新拆分",
        "added up stage by stage: pupils, teachers, areas and equipment are the sums, ratios are computed anew; classes stay \
         as they are; nothing is split anew between stages",
    )
}

pub(super) fn splitting() -> Text {
    Text::new(
        "各项按学生比例分给新校，人、间、台、册取整，㎡和元取到0.01，余数留在原校；班级名册留在原校",
        "shared in proportion to pupils, rounded down to whole people and things and 0.01 ㎡ or yuan; the remainder and the \
         class rolls stay with the old school",
    )
}

pub(super) fn unknown_amount(stage: Stage, indicator: Indicator) -> Text {
    let (stage, short) = (stage.title(), indicator.short());
    Text::new(
        format!("{}{}：有的学校未知，合并后也未知", stage.zh, short.zh),
        format!("{}, {}: not known of one of them, and so not of the merged school", stage.en, short.en),
    )
}

pub(super) fn unknown_facts(lost: &[Text]) -> Text {
    let lost = listed(lost);
    Text::new(format!("由此无法知道的填报项：{}", lost.zh), format!("not known any more: {}", lost.en))
}
