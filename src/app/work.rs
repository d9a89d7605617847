//! The work at hand: sources with their corrections, what was read and understood of them, and the evaluation.

use super::components::grid::clip::cell_text;
use super::entries::{Entries, Store};
use super::text::Key;
use crate::diagnostic::{Issue, Problem};
use crate::engine::counties::{County, CountyEvaluation};
use crate::engine::{self, apart::Stated};
use crate::evaluate::{Evaluation, Evening, Options, Scope, evenings};
use crate::intake::{self, CellEdit, IntakeOptions, Reading, SheetChoice, Year};
use crate::order;
use crate::project::{CellKey, Origin, Project, Source};
use crate::records::{Indicator, Records, Stage};
use crate::report::{Original, Published};
use crate::scenario::{self, Differences, Outcome, Scenario, SchoolChange};
use crate::standard::Standard;
use crate::table::{ReadOptions, Sheet, Workbook};
use std::cell::OnceCell;
use std::collections::BTreeMap;
use std::rc::Rc;
use std::sync::Arc;

/// What was read of every source, by its number. Correcting a cell or a column understands these again and reads
/// nothing.
#[derive(Debug, Clone, Default)]
pub struct Tables(Rc<BTreeMap<u32, (ReadOptions, Rc<Workbook>)>>);

impl Tables {
    /// What was read of `source`, as it is to be read.
    pub fn of(&self, source: &Source) -> Option<&Rc<Workbook>> {
        self.0.get(&source.id).filter(|(read, _)| *read == source.read).map(|(_, table)| table)
    }

    /// These and what was read of `source`.
    pub fn put(&mut self, source: &Source, table: Rc<Workbook>) {
        Rc::make_mut(&mut self.0).insert(source.id, (source.read.clone(), table));
    }

    /// The sources of `project` that have not been read as they are to be.
    pub fn missing(&self, project: &Project) -> Vec<Source> {
        project.sources.iter().filter(|source| self.of(source).is_none()).cloned().collect()
    }

    /// Rows of all sources of `project`.
    pub fn rows(&self, project: &Project) -> usize {
        let tables = project.sources.iter().filter_map(|source| self.of(source));
        tables.flat_map(|table| &table.sheets).map(Sheet::row_count).sum()
    }

    /// What is understood of the sources of `project` with its corrections.
    pub fn understood(&self, project: &Project, standard: &Standard) -> Reading {
        let mappings = project.mappings.as_slice().into();
        let read: Vec<_> = project
            .sources
            .iter()
            .filter_map(|source| Some((self.of(source)?, source, source.options(&mappings))))
            .collect();
        let sources: Vec<_> = read
            .iter()
            .map(|(table, source, options)| intake::Source { workbook: table, sha256: &source.sha256, options })
            .collect();
        intake::recognise(&sources, standard)
    }
}

/// Most sections the page evaluates itself, between an edit and its verdict; more are left to the worker.
pub const MOST_SECTIONS_HERE: usize = 2_000;

/// Most sections evaluated before a page shows what was read of them; of more it shows that first, and the worker
/// evaluates meanwhile. On a slow computer that is a good part of a second.
const MOST_SECTIONS_AT_FIRST: usize = 300;

/// What was understood of the sources.
#[derive(Debug, Clone, Default)]
pub struct Understood {
    /// How they were understood; what was read stands beside it.
    pub reading: Rc<Reading>,
    /// What was read, of all counties.
    pub all: Rc<Records>,
    /// What is doubtful about it.
    doubts: Rc<Vec<Rc<Issue>>>,
    /// The counties named, in their order, when there are several; none otherwise, because then all sections belong
    /// together.
    divided: Rc<Vec<County>>,
}

impl From<Reading> for Understood {
    fn from(mut reading: Reading) -> Self {
        let all = reading.take_records();
        let doubts = std::mem::take(&mut reading.issues).into_iter().map(Rc::new).collect();
        let divided = engine::counties::counties(&all.sections);
        let divided = if divided.len() < 2 { Vec::new() } else { divided };
        Self { reading: Rc::new(reading), all: Rc::new(all), doubts: Rc::new(doubts), divided: Rc::new(divided) }
    }
}

/// All counties of the sources, each evaluated by itself, without what is only shown of one.
pub type Compared = Rc<Vec<Rc<CountyEvaluation>>>;

