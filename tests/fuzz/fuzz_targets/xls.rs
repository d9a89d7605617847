//! Any bytes as a compound file, and as the records of a binary workbook: the records as they are, without a file
//! around them, which the fuzzer would have to keep whole.
#![no_main]
use libfuzzer_sys::fuzz_target;

const COMPOUND: &[u8] = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1";

fuzz_target!(|bytes: &[u8]| {
    let Some((kind, content)) = bytes.split_first() else { return };
    let head: &[u8] = match kind % 4 {
        0 => COMPOUND,
        1 => b"\x09\x08\x10\0\0\x06",
        2 => b"\x09\x08\x08\0\0\x05",
        _ => b"\x09",
    };
    junheng_fuzz::read(&[head, content].concat());
});
