//! Other numbers of a section, each held against the one that was read.

use super::Trial;
use crate::app::components::fields::Select;
use crate::app::components::mark::{Mark, status_words};
use crate::app::components::scroller::Scroller;
use crate::app::components::what_if::{both, doing, filling};
use crate::app::components::{data, indicator_name, tag, th, use_words};
use crate::app::format;
use crate::app::imagining::{Deed, SCHOOL_FIELD};
use crate::app::state::Action;
use crate::app::tasks::Tasks;
use crate::app::text::{Key, Words};
use crate::evaluate::{SectionResult, Status};
use crate::quantity::Decimal;
use crate::records::{Amount, Indicator, Section};
use crate::scenario::{Before, Change, Ruled, SectionKey};
use std::rc::Rc;
use yew::prelude::*;

/// Digits as somebody types them: with commas, spaces and in full width.
pub fn typed(text: &str) -> Option<Decimal> {
    let plain: String = text
        .trim()
        .chars()
        .filter(|character| !matches!(character, ',' | '，' | ' '))
        .map(|character| match character {
            '０'..='９' => char::from_u32(u32::from(character) - 0xFEE0).unwrap_or(character),
            '．' | '。' => '.',
            other => other,
        })
        .collect();
    plain.parse().ok()
}

/// An amount in digits alone; a share of a school's to two decimals.
pub fn digits(amount: &Amount) -> String {
    amount.share.as_ref().map_or(amount.total, |_| amount.exact().half_up(2)).to_string()
}

/// Props of [`Number`].
#[derive(Properties, PartialEq)]
pub struct NumberProps {
    /// Its id, for the words beside it.
    pub id: AttrValue,
    /// Its name for screen readers.
    pub label: AttrValue,
    /// As it is imagined.
    pub value: AttrValue,
    /// As it really is.
    pub original: AttrValue,
    /// Whether a change says what it is.
    pub changed: bool,
    /// Another number is wanted; answers why it cannot be.
    pub on_set: Callback<Decimal, Option<String>>,
    /// The real number is wanted back.
    pub on_back: Callback<()>,
}

/// A number that can be tried: what was read is one click away.
#[component]
pub fn Number(props: &NumberProps) -> Html {
    let words = use_words();
    let wrong = use_state_eq(|| None::<String>);
    {
        let wrong = wrong.setter();
        use_effect_with((props.id.clone(), props.value.clone()), move |_| wrong.set(None));
    }
    let on_change = {
        let (wrong, on_set, on_back) = (wrong.setter(), props.on_set.clone(), props.on_back.clone());
        let (value, original, changed) = (props.value.clone(), props.original.clone(), props.changed);
        Callback::from(move |event: Event| {
            let Some(input) = event.target_dyn_into::<web_sys::HtmlInputElement>() else { return };
            let typed = typed(&input.value());
            let is = |known: &AttrValue| typed.is_some_and(|typed| typed.to_string() == known.as_str());
            wrong.set(match typed {
                None => Some(words.t(Key::WhatIfNotANumber).to_owned()),
                Some(_) if is(&value) => None,
                Some(_) if changed && is(&original) => {
                    on_back.emit(());
                    None
                }
                Some(typed) => on_set.emit(typed),
            });
        })
    };
    let changed = props.changed;
    let told = format!("{}-told", props.id);
    html! {
        <div class="what-if-number">
            <input id={props.id.clone()} class={classes!("input", "what-if-input", changed.then_some("is-changed"))} type="text" inputmode="decimal"
                autocomplete="off" aria-label={props.label.clone()} aria-invalid={wrong.is_some().then_some("true")} aria-describedby={wrong.is_some().then(|| told.clone())}
                value={props.value.clone()} onchange={on_change} />
            if changed {
                <button type="button" class="link" aria-label={words.f(Key::WhatIfOriginalOf, &[&props.label, &props.original])}
                    onclick={props.on_back.reform(|_: MouseEvent| ())}>{ words.f(Key::WhatIfOriginal, &[&props.original]) }</button>
            }
            if let Some(why) = &*wrong {
                <p id={told} class="what-if-wrong" role="alert">{ why }</p>
            }
        </div>
    }
}

/// The place in the scenario of what was said about a number of a section.
fn place_of(trial: &Trial, is: impl Fn(&Change) -> bool) -> Option<usize> {
    trial.scenario().changes.iter().position(is)
}

/// Whether a change of the scenario is so.
pub fn has(trial: &Trial, is: impl Fn(&Change) -> bool) -> bool {
    place_of(trial, is).is_some()
}

