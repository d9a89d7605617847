//! The seven amounts of a section from the cells of its row (`standard.md` §3.4): which columns are added up, what is
//! taken away, and when an amount stays missing.

use super::columns::{Columns, Slot, cell_of, one};
use super::notes::Notes;
use super::stages::scope_of;
use super::{Field, Scope};
use crate::diagnostic::{Issue, Location, Severity, Text};
use crate::quantity::{Decimal, Fraction};
use crate::records::{Amount, INDICATORS, Indicator, Share, Stage, Term};
use std::sync::Arc;

/// How a heading begins that counts 专科 and every lower degree together.
const OR_LOWER: [&str; 4] = ["专科及以下", "大专及以下", "专科或以下", "大专或以下"];

/// One cell of a number column, read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Entry {
    Missing,
    /// The number, what one of it is in the natural unit, and whether the cell itself names the unit.
    Number(Decimal, Decimal, bool),
    /// Not a number; said so already.
    Bad,
}

/// How the amounts of the whole school come to the section.
#[derive(Debug, Clone)]
pub(super) enum Split {
    /// The row is this section's alone.
    None,
    By(Share),
    /// It would be split, and the pupils of a stage are missing; said so already.
    Unknown,
}

/// The section whose amounts are put together.
pub(super) struct Subject<'a> {
    pub(super) columns: &'a Columns,
    pub(super) entries: &'a [Entry],
    /// Rows and entries of campuses that are added to it.
    pub(super) campuses: &'a [(usize, Vec<Entry>)],
    pub(super) place: &'a Location,
    pub(super) row: usize,
    pub(super) school: &'a str,
    pub(super) stage: Stage,
    pub(super) pupils: u32,
    pub(super) split: &'a Split,
    pub(super) notes: &'a mut Notes,
    pub(super) issues: &'a mut Vec<Issue>,
    /// The empty cells for want of which an amount is missing: heading and place.
    pub(super) blank: Vec<(Arc<str>, Location)>,
}

/// What a column gives to the section.
enum Got {
    /// No such column.
    Absent,
    /// An empty cell.
    Missing,
    /// A cell that cannot be used.
    Unusable,
    Given(Box<Piece>),
}

/// Columns that are added up.
#[derive(Default)]
struct Group {
    given: Vec<(Field, Piece)>,
    blank: Vec<Field>,
}

impl Group {
    fn has(&self, field: Field) -> bool {
        self.given.iter().any(|(other, _)| *other == field)
    }

    /// The sum in natural units.
    fn sum(&self) -> Option<Decimal> {
        self.given.iter().try_fold(Decimal::ZERO, |sum, (_, piece)| sum.checked_add(piece.natural()?))
    }

    fn pieces(self) -> Vec<Piece> {
        self.given.into_iter().map(|(_, piece)| piece).collect()
    }
}

struct Piece {
    term: Term,
    /// The same column of campuses.
    campuses: Vec<Term>,
    /// Whether it is the whole school's.
    shared: bool,
}

/// What became of an indicator.
enum Outcome {
    Amount(Amount),
    Missing,
    /// Doubtful cells: nothing else is put in its place.
    Refused,
}

impl Piece {
    fn natural(&self) -> Option<Decimal> {
        self.campuses.iter().try_fold(self.term.value.checked_mul(self.term.factor)?, |sum, term| {
            sum.checked_add(term.value.checked_mul(term.factor)?)
        })
    }

    fn subtracted(mut self) -> Self {
        std::iter::once(&mut self.term).chain(&mut self.campuses).for_each(|term| term.subtracted = true);
        self
    }
}

