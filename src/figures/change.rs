//! Two years of a county side by side: which section is which, and how much of a change is of the schools that came and
//! went and how much of the values of those that stayed.
//!
//! For any quantity Q of a county's sections (how many pass, what share of them, a coefficient), with A the sections of the
//! year before, B those of the year after and C those in both:
//!
//! ```text
//! values     = Q(C, after)  − Q(C, before)      what the schools that stayed changed
//! gone       = Q(C, before) − Q(A, before)      what it did that others were no longer there
//! come       = Q(B, after)  − Q(C, after)       what it did that others came
//! membership = gone + come
//! values + membership = Q(B, after) − Q(A, before)
//! ```
//!
//! Nothing depends on an order chosen: schools that went have no values after, those that came none before, so there is one
//! way from A to B. From B to A every part is the same with the other sign, gone and come exchanged.

use crate::evaluate::{SectionResult, Status, Verdict};
use crate::records::Stage;
use std::collections::HashMap;

/// A section by what it can be known by in another year.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Member<'a> {
    /// 标识码, where given.
    pub code: Option<&'a str>,
    /// Name of its school.
    pub school: &'a str,
    /// Its stage.
    pub stage: Stage,
}

/// The same section in two years, by its places in both.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pair {
    /// In the year before.
    pub before: usize,
    /// In the year after.
    pub after: usize,
}

/// Why a section has none to stand beside it in the other year.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Alone {
    /// The other year has no school of its code or name.
    Absent,
    /// It has the school, without this stage.
    OtherStage,
    /// It has a school of that name under another code: not taken for the same one.
    OtherCode,
    /// Several sections of one year have its code or name, so that it cannot be told which is which.
    Several,
}

/// Two years lined up: every section stands in one of the three lists, and once.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Alignment {
    /// In both years, in the order of the year after.
    pub pairs: Vec<Pair>,
    /// Only in the year before.
    pub gone: Vec<(usize, Alone)>,
    /// Only in the year after.
    pub come: Vec<(usize, Alone)>,
}

/// What a section is known by.
type Key = fn(&Member<'_>) -> Option<String>;

/// Lines up two years: first by 标识码, then, where one of the two has none, by the exact name; always within a stage. What
/// fits several sections of a year is paired with none.
pub fn align(before: &[Member<'_>], after: &[Member<'_>]) -> Alignment {
    let mut partner_before: Vec<Option<usize>> = vec![None; before.len()];
    let mut partner_after: Vec<Option<usize>> = vec![None; after.len()];
    let keys: [Key; 2] = [|one| one.code.map(str::to_owned), |one| Some(one.school.trim().to_owned())];
    for key in keys {
        let (first, second) = (only(before, &partner_before, key), only(after, &partner_after, key));
        for (name, at) in &first {
            let (Some(one), Some(Some(other))) = (at, second.get(name)) else { continue };
            let (a, b) = (before.get(*one).and_then(|a| a.code), after.get(*other).and_then(|b| b.code));
            if a.is_some() && b.is_some() && a != b {
                continue;
            }
            if let (Some(a), Some(b)) = (partner_before.get_mut(*one), partner_after.get_mut(*other)) {
                (*a, *b) = (Some(*other), Some(*one));
            }
        }
    }
    let pairs = partner_after.iter().enumerate().filter_map(|(after, before)| Some(Pair { before: (*before)?, after }));
    let alone = |own: &[Member<'_>], partners: &[Option<usize>], others: &[Member<'_>]| {
        let free = own.iter().zip(partners).enumerate().filter(|(_, (_, partner))| partner.is_none());
        free.map(|(at, (one, _))| (at, why(one, others))).collect()
    };
    Alignment {
        pairs: pairs.collect(),
        gone: alone(before, &partner_before, after),
        come: alone(after, &partner_after, before),
    }
}

/// The sections not yet paired, by key and stage; `None` where several have it.
fn only(members: &[Member<'_>], partners: &[Option<usize>], key: Key) -> HashMap<(String, Stage), Option<usize>> {
    let mut found: HashMap<(String, Stage), Option<usize>> = HashMap::new();
    for (at, (one, partner)) in members.iter().zip(partners).enumerate() {
        if partner.is_some() {
            continue;
        }
        if let Some(key) = key(one) {
            found.entry((key, one.stage)).and_modify(|place| *place = None).or_insert(Some(at));
        }
    }
    found
}

fn why(one: &Member<'_>, others: &[Member<'_>]) -> Alone {
    let same_name = |other: &&Member<'_>| other.school.trim() == one.school.trim();
    let same_code = |other: &&Member<'_>| one.code.is_some() && other.code == one.code;
    let other_code = |other: &&Member<'_>| one.code.is_some() && other.code.is_some() && one.code != other.code;
    let alike = |other: &&Member<'_>| same_code(other) || same_name(other) && !other_code(other);
    let of_stage = |other: &&Member<'_>| other.stage == one.stage;
    if others.iter().filter(of_stage).any(|other| alike(&other)) {
        return Alone::Several;
    }
    if others.iter().any(|other| alike(&other)) {
        return Alone::OtherStage;
    }
    if others.iter().filter(of_stage).any(|other| same_name(&other)) {
        return Alone::OtherCode;
    }
    Alone::Absent
}

/// A quantity of the sections of both years, and of those in both of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Four<T> {
    /// All sections of the year before.
    pub before: T,
    /// Those in both years, as they were.
    pub stayed_before: T,
    /// Those in both years, as they are.
    pub stayed_after: T,
    /// All sections of the year after.
    pub after: T,
}

