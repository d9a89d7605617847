//! XML spreadsheets of 2003 (SpreadsheetML), which many systems hand out as `.xls`.

use super::xml::{Xml, append, attribute};
use super::{Budget, Grid, MAX_LISTED, Progress, finish};
use crate::diagnostic::Problem;
use crate::table::{Cell, Format, Merge, Sheet, Workbook};
use quick_xml::events::{BytesStart, Event};

/// A cell while its element is open.
#[derive(Default)]
struct Open {
    kind: String,
    text: String,
    has_formula: bool,
    across: u32,
    down: u32,
}

impl Open {
    fn cell(&self) -> Cell<'_> {
        let text = self.text.as_str();
        match self.kind.as_str() {
            "Number" => match text.trim().parse::<f64>() {
                Ok(number) if number.is_finite() => Cell::Number(number),
                _ if text.is_empty() => Cell::Empty,
                _ => Cell::Text(text),
            },
            // A date alone is stored with midnight.
            "DateTime" => {
                let stamp = text.trim();
                let stamp = stamp.strip_suffix(".000").unwrap_or(stamp);
                Cell::Date(stamp.strip_suffix("T00:00:00").unwrap_or(stamp))
            }
            "Boolean" => match text.trim() {
                "1" => Cell::Boolean(true),
                "0" => Cell::Boolean(false),
                _ => Cell::Text(text),
            },
            "Error" => Cell::Error(text.trim()),
            "" if self.has_formula => Cell::Error("#FORMULA"),
            _ if text.is_empty() => Cell::Empty,
            _ => Cell::Text(text),
        }
    }
}

/// A sheet while its element is open.
struct Started {
    name: String,
    hidden: bool,
    grid: Grid,
    hidden_rows: Vec<u32>,
}

impl Started {
    fn finish(self, file: &str, issues: &mut Vec<crate::diagnostic::Issue>) -> Sheet {
        let sheet = self.grid.finish(&self.name, self.hidden, file, issues);
        if let Some(first) = self.hidden_rows.first() {
            issues.push(super::hidden_rows(file, &self.name, self.hidden_rows.len(), *first));
        }
        sheet
    }
}

fn count(element: &BytesStart<'_>, name: &str) -> Option<u32> {
    attribute(element, name).and_then(|count| count.trim().parse().ok())
}

/// Reads the workbook from its text.
pub(in crate::table) fn read(text: &str, file: &str, tell: &mut dyn FnMut(u32, u32)) -> Result<Workbook, Problem> {
    let mut xml = Xml::of_text(text, file);
    let mut progress = Progress::new(tell, u64::try_from(text.len()).unwrap_or(u64::MAX));
    let mut budget = Budget::default();
    let mut issues = Vec::new();
    let mut sheets = Vec::new();

    let mut sheet: Option<Started> = None;
    let mut open: Option<Open> = None;
    let (mut in_data, mut in_visible) = (false, false);
    let (mut row, mut column) = (0_u32, 0_u32);
    let (mut span, mut hidden_row, mut row_has_content) = (0_u32, false, false);
    let mut events = 0_u32;
    let mut complete = false;
    loop {
        events = events.wrapping_add(1);
        if events.is_multiple_of(1024) {
            progress.at(xml.done());
        }
        match xml.next()? {
            Event::Start(element) => match element.local_name().as_ref() {
                "PhoneticText" => xml.skip_element()?,
                // It has data of its own.
                "Comment" => {
                    let text = xml.text_of_element(|name| name == "Data")?;
                    if let (Some(_), Some(sheet)) = (&open, &mut sheet) {
                        sheet.grid.remarks.comment(row, column, &text);
                    }
                }
                "Worksheet" if sheets.len() >= MAX_LISTED => return Err(super::archive::bomb(file)),
                "Worksheet" => {
                    let name = attribute(&element, "Name").unwrap_or_default().into_owned();
                    sheet = Some(Started { name, hidden: false, grid: Grid::default(), hidden_rows: Vec::new() });
                    (row, column) = (0, 0);
                }
                "Row" | "Cell" if open.is_some() => return Err(super::damaged(file)),
                "Row" => {
                    row = count(&element, "Index").map_or(row, |index| index.saturating_sub(1));
                    // Rows that follow with the same format, and without cells.
                    span = count(&element, "Span").unwrap_or(0);
                    hidden_row = attribute(&element, "Hidden").is_some_and(|flag| flag == "1");
                    (column, row_has_content) = (0, false);
                }
                "Cell" => {
                    column = count(&element, "Index").map_or(column, |index| index.saturating_sub(1));
                    open = Some(Open {
                        has_formula: attribute(&element, "Formula").is_some(),
                        across: count(&element, "MergeAcross").unwrap_or(0),
                        down: count(&element, "MergeDown").unwrap_or(0),
                        ..Open::default()
                    });
                }
                "Data" => {
                    if let Some(cell) = &mut open {
                        cell.kind = attribute(&element, "Type").unwrap_or_default().into_owned();
                        in_data = true;
                    }
                }
                "Visible" => in_visible = true,
                _ => {}
            },
            Event::End(element) => match element.local_name().as_ref() {
                "Data" => in_data = false,
                "Cell" => {
                    if let (Some(cell), Some(sheet)) = (open.take(), &mut sheet) {
                        let (bottom, right) = (row.saturating_add(cell.down), column.saturating_add(cell.across));
                        if (bottom, right) != (row, column) {
                            sheet.grid.merge(Merge { top: row, left: column, bottom, right });
                        }
                        let stored = cell.cell();
                        row_has_content |= stored != Cell::Empty;
                        sheet
                            .grid
                            .put(&mut budget, row, column, stored)
                            .map_err(|limit| limit.problem(file, Some(&sheet.name), row, column))?;
                        column = right.saturating_add(1);
                    }
                    in_data = false;
                }
                "Row" => {
                    if let Some(sheet) = sheet.as_mut().filter(|_| hidden_row && row_has_content) {
                        sheet.hidden_rows.push(row);
                    }
                    row = row.saturating_add(1).saturating_add(span);
                }
                "Worksheet" => sheets.extend(sheet.take().map(|sheet| sheet.finish(file, &mut issues))),
                "Visible" => in_visible = false,
                "Workbook" => complete = true,
                _ => {}
            },
            Event::Eof if complete && open.is_none() => break,
            Event::Eof => return Err(super::archive::truncated(file)),
            event if in_data => {
                if let Some(cell) = &mut open {
                    append(&event, &mut cell.text);
                }
            }
            Event::Text(text) if in_visible => {
                if let Some(sheet) = &mut sheet {
                    sheet.hidden = text.xml10_content().trim() != "SheetVisible";
                }
            }
            _ => {}
        }
    }
    progress.end();
    if sheets.is_empty() {
        return Err(super::xlsx::no_sheets(file));
    }
    finish(file, Format::Xml, sheets, issues)
}
