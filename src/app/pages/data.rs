//! 1 数据: paste, drop, choose, or try the example.

use super::super::components::guide;
use super::super::components::{code, data, page_title, tag, th, use_words};
use super::super::format;
use super::super::later;
use super::super::state::{Guide, State};
use super::super::tasks::{self, Tasks};
use super::super::text::{Key, Words};
use crate::quantity::Decimal;
use crate::records::Indicator;
use std::rc::Rc;
use web_sys::{HtmlInputElement, HtmlTextAreaElement};
use yew::prelude::*;

/// Props of [`DataPage`].
#[derive(Properties, PartialEq)]
pub struct DataPageProps {
    /// The state.
    pub state: Rc<State>,
}

/// The first page.
#[component]
pub fn DataPage(props: &DataPageProps) -> Html {
    let words = use_words();
    let tasks = use_context::<Tasks>();
    let area = use_node_ref();
    let picker = use_node_ref();
    let busy = tasks::is_reading(&props.state);

    let read = {
        let (tasks, area) = (tasks.clone(), area.clone());
        Callback::from(move |_: MouseEvent| {
            if let (Some(tasks), Some(area)) = (&tasks, area.cast::<HtmlTextAreaElement>()) {
                tasks.paste(&area.value());
            }
        })
    };
    let choose = {
        let picker = picker.clone();
        Callback::from(move |_: MouseEvent| {
            if let Some(picker) = picker.cast::<HtmlInputElement>() {
                picker.click();
            }
        })
    };
    let chosen = {
        let tasks = tasks.clone();
        Callback::from(move |event: Event| {
            let Some(picker) = event.target_dyn_into::<HtmlInputElement>() else { return };
            if let (Some(tasks), Some(files)) = (&tasks, picker.files()) {
                tasks.open(&files);
            }
            // So that choosing the same file again, after it was corrected, is a change.
            picker.set_value("");
        })
    };
    let sample = {
        let tasks = tasks.clone();
        Callback::from(move |_: MouseEvent| {
            if let Some(tasks) = &tasks {
                tasks.sample();
            }
        })
    };

    let template = {
        let (tasks, locale) = (tasks.clone(), props.state.locale);
        Callback::from(move |_: MouseEvent| {
            if let Some(tasks) = &tasks {
                tasks.template(locale);
            }
        })
    };
    let clear = {
        let (tasks, area) = (tasks.clone(), area.clone());
        Callback::from(move |_: MouseEvent| {
            if let Some(tasks) = &tasks {
                tasks.clear();
            }
            if let Some(area) = area.cast::<HtmlTextAreaElement>() {
                area.set_value("");
            }
        })
    };
    let typed = {
        let tasks = tasks.clone();
        Callback::from(move |event: InputEvent| {
            if let (Some(tasks), Some(area)) = (&tasks, event.target_dyn_into::<HtmlTextAreaElement>()) {
                tasks.keep_draft(&area.value());
            }
        })
    };
    let later = later::get().filter(|_| props.state.rest == later::Rest::Here);
    let draft = tasks.as_ref().map_or_else(String::new, Tasks::draft);

    html! {
        <div class="page page-data">
            { page_title(words.t(Key::DataTitle), html! { { tag("p", "", words.t(Key::DataLead)) } }) }
            {
                props.state.work().map(|work| if work.is_blank() && work.project.steps() == 0 {
                    html! {
                        <p class="current current-blank">
                            <span>{ data(words, &words.f(Key::CurrentData, &[&tasks::source_name(work, words.0)])) }</span>
                            <button type="button" class="button button-quiet" onclick={clear} disabled={busy}>{ words.t(Key::ClearData) }</button>
                        </p>
                    }
                } else {
                    later.map(|later| later.sources(work, busy, clear)).unwrap_or_default()
                })
            }
            if props.state.guide == Guide::New && props.state.work().is_none() {
                { guide::offer(words, tasks.clone()) }
            }
            <div class="intake">
                <section class="intake-main" aria-label={words.t(Key::PasteLabel)}>
                    <div class="actions">
                        <button id="choose-file" type="button" class="button button-primary" onclick={choose} disabled={busy}>{ words.t(Key::ChooseFile) }</button>
                        <input ref={picker} id="file-picker" class="visually-hidden" type="file" multiple=true tabindex="-1" aria-label={words.t(Key::ChooseFile)}
                            accept=".xlsx,.xlsm,.xls,.et,.ods,.fods,.csv,.tsv,.txt,.xml,.htm,.html,.mht,.mhtml" onchange={chosen} />
                        <button type="button" class="button" onclick={sample} disabled={busy}>{ words.t(Key::TrySample) }</button>
                        <button type="button" class="button button-quiet" onclick={template} disabled={busy} aria-describedby="template-hint">{ words.t(if tasks::is_in_app() { Key::TemplateInApp } else { Key::TemplateButton }) }</button>
                    </div>
                    <label class="intake-label" for="paste-area">{ words.t(Key::PasteLabel) }</label>
                    <textarea ref={area} id="paste-area" class="paste-area" rows="7" spellcheck="false" autocomplete="off"
                        placeholder={words.t(Key::PastePlaceholder)} aria-describedby="paste-hint" defaultvalue={draft} oninput={typed} />
                    <p id="paste-hint" class="hint">{ words.t(Key::PasteHint) }</p>
                    <p class="actions">
                        <button type="button" class="button" onclick={read} disabled={busy}>{ words.t(Key::ReadTable) }</button>
                    </p>
                    <p id="template-hint" class="hint">{ words.t(Key::TemplateHint) }</p>
                    <p class="privacy">{ lock() }{ tag("span", "", words.t(Key::PrivacyLine)) }</p>
                </section>
                <aside class="intake-side" aria-label={words.t(Key::HowTitle)}>
                    <h2 class="side-title">{ words.t(Key::HowTitle) }</h2>
                    <ol class="how">
                        <li>{ tag("strong", "", words.t(Key::How1)) }{ tag("span", "", words.t(Key::How1Text)) }</li>
                        <li>{ tag("strong", "", words.t(Key::How2)) }{ tag("span", "", words.t(Key::How2Text)) }</li>
                        <li>{ tag("strong", "", words.t(Key::How3)) }{ tag("span", "", words.t(Key::How3Text)) }</li>
                        <li>{ tag("strong", "", words.t(Key::How4)) }{ tag("span", "", words.t(Key::How4Text)) }</li>
                    </ol>
                </aside>
            </div>
            <section class="needs" aria-labelledby="needs-title">
                <h2 id="needs-title" class="section-title">{ words.t(Key::NeedsTitle) }</h2>
                { tag("p", "section-lead", words.t(Key::NeedsLead)) }
                <div class="scroller" role="region" tabindex="0" aria-label={words.f(Key::TableOf, &[words.t(Key::NeedsTitle)])}>
                    <table class="table needs-table">
                        <thead><tr>
                            { th(words.t(Key::NeedsIndicator), "corner") }
                            { th(words.t(Key::NeedsColumns), "") }
                            { th(words.t(Key::NeedsPrimary), "num") }
                            { th(words.t(Key::NeedsJunior), "num") }
                        </tr></thead>
                        <tbody>
                            <tr>
                                <th scope="row">{ words.t(Key::NeedsBase) }</th>
                                <td>{ words.t(Key::NeedsBaseColumns) }</td>
                                <td class="num">{ "—" }</td><td class="num">{ "—" }</td>
                            </tr>
                            { for props.state.standard.resources.iter().map(|rule| html! {
                                <tr>
                                    <th scope="row">{ code(&props.state.standard, rule.id) }{ words.text(&rule.id.short()) }</th>
                                    <td>{ needed(words, rule.id) }</td>
                                    <td class="num">{ required(rule.threshold.map(|one| one.primary)) }</td>
                                    <td class="num">{ required(rule.threshold.map(|one| one.junior)) }</td>
                                </tr>
                            }) }
                        </tbody>
                    </table>
                </div>
                { tag("p", "hint", words.t(Key::NeedsNote)) }
            </section>
            { later.map(|later| later.whereabouts(&props.state)).unwrap_or_default() }
        </div>
    }
}

