//! What the grid looks like.

use super::super::super::text::{self, Key, Words};
use super::super::{data, use_words};
use super::inspector::Inspector;
use super::keys::{Command, Mode, Press, command};
use super::menu::RowMenu;
use super::repair_form::RepairForm;
use super::selection::{Extent, Spot};
use super::snapshot::{Doubt, Snapshot};
use super::{Board, EDITOR, Msg, SEARCH, act, acting, address, clip, clipboard, edits, letters, now, press_of};
use crate::diagnostic::{Severity, a1};
use crate::intake::RowRole;
use gloo::utils::document;
use yew::prelude::*;

/// The table, by its id.
const TABLE: &str = "sheet-table";
/// Longest words of a cell that are said when it is entered; the rest is read on the spot.
const SAID: usize = 200;

/// The shape of a severity, told apart without colour; hidden from screen readers, which are told in words.
pub fn shape(severity: Severity) -> Html {
    let (class, drawing) = match severity {
        Severity::Logic => (
            "doubt-logic",
            html! { <>
                <path class="mark-body" d="M5 1h6l4 4v6l-4 4H5l-4-4V5z" />
                <path class="mark-sign" d="M8 4.2v4.6M8 11.4v.2" />
            </> },
        ),
        Severity::Experience => (
            "doubt-experience",
            html! { <>
                <path class="mark-body" d="M8 1.4 15.2 14.4H.8z" />
                <path class="mark-sign" d="M8 6v4M8 12.2v.1" />
            </> },
        ),
        Severity::Note => (
            "doubt-note",
            html! { <>
                <circle class="mark-edge" cx="8" cy="8" r="6.2" />
                <path class="mark-dot" d="M8 7.4v3.8M8 4.8v.1" />
            </> },
        ),
    };
    html! {
        <svg class={classes!("mark", class)} viewBox="0 0 16 16" width="16" height="16" aria-hidden="true" focusable="false">{ drawing }</svg>
    }
}

/// 逻辑校验, 经验校验, 提示.
pub const fn severity_key(severity: Severity) -> Key {
    match severity {
        Severity::Logic => Key::SeverityLogic,
        Severity::Experience => Key::SeverityExperience,
        Severity::Note => Key::SeverityNote,
    }
}

/// What a row was taken for; nothing where nothing was.
fn role_words(role: Option<RowRole>, words: Words) -> &'static str {
    role.map_or("", |role| words.t(text::role_key(role)))
}

fn role_class(role: Option<RowRole>) -> &'static str {
    let Some(role) = role else { return "row-plain" };
    match role {
        RowRole::Title => "row-title",
        RowRole::Header => "row-header",
        RowRole::Codes => "row-codes",
        RowRole::School => "row-school",
        RowRole::Total => "row-total",
        RowRole::Note => "row-note",
        RowRole::Group => "row-group",
        RowRole::Item => "row-school",
        RowRole::Blank => "row-blank",
    }
}

/// Whether words stand at the right, as numbers do.
fn looks_numeric(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit() || matches!(byte, b'.' | b',' | b'-' | b'%'))
}

/// The id of a cell in the document.
fn cell_id(spot: Spot) -> String {
    format!("sheet-cell-{}-{}", spot.row, spot.column)
}

