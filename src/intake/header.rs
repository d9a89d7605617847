//! Where the header of a sheet is, and the path of headings above each column.

use super::Field;
use super::facts::FactNames;
use super::fold::{fold, tidy};
use super::matching::{Match, is_known_heading, match_path};
use super::values::looks_numeric;
use crate::table::{Cell, Merge, Sheet};
use std::collections::{HashMap, HashSet};

/// Rows from the top in which a header is looked for.
const SEARCHED: usize = 60;
/// Most rows of a header.
const MAX_HEADER_ROWS: usize = 4;
/// Columns looked at; matches what is read at most.
const MAX_COLUMNS: usize = 1_024;

/// A header: its rows and the headings of each column, top to bottom.
#[derive(Debug, Clone)]
pub(super) struct Header {
    pub(super) top: usize,
    pub(super) rows: usize,
    pub(super) paths: Vec<Vec<String>>,
    pub(super) matches: Vec<Match>,
    /// Whether it has a school column, a pupils column and an amount.
    pub(super) usable: bool,
    score: i32,
}

impl Header {
    /// Usable headers first, then by how much is recognised.
    pub(super) fn rank(&self) -> (bool, i32) {
        (self.usable, self.score)
    }
}

/// The best header of the sheet, usable or not.
pub(super) fn find(sheet: &Sheet, names: &FactNames) -> Option<Header> {
    let width = sheet.width().min(MAX_COLUMNS);
    let depth = sheet.row_count().min(SEARCHED);
    let mut cache = HashMap::new();
    let fit: Vec<bool> = (0..depth).map(|row| may_be_header(sheet, row, width, names, &mut cache)).collect();
    let mut best: Option<Header> = None;
    // Rows of numbers seen so far: below a usable header they are its data, and no header further down takes its place.
    let data: Vec<usize> = (0..depth).filter(|row| is_data(sheet, *row, width)).collect();
    for top in 0..depth {
        let covered = best
            .as_ref()
            .filter(|best| best.usable)
            .is_some_and(|best| data.iter().any(|row| (best.top + best.rows..top).contains(row)));
        if covered {
            break;
        }
        for rows in 1..=MAX_HEADER_ROWS {
            let block = top..top + rows;
            if !block.clone().all(|row| fit.get(row).copied().unwrap_or(false)) {
                break;
            }
            let header = read(sheet, top, rows, names);
            // Fewer rows first: a further row must say more than it costs.
            let better = |other: &Header| header.rank() > other.rank();
            // A school, its pupils and an amount are a header, however many headings stand beside them that are not known.
            if (header.usable || header.score > 0) && best.as_ref().is_none_or(better) {
                best = Some(header);
            }
        }
    }
    best
}

/// Whether a row looks like data: several numbers. Codes below a header (1 2 3 …) may as well.
fn is_data(sheet: &Sheet, row: usize, width: usize) -> bool {
    (0..width).filter(|column| looks_numeric(sheet.cell(row, *column))).count() >= 3
}

/// Rows above the header that look like data and are not taken.
pub(super) fn data_above(sheet: &Sheet, top: usize) -> Vec<usize> {
    let width = sheet.width().min(MAX_COLUMNS);
    (0..top.min(SEARCHED)).filter(|row| is_data(sheet, *row, width)).collect()
}

