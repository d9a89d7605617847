//! Workbook → records: which rows are header, schools, totals and notes; what each column means and in which unit;
//! which cells are doubtful.
//!
//! Sheets that are no tables of schools (class rolls, statements of facts, the survey, scores) are known by their header
//! as well, see [`SheetKind`].
//!
//! Columns are matched by their full header path against a curated dictionary (`aliases.toml`), never by edit distance
//! and never by a part of a name. What is not sure is left unmapped and said so. Nothing is dropped in silence: every
//! row read becomes sections or stands in the list of excluded rows with its reason.

use crate::diagnostic::{Issue, Problem, Text};
use crate::records::{Class, Excluded, Fact, Indicator, Records, School, Score, Section, Stage, SurveyGroup};
use crate::standard::Standard;
use crate::table::{Format, ReadOptions, Workbook};
use serde::{Deserialize, Serialize};
use std::sync::Arc;

mod amounts;
mod answers;
mod beside;
mod bind;
mod bulk;
mod campuses;
mod checks;
mod columns;
mod dictionary;
mod facts;
mod fold;
mod header;
mod matching;
mod names;
mod notes;
mod outliers;
mod overlooked;
mod parts;
mod plain;
mod rolls;
mod rows;
mod schools;
mod scores;
mod sheets;
mod shifted;
mod siblings;
mod sideways;
mod stages;
mod statements;
#[cfg(test)]
mod tests;
#[cfg(all(test, feature = "files"))]
mod tests_of_bulk;
#[cfg(test)]
mod tests_of_forms;
#[cfg(test)]
mod tests_of_records;
#[cfg(test)]
mod tests_of_sources;
mod values;
mod years;

pub use bulk::{BULK_COLUMNS, BulkReading, CountyName, read_columns, read_text_columns};

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum Field {
    /// 学校名称.
    School,
    /// 学校（机构）标识码.
    Code,
    /// 县（市、区）.
    County,
    /// 市（州）.
    City,
    /// 省（自治区、直辖市）.
    Province,
    /// 举办者性质: 公办 or 民办.
    Ownership,
    /// 城乡类型: 城区, 镇区 or 乡村.
    Place,
    /// 乡镇（街道）, or the 学区 or 片区 where a table has these instead.
    Township,
    /// 建校年份.
    BuiltYear,
    /// 是否寄宿制学校.
    Boarding,
    /// 学段 of the row.
    Stage,
    /// 办学类型.
    Kind,
    /// 是否计校数.
    Counted,
    /// 在校生数 (人).
    Pupils,
    /// 专任教师数 (人), used for checks only.
    FullTimeTeachers,
    /// 博士研究生 teachers (人).
    Doctors,
    /// 硕士研究生 teachers (人).
    Masters,
    /// 本科 teachers (人).
    Bachelors,
    /// 专科 teachers (人).
    Associates,
    /// 高于规定学历教师数 (人), already summed.
    TeachersAboveRequired,
    /// 县级以上骨干教师数 (人).
    BackboneTeachers,
    /// 体育 teachers (人).
    PeTeachers,
    /// 艺术 teachers (人); may already contain 音乐 and 美术.
    ArtsTeachers,
    /// 音乐 teachers (人).
    MusicTeachers,
    /// 美术 teachers (人).
    FineArtTeachers,
    /// 体育、艺术专任教师数 (人), already summed.
    PeArtTeachers,
    /// 教学及辅助用房面积 (㎡), 室内体育用房 included.
    TeachingArea,
    /// 教学及辅助用房面积 net of 室内体育用房 (㎡), said so by its heading.
    TeachingAreaNet,
    /// 室内体育用房面积 (㎡).
    IndoorSportsArea,
    /// 运动场地面积 (㎡), outdoors.
    SportsGroundArea,
    /// 体育运动场馆面积 (㎡), indoor and outdoor together.
    SportsArea,
    /// 教学仪器设备值 (元 or 万元).
    EquipmentValue,
    /// 网络多媒体教室数 (间).
    NetworkedClassrooms,
    /// 计算机台数 (台).
    Computers,
    /// 图书册数 (册).
    Books,
    /// 中级及以上专业技术职务教师数 (人).
    IntermediateTitleTeachers,
    /// 每百名学生拥有高于规定学历教师数, ready-made.
    TeachersAboveRequiredRatio,
    /// 每百名学生拥有县级以上骨干教师数, ready-made.
    BackboneTeachersRatio,
    /// 每百名学生拥有体育、艺术专任教师数, ready-made.
    PeArtTeachersRatio,
    /// 生均教学及辅助用房面积, ready-made.
    TeachingAreaRatio,
    /// 生均体育运动场馆面积, ready-made.
    SportsAreaRatio,
    /// 生均教学仪器设备值, ready-made.
    EquipmentValueRatio,
    /// 每百名学生拥有网络多媒体教室数, ready-made.
    NetworkedClassroomsRatio,
    /// 年级, in class rolls.
    Grade,
    /// 班级名称, in class rolls.
    Class,
    /// 班级学生数 (人), in class rolls.
    ClassPupils,
    /// 编号 of a fact: its key in the standard.
    FactKey,
    /// 项目: the name of a fact.
    FactName,
    /// 单位 in which a fact is stated.
    FactUnit,
    /// 填报值: what is stated.
    FactValue,
    /// 说明 beside a fact.
    FactNote,
    /// 佐证材料 of a fact.
    FactEvidence,
    /// 群体 asked in the survey.
    Respondents,
    /// 有效问卷数 of a group.
    ValidAnswers,
    /// 满意问卷数 of a group.
    SatisfiedAnswers,
    /// 满意度: one answer of the survey.
    Opinion,
    /// 学科 of a score.
    Subject,
    /// 分数.
    Score,
    /// Known, and not needed: 序号, 招生数, 占地面积 …
    Unused,
}

