//! Counties ranked by a coefficient, with how many schools stand behind it.

use super::super::format;
use super::super::state::{State, Work};
use super::super::text::{Key, Words};
use super::compare::use_compared;
use super::fields::{Choice, Select};
use super::scroller::Scroller;
use super::{data, indicator_name, tag, th, use_words};
use crate::engine::counties::CountyEvaluation;
use crate::evaluate::{StageIndicator, StageResult};
use crate::figures::standings;
use crate::records::{Indicator, Stage};
use std::rc::Rc;
use yew::prelude::*;

/// Schools below which a county is marked: one or two of them move its coefficient much. A convention of this tool.
const FEW: u32 = 10;

/// Props of [`Ranking`].
#[derive(Properties, PartialEq)]
pub struct RankingProps {
    /// The result.
    pub work: Rc<Work>,
    /// The state.
    pub state: Rc<State>,
}

/// The counties by the coefficient of one indicator of one stage.
#[component]
pub fn Ranking(props: &RankingProps) -> Html {
    let words = use_words();
    let found = use_compared(&props.work, &props.state);
    let asked = use_state_eq(|| None::<(Stage, Indicator)>);
    let standard = &props.state.standard;
    let title = html! { <h2 id="rank-title" class="section-title">{ words.t(Key::RankTitle) }<span class="count">{ props.work.counties.len() }</span></h2> };
    let Some(found) = &*found else {
        return html! { <section class="block" aria-labelledby="rank-title">{ title }{ tag("p", "hint", words.t(Key::CompareWaiting)) }</section> };
    };
    let stages: Vec<Stage> = Stage::ALL
        .into_iter()
        .filter(|stage| found.iter().any(|one| one.evaluation.stages.iter().any(|other| other.stage == *stage)))
        .collect();
    let Some((stage, indicator)) = asked
        .filter(|asked| stages.contains(&asked.0) && standard.resource(asked.1).is_some())
        .or_else(|| Some((*stages.first()?, standard.resources.first()?.id)))
    else {
        return html! {};
    };
    let rows: Vec<Option<(&StageResult, &StageIndicator)>> =
        found.iter().map(|one| row_of(one, stage, indicator)).collect();
    let cvs: Vec<Option<f64>> = rows.iter().map(|row| row.and_then(|(_, one)| one.cv)).collect();
    let choices: Vec<Choice> = standard
        .resources
        .iter()
        .map(|rule| Choice::new(rule.id.id(), indicator_name(words, standard, rule.id)))
        .collect();
    let choose = {
        let asked = asked.setter();
        Callback::from(move |id: String| {
            if let Some(next) = Indicator::ALL.into_iter().find(|one| one.id() == id) {
                asked.set(Some((stage, next)));
            }
        })
    };
    let few = FEW.to_string();
    html! {
        <section class="block" aria-labelledby="rank-title">
            { title }
            { tag("p", "section-lead", words.t(Key::RankLead)) }
            <div class="charts-bar no-print">
                if stages.len() > 1 {
                    <div class="switch" role="group" aria-label={words.t(Key::Stage)}>
                        { for stages.iter().map(|one| {
                            let (asked, one) = (asked.setter(), *one);
                            html! {
                                <button type="button" class="switch-item" aria-pressed={(one == stage).to_string()} onclick={Callback::from(move |_: MouseEvent| asked.set(Some((one, indicator))))}>{ words.text(&one.title()).to_owned() }</button>
                            }
                        }) }
                    </div>
                }
                <div class="field">
                    <label for="rank-indicator">{ words.t(Key::Indicator) }</label>
                    <Select id="rank-indicator" choices={Rc::new(choices)} value={indicator.id()} on_change={choose} />
                </div>
            </div>
            <p class="print-only">{ format!("{}·{}", words.text(&stage.title()), indicator_name(words, standard, indicator)) }</p>
            <Scroller label={words.t(Key::RankTitle)} copied=true>
                <table class="table rank-table">
                    <thead><tr>
                        { th(words.t(Key::RankPlace), "num") }
                        { th(words.t(Key::CompareCounty), "corner") }
                        { th(words.t(Key::TrendCv), "num") }
                        { th(words.t(Key::RankMet), "num") }
                        { th(words.t(Key::TrendSections), "num") }
                        { th(words.t(Key::Pupils), "num") }
                    </tr></thead>
                    <tbody>{ for standings(&cvs).into_iter().map(|(rank, at)| {
                        let name = props.work.counties.get(at).filter(|name| !name.is_empty());
                        let name = name.cloned().unwrap_or_else(|| words.t(Key::CompareUnnamed).to_owned());
                        row(words, rank, &name, rows.get(at).copied().flatten())
                    }) }</tbody>
                </table>
            </Scroller>
            { tag("p", "hint", words.f(Key::RankCaveat, &[&few])) }
        </section>
    }
}

fn row_of(one: &CountyEvaluation, stage: Stage, indicator: Indicator) -> Option<(&StageResult, &StageIndicator)> {
    // Of a county some of whose schools could not be read, what the others have says too little to rank it.
    let stage = one.evaluation.stages.iter().find(|other| other.stage == stage && other.unread == 0)?;
    Some((stage, stage.indicators.iter().find(|other| other.id == indicator)?))
}

fn row(words: Words, rank: Option<usize>, name: &str, found: Option<(&StageResult, &StageIndicator)>) -> Html {
    let unknown = || format::UNKNOWN.to_owned();
    let over = found.and_then(|(_, one)| one.cv_within) == Some(false);
    let few = found.is_some_and(|(stage, _)| stage.sections < FEW);
    let cv = format::coefficient(found.and_then(|(_, one)| one.cv));
    html! {
        <tr>
            <td class="num">{ rank.map_or_else(unknown, |rank| rank.to_string()) }</td>
            <th scope="row">{ data(words, name) }</th>
            <td class={classes!("num", over.then_some("is-over"))}>
                { cv }
                if over { <span class="rank-over" data-beside="">{ format!(" × {}", words.t(Key::TrendOver)) }</span> }
            </td>
            <td class="num">{ found.map_or_else(unknown, |(_, one)| format::share(words.0, one.met, one.of)) }</td>
            <td class="num">
                { found.map_or_else(unknown, |(stage, _)| format::count(stage.sections)) }
                if few { <span class="rank-few" data-beside="">{ words.t(Key::RankSmall) }</span> }
            </td>
            <td class="num">{ found.map_or_else(unknown, |(stage, _)| format::count(stage.pupils)) }</td>
        </tr>
    }
}
