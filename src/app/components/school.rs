//! One school by itself: its seven indicators, shortfalls and 综合达标. No coefficient, no county verdict.

use super::super::format;
use super::super::state::Work;
use super::super::text::{self, Key, Words};
use super::explanation::Target;
use super::mark::{Mark, status_words, verdict_words};
use super::scroller::Scroller;
use super::stamp::made_with;
use super::what_if::{Try, was_section};
use super::{code, data, tag, th};
use crate::evaluate::{SectionIndicator, SectionResult, Status};
use crate::standard::Standard;
use std::rc::Rc;
use yew::prelude::*;

/// The sections of the school.
pub fn school(words: Words, work: &Rc<Work>, standard: &Standard, on_explain: &Callback<Target>) -> Html {
    html! { { for work.evaluation.sections.iter().enumerate().map(|(at, section)| one(words, work, standard, at, section, on_explain)) } }
}

/// A school of a county by itself, for paper: all its sections, and what the result was made with.
pub fn sheet(
    words: Words,
    work: &Rc<Work>,
    standard: &Standard,
    at: usize,
    on_explain: &Callback<Target>,
    source: &str,
) -> Html {
    html! {
        <section class="school-sheet print-only">
            <h1 class="page-title">{ words.t(Key::PrintSchoolTitle) }</h1>
            <p>{ data(words, &words.f(Key::ResultLead, &[source, &format::date(words.0, &work.as_of)])) }</p>
            { for sections_of(work, at).into_iter().map(|(at, section)| one(words, work, standard, at, section, on_explain)) }
            <h2 class="section-title">{ words.t(Key::StampTitle) }</h2>
            <dl class="stamp">{ made_with(words, work, standard) }</dl>
        </section>
    }
}

/// All sections of the school whose section stands at a place of the result: schools of the same name are told apart by
/// their code, where they have one.
fn sections_of(work: &Work, at: usize) -> Vec<(usize, &SectionResult)> {
    let code = |section: &SectionResult| work.records.sections.get(section.index as usize).map(|given| &given.code);
    let all = &work.evaluation.sections;
    let Some(chosen) = all.get(at) else { return Vec::new() };
    let same = |one: &SectionResult| one.school == chosen.school && code(one) == code(chosen);
    all.iter().enumerate().filter(|(_, one)| same(one)).collect()
}

fn one(
    words: Words,
    work: &Rc<Work>,
    standard: &Standard,
    at: usize,
    section: &SectionResult,
    on_explain: &Callback<Target>,
) -> Html {
    let mark = Mark::from(section.comprehensive);
    let met = section.indicators.iter().filter(|one| one.status == Status::Met).count();
    let id = format!("school-{at}");
    let explain = |target: Target| {
        let on_explain = on_explain.clone();
        Callback::from(move |_: MouseEvent| on_explain.emit(target))
    };
    html! {
        <section class="school-section" aria-labelledby={id.clone()}>
            <div class={classes!("school-head", mark.class())}>
                <h2 id={id} class="school-name">
                    { data(words, &section.school) }
                    { tag("span", "school-stage", words.f(Key::SchoolStage, &[words.text(&section.stage.title()), &format::count(section.pupils)])) }
                </h2>
                <button type="button" class="school-verdict" onclick={explain(Target::Comprehensive { at })}>
                    { mark.shape() }
                    <span>{ format!("{}{}", words.t(Key::ComprehensiveIs), verdict_words(words, section.comprehensive)) }</span>
                    { was_section(words, work, at, None) }
                    <span class="of">{ words.f(Key::IndicatorsMet, &[&format!("{met}/{}", section.indicators.len())]) }</span>
                </button>
            </div>
            { super::charts::card::way(words, standard, section).map(|way| tag("p", "school-way", way)) }
            <p class="no-print"><Try work={work.clone()} {at} words={Key::WhatIfTrySchool} /></p>
            <Scroller label={format!("{} {}", section.school, words.text(&section.stage.title()))}>
                <table class="table school-table">
                    <thead><tr>
                        { th(words.t(Key::Indicator), "corner") }
                        { th(words.t(Key::Value), "num") }
                        { th(words.t(Key::Threshold), "num") }
                        { th(words.t(Key::Comparison), "bar-cell no-print") }
                        { th(words.t(Key::Status), "") }
                        { th(words.t(Key::Shortfall), "num") }
                    </tr></thead>
                    <tbody>
                        { for section.indicators.iter().map(|one| {
                            let mark = Mark::from(one.status);
                            let Some(rule) = standard.resource(one.id) else { return html! {} };
                            html! {
                                <tr>
                                    <th scope="row">{ code(standard, one.id) }{ words.text(&one.id.short()) }{ tag("span", "unit", format::value_unit(words.0, rule)) }</th>
                                    <td class={classes!("num", "value", mark.class())}>
                                        <button type="button" class="number" onclick={explain(Target::Section { at, indicator: one.id })}>{ format::judged(rule, one) }</button>
                                    </td>
                                    <td class="num">{ one.threshold.map_or_else(|| format::UNKNOWN.to_owned(), |threshold| format!("≥ {}", format::limit(threshold))) }</td>
                                    <td class="bar-cell no-print">{ bar(one) }</td>
                                    <td><span class={classes!("chip", mark.class())}>{ mark.shape() }<span>{ text::capitalised(status_words(words, one.status)) }</span></span>{ was_section(words, work, at, Some(one.id)) }</td>
                                    <td class="num">{
                                        match one.shortfall.to_threshold {
                                            Some(short) if short > 0.0 => format::short(words.0, &one.shortfall, false).unwrap_or_default(),
                                            Some(_) => "0".to_owned(),
                                            None => format::UNKNOWN.to_owned(),
                                        }
                                    }</td>
                                </tr>
                            }
                        }) }
                    </tbody>
                </table>
            </Scroller>
        </section>
    }
}

/// The value against threshold and floor.
fn bar(one: &SectionIndicator) -> Html {
    let (Some(value), Some(threshold), Some(floor)) = (one.value, one.threshold, one.floor) else {
        return html! { { format::UNKNOWN } };
    };
    let right = (threshold * 1.6).max(value.min(threshold * 3.0) * 1.05);
    let x = |value: f64| format!("{:.1}", (value / right).min(1.0) * 260.0);
    html! {
        <svg class={classes!("bar", Mark::from(one.status).class())} viewBox="0 0 260 22" width="260" height="22" aria-hidden="true" focusable="false">
            <rect class="bar-rest" y="7" width="260" height="8" />
            <rect class="bar-value" y="7" width={x(value)} height="8" />
            <line class="strip-floor" x1={x(floor)} x2={x(floor)} y1="3" y2="19" />
            <line class="strip-threshold" x1={x(threshold)} x2={x(threshold)} y1="1" y2="21" />
        </svg>
    }
}
