//! What is missing, summed up: over a county, and for one section to pass.

use crate::evaluate::{Evaluation, SectionIndicator, SectionResult, Status};
use crate::records::{Indicator, Stage, Unit};

/// What the sections of a stage lack of one indicator, together.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Need {
    /// Stage.
    pub stage: Stage,
    /// Indicator.
    pub indicator: Indicator,
    /// Sum of the shortfalls to the threshold, in `unit`.
    pub amount: f64,
    /// Natural unit of the indicator.
    pub unit: Unit,
    /// Sections that lack something.
    pub sections: u32,
    /// All sections of the stage.
    pub of: u32,
    /// How much of the threshold the pupils of the stage lack on average, 0 to 1: what needs of different units are
    /// ordered by.
    pub weight: f64,
}

/// The needs of a county, the heaviest first.
pub fn needs(evaluation: &Evaluation) -> Vec<Need> {
    let mut found: Vec<Need> = Vec::new();
    for stage in &evaluation.stages {
        for (place, indicator) in stage.indicators.iter().enumerate() {
            let mut need: Option<Need> = None;
            for section in evaluation.sections.iter().filter(|section| section.stage == stage.stage) {
                let Some(one) = section.indicators.get(place) else { continue };
                let Some(short) = one.shortfall.to_threshold.filter(|short| *short > 0.0) else { continue };
                let sum = need.get_or_insert(Need {
                    stage: stage.stage,
                    indicator: indicator.id,
                    amount: 0.0,
                    unit: one.shortfall.unit,
                    sections: 0,
                    of: stage.sections,
                    weight: 0.0,
                });
                sum.amount += short;
                sum.sections += 1;
                sum.weight += lacking(one, one.value) * f64::from(section.pupils) / f64::from(stage.pupils.max(1));
            }
            found.extend(need);
        }
    }
    let weights: Vec<f64> = found.iter().map(|need| -need.weight).collect();
    super::ranked(&weights).into_iter().filter_map(|place| found.get(place).copied()).collect()
}

/// How much of the threshold `value` lacks, 0 to 1.
fn lacking(one: &SectionIndicator, value: Option<f64>) -> f64 {
    match (value, one.threshold) {
        (Some(value), Some(threshold)) if threshold > 0.0 => (1.0 - value / threshold).max(0.0),
        _ => 0.0,
    }
}

/// A way for a section to pass with the least part of the thresholds made up: places among its indicators.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Remedy {
    /// These must reach the threshold.
    pub to_threshold: Vec<usize>,
    /// For these the floor is enough, and they are below it.
    pub to_floor: Vec<usize>,
    /// These may stay where they are, between floor and threshold.
    pub enough: Vec<usize>,
    /// Of these nothing is known.
    pub unknown: Vec<usize>,
}

/// What would make `section` pass where at least `at_least` indicators must reach their threshold and the others their
/// floor. As many as allowed are left at their floor: those that would take the largest part of their threshold. An
/// indicator of which nothing is known takes none of the exceptions.
pub fn remedy(section: &SectionResult, at_least: usize) -> Remedy {
    let of = |wanted: &[Status]| -> Vec<usize> {
        let all = section.indicators.iter().enumerate();
        all.filter(|(_, one)| wanted.contains(&one.status)).map(|(place, _)| place).collect()
    };
    let judged = section.indicators.iter().filter(|one| one.status != Status::NotJudged).count();
    let short = of(&[Status::WithinFloor, Status::BelowFloor]);
    let saved: Vec<f64> = short
        .iter()
        .filter_map(|place| section.indicators.get(*place))
        .map(|one| -lacking(one, one.value.zip(one.floor).map(|(value, floor)| value.max(floor))))
        .collect();
    let left = short.len().min(judged.saturating_sub(at_least));
    let most: Vec<usize> = super::ranked(&saved).into_iter().take(left).collect();
    let (mut exceptions, mut to_threshold) = (Vec::new(), Vec::new());
    for (at, place) in short.into_iter().enumerate() {
        if most.contains(&at) { &mut exceptions } else { &mut to_threshold }.push(place);
    }
    let is_below = |place: &usize| section.indicators.get(*place).is_some_and(|one| one.status == Status::BelowFloor);
    let (to_floor, enough) = exceptions.into_iter().partition(is_below);
    Remedy { to_threshold, to_floor, enough, unknown: of(&[Status::Undetermined]) }
}
