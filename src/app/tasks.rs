//! Everything that touches the world: files, the worker, downloads, printing, the address, storage, the clock. Results
//! come back as actions.

use super::desk::{Change, Handed, Instead};
use super::entries::{Slot, Store, SurveyRow};
use super::keep::Keeper;
use super::later::{self, Rest};
use super::state::{Action, Check, Document, Editor, Guide, Look, Notice, Page, State, Work};
use super::text::{self, Key};
use super::work::Tables;
use crate::diagnostic::{Locale, Problem, Text};
use crate::project::Project;
use crate::records::Records;
use crate::report::{Bundle, Source};
use crate::standard::{Chosen, Standard};
use focus::stay_in_place;
use gloo::events::{EventListener, EventListenerOptions};
use gloo::utils::{document, window};
use js_sys::{Array, Promise, Reflect, Uint8Array};
use mappings::Memory;
use serde::Serialize;
use serde::de::DeserializeOwned;
use sources::{Content, Waiting};
use std::cell::{Cell, RefCell};
use std::collections::HashMap;
use std::rc::Rc;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::{JsFuture, spawn_local};
use way::{Way, page_of_address};
use worker::{Failure, Files};
use yew::UseReducerDispatcher;

mod embedding;
mod evaluating;
mod focus;
mod keeping;
mod mappings;
pub mod pictures;
mod sources;
mod way;
mod worker;

pub use focus::{
    click, focus, go_to_pointed, is_target, jump_to, move_in_grid, on_escape, point_at, return_focus, scroll_up,
    show_line,
};
pub use keeping::AtHand;
pub use mappings::{MOST as MOST_MAPPINGS, remembered};
pub use sources::Belonging;
pub use way::close_dialog;

/// The example county: invented, and marked so wherever it shows.
const SAMPLE: &str = include_str!("../../www/sample-county.tsv");

/// What the invented county states beside its schools.
const SAMPLE_FACTS: &str = include_str!("../../www/sample-county.json");
/// Text up to this many bytes is read on the page: faster than starting a worker.
const DIRECT_BYTES: usize = 300_000;
/// The key of what was typed in the browser's storage.
const ENTRIES: &str = "junheng.entries";
/// The key of the preferences in the browser's storage.
const PREFERENCES: &str = "junheng.preferences";
/// What stands before the standard among the preferences.
const STANDARD_WORD: &str = "standard=";
/// Says among the preferences that the tour was taken or declined.
const TOURED: &str = "toured";

/// Kinds of file the result can be saved as.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Export {
    /// Delimited text.
    Csv,
    /// Workbook.
    Xlsx,
    /// Data for programs.
    Json,
    /// What is published: see [`report::publish`].
    Published,
}

impl Export {
    /// Ending of the file name.
    pub const fn ending(self) -> &'static str {
        match self {
            Self::Csv => "csv",
            Self::Xlsx => "xlsx",
            Self::Json | Self::Published => "json",
        }
    }

    const fn mime(self) -> &'static str {
        match self {
            Self::Csv => "text/csv;charset=utf-8",
            Self::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            Self::Json | Self::Published => "application/json",
        }
    }
}

/// A handle on everything the page can do. Clones are the same handle.
#[derive(Clone)]
pub struct Tasks(Rc<Inner>);

struct Inner {
    dispatch: UseReducerDispatcher<State>,
    files: Rc<Files>,
    keeper: Keeper,
    job: Cell<u32>,
    draft: RefCell<String>,
    way: Way,
    /// What was put in, by its SHA-256, to be read again otherwise.
    contents: RefCell<HashMap<String, Content>>,
    /// The sources with their corrections, and what was read of them.
    at_hand: RefCell<(Rc<Project>, Tables)>,
    /// The published text to be checked.
    narrative: RefCell<String>,
    /// What sources are read against.
    standard: RefCell<(Rc<Chosen>, Rc<Standard>)>,
    /// Whether leaving the page would lose something that was put in.
    unsaved: Cell<bool>,
    /// Whether sources are being read.
    busy: Cell<bool>,
    /// Sources that wait to be told whether they join the work.
    waiting: RefCell<Waiting>,
    /// The work as it is shown.
    work: RefCell<Option<Rc<Work>>>,
    /// Everything typed.
    store: RefCell<Rc<Store>>,
    /// What the worker has understood last, as far as is known here, and the name it has there.
    there: RefCell<Option<(Rc<Records>, u32)>>,
    /// The newest of these names.
    key: Cell<u32>,
    /// What the worker is evaluating, and whether all of its counties.
    evaluating: RefCell<Option<(Rc<Work>, bool)>>,
    /// The standard that is used as soon as everything is understood under it.
    switching: RefCell<Option<(Rc<Chosen>, Rc<Standard>)>>,
    /// Mappings remembered by their headings.
    memory: RefCell<Memory>,
    /// What was wished before there was what grants it.
    wishes: RefCell<Vec<Wish>>,
    /// Sources that join it as soon as those being read are read.
    next_up: RefCell<Waiting>,
    /// The page around this one.
    host: embedding::Host,
}

