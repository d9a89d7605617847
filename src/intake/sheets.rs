//! Workbook → sheets → reading: which sheets are read, and what is said when none can be.

use super::bind::{Bound, Source as SheetSource, bind};
use super::columns::{self, cell_of, resolve};
use super::dictionary::dictionary;
use super::facts::FactNames;
use super::fold::one_line;
use super::header::{self, Header};
use super::matching::money_unit_of_line;
use super::plain::{self, Plain};
use super::rows::{RowKind, classify, earlier_years, stage_of_title, text_of, year_of_rows};
use super::values::typed_number;
use super::{
    CellEdit, Column, ColumnChoice, Confidence, Field, Mapping, PREVIEW_ROWS, Reading, RowRole, SheetChoice, SheetKind,
    SheetReading, Source, SourceReading, Year, beside, checks, outliers, overlooked, schools, sideways, years,
};
use crate::diagnostic::{Issue, Location, Problem, Severity, Text};
use crate::records::Stage;
use crate::standard::Standard;
use crate::table::{Cell, Format, Merge, Sheet, Workbook};
use sha2::{Digest, Sha256};
use std::borrow::Cow;
use std::ops::Range;

/// Sheets without a usable header are not searched when the workbook has more than this many; it bounds the time spent
/// on workbooks with a sheet for every school and form.
const MAX_SHEETS: usize = 2_000;

/// A sheet read as far as it goes.
pub(super) struct Read {
    pub(super) reading: SheetReading,
    pub(super) bound: Option<Bound>,
    pub(super) issues: Vec<Issue>,
}

