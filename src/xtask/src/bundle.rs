//! `cargo xtask build`: everything in dist/.

use crate::{
    contract::contract,
    css,
    declarations::declarations,
    module::{self, Kind, Profile},
    npm, offline,
    page::{self, Entry, Parts, Whole, gzip},
    project::{Result, bytes, dist, fail, read, root, step, write},
    sources::sources,
};
use std::{
    collections::HashMap,
    fs,
    io::Write,
    path::{Path, PathBuf},
};

/// Files of www/ that go into dist/ unchanged.
const AS_THEY_ARE: [&str; 5] = ["embed.js", "demo.html", "demo.css", "demo.js", "sample-county.tsv"];

pub fn build(profile: Profile) -> Result<()> {
    module::ensure_target()?;
    let page_wasm = step("page module", || module::compile(Kind::Page, profile))?;
    let files_wasm = step("files module", || module::compile(Kind::Files, profile))?;
    let evaluate_wasm = step("evaluation module", || module::compile(Kind::Evaluate, profile))?;
    step("dist", || {
        let page = module::classic(&page_wasm, profile, "junheng_page")?;
        // The single file has everything at hand, and a build for development is made to be quick.
        let halves = match profile {
            Profile::Release => Some(module::halves(&page_wasm, "junheng_page", DOOR)?),
            Profile::Dev => None,
        };
        let files = module::classic(&files_wasm, profile, "junheng_files")?;

        let www = root().join("www");
        let script = |glue: &str, own: &str| -> Result<String> { Ok(format!("{glue}\n{}", read(www.join(own))?)) };
        let page_js = script(&page.js, "boot.js")?;
        let worker_js = script(&files.js, "worker.js")?;
        let guard = read(www.join("guard.js"))?;
        let style = style(&www.join("css"))?;
        let icon = read(www.join("icon.svg"))?;
        let template = read(www.join("index.html"))?;
        let parts = Parts {
            css: &style,
            icon: icon.trim_end(),
            guard: &guard,
            page: &page_js,
            page_wasm: &page.wasm,
            worker: &worker_js,
            files_wasm: &files.wasm,
        };

        let out = dist();
        clear(&out)?;
        let npm = out.join("npm");
        fs::create_dir_all(&npm)?;
        write(out.join("junheng.html"), page::whole(&template, Whole::Single, &parts)?)?;
        write(out.join("frame.html"), page::whole(&template, Whole::Frame, &parts)?)?;
        for name in AS_THEY_ARE {
            write(out.join(name), read(www.join(name))?)?;
        }

        let service = read(www.join("service.js"))?;
        let (small, large) = (bytes(www.join("icon-192.png"))?, bytes(www.join("icon-512.png"))?);
        let manifest = bytes(www.join("manifest.json"))?;
        let mut hosted: Vec<(&str, &[u8])> = vec![
            ("junheng.css", style.as_bytes()),
            ("guard.js", guard.as_bytes()),
            ("junheng.js", page_js.as_bytes()),
            ("junheng_bg.wasm", halves.as_ref().map_or(&page.wasm, |halves| &halves.first)),
            ("worker.js", worker_js.as_bytes()),
            ("junheng-files_bg.wasm", &files.wasm),
            ("icon.svg", icon.as_bytes()),
            ("icon-192.png", &small),
            ("icon-512.png", &large),
            ("manifest.json", &manifest),
        ];
        if let Some(halves) = &halves {
            hosted.push((LATER, &halves.later));
        }
        let templates = [("index.html", template.as_bytes()), ("service.js", service.as_bytes())];
        let version = offline::version(&[&hosted[..], &templates].concat());
        let index = page::served(&template, Entry::Index, &version)?;
        let compat = page::served(&template, Entry::Compat, &version)?;
        hosted.extend([("index.html", index.as_bytes()), ("compat.html", compat.as_bytes())]);
        for (name, content) in &hosted {
            write(out.join(name), content)?;
        }
        write(out.join("service.js"), offline::script(&service, &version, &hosted)?)?;

        package(&npm, &files_wasm, &evaluate_wasm, profile)?;
        // A development build's sizes say nothing, and measuring them takes longer than making it.
        if profile == Profile::Release { sizes(&out) } else { Ok(()) }
    })
}

