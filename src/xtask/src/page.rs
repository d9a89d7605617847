//! The HTML entries and their security policies, all made from www/index.html.

use crate::project::{Result, fail, swap};
use base64::{Engine, prelude::BASE64_STANDARD};
use sha2::{Digest, Sha256};
use std::io::Write;

/// Where a policy applies. Three documents, because engines before Chromium 96 do not know `'wasm-unsafe-eval'` and
/// refuse WebAssembly unless `'unsafe-eval'` is named, which a strict site would rather not name for everyone.
#[derive(Clone, Copy)]
pub enum Entry {
    Index,
    Compat,
}

impl Entry {
    pub fn policy(self) -> String {
        let script = match self {
            Self::Index => "'self' 'wasm-unsafe-eval'",
            Self::Compat => "'self' 'wasm-unsafe-eval' 'unsafe-eval'",
        };
        format!(
            "default-src 'none'; script-src {script}; style-src 'self'; connect-src 'self'; worker-src 'self'; \
             img-src 'self' data: blob:; manifest-src 'self'; base-uri 'none'; form-action 'none'"
        )
    }
}

const POLICY: &str = "content=\"CSP\"";
const NAME: &str = "data-entry=\"index\"";
const ICON: &str = "href=\"icon.svg\"";
const MARK: &str = "src=\"icon.svg\"";
const PRELOAD: &str =
    "<link rel=\"preload\" href=\"junheng_bg.wasm\" as=\"fetch\" type=\"application/wasm\" crossorigin>\n";
const STYLE: &str = "<link rel=\"stylesheet\" href=\"junheng.css\">";
const GUARD: &str = "<script src=\"guard.js\"></script>";
const PAGE: &str = "<script src=\"junheng.js\"></script>";
/// What only a page with an address has: a file from disk is not installed.
const INSTALL: &str =
    "<link rel=\"apple-touch-icon\" href=\"icon-192.png\">\n<link rel=\"manifest\" href=\"manifest.json\">\n";

/// A page of the folder. It asks for its files by the version of the build, so that neither a cache nor a server in the
/// middle of an update can mix two builds.
pub fn served(template: &str, entry: Entry, version: &str) -> Result<String> {
    let mut page = swap(template, POLICY, &format!("content=\"{}\"", entry.policy()))?;
    for (element, name) in
        [(PRELOAD, "junheng_bg.wasm"), (STYLE, "junheng.css"), (GUARD, "guard.js"), (PAGE, "junheng.js")]
    {
        page = swap(&page, element, &element.replace(name, &format!("{name}?v={version}")))?;
    }
    match entry {
        Entry::Index => Ok(page),
        Entry::Compat => swap(&page, NAME, "data-entry=\"compat\""),
    }
}

pub struct Parts<'a> {
    pub css: &'a str,
    pub icon: &'a str,
    pub guard: &'a str,
    pub page: &'a str,
    pub page_wasm: &'a [u8],
    pub worker: &'a str,
    pub files_wasm: &'a [u8],
}

/// The documents that hold everything themselves. They are alike but for their names: one is opened from disk, the other
/// is put into pages of others, which search engines need not list.
#[derive(Clone, Copy)]
pub enum Whole {
    Single,
    Frame,
}

/// Everything in one document. Its policy names its own scripts and style by hash and forbids every connection: whatever
/// is entered cannot leave.
pub fn whole(template: &str, name: Whole, parts: &Parts<'_>) -> Result<String> {
    for (name, text) in [("guard.js", parts.guard), ("junheng.js", parts.page), ("worker.js", parts.worker)] {
        inlinable(name, text, &["</script", "<script", "<!--"])?;
    }
    inlinable("junheng.css", parts.css, &["</style", "<!--"])?;
    let scripts = [parts.guard, parts.worker, parts.page].map(hash).join(" ");
    let policy = format!(
        "default-src 'none'; script-src {scripts} 'wasm-unsafe-eval' 'unsafe-eval'; style-src {}; connect-src 'none'; \
         worker-src blob:; img-src data: blob:; base-uri 'none'; form-action 'none'",
        hash(parts.css)
    );
    let icon = format!("data:image/svg+xml;base64,{}", BASE64_STANDARD.encode(parts.icon));
    let page = swap(template, POLICY, &format!("content=\"{policy}\""))?;
    let (name, robots) = match name {
        Whole::Single => ("data-entry=\"single\"", ""),
        Whole::Frame => ("data-entry=\"frame\"", "<meta name=\"robots\" content=\"noindex\">\n"),
    };
    let page = swap(&page, NAME, name)?;
    let page = swap(&page, PRELOAD, robots)?;
    let page = swap(&page, INSTALL, "")?;
    let page = swap(&page, ICON, &format!("href=\"{icon}\""))?;
    let page = swap(&page, MARK, &format!("src=\"{icon}\""))?;
    let page = swap(&page, STYLE, &format!("<style>{}</style>", parts.css))?;
    let page = swap(&page, GUARD, &format!("<script>{}</script>", parts.guard))?;
    // What only files need comes last: the page has started before all of it is there.
    let scripts = format!(
        "{}\n<script id=\"junheng-worker\">{}</script>\n<script>{}</script>\n{}",
        data("junheng-wasm", parts.page_wasm)?,
        parts.worker,
        parts.page,
        data("junheng-files-wasm", parts.files_wasm)?,
    );
    swap(&page, PAGE, &scripts)
}

