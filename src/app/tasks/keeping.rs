//! Keeping the work at hand in this browser, offering what was kept, and forgetting it.

use super::sources::Content;
use super::worker::host_call;
use super::{ENTRIES, Tasks, storage, stored};
use crate::app::desk::{Change, Stored};
use crate::app::entries::{Everywhere, Store};
use crate::app::imagining::{Deed, Scenarios};
use crate::app::keep::{Keeper, Kept, Refusal, Snapshot};
use crate::app::later;
use crate::app::state::{Action, Notice, Work};
use crate::evaluate::Scope;
use crate::project::{Project, Unreadable};
use crate::standard::Chosen;
use gloo::events::EventListener;
use gloo::utils::{document, window};
use js_sys::Uint8Array;
use serde::{Deserialize, Serialize};
use std::collections::HashMap;
use std::rc::Rc;
use wasm_bindgen_futures::{JsFuture, spawn_local};

/// What is written of a work beside the bytes of its sources: everything that was decided about it. What was understood
/// is not: it follows from these.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Whole {
    /// As [`Project::save`] has it.
    project: String,
    /// What the bytes of each source are.
    kinds: Vec<(String, Kind)>,
    /// Which of several counties is shown.
    county: usize,
    /// County or school.
    scope: Scope,
    /// What was typed for it, where it names no county.
    #[serde(default)]
    entries: Everywhere,
    /// What it is evaluated against.
    #[serde(default)]
    standard: Option<Chosen>,
    /// The standard being written beside it, and the name of its file.
    #[serde(default)]
    draft: Option<(String, String)>,
    /// What is imagined beside it.
    #[serde(default)]
    scenarios: Scenarios,
}

/// What is kept: the work, what was typed for it where it names no county, the standard, the one being written with the
/// name of its file, and what is imagined.
pub type AtHand = (Option<Rc<Work>>, Everywhere, Rc<Chosen>, (Rc<str>, Rc<str>), Rc<Scenarios>);

/// What the bytes of a source are.
#[derive(Clone, Copy, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Kind {
    /// Text in UTF-8.
    Text,
    /// Text in UTF-8, a NUL, and the markup beside it.
    Cells,
    /// A file.
    File,
}

impl Content {
    fn kept(&self) -> (Kind, Uint8Array) {
        match self {
            Self::Text(text) => (Kind::Text, Uint8Array::from(text.as_bytes())),
            Self::Cells(text, html) => (Kind::Cells, Uint8Array::from(format!("{text}\0{html}").as_bytes())),
            Self::File(bytes) => (Kind::File, bytes.clone()),
        }
    }

    fn of_kept(kind: Kind, bytes: Uint8Array) -> Self {
        let text = |bytes: &Uint8Array| String::from_utf8_lossy(&bytes.to_vec()).into_owned();
        match kind {
            Kind::File => Self::File(bytes),
            Kind::Text => Self::Text(Rc::from(text(&bytes))),
            Kind::Cells => {
                let both = text(&bytes);
                let (text, html) = both.split_once('\0').unwrap_or((&both, ""));
                Self::Cells(Rc::from(text), Rc::from(html))
            }
        }
    }
}

impl Tasks {
    /// Keeps the work with what was typed for it and the standard: new sources at once, corrections in a moment.
    pub fn keep(&self, (work, entries, chosen, draft, scenarios): &AtHand) {
        let work = work.as_ref();
        *self.0.work.borrow_mut() = work.cloned();
        let Some(work) = work else { return };
        // What is shown is what is corrected; another work may have been read that nothing could be taken from.
        *self.0.at_hand.borrow_mut() = (work.project.clone(), work.tables.clone());
        if work.project.steps() == 0 && work.project.last_undone().is_none() {
            self.0.contents.borrow_mut().retain(|sha256, _| work.project.has(sha256).is_some());
        }
        // Sources that were all taken away can still be brought back.
        if work.is_sample() || (work.is_blank() && work.project.steps() == 0) {
            return;
        }
        let is_new = !work.project.sources.iter().all(|source| self.0.keeper.has(&source.sha256));
        let (tasks, work) = (self.clone(), work.clone());
        let (entries, chosen, draft) = (entries.clone(), chosen.clone(), draft.clone());
        let scenarios = scenarios.clone();
        self.0.keeper.keep(move || {
            // All that were ever put in: a source that was taken away can be brought back.
            let contents = tasks.0.contents.borrow();
            let (mut kinds, mut sources) = (Vec::new(), Vec::new());
            for (sha256, content) in contents.iter() {
                let (kind, bytes) = content.kept();
                kinds.push((sha256.clone(), kind));
                sources.push((sha256.clone(), bytes));
            }
            let (text, file) = (draft.0.to_string(), draft.1.to_string());
            let whole = Whole {
                project: work.project.save(),
                kinds,
                county: work.county,
                scope: work.scope,
                entries,
                standard: Some((*chosen).clone()),
                draft: (!text.is_empty()).then_some((text, file)),
                scenarios: (*scenarios).clone(),
            };
            Snapshot { title: work.title(), sources, work: whole }
        });
        if is_new {
            self.0.keeper.flush();
        }
    }

    /// Looks for what was kept: the work of this tab before it was loaded again goes on at once, others are offered.
    pub fn look_for_kept(&self) {
        let tasks = self.clone();
        spawn_local(async move {
            match tasks.0.keeper.works().await {
                Ok((works, own)) => match own {
                    Some(own) => tasks.resume(&own),
                    None => tasks.dispatch(Action::Desk(Change::Offer(works))),
                },
                Err(refusal) => tasks.refused(refusal),
            }
        });
    }

