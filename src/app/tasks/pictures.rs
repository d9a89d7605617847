//! What charts and tables need of the browser: their width, where a pointer is, printing in full, the clipboard, and
//! pictures as files.

use super::{Locale, Tasks, Work, failed, file_stem, today, worker};
use crate::app::components::charts::drawing::Picture;
use crate::app::format;
use crate::app::text::{Key, Words};
use crate::standard::Standard;
use gloo::events::{EventListener, EventListenerOptions};
use gloo::utils::{document, window};
use js_sys::{Array, Uint8Array};
use std::rc::Rc;
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::ResizeObserver;
use yew::{NodeRef, hook, use_effect_with, use_state_eq};

/// How everything on a drawing looks; also part of every page.
const INK: &str = include_str!("../../../www/css/46-ink.css");
/// Pixels of a saved picture for each of the drawing.
const SHARPNESS: f64 = 2.0;

/// The size of words that drawings and widths of columns are made for (px).
pub const PLAIN: f64 = 16.0;

/// Kinds of file a drawing can be saved as.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// Lines and words.
    Svg,
    /// Pixels.
    Png,
}

impl Tasks {
    /// Saves a drawing, made with the look it is given.
    pub fn save_picture(&self, format: Format, name: &str, draw: &dyn Fn(&str) -> Picture) {
        let Picture { width, height, markup } = draw(&light_ink());
        let tasks = self.clone();
        match format {
            Format::Svg => {
                self.save(Ok(Uint8Array::from(markup.as_bytes())), format!("{name}.svg"), "image/svg+xml");
            }
            Format::Png => {
                let name = format!("{name}.png");
                spawn_local(async move {
                    let bytes = pixels(&markup, width, height).await;
                    tasks.save(bytes.map_err(|error| failed(&worker::words(&error))), name, "image/png");
                });
            }
        }
    }
}

/// Where a picture comes from: sources, standard, days.
pub fn picture_source(work: &Work, standard: &Standard, locale: Locale) -> Vec<String> {
    let words = Words(locale);
    let mut lines = vec![
        words.f(Key::PictureSource, &[&super::about(work, locale), &format::date(locale, &work.as_of)]),
        words.f(
            Key::PictureStandard,
            &[words.text(&standard.title), &standard.id, &standard.version, &format::date(locale, &today())],
        ),
    ];
    if let Some(what_if) = &work.what_if {
        lines.insert(0, words.f(Key::WhatIfStamp, &[&what_if.scenario.changes.len().to_string()]));
    }
    if work.is_sample() {
        lines.push(words.t(Key::SampleBanner).to_owned());
    }
    lines
}

/// The name a picture is saved under, without its ending.
pub fn picture_name(work: &Work, title: &str, locale: Locale) -> String {
    let title: String = title.chars().filter(|character| !"/\\:*?\"<>|".contains(*character)).collect();
    format!("{}-{title}", file_stem(work, locale))
}

/// The look of drawings with the colours of the light theme written out: a file knows no custom properties. Nobody's own
/// contrast goes into it: it is made for others.
fn light_ink() -> String {
    let Some(root) = document().document_element() else { return INK.to_owned() };
    // Nothing is painted in between.
    let before = ["data-theme", "data-contrast"].map(|name| (name, root.get_attribute(name)));
    for (name, _) in &before {
        let _ = root.remove_attribute(name);
    }
    let style = window().get_computed_style(&root).ok().flatten();
    let mut ink = String::new();
    for (place, part) in INK.split("var(").enumerate() {
        match part.split_once(')') {
            Some((name, rest)) if place > 0 => {
                let value = style.as_ref().and_then(|style| style.get_property_value(name).ok()).unwrap_or_default();
                ink.push_str(value.trim());
                ink.push_str(rest);
            }
            _ => ink.push_str(part),
        }
    }
    for (name, value) in before {
        if let Some(value) = value {
            let _ = root.set_attribute(name, &value);
        }
    }
    ink
}

