//! From Rust to a wasm module and its JavaScript: cargo, wasm-bindgen, and the check that old engines can read it.

use crate::project::{Result, cargo, fail, output, root, run, swap, target};
use crate::split::{self, Halves, Links};
use std::collections::BTreeMap;
use std::process::Command;
use wasm_bindgen_cli_support::Bindgen;
use wasmparser::types::Types;
use wasmparser::{ExternalKind, Parser, Payload, ValType, Validator, WasmFeatures};

pub const TRIPLE: &str = "wasm32-unknown-unknown";

/// What every engine since Chromium 80 knows. rustc's own default adds reference types and multiple values, with which
/// Chromium 95 and older refuse the whole module.
const INSTRUCTION_SET: &str = "-Ctarget-feature=+mutable-globals,+bulk-memory,+sign-ext,+nontrapping-fptoint";

#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Profile {
    Dev,
    Release,
}

/// The three modules made from the one package.
#[derive(Clone, Copy)]
pub enum Kind {
    /// The page: Yew and everything needed from a pasted table to a result.
    Page,
    /// The whole JavaScript contract, reading and writing workbooks included.
    Files,
    /// The JavaScript contract without files.
    Evaluate,
}

impl Kind {
    fn features(self) -> &'static str {
        match self {
            Self::Page => "app",
            Self::Files => "api,files",
            Self::Evaluate => "api",
        }
    }
}

impl Kind {
    /// How hard the project's own crate is optimised. The page is loaded often and computes little: at "s" it is 15 %
    /// larger than at "z", 13 KB of it in the first load, and takes a third off the time from an edited cell to its
    /// verdict. What reads and evaluates hundreds of thousands of rows is worth its bytes.
    fn optimisation(self) -> &'static str {
        match self {
            Self::Page => "profile.release.opt-level=\"s\"",
            Self::Evaluate => "profile.release.opt-level=\"z\"",
            Self::Files => "profile.release.package.junheng.opt-level=3",
        }
    }
}

impl Kind {
    /// What LLVM may inline where speed counts. However large, a function that is called from one place is inlined there,
    /// and link-time optimisation sees most as such: functions of a hundred kilobytes of machine code came of it, which the
    /// browser's optimising compiler worked on for half a second each, in tens of megabytes, while the page was first used.
    /// What such a function saves (LLVM counts 15000) cannot be set, what an instruction costs can. With five times the
    /// usual costs and thresholds everything else is inlined as ever, and these up to a fifth of that size.
    fn inlining(self) -> &'static [&'static str] {
        const COSTS: [&str; 2] = ["-Cllvm-args=-inline-instr-cost=25", "-Cllvm-args=-inline-call-penalty=125"];
        const AT_S: [&str; 3] = [COSTS[0], COSTS[1], "-Cllvm-args=-inline-threshold=250"];
        const AT_3: [&str; 4] =
            [COSTS[0], COSTS[1], "-Cllvm-args=-inline-threshold=1125", "-Cllvm-args=-inlinehint-threshold=1625"];
        match self {
            Self::Page => &AT_S,
            Self::Evaluate => &[],
            Self::Files => &AT_3,
        }
    }
}

/// The JavaScript side as wasm-bindgen generates it.
pub struct Glue {
    pub js: String,
    pub wasm: Vec<u8>,
}

/// Adds the wasm target where rustup manages the toolchain and it is missing.
pub fn ensure_target() -> Result<()> {
    let rustc = std::env::var_os("RUSTC").unwrap_or_else(|| "rustc".into());
    let libdir = output(Command::new(rustc).args(["--print", "target-libdir", "--target", TRIPLE]))?;
    if std::path::Path::new(&libdir).is_dir() {
        return Ok(());
    }
    println!("adding the target {TRIPLE}");
    run(Command::new("rustup").args(["target", "add", TRIPLE])).map_err(|error| {
        format!("{error}\nInstall the Rust target {TRIPLE} (with rustup: rustup target add {TRIPLE})").into()
    })
}

