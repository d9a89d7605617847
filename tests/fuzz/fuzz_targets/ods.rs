//! Any text as the content of an open document.
#![no_main]
use libfuzzer_sys::fuzz_target;

fuzz_target!(|content: &[u8]| {
    junheng_fuzz::read(&junheng_fuzz::archive(&[
        ("mimetype", b"application/vnd.oasis.opendocument.spreadsheet"),
        ("content.xml", content),
    ]));
});