/// What can be wished of the page before all of it is here.
pub enum Wish {
    /// That text is read.
    Text(Rc<str>),
    /// That copied cells are read: their text and the markup beside it.
    Cells(Rc<str>, Rc<str>),
    /// That files are read.
    Files(web_sys::FileList),
    /// That dropped files are read, once the folders among them were walked.
    Dropped(Promise),
    /// That the example is read.
    Sample,
    /// That the workbook to be filled in is saved.
    Template(Locale),
    /// That what was put in is forgotten.
    Clear,
}

impl PartialEq for Tasks {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.0, &other.0)
    }
}

impl Tasks {
    /// Tasks whose results go to `dispatch`.
    pub fn new(dispatch: UseReducerDispatcher<State>, standard: (Rc<Chosen>, Rc<Standard>)) -> Self {
        let written = dispatch.clone();
        let keeper = Keeper::new(move |refusal| written.dispatch(Action::Desk(Change::Wrote(refusal))));
        Self(Rc::new(Inner {
            dispatch,
            keeper,
            files: Rc::new(Files::default()),
            job: Cell::new(0),
            draft: RefCell::default(),
            way: Way::default(),
            contents: RefCell::default(),
            at_hand: RefCell::default(),
            narrative: RefCell::default(),
            standard: RefCell::new(standard),
            unsaved: Cell::default(),
            busy: Cell::default(),
            waiting: RefCell::default(),
            work: RefCell::default(),
            store: RefCell::default(),
            there: RefCell::default(),
            key: Cell::default(),
            evaluating: RefCell::default(),
            switching: RefCell::default(),
            memory: RefCell::default(),
            wishes: RefCell::default(),
            next_up: RefCell::default(),
            host: embedding::Host::of_address(),
        }))
    }

    /// Tells the state.
    pub fn dispatch(&self, action: Action) {
        self.0.dispatch.dispatch(action);
    }

    /// The words in the paste area, kept while another page is shown.
    pub fn draft(&self) -> String {
        self.0.draft.borrow().clone()
    }

    /// Keeps the words in the paste area.
    pub fn keep_draft(&self, text: &str) {
        text.clone_into(&mut self.0.draft.borrow_mut());
    }

    /// Grants a wish, or keeps it until that can be done.
    fn wish(&self, wish: Wish) {
        match later::get() {
            Some(later) => later.grant(self, wish),
            None => {
                self.0.wishes.borrow_mut().push(wish);
                self.dispatch(Action::Rest(Rest::Awaited));
            }
        }
    }

    /// Grants a wish.
    pub(super) fn grant(&self, wish: Wish) {
        match wish {
            Wish::Text(text) => self.read_text(text),
            Wish::Cells(text, html) => self.read_cells(text, html),
            Wish::Files(files) => self.read_files(&files),
            Wish::Dropped(walking) => self.read_dropped(walking),
            Wish::Sample => self.read_sample(),
            Wish::Template(locale) => self.save_template(locale),
            Wish::Clear => self.forget_work(),
        }
    }

    /// Reads pasted text.
    pub fn paste(&self, text: &str) {
        self.wish(Wish::Text(Rc::from(text)));
    }

    /// Reads copied cells.
    fn paste_cells(&self, text: &str, html: &str) {
        self.wish(Wish::Cells(Rc::from(text), Rc::from(html)));
    }

    /// Reads chosen files.
    pub fn open(&self, files: &web_sys::FileList) {
        self.wish(Wish::Files(files.clone()));
    }

    /// Reads dropped files, and those of dropped folders.
    fn open_dropped(&self, data: &web_sys::DataTransfer) {
        // Asked for at once: the drop is over with the first pause. Only JavaScript walks folders without a pile of
        // bindings.
        if let Ok(walking) = worker::host_call("dropped", &[data.clone().into()]).and_then(JsCast::dyn_into) {
            self.wish(Wish::Dropped(walking));
        }
    }

    /// Reads the example county.
    pub fn sample(&self) {
        self.wish(Wish::Sample);
    }

    /// Saves the workbook to be filled in.
    pub fn template(&self, locale: Locale) {
        self.wish(Wish::Template(locale));
    }

    /// Forgets everything that was put in.
    pub fn clear(&self) {
        self.wish(Wish::Clear);
    }

    /// Takes up what earlier visits left in this browser: the standard chosen, what was typed, mappings, and works.
    pub(super) fn begin_again(&self) {
        self.0.memory.replace(Memory::stored());
        // A standard that is not there any more is no reason to stop.
        let embedding = &self.0.host.embedding;
        let under = embedding.standard.clone().or_else(remembered_standard).and_then(|id| {
            let standard = Standard::from_catalogue(&id).ok()?;
            Some((Rc::new(Chosen::Catalogue(id)), Rc::new(standard)))
        });
        if let Some(under) = &under {
            self.0.standard.borrow_mut().clone_from(under);
        }
        // What an older page kept differently cannot be shown; it is replaced by what is typed next.
        let typed = || serde_json::from_str(&stored(ENTRIES)).unwrap_or_default();
        // A published result has nothing of what was typed here.
        let store = Rc::new(if embedding.shows_only() { Store::default() } else { typed() });
        self.dispatch(Action::Remember { under, store, as_of: today() });
        self.look_for_kept();
    }

