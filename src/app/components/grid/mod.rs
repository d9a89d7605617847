//! The worksheet, to be repaired in the page as in a spreadsheet program.
//!
//! The pure parts know no browser: where keys lead ([`keys`], [`selection`]), what emptying, filling and pasting change
//! ([`edits`], [`clip`], [`repair`]), and what is drawn ([`window`]). Only the lines and columns in sight are in the
//! document; one text field stands over the active cell and holds the focus, so that an input method can begin on it.

use super::super::tasks::pictures;
use super::super::text::{self, Key};
use crate::diagnostic::{Issue, a1, column_letters};
use crate::intake::RowRole;
use crate::table::{MAX_COLUMNS, MAX_ROWS};
use edits::Edit;
use gloo::events::EventListener;
use gloo::timers::callback::{Interval, Timeout};
use keys::{Command, Mode, Press};
use selection::{Extent, Lines, Selection, Spot, Step};
use snapshot::Snapshot;
use std::cell::RefCell;
use std::collections::VecDeque;
use std::rc::Rc;
use wasm_bindgen::JsCast;
use web_sys::{
    ClipboardEvent, Element, FocusOptions, HtmlElement, HtmlInputElement, HtmlTextAreaElement, ScrollIntoViewOptions,
    ScrollLogicalPosition,
};
use window::{Names, Sight, Widths, Window};
use yew::html::Scope;
use yew::prelude::*;

pub mod clip;
pub mod edits;
mod inspector;
pub mod keys;
mod menu;
pub mod repair;
mod repair_form;
pub mod selection;
pub mod snapshot;
mod view;
pub mod window;

/// The field that holds the focus and the text being typed.
pub const EDITOR: &str = "sheet-editor";
/// The field for what is looked for.
const SEARCH: &str = "sheet-search";
/// Most cells counted for a search; larger sheets are searched from one hit to the next.
const COUNTED_CELLS: u64 = 2_000_000;
/// How far apart, in milliseconds, two taps may be to mean one thing.
const DOUBLE_TAP: f64 = 450.0;
/// How long, in milliseconds, changes wait until they are handed on: what is typed is seen first, and then evaluated.
const HAND_ON_AFTER: u32 = 20;
/// How often, in milliseconds, the block grows while the pointer is held beyond the edge.
const DRAG_EVERY: u32 = 60;

/// How much larger the words of the page are than those the widths of columns are made for.
fn scale() -> f64 {
    pictures::rem() / pictures::PLAIN
}

/// A cell to go to. Another serial number means going there again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Goal {
    /// The cell.
    pub spot: Spot,
    /// Which wish it is.
    pub serial: u32,
}

/// Props of [`Grid`]. Another sheet needs another key.
#[derive(Clone, Properties, PartialEq)]
pub struct GridProps {
    /// The sheet.
    pub sheet: Rc<Snapshot>,
    /// Whether changes that were handed on are still being understood.
    #[prop_or_default]
    pub busy: bool,
    /// The cell to go to.
    #[prop_or_default]
    pub goal: Option<Goal>,
    /// What would be taken back, in words; `None` when there is nothing.
    #[prop_or_default]
    pub undo: Option<AttrValue>,
    /// What would be made again.
    #[prop_or_default]
    pub redo: Option<AttrValue>,
    /// Cells were changed, all in one step.
    pub on_edit: Callback<Vec<Edit>>,
    /// The last step is taken back.
    pub on_undo: Callback<()>,
    /// The last step taken back is made again.
    pub on_redo: Callback<()>,
    /// The next problem after a cell is wanted, or the one before (`true`).
    pub on_problem: Callback<(bool, Spot)>,
    /// Rows are something else than they were taken for; `None` recognises them again.
    pub on_role: Callback<(Vec<u32>, Option<RowRole>)>,
    /// An issue was explained in these words; blank words take the explanation away.
    pub on_explain: Callback<(Rc<Issue>, String)>,
}

/// What can happen to the grid.
#[doc(hidden)]
pub enum Msg {
    /// Something was done at once, and is to be seen.
    Draw,
    Command(Command),
    /// Something was typed.
    Typed,
    Blurred,
    Scrolled,
    Measure,
    /// The button went down at (x, y) of the window; whether Shift was held, and when.
    Down(f64, f64, bool, f64),
    /// The pointer is held at (x, y) of the window.
    Drag(f64, f64),
    /// Where it was last, again.
    DragOn,
    Release,
    Open,
    /// A finger, not a mouse.
    Touch(bool),
    /// The menu of the row is wanted at (x, y) of the window.
    Menu(f64, f64),
    CloseMenu,
    Role(Option<RowRole>),
    Cut,
    Pasted(String, String),
    OnlyTroubled,
    Search(String),
    Find(bool),
    LeaveSearch,
    Repair,
    Apply(Vec<Edit>),
    Restore(Spot),
    HandOn,
    Explained(Rc<Issue>, String),
}

