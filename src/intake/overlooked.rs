//! Sheets that nothing was taken from although they look like those that were: the form of one more school, a table with
//! one heading misspelt. However they came to be passed over, that is never left to a grey tab.

use super::columns::cell_of;
use super::fold::fold;
use super::sheets::Read;
use super::{Field, SheetKind, Source};
use crate::diagnostic::{Issue, Location, Severity, Text};
use crate::order;
use crate::table::{Cell, Sheet};
use std::collections::{BTreeMap, BTreeSet};

/// Fewest headings that two sheets must share.
const FEWEST: usize = 5;
/// Rows and columns in which headings are looked for.
const ROWS: usize = 400;
const COLUMNS: usize = 200;
/// Most characters of a heading.
const LONGEST: usize = 60;

/// Says of every sheet that was passed over and has most headings of one that was read. What the user left out, what is
/// hidden and sources that gave nothing at all are said elsewhere.
pub(super) fn find(sources: &[Source<'_>], reads: &mut [Vec<Read>]) {
    // The headings of what was read, each set once, with the first place that has it.
    let mut patterns: BTreeMap<BTreeSet<String>, Location> = BTreeMap::new();
    for (source, reads) in sources.iter().zip(&*reads) {
        for read in reads.iter().filter(|read| read.bound.is_some() && read.reading.kind == SheetKind::Schools) {
            let known = |field: Option<Field>| field.is_some_and(|field| field != Field::Unused);
            let columns = read.reading.columns.iter().filter(|column| known(column.field) || column.fact.is_some());
            let pattern = order::set(columns.filter_map(|column| column.header.last()).map(|one| bare(one)));
            if pattern.len() >= FEWEST {
                patterns.entry(pattern).or_insert_with(|| place_of(source, read));
            }
        }
    }
    if patterns.is_empty() {
        return;
    }
    for (source, reads) in sources.iter().zip(reads) {
        if reads.iter().all(|read| read.bound.is_none()) {
            continue;
        }
        for read in reads.iter_mut().filter(|read| read.bound.is_none()) {
            let Some(sheet) = source.workbook.sheets.get(read.reading.index as usize) else { continue };
            let choice = source.options.sheets.iter().find(|choice| choice.sheet == read.reading.index);
            if sheet.hidden || sheet.is_blank() || choice.is_some_and(|choice| choice.skip == Some(true)) {
                continue;
            }
            let (texts, top) = texts_of(sheet);
            let shared = |pattern: &BTreeSet<String>| pattern.iter().filter(|heading| texts.contains(*heading)).count();
            let alike = patterns
                .iter()
                .map(|(pattern, place)| (shared(pattern), pattern.len(), place))
                .filter(|(shared, all, _)| *shared >= FEWEST && shared * 2 > *all)
                .max_by_key(|(shared, ..)| *shared);
            let Some((_, _, like)) = alike else { continue };
            let at = place_of(source, read);
            // The better word for the same thing.
            read.issues.retain(|issue| issue.code != "sheet_not_taken");
            read.issues.push(overlooked(&at, top, like, read.reading.skipped.as_ref()));
        }
    }
}

fn overlooked(at: &Location, top: usize, like: &Location, why: Option<&Text>) -> Issue {
    let (mine, other) = (at.describe(), like.describe());
    let (zh, en) = why.map_or_else(Default::default, |why| (format!("（{}）", why.zh), format!(" ({})", why.en)));
    Issue::new(
        "sheet_overlooked",
        Severity::Logic,
        Text::new(
            format!("“{mine}”的列名与已读取的“{other}”大多相同，却没有读取{zh}，其中的学校没有参加评估"),
            format!("`{mine}` has most headings of `{other}`, which was read, and was not read itself{en}: its schools are missing"),
        ),
        Text::new(
            "补上缺少的列名或数后重新导入；不需要这张表的，在“核对”中选它，再选“不读此表”",
            "complete its headings and numbers and import it again; if it is not needed, choose it on the page of checks and then “Leave this sheet out”",
        ),
    )
    .at(cell_of(at, top, 0))
}

fn place_of(source: &Source<'_>, read: &Read) -> Location {
    Location::of_sheet(source.workbook.name.as_deref(), read.reading.name.as_deref())
}

/// A heading without its unit.
fn bare(heading: &str) -> String {
    let folded = fold(heading);
    folded.split('(').next().filter(|head| !head.is_empty()).unwrap_or(&folded).to_owned()
}

/// The texts of a sheet that may be headings, and the first row with one.
fn texts_of(sheet: &Sheet) -> (BTreeSet<String>, usize) {
    let mut texts = BTreeSet::new();
    let mut first = None;
    for (row, cells) in sheet.rows().take(ROWS).enumerate() {
        for cell in cells.iter().take(COLUMNS) {
            if let Cell::Text(text) = cell
                && text.chars().count() <= LONGEST
            {
                texts.insert(bare(text));
                first.get_or_insert(row);
            }
        }
    }
    (texts, first.unwrap_or(0))
}
