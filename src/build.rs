//! Turns the project's TOML documents (standards, the dictionary of headings) into JSON at build time, so that the page
//! need not carry a TOML parser to start. The documents themselves stay the source; their SHA-256 goes along.

use sha2::{Digest, Sha256};
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

type Failure = Box<dyn std::error::Error>;

fn main() {
    // Printed as it is: the debug form of an error would show its line breaks as letters.
    if let Err(error) = run() {
        eprintln!("{error}");
        std::process::exit(1);
    }
}

fn run() -> Result<(), Failure> {
    let out = PathBuf::from(env::var_os("OUT_DIR").ok_or("cargo sets OUT_DIR")?);
    let catalogue = Path::new("src/standard/catalogue");
    let mut files: Vec<PathBuf> =
        fs::read_dir(catalogue)?.map(|entry| entry.map(|entry| entry.path())).collect::<Result<_, io::Error>>()?;
    files.sort();
    files.retain(|file| file.extension().is_some_and(|extension| extension == "toml"));
    let (mut list, mut names, mut sources) = (String::new(), Vec::new(), Vec::new());
    for file in &files {
        let id = file.file_stem().and_then(|stem| stem.to_str()).ok_or("a standard's file name is its id")?;
        let (json, sha256) = converted(file)?;
        let text = fs::canonicalize(file)?;
        let name = id.replace('-', "_").to_uppercase();
        writeln!(
            list,
            "static {name}: Embedded = Embedded {{ id: {id:?}, sha256: {sha256:?}, json: {json:?}, \
             loaded: OnceLock::new() }};"
        )?;
        sources.push(format!("({id:?}, include_str!({:?}))", text.display().to_string()));
        names.push(format!("&{name}"));
    }
    writeln!(list, "static CATALOGUE: [&Embedded; {}] = [{}];", names.len(), names.join(", "))?;
    // Apart, so that a module of which nobody asks for them has none of them.
    writeln!(list, "#[cfg(any(test, feature = \"files\"))]")?;
    writeln!(list, "static SOURCES: [(&str, &str); {}] = [{}];", sources.len(), sources.join(", "))?;
    fs::write(out.join("catalogue.rs"), list)?;
    fs::write(out.join("aliases.json"), converted(Path::new("src/intake/aliases.toml"))?.0)?;
    println!("cargo::rerun-if-changed=src/standard/catalogue");
    println!("cargo::rerun-if-changed=src/intake/aliases.toml");
    println!("cargo::rerun-if-changed=src/build.rs");
    Ok(())
}

/// A TOML file as JSON, and its fingerprint.
fn converted(file: &Path) -> Result<(String, String), Failure> {
    let text = fs::read_to_string(file)?;
    let value: serde_json::Value = toml::from_str(&text).map_err(|error| format!("{}: {error}", file.display()))?;
    let sha256 = Sha256::digest(text.as_bytes()).iter().fold(String::new(), |mut hex, byte| {
        let _ = write!(hex, "{byte:02x}");
        hex
    });
    Ok((value.to_string(), sha256))
}
