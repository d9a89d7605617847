//! The work at hand, kept in this browser so that it comes back after a reload or a crash: the bytes of its sources by
//! their fingerprint, and the work itself as JSON. Where the browser keeps nothing (a sandboxed frame, a private window,
//! a full disk) that is a [`Refusal`], and the page goes on without.
//!
//! Every opening of the page writes a record of its own and drops the one it took over, so that two tabs on the same
//! work cannot overwrite each other. Writes are whole (record and missing bytes in one transaction) and in order: the
//! browser runs transactions on the same stores in the order they were begun.

use super::text::{self, Key};
use crate::diagnostic::Text;
use gloo::timers::callback::Timeout;
use gloo::utils::window;
use js_sys::{Array, Function, JsString, Object, Promise, Reflect, Uint8Array};
use serde::de::{DeserializeOwned, IgnoredAny};
use serde::{Deserialize, Serialize};
use std::cell::{Cell, RefCell};
use std::collections::HashSet;
use std::rc::Rc;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{DomException, IdbDatabase, IdbFactory, IdbObjectStore, IdbRequest, IdbTransaction};

/// The database.
const DATABASE: &str = "junheng";
/// The version of its layout.
const VERSION: u32 = 1;
/// Bytes of sources, by SHA-256 in hex.
const SOURCES: &str = "sources";
/// Works, by the opening of the page that wrote them.
const PROJECT: &str = "project";
/// The version of a record's own layout.
const FORMAT: u32 = 1;
/// How many works are kept.
pub const MOST: usize = 5;
/// How long changes are gathered before they are written, in milliseconds.
const DELAY: u32 = 300;
/// Names the record of this tab, over reloads, in the storage of its session.
const TAB: &str = "junheng.work";

/// Why nothing is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Refusal {
    /// There is no such storage here, or it is forbidden.
    Forbidden,
    /// The storage is full.
    Full,
    /// Another tab with another version of the page holds the storage.
    Blocked,
    /// A newer version of the page has written it.
    Newer,
    /// Anything else, in the browser's words.
    Failed(String),
}

impl Refusal {
    /// What is wrong and what to do.
    pub fn text(&self) -> Text {
        match self {
            Self::Forbidden => text::filled(Key::KeepForbidden, &[]),
            Self::Full => text::filled(Key::KeepFull, &[]),
            Self::Blocked => text::filled(Key::KeepBlocked, &[]),
            Self::Newer => text::filled(Key::KeepNewer, &[]),
            Self::Failed(words) => text::filled(Key::KeepFailed, &[words]),
        }
    }

    /// What an exception or the error of a request means here.
    fn of(error: &JsValue) -> Self {
        let text = |key: &str| Reflect::get(error, &key.into()).ok().and_then(|text| text.as_string());
        match text("name").unwrap_or_default().as_str() {
            "SecurityError" | "InvalidStateError" | "NotSupportedError" | "NotAllowedError" => Self::Forbidden,
            "QuotaExceededError" => Self::Full,
            "VersionError" => Self::Newer,
            name => Self::Failed(match text("message") {
                Some(message) if !message.is_empty() => message,
                _ => name.to_owned(),
            }),
        }
    }

    fn of_exception(error: Option<DomException>) -> Self {
        error.map_or_else(|| Self::Failed(String::new()), |error| Self::of(&error))
    }
}

/// A kept work, as it is offered.
#[derive(Debug, Clone, PartialEq)]
pub struct Kept {
    /// Its record.
    pub key: String,
    /// When it was last written, in milliseconds since 1970.
    pub saved: f64,
    /// What it is called.
    pub title: String,
    /// How many sources it has.
    pub sources: usize,
}

/// A work as it is to be kept.
pub struct Snapshot<T> {
    /// What it is called.
    pub title: String,
    /// Its sources: SHA-256 in hex, and bytes.
    pub sources: Vec<(String, Uint8Array)>,
    /// The work itself.
    pub work: T,
}

/// What stands in the store of works.
#[derive(Serialize, Deserialize)]
struct Record<T> {
    format: u32,
    saved: f64,
    title: String,
    sources: Vec<String>,
    work: T,
}

/// A change that waits to be written.
struct Pending {
    key: String,
    before: Option<String>,
    make: Box<dyn FnOnce() -> Result<Written, Refusal>>,
}

/// A snapshot ready for the browser.
struct Written {
    text: String,
    sources: Vec<(String, Uint8Array)>,
}

/// Keeps the work at hand. Clones are the same keeper.
#[derive(Clone)]
pub struct Keeper(Rc<Inner>);