/// A drawing as PNG.
async fn pixels(markup: &str, width: f64, height: f64) -> Result<Uint8Array, JsValue> {
    let options = web_sys::BlobPropertyBag::new();
    options.set_type("image/svg+xml");
    let blob = web_sys::Blob::new_with_str_sequence_and_options(&Array::of1(&markup.into()), &options)?;
    let address = web_sys::Url::create_object_url_with_blob(&blob)?;
    let drawn = async {
        let image: web_sys::HtmlImageElement = document().create_element("img")?.dyn_into()?;
        image.set_src(&address);
        JsFuture::from(image.decode()).await?;
        let canvas: web_sys::HtmlCanvasElement = document().create_element("canvas")?.dyn_into()?;
        // Browsers draw no more than about 16 000 pixels one way.
        let sharpness = SHARPNESS.min(16_000.0 / height.max(width));
        canvas.set_width(pixel(width * sharpness));
        canvas.set_height(pixel(height * sharpness));
        let context: web_sys::CanvasRenderingContext2d =
            canvas.get_context("2d")?.ok_or_else(|| JsValue::from_str("2d"))?.dyn_into()?;
        context.draw_image_with_html_image_element_and_dw_and_dh(
            &image,
            0.0,
            0.0,
            width * sharpness,
            height * sharpness,
        )?;
        let encoded = canvas.to_data_url_with_type("image/png")?;
        let bytes: Vec<u8> = window()
            .atob(encoded.split_once(',').map_or("", |(_, data)| data))?
            .chars()
            .map(|character| u8::try_from(u32::from(character)).unwrap_or(0))
            .collect();
        Ok(Uint8Array::from(bytes.as_slice()))
    }
    .await;
    let _ = web_sys::Url::revoke_object_url(&address);
    drawn
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "pixels; the cast saturates")]
fn pixel(length: f64) -> u32 {
    length as u32
}

/// The width of an element (px).
pub fn width(node: &NodeRef) -> f64 {
    node.cast::<web_sys::Element>().map_or(0.0, |element| f64::from(element.client_width()))
}

/// Calls back now and whenever the window or the words of the page have another size.
pub fn on_resize(changed: impl Fn() + 'static) -> EventListener {
    changed();
    EventListener::new(&window(), "resize", move |_| changed())
}

/// What watches an element for [`on_overflow`], as long as it is kept.
pub struct Overflow(
    #[expect(dead_code, reason = "it listens while it is held")] EventListener,
    ResizeObserver,
    #[expect(dead_code, reason = "what the observer calls")] Closure<dyn FnMut()>,
);

impl Drop for Overflow {
    fn drop(&mut self) {
        self.1.disconnect();
    }
}

/// Tells whether something of an element is beyond its right edge: now, and whenever it is scrolled, or it or its first child
/// changes its size.
pub fn on_overflow(node: &NodeRef, changed: impl Fn(bool) + 'static) -> Option<Overflow> {
    let element = node.cast::<web_sys::Element>()?;
    let look = {
        let element = element.clone();
        // Half a pixel of a zoomed page is not worth an arrow.
        move || changed(element.scroll_width() - element.client_width() - element.scroll_left() > 1)
    };
    let look = Rc::new(look);
    let resized = {
        let look = look.clone();
        Closure::<dyn FnMut()>::new(move || look())
    };
    let observer = ResizeObserver::new(resized.as_ref().unchecked_ref()).ok()?;
    observer.observe(&element);
    if let Some(child) = element.first_element_child() {
        observer.observe(&child);
    }
    Some(Overflow(EventListener::new(&element, "scroll", move |_| look()), observer, resized))
}

/// Where a pointer is in an element, in units of which it is `width` wide.
pub fn pointer_in(event: &yew::MouseEvent, node: &NodeRef, width: f64) -> Option<(f64, f64)> {
    let element = node.cast::<web_sys::Element>()?;
    let place = element.get_bounding_client_rect();
    let scale = width / place.width().max(1.0);
    Some(((f64::from(event.client_x()) - place.left()) * scale, (f64::from(event.client_y()) - place.top()) * scale))
}

/// How far an element is scrolled down, and how much of it is seen (px).
pub fn sight(node: &NodeRef) -> (f64, f64) {
    node.cast::<web_sys::Element>()
        .map_or((0.0, 0.0), |element| (f64::from(element.scroll_top()), f64::from(element.client_height())))
}

/// Scrolls an element so that what stands from `top` to `bottom` can be seen below a head of height `head` (px).
pub fn reveal(node: &NodeRef, top: f64, bottom: f64, head: f64) {
    let Some(element) = node.cast::<web_sys::Element>() else { return };
    let (now, room) = sight(node);
    let wanted = if top < now {
        top
    } else if bottom > now + room - head {
        bottom - room + head
    } else {
        return;
    };
    #[expect(clippy::cast_possible_truncation, reason = "pixels; the cast saturates")]
    element.set_scroll_top(wanted as i32);
}

/// Scrolls an element so that the child of that id can be seen below a head of height `head` (px).
pub fn reveal_child(node: &NodeRef, id: &str, head: f64) {
    let (Some(element), Some(child)) = (node.cast::<web_sys::Element>(), document().get_element_by_id(id)) else {
        return;
    };
    let (outer, inner) = (element.get_bounding_client_rect(), child.get_bounding_client_rect());
    let top = inner.top() - outer.top() + f64::from(element.scroll_top()) - head;
    reveal(node, top, top + inner.height(), head);
}

/// The size of the words of the page (px), kept up with.
#[hook]
pub fn use_rem() -> f64 {
    let size = use_state_eq(rem);
    let set = size.setter();
    use_effect_with((), move |()| {
        let listener = on_resize(move || set.set(rem()));
        move || drop(listener)
    });
    *size
}