/// The pointer held down.
struct Drag {
    at: (f64, f64),
    /// They end with it.
    _listeners: [EventListener; 2],
    _again: Interval,
}

/// What is looked for.
#[derive(Default)]
struct Search {
    /// As typed.
    text: String,
    /// As compared.
    folded: String,
    /// In how many cells it stands; `None` where there are too many to look at.
    count: Option<usize>,
}

/// The grid.
pub struct Grid {
    board: Rc<RefCell<Board>>,
}

/// The grid as it is now.
///
/// What the keyboard does is done while its event is handled, not when messages come to their turn: after a task of some
/// length the browser delivers all keys pressed meanwhile before that, and what one of them ends must not take along what
/// the next ones type.
struct Board {
    props: GridProps,
    link: Scope<Grid>,
    /// The sheet as it is seen: with the changes that have not been handed on.
    sheet: Rc<Snapshot>,
    /// Those changes, step by step.
    waiting: VecDeque<Vec<Edit>>,
    later: Option<Timeout>,
    selection: Selection,
    lines: Lines,
    mode: Mode,
    /// Whether Tab leaves the grid: so after Escape, and until anything is done in it.
    passing: bool,
    widths: Rc<Widths>,
    /// How much larger words are than those the widths of columns are made for.
    scale: f64,
    sight: Sight,
    window: Window,
    /// Whether the box is to be scrolled to `sight`.
    scroll: bool,
    /// Whether the page is to be scrolled to the active cell.
    found: bool,
    search: Search,
    /// The open menu: where it stands in the grid.
    menu: Option<(f64, f64)>,
    repairing: bool,
    /// What was just done, where it is worth saying.
    said: Option<String>,
    touch: bool,
    /// Where and when the last finger went down.
    tap: (Spot, f64),
    drag: Option<Drag>,
    frame: NodeRef,
    scroller: NodeRef,
    editor: NodeRef,
    listeners: Vec<EventListener>,
}

/// Does what has happened: at once where the grid is at rest, and else when it is.
fn act(link: &Scope<Grid>, message: Msg) {
    let board = link.get_component().map(|grid| grid.board.clone());
    match board.as_ref().and_then(|board| board.try_borrow_mut().ok()) {
        Some(mut board) => {
            if board.update(message) {
                link.send_message(Msg::Draw);
            }
        }
        None => link.send_message(message),
    }
}

/// What is found in the grid as it is now.
fn now<T>(link: &Scope<Grid>, found: impl FnOnce(&Board) -> Option<T>) -> Option<T> {
    let board = link.get_component().map(|grid| grid.board.clone())?;
    board.try_borrow().ok().and_then(|board| found(&board))
}

/// A callback that [`act`]s.
fn acting<In: 'static>(link: &Scope<Grid>, message: impl Fn(In) -> Msg + 'static) -> Callback<In> {
    let link = link.clone();
    Callback::from(move |what| act(&link, message(what)))
}

impl Component for Grid {
    type Message = Msg;
    type Properties = GridProps;

    fn create(ctx: &Context<Self>) -> Self {
        Self { board: Rc::new(RefCell::new(Board::new(ctx.props().clone(), ctx.link().clone()))) }
    }

    fn changed(&mut self, ctx: &Context<Self>, before: &GridProps) -> bool {
        self.board.borrow_mut().changed(ctx.props().clone(), before);
        true
    }

    fn destroy(&mut self, _: &Context<Self>) {
        let mut board = self.board.borrow_mut();
        board.commit();
        board.hand_on();
    }

    fn update(&mut self, _: &Context<Self>, message: Msg) -> bool {
        self.board.borrow_mut().update(message)
    }

    fn view(&self, _: &Context<Self>) -> Html {
        self.board.borrow().page()
    }

    fn rendered(&mut self, _: &Context<Self>, first: bool) {
        self.board.borrow_mut().rendered(first);
    }
}

