//! The way through the page: the address, the browser's steps back and forward, dialogs over a page, and where each page
//! was left.

use super::super::state::{Action, Page};
use super::{Tasks, embedding};
use gloo::events::EventListener;
use gloo::timers::future::TimeoutFuture;
use gloo::utils::{document, window};
use std::cell::{Cell, RefCell};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::spawn_local;

/// Marks a step of the history that was shown: a page that is shown again begins where it was left.
const VISITED: &str = "visited";
/// Marks the step of a dialog: going back closes it, and the page stays.
const OVER: &str = "over";
/// How often, and how many milliseconds apart, a page is scrolled to where it was left: long ones are drawn bit by bit.
const TRIES: (u32, u32) = (40, 25);

/// The steps that belong to this page. Inside another page there are none: its history is not ours.
#[derive(Default)]
pub(super) struct Way {
    /// The page the address names, as far as is known here.
    page: Cell<Page>,
    /// Whether the step at hand is one of a dialog, open or closed since.
    is_over: Cell<bool>,
    /// Whether the page comes by a step back or forward.
    returns: Cell<bool>,
    /// Where the pages were left, in pixels.
    left: RefCell<Vec<(Page, f64)>>,
}

impl Way {
    fn left(&self, page: Page) -> f64 {
        self.left.borrow().iter().find(|(one, _)| *one == page).map_or(0.0, |(_, top)| *top)
    }

    fn leave(&self, page: Page, top: f64) {
        let mut left = self.left.borrow_mut();
        left.retain(|(one, _)| *one != page);
        left.push((page, top));
    }
}

impl Tasks {
    /// Shows the page in the address and the title of the window.
    pub fn show_address(&self, page: Page, title: &str) {
        document().set_title(title);
        let way = &self.0.way;
        way.page.set(page);
        // The first page needs no address of its own, and writing one would add a step to the history.
        if page_of_address().unwrap_or_default() == page {
            return;
        }
        let location = window().location();
        // The step of a dialog that led to this page becomes that of the page.
        let _ = if self.is_embedded() || way.is_over.replace(false) {
            location.replace(page.hash())
        } else {
            location.set_hash(page.hash())
        };
        way.returns.set(false);
        self.mark(VISITED);
    }

    /// Moves the focus to the heading of a page that has come; one that was shown before, to where it was left.
    pub fn begin_page(&self) {
        const HEADING: &str = "page-title";
        let way = &self.0.way;
        if !way.returns.replace(false) {
            super::focus(HEADING);
            return;
        }
        let page = way.page.get();
        let top = way.left(page);
        super::focus::focus_in_place(HEADING);
        let tasks = self.clone();
        spawn_local(async move {
            let mut reached = f64::NAN;
            for _ in 0..TRIES.0 {
                let now = window().scroll_y().unwrap_or_default();
                // Somebody scrolls, or another page has come.
                let is_moved = !reached.is_nan() && (now - reached).abs() > 1.0;
                if is_moved || tasks.0.way.page.get() != page {
                    return;
                }
                window().scroll_to_with_x_and_y(0.0, top);
                reached = window().scroll_y().unwrap_or_default();
                if (reached - top).abs() <= 1.0 {
                    return;
                }
                TimeoutFuture::new(TRIES.1).await;
            }
        });
    }