/// Which pupils a column speaks of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS), ts(rename = "ColumnScope"))]
#[serde(rename_all = "snake_case")]
pub enum Scope {
    /// The row's own stage, or the whole school where the row has several stages.
    Row,
    /// 小学.
    Primary,
    /// 初中.
    Junior,
    /// 高中.
    Senior,
}

/// How sure a match is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS), ts(rename = "ColumnConfidence"))]
#[serde(rename_all = "snake_case")]
pub enum Confidence {
    /// The heading is the field's own name.
    Exact,
    /// The heading is in the dictionary.
    Synonym,
    /// The headings above decide, or the unit was assumed.
    Context,
    /// Chosen by the user.
    Chosen,
    /// Not recognised, or not sure: nothing is taken from this column.
    Unsure,
}

/// One column as understood.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct Column {
    /// Zero-based column.
    pub index: u32,
    /// Spreadsheet letters of the column.
    pub letters: String,
    /// The headings from top to bottom, merged ones repeated, empty ones left out.
    pub header: Vec<String>,
    /// What it holds, or `null` when not recognised.
    pub field: Option<Field>,
    /// Key of the fact of the standard it states, for columns named like one; `field` is `null` then.
    #[serde(default)]
    pub fact: Option<String>,
    /// Whose pupils or teachers it counts.
    pub scope: Scope,
    /// Unit found in the heading or assumed, such as `万元`; empty when it has none.
    pub unit: String,
    /// What one of the unit is in the natural unit: `10000` for 万元 (decimal text).
    pub factor: String,
    /// How sure the match is.
    pub confidence: Confidence,
    /// Why it was matched so, or why it was not.
    #[cfg_attr(feature = "types", ts(as = "String"))]
    pub reason: Text,
}

/// What a sheet is about, told by its header.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum SheetKind {
    /// Schools or their sections, and what schools state.
    #[default]
    Schools,
    /// 班级: class rolls.
    Classes,
    /// 县级 and 佐证: one fact in a row.
    Statements,
    /// 问卷: counts by group of respondents.
    Survey,
    /// 问卷: one answer in a row.
    Answers,
    /// 成绩: one score in a row.
    Scores,
}

/// What a row of a sheet is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum RowRole {
    /// A title or other line above the header.
    Title,
    /// Header.
    Header,
    /// A row of codes (L1, L2 … or 1 2 3) or of standards (≥4.2) under the header.
    Codes,
    /// A school, a section or, in other sheets, another record.
    School,
    /// 合计, 小计, 平均 …
    Total,
    /// 注：…, 填表人：…
    Note,
    /// A line that names a group of the schools below it (一、小学; ××镇).
    Group,
    /// An item of a form of one school: its heading with what is stated beside it.
    Item,
    /// Nothing.
    Blank,
}

