//! Schools left out, taken in, merged, divided and added; pupils, teachers and things moved between them.

use super::Trial;
use super::values::typed;
use crate::app::components::fields::{Choice, Select};
use crate::app::components::{indicator_name, tag, use_words};
use crate::app::tasks::Tasks;
use crate::app::text::{Key, Words};
use crate::quantity::Decimal;
use crate::records::{Indicator, Stage, Unit};
use crate::scenario::{Change, SchoolKey, SectionKey};
use std::rc::Rc;
use web_sys::HtmlInputElement;
use yew::prelude::*;

/// What was typed, as a number of people.
fn people(node: &NodeRef) -> Option<u32> {
    value(node).and_then(Decimal::to_integer).and_then(|value| u32::try_from(value).ok())
}

fn value(node: &NodeRef) -> Option<Decimal> {
    typed(&text(node))
}

/// What was typed.
pub fn text(node: &NodeRef) -> String {
    node.cast::<HtmlInputElement>().map(|input| input.value()).unwrap_or_default()
}

/// A field for a number or a name.
pub fn input(id: &'static str, label: &str, node: &NodeRef, number: bool) -> Html {
    html! {
        <div class="field">
            <label for={id}>{ label.to_owned() }</label>
            <input {id} ref={node.clone()} class={classes!("input", number.then_some("what-if-input"))} type="text" autocomplete="off" inputmode={number.then_some("decimal")} />
        </div>
    }
}

/// A school or section to be chosen.
pub fn select(id: &'static str, label: &str, choices: &Rc<Vec<Choice>>, state: &UseStateHandle<String>) -> Html {
    let set = state.setter();
    let value = if state.is_empty() {
        choices.first().map_or_else(AttrValue::default, |one| one.value.clone())
    } else {
        (**state).clone().into()
    };
    html! {
        <div class="field field-grow">
            <label for={id}>{ label.to_owned() }</label>
            <Select {id} choices={choices.clone()} {value} on_change={Callback::from(move |value: String| set.set(value))} />
        </div>
    }
}

/// What is chosen there: the first where nothing was.
pub fn chosen(choices: &[Choice], state: &UseStateHandle<String>) -> String {
    if state.is_empty() {
        choices.first().map_or_else(String::new, |one| one.value.to_string())
    } else {
        (**state).clone()
    }
}

/// The schools, each by one of its sections.
pub fn schools(trial: &Trial) -> Vec<Choice> {
    let mut known: Vec<SchoolKey> = Vec::new();
    let mut choices = Vec::new();
    for (place, section) in trial.work.records.sections.iter().enumerate() {
        let Some(key) = SectionKey::of(&trial.work.records.sections, place) else { continue };
        if section.stage == Stage::Junior && known.contains(&key.school) {
            continue;
        }
        choices.push(Choice::new(place.to_string(), section.school.clone()));
        known.push(key.school);
    }
    choices
}

/// The button that makes the change, and why it could not be made.
pub fn submit(words: Words, wrong: Option<&str>, make: Callback<MouseEvent>, key: Key) -> Html {
    html! {
        <div class="what-if-submit">
            <button type="button" class="button button-primary" onclick={make}>{ words.t(key) }</button>
            if let Some(wrong) = wrong {
                <p class="what-if-wrong" role="alert">{ wrong.to_owned() }</p>
            }
        </div>
    }
}

/// Makes what `change` says, and keeps why it cannot be made.
fn making(
    trial: &Trial,
    words: Words,
    tasks: Option<Tasks>,
    wrong: &UseStateHandle<Option<String>>,
    change: impl Fn(&Trial) -> Option<Change> + 'static,
) -> Callback<MouseEvent> {
    let (trial, wrong) = (trial.clone(), wrong.setter());
    Callback::from(move |_: MouseEvent| {
        wrong.set(match change(&trial) {
            Some(change) => trial.attempt(words, tasks.as_ref(), change),
            None => Some(words.t(Key::WhatIfNotANumber).to_owned()),
        });
    })
}

