//! What kind of file the bytes are. The name is never asked: files are renamed, and web systems hand out HTML as `.xls`.

use super::{MAX_BYTES, ReadOptions, TakeRows, Workbook};
use crate::diagnostic::{Location, Problem, Text};

/// Reads a file of any kind, or says what it is and what to do.
pub(super) fn read(
    bytes: &[u8],
    name: &str,
    options: &ReadOptions,
    progress: &mut dyn FnMut(u32, u32),
    taker: Option<&mut dyn TakeRows>,
) -> Result<Workbook, Problem> {
    if bytes.len() > MAX_BYTES {
        return Err(too_large(Some(name), bytes.len()));
    }
    if bytes.iter().all(u8::is_ascii_whitespace) {
        return Err(empty(Some(name)));
    }
    dispatch(bytes, name, options, progress, taker).map_err(|problem| match problem.location {
        Some(_) => problem,
        None => problem.at(Location::file(name)),
    })
}

/// The refusal of a source without content.
pub(super) fn empty(name: Option<&str>) -> Problem {
    let problem = match name {
        Some(_) => Problem::new(
            "empty_input",
            Text::new("文件是空的，没有任何内容。", "The file is empty."),
            Text::new(
                "请确认选对了文件；表格保存后再放入。",
                "Check that it is the right file, and that the worksheet was saved.",
            ),
        ),
        None => Problem::new(
            "empty_input",
            Text::new("没有粘贴到任何内容。", "Nothing was pasted."),
            Text::new(
                "请在 Excel 或 WPS 中选中包括表头在内的单元格，复制后再粘贴。",
                "Select the cells in Excel or WPS, header included, copy them and paste again.",
            ),
        ),
    };
    match name {
        Some(name) => problem.at(Location::file(name)),
        None => problem,
    }
}

/// The refusal of a source beyond [`MAX_BYTES`].
pub(super) fn too_large(name: Option<&str>, size: usize) -> Problem {
    const MIB: usize = 1 << 20;
    let limit = MAX_BYTES / MIB;
    let size = size.div_ceil(MIB);
    let problem = Problem::new(
        "too_large",
        Text::new(
            format!("内容太大（约 {size} MB），最多可读取 {limit} MB。"),
            format!("The content is too large (about {size} MB); at most {limit} MB can be read."),
        ),
        Text::new(
            "一个县的学校数据通常不到 1 MB：请删去图片和无关的工作表，只保留学校数据后另存为 .xlsx 再试。",
            "A county's schools rarely need 1 MB: delete pictures and other sheets, save what remains as .xlsx and try again.",
        ),
    );
    match name {
        Some(name) => problem.at(Location::file(name)),
        None => problem,
    }
}

#[cfg(not(feature = "files"))]
fn dispatch(
    bytes: &[u8],
    name: &str,
    options: &ReadOptions,
    progress: &mut dyn FnMut(u32, u32),
    taker: Option<&mut dyn TakeRows>,
) -> Result<Workbook, Problem> {
    let is_utf_8 = options.encoding.as_deref().is_none_or(|label| {
        let label = label.trim();
        label.eq_ignore_ascii_case("utf-8") || label.eq_ignore_ascii_case("utf8")
    });
    let looks_like_text = !bytes.starts_with(b"%PDF") && !bytes.starts_with(b"<") && !bytes.starts_with(b"{\\rtf");
    match std::str::from_utf8(bytes) {
        // A zero byte may be UTF-16, and other encodings and files may by chance be UTF-8: the full reader knows them.
        Ok(text) if is_utf_8 && looks_like_text && !text.contains('\0') && !is_unlikely_utf_8(text) => {
            super::delimited::read_file(super::delimited::Source::Utf8(text), name, "utf-8", options, progress, taker)
        }
        _ => Err(Problem::new(
            "needs_files",
            Text::new("读取这种文件需要加载完整的读取模块。", "Reading this kind of file needs the full reader."),
            Text::new(
                "请稍候，页面会自动加载；若没有反应，请刷新后再试。",
                "The page loads it by itself; if nothing happens, reload the page and try again.",
            ),
        )),
    }
}

/// Whether valid UTF-8 has letters, but none from where Chinese is: short texts in GB18030 happen to be such ("小学").
pub(super) fn is_unlikely_utf_8(text: &str) -> bool {
    !text.is_ascii() && text.chars().all(|c| c < '\u{800}')
}

