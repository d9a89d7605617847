//! The stamp of a result: what it was made with and from, in the words every export carries.

use super::super::format;
use super::super::state::{Page, Work};
use super::super::tasks;
use super::super::text::{self, Key, Words};
use super::{data, tag};
use crate::report;
use crate::standard::Standard;
use yew::prelude::*;

/// Rows left out that are named; those beyond are counted.
const NAMED: usize = 5;

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
    let left_out = || reading.excluded.iter().chain(&evaluation.excluded);
    let beyond = left_out().count().saturating_sub(NAMED);
    let mut named: Vec<String> = left_out()
        .take(NAMED)
        .map(|row| {
            let place = row.location.as_ref().map_or_else(|| format::UNKNOWN.to_owned(), text::place);
            words.f(Key::StampLeftOutOne, &[&row.school, &place, words.text(&row.reason)])
        })
        .collect();
    if beyond > 0 {
        named.push(words.f(Key::StampLeftOutMore, &[&format::count(u32::try_from(beyond).unwrap_or(u32::MAX))]));
    }
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
            if !named.is_empty() {
                <div class="stamp-row">
                    { tag("dt", "", words.t(Key::StampLeftOut)) }
                    <dd>{ data(words, &named.join(words.t(Key::Semicolon))) }</dd>
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
