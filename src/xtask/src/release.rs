//! `cargo xtask release`: what is handed out, with sums, licences and a bill of materials.
//!
//! The same sources give the same bytes: entries are sorted, times are fixed, and nothing of the machine is in the modules
//! (module.rs maps its folders away).

use crate::{
    bundle::{self, files_below},
    documents::handed_out,
    module::{Profile, TRIPLE},
    project::{Result, bytes, cargo, dist, fail, output, read, root, step, target, write},
};
use base64::{Engine, prelude::BASE64_STANDARD};
use serde_json::{Value, json};
use sha2::{Digest, Sha256, Sha384};
use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    io::{Cursor, Write},
    path::{Path, PathBuf},
    process::Command,
};
use zip::{CompressionMethod, DateTime, ZipWriter, write::SimpleFileOptions};

const VERSION: &str = env!("CARGO_PKG_VERSION");

/// The features of the three modules together: what may be inside one of them.
const SHIPPED: &str = "app,api,files";

/// The time npm gives to everything it packs, 26 October 1985, in seconds since 1970.
const PACKED_AT: u64 = 499_162_500;

/// Files by name, as they go into an archive.
type Files = BTreeMap<String, Vec<u8>>;

/// Builds, unless `built` says that dist/ is what is meant, and packs.
pub fn release(built: bool) -> Result<()> {
    if !built {
        bundle::build(Profile::Release)?;
    }
    let folder = step("release", pack)?;
    println!("\n{}", folder.display());
    print!("{}", read(folder.join("SHA256SUMS"))?);
    Ok(())
}

/// Packs dist/ into a folder of its own below the target folder.
pub fn pack() -> Result<PathBuf> {
    let dist = dist();
    let crates = crates()?;
    let licences = licences(&crates)?;

    let mut page = Files::new();
    let mut package = Files::new();
    for (name, content) in below(&dist)? {
        match name.strip_prefix("npm/") {
            Some(name) => package.insert(format!("package/{name}"), content),
            None => page.insert(name, content),
        };
    }
    let Some(single) = page.get("junheng.html").cloned() else {
        return fail("dist/ is not built: run cargo xtask build");
    };
    let sri: BTreeMap<&String, String> = page
        .iter()
        .map(|(name, content)| (name, format!("sha384-{}", BASE64_STANDARD.encode(Sha384::digest(content)))))
        .collect();
    let sri = format!("{}\n", serde_json::to_string_pretty(&sri)?);

    // The zip is the whole folder, as the demo and the documents speak of it.
    page.extend(package.iter().map(|(name, content)| (name.replacen("package/", "npm/", 1), content.clone())));
    page.extend(documents()?);
    for (folder, files) in [("", &mut page), ("package/", &mut package)] {
        files.insert(format!("{folder}LICENSES.txt"), licences.clone().into_bytes());
    }
    let zip: Files = page.into_iter().map(|(name, content)| (format!("junheng-{VERSION}/{name}"), content)).collect();

    let mut parts = Files::new();
    parts.insert(format!("junheng-{VERSION}.zip"), zipped(&zip)?);
    parts.insert(format!("junheng-{VERSION}.tgz"), tarball(&package)?);
    parts.insert("junheng.html".to_owned(), single);
    parts.insert("LICENSES.txt".to_owned(), licences.into_bytes());
    parts.insert("SRI.json".to_owned(), sri.into_bytes());
    parts.insert("sbom.cdx.json".to_owned(), format!("{}\n", serde_json::to_string_pretty(&bill(&crates))?).into());
    let sums: String = parts.iter().map(|(name, content)| format!("{:x}  {name}\n", Sha256::digest(content))).collect();
    parts.insert("SHA256SUMS".to_owned(), sums.into_bytes());

    let folder = target().join(format!("junheng-{VERSION}"));
    if folder.is_dir() {
        fs::remove_dir_all(&folder)?;
    }
    fs::create_dir_all(&folder)?;
    for (name, content) in &parts {
        write(folder.join(name), content)?;
    }
    Ok(folder)
}

/// What is to be read beside the page, each link leading to where things stand in the zip.
fn documents() -> Result<Files> {
    let beside = ["README.md", "README.zh-CN.md", "CHANGELOG.md", "CONTRIBUTING.md", "LICENSE-APACHE", "LICENSE-MIT"];
    let mut places: BTreeMap<String, String> = beside.map(|name| (name.to_owned(), name.to_owned())).into();
    let folder = root().join("www/docs");
    for path in files_below(&folder)? {
        let name = path.strip_prefix(&folder)?.to_string_lossy().replace('\\', "/");
        places.insert(format!("www/docs/{name}"), format!("docs/{name}"));
    }
    handed_out(&places)
}

fn below(folder: &Path) -> Result<Files> {
    let mut files = Files::new();
    for path in files_below(folder)? {
        files.insert(path.strip_prefix(folder)?.to_string_lossy().replace('\\', "/"), bytes(&path)?);
    }
    Ok(files)
}

