//! Bytes → text: which encoding a text file is in.
//!
//! Chinese worksheets saved as text come as UTF-8 (with a mark or without), as GB18030 (what Excel and WPS save as CSV),
//! or as UTF-16 (Excel's "Unicode text"); those from Taiwan and Hong Kong as Big5. GB18030 accepts almost anything, so it
//! is the last to be asked.

use super::delimited::Source;
use super::sniff::is_unlikely_utf_8;
use crate::diagnostic::{Problem, Text};
use encoding_rs::{BIG5, Encoding, GB18030, GBK, UTF_8, UTF_16BE, UTF_16LE};
use std::borrow::Cow;

/// Bytes at the beginning of a long file by which UTF-8 is known.
const SAMPLE_BYTES: usize = 64 << 10;
/// So many characters of three and four bytes are no chance.
const ENOUGH_WIDE: usize = 200;

/// A text file whose encoding is known.
#[derive(Debug)]
pub(super) struct Encoded<'a> {
    content: Content<'a>,
    /// Label of the encoding, in lower case.
    pub(super) label: String,
}

/// The content, without a byte order mark.
#[derive(Debug)]
enum Content<'a> {
    /// Text, decoded from another encoding.
    Text(Cow<'a, str>),
    /// UTF-8 as it is: it is cut into fields before what is broken in it is looked for.
    Utf8(&'a [u8]),
    /// GB18030 as it is, likewise.
    Gb18030(&'a [u8]),
}

impl Encoded<'_> {
    /// The bytes, for the reader of delimited text.
    pub(super) fn source(&self) -> Source<'_> {
        match &self.content {
            Content::Text(text) => Source::Utf8(text.as_bytes()),
            Content::Utf8(bytes) => Source::Utf8(bytes),
            Content::Gb18030(bytes) => Source::Gb18030(bytes),
        }
    }

    /// The whole text.
    pub(super) fn text(&self) -> Cow<'_, str> {
        match &self.content {
            Content::Text(text) => Cow::Borrowed(text),
            Content::Utf8(bytes) => String::from_utf8_lossy(bytes),
            Content::Gb18030(bytes) => GB18030.decode_without_bom_handling(bytes).0,
        }
    }

    /// The first `count` characters of the text.
    pub(super) fn head(&self, count: usize) -> String {
        match &self.content {
            Content::Text(text) => text.chars().take(count).collect(),
            // No character is longer than four bytes, so that one cut in two is not among the first ones.
            Content::Utf8(bytes) => {
                let bytes = bytes.get(..count * 4).unwrap_or(bytes);
                String::from_utf8_lossy(bytes).chars().take(count).collect()
            }
            Content::Gb18030(bytes) => {
                let bytes = bytes.get(..count * 4).unwrap_or(bytes);
                GB18030.decode_without_bom_handling(bytes).0.chars().take(count).collect()
            }
        }
    }
}

/// Decodes `bytes`, in the encoding the user chose or the one they show, as far as the reader of the text does not do so
/// itself. What cannot be decoded becomes U+FFFD, which the reader finds and places.
///
/// # Errors
/// `unknown_encoding` where the chosen label names none.
pub(super) fn decode<'a>(bytes: &'a [u8], chosen: Option<&str>) -> Result<Encoded<'a>, Problem> {
    let encoding = match chosen {
        Some(label) => Encoding::for_label(label.as_bytes()).ok_or_else(|| unknown(label))?,
        None => detect(bytes),
    };
    let bytes = match Encoding::for_bom(bytes) {
        Some((marked, length)) if marked == encoding => bytes.get(length..).unwrap_or_default(),
        _ => bytes,
    };
    let content = if encoding == GB18030 || encoding == GBK {
        Content::Gb18030(bytes)
    } else if encoding == UTF_8 {
        Content::Utf8(bytes)
    } else {
        Content::Text(encoding.decode_without_bom_handling(bytes).0)
    };
    Ok(Encoded { content, label: encoding.name().to_lowercase() })
}

/// Whether a label names an encoding.
pub(super) fn is_known(label: &str) -> bool {
    Encoding::for_label(label.as_bytes()).is_some()
}

fn unknown(label: &str) -> Problem {
    Problem::new(
        "unknown_encoding",
        Text::new(format!("不认识的编码“{label}”。"), format!("Unknown encoding “{label}”.")),
        Text::new("请改用 UTF-8、GB18030 或 UTF-16。", "Use UTF-8, GB18030 or UTF-16."),
    )
}

