//! Web pages packed into one file with their parts (MHTML): what Excel calls a single file web page, and what some
//! systems hand out as `.xls`.

use super::{Sheet, Workbook, encoding, html};
use crate::diagnostic::Problem;
use std::collections::HashMap;

/// Most parts that are looked at.
const MAX_PARTS: usize = 4_096;
/// Deepest nesting of parts.
const MAX_DEPTH: usize = 8;

/// Whether a file begins with the head of a packed page.
pub(super) fn is_packed(bytes: &[u8]) -> bool {
    let (head, _) = split_head(bytes);
    value(&head, "mime-version").is_some() && value(&head, "content-type").is_some()
}

/// The head of a part, continued lines joined and every line ended, and what follows it.
fn split_head(bytes: &[u8]) -> (String, &[u8]) {
    const LONGEST: usize = 16 << 10;
    let mut head = String::new();
    let mut rest = bytes;
    loop {
        let end = rest.iter().take(LONGEST).position(|byte| *byte == b'\n').map_or(rest.len(), |end| end + 1);
        let (line, after) = rest.split_at(end);
        rest = after;
        let line = String::from_utf8_lossy(line.get(..LONGEST).unwrap_or(line));
        let ended = line.trim_end();
        if ended.is_empty() || head.len() > LONGEST {
            return (head, rest);
        }
        if line.starts_with([' ', '\t']) && head.ends_with('\n') {
            head.pop();
        }
        head.push_str(ended);
        head.push('\n');
    }
}

/// The value of a field of a head.
fn value<'h>(head: &'h str, name: &str) -> Option<&'h str> {
    head.lines().find_map(|line| {
        let (key, value) = line.split_once(':')?;
        key.trim().eq_ignore_ascii_case(name).then(|| value.trim())
    })
}

/// A parameter of a value, such as the boundary of `multipart/related; boundary="x"`.
fn parameter<'h>(value: &'h str, name: &str) -> Option<&'h str> {
    value.split(';').skip(1).find_map(|parameter| {
        let (key, value) = parameter.split_once('=')?;
        key.trim().eq_ignore_ascii_case(name).then(|| value.trim().trim_matches('"'))
    })
}

/// A page of the file.
struct Page {
    /// Where it came from.
    location: String,
    text: String,
    encoding: String,
}

/// Reads the tables of all pages. `None` where none has a table.
pub(super) fn read_file(bytes: &[u8], name: &str) -> Result<Option<Workbook>, Problem> {
    let pages = pages(bytes)?;
    let titles = titles(&pages);
    let mut whole: Option<Workbook> = None;
    for page in &pages {
        let Some(mut book) = html::read_file(&page.text, name, &page.encoding)? else { continue };
        if let Some(title) = titles.get(&leaf(&page.location)) {
            book.sheets.iter_mut().for_each(|sheet: &mut Sheet| sheet.name = Some(title.clone()));
        }
        match &mut whole {
            None => whole = Some(book),
            Some(whole) => {
                whole.sheets.append(&mut book.sheets);
                whole.issues.append(&mut book.issues);
                whole.displayed |= book.displayed;
                if whole.sheets.len() > html::MAX_TABLES {
                    return Err(html::too_many_tables());
                }
            }
        }
    }
    Ok(whole)
}

/// The pages among the parts. A part may hold parts in turn: all boundaries met so far divide.
fn pages(bytes: &[u8]) -> Result<Vec<Page>, Problem> {
    let mut pages = Vec::new();
    let mut boundaries: Vec<Vec<u8>> = Vec::new();
    let mut rest = bytes;
    for _ in 0..MAX_PARTS {
        let (head, body) = split_head(rest);
        let kind = value(&head, "content-type").unwrap_or_default();
        if let Some(boundary) = parameter(kind, "boundary").filter(|boundary| !boundary.is_empty())
            && boundaries.len() < MAX_DEPTH
        {
            boundaries.push([b"--", boundary.as_bytes()].concat());
        }
        let (content, next) = up_to(body, &boundaries);
        if kind.get(..9).is_some_and(|kind| kind.eq_ignore_ascii_case("text/html")) {
            let content = unpacked(content, value(&head, "content-transfer-encoding").unwrap_or_default());
            // A label nobody knows is no choice: the bytes decide.
            let label = parameter(kind, "charset").filter(|label| encoding::is_known(label));
            let decoded = encoding::decode(&content, label)?;
            let location = value(&head, "content-location").unwrap_or_default().to_owned();
            pages.push(Page { location, text: decoded.text().into_owned(), encoding: decoded.label });
        }
        match next {
            Some(next) => rest = next,
            None => break,
        }
    }
    Ok(pages)
}

/// What comes before the next line that is a boundary, and what follows that line.
fn up_to<'b>(bytes: &'b [u8], boundaries: &[Vec<u8>]) -> (&'b [u8], Option<&'b [u8]>) {
    let mut at = 0;
    while let Some(line) = bytes.get(at..).filter(|rest| !rest.is_empty()) {
        let end = line.iter().position(|byte| *byte == b'\n').map_or(line.len(), |end| end + 1);
        if line.starts_with(b"--") && boundaries.iter().any(|boundary| line.starts_with(boundary)) {
            return (bytes.get(..at).unwrap_or_default(), bytes.get(at + end..));
        }
        at += end;
    }
    (bytes, None)
}