/// Reads every sheet of every source; a reading that has problems only is a refusal.
pub(super) fn understand(sources: &[Source<'_>], standard: &Standard) -> Result<Reading, Vec<Problem>> {
    let names = &FactNames::new(standard);
    accepted(recognise_as(sources, &Asked { standard, names, whole: true, turned: false, previews: true }))
}

/// What is left of a table most rows of which were taken already: nothing is made of how its rows compare.
pub(super) fn understand_rest(
    source: Source<'_>,
    standard: &Standard,
    names: &FactNames,
) -> Result<Reading, Vec<Problem>> {
    accepted(recognise_as(&[source], &Asked { standard, names, whole: false, turned: true, previews: false }))
}

fn accepted(reading: Reading) -> Result<Reading, Vec<Problem>> {
    if reading.is_refused() {
        return Err(reading.sources.into_iter().flat_map(|source| source.problems).collect());
    }
    Ok(reading)
}

/// Reads every sheet of every source, as far as it goes.
pub(super) fn recognise(sources: &[Source<'_>], standard: &Standard) -> Reading {
    let names = &FactNames::new(standard);
    recognise_as(sources, &Asked { standard, names, whole: true, turned: false, previews: false })
}

/// What sheets are read by.
struct Asked<'a> {
    standard: &'a Standard,
    /// The names of its facts.
    names: &'a FactNames,
    /// Whether all rows of a table are there.
    whole: bool,
    /// Whether the sheet is a form that was laid over.
    turned: bool,
    /// Whether the first rows of every sheet are wanted as text.
    previews: bool,
}

fn recognise_as(sources: &[Source<'_>], asked: &Asked<'_>) -> Reading {
    let standard = asked.standard;
    let mut reading = Reading::default();
    if let Some(first) = sources.first() {
        reading.name.clone_from(&first.workbook.name);
        reading.format = first.workbook.format;
        reading.encoding.clone_from(&first.workbook.encoding);
    }
    reading.sha256 = fingerprint(sources);
    let mut whole = Vec::new();
    let mut profiles = Vec::new();
    let mut reads: Vec<Vec<Read>> = sources.iter().map(|source| read_sheets(*source, asked).collect()).collect();
    overlooked::find(sources, &mut reads);
    let newest = years::leave_older_out(sources, &mut reads, &mut reading.issues);
    let mut earlier = Vec::new();
    for ((number, source), reads) in sources.iter().enumerate().zip(reads) {
        let mut own = SourceReading {
            name: source.workbook.name.clone(),
            format: source.workbook.format,
            encoding: source.workbook.encoding.clone(),
            sha256: source.sha256.to_owned(),
            ..SourceReading::default()
        };
        let from = reading.sheets.len();
        reading.issues.extend(source.workbook.issues.iter().cloned());
        let (mut usable, mut gave) = (false, false);
        for mut read in reads {
            read.reading.source = count(number);
            reading.issues.extend(read.issues);
            if let Some(bound) = read.bound {
                usable = true;
                gave |= bound.schools > 0 || bound.states_anything();
                own.rows_in += count(bound.rows_in);
                own.rows_taken += count(bound.rows_taken);
                reading.issues.extend(bound.issues);
                reading.excluded.extend(bound.excluded);
                reading.sections.extend(bound.sections);
                profiles.extend(bound.profiles);
                reading.facts.extend(bound.facts);
                reading.classes.extend(bound.classes);
                reading.survey.extend(bound.survey);
                reading.scores.extend(bound.scores);
                whole.extend(bound.whole);
                reading.year = reading.year.max(bound.year);
                earlier.extend(bound.earlier);
            }
            reading.sheets.push(read.reading);
        }
        let sheets = reading.sheets.get(from..).unwrap_or_default();
        if !usable {
            own.problems.push(no_table(source.workbook, sheets));
        } else if !gave {
            own.problems.push(no_rows(source.workbook, sheets, own.rows_in));
        }
        reading.rows_in += own.rows_in;
        reading.rows_taken += own.rows_taken;
        reading.sources.push(own);
    }
    if reading.is_refused() {
        return reading;
    }
    reading.earlier = years::together(earlier);
    reading.year = reading.year.or(newest);
    // Nothing that was put in may be overlooked: a school whose file gave nothing is missing from the county.
    for problem in reading.sources.iter().flat_map(|source| &source.problems) {
        let issue = Issue::new("source_not_taken", Severity::Logic, problem.message.clone(), problem.help.clone());
        reading.issues.push(issue.at_known(problem.location.as_ref()));
    }
    let (facts, added) = schools::stages_added(std::mem::take(&mut reading.facts), &reading.sections, standard);
    reading.facts = facts;
    reading.issues.extend(added);
    reading.issues.extend(checks::other_row_left_out(&reading.sections, &profiles, &reading.excluded));
    let (schools, differing) = schools::merged(profiles);
    reading.schools = schools;
    reading.issues.extend(differing);
    reading.issues.extend(checks::without_county(&reading));
    reading.issues.extend(checks::duplicates(&reading.sections, &whole));
    reading.issues.extend(outliers::find(&reading.sections));
    reading.issues.extend(years::differ(&reading));
    reading
}

/// One fingerprint for all sources. That of a single source is that of its bytes, which anybody can check.
fn fingerprint(sources: &[Source<'_>]) -> String {
    match sources {
        [only] => only.sha256.to_owned(),
        _ => {
            let all: Vec<&str> = sources.iter().map(|source| source.sha256).collect();
            crate::standard::hex(&Sha256::digest(all.join("\n")))
        }
    }
}

fn count(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}

fn read_sheets<'a>(source: Source<'a>, asked: &'a Asked<'a>) -> impl Iterator<Item = Read> + 'a {
    let (workbook, options) = (source.workbook, source.options);
    // The name of the file tells the stage only where it is about one sheet.
    let filled = workbook.sheets.iter().filter(|sheet| !sheet.hidden && !sheet.is_blank()).count();
    let file_stage = workbook.name.as_deref().filter(|_| filled == 1).and_then(stage_of_title);
    workbook.sheets.iter().enumerate().map(move |(index, sheet)| {
        let sheet = edited(sheet, index, &options.cells);
        let chosen = options.sheets.iter().find(|choice| choice.sheet as usize == index);
        let read = |choice: Option<&SheetChoice>| read_sheet(workbook, index, &sheet, choice, file_stage, asked);
        let with_preview = |mut read: Read| {
            if asked.previews {
                read.reading.preview = preview(&sheet, &read.reading);
            }
            read
        };
        let first = read(chosen);
        // The headings are known only now; what was corrected under the same ones before is taken up, unless this
        // sheet has corrections of its own.
        if chosen.is_some_and(|choice| !choice.columns.is_empty()) {
            return with_preview(first);
        }
        match options.mappings.iter().find_map(|mapping| mapping.choices(&first.reading.columns)) {
            None => with_preview(first),
            Some(columns) => {
                let mut choice =
                    chosen.cloned().unwrap_or_else(|| SheetChoice { sheet: count(index), ..SheetChoice::default() });
                choice.columns = columns;
                let mut again = read(Some(&choice));
                again.issues.push(remembered(workbook, &sheet, &again.reading));
                with_preview(again)
            }
        }
    })
}

/// The sheet with the cells the user wrote over. Merged cells that were written into fall apart: each of them says what
/// all of them said, but those written over.
fn edited<'a>(sheet: &'a Sheet, index: usize, cells: &[CellEdit]) -> Cow<'a, Sheet> {
    let written = || cells.iter().filter(|edit| edit.sheet as usize == index);
    if written().next().is_none() {
        return Cow::Borrowed(sheet);
    }
    let falls_apart = |merge: &Merge| {
        written().any(|edit| {
            (merge.top..=merge.bottom).contains(&edit.row)
                && (merge.left..=merge.right).contains(&edit.column)
                && (edit.row, edit.column) != (merge.top, merge.left)
                && !edit.text.trim().is_empty()
        })
    };
    let (apart, merges): (Vec<Merge>, Vec<Merge>) = sheet.merges.iter().copied().partition(falls_apart);
    let mut changes: Vec<(u32, u32, &str)> = Vec::new();
    for merge in &apart {
        // A number is of its cell alone: said of every row it would count more than once.
        let anchor = written().rfind(|edit| (edit.row, edit.column) == (merge.top, merge.left));
        let text = match (anchor, sheet.cell(merge.top as usize, merge.left as usize)) {
            (Some(edit), _) if edit.text.trim().parse::<f64>().is_err() => edit.text.as_str(),
            (None, Cell::Text(text)) => text,
            _ => continue,
        };
        let bottom = merge.bottom.min(count(sheet.row_count()).saturating_sub(1));
        let right = merge.right.min(count(sheet.width()).saturating_sub(1));
        let places = (merge.top..=bottom).flat_map(|row| (merge.left..=right).map(move |column| (row, column)));
        changes.extend(places.map(|(row, column)| (row, column, text)));
    }
    changes.extend(written().map(|edit| (edit.row, edit.column, edit.text.as_str())));
    // A number typed where numbers are stored as numbers is one: nothing is to be said of its dress.
    let stored = sheet.stores_numbers(0);
    let mut edited = sheet.with_cells(changes.into_iter().map(|(row, column, text)| {
        let number = typed_number(text).filter(|_| stored).map(Cell::Number);
        let kept = if text.is_empty() { Cell::Empty } else { Cell::Text(text) };
        (row, column, number.unwrap_or(kept))
    }));
    edited.merges = merges;
    Cow::Owned(edited)
}