/// Takes a change of the scenario back.
pub fn back(trial: &Trial, tasks: Option<&Tasks>, is: impl Fn(&Change) -> bool) {
    if let (Some(place), Some(tasks)) = (place_of(trial, is), tasks) {
        tasks.dispatch(Action::Imagine(Deed::Drop(place)));
    }
}

/// Whether it speaks of this number of the standard.
pub fn is_rule(change: &Change, ruled: &Ruled) -> bool {
    matches!(change, Change::Rule { ruled: other, .. } if other == ruled)
}

/// The form.
#[component]
pub fn Values(trial: &Trial) -> Html {
    let words = use_words();
    let tasks = use_context::<Tasks>();
    let chosen = use_state_eq(|| trial.section.clone());
    {
        let chosen = chosen.setter();
        use_effect_with(trial.section.clone(), move |section| {
            if section.is_some() {
                chosen.set(section.clone());
            }
        });
    }
    let sections = &trial.work.records.sections;
    let choices = trial.sections(words);
    let first = choices.first().and_then(|choice| choice.value.parse::<usize>().ok());
    let place = chosen.as_ref().and_then(|key| key.place(sections)).or(first);
    let filled = use_memo((trial.work.clone(), place), |(work, place)| {
        filling(work, &trial.standard, |result, _| Some(result.index as usize) == *place)
    });
    let Some((place, section, key)) =
        place.and_then(|place| Some((place, sections.get(place)?, SectionKey::of(sections, place)?)))
    else {
        return tag("p", "empty", words.t(Key::WhatIfNoSections));
    };
    let on_choose = {
        let (chosen, trial) = (chosen.setter(), trial.clone());
        Callback::from(move |place: String| chosen.set(trial.key(&place)))
    };
    let real = key.place(&trial.real.records.sections).and_then(|place| trial.real.records.sections.get(place));
    let result = trial.work.evaluation.sections.iter().find(|result| result.index as usize == place);
    let fill_all = {
        let filled = filled.clone();
        doing(tasks.clone(), move || Deed::Make((*filled).clone()))
    };
    html! { <>
        <div class="field field-grow">
            <label for={SCHOOL_FIELD}>{ words.t(Key::WhatIfSchool) }</label>
            <Select id={SCHOOL_FIELD} choices={Rc::new(choices)} value={place.to_string()} on_change={on_choose} />
        </div>
        if result.is_none() {
            { tag("p", "what-if-note", words.t(Key::WhatIfNotEvaluated)) }
        }
        <Scroller label={section.school.clone()}>
            <table class="table what-if-values">
                <thead><tr>
                    { th(words.t(Key::WhatIfItem), "corner") }{ th(words.t(Key::WhatIfBefore), "num what-if-real") }
                    { th(words.t(Key::WhatIfAfter), "") }{ th(words.t(Key::Status), "") }
                </tr></thead>
                <tbody>
                    { pupils(words, tasks.clone(), trial, &key, section, real) }
                    { for trial.standard.resources.iter().map(|rule| {
                        amount(words, tasks.clone(), trial, &key, section, real, result, rule.id)
                    }) }
                </tbody>
            </table>
        </Scroller>
        { verdict(words, trial, place) }
        if !filled.is_empty() {
            <p class="actions"><button type="button" class="button" onclick={fill_all}>{ words.f(Key::WhatIfFillSchool, &[&filled.len().to_string()]) }</button></p>
        }
    </> }
}

/// What the school comes to, before and now. It stays in sight while its numbers are changed.
fn verdict(words: Words, trial: &Trial, place: usize) -> Html {
    let results = trial.work.evaluation.sections.iter().enumerate();
    let Some((at, result)) = results.into_iter().find(|(_, result)| result.index as usize == place) else {
        return html! {};
    };
    if trial.standard.comprehensive.is_none() {
        return html! {};
    }
    let after = result.comprehensive;
    let before = trial.work.difference_of(at).and_then(|change| change.comprehensive.before).unwrap_or(after);
    let met = result.indicators.iter().filter(|one| one.status == Status::Met).count();
    html! {
        <p class="what-if-said" role="status">
            <strong>{ data(words, &result.school) }</strong>
            { tag("span", "unit", words.text(&result.stage.title()).to_owned()) }
            <span class="what-if-said-verdict">{ words.t(Key::ComprehensiveIs) }{ both(words, Before { before, after }) }</span>
            { tag("span", "of", words.f(Key::IndicatorsMet, &[&format!("{met}/{}", result.indicators.len())])) }
        </p>
    }
}

