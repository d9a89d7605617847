//! The same as a plain table that people can write: 组别, 指标, 类型, 数值, 说法.

use super::{Group, Kind, Narrative, Printed, Statement, bad_number, blank, faults};
use crate::diagnostic::{Location, Problem, Text, a1};
use crate::quantity::Decimal;

const GROUP: usize = 0;
const QUANTITY: usize = 1;
const KIND: usize = 2;
const VALUE: usize = 3;
const WORDS: usize = 4;
const HEADER: [&str; 5] = ["组别", "指标", "类型", "数值", "说法"];

const SHARE: &str = "达标率";
const MET: &str = "达标数";
const SHORT: &str = "未达标数";
const SUM: &str = "合计";
const MEAN: &str = "平均";
const TOTAL: &str = "总数";
const LIMIT: &str = "上限";
const TITLE: &str = "标题";

/// A row with the line it starts on.
struct Row {
    line: u32,
    cells: [String; 5],
}

/// Reads a table separated by tabs or commas: a heading with 组别, 指标, 类型, 数值 and perhaps 说法, in any order, and a row
/// a statement. 类型 is 达标率 (数值 such as `97.30%`), 达标数 or 未达标数 (a whole number), 合计 or 平均 (`11+7+21=39`); for
/// a group 总数 (its total, may be empty) and 上限 (the largest total to try); 标题 (the title, under 说法). Cells are
/// trimmed and may be quoted. Groups get their name as identifier, statements their number.
///
/// # Errors
/// What cannot be read, each with its line; the codes of [`super::check`], and `missing_column`, `unknown_column`,
/// `too_many_cells`, `unknown_type`, `bad_count`, `bad_sum`, `duplicate`.
pub fn parse(text: &str) -> Result<Narrative, Vec<Problem>> {
    let mut problems = Vec::new();
    let rows = rows(text, &mut problems);
    let mut reader = Reader::default();
    for row in &rows {
        if let Err(refused) = reader.take(row) {
            let Refused { column, problem } = *refused;
            problems.push(placed(problem, row.line, column));
        }
    }
    if problems.is_empty() {
        for fault in faults(&reader.narrative) {
            let line = fault
                .statement
                .and_then(|index| reader.statement_lines.get(index))
                .or_else(|| fault.group.and_then(|index| reader.group_lines.get(index)));
            let path = fault.problem.location.as_ref().and_then(|place| place.path.as_deref()).unwrap_or_default();
            let column = match path.rsplit('.').next() {
                Some("group" | "id" | "name") => GROUP,
                Some("quantity") => QUANTITY,
                _ => VALUE,
            };
            problems.push(match line {
                Some(line) => placed(fault.problem, *line, column),
                None => fault.problem,
            });
        }
    }
    if problems.is_empty() { Ok(reader.narrative) } else { Err(problems) }
}