struct Inner {
    database: RefCell<Option<IdbDatabase>>,
    /// The record this page writes.
    key: RefCell<String>,
    /// The record this page took over: dropped as soon as its own is written.
    before: RefCell<Option<String>>,
    pending: RefCell<Option<Pending>>,
    timer: RefCell<Option<Timeout>>,
    /// Fingerprints whose bytes this page has written.
    known: RefCell<HashSet<String>>,
    /// Set while everything is being forgotten: what was pending must not come back.
    closed: Cell<bool>,
    /// How the last write ended.
    last: RefCell<Option<Result<(), Refusal>>>,
    tell: Box<dyn Fn(Option<Refusal>)>,
}

impl Keeper {
    /// A keeper that tells `tell` when writes begin to be refused, and when they succeed again.
    pub fn new(tell: impl Fn(Option<Refusal>) + 'static) -> Self {
        Self(Rc::new(Inner {
            database: RefCell::default(),
            key: RefCell::new(new_key()),
            before: RefCell::default(),
            pending: RefCell::default(),
            timer: RefCell::default(),
            known: RefCell::default(),
            closed: Cell::default(),
            last: RefCell::default(),
            tell: Box::new(tell),
        }))
    }

    /// Keeps what `snapshot` makes: in a moment, unless something newer comes first. It is made when it is written.
    pub fn keep<T: Serialize>(&self, snapshot: impl FnOnce() -> Snapshot<T> + 'static) {
        let written = move || {
            let Snapshot { title, sources, work } = snapshot();
            let names = sources.iter().map(|(sha256, _)| sha256.clone()).collect();
            let record = Record { format: FORMAT, saved: js_sys::Date::now(), title, sources: names, work };
            let text = serde_json::to_string(&record).map_err(|error| Refusal::Failed(error.to_string()))?;
            Ok(Written { text, sources })
        };
        let (key, before) = (self.0.key.borrow().clone(), self.0.before.borrow().clone());
        *self.0.pending.borrow_mut() = Some(Pending { key, before, make: Box::new(written) });
        let mut timer = self.0.timer.borrow_mut();
        if timer.is_none() {
            let keeper = self.clone();
            // Not begun anew by every change: whoever types without pause is kept, too.
            *timer = Some(Timeout::new(DELAY, move || keeper.flush()));
        }
    }

    /// Whether the bytes of this fingerprint have been written.
    pub fn has(&self, sha256: &str) -> bool {
        self.0.known.borrow().contains(sha256)
    }

    /// Whether the newest changes could not be written.
    pub fn is_refused(&self) -> bool {
        matches!(&*self.0.last.borrow(), Some(Err(_)))
    }

    /// Writes what is pending now, as when the page is hidden and may never come back.
    pub fn flush(&self) {
        // The timer may be the one running: it is let go, not cancelled in its own call.
        if let Some(timer) = self.0.timer.borrow_mut().take() {
            timer.forget();
        }
        if self.0.pending.borrow().is_none() {
            return;
        }
        let keeper = self.clone();
        spawn_local(async move {
            let ended = Some(keeper.write().await);
            let before = keeper.0.last.replace(ended.clone());
            if before != ended {
                (keeper.0.tell)(ended.and_then(Result::err));
            }
        });
    }

    /// The works of earlier openings, newest first, and the record of this tab before it was loaded again.
    ///
    /// # Errors
    /// See [`Refusal`].
    pub async fn works(&self) -> Result<(Vec<Kept>, Option<String>), Refusal> {
        let database = self.database().await?;
        let transaction = begin(&database, "readonly")?;
        let store = store(&transaction, PROJECT)?;
        let keys = names(&answer(&request(store.get_all_keys())?).await?);
        let texts: Array = answer(&request(store.get_all())?).await?.unchecked_into();
        let own = session().and_then(|session| session.get_item(TAB).ok().flatten());
        let mut works: Vec<Kept> =
            keys.into_iter().zip(texts.iter()).filter_map(|(key, text)| listed(key, &text)).collect();
        works.sort_by(|a, b| b.saved.total_cmp(&a.saved));
        let own = own.filter(|own| works.iter().any(|one| one.key == *own));
        Ok((works, own))
    }

