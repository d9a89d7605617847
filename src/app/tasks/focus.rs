//! Where the focus and the view are, and where they go.

use super::embedding;
use gloo::events::EventListener;
use gloo::utils::{document, window};
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;

/// Marks the place that the tour points at.
const POINTED: &str = "data-pointed";

/// Clicks the element of that id: only the browser opens its own dialog.
pub fn click(id: &str) {
    if let Some(element) = element(id) {
        element.click();
    }
}

fn element(id: &str) -> Option<web_sys::HtmlElement> {
    document().get_element_by_id(id)?.dyn_into().ok()
}

/// Selects line `line` (from 1) of the text area of that id and brings it into view.
pub fn show_line(id: &str, line: usize) {
    let Some(area) =
        document().get_element_by_id(id).and_then(|element| element.dyn_into::<web_sys::HtmlTextAreaElement>().ok())
    else {
        return;
    };
    let text = area.value();
    // The browser counts in UTF-16 units.
    let units = |text: &str| u32::try_from(text.encode_utf16().count()).unwrap_or(u32::MAX);
    let before: u32 = text.split('\n').take(line.saturating_sub(1)).map(|line| units(line) + 1).sum();
    let length = text.split('\n').nth(line.saturating_sub(1)).map_or(0, units);
    let _ = area.focus();
    let _ = area.set_selection_range(before, before + length);
    let lines = i32::try_from(text.split('\n').count().max(1)).unwrap_or(i32::MAX);
    let at = i32::try_from(line).unwrap_or(0);
    let height = area.scroll_height() / lines;
    area.set_scroll_top((height * at - area.client_height() / 2).max(0));
}

/// Marks the first of these places that there is and brings it into view; the mark of another one goes. Whether there
/// is one.
pub fn point_at(places: &[&str]) -> bool {
    if let Some(before) = pointed() {
        let _ = before.remove_attribute(POINTED);
    }
    let found = places.iter().find_map(|place| document().query_selector(place).ok().flatten());
    let Some(place) = found else { return false };
    let _ = place.set_attribute(POINTED, "");
    let middle = web_sys::ScrollIntoViewOptions::new();
    middle.set_block(web_sys::ScrollLogicalPosition::Center);
    place.scroll_into_view_with_scroll_into_view_options(&middle);
    true
}

/// Moves the focus to the place that is pointed at, or to what can be used inside it.
pub fn go_to_pointed() {
    let Some(place) = pointed() else { return };
    let inside = place.query_selector("button, a, input, select, textarea").ok().flatten();
    let place = if place.matches("button, a, input").unwrap_or(false) { place } else { inside.unwrap_or(place) };
    if let Some(place) = place.dyn_ref::<web_sys::HtmlElement>() {
        let _ = place.focus();
    }
}

fn pointed() -> Option<web_sys::Element> {
    document().query_selector(&format!("[{POINTED}]")).ok().flatten()
}

/// Moves the view and the focus to the element of that id.
pub fn jump_to(id: &str) {
    if let Some(element) = document().get_element_by_id(id) {
        element.scroll_into_view();
    }
    focus(id);
}

/// Moves the focus to the element of that id; inside another page only where it is here already, and not out of what
/// somebody does there.
pub fn focus(id: &str) {
    if let Some(element) = here(id) {
        let _ = element.focus();
    }
}

/// As [`focus`], and the view stays where it is.
pub(super) fn focus_in_place(id: &str) {
    if let Some(element) = here(id) {
        let options = web_sys::FocusOptions::new();
        options.set_prevent_scroll(true);
        let _ = element.focus_with_options(&options);
    }
}

/// The element of that id, unless somebody does something outside this page.
fn here(id: &str) -> Option<web_sys::HtmlElement> {
    element(id).filter(|_| !embedding::is_watched_from_elsewhere())
}

