//! Who may import whom: data flows one way, and only the doors know the browser.
#![allow(clippy::unwrap_used, reason = "a test stops at the first surprise")]

use std::fs;
use std::path::{Path, PathBuf};

/// Modules in the order data flows; each may use those before it and itself.
const ORDER: [&str; 15] = [
    "order",
    "diagnostic",
    "quantity",
    "table",
    "records",
    "standard",
    "intake",
    "project",
    "statistics",
    "narrative",
    "evaluate",
    "figures",
    "scenario",
    "report",
    "engine",
];

/// Modules beside the way: these alone they may use.
const ASIDE: [(&str, &[&str]); 1] = [("narrative", &["order", "diagnostic", "quantity", "statistics"])];

/// Back references that are meant: the report words statuses in both languages through the engine's localisation.
const ALLOWED: [(&str, &str); 1] = [("report", "engine")];

fn files(folder: &Path) -> Vec<PathBuf> {
    fs::read_dir(folder)
        .unwrap()
        .flat_map(|entry| {
            let path = entry.unwrap().path();
            if path.is_dir() { files(&path) } else { vec![path] }
        })
        .filter(|path| path.extension().is_some_and(|extension| extension == "rs"))
        .collect()
}

fn sources(module: &str) -> Vec<(PathBuf, String)> {
    let file = PathBuf::from(format!("src/{module}.rs"));
    let paths = if file.exists() { vec![file] } else { files(Path::new(&format!("src/{module}"))) };
    paths.into_iter().map(|path| (path.clone(), fs::read_to_string(path).unwrap())).collect()
}

#[test]
fn the_core_flows_one_way() {
    let mut seen = 0;
    for (place, module) in ORDER.iter().enumerate() {
        for (path, text) in sources(module) {
            seen += 1;
            for later in ORDER.iter().skip(place + 1) {
                if ALLOWED.contains(&(module, later)) {
                    continue;
                }
                assert!(!text.contains(&format!("crate::{later}")), "{} uses {later}", path.display());
            }
            for door in ["api", "app"] {
                assert!(!text.contains(&format!("crate::{door}")), "{} uses {door}", path.display());
            }
        }
    }
    assert!(seen >= ORDER.len(), "no file was looked at");
}

#[test]
fn what_stands_aside_uses_little_and_is_not_used_on_the_way() {
    for (module, allowed) in ASIDE {
        for (path, text) in sources(module) {
            for other in ORDER.iter().filter(|other| **other != module && !allowed.contains(other)) {
                assert!(!text.contains(&format!("crate::{other}")), "{} uses {other}", path.display());
            }
        }
        for other in ORDER.iter().filter(|other| ![module, "engine"].contains(other)) {
            for (path, text) in sources(other) {
                assert!(!text.contains(&format!("crate::{module}")), "{} uses {module}", path.display());
            }
        }
    }
}

#[test]
fn the_core_knows_no_browser_and_no_clock() {
    for module in ORDER {
        for (path, text) in sources(module) {
            for name in [
                "wasm_bindgen",
                "web_sys",
                "js_sys",
                "gloo",
                "yew",
                "std::time",
                "std::env::",
                "std::fs",
                "thread_local",
                "static mut",
            ] {
                // Test modules may read files.
                let code = text.split("#[cfg(test)]").next().unwrap_or_default();
                assert!(!code.contains(name), "{} names {name}", path.display());
            }
        }
    }
}
