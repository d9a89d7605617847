//! The one state of the page, and the one function that changes it. Pure: no browser, no clock; what an action needs of
//! them it carries.

use super::components::grid::selection::Spot;
use super::desk::{Change, Desk};
use super::embedding::{self, Embedding, Exchange};
use super::entries::{Entries, Everywhere, Slot, Store, SurveyRow};
use super::imagining::{Deed, Imagining, SCHOOL_FIELD};
use super::later::{self, Rest};
use super::work::{Draft, Found, SAMPLE_COUNTY, Tables, Understood};
use crate::diagnostic::{Locale, Problem, Text};
use crate::evaluate::Scope;
use crate::project::Project;
use crate::standard::{Chosen, Part, Standard};
use std::collections::BTreeSet;
use std::rc::Rc;
use yew::Reducible;

pub use super::work::Work;

/// The pages: the steps in the order of the work, then those beside them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Page {
    /// 数据.
    #[default]
    Data,
    /// 核对.
    Check,
    /// 自评.
    Declare,
    /// 结果.
    Result,
    /// 导出.
    Export,
    /// 标准.
    Standards,
    /// 核对公报.
    Narrative,
    /// 比较.
    Compare,
    /// 模拟.
    WhatIf,
}

impl Page {
    /// The steps, in order.
    pub const STEPS: [Self; 5] = [Self::Data, Self::Check, Self::Declare, Self::Result, Self::Export];

    /// All.
    pub const ALL: [Self; 9] = [
        Self::Data,
        Self::Check,
        Self::Declare,
        Self::Result,
        Self::Export,
        Self::Standards,
        Self::Narrative,
        Self::Compare,
        Self::WhatIf,
    ];

    /// Its address.
    pub const fn hash(self) -> &'static str {
        match self {
            Self::Data => "#/data",
            Self::Check => "#/check",
            Self::Declare => "#/self",
            Self::Result => "#/result",
            Self::Export => "#/export",
            Self::Standards => "#/standards",
            Self::Narrative => "#/narrative",
            Self::Compare => "#/compare",
            Self::WhatIf => "#/what-if",
        }
    }

    /// Whether it shows what is imagined, where something is; the others show data and statements as they are.
    pub const fn is_of_results(self) -> bool {
        matches!(self, Self::Result | Self::Export | Self::WhatIf)
    }

    /// The page of an address.
    pub fn from_hash(hash: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|page| page.hash() == hash)
    }
}

/// What a page begins with, other than its heading.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Begins {
    /// 核对: a number was followed to its cell, in the sheet at that place among those read.
    Cell(usize, Spot),
    /// 结果: a school was followed to its section, by its place in the evaluation.
    Section(usize),
}

/// Light, dark, or as the system has it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Theme {
    /// As the system has it.
    #[default]
    Auto,
    /// Light.
    Light,
    /// Dark.
    Dark,
}

/// How strongly things stand out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Contrast {
    /// As the system has it.
    #[default]
    Auto,
    /// Words at least 4.5 times as bright as their ground, or the other way round.
    Plain,
    /// At least 7 times.
    High,
}

/// How the page looks. What is left to the system is decided in `www/guard.js`, before anything is drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Look {
    /// Theme.
    pub theme: Theme,
    /// Contrast.
    pub contrast: Contrast,
    /// 长辈版: everything half as large again.
    pub large: bool,
}

impl Look {
    /// Words and what they stand for, in storage and for `www/guard.js`; what is not said is as the system has it.
    const WORDS: [(&'static str, Self); 5] = {
        let look = Self { theme: Theme::Auto, contrast: Contrast::Auto, large: false };
        [
            ("light", Self { theme: Theme::Light, ..look }),
            ("dark", Self { theme: Theme::Dark, ..look }),
            ("plain-contrast", Self { contrast: Contrast::Plain, ..look }),
            ("high-contrast", Self { contrast: Contrast::High, ..look }),
            ("large", Self { large: true, ..look }),
        ]
    };

    /// In words.
    pub fn to_words(self) -> String {
        let said = Self::WORDS.iter().filter(|(_, one)| self.with(*one) == self).map(|(word, _)| *word);
        said.collect::<Vec<_>>().join(" ")
    }

    /// As a word has it, and otherwise as before.
    #[must_use]
    pub fn and(self, word: &str) -> Self {
        Self::WORDS.iter().find(|(one, _)| *one == word).map_or(self, |(_, one)| self.with(*one))
    }

    fn with(self, said: Self) -> Self {
        Self {
            theme: if said.theme == Theme::Auto { self.theme } else { said.theme },
            contrast: if said.contrast == Contrast::Auto { self.contrast } else { said.contrast },
            large: self.large || said.large,
        }
    }
}

/// Where the tour of the page is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Guide {
    /// Not taken yet.
    #[default]
    New,
    /// At this stop.
    At(usize),
    /// Taken or declined.
    Done,
}

impl Guide {
    /// The page of each stop.
    pub const STOPS: [Page; 5] = [Page::Result, Page::Result, Page::Result, Page::Result, Page::Data];
}

/// How far the source at hand has come.
#[derive(Debug, Clone, PartialEq)]
pub enum Document {
    /// Nothing yet.
    Empty,
    /// Sources are being read.
    Reading {
        /// Name of the one being read; `None` for a paste.
        name: Option<String>,
        /// Which of how many it is, where there are several.
        of: Option<(u32, u32)>,
        /// Done and total, once known.
        progress: Option<(u32, u32)>,
        /// What the user had.
        before: Option<Rc<Work>>,
    },
    /// A source was read and evaluated.
    Read(Rc<Work>),
    /// A source could not be read.
    Failed {
        /// Its name; `None` for a paste.
        name: Option<String>,
        /// Why.
        problems: Rc<Vec<Problem>>,
        /// What the user had.
        before: Option<Rc<Work>>,
        /// What was recognised although nothing could be taken from it: its header can be chosen by hand.
        found: Option<Rc<Work>>,
    },
}

