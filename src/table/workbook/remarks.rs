//! What a sheet carries beside its values: comments (批注) and colours. Neither is data, and either may hold what a user
//! relies on, so both are said once for a sheet, with their cells.

use super::sheet_place;
use crate::diagnostic::{Issue, Severity, Text, a1};
use crate::order;
use crate::table::{Cell, Sheet};
use std::collections::{BTreeMap, HashMap};

/// A fill other than none, by its number in the workbook. Zero is no fill.
pub(super) type Fill = u16;

/// Cells that a remark names.
const LISTED: usize = 12;
/// Characters of a comment that are shown.
const SHOWN: usize = 40;
/// Comments that are kept.
const MOST_COMMENTS: usize = 4_096;
/// Filled cells that are looked at one by one. A sheet with more is coloured throughout.
const MOST_FILLED: usize = 50_000;

/// Comments and fills of a sheet while it is read.
#[derive(Debug, Default)]
pub(super) struct Remarks {
    comments: BTreeMap<(u32, u32), String>,
    more_comments: usize,
    filled: Vec<(u32, u32, Fill)>,
    more_filled: bool,
    /// The first cell of the first range with a conditional format.
    conditional: Option<(u32, u32)>,
}

impl Remarks {
    /// Notes the comment of a cell.
    pub(super) fn comment(&mut self, row: u32, column: u32, text: &str) {
        if self.comments.len() >= MOST_COMMENTS && !self.comments.contains_key(&(row, column)) {
            self.more_comments = self.more_comments.saturating_add(1);
            return;
        }
        let words: String = text.chars().take(4 * SHOWN).collect();
        let line = words.split_whitespace().collect::<Vec<_>>().join(" ");
        let short: String = line.chars().take(SHOWN).collect();
        let more = if line.chars().nth(SHOWN).is_some() { "…" } else { "" };
        self.comments.insert((row, column), short + more);
    }

    /// Notes the fill of a cell that has content.
    pub(super) fn fill(&mut self, row: u32, column: u32, fill: Fill) {
        if fill == 0 {
            return;
        }
        self.more_filled = self.filled.len() >= MOST_FILLED;
        if !self.more_filled {
            self.filled.push((row, column, fill));
        }
    }

    /// Notes that cells from this one on are coloured by a condition.
    pub(super) fn condition(&mut self, row: u32, column: u32) {
        self.conditional.get_or_insert((row, column));
    }

    /// What there is to say of the finished sheet.
    pub(super) fn say(mut self, file: &str, sheet: &Sheet, issues: &mut Vec<Issue>) {
        let name = sheet.name.as_deref().unwrap_or_default();
        let silent = self.comments.is_empty() && self.filled.is_empty() && self.conditional.is_none();
        if silent || sheet.hidden || sheet.is_blank() {
            return;
        }
        // Above the first number stand titles and headings; their comments say how the form is to be filled in.
        let first_number = (0..sheet.row_count()).find(|row| has_number(sheet, *row)).unwrap_or(usize::MAX);
        self.comments.retain(|(row, _), _| *row as usize >= first_number);
        let coloured = self.standing_out(sheet);
        if let Some(first) = self.comments.keys().next().copied() {
            let count = self.comments.len() + self.more_comments;
            let quoted = |open: &str, close: &str| -> Vec<String> {
                let one =
                    |((row, column), text): (&(u32, u32), &String)| format!("{}{open}{text}{close}", a1(*row, *column));
                self.comments.iter().take(LISTED).map(one).collect()
            };
            let more = if count > LISTED { "…" } else { "" };
            issues.push(
                Issue::new(
                    "comments",
                    Severity::Note,
                    Text::new(
                        format!("工作表“{name}”有 {count} 处批注，不作为数据读取：{}{more}", quoted("“", "”").join("、")),
                        format!(
                            "Sheet “{name}” has {count} comments, which are not read as data: {}{more}",
                            quoted(" “", "”").join(", ")
                        ),
                    ),
                    Text::new(
                        "批注里的数不参与计算；其中的情况说明，请在核对时写进相应问题的说明。",
                        "Numbers in comments are not counted; write what explains a doubt into the explanation of that doubt.",
                    ),
                )
                .at(sheet_place(file, name, Some(first))),
            );
        }
        let Some(first) = coloured.first().copied().or(self.conditional) else { return };
        let cells: Vec<_> = coloured.iter().take(LISTED).map(|(row, column)| a1(*row, *column)).collect();
        let more = if coloured.len() > LISTED { "…" } else { "" };
        let (count, zh, en) = (coloured.len(), cells.join("、"), cells.join(", "));
        let condition = self.conditional.map(|(row, column)| a1(row, column));
        let message = match (&condition, count) {
            (Some(from), 0) => Text::new(
                format!("工作表“{name}”从 {from} 起设有条件格式，它标出的颜色不读取"),
                format!("Sheet “{name}” has conditional formats from {from} on; the colours they give are not read"),
            ),
            (Some(_), _) => Text::new(
                format!(
                    "工作表“{name}”有 {count} 个单元格的底色与同行、同列的不同（{zh}{more}），并设有条件格式，颜色都不读取"
                ),
                format!(
                    "Sheet “{name}” has {count} cells filled unlike their row and column ({en}{more}), and conditional formats; no colour is read"
                ),
            ),
            (None, _) => Text::new(
                format!("工作表“{name}”有 {count} 个单元格的底色与同行、同列的不同（{zh}{more}），颜色不读取"),
                format!(
                    "Sheet “{name}” has {count} cells filled unlike their row and column ({en}{more}); no colour is read"
                ),
            ),
        };
        issues.push(
            Issue::new(
                "shading",
                Severity::Note,
                message,
                Text::new(
                    "若颜色表示不达标、待核实或不参加评估，请核对这些单元格；达标与否由程序按数判定。",
                    "If the colour says that something failed, is to be checked or left out, look at these cells; whether a rule is met is decided from the numbers.",
                ),
            )
            .at(sheet_place(file, name, Some(first))),
        );
    }