impl Board {
    pub(super) fn page(&self) -> Html {
        let words = self.link.context::<Words>(Callback::noop()).map(|(words, _)| words).unwrap_or_default();
        let sheet = &self.sheet;
        let link = &self.link;
        html! {
            <div class="sheet-grid" ref={self.frame.clone()}>
                { self.bar(words) }
                if self.repairing {
                    <RepairForm sheet={sheet.clone()} selection={self.selection} lines={self.lines.clone()}
                        on_apply={acting(link, Msg::Apply)} on_close={acting(link, |()| Msg::Repair)} />
                }
                <div class="sheet-split">
                    <div class="sheet-box" ref={self.scroller.clone()} onscroll={acting(link, |_| Msg::Scrolled)}>
                        { self.table(words) }
                        { self.field_over(words) }
                    </div>
                    <Inspector sheet={sheet.clone()} spot={self.selection.active} address={address(&self.selection)}
                        on_restore={acting(link, Msg::Restore)} on_explain={acting(link, |(issue, text)| Msg::Explained(issue, text))} />
                </div>
                if let Some((x, y)) = self.menu {
                    <RowMenu {x} {y} sheet={sheet.clone()} rows={self.lines.between(self.selection.block().top, self.selection.block().bottom)}
                        on_choose={acting(link, Msg::Role)} on_close={acting(link, |()| Msg::CloseMenu)} />
                }
                <p id="sheet-keys" class="hint sheet-keys">{ words.t(Key::GridKeys) }</p>
                <p class="hint sheet-touch">{ words.t(Key::GridTouch) }</p>
                <div class="visually-hidden" role="status">{ self.words_for_listeners(sheet, words) }</div>
            </div>
        }
    }

    fn bar(&self, words: Words) -> Html {
        let props = &self.props;
        let (sheet, link) = (&self.sheet, &self.link);
        let send = |command: Command| acting(link, move |_: MouseEvent| Msg::Command(command));
        let counts =
            [Severity::Logic, Severity::Experience, Severity::Note].map(|severity| (severity, sheet.count(severity)));
        let none = counts.iter().all(|(severity, count)| *count == 0 || *severity == Severity::Note);
        let part = self.lines.is_part();
        let does = |key: Key, what: &Option<AttrValue>| {
            what.as_ref()
                .map_or_else(|| words.t(key).to_owned(), |what| words.f(Key::GridStepIs, &[words.t(key), what]))
        };
        let find = {
            let link = link.clone();
            Callback::from(move |event: KeyboardEvent| match event.key().as_str() {
                "Enter" if !event.is_composing() => {
                    event.prevent_default();
                    act(&link, Msg::Find(event.shift_key()));
                }
                "Escape" => act(&link, Msg::LeaveSearch),
                _ => {}
            })
        };
        let looked_for = link.batch_callback(|event: InputEvent| {
            event.target_dyn_into::<web_sys::HtmlInputElement>().map(|field| Msg::Search(field.value()))
        });
        let row = self.selection.active.row;
        let role = role_words(sheet.role(row), words);
        html! {
            <div class="sheet-bar" role="group" aria-label={words.t(Key::GridTools)}>
                <div class="sheet-tools">
                    <p class="sheet-counts">
                        { for counts.into_iter().filter(|(_, count)| *count > 0).map(|(severity, count)| html! {
                            <span class="sheet-tally">{ shape(severity) }{ words.f(Key::GridTally, &[words.t(severity_key(severity)), &count.to_string()]) }</span>
                        }) }
                        if none { <span class="sheet-tally sheet-clean">{ words.t(Key::GridClean) }</span> }
                    </p>
                    <button type="button" class="tool" disabled={none} onclick={send(Command::Problem { back: true })}>{ words.t(Key::GridPrevious) }</button>
                    <button type="button" class="tool" disabled={none} onclick={send(Command::Problem { back: false })}>{ words.t(Key::GridNext) }</button>
                    <button type="button" class="tool" disabled={none && !part} aria-pressed={part.to_string()} onclick={acting(link, |_: MouseEvent| Msg::OnlyTroubled)}>{ words.t(Key::GridOnly) }</button>
                </div>
                <div class="sheet-tools">
                    <button type="button" class="tool" disabled={props.undo.is_none()} title={does(Key::GridUndo, &props.undo)} onclick={send(Command::Undo)}>{ words.t(Key::GridUndo) }</button>
                    <button type="button" class="tool" disabled={props.redo.is_none()} title={does(Key::GridRedo, &props.redo)} onclick={send(Command::Redo)}>{ words.t(Key::GridRedo) }</button>
                    <button type="button" class="tool" aria-expanded={self.repairing.to_string()} onclick={acting(link, |_: MouseEvent| Msg::Repair)}>{ words.t(Key::RepairTitle) }</button>
                    <button type="button" class="tool" aria-haspopup="menu" aria-expanded={self.menu.is_some().to_string()} disabled={self.lines.is_empty()} onclick={send(Command::Menu)}>
                        { if role.is_empty() { words.f(Key::GridRow, &[&(row + 1).to_string()]) } else { words.f(Key::GridRowIs, &[&(row + 1).to_string(), role]) } }<span class="tool-more" aria-hidden="true">{ "▾" }</span>
                    </button>
                </div>
                <div class="sheet-tools sheet-find">
                    <input id={SEARCH} class="tool-field" type="search" autocomplete="off" placeholder={words.t(Key::GridSearch)} aria-label={words.t(Key::GridSearch)}
                        oninput={looked_for} onkeydown={find} />
                    <span class="sheet-found" role="status">
                        { self.search.count.map(|count| words.f(Key::GridFound, &[&count.to_string()])) }
                    </span>
                </div>
            </div>
        }
    }

