//! Reading of files: real bytes in, tables or a clear refusal out.
#![cfg(feature = "files")]
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test fails by panicking")]

use calamine::Reader;
use junheng::table::{
    Cell, Format, MAX_BYTES, MAX_COLUMNS, MAX_ROWS, Merge, ReadOptions, Sheet, Workbook, read_file, read_text,
};
use proptest::prelude::*;
use std::io::{Cursor, Read, Write};
use std::sync::LazyLock;
use zip::write::SimpleFileOptions;
use zip::{ZipArchive, ZipWriter};

fn read(bytes: &[u8], name: &str) -> Result<Workbook, String> {
    read_file(bytes, name, &ReadOptions::default(), &mut |_, _| {}).map_err(|problem| {
        let place = problem.location.clone().expect("every problem of a file names it");
        assert_eq!(place.file.as_deref(), Some(name), "{problem:?}");
        assert!(!problem.help.zh.is_empty() && !problem.help.en.is_empty(), "{problem:?}");
        problem.code
    })
}

fn text(text: &str) -> Cell<'_> {
    Cell::Text(text)
}

/// A zip of the given parts.
fn zipped(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in parts {
        writer.start_file(*name, SimpleFileOptions::default()).unwrap();
        writer.write_all(content).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

const RELATIONS: &str =
    r#"<Relationships><Relationship Id="r1" Type="http://x/officeDocument" Target="xl/workbook.xml"/></Relationships>"#;
const WORKBOOK: &str = r#"<workbook><sheets><sheet name="表" sheetId="1" r:id="r1"/></sheets></workbook>"#;
const WORKBOOK_RELATIONS: &str = r#"<Relationships><Relationship Id="r1" Type="http://x/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="r2" Type="http://x/sharedStrings" Target="sharedStrings.xml"/></Relationships>"#;

/// A workbook of one sheet from the text inside `<worksheet>`.
fn xlsx_with(sheet: &str, strings: Option<&str>) -> Vec<u8> {
    let sheet = format!(r#"<?xml version="1.0"?><worksheet>{sheet}</worksheet>"#);
    let mut parts = vec![
        ("[Content_Types].xml", "<Types/>".as_bytes()),
        ("_rels/.rels", RELATIONS.as_bytes()),
        ("xl/workbook.xml", WORKBOOK.as_bytes()),
        ("xl/_rels/workbook.xml.rels", WORKBOOK_RELATIONS.as_bytes()),
        ("xl/worksheets/sheet1.xml", sheet.as_bytes()),
    ];
    if let Some(strings) = strings {
        parts.push(("xl/sharedStrings.xml", strings.as_bytes()));
    }
    zipped(&parts)
}

/// A workbook with a title, merged headers, numbers, a date, formulas and a hidden sheet.
fn sample() -> Vec<u8> {
    static SAMPLE: LazyLock<Vec<u8>> = LazyLock::new(make_sample);
    SAMPLE.clone()
}

fn make_sample() -> Vec<u8> {
    use rust_xlsxwriter::{ExcelDateTime, Format, Formula, Workbook};
    let mut book = Workbook::new();
    let sheet = book.add_worksheet().set_name("小学").unwrap();
    sheet.merge_range(0, 0, 0, 3, "××县义务教育学校基本情况", &Format::new()).unwrap();
    sheet.merge_range(1, 0, 2, 0, "学校名称", &Format::new()).unwrap();
    sheet.merge_range(1, 1, 1, 2, "在校生数", &Format::new()).unwrap();
    sheet.write(2, 1, "计").unwrap().write(2, 2, "其中：女").unwrap();
    sheet.write(3, 0, " 䶮河镇𡶶小学 ").unwrap().write(3, 1, 4.16).unwrap().write(3, 2, 0).unwrap();
    let day = Format::new().set_num_format("yyyy\"年\"m\"月\"d\"日\"");
    sheet.write_with_format(3, 3, ExcelDateTime::from_ymd(2024, 9, 1).unwrap(), &day).unwrap();
    sheet.write_formula(4, 1, Formula::new("=B4*2").set_result("8.32")).unwrap();
    sheet.write_formula(4, 2, Formula::new("=1/0").set_result("#DIV/0!")).unwrap();
    sheet.write_formula(4, 3, Formula::new("=NA()").set_result("#SPILL!")).unwrap();
    sheet.write(4, 0, true).unwrap();
    let hidden = book.add_worksheet().set_name("参考").unwrap();
    hidden.write(0, 0, "旧数据").unwrap();
    hidden.set_hidden(true);
    book.save_to_buffer().unwrap()
}

#[test]
fn a_workbook_is_read_with_its_merges_dates_errors_and_hidden_sheets() {
    let mut told = Vec::new();
    let book =
        read_file(&sample(), "县.xlsx", &ReadOptions::default(), &mut |done, total| told.push((done, total))).unwrap();
    assert_eq!((book.format, book.displayed, book.encoding.as_deref()), (Format::Xlsx, false, None));
    let [sheet, hidden] = book.sheets.as_slice() else { unreachable!("two sheets") };
    assert_eq!((sheet.name.as_deref(), sheet.hidden), (Some("小学"), false));
    assert_eq!((hidden.name.as_deref(), hidden.hidden), (Some("参考"), true));
    assert_eq!(
        sheet.merges,
        [
            Merge { top: 0, left: 0, bottom: 0, right: 3 },
            Merge { top: 1, left: 0, bottom: 2, right: 0 },
            Merge { top: 1, left: 1, bottom: 1, right: 2 },
        ]
    );
    assert_eq!(sheet.cell(0, 0), text("××县义务教育学校基本情况"));
    assert_eq!(sheet.row(3), [text(" 䶮河镇𡶶小学 "), Cell::Number(4.16), Cell::Number(0.0), Cell::Date("2024-09-01")]);
    let error = Cell::Error;
    assert_eq!(sheet.cell(4, 0), Cell::Boolean(true));
    assert_eq!(sheet.cell(4, 1), Cell::Number(8.32));
    assert_eq!(sheet.cell(4, 2), error("#DIV/0!"));
    assert_eq!(sheet.row_count(), 5);
    assert_eq!(told.last().map(|(done, total)| done == total), Some(true));
    assert!(told.is_sorted());
    // The library that wrote the file calculates nothing, and says so inside.
    assert!(book.issues.iter().any(|issue| issue.code == "uncalculated_formulas"));
}

#[test]
fn names_and_kinds_of_files_do_not_depend_on_each_other() {
    let expected = read(&sample(), "a").unwrap().sheets;
    for name in ["a.xlsx", "a.csv", "a.png", "附件2：××县（最终版）(3) - 副本.xls"] {
        assert_eq!(read(&sample(), name).unwrap().sheets, expected);
    }
    assert_eq!(read("甲,1\n乙,2".as_bytes(), "a.xlsx").unwrap().format, Format::Delimited);
}

#[test]
fn formulas_without_a_stored_value_are_errors_and_empty_results_are_not() {
    let sheet = r#"<sheetData><row r="1">
        <c r="A1"><f>SUM(B1)</f><v></v></c><c r="B1"><f>SUM(B1)</f></c><c r="C1" t="str"><f>""</f><v></v></c>
        <c r="D1" t="e"><f>X</f><v>#SPILL!</v></c><c r="E1" t="inlineStr"><is><r><t>学 </t></r><r><t>校</t></r><rPh><t>xue</t></rPh></is></c>
        <c r="F1" t="s"><v>7</v></c><c r="G1"><v>1e999</v></c><c r="H1" t="b"><v>1</v></c><c r="I1" t="d"><v>2024-01-02</v></c>
        <c r="J1" t="str"><v>a&amp;b&#x5b66;</v></c><c t="n"><v>5</v></c></row></sheetData>"#;
    let book = read(&xlsx_with(sheet, Some("<sst uniqueCount='99999999999999'><si><t>x</t></si></sst>")), "a").unwrap();
    let error = Cell::Error;
    assert_eq!(
        book.sheets[0].row(0),
        [
            error("#FORMULA"),
            error("#FORMULA"),
            Cell::Empty,
            error("#SPILL!"),
            text("学 校"),
            error("#STRING"),
            text("1e999"),
            Cell::Boolean(true),
            Cell::Date("2024-01-02"),
            text("a&b学"),
            Cell::Number(5.0),
        ]
    );
}

#[test]
fn stray_cells_far_away_are_refused_and_formatting_far_away_is_not() {
    let row = |cell: &str| format!(r#"<sheetData><row r="1"><c r="A1"><v>1</v></c></row>{cell}</sheetData>"#);
    let formatted = row(r#"<row r="1048576"><c r="XFD1048576" s="1"/></row>"#);
    let book = read(&xlsx_with(&formatted, None), "a").unwrap();
    assert_eq!((book.sheets[0].row_count(), book.sheets[0].width()), (1, 1));
    let cell = |place: &str| row(&format!(r#"<row><c r="{place}"><v>1</v></c></row>"#));
    let code = |place: &str| read(&xlsx_with(&cell(place), None), "a").map(|book| book.sheets.len());
    assert_eq!(code("XFD1048576"), Err("too_many_rows".to_owned()));
    assert_eq!(code(&format!("A{MAX_ROWS}")), Ok(1));
    assert_eq!(code(&format!("A{}", MAX_ROWS + 1)), Err("too_many_rows".to_owned()));
    assert_eq!(code("AMJ2"), Ok(1), "column {MAX_COLUMNS}");
    assert_eq!(code("AMK2"), Err("too_many_columns".to_owned()));
    let wide: String = (1..=6_500).map(|row| format!(r#"<row r="{row}"><c r="AMJ{row}"><v>1</v></c></row>"#)).collect();
    assert_eq!(
        read(&xlsx_with(&format!("<sheetData>{wide}</sheetData>"), None), "a"),
        Err("too_many_cells".to_owned())
    );
    let problem =
        read_file(&xlsx_with(&cell("C300000"), None), "县.xlsx", &ReadOptions::default(), &mut |_, _| {}).unwrap_err();
    assert_eq!(problem.location.unwrap().describe(), "县.xlsx › 表 › C300000");
}

#[test]
fn repeated_long_texts_do_not_multiply_without_bound() {
    let strings = format!("<sst><si><t>{}</t></si></sst>", "长".repeat(300_000));
    let cells: String = (1..=400).map(|row| format!(r#"<row><c r="A{row}" t="s"><v>0</v></c></row>"#)).collect();
    assert_eq!(
        read(&xlsx_with(&format!("<sheetData>{cells}</sheetData>"), Some(&strings)), "a"),
        Err("too_many_cells".to_owned())
    );
}

#[test]
fn merges_reach_no_further_than_content_and_hidden_rows_are_said() {
    let sheet = r#"<cols><col min="2" max="2" hidden="1"/></cols><sheetData><row r="1"><c r="A1"><v>1</v></c></row>
        <row r="2" hidden="1"><c r="A2"><v>1</v></c><c r="B2"><v>1</v></c></row></sheetData>
        <mergeCells><mergeCell ref="A1:XFD1"/><mergeCell ref="A1:A1"/><mergeCell ref="C3:D9"/><mergeCell ref="B2:A1"/></mergeCells>"#;
    let book = read(&xlsx_with(sheet, None), "a").unwrap();
    assert_eq!(book.sheets[0].merges, [Merge { top: 0, left: 0, bottom: 0, right: 1 }]);
    let said: Vec<_> =
        book.issues.iter().map(|i| (i.code.as_str(), i.location.as_ref().unwrap().cell.as_deref().unwrap())).collect();
    assert_eq!(said, [("hidden_rows", "A2"), ("hidden_columns", "B2")]);
}

#[test]
fn archives_that_inflate_to_too_much_are_refused() {
    // What is declared is refused before anything is inflated; that claims are not believed is tested beside the code.
    let declaring = |size: u32| {
        let mut bytes = sample();
        let at = bytes.windows(4).position(|window| window == b"PK\x01\x02").unwrap();
        bytes[at + 24..at + 28].copy_from_slice(&size.to_le_bytes());
        bytes
    };
    assert_eq!(read(&declaring((128 << 20) + 1), "a"), Err("suspicious_archive".into()));
    assert_eq!(read(&declaring(5 << 20), "a"), Err("suspicious_archive".into()), "a ratio above 200");
    let many: Vec<String> = (0..2_100).map(|i| format!("xl/{i}.xml")).collect();
    let parts: Vec<(&str, &[u8])> = [("[Content_Types].xml", &b""[..])]
        .into_iter()
        .chain(many.iter().map(|name| (name.as_str(), &b""[..])))
        .collect();
    assert_eq!(read(&zipped(&parts), "a"), Err("suspicious_archive".into()));
    assert_eq!(read(&zipped(&[("[Content_Types].xml", b""), ("../xl/a", b"")]), "a"), Err("suspicious_archive".into()));
}

#[test]
fn document_type_declarations_are_refused() {
    let bytes =
        zipped(&[("[Content_Types].xml", b"<T/>"), ("_rels/.rels", b"<!DOCTYPE x [<!ENTITY a 'b'>]><Relationships/>")]);
    assert_eq!(read(&bytes, "a"), Err("suspicious_xml".into()));
}

#[test]
fn files_of_other_kinds_are_named() {
    let word = zipped(&[("[Content_Types].xml", b""), ("word/document.xml", b"")]);
    let slides = zipped(&[("[Content_Types].xml", b""), ("ppt/presentation.xml", b"")]);
    let odt = zipped(&[("mimetype", b"application/vnd.oasis.opendocument.text"), ("content.xml", b"")]);
    let xlsb = zipped(&[
        ("[Content_Types].xml", b""),
        ("_rels/.rels", br#"<R><Relationship Id="a" Type="x/officeDocument" Target="xl/workbook.bin"/></R>"#),
    ]);
    let html = "<html xmlns:x=\"urn:schemas-microsoft-com:office:excel\"><body><p>no table</p>";
    let truncated = sample();
    let truncated = &truncated[..truncated.len() / 2];
    let cases: [(&[u8], &str); 22] = [
        (b"", "empty_input"),
        (b" \r\n\t ", "empty_input"),
        (b"\x89PNG\r\n\x1a\n\0\0", "picture"),
        (b"\xff\xd8\xff\xe0\0\0JFIF", "picture"),
        (b"GIF89a\x01", "picture"),
        (b"RIFF\x01\x02\x03\x04WEBPVP8 ", "picture"),
        (b"%PDF-1.7\n", "pdf"),
        (b"Rar!\x1a\x07\x01\0", "archive"),
        (b"7z\xbc\xaf\x27\x1c\0", "archive"),
        (b"\x1f\x8b\x08\0", "archive"),
        (&zipped(&[("一.xlsx", b"PK")]), "archive"),
        (&word, "word_document"),
        (&odt, "word_document"),
        (b"{\\rtf1\\ansi}", "word_document"),
        (&slides, "presentation"),
        (&xlsb, "binary_workbook"),
        (html.as_bytes(), "html_workbook"),
        (b"<?xml version=\"1.0\"?><Workbook xmlns=\"urn:schemas-microsoft-com:office:spreadsheet\">", "truncated"),
        (b"MIME-Version: 1.0\r\nContent-Type: multipart/related", "html_workbook"),
        (b"\x7fELF\x02\x01\x01\0\0\0\0\x03\x04\x05\x06\x07", "unknown_format"),
        (b"PK\x03\x04", "truncated"),
        (truncated, "truncated"),
    ];
    for (bytes, code) in cases {
        assert_eq!(
            read(bytes, "a.xlsx").map(|book| book.format),
            Err(code.to_owned()),
            "{:?}",
            &bytes[..bytes.len().min(40)]
        );
    }
    assert_eq!(read(&vec![b'1'; MAX_BYTES + 1], "a"), Err("too_large".into()));
    assert_eq!(read(&zipped(&[("[Content_Types].xml", b"")]), "a"), Err("unreadable_workbook".into()));
    assert_eq!(read(&xlsx_with("<sheetData/>", None), "a"), Err("empty_input".into()));
    assert_eq!(read(&xlsx_with("<sheetData><row><c><v>1</v>", None), "a"), Err("unreadable_workbook".into()));
}

/// Files of the project's collection.
fn collected(name: &str) -> Vec<u8> {
    std::fs::read(format!("{}/tests/files/{name}", env!("CARGO_MANIFEST_DIR"))).unwrap()
}

#[test]
fn the_collected_bad_files_are_refused_for_what_they_are() {
    for (name, code) in [
        ("docx-renamed.xlsx", "word_document"),
        ("empty.csv", "empty_input"),
        ("encrypted.xlsx", "encrypted"),
        ("picture-renamed.xlsx", "picture"),
        ("truncated.xlsx", "truncated"),
    ] {
        assert_eq!(read(&collected(&format!("bad/{name}")), name), Err(code.to_owned()), "{name}");
    }
    let bomb = read(&collected("bad/zip-bomb-small.xlsx"), "a").unwrap_err();
    assert!(["suspicious_archive", "too_many_rows", "too_many_cells"].contains(&bomb.as_str()), "{bomb}");
    // A web page with a table is read, whatever it is called.
    let book = read(&collected("bad/html-renamed.xls"), "a.xls").unwrap();
    assert_eq!((book.format, book.sheets.len()), (Format::Html, 1));
    let book = read(&collected("bad/utf16.csv"), "a").unwrap();
    assert!(book.encoding.unwrap().starts_with("utf-16"));
}

#[test]
fn the_collected_workbooks_are_read_as_calamine_reads_them() {
    for name in ["qinghe-county.xlsx", "qinghe-county-doubles.xlsx", "messy-headers.xlsx"] {
        let bytes = collected(name);
        let book = read(&bytes, name).unwrap();
        assert_eq!(cells_of(&book), cells_of_calamine(&bytes), "{name}");
        let mut other = calamine::Xlsx::new(Cursor::new(bytes.as_slice())).unwrap();
        for sheet in &book.sheets {
            let merges = other.merge_cells_by_sheet_name(sheet.name.as_deref().unwrap()).unwrap();
            let merges: Vec<Merge> = merges
                .iter()
                .map(|area| Merge { top: area.start.0, left: area.start.1, bottom: area.end.0, right: area.end.1 })
                .collect();
            assert_eq!(sheet.merges, merges, "{name}");
        }
    }
}

#[test]
fn the_collected_tables_are_equal_in_both_encodings() {
    let utf_8 = read(&collected("qinghe-one-sheet.csv"), "a").unwrap();
    let gb = read(&collected("qinghe-one-sheet.gb18030.csv"), "a").unwrap();
    assert_eq!((utf_8.encoding.as_deref(), gb.encoding.as_deref()), (Some("utf-8"), Some("gb18030")));
    assert_eq!(utf_8.sheets, gb.sheets);
    assert!(utf_8.issues.is_empty(), "{:?}", utf_8.issues);
}

/// An open document spreadsheet around the given tables.
fn ods_with(tables: &str) -> Vec<u8> {
    let content = format!(
        r#"<office:document-content><office:automatic-styles><style:style style:name="h" style:family="table">
        <style:table-properties table:display="false"/></style:style></office:automatic-styles>
        <office:body><office:spreadsheet>{tables}</office:spreadsheet></office:body></office:document-content>"#
    );
    let manifest = b"<manifest:manifest/>";
    zipped(&[
        ("mimetype", b"application/vnd.oasis.opendocument.spreadsheet"),
        ("META-INF/manifest.xml", manifest),
        ("content.xml", content.as_bytes()),
    ])
}

#[test]
fn an_open_document_is_read_with_merges_repeats_and_hidden_sheets() {
    let book = read(
        &ods_with(
            r#"<table:table table:name="一"><table:table-row>
            <table:table-cell table:number-columns-spanned="2" office:value-type="string"><text:p>题<text:s text:c="2"/>目</text:p><text:p>二</text:p><office:annotation><text:p>批注</text:p></office:annotation></table:table-cell>
            <table:covered-table-cell/><table:table-cell table:number-columns-repeated="16000"/></table:table-row>
            <table:table-row table:number-rows-repeated="2"><table:table-cell/></table:table-row>
            <table:table-row table:number-rows-repeated="2"><table:table-cell office:value-type="float" office:value="4.16" table:number-columns-repeated="2"><text:p>4.2</text:p></table:table-cell>
            <table:table-cell office:value-type="date" office:date-value="2024-09-01"/><table:table-cell table:formula="of:=1/0" office:value-type="string" office:string-value="" calcext:value-type="error"><text:p>#DIV/0!</text:p></table:table-cell>
            <table:table-cell table:formula="of:=1"/></table:table-row>
            <table:table-row table:number-rows-repeated="1048000"><table:table-cell table:number-columns-repeated="1024"/></table:table-row>
            </table:table><table:table table:name="二" table:style-name="h"><table:table-row><table:table-cell office:value-type="boolean" office:boolean-value="true"/></table:table-row></table:table>"#,
        ),
        "a.ods",
    )
    .unwrap();
    let [sheet, hidden] = book.sheets.as_slice() else { unreachable!("two sheets") };
    assert_eq!((book.format, sheet.hidden, hidden.hidden), (Format::Ods, false, true));
    assert_eq!(sheet.row_count(), 5);
    assert_eq!(sheet.cell(0, 0), text("题  目\n二"));
    let error = Cell::Error;
    assert_eq!(
        sheet.row(4),
        [Cell::Number(4.16), Cell::Number(4.16), Cell::Date("2024-09-01"), error("#DIV/0!"), error("#FORMULA")]
    );
    assert_eq!(sheet.merges, [Merge { top: 0, left: 0, bottom: 0, right: 1 }]);
    assert_eq!(hidden.row(0), [Cell::Boolean(true)]);
}

#[test]
fn an_open_document_without_end_or_without_bound_is_refused() {
    let endless = zipped(&[
        ("mimetype", b"application/vnd.oasis.opendocument.spreadsheet"),
        ("content.xml", b"<office:document-content><table:table table:name='a'>"),
    ]);
    assert_eq!(read(&endless, "a"), Err("unreadable_workbook".into()));
    let row = r#"<table:table table:name="a"><table:table-row table:number-rows-repeated="1048576"><table:table-cell office:value-type="float" office:value="1" table:number-columns-repeated="1000"/></table:table-row></table:table>"#;
    assert_eq!(read(&ods_with(row), "a"), Err("too_many_cells".into()));
}

#[test]
fn the_encoding_makes_no_difference_and_can_be_chosen() {
    let source = "学校名称,学生数\n䶮河镇𡶶小学,1024\n";
    let gb = encoding_rs::GB18030.encode(source).0.into_owned();
    let utf_16: Vec<u8> = source.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let plain = read(source.as_bytes(), "a").unwrap();
    assert_eq!(plain.encoding.as_deref(), Some("utf-8"));
    for (bytes, label) in [(&gb, "gb18030"), (&utf_16, "utf-16le")] {
        let book = read(bytes, "a").unwrap();
        assert_eq!((book.encoding.as_deref(), &book.sheets), (Some(label), &plain.sheets));
    }
    let wrong = ReadOptions { encoding: Some("utf-8".into()), ..ReadOptions::default() };
    let book = read_file(&gb, "a", &wrong, &mut |_, _| {}).unwrap();
    assert!(book.issues.iter().any(|issue| issue.code == "undecodable_text"));
    let unknown = ReadOptions { encoding: Some("klingon".into()), ..ReadOptions::default() };
    let problem = read_file(&gb, "a", &unknown, &mut |_, _| {}).unwrap_err();
    assert_eq!((problem.code.as_str(), problem.location.unwrap().describe().as_str()), ("unknown_encoding", "a"));
}

/// The cells another reader finds, by place.
fn cells_of_calamine(bytes: &[u8]) -> Vec<(String, u32, u32, String)> {
    let mut book = calamine::Xlsx::new(Cursor::new(bytes)).unwrap();
    let mut cells = Vec::new();
    for name in book.sheet_names() {
        let range = book.worksheet_range(&name).unwrap();
        let (top, left) = range.start().unwrap_or_default();
        for (row, column, value) in range.used_cells() {
            let place = (top + u32::try_from(row).unwrap(), left + u32::try_from(column).unwrap());
            let text = match value {
                calamine::Data::String(text) => format!("t{}", text.trim()),
                calamine::Data::Float(number) => format!("n{number:?}"),
                calamine::Data::Bool(flag) => format!("b{flag}"),
                other => format!("{other:?}"),
            };
            cells.push((name.clone(), place.0, place.1, text));
        }
    }
    cells
}

fn cells_of(book: &Workbook) -> Vec<(String, u32, u32, String)> {
    let mut cells = Vec::new();
    for sheet in &book.sheets {
        for (row, line) in sheet.rows().enumerate() {
            for (column, cell) in line.iter().enumerate() {
                let text = match cell {
                    Cell::Empty => continue,
                    Cell::Text(text) => format!("t{}", text.trim()),
                    Cell::Number(number) => format!("n{number:?}"),
                    Cell::Boolean(flag) => format!("b{flag}"),
                    other => format!("{other:?}"),
                };
                cells.push((
                    sheet.name.clone().unwrap(),
                    u32::try_from(row).unwrap(),
                    u32::try_from(column).unwrap(),
                    text,
                ));
            }
        }
    }
    cells
}

/// Replaces bytes inside one part of an archive and packs it anew, so that the damage reaches the XML.
fn with_damaged_part(bytes: &[u8], part: usize, edits: &[(usize, u8)]) -> Vec<u8> {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).unwrap();
    let count = archive.len();
    let mut parts: Vec<(String, Vec<u8>)> = Vec::new();
    for index in 0..count {
        let mut file = archive.by_index(index).unwrap();
        let mut content = Vec::new();
        file.read_to_end(&mut content).unwrap();
        parts.push((file.name().unwrap().to_string(), content));
    }
    let content = &mut parts[part % count].1;
    for (at, byte) in edits {
        if let Some(place) = (!content.is_empty()).then(|| at % content.len()) {
            content[place] = *byte;
        }
    }
    let borrowed: Vec<(&str, &[u8])> =
        parts.iter().map(|(name, content)| (name.as_str(), content.as_slice())).collect();
    zipped(&borrowed)
}

#[derive(Debug, Clone)]
enum Value {
    Text(String),
    Number(f64),
    Flag(bool),
}

fn value() -> impl Strategy<Value = Value> {
    prop_oneof![
        "[一-龥a-zA-Z0-9 <>&\"'_x\u{20000}-\u{20010}]{1,12}"
            .prop_filter("not blank", |t| !t.trim().is_empty())
            .prop_map(Value::Text),
        any::<f64>().prop_filter("finite", |n| n.is_finite()).prop_map(Value::Number),
        (-1_000_000_i32..1_000_000).prop_map(|n| Value::Number(f64::from(n) / 100.0)),
        any::<bool>().prop_map(Value::Flag),
    ]
}

#[test]
fn the_mark_of_an_encoding_does_not_make_a_file_more_of_a_text() {
    // Nine characters, one of them a control character, behind the mark: one more would make it a text.
    let source = "\u{feff}\n\n\n\n\u{8a}甲1\n,";
    let read = |bytes: &[u8], encoding: &str| {
        let options = ReadOptions { encoding: Some(encoding.to_owned()), delimiter: None };
        read_file(bytes, "a", &options, &mut |_, _| {}).map(|_| ()).map_err(|problem| problem.code)
    };
    let gb = encoding_rs::GB18030.encode(source).0.into_owned();
    assert_eq!(read(&gb, "gb18030"), Err("unknown_format".to_owned()));
    assert_eq!(read(source.as_bytes(), "utf-8"), Err("unknown_format".to_owned()));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, ..ProptestConfig::default() })]

    #[test]
    fn any_bytes_are_read_or_refused(bytes in proptest::collection::vec(any::<u8>(), 0..2_000), head in 0..8_usize) {
        let heads: [&[u8]; 8] = [b"", b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"<", b"\"", b"\xef\xbb\xbf", b"\xff\xfe", b"%P"];
        let bytes = [heads[head], &bytes].concat();
        let _ = read(&bytes, "a");
    }

    #[test]
    fn any_text_is_read_or_refused(source in "[\\PC\t\n\r\",;，]{0,200}", delimiter in proptest::option::of(any::<char>())) {
        let options = ReadOptions { delimiter, ..ReadOptions::default() };
        let _ = read_text(&source, &options);
        let _ = read_file(source.as_bytes(), "a", &options, &mut |_, _| {});
    }

    #[test]
    fn damaged_workbooks_are_read_or_refused(edits in proptest::collection::vec((any::<usize>(), any::<u8>()), 1..8), cut in any::<usize>()) {
        let mut bytes = sample();
        for (at, byte) in &edits {
            let place = at % bytes.len();
            bytes[place] = *byte;
        }
        let _ = read(&bytes, "a");
        bytes.truncate(cut % bytes.len());
        let _ = read(&bytes, "a");
    }

    #[test]
    fn damaged_parts_are_read_or_refused(part in any::<usize>(), edits in proptest::collection::vec((any::<usize>(), any::<u8>()), 1..8)) {
        let _ = read(&with_damaged_part(&sample(), part, &edits), "a");
    }

    #[test]
    fn workbooks_are_read_as_calamine_reads_them(cells in proptest::collection::btree_map((0..40_u32, 0..20_u16), value(), 1..60)) {
        let mut book = rust_xlsxwriter::Workbook::new();
        let sheet = book.add_worksheet();
        for ((row, column), value) in &cells {
            match value {
                Value::Text(text) => sheet.write(*row, *column, text).unwrap(),
                Value::Number(number) => sheet.write(*row, *column, *number).unwrap(),
                Value::Flag(flag) => sheet.write(*row, *column, *flag).unwrap(),
            };
        }
        let bytes = book.save_to_buffer().unwrap();
        prop_assert_eq!(cells_of(&read(&bytes, "a").unwrap()), cells_of_calamine(&bytes));
    }

    #[test]
    fn any_workbook_is_packed_and_comes_back(
        rows in proptest::collection::vec(proptest::collection::vec((0_u8..7, "\\PC{0,5}", any::<f64>()), 0..6), 0..8),
        puts in proptest::collection::vec((0_u32..10, 0_u32..8, "[甲a ]{0,2}"), 0..6),
        issue in any::<bool>(),
        name in proptest::option::of("\\PC{0,4}"),
        merge in any::<(u32, u32, u32, u32)>(),
    ) {
        let cells = rows.iter().map(|row| row.iter().map(|(kind, text, number)| match kind {
            0 => Cell::Empty,
            1 => Cell::Number(if number.is_nan() { 0.0 } else { *number }),
            2 => Cell::Boolean(text.len() > 3),
            3 => Cell::Date(text),
            4 => Cell::Error(text),
            _ => Cell::Text(text),
        }));
        let mut sheet: Sheet = cells.collect();
        sheet.name.clone_from(&name);
        sheet.merges.push(Merge { top: merge.0, left: merge.1, bottom: merge.2, right: merge.3 });
        let puts: Vec<(u32, u32, &str)> = puts.iter().map(|(row, column, text)| (*row, *column, text.as_str())).collect();
        let typed = sheet.with(&puts);
        for (at, (row, column, text)) in puts.iter().enumerate() {
            if !puts[at + 1..].iter().any(|later| (later.0, later.1) == (*row, *column)) {
                let expected = if text.is_empty() { Cell::Empty } else { Cell::Text(text) };
                prop_assert_eq!(typed.cell(*row as usize, *column as usize), expected);
            }
        }
        let mut book = read(b"a,b\nc,d\n", "a").unwrap();
        book.sheets.extend([sheet, typed]);
        if issue {
            book.issues = read("\u{feff}a,b\n\u{feff}c,d\0\n".as_bytes(), "a").unwrap().issues;
            prop_assert!(!book.issues.is_empty());
        }
        let packed = book.pack();
        prop_assert_eq!(Workbook::unpack(&packed), Some(book));
    }

    #[test]
    fn any_bytes_are_unpacked_or_refused(tail in proptest::collection::vec(any::<u8>(), 0..60), at in any::<usize>(), byte in any::<u8>()) {
        prop_assert_eq!(Workbook::unpack(&tail), None);
        let mut packed = read("名称,数\n甲,1\n,\n乙,2\n".as_bytes(), "a").unwrap().pack();
        let at = at % packed.len();
        packed[at] = byte;
        // What is accepted is a workbook that can be gone through, and packed again.
        if let Some(book) = Workbook::unpack(&packed) {
            prop_assert_eq!(Workbook::unpack(&book.pack()), Some(book));
        }
        packed.truncate(at);
        packed.extend(tail);
        let _ = Workbook::unpack(&packed);
    }

    #[test]
    fn csv_is_cut_as_the_csv_crate_cuts_it(rows in proptest::collection::vec(proptest::collection::vec("[一-龥a-z \",\n\r0-9]{0,6}", 3), 1..12), gb in any::<bool>()) {
        let mut writer = csv::WriterBuilder::new().from_writer(Vec::new());
        for row in &rows {
            writer.write_record(row).unwrap();
        }
        let source = String::from_utf8(writer.into_inner().unwrap()).unwrap();
        // A few rare characters do not tell their encoding; how it is found is tested elsewhere.
        let encoding = gb.then(|| "gb18030".to_owned());
        let options = ReadOptions { delimiter: Some(','), encoding };
        let bytes = if gb { encoding_rs::GB18030.encode(&source).0.into_owned() } else { source.clone().into_bytes() };
        let Ok(book) = read_file(&bytes, "a", &options, &mut |_, _| {}) else {
            prop_assert!(rows.iter().flatten().all(|field| field.trim().is_empty()));
            return Ok(());
        };
        for (row, fields) in rows.iter().enumerate() {
            for (column, field) in fields.iter().enumerate() {
                let expected = if field.is_empty() { Cell::Empty } else { Cell::Text(field) };
                prop_assert_eq!(book.sheets[0].cell(row, column), expected);
            }
        }
        prop_assert!(book.sheets[0].row_count() <= rows.len());
    }

    #[test]
    fn gb18030_is_cut_as_its_decoded_text_is(pieces in proptest::collection::vec(proptest::sample::select(vec![
        &b","[..], b"\t", b"\"", b"\"\"", b"\r\n", b"\n", b"\r", b"a", b"1", b" ", b"|", b"\0", b";",
        b"\xd0\xa1", b"\xd1\xa7", b"\x81|", b"\xa3\xac", b"\x81", b"\xff", b"\x84\x31\x95\x33", b"\x81\x30", b"\x82\x30\x81", b"\x84\x31\xa4\x37",
    ]), 0..80), delimiter in proptest::option::of(proptest::sample::select(vec![',', '\t', '|', '，', ';', '"', '小', '\n', 'a']))) {
        let bytes = pieces.concat();
        let text = encoding_rs::GB18030.decode_without_bom_handling(&bytes).0.into_owned();
        let read = |bytes: &[u8], encoding: &str| {
            let options = ReadOptions { encoding: Some(encoding.to_owned()), delimiter };
            read_file(bytes, "a", &options, &mut |_, _| {})
                .map(|book| Workbook { encoding: None, ..book })
                .map_err(|problem| problem.code)
        };
        prop_assert_eq!(read(&bytes, "gb18030"), read(text.as_bytes(), "utf-8"));
    }

    #[test]
    fn any_text_is_cut_into_rows_without_a_loss(source in "[甲乙a1 ,;|，\t\"\r\n]{0,80}", delimiter in proptest::sample::select(vec![',', '\t', '|', '，', ';'])) {
        let options = ReadOptions { delimiter: Some(delimiter), ..ReadOptions::default() };
        let Ok(book) = read_file(source.as_bytes(), "a", &options, &mut |_, _| {}) else { return Ok(()) };
        // Whatever quotation marks do, the letters come back, in their order.
        let letters = |text: &str| text.chars().filter(|c| matches!(c, '甲' | '乙' | 'a' | '1')).collect::<String>();
        let cells = book.sheets[0].rows().flat_map(|row| row.iter()).map(|cell| match cell {
            Cell::Text(text) => letters(text),
            _ => String::new(),
        });
        prop_assert_eq!(cells.collect::<String>(), letters(&source));
        if !source.contains('"') {
            let lines = source.replace("\r\n", "\n").replace('\r', "\n");
            for (row, line) in lines.split('\n').enumerate() {
                for (column, field) in line.split(delimiter).enumerate() {
                    let expected = if field.is_empty() { Cell::Empty } else { Cell::Text(field) };
                    prop_assert_eq!(book.sheets[0].cell(row, column), expected);
                }
            }
        }
    }

    #[test]
    fn copied_cells_come_back(rows in proptest::collection::vec(proptest::collection::vec("[一-龥a-z ,0-9]{0,4}(\n[一-龥\"]{1,3})?", 2..5), 1..10)) {
        // As Excel writes the clipboard: a cell with a line break is quoted, every row is ended.
        let cell = |text: &String| if text.contains('\n') { format!("\"{}\"", text.replace('"', "\"\"")) } else { text.clone() };
        let source: String = rows.iter().map(|row| row.iter().map(cell).collect::<Vec<_>>().join("\t") + "\r\n").collect();
        let Ok(book) = read_text(&source, &ReadOptions::default()) else {
            prop_assert!(rows.iter().flatten().all(|field| field.trim().is_empty()));
            return Ok(());
        };
        for (row, fields) in rows.iter().enumerate() {
            for (column, field) in fields.iter().enumerate() {
                let expected = if field.is_empty() { Cell::Empty } else { Cell::Text(field) };
                prop_assert_eq!(book.sheets[0].cell(row, column), expected);
            }
        }
    }
}

/// A record of a binary workbook.
fn record(kind: u16, data: &[u8]) -> Vec<u8> {
    let length = u16::try_from(data.len()).unwrap();
    [&kind.to_le_bytes()[..], &length.to_le_bytes(), data].concat()
}

fn words(values: &[u16]) -> Vec<u8> {
    values.iter().flat_map(|value| value.to_le_bytes()).collect()
}

/// A stream in a compound file; long enough for the ordinary sectors, so that it needs no second table.
fn compound(name: &str, stream: &[u8]) -> Vec<u8> {
    let mut stream = stream.to_vec();
    stream.resize(stream.len().max(4_096).next_multiple_of(512), 0);
    let sectors = stream.len() / 512;
    let mut file = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1".to_vec();
    file.resize(24, 0);
    file.extend(words(&[0x3e, 3, 0xfffe, 9, 6, 0, 0, 0]));
    for word in [0_u32, 1, 1, 0, 4_096, 0xffff_fffe, 0, 0xffff_fffe, 0, 0] {
        file.extend(word.to_le_bytes());
    }
    file.resize(512, 0xff);
    // The allocation table, then the directory, then the stream.
    let mut table = vec![0xffff_fffd_u32, 0xffff_fffe];
    table.extend((0..sectors).map(|i| if i + 1 == sectors { 0xffff_fffe } else { u32::try_from(i + 3).unwrap() }));
    table.resize(128, 0xffff_ffff);
    file.extend(table.iter().flat_map(|word| word.to_le_bytes()));
    for (name, kind, start, size) in
        [("Root Entry", 5, 0xffff_fffe_u32, 0_usize), (name, 2, 2, stream.len()), ("", 0, 0, 0), ("", 0, 0, 0)]
    {
        let mut entry: Vec<u8> = name.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let length = if name.is_empty() { 0 } else { entry.len() + 2 };
        entry.resize(64, 0);
        entry.extend(words(&[u16::try_from(length).unwrap(), kind]));
        entry.resize(116, 0);
        entry.extend(start.to_le_bytes());
        entry.extend(u32::try_from(size).unwrap().to_le_bytes());
        entry.resize(128, 0);
        file.extend(entry);
    }
    file.extend(stream);
    file
}

/// A binary workbook with one visible and one hidden sheet, and a string that runs over two records.
fn xls(filepass: bool) -> Vec<u8> {
    let wide = |text: &str| -> Vec<u8> { text.encode_utf16().flat_map(u16::to_le_bytes).collect() };
    let bof = |kind| record(0x809, &words(&[0x600, kind, 0, 0, 0, 0, 0, 0]));
    let end = record(0x0a, &[]);
    let listed = |at: usize, state: u8, name: &str| {
        let count = u8::try_from(name.encode_utf16().count()).unwrap();
        record(0x85, &[&u32::try_from(at).unwrap().to_le_bytes()[..], &[state, 0, count, 1], &wide(name)].concat())
    };
    let strings = [
        // Two strings: one with rich runs, one cut by the end of the record, its rest narrow.
        record(
            0xfc,
            &[&[2, 0, 0, 0, 2, 0, 0, 0][..], &[2, 0, 9, 1, 0], &wide("学校"), &[0; 4], &[4, 0, 1], &wide("小学")]
                .concat(),
        ),
        record(0x3c, b"\0AB"),
    ]
    .concat();
    let globals = |first: usize, second: usize| {
        [
            bof(5),
            if filepass { record(0x2f, &[1, 0, 1, 0]) } else { Vec::new() },
            record(0x41e, &[&[200, 0, 6, 0, 0][..], b"yyyy/m"].concat()),
            record(0xe0, &[0; 20]),
            record(0xe0, &[&[0, 0, 200, 0][..], &[0; 16]].concat()),
            listed(first, 0, "小学"),
            listed(second, 1, "Alt"),
            strings.clone(),
            end.clone(),
        ]
        .concat()
    };
    let cell = |row: u16, column: u16, style: u16, data: &[u8]| [&words(&[row, column, style])[..], data].concat();
    let first = [
        bof(0x10),
        record(0xfd, &cell(0, 0, 0, &[0, 0, 0, 0])),
        record(0xfd, &cell(0, 1, 0, &[1, 0, 0, 0])),
        record(0xfd, &cell(0, 2, 0, &[9, 0, 0, 0])),
        record(0x208, &words(&[1, 0, 3, 0, 0, 0, 0x20, 0])),
        record(0x203, &cell(1, 0, 0, &4.16_f64.to_le_bytes())),
        record(0x27e, &cell(1, 1, 0, &((416_u32 << 2) | 3).to_le_bytes())),
        record(0x203, &cell(1, 2, 1, &45_292.0_f64.to_le_bytes())),
        record(
            0xbd,
            &[
                &words(&[2, 0])[..],
                &[0, 0],
                &(7_u32 << 2 | 2).to_le_bytes(),
                &[0, 0],
                &0x4010_0000_u32.to_le_bytes(),
                &[1, 0],
            ]
            .concat(),
        ),
        record(0x205, &cell(2, 2, 0, &[7, 1])),
        record(0x205, &cell(2, 3, 0, &[1, 0])),
        record(0x06, &cell(3, 0, 0, &[&[0, 0, 0, 0, 0, 0, 0xff, 0xff][..], &[0; 8]].concat())),
        record(0x207, &[&[2, 0, 1][..], &wide("优质")].concat()),
        record(0x06, &cell(3, 1, 0, &[&[2, 0, 0x2a, 0, 0, 0, 0xff, 0xff][..], &[0; 8]].concat())),
        record(0x06, &cell(3, 2, 0, &[&0.5_f64.to_le_bytes()[..], &[0; 8]].concat())),
        // A chart inside the sheet.
        bof(0x20),
        record(0x203, &cell(9, 9, 0, &1.0_f64.to_le_bytes())),
        end.clone(),
        record(0xe5, &words(&[1, 0, 0, 0, 1])),
        end.clone(),
    ]
    .concat();
    let second = [bof(0x10), record(0x204, &cell(0, 0, 0, b"\x03\0\0old")), end.clone()].concat();
    let length = globals(0, 0).len();
    compound("Workbook", &[globals(length, length + first.len()), first, second].concat())
}

#[test]
fn a_binary_workbook_is_read() {
    let book = read(&xls(false), "a.xls").unwrap();
    let [sheet, hidden] = book.sheets.as_slice() else { unreachable!("two sheets") };
    assert_eq!(
        (book.format, sheet.name.as_deref(), sheet.hidden, hidden.hidden),
        (Format::Xls, Some("小学"), false, true)
    );
    let error = Cell::Error;
    assert_eq!(sheet.row(0), [text("学校"), text("小学AB"), error("#STRING")]);
    assert_eq!(sheet.row(1), [Cell::Number(4.16), Cell::Number(4.16), Cell::Date("2024-01-01")]);
    assert_eq!(sheet.row(2), [Cell::Number(7.0), Cell::Number(4.0), error("#DIV/0!"), Cell::Boolean(true)]);
    assert_eq!(sheet.row(3), [text("优质"), error("#N/A"), Cell::Number(0.5)]);
    assert_eq!(sheet.row_count(), 4, "the chart brings no cell");
    assert_eq!(sheet.merges, [Merge { top: 0, left: 0, bottom: 0, right: 1 }]);
    assert_eq!(hidden.row(0), [text("old")]);
    assert_eq!(book.issues.iter().map(|issue| issue.code.as_str()).collect::<Vec<_>>(), ["hidden_rows"]);

    assert_eq!(read(&xls(true), "a"), Err("encrypted".into()));
    assert_eq!(read(&compound("EncryptedPackage", b""), "a"), Err("encrypted".into()));
    assert_eq!(read(&compound("WordDocument", b""), "a"), Err("word_document".into()));
    assert_eq!(read(&compound("PowerPoint Document", b""), "a"), Err("presentation".into()));
    let bytes = xls(false);
    assert_eq!(read(&bytes[..2_000], "a"), Err("truncated".into()));
    // The allocation table runs in a circle.
    let mut circle = bytes.clone();
    circle[512 + 4 * 5..512 + 4 * 6].copy_from_slice(&2_u32.to_le_bytes());
    circle[1024 + 128 + 120..1024 + 128 + 124].copy_from_slice(&u32::MAX.to_le_bytes());
    assert_eq!(read(&circle, "a"), Err("truncated".into()));
}

proptest! {
    #[test]
    fn damaged_binary_workbooks_are_read_or_refused(edits in proptest::collection::vec((any::<usize>(), any::<u8>()), 1..12), cut in any::<usize>()) {
        let mut bytes = xls(false);
        for (at, byte) in &edits {
            // Mostly in the first two kilobytes of content, where the structure is.
            let place = if at % 4 == 0 { at % bytes.len() } else { 512 + at % 2_048 };
            bytes[place] = *byte;
        }
        let _ = read(&bytes, "a");
        bytes.truncate(cut % bytes.len());
        let _ = read(&bytes, "a");
    }

    #[test]
    fn damaged_open_documents_are_read_or_refused(edits in proptest::collection::vec((any::<usize>(), any::<u8>()), 1..6)) {
        let ods = ods_with(r#"<table:table table:name="一"><table:table-row table:number-rows-repeated="2"><table:table-cell office:value-type="float" office:value="4" table:number-columns-repeated="2"><text:p>4</text:p></table:table-cell></table:table-row></table:table>"#);
        let _ = read(&with_damaged_part(&ods, 2, &edits), "a");
    }
}

#[test]
fn byte_order_marks_in_front_are_no_content_in_any_encoding() {
    let plain = read_file("甲,1\n".as_bytes(), "a", &ReadOptions::default(), &mut |_, _| {}).unwrap();
    for (bytes, encoding) in [
        ("\u{feff}\u{feff}甲,1\n".as_bytes().to_vec(), "utf-8"),
        (encoding_rs::GB18030.encode("\u{feff}\u{feff}甲,1\n").0.into_owned(), "gb18030"),
    ] {
        let options = ReadOptions { encoding: Some(encoding.to_owned()), ..ReadOptions::default() };
        let marked = read_file(&bytes, "a", &options, &mut |_, _| {}).unwrap();
        assert_eq!((marked.sheets, marked.issues), (plain.sheets.clone(), plain.issues.clone()), "{encoding}");
    }
}
