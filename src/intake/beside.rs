//! Tables that stand side by side on one sheet, with a blank column between them.

use super::columns::cell_of;
use super::fold::fold;
use super::header::Header;
use super::sheets::Read;
use super::{Field, RowRole};
use crate::diagnostic::{Issue, Location, Severity, Text, column_letters};
use crate::table::{Cell, Sheet};
use std::ops::Range;

/// The columns of each table, where there are several: each has a column of schools and a blank column before it.
pub(super) fn tables(sheet: &Sheet, header: &Header) -> Vec<Range<usize>> {
    let schools = |range: &Range<usize>| {
        header
            .matches
            .get(range.clone())
            .is_some_and(|matches| matches.iter().any(|found| found.field == Some(Field::School)))
    };
    let width = header.matches.len();
    if header.matches.iter().filter(|found| found.field == Some(Field::School)).count() < 2 {
        return Vec::new();
    }
    let blank = |column: usize| {
        header.paths.get(column).is_none_or(Vec::is_empty)
            && (header.top..sheet.row_count()).all(|row| sheet.cell(row, column).is_blank())
    };
    let mut found: Vec<Range<usize>> = Vec::new();
    let mut from = 0;
    for column in 0..=width {
        if column < width && !blank(column) {
            continue;
        }
        let range = from..column;
        from = column + 1;
        if range.is_empty() {
            continue;
        }
        match found.last_mut() {
            // What has no schools of its own belongs to the table before it.
            Some(last) if !schools(&range) => last.end = range.end,
            _ => found.push(range),
        }
    }
    if found.len() > 1 && found.iter().all(schools) { found } else { Vec::new() }
}

/// Whether two tables have the same headings in the same order.
pub(super) fn alike(header: &Header, one: &Range<usize>, other: &Range<usize>) -> bool {
    let headings = |range: &Range<usize>| -> Vec<Vec<String>> {
        let paths = header.paths.get(range.clone()).unwrap_or_default();
        paths.iter().map(|path| path.iter().map(|heading| fold(heading)).collect()).collect()
    };
    headings(one) == headings(other)
}

/// The sheet with nothing but the lines above the header and the columns of one table, all in their places.
pub(super) fn alone(sheet: &Sheet, header: &Header, columns: &Range<usize>) -> Sheet {
    let mut table: Sheet = sheet
        .rows()
        .enumerate()
        .map(|(row, cells)| {
            let kept = columns.clone();
            cells
                .iter()
                .enumerate()
                .map(move |(column, cell)| if row < header.top || kept.contains(&column) { cell } else { Cell::Empty })
        })
        .collect();
    table.name.clone_from(&sheet.name);
    table.hidden = sheet.hidden;
    let inside = |left: u32, right: u32| columns.contains(&(left as usize)) && columns.contains(&(right as usize));
    let merges =
        sheet.merges.iter().filter(|merge| (merge.bottom as usize) < header.top || inside(merge.left, merge.right));
    table.merges = merges.copied().collect();
    table
}

/// The tables read one by one as one sheet.
pub(super) fn joined(mut first: Read, other: Read, place: &Location, header: &Header, columns: &Range<usize>) -> Read {
    let at = cell_of(place, header.top, columns.start);
    first.issues.extend(other.issues);
    first
        .reading
        .columns
        .extend(other.reading.columns.into_iter().filter(|column| columns.contains(&(column.index as usize))));
    let rows = other.reading.rows;
    if first.reading.rows.len() < rows.len() {
        first.reading.rows.resize(rows.len(), RowRole::Blank);
    }
    for (mine, role) in first.reading.rows.iter_mut().zip(rows) {
        if *mine == RowRole::Blank {
            *mine = role;
        }
    }
    first.reading.sections = first.reading.sections.saturating_add(other.reading.sections);
    match (&mut first.bound, other.bound) {
        (Some(bound), Some(more)) => bound.join(more),
        (bound @ None, more) => *bound = more,
        (Some(_), None) => {}
    }
    first.issues.push(
        Issue::new(
            "tables_joined",
            Severity::Note,
            Text::new("并排的几张表表头相同，一并读取", "tables side by side with the same header were read together"),
            Text::new(
                "如果不应合在一起，请分到不同的工作表",
                "put them on sheets of their own if they do not belong together",
            ),
        )
        .at(at),
    );
    first
}

/// Says that a table beside another one was not read.
pub(super) fn not_read(place: &Location, header: &Header, read: &Range<usize>, columns: &Range<usize>) -> Issue {
    let letters = |range: &Range<usize>| {
        let letter = |column: usize| column_letters(u32::try_from(column).unwrap_or(0));
        format!("{}–{}", letter(range.start), letter(range.end.saturating_sub(1)))
    };
    let (taken, left) = (letters(read), letters(columns));
    Issue::new(
        "tables_side_by_side",
        Severity::Logic,
        Text::new(
            format!("同一张工作表里并排有几张表头不同的表，只读了 {taken} 列，{left} 列没有读取"),
            format!("tables with different headers stand side by side: columns {taken} were read, {left} were not"),
        ),
        Text::new("把另一张表移到单独的工作表后再导入", "move the other table to a sheet of its own and import again"),
    )
    .at(cell_of(place, header.top, columns.start))
}
