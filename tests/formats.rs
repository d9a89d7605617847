//! Kinds of files: those that are read beside the usual ones, and those that are refused under their own name.
#![cfg(feature = "files")]
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test fails by panicking")]

use junheng::table::{Cell, Format, Merge, ReadOptions, Workbook, read_file};
use std::io::{Cursor, Write};
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

fn read(bytes: &[u8]) -> Result<Workbook, String> {
    read_file(bytes, "表.xls", &ReadOptions::default(), &mut |_, _| {}).map_err(|problem| {
        assert_eq!(problem.location.expect("a place").file.as_deref(), Some("表.xls"));
        assert!(!problem.help.zh.is_empty() && !problem.help.en.is_empty());
        problem.code
    })
}

fn zipped(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in parts {
        writer.start_file(*name, SimpleFileOptions::default()).unwrap();
        writer.write_all(content).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

fn text(text: &str) -> Cell<'_> {
    Cell::Text(text)
}

/// The cells of the first sheet, row by row.
fn rows(book: &Workbook) -> Vec<Vec<Cell<'_>>> {
    book.sheets[0].rows().map(|row| row.iter().collect()).collect()
}

const XML: &str = r#"<?xml version="1.0" encoding="gb2312"?>
<?mso-application progid="Excel.Sheet"?>
<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet" xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet"
 xmlns:x="urn:schemas-microsoft-com:office:excel">
<Worksheet ss:Name="小学"><Table ss:ExpandedColumnCount="4"><Column ss:Width="80"/>
<Row><Cell ss:MergeAcross="1"><Data ss:Type="String">学校&#10;名称</Data></Cell><Cell><Data ss:Type="String">人数</Data></Cell></Row>
<Row ss:Index="3" ss:Hidden="1"><Cell ss:Index="2"><ss:Data ss:Type="String" xmlns="http://www.w3.org/TR/REC-html40"><B>甲</B>校 </ss:Data><Comment><ss:Data>批注</ss:Data></Comment></Cell>
<Cell><Data ss:Type="Number">480.5</Data></Cell><Cell ss:Formula="=1/0"><Data ss:Type="Error">#DIV/0!</Data></Cell></Row>
<Row><Cell ss:Formula="=RC[1]"/><Cell><Data ss:Type="DateTime">2024-09-01T00:00:00.000</Data></Cell><Cell><Data ss:Type="Boolean">1</Data></Cell></Row>
</Table><WorksheetOptions xmlns="urn:schemas-microsoft-com:office:excel"><Visible>SheetHidden</Visible></WorksheetOptions></Worksheet>
<Worksheet ss:Name="初中"><Table><Row><Cell><Data ss:Type="String">乙</Data></Cell></Row></Table></Worksheet>
</Workbook>"#;

#[test]
fn an_xml_spreadsheet_is_read_in_its_encoding() {
    for bytes in [encoding_rs::GB18030.encode(XML).0.into_owned(), XML.as_bytes().to_vec()] {
        let book = read(&bytes).unwrap();
        assert_eq!((book.format, book.sheets.len(), book.displayed), (Format::Xml, 2, false));
        assert_eq!((book.sheets[0].name.as_deref(), book.sheets[0].hidden), (Some("小学"), true));
        assert_eq!((book.sheets[1].name.as_deref(), book.sheets[1].hidden), (Some("初中"), false));
        assert_eq!(
            rows(&book),
            [
                vec![text("学校\n名称"), Cell::Empty, text("人数")],
                vec![],
                vec![Cell::Empty, text("甲校 "), Cell::Number(480.5), Cell::Error("#DIV/0!")],
                vec![Cell::Error("#FORMULA"), Cell::Date("2024-09-01"), Cell::Boolean(true)],
            ]
        );
        assert_eq!(book.sheets[0].merges, [Merge { top: 0, left: 0, bottom: 0, right: 1 }]);
        let said: Vec<_> = book.issues.iter().map(|issue| issue.code.as_str()).collect();
        assert_eq!(said, ["hidden_rows"]);
    }
    assert_eq!(read(XML.trim_end_matches("</Workbook>").as_bytes()), Err("truncated".into()));
    assert_eq!(
        read(XML.replace("ss:Index=\"2\"", "ss:Index=\"4000000000\"").as_bytes()),
        Err("too_many_columns".into())
    );
    assert_eq!(read(XML.replace("ss:Index=\"3\"", "ss:Index=\"4000000000\"").as_bytes()), Err("too_many_rows".into()));
    assert_eq!(read(XML.replace("<Workbook", "<!DOCTYPE a><Workbook").as_bytes()), Err("suspicious_xml".into()));
    let nested = XML.replace("<Comment>", "<Cell><Comment>");
    assert_eq!(read(nested.as_bytes()), Err("unreadable_workbook".into()));
}