/// Says that columns were taken as corrected before.
fn remembered(workbook: &Workbook, sheet: &Sheet, reading: &SheetReading) -> Issue {
    Issue::new(
        "mapping_remembered",
        Severity::Note,
        Text::new(
            "表头与以前改正过的相同，各列按以前的对应",
            "the header is one corrected before: its columns are taken as they were then",
        ),
        Text::new("如有不同，在“每一列认作什么”中改正", "correct the columns where this sheet differs"),
    )
    .at(Location::of_sheet(workbook.name.as_deref(), sheet.name.as_deref()).at_cell(reading.header_top, 0))
}

impl Mapping {
    /// The mapping of a sheet whose columns were corrected by `choices`.
    pub fn of(columns: &[Column], choices: &[ColumnChoice]) -> Self {
        let headed = headed(columns);
        let place = |column: u32| headed.iter().position(|one| one.index == column);
        let columns = choices
            .iter()
            .filter_map(|choice| Some(ColumnChoice { column: count(place(choice.column)?), ..choice.clone() }))
            .collect();
        Self { header: headed.iter().map(|column| column.header.clone()).collect(), columns }
    }

    /// The choices it makes for `columns`, where they stand under the same headings in the same order.
    pub fn choices(&self, columns: &[Column]) -> Option<Vec<ColumnChoice>> {
        let headed = headed(columns);
        let same = !headed.is_empty()
            && self.header.len() == headed.len()
            && self.header.iter().zip(&headed).all(|(header, column)| *header == column.header);
        let choose = |choice: &ColumnChoice| {
            Some(ColumnChoice { column: headed.get(choice.column as usize)?.index, ..choice.clone() })
        };
        same.then(|| self.columns.iter().filter_map(choose).collect())
    }
}

