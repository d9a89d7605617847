//! Sources: files and pastes that are put in, read one after another, joined to the work or put in its place, corrected,
//! and read again otherwise.

use super::worker::{self, Failure};
use super::{DIRECT_BYTES, SAMPLE, SAMPLE_FACTS, Tasks, Trouble, from_plain, internal, plain, today};
use crate::app::desk::{Arrived, Change, Failed};
use crate::app::format;
use crate::app::state::{Action, Done, Notice, Page};
use crate::app::text::{self, Key};
use crate::app::work::{Tables, Understood};
use crate::diagnostic::{Explanation, Issue, Location, Problem};
use crate::engine;
use crate::intake::Reading;
use crate::project::{CellKey, Origin, Project, Source, Step};
use crate::standard::{Chosen, Standard};
use crate::table::{MAX_BYTES, ReadOptions, Workbook};
use js_sys::{Array, Promise, Reflect, Uint8Array};
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::cell::Cell;
use std::cmp::Ordering;
use std::collections::HashMap;
use std::rc::Rc;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::{JsFuture, spawn_local};

/// Most bytes of all sources together: they are held in memory while the page is open.
const MOST_BYTES: usize = 4 * MAX_BYTES;
/// Most rows the page understands itself, between an edit and its verdict; more are left to the worker.
const MOST_ROWS_HERE: usize = 1_000;
/// How long the page works without a pause, in milliseconds.
const TURN: f64 = 12.0;
/// What one of several sources being read is told the user at most this often, in milliseconds.
const TELL_EVERY: f64 = 60.0;

/// Words or bytes that were put in.
#[derive(Debug, Clone)]
pub(super) enum Content {
    /// Pasted text.
    Text(Rc<str>),
    /// Copied cells: their text, and the markup with merged cells and stored numbers.
    Cells(Rc<str>, Rc<str>),
    /// A file, kept in the browser's memory rather than the module's, which never shrinks.
    File(Uint8Array),
}

impl Content {
    /// Its size in bytes.
    pub(super) fn size(&self) -> usize {
        match self {
            Self::Text(text) | Self::Cells(text, _) => text.len(),
            Self::File(bytes) => bytes.length() as usize,
        }
    }
}

/// Something that was put in and has not been read.
enum Arriving {
    File(web_sys::File),
    Text(Rc<str>),
    Cells(Rc<str>, Rc<str>),
}

impl Arriving {
    fn name(&self) -> Option<String> {
        match self {
            Self::File(file) => Some(file.name()),
            Self::Text(_) | Self::Cells(..) => None,
        }
    }

    const fn origin(&self) -> Origin {
        match self {
            Self::File(_) => Origin::File,
            Self::Text(_) => Origin::Text,
            Self::Cells(..) => Origin::Clipboard,
        }
    }

    /// Its content, unless it is too large beside `already` bytes.
    async fn content(&self, already: usize) -> Result<Content, Problem> {
        let file = match self {
            Self::Text(text) => return Ok(Content::Text(text.clone())),
            Self::Cells(text, html) => return Ok(Content::Cells(text.clone(), html.clone())),
            Self::File(file) => file,
        };
        let at = |problem: Problem| problem.at(Location::file(&file.name()));
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a file size; the cast saturates")]
        let size = file.size() as usize;
        // Before any byte is read: a browser tab does not survive the reading of whatever someone drops.
        if size > MAX_BYTES {
            let values = [&*format::bytes(size), &format::bytes(MAX_BYTES)];
            return Err(at(text::problem("too_large", Key::FileTooLarge, Key::FileTooLargeHelp, &values)));
        }
        if already + size > MOST_BYTES {
            let values = [&*format::bytes(MOST_BYTES)];
            return Err(at(text::problem("too_much", Key::FilesTooMuch, Key::FilesTooMuchHelp, &values)));
        }
        match JsFuture::from(file.array_buffer()).await {
            Ok(buffer) => Ok(Content::File(Uint8Array::new(&buffer))),
            Err(error) => {
                let words = worker::words(&error);
                Err(at(text::problem("unreadable", Key::FileUnreadable, Key::FileUnreadableHelp, &[&words])))
            }
        }
    }
}

