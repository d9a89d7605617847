//! Very many schools at once, as columns of numbers: the values [`understand`](super::understand) gives, without the
//! places, terms and remarks of every cell.
//!
//! Under a header that gives the amounts ready made, a row whose cells are plain numbers and known words needs no more than
//! these. Such rows are taken while the file is read. Any other row becomes cells at its own address and is read the
//! ordinary way, the row above it with it, from which it may take a name or a county; and where a row changes what others
//! mean (a group, a total, a second header) the whole table is.

use super::columns::{Columns, Slot, resolve};
use super::dictionary::Dimension;
use super::facts::FactNames;
use super::matching::money_unit_of_line;
use super::rows::{STANDARDS, by_label, year_column};
use super::sheets::{find_header, line_of, missing_fields, sheet_stage, understand_rest};
use super::stages::{StageWord, kind_has, read_kind, read_stage, scope_of, stage_of, stage_of_kind};
use super::{Column, Field, IntakeOptions, Reading, RowRole, Scope, SheetChoice, Source, understand};
use crate::diagnostic::{Issue, Location, Problem, Text};
use crate::quantity::Decimal;
use crate::records::{Excluded, Indicator, Kind, Section, Stage};
use crate::standard::{SplitRule, Standard};
use crate::table::{Cell, Format, Line, Raw, TakeRows, Workbook, read_file, read_file_taking, read_text};
use std::collections::HashMap;

/// Number columns: pupils (primary, junior, senior), three kinds of teachers (primary, junior each), then the four
/// resources of the whole school, in natural units.
pub const BULK_COLUMNS: usize = 13;

/// A county as its rows name it.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default, serde::Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct CountyName {
    /// The county, or `null` where the source names none.
    pub county: Option<String>,
    /// Its city, where given.
    pub city: Option<String>,
    /// Its province, where given.
    pub province: Option<String>,
}

/// Schools as columns: each list has an entry for every school.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct BulkReading {
    /// The counties, in order of first appearance.
    pub counties: Vec<CountyName>,
    /// Index of the county.
    pub county: Vec<u32>,
    /// Index of the sheet the school stands in.
    pub sheet: Vec<u32>,
    /// Row of the sheet, from one.
    pub row: Vec<u32>,
    /// Not zero: a rule of the standard leaves schools of this kind and size out.
    pub excluded: Vec<u8>,
    /// The numbers; NaN is missing. A stage without pupils of its own has none, and no teachers.
    pub numbers: [Vec<f64>; BULK_COLUMNS],
    /// Doubtful rows and cells, among those that were read the ordinary way.
    pub issues: Vec<Issue>,
    /// Rows not taken, and why.
    pub left_out: Vec<Excluded>,
    /// Rows below the headers that are not blank: always rows taken + rows left out.
    pub rows_in: u32,
    /// Rows taken.
    pub rows_taken: u32,
    /// Kind of source.
    pub format: Format,
    /// Encoding of text sources.
    pub encoding: Option<String>,
}

/// Reads a file into columns. `progress` is told (done, total) in bytes.
///
/// # Errors
/// Those of [`read_file`] and [`understand`].
pub fn read_columns(
    bytes: &[u8],
    name: &str,
    options: &IntakeOptions,
    standard: &Standard,
    progress: &mut dyn FnMut(u32, u32),
) -> Result<BulkReading, Vec<Problem>> {
    let single = |problem| vec![problem];
    let mut bulk = Bulk::new(options, standard);
    let book = read_file_taking(bytes, name, &options.read, progress, &mut bulk).map_err(single)?;
    if let Ok(reading) = understand_rest(Source { workbook: &book, sha256: "", options }, standard)
        && bulk.agrees(&reading)
    {
        return Ok(bulk.with(reading));
    }
    // Nothing was taken from what is read now, so that there is nothing to disagree with.
    let book = read_file(bytes, name, &options.read, progress).map_err(single)?;
    let reading = understand(&book, "", options, standard)?;
    Ok(Bulk::new(options, standard).with(reading))
}

/// Reads pasted text into columns.
///
/// # Errors
/// Those of [`read_text`] and [`understand`].
pub fn read_text_columns(
    text: &str,
    options: &IntakeOptions,
    standard: &Standard,
) -> Result<BulkReading, Vec<Problem>> {
    let book = read_text(text, &options.read).map_err(|problem| vec![problem])?;
    let reading = understand(&book, "", options, standard)?;
    Ok(Bulk::new(options, standard).with(reading))
}

/// What a column of the sheet is to a row that is taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Role {
    /// The school's name.
    Name,
    /// A word with a meaning, or the name of an area.
    Word(Field),
    /// A number, by its place in [`Plan::numbers`].
    Number(usize),
    /// Nothing is taken from it; a word in front of the name may still say that the row is no school.
    Unused { leading: bool },
}

/// How a number of a column is read.
#[derive(Debug, Clone, Copy)]
struct Number {
    /// People, rooms, machines: whole, and not beyond belief.
    counted: bool,
    /// What one is in the natural unit: `factor / 10^scale`.
    factor: u64,
    scale: u32,
}

