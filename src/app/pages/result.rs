//! 3 结果: the verdict, why, and every number behind it.

use super::super::components::charts::{Charts, card};
use super::super::components::compare::Compare;
use super::super::components::explanation::use_asking;
use super::super::components::fields::{Choice, Select};
use super::super::components::finder::{self, Finder, ways};
use super::super::components::findings::Findings;
use super::super::components::indicators::Indicators;
use super::super::components::preview::to_mistake;
use super::super::components::school::{school, sheet};
use super::super::components::sections::Sections;
use super::super::components::stamp::{corrected, stamp};
use super::super::components::verdict::overview;
use super::super::components::what_if::strip;
use super::super::components::{data, page_title, tag, use_words};
use super::super::state::{Action, Begins, Page, State, Work};
use super::super::tasks::{self, Tasks, pictures};
use super::super::text::{Key, Words};
use super::nothing_yet;
use crate::diagnostic::Severity;
use crate::evaluate::Scope;
use std::rc::Rc;
use yew::prelude::*;

/// The parts below the overview, by their headings.
pub(super) const PARTS: [(&str, Key); 5] = [
    ("indicators-title", Key::WayIndicators),
    ("charts-title", Key::WayCharts),
    ("sections-title", Key::WaySchools),
    ("findings-title", Key::WayFindings),
    (STAMP, Key::WayStamp),
];

/// The title of the particulars, by its id.
pub(super) const STAMP: &str = "result-stamp";

/// Props of [`ResultPage`].
#[derive(Properties, PartialEq)]
pub struct ResultPageProps {
    /// The state.
    pub state: Rc<State>,
}

