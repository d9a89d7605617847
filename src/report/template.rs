//! The workbook to fill in: a sheet for each kind of record, with the columns and items the standard asks for. What is
//! known already is written back, so that it can be corrected and read again.

use self::columns::{Column, Tone, choices_of, column_of_school, columns_of_schools, grades, help_of, stages};
use self::rows::Line;
use crate::diagnostic::{Locale, Text};
use crate::intake::Field;
use crate::quantity::Decimal;
use crate::records::{Fact, Records};
use crate::standard::{FactKind, FactSpec, Level, Part, Standard};
use columns::Held;
use rust_xlsxwriter::{
    Color, DataValidation, DocProperties, ExcelDateTime, Format, FormatAlign, FormatBorder, Note, ProtectionOptions,
    Workbook, Worksheet, XlsxError,
};
use std::collections::HashMap;

mod columns;
mod rows;
#[cfg(test)]
mod tests;

/// Rows that lists of choices reach down to.
const DEPTH: u32 = 5_000;
/// Most characters of a note.
const NOTE: usize = 600;

struct Formats {
    head: Format,
    head_quiet: Format,
    typed: Format,
    quoted: Format,
    machine: Format,
    example: Format,
}

/// The workbook to fill in for `standard`, as XLSX; with what is known already where `filled` says so. Headings are
/// Chinese in every language, because they are read again; their notes are in `locale`. Facts that the standard does not
/// ask for have no place in it.
///
/// # Errors
/// Why it cannot be written, in words: a number of `filled` that no decimal states exactly, or the writer's own.
pub fn template(standard: &Standard, locale: Locale, filled: Option<&Records>) -> Result<Vec<u8>, String> {
    let empty = Records::default();
    let records = filled.unwrap_or(&empty);
    let held = columns_of_schools(standard, records);
    let lines = rows::lines(standard, records, &held).map_err(|text| text.get(locale).to_owned())?;
    write(standard, locale, records, &held, &lines).map_err(|error| error.to_string())
}

fn write(
    standard: &Standard,
    locale: Locale,
    records: &Records,
    held: &[Held],
    lines: &[Line],
) -> Result<Vec<u8>, XlsxError> {
    let mut workbook = Workbook::new();
    // A fixed date: equal data gives equal bytes.
    let created = ExcelDateTime::from_ymd(2017, 1, 1)?;
    workbook.set_properties(&DocProperties::new().set_title("填报模板").set_creation_datetime(&created));
    let formats = formats();
    guide(workbook.add_worksheet(), standard, locale, &formats)?;

    let sheet = workbook.add_worksheet();
    sheet.set_name("学校")?;
    let columns: Vec<Column> = held.iter().map(|held| column_of_school(held, standard)).collect();
    head(sheet, &columns, 1, locale, &formats)?;
    example(sheet, &rows::example(held), &formats)?;
    for (row, line) in (2u32..).zip(lines) {
        put_all(sheet, row, line, &formats)?;
    }

    let county = Column::field(Field::County, 14.0, ("多个县一起填时才填", "only where several counties are given"));
    let sheet = workbook.add_worksheet();
    sheet.set_name("班级")?;
    let columns = [
        Column::field(Field::School, 28.0, ("与“学校”表一致", "as in the sheet of schools")),
        Column::field(
            Field::Code,
            16.0,
            ("可不填；有同名学校时要填", "optional; needed where two schools share a name"),
        ),
        county.again(),
        Column::field(Field::Stage, 8.0, ("小学或初中；填了年级可不填", "小学 or 初中; not needed beside the grade"))
            .choose(stages()),
        Column::field(Field::Grade, 10.0, ("一年级到九年级", "一年级 to 九年级")).choose(grades()),
        Column::field(Field::Class, 18.0, ("如：三年级（2）班", "such as 三年级（2）班")),
        Column::field(Field::ClassPupils, 12.0, ("这个班的实有学生数", "the pupils of the class")).unit("人"),
    ];
    head(sheet, &columns, 1, locale, &formats)?;
    example(sheet, &rows::example_class(), &formats)?;
    for (row, class) in (2u32..).zip(&records.classes) {
        put_all(sheet, row, &rows::class(class), &formats)?;
    }

    let sheet = workbook.add_worksheet();
    sheet.set_name("县级")?;
    statements(sheet, standard, records, |kind| kind != FactKind::YesNo, locale, &formats)?;
    let sheet = workbook.add_worksheet();
    sheet.set_name("佐证")?;
    statements(sheet, standard, records, |kind| kind == FactKind::YesNo, locale, &formats)?;

    survey(workbook.add_worksheet(), standard, records, &county, locale, &formats)?;

    let sheet = workbook.add_worksheet();
    sheet.set_name("成绩")?;
    let columns = [
        Column::field(
            Field::School,
            28.0,
            ("可不填。一行一个分数，不要填学生姓名", "optional; one score in a row, without names of pupils"),
        ),
        Column::field(Field::Subject, 12.0, ("如：语文、数学", "such as 语文, 数学")),
        Column::field(Field::Score, 10.0, ("同一学科用同一满分", "the same full mark throughout a subject")),
        county,
    ];
    head(sheet, &columns, 1, locale, &formats)?;
    example(sheet, &rows::example_score(), &formats)?;
    for (row, score) in (2u32..).zip(&records.scores) {
        put_all(sheet, row, &rows::score(score), &formats)?;
    }
    workbook.save_to_buffer()
}

