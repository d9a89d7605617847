//! All sections with their values: found, filtered, sorted, with the columns wanted, copied and printed in full. A long
//! table is drawn where it is seen.

use super::super::format;
use super::super::state::Work;
use super::super::tasks;
use super::super::tasks::pictures;
use super::super::text::{self, Key, Words};
use super::charts::draw::trouble;
use super::charts::drawing::escape;
use super::explanation::Target;
use super::fields::{Choice, Select};
use super::finder::Sought;
use super::grid::clip;
use super::growing::use_growing;
use super::mark::{Mark, status_words, verdict_words};
use super::scroller::Scroller;
use super::what_if::was_section;
use super::{data, indicator_mark, indicator_name, tag, use_words};
use crate::evaluate::{SectionIndicator, SectionResult, Status, Verdict};
use crate::records::{Kind, Place, Stage};
use crate::standard::{ResourceRule, Standard};
use std::cmp::Ordering;
use std::rc::Rc;
use web_sys::HtmlInputElement;
use yew::prelude::*;

/// Rows beyond which only those near what is seen are drawn.
const WHOLE: usize = 250;
/// Rows of a shorter table drawn at once; the others follow right after.
const AT_ONCE: usize = 40;
/// Rows of a longer one drawn at once.
const WINDOW: usize = 32;
/// The window moves in steps of so many rows.
const STEP: usize = 8;
/// Height of a row then, in units of the size of the words.
const ROW: f64 = 3.25;

/// A column; values by the place of their indicator in the standard.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Column {
    School,
    Stage,
    Kind,
    Place,
    Township,
    Pupils,
    Verdict,
    Value(usize),
}

impl Column {
    /// Its bit among those hidden.
    const fn bit(self) -> u32 {
        match self {
            Self::School => 0,
            Self::Stage => 1,
            Self::Kind => 1 << 1,
            Self::Place => 1 << 2,
            Self::Township => 1 << 3,
            Self::Pupils => 1 << 4,
            Self::Verdict => 1 << 5,
            Self::Value(place) => 1 << (6 + place),
        }
    }

    /// Whether it holds numbers.
    const fn class(self) -> &'static str {
        match self {
            Self::School => "corner",
            Self::Pupils | Self::Value(_) => "num",
            _ => "",
        }
    }

    fn title(self, words: Words, standard: &Standard) -> String {
        let key = match self {
            Self::School => Key::School,
            Self::Stage => Key::Stage,
            Self::Kind => Key::SchoolKind,
            Self::Place => Key::SchoolPlace,
            Self::Township => Key::SchoolTownship,
            Self::Pupils => Key::Pupils,
            Self::Verdict => Key::Comprehensive,
            Self::Value(place) => {
                return standard
                    .resources
                    .get(place)
                    .map_or_else(String::new, |rule| indicator_name(words, standard, rule.id));
            }
        };
        words.t(key).to_owned()
    }
}

/// What the user looks for.
#[derive(Debug, Clone, PartialEq)]
struct View {
    search: String,
    /// Values of the selects, as in [`SELECTS`].
    selects: [String; 5],
    /// What the rows are ordered by; as given without it.
    sort: Option<Column>,
    descending: bool,
    hidden: u32,
    all: bool,
}

/// Id and label of the selects.
const SELECTS: [(&str, Key); 5] = [
    ("section-stage", Key::Stage),
    ("section-kind", Key::SchoolKind),
    ("section-place", Key::SchoolPlace),
    ("section-township", Key::SchoolTownship),
    ("section-status", Key::FilterStatus),
];

/// Props of [`Sections`].
#[derive(Properties, PartialEq)]
pub struct SectionsProps {
    /// The result.
    pub work: Rc<Work>,
    /// The standard.
    pub standard: Rc<Standard>,
    /// A number was asked about.
    pub on_explain: Callback<Target>,
    /// The section chosen.
    pub chosen: Option<usize>,
    /// Another was chosen, or none.
    pub on_choose: Callback<Option<usize>>,
}

/// The table and what its rows are made of.
struct Table<'a> {
    words: Words,
    work: &'a Work,
    standard: &'a Standard,
    columns: Vec<Column>,
}

