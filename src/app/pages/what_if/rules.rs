//! Other numbers of the standard.

use super::Trial;
use super::values::{Number, back, has, is_rule};
use crate::app::components::fields::{Choice, Select};
use crate::app::components::scroller::Scroller;
use crate::app::components::{data, indicator_name, tag, th, use_words};
use crate::app::tasks::Tasks;
use crate::app::text::Key;
use crate::quantity::Decimal;
use crate::records::Stage;
use crate::scenario::{self, Change, Ruled, Weight};
use std::rc::Rc;
use yew::prelude::*;

/// The form.
#[component]
pub fn Rules(trial: &Trial) -> Html {
    let words = use_words();
    let tasks = use_context::<Tasks>();
    let chosen = use_state_eq(String::new);
    let field = |id: String, label: String, ruled: Ruled| -> Html {
        let Some(original) = scenario::number_of(&trial.base, &ruled) else { return html! { { "—" } } };
        let value = scenario::number_of(&trial.standard, &ruled).unwrap_or(original);
        let on_set = {
            let (tasks, trial, ruled) = (tasks.clone(), trial.clone(), ruled.clone());
            Callback::from(move |value: Decimal| {
                trial.attempt(words, tasks.as_ref(), Change::Rule { ruled: ruled.clone(), value })
            })
        };
        let changed = has(trial, |change| is_rule(change, &ruled));
        let on_back = {
            let (tasks, trial) = (tasks.clone(), trial.clone());
            Callback::from(move |()| back(&trial, tasks.as_ref(), |change| is_rule(change, &ruled)))
        };
        html! { <Number {id} {label} value={value.to_string()} original={original.to_string()} {changed} {on_set} {on_back} /> }
    };
    let named = |ruled: &Ruled| words.text(&scenario::number_title(&trial.base, ruled)).to_owned();
    let singles: Vec<Ruled> = [Ruled::Floor, Ruled::AtLeast]
        .into_iter()
        .chain(Stage::ALL.map(|stage| Ruled::Dispersion { stage }))
        .chain(Stage::ALL.map(|stage| Ruled::Composite { stage }))
        .chain(Weight::ALL.map(|weight| Ruled::Weight { weight }))
        .filter(|ruled| scenario::number_of(&trial.base, ruled).is_some())
        .collect();
    let limits: Vec<Ruled> = trial
        .base
        .rules
        .iter()
        .flat_map(|rule| (0..rule.limits.len()).map(|place| Ruled::Limit { rule: rule.id.clone(), place }))
        .collect();
    let choices: Vec<Choice> =
        limits.iter().enumerate().map(|(at, ruled)| Choice::new(at.to_string(), named(ruled))).collect();
    let limit = limits.get(chosen.parse::<usize>().unwrap_or(0));
    let on_choose = {
        let chosen = chosen.setter();
        Callback::from(move |value: String| chosen.set(value))
    };
    let has_thresholds = trial.base.resources.iter().any(|rule| rule.threshold.is_some());
    html! { <>
        if has_thresholds {
            <Scroller label={words.t(Key::Threshold)}>
                <table class="table what-if-values">
                    <thead><tr>
                        { th(words.t(Key::Threshold), "corner") }
                        { for Stage::ALL.into_iter().map(|stage| html! { <th scope="col">{ words.text(&stage.title()).to_owned() }</th> }) }
                    </tr></thead>
                    <tbody>
                        { for trial.base.resources.iter().filter(|rule| rule.threshold.is_some()).map(|rule| {
                            let name = indicator_name(words, &trial.base, rule.id);
                            html! {
                                <tr>
                                    <th scope="row">{ &name }{ tag("span", "unit", crate::app::format::value_unit(words.0, rule)) }</th>
                                    { for Stage::ALL.into_iter().map(|stage| {
                                        let label = format!("{name} · {}", words.text(&stage.title()));
                                        let id = format!("what-if-{}-{}", rule.id.id(), stage.index());
                                        html! { <td>{ field(id, label, Ruled::Threshold { indicator: rule.id, stage }) }</td> }
                                    }) }
                                </tr>
                            }
                        }) }
                    </tbody>
                </table>
            </Scroller>
        }
        <dl class="what-if-singles">
            { for singles.into_iter().enumerate().map(|(at, ruled)| {
                let name = named(&ruled);
                html! { <div class="what-if-single"><dt>{ data(words, &name) }</dt><dd>{ field(format!("what-if-rule-{at}"), name, ruled) }</dd></div> }
            }) }
        </dl>
        { tag("p", "what-if-note", words.t(Key::WhatIfWeights)) }
        if let Some(limit) = limit {
            <div class="what-if-row">
                <div class="field field-grow">
                    <label for="what-if-limits">{ words.t(Key::WhatIfOtherRules) }</label>
                    <Select id="what-if-limits" choices={Rc::new(choices)} value={if chosen.is_empty() { "0".to_owned() } else { (*chosen).clone() }} on_change={on_choose} />
                </div>
                <div class="field">{ field("what-if-limit".to_owned(), named(limit), limit.clone()) }</div>
            </div>
        }
    </> }
}
