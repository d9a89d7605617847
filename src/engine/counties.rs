//! Several counties in one source: one evaluation each, side by side, and rolled up by city and province. Counties are
//! never evaluated as one.

use crate::diagnostic::Text;
use crate::evaluate::{Evaluation, Options, Scope, Tally, Verdict, evaluate as evaluate_one, tally};
use crate::records::{Records, Section, Stage};
use crate::standard::{Part, Standard};
use serde::{Deserialize, Serialize};

/// One county of a source.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct CountyEvaluation {
    /// Its name, or `null` where the source names none.
    pub county: Option<String>,
    /// Its city, where given.
    pub city: Option<String>,
    /// Its province, where given.
    pub province: Option<String>,
    /// Its evaluation.
    pub evaluation: Evaluation,
}

/// Counties taken together: how many there are and how many meet each part. Coefficients are never pooled.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct RollUp {
    /// Name of the city or province; `null` for all counties of the source, or those that name none.
    pub name: Option<String>,
    /// What is taken together.
    pub level: RollUpLevel,
    /// Counties, by verdict on the whole standard.
    pub counties: Tally,
    /// Counties, by verdict on each part.
    pub parts: Vec<RollUpPart>,
    /// Sections, by 综合评估达标, in each stage.
    pub stages: Vec<RollUpStage>,
}

/// What is taken together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum RollUpLevel {
    /// A city.
    City,
    /// A province.
    Province,
    /// Everything.
    All,
}

/// Counties by verdict on a part.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct RollUpPart {
    /// Which part.
    pub id: Part,
    /// Its name.
    #[cfg_attr(feature = "types", ts(as = "String"))]
    pub title: Text,
    /// Counties.
    pub counties: Tally,
}

/// Sections of a stage over several counties.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct RollUpStage {
    /// Which stage.
    pub stage: Stage,
    /// Their sections.
    pub sections: Tally,
    /// Their pupils (人).
    pub pupils: u32,
}

/// The counties among sections, in order of first appearance, each with its sections' indices.
pub fn counties(sections: &[Section]) -> Vec<(Option<String>, Vec<usize>)> {
    let mut counties: Vec<(Option<String>, Vec<usize>)> = Vec::new();
    let mut places = std::collections::HashMap::new();
    for (index, section) in sections.iter().enumerate() {
        let next = counties.len();
        let place = *places.entry(section.county.as_deref()).or_insert(next);
        match counties.get_mut(place) {
            Some((_, list)) => list.push(index),
            None => counties.push((section.county.clone(), vec![index])),
        }
    }
    counties
}

/// One evaluation for each county of `records`. Where one county or none is named, everything belongs together.
pub fn evaluate(
    standard: &Standard,
    records: &Records,
    scope: Option<Scope>,
    as_of: Option<&str>,
    trace: bool,
) -> Vec<CountyEvaluation> {
    let found = counties(&records.sections);
    let one = |name: Option<String>, records: &Records| {
        let scope = scope.unwrap_or_else(|| super::scope_of(&records.sections));
        let options = Options { scope, as_of: as_of.map(str::to_owned), trace };
        let first = records.sections.first();
        let mut evaluation = evaluate_one(standard, records, &options);
        evaluation.meta.county.clone_from(&name);
        CountyEvaluation {
            county: name,
            city: first.and_then(|section| section.city.clone()),
            province: first.and_then(|section| section.province.clone()),
            evaluation,
        }
    };
    if found.len() < 2 {
        let name = found.into_iter().next().and_then(|(name, _)| name);
        return vec![one(name, records)];
    }
    found
        .into_iter()
        .map(|(name, _)| {
            let here = records.of_county(name.as_deref().unwrap_or_default());
            one(name, &here)
        })
        .collect()
}

/// Counties rolled up: by city and by province where they are named, and all together. Empty for a single county.
pub fn roll_up(counties: &[CountyEvaluation]) -> Vec<RollUp> {
    if counties.len() < 2 {
        return Vec::new();
    }
    let mut rolled = Vec::new();
    let by = |name: fn(&CountyEvaluation) -> Option<&String>, level: RollUpLevel, rolled: &mut Vec<RollUp>| {
        let mut names: Vec<Option<&String>> = Vec::new();
        for county in counties {
            if !names.contains(&name(county)) {
                names.push(name(county));
            }
        }
        // Nothing is named at this level: all together says the same.
        if names.iter().all(Option::is_none) {
            return;
        }
        for one in names {
            let members: Vec<&CountyEvaluation> = counties.iter().filter(|county| name(county) == one).collect();
            rolled.push(together(one.cloned(), level, &members));
        }
    };
    by(|county| county.city.as_ref(), RollUpLevel::City, &mut rolled);
    by(|county| county.province.as_ref(), RollUpLevel::Province, &mut rolled);
    rolled.push(together(None, RollUpLevel::All, &counties.iter().collect::<Vec<_>>()));
    rolled
}

/// Counties by verdict; what a standard does not judge does not count.
fn count(verdicts: impl Iterator<Item = Verdict>) -> Tally {
    tally(verdicts.filter(|verdict| *verdict != Verdict::NotJudged))
}

fn together(name: Option<String>, level: RollUpLevel, members: &[&CountyEvaluation]) -> RollUp {
    let evaluations = || members.iter().map(|member| &member.evaluation);
    let parts = Part::ALL
        .into_iter()
        .filter(|part| evaluations().any(|one| one.parts.iter().any(|other| other.id == *part)))
        .map(|part| RollUpPart {
            id: part,
            title: part.title(),
            counties: count(
                evaluations().filter_map(|one| one.parts.iter().find(|other| other.id == part)).map(|one| one.verdict),
            ),
        })
        .collect();
    let stages = Stage::ALL
        .into_iter()
        .filter_map(|stage| {
            let found: Vec<_> =
                evaluations().filter_map(|one| one.stages.iter().find(|other| other.stage == stage)).collect();
            (!found.is_empty()).then(|| RollUpStage {
                stage,
                sections: found.iter().fold(Tally::default(), |sum, one| Tally {
                    met: sum.met + one.comprehensive.met,
                    of: sum.of + one.comprehensive.of,
                    undetermined: sum.undetermined + one.comprehensive.undetermined,
                }),
                pupils: found.iter().fold(0, |sum, one| one.pupils.saturating_add(sum)),
            })
        })
        .collect();
    RollUp { name, level, counties: count(evaluations().filter_map(|one| one.verdict)), parts, stages }
}