/// A school left out, or one taken in that is left out for its kind.
#[component]
pub fn Inclusion(trial: &Trial) -> Html {
    let words = use_words();
    let tasks = use_context::<Tasks>();
    let (out, back) = (use_state_eq(String::new), use_state_eq(String::new));
    let (wrong, wrong_back) = (use_state_eq(|| None), use_state_eq(|| None));
    let choices = Rc::new(schools(trial));
    // What the standard leaves out for its kind; what nobody attends cannot be evaluated.
    let left: Vec<Choice> = trial
        .work
        .evaluation
        .excluded
        .iter()
        .filter(|one| trial.base.exclusions.iter().any(|rule| rule.id == one.code))
        .filter_map(|one| {
            Some(Choice::new(one.index?.to_string(), format!("{} · {}", one.school, words.text(&one.reason))))
        })
        .collect();
    let left = Rc::new(left);
    let leave = {
        let (choices, out) = (choices.clone(), out.clone());
        making(trial, words, tasks.clone(), &wrong, move |trial| {
            Some(Change::Leave { school: trial.key(&chosen(&choices, &out))?.school })
        })
    };
    let include = {
        let (left, back) = (left.clone(), back.clone());
        making(trial, words, tasks, &wrong_back, move |trial| {
            Some(Change::Include { school: trial.key(&chosen(&left, &back))?.school })
        })
    };
    html! { <>
        { tag("p", "what-if-note", words.t(Key::WhatIfLeaveNote)) }
        <div class="what-if-row">
            { select("what-if-leave", words.t(Key::WhatIfSchool), &choices, &out) }
            { submit(words, wrong.as_deref(), leave, Key::WhatIfLeave) }
        </div>
        if !left.is_empty() {
            <div class="what-if-row">
                { select("what-if-include", words.t(Key::WhatIfLeft), &left, &back) }
                { submit(words, wrong_back.as_deref(), include, Key::WhatIfInclude) }
            </div>
        }
    </> }
}

/// Pupils to another school.
#[component]
pub fn Pupils(trial: &Trial) -> Html {
    let words = use_words();
    let tasks = use_context::<Tasks>();
    let (from, to, wrong) = (use_state_eq(String::new), use_state_eq(String::new), use_state_eq(|| None));
    let count = use_node_ref();
    let choices = Rc::new(trial.sections(words));
    let make = {
        let (choices, from, to, count) = (choices.clone(), from.clone(), to.clone(), count.clone());
        making(trial, words, tasks, &wrong, move |trial| {
            let (from, to) = (trial.key(&chosen(&choices, &from))?, trial.key(&chosen(&choices, &to))?);
            Some(Change::MovePupils { from, to, pupils: people(&count)? })
        })
    };
    html! { <>
        { tag("p", "what-if-note", words.t(Key::WhatIfPupilsNote)) }
        <div class="what-if-row">
            { select("what-if-from", words.t(Key::WhatIfFrom), &choices, &from) }
            { select("what-if-to", words.t(Key::WhatIfTo), &choices, &to) }
            { input("what-if-count", words.t(Key::WhatIfCountPupils), &count, true) }
        </div>
        { submit(words, wrong.as_deref(), make, Key::WhatIfMakeMove) }
    </> }
}

/// Teachers and things to another school.
#[component]
pub fn Teachers(trial: &Trial) -> Html {
    let words = use_words();
    let tasks = use_context::<Tasks>();
    let (from, to, wrong) = (use_state_eq(String::new), use_state_eq(String::new), use_state_eq(|| None));
    let picked = use_state_eq(Vec::<Indicator>::new);
    let count = use_node_ref();
    let choices = Rc::new(trial.sections(words));
    let make = {
        let (choices, from, to, count, picked) =
            (choices.clone(), from.clone(), to.clone(), count.clone(), picked.clone());
        making(trial, words, tasks, &wrong, move |trial| {
            let (from, to) = (trial.key(&chosen(&choices, &from))?, trial.key(&chosen(&choices, &to))?);
            Some(Change::Move { from, to, indicators: (*picked).clone(), amount: value(&count)? })
        })
    };
    // Rooms and grounds stay where they are.
    let movable = |unit: Unit| !matches!(unit, Unit::SquareMetres | Unit::Rooms);
    let kinds = trial.standard.resources.iter().filter(|rule| movable(rule.id.unit()));
    html! { <>
        { tag("p", "what-if-note", words.t(Key::WhatIfTeachersNote)) }
        <div class="what-if-row">
            { select("what-if-from", words.t(Key::WhatIfFrom), &choices, &from) }
            { select("what-if-to", words.t(Key::WhatIfTo), &choices, &to) }
            { input("what-if-count", words.t(Key::WhatIfCount), &count, true) }
        </div>
        <fieldset class="what-if-kinds">
            <legend>{ words.t(Key::WhatIfKinds) }</legend>
            { for kinds.map(|rule| {
                let id = rule.id;
                let checked = picked.contains(&id);
                let toggle = {
                    let picked = picked.clone();
                    Callback::from(move |_: Event| {
                        let mut next: Vec<Indicator> = picked.iter().copied().filter(|one| *one != id).collect();
                        if !checked {
                            // People and things are not counted together.
                            next.retain(|one| one.unit() == id.unit());
                            next.push(id);
                        }
                        picked.set(next);
                    })
                };
                html! {
                    <label class="what-if-kind"><input type="checkbox" {checked} onchange={toggle} />
                        <span>{ indicator_name(words, &trial.standard, id) }{ tag("span", "unit", words.text(&id.unit().title()).to_owned()) }</span>
                    </label>
                }
            }) }
        </fieldset>
        { submit(words, wrong.as_deref(), make, Key::WhatIfMakeMove) }
    </> }
}

