//! Very many schools at once, as columns of numbers: the values [`understand`](super::understand) gives, without the
//! places, terms and remarks of every cell.
//!
//! Under a header that gives the amounts ready made, a row whose cells are plain numbers and known words needs no more than
//! these. Such rows are taken while the file is read. Any other row becomes cells at its own address and is read the
//! ordinary way, the row above it with it, from which it may take a name or a county; and where a row changes what others
//! mean (a group, a total, a second header) the whole table is.

mod merge;
mod plain;
mod plan;
mod shapes;
mod words;

use super::facts::FactNames;
use super::sheets::understand_rest;
use super::{Field, IntakeOptions, Reading, RowRole, Scope, Source, understand};
use crate::diagnostic::{Issue, Location, Problem, Text};
use crate::quantity::Decimal;
use crate::records::{Excluded, Indicator, Kind, Section, Stage};
use crate::standard::{SplitRule, Standard};
use crate::table::{Format, Line, Plain, Raw, TakeRows, Taken, Workbook, read_file, read_file_taking, read_text};
use merge::in_order;
use plain::{name_end, stands_at};
use plan::{Plan, Role};
use shapes::Shape;
use std::collections::HashMap;
use words::{Meaning, Words, is_no_label};

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
    let names = &FactNames::new(standard);
    let mut bulk = Bulk::new(options, standard, names);
    let book = read_file_taking(bytes, name, &options.read, progress, &mut bulk).map_err(single)?;
    if let Ok(reading) = understand_rest(Source { workbook: &book, sha256: "", options }, standard, names)
        && bulk.agrees(&reading)
    {
        return Ok(bulk.with(reading));
    }
    // Nothing was taken from what is read now, so that there is nothing to disagree with.
    let book = read_file(bytes, name, &options.read, progress).map_err(single)?;
    let reading = understand(&book, "", options, standard)?;
    Ok(Bulk::new(options, standard, names).with(reading))
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
    Ok(Bulk::new(options, standard, &FactNames::new(standard)).with(reading))
}

/// Remarks that compare a school with the others, which the rows read the ordinary way are not.
const COMPARING: [&str; 4] = ["pupils_outlier", "outlier", "unit_jump", "code_length"];
/// How many shapes of rows are remembered: there is one for each kind of school, and some more where cells are blank.
const MOST_SHAPES: usize = 64;
/// Rows below the header that are never taken.
const FIRST_ROWS: usize = 20;
const TEACHER_INDICATORS: [Indicator; 3] =
    [Indicator::TeachersAboveRequired, Indicator::BackboneTeachers, Indicator::PeArtTeachers];
const RESOURCE_INDICATORS: [Indicator; 4] =
    [Indicator::TeachingArea, Indicator::SportsArea, Indicator::EquipmentValue, Indicator::NetworkedClassrooms];

/// What a row says, but for the numbers themselves.
#[derive(Debug, Clone, Copy)]
struct Said {
    kind: Option<Kind>,
    stage: Option<Scope>,
    /// Province, city and county.
    areas: [Meaning; 3],
    /// Which numbers there are: a bit for each place in the plan.
    given: u32,
}

impl Default for Said {
    fn default() -> Self {
        Self { kind: None, stage: None, areas: [Meaning::Nothing; 3], given: 0 }
    }
}

impl Said {
    #[inline(always)]
    fn add(&mut self, role: Role, meaning: Meaning) {
        let [province, city, county] = &mut self.areas;
        match (role, meaning) {
            (Role::Word(Field::Province), area) => *province = area,
            (Role::Word(Field::City), area) => *city = area,
            (Role::Word(Field::County), area) => *county = area,
            (_, Meaning::Kind(found)) => self.kind = Some(found),
            (_, Meaning::Stage(found)) => self.stage = Some(found),
            _ => {}
        }
    }
}

/// Takes rows under a plan.
pub(super) struct Bulk<'a> {
    options: &'a IntakeOptions,
    standard: &'a Standard,
    /// The names of its facts.
    names: &'a FactNames,
    plan: Option<Plan>,
    words: Vec<Words>,
    /// The numbers of the row, by their places in the plan; NaN is missing.
    values: Vec<f64>,
    /// The shapes of the rows so far, by their keys.
    shapes: Vec<(u64, Shape)>,
    /// The first columns of the row before, as far as the plan says, with what delimits them; and what they say.
    lead: Vec<u8>,
    lead_said: Said,
    places: HashMap<CountyName, u32>,
    /// The areas of the row before and its county.
    last_county: Option<([Meaning; 3], u32)>,
    counties: Vec<CountyName>,
    taken: BulkReading,
    left_out: Vec<Excluded>,
    /// A row that was read as it stands and is to be read the ordinary way; it is offered once more.
    refused: Option<usize>,
    /// The kinds that some rule excludes, all or by their size.
    exclusions: Vec<(&'a [Kind], Option<u32>, Option<u32>)>,
    /// Remarks that are made once are left to the ordinary way: the first row that brings one goes there.
    split_said: bool,
    divided_said: bool,
}

