//! Any bytes: read, understood and evaluated, or refused with a reason; rows always add up.
#![no_main]
use junheng::engine::{self, Content};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let answer = engine::evaluate_table(Content::Bytes(bytes), "x", None, &mut |_, _| {});
    if answer["type"] == "success" {
        let rows = |key: &str| answer["table"][key].as_u64().unwrap();
        let excluded = answer["table"]["excluded"].as_array().unwrap().len() as u64;
        assert_eq!(rows("rowsIn"), rows("rowsTaken") + excluded);
    } else {
        assert!(!answer["errors"].as_array().unwrap().is_empty());
    }
});
