//! `dist/npm`: the JavaScript contract as an ES module package for browsers, workers, bundlers and Node.

use crate::{
    documents::handed_out,
    module::{self, Profile},
    project::{Result, swap, write},
};
use std::{fs, path::Path};

/// Written in place of the generated `export`. The generated loader knows only `fetch`, which in Node refuses `file:`
/// addresses; and Node's own module must be imported so that neither a browser nor a bundler looks for it.
/// All names but three are its own: the generated part has functions with any name the contract likes.
const LOADER: &str = r#"
const [loadJunheng, loadJunhengSync] = (() => {
    const inNode = () => typeof process === 'object' && process !== null && !!process.versions && !!process.versions.node;

    const readFile = async (address) => {
        const files = 'node:fs/promises';
        const node = await import(/* webpackIgnore: true */ /* @vite-ignore */ files);
        return node.readFile(address);
    };

    const load = async (input) => {
        let source = input;
        if (source !== null && typeof source === 'object' && Object.getPrototypeOf(source) === Object.prototype) {
            source = source.module_or_path;
        }
        if (source === undefined || source === null) source = new URL('MODULE', import.meta.url);
        source = await source;
        if (source instanceof URL && source.protocol === 'file:' && inNode()) source = await readFile(source);
        await __wbg_init({ module_or_path: source });
    };

    let loading = null;

    async function init(input) {
        if (wasm !== undefined) return;
        if (loading === null) {
            loading = load(input);
            loading.catch(() => { loading = null; });
        }
        await loading;
    }

    function initFrom(input) {
        const module = input !== null && typeof input === 'object' && 'module' in input ? input.module : input;
        initSync({ module });
    }

    return [init, initFrom];
})();

function requireJunheng() {
    if (wasm === undefined) throw new Error('junheng has not started: call `await init()` or `initSync({ module })` first');
}

export { loadJunhengSync as initSync, loadJunheng as default };
"#;

/// One entry: `name`.js, `name`_bg.wasm and `name`.d.ts, of a module as it was linked. Modules also have functions that
/// only the page's own worker calls. They are no part of the contract: what is not declared is left out.
pub fn entry(folder: &Path, name: &str, linked: &[u8], profile: Profile, declarations: &str) -> Result<()> {
    let glue = module::web(linked, profile, &|function| is_declared(function, declarations))?;
    let module = format!("{name}_bg.wasm");
    let loader = LOADER.trim_start().replace("MODULE", &module);
    let js = only_declared(&glue.js, declarations);
    let js = swap(&js, "export { initSync, __wbg_init as default };", &loader)?;
    write(folder.join(format!("{name}.js")), js)?;
    write(folder.join(format!("{name}.d.ts")), declarations)?;
    write(folder.join(module), &glue.wasm)
}

/// Whether a function is in the contract.
pub fn is_declared(function: &str, declarations: &str) -> bool {
    declarations.contains(&format!("export function {function}("))
}

/// The generated part without what is not declared. What is declared asks first whether there is a module: the generated
/// part would take from its stack of arguments what was never put there, and mistake the arguments of later calls.
fn only_declared(js: &str, declarations: &str) -> String {
    let mut kept = String::with_capacity(js.len());
    // The generated part is not indented: where a function ends is told by its braces.
    let (mut comment, mut hidden, mut depth) = (String::new(), false, 0);
    for line in js.split_inclusive('\n') {
        let name = line.strip_prefix("export function ").and_then(|rest| rest.split('(').next());
        hidden = hidden || name.is_some_and(|name| !is_declared(name, declarations));
        if hidden {
            comment.clear();
            depth += line.matches('{').count();
            depth -= line.matches('}').count();
            hidden = depth > 0;
        } else if line.starts_with("/**") || line.starts_with(" *") {
            comment.push_str(line);
        } else {
            kept.push_str(&std::mem::take(&mut comment));
            kept.push_str(line);
            if name.is_some() {
                kept.push_str("requireJunheng();\n");
            }
        }
    }
    kept
}

pub fn manifest(folder: &Path) -> Result<()> {
    // Written out, because conditions of `exports` are tried in order and `default` fits everything: types come first.
    let version = env!("CARGO_PKG_VERSION");
    let manifest = format!(
        r#"{{
  "name": "junheng",
  "version": "{version}",
  "description": "义务教育优质均衡发展督导评估: exact, explained evaluation of school resources",
  "license": "MIT OR Apache-2.0",
  "type": "module",
  "sideEffects": false,
  "engines": {{ "node": ">=18" }},
  "main": "./junheng.js",
  "types": "./junheng.d.ts",
  "exports": {{
    ".": {{ "types": "./junheng.d.ts", "default": "./junheng.js" }},
    "./evaluate": {{ "types": "./evaluate.d.ts", "default": "./evaluate.js" }},
    "./junheng_bg.wasm": "./junheng_bg.wasm",
    "./evaluate_bg.wasm": "./evaluate_bg.wasm",
    "./package.json": "./package.json"
  }}
}}
"#
    );
    write(folder.join("package.json"), manifest)?;
    fs::create_dir_all(folder.join("docs"))?;
    let places = DOCUMENTS.map(|(from, to)| (from.to_owned(), to.to_owned())).into();
    for (name, content) in handed_out(&places)? {
        write(folder.join(name), content)?;
    }
    Ok(())
}

/// What stands in the package beside the modules: from where, and where.
const DOCUMENTS: [(&str, &str); 7] = [
    ("LICENSE-APACHE", "LICENSE-APACHE"),
    ("LICENSE-MIT", "LICENSE-MIT"),
    ("www/docs/npm.md", "README.md"),
    ("www/docs/npm.zh-CN.md", "README.zh-CN.md"),
    ("www/docs/api.md", "docs/api.md"),
    ("www/docs/standards.md", "docs/standards.md"),
    ("www/docs/standards.zh-CN.md", "docs/standards.zh-CN.md"),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_declared_is_left_out() {
        let js = "/**\n * One.\n */\nexport function one(a) {\n}\n/**\n * Two.\n */\nexport function two() {\nif (a) {\n}\n}\n\
                  export function on(a) {\n}\nfunction own() {\n}\n";
        let declarations = "export function one(a: number): void;\nexport type two = 1;\n";
        assert_eq!(
            only_declared(js, declarations),
            "/**\n * One.\n */\nexport function one(a) {\nrequireJunheng();\n}\nfunction own() {\n}\n"
        );
    }
}
