//! What is known of the active cell: its words in full, what was there before, what is doubtful, and its explanation.

use super::super::super::text::{self, Key};
use super::super::{data, tag, use_words};
use super::selection::Spot;
use super::snapshot::{Doubt, Snapshot};
use super::view::{severity_key, shape, shown};
use std::rc::Rc;
use web_sys::HtmlTextAreaElement;
use yew::prelude::*;

/// Props of [`Inspector`].
#[derive(Properties, PartialEq)]
pub struct InspectorProps {
    /// The sheet.
    pub sheet: Rc<Snapshot>,
    /// The active cell.
    pub spot: Spot,
    /// The chosen cells.
    pub address: AttrValue,
    /// What stood in the cell before is wanted back.
    pub on_restore: Callback<Spot>,
    /// A doubt was explained.
    pub on_explain: Callback<(AttrValue, String)>,
}

/// The part beside the cells.
#[component]
pub fn Inspector(props: &InspectorProps) -> Html {
    let words = use_words();
    let Spot { row, column } = props.spot;
    let head = props.sheet.head(column);
    let before = props.sheet.edited.get(&(row, column));
    let doubts = props.sheet.doubts(props.spot);
    let restore = {
        let (restore, spot) = (props.on_restore.clone(), props.spot);
        Callback::from(move |_: MouseEvent| restore.emit(spot))
    };
    html! {
        <div class="sheet-about" role="group" aria-label={words.t(Key::InspectorLabel)}>
            <p class="about-where"><strong>{ &props.address }</strong><span>{ if head.is_empty() { words.t(Key::InspectorUnused).into() } else { head } }</span></p>
            <p class="about-text">{ data(words, &shown(&props.sheet.text_of(row, column), words)) }</p>
            if let Some(before) = before {
                <p class="about-before">
                    { data(words, &words.f(Key::GridBefore, &[&shown(before, words)])) }
                    <button type="button" class="link" onclick={restore}>{ words.t(Key::GridRestore) }</button>
                </p>
            }
            { for doubts.iter().map(|doubt| html! {
                <div class="about-doubt" key={doubt.message.to_string()}>
                    <p class="about-what">{ shape(doubt.severity) }<span>{ tag("span", "about-kind", words.t(severity_key(doubt.severity))) }{ data(words, &text::capitalised(&doubt.message)) }</span></p>
                    <p class="about-help">{ data(words, &text::capitalised(&doubt.help)) }</p>
                    if let Some(key) = &doubt.key {
                        <Explanation key={key.to_string()} doubt={doubt.clone()} id={key.clone()} on_explain={props.on_explain.clone()} />
                    }
                </div>
            }) }
        </div>
    }
}

/// Props of [`Explanation`].
#[derive(Properties, PartialEq)]
pub struct ExplanationProps {
    /// What is explained.
    pub doubt: Doubt,
    /// What the explanation is kept under.
    pub id: AttrValue,
    /// It was written.
    pub on_explain: Callback<(AttrValue, String)>,
}

/// The field for 说明 of what is checked by experience.
#[component]
pub fn Explanation(props: &ExplanationProps) -> Html {
    let words = use_words();
    let write = {
        let (explain, key) = (props.on_explain.clone(), props.id.clone());
        Callback::from(move |event: Event| {
            if let Some(field) = event.target_dyn_into::<HtmlTextAreaElement>() {
                explain.emit((key.clone(), field.value().trim().to_owned()));
            }
        })
    };
    let id = format!("explain-{}", props.id);
    html! {
        <div class="about-explain">
            <label for={id.clone()}>{ words.t(Key::ExplainLabel) }</label>
            <textarea {id} class="input" rows="2" onchange={write} value={props.doubt.explanation.clone()} />
        </div>
    }
}
