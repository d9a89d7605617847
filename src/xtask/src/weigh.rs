//! `cargo xtask weigh`: what the modules of the npm package are made of.
//!
//! Each part (a module of this project, a crate) is compressed by itself, and the sizes are scaled to that of the whole:
//! what a part would save is not exactly that, since parts share what they have in common.

use crate::{
    bundle::brotli,
    contract::contract,
    declarations::declarations,
    module::{self, Kind, Profile},
    npm,
    project::Result,
    sources::sources,
};
use std::collections::BTreeSet;

pub fn weigh() -> Result<()> {
    module::ensure_target()?;
    let sources = sources()?;
    for (name, kind, is_whole) in [("junheng", Kind::Files, true), ("junheng/evaluate", Kind::Evaluate, false)] {
        let linked = module::compile(kind, Profile::Release)?;
        let declarations = declarations(&contract(is_whole, &sources)?);
        let is_offered = |function: &str| npm::is_declared(function, &declarations);
        let whole = brotli(&module::web(&linked, Profile::Release, &is_offered)?.wasm)?;
        let mut parts = Vec::new();
        for (part, bytes) in module::parts(&linked, &is_offered, &part)? {
            parts.push((brotli(&bytes)?, bytes.len(), part));
        }
        parts.sort_unstable_by(|a, b| b.cmp(a));
        let sum: usize = parts.iter().map(|(size, ..)| size).sum();
        println!("{name}: {whole} bytes with brotli");
        println!("{:>10} {:>10}  part", "bytes", "brotli");
        for (size, bytes, part) in parts {
            println!("{bytes:>10} {:>10}  {part}", size * whole / sum.max(1));
        }
    }
    Ok(())
}

/// What the functions are part of that have these names.
fn part(names: &[&str]) -> String {
    let parts: BTreeSet<String> =
        names.iter().map(|name| part_of(&format!("{:#}", rustc_demangle::demangle(name)))).collect();
    match parts.len() {
        0 => "data nobody names".to_owned(),
        1 => parts.into_iter().collect(),
        _ => "constants of several parts".to_owned(),
    }
}

/// A crate; of this project a module; of the standard library what it is for. Reading and writing JSON is made anew for
/// every type, and weighed by itself wherever it stands.
fn part_of(function: &str) -> String {
    let has = |words: &[&str]| words.iter().any(|word| function.contains(word));
    if has(&["::de::", "eserialize", "Visitor", "FieldVisitor"]) {
        return "reading JSON".to_owned();
    }
    if has(&["::ser::", "erialize"]) {
        return "writing JSON".to_owned();
    }
    let mut path = function.trim_start_matches(['<', '&', '*', '[', '(']);
    for word in ["mut ", "dyn ", "const "] {
        path = path.strip_prefix(word).unwrap_or(path);
    }
    let mut segments =
        path.split("::").map(|segment| segment.split(['<', '>', ' ', '[', ']', ',']).next().unwrap_or_default());
    let name = segments.next().unwrap_or_default();
    match name {
        "junheng" => match (segments.next().unwrap_or_default(), segments.next().unwrap_or_default()) {
            ("table", inner) => format!("junheng::table::{inner}"),
            (module, _) => format!("junheng::{module}"),
        },
        "core" | "alloc" | "std" | "hashbrown" if has(&["::sort::"]) => "sorting".to_owned(),
        "core" | "alloc" | "std" | "hashbrown" if has(&["collections", "hashbrown"]) => "collections".to_owned(),
        "core" | "alloc" | "std" if has(&["::fmt", "::flt2dec", "::dec2flt"]) => {
            "printing and reading numbers".to_owned()
        }
        "core" | "alloc" | "std" if has(&["::vec::", "::iter::", "::slice::"]) => "lists".to_owned(),
        "core" | "alloc" | "std" => "rest of the standard library".to_owned(),
        other => other.to_owned(),
    }
}
