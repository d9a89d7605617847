//! Indicators × stages: compliance, mean, coefficient, distribution.

use super::super::format;
use super::super::state::Work;
use super::super::text::{self, Key, Words};
use super::explanation::Target;
use super::mark::Mark;
use super::plot::strip;
use super::verdict::share_bar;
use super::{code, tag, th};
use crate::evaluate::{StageIndicator, StageResult, Verdict};
use crate::standard::Standard;
use yew::prelude::*;

/// The table: one body per stage, one row per indicator.
pub fn indicators(words: Words, work: &Work, standard: &Standard, on_explain: &Callback<Target>) -> Html {
    let table = Table { work, standard, on_explain };
    html! {
        <section class="block" aria-labelledby="indicators-title">
            <h2 id="indicators-title" class="section-title">{ words.t(Key::IndicatorsTitle) }</h2>
            { tag("p", "section-lead no-print", words.t(Key::IndicatorsLead)) }
            <div class="scroller" role="region" tabindex="0" aria-label={words.f(Key::TableOf, &[words.t(Key::IndicatorsTitle)])}>
                <table class="table indicators">
                    <thead><tr>
                        { th(words.t(Key::Indicator), "") }
                        { th(words.t(Key::Threshold), "num") }
                        { th(words.t(Key::ShareMet), "") }
                        { th(words.t(Key::CountyMean), "num") }
                        { th(words.t(Key::Coefficient), "") }
                        { th(words.t(Key::Distribution), "no-print") }
                    </tr></thead>
                    { for work.evaluation.stages.iter().map(|stage| body(words, &table, stage)) }
                </table>
            </div>
            if standard.resources.iter().any(|rule| rule.threshold.is_some()) {
                <p class="legend no-print">{ legend(words) }</p>
            }
        </section>
    }
}

/// What every row needs.
struct Table<'a> {
    work: &'a Work,
    standard: &'a Standard,
    on_explain: &'a Callback<Target>,
}

fn body(words: Words, table: &Table<'_>, stage: &StageResult) -> Html {
    html! {
        <tbody>
            <tr class="group-row">
                <th scope="rowgroup" colspan="6">
                    { words.text(&stage.stage.title()) }
                    { tag("span", "group-note", text::sections(words, stage.sections)) }
                </th>
            </tr>
            { for stage.indicators.iter().map(|one| row(words, table, stage, one)) }
        </tbody>
    }
}

fn row(words: Words, table: &Table<'_>, stage: &StageResult, one: &StageIndicator) -> Html {
    let explain = |target: Target| {
        let on_explain = table.on_explain.clone();
        Callback::from(move |_: MouseEvent| on_explain.emit(target))
    };
    let Some(rule) = table.standard.resource(one.id) else { return html! {} };
    let levels = rule.levels(stage.stage).map(|(threshold, floor)| (threshold.to_f64(), floor.to_f64()));
    let verdict =
        if one.cv_limit.is_none() && one.cv.is_some() { Verdict::NotJudged } else { Verdict::of(one.cv_within) };
    let mark = Mark::from(verdict);
    let name = one.id.short();
    html! {
        <tr>
            <th scope="row">{ code(table.standard, one.id) }{ words.text(&name) }{ tag("span", "unit", format::value_unit(words.0, rule)) }</th>
            <td class="num">{ levels.map_or_else(|| format::UNKNOWN.to_owned(), |(threshold, _)| format!("≥ {}", format::limit(threshold))) }</td>
            <td class="share-cell">
                if levels.is_some() {
                    <button type="button" class="number" onclick={explain(Target::Compliance { stage: stage.stage, indicator: one.id })}>
                        { format::percent(one.met, one.of) }{ tag("span", "of", words.f(Key::OfSchools, &[&format::of(one.met, one.of)])) }
                    </button>
                    { share_bar(one.met, one.undetermined, one.of) }
                } else {
                    { tag("span", "cell-note", words.t(Key::StatusNotJudged)) }
                }
                if one.undetermined > 0 {
                    { tag("span", "cell-note", words.f(Key::UndeterminedCount, &[&text::sections(words, one.undetermined)])) }
                }
            </td>
            <td class="num">{ format::value(rule, one.mean) }</td>
            <td class="cv-cell">
                <button type="button" class={classes!("number", "number-cv", mark.class())} onclick={explain(Target::Dispersion { stage: stage.stage, indicator: one.id })}>
                    { mark.shape() }
                    { tag("span", "cv-value", format::coefficient(one.cv)) }
                    <span class="of">{ comparison(words, one, verdict) }</span>
                </button>
            </td>
            <td class="plot-cell no-print">{ strip(words, &table.work.evaluation.sections, stage.stage, rule, one, levels) }</td>
        </tr>
    }
}

/// `≤ 0.50 达标`, `> 0.50 未达标`.
fn comparison(words: Words, one: &StageIndicator, verdict: Verdict) -> String {
    let limit = one.cv_limit.map(format::coefficient_limit).unwrap_or_default();
    let said = super::mark::verdict_words(words, verdict);
    match (verdict, one.cv) {
        (Verdict::Met, _) => format!("≤ {limit} {said}"),
        (Verdict::NotMet, Some(_)) => format!("> {limit} {said}"),
        _ => said.to_owned(),
    }
}

/// The shapes of the plots in words.
fn legend(words: Words) -> Html {
    let dot = |class: &'static str, path: &'static str, key: Key| {
        html! {
            <span class="legend-item">
                <svg class={classes!("legend-dot", class)} viewBox="0 0 10 10" width="12" height="12" aria-hidden="true" focusable="false"><path d={path} /></svg>
                { words.t(key) }
            </span>
        }
    };
    html! { <>
        { dot("dot-met", "M1.8 5a3.2 3.2 0 1 0 6.4 0a3.2 3.2 0 1 0-6.4 0Z", Key::StatusMet) }
        { dot("dot-within", "M5 1.2 8.8 5 5 8.8 1.2 5Z", Key::StatusWithinFloor) }
        { dot("dot-below", "M2 2 8 8M8 2 2 8", Key::StatusBelowFloor) }
        { dot("line-threshold", "M5 0V10", Key::LegendThreshold) }
        { dot("line-floor", "M5 0V10", Key::LegendFloor) }
        { dot("mean-mark", "M5 1.5 9 9H1Z", Key::LegendMean) }
    </> }
}