impl Subject<'_> {
    /// The amounts, by indicator.
    pub(super) fn amounts(&mut self) -> [Option<Amount>; INDICATORS] {
        let full_time = match self.get(Field::FullTimeTeachers, false) {
            Got::Given(piece) => Some(piece),
            _ => None,
        };
        Indicator::ALL.map(|indicator| {
            self.blank.clear();
            let outcome = match indicator {
                Indicator::TeachersAboveRequired => self.above_required(),
                Indicator::BackboneTeachers => self.plain(Field::BackboneTeachers, false),
                Indicator::PeArtTeachers => self.pe_art(),
                Indicator::TeachingArea => self.teaching_area(),
                Indicator::SportsArea => self.sports_area(),
                Indicator::EquipmentValue => self.plain(Field::EquipmentValue, true),
                Indicator::NetworkedClassrooms => self.plain(Field::NetworkedClassrooms, true),
                Indicator::Computers => self.plain(Field::Computers, true),
                Indicator::Books => self.plain(Field::Books, true),
                Indicator::FullTimeTeachers => self.plain(Field::FullTimeTeachers, false),
                Indicator::IntermediateTitleTeachers => self.plain(Field::IntermediateTitleTeachers, false),
            };
            let missing = matches!(outcome, Outcome::Missing);
            let amount = self.with_ratio(indicator, outcome);
            if missing && amount.is_none() && indicator != Indicator::FullTimeTeachers {
                self.note_missing();
            }
            if let (Some(amount), Some(full_time)) = (&amount, &full_time)
                && !indicator.is_shared()
            {
                self.check_part(indicator, amount, full_time);
            }
            amount
        })
    }

    fn at(&self, slot: &Slot) -> Location {
        cell_of(self.place, self.row, slot.column)
    }

    fn here(&self) -> Location {
        cell_of(self.place, self.row, self.columns.text_column(Field::School).unwrap_or(0))
    }

    /// The column is there and the cell is empty: missing, which is not zero, and said with the cell.
    fn note_missing(&mut self) {
        for (label, at) in std::mem::take(&mut self.blank) {
            self.note_blank(&label, &at);
        }
    }

    fn note_blank(&mut self, label: &str, at: &Location) {
        self.notes.once("missing_value", label, Severity::Experience, at, || {
            (
                Text::new(
                    format!("“{label}”空着，按缺失处理，这所学校的这项指标无法判定"),
                    format!("`{label}` is empty: taken as missing, and the indicator cannot be judged there"),
                ),
                Text::new("补上数字；确实没有的填 0", "fill it in; enter 0 where there is none"),
            )
        });
    }

    /// What the columns of `field` give, with those of campuses.
    fn get(&mut self, field: Field, shared_field: bool) -> Got {
        let campuses = self.campuses;
        if campuses.is_empty() {
            return self.get_of(field, shared_field, self.row, self.entries);
        }
        // A ratio of one part says nothing about the whole.
        if field.ratio_of().is_some() {
            return Got::Absent;
        }
        let own = (self.row, self.entries);
        let all = std::iter::once(own).chain(campuses.iter().map(|(row, entries)| (*row, entries.as_slice())));
        let mut sum: Option<Box<Piece>> = None;
        let mut missing = None;
        for (row, entries) in all {
            // A column of one stage says nothing of those without it.
            let staged = self.columns.place(field, scope_of(self.stage)).is_some();
            if staged && !self.has_stage(entries) {
                continue;
            }
            match (self.get_of(field, shared_field, row, entries), &mut sum) {
                (Got::Given(piece), None) => sum = Some(piece),
                (Got::Given(piece), Some(sum)) if piece.shared == sum.shared => sum.campuses.push(piece.term),
                (Got::Given(_) | Got::Unusable, _) => return Got::Unusable,
                (other @ (Got::Missing | Got::Absent), _) => missing = Some(other),
            }
        }
        missing.or(sum.map(Got::Given)).unwrap_or(Got::Absent)
    }

    /// Whether a row has pupils of the section's stage, as far as its columns tell the stages apart.
    fn has_stage(&self, entries: &[Entry]) -> bool {
        let place = self.columns.place(Field::Pupils, scope_of(self.stage));
        place.is_none_or(|place| matches!(entries.get(place), Some(Entry::Number(value, ..)) if !value.is_zero()))
    }

    fn get_of(&mut self, field: Field, shared_field: bool, row: usize, entries: &[Entry]) -> Got {
        let columns = self.columns;
        let own = columns.place(field, scope_of(self.stage));
        let whole = columns.place(field, Scope::Row);
        let mut found = Got::Absent;
        let before = self.blank.len();
        for (place, is_own) in [(own, true), (whole, false)] {
            let Some(place) = place else { continue };
            let (Some(slot), Some(entry)) = (columns.slots.get(place), entries.get(place)) else { continue };
            let at = cell_of(self.place, row, slot.column);
            let single = is_own || matches!(self.split, Split::None);
            match entry {
                Entry::Missing => {
                    found = Got::Missing;
                    self.blank.push((slot.label.clone(), at));
                }
                Entry::Bad => return Got::Unusable,
                Entry::Number(value, factor, _) => {
                    self.blank.truncate(before);
                    if !single && !shared_field {
                        self.not_by_stage(slot, &at);
                        return Got::Unusable;
                    }
                    if !single && matches!(self.split, Split::Unknown) {
                        return Got::Unusable;
                    }
                    let term = Term {
                        label: slot.label.clone(),
                        value: *value,
                        factor: *factor,
                        subtracted: false,
                        location: Some(at),
                    };
                    let piece = Piece { term, campuses: Vec::new(), shared: !single };
                    return Got::Given(Box::new(piece));
                }
            }
        }
        found
    }

    fn not_by_stage(&mut self, slot: &Slot, at: &Location) {
        if matches!(slot.field, Field::FullTimeTeachers) || slot.field.ratio_of().is_some() {
            return;
        }
        let label = slot.label.clone();
        self.notes.once("people_not_by_stage", &label, Severity::Logic, at, || {
            (
                Text::new(
                    format!("学校有几个学段，“{label}”没有分学段，按缺失处理"),
                    format!("the school has several stages and `{label}` is not given by stage: taken as missing"),
                ),
                Text::new(
                    "教师按任教学段统计，不能按学生数拆分；请分别填写小学、初中的人数",
                    "teachers count where they teach and are not split by pupils; give them for each stage",
                ),
            )
        });
    }

    /// One column as it is.
    fn plain(&mut self, field: Field, shared: bool) -> Outcome {
        match self.get(field, shared) {
            Got::Given(piece) => self.sum(vec![*piece]),
            Got::Unusable => Outcome::Refused,
            Got::Absent | Got::Missing => Outcome::Missing,
        }
    }

    /// Adds the pieces up (subtracted ones away).
    fn sum(&mut self, pieces: Vec<Piece>) -> Outcome {
        let shared = pieces.first().is_some_and(|piece| piece.shared);
        if pieces.iter().any(|piece| piece.shared != shared) {
            let at = self.here();
            self.notes.once("mixed_scope", "", Severity::Logic, &at, || {
                (
                    Text::new(
                        "有的数分学段、有的数是全校的，不能相加",
                        "some numbers are by stage, some of the whole school: they cannot be added",
                    ),
                    Text::new("都按学段填，或都按全校填", "give all by stage or all for the whole school"),
                )
            });
            return Outcome::Refused;
        }
        let mut plus = Decimal::ZERO;
        let mut minus = Decimal::ZERO;
        for piece in &pieces {
            let side = if piece.term.subtracted { &mut minus } else { &mut plus };
            match piece.natural().and_then(|natural| side.checked_add(natural)) {
                Some(sum) => *side = sum,
                None => return Outcome::Refused,
            }
        }
        let Some(total) = plus.checked_sub(minus) else { return Outcome::Refused };
        let share = match (shared, self.split) {
            (true, Split::By(share)) => Some(share.clone()),
            _ => None,
        };
        Outcome::Amount(Amount {
            total,
            share,
            terms: pieces.into_iter().flat_map(|piece| std::iter::once(piece.term).chain(piece.campuses)).collect(),
        })
    }

    /// Reads columns that are added up: those given, and those that are blank. `Err` when a cell cannot be used.
    fn group(&mut self, fields: &[Field]) -> Result<Group, ()> {
        let mut group = Group::default();
        for field in fields {
            match self.get(*field, false) {
                Got::Given(piece) => group.given.push((*field, *piece)),
                Got::Missing => group.blank.push(*field),
                Got::Absent => {}
                Got::Unusable => return Err(()),
            }
        }
        Ok(group)
    }

    /// Blank cells that the other cells prove to be 0.
    fn blank_as_zero(&mut self) {
        for (label, at) in std::mem::take(&mut self.blank) {
            self.notes.once("blank_as_zero", &label, Severity::Note, &at, || {
                (
                    Text::new(
                        format!("“{label}”空着，其余各项之和已等于总数，按 0 计"),
                        format!("`{label}` is empty, and the others already add up to the total: counted as 0"),
                    ),
                    Text::new("如果不是 0，请核对各项与总数", "if it is not 0, check the numbers and their total"),
                )
            });
        }
    }

    fn exists(&self, field: Field) -> bool {
        self.columns.slot(field, scope_of(self.stage)).is_some() || self.columns.slot(field, Scope::Row).is_some()
    }

    /// L1: 专科, 本科, 硕士, 博士 in 小学; 本科, 硕士, 博士 in 初中; or 高于规定学历教师数.
    fn above_required(&mut self) -> Outcome {
        let fields: &[Field] = match self.stage {
            Stage::Primary => &[Field::Associates, Field::Bachelors, Field::Masters, Field::Doctors],
            Stage::Junior => &[Field::Bachelors, Field::Masters, Field::Doctors],
        };
        let ready = self.get(Field::TeachersAboveRequired, false);
        let ready_blank = std::mem::take(&mut self.blank);
        let missing: Vec<Field> =
            fields.iter().copied().filter(|field| *field != Field::Doctors && !self.exists(*field)).collect();
        let complete = missing.is_empty();
        let some = fields.iter().any(|field| self.exists(*field));
        if complete {
            let Ok(group) = self.group(fields) else { return Outcome::Refused };
            if !group.given.is_empty() && (group.blank.is_empty() || self.are_all_teachers(&group)) {
                self.blank_as_zero();
                self.note_without_doctors();
                let outcome = self.sum(group.pieces());
                if let (Outcome::Amount(amount), Got::Given(piece)) = (&outcome, &ready) {
                    self.check_ready(amount, piece);
                }
                return outcome;
            }
        }
        match ready {
            Got::Given(piece) => return self.sum(vec![*piece]),
            Got::Unusable => return Outcome::Refused,
            Got::Absent => self.note_other_stage(),
            Got::Missing => self.blank.extend(ready_blank),
        }
        if some && !complete && self.columns.slot(Field::TeachersAboveRequiredRatio, Scope::Row).is_none() {
            let dictionary = super::dictionary::dictionary();
            let zh: Vec<&str> = missing.iter().map(|field| dictionary.title(*field).0).collect();
            let en: Vec<&str> = missing.iter().map(|field| dictionary.title(*field).1).collect();
            let at = self.here();
            let (zh, en) = (zh.join("、"), en.join(", "));
            let mixed = self.columns.all.iter().find(|column| {
                let heading = column.header.last().map(|heading| super::fold::fold(heading)).unwrap_or_default();
                missing.contains(&Field::Associates) && OR_LOWER.iter().any(|words| heading.starts_with(words))
            });
            let seen = mixed.map_or_else(Default::default, |column| {
                let heading = column.header.last().cloned().unwrap_or_default();
                Text::new(
                    format!("；{} 列“{heading}”把专科和更低的学历合在一起，分不出专科，不能用", column.letters),
                    format!(
                        "; column {}, `{heading}`, counts lower degrees as well and cannot be used",
                        column.letters
                    ),
                )
            });
            self.notes.once("degree_columns_incomplete", &zh, Severity::Logic, &at, || {
                (
                    Text::new(
                        format!("没有找到“{zh}”列，高于规定学历教师数无法计算{}", seen.zh),
                        format!("no column for {en}: teachers above the required degree cannot be counted{}", seen.en),
                    ),
                    Text::new(
                        "补上这一列，或在“每一列认作什么”中指定",
                        "add the column, or choose it among the columns",
                    ),
                )
            });
        }
        Outcome::Missing
    }

    /// Whether the degrees given add up to all full-time teachers, so that no other degree has any.
    fn are_all_teachers(&mut self, degrees: &Group) -> bool {
        let blank = self.blank.clone();
        let other = match self.stage {
            Stage::Primary => Some(Decimal::ZERO),
            Stage::Junior => match self.get(Field::Associates, false) {
                Got::Given(piece) => piece.natural(),
                _ => Some(Decimal::ZERO),
            },
        };
        let all = match self.get(Field::FullTimeTeachers, false) {
            Got::Given(piece) => piece.natural(),
            _ => None,
        };
        self.blank = blank;
        let sum = degrees.sum().zip(other).and_then(|(sum, other)| sum.checked_add(other));
        all.is_some() && sum == all
    }

    /// 本科及以上 is above the required degree in 初中 only: said where it is all that a primary section has.
    fn note_other_stage(&mut self) {
        let other = match self.stage {
            Stage::Primary => Stage::Junior,
            Stage::Junior => Stage::Primary,
        };
        let slot = self.columns.slot(Field::TeachersAboveRequired, scope_of(other)).filter(|slot| slot.only.is_some());
        let Some(slot) = slot else { return };
        let (label, at, stage) = (slot.label.clone(), self.at(slot), self.stage);
        self.notes.once("degree_of_other_stage", stage.title().en.as_str(), Severity::Logic, &at, || {
            let (zh, en) = match stage {
                Stage::Primary => ("专科及以上", "an associate degree or higher"),
                Stage::Junior => ("本科及以上", "a bachelor's degree or higher"),
            };
            (
                Text::new(
                    format!("{}的高于规定学历是{zh}，不能用“{label}”，按缺失处理", stage.title().zh),
                    format!("above the required degree means {en} here; `{label}` cannot be used: taken as missing"),
                ),
                Text::new(
                    "补上各学历的教师数，或高于规定学历教师数",
                    "give the teachers by degree, or those above the required degree",
                ),
            )
        });
    }

    fn note_without_doctors(&mut self) {
        let graduate = [scope_of(self.stage), Scope::Row]
            .into_iter()
            .any(|scope| self.columns.slot(Field::Masters, scope).is_some_and(|slot| slot.graduate));
        if self.exists(Field::Doctors) || graduate {
            return;
        }
        let at = self.here();
        self.notes.once("no_doctor_column", "", Severity::Note, &at, || {
            (
                Text::new("没有博士列，按没有博士计", "no column for doctorates: counted as none"),
                Text::new("如果有博士学历教师，请补上这一列", "if there are any, add the column"),
            )
        });
    }

    /// L3: 体育 + 艺术, 音乐, 美术 without counting anyone twice.
    fn pe_art(&mut self) -> Outcome {
        let ready = self.get(Field::PeArtTeachers, false);
        let parts = self.pe_art_parts();
        match (ready, parts) {
            (Got::Unusable, _) => Outcome::Refused,
            (Got::Given(piece), parts) => {
                if let Outcome::Amount(amount) = &parts {
                    self.check_ready(amount, &piece);
                }
                self.sum(vec![*piece])
            }
            (_, parts) => parts,
        }
    }

    fn pe_art_parts(&mut self) -> Outcome {
        let arts = self.exists(Field::ArtsTeachers);
        let both = self.exists(Field::MusicTeachers) && self.exists(Field::FineArtTeachers);
        let any = arts || self.exists(Field::MusicTeachers) || self.exists(Field::FineArtTeachers);
        if !self.exists(Field::PeTeachers) || !(arts || both) {
            if (any || self.exists(Field::PeTeachers)) && !self.exists(Field::PeArtTeachers) {
                let at = self.here();
                self.notes.once("pe_art_columns_incomplete", "", Severity::Logic, &at, || {
                    (
                        Text::new(
                            "体育、音乐、美术教师的列不全，体育、艺术专任教师数无法计算",
                            "the columns for PE, music and fine-art teachers are incomplete: they cannot be counted",
                        ),
                        Text::new(
                            "补全各列，或在“每一列认作什么”中指定",
                            "add the columns, or choose them among the columns",
                        ),
                    )
                });
            }
            return Outcome::Missing;
        }
        let fields = [Field::PeTeachers, Field::ArtsTeachers, Field::MusicTeachers, Field::FineArtTeachers];
        let before = self.blank.len();
        let Ok(group) = self.group(&fields) else { return Outcome::Refused };
        // 艺术 holds 音乐 and 美术, and both together are 艺术: of these, blank cells matter only where nothing stands for them.
        let parts = group.has(Field::MusicTeachers) && group.has(Field::FineArtTeachers);
        let matters = |field: &Field| match field {
            Field::ArtsTeachers => !parts,
            Field::MusicTeachers | Field::FineArtTeachers => !group.has(Field::ArtsTeachers),
            _ => true,
        };
        if group.given.is_empty() || group.blank.iter().any(matters) {
            return Outcome::Missing;
        }
        self.blank.truncate(before);
        let mut pieces = group.given;
        let of = |pieces: &[(Field, Piece)], field: Field| {
            pieces.iter().find(|(other, _)| *other == field).and_then(|(_, piece)| piece.natural()).unwrap_or_default()
        };
        if arts && any {
            let total = of(&pieces, Field::ArtsTeachers);
            let (music, fine) = (of(&pieces, Field::MusicTeachers), of(&pieces, Field::FineArtTeachers));
            let separate = music.checked_add(fine).unwrap_or(music);
            let slot = self.arts_slot();
            let totalled = slot.as_ref().is_some_and(|(totalled, _)| *totalled);
            let at = slot.map_or_else(|| self.here(), |(_, at)| at);
            if total.is_zero() {
                pieces.retain(|(field, _)| *field != Field::ArtsTeachers);
            } else if total >= separate {
                if !totalled && !separate.is_zero() {
                    self.notes.once("arts_contain_music", "", Severity::Experience, &at, || {
                        (
                            Text::new(
                                "“艺术”与“音乐”“美术”并列，按“艺术”已包含音乐、美术计",
                                "艺术 stands beside 音乐 and 美术: taken as containing them",
                            ),
                            Text::new(
                                "如果艺术、音乐、美术是三类不同的教师，请指定三列之和为“体育、艺术专任教师数”",
                                "if they are three different groups of teachers, give their sum as one column",
                            ),
                        )
                    });
                }
                pieces.retain(|(field, _)| !matches!(field, Field::MusicTeachers | Field::FineArtTeachers));
            } else {
                self.issues.push(
                    Issue::new(
                        "arts_below_parts",
                        Severity::Logic,
                        Text::new(
                            format!("艺术教师 {total} 少于音乐与美术之和 {separate}，按缺失处理"),
                            format!("{total} arts teachers are fewer than music and fine art together, {separate}: taken as missing"),
                        ),
                        Text::new("核对这三列", "check the three columns"),
                    )
                    .at(at)
                    .of(self.school),
                );
                return Outcome::Refused;
            }
        }
        self.sum(pieces.into_iter().map(|(_, piece)| piece).collect())
    }

    fn arts_slot(&self) -> Option<(bool, Location)> {
        let slot = self
            .columns
            .slot(Field::ArtsTeachers, scope_of(self.stage))
            .or_else(|| self.columns.slot(Field::ArtsTeachers, Scope::Row))?;
        Some((slot.totalled, self.at(slot)))
    }

    /// L4: 教学及辅助用房 without 室内体育用房.
    fn teaching_area(&mut self) -> Outcome {
        match self.get(Field::TeachingAreaNet, true) {
            Got::Given(piece) => return self.sum(vec![*piece]),
            Got::Unusable => return Outcome::Refused,
            Got::Absent | Got::Missing => {}
        }
        let gross = match self.get(Field::TeachingArea, true) {
            Got::Given(piece) => piece,
            Got::Unusable => return Outcome::Refused,
            Got::Absent | Got::Missing => return Outcome::Missing,
        };
        let at = gross.term.location.clone().unwrap_or_default();
        match self.get(Field::IndoorSportsArea, true) {
            Got::Given(indoor) => {
                let (whole, part) = (gross.natural(), indoor.natural());
                if let (Some(whole), Some(part)) = (whole, part)
                    && part > whole
                {
                    self.issues.push(
                        Issue::new(
                            "indoor_exceeds_teaching",
                            Severity::Logic,
                            Text::new(
                                format!("室内体育用房 {part} ㎡ 大于教学及辅助用房 {whole} ㎡，教学及辅助用房按缺失处理"),
                                format!("indoor sports area {part} m² exceeds teaching area {whole} m²: teaching area taken as missing"),
                            ),
                            Text::new("室内体育用房应含在教学及辅助用房中，核对这两列", "it should be part of the teaching area; check both columns"),
                        )
                        .at(indoor.term.location.clone().unwrap_or_default())
                        .of(self.school),
                    );
                    return Outcome::Refused;
                }
                self.sum(vec![*gross, indoor.subtracted()])
            }
            Got::Missing => Outcome::Missing,
            Got::Unusable => Outcome::Refused,
            Got::Absent => {
                self.notes.once("no_indoor_column", "teaching", Severity::Experience, &at, || {
                    (
                        Text::new(
                            "没有室内体育用房列，按“教学及辅助用房面积”已不含室内体育用房计",
                            "no column for indoor sports area: teaching area taken as already without it",
                        ),
                        Text::new(
                            "如果其中含室内体育用房，请补上室内体育用房面积",
                            "if it contains indoor sports rooms, add a column with their area",
                        ),
                    )
                });
                self.sum(vec![*gross])
            }
        }
    }

    /// Whether indoor sports rooms are larger than the teaching area they are part of.
    fn exceeds_teaching(&mut self, indoor: &Piece) -> bool {
        if matches!(self.get(Field::TeachingAreaNet, true), Got::Given(_)) {
            return false;
        }
        match self.get(Field::TeachingArea, true) {
            Got::Given(gross) => gross.natural().zip(indoor.natural()).is_some_and(|(whole, part)| part > whole),
            _ => false,
        }
    }

    /// L5: 体育运动场馆面积, or 运动场地 + 室内体育用房. Never both.
    fn sports_area(&mut self) -> Outcome {
        let ready = self.get(Field::SportsArea, true);
        let ground = self.get(Field::SportsGroundArea, true);
        let ready = match ready {
            Got::Given(piece) => Some(piece),
            Got::Unusable => return Outcome::Refused,
            Got::Absent | Got::Missing => None,
        };
        let has_ready = ready.is_some();
        let parts = match ground {
            Got::Given(ground) => {
                let at = ground.term.location.clone().unwrap_or_default();
                match self.get(Field::IndoorSportsArea, true) {
                    // Said with the teaching area: one of the two is wrong, and nobody knows which.
                    Got::Given(indoor) if self.exceeds_teaching(&indoor) => Outcome::Refused,
                    Got::Given(indoor) => self.sum(vec![*ground, *indoor]),
                    Got::Unusable => Outcome::Refused,
                    Got::Missing => Outcome::Missing,
                    Got::Absent => {
                        if !has_ready {
                            self.notes.once("no_indoor_column", "sports", Severity::Experience, &at, || {
                                (
                                    Text::new(
                                        "没有室内体育用房列，体育运动场馆面积只计运动场地",
                                        "no column for indoor sports area: only the grounds count as sports area",
                                    ),
                                    Text::new(
                                        "如果有室内体育用房，请补上面积",
                                        "if there are indoor sports rooms, add their area",
                                    ),
                                )
                            });
                        }
                        self.sum(vec![*ground])
                    }
                }
            }
            Got::Unusable if !has_ready => return Outcome::Refused,
            _ => Outcome::Missing,
        };
        match ready {
            Some(piece) => {
                if let Outcome::Amount(amount) = &parts
                    && self.exists(Field::IndoorSportsArea)
                {
                    self.check_ready(amount, &piece);
                }
                self.sum(vec![*piece])
            }
            None => parts,
        }
    }

    /// A ready-made ratio stands in for a missing amount, and is compared with a given one.
    fn with_ratio(&mut self, indicator: Indicator, outcome: Outcome) -> Option<Amount> {
        let blank = std::mem::take(&mut self.blank);
        // A ratio of a whole school says nothing about one of its stages.
        let ratio = match ratio_field(indicator).map(|field| self.get(field, false)) {
            Some(Got::Given(piece)) => Some(piece),
            _ => None,
        };
        if !blank.is_empty() {
            self.blank = blank;
        }
        match (outcome, ratio) {
            (Outcome::Amount(amount), Some(ratio)) => {
                self.check_ratio(indicator, &amount, &ratio);
                Some(amount)
            }
            (Outcome::Amount(amount), None) => Some(amount),
            (Outcome::Missing, Some(ratio)) => self.taken_back(indicator, &ratio),
            (Outcome::Missing | Outcome::Refused, _) => None,
        }
    }

    fn taken_back(&mut self, indicator: Indicator, ratio: &Piece) -> Option<Amount> {
        let per = if indicator.per() == 100 { Decimal::new(1, 2) } else { one() };
        let pupils = Decimal::integer(u64::from(self.pupils));
        let factor = ratio.term.factor.checked_mul(pupils)?.checked_mul(per)?;
        let total = ratio.term.value.checked_mul(factor)?;
        let at = ratio.term.location.clone().unwrap_or_default();
        let label = ratio.term.label.clone();
        // Where the total has a column, a blank cell in it may be an oversight.
        if let Some((blank, there)) = self.blank.first().cloned() {
            self.notes.once("ratio_for_blank", &blank, Severity::Experience, &there, || {
                (
                    Text::new(
                        format!("“{blank}”空着，按“{label}”× 在校生数还原"),
                        format!("`{blank}` is empty: taken back from `{label}` times pupils"),
                    ),
                    Text::new(
                        "表中的比值可能已四舍五入，请补上总数",
                        "the ratio may have been rounded; fill in the total",
                    ),
                )
            });
            return Some(Amount { total, share: None, terms: vec![Term { factor, ..ratio.term.clone() }] });
        }
        self.notes.once("from_ratio", &label, Severity::Note, &at, || {
            (
                Text::new(
                    format!("没有总数，按“{label}”× 在校生数还原"),
                    format!("no total is given: taken back from `{label}` times pupils"),
                ),
                Text::new(
                    "表中的比值可能已四舍五入，有总数时请用总数",
                    "the ratio may have been rounded; give the total where there is one",
                ),
            )
        });
        Some(Amount { total, share: None, terms: vec![Term { factor, ..ratio.term.clone() }] })
    }

    fn check_ratio(&mut self, indicator: Indicator, amount: &Amount, ratio: &Piece) {
        let Some(given) = ratio.natural() else { return };
        if self.pupils == 0 {
            return;
        }
        let computed = amount.exact().times(&Fraction::integer(indicator.per())).over(u64::from(self.pupils));
        let given_exact = given.fraction();
        let difference =
            if computed > given_exact { computed.minus(&given_exact) } else { given_exact.minus(&computed) };
        // 元 is published without decimals.
        let whole = indicator.decimals() == 0 && given.parts().1 == 0;
        let tolerance = if whole { Decimal::new(5, 1) } else { Decimal::new(1, 2) };
        if difference > tolerance.fraction() {
            let shown = crate::quantity::rounded(computed.to_f64(), indicator.decimals().max(2));
            self.issues.push(
                Issue::new(
                    "ratio_differs",
                    Severity::Experience,
                    Text::new(
                        format!("“{}”填 {given}，按总数计算是 {shown}；按总数评估", ratio.term.label),
                        format!("`{}` says {given}, the total gives {shown}; the total is used", ratio.term.label),
                    ),
                    Text::new("核对总数、在校生数和这个比值", "check the total, the pupils and this ratio"),
                )
                .at(ratio.term.location.clone().unwrap_or_default())
                .of(self.school),
            );
        }
    }

    /// A ready sum beside its parts.
    fn check_ready(&mut self, amount: &Amount, ready: &Piece) {
        if ready.natural().is_some_and(|ready| ready != amount.total) {
            self.issues.push(
                Issue::new(
                    "sum_differs",
                    Severity::Experience,
                    Text::new(
                        format!(
                            "“{}”填 {}，各分项合计是 {}",
                            ready.term.label,
                            ready.natural().unwrap_or_default(),
                            amount.total
                        ),
                        format!(
                            "`{}` says {}, its parts add up to {}",
                            ready.term.label,
                            ready.natural().unwrap_or_default(),
                            amount.total
                        ),
                    ),
                    Text::new("核对合计与分项", "check the sum and its parts"),
                )
                .at(ready.term.location.clone().unwrap_or_default())
                .of(self.school),
            );
        }
    }

    /// No part of the teachers is larger than all of them.
    fn check_part(&mut self, indicator: Indicator, amount: &Amount, full_time: &Piece) {
        let Some(all) = full_time.natural() else { return };
        // A value taken back from a rounded ratio is no count.
        let from_ratio = amount.terms.first().is_some_and(|term| term.factor != one());
        if amount.total > all && !from_ratio {
            let name = indicator.short();
            let at = amount.terms.first().and_then(|term| term.location.clone()).unwrap_or_default();
            self.issues.push(
                Issue::new(
                    "part_exceeds_teachers",
                    Severity::Logic,
                    Text::new(
                        format!("{} {} 人，多于专任教师 {all} 人", name.zh, amount.total),
                        format!("{}: {} of only {all} full-time teachers", name.en, amount.total),
                    ),
                    Text::new("核对这几列", "check these columns"),
                )
                .at(at)
                .of(self.school),
            );
        }
    }
}

/// The ready-made ratio of an indicator; those of 基本均衡 are not read, because worksheets state them per pupil and per
/// hundred alike.
fn ratio_field(indicator: Indicator) -> Option<Field> {
    Some(match indicator {
        Indicator::TeachersAboveRequired => Field::TeachersAboveRequiredRatio,
        Indicator::BackboneTeachers => Field::BackboneTeachersRatio,
        Indicator::PeArtTeachers => Field::PeArtTeachersRatio,
        Indicator::TeachingArea => Field::TeachingAreaRatio,
        Indicator::SportsArea => Field::SportsAreaRatio,
        Indicator::EquipmentValue => Field::EquipmentValueRatio,
        Indicator::NetworkedClassrooms => Field::NetworkedClassroomsRatio,
        _ => return None,
    })
}