/// The encoding the bytes show.
pub(super) fn detect(bytes: &[u8]) -> &'static Encoding {
    if let Some((encoding, _)) = Encoding::for_bom(bytes) {
        return encoding;
    }
    if let Some(encoding) = utf_16(bytes) {
        return encoding;
    }
    if begins_in_utf_8(bytes) {
        return UTF_8;
    }
    match std::str::from_utf8(bytes) {
        Ok(text)
            if is_unlikely_utf_8(text)
                && GB18030.decode_without_bom_handling_and_without_replacement(bytes).is_some() =>
        {
            GB18030
        }
        Ok(_) => UTF_8,
        Err(error) if is_mostly_utf_8(bytes, error.valid_up_to()) => UTF_8,
        Err(_) if is_big5(bytes) => BIG5,
        Err(_) => GB18030,
    }
}

/// Whether a long file shows at its beginning that it is in UTF-8: many characters from where Chinese is and none broken.
/// In another encoding that does not happen by chance, whatever follows.
fn begins_in_utf_8(bytes: &[u8]) -> bool {
    let Some(sample) = bytes.get(..SAMPLE_BYTES) else { return false };
    let valid = match std::str::from_utf8(sample) {
        Ok(text) => Some(text),
        // The last character may be cut in two.
        Err(error) if error.error_len().is_none() => {
            sample.get(..error.valid_up_to()).and_then(|sound| std::str::from_utf8(sound).ok())
        }
        Err(_) => None,
    };
    valid.is_some_and(|text| text.chars().filter(|c| *c >= '\u{800}').nth(ENOUGH_WIDE).is_some())
}

/// UTF-16 without a mark: separators, digits and line ends have a zero byte, always on the same side.
fn utf_16(bytes: &[u8]) -> Option<&'static Encoding> {
    let sample = bytes.get(..bytes.len().min(8_192) & !1)?;
    let (mut first, mut second, mut ascii) = (0_usize, 0_usize, 0_usize);
    for pair in sample.chunks_exact(2) {
        match pair {
            [0, 0] => return None,
            [0, _] => first += 1,
            [_, 0] => second += 1,
            [a, b] => ascii += usize::from(a.is_ascii() && b.is_ascii()),
            _ => {}
        }
    }
    let pairs = sample.len() / 2;
    let wide = pairs.saturating_sub(first + second);
    let encoding = if second > 0 && first == 0 {
        UTF_16LE
    } else if first > 0 && second == 0 {
        UTF_16BE
    } else {
        return None;
    };
    // Stray zero bytes in other text are no UTF-16: there must be one pair in fifty at least, everything must decode, and
    // what looks like two letters of ASCII is by chance the exception.
    let enough = (first + second) * 50 >= pairs && ascii * 10 <= wide * 6;
    (enough && bytes.len().is_multiple_of(2) && !encoding.decode_without_bom_handling(sample).1).then_some(encoding)
}

/// Whether bytes are Big5 and not GB18030. In Big5 two of five characters end in a byte of ASCII, and the usual ones begin
/// with A4 to C6; in GB18030 the usual ones end beyond ASCII, and those that do not begin anywhere.
fn is_big5(bytes: &[u8]) -> bool {
    let mut rest = bytes.get(..64 << 10).unwrap_or(bytes);
    let (mut all, mut ascii, mut usual, mut foreign) = (0_usize, 0_usize, 0_usize, 0_usize);
    loop {
        rest = match rest {
            [0x81..=0xfe, 0x30..=0x39, _, _, after @ ..] => {
                foreign += 1;
                after
            }
            [first @ 0x81..=0xfe, second, after @ ..] => {
                all += 1;
                ascii += usize::from((0x40..=0x7e).contains(second));
                usual += usize::from((0xa1..=0xc6).contains(first));
                foreign += usize::from(!matches!(second, 0x40..=0x7e | 0xa1..=0xfe) || !(0xa1..=0xf9).contains(first));
                after
            }
            [_, after @ ..] => after,
            [] => break,
        }
    }
    all >= 4 && ascii * 100 >= all * 15 && usual * 100 >= all * 70 && foreign * 100 <= all
}

