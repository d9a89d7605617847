//! Documents that are handed out stand elsewhere than in the repository; their links lead to where things stand there.

use crate::project::{Result, bytes, fail, read, root};
use std::collections::BTreeMap;

/// Reads documents and what they show: from a place in the repository, to a place in what is handed out. Each link of a
/// document has to lead to another of them.
pub fn handed_out(places: &BTreeMap<String, String>) -> Result<BTreeMap<String, Vec<u8>>> {
    let mut files = BTreeMap::new();
    for (from, to) in places {
        let path = root().join(from);
        let content =
            if from.ends_with(".md") { moved(&read(path)?, from, places)?.into_bytes() } else { bytes(path)? };
        files.insert(to.clone(), content);
    }
    Ok(files)
}

/// A document with its links as they have to be at its new place.
fn moved(text: &str, from: &str, places: &BTreeMap<String, String>) -> Result<String> {
    let here = places.get(from).map(String::as_str).unwrap_or_default();
    let mut out = String::with_capacity(text.len());
    let mut copied = 0;
    for (at, link) in links(text) {
        let (path, part) = link.find('#').map_or((link, ""), |at| link.split_at(at));
        if path.is_empty() {
            continue;
        }
        let wanted = resolved(from, path);
        let Some(there) = places.get(&wanted) else {
            return fail(format!("{from} leads to {wanted}, which is not handed out with it"));
        };
        out.push_str(&text[copied..at]);
        out.push_str(&relative(here, there));
        out.push_str(part);
        copied = at + link.len();
    }
    out.push_str(&text[copied..]);
    Ok(out)
}

/// The links of a Markdown text that lead to files beside it or to its own headings, with where they stand. Code has none.
fn links(text: &str) -> Vec<(usize, &str)> {
    let mut found = Vec::new();
    let (mut at, mut fenced) = (0, false);
    for line in text.split_inclusive('\n') {
        let mark = line.trim_start().starts_with("```");
        fenced ^= mark;
        if !mark && !fenced {
            let mut place = at;
            for (i, words) in line.split('`').enumerate() {
                // Every other piece stands between back ticks. A link's words may hold some, its address none.
                let mut rest = words;
                while let Some(start) = rest.find("](").filter(|_| i % 2 == 0) {
                    let Some(end) = rest[start..].find(')') else { break };
                    let link = &rest[start + 2..start + end];
                    if !link.contains("://") {
                        found.push((place + words.len() - rest.len() + start + 2, link));
                    }
                    rest = &rest[start + end..];
                }
                place += words.len() + 1;
            }
        }
        at += line.len();
    }
    found
}

/// The file that a link of another leads to.
fn resolved(from: &str, link: &str) -> String {
    let mut parts: Vec<&str> = from.split('/').collect();
    parts.pop();
    for part in link.split('/') {
        match part {
            "." => {}
            ".." => {
                parts.pop();
            }
            part => parts.push(part),
        }
    }
    parts.join("/")
}

/// How one file names another.
fn relative(from: &str, to: &str) -> String {
    let (from, to): (Vec<&str>, Vec<&str>) = (from.split('/').collect(), to.split('/').collect());
    let same = from.iter().zip(&to).take_while(|(from, to)| from == to).count().min(from.len() - 1);
    let up = std::iter::repeat_n("..", from.len() - 1 - same);
    up.chain(to[same..].iter().copied()).collect::<Vec<_>>().join("/")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bundle::files_below;

    /// The name of a heading in an address.
    fn anchor(heading: &str) -> String {
        let kept = heading.trim().to_lowercase();
        kept.chars().filter(|one| one.is_alphanumeric() || "-_ ".contains(*one)).collect::<String>().replace(' ', "-")
    }

    fn anchors(text: &str) -> Vec<String> {
        text.lines().filter(|line| line.starts_with('#')).map(|line| anchor(line.trim_start_matches('#'))).collect()
    }

    #[test]
    fn every_link_of_every_document_leads_somewhere() {
        let mut documents: Vec<String> = Vec::new();
        for entry in std::fs::read_dir(root()).expect("the repository") {
            documents.push(entry.expect("a file").file_name().to_string_lossy().into_owned());
        }
        for folder in ["www/docs", "tests/files", "tests/bench"] {
            for path in files_below(&root().join(folder)).expect("a folder") {
                documents.push(path.strip_prefix(root()).expect("below").to_string_lossy().replace('\\', "/"));
            }
        }
        documents.retain(|name| name.ends_with(".md") && !name.contains("node_modules"));
        assert!(documents.len() > 10 && documents.contains(&"README.md".to_owned()), "{documents:?}");
        for document in documents {
            let text = read(root().join(&document)).expect("a document");
            for (_, link) in links(&text) {
                let (path, part) = link.split_once('#').unwrap_or((link, ""));
                let wanted = if path.is_empty() { document.clone() } else { resolved(&document, path) };
                assert!(root().join(&wanted).is_file(), "{document} leads to {wanted}, which is not there");
                if !part.is_empty() {
                    let there = read(root().join(&wanted)).expect("a document");
                    assert!(anchors(&there).contains(&part.to_owned()), "{document}: {wanted} has no heading {part}");
                }
            }
        }
    }

    #[test]
    fn links_lead_to_the_new_places() {
        let places = [
            ("README.md", "README.md"),
            ("www/docs/npm.md", "docs/npm.md"),
            ("www/docs/a.png", "docs/a.png"),
            ("LICENSE", "x/y/LICENSE"),
        ];
        let places = places.map(|(from, to)| (from.to_owned(), to.to_owned())).into();
        let text = "[one](www/docs/npm.md#calls), ![two](www/docs/a.png)\n```\n[no](nothing.md)\n```\n`[no](nothing.md)` [`x`](LICENSE) [y](https://example.org) [z](#here)\n";
        assert_eq!(
            moved(text, "README.md", &places).expect("moved"),
            "[one](docs/npm.md#calls), ![two](docs/a.png)\n```\n[no](nothing.md)\n```\n`[no](nothing.md)` [`x`](x/y/LICENSE) [y](https://example.org) [z](#here)\n"
        );
        assert_eq!(
            moved("[up](../../README.md) [a](a.png)", "www/docs/npm.md", &places).expect("moved"),
            "[up](../README.md) [a](a.png)"
        );
        assert!(moved("[gone](gone.md)", "README.md", &places).is_err());
    }
}
