//! The version of a build, and `service.js`, which keeps the hosted page's files for use without a network.

use crate::project::{Result, swap};
use base64::{Engine, prelude::BASE64_STANDARD};
use sha2::{Digest, Sha256};

const VERSION: &str = "const VERSION = 'VERSION';";
const FILES: &str = "const FILES = { 'FILES': '' };";

/// Sixteen hexadecimal digits that stand for all these files: another byte anywhere gives another version.
pub fn version(files: &[(&str, &[u8])]) -> String {
    let mut sum = Sha256::new();
    for (name, bytes) in files {
        sum.update((name.len() as u64).to_le_bytes());
        sum.update(name);
        sum.update((bytes.len() as u64).to_le_bytes());
        sum.update(bytes);
    }
    sum.finalize().iter().take(8).map(|byte| format!("{byte:02x}")).collect()
}

/// The service worker, with the version and the files it keeps, each with its hash.
pub fn script(template: &str, version: &str, files: &[(&str, &[u8])]) -> Result<String> {
    let lines: String = files
        .iter()
        .map(|(name, bytes)| format!("    '{name}': 'sha256-{}',\n", BASE64_STANDARD.encode(Sha256::digest(bytes))))
        .collect();
    let script = swap(template, VERSION, &format!("const VERSION = '{version}';"))?;
    swap(&script, FILES, &format!("const FILES = {{\n{lines}  }};"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn another_byte_or_another_cut_is_another_version() {
        let one = version(&[("a", b"12"), ("b", b"3")]);
        assert_eq!(one.len(), 16);
        assert_eq!(one, version(&[("a", b"12"), ("b", b"3")]));
        for other in [[("a", &b"13"[..]), ("b", b"3")], [("a", b"1"), ("b", b"23")], [("a1", b"2"), ("b", b"3")]] {
            assert_ne!(one, version(&other));
        }
    }

    #[test]
    fn the_script_lists_every_file() {
        let template = include_str!("../../../www/service.js");
        let script = script(template, "0123456789abcdef", &[("index.html", b""), ("a.js", b"a")]).expect("a script");
        assert!(script.contains("const VERSION = '0123456789abcdef';"));
        assert!(script.contains("'index.html': 'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=',"));
        assert!(script.contains("'a.js': 'sha256-"));
    }
}
