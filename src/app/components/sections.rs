//! All sections with their seven values: search, filter, sort; every number can be asked about.

use super::super::format;
use super::super::state::Work;
use super::super::tasks;
use super::super::text::{self, Key, Words};
use super::explanation::Target;
use super::fields::{Choice, Select};
use super::growing::use_growing;
use super::mark::{Mark, status_words, verdict_words};
use super::{data, indicator_name, more, tag, th, use_words};
use crate::evaluate::{SectionIndicator, SectionResult, Status, Verdict};
use crate::records::{Indicator, Stage};
use crate::standard::{ResourceRule, Standard};
use std::cmp::Ordering;
use std::rc::Rc;
use web_sys::HtmlInputElement;
use yew::prelude::*;

/// Rows shown before the user asks for more, and how many more at a time.
const FIRST_ROWS: usize = 400;

/// Rows drawn at once; the others follow right after.
const DRAWN_AT_ONCE: usize = 40;

/// What the rows are ordered by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Sort {
    Given,
    School,
    Pupils,
    Value(Indicator),
    Comprehensive,
}

/// What the user looks for.
#[derive(Debug, Clone, PartialEq)]
struct View {
    search: String,
    stage: Option<Stage>,
    status: Filter,
    sort: Sort,
    descending: bool,
    shown: usize,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Filter {
    All,
    Verdict(Verdict),
    Short(Indicator),
}

impl Filter {
    fn id(self) -> String {
        match self {
            Self::All => String::new(),
            Self::Verdict(Verdict::Met) => "met".into(),
            Self::Verdict(Verdict::NotMet) => "not_met".into(),
            Self::Verdict(Verdict::Undetermined) => "undetermined".into(),
            Self::Verdict(Verdict::NotJudged) => "not_judged".into(),
            Self::Short(indicator) => indicator.id().into(),
        }
    }