/// Where the numbers of a field stand, by scope.
type Places = [Option<usize>; 4];

/// The header as far as rows are taken under it.
struct Plan {
    sheet: u32,
    header: (usize, usize),
    columns: Vec<Column>,
    stage: Option<Stage>,
    chosen: Option<Stage>,
    roles: Vec<Role>,
    numbers: Vec<Number>,
    pupils: Places,
    teachers: [Places; 3],
    full_time: Places,
    /// Resources of the whole school; the teaching area may be given twice, and the net one goes first.
    resources: [[Option<usize>; 2]; 4],
    /// Columns of province, city and county.
    areas: [Option<usize>; 3],
    /// A blank county continues the one above.
    text_source: bool,
}

/// All scopes, in their order.
const SCOPES: [Scope; 4] = [Scope::Row, Scope::Primary, Scope::Junior, Scope::Senior];
/// Remarks that compare a school with the others, which the rows read the ordinary way are not.
const COMPARING: [&str; 4] = ["pupils_outlier", "outlier", "unit_jump", "code_length"];
/// Rows below the header that are never taken.
const FIRST_ROWS: usize = 20;
/// Three kinds of teachers, as the intake names the ready-made numbers.
const TEACHERS: [Field; 3] = [Field::TeachersAboveRequired, Field::BackboneTeachers, Field::PeArtTeachers];
/// Resources of whole schools.
const RESOURCES: [[Option<Field>; 2]; 4] = [
    [Some(Field::TeachingAreaNet), Some(Field::TeachingArea)],
    [Some(Field::SportsArea), None],
    [Some(Field::EquipmentValue), None],
    [Some(Field::NetworkedClassrooms), None],
];
const TEACHER_INDICATORS: [Indicator; 3] =
    [Indicator::TeachersAboveRequired, Indicator::BackboneTeachers, Indicator::PeArtTeachers];
const RESOURCE_INDICATORS: [Indicator; 4] =
    [Indicator::TeachingArea, Indicator::SportsArea, Indicator::EquipmentValue, Indicator::NetworkedClassrooms];

impl Plan {
    /// The plan for the only sheet with cells; `None` where rows are better read the ordinary way.
    fn new(book: &Workbook, options: &IntakeOptions, standard: &Standard) -> Option<Self> {
        let (index, sheet) =
            book.sheets.iter().enumerate().find(|(_, sheet)| !sheet.hidden && sheet.row_count() > 0)?;
        let choice: Option<&SheetChoice> = options.sheets.iter().find(|choice| choice.sheet as usize == index);
        // What was written over, and what is known from elsewhere, acts on the ordinary way.
        let corrected = !options.cells.is_empty() || !options.mappings.is_empty();
        if corrected || choice.is_some_and(|choice| choice.skip.is_some() || !choice.rows.is_empty()) {
            return None;
        }
        let names = FactNames::new(standard);
        let header = find_header(sheet, choice, &names)?;
        let first = header.top + header.rows;
        if sheet.merges.iter().any(|merge| merge.bottom as usize >= first) {
            return None;
        }
        let lines: Vec<String> =
            (0..header.top).map(|row| line_of(sheet, row)).filter(|line| !line.is_empty()).collect();
        let money = lines.iter().find_map(|line| money_unit_of_line(line));
        let place = Location::default();
        let mut issues = Vec::new();
        let columns = resolve(sheet, &header, first, money.as_ref(), (choice, &names), &place, &mut issues);
        // What a column is may be left to the rows: which of two columns is meant, the unit of money.
        let refused = |(found, column): (&super::matching::Match, &Column)| {
            found.field.is_some_and(|field| field != Field::Unused) && column.field.is_none()
        };
        let open = header.matches.iter().zip(&columns.all).any(refused)
            || columns.slots.iter().any(|slot| !slot.unit_known)
            || !columns.facts.is_empty()
            || year_column(&columns).is_some();
        if open || !missing_fields(&columns).is_empty() {
            return None;
        }
        let file_stage = book.name.as_deref().and_then(super::rows::stage_of_title);
        let stage = choice
            .and_then(|choice| choice.stage)
            .or_else(|| sheet_stage(sheet, &lines, file_stage, &place, &mut issues));
        let mut plan = Self {
            sheet: u32::try_from(index).ok()?,
            areas: [Field::Province, Field::City, Field::County].map(|field| columns.text_column(field)),
            header: (header.top, header.rows),
            columns: columns.all.iter().filter(|column| column.field.is_some()).cloned().collect(),
            stage,
            chosen: choice.and_then(|choice| choice.stage),
            roles: vec![Role::Unused { leading: false }; columns.all.len()],
            numbers: Vec::new(),
            pupils: Places::default(),
            teachers: [Places::default(); 3],
            full_time: Places::default(),
            resources: [[None; 2]; 4],
            text_source: matches!(book.format, Format::Paste | Format::Delimited) && sheet.merges.is_empty(),
        };
        let name = columns.text_column(Field::School)?;
        for role in plan.roles.iter_mut().take(name) {
            *role = Role::Unused { leading: true };
        }
        for (number, slot) in columns.slots.iter().enumerate() {
            let scope = SCOPES.into_iter().find(|scope| columns.place(slot.field, *scope) == Some(number))?;
            let role = plan.role(slot, scope)?;
            if let Some(place) = plan.roles.get_mut(slot.column) {
                *place = role;
            }
        }
        plan.is_first_of_each(&columns).then_some(plan)
    }