    /// Writes what is pending, now.
    pub(super) fn flush(&self) {
        self.0.keeper.flush();
    }

    fn forget_work(&self) {
        self.next_job();
        self.0.busy.set(false);
        self.0.files.cancel();
        *self.0.waiting.borrow_mut() = Waiting::default();
        *self.0.next_up.borrow_mut() = Waiting::default();
        self.keep_draft("");
        self.0.unsaved.set(false);
        self.forget();
        *self.0.there.borrow_mut() = None;
        *self.0.switching.borrow_mut() = None;
        self.0.contents.borrow_mut().clear();
        *self.0.at_hand.borrow_mut() = Default::default();
        self.dispatch(Action::Clear);
    }

    /// A part of a fact was typed.
    pub fn edit(&self, key: &str, slot: Slot, value: String) {
        self.typed();
        stay_in_place();
        self.dispatch(Action::Edit { key: key.to_owned(), slot, value, as_of: today() });
    }

    /// Rows of the survey were typed.
    pub fn edit_survey(&self, rows: Vec<SurveyRow>) {
        self.typed();
        stay_in_place();
        self.dispatch(Action::EditSurvey { rows, as_of: today() });
    }

    /// Keeps what was typed in this browser, and nothing when nothing was. What was typed for `work` without a county is
    /// kept with it, and set aside here: opened again, the page must not take it for what is said of other data.
    pub fn keep_typed(&self, store: &Rc<Store>, work: Option<&Rc<Work>>) {
        self.0.store.borrow_mut().clone_from(store);
        let Some(storage) = storage() else { return };
        let mut store = (**store).clone();
        if let Some(work) = work.filter(|work| !work.is_blank() && !work.is_sample()) {
            store.set_aside(&work.title());
        }
        if store.is_empty() {
            let _ = storage.remove_item(ENTRIES);
        } else if let Ok(text) = serde_json::to_string(&store) {
            let _ = storage.set_item(ENTRIES, &text);
        }
    }

    /// What is typed and not kept would be lost by leaving.
    fn typed(&self) {
        if !can_store() {
            self.0.unsaved.set(true);
        }
    }

    fn save_template(&self, locale: Locale) {
        let (chosen, standard) = self.0.standard.borrow().clone();
        let name = format!("{}-{}.xlsx", text::t(locale, Key::TemplateName), standard.id);
        let tasks = self.clone();
        spawn_local(async move {
            let request = TemplateRequest { standard: &chosen, locale };
            let bytes = tasks.written("exportTemplate", &request).await;
            tasks.save(bytes, name, Export::Xlsx.mime());
        });
    }

    /// Evaluates against a standard of the catalogue from now on.
    pub fn use_catalogue(&self, id: &str) {
        match Standard::from_catalogue(id) {
            Ok(standard) => self.use_standard(Chosen::Catalogue(id.to_owned()), standard),
            Err(problems) => self.tell_problem(&problems),
        }
    }

    fn use_standard(&self, chosen: Chosen, standard: Standard) {
        let (chosen, standard) = (Rc::new(chosen), Rc::new(standard));
        if self.switch(&chosen, &standard) {
            return;
        }
        *self.0.standard.borrow_mut() = (chosen.clone(), standard.clone());
        self.dispatch(Action::SetStandard { chosen, standard });
    }

    fn tell_problem(&self, problems: &[Problem]) {
        if let Some(problem) = problems.first() {
            self.dispatch(Action::Tell(Notice::Trouble(problem.message.clone())));
        }
    }

    /// Puts the document of the catalogue's standard in use into the editor.
    pub fn start_standard(&self, state: &State) {
        let id = match &*state.chosen {
            Chosen::Catalogue(id) => id.clone(),
            Chosen::Own { .. } => crate::standard::DEFAULT.to_owned(),
        };
        let tasks = self.clone();
        spawn_local(async move {
            match tasks.0.files.call("standardSource", &Array::of1(&JsValue::from_str(&id)), Rc::new(|_, _| {})).await {
                Ok(text) => {
                    if let Some(text) = text.as_string() {
                        let file = Some(Rc::from(format!("{id}-own.toml")));
                        tasks.dispatch(Action::EditorText { text: Rc::from(text), file });
                    }
                }
                Err(failure) => tasks.tell_failure(failure),
            }
        });
    }

    /// Loads a document of the user's own into the editor.
    pub fn open_standard(&self, file: web_sys::File) {
        let tasks = self.clone();
        spawn_local(async move {
            let name = file.name();
            match JsFuture::from(file.text()).await.ok().and_then(|text| text.as_string()) {
                Some(text) => {
                    let (text, file) = (Rc::from(text), Some(Rc::from(name)));
                    tasks.dispatch(Action::EditorText { text, file });
                }
                None => {
                    let text = text::filled(Key::FileUnreadable, &[&name]);
                    tasks.dispatch(Action::Tell(Notice::Trouble(text)));
                }
            }
        });
    }

