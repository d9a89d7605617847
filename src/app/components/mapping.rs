//! The columns of a sheet: what each was recognised as and why, and selects to correct it by hand.

use super::super::state::Work;
use super::super::tasks::{self, Tasks};
use super::super::text::{self, Key, Words};
use super::fields::{Choice, Select};
use super::growing::use_growing;
use super::{data, tag, th, use_words};
use crate::intake::{Column, ColumnChoice, Confidence, Field, Scope, SheetKind};
use crate::standard::{Level, Standard};
use std::rc::Rc;
use yew::prelude::*;

/// Columns drawn at once; the others follow right after. Each has a select with a hundred entries, and none is looked at
/// before the sheet above is there: the first time there is one.
const DRAWN_AT_ONCE: usize = 4;

/// Props of [`Columns`].
#[derive(Properties)]
pub struct ColumnsProps {
    /// The work.
    pub work: Rc<Work>,
    /// What its facts are asked by.
    pub standard: Rc<Standard>,
    /// Which of its sheets.
    pub at: usize,
}

// Most corrections leave the columns as they are, and their selects are the greatest part of the page.
impl PartialEq for ColumnsProps {
    fn eq(&self, other: &Self) -> bool {
        let seen =
            |props: &Self| props.work.reading.sheets.get(props.at).map(|sheet| (sheet.kind, sheet.columns.clone()));
        self.at == other.at
            && Rc::ptr_eq(&self.standard, &other.standard)
            && self.work.source_of(self.at).map(|one| one.id) == other.work.source_of(other.at).map(|one| one.id)
            && self.work.choice_of(self.at) == other.work.choice_of(other.at)
            && self.work.project.mappings == other.work.project.mappings
            && seen(self) == seen(other)
    }
}

/// The table of columns, drawn again only where they have changed.
#[component]
pub fn Columns(props: &ColumnsProps) -> Html {
    let ColumnsProps { work, standard, at } = props;
    let (words, tasks, at) = (use_words(), use_context::<Tasks>(), *at);
    let columns = work.reading.sheets.get(at).map_or(0, |sheet| sheet.columns.len());
    let list = work.source_of(at).map(|source| (source.id, at));
    let drawn = use_growing(list, 1, DRAWN_AT_ONCE, columns);
    let choices = use_memo((words, standard.clone()), |(words, standard)| Choices::new(*words, standard));
    let choose = use_callback((tasks.clone(), work.clone(), at), |(column, choice), (tasks, work, at)| {
        if let Some(tasks) = tasks {
            tasks.choose_column(work, *at, column, choice);
        }
    });
    let Some(sheet) = work.reading.sheets.get(at) else { return html! {} };
    let unsure = sheet.columns.iter().filter(|column| column.field.is_none() && column.fact.is_none()).count();
    // Class rolls, county facts, surveys and scores have columns of their own, known by their headings alone.
    if sheet.kind != SheetKind::Schools {
        return fixed(words, &sheet.columns);
    }
    let remembered = tasks::remembered(work, at).map(|(_, columns)| columns.len());
    let forget = {
        let work = work.clone();
        Callback::from(move |_: MouseEvent| {
            if let Some(tasks) = &tasks {
                tasks.forget_mapping(&work, at);
            }
        })
    };
    html! {
        <section class="mapping" aria-labelledby="mapping-title">
            <h3 id="mapping-title" class="sub-title">{ words.t(Key::MappingTitle) }</h3>
            <p class="section-lead">
                { words.t(Key::MappingLead) }
                if unsure > 0 { { tag("strong", "unsure-count", words.f(Key::MappingUnsure, &[&unsure.to_string()])) } }
            </p>
            if let Some(count) = remembered {
                <p class="mapping-remembered">
                    { words.f(Key::MappingRemembered, &[&count.to_string()]) }
                    <button type="button" class="link" onclick={forget}>{ words.t(Key::MappingForget) }</button>
                </p>
            }
            <div class="scroller" role="region" tabindex="0" aria-label={words.f(Key::TableOf, &[words.t(Key::MappingTitle)])}>
                <table class="table mapping-table mapping-rows" role="table" aria-busy={(drawn < sheet.columns.len()).then_some("true")}>
                    <thead role="rowgroup"><tr role="row">
                        { th(words.t(Key::MappingColumn), "") }
                        { th(words.t(Key::MappingHeader), "") }
                        { th(words.t(Key::MappingField), "") }
                        { th(words.t(Key::MappingScope), "") }
                        { th(words.t(Key::MappingUnit), "") }
                        { th(words.t(Key::MappingReason), "") }
                    </tr></thead>
                    <tbody role="rowgroup">
                        { for (0..drawn).step_by(DRAWN_AT_ONCE).map(|from| html! {
                            <Rows key={from} work={work.clone()} {at} choices={choices.clone()} on_choose={choose.clone()} {from}
                                to={drawn.min(from + DRAWN_AT_ONCE)} />
                        }) }
                    </tbody>
                </table>
            </div>
        </section>
    }
}

