//! 2 核对: what was understood, and where to correct it.

use super::super::components::fields::{Choice, Select};
use super::super::components::grid::Goal;
use super::super::components::grid::selection::Spot;
use super::super::components::issues::issues;
use super::super::components::mapping::Columns;
use super::super::components::preview::{Place, Preview, first_mistake};
use super::super::components::scroller::Scroller;
use super::super::components::{data, more, page_title, tag, th, use_words};
use super::super::format;
use super::super::state::{Begins, Page, State, Work};
use super::super::tasks::{self, Tasks};
use super::super::text::{self, Key, Words};
use super::nothing_yet;
use crate::diagnostic::{Issue, Severity};
use crate::intake::{RowRole, SheetReading};
use crate::records::Stage;
use crate::table::{Format, ReadOptions};
use std::rc::Rc;
use web_sys::HtmlInputElement;
use yew::prelude::*;

/// Props of [`CheckPage`].
#[derive(Properties, PartialEq)]
pub struct CheckPageProps {
    /// The state.
    pub state: Rc<State>,
}

/// The second page.
#[component]
pub fn CheckPage(props: &CheckPageProps) -> Html {
    let words = use_words();
    let tasks = use_context::<Tasks>();
    // The sheet chosen, and the cell to show in it.
    let sought = match props.state.begins {
        Some(Begins::Cell(at, spot)) => Some((at, spot)),
        _ => None,
    };
    let chosen = use_state_eq(|| {
        // The sheet with the first mistake, unless a cell of another is wanted.
        let mistaken = || first_mistake(props.state.work()?, None).map(|(at, _)| at);
        (sought.map(|(at, _)| at).or_else(mistaken), sought.map(|(_, spot)| Goal { spot, serial: 0 }))
    });
    let on_go = {
        let (chosen, serial) = (chosen.setter(), use_mut_ref(|| 0_u32));
        use_callback((), move |(at, spot): (usize, Spot), ()| {
            let mut serial = serial.borrow_mut();
            *serial += 1;
            chosen.set((Some(at), Some(Goal { spot, serial: *serial })));
        })
    };
    let on_explain = use_callback(tasks.clone(), |(issue, text): (Rc<Issue>, String), tasks| {
        if let Some(tasks) = tasks {
            tasks.explain(&issue, text);
        }
    });
    let Some(work) = props.state.work().filter(|work| !work.is_blank()) else {
        return nothing_yet(words, tasks, &props.state, Key::CheckTitle);
    };
    let reading = &work.reading;
    // The first sheet that was read, until another is chosen; the choice may outlive the workbook it was made in.
    let first = reading.sheets.iter().position(|sheet| sheet.skipped.is_none()).unwrap_or(0);
    let at = chosen.0.filter(|at| *at < reading.sheets.len()).unwrap_or(first);
    let sheet = reading.sheets.get(at);

    html! {
        <div class="page page-check">
            { page_title(words.t(Key::CheckTitle), html! { { tag("p", "", words.t(Key::CheckLead)) } }) }
            { summary(words, work, &on_go) }
            { encoding(words, tasks.clone(), work, at) }
            <section class="block" aria-labelledby="sheets-title">
                <h2 id="sheets-title" class="section-title">{ words.t(Key::UnderstoodTitle) }</h2>
                if reading.sheets.len() > 1 {
                    <div class="sheet-tabs" role="group" aria-label={words.t(Key::Sheets)}>
                        { for reading.sheets.iter().enumerate().map(|(index, one)| {
                            let chosen = chosen.clone();
                            html! {
                                <button type="button" class={classes!("sheet-tab", one.skipped.is_some().then_some("sheet-tab-skipped"))}
                                    aria-pressed={(index == at).to_string()} onclick={Callback::from(move |_| chosen.set((Some(index), None)))}>
                                    { data(words, &sheet_name(words, one)) }
                                    if let Some(file) = work.source_of(index).and_then(|source| source.name.as_deref()).filter(|_| work.is_named_twice(one.name.as_deref())) {
                                        <span class="sheet-file">{ data(words, file) }</span>
                                    }
                                    <span class="sheet-count">{ if one.skipped.is_some() { words.t(Key::SheetSkipped).to_owned() } else { text::sections(words, one.sections) } }</span>
                                </button>
                            }
                        }) }
                    </div>
                }
                {
                    sheet.map(|sheet| html! {
                        <div key={sheet.index}>{ sheet_view(words, tasks.clone(), work, (at, chosen.1), &(on_go.clone(), on_explain.clone()), &props.state) }</div>
                    })
                }
            </section>
            { issues(words, (work, tasks::is_reading(&props.state)), &on_go, &on_explain) }
            <LeftOut work={work.clone()} />
            <p class="actions actions-end">
                <a class="button button-primary" href={Page::Result.hash()}>{ words.t(Key::ToResult) }</a>
                <a class="button button-quiet" href={Page::Data.hash()}>{ words.t(Key::BackToData) }</a>
            </p>
        </div>
    }
}