/// The columns with a heading: those without one come and go with stray cells below.
fn headed(columns: &[Column]) -> Vec<&Column> {
    columns.iter().filter(|column| !column.header.is_empty()).collect()
}

fn read_sheet(
    workbook: &Workbook,
    index: usize,
    sheet: &Sheet,
    choice: Option<&SheetChoice>,
    file_stage: Option<Stage>,
    asked: &Asked<'_>,
) -> Read {
    let mut reading = SheetReading {
        source: 0,
        index: count(index),
        name: sheet.name.clone(),
        kind: SheetKind::Schools,
        skipped: None,
        title: String::new(),
        header_top: 0,
        header_rows: 0,
        stage: None,
        columns: Vec::new(),
        rows: Vec::new(),
        preview: Vec::new(),
        sections: 0,
        campuses: Vec::new(),
        sideways: false,
    };
    let names = asked.names;
    let skip = |mut reading: SheetReading, zh: &str, en: &str| {
        reading.skipped = Some(Text::new(zh, en));
        Read { reading, bound: None, issues: Vec::new() }
    };
    let forced = choice.is_some_and(|choice| choice.skip == Some(false) || choice.header_top.is_some());
    if choice.is_some_and(|choice| choice.skip == Some(true)) {
        return skip(reading, "由使用者略过", "left out by the user");
    }
    let place = Location::of_sheet(workbook.name.as_deref(), sheet.name.as_deref());
    if sheet.hidden && !forced {
        let mut read =
            skip(reading, "隐藏的工作表，没有读取；需要时请指定读取", "a hidden sheet, not read; choose it to read it");
        // Many workbooks hide lists of choices; only a table is worth a question.
        if let Some(header) = header::find(sheet, names).filter(|header| header.usable) {
            read.issues.push(checks::hidden_sheet(&cell_of(&place, header.top, 0)));
        }
        return read;
    }
    if sheet.is_blank() {
        return skip(reading, "空白工作表", "an empty sheet");
    }
    if index >= MAX_SHEETS && !forced {
        return skip(reading, "工作表太多，没有读取", "too many sheets; not read");
    }
    let text_source = matches!(workbook.format, Format::Paste | Format::Delimited) && sheet.merges.is_empty();
    let usable = |header: &Header| header.usable;
    let as_found = choice.is_none_or(|choice| choice.header_top.is_none() && choice.header_rows.is_none());
    let header = find_header(sheet, choice, names);
    if as_found
        && !asked.turned
        && !header.as_ref().is_some_and(usable)
        && let Some(form) = sideways::find(sheet, names)
    {
        let turned = Asked { turned: true, ..*asked };
        let columns = choice.map(|choice| SheetChoice { rows: Vec::new(), ..choice.clone() });
        let read = read_sheet(workbook, index, &form.sheet, columns.as_ref(), file_stage, &turned);
        // A form is known by its headings: a school whose numbers cannot be taken is said so, and not passed over.
        if read.bound.is_some() && read.reading.rows.contains(&RowRole::School) {
            return form.back(read, sheet, &place);
        }
    }
    let Some(header) = header else {
        return match plain::find(sheet, choice, names) {
            Some(plain) => read_plain(reading, &plain, sheet, choice, file_stage, &place, names, text_source),
            None => skip(reading, "没有找到表头", "no header was found"),
        };
    };
    let tables = beside::tables(sheet, &header);
    if let Some((left, others)) = tables.split_first() {
        let read = |columns: &Range<usize>| {
            let table = beside::alone(sheet, &header, columns);
            read_sheet(workbook, index, &table, choice, file_stage, asked)
        };
        let mut whole = read(left);
        for columns in others {
            if beside::alike(&header, left, columns) {
                whole = beside::joined(whole, read(columns), &place, &header, columns);
            } else {
                whole.issues.push(beside::not_read(&place, &header, left, columns));
            }
        }
        return whole;
    }
    let first = header.top + header.rows;
    let lines: Vec<String> = (0..header.top).map(|row| line_of(sheet, row)).filter(|line| !line.is_empty()).collect();
    let money = lines.iter().find_map(|line| money_unit_of_line(line));
    let mut issues = Vec::new();
    let columns = resolve(sheet, &header, first, money.as_ref(), (choice, names), &place, &mut issues);
    let missing = missing_fields(&columns);
    if !missing.is_empty()
        && let Some(plain) = plain::find(sheet, choice, names)
    {
        return read_plain(reading, &plain, sheet, choice, file_stage, &place, names, text_source);
    }
    reading.title = lines.join(" ");
    reading.header_top = count(header.top);
    reading.header_rows = count(header.rows);
    reading.columns.clone_from(&columns.all);
    drop_empty(sheet, first, &mut reading.columns);
    // Without pupils or amounts a sheet may still state facts of schools.
    let sections = missing.is_empty() || forced && columns.facts.is_empty();
    let usable = sections || columns.has(Field::School) && states_schools(&columns);
    if !usable {
        let (zh, en): (Vec<&str>, Vec<&str>) = missing.into_iter().unzip();
        let mut read =
            skip(reading, &format!("表头里缺少：{}", zh.join("、")), &format!("the header lacks: {}", en.join(", ")));
        // What looks like a table of schools is not left out unseen.
        let taken = columns.all.iter().filter(|column| column.field.is_some_and(|field| field != Field::Unused));
        if taken.count() >= 3 {
            let kinds = classify(sheet, &header, &columns, first, choice);
            read.issues.push(checks::sheet_not_taken(&cell_of(&place, header.top, 0), &zh.join("、"), &en.join(", ")));
            read.issues.extend(columns::unrecognised(sheet, &kinds, first, &columns, &place, header.top));
        }
        return read;
    }
    reading.stage =
        choice.and_then(|choice| choice.stage).or_else(|| sheet_stage(sheet, &lines, file_stage, &place, &mut issues));
    let above = match choice.and_then(|choice| choice.header_top) {
        None => header::data_above(sheet, header.top),
        Some(_) => Vec::new(),
    };
    issues.extend(checks::rows_above(&above, &place));
    let kinds = classify(sheet, &header, &columns, first, choice);
    reading.rows = roles(sheet, &header, &kinds);
    let years = if sections && asked.whole { earlier_years(sheet, &columns, first, &kinds) } else { Vec::new() };
    let source = |kinds| SheetSource {
        sheet,
        split: &asked.standard.split,
        whole: asked.whole,
        columns: columns.clone(),
        first,
        kinds,
        place: place.clone(),
        stage: reading.stage,
        sections,
        chosen: choice.and_then(|choice| choice.stage),
        added: choice.map(|choice| choice.rows.as_slice()).unwrap_or_default(),
        text_source,
    };
    let mut bound = bind(source(&kinds));
    for (year, kinds) in &years {
        let earlier = bind(source(kinds)).take_year(Year { first: *year, last: *year });
        bound.earlier.push(earlier);
    }
    if !years.is_empty() {
        let newest = year_of_rows(sheet, &columns, first, &kinds);
        bound.year = newest.map(|year| Year { first: year, last: year });
    }
    bound.leave_out(sheet, &above, &place);
    reading.columns.clone_from(&bound.columns.all);
    drop_empty(sheet, first, &mut reading.columns);
    if sections {
        issues.extend(columns::unrecognised(sheet, &kinds, first, &bound.columns, &place, header.top));
    }
    reading.sections = count(bound.sections.len());
    reading.campuses = std::mem::take(&mut bound.campuses);
    Read { reading, bound: Some(bound), issues }
}

