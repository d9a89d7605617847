//! Which cells are chosen, and where a move leads. Pure.

use std::ops::RangeInclusive;
use std::rc::Rc;

/// A cell by its zero-based row and column in the sheet.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub struct Spot {
    /// The row.
    pub row: u32,
    /// The column.
    pub column: u32,
}

impl Spot {
    /// The cell at `row` and `column`.
    pub const fn new(row: u32, column: u32) -> Self {
        Self { row, column }
    }
}

/// The rows that are shown, in their order: all of the sheet, or some. A *line* is a place among them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lines {
    rows: u32,
    only: Option<Rc<Vec<u32>>>,
}

impl Lines {
    /// All `rows` rows of a sheet.
    pub const fn all(rows: u32) -> Self {
        Self { rows, only: None }
    }

    /// Only these rows, in ascending order.
    pub const fn only(rows: u32, only: Rc<Vec<u32>>) -> Self {
        Self { rows, only: Some(only) }
    }

    /// Whether some rows may be missing.
    pub const fn is_part(&self) -> bool {
        self.only.is_some()
    }

    /// How many there are.
    pub fn len(&self) -> u32 {
        self.only.as_ref().map_or(self.rows, |only| u32::try_from(only.len()).unwrap_or(u32::MAX))
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The row of line `line`; that of the last line beyond it.
    pub fn row(&self, line: u32) -> u32 {
        let line = line.min(self.len().saturating_sub(1));
        match &self.only {
            None => line,
            Some(only) => only.get(line as usize).copied().unwrap_or(0),
        }
    }

    /// The line of `row`, or of the first row shown behind it.
    pub fn line(&self, row: u32) -> u32 {
        let line = match &self.only {
            None => row,
            Some(only) => u32::try_from(only.partition_point(|one| *one < row)).unwrap_or(u32::MAX),
        };
        line.min(self.len().saturating_sub(1))
    }

    /// The rows shown from `top` to `bottom`.
    pub fn between(&self, top: u32, bottom: u32) -> Vec<u32> {
        match &self.only {
            None => (top..=bottom.min(self.rows.saturating_sub(1))).collect(),
            Some(only) => only.iter().copied().filter(|row| (top..=bottom).contains(row)).collect(),
        }
    }
}

/// A rectangle of cells; its edges belong to it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Block {
    /// Its first row.
    pub top: u32,
    /// Its first column.
    pub left: u32,
    /// Its last row.
    pub bottom: u32,
    /// Its last column.
    pub right: u32,
}

impl Block {
    /// The smallest block that holds both cells.
    pub fn around(one: Spot, other: Spot) -> Self {
        Self {
            top: one.row.min(other.row),
            left: one.column.min(other.column),
            bottom: one.row.max(other.row),
            right: one.column.max(other.column),
        }
    }

    /// Its columns.
    pub const fn columns(&self) -> RangeInclusive<u32> {
        self.left..=self.right
    }

    /// Whether it is one cell.
    pub const fn is_single(&self) -> bool {
        self.top == self.bottom && self.left == self.right
    }
}

/// What can be moved over: the rows shown, the columns, and the lines of one screen.
#[derive(Debug, Clone, Copy)]
pub struct Extent<'a> {
    /// The rows shown.
    pub lines: &'a Lines,
    /// Number of columns.
    pub width: u32,
    /// Lines that fit on the screen.
    pub page: u32,
}

impl Extent<'_> {
    fn last_column(&self) -> u32 {
        self.width.saturating_sub(1)
    }

    fn last_line(&self) -> u32 {
        self.lines.len().saturating_sub(1)
    }

    /// The nearest cell there is.
    pub fn nearest(&self, spot: Spot) -> Spot {
        Spot::new(self.lines.row(self.lines.line(spot.row)), spot.column.min(self.last_column()))
    }
}

/// One of the four ways.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Way {
    /// To the row before.
    Up,
    /// To the row after.
    Down,
    /// To the column before.
    Left,
    /// To the column after.
    Right,
}