/// Compiles one module. The special flags live in this call alone: set globally they would reach build scripts and
/// tests, and the target folder of its own keeps them from rebuilding everything else in turns.
pub fn compile(kind: Kind, profile: Profile) -> Result<Vec<u8>> {
    let folder = target().join("wasm");
    let (name, out) = match profile {
        Profile::Dev => ("dev", "debug"),
        Profile::Release => ("release", "release"),
    };
    let home = std::env::var_os("CARGO_HOME").map(std::path::PathBuf::from);
    let home = home.or_else(|| std::env::home_dir().map(|home| home.join(".cargo")));
    let mut flags = vec!["-Ctarget-cpu=mvp".to_owned(), INSTRUCTION_SET.to_owned()];
    // Panic messages name source files: the same module must come out on every machine, and no machine's folders in it.
    if let Some(home) = home {
        flags.push(format!("--remap-path-prefix={}=cargo", home.display()));
    }
    flags.push(format!("--remap-path-prefix={}=junheng", root().display()));
    let mut options = vec!["--config", kind.optimisation()];
    if profile == Profile::Release {
        // What modules are split by.
        flags.push("-Clink-arg=--emit-relocs".to_owned());
        flags.extend(kind.inlining().iter().map(|flag| (*flag).to_owned()));
        options.extend(["--config", "profile.release.strip=false"]);
    }
    run(cargo()
        .args(["build", "--quiet", "--locked", "--bin", "junheng", "--no-default-features"])
        .args(options)
        .args(["--features", kind.features(), "--target", TRIPLE, "--profile", name])
        .arg("--target-dir")
        .arg(&folder)
        .env_remove("RUSTFLAGS")
        .env("CARGO_ENCODED_RUSTFLAGS", flags.join("\u{1f}")))?;
    let path = folder.join(TRIPLE).join(out).join("junheng.wasm");
    let wasm = std::fs::read(&path).map_err(|error| format!("{}: {error}", path.display()))?;
    Ok(wasm)
}

/// Keeps the names of functions and what is meant for wasm-bindgen of the custom sections. The prebuilt standard library
/// names reference types and multiple values in `target_features` even though no instruction uses them, and wasm-bindgen
/// would then write both into the module; what is left of debugging and linking would only go along.
fn only_names(wasm: &[u8]) -> Result<Vec<u8>> {
    let mut kept = wasm.get(..8).ok_or("not a wasm module")?.to_vec();
    for payload in Parser::new(0).parse_all(wasm) {
        let payload = payload?;
        if let Payload::CustomSection(section) = &payload
            && section.name() != "name"
            && !section.name().starts_with("__wasm_bindgen")
        {
            continue;
        }
        if let Some((id, range)) = payload.as_section() {
            kept.push(id);
            leb128(&mut kept, range.len());
            kept.extend_from_slice(&wasm[range]);
        }
    }
    Ok(kept)
}

fn leb128(out: &mut Vec<u8>, mut value: usize) {
    loop {
        let byte = (value & 0x7f) as u8;
        value >>= 7;
        if value == 0 {
            return out.push(byte);
        }
        out.push(byte | 0x80);
    }
}

/// Glue for a classic script (page, worker, inlined page): `global` becomes its one name.
pub fn classic(wasm: &[u8], profile: Profile, global: &str) -> Result<Glue> {
    let mut bindgen = bindgen(&only_names(wasm)?, profile);
    bindgen.no_modules(true)?.no_modules_global(global)?;
    let glue = generate(&mut bindgen, profile, global)?;
    // The generated line throws where a script has no address of its own (inlined, in <iframe srcdoc>), and nothing
    // here needs it: www/boot.js and www/worker.js say themselves where the module is.
    let js = swap(&glue.js, "script_src = new URL(document.currentScript.src, location.href).toString();", "")?;
    // `let` could not be declared twice: after a trap the page runs the script again to get a fresh instance.
    let js =
        swap(&js, &format!("let {global} = (function(exports) {{"), &format!("var {global} = (function(exports) {{"))?;
    Ok(Glue { js, ..glue })
}