#[cfg(feature = "files")]
use with_files::dispatch;
#[cfg(feature = "files")]
pub(super) use with_files::word_document;

#[cfg(feature = "files")]
mod with_files {
    use crate::diagnostic::{Location, Problem, Text};
    use crate::table::workbook::{archive, read_ods, read_xls, read_xlsx, xls};
    use crate::table::{ReadOptions, TakeRows, Workbook, delimited, encoding, html};

    /// First bytes of files that are no worksheet, with the refusal each deserves.
    const SIGNATURES: &[(&[u8], Other)] = &[
        (b"\x89PNG\r\n\x1a\n", Other::Picture),
        (b"\xff\xd8\xff", Other::Picture),
        (b"GIF8", Other::Picture),
        (b"II*\0", Other::Picture),
        (b"MM\0*", Other::Picture),
        (b"BM", Other::Bitmap),
        (b"RIFF", Other::Riff),
        (b"%PDF", Other::Pdf),
        (b"Rar!\x1a\x07", Other::Archive),
        (b"7z\xbc\xaf\x27\x1c", Other::Archive),
        (b"\x1f\x8b", Other::Archive),
        (b"BZh", Other::Archive),
        (b"\xfd7zXZ\0", Other::Archive),
        (b"\x28\xb5\x2f\xfd", Other::Archive),
        (b"{\\rtf", Other::Word),
        (b"MZ\x90\0", Other::Unknown),
        (b"SQLite format 3\0", Other::Unknown),
        (b"\x09\0\x04\0", Other::OldWorkbook),
        (b"\x09\x02\x06\0", Other::OldWorkbook),
        (b"\x09\x04\x06\0", Other::OldWorkbook),
        (b"\x09\x08\x10\0", Other::OldWorkbook),
        (b"\x09\x08\x08\0", Other::OldWorkbook),
    ];

    #[derive(Debug, Clone, Copy, PartialEq, Eq)]
    enum Other {
        Picture,
        /// `BM` may also begin a text.
        Bitmap,
        /// A container of pictures, sounds and films.
        Riff,
        Pdf,
        Archive,
        Word,
        OldWorkbook,
        Unknown,
    }

    pub(super) fn dispatch(
        bytes: &[u8],
        name: &str,
        options: &ReadOptions,
        progress: &mut dyn FnMut(u32, u32),
        taker: Option<&mut dyn TakeRows>,
    ) -> Result<Workbook, Problem> {
        if bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(b"PK\x05\x06") {
            return zip(bytes, name, progress);
        }
        if bytes.starts_with(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1") {
            return match xls::Compound::open(bytes) {
                Some(compound)
                    if !compound.has("EncryptedPackage") && (compound.has("Workbook") || compound.has("Book")) =>
                {
                    read_xls(&compound, name, progress)
                }
                compound => Err(xls::refuse(compound.as_ref(), name)),
            };
        }
        for (signature, other) in SIGNATURES {
            if bytes.starts_with(signature) {
                match other {
                    Other::Bitmap if bytes.get(6..10) != Some(&[0; 4]) => {}
                    Other::Riff if bytes.get(8..12) != Some(b"WEBP") => return Err(unknown_format(name)),
                    Other::Picture | Other::Bitmap | Other::Riff => return Err(picture(name)),
                    Other::Pdf => return Err(pdf(name)),
                    Other::Archive => return Err(packed(name)),
                    Other::Word => return Err(word_document(name)),
                    Other::OldWorkbook => return Err(old_workbook(name)),
                    Other::Unknown => return Err(unknown_format(name)),
                }
            }
        }
        if bytes.get(4..8) == Some(b"ftyp") {
            return Err(picture(name));
        }
        if bytes.iter().take(1024).collect::<Vec<_>>().windows(5).any(|window| window.iter().map(|b| **b).eq(*b"%PDF-"))
        {
            return Err(pdf(name));
        }

        let encoded = encoding::decode(bytes, options.encoding.as_deref())?;
        let head = encoded.head(4_096);
        if let Some(workbook) = markup(&encoded, &head, name)? {
            return Ok(workbook);
        }
        if is_binary(&head, options.encoding.is_some()) {
            return Err(unknown_format(name));
        }
        delimited::read_file(encoded.source(), name, &encoded.label, options, progress, taker)
    }