    /// The work of record `key` with the bytes of its sources, those that are still there.
    ///
    /// # Errors
    /// See [`Refusal`]; `Ok(None)` when the record is gone.
    pub async fn load<T: DeserializeOwned>(&self, key: &str) -> Result<Option<Snapshot<T>>, Refusal> {
        let database = self.database().await?;
        let transaction = begin(&database, "readonly")?;
        let text = answer(&request(store(&transaction, PROJECT)?.get(&key.into()))?).await?;
        let Some(text) = text.as_string() else { return Ok(None) };
        let record: Record<T> = match serde_json::from_str(&text) {
            Ok(record) => record,
            Err(error) => {
                let newer = serde_json::from_str::<Record<IgnoredAny>>(&text).is_ok_and(|one| one.format > FORMAT);
                return Err(if newer { Refusal::Newer } else { Refusal::Failed(error.to_string()) });
            }
        };
        let sources = store(&transaction, SOURCES)?;
        let mut found = Vec::with_capacity(record.sources.len());
        for sha256 in record.sources {
            if let Ok(bytes) = answer(&request(sources.get(&sha256.as_str().into()))?).await?.dyn_into() {
                self.0.known.borrow_mut().insert(sha256.clone());
                found.push((sha256, bytes));
            }
        }
        Ok(Some(Snapshot { title: record.title, sources: found, work: record.work }))
    }

    /// Forgets the work of record `key`, and bytes nothing else needs.
    ///
    /// # Errors
    /// See [`Refusal`].
    pub async fn delete(&self, key: &str) -> Result<(), Refusal> {
        let database = self.database().await?;
        let transaction = begin(&database, "readwrite")?;
        request(store(&transaction, PROJECT)?.delete(&key.into()))?;
        self.sweep(&transaction).await?;
        complete(&transaction).await
    }

    /// This page goes on with the work of record `key`, which goes as soon as its own is written.
    pub fn take_over(&self, key: &str) {
        *self.0.before.borrow_mut() = Some(key.to_owned());
    }

    /// What comes next is another work: that at hand stays among the kept ones.
    pub fn turn_to_another(&self) {
        self.flush();
        *self.0.key.borrow_mut() = new_key();
        *self.0.before.borrow_mut() = None;
    }

    /// Forgets the work at hand; what comes next is another.
    ///
    /// # Errors
    /// See [`Refusal`].
    pub async fn forget(&self) -> Result<(), Refusal> {
        *self.0.pending.borrow_mut() = None;
        let own = self.0.key.replace(new_key());
        let before = self.0.before.take();
        if let Some(session) = session() {
            let _ = session.remove_item(TAB);
        }
        for key in before.into_iter().chain([own]) {
            self.delete(&key).await?;
        }
        Ok(())
    }

    /// Forgets every work and every source, of this tab and all others.
    ///
    /// # Errors
    /// See [`Refusal`].
    pub async fn clear(&self) -> Result<(), Refusal> {
        *self.0.pending.borrow_mut() = None;
        self.0.closed.set(true);
        let cleared = self.cleared().await;
        self.0.closed.set(false);
        if let Some(session) = session() {
            let _ = session.remove_item(TAB);
        }
        *self.0.key.borrow_mut() = new_key();
        *self.0.before.borrow_mut() = None;
        self.0.known.borrow_mut().clear();
        cleared
    }

    async fn cleared(&self) -> Result<(), Refusal> {
        let database = self.database().await?;
        let transaction = begin(&database, "readwrite")?;
        request(store(&transaction, SOURCES)?.clear())?;
        request(store(&transaction, PROJECT)?.clear())?;
        complete(&transaction).await?;
        // Emptied first: where another tab keeps the database open, its removal waits for that tab.
        database.close();
        *self.0.database.borrow_mut() = None;
        let _ = factory()?.delete_database(DATABASE).map_err(|error| Refusal::of(&error))?;
        Ok(())
    }

    /// The storage used by this site, in bytes, where the browser says so.
    pub async fn usage() -> Option<f64> {
        // Absent without a secure connection, where the typed binding would throw.
        let storage = Reflect::get(&window().navigator(), &"storage".into()).ok().filter(JsValue::is_object)?;
        let estimate: Function = Reflect::get(&storage, &"estimate".into()).ok()?.dyn_into().ok()?;
        let promise: Promise = estimate.call0(&storage).ok()?.dyn_into().ok()?;
        let estimate = JsFuture::from(promise).await.ok()?;
        Reflect::get(&estimate, &"usage".into()).ok()?.as_f64()
    }

    /// The database, opened when first needed and again after the browser has closed it.
    async fn database(&self) -> Result<IdbDatabase, Refusal> {
        if let Some(database) = &*self.0.database.borrow() {
            return Ok(database.clone());
        }
        let database = open().await?;
        let (inner, held) = (Rc::downgrade(&self.0), database.clone());
        // Another tab wants to remove it or to change its layout, or the user has cleared the site's data.
        let lost = Closure::<dyn FnMut()>::new(move || {
            held.close();
            if let Some(inner) = inner.upgrade() {
                *inner.database.borrow_mut() = None;
                inner.known.borrow_mut().clear();
            }
        });
        database.set_onversionchange(Some(lost.as_ref().unchecked_ref()));
        database.set_onclose(Some(lost.as_ref().unchecked_ref()));
        lost.forget();
        *self.0.database.borrow_mut() = Some(database.clone());
        Ok(database)
    }