/// A header row has headings and no data: at least one heading the dictionary knows, and fewer numbers than headings.
fn may_be_header(
    sheet: &Sheet,
    row: usize,
    width: usize,
    names: &FactNames,
    cache: &mut HashMap<String, bool>,
) -> bool {
    let (mut numbers, mut filled) = (0usize, 0usize);
    let mut headings = Vec::new();
    for column in 0..width {
        let cell = sheet.cell(row, column);
        if cell.is_blank() {
            continue;
        }
        filled += 1;
        if looks_numeric(cell) {
            numbers += 1;
        } else if let Cell::Text(text) = cell {
            // A heading is short; a note is not looked up.
            if text.chars().count() <= 60 {
                headings.push(text);
            }
        }
    }
    // Rows of data are told without the dictionary.
    if headings.is_empty() || numbers >= headings.len() {
        return false;
    }
    let mut is_known = |text: &str| match cache.get(text) {
        Some(known) => *known,
        None => *cache.entry(text.to_owned()).or_insert_with(|| is_known_heading(text) || names.knows(text)),
    };
    let known = headings.into_iter().filter(|text| is_known(text)).count();
    if filled == 1 {
        // One cell across the table is a title or the name of a group, not a header.
        let column = (0..width).find(|column| !sheet.cell(row, *column).is_blank()).unwrap_or(0);
        let merged = merge_at(&sheet.merges, row, column)
            .map_or(1, |merge| merge.right.saturating_sub(merge.left).saturating_add(1)) as usize;
        if column == 0 || merged * 2 > width {
            return false;
        }
    }
    known > 0 && (numbers == 0 || numbers < known)
}

fn merge_at(merges: &[Merge], row: usize, column: usize) -> Option<&Merge> {
    merges.iter().find(|merge| {
        (merge.top as usize..=merge.bottom as usize).contains(&row)
            && (merge.left as usize..=merge.right as usize).contains(&column)
    })
}

/// The header in the given rows, whatever stands there.
pub(super) fn read(sheet: &Sheet, top: usize, rows: usize, names: &FactNames) -> Header {
    let width = sheet.width().min(MAX_COLUMNS);
    let paths = paths(sheet, top, rows, width);
    let matches: Vec<Match> = paths.iter().map(|path| names.over(path, match_path(path))).collect();
    let has = |wanted: fn(Field) -> bool| matches.iter().any(|found| found.field.is_some_and(wanted));
    let lonely = matches.iter().any(|found| found.lonely.is_some());
    let usable =
        has(|field| field == Field::School) && has(|field| field == Field::Pupils) && (has(is_amount) || lonely);
    // A group's name read without the headings below it gives the same field many times: that is no understanding.
    let mut seen = HashSet::new();
    let weights: i32 = matches
        .iter()
        .zip(&paths)
        .map(|(found, path)| match found.field {
            Some(field) if field != Field::Unused && !seen.insert((field, found.scope)) => -2,
            _ => found.weight(path.is_empty()),
        })
        .sum();
    let rows_cost = i32::try_from(rows).unwrap_or(i32::MAX);
    Header { top, rows, paths, matches, usable, score: weights.saturating_sub(rows_cost) }
}

/// Whether a column of this field gives an amount or a ready-made value.
pub(super) fn is_amount(field: Field) -> bool {
    use Field as F;
    !matches!(
        field,
        F::School
            | F::Code
            | F::County
            | F::City
            | F::Province
            | F::Stage
            | F::Kind
            | F::Counted
            | F::Ownership
            | F::Place
            | F::Township
            | F::BuiltYear
            | F::Boarding
            | F::Pupils
            | F::FullTimeTeachers
            | F::Unused
            | F::Grade
            | F::Class
            | F::ClassPupils
            | F::Subject
            | F::Score
            | F::FactKey
            | F::FactName
            | F::FactUnit
            | F::FactValue
            | F::FactNote
            | F::FactEvidence
            | F::Respondents
            | F::ValidAnswers
            | F::SatisfiedAnswers
            | F::Opinion
    )
}

/// The text of a heading; numbers in a header (a year, say) are read as text.
fn heading(cell: Cell<'_>) -> String {
    match cell {
        Cell::Text(text) => tidy(text),
        Cell::Number(number) => number.to_string(),
        _ => String::new(),
    }
}

