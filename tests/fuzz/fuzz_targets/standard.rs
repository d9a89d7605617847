//! Any text as a standard: loaded or refused with a message.
#![no_main]
use junheng::standard::Standard;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    if let Err(problems) = Standard::parse(text, "x.toml") {
        assert!(!problems.is_empty());
    }
});
