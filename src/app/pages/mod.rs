//! The pages.

use super::components::{host, page_title, tag};
use super::state::{Page, State};
use super::tasks::{self, Tasks};
use super::text::{Key, Words};
use yew::prelude::*;

pub mod check;
pub mod compare;
pub mod data;
pub mod declare;
pub mod export;
pub mod narrative;
pub mod result;
pub mod standards;
pub mod what_if;

/// What a page shows before there is data; while it is being read it says so, and below how far that is.
pub fn nothing_yet(words: Words, tasks: Option<Tasks>, state: &State, title: Key) -> Html {
    if tasks::is_reading(state) {
        return html! {
            <div class="page">{ page_title(words.t(title), html! { { tag("p", "", words.t(Key::ReadingFirst)) } }) }</div>
        };
    }
    if state.embedding.shows_only() {
        // Nothing comes while it is not allowed.
        let denied = tasks.as_ref().filter(|_| state.exchange.answer == Some(false));
        let what = denied.map_or_else(
            || tag("p", "", words.t(Key::PublishedNothing)),
            |tasks| html! { <>{ tag("p", "", words.t(Key::PublishedDenied)) }{ host::answered(words, tasks, &state.exchange) }</> },
        );
        return html! { <div class="page">{ page_title(words.t(title), what) }</div> };
    }
    let sample = Callback::from(move |_: MouseEvent| {
        if let Some(tasks) = &tasks {
            tasks.sample();
        }
    });
    html! {
        <div class="page">
            { page_title(words.t(title), html! { { tag("p", "", words.t(Key::NothingYet)) } }) }
            <p class="actions">
                <a class="button button-primary" href={Page::Data.hash()}>{ words.t(Key::GoToData) }</a>
                <button type="button" class="button" onclick={sample}>{ words.t(Key::TrySample) }</button>
            </p>
        </div>
    }
}