/// What is known of the school of a section beside its numbers.
#[derive(Debug, Clone, Default)]
struct Facet {
    kind: Option<Kind>,
    place: Option<Place>,
    township: Option<String>,
}

/// That of each section of the evaluation.
#[derive(Debug, Clone)]
struct Facts {
    list: Vec<Facet>,
    /// Whether any has a township: without one there is neither a column nor a choice.
    townships: bool,
}

impl Facts {
    fn get(&self, at: usize) -> Option<&Facet> {
        self.list.get(at)
    }
}

fn facts(work: &Work) -> Facts {
    let profiles = work.records.profiles();
    let one = |section: &SectionResult| {
        let index = section.index as usize;
        let school = profiles.get(index).copied().flatten();
        let kind = work.records.sections.get(index).and_then(|given| given.kind);
        Facet {
            kind: kind.or_else(|| school.and_then(|school| school.kind)),
            place: school.and_then(|school| school.place),
            township: school.and_then(|school| school.township.clone()),
        }
    };
    let list: Vec<Facet> = work.evaluation.sections.iter().map(one).collect();
    Facts { townships: list.iter().any(|one| one.township.is_some()), list }
}

/// A name without words, for selects.
fn kind_id(kind: Kind) -> String {
    (kind as u8).to_string()
}

/// The stage in a select, as everywhere outside.
const fn stage_id(stage: Stage) -> &'static str {
    match stage {
        Stage::Primary => "primary",
        Stage::Junior => "junior",
    }
}

fn place_id(place: Place) -> String {
    (place as u8).to_string()
}

impl Table<'_> {
    fn all_columns(standard: &Standard, facts: &Facts) -> Vec<Column> {
        [Column::School, Column::Stage, Column::Kind, Column::Place, Column::Township, Column::Pupils]
            .into_iter()
            .filter(|column| *column != Column::Township || facts.townships)
            .chain((0..standard.resources.len()).map(Column::Value))
            .chain([Column::Verdict])
            .collect()
    }

    /// A cell in words.
    fn text(&self, facts: &Facts, at: usize, column: Column) -> String {
        let words = self.words;
        let Some(section) = self.work.evaluation.sections.get(at) else { return String::new() };
        let Facet { kind, place, township } = facts.get(at).cloned().unwrap_or_default();
        match column {
            Column::School => section.school.clone(),
            Column::Stage => words.text(&section.stage.title()).to_owned(),
            Column::Kind => kind.map_or_else(String::new, |kind| words.text(&kind.title()).to_owned()),
            Column::Place => place.map_or_else(String::new, |place| words.text(&place.title()).to_owned()),
            Column::Township => township.unwrap_or_default(),
            Column::Pupils => section.pupils.to_string(),
            Column::Verdict => text::capitalised(verdict_words(words, section.comprehensive)),
            Column::Value(place) => {
                let (Some(one), Some(rule)) = (section.indicators.get(place), self.standard.resources.get(place))
                else {
                    return String::new();
                };
                // Numbers that programs can count with: no grouping, nothing for what is not known.
                one.value.map_or_else(String::new, |_| format::judged(rule, one).replace(',', ""))
            }
        }
    }

    /// What a section lacks, in one cell.
    fn lacking(&self, at: usize) -> String {
        let words = self.words;
        let Some(section) = self.work.evaluation.sections.get(at) else { return String::new() };
        let parts: Vec<String> = section
            .indicators
            .iter()
            .filter(|one| matches!(one.status, Status::WithinFloor | Status::BelowFloor))
            .map(|one| {
                let short = format::short(words.0, &one.shortfall, false).unwrap_or_default();
                let amount = words.f(Key::ShortBy, &[&short]);
                format!("{} {amount}", indicator_mark(words, self.standard, one.id))
            })
            .collect();
        parts.join(words.t(Key::Comma))
    }

    /// Head and rows, as they are copied.
    fn rows(&self, facts: &Facts, rows: &[usize]) -> Vec<Vec<String>> {
        let head = self.columns.iter().map(|column| column.title(self.words, self.standard));
        let head = head.chain([self.words.t(Key::TableLacking).to_owned()]).collect();
        let row = |at: &usize| {
            let cells = self.columns.iter().map(|column| self.text(facts, *at, *column));
            cells.chain([self.lacking(*at)]).collect()
        };
        std::iter::once(head).chain(rows.iter().map(row)).collect()
    }

    /// The whole as markup, for paper.
    fn paper(&self, facts: &Facts, rows: &[usize]) -> String {
        let mut page = String::from("<table class=\"table sections-table\">");
        for (line, cells) in self.rows(facts, rows).into_iter().enumerate() {
            page.push_str(if line == 0 { "<thead><tr>" } else { "<tr>" });
            for cell in cells {
                page.push_str(if line == 0 { "<th scope=\"col\">" } else { "<td>" });
                escape(&mut page, &cell);
                page.push_str(if line == 0 { "</th>" } else { "</td>" });
            }
            page.push_str(if line == 0 { "</tr></thead><tbody>" } else { "</tr>" });
        }
        page.push_str("</tbody></table>");
        page
    }
}