/// The third page.
#[component]
pub fn ResultPage(props: &ResultPageProps) -> Html {
    let words = use_words();
    let tasks = use_context::<Tasks>();
    let asking = use_asking();
    let on_explain = asking.on_explain.clone();
    // The one school that charts, table and card speak of, by its place in the evaluation.
    let followed = match props.state.begins {
        Some(Begins::Section(at)) => Some(at),
        _ => None,
    };
    let chosen = use_state_eq(|| followed);
    // Who finds a school by its name, or follows one from another page, goes on in its card, and comes back to the field
    // from there.
    let at_card = use_mut_ref(|| followed.is_some());
    {
        let (chosen, first) = (chosen.setter(), use_mut_ref(|| true));
        use_effect_with(props.state.work().cloned(), move |_| {
            if !first.replace(false) {
                chosen.set(None);
            }
        });
    }
    let on_choose = {
        let set = chosen.setter();
        use_callback((), move |asked: Option<usize>, ()| set.set(asked))
    };
    let on_find = {
        let (set, at_card) = (chosen.setter(), at_card.clone());
        use_callback((), move |asked: usize, ()| {
            *at_card.borrow_mut() = true;
            set.set(Some(asked));
            tasks::focus(card::CARD);
        })
    };
    use_effect_with(*chosen, move |chosen| {
        if *at_card.borrow() {
            tasks::focus(if chosen.is_some() { card::CARD } else { finder::FIELD });
            *at_card.borrow_mut() = chosen.is_some();
        }
    });
    {
        let close = chosen.setter();
        use_effect_with(chosen.is_some(), move |open| {
            let listening = open.then(|| tasks::on_escape(move || close.set(None)));
            move || drop(listening)
        });
    }
    let whole = use_state_eq(|| false);
    // The school that is being printed by itself.
    let alone = use_state_eq(|| None::<usize>);
    {
        let alone_setter = alone.setter();
        use_effect_with(*alone, move |alone| {
            let printing = alone.map(|_| pictures::print(move || alone_setter.set(None)));
            move || drop(printing)
        });
    }
    let on_print = {
        let set = alone.setter();
        Callback::from(move |at: usize| set.set(Some(at)))
    };
    let Some(work) = props.state.work() else {
        return nothing_yet(words, tasks, &props.state, Key::ResultTitle);
    };
    if work.is_behind {
        return html! {
            <div class="page page-result">
                { page_title(words.t(Key::ResultTitle), html! { <p role="status">{ words.t(Key::EvaluationWaiting) }</p> }) }
            </div>
        };
    }
    let standard = &props.state.standard;
    let logic = work.issues().filter(|issue| issue.severity == Severity::Logic).count();
    let source = tasks::about(work, words.0);
    let nothing = work.evaluation.sections.is_empty();
    // Only where there is more than the overview: a single school is shown whole.
    let can_be_brief = props.state.embedding.is_brief() && work.scope == Scope::County && !nothing;
    let brief = can_be_brief && !*whole;
    let on_county = {
        let tasks = tasks.clone();
        Callback::from(move |county: usize| {
            if let Some(tasks) = &tasks {
                tasks.dispatch(Action::SetCounty(county));
            }
        })
    };
    let on_whole = {
        let whole = whole.clone();
        Callback::from(move |_: MouseEvent| whole.set(!*whole))
    };
    let left_out: Vec<(&str, Key)> = PARTS.into_iter().filter(|(id, _)| props.state.unprinted.contains(id)).collect();
    let unprinted = (!left_out.is_empty()).then(|| left_out.iter().map(|(id, _)| *id).collect::<Vec<_>>().join(" "));
    let findings = || {
        html! { <Findings work={work.clone()} on_explain={on_explain.clone()} /> }
    };
    html! {
        <div class={classes!("page", "page-result", alone.is_some().then_some("is-alone"))} data-unprinted={unprinted}>
            { page_title(words.t(Key::ResultTitle), html! { <><p>{ data(words, &words.f(Key::ResultLead, &[&source, &super::super::format::date(words.0, &work.as_of)])) }
                if corrected(work) > 0 {
                    { words.f(Key::ResultCorrected, &[&corrected(work).to_string()]) }
                }
                if !work.is_blank() && !work.shown_only {
                    <a class="what-if-enter no-print" href={Page::WhatIf.hash()}>{ words.t(Key::WhatIfEnter) }</a>
                }
            </p>
            if work.scope == Scope::County && !nothing && !brief {
                <div class="result-ways no-print">
                    { ways(words, &PARTS) }
                    <Finder work={work.clone()} {on_find} />
                </div>
            }</> }) }
            { options(words, tasks.clone(), work) }
            if work.is_published() {
                { tag("p", "banner banner-published", words.t(Key::PublishedNote)) }
            }
            if !work.shown_only {
                { super::compare::link(words, work) }
            }
            if work.what_if.is_some() {
                { strip(words, work, standard) }
            }
            if work.counties.len() > 1 && work.what_if.is_some() {
                // Real counties beside an imagined one would be compared in silence.
                { tag("p", "hint", words.t(Key::WhatIfOneCounty)) }
            } else if work.counties.len() > 1 {
                <Compare work={work.clone()} state={props.state.clone()} on_choose={on_county} />
            }
            // What the overview of a county lists among the next steps.
            if logic > 0 && (nothing || work.scope == Scope::School) {
                <p class="banner banner-warn">
                    { tag("span", "", words.f(Key::LogicWarning, &[&logic.to_string()])) }
                    if !work.shown_only {
                        { to_mistake(tasks.as_ref(), (work, None), None, words.t(Key::LogicWarningLink).to_owned()) }
                    }
                </p>
            }
            if work.scope == Scope::County {
                { overview(words, work, standard, &on_explain, &on_choose, tasks.clone()) }
            }
            if can_be_brief {
                <p class="actions no-print">
                    <button type="button" class="button" aria-expanded={(!brief).to_string()} onclick={on_whole}>
                        { words.t(if brief { Key::ShowWhole } else { Key::ShowSummary }) }
                    </button>
                </p>
            }
            if brief {
            } else if nothing {
                { tag("p", "empty", words.t(if work.is_blank() { Key::NoSchoolsYet } else { Key::NothingEvaluated })) }
                { findings() }
            } else if work.scope == Scope::School {
                { school(words, work, standard, &on_explain) }
                { findings() }
            } else {
                <Indicators work={work.clone()} standard={standard.clone()} on_explain={on_explain.clone()} chosen={*chosen} on_choose={on_choose.clone()} />
                <Charts work={work.clone()} standard={standard.clone()} chosen={*chosen} on_choose={on_choose.clone()} />
                <Sections work={work.clone()} standard={standard.clone()} on_explain={on_explain.clone()} chosen={*chosen} on_choose={on_choose.clone()} />
                { findings() }
            }
            <section class="block print-stamp" aria-labelledby={STAMP}>
                <h2 id={STAMP} class="section-title" tabindex="-1">{ words.t(Key::StampTitle) }</h2>
                { stamp(words, work, standard) }
                if !left_out.is_empty() {
                    { tag("p", "print-only", words.f(Key::Unprinted, &[&left_out.iter().map(|(_, name)| words.t(*name)).collect::<Vec<_>>().join(words.t(Key::Comma))])) }
                }
            </section>
            if !work.shown_only {
                <p class="actions actions-end no-print">
                    <a class="button button-primary" href={Page::Export.hash()}>{ words.t(Key::ToExport) }</a>
                    <a class="button button-quiet" href={Page::Check.hash()}>{ words.t(Key::BackToCheck) }</a>
                </p>
            }
            if let Some(at) = *chosen {
                { card::card(words, work, standard, at, &on_explain, &on_choose, &on_print) }
            }
            if let Some(at) = *alone {
                { sheet(words, work, standard, at, &on_explain, &source) }
            }
            { asking.panel(work, &props.state.standard) }
        </div>
    }
}