/// A school that becomes part of another.
#[component]
pub fn Merge(trial: &Trial) -> Html {
    let words = use_words();
    let tasks = use_context::<Tasks>();
    let (from, into, wrong) = (use_state_eq(String::new), use_state_eq(String::new), use_state_eq(|| None));
    let choices = Rc::new(schools(trial));
    let make = {
        let (choices, from, into) = (choices.clone(), from.clone(), into.clone());
        making(trial, words, tasks, &wrong, move |trial| {
            let (from, into) = (trial.key(&chosen(&choices, &from))?, trial.key(&chosen(&choices, &into))?);
            Some(Change::Merge { into: into.school, from: vec![from.school] })
        })
    };
    html! { <>
        { tag("p", "what-if-note", words.t(Key::WhatIfMergeNote)) }
        <div class="what-if-row">
            { select("what-if-from", words.t(Key::WhatIfMerged), &choices, &from) }
            { select("what-if-into", words.t(Key::WhatIfInto), &choices, &into) }
        </div>
        { submit(words, wrong.as_deref(), make, Key::WhatIfMakeMerge) }
    </> }
}

/// A part of a school that becomes one of its own.
#[component]
pub fn Split(trial: &Trial) -> Html {
    let words = use_words();
    let tasks = use_context::<Tasks>();
    let (school, wrong) = (use_state_eq(String::new), use_state_eq(|| None));
    let (name, primary, junior) = (use_node_ref(), use_node_ref(), use_node_ref());
    let choices = Rc::new(schools(trial));
    let key = trial.key(&chosen(&choices, &school)).map(|key| key.school);
    let has = |stage: Stage| key.as_ref().and_then(|key| key.at(stage).place(&trial.work.records.sections)).is_some();
    let make = {
        let (key, name, primary, junior) = (key.clone(), name.clone(), primary.clone(), junior.clone());
        making(trial, words, tasks, &wrong, move |_| {
            // A stage that the school has not, has no field.
            let of = |node: &NodeRef| if text(node).trim().is_empty() { Some(0) } else { people(node) };
            Some(Change::Split { school: key.clone()?, name: text(&name), pupils: [of(&primary)?, of(&junior)?] })
        })
    };
    html! { <>
        { tag("p", "what-if-note", words.t(Key::WhatIfSplitNote)) }
        <div class="what-if-row">
            { select("what-if-school", words.t(Key::WhatIfSchool), &choices, &school) }
            { input("what-if-name", words.t(Key::WhatIfNewName), &name, false) }
            if has(Stage::Primary) { { input("what-if-primary", words.t(Key::WhatIfPrimaryGo), &primary, true) } }
            if has(Stage::Junior) { { input("what-if-junior", words.t(Key::WhatIfJuniorGo), &junior, true) } }
        </div>
        { submit(words, wrong.as_deref(), make, Key::WhatIfMakeSplit) }
    </> }
}

/// A new school.
#[component]
pub fn Add(trial: &Trial) -> Html {
    let words = use_words();
    let tasks = use_context::<Tasks>();
    let (stage, wrong) = (use_state_eq(String::new), use_state_eq(|| None));
    let (name, pupils) = (use_node_ref(), use_node_ref());
    let nodes = use_memo((), |()| Indicator::ALL.map(|_| NodeRef::default()));
    let choices: Vec<Choice> = Stage::ALL
        .into_iter()
        .map(|stage| Choice::new(stage.index().to_string(), words.text(&stage.title()).to_owned()))
        .collect();
    let choices = Rc::new(choices);
    let make = {
        let (stage, name, pupils, nodes) = (stage.clone(), name.clone(), pupils.clone(), nodes.clone());
        making(trial, words, tasks, &wrong, move |trial| {
            let mut amounts = Vec::new();
            for rule in &trial.standard.resources {
                let Some(node) = nodes.get(rule.id.index()) else { continue };
                // What is left empty is not known.
                if !text(node).trim().is_empty() {
                    amounts.push((rule.id, value(node)?));
                }
            }
            let stage = if *stage == "1" { Stage::Junior } else { Stage::Primary };
            Some(Change::Add { name: text(&name), stage, pupils: people(&pupils)?, amounts })
        })
    };
    html! { <>
        { tag("p", "what-if-note", words.t(Key::WhatIfAddNote)) }
        <div class="what-if-row">
            { input("what-if-name", words.t(Key::WhatIfNewName), &name, false) }
            { select("what-if-stage", words.t(Key::WhatIfStage), &choices, &stage) }
            { input("what-if-new-pupils", words.t(Key::WhatIfCountPupils), &pupils, true) }
        </div>
        <div class="what-if-row">
            { for trial.standard.resources.iter().filter_map(|rule| {
                let node = nodes.get(rule.id.index())?;
                let unit = words.text(&rule.id.unit().title()).to_owned();
                let label = words.f(Key::WhatIfWithUnit, &[&indicator_name(words, &trial.standard, rule.id), &unit]);
                Some(input(rule.id.id(), &label, node, true))
            }) }
        </div>
        { submit(words, wrong.as_deref(), make, Key::WhatIfMakeAdd) }
    </> }
}
