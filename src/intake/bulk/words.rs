//! What the words of a row mean.

use super::plain::{Word, digits_end};
use super::plan::Role;
use crate::intake::bind::trimmed;
use crate::intake::fold::fold;
use crate::intake::rows::{STANDARDS, by_folded};
use crate::intake::stages::{StageWord, read_kind, read_stage};
use crate::intake::{Field, Scope};
use crate::records::Kind;
use crate::table::{Cell, Line, Plain};
use std::collections::HashMap;

/// What a word means to a row that is taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Meaning {
    /// Nothing to know.
    Nothing,
    Stage(Scope),
    Kind(Kind),
    /// A name of an area, by its place among those of its column.
    Area(u32),
}

/// The words of a column that were met. Files are sorted by county, and there are few kinds: most words are those of the
/// row above.
#[derive(Default)]
pub(super) struct Words {
    last: Vec<u8>,
    meaning: Option<Meaning>,
    known: HashMap<Vec<u8>, Meaning>,
    /// The first few of the known words, by which most columns are read: kinds, stages. None of them can be taken for
    /// more than one field, as nothing in it delimits.
    few: Vec<(Word, Meaning)>,
    /// The names of areas, in order of first appearance, and their places in it.
    pub(super) areas: Vec<String>,
    places: HashMap<String, u32>,
}

/// How many of them are compared one by one.
const FEW_WORDS: usize = 8;
/// Bytes that end a field, in one text or the other, or quote it.
const DELIMITING: &[u8] = b"\r\n\t,;|\"";
/// Digits of the longest code.
const MOST_DIGITS: usize = 18;
/// Most words of a column that are remembered.
const MOST_WORDS: usize = 4_096;

impl Words {
    /// The meaning of a cell; `None` where the row is to be read the ordinary way.
    #[inline(always)]
    pub(super) fn read(&mut self, role: Role, text_source: bool, line: Line<'_>, bytes: &[u8]) -> Option<Meaning> {
        if self.last == bytes && self.meaning.is_some() {
            return self.meaning;
        }
        self.look_up(role, text_source, line, bytes)
    }

    #[inline(never)]
    fn look_up(&mut self, role: Role, text_source: bool, line: Line<'_>, bytes: &[u8]) -> Option<Meaning> {
        let meaning = match self.known.get(bytes) {
            Some(meaning) => *meaning,
            None => {
                let meaning = self.understand(role, text_source, line, bytes)?;
                if self.known.len() < MOST_WORDS && !is_number_of_its_own(role, bytes) {
                    self.known.insert(bytes.to_vec(), meaning);
                    if self.few.len() < FEW_WORDS && !bytes.iter().any(|byte| DELIMITING.contains(byte)) {
                        self.few.push((Word::new(bytes), meaning));
                    }
                }
                meaning
            }
        };
        self.last.clear();
        self.last.extend_from_slice(bytes);
        self.meaning = Some(meaning);
        self.meaning
    }

    /// The meaning of the field that begins at `at`, and where it ends; `None` for a word that was not met before.
    #[inline(always)]
    pub(super) fn read_plain(
        &mut self,
        role: Role,
        text_source: bool,
        text: Plain<'_>,
        at: usize,
    ) -> Option<(Meaning, usize)> {
        if let Some(eight) = text.bytes.get(at..).and_then(<[u8]>::first_chunk) {
            for (word, meaning) in &self.few {
                if let Some(end) = word.end(*eight, text.bytes, at)
                    && text.ends(end)
                {
                    return Some((*meaning, end));
                }
            }
        }
        let digits = digits_end(text.bytes, at);
        if text.ends(digits) {
            let counts = match digits - at {
                0 => !(text_source && role == Role::Word(Field::County)),
                count => count <= MOST_DIGITS && has_numbers_of_its_own(role),
            };
            return counts.then_some((Meaning::Nothing, digits));
        }
        let end = (digits..).find(|at| text.ends(*at))?;
        let meaning = *self.known.get(text.bytes.get(at..end)?)?;
        Some((meaning, end))
    }

    fn understand(&mut self, role: Role, text_source: bool, line: Line<'_>, bytes: &[u8]) -> Option<Meaning> {
        if is_number_of_its_own(role, bytes) {
            return Some(Meaning::Nothing);
        }
        let text = line.text(bytes);
        if text.contains(char::REPLACEMENT_CHARACTER) {
            return None;
        }
        let text = trimmed(Cell::Text(&text));
        // A limit, such as ≥4.2, may make it a row of standards; a total or a note is no school.
        if text.starts_with(['≥', '≤', '>', '<', '⩾', '⩽', '＞', '＜', '不', '各']) || !is_no_label(&text) {
            return None;
        }
        match role {
            Role::Word(Field::Stage) => match read_stage(&text) {
                StageWord::Blank => Some(Meaning::Nothing),
                StageWord::One(scope) => Some(Meaning::Stage(scope)),
                StageWord::Outside | StageWord::Unknown => None,
            },
            Role::Word(Field::Kind) => match read_kind(&text) {
                Ok(kind) => Some(kind.map_or(Meaning::Nothing, Meaning::Kind)),
                Err(()) => None,
            },
            Role::Word(Field::County | Field::City | Field::Province) => {
                if text.is_empty() {
                    let county = role == Role::Word(Field::County);
                    return (!(county && text_source)).then_some(Meaning::Nothing);
                }
                let next = u32::try_from(self.areas.len()).ok()?;
                let place = *self.places.entry(text).or_insert_with_key(|text| {
                    self.areas.push(text.clone());
                    next
                });
                Some(Meaning::Area(place))
            }
            Role::Word(Field::Code) => (!text.contains("E+")).then_some(Meaning::Nothing),
            _ => Some(Meaning::Nothing),
        }
    }
}

/// Whether a field is a number that means nothing here.
fn is_number_of_its_own(role: Role, bytes: &[u8]) -> bool {
    has_numbers_of_its_own(role) && (1..=MOST_DIGITS).contains(&bytes.len()) && bytes.iter().all(u8::is_ascii_digit)
}

/// Whether numbers of a column mean nothing here: codes are digits, and many different ones.
const fn has_numbers_of_its_own(role: Role) -> bool {
    matches!(role, Role::Word(Field::Code) | Role::Unused { .. })
}

/// Whether a word says nothing of what its row is: no total, note, example or standard.
pub(super) fn is_no_label(text: &str) -> bool {
    let label = fold(text);
    by_folded(&label).is_none() && !STANDARDS.contains(&label.as_str())
}
