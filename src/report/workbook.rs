//! The document as a workbook.

use super::{Bundle, Tone, Value, document};
use rust_xlsxwriter::{Color, DocProperties, ExcelDateTime, Format, FormatAlign, FormatBorder, Workbook, XlsxError};

/// The document as XLSX: a sheet per table and one with the stamp. Values are stored unrounded and shown rounded; what
/// fails is marked by words as well as by colour.
///
/// # Errors
/// Why it cannot be written, in words.
pub fn workbook(bundle: &Bundle) -> Result<Vec<u8>, String> {
    let document = document(bundle)?;
    write(&document).map_err(|error| error.to_string())
}

fn write(document: &super::Document) -> Result<Vec<u8>, XlsxError> {
    let mut workbook = Workbook::new();
    // A fixed date: equal data gives equal bytes.
    let created = ExcelDateTime::from_ymd(2017, 1, 1)?;
    workbook.set_properties(&DocProperties::new().set_title(&document.title).set_creation_datetime(&created));
    let title = Format::new().set_bold().set_font_size(14);
    let head = Format::new()
        .set_bold()
        .set_text_wrap()
        .set_align(FormatAlign::Center)
        .set_align(FormatAlign::VerticalCenter)
        .set_background_color(Color::RGB(0xE7_EE_F1))
        .set_border(FormatBorder::Thin);
    let cell = Format::new().set_border(FormatBorder::Thin);
    let tones = [
        (Tone::Good, cell.clone().set_font_color(Color::RGB(0x00_5B_41))),
        (Tone::Fair, cell.clone().set_background_color(Color::RGB(0xFF_F3_D1))),
        (Tone::Poor, cell.clone().set_bold().set_background_color(Color::RGB(0xF6_D5_CC))),
        (Tone::Open, cell.clone().set_italic().set_background_color(Color::RGB(0xEC_EC_EC))),
    ];
    let numbers: Vec<Format> =
        ["#,##0", "#,##0.0", "#,##0.00", "#,##0.000"].iter().map(|shown| cell.clone().set_num_format(*shown)).collect();
    for table in &document.tables {
        let sheet = workbook.add_worksheet();
        sheet.set_name(&table.title)?;
        sheet.write_string_with_format(0, 0, &document.title, &title)?;
        for (column, name) in (0u16..).zip(&table.head) {
            sheet.write_string_with_format(1, column, name, &head)?;
            sheet.set_column_width(column, width_of(table, column))?;
        }
        for (row, cells) in (2u32..).zip(&table.rows) {
            for (column, value) in (0u16..).zip(cells) {
                match value {
                    Value::Empty => sheet.write_blank(row, column, &cell)?,
                    Value::Text(text) => sheet.write_string_with_format(row, column, text, &cell)?,
                    Value::Number(number, decimals) => {
                        let format = numbers.get(*decimals as usize).unwrap_or(&cell);
                        sheet.write_number_with_format(row, column, *number, format)?
                    }
                    Value::Status(text, tone) => {
                        let format = tones.iter().find(|(one, _)| one == tone).map_or(&cell, |(_, format)| format);
                        sheet.write_string_with_format(row, column, text, format)?
                    }
                };
            }
        }
        if let (Ok(last), Ok(width @ 1..)) = (u32::try_from(table.rows.len()), u16::try_from(table.head.len())) {
            sheet.autofilter(1, 0, last + 1, width - 1)?;
        }
        sheet.set_freeze_panes(2, 1)?;
        sheet.set_repeat_rows(0, 1)?;
        sheet.set_landscape().set_paper_size(9).set_print_fit_to_pages(1, 0);
    }
    let sheet = workbook.add_worksheet();
    sheet.set_name(&document.notes)?;
    sheet.set_column_width(0, 24.0)?.set_column_width(1, 80.0)?;
    for (row, (name, value)) in (0u32..).zip(&document.stamp) {
        sheet.write_string(row, 0, name)?;
        sheet.write_string(row, 1, value)?;
    }
    workbook.save_to_buffer()
}

/// Wide for names and sentences, narrow for numbers.
fn width_of(table: &super::Table, column: u16) -> f64 {
    let longest = table
        .rows
        .iter()
        .take(200)
        .filter_map(|row| match row.get(usize::from(column)) {
            Some(Value::Text(text) | Value::Status(text, _)) => {
                Some(text.chars().map(|c| if c.is_ascii() { 1u32 } else { 2 }).sum())
            }
            _ => None,
        })
        .max()
        .unwrap_or(0);
    f64::from(longest.clamp(10, 60)) + 2.0
}