    fn zip(bytes: &[u8], name: &str, progress: &mut dyn FnMut(u32, u32)) -> Result<Workbook, Problem> {
        let Some(directory) = archive::directory(bytes) else { return Err(archive::truncated(name)) };
        let names: Vec<String> = directory.iter().map(|entry| entry.name.replace('\\', "/").to_lowercase()).collect();
        let has = |wanted: &str| names.iter().any(|name| name.trim_start_matches('/') == wanted);
        let below = |folder: &str| names.iter().any(|name| name.trim_start_matches('/').starts_with(folder));
        if has("[content_types].xml") || has("_rels/.rels") {
            if below("word/") {
                return Err(word_document(name));
            }
            if below("ppt/") {
                return Err(presentation(name));
            }
            return read_xlsx(bytes, name, progress);
        }
        if has("content.xml") {
            return match archive::head(bytes, "mimetype") {
                Some(kind) if kind.starts_with(b"application/vnd.oasis.opendocument.text") => Err(word_document(name)),
                Some(kind) if kind.starts_with(b"application/vnd.oasis.opendocument.presentation") => {
                    Err(presentation(name))
                }
                _ => read_ods(bytes, name, progress),
            };
        }
        if has("ofd.xml") {
            return Err(pdf(name));
        }
        Err(packed(name))
    }

    /// Worksheets that web systems wrote as markup, and other documents in markup.
    fn markup(encoded: &encoding::Encoded<'_>, head: &str, name: &str) -> Result<Option<Workbook>, Problem> {
        let head = head.trim_start().to_lowercase();
        let is_markup = head.starts_with('<') || head.starts_with("mime-version:");
        if !is_markup {
            return Ok(None);
        }
        if head.contains("uof:") || head.contains("schemas.uof.org") || head.contains("<uof") {
            return Err(uof(name));
        }
        let table = [
            "<html",
            "<table",
            "<!doctype html",
            "<head",
            "<body",
            "<meta",
            "<style",
            "text/html",
            "office:spreadsheet",
        ];
        if head.starts_with("mime-version:") || table.iter().any(|tag| head.contains(tag)) {
            // A page with tables is read; XML spreadsheets and pages packed with their parts are not.
            let plain = !head.starts_with("mime-version:") && !head.contains("office:spreadsheet\"");
            let read = if plain { html::read_file(&encoded.text(), name, &encoded.label)? } else { None };
            return read.map(Some).ok_or_else(|| html_workbook(name));
        }
        if head.starts_with("<?xml") { Err(unknown_format(name)) } else { Ok(None) }
    }

    /// Whether decoded text is no text: control characters, or too much that did not decode (unless the user chose the
    /// encoding: a wrong choice is better shown than refused).
    fn is_binary(head: &str, chosen: bool) -> bool {
        let (mut all, mut bad) = (0_usize, 0_usize);
        for c in head.chars() {
            all += 1;
            let control = c.is_control() && !matches!(c, '\t' | '\n' | '\r' | '\0' | '\u{c}' | '\u{1a}');
            bad += usize::from(control || (c == char::REPLACEMENT_CHARACTER && !chosen));
        }
        bad * 10 > all
    }

    fn problem(code: &str, name: &str, zh: &str, en: &str, help_zh: &str, help_en: &str) -> Problem {
        Problem::new(code, Text::new(zh, en), Text::new(help_zh, help_en)).at(Location::file(name))
    }

    fn picture(name: &str) -> Problem {
        problem(
            "picture",
            name,
            "这是一张图片，不是表格，读不出其中的数字。",
            "This is a picture, not a worksheet; no numbers can be read from it.",
            "请放入原来的 Excel 或 WPS 表格文件，或在其中选中单元格复制后粘贴。",
            "Bring the Excel or WPS file it was made from, or copy its cells and paste them.",
        )
    }

    fn pdf(name: &str) -> Problem {
        problem(
            "pdf",
            name,
            "这是版式文件（PDF 或 OFD），不是表格，无法可靠地读出数字。",
            "This is a page document (PDF or OFD), not a worksheet; numbers cannot be read from it reliably.",
            "请放入生成它的 Excel 或 WPS 表格；若只有 PDF，请先用 WPS 转成表格并核对数字。",
            "Bring the Excel or WPS file it was made from; if there is only the PDF, convert it with WPS and check the numbers.",
        )
    }

