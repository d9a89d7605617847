//! Any bytes as the parts of a packed page.
#![no_main]
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    junheng_fuzz::read(&[b"MIME-Version: 1.0\nContent-Type: multipart/related; boundary=b\n\n--b\n", bytes].concat());
});