/// The columns of a sheet of another kind: nothing to choose.
fn fixed(words: Words, columns: &[Column]) -> Html {
    let name = |column: &Column| {
        column
            .field
            .filter(|field| text::is_taken(*field))
            .map_or_else(|| "—".to_owned(), |field| text::field_name(words, field))
    };
    html! {
        <div class="scroller" role="region" tabindex="0" aria-label={words.f(Key::TableOf, &[words.t(Key::MappingTitle)])}>
            <table class="table mapping-table">
                <thead><tr>
                    { th(words.t(Key::MappingColumn), "") }
                    { th(words.t(Key::MappingHeader), "") }
                    { th(words.t(Key::MappingField), "") }
                </tr></thead>
                <tbody>
                    { for columns.iter().map(|column| html! {
                        <tr>
                            <th scope="row" class="letters">{ &column.letters }</th>
                            <td class="mapping-header">{ data(words, &column.header.join(" / ")) }</td>
                            <td>{ name(column) }</td>
                        </tr>
                    }) }
                </tbody>
            </table>
        </div>
    }
}

/// What the selects of every row offer.
#[derive(PartialEq)]
pub struct Choices {
    /// All meanings.
    fields: Rc<Vec<Choice>>,
    /// All groups of pupils.
    groups: Rc<Vec<Choice>>,
}

impl Choices {
    fn new(words: Words, standard: &Standard) -> Self {
        let groups = vec![
            Choice::new("row", words.t(Key::ScopeRow)),
            Choice::new("primary", words.t(Key::ScopePrimary)),
            Choice::new("junior", words.t(Key::ScopeJunior)),
            Choice::new("senior", words.t(Key::ScopeSenior)),
        ];
        Self { fields: Rc::new(field_choices(words, standard)), groups: Rc::new(groups) }
    }
}

/// What is chosen for a column; nothing where it is to be recognised again.
type OnChoose = Callback<(u32, Option<ColumnChoice>)>;

/// Props of [`Rows`].
#[derive(Properties, PartialEq)]
pub struct RowsProps {
    /// The work.
    pub work: Rc<Work>,
    /// Which of its sheets.
    pub at: usize,
    /// What can be chosen.
    pub choices: Rc<Choices>,
    /// Another meaning was chosen.
    pub on_choose: OnChoose,
    /// The first of these columns.
    pub from: usize,
    /// The first behind them.
    pub to: usize,
}

/// Some of the columns: drawn again only where they have changed.
#[component]
pub fn Rows(props: &RowsProps) -> Html {
    let words = use_words();
    let Some(sheet) = props.work.reading.sheets.get(props.at) else { return html! {} };
    let own = props.work.choice_of(props.at);
    let chosen = |column: &Column| own.and_then(|one| one.columns.iter().find(|choice| choice.column == column.index));
    html! {
        { for sheet.columns.iter().take(props.to).skip(props.from).map(|column| row(words, column, chosen(column), &props.choices, &props.on_choose)) }
    }
}

