//! The messages between this page and the one around it: a greeting through the window, bound to that window and to the
//! key in the address, and everything after it over the port that comes with the answer. What is heard is checked for
//! shape and size before anything is made of it.

use super::{Export, Tasks, bundle, file_name};
use crate::app::embedding::{self, Embedding, Event, LONGEST, MOST_FIELDS, PROTOCOL, Tell, Told, Waits};
use crate::app::format;
use crate::app::state::{Action, Document, State, Work};
use crate::app::text::{self, Key};
use crate::diagnostic::{Locale, Problem};
use crate::report;
use crate::standard::{Chosen, Standard};
use crate::table::MAX_BYTES;
use gloo::events::EventListener;
use gloo::timers::callback::Timeout;
use gloo::utils::{document, window};
use js_sys::{Array, JsString, Object, Reflect, Uint8Array};
use serde_json::{Map, Value};
use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::rc::Rc;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::spawn_local;
use web_sys::{
    HtmlElement, IntersectionObserver, IntersectionObserverEntry, MessageEvent, MessagePort, ResizeObserver,
};

/// The origins the user has answered for, in the storage of this visit.
const ANSWERS: &str = "junheng.exchange";
/// Marks the root: `auto` while the page around this one makes room for all of it, `scroll` while it does not.
const EMBEDDED: &str = "data-embedded";
/// Highest page in CSS pixels; what is longer scrolls inside.
const HIGHEST: f64 = 50_000.0;
/// How long the page around this one may take to make room, in milliseconds.
const ROOM_AFTER: u32 = 1_000;
/// How long changes of the result are gathered before it is told, in milliseconds.
const RESULT_AFTER: u32 = 200;

/// The page around this one, once it has answered.
#[derive(Default)]
pub(super) struct Host {
    /// What the address says about it.
    pub(super) embedding: Rc<Embedding>,
    port: RefCell<Option<MessagePort>>,
    /// Its origin, where it was named.
    origin: RefCell<Option<String>>,
    allowed: Cell<bool>,
    denied: Cell<bool>,
    /// Data that wait for the user's answer.
    waiting: RefCell<Option<(String, Uint8Array)>>,
    /// What was told last: the work and the language.
    told: RefCell<Option<(Rc<Work>, Locale)>>,
    failed: RefCell<Option<Rc<Vec<Problem>>>>,
    telling: RefCell<Option<Timeout>>,
    height: Cell<u32>,
    room: RefCell<Option<Timeout>>,
    shows_only: Cell<bool>,
}

impl Host {
    /// As the address has it; nobody has answered.
    pub(super) fn of_address() -> Self {
        let embedding = Rc::new(of_address());
        Self { shows_only: Cell::new(embedding.shows_only()), embedding, ..Self::default() }
    }
}

/// How the page is embedded, by its address.
pub(super) fn of_address() -> Embedding {
    let search = window().location().search().unwrap_or_default();
    let Ok(pairs) = web_sys::UrlSearchParams::new_with_str(&search) else { return Embedding::default() };
    let pairs = Array::from(&pairs);
    let pairs = pairs.iter().map(|pair| Array::from(&pair));
    Embedding::new(pairs.map(|pair| {
        let word = |at| pair.get(at).as_string().unwrap_or_default();
        (word(0), word(1))
    }))
}

/// The window around this one; nothing when the page stands for itself.
fn parent() -> Option<web_sys::Window> {
    let parent = window().parent().ok().flatten()?;
    (!Object::is(parent.as_ref(), window().as_ref())).then_some(parent)
}

