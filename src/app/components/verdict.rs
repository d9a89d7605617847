//! The verdict in words, and the reasons for it.

use super::super::format;
use super::super::state::Work;
use super::super::text::{self, Key, Words};
use super::explanation::Target;
use super::mark::{Mark, verdict_chip, verdict_words};
use super::{data, indicator_mark, tag};
use crate::evaluate::{PartResult, Scope, SectionResult, StageResult, Status, Verdict};
use crate::standard::{Part, Standard};
use yew::prelude::*;

/// Schools named as those to begin with.
const WORST: usize = 5;

/// The verdict in one sentence, for the announcement.
pub fn sentence(words: Words, work: &Work) -> String {
    match work.scope {
        Scope::County => {
            let verdict = work.evaluation.verdict.unwrap_or(Verdict::Undetermined);
            let resources = resources(work).map_or(Verdict::Undetermined, |part| part.verdict);
            words.f(
                Key::VerdictSentence,
                &[verdict_words(words, verdict), verdict_words(words, resources), &text::sections_of(words, work)],
            )
        }
        Scope::School => {
            let parts: Vec<String> = work
                .evaluation
                .sections
                .iter()
                .map(|section| {
                    let stage = section.stage.title();
                    words.f(Key::SchoolSentence, &[words.text(&stage), verdict_words(words, section.comprehensive)])
                })
                .collect();
            parts.join(words.t(Key::Semicolon))
        }
    }
}

/// The part of resources.
fn resources(work: &Work) -> Option<&PartResult> {
    work.evaluation.parts.iter().find(|part| part.id == Part::Resources)
}

/// County scope: verdict on the resources, reasons, stages, where to begin.
pub fn verdict(words: Words, work: &Work, standard: &Standard, on_explain: &Callback<Target>) -> Html {
    let evaluation = &work.evaluation;
    let verdict = resources(work).map_or(Verdict::Undetermined, |part| part.verdict);
    let mark = Mark::from(verdict);
    html! {
        <section class={classes!("verdict", mark.class())} aria-labelledby="verdict-title">
            <div class="verdict-main">
                <h2 id="verdict-title" class="verdict-title" tabindex="-1">
                    { tag("span", "verdict-part", words.t(Key::PartResources)) }
                    <span class="verdict-word">{ mark.shape() }{ text::capitalised(verdict_words(words, verdict)) }</span>
                </h2>
                { tag("p", "verdict-scope", words.t(Key::VerdictScopeNote)) }
                { reasons(words, work, on_explain) }
            </div>
            <div class="verdict-side">
                <div class="verdict-stages">
                    { for evaluation.stages.iter().map(|stage| stage_facts(words, work, standard, stage, on_explain)) }
                </div>
                { worst(words, work, standard, on_explain) }
            </div>
        </section>
    }
}

/// The rules that are not met, or cannot be judged.
fn reasons(words: Words, work: &Work, on_explain: &Callback<Target>) -> Html {
    let evaluation = &work.evaluation;
    let failing: Vec<Html> = evaluation
        .findings
        .iter()
        .enumerate()
        .filter(|(_, finding)| finding.part == Part::Resources)
        .filter(|(_, finding)| matches!(finding.status, Verdict::NotMet | Verdict::Undetermined))
        .map(|(at, finding)| {
            let mark = Mark::from(finding.status);
            let stage = evaluation.stages.iter().find(|stage| Some(stage.stage) == finding.stage);
            let stage_name = stage.map_or_else(String::new, |stage| words.text(&stage.stage.title()).to_owned());
            let limit = finding.limit.map(format::coefficient_limit).unwrap_or_default();
            let line = match finding.indicator {
                Some(indicator) => {
                    let name = indicator.short();
                    match finding.observed {
                        Some(cv) => words.f(
                            Key::ReasonDispersion,
                            &[&stage_name, words.text(&name), &format::coefficient(Some(cv)), &limit],
                        ),
                        None if finding.status == Verdict::NotMet => {
                            words.f(Key::ReasonDispersionZero, &[&stage_name, words.text(&name)])
                        }
                        None => words.f(Key::ReasonDispersionUnknown, &[&stage_name, words.text(&name)]),
                    }
                }
                None if finding.members.is_some() => {
                    let tally = stage.map(|stage| stage.comprehensive).unwrap_or_default();
                    let missed = tally.of.saturating_sub(tally.met + tally.undetermined);
                    if finding.status == Verdict::Undetermined {
                        words.f(
                            Key::ReasonComprehensiveUnknown,
                            &[&stage_name, &text::sections(words, tally.undetermined)],
                        )
                    } else {
                        words.f(
                            Key::ReasonComprehensive,
                            &[
                                &stage_name,
                                &text::sections(words, missed),
                                &format::share(words.0, tally.met, tally.of),
                            ],
                        )
                    }
                }
                None => match finding.observed {
                    Some(mean) => words.f(
                        Key::ReasonObserved,
                        &[
                            words.text(&finding.title),
                            &format::coefficient(Some(mean)),
                            finding.comparison.map_or("", crate::standard::Comparison::opposite),
                            &limit,
                        ],
                    ),
                    None => words.f(Key::ReasonUnknown, &[words.text(&finding.title)]),
                },
            };
            let on_explain = on_explain.clone();
            html! {
                <li class={classes!("reason", mark.class())}>
                    { mark.shape() }
                    <button type="button" class="reason-words" onclick={Callback::from(move |_| on_explain.emit(Target::Finding { at }))}>{ line }</button>
                </li>
            }
        })
        .collect();
    let (met, of) = resources(work).map_or((0, 0), |part| (part.met, part.of));
    html! { <>
        { tag("p", "verdict-count", words.f(Key::FindingsMet, &[&format::of(met, of)])) }
        if !failing.is_empty() {
            <ul class="reasons">{ for failing }</ul>
        }
    </> }
}