/// What the worker's `understand` is asked.
#[derive(Serialize)]
struct UnderstandRequest<'a> {
    project: &'a Project,
    standard: &'a Chosen,
    key: u32,
}

/// What waits to be told where it belongs.
#[derive(Default)]
pub(super) struct Waiting(Vec<Arriving>);

/// Where sources belong that are put in while there is a work already.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Belonging {
    /// 加入: beside the sources there are.
    Join,
    /// 替换: in their place.
    Replace,
    /// Nowhere.
    Nowhere,
}

/// A source that was read.
struct Loaded {
    name: Option<String>,
    origin: Origin,
    content: Content,
    sha256: String,
    table: Rc<Workbook>,
}

impl Tasks {
    /// Reads text.
    pub(super) fn read_text(&self, text: Rc<str>) {
        self.arrive(vec![Arriving::Text(text)]);
    }

    /// Reads copied cells.
    pub(super) fn read_cells(&self, text: Rc<str>, html: Rc<str>) {
        if html.is_empty() || html.len() > DIRECT_BYTES * 8 || text.len() > DIRECT_BYTES {
            return self.read_text(text);
        }
        self.arrive(vec![Arriving::Cells(text, html)]);
    }

    /// Reads the example county.
    pub(super) fn read_sample(&self) {
        if let Ok(entries) = serde_json::from_str(SAMPLE_FACTS) {
            self.dispatch(Action::Offer(Box::new(entries)));
        }
        // The work before it is written already, and offered again when the example is cleared.
        self.0.keeper.turn_to_another();
        self.dispatch(Action::Desk(Change::Arrive(None)));
        let job = self.begin(None, None);
        let tasks = self.clone();
        spawn_local(async move {
            let content = Content::Text(Rc::from(SAMPLE));
            match tasks.read(job, &content, None, &ReadOptions::default(), false).await {
                Ok((table, sha256)) => {
                    let loaded = Loaded { name: None, origin: Origin::Sample, content, sha256, table: Rc::new(table) };
                    tasks.place(job, vec![loaded], false, Page::Result).await;
                }
                Err(Trouble::Cancelled) => {}
                Err(Trouble::Problems(problems)) => tasks.dispatch(Action::Fail { job, name: None, problems }),
            }
        });
    }

    /// Reads chosen files.
    pub(super) fn read_files(&self, files: &web_sys::FileList) {
        self.arrive((0..files.length()).filter_map(|at| files.get(at)).map(Arriving::File).collect());
    }

    /// Reads dropped files, and those of dropped folders.
    pub(super) fn read_dropped(&self, walking: Promise) {
        let tasks = self.clone();
        spawn_local(async move {
            match JsFuture::from(walking).await {
                Ok(files) => {
                    let files: Array = files.unchecked_into();
                    let files = files.iter().filter_map(|file| file.dyn_into().ok());
                    tasks.arrive(files.map(Arriving::File).collect());
                }
                Err(error) => {
                    let words = worker::words(&error);
                    tasks.dispatch(Action::Tell(Notice::Trouble(text::filled(Key::FileUnreadable, &[&words]))));
                }
            }
        });
    }

    /// Takes what was put in, unless there is a work it may belong to: then the user says.
    fn arrive(&self, arriving: Vec<Arriving>) {
        let Some(first) = arriving.first() else { return };
        let sources = &self.0.at_hand.borrow().0.sources;
        let own = sources.iter().any(|source| source.origin != Origin::Sample);
        if own || self.0.busy.get() {
            let mut waiting = self.0.waiting.borrow_mut();
            let first = waiting.0.first().unwrap_or(first).name();
            let count = waiting.0.len() + arriving.len();
            waiting.0.extend(arriving);
            return self.dispatch(Action::Desk(Change::Arrive(Some(Arrived { count, first }))));
        }
        self.take(arriving, false);
    }

