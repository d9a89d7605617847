//! The limits of the readers: a file just within each is read, one just beyond is refused in words that name the limit,
//! and the refusal costs little memory.
#![cfg(feature = "files")]
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test fails by panicking")]
#![allow(clippy::print_stdout, reason = "the answers of the child")]
#![allow(clippy::result_large_err, reason = "a problem is looked at once")]

use junheng::diagnostic::Problem;
use junheng::table::{MAX_BYTES, MAX_CELLS, MAX_COLUMNS, MAX_ROWS, ReadOptions, Workbook, read_file};
use std::fmt::Write as _;
use std::io::{Cursor, Write as _};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

const MIB: u32 = 1 << 20;

fn read(bytes: &[u8]) -> Result<Workbook, Problem> {
    read_file(bytes, "县.xlsx", &ReadOptions::default(), &mut |_, _| {})
}

/// A workbook of one sheet, with further parts.
fn workbook(sheet: &str, further: &[(&str, &[u8])]) -> Vec<u8> {
    let sheet = format!("<worksheet>{sheet}</worksheet>");
    let mut parts: Vec<(&str, &[u8])> = vec![
        ("[Content_Types].xml", b"<Types/>"),
        (
            "_rels/.rels",
            br#"<Relationships><Relationship Id="r1" Type="http://x/officeDocument" Target="xl/workbook.xml"/></Relationships>"#,
        ),
        ("xl/workbook.xml", r#"<workbook><sheets><sheet name="表" sheetId="1" r:id="r1"/></sheets></workbook>"#.as_bytes()),
        (
            "xl/_rels/workbook.xml.rels",
            br#"<Relationships><Relationship Id="r1" Type="http://x/worksheet" Target="worksheets/sheet1.xml"/></Relationships>"#,
        ),
        ("xl/worksheets/sheet1.xml", sheet.as_bytes()),
    ];
    parts.extend(further);
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in parts {
        // What is large compresses well; noise is stored as it is.
        let method = if name.ends_with("bin") { CompressionMethod::Stored } else { CompressionMethod::Deflated };
        writer.start_file(name, SimpleFileOptions::default().compression_method(method)).unwrap();
        writer.write_all(content).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

const ONE_CELL: &str = r#"<sheetData><row r="1"><c r="A1"><v>1</v></c></row></sheetData>"#;

/// Where the record of a part begins in the central directory.
fn record(bytes: &[u8], name: &str) -> usize {
    let mut records = (0..bytes.len() - 46).filter(|at| bytes[*at..].starts_with(b"PK\x01\x02"));
    records.find(|at| bytes[at + 46..].starts_with(name.as_bytes())).expect("the part")
}

/// The archive with another size declared for a part.
fn declaring(mut bytes: Vec<u8>, name: &str, size: u32) -> Vec<u8> {
    let at = record(&bytes, name) + 24;
    bytes[at..at + 4].copy_from_slice(&size.to_le_bytes());
    bytes
}

fn declared(bytes: &[u8], name: &str) -> u32 {
    let at = record(bytes, name) + 24;
    u32::from_le_bytes(bytes[at..at + 4].try_into().unwrap())
}

fn is_read(bytes: &[u8]) {
    let book = read(bytes).unwrap_or_else(|problem| unreachable!("{problem:?}"));
    assert!(!book.sheets.is_empty());
}

/// The refusal has this code and names what it is about.
fn is_refused(bytes: &[u8], code: &str, words: &str) {
    let problem = read(bytes).expect_err(words);
    assert_eq!(problem.code, code, "{problem:?}");
    assert!(problem.message.zh.contains(words), "{problem:?}");
    assert!(!problem.message.en.is_empty() && !problem.help.zh.is_empty() && !problem.help.en.is_empty());
    assert_eq!(problem.location.unwrap().file.as_deref(), Some("县.xlsx"));
    if let Some((before, after)) = peak(bytes) {
        assert!(after - before < 24 * 1024, "{words}: {before} KiB before, {after} KiB at most while refusing");
    }
}

/// Memory of a child before it reads a file and at most while it does, in KiB. `None` where the system does not tell.
fn peak(bytes: &[u8]) -> Option<(u64, u64)> {
    let path =
        std::env::temp_dir().join(format!("junheng-limits-{}-{:?}", std::process::id(), std::thread::current().id()));
    std::fs::write(&path, bytes).unwrap();
    let output = std::process::Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "child", "--ignored", "--nocapture"])
        .env("JUNHENG_LIMITS", &path)
        .output()
        .unwrap();
    std::fs::remove_file(&path).unwrap();
    assert!(output.status.success(), "{output:?}");
    let answer = String::from_utf8(output.stdout).unwrap();
    let line = answer.lines().find_map(|line| line.strip_prefix("peak "))?;
    let (before, after) = line.split_once(' ').unwrap();
    Some((before.parse().unwrap(), after.parse().unwrap()))
}

#[test]
#[ignore = "run by the other tests"]
fn child() {
    let bytes = std::fs::read(std::env::var_os("JUNHENG_LIMITS").expect("a file")).unwrap();
    let told = |name: &str| -> Option<u64> {
        let status = std::fs::read_to_string("/proc/self/status").ok()?;
        let line = status.lines().find_map(|line| line.strip_prefix(name))?;
        line.trim().trim_end_matches("kB").trim().parse().ok()
    };
    // The system forgets the highest mark there was.
    let _ = std::fs::write("/proc/self/clear_refs", "5");
    let before = told("VmRSS:");
    let _ = read(&bytes);
    if let (Some(before), Some(after)) = (before, told("VmHWM:")) {
        println!("\npeak {before} {after}");
    }
}

#[test]
fn the_number_of_parts() {
    let names: Vec<String> = (0..1_996).map(|i| format!("xl/{i}.xml")).collect();
    let parts: Vec<(&str, &[u8])> = names.iter().map(|name| (name.as_str(), &b""[..])).collect();
    is_read(&workbook(ONE_CELL, &parts[..1_995]));
    is_refused(&workbook(ONE_CELL, &parts), "suspicious_archive", "2000 个部件");
}

#[test]
fn sizes_after_unpacking() {
    let noise = vec![b'x'; 700_000];
    let book = workbook(ONE_CELL, &[("xl/one.bin", &noise), ("xl/two.bin", &noise)]);
    is_read(&declaring(book.clone(), "xl/one.bin", 128 * MIB));
    is_refused(
        &declaring(book.clone(), "xl/one.bin", 128 * MIB + 1),
        "suspicious_archive",
        "一个部件解压后超过 128 MB",
    );

    let others: u32 = ["[Content", "_rels", "xl/workbook.xml", "xl/_rels", "xl/worksheets/"]
        .map(|name| declared(&book, name))
        .iter()
        .sum();
    let book = declaring(book, "xl/one.bin", 128 * MIB);
    is_read(&declaring(book.clone(), "xl/two.bin", 128 * MIB - others));
    is_refused(&declaring(book, "xl/two.bin", 128 * MIB - others + 1), "suspicious_archive", "共超过 256 MB");

    let book = workbook(ONE_CELL, &[("xl/one.bin", &noise[..10_000])]);
    is_read(&declaring(book.clone(), "xl/one.bin", 2_000_000));
    is_refused(&declaring(book, "xl/one.bin", 2_000_001), "suspicious_archive", "200 倍");
}

/// No more is inflated than was declared and judged.
#[test]
fn sizes_that_were_not_declared() {
    let book = workbook(&format!("{ONE_CELL}{}", " ".repeat(3 << 20)), &[]);
    is_refused(&book, "suspicious_archive", "200 倍");
    is_refused(&declaring(book, "xl/worksheets/sheet1.xml", 300), "unreadable_workbook", "损坏");
}

#[test]
fn places_and_names_of_parts() {
    let book = workbook(ONE_CELL, &[("xl/one.bin", b"0123456789")]);
    is_read(&book);
    let mut overlapping = book.clone();
    let place = |name: &str| record(&book, name) + 42;
    let first = book[place("[Content")..place("[Content") + 4].to_vec();
    let at = place("xl/one.bin");
    overlapping[at..at + 4].copy_from_slice(&first);
    is_refused(&overlapping, "suspicious_archive", "重叠");

    is_read(&workbook(ONE_CELL, &[("xl/..a/b.xml", b"")]));
    is_refused(&workbook(ONE_CELL, &[("xl/../b.xml", b"")]), "suspicious_archive", "指向文件之外");
    is_refused(&workbook(ONE_CELL, &[("xl\\..\\b.xml", b"")]), "suspicious_archive", "指向文件之外");
    is_read(&workbook(ONE_CELL, &[(&"n".repeat(512), b"")]));
    is_refused(&workbook(ONE_CELL, &[(&"n".repeat(513), b"")]), "suspicious_archive", "长得异常");
}

#[test]
fn the_size_of_the_file() {
    // Not a worksheet, so that it is not read for long: the size alone is judged first.
    let mut bytes = b"%PDF-1.7\n".to_vec();
    bytes.resize(MAX_BYTES, b' ');
    is_refused(&bytes, "pdf", "PDF");
    bytes.push(b' ');
    is_refused(&bytes, "too_large", "64 MB");
}

fn cell(place: &str) -> String {
    format!(r#"<sheetData><row r="1"><c r="A1"><v>1</v></c></row><row><c r="{place}"><v>1</v></c></row></sheetData>"#)
}

#[test]
fn places_of_cells() {
    is_read(&workbook(&cell(&format!("A{MAX_ROWS}")), &[]));
    is_refused(&workbook(&cell(&format!("A{}", MAX_ROWS + 1)), &[]), "too_many_rows", "250000 行");
    assert_eq!(MAX_COLUMNS, 1_024);
    is_read(&workbook(&cell("AMJ2"), &[]));
    is_refused(&workbook(&cell("AMK2"), &[]), "too_many_columns", "1024 列");
    // The last cell of a sheet, and what lies beyond it.
    for place in ["XFD1048576", "A1048577", "A4294967295"] {
        is_refused(&workbook(&cell(place), &[]), "too_many_rows", "250000 行");
    }
    is_refused(&workbook(&cell("XFE1"), &[]), "too_many_columns", "1024 列");
    // No place at all.
    for place in ["ZZZZZZZZ1", "A99999999999", "A0", "-1", "7"] {
        is_refused(&workbook(&cell(place), &[]), "unreadable_workbook", "损坏");
    }
}

#[test]
fn the_number_of_merged_ranges() {
    let merged = |count: u32| {
        let mut sheet = r#"<sheetData><row r="1"><c r="A1"><v>1</v></c></row><row r="20002"><c r="B20002"><v>1</v></c></row></sheetData><mergeCells>"#.to_owned();
        for row in 1..=count {
            write!(sheet, r#"<mergeCell ref="A{row}:B{row}"/>"#).unwrap();
        }
        let book = read(&workbook(&format!("{sheet}</mergeCells>"), &[])).unwrap();
        (book.sheets[0].merges.len(), book.issues.iter().any(|issue| issue.code == "too_many_merges"))
    };
    assert_eq!(merged(20_000), (20_000, false));
    assert_eq!(merged(20_001), (20_000, true));
}

#[test]
fn xml_that_no_workbook_has() {
    let deep = |depth: usize| format!("{ONE_CELL}{}{}", "<a>".repeat(depth), "</a>".repeat(depth));
    is_read(&workbook(&deep(63), &[]));
    is_refused(&workbook(&deep(64), &[]), "suspicious_xml", "嵌套超过 64 层");

    let many = |count: usize| {
        let attributes: String = (0..count).map(|i| format!(" a{i}='1'")).collect();
        format!("<sheetPr{attributes}/>{ONE_CELL}")
    };
    is_read(&workbook(&many(256), &[]));
    is_refused(&workbook(&many(257), &[]), "suspicious_xml", "属性超过 256 个");

    for (kind, within) in
        [("<!DOCTYPE x>", false), ("<!DOCTYPE x [<!ENTITY a \"b\">]>", false), ("<!-- DOCTYPE -->", true)]
    {
        let sheet = format!("{kind}{ONE_CELL}");
        if within {
            is_read(&workbook(&sheet, &[]));
        } else {
            is_refused(&workbook(&sheet, &[]), "suspicious_xml", "DOCTYPE");
        }
    }
    // An entity that is nowhere defined stays as it is written.
    let entity = r#"<sheetData><row><c t="inlineStr"><is><t>&lol;</t></is></c></row></sheetData>"#;
    is_read(&workbook(entity, &[]));
}

#[test]
fn the_length_of_a_stretch_of_xml() {
    // In lines that do not repeat too much: a ratio above 200 is refused before.
    let stretch = |bytes: usize| {
        let mut comment: String =
            (0..bytes / 16).map(|i| format!("{:016x}", i.wrapping_mul(0x9e37_79b9_7f4a_7c15))).collect();
        comment.truncate(bytes);
        format!("<!--{comment}-->{ONE_CELL}")
    };
    is_read(&workbook(&stretch((16 << 20) - 64), &[]));
    let problem = read(&workbook(&stretch((16 << 20) + 16_384), &[])).unwrap_err();
    assert!(problem.code == "suspicious_xml" && problem.message.zh.contains("超过 16 MB"), "{problem:?}");
}

#[test]
fn the_number_of_cells() {
    // Whole rows first, then what is left over in the last one.
    let filled = |cells: usize| {
        let mut sheet = "<sheetData>".to_owned();
        for row in 1..=cells / MAX_COLUMNS {
            write!(sheet, r#"<row r="{row}"><c r="A{row}"><v>1</v></c><c r="AMJ{row}"><v>1</v></c></row>"#).unwrap();
        }
        let row = cells / MAX_COLUMNS + 1;
        let column = junheng::diagnostic::a1(0, u32::try_from(cells % MAX_COLUMNS).unwrap() - 1);
        write!(sheet, r#"<row><c r="{}{row}"><v>1</v></c></row></sheetData>"#, column.trim_end_matches('1')).unwrap();
        workbook(&sheet, &[])
    };
    is_read(&filled(MAX_CELLS));
    let beyond = filled(MAX_CELLS + 1);
    let problem = read(&beyond).unwrap_err();
    assert!(problem.code == "too_many_cells" && problem.message.zh.contains("6000000"), "{problem:?}");
    if let Some((before, after)) = peak(&beyond) {
        assert!(after - before < 192 * 1024, "{before} KiB before, {after} KiB at most while refusing");
    }
}
