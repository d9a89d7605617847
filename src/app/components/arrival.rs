//! What has just been put in beside a work: where it belongs, and which files could not be taken.

use super::super::desk::{Arrived, Change, Failed};
use super::super::state::{Action, State};
use super::super::tasks::{self, Belonging, Tasks};
use super::super::text::{self, Key, Words};
use super::{data, tag, use_words};
use std::rc::Rc;
use yew::prelude::*;

/// Files listed before the rest is only counted.
const FIRST: usize = 20;

/// Props of [`Arrival`].
#[derive(Properties, PartialEq)]
pub struct ArrivalProps {
    /// The state.
    pub state: Rc<State>,
}

/// The question and the list, where there is something to ask or to tell.
#[component]
pub fn Arrival(props: &ArrivalProps) -> Html {
    let words = use_words();
    let tasks = use_context::<Tasks>();
    let desk = &props.state.desk;
    // The question takes the focus: what was dropped waits for it.
    use_effect_with(desk.arrived.is_some(), |asked| {
        if *asked {
            tasks::focus("arrived");
        }
    });
    html! { <>
        { desk.arrived.as_ref().map(|arrived| question(words, tasks.clone(), &props.state, arrived)) }
        if !desk.failed.is_empty() { { failures(words, tasks, &desk.failed) } }
    </> }
}

fn question(words: Words, tasks: Option<Tasks>, state: &State, arrived: &Arrived) -> Html {
    let what = match (&arrived.first, arrived.count) {
        (Some(name), 1) => words.f(Key::ArrivedFile, &[name]),
        (None, 1) => words.t(Key::ArrivedPaste).to_owned(),
        (first, count) => {
            let first = first.clone().unwrap_or_else(|| words.t(Key::PasteName).to_owned());
            words.f(Key::ArrivedFiles, &[&count.to_string(), &first])
        }
    };
    let here =
        state.work().map_or_else(|| words.t(Key::ReadingNow).to_owned(), |work| tasks::source_name(work, state.locale));
    let belong = |belonging: Belonging| {
        let tasks = tasks.clone();
        Callback::from(move |_: MouseEvent| {
            if let Some(tasks) = &tasks {
                tasks.belong(belonging);
            }
        })
    };
    html! {
        <section id="arrived" class="arrived" role="group" tabindex="-1" aria-labelledby="arrived-what">
            <p id="arrived-what" class="arrived-what">
                <strong>{ data(words, &what) }</strong>
                <span>{ data(words, &words.f(Key::ArrivedWhere, &[&here])) }</span>
            </p>
            <div class="arrived-answers">
                <button type="button" class="button button-primary" onclick={belong(Belonging::Join)}>{ words.t(Key::ArrivedJoin) }</button>
                <button type="button" class="button" onclick={belong(Belonging::Replace)}>{ words.t(Key::ArrivedReplace) }</button>
                <button type="button" class="button button-quiet" onclick={belong(Belonging::Nowhere)}>{ words.t(Key::ArrivedNowhere) }</button>
            </div>
        </section>
    }
}

fn failures(words: Words, tasks: Option<Tasks>, failed: &[Failed]) -> Html {
    let read = Callback::from(move |_: MouseEvent| {
        if let Some(tasks) = &tasks {
            tasks.dispatch(Action::Desk(Change::FailuresRead));
        }
    });
    html! {
        <section class="failures" role="alert" aria-labelledby="failures-title">
            <h2 id="failures-title" class="failures-title">{ words.f(Key::FailedTitle, &[&failed.len().to_string()]) }</h2>
            { tag("p", "hint", words.t(Key::FailedLead)) }
            <ul class="failures-list">
                { for failed.iter().take(FIRST).map(|one| {
                    let name = if one.name.is_empty() { words.t(Key::PasteName) } else { &one.name };
                    html! {
                        <li class="failures-item">
                            <strong class="failures-name">{ data(words, name) }</strong>
                            <span>{ data(words, &text::capitalised(words.text(&one.problem.message))) }</span>
                            <span class="failures-help">{ data(words, &text::capitalised(words.text(&one.problem.help))) }</span>
                        </li>
                    }
                }) }
            </ul>
            if failed.len() > FIRST { { tag("p", "hint", words.f(Key::FailedMore, &[&(failed.len() - FIRST).to_string()])) } }
            <button type="button" class="button" onclick={read}>{ words.t(Key::Understood) }</button>
        </section>
    }
}
