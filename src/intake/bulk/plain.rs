//! Fields that are what they look like: names of schools, numbers, digits. They are read from the bytes of a text as they
//! stand; where one ends is found on the way. The encoding may be UTF-8 or GB18030, in which digits, delimiters and line
//! ends are the same bytes and part of no other character.

use super::plan::Number;
use crate::quantity::{Decimal, of_few_places};
use crate::table::Raw;

/// Where the name that begins at `at` ends, if it is surely that of a school: Chinese characters that end in 学, 校 or 点,
/// and digits behind 第. None of the words of totals, notes and standards is like that.
#[inline(always)]
pub(super) fn name_end(bytes: &[u8], at: usize, utf_8: bool) -> Option<usize> {
    if utf_8 { name_in_utf_8(bytes, at) } else { name_in_gb18030(bytes, at) }
}

#[inline(always)]
fn name_in_utf_8(bytes: &[u8], start: usize) -> Option<usize> {
    // Three bytes in one number, the first one lowest.
    const ORDINAL: u32 = 0x00ac_ace7;
    const ENDS: [u32; 3] = [0x00a6_ade5, 0x00a1_a0e6, 0x00b9_82e7];
    let (mut at, mut before) = (start, 0);
    loop {
        let rest = bytes.get(at..)?;
        let next = match (rest.first_chunk(), rest) {
            (Some(four), _) => u32::from_le_bytes(*four) & 0x00ff_ffff,
            (None, [first, second, third]) => u32::from_le_bytes([*first, *second, *third, 0]),
            _ => break,
        };
        // The Chinese characters of extension A, from U+3400 on, and those from U+4E00 on: all from E3 90 to E9 BF but for
        // the hexagrams, E4 B7.
        let two = (next & 0xff) << 8 | (next >> 8) & 0xff;
        if next & 0x00c0_c0f0 == 0x0080_80e0 && (0xe390..=0xe9bf).contains(&two) && two != 0xe4b7 {
            (at, before) = (at + 3, next);
        } else if matches!(rest, [b'0'..=b'9', ..]) && before == ORDINAL {
            at += 1;
        } else if let [0xf0, 0xa0..=0xb1, 0x80..=0xbf, 0x80..=0xbf, ..] = rest {
            // Those of the further extensions.
            (at, before) = (at + 4, 0);
        } else {
            break;
        }
    }
    (ENDS.contains(&before) && at - start > 3).then_some(at)
}

#[inline(always)]
fn name_in_gb18030(bytes: &[u8], start: usize) -> Option<usize> {
    const ORDINAL: u16 = 0xdab5;
    const ENDS: [u16; 3] = [0xa7d1, 0xa3d0, 0xe3b5];
    let (mut at, mut before) = (start, 0);
    while let Some(next) = bytes.get(at..).and_then(<[u8]>::first_chunk) {
        // The areas of GBK that are Chinese characters.
        if matches!(next, [0x81..=0xa0 | 0xb0..=0xf7, 0x40..=0x7e | 0x80..=0xfe]) {
            (at, before) = (at + 2, u16::from_le_bytes(*next));
        } else if matches!(next, [b'0'..=b'9', _]) && before == ORDINAL {
            at += 1;
        } else {
            break;
        }
    }
    (ENDS.contains(&before) && at - start > 2).then_some(at)
}

/// A short word to be compared with what stands in a text, eight bytes at a time.
#[derive(Debug)]
pub(super) struct Word {
    bytes: Vec<u8>,
    /// Its first eight bytes as a number, and which of them there are.
    head: u64,
    mask: u64,
}

impl Word {
    pub(super) fn new(bytes: &[u8]) -> Self {
        let mut head = [0; 8];
        for (place, byte) in head.iter_mut().zip(bytes) {
            *place = *byte;
        }
        let missing = 8_usize.saturating_sub(bytes.len());
        let mask = if missing == 8 { 0 } else { u64::MAX >> (8 * missing) };
        Self { bytes: bytes.to_vec(), head: u64::from_le_bytes(head), mask }
    }

    /// Where the word ends that stands at `at`, where `eight` bytes begin; `None` where it does not.
    #[inline(always)]
    pub(super) fn end(&self, eight: [u8; 8], bytes: &[u8], at: usize) -> Option<usize> {
        let stands = u64::from_le_bytes(eight) & self.mask == self.head
            && (self.bytes.len() <= 8 || stands_at(&self.bytes, bytes, at));
        stands.then(|| at + self.bytes.len())
    }
}

/// Where the digits that begin at `at` end.
#[inline(always)]
pub(super) fn digits_end(bytes: &[u8], mut at: usize) -> usize {
    while let Some(eight) = bytes.get(at..).and_then(<[u8]>::first_chunk) {
        let count = digits_in_front(*eight).1;
        at += count as usize;
        if count < 8 {
            return at;
        }
    }
    while bytes.get(at).is_some_and(u8::is_ascii_digit) {
        at += 1;
    }
    at
}