/// One sheet as understood.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct SheetReading {
    /// Place of its source in `sources`, zero-based.
    #[serde(default)]
    pub source: u32,
    /// Its place in the workbook, zero-based.
    pub index: u32,
    /// Its name, or `null` for text sources.
    pub name: Option<String>,
    /// What it is about.
    #[serde(default)]
    pub kind: SheetKind,
    /// Why nothing was taken from it, or `null` when it was read.
    #[cfg_attr(feature = "types", ts(as = "Option<String>"))]
    pub skipped: Option<Text>,
    /// Lines above the header, joined.
    pub title: String,
    /// First header row, zero-based.
    pub header_top: u32,
    /// Number of header rows.
    pub header_rows: u32,
    /// The stage all its rows have, where the sheet's name or title says so.
    pub stage: Option<Stage>,
    /// Its columns, left to right.
    pub columns: Vec<Column>,
    /// What each row is.
    pub rows: Vec<RowRole>,
    /// The first rows as text, for a preview: at most 60 of them.
    pub preview: Vec<Vec<String>>,
    /// Sections taken from it.
    pub sections: u32,
    /// Rows that do not count as schools of their own or are called campuses.
    #[serde(default)]
    pub campuses: Vec<Campus>,
    /// Whether the headings stand below each other, with a column for each school or stage: `letters` of the columns are
    /// then the cells of their headings.
    #[serde(default)]
    pub sideways: bool,
}

/// One of the sources a reading was made from: a file or a paste.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct SourceReading {
    /// Its name, or `null` for a paste.
    pub name: Option<String>,
    /// Kind of source.
    pub format: Format,
    /// Encoding of text sources.
    pub encoding: Option<String>,
    /// SHA-256 of its bytes, in hex.
    pub sha256: String,
    /// Rows below its headers that are not blank.
    pub rows_in: u32,
    /// Rows taken from it.
    pub rows_taken: u32,
    /// Why nothing could be taken from it while other sources gave something; empty when it was read.
    pub problems: Vec<Problem>,
}

/// A year that a source speaks of: a calendar year, or a school year from one to the next.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct Year {
    /// The year, or that in which the school year begins.
    pub first: u16,
    /// The same, or the one after.
    pub last: u16,
}

impl SheetReading {
    /// What was understood of everything that `choice` is about, as a choice.
    pub fn as_chosen(&self, choice: &SheetChoice) -> SheetChoice {
        let column = |one: &ColumnChoice| {
            let column = self.columns.iter().find(|column| column.index == one.column);
            ColumnChoice {
                column: one.column,
                field: column.and_then(|column| column.field).unwrap_or(Field::Unused),
                fact: column.and_then(|column| column.fact.clone()),
                scope: column.map(|column| column.scope).filter(|scope| *scope != Scope::Row),
                factor: None,
            }
        };
        let row = |one: &RowChoice| {
            let role = self.rows.get(one.row as usize).copied().unwrap_or(RowRole::Blank);
            RowChoice { row: one.row, role, into: None }
        };
        SheetChoice {
            sheet: choice.sheet,
            skip: choice.skip.map(|_| self.skipped.is_some()),
            header_top: choice.header_top.map(|_| self.header_top),
            header_rows: choice.header_rows.map(|_| self.header_rows),
            stage: choice.stage.and(self.stage),
            columns: choice.columns.iter().map(column).collect(),
            rows: choice.rows.iter().map(row).collect(),
        }
    }
}

impl Year {
    /// `2023年`, `2023–2024学年`.
    pub fn title(self) -> Text {
        let Self { first, last } = self;
        if first == last {
            Text::new(format!("{first}年"), first.to_string())
        } else {
            Text::new(format!("{first}–{last}学年"), format!("{first}–{last}"))
        }
    }
}

/// The schools of a year before the one that is evaluated. Their rows stand in the list of excluded rows as well: years are
/// never mixed, only compared.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct EarlierYear {
    /// The year.
    pub year: Year,
    /// Its sections.
    pub sections: Vec<Section>,
    /// What is known of its schools as wholes.
    pub schools: Vec<School>,
    /// What its schools state.
    pub facts: Vec<Fact>,
    /// Doubtful rows and cells.
    pub issues: Vec<Issue>,
}

/// Rows of a sheet shown in the preview.
pub const PREVIEW_ROWS: usize = 60;