/// Sources as read and evaluated.
#[derive(Debug, Clone)]
pub struct Work {
    /// The sources with their corrections.
    pub project: Rc<Project>,
    /// What was read of them.
    pub tables: Tables,
    /// How it was understood.
    pub reading: Rc<Reading>,
    /// What is doubtful about that.
    pub doubts: Rc<Vec<Rc<Issue>>>,
    /// What was understood, of all counties.
    pub all: Rc<Records>,
    /// The counties named in it, when there are several: each unlike all others.
    pub counties: Rc<Vec<String>>,
    divided: Rc<Vec<County>>,
    /// Which of them is evaluated.
    pub county: usize,
    /// What was read of the county, or of everything.
    pub read: Rc<Records>,
    /// What is evaluated: what was read, with what was typed over it.
    pub records: Rc<Records>,
    /// What was typed.
    pub entries: Rc<Entries>,
    /// Whether all sections are of one school.
    pub one_school: bool,
    /// County or school.
    pub scope: Scope,
    /// The date of the evaluation.
    pub as_of: String,
    /// The result.
    pub evaluation: Rc<Evaluation>,
    doubts_of_evaluation: Rc<Vec<Rc<Issue>>>,
    /// What would bring its coefficients to their limits, once it was asked for.
    evenings: Rc<OnceCell<Vec<Evening>>>,
    /// Whether the result is of an earlier state: the worker has not evaluated this one yet.
    pub is_behind: bool,
    /// The counties side by side, where they are too many for the page and the worker has evaluated them.
    pub compared: Option<Compared>,
    /// What is imagined of it; nothing of the real work.
    pub what_if: Option<Rc<WhatIf>>,
    /// Whether it is only shown, as a published result is: nothing of it can be corrected, stated or tried.
    pub shown_only: bool,
}

/// What makes a work an imagined one.
#[derive(Debug)]
pub struct WhatIf {
    /// The changes.
    pub scenario: Rc<Scenario>,
    /// What came of each.
    pub outcomes: Vec<Outcome>,
    /// The standard with its changes.
    pub standard: Rc<Standard>,
    /// The real work, which stays as it is.
    pub real: Rc<Work>,
    /// What is different, once it was asked for.
    differences: OnceCell<Differences>,
}

// Compared by identity, because components ask at every render whether it is still the same.
impl PartialEq for Work {
    fn eq(&self, other: &Self) -> bool {
        std::ptr::eq(self, other)
    }
}

impl Work {
    /// Nothing was read; what was typed stands by itself.
    pub fn blank(standard: &Standard, store: &Store, as_of: String) -> Self {
        Draft::new(Rc::default(), Tables::default(), Understood::default(), as_of, None).evaluated(standard, store)
    }

    /// A published result. Its tables are not there, only what was read of them; it is shown and no more.
    pub fn published(found: Published, size: usize) -> Self {
        let Published { records, source, issues, excluded, evaluation, .. } = found;
        let origin = if source.synthetic { Origin::Sample } else { Origin::File };
        let project = Project::default();
        let only = project.source(source.name.as_deref(), origin, &source.sha256, size);
        let project = Rc::new(project.begun_with(only));
        let reading = Reading { name: source.name, sha256: source.sha256, excluded, ..Reading::default() };
        let understood = Understood {
            reading: Rc::new(reading),
            all: Rc::new(records),
            doubts: shared(&issues),
            divided: Rc::default(),
        };
        let as_of = evaluation.meta.as_of.clone().unwrap_or_default();
        let mut draft = Draft::chosen(project, Tables::default(), understood, as_of, (Rc::default(), 0));
        draft.scope = evaluation.meta.scope;
        Self { shown_only: true, ..draft.with(Rc::new(evaluation)) }
    }

