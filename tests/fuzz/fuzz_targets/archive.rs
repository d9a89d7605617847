//! Any bytes as a file, of whatever kind they show: read and understood, or refused with a reason.
#![no_main]
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| junheng_fuzz::read(bytes));
