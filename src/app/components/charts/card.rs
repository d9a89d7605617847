//! The school that was chosen: its seven at a glance, what is short, and what would make it pass. It stays in sight below
//! charts and tables.

use super::super::super::format;
use super::super::super::state::Work;
use super::super::super::text::{self, Key, Words};
use super::super::explanation::Target;
use super::super::mark::{Mark, verdict_chip};
use super::super::what_if::{Try, was_section};
use super::super::{data, indicator_name, tag};
use super::{reading, short};
use crate::evaluate::{SectionIndicator, SectionResult, Status, Verdict};
use crate::figures::remedy;
use crate::order;
use crate::standard::Standard;
use std::rc::Rc;
use yew::prelude::*;

/// The card, by its id.
pub const CARD: &str = "school-card";

/// The card of the section at place `at`.
pub fn card(
    words: Words,
    work: &Rc<Work>,
    standard: &Standard,
    at: usize,
    on_explain: &Callback<Target>,
    on_choose: &Callback<Option<usize>>,
    on_print: &Callback<usize>,
) -> Html {
    let Some(section) = work.evaluation.sections.get(at) else { return html! {} };
    let explain = |target: Target| {
        let on_explain = on_explain.clone();
        Callback::from(move |_: MouseEvent| on_explain.emit(target))
    };
    let close = on_choose.reform(|_: MouseEvent| None);
    html! {
        <aside id={CARD} class="card no-print" tabindex="-1" aria-label={words.t(Key::CardLabel)}>
            <div class="card-head">
                <p class="card-name">{ data(words, &section.school) }</p>
                { tag("span", "card-note", words.f(Key::SchoolStage, &[words.text(&section.stage.title()), &format::count(section.pupils)])) }
                { verdict_chip(words, section.comprehensive) }{ was_section(words, work, at, None) }
                <button type="button" class="link" onclick={explain(Target::Comprehensive { at })}>{ words.t(Key::CardWhy) }</button>
                <Try work={work.clone()} {at} words={Key::WhatIfTrySchool} />
                <button type="button" class="link" onclick={on_print.reform(move |_: MouseEvent| at)}>{ words.t(Key::PrintSchool) }</button>
                <button type="button" class="card-close" onclick={close} aria-label={words.t(Key::CardClose)}>{ "×" }</button>
            </div>
            <ul class="card-cells">
                { for what_fails_first(section).into_iter().map(|one| {
                    let mark = Mark::from(one.status);
                    let Some(rule) = standard.resource(one.id) else { return html! {} };
                    // Value, unit, threshold, verdict: heard in this order, which the eye does not need.
                    let parts = [reading(words, standard, one), short(words, one)];
                    let told = parts.into_iter().flatten().collect::<Vec<_>>().join(words.t(Key::Semicolon));
                    html! {
                        <li class={classes!("card-cell", "value", mark.class())}>
                            <button type="button" class="card-number" onclick={explain(Target::Section { at, indicator: one.id })}>
                                <span class="visually-hidden">{ told }</span>
                                <span aria-hidden="true">
                                    { tag("span", "card-label", indicator_name(words, standard, one.id)) }
                                    <span class="value-line">
                                        { mark.shape() }{ tag("span", "value-number", format::judged(rule, one)) }
                                        { one.threshold.map(|threshold| tag("span", "card-limit", format!("≥ {}", format::limit(threshold)))) }
                                    </span>
                                    { short(words, one).map(|short| tag("span", "short", short)) }
                                </span>
                                { was_section(words, work, at, Some(one.id)) }
                            </button>
                        </li>
                    }
                }) }
            </ul>
            { way(words, standard, section).map(|way| tag("p", "card-way", way)) }
        </aside>
    }
}

/// The indicators of a section: those below the floor, those below the threshold, those not known, then the rest.
fn what_fails_first(section: &SectionResult) -> Vec<&SectionIndicator> {
    let mut all: Vec<&SectionIndicator> = section.indicators.iter().collect();
    order::sort_by_key(&mut all, |one| match one.status {
        Status::BelowFloor => 0,
        Status::WithinFloor => 1,
        Status::Undetermined => 2,
        Status::Met | Status::NotJudged => 3,
    });
    all
}

/// What would make a section pass, in one sentence; nothing where it passes or nothing is asked.
pub fn way(words: Words, standard: &Standard, section: &SectionResult) -> Option<String> {
    let rule = standard.comprehensive.as_ref()?;
    if section.comprehensive == Verdict::Met {
        return None;
    }
    let found = remedy(section, usize::from(rule.at_least));
    let listed = |places: &[usize], to_floor: bool| {
        let parts: Vec<String> = places
            .iter()
            .filter_map(|place| {
                let one = section.indicators.get(*place)?;
                let amount = format::short(words.0, &one.shortfall, to_floor)?;
                let name = indicator_name(words, standard, one.id);
                Some(words.f(Key::WayPart, &[&name, &amount]))
            })
            .collect();
        parts.join(words.t(Key::Comma))
    };
    let named = |places: &[usize]| {
        let names: Vec<String> = places
            .iter()
            .filter_map(|place| Some(indicator_name(words, standard, section.indicators.get(*place)?.id)))
            .collect();
        names.join(words.t(Key::Comma))
    };
    let mut parts = Vec::new();
    if !found.to_threshold.is_empty() {
        parts.push(words.f(Key::WayThreshold, &[&listed(&found.to_threshold, false)]));
    }
    if !found.to_floor.is_empty() {
        parts.push(words.f(Key::WayFloor, &[&listed(&found.to_floor, true)]));
    }
    if !found.enough.is_empty() && !parts.is_empty() {
        parts.push(words.f(Key::WayEnough, &[&named(&found.enough)]));
    }
    if !found.unknown.is_empty() {
        parts.push(words.f(Key::WayUnknown, &[&named(&found.unknown)]));
    }
    let mut other = String::new();
    if !found.to_threshold.is_empty() && (!found.to_floor.is_empty() || !found.enough.is_empty()) {
        let judged = section.indicators.iter().filter(|one| one.status != Status::NotJudged).count();
        other = words.f(Key::WayOther, &[&rule.at_least.to_string(), &judged.to_string()]);
    }
    let done = text::capitalised(&parts.join(words.t(Key::Semicolon)));
    (!parts.is_empty()).then(|| words.f(Key::Way, &[&done, &other]).trim_end().to_owned())
}
