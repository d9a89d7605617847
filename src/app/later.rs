//! What the page can start without. The build puts everything that is reached only from here into a module of its own
//! (`src/xtask/src/split.rs`), which the page asks for as soon as it listens: what is drawn and done before anything was
//! read is a fraction of the whole, and need not wait for the rest.
//!
//! The modules share one memory and are one program. The first knows of the later only the methods of [`Later`], by way
//! of a value that [`open_later`] leaves behind; so whatever else mentions the types on the other side belongs there.

use super::components::{arrival, guide, handed, kept, sources, trouble, verdict, what_if, whereabouts};
use super::entries::Store;
use super::pages;
use super::state::{Action, Page, State, Work};
use super::tasks::{AtHand, Tasks, Wish};
use super::text::Words;
use std::cell::Cell;
use std::rc::Rc;
use wasm_bindgen::prelude::*;
use yew::prelude::*;

/// Whether what the page can start without is here.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Rest {
    /// It was asked for.
    #[default]
    Coming,
    /// It was asked for, and something was put in that waits for it.
    Awaited,
    /// It is here.
    Here,
    /// It could not be loaded; it can be asked for again.
    Missing,
}

/// What is on the other side.
pub trait Later {
    /// A page.
    fn page(&self, words: Words, tasks: Option<Tasks>, state: &Rc<State>, shown: &Rc<State>) -> Html;
    /// The tour.
    fn tour(&self, state: &Rc<State>) -> Html;
    /// What stands above every page, where there is something: troubles, questions, what was kept.
    fn above(&self, state: &Rc<State>) -> Html;
    /// What was put in, on the page of the data.
    fn sources(&self, work: &Rc<Work>, busy: bool, on_clear: Callback<MouseEvent>) -> Html;
    /// What is stored where, below the page of the data.
    fn whereabouts(&self, state: &Rc<State>) -> Html;
    /// The result in a sentence.
    fn sentence(&self, words: Words, work: &Work) -> String;
    /// The state after something has happened.
    fn reduce(&self, state: Rc<State>, action: Action) -> Rc<State>;
    /// Takes up what earlier visits left, once.
    fn begin(&self, tasks: &Tasks);
    /// Does what was wished.
    fn grant(&self, tasks: &Tasks, wish: Wish);
    /// See [`Tasks::keep`].
    fn keep(&self, tasks: &Tasks, at_hand: &AtHand);
    /// See [`Tasks::keep_typed`].
    fn keep_typed(&self, tasks: &Tasks, store: &Rc<Store>, work: Option<&Rc<Work>>);
    /// See [`Tasks::catch_up`].
    fn catch_up(&self, tasks: &Tasks, work: &Rc<Work>);
    /// See [`Tasks::flush`].
    fn flush(&self, tasks: &Tasks);
}

thread_local! {
    static HERE: Cell<Option<&'static dyn Later>> = const { Cell::new(None) };
}

/// What is on the other side, once it is here.
pub fn get() -> Option<&'static dyn Later> {
    if cfg!(target_arch = "wasm32") { HERE.get() } else { Some(&There) }
}

/// The door: called once, by `www/boot.js`, when the later module was linked to the page's.
#[wasm_bindgen(js_name = "openLater")]
pub fn open_later() {
    HERE.set(Some(&There));
}

struct There;

impl Later for There {
    fn page(&self, words: Words, tasks: Option<Tasks>, state: &Rc<State>, shown: &Rc<State>) -> Html {
        match state.page {
            // Drawn at once, by the page itself.
            Page::Data => html! {},
            Page::Check => html! { <pages::check::CheckPage state={state.clone()} /> },
            Page::Result => html! { <pages::result::ResultPage state={shown.clone()} /> },
            Page::Export => pages::export::page(words, tasks, shown),
            Page::Declare => html! { <pages::declare::DeclarePage state={state.clone()} /> },
            Page::Standards => html! { <pages::standards::StandardsPage state={state.clone()} /> },
            Page::WhatIf => html! { <pages::what_if::WhatIfPage state={state.clone()} /> },
            Page::Compare => html! { <pages::compare::ComparePage state={state.clone()} /> },
            Page::Narrative => html! { <pages::narrative::NarrativePage state={state.clone()} /> },
        }
    }

    fn tour(&self, state: &Rc<State>) -> Html {
        html! { <guide::Tour state={state.clone()} /> }
    }

    fn above(&self, state: &Rc<State>) -> Html {
        html! {
            <>
                <what_if::Banner state={state.clone()} />
                <trouble::Trouble state={state.clone()} />
                <arrival::Arrival state={state.clone()} />
                <kept::Offer state={state.clone()} />
                if let Some(file) = &state.desk.handed { <handed::HandedPanel file={file.clone()} /> }
            </>
        }
    }

    fn sources(&self, work: &Rc<Work>, busy: bool, on_clear: Callback<MouseEvent>) -> Html {
        html! { <sources::Sources work={work.clone()} {busy} {on_clear} /> }
    }

    fn whereabouts(&self, state: &Rc<State>) -> Html {
        html! { <whereabouts::Whereabouts state={state.clone()} /> }
    }

    fn sentence(&self, words: Words, work: &Work) -> String {
        verdict::sentence(words, work)
    }

    fn reduce(&self, state: Rc<State>, action: Action) -> Rc<State> {
        state.after(action)
    }

    fn begin(&self, tasks: &Tasks) {
        tasks.begin_again();
    }

    fn grant(&self, tasks: &Tasks, wish: Wish) {
        tasks.grant(wish);
    }

    fn keep(&self, tasks: &Tasks, at_hand: &AtHand) {
        tasks.keep(at_hand);
    }

    fn keep_typed(&self, tasks: &Tasks, store: &Rc<Store>, work: Option<&Rc<Work>>) {
        tasks.keep_typed(store, work);
    }

    fn catch_up(&self, tasks: &Tasks, work: &Rc<Work>) {
        tasks.catch_up(Some(work));
    }

    fn flush(&self, tasks: &Tasks) {
        tasks.flush();
    }
}