fn stage_facts(
    words: Words,
    work: &Work,
    standard: &Standard,
    stage: &StageResult,
    on_explain: &Callback<Target>,
) -> Html {
    let within = stage.indicators.iter().filter(|one| one.cv_within == Some(true)).count();
    let within = u32::try_from(within).unwrap_or(0);
    let tally = stage.comprehensive;
    let explain = {
        let (on_explain, target) = (on_explain.clone(), Target::StageComprehensive { stage: stage.stage });
        Callback::from(move |_: MouseEvent| on_explain.emit(target))
    };
    let composite = standard.composite.as_ref().and_then(|rule| {
        let (at, finding) = work
            .evaluation
            .findings
            .iter()
            .enumerate()
            .find(|(_, one)| one.rule == rule.id && one.stage == Some(stage.stage))?;
        let on_explain = on_explain.clone();
        let mark = Mark::from(finding.status);
        let sign = if finding.status == Verdict::NotMet { rule.comparison.opposite() } else { rule.comparison.sign() };
        let against = format!("{sign} {} {}", finding.limit.map(format::coefficient_limit).unwrap_or_default(), verdict_words(words, finding.status));
        Some(html! {
            <button type="button" class={classes!("stage-share", "composite", mark.class())} onclick={Callback::from(move |_: MouseEvent| on_explain.emit(Target::Finding { at }))}>
                { tag("span", "stage-label", words.text(&rule.title).to_owned()) }
                <span class="stage-number">{ format::coefficient(finding.observed) }</span>
                <span class="stage-of">{ mark.shape() }{ against }</span>
            </button>
        })
    });
    html! {
        <div class="stage">
            <h3 class="stage-name">
                { words.text(&stage.stage.title()) }
                { verdict_chip(words, stage.verdict) }
            </h3>
            { tag("p", "stage-size", words.f(Key::StageSize, &[&text::sections(words, stage.sections), &format::count(stage.pupils)])) }
            if standard.comprehensive.is_some() {
                <button type="button" class="stage-share" onclick={explain}>
                    { tag("span", "stage-label", words.t(Key::ComprehensiveShare)) }
                    { tag("span", "stage-number", format::percent(tally.met, tally.of)) }
                    { tag("span", "stage-of", words.f(Key::OfSchools, &[&format::of(tally.met, tally.of)])) }
                </button>
                { share_bar(tally.met, tally.undetermined, tally.of) }
            }
            if standard.dispersion.limit.is_some() {
                { tag("p", "stage-cv", words.f(Key::CoefficientsWithin, &[&format::of(within, u32::try_from(stage.indicators.len()).unwrap_or(0))])) }
            }
            { composite }
            if tally.undetermined > 0 {
                { tag("p", "stage-cv", words.f(Key::UndeterminedCount, &[&text::sections(words, tally.undetermined)])) }
            }
        </div>
    }
}

/// Met, undetermined and not met of all, as one bar.
pub fn share_bar(met: u32, undetermined: u32, of: u32) -> Html {
    let of = f64::from(of.max(1));
    let (met, unknown) = (f64::from(met) * 200.0 / of, f64::from(undetermined) * 200.0 / of);
    html! {
        <svg class="share-bar" viewBox="0 0 200 6" preserveAspectRatio="none" aria-hidden="true" focusable="false">
            <rect class="bar-rest" width="200" height="6" />
            <rect class="bar-met" width={format!("{met:.2}")} height="6" />
            <rect class="bar-unknown" x={format!("{met:.2}")} width={format!("{unknown:.2}")} height="6" />
        </svg>
    }
}

/// The schools farthest from passing.
fn worst(words: Words, work: &Work, standard: &Standard, on_explain: &Callback<Target>) -> Html {
    let mut ranked: Vec<(usize, &SectionResult)> = work
        .evaluation
        .sections
        .iter()
        .enumerate()
        .filter(|(_, section)| section.comprehensive == Verdict::NotMet)
        .collect();
    let short = |section: &SectionResult| {
        section.indicators.iter().filter(|one| matches!(one.status, Status::WithinFloor | Status::BelowFloor)).count()
    };
    let below =
        |section: &SectionResult| section.indicators.iter().filter(|one| one.status == Status::BelowFloor).count();
    ranked.sort_by_key(|(_, section)| std::cmp::Reverse((short(section), below(section), section.pupils)));
    if ranked.is_empty() {
        return html! {};
    }
    html! {
        <div class="worst">
            <h3 class="worst-title">{ words.t(Key::WorstTitle) }{ tag("span", "worst-lead", words.t(Key::WorstLead)) }</h3>
            <ol class="worst-list">
                { for ranked.iter().take(WORST).map(|(at, section)| {
                    let names: Vec<String> = section.indicators.iter()
                        .filter(|one| matches!(one.status, Status::WithinFloor | Status::BelowFloor))
                        .map(|one| indicator_mark(words, standard, one.id)).collect();
                    let (on_explain, target) = (on_explain.clone(), Target::Comprehensive { at: *at });
                    html! {
                        <li class="worst-item">
                            <button type="button" class="worst-name" onclick={Callback::from(move |_| on_explain.emit(target))}>{ data(words, &section.school) }</button>
                            { tag("span", "worst-note", words.f(Key::WorstNote, &[words.text(&section.stage.title()), &names.join(words.t(Key::Comma))])) }
                        </li>
                    }
                }) }
            </ol>
        </div>
    }
}