/// Whether `word` stands at `at`.
#[inline(always)]
pub(super) fn stands_at(word: &[u8], bytes: &[u8], at: usize) -> bool {
    let Some(there) = bytes.get(at..at + word.len()) else { return false };
    // Words are short: a call to compare memory costs more than comparing eight bytes at once.
    match (word.last_chunk::<8>(), there.last_chunk::<8>()) {
        (Some(left), Some(right)) => {
            let (words, theres) = (word.as_chunks::<8>().0, there.as_chunks::<8>().0);
            left == right && words.iter().zip(theres).all(|(left, right)| left == right)
        }
        _ => word.iter().zip(there).all(|(left, right)| left == right),
    }
}

/// Powers of ten that are exact as doubles and as integers.
const POWERS: [u64; 16] = [
    1,
    10,
    100,
    1_000,
    10_000,
    100_000,
    1_000_000,
    10_000_000,
    100_000_000,
    1_000_000_000,
    10_000_000_000,
    100_000_000_000,
    1_000_000_000_000,
    10_000_000_000_000,
    100_000_000_000_000,
    1_000_000_000_000_000,
];
/// Below this (2^53) whole numbers are exact as doubles.
pub(super) const WHOLE: u64 = 1 << 53;
/// More people or rooms than any school has.
const MOST_COUNTED: u64 = 10_000_000;

/// Eight bytes with the digits in front as their values, and how many these are.
#[inline(always)]
fn digits_in_front(eight: [u8; 8]) -> (u64, u32) {
    // Digits become 0 to 9; of anything else, such as a byte of a word, the upper half or the sum with 0x76 shows it.
    let low = u64::from_le_bytes(eight) ^ 0x3030_3030_3030_3030;
    let other = (low | (low & 0x7f7f_7f7f_7f7f_7f7f).wrapping_add(0x7676_7676_7676_7676)) & 0x8080_8080_8080_8080;
    (low, other.trailing_zeros() / 8)
}

/// How many of eight bytes in front are digits, and the number these write; eight digits are one too many to be sure that
/// no more follow.
#[inline(always)]
fn digits(eight: [u8; 8]) -> (u32, u64) {
    let (low, count) = digits_in_front(eight);
    if count == 0 {
        return (0, 0);
    }
    // The digits at the end, zeros in front; then pairs, fours and eights are put together side by side.
    let all = low << (64 - 8 * count.min(8));
    let pairs = all.wrapping_mul(10).wrapping_add(all >> 8) & 0x00ff_00ff_00ff_00ff;
    let fours = pairs.wrapping_mul(100).wrapping_add(pairs >> 16) & 0x0000_ffff_0000_ffff;
    (count, fours.wrapping_mul(10_000).wrapping_add(fours >> 32) & 0xffff_ffff)
}

/// The decimal that begins at `start`, `mantissa / 10^scale`, and where it ends: `start` where none begins. `None` for what
/// is longer than fifteen digits and the point.
#[inline(always)]
fn decimal(bytes: &[u8], start: usize) -> Option<((u64, u32), usize)> {
    // Up to seven digits on either side of the point at once.
    let eight = |at: usize| bytes.get(at..).and_then(<[u8]>::first_chunk::<8>).copied();
    let first = eight(start);
    // Most columns are blank in most rows: those of the stages that a school does not have.
    if first.is_some_and(|[byte, ..]| !byte.is_ascii_digit()) {
        return Some(((0, 0), start));
    }
    if let Some((count @ ..8, whole)) = first.map(digits) {
        let end = start + count as usize;
        if bytes.get(end) != Some(&b'.') {
            return Some(((whole, 0), end));
        }
        if let Some((scale @ 1..8, part)) = eight(end + 1).map(digits) {
            let mantissa = whole * POWERS.get(scale as usize)? + part;
            return Some(((mantissa, scale), end + 1 + scale as usize));
        }
    }
    decimal_of_any_length(bytes, start)
}

#[inline(never)]
fn decimal_of_any_length(bytes: &[u8], start: usize) -> Option<((u64, u32), usize)> {
    let point = digits_end(bytes, start);
    let mut end = point;
    if point > start && bytes.get(point) == Some(&b'.') {
        end = digits_end(bytes, point + 1);
        if end == point + 1 {
            return None;
        }
    }
    let scale = u32::try_from(end.saturating_sub(point + 1)).ok()?;
    let written = bytes.get(start..end).filter(|written| written.len() <= 16)?;
    let mantissa = written
        .iter()
        .filter(|byte| byte.is_ascii_digit())
        .fold(0, |mantissa: u64, digit| mantissa * 10 + u64::from(digit - b'0'));
    (mantissa < WHOLE).then_some(((mantissa, scale), end))
}

