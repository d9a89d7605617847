//! Files of other programs, and damaged copies of them: read, or refused with a reason; never a panic, an abort, a hang.
//!
//! ```text
//! JUNHENG_FOREIGN=folder cargo test --features files --test foreign -- --nocapture
//! ```
//!
//! walks a folder of collected worksheets; without the variable only the project's own files are read.
//! `JUNHENG_MUTANTS` says how many damaged copies are made of each file. Every copy is read by a child process (this
//! binary again) under a limit of memory, so that an abort or a hang ends the child and is counted.
#![cfg(all(feature = "files", unix))]
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test fails by panicking")]
#![allow(clippy::print_stdout, reason = "the report, and the answers of the child")]

use calamine::Reader as _;
use junheng::diagnostic::Problem;
use junheng::intake::{self, IntakeOptions};
use junheng::standard::Standard;
use junheng::table::{Cell, Format, ReadOptions, Workbook, read_file};
use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Cursor, Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::sync::{LazyLock, Mutex};
use std::time::Duration;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipArchive, ZipWriter};

/// Longest time a file may take, read and understood. Far beyond what any takes: it tells a loop from work.
const PATIENCE: Duration = Duration::from_secs(10);
/// Most address space of the child, in KiB.
const MEMORY: u32 = 1 << 20;
/// What begins a line of the child that is an answer.
const MARK: char = '@';

