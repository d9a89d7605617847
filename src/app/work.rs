//! The work at hand: sources with their corrections, what was read and understood of them, and the evaluation.

use super::entries::{Entries, Store};
use super::text::Key;
use crate::diagnostic::{Issue, Problem};
use crate::engine::{self, counties::CountyEvaluation};
use crate::evaluate::{Evaluation, Options, Scope};
use crate::intake::{self, Reading, SheetChoice};
use crate::project::{Project, Source};
use crate::records::{Records, Section};
use crate::standard::Standard;
use crate::table::{ReadOptions, Sheet, Workbook};
use std::collections::BTreeMap;
use std::rc::Rc;

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

/// Sources as read and evaluated.
#[derive(Debug)]
pub struct Work {
    /// The sources with their corrections.
    pub project: Rc<Project>,
    /// What was read of them.
    pub tables: Tables,
    /// What was understood.
    pub reading: Rc<Reading>,
    /// The counties named in it, when there are several.
    pub counties: Vec<String>,
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
}

// Compared by identity, because components ask at every render whether it is still the same.
impl PartialEq for Work {
    fn eq(&self, other: &Self) -> bool {
        std::ptr::eq(self, other)
    }
}

impl Work {
    /// Evaluates what was read.
    pub fn new(
        standard: &Standard,
        store: &Store,
        project: Rc<Project>,
        tables: Tables,
        reading: Rc<Reading>,
        as_of: String,
    ) -> Self {
        let counties = counties(&reading.sections);
        Self::evaluated(standard, store, Parts { project, tables, reading, counties, county: 0, scope: None, as_of })
    }

    /// Nothing was read; what was typed stands by itself.
    pub fn blank(standard: &Standard, store: &Store, as_of: String) -> Self {
        Self::new(standard, store, Rc::default(), Tables::default(), Rc::default(), as_of)
    }

    /// Whether nothing was read.
    pub fn is_blank(&self) -> bool {
        self.project.sources.is_empty()
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
        let same_data = self.project.sources == project.sources && self.project.mappings == project.mappings;
        if !same_data {
            return self.understood_again(standard, store, project);
        }
        // An explanation changes neither what is read nor its evaluation.
        Self {
            project,
            tables: self.tables.clone(),
            reading: self.reading.clone(),
            counties: self.counties.clone(),
            county: self.county,
            read: self.read.clone(),
            records: self.records.clone(),
            entries: self.entries.clone(),
            one_school: self.one_school,
            scope: self.scope,
            as_of: self.as_of.clone(),
            evaluation: self.evaluation.clone(),
        }
    }

    /// What was read, understood and evaluated under another standard.
    pub fn under(&self, standard: &Standard, store: &Store) -> Self {
        if self.is_blank() {
            return self.again(standard, store);
        }
        self.understood_again(standard, store, self.project.clone())
    }

    fn understood_again(&self, standard: &Standard, store: &Store, project: Rc<Project>) -> Self {
        let reading = Rc::new(self.tables.understood(&project, standard));
        let new = Self::new(standard, store, project, self.tables.clone(), reading, self.as_of.clone());
        new.like(self, standard, store)
    }

    /// The same with the county and the scope chosen in `before`, where that still fits: it is about the same sources.
    pub fn like(self, before: &Self, standard: &Standard, store: &Store) -> Self {
        let known = |source: &Source| before.project.has(&source.sha256).is_some();
        if !self.project.sources.iter().any(known) {
            return self;
        }
        let county = if before.counties == self.counties { before.county } else { 0 };
        let scope = (before.one_school == self.one_school).then_some(before.scope);
        if county == self.county && scope.is_none_or(|scope| scope == self.scope) {
            return self;
        }
        self.with(standard, store, county, scope)
    }

    /// Everything doubtful: of the reading, then of the evaluation.
    pub fn issues(&self) -> impl Iterator<Item = &Issue> {
        self.reading.issues.iter().chain(&self.evaluation.issues)
    }

