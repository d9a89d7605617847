//! Bulk repair: which rule, on which cells, and what it would change.

use super::super::super::text::Key;
use super::super::fields::{Choice, Select};
use super::super::{data, tag, th, use_words};
use super::edits::Edit;
use super::repair::{Found, Repair, found};
use super::selection::{Lines, Selection};
use super::snapshot::Snapshot;
use super::view::shown;
use crate::diagnostic::a1;
use crate::intake::RowRole;
use crate::quantity::Decimal;
use std::rc::Rc;
use web_sys::HtmlInputElement;
use yew::prelude::*;

/// Changes shown before they are made.
const SHOWN: usize = 50;

/// What is wanted, as chosen and typed.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Wish {
    what: &'static str,
    /// `block`, `columns` or `sheet`.
    scope: &'static str,
    /// Whether rows that are no schools stay as they are.
    schools: bool,
    find: String,
    with: String,
    factor: String,
}

const WHAT: [(&str, Key); 6] = [
    ("whole", Key::RepairWhole),
    ("part", Key::RepairPart),
    ("trim", Key::RepairTrim),
    ("half", Key::RepairHalf),
    ("multiply", Key::RepairMultiply),
    ("empty", Key::RepairEmpty),
];

const SCOPES: [(&str, Key); 3] =
    [("block", Key::RepairBlock), ("columns", Key::RepairColumns), ("sheet", Key::RepairSheet)];

/// Factors that are wrong again and again: 元 and 万元, ㎡ and 亩.
const FACTORS: [(&str, Key); 5] = [
    ("10000", Key::FactorTenThousand),
    ("0.0001", Key::FactorOverTenThousand),
    ("1000", Key::FactorThousand),
    ("0.001", Key::FactorOverThousand),
    ("666.67", Key::FactorMu),
];

impl Wish {
    fn repair(&self) -> Option<Repair> {
        Some(match self.what {
            "whole" | "part" if self.find.is_empty() => return None,
            "whole" => Repair::Replace { find: self.find.clone(), with: self.with.clone(), whole: true },
            "part" => Repair::Replace { find: self.find.clone(), with: self.with.clone(), whole: false },
            "trim" => Repair::Trim,
            "half" => Repair::HalfWidth,
            "multiply" => Repair::Multiply(self.factor.trim().parse::<Decimal>().ok()?),
            _ if self.with.is_empty() => return None,
            _ => Repair::FillEmpty(self.with.clone()),
        })
    }
}

/// Props of [`RepairForm`].
#[derive(Properties, PartialEq)]
pub struct RepairFormProps {
    /// The sheet.
    pub sheet: Rc<Snapshot>,
    /// What is chosen in it.
    pub selection: Selection,
    /// The rows shown.
    pub lines: Lines,
    /// The changes are to be made.
    pub on_apply: Callback<Vec<Edit>>,
    /// It is to be closed.
    pub on_close: Callback<()>,
}

fn outcome(wish: &Wish, props: &RepairFormProps) -> Option<Found> {
    let repair = wish.repair()?;
    let (sheet, block) = (&props.sheet, props.selection.block());
    let schools = wish.schools && wish.scope != "block";
    let rows: Vec<u32> = if wish.scope == "block" {
        props.lines.between(block.top, block.bottom)
    } else {
        (0..sheet.rows)
            .filter(|row| !schools || matches!(sheet.role(*row), Some(RowRole::School | RowRole::Item)))
            .collect()
    };
    let columns = if wish.scope == "sheet" { 0..=sheet.width.saturating_sub(1) } else { block.columns() };
    let cells = rows.iter().flat_map(|row| columns.clone().map(|column| (*row, column)));
    Some(found(&repair, cells, &|row, column| sheet.text_of(row, column)))
}

