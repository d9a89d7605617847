//! Doubtful rows and cells, by weight: 逻辑校验, 经验校验, 提示.

use super::super::state::Work;
use super::super::text::{self, Key, Words};
use super::{data, tag, use_words};
use crate::diagnostic::{Issue, Severity};
use yew::prelude::*;

/// Issues of one kind shown before the user asks for the rest.
const FIRST: usize = 8;

/// All issues of the reading and of the evaluation.
pub fn issues(words: Words, work: &Work) -> Html {
    let issues: Vec<&Issue> = work.issues().collect();
    let groups = [
        (Severity::Logic, Key::SeverityLogic, Key::SeverityLogicNote, "issues-logic"),
        (Severity::Experience, Key::SeverityExperience, Key::SeverityExperienceNote, "issues-experience"),
        (Severity::Note, Key::SeverityNote, Key::SeverityNoteNote, "issues-note"),
    ];
    html! {
        <section class="block" aria-labelledby="issues-title">
            <h2 id="issues-title" class="section-title">{ words.t(Key::IssuesTitle) }<span class="count">{ issues.len() }</span></h2>
            if issues.is_empty() {
                { tag("p", "hint", words.t(Key::IssuesNone)) }
            }
            { for groups.into_iter().map(|(severity, title, note, class)| {
                let members: Vec<Issue> = issues.iter().filter(|issue| issue.severity == severity).map(|issue| (*issue).clone()).collect();
                html! {
                    if !members.is_empty() {
                        <IssueGroup issues={members} title={words.t(title)} note={words.t(note)} {class} />
                    }
                }
            }) }
        </section>
    }
}

/// Props of [`IssueGroup`].
#[derive(Properties, PartialEq)]
pub struct IssueGroupProps {
    /// Its issues.
    pub issues: Vec<Issue>,
    /// Its name.
    pub title: AttrValue,
    /// What it asks of the user.
    pub note: AttrValue,
    /// Its class.
    pub class: AttrValue,
}

/// Issues of one weight, gathered by rule.
#[component]
pub fn IssueGroup(props: &IssueGroupProps) -> Html {
    let words = use_words();
    let all = use_state_eq(|| false);
    let shown = if *all { props.issues.len() } else { FIRST.min(props.issues.len()) };
    let toggle = {
        let all = all.clone();
        Callback::from(move |_: MouseEvent| all.set(!*all))
    };
    html! {
        <div class={classes!("issues", props.class.to_string())}>
            <h3 class="sub-title">{ &props.title }<span class="count">{ props.issues.len() }</span><span class="issues-note">{ &props.note }</span></h3>
            <ul class="issue-list">
                { for props.issues.iter().take(shown).map(|issue| html! {
                    <li class="issue">
                        <p class="issue-where">{ issue.location.as_ref().map(|place| data(words, &text::place(place))) }</p>
                        <div class="issue-words">
                            <p class="issue-what">{ data(words, &text::capitalised(words.text(&issue.message))) }</p>
                            <p class="issue-help">{ tag("span", "label", words.t(Key::WhatToDo)) }{ data(words, &text::capitalised(words.text(&issue.help))) }</p>
                        </div>
                    </li>
                }) }
            </ul>
            if props.issues.len() > FIRST {
                <button type="button" class="button button-quiet" onclick={toggle} aria-expanded={all.to_string()}>
                    { if *all { words.t(Key::ShowFewer).to_owned() } else { words.f(Key::ShowAll, &[&props.issues.len().to_string()]) } }
                </button>
            }
        </div>
    }
}
