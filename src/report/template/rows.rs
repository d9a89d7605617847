//! What is known, as rows of the workbook to fill in.

use super::columns::Held;
use crate::diagnostic::Text;
use crate::intake::Field;
use crate::quantity::Decimal;
use crate::records::{Amount, Class, Fact, Indicator, Kind, Records, School, Score, Section, Stage, Value};
use crate::standard::{FactKind, FactSpec, Standard};
use std::collections::{HashMap, HashSet};

/// A cell to write.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Cell {
    Empty,
    Text(String),
    Number(Decimal),
}

/// A row to write.
pub(super) type Line = Vec<Cell>;

/// A text, or nothing.
pub(super) fn text(text: Option<&str>) -> Cell {
    text.filter(|text| !text.is_empty()).map_or(Cell::Empty, |text| Cell::Text(text.to_owned()))
}

fn whole(number: Option<u32>) -> Cell {
    number.map_or(Cell::Empty, |number| Cell::Number(Decimal::integer(u64::from(number))))
}

fn yes(truth: Option<bool>) -> Cell {
    text(truth.map(|truth| if truth { "是" } else { "否" }))
}

/// Whether a fact has a note or a reference to evidence, which no column of schools holds.
pub(super) const fn is_noted(fact: &Fact) -> bool {
    !fact.note.is_empty() || !fact.evidence.is_empty()
}

/// What is stated, as [`FactSpec::read`] reads it back: levels and grades in words.
pub(super) fn stated(spec: &FactSpec, value: &Value) -> Cell {
    match value {
        Value::Number(number) if !matches!(spec.kind, FactKind::Level | FactKind::Grade) => Cell::Number(*number),
        _ => Cell::Text(value.shown(spec).zh),
    }
}

/// The counties that state anything for themselves; one nameless where none is named.
pub(super) fn counties(records: &Records) -> Vec<Option<&String>> {
    let mut seen = HashSet::new();
    let stated = records.facts.iter().filter(|fact| fact.school.is_none()).map(|fact| fact.county.as_ref());
    let found: Vec<Option<&String>> = stated.filter(|county| seen.insert(*county)).collect();
    if found.is_empty() { vec![None] } else { found }
}

/// The groups of the survey: those of the records, then those of the standard that are not among them.
pub(super) fn survey(standard: &Standard, records: &Records) -> Vec<Line> {
    let mut lines: Vec<Line> = records
        .survey
        .iter()
        .map(|group| {
            let counts = [group.valid, group.satisfied].map(|count| whole(Some(count)));
            let [valid, satisfied] = counts;
            vec![text(Some(&group.group)), valid, satisfied, text(group.county.as_deref())]
        })
        .collect();
    for spec in standard.survey.as_ref().map(|survey| survey.groups.as_slice()).unwrap_or_default() {
        let known = records.survey.iter().any(|group| {
            let name = group.group.trim();
            [&spec.id, &spec.zh, &spec.en].into_iter().chain(&spec.aliases).any(|one| one.eq_ignore_ascii_case(name))
        });
        if !known {
            lines.push(vec![text(Some(&spec.zh)), Cell::Empty, Cell::Empty, Cell::Empty]);
        }
    }
    lines
}

/// A class of the rolls.
pub(super) fn class(class: &Class) -> Line {
    vec![
        text(Some(&class.school)),
        text(class.code.as_deref()),
        text(class.county.as_deref()),
        Cell::Text(class.stage.title().zh),
        Cell::Empty,
        text(Some(&class.name)),
        whole(Some(class.pupils)),
    ]
}

/// A score; those beyond what a decimal holds are none.
pub(super) fn score(score: &Score) -> Line {
    let number = Decimal::from_spreadsheet(score.score).map_or(Cell::Empty, Cell::Number);
    vec![text(Some(&score.school)), text(Some(&score.subject)), number, text(score.county.as_deref())]
}

/// The school of the examples, marked so that it is never read.
const EXAMPLE: &str = "（示例）青禾县第一小学";

