//! The build driver: `cargo xtask build | serve | test | release | reference | weigh | bench | soak`.
//!
//! A fresh machine with rustup runs the first two; Node 20 and a Chromium are needed from `test` on. Nothing is
//! installed by hand: wasm-bindgen is a dependency of this program, so its version is held by Cargo.lock.

mod bundle;
mod contract;
mod css;
mod declarations;
mod documents;
mod machine;
mod module;
mod npm;
mod offline;
mod page;
mod project;
mod reference;
mod release;
mod serve;
mod sources;
mod split;
mod verify;
mod weigh;

use project::{Result, fail};
use std::process::ExitCode;

const USAGE: &str = "\
cargo xtask <command>

  build [--dev | --npm]              write dist/: the page, the single file and the npm package
                                     (--dev: quicker to build, large, only for current browsers; --npm: dist/npm alone)
  serve [--port N] [--open] [--dev]  build, then serve dist/ on 127.0.0.1 (N = 0 takes any free port)
  test                               everything that must hold before a commit
  release [--built]                  build, then pack what is handed out: zip, single file, npm tarball, sums, licences,
                                     bill of materials (--built: of dist/ as it is)
  reference                          write www/docs/api.md from the types and their comments
  weigh                              what the modules of the npm package are made of, in bytes as they are sent
  bench [arguments…]                 build, then run tests/bench/run.mjs with these arguments
  soak [cases]                       the long property tests, with this many cases each (default 20000), as many
                                     mixtures of dirt on a clean county, and a million sections against an
                                     independent rule
";

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("\nxtask: {error}");
            ExitCode::FAILURE
        }
    }
}

fn run() -> Result<()> {
    std::env::set_current_dir(project::root())?;
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let (command, rest) = arguments.split_first().map_or(("help", &[][..]), |(first, rest)| (first.as_str(), rest));
    match command {
        "build" if rest == ["--npm"] => bundle::npm(module::Profile::Release),
        "build" => bundle::build(profile(rest)?).map(|_| ()),
        "serve" => serve::serve(&serve::Options::parse(rest)?),
        "test" if rest.is_empty() => verify::test(),
        "release" if rest.is_empty() => release::release(false),
        "release" if rest == ["--built"] => release::release(true),
        "reference" if rest.is_empty() => reference::renew(),
        "weigh" if rest.is_empty() => weigh::weigh(),
        "bench" => verify::bench(rest),
        "soak" => verify::soak(rest),
        "help" | "--help" | "-h" => {
            print!("{USAGE}");
            Ok(())
        }
        other => fail(format!("unknown command or arguments: {other} {}\n\n{USAGE}", rest.join(" "))),
    }
}

fn profile(arguments: &[String]) -> Result<module::Profile> {
    match arguments {
        [] => Ok(module::Profile::Release),
        [flag] if flag == "--dev" => Ok(module::Profile::Dev),
        _ => fail(format!("build takes only --dev or --npm, not: {}\n\n{USAGE}", arguments.join(" "))),
    }
}