    /// Puts what waits where the user says.
    pub fn belong(&self, belonging: Belonging) {
        let waiting = std::mem::take(&mut *self.0.waiting.borrow_mut());
        self.dispatch(Action::Desk(Change::Arrive(None)));
        match belonging {
            Belonging::Nowhere => {}
            Belonging::Join if self.0.busy.get() => self.0.next_up.borrow_mut().0.extend(waiting.0),
            Belonging::Join => self.take(waiting.0, true),
            Belonging::Replace => {
                // The work it replaces stays among the kept ones.
                self.0.keeper.turn_to_another();
                self.take(waiting.0, false);
            }
        }
    }

    /// The bytes of the file with this SHA-256; nothing for what was pasted.
    pub fn bytes_of(&self, sha256: &str) -> Option<Uint8Array> {
        match self.0.contents.borrow().get(sha256)? {
            Content::File(bytes) => Some(bytes.clone()),
            Content::Text(_) | Content::Cells(..) => None,
        }
    }

    /// Corrects something, which can be undone.
    pub fn apply(&self, step: Step) {
        let project = self.0.at_hand.borrow().0.after(step);
        self.make(project);
    }

    /// Writes over cells of a source, all in one step; `None` gives back what stands in it.
    pub fn write(&self, source: u32, cells: impl IntoIterator<Item = (CellKey, Option<String>)>) {
        let step = self.0.at_hand.borrow().0.write(source, cells);
        self.apply(step);
    }

    /// Writes an explanation of an issue; blank words take it away.
    pub fn explain(&self, issue: &Issue, text: String) {
        let step = self.0.at_hand.borrow().0.explained(Explanation::new(issue, text));
        self.apply(step);
    }

    /// Takes the last correction back.
    pub fn undo(&self) {
        let before = self.0.at_hand.borrow().0.undone();
        if let Some(project) = before {
            self.make(project);
        }
    }

    /// Corrects again what was taken back last.
    pub fn redo(&self) {
        let after = self.0.at_hand.borrow().0.redone();
        if let Some(project) = after {
            self.make(project);
        }
    }

    /// Stops a reading.
    pub fn cancel(&self) {
        // Whatever still comes of it comes too late.
        self.next_job();
        self.0.busy.set(false);
        *self.0.next_up.borrow_mut() = Waiting::default();
        self.0.files.cancel();
        self.correct_what_is_shown();
        self.dispatch(Action::Back);
    }

    /// Corrections that came to nothing are forgotten: the next one builds on what is shown.
    fn correct_what_is_shown(&self) {
        *self.0.switching.borrow_mut() = None;
        if let Some(work) = &*self.0.work.borrow() {
            *self.0.at_hand.borrow_mut() = (work.project.clone(), work.tables.clone());
        }
    }

    /// Begins a reading: what is still being read is not wanted any more.
    fn begin(&self, name: Option<String>, of: Option<u32>) -> u32 {
        self.0.files.cancel();
        let job = self.next_job();
        self.0.busy.set(true);
        self.dispatch(Action::Desk(Change::FailuresRead));
        self.dispatch(Action::Begin { job, name, of });
        job
    }

    /// Whether reading `job` is the newest and was not cancelled.
    fn is_current(&self, job: u32) -> bool {
        self.0.job.get() == job
    }

    fn end_badly(&self, job: u32, name: Option<String>, problems: Vec<Problem>) {
        self.0.busy.set(false);
        if self.is_current(job) {
            self.correct_what_is_shown();
        }
        self.dispatch(Action::Fail { job, name, problems });
        self.take_next_up();
    }

    fn take_next_up(&self) {
        let next = std::mem::take(&mut *self.0.next_up.borrow_mut());
        if !next.0.is_empty() {
            self.take(next.0, true);
        }
    }

