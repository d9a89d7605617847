//! The Yew page: 数据 → 核对 → 自评 → 结果 → 导出, and beside them 标准 and 核对公报.
//!
//! One reducer holds everything ([`state`]); everything that touches the world is in [`tasks`]; pages and components
//! take values and give callbacks. All words are in [`text`], all display of numbers in [`format`], all colours in
//! `www/css`.

use crate::standard::Standard;
use later::Rest;
use state::{Page, State, Work};
use std::rc::Rc;
use tasks::Tasks;
use text::{Key, Words};
use wasm_bindgen::prelude::*;
use yew::prelude::*;

pub mod components;
pub mod desk;
pub mod embedding;
pub mod entries;
pub mod format;
pub mod imagining;
pub mod initials;
pub mod keep;
pub mod later;
pub mod pages;
pub mod state;
pub mod tasks;
pub mod text;
pub mod work;
pub mod years;

/// Starts the page in the element `#app`.
///
/// # Errors
/// When there is no such element, or the built-in standard cannot be loaded.
#[wasm_bindgen]
pub fn start() -> Result<(), JsValue> {
    yew::set_custom_panic_hook(Box::new(|info| {
        let message = info.to_string();
        tasks::report_panic(&message);
    }));
    let root = gloo::utils::document().get_element_by_id("app").ok_or("there is no element #app")?;
    let standard = Standard::by_default().map_err(|problems| {
        problems.iter().map(|problem| problem.message.en.as_str()).collect::<Vec<_>>().join("; ")
    })?;
    yew::Renderer::<App>::with_root_and_props(root, AppProps { standard: Rc::new(standard) }).render();
    Ok(())
}

/// What the page is started with.
#[derive(Properties, PartialEq)]
pub struct AppProps {
    /// The standard to evaluate against.
    pub standard: Rc<Standard>,
}

