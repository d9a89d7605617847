//! What was kept in this browser: works to be continued, and a word when nothing can be kept.

use super::super::desk::Change;
use super::super::keep::Kept;
use super::super::state::{Action, State};
use super::super::tasks::{self, Tasks};
use super::super::text::{Key, Words};
use super::{data, tag, use_words};
use std::rc::Rc;
use yew::prelude::*;

/// Props of [`Offer`].
#[derive(Properties, PartialEq)]
pub struct OfferProps {
    /// The state.
    pub state: Rc<State>,
}

/// Works of earlier visits, while there is none at hand; and why the work at hand is not kept, until that was read.
#[component]
pub fn Offer(props: &OfferProps) -> Html {
    let words = use_words();
    let tasks = use_context::<Tasks>();
    let desk = &props.state.desk;
    let work = props.state.work().filter(|work| !work.is_blank());
    let tell = |change: fn() -> Change| {
        let tasks = tasks.clone();
        Callback::from(move |_: MouseEvent| {
            if let Some(tasks) = &tasks {
                tasks.dispatch(Action::Desk(change()));
            }
        })
    };
    if let Some(refusal) = desk.refused.as_ref().filter(|_| !desk.refusal_read)
        && work.is_some_and(|work| !work.is_sample())
    {
        return html! {
            <p class="banner banner-warn banner-kept" role="alert">
                { tag("strong", "", words.t(Key::KeptNowhere)) }
                <span class="banner-words">{ words.text(&refusal.text()) }</span>
                <button type="button" class="button button-quiet" onclick={tell(|| Change::RefusalRead)}>{ words.t(Key::Understood) }</button>
            </p>
        };
    }
    if work.is_some() || desk.declined || desk.offered.is_empty() || tasks::is_reading(&props.state) {
        return html! {};
    }
    html! {
        <section class="kept" aria-labelledby="kept-title">
            <div class="kept-head">
                <h2 id="kept-title" class="section-title">{ words.t(Key::KeptTitle) }</h2>
                { tag("p", "hint", words.t(Key::KeptLead)) }
            </div>
            <ul class="kept-list">
                { for desk.offered.iter().enumerate().map(|(at, one)| item(words, tasks.clone(), &desk.offered, one, at == 0)) }
            </ul>
            <button type="button" class="button button-quiet kept-decline" onclick={tell(|| Change::Decline)}>{ words.t(Key::KeptDecline) }</button>
        </section>
    }
}

fn item(words: Words, tasks: Option<Tasks>, offered: &Rc<Vec<Kept>>, one: &Kept, first: bool) -> Html {
    let title = if one.title.is_empty() { words.t(Key::PasteName).to_owned() } else { one.title.clone() };
    let resume = {
        let (tasks, key) = (tasks.clone(), one.key.clone());
        Callback::from(move |_: MouseEvent| {
            if let Some(tasks) = &tasks {
                tasks.resume(&key);
            }
        })
    };
    let delete = {
        let (offered, key) = (offered.clone(), one.key.clone());
        Callback::from(move |_: MouseEvent| {
            if let Some(tasks) = &tasks {
                tasks.delete_kept(&offered, &key);
            }
        })
    };
    html! {
        <li class="kept-item">
            <div class="kept-words">
                <strong class="kept-name">{ data(words, &title) }</strong>
                <span class="kept-note">
                    { words.f(Key::KeptSaved, &[&tasks::moment(one.saved)]) }
                    if one.sources > 1 { { " · " }{ words.f(Key::KeptSources, &[&one.sources.to_string()]) } }
                </span>
            </div>
            <button type="button" class={classes!("button", first.then_some("button-primary"))}
                aria-label={words.f(Key::KeptContinueOf, &[&title])} onclick={resume}>{ words.t(Key::KeptContinue) }</button>
            <button type="button" class="button button-quiet"
                aria-label={words.f(Key::KeptDeleteOf, &[&title])} onclick={delete}>{ words.t(Key::KeptDelete) }</button>
        </li>
    }
}