/// The name of a sheet; text sources have one nameless sheet.
pub fn sheet_name(words: Words, sheet: &SheetReading) -> String {
    sheet.name.clone().unwrap_or_else(|| words.t(Key::OnlySheet).to_owned())
}

/// Rows in and out, sections, issues: the identity that nothing was dropped in silence.
fn summary(words: Words, work: &Work, on_go: &Callback<Place>) -> Html {
    let reading = &work.reading;
    // What was explained is settled.
    let open = |issue: &&Rc<Issue>| issue.severity != Severity::Experience || work.project.explanation(issue).is_none();
    let count = |severity| work.issues().filter(open).filter(|issue| issue.severity == severity).count();
    let of = |stage| {
        let n = work.evaluation.sections.iter().filter(|section| section.stage == stage).count();
        u32::try_from(n).unwrap_or(u32::MAX)
    };
    let left_out = u32::try_from(reading.excluded.len()).unwrap_or(u32::MAX);
    let logic = count(Severity::Logic);
    html! {
        <dl class="facts">
            <div class="fact fact-wide">
                { tag("dt", "", words.t(Key::FactSource)) }
                <dd>
                    { data(words, &tasks::source_name(work, words.0)) }
                    <span class="fact-note">{ format_words(words, work) }</span>
                </dd>
            </div>
            <div class="fact">
                { tag("dt", "", words.t(Key::FactRows)) }
                <dd>
                    { tag("span", "fact-number", format::count(reading.rows_in)) }
                    { tag("span", "fact-note", words.f(Key::FactRowsNote, &[&format::count(reading.rows_taken), &format::count(left_out)])) }
                </dd>
            </div>
            <div class="fact">
                { tag("dt", "", words.t(Key::FactSections)) }
                <dd>
                    if work.is_behind {
                        { tag("span", "fact-number", format::UNKNOWN) }
                        { tag("span", "fact-note", words.t(Key::EvaluationWaiting)) }
                    } else {
                        { tag("span", "fact-number", format::count(of(Stage::Primary) + of(Stage::Junior))) }
                        { tag("span", "fact-note", words.f(Key::FactSectionsNote, &[&format::count(of(Stage::Primary)), &format::count(of(Stage::Junior)), &work.evaluation.excluded.len().to_string()])) }
                    }
                </dd>
            </div>
            <div class={classes!("fact", (logic > 0).then_some("fact-bad"))}>
                { tag("dt", "", words.t(Key::FactIssues)) }
                <dd>
                    if let Some(place) = first_mistake(work, None) {
                        <button type="button" class="link fact-number" title={words.t(Key::IssueGo)} onclick={on_go.reform(move |_: MouseEvent| place)}>{ logic }</button>
                    } else {
                        <span class="fact-number">{ logic }</span>
                    }
                    { tag("span", "fact-note", words.f(Key::FactIssuesNote, &[&count(Severity::Experience).to_string(), &count(Severity::Note).to_string()])) }
                </dd>
            </div>
        </dl>
    }
}

/// The kind of the source; each of several has its own in their list.
fn format_words(words: Words, work: &Work) -> String {
    match work.reading.sources.as_slice() {
        [only] => text::source_kind(words, only),
        _ => String::new(),
    }
}

/// Encodings worksheets come in, by label.
const ENCODINGS: [(&str, &str); 4] =
    [("utf-8", "UTF-8"), ("gb18030", "GB18030 (GBK)"), ("utf-16le", "UTF-16 LE"), ("utf-16be", "UTF-16 BE")];

