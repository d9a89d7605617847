//! Zip containers, opened with suspicion.
//!
//! A workbook of half a megabyte can inflate to gigabytes, and a failed allocation ends a wasm instance. So the central
//! directory is judged before anything is inflated, and what is inflated afterwards is counted byte by byte: the sizes a
//! directory declares are only claims.

use super::{Place, damaged};
use crate::diagnostic::{Problem, Text};
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

/// One entry as the central directory declares it.
#[derive(Debug, Clone)]
struct Entry {
    /// Name with `/` as separator, in lower case: some writers use `\`, some another case than they refer to.
    key: String,
    /// Index for the zip reader.
    index: usize,
    /// Declared size after inflating.
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
    left: u64,
    total: Rc<Cell<u64>>,
}

impl<R> Bounded<R> {
    /// Bytes read so far.
    pub(super) fn done(&self) -> u64 {
        MAX_ENTRY.saturating_sub(self.left)
    }
}

/// What a [`Bounded`] reader says when its share is used up; recognised when the error is put into words.
pub(super) const OVER_LIMIT: &str = "inflates beyond the limit";

impl<R: Read> Read for Bounded<R> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let count = self.inner.read(buffer)?;
        let bytes = u64::try_from(count).unwrap_or(u64::MAX);
        match (self.left.checked_sub(bytes), self.total.get().checked_sub(bytes)) {
            (Some(left), Some(total)) => {
                self.left = left;
                self.total.set(total);
                Ok(count)
            }
            _ => Err(std::io::Error::other(OVER_LIMIT)),
        }
    }
}

/// The refusal of an archive that inflates to too much.
pub(super) fn bomb(file: &str) -> Problem {
    Problem::new(
        "suspicious_archive",
        Text::new(
            "文件解压后过大，或内部结构异常，为安全起见不予读取。",
            "Unpacked, the file is far too large, or its inner structure is abnormal; it is not read, for safety.",
        ),
        Text::new(
            "请在 Excel 或 WPS 中打开它，只保留需要的工作表，另存为新的 .xlsx 文件后再试。",
            "Open it in Excel or WPS, keep only the sheets that are needed, save it as a new .xlsx file and try again.",
        ),
    )
    .place(file)
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

/// One record of the central directory.
#[derive(Debug, Clone)]
pub(in crate::table) struct Declared {
    /// Name as stored.
    pub(in crate::table) name: String,
    packed: u64,
    size: u64,
}

/// The central directory, or `None` where the file has no (complete) one.
pub(in crate::table) fn directory(bytes: &[u8]) -> Option<Vec<Declared>> {
    const END: &[u8] = b"PK\x05\x06";
    const RECORD: u32 = 0x0201_4b50;
    // The end record is the last thing in the file, behind it only a comment of at most 65,535 bytes.
    let from = bytes.len().saturating_sub(22 + 0xffff);
    let tail = bytes.get(from..)?;
    let end = from + tail.windows(END.len()).rposition(|window| window == END)?;
    let count = usize::from(u16_at(bytes, end + 10)?);
    let mut at = usize::try_from(u32_at(bytes, end + 16)?).ok()?;
    let mut entries = Vec::new();
    for _ in 0..count.min(MAX_ENTRIES + 1) {
        if u32_at(bytes, at)? != RECORD {
            return None;
        }
        let packed = u64::from(u32_at(bytes, at + 20)?);
        let size = u64::from(u32_at(bytes, at + 24)?);
        let name_length = usize::from(u16_at(bytes, at + 28)?);
        let extra_length = usize::from(u16_at(bytes, at + 30)?);
        let comment_length = usize::from(u16_at(bytes, at + 32)?);
        let name = bytes.get(at + 46..at + 46 + name_length)?;
        entries.push(Declared { name: String::from_utf8_lossy(name).into_owned(), packed, size });
        at += 46 + name_length + extra_length + comment_length;
    }
    Some(entries)
}

/// The name under which an entry is looked up.
fn key(name: &str) -> String {
    name.trim_start_matches(['/', '\\']).replace('\\', "/").to_lowercase()
}

impl<'a> Archive<'a> {
    /// Judges the directory, then opens the archive.
    pub(super) fn open(bytes: &'a [u8], file: &'a str) -> Result<Self, Problem> {
        let declared = directory(bytes).ok_or_else(|| truncated(file))?;
        let mut total = 0_u64;
        let mut packed = 0_u64;
        for entry in &declared {
            let inflates = entry.size > RATIO_FROM && entry.size / MAX_RATIO > entry.packed;
            let climbs = entry.name.split(['/', '\\']).any(|step| step == "..");
            if entry.size > MAX_ENTRY || inflates || climbs || entry.name.len() > MAX_NAME {
                return Err(bomb(file));
            }
            total = total.saturating_add(entry.size);
            packed = packed.saturating_add(entry.packed);
        }
        let length = u64::try_from(bytes.len()).unwrap_or(u64::MAX);
        // More stored bytes than the file has: entries overlap.
        if declared.len() > MAX_ENTRIES || total > MAX_TOTAL || packed > length {
            return Err(bomb(file));
        }
        let zip = ZipArchive::new(Cursor::new(bytes)).map_err(|_| damaged(file))?;
        let mut entries: Vec<Entry> = Vec::with_capacity(zip.len());
        for index in 0..zip.len() {
            let Some(Ok(name)) = zip.name_for_index(index) else { continue };
            let size = declared.get(index).map_or(0, |entry| entry.size);
            entries.push(Entry { key: key(&name), index, size });
        }
        Ok(Self { zip, entries, left: Rc::new(Cell::new(MAX_TOTAL)), file })
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
        Ok(Some(BufReader::with_capacity(BUFFER, Bounded { inner, left: MAX_ENTRY, total })))
    }
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
        let bounded =
            |left, total| Bounded { inner: std::io::repeat(0).take(5_000), left, total: Rc::new(Cell::new(total)) };
        let read = |mut bounded: Bounded<_>| bounded.read_to_end(&mut Vec::new()).map_err(|error| error.to_string());
        assert_eq!(read(bounded(5_000, 5_000)), Ok(5_000));
        assert_eq!(read(bounded(4_999, 9_999)), Err(OVER_LIMIT.to_owned()));
        assert_eq!(read(bounded(9_999, 4_999)), Err(OVER_LIMIT.to_owned()));
    }

    #[test]
    fn entries_are_found_in_any_case_and_with_either_separator() {
        assert_eq!(key("XL\\Worksheets\\Sheet1.xml"), "xl/worksheets/sheet1.xml");
        assert_eq!(key("/xl/workbook.xml"), "xl/workbook.xml");
    }
}