    async fn write(&self) -> Result<(), Refusal> {
        let database = self.database().await?;
        if self.0.closed.get() {
            return Ok(());
        }
        // Taken only now: while the database was opened something newer may have come.
        let Some(Pending { key, before, make }) = self.0.pending.borrow_mut().take() else { return Ok(()) };
        let Written { text, sources } = make()?;
        // Named before it is written: a page that is being left runs no further. A name without a record is no work.
        if let Some(session) = session().filter(|_| *self.0.key.borrow() == key) {
            let _ = session.set_item(TAB, &key);
        }
        let transaction = begin(&database, "readwrite")?;
        let (bytes, works) = (store(&transaction, SOURCES)?, store(&transaction, PROJECT)?);
        for (sha256, content) in &sources {
            if !self.0.known.borrow().contains(sha256) {
                request(bytes.put_with_key(content, &sha256.as_str().into()))?;
            }
        }
        request(works.put_with_key(&text.as_str().into(), &key.as_str().into()))?;
        if let Some(before) = &before {
            request(works.delete(&before.as_str().into()))?;
        }
        // Everything was asked for before the first wait, and nothing follows: it goes on without the page.
        commit(&transaction);
        complete(&transaction).await?;
        self.tidy(&database, &sources, before.is_some()).await?;
        self.0.known.borrow_mut().extend(sources.into_iter().map(|(sha256, _)| sha256));
        if self.0.before.borrow().as_deref() == before.as_deref() {
            *self.0.before.borrow_mut() = None;
        }
        Ok(())
    }

    /// Writes again what another tab may have cleared, and drops what is no longer needed.
    async fn tidy(
        &self,
        database: &IdbDatabase,
        sources: &[(String, Uint8Array)],
        one_was_dropped: bool,
    ) -> Result<(), Refusal> {
        let transaction = begin(database, "readwrite")?;
        let (bytes, works) = (store(&transaction, SOURCES)?, store(&transaction, PROJECT)?);
        let there: HashSet<String> = names(&answer(&request(bytes.get_all_keys())?).await?).into_iter().collect();
        for (sha256, content) in sources.iter().filter(|(sha256, _)| !there.contains(sha256)) {
            request(bytes.put_with_key(content, &sha256.as_str().into()))?;
        }
        let many = answer(&request(works.count())?).await?.as_f64().unwrap_or_default();
        #[expect(clippy::cast_precision_loss, reason = "a handful")]
        if many > MOST as f64 || one_was_dropped {
            self.sweep(&transaction).await?;
        }
        complete(&transaction).await
    }

    /// Drops all works but the newest, and the sources none of them has.
    async fn sweep(&self, transaction: &IdbTransaction) -> Result<(), Refusal> {
        let (bytes, works) = (store(transaction, SOURCES)?, store(transaction, PROJECT)?);
        let keys = names(&answer(&request(works.get_all_keys())?).await?);
        let texts: Array = answer(&request(works.get_all())?).await?.unchecked_into();
        let mut kept: Vec<(String, f64, Vec<String>)> = keys
            .into_iter()
            .zip(texts.iter())
            .map(|(key, text)| match header(&text) {
                Some(record) => (key, record.saved, record.sources),
                // What cannot be understood can be offered to nobody.
                None => (key, 0.0, Vec::new()),
            })
            .collect();
        kept.sort_by(|a, b| b.1.total_cmp(&a.1));
        for (key, ..) in kept.iter().skip(MOST) {
            request(works.delete(&key.as_str().into()))?;
        }
        kept.truncate(MOST);
        let needed: HashSet<&String> = kept.iter().flat_map(|(.., sources)| sources).collect();
        for sha256 in names(&answer(&request(bytes.get_all_keys())?).await?) {
            if !needed.contains(&sha256) {
                request(bytes.delete(&sha256.as_str().into()))?;
                self.0.known.borrow_mut().remove(&sha256);
            }
        }
        Ok(())
    }
}

/// A record of its own for this opening of the page.
fn new_key() -> String {
    format!("{:.0}-{:08x}", js_sys::Date::now(), (js_sys::Math::random() * f64::from(u32::MAX)) as u32)
}

