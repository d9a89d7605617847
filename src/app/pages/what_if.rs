//! 模拟: try other numbers, another standard, other schools, and see at once what comes of it. The real result stays.

use super::super::components::fields::Choice;
use super::super::components::what_if::{Effect, LIST, changes, doing};
use super::super::components::{page_title, tag, use_words};
use super::super::imagining::Deed;
use super::super::state::{Action, Page, State, Work};
use super::super::tasks::Tasks;
use super::super::text::{Key, Words};
use super::nothing_yet;
use crate::diagnostic::Text;
use crate::scenario::{self, Change, Scenario, SectionKey};
use crate::standard::Standard;
use std::rc::Rc;
use yew::prelude::*;

mod rules;
mod schools;
mod statements;
mod values;

/// Props of [`WhatIfPage`].
#[derive(Properties, PartialEq)]
pub struct WhatIfPageProps {
    /// The state, as it is.
    pub state: Rc<State>,
}

/// What can be tried.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Form {
    Values,
    Rules,
    Inclusion,
    Pupils,
    Teachers,
    Merge,
    Split,
    Add,
    Statements,
}

impl Form {
    const ALL: [(Self, Key); 9] = [
        (Self::Values, Key::WhatIfValues),
        (Self::Rules, Key::WhatIfRules),
        (Self::Inclusion, Key::WhatIfInclusion),
        (Self::Pupils, Key::WhatIfPupils),
        (Self::Teachers, Key::WhatIfTeachers),
        (Self::Merge, Key::WhatIfMerge),
        (Self::Split, Key::WhatIfSplit),
        (Self::Add, Key::WhatIfAdd),
        (Self::Statements, Key::WhatIfStatements),
    ];
}

/// What the forms work on.
#[derive(Properties, PartialEq, Clone)]
pub struct Trial {
    /// As it is imagined now; the real work where nothing is.
    pub work: Rc<Work>,
    /// The standard with its changes.
    pub standard: Rc<Standard>,
    /// The real work.
    pub real: Rc<Work>,
    /// The real standard.
    pub base: Rc<Standard>,
    /// The section whose numbers are to be tried.
    pub section: Option<SectionKey>,
}

impl Trial {
    fn scenario(&self) -> Rc<Scenario> {
        self.work.what_if.as_ref().map(|what_if| what_if.scenario.clone()).unwrap_or_default()
    }

    /// Why a further change could not be made.
    fn refusal(&self, change: &Change) -> Option<Text> {
        let scenario = self.scenario().with(change.clone());
        let outcomes = scenario::apply(&self.base, &self.real.records, &scenario).outcomes;
        outcomes.into_iter().last()?.refused
    }

    /// Makes a change, or says why it cannot be made.
    fn attempt(&self, words: Words, tasks: Option<&Tasks>, change: Change) -> Option<String> {
        match self.refusal(&change) {
            Some(why) => Some(words.text(&why).to_owned()),
            None => {
                if let Some(tasks) = tasks {
                    tasks.dispatch(Action::Imagine(Deed::Make(vec![change])));
                }
                None
            }
        }
    }

    /// The sections by name and stage, as they are imagined now.
    fn sections(&self, words: Words) -> Vec<Choice> {
        let sections = self.work.records.sections.iter().enumerate();
        let mut all: Vec<(usize, Choice)> = sections
            .map(|(place, section)| {
                let stage = words.text(&section.stage.title()).to_owned();
                let label = format!("{} · {stage}", section.school);
                (section.stage.index(), Choice::new(place.to_string(), label).in_group(stage))
            })
            .collect();
        all.sort_by_key(|(stage, _)| *stage);
        all.into_iter().map(|(_, choice)| choice).collect()
    }

    /// The section at a place that was chosen.
    fn key(&self, place: &str) -> Option<SectionKey> {
        SectionKey::of(&self.work.records.sections, place.parse().ok()?)
    }
}