#[test]
fn foreign_files_are_read_or_refused_for_a_reason() {
    let mutants = std::env::var("JUNHENG_MUTANTS").ok().map_or(6, |count| count.parse().expect("a number of mutants"));
    let folder = std::env::var_os("JUNHENG_FOREIGN").map(PathBuf::from);
    let mut files = Vec::new();
    if folder.is_none() {
        say("JUNHENG_FOREIGN is not set: only the project's own files are read.");
    }
    walk(folder.as_deref().unwrap_or(&Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/files")), &mut files);
    assert!(!files.is_empty(), "no files");

    let mut reader = Reader::start();
    let mut originals = Tally::default();
    let mut damaged = Tally::default();
    let mut compared = Tally::default();
    for file in &files {
        let answer = reader.ask("read", 0, file);
        let read = answer.starts_with("read ");
        originals.count(answer, file.display().to_string());
        if read {
            compared.count(reader.ask("compare", 0, file), file.display().to_string());
        }
        for mutant in 1..=mutants {
            damaged.count(reader.ask("read", mutant, file), format!("{} mutant {mutant}", file.display()));
        }
    }
    say(&format!("{} files\n{}", files.len(), originals.report(folder.is_some())));
    say(&format!("beside calamine\n{}", compared.report(folder.is_some())));
    say(&format!("{} damaged copies\n{}", files.len() * mutants, damaged.report(false)));
    let failures: Vec<_> = [&originals, &damaged].into_iter().flat_map(Tally::failures).collect();
    assert!(failures.is_empty(), "{failures:#?}");
    if folder.is_none() {
        let differences: Vec<_> = compared.counts.keys().filter(|answer| answer.starts_with("differs")).collect();
        assert!(differences.is_empty(), "{differences:?}");
    }
}

/// Answers by kind, with what gave them.
#[derive(Default)]
struct Tally {
    counts: BTreeMap<String, Vec<String>>,
}

impl Tally {
    /// The first line of an answer is its kind; the rest belongs to the example.
    fn count(&mut self, answer: String, of: String) {
        let (kind, rest) = answer.split_once('\t').unwrap_or((&answer, ""));
        self.counts.entry(kind.to_owned()).or_default().push(format!("{of} {rest}"));
    }

    fn report(&self, all: bool) -> String {
        let mut report = String::new();
        for (kind, examples) in &self.counts {
            report.push_str(&format!("{:7} {kind}\n", examples.len()));
            let read = kind.starts_with("read ") || kind.starts_with("same");
            for example in examples.iter().take(if all && !read { usize::MAX } else { 0 }) {
                report.push_str(&format!("          {example}\n"));
            }
        }
        report
    }

    fn failures(&self) -> impl Iterator<Item = (&String, &Vec<String>)> {
        self.counts.iter().filter(|(kind, _)| !kind.starts_with("read ") && !kind.starts_with("refused "))
    }
}

fn say(text: &str) {
    println!("{text}");
}

fn walk(folder: &Path, files: &mut Vec<PathBuf>) {
    let mut entries: Vec<_> =
        std::fs::read_dir(folder).expect("the folder").map(|entry| entry.unwrap().path()).collect();
    entries.sort();
    for path in entries {
        if path.is_dir() {
            walk(&path, files);
        } else {
            files.push(path);
        }
    }
}

/// The child that reads.
struct Reader {
    child: Child,
    jobs: ChildStdin,
    answers: Receiver<String>,
}

impl Reader {
    fn start() -> Self {
        // The limit is set by a shell: this crate has no unsafe code to set it with.
        let mut child = Command::new("sh")
            .arg("-c")
            .arg(format!("ulimit -v {MEMORY} && exec \"$0\" \"$@\""))
            .arg(std::env::current_exe().unwrap())
            .args(["--exact", "child", "--ignored", "--nocapture", "--test-threads=1"])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("a shell");
        let jobs = child.stdin.take().unwrap();
        let lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let (tell, answers) = channel();
        std::thread::spawn(move || {
            for line in lines.map_while(Result::ok) {
                if let Some(answer) = line.strip_prefix(MARK) {
                    let _ = tell.send(answer.to_owned());
                }
            }
        });
        Self { child, jobs, answers }
    }

    /// What the child answers; where it cannot, why not, and a new child.
    fn ask(&mut self, job: &str, mutant: usize, file: &Path) -> String {
        let sent = writeln!(self.jobs, "{job}\t{mutant}\t{}", file.display()).and_then(|()| self.jobs.flush());
        match sent.map(|()| self.answers.recv_timeout(PATIENCE)) {
            Ok(Ok(answer)) => answer,
            Ok(Err(RecvTimeoutError::Timeout)) => {
                self.restart();
                format!("hangs ({job})")
            }
            _ => {
                self.restart();
                format!("aborts ({job})")
            }
        }
    }

    fn restart(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
        *self = Self::start();
    }
}

impl Drop for Reader {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

static PANIC: Mutex<String> = Mutex::new(String::new());

#[test]
#[ignore = "run by the test above"]
fn child() {
    std::panic::set_hook(Box::new(|panic| *PANIC.lock().unwrap() = panic.to_string().replace(['\n', '\t'], " ")));
    // As much stack as a wasm instance has.
    let work = std::thread::Builder::new().stack_size(1 << 20).spawn(|| {
        for line in std::io::stdin().lines().map_while(Result::ok) {
            let mut words = line.splitn(3, '\t');
            let (job, mutant, path) = (words.next().unwrap(), words.next().unwrap(), words.next().unwrap());
            let mutant: u64 = mutant.parse().unwrap();
            let bytes = std::fs::read(path).unwrap();
            let answer = std::panic::catch_unwind(|| match job {
                "compare" => compare(&bytes),
                _ if mutant > 0 => answer(&damage(&bytes, mutant)),
                _ => answer(&bytes),
            });
            let answer = answer.unwrap_or_else(|_| format!("panics ({job}): {}", PANIC.lock().unwrap()));
            say(&format!("\n{MARK}{answer}"));
        }
    });
    work.unwrap().join().unwrap();
}

/// Name of the file as the readers are told it.
const NAME: &str = "某县.xlsx";

fn answer(bytes: &[u8]) -> String {
    static STANDARD: LazyLock<Standard> = LazyLock::new(|| Standard::from_catalogue("national-2017").unwrap());
    let book = match read_file(bytes, NAME, &ReadOptions::default(), &mut |_, _| {}) {
        Ok(book) => book,
        Err(problem) => {
            return refusal(&problem).unwrap_or_else(|| format!("refused {}\t{}", problem.code, words(&problem)));
        }
    };
    match intake::understand(&book, "", &IntakeOptions::default(), &STANDARD) {
        Ok(reading) if reading.rows_in == reading.rows_taken + u32::try_from(reading.excluded.len()).unwrap() => {
            format!("read {:?}, understood", book.format)
        }
        Ok(_) => "rows are lost".to_owned(),
        Err(problems) => match problems.iter().find_map(refusal) {
            Some(fault) => fault,
            None => format!("read {:?}, {}", book.format, problems.first().map_or("nothing said", |p| &p.code)),
        },
    }
}

fn words(problem: &Problem) -> String {
    problem.message.zh.replace(['\n', '\t'], " ")
}

/// What is wrong with how something is refused.
fn refusal(problem: &Problem) -> Option<String> {
    let chinese = |text: &str| text.chars().any(|c| ('\u{4e00}'..='\u{9fff}').contains(&c));
    let english = |text: &str| text.split_whitespace().count() > 2;
    let told = [&problem.message, &problem.help].iter().all(|text| chinese(&text.zh) && english(&text.en));
    let placed = problem.location.as_ref().and_then(|place| place.file.as_deref()) == Some(NAME);
    let coded = !problem.code.is_empty() && problem.code.bytes().all(|b| b.is_ascii_lowercase() || b == b'_');
    (!told || !placed || !coded).then(|| format!("is refused in bad words: {problem:?}").replace(['\n', '\t'], " "))
}

/// What the two readers make of a cell, put alike.
#[derive(PartialEq)]
enum Value {
    Nothing,
    Text(String),
    Number(f64),
    Date,
    Boolean(bool),
    Error,
}

impl Value {
    fn kind(&self) -> &'static str {
        match self {
            Self::Nothing => "nothing",
            Self::Text(_) => "text",
            Self::Number(_) => "number",
            Self::Date => "date",
            Self::Boolean(_) => "truth value",
            Self::Error => "error",
        }
    }

    fn ours(cell: Cell<'_>) -> Self {
        match cell {
            Cell::Empty => Self::Nothing,
            Cell::Text(text) => Self::text(text),
            Cell::Number(number) => Self::Number(number),
            Cell::Date(_) => Self::Date,
            Cell::Boolean(flag) => Self::Boolean(flag),
            Cell::Error(_) => Self::Error,
        }
    }

    fn theirs(data: &calamine::Data) -> Self {
        match data {
            calamine::Data::Empty => Self::Nothing,
            calamine::Data::String(text) => Self::text(text),
            calamine::Data::Int(number) => Self::Number(*number as f64),
            calamine::Data::Float(number) => Self::Number(*number),
            calamine::Data::Bool(flag) => Self::Boolean(*flag),
            calamine::Data::Error(_) => Self::Error,
            calamine::Data::DateTime(_) | calamine::Data::DateTimeIso(_) | calamine::Data::DurationIso(_) => Self::Date,
        }
    }

    /// The two trim differently and keep different line ends.
    fn text(text: &str) -> Self {
        let text: String = text.trim().chars().filter(|c| *c != '\r').collect();
        if text.is_empty() { Self::Nothing } else { Self::Text(text) }
    }

    fn example(&self) -> String {
        match self {
            Self::Text(text) => format!("“{}”", text.chars().take(60).collect::<String>()),
            Self::Number(number) => format!("{number:?}"),
            Self::Boolean(flag) => flag.to_string(),
            other => other.kind().to_owned(),
        }
    }
}

/// Holds our reading of a workbook against calamine's.
fn compare(bytes: &[u8]) -> String {
    let Ok(book) = read_file(bytes, NAME, &ReadOptions::default(), &mut |_, _| {}) else { return "refused".to_owned() };
    let difference = match book.format {
        Format::Xlsx => calamine::Xlsx::new(Cursor::new(bytes)).map(|other| differences(&book, other)).ok(),
        Format::Xls => calamine::Xls::new(Cursor::new(bytes)).map(|other| differences(&book, other)).ok(),
        Format::Ods => calamine::Ods::new(Cursor::new(bytes)).map(|other| differences(&book, other)).ok(),
        _ => return "same, calamine does not read text".to_owned(),
    };
    difference.unwrap_or_else(|| "same, calamine refuses the workbook".to_owned()).replace('\n', " ")
}

fn differences<'b>(book: &Workbook, mut other: impl calamine::Reader<Cursor<&'b [u8]>>) -> String {
    let mut refused = 0;
    for sheet in &book.sheets {
        let name = sheet.name.as_deref().unwrap_or_default();
        let Ok(range) = other.worksheet_range(name) else {
            refused += 1;
            continue;
        };
        let (bottom, right) = range.end().unwrap_or_default();
        let rows = sheet.row_count().max(bottom as usize + 1);
        let columns = sheet.width().max(right as usize + 1);
        for (row, column) in (0..rows).flat_map(|row| (0..columns).map(move |column| (row, column))) {
            let ours = Value::ours(sheet.cell(row, column));
            let place = (u32::try_from(row).unwrap(), u32::try_from(column).unwrap());
            let theirs = range.get_value(place).map_or(Value::Nothing, Value::theirs);
            if ours != theirs {
                let address = junheng::diagnostic::a1(place.0, place.1);
                return format!(
                    "differs: {} here, {} there\t{name} {address}: {} / {}",
                    ours.kind(),
                    theirs.kind(),
                    ours.example(),
                    theirs.example()
                );
            }
        }
    }
    if refused > 0 { "same, calamine refuses a sheet".to_owned() } else { "same".to_owned() }
}

/// A generator of numbers that are the same everywhere (SplitMix64).
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    fn below(&mut self, bound: usize) -> usize {
        usize::try_from(self.next() % (bound.max(1) as u64)).unwrap()
    }
}