fn pupils(
    words: Words,
    tasks: Option<Tasks>,
    trial: &Trial,
    key: &SectionKey,
    section: &Section,
    real: Option<&Section>,
) -> Html {
    let original = real.map_or_else(String::new, |one| one.pupils.to_string());
    let on_set = {
        let (tasks, trial, key) = (tasks.clone(), trial.clone(), key.clone());
        Callback::from(move |value: Decimal| match value.to_integer().and_then(|value| u32::try_from(value).ok()) {
            None => Some(words.t(Key::WhatIfWhole0).to_owned()),
            Some(pupils) => trial.attempt(words, tasks.as_ref(), Change::Pupils { section: key.clone(), pupils }),
        })
    };
    let is = {
        let key = key.clone();
        move |change: &Change| matches!(change, Change::Pupils { section, .. } if *section == key)
    };
    let changed = has(trial, &is);
    let on_back = {
        let trial = trial.clone();
        Callback::from(move |()| back(&trial, tasks.as_ref(), &is))
    };
    let label = words.t(Key::WhatIfPupilsOf);
    html! {
        <tr>
            <th scope="row">{ label }{ tag("span", "unit", words.t(Key::WhatIfPeople)) }</th>
            <td class="num what-if-real">{ if original.is_empty() { format::UNKNOWN.to_owned() } else { format::grouped(&original) } }</td>
            <td><Number id="what-if-pupils" {label} value={section.pupils.to_string()} {original} {changed} {on_set} {on_back} /></td>
            <td></td>
        </tr>
    }
}

#[expect(clippy::too_many_arguments, reason = "what a row of the table is made of")]
fn amount(
    words: Words,
    tasks: Option<Tasks>,
    trial: &Trial,
    key: &SectionKey,
    section: &Section,
    real: Option<&Section>,
    result: Option<&SectionResult>,
    indicator: Indicator,
) -> Html {
    let original = real.and_then(|one| one.amount(indicator)).map(digits).unwrap_or_default();
    let value = section.amount(indicator).map(digits).unwrap_or_default();
    let on_set = {
        let (tasks, trial, key) = (tasks.clone(), trial.clone(), key.clone());
        Callback::from(move |amount: Decimal| {
            let change = Change::Amount { section: key.clone(), indicator, amount };
            trial.attempt(words, tasks.as_ref(), change)
        })
    };
    let is = {
        let key = key.clone();
        move |change: &Change| matches!(change, Change::Amount { section, indicator: one, .. } if *section == key && *one == indicator)
    };
    let changed = has(trial, &is);
    let on_back = {
        let (tasks, trial) = (tasks.clone(), trial.clone());
        Callback::from(move |()| back(&trial, tasks.as_ref(), &is))
    };
    let one = result.and_then(|result| result.indicators.iter().find(|one| one.id == indicator));
    let short = one.and_then(|one| one.shortfall.to_threshold).filter(|short| *short > 0.0);
    let fill = {
        let (trial, key) = (trial.clone(), key.clone());
        Callback::from(move |_: MouseEvent| {
            let place = key.place(&trial.work.records.sections);
            let changes = filling(&trial.work, &trial.standard, |result, one| {
                one == indicator && Some(result.index as usize) == place
            });
            if let Some(tasks) = &tasks {
                tasks.dispatch(Action::Imagine(Deed::Make(changes)));
            }
        })
    };
    let name = indicator_name(words, &trial.standard, indicator);
    let unit = indicator.unit();
    html! {
        <tr>
            <th scope="row">{ &name }{ tag("span", "unit", words.text(&unit.title()).to_owned()) }</th>
            <td class="num what-if-real">{ if original.is_empty() { format::UNKNOWN.to_owned() } else { format::grouped(&original) } }</td>
            <td><Number id={format!("what-if-{}", indicator.id())} label={name.clone()} {value} {original} {changed} {on_set} {on_back} /></td>
            <td>
                if let Some(one) = one {
                    <span class="what-if-mark">{ Mark::from(one.status).shape() }{ status_words(words, one.status) }</span>
                }
                if let Some(short) = short {
                    <button type="button" class="link what-if-fill" aria-label={words.f(Key::WhatIfFillOf, &[&name, &format::shortfall(words.0, short, unit)])} onclick={fill}>
                        { data(words, &words.f(Key::WhatIfFill, &[&format::shortfall(words.0, short, unit)])) }
                    </button>
                }
            </td>
        </tr>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_taken_as_people_type_them() {
        let shown = |text: &str| typed(text).map(|value| value.to_string());
        assert_eq!(shown(" 1,234.50 ").as_deref(), Some("1234.5"));
        assert_eq!(shown("１２．５").as_deref(), Some("12.5"));
        assert_eq!(shown("-3"), None);
        assert_eq!(shown(""), None);
    }
}