/// The page.
#[component]
pub fn WhatIfPage(props: &WhatIfPageProps) -> Html {
    let words = use_words();
    let tasks = use_context::<Tasks>();
    let form = use_state_eq(|| Form::Values);
    let state = &props.state;
    {
        let form = form.setter();
        use_effect_with(state.imagining.section.clone(), move |_| form.set(Form::Values));
    }
    let Some(real) = state.work().filter(|work| !work.is_blank()) else {
        return nothing_yet(words, tasks, &props.state, Key::WhatIf);
    };
    if real.is_behind {
        return html! {
            <div class="page page-what-if">
                { page_title(words.t(Key::WhatIf), html! { <p role="status">{ words.t(Key::EvaluationWaiting) }</p> }) }
            </div>
        };
    }
    let (work, standard) = match state.imagined.as_ref().and_then(|work| Some((work, work.what_if.as_ref()?))) {
        Some((work, what_if)) => (work.clone(), what_if.standard.clone()),
        None => (real.clone(), state.standard.clone()),
    };
    let is_on = work.what_if.is_some();
    let trial = Trial {
        work: work.clone(),
        standard: standard.clone(),
        real: real.clone(),
        base: state.standard.clone(),
        section: state.imagining.section.clone(),
    };
    let (undo, redo) = state.imagining.steps();
    let t = trial.clone();
    html! {
        <div class="page page-what-if">
            { page_title(words.t(Key::WhatIf), html! { { tag("p", "", words.t(Key::WhatIfLead)) } }) }
            <section class="block no-print" aria-labelledby="what-if-try">
                <h2 id="what-if-try" class="section-title">{ words.t(Key::WhatIfTry) }</h2>
                <div class="switch what-if-switch" role="group" aria-labelledby="what-if-try">
                    { for Form::ALL.into_iter().map(|(one, key)| {
                        let pick = { let form = form.setter(); Callback::from(move |_: MouseEvent| form.set(one)) };
                        html! { <button type="button" class="switch-item" aria-pressed={(*form == one).to_string()} onclick={pick}>{ words.t(key) }</button> }
                    }) }
                </div>
                <div class="what-if-form">
                    { match *form {
                        Form::Values => html! { <values::Values ..t /> },
                        Form::Rules => html! { <rules::Rules ..t /> },
                        Form::Inclusion => html! { <schools::Inclusion ..t /> },
                        Form::Pupils => html! { <schools::Pupils ..t /> },
                        Form::Teachers => html! { <schools::Teachers ..t /> },
                        Form::Merge => html! { <schools::Merge ..t /> },
                        Form::Split => html! { <schools::Split ..t /> },
                        Form::Add => html! { <schools::Add ..t /> },
                        Form::Statements => html! { <statements::Statements ..t /> },
                    } }
                </div>
            </section>
            <section class="block" aria-labelledby={LIST}>
                <h2 id={LIST} class="section-title" tabindex="-1">{ words.t(Key::WhatIfList) }</h2>
                if is_on {
                    { changes(words, tasks.as_ref(), &work) }
                } else {
                    { tag("p", "empty", words.t(Key::WhatIfEmpty)) }
                }
                <p class="actions no-print">
                    <button type="button" class="button" disabled={!undo} onclick={doing(tasks.clone(), || Deed::Undo)}>{ words.t(Key::WhatIfUndo) }</button>
                    <button type="button" class="button" disabled={!redo} onclick={doing(tasks.clone(), || Deed::Redo)}>{ words.t(Key::WhatIfRedo) }</button>
                    <button type="button" class="button" disabled={!is_on} onclick={doing(tasks.clone(), || Deed::DropAll)}>{ words.t(Key::WhatIfDropAll) }</button>
                    <a class="button button-quiet" href={Page::Result.hash()}>{ words.t(Key::WhatIfToResult) }</a>
                </p>
            </section>
            if is_on {
                <section class="block" aria-labelledby="what-if-effect">
                    <h2 id="what-if-effect" class="section-title">{ words.t(Key::WhatIfEffect) }</h2>
                    <Effect {work} {standard} />
                </section>
            }
        </div>
    }
}