/// The table of `narrative`, separated by tabs: [`parse`] reads it back, but for identifiers, which a table has not.
pub fn to_table(narrative: &Narrative) -> String {
    let mut rows: Vec<[String; 5]> = vec![HEADER.map(str::to_owned)];
    let row = |group: &str, quantity: &str, kind: &str, value: String, words: &str| {
        [group.to_owned(), quantity.to_owned(), kind.to_owned(), value, words.to_owned()]
    };
    if let Some(title) = &narrative.title {
        rows.push(row("", "", TITLE, String::new(), title));
    }
    for group in &narrative.groups {
        // Without a total too: it keeps the group in its place, and shows where a total goes.
        let total = group.total.map(|total| total.to_string()).unwrap_or_default();
        rows.push(row(&group.name, "", TOTAL, total, ""));
        if let Some(limit) = group.at_most {
            rows.push(row(&group.name, "", LIMIT, limit.to_string(), ""));
        }
    }
    let name = |id: &str| {
        let group = narrative.groups.iter().find(|group| group.id == id);
        group.map_or_else(|| id.to_owned(), |group| group.name.clone())
    };
    let joined = |parts: &[Decimal]| parts.iter().map(Decimal::to_string).collect::<Vec<_>>().join("+");
    for Statement { words, kind, .. } in &narrative.statements {
        rows.push(match kind {
            Kind::Share { group, quantity, percent } => {
                row(&name(group), quantity, SHARE, format!("{percent}%"), words)
            }
            Kind::MetCount { group, quantity, count } => row(&name(group), quantity, MET, count.to_string(), words),
            Kind::ShortCount { group, quantity, count } => row(&name(group), quantity, SHORT, count.to_string(), words),
            Kind::Sum { quantity, parts, total } => {
                row("", quantity.as_deref().unwrap_or(""), SUM, format!("{}={total}", joined(parts)), words)
            }
            Kind::Mean { quantity, parts, printed } => {
                row("", quantity.as_deref().unwrap_or(""), MEAN, format!("{}={printed}", joined(parts)), words)
            }
        });
    }
    let mut writer = ::csv::WriterBuilder::new().delimiter(b'\t').from_writer(Vec::new());
    for row in &rows {
        // Writing to memory does not fail.
        if writer.write_record(row).is_err() {
            break;
        }
    }
    writer.into_inner().ok().and_then(|bytes| String::from_utf8(bytes).ok()).unwrap_or_default()
}

/// The rows below the heading, their cells in the order of [`HEADER`]; blank rows are none.
fn rows(text: &str, problems: &mut Vec<Problem>) -> Vec<Row> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let heading = text.lines().find(|line| !line.trim().is_empty()).unwrap_or_default();
    let delimiter = if heading.contains('\t') { b'\t' } else { b',' };
    let mut reader = ::csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(delimiter)
        .trim(::csv::Trim::All)
        .from_reader(text.as_bytes());
    let mut order: Option<Vec<usize>> = None;
    let mut rows = Vec::new();
    for record in reader.records() {
        // The text is UTF-8 and rows may be of any length, so nothing is left that could be wrong.
        let Ok(record) = record else { continue };
        if record.iter().all(str::is_empty) {
            continue;
        }
        let line = record.position().map_or(0, |position| line_of(text, position.byte()));
        let Some(order) = &order else {
            match columns(&record) {
                Ok(found) => order = Some(found),
                Err(found) => {
                    problems.extend(found.into_iter().map(|(column, problem)| placed(problem, line, column)));
                    return Vec::new();
                }
            }
            continue;
        };
        let mut cells = <[String; 5]>::default();
        let mut beyond = false;
        for (index, cell) in record.iter().enumerate() {
            match order.get(index).and_then(|column| cells.get_mut(*column)) {
                Some(place) => cell.clone_into(place),
                None => beyond |= !cell.is_empty(),
            }
        }
        if beyond {
            let problem = Problem::new(
                "too_many_cells",
                Text::new("这一行的格数比表头多", "This row has more cells than the heading"),
                Text::new(
                    "含逗号的说法要用英文双引号括起来，或改用制表符分隔。",
                    "Put words with commas in double quotes, or separate by tabs.",
                ),
            );
            problems.push(placed(problem, line, order.len()));
            continue;
        }
        rows.push(Row { line, cells });
    }
    if order.is_none() {
        let text = Text::new("表是空的", "The table is empty");
        let help = Text::new(format!("第一行写：{}。", HEADER.join(",")), format!("Begin with: {}.", HEADER.join(",")));
        problems.push(placed(Problem::new("empty", text, help), 1, 0));
    }
    rows
}

/// The line, counted from 1, of the first character at or after `byte` that is not of a blank line.
fn line_of(text: &str, byte: u64) -> u32 {
    let start = usize::try_from(byte).unwrap_or(usize::MAX).min(text.len());
    let rest = text.get(start..).unwrap_or_default();
    let blank = rest.len() - rest.trim_start_matches(['\r', '\n']).len();
    let before = text.get(..start + blank).unwrap_or_default();
    u32::try_from(before.bytes().filter(|byte| *byte == b'\n').count()).unwrap_or(u32::MAX - 1) + 1
}