/// Moves the focus between the numbers of a grid with the arrow keys, Home and End; whether it did. One of them at a
/// time can be reached by the Tab key.
pub fn move_in_grid(event: &yew::KeyboardEvent) -> bool {
    let number =
        |element: &web_sys::Element, name: &str| element.get_attribute(name).and_then(|text| text.parse::<i32>().ok());
    let Some(here) = event.target().and_then(|target| target.dyn_into::<web_sys::Element>().ok()) else { return false };
    let (Some(row), Some(column)) = (number(&here, "data-row"), number(&here, "data-column")) else { return false };
    let Ok(Some(table)) = here.closest("table") else { return false };
    // Of a long table only a part is there: the row at hand tells its columns, the table its rows.
    let mut last = column;
    if let Ok(Some(cells)) =
        here.closest("tr").map(|line| line.and_then(|line| line.query_selector_all("[data-column]").ok()))
    {
        for index in 0..cells.length() {
            let cell = cells.item(index).and_then(|cell| cell.dyn_into::<web_sys::Element>().ok());
            last = last.max(cell.and_then(|cell| number(&cell, "data-column")).unwrap_or(0));
        }
    }
    let (row, column) = match event.key().as_str() {
        "ArrowUp" => (row - 1, column),
        "ArrowDown" => (row + 1, column),
        "ArrowLeft" => (row, column - 1),
        "ArrowRight" => (row, column + 1),
        "Home" if event.ctrl_key() => (0, 0),
        "Home" => (row, 0),
        "End" => (row, last),
        "PageUp" => ((row - 10).max(0), column),
        "PageDown" => {
            let rows = number(&table, "aria-rowcount").unwrap_or(i32::MAX);
            ((row + 10).min(rows - 2), column)
        }
        _ => return false,
    };
    let there = table.query_selector(&format!("[data-row=\"{row}\"][data-column=\"{column}\"]")).ok().flatten();
    let Some(there) = there.and_then(|there| there.dyn_into::<web_sys::HtmlElement>().ok()) else { return true };
    // Set beside the framework, which only writes the attribute when a row is new or moved.
    if let Ok(stops) = table.query_selector_all("tbody [tabindex=\"0\"]") {
        for index in 0..stops.length() {
            if let Some(stop) = stops.item(index).and_then(|stop| stop.dyn_into::<web_sys::Element>().ok()) {
                let _ = stop.set_attribute("tabindex", "-1");
            }
        }
    }
    let _ = there.set_attribute("tabindex", "0");
    let _ = there.focus();
    true
}

/// Keeps what has the focus where it is on the screen while what stands above it is drawn anew: verdicts beside a field
/// have more words or fewer once it is filled in.
pub(super) fn stay_in_place() {
    let Some(field) = document().active_element() else { return };
    let top = field.get_bounding_client_rect().top();
    let drawn = Closure::once_into_js(move || {
        let moved = field.get_bounding_client_rect().top() - top;
        if moved != 0.0 && field.is_connected() {
            window().scroll_by_with_x_and_y(0.0, moved);
        }
    });
    let _ = window().request_animation_frame(drawn.unchecked_ref());
}

/// Calls back at Escape, where nothing nearer was meant by it: a menu, a dialog, a field.
pub fn on_escape(pressed: impl Fn() + 'static) -> EventListener {
    EventListener::new(&document(), "keydown", move |event| {
        let Some(key) = event.dyn_ref::<web_sys::KeyboardEvent>() else { return };
        let is_open = || document().query_selector("dialog[open]").ok().flatten().is_some();
        if key.key() == "Escape" && !event.default_prevented() && !is_open() {
            pressed();
        }
    })
}

/// Gives the focus back: old engines do not do it themselves.
pub fn return_focus(opener: Option<web_sys::HtmlElement>) {
    if let Some(opener) = opener {
        let _ = opener.focus();
    }
}

/// Whether `event` happened on the element itself.
pub fn is_target(event: &yew::MouseEvent, node: &yew::NodeRef) -> bool {
    match (event.target(), node.get()) {
        (Some(target), Some(node)) => target == *node.as_ref(),
        _ => false,
    }
}

/// Scrolls an element to its top.
pub fn scroll_up(node: &yew::NodeRef) {
    if let Some(element) = node.cast::<web_sys::Element>() {
        element.set_scroll_top(0);
    }
}