/// A move of the keyboard.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// By one cell.
    One(Way),
    /// To the edge of what is filled.
    Edge(Way),
    /// To the first column.
    RowStart,
    /// To the last column.
    RowEnd,
    /// To the first cell of all.
    Top,
    /// To the last cell of all.
    Bottom,
    /// A screen up.
    PageUp,
    /// A screen down.
    PageDown,
}

/// The chosen block, and the cell in it that keys act on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Selection {
    /// The cell that keys act on.
    pub active: Spot,
    anchor: Spot,
    reach: Spot,
    /// The column in which moving by Tab began: Enter goes back to it.
    tabbed_from: Option<u32>,
}

impl Selection {
    /// One cell.
    pub const fn at(spot: Spot) -> Self {
        Self { active: spot, anchor: spot, reach: spot, tabbed_from: None }
    }

    /// All cells from `one` to `other`; `one` is active.
    pub const fn over(one: Spot, other: Spot) -> Self {
        Self { active: one, anchor: one, reach: other, tabbed_from: None }
    }

    /// The block.
    pub fn block(&self) -> Block {
        Block::around(self.anchor, self.reach)
    }

    /// The corner that moves when the block is extended.
    pub const fn reach(&self) -> Spot {
        self.reach
    }

    /// The block from the same anchor to `spot`.
    #[must_use]
    pub const fn reaching(self, spot: Spot) -> Self {
        Self { active: self.anchor, reach: spot, ..self }
    }

    /// One cell, a step from the active one.
    #[must_use]
    pub fn moved(self, step: Step, extent: Extent<'_>, filled: &dyn Fn(Spot) -> bool) -> Self {
        Self::at(after(self.active, step, extent, filled))
    }

    /// The block with its moving corner a step further.
    #[must_use]
    pub fn extended(self, step: Step, extent: Extent<'_>, filled: &dyn Fn(Spot) -> bool) -> Self {
        self.reaching(after(self.reach, step, extent, filled))
    }

    /// After Enter: down, or up; through the block where there is one; back to the column where Tab began.
    #[must_use]
    pub fn entered(self, back: bool, extent: Extent<'_>) -> Self {
        if !self.block().is_single() {
            return self.cycled(back, false, extent);
        }
        let way = if back { Way::Up } else { Way::Down };
        let from = Spot::new(self.active.row, self.tabbed_from.unwrap_or(self.active.column));
        Self::at(after(from, Step::One(way), extent, &|_| false))
    }

    /// After Tab: to the right, or left; through the block where there is one, and on to the next row at its end.
    #[must_use]
    pub fn tabbed(self, back: bool, extent: Extent<'_>) -> Self {
        if !self.block().is_single() {
            return self.cycled(back, true, extent);
        }
        let way = if back { Way::Left } else { Way::Right };
        let tabbed_from = Some(self.tabbed_from.unwrap_or(self.active.column));
        Self { tabbed_from, ..Self::at(after(self.active, Step::One(way), extent, &|_| false)) }
    }

    /// The same block with its next cell active, along the rows or along the columns.
    fn cycled(self, back: bool, along_rows: bool, extent: Extent<'_>) -> Self {
        let block = self.block();
        let (top, bottom) = (extent.lines.line(block.top), extent.lines.line(block.bottom));
        let (height, width) = (u64::from(bottom - top) + 1, u64::from(block.right - block.left) + 1);
        let line = u64::from(extent.lines.line(self.active.row).saturating_sub(top));
        let column = u64::from(self.active.column.saturating_sub(block.left));
        let count = height * width;
        let at = if along_rows { line * width + column } else { column * height + line };
        let next = (at + if back { count - 1 } else { 1 }) % count;
        let (line, column) = if along_rows { (next / width, next % width) } else { (next % height, next / height) };
        let near = |n: u64| u32::try_from(n).unwrap_or(u32::MAX);
        Self { active: Spot::new(extent.lines.row(top + near(line)), block.left + near(column)), ..self }
    }
}