    /// Whether each text field has one column: of several the first would be read.
    fn is_first_of_each(&self, columns: &Columns) -> bool {
        columns
            .slots
            .iter()
            .all(|slot| slot.dimension != Dimension::Text || columns.text_column(slot.field) == Some(slot.column))
            && self.roles.iter().filter(|role| **role == Role::Name).count() == 1
    }

    /// The role of a column; `None` where its numbers have to be put together with others.
    fn role(&mut self, slot: &Slot, scope: Scope) -> Option<Role> {
        use Field as F;
        match slot.field {
            F::School => return Some(Role::Name),
            F::Code | F::County | F::City | F::Province | F::Stage | F::Kind | F::Counted => {
                return Some(Role::Word(slot.field));
            }
            F::Ownership | F::Place | F::BuiltYear | F::Boarding => return Some(Role::Word(slot.field)),
            _ if slot.dimension == Dimension::Text => return None,
            _ => {}
        }
        let place = self.numbers.len();
        let (factor, scale) = slot.factor.parts();
        self.numbers.push(Number {
            counted: matches!(slot.dimension, Dimension::People | Dimension::Rooms | Dimension::Machines),
            factor: u64::try_from(factor).ok()?,
            scale,
        });
        let set = |places: &mut Places| {
            if let Some(entry) = places.get_mut(scope as usize) {
                *entry = Some(place);
            }
        };
        if slot.field == F::Pupils {
            set(&mut self.pupils);
        } else if slot.field == F::FullTimeTeachers {
            set(&mut self.full_time);
        } else if let Some(number) = TEACHERS.iter().position(|field| *field == slot.field) {
            set(self.teachers.get_mut(number)?);
        } else if let Some(entry) = RESOURCES
            .iter()
            .flatten()
            .position(|field| *field == Some(slot.field))
            .and_then(|at| self.resources.as_flattened_mut().get_mut(at))
        {
            if scope != Scope::Row {
                return None;
            }
            *entry = Some(place);
        } else {
            return None;
        }
        Some(Role::Number(place))
    }
}

/// What a word means to a row that is taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Meaning {
    /// Nothing to know.
    Nothing,
    Stage(Scope),
    Kind(Kind),
    /// A name of an area, by its place among those of its column.
    Area(usize),
}

/// The words of a column that were met. Files are sorted by county, and there are few kinds: most words are those of the
/// row above.
#[derive(Default)]
struct Words {
    last: Vec<u8>,
    meaning: Option<Meaning>,
    known: HashMap<Vec<u8>, Meaning>,
    areas: Vec<String>,
}

/// Most words of a column that are remembered.
const MOST_WORDS: usize = 4_096;

impl Words {
    /// The meaning of a cell; `None` where the row is to be read the ordinary way.
    #[inline(always)]
    fn read(&mut self, role: Role, text_source: bool, line: Line<'_>, bytes: &[u8]) -> Option<Meaning> {
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
                if self.known.len() < MOST_WORDS {
                    self.known.insert(bytes.to_vec(), meaning);
                }
                meaning
            }
        };
        self.last.clear();
        self.last.extend_from_slice(bytes);
        self.meaning = Some(meaning);
        self.meaning
    }

    fn understand(&mut self, role: Role, text_source: bool, line: Line<'_>, bytes: &[u8]) -> Option<Meaning> {
        // Codes are digits, and many different ones.
        let digits = bytes.len() <= 18 && !bytes.is_empty() && bytes.iter().all(u8::is_ascii_digit);
        if digits && matches!(role, Role::Word(Field::Code) | Role::Unused { .. }) {
            return Some(Meaning::Nothing);
        }
        let text = line.text(bytes);
        if text.contains(char::REPLACEMENT_CHARACTER) {
            return None;
        }
        let text = super::bind::trimmed(Cell::Text(&text));
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
                let place = self.areas.iter().position(|area| *area == text).unwrap_or_else(|| {
                    self.areas.push(text);
                    self.areas.len() - 1
                });
                Some(Meaning::Area(place))
            }
            Role::Word(Field::Code) => (!text.contains("E+")).then_some(Meaning::Nothing),
            _ => Some(Meaning::Nothing),
        }
    }
}

/// Whether a word says nothing of what its row is: no total, note, example or standard.
fn is_no_label(text: &str) -> bool {
    by_label(text).is_none() && !STANDARDS.contains(&super::fold::fold(text).as_str())
}