/// The encoding of the text file that sheet `at` stands in, to be changed when names come out garbled.
fn encoding(words: Words, tasks: Option<Tasks>, work: &Work, at: usize) -> Html {
    let read = work.reading.sheets.get(at).and_then(|sheet| work.reading.sources.get(sheet.source as usize));
    let (Some(read), Some(source)) = (read, work.source_of(at)) else { return html! {} };
    if read.format != Format::Delimited {
        return html! {};
    }
    let found = read.encoding.clone().unwrap_or_default().to_ascii_uppercase();
    let mut choices = vec![Choice::new("", words.f(Key::EncodingAuto, &[&found]))];
    choices.extend(ENCODINGS.into_iter().map(|(label, name)| Choice::new(label, name)));
    let change = {
        let (project, source) = (work.project.clone(), source.clone());
        Callback::from(move |label: String| {
            if let Some(tasks) = &tasks {
                let encoding = (!label.is_empty()).then_some(label);
                tasks.apply(project.read_as(source.id, ReadOptions { encoding, ..source.read.clone() }));
            }
        })
    };
    html! {
        <div class="options encoding">
            <div class="field">
                <label for="encoding">{ words.t(Key::EncodingLabel) }</label>
                <Select id="encoding" choices={Rc::new(choices)} value={source.read.encoding.clone().unwrap_or_default()} on_change={change} />
            </div>
            { tag("span", "hint", words.t(Key::EncodingHint)) }
        </div>
    }
}

/// Rows left out that are shown before the user asks for more, and how many more at a time.
const LEFT_OUT: usize = 200;

/// Props of [`LeftOut`].
#[derive(Properties, PartialEq)]
pub struct LeftOutProps {
    /// The work.
    pub work: Rc<Work>,
}

/// Rows that are not evaluated, with the reason of each.
#[component]
pub fn LeftOut(props: &LeftOutProps) -> Html {
    let words = use_words();
    let most = use_state_eq(|| LEFT_OUT);
    let work = &props.work;
    let rows = || work.reading.excluded.iter().chain(&work.evaluation.excluded);
    let total = rows().count();
    let on_more = {
        let most = most.clone();
        Callback::from(move |_: MouseEvent| most.set(*most + LEFT_OUT))
    };
    html! {
        <section class="block" aria-labelledby="excluded-title">
            <h2 id="excluded-title" class="section-title">{ words.t(Key::ExcludedTitle) }<span class="count">{ total }</span></h2>
            if total == 0 {
                { tag("p", "hint", words.t(Key::ExcludedNone)) }
            } else {
                <Scroller label={words.t(Key::ExcludedTitle)} class="scroller-tall">
                    <table class="table">
                        <thead><tr>
                            { th(words.t(Key::ColumnPlace), "") }
                            { th(words.t(Key::ColumnRowName), "") }
                            { th(words.t(Key::ColumnWhy), "") }
                        </tr></thead>
                        <tbody>
                            { for rows().take(*most).map(|row| html! {
                                <tr>
                                    <td class="place">{ row.location.as_ref().map(|place| data(words, &text::place_in(work, place))) }</td>
                                    <td>{ data(words, &row.school) }</td>
                                    <td>{ data(words, &text::capitalised(words.text(&row.reason))) }</td>
                                </tr>
                            }) }
                        </tbody>
                    </table>
                </Scroller>
            }
            if total > *most {
                <p class="actions"><button type="button" class="button button-quiet" onclick={on_more}>{ more(words, *most, LEFT_OUT, total) }</button></p>
            }
        </section>
    }
}