/// Glue as an ES module; npm.rs puts the loading in front of it. Of the functions for JavaScript the module keeps those
/// that `is_offered` names, and what they need.
pub fn web(wasm: &[u8], profile: Profile, is_offered: &dyn Fn(&str) -> bool) -> Result<Glue> {
    const NAME: &str = "the npm module";
    if profile == Profile::Dev {
        let mut bindgen = bindgen(&only_names(wasm)?, profile);
        bindgen.web(true)?;
        return generate(&mut bindgen, profile, NAME);
    }
    let whole = named(wasm, NAME)?;
    let wasm = split::without(&whole.wasm, &Links::of(wasm)?, &|name| is_kept(name, is_offered))?;
    validate(&wasm).map_err(|error| format!("{NAME}: {error}"))?;
    Ok(Glue { wasm, ..whole })
}

/// The whole module and its glue as an ES module, with the names by which is found what is left out.
fn named(wasm: &[u8], name: &str) -> Result<Glue> {
    let mut bindgen = bindgen(&only_names(wasm)?, Profile::Dev);
    bindgen.web(true)?;
    generate(&mut bindgen, Profile::Release, name)
}

fn is_kept(name: &str, is_offered: &dyn Fn(&str) -> bool) -> bool {
    name.starts_with("__wbindgen") || is_offered(name)
}

/// What [`web`] makes a module of: the bytes of every part, by what `part` calls the functions they belong to.
pub fn parts(
    wasm: &[u8],
    is_offered: &dyn Fn(&str) -> bool,
    part: &dyn Fn(&[&str]) -> String,
) -> Result<BTreeMap<String, Vec<u8>>> {
    let whole = named(wasm, "the module")?;
    let mut parts: BTreeMap<String, Vec<u8>> = BTreeMap::new();
    for piece in split::pieces(&whole.wasm, &Links::of(wasm)?, &|name| is_kept(name, is_offered))? {
        parts.entry(part(&piece.owners)).or_default().extend_from_slice(piece.bytes);
    }
    Ok(parts)
}

fn bindgen(wasm: &[u8], profile: Profile) -> Bindgen {
    let mut bindgen = Bindgen::new();
    bindgen
        .input_bytes("junheng", wasm.to_vec())
        .typescript(false)
        // The halves of the page find their functions by the linker's names.
        .demangle(false)
        .omit_default_module_path(true)
        .remove_name_section(profile == Profile::Release)
        .remove_producers_section(true);
    bindgen
}

/// The page's module in two, and the glue for both. The glue is made of the whole.
pub fn halves(wasm: &[u8], global: &str, door: &str) -> Result<Halves> {
    let mut bindgen = bindgen(&only_names(wasm)?, Profile::Dev);
    bindgen.no_modules(true)?.no_modules_global(global)?;
    let bound = bindgen.generate_output()?.wasm_mut().emit_wasm();
    let halves = split::split(&bound, &Links::of(wasm)?, door)?;
    for half in [&halves.first, &halves.later] {
        understood(half).map_err(|error| format!("half of {global}: {error}"))?;
    }
    Ok(halves)
}

fn generate(bindgen: &mut Bindgen, profile: Profile, name: &str) -> Result<Glue> {
    let mut output = bindgen.generate_output()?;
    let inline = output.snippets().iter().filter(|(_, parts)| !parts.is_empty()).map(|(name, _)| name);
    let snippets: Vec<&String> = inline.chain(output.local_modules().keys()).collect();
    if !snippets.is_empty() {
        return fail(format!("{name}: JavaScript of a crate cannot be part of one classic script: {snippets:?}"));
    }
    let wasm = output.wasm_mut().emit_wasm();
    match validate(&wasm) {
        Ok(()) => {}
        // Unoptimised, a module keeps code for newer engines that nothing calls.
        Err(error) if profile == Profile::Dev => println!("{name}: only for current engines: {error}"),
        Err(error) => return fail(format!("{name}: {error}")),
    }
    Ok(Glue { js: output.js().to_owned(), wasm })
}

