//! Indicators × stages: compliance, mean, coefficient, distribution.

use super::super::format;
use super::super::state::Work;
use super::super::text::{self, Key, Words};
use super::charts::Chart;
use super::charts::draw::Kind;
use super::explanation::Target;
use super::mark::Mark;
use super::scroller::Scroller;
use super::verdict::share_bar;
use super::{code, tag, th, use_words};
use crate::evaluate::{StageIndicator, StageResult, Verdict};
use crate::records::Stage;
use crate::standard::Standard;
use std::rc::Rc;
use yew::prelude::*;

/// Props of [`Indicators`].
#[derive(Properties, PartialEq)]
pub struct IndicatorsProps {
    /// The result.
    pub work: Rc<Work>,
    /// The standard.
    pub standard: Rc<Standard>,
    /// A number was asked about.
    pub on_explain: Callback<Target>,
    /// The section chosen.
    pub chosen: Option<usize>,
    /// Another was chosen, or none.
    pub on_choose: Callback<Option<usize>>,
}

/// The table: one body per stage, one row per indicator.
#[component]
pub fn Indicators(props: &IndicatorsProps) -> Html {
    let words = use_words();
    html! {
        <section class="block" aria-labelledby="indicators-title">
            <h2 id="indicators-title" class="section-title" tabindex="-1">{ words.t(Key::IndicatorsTitle) }</h2>
            { tag("p", "section-lead no-print", words.t(Key::IndicatorsLead)) }
            <Scroller label={words.t(Key::IndicatorsTitle)}>
                <table class="table indicators">
                    <thead><tr>
                        { th(words.t(Key::Indicator), "corner") }
                        { th(words.t(Key::Threshold), "num") }
                        { th(words.t(Key::ShareMet), "") }
                        { th(words.t(Key::CountyMean), "num") }
                        { th(words.t(Key::Coefficient), "") }
                        { th(words.t(Key::Distribution), "no-print") }
                    </tr></thead>
                    { for props.work.evaluation.stages.iter().map(|stage| body(words, props, stage)) }
                </table>
            </Scroller>
            if props.standard.resources.iter().any(|rule| rule.threshold.is_some()) {
                <p class="legend no-print">{ legend(words) }</p>
            }
        </section>
    }
}

fn body(words: Words, props: &IndicatorsProps, stage: &StageResult) -> Html {
    html! {
        <tbody>
            <tr class="group-row">
                <th scope="rowgroup" colspan="6">
                    <span class="group-name">
                        { words.text(&stage.stage.title()) }
                        { tag("span", "group-note", text::sections(words, stage.sections)) }
                    </span>
                </th>
            </tr>
            { for stage.indicators.iter().map(|one| row(words, props, stage, one)) }
        </tbody>
    }
}

fn row(words: Words, props: &IndicatorsProps, stage: &StageResult, one: &StageIndicator) -> Html {
    let Some(rule) = props.standard.resource(one.id) else { return html! {} };
    let threshold = rule.levels(stage.stage).map(|(threshold, _)| threshold.to_f64());
    let name = one.id.short();
    html! {
        <tr>
            <th scope="row">{ code(&props.standard, one.id) }{ words.text(&name) }{ tag("span", "unit", format::value_unit(words.0, rule)) }</th>
            <td class="num">{ threshold.map_or_else(|| format::UNKNOWN.to_owned(), |threshold| format!("≥ {}", format::limit(threshold))) }</td>
            <td class="share-cell">{ share_cell(words, threshold.is_some(), stage.stage, one, &props.on_explain) }</td>
            <td class="num">{ format::value(rule, one.mean) }</td>
            <td class="cv-cell">{ coefficient_cell(words, stage.stage, one, &props.on_explain) }</td>
            <td class="plot-cell no-print">
                <Chart kind={Kind::Row} work={props.work.clone()} standard={props.standard.clone()} stage={stage.stage} indicator={one.id} chosen={props.chosen} on_choose={props.on_choose.clone()} />
            </td>
        </tr>
    }
}

/// `85.71% 30/35` above its bar; what is not known beside it.
pub fn share_cell(
    words: Words,
    judged: bool,
    stage: Stage,
    one: &StageIndicator,
    on_explain: &Callback<Target>,
) -> Html {
    let explain = on_explain.reform({
        let indicator = one.id;
        move |_: MouseEvent| Target::Compliance { stage, indicator }
    });
    html! { <>
        if judged {
            <div class="share">
                <button type="button" class="number" onclick={explain}>
                    { format::percent(one.met, one.of) }{ tag("span", "of", format::of(one.met, one.of)) }
                </button>
                { share_bar(one.met, one.undetermined, one.of) }
            </div>
        } else {
            { tag("span", "cell-note", words.t(Key::StatusNotJudged)) }
        }
        if one.undetermined > 0 {
            { tag("span", "cell-note", words.f(Key::UndeterminedCount, &[&text::sections(words, one.undetermined)])) }
        }
    </> }
}

/// The coefficient against its limit.
pub fn coefficient_cell(words: Words, stage: Stage, one: &StageIndicator, on_explain: &Callback<Target>) -> Html {
    let explain = on_explain.reform({
        let indicator = one.id;
        move |_: MouseEvent| Target::Dispersion { stage, indicator }
    });
    let verdict =
        if one.cv_limit.is_none() && one.cv.is_some() { Verdict::NotJudged } else { Verdict::of(one.cv_within) };
    let mark = Mark::from(verdict);
    html! {
        <button type="button" class={classes!("number", "number-cv", mark.class())} onclick={explain}>
            { mark.shape() }
            { tag("span", "cv-value", format::coefficient(one.cv)) }
            <span class="of">{ comparison(words, one, verdict) }</span>
        </button>
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

/// The shapes of the charts in words.
pub fn legend(words: Words) -> Html {
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