/// Whether a name is surely that of a school: Chinese characters that end in 学, 校 or 点, and digits behind 第. None of the
/// words of totals, notes and standards is like that.
#[inline(always)]
fn is_plain_name(bytes: &[u8], utf_8: bool) -> bool {
    if utf_8 {
        let mut before: &[u8] = &[];
        let mut rest = bytes;
        loop {
            match rest {
                [] => break,
                [b'0'..=b'9', after @ ..] => {
                    if before != "第".as_bytes() && !before.iter().all(u8::is_ascii_digit) || before.is_empty() {
                        return false;
                    }
                    before = rest.get(..1).unwrap_or_default();
                    rest = after;
                }
                [0xe4..=0xe9, second, third, after @ ..]
                    if second & 0xc0 == 0x80
                        && third & 0xc0 == 0x80
                        && (rest.first() != Some(&0xe4) || *second >= 0xb8) =>
                {
                    before = rest.get(..3).unwrap_or_default();
                    rest = after;
                }
                _ => return false,
            }
        }
        return bytes.len() > 3 && ["学", "校", "点"].iter().any(|end| before == end.as_bytes());
    }
    let mut before: &[u8] = &[];
    let mut rest = bytes;
    loop {
        match rest {
            [] => break,
            [b'0'..=b'9', after @ ..] => {
                if before != b"\xb5\xda" && !before.iter().all(u8::is_ascii_digit) || before.is_empty() {
                    return false;
                }
                before = rest.get(..1).unwrap_or_default();
                rest = after;
            }
            // The areas of GBK that are Chinese characters.
            [0x81..=0xa0 | 0xb0..=0xf7, 0x40..=0x7e | 0x80..=0xfe, after @ ..] => {
                before = rest.get(..2).unwrap_or_default();
                rest = after;
            }
            _ => return false,
        }
    }
    bytes.len() > 2 && [b"\xd1\xa7", b"\xd0\xa3", b"\xb5\xe3"].iter().any(|end| before == *end)
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
const WHOLE: u64 = 1 << 53;
/// More people or rooms than any school has.
const MOST_COUNTED: u64 = 10_000_000;

/// A decimal as written: `mantissa / 10^scale`; `None` for anything but digits and one point between them.
#[inline(always)]
fn decimal(bytes: &[u8]) -> Option<(u64, u32)> {
    // Sixteen bytes hold fifteen digits and the point.
    if bytes.len() > 16 || !bytes.first()?.is_ascii_digit() {
        return None;
    }
    let (mut mantissa, mut scale, mut point) = (0_u64, 0_u32, false);
    for byte in bytes {
        let digit = byte.wrapping_sub(b'0');
        if digit < 10 {
            mantissa = mantissa * 10 + u64::from(digit);
            scale += u32::from(point);
        } else if *byte == b'.' && !point {
            point = true;
        } else {
            return None;
        }
    }
    (!point || scale > 0).then_some((mantissa, scale)).filter(|(mantissa, _)| *mantissa < WHOLE)
}

/// The decimal a workbook's double stands for.
#[inline(always)]
fn stored(number: f64) -> Option<(u64, u32)> {
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "whole, not negative, below 10^15")]
    let whole = |number: f64| number as u64;
    if !(0.0..1e15).contains(&number) {
        return None;
    }
    if number.fract() == 0.0 {
        return Some((whole(number), 0));
    }
    // A decimal of at most fifteen digits comes back as it was; four places are the usual.
    let scaled = (number * 10_000.0 + 0.5).floor();
    if scaled < 1e15 && scaled / 10_000.0 == number {
        return Some((whole(scaled), 4));
    }
    let (mantissa, scale) = Decimal::from_spreadsheet(number).ok()?.parts();
    u64::try_from(mantissa).ok().filter(|mantissa| *mantissa < WHOLE).map(|mantissa| (mantissa, scale))
}

impl Number {
    /// The number in natural units: `None` where it needs a closer look, `Some(None)` where it is missing.
    #[inline(always)]
    fn read(self, raw: Raw<'_>) -> Option<Option<f64>> {
        let (mantissa, scale) = match raw {
            Raw::Empty => return Some(None),
            Raw::Text(bytes) => decimal(bytes)?,
            Raw::Number(number) => stored(number)?,
            Raw::Other => return None,
        };
        if self.counted && (scale > 0 || mantissa > MOST_COUNTED) {
            return None;
        }
        let natural = mantissa.checked_mul(self.factor).filter(|natural| *natural < WHOLE)?;
        let power = POWERS.get((scale + self.scale) as usize)?;
        // Both are exact doubles, so one division rounds once.
        #[expect(clippy::cast_precision_loss, reason = "both below 2^53")]
        let value = if *power == 1 { natural as f64 } else { natural as f64 / *power as f64 };
        Some(Some(value))
    }
}