impl Tasks {
    /// Says hello to the page around this one, and listens for its answer.
    pub fn greet(&self) -> Option<EventListener> {
        let embedding = self.0.host.embedding.clone();
        let (key, parent) = (embedding.key.clone()?, parent()?);
        let (tasks, around) = (self.clone(), parent.clone());
        let listener = EventListener::new(&window(), "message", move |event| {
            let Some(event) = event.dyn_ref::<MessageEvent>() else { return };
            // Other programs have messages of their own: nothing is said about these.
            let from = event.source().is_some_and(|source| Object::is(source.as_ref(), around.as_ref()));
            let data = event.data();
            let word = |name: &str| Reflect::get(&data, &name.into()).ok().and_then(|word| word.as_string());
            let fits = from
                && data.is_object()
                && Reflect::get(&data, &"junheng".into()).ok().and_then(|one| one.as_f64())
                    == Some(f64::from(PROTOCOL))
                && word("type").as_deref() == Some("connect")
                && word("key") == embedding.key;
            let Ok(port) = event.ports().get(0).dyn_into::<MessagePort>() else { return };
            if fits && tasks.0.host.port.borrow().is_none() {
                tasks.connected(&embedding, &event.origin(), port);
            }
        });
        let hello = Object::new();
        for (name, value) in [("type", JsValue::from("hello")), ("key", JsValue::from(key))] {
            let _ = Reflect::set(&hello, &name.into(), &value);
        }
        let _ = Reflect::set(&hello, &"junheng".into(), &JsValue::from(PROTOCOL));
        // To whoever is there: it says nothing but that somebody listens.
        let _ = parent.post_message(&hello, "*");
        Some(listener)
    }

    fn connected(&self, embedding: &Embedding, origin: &str, port: MessagePort) {
        let tasks = self.clone();
        let heard = Closure::<dyn FnMut(MessageEvent)>::new(move |event: MessageEvent| tasks.heard(&event.data()));
        port.set_onmessage(Some(heard.as_ref().unchecked_ref()));
        heard.forget(); // as long as the page
        *self.0.host.port.borrow_mut() = Some(port);
        if embedding.names(origin) {
            let answer = answers().get(origin).copied();
            self.0.host.allowed.set(answer == Some(true));
            self.0.host.denied.set(answer == Some(false));
            *self.0.host.origin.borrow_mut() = Some(origin.to_owned());
            self.dispatch(Action::Embed(Event::Connected(origin.to_owned(), answer)));
        }
        self.tell(&Tell::Ready {
            protocol: PROTOCOL,
            contract: crate::evaluate::CONTRACT,
            engine: env!("CARGO_PKG_VERSION"),
        });
        self.watch_height();
    }

    fn tell(&self, message: &Tell) {
        let Some(port) = self.0.host.port.borrow().clone() else { return };
        if let Ok(message) = super::plain(message) {
            let _ = port.post_message(&message);
        }
    }

    fn refuse(&self, code: &str, message: Key, values: &[&str]) {
        self.tell_host_problem(&text::problem(code, message, Key::HostHelp, values));
    }

    fn tell_host_problem(&self, problem: &Problem) {
        self.tell(&Tell::Error {
            code: problem.code.clone(),
            message: problem.message.get(self.locale()).to_owned(),
            help: problem.help.get(self.locale()).to_owned(),
        });
    }

    /// The language of the page, as its root says it.
    fn locale(&self) -> Locale {
        let lang = document().document_element().and_then(|root| root.get_attribute("lang")).unwrap_or_default();
        embedding::locale(&lang).unwrap_or_default()
    }

    /// A message of the page around this one.
    fn heard(&self, data: &JsValue) {
        let Some((told, content)) = read(data) else {
            return self.refuse("bad_message", Key::HostBadMessage, &[]);
        };
        match told {
            Told::Set { view, locale, theme, standard, properties } => {
                self.set(view, locale, theme, standard);
                if let Some(properties) = properties {
                    self.dress(&properties);
                }
            }
            Told::Data { name } => self.offered(name, &content),
        }
    }

    fn set(&self, view: Option<String>, locale: Option<String>, theme: Option<String>, standard: Option<String>) {
        let unknown = |name: &str, value: &str| self.refuse("unknown_value", Key::HostUnknownValue, &[name, value]);
        if let Some(name) = view {
            match embedding::view(&name) {
                Some(view) => {
                    self.0.host.shows_only.set(view.shows_only());
                    self.dispatch(Action::Embed(Event::View(view)));
                }
                None => unknown("view", &name),
            }
        }
        if let Some(name) = locale {
            match embedding::locale(&name) {
                Some(locale) => self.dispatch(Action::SetLocale(locale)),
                None => unknown("locale", &name),
            }
        }
        if let Some(words) = theme {
            match embedding::look(&words) {
                Some(look) => self.dispatch(Action::SetLook(look)),
                None => unknown("theme", &words),
            }
        }
        if let Some(id) = standard {
            let same = matches!(&*self.0.standard.borrow().0, Chosen::Catalogue(own) if *own == id);
            if Standard::from_catalogue(&id).is_err() {
                self.refuse("unknown_standard", Key::HostUnknownValue, &["standard", &id]);
            } else if !same {
                self.use_catalogue(&id);
            }
        }
    }