    /// Checks the document in the editor; uses it, too, when that is wanted and nothing is wrong.
    pub fn check_standard(&self, editor: &Editor, take: bool) {
        self.dispatch(Action::EditorCheck(Check::Running));
        let (tasks, text, file) = (self.clone(), editor.text.clone(), own_name(editor));
        spawn_local(async move {
            let args = Array::of2(&JsValue::from_str(&text), &JsValue::from_str(&file));
            let answer = match tasks.0.files.call("parseStandard", &args, Rc::new(|_, _| {})).await {
                Ok(answer) => answer,
                Err(failure) => {
                    tasks.dispatch(Action::EditorCheck(Check::None));
                    tasks.tell_failure(failure);
                    return;
                }
            };
            let get = |key: &str| Reflect::get(&answer, &key.into()).unwrap_or(JsValue::UNDEFINED);
            let found: Result<(Chosen, Standard), Vec<Problem>> =
                if get("type").as_string().as_deref() == Some("success") {
                    from_plain::<Chosen>(&get("chosen"))
                        .map_err(|error| {
                            vec![text::problem("internal", Key::InternalTrouble, Key::InternalTroubleHelp, &[&error])]
                        })
                        .and_then(|chosen| chosen.load().map(|standard| (chosen, standard)))
                } else {
                    Err(from_plain(&get("errors")).unwrap_or_default())
                };
            match found {
                Ok((chosen, standard)) => {
                    if take {
                        tasks.use_standard(chosen, standard.clone());
                    }
                    tasks.dispatch(Action::EditorCheck(Check::Good(Rc::new(standard))));
                }
                Err(problems) => tasks.dispatch(Action::EditorCheck(Check::Bad(Rc::new(problems)))),
            }
        });
    }

    /// Saves the document in the editor as a file.
    pub fn save_standard(&self, editor: &Editor) {
        let bytes = Ok(Uint8Array::from(editor.text.as_bytes()));
        self.save(bytes, own_name(editor), "application/toml");
    }

    fn tell_failure(&self, failure: Failure) {
        let text = match failure {
            Failure::Cancelled => return,
            Failure::Trap(message) | Failure::Unavailable(message) => text::filled(Key::FilesUnavailable, &[&message]),
        };
        self.dispatch(Action::Tell(Notice::Trouble(text)));
    }

    /// The published text to be checked, kept while another page is shown.
    pub fn narrative(&self) -> String {
        self.0.narrative.borrow().clone()
    }

    /// Keeps it.
    pub fn keep_narrative(&self, text: &str) {
        text.clone_into(&mut self.0.narrative.borrow_mut());
    }

    /// Hands a document to the browser, and says so; where the browser saves nothing, shows it.
    fn save(&self, bytes: Result<Uint8Array, Option<Text>>, name: String, mime: &str) {
        let saved = bytes.and_then(|bytes| {
            if is_in_app() { content(&bytes, mime).map(Some) } else { download(&bytes, &name, mime).map(|()| None) }
                .map_err(|error| failed(&worker::words(&error)))
        });
        match saved {
            Ok(Some(content)) => self.dispatch(Action::Desk(Change::Hand(Some(Handed { name, content })))),
            Ok(None) => self.dispatch(Action::Tell(Notice::Saved(name))),
            Err(Some(text)) => self.dispatch(Action::Tell(Notice::Trouble(text))),
            Err(None) => {}
        }
    }

    fn next_job(&self) -> u32 {
        let job = self.0.job.get().wrapping_add(1);
        self.0.job.set(job);
        job
    }

    /// Saves the result as a file.
    pub fn export(&self, work: &Rc<Work>, kind: Export, locale: Locale) {
        let tasks = self.clone();
        let (chosen, standard) = self.0.standard.borrow().clone();
        let bundle = bundle(work, (&chosen, &standard), locale);
        let name = file_name(work, kind, locale);
        spawn_local(async move {
            // Every document is written by the files module: the page starts without what writes them.
            let op = match kind {
                Export::Csv => "exportCsv",
                Export::Json => "exportJson",
                Export::Published => "exportPublished",
                Export::Xlsx => "exportWorkbook",
            };
            tasks.save(tasks.written(op, &bundle).await, name, kind.mime());
        });
    }

    /// A document written by operation `op` of the files module; `Err(None)` when the user has moved on to another file.
    async fn written(&self, op: &str, request: &impl Serialize) -> Result<Uint8Array, Option<Text>> {
        let request = plain(request).map_err(|error| failed(&error))?;
        match self.0.files.call(op, &Array::of1(&request), Rc::new(|_, _| {})).await {
            Ok(value) => value.dyn_into().map_err(|value| failed(&worker::words(&value))),
            Err(Failure::Cancelled) => Err(None),
            Err(Failure::Trap(message) | Failure::Unavailable(message)) => Err(failed(&message)),
        }
    }

