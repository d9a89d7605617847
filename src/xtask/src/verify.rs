//! `cargo xtask test`: everything that must hold before a commit, cheapest first; the first failure ends it.

use crate::{
    bundle, machine,
    module::{Profile, TRIPLE, ensure_target},
    project::{Result, cargo, fail, root, run, step},
    release,
};
use std::{ffi::OsStr, path::PathBuf, process::Command, process::Stdio, time::Instant};

pub fn test() -> Result<()> {
    let start = Instant::now();
    step("tools", || {
        component("fmt", "rustfmt")?;
        component("clippy", "clippy")?;
        ensure_target()?;
        machine::node()
    })?;
    step("format", || run(cargo().args(["fmt", "--all", "--check"])))?;
    step("lockfile", || {
        run(cargo().args(["metadata", "--locked", "--format-version", "1"]).stdout(Stdio::null())).map_err(|error| {
            format!("{error}\nCargo.lock does not fit the manifests: run cargo check and commit it").into()
        })
    })?;
    step("clippy: host", || clippy(&["--workspace", "--all-targets", "--all-features"]))?;
    step("clippy: page", || clippy(&["--target", TRIPLE, "--no-default-features", "--features", "app"]))?;
    step("clippy: files module", || clippy(&["--target", TRIPLE, "--no-default-features", "--features", "api,files"]))?;
    // Browser crates are optional dependencies: a core module that names one does not compile here.
    step("the core stands alone", || {
        let check = ["check", "--locked", "--lib", "--no-default-features"];
        run(cargo().args(check))?;
        run(cargo().args(check).args(["--target", TRIPLE]))
    })?;
    step("native tests", || run(cargo().args(["test", "--locked", "--features", "files"])))?;
    // Where keys lead, what a repair changes, what an action makes of the state: rules of the page that need no browser.
    step("page tests", || run(cargo().args(["test", "--locked", "--quiet", "--lib", "--features", "app", "app::"])))?;
    step("build driver tests", || run(cargo().args(["test", "--locked", "--quiet", "--package", "xtask"])))?;
    // Includes the check of each module against what old engines know.
    bundle::build(Profile::Release)?;
    let packed = step("release", release::pack)?;
    step("test packages", machine::packages)?;
    step("shipped files", || node_test(&SHIPPED, &[("RELEASE", packed)]))?;
    step("npm package in Node", || node_test(&NODE_ONLY, &[]))?;
    let mut browsers = vec![("CHROME", step("Chromium", machine::chromium)?)];
    browsers.extend(step("Firefox", machine::firefox)?.map(|firefox| ("FIREFOX", firefox)));
    step("end to end", || {
        let mut files = Vec::new();
        for entry in std::fs::read_dir(root().join("tests/browser"))? {
            let name = entry?.file_name().to_string_lossy().into_owned();
            if name.ends_with(".test.mjs") && !SHIPPED.contains(&&*name) && !NODE_ONLY.contains(&&*name) {
                files.push(name);
            }
        }
        if files.is_empty() {
            return fail("tests/browser has no tests");
        }
        files.sort();
        node_test(&files.iter().map(String::as_str).collect::<Vec<_>>(), &browsers)
    })?;
    println!("\nAll tests passed in {:.0} s", start.elapsed().as_secs_f64());
    Ok(())
}

/// Tests of what is shipped, as files.
const SHIPPED: [&str; 2] = ["shipped.test.mjs", "release.test.mjs"];

/// Tests of the package, which need no browser.
const NODE_ONLY: [&str; 3] = ["npm.test.mjs", "replay.test.mjs", "million.test.mjs"];

/// `cargo xtask bench`: the benchmark against other ways to do the same work.
pub fn bench(arguments: &[String]) -> Result<()> {
    machine::node()?;
    let script = root().join("tests/bench/run.mjs");
    if !script.is_file() {
        return fail("tests/bench/run.mjs is missing");
    }
    bundle::build(Profile::Release)?;
    // It measures in the browser of the end-to-end tests.
    step("test packages", machine::packages)?;
    let chromium = step("Chromium", machine::chromium)?;
    step("benchmark", || run(Command::new("node").arg(script).args(arguments).env("CHROME", chromium)))
}

/// `cargo xtask soak`: the property tests, the same code with many more cases.
pub fn soak(arguments: &[String]) -> Result<()> {
    let cases = match arguments {
        [] => 20_000,
        [cases] => cases.parse::<u32>().map_err(|_| format!("not a number of cases: {cases}"))?,
        _ => return fail("soak takes one number of cases"),
    };
    step(&format!("soak, {cases} cases each"), || {
        run(cargo()
            .args(["test", "--locked", "--release", "--features", "files"])
            .args(["--test", "properties", "--test", "intake", "--test", "table"])
            .env("PROPTEST_CASES", cases.to_string()))
    })?;
    step(&format!("{cases} mixtures of dirt on a clean county"), || {
        run(cargo()
            .args(["test", "--locked", "--release", "--features", "files", "--test", "mutations"])
            .args(["--", "--nocapture"])
            .env("MUTATIONS", cases.to_string()))
    })?;
    machine::node()?;
    bundle::npm(Profile::Release)?;
    step("a million sections through the JavaScript contract", || {
        run(Command::new("node").arg(root().join("tests/browser/million.mjs")).arg("1000000"))
    })
}

fn clippy(arguments: &[&str]) -> Result<()> {
    run(cargo().args(["clippy", "--locked", "--quiet"]).args(arguments).args(["--", "-D", "warnings"]))
}

/// Minimal toolchains come without these.
fn component(subcommand: &str, component: &str) -> Result<()> {
    let there = cargo().args([subcommand, "--version"]).stdout(Stdio::null()).stderr(Stdio::null()).status();
    if there.is_ok_and(|status| status.success()) {
        return Ok(());
    }
    println!("adding the component {component}");
    run(Command::new("rustup").args(["component", "add", component]))
}

/// One file after the other: browsers side by side on a small machine only make each other's waits longer.
fn node_test(files: &[&str], places: &[(&str, PathBuf)]) -> Result<()> {
    let mut command = Command::new("node");
    command.args(["--test", "--test-concurrency=1", "--test-reporter=spec"]);
    command.args(files.iter().map(OsStr::new)).current_dir(root().join("tests/browser"));
    run(command.envs(places.iter().map(|(name, path)| (name, path))))
}