    /// Sets the colours and lengths of the page around this one, and takes back those it names no more.
    fn dress(&self, wanted: &BTreeMap<String, String>) {
        let Some(root) = root() else { return };
        for name in embedding::properties() {
            if !wanted.contains_key(name) {
                let _ = root.style().remove_property(name);
            }
        }
        for (name, value) in wanted {
            if embedding::is_property(name, value) {
                let _ = root.style().set_property(name, value);
            } else {
                self.refuse("bad_property", Key::HostUnknownValue, &[name, value]);
            }
        }
    }

    /// Data of the page around this one: they wait until the user has answered.
    fn offered(&self, name: String, content: &JsValue) {
        let host = &self.0.host;
        if host.origin.borrow().is_none() {
            return self.refuse("origin_not_named", Key::HostNotNamed, &[]);
        }
        let bytes = match content.dyn_ref::<JsString>() {
            // A character has three bytes at most.
            Some(text) if text.length() as usize <= MAX_BYTES => {
                Some(Uint8Array::from(String::from(text.clone()).as_bytes()))
            }
            None if content.is_instance_of::<js_sys::ArrayBuffer>() => Some(Uint8Array::new(content)),
            _ => None,
        };
        let Some(bytes) = bytes.filter(|bytes| bytes.length() as usize <= MAX_BYTES) else {
            return self.refuse("too_large", Key::HostTooLarge, &[&format::bytes(MAX_BYTES)]);
        };
        if host.allowed.get() {
            return self.receive(name, bytes);
        }
        if host.denied.get() {
            // The answer may be changed, and then they are here.
            *host.waiting.borrow_mut() = Some((name, bytes));
            return self.refuse("not_allowed", Key::HostNotAllowed, &[]);
        }
        let size = bytes.length() as usize;
        *host.waiting.borrow_mut() = Some((name.clone(), bytes));
        let waits = if self.shows_only() { Waits::Shown(name, size) } else { Waits::Data(name, size) };
        self.dispatch(Action::Embed(Event::Wait(waits)));
    }

    /// The user's answer. It holds for this visit.
    pub fn answer_host(&self, allowed: bool) {
        let host = &self.0.host;
        host.allowed.set(allowed);
        host.denied.set(!allowed);
        // What was told before is told again to who is allowed again.
        *host.told.borrow_mut() = None;
        *host.failed.borrow_mut() = None;
        if let Some(origin) = &*host.origin.borrow() {
            remember(origin, allowed);
        }
        self.dispatch(Action::Embed(Event::Answered(allowed)));
        match host.waiting.take() {
            Some((name, bytes)) if allowed => self.receive(name, bytes),
            Some(waiting) => {
                *host.waiting.borrow_mut() = Some(waiting);
                self.refuse("not_allowed", Key::HostNotAllowed, &[]);
            }
            None => {}
        }
    }

    /// Takes data: a published result where results are shown, and otherwise a file like any other.
    fn receive(&self, name: String, bytes: Uint8Array) {
        if self.shows_only() && name.to_ascii_lowercase().ends_with(".json") {
            let text = String::from_utf8_lossy(&bytes.to_vec()).into_owned();
            let job = self.begin(Some(name.clone()), None);
            match report::published(&text) {
                Ok(found) => {
                    self.0.busy.set(false);
                    let standard = Rc::new(found.standard.clone());
                    let chosen = Rc::new(Chosen::Catalogue(standard.id.clone()));
                    *self.0.standard.borrow_mut() = (chosen.clone(), standard.clone());
                    let work = Rc::new(Work::published(found, text.len()));
                    self.dispatch(Action::Publish { chosen, standard, work });
                }
                Err(problem) => self.end_badly(job, Some(name), vec![*problem]),
            }
            return;
        }
        match web_sys::File::new_with_u8_array_sequence(&Array::of1(&bytes), &name) {
            Ok(file) => self.given(file),
            Err(_) => self.refuse("bad_message", Key::HostBadMessage, &[]),
        }
    }

    /// Whether results are only shown here.
    pub(super) fn shows_only(&self) -> bool {
        self.0.host.shows_only.get()
    }