impl Board {
    fn new(props: GridProps, link: Scope<Grid>) -> Self {
        let (sheet, scale) = (props.sheet.clone(), scale());
        let goal = props.goal;
        let mut board = Self {
            props,
            link,
            sheet: sheet.clone(),
            waiting: VecDeque::new(),
            later: None,
            selection: Selection::default(),
            lines: Lines::all(sheet.rows),
            mode: Mode::Ready,
            passing: true,
            widths: Rc::new(sheet.widths().scaled(scale)),
            scale,
            sight: Sight::default(),
            window: Window::default(),
            scroll: false,
            found: false,
            search: Search::default(),
            menu: None,
            repairing: false,
            said: None,
            touch: false,
            tap: (Spot::default(), 0.0),
            drag: None,
            frame: NodeRef::default(),
            scroller: NodeRef::default(),
            editor: NodeRef::default(),
            listeners: Vec::new(),
        };
        if let Some(goal) = goal {
            board.go(Selection::at(goal.spot), &sheet);
        }
        board.look();
        board
    }

    fn changed(&mut self, props: GridProps, before: &GridProps) {
        self.props = props;
        // What was handed on and came to nothing, because the user stopped it, is not shown any more.
        let stopped = before.busy && !self.props.busy;
        if stopped || !Rc::ptr_eq(&self.props.sheet, &before.sheet) {
            let sheet = self.props.sheet.clone();
            let waiting = self.waiting.iter().flatten();
            let sheet = if self.waiting.is_empty() { sheet } else { Rc::new(sheet.with(waiting)) };
            self.take(sheet);
        }
        if let Some(goal) = self.props.goal.filter(|goal| before.goal != Some(*goal)) {
            self.commit();
            let sheet = self.sheet.clone();
            if self.lines.row(self.lines.line(goal.spot.row)) != goal.spot.row {
                self.lines = Lines::all(sheet.rows);
            }
            self.go(Selection::at(goal.spot), &sheet);
            self.center(goal.spot);
            self.arrive();
        }
    }

    fn update(&mut self, message: Msg) -> bool {
        let sheet = self.sheet.clone();
        match message {
            Msg::Draw => {}
            Msg::Command(command) => self.command(command),
            Msg::Typed => {
                self.passing = false;
                self.said = None;
                if self.mode == Mode::Ready {
                    self.mode = Mode::Typing;
                    self.reveal();
                }
                self.place_editor();
            }
            Msg::Blurred => {
                // A window that loses the focus keeps its field: what is being typed stays there.
                let kept = gloo::utils::document().active_element().is_some_and(|element| element.id() == EDITOR);
                if kept {
                    return false;
                }
                self.passing = true;
                self.commit();
            }
            Msg::Scrolled => return self.scrolled(),
            Msg::Measure => {
                // Where it was opened may be somewhere else now.
                let closed = self.menu.take().is_some();
                return self.measure() || closed;
            }
            Msg::Touch(touch) => {
                self.touch = touch;
                return false;
            }
            Msg::Down(x, y, shift, when) => self.pressed((x, y), shift, when),
            Msg::Drag(x, y) => return self.dragged((x, y), &sheet),
            Msg::DragOn => {
                let Some(at) = self.drag.as_ref().map(|drag| drag.at) else { return false };
                return self.is_outside(at) && self.dragged(at, &sheet);
            }
            Msg::Release => {
                self.drag = None;
                return false;
            }
            Msg::Open => self.open(&sheet),
            Msg::Menu(x, y) => {
                self.commit();
                if let Some((spot, _)) = self.spot_at((x, y), &sheet) {
                    // Within the chosen rows the menu is about all of them.
                    let block = self.selection.block();
                    if !(block.top..=block.bottom).contains(&spot.row) {
                        self.selection = Selection::at(spot);
                    }
                }
                self.menu = self.frame_point((x, y));
            }
            Msg::CloseMenu => {
                self.menu = None;
                self.focus();
            }
            Msg::Role(role) => {
                self.menu = None;
                let block = self.selection.block();
                self.hand_on();
                self.props.on_role.emit((self.lines.between(block.top, block.bottom), role));
                self.focus();
            }
            Msg::Cut => {
                let edits =
                    edits::cleared(&self.selection, self.extent(&sheet), &|row, column| sheet.text_of(row, column));
                self.edit(edits);
            }
            Msg::Pasted(text, html) => self.paste(&text, &html),
            Msg::OnlyTroubled => {
                self.commit();
                self.lines = if self.lines.is_part() {
                    Lines::all(sheet.rows)
                } else {
                    Lines::only(sheet.rows, Rc::new(sheet.troubled()))
                };
                self.go(Selection::at(self.selection.active), &sheet);
            }
            Msg::Search(text) => {
                self.search.folded = repair::folded(&text);
                self.search.text = text;
                self.count_found(&sheet);
            }
            Msg::Find(back) => self.find(back, &sheet),
            Msg::LeaveSearch => self.focus(),
            Msg::Repair => self.repairing = !self.repairing,
            Msg::Apply(edits) => {
                self.edit(edits);
                self.repairing = false;
                self.focus();
            }
            Msg::Restore(spot) => {
                if let Some(before) = sheet.before(spot.row, spot.column) {
                    self.edit(vec![(spot.row, spot.column, before.into_owned())]);
                }
                self.focus();
            }
            Msg::HandOn => {
                self.later = None;
                if let Some(edits) = self.waiting.pop_front() {
                    self.props.on_edit.emit(edits);
                }
                if !self.waiting.is_empty() {
                    self.hand_on_later();
                }
                return false;
            }
            Msg::Explained(issue, text) => {
                self.hand_on();
                self.props.on_explain.emit((issue, text));
                return false;
            }
        }
        true
    }

