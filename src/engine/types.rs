//! The TypeScript declarations of the JavaScript contract, generated from the Rust types and their comments.

use super::counties::{CountyEvaluation, RollUp, RollUpLevel, RollUpPart, RollUpStage};
use crate::diagnostic::{Issue, Locale, Location, Problem, Severity};
use crate::evaluate::trace::{Op, Operand};
use crate::evaluate::{
    Evaluation, Finding, GroupResult, Member, Meta, Missing, PartResult, Recognition, Sample, Scope, ScoreVariance,
    SectionIndicator, SectionResult, Shortfall, StageIndicator, StageResult, StandardRef, Status, Step, Tally, Verdict,
};
use crate::intake::{
    Campus, CellEdit, Column, ColumnChoice, Confidence, Field, Mapping, Reading, RowChoice, RowRole, SheetChoice,
    SheetKind, SheetReading, SourceReading,
};
use crate::narrative::{
    Agreement, Alike, Basis, Group, GroupFinding, Kind as NarrativeKind, Narrative, Review, ShareCount, Side,
    Statement, StatementFinding,
};
use crate::records::{
    Amount, Answer, Class, Excluded, Fact, Indicator, Kind, Ownership, Place, School, Score, Section, Share, Stage,
    SurveyGroup, Term, Unit, Value,
};
use crate::standard::{CitedDocument, Clause, Comparison, Confidence as ClauseConfidence, FactKind, Level, Part};
use crate::statistics::Interval;
use crate::table::Format;
use ts_rs::{Config, TS};

/// One section as given to `evaluate`: totals of the section (人, ㎡, 元, 间), already split. A number means the decimal
/// JavaScript prints for it; a string of digits with an optional point is exact.
#[derive(TS)]
#[expect(dead_code, reason = "only its declaration is used")]
#[ts(rename_all = "camelCase", optional_fields = nullable)]
struct SectionInput {
    /// Name of the school. Need not be unique; comes back unchanged.
    school: Option<String>,
    /// 学段: `"primary"` 小学 or `"junior"` 初中.
    stage: Stage,
    /// 在校生数 (人), a whole number. Zero excludes the section.
    #[ts(type = "number | string")]
    pupils: f64,
    /// 高于规定学历教师数 (人): primary 专科 and above, junior 本科 and above.
    #[ts(type = "number | string | null", optional)]
    teachers_above_required: Option<f64>,
    /// 县级以上骨干教师数 (人).
    #[ts(type = "number | string | null", optional)]
    backbone_teachers: Option<f64>,
    /// 体育、艺术（美术、音乐）专任教师数 (人).
    #[ts(type = "number | string | null", optional)]
    pe_art_teachers: Option<f64>,
    /// 教学及辅助用房面积 (㎡), net of 室内体育用房.
    #[ts(type = "number | string | null", optional)]
    teaching_area: Option<f64>,
    /// 体育运动场馆面积 (㎡), 室内体育用房 included.
    #[ts(type = "number | string | null", optional)]
    sports_area: Option<f64>,
    /// 教学仪器设备值 (元, not 万元).
    #[ts(type = "number | string | null", optional)]
    equipment_value: Option<f64>,
    /// 网络多媒体教室数 (间).
    #[ts(type = "number | string | null", optional)]
    networked_classrooms: Option<f64>,
    /// 计算机台数 (台); of 基本均衡 only, as the three that follow.
    #[ts(type = "number | string | null", optional)]
    computers: Option<f64>,
    /// 图书册数 (册).
    #[ts(type = "number | string | null", optional)]
    books: Option<f64>,
    /// 专任教师数 (人).
    #[ts(type = "number | string | null", optional)]
    full_time_teachers: Option<f64>,
    /// 中级及以上专业技术职务教师数 (人).
    #[ts(type = "number | string | null", optional)]
    intermediate_title_teachers: Option<f64>,
    /// 学校（机构）标识码. Sections of one school have the same code, or, without codes, the same name.
    code: Option<String>,
    /// County the section belongs to.
    county: Option<String>,
    /// City the county belongs to.
    city: Option<String>,
    /// Province the county belongs to.
    province: Option<String>,
    /// 办学类型. Without it a section is evaluated however few its pupils.
    kind: Option<Kind>,
    /// 举办者性质.
    #[ts(type = "Ownership | \"公办\" | \"民办\" | null", optional)]
    ownership: Option<String>,
    /// 城乡类型.
    #[ts(type = "Place | \"城区\" | \"镇区\" | \"乡村\" | null", optional)]
    location: Option<String>,
    /// 乡镇（街道、学区）, any text.
    township: Option<String>,
    /// 建校年份, such as 2009.
    built_year: Option<u32>,
    /// 是否寄宿制学校.
    boarding: Option<bool>,
}

