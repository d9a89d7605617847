//! The menu of a row: what it is to be taken for.

use super::super::super::text::Key;
use super::super::use_words;
use super::snapshot::Snapshot;
use crate::intake::RowRole;
use gloo::events::EventListener;
use std::rc::Rc;
use wasm_bindgen::JsCast;
use web_sys::{FocusOptions, HtmlElement, Node};
use yew::prelude::*;

/// What a row can be taken for, the commonest first.
const ROLES: [RowRole; 6] =
    [RowRole::School, RowRole::Total, RowRole::Note, RowRole::Codes, RowRole::Group, RowRole::Header];

/// Props of [`RowMenu`].
#[derive(Properties, PartialEq)]
pub struct RowMenuProps {
    /// Where it stands, in pixels from the left of the grid.
    pub x: f64,
    /// And from its top.
    pub y: f64,
    /// The sheet.
    pub sheet: Rc<Snapshot>,
    /// The rows it is about.
    pub rows: Vec<u32>,
    /// A role was chosen; `None` recognises the rows again.
    pub on_choose: Callback<Option<RowRole>>,
    /// It was left.
    pub on_close: Callback<()>,
}

const fn choice_key(role: RowRole) -> Key {
    match role {
        RowRole::School => Key::RowAsSchool,
        RowRole::Total => Key::RowAsTotal,
        RowRole::Note => Key::RowAsNote,
        RowRole::Header => Key::RowAsHeader,
        RowRole::Codes => Key::RowAsCodes,
        RowRole::Group => Key::RowAsGroup,
        RowRole::Title => Key::RoleTitle,
        RowRole::Blank => Key::RoleBlank,
        RowRole::Item => Key::RoleItem,
    }
}

/// The menu. It takes the focus, and arrows move in it.
#[component]
pub fn RowMenu(props: &RowMenuProps) -> Html {
    let words = use_words();
    let node = use_node_ref();
    {
        let node = node.clone();
        let close = props.on_close.clone();
        use_effect_with((props.x.to_bits(), props.y.to_bits()), move |(x, y)| {
            if let Some(menu) = node.cast::<HtmlElement>() {
                let style = menu.style();
                let put = |name: &str, pixels: f64| {
                    let _ = style.set_property(name, &format!("{pixels}px"));
                };
                put("left", f64::from_bits(*x));
                put("top", f64::from_bits(*y));
                // Near the lower edge of the window it stands higher.
                let room = gloo::utils::window().inner_height().ok().and_then(|height| height.as_f64()).unwrap_or(0.0);
                let beyond = menu.get_bounding_client_rect().bottom() + 8.0 - room;
                if beyond > 0.0 {
                    put("top", f64::from_bits(*y) - beyond);
                }
                focus_item(&menu, |_, _| 0);
            }
            // A press anywhere else closes it.
            let listener = EventListener::new(&gloo::utils::window(), "mousedown", move |event| {
                let target = event.target().and_then(|target| target.dyn_into::<Node>().ok());
                if !node.cast::<Node>().is_some_and(|menu| menu.contains(target.as_ref())) {
                    close.emit(());
                }
            });
            move || drop(listener)
        });
    }
    let keydown = {
        let (node, close) = (node.clone(), props.on_close.clone());
        Callback::from(move |event: KeyboardEvent| {
            let Some(menu) = node.cast::<HtmlElement>() else { return };
            match event.key().as_str() {
                "ArrowDown" => focus_item(&menu, |at, count| (at + 1) % count),
                "ArrowUp" => focus_item(&menu, |at, count| (at + count - 1) % count),
                "Home" => focus_item(&menu, |_, _| 0),
                "End" => focus_item(&menu, |_, count| count - 1),
                "Escape" | "Tab" => close.emit(()),
                _ => return,
            }
            event.prevent_default();
        })
    };
    let (first, last) = (props.rows.first().copied().unwrap_or(0), props.rows.last().copied().unwrap_or(0));
    let title = if first == last {
        words.f(Key::RowMenuOne, &[&(first + 1).to_string()])
    } else {
        words.f(Key::RowMenuMany, &[&(first + 1).to_string(), &(last + 1).to_string(), &props.rows.len().to_string()])
    };
    let common = props.sheet.role(first);
    let same = props.rows.iter().all(|row| props.sheet.role(*row) == common);
    let by_hand = props.rows.iter().any(|row| props.sheet.chosen.contains(row));
    // What stands above or in the headings can only be headings: everything else begins below them.
    let below = props.sheet.body.is_some_and(|body| first >= body);
    let roles = ROLES.into_iter().filter(|role| below || *role == RowRole::Header);
    let item = |role: Option<RowRole>, label: &'static str, checked: bool| {
        let choose = props.on_choose.clone();
        html! {
            <button type="button" class="menu-item" role="menuitemradio" aria-checked={checked.to_string()} tabindex="-1"
                onclick={Callback::from(move |_: MouseEvent| choose.emit(role))}>
                <span class="menu-check" aria-hidden="true">{ if checked { "✓" } else { "" } }</span>{ label }
            </button>
        }
    };
    html! {
        <div ref={node} class="menu" role="menu" aria-label={title.clone()} onkeydown={keydown}>
            <p class="menu-title" aria-hidden="true">{ title }</p>
            { for roles.map(|role| item(Some(role), words.t(choice_key(role)), same && Some(role) == common)) }
            if by_hand {
                <div class="menu-line" role="separator"></div>
                { item(None, words.t(Key::RowAutomatic), false) }
            }
            if !below { <p class="menu-note" aria-hidden="true">{ words.t(Key::RowMenuHeader) }</p> }
        </div>
    }
}

/// Moves the focus to the item that `next` names from the present one and their number.
fn focus_item(menu: &HtmlElement, next: impl Fn(usize, usize) -> usize) {
    let Ok(items) = menu.query_selector_all(".menu-item") else { return };
    let items: Vec<HtmlElement> =
        (0..items.length()).filter_map(|at| items.item(at)?.dyn_into::<HtmlElement>().ok()).collect();
    if items.is_empty() {
        return;
    }
    let active = gloo::utils::document().active_element();
    let at = items.iter().position(|item| active.as_deref().is_some_and(|active| item.is_same_node(Some(active))));
    if let Some(item) = items.get(at.map_or(0, |at| next(at, items.len()))) {
        let options = FocusOptions::new();
        options.set_prevent_scroll(true);
        let _ = item.focus_with_options(&options);
    }
}