fn zipped(files: &Files) -> Result<Vec<u8>> {
    let options = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Deflated)
        .last_modified_time(DateTime::default())
        .unix_permissions(0o644);
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in files {
        zip.start_file(name.as_str(), options)?;
        zip.write_all(content)?;
    }
    Ok(zip.finish()?.into_inner())
}

fn tarball(files: &Files) -> Result<Vec<u8>> {
    let mut tar = tar::Builder::new(Vec::new());
    for (name, content) in files {
        let mut header = tar::Header::new_ustar();
        header.set_size(content.len() as u64);
        header.set_mode(0o644);
        header.set_mtime(PACKED_AT);
        tar.append_data(&mut header, name, content.as_slice())?;
    }
    crate::page::gzip(&tar.into_inner()?)
}

/// A crate that is in one of the modules.
struct Part {
    name: String,
    version: String,
    licence: String,
    /// Of the package as the registry has it; `None` for Rust's own library.
    sha256: Option<String>,
    needs: BTreeSet<String>,
    /// Its files about licences: name and text.
    texts: Vec<(String, String)>,
}

impl Part {
    fn key(&self) -> String {
        format!("{} {}", self.name, self.version)
    }

    fn address(&self) -> String {
        match self.sha256 {
            Some(_) => format!("pkg:cargo/{}@{}", self.name, self.version),
            None => format!("pkg:generic/rust-{}@{}", self.name, self.version),
        }
    }
}

/// Every crate in the modules, by name and version: what cargo compiles for them, without macros and tests.
fn crates() -> Result<BTreeMap<String, Part>> {
    let tree = output(cargo().args(["tree", "--locked", "--package", "junheng", "--no-default-features"]).args([
        "--features",
        SHIPPED,
        "--target",
        TRIPLE,
        "--edges",
        "normal,no-proc-macro",
        "--prefix",
        "none",
        "--format",
        "{p}",
    ]))?;
    let shipped: BTreeSet<String> = tree
        .lines()
        .filter_map(|line| {
            let mut words = line.split(' ');
            Some(format!("{} {}", words.next()?, words.next()?.strip_prefix('v')?))
        })
        .collect();
    let metadata = output(cargo().args(["metadata", "--locked", "--format-version", "1", "--all-features"]))?;
    let metadata: Value = serde_json::from_str(&metadata)?;
    let lock = read(root().join("Cargo.lock"))?;
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let list = |value: &Value| value.as_array().cloned().unwrap_or_default();

    let mut keys: BTreeMap<String, String> = BTreeMap::new();
    let mut parts = BTreeMap::new();
    for package in list(&metadata["packages"]) {
        let (name, version) = (text(&package["name"]), text(&package["version"]));
        let key = format!("{name} {version}");
        keys.insert(text(&package["id"]), key.clone());
        if name == "junheng" || !shipped.contains(&key) {
            continue;
        }
        let licence = text(&package["license"]).replace(" / ", " OR ").replace('/', " OR ");
        if licence.is_empty() {
            return fail(format!("{key} names no licence"));
        }
        let entry = format!("name = \"{name}\"\nversion = \"{version}\"\n");
        let checksum = lock.split("[[package]]").find(|one| one.contains(&entry)).and_then(|one| {
            one.lines().find_map(|line| line.strip_prefix("checksum = \"")?.strip_suffix('"').map(str::to_owned))
        });
        let Some(sha256) = checksum else { return fail(format!("{key} has no checksum in Cargo.lock")) };
        let manifest = PathBuf::from(text(&package["manifest_path"]));
        let texts = licence_texts(manifest.parent().unwrap_or(&manifest))?;
        let part = Part { name, version, licence, sha256: Some(sha256), needs: BTreeSet::new(), texts };
        parts.insert(key, part);
    }
    for node in list(&metadata["resolve"]["nodes"]) {
        let Some(part) = keys.get(&text(&node["id"])).and_then(|key| parts.get_mut(key)) else { continue };
        let needs =
            list(&node["dependencies"]).iter().filter_map(|id| keys.get(&text(id)).cloned()).collect::<Vec<_>>();
        part.needs = needs.into_iter().filter(|key| shipped.contains(key)).collect();
    }
    if parts.len() + 1 != shipped.len() {
        return fail(format!("cargo tree lists {} crates, cargo metadata {} of them", shipped.len(), parts.len() + 1));
    }
    // Rust's own library is in every module, and no package.
    let version = output(Command::new("rustc").arg("--version"))?;
    let version = version.split(' ').nth(1).unwrap_or_default().to_owned();
    let std = Part {
        name: "std".to_owned(),
        version,
        licence: "MIT OR Apache-2.0".to_owned(),
        sha256: None,
        needs: BTreeSet::new(),
        texts: Vec::new(),
    };
    parts.insert(std.key(), std);
    Ok(parts)
}