fn paths(sheet: &Sheet, top: usize, rows: usize, width: usize) -> Vec<Vec<String>> {
    let bottom = top + rows;
    let merges: Vec<&Merge> =
        sheet.merges.iter().filter(|merge| (merge.top as usize) < bottom && (merge.bottom as usize) >= top).collect();
    // Which cell each place of the header takes its text from.
    let mut anchors: Vec<Vec<Option<(usize, usize)>>> = (top..bottom)
        .map(|row| (0..width).map(|column| (!sheet.cell(row, column).is_blank()).then_some((row, column))).collect())
        .collect();
    let mut merged_rows = vec![false; rows];
    for merge in &merges {
        let anchor = (merge.top as usize, merge.left as usize);
        if sheet.cell(anchor.0, anchor.1).is_blank() {
            continue;
        }
        for (offset, line) in anchors.iter_mut().enumerate() {
            let row = top + offset;
            if row < merge.top as usize || row > merge.bottom as usize {
                continue;
            }
            if merge.right > merge.left
                && let Some(flag) = merged_rows.get_mut(offset)
            {
                *flag = true;
            }
            for column in merge.left as usize..=(merge.right as usize).min(width.saturating_sub(1)) {
                if let Some(place) = line.get_mut(column) {
                    *place = Some(anchor);
                }
            }
        }
    }
    continue_groups(&mut anchors, &merged_rows, width);
    (0..width)
        .map(|column| {
            let mut path: Vec<String> = Vec::new();
            let mut before = None;
            for line in &anchors {
                let Some(anchor) = line.get(column).copied().flatten() else { continue };
                if before == Some(anchor) {
                    continue;
                }
                before = Some(anchor);
                let text = heading(sheet.cell(anchor.0, anchor.1));
                // 学校名称 written in both rows of a header is one heading.
                if !text.is_empty() && path.last().is_none_or(|last| fold(last) != fold(&text)) {
                    path.push(text);
                }
            }
            path
        })
        .collect()
}

