//! What emptying, filling and pasting change. Pure: the text of cells in, the changes out.

use super::selection::{Extent, Selection, Spot};
use std::borrow::Cow;

/// A cell and its new text.
pub type Edit = (u32, u32, String);

/// The text of the cell at a row and column.
pub type TextOf<'a> = &'a dyn Fn(u32, u32) -> Cow<'a, str>;

/// Changes that change something.
fn changes(text_of: TextOf<'_>, cells: impl Iterator<Item = Edit>) -> Vec<Edit> {
    cells.filter(|(row, column, text)| text_of(*row, *column) != text.as_str()).collect()
}

/// The block as text, row by row, without rows that are not shown.
pub fn copied(selection: &Selection, extent: Extent<'_>, text_of: TextOf<'_>) -> Vec<Vec<String>> {
    let block = selection.block();
    extent
        .lines
        .between(block.top, block.bottom)
        .into_iter()
        .map(|row| block.columns().map(|column| text_of(row, column).into_owned()).collect())
        .collect()
}

/// The block emptied.
pub fn cleared(selection: &Selection, extent: Extent<'_>, text_of: TextOf<'_>) -> Vec<Edit> {
    let block = selection.block();
    let rows = extent.lines.between(block.top, block.bottom);
    let cells = rows.iter().flat_map(|row| block.columns().map(|column| (*row, column, String::new())));
    changes(text_of, cells)
}

/// Every row of the block like its first. A block of one row takes the row above it.
pub fn filled_down(selection: &Selection, extent: Extent<'_>, text_of: TextOf<'_>) -> Vec<Edit> {
    let block = selection.block();
    let mut rows = extent.lines.between(block.top, block.bottom);
    if let ([only], Some(line)) = (rows.as_slice(), extent.lines.line(block.top).checked_sub(1)) {
        rows = vec![extent.lines.row(line), *only];
    }
    let Some((first, rest)) = rows.split_first() else { return Vec::new() };
    let cells =
        rest.iter().flat_map(|row| block.columns().map(|column| (*row, column, text_of(*first, column).into_owned())));
    changes(text_of, cells)
}

/// Every column of the block like its first. A block of one column takes the column to the left of it.
pub fn filled_right(selection: &Selection, extent: Extent<'_>, text_of: TextOf<'_>) -> Vec<Edit> {
    let block = selection.block();
    let first = if block.left == block.right { block.left.saturating_sub(1) } else { block.left };
    let rows = extent.lines.between(block.top, block.bottom);
    let cells = rows.iter().flat_map(|row| {
        let text = text_of(*row, first).into_owned();
        (first + 1..=block.right).map(move |column| (*row, column, text.clone()))
    });
    changes(text_of, cells)
}

/// What pasting does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pasted {
    /// The changes.
    pub edits: Vec<Edit>,
    /// What is selected afterwards: all that was pasted over.
    pub selection: Selection,
    /// Cells that had no place beyond the edges of the sheet, and were not empty.
    pub left_out: usize,
}

/// `block` pasted at the selection. Where the selection is a multiple of the block, the block is repeated.
pub fn pasted(block: &[Vec<String>], selection: &Selection, extent: Extent<'_>, text_of: TextOf<'_>) -> Pasted {
    let target = selection.block();
    let height = block.len().max(1);
    let width = block.iter().map(Vec::len).max().unwrap_or(0).max(1);
    let top = extent.lines.line(target.top);
    let lines = extent.lines.between(target.top, target.bottom).len().max(1);
    let columns = target.columns().count();
    let fitting = |wanted: usize, piece: usize| if wanted.is_multiple_of(piece) { wanted } else { piece };
    let (lines, columns) = (fitting(lines, height), fitting(columns, width));
    let small = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
    let mut edits = Vec::new();
    let mut left_out = 0;
    let mut last = Spot::new(target.top, target.left);
    for (at, source) in (0..lines).zip(block.iter().cycle()) {
        let line = top.saturating_add(small(at));
        for repeat in (0..columns).step_by(width) {
            for (offset, text) in source.iter().enumerate() {
                let column = target.left.saturating_add(small(repeat + offset));
                if line >= extent.lines.len() || column >= extent.width {
                    left_out += usize::from(!text.is_empty());
                    continue;
                }
                let row = extent.lines.row(line);
                last = Spot::new(last.row.max(row), last.column.max(column));
                if text_of(row, column) != text.as_str() {
                    edits.push((row, column, text.clone()));
                }
            }
        }
    }
    Pasted { edits, selection: Selection::over(Spot::new(target.top, target.left), last), left_out }
}

