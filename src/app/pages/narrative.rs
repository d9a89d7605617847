//! 核对公报: whether the numbers of a published text agree with each other.

use super::super::components::mark::Mark;
use super::super::components::scroller::Scroller;
use super::super::components::{data, page_title, tag, th, use_words};
use super::super::format;
use super::super::state::{Page, State};
use super::super::tasks::{self, Tasks};
use super::super::text::{self, Key, Words};
use crate::diagnostic::Problem;
use crate::narrative::{self, Agreement, GroupFinding, Narrative, Review};
use std::rc::Rc;
use web_sys::HtmlTextAreaElement;
use yew::prelude::*;

/// Props of [`NarrativePage`].
#[derive(Properties, PartialEq)]
pub struct NarrativePageProps {
    /// The state.
    pub state: Rc<State>,
}

type Found = Result<(Narrative, Review), Vec<Problem>>;

/// The page.
#[component]
pub fn NarrativePage(_props: &NarrativePageProps) -> Html {
    let words = use_words();
    let tasks = use_context::<Tasks>();
    let text = use_state_eq(|| tasks.as_ref().map_or_else(String::new, Tasks::narrative));
    let found = use_state(|| None::<Rc<Found>>);
    let keep = {
        let (tasks, text) = (tasks.clone(), text.setter());
        Rc::new(move |value: String| {
            if let Some(tasks) = &tasks {
                tasks.keep_narrative(&value);
            }
            text.set(value);
        })
    };
    let typed = {
        let keep = keep.clone();
        Callback::from(move |event: InputEvent| {
            if let Some(area) = event.target_dyn_into::<HtmlTextAreaElement>() {
                keep(area.value());
            }
        })
    };
    let demo = {
        let (keep, found) = (keep.clone(), found.setter());
        Callback::from(move |_: MouseEvent| {
            keep(narrative::to_table(&narrative::demo()));
            found.set(None);
        })
    };
    let check = {
        let (text, found) = (text.clone(), found.setter());
        Callback::from(move |_: MouseEvent| {
            let answer = narrative::parse(&text).and_then(|one| {
                let review = narrative::check(&one)?;
                Ok((one, review))
            });
            found.set(Some(Rc::new(answer)));
        })
    };
    html! {
        <div class="page page-narrative">
            { page_title(words.t(Key::NarrativeTitle), html! { { tag("p", "", words.t(Key::NarrativeLead)) } }) }
            <label class="editor-label" for="narrative-area">{ words.t(Key::NarrativeLabel) }</label>
            <textarea id="narrative-area" class="editor" rows="14" spellcheck="false" autocomplete="off" aria-describedby="narrative-hint" value={(*text).clone()} oninput={typed} />
            <p id="narrative-hint" class="hint">{ words.t(Key::NarrativeHint) }</p>
            <p class="actions">
                <button type="button" class="button button-primary" onclick={check} disabled={text.trim().is_empty()}>{ words.t(Key::NarrativeCheck) }</button>
                <button type="button" class="button" onclick={demo}>{ words.t(Key::NarrativeDemo) }</button>
            </p>
            <div role="status">
                {
                    match found.as_deref() {
                        None => html! {},
                        Some(Err(problems)) => faults(words, problems),
                        Some(Ok((narrative, review))) => findings(words, narrative, review),
                    }
                }
            </div>
            <p class="actions actions-end"><a class="button button-quiet" href={Page::Standards.hash()}>{ words.t(Key::ToStandards) }</a></p>
        </div>
    }
}

fn faults(words: Words, problems: &[Problem]) -> Html {
    html! {
        <div class="editor-problems">
            <p>{ words.f(Key::NarrativeFaults, &[&problems.len().to_string()]) }</p>
            <ul>
                { for problems.iter().map(|problem| {
                    let place = problem.location.as_ref().map(text::place).unwrap_or_default();
                    let line = line_of(problem);
                    html! {
                        <li>
                            {
                                match line {
                                    Some(line) => html! { <button type="button" class="link" onclick={Callback::from(move |_: MouseEvent| tasks::show_line("narrative-area", line))}>{ words.f(Key::OwnLine, &[&line.to_string()]) }</button> },
                                    None => html! { { tag("span", "label", place) } },
                                }
                            }
                            { data(words, &text::capitalised(words.text(&problem.message))) }
                            <span class="hint">{ data(words, &format!(" {}", text::capitalised(words.text(&problem.help)))) }</span>
                        </li>
                    }
                }) }
            </ul>
        </div>
    }
}

