//! What is known of the active cell: its words in full, what was there before, what is doubtful, and its explanation.

use super::super::super::text::{self, Key};
use super::super::issues::Explanation;
use super::super::{data, tag, use_words};
use super::selection::Spot;
use super::snapshot::Snapshot;
use super::view::{severity_key, shape, shown};
use crate::diagnostic::{Issue, Severity};
use std::rc::Rc;
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
    /// An issue was explained.
    pub on_explain: Callback<(Rc<Issue>, String)>,
}

/// The part beside the cells.
#[component]
pub fn Inspector(props: &InspectorProps) -> Html {
    let words = use_words();
    let Spot { row, column } = props.spot;
    let head = props.sheet.head(column);
    // Where its name is out of sight, one still sees whose number it is.
    let school = props.sheet.school(row).filter(|_| props.sheet.names != Some(column));
    let before = props.sheet.before(row, column);
    let doubts = props.sheet.doubts(props.spot);
    let restore = {
        let (restore, spot) = (props.on_restore.clone(), props.spot);
        Callback::from(move |_: MouseEvent| restore.emit(spot))
    };
    html! {
        <div class="sheet-about" role="group" aria-label={words.t(Key::InspectorLabel)}>
            <p class="about-where"><strong>{ &props.address }</strong><span>{ if head.is_empty() { words.t(Key::InspectorUnused).into() } else { head } }</span></p>
            if let Some(school) = school {
                <p class="about-school">{ data(words, &school) }</p>
            }
            <p class="about-text">{ data(words, &shown(&props.sheet.text_of(row, column), words)) }</p>
            if let Some(before) = before {
                <p class="about-before">
                    { data(words, &words.f(Key::GridBefore, &[&shown(&before, words)])) }
                    <button type="button" class="link" onclick={restore}>{ words.t(Key::GridRestore) }</button>
                </p>
            }
            { for doubts.iter().enumerate().map(|(at, doubt)| html! {
                <div class="about-doubt" key={format!("{}-{at}", doubt.issue.code)}>
                    <p class="about-what">{ shape(doubt.weight()) }<span>{ tag("span", "about-kind", words.t(severity_key(doubt.issue.severity))) }{ data(words, &text::capitalised(words.text(&doubt.issue.message))) }</span></p>
                    <p class="about-help">{ data(words, &text::capitalised(words.text(&doubt.issue.help))) }</p>
                    if doubt.issue.severity == Severity::Experience {
                        <Explanation id={format!("explain-{at}")} key={props.address.to_string()} issue={doubt.issue.clone()} text={doubt.explanation.clone()} on_explain={props.on_explain.clone()} />
                    }
                </div>
            }) }
        </div>
    }
}
