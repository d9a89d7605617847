//! What the targets have in common.

use junheng::diagnostic::Problem;
use junheng::intake::{self, IntakeOptions};
use junheng::standard::Standard;
use junheng::table::{ReadOptions, Workbook, read_file};
use std::io::{Cursor, Write};
use std::sync::LazyLock;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

static STANDARD: LazyLock<Standard> = LazyLock::new(|| Standard::from_catalogue("national-2017").unwrap());

/// The standard that tables are read for.
pub fn standard() -> &'static Standard {
    &STANDARD
}

/// A text as older programs save it.
pub fn in_gb18030(text: &str) -> Vec<u8> {
    encoding_rs::GB18030.encode(text).0.into_owned()
}

/// Reads a file and understands it. Whatever is refused is refused in words, with the file as its place.
pub fn read(bytes: &[u8]) {
    match read_file(bytes, "x", &ReadOptions::default(), &mut |_, _| {}) {
        Ok(book) => {
            assert!(!book.sheets.is_empty());
            understand(&book, &IntakeOptions::default());
        }
        Err(problem) => said(&problem),
    }
}

/// Understands a workbook: rows add up, refusals are in words.
pub fn understand(book: &Workbook, options: &IntakeOptions) {
    match intake::understand(book, "", options, &STANDARD) {
        Ok(reading) => assert_eq!(reading.rows_in as usize, reading.rows_taken as usize + reading.excluded.len()),
        Err(problems) => {
            assert!(!problems.is_empty());
            problems.iter().for_each(said);
        }
    }
}

fn said(problem: &Problem) {
    let words = [&problem.message, &problem.help];
    assert!(!problem.code.is_empty() && words.iter().all(|text| !text.zh.is_empty() && !text.en.is_empty()));
    assert!(problem.location.is_some());
}

/// An archive of the parts, stored as they are: the fuzzer sees through it.
pub fn archive(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
    for (name, content) in parts {
        writer.start_file(*name, options).unwrap();
        writer.write_all(content).unwrap();
    }
    writer.finish().unwrap().into_inner()
}
