//! `cargo xtask serve`: dist/ on this machine only, with the headers a careful server would send.

use crate::{
    bundle,
    module::Profile,
    page::Entry,
    project::{Result, dist, fail},
};
use std::{
    fs,
    io::{BufRead, BufReader, ErrorKind, Read, Write},
    net::{Ipv4Addr, TcpListener, TcpStream},
    path::{Path, PathBuf},
    process::{Command, Stdio},
    thread,
    time::Duration,
};

/// Tried in turn when no port is asked for.
const PORTS: std::ops::Range<u16> = 8080..8100;

pub struct Options {
    port: Option<u16>,
    open: bool,
    profile: Profile,
}

impl Options {
    pub fn parse(arguments: &[String]) -> Result<Self> {
        let mut options = Self { port: None, open: false, profile: Profile::Release };
        let mut rest = arguments.iter();
        while let Some(argument) = rest.next() {
            match argument.as_str() {
                "--port" => match rest.next().map(|port| port.parse()) {
                    Some(Ok(port)) => options.port = Some(port),
                    _ => return fail("--port needs a number from 0 to 65535"),
                },
                "--open" => options.open = true,
                "--dev" => options.profile = Profile::Dev,
                other => return fail(format!("serve does not know {other}")),
            }
        }
        Ok(options)
    }
}

pub fn serve(options: &Options) -> Result<()> {
    bundle::build(options.profile)?;
    let listener = listen(options.port)?;
    let address = format!("http://{}/", listener.local_addr()?);
    println!("\n均衡 Junheng is at {address}  (Ctrl-C ends)");
    if options.open {
        open(&address);
    }
    for stream in listener.incoming() {
        let Ok(stream) = stream else { continue };
        thread::spawn(move || {
            // A browser that goes away in the middle of an answer is no trouble of ours.
            let _ = answer(stream, &dist());
        });
    }
    Ok(())
}

fn listen(port: Option<u16>) -> Result<TcpListener> {
    let bind = |port| TcpListener::bind((Ipv4Addr::LOCALHOST, port));
    if let Some(port) = port {
        return bind(port).map_err(|error| format!("port {port}: {error}").into());
    }
    for port in PORTS {
        match bind(port) {
            Err(error) if error.kind() == ErrorKind::AddrInUse => {}
            other => return Ok(other?),
        }
    }
    Ok(bind(0)?)
}

fn open(address: &str) {
    let (program, arguments): (_, &[&str]) = if cfg!(target_os = "macos") {
        ("open", &[])
    } else if cfg!(windows) {
        ("cmd", &["/C", "start"])
    } else {
        ("xdg-open", &[])
    };
    let started = Command::new(program)
        .args(arguments)
        .arg(address)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn();
    if started.is_err() {
        println!("(no browser could be opened from here: open the address yourself)");
    }
}

fn answer(stream: TcpStream, folder: &Path) -> std::io::Result<()> {
    stream.set_read_timeout(Some(Duration::from_secs(10)))?;
    let mut reader = BufReader::new(stream.try_clone()?.take(16 * 1024));
    let mut line = String::new();
    reader.read_line(&mut line)?;
    let mut header = String::new();
    while reader.read_line(&mut header)? > 2 {
        header.clear();
    }
    respond(stream, folder, &line)
}

fn respond(mut stream: impl Write, folder: &Path, request: &str) -> std::io::Result<()> {
    let mut words = request.split_ascii_whitespace();
    let (method, target) = (words.next().unwrap_or_default(), words.next().unwrap_or_default());
    let head_only = method == "HEAD";
    let (status, path, body) = if method != "GET" && !head_only {
        ("405 Method Not Allowed", None, b"only GET and HEAD\n".to_vec())
    } else {
        match locate(folder, target).and_then(|path| Some((fs::read(&path).ok()?, path))) {
            Some((body, path)) => ("200 OK", Some(path), body),
            None => ("404 Not Found", None, b"not found\n".to_vec()),
        }
    };
    let mut head = format!(
        "HTTP/1.1 {status}\r\nContent-Length: {}\r\nContent-Type: {}\r\nCache-Control: no-cache\r\n\
         X-Content-Type-Options: nosniff\r\nReferrer-Policy: no-referrer\r\nConnection: close\r\n",
        body.len(),
        path.as_deref().map_or("text/plain; charset=utf-8", media_type),
    );
    if method != "GET" && !head_only {
        head.push_str("Allow: GET, HEAD\r\n");
    }
    if let Some(policy) = path.as_deref().and_then(policy) {
        head.push_str(&format!("Content-Security-Policy: {policy}; frame-ancestors 'self'\r\n"));
    }
    head.push_str("\r\n");
    stream.write_all(head.as_bytes())?;
    if !head_only {
        stream.write_all(&body)?;
    }
    stream.flush()
}

