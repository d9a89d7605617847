//! The wasm module. Everything is in the library; its exports are what the page and the worker call.
#[cfg(any(feature = "api", feature = "app"))]
use junheng as _;

fn main() {}