    /// Prints the result.
    pub fn print(&self) {
        self.dispatch(Action::Go(Page::Result));
        spawn_local(async {
            // The page must be there, whole, before the browser takes its picture.
            loop {
                gloo::timers::future::TimeoutFuture::new(150).await;
                if !matches!(document().query_selector("main [aria-busy]"), Ok(Some(_))) {
                    break;
                }
            }
            pictures::print_now();
        });
    }

    /// Has the worker ready for the first file as soon as somebody does anything on the page: who only looks at it is not
    /// made to load the module. The single file would have to unpack it first: there it waits until it is needed.
    pub fn warm_up(&self) {
        let entry = Reflect::get(&js_sys::global(), &"junhengHost".into());
        let entry =
            entry.and_then(|host| Reflect::get(&host, &"entry".into())).ok().and_then(|entry| entry.as_string());
        if !matches!(entry.as_deref(), Some("single" | "frame")) {
            for sign in ["pointerdown", "keydown", "dragenter"] {
                let files = self.0.files.clone();
                EventListener::once(&window(), sign, move |_| files.warm_up()).forget();
            }
        }
    }

    /// Fetches what the page can start without, and grants what was wished meanwhile.
    pub fn fetch_rest(&self) {
        self.dispatch(Action::Rest(Rest::Coming));
        if !self.0.wishes.borrow().is_empty() {
            self.dispatch(Action::Rest(Rest::Awaited));
        }
        let tasks = self.clone();
        let coming = worker::host_call("later", &[]).and_then(JsCast::dyn_into::<Promise>);
        spawn_local(async move {
            let come = match coming {
                Ok(coming) => JsFuture::from(coming).await,
                Err(error) => Err(error),
            };
            match come {
                Ok(_) => {
                    let Some(later) = later::get() else { return };
                    later.begin(&tasks);
                    tasks.dispatch(Action::Rest(Rest::Here));
                    for wish in tasks.0.wishes.take() {
                        later.grant(&tasks, wish);
                    }
                }
                Err(error) => {
                    gloo::console::error!(&error);
                    tasks.dispatch(Action::Rest(Rest::Missing));
                }
            }
        });
    }

    /// Listens for what can happen anywhere on the page: another address, a paste, a dropped file.
    pub fn listen(&self) -> Vec<EventListener> {
        let tasks = self.clone();
        let active = EventListenerOptions::enable_prevent_default();
        // What can be kept is written now; where it cannot, leaving would lose the table and the corrections without a
        // word.
        let leave = EventListener::new_with_options(&window(), "beforeunload", active, move |event| {
            if let Some(later) = later::get() {
                later.flush(&tasks);
            }
            if tasks.0.unsaved.get() && tasks.0.keeper.is_refused() {
                event.prevent_default();
                // Older engines ask only when this is set.
                let _ = Reflect::set(event, &"returnValue".into(), &JsValue::TRUE);
            }
        });
        let tasks = self.clone();
        let paste = EventListener::new_with_options(&document(), "paste", active, move |event| {
            let Some(event) = event.dyn_ref::<web_sys::ClipboardEvent>().filter(|_| !tasks.shows_only()) else {
                return;
            };
            let Some(data) = event.clipboard_data() else { return };
            let text = data.get_data("text/plain").unwrap_or_default();
            // Words first: spreadsheet programs put a picture of the cells beside them.
            if let Some(files) = data.files().filter(|files| files.length() > 0 && text.trim().is_empty()) {
                event.prevent_default();
                tasks.open(&files);
                return;
            }
            let target = event.target();
            let own = target.as_ref().and_then(|target| target.dyn_ref::<web_sys::HtmlTextAreaElement>());
            let other = target.as_ref().and_then(|target| target.dyn_ref::<web_sys::HtmlInputElement>());
            // A word into a search field or the paste area stays what it is, and so does anything in another editor; a
            // table is taken wherever else it is pasted.
            let elsewhere = own.is_some_and(|own| own.id() != "paste-area");
            if other.is_some() || elsewhere || (own.is_some() && !is_table(&text)) {
                return;
            }
            event.prevent_default();
            // Shown in the paste area, unless so long that the browser would stall over it.
            let draft = if text.len() <= DIRECT_BYTES { text.as_str() } else { "" };
            tasks.keep_draft(draft);
            if let Some(own) = own {
                own.set_value(draft);
            }
            tasks.paste_cells(&text, &data.get_data("text/html").unwrap_or_default());
        });
        let mut listeners = self.listen_way();
        listeners.extend([leave, paste]);
        listeners.extend(self.listen_leaving());
        listeners
    }
}

