//! One sheet as the grid shows it: a value of its own, made anew after every change.

use super::clip::cell_text;
use super::edits::Edit;
use super::selection::Spot;
use super::window::{Widths, units, width_of};
use crate::diagnostic::{Issue, Severity, column_letters};
use crate::intake::RowRole;
use crate::table::{Cell, MAX_COLUMNS, MAX_ROWS, Workbook};
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;
use yew::AttrValue;

/// Empty rows shown behind the last one, to write a forgotten school in.
const SPARE_ROWS: u32 = 3;
/// Rows whose words decide how wide a column is.
const SAMPLE_ROWS: u32 = 200;
/// Most units a heading asks of the width of its column: longer ones are cut.
const HEADING_UNITS: usize = 22;

/// The words of the cells of a sheet: as they stand in the source, and as they were written over.
#[derive(Debug, Clone, Default)]
pub struct Cells {
    table: Option<(Rc<Workbook>, usize)>,
    written: BTreeMap<(u32, u32), AttrValue>,
}

impl Cells {
    /// Those of a sheet of `table`, with what was written over them.
    pub fn new(table: Rc<Workbook>, sheet: usize, written: BTreeMap<(u32, u32), AttrValue>) -> Self {
        Self { table: Some((table, sheet)), written }
    }

    /// The words of a cell; none outside the sheet.
    pub fn text_of(&self, row: u32, column: u32) -> Cow<'_, str> {
        match self.written.get(&(row, column)) {
            Some(text) => Cow::Borrowed(text),
            None => self.source_of(row, column),
        }
    }

    /// The words of a cell in the source.
    pub fn source_of(&self, row: u32, column: u32) -> Cow<'_, str> {
        let sheet = self.table.as_ref().and_then(|(table, sheet)| table.sheets.get(*sheet));
        cell_text(sheet.map_or(Cell::Empty, |sheet| sheet.cell(row as usize, column as usize)))
    }

    /// Cells that were written over, and differ from the source.
    pub fn is_written(&self, row: u32, column: u32) -> bool {
        self.written.contains_key(&(row, column))
    }

    /// Number of rows and columns.
    fn size(&self) -> (u32, u32) {
        let small = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
        let sheet = self.table.as_ref().and_then(|(table, sheet)| table.sheets.get(*sheet));
        let (rows, width) = sheet.map_or((0, 0), |sheet| (small(sheet.row_count()), small(sheet.width())));
        self.written
            .keys()
            .fold((rows, width), |(rows, width), (row, column)| (rows.max(row + 1), width.max(column + 1)))
    }
}

/// A doubtful thing about a cell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Doubt {
    /// What is doubtful.
    pub issue: Rc<Issue>,
    /// The explanation given; empty for none.
    pub explanation: AttrValue,
}

impl Doubt {
    /// How much it weighs: what was explained is settled.
    pub fn weight(&self) -> Severity {
        if self.issue.severity == Severity::Experience && !self.explanation.is_empty() {
            return Severity::Note;
        }
        self.issue.severity
    }

    /// Whether something is to be done about it.
    pub fn is_open(&self) -> bool {
        self.weight() != Severity::Note
    }
}

/// A sheet.
#[derive(Debug, Clone, Default)]
pub struct Snapshot {
    /// The words of every cell.
    pub cells: Cells,
    /// Number of rows.
    pub rows: u32,
    /// Number of columns.
    pub width: u32,
    /// What each row was taken for; nothing where no table was found.
    pub roles: Vec<RowRole>,
    /// The first row below the headings; `None` where no table was found.
    pub body: Option<u32>,
    /// Rows whose role was chosen by hand.
    pub chosen: BTreeSet<u32>,
    /// What each column was taken for; nothing where nothing is taken from it.
    pub heads: Vec<AttrValue>,
    /// The column with the names of schools.
    pub names: Option<u32>,
    /// What is doubtful, by row and column, the heaviest first.
    pub doubts: BTreeMap<(u32, u32), Vec<Doubt>>,
}

// Compared by identity: every change makes another one, and the cells are too many to compare.
impl PartialEq for Snapshot {
    fn eq(&self, other: &Self) -> bool {
        std::ptr::eq(self, other)
    }
}

impl Snapshot {
    /// A sheet of `cells`, with some empty rows and a column behind it to write in.
    pub fn new(cells: Cells) -> Self {
        let (rows, width) = cells.size();
        let most = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
        let rows = rows.saturating_add(SPARE_ROWS).min(most(MAX_ROWS));
        Self { cells, rows, width: width.saturating_add(1).min(most(MAX_COLUMNS)), ..Self::default() }
    }

