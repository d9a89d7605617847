//! Zip containers, opened with suspicion.
//!
//! A workbook of half a megabyte can inflate to gigabytes, and a failed allocation ends a wasm instance. So the central
//! directory is judged before anything is inflated, and what is inflated afterwards is counted byte by byte: the sizes a
//! directory declares are only claims.

use super::{Place, damaged};
use crate::diagnostic::{Problem, Text};
use crate::order;
use std::cell::Cell;
use std::io::{BufReader, Cursor, Read};
use std::rc::Rc;
use zip::ZipArchive;
use zip::read::ZipFile;

/// Most entries of an archive.
const MAX_ENTRIES: usize = 2_000;
/// Most inflated bytes of one entry.
const MAX_ENTRY: u64 = 128 << 20;
/// Most inflated bytes of all entries together.
const MAX_TOTAL: u64 = 256 << 20;
/// Most inflated bytes per stored byte, for entries larger than [`RATIO_FROM`]. Sheets of equal rows come near 100.
const MAX_RATIO: u64 = 200;
/// Small entries may be as repetitive as they like.
const RATIO_FROM: u64 = 1 << 20;
/// Bytes inflated at a time.
const BUFFER: usize = 64 << 10;
/// Longest entry name.
const MAX_NAME: usize = 512;

/// One entry that may be asked for.
#[derive(Debug, Clone)]
struct Entry {
    /// Name with `/` as separator, in lower case: some writers use `\`, some another case than they refer to.
    key: String,
    /// Index for the zip reader.
    index: usize,
    /// Declared size after inflating, for progress only.
    size: u64,
}

/// An opened archive whose directory was found acceptable.
pub(super) struct Archive<'a> {
    zip: ZipArchive<Cursor<&'a [u8]>>,
    entries: Vec<Entry>,
    /// Inflated bytes that may still be read, shared with the readers of the parts.
    left: Rc<Cell<u64>>,
    file: &'a str,
}

/// Bytes of one entry, inflated as they are asked for and cut off at the limit.
pub(super) type Part<'z, 'b> = BufReader<Bounded<ZipFile<'z, Cursor<&'b [u8]>>>>;

/// A reader that fails once more than its share, or more than the archive's, was read.
pub(super) struct Bounded<R> {
    inner: R,
    done: u64,
    share: u64,
    total: Rc<Cell<u64>>,
}

impl<R> Bounded<R> {
    /// Bytes read so far.
    pub(super) fn done(&self) -> u64 {
        self.done
    }
}

impl<R: Read> Read for Bounded<R> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let count = self.inner.read(buffer)?;
        let bytes = u64::try_from(count).unwrap_or(u64::MAX);
        self.done = self.done.saturating_add(bytes);
        self.total.set(self.total.get().saturating_sub(bytes));
        if self.done > self.share {
            let excess = if self.share < MAX_ENTRY { Excess::Ratio } else { Excess::Entry };
            return Err(std::io::Error::other(excess));
        }
        if self.total.get() == 0 {
            return Err(std::io::Error::other(Excess::Total));
        }
        Ok(count)
    }
}

/// What an archive, or what it inflates to, has too much of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Excess {
    /// More than [`MAX_ENTRIES`].
    Entries,
    /// An entry inflates to more than [`MAX_ENTRY`].
    Entry,
    /// All entries inflate to more than [`MAX_TOTAL`].
    Total,
    /// An entry inflates to more than [`MAX_RATIO`] times its size.
    Ratio,
    /// Entries share their bytes.
    Overlap,
    /// A name that leads out of the archive, or is longer than [`MAX_NAME`].
    Name,
    /// More sheets, relations or texts than are listed anywhere.
    List,
}

impl std::fmt::Display for Excess {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.words().en)
    }
}

impl std::error::Error for Excess {}