impl<T> Four<T> {
    /// Something of each; nothing where it is not known of one.
    pub fn each<U>(self, of: impl Fn(T) -> Option<U>) -> Option<Four<U>> {
        Some(Four {
            before: of(self.before)?,
            stayed_before: of(self.stayed_before)?,
            stayed_after: of(self.stayed_after)?,
            after: of(self.after)?,
        })
    }
}

/// A change in its parts: they add up to `after − before`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Parts {
    /// After less before.
    pub whole: f64,
    /// By the values of the schools in both years.
    pub values: f64,
    /// By schools that are no longer there.
    pub gone: f64,
    /// By schools that were not there before.
    pub come: f64,
}

impl Parts {
    /// By schools that came and went.
    pub fn membership(&self) -> f64 {
        self.gone + self.come
    }
}

impl Four<f64> {
    /// The change in its parts.
    pub fn parts(&self) -> Parts {
        Parts {
            whole: self.after - self.before,
            values: self.stayed_after - self.stayed_before,
            gone: self.stayed_before - self.before,
            come: self.after - self.stayed_after,
        }
    }
}

/// How many of how many, and how many of them nothing is known of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Count {
    /// 达标.
    pub met: u32,
    /// All.
    pub of: u32,
    /// 无法判定.
    pub undetermined: u32,
}

impl Count {
    /// The share that is met, in percentage points; nothing of no sections, and nothing where some are not known.
    pub fn percent(self) -> Option<f64> {
        (self.of > 0 && self.undetermined == 0).then(|| f64::from(self.met) * 100.0 / f64::from(self.of))
    }
}

/// What is compared of the sections of a stage.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Measure {
    /// 综合评估达标.
    Comprehensive,
    /// The indicator at that place of the standard.
    Indicator(usize),
}

/// One year of a stage, and which of its sections are in the other year as well.
pub struct Side<'a> {
    /// The sections of the evaluation.
    pub sections: &'a [SectionResult],
    /// Places of those in both years.
    pub stayed: &'a [usize],
}

impl Side<'_> {
    fn all(&self, stage: Stage) -> Vec<&SectionResult> {
        self.sections.iter().filter(|one| one.stage == stage).collect()
    }

    fn both(&self, stage: Stage) -> Vec<&SectionResult> {
        let found = self.stayed.iter().filter_map(|at| self.sections.get(*at));
        found.filter(|one| one.stage == stage).collect()
    }
}

/// How many sections of a stage meet `measure`, in both years.
pub fn counts(before: &Side<'_>, after: &Side<'_>, stage: Stage, measure: Measure) -> Four<Count> {
    four(before, after, stage, |sections| count(sections, measure))
}