/// The whole page.
#[component]
pub fn App(props: &AppProps) -> Html {
    let state = {
        let standard = props.standard.clone();
        use_reducer(move || tasks::initial_state(standard))
    };
    let tasks = {
        let dispatch = state.dispatcher();
        let standard = (state.chosen.clone(), state.standard.clone());
        use_memo((), move |()| Tasks::new(dispatch, standard))
    };
    let tasks = (*tasks).clone();
    let words = Words(state.locale);
    let later = later::get().filter(|_| state.rest == Rest::Here);
    let is_whole = later.is_some();

    // Listeners live as long as the page; dropping them at unmount matters to the embedded element.
    {
        let tasks = tasks.clone();
        use_effect_with((), move |()| {
            let listeners = tasks.listen();
            tasks::say_ready();
            tasks.warm_up();
            tasks.fetch_rest();
            move || drop(listeners)
        });
    }
    {
        let tasks = tasks.clone();
        use_effect_with(is_whole, move |_| {
            let host = later.and_then(|later| later.greet(&tasks));
            move || drop(host)
        });
    }
    {
        let (tasks, snapshot) = (tasks.clone(), (*state).clone());
        let told = (state.document.clone(), state.exchange.clone(), state.locale, is_whole);
        use_effect_with(told, move |_| {
            if let Some(later) = later {
                later.tell_host(&tasks, &snapshot);
            }
        });
    }
    {
        let tasks = tasks.clone();
        let draft = (state.editor.text.clone(), state.editor.file.clone());
        let imagined = state.imagining.scenarios.clone();
        let at_hand = (state.work().cloned(), state.store.unnamed(), state.chosen.clone(), draft, imagined);
        use_effect_with((at_hand, is_whole), move |(at_hand, _)| {
            if let Some(later) = later {
                later.keep(&tasks, at_hand);
            }
        });
    }
    {
        let tasks = tasks.clone();
        use_effect_with((state.store.clone(), state.work().cloned(), is_whole), move |(store, work, _)| {
            if let Some(later) = later {
                later.keep_typed(&tasks, store, work.as_ref());
            }
        });
    }
    {
        // Again when a reading has ended without another work: it may have stopped the evaluation of this one.
        let tasks = tasks.clone();
        use_effect_with((state.work().cloned(), tasks::is_reading(&state)), move |(work, _)| {
            if let (Some(later), Some(work)) = (later, work) {
                later.catch_up(&tasks, work);
            }
        });
    }
    {
        // What is imagined waits for the real result it is held against.
        let tasks = tasks.clone();
        let ready = state.work().is_some_and(|work| !work.is_behind) && !tasks::is_reading(&state);
        use_effect_with((state.imagined.clone(), ready), move |(work, ready)| {
            if let (Some(later), Some(work), true) = (later, work, *ready) {
                later.catch_up(&tasks, work);
            }
        });
    }
    let is_embedded = state.embedding.is_embedded();
    // Until the standard of the last visit was taken up, it stays remembered.
    let chosen = is_whole.then(|| state.chosen.clone());
    use_effect_with((state.locale, state.look, state.guide, chosen), move |(locale, look, guide, chosen)| {
        tasks::apply_preferences(*locale, *look);
        // What is chosen inside another page holds there.
        if !is_embedded {
            tasks::keep_preferences(*locale, *look, *guide, chosen.as_deref());
        }
    });
    {
        let title = page_title(&state, words);
        let tasks = tasks.clone();
        use_effect_with((state.page, title), move |(page, title)| tasks.show_address(*page, title));
    }
    use_effect_with(handout(&state, words), |line| tasks::head_handout(line));
    // A change of page moves the focus to its heading, so that a keyboard or screen reader user is taken along, or to the
    // cell or the part that was asked for; the first page does not take the focus from the address bar, and the tour has words of its own.
    {
        let first = use_mut_ref(|| Some(state.page));
        let seen = use_mut_ref(|| None);
        let elsewhere = state.begins.is_some() || matches!(state.guide, state::Guide::At(_));
        // Drawn anew, with another heading, when what draws it has come.
        let is_drawn = state.page == Page::Data || is_whole;
        let tasks = tasks.clone();
        use_effect_with((state.page, is_drawn, state.goal), move |(page, _, goal)| {
            let mut first = first.borrow_mut();
            if let Some((id, _)) = goal.filter(|_| seen.replace(*goal) != *goal) {
                *first = None;
                tasks::jump_to(id);
                return;
            }
            if *first == Some(*page) || elsewhere {
                return;
            }
            *first = None;
            tasks.begin_page();
        });
    }

    let go = {
        let state = state.clone();
        Callback::from(move |page: Page| state.dispatch(state::Action::Go(page)))
    };
    let page_tasks = tasks.clone();
    let snapshot: Rc<State> = Rc::new((*state).clone());
    // Results and exports show what is imagined, data and statements what is.
    let shown = Rc::new(state.shown());
    let shows_only = state.embedding.shows_only();
    html! {
        <ContextProvider<Words> context={words}>
        <ContextProvider<Tasks> context={tasks.clone()}>
            <a class="skip-link" href="#main" onclick={Callback::from(|event: MouseEvent| {
                // The address holds the page; a jump inside it must not change that.
                event.prevent_default();
                tasks::focus("page-title");
            })}>{ words.t(Key::SkipToContent) }</a>
            if !shows_only {
                <components::chrome::Header look={state.look} />
                { components::chrome::steps(words, &shown, &go) }
                if let Some(later) = later { { later.tour(&snapshot) } }
            }
            <main id="main" class="main" data-page={state.page.hash()}>
                if let Some(later) = later { { later.exchange(words, &page_tasks, &state.exchange) } }
                { components::chrome::banner(words, &state) }
                if let Some(later) = later { { later.above(&snapshot) } }
                {
                    match state.rest {
                        Rest::Missing => missing(words, page_tasks.clone()),
                        Rest::Awaited => components::tag("p", "banner", words.t(Key::RestComing)),
                        Rest::Coming | Rest::Here => html! {},
                    }
                }
                {
                    match (state.page, later) {
                        (Page::Data, _) => html! { <pages::data::DataPage state={snapshot.clone()} /> },
                        (_, Some(later)) => later.page(words, Some(page_tasks.clone()), &snapshot, &shown),
                        (page, None) => coming(words, page),
                    }
                }
            </main>
            { components::chrome::footer(words, &state, Some(page_tasks.clone())) }
            <components::chrome::DropVeil />
            { components::chrome::announcer(words, &announcement(&shown, words)) }
        </ContextProvider<Tasks>>
        </ContextProvider<Words>>
    }
}

