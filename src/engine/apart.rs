//! What a worker evaluates for a page: tables too large to be evaluated there without a pause. The worker keeps what it
//! has understood; asked for, it evaluates the county at hand, all counties side by side, or both. The answer comes in
//! parts, each small enough to be taken in at once.

use super::counties::{County, CountyEvaluation, counties};
use super::{evaluate, scope_of};
use crate::diagnostic::Issue;
use crate::evaluate::{Evaluation, Options, Scope, SectionResult};
use crate::records::{Excluded, Fact, Records, SurveyGroup};
use crate::scenario::{self, Scenario};
use crate::standard::Standard;
use serde::{Deserialize, Serialize};

/// What is stated of a county in place of what was read of it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Stated {
    /// Which of the counties; 0 where everything belongs together.
    pub county: usize,
    /// Facts of its schools and its own.
    pub facts: Vec<Fact>,
    /// The survey.
    pub survey: Vec<SurveyGroup>,
}

/// What is to be evaluated.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Wanted {
    /// The county at hand.
    pub county: usize,
    /// County or school.
    pub scope: Scope,
    /// Whether it is to be evaluated with all its sections.
    pub whole: bool,
    /// Whether all counties are to be evaluated side by side.
    pub compare: bool,
    /// The date of the evaluation.
    pub as_of: String,
    /// What is stated in place of what was read.
    pub stated: Vec<Stated>,
    /// What is imagined of the county at hand.
    #[serde(default)]
    pub scenario: Scenario,
}

/// A piece of what was found.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Part {
    /// The evaluation of the county at hand, without its lists.
    pub evaluation: Option<Evaluation>,
    /// Further sections of it.
    pub sections: Vec<SectionResult>,
    /// Further issues of it.
    pub issues: Vec<Issue>,
    /// Further rows left out of it.
    pub excluded: Vec<Excluded>,
    /// Further counties, in their order.
    pub compared: Vec<CountyEvaluation>,
}

impl Part {
    /// Adds a further part.
    pub fn join(&mut self, part: Self) {
        if let Some(evaluation) = &mut self.evaluation {
            evaluation.sections.extend(part.sections);
            evaluation.issues.extend(part.issues);
            evaluation.excluded.extend(part.excluded);
        }
        self.compared.extend(part.compared);
    }
}

/// What was understood, ready to be evaluated.
#[derive(Debug, Clone, Default)]
pub struct Understood {
    all: Records,
    divided: Vec<County>,
}

impl Understood {
    /// What was read of all counties.
    pub fn new(all: Records) -> Self {
        let divided = counties(&all.sections);
        Self { all, divided: if divided.len() < 2 { Vec::new() } else { divided } }
    }

    /// What is wanted, in parts with at most `most` entries of each kind.
    pub fn evaluate(&self, standard: &Standard, wanted: &Wanted, most: usize) -> Vec<Part> {
        let mut parts = vec![Part::default()];
        if wanted.whole {
            cut(self.evaluation(standard, wanted, wanted.county, Some(wanted.scope)), most.max(1), &mut parts);
        }
        if wanted.compare {
            let one = |(at, county): (usize, &County)| {
                let scope = (at == wanted.county).then_some(wanted.scope);
                county.beside(&self.evaluation(standard, wanted, at, scope))
            };
            let all: Vec<CountyEvaluation> = self.divided.iter().enumerate().map(one).collect();
            let few = |few: &[CountyEvaluation]| Part { compared: few.to_vec(), ..Part::default() };
            parts.extend(all.chunks(most.div_ceil(10).max(1)).map(few));
        }
        parts
    }

    fn evaluation(&self, standard: &Standard, wanted: &Wanted, at: usize, scope: Option<Scope>) -> Evaluation {
        let county = self.divided.get(at);
        let mut records = county.map_or_else(|| self.all.clone(), |county| county.records(&self.all));
        if let Some(stated) = wanted.stated.iter().find(|stated| stated.county == at) {
            records.facts.clone_from(&stated.facts);
            records.survey.clone_from(&stated.survey);
        }
        let scope = scope.unwrap_or_else(|| scope_of(&records.sections));
        let options = Options { scope, as_of: Some(wanted.as_of.clone()), trace: false };
        let mut evaluation = if at == wanted.county && !wanted.scenario.is_empty() {
            scenario::evaluate(standard, &records, &wanted.scenario, &options).0
        } else {
            evaluate(standard, &records, &options)
        };
        evaluation.issues.extend(county.and_then(|county| county.doubt(&self.all)));
        evaluation
    }
}

