//! Doubtful rows and cells, by weight: 逻辑校验, 经验校验, 提示.

use super::super::state::Work;
use super::super::tasks::Tasks;
use super::super::text::{self, Key, Words};
use super::campus::{Asked, of_issue};
use super::grid::selection::Spot;
use super::preview::place_of;
use super::{data, more, tag, use_words};
use crate::diagnostic::{Issue, Severity};
use std::rc::Rc;
use web_sys::HtmlTextAreaElement;
use yew::prelude::*;

/// Issues of one kind shown before the user asks for the rest.
const FIRST: usize = 8;
/// How many more at a time.
const STEP: usize = 200;

/// All issues of the reading and of the evaluation.
pub fn issues(
    words: Words,
    (work, busy): (&Rc<Work>, bool),
    on_go: &Callback<(usize, Spot)>,
    on_explain: &Callback<(Rc<Issue>, String)>,
) -> Html {
    let groups = [
        (Severity::Logic, Key::SeverityLogic, Key::SeverityLogicNote, "issues-logic"),
        (Severity::Experience, Key::SeverityExperience, Key::SeverityExperienceNote, "issues-experience"),
        (Severity::Note, Key::SeverityNote, Key::SeverityNoteNote, "issues-note"),
    ];
    html! {
        <section class="block" aria-labelledby="issues-title">
            <h2 id="issues-title" class="section-title">{ words.t(Key::IssuesTitle) }<span class="count">{ work.issues().count() }</span></h2>
            if work.issues().next().is_none() {
                { tag("p", "hint", words.t(Key::IssuesNone)) }
            }
            { for groups.into_iter().map(|(severity, title, note, class)| {
                html! {
                    if work.issues().any(|issue| issue.severity == severity) {
                        <IssueGroup work={work.clone()} {busy} {severity} title={words.t(title)} note={words.t(note)} {class} on_go={on_go.clone()} on_explain={on_explain.clone()} />
                    }
                }
            }) }
        </section>
    }
}

/// Props of [`IssueGroup`].
#[derive(Properties, PartialEq)]
pub struct IssueGroupProps {
    /// The work.
    pub work: Rc<Work>,
    /// Whether corrections of it are still being understood.
    pub busy: bool,
    /// Their weight.
    pub severity: Severity,
    /// Its name.
    pub title: AttrValue,
    /// What it asks of the user.
    pub note: AttrValue,
    /// Its class.
    pub class: AttrValue,
    /// A cell is to be shown.
    pub on_go: Callback<(usize, Spot)>,
    /// An issue was explained.
    pub on_explain: Callback<(Rc<Issue>, String)>,
}

/// Issues of one weight, gathered by rule.
#[component]
pub fn IssueGroup(props: &IssueGroupProps) -> Html {
    let words = use_words();
    let tasks = use_context::<Tasks>();
    let most = use_state_eq(|| FIRST);
    let work = &props.work;
    let asked = Asked { words, tasks: tasks.as_ref(), work, busy: props.busy };
    let members = || work.issues().filter(|issue| issue.severity == props.severity);
    let total = members().count();
    let toggle = {
        let most = most.clone();
        Callback::from(move |_: MouseEvent| most.set(if *most < total { *most + STEP } else { FIRST }))
    };
    html! {
        <div class={classes!("issues", props.class.to_string())}>
            <h3 class="sub-title">{ &props.title }<span class="count">{ total }</span><span class="issues-note">{ &props.note }</span></h3>
            <ul class="issue-list">
                { for members().take(*most).enumerate().map(|(at, issue)| {
                    let explanation = || AttrValue::from(work.project.explanation(issue).unwrap_or_default().to_owned());
                    let place = issue.location.as_ref().map(|place| data(words, &text::place_in(work, place)));
                    html! {
                        <li class="issue">
                            <p class="issue-where">
                                if let Some((sheet, spot)) = place_of(work, issue) {
                                    <button type="button" class="issue-go" title={words.t(Key::IssueGo)} onclick={props.on_go.reform(move |_: MouseEvent| (sheet, spot))}>{ place }</button>
                                } else { { place } }
                            </p>
                            <div class="issue-words">
                                <p class="issue-what">{ data(words, &text::capitalised(words.text(&issue.message))) }</p>
                                <p class="issue-help">{ tag("span", "label", words.t(Key::WhatToDo)) }{ data(words, &text::capitalised(words.text(&issue.help))) }</p>
                                if let Some(campus) = of_issue(asked, issue) { <p class="issue-do">{ campus }</p> }
                                if issue.severity == Severity::Experience {
                                    <Explanation id={format!("explain-{}-{at}", props.class)} key={issue.location.as_ref().map(text::place).unwrap_or_default()}
                                        issue={issue.clone()} text={explanation()} on_explain={props.on_explain.clone()} />
                                }
                            </div>
                        </li>
                    }
                }) }
            </ul>
            if total > FIRST {
                <button type="button" class="button button-quiet" onclick={toggle} aria-expanded={(*most >= total).to_string()}>
                    { if *most >= total { words.t(Key::ShowFewer).to_owned() } else { more(words, *most, STEP, total) } }
                </button>
            }
        </div>
    }
}

/// Props of [`Explanation`].
#[derive(Properties, PartialEq)]
pub struct ExplanationProps {
    /// The id of its field.
    pub id: AttrValue,
    /// What is explained.
    pub issue: Rc<Issue>,
    /// What was written; empty for nothing.
    pub text: AttrValue,
    /// It was written.
    pub on_explain: Callback<(Rc<Issue>, String)>,
}

/// 说明 of what is checked by experience: shown, or to be written.
#[component]
pub fn Explanation(props: &ExplanationProps) -> Html {
    let words = use_words();
    let open = use_state_eq(|| false);
    let field = use_node_ref();
    {
        let field = field.clone();
        use_effect_with(*open, move |open| {
            if let Some(field) = field.cast::<HtmlTextAreaElement>().filter(|_| *open) {
                let _ = field.focus();
            }
        });
    }
    let write = {
        let (explain, issue, open) = (props.on_explain.clone(), props.issue.clone(), open.clone());
        Callback::from(move |event: FocusEvent| {
            if let Some(field) = event.target_dyn_into::<HtmlTextAreaElement>() {
                open.set(false);
                explain.emit((issue.clone(), field.value().trim().to_owned()));
            }
        })
    };
    let toggle = {
        let open = open.clone();
        Callback::from(move |_: MouseEvent| open.set(!*open))
    };
    if *open {
        return html! {
            <div class="explain">
                <label for={props.id.clone()}>{ words.t(Key::ExplainLabel) }</label>
                <textarea ref={field} id={props.id.clone()} class="input" rows="2" onblur={write} value={props.text.clone()} />
            </div>
        };
    }
    html! {
        <p class="explain">
            if !props.text.is_empty() { <span class="explained">{ data(words, &words.f(Key::ExplainDone, &[&props.text])) }</span> }
            <button type="button" class="link" onclick={toggle}>{ words.t(if props.text.is_empty() { Key::ExplainWrite } else { Key::ExplainChange }) }</button>
        </p>
    }
}