    /// What `real` would be under a scenario: evaluated, or left to the worker.
    pub fn imagined(real: &Rc<Self>, standard: &Standard, scenario: &Rc<Scenario>) -> Self {
        let applied = scenario::apply(standard, &real.records, scenario);
        let is_behind = real.is_behind || applied.records.sections.len() > MOST_SECTIONS_HERE;
        let options = Options { scope: real.scope, as_of: Some(real.as_of.clone()), trace: false };
        let evaluation = if is_behind {
            real.evaluation.clone()
        } else {
            let mut evaluation = applied.evaluate(&options);
            evaluation.issues.extend(real.divided.get(real.county).and_then(|one| one.doubt(&real.all)));
            Rc::new(evaluation)
        };
        let what_if = WhatIf {
            scenario: scenario.clone(),
            outcomes: applied.outcomes,
            standard: Rc::new(applied.standard),
            real: real.clone(),
            differences: OnceCell::new(),
        };
        Self {
            records: Rc::new(applied.records),
            doubts_of_evaluation: shared(&evaluation.issues),
            evaluation,
            evenings: Rc::default(),
            is_behind,
            compared: None,
            what_if: Some(Rc::new(what_if)),
            ..(**real).clone()
        }
    }

    /// What is different from the real result; `None` of a real work, and until the worker has evaluated this one.
    pub fn differences(&self) -> Option<&Differences> {
        let what_if = self.what_if.as_ref().filter(|_| !self.is_behind)?;
        let found = || scenario::differences(&what_if.real.evaluation, &self.evaluation);
        Some(what_if.differences.get_or_init(found))
    }

    /// What would bring a coefficient to its limit, as [`evenings`] has it; `standard` is that of the evaluation.
    pub fn evening(&self, standard: &Standard, stage: Stage, indicator: Indicator) -> Option<&[(usize, u64)]> {
        let all = self.evenings.get_or_init(|| evenings(standard, &self.records, &self.evaluation));
        let one = all.iter().find(|one| (one.stage, one.indicator) == (stage, indicator))?;
        Some(&one.given)
    }

    /// How the section at a place of the result differs from the real result; `None` where it does not.
    pub fn difference_of(&self, at: usize) -> Option<&SchoolChange> {
        self.differences()?.schools.iter().find(|one| one.place == Some(at))
    }

    /// The worksheets in which something was corrected, as they were read.
    pub fn originals(&self, standard: &Standard) -> Vec<Original> {
        let mut all: Vec<Original> = Vec::new();
        for source in &self.project.sources {
            let uncorrected = self.uncorrected(standard, source);
            let taken_for = |at: u32| {
                let read = uncorrected.as_ref()?.sheets.iter().find(|sheet| sheet.index == at)?;
                Some(read.as_chosen(source.sheet(at)?))
            };
            let cells = source.cells.keys().map(|key| (key.sheet, Some(*key)));
            let mut corrected: Vec<_> = source.sheets.iter().map(|one| (one.sheet, None)).chain(cells).collect();
            order::sort_by_key(&mut corrected, |(sheet, _)| *sheet);
            for (at, key) in corrected {
                let Some(sheet) = self.tables.of(source).and_then(|table| table.sheets.get(at as usize)) else {
                    continue;
                };
                if all.last().is_none_or(|last| (last.source, last.sheet) != (source.id, at)) {
                    all.push(Original {
                        source: source.id,
                        sheet: at,
                        name: sheet.name.clone(),
                        cells: Vec::new(),
                        taken_for: taken_for(at).unwrap_or_default(),
                    });
                }
                if let (Some(last), Some(CellKey { row, column, .. })) = (all.last_mut(), key) {
                    let text = cell_text(sheet.cell(row as usize, column as usize));
                    last.cells.push(CellEdit { sheet: at, row, column, text: text.into() });
                }
            }
        }
        all
    }

    /// What would be understood of a source, had nothing been chosen for its sheets, columns and rows; `None` where nothing
    /// was.
    fn uncorrected(&self, standard: &Standard, source: &Source) -> Option<Reading> {
        let workbook = self.tables.of(source).filter(|_| !source.sheets.is_empty())?;
        let options = IntakeOptions { sheets: Vec::new(), ..source.options(&Arc::default()) };
        Some(intake::recognise(&[intake::Source { workbook, sha256: &source.sha256, options: &options }], standard))
    }

    /// Whether nothing was read.
    pub fn is_blank(&self) -> bool {
        self.project.sources.is_empty()
    }

    /// The same, only shown or not.
    #[must_use]
    pub fn shown(&self, only: bool) -> Self {
        Self { shown_only: only, ..self.clone() }
    }

    /// Whether it is a published result, of which the tables are not there.
    pub fn is_published(&self) -> bool {
        self.project.sources.first().is_some_and(|source| self.tables.of(source).is_none())
    }

    /// Whether it is the invented example.
    pub fn is_sample(&self) -> bool {
        self.project.is_sample()
    }