/// Puts an evaluation into the first of `parts` and its lists behind it.
fn cut(mut evaluation: Evaluation, most: usize, parts: &mut Vec<Part>) {
    let sections = std::mem::take(&mut evaluation.sections);
    let issues = std::mem::take(&mut evaluation.issues);
    let excluded = std::mem::take(&mut evaluation.excluded);
    if let Some(first) = parts.first_mut() {
        first.evaluation = Some(evaluation);
    }
    parts.extend(sections.chunks(most).map(|few| Part { sections: few.to_vec(), ..Part::default() }));
    parts.extend(issues.chunks(most).map(|few| Part { issues: few.to_vec(), ..Part::default() }));
    parts.extend(excluded.chunks(most).map(|few| Part { excluded: few.to_vec(), ..Part::default() }));
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::quantity::Decimal;
    use crate::records::Amount;

    fn section(school: &str, county: Option<&str>) -> crate::records::Section {
        let amounts = std::array::from_fn(|_| Some(Amount::total(Decimal::integer(5))));
        crate::records::Section {
            county: county.map(str::to_owned),
            ..crate::records::Section::made_up(school, amounts)
        }
    }

    fn wanted(whole: bool, compare: bool) -> Wanted {
        let as_of = "2024-09-01".to_owned();
        Wanted {
            county: 0,
            scope: Scope::County,
            whole,
            compare,
            as_of,
            stated: Vec::new(),
            scenario: Scenario::default(),
        }
    }

    fn joined(parts: Vec<Part>) -> Part {
        let mut parts = parts.into_iter();
        let mut first = parts.next().unwrap_or_default();
        parts.for_each(|part| first.join(part));
        first
    }

    #[test]
    fn parts_come_together_to_what_the_page_would_have_found() {
        let standard = Standard::from_catalogue("national-2017").unwrap_or_else(|_| unreachable!());
        let records = Records::of_sections((0..25).map(|at| section(&format!("第{at}小学"), None)).collect());
        let options = Options { scope: Scope::County, as_of: Some("2024-09-01".into()), trace: false };
        let whole = evaluate(&standard, &records, &options);
        for most in [0, 1, 7, 25, 100] {
            let parts = Understood::new(records.clone()).evaluate(&standard, &wanted(true, true), most);
            assert!(parts.iter().all(|part| part.sections.len() <= most.max(1)));
            let found = joined(parts);
            assert_eq!((found.evaluation.as_ref(), found.compared.len()), (Some(&whole), 0), "{most}");
        }
    }

    #[test]
    fn what_is_imagined_acts_on_the_county_at_hand_alone() {
        let standard = Standard::from_catalogue("national-2017").unwrap_or_else(|_| unreachable!());
        let sections =
            (0..25).map(|at| section(&format!("第{at}小学"), Some(if at % 2 == 0 { "东县" } else { "西县" })));
        let understood = Understood::new(Records::of_sections(sections.collect()));
        let school = scenario::SchoolKey::named("第0小学");
        let scenario = Scenario { changes: vec![scenario::Change::Leave { school }] };
        let found = joined(understood.evaluate(&standard, &Wanted { scenario, ..wanted(true, true) }, 3));
        let whole = found.evaluation.unwrap_or_else(|| unreachable!());
        assert_eq!((whole.sections.len(), whole.excluded.len()), (12, 1));
        let of = |at: usize| found.compared[at].evaluation.stages[0].comprehensive.of;
        assert_eq!((of(0), of(1)), (12, 12));
    }

    #[test]
    fn counties_come_side_by_side_with_what_is_stated_of_each() {
        let standard = Standard::from_catalogue("national-2017").unwrap_or_else(|_| unreachable!());
        let sections = (0..25).map(|at| section("某小学", Some(if at % 2 == 0 { "东县" } else { "西县" }))).collect();
        let understood = Understood::new(Records::of_sections(sections));
        let group = SurveyGroup { county: None, group: "家长".into(), valid: 10, satisfied: 9, location: None };
        let stated = vec![Stated { county: 1, facts: Vec::new(), survey: vec![group] }];
        let found = joined(understood.evaluate(&standard, &Wanted { stated, ..wanted(false, true) }, 3));
        assert!(found.evaluation.is_none());
        let names: Vec<_> = found.compared.iter().map(|one| one.county.as_deref()).collect();
        assert_eq!(names, [Some("东县"), Some("西县")]);
        let of = |at: usize| found.compared[at].evaluation.stages[0].comprehensive.of;
        assert_eq!((of(0), of(1)), (13, 12));
        let surveyed = |at: usize| found.compared[at].evaluation.recognition.is_some();
        assert_eq!((surveyed(0), surveyed(1)), (false, true));
        // What only one alone shows is not handed over.
        assert!(found.compared.iter().all(|one| one.evaluation.sections.is_empty()));
    }
}
