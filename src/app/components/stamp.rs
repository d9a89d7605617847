//! The stamp of a result: what it was made with and from, in the words every export carries.

use super::super::format;
use super::super::state::{Page, Work};
use super::super::tasks;
use super::super::text::{Key, Words};
use super::{data, tag};
use crate::report;
use crate::standard::Standard;
use yew::prelude::*;

/// Standard, engine, date, scope and input.
pub fn stamp(words: Words, work: &Work, standard: &Standard) -> Html {
    let source = tasks::source(work, words.0);
    let pairs = report::stamp(&work.evaluation, standard, &source, words.0);
    // What was read, and where all of it went: the reader of a print has no other page to look at.
    let reading = &work.reading;
    let evaluation = &work.evaluation;
    let numbers = [
        format::count(reading.rows_in),
        format::count(reading.rows_taken),
        reading.excluded.len().to_string(),
        evaluation.sections.len().to_string(),
        evaluation.excluded.len().to_string(),
    ];
    html! { <>
        if !work.shown_only {
            <p class="no-print"><a href={Page::Standards.hash()}>{ words.t(Key::StampStandards) }</a></p>
        }
        <dl class="stamp">
            // A published result does not say how many rows there were.
            if !work.is_published() {
                <div class="stamp-row">
                    { tag("dt", "", words.t(Key::StampRows)) }
                    <dd>{ words.f(Key::StampRowsAre, &numbers.iter().map(String::as_str).collect::<Vec<_>>()) }</dd>
                </div>
            }
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
    </> }
}