impl<'a> Bulk<'a> {
    pub(super) fn new(options: &'a IntakeOptions, standard: &'a Standard, names: &'a FactNames) -> Self {
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
            names,
            plan: None,
            words: Vec::new(),
            values: Vec::new(),
            shapes: Vec::new(),
            lead: Vec::new(),
            lead_said: Said::default(),
            places: HashMap::new(),
            last_county: None,
            counties: Vec::new(),
            taken: BulkReading::default(),
            left_out: Vec::new(),
            refused: None,
            exclusions: exclusions
                .map(|when| (when.kinds.as_slice(), when.pupils_at_least, when.pupils_below))
                .collect(),
            split_said: false,
            divided_said: false,
        }
    }

    /// Number of rows taken so far.
    #[cfg(all(test, feature = "files"))]
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

    /// What the words of an offered row say, and which numbers it has; these go to [`Self::values`]. `None` for a row to be
    /// read the ordinary way.
    fn read(&mut self, line: Line<'_>) -> Option<Said> {
        let plan = self.plan.as_ref()?;
        if line.len() > plan.roles.len() {
            return None;
        }
        let utf_8 = line.is_utf_8();
        let mut said = Said::default();
        for (column, role) in plan.roles.iter().enumerate() {
            let raw = line.get(column);
            match (*role, raw) {
                (Role::Number(place), _) => {
                    let number = plan.numbers.get(place)?.read(raw)?;
                    said.given |= u32::from(!number.is_nan()) << place;
                    *self.values.get_mut(place)? = number;
                }
                (Role::Name, Raw::Text(bytes)) => {
                    if name_end(bytes, 0, utf_8) != Some(bytes.len()) {
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
                    let words = self.words.get_mut(column)?;
                    said.add(*role, words.read(*role, plan.text_source, line, bytes)?);
                }
                (Role::Word(Field::Code), Raw::Number(number)) if number.abs() < 1e15 => {}
                (Role::Unused { .. }, _) => {}
                _ => return None,
            }
        }
        Some(said)
    }

    /// As [`Self::read`], of the row that begins at `start` of a text as it stands, and the place behind it.
    #[inline(always)]
    fn read_plain(&mut self, text: Plain<'_>, start: usize) -> Option<(Said, Taken)> {
        let plan = self.plan.as_ref()?;
        // As slices of their own, whose places and lengths need not be looked up at every field.
        let (values, words, numbers) = (self.values.as_mut_slice(), self.words.as_mut_slice(), plan.numbers.as_slice());
        let mut said = Said::default();
        let (mut at, mut filled, mut known) = (start, 0, 0);
        // Files are sorted by county: most rows begin as the one before.
        if !self.lead.is_empty() && stands_at(&self.lead, text.bytes, start) {
            (said, known) = (self.lead_said, plan.lead);
            at += self.lead.len();
        }
        for (column, role) in plan.roles.iter().enumerate().take(plan.tail).skip(known) {
            if column > known {
                if text.bytes.get(at) != Some(&text.delimiter) {
                    return None;
                }
                at += 1;
            }
            if column == plan.lead && known == 0 {
                self.lead_said = said;
                self.lead.clear();
                self.lead.extend_from_slice(text.bytes.get(start..at)?);
            }
            let from = at;
            match *role {
                Role::Number(place) => {
                    (*values.get_mut(place)?, at) = numbers.get(place)?.at(text.bytes, at)?;
                    said.given |= u32::from(at > from) << place;
                }
                Role::Name => at = name_end(text.bytes, at, text.is_utf_8)?,
                role => {
                    let (meaning, end) = words.get_mut(column)?.read_plain(role, plan.text_source, text, at)?;
                    said.add(role, meaning);
                    at = end;
                }
            }
            if at > from {
                filled = column + 1;
            }
        }
        // Most columns are these, and nothing has to be asked of each.
        let first = plan.numbers.len() - (plan.roles.len() - plan.tail);
        let tail = values.get_mut(first..)?.iter_mut().zip(numbers.get(first..)?);
        for (place, (value, number)) in (first..).zip(tail) {
            if text.bytes.get(at) != Some(&text.delimiter) {
                return None;
            }
            let from = at + 1;
            (*value, at) = number.at(text.bytes, from)?;
            if at > from {
                said.given |= 1 << place;
                filled = plan.tail + place - first + 1;
            }
        }
        let next = match text.bytes.get(at..)? {
            [b'\r', b'\n', ..] => at + 2,
            [b'\r' | b'\n', ..] => at + 1,
            [] => at,
            _ => return None,
        };
        Some((said, Taken { next, fields: plan.roles.len(), filled }))
    }

    /// The shape of a row that says this; `None` where there is more to say of it than its columns. Few rows are not like
    /// one before.
    #[inline(never)]
    fn new_shape(&mut self, said: &Said, positive: u32) -> Option<Shape> {
        let plan = self.plan.as_ref()?;
        let shape = Shape::new(plan, said, positive)?;
        // Remarks that are made once are made of the first row they are about, which goes the ordinary way.
        if shape.several && !std::mem::replace(&mut self.split_said, true)
            || shape.divided && !std::mem::replace(&mut self.divided_said, true)
        {
            return None;
        }
        Some(shape)
    }

    /// Takes the row read last; `false` where it is to be read the ordinary way.
    fn keep(&mut self, row: usize, said: &Said) -> bool {
        let Some(plan) = &self.plan else { return false };
        let sheet = plan.sheet;
        let positive = plan.positive(&self.values);
        let key = shapes::key(said, positive);
        let known = match self.shapes.iter().position(|(known, _)| *known == key) {
            Some(place) => self.shapes.get(place),
            None => self.new_shape(said, positive).and_then(|shape| {
                if self.shapes.len() == MOST_SHAPES {
                    self.shapes.clear();
                }
                self.shapes.push((key, shape));
                self.shapes.last()
            }),
        };
        let Some(numbers) = known.and_then(|(_, shape)| shape.columns(&self.values)) else { return false };
        let county = match self.last_county {
            Some((last, county)) if last == said.areas => county,
            _ => self.county_of(said.areas),
        };
        let [primary, junior, ..] = numbers;
        let people = |number: f64| if number > 0.0 { number } else { 0.0 };
        let excluded = self.is_excluded(said.kind, people(primary) + people(junior));
        let number = u32::try_from(row).unwrap_or(u32::MAX - 1) + 1;
        self.taken.push(county, (sheet, number), excluded, numbers);
        true
    }

    #[inline(never)]
    fn county_of(&mut self, areas: [Meaning; 3]) -> u32 {
        let columns = self.plan.as_ref().map_or([None; 3], |plan| plan.areas);
        let name = |place: usize| match (areas.get(place), columns.get(place).copied().flatten()) {
            (Some(Meaning::Area(area)), Some(column)) => {
                self.words.get(column).and_then(|words| words.areas.get(*area as usize)).cloned()
            }
            _ => None,
        };
        let name = CountyName { province: name(0), city: name(1), county: name(2) };
        let county = self.county(name);
        self.last_county = Some((areas, county));
        county
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
        let mut all = taken;
        all.insert(&read);
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
    section.location.as_ref().and_then(Location::spot).map_or(0, |(row, _)| row + 1)
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

impl TakeRows for Bulk<'_> {
    fn look(&mut self, head: &Workbook, rows: usize) -> Option<usize> {
        self.plan = Plan::new(head, self.options, self.names);
        let plan = self.plan.as_ref()?;
        self.words.resize_with(plan.roles.len(), Words::default);
        self.values.resize(plan.numbers.len(), f64::NAN);
        // Rows of the head may be longer than most.
        self.taken.reserve(rows + rows / 8);
        // The rows before are read the ordinary way, which says what there is to say of the columns.
        Some(plan.header.0 + plan.header.1 + FIRST_ROWS)
    }

    fn take_plain(&mut self, row: usize, text: Plain<'_>, at: usize) -> Option<Taken> {
        let (said, taken) = self.read_plain(text, at)?;
        let kept = self.keep(row, &said);
        if !kept {
            self.refused = Some(row);
        }
        kept.then_some(taken)
    }

    fn take(&mut self, row: usize, line: Line<'_>) -> bool {
        self.refused != Some(row) && self.read(line).is_some_and(|said| self.keep(row, &said))
    }

    fn give_back(&mut self) {
        self.taken.pop();
    }
}
