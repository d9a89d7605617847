//! Which key does what, as in a spreadsheet program. Pure.

use super::selection::{Step, Way};

/// A key as pressed.
#[derive(Debug, Clone, Copy, Default)]
pub struct Press<'a> {
    /// Its name, as `KeyboardEvent.key`.
    pub key: &'a str,
    /// Control, or the command key of a Mac.
    pub control: bool,
    /// Shift.
    pub shift: bool,
    /// Alt.
    pub alt: bool,
    /// Whether an input method is composing with it: then it belongs to the input method.
    pub composing: bool,
}

/// What the user is doing in the grid.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    /// Moving about.
    Ready,
    /// Typing over a cell: arrows end it.
    Typing,
    /// Editing what a cell holds: arrows move in its text.
    Editing,
}

/// What a key asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Command {
    /// Go to another cell.
    Move(Step),
    /// Take more or fewer cells into the block.
    Extend(Step),
    /// End editing, keep what was typed, and go on downwards (or up).
    Enter {
        /// Upwards.
        back: bool,
    },
    /// The same to the right (or left).
    Tab {
        /// To the left.
        back: bool,
    },
    /// End editing, keep what was typed, and step on.
    CommitAndMove(Step),
    /// Edit what the cell holds.
    Edit,
    /// A line break in the cell.
    Break,
    /// Stop editing and forget it.
    Cancel,
    /// Let the next Tab leave the grid.
    Leave,
    /// Empty the block.
    Clear,
    /// Fill the block from its first row.
    FillDown,
    /// Fill the block from its first column.
    FillRight,
    /// Choose every cell.
    SelectAll,
    /// Choose the rows of the block.
    SelectRows,
    /// Choose the columns of the block.
    SelectColumns,
    /// Take the last change back.
    Undo,
    /// Make it again.
    Redo,
    /// Go to the next problem (or the one before).
    Problem {
        /// The one before.
        back: bool,
    },
    /// Open the menu of the row.
    Menu,
    /// Go to the search field.
    Search,
}

/// What `press` asks for in `mode`; `None` leaves it to the browser.
pub fn command(press: &Press<'_>, mode: Mode) -> Option<Command> {
    // Enter chooses a word of the input method, arrows choose among its words: nothing of that is for us.
    if press.composing {
        return None;
    }
    let back = press.shift;
    // These mean the same whatever goes on.
    match press.key {
        "F8" => return Some(Command::Problem { back }),
        "Tab" if !press.control && !press.alt => return Some(Command::Tab { back }),
        "Enter" if mode == Mode::Ready || !(press.alt || press.control) => return Some(Command::Enter { back }),
        _ => {}
    }
    match mode {
        Mode::Ready => ready(press),
        Mode::Typing | Mode::Editing => match press.key {
            "Enter" => Some(Command::Break),
            "Escape" => Some(Command::Cancel),
            // F2 begins to move in what was being typed over.
            "F2" if mode == Mode::Typing => Some(Command::Edit),
            _ if mode == Mode::Typing && !press.control && !press.alt && !press.shift => {
                way(press.key).map(|way| Command::CommitAndMove(Step::One(way)))
            }
            _ => None,
        },
    }
}

fn ready(press: &Press<'_>) -> Option<Command> {
    let back = press.shift;
    let step = match (press.key, press.control) {
        ("Home", false) => Some(Step::RowStart),
        ("End", false) => Some(Step::RowEnd),
        ("Home", true) => Some(Step::Top),
        ("End", true) => Some(Step::Bottom),
        ("PageUp", false) => Some(Step::PageUp),
        ("PageDown", false) => Some(Step::PageDown),
        (key, control) if !press.alt => way(key).map(|way| if control { Step::Edge(way) } else { Step::One(way) }),
        _ => None,
    };
    if let Some(step) = step.filter(|_| !press.alt) {
        return Some(if press.shift { Command::Extend(step) } else { Command::Move(step) });
    }
    if press.control && !press.alt {
        return match press.key {
            "a" | "A" => Some(Command::SelectAll),
            "d" | "D" => Some(Command::FillDown),
            "r" | "R" => Some(Command::FillRight),
            "f" | "F" => Some(Command::Search),
            "z" | "Z" => Some(if back { Command::Redo } else { Command::Undo }),
            "y" | "Y" => Some(Command::Redo),
            " " => Some(Command::SelectColumns),
            _ => None,
        };
    }
    match press.key {
        "F2" => Some(Command::Edit),
        "F10" if press.shift => Some(Command::Menu),
        "ContextMenu" => Some(Command::Menu),
        "Escape" => Some(Command::Leave),
        "Delete" | "Backspace" => Some(Command::Clear),
        " " if press.shift => Some(Command::SelectRows),
        "ArrowDown" if press.alt => Some(Command::Problem { back: false }),
        "ArrowUp" if press.alt => Some(Command::Problem { back: true }),
        _ => None,
    }
}