/// Where merges are lost (text), a group's name stands in its first column only: it is continued to the right over
/// columns that have a heading of their own below, as long as the headings above stay the same.
fn continue_groups(anchors: &mut [Vec<Option<(usize, usize)>>], merged_rows: &[bool], width: usize) {
    let rows = anchors.len();
    // The nearest column to the left with any heading: one without, put in by mistake, does not end a group.
    let mut nearest: Vec<Option<usize>> = Vec::with_capacity(width);
    for column in 0..width {
        let left = column.checked_sub(1).and_then(|left| {
            let headed = anchors.iter().any(|line| line.get(left).copied().flatten().is_some());
            if headed { Some(left) } else { nearest.get(left).copied().flatten() }
        });
        nearest.push(left);
    }
    for row in 0..rows.saturating_sub(1) {
        if merged_rows.get(row).copied().unwrap_or(false) {
            continue;
        }
        let below = |anchors: &[Vec<Option<(usize, usize)>>], column: usize| {
            anchors.iter().skip(row + 1).any(|line| line.get(column).copied().flatten().is_some())
        };
        for column in 1..width {
            let Some(before) = nearest.get(column).copied().flatten() else { continue };
            let here = anchors.get(row).and_then(|line| line.get(column)).copied().flatten();
            let left = anchors.get(row).and_then(|line| line.get(before)).copied().flatten();
            if here.is_some() || left.is_none() || !below(anchors, column) || !below(anchors, before) {
                continue;
            }
            let same_above = row == 0 || anchors.get(row - 1).is_some_and(|line| line.get(column) == line.get(before));
            // A cell merged downwards is a heading of its own, not the name of a group.
            let leaf = left.is_some_and(|anchor| {
                anchors.get(row + 1).and_then(|line| line.get(before)).copied().flatten() == Some(anchor)
            });
            if same_above
                && !leaf
                && let Some(place) = anchors.get_mut(row).and_then(|line| line.get_mut(column))
            {
                *place = left;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn find(sheet: &Sheet) -> Option<Header> {
        super::find(sheet, &FactNames::default())
    }

    fn cell(text: &str) -> Cell<'_> {
        if text.is_empty() { Cell::Empty } else { Cell::Text(text) }
    }

    fn sheet(rows: &[&str], merges: &[(u32, u32, u32, u32)]) -> Sheet {
        let mut sheet: Sheet = rows.iter().map(|row| row.split('|').map(cell)).collect();
        sheet.merges = merges.iter().map(|&(top, left, bottom, right)| Merge { top, left, bottom, right }).collect();
        sheet
    }

    fn found(sheet: &Sheet) -> Header {
        match find(sheet) {
            Some(header) => header,
            None => unreachable!("no header"),
        }
    }

    #[test]
    fn a_flat_header_below_titles() {
        let sheet = sheet(
            &[
                "青禾县小学办学条件统计表",
                "填报单位：青禾县教育局||单位：平方米",
                "学校名称|在校生数|教学及辅助用房面积",
                "甲小学|100|500",
            ],
            &[(0, 0, 0, 2)],
        );
        let header = found(&sheet);
        assert_eq!((header.top, header.rows, header.usable), (2, 1, true));
    }

    #[test]
    fn three_merged_rows() {
        let sheet = sheet(
            &[
                "表1",
                "学校名称|在校生数||专任教师|||教学及辅助用房（㎡）",
                "|合计|其中:女|合计|按学历分||",
                "||||本科|专科|",
                "甲小学|100|50|10|5|5|500",
            ],
            &[
                (0, 0, 0, 6),
                (1, 0, 3, 0),
                (1, 1, 1, 2),
                (2, 1, 3, 1),
                (2, 2, 3, 2),
                (1, 3, 1, 5),
                (2, 3, 3, 3),
                (2, 4, 2, 5),
                (1, 6, 3, 6),
            ],
        );
        let header = found(&sheet);
        assert_eq!((header.top, header.rows), (1, 3));
        assert_eq!(header.paths.get(5).map(|path| path.join("/")).as_deref(), Some("专任教师/按学历分/专科"));
        assert_eq!(header.paths.first().map(|path| path.join("/")).as_deref(), Some("学校名称"));
    }

    #[test]
    fn the_same_header_as_text_without_merges() {
        let sheet = sheet(
            &[
                "学校名称|在校生数||专任教师|||教学及辅助用房（㎡）",
                "|合计|其中:女|合计|按学历分||",
                "||||本科|专科|",
                "甲小学|100|50|10|5|5|500",
            ],
            &[],
        );
        let header = found(&sheet);
        assert_eq!((header.top, header.rows), (0, 3));
        let fields: Vec<_> = header.matches.iter().map(|found| found.field).collect();
        assert_eq!(
            fields,
            [
                Some(Field::School),
                Some(Field::Pupils),
                Some(Field::Unused),
                Some(Field::FullTimeTeachers),
                Some(Field::Bachelors),
                Some(Field::Associates),
                Some(Field::TeachingArea)
            ]
        );
    }

    #[test]
    fn code_and_standard_rows_are_not_part_of_the_header() {
        let sheet =
            sheet(&["学校名称|在校生数|每百名学生拥有高于规定学历教师数", "甲|1|L1", "||≥4.2", "一小|100|4.5"], &[]);
        let header = found(&sheet);
        assert_eq!((header.top, header.rows), (0, 1));
    }

    #[test]
    fn few_known_headings_among_many_others_are_a_header() {
        let others: Vec<String> = (0..60).map(|number| format!("自设栏目{number}")).collect();
        let head = format!("学校名称|学段|在校生数|网络多媒体教室数|体育教师数|音乐教师数|{}", others.join("|"));
        let row = format!("一小|小学|100|4|1|1|{}", vec!["3"; 60].join("|"));
        let header = found(&sheet(&["青禾县", &head, &row, &row], &[]));
        assert_eq!((header.top, header.rows, header.usable), (1, 1, true));
    }

    #[test]
    fn a_group_line_is_not_part_of_the_header() {
        let sheet = sheet(
            &["学校名称|在校生数|网络多媒体教室数", "一、小学", "一小|100|4", "二、初中", "一中|100|4"],
            &[(1, 0, 1, 2)],
        );
        let header = found(&sheet);
        assert_eq!((header.top, header.rows), (0, 1));
    }

    #[test]
    fn no_header_is_no_header() {
        assert!(find(&sheet(&["a|b|c", "1|2|3"], &[])).is_none_or(|header| !header.usable));
        assert!(find(&sheet(&[], &[])).is_none());
    }
}