/// A school as a whole: what conditions of rules ask for, and what it states. A school that has sections in the call is
/// known by their code or name; one without (特殊教育学校) is added to the list.
#[derive(TS)]
#[expect(dead_code, reason = "only its declaration is used")]
#[ts(rename_all = "camelCase", optional_fields = nullable)]
struct SchoolInput {
    /// Its name.
    #[ts(optional = false)]
    name: String,
    /// 学校（机构）标识码.
    code: Option<String>,
    /// County it belongs to.
    county: Option<String>,
    /// 办学类型.
    kind: Option<Kind>,
    /// 举办者性质.
    #[ts(type = "Ownership | \"公办\" | \"民办\" | null", optional)]
    ownership: Option<String>,
    /// 城乡类型.
    #[ts(type = "Place | \"城区\" | \"镇区\" | \"乡村\" | null", optional)]
    location: Option<String>,
    /// 乡镇（街道、学区）, any text.
    township: Option<String>,
    /// 建校年份, such as 2009.
    built_year: Option<u32>,
    /// 是否寄宿制学校.
    boarding: Option<bool>,
    /// Pupils of the compulsory stages (人), where the school has no sections in the call.
    #[ts(type = "number | string | null", optional)]
    pupils: Option<f64>,
    /// What it states, by key of the standard: the facts of level `school` in `standards()`.
    #[ts(type = "Facts | null", optional)]
    facts: Option<f64>,
}

/// A class of the class rolls.
#[derive(TS)]
#[expect(dead_code, reason = "only its declaration is used")]
#[ts(rename_all = "camelCase", optional_fields = nullable)]
struct ClassInput {
    /// Name of its school.
    #[ts(optional = false)]
    school: String,
    /// Code of its school.
    code: Option<String>,
    /// Its county.
    county: Option<String>,
    /// Its stage.
    #[ts(optional = false)]
    stage: Stage,
    /// Its name, such as 三年级（2）班; its place in the list when absent.
    name: Option<String>,
    /// Its pupils (人).
    #[ts(type = "number | string")]
    pupils: f64,
}

/// Answers of one group of respondents to the survey (社会认可度).
#[derive(TS)]
#[expect(dead_code, reason = "only its declaration is used")]
#[ts(rename_all = "camelCase", optional_fields = nullable)]
struct SurveyInput {
    /// The group: 家长, 教师 …, or its identifier in the standard.
    group: Option<String>,
    /// The county.
    county: Option<String>,
    /// 有效问卷数.
    #[ts(type = "number | string")]
    valid: f64,
    /// 满意问卷数.
    #[ts(type = "number | string")]
    satisfied: f64,
}

/// A pupil's score without the pupil: for the share of variance between schools, which decides nothing.
#[derive(TS)]
#[expect(dead_code, reason = "only its declaration is used")]
#[ts(rename_all = "camelCase", optional_fields = nullable)]
struct ScoreInput {
    /// Name of the school.
    #[ts(optional = false)]
    school: String,
    /// The county.
    county: Option<String>,
    /// Identifier or name of the subject.
    #[ts(optional = false)]
    subject: String,
    /// The score.
    #[ts(type = "number | string")]
    score: f64,
}

/// Options of every call.
#[derive(TS)]
#[expect(dead_code, reason = "only its declaration is used")]
#[ts(rename_all = "camelCase", optional_fields = nullable)]
struct EvaluateOptions {
    /// `"county"` (default of `evaluate`) or `"school"`. `evaluateTable` takes `"school"` when all sections are of one.
    scope: Option<Scope>,
    /// The day for which rules with dates are taken, such as `2026-09-01`. Without it they are not applied.
    as_of: Option<String>,
    /// Fill `trace` of findings and indicators.
    trace: Option<bool>,
    /// Language of messages and titles: `"zh-CN"` (default) or `"en"`.
    locale: Option<Locale>,
}

/// Argument of `evaluate`.
#[derive(TS)]
#[expect(dead_code, reason = "only its declaration is used")]
#[ts(rename_all = "camelCase", rename = "EvaluateCall")]
struct EvaluateCallTypes {
    /// Identifier of a standard, such as `"national-2017"`, or a standard of one's own.
    #[ts(type = "string | StandardDocument")]
    standard: String,
    /// The sections; may be empty where something else is stated.
    sections: Vec<SectionInput>,
    /// Schools as wholes, with what they state.
    #[ts(optional = nullable)]
    schools: Option<Vec<SchoolInput>>,
    /// What the county states, by key of the standard: the facts of level `county` in `standards()`. A number that schools
    /// state may be given here as the county's total where no school states it.
    #[ts(type = "Facts | null", optional)]
    facts: Option<f64>,
    /// Class rolls.
    #[ts(optional = nullable)]
    classes: Option<Vec<ClassInput>>,
    /// The survey, by group of respondents.
    #[ts(optional = nullable)]
    survey: Option<Vec<SurveyInput>>,
    /// Scores without names.
    #[ts(optional = nullable)]
    scores: Option<Vec<ScoreInput>>,
    /// The county's name, carried along.
    #[ts(optional = nullable)]
    county: Option<String>,
    /// Options.
    #[ts(optional = nullable)]
    options: Option<EvaluateOptions>,
}

