//! The TypeScript declarations of the JavaScript contract, generated from the Rust types and their comments.

use crate::diagnostic::{Issue, Locale, Location, Problem, Severity};
use crate::evaluate::trace::{Op, Operand};
use crate::evaluate::{
    Evaluation, Finding, Meta, Part, PartResult, Rule, Scope, SectionIndicator, SectionResult, Shortfall,
    StageIndicator, StageResult, StandardRef, Status, Step, Tally, Verdict,
};
use crate::intake::{Column, ColumnChoice, Confidence, Field, Reading, RowRole, SheetChoice, SheetReading};
use crate::records::{Amount, Excluded, Indicator, Kind, Section, Share, Stage, Term, Unit};
use crate::standard::{Clause, Confidence as ClauseConfidence, Document};
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
    /// 学校（机构）标识码.
    code: Option<String>,
    /// County the section belongs to.
    county: Option<String>,
    /// 办学类型. Without it a section is evaluated however few its pupils.
    kind: Option<Kind>,
    /// 举办者类型, in words.
    ownership: Option<String>,
    /// 城乡类型, in words.
    location: Option<String>,
    /// 建校年份.
    built_year: Option<u32>,
}

/// Options of every call.
#[derive(TS)]
#[expect(dead_code, reason = "only its declaration is used")]
#[ts(rename_all = "camelCase", optional_fields = nullable)]
struct EvaluateOptions {
    /// `"county"` (default of `evaluate`) or `"school"`. `evaluateTable` takes `"school"` when all sections are of one.
    scope: Option<Scope>,
    /// ISO date for which dated rules are taken.
    as_of: Option<String>,
    /// Fill the traces of findings.
    trace: Option<bool>,
    /// Language of messages and titles: `"zh-CN"` (default) or `"en"`.
    locale: Option<Locale>,
}

/// Argument of `evaluate`.
#[derive(TS)]
#[expect(dead_code, reason = "only its declaration is used")]
#[ts(rename_all = "camelCase", rename = "EvaluateCall")]
struct EvaluateCallTypes {
    /// Identifier of a standard, such as `"national-2017"`.
    standard: String,
    /// The sections.
    sections: Vec<SectionInput>,
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
    /// Identifier of a standard; `"national-2017"` when absent.
    standard: Option<String>,
    /// `"county"` or `"school"`; decided by the sections when absent.
    scope: Option<Scope>,
    /// ISO date for which dated rules are taken.
    as_of: Option<String>,
    /// Fill the traces of findings.
    trace: Option<bool>,
    /// Language of messages and titles.
    locale: Option<Locale>,
    /// Encoding label of a text file instead of the detected one, such as `"gb18030"`.
    encoding: Option<String>,
    /// Delimiter of a text file instead of the detected one.
    delimiter: Option<String>,
    /// Corrections of what was recognised, by sheet.
    sheets: Option<Vec<SheetChoice>>,
}

/// The declarations of the contract, without `init`. `files` tells whether the entry reads binary files; without it,
/// `readTable` and `evaluateTable` are left out.
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
        Rule,
        Location,
        Problem,
        Issue,
        Document,
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
        Finding,
        Excluded,
        Evaluation,
        SectionInput,
        EvaluateOptions,
        EvaluateCallTypes,
        Field,
        crate::intake::Scope,
        Confidence,
        ColumnChoice,
        SheetChoice,
        Column,
        RowRole,
        SheetReading,
        Format,
        Term,
        Share,
        Amount,
        Section,
        Reading,
        TableOptionsTypes,
    );
    out.push_str(FUNCTIONS);
    if files {
        out.push_str(TABLE_FUNCTIONS);
    }
    out
}

/// What has no Rust type of its own: the answers' union and the functions.
const FUNCTIONS: &str = include_str!("functions.d.ts");
const TABLE_FUNCTIONS: &str = include_str!("table-functions.d.ts");