    fn rendered(&mut self, first: bool) {
        if first {
            let link = self.link.clone();
            self.listeners
                .push(EventListener::new(&gloo::utils::window(), "resize", move |_| act(&link, Msg::Measure)));
            if let Some(editor) = self.editor.cast::<Element>() {
                // An input method begins before any letter is in the field.
                let link = self.link.clone();
                self.listeners.push(EventListener::new(&editor, "compositionstart", move |_| act(&link, Msg::Typed)));
            }
            if self.measure() {
                self.link.send_message(Msg::Measure);
            }
            if let Some(goal) = self.props.goal {
                self.center(goal.spot);
                self.arrive();
                // Drawn where the sheet begins, before its size was known.
                self.link.send_message(Msg::Draw);
            }
        }
        if std::mem::take(&mut self.scroll)
            && let Some(scroller) = self.scroller.cast::<Element>()
        {
            #[expect(clippy::cast_possible_truncation, reason = "pixels")]
            let (x, y) = (self.sight.x as i32, self.sight.y as i32);
            scroller.set_scroll_left(x);
            scroller.set_scroll_top(y);
        }
        self.place_editor();
        if std::mem::take(&mut self.found) {
            // The field stands over the cell.
            into_sight(&self.editor);
        }
    }

    fn extent<'a>(&'a self, sheet: &Snapshot) -> Extent<'a> {
        Extent { lines: &self.lines, width: sheet.width, page: self.sight.page() }
    }

    /// Chooses cells and shows them.
    fn go(&mut self, selection: Selection, sheet: &Snapshot) {
        let extent = self.extent(sheet);
        self.selection =
            if selection.block().is_single() { Selection::at(extent.nearest(selection.active)) } else { selection };
        self.reveal();
    }

    /// Scrolls to the corner that moves, or to the active cell where the block stays.
    fn reveal(&mut self) {
        let spot = if self.mode == Mode::Ready
            && self.selection.reach() != self.selection.active
            && !self.selection.block().is_single()
        {
            self.selection.reach()
        } else {
            self.selection.active
        };
        self.reveal_spot(spot);
    }

    fn reveal_spot(&mut self, spot: Spot) {
        let (x, y) = self.sight.revealing(self.lines.line(spot.row), spot.column, &self.widths);
        if (x, y) != (self.sight.x, self.sight.y) {
            (self.sight.x, self.sight.y) = (x, y);
            self.scroll = true;
        }
        self.look();
    }

    /// Shows a cell that was asked for elsewhere on the page: in the middle, as the edges of the box may lie outside the
    /// window or under a panel.
    fn center(&mut self, spot: Spot) {
        let line = self.lines.line(spot.row);
        (self.sight.x, self.sight.y) = self.sight.centring(line, self.lines.len(), spot.column, &self.widths);
        self.scroll = true;
        self.look();
    }

    /// Draws what is in sight. Whether that is something else than before.
    fn look(&mut self) -> bool {
        let scale = self.scale;
        self.sight.names = self.sheet.names.map(|column| Names {
            beyond: f64::from(self.widths.left(column)) + f64::from(self.widths.width(column)) / 2.0,
            width: if self.is_narrow() { 7.0 * 16.0 * scale } else { 11.0 * 16.0 * scale },
        });
        let window = self.sight.window(self.lines.len(), &self.widths);
        let other = window != self.window;
        self.window = window;
        other
    }

    fn scrolled(&mut self) -> bool {
        // Where it is to be scrolled to, once it is drawn, counts more than where an earlier scrolling has come to.
        if self.scroll {
            return false;
        }
        if let Some(scroller) = self.scroller.cast::<Element>() {
            (self.sight.x, self.sight.y) = (f64::from(scroller.scroll_left()), f64::from(scroller.scroll_top()));
        }
        self.look()
    }

    /// Sizes as the page has them.
    fn measure(&mut self) -> bool {
        let Some(scroller) = self.scroller.cast::<Element>() else { return false };
        let before = self.sight;
        self.sight.width = f64::from(scroller.client_width());
        self.sight.height = f64::from(scroller.client_height());
        let height_of = |selector: &str| {
            let found = scroller.query_selector(selector).ok().flatten();
            found.map(|element| element.get_bounding_client_rect().height()).filter(|height| *height > 0.0)
        };
        if let Some(line) = height_of(".sheet-row") {
            self.sight.line = line;
        }
        if let Some(head) = height_of("thead") {
            self.sight.head = head;
        }
        let scale = scale();
        let resized = std::mem::replace(&mut self.scale, scale) != scale;
        self.sight.side = if self.is_narrow() { 60.0 * scale } else { 104.0 * scale };
        if resized {
            self.widths = Rc::new(self.sheet.widths().scaled(scale));
        }
        self.look() || resized || before != self.sight
    }

    /// Whether there is little room, which is left to the cells.
    fn is_narrow(&self) -> bool {
        self.sight.width < 560.0 * self.scale
    }

    /// Lets the field over the active cell take the focus, without scrolling the page.
    fn focus(&self) {
        let Some(editor) = self.editor.cast::<HtmlElement>() else { return };
        // Only editing calls for a keyboard on the screen.
        let _ = if self.touch && self.mode == Mode::Ready {
            editor.set_attribute("inputmode", "none")
        } else {
            editor.remove_attribute("inputmode")
        };
        let options = FocusOptions::new();
        options.set_prevent_scroll(true);
        let _ = editor.focus_with_options(&options);
    }

    /// Lets the user see the cell that was asked for, wherever on the page that happened.
    fn arrive(&self) {
        into_sight(&self.scroller);
        self.focus();
    }

    fn field(&self) -> Option<HtmlTextAreaElement> {
        self.editor.cast()
    }

    /// Puts the field where the active cell is. Positions are properties: the policy of the page allows no style in
    /// markup.
    fn place_editor(&self) {
        let Some(field) = self.field() else { return };
        let style = field.style();
        let Spot { row, column } = self.selection.active;
        let set = |name: &str, pixels: f64| {
            let _ = style.set_property(name, &format!("{pixels}px"));
        };
        set("left", self.sight.side + f64::from(self.widths.left(column)));
        set("top", self.sight.head + f64::from(self.lines.line(row)) * self.sight.line);
        let (mut width, mut lines) = (self.widths.width(column), 1.0);
        if self.mode != Mode::Ready {
            let text = field.value();
            let longest = text.lines().map(window::units).max().unwrap_or(0);
            width = width.max(window::width_of(longest + 2));
            #[expect(clippy::cast_precision_loss, reason = "lines of a cell")]
            let breaks = text.matches('\n').count().min(8) as f64;
            lines += breaks * 0.7;
        }
        set("width", f64::from(width));
        set("height", self.sight.line * lines);
    }

    /// Begins to edit what the active cell holds.
    fn open(&mut self, sheet: &Snapshot) {
        if self.mode != Mode::Ready || sheet.width == 0 || self.lines.is_empty() {
            return;
        }
        let Spot { row, column } = self.selection.active;
        self.selection = Selection::at(self.selection.active);
        self.mode = Mode::Editing;
        self.passing = false;
        self.said = None;
        if let Some(field) = self.field() {
            field.set_value(&sheet.text_of(row, column));
            if self.touch {
                // A keyboard on the screen comes up with the focus only.
                let _ = field.blur();
            }
        }
        self.reveal();
        self.focus();
    }

    /// Ends editing and keeps what was typed.
    fn commit(&mut self) {
        if self.mode == Mode::Ready {
            return;
        }
        self.mode = Mode::Ready;
        let Some(field) = self.field() else { return };
        let text = field.value();
        field.set_value("");
        let Spot { row, column } = self.selection.active;
        self.edit(vec![(row, column, text)]);
    }

    /// Shows changes, if there are any, and hands them on when they have been seen.
    fn edit(&mut self, mut edits: Vec<Edit>) {
        edits.retain(|edit| self.sheet.changes(edit));
        if edits.is_empty() {
            return;
        }
        self.take(Rc::new(self.sheet.with(&edits)));
        self.waiting.push_back(edits);
        self.hand_on_later();
    }

    fn hand_on_later(&mut self) {
        if self.later.is_none() {
            let link = self.link.clone();
            // Not at once: as a message it shares its time with the drawing that follows, which pauses after a while.
            self.later = Some(Timeout::new(HAND_ON_AFTER, move || link.send_message(Msg::HandOn)));
        }
    }

    /// Hands everything on now, because what follows builds on it.
    fn hand_on(&mut self) {
        self.later = None;
        for edits in self.waiting.drain(..) {
            self.props.on_edit.emit(edits);
        }
    }

    /// Shows `sheet` in place of the one before.
    fn take(&mut self, sheet: Rc<Snapshot>) {
        if !self.lines.is_part() {
            self.lines = Lines::all(sheet.rows);
        }
        if sheet.width != self.widths.count() {
            self.widths = Rc::new(sheet.widths().scaled(self.scale));
        }
        self.count_found(&sheet);
        self.sheet = sheet;
        self.look();
    }

    fn command(&mut self, command: Command) {
        let sheet = self.sheet.clone();
        let text_of = |row: u32, column: u32| sheet.text_of(row, column);
        let filled = |spot: Spot| !sheet.text_of(spot.row, spot.column).is_empty();
        self.passing = command == Command::Leave;
        self.said = None;
        let selection = self.selection;
        match command {
            Command::Move(step) => self.go(selection.moved(step, self.extent(&sheet), &filled), &sheet),
            Command::Extend(step) => self.go(selection.extended(step, self.extent(&sheet), &filled), &sheet),
            Command::Enter { back } => {
                self.commit();
                self.turn(selection.entered(back, self.extent(&sheet)));
            }
            Command::Tab { back } => {
                self.commit();
                self.turn(selection.tabbed(back, self.extent(&sheet)));
            }
            Command::CommitAndMove(step) => {
                self.commit();
                self.go(selection.moved(step, self.extent(&sheet), &filled), &sheet);
            }
            Command::Edit if self.mode == Mode::Typing => self.mode = Mode::Editing,
            Command::Edit => self.open(&sheet),
            Command::Break => {
                if let Some(field) = self.field() {
                    let at = field.selection_start().ok().flatten().unwrap_or(0);
                    let to = field.selection_end().ok().flatten().unwrap_or(at);
                    let _ = field.set_range_text_with_start_and_end("\n", at, to);
                    let _ = field.set_selection_range(at + 1, at + 1);
                }
            }
            Command::Cancel => {
                self.mode = Mode::Ready;
                if let Some(field) = self.field() {
                    field.set_value("");
                }
            }
            Command::Leave => {}
            Command::Clear => self.edit(edits::cleared(&selection, self.extent(&sheet), &text_of)),
            Command::FillDown => self.edit(edits::filled_down(&selection, self.extent(&sheet), &text_of)),
            Command::FillRight => self.edit(edits::filled_right(&selection, self.extent(&sheet), &text_of)),
            Command::SelectAll => self.choose(Some(Step::Top), Some(Step::Bottom), &sheet),
            Command::SelectRows => self.choose(Some(Step::RowStart), Some(Step::RowEnd), &sheet),
            Command::SelectColumns => self.choose(None, None, &sheet),
            Command::Undo => {
                self.hand_on();
                self.props.on_undo.emit(());
            }
            Command::Redo => {
                self.hand_on();
                self.props.on_redo.emit(());
            }
            Command::Problem { back } => {
                self.commit();
                self.hand_on();
                self.props.on_problem.emit((back, self.selection.active));
            }
            Command::Menu => {
                let line = f64::from(self.lines.line(self.selection.active.row)) * self.sight.line - self.sight.y;
                let left = f64::from(self.widths.left(self.selection.active.column)) - self.sight.x;
                let rect = self.scroller.cast::<Element>().map(|element| element.get_bounding_client_rect());
                self.menu = rect.and_then(|rect| {
                    let x = rect.left() + self.sight.side + left.clamp(0.0, self.sight.width - self.sight.side);
                    let y = rect.top() + self.sight.head + (line + self.sight.line).clamp(0.0, self.sight.height);
                    self.frame_point((x, y))
                });
            }
            Command::Search => {
                let field = gloo::utils::document().get_element_by_id(SEARCH);
                if let Some(field) = field.and_then(|field| field.dyn_into::<HtmlInputElement>().ok()) {
                    let _ = field.focus();
                    field.select();
                }
            }
        }
    }

    /// A selection whose active cell moved, perhaps inside the block.
    fn turn(&mut self, selection: Selection) {
        self.selection = selection;
        self.reveal_spot(selection.active);
    }

    /// Chooses from one corner of the block to the other after each took a step; whole columns without steps. Nothing
    /// is scrolled.
    fn choose(&mut self, from: Option<Step>, to: Option<Step>, sheet: &Snapshot) {
        let extent = self.extent(sheet);
        let block = self.selection.block();
        let corner = |spot: Spot, step: Option<Step>, end: Step| match step {
            Some(step) => Selection::at(spot).moved(step, extent, &|_| false).active,
            None => Spot::new(Selection::at(spot).moved(end, extent, &|_| false).active.row, spot.column),
        };
        let one = corner(Spot::new(block.top, block.left), from, Step::Top);
        let other = corner(Spot::new(block.bottom, block.right), to, Step::Bottom);
        self.selection = Selection::over(one, other);
    }

    fn paste(&mut self, text: &str, html: &str) {
        let sheet = self.sheet.clone();
        let block = clip::read(text, html);
        // Below the last row and beside the last column there is room for more schools and columns.
        let most = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
        let all = Lines::all(most(MAX_ROWS));
        let lines = if self.lines.is_part() { &self.lines } else { &all };
        let extent = Extent { lines, width: most(MAX_COLUMNS), page: 1 };
        let done = edits::pasted(&block, &self.selection, extent, &|row, column| sheet.text_of(row, column));
        self.passing = false;
        self.said = None;
        self.selection = done.selection;
        if done.left_out > 0 {
            let words = self.link.context::<text::Words>(Callback::noop()).map(|(words, _)| words).unwrap_or_default();
            self.said = Some(words.f(Key::GridPasteLeftOut, &[&done.left_out.to_string()]));
        }
        self.edit(done.edits);
    }

    /// The cell at a point of the window, and whether the point is over the head or the side; `None` before there is a
    /// box.
    fn spot_at(&self, (x, y): (f64, f64), sheet: &Snapshot) -> Option<(Spot, (bool, bool))> {
        let scroller = self.scroller.cast::<Element>()?;
        if self.lines.is_empty() || sheet.width == 0 {
            return None;
        }
        let rect = scroller.get_bounding_client_rect();
        let (x, y) =
            (x - rect.left() - f64::from(scroller.client_left()), y - rect.top() - f64::from(scroller.client_top()));
        let spot = self.sight.at(x, y, self.lines.len(), &self.widths);
        let side = self.sight.side + self.sight.beside(self.sight.x);
        Some((Spot::new(self.lines.row(spot.row), spot.column), (y < self.sight.head, x < side)))
    }

    fn is_outside(&self, (x, y): (f64, f64)) -> bool {
        self.scroller.cast::<Element>().is_some_and(|scroller| {
            let rect = scroller.get_bounding_client_rect();
            x < rect.left() + self.sight.side + self.sight.beside(self.sight.x)
                || x > rect.right()
                || y < rect.top() + self.sight.head
                || y > rect.bottom()
        })
    }

    /// A point of the window as a point of the grid.
    fn frame_point(&self, (x, y): (f64, f64)) -> Option<(f64, f64)> {
        let rect = self.frame.cast::<Element>()?.get_bounding_client_rect();
        // The menu stays inside, with room for its width.
        let room = (rect.width() - 240.0 * self.scale).max(0.0);
        Some(((x - rect.left()).clamp(0.0, room), y - rect.top()))
    }

    fn pressed(&mut self, at: (f64, f64), shift: bool, when: f64) {
        let sheet = self.sheet.clone();
        self.commit();
        self.menu = None;
        self.passing = false;
        self.said = None;
        let Some((spot, (head, side))) = self.spot_at(at, &sheet) else { return };
        if self.touch && !head && !side {
            let (before, last) = std::mem::replace(&mut self.tap, (spot, when));
            if before == spot && when - last < DOUBLE_TAP {
                self.selection = Selection::at(spot);
                return self.open(&sheet);
            }
        }
        self.selection = if shift { self.selection.reaching(spot) } else { Selection::at(spot) };
        match (head, side) {
            (true, true) => self.choose(Some(Step::Top), Some(Step::Bottom), &sheet),
            (true, false) => self.choose(None, None, &sheet),
            (false, true) => self.choose(Some(Step::RowStart), Some(Step::RowEnd), &sheet),
            (false, false) => {
                let window = gloo::utils::window();
                let (link, release, again) = (self.link.clone(), self.link.clone(), self.link.clone());
                let listeners = [
                    EventListener::new(&window, "mousemove", move |event| {
                        if let Some(event) = event.dyn_ref::<MouseEvent>() {
                            let at = (f64::from(event.client_x()), f64::from(event.client_y()));
                            // The button may have been let go outside the window.
                            let held = event.buttons() & 1 == 1;
                            act(&link, if held { Msg::Drag(at.0, at.1) } else { Msg::Release });
                        }
                    }),
                    EventListener::new(&window, "mouseup", move |_| act(&release, Msg::Release)),
                ];
                let again = Interval::new(DRAG_EVERY, move || act(&again, Msg::DragOn));
                // A finger scrolls instead.
                self.drag = (!self.touch).then_some(Drag { at, _listeners: listeners, _again: again });
            }
        }
        self.focus();
    }

    fn dragged(&mut self, at: (f64, f64), sheet: &Snapshot) -> bool {
        let Some(drag) = &mut self.drag else { return false };
        drag.at = at;
        let Some((spot, _)) = self.spot_at(at, sheet) else { return false };
        let next = self.selection.reaching(spot);
        if next == self.selection {
            return false;
        }
        self.selection = next;
        self.reveal_spot(spot);
        true
    }

    fn count_found(&mut self, sheet: &Snapshot) {
        let cells = u64::from(self.lines.len()) * u64::from(sheet.width);
        self.search.count = (!self.search.folded.is_empty() && cells <= COUNTED_CELLS).then(|| {
            let rows = self.lines.between(0, sheet.rows);
            rows.iter()
                .map(|row| (0..sheet.width).filter(|column| self.is_found(sheet, Spot::new(*row, *column))).count())
                .sum()
        });
    }

    fn is_found(&self, sheet: &Snapshot, spot: Spot) -> bool {
        !self.search.folded.is_empty()
            && repair::folded(&sheet.text_of(spot.row, spot.column)).contains(&self.search.folded)
    }

    /// Goes to the next cell with what is looked for, row by row and round the end; the focus stays where it is.
    fn find(&mut self, back: bool, sheet: &Snapshot) {
        let (lines, width) = (u64::from(self.lines.len()), u64::from(sheet.width));
        let count = lines * width;
        if self.search.folded.is_empty() || count == 0 {
            return;
        }
        let Spot { row, column } = self.selection.active;
        let here = u64::from(self.lines.line(row)) * width + u64::from(column);
        let small = |n: u64| u32::try_from(n).unwrap_or(u32::MAX);
        for step in 1..=count {
            let at = (if back { here + count - step } else { here + step }) % count;
            let spot = Spot::new(self.lines.row(small(at / width)), small(at % width));
            if self.is_found(sheet, spot) {
                // In the middle of the box, so that the page moves little and what is looked for stays in sight above it.
                self.go(Selection::at(spot), sheet);
                self.center(spot);
                self.found = true;
                return;
            }
        }
    }
}

