//! Open document spreadsheets.

use super::archive::Archive;
use super::remarks::Fill;
use super::xml::{Xml, append, attribute, qualified};
use super::{Budget, Grid, Limit, MAX_LISTED, Progress, damaged, encrypted, finish};
use crate::diagnostic::Problem;
use crate::table::{Cell, Format, MAX_COLUMNS, Merge, Workbook};
use quick_xml::events::{BytesStart, Event};
use std::collections::{HashMap, HashSet};

const CONTENT: &str = "content.xml";

/// Errors as spreadsheet programs write them into the text of a cell.
const ERRORS: [&str; 8] = ["#DIV/0!", "#N/A", "#NAME?", "#NULL!", "#NUM!", "#REF!", "#VALUE!", "#SPILL!"];

/// A cell while its element is open.
struct Open {
    kind: String,
    value: String,
    text: String,
    paragraphs: u32,
    is_error: bool,
    has_formula: bool,
    repeat: u32,
    columns: u32,
    rows: u32,
    fill: Fill,
}

impl Open {
    fn new(element: &BytesStart<'_>) -> Self {
        let count =
            |name| qualified(element, name).and_then(|count| count.trim().parse::<u32>().ok()).unwrap_or(1).max(1);
        let kind = qualified(element, "office:value-type").unwrap_or_default().into_owned();
        let value = match kind.as_str() {
            "string" => "office:string-value",
            "date" => "office:date-value",
            "time" => "office:time-value",
            "boolean" => "office:boolean-value",
            _ => "office:value",
        };
        Self {
            value: qualified(element, value).unwrap_or_default().into_owned(),
            kind,
            text: String::new(),
            paragraphs: 0,
            is_error: qualified(element, "calcext:value-type").is_some_and(|kind| kind == "error"),
            has_formula: qualified(element, "table:formula").is_some(),
            repeat: count("table:number-columns-repeated"),
            columns: count("table:number-columns-spanned"),
            rows: count("table:number-rows-spanned"),
            fill: 0,
        }
    }

    fn cell(&self) -> Cell<'_> {
        let (value, text, has_formula) = (self.value.as_str(), self.text.as_str(), self.has_formula);
        if self.is_error || (has_formula && ERRORS.contains(&text)) {
            return Cell::Error(if text.is_empty() { "#VALUE!" } else { text });
        }
        match self.kind.as_str() {
            "float" | "percentage" | "currency" => match value.trim().parse::<f64>() {
                Ok(number) if number.is_finite() => Cell::Number(number),
                _ => Cell::Text(text),
            },
            "date" | "time" => Cell::Date(if value.is_empty() { text } else { value }),
            "boolean" => Cell::Boolean(value == "true"),
            "string" if value.is_empty() && text.is_empty() => Cell::Empty,
            "string" => Cell::Text(if text.is_empty() { value } else { text }),
            _ if has_formula && text.is_empty() => Cell::Error("#FORMULA"),
            _ if text.is_empty() => Cell::Empty,
            _ => Cell::Text(text),
        }
    }
}

/// Reads the spreadsheet.
pub(in crate::table) fn read(bytes: &[u8], file: &str, tell: &mut dyn FnMut(u32, u32)) -> Result<Workbook, Problem> {
    let mut archive = Archive::open(bytes, file)?;
    if is_encrypted(&mut archive, file)? {
        return Err(encrypted(file));
    }
    let size = archive.size(CONTENT);
    let Some(xml) = Xml::open(&mut archive, CONTENT, file)? else { return Err(damaged(file)) };
    content(xml, size, file, tell)
}

/// Reads a spreadsheet that is one XML text (fods).
pub(in crate::table) fn read_flat(text: &str, file: &str, tell: &mut dyn FnMut(u32, u32)) -> Result<Workbook, Problem> {
    content(Xml::of_text(text, file), u64::try_from(text.len()).unwrap_or(u64::MAX), file, tell)
}