    /// Reads what was put in, one after another, and places it.
    fn take(&self, arriving: Vec<Arriving>, join: bool) {
        *self.0.next_up.borrow_mut() = Waiting::default();
        let Some(first) = arriving.first() else { return };
        let (first, total) = (first.name(), arriving.len());
        let job = self.begin(first.clone(), (total > 1).then(|| count(total)));
        let tasks = self.clone();
        spawn_local(async move {
            let mut loaded: Vec<Loaded> = Vec::with_capacity(total);
            let mut failed = Vec::new();
            let mut size: usize = if join { tasks.0.contents.borrow().values().map(Content::size).sum() } else { 0 };
            let mut told = 0.0;
            for (at, one) in arriving.iter().enumerate() {
                let name = one.name();
                if total > 1 && js_sys::Date::now() - told > TELL_EVERY {
                    told = js_sys::Date::now();
                    tasks.dispatch(Action::Next { job, name: name.clone(), at: count(at) });
                }
                let read = match one.content(size).await {
                    Err(problem) => Err(Trouble::Problems(vec![problem])),
                    Ok(content) => {
                        let read = tasks.read(job, &content, name.as_deref(), &ReadOptions::default(), total > 1).await;
                        read.map(|(table, sha256)| (content, table, sha256))
                    }
                };
                if !tasks.is_current(job) {
                    return;
                }
                match read {
                    Ok((content, table, sha256)) => {
                        let same = loaded.iter().find(|one| one.sha256 == sha256).map(|one| one.name.clone());
                        let same = same.or_else(|| join.then(|| tasks.name_of(&sha256)).flatten());
                        match same {
                            Some(other) => failed.push(twice(name, other)),
                            None => {
                                size += content.size();
                                let (origin, table) = (one.origin(), Rc::new(table));
                                loaded.push(Loaded { name, origin, content, sha256, table });
                            }
                        }
                    }
                    Err(Trouble::Cancelled) => return,
                    Err(Trouble::Problems(problems)) => {
                        let named = name.unwrap_or_default();
                        failed.extend(problems.into_iter().map(|problem| Failed { name: named.clone(), problem }));
                    }
                }
            }
            if loaded.is_empty() {
                let name = if total > 1 { None } else { first };
                let problems = failed.into_iter().map(|one| one.problem).collect();
                return tasks.end_badly(job, name, problems);
            }
            // Dropped together they have no order of their own: that of their names is the same every time.
            loaded.sort_by(|a, b| by_name(a.name.as_deref(), b.name.as_deref()).then(a.sha256.cmp(&b.sha256)));
            if !failed.is_empty() {
                tasks.dispatch(Action::Desk(Change::Fail(failed)));
            }
            let then = if total > 1 || join { Page::Data } else { Page::Check };
            tasks.place(job, loaded, join, then).await;
        });
    }

    /// Puts what was read beside the work, or in its place.
    async fn place(&self, job: u32, loaded: Vec<Loaded>, join: bool, then: Page) {
        let (before, mut tables) = if join { self.0.at_hand.borrow().clone() } else { Default::default() };
        let mut with = (*before).clone();
        if !join {
            with.mappings = self.mappings();
        }
        let mut added = Vec::with_capacity(loaded.len());
        for one in loaded {
            let source = with.source(one.name.as_deref(), one.origin, &one.sha256, one.content.size());
            tables.put(&source, named(one.table, &source));
            self.0.contents.borrow_mut().insert(one.sha256, one.content);
            with = with.begun_with(source.clone());
            added.push(source);
        }
        let project = if join { before.after(before.added(added)) } else { with };
        self.understand(job, Rc::new(project), tables, Some(then)).await;
    }

    /// The name of the source with these bytes, where there is one.
    fn name_of(&self, sha256: &str) -> Option<Option<String>> {
        self.0.at_hand.borrow().0.has(sha256).map(|source| source.name.clone())
    }