/// Reads a sheet that is no table of schools.
#[expect(clippy::too_many_arguments, reason = "everything that is known of the sheet so far, used once")]
fn read_plain(
    mut reading: SheetReading,
    plain: &Plain,
    sheet: &Sheet,
    choice: Option<&SheetChoice>,
    file_stage: Option<Stage>,
    place: &Location,
    names: &FactNames,
    text_source: bool,
) -> Read {
    let lines: Vec<String> = (0..plain.top).map(|row| line_of(sheet, row)).filter(|line| !line.is_empty()).collect();
    let mut issues = Vec::new();
    reading.kind = plain.kind;
    if plain.kind == SheetKind::Classes {
        reading.stage = choice
            .and_then(|choice| choice.stage)
            .or_else(|| sheet_stage(sheet, &lines, file_stage, place, &mut issues));
    }
    reading.title = lines.join(" ");
    reading.header_top = count(plain.top);
    reading.header_rows = 1;
    reading.columns.clone_from(&plain.columns);
    let given = plain::Given { sheet, place, stage: reading.stage, names, text_source };
    let (bound, roles) = plain::read(plain, &given);
    reading.rows = roles;
    Read { reading, bound: Some(bound), issues }
}

/// Whether the columns say anything of schools beside their sections.
fn states_schools(columns: &columns::Columns) -> bool {
    let profile = [Field::Ownership, Field::Place, Field::BuiltYear, Field::Boarding];
    !columns.facts.is_empty() || profile.iter().filter(|field| columns.has(**field)).count() >= 2
}