/// A threshold, where there is one.
fn required(threshold: Option<Decimal>) -> String {
    threshold.map_or_else(
        || format::UNKNOWN.to_owned(),
        |threshold| format!("≥ {}", format::grouped(&threshold.to_string())),
    )
}

/// The columns an indicator is made of.
fn needed(words: Words, indicator: Indicator) -> &'static str {
    words.t(match indicator {
        Indicator::TeachersAboveRequired => Key::NeedsL1,
        Indicator::BackboneTeachers => Key::NeedsL2,
        Indicator::PeArtTeachers => Key::NeedsL3,
        Indicator::TeachingArea => Key::NeedsL4,
        Indicator::SportsArea => Key::NeedsL5,
        Indicator::EquipmentValue => Key::NeedsL6,
        Indicator::NetworkedClassrooms => Key::NeedsL7,
        Indicator::Computers => Key::NeedsComputers,
        Indicator::Books => Key::NeedsBooks,
        Indicator::FullTimeTeachers => Key::NeedsTeachers,
        Indicator::IntermediateTitleTeachers => Key::NeedsTitles,
    })
}

fn lock() -> Html {
    html! {
        <svg class="lock" viewBox="0 0 16 16" width="16" height="16" aria-hidden="true" focusable="false">
            <path d="M4.5 7V5a3.5 3.5 0 0 1 7 0v2" fill="none" stroke="currentColor" stroke-width="1.6" />
            <rect x="3" y="7" width="10" height="7.5" rx="1.5" fill="currentColor" />
        </svg>
    }
}
