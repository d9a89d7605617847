//! Where things are, and how programs are called.

use std::{
    error::Error,
    path::{Path, PathBuf},
    process::Command,
    time::Instant,
};

pub type Result<T> = std::result::Result<T, Box<dyn Error>>;

/// An error that is only a sentence for the person at the terminal.
pub fn fail<T>(message: impl Into<String>) -> Result<T> {
    Err(message.into().into())
}

/// The folder of the workspace's Cargo.toml.
pub fn root() -> &'static Path {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.ancestors().nth(2).unwrap_or(here)
}

pub fn dist() -> PathBuf {
    root().join("dist")
}

/// Cargo's target folder. Called from inside cargo, `CARGO_TARGET_DIR` is the only way a user moves it here.
pub fn target() -> PathBuf {
    root().join(std::env::var_os("CARGO_TARGET_DIR").unwrap_or_else(|| "target".into()))
}

pub fn cargo() -> Command {
    Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
}

/// Runs a program to its end; a failure names the whole call, so that it can be repeated by hand.
pub fn run(command: &mut Command) -> Result<()> {
    let shown = shown(command);
    match command.status() {
        Ok(status) if status.success() => Ok(()),
        Ok(status) => fail(format!("failed ({status}): {shown}")),
        Err(error) => fail(format!("could not start: {shown}\n  {error}")),
    }
}

/// Standard output of a program that must succeed, without the last line break.
pub fn output(command: &mut Command) -> Result<String> {
    let shown = shown(command);
    match command.output() {
        Ok(out) if out.status.success() => Ok(String::from_utf8_lossy(&out.stdout).trim_end().to_owned()),
        Ok(out) => fail(format!("failed ({}): {shown}\n{}", out.status, String::from_utf8_lossy(&out.stderr))),
        Err(error) => fail(format!("could not start: {shown}\n  {error}")),
    }
}

fn shown(command: &Command) -> String {
    let words = std::iter::once(command.get_program()).chain(command.get_args());
    words.map(|word| word.to_string_lossy().into_owned()).collect::<Vec<_>>().join(" ")
}

/// Reads a text file of the project; the error names it.
pub fn read(path: impl AsRef<Path>) -> Result<String> {
    let path = path.as_ref();
    std::fs::read_to_string(path).map_err(|error| format!("{}: {error}", path.display()).into())
}

/// Reads any file of the project; the error names it.
pub fn bytes(path: impl AsRef<Path>) -> Result<Vec<u8>> {
    let path = path.as_ref();
    std::fs::read(path).map_err(|error| format!("{}: {error}", path.display()).into())
}

pub fn write(path: impl AsRef<Path>, content: impl AsRef<[u8]>) -> Result<()> {
    let path = path.as_ref();
    std::fs::write(path, content).map_err(|error| format!("{}: {error}", path.display()).into())
}

/// A heading, the work, and the time it took.
pub fn step<T>(title: &str, work: impl FnOnce() -> Result<T>) -> Result<T> {
    println!("\n\x1b[1m=== {title}\x1b[0m");
    let start = Instant::now();
    let done = work().map_err(|error| format!("{title}: {error}"))?;
    println!("--- {title}: {:.1} s", start.elapsed().as_secs_f64());
    Ok(done)
}

/// Replaces text that must stand exactly once: when a template or a generated file changes its shape, the build says
/// so instead of shipping it unchanged.
pub fn swap(text: &str, from: &str, to: &str) -> Result<String> {
    match text.matches(from).count() {
        1 => Ok(text.replacen(from, to, 1)),
        n => fail(format!("expected exactly once, found {n} times: {from}")),
    }
}