impl Tasks {
    /// Takes a file dropped anywhere on the page; `over` is told whether one hovers above it.
    pub fn listen_drag(&self, over: yew::Callback<bool>) -> Vec<EventListener> {
        let active = EventListenerOptions::enable_prevent_default();
        let carries_files = |event: &web_sys::Event| {
            event
                .dyn_ref::<web_sys::DragEvent>()
                .and_then(web_sys::DragEvent::data_transfer)
                .is_some_and(|data| data.types().includes(&"Files".into(), 0))
        };
        let enter = {
            let (tasks, over) = (self.clone(), over.clone());
            EventListener::new_with_options(&window(), "dragover", active, move |event| {
                // Without this the browser opens the file in place of the page.
                if carries_files(event) {
                    event.prevent_default();
                    over.emit(!tasks.shows_only());
                }
            })
        };
        let leave = {
            let over = over.clone();
            EventListener::new(&window(), "dragleave", move |event| {
                // Leaving one element for another names the other; leaving the window names nothing.
                let outside =
                    event.dyn_ref::<web_sys::DragEvent>().is_some_and(|event| event.related_target().is_none());
                if outside {
                    over.emit(false);
                }
            })
        };
        let tasks = self.clone();
        let drop = EventListener::new_with_options(&window(), "drop", active, move |event| {
            if !carries_files(event) {
                return;
            }
            event.prevent_default();
            over.emit(false);
            let data = event.dyn_ref::<web_sys::DragEvent>().and_then(web_sys::DragEvent::data_transfer);
            if let Some(data) = data.filter(|_| !tasks.shows_only()) {
                tasks.open_dropped(&data);
            }
        });
        vec![enter, leave, drop]
    }
}

/// Whether text is a table: more than one row with more than one column.
pub fn is_table(text: &str) -> bool {
    text.lines().filter(|line| line.contains('\t')).take(2).count() == 2
}

/// What the worker's `exportTemplate` is asked.
#[derive(Serialize)]
struct TemplateRequest<'a> {
    standard: &'a Chosen,
    locale: Locale,
}

enum Trouble {
    Cancelled,
    Problems(Vec<Problem>),
}

fn internal(message: &str) -> Trouble {
    Trouble::Problems(vec![text::problem("internal", Key::InternalTrouble, Key::InternalTroubleHelp, &[message])])
}

/// The name the document in the editor is saved and spoken of under.
fn own_name(editor: &Editor) -> String {
    if editor.file.is_empty() { "standard.toml".to_owned() } else { editor.file.to_string() }
}

fn failed(message: &str) -> Option<Text> {
    Some(text::filled(Key::ExportFailed, &[message]))
}

/// A value as plain JavaScript data. By way of JSON, which the page reads and writes anyway: a second way of
/// serialising would make it a tenth larger.
fn plain<T: Serialize>(value: &T) -> Result<JsValue, String> {
    let text = serde_json::to_string(value).map_err(|error| error.to_string())?;
    js_sys::JSON::parse(&text).map_err(|error| worker::words(&error))
}

/// The value of plain JavaScript data.
fn from_plain<T: DeserializeOwned>(value: &JsValue) -> Result<T, String> {
    let text = js_sys::JSON::stringify(value).map_err(|error| worker::words(&error))?;
    serde_json::from_str(&String::from(text)).map_err(|error| error.to_string())
}

/// What reports are made from.
fn bundle(work: &Work, (chosen, standard): (&Chosen, &Standard), locale: Locale) -> Bundle {
    Bundle {
        standard: chosen.clone(),
        scope: work.scope,
        // The real records: what is imagined is made of them again, so that both can be told.
        records: (*work.what_if.as_ref().map_or(work, |what_if| &what_if.real).records).clone(),
        scenario: work.what_if.as_ref().map(|what_if| (*what_if.scenario).clone()).unwrap_or_default(),
        excluded: work.reading.excluded.clone(),
        issues: work.doubts.iter().map(|issue| (**issue).clone()).collect(),
        sources: work.project.sources.clone(),
        originals: work.originals(standard),
        mappings: work.project.mappings.clone(),
        explanations: work.project.explanations.clone(),
        source: source(work, locale),
        as_of: Some(work.as_of.clone()),
        locale,
    }
}

/// Where the data came from, for the stamp of files and paper.
pub fn source(work: &Work, locale: Locale) -> Source {
    let (county, year) = work.about();
    let name = Some(source_name(work, locale));
    Source { name, sha256: work.reading.sha256.clone(), synthetic: work.is_sample(), county, year }
}

/// County, year and source of the data, as far as they are known: what stands at the head of a result.
pub fn about(work: &Work, locale: Locale) -> String {
    let (county, year) = work.about();
    let year = year.map(|year| text::Words(locale).f(Key::DataOfYear, &[year.title().get(locale)]));
    let parts = [county, year, Some(source_name(work, locale))];
    parts.into_iter().flatten().collect::<Vec<_>>().join(" · ")
}

/// What the source is called in reports.
pub fn source_name(work: &Work, locale: Locale) -> String {
    let words = text::Words(locale);
    let taken = work.sources_taken();
    let first = taken.first().and_then(|source| source.name.clone());
    match work.name_key() {
        Some(Key::SeveralName) if taken.len() == 1 => first.unwrap_or_else(|| words.t(Key::PasteName).to_owned()),
        // Of several files the first is named: it mostly tells the county and the year.
        Some(key) => words.f(key, &[&first.unwrap_or_default(), &taken.len().to_string()]),
        None => first.unwrap_or_default(),
    }
}

