//! The first rows of a sheet as they stand, with what each row and column was taken for.

use super::super::state::Work;
use super::super::text::{self, Key};
use super::{data, tag, th, use_words};
use crate::diagnostic::column_letters;
use crate::intake::RowRole;
use std::rc::Rc;
use yew::prelude::*;

/// Rows shown before the user asks for more: the header and enough schools to recognise the table.
const FIRST_ROWS: usize = 12;

/// Props of [`Preview`].
#[derive(Properties, PartialEq)]
pub struct PreviewProps {
    /// The source.
    pub work: Rc<Work>,
    /// Which of its sheets.
    pub at: usize,
}

/// The grid.
#[component]
pub fn Preview(props: &PreviewProps) -> Html {
    let words = use_words();
    let all = use_state_eq(|| false);
    let Some(sheet) = props.work.reading.sheets.get(props.at) else { return html! {} };
    let width = sheet.preview.iter().map(Vec::len).max().unwrap_or(0);
    let shown = if *all { sheet.preview.len() } else { FIRST_ROWS.min(sheet.preview.len()) };
    let toggle = {
        let all = all.clone();
        Callback::from(move |_: MouseEvent| all.set(!*all))
    };
    html! {
        <div class="preview">
            <div class="scroller scroller-tall" role="region" tabindex="0" aria-label={words.f(Key::TableOf, &[words.t(Key::PreviewLabel)])}>
                <table class="grid">
                    <thead>
                        <tr>
                            { th(words.t(Key::PreviewRow), "grid-corner") }
                            { th(words.t(Key::PreviewRole), "grid-role") }
                            { for (0..width).map(|column| {
                                let known = sheet.columns.iter().find(|known| known.index as usize == column);
                                let (field, fact) = known.map_or((None, false), |known| (known.field, known.fact.is_some()));
                                let letters = column_letters(u32::try_from(column).unwrap_or(u32::MAX));
                                html! {
                                    <th scope="col" class={classes!("grid-column", (fact || field.is_some_and(text::is_taken)).then_some("grid-column-taken"))}>
                                        <span class="grid-letters">{ letters }</span>
                                        <span class="grid-field">{ field.filter(|field| text::is_taken(*field)).map_or_else(|| if fact { words.t(Key::FactColumn).to_owned() } else { String::new() }, |field| text::field_name(words, field)) }</span>
                                    </th>
                                }
                            }) }
                        </tr>
                    </thead>
                    <tbody>
                        { for sheet.preview.iter().take(shown).enumerate().map(|(row, cells)| {
                            let role = sheet.rows.get(row).copied().unwrap_or(RowRole::Blank);
                            html! {
                                <tr class={role_class(role)}>
                                    <th scope="row" class="grid-corner">{ row + 1 }</th>
                                    <td class="grid-role">{ words.t(text::role_key(role)) }</td>
                                    if let Some(line) = lone_line(role, cells) {
                                        <td class="grid-line" colspan={width.to_string()}>{ data(words, line) }</td>
                                    } else { { for (0..width).map(|column| {
                                        let cell = cells.get(column).map_or("", String::as_str);
                                        html! { <td class={looks_numeric(cell).then_some("num")}>{ data(words, cell) }</td> }
                                    }) } }
                                </tr>
                            }
                        }) }
                    </tbody>
                </table>
            </div>
            <p class="preview-more">
                { tag("span", "hint", words.f(Key::PreviewShown, &[&shown.to_string(), &sheet.rows.len().to_string()])) }
                if sheet.preview.len() > FIRST_ROWS {
                    <button type="button" class="button button-quiet" onclick={toggle} aria-expanded={all.to_string()}>
                        { words.t(if *all { Key::PreviewLess } else { Key::PreviewMore }) }
                    </button>
                }
            </p>
        </div>
    }
}

fn role_class(role: RowRole) -> &'static str {
    match role {
        RowRole::Title => "row-title",
        RowRole::Header => "row-header",
        RowRole::Codes => "row-codes",
        RowRole::School => "row-school",
        RowRole::Total => "row-total",
        RowRole::Note => "row-note",
        RowRole::Group => "row-group",
        RowRole::Blank => "row-blank",
    }
}

/// The words of a title or note, which stand in one cell and are meant for the whole width.
fn lone_line(role: RowRole, cells: &[String]) -> Option<&str> {
    if !matches!(role, RowRole::Title | RowRole::Note | RowRole::Group) {
        return None;
    }
    let mut filled = cells.iter().filter(|cell| !cell.is_empty());
    let first = filled.next()?;
    // Merged cells may come with their words repeated.
    filled.all(|cell| cell == first).then_some(first)
}

fn looks_numeric(cell: &str) -> bool {
    !cell.is_empty() && cell.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.' || byte == b',')
}