fn header(text: &JsValue) -> Option<Record<IgnoredAny>> {
    serde_json::from_str(&text.as_string()?).ok()
}

fn listed(key: String, text: &JsValue) -> Option<Kept> {
    let record = header(text)?;
    Some(Kept { key, saved: record.saved, title: record.title, sources: record.sources.len() })
}

fn session() -> Option<web_sys::Storage> {
    window().session_storage().ok().flatten()
}

fn names(keys: &JsValue) -> Vec<String> {
    keys.dyn_ref::<Array>().map(|keys| keys.iter().filter_map(|key| key.as_string()).collect()).unwrap_or_default()
}

fn factory() -> Result<IdbFactory, Refusal> {
    window().indexed_db().map_err(|error| Refusal::of(&error))?.ok_or(Refusal::Forbidden)
}

async fn open() -> Result<IdbDatabase, Refusal> {
    let opening = factory()?.open_with_u32(DATABASE, VERSION).map_err(|error| Refusal::of(&error))?;
    let made = opening.clone();
    let create = Closure::<dyn FnMut()>::new(move || {
        let Some(database) = made.result().ok().and_then(|database| database.dyn_into::<IdbDatabase>().ok()) else {
            return;
        };
        for store in [SOURCES, PROJECT] {
            if !database.object_store_names().contains(store) {
                // A failure here aborts the opening, which says why.
                let _ = database.create_object_store(store);
            }
        }
    });
    opening.set_onupgradeneeded(Some(create.as_ref().unchecked_ref()));
    let opened = Promise::new(&mut |resolve, reject| {
        opening.set_onsuccess(Some(&resolve));
        opening.set_onerror(Some(&reject));
        opening.set_onblocked(Some(&reject));
    });
    match JsFuture::from(opened).await {
        Ok(_) => opening.result().map_err(|error| Refusal::of(&error))?.dyn_into().map_err(|error| Refusal::of(&error)),
        Err(event) if kind(&event) == "blocked" => Err(Refusal::Blocked),
        Err(_) => Err(Refusal::of_exception(opening.error().ok().flatten())),
    }
}

fn kind(event: &JsValue) -> String {
    Reflect::get(event, &"type".into()).ok().and_then(|kind| kind.as_string()).unwrap_or_default()
}

/// A transaction on both stores. What is written is on the disk when it ends, not only on its way there; engines that do
/// not know this option ignore it, and the typed binding does not know it.
fn begin(database: &IdbDatabase, mode: &str) -> Result<IdbTransaction, Refusal> {
    let stores = Array::of2(&JsString::from(SOURCES), &JsString::from(PROJECT));
    let options = Object::new();
    let _ = Reflect::set(&options, &"durability".into(), &"strict".into());
    let transaction: Function = Reflect::get(database, &"transaction".into())
        .and_then(JsCast::dyn_into)
        .map_err(|error| Refusal::of(&error))?;
    transaction
        .call3(database, &stores, &mode.into(), &options)
        .and_then(JsCast::dyn_into)
        .map_err(|error| Refusal::of(&error))
}

fn store(transaction: &IdbTransaction, name: &str) -> Result<IdbObjectStore, Refusal> {
    transaction.object_store(name).map_err(|error| Refusal::of(&error))
}

fn request(asked: Result<IdbRequest, JsValue>) -> Result<IdbRequest, Refusal> {
    asked.map_err(|error| Refusal::of(&error))
}

/// What a request answers.
async fn answer(request: &IdbRequest) -> Result<JsValue, Refusal> {
    let answered = Promise::new(&mut |resolve, reject| {
        request.set_onsuccess(Some(&resolve));
        request.set_onerror(Some(&reject));
    });
    match JsFuture::from(answered).await {
        Ok(_) => request.result().map_err(|error| Refusal::of(&error)),
        Err(_) => Err(Refusal::of_exception(request.error().ok().flatten())),
    }
}

/// Says that nothing more will be asked for, where the browser knows how to be told.
fn commit(transaction: &IdbTransaction) {
    let commit = Reflect::get(transaction, &"commit".into()).and_then(JsCast::dyn_into::<Function>);
    let _ = commit.and_then(|commit| commit.call0(transaction));
}

/// Waits until everything asked for in a transaction is done.
async fn complete(transaction: &IdbTransaction) -> Result<(), Refusal> {
    let completed = Promise::new(&mut |resolve, reject| {
        transaction.set_oncomplete(Some(&resolve));
        transaction.set_onabort(Some(&reject));
    });
    match JsFuture::from(completed).await {
        Ok(_) => Ok(()),
        Err(_) => Err(Refusal::of_exception(transaction.error())),
    }
}