fn file_name(work: &Work, kind: Export, locale: Locale) -> String {
    let what = if kind == Export::Published { text::t(locale, Key::ExportNamePublished) } else { "" };
    format!("{}{what}.{}", file_stem(work, locale), kind.ending())
}

/// What a file about the work is called, without its ending.
fn file_stem(work: &Work, locale: Locale) -> String {
    let key = if work.is_sample() { Key::ExportNameSample } else { Key::ExportName };
    let name = work.sources_taken().first().and_then(|source| source.name.clone());
    let source = match &name {
        Some(name) => name.rsplit_once('.').map_or(name.as_str(), |(stem, _)| stem).to_owned(),
        None => String::new(),
    };
    let what_if = if work.what_if.is_some() { text::t(locale, Key::WhatIf) } else { "" };
    // Most names of files say both.
    let (county, year) = work.about();
    let county = county.filter(|county| !source.contains(county.as_str())).unwrap_or_default();
    let year = year.filter(|year| !source.contains(&year.first.to_string()));
    let year = year.map(|year| year.title().get(locale).to_owned()).unwrap_or_default();
    let parts = [what_if, text::t(locale, key), &county, &year, source.as_str(), work.as_of.as_str()];
    parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join("-")
}

/// Whether the page is shown inside another program. The browsers in WeChat, DingTalk and their like let a download end
/// in nothing, without a word.
pub fn is_in_app() -> bool {
    const NAMES: [&str; 5] = ["MicroMessenger", "DingTalk", "AlipayClient", " QQ/", "Lark/"];
    window().navigator().user_agent().is_ok_and(|agent| NAMES.iter().any(|name| agent.contains(name)))
}

/// What can be done with a document that cannot be saved.
fn content(bytes: &Uint8Array, mime: &str) -> Result<Instead, JsValue> {
    if mime.starts_with("image/") {
        return Ok(Instead::Picture(object_address(bytes, mime)?));
    }
    // A workbook is no text.
    let text = String::from_utf8(bytes.to_vec()).ok();
    Ok(text.map_or(Instead::Closed, |text| Instead::Text(text.trim_start_matches('\u{feff}').to_owned())))
}

fn object_address(bytes: &Uint8Array, mime: &str) -> Result<String, JsValue> {
    let options = web_sys::BlobPropertyBag::new();
    options.set_type(mime);
    let blob = web_sys::Blob::new_with_u8_array_sequence_and_options(&Array::of1(bytes), &options)?;
    web_sys::Url::create_object_url_with_blob(&blob)
}

/// Gives back what an address of [`Instead::Picture`] holds.
pub fn release(address: &str) {
    let _ = web_sys::Url::revoke_object_url(address);
}

/// The address of the page, to be opened in another browser.
pub fn page_address() -> String {
    window().location().href().unwrap_or_default()
}

fn download(bytes: &Uint8Array, name: &str, mime: &str) -> Result<(), JsValue> {
    let address = object_address(bytes, mime)?;
    let anchor: web_sys::HtmlAnchorElement = document().create_element("a")?.dyn_into()?;
    anchor.set_href(&address);
    anchor.set_download(name);
    anchor.click();
    // The browser reads it after the click returns.
    gloo::timers::callback::Timeout::new(60_000, move || {
        let _ = web_sys::Url::revoke_object_url(&address);
    })
    .forget();
    Ok(())
}

/// Today by the clock of this computer, as an ISO date.
pub fn today() -> String {
    let now = js_sys::Date::new_0();
    format!("{:04}-{:02}-{:02}", now.get_full_year(), now.get_month() + 1, now.get_date())
}

/// The beginning of a file as text in the encoding of that label, `None` where the browser does not know it.
pub fn decoded(bytes: &Uint8Array, label: &str) -> Option<String> {
    const BEGINNING: u32 = 4096;
    let decoder = web_sys::TextDecoder::new_with_label(label).ok()?;
    let options = web_sys::TextDecodeOptions::new();
    // A character cut in two at the end is no error.
    options.set_stream(true);
    decoder.decode_with_js_u8_array_and_options(&bytes.subarray(0, BEGINNING), &options).ok()
}

/// Whether the page is confined to a frame where browsers may block downloads and printing.
pub fn is_confined() -> bool {
    embedding::is_confined()
}

/// Whether the page was opened from disk.
pub fn is_from_disk() -> bool {
    window().location().protocol().is_ok_and(|protocol| protocol == "file:")
}

/// A moment by the clock of this computer, to the minute.
pub fn moment(milliseconds: f64) -> String {
    let at = js_sys::Date::new(&JsValue::from_f64(milliseconds));
    format!(
        "{:04}-{:02}-{:02} {:02}:{:02}",
        at.get_full_year(),
        at.get_month() + 1,
        at.get_date(),
        at.get_hours(),
        at.get_minutes()
    )
}