fn content(mut xml: Xml<'_, '_>, size: u64, file: &str, tell: &mut dyn FnMut(u32, u32)) -> Result<Workbook, Problem> {
    let mut progress = Progress::new(tell, size);
    let mut budget = Budget::default();
    let mut issues = Vec::new();
    let mut sheets = Vec::new();

    let mut style: Option<String> = None;
    let mut hidden_styles: HashSet<String> = HashSet::new();
    let mut table: Option<(String, bool, Grid)> = None;
    let mut open: Option<Open> = None;
    // The fills of the styles of cells by their names, and the numbers of the colours.
    let mut fills: HashMap<String, Fill> = HashMap::new();
    let mut colours: HashMap<String, usize> = HashMap::new();
    let (mut row, mut column, mut row_repeat) = (0_u32, 0_u32, 1_u32);
    // Cells of the row that have content, with their columns: the whole row may repeat.
    let mut cells: Vec<(u32, Open)> = Vec::new();
    let mut in_paragraph = false;
    let mut events = 0_u32;
    let mut complete = false;
    loop {
        events = events.wrapping_add(1);
        if events.is_multiple_of(1024) {
            progress.at(xml.done());
        }
        match xml.next()? {
            Event::Start(element) => match element.name().as_ref() {
                // Their cells and texts are not the sheet's.
                "table:tracked-changes" | "table:shapes" | "draw:frame" | "draw:g" | "draw:custom-shape" => {
                    xml.skip_element()?;
                }
                "office:annotation" => {
                    let text = xml.text_of_element(|name| name == "p")?;
                    if let (Some(_), Some((_, _, grid))) = (&open, &mut table) {
                        grid.remarks.comment(row, column, &text);
                    }
                }
                "style:style" => style = qualified(&element, "style:name").map(|name| name.into_owned()),
                "style:table-properties" => {
                    if let Some(name) =
                        style.take().filter(|_| qualified(&element, "table:display").is_some_and(|d| d == "false"))
                    {
                        hidden_styles.insert(name);
                    }
                }
                "style:table-cell-properties" => {
                    let colour = qualified(&element, "fo:background-color");
                    let colour = colour.filter(|colour| !matches!(colour.as_ref(), "transparent" | "#ffffff"));
                    if let (Some(name), Some(colour)) = (&style, colour)
                        && fills.len() < MAX_LISTED
                    {
                        let next = colours.len() + 1;
                        let number = *colours.entry(colour.into_owned()).or_insert(next);
                        fills.insert(name.clone(), Fill::try_from(number).unwrap_or(Fill::MAX));
                    }
                }
                "calcext:conditional-format" => {
                    let range = qualified(&element, "calcext:target-range-address");
                    let first = range.as_deref().and_then(first_cell);
                    if let (Some((row, column)), Some((_, _, grid))) = (first, &mut table) {
                        grid.remarks.condition(row, column);
                    }
                }
                "table:table" if open.is_some() => xml.skip_element()?,
                "table:table" if sheets.len() >= MAX_LISTED => return Err(super::archive::bomb(file)),
                "table:table" => {
                    let name = qualified(&element, "table:name").unwrap_or_default().into_owned();
                    let hidden = qualified(&element, "table:style-name")
                        .is_some_and(|style| hidden_styles.contains(style.as_ref()));
                    table = Some((name, hidden, Grid::default()));
                    row = 0;
                }
                "table:table-row" | "table:table-cell" | "table:covered-table-cell" if open.is_some() => {
                    return Err(damaged(file));
                }
                "table:table-row" => {
                    row_repeat = qualified(&element, "table:number-rows-repeated")
                        .and_then(|count| count.trim().parse().ok())
                        .unwrap_or(1)
                        .max(1);
                    column = 0;
                    cells.clear();
                }
                "table:table-cell" | "table:covered-table-cell" => {
                    let style = qualified(&element, "table:style-name").filter(|_| !fills.is_empty());
                    let fill = style.and_then(|style| fills.get(style.as_ref())).copied().unwrap_or_default();
                    open = Some(Open { fill, ..Open::new(&element) });
                }
                "text:p" => {
                    if let Some(cell) = &mut open {
                        if cell.paragraphs > 0 {
                            cell.text.push('\n');
                        }
                        cell.paragraphs += 1;
                        in_paragraph = true;
                    }
                }
                "text:s" => {
                    if let Some(cell) = open.as_mut().filter(|_| in_paragraph) {
                        // A count of spaces is a claim like any other: no text is wider than this.
                        let count = attribute(&element, "c").and_then(|c| c.trim().parse::<usize>().ok()).unwrap_or(1);
                        cell.text.extend(std::iter::repeat_n(' ', count.min(1_000)));
                    }
                }
                "text:tab" => {
                    if let Some(cell) = open.as_mut().filter(|_| in_paragraph) {
                        cell.text.push('\t');
                    }
                }
                "text:line-break" => {
                    if let Some(cell) = open.as_mut().filter(|_| in_paragraph) {
                        cell.text.push('\n');
                    }
                }
                _ => {}
            },
            Event::End(element) => match element.name().as_ref() {
                "text:p" => in_paragraph = false,
                "table:table-cell" | "table:covered-table-cell" => {
                    if let (Some(cell), Some((name, _, grid))) = (open.take(), &mut table) {
                        let repeat = cell.repeat;
                        if cell.columns > 1 || cell.rows > 1 {
                            grid.merge(Merge {
                                top: row,
                                left: column,
                                bottom: row.saturating_add(cell.rows - 1),
                                right: column.saturating_add(cell.columns - 1),
                            });
                        }
                        if cell.cell() != Cell::Empty {
                            let most = u32::try_from(MAX_COLUMNS).unwrap_or(u32::MAX);
                            if column.saturating_add(repeat) > most {
                                return Err(Limit::Columns.problem(file, Some(name), row, column.max(most)));
                            }
                            cells.push((column, cell));
                        }
                        column = column.saturating_add(repeat);
                    }
                    in_paragraph = false;
                }
                "table:table-row" => {
                    if let Some((name, _, grid)) = &mut table {
                        if !cells.is_empty() {
                            for step in 0..row_repeat {
                                let row = row.saturating_add(step);
                                for (first, cell) in &cells {
                                    for column in *first..first.saturating_add(cell.repeat) {
                                        grid.put(&mut budget, row, column, cell.cell())
                                            .map_err(|limit| limit.problem(file, Some(name), row, column))?;
                                        grid.remarks.fill(row, column, cell.fill);
                                    }
                                }
                            }
                        }
                        row = row.saturating_add(row_repeat);
                    }
                    cells.clear();
                }
                "table:table" => {
                    if let Some((name, hidden, grid)) = table.take() {
                        sheets.push(grid.finish(&name, hidden, file, &mut issues));
                    }
                }
                "office:document-content" | "office:document" => complete = true,
                _ => {}
            },
            Event::Eof if complete && open.is_none() && table.is_none() => break,
            Event::Eof => return Err(damaged(file)),
            event if in_paragraph => {
                if let Some(cell) = &mut open {
                    append(&event, &mut cell.text);
                }
            }
            _ => {}
        }
    }
    progress.end();
    if sheets.is_empty() {
        return Err(super::xlsx::no_sheets(file));
    }
    finish(file, Format::Ods, sheets, issues)
}

/// The first cell of a range such as `学校.B2:学校.B9`.
fn first_cell(range: &str) -> Option<(u32, u32)> {
    let first = range.split([':', ' ']).next()?;
    let (row, column) = super::xlsx::address(&first.rsplit('.').next()?.replace('$', ""))?;
    Some((row, column?))
}

fn is_encrypted(archive: &mut Archive<'_>, file: &str) -> Result<bool, Problem> {
    let Some(mut xml) = Xml::open(archive, "META-INF/manifest.xml", file)? else { return Ok(false) };
    loop {
        match xml.next()? {
            Event::Start(element) if element.local_name().as_ref() == "encryption-data" => return Ok(true),
            Event::Eof => return Ok(false),
            _ => {}
        }
    }
}