/// Takes rows under a plan.
pub(super) struct Bulk<'a> {
    options: &'a IntakeOptions,
    standard: &'a Standard,
    plan: Option<Plan>,
    words: Vec<Words>,
    values: Vec<Option<f64>>,
    places: HashMap<CountyName, u32>,
    /// The areas of the row before and its county.
    last_county: Option<([Meaning; 3], u32)>,
    counties: Vec<CountyName>,
    taken: BulkReading,
    left_out: Vec<Excluded>,
    /// The kinds that some rule excludes, all or by their size.
    exclusions: Vec<(&'a [Kind], Option<u32>, Option<u32>)>,
    /// Remarks that are made once are left to the ordinary way: the first row that brings one goes there.
    split_said: bool,
    divided_said: bool,
}

impl<'a> Bulk<'a> {
    pub(super) fn new(options: &'a IntakeOptions, standard: &'a Standard) -> Self {
        let exclusions = standard.exclusions.iter().map(|rule| &rule.when).filter(|when| {
            let named = !when.kinds.is_empty();
            let more = !when.ownership.is_empty()
                || !when.location.is_empty()
                || !when.flags.is_empty()
                || when.boarding.is_some()
                || when.built_from.is_some()
                || when.built_until.is_some();
            named && !more
        });
        Self {
            options,
            standard,
            plan: None,
            words: Vec::new(),
            values: Vec::new(),
            places: HashMap::new(),
            last_county: None,
            counties: Vec::new(),
            taken: BulkReading::default(),
            left_out: Vec::new(),
            exclusions: exclusions
                .map(|when| (when.kinds.as_slice(), when.pupils_at_least, when.pupils_below))
                .collect(),
            split_said: false,
            divided_said: false,
        }
    }

    /// Number of rows taken so far.
    #[cfg(test)]
    pub(super) fn count(&self) -> usize {
        self.taken.row.len()
    }

    /// Whether a row of this kind and size is left out by a rule of the standard.
    fn is_excluded(&self, kind: Option<Kind>, pupils: f64) -> bool {
        let Some(kind) = kind else { return false };
        kind == Kind::Senior
            || self.exclusions.iter().any(|(kinds, least, below)| {
                kinds.contains(&kind)
                    && least.is_none_or(|least| pupils >= f64::from(least))
                    && below.is_none_or(|below| pupils < f64::from(below))
            })
    }

    fn county(&mut self, name: CountyName) -> u32 {
        if let Some(place) = self.places.get(&name) {
            return *place;
        }
        let place = u32::try_from(self.counties.len()).unwrap_or(u32::MAX);
        self.counties.push(name.clone());
        self.places.insert(name, place);
        place
    }