/// The end of something the user asked for beside reading.
#[derive(Debug, Clone, PartialEq)]
pub enum Notice {
    /// A file was handed to the browser under this name.
    Saved(String),
    /// It did not work, and why.
    Trouble(Text),
    /// Nothing is stored any more.
    Forgotten,
    /// It was done.
    Done(Text),
}

/// A standard of the user's own, being written.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Editor {
    /// As typed.
    pub text: Rc<str>,
    /// Name of its file.
    pub file: Rc<str>,
    /// What was found of it.
    pub check: Check,
}

/// What was found of a standard of the user's own.
#[derive(Debug, Clone, PartialEq, Default)]
pub enum Check {
    /// Not looked at since it was changed.
    #[default]
    None,
    /// Being looked at.
    Running,
    /// It can be used.
    Good(Rc<Standard>),
    /// What is wrong.
    Bad(Rc<Vec<Problem>>),
}

/// Everything the page knows.
#[derive(Debug, Clone, PartialEq)]
pub struct State {
    /// Language.
    pub locale: Locale,
    /// Theme, contrast, size.
    pub look: Look,
    /// The tour of the page.
    pub guide: Guide,
    /// Page shown.
    pub page: Page,
    /// What the page begins with, where something led to a part of it.
    pub begins: Option<Begins>,
    /// Parts of the result that are not printed, by the ids of their titles.
    pub unprinted: Rc<BTreeSet<&'static str>>,
    /// The element the page begins with, by its id, where a part of it was asked for. Another serial number means going
    /// there again.
    pub goal: Option<(&'static str, u32)>,
    /// The source at hand.
    pub document: Document,
    /// Number of the newest reading: answers of older ones come too late.
    pub job: u32,
    /// What to tell the user.
    pub notice: Option<Notice>,
    /// The standard.
    pub standard: Rc<Standard>,
    /// How it was chosen.
    pub chosen: Rc<Chosen>,
    /// Everything typed.
    pub store: Rc<Store>,
    /// A standard of the user's own.
    pub editor: Editor,
    /// What lies beside the work.
    pub desk: Desk,
    /// What is imagined of it.
    pub imagining: Imagining,
    /// The work as it is imagined, where something is.
    pub imagined: Option<Rc<Work>>,
    /// Whether what the page can start without is here.
    pub rest: Rest,
    /// How the page stands in another one.
    pub embedding: Rc<Embedding>,
    /// Whether data may be exchanged with that one.
    pub exchange: Exchange,
}

impl State {
    /// The page before anything was put in.
    pub fn new(standard: Rc<Standard>) -> Self {
        Self {
            locale: Locale::default(),
            look: Look::default(),
            guide: Guide::default(),
            page: Page::default(),
            begins: None,
            unprinted: Rc::default(),
            goal: None,
            document: Document::Empty,
            job: 0,
            notice: None,
            standard,
            chosen: Rc::default(),
            store: Rc::default(),
            editor: Editor::default(),
            desk: Desk::default(),
            imagining: Imagining::default(),
            imagined: None,
            rest: Rest::default(),
            embedding: Rc::default(),
            exchange: Exchange::default(),
        }
    }

    /// What was typed for the county at hand.
    pub fn entries(&self) -> Rc<Entries> {
        self.store.get(&self.standard.id, &self.county_name())
    }

    fn county_name(&self) -> String {
        self.work().map_or_else(String::new, |work| work.county_name())
    }

    /// Changes what was typed for the county at hand, and evaluates again.
    fn edit(&mut self, as_of: String, change: impl FnOnce(&mut Entries)) {
        let county = self.county_name();
        let mut entries = (*self.store.get(&self.standard.id, &county)).clone();
        change(&mut entries);
        Rc::make_mut(&mut self.store).put(&self.standard.id, &county, Rc::new(entries));
        match self.work() {
            Some(work) => {
                let work = work.again(&self.standard, &self.store);
                self.replace_work(work);
            }
            // Without a day there is nothing new to evaluate.
            None if matches!(self.document, Document::Empty) && !as_of.is_empty() => {
                let work = Work::blank(&self.standard, &self.store, as_of);
                self.document = Document::Read(Rc::new(work));
            }
            None => {}
        }
    }

    /// What the user has: the source as read, also while another is being read or could not be.
    pub fn work(&self) -> Option<&Rc<Work>> {
        match &self.document {
            Document::Empty => None,
            Document::Reading { before, .. } | Document::Failed { before, .. } => before.as_ref(),
            Document::Read(work) => Some(work),
        }
    }

    /// The state as results and exports show it: with what is imagined in place of what is, unless the real result is
    /// asked for.
    pub fn shown(&self) -> Self {
        let imagined = self.imagined.as_ref().filter(|_| !self.imagining.scenarios.paused);
        let Some((work, what_if)) = imagined.and_then(|work| Some((work, work.what_if.as_ref()?))) else {
            return self.clone();
        };
        Self { document: Document::Read(work.clone()), standard: what_if.standard.clone(), ..self.clone() }
    }

    /// Imagines anew, where the work or the scenario is another.
    fn imagine(&mut self) {
        let Some(work) = self.work() else {
            self.imagined = None;
            return;
        };
        let scenario = self.imagining.scenarios.of(&work.county_name());
        let known = self.imagined.as_ref().and_then(|imagined| imagined.what_if.as_ref());
        let same = known.is_some_and(|known| Rc::ptr_eq(&known.real, work) && known.scenario == scenario);
        if !same {
            self.imagined = (!scenario.is_empty()).then(|| Rc::new(Work::imagined(work, &self.standard, &scenario)));
        }
    }