/// The damaged copy of this number: what it is depends on the bytes and the number alone.
fn damage(bytes: &[u8], mutant: u64) -> Vec<u8> {
    let seed = bytes
        .iter()
        .fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3));
    let mut random = Random(seed ^ mutant.wrapping_mul(0x9e37_79b9_7f4a_7c15));
    let mut copy = bytes.to_vec();
    if copy.is_empty() {
        return copy;
    }
    let parts = if mutant.is_multiple_of(3) { unpack(bytes) } else { None };
    match (mutant % 6, parts) {
        (1, _) => flip(&mut copy, &mut random),
        (2, _) => copy.truncate(random.below(bytes.len())),
        (4, _) => shuffle(&mut copy, &mut random),
        (5, _) if copy.starts_with(b"<") => values(&mut copy, &mut random),
        (5, _) => extremes(&mut copy, &mut random),
        (3, Some(mut parts)) => {
            let (one, two) = (random.below(parts.len()), random.below(parts.len()));
            match random.below(3) {
                0 => drop(parts.remove(one)),
                1 => parts[one].1 = parts[two].1.clone(),
                _ => shuffle(&mut parts[one].1, &mut random),
            }
            copy = pack(&parts);
        }
        (_, Some(mut parts)) => {
            for _ in 0..=random.below(3) {
                let one = random.below(parts.len());
                let part = &mut parts[one].1;
                if random.below(3) == 0 { flip(part, &mut random) } else { values(part, &mut random) }
            }
            copy = pack(&parts);
        }
        // Where the structure is.
        _ => extremes(&mut copy[..bytes.len().min(4_096)], &mut random),
    }
    copy
}