    /// The numbers of a row that is taken, and its kind.
    fn read(&mut self, line: Line<'_>) -> Option<([f64; BULK_COLUMNS], Option<Kind>, [Meaning; 3])> {
        let plan = self.plan.as_ref()?;
        if line.len() > plan.roles.len() {
            return None;
        }
        let utf_8 = line.is_utf_8();
        let mut kind = None;
        let mut stage = None;
        let mut areas = [Meaning::Nothing; 3];
        for (column, role) in plan.roles.iter().enumerate() {
            let raw = line.get(column);
            match (*role, raw) {
                (Role::Number(place), _) => {
                    *self.values.get_mut(place)? = plan.numbers.get(place)?.read(raw)?;
                }
                (Role::Name, Raw::Text(bytes)) => {
                    if !is_plain_name(bytes, utf_8) {
                        let text = line.text(bytes);
                        let first = text.chars().next()?;
                        let odd = !first.is_alphabetic()
                            || first.is_ascii()
                            || text.chars().nth(1).is_none()
                            || text.contains([char::REPLACEMENT_CHARACTER, '\n', '\r']);
                        if odd || !is_no_label(&text) {
                            return None;
                        }
                    }
                }
                (Role::Name, _) => return None,
                (Role::Word(Field::County), Raw::Empty) if plan.text_source => return None,
                (_, Raw::Empty) => {}
                (_, Raw::Text(bytes)) => {
                    let meaning = self.words.get_mut(column)?.read(*role, plan.text_source, line, bytes)?;
                    match (role, meaning) {
                        (Role::Word(Field::Province), area) => areas[0] = area,
                        (Role::Word(Field::City), area) => areas[1] = area,
                        (Role::Word(Field::County), area) => areas[2] = area,
                        (_, Meaning::Kind(found)) => kind = Some(found),
                        (_, Meaning::Stage(found)) => stage = Some(found),
                        _ => {}
                    }
                }
                (Role::Word(Field::Code), Raw::Number(number)) if number.abs() < 1e15 => {}
                (Role::Unused { .. }, _) => {}
                _ => return None,
            }
        }
        let values = |places: &Places, scope: Scope| {
            places.get(scope as usize).copied().flatten().and_then(|place| self.values.get(place).copied().flatten())
        };
        let by_scope = [Scope::Primary, Scope::Junior, Scope::Senior].map(|scope| values(&plan.pupils, scope));
        let whole = values(&plan.pupils, Scope::Row);
        let any_given = by_scope.iter().any(Option::is_some);
        let given = plan.pupils.iter().skip(1).flatten().count();
        let explicit = plan.chosen.map(scope_of).or(stage);
        let pupils: [Option<f64>; 3] = if explicit.is_none() && given >= 2 && any_given {
            // A whole school.
            let [primary, junior, senior] = by_scope;
            let sum: f64 = by_scope.iter().flatten().sum();
            if whole.is_some_and(|whole| whole != sum)
                || primary.unwrap_or(0.0) + junior.unwrap_or(0.0) == 0.0
                || matches!(kind, Some(Kind::CompleteSecondary | Kind::TwelveYear)) && senior.is_none()
                || matches!(kind, Some(Kind::NineYear | Kind::TwelveYear)) && (primary.is_none() || junior.is_none())
                || kind == Some(Kind::CompleteSecondary) && junior.is_none()
            {
                return None;
            }
            by_scope.map(|pupils| pupils.filter(|pupils| *pupils > 0.0))
        } else {
            let only = || {
                let mut found = SCOPES.iter().skip(1).zip(by_scope).filter(|(_, pupils)| pupils.is_some());
                found.next().map(|(scope, _)| *scope).filter(|_| found.next().is_none())
            };
            let around = explicit.or(plan.stage.map(scope_of));
            let stage = match around.or_else(|| if whole.is_none() { only() } else { None }) {
                Some(scope) => stage_of(scope)?,
                None => kind.and_then(stage_of_kind)?,
            };
            if kind.is_some_and(|kind| !kind_has(kind, stage)) {
                return None;
            }
            if matches!(kind, Some(Kind::NineYear | Kind::TwelveYear | Kind::CompleteSecondary)) && !self.divided_said {
                self.divided_said = true;
                return None;
            }
            let own = by_scope.get(stage.index()).copied().flatten();
            let pupils = own.or(whole.filter(|_| !any_given)).filter(|pupils| *pupils > 0.0)?;
            let mut one = [None; 3];
            *one.get_mut(stage.index())? = Some(pupils);
            one
        };
        let several = pupils.iter().flatten().count() > 1;
        if several && !self.split_said {
            self.split_said = true;
            return None;
        }
        let mut numbers = [f64::NAN; BULK_COLUMNS];
        let missing = f64::NAN;
        let mut all = numbers.iter_mut();
        let mut put = |value: f64| {
            if let Some(place) = all.next() {
                *place = value;
            }
        };
        for one in pupils {
            put(one.unwrap_or(missing));
        }
        for places in &plan.teachers {
            for stage in Stage::ALL {
                if pupils.get(stage.index()).copied().flatten().is_none() {
                    put(missing);
                    continue;
                }
                let own = values(places, scope_of(stage));
                let whole = values(places, Scope::Row);
                if own.is_none() && whole.is_some() && several {
                    return None;
                }
                let teachers = own.or(whole);
                let full_time = values(&plan.full_time, scope_of(stage)).or(if several {
                    None
                } else {
                    values(&plan.full_time, Scope::Row)
                });
                if teachers.zip(full_time).is_some_and(|(part, all)| part > all) {
                    return None;
                }
                put(teachers.unwrap_or(missing));
            }
        }
        for places in &plan.resources {
            let given = places.iter().flatten().find_map(|place| self.values.get(*place).copied().flatten());
            put(given.unwrap_or(missing));
        }
        Some((numbers, kind, areas))
    }

    /// Whether what was taken fits what was understood of the rest.
    pub(super) fn agrees(&self, reading: &Reading) -> bool {
        let Some(plan) = &self.plan else { return self.taken.row.is_empty() };
        let mut read = reading.sheets.iter().filter(|sheet| sheet.skipped.is_none());
        let (Some(sheet), None) = (read.next(), read.next()) else { return false };
        let (top, rows) = plan.header;
        let known = sheet.columns.iter().filter(|column| column.field.is_some());
        sheet.header_top as usize == top
            && sheet.header_rows as usize == rows
            && sheet.stage == plan.stage
            && known.eq(plan.columns.iter())
            && !sheet
                .rows
                .iter()
                .skip(top + rows)
                .any(|role| matches!(role, RowRole::Group | RowRole::Total | RowRole::Header))
    }