/// The decimal a workbook's double stands for.
#[inline(always)]
fn stored(number: f64) -> Option<(u64, u32)> {
    if !(0.0..1e15).contains(&number) {
        return None;
    }
    if let Some(found) = of_few_places(number) {
        return Some(found);
    }
    let (mantissa, scale) = Decimal::from_spreadsheet(number).ok()?.parts();
    u64::try_from(mantissa).ok().filter(|mantissa| *mantissa < WHOLE).map(|mantissa| (mantissa, scale))
}

impl Number {
    /// The number that begins at `at`, in natural units, and where it ends: NaN and `at` where none begins there. `None`
    /// for one that needs a closer look.
    #[inline(always)]
    pub(super) fn at(self, bytes: &[u8], at: usize) -> Option<(f64, usize)> {
        let ((mantissa, scale), end) = decimal(bytes, at)?;
        let number = if end == at { f64::NAN } else { self.natural(mantissa, scale)? };
        Some((number, end))
    }

    /// The number of a cell in natural units, NaN where it is missing: `None` where it needs a closer look.
    #[inline(always)]
    pub(super) fn read(self, raw: Raw<'_>) -> Option<f64> {
        let (mantissa, scale) = match raw {
            Raw::Empty => return Some(f64::NAN),
            Raw::Text(bytes) => {
                return self.at(bytes, 0).filter(|(_, end)| *end == bytes.len()).map(|(number, _)| number);
            }
            Raw::Number(number) => stored(number)?,
            Raw::Other => return None,
        };
        self.natural(mantissa, scale)
    }

    #[inline(always)]
    fn natural(self, mantissa: u64, scale: u32) -> Option<f64> {
        if self.counted && (scale > 0 || mantissa > MOST_COUNTED) {
            return None;
        }
        // A product that is checked takes one of 128 bits.
        if mantissa > self.most {
            return None;
        }
        let natural = mantissa * self.factor;
        let power = POWERS.get((scale + self.scale) as usize)?;
        // Both are exact doubles, so one division rounds once. Signed numbers are converted faster.
        #[expect(clippy::cast_precision_loss, reason = "both below 2^53")]
        let double = |number: u64| number.cast_signed() as f64;
        Some(if *power == 1 { double(natural) } else { double(natural) / double(*power) })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn eight_bytes_at_once_are_read_as_one_by_one(text in "[0-9]{0,9}[.,\\r学a0-9]{0,3}[0-9]{0,18}[^0-9.]{0,9}") {
            let bytes = text.as_bytes();
            prop_assert_eq!(decimal(bytes, 0), decimal_of_any_length(bytes, 0));
        }

        #[test]
        fn any_eight_bytes_have_the_digits_in_front(eight: [u8; 8]) {
            let count = eight.iter().take_while(|byte| byte.is_ascii_digit()).count();
            let written: String = eight.iter().take(count).map(|byte| char::from(*byte)).collect();
            prop_assert_eq!(digits(eight), (u32::try_from(count).unwrap_or(9), written.parse().unwrap_or(0)));
        }

        #[test]
        fn words_stand_where_they_are_found(word in "[ab]{0,20}", text in "[ab]{0,40}", at in 0_usize..42) {
            let found = text.as_bytes().get(at..).is_some_and(|rest| rest.starts_with(word.as_bytes()));
            prop_assert_eq!(stands_at(word.as_bytes(), text.as_bytes(), at), found);
            if let Some(eight) = text.as_bytes().get(at..).and_then(<[u8]>::first_chunk) {
                let end = Word::new(word.as_bytes()).end(*eight, text.as_bytes(), at);
                prop_assert_eq!(end, found.then(|| at + word.len()));
            }
        }
    }

    #[test]
    fn names_of_schools_end_where_they_end_and_others_are_none() {
        #[cfg(feature = "files")]
        let gb = |text: &str| encoding_rs::GB18030.encode(text).0.into_owned();
        for (text, plain) in [
            ("青禾县稻花小学,1", Some("青禾县稻花小学")),
            ("第12小学", Some("第12小学")),
            ("龙河教学点\r\n", Some("龙河教学点")),
            ("12小学,", None),
            ("小学12,", Some("小学")),
            ("学,", None),
            ("合计,", None),
            ("实验小学（东）,", Some("实验小学")),
            ("a小学", None),
            ("〇小学", None),
            ("䷀小学", None),
            ("", None),
        ] {
            assert_eq!(name_end(text.as_bytes(), 0, true), plain.map(str::len), "{text}");
            // The wide bracket is one of the marks of GBK.
            #[cfg(feature = "files")]
            assert_eq!(name_end(&gb(text), 0, false), plain.map(|plain| gb(plain).len()), "{text}");
        }
        for text in ["䶮河镇㙍𬇙小学", "𡶶小学"] {
            assert_eq!(name_end(text.as_bytes(), 0, true), Some(text.len()), "{text}");
        }
    }
}