    /// The cells whose fill is neither that of their row nor that of their column, in rows with numbers: headers, zebra
    /// stripes and the columns of a form are drawn in colour, and say nothing. Nor does the colour of a whole row count,
    /// unless few rows have it.
    fn standing_out(&self, sheet: &Sheet) -> Vec<(u32, u32)> {
        if self.filled.is_empty() || self.more_filled {
            return Vec::new();
        }
        let filled_cells = |row: usize| sheet.row(row).iter().filter(|cell| !cell.is_blank()).count();
        let mut rows = order::set(self.filled.iter().map(|(row, ..)| *row));
        rows.retain(|row| has_number(sheet, *row as usize));
        let data = (0..sheet.row_count()).filter(|row| has_number(sheet, *row)).count();
        let mut in_row: HashMap<(u32, Fill), usize> = HashMap::new();
        let mut in_column: HashMap<(u32, Fill), usize> = HashMap::new();
        let cells: Vec<&(u32, u32, Fill)> = self.filled.iter().filter(|(row, ..)| rows.contains(row)).collect();
        for (row, column, fill) in &cells {
            *in_row.entry((*row, *fill)).or_default() += 1;
            *in_column.entry((*column, *fill)).or_default() += 1;
        }
        // Of how many rows a fill is the colour.
        let mut whole: HashMap<Fill, usize> = HashMap::new();
        let mut coloured_rows: BTreeMap<u32, Fill> = BTreeMap::new();
        for ((row, fill), count) in &in_row {
            if count * 2 > filled_cells(*row as usize) {
                *whole.entry(*fill).or_default() += 1;
                coloured_rows.insert(*row, *fill);
            }
        }
        let stands_out = |(row, column, fill): &(u32, u32, Fill)| match coloured_rows.get(row) {
            Some(of_row) if of_row == fill => whole.get(fill).is_some_and(|count| count * 4 < data),
            _ => in_column.get(&(*column, *fill)).is_none_or(|count| count * 2 <= data),
        };
        let mut found: Vec<(u32, u32)> =
            cells.into_iter().filter(|cell| stands_out(cell)).map(|(row, column, _)| (*row, *column)).collect();
        order::sort_by_key(&mut found, |place| *place);
        found
    }
}

fn has_number(sheet: &Sheet, row: usize) -> bool {
    sheet.row(row).iter().any(|cell| match cell {
        Cell::Number(_) => true,
        Cell::Text(text) => text.trim().parse::<f64>().is_ok(),
        _ => false,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Six rows of a name and four numbers below a header.
    fn table() -> Sheet {
        let head = vec![Cell::Text("学校"), Cell::Text("一"), Cell::Text("二"), Cell::Text("三"), Cell::Text("四")];
        let row = || vec![Cell::Text("甲"), Cell::Number(1.0), Cell::Number(2.0), Cell::Number(3.0), Cell::Number(4.0)];
        let sheet: Sheet = std::iter::once(head).chain((0..8).map(|_| row())).collect();
        Sheet { name: Some("表".into()), ..sheet }
    }

    fn said(filled: impl IntoIterator<Item = (u32, u32, Fill)>) -> Vec<(u32, u32)> {
        let mut remarks = Remarks::default();
        for (row, column, fill) in filled {
            remarks.fill(row, column, fill);
        }
        remarks.standing_out(&table())
    }

    #[test]
    fn fills_that_follow_rows_or_columns_say_nothing() {
        assert_eq!(said([]), []);
        // The header, a column, every other row.
        assert_eq!(said((0..5).map(|column| (0, column, 1))), []);
        assert_eq!(said((0..9).map(|row| (row, 2, 1))), []);
        assert_eq!(said([2, 4, 6, 8].into_iter().flat_map(|row| (0..5).map(move |column| (row, column, 1)))), []);
    }

    #[test]
    fn single_cells_and_single_rows_stand_out() {
        assert_eq!(said([(3, 2, 1), (5, 0, 2)]), [(3, 2), (5, 0)]);
        assert_eq!(said((0..5).map(|column| (4, column, 1))).len(), 5);
        // Another colour within a coloured column.
        let column = (0..9).map(|row| (row, 2, if row == 6 { 7 } else { 1 }));
        assert_eq!(said(column), [(6, 2)]);
    }

    #[test]
    fn comments_are_named_with_their_words() {
        let mut remarks = Remarks::default();
        for row in 1..20 {
            remarks.comment(row, 1, " 含借用\n教室 ");
        }
        let mut issues = Vec::new();
        remarks.say("f.xlsx", &table(), &mut issues);
        assert_eq!(issues.len(), 1);
        let words = &issues[0].message.zh;
        assert!(words.contains("19 处批注") && words.contains("B2“含借用 教室”") && words.ends_with('…'), "{words}");
        assert_eq!(issues[0].location.as_ref().and_then(|at| at.cell.as_deref()), Some("B2"));
    }
}