pub(super) fn example(held: &[Held]) -> Line {
    held.iter()
        .map(|held| match held {
            Held::Field(Field::School, _) => Cell::Text(EXAMPLE.into()),
            Held::Field(Field::Kind, _) => Cell::Text(Kind::Primary.title().zh),
            Held::Field(Field::Ownership, _) => Cell::Text("公办".into()),
            Held::Field(Field::Place, _) => Cell::Text("镇区".into()),
            Held::Field(Field::Township, _) => Cell::Text("城关镇".into()),
            Held::Field(Field::BuiltYear, _) => whole(Some(1998)),
            Held::Field(Field::Boarding, _) => Cell::Text("否".into()),
            Held::Field(Field::Counted, _) => Cell::Text("是".into()),
            Held::Field(Field::Pupils, Some(Stage::Primary)) => whole(Some(820)),
            Held::Amount(Indicator::FullTimeTeachers, Some(Stage::Primary)) => whole(Some(48)),
            Held::Amount(Indicator::TeachersAboveRequired, Some(Stage::Primary)) => whole(Some(46)),
            Held::Amount(Indicator::BackboneTeachers, Some(Stage::Primary)) => whole(Some(9)),
            Held::Amount(Indicator::PeArtTeachers, Some(Stage::Primary)) => whole(Some(8)),
            Held::Amount(Indicator::TeachingArea, _) => whole(Some(3900)),
            Held::Amount(Indicator::SportsArea, _) => whole(Some(6500)),
            Held::Amount(Indicator::EquipmentValue, _) => whole(Some(1_800_000)),
            Held::Amount(Indicator::NetworkedClassrooms, _) => whole(Some(20)),
            Held::Fact(spec) if spec.key == "classes" => whole(Some(18)),
            _ => Cell::Empty,
        })
        .collect()
}

pub(super) fn example_class() -> Line {
    let grade = Cell::Text("三年级".into());
    vec![
        Cell::Text(EXAMPLE.into()),
        Cell::Empty,
        Cell::Empty,
        Cell::Text("小学".into()),
        grade,
        Cell::Text("三年级（2）班".into()),
        whole(Some(44)),
    ]
}

pub(super) fn example_score() -> Line {
    vec![Cell::Text(EXAMPLE.into()), Cell::Text("语文".into()), whole(Some(86)), Cell::Empty]
}

/// A school with everything that is known of it.
#[derive(Default)]
struct Known<'a> {
    name: &'a str,
    code: Option<&'a str>,
    county: Option<&'a str>,
    sections: Vec<&'a Section>,
    profile: Option<&'a School>,
    facts: Vec<&'a Fact>,
}

/// The rows of the sheet 学校.
pub(super) fn lines(standard: &Standard, records: &Records, held: &[Held]) -> Result<Vec<Line>, Text> {
    let mut list: Vec<Known<'_>> = Vec::new();
    let mut places: HashMap<(Option<&str>, &str), usize> = HashMap::new();
    for section in &records.sections {
        let (code, county) = (section.code.as_deref(), section.county.as_deref());
        let id = (county, code.unwrap_or(&section.school));
        // A school has each stage once: the same name with the same stage is another school.
        let place = places.get(&id).copied().filter(|place| {
            list.get(*place).is_some_and(|known| known.sections.iter().all(|other| other.stage != section.stage))
        });
        let place = place.unwrap_or_else(|| {
            places.insert(id, list.len());
            list.push(Known { name: &section.school, code, county, ..Known::default() });
            list.len() - 1
        });
        if let Some(known) = list.get_mut(place) {
            known.sections.push(section);
        }
    }
    for school in &records.schools {
        let id = (school.county.as_deref(), school.code.as_deref().unwrap_or(&school.name));
        let place = *places.entry(id).or_insert_with(|| {
            list.push(Known {
                name: &school.name,
                code: school.code.as_deref(),
                county: school.county.as_deref(),
                ..Known::default()
            });
            list.len() - 1
        });
        if let Some(known) = list.get_mut(place) {
            known.profile = known.profile.or(Some(school));
        }
    }
    let mut names: HashMap<&str, usize> = HashMap::new();
    for (place, known) in list.iter().enumerate() {
        names.entry(known.name).or_insert(place);
    }
    for fact in &records.facts {
        let Some(name) = fact.school.as_deref() else { continue };
        let id = (fact.county.as_deref(), fact.code.as_deref().unwrap_or(name));
        // Without code or county it is of the school of that name.
        let same = |one: Option<&str>, other: Option<&str>| one.is_none() || other.is_none() || one == other;
        let known = names.get(name).copied().filter(|place| {
            list.get(*place).is_some_and(|known| {
                same(fact.code.as_deref(), known.code) && same(fact.county.as_deref(), known.county)
            })
        });
        let place = places.get(&id).copied().or(known).unwrap_or_else(|| {
            list.push(Known { name, code: fact.code.as_deref(), county: fact.county.as_deref(), ..Known::default() });
            places.insert(id, list.len() - 1);
            list.len() - 1
        });
        if let Some(known) = list.get_mut(place) {
            known.facts.push(fact);
        }
    }
    let mut lines = Vec::new();
    for known in &list {
        lines.extend(lines_of(standard, known, held)?);
    }
    Ok(lines)
}

