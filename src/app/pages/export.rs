//! 4 导出: files and paper, each with the stamp.

use super::super::components::stamp::stamp;
use super::super::components::{page_title, tag};
use super::super::state::State;
use super::super::tasks::{self, Export, Tasks};
use super::super::text::{Key, Words};
use super::nothing_yet;
use crate::standard::Chosen;
use yew::prelude::*;

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
    let item = |id: &'static str,
                title: Key,
                note: Key,
                action: String,
                on_click: Callback<MouseEvent>,
                primary: bool| {
        html! {
            <li class="export-item">
                <div>
                    <h2 class="export-name" id={id}>{ words.t(title) }</h2>
                    { tag("p", "export-note", words.t(note)) }
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
                { item("export-xlsx", Key::ExportXlsx, Key::ExportXlsxNote, get("xlsx"), save(Export::Xlsx), true) }
                { item("export-csv", Key::ExportCsv, Key::ExportCsvNote, get("csv"), save(Export::Csv), false) }
                { item("export-json", Key::ExportJson, Key::ExportJsonNote, get("json"), save(Export::Json), false) }
                if work.what_if.is_none() && matches!(*state.chosen, Chosen::Catalogue(_)) {
                    { item("export-published", Key::ExportPublished, Key::ExportPublishedNote, get(words.t(Key::ExportPublishedAs)), save(Export::Published), false) }
                }
                { item("export-print", Key::ExportPrint, Key::ExportPrintNote, words.t(Key::Print).to_owned(), print, false) }
            </ul>
            <section class="block" aria-labelledby="stamp-title">
                <h2 id="stamp-title" class="section-title">{ words.t(Key::StampTitle) }</h2>
                { tag("p", "section-lead", words.t(Key::StampLead)) }
                { stamp(words, work, &state.standard) }
            </section>
        </div>
    }
}