fn formats() -> Formats {
    let cell = Format::new().set_border(FormatBorder::Thin).set_border_color(Color::RGB(0xBF_C9_CE));
    let head = cell
        .clone()
        .set_bold()
        .set_text_wrap()
        .set_align(FormatAlign::Center)
        .set_align(FormatAlign::VerticalCenter)
        .set_background_color(Color::RGB(0xE7_EE_F1));
    Formats {
        head_quiet: head.clone().set_font_color(Color::RGB(0x8A_8A_8A)).set_background_color(Color::RGB(0xEC_EC_EC)),
        head,
        typed: cell.clone().set_unlocked().set_background_color(Color::RGB(0xFF_FF_FF)),
        quoted: cell.clone().set_text_wrap().set_background_color(Color::RGB(0xDD_EB_F7)),
        machine: cell
            .clone()
            .set_font_color(Color::RGB(0x8A_8A_8A))
            .set_font_size(8)
            .set_background_color(Color::RGB(0xEC_EC_EC)),
        example: cell.set_unlocked().set_italic().set_font_color(Color::RGB(0x8A_8A_8A)),
    }
}

impl Formats {
    const fn of(&self, tone: Tone) -> &Format {
        match tone {
            Tone::Typed => &self.typed,
            Tone::Quoted => &self.quoted,
            Tone::Machine => &self.machine,
        }
    }
}

/// The header, locked and frozen: headings with their notes, widths, lists of choices.
fn head(
    sheet: &mut Worksheet,
    columns: &[Column],
    frozen: u16,
    locale: Locale,
    formats: &Formats,
) -> Result<(), XlsxError> {
    for (place, column) in (0u16..).zip(columns) {
        let format = if column.tone == Tone::Machine { &formats.head_quiet } else { &formats.head };
        sheet.set_column_width(place, column.width)?.set_column_format(place, formats.of(column.tone))?;
        sheet.write_string_with_format(0, place, &column.heading, format)?;
        let help: String = column.help.get(locale).chars().take(NOTE).collect();
        if !help.is_empty() {
            sheet.insert_note(0, place, &Note::new(help).add_author_prefix(false).set_width(260).set_height(90))?;
        }
        if !column.choices.is_empty() {
            let list = DataValidation::new().allow_list_strings(&column.choices)?;
            sheet.add_data_validation(1, place, DEPTH, place, &list)?;
        }
    }
    let tallest = columns.iter().map(|column| height(&column.heading, column.width)).fold(30.0, f64::max);
    sheet.set_row_height(0, tallest)?.set_freeze_panes(1, frozen)?;
    let allowed = ProtectionOptions {
        insert_rows: true,
        delete_rows: true,
        format_cells: true,
        format_columns: true,
        format_rows: true,
        sort: true,
        use_autofilter: true,
        ..ProtectionOptions::new()
    };
    sheet.protect_with_options(&allowed);
    sheet.set_landscape().set_paper_size(9).set_repeat_rows(0, 0)?;
    // A table of many columns goes over several pages, each with the names of the schools.
    if columns.len() > 12 {
        sheet.set_repeat_columns(0, 0)?;
    } else {
        sheet.set_print_fit_to_pages(1, 0);
    }
    Ok(())
}