    /// Goes on with a kept work.
    pub fn resume(&self, key: &str) {
        let (tasks, key) = (self.clone(), key.to_owned());
        self.dispatch(Action::Desk(Change::Offer(Vec::new())));
        spawn_local(async move {
            match tasks.0.keeper.load::<Whole>(&key).await {
                Ok(Some(Snapshot { sources, work, .. })) => tasks.go_on(key, sources, work),
                Ok(None) => tasks.look_for_kept(),
                Err(refusal) => tasks.refused(refusal),
            }
        });
    }

    fn go_on(&self, key: String, sources: Vec<(String, Uint8Array)>, work: Whole) {
        let mut project = match Project::open(&work.project) {
            Ok(project) => project,
            Err(Unreadable::Newer(_)) => return self.refused(Refusal::Newer),
            Err(Unreadable::Damaged(words)) => return self.refused(Refusal::Failed(words)),
        };
        project.mappings = self.mappings();
        let kinds: HashMap<String, Kind> = work.kinds.into_iter().collect();
        let content = |(sha256, bytes): (String, Uint8Array)| {
            let kind = kinds.get(&sha256).copied().unwrap_or(Kind::File);
            (sha256, Content::of_kept(kind, bytes))
        };
        let Whole { county, scope, entries, standard, draft, scenarios, .. } = work;
        if let Some(chosen) = standard.filter(|chosen| *chosen != *self.0.standard.borrow().0) {
            match chosen.load() {
                Ok(standard) => *self.0.switching.borrow_mut() = Some((Rc::new(chosen), Rc::new(standard))),
                // Of another version of the page, perhaps: the work is evaluated against what is used here, and that is said.
                Err(problems) => self.tell_problem(&problems),
            }
        }
        self.take_up(project, sources.into_iter().map(content).collect(), move |tasks| {
            // Only now: a work that cannot be read again stays as it was kept.
            tasks.0.keeper.take_over(&key);
            if let Some((text, file)) = draft {
                tasks.dispatch(Action::EditorText { text: Rc::from(text), file: Some(Rc::from(file)) });
            }
            tasks.dispatch(Action::Resume { county, scope, entries });
            if !scenarios.is_empty() {
                tasks.dispatch(Action::Imagine(Deed::Restore(scenarios)));
            }
        });
    }

    /// Forgets a kept work.
    pub fn delete_kept(&self, offered: &[Kept], key: &str) {
        let rest: Vec<Kept> = offered.iter().filter(|one| one.key != key).cloned().collect();
        let (tasks, key) = (self.clone(), key.to_owned());
        spawn_local(async move {
            match tasks.0.keeper.delete(&key).await {
                Ok(()) => tasks.dispatch(Action::Desk(Change::Offer(rest))),
                Err(refusal) => tasks.refused(refusal),
            }
        });
    }

    /// Forgets the work at hand, in the page and in the browser.
    pub fn forget(&self) {
        let tasks = self.clone();
        spawn_local(async move {
            if let Err(refusal) = tasks.0.keeper.forget().await {
                tasks.refused(refusal);
            }
        });
    }

    /// Forgets everything this page has ever stored in the browser: works, sources, entries, mappings, preferences.
    pub fn forget_everything(&self) {
        self.clear();
        let tasks = self.clone();
        spawn_local(async move {
            let cleared = tasks.0.keeper.clear().await;
            tasks.forget_mappings();
            tasks.dispatch(Action::Forget);
            for storage in [storage(), window().session_storage().ok().flatten()].into_iter().flatten() {
                forget_items(&storage);
            }
            // What is kept for use without a network: the page's own files, and nothing of the user's.
            if let Ok(promise) = host_call("forgetOffline", &[]) {
                let _ = JsFuture::from(js_sys::Promise::resolve(&promise)).await;
            }
            match cleared {
                Ok(()) => {
                    // Not looked for: that would make an empty database again.
                    tasks.dispatch(Action::Desk(Change::Store(Stored::default())));
                    tasks.dispatch(Action::Tell(Notice::Forgotten));
                }
                Err(refusal) => tasks.refused(refusal),
            }
        });
    }

    /// Sees what is stored.
    pub fn see_stored(&self) {
        let tasks = self.clone();
        spawn_local(async move { tasks.look_at_stored().await });
    }

    async fn look_at_stored(&self) {
        let works = self.0.keeper.works().await.map_or(0, |(works, _)| works.len());
        let bytes = Keeper::usage().await;
        let entries = serde_json::from_str::<Store>(&stored(ENTRIES)).map_or(0, |store| store.len());
        self.dispatch(Action::Desk(Change::Store(Stored { works, bytes, entries, mappings: self.mapping_count() })));
    }

    fn refused(&self, refusal: Refusal) {
        self.dispatch(Action::Desk(Change::Wrote(Some(refusal))));
    }

    /// Writes what is pending when the page may not come back.
    pub(super) fn listen_leaving(&self) -> [EventListener; 2] {
        let flush = |tasks: &Self| {
            if let Some(later) = later::get() {
                later.flush(tasks);
            }
        };
        let (hidden, left) = (self.clone(), self.clone());
        [
            EventListener::new(&document(), "visibilitychange", move |_| {
                if document().hidden() {
                    flush(&hidden);
                }
            }),
            EventListener::new(&window(), "pagehide", move |_| flush(&left)),
        ]
    }
}

/// Removes what this page has put into a storage; others on the same address keep theirs.
fn forget_items(storage: &web_sys::Storage) {
    let names = (0..storage.length().unwrap_or(0)).filter_map(|at| storage.key(at).ok().flatten());
    for name in names.filter(|name| name.starts_with("junheng.")).collect::<Vec<_>>() {
        let _ = storage.remove_item(&name);
    }
}