    /// Whether the invented example is what is shown.
    pub fn is_sample(&self) -> bool {
        self.work().is_some_and(|work| work.is_sample())
    }

    /// Whether `project` is the one at hand with something corrected, rather than another one.
    fn is_correction(&self, project: &Project) -> bool {
        self.work().is_some_and(|work| work.project.sources.iter().any(|one| project.has(&one.sha256).is_some()))
    }

    /// Another standard from now on; what was typed goes along.
    fn use_standard(&mut self, chosen: Rc<Chosen>, standard: Rc<Standard>) {
        Rc::make_mut(&mut self.store).carry(&self.standard.id, &standard.id);
        self.chosen = chosen;
        self.standard = standard;
    }

    /// The page begins with the element of that id.
    fn aim(&mut self, id: &'static str) {
        self.goal = Some((id, self.goal.map_or(0, |(_, serial)| serial.wrapping_add(1))));
    }

    /// Other data take the place of those at hand: what was typed for these, where they name no county, does not pass to
    /// them unasked.
    fn leave(&self, store: &mut Rc<Store>) {
        if let Some(work) = self.work().filter(|work| !work.is_blank() && !work.is_sample()) {
            Rc::make_mut(store).set_aside(&work.title());
        }
    }

    fn back(&self) -> Document {
        self.work().map_or(Document::Empty, |work| Document::Read(work.clone()))
    }

    fn replace_work(&mut self, work: Work) {
        match &mut self.document {
            Document::Read(current) => *current = Rc::new(work),
            Document::Reading { before, .. } | Document::Failed { before, .. } => *before = Some(Rc::new(work)),
            Document::Empty => {}
        }
    }
}

/// What came of a reading.
#[derive(Debug)]
pub struct Done {
    /// The sources with their corrections.
    pub project: Rc<Project>,
    /// What was read of them.
    pub tables: Tables,
    /// What was understood.
    pub understood: Understood,
    /// Today.
    pub as_of: String,
    /// The page to go to.
    pub then: Option<Page>,
    /// The standard it was understood under, where that is another one from now on.
    pub under: Option<(Rc<Chosen>, Rc<Standard>)>,
}

/// Where the page 自评 asks for what a part of the standard needs, by its id.
pub const fn part_id(part: Part) -> &'static str {
    match part {
        Part::Eligibility => "part-eligibility",
        Part::Resources => "part-resources",
        Part::Guarantee => "part-guarantee",
        Part::Quality => "part-quality",
        Part::Recognition => "part-recognition",
        Part::Veto => "part-veto",
        Part::Local => "part-local",
    }
}

