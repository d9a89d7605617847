//! 数据去向: what is stored, where, and how to be rid of it.

use super::super::format;
use super::super::keep::MOST;
use super::super::state::State;
use super::super::tasks::{self, Tasks};
use super::super::text::Key;
use super::{tag, use_words};
use gloo::timers::callback::Timeout;
use std::rc::Rc;
use web_sys::HtmlInputElement;
use yew::prelude::*;

/// How long after the work has changed it is counted, in milliseconds.
const SOON: u32 = 600;

/// Props of [`Whereabouts`].
#[derive(Properties, PartialEq)]
pub struct WhereaboutsProps {
    /// The state.
    pub state: Rc<State>,
}

/// What is stored where, in plain words, with a button that clears it all.
#[component]
pub fn Whereabouts(props: &WhereaboutsProps) -> Html {
    let words = use_words();
    let tasks = use_context::<Tasks>();
    let asking = use_state_eq(|| false);
    let stored = props.state.desk.stored.clone();
    {
        let tasks = tasks.clone();
        // Again with every other work: what is counted has changed.
        use_effect_with((props.state.work().cloned(), stored.is_none()), move |_| {
            // In a moment: the work is being written.
            let look = tasks.map(|tasks| Timeout::new(SOON, move || tasks.see_stored()));
            move || drop(look)
        });
    }
    let ask = |on: bool| {
        let asking = asking.clone();
        Callback::from(move |_: MouseEvent| asking.set(on))
    };
    let export = {
        let tasks = tasks.clone();
        Callback::from(move |_: MouseEvent| {
            if let Some(tasks) = &tasks {
                tasks.export_mappings();
            }
        })
    };
    let import = {
        let tasks = tasks.clone();
        Callback::from(move |event: Event| {
            let Some(picker) = event.target_dyn_into::<HtmlInputElement>() else { return };
            if let (Some(tasks), Some(file)) = (&tasks, picker.files().and_then(|files| files.get(0))) {
                tasks.import_mappings(file);
            }
            picker.set_value("");
        })
    };
    let forget = {
        let asking = asking.clone();
        Callback::from(move |_: MouseEvent| {
            asking.set(false);
            if let Some(tasks) = &tasks {
                tasks.forget_everything();
            }
        })
    };
    let stored = stored.unwrap_or_default();
    let now = |key: Key, count: usize| if count > 0 { words.f(key, &[&count.to_string()]) } else { String::new() };
    let bytes = stored.bytes.filter(|bytes| *bytes > 0.0).map_or_else(String::new, |bytes| {
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a size; the cast saturates")]
        let bytes = format::bytes(bytes as usize);
        words.f(Key::WhereBytes, &[&bytes])
    });
    let works = match (&props.state.desk.refused, stored.works) {
        (Some(refusal), _) => words.text(&refusal.text()).to_owned(),
        (None, 0) => String::new(),
        (None, count) => format!("{}{bytes}", words.f(Key::WhereWorksNow, &[&count.to_string()])),
    };
    let row = |what: Key, place: String, now: String| {
        html! {
            <div class="where-row">
                <dt>{ words.t(what) }</dt>
                <dd>{ place }if !now.is_empty() { { tag("span", "where-now", now) } }</dd>
            </div>
        }
    };
    html! {
        <section class="where" aria-labelledby="where-title">
            <h2 id="where-title" class="section-title">{ words.t(Key::WhereTitle) }</h2>
            { tag("p", "section-lead", words.t(Key::WhereLead)) }
            <dl class="where-list">
                { row(Key::WhereWorks, words.f(Key::WhereWorksIn, &[&MOST.to_string()]), works) }
                { row(Key::WhereEntries, words.t(Key::WhereEntriesIn).to_owned(), now(Key::WhereEntriesNow, stored.entries)) }
                { row(Key::WhereMappings, words.f(Key::WhereMappingsIn, &[&tasks::MOST_MAPPINGS.to_string()]), now(Key::WhereMappingsNow, stored.mappings)) }
                { row(Key::WherePreferences, words.t(Key::WherePreferencesIn).to_owned(), String::new()) }
                if !tasks::is_from_disk() {
                    { row(Key::WhereProgram, words.t(Key::WhereProgramIn).to_owned(), String::new()) }
                }
            </dl>
            <div class="where-mappings">
                <button type="button" class="button" onclick={export} disabled={stored.mappings == 0} aria-describedby="mappings-hint">{ words.t(Key::MappingsExport) }</button>
                <button type="button" class="button" onclick={Callback::from(|_: MouseEvent| tasks::click("mappings-picker"))} aria-describedby="mappings-hint">{ words.t(Key::MappingsImport) }</button>
                <input id="mappings-picker" class="visually-hidden" type="file" accept=".json" tabindex="-1" aria-label={words.t(Key::MappingsImport)} onchange={import} />
                <span id="mappings-hint" class="hint">{ words.t(Key::MappingsHint) }</span>
            </div>
            <p class="hint">
                { words.t(Key::WhereExample) }{ words.t(Key::WhereShared) }
                if tasks::is_from_disk() { { words.t(Key::WhereFile) } }
            </p>
            <details class="disclosure">
                { tag("summary", "", words.t(Key::WhereProof)) }
                <ol class="where-proof">
                    { for [Key::WhereProof1, Key::WhereProof2, Key::WhereProof3].map(|step| tag("li", "", words.t(step))) }
                </ol>
            </details>
            if *asking {
                <div class="where-ask" role="group" aria-labelledby="where-sure">
                    <p id="where-sure">{ words.t(Key::ForgetAllSure) }</p>
                    <button type="button" class="button button-danger" onclick={forget}>{ words.t(Key::ForgetAllYes) }</button>
                    <button type="button" class="button" onclick={ask(false)}>{ words.t(Key::ForgetAllNo) }</button>
                </div>
            } else {
                <button type="button" class="button where-forget" onclick={ask(true)}>{ words.t(Key::ForgetAll) }</button>
            }
        </section>
    }
}