    /// Makes `project` the one at hand, and reads what has not been read as it says.
    pub(super) fn make(&self, mut project: Project) {
        self.remember(&mut project);
        let project = Rc::new(project);
        let tables = self.0.at_hand.borrow().1.clone();
        let missing = tables.missing(&project);
        if missing.is_empty() {
            // What is corrected next builds on it, also while it is still being understood.
            self.0.at_hand.borrow_mut().0 = project.clone();
            let same = self.0.work.borrow().as_ref().is_some_and(|work| work.project.is_same_data(&project));
            // Where nothing is to be understood again, that of a reading under way must still come of it.
            if tables.rows(&project) <= MOST_ROWS_HERE || (same && !self.0.busy.get()) {
                self.dispatch(Action::Correct(project));
                return;
            }
        }
        self.read_missing(project, tables, missing, |_| {});
    }

    /// Understands what is at hand under another standard, which is used from then on, where the caller cannot simply use
    /// it: many rows would stop the page, and what is being read is to be understood under it, too. Whether that is so.
    pub(super) fn switch(&self, chosen: &Rc<Chosen>, standard: &Rc<Standard>) -> bool {
        let (project, tables) = self.0.at_hand.borrow().clone();
        let (is_busy, is_large) = (self.0.busy.get(), tables.rows(&project) > MOST_ROWS_HERE);
        if project.sources.is_empty() || !(is_busy || is_large) {
            return false;
        }
        *self.0.switching.borrow_mut() = Some((chosen.clone(), standard.clone()));
        if !is_busy {
            let missing = tables.missing(&project);
            self.read_missing(project, tables, missing, |_| {});
        }
        true
    }

    /// What is understood under `standard`, here or by the worker.
    async fn understood(
        &self,
        job: u32,
        project: &Project,
        tables: &Tables,
        (chosen, standard): &(Rc<Chosen>, Rc<Standard>),
    ) -> Result<Understood, Trouble> {
        if tables.rows(project) > MOST_ROWS_HERE {
            return self.understood_elsewhere(job, project, tables, chosen).await;
        }
        breathe().await;
        Ok(tables.understood(project, standard).into())
    }

    /// Goes on with a kept project, whose sources are in `contents`.
    pub(super) fn take_up(
        &self,
        project: Project,
        contents: HashMap<String, Content>,
        then: impl FnOnce(&Self) + 'static,
    ) {
        *self.0.contents.borrow_mut() = contents;
        let missing = Tables::default().missing(&project);
        self.read_missing(Rc::new(project), Tables::default(), missing, then);
    }

    fn read_missing(
        &self,
        project: Rc<Project>,
        mut tables: Tables,
        missing: Vec<Source>,
        then: impl FnOnce(&Self) + 'static,
    ) {
        let total = missing.len();
        let name = missing.first().or_else(|| project.sources.first()).and_then(|source| source.name.clone());
        let job = self.begin(name, (total > 1).then(|| count(total)));
        let tasks = self.clone();
        spawn_local(async move {
            let mut project = project;
            let mut failed = Vec::new();
            let mut told = 0.0;
            for (at, source) in missing.into_iter().enumerate() {
                if total > 1 && js_sys::Date::now() - told > TELL_EVERY {
                    told = js_sys::Date::now();
                    tasks.dispatch(Action::Next { job, name: source.name.clone(), at: count(at) });
                }
                let content = tasks.0.contents.borrow().get(&source.sha256).cloned();
                let Some(content) = content else {
                    // Nothing can be read of it any more; without it the others still can.
                    let name = source.name.clone().unwrap_or_default();
                    let problem = text::problem("source_gone", Key::SourceGone, Key::SourceGoneHelp, &[]);
                    failed.push(Failed { problem: problem.at(Location::file(&name)), name });
                    project = Rc::new(project.after(project.removed(source.id)));
                    continue;
                };
                match tasks.read(job, &content, source.name.as_deref(), &source.read, total > 1).await {
                    Ok((table, _)) => tables.put(&source, named(Rc::new(table), &source)),
                    Err(Trouble::Cancelled) => return,
                    Err(Trouble::Problems(problems)) => return tasks.end_badly(job, source.name, problems),
                }
                if !tasks.is_current(job) {
                    return;
                }
            }
            if !failed.is_empty() {
                tasks.dispatch(Action::Desk(Change::Fail(failed)));
            }
            if tasks.understand(job, project, tables, None).await {
                then(&tasks);
            }
        });
    }