/// `dist/npm` alone, for what needs no page.
pub fn npm(profile: Profile) -> Result<()> {
    module::ensure_target()?;
    let files_wasm = step("files module", || module::compile(Kind::Files, profile))?;
    let evaluate_wasm = step("evaluation module", || module::compile(Kind::Evaluate, profile))?;
    step("dist/npm", || {
        let npm = dist().join("npm");
        clear(&npm)?;
        package(&npm, &files_wasm, &evaluate_wasm, profile)?;
        if profile == Profile::Release { sizes(&npm) } else { Ok(()) }
    })
}

fn package(folder: &Path, files: &[u8], evaluate: &[u8], profile: Profile) -> Result<()> {
    let sources = sources()?;
    npm::entry(folder, "junheng", files, profile, &declarations(&contract(true, &sources)?))?;
    npm::entry(folder, "evaluate", evaluate, profile, &declarations(&contract(false, &sources)?))?;
    npm::manifest(folder)
}

/// All style sheets in the order of their names.
fn style(folder: &Path) -> Result<String> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).map_err(|error| format!("{}: {error}", folder.display()))? {
        let path = entry?.path();
        if path.extension().is_some_and(|extension| extension == "css") {
            files.push(path);
        }
    }
    files.sort();
    let parts: String = files.iter().map(read).collect::<Result<_>>()?;
    css::with_large_print(&parts)
}

/// Empties dist/ without removing the folder itself, so that a running server keeps serving it.
fn clear(folder: &Path) -> Result<()> {
    fs::create_dir_all(folder)?;
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() { fs::remove_dir_all(&path)? } else { fs::remove_file(&path)? }
    }
    Ok(())
}

/// What leads to all that the page can start without: `src/app/later.rs`.
const DOOR: &str = "openLater";

/// What the page fetches by itself as soon as it listens.
const LATER: &str = "junheng-later_bg.wasm";

/// What a visitor loads first.
const FIRST_LOAD: [&str; 6] = ["index.html", "junheng.css", "guard.js", "junheng.js", "junheng_bg.wasm", "icon.svg"];

/// What each file weighs as it is, and as servers usually send it.
fn sizes(folder: &Path) -> Result<()> {
    println!("{:>10} {:>10} {:>10}", "bytes", "gzip", "brotli");
    let (mut first_load, mut all) = (0, 0);
    let mut known: HashMap<Vec<u8>, usize> = HashMap::new();
    for path in files_below(folder)? {
        let bytes = fs::read(&path)?;
        let name = path.strip_prefix(folder)?.to_string_lossy().replace('\\', "/");
        // The largest module lies there twice, and brotli at its highest level is slow.
        let compressed = match known.get(&bytes) {
            Some(size) => *size,
            None => brotli(&bytes)?,
        };
        // The package alone has no page.
        if FIRST_LOAD.contains(&&*name) && folder.join("index.html").is_file() {
            first_load += compressed;
        }
        if name == LATER && folder.join("index.html").is_file() {
            all += compressed;
        }
        println!("{:>10} {:>10} {compressed:>10}  {name}", bytes.len(), gzip(&bytes)?.len());
        known.insert(bytes, compressed);
    }
    if known.is_empty() {
        return fail("nothing was built");
    }
    if first_load > 0 {
        println!("{:>10} {:>10} {first_load:>10}  first load, until the page can be used", "", "");
        println!(
            "{:>10} {:>10} {:>10}  with what follows by itself, for a pasted table and its result",
            "",
            "",
            first_load + all
        );
    }
    Ok(())
}

/// The size of bytes as a server sends them.
pub fn brotli(bytes: &[u8]) -> Result<usize> {
    let mut encoder = brotli::CompressorWriter::new(Vec::new(), 1 << 16, 11, 22);
    encoder.write_all(bytes)?;
    encoder.flush()?;
    Ok(encoder.into_inner().len())
}

/// Every file below a folder, sorted.
pub fn files_below(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() { found.extend(files_below(&path)?) } else { found.push(path) }
    }
    found.sort();
    Ok(found)
}