impl Excess {
    fn words(self) -> Text {
        const MIB: u64 = 1 << 20;
        match self {
            Self::Entries => Text::new(
                format!("文件由超过 {MAX_ENTRIES} 个部件组成"),
                format!("The file consists of more than {MAX_ENTRIES} parts"),
            ),
            Self::Entry => Text::new(
                format!("文件中有一个部件解压后超过 {} MB", MAX_ENTRY / MIB),
                format!("Unpacked, one part of the file is larger than {} MB", MAX_ENTRY / MIB),
            ),
            Self::Total => Text::new(
                format!("文件解压后共超过 {} MB", MAX_TOTAL / MIB),
                format!("Unpacked, the file is larger than {} MB", MAX_TOTAL / MIB),
            ),
            Self::Ratio => Text::new(
                format!("文件中有一个部件解压后超过原来的 {MAX_RATIO} 倍"),
                format!("Unpacked, one part of the file is more than {MAX_RATIO} times as large"),
            ),
            Self::Overlap => {
                Text::new("文件内部的部件互相重叠，或超出文件范围", "Parts of the file overlap or reach beyond its end")
            }
            Self::Name => Text::new(
                "文件内部的部件名称指向文件之外，或长得异常",
                "The name of a part leads out of the file or is abnormally long",
            ),
            Self::List => {
                Text::new("文件列出的工作表或文字多得异常", "The file lists an abnormal number of sheets or texts")
            }
        }
    }

    /// The refusal.
    pub(super) fn problem(self, file: &str) -> Problem {
        let Text { zh, en } = self.words();
        Problem::new(
            "suspicious_archive",
            Text::new(format!("{zh}，为安全起见不予读取。"), format!("{en}; it is not read, for safety.")),
            Text::new(
                "请在 Excel 或 WPS 中打开它，只保留需要的工作表，另存为新的 .xlsx 文件后再试。",
                "Open it in Excel or WPS, keep only the sheets that are needed, save it as a new .xlsx file and try again.",
            ),
        )
        .place(file)
    }
}

/// The refusal of a workbook that lists more than any does.
pub(super) fn bomb(file: &str) -> Problem {
    Excess::List.problem(file)
}

/// The refusal of a file whose end is missing.
pub(in crate::table) fn truncated(file: &str) -> Problem {
    Problem::new(
        "truncated",
        Text::new(
            "文件不完整：后半部分缺失，可能没有下载或复制完。",
            "The file is incomplete: its end is missing, perhaps it was not fully downloaded or copied.",
        ),
        Text::new(
            "请重新下载或复制一次；若在 Excel 或 WPS 中能打开，另存为 .xlsx 后再试。",
            "Download or copy it again; if Excel or WPS can open it, save it as .xlsx and try again.",
        ),
    )
    .place(file)
}

fn u16_at(bytes: &[u8], at: usize) -> Option<u16> {
    bytes.get(at..at.checked_add(2)?)?.try_into().ok().map(u16::from_le_bytes)
}

fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    bytes.get(at..at.checked_add(4)?)?.try_into().ok().map(u32::from_le_bytes)
}

fn u64_at(bytes: &[u8], at: usize) -> Option<u64> {
    bytes.get(at..at.checked_add(8)?)?.try_into().ok().map(u64::from_le_bytes)
}

/// One record of the central directory.
#[derive(Debug, Clone)]
pub(in crate::table) struct Declared {
    /// Name as stored.
    pub(in crate::table) name: String,
    packed: u64,
    size: u64,
    at: u64,
}

impl Declared {
    /// Bytes of the header before an entry, without its name.
    const HEADER: u64 = 30;

    /// Where the entry ends at the earliest: the length of its extra field stands there only.
    fn end(&self) -> u64 {
        let name = u64::try_from(self.name.len()).unwrap_or(u64::MAX);
        self.at.saturating_add(Self::HEADER).saturating_add(name).saturating_add(self.packed)
    }
}

/// What an entry of so many stored bytes may inflate to.
fn share(packed: u64) -> u64 {
    packed.saturating_mul(MAX_RATIO).clamp(RATIO_FROM, MAX_ENTRY)
}

