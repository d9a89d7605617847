//! The stamp of a result: what it was made with and from, in the words every export carries.

use super::super::format;
use super::super::state::{Page, Work};
use super::super::tasks;
use super::super::text::{self, Key, Words};
use super::grid::clip::cell_text;
use super::{data, tag};
use crate::diagnostic::Location;
use crate::project::{CellKey, Source};
use crate::report;
use crate::standard::Standard;
use yew::prelude::*;

/// Rows left out that are named; those beyond are counted.
const NAMED: usize = 5;

/// Cells of the sources that were written over by hand.
pub fn corrected(work: &Work) -> usize {
    work.project.sources.iter().map(|source| source.cells.len()).sum()
}

/// What was written over by hand: where, whose, and from what to what. The first of them, and how many more there are.
fn corrections(words: Words, work: &Work) -> Vec<String> {
    let all = work.project.sources.iter().flat_map(|source| source.cells.iter().map(move |cell| (source, cell)));
    let one = |(source, (key, now)): (&Source, (&CellKey, &String))| {
        let sheet = work.tables.of(source).and_then(|table| table.sheets.get(key.sheet as usize));
        let before =
            sheet.map_or_else(Default::default, |sheet| cell_text(sheet.cell(key.row as usize, key.column as usize)));
        let name = sheet.and_then(|sheet| sheet.name.as_deref());
        let at = Location::of_sheet(source.name.as_deref(), name).at_cell(key.row, key.column);
        let of = work.all.sections.iter().find(|section| {
            section.location.as_ref().is_some_and(|place| {
                (&place.file, &place.sheet) == (&at.file, &at.sheet)
                    && place.spot().is_some_and(|(row, _)| row == key.row)
            })
        });
        let shown = |text: &str| if text.is_empty() { words.t(Key::StampBlank).to_owned() } else { text.to_owned() };
        let school = of.map_or_else(String::new, |section| section.school.clone());
        words.f(Key::StampCorrectedOne, &[&text::place_in(work, &at), &school, &shown(&before), &shown(now)])
    };
    let mut said: Vec<String> = all.take(NAMED).map(one).collect();
    let beyond = corrected(work).saturating_sub(NAMED);
    if beyond > 0 {
        said.push(words.f(Key::StampCorrectedMore, &[&format::count(u32::try_from(beyond).unwrap_or(u32::MAX))]));
    }
    said
}

/// Standard, engine, date, scope and input.
pub fn stamp(words: Words, work: &Work, standard: &Standard) -> Html {
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
            let place =
                row.location.as_ref().map_or_else(|| format::UNKNOWN.to_owned(), |place| text::place_in(work, place));
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
            if corrected(work) > 0 {
                <div class="stamp-row">
                    { tag("dt", "", words.t(Key::StampCorrected)) }
                    <dd>{ data(words, &corrections(words, work).join(words.t(Key::Semicolon))) }</dd>
                </div>
            }
            { made_with(words, work, standard) }
        </dl>
    </> }
}

/// Standard, engine, date, scope and fingerprint of the data, as every export names them.
pub fn made_with(words: Words, work: &Work, standard: &Standard) -> Html {
    let source = tasks::source(work, words.0);
    let line = |(name, value): (String, String)| {
        let hash = value.len() == 64 && value.bytes().all(|byte| byte.is_ascii_hexdigit());
        html! {
            <div class="stamp-row">
                <dt>{ name }</dt>
                <dd class={hash.then_some("hash")}>{ data(words, &value) }</dd>
            </div>
        }
    };
    report::stamp(&work.evaluation, standard, &source, words.0).into_iter().map(line).collect()
}