/// Scrolls the page no farther than it takes to see an element.
fn into_sight(node: &NodeRef) {
    if let Some(element) = node.cast::<Element>() {
        let options = ScrollIntoViewOptions::new();
        options.set_block(ScrollLogicalPosition::Nearest);
        options.set_inline(ScrollLogicalPosition::Nearest);
        element.scroll_into_view_with_scroll_into_view_options(&options);
    }
}

/// A key as the browser tells it.
fn press_of<'a>(event: &KeyboardEvent, key: &'a str) -> Press<'a> {
    Press {
        key,
        control: event.ctrl_key() || event.meta_key(),
        shift: event.shift_key(),
        alt: event.alt_key(),
        // The key that ends a composition comes after it in some engines, with this number.
        composing: event.is_composing() || event.key_code() == 229,
    }
}

/// The clipboard of an event.
fn clipboard(event: &Event) -> Option<web_sys::DataTransfer> {
    event.dyn_ref::<ClipboardEvent>().and_then(ClipboardEvent::clipboard_data)
}

/// `B5`, or `B5:C9`.
fn address(selection: &Selection) -> String {
    let block = selection.block();
    let one = a1(block.top, block.left);
    if block.is_single() { one.into() } else { format!("{one}:{}", a1(block.bottom, block.right)) }
}

/// The letters of a column.
fn letters(column: u32) -> String {
    column_letters(column)
}