/// The central directory and where it begins, or `None` where the file has no (complete) one.
pub(in crate::table) fn directory(bytes: &[u8]) -> Option<(Vec<Declared>, u64)> {
    const END: &[u8] = b"PK\x05\x06";
    const WIDE_PLACE: u32 = 0x0706_4b50;
    const WIDE_END: u32 = 0x0606_4b50;
    const RECORD: u32 = 0x0201_4b50;
    // The end record is the last thing in the file, behind it only a comment of at most 65,535 bytes.
    let from = bytes.len().saturating_sub(22 + 0xffff);
    let tail = bytes.get(from..)?;
    let end = from + tail.windows(END.len()).rposition(|window| window == END)?;
    let mut count = u64::from(u16_at(bytes, end + 10)?);
    let mut begin = u64::from(u32_at(bytes, end + 16)?);
    // Some writers keep places and sizes in wide fields (zip64) although they would fit.
    if let Some(place) = end.checked_sub(20).filter(|place| u32_at(bytes, *place) == Some(WIDE_PLACE)) {
        let wide = usize::try_from(u64_at(bytes, place + 8)?).ok()?;
        if u32_at(bytes, wide)? != WIDE_END {
            return None;
        }
        count = u64_at(bytes, wide + 32)?;
        begin = u64_at(bytes, wide + 48)?;
    }
    let mut at = usize::try_from(begin).ok()?;
    let mut entries = Vec::new();
    for _ in 0..count {
        if entries.len() > MAX_ENTRIES {
            break;
        }
        if u32_at(bytes, at)? != RECORD {
            return None;
        }
        let name_length = usize::from(u16_at(bytes, at + 28)?);
        let extra_length = usize::from(u16_at(bytes, at + 30)?);
        let comment_length = usize::from(u16_at(bytes, at + 32)?);
        let name = bytes.get(at + 46..at + 46 + name_length)?;
        let mut wide = wide_fields(bytes.get(at + 46 + name_length..at + 46 + name_length + extra_length)?);
        let mut field = |at: usize| match u32_at(bytes, at)? {
            u32::MAX => wide.next(),
            value => Some(u64::from(value)),
        };
        // In the order of the wide fields.
        let (size, packed, place) = (field(at + 24)?, field(at + 20)?, field(at + 42)?);
        entries.push(Declared { name: String::from_utf8_lossy(name).into_owned(), packed, size, at: place });
        at += 46 + name_length + extra_length + comment_length;
    }
    Some((entries, begin))
}

/// The wide fields (zip64) among the extra fields of an entry.
fn wide_fields(mut extra: &[u8]) -> impl Iterator<Item = u64> {
    const WIDE: u16 = 1;
    let mut fields: &[u8] = &[];
    while let (Some(kind), Some(length)) = (u16_at(extra, 0), u16_at(extra, 2)) {
        let end = 4 + usize::from(length);
        if kind == WIDE {
            fields = extra.get(4..end).unwrap_or_default();
            break;
        }
        extra = extra.get(end..).unwrap_or_default();
    }
    fields.chunks_exact(8).filter_map(|field| u64_at(field, 0))
}

/// The name under which an entry is looked up.
fn key(name: &str) -> String {
    name.trim_start_matches(['/', '\\']).replace('\\', "/").to_lowercase()
}

impl<'a> Archive<'a> {
    /// Judges the directory, then opens the archive.
    pub(super) fn open(bytes: &'a [u8], file: &'a str) -> Result<Self, Problem> {
        let (declared, begin) = directory(bytes).ok_or_else(|| truncated(file))?;
        judge(&declared, begin).map_err(|excess| excess.problem(file))?;
        let zip = ZipArchive::new(Cursor::new(bytes)).map_err(|_| damaged(file))?;
        let mut entries: Vec<Entry> = Vec::with_capacity(zip.len());
        for index in 0..zip.len() {
            let Some(Ok(name)) = zip.name_for_index(index) else { continue };
            let size = declared.get(index).map_or(0, |entry| entry.size);
            entries.push(Entry { key: key(&name), index, size });
        }
        Ok(Self { zip, entries, left: Rc::new(Cell::new(MAX_TOTAL + 1)), file })
    }