    fn from_id(id: &str) -> Self {
        match id {
            "met" => Self::Verdict(Verdict::Met),
            "not_met" => Self::Verdict(Verdict::NotMet),
            "undetermined" => Self::Verdict(Verdict::Undetermined),
            other => Indicator::ALL.into_iter().find(|one| one.id() == other).map_or(Self::All, Self::Short),
        }
    }
}

/// Props of [`Sections`].
#[derive(Properties, PartialEq)]
pub struct SectionsProps {
    /// The result.
    pub work: Rc<Work>,
    /// The standard.
    pub standard: Rc<Standard>,
    /// A number was asked about.
    pub on_explain: Callback<Target>,
}

/// The table of sections.
#[component]
pub fn Sections(props: &SectionsProps) -> Html {
    let words = use_words();
    let view = use_state_eq(|| View {
        search: String::new(),
        stage: None,
        status: Filter::All,
        sort: Sort::Given,
        descending: false,
        shown: FIRST_ROWS,
    });
    let sections = &props.work.evaluation.sections;
    // Only what was looked for and how it is ordered decides; more rows of the same are shown in the same order.
    let wanted = View { shown: 0, ..(*view).clone() };
    let rows =
        use_memo((props.work.clone(), wanted), |(work, view)| Rc::new(arranged(&work.evaluation.sections, view)));
    let rows = &*rows;
    let shown = rows.len().min(view.shown);
    let list = (props.work.county, props.standard.id.clone(), rows.clone());
    let drawn = use_growing(list, DRAWN_AT_ONCE, DRAWN_AT_ONCE, shown);
    let change = {
        let view = view.clone();
        Rc::new(move |change: &dyn Fn(&mut View)| {
            let mut next = (*view).clone();
            change(&mut next);
            view.set(next);
        })
    };
    let sort_by = |sort: Sort| {
        let change = change.clone();
        Callback::from(move |_: MouseEvent| {
            change(&|view| {
                // First click: what is worst comes first; a name starts at the beginning.
                let first = false;
                if view.sort == sort {
                    if view.descending == first {
                        view.descending = !first;
                    } else {
                        view.sort = Sort::Given;
                        view.descending = false;
                    }
                } else {
                    view.sort = sort;
                    view.descending = first;
                }
            });
        })
    };
    let head = |label: Html, sort: Sort, class: &'static str| {
        let (order, arrow) = match (view.sort == sort, view.descending) {
            (false, _) => ("none", "↕"),
            (true, false) => ("ascending", "↑"),
            (true, true) => ("descending", "↓"),
        };
        html! {
            <th scope="col" class={class} aria-sort={order}>
                // Engines do not repeat buttons on the further pages of a print: there the words stand by themselves.
                <span class="print-only">{ label.clone() }</span>
                <button type="button" class="sort no-print" onclick={sort_by(sort)}>{ label }<span class="sort-arrow" aria-hidden="true">{ arrow }</span></button>
            </th>
        }
    };
    let both = props.work.evaluation.stages.len() > 1;
    html! {
        <section class="block sections" aria-labelledby="sections-title">
            <h2 id="sections-title" class="section-title">{ words.t(Key::SectionsTitle) }<span class="count">{ sections.len() }</span></h2>
            { filters(words, &props.standard, &view, &change, both) }
            <p class="hint" role="status">
                { words.f(Key::SectionsShown, &[&format::count(u32::try_from(shown).unwrap_or(u32::MAX)), &format::count(u32::try_from(sections.len()).unwrap_or(u32::MAX))]) }
                { tag("span", "no-print", words.t(Key::SectionsKeys)) }
            </p>
            if rows.is_empty() {
                { tag("p", "empty", words.t(Key::SectionsNone)) }
            } else {
                <div class="scroller scroller-sections" role="region" tabindex="0" aria-label={words.f(Key::TableOf, &[words.t(Key::SectionsTitle)])}>
                    <table class="table sections-table" role="grid" aria-busy={(drawn < shown).then_some("true")} aria-rowcount={(rows.len() + 1).to_string()} onkeydown={Callback::from(|event: KeyboardEvent| {
                        if tasks::move_in_grid(&event) {
                            event.prevent_default();
                        }
                    })}>
                        <thead><tr>
                            { head(html! { { words.t(Key::School) } }, Sort::School, "sticky-column") }
                            { th(words.t(Key::Stage), "") }
                            { head(html! { { words.t(Key::Pupils) } }, Sort::Pupils, "num") }
                            { for props.standard.resources.iter().map(|rule| head(indicator_head(words, props, rule), Sort::Value(rule.id), "num")) }
                            { head(html! { { words.t(Key::Comprehensive) } }, Sort::Comprehensive, "") }
                        </tr></thead>
                        <tbody>
                            { for (0..drawn).step_by(DRAWN_AT_ONCE).map(|from| html! {
                                <Rows key={from} work={props.work.clone()} standard={props.standard.clone()} on_explain={props.on_explain.clone()}
                                    rows={rows.clone()} {from} to={drawn.min(from + DRAWN_AT_ONCE)} />
                            }) }
                        </tbody>
                    </table>
                </div>
            }
            if shown < rows.len() {
                <p class="actions"><button type="button" class="button" onclick={{
                    let change = change.clone();
                    Callback::from(move |_: MouseEvent| change(&|view| view.shown += FIRST_ROWS))
                }}>{ more(words, shown, FIRST_ROWS, rows.len()) }</button></p>
            }
        </section>
    }
}

/// Props of [`Rows`].
#[derive(Properties, PartialEq)]
pub struct RowsProps {
    /// The result.
    pub work: Rc<Work>,
    /// The standard.
    pub standard: Rc<Standard>,
    /// A number was asked about.
    pub on_explain: Callback<Target>,
    /// All rows, as they are ordered.
    pub rows: Rc<Vec<usize>>,
    /// The first of these rows.
    pub from: usize,
    /// The first behind them.
    pub to: usize,
}

/// Some of the rows: drawn again only where they have changed.
#[component]
pub fn Rows(props: &RowsProps) -> Html {
    let words = use_words();
    html! {
        { for props.rows.iter().enumerate().take(props.to).skip(props.from).map(|(row, at)| section_row(words, props, *at, row)) }
    }
}

type Change = Rc<dyn Fn(&dyn Fn(&mut View))>;

