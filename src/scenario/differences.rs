//! What is different between the real result and that of a scenario.

use crate::diagnostic::Text;
use crate::evaluate::{Evaluation, SectionResult, Status, Tally, Verdict};
use crate::order;
use crate::records::{Indicator, Stage};
use crate::standard::Part;
use serde::Serialize;

/// Something before and after.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Before<T> {
    /// In the real result.
    pub before: T,
    /// Under the scenario.
    pub after: T,
}

impl<T: PartialEq> Before<T> {
    /// Whether it is another now.
    pub fn differs(&self) -> bool {
        self.before != self.after
    }
}

/// A part of the standard.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PartChange {
    /// Which part.
    pub id: Part,
    /// Its name.
    pub title: Text,
    /// Its verdict.
    pub verdict: Before<Verdict>,
    /// Items met, of all.
    pub items: Before<(u32, u32)>,
}

/// An indicator of a stage.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct IndicatorChange {
    /// Which indicator.
    pub id: Indicator,
    /// Sections that reach the threshold, of all.
    pub met: Before<(u32, u32)>,
    /// 校际差异系数.
    pub cv: Before<Option<f64>>,
    /// Whether it is within its limit.
    pub within: Before<Option<bool>>,
}

/// A stage.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct StageChange {
    /// Which stage.
    pub stage: Stage,
    /// Sections that pass; nothing counted where the stage has none.
    pub comprehensive: Before<Tally>,
    /// Its indicators.
    pub indicators: Vec<IndicatorChange>,
}

/// A section whose status changed, that is new, or that is gone.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SchoolChange {
    /// Its school.
    pub school: String,
    /// Its stage.
    pub stage: Stage,
    /// Its place among the sections of the scenario's result; `None` where it is not evaluated there.
    pub place: Option<usize>,
    /// 综合评估; `None` where it is not evaluated.
    pub comprehensive: Before<Option<Verdict>>,
    /// Indicators whose status changed.
    pub indicators: Vec<(Indicator, Before<Status>)>,
}

/// Another rule whose verdict changed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RuleChange {
    /// Its name.
    pub title: Text,
    /// Its verdict.
    pub verdict: Before<Verdict>,
}

/// What is different.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Differences {
    /// The verdict on the county; `None` for one school alone.
    pub verdict: Before<Option<Verdict>>,
    /// All parts.
    pub parts: Vec<PartChange>,
    /// All stages with all indicators.
    pub stages: Vec<StageChange>,
    /// The sections that are different.
    pub schools: Vec<SchoolChange>,
    /// The rules beside parts and indicators that are different.
    pub rules: Vec<RuleChange>,
}

/// Compares two evaluations of the same county.
pub fn differences(before: &Evaluation, after: &Evaluation) -> Differences {
    let part = |part: &crate::evaluate::PartResult| {
        let was = before.parts.iter().find(|one| one.id == part.id).unwrap_or(part);
        PartChange {
            id: part.id,
            title: part.title.clone(),
            verdict: Before { before: was.verdict, after: part.verdict },
            items: Before { before: (was.met, was.of), after: (part.met, part.of) },
        }
    };
    let rule = |finding: &crate::evaluate::Finding| {
        let was = before.findings.iter().find(|one| one.id == finding.id)?;
        let verdict = Before { before: was.status, after: finding.status };
        verdict.differs().then(|| RuleChange { title: finding.title.clone(), verdict })
    };
    Differences {
        verdict: Before { before: before.verdict, after: after.verdict },
        parts: after.parts.iter().map(part).collect(),
        stages: Stage::ALL.into_iter().filter_map(|stage| stage_change(before, after, stage)).collect(),
        schools: schools(before, after),
        rules: after.findings.iter().filter_map(rule).collect(),
    }
}

fn stage_change(before: &Evaluation, after: &Evaluation, stage: Stage) -> Option<StageChange> {
    let of = |evaluation: &'_ Evaluation| evaluation.stages.iter().position(|one| one.stage == stage);
    let was = of(before).and_then(|at| before.stages.get(at));
    let is = of(after).and_then(|at| after.stages.get(at));
    let known = is.or(was)?;
    let indicators = known.indicators.iter().map(|one| {
        let was = was.and_then(|stage| stage.indicators.iter().find(|other| other.id == one.id));
        let is = is.and_then(|stage| stage.indicators.iter().find(|other| other.id == one.id));
        IndicatorChange {
            id: one.id,
            met: Before {
                before: was.map_or((0, 0), |one| (one.met, one.of)),
                after: is.map_or((0, 0), |one| (one.met, one.of)),
            },
            cv: Before { before: was.and_then(|one| one.cv), after: is.and_then(|one| one.cv) },
            within: Before { before: was.and_then(|one| one.cv_within), after: is.and_then(|one| one.cv_within) },
        }
    });
    Some(StageChange {
        stage,
        comprehensive: Before {
            before: was.map_or_else(Tally::default, |stage| stage.comprehensive),
            after: is.map_or_else(Tally::default, |stage| stage.comprehensive),
        },
        indicators: indicators.collect(),
    })
}

/// Sections by school and stage; of several that are called alike, in their order.
fn schools(before: &Evaluation, after: &Evaluation) -> Vec<SchoolChange> {
    let mut known: std::collections::HashMap<(&str, Stage), Vec<&SectionResult>> = std::collections::HashMap::new();
    for section in before.sections.iter().rev() {
        known.entry((section.school.as_str(), section.stage)).or_default().push(section);
    }
    let mut found = Vec::new();
    for (place, section) in after.sections.iter().enumerate() {
        let was = known.get_mut(&(section.school.as_str(), section.stage)).and_then(Vec::pop);
        found.extend(school(was, Some((place, section))));
    }
    let mut gone: Vec<&SectionResult> = known.into_values().flatten().collect();
    order::sort_by_key(&mut gone, |section| section.index);
    found.extend(gone.into_iter().filter_map(|section| school(Some(section), None)));
    found
}

fn school(was: Option<&SectionResult>, is: Option<(usize, &SectionResult)>) -> Option<SchoolChange> {
    let (place, is) = is.unzip();
    let one = is.or(was)?;
    let comprehensive = Before { before: was.map(|one| one.comprehensive), after: is.map(|one| one.comprehensive) };
    let statuses = |section: Option<&SectionResult>, id: Indicator| {
        section.and_then(|section| section.indicators.iter().find(|one| one.id == id)).map(|one| one.status)
    };
    let indicators: Vec<(Indicator, Before<Status>)> = one
        .indicators
        .iter()
        .filter_map(|one| {
            let both = Before { before: statuses(was, one.id)?, after: statuses(is, one.id)? };
            both.differs().then_some((one.id, both))
        })
        .collect();
    let differs = comprehensive.differs() || !indicators.is_empty();
    differs.then(|| SchoolChange { school: one.school.clone(), stage: one.stage, place, comprehensive, indicators })
}