fn way(key: &str) -> Option<Way> {
    match key {
        "ArrowUp" => Some(Way::Up),
        "ArrowDown" => Some(Way::Down),
        "ArrowLeft" => Some(Way::Left),
        "ArrowRight" => Some(Way::Right),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plain(key: &str) -> Press<'_> {
        Press { key, ..Press::default() }
    }

    fn control(key: &str) -> Press<'_> {
        Press { control: true, ..plain(key) }
    }

    fn shift(press: Press<'_>) -> Press<'_> {
        Press { shift: true, ..press }
    }

    #[test]
    fn keys_move_as_in_a_spreadsheet() {
        let ready = |press| command(&press, Mode::Ready);
        assert_eq!(ready(plain("ArrowDown")), Some(Command::Move(Step::One(Way::Down))));
        assert_eq!(ready(control("ArrowLeft")), Some(Command::Move(Step::Edge(Way::Left))));
        assert_eq!(ready(shift(plain("ArrowUp"))), Some(Command::Extend(Step::One(Way::Up))));
        assert_eq!(ready(shift(control("End"))), Some(Command::Extend(Step::Bottom)));
        assert_eq!(ready(plain("Home")), Some(Command::Move(Step::RowStart)));
        assert_eq!(ready(control("Home")), Some(Command::Move(Step::Top)));
        assert_eq!(ready(plain("PageDown")), Some(Command::Move(Step::PageDown)));
        assert_eq!(ready(shift(plain("Tab"))), Some(Command::Tab { back: true }));
        assert_eq!(ready(plain("Enter")), Some(Command::Enter { back: false }));
        assert_eq!(ready(plain("F2")), Some(Command::Edit));
        assert_eq!(ready(control("z")), Some(Command::Undo));
        assert_eq!(ready(shift(control("Z"))), Some(Command::Redo));
        assert_eq!(ready(control("y")), Some(Command::Redo));
        assert_eq!(ready(shift(plain("F8"))), Some(Command::Problem { back: true }));
        assert_eq!(ready(Press { alt: true, ..plain("ArrowDown") }), Some(Command::Problem { back: false }));
        assert_eq!(ready(shift(plain("F10"))), Some(Command::Menu));
    }

    #[test]
    fn what_is_typed_and_the_clipboard_are_left_to_the_browser() {
        for key in ["a", "1", "，", "Process", "Shift", "Unidentified", "F5", "F10", " "] {
            assert_eq!(command(&plain(key), Mode::Ready), None, "{key}");
        }
        for key in ["c", "x", "v", "s", "p", "Tab", "PageDown"] {
            assert_eq!(command(&control(key), Mode::Ready), None, "{key}");
        }
        // Alt with an arrow walks the history of the browser.
        assert_eq!(command(&Press { alt: true, ..plain("ArrowLeft") }, Mode::Ready), None);
    }

    #[test]
    fn nothing_is_taken_from_an_input_method() {
        for key in ["Enter", "Escape", "ArrowDown", "Tab", "F8", "Backspace", "a"] {
            for mode in [Mode::Ready, Mode::Typing, Mode::Editing] {
                assert_eq!(command(&Press { composing: true, ..plain(key) }, mode), None, "{key}");
            }
        }
    }

    #[test]
    fn arrows_end_typing_and_move_in_what_is_edited() {
        let arrow = plain("ArrowRight");
        assert_eq!(command(&arrow, Mode::Typing), Some(Command::CommitAndMove(Step::One(Way::Right))));
        assert_eq!(command(&arrow, Mode::Editing), None);
        assert_eq!(command(&shift(arrow), Mode::Typing), None);
        for mode in [Mode::Typing, Mode::Editing] {
            assert_eq!(command(&plain("Enter"), mode), Some(Command::Enter { back: false }));
            assert_eq!(command(&Press { alt: true, ..plain("Enter") }, mode), Some(Command::Break));
            assert_eq!(command(&plain("Escape"), mode), Some(Command::Cancel));
            assert_eq!(command(&plain("Tab"), mode), Some(Command::Tab { back: false }));
            for key in ["Delete", "Backspace", "Home", "End", "a"] {
                assert_eq!(command(&plain(key), mode), None, "{key}");
            }
            // The text field has an undo of its own.
            assert_eq!(command(&control("z"), mode), None);
            assert_eq!(command(&control("a"), mode), None);
        }
        assert_eq!(command(&plain("F2"), Mode::Typing), Some(Command::Edit));
    }
}