/// The file a request means, if it is inside the folder.
fn locate(folder: &Path, target: &str) -> Option<PathBuf> {
    let path = target.split(['?', '#']).next()?.strip_prefix('/')?;
    let path = percent_decode(path)?;
    let mut file = folder.to_path_buf();
    for part in path.split('/').filter(|part| !part.is_empty()) {
        // Neither the parent, nor hidden files, nor what Windows would read as a drive or another separator.
        if part.starts_with('.') || part.contains(['\\', ':', '\0']) {
            return None;
        }
        file.push(part);
    }
    if file.is_dir() {
        file.push("index.html");
    }
    // A link must not lead outside either.
    let (file, folder) = (file.canonicalize().ok()?, folder.canonicalize().ok()?);
    (file.starts_with(folder) && file.is_file()).then_some(file)
}

fn percent_decode(text: &str) -> Option<String> {
    let mut bytes = text.bytes();
    let mut decoded = Vec::with_capacity(text.len());
    while let Some(byte) = bytes.next() {
        if byte == b'%' {
            let digit = |byte: u8| char::from(byte).to_digit(16);
            let (high, low) = (digit(bytes.next()?)?, digit(bytes.next()?)?);
            decoded.push(u8::try_from(high * 16 + low).ok()?);
        } else {
            decoded.push(byte);
        }
    }
    String::from_utf8(decoded).ok()
}

fn media_type(path: &Path) -> &'static str {
    match path.extension().and_then(|extension| extension.to_str()) {
        Some("html") => "text/html; charset=utf-8",
        Some("js" | "mjs") => "text/javascript; charset=utf-8",
        Some("css") => "text/css; charset=utf-8",
        Some("wasm") => "application/wasm",
        Some("json") => "application/json",
        Some("svg") => "image/svg+xml",
        Some("csv") => "text/csv; charset=utf-8",
        Some("xlsx") => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        Some("png") => "image/png",
        Some("md" | "txt" | "ts") => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}

/// The policy as a header. The whole files bring their own, by hashes that only their build knows, and so does the demo,
/// which has frames. A worker has the policy
/// its script came with, and an old engine's worker needs the compatible one as much as its page does.
fn policy(path: &Path) -> Option<String> {
    match path.file_name()?.to_str()? {
        "junheng.html" | "frame.html" | "demo.html" => None,
        "compat.html" | "worker.js" => Some(Entry::Compat.policy()),
        _ => Some(Entry::Index.policy()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folder(name: &str) -> PathBuf {
        let folder = std::env::temp_dir().join(format!("junheng-serve-{}-{name}", std::process::id()));
        let inner = folder.join("dist/npm");
        fs::create_dir_all(&inner).expect("a folder");
        fs::write(folder.join("secret"), "no").expect("a file");
        for file in ["index.html", "compat.html", "junheng.html", "a.wasm", ".hidden", "npm/文 件.js"] {
            fs::write(folder.join("dist").join(file), file).expect("a file");
        }
        folder
    }

    fn ask(folder: &Path, request: &str) -> String {
        let mut out = Vec::new();
        respond(&mut out, &folder.join("dist"), request).expect("written");
        String::from_utf8(out).expect("text")
    }

    #[test]
    fn files_come_with_type_and_policy() {
        let folder = folder("types");
        let index = ask(&folder, "GET /?a=../b HTTP/1.1\r\n");
        assert!(index.starts_with("HTTP/1.1 200") && index.ends_with("\r\n\r\nindex.html"));
        assert!(index.contains("'wasm-unsafe-eval'") && !index.contains(" 'unsafe-eval'"));
        assert!(ask(&folder, "GET /compat.html HTTP/1.1").contains(" 'unsafe-eval'"));
        assert!(!ask(&folder, "GET /junheng.html HTTP/1.1").contains("Content-Security-Policy"));
        assert!(ask(&folder, "GET /a.wasm HTTP/1.1").contains("Content-Type: application/wasm\r\n"));
        assert!(ask(&folder, "GET /npm/%E6%96%87%20%E4%BB%B6.js HTTP/1.1").starts_with("HTTP/1.1 200"));
        let head = ask(&folder, "HEAD /index.html HTTP/1.1");
        assert!(head.contains("Content-Length: 10\r\n") && head.ends_with("\r\n\r\n"));
        assert!(ask(&folder, "POST / HTTP/1.1").starts_with("HTTP/1.1 405"));
        fs::remove_dir_all(folder).expect("removed");
    }

    #[test]
    fn nothing_outside_the_folder_is_served() {
        let folder = folder("outside");
        for target in ["/../secret", "/npm/../../secret", "/%2e%2e/secret", "/..%2fsecret", "/..\\secret", "/.hidden"] {
            assert!(ask(&folder, &format!("GET {target} HTTP/1.1")).starts_with("HTTP/1.1 404"), "{target}");
        }
        for target in ["secret", "", "/%", "/%zz", "//etc/passwd", "/C:/secret", "/%00", "/%ff"] {
            assert!(ask(&folder, &format!("GET {target} HTTP/1.1")).starts_with("HTTP/1.1 404"), "{target}");
        }
        fs::remove_dir_all(folder).expect("removed");
    }
}