/// County or school, and which county: shown only where there is something to choose.
fn options(words: Words, tasks: Option<Tasks>, work: &Work) -> Html {
    let dispatch = {
        let tasks = tasks.clone();
        Rc::new(move |action: Action| {
            if let Some(tasks) = &tasks {
                tasks.dispatch(action);
            }
        })
    };
    let county = {
        let dispatch = dispatch.clone();
        Callback::from(move |value: String| {
            if let Ok(index) = value.parse() {
                dispatch(Action::SetCounty(index));
            }
        })
    };
    let counties: Vec<Choice> = work
        .counties
        .iter()
        .enumerate()
        .map(|(index, name)| {
            let label = if name.is_empty() { words.t(Key::CountyUnnamed).to_owned() } else { name.clone() };
            Choice::new(index.to_string(), label)
        })
        .collect();
    html! { <>
        if !counties.is_empty() {
            <div class="options">
                <div class="field">
                    <label for="county">{ words.f(Key::CountyChoice, &[&counties.len().to_string()]) }</label>
                    <Select id="county" choices={Rc::new(counties)} value={work.county.to_string()} on_change={county} />
                </div>
            </div>
        }
        if work.one_school {
            <div class="options">
                <div class="switch" role="group" aria-label={words.t(Key::StampScope)}>
                    { scope_button(words, Scope::School, work.scope, Key::ScopeSchool, &dispatch) }
                    { scope_button(words, Scope::County, work.scope, Key::ScopeCounty, &dispatch) }
                </div>
                { tag("span", "hint", words.t(Key::ScopeHint)) }
            </div>
        }
    </> }
}

fn scope_button(
    words: Words,
    scope: Scope,
    current: Scope,
    key: Key,
    dispatch: &Rc<impl Fn(Action) + 'static>,
) -> Html {
    let dispatch = dispatch.clone();
    html! {
        <button type="button" class="switch-item" aria-pressed={(scope == current).to_string()} onclick={Callback::from(move |_: MouseEvent| dispatch(Action::SetScope(scope)))}>
            { words.t(key) }
        </button>
    }
}