/// A module as a data block: base64 of gzip, which www/boot.js unpacks with the browser's DecompressionStream. Plain
/// base64 would start some 50 ms sooner and be two and a half times as large; the file is sent by mail and messenger.
fn data(id: &str, wasm: &[u8]) -> Result<String> {
    let packed = gzip(wasm)?;
    Ok(format!("<script type=\"application/wasm+gzip;base64\" id=\"{id}\">{}</script>", BASE64_STANDARD.encode(packed)))
}

pub fn gzip(bytes: &[u8]) -> Result<Vec<u8>> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    encoder.write_all(bytes)?;
    Ok(encoder.finish()?)
}

fn hash(text: &str) -> String {
    format!("'sha256-{}'", BASE64_STANDARD.encode(Sha256::digest(text)))
}

fn inlinable(name: &str, text: &str, forbidden: &[&str]) -> Result<()> {
    let lower = text.to_ascii_lowercase();
    for word in forbidden {
        if lower.contains(word) {
            return fail(format!("{name} contains {word}, which would end or change the element it is inlined in"));
        }
    }
    // The browser hashes the text with line feeds only.
    if text.contains('\r') { fail(format!("{name} contains carriage returns")) } else { Ok(()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parts() -> Parts<'static> {
        Parts {
            css: "b{}",
            icon: "<svg/>",
            guard: "guard()",
            page: "page()",
            page_wasm: b"w",
            worker: "work()",
            files_wasm: b"f",
        }
    }

    const TEMPLATE: &str = include_str!("../../../www/index.html");

    #[test]
    fn entries_differ_in_policy_and_name_only() {
        let index = served(TEMPLATE, Entry::Index, "01ab").expect("index");
        let compat = served(TEMPLATE, Entry::Compat, "01ab").expect("compat");
        assert!(!index.contains("'unsafe-eval'") && compat.contains("'unsafe-eval'"));
        let back = compat.replace(" 'unsafe-eval'", "").replace("data-entry=\"compat\"", NAME);
        assert_eq!(back, index);
        for name in ["junheng_bg.wasm", "junheng.css", "guard.js", "junheng.js"] {
            assert!(index.contains(&format!("\"{name}?v=01ab\"")), "{name}");
        }
    }

    #[test]
    fn the_whole_files_name_no_other_file() {
        let page = whole(TEMPLATE, Whole::Single, &parts()).expect("single");
        let frame = whole(TEMPLATE, Whole::Frame, &parts()).expect("frame");
        let robots = "<meta name=\"robots\" content=\"noindex\">\n";
        assert_eq!(frame.replace("data-entry=\"frame\"", "data-entry=\"single\"").replace(robots, ""), page);
        for name in [
            "icon.svg",
            "icon-192.png",
            "manifest.json",
            "junheng_bg.wasm",
            "\"junheng.css\"",
            "src=\"junheng.js\"",
            "src=\"guard.js\"",
        ] {
            assert!(!page.contains(name), "{name}");
        }
        assert!(page.contains(&hash("page()")) && page.contains(&hash("b{}")) && page.contains(">page()</script>"));
        assert!(page.contains("connect-src 'none'"));
    }

    #[test]
    fn what_would_end_its_element_is_not_inlined() {
        assert!(whole(TEMPLATE, Whole::Single, &Parts { page: "'</SCRIPT>'", ..parts() }).is_err());
        assert!(whole(TEMPLATE, Whole::Frame, &Parts { css: "a{}\r\n", ..parts() }).is_err());
    }
}