/// The coefficient of the indicator at `place`, in both years; `None` where an amount is missing or there is nothing.
pub fn coefficients(before: &Side<'_>, after: &Side<'_>, stage: Stage, place: usize) -> Four<Option<f64>> {
    four(before, after, stage, |sections| coefficient(sections, place))
}

fn four<T>(before: &Side<'_>, after: &Side<'_>, stage: Stage, of: impl Fn(&[&SectionResult]) -> T) -> Four<T> {
    Four {
        before: of(&before.all(stage)),
        stayed_before: of(&before.both(stage)),
        stayed_after: of(&after.both(stage)),
        after: of(&after.all(stage)),
    }
}

fn count(sections: &[&SectionResult], measure: Measure) -> Count {
    let mut found = Count::default();
    for section in sections {
        let (met, undetermined) = match measure {
            Measure::Comprehensive => {
                (section.comprehensive == Verdict::Met, section.comprehensive == Verdict::Undetermined)
            }
            Measure::Indicator(place) => {
                let status = section.indicators.get(place).map_or(Status::Undetermined, |one| one.status);
                (status == Status::Met, status == Status::Undetermined)
            }
        };
        found.of += 1;
        found.met += u32::from(met);
        found.undetermined += u32::from(undetermined);
    }
    found
}

/// The coefficient weighted by pupils, in doubles: near enough to be shown, never to judge.
fn coefficient(sections: &[&SectionResult], place: usize) -> Option<f64> {
    Some(squares(sections, place)?.iter().sum::<f64>().sqrt())
}

/// What each section adds to the square of the coefficient.
fn squares(sections: &[&SectionResult], place: usize) -> Option<Vec<f64>> {
    let mut members = Vec::with_capacity(sections.len());
    for section in sections {
        members.push((f64::from(section.pupils), section.indicators.get(place)?.value?));
    }
    let pupils: f64 = members.iter().map(|one| one.0).sum();
    let total: f64 = members.iter().map(|one| one.0 * one.1).sum();
    if pupils <= 0.0 || total <= 0.0 {
        return None;
    }
    let mean = total / pupils;
    let square = |(weight, value): (f64, f64)| weight / pupils * ((value - mean) / mean).powi(2);
    Some(members.into_iter().map(square).collect())
}

/// A section that changed a coefficient.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Mover {
    /// Its place in the year before, where it was there.
    pub before: Option<usize>,
    /// Its place in the year after, where it is there.
    pub after: Option<usize>,
    /// What it adds to the square of the coefficient, after less before.
    pub part: f64,
}

/// The sections of a stage by what they did to the coefficient of the indicator at `place`, most first. Each adds
/// `pupils ÷ all pupils × ((value − mean) ÷ mean)²` to the square of the coefficient; what they add after less what they added
/// before is the change of the square, all sections together. None where an amount is missing in one of the years.
pub fn movers(
    before: &[SectionResult],
    after: &[SectionResult],
    found: &Alignment,
    stage: Stage,
    place: usize,
) -> Vec<Mover> {
    let parts = |sections: &[SectionResult]| -> Option<HashMap<usize, f64>> {
        let (places, of_stage): (Vec<usize>, Vec<&SectionResult>) =
            sections.iter().enumerate().filter(|(_, one)| one.stage == stage).unzip();
        Some(places.into_iter().zip(squares(&of_stage, place)?).collect())
    };
    let Some((was, is)) = parts(before).zip(parts(after)) else { return Vec::new() };
    let both = found.pairs.iter().map(|pair| (Some(pair.before), Some(pair.after)));
    let gone = found.gone.iter().map(|(at, _)| (Some(*at), None));
    let come = found.come.iter().map(|(at, _)| (None, Some(*at)));
    let part_of = |parts: &HashMap<usize, f64>, at: Option<usize>| at.map_or(Some(0.0), |at| parts.get(&at).copied());
    let mut movers: Vec<Mover> = both
        .chain(gone)
        .chain(come)
        .filter_map(|(before, after)| {
            Some(Mover { before, after, part: part_of(&is, after)? - part_of(&was, before)? })
        })
        .collect();
    movers.sort_by(|one, other| other.part.abs().total_cmp(&one.part.abs()));
    movers
}