    /// What the sources are called where they have no one name.
    pub fn name_key(&self) -> Option<Key> {
        match self.project.sources.as_slice() {
            [] => Some(Key::BlankName),
            _ if self.is_sample() => Some(Key::SampleName),
            [only] if only.name.is_none() => Some(Key::PasteName),
            [_] => None,
            _ => Some(Key::SeveralName),
        }
    }

    /// The sources that something evaluated was taken from, and not those of earlier years alone; all of them where nothing
    /// was.
    pub fn sources_taken(&self) -> Vec<&Source> {
        let all = &self.project.sources;
        let gave = |(_, read): &(&Source, &intake::SourceReading)| read.rows_taken > 0;
        let taken: Vec<&Source> =
            all.iter().zip(&self.reading.sources).filter(gave).map(|(source, _)| source).collect();
        if taken.is_empty() { all.iter().collect() } else { taken }
    }

    /// The name of its first source; empty where it has none.
    pub fn title(&self) -> String {
        self.project.sources.first().and_then(|source| source.name.clone()).unwrap_or_default()
    }

    /// Why nothing could be taken from any source; nothing when something was.
    pub fn problems(&self) -> impl Iterator<Item = &Problem> {
        let refused = self.reading.is_refused();
        self.reading.sources.iter().filter(move |_| refused).flat_map(|source| &source.problems)
    }

    /// The source of a sheet of the reading.
    pub fn source_of(&self, sheet: usize) -> Option<&Source> {
        self.project.sources.get(self.reading.sheets.get(sheet)?.source as usize)
    }

    /// The corrections of a sheet of the reading.
    pub fn choice_of(&self, sheet: usize) -> Option<&SheetChoice> {
        self.source_of(sheet)?.sheet(self.reading.sheets.get(sheet)?.index)
    }

    /// The same tables with the corrections of `project`, which needs no others.
    pub fn corrected(&self, standard: &Standard, store: &Store, project: Rc<Project>) -> Self {
        // An explanation changes neither what is read nor its evaluation.
        if self.project.is_same_data(&project) {
            return Self { project, ..self.clone() };
        }
        self.understood_again(standard, store, project)
    }

    /// What was read, understood and evaluated under another standard.
    pub fn under(&self, standard: &Standard, store: &Store) -> Self {
        if self.is_blank() {
            return self.again(standard, store);
        }
        self.understood_again(standard, store, self.project.clone())
    }

    fn understood_again(&self, standard: &Standard, store: &Store, project: Rc<Project>) -> Self {
        let understood = self.tables.understood(&project, standard).into();
        let draft = Draft::new(project, self.tables.clone(), understood, self.as_of.clone(), Some(self));
        draft.evaluated(standard, store)
    }

    /// Everything doubtful: of the reading, then of the evaluation.
    pub fn issues(&self) -> impl Iterator<Item = &Rc<Issue>> {
        self.doubts.iter().chain(&*self.doubts_of_evaluation)
    }

    /// The name that what is typed is kept under.
    pub fn county_name(&self) -> String {
        county_name(&self.project, &self.all, &self.counties, self.county)
    }

    /// Whether several sheets have a name: those of several files often do.
    pub fn is_named_twice(&self, sheet: Option<&str>) -> bool {
        self.reading.sheets.iter().filter(|one| one.name.as_deref() == sheet).nth(1).is_some()
    }

    /// The county and the year the data is of, as far as it says so; the example is no county.
    pub fn about(&self) -> (Option<String>, Option<Year>) {
        let county = Some(self.county_name()).filter(|name| !name.is_empty() && !self.is_sample());
        // A span of more years, as of a plan, is not the year of a worksheet.
        (county, self.reading.year.filter(|year| year.last <= year.first + 1))
    }

    /// Whether the counties are too many for the page to evaluate all of them.
    pub fn is_wide(&self) -> bool {
        self.counties.len() > 1 && self.all.sections.len() > MOST_SECTIONS_HERE
    }

    /// All counties of the source, each evaluated by itself; none where there is one.
    pub fn compare(&self, standard: &Standard, store: &Store) -> Compared {
        let one = |(index, county): (usize, &County)| {
            if index == self.county {
                return Rc::new(county.beside(&self.evaluation));
            }
            let read = county.records(&self.all);
            let options =
                Options { scope: engine::scope_of(&read.sections), as_of: Some(self.as_of.clone()), trace: false };
            let records = self.entries_of(index, standard, store).over(read, standard);
            Rc::new(county.beside(&engine::evaluate(standard, &records, &options)))
        };
        Rc::new(self.divided.iter().enumerate().map(one).collect())
    }