    /// Tells the page around this one what has come of the data, where the user allows it, and asks where that is not
    /// known yet.
    pub fn tell_host(&self, state: &State) {
        let host = &self.0.host;
        if host.origin.borrow().is_none() || host.denied.get() {
            return;
        }
        if let Document::Failed { problems, .. } = &state.document {
            let known = host.failed.borrow().as_ref().is_some_and(|told| Rc::ptr_eq(told, problems));
            if host.allowed.get() && !known {
                *host.failed.borrow_mut() = Some(problems.clone());
                problems.iter().for_each(|problem| self.tell_host_problem(problem));
            }
            return;
        }
        let Document::Read(work) = &state.document else { return };
        let nothing = work.is_behind || work.problems().next().is_some() || work.evaluation.sections.is_empty();
        if nothing || (work.is_sample() && !host.allowed.get()) {
            return;
        }
        if !host.allowed.get() {
            return self.dispatch(Action::Embed(Event::Wait(Waits::Result)));
        }
        let same = |(told, locale): &(Rc<Work>, Locale)| Rc::ptr_eq(told, work) && *locale == state.locale;
        if host.told.borrow().as_ref().is_some_and(same) {
            return;
        }
        *host.told.borrow_mut() = Some((work.clone(), state.locale));
        let (tasks, work, locale, chosen) = (self.clone(), work.clone(), state.locale, state.chosen.clone());
        *host.telling.borrow_mut() = Some(Timeout::new(RESULT_AFTER, move || {
            spawn_local(async move { tasks.tell_result(&work, &chosen, locale).await });
        }));
    }

    async fn tell_result(&self, work: &Rc<Work>, chosen: &Chosen, locale: Locale) {
        // Written by the files module, as every export: the page starts without what writes results.
        let standard = self.0.standard.borrow().1.clone();
        let Ok(bytes) = self.written("exportJson", &bundle(work, (chosen, &standard), locale)).await else {
            // Something else is being read: its result will be told.
            *self.0.host.told.borrow_mut() = None;
            return;
        };
        let text = String::from_utf8_lossy(&bytes.to_vec()).into_owned();
        let Ok(whole) = js_sys::JSON::parse(&text) else { return };
        let Some(port) = self.0.host.port.borrow().clone().filter(|_| self.0.host.allowed.get()) else { return };
        let message = Object::new();
        let part = |name: &str| Reflect::get(&whole, &name.into()).unwrap_or(JsValue::NULL);
        for (name, value) in [
            ("type", JsValue::from("result")),
            ("name", JsValue::from(file_name(work, Export::Json, locale))),
            ("source", part("source")),
            ("evaluation", part("evaluation")),
        ] {
            let _ = Reflect::set(&message, &name.into(), &value);
        }
        let _ = port.post_message(&message);
    }

    /// Tells the height of the document whenever it is another one.
    fn watch_height(&self) {
        let Some(root) = root() else { return };
        let _ = root.set_attribute(EMBEDDED, "auto");
        let tasks = self.clone();
        let changed = Closure::<dyn FnMut()>::new(move || tasks.measure());
        let Ok(observer) = ResizeObserver::new(changed.as_ref().unchecked_ref()) else { return };
        observer.observe(&root);
        // As long as the page.
        changed.forget();
        let tasks = self.clone();
        EventListener::new(&window(), "resize", move |_| tasks.see_room()).forget();
    }

    fn measure(&self) {
        let Some(root) = root() else { return };
        // Not what the document could scroll: that is never less than the frame, and would never shrink again.
        let height = root.get_bounding_client_rect().height().ceil().clamp(0.0, HIGHEST);
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "pixels, between zero and the highest"
        )]
        let height = height as u32;
        if self.0.host.height.replace(height) != height {
            self.tell(&Tell::Height { height });
        }
        self.see_room();
    }

    /// Where the page around this one makes no room for all of it, it scrolls inside; while it does, there is no bar whose
    /// coming and going would make lines longer and shorter.
    fn see_room(&self) {
        let has_room = |tasks: &Self| {
            let inner = window().inner_height().ok().and_then(|height| height.as_f64()).unwrap_or_default();
            inner + 1.0 >= f64::from(tasks.0.host.height.get())
        };
        let mark = |word: &str| {
            if let Some(root) = root()
                && root.get_attribute(EMBEDDED).as_deref() != Some(word)
            {
                let _ = root.set_attribute(EMBEDDED, word);
            }
        };
        if has_room(self) {
            *self.0.host.room.borrow_mut() = None;
            return mark("auto");
        }
        let tasks = self.clone();
        let later = Timeout::new(ROOM_AFTER, move || {
            if !has_room(&tasks) {
                mark("scroll");
            }
        });
        let mut room = self.0.host.room.borrow_mut();
        if room.is_none() {
            *room = Some(later);
        }
    }
}