    /// Understands what was read, and ends reading `job` with it; whether it came to that.
    async fn understand(&self, job: u32, project: Rc<Project>, tables: Tables, then: Option<Page>) -> bool {
        let wanted = || {
            let under = self.0.switching.borrow().clone();
            let against = under.clone().unwrap_or_else(|| self.0.standard.borrow().clone());
            (under, against)
        };
        let (under, understood) = loop {
            let (under, against) = wanted();
            match self.understood(job, &project, &tables, &against).await {
                Ok(understood) => {
                    breathe().await;
                    if !self.is_current(job) {
                        return false;
                    }
                    // Another standard may have been chosen meanwhile.
                    if Rc::ptr_eq(&wanted().1.0, &against.0) {
                        break (under, understood);
                    }
                }
                Err(Trouble::Cancelled) => return false,
                Err(Trouble::Problems(problems)) => {
                    let name = project.sources.first().and_then(|source| source.name.clone());
                    self.end_badly(job, name, problems);
                    return false;
                }
            }
        };
        let sample = project.sources.iter().all(|source| source.origin == Origin::Sample);
        self.0.unsaved.set(!sample);
        self.0.busy.set(false);
        // A source that gives nothing takes no work away: until the user asks to see it, the one before is at hand.
        let joins = self.0.at_hand.borrow().0.sources.iter().any(|one| project.has(&one.sha256).is_some());
        if joins || !understood.reading.is_refused() {
            *self.0.at_hand.borrow_mut() = (project.clone(), tables.clone());
        }
        if let Some(under) = &under {
            *self.0.switching.borrow_mut() = None;
            self.0.standard.borrow_mut().clone_from(under);
        }
        let done = Done { project, tables, understood, as_of: today(), then, under };
        self.dispatch(Action::Done { job, done: Box::new(done) });
        self.take_next_up();
        true
    }

    /// What is understood of many rows, by the worker: here it would stop the page.
    async fn understood_elsewhere(
        &self,
        job: u32,
        project: &Project,
        tables: &Tables,
        chosen: &Chosen,
    ) -> Result<Understood, Trouble> {
        let key = self.next_key();
        let answer = self.tell_worker(key, project, tables, chosen).await?;
        let reading = joined(&answer, Reading::join, || self.is_current(job)).await?;
        breathe().await;
        let understood = Understood::from(reading);
        *self.0.there.borrow_mut() = Some((understood.all.clone(), key));
        Ok(understood)
    }

    /// Has the worker understand tables and keep what it understood under `key`; its answer.
    pub(super) async fn tell_worker(
        &self,
        key: u32,
        project: &Project,
        tables: &Tables,
        chosen: &Chosen,
    ) -> Result<JsValue, Trouble> {
        let packed: Array = project
            .sources
            .iter()
            .filter_map(|source| Some(Uint8Array::from(tables.of(source)?.pack().as_slice())))
            .collect();
        let request = serde_json::to_string(&UnderstandRequest { project, standard: chosen, key });
        let request = request.map_err(|error| internal(&error.to_string()))?;
        let args = Array::of2(&packed, &JsValue::from_str(&request));
        let name = project.sources.first().and_then(|source| source.name.as_deref());
        let answer = self.0.files.call("understand", &args, Rc::new(|_, _| {})).await;
        answer.map_err(|failure| trouble(failure, name))
    }