/// For each column of the heading, which of [`HEADER`] it is.
fn columns(heading: &::csv::StringRecord) -> Result<Vec<usize>, Vec<(usize, Problem)>> {
    let (mut order, mut problems) = (Vec::new(), Vec::new());
    for (index, name) in heading.iter().enumerate() {
        match HEADER.iter().position(|known| *known == name) {
            Some(column) if !order.contains(&column) => order.push(column),
            _ => problems.push((index, unknown_column(name))),
        }
    }
    for (column, name) in HEADER.iter().enumerate() {
        if column != WORDS && !order.contains(&column) {
            problems.push((0, missing_column(name)));
        }
    }
    if problems.is_empty() { Ok(order) } else { Err(problems) }
}

/// What is wrong with a row, and in which column of [`HEADER`].
struct Refused {
    column: usize,
    problem: Problem,
}

impl Refused {
    fn new(column: usize, problem: Problem) -> Box<Self> {
        Box::new(Self { column, problem })
    }
}

#[derive(Default)]
struct Reader {
    narrative: Narrative,
    statement_lines: Vec<u32>,
    group_lines: Vec<u32>,
}

impl Reader {
    /// Takes a row, or says which column is wrong.
    fn take(&mut self, row: &Row) -> Result<(), Box<Refused>> {
        let [group, quantity, kind, value, words] = &row.cells;
        let value = plain(value);
        let kind = match kind.as_str() {
            TITLE => {
                let title = if words.is_empty() { &row.cells[VALUE] } else { words };
                return set(&mut self.narrative.title, title.clone(), WORDS);
            }
            TOTAL | LIMIT => {
                let limit = kind == LIMIT;
                let found = self.group(group, row.line)?;
                if value.is_empty() && !limit {
                    return Ok(());
                }
                let place = if limit { &mut found.at_most } else { &mut found.total };
                return set(place, count(&value)?, VALUE);
            }
            SHARE | MET | SHORT => {
                if quantity.is_empty() {
                    return Err(Refused::new(QUANTITY, blank()));
                }
                let group = self.group(group, row.line)?.id.clone();
                let quantity = quantity.clone();
                match kind.as_str() {
                    SHARE => Kind::Share { group, quantity, percent: value.trim_end_matches('%').to_owned() },
                    MET => Kind::MetCount { group, quantity, count: count(&value)? },
                    _ => Kind::ShortCount { group, quantity, count: count(&value)? },
                }
            }
            SUM | MEAN => {
                let (parts, printed) = equation(&value)?;
                // A sum is of no group; what was written there still names it.
                let name = [group.as_str(), quantity].into_iter().filter(|name| !name.is_empty()).collect::<Vec<_>>();
                let quantity = (!name.is_empty()).then(|| name.join(" "));
                if kind == SUM {
                    Kind::Sum { quantity, parts, total: printed.value() }
                } else {
                    Kind::Mean { quantity, parts, printed: printed.text().to_owned() }
                }
            }
            other => return Err(Refused::new(KIND, unknown_type(other))),
        };
        let id = (self.narrative.statements.len() + 1).to_string();
        self.narrative.statements.push(Statement { id, words: words.clone(), kind });
        self.statement_lines.push(row.line);
        Ok(())
    }

    /// The group of that name, new when it is.
    fn group(&mut self, name: &str, line: u32) -> Result<&mut Group, Box<Refused>> {
        if name.is_empty() {
            return Err(Refused::new(GROUP, blank()));
        }
        let groups = &mut self.narrative.groups;
        let index = groups.iter().position(|group| group.name == name).unwrap_or(groups.len());
        if index == groups.len() {
            groups.push(Group { id: name.to_owned(), name: name.to_owned(), total: None, at_most: None });
            self.group_lines.push(line);
        }
        groups.get_mut(index).ok_or_else(|| Refused::new(GROUP, blank()))
    }
}