/// The table of sections.
#[component]
pub fn Sections(props: &SectionsProps) -> Html {
    let words = use_words();
    let view = use_state_eq(|| View {
        search: String::new(),
        selects: Default::default(),
        sort: None,
        descending: false,
        hidden: Column::Kind.bit() | Column::Place.bit(),
        all: false,
    });
    let copied = use_state_eq(|| None::<bool>);
    let first = use_state_eq(|| 0usize);
    let row_height = ROW * pictures::use_rem();
    let (sight, paper) = (use_node_ref(), use_node_ref());
    let facts = use_memo(props.work.clone(), |work| facts(work));
    let sections = &props.work.evaluation.sections;
    let initials = use_memo((), |()| tasks::initials());
    let rows = {
        let (facts, initials) = (facts.clone(), initials.clone());
        use_memo((props.work.clone(), (*view).clone()), move |(work, view)| {
            arranged(&work.evaluation.sections, &facts, view, &initials)
        })
    };
    let table = Table {
        words,
        work: &props.work,
        standard: &props.standard,
        columns: Table::all_columns(&props.standard, &facts)
            .into_iter()
            .filter(|one| view.hidden & one.bit() == 0)
            .collect(),
    };
    let windowed = rows.len() > WHOLE && !view.all;
    let list = (props.work.county, props.standard.id.clone(), rows.clone());
    let drawn = use_growing(list, AT_ONCE, AT_ONCE, rows.len());
    let range = if windowed {
        let from = (*first).min(rows.len().saturating_sub(WINDOW));
        from..from + WINDOW
    } else {
        0..drawn
    };
    {
        // Paper holds all rows, whatever the screen shows.
        let (paper, props, rows, facts, hidden) =
            (paper.clone(), (props.work.clone(), props.standard.clone()), rows.clone(), facts.clone(), view.hidden);
        use_effect_with((rows.clone(), windowed, hidden, words), move |_| {
            let listeners = windowed.then(|| {
                pictures::on_print(
                    paper,
                    Rc::new(move || {
                        let (work, standard) = (&*props.0, &*props.1);
                        let columns = Table::all_columns(standard, &facts)
                            .into_iter()
                            .filter(|one| hidden & one.bit() == 0)
                            .collect();
                        Table { words, work, standard, columns }.paper(&facts, &rows)
                    }),
                )
            });
            move || drop(listeners)
        });
    }
    {
        // A school chosen elsewhere comes into sight here.
        let (sight, rows) = (sight.clone(), rows.clone());
        use_effect_with(props.chosen, move |chosen| {
            let Some(row) = chosen.and_then(|at| rows.iter().position(|one| *one == at)) else { return };
            if windowed {
                let (row, height) = (f64::from(u32::try_from(row).unwrap_or(0)), row_height);
                pictures::reveal(&sight, row * height, (row + 1.0) * height, 80.0);
            } else if let Some(at) = chosen {
                pictures::reveal_child(&sight, &row_id(*at), 80.0);
            }
        });
    }
    let change = {
        let (view, copied, sight) = (view.clone(), copied.setter(), sight.clone());
        Rc::new(move |change: &dyn Fn(&mut View)| {
            let mut next = (*view).clone();
            change(&mut next);
            copied.set(None);
            pictures::reveal(&sight, 0.0, 0.0, 0.0);
            view.set(next);
        })
    };
    let onscroll = {
        let (sight, first) = (sight.clone(), first.setter());
        Callback::from(move |_: Event| {
            let (top, _) = pictures::sight(&sight);
            #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a row; the cast saturates")]
            let seen = (top / row_height) as usize;
            first.set((seen / STEP * STEP).saturating_sub(STEP));
        })
    };
    let copy = {
        let block = (props.work.clone(), props.standard.clone(), rows.clone(), facts.clone(), table.columns.clone());
        let copied = copied.setter();
        Callback::from(move |_: MouseEvent| {
            let (work, standard, rows, facts, columns) = &block;
            let table = Table { words, work, standard, columns: columns.clone() };
            let mut block = table.rows(facts, rows);
            if let Some(what_if) = &work.what_if {
                let count = what_if.scenario.changes.len().to_string();
                block.insert(0, vec![words.f(Key::WhatIfStamp, &[&count])]);
            }
            copied.set(Some(pictures::copy_table(clip::format(&block), clip::markup(&block))));
        })
    };
    let status = match *copied {
        Some(true) => words.f(Key::TableCopied, &[&rows.len().to_string()]),
        Some(false) => words.t(Key::TableNotCopied).to_owned(),
        None => {
            words.f(Key::SectionsShown, &[&format::count(count(rows.len())), &format::count(count(sections.len()))])
        }
    };
    let gap = |rows: usize| {
        let height = f64::from(count(rows)) * row_height;
        html! {
            if rows > 0 { <tr aria-hidden="true"><td class="table-gap" colspan={table.columns.len().to_string()} height={format!("{height:.0}")}></td></tr> }
        }
    };
    html! {
        <section class="block sections" aria-labelledby="sections-title">
            <h2 id="sections-title" class="section-title" tabindex="-1">{ words.t(Key::SectionsTitle) }<span class="count">{ sections.len() }</span></h2>
            { filters(&table, &view, &facts, &change) }
            <div class="table-bar no-print">
                <p class="hint" role="status">{ status }{ tag("span", "", words.t(Key::SectionsKeys)) }</p>
                { chooser(&table, &view, &facts, &change) }
                <button type="button" class="button button-small" onclick={copy}>{ words.t(Key::CopyTable) }</button>
                if windowed {
                    <button type="button" class="button button-small" onclick={{
                        let change = change.clone();
                        Callback::from(move |_: MouseEvent| change(&|view| view.all = true))
                    }}>{ words.f(Key::ShowAll, &[&rows.len().to_string()]) }</button>
                }
            </div>
            if rows.is_empty() {
                { tag("p", "empty", words.t(Key::SectionsNone)) }
            } else {
                <Scroller label={words.t(Key::SectionsTitle)} class={classes!("scroller-sections", windowed.then_some("no-print"))} node={sight} {onscroll}>
                    <table class={classes!("table", "sections-table", windowed.then_some("is-windowed"))} role="grid" aria-busy={(!windowed && drawn < rows.len()).then_some("true")} aria-rowcount={(rows.len() + 1).to_string()} onkeydown={Callback::from(|event: KeyboardEvent| {
                        if tasks::move_in_grid(&event) {
                            event.prevent_default();
                        }
                    })}>
                        <thead><tr>{ for table.columns.iter().map(|column| head(&table, *column, &view, &change)) }</tr></thead>
                        <tbody>
                            { gap(range.start) }
                            { for rows.get(range.clone()).unwrap_or_default().iter().enumerate().map(|(line, at)| {
                                section_row(&table, props, &facts, *at, range.start + line, range.start)
                            }) }
                            if windowed { { gap(rows.len() - range.end) } }
                        </tbody>
                    </table>
                </Scroller>
            }
            <div ref={paper} class="print-only"></div>
        </section>
    }
}