/// The form, between the bar and the cells.
#[component]
pub fn RepairForm(props: &RepairFormProps) -> Html {
    let words = use_words();
    let first = if props.selection.block().is_single() { "columns" } else { "block" };
    let wish = use_state_eq(|| Wish {
        what: "whole",
        scope: first,
        schools: true,
        find: String::new(),
        with: String::new(),
        factor: "10000".to_owned(),
    });
    let change = {
        let wish = wish.clone();
        move |change: &dyn Fn(&mut Wish)| {
            let mut next = (*wish).clone();
            change(&mut next);
            wish.set(next);
        }
    };
    let select = |id: &'static str,
                  label: Key,
                  options: &[(&'static str, Key)],
                  value: &'static str,
                  set: fn(&mut Wish, &'static str)| {
        let choices: Vec<Choice> = options.iter().map(|(value, key)| Choice::new(*value, words.t(*key))).collect();
        let (change, options) = (change.clone(), options.to_vec());
        let on_change = Callback::from(move |value: String| {
            if let Some((known, _)) = options.iter().find(|(known, _)| *known == value) {
                change(&|wish| set(wish, known));
            }
        });
        html! {
            <div class="field">
                <label for={id}>{ words.t(label) }</label>
                <Select {id} choices={Rc::new(choices)} {value} {on_change} />
            </div>
        }
    };
    let input = |id: &'static str, label: Key, value: &str, set: fn(&mut Wish, String)| {
        let change = change.clone();
        let oninput = Callback::from(move |event: InputEvent| {
            if let Some(field) = event.target_dyn_into::<HtmlInputElement>() {
                change(&|wish| set(wish, field.value()));
            }
        });
        html! {
            <div class="field">
                <label for={id}>{ words.t(label) }</label>
                <input {id} class="input" autocomplete="off" value={value.to_owned()} {oninput} />
            </div>
        }
    };
    let found = use_memo(((*wish).clone(), props.sheet.clone(), props.selection, props.lines.clone()), |_| {
        outcome(&wish, props)
    });
    let edits = (*found).as_ref().map_or(&[][..], |found| found.edits.as_slice());
    let refused = (*found).as_ref().map_or(0, |found| found.refused.len());
    let apply = {
        let (apply, edits) = (props.on_apply.clone(), edits.to_vec());
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            if !edits.is_empty() {
                apply.emit(edits.clone());
            }
        })
    };
    let schools = {
        let change = change.clone();
        Callback::from(move |event: Event| {
            if let Some(field) = event.target_dyn_into::<HtmlInputElement>() {
                change(&|wish| wish.schools = field.checked());
            }
        })
    };
    let close = {
        let close = props.on_close.clone();
        Callback::from(move |_: MouseEvent| close.emit(()))
    };
    let known_factor = FACTORS.iter().map(|(factor, _)| *factor).find(|factor| *factor == wish.factor).unwrap_or("");
    let mut factors = FACTORS.to_vec();
    factors.push(("", Key::FactorOther));
    html! {
        <form class="repair" aria-label={words.t(Key::RepairTitle)} onsubmit={apply}>
            <div class="sheet-form">
                { select("repair-what", Key::RepairWhat, &WHAT, wish.what, |wish, what| wish.what = what) }
                { match wish.what {
                    "whole" => html! { <>
                        { input("repair-find", Key::RepairFind, &wish.find, |wish, text| wish.find = text) }
                        { input("repair-with", Key::RepairWith, &wish.with, |wish, text| wish.with = text) }
                    </> },
                    "part" => html! { <>
                        { input("repair-find", Key::RepairFindPart, &wish.find, |wish, text| wish.find = text) }
                        { input("repair-with", Key::RepairWith, &wish.with, |wish, text| wish.with = text) }
                    </> },
                    "multiply" => html! { <>
                        { select("repair-known", Key::RepairFactor, &factors, known_factor, |wish, factor| wish.factor = factor.to_owned()) }
                        if known_factor.is_empty() {
                            { input("repair-factor", Key::RepairFactorOwn, &wish.factor, |wish, text| wish.factor = text) }
                        }
                    </> },
                    "empty" => input("repair-with", Key::RepairWithEmpty, &wish.with, |wish, text| wish.with = text),
                    _ => html! {},
                } }
                { select("repair-scope", Key::RepairWhere, &SCOPES, wish.scope, |wish, scope| wish.scope = scope) }
                if wish.scope != "block" {
                    <label class="repair-schools"><input type="checkbox" checked={wish.schools} onchange={schools} />{ words.t(Key::RepairSchools) }</label>
                }
            </div>
            <p class="repair-count" role="status">
                if found.is_some() {
                    { words.f(Key::RepairCount, &[&edits.len().to_string()]) }
                    if refused > 0 { <strong>{ words.f(Key::RepairRefused, &[&refused.to_string()]) }</strong> }
                } else {
                    { words.t(Key::RepairIncomplete) }
                }
            </p>
            if !edits.is_empty() {
                <div class="scroller repair-list" role="region" tabindex="0" aria-label={words.t(Key::RepairPreview)}>
                    <table class="table">
                        <thead><tr>{ th(words.t(Key::ColumnPlace), "") }{ th(words.t(Key::RepairBefore), "") }{ th(words.t(Key::RepairAfter), "") }</tr></thead>
                        <tbody>
                            { for edits.iter().take(SHOWN).map(|(row, column, after)| html! {
                                <tr>
                                    <td class="place">{ a1(*row, *column).to_string() }</td>
                                    <td class="repair-before">{ data(words, &shown(&props.sheet.text_of(*row, *column), words)) }</td>
                                    <td>{ data(words, &shown(after, words)) }</td>
                                </tr>
                            }) }
                        </tbody>
                    </table>
                </div>
                if edits.len() > SHOWN {
                    { tag("p", "hint", words.f(Key::RepairMore, &[&SHOWN.to_string()])) }
                }
            }
            <p class="actions">
                <button type="submit" class="button button-primary" disabled={edits.is_empty()}>{ words.f(Key::RepairApply, &[&edits.len().to_string()]) }</button>
                <button type="button" class="button button-quiet" onclick={close}>{ words.t(Key::Close) }</button>
            </p>
        </form>
    }
}