#[cfg(test)]
mod tests {
    use super::super::selection::Lines;
    use super::*;
    use std::rc::Rc;

    /// A cell says where it is, except in row 9.
    fn text_of<'a>(row: u32, column: u32) -> Cow<'a, str> {
        if row == 9 { Cow::Borrowed("") } else { Cow::Owned(format!("{row}{column}")) }
    }

    fn over(top: u32, left: u32, bottom: u32, right: u32) -> Selection {
        Selection::over(Spot::new(top, left), Spot::new(bottom, right))
    }

    fn edits(found: Vec<Edit>) -> Vec<String> {
        found.into_iter().map(|(row, column, text)| format!("{row}{column}={text}")).collect()
    }

    fn block(rows: &[&[&str]]) -> Vec<Vec<String>> {
        rows.iter().map(|row| row.iter().map(|cell| (*cell).to_owned()).collect()).collect()
    }

    #[test]
    fn blocks_are_emptied_and_filled() {
        let lines = Lines::all(10);
        let extent = Extent { lines: &lines, width: 5, page: 9 };
        assert_eq!(edits(cleared(&over(8, 1, 9, 2), extent, &text_of)), ["81=", "82="]);
        assert_eq!(edits(filled_down(&over(1, 1, 3, 1), extent, &text_of)), ["21=11", "31=11"]);
        assert_eq!(edits(filled_down(&over(2, 1, 2, 2), extent, &text_of)), ["21=11", "22=12"]);
        assert_eq!(edits(filled_down(&over(0, 1, 0, 1), extent, &text_of)), [] as [&str; 0]);
        assert_eq!(edits(filled_right(&over(1, 1, 1, 3), extent, &text_of)), ["12=11", "13=11"]);
        assert_eq!(edits(filled_right(&over(1, 2, 1, 2), extent, &text_of)), ["12=11"]);
        assert_eq!(edits(filled_right(&over(1, 0, 1, 0), extent, &text_of)), [] as [&str; 0]);
        assert_eq!(copied(&over(1, 1, 2, 2), extent, &text_of), block(&[&["11", "12"], &["21", "22"]]));
    }

    #[test]
    fn a_block_is_repeated_where_it_fits_and_stands_once_where_it_does_not() {
        let lines = Lines::all(10);
        let extent = Extent { lines: &lines, width: 5, page: 9 };
        let paste = |rows: &[&[&str]], selection| pasted(&block(rows), &selection, extent, &text_of);
        let one = paste(&[&["x"]], over(1, 1, 2, 2));
        assert_eq!(edits(one.edits), ["11=x", "12=x", "21=x", "22=x"]);
        assert_eq!(one.selection, over(1, 1, 2, 2));
        let row = paste(&[&["x", "y"]], over(1, 1, 2, 1));
        assert_eq!(edits(row.edits), ["11=x", "12=y", "21=x", "22=y"]);
        assert_eq!(row.selection, over(1, 1, 2, 2));
        let odd = paste(&[&["x"], &["y"]], over(1, 1, 3, 1));
        assert_eq!(edits(odd.edits), ["11=x", "21=y"]);
        assert_eq!(odd.selection, over(1, 1, 2, 1));
        // What stands there already is no change.
        assert_eq!(paste(&[&["11"]], over(1, 1, 1, 1)).edits, []);
    }

    #[test]
    fn what_does_not_fit_is_counted() {
        let lines = Lines::all(10);
        let extent = Extent { lines: &lines, width: 5, page: 9 };
        let found = pasted(&block(&[&["x", "y"], &["z", ""]]), &over(9, 4, 9, 4), extent, &text_of);
        assert_eq!(edits(found.edits), ["94=x"]);
        assert_eq!(found.left_out, 2);
        assert_eq!(found.selection, over(9, 4, 9, 4));
    }

    #[test]
    fn rows_that_are_not_shown_stay_as_they_are() {
        let lines = Lines::only(10, Rc::new(vec![1, 4, 7]));
        let extent = Extent { lines: &lines, width: 5, page: 9 };
        assert_eq!(edits(cleared(&over(1, 0, 7, 0), extent, &text_of)), ["10=", "40=", "70="]);
        assert_eq!(edits(filled_down(&over(4, 0, 4, 0), extent, &text_of)), ["40=10"]);
        assert_eq!(
            edits(pasted(&block(&[&["x"], &["y"]]), &over(4, 0, 4, 0), extent, &text_of).edits),
            ["40=x", "70=y"]
        );
    }
}
