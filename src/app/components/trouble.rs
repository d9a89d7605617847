//! Reading under way, and reading failed: at the top of every page, with what to do.

use super::super::state::{Action, Document, State};
use super::super::tasks::{self, Tasks};
use super::super::text::{self, Key, Words};
use super::{data, tag, use_words};
use crate::diagnostic::Problem;
use std::rc::Rc;
use yew::prelude::*;

/// Props of [`Trouble`].
#[derive(Properties, PartialEq)]
pub struct TroubleProps {
    /// The state.
    pub state: Rc<State>,
}

/// The progress bar with 取消, or the problems.
#[component]
pub fn Trouble(props: &TroubleProps) -> Html {
    let words = use_words();
    let tasks = use_context::<Tasks>();
    let failed = match &props.state.document {
        Document::Failed { .. } => true,
        Document::Read(work) => work.problems().next().is_some(),
        _ => false,
    };
    // The problems take the focus, so that nobody looks for what happened.
    use_effect_with(failed, |failed| {
        if *failed {
            tasks::focus("trouble");
        }
    });
    match &props.state.document {
        Document::Reading { name, of, progress, .. } => {
            let cancel = Callback::from(move |_: MouseEvent| {
                if let Some(tasks) = &tasks {
                    tasks.cancel();
                }
            });
            let name = name.clone().unwrap_or_default();
            html! {
                <section class="reading" aria-label={words.t(Key::ReadingNow)}>
                    <div class="reading-words">
                        { tag("strong", "reading-what", match of {
                            Some((place, total)) => words.f(Key::ReadingOf, &[&place.to_string(), &total.to_string()]),
                            None => words.t(Key::ReadingNow).to_owned(),
                        }) }
                        <span class="reading-name">{ data(words, &name) }</span>
                    </div>
                    {
                        match progress {
                            Some((done, total)) => html! {
                                <progress class="progress" aria-label={words.t(Key::ReadingNow)} value={done.to_string()} max={(*total).max(1).to_string()} />
                            },
                            None => html! { <progress class="progress" aria-label={words.t(Key::ReadingNow)} /> },
                        }
                    }
                    <button type="button" class="button" onclick={cancel}>{ words.t(Key::Cancel) }</button>
                </section>
            }
        }
        Document::Failed { name, problems, before, found } => {
            let open_tasks = tasks.clone();
            let back = Callback::from(move |_: MouseEvent| {
                if let Some(tasks) = &tasks {
                    tasks.dispatch(Action::Back);
                }
            });
            let open = Callback::from(move |_: MouseEvent| {
                if let Some(tasks) = &open_tasks {
                    tasks.dispatch(Action::Open);
                }
            });
            let source = name.clone().unwrap_or_else(|| words.t(Key::PasteName).to_owned());
            html! {
                <section id="trouble" class="trouble" role="alert" tabindex="-1" aria-labelledby="trouble-title">
                    <h2 id="trouble-title" class="trouble-title">{ data(words, &words.f(Key::TroubleTitle, &[&source])) }</h2>
                    { listed(words, problems.iter()) }
                    <p class="trouble-kept">{ words.t(if before.is_some() { Key::PreviousKept } else { Key::NothingLost }) }</p>
                    if found.is_some() && !props.state.embedding.shows_only() {
                        <button type="button" class="button button-primary" onclick={open}>{ words.t(Key::OpenAnyway) }</button>
                    }
                    <button type="button" class="button" onclick={back}>{ words.t(if before.is_some() { Key::BackToPrevious } else { Key::Close }) }</button>
                </section>
            }
        }
        // What was corrected leaves nothing to evaluate: the tables stay in view, and the correction can be taken back.
        Document::Read(work) if work.problems().next().is_some() => {
            let undo = Callback::from(move |_: MouseEvent| {
                if let Some(tasks) = &tasks {
                    tasks.undo();
                }
            });
            html! {
                <section id="trouble" class="trouble" role="alert" tabindex="-1" aria-labelledby="trouble-title">
                    <h2 id="trouble-title" class="trouble-title">{ words.t(Key::NothingTaken) }</h2>
                    { listed(words, work.problems()) }
                    if work.project.last_done().is_some() {
                        <button type="button" class="button" onclick={undo}>{ words.t(Key::UndoLast) }</button>
                    }
                </section>
            }
        }
        _ => html! {},
    }
}

/// Problems with their places and remedies.
fn listed<'a>(words: Words, problems: impl Iterator<Item = &'a Problem>) -> Html {
    html! {
        <ul class="trouble-list">
            { for problems.map(|problem| html! {
                <li class="trouble-item">
                    <p class="trouble-what">{ data(words, &text::capitalised(words.text(&problem.message))) }</p>
                    {
                        problem.location.as_ref().map(|place| html! {
                            <p class="trouble-where">{ tag("span", "label", words.t(Key::Where)) }{ data(words, &place.describe()) }</p>
                        })
                    }
                    <p class="trouble-help">{ tag("span", "label", words.t(Key::WhatToDo)) }{ data(words, &text::capitalised(words.text(&problem.help))) }</p>
                </li>
            }) }
        </ul>
    }
}
