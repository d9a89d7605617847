//! 4 导出: files and paper, each with the stamp.

use super::super::components::stamp::stamp;
use super::super::components::{page_title, tag};
use super::super::state::{Action, State};
use super::super::tasks::{self, Export, Tasks};
use super::super::text::{Key, Words};
use super::nothing_yet;
use super::result::{PARTS, STAMP};
use crate::evaluate::Scope;
use crate::standard::Chosen;
use yew::prelude::*;

/// What most people come for, by its id.
const FIRST: &str = "export-xlsx";

/// What is printed of the result of a county: its overview and particulars always.
fn paper(words: Words, tasks: Option<&Tasks>, state: &State) -> Html {
    let choice = |(id, name): (&'static str, Key)| {
        let tasks = tasks.cloned();
        let checked = !state.unprinted.contains(id);
        let toggle = Callback::from(move |_: Event| {
            if let Some(tasks) = &tasks {
                tasks.dispatch(Action::Print(id, !checked));
            }
        });
        html! { <label class="export-part"><input type="checkbox" {checked} onchange={toggle} />{ words.t(name) }</label> }
    };
    if state.work().is_none_or(|work| work.scope != Scope::County) {
        return html! {};
    }
    html! {
        <fieldset class="export-parts">
            <legend>{ words.t(Key::PrintParts) }</legend>
            { for PARTS.into_iter().filter(|(id, _)| *id != STAMP).map(choice) }
        </fieldset>
    }
}

/// The fourth page.
pub fn page(words: Words, tasks: Option<Tasks>, state: &State) -> Html {
    let Some(work) = state.work() else {
        return nothing_yet(words, tasks, state, Key::ExportTitle);
    };
    let busy = tasks::is_reading(state);
    let save = |kind: Export| {
        let (tasks, work, locale) = (tasks.clone(), work.clone(), state.locale);
        Callback::from(move |_: MouseEvent| {
            if let Some(tasks) = &tasks {
                tasks.export(&work, kind, locale);
            }
        })
    };
    let print = {
        let tasks = tasks.clone();
        Callback::from(move |_: MouseEvent| {
            if let Some(tasks) = &tasks {
                tasks.print();
            }
        })
    };
    let item = |id: &'static str, title: Key, note: Key, action: String, on_click: Callback<MouseEvent>, more: Html| {
        let primary = id == FIRST;
        html! {
            <li class="export-item">
                <div>
                    <h2 class="export-name" id={id}>{ words.t(title) }</h2>
                    { tag("p", "export-note", words.t(note)) }
                    { more }
                </div>
                <button type="button" class={classes!("button", primary.then_some("button-primary"))} onclick={on_click} disabled={busy} aria-describedby={id}>{ action }</button>
            </li>
        }
    };
    let get = |format: &str| words.f(if tasks::is_in_app() { Key::ViewAs } else { Key::DownloadAs }, &[format]);
    html! {
        <div class="page page-export">
            { page_title(words.t(Key::ExportTitle), html! { { tag("p", "", words.t(Key::ExportLead)) } }) }
            if tasks::is_confined() {
                { tag("p", "banner banner-warn", words.t(Key::ExportConfined)) }
            }
            <ul class="export-list">
                { item(FIRST, Key::ExportXlsx, Key::ExportXlsxNote, get("xlsx"), save(Export::Xlsx), html! {}) }
                { item("export-csv", Key::ExportCsv, Key::ExportCsvNote, get("csv"), save(Export::Csv), html! {}) }
                { item("export-json", Key::ExportJson, Key::ExportJsonNote, get("json"), save(Export::Json), html! {}) }
                if work.what_if.is_none() && matches!(*state.chosen, Chosen::Catalogue(_)) {
                    { item("export-published", Key::ExportPublished, Key::ExportPublishedNote, get(words.t(Key::ExportPublishedAs)), save(Export::Published), html! {}) }
                }
                { item("export-print", Key::ExportPrint, Key::ExportPrintNote, words.t(Key::Print).to_owned(), print, paper(words, tasks.as_ref(), state)) }
            </ul>
            <section class="block" aria-labelledby="stamp-title">
                <h2 id="stamp-title" class="section-title">{ words.t(Key::StampTitle) }</h2>
                { tag("p", "section-lead", words.t(Key::StampLead)) }
                { stamp(words, work, &state.standard) }
            </section>
        </div>
    }
}