    /// Listens for steps back and forward.
    pub(super) fn listen_way(&self) -> Vec<EventListener> {
        let tasks = self.clone();
        let address = EventListener::new(&window(), "hashchange", move |_| {
            // What the page wrote itself is told as well, and perhaps only when another page is on its way already.
            if let Some(page) = page_shown().filter(|page| tasks.0.way.page.replace(*page) != *page) {
                tasks.dispatch(Action::Go(page));
            }
        });
        if self.is_embedded() {
            return vec![address];
        }
        self.0.way.is_over.set(state_at_hand().as_deref() == Some(OVER));
        if state_at_hand().is_none() {
            self.mark(VISITED);
        }
        // Drawn anew, a page is not as high as it was when the browser looks where it was left.
        restore(web_sys::ScrollRestoration::Manual);
        let tasks = self.clone();
        let step = EventListener::new(&window(), "popstate", move |event| {
            let state = event.dyn_ref::<web_sys::PopStateEvent>().and_then(|event| event.state().as_string());
            tasks.stepped(state.as_deref());
        });
        let tasks = self.clone();
        let scroll = EventListener::new(&window(), "scroll", move |_| {
            if let Some(page) = page_drawn() {
                tasks.0.way.leave(page, window().scroll_y().unwrap_or_default());
            }
        });
        // A page that is loaded anew is the browser's to scroll.
        let end = EventListener::new(&window(), "pagehide", |_| restore(web_sys::ScrollRestoration::Auto));
        let again = EventListener::new(&window(), "pageshow", |_| restore(web_sys::ScrollRestoration::Manual));
        vec![address, step, scroll, end, again]
    }

    /// A step of the history has come, by a step back or forward or as a new one, which has no mark.
    fn stepped(&self, mark: Option<&str>) {
        let way = &self.0.way;
        let was_over = way.is_over.replace(mark == Some(OVER));
        let is_known = page_shown().is_none_or(|page| page == way.page.get());
        way.returns.set(mark == Some(VISITED) && !is_known);
        if mark.is_none() {
            self.mark(VISITED);
        }
        if let Ok(Some(dialog)) = document().query_selector("dialog[open]") {
            if let Ok(dialog) = dialog.dyn_into::<web_sys::HtmlDialogElement>() {
                dialog.close();
            }
        } else if was_over && mark == Some(VISITED) && is_known {
            // Its dialog was closed before: nothing would be seen of this step.
            let _ = window().history().and_then(|history| history.back());
        }
    }

    /// Opens a dialog over the page; answers what had the focus before.
    pub fn show_dialog(&self, node: &yew::NodeRef) -> Option<web_sys::HtmlElement> {
        let opener = document().active_element().and_then(|element| element.dyn_into().ok());
        if let Some(dialog) = node.cast::<web_sys::HtmlDialogElement>() {
            let _ = dialog.show_modal();
            embedding::look_where_seen();
            if !self.is_embedded() && !self.0.way.is_over.replace(true) {
                let _ = window().history().and_then(|history| history.push_state(&JsValue::from_str(OVER), ""));
            }
        }
        opener
    }

    fn is_embedded(&self) -> bool {
        self.0.host.embedding.is_embedded()
    }

    /// Marks the step at hand.
    fn mark(&self, mark: &str) {
        if !self.is_embedded() {
            let _ = window().history().and_then(|history| history.replace_state(&JsValue::from_str(mark), ""));
        }
    }
}

/// Closes a dialog.
pub fn close_dialog(node: &yew::NodeRef) {
    if let Some(dialog) = node.cast::<web_sys::HtmlDialogElement>() {
        dialog.close();
    }
}

fn hash() -> String {
    window().location().hash().unwrap_or_default()
}

/// The page the address names.
pub(super) fn page_of_address() -> Option<Page> {
    Page::from_hash(&hash())
}

/// As [`page_of_address`]; the first page needs no address of its own.
fn page_shown() -> Option<Page> {
    page_of_address().or_else(|| hash().is_empty().then(Page::default))
}

/// The page that is drawn: the address is told of it a moment later.
fn page_drawn() -> Option<Page> {
    let main = document().get_element_by_id("main")?;
    Page::from_hash(&main.get_attribute("data-page")?)
}

fn state_at_hand() -> Option<String> {
    window().history().and_then(|history| history.state()).ok().and_then(|state| state.as_string())
}

fn restore(by: web_sys::ScrollRestoration) {
    let _ = window().history().and_then(|history| history.set_scroll_restoration(by));
}