type Change = Rc<dyn Fn(&dyn Fn(&mut View))>;

fn count(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}

fn row_id(at: usize) -> String {
    format!("section-{at}")
}

fn head(table: &Table<'_>, column: Column, view: &View, change: &Rc<impl Fn(&dyn Fn(&mut View)) + 'static>) -> Html {
    let sorted = view.sort == Some(column);
    let (order, arrow) = match (sorted, view.descending) {
        (false, _) => ("none", "↕"),
        (true, false) => ("ascending", "↑"),
        (true, true) => ("descending", "↓"),
    };
    let sort = {
        let change = change.clone();
        Callback::from(move |_: MouseEvent| {
            change(&|view| {
                // Up, down, as given.
                (view.sort, view.descending) = match (view.sort == Some(column), view.descending) {
                    (false, _) => (Some(column), false),
                    (true, false) => (Some(column), true),
                    (true, true) => (None, false),
                };
            });
        })
    };
    let label = match column {
        Column::Value(place) => {
            table.standard.resources.get(place).map_or_else(Html::default, |rule| indicator_head(table, rule))
        }
        _ => html! { { column.title(table.words, table.standard) } },
    };
    html! {
        <th scope="col" class={column.class()} aria-sort={order}>
            // Engines do not repeat buttons on the further pages of a print: there the words stand by themselves.
            <span class="print-only">{ label.clone() }</span>
            <button type="button" class="sort no-print" onclick={sort}>{ label }<span class="sort-arrow" aria-hidden="true">{ arrow }</span></button>
        </th>
    }
}