pub(super) fn find_header(sheet: &Sheet, choice: Option<&SheetChoice>, names: &FactNames) -> Option<Header> {
    let found = header::find(sheet, names);
    let top = choice.and_then(|choice| choice.header_top);
    let rows = choice.and_then(|choice| choice.header_rows);
    if top.is_none() && rows.is_none() {
        return found;
    }
    let top = top.map(|top| top as usize).or(found.as_ref().map(|header| header.top)).unwrap_or(0);
    let top = top.min(sheet.row_count().saturating_sub(1));
    let rows = match rows {
        Some(rows) => (rows as usize).clamp(1, 20),
        None => match &found {
            Some(header) if header.top == top => header.rows,
            _ => (1..=4).max_by_key(|rows| header::read(sheet, top, *rows, names).rank()).unwrap_or(1),
        },
    };
    Some(header::read(sheet, top, rows.min(sheet.row_count() - top), names))
}

/// A row as one line of text.
pub(super) fn line_of(sheet: &Sheet, row: usize) -> String {
    let texts = sheet.row(row).iter().filter(|cell| !cell.is_blank()).map(|cell| match cell {
        Cell::Text(text) => one_line(text),
        other => text_of(other),
    });
    texts.collect::<Vec<_>>().join(" ")
}

/// The stage of the sheet: by its name, else its title, else the name of the file. Where two of them disagree, none.
pub(super) fn sheet_stage(
    sheet: &Sheet,
    lines: &[String],
    file_stage: Option<Stage>,
    place: &Location,
    issues: &mut Vec<Issue>,
) -> Option<Stage> {
    let by_name = sheet.name.as_deref().and_then(stage_of_title);
    let by_title = lines.iter().find_map(|line| stage_of_title(line));
    if let (Some(name), Some(title)) = (by_name, by_title)
        && name != title
    {
        issues.push(
            Issue::new(
                "sheet_stage_differs",
                Severity::Logic,
                Text::new(
                    format!("工作表名是{}，标题是{}，学段不能确定", name.title().zh, title.title().zh),
                    format!(
                        "the sheet is named {} and titled {}: the stage is not sure",
                        name.title().en,
                        title.title().en
                    ),
                ),
                Text::new("改正一处，或为整张表指定学段", "correct one of them, or choose the stage of the sheet"),
            )
            .at(place.clone()),
        );
        return None;
    }
    by_name.or(by_title).or(file_stage)
}

