//! 模拟 (what-if): changes to what is known of a county and to the standard, applied to copies of both. What was read
//! and the real result stay as they are; a scenario is a list of [`Change`]s beside them, each of which can be taken back
//! by itself.
//!
//! Amounts stay exact. What is moved leaves one school and reaches another; merging adds up section by section; splitting
//! shares in proportion to pupils and leaves the remainder of the rounding with the old school. A change that cannot be
//! made changes nothing and says why.

use crate::diagnostic::Text;
use crate::evaluate::{self, Evaluation, Options};
use crate::quantity::{Decimal, Fraction};
use crate::records::{Excluded, Fact, Indicator, Records, Section, Stage, Value};
use crate::standard::{Level, ResourceRule, Standard, doubt};
use serde::{Deserialize, Serialize};

mod amounts;
mod differences;
mod reshaping;
mod rules;
mod schools;
mod sharing;
#[cfg(test)]
mod tests;
mod words;

pub use differences::{
    Before, Differences, IndicatorChange, PartChange, RuleChange, SchoolChange, StageChange, differences,
};
pub use schools::{SchoolKey, SectionKey};
pub use words::{number as number_title, title};

/// The weight of a pupil in the split of multi-stage schools.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Weight {
    /// 小学.
    Primary,
    /// 初中.
    Junior,
    /// 高中.
    Senior,
    /// 初中 of a school without a primary part.
    JuniorWithoutPrimary,
    /// 高中 of a school without a primary part.
    SeniorWithoutPrimary,
}

impl Weight {
    /// All, in the order of the standard.
    pub const ALL: [Self; 5] =
        [Self::Primary, Self::Junior, Self::Senior, Self::JuniorWithoutPrimary, Self::SeniorWithoutPrimary];
}

/// A number of the standard.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "of", rename_all = "snake_case", deny_unknown_fields)]
pub enum Ruled {
    /// The threshold of an indicator, per pupil or per 100 as the rule has it.
    Threshold {
        /// Which indicator.
        indicator: Indicator,
        /// Which stage.
        stage: Stage,
    },
    /// The part of every threshold that must be reached at least, such as 0.85.
    Floor,
    /// How many indicators must reach their threshold.
    AtLeast,
    /// The limit of the coefficients of a stage.
    Dispersion {
        /// Which stage.
        stage: Stage,
    },
    /// The limit of the mean of the coefficients of a stage.
    Composite {
        /// Which stage.
        stage: Stage,
    },
    /// A weight of the split of multi-stage schools.
    Weight {
        /// Which weight.
        weight: Weight,
    },
    /// A limit of a rule, in its unit.
    Limit {
        /// Identifier of the rule.
        rule: String,
        /// Its place among the limits of the rule.
        place: usize,
    },
}

/// A change.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum Change {
    /// A section has this much of a resource, in the natural unit of the indicator.
    Amount {
        /// Which section.
        section: SectionKey,
        /// Which indicator.
        indicator: Indicator,
        /// The section's own total from now on.
        amount: Decimal,
    },
    /// A section has so many pupils (人).
    Pupils {
        /// Which section.
        section: SectionKey,
        /// From now on.
        pupils: u32,
    },
    /// A school is not evaluated: none of its sections, classes and statements.
    Leave {
        /// Which school.
        school: SchoolKey,
    },
    /// A school that the standard leaves out for its kind is evaluated.
    Include {
        /// Which school.
        school: SchoolKey,
    },
    /// A number of the standard is another.
    Rule {
        /// Which number.
        ruled: Ruled,
        /// From now on.
        value: Decimal,
    },
    /// Schools become part of another: section by section pupils and amounts are added.
    Merge {
        /// The school that stays.
        into: SchoolKey,
        /// Those that become part of it.
        from: Vec<SchoolKey>,
    },
    /// A part of a school becomes a school of its own.
    Split {
        /// The school.
        school: SchoolKey,
        /// Name of the new one.
        name: String,
        /// Pupils that go there, by [`Stage::index`] (人).
        pupils: [u32; 2],
    },
    /// Pupils go to the same stage of another school (人).
    MovePupils {
        /// From here.
        from: SectionKey,
        /// To there.
        to: SectionKey,
        /// How many.
        pupils: u32,
    },
    /// Teachers or things go to another section.
    Move {
        /// From here.
        from: SectionKey,
        /// To there.
        to: SectionKey,
        /// What they count as: a teacher may be one of several kinds.
        indicators: Vec<Indicator>,
        /// How many or how much, in the natural unit.
        amount: Decimal,
    },
    /// A new school with one section.
    Add {
        /// Its name.
        name: String,
        /// Its stage.
        stage: Stage,
        /// Its pupils (人).
        pupils: u32,
        /// What it has, in natural units; what is not named is not known.
        amounts: Vec<(Indicator, Decimal)>,
    },
    /// The county or a school states something else (自评).
    State {
        /// Key of the fact in the standard.
        fact: String,
        /// Which school; `None` for the county.
        #[serde(default)]
        school: Option<SchoolKey>,
        /// What is stated from now on.
        value: Value,
    },
}

