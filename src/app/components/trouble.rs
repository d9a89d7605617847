//! Reading under way, and reading failed: at the top of every page, with what to do.

use super::super::state::{Action, Document, State};
use super::super::tasks::{self, Tasks};
use super::super::text::{self, Key};
use super::{data, tag, use_words};
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
    let failed = matches!(props.state.document, Document::Failed { .. });
    // The problems take the focus, so that nobody looks for what happened.
    use_effect_with(failed, |failed| {
        if *failed {
            tasks::focus("trouble");
        }
    });
    match &props.state.document {
        Document::Reading { name, progress, .. } => {
            let cancel = Callback::from(move |_: MouseEvent| {
                if let Some(tasks) = &tasks {
                    tasks.cancel();
                }
            });
            let name = name.clone().unwrap_or_default();
            html! {
                <section class="reading" aria-label={words.t(Key::ReadingNow)}>
                    <div class="reading-words">
                        { tag("strong", "", words.t(Key::ReadingNow)) }
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
                    <ul class="trouble-list">
                        { for problems.iter().map(|problem| html! {
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
                    <p class="trouble-kept">{ words.t(if before.is_some() { Key::PreviousKept } else { Key::NothingLost }) }</p>
                    if found.is_some() {
                        <button type="button" class="button button-primary" onclick={open}>{ words.t(Key::OpenAnyway) }</button>
                    }
                    <button type="button" class="button" onclick={back}>{ words.t(if before.is_some() { Key::BackToPrevious } else { Key::Close }) }</button>
                </section>
            }
        }
        _ => html! {},
    }
}