/// The state to start with: address and preferences of the last visit. What else it left comes with the rest of the
/// page.
pub fn initial_state(standard: Rc<Standard>) -> State {
    let mut state = State::new(standard);
    let embedding = embedding::of_address();
    if let Some(page) = page_of_address().filter(|_| !embedding.shows_only()).or(embedding.view.map(|view| view.page)) {
        state.page = page;
    }
    let preferences = stored(PREFERENCES);
    for word in preferences.split_whitespace() {
        match word {
            "en" => state.locale = Locale::En,
            "zh-CN" => state.locale = Locale::ZhCn,
            TOURED => state.guide = Guide::Done,
            other => state.look = state.look.and(other),
        }
    }
    // What the page around this one asks for goes before what was chosen elsewhere.
    state.locale = embedding.locale.unwrap_or(state.locale);
    state.look = embedding.look.unwrap_or(state.look);
    state.embedding = Rc::new(embedding);
    state
}

/// The standard of the catalogue that was chosen at the last visit.
fn remembered_standard() -> Option<String> {
    let preferences = stored(PREFERENCES);
    preferences.split_whitespace().find_map(|word| word.strip_prefix(STANDARD_WORD)).map(str::to_owned)
}

fn stored(key: &str) -> String {
    storage().and_then(|storage| storage.get_item(key).ok().flatten()).unwrap_or_default()
}

/// Whether what is typed can be kept in this browser.
pub fn can_store() -> bool {
    storage().is_some_and(|storage| storage.length().is_ok())
}

/// The browser's storage, where there is one: a sandboxed frame has none, and asking throws.
fn storage() -> Option<web_sys::Storage> {
    window().local_storage().ok().flatten()
}

/// Shows language and look on the document.
pub fn apply_preferences(locale: Locale, look: Look) {
    if let Some(root) = document().document_element() {
        let _ = root.set_attribute("lang", text::language(locale));
    }
    let show = Reflect::get(&js_sys::global(), &"junhengLook".into());
    if let Some(show) = show.ok().and_then(|show| show.dyn_into::<js_sys::Function>().ok()) {
        let _ = show.call1(&JsValue::UNDEFINED, &look.to_words().as_str().into());
    }
}

/// Remembers language and look, the standard chosen and whether the tour was taken. A standard of the user's own is a
/// file of theirs, and is not remembered.
pub fn keep_preferences(locale: Locale, look: Look, guide: Guide, chosen: Option<&Chosen>) {
    if let Some(storage) = storage() {
        let standard = match chosen {
            Some(Chosen::Catalogue(id)) => Some(id.clone()),
            Some(Chosen::Own { .. }) => None,
            None => remembered_standard(),
        };
        let standard = standard.map_or_else(String::new, |id| format!("{STANDARD_WORD}{id}"));
        let words =
            [text::language(locale), &look.to_words(), if guide == Guide::New { "" } else { TOURED }, &standard];
        let _ = storage.set_item(PREFERENCES, &words.join(" "));
    }
}

/// Puts a line at the head of every printed sheet: margins of a sheet take their words from the style (`--handout` in
/// `www/css/90-print.css`).
pub fn head_handout(line: &str) {
    let mut quoted = String::from("\"");
    for character in line.chars() {
        match character {
            '"' | '\\' => quoted.extend(['\\', character]),
            '\u{0}'..='\u{1f}' => quoted.push(' '),
            other => quoted.push(other),
        }
    }
    quoted.push('"');
    let root = document().document_element().and_then(|root| root.dyn_into::<web_sys::HtmlElement>().ok());
    if let Some(root) = root {
        let _ = root.style().set_property("--handout", &quoted);
    }
}

/// Says that the page listens: what is pasted or dropped from now on is taken.
pub fn say_ready() {
    if let Some(root) = document().document_element() {
        let _ = root.set_attribute("data-ready", "1");
    }
}

/// Leaves the words of a panic where the page's script finds them.
pub fn report_panic(message: &str) {
    let _ = Reflect::set(&js_sys::global(), &"junhengPanic".into(), &JsValue::from_str(message));
    gloo::console::error!(message);
}

/// Whether a document is being read.
pub fn is_reading(state: &State) -> bool {
    matches!(state.document, Document::Reading { .. })
}

/// The order of names in Chinese: by sound.
pub fn name_order() -> impl Fn(&str, &str) -> std::cmp::Ordering {
    let collator = js_sys::Intl::Collator::new(&Array::of1(&"zh-CN".into()), &js_sys::Object::new());
    let compare = collator.compare();
    move |a, b| {
        let order = compare.call2(&JsValue::UNDEFINED, &a.into(), &b.into()).ok().and_then(|order| order.as_f64());
        order.unwrap_or_default().partial_cmp(&0.0).unwrap_or(std::cmp::Ordering::Equal)
    }
}

/// The initials of names by sound.
pub type Initials = super::initials::Initials<Box<dyn Fn(&str, &str) -> std::cmp::Ordering>>;

/// Initials in the order of the browser.
pub fn initials() -> Initials {
    Initials::new(Box::new(name_order()))
}