/// One row for a school, or one for each stage where its amounts are known by stage.
fn lines_of(standard: &Standard, known: &Known<'_>, held: &[Held]) -> Result<Vec<Line>, Text> {
    let kind = kind_of(known);
    let several =
        known.sections.len() > 1 || matches!(kind, Some(Kind::NineYear | Kind::TwelveYear | Kind::CompleteSecondary));
    let shared = known
        .sections
        .iter()
        .flat_map(|section| section.amounts.iter().flatten())
        .find_map(|amount| amount.share.as_ref());
    match shared {
        Some(share) if whole_totals(known) => {
            let senior = senior(standard, known, share.denominator)
                .ok_or_else(|| inexact(known.name, "高中在校生数", "senior pupils"))?;
            Ok(vec![line(known, None, Some(senior), held)?])
        }
        None if !several || known.sections.is_empty() => Ok(vec![line(known, None, None, held)?]),
        _ => known.sections.iter().map(|section| line(known, Some(section), None, held)).collect(),
    }
}

fn kind_of(known: &Known<'_>) -> Option<Kind> {
    known.sections.iter().find_map(|section| section.kind).or(known.profile.and_then(|school| school.kind))
}

/// Whether all sections share the same totals, so that one row states them.
fn whole_totals(known: &Known<'_>) -> bool {
    Indicator::ALL.into_iter().filter(|indicator| indicator.is_shared()).all(|indicator| {
        let mut amounts = known.sections.iter().map(|section| section.amount(indicator));
        let Some(first) = amounts.next() else { return true };
        let total = |amount: Option<&Amount>| amount.map(|amount| amount.total);
        first.is_none_or(|amount| amount.share.is_some())
            && amounts.all(|other| total(other) == total(first) && other.is_none_or(|amount| amount.share.is_some()))
    })
}

/// Pupils of the senior stage, from the weighted pupils of the whole school.
fn senior(standard: &Standard, known: &Known<'_>, denominator: u64) -> Option<u32> {
    let of = |stage| known.sections.iter().find(|section| section.stage == stage).map_or(0, |section| section.pupils);
    let pupils = [of(Stage::Primary), of(Stage::Junior)];
    let [primary, junior] = pupils;
    let split = &standard.split;
    let weights = if primary == 0 { &split.without_primary } else { &split.weights };
    let own = u64::from(primary) * weights.primary.hundredths() + u64::from(junior) * weights.junior.hundredths();
    let rest = denominator.checked_sub(own)?;
    let weight = weights.senior.hundredths();
    if rest.checked_rem(weight)? != 0 {
        return None;
    }
    u32::try_from(rest.checked_div(weight)?).ok()
}

fn inexact(school: &str, zh: &str, en: &str) -> Text {
    Text::new(
        format!("{school}的{zh}不能从已有的数准确写回模板"),
        format!("{en} of {school} cannot be written back exactly"),
    )
}