    /// The name that what is typed is kept under.
    pub fn county_name(&self) -> String {
        county_name(self.is_sample(), &self.reading, &self.counties, self.county)
    }

    /// All counties of the source, each evaluated by itself; none where there is one.
    pub fn compared(&self, standard: &Standard, store: &Store) -> Vec<CountyEvaluation> {
        let all = self.reading.records();
        let one = |(index, name): (usize, &String)| {
            let read = all.of_county(name);
            let first = read.sections.first();
            let (city, province) =
                (first.and_then(|section| section.city.clone()), first.and_then(|section| section.province.clone()));
            let evaluation = if index == self.county {
                (*self.evaluation).clone()
            } else {
                let kept = county_name(self.is_sample(), &self.reading, &self.counties, index);
                let scope = engine::scope_of(&read.sections);
                let records = store.get(&standard.id, &kept).over(read, standard);
                engine::evaluate(standard, &records, &Options { scope, as_of: Some(self.as_of.clone()), trace: false })
            };
            CountyEvaluation { county: (!name.is_empty()).then(|| name.clone()), city, province, evaluation }
        };
        self.counties.iter().enumerate().map(one).collect()
    }

    fn evaluated(standard: &Standard, store: &Store, parts: Parts) -> Self {
        let Parts { project, tables, reading, counties, county, scope, as_of } = parts;
        let sample = project.is_sample();
        let all = reading.records();
        let read = Rc::new(match counties.get(county) {
            None => all,
            Some(name) => all.of_county(name),
        });
        let entries = store.get(&standard.id, &county_name(sample, &reading, &counties, county));
        let records = if entries.is_empty() { read.clone() } else { Rc::new(entries.over((*read).clone(), standard)) };
        let one_school = engine::scope_of(&records.sections) == Scope::School;
        let scope = scope.unwrap_or(if one_school { Scope::School } else { Scope::County });
        let evaluation =
            engine::evaluate(standard, &records, &Options { scope, as_of: Some(as_of.clone()), trace: false });
        Self {
            project,
            tables,
            reading,
            counties,
            county,
            read,
            records,
            entries,
            one_school,
            scope,
            as_of,
            evaluation: Rc::new(evaluation),
        }
    }

    /// The same for another county or scope.
    pub fn with(&self, standard: &Standard, store: &Store, county: usize, scope: Option<Scope>) -> Self {
        Self::evaluated(
            standard,
            store,
            Parts {
                project: self.project.clone(),
                tables: self.tables.clone(),
                reading: self.reading.clone(),
                counties: self.counties.clone(),
                county,
                scope,
                as_of: self.as_of.clone(),
            },
        )
    }

    /// The same after something was typed, or under another standard.
    pub fn again(&self, standard: &Standard, store: &Store) -> Self {
        self.with(standard, store, self.county, Some(self.scope))
    }
}

/// What the example's entries are kept under: no county is called so.
pub const SAMPLE_COUNTY: &str = "*";

fn county_name(sample: bool, reading: &Reading, counties: &[String], county: usize) -> String {
    if sample {
        return SAMPLE_COUNTY.to_owned();
    }
    match counties.get(county) {
        Some(name) => name.clone(),
        None => reading.sections.first().and_then(|section| section.county.clone()).unwrap_or_default(),
    }
}

struct Parts {
    project: Rc<Project>,
    tables: Tables,
    reading: Rc<Reading>,
    counties: Vec<String>,
    county: usize,
    scope: Option<Scope>,
    as_of: String,
}

/// The counties named, in their order, when there are several; none otherwise, because then all sections belong
/// together.
fn counties(sections: &[Section]) -> Vec<String> {
    let found = engine::counties::counties(sections);
    if found.len() < 2 {
        return Vec::new();
    }
    found.into_iter().map(|(name, _)| name.unwrap_or_default()).collect()
}