/// Where `step` leads from `spot`; `filled` tells which cells hold something.
fn after(spot: Spot, step: Step, extent: Extent<'_>, filled: &dyn Fn(Spot) -> bool) -> Spot {
    let line = extent.lines.line(spot.row);
    let by_line = |line: u32| Spot::new(extent.lines.row(line), spot.column);
    match step {
        Step::One(way) => next(spot, way, extent).unwrap_or_else(|| extent.nearest(spot)),
        Step::Edge(way) => edge(extent.nearest(spot), way, extent, filled),
        Step::RowStart => Spot::new(spot.row, 0),
        Step::RowEnd => Spot::new(spot.row, extent.last_column()),
        Step::Top => Spot::new(extent.lines.row(0), 0),
        Step::Bottom => Spot::new(extent.lines.row(extent.last_line()), extent.last_column()),
        Step::PageUp => by_line(line.saturating_sub(extent.page.max(1))),
        Step::PageDown => by_line(line.saturating_add(extent.page.max(1)).min(extent.last_line())),
    }
}

/// The neighbour of `spot`; `None` at the edge of the sheet.
fn next(spot: Spot, way: Way, extent: Extent<'_>) -> Option<Spot> {
    let line = extent.lines.line(spot.row);
    let row = |line: u32| Spot::new(extent.lines.row(line), spot.column);
    match way {
        Way::Up => line.checked_sub(1).map(row),
        Way::Down => (line < extent.last_line()).then(|| row(line + 1)),
        Way::Left => spot.column.checked_sub(1).map(|column| Spot::new(spot.row, column)),
        Way::Right => (spot.column < extent.last_column()).then(|| Spot::new(spot.row, spot.column + 1)),
    }
}

/// As spreadsheets do: to the last filled cell of a run, or over empty cells to the next filled one.
fn edge(spot: Spot, way: Way, extent: Extent<'_>, filled: &dyn Fn(Spot) -> bool) -> Spot {
    let Some(mut at) = next(spot, way, extent) else { return spot };
    let in_run = filled(spot) && filled(at);
    while let Some(further) = next(at, way, extent) {
        if in_run != filled(if in_run { further } else { at }) {
            // A run ends before an empty cell; empty cells end at a filled one.
            return at;
        }
        at = further;
    }
    at
}

#[cfg(test)]
mod tests {
    use super::*;

    const NONE: &dyn Fn(Spot) -> bool = &|_| false;

    fn spot(row: u32, column: u32) -> Spot {
        Spot::new(row, column)
    }

    #[test]
    fn moves_stay_inside_the_sheet() {
        let lines = Lines::all(5);
        let extent = Extent { lines: &lines, width: 3, page: 2 };
        let from = |row, column, step| Selection::at(spot(row, column)).moved(step, extent, NONE).active;
        assert_eq!(from(0, 0, Step::One(Way::Up)), spot(0, 0));
        assert_eq!(from(0, 0, Step::One(Way::Left)), spot(0, 0));
        assert_eq!(from(4, 2, Step::One(Way::Down)), spot(4, 2));
        assert_eq!(from(4, 2, Step::One(Way::Right)), spot(4, 2));
        assert_eq!(from(1, 1, Step::One(Way::Down)), spot(2, 1));
        assert_eq!(from(1, 1, Step::PageDown), spot(3, 1));
        assert_eq!(from(3, 1, Step::PageDown), spot(4, 1));
        assert_eq!(from(1, 1, Step::PageUp), spot(0, 1));
        assert_eq!(from(2, 1, Step::RowStart), spot(2, 0));
        assert_eq!(from(2, 1, Step::RowEnd), spot(2, 2));
        assert_eq!(from(2, 1, Step::Top), spot(0, 0));
        assert_eq!(from(2, 1, Step::Bottom), spot(4, 2));
    }

    #[test]
    fn an_empty_sheet_has_nowhere_to_go() {
        let lines = Lines::all(0);
        let extent = Extent { lines: &lines, width: 0, page: 10 };
        for step in [Step::Bottom, Step::PageDown, Step::RowEnd, Step::Edge(Way::Down), Step::One(Way::Right)] {
            assert_eq!(Selection::default().moved(step, extent, NONE).active, spot(0, 0));
        }
    }