#[test]
fn a_flat_open_document_is_read() {
    let flat = |kind: &str| {
        format!(
            r#"<?xml version="1.0"?><office:document xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" office:mimetype="application/vnd.oasis.opendocument.{kind}">
            <office:body><office:spreadsheet><table:table table:name="一"><table:table-row><table:table-cell office:value-type="float" office:value="4.16"><text:p>4.2</text:p></table:table-cell></table:table-row></table:table></office:spreadsheet></office:body></office:document>"#
        )
    };
    let book = read(flat("spreadsheet").as_bytes()).unwrap();
    assert_eq!((book.format, rows(&book)), (Format::Ods, vec![vec![Cell::Number(4.16)]]));
    assert_eq!(read(flat("text").as_bytes()), Err("word_document".into()));
    assert_eq!(read(flat("presentation").as_bytes()), Err("presentation".into()));
}

#[test]
fn a_page_packed_with_its_parts_is_read() {
    let page = "<table><tr><td>学校<td>人数</tr><tr><td>甲<td>480</tr></table>";
    let (page, ..) = encoding_rs::GBK.encode(page);
    let head = b"From: <a>\r\nMIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=\"b\"\r\n\r\n--b\r\nContent-Type: text/html; charset=gb2312\r\n\r\n";
    let book = read(&[head, &*page, b"\r\n--b--\r\n"].concat()).unwrap();
    assert_eq!(book.format, Format::Html);
    assert_eq!(rows(&book), [[text("学校"), text("人数")], [text("甲"), text("480")]]);
    assert_eq!(
        read(b"MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=b\r\n\r\n--b\r\n"),
        Err("html_workbook".into())
    );
}