/// What a page shows while what draws it is still being loaded.
fn coming(words: Words, page: Page) -> Html {
    use components::{page_title, tag};
    let lead = tag("p", "", words.t(Key::RestComing));
    html! { <div class="page" aria-busy="true">{ page_title(words.t(text::page_key(page)), lead) }</div> }
}

/// Says that only a part of the page could be loaded, and loads the rest again.
fn missing(words: Words, tasks: Tasks) -> Html {
    let again = Callback::from(move |_: MouseEvent| tasks.fetch_rest());
    html! {
        <p class="banner banner-bad" role="alert">
            <span class="banner-words">{ words.t(Key::RestMissing) }</span>
            <button type="button" class="button" onclick={again}>{ words.t(Key::RestAgain) }</button>
        </p>
    }
}

/// The title of the window: page, verdict or trouble, product.
fn page_title(state: &State, words: Words) -> String {
    let page = words.t(text::page_key(state.page));
    // On paper the title stands at the head of every page.
    let what_if = if state.page.is_of_results() && state.shown().work().is_some_and(|work| work.what_if.is_some()) {
        words.t(Key::WhatIfPrefix)
    } else {
        ""
    };
    let name = words.t(Key::ProductTitle);
    if matches!(state.document, state::Document::Failed { .. }) {
        format!("{}{page} · {name}", words.t(Key::ErrorPrefix))
    } else {
        format!("{what_if}{page} · {name}")
    }
}

/// What stands at the head of every printed sheet: page, county, day, source.
fn handout(state: &State, words: Words) -> String {
    let mut parts = vec![words.t(text::page_key(state.page)).to_owned()];
    match state.work() {
        Some(work) => {
            parts.push(tasks::about(work, words.0));
            parts.push(words.f(Key::EvaluatedOn, &[&format::date(words.0, &work.as_of)]));
        }
        None => parts.push(words.t(Key::ProductTitle).to_owned()),
    }
    parts.retain(|part| !part.is_empty());
    parts.join(" · ")
}

/// What a screen reader is told when the state changes.
fn announcement(state: &State, words: Words) -> String {
    use state::{Document, Notice};
    let sentence = |work: &Work| later::get().map(|later| later.sentence(words, work)).unwrap_or_default();
    if state.rest == Rest::Awaited {
        return words.t(Key::RestComing).to_owned();
    }
    if let (Some(origin), Some(_)) = (&state.exchange.origin, &state.exchange.waiting) {
        return words.f(Key::HostAsk, &[origin]);
    }
    match &state.document {
        Document::Reading { progress, .. } => match progress {
            Some((done, total)) if *total > 0 => {
                // In quarters: a live region that speaks at every step says nothing.
                let quarter = u64::from(*done) * 4 / u64::from(*total) * 25;
                words.f(Key::ReadingPercent, &[&quarter.to_string()])
            }
            _ => words.t(Key::ReadingNow).to_owned(),
        },
        Document::Failed { problems, .. } => words.f(Key::ProblemsFound, &[&problems.len().to_string()]),
        Document::Read(work) => match &state.notice {
            Some(Notice::Saved(name)) => words.f(Key::SavedAs, &[name]),
            Some(Notice::Trouble(text)) => words.text(text).to_owned(),
            Some(Notice::Forgotten) => words.t(Key::Forgotten).to_owned(),
            Some(Notice::Done(text)) => words.text(text).to_owned(),
            None if work.is_behind => words.t(Key::EvaluationWaiting).to_owned(),
            None if work.what_if.is_some() => {
                format!("{}{}", words.t(Key::WhatIfPrefix), sentence(work))
            }
            None => sentence(work),
        },
        Document::Empty => match &state.notice {
            Some(Notice::Forgotten) => words.t(Key::Forgotten).to_owned(),
            _ => String::new(),
        },
    }
}