/// A message in its type, and its content beside it. Nothing of what does not fit is looked into.
fn read(data: &JsValue) -> Option<(Told, JsValue)> {
    let mut fields = Map::new();
    let mut content = JsValue::UNDEFINED;
    for (name, value) in entries(data)? {
        let value = match name.as_str() {
            "content" => {
                content = value;
                continue;
            }
            "properties" => {
                let own = entries(&value)?.into_iter().map(|(name, value)| Some((name, word(&value)?)));
                Value::Object(own.collect::<Option<_>>()?)
            }
            _ => word(&value)?,
        };
        fields.insert(name, value);
    }
    let told: Told = serde_json::from_value(Value::Object(fields)).ok()?;
    // Only data have content.
    (matches!(told, Told::Data { .. }) != content.is_undefined()).then_some((told, content))
}

fn word(value: &JsValue) -> Option<Value> {
    let text = value.dyn_ref::<JsString>().filter(|text| text.length() <= LONGEST)?;
    Some(Value::String(text.into()))
}

/// The names and values of a plain object that is not large.
fn entries(object: &JsValue) -> Option<Vec<(String, JsValue)>> {
    let object = object.dyn_ref::<Object>().filter(|_| !Array::is_array(object) && !object.is_function())?;
    let names = Object::keys(object);
    if names.length() > MOST_FIELDS {
        return None;
    }
    names
        .iter()
        .map(|name| {
            let value = Reflect::get(object, &name).ok()?;
            Some((name.dyn_ref::<JsString>().filter(|name| name.length() <= LONGEST)?.into(), value))
        })
        .collect()
}

fn root() -> Option<HtmlElement> {
    document().document_element()?.dyn_into().ok()
}

fn session() -> Option<web_sys::Storage> {
    window().session_storage().ok().flatten()
}

fn answers() -> BTreeMap<String, bool> {
    let text = session().and_then(|session| session.get_item(ANSWERS).ok().flatten()).unwrap_or_default();
    serde_json::from_str(&text).unwrap_or_default()
}

fn remember(origin: &str, allowed: bool) {
    let Some(session) = session() else { return };
    let mut answers = answers();
    answers.insert(origin.to_owned(), allowed);
    if let Ok(text) = serde_json::to_string(&answers) {
        let _ = session.set_item(ANSWERS, &text);
    }
}

/// Whether the page is confined to a frame without an origin of its own, where browsers may block downloads and printing.
pub(super) fn is_confined() -> bool {
    parent().is_some() && window().origin() == "null"
}

/// Whether the page stands in another one, and the user is busy there.
pub(super) fn is_watched_from_elsewhere() -> bool {
    root().is_some_and(|root| root.has_attribute(EMBEDDED)) && !document().has_focus().unwrap_or(true)
}

/// Lays a panel where this page is seen: in a frame as high as the whole page, its own edges may be far away.
pub(super) fn look_where_seen() {
    let Some(root) = root().filter(|root| root.get_attribute(EMBEDDED).as_deref() == Some("auto")) else { return };
    let seen = {
        let root = root.clone();
        Closure::<dyn FnMut(Array, IntersectionObserver)>::new(move |entries: Array, observer: IntersectionObserver| {
            observer.disconnect();
            let Some(entry) = entries.get(0).dyn_ref::<IntersectionObserverEntry>().cloned() else { return };
            let (seen, whole) = (entry.intersection_rect(), entry.bounding_client_rect());
            let _ = root.style().set_property("--seen-top", &format!("{:.0}px", seen.top() - whole.top()));
            let _ = root.style().set_property("--seen-height", &format!("{:.0}px", seen.height().max(320.0)));
        })
    };
    if let Ok(observer) = IntersectionObserver::new(seen.as_ref().unchecked_ref()) {
        observer.observe(&root);
    }
    seen.forget(); // a few bytes for each panel
}