    /// The rows taken and those of the reading, in the order of the file.
    fn with(mut self, reading: Reading) -> BulkReading {
        let taken = std::mem::take(&mut self.taken);
        let mut sections = reading.sections.iter().peekable();
        for sheet in &reading.sheets {
            let mut left = sheet.sections;
            while left > 0 {
                let Some(first) = sections.next() else { break };
                left -= 1;
                let mut row = vec![first];
                while left > 0
                    && let Some(next) = sections.next_if(|next| row_of(next) == row_of(first))
                {
                    left -= 1;
                    row.push(next);
                }
                self.add(sheet.index, &row);
            }
        }
        let read = std::mem::take(&mut self.taken);
        let left_out = u32::try_from(self.left_out.len()).unwrap_or(u32::MAX);
        let rows = u32::try_from(taken.row.len()).unwrap_or(u32::MAX);
        let mut issues = reading.issues;
        if rows > 0 {
            issues.retain(|issue| !COMPARING.contains(&issue.code.as_str()));
        }
        let mut all = merged(taken, read);
        let counties = in_order(&mut all.county, self.counties);
        BulkReading {
            counties,
            issues,
            left_out: reading.excluded.into_iter().chain(self.left_out).collect(),
            rows_in: reading.rows_in.saturating_add(rows),
            rows_taken: reading.rows_taken.saturating_add(rows).saturating_sub(left_out),
            format: reading.format,
            encoding: reading.encoding,
            ..all
        }
    }

    /// Adds the sections of a row that was read the ordinary way.
    fn add(&mut self, sheet: u32, row: &[&Section]) {
        let Some(first) = row.first() else { return };
        let place = row_of(first);
        let county = self.county(CountyName {
            county: first.county.clone(),
            city: first.city.clone(),
            province: first.province.clone(),
        });
        let shared = |section: &Section| {
            let given = || RESOURCE_INDICATORS.iter().filter_map(|indicator| section.amount(*indicator));
            (given().any(|amount| amount.share.is_some()), given().any(|amount| amount.share.is_none()))
        };
        let (any_shared, any_own) = row
            .iter()
            .map(|section| shared(section))
            .fold((false, false), |(shared, own), (a, b)| (shared || a, own || b));
        // Resources of a stage are those of a school of that stage alone.
        let parts: Vec<&[&Section]> = if any_own && !any_shared { row.chunks(1).collect() } else { vec![row] };
        let read: Option<Vec<([f64; BULK_COLUMNS], f64)>> =
            parts.iter().map(|part| numbers_of(part, &self.standard.split)).collect();
        match read.filter(|_| !(any_own && any_shared)) {
            Some(parts) => {
                for (numbers, pupils) in parts {
                    let excluded = self.is_excluded(first.kind, pupils);
                    self.taken.push(county, (sheet, place), excluded, numbers);
                }
            }
            None => self.left_out.push(Excluded {
                index: None,
                school: first.school.clone(),
                code: "not_in_columns".to_owned(),
                reason: Text::new(
                    "有的资源分学段、有的是全校的，或数字超过十五位，不能列成数列",
                    "some resources are given by stage and some for the whole school, or a number has more than 15 \
                     digits: columns of numbers cannot say that",
                ),
                location: first.location.clone(),
            }),
        }
    }
}

/// The row of a section, from one.
fn row_of(section: &Section) -> u32 {
    let cell = section.location.as_ref().and_then(|place| place.cell.as_deref()).unwrap_or_default();
    cell.trim_start_matches(|c: char| c.is_ascii_alphabetic()).parse().unwrap_or(0)
}

/// The numbers of the sections of one row, and its pupils of the compulsory stages. `None` for a number no double says.
fn numbers_of(row: &[&Section], split: &SplitRule) -> Option<([f64; BULK_COLUMNS], f64)> {
    let of = |stage: Stage| row.iter().find(|section| section.stage == stage && section.pupils > 0);
    let exact = |total: Decimal| {
        let number = total.to_f64();
        (Decimal::from_shortest(number) == Ok(total)).then_some(number)
    };
    let pupils = Stage::ALL.map(|stage| of(stage).map_or(0, |section| section.pupils));
    let [primary, junior] = pupils;
    let share =
        row.iter().flat_map(|section| section.amounts.iter().flatten()).find_map(|amount| amount.share.as_ref());
    // What the weighted pupils of the school are more than those of its compulsory stages is senior secondary.
    let senior = share.map_or(0, |share| {
        let weights = if primary == 0 { &split.without_primary } else { &split.weights };
        let compulsory =
            u64::from(primary) * weights.primary.hundredths() + u64::from(junior) * weights.junior.hundredths();
        share.denominator.saturating_sub(compulsory) / weights.senior.hundredths().max(1)
    });
    let mut numbers = vec![f64::NAN; BULK_COLUMNS];
    let mut all = numbers.iter_mut();
    let mut put = |value: Option<f64>| {
        if let (Some(place), Some(value)) = (all.next(), value) {
            *place = value;
        }
    };
    for count in [u64::from(primary), u64::from(junior), senior] {
        #[expect(clippy::cast_precision_loss, reason = "a number of pupils")]
        put((count > 0).then_some(count as f64));
    }
    for indicator in TEACHER_INDICATORS {
        for stage in Stage::ALL {
            match of(stage).and_then(|section| section.amount(indicator)) {
                Some(amount) => put(Some(exact(amount.total)?)),
                None => put(None),
            }
        }
    }
    for indicator in RESOURCE_INDICATORS {
        match Stage::ALL.iter().filter_map(|stage| of(*stage)).find_map(|section| section.amount(indicator)) {
            Some(amount) => put(Some(exact(amount.total)?)),
            None => put(None),
        }
    }
    Some((numbers.try_into().ok()?, f64::from(primary) + f64::from(junior)))
}