impl Change {
    /// Whether `other` sets the same number: then the later one replaces the earlier.
    fn is_same_place(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Amount { section: a, indicator: b, .. }, Self::Amount { section: c, indicator: d, .. }) => {
                (a, b) == (c, d)
            }
            (Self::Pupils { section: a, .. }, Self::Pupils { section: b, .. }) => a == b,
            (Self::Rule { ruled: a, .. }, Self::Rule { ruled: b, .. }) => a == b,
            (Self::State { fact: a, school: b, .. }, Self::State { fact: c, school: d, .. }) => (a, b) == (c, d),
            _ => false,
        }
    }
}

/// Changes, in the order they are made.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Scenario {
    /// The changes.
    pub changes: Vec<Change>,
}

impl Scenario {
    /// Whether nothing is changed.
    pub fn is_empty(&self) -> bool {
        self.changes.is_empty()
    }

    /// With a further change. An earlier one about the same number goes: what is set last holds, whatever was moved
    /// before.
    #[must_use]
    pub fn with(&self, change: Change) -> Self {
        let kept = self.changes.iter().filter(|known| !known.is_same_place(&change)).cloned();
        Self { changes: kept.chain([change.clone()]).collect() }
    }

    /// Without the change at that place.
    #[must_use]
    pub fn without(&self, place: usize) -> Self {
        let kept = self.changes.iter().enumerate().filter(|(at, _)| *at != place);
        Self { changes: kept.map(|(_, change)| change.clone()).collect() }
    }
}

/// What came of a change.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Outcome {
    /// The change in one sentence, with the original value.
    pub sentence: Text,
    /// What has to be known of it: remainders, what is not known any more.
    pub notes: Vec<Text>,
    /// Why it could not be made.
    pub refused: Option<Text>,
}

/// What a scenario makes of records and a standard.
#[derive(Debug, Clone, PartialEq)]
pub struct Applied {
    /// What would be known.
    pub records: Records,
    /// What would be asked.
    pub standard: Standard,
    /// What came of each change, in their order.
    pub outcomes: Vec<Outcome>,
    /// Schools that are left out by a change.
    left_out: Vec<Excluded>,
}

/// A number of the standard as it is; `None` where it has none.
pub fn number_of(standard: &Standard, ruled: &Ruled) -> Option<Decimal> {
    rules::get(standard, ruled)
}

/// Applies the changes to copies of `records` and `standard`, one after the other.
pub fn apply(standard: &Standard, records: &Records, scenario: &Scenario) -> Applied {
    let mut work = Desk {
        shared: sharing::shared(&standard.split, &records.sections),
        records: records.clone(),
        standard: standard.clone(),
        left_out: Vec::new(),
        notes: Vec::new(),
    };
    let mut outcomes = Vec::with_capacity(scenario.changes.len());
    let mut ruled = false;
    for change in &scenario.changes {
        let outcome = match work.make(change) {
            Ok(sentence) => {
                ruled |= matches!(change, Change::Rule { .. });
                Outcome { sentence, notes: std::mem::take(&mut work.notes), refused: None }
            }
            Err(why) => {
                Outcome { sentence: words::wish(&work.standard, change), notes: Vec::new(), refused: Some(why) }
            }
        };
        work.notes.clear();
        outcomes.push(outcome);
    }
    if ruled {
        // It is not the catalogue's any more, and must not be taken for it.
        work.standard.version.push_str("+what-if");
    }
    Applied { records: work.records, standard: work.standard, outcomes, left_out: work.left_out }
}

/// Evaluates `records` as they would be under `scenario`: the same evaluation as the real one.
pub fn evaluate(
    standard: &Standard,
    records: &Records,
    scenario: &Scenario,
    options: &Options,
) -> (Evaluation, Applied) {
    let applied = apply(standard, records, scenario);
    let evaluation = applied.evaluate(options);
    (evaluation, applied)
}

impl Applied {
    /// Evaluates what would be known.
    pub fn evaluate(&self, options: &Options) -> Evaluation {
        let mut evaluation = evaluate::evaluate(&self.standard, &self.records, options);
        evaluation.excluded.extend(self.left_out.iter().cloned());
        evaluation
    }
}

/// What is changed step by step. A step that fails must have changed nothing.
struct Desk {
    records: Records,
    standard: Standard,
    shared: Vec<sharing::Shared>,
    left_out: Vec<Excluded>,
    /// What has to be known of the change at hand.
    notes: Vec<Text>,
}

