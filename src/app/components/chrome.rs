//! What stands around every page: header, steps, banner, footer, the veil of a dragged file, announcements.

use super::super::later;
use super::super::state::{Action, Contrast, Look, Page, State, Theme};
use super::super::tasks::{self, Tasks};
use super::super::text::{self, Key, Words};
use super::{tag, use_words};
use crate::diagnostic::{Locale, Severity};
use crate::evaluate::Scope;
use yew::prelude::*;

/// Props of [`Header`].
#[derive(Properties, PartialEq)]
pub struct HeaderProps {
    /// How the page looks.
    pub look: Look,
}

/// Product name, and how the page is shown: large print and language at once, theme and contrast on demand.
#[component]
pub fn Header(props: &HeaderProps) -> Html {
    let words = use_words();
    let tasks = use_context::<Tasks>();
    let open = use_state_eq(|| false);
    let look = props.look;
    let act = |action: fn(Look) -> Action| {
        let tasks = tasks.clone();
        Callback::from(move |_: MouseEvent| {
            if let Some(tasks) = &tasks {
                tasks.dispatch(action(look));
            }
        })
    };
    let other: (fn(Look) -> Action, &str, &str) = match words.0 {
        Locale::ZhCn => (|_| Action::SetLocale(Locale::En), "English", "en"),
        Locale::En => (|_| Action::SetLocale(Locale::ZhCn), "中文", "zh-CN"),
    };
    let item = |pressed: bool, key: Key, action: fn(Look) -> Action| {
        html! {
            <button type="button" class="switch-item" aria-pressed={pressed.to_string()} onclick={act(action)}>{ words.t(key) }</button>
        }
    };
    let theme = |theme: Theme, key: Key, action: fn(Look) -> Action| item(theme == look.theme, key, action);
    let contrast = |one: Contrast, key: Key, action: fn(Look) -> Action| item(one == look.contrast, key, action);
    let toggle = {
        let open = open.clone();
        Callback::from(move |_: MouseEvent| open.set(!*open))
    };
    {
        let (is_open, close) = (*open, open.setter());
        use_effect_with(is_open, move |is_open| {
            let listener = is_open.then(|| tasks::on_escape(move || close.set(false)));
            move || drop(listener)
        });
    }
    let large = act(|look| Action::SetLook(Look { large: !look.large, ..look }));
    html! {
        <header class="header">
            <div class="header-inner">
                <div class="brand">
                    { emblem() }
                    <div class="brand-words">
                        { tag("span", "brand-name", words.t(Key::ProductName)) }
                        { tag("span", "brand-line", words.t(Key::ProductLine)) }
                    </div>
                </div>
                <div class="header-tools">
                    <a class="button button-quiet header-link" href={Page::Standards.hash()}>{ words.t(Key::PageStandards) }</a>
                    <button type="button" class="button button-quiet" aria-pressed={look.large.to_string()} onclick={large}>{ words.t(Key::LargePrint) }</button>
                    <button type="button" class="button button-quiet" aria-expanded={open.to_string()} aria-controls="display" onclick={toggle}>{ words.t(Key::Display) }</button>
                    <button type="button" class="button button-quiet language" lang={other.2} onclick={act(other.0)}>{ other.1 }</button>
                </div>
                <div id="display" class="display" hidden={!*open}>
                    <div class="display-choice" role="group" aria-labelledby="display-theme">
                        <span id="display-theme" class="label">{ words.t(Key::ThemeLabel) }</span>
                        <div class="switch">
                            { theme(Theme::Auto, Key::ThemeAuto, |look| Action::SetLook(Look { theme: Theme::Auto, ..look })) }
                            { theme(Theme::Light, Key::ThemeLight, |look| Action::SetLook(Look { theme: Theme::Light, ..look })) }
                            { theme(Theme::Dark, Key::ThemeDark, |look| Action::SetLook(Look { theme: Theme::Dark, ..look })) }
                        </div>
                    </div>
                    <div class="display-choice" role="group" aria-labelledby="display-contrast">
                        <span id="display-contrast" class="label">{ words.t(Key::ContrastLabel) }</span>
                        <div class="switch">
                            { contrast(Contrast::Auto, Key::ThemeAuto, |look| Action::SetLook(Look { contrast: Contrast::Auto, ..look })) }
                            { contrast(Contrast::Plain, Key::ContrastPlain, |look| Action::SetLook(Look { contrast: Contrast::Plain, ..look })) }
                            { contrast(Contrast::High, Key::ContrastHigh, |look| Action::SetLook(Look { contrast: Contrast::High, ..look })) }
                        </div>
                    </div>
                </div>
            </div>
        </header>
    }
}

/// The balance of the product's icon.
fn emblem() -> Html {
    html! {
        <svg class="emblem" viewBox="0 0 64 64" width="44" height="44" aria-hidden="true" focusable="false">
            <rect class="emblem-ground" width="64" height="64" rx="14" />
            <g class="emblem-bars">
                <rect x="13" y="15" width="8" height="25" rx="2" />
                <rect x="28" y="15" width="8" height="25" rx="2" />
                <rect x="43" y="15" width="8" height="25" rx="2" />
            </g>
            <rect class="emblem-beam" x="9" y="43" width="46" height="3.5" rx="1.75" />
            <path class="emblem-beam" d="M32 46.5 38 54H26z" />
        </svg>
    }
}

