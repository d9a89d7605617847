//! 比较: the years of a county, and the counties of the sources.

use super::super::components::ranking::Ranking;
use super::super::components::stamp::stamp;
use super::super::components::years::Years;
use super::super::components::{data, page_title, tag, use_words};
use super::super::state::{Page, State, Work};
use super::super::tasks::{Tasks, pictures};
use super::super::text::{Key, Words};
use super::super::years;
use super::nothing_yet;
use std::rc::Rc;
use yew::prelude::*;

/// Props of [`ComparePage`].
#[derive(Properties, PartialEq)]
pub struct ComparePageProps {
    /// The state.
    pub state: Rc<State>,
}

/// The page.
#[component]
pub fn ComparePage(props: &ComparePageProps) -> Html {
    let words = use_words();
    let tasks = use_context::<Tasks>();
    let Some(work) = props.state.work() else {
        return nothing_yet(words, tasks, &props.state, Key::PageCompare);
    };
    let standard = &props.state.standard;
    let (several, wide) = (years::several(work), work.counties.len() > 1);
    let waiting = work.is_behind && several;
    let lead = if several {
        tag("p", "", words.f(Key::YearsLead, &[words.text(&standard.title)]))
    } else if wide {
        html! {}
    } else {
        tag("p", "", words.t(Key::CompareNothing))
    };
    html! {
        <div class="page page-compare">
            { page_title(words.t(Key::PageCompare), html! { <>{ lead }
                <p class="lead-links no-print">
                    <a href={Page::Result.hash()}>{ words.t(Key::BackToResult) }</a>
                    if several || wide {
                        <button type="button" class="link" onclick={Callback::from(|_: MouseEvent| pictures::print_now())}>{ words.t(Key::ExportPrint) }</button>
                    }
                </p>
            </> }) }
            if let Some(name) = work.counties.get(work.county).filter(|name| several && !name.is_empty()) {
                <p class="section-lead">{ data(words, name) }</p>
            }
            if waiting {
                <p role="status">{ words.t(Key::EvaluationWaiting) }</p>
            } else if several {
                <Years work={work.clone()} standard={standard.clone()} />
            }
            if wide {
                <Ranking work={work.clone()} state={props.state.clone()} />
            }
            <section class="block print-stamp" aria-labelledby="compare-stamp">
                <h2 id="compare-stamp" class="section-title">{ words.t(Key::StampTitle) }</h2>
                { stamp(words, work, standard) }
            </section>
            <p class="actions actions-end no-print">
                <a class="button button-primary" href={Page::Result.hash()}>{ words.t(Key::BackToResult) }</a>
                if !several && !wide {
                    <a class="button button-quiet" href={Page::Data.hash()}>{ words.t(Key::GoToData) }</a>
                }
            </p>
        </div>
    }
}

/// The way here from a result that there is something to compare with.
pub fn link(words: Words, work: &Work) -> Html {
    let mut found = Vec::new();
    if let (true, Some(newest)) = (years::several(work), work.reading.year) {
        let all = work.reading.earlier.iter().map(|year| year.year).chain([newest]);
        let names: Vec<String> = all.map(|year| words.text(&year.title()).to_owned()).collect();
        found.push(words.f(Key::YearsLink, &[&names.len().to_string(), &names.join(words.t(Key::Comma))]));
    }
    if work.counties.len() > 1 {
        found.push(words.f(Key::CountiesLink, &[&work.counties.len().to_string()]));
    }
    if found.is_empty() {
        return html! {};
    }
    html! {
        <p class="banner banner-compare no-print">
            { tag("span", "", found.join(" ")) }
            <a href={Page::Compare.hash()}>{ words.t(Key::ToCompare) }</a>
        </p>
    }
}