impl Desk {
    /// Makes a change; answers with its sentence, or why it cannot be made.
    fn make(&mut self, change: &Change) -> Result<Text, Text> {
        match change {
            Change::Amount { section, indicator, amount } => self.set_amount(section, *indicator, *amount),
            Change::Pupils { section, pupils } => self.set_pupils(section, *pupils),
            Change::Leave { school } => self.leave(school),
            Change::Include { school } => self.include(school),
            Change::Rule { ruled, value } => {
                let before = rules::set(&mut self.standard, ruled, *value)?;
                if matches!(ruled, Ruled::Weight { .. }) {
                    sharing::share_all(&mut self.shared, &self.standard.split, &mut self.records.sections);
                }
                Ok(words::ruled(&self.standard, ruled, before, *value))
            }
            Change::Merge { into, from } => self.merge(into, from),
            Change::Split { school, name, pupils } => self.split(school, name, *pupils),
            Change::MovePupils { from, to, pupils } => self.move_pupils(from, to, *pupils),
            Change::Move { from, to, indicators, amount } => self.move_amounts(from, to, indicators, *amount),
            Change::Add { name, stage, pupils, amounts } => self.add(name, *stage, *pupils, amounts),
            Change::State { fact, school, value } => self.state(fact, school.as_ref(), value),
        }
    }

    fn state(&mut self, key: &str, school: Option<&SchoolKey>, value: &Value) -> Result<Text, Text> {
        let spec = self.standard.fact(key).ok_or_else(|| words::no_fact(key))?;
        if let Some(school) = school.filter(|school| school.places(&self.records.sections) == [None; 2]) {
            return Err(words::no_school(&school.name));
        }
        if school.is_some() && spec.level != Level::School {
            return Err(words::of_county(spec));
        }
        let said = stated(&self.records, key, school);
        let before = said.map(|fact| fact.value.clone());
        let fact = Fact {
            key: key.to_owned(),
            county: said.and_then(|fact| fact.county.clone()),
            school: school.map(|school| school.name.clone()),
            code: school.and_then(|school| school.code.clone()),
            value: value.clone(),
            note: String::new(),
            evidence: String::new(),
            location: None,
        };
        if let Some(issue) = doubt(spec, &fact) {
            return Err(issue.message);
        }
        let sentence = words::stated(spec, school, before.as_ref(), value);
        let records = self.records.clone();
        self.records.facts.retain(|one| !is_of(&records, one, key, school));
        self.records.facts.push(fact);
        Ok(sentence)
    }

    fn place(&self, key: &SectionKey) -> Result<usize, Text> {
        key.place(&self.records.sections).ok_or_else(|| words::no_section(key))
    }

    fn set_amount(&mut self, key: &SectionKey, indicator: Indicator, amount: Decimal) -> Result<Text, Text> {
        if self.standard.resource(indicator).is_none() {
            return Err(words::not_asked(indicator));
        }
        let at = self.place(key)?;
        let slot = self.records.sections.get_mut(at).and_then(|one| one.amounts.get_mut(indicator.index()));
        let before = slot.and_then(|slot| slot.replace(amounts::set(amount)));
        Ok(words::amount(key, indicator, before.as_ref(), amount))
    }

    fn set_pupils(&mut self, key: &SectionKey, pupils: u32) -> Result<Text, Text> {
        let at = self.place(key)?;
        let section = self.records.sections.get_mut(at).ok_or_else(|| words::no_section(key))?;
        let before = std::mem::replace(&mut section.pupils, pupils);
        section.pupils_location = None;
        self.share_again(&key.school);
        Ok(words::pupils(key, before, pupils))
    }

    /// Whole-school amounts of a school are split again after its pupils changed, as they are when they are read.
    fn share_again(&mut self, school: &SchoolKey) {
        sharing::share_again(&mut self.shared, school, &self.standard.split, &mut self.records.sections);
    }
}

/// What the county, or a school, states of a fact.
pub fn stated<'a>(records: &'a Records, key: &str, school: Option<&SchoolKey>) -> Option<&'a Fact> {
    records.facts.iter().rev().find(|fact| is_of(records, fact, key, school))
}

fn is_of(records: &Records, fact: &Fact, key: &str, school: Option<&SchoolKey>) -> bool {
    let same = match (&fact.school, school) {
        (None, None) => true,
        (Some(name), Some(school)) => school.states(records, name, fact.code.as_deref()),
        _ => false,
    };
    same && fact.key == key
}

/// The amount a section would need to have for its shortfall to `level` to be gone: what it has and what is missing,
/// rounded up to whole people and rooms, 0.01 ㎡ and 元. `counted` is the section as it is evaluated, `section` as it was
/// read: relaxations may let it count more. `None` where nothing is known or nothing is missing.
pub fn made_up(rule: &ResourceRule, section: &Section, counted: &Section, level: Decimal) -> Option<Decimal> {
    let short = evaluate::shortfall(rule, counted.amount(rule.id)?, counted.pupils, level);
    let exact: Fraction = section.amount(rule.id)?.exact().plus(&short.fraction());
    (!short.is_zero()).then(|| exact.ceil(rule.id.unit().shortfall_decimals()))
}
