//! Any JSON as the argument of `evaluate`: an answer, never a panic; finite numbers only.
#![no_main]
use junheng::engine::{self, Input};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    if let Ok(input) = serde_json::from_str::<Input>(text) {
        let answer = engine::evaluate_call(&input);
        assert!(answer["type"] == "success" || answer["type"] == "failure");
    }
});