/// Whether broken UTF-8 is still UTF-8: its three-byte characters hardly ever arise from another encoding by chance, so
/// many sound ones beside few broken ones mean a damaged file and not GB18030. What is judged ends somewhat behind the
/// first broken one: another encoding breaks at once and all the time.
fn is_mostly_utf_8(bytes: &[u8], sound_until: usize) -> bool {
    let bytes = bytes.get(..sound_until.saturating_add(64 << 10)).unwrap_or(bytes);
    let (mut sound, mut broken) = (0_usize, 0_usize);
    for chunk in bytes.utf8_chunks() {
        sound += chunk.valid().chars().filter(|c| !c.is_ascii()).count();
        broken += usize::from(!chunk.invalid().is_empty());
    }
    sound >= 10 * broken.max(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "学校名称,学生数\n䶮河镇𡶶小学,1024\n";

    fn label(bytes: &[u8]) -> (String, String) {
        match decode(bytes, None) {
            Ok(encoded) => (encoded.label.clone(), encoded.text().into_owned()),
            Err(problem) => (problem.code, String::new()),
        }
    }

    #[test]
    fn the_encodings_of_chinese_worksheets_are_told_apart() {
        let mut bom = vec![0xef, 0xbb, 0xbf];
        bom.extend_from_slice(TEXT.as_bytes());
        let little: Vec<u8> = TEXT.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let big: Vec<u8> = TEXT.encode_utf16().flat_map(u16::to_be_bytes).collect();
        let marked: Vec<u8> = [0xff, 0xfe].into_iter().chain(little.iter().copied()).collect();
        let gb = GB18030.encode(TEXT).0.into_owned();
        for (bytes, expected) in [
            (TEXT.as_bytes(), "utf-8"),
            (&bom, "utf-8"),
            (&little, "utf-16le"),
            (&big, "utf-16be"),
            (&marked, "utf-16le"),
            (&gb, "gb18030"),
        ] {
            assert_eq!(label(bytes), (expected.to_owned(), TEXT.to_owned()));
        }
    }

    /// Short tables as they are exported, in both scripts.
    const SIMPLIFIED: [&str; 6] = [
        TEXT,
        "县,学校,学段\n青禾县,稻花小学,小学\n",
        "填表说明：本表由学校填写，单位：平方米、万元\n校名,教学及辅助用房面积\n龙𬇙中心小学,4512.5\n",
        "序号,学校名称,办学类型,在校生数,专任教师数,网络多媒体教室数\n1,鲲鹏学校,九年一贯制学校,1200,85,36\n",
        "镕基希望小学,喆,堃,珺,婧,昇,旻,玥,犇,淼\n",
        "《关于印发〈县域义务教育优质均衡发展督导评估办法〉的通知》,教督〔2017〕6号\n",
    ];
    const TRADITIONAL: [&str; 5] = [
        "學校名稱,學生數\n第一國民小學,1024\n",
        "縣市,校名,教師數,教室數\n臺南市,忠孝國民中學,56,30\n",
        "編號,學校,地址\n1,聖保羅書院,香港島薄扶林道\n2,皇仁書院,銅鑼灣\n",
        "填表日期：九月一日,單位：人、間、平方公尺\n校名,專任教師,電腦教室,運動場面積\n",
        "年級,班級,導師,人數\n三年級,忠班,陳老師,28\n",
    ];

    #[test]
    fn big5_is_told_from_gb18030_on_short_tables() {
        for text in SIMPLIFIED {
            let bytes = GB18030.encode(text).0.into_owned();
            assert_eq!(label(&bytes), ("gb18030".to_owned(), text.to_owned()));
        }
        for text in TRADITIONAL {
            let bytes = BIG5.encode(text).0.into_owned();
            assert_eq!(label(&bytes), ("big5".to_owned(), text.to_owned()));
            // The same words in the other encoding are that encoding, and a choice goes before everything.
            let bytes = GB18030.encode(text).0.into_owned();
            assert_eq!(label(&bytes), ("gb18030".to_owned(), text.to_owned()));
            let big5 = BIG5.encode(text).0.into_owned();
            assert!(decode(&big5, Some("gb18030")).is_ok_and(|encoded| encoded.label == "gb18030"));
        }
    }

    #[test]
    fn a_choice_of_the_user_goes_before_what_the_bytes_show() {
        let gb = GB18030.encode("小学").0.into_owned();
        assert_eq!(decode(&gb, Some("gbk")).map(|e| e.text().into_owned()).unwrap_or_default(), "小学");
        assert_eq!(label(&gb), ("gb18030".to_owned(), "小学".to_owned()), "valid UTF-8 by chance");
        let gb = GB18030.encode(TEXT).0.into_owned();
        assert!(decode(&gb, Some("utf-8")).is_ok_and(|e| e.text().contains('\u{fffd}')));
        assert!(decode(&gb, Some("klingon")).is_err_and(|problem| problem.code == "unknown_encoding"));
    }

    #[test]
    fn damaged_utf_8_stays_utf_8_and_stray_zero_bytes_are_no_utf_16() {
        let mut damaged = TEXT.repeat(3).into_bytes();
        damaged.truncate(damaged.len() - 8);
        damaged.push(0xe5);
        assert_eq!(label(&damaged).0, "utf-8");
        assert_eq!(label(b"name,1\0\nschool number two,2\n").0, "utf-8");
    }
}
