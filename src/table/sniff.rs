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
            super::delimited::read_file(super::delimited::Source::Utf8(bytes), name, "utf-8", options, progress, taker)
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
pub(super) use with_files::{old_workbook, presentation, word_document};

#[cfg(feature = "files")]
mod with_files {
    use crate::diagnostic::{Location, Problem, Text};
    use crate::table::workbook::{archive, read_flat_ods, read_ods, read_xls, read_xlsx, read_xml2003, xls};
    use crate::table::{ReadOptions, TakeRows, Workbook, delimited, encoding, html, mhtml};

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
        (b"SQLite format 3\0", Other::Database),
        (b"\0\x01\0\0Standard Jet DB", Other::Database),
        (b"\0\x01\0\0Standard ACE DB", Other::Database),
        (b"\0\0\x02\0\x04\x04", Other::Old(LOTUS)),
        (b"\0\0\x02\0\x05\x04", Other::Old(LOTUS)),
        (b"\0\0\x02\0\x06\x04", Other::Old(LOTUS)),
        (b"\xff\0\x02\0\x04\x04", Other::Old("Microsoft Works")),
        (b"\0\0\x1a\0\0\x10", Other::Old(LOTUS)),
        (b"\0\0\x1a\0\x02\x10", Other::Old(LOTUS)),
        (b"\0\0\x1a\0\x03\x10", Other::Old(LOTUS)),
        (b"\0\0\x1a\0\x05\x10", Other::Old(LOTUS)),
        (b"\0\0\x02\0\x20\x51", Other::Old(QUATTRO)),
        (b"\0\0\x02\0\x01\x10", Other::Old(QUATTRO)),
        (b"\0\0\x02\0\x02\x10", Other::Old(QUATTRO)),
    ];

    const LOTUS: &str = "Lotus 1-2-3";
    const QUATTRO: &str = "Quattro Pro";

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
        Database,
        /// A worksheet of a program of old.
        Old(&'static str),
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
        if xls::is_bare(bytes) {
            return xls::read_records(bytes, name, progress);
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
                    Other::Database => return Err(database(name)),
                    Other::Old(program) => return Err(old_workbook(name, program)),
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

        if is_dbase(bytes) {
            return Err(database(name));
        }
        if mhtml::is_packed(bytes) {
            return mhtml::read_file(bytes, name)?.ok_or_else(|| html_workbook(name));
        }
        let encoded = encoding::decode(bytes, options.encoding.as_deref())?;
        let head = encoded.head(4_096);
        if let Some(workbook) = markup(&encoded, &head, name, progress)? {
            return Ok(workbook);
        }
        if let Some(program) = exchange(&head) {
            return Err(old_workbook(name, program));
        }
        if is_binary(&head, options.encoding.is_some()) {
            return Err(unknown_format(name));
        }
        delimited::read_file(encoded.source(), name, &encoded.label, options, progress, taker)
    }

    fn zip(bytes: &[u8], name: &str, progress: &mut dyn FnMut(u32, u32)) -> Result<Workbook, Problem> {
        let Some((directory, _)) = archive::directory(bytes) else { return Err(archive::truncated(name)) };
        let names: Vec<String> = directory.iter().map(|entry| entry.name.replace('\\', "/").to_lowercase()).collect();
        let has = |wanted: &str| names.iter().any(|name| name.trim_start_matches('/') == wanted);
        let below = |folder: &str| names.iter().any(|name| name.trim_start_matches('/').starts_with(folder));
        if has("index.zip") || below("index/document.iwa") || has("index.apxl") || has("buildversionhistory.plist") {
            return Err(numbers_document(name));
        }
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
                Some(kind) if kind.starts_with(b"application/vnd.sun.xml") => Err(old_workbook(name, "OpenOffice 1")),
                _ => read_ods(bytes, name, progress),
            };
        }
        if has("ofd.xml") {
            return Err(pdf(name));
        }
        Err(packed(name))
    }

    /// Worksheets that web systems wrote as markup, and other documents in markup.
    fn markup(
        encoded: &encoding::Encoded<'_>,
        head: &str,
        name: &str,
        progress: &mut dyn FnMut(u32, u32),
    ) -> Result<Option<Workbook>, Problem> {
        let head = head.trim_start().to_lowercase();
        if !head.starts_with('<') {
            return Ok(None);
        }
        if head.contains("uof:") || head.contains("schemas.uof.org") || head.contains("<uof") {
            return Err(uof(name));
        }
        let text = encoded.text();
        let text = text.trim_start();
        let is_xml = head.starts_with("<?xml");
        // The space of names is also declared by pages that Excel wrote: there its prefix marks, here it is the root.
        if head.contains("<workbook") && head.contains("urn:schemas-microsoft-com:office:spreadsheet")
            || head.contains("<ss:workbook")
        {
            return read_xml2003(text, name, progress).map(|book| Some(labelled(book, encoded)));
        }
        if is_xml && head.contains("<office:document") {
            return match () {
                () if head.contains("opendocument.spreadsheet") => {
                    read_flat_ods(text, name, progress).map(|book| Some(labelled(book, encoded)))
                }
                () if head.contains("opendocument.presentation") => Err(presentation(name)),
                () => Err(word_document(name)),
            };
        }
        if is_xml && head.contains("progid=\"word.document\"") {
            return Err(word_document(name));
        }
        // A tag, and not the beginning of a longer one such as <header>.
        let has = |tag: &str| {
            head.match_indices(tag).any(|(at, _)| {
                head.get(at + tag.len()..).and_then(|rest| rest.chars().next()).is_none_or(|c| !c.is_alphanumeric())
            })
        };
        let page = ["<html", "<table", "<!doctype html", "<head", "<body", "<meta", "<style"];
        if page.iter().any(|tag| has(tag)) || head.contains("text/html") {
            // A page with tables is read.
            return html::read_file(text, name, &encoded.label)?.map(Some).ok_or_else(|| html_workbook(name));
        }
        if is_xml { Err(xml_document(name)) } else { Ok(None) }
    }

    /// The workbook with the encoding its text was in.
    fn labelled(book: Workbook, encoded: &encoding::Encoded<'_>) -> Workbook {
        Workbook { encoding: Some(encoded.label.clone()), ..book }
    }

    /// The format of text in which programs exchanged sheets, which is no delimited text.
    fn exchange(text: &str) -> Option<&'static str> {
        let mut lines = text.lines();
        let (first, second) = (lines.next()?, lines.next()?);
        let record = |line: &str| {
            line.split_once(';').is_some_and(|(kind, _)| {
                (1..=2).contains(&kind.len()) && kind.bytes().all(|byte| byte.is_ascii_uppercase())
            })
        };
        if first.starts_with("ID;") && record(second) {
            return Some("SYLK");
        }
        (first.trim_end() == "TABLE" && second.trim_end() == "0,1").then_some("DIF")
    }

    /// Whether a file is a table of dBase or FoxPro: a version, a date, and a head whose length fits its fields.
    fn is_dbase(bytes: &[u8]) -> bool {
        const VERSIONS: &[u8] = b"\x02\x03\x30\x31\x32\x43\x63\x83\x8b\x8c\xcb\xf5\xfb";
        let Some([version, _, month, day, _, _, _, _, low, high]) = bytes.first_chunk::<10>() else { return false };
        let head = usize::from(u16::from_le_bytes([*low, *high]));
        let dated = (1..=12).contains(month) && (1..=31).contains(day);
        // The list of fields ends in a carriage return; some versions keep a link or more behind it.
        let listed = head >= 65 && bytes.get(64..head).is_some_and(|fields| fields.contains(&b'\r'));
        VERSIONS.contains(version) && dated && listed
    }

    /// Whether decoded text is no text: control characters, or too much that did not decode (unless the user chose the
    /// encoding: a wrong choice is better shown than refused).
    fn is_binary(head: &str, chosen: bool) -> bool {
        let (mut all, mut bad) = (0_usize, 0_usize);
        // The mark of an encoding is no character; some decoders leave it where it stands.
        for c in head.chars().filter(|c| *c != '\u{feff}') {
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

    /// The refusal of slides.
    pub(in crate::table) fn presentation(name: &str) -> Problem {
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
            "这个文件其实是网页，而且其中没有表格（表格可能在旁边的“.files”文件夹里，或需要登录后才显示）。",
            "This is really a web page, and there is no table in it (it may be in a folder “.files” beside it, or shown after signing in only).",
            "请在 Excel 或 WPS 中打开它，核对有内容后另存为 .xlsx 再放入；若打不开，请从系统重新导出。",
            "Open it in Excel or WPS, check that the content is there and save it as .xlsx; if that fails, export it again.",
        )
    }

    fn xml_document(name: &str) -> Problem {
        problem(
            "xml_document",
            name,
            "这是 XML 数据文件，不是表格，不知道其中哪些是学校数据。",
            "This is an XML file and not a worksheet; it cannot be told where in it the schools are.",
            "请从原系统导出 Excel（.xlsx）或 CSV 文件；或在 Excel 中打开，核对后另存为 .xlsx。",
            "Export an Excel (.xlsx) or CSV file from where it comes from, or open it in Excel, check it and save it as .xlsx.",
        )
    }

    fn numbers_document(name: &str) -> Problem {
        problem(
            "numbers_document",
            name,
            "这是苹果 Numbers 表格，暂不能读取。",
            "This is a spreadsheet of Apple Numbers, which cannot be read.",
            "请在 Numbers 中选“文件 › 导出为 › Excel”，再放入导出的 .xlsx 文件。",
            "In Numbers choose File › Export To › Excel and bring the exported .xlsx file.",
        )
    }

    fn database(name: &str) -> Problem {
        problem(
            "database",
            name,
            "这是数据库文件（dBase、FoxPro、Access 或 SQLite），不是表格。",
            "This is a database (dBase, FoxPro, Access or SQLite), not a worksheet.",
            "请从数据库导出 Excel（.xlsx）或 CSV 文件；.dbf 文件可以用 WPS 或 Excel 打开后另存为 .xlsx。",
            "Export an Excel (.xlsx) or CSV file from it; a .dbf file can be opened in WPS or Excel and saved as .xlsx.",
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

    /// The refusal of a worksheet of a program of old.
    pub(in crate::table) fn old_workbook(name: &str, program: &str) -> Problem {
        problem(
            "old_workbook",
            name,
            &format!("这是旧格式的表格（{program}），无法读取。"),
            &format!("This is a worksheet in an old format ({program}); it cannot be read."),
            "请在 Excel、WPS 或 LibreOffice 中打开后另存为 .xlsx。",
            "Open it in Excel, WPS or LibreOffice and save it as .xlsx.",
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