impl BulkReading {
    fn push(&mut self, county: u32, (sheet, row): (u32, u32), excluded: bool, numbers: [f64; BULK_COLUMNS]) {
        self.county.push(county);
        self.sheet.push(sheet);
        self.row.push(row);
        self.excluded.push(u8::from(excluded));
        for (column, number) in self.numbers.iter_mut().zip(numbers) {
            column.push(number);
        }
    }

    fn pop(&mut self) {
        self.county.pop();
        self.sheet.pop();
        self.row.pop();
        self.excluded.pop();
        for column in &mut self.numbers {
            column.pop();
        }
    }
}

/// The counties in the order in which the schools name them, and their indices accordingly.
fn in_order(county: &mut [u32], mut names: Vec<CountyName>) -> Vec<CountyName> {
    let mut places: Vec<Option<u32>> = vec![None; names.len()];
    let mut ordered = Vec::with_capacity(names.len());
    for index in county {
        let at = *index as usize;
        let Some(place) = places.get_mut(at) else { continue };
        *index = *place.get_or_insert_with(|| {
            ordered.push(names.get_mut(at).map(std::mem::take).unwrap_or_default());
            u32::try_from(ordered.len() - 1).unwrap_or(u32::MAX)
        });
    }
    ordered
}

/// The schools of both, in the order of the file.
fn merged(one: BulkReading, other: BulkReading) -> BulkReading {
    if other.row.is_empty() {
        return one;
    }
    if one.row.is_empty() {
        return other;
    }
    let at = |from: &BulkReading, place: usize| from.sheet.get(place).copied().zip(from.row.get(place).copied());
    let (mut left, mut right) = (0, 0);
    // Whether the next school comes from the other.
    let mut turns = Vec::with_capacity(one.row.len() + other.row.len());
    while left < one.row.len() || right < other.row.len() {
        let turn = match (at(&one, left), at(&other, right)) {
            (Some(first), Some(second)) => second < first,
            (first, _) => first.is_none(),
        };
        turns.push(turn);
        if turn {
            right += 1;
        } else {
            left += 1;
        }
    }
    let [a, b, c, d, e, f, g, h, i, j, k, l, m] = one.numbers;
    let mut numbers = [a, b, c, d, e, f, g, h, i, j, k, l, m];
    for (column, more) in numbers.iter_mut().zip(&other.numbers) {
        *column = zipped(&turns, column, more);
    }
    BulkReading {
        county: zipped(&turns, &one.county, &other.county),
        sheet: zipped(&turns, &one.sheet, &other.sheet),
        row: zipped(&turns, &one.row, &other.row),
        excluded: zipped(&turns, &one.excluded, &other.excluded),
        numbers,
        ..BulkReading::default()
    }
}

fn zipped<T: Copy>(turns: &[bool], one: &[T], other: &[T]) -> Vec<T> {
    let (mut one, mut other) = (one.iter(), other.iter());
    turns.iter().filter_map(|turn| if *turn { other.next() } else { one.next() }).copied().collect()
}

impl TakeRows for Bulk<'_> {
    fn look(&mut self, head: &Workbook) {
        self.plan = Plan::new(head, self.options, self.standard);
        if let Some(plan) = &self.plan {
            self.words.resize_with(plan.roles.len(), Words::default);
            self.values.resize(plan.numbers.len(), None);
        }
    }

    fn take(&mut self, row: usize, line: Line<'_>) -> bool {
        let Some(plan) = &self.plan else { return false };
        let (sheet, areas) = (plan.sheet, plan.areas);
        // The first rows are read the ordinary way, which says what there is to say of the columns.
        if row < plan.header.0 + plan.header.1 + FIRST_ROWS {
            return false;
        }
        let Some((numbers, kind, names)) = self.read(line) else { return false };
        let county = match self.last_county {
            Some((last, county)) if last == names => county,
            _ => {
                let name = |place: usize| match (names.get(place), areas.get(place).copied().flatten()) {
                    (Some(Meaning::Area(area)), Some(column)) => {
                        self.words.get(column).and_then(|words| words.areas.get(*area)).cloned()
                    }
                    _ => None,
                };
                let name = CountyName { province: name(0), city: name(1), county: name(2) };
                let county = self.county(name);
                self.last_county = Some((names, county));
                county
            }
        };
        let [primary, junior, ..] = numbers;
        let people = |number: f64| if number > 0.0 { number } else { 0.0 };
        let excluded = self.is_excluded(kind, people(primary) + people(junior));
        let number = u32::try_from(row).unwrap_or(u32::MAX - 1) + 1;
        self.taken.push(county, (sheet, number), excluded, numbers);
        true
    }

    fn give_back(&mut self) {
        self.taken.pop();
    }
}