/// Refuses a module that Chromium 83 cannot compile.
fn understood(wasm: &[u8]) -> Result<Types> {
    let features = WasmFeatures::WASM1
        | WasmFeatures::MUTABLE_GLOBAL
        | WasmFeatures::SATURATING_FLOAT_TO_INT
        | WasmFeatures::SIGN_EXTENSION
        | WasmFeatures::BULK_MEMORY;
    Validator::new_with_features(features).validate_all(wasm).map_err(|error| {
        format!(
            "the module goes beyond MVP, mutable globals, sign extension, saturating conversion and bulk memory, so \
             old engines would refuse it: {error}. Look for a crate that switches target features on, or for a new \
             default of rustc (INSTRUCTION_SET in src/xtask/src/module.rs)"
        )
    }).map_err(Into::into)
}

/// Refuses a module that Chromium 83 cannot compile or call.
pub fn validate(wasm: &[u8]) -> Result<()> {
    let types = understood(wasm)?;
    // A 64-bit integer crosses to JavaScript as a BigInt, which Chromium 83 does not do: the call would throw.
    for payload in Parser::new(0).parse_all(wasm) {
        let Payload::ExportSection(exports) = payload? else { continue };
        for export in exports {
            let export = export?;
            if export.kind != ExternalKind::Func {
                continue;
            }
            let types = types.as_ref();
            let kind = &types[types.core_function_at(export.index)];
            let kind = kind.unwrap_func();
            if kind.params().iter().chain(kind.results()).any(|kind| *kind == ValType::I64) {
                return fail(format!(
                    "the export {} passes a 64-bit integer, which Chromium 83 cannot do",
                    export.name
                ));
            }
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    const EMPTY: &[u8] = b"\0asm\x01\0\0\0";

    fn module(sections: &[(u8, &[u8])]) -> Vec<u8> {
        let mut wasm = EMPTY.to_vec();
        for (id, body) in sections {
            wasm.push(*id);
            leb128(&mut wasm, body.len());
            wasm.extend_from_slice(body);
        }
        wasm
    }

    #[test]
    fn only_the_target_features_section_is_dropped() {
        let features = [&[15][..], b"target_features", &[0]].concat();
        let other = [&[4][..], b"name", &[0; 200]].concat();
        let wasm = module(&[(0, &features), (1, &[1, 0x60, 0, 0]), (0, &other)]);
        let kept = only_names(&wasm).expect("a well-formed module");
        assert_eq!(kept, module(&[(1, &[1, 0x60, 0, 0]), (0, &other)]));
    }

    #[test]
    fn what_old_engines_do_not_know_is_refused() {
        assert!(validate(EMPTY).is_ok());
        // A function type with two results: multiple values.
        let two_results = module(&[(1, &[1, 0x60, 0, 2, 0x7f, 0x7f])]);
        assert!(validate(&two_results).is_err());
        // A table of externref: reference types.
        let externref = module(&[(4, &[1, 0x6f, 0, 0])]);
        assert!(validate(&externref).is_err());
        // call_indirect with the table index in five bytes, as the prebuilt standard library's linker output has it.
        let padded = [1, 12, 0, 0x41, 0, 0x11, 0, 0x80, 0x80, 0x80, 0x80, 0, 0x0b];
        let body = module(&[(1, &[1, 0x60, 0, 0]), (3, &[1, 0]), (4, &[1, 0x70, 0, 0]), (10, &padded)]);
        assert!(validate(&body).is_err());
    }

    #[test]
    fn a_64_bit_integer_may_not_cross_to_javascript() {
        let export = |kind: u8| {
            module(&[(1, &[1, 0x60, 1, kind, 0]), (3, &[1, 0]), (7, &[1, 1, b'f', 0, 0]), (10, &[1, 2, 0, 0x0b])])
        };
        assert!(validate(&export(0x7f)).is_ok());
        assert!(validate(&export(0x7e)).is_err());
    }
}