/// The line a problem stands in: the row of its cell, or its path.
fn line_of(problem: &Problem) -> Option<usize> {
    let place = problem.location.as_ref()?;
    let path = || place.path.as_deref()?.strip_prefix("line ")?.parse().ok();
    place.spot().map(|(row, _)| row as usize + 1).or_else(path)
}

fn findings(words: Words, narrative: &Narrative, review: &Review) -> Html {
    let count = |verdict: Agreement| review.statements.iter().filter(|one| one.verdict == verdict).count();
    let (against, alike) = (count(Agreement::Contradicts), count(Agreement::Agrees) + count(Agreement::WithinRounding));
    let summary = words
        .f(Key::NarrativeSummary, &[&review.statements.len().to_string(), &alike.to_string(), &against.to_string()]);
    // What contradicts comes first.
    let mut ordered: Vec<_> = review.statements.iter().collect();
    ordered.sort_by_key(|one| one.verdict != Agreement::Contradicts);
    html! { <>
        <section class="block" aria-labelledby="narrative-result">
            <h2 id="narrative-result" class="section-title">{ review.title.as_ref().map_or_else(|| html! { { words.t(Key::NarrativeResult) } }, |title| data(words, title)) }</h2>
            { tag("p", "section-lead", summary) }
            <ol class="statement-list">
                { for ordered.into_iter().map(|one| {
                    let said = narrative.statements.iter().find(|statement| statement.id == one.id);
                    let (mark, key) = agreement(one.verdict);
                    html! {
                        <li class="statement">
                            <span><span class={classes!("chip", mark.class())}>{ mark.shape() }<span>{ text::capitalised(words.t(key)) }</span></span></span>
                            <div>
                                { said.map(|said| html! { <p class="statement-words" lang="zh-CN">{ format!("“{}”", said.words) }</p> }) }
                                <p>{ data(words, &text::capitalised(words.text(&one.explanation))) }</p>
                            </div>
                        </li>
                    }
                }) }
            </ol>
        </section>
        { for review.groups.iter().map(|group| group_view(words, group)) }
    </> }
}

fn group_view(words: Words, group: &GroupFinding) -> Html {
    html! {
        <section class="block" aria-label={group.name.clone()}>
            <h2 class="section-title">{ data(words, &group.name) }</h2>
            <p class="section-lead">{ data(words, &text::capitalised(words.text(&group.explanation))) }</p>
            if !group.counts.is_empty() {
                <Scroller label={group.name.clone()}>
                    <table class="table">
                        <thead><tr>
                            { th(words.t(Key::NarrativeQuantity), "corner") }
                            { th(words.t(Key::NarrativePercent), "num") }
                            { th(words.t(Key::NarrativeCount), "num") }
                            { th(words.t(Key::NarrativeShort), "num") }
                        </tr></thead>
                        <tbody>
                            { for group.counts.iter().map(|one| {
                                let range = |least: u32, most: u32| if least == most { format::count(least) } else { format!("{}–{}", format::count(least), format::count(most)) };
                                let all = group.used.unwrap_or(0);
                                html! {
                                    <tr>
                                        <th scope="row">{ data(words, &one.quantity) }</th>
                                        <td class="num">{ format!("{}%", one.percent) }</td>
                                        <td class="num">{ format!("{}/{}", range(one.least, one.most), format::count(all)) }</td>
                                        <td class="num">{ range(all.saturating_sub(one.most), all.saturating_sub(one.least)) }</td>
                                    </tr>
                                }
                            }) }
                        </tbody>
                    </table>
                </Scroller>
            }
        </section>
    }
}

const fn agreement(verdict: Agreement) -> (Mark, Key) {
    match verdict {
        Agreement::Agrees => (Mark::Met, Key::AgreementAgrees),
        Agreement::Contradicts => (Mark::NotMet, Key::AgreementContradicts),
        Agreement::WithinRounding => (Mark::Within, Key::AgreementRounding),
        Agreement::OtherQuantity => (Mark::Plain, Key::AgreementOther),
        Agreement::Undecided => (Mark::Unknown, Key::AgreementUndecided),
    }
}