/// Points that `text` needs in a cell of this width: Chinese characters are two wide, bold a little more.
fn height(text: &str, width: f64) -> f64 {
    let wide: u32 = text.chars().map(|c| if c.is_ascii() { 1 } else { 2 }).sum();
    15.0 * (f64::from(wide) * 1.1 / width.max(1.0)).ceil().clamp(1.0, 8.0)
}

/// A row of cells in the format of what is typed.
fn put_all(sheet: &mut Worksheet, row: u32, line: &Line, formats: &Formats) -> Result<(), XlsxError> {
    for (column, value) in (0u16..).zip(line) {
        put(sheet, row, column, value, &formats.typed)?;
    }
    Ok(())
}

fn example(sheet: &mut Worksheet, line: &Line, formats: &Formats) -> Result<(), XlsxError> {
    for (column, value) in (0u16..).zip(line) {
        put(sheet, 1, column, value, &formats.example)?;
    }
    Ok(())
}

fn put(sheet: &mut Worksheet, row: u32, column: u16, value: &rows::Cell, format: &Format) -> Result<(), XlsxError> {
    match value {
        rows::Cell::Empty => sheet.write_blank(row, column, format)?,
        rows::Cell::Text(text) => sheet.write_string_with_format(row, column, text, format)?,
        // More digits than a double keeps would come back changed: those go as text.
        rows::Cell::Number(number) if Decimal::from_spreadsheet(number.to_f64()).as_ref() == Ok(number) => {
            sheet.write_number_with_format(row, column, number.to_f64(), format)?
        }
        rows::Cell::Number(number) => sheet.write_string_with_format(row, column, number.to_string(), format)?,
    };
    Ok(())
}