fn filters(table: &Table<'_>, view: &View, facts: &Facts, change: &Rc<impl Fn(&dyn Fn(&mut View)) + 'static>) -> Html {
    let words = table.words;
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
    let comprehensive = words.t(Key::Comprehensive);
    let mut statuses = vec![
        Choice::new("", words.t(Key::AllStatuses)),
        Choice::new("met", words.t(Key::VerdictMet)).in_group(comprehensive),
        Choice::new("not_met", words.t(Key::VerdictNotMet)).in_group(comprehensive),
        Choice::new("undetermined", words.t(Key::VerdictUndetermined)).in_group(comprehensive),
    ];
    for (place, rule) in table.standard.resources.iter().enumerate().filter(|(_, rule)| rule.threshold.is_some()) {
        let label = indicator_name(words, table.standard, rule.id);
        statuses.push(Choice::new(place.to_string(), label).in_group(words.t(Key::ShortOf)));
    }
    // Only what there is to choose between.
    let some = |key: Key, found: Vec<(String, String)>| {
        let mut choices = vec![Choice::new("", words.t(key))];
        for (id, label) in found {
            if !choices.iter().any(|one| *one.value == *id) {
                choices.push(Choice::new(id, label));
            }
        }
        choices
    };
    let stages = table.work.evaluation.stages.iter();
    let stages =
        stages.map(|one| (stage_id(one.stage).to_owned(), words.text(&one.stage.title()).to_owned())).collect();
    let kinds = facts
        .list
        .iter()
        .filter_map(|one| Some((kind_id(one.kind?), words.text(&one.kind?.title()).to_owned())))
        .collect();
    let places = facts
        .list
        .iter()
        .filter_map(|one| Some((place_id(one.place?), words.text(&one.place?.title()).to_owned())))
        .collect();
    let townships = facts.list.iter().filter_map(|one| one.township.clone().map(|name| (name.clone(), name))).collect();
    let choices = [
        some(Key::AllStages, stages),
        some(Key::AllKinds, kinds),
        some(Key::AllPlaces, places),
        some(Key::AllTownships, townships),
        statuses,
    ];
    html! {
        <div class="filters no-print">
            <div class="field field-grow">
                <label for="section-search">{ words.t(Key::SearchSchool) }</label>
                <input id="section-search" class="input" type="search" autocomplete="off" value={view.search.clone()} oninput={search} />
            </div>
            { for SELECTS.into_iter().zip(choices).enumerate().filter(|(_, (_, choices))| choices.len() > 2).map(|(place, ((id, key), choices))| {
                let change = change.clone();
                let on_change = Callback::from(move |value: String| change(&|view| {
                    if let Some(select) = view.selects.get_mut(place) {
                        select.clone_from(&value);
                    }
                }));
                let value = view.selects.get(place).cloned().unwrap_or_default();
                html! {
                    <div class="field">
                        <label for={id}>{ words.t(key) }</label>
                        <Select {id} choices={Rc::new(choices)} {value} {on_change} />
                    </div>
                }
            }) }
        </div>
    }
}