    fn table(&self, words: Words) -> Html {
        let (sheet, link) = (&self.sheet, &self.link);
        let (lines, columns) = (self.window.lines.clone(), self.window.columns.clone());
        let before = self.widths.left(columns.start);
        let after = self.widths.total() - self.widths.left(columns.end);
        let block = self.selection.block();
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "pixels")]
        let (side, line) = (self.sight.side as u32, self.sight.line);
        let span = columns.len() + 1 + usize::from(before > 0) + usize::from(after > 0);
        // Rows out of sight leave their room.
        let room = |key: &'static str, count: u32| {
            (count > 0).then(|| html! {
                <tr {key} aria-hidden="true"><td class="sheet-room" colspan={span.to_string()} height={format!("{}", f64::from(count) * line)}></td></tr>
            })
        };
        let down = {
            let link = link.clone();
            Callback::from(move |event: MouseEvent| {
                if event.button() == 0 {
                    // The field over the active cell keeps the focus.
                    event.prevent_default();
                    let (x, y) = (f64::from(event.client_x()), f64::from(event.client_y()));
                    let on_more = event
                        .target_dyn_into::<web_sys::Element>()
                        .is_some_and(|element| element.class_list().contains("sheet-more"));
                    act(&link, Msg::Down(x, y, event.shift_key(), event.time_stamp()));
                    if on_more {
                        act(&link, Msg::Menu(x, y));
                    }
                }
            })
        };
        let menu = {
            let link = link.clone();
            Callback::from(move |event: MouseEvent| {
                event.prevent_default();
                act(&link, Msg::Menu(f64::from(event.client_x()), f64::from(event.client_y())));
            })
        };
        html! {
            <table id={TABLE} class={classes!("sheet-table", self.window.names.then_some("has-names"), self.is_narrow().then_some("is-narrow"))} role="grid" width={(side + self.widths.total()).to_string()}
                aria-label={words.t(Key::GridLabel)} aria-multiselectable="true" aria-describedby="sheet-keys"
                aria-rowcount={(self.lines.len() + 1).to_string()} aria-colcount={(sheet.width + 1).to_string()}
                onpointerdown={acting(link, |event: PointerEvent| Msg::Touch(event.pointer_type() == "touch"))}
                onmousedown={down} ondblclick={acting(link, |_: MouseEvent| Msg::Open)} oncontextmenu={menu}>
                <colgroup>
                    <col width={side.to_string()} />
                    { (before > 0).then(|| html! { <col width={before.to_string()} /> }) }
                    { for columns.clone().map(|column| html! { <col width={self.widths.width(column).to_string()} /> }) }
                    { (after > 0).then(|| html! { <col width={after.to_string()} /> }) }
                </colgroup>
                <thead>
                    <tr aria-rowindex="1">
                        <th scope="col" class="sheet-corner" aria-colindex="1" aria-readonly="true">{ words.t(Key::PreviewRow) }
                            if self.window.names {
                                <span class="sheet-name">{ sheet.names.map(|column| sheet.head(column)) }</span>
                            }
                        </th>
                        { (before > 0).then(|| html! { <td class="sheet-room" aria-hidden="true"></td> }) }
                        { for columns.clone().map(|column| {
                            let label = sheet.head(column);
                            let chosen = block.columns().contains(&column);
                            html! {
                                <th scope="col" aria-colindex={(column + 2).to_string()} aria-readonly="true" title={label.clone()}
                                    class={classes!("sheet-head", (!label.is_empty()).then_some("is-taken"), chosen.then_some("is-chosen"))}>
                                    <span class="sheet-letters">{ letters(column) }</span>
                                    <span class="sheet-field">{ label }</span>
                                </th>
                            }
                        }) }
                        { (after > 0).then(|| html! { <td class="sheet-room" aria-hidden="true"></td> }) }
                    </tr>
                </thead>
                <tbody>
                    { room("above", lines.start) }
                    { for lines.clone().map(|at| {
                        let row = self.lines.row(at);
                        let chosen = (block.top..=block.bottom).contains(&row);
                        let active = (self.selection.active.row == row).then_some(self.selection.active.column);
                        let cells: Vec<CellView> = columns.clone().map(|column| self.cell(sheet, Spot::new(row, column), words)).collect();
                        html! {
                            <Row key={row} {row} line={at} first={columns.start} role={sheet.role(row)} by_hand={sheet.chosen.contains(&row)}
                                chosen={chosen.then_some((block.left, block.right))} {active} {cells}
                                name={self.window.names.then(|| AttrValue::from(sheet.school(row).unwrap_or_default().into_owned()))}
                                before={before > 0} after={after > 0} narrow={self.is_narrow()} />
                        }
                    }) }
                    { room("below", self.lines.len() - lines.end) }
                    if self.lines.is_empty() {
                        <tr><td class="sheet-empty" colspan={span.to_string()}>{ words.t(Key::GridEmpty) }</td></tr>
                    }
                </tbody>
            </table>
        }
    }

    fn cell(&self, sheet: &Snapshot, spot: Spot, words: Words) -> CellView {
        let text = sheet.text_of(spot.row, spot.column);
        let doubts = sheet.doubts(spot);
        let before = sheet.before(spot.row, spot.column);
        let tip = (!doubts.is_empty() || before.is_some()).then(|| {
            let mut tip: Vec<String> = doubts
                .iter()
                .map(|doubt| {
                    words.f(
                        Key::GridDoubt,
                        &[
                            words.t(severity_key(doubt.issue.severity)),
                            &text::capitalised(words.text(&doubt.issue.message)),
                        ],
                    )
                })
                .collect();
            tip.extend(before.as_ref().map(|before| words.f(Key::GridBefore, &[&shown(before, words)])));
            AttrValue::from(tip.join("\n"))
        });
        CellView {
            found: self.is_found(sheet, spot),
            text: AttrValue::from(text.into_owned()),
            doubt: doubts.first().map(Doubt::weight),
            edited: before.is_some(),
            tip,
        }
    }

    /// What a press of a key in the field asks for; `None` leaves it to the browser.
    fn asked_for(&self, press: &Press<'_>) -> Option<Command> {
        // So that the keyboard is never caught: on the way through, and after Escape.
        let leaves = self.passing && self.mode == Mode::Ready;
        command(press, self.mode).filter(|command| !(leaves && matches!(command, Command::Tab { .. })))
    }

    /// The chosen cells; `None` while one is being edited, where the browser copies what is chosen in the field.
    fn copied(&self) -> Option<Vec<Vec<String>>> {
        let extent = Extent { lines: &self.lines, width: self.sheet.width, page: 1 };
        (self.mode == Mode::Ready)
            .then(|| edits::copied(&self.selection, extent, &|row, column| self.sheet.text_of(row, column)))
    }

    /// The field that stands over the active cell.
    fn field_over(&self, words: Words) -> Html {
        let link = &self.link;
        let keydown = {
            let link = link.clone();
            Callback::from(move |event: KeyboardEvent| {
                let key = event.key();
                let Some(command) = now(&link, |board| board.asked_for(&press_of(&event, &key))) else { return };
                event.prevent_default();
                event.stop_propagation();
                act(&link, Msg::Command(command));
            })
        };
        let copied = {
            let link = link.clone();
            move |event: &Event| {
                let Some(block) = now(&link, Self::copied) else { return false };
                let Some(data) = clipboard(event) else { return false };
                event.prevent_default();
                let _ = data.set_data("text/plain", &clip::format(&block));
                let _ = data.set_data("text/html", &clip::markup(&block));
                true
            }
        };
        let copy = {
            let copied = copied.clone();
            Callback::from(move |event: Event| {
                copied(&event);
            })
        };
        let cut = {
            let link = link.clone();
            Callback::from(move |event: Event| {
                if copied(&event) {
                    act(&link, Msg::Cut);
                }
            })
        };
        let paste = {
            let link = link.clone();
            Callback::from(move |event: Event| {
                let ready = now(&link, |board| (board.mode == Mode::Ready).then_some(()));
                let (Some(()), Some(data)) = (ready, clipboard(&event)) else { return };
                let text = data.get_data("text/plain").unwrap_or_default();
                event.prevent_default();
                event.stop_propagation();
                if !text.is_empty() {
                    act(&link, Msg::Pasted(text, data.get_data("text/html").unwrap_or_default()));
                }
            })
        };
        let mode = self.mode;
        let spot = self.selection.active;
        // The cell may be out of sight, and then it is not in the document.
        let drawn = self.window.columns.contains(&spot.column)
            && self.window.lines.contains(&self.lines.line(spot.row))
            && self.lines.row(self.lines.line(spot.row)) == spot.row;
        html! {
            <textarea id={EDITOR} ref={self.editor.clone()} rows="1" spellcheck="false" autocomplete="off" autocapitalize="off"
                class={classes!("sheet-editor", (mode != Mode::Ready).then_some("is-open"))}
                aria-label={words.f(Key::GridCell, &[&a1(spot.row, spot.column)])} aria-describedby="sheet-keys"
                aria-controls={TABLE} aria-activedescendant={drawn.then(|| cell_id(spot))}
                onkeydown={keydown} oninput={acting(link, |_: InputEvent| Msg::Typed)} onblur={acting(link, |_: FocusEvent| Msg::Blurred)}
                oncopy={copy} oncut={cut} onpaste={paste} />
        }
    }

    /// What a screen reader is told: where one is, what stands there, what is wrong with it.
    fn words_for_listeners(&self, sheet: &Snapshot, words: Words) -> String {
        if let Some(said) = &self.said {
            return said.clone();
        }
        // Nothing is said to who is elsewhere.
        let here = document().active_element().is_some_and(|element| element.id() == EDITOR);
        if !here || self.lines.is_empty() {
            return String::new();
        }
        if !self.selection.block().is_single() {
            return words.f(Key::GridChosen, &[&address(&self.selection)]);
        }
        let spot = self.selection.active;
        let text: String = sheet.text_of(spot.row, spot.column).chars().take(SAID).collect();
        let mut said =
            words.f(Key::GridAt, &[&a1(spot.row, spot.column), &sheet.head(spot.column), &shown(&text, words)]);
        for doubt in sheet.doubts(spot) {
            said.push(' ');
            said.push_str(
                &words.f(
                    Key::GridDoubt,
                    &[words.t(severity_key(doubt.issue.severity)), words.text(&doubt.issue.message)],
                ),
            );
        }
        if let Some(before) = sheet.before(spot.row, spot.column) {
            said.push(' ');
            said.push_str(&words.f(Key::GridBefore, &[&shown(&before, words)]));
        }
        said
    }
}