    /// Reads a source: what stands in it, and its SHA-256. Where it is one of many, its own progress is not told.
    async fn read(
        &self,
        job: u32,
        content: &Content,
        name: Option<&str>,
        options: &ReadOptions,
        one_of_many: bool,
    ) -> Result<(Workbook, String), Trouble> {
        let direct = |given: engine::Content<'_>| {
            let read = engine::open(given, name.unwrap_or_default(), options, &mut |_, _| {});
            read.map(|table| (table, given.fingerprint()))
        };
        let value = match content {
            Content::Text(text) if text.len() <= DIRECT_BYTES => {
                return direct(engine::Content::Text(text)).map_err(Trouble::Problems);
            }
            Content::Text(text) => JsValue::from_str(text),
            Content::Cells(text, html) => {
                return direct(engine::Content::Clipboard { text, html }).map_err(Trouble::Problems);
            }
            Content::File(bytes) => {
                // Small UTF-8 text needs no second module; whatever else it is, the module that can read it is asked.
                if bytes.length() as usize <= DIRECT_BYTES {
                    match direct(engine::Content::Bytes(&bytes.to_vec())) {
                        Err(problems) if problems.iter().any(|problem| problem.code == "needs_files") => {}
                        outcome => return outcome.map_err(Trouble::Problems),
                    }
                }
                bytes.clone().into()
            }
        };
        let options = plain(options).map_err(|error| internal(&error))?;
        let progress = {
            let (tasks, last) = (self.clone(), Cell::new(u64::MAX));
            Rc::new(move |done: u32, total: u32| {
                // Only what can be seen: a hundred steps.
                let percent = u64::from(done) * 100 / u64::from(total.max(1));
                if !one_of_many && last.replace(percent) != percent {
                    tasks.dispatch(Action::Progress { job, done, total });
                }
            })
        };
        let args = Array::of3(&value, &JsValue::from_str(name.unwrap_or_default()), &options);
        let answer = self.0.files.call("readWorkbook", &args, progress).await;
        let answer = answer.map_err(|failure| trouble(failure, name))?;
        let get = |key: &str| Reflect::get(&answer, &key.into()).unwrap_or(JsValue::UNDEFINED);
        if get("type").as_string().as_deref() == Some("success") {
            let packed = get("workbook").dyn_into::<Uint8Array>().map(|bytes| bytes.to_vec()).unwrap_or_default();
            let table = Workbook::unpack(&packed).ok_or_else(|| internal("packed table"))?;
            if packed.len() > DIRECT_BYTES {
                breathe().await;
            }
            Ok((table, get("sha256").as_string().unwrap_or_default()))
        } else {
            let problems = from_plain(&get("errors")).map_err(|error| internal(&error))?;
            Err(Trouble::Problems(problems))
        }
    }
}

/// A pause in long work: a click, a key, a picture of the progress, the page lives in between.
async fn breathe() {
    gloo::timers::future::TimeoutFuture::new(0).await;
}

/// What the worker answers in parts, put together with pauses, as long as `is_wanted` says so.
pub(super) async fn joined<T: DeserializeOwned>(
    answer: &JsValue,
    join: fn(&mut T, T),
    is_wanted: impl Fn() -> bool,
) -> Result<T, Trouble> {
    let Some(parts) = answer.dyn_ref::<Array>() else {
        let errors = Reflect::get(answer, &"errors".into()).unwrap_or(JsValue::UNDEFINED);
        return Err(Trouble::Problems(from_plain(&errors).map_err(|error| internal(&error))?));
    };
    let mut whole: Option<T> = None;
    let mut since = js_sys::Date::now();
    for part in parts.iter() {
        let bytes = part.unchecked_into::<Uint8Array>().to_vec();
        let part: T = serde_json::from_slice(&bytes).map_err(|error| internal(&error.to_string()))?;
        match &mut whole {
            Some(whole) => join(whole, part),
            None => whole = Some(part),
        }
        if js_sys::Date::now() - since > TURN {
            breathe().await;
            if !is_wanted() {
                return Err(Trouble::Cancelled);
            }
            since = js_sys::Date::now();
        }
    }
    whole.ok_or_else(|| internal("no answer"))
}

