//! Any bytes as text with or without a chosen encoding and delimiter, and as a paste.
#![no_main]
use junheng::intake::IntakeOptions;
use junheng::table::{ReadOptions, read_file, read_text};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let Some((choice, content)) = bytes.split_first() else { return };
    let encoding = [None, None, None, Some("gb18030"), Some("utf-16le"), Some("utf-8"), Some("big5"), Some("x")];
    let delimiter = [None, None, None, Some(','), Some('\t'), Some('，'), Some('"'), Some('\n')];
    let options = ReadOptions {
        encoding: encoding[usize::from(choice & 7)].map(str::to_owned),
        delimiter: delimiter[usize::from(choice >> 3 & 7)],
    };
    if let Ok(book) = read_file(content, "x", &options, &mut |_, _| {}) {
        junheng_fuzz::understand(&book, &IntakeOptions::default());
    }
    if let Ok(book) = read_text(&String::from_utf8_lossy(content), &options) {
        junheng_fuzz::understand(&book, &IntakeOptions::default());
    }
});
