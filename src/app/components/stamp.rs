//! The stamp of a result: what it was made with and from, in the words every export carries.

use super::super::format;
use super::super::state::Work;
use super::super::tasks;
use super::super::text::Key;
use super::{data, use_words};
use crate::report;
use crate::standard::Standard;
use std::rc::Rc;
use yew::prelude::*;

/// Props of [`Stamp`].
#[derive(Properties, PartialEq)]
pub struct StampProps {
    /// The result.
    pub work: Rc<Work>,
    /// The standard it was made with.
    pub standard: Rc<Standard>,
}

/// Standard, engine, date, scope and input.
#[component]
pub fn Stamp(props: &StampProps) -> Html {
    let words = use_words();
    let source = tasks::source(&props.work, words.0);
    let pairs = report::stamp(&props.work.evaluation, &props.standard, &source, words.0);
    // What was read, and where all of it went: the reader of a print has no other page to look at.
    let reading = &props.work.reading;
    let evaluation = &props.work.evaluation;
    let numbers = [
        format::count(reading.rows_in),
        format::count(reading.rows_taken),
        reading.excluded.len().to_string(),
        evaluation.sections.len().to_string(),
        evaluation.excluded.len().to_string(),
    ];
    html! {
        <dl class="stamp">
            <div class="stamp-row">
                <dt>{ words.t(Key::StampRows) }</dt>
                <dd>{ words.f(Key::StampRowsAre, &numbers.iter().map(String::as_str).collect::<Vec<_>>()) }</dd>
            </div>
            { for pairs.into_iter().map(|(name, value)| {
                let hash = value.len() == 64 && value.bytes().all(|byte| byte.is_ascii_hexdigit());
                html! {
                    <div class="stamp-row">
                        <dt>{ name }</dt>
                        <dd class={hash.then_some("hash")}>{ data(words, &value) }</dd>
                    </div>
                }
            }) }
        </dl>
    }
}