/// 县级 or 佐证: the items of the standard, one in a row, for each county that states any; then what schools state with a
/// note or a reference, for which their own sheet has no room.
fn statements(
    sheet: &mut Worksheet,
    standard: &Standard,
    records: &Records,
    wanted: fn(FactKind) -> bool,
    locale: Locale,
    formats: &Formats,
) -> Result<(), XlsxError> {
    let mut columns = vec![
        Column::field(Field::FactKey, 4.0, ("程序用来对应项目，请勿改动", "for the program; leave as it is"))
            .tone(Tone::Machine),
        Column::field(Field::FactName, 52.0, ("", "")).tone(Tone::Quoted),
        Column::field(Field::FactUnit, 7.0, ("", "")).tone(Tone::Quoted),
        Column::field(
            Field::FactValue,
            16.0,
            ("不知道的留空，没有的填0", "leave empty what is not known; 0 where there is none"),
        ),
        Column::field(Field::FactNote, 30.0, ("可不填", "optional")),
        Column::field(Field::FactEvidence, 30.0, ("文件名称、文号或页码", "name, number or page of the document")),
        Column::field(Field::County, 12.0, ("多个县一起填时才填", "only where several counties are given")),
        Column::new("填法".into(), 60.0, ("", "")).tone(Tone::Quoted),
    ];
    let of_schools: Vec<(&FactSpec, &Fact)> = records
        .facts
        .iter()
        .filter(|fact| fact.school.is_some() && rows::is_noted(fact))
        .filter_map(|fact| Some((standard.fact(&fact.key).filter(|spec| wanted(spec.kind))?, fact)))
        .collect();
    if !of_schools.is_empty() {
        columns.push(Column::field(Field::School, 28.0, ("学校填报的项目", "for what a school states")));
        columns.push(Column::field(Field::Code, 16.0, ("可不填", "optional")));
    }
    head(sheet, &columns, 2, locale, formats)?;
    // The last one stated is the one that counts.
    let stated: HashMap<(&str, Option<&String>), &Fact> = records
        .facts
        .iter()
        .filter(|fact| fact.school.is_none())
        .map(|fact| ((fact.key.as_str(), fact.county.as_ref()), fact))
        .collect();
    let mut items: Vec<(&FactSpec, Option<&Fact>, Option<&String>)> = Vec::new();
    for county in rows::counties(records) {
        for part in Part::ALL {
            for spec in standard.facts.iter().filter(|spec| spec.part == part && wanted(spec.kind)) {
                let fact = stated.get(&(spec.key.as_str(), county)).copied();
                // A total of what schools state stands here only where the county gave one.
                if spec.level == Level::County || fact.is_some() {
                    items.push((spec, fact, county));
                }
            }
        }
    }
    items.extend(of_schools.into_iter().map(|(spec, fact)| (spec, Some(fact), fact.county.as_ref())));
    for (row, (spec, fact, county)) in (1u32..).zip(items) {
        sheet.write_string_with_format(row, 0, &spec.key, &formats.machine)?;
        sheet.write_string_with_format(row, 1, &spec.label.zh, &formats.quoted)?;
        sheet.write_string_with_format(row, 2, &spec.unit, &formats.quoted)?;
        let value = fact.map_or(rows::Cell::Empty, |fact| rows::stated(spec, &fact.value));
        put(sheet, row, 3, &value, &formats.typed)?;
        put(sheet, row, 4, &rows::text(fact.map(|fact| fact.note.as_str())), &formats.typed)?;
        put(sheet, row, 5, &rows::text(fact.map(|fact| fact.evidence.as_str())), &formats.typed)?;
        put(sheet, row, 6, &rows::text(county.map(String::as_str)), &formats.typed)?;
        let help = help_of(spec);
        let help = help.get(locale);
        sheet.write_string_with_format(row, 7, help, &formats.quoted)?;
        sheet.set_row_height(row, height(help, 60.0).max(height(&spec.label.zh, 52.0)))?;
        if let Some(school) = fact.and_then(|fact| fact.school.as_deref()) {
            put(sheet, row, 8, &rows::text(Some(school)), &formats.typed)?;
            put(sheet, row, 9, &rows::text(fact.and_then(|fact| fact.code.as_deref())), &formats.typed)?;
        }
        let choices = choices_of(spec.kind);
        if !choices.is_empty() {
            let list = DataValidation::new().allow_list_strings(&choices)?;
            sheet.add_data_validation(row, 3, row, 3, &list)?;
        }
    }
    Ok(())
}

fn survey(
    sheet: &mut Worksheet,
    standard: &Standard,
    records: &Records,
    county: &Column,
    locale: Locale,
    formats: &Formats,
) -> Result<(), XlsxError> {
    sheet.set_name("问卷")?;
    let columns = [
        Column::field(Field::Respondents, 18.0, ("调查的群体", "the group asked")),
        Column::field(Field::ValidAnswers, 14.0, ("收回的有效问卷", "valid answers received")).unit("份"),
        Column::field(Field::SatisfiedAnswers, 14.0, ("有效问卷中满意的", "those of them that are satisfied"))
            .unit("份"),
        county.again(),
    ];
    head(sheet, &columns, 1, locale, formats)?;
    for (row, line) in (1u32..).zip(rows::survey(standard, records)) {
        put_all(sheet, row, &line, formats)?;
    }
    Ok(())
}