/// Other bytes in a few places.
fn flip(bytes: &mut [u8], random: &mut Random) {
    for _ in 0..=random.below(16) {
        let at = random.below(bytes.len());
        if let Some(byte) = bytes.get_mut(at) {
            *byte = random.next().to_le_bytes()[0];
        }
    }
}

/// Two stretches change places, or one is doubled or lost.
fn shuffle(bytes: &mut Vec<u8>, random: &mut Random) {
    let (from, length) = (random.below(bytes.len()), 1 + random.below(2_048));
    let to = (from + length).min(bytes.len());
    let stretch: Vec<u8> =
        if random.below(3) == 0 { bytes[from..to].to_vec() } else { bytes.drain(from..to).collect() };
    if random.below(3) > 0 {
        let at = random.below(bytes.len() + 1);
        bytes.splice(at..at, stretch);
    }
}

/// Lengths, counts and places at their extremes, in binary.
fn extremes(bytes: &mut [u8], random: &mut Random) {
    const WORDS: [u32; 8] = [0, 1, 0x7fff, 0xffff, 0x7fff_ffff, 0x8000_0000, 0xffff_fffe, 0xffff_ffff];
    for _ in 0..=random.below(6) {
        let at = random.below(bytes.len().saturating_sub(4)) & !1;
        let width = [1, 2, 4][random.below(3)];
        let word = WORDS[random.below(WORDS.len())].to_le_bytes();
        if let Some(place) = bytes.get_mut(at..at + width) {
            place.copy_from_slice(&word[..width]);
        }
    }
}

/// Other values in attributes.
fn values(bytes: &mut Vec<u8>, random: &mut Random) {
    const VALUES: [&str; 18] = [
        "",
        "0",
        "-1",
        "1",
        "65536",
        "1048577",
        "4294967295",
        "99999999999999999999",
        "1e309",
        "NaN",
        "A0",
        "XFE1",
        "A1048577",
        "ZZZZZZZZ1",
        "A1:XFD1048576",
        "s",
        "inlineStr",
        "&#x110000;",
    ];
    for _ in 0..=random.below(4) {
        let openings: Vec<usize> =
            bytes.windows(2).enumerate().filter(|(_, pair)| *pair == b"=\"").map(|(at, _)| at + 2).collect();
        let Some(from) = openings.get(random.below(openings.len())).copied() else { return };
        let Some(length) = bytes[from..].iter().position(|byte| *byte == b'"') else { return };
        bytes.splice(from..from + length, VALUES[random.below(VALUES.len())].bytes());
    }
}

/// The parts of an archive, as far as they are not too large to be played with.
fn unpack(bytes: &[u8]) -> Option<Vec<(String, Vec<u8>)>> {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).ok()?;
    let mut parts = Vec::new();
    for index in 0..archive.len().min(500) {
        let part = archive.by_index(index).ok()?;
        let name = part.name().ok()?.to_string();
        let mut content = Vec::new();
        part.take(4 << 20).read_to_end(&mut content).ok()?;
        parts.push((name, content));
    }
    (!parts.is_empty()).then_some(parts)
}

fn pack(parts: &[(String, Vec<u8>)]) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
    for (name, content) in parts {
        // Names that the writer refuses, such as a second of the same, are left out.
        if writer.start_file(name.as_str(), options).is_ok() {
            writer.write_all(content).unwrap();
        }
    }
    writer.finish().unwrap().into_inner()
}