fn filters(
    words: Words,
    standard: &Standard,
    view: &View,
    change: &Rc<impl Fn(&dyn Fn(&mut View)) + 'static>,
    both: bool,
) -> Html {
    let change: Change = change.clone();
    let search = {
        let change = change.clone();
        Callback::from(move |event: InputEvent| {
            if let Some(field) = event.target_dyn_into::<HtmlInputElement>() {
                let value = field.value();
                change(&|view| view.search.clone_from(&value));
            }
        })
    };
    let stage = {
        let change = change.clone();
        Callback::from(move |value: String| {
            change(&|view| {
                view.stage = match value.as_str() {
                    "primary" => Some(Stage::Primary),
                    "junior" => Some(Stage::Junior),
                    _ => None,
                };
            });
        })
    };
    let status = Callback::from(move |value: String| change(&|view| view.status = Filter::from_id(&value)));
    let stages = vec![
        Choice::new("", words.t(Key::AllStages)),
        Choice::new("primary", words.text(&Stage::Primary.title()).to_owned()),
        Choice::new("junior", words.text(&Stage::Junior.title()).to_owned()),
    ];
    let comprehensive = words.t(Key::Comprehensive);
    let mut statuses = vec![
        Choice::new("", words.t(Key::AllStatuses)),
        Choice::new("met", words.t(Key::VerdictMet)).in_group(comprehensive),
        Choice::new("not_met", words.t(Key::VerdictNotMet)).in_group(comprehensive),
        Choice::new("undetermined", words.t(Key::VerdictUndetermined)).in_group(comprehensive),
    ];
    for rule in standard.resources.iter().filter(|rule| rule.threshold.is_some()) {
        let label = indicator_name(words, standard, rule.id);
        statuses.push(Choice::new(rule.id.id(), label).in_group(words.t(Key::ShortOf)));
    }
    html! {
        <div class="filters no-print">
            <div class="field field-grow">
                <label for="section-search">{ words.t(Key::SearchSchool) }</label>
                <input id="section-search" class="input" type="search" autocomplete="off" value={view.search.clone()} oninput={search} />
            </div>
            if both {
                <div class="field">
                    <label for="section-stage">{ words.t(Key::Stage) }</label>
                    <Select id="section-stage" choices={Rc::new(stages)} value={view.stage.map_or("", |stage| match stage { Stage::Primary => "primary", Stage::Junior => "junior" })} on_change={stage} />
                </div>
            }
            <div class="field">
                <label for="section-status">{ words.t(Key::FilterStatus) }</label>
                <Select id="section-status" choices={Rc::new(statuses)} value={view.status.id()} on_change={status} />
            </div>
        </div>
    }
}

fn indicator_head(words: Words, props: &SectionsProps, rule: &ResourceRule) -> Html {
    let thresholds: Vec<String> = props
        .work
        .evaluation
        .stages
        .iter()
        .filter_map(|stage| {
            let threshold = rule.threshold?.get(stage.stage);
            Some(format!("≥{}", format::grouped(&threshold.to_string())))
        })
        .collect();
    let mut thresholds = thresholds;
    thresholds.dedup();
    html! { <>
        if !rule.code.is_empty() { { tag("span", "head-code", rule.code.clone()) } }
        <span class="head-name">{ words.text(&rule.id.short()) }</span>
        <span class="head-limit">{ thresholds.join(" / ") }</span>
    </> }
}

