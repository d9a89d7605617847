//! The years of the county at hand, each evaluated on its own under the same standard and day.

use super::work::Work;
use crate::diagnostic::{Issue, Location, Severity, Text};
use crate::engine::{self, counties};
use crate::evaluate::{Evaluation, Options, SectionResult};
use crate::figures::{Alignment, Member, align};
use crate::intake::{EarlierYear, Year};
use crate::records::{Records, Section};
use crate::standard::Standard;
use std::collections::HashSet;
use std::rc::Rc;
use std::sync::Arc;

/// A year, evaluated.
#[derive(Debug, Clone)]
pub struct YearResult {
    /// Which.
    pub year: Year,
    /// Its result.
    pub evaluation: Rc<Evaluation>,
    /// What was evaluated.
    pub records: Rc<Records>,
    /// Doubtful rows and cells of a year that is not the newest; those of the newest are listed where it is checked.
    pub doubts: usize,
    /// The rows in which anything is doubtful.
    doubtful: Rc<HashSet<Place>>,
}

/// A row of a sheet: file, sheet, number.
type Place = (Option<Arc<str>>, Option<Arc<str>>, u32);

fn place(location: &Location) -> Option<Place> {
    Some((location.file.clone(), location.sheet.clone(), location.spot()?.0))
}

fn doubtful<'a>(issues: impl Iterator<Item = &'a Issue>) -> Rc<HashSet<Place>> {
    let doubts = issues.filter(|issue| issue.severity != Severity::Note);
    Rc::new(doubts.filter_map(|issue| place(issue.location.as_ref()?)).collect())
}

/// The years, the oldest first and the one at hand last; none where there is only that.
pub fn years(work: &Work, standard: &Standard) -> Vec<YearResult> {
    let Some(newest) = work.reading.year else { return Vec::new() };
    let earlier = work.reading.earlier.iter().filter_map(|year| evaluated(work, year, standard));
    let mut found: Vec<YearResult> = earlier.collect();
    if found.is_empty() {
        return found;
    }
    let (evaluation, records) = (work.evaluation.clone(), work.records.clone());
    let doubtful = doubtful(work.issues().map(Rc::as_ref));
    found.push(YearResult { year: newest, evaluation, records, doubts: 0, doubtful });
    found
}

/// Whether there is more than one year of the county at hand.
pub fn several(work: &Work) -> bool {
    !work.reading.earlier.is_empty()
}

fn evaluated(work: &Work, year: &EarlierYear, standard: &Standard) -> Option<YearResult> {
    let all = Records {
        sections: year.sections.clone(),
        schools: year.schools.clone(),
        facts: year.facts.clone(),
        ..Records::default()
    };
    let named = counties::counties(&all.sections);
    let here = match work.counties.get(work.county) {
        Some(name) => Some(name.clone()),
        None => work.all.sections.first().and_then(|section| section.county.clone()),
    };
    // A year that names one county or none is of the county at hand, where that is the only one.
    let records = if named.len() < 2 && work.counties.is_empty() {
        all
    } else {
        named.iter().find(|one| Some(one.full_name()) == here)?.records(&all)
    };
    let options = Options { scope: work.scope, as_of: Some(work.as_of.clone()), trace: false };
    let evaluation = engine::evaluate(standard, &records, &options);
    let doubts = year.issues.iter().filter(|issue| issue.severity != Severity::Note).count();
    let doubtful = doubtful(year.issues.iter());
    Some(YearResult { year: year.year, evaluation: Rc::new(evaluation), records: Rc::new(records), doubts, doubtful })
}

// Compared by identity: components ask at every render whether it is still the same.
impl PartialEq for YearResult {
    fn eq(&self, other: &Self) -> bool {
        self.year == other.year && Rc::ptr_eq(&self.evaluation, &other.evaluation)
    }
}

impl YearResult {
    fn given(&self, section: &SectionResult) -> Option<&Section> {
        self.records.sections.get(section.index as usize)
    }

    /// The code of a section, where it has one.
    pub fn code(&self, section: &SectionResult) -> Option<&str> {
        self.given(section)?.code.as_deref()
    }

    /// Whether anything is doubtful in the row of a section.
    pub fn is_doubtful(&self, section: &SectionResult) -> bool {
        let place = self.given(section).and_then(|given| place(given.location.as_ref()?));
        place.is_some_and(|place| self.doubtful.contains(&place))
    }

    fn members(&self) -> Vec<Member<'_>> {
        let sections = self.evaluation.sections.iter();
        sections.map(|one| Member { code: self.code(one), school: &one.school, stage: one.stage }).collect()
    }

    /// Whether a section of another year is in this one, with pupils that could not be read.
    pub fn is_unread(&self, section: &SectionResult, code: Option<&str>) -> bool {
        self.records.unread(section.stage).into_iter().any(|school| match (code, school.code.as_deref()) {
            (Some(one), Some(other)) => one == other,
            _ => school.name.trim() == section.school.trim(),
        })
    }

    /// Why a section of another year was not evaluated in this one, although it is there.
    pub fn left_out(&self, section: &SectionResult, code: Option<&str>) -> Option<&Text> {
        self.evaluation.excluded.iter().find_map(|row| {
            let given = self.records.sections.get(row.index? as usize)?;
            let same = match (code, given.code.as_deref()) {
                (Some(one), Some(other)) => one == other,
                _ => given.school.trim() == section.school.trim(),
            };
            (same && given.stage == section.stage).then_some(&row.reason)
        })
    }
}

/// Two years lined up.
pub fn aligned(before: &YearResult, after: &YearResult) -> Alignment {
    align(&before.members(), &after.members())
}