/// Which columns are shown.
fn chooser(table: &Table<'_>, view: &View, facts: &Facts, change: &Rc<impl Fn(&dyn Fn(&mut View)) + 'static>) -> Html {
    let words = table.words;
    let boxes = Table::all_columns(table.standard, facts).into_iter().filter(|column| column.bit() != 0).map(|column| {
        let change = change.clone();
        let bit = column.bit();
        let onchange = Callback::from(move |_: Event| change(&|view| view.hidden ^= bit));
        html! {
            <label class="columns-item"><input type="checkbox" checked={view.hidden & bit == 0} {onchange} />{ column.title(words, table.standard) }</label>
        }
    });
    html! {
        <details class="columns">
            <summary class="button button-small">{ words.t(Key::ChooseColumns) }</summary>
            <div class="columns-list">{ for boxes }</div>
        </details>
    }
}

fn indicator_head(table: &Table<'_>, rule: &ResourceRule) -> Html {
    let mut thresholds: Vec<String> = table
        .work
        .evaluation
        .stages
        .iter()
        .filter_map(|stage| Some(format!("≥{}", format::grouped(&rule.threshold?.get(stage.stage).to_string()))))
        .collect();
    thresholds.dedup();
    html! { <>
        if !rule.code.is_empty() { { tag("span", "head-code", rule.code.clone()) } }
        <span class="head-name">{ table.words.text(&rule.id.short()) }</span>
        <span class="head-limit">{ thresholds.join(" / ") }</span>
    </> }
}

/// Places of the sections that fit, in order.
fn arranged(sections: &[SectionResult], facts: &Facts, view: &View, initials: &tasks::Initials) -> Vec<usize> {
    let initials = |name: &str| initials.of(name);
    let sought = Sought::among(&view.search, sections.iter().map(|section| section.school.as_str()), &initials);
    let [stage, kind, place, township, status] = &view.selects;
    let fits = |at: &usize| {
        let Some(section) = sections.get(*at) else { return false };
        let Some(its) = facts.get(*at) else { return false };
        sought.fits(&section.school)
            && (stage.is_empty() || stage_id(section.stage) == stage)
            && (kind.is_empty() || its.kind.is_some_and(|one| kind_id(one) == *kind))
            && (place.is_empty() || its.place.is_some_and(|one| place_id(one) == *place))
            && (township.is_empty() || its.township.as_ref() == Some(township))
            && match status.as_str() {
                "" => true,
                "met" => section.comprehensive == Verdict::Met,
                "not_met" => section.comprehensive == Verdict::NotMet,
                "undetermined" => section.comprehensive == Verdict::Undetermined,
                place => {
                    let one = place.parse().ok().and_then(|place: usize| section.indicators.get(place));
                    one.is_some_and(|one| matches!(one.status, Status::WithinFloor | Status::BelowFloor))
                }
            }
    };
    let mut rows: Vec<usize> = (0..sections.len()).filter(fits).collect();
    let Some(column) = view.sort else { return rows };
    let collate = tasks::name_order();
    rows.sort_by(|&a, &b| {
        let (Some(one), Some(other)) = (sections.get(a), sections.get(b)) else { return Ordering::Equal };
        let fact =
            |at: usize| facts.get(at).map(|one| (one.kind.map(|kind| kind as u8), one.place.map(|place| place as u8)));
        let township = |at: usize| facts.get(at).and_then(|one| one.township.as_deref()).unwrap_or_default();
        let order = match column {
            Column::School => collate(&one.school, &other.school),
            Column::Stage => one.stage.cmp(&other.stage),
            Column::Kind => fact(a).map(|one| one.0).cmp(&fact(b).map(|one| one.0)),
            Column::Place => fact(a).map(|one| one.1).cmp(&fact(b).map(|one| one.1)),
            Column::Township => collate(township(a), township(b)),
            Column::Pupils => one.pupils.cmp(&other.pupils),
            // What fails comes first, and of that what lacks most.
            Column::Verdict => (one.comprehensive == Verdict::Met)
                .cmp(&(other.comprehensive == Verdict::Met))
                .then(trouble(other).total_cmp(&trouble(one))),
            Column::Value(place) => {
                let value = |section: &SectionResult| section.indicators.get(place).and_then(|one| one.value);
                match (value(one), value(other)) {
                    (Some(a), Some(b)) => a.total_cmp(&b),
                    // What is missing stands last, whichever way the rest is ordered.
                    (None, None) => return Ordering::Equal,
                    (None, Some(_)) => return Ordering::Greater,
                    (Some(_), None) => return Ordering::Less,
                }
            }
        };
        if view.descending { order.reverse() } else { order }
    });
    rows
}