/// 填表说明: what each sheet is for, and the colours.
fn guide(sheet: &mut Worksheet, standard: &Standard, locale: Locale, formats: &Formats) -> Result<(), XlsxError> {
    sheet.set_name("填表说明")?;
    sheet.set_column_width(0, 16)?.set_column_width(1, 100)?;
    sheet.set_landscape().set_paper_size(9).set_print_fit_to_pages(1, 0);
    let bold = Format::new().set_bold().set_font_size(14);
    let wrap = Format::new().set_text_wrap().set_align(FormatAlign::Top);
    let title =
        Text::new(format!("填报模板：{}", standard.title.zh), format!("Workbook to fill in: {}", standard.title.en));
    sheet.write_string_with_format(0, 0, title.get(locale), &bold)?;
    let lines = [
        (
            "学校",
            Text::new(
                "一所学校一行，几个学段合用的用房、场馆、设备填全校数，由程序按学生数拆分；教师按学段分开填。已经分学段统计的，一个学段一行并填上学段。特殊教育学校也要填，在校生填“在校生总数”。",
                "One row for each school. Rooms, grounds and equipment of the whole school are shared out by pupils; teachers are given by stage. Where everything is known by stage, one row for each stage with 学段 filled in. Special schools too, with 在校生总数.",
            ),
        ),
        ("班级", Text::new("一个班一行。", "One row for each class.")),
        (
            "县级",
            Text::new(
                "全县的数。编号和项目不要改，填“填报值”一列。",
                "Numbers of the county: fill in 填报值, leave key and item as they are.",
            ),
        ),
        (
            "佐证",
            Text::new("填是、否或未定，并写明佐证材料。", "是 (yes), 否 (no) or 未定 (not yet), and the evidence."),
        ),
        (
            "问卷",
            Text::new(
                "各群体的有效问卷数和满意问卷数；也可以另建一张表，一份问卷一行，列出群体和满意度。",
                "Valid and satisfied answers by group; or a sheet of your own with one answer in a row: 群体, 满意度.",
            ),
        ),
        ("成绩", Text::new("可不填，只供参考；不要填学生姓名。", "Optional, for information; no names of pupils.")),
    ];
    let mut row = 2;
    for (name, text) in &lines {
        sheet.write_string_with_format(row, 0, *name, &wrap)?;
        sheet.write_string_with_format(row, 1, text.get(locale), &wrap)?;
        sheet.set_row_height(row, height(text.get(locale), 100.0))?;
        row += 1;
    }
    row += 1;
    let tones = [
        (&formats.typed, Text::new("白色：填报", "white: to fill in")),
        (&formats.quoted, Text::new("浅蓝色：引自标准，不用改", "light blue: from the standard, leave as it is")),
        (&formats.machine, Text::new("灰色：程序识别用，不要改", "grey: for the program, leave as it is")),
    ];
    for (format, text) in tones {
        sheet.write_blank(row, 0, format)?;
        sheet.write_string(row, 1, text.get(locale))?;
        row += 1;
    }
    let notes = [
        Text::new("空白是没有填，0是填了0，两者不同。", "Empty is not stated, 0 is stated as 0: they differ."),
        Text::new(
            "以“（示例）”开头的行不读取，可以删去。",
            "Rows that begin with （示例） are examples and are not read; they may be removed.",
        ),
        Text::new(
            "不要改动列名；列的顺序可以变，不用的列可以删。",
            "Leave the headings as they are; columns may be moved, and removed where not needed.",
        ),
    ];
    for text in notes {
        row += 1;
        sheet.write_string(row, 1, text.get(locale))?;
    }
    Ok(())
}