/// The parts of a workbook may be in any encoding their declaration names.
#[test]
fn parts_in_other_encodings_are_read() {
    let xml = |declared: &str, content: &str| format!(r#"<?xml version="1.0" encoding="{declared}"?>{content}"#);
    let wide = |content: &str| -> Vec<u8> {
        let units = xml("UTF-16", content);
        [0xff, 0xfe].into_iter().chain(units.encode_utf16().flat_map(u16::to_le_bytes)).collect()
    };
    let sheet = r#"<worksheet><sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>䶮河小学</t></is></c></row></sheetData></worksheet>"#;
    let gb = encoding_rs::GB18030.encode(&xml("GB18030", sheet)).0.into_owned();
    for part in [
        wide(sheet),
        gb,
        sheet.as_bytes().to_vec(),
        xml("utf-8", sheet).into_bytes(),
        xml("klingon", sheet).into_bytes(),
    ] {
        let book = zipped(&[
            ("[Content_Types].xml", b"<Types/>"),
            ("_rels/.rels", &wide(r#"<Relationships><Relationship Id="r1" Type="http://x/officeDocument" Target="xl/workbook.xml"/></Relationships>"#)),
            ("xl/workbook.xml", &wide(r#"<workbook><sheets><sheet name="表" sheetId="1" r:id="r1"/></sheets></workbook>"#)),
            ("xl/_rels/workbook.xml.rels", br#"<Relationships><Relationship Id="r1" Type="http://x/worksheet" Target="sheet.xml"/></Relationships>"#),
            ("xl/sheet.xml", &part),
        ]);
        assert_eq!(rows(&read(&book).unwrap()), [[text("䶮河小学")]]);
    }
}

#[test]
fn files_of_further_kinds_are_named() {
    let mut dbase = vec![3, 99, 9, 1, 1, 0, 0, 0, 65, 0, 10, 0];
    dbase.resize(64, 0);
    dbase.extend(b"\r 12345678");
    let numbers = zipped(&[("Index/Document.iwa", b""), ("preview.jpg", b"")]);
    let sxc = zipped(&[("mimetype", b"application/vnd.sun.xml.calc"), ("content.xml", b"<!DOCTYPE x>")]);
    let cases: [(&[u8], &str); 18] = [
        (&dbase, "database"),
        (b"SQLite format 3\0", "database"),
        (b"\0\x01\0\0Standard ACE DB\0", "database"),
        (&numbers, "numbers_document"),
        (&sxc, "old_workbook"),
        (b"\x09\x04\x06\0\0\0\0\x01\0\0\x0a\0\0\0", "old_workbook"),
        (b"\0\0\x02\0\x06\x04\x06\0", "old_workbook"),
        (b"\0\0\x1a\0\x02\x10\x04\0", "old_workbook"),
        (b"\0\0\x02\0\x02\x10\xc9\0", "old_workbook"),
        (b"ID;PWXL;N;E\r\nP;PGeneral\r\nC;Y1;X1;K1\r\nE\r\n", "old_workbook"),
        (b"TABLE\r\n0,1\r\n\"EXCEL\"\r\n", "old_workbook"),
        (b"<?xml version=\"1.0\"?><schools><school/></schools>", "xml_document"),
        (b"<?xml version=\"1.0\"?><?mso-application progid=\"Word.Document\"?><w:wordDocument/>", "word_document"),
        (b"<?xml version=\"1.0\"?><header/>", "xml_document"),
        (b"<html><frameset rows=\"*\"><frame src=\"a.files/sheet001.htm\"></frameset></html>", "html_workbook"),
        (b"<?xml version=\"1.0\"?><uof:UOF xmlns:uof=\"http://schemas.uof.org/cn/2003/uof\"/>", "uof_document"),
        (b"<?xml version=\"1.0\"?><html><body><p>none</p></body></html>", "html_workbook"),
        (&zipped(&[("OFD.xml", b"")]), "pdf"),
    ];
    for (bytes, code) in cases {
        let shown = String::from_utf8_lossy(&bytes[..bytes.len().min(40)]);
        assert_eq!(read(bytes).map(|book| book.format), Err(code.to_owned()), "{shown}");
    }
    // What only resembles one of these is a table.
    for table in ["ID;学校名称;人数\n1;甲;480\n", "TABLE,0\n0,1\n", "from: a,to: b\nc,d\n"] {
        assert_eq!(read(table.as_bytes()).map(|book| book.format), Ok(Format::Delimited), "{table}");
    }
}

/// A record of a binary workbook.
fn record(kind: u16, data: &[u8]) -> Vec<u8> {
    [&kind.to_le_bytes()[..], &u16::try_from(data.len()).unwrap().to_le_bytes(), data].concat()
}

fn words(values: &[u16]) -> Vec<u8> {
    values.iter().flat_map(|value| value.to_le_bytes()).collect()
}

/// Bare records, as small programs write them: no compound file, no version, strings in the encoding of the system.
#[test]
fn the_bare_records_of_a_sheet_are_read() {
    let name = encoding_rs::GB18030.encode("䶮河小学").0.into_owned();
    let label = |row, column| {
        let length = u16::try_from(name.len()).unwrap();
        record(0x204, &[&words(&[row, column, 0, length])[..], &name].concat())
    };
    let number =
        |row, column, value: f64| record(0x203, &[&words(&[row, column, 0])[..], &value.to_le_bytes()].concat());
    let small = record(0x27e, &[&words(&[1, 1, 0])[..], &(480_u32 << 2 | 2).to_le_bytes()].concat());
    // The result of a formula is a text of one character.
    let formula = record(0x06, &[&words(&[1, 2, 0])[..], &[0, 0, 0, 0, 0, 0, 0xff, 0xff], &[0; 8]].concat());
    let result = record(0x207, &[1, 0, b'0']);
    let end = record(0x0a, &[]);
    for head in [record(0x809, &words(&[0, 0x10, 0, 0])), record(0x809, &words(&[0x500, 0x10, 0, 0]))] {
        let file = [head, label(0, 0), number(0, 1, 4.16), small.clone(), formula.clone(), result.clone(), end.clone()]
            .concat();
        let book = read(&file).unwrap();
        assert_eq!((book.format, book.sheets.len()), (Format::Xls, 1));
        assert_eq!(
            rows(&book),
            [vec![text("䶮河小学"), Cell::Number(4.16)], vec![Cell::Empty, Cell::Number(480.0), text("0")]]
        );
        assert_eq!(read(&file[..file.len() - 4]), Err("truncated".into()));
    }
}

/// Excel 2 to 4: other records for the same, and formats known by their place in a list.
#[test]
fn the_sheets_of_old_editions_are_read() {
    let end = record(0x0a, &[]);
    let page = record(0x42, &words(&[1251]));
    let general = b"\x07General";
    let date = b"\x06yyyy/m";
    let two = [
        record(0x09, &words(&[2, 0x10])),
        page.clone(),
        record(0x1e, general),
        record(0x1e, date),
        record(0x02, &[&words(&[0, 0])[..], &[0, 0, 0], &words(&[480])].concat()),
        record(0x03, &[&words(&[0, 1])[..], &[0, 1, 0], &45_292.0_f64.to_le_bytes()].concat()),
        record(0x04, &[&words(&[0, 2])[..], &[0, 0, 0], &[2], b"\xd8\xea"].concat()),
        record(0x05, &[&words(&[0, 3])[..], &[0, 0, 0], &[7, 1]].concat()),
        record(0x06, &[&words(&[0, 4])[..], &[0, 0, 0], &[0, 0, 0, 0, 0, 0, 0xff, 0xff], &[0; 4]].concat()),
        record(0x07, b"\x01x"),
        end.clone(),
    ]
    .concat();
    let later = |begin: u16, format: u16, style: u16, formula: u16| {
        let list = |code: &[u8]| record(format, &[if format == 0x1e { &[][..] } else { &[0, 0][..] }, code].concat());
        [
            record(begin, &words(&[0, 0x10, 0])),
            page.clone(),
            list(general),
            list(date),
            record(style, &[0; 12]),
            record(style, &[&[0, 1][..], &[0; 10]].concat()),
            record(0x27e, &[&words(&[0, 0, 0])[..], &(480_u32 << 2 | 2).to_le_bytes()].concat()),
            record(0x203, &[&words(&[0, 1, 1])[..], &45_292.0_f64.to_le_bytes()].concat()),
            record(0x204, &[&words(&[0, 2, 0, 2])[..], b"\xd8\xea"].concat()),
            record(0x205, &[&words(&[0, 3, 0])[..], &[7, 1]].concat()),
            record(formula, &[&words(&[0, 4, 0])[..], &[0, 0, 0, 0, 0, 0, 0xff, 0xff], &[0; 4]].concat()),
            record(0x207, b"\x01\0x"),
            end.clone(),
        ]
        .concat()
    };
    for file in [two, later(0x209, 0x1e, 0x243, 0x206), later(0x409, 0x41e, 0x443, 0x406)] {
        let book = read(&file).unwrap();
        assert_eq!(
            rows(&book),
            [[Cell::Number(480.0), Cell::Date("2024-01-01"), text("Шк"), Cell::Error("#DIV/0!"), text("x")]]
        );
    }
}

/// A list of sheets that are all the same stretch of the file would be walked over for ever.
#[test]
fn sheets_that_share_their_records_are_refused() {
    let sheet = [
        record(0x809, &words(&[0x500, 0x10, 0, 0])),
        record(0x203, &[&words(&[0, 0, 0])[..], &1.0_f64.to_le_bytes()].concat()),
        record(0x0a, &[]),
    ]
    .concat();
    let globals = |places: &[usize]| {
        let listed = places
            .iter()
            .map(|at| record(0x85, &[&u32::try_from(*at).unwrap().to_le_bytes()[..], &[0, 0, 1, b'S']].concat()));
        let head = record(0x809, &words(&[0x500, 5, 0, 0]));
        [head, listed.collect::<Vec<_>>().concat(), record(0x0a, &[])].concat()
    };
    let file = |steps: &[usize]| {
        let begin = globals(&vec![0; steps.len()]).len();
        let places: Vec<usize> = steps.iter().map(|step| begin + step * sheet.len()).collect();
        [globals(&places), sheet.repeat(2)].concat()
    };
    assert_eq!(read(&file(&[0, 1])).map(|book| book.sheets.len()), Ok(2));
    assert_eq!(read(&file(&[0; 100])), Err("unreadable_workbook".into()));
}

/// Found by fuzzing: a chain of small sectors that comes back to the place just behind the last one.
#[test]
fn chains_in_a_circle_end() {
    const END: u32 = 0xffff_fffe;
    let longs = |values: &[u32]| values.iter().flat_map(|value| value.to_le_bytes()).collect::<Vec<u8>>();
    let mut file = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1".to_vec();
    file.resize(24, 0);
    file.extend(words(&[0x3e, 3, 0xfffe, 9, 6, 0, 0, 0]));
    // One table of sectors, the directory in sector 1, the table of small sectors in sector 2.
    file.extend(longs(&[0, 1, 1, 0, 4_096, 2, 1, END, 0, 0]));
    file.resize(512, 0xff);
    file.extend(longs(&[0xffff_fffd, END, END, END]));
    file.resize(1_024, 0xff);
    for (name, kind, start, size) in
        [("Root Entry", 5, 3, 512), ("Workbook", 2, 8, 4_000), ("", 0, 0, 0), ("", 0, 0, 0)]
    {
        let from = file.len();
        file.extend(name.encode_utf16().flat_map(u16::to_le_bytes));
        file.resize(from + 64, 0);
        file.extend(words(&[if name.is_empty() { 0 } else { u16::try_from(2 * name.len() + 2).unwrap() }, kind]));
        file.resize(from + 116, 0);
        file.extend(longs(&[start, size]));
        file.resize(from + 128, 0);
    }
    file.extend(longs(&[8; 128]));
    file.resize(2_560, 0);
    assert_eq!(read(&file), Err("truncated".into()));
}