/// What was understood of one source or several: sections and, beside them, everything a user needs to trust or correct
/// it. Every section, fact and row keeps the file, sheet and cell it came from.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct Reading {
    /// Name of the source, or `null` for a paste; of the first, where there are several.
    pub name: Option<String>,
    /// Kind of the first source.
    pub format: Format,
    /// Encoding of the first source, where it is text.
    pub encoding: Option<String>,
    /// SHA-256 of the bytes read, in hex; of several sources, that of their fingerprints in order of names and bytes.
    pub sha256: String,
    /// The sources, in the order given.
    #[serde(default)]
    pub sources: Vec<SourceReading>,
    /// The sheets of all sources.
    pub sheets: Vec<SheetReading>,
    /// The sections, in the order of the rows.
    pub sections: Vec<Section>,
    /// What is known of schools as wholes.
    #[serde(default)]
    pub schools: Vec<School>,
    /// What schools and the county state.
    #[serde(default)]
    pub facts: Vec<Fact>,
    /// Class rolls.
    #[serde(default)]
    pub classes: Vec<Class>,
    /// The survey.
    #[serde(default)]
    pub survey: Vec<SurveyGroup>,
    /// Scores without names.
    #[serde(default)]
    pub scores: Vec<Score>,
    /// The year of all that, where names and titles of sheets, a column or the names of files tell it.
    #[serde(default)]
    pub year: Option<Year>,
    /// The earlier years, the oldest first.
    #[serde(default)]
    pub earlier: Vec<EarlierYear>,
    /// Doubtful rows and cells.
    pub issues: Vec<Issue>,
    /// Rows not taken, and why. Sections the evaluation excludes come later, from there.
    pub excluded: Vec<Excluded>,
    /// Rows below the headers that are not blank: always rows taken + excluded rows.
    pub rows_in: u32,
    /// Rows that became sections, facts, classes, answers or scores.
    pub rows_taken: u32,
}

impl Reading {
    /// Whether no source gave anything.
    pub fn is_refused(&self) -> bool {
        !self.sources.is_empty() && self.sources.iter().all(|source| !source.problems.is_empty())
    }

    /// What was read, moved out: what is left says how it was understood.
    pub fn take_records(&mut self) -> Records {
        Records {
            sections: std::mem::take(&mut self.sections),
            schools: std::mem::take(&mut self.schools),
            facts: std::mem::take(&mut self.facts),
            classes: std::mem::take(&mut self.classes),
            survey: std::mem::take(&mut self.survey),
            scores: std::mem::take(&mut self.scores),
        }
    }

    /// What was read, as the input of an evaluation.
    pub fn records(&self) -> Records {
        Records {
            sections: self.sections.clone(),
            schools: self.schools.clone(),
            facts: self.facts.clone(),
            classes: self.classes.clone(),
            survey: self.survey.clone(),
            scores: self.scores.clone(),
        }
    }
}

/// What the user corrected in one sheet. Whatever is absent is recognised.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
pub struct SheetChoice {
    /// Zero-based index of the sheet.
    pub sheet: u32,
    /// Leave the sheet out (`true`) or read it although it would be skipped (`false`).
    #[cfg_attr(feature = "types", ts(optional = nullable))]
    pub skip: Option<bool>,
    /// First header row, zero-based.
    #[cfg_attr(feature = "types", ts(optional = nullable))]
    pub header_top: Option<u32>,
    /// Number of header rows.
    #[cfg_attr(feature = "types", ts(optional = nullable))]
    pub header_rows: Option<u32>,
    /// Stage of all rows.
    #[cfg_attr(feature = "types", ts(optional = nullable))]
    pub stage: Option<Stage>,
    /// Columns given another meaning.
    pub columns: Vec<ColumnChoice>,
    /// Rows given another role.
    #[cfg_attr(feature = "types", ts(optional, as = "Option<Vec<RowChoice>>"))]
    pub rows: Vec<RowChoice>,
}

/// A row below the header given another role by the user.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct RowChoice {
    /// Zero-based row.
    pub row: u32,
    /// `school` reads the row, `total` and `group` are what they say, and any other
    /// role leaves the row out, with the reason that the user did so.
    pub role: RowRole,
    /// The row of the school whose campus this row is: its pupils and amounts are added to those of that school. With
    /// `school` only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "types", ts(optional = nullable))]
    pub into: Option<u32>,
}

/// A row that does not count as a school of its own (是否计校数 = 否), or is called a campus of another.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct Campus {
    /// Zero-based row.
    pub row: u32,
    /// Its name.
    pub name: String,
    /// The row of the school that it seems to belong to, by its code or its name.
    pub home: Option<u32>,
    /// The name of that school.
    pub home_name: Option<String>,
    /// Whether the user added it to that school.
    pub merged: bool,
}

/// A cell the user wrote over. The source stays as it is; this text is read in place of what stands there.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct CellEdit {
    /// Zero-based index of the sheet.
    pub sheet: u32,
    /// Zero-based row.
    pub row: u32,
    /// Zero-based column.
    pub column: u32,
    /// What stands there now, as typed; empty for nothing.
    pub text: String,
}