    /// What was typed for one of several counties.
    fn entries_of(&self, county: usize, standard: &Standard, store: &Store) -> Rc<Entries> {
        store.get(&standard.id, &county_name(&self.project, &self.all, &self.counties, county))
    }

    /// What is stated of each county something was typed for, in place of what was read: facts and survey.
    pub fn stated(&self, standard: &Standard, store: &Store) -> Vec<Stated> {
        let typed = (0..self.divided.len()).map(|at| (at, self.entries_of(at, standard, store)));
        let typed = typed.filter(|(_, entries)| !entries.is_empty()).filter_map(|(at, entries)| {
            let read = self.divided.get(at)?.records(&self.all);
            let Records { facts, survey, .. } = entries.over(Records { sections: Vec::new(), ..read }, standard);
            Some(Stated { county: at, facts, survey })
        });
        if self.divided.is_empty() && !self.entries.is_empty() {
            let Records { facts, survey, .. } = &*self.records;
            return vec![Stated { county: 0, facts: facts.clone(), survey: survey.clone() }];
        }
        typed.collect()
    }

    /// The same with what the worker has evaluated of it.
    #[must_use]
    pub fn caught_up(&self, found: Found) -> Self {
        let mut next = Self { compared: found.compared.or_else(|| self.compared.clone()), ..self.clone() };
        if let Some(evaluation) = found.evaluation {
            next.doubts_of_evaluation = shared(&evaluation.issues);
            next.evaluation = Rc::new(evaluation);
            next.evenings = Rc::default();
            next.is_behind = false;
        }
        next.put_beside();
        next
    }

    /// The county at hand stands among the others as it is now.
    fn put_beside(&mut self) {
        let (Some(compared), Some(county)) = (&mut self.compared, self.divided.get(self.county)) else { return };
        if let Some(place) = Rc::make_mut(compared).get_mut(self.county).filter(|_| !self.is_behind) {
            *place = Rc::new(county.beside(&self.evaluation));
        }
    }

    /// The same for another county or scope.
    pub fn with(&self, standard: &Standard, store: &Store, county: usize, scope: Option<Scope>) -> Self {
        let understood = Understood {
            reading: self.reading.clone(),
            all: self.all.clone(),
            doubts: self.doubts.clone(),
            divided: self.divided.clone(),
        };
        let (project, tables) = (self.project.clone(), self.tables.clone());
        let mut draft = Draft::chosen(project, tables, understood, self.as_of.clone(), (self.counties.clone(), county));
        draft.scope = scope.unwrap_or(draft.scope);
        let same = self.evaluation.meta.standard.id == standard.id && self.county == county;
        let mut next = draft.over(standard, store, MOST_SECTIONS_HERE, same.then(|| self.evaluation.clone()));
        next.shown_only = self.shown_only;
        if self.evaluation.meta.standard.sha256 == standard.sha256 {
            next.compared.clone_from(&self.compared);
            next.put_beside();
        }
        next
    }

    /// The same after something was typed, or under another standard.
    pub fn again(&self, standard: &Standard, store: &Store) -> Self {
        self.with(standard, store, self.county, Some(self.scope))
    }
}

fn shared(issues: &[Issue]) -> Rc<Vec<Rc<Issue>>> {
    Rc::new(issues.iter().cloned().map(Rc::new).collect())
}

/// What the worker has evaluated.
#[derive(Debug, Default)]
pub struct Found {
    /// The county at hand, where it is too large for the page.
    pub evaluation: Option<Evaluation>,
    /// All counties.
    pub compared: Option<Compared>,
}

/// What the example's entries are kept under: no county is called so.
pub const SAMPLE_COUNTY: &str = "*";

fn county_name(project: &Project, all: &Records, counties: &[String], county: usize) -> String {
    if project.is_sample() {
        return SAMPLE_COUNTY.to_owned();
    }
    match counties.get(county) {
        Some(name) => name.clone(),
        None => all.sections.first().and_then(|section| section.county.clone()).unwrap_or_default(),
    }
}