fn licence_texts(folder: &Path) -> Result<Vec<(String, String)>> {
    let mut texts = Vec::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let about = ["LICENSE", "LICENCE", "COPYING", "COPYRIGHT", "UNLICENSE", "NOTICE"];
        if path.is_file() && about.iter().any(|word| name.to_uppercase().starts_with(word)) {
            texts.push((name, read(&path)?.replace('\r', "").trim_end().to_owned()));
        }
    }
    texts.sort();
    Ok(texts)
}

/// The licences of all parts with their texts; each text once, with everybody it is of.
fn licences(crates: &BTreeMap<String, Part>) -> Result<String> {
    let mut out = format!(
        "均衡 Junheng {VERSION} is licensed under MIT or Apache-2.0, at your choice.\n\
         It contains the following parts, each under its own licence; their texts follow.\n\n"
    );
    let mut texts: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for name in ["LICENSE-MIT", "LICENSE-APACHE"] {
        let text = read(root().join(name))?.trim_end().to_owned();
        texts.entry(text).or_default().push(format!("junheng {VERSION} ({name})"));
    }
    for part in crates.values() {
        out.push_str(&format!("{}  {}\n", part.key(), part.licence));
        for (name, text) in &part.texts {
            texts.entry(text.clone()).or_default().push(format!("{} ({name})", part.key()));
        }
    }
    let bare: Vec<String> = crates.values().filter(|part| part.texts.is_empty()).map(Part::key).collect();
    out.push_str(&format!("\nWithout a text of their own, under the terms named above: {}.\n", bare.join(", ")));
    let mut sorted: Vec<(&Vec<String>, &String)> = texts.iter().map(|(text, of)| (of, text)).collect();
    sorted.sort();
    for (of, text) in sorted {
        out.push_str(&format!("\n{}\n{}\n\n{text}\n", "=".repeat(80), of.join(", ")));
    }
    Ok(out)
}

/// The bill of materials, CycloneDX 1.5. Without a time or a number of its own, so that it is the same each time.
fn bill(crates: &BTreeMap<String, Part>) -> Value {
    let reference = format!("pkg:npm/junheng@{VERSION}");
    let licensed = |licence: &str| json!([{ "expression": licence }]);
    let components: Vec<Value> = crates
        .values()
        .map(|part| {
            let mut component = json!({
                "type": "library", "bom-ref": part.address(), "name": part.name, "version": part.version,
                "licenses": licensed(&part.licence), "purl": part.address(),
            });
            if let Some(sha256) = &part.sha256 {
                component["hashes"] = json!([{ "alg": "SHA-256", "content": sha256 }]);
            }
            component
        })
        .collect();
    let dependencies: Vec<Value> = crates
        .values()
        .map(|part| {
            let on: Vec<String> = part.needs.iter().filter_map(|key| crates.get(key)).map(Part::address).collect();
            json!({ "ref": part.address(), "dependsOn": on })
        })
        .chain([json!({ "ref": reference, "dependsOn": crates.values().map(Part::address).collect::<Vec<_>>() })])
        .collect();
    json!({
        "bomFormat": "CycloneDX", "specVersion": "1.5", "version": 1,
        "metadata": { "component": {
            "type": "application", "bom-ref": reference, "name": "junheng", "version": VERSION,
            "licenses": licensed("MIT OR Apache-2.0"), "purl": reference,
        } },
        "components": components,
        "dependencies": dependencies,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn files() -> Files {
        [("b/二.txt", "2".repeat(5000)), ("a.txt", "1".to_owned())]
            .map(|(name, text)| (name.to_owned(), text.into_bytes()))
            .into()
    }

    #[test]
    fn archives_are_the_same_each_time() {
        assert_eq!(zipped(&files()).expect("a zip"), zipped(&files()).expect("a zip"));
        assert_eq!(tarball(&files()).expect("a tarball"), tarball(&files()).expect("a tarball"));
        // Neither the time nor the system of the machine is in the frame of gzip.
        assert_eq!(tarball(&files()).expect("a tarball")[4..8], [0; 4]);
    }

    #[test]
    fn what_is_shipped_is_listed_and_what_only_builds_or_tests_is_not() {
        let crates = crates().expect("the crates");
        let names: BTreeSet<&str> = crates.values().map(|part| part.name.as_str()).collect();
        for name in ["std", "serde", "yew", "wasm-bindgen", "zip", "quick-xml", "encoding_rs", "num-bigint"] {
            assert!(names.contains(name), "{name}");
        }
        for name in ["junheng", "xtask", "proptest", "calamine", "ts-rs", "syn", "wasm-bindgen-cli-support"] {
            assert!(!names.contains(name), "{name}");
        }
        let licences = licences(&crates).expect("the licences");
        for part in crates.values() {
            assert!(licences.contains(&part.key()) && !part.licence.contains('/'), "{}", part.key());
        }
    }
}
