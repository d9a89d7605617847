//! The verdict in words, and the reasons for it.

use super::super::format;
use super::super::state::Work;
use super::super::text::{self, Key, Words};
use super::explanation::Target;
use super::mark::{Mark, verdict_chip, verdict_words};
use super::{data, tag};
use crate::evaluate::{Rule, Scope, SectionResult, StageResult, Status, Verdict};
use yew::prelude::*;

/// Schools named as those to begin with.
const WORST: usize = 5;

/// The verdict in one sentence, for the announcement.
pub fn sentence(words: Words, work: &Work) -> String {
    match work.scope {
        Scope::County => {
            let verdict = work.evaluation.parts.first().map_or(Verdict::Undetermined, |part| part.verdict);
            words.f(Key::VerdictSentence, &[verdict_words(words, verdict), &text::sections_of(words, work)])
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

/// County scope: verdict, reasons, stages, where to begin.
pub fn verdict(words: Words, work: &Work, on_explain: &Callback<Target>) -> Html {
    let evaluation = &work.evaluation;
    let verdict = evaluation.parts.first().map_or(Verdict::Undetermined, |part| part.verdict);
    let mark = Mark::from(verdict);
    html! {
        <section class={classes!("verdict", mark.class())} aria-labelledby="verdict-title">
            <div class="verdict-main">
                <h2 id="verdict-title" class="verdict-title">
                    { tag("span", "verdict-part", words.t(Key::PartResources)) }
                    <span class="verdict-word">{ mark.shape() }{ text::capitalised(verdict_words(words, verdict)) }</span>
                </h2>
                { tag("p", "verdict-scope", words.t(Key::VerdictScopeNote)) }
                { reasons(words, work, on_explain) }
            </div>
            <div class="verdict-side">
                <div class="verdict-stages">
                    { for evaluation.stages.iter().map(|stage| stage_facts(words, stage, on_explain)) }
                </div>
                { worst(words, work, on_explain) }
            </div>
        </section>
    }
}

/// The rules that are not met, or cannot be judged.
fn reasons(words: Words, work: &Work, on_explain: &Callback<Target>) -> Html {
    let evaluation = &work.evaluation;
    let stage_name = |stage: crate::records::Stage| words.text(&stage.title()).to_owned();
    let failing: Vec<Html> = evaluation
        .findings
        .iter()
        .filter(|finding| finding.status != Verdict::Met)
        .map(|finding| {
            let mark = Mark::from(finding.status);
            let stage = evaluation.stages.iter().find(|stage| stage.stage == finding.stage);
            let (line, target) = match (finding.rule, finding.indicator) {
                (Rule::Dispersion, Some(indicator)) => {
                    let name = indicator.short();
                    let line = match finding.observed {
                        Some(cv) => words.f(
                            Key::ReasonDispersion,
                            &[&stage_name(finding.stage), words.text(&name), &format::coefficient(Some(cv)), &format::coefficient_limit(finding.limit)],
                        ),
                        None if finding.status == Verdict::NotMet => {
                            words.f(Key::ReasonDispersionZero, &[&stage_name(finding.stage), words.text(&name)])
                        }
                        None => words.f(Key::ReasonDispersionUnknown, &[&stage_name(finding.stage), words.text(&name)]),
                    };
                    (line, Target::Dispersion { stage: finding.stage, indicator })
                }
                _ => {
                    let tally = stage.map(|stage| stage.comprehensive).unwrap_or_default();
                    let missed = tally.of.saturating_sub(tally.met + tally.undetermined);
                    let line = if finding.status == Verdict::Undetermined {
                        words.f(Key::ReasonComprehensiveUnknown, &[&stage_name(finding.stage), &text::sections(words, tally.undetermined)])
                    } else {
                        words.f(
                            Key::ReasonComprehensive,
                            &[&stage_name(finding.stage), &text::sections(words, missed), &format::share(words.0, tally.met, tally.of)],
                        )
                    };
                    (line, Target::StageComprehensive { stage: finding.stage })
                }
            };
            let on_explain = on_explain.clone();
            html! {
                <li class={classes!("reason", mark.class())}>
                    { mark.shape() }
                    <button type="button" class="reason-words" onclick={Callback::from(move |_| on_explain.emit(target))}>{ line }</button>
                </li>
            }
        })
        .collect();
    let (met, of) = evaluation.parts.first().map_or((0, 0), |part| (part.met, part.of));
    html! { <>
        { tag("p", "verdict-count", words.f(Key::FindingsMet, &[&format::of(met, of)])) }
        if !failing.is_empty() {
            <ul class="reasons">{ for failing }</ul>
        }
    </> }
}

fn stage_facts(words: Words, stage: &StageResult, on_explain: &Callback<Target>) -> Html {
    let within = stage.indicators.iter().filter(|one| one.cv_within == Some(true)).count();
    let within = u32::try_from(within).unwrap_or(0);
    let tally = stage.comprehensive;
    let explain = {
        let (on_explain, target) = (on_explain.clone(), Target::StageComprehensive { stage: stage.stage });
        Callback::from(move |_: MouseEvent| on_explain.emit(target))
    };
    html! {
        <div class="stage">
            <h3 class="stage-name">
                { words.text(&stage.stage.title()) }
                { verdict_chip(words, stage.verdict) }
            </h3>
            { tag("p", "stage-size", words.f(Key::StageSize, &[&text::sections(words, stage.sections), &format::count(stage.pupils)])) }
            <button type="button" class="stage-share" onclick={explain}>
                { tag("span", "stage-label", words.t(Key::ComprehensiveShare)) }
                { tag("span", "stage-number", format::percent(tally.met, tally.of)) }
                { tag("span", "stage-of", words.f(Key::OfSchools, &[&format::of(tally.met, tally.of)])) }
            </button>
            { share_bar(tally.met, tally.undetermined, tally.of) }
            { tag("p", "stage-cv", words.f(Key::CoefficientsWithin, &[&format::of(within, 7)])) }
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
fn worst(words: Words, work: &Work, on_explain: &Callback<Target>) -> Html {
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
                    let names: Vec<&str> = section.indicators.iter()
                        .filter(|one| matches!(one.status, Status::WithinFloor | Status::BelowFloor))
                        .map(|one| one.id.code()).collect();
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