    fn find(&self, name: &str) -> Option<Entry> {
        let key = key(name);
        self.entries.iter().find(|entry| entry.key == key).cloned()
    }

    /// Declared size of an entry, for progress only.
    pub(super) fn size(&self, name: &str) -> u64 {
        self.find(name).map_or(0, |entry| entry.size)
    }

    /// A reader of the entry, `None` where it is missing.
    pub(super) fn part(&mut self, name: &str) -> Result<Option<Part<'_, 'a>>, Problem> {
        let Some(entry) = self.find(name) else { return Ok(None) };
        let file = self.file;
        let total = Rc::clone(&self.left);
        let inner = self.zip.by_index(entry.index).map_err(|_| damaged(file))?;
        if inner.encrypted() {
            return Err(super::encrypted(file));
        }
        let share = share(inner.compressed_size());
        Ok(Some(BufReader::with_capacity(BUFFER, Bounded { inner, done: 0, share, total })))
    }
}

/// Judges what the directory declares.
fn judge(declared: &[Declared], begin: u64) -> Result<(), Excess> {
    if declared.len() > MAX_ENTRIES {
        return Err(Excess::Entries);
    }
    let mut total = 0_u64;
    for entry in declared {
        let climbs = entry.name.split(['/', '\\']).any(|step| step == "..");
        if climbs || entry.name.len() > MAX_NAME {
            return Err(Excess::Name);
        }
        if entry.size > MAX_ENTRY {
            return Err(Excess::Entry);
        }
        if entry.size > share(entry.packed) {
            return Err(Excess::Ratio);
        }
        total = total.saturating_add(entry.size);
    }
    if total > MAX_TOTAL {
        return Err(Excess::Total);
    }
    let mut places: Vec<(u64, u64)> = declared.iter().map(|entry| (entry.at, entry.end())).collect();
    places.push((begin, begin));
    order::sort_by_key(&mut places, |place| *place);
    let overlap = places.windows(2).any(|pair| matches!(pair, [(_, end), (next, _)] if end > next));
    if overlap { Err(Excess::Overlap) } else { Ok(()) }
}

/// The first bytes of an entry, such as the media type of an open document.
pub(in crate::table) fn head(bytes: &[u8], name: &str) -> Option<Vec<u8>> {
    let mut zip = ZipArchive::new(Cursor::new(bytes)).ok()?;
    let entry = zip.by_name(name).ok()?;
    let mut content = Vec::new();
    entry.take(256).read_to_end(&mut content).ok()?;
    Some(content)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn inflated_bytes_are_counted_whatever_was_declared() {
        let bounded = |share, total: u64| {
            let inner = std::io::repeat(0).take(5_000);
            let mut bounded = Bounded { inner, done: 0, share, total: Rc::new(Cell::new(total + 1)) };
            bounded.read_to_end(&mut Vec::new()).map_err(|error| error.downcast::<Excess>().ok())
        };
        assert_eq!(bounded(5_000, 5_000), Ok(5_000));
        assert_eq!(bounded(4_999, 9_999), Err(Some(Excess::Ratio)));
        assert_eq!(bounded(9_999, 4_999), Err(Some(Excess::Total)));
        assert_eq!((share(0), share(10_000), share(u64::MAX)), (RATIO_FROM, 2_000_000, MAX_ENTRY));
    }

    #[test]
    fn wide_fields_are_found_among_others() {
        let extra = [&[9, 9, 2, 0, 7, 7, 1, 0, 16, 0][..], &5_u64.to_le_bytes(), &6_u64.to_le_bytes()].concat();
        assert_eq!(wide_fields(&extra).collect::<Vec<_>>(), [5, 6]);
        assert_eq!(wide_fields(&extra[..20]).count(), 0, "cut short");
    }

    #[test]
    fn entries_are_found_in_any_case_and_with_either_separator() {
        assert_eq!(key("XL\\Worksheets\\Sheet1.xml"), "xl/worksheets/sheet1.xml");
        assert_eq!(key("/xl/workbook.xml"), "xl/workbook.xml");
    }
}