fn line(known: &Known<'_>, only: Option<&Section>, senior: Option<u32>, held: &[Held]) -> Result<Line, Text> {
    let first = only.or(known.sections.first().copied());
    let of = |stage: Stage| match only {
        Some(section) => Some(section).filter(|section| section.stage == stage),
        None => known.sections.iter().copied().find(|section| section.stage == stage),
    };
    // What a school states stands in its first row.
    let leading = only.is_none_or(|only| known.sections.first().is_some_and(|first| std::ptr::eq(*first, only)));
    let profile = known.profile;
    held.iter()
        .map(|held| {
            Ok(match held {
                Held::Field(Field::School, _) => text(Some(known.name)),
                Held::Field(Field::Code, _) => text(known.code),
                Held::Field(Field::County, _) => text(known.county),
                Held::Field(Field::City, _) => text(first.and_then(|section| section.city.as_deref())),
                Held::Field(Field::Province, _) => text(first.and_then(|section| section.province.as_deref())),
                Held::Field(Field::Kind, _) => {
                    let kind = first.and_then(|section| section.kind).or(profile.and_then(|school| school.kind));
                    kind.map_or(Cell::Empty, |kind| Cell::Text(kind.title().zh))
                }
                Held::Field(Field::Ownership, _) => {
                    profile.and_then(|school| school.ownership).map_or(Cell::Empty, |one| Cell::Text(one.title().zh))
                }
                Held::Field(Field::Place, _) => {
                    profile.and_then(|school| school.place).map_or(Cell::Empty, |one| Cell::Text(one.title().zh))
                }
                Held::Field(Field::Township, _) => text(profile.and_then(|school| school.township.as_deref())),
                Held::Field(Field::BuiltYear, _) => whole(profile.and_then(|school| school.built_year).map(u32::from)),
                Held::Field(Field::Boarding, _) => yes(profile.and_then(|school| school.boarding)),
                Held::Field(Field::Counted, _) => yes(first.and_then(|section| section.counted)),
                Held::Field(Field::Stage, _) => {
                    only.map_or(Cell::Empty, |section| Cell::Text(section.stage.title().zh))
                }
                Held::Field(Field::Pupils, Some(stage)) => match (of(*stage), senior) {
                    (Some(section), _) => whole(Some(section.pupils)),
                    // A whole school without this stage.
                    (None, Some(_)) => whole(Some(0)),
                    (None, None) => Cell::Empty,
                },
                Held::SeniorPupils => whole(senior),
                Held::Field(Field::Pupils, None) => {
                    let special = known.sections.is_empty()
                        && !matches!(profile.and_then(|school| school.kind), Some(Kind::Senior | Kind::Vocational));
                    whole(profile.and_then(|school| school.pupils).filter(|_| special))
                }
                Held::Field(..) => Cell::Empty,
                Held::Amount(indicator, Some(stage)) => match of(*stage).and_then(|section| section.amount(*indicator))
                {
                    Some(amount) => Cell::Number(exact(known.name, *indicator, amount)?),
                    None => Cell::Empty,
                },
                Held::Amount(indicator, None) => match first.and_then(|section| section.amount(*indicator)) {
                    Some(amount) if only.is_none() => Cell::Number(amount.total),
                    Some(amount) => Cell::Number(exact(known.name, *indicator, amount)?),
                    None => Cell::Empty,
                },
                Held::Fact(spec) => known
                    .facts
                    .iter()
                    .rfind(|fact| leading && fact.key == spec.key && !is_noted(fact))
                    .map_or(Cell::Empty, |fact| stated(spec, &fact.value)),
            })
        })
        .collect()
}

/// The section's own amount, where a decimal states it.
fn exact(school: &str, indicator: Indicator, amount: &Amount) -> Result<Decimal, Text> {
    if amount.share.is_none() {
        return Ok(amount.total);
    }
    let exact = amount.exact();
    let rounded = exact.half_up(6);
    let name = indicator.short();
    if rounded.fraction() == exact { Ok(rounded) } else { Err(inexact(school, &name.zh, &name.en)) }
}