    fn packed(name: &str) -> Problem {
        problem(
            "archive",
            name,
            "这是压缩包，不是表格。",
            "This is an archive, not a worksheet.",
            "请先解压，再放入里面的表格文件（.xlsx、.xls、.et、.ods 或 .csv）。",
            "Unpack it first, then bring the worksheets inside (.xlsx, .xls, .et, .ods or .csv).",
        )
    }

    /// The refusal of a text document.
    pub(in crate::table) fn word_document(name: &str) -> Problem {
        problem(
            "word_document",
            name,
            "这是文字文档（Word 或 WPS 文字），不是电子表格。",
            "This is a text document (Word or WPS Writer), not a spreadsheet.",
            "请打开文档，选中其中的表格复制，再粘贴到这里；或粘贴到 Excel、WPS 表格中另存为 .xlsx。",
            "Open it, copy the table inside and paste it here, or paste it into Excel or WPS and save it as .xlsx.",
        )
    }

    fn presentation(name: &str) -> Problem {
        problem(
            "presentation",
            name,
            "这是演示文稿，不是电子表格。",
            "This is a presentation, not a spreadsheet.",
            "请打开文稿，选中其中的表格复制，再粘贴到这里。",
            "Open it, copy the table inside and paste it here.",
        )
    }

    fn html_workbook(name: &str) -> Problem {
        problem(
            "html_workbook",
            name,
            "这个文件其实是网页（或 XML 表格），只是扩展名写成了 .xls；许多网上系统导出的就是这样。",
            "This is really a web page (or an XML spreadsheet) whose name ends in .xls, as many web systems export it.",
            "请在 Excel 或 WPS 中打开它，另存为 .xlsx 后再放入。",
            "Open it in Excel or WPS, save it as .xlsx and bring that file.",
        )
    }

    fn uof(name: &str) -> Problem {
        problem(
            "uof_document",
            name,
            "这是“标文通”（UOF）文档，暂不能读取。",
            "This is a UOF document, which cannot be read.",
            "请在 WPS 中打开后另存为 .xlsx。",
            "Open it in WPS and save it as .xlsx.",
        )
    }

    fn old_workbook(name: &str) -> Problem {
        problem(
            "old_workbook",
            name,
            "这是很旧的 Excel 格式（Excel 4.0 及以前），无法读取。",
            "This is a very old Excel format (Excel 4.0 or earlier); it cannot be read.",
            "请在 Excel 或 WPS 中打开后另存为 .xlsx。",
            "Open it in Excel or WPS and save it as .xlsx.",
        )
    }

    fn unknown_format(name: &str) -> Problem {
        problem(
            "unknown_format",
            name,
            "认不出这是什么文件，不像表格。",
            "It cannot be told what this file is; it does not look like a worksheet.",
            "请在 Excel 或 WPS 中打开后另存为 .xlsx，或直接复制单元格粘贴。",
            "Open it in Excel or WPS and save it as .xlsx, or copy the cells and paste them.",
        )
    }
}

#[cfg(all(test, not(feature = "files")))]
mod tests {
    use super::*;
    use crate::table::Format;

    fn code(bytes: &[u8], encoding: Option<&str>) -> Result<Format, String> {
        let options = ReadOptions { encoding: encoding.map(str::to_owned), ..ReadOptions::default() };
        read(bytes, "a", &options, &mut |_, _| {}, None).map(|book| book.format).map_err(|problem| problem.code)
    }

    #[test]
    fn the_small_reader_reads_utf_8_and_asks_for_the_full_one_otherwise() {
        let needs = || Err("needs_files".to_owned());
        assert_eq!(code("名称,数\n甲,1\n".as_bytes(), None), Ok(Format::Delimited));
        assert_eq!(code("名称,数\n甲,1\n".as_bytes(), Some("UTF-8")), Ok(Format::Delimited));
        assert_eq!(code("名称,数\n甲,1\n".as_bytes(), Some("gb18030")), needs());
        for other in
            [&b"PK\x03\x04\xff"[..], b"\xd0\xcf\x11\xe0", b"%PDF-1.7", b"<html>", b"a\0,\0", b"\xd0\xa1\xd1\xa7,1"]
        {
            assert_eq!(code(other, None), needs());
        }
        assert_eq!(code(b"", None), Err("empty_input".to_owned()));
    }
}