    /// The sheet with cells written over, before anything is made of them.
    #[must_use]
    pub fn with<'a>(&self, edits: impl IntoIterator<Item = &'a Edit>) -> Self {
        let mut next = self.clone();
        for (row, column, text) in edits {
            if next.cells.source_of(*row, *column) == text.as_str() {
                next.cells.written.remove(&(*row, *column));
            } else {
                next.cells.written.insert((*row, *column), AttrValue::from(text.clone()));
            }
        }
        let Self { rows, width, .. } = Self::new(next.cells.clone());
        Self { rows, width, ..next }
    }

    /// The words of a cell.
    pub fn text_of(&self, row: u32, column: u32) -> Cow<'_, str> {
        self.cells.text_of(row, column)
    }

    /// What stood in a cell before it was written over.
    pub fn before(&self, row: u32, column: u32) -> Option<Cow<'_, str>> {
        self.cells.is_written(row, column).then(|| self.cells.source_of(row, column))
    }

    /// What `row` was taken for.
    pub fn role(&self, row: u32) -> Option<RowRole> {
        self.roles.get(row as usize).copied()
    }

    /// The school a row is about; nothing where the row is no school's, or its name is not in a column.
    pub fn school(&self, row: u32) -> Option<Cow<'_, str>> {
        let column = self.names.filter(|_| self.role(row) == Some(RowRole::School))?;
        Some(self.text_of(row, column)).filter(|name| !name.is_empty())
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
        self.doubts.values().filter(|doubts| doubts.first().is_some_and(|doubt| doubt.weight() == severity)).count()
    }

    /// The rows with something to correct or to explain, and the headings above them.
    pub fn troubled(&self) -> Vec<u32> {
        let open = self.doubts.iter().filter(|(_, doubts)| doubts.iter().any(Doubt::is_open));
        let mut rows: BTreeSet<u32> = open.map(|((row, _), _)| *row).collect();
        rows.extend((0..self.rows).filter(|row| self.role(*row) == Some(RowRole::Header)));
        rows.into_iter().collect()
    }

    /// Whether a change of this cell is one.
    pub fn changes(&self, (row, column, text): &Edit) -> bool {
        self.text_of(*row, *column) != text.as_str()
    }

    /// How wide each column is: as its words ask for, within limits.
    pub fn widths(&self) -> Widths {
        let sample: Vec<u32> = (0..self.rows)
            .filter(|row| !matches!(self.role(*row), Some(RowRole::Title | RowRole::Note | RowRole::Group)))
            .take(SAMPLE_ROWS as usize)
            .collect();
        Widths::new((0..self.width).map(|column| {
            let heading = |text: &str| units(text).min(HEADING_UNITS);
            let longest = sample
                .iter()
                .map(|row| {
                    let text = self.text_of(*row, column);
                    if self.role(*row) == Some(RowRole::Header) { heading(&text) } else { units(&text) }
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
    use crate::diagnostic::Text;
    use crate::table::{Format, Sheet};

    fn cells(rows: Vec<Vec<Cell<'_>>>, written: &[(u32, u32, &str)]) -> Cells {
        let sheets = vec![rows.into_iter().collect::<Sheet>()];
        let table = Workbook {
            name: None,
            format: Format::Paste,
            encoding: None,
            delimiter: None,
            displayed: false,
            sheets,
            issues: Vec::new(),
        };
        let written = written.iter().map(|(row, column, text)| ((*row, *column), AttrValue::from((*text).to_owned())));
        Cells::new(Rc::new(table), 0, written.collect())
    }

    fn text(text: &str) -> Cell<'_> {
        Cell::Text(text)
    }

    fn doubt(severity: Severity, explanation: &'static str) -> Doubt {
        let issue = Issue::new("x", severity, Text::same("x"), Text::same("x"));
        Doubt { issue: Rc::new(issue), explanation: AttrValue::Static(explanation) }
    }

    #[test]
    fn what_was_written_stands_over_the_source_and_numbers_read_as_people_wrote_them() {
        let sheet = Snapshot::new(cells(vec![vec![text("甲"), Cell::Number(0.1 + 0.2)]], &[(0, 0, "乙"), (1, 2, "")]));
        assert_eq!(
            (sheet.text_of(0, 0), sheet.text_of(0, 1), sheet.text_of(9, 9)),
            ("乙".into(), "0.3".into(), "".into())
        );
        assert_eq!((sheet.before(0, 0), sheet.before(0, 1)), (Some("甲".into()), None));
        // Room for one more column and some rows behind what is there.
        assert_eq!((sheet.rows, sheet.width), (2 + SPARE_ROWS, 4));
        assert!(!sheet.changes(&(0, 0, "乙".into())) && sheet.changes(&(0, 0, "甲".into())));
        let next = sheet.with(&[(0, 0, "甲".into()), (4, 3, "新".into())]);
        assert_eq!((next.text_of(0, 0), next.before(0, 0), next.text_of(4, 3)), ("甲".into(), None, "新".into()));
        assert_eq!((next.rows, next.width), (5 + SPARE_ROWS, 5));
    }

    #[test]
    fn troubled_rows_stand_under_their_headings_and_what_is_explained_is_settled() {
        let mut doubts = BTreeMap::new();
        doubts.insert((2, 0), vec![doubt(Severity::Experience, "属实")]);
        doubts.insert((3, 0), vec![doubt(Severity::Note, "")]);
        doubts.insert((4, 1), vec![doubt(Severity::Experience, ""), doubt(Severity::Note, "")]);
        let roles = vec![RowRole::Title, RowRole::Header, RowRole::School, RowRole::School, RowRole::School];
        let sheet = Snapshot { rows: 5, width: 2, roles, doubts, ..Snapshot::default() };
        assert_eq!(sheet.troubled(), [1, 4]);
        let counts = [Severity::Logic, Severity::Experience, Severity::Note].map(|one| sheet.count(one));
        assert_eq!(counts, [0, 1, 2]);
    }

    #[test]
    fn words_decide_the_width_and_titles_do_not() {
        let title = "很长很长的标题".repeat(9);
        let rows = vec![
            vec![text(&title)],
            vec![text("校名"), text("人数")],
            vec![text("青禾县第一实验小学"), Cell::Number(9.0)],
        ];
        let roles = vec![RowRole::Title, RowRole::Header, RowRole::School];
        let sheet = Snapshot { roles, ..Snapshot::new(cells(rows, &[])) };
        let widths = sheet.widths();
        assert_eq!((widths.width(0), widths.width(1)), (width_of(18), width_of(4)));
    }
}
