//! The four pages.

use super::components::{page_title, use_words};
use super::state::Page;
use super::tasks::Tasks;
use super::text::Key;
use yew::prelude::*;

pub mod check;
pub mod data;
pub mod export;
pub mod result;

/// Props of [`NothingYet`].
#[derive(Properties, PartialEq)]
pub struct NothingYetProps {
    /// Title of the page it stands on.
    pub title: Key,
}

/// What a page shows before there is data.
#[component]
pub fn NothingYet(props: &NothingYetProps) -> Html {
    let words = use_words();
    let tasks = use_context::<Tasks>();
    let sample = Callback::from(move |_: MouseEvent| {
        if let Some(tasks) = &tasks {
            tasks.sample();
        }
    });
    html! {
        <div class="page">
            { page_title(words.t(props.title), html! { <p>{ words.t(Key::NothingYet) }</p> }) }
            <p class="actions">
                <a class="button button-primary" href={Page::Data.hash()}>{ words.t(Key::GoToData) }</a>
                <button type="button" class="button" onclick={sample}>{ words.t(Key::TrySample) }</button>
            </p>
        </div>
    }
}