/// One sheet: what it is, its rows, its columns.
fn sheet_view(
    words: Words,
    tasks: Option<Tasks>,
    work: &Rc<Work>,
    (at, goal): (usize, Option<Goal>),
    (on_go, on_explain): &(Callback<Place>, Callback<(Rc<Issue>, String)>),
    state: &State,
) -> Html {
    let Some(sheet) = work.reading.sheets.get(at) else { return html! {} };
    let busy = tasks::is_reading(state);
    let index = sheet.index;
    let change = {
        let (tasks, project, source) = (tasks.clone(), work.project.clone(), work.source_of(at).map(|one| one.id));
        Rc::new(move |change: &dyn Fn(&mut crate::intake::SheetChoice)| {
            if let (Some(tasks), Some(source)) = (&tasks, source) {
                tasks.apply(project.choose(source, index, |choice| change(choice)));
            }
        })
    };
    let skip = {
        let change = change.clone();
        let skipped = sheet.skipped.is_some();
        Callback::from(move |_: MouseEvent| change(&|choice| choice.skip = Some(!skipped)))
    };
    if let Some(why) = &sheet.skipped {
        // What was passed over by itself may be asked about: then it is said here that it is not needed.
        let settled = work.choice_of(at).is_some_and(|choice| choice.skip == Some(true));
        let leave_out = {
            let change = change.clone();
            Callback::from(move |_: MouseEvent| change(&|choice| choice.skip = Some(true)))
        };
        return html! {
            <div class="sheet-skip">
                <p>{ data(words, &text::capitalised(words.text(why))) }</p>
                <button type="button" class="button" onclick={skip} disabled={busy}>{ words.t(Key::SheetRead) }</button>
                if !settled && work.reading.sheets.len() > 1 {
                    { " " }<button type="button" class="button button-quiet" onclick={leave_out} disabled={busy}>{ words.t(Key::SheetLeaveOut) }</button>
                }
                <Preview work={work.clone()} {at} {busy} {goal} on_go={on_go.clone()} on_explain={on_explain.clone()} />
            </div>
        };
    }
    let number =
        |event: &Event| event.target_dyn_into::<HtmlInputElement>().and_then(|field| field.value().parse::<u32>().ok());
    let top = {
        let change = change.clone();
        Callback::from(move |event: Event| {
            if let Some(row) = number(&event).filter(|row| *row > 0) {
                change(&|choice| choice.header_top = Some(row - 1));
            }
        })
    };
    let rows = {
        let change = change.clone();
        Callback::from(move |event: Event| {
            if let Some(count) = number(&event).filter(|count| *count > 0) {
                change(&|choice| choice.header_rows = Some(count));
            }
        })
    };
    let stage = {
        let change = change.clone();
        Callback::from(move |value: String| {
            let stage = stage_of(&value);
            change(&|choice| choice.stage = stage);
        })
    };
    let reset = {
        let change = change.clone();
        Callback::from(move |_: MouseEvent| {
            change(&|choice| *choice = crate::intake::SheetChoice { sheet: index, ..Default::default() });
        })
    };
    let chosen = work.choice_of(at);
    let chosen_stage = chosen.and_then(|choice| choice.stage);
    let automatic = match sheet.stage {
        Some(stage) if chosen_stage.is_none() => words.f(Key::StageAutoIs, &[words.text(&stage.title())]),
        _ => words.t(Key::StageAuto).to_owned(),
    };
    let stages = vec![
        Choice::new("", automatic),
        Choice::new("primary", words.text(&Stage::Primary.title()).to_owned()),
        Choice::new("junior", words.text(&Stage::Junior.title()).to_owned()),
    ];
    let stage_value = chosen_stage.map_or("", |stage| match stage {
        Stage::Primary => "primary",
        Stage::Junior => "junior",
    });
    let (said, role) =
        if sheet.sideways { (Key::SheetFormNote, RowRole::Item) } else { (Key::SheetRowsNote, RowRole::School) };
    let taken = sheet.rows.iter().filter(|one| **one == role).count();
    html! {
        <div class="sheet">
            if !sheet.title.is_empty() {
                <p class="sheet-title">{ tag("span", "label", words.t(Key::SheetTitle)) }{ data(words, &sheet.title) }</p>
            }
            <div class="sheet-form">
                <div class="field">
                    <label for="header-top">{ words.t(Key::HeaderTop) }</label>
                    <input key={format!("t{}", sheet.header_top)} id="header-top" class="input input-short" type="number" min="1" max={sheet.rows.len().to_string()}
                        value={(sheet.header_top + 1).to_string()} onchange={top} disabled={busy} />
                </div>
                <div class="field">
                    <label for="header-rows">{ words.t(Key::HeaderRows) }</label>
                    <input key={format!("r{}", sheet.header_rows)} id="header-rows" class="input input-short" type="number" min="1" max="9"
                        value={sheet.header_rows.to_string()} onchange={rows} disabled={busy} />
                </div>
                <div class="field">
                    <label for="sheet-stage">{ words.t(Key::SheetStage) }</label>
                    <Select id="sheet-stage" choices={Rc::new(stages)} value={stage_value} on_change={stage} />
                </div>
                <div class="field field-actions">
                    if work.reading.sheets.len() > 1 {
                        <button type="button" class="button button-quiet" onclick={skip} disabled={busy}>{ words.t(Key::SheetLeaveOut) }</button>
                    }
                    if chosen.is_some() {
                        <button type="button" class="button button-quiet" onclick={reset} disabled={busy}>{ words.t(Key::SheetReset) }</button>
                    }
                </div>
            </div>
            <Preview work={work.clone()} {at} {busy} {goal} on_go={on_go.clone()} on_explain={on_explain.clone()} />
            { tag("p", "hint", words.f(said, &[&taken.to_string(), &text::sections(words, sheet.sections)])) }
            <Columns work={work.clone()} standard={state.standard.clone()} {at} />
        </div>
    }
}

fn stage_of(value: &str) -> Option<Stage> {
    match value {
        "primary" => Some(Stage::Primary),
        "junior" => Some(Stage::Junior),
        _ => None,
    }
}