/// Fills an empty place; a second value is told.
fn set<T>(place: &mut Option<T>, value: T, column: usize) -> Result<(), Box<Refused>> {
    if place.is_some() {
        let text = Text::new("这一项写了两次", "This is given twice");
        let problem = Problem::new("duplicate", text, Text::new("只留一行。", "Keep one row."));
        return Err(Refused::new(column, problem));
    }
    *place = Some(value);
    Ok(())
}

/// `value` without spaces, and full-width digits and signs as plain ones.
fn plain(value: &str) -> String {
    let narrow = |c: char| match c {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c),
        _ => c,
    };
    value.chars().filter(|c| !c.is_whitespace()).map(narrow).collect()
}

fn count(value: &str) -> Result<u32, Box<Refused>> {
    let digits = !value.is_empty() && value.bytes().all(|byte| byte.is_ascii_digit());
    value.parse().ok().filter(|_| digits).ok_or_else(|| {
        let text = Text::new(format!("“{value}”不是可用的整数"), format!("`{value}` is not a usable whole number"));
        let help = Text::new("写一个整数，例如 63。", "Write a whole number, such as 63.");
        Refused::new(VALUE, Problem::new("bad_count", text, help))
    })
}

/// `11+7+21=39`.
fn equation(value: &str) -> Result<(Vec<Decimal>, Printed), Box<Refused>> {
    let Some((parts, result)) = value.split_once('=') else {
        let text = Text::new(format!("“{value}”里没有等号"), format!("`{value}` has no equals sign"));
        let help = Text::new("写成 11+7+21=39。", "Write it as 11+7+21=39.");
        return Err(Refused::new(VALUE, Problem::new("bad_sum", text, help)));
    };
    let number = |text: &str| Printed::read(text).map_err(|()| Refused::new(VALUE, bad_number("bad_number", text)));
    let parts = parts.split('+').map(|part| number(part).map(|part| part.value())).collect::<Result<_, _>>()?;
    Ok((parts, number(result)?))
}

/// `problem` with its line in words and its cell.
fn placed(problem: Problem, line: u32, column: usize) -> Problem {
    let message =
        Text::new(format!("第{line}行：{}", problem.message.zh), format!("Line {line}: {}", problem.message.en));
    let cell = a1(line.saturating_sub(1), u32::try_from(column).unwrap_or(0));
    Problem { message, ..problem }.at(Location { cell: Some(cell), ..Location::default() })
}

fn unknown_column(name: &str) -> Problem {
    Problem::new(
        "unknown_column",
        Text::new(format!("表头“{name}”不认识或重复"), format!("The heading `{name}` is unknown or given twice")),
        Text::new(format!("表头只用：{}。", HEADER.join("、")), format!("Headings are: {}.", HEADER.join(", "))),
    )
}

fn missing_column(name: &str) -> Problem {
    Problem::new(
        "missing_column",
        Text::new(format!("缺少“{name}”一列"), format!("The column `{name}` is missing")),
        Text::new(
            format!("第一行写：{}，用制表符或英文逗号分隔。", HEADER.join(",")),
            format!("Begin with {}, separated by tabs or commas.", HEADER.join(",")),
        ),
    )
}

fn unknown_type(name: &str) -> Problem {
    let known = [SHARE, MET, SHORT, SUM, MEAN, TOTAL, LIMIT, TITLE];
    Problem::new(
        "unknown_type",
        Text::new(format!("类型“{name}”不认识"), format!("The type `{name}` is unknown")),
        Text::new(format!("类型只用：{}。", known.join("、")), format!("Types are: {}.", known.join(", "))),
    )
}