/// The size of the words of the page (px).
pub fn rem() -> f64 {
    let root = document().document_element();
    let style = root.and_then(|root| window().get_computed_style(&root).ok().flatten());
    let size = style.and_then(|style| style.get_property_value("font-size").ok()).unwrap_or_default();
    size.trim_end_matches("px").parse().unwrap_or(PLAIN)
}

/// Fills an element with what is printed in place of what is shown, while something is printed. Written at once and not
/// by way of the framework, because the browser takes its picture as soon as the listeners have returned.
pub fn on_print(node: NodeRef, markup: Rc<dyn Fn() -> String>) -> [EventListener; 2] {
    let set = move |markup: &str| {
        if let Some(element) = node.cast::<web_sys::Element>() {
            element.set_inner_html(markup);
        }
    };
    let clear = set.clone();
    [
        EventListener::new(&window(), "beforeprint", move |_| set(&markup())),
        EventListener::new(&window(), "afterprint", move |_| clear("")),
    ]
}

/// Prints what is there now, once it has been drawn; `over` is told when that has ended.
pub fn print(over: impl FnOnce() + 'static) -> EventListener {
    let listener = EventListener::once(&window(), "afterprint", move |_| over());
    spawn_local(async {
        gloo::timers::future::TimeoutFuture::new(0).await;
        print_now();
    });
    listener
}

/// The words of the table in an element, a row of cells each: cells over several rows stand in the first of them, and what
/// is only a mark beside a number (`data-beside`) is left out.
pub fn table_of(node: &NodeRef) -> Vec<Vec<String>> {
    let Some(element) = node.cast::<web_sys::Element>() else { return Vec::new() };
    let all = |element: &web_sys::Element, what: &str| -> Vec<web_sys::Element> {
        let Ok(found) = element.query_selector_all(what) else { return Vec::new() };
        (0..found.length()).filter_map(|at| found.item(at)?.dyn_into().ok()).collect()
    };
    let text = |element: &web_sys::Element| element.text_content().unwrap_or_default();
    let spans = |cell: &web_sys::Element, what: &str| {
        cell.get_attribute(what).and_then(|span| span.parse::<usize>().ok()).unwrap_or(1)
    };
    // How many rows more each column is covered by a cell above.
    let mut covered: Vec<usize> = Vec::new();
    let mut rows = Vec::new();
    for line in all(&element, "tr") {
        let mut row: Vec<String> = Vec::new();
        let skip = |row: &mut Vec<String>, covered: &mut Vec<usize>| {
            while let Some(left) = covered.get_mut(row.len()).filter(|left| **left > 0) {
                *left -= 1;
                row.push(String::new());
            }
        };
        for cell in all(&line, "th, td") {
            skip(&mut row, &mut covered);
            let beside = all(&cell, "[data-beside]").iter().map(text).collect::<String>();
            let words = text(&cell);
            let words = words.strip_suffix(beside.as_str()).unwrap_or(&words).trim().to_owned();
            let (wide, high) = (spans(&cell, "colspan"), spans(&cell, "rowspan"));
            for part in 0..wide {
                if covered.len() <= row.len() {
                    covered.resize(row.len() + 1, 0);
                }
                if let Some(left) = covered.get_mut(row.len()) {
                    *left = high - 1;
                }
                row.push(if part == 0 { words.clone() } else { String::new() });
            }
        }
        skip(&mut row, &mut covered);
        rows.push(row);
    }
    rows
}

/// Prints the page at hand.
pub fn print_now() {
    let _ = window().print();
}

/// Puts a table on the clipboard, as words and as markup; whether that worked. By a copy event: pages that come over
/// plain http or from a disk have no other clipboard.
pub fn copy_table(text: String, markup: String) -> bool {
    copy(vec![("text/plain", text), ("text/html", markup)])
}

/// Puts words on the clipboard in the same way.
pub fn copy_text(text: String) -> bool {
    copy(vec![("text/plain", text)])
}

fn copy(parts: Vec<(&'static str, String)>) -> bool {
    let active = EventListenerOptions { phase: gloo::events::EventListenerPhase::Capture, passive: false };
    let listener = EventListener::new_with_options(&document(), "copy", active, move |event| {
        let Some(data) = event.dyn_ref::<web_sys::ClipboardEvent>().and_then(web_sys::ClipboardEvent::clipboard_data)
        else {
            return;
        };
        event.prevent_default();
        event.stop_propagation();
        for (kind, text) in &parts {
            let _ = data.set_data(kind, text);
        }
    });
    let copied = document()
        .dyn_into::<web_sys::HtmlDocument>()
        .is_ok_and(|document| document.exec_command("copy").unwrap_or(false));
    drop(listener);
    copied
}
