//! The question whether data may be exchanged with the page around this one, and where the answer is changed.

use super::super::embedding::{Exchange, Waits};
use super::super::format;
use super::super::tasks::Tasks;
use super::super::text::{Key, Words};
use super::{data, tag};
use yew::prelude::*;

/// The question, while something waits for its answer. Both answers are alike: neither is the better one for us.
pub fn exchange(words: Words, tasks: &Tasks, exchange: &Exchange) -> Html {
    let (Some(origin), Some(waiting)) = (&exchange.origin, &exchange.waiting) else { return html! {} };
    let (ask, text, file) = match waiting {
        Waits::Shown(name, size) => (Key::HostAskShown, Key::HostAskShownText, Some((name, size))),
        Waits::Data(name, size) => (Key::HostAsk, Key::HostAskText, Some((name, size))),
        Waits::Result => (Key::HostAsk, Key::HostAskText, None),
    };
    html! {
        <section id="exchange" class="arrived" role="group" aria-labelledby="exchange-what">
            <p id="exchange-what" class="arrived-what">
                <strong>{ data(words, &words.f(ask, &[origin])) }</strong>
                if let Some((name, size)) = file {
                    <span>{ data(words, &words.f(Key::HostAskData, &[name, &format::bytes(*size)])) }</span>
                }
            </p>
            { tag("p", "hint", words.t(text)) }
            <div class="arrived-answers">
                <button type="button" class="button" onclick={answer(tasks, true)}>{ words.t(Key::HostAllow) }</button>
                <button type="button" class="button" onclick={answer(tasks, false)}>{ words.t(Key::HostDeny) }</button>
            </div>
        </section>
    }
}

/// What was answered, and the other answer.
pub fn answered(words: Words, tasks: &Tasks, exchange: &Exchange) -> Html {
    let (Some(origin), Some(allowed)) = (&exchange.origin, exchange.answer) else { return html! {} };
    let (is, other) =
        if allowed { (Key::HostAllowed, Key::HostWithdraw) } else { (Key::HostDenied, Key::HostAllowNow) };
    html! {
        <p class="footer-exchange">
            { data(words, &words.f(is, &[origin])) }{ " " }
            <button type="button" class="link" onclick={answer(tasks, !allowed)}>{ words.t(other) }</button>
        </p>
    }
}

fn answer(tasks: &Tasks, allowed: bool) -> Callback<MouseEvent> {
    let tasks = tasks.clone();
    Callback::from(move |_| tasks.answer_host(allowed))
}