/// Options of `readTable` and `evaluateTable`.
#[derive(TS)]
#[expect(dead_code, reason = "only its declaration is used")]
#[ts(rename_all = "camelCase", rename = "TableOptions", optional_fields = nullable)]
struct TableOptionsTypes {
    /// Identifier of a standard, or one of one's own; `"national-2017"` when absent.
    #[ts(type = "string | StandardDocument | null", optional)]
    standard: Option<String>,
    /// `"county"` or `"school"`; decided by the sections when absent.
    scope: Option<Scope>,
    /// The day for which rules with dates are taken, such as `2026-09-01`. Without it they are not applied.
    as_of: Option<String>,
    /// Fill `trace` of findings and indicators.
    trace: Option<bool>,
    /// Language of messages and titles: `"zh-CN"` (default) or `"en"`.
    locale: Option<Locale>,
    /// Encoding label of a text file instead of the detected one, such as `"gb18030"`.
    encoding: Option<String>,
    /// Delimiter of a text file instead of the detected one, such as `";"`.
    delimiter: Option<String>,
    /// Corrections of what was recognised, by sheet.
    sheets: Option<Vec<SheetChoice>>,
    /// Cells to be read as something else than what stands there.
    cells: Option<Vec<CellEdit>>,
    /// Columns as they were corrected before under the same headings.
    mappings: Option<Vec<Mapping>>,
}

/// The declarations of the contract, without `init`. `files` tells whether the entry reads worksheets; without it,
/// what does so and `checkNarrative` are left out.
pub fn typescript(files: bool) -> String {
    let config = Config::default();
    let mut out = String::new();
    macro_rules! declare {
        ($($type:ty),* $(,)?) => {$(
            if let Some(docs) = <$type as TS>::docs() {
                out.push_str(&docs);
            }
            out.push_str("export ");
            out.push_str(<$type as TS>::decl(&config).trim());
            out.push_str("\n\n");
        )*};
    }
    declare!(
        Locale,
        Stage,
        Indicator,
        Unit,
        Kind,
        Scope,
        Status,
        Verdict,
        Severity,
        Part,
        Level,
        Comparison,
        FactKind,
        Ownership,
        Place,
        Answer,
        Location,
        Problem,
        Issue,
        CitedDocument,
        ClauseConfidence,
        Clause,
        Op,
        Operand,
        Step,
        StandardRef,
        Meta,
        Tally,
        StageIndicator,
        StageResult,
        Shortfall,
        SectionIndicator,
        SectionResult,
        PartResult,
        Member,
        Missing,
        Finding,
        Interval,
        GroupResult,
        Sample,
        Recognition,
        ScoreVariance,
        Excluded,
        Evaluation,
        SectionInput,
        SchoolInput,
        ClassInput,
        SurveyInput,
        ScoreInput,
        EvaluateOptions,
        EvaluateCallTypes,
        Narrative,
        Group,
        Statement,
        NarrativeKind,
        Review,
        GroupFinding,
        Basis,
        ShareCount,
        StatementFinding,
        Agreement,
        Alike,
        Side,
        Field,
        crate::intake::Scope,
        Confidence,
        ColumnChoice,
        SheetChoice,
        RowChoice,
        Campus,
        CellEdit,
        Mapping,
        Column,
        RowRole,
        SheetKind,
        SheetReading,
        SourceReading,
        crate::intake::Year,
        crate::intake::EarlierYear,
        Format,
        Term,
        Share,
        Amount,
        Section,
        Value,
        Fact,
        School,
        Class,
        SurveyGroup,
        Score,
        Reading,
        RollUpLevel,
        RollUpPart,
        RollUpStage,
        RollUp,
        CountyEvaluation,
        TableOptionsTypes,
    );
    out.push_str(FUNCTIONS);
    if files {
        out.push_str(WHOLE_FUNCTIONS);
    }
    out
}

/// What has no Rust type of its own: the answers' union and the functions.
const FUNCTIONS: &str = include_str!("functions.d.ts");
/// What only the whole package does: worksheets and published texts.
const WHOLE_FUNCTIONS: &str = include_str!("whole-functions.d.ts");
