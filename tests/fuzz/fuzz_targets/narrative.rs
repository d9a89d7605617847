//! Any text as the table of a narrative: checked or refused with a message.
#![no_main]
use junheng::narrative;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    match narrative::parse(text).and_then(|narrative| narrative::check(&narrative)) {
        Ok(review) => assert!(!review.statements.is_empty()),
        Err(problems) => assert!(!problems.is_empty()),
    }
});