/// The content of a part, its transfer encoding undone.
fn unpacked(content: &[u8], transfer: &str) -> Vec<u8> {
    if transfer.eq_ignore_ascii_case("base64") {
        return base64(content);
    }
    if transfer.eq_ignore_ascii_case("quoted-printable") {
        return quoted(content);
    }
    content.to_vec()
}

fn base64(content: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(content.len() / 4 * 3);
    let (mut bits, mut count) = (0_u32, 0_u32);
    for byte in content {
        let value = match byte {
            b'A'..=b'Z' => byte - b'A',
            b'a'..=b'z' => byte - b'a' + 26,
            b'0'..=b'9' => byte - b'0' + 52,
            b'+' => 62,
            b'/' => 63,
            _ => continue,
        };
        bits = bits << 6 | u32::from(value);
        count += 6;
        if count >= 8 {
            count -= 8;
            out.push(((bits >> count) & 0xff) as u8);
        }
    }
    out
}

fn quoted(content: &[u8]) -> Vec<u8> {
    let digit = |at: usize| content.get(at).and_then(|byte| char::from(*byte).to_digit(16));
    let mut out = Vec::with_capacity(content.len());
    let mut at = 0;
    while let Some(byte) = content.get(at) {
        let after = content.get(at + 1..).unwrap_or_default();
        match (byte, digit(at + 1), digit(at + 2)) {
            (b'=', Some(high), Some(low)) => {
                out.push((high << 4 | low) as u8);
                at += 3;
            }
            // The end of a line that goes on.
            (b'=', ..) if after.starts_with(b"\r\n") => at += 3,
            (b'=', ..) if after.starts_with(b"\n") => at += 2,
            _ => {
                out.push(*byte);
                at += 1;
            }
        }
    }
    out
}

/// The last step of a path, by which pages refer to each other.
fn leaf(path: &str) -> String {
    path.rsplit(['/', '\\']).next().unwrap_or_default().to_lowercase()
}

/// Names of sheets by the page each is kept in, as the page of the workbook lists them.
fn titles(pages: &[Page]) -> HashMap<String, String> {
    let mut titles = HashMap::new();
    for page in pages {
        let mut name = "";
        for piece in page.text.split("<x:").skip(1) {
            if let Some(rest) = piece.strip_prefix("Name>") {
                name = rest.split('<').next().unwrap_or_default();
            } else if let Some(rest) = piece.strip_prefix("WorksheetSource") {
                let source = rest.split('>').next().unwrap_or_default().split('"').nth(1).unwrap_or_default();
                if !name.is_empty() && !source.is_empty() {
                    titles.entry(leaf(source)).or_insert_with(|| html::resolved(name));
                }
            }
        }
    }
    titles
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::table::Cell;

    #[test]
    fn transfer_encodings_are_undone() {
        assert_eq!(quoted("=E5=AD=A6a=\r\nb=3D=zz".as_bytes()), "学ab==zz".as_bytes());
        assert_eq!(base64(b"5a2m\r\n5qCh"), "学校".as_bytes());
        assert_eq!(base64(b"YQ=="), b"a");
    }

    #[test]
    fn the_sheets_of_a_packed_workbook_are_found_and_named() {
        let file = "MIME-Version: 1.0\r\nX-Document-Type: Workbook\r\nContent-Type: multipart/related;\r\n\tboundary=\"--=_P\"\r\n\r\nignored\r\n\
            ----=_P\r\nContent-Location: file:///C:/a/book.htm\r\nContent-Transfer-Encoding: quoted-printable\r\nContent-Type: text/html; charset=\"gb2312\"\r\n\r\n\
            <html><xml><x:ExcelWorksheet><x:Name>=D0=A1=D1=A7</x:Name><x:WorksheetSource HRef=3D\"book.files/sheet001.htm\"/></x:ExcelWorksheet></xml></html>\r\n\
            ----=_P\r\nContent-Location: file:///C:/a/book.files/sheet001.htm\r\nContent-Transfer-Encoding: base64\r\nContent-Type: text/html; charset=\"utf-8\"\r\n\r\n\
            PHRhYmxlPjx0cj48dGQ+5a2m5qChPC90ZD48L3RyPjwvdGFibGU+\r\n----=_P--\r\n";
        assert!(is_packed(file.as_bytes()));
        let book = read_file(file.as_bytes(), "a.xls").ok().flatten().unwrap_or_else(|| unreachable!("a table"));
        assert_eq!(book.sheets.len(), 1);
        assert_eq!(book.sheets[0].name.as_deref(), Some("小学"));
        assert_eq!(book.sheets[0].cell(0, 0), Cell::Text("学校"));
        assert!(!is_packed("学校,Content-Type: 1\n".as_bytes()));
    }
}