/// One column, and what the user chose for it.
fn row(words: Words, column: &Column, chosen: Option<&ColumnChoice>, choices: &Choices, on_choose: &OnChoose) -> Html {
    let index = column.index;
    // A choice names everything that was visible when it was made, so that changing one select keeps the others.
    let current = {
        let (field, fact, scope) = (column.field, column.fact.clone(), column.scope);
        let factor = chosen.and_then(|choice| choice.factor.clone());
        move || ColumnChoice {
            column: index,
            field: field.unwrap_or(Field::Unused),
            fact: fact.clone(),
            scope: Some(scope),
            factor: factor.clone(),
        }
    };
    let choose_field = {
        let (on_choose, current) = (on_choose.clone(), current.clone());
        Callback::from(move |value: String| {
            // Another meaning has another unit: the heading's, until one is chosen.
            let fact = value.strip_prefix(FACT).map(str::to_owned);
            let field = if fact.is_some() { Some(Field::Unused) } else { text::field_from_id(&value) };
            on_choose.emit((index, field.map(|field| ColumnChoice { field, fact, factor: None, ..current() })));
        })
    };
    let choose_scope = {
        let (on_choose, current) = (on_choose.clone(), current.clone());
        Callback::from(move |value: String| {
            let scope = match value.as_str() {
                "primary" => Scope::Primary,
                "junior" => Scope::Junior,
                "senior" => Scope::Senior,
                _ => Scope::Row,
            };
            on_choose.emit((index, Some(ColumnChoice { scope: Some(scope), ..current() })));
        })
    };
    let choose_factor = {
        let (on_choose, current) = (on_choose.clone(), current);
        Callback::from(move |value: String| {
            on_choose.emit((index, Some(ColumnChoice { factor: Some(value), ..current() })));
        })
    };
    let reset = {
        let on_choose = on_choose.clone();
        Callback::from(move |_: MouseEvent| on_choose.emit((index, None)))
    };
    let header = column.header.join(" / ");
    let name = |key: Key| words.f(Key::MappingSelectLabel, &[&column.letters, words.t(key)]);
    let taken = column.field.is_some_and(text::is_taken) || column.fact.is_some();
    let value = match &column.fact {
        None => column.field.map_or_else(String::new, text::field_id),
        Some(key) => format!("{FACT}{key}"),
    };
    let fields = choices.fields.clone();
    let unsure = column.confidence == Confidence::Unsure;
    let has_scope = column.field.is_some_and(text::has_scope);
    let units = column.field.and_then(|field| unit_choices(words, field, &column.factor));
    html! {
        <tr role="row" class={classes!(unsure.then_some("mapping-unsure"), (!taken && !unsure).then_some("mapping-unused"))}>
            <th scope="row" role="rowheader" class="letters">{ &column.letters }</th>
            <td role="cell" class="mapping-header">{ data(words, &header) }</td>
            <td role="cell" class="mapping-field">
                <Select label={name(Key::MappingField)} choices={fields} {value} on_change={choose_field} />
            </td>
            <td role="cell" class={classes!("mapping-scope", (!has_scope).then_some("mapping-none"))}>
                if has_scope {
                    <Select label={name(Key::MappingScope)} choices={choices.groups.clone()} value={scope_id(column.scope)} on_change={choose_scope} class="select-short" />
                } else { { "—" } }
            </td>
            <td role="cell" class={classes!("mapping-unit", (units.is_none() && column.unit.is_empty()).then_some("mapping-none"))}>
                if let Some(units) = units {
                    <Select label={name(Key::MappingUnit)} choices={Rc::new(units)} value={column.factor.clone()} on_change={choose_factor} class="select-short" />
                } else if column.unit.is_empty() { { "—" } } else { { data(words, &column.unit) } }
            </td>
            <td role="cell" class="mapping-why">
                <span class={classes!("confidence", confidence_class(column.confidence))}>{ words.t(confidence_key(column.confidence)) }</span>
                if words.text(&column.reason) != words.t(confidence_key(column.confidence)) {
                    <span class="mapping-reason">{ data(words, words.text(&column.reason)) }</span>
                }
                if chosen.is_some() {
                    <button type="button" class="link" onclick={reset}>{ words.t(Key::MappingReset) }</button>
                }
            </td>
        </tr>
    }
}

fn scope_id(scope: Scope) -> &'static str {
    match scope {
        Scope::Row => "row",
        Scope::Primary => "primary",
        Scope::Junior => "junior",
        Scope::Senior => "senior",
    }
}

fn confidence_key(confidence: Confidence) -> Key {
    match confidence {
        Confidence::Exact => Key::ConfidenceExact,
        Confidence::Synonym => Key::ConfidenceSynonym,
        Confidence::Context => Key::ConfidenceContext,
        Confidence::Chosen => Key::ConfidenceChosen,
        Confidence::Unsure => Key::ConfidenceUnsure,
    }
}

fn confidence_class(confidence: Confidence) -> &'static str {
    match confidence {
        Confidence::Exact | Confidence::Synonym => "confidence-sure",
        Confidence::Context => "confidence-context",
        Confidence::Chosen => "confidence-chosen",
        Confidence::Unsure => "confidence-unsure",
    }
}

/// What stands before the key of a fact among the meanings of a column.
const FACT: &str = "fact:";

fn field_choices(words: Words, standard: &Standard) -> Vec<Choice> {
    let mut choices = vec![Choice::new("", words.t(Key::FieldNone))];
    for (group, fields) in text::FIELDS {
        for field in *fields {
            choices
                .push(Choice::new(text::field_id(*field), text::field_name(words, *field)).in_group(words.t(*group)));
        }
    }
    for fact in standard.facts.iter().filter(|fact| fact.level == Level::School) {
        let label = words.text(&fact.label).to_owned();
        choices.push(Choice::new(format!("{FACT}{}", fact.key), label).in_group(words.t(Key::FactColumn)));
    }
    choices
}

/// Units a field may be written in, by factor; `None` where there is only one.
fn unit_choices(words: Words, field: Field, factor: &str) -> Option<Vec<Choice>> {
    let known: &[(&str, Key)] = match field {
        Field::EquipmentValue => {
            &[("1", Key::UnitYuan), ("1000", Key::UnitThousandYuan), ("10000", Key::UnitTenThousandYuan)]
        }
        Field::TeachingArea
        | Field::TeachingAreaNet
        | Field::IndoorSportsArea
        | Field::SportsGroundArea
        | Field::SportsArea => {
            &[("1", Key::UnitSquareMetre), ("666.67", Key::UnitMu), ("10000", Key::UnitTenThousandSquareMetres)]
        }
        _ => return None,
    };
    let mut choices: Vec<Choice> = known.iter().map(|(factor, key)| Choice::new(*factor, words.t(*key))).collect();
    if !known.iter().any(|(known, _)| *known == factor) {
        choices.push(Choice::new(factor.to_owned(), format!("×{factor}")));
    }
    Some(choices)
}