/// What a sheet needs and has not.
pub(super) fn missing_fields(columns: &columns::Columns) -> Vec<(&'static str, &'static str)> {
    let mut missing = Vec::new();
    if !columns.has(Field::School) {
        missing.push(("学校名称", "school"));
    }
    if !columns.all.iter().any(|column| column.field == Some(Field::Pupils))
        && !columns.all.iter().any(|column| column.confidence == Confidence::Unsure && is_double_pupils(column))
    {
        missing.push(("在校生数", "pupils"));
    }
    if !columns.slots.iter().any(|slot| header::is_amount(slot.field)) {
        missing.push(("至少一项指标的数", "at least one amount"));
    }
    missing
}

/// Whether the column was left open only because another looks like it.
fn is_double_pupils(column: &Column) -> bool {
    super::matching::match_path(&column.header).field == Some(Field::Pupils)
}

/// Leaves out columns without heading and without data.
fn drop_empty(sheet: &Sheet, first: usize, columns: &mut Vec<Column>) {
    columns.retain(|column| {
        let index = column.index as usize;
        !column.header.is_empty()
            || column.field.is_some()
            || (first..sheet.row_count()).any(|row| !sheet.cell(row, index).is_blank())
    });
}

fn roles(sheet: &Sheet, header: &Header, kinds: &[RowKind]) -> Vec<RowRole> {
    let mut roles = Vec::with_capacity(sheet.row_count());
    for row in 0..header.top {
        roles.push(if line_of(sheet, row).is_empty() { RowRole::Blank } else { RowRole::Title });
    }
    roles.extend(std::iter::repeat_n(RowRole::Header, header.rows));
    roles.extend(kinds.iter().map(RowKind::role));
    roles
}

/// The first rows as text.
fn preview(sheet: &Sheet, reading: &SheetReading) -> Vec<Vec<String>> {
    let known = |index: usize| {
        reading
            .columns
            .iter()
            .any(|column| column.index as usize == index && column.field.is_some_and(|field| field != Field::Unused))
    };
    // Names of people may stand in the other columns of answers and scores: they are not shown and not kept.
    let personal = reading.skipped.is_none() && matches!(reading.kind, SheetKind::Answers | SheetKind::Scores);
    let text = |row: usize, (index, cell): (usize, Cell<'_>)| {
        let hidden = personal && row > reading.header_top as usize && !known(index);
        if hidden { String::new() } else { text_of(cell) }
    };
    let rows = sheet.rows().take(PREVIEW_ROWS).enumerate();
    rows.map(|(row, cells)| cells.iter().enumerate().map(|cell| text(row, cell)).collect()).collect()
}

fn place_of_file(workbook: &Workbook) -> Location {
    workbook.name.as_deref().map(Location::file).unwrap_or_default()
}

