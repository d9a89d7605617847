//! Any text as a web page, and as what a spreadsheet program copied: the page, a line of zeros, the words beside it.
#![no_main]
use junheng::intake::IntakeOptions;
use junheng::table::{ReadOptions, read_clipboard};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let (html, words) = text.split_once('\0').unwrap_or((text, ""));
    junheng_fuzz::read(format!("<html>{html}").as_bytes());
    if let Ok(book) = read_clipboard(html, words, &ReadOptions::default()) {
        junheng_fuzz::understand(&book, &IntakeOptions::default());
    }
});