/// A column given another meaning by the user.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ColumnChoice {
    /// Zero-based column.
    pub column: u32,
    /// What it holds; `unused` takes nothing from it.
    pub field: Field,
    /// Key of the fact of schools it states, instead of a field (`unused` then). A key the standard does not
    /// know takes nothing from the column.
    #[serde(default)]
    #[cfg_attr(feature = "types", ts(optional = nullable))]
    pub fact: Option<String>,
    /// Whose; the row's own when absent.
    #[serde(default)]
    #[cfg_attr(feature = "types", ts(optional = nullable))]
    pub scope: Option<Scope>,
    /// Factor to the natural unit as decimal text, such as `10000` for 万元; from the heading when absent.
    #[serde(default)]
    #[cfg_attr(feature = "types", ts(optional = nullable))]
    pub factor: Option<String>,
}

/// Choices about reading and understanding a source.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
pub struct IntakeOptions {
    /// Encoding and delimiter.
    pub read: ReadOptions,
    /// Corrections by sheet.
    pub sheets: Vec<SheetChoice>,
    /// Cells written over.
    pub cells: Vec<CellEdit>,
    /// Columns as they were corrected before under the same headings; the same list for every source.
    pub mappings: Arc<[Mapping]>,
}

/// What was corrected under a header, for the next sheet with the same one: another file, another year, another school.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Mapping {
    /// The headings of every column that has one, each from top to bottom, as `header` of a column.
    pub header: Vec<Vec<String>>,
    /// The columns given another meaning; their `column` is the place in `header`.
    pub columns: Vec<ColumnChoice>,
}

/// A source to be understood together with others.
#[derive(Debug, Clone, Copy)]
pub struct Source<'a> {
    /// What was read.
    pub workbook: &'a Workbook,
    /// SHA-256 of its bytes, in hex.
    pub sha256: &'a str,
    /// Corrections of this source.
    pub options: &'a IntakeOptions,
}

impl Field {
    /// Its name; the Chinese one is a heading that is recognised.
    pub fn title(self) -> Text {
        let (zh, en) = dictionary::dictionary().title(self);
        Text::new(zh, en)
    }

    /// The indicator a ready-made ratio column gives.
    pub fn ratio_of(self) -> Option<Indicator> {
        Some(match self {
            Self::TeachersAboveRequiredRatio => Indicator::TeachersAboveRequired,
            Self::BackboneTeachersRatio => Indicator::BackboneTeachers,
            Self::PeArtTeachersRatio => Indicator::PeArtTeachers,
            Self::TeachingAreaRatio => Indicator::TeachingArea,
            Self::SportsAreaRatio => Indicator::SportsArea,
            Self::EquipmentValueRatio => Indicator::EquipmentValue,
            Self::NetworkedClassroomsRatio => Indicator::NetworkedClassrooms,
            _ => return None,
        })
    }
}

/// Understands a workbook. `sha256` is the fingerprint of its bytes; `standard` says how whole-school amounts of
/// multi-stage schools are shared out, and which facts are asked for.
///
/// # Errors
/// `no_table` when no sheet has a recognisable header, with what was looked for; `no_rows` when there is a header and
/// nothing below it that is a school or another record. A reading of class rolls, statements, answers or scores alone
/// has no sections and is none of these. Doubtful cells are issues of the [`Reading`], not errors.
pub fn understand(
    workbook: &Workbook,
    sha256: &str,
    options: &IntakeOptions,
    standard: &Standard,
) -> Result<Reading, Vec<Problem>> {
    understand_all(&[Source { workbook, sha256, options }], standard)
}

/// Understands several sources as one: a workbook for every school, class rolls beside the table of schools. Schools
/// given twice are named wherever they stand. A source that gives nothing is said so in [`Reading::sources`] and by an
/// issue, and the others are taken.
///
/// # Errors
/// As [`understand`], when no source gives anything: the problems of all of them.
pub fn understand_all(sources: &[Source<'_>], standard: &Standard) -> Result<Reading, Vec<Problem>> {
    sheets::understand(sources, standard)
}

/// As [`understand_all`], without a refusal: where no source gives anything, the reading holds the sheets as far as they
/// were recognised and the problems with its sources, which is what a page needs to let the user choose the header and
/// the columns by hand.
pub fn recognise(sources: &[Source<'_>], standard: &Standard) -> Reading {
    sheets::recognise(sources, standard)
}
