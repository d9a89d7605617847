//! Several counties side by side, and counted together by city and province.

use super::super::format;
use super::super::state::{State, Work};
use super::super::tasks::{self, Tasks};
use super::super::text::{Key, Words};
use super::super::work::Compared;
use super::mark::verdict_chip;
use super::scroller::Scroller;
use super::{data, more, tag, th, use_words};
use crate::engine::counties::{CountyEvaluation, RollUp, RollUpLevel, roll_up};
use crate::evaluate::Evaluation;
use crate::records::Stage;
use crate::standard::Part;
use std::rc::Rc;
use yew::prelude::*;

/// Counties shown before the user asks for more, and how many more at a time.
const MOST: usize = 150;

/// The result of every county, once it is known: of very many the worker is asked.
#[hook]
pub fn use_compared(work: &Rc<Work>, state: &Rc<State>) -> Rc<Option<Compared>> {
    let tasks = use_context::<Tasks>();
    use_effect_with((work.clone(), tasks::is_reading(state)), move |(work, _)| {
        if let Some(tasks) = tasks {
            tasks.compare(work);
        }
    });
    use_memo((work.clone(), state.standard.clone()), |(work, standard)| {
        if work.is_wide() { work.compared.clone() } else { Some(work.compare(standard, &state.store)) }
    })
}

/// Props of [`Compare`].
#[derive(Properties, PartialEq)]
pub struct CompareProps {
    /// The result.
    pub work: Rc<Work>,
    /// The state.
    pub state: Rc<State>,
    /// Another county was chosen.
    pub on_choose: Callback<usize>,
}

/// The table.
#[component]
pub fn Compare(props: &CompareProps) -> Html {
    let words = use_words();
    let found = use_compared(&props.work, &props.state);
    let most = use_state_eq(|| MOST);
    let on_more = {
        let most = most.clone();
        Callback::from(move |_: MouseEvent| most.set(*most + MOST))
    };
    let Some(found) = &*found else {
        return html! {
            <section class="block" aria-labelledby="compare-title">
                <h2 id="compare-title" class="section-title">{ words.t(Key::CompareTitle) }<span class="count">{ props.work.counties.len() }</span></h2>
                { tag("p", "hint", words.t(Key::CompareWaiting)) }
            </section>
        };
    };
    let parts: Vec<Part> = Part::ALL
        .into_iter()
        .filter(|part| found.iter().any(|one| one.evaluation.parts.iter().any(|other| other.id == *part)))
        .collect();
    let stages: Vec<Stage> = Stage::ALL
        .into_iter()
        .filter(|stage| found.iter().any(|one| one.evaluation.stages.iter().any(|other| other.stage == *stage)))
        .collect();
    let shown = found.len().min(*most);
    let rolled = roll_up(found);
    html! {
        <section class="block" aria-labelledby="compare-title">
            <h2 id="compare-title" class="section-title">{ words.t(Key::CompareTitle) }<span class="count">{ found.len() }</span></h2>
            { tag("p", "section-lead", words.t(Key::CompareLead)) }
            <Scroller label={words.t(Key::CompareTitle)} copied=true>
                <table class="table compare-table">
                    <thead><tr>
                        { th(words.t(Key::CompareCounty), "corner") }
                        { th(words.t(Key::CompareVerdict), "") }
                        { for parts.iter().map(|part| html! { <th scope="col" class="num">{ words.text(&part.title()).to_owned() }</th> }) }
                        { for stages.iter().map(|stage| html! { <th scope="col" class="num">{ words.f(Key::CompareSections, &[words.text(&stage.title())]) }</th> }) }
                        { th(words.t(Key::CompareOver), "num") }
                    </tr></thead>
                    <tbody>{ for found.iter().enumerate().take(shown).map(|(at, one)| row(words, props, at, one, &parts, &stages)) }</tbody>
                    if !rolled.is_empty() {
                        <tbody>{ for rolled.iter().map(|one| rolled_row(words, one, &parts, &stages)) }</tbody>
                    }
                </table>
            </Scroller>
            if shown < found.len() {
                <p class="actions"><button type="button" class="button" onclick={on_more}>{ more(words, shown, MOST, found.len()) }</button></p>
            }
        </section>
    }
}