/// What was understood, with the county and the scope chosen, before it is evaluated.
pub struct Draft {
    project: Rc<Project>,
    tables: Tables,
    understood: Understood,
    counties: Rc<Vec<String>>,
    county: usize,
    read: Rc<Records>,
    one_school: bool,
    scope: Scope,
    as_of: String,
}

impl Draft {
    /// With the county and the scope chosen in `before`, where it is about the same sources and that still fits; with the
    /// first county otherwise.
    pub fn new(
        project: Rc<Project>,
        tables: Tables,
        understood: Understood,
        as_of: String,
        before: Option<&Work>,
    ) -> Self {
        let same = |before: &&Work| project.sources.iter().any(|one| before.project.has(&one.sha256).is_some());
        let before = before.filter(same);
        let counties: Vec<String> = understood.divided.iter().map(County::full_name).collect();
        let county = before.filter(|before| *before.counties == counties).map_or(0, |before| before.county);
        let mut draft = Self::chosen(project, tables, understood, as_of, (Rc::new(counties), county));
        if let Some(before) = before.filter(|before| before.one_school == draft.one_school) {
            draft.scope = before.scope;
        }
        draft
    }

    fn chosen(
        project: Rc<Project>,
        tables: Tables,
        understood: Understood,
        as_of: String,
        (counties, county): (Rc<Vec<String>>, usize),
    ) -> Self {
        let read = match understood.divided.get(county) {
            None => understood.all.clone(),
            Some(one) => Rc::new(one.records(&understood.all)),
        };
        let scope = engine::scope_of(&read.sections);
        let one_school = scope == Scope::School;
        Self { project, tables, understood, counties, county, read, one_school, scope, as_of }
    }

    /// The name that what is typed is kept under.
    pub fn county_name(&self) -> String {
        county_name(&self.project, &self.understood.all, &self.counties, self.county)
    }

    /// Whether what was typed before anything was read can be said of this: there is one county, and it is no example.
    pub fn is_one_county(&self) -> bool {
        self.counties.is_empty() && !self.project.is_sample()
    }

    /// Evaluated, or left to the worker.
    pub fn evaluated(self, standard: &Standard, store: &Store) -> Work {
        self.over(standard, store, MOST_SECTIONS_HERE, None)
    }

    /// For a page that shows what was read: evaluated, or left to the worker sooner.
    pub fn begun(self, standard: &Standard, store: &Store) -> Work {
        self.over(standard, store, MOST_SECTIONS_AT_FIRST, None)
    }

    /// Evaluated; of more than `most` sections that is left to the worker, with the result it had `before`.
    fn over(self, standard: &Standard, store: &Store, most: usize, before: Option<Rc<Evaluation>>) -> Work {
        let entries = store.get(&standard.id, &self.county_name());
        let read = &self.read;
        let records = if entries.is_empty() { read.clone() } else { Rc::new(entries.over((**read).clone(), standard)) };
        let is_behind = records.sections.len() > most;
        let options = Options { scope: self.scope, as_of: Some(self.as_of.clone()), trace: false };
        let evaluation = match before.filter(|_| is_behind) {
            Some(before) => before,
            // Of nothing, until the worker has evaluated everything.
            None if is_behind => Rc::new(engine::evaluate(standard, &Records::default(), &options)),
            None => {
                let mut evaluation = engine::evaluate(standard, &records, &options);
                let divided = &self.understood.divided;
                evaluation.issues.extend(divided.get(self.county).and_then(|one| one.doubt(&self.understood.all)));
                Rc::new(evaluation)
            }
        };
        Work { records, entries, is_behind, ..self.with(evaluation) }
    }

    /// With the evaluation of what was read.
    fn with(self, evaluation: Rc<Evaluation>) -> Work {
        let Self { project, tables, understood, counties, county, read, one_school, scope, as_of } = self;
        let Understood { reading, all, doubts, divided } = understood;
        Work {
            project,
            tables,
            reading,
            doubts,
            all,
            counties,
            divided,
            county,
            records: read.clone(),
            read,
            entries: Rc::default(),
            one_school,
            scope,
            as_of,
            doubts_of_evaluation: shared(&evaluation.issues),
            evaluation,
            evenings: Rc::default(),
            is_behind: false,
            compared: None,
            what_if: None,
            shown_only: false,
        }
    }
}