/// Indices of the sections that fit, in order.
fn arranged(sections: &[SectionResult], view: &View) -> Vec<usize> {
    let search = view.search.trim().to_ascii_lowercase();
    let mut rows: Vec<usize> = (0..sections.len())
        .filter(|&at| {
            sections.get(at).is_some_and(|section| {
                (search.is_empty() || section.school.to_ascii_lowercase().contains(&search))
                    && view.stage.is_none_or(|stage| section.stage == stage)
                    && match view.status {
                        Filter::All => true,
                        Filter::Verdict(verdict) => section.comprehensive == verdict,
                        Filter::Short(indicator) => section
                            .indicators
                            .iter()
                            .find(|one| one.id == indicator)
                            .is_some_and(|one| matches!(one.status, Status::WithinFloor | Status::BelowFloor)),
                    }
            })
        })
        .collect();
    if view.sort == Sort::Given {
        return rows;
    }
    let collate = tasks::name_order();
    let value = |section: &SectionResult, indicator: Indicator| {
        section.indicators.iter().find(|one| one.id == indicator).and_then(|one| one.value)
    };
    let short = |section: &SectionResult| {
        let count = |status| section.indicators.iter().filter(|one| one.status == status).count();
        (
            section.comprehensive != Verdict::NotMet,
            section.comprehensive == Verdict::Met,
            std::cmp::Reverse(count(Status::BelowFloor)),
            std::cmp::Reverse(count(Status::WithinFloor)),
        )
    };
    rows.sort_by(|&a, &b| {
        let (Some(a), Some(b)) = (sections.get(a), sections.get(b)) else { return Ordering::Equal };
        let order = match view.sort {
            Sort::Given => Ordering::Equal,
            Sort::School => collate(&a.school, &b.school),
            Sort::Pupils => a.pupils.cmp(&b.pupils),
            Sort::Comprehensive => short(a).cmp(&short(b)),
            Sort::Value(indicator) => match (value(a, indicator), value(b, indicator)) {
                (Some(a), Some(b)) => a.total_cmp(&b),
                // What is missing stands last, whichever way the rest is ordered.
                (None, None) => return Ordering::Equal,
                (None, Some(_)) => return Ordering::Greater,
                (Some(_), None) => return Ordering::Less,
            },
        };
        if view.descending { order.reverse() } else { order }
    });
    rows
}

/// One section.
fn section_row(words: Words, props: &RowsProps, at: usize, row: usize) -> Html {
    let on_explain = &props.on_explain;
    let Some(section) = props.work.evaluation.sections.get(at) else { return html! {} };
    let explain = |target: Target| {
        let on_explain = on_explain.clone();
        Callback::from(move |_: MouseEvent| on_explain.emit(target))
    };
    // One stop for the Tab key; arrow keys move inside.
    let stop = |column: usize| if row == 0 && column == 0 { "0" } else { "-1" };
    let mark = Mark::from(section.comprehensive);
    html! {
        <tr key={at} aria-rowindex={(row + 2).to_string()}>
            <th scope="row" class="sticky-column school">{ data(words, &section.school) }</th>
            <td class="stage-cell">{ words.text(&section.stage.title()) }</td>
            <td class="num">{ format::count(section.pupils) }</td>
            { for section.indicators.iter().enumerate().map(|(column, one)| html! {
                <td class={classes!("value", Mark::from(one.status).class())}>
                    <button type="button" class="number" tabindex={stop(column)} data-row={row.to_string()} data-column={column.to_string()}
                        onclick={explain(Target::Section { at, indicator: one.id })}>{ number(words, &props.standard, one) }</button>
                </td>
            }) }
            <td class={classes!("value", "value-verdict", mark.class())}>
                <button type="button" class="number" tabindex="-1" data-row={row.to_string()} data-column={section.indicators.len().to_string()} onclick={explain(Target::Comprehensive { at })}>
                    <span class="value-line">{ mark.shape() }{ text::capitalised(verdict_words(words, section.comprehensive)) }</span>
                </button>
            </td>
        </tr>
    }
}

/// Value, status and shortfall of a cell.
fn number(words: Words, standard: &Standard, one: &SectionIndicator) -> Html {
    let mark = Mark::from(one.status);
    let value = standard.resource(one.id).map_or_else(String::new, |rule| format::value(rule, one.value));
    html! { <>
        <span class="value-line">{ mark.shape() }{ tag("span", "value-number", value) }</span>
        <span class="visually-hidden">{ format!(" {} ", status_words(words, one.status)) }</span>
        {
            match (one.status, one.shortfall.to_threshold) {
                (Status::WithinFloor | Status::BelowFloor, Some(short)) => html! {
                    { tag("span", "short", words.f(Key::ShortBy, &[&format::shortfall(words.0, short, one.shortfall.unit)])) }
                },
                (Status::Undetermined, _) => html! { <span class="short">{ text::capitalised(status_words(words, one.status)) }</span> },
                _ => html! {},
            }
        }
    </> }
}