fn count(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}

/// The table under the name its source has here: of two files called the same, one was given a number.
fn named(mut table: Rc<Workbook>, source: &Source) -> Rc<Workbook> {
    if table.name != source.name {
        Rc::make_mut(&mut table).name.clone_from(&source.name);
    }
    table
}

fn twice(name: Option<String>, other: Option<String>) -> Failed {
    let zh = other.clone().unwrap_or_else(|| Key::PasteName.zh().to_owned());
    let name = name.unwrap_or_default();
    let problem = text::problem("source_twice", Key::SourceTwice, Key::SourceTwiceHelp, &[&zh]);
    Failed { problem: problem.at(Location::file(&name)), name }
}

pub(super) fn trouble(failure: Failure, name: Option<&str>) -> Trouble {
    let problem = match failure {
        Failure::Cancelled => return Trouble::Cancelled,
        Failure::Trap(message) => text::problem("trap", Key::WorkerTrapped, Key::WorkerTrappedHelp, &[&message]),
        Failure::Unavailable(message) => {
            text::problem("unavailable", Key::FilesUnavailable, Key::FilesUnavailableHelp, &[&message])
        }
    };
    Trouble::Problems(vec![match name {
        Some(name) => problem.at(Location::file(name)),
        None => problem,
    }])
}

/// The order of names, numbers in them by their value: 2校.xlsx before 10校.xlsx. Pastes come last.
fn by_name(a: Option<&str>, b: Option<&str>) -> Ordering {
    let (Some(a), Some(b)) = (a, b) else { return a.is_none().cmp(&b.is_none()) };
    let (mut left, mut right) = (a, b);
    loop {
        let (Some(x), Some(y)) = (left.chars().next(), right.chars().next()) else {
            return left.len().cmp(&right.len()).then_with(|| a.cmp(b));
        };
        if x.is_ascii_digit() && y.is_ascii_digit() {
            let (x, left_rest) = number(left);
            let (y, right_rest) = number(right);
            let order = x.len().cmp(&y.len()).then_with(|| x.cmp(y));
            if order != Ordering::Equal {
                return order;
            }
            (left, right) = (left_rest, right_rest);
        } else if x == y {
            (left, right) = (after(left), after(right));
        } else {
            return x.cmp(&y);
        }
    }
}

/// The digits at the beginning without leading zeros, and what follows.
fn number(text: &str) -> (&str, &str) {
    let end = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
    let (digits, rest) = text.split_at(end);
    (digits.trim_start_matches('0'), rest)
}

fn after(text: &str) -> &str {
    let mut rest = text.chars();
    rest.next();
    rest.as_str()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_ordered_by_the_numbers_in_them() {
        let mut names = ["10校.xlsx", "校2.xlsx", "2校.xlsx", "02校.xlsx", "校10.xlsx", "校.xlsx", "校02b.xlsx"];
        names.sort_by(|a, b| by_name(Some(a), Some(b)));
        assert_eq!(names, ["02校.xlsx", "2校.xlsx", "10校.xlsx", "校.xlsx", "校2.xlsx", "校02b.xlsx", "校10.xlsx"]);
        assert_eq!(by_name(None, Some("甲")), Ordering::Greater);
        assert_eq!(by_name(None, None), Ordering::Equal);
    }

    #[test]
    fn every_order_of_names_gives_the_same_one() {
        let names = ["a1", "a01", "a1b", "a", "", "1", "001", "b2", "b10", "b"];
        for a in names {
            assert_eq!(by_name(Some(a), Some(a)), Ordering::Equal);
            for b in names {
                assert_eq!(by_name(Some(a), Some(b)), by_name(Some(b), Some(a)).reverse());
                assert!(a == b || by_name(Some(a), Some(b)) != Ordering::Equal, "{a} {b}");
            }
        }
    }
}
