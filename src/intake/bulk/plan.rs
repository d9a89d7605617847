//! What the header makes of the columns of a table whose rows are taken.

use super::plain::WHOLE;
use crate::diagnostic::Location;
use crate::intake::columns::{Columns, Slot, resolve};
use crate::intake::dictionary::Dimension;
use crate::intake::facts::FactNames;
use crate::intake::matching::{Match, money_unit_of_line};
use crate::intake::rows::{stage_of_title, year_column};
use crate::intake::sheets::{find_header, line_of, missing_fields, sheet_stage};
use crate::intake::{Column, Field, IntakeOptions, Scope, SheetChoice};
use crate::records::Stage;
use crate::table::{Format, Workbook};

/// What a column of the sheet is to a row that is taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
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
pub(super) struct Number {
    /// People, rooms, machines: whole, and not beyond belief.
    pub(super) counted: bool,
    /// What one is in the natural unit: `factor / 10^scale`.
    pub(super) factor: u64,
    pub(super) scale: u32,
    /// The largest number whose natural one is exact as a double.
    pub(super) most: u64,
}

impl Number {
    fn new(counted: bool, factor: u64, scale: u32) -> Self {
        Self { counted, factor, scale, most: (WHOLE - 1) / factor.max(1) }
    }
}

/// The place of no number: what stands there is always missing.
pub(super) const NOWHERE: usize = 0;
/// Where the numbers of a field stand, by scope.
pub(super) type Places = [usize; 4];

/// The header as far as rows are taken under it.
pub(super) struct Plan {
    pub(super) sheet: u32,
    pub(super) header: (usize, usize),
    pub(super) columns: Vec<Column>,
    pub(super) stage: Option<Stage>,
    pub(super) chosen: Option<Stage>,
    pub(super) roles: Vec<Role>,
    pub(super) numbers: Vec<Number>,
    /// How many columns in front are those of areas and the like, which repeat from row to row.
    pub(super) lead: usize,
    /// The first of the columns at the end whose numbers have the last places, in their order.
    pub(super) tail: usize,
    pub(super) pupils: Places,
    pub(super) teachers: [Places; 3],
    pub(super) full_time: Places,
    /// Resources of the whole school; the teaching area may be given twice, and the net one goes first.
    pub(super) resources: [[usize; 2]; 4],
    /// Columns of province, city and county.
    pub(super) areas: [Option<usize>; 3],
    /// A blank county continues the one above.
    pub(super) text_source: bool,
}

/// All scopes, in their order.
pub(super) const SCOPES: [Scope; 4] = [Scope::Row, Scope::Primary, Scope::Junior, Scope::Senior];
/// Three kinds of teachers, as the intake names the ready-made numbers.
const TEACHERS: [Field; 3] = [Field::TeachersAboveRequired, Field::BackboneTeachers, Field::PeArtTeachers];
/// Resources of whole schools.
const RESOURCES: [[Option<Field>; 2]; 4] = [
    [Some(Field::TeachingAreaNet), Some(Field::TeachingArea)],
    [Some(Field::SportsArea), None],
    [Some(Field::EquipmentValue), None],
    [Some(Field::NetworkedClassrooms), None],
];
impl Plan {
    /// The plan for the only sheet with cells; `None` where rows are better read the ordinary way.
    pub(super) fn new(book: &Workbook, options: &IntakeOptions, names: &FactNames) -> Option<Self> {
        let (index, sheet) =
            book.sheets.iter().enumerate().find(|(_, sheet)| !sheet.hidden && sheet.row_count() > 0)?;
        let choice: Option<&SheetChoice> = options.sheets.iter().find(|choice| choice.sheet as usize == index);
        // What was written over, and what is known from elsewhere, acts on the ordinary way.
        let corrected = !options.cells.is_empty() || !options.mappings.is_empty();
        if corrected || choice.is_some_and(|choice| choice.skip.is_some() || !choice.rows.is_empty()) {
            return None;
        }
        let header = find_header(sheet, choice, names)?;
        let first = header.top + header.rows;
        if sheet.merges.iter().any(|merge| merge.bottom as usize >= first) {
            return None;
        }
        let lines: Vec<String> =
            (0..header.top).map(|row| line_of(sheet, row)).filter(|line| !line.is_empty()).collect();
        let money = lines.iter().find_map(|line| money_unit_of_line(line));
        let place = Location::default();
        let mut issues = Vec::new();
        let columns = resolve(sheet, &header, first, money.as_ref(), (choice, names), &place, &mut issues);
        // What a column is may be left to the rows: which of two columns is meant, the unit of money.
        let refused = |(found, column): (&Match, &Column)| {
            found.field.is_some_and(|field| field != Field::Unused) && column.field.is_none()
        };
        let open = header.matches.iter().zip(&columns.all).any(refused)
            || columns.slots.iter().any(|slot| !slot.unit_known)
            || !columns.facts.is_empty()
            || year_column(&columns).is_some();
        if open || !missing_fields(&columns).is_empty() {
            return None;
        }
        let file_stage = book.name.as_deref().and_then(stage_of_title);
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
            lead: 0,
            tail: 0,
            roles: vec![Role::Unused { leading: false }; columns.all.len()],
            // That of [`NOWHERE`], which no column has.
            numbers: vec![Number::new(false, 1, 0)],
            pupils: [NOWHERE; 4],
            teachers: [[NOWHERE; 4]; 3],
            full_time: [NOWHERE; 4],
            resources: [[NOWHERE; 2]; 4],
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
        let repeats = |role: &Role| {
            matches!(role, Role::Word(Field::Province | Field::City | Field::County) | Role::Unused { .. })
        };
        plan.lead = plan.roles.iter().take_while(|role| repeats(role)).count();
        let last = plan.roles.iter().rev().zip((1..plan.numbers.len()).rev());
        plan.tail = plan.roles.len() - last.take_while(|(role, place)| **role == Role::Number(*place)).count();
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

    /// Which of the pupils of a row are not zero: a bit for each scope.
    #[inline(always)]
    pub(super) fn positive(&self, values: &[f64]) -> u32 {
        let is_positive = |place: &usize| values.get(*place).is_some_and(|pupils| *pupils > 0.0);
        self.pupils.iter().rev().fold(0, |all, place| all << 1 | u32::from(is_positive(place)))
    }

    /// The role of a column; `None` where its numbers have to be put together with others.
    fn role(&mut self, slot: &Slot, scope: Scope) -> Option<Role> {
        use Field as F;
        match slot.field {
            F::School => return Some(Role::Name),
            F::Code | F::County | F::City | F::Province | F::Stage | F::Kind | F::Counted => {
                return Some(Role::Word(slot.field));
            }
            F::Ownership | F::Place | F::Township | F::BuiltYear | F::Boarding => {
                return Some(Role::Word(slot.field));
            }
            _ if slot.dimension == Dimension::Text => return None,
            _ => {}
        }
        let place = self.numbers.len();
        let (factor, scale) = slot.factor.parts();
        let counted = matches!(slot.dimension, Dimension::People | Dimension::Rooms | Dimension::Machines);
        self.numbers.push(Number::new(counted, u64::try_from(factor).ok()?, scale));
        let set = |places: &mut Places| {
            if let Some(entry) = places.get_mut(scope as usize) {
                *entry = place;
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
            *entry = place;
        } else {
            return None;
        }
        Some(Role::Number(place))
    }
}