/// One section.
fn section_row(table: &Table<'_>, props: &SectionsProps, facts: &Facts, at: usize, row: usize, first: usize) -> Html {
    let words = table.words;
    let Some(section) = table.work.evaluation.sections.get(at) else { return html! {} };
    let explain = |target: Target| props.on_explain.reform(move |_: MouseEvent| target);
    let chosen = props.chosen == Some(at);
    let choose = props.on_choose.reform(move |_: MouseEvent| (!chosen).then_some(at));
    // One stop for the Tab key; arrow keys move inside.
    let mut place = 0usize;
    let mut stop = move || {
        place += 1;
        (place - 1, if row == first && place == 1 { "0" } else { "-1" })
    };
    let cells = table.columns.iter().map(|column| match *column {
        Column::School => html! {
            <th scope="row" class="school">
                <button type="button" class="school-choose" tabindex="-1" data-row={row.to_string()} data-column="-1" aria-pressed={chosen.to_string()} onclick={choose.clone()}>{ data(words, &section.school) }</button>
            </th>
        },
        Column::Value(place) => {
            let Some(one) = section.indicators.get(place) else { return html! { <td></td> } };
            let (column, tabindex) = stop();
            html! {
                <td class={classes!("value", Mark::from(one.status).class())}>
                    <button type="button" class="number" {tabindex} data-row={row.to_string()} data-column={column.to_string()}
                        onclick={explain(Target::Section { at, indicator: one.id })}>{ number(words, table.standard, one) }{ was_section(words, table.work, at, Some(one.id)) }</button>
                </td>
            }
        }
        Column::Verdict => {
            let mark = Mark::from(section.comprehensive);
            let (column, tabindex) = stop();
            html! {
                <td class={classes!("value", "value-verdict", mark.class())}>
                    <button type="button" class="number" {tabindex} data-row={row.to_string()} data-column={column.to_string()} onclick={explain(Target::Comprehensive { at })}>
                        <span class="value-line">{ mark.shape() }{ text::capitalised(verdict_words(words, section.comprehensive)) }</span>
                        { was_section(words, table.work, at, None) }
                    </button>
                </td>
            }
        }
        Column::Pupils => html! { <td class="num">{ format::count(section.pupils) }</td> },
        Column::Township => html! { <td class="stage-cell township-cell">{ data(words, &table.text(facts, at, Column::Township)) }</td> },
        other => html! { <td class="stage-cell">{ table.text(facts, at, other) }</td> },
    });
    html! {
        <tr key={at} id={row_id(at)} class={chosen.then_some("is-chosen")} aria-rowindex={(row + 2).to_string()}>{ for cells }</tr>
    }
}

/// Value, status and shortfall of a cell.
fn number(words: Words, standard: &Standard, one: &SectionIndicator) -> Html {
    let mark = Mark::from(one.status);
    let value = standard.resource(one.id).map_or_else(String::new, |rule| format::judged(rule, one));
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