fn no_table(workbook: &Workbook, sheets: &[SheetReading]) -> Problem {
    if let Some(row) = workbook.sheets.iter().find_map(squeezed) {
        let location = place_of_file(workbook).at_cell(count(row), 0);
        return Problem::new(
            "no_table",
            Text::new(
                "没有找到可用的表：一行的内容都挤在一个单元格里，或一格占了一行，像是从 PDF、Word 或网页复制来的",
                "no usable table was found: whole rows stand in one cell, or every cell in a row of its own, as copied from a PDF, a document or a page",
            ),
            Text::new(
                "请找原来的电子表格；没有的话，先在 Excel 或 WPS 中用“数据 → 分列”按空格分开，核对每一列后再导入",
                "look for the original worksheet; otherwise split the text into columns in Excel or WPS, check each column, and import again",
            ),
        )
        .at(location);
    }
    let mut zh = String::from(
        "没有找到可用的表。需要一列学校名称、一列在校生数，和至少一项指标的数（如专任教师学历、教学及辅助用房面积、教学仪器设备值）",
    );
    let mut en = String::from(
        "no usable table was found. A column of school names, one of pupils and at least one amount are needed",
    );
    let mut location = place_of_file(workbook);
    // The best candidate is the sheet with the most headings recognised.
    let recognised = |sheet: &SheetReading| {
        sheet.columns.iter().filter(|column| column.field.is_some_and(|field| field != Field::Unused)).count()
    };
    if let Some(best) = sheets.iter().max_by_key(|sheet| (recognised(sheet), std::cmp::Reverse(sheet.index)))
        && recognised(best) > 0
    {
        let dictionary = dictionary();
        let found: Vec<(&str, &str)> = best
            .columns
            .iter()
            .filter_map(|column| column.field)
            .filter(|field| *field != Field::Unused)
            .map(|field| dictionary.title(field))
            .collect();
        let (found_zh, found_en): (Vec<&str>, Vec<&str>) = found.into_iter().take(8).unzip();
        let name = best.name.clone().unwrap_or_default();
        let row = best.header_top + 1;
        zh.push_str(&format!(
            "。最接近的是{}第 {row} 行，认出：{}",
            sheet_words(&name, "工作表“", "”"),
            found_zh.join("、")
        ));
        en.push_str(&format!(
            ". The closest is row {row}{}, with: {}",
            sheet_words(&name, " of sheet `", "`"),
            found_en.join(", ")
        ));
        if let Some(skipped) = &best.skipped {
            zh.push_str(&format!("；{}", skipped.zh));
            en.push_str(&format!("; {}", skipped.en));
        }
        location = Location::of_sheet(workbook.name.as_deref(), best.name.as_deref()).at_cell(best.header_top, 0);
    }
    if sheets.iter().any(|sheet| sheet.skipped.as_ref().is_some_and(|reason| reason.zh.starts_with("隐藏"))) {
        zh.push_str("。隐藏的工作表没有读取");
        en.push_str(". Hidden sheets were not read");
    }
    Problem::new(
        "no_table",
        Text::new(zh, en),
        Text::new(
            "核对表头的写法，“数据”页列有需要的列；连同表头一起复制。班级、县级、佐证、问卷、成绩各表的列名见填报模板",
            "check the headings (the data page lists the columns needed) and copy them along; the headings of class \
             rolls, statements, survey and scores are those of the workbook to fill in",
        ),
    )
    .at(location)
}

/// The first row of a sheet of one column whose cell holds several headings, or begins several headings one below the
/// other.
fn squeezed(sheet: &Sheet) -> Option<usize> {
    if sheet.width() > 2 {
        return None;
    }
    let depth = sheet.row_count().min(60);
    let known = |text: &str| !text.is_empty() && super::matching::is_known_heading(text);
    let headings = |row: usize| match sheet.cell(row, 0) {
        Cell::Text(text) => text.split_whitespace().filter(|word| known(word)).count(),
        _ => 0,
    };
    let alone = |row: usize| matches!(sheet.cell(row, 0), Cell::Text(text) if known(text.trim()));
    (0..depth).find(|row| headings(*row) >= 3 || (*row..row + 3).all(alone))
}

fn sheet_words(name: &str, before: &str, after: &str) -> String {
    if name.is_empty() { String::new() } else { format!("{before}{name}{after}") }
}

fn no_rows(workbook: &Workbook, sheets: &[SheetReading], rows_in: u32) -> Problem {
    let sheet = sheets.iter().find(|sheet| sheet.skipped.is_none());
    let location = sheet.map_or_else(
        || place_of_file(workbook),
        |sheet| {
            let first = sheet.header_top + sheet.header_rows;
            Location::of_sheet(workbook.name.as_deref(), sheet.name.as_deref()).at_cell(first, 0)
        },
    );
    let (zh, en) = if rows_in == 0 {
        ("找到了表头，下面没有数据".to_owned(), "a header was found, and no rows below it".to_owned())
    } else {
        (
            format!("找到了表头，下面 {rows_in} 行都不是学校（合计、表注等）"),
            format!("a header was found, and none of the {rows_in} rows below it is a school (totals, notes …)"),
        )
    };
    Problem::new(
        "no_rows",
        Text::new(zh, en),
        Text::new("每所学校填一行后再导入", "give each school a row and import again"),
    )
    .at(location)
}