/// Coefficients beyond their limit, of those that are judged.
fn over(evaluation: &Evaluation) -> Option<(u32, u32)> {
    let judged: Vec<bool> =
        evaluation.stages.iter().flat_map(|stage| &stage.indicators).filter_map(|one| one.cv_within).collect();
    if judged.is_empty() {
        return None;
    }
    let count = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
    Some((count(judged.iter().filter(|within| !**within).count()), count(judged.len())))
}

fn row(
    words: Words,
    props: &CompareProps,
    at: usize,
    one: &CountyEvaluation,
    parts: &[Part],
    stages: &[Stage],
) -> Html {
    let current = at == props.work.county;
    let choose = {
        let on_choose = props.on_choose.clone();
        Callback::from(move |_: MouseEvent| on_choose.emit(at))
    };
    let name = props.work.counties.get(at).filter(|name| !name.is_empty());
    let name = name.cloned().unwrap_or_else(|| words.t(Key::CompareUnnamed).to_owned());
    let evaluation = &one.evaluation;
    html! {
        <tr class={current.then_some("compare-on")}>
            <th scope="row"><button type="button" class="compare-name" aria-current={current.then_some("true")} onclick={choose}>{ data(words, &name) }</button></th>
            <td>{ evaluation.verdict.map(|verdict| verdict_chip(words, verdict)) }</td>
            { for parts.iter().map(|part| {
                let found = evaluation.parts.iter().find(|other| other.id == *part);
                html! { <td class="num">{ found.map_or_else(|| format::UNKNOWN.to_owned(), |found| format::of(found.met, found.of)) }</td> }
            }) }
            { for stages.iter().map(|stage| {
                let found = evaluation.stages.iter().find(|other| other.stage == *stage).map(|found| found.comprehensive);
                html! { <td class="num">{ found.map_or_else(|| format::UNKNOWN.to_owned(), |tally| format::of(tally.met, tally.of)) }</td> }
            }) }
            <td class="num">{ over(evaluation).map_or_else(|| format::UNKNOWN.to_owned(), |(over, of)| format::of(over, of)) }</td>
        </tr>
    }
}

fn rolled_row(words: Words, one: &RollUp, parts: &[Part], stages: &[Stage]) -> Html {
    let counties = one.counties.of.to_string();
    let name = match one.level {
        RollUpLevel::All => words.f(Key::CompareAll, &[&counties]),
        RollUpLevel::City | RollUpLevel::Province => {
            let name = one.name.clone().unwrap_or_else(|| words.t(Key::CompareUnnamed).to_owned());
            words.f(Key::CompareCity, &[&name, &counties])
        }
    };
    html! {
        <tr class="compare-roll">
            <th scope="row">{ data(words, &name) }</th>
            <td>{ words.f(Key::CompareMetCounties, &[&format::of(one.counties.met, one.counties.of)]) }</td>
            { for parts.iter().map(|part| {
                let found = one.parts.iter().find(|other| other.id == *part).map(|found| found.counties);
                html! { <td class="num">{ found.map_or_else(|| format::UNKNOWN.to_owned(), |tally| words.f(Key::CompareMetCounties, &[&format::of(tally.met, tally.of)])) }</td> }
            }) }
            { for stages.iter().map(|stage| {
                let found = one.stages.iter().find(|other| other.stage == *stage).map(|found| found.sections);
                html! { <td class="num">{ found.map_or_else(|| format::UNKNOWN.to_owned(), |tally| format::of(tally.met, tally.of)) }</td> }
            }) }
            <td class="num">{ format::UNKNOWN }</td>
        </tr>
    }
}