/// The steps of the work.
pub fn steps(words: Words, state: &State, on_go: &Callback<Page>) -> Html {
    let has_work = state.work().is_some();
    html! {
        <nav class="steps" aria-label={words.t(Key::StepsLabel)}>
            <ol class="steps-list">
                { for Page::STEPS.into_iter().enumerate().map(|(index, page)| {
                    let current = if page == state.page {
                        Some("step")
                    } else {
                        // 比较 and 模拟 are about the result.
                        (page == Page::Result && matches!(state.page, Page::Compare | Page::WhatIf)).then_some("true")
                    };
                    let open = matches!(page, Page::Data | Page::Declare) || has_work;
                    let inner = html! { <>
                        <span class="step-number" aria-hidden="true">{ index + 1 }</span>
                        <span class="step-words">
                            { tag("span", "step-name", words.t(text::page_key(page))) }
                            <span class="step-note">{ note(state, page, words) }</span>
                        </span>
                    </> };
                    let on_go = on_go.clone();
                    html! {
                        <li class="step">
                            if open {
                                <a class="step-link" href={page.hash()} aria-current={current}
                                    onclick={Callback::from(move |_| on_go.emit(page))}>{ inner }</a>
                            } else {
                                <a class="step-link step-closed" role="link" aria-disabled="true" aria-current={current}>{ inner }</a>
                            }
                        </li>
                    }
                }) }
            </ol>
        </nav>
    }
}

/// What a step has to say about the data at hand.
fn note(state: &State, page: Page, words: Words) -> String {
    let Some(work) = state.work() else {
        return words.t(text::page_note_key(page)).to_owned();
    };
    match page {
        Page::Data => tasks::source_name(work, state.locale),
        Page::Check => {
            let logic = work.issues().filter(|issue| issue.severity == Severity::Logic).count();
            if logic > 0 {
                words.f(Key::StepMustFix, &[&logic.to_string()])
            } else {
                words.t(Key::StepNothingToFix).to_owned()
            }
        }
        Page::Result => match work.scope {
            Scope::County => {
                let what_if = if work.what_if.is_some() { words.t(Key::WhatIfPrefix) } else { "" };
                work.evaluation.verdict.map_or_else(String::new, |verdict| {
                    format!("{what_if}{}", text::capitalised(super::mark::verdict_words(words, verdict)))
                })
            }
            Scope::School => words.t(Key::StepOneSchool).to_owned(),
        },
        Page::Declare | Page::Export | Page::Standards | Page::Narrative | Page::Compare | Page::WhatIf => {
            words.t(text::page_note_key(page)).to_owned()
        }
    }
}

/// Says on every page when the data is invented, and what was just saved.
pub fn banner(words: Words, state: &State) -> Html {
    use super::super::state::Notice;
    html! { <>
        if state.is_sample() {
            <p class="banner banner-sample">
                { tag("strong", "", words.t(Key::SampleBadge)) }
                { tag("span", "", words.t(Key::SampleBanner)) }
            </p>
        }
        {
            match &state.notice {
                Some(Notice::Saved(name)) => html! { <p class="banner banner-good">{ super::data(words, &words.f(Key::SavedAs, &[name])) }</p> },
                Some(Notice::Trouble(text)) => html! { <p class="banner banner-bad" role="alert">{ words.text(text) }</p> },
                Some(Notice::Done(text)) => html! { <p class="banner banner-good">{ super::data(words, words.text(text)) }</p> },
                Some(Notice::Forgotten) => html! { <p class="banner banner-good">{ words.t(Key::Forgotten) }</p> },
                None => html! {},
            }
        }
    </> }
}

/// What the page stands on.
pub fn footer(words: Words, state: &State, tasks: Option<Tasks>) -> Html {
    let standard = &state.standard;
    let has_work = state.work().is_some();
    let answered = tasks.as_ref().zip(later::get()).map(|(tasks, later)| later.answered(words, tasks, &state.exchange));
    let tour = Callback::from(move |_: MouseEvent| {
        if let Some(tasks) = &tasks {
            super::guide::begin(tasks, has_work);
        }
    });
    html! {
        <footer class="footer">
            <p>{ super::data(words, &words.f(Key::FooterStandard, &[words.text(&standard.title), &standard.id, &standard.version])) }</p>
            if !state.embedding.shows_only() {
                <p class="footer-links">
                    <a href={Page::Standards.hash()}>{ words.t(Key::FooterStandards) }</a>
                    <a href={Page::Narrative.hash()}>{ words.t(Key::FooterNarrative) }</a>
                    <button type="button" class="link" onclick={tour}>{ words.t(Key::GuideAgain) }</button>
                </p>
            }
            { answered }
            <p>
                { words.f(Key::FooterEngine, &[env!("CARGO_PKG_VERSION")]) }
                // What the page around this one does with what it is given is not ours to promise.
                if !state.exchange.is_allowed() { { " · " }{ words.t(Key::PrivacyLine) } }
            </p>
        </footer>
    }
}

/// Covers the page while a file is dragged over it.
#[component]
pub fn DropVeil() -> Html {
    let words = use_words();
    let tasks = use_context::<Tasks>();
    let over = use_state_eq(|| false);
    {
        let set = over.setter();
        use_effect_with((), move |()| {
            let listeners = tasks.map(|tasks| tasks.listen_drag(Callback::from(move |on| set.set(on))));
            move || drop(listeners)
        });
    }
    html! {
        if *over {
            <div class="veil" aria-hidden="true">{ tag("p", "veil-words", words.t(Key::DropHere)) }</div>
        }
    }
}

/// Tells screen readers what has changed.
pub fn announcer(words: Words, message: &str) -> Html {
    html! { <div id="announcer" class="visually-hidden" role="status" aria-live="polite">{ super::data(words, message) }</div> }
}
