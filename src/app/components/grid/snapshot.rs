//! One sheet as the grid shows it: a value of its own, made anew after every change.

use super::edits::Edit;
use super::selection::Spot;
use super::window::{Widths, units, width_of};
use crate::diagnostic::{Severity, column_letters};
use crate::intake::RowRole;
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;
use yew::AttrValue;

/// Rows whose words decide how wide a column is.
const SAMPLE_ROWS: u32 = 200;
/// Most units a heading asks of the width of its column: longer ones are cut.
const HEADING_UNITS: usize = 18;

/// The words of the cells of a sheet.
#[derive(Debug, Clone, Default)]
pub struct Cells(Rc<Vec<Vec<String>>>);

impl Cells {
    /// From rows of words.
    pub fn new(rows: Vec<Vec<String>>) -> Self {
        Self(Rc::new(rows))
    }

    /// The words of a cell; none outside the sheet.
    pub fn text_of(&self, row: u32, column: u32) -> Cow<'_, str> {
        let cell = self.0.get(row as usize).and_then(|cells| cells.get(column as usize));
        Cow::Borrowed(cell.map_or("", String::as_str))
    }
}

/// A doubtful thing about a cell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Doubt {
    /// How much it weighs.
    pub severity: Severity,
    /// What is doubtful.
    pub message: AttrValue,
    /// What to do about it.
    pub help: AttrValue,
    /// What an explanation of it is kept under; `None` where none is asked for.
    pub key: Option<AttrValue>,
    /// The explanation given.
    pub explanation: AttrValue,
}

/// A sheet.
#[derive(Debug, Default)]
pub struct Snapshot {
    /// The words of every cell.
    pub cells: Cells,
    /// Number of rows.
    pub rows: u32,
    /// Number of columns.
    pub width: u32,
    /// What each row was taken for.
    pub roles: Vec<RowRole>,
    /// Rows whose role was chosen by hand.
    pub chosen: BTreeSet<u32>,
    /// What each column was taken for; nothing where nothing is taken from it.
    pub heads: Vec<AttrValue>,
    /// What is doubtful, by row and column, the heaviest first.
    pub doubts: BTreeMap<(u32, u32), Vec<Doubt>>,
    /// What stood in changed cells before.
    pub edited: BTreeMap<(u32, u32), AttrValue>,
}

// Compared by identity: every change makes another one, and the cells are too many to compare.
impl PartialEq for Snapshot {
    fn eq(&self, other: &Self) -> bool {
        std::ptr::eq(self, other)
    }
}

impl Snapshot {
    /// The words of a cell.
    pub fn text_of(&self, row: u32, column: u32) -> Cow<'_, str> {
        self.cells.text_of(row, column)
    }

    /// What `row` was taken for.
    pub fn role(&self, row: u32) -> RowRole {
        self.roles.get(row as usize).copied().unwrap_or(RowRole::Blank)
    }

    /// What `column` was taken for.
    pub fn head(&self, column: u32) -> AttrValue {
        self.heads.get(column as usize).cloned().unwrap_or_default()
    }

    /// What is doubtful about a cell.
    pub fn doubts(&self, spot: Spot) -> &[Doubt] {
        self.doubts.get(&(spot.row, spot.column)).map_or(&[], Vec::as_slice)
    }

    /// How many cells are doubtful, by the heaviest doubt of each.
    pub fn count(&self, severity: Severity) -> usize {
        self.doubts.values().filter(|doubts| doubts.first().is_some_and(|doubt| doubt.severity == severity)).count()
    }

    /// The rows with something to correct or to explain, and the headings above them.
    pub fn troubled(&self) -> Vec<u32> {
        let mut rows: BTreeSet<u32> = self
            .doubts
            .iter()
            .filter(|(_, doubts)| doubts.first().is_some_and(|doubt| doubt.severity != Severity::Note))
            .map(|((row, _), _)| *row)
            .collect();
        rows.extend((0..self.rows).filter(|row| self.role(*row) == RowRole::Header));
        rows.into_iter().collect()
    }

    /// Whether a change of this cell is one.
    pub fn changes(&self, (row, column, text): &Edit) -> bool {
        self.text_of(*row, *column) != text.as_str()
    }

    /// How wide each column is: as its words ask for, within limits.
    pub fn widths(&self) -> Widths {
        let sample: Vec<u32> = (0..self.rows)
            .filter(|row| {
                matches!(self.role(*row), RowRole::School | RowRole::Total | RowRole::Header | RowRole::Blank)
            })
            .take(SAMPLE_ROWS as usize)
            .collect();
        Widths::new((0..self.width).map(|column| {
            let heading = |text: &str| units(text).min(HEADING_UNITS);
            let longest = sample
                .iter()
                .map(|row| {
                    let text = self.text_of(*row, column);
                    if self.role(*row) == RowRole::Header { heading(&text) } else { units(&text) }
                })
                .max();
            let head = heading(&self.head(column)).max(column_letters(column).len());
            width_of(longest.unwrap_or(0).max(head))
        }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn doubt(severity: Severity) -> Doubt {
        let (message, help, explanation) = Default::default();
        Doubt { severity, message, help, key: None, explanation }
    }

    #[test]
    fn troubled_rows_stand_under_their_headings() {
        let mut doubts = BTreeMap::new();
        doubts.insert((4, 1), vec![doubt(Severity::Logic), doubt(Severity::Note)]);
        doubts.insert((3, 0), vec![doubt(Severity::Note)]);
        let roles = vec![RowRole::Title, RowRole::Header, RowRole::School, RowRole::School, RowRole::School];
        let sheet = Snapshot { rows: 5, width: 2, roles, doubts, ..Snapshot::default() };
        assert_eq!(sheet.troubled(), [1, 4]);
        assert_eq!([Severity::Logic, Severity::Experience, Severity::Note].map(|one| sheet.count(one)), [1, 0, 1]);
    }

    #[test]
    fn words_decide_the_width_and_titles_do_not() {
        let rows = [
            vec!["很长很长的标题".repeat(9)],
            vec!["校名".into(), "人数".into()],
            vec!["青禾县第一实验小学".into(), "9".into()],
        ];
        let roles = vec![RowRole::Title, RowRole::Header, RowRole::School];
        let sheet = Snapshot { cells: Cells::new(rows.to_vec()), rows: 3, width: 2, roles, ..Snapshot::default() };
        let widths = sheet.widths();
        assert_eq!((widths.width(0), widths.width(1)), (width_of(18), width_of(4)));
    }
}