/// What can happen.
#[derive(Debug)]
pub enum Action {
    /// What the page can start without has come, or not.
    Rest(Rest),
    /// What earlier visits left: the standard chosen, and everything typed.
    Remember {
        /// The standard, where another was chosen.
        under: Option<(Rc<Chosen>, Rc<Standard>)>,
        /// Everything typed.
        store: Rc<Store>,
        /// Today.
        as_of: String,
    },
    /// What the example county states, where nothing was typed about it.
    Offer(Box<Entries>),
    /// Another page was asked for.
    Go(Page),
    /// A cell was asked for: a sheet by its place among those read, and where in it.
    Seek(usize, Spot),
    /// A section of the result was asked for, by its place.
    Follow(usize),
    /// A part of the page was asked for, by its id.
    Aim(&'static str),
    /// Whether a part of the result is printed, by the id of its title.
    Print(&'static str, bool),
    /// Somebody wants to state what a part of the standard asks for.
    Declare(Part),
    /// Another language was chosen.
    SetLocale(Locale),
    /// The tour goes on, or ends.
    Guide(Guide),
    /// Another look was chosen.
    SetLook(Look),
    /// Reading `job` has begun.
    Begin {
        /// Its number.
        job: u32,
        /// Name of what is read.
        name: Option<String>,
        /// How many there are, where there are several.
        of: Option<u32>,
    },
    /// Reading `job` has come to another source.
    Next {
        /// Its number.
        job: u32,
        /// Name of the source.
        name: Option<String>,
        /// How many were read before it.
        at: u32,
    },
    /// Reading `job` has come this far.
    Progress {
        /// Its number.
        job: u32,
        /// Rows or bytes done.
        done: u32,
        /// Of how many.
        total: u32,
    },
    /// Reading `job` has ended well.
    Done {
        /// Its number.
        job: u32,
        /// What came of it.
        done: Box<Done>,
    },
    /// The worker has evaluated what the page cannot.
    Evaluated {
        /// What it has evaluated.
        work: Rc<Work>,
        /// What came of it.
        found: Box<Found>,
    },
    /// Reading `job` has failed.
    Fail {
        /// Its number.
        job: u32,
        /// Name of the source.
        name: Option<String>,
        /// Why.
        problems: Vec<Problem>,
    },
    /// The user has corrected something, or taken a correction back, and nothing has to be read again for it.
    Correct(Rc<Project>),
    /// The user wants to see the source that nothing could be taken from.
    Open,
    /// The user has stopped the reading, or has read why it failed.
    Back,
    /// The user wants to start over.
    Clear,
    /// County or school.
    SetScope(Scope),
    /// Another of several counties.
    SetCounty(usize),
    /// A part of a fact was typed.
    Edit {
        /// Key of the fact.
        key: String,
        /// Which part.
        slot: Slot,
        /// As typed.
        value: String,
        /// Today.
        as_of: String,
    },
    /// What was typed of a fact is taken back.
    EraseFact(String),
    /// Rows of the survey were typed; none takes the file's.
    EditSurvey {
        /// As typed.
        rows: Vec<SurveyRow>,
        /// Today.
        as_of: String,
    },
    /// Everything typed for the county at hand is taken back.
    EraseAll,
    /// A kept work has been read again: what was chosen and typed in it comes back.
    Resume {
        /// Which of several counties.
        county: usize,
        /// County or school.
        scope: Scope,
        /// What was typed for it, where it names no county.
        entries: Everywhere,
    },
    /// What was typed for a source and set aside is said of the county at hand (`true`), or dropped.
    Settle(String, bool),
    /// Another standard was chosen.
    SetStandard {
        /// How.
        chosen: Rc<Chosen>,
        /// The standard.
        standard: Rc<Standard>,
    },
    /// The standard of the user's own was typed or loaded.
    EditorText {
        /// As typed.
        text: Rc<str>,
        /// Name of its file, where it is another one.
        file: Option<Rc<str>>,
    },
    /// Something was found of it.
    EditorCheck(Check),
    /// Something to tell.
    Tell(Notice),
    /// Something has happened beside the work.
    Desk(Change),
    /// Something was done to what is imagined.
    Imagine(Deed),
    /// Something has happened between this page and the one around it.
    Embed(embedding::Event),
    /// A published result is to be shown.
    Publish {
        /// Its standard.
        chosen: Rc<Chosen>,
        /// The standard.
        standard: Rc<Standard>,
        /// The result.
        work: Rc<Work>,
    },
    /// Everything the browser had stored is forgotten, and so is what was shown of it.
    Forget,
}

impl Reducible for State {
    type Action = Action;

    fn reduce(self: Rc<Self>, action: Action) -> Rc<Self> {
        match later::get() {
            Some(later) => later.reduce(self, action),
            // There is nothing yet that anything else could happen to.
            None => {
                let mut next = (*self).clone();
                next.frame(action);
                Rc::new(next)
            }
        }
    }
}

impl State {
    /// What can happen to the page before there is anything on it; whether it did.
    fn frame(&mut self, action: Action) {
        match action {
            // What is missing has to be asked for again, whatever was put in meanwhile.
            Action::Rest(Rest::Awaited) if self.rest == Rest::Missing => {}
            Action::Rest(rest) => self.rest = rest,
            // Where a result is only shown there is no other page.
            Action::Go(_) if self.embedding.shows_only() => {}
            Action::Go(page) => {
                self.page = page;
                self.begins = None;
            }
            Action::SetLocale(locale) => self.locale = locale,
            Action::SetLook(look) => self.look = look,
            Action::Guide(guide) => {
                self.guide = guide;
                if let Guide::At(stop) = guide {
                    self.page = Guide::STOPS.get(stop).copied().unwrap_or(self.page);
                }
            }
            _ => {}
        }
    }

    /// The state after something has happened.
    pub(super) fn after(self: Rc<Self>, action: Action) -> Rc<Self> {
        let mut next = (*self).clone();
        // A notice speaks of what was just done, so the next deed ends it.
        if !matches!(
            action,
            Action::Progress { .. }
                | Action::Next { .. }
                | Action::Edit { .. }
                | Action::EditSurvey { .. }
                | Action::Evaluated { .. }
                | Action::Desk(_)
                | Action::Rest(_)
                | Action::Embed(_)
        ) {
            next.notice = None;
        }
        match action {
            // Where a result is only shown there is no other page.
            Action::Go(_) | Action::Seek(..) | Action::Follow(_) | Action::Declare(_) | Action::Open
                if self.embedding.shows_only() =>
            {
                return self;
            }
            action @ (Action::Rest(_)
            | Action::Go(_)
            | Action::SetLocale(_)
            | Action::SetLook(_)
            | Action::Guide(_)) => next.frame(action),
            Action::Remember { under, store, as_of } => {
                if let Some((chosen, standard)) = under {
                    next.chosen = chosen;
                    next.standard = standard;
                }
                next.store = store;
                if matches!(self.document, Document::Empty) && !next.entries().is_empty() {
                    next.document = Document::Read(Rc::new(Work::blank(&next.standard, &next.store, as_of)));
                }
            }
            Action::Declare(part) => {
                next.page = Page::Declare;
                next.begins = None;
                next.aim(part_id(part));
            }
            Action::Seek(sheet, spot) => {
                next.page = Page::Check;
                next.begins = Some(Begins::Cell(sheet, spot));
            }
            Action::Aim(id) => next.aim(id),
            Action::Print(part, printed) => {
                let parts = Rc::make_mut(&mut next.unprinted);
                if printed {
                    parts.remove(part);
                } else {
                    parts.insert(part);
                }
            }
            Action::Follow(at) => {
                next.page = Page::Result;
                next.begins = Some(Begins::Section(at));
            }
            Action::Begin { job, name, of } => {
                next.job = job;
                let of = of.map(|total| (1, total));
                next.document = Document::Reading { name, of, progress: None, before: self.work().cloned() };
            }
            Action::Next { job, name, at } => {
                if job != self.job {
                    return self;
                }
                if let Document::Reading { name: shown, of: Some((place, total)), progress, .. } = &mut next.document {
                    *shown = name;
                    *place = at + 1;
                    *progress = Some((at, *total));
                }
            }
            Action::Progress { job, done, total } => {
                if job != self.job {
                    return self;
                }
                if let Document::Reading { progress, .. } = &mut next.document {
                    *progress = Some((done, total));
                }
            }
            Action::Done { job, done } => {
                if job != self.job || !matches!(self.document, Document::Reading { .. }) {
                    return self;
                }
                let Done { project, tables, understood, as_of, then, under } = *done;
                if let Some((chosen, standard)) = under {
                    next.use_standard(chosen, standard);
                }
                let refused = understood.reading.is_refused() && !self.is_correction(&project);
                if !refused && !self.is_correction(&project) {
                    next.imagining = Imagining::default();
                    self.leave(&mut next.store);
                }
                let draft = Draft::new(project, tables, understood, as_of, self.work().map(|before| &**before));
                // What was typed before the schools were read is said of their county.
                let (standard, county) = (next.standard.id.clone(), draft.county_name());
                if let Some(before) = self.work().filter(|before| before.is_blank() && !before.entries.is_empty())
                    && draft.is_one_county()
                    && next.store.get(&standard, &county).is_empty()
                {
                    let store = Rc::make_mut(&mut next.store);
                    store.put(&standard, &before.county_name(), Rc::default());
                    store.put(&standard, &county, before.entries.clone());
                }
                let mut work = if then == Some(Page::Check) && !refused {
                    draft.begun(&next.standard, &next.store)
                } else {
                    draft.evaluated(&next.standard, &next.store)
                };
                work.shown_only = self.embedding.shows_only();
                next.document = if refused {
                    let name = work.project.sources.first().and_then(|source| source.name.clone());
                    let problems = Rc::new(work.problems().cloned().collect());
                    let before = self.work().cloned();
                    Document::Failed { name, problems, before, found: Some(Rc::new(work)) }
                } else {
                    if let Some(page) = then {
                        next.page = page;
                    }
                    Document::Read(Rc::new(work))
                };
            }
            Action::Evaluated { work, found } => {
                // Of anything older nothing is shown any more.
                let is = |current: &Rc<Work>| Rc::ptr_eq(current, &work);
                if self.work().is_some_and(is) {
                    next.replace_work(work.caught_up(*found));
                } else if self.imagined.as_ref().is_some_and(is) {
                    next.imagined = Some(Rc::new(work.caught_up(*found)));
                } else {
                    return self;
                }
            }
            Action::Correct(project) => {
                if let Some(work) = self.work() {
                    let work = work.corrected(&self.standard, &self.store, project);
                    next.replace_work(work);
                }
            }
            Action::Open => {
                if let Document::Failed { found: Some(work), .. } = &self.document {
                    self.leave(&mut next.store);
                    next.imagining = Imagining::default();
                    next.document = Document::Read(Rc::new(work.again(&self.standard, &next.store)));
                    next.page = Page::Check;
                }
            }
            Action::Fail { job, name, problems } => {
                if job != self.job || !matches!(self.document, Document::Reading { .. }) {
                    return self;
                }
                let before = self.work().cloned();
                next.document = Document::Failed { name, problems: Rc::new(problems), before, found: None };
            }
            Action::Back => next.document = self.back(),
            Action::Clear => {
                self.leave(&mut next.store);
                next.imagining = Imagining::default();
                next.document = Document::Empty;
                next.page = Page::Data;
            }
            Action::SetScope(scope) => {
                if let Some(work) = self.work() {
                    next.replace_work(work.with(&self.standard, &self.store, work.county, Some(scope)));
                }
            }
            Action::SetCounty(county) => {
                if let Some(work) = self.work() {
                    next.replace_work(work.with(&self.standard, &self.store, county, None));
                }
            }
            Action::Edit { key, slot, value, as_of } => next.edit(as_of, |entries| entries.set(&key, slot, value)),
            Action::EraseFact(key) => next.edit(String::new(), |entries| {
                entries.facts.remove(&key);
            }),
            Action::Offer(entries) => {
                // What somebody has typed about the example is theirs.
                if self.store.get(&self.standard.id, SAMPLE_COUNTY).is_empty() {
                    Rc::make_mut(&mut next.store).put(&self.standard.id, SAMPLE_COUNTY, Rc::new(*entries));
                }
            }
            Action::EditSurvey { rows, as_of } => next.edit(as_of, |entries| entries.survey = rows),
            Action::Resume { county, scope, entries } => {
                let Some(work) = self.work() else { return self };
                let store = Rc::make_mut(&mut next.store);
                if store.unnamed() != entries {
                    // Typed before the work came back: it stays, to be taken over.
                    store.set_aside("");
                    store.put_unnamed(&entries);
                }
                next.replace_work(work.with(&self.standard, &next.store, county, Some(scope)));
            }
            Action::Settle(source, taken) => {
                let county = self.county_name();
                Rc::make_mut(&mut next.store).settle(&source, taken.then_some(county.as_str()));
                if let Some(work) = self.work() {
                    next.replace_work(work.again(&self.standard, &next.store));
                }
            }
            Action::EraseAll => next.edit(String::new(), |entries| *entries = Entries::default()),
            Action::SetStandard { chosen, standard } => {
                next.use_standard(chosen, standard);
                if let Some(work) = self.work() {
                    let work = work.under(&next.standard, &next.store);
                    next.replace_work(work);
                }
            }
            Action::EditorText { text, file } => {
                next.editor.text = text;
                next.editor.check = Check::None;
                if let Some(file) = file {
                    next.editor.file = file;
                }
            }
            Action::EditorCheck(check) => next.editor.check = check,
            Action::Tell(notice) => next.notice = Some(notice),
            Action::Desk(change) => next.desk.change(change),
            Action::Embed(event) => {
                if let embedding::Event::View(view) = event {
                    next.embedding = Rc::new(Embedding { view: Some(view), ..(*self.embedding).clone() });
                    next.page = view.page;
                    let only = next.embedding.shows_only();
                    match self.work() {
                        // Of a published result there is nothing that other pages could show.
                        Some(work) if !only && work.is_published() => next.document = Document::Empty,
                        Some(work) if work.shown_only != only => next.replace_work(work.shown(only)),
                        _ => {}
                    }
                }
                next.exchange.change(&event);
            }
            Action::Publish { chosen, standard, work } => {
                (next.chosen, next.standard) = (chosen, standard);
                next.imagining = Imagining::default();
                next.document = Document::Read(work);
                next.page = Page::Result;
            }
            Action::Imagine(deed) => {
                if matches!(deed, Deed::Open(_)) {
                    next.page = Page::WhatIf;
                    next.aim(SCHOOL_FIELD);
                }
                next.imagining.act(&self.county_name(), deed);
            }
            Action::Forget => {
                next.store = Rc::default();
                next.desk = Desk::default();
            }
        }
        next.imagine();
        Rc::new(next)
    }
}

#[cfg(test)]
mod tests {
    use super::embedding::View;
    use super::*;
    use crate::intake::Reading;
    use crate::project::Origin;
    use crate::quantity::Decimal;
    use crate::records::{Amount, Section, Stage};
    use std::collections::BTreeMap;

    fn section(school: &str, stage: Stage, county: Option<&str>) -> Section {
        Section {
            school: school.to_owned(),
            code: None,
            county: county.map(str::to_owned),
            city: None,
            province: None,
            stage,
            kind: None,
            counted: None,
            pupils: 100,
            amounts: std::array::from_fn(|_| Some(Amount::total(Decimal::integer(5000)))),
            location: None,
            pupils_location: None,
        }
    }

    fn understood(sections: Vec<Section>) -> Understood {
        Reading { sections, ..Reading::default() }.into()
    }

    /// A project with one paste.
    fn project() -> Rc<Project> {
        let none = Project::default();
        Rc::new(none.after(none.added([none.source(None, Origin::Text, "ab", 1)])))
    }

    fn start() -> Rc<State> {
        let standard =
            Standard::from_catalogue("national-2017").unwrap_or_else(|problems| unreachable!("{problems:?}"));
        Rc::new(State::new(Rc::new(standard)))
    }

    fn done(job: u32, sections: Vec<Section>) -> Action {
        let done = Done {
            project: project(),
            tables: Tables::default(),
            understood: understood(sections),
            as_of: "2024-09-01".into(),
            then: Some(Page::Check),
            under: None,
        };
        Action::Done { job, done: Box::new(done) }
    }

    fn county() -> Vec<Section> {
        vec![section("甲", Stage::Primary, None), section("乙", Stage::Primary, None)]
    }

    fn read(sections: Vec<Section>) -> Rc<State> {
        start().reduce(Action::Begin { job: 1, name: None, of: None }).reduce(done(1, sections))
    }

    #[test]
    fn what_was_read_of_a_large_county_is_shown_before_it_is_evaluated() {
        let large: Vec<Section> = (0..301).map(|at| section(&at.to_string(), Stage::Primary, None)).collect();
        let state = read(large);
        let work = state.work().cloned().unwrap_or_else(|| unreachable!("read"));
        assert!(work.is_behind && work.evaluation.sections.is_empty());
        assert_eq!(work.records.sections.len(), 301);
        // Once it is shown, a change is evaluated with it.
        let again = work.again(&state.standard, &state.store);
        assert!(!again.is_behind);
        assert_eq!(again.evaluation.sections.len(), 301);
    }

    #[test]
    fn a_reading_ends_evaluated_on_the_next_page() {
        let state = read(county());
        assert_eq!(state.page, Page::Check);
        let work = state.work().cloned().unwrap_or_else(|| unreachable!("read"));
        assert_eq!(work.scope, Scope::County);
        assert_eq!(work.evaluation.sections.len(), 2);
        assert_eq!(work.evaluation.meta.as_of.as_deref(), Some("2024-09-01"));
    }

    #[test]
    fn what_is_missing_stays_so_until_it_is_asked_for_again() {
        let missing = start().reduce(Action::Rest(Rest::Missing));
        let wished = missing.reduce(Action::Rest(Rest::Awaited));
        assert_eq!(wished.rest, Rest::Missing);
        let asked = wished.reduce(Action::Rest(Rest::Coming)).reduce(Action::Rest(Rest::Awaited));
        assert_eq!(asked.rest, Rest::Awaited);
        // The page can be turned, and put into another language, meanwhile.
        assert_eq!(asked.reduce(Action::Go(Page::Check)).reduce(Action::SetLocale(Locale::En)).rest, Rest::Awaited);
    }

    #[test]
    fn what_was_typed_at_an_earlier_visit_is_evaluated_under_the_standard_of_then() {
        let standard =
            Standard::from_catalogue("practice-2024").unwrap_or_else(|problems| unreachable!("{problems:?}"));
        let mut store = Store::default();
        let mut entries = Entries::default();
        entries.set("basic_balance_date", Slot::Text, "2016-12-20".into());
        store.put(&standard.id, "", Rc::new(entries));
        let under = Some((Rc::new(Chosen::Catalogue(standard.id.clone())), Rc::new(standard)));
        let state = start().reduce(Action::Remember { under, store: Rc::new(store), as_of: "2024-09-01".into() });
        assert_eq!(state.standard.id, "practice-2024");
        assert!(state.work().is_some_and(|work| work.is_blank() && !work.entries.is_empty()));
    }

    #[test]
    fn a_result_that_is_only_shown_leads_nowhere_else() {
        let shown =
            read(county()).reduce(Action::Embed(embedding::Event::View(View { page: Page::Result, brief: false })));
        assert_eq!(shown.page, Page::Result);
        assert!(shown.work().is_some_and(|work| work.shown_only));
        let spot = Spot { row: 0, column: 0 };
        for action in [Action::Go(Page::Data), Action::Go(Page::Standards), Action::Seek(0, spot), Action::Open] {
            assert_eq!(*shown.clone().reduce(action), *shown);
        }
        // What is read there is shown only, too, and stays so in another county or scope.
        let again = shown.clone().reduce(Action::Begin { job: 2, name: None, of: None }).reduce(done(2, county()));
        assert!(again.reduce(Action::SetScope(Scope::School)).work().is_some_and(|work| work.shown_only));
        // Its tables are not there: of a published result other pages show nothing.
        let other = shown.reduce(Action::Embed(embedding::Event::View(View { page: Page::Check, brief: false })));
        assert_eq!((other.page, &other.document), (Page::Check, &Document::Empty));
        assert_eq!(other.reduce(Action::Go(Page::Data)).page, Page::Data);
    }

    #[test]
    fn a_failure_keeps_what_the_user_had() {
        let before = read(county());
        let had = before.work().cloned();
        let failed = before.reduce(Action::Begin { job: 2, name: None, of: None }).reduce(Action::Fail {
            job: 2,
            name: Some("bad.xlsx".into()),
            problems: vec![Problem::new("truncated", Text::same("x"), Text::same("y"))],
        });
        assert_eq!(failed.work().cloned(), had);
        assert!(had.is_some());
        assert_eq!(failed.reduce(Action::Back).document, Document::Read(had.unwrap_or_else(|| unreachable!())));
    }

    #[test]
    fn a_cancelled_or_overtaken_reading_changes_nothing_any_more() {
        let reading = start().reduce(Action::Begin { job: 7, name: None, of: None });
        let late = reading.clone().reduce(done(6, county()));
        assert!(matches!(late.document, Document::Reading { .. }));
        let cancelled = reading.reduce(Action::Back);
        assert_eq!(cancelled.document, Document::Empty);
        assert_eq!(cancelled.reduce(done(7, county())).document, Document::Empty);
    }

    #[test]
    fn rows_of_one_school_are_evaluated_as_a_school_unless_told_otherwise() {
        let state = read(vec![section("甲", Stage::Primary, None), section("甲", Stage::Junior, None)]);
        let work = state.work().cloned().unwrap_or_else(|| unreachable!());
        assert!(work.one_school);
        assert_eq!(work.scope, Scope::School);
        assert_eq!(work.evaluation.verdict, None);
        let county = state.reduce(Action::SetScope(Scope::County));
        assert!(county.work().is_some_and(|work| work.evaluation.verdict.is_some()));
        // Two primary rows under one name are two schools.
        let state = read(vec![section("甲", Stage::Primary, None), section("甲", Stage::Primary, None)]);
        assert!(state.work().is_some_and(|work| work.scope == Scope::County));
    }

    #[test]
    fn several_counties_are_never_evaluated_as_one() {
        let sections = vec![
            section("甲", Stage::Primary, Some("东县")),
            section("乙", Stage::Primary, Some("西县")),
            section("丙", Stage::Primary, Some("西县")),
        ];
        let state = read(sections);
        let count = |state: &State| state.work().map(|work| work.evaluation.sections.len());
        assert_eq!(count(&state), Some(1));
        let west = state.reduce(Action::SetCounty(1));
        assert_eq!(count(&west), Some(2));
    }

    #[test]
    fn a_corrected_mapping_keeps_the_scope_the_user_chose() {
        let one = vec![section("甲", Stage::Primary, None)];
        let state = start()
            .reduce(Action::Begin { job: 1, name: None, of: None })
            .reduce(done(1, one.clone()))
            .reduce(Action::SetScope(Scope::County))
            .reduce(Action::Begin { job: 2, name: None, of: None })
            .reduce(done(2, one));
        assert!(state.work().is_some_and(|work| work.scope == Scope::County));
    }

    fn typed(value: &str) -> Action {
        Action::Edit { key: "rotated".into(), slot: Slot::Text, value: value.into(), as_of: "2024-09-01".into() }
    }

    #[test]
    fn what_is_typed_is_evaluated_without_schools_and_goes_along_with_them() {
        let state = start().reduce(typed("12"));
        let work = state.work().cloned().unwrap_or_else(|| unreachable!("evaluated"));
        assert!(work.is_blank());
        assert_eq!(work.records.facts.len(), 1);
        let read = state
            .reduce(Action::Begin { job: 1, name: None, of: None })
            .reduce(done(1, vec![section("甲", Stage::Primary, Some("东县"))]));
        let work = read.work().cloned().unwrap_or_else(|| unreachable!("read"));
        assert_eq!(work.county_name(), "东县");
        assert_eq!(work.records.facts.len(), 1);
        assert!(work.read.facts.is_empty());
        assert!(read.store.get("national-2017", "").is_empty());
        let cleared = read.reduce(Action::EraseAll);
        assert!(cleared.store.is_empty());
        assert!(cleared.work().is_some_and(|work| work.records.facts.is_empty()));
    }

    /// Another project than [`project`].
    fn other() -> Rc<Project> {
        let none = Project::default();
        Rc::new(none.after(none.added([none.source(Some("b.csv"), Origin::File, "cd", 1)])))
    }

    fn replaced(state: Rc<State>, job: u32, project: Rc<Project>) -> Rc<State> {
        let done = Done {
            project,
            tables: Tables::default(),
            understood: understood(county()),
            as_of: "2024-09-01".into(),
            then: None,
            under: None,
        };
        let begun = state.reduce(Action::Begin { job, name: None, of: None });
        begun.reduce(Action::Done { job, done: Box::new(done) })
    }

    #[test]
    fn what_was_typed_for_data_without_a_county_does_not_pass_to_others_unasked() {
        let state = read(county()).reduce(typed("12"));
        assert_eq!(state.entries().facts.len(), 1);
        // Corrected or joined it is still the same work.
        let same = replaced(state.clone(), 2, project());
        assert_eq!(same.entries().facts.len(), 1);
        let state = replaced(same, 3, other());
        assert!(state.entries().is_empty() && state.work().is_some_and(|work| work.records.facts.is_empty()));
        assert_eq!(state.store.aside("national-2017"), [(String::new(), 1)]);
        let taken = state.clone().reduce(Action::Settle(String::new(), true));
        assert!(taken.work().is_some_and(|work| work.records.facts.len() == 1));
        assert!(taken.store.aside("national-2017").is_empty());
        assert!(state.clone().reduce(Action::Settle(String::new(), false)).store.is_empty());
        // The first work comes back with what was typed for it.
        let entries = BTreeMap::from([("national-2017".to_owned(), {
            let mut one = Entries::default();
            one.set("rotated", Slot::Text, "12".into());
            Rc::new(one)
        })]);
        let back = replaced(state, 4, project());
        let back = back.reduce(Action::Resume { county: 0, scope: Scope::County, entries });
        assert!(back.work().is_some_and(|work| work.records.facts.len() == 1));
        assert!(back.store.aside("national-2017").is_empty());
        // Cleared, it is not said of what is read next.
        let cleared = back.reduce(Action::Clear);
        assert!(replaced(cleared, 5, other()).entries().is_empty());
    }

    #[test]
    fn another_standard_keeps_what_was_typed_and_evaluates_again() {
        let standard =
            Standard::from_catalogue("national-2012").unwrap_or_else(|problems| unreachable!("{problems:?}"));
        let other = Chosen::Catalogue("national-2012".into());
        let state = start()
            .reduce(typed("12"))
            .reduce(Action::SetStandard { chosen: Rc::new(other), standard: Rc::new(standard) });
        let work = state.work().cloned().unwrap_or_else(|| unreachable!());
        assert_eq!(work.evaluation.meta.standard.id, "national-2012");
        // The fact is unknown here: kept, and not evaluated.
        assert!(work.records.facts.is_empty());
        assert_eq!(state.entries().facts.len(), 1);
    }

    #[test]
    fn each_county_has_what_was_typed_for_it() {
        let sections = vec![section("甲", Stage::Primary, Some("东县")), section("乙", Stage::Primary, Some("西县"))];
        let state = read(sections).reduce(typed("12")).reduce(Action::SetCounty(1));
        assert!(state.entries().is_empty());
        let work = state.work().cloned().unwrap_or_else(|| unreachable!());
        let compared = work.compare(&state.standard, &state.store);
        assert_eq!(compared.len(), 2);
        assert_eq!(compared[0].county.as_deref(), Some("东县"));
        assert_eq!(state.reduce(Action::SetCounty(0)).entries().facts.len(), 1);
    }

    fn leaving(name: &str) -> Action {
        let school = crate::scenario::SchoolKey::named(name);
        Action::Imagine(Deed::Make(vec![crate::scenario::Change::Leave { school }]))
    }

    #[test]
    fn what_is_imagined_stands_beside_the_work_and_never_in_it() {
        let before = read(county());
        let real = before.work().cloned().unwrap_or_else(|| unreachable!("read"));
        let state = before.reduce(leaving("甲"));
        assert_eq!(state.work(), Some(&real));
        let shown = state.shown();
        let work = shown.work().unwrap_or_else(|| unreachable!("shown"));
        assert_eq!((work.evaluation.sections.len(), real.evaluation.sections.len()), (1, 2));
        assert_eq!(work.differences().map(|found| found.schools.len()), Some(1));
        assert_eq!(state.clone().reduce(Action::Imagine(Deed::Pause(true))).shown().work(), Some(&real));
        // Typed facts are of the real work, and what is imagined follows.
        let typed = state.clone().reduce(typed("12"));
        assert!(typed.imagined.as_ref().is_some_and(|work| work.records.facts.len() == 1));
        let undone = state.clone().reduce(Action::Imagine(Deed::Undo));
        assert_eq!((undone.shown().work(), undone.imagined.is_none()), (Some(&real), true));
        // Of other data nothing is imagined.
        assert!(replaced(state.clone(), 2, project()).imagined.is_some());
        assert!(replaced(state.clone(), 3, other()).imagined.is_none());
        assert!(state.reduce(Action::Clear).imagining.scenarios.is_empty());
    }

    #[test]
    fn each_county_has_what_is_imagined_of_it() {
        let sections = vec![section("甲", Stage::Primary, Some("东县")), section("乙", Stage::Primary, Some("西县"))];
        let state = read(sections).reduce(leaving("甲"));
        assert!(state.imagined.is_some());
        let west = state.reduce(Action::SetCounty(1));
        assert!(west.imagined.is_none());
        assert!(west.reduce(Action::SetCounty(0)).imagined.is_some());
    }

    #[test]
    fn the_tour_leads_to_the_page_of_each_stop_and_leaves_where_it_is() {
        let state = start().reduce(Action::Guide(Guide::At(0)));
        assert_eq!(state.page, Page::Result);
        let state = state.reduce(Action::Guide(Guide::At(4)));
        assert_eq!((state.page, state.guide), (Page::Data, Guide::At(4)));
        assert_eq!(state.reduce(Action::Guide(Guide::Done)).page, Page::Data);
    }

    #[test]
    fn a_look_is_kept_in_words() {
        for theme in [Theme::Auto, Theme::Light, Theme::Dark] {
            for contrast in [Contrast::Auto, Contrast::Plain, Contrast::High] {
                for large in [false, true] {
                    let look = Look { theme, contrast, large };
                    let words = look.to_words();
                    assert_eq!(words.split_whitespace().fold(Look::default(), Look::and), look, "{words}");
                }
            }
        }
        assert_eq!(Look::default().and("zh-CN"), Look::default());
    }

    #[test]
    fn every_page_has_an_address_of_its_own() {
        for page in Page::ALL {
            assert_eq!(Page::from_hash(page.hash()), Some(page));
        }
        assert_eq!(Page::from_hash("#/nowhere"), None);
    }
}