/// Words of a cell in a sentence.
pub fn shown(text: &str, words: Words) -> String {
    if text.is_empty() { words.t(Key::GridNothing).to_owned() } else { text.to_owned() }
}

/// A cell as it looks.
#[derive(Debug, Clone, PartialEq)]
pub struct CellView {
    text: AttrValue,
    doubt: Option<Severity>,
    edited: bool,
    found: bool,
    tip: Option<AttrValue>,
}

/// Props of [`Row`].
#[derive(Properties, PartialEq)]
pub struct RowProps {
    row: u32,
    line: u32,
    /// The first column drawn.
    first: u32,
    role: Option<RowRole>,
    by_hand: bool,
    /// Its school, where the column of names is out of sight.
    name: Option<AttrValue>,
    /// The columns that are chosen.
    chosen: Option<(u32, u32)>,
    /// The column of the active cell.
    active: Option<u32>,
    cells: Vec<CellView>,
    /// Whether columns before and after are not drawn.
    before: bool,
    after: bool,
    /// Whether there is no room for words beside the number of the row.
    narrow: bool,
}

/// A row. Drawn again only where something in it has changed.
#[component]
pub fn Row(props: &RowProps) -> Html {
    let words = use_words();
    let role = role_words(props.role, words);
    // Titles and notes stand in one cell and are meant for the whole width.
    let flows = matches!(props.role, None | Some(RowRole::Title | RowRole::Note | RowRole::Group));
    html! {
        <tr class={classes!("sheet-row", role_class(props.role))} aria-rowindex={(props.line + 2).to_string()}>
            <th scope="row" class={classes!("sheet-side", props.chosen.is_some().then_some("is-chosen"), props.by_hand.then_some("is-by-hand"))} aria-colindex="1" aria-readonly="true">
                <span class="sheet-number">{ props.row + 1 }</span>
                <span class={if props.narrow { "visually-hidden" } else { "sheet-role" }}>{ role }</span>
                <span class="sheet-more" aria-hidden="true"></span>
                if let Some(name) = &props.name {
                    <span class="sheet-name" title={name.clone()}>{ data(words, name) }</span>
                }
            </th>
            if props.before { <td class="sheet-room" aria-hidden="true"></td> }
            { for props.cells.iter().zip(props.first..).map(|(cell, column)| {
                let active = props.active == Some(column);
                let chosen = props.chosen.is_some_and(|(left, right)| (left..=right).contains(&column));
                let class = classes!(
                    looks_numeric(&cell.text).then_some("num"),
                    flows.then_some("is-flowing"),
                    chosen.then_some("is-chosen"),
                    active.then_some("is-active"),
                    cell.edited.then_some("is-edited"),
                    cell.found.then_some("is-found"),
                    cell.doubt.map(|severity| match severity {
                        Severity::Logic => "has-logic",
                        Severity::Experience => "has-experience",
                        Severity::Note => "has-note",
                    }),
                );
                html! {
                    <td {class} id={active.then(|| cell_id(Spot::new(props.row, column)))} role="gridcell" aria-colindex={(column + 2).to_string()}
                        aria-selected={chosen.to_string()} aria-invalid={(cell.doubt == Some(Severity::Logic)).then_some("true")} title={cell.tip.clone()}>
                        { cell.doubt.map(shape) }
                        { data(words, &cell.text) }
                    </td>
                }
            }) }
            if props.after { <td class="sheet-room" aria-hidden="true"></td> }
        </tr>
    }
}