    #[test]
    fn only_shown_rows_are_met() {
        let lines = Lines::only(100, Rc::new(vec![3, 10, 50]));
        let extent = Extent { lines: &lines, width: 3, page: 10 };
        let at = Selection::at(spot(3, 1));
        let down = at.moved(Step::One(Way::Down), extent, NONE);
        assert_eq!(down.active, spot(10, 1));
        assert_eq!(down.moved(Step::Bottom, extent, NONE).active, spot(50, 2));
        assert_eq!(
            down.extended(Step::One(Way::Down), extent, NONE).block(),
            Block { top: 10, left: 1, bottom: 50, right: 1 }
        );
        assert_eq!(lines.between(5, 60), vec![10, 50]);
        // A row that is no longer shown: its neighbours are.
        assert_eq!(lines.line(20), 2);
        assert_eq!(Selection::at(spot(20, 0)).moved(Step::One(Way::Up), extent, NONE).active, spot(10, 0));
        assert_eq!(extent.nearest(spot(99, 9)), spot(50, 2));
    }

    #[test]
    fn the_anchor_stays_while_a_block_is_extended() {
        let lines = Lines::all(9);
        let extent = Extent { lines: &lines, width: 9, page: 3 };
        let two = Selection::at(spot(4, 4)).extended(Step::One(Way::Down), extent, NONE);
        assert_eq!(two.active, spot(4, 4));
        let other = two.extended(Step::PageUp, extent, NONE);
        assert_eq!(other.block(), Block { top: 2, left: 4, bottom: 4, right: 4 });
        assert_eq!(other.reaching(spot(6, 2)).block(), Block { top: 4, left: 2, bottom: 6, right: 4 });
    }

    #[test]
    fn enter_goes_back_to_the_column_where_tab_began() {
        let lines = Lines::all(9);
        let extent = Extent { lines: &lines, width: 9, page: 3 };
        let moved = Selection::at(spot(1, 2)).tabbed(false, extent).tabbed(false, extent);
        assert_eq!(moved.active, spot(1, 4));
        let entered = moved.entered(false, extent);
        assert_eq!(entered.active, spot(2, 2));
        assert_eq!(entered.tabbed(false, extent).entered(false, extent).active, spot(3, 2));
        assert_eq!(Selection::at(spot(1, 2)).entered(true, extent).active, spot(0, 2));
        assert_eq!(Selection::at(spot(1, 0)).tabbed(true, extent).active, spot(1, 0));
    }

    #[test]
    fn in_a_block_tab_and_enter_go_round() {
        let lines = Lines::all(9);
        let extent = Extent { lines: &lines, width: 9, page: 3 };
        let start = Selection::over(spot(1, 1), spot(2, 2));
        let places = |along: &dyn Fn(Selection) -> Selection| {
            let mut at = start;
            let mut seen = Vec::new();
            for _ in 0..4 {
                at = along(at);
                assert_eq!(at.block(), start.block());
                seen.push((at.active.row, at.active.column));
            }
            seen
        };
        assert_eq!(places(&|at| at.tabbed(false, extent)), [(1, 2), (2, 1), (2, 2), (1, 1)]);
        assert_eq!(places(&|at| at.entered(false, extent)), [(2, 1), (1, 2), (2, 2), (1, 1)]);
        assert_eq!(places(&|at| at.tabbed(true, extent)), [(2, 2), (2, 1), (1, 2), (1, 1)]);
    }

    #[test]
    fn an_edge_is_the_end_of_a_run_or_the_next_filled_cell() {
        let lines = Lines::all(10);
        let extent = Extent { lines: &lines, width: 1, page: 3 };
        let filled = |spot: Spot| [1, 2, 3, 6, 8].contains(&spot.row);
        let down = |row| Selection::at(spot(row, 0)).moved(Step::Edge(Way::Down), extent, &filled).active.row;
        assert_eq!([0, 1, 2, 3, 4, 6, 8, 9].map(down), [1, 3, 3, 6, 6, 8, 9, 9]);
        let up = |row| Selection::at(spot(row, 0)).moved(Step::Edge(Way::Up), extent, &filled).active.row;
        assert_eq!([9, 8, 6, 3, 1, 0].map(up), [8, 6, 3, 1, 0, 0]);
    }
}
