//! What the tests need on this machine beside Rust: Node with its packages, Chromium, Firefox, a Chinese font.

use crate::project::{Result, fail, output, read, root, run, write};
use sha2::{Digest, Sha256};
use std::{
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

const NODE: u32 = 20;

/// Fails unless Node is there and new enough.
pub fn node() -> Result<()> {
    let version = output(Command::new("node").arg("--version"))
        .map_err(|_| format!("Node {NODE} or later is needed and `node` does not run: install it from nodejs.org"))?;
    let major = version.trim_start_matches('v').split('.').next().and_then(|major| major.parse::<u32>().ok());
    if major.is_some_and(|major| major >= NODE) {
        println!("Node {version}");
        return Ok(());
    }
    fail(format!("Node {NODE} or later is needed, this is {version}"))
}

/// The packages of tests/browser, exactly as its lockfile says. Installed again only when that changed, because the
/// unpacked old browsers lie beside them.
pub fn packages() -> Result<()> {
    let folder = root().join("tests/browser");
    let lock = read(folder.join("package-lock.json"))?;
    let wanted = format!("{:x}", Sha256::digest(format!("{lock}{}", read(folder.join("package.json"))?)));
    let stamp = folder.join("node_modules/.junheng-installed");
    if std::fs::read_to_string(&stamp).is_ok_and(|installed| installed == wanted) {
        println!("tests/browser/node_modules is up to date");
        return Ok(());
    }
    let npm = if cfg!(windows) { "npm.cmd" } else { "npm" };
    run(Command::new(npm).arg("ci").current_dir(&folder))?;
    write(stamp, wanted)
}

/// The Chromium to test with: `CHROME`, else an installed one, else Debian's, installed now.
pub fn chromium() -> Result<PathBuf> {
    if let Some(chrome) = std::env::var_os("CHROME") {
        let chrome = PathBuf::from(chrome);
        return if runs(&chrome) { Ok(chrome) } else { fail(format!("CHROME={} does not run", chrome.display())) };
    }
    let found = installed();
    if found.is_some() && chinese_font() {
        return Ok(found.unwrap_or_default());
    }
    println!("Chromium or a Chinese font is missing");
    if let Err(error) = apt_install(&["chromium", "fonts-wqy-microhei"]) {
        return fail(format!(
            "{error}\nThe end-to-end tests need Chromium (or Chrome, Edge) and a Chinese font. Install them, on Debian \
             and Ubuntu with\n  apt-get install --no-install-recommends chromium fonts-wqy-microhei\nor name the \
             program: CHROME=/path/to/chrome cargo xtask test"
        ));
    }
    installed().ok_or_else(|| "chromium was installed and still does not run".into())
}

/// The Firefox to test with: `FIREFOX`, else an installed one, else Debian's, installed now. `None` where there is none:
/// the tests of that engine then say NOT RUN.
pub fn firefox() -> Result<Option<PathBuf>> {
    if let Some(firefox) = std::env::var_os("FIREFOX") {
        let firefox = PathBuf::from(firefox);
        return if runs(&firefox) {
            Ok(Some(firefox))
        } else {
            fail(format!("FIREFOX={} does not run", firefox.display()))
        };
    }
    let names = [
        "/usr/bin/firefox-esr",
        "firefox-esr",
        "firefox",
        "/Applications/Firefox.app/Contents/MacOS/firefox",
        r"C:\Program Files\Mozilla Firefox\firefox.exe",
    ];
    let found = || names.iter().filter_map(|name| absolute(Path::new(name))).find(|path| runs(path));
    if let Some(firefox) = found() {
        return Ok(Some(firefox));
    }
    println!("Firefox is missing");
    if let Err(error) = apt_install(&["firefox-esr"]) {
        println!("NOT RUN Firefox: {error}");
    }
    Ok(found())
}

fn installed() -> Option<PathBuf> {
    let names = [
        "/usr/bin/chromium",
        "chromium",
        "google-chrome",
        "google-chrome-stable",
        "chromium-browser",
        "microsoft-edge",
        "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
        "/Applications/Chromium.app/Contents/MacOS/Chromium",
        r"C:\Program Files\Google\Chrome\Application\chrome.exe",
        r"C:\Program Files (x86)\Microsoft\Edge\Application\msedge.exe",
    ];
    names.iter().filter_map(|name| absolute(Path::new(name))).find(|path| runs(path))
}

/// The tests start it by its path, so a bare name is looked up first.
fn absolute(program: &Path) -> Option<PathBuf> {
    if program.is_absolute() {
        return program.is_file().then(|| program.to_path_buf());
    }
    let path = std::env::var_os("PATH")?;
    std::env::split_paths(&path).map(|folder| folder.join(program)).find(|file| file.is_file())
}

fn runs(program: &Path) -> bool {
    // On Windows `--version` would open a window; being there has to do.
    if cfg!(windows) {
        return program.is_file();
    }
    match output(Command::new(program).arg("--version")) {
        Ok(version) => {
            println!("{version} ({})", program.display());
            true
        }
        Err(_) => false,
    }
}

/// Without one the screenshots show boxes. Where fontconfig is not used there is nothing to ask, and a system font.
fn chinese_font() -> bool {
    if !cfg!(target_os = "linux") {
        return true;
    }
    output(Command::new("fc-list").args([":lang=zh-cn", "family"])).is_ok_and(|fonts| !fonts.is_empty())
}

fn apt_install(packages: &[&str]) -> Result<()> {
    if !Path::new("/usr/bin/apt-get").exists() {
        return fail("there is no apt-get here");
    }
    let root = output(Command::new("id").arg("-u")).is_ok_and(|id| id == "0");
    let apt = |arguments: &[&str]| {
        let mut command = if root { Command::new("apt-get") } else { Command::new("sudo") };
        if !root {
            command.args(["-n", "apt-get"]);
        }
        // The list of hundreds of unpacked packages would bury what matters; errors still show.
        command.args(arguments).stdin(Stdio::null()).stdout(Stdio::null()).env("DEBIAN_FRONTEND", "noninteractive");
        run(&mut command)
    };
    println!("installing {} with apt-get", packages.join(", "));
    apt(&["update", "-qq"])?;
    apt(&[&["install", "-y", "-qq", "--no-install-recommends"], packages].concat())
}
