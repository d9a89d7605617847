//! What an evaluation is made of: plain data, the answer of the JavaScript contract.

use super::trace::Step;
use crate::diagnostic::{Issue, Location, Text};
use crate::records::{Excluded, Indicator, Stage, Unit};
use crate::standard::{Clause, Comparison, Level, Part};
use crate::statistics::Interval;
use serde::{Deserialize, Serialize};

/// Status of one indicator of one section.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// 达标: the threshold is reached.
    Met,
    /// 达到85%底线: below the threshold, at or above the floor.
    WithinFloor,
    /// 低于85%底线.
    BelowFloor,
    /// 无法判定: the amount is missing.
    Undetermined,
    /// 不单独判定: the standard has no threshold for it.
    NotJudged,
}

/// A verdict.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// 达标.
    Met,
    /// 未达标.
    NotMet,
    /// 无法判定: not enough data; never a pass.
    Undetermined,
    /// 不作判定: the standard asks nothing here; it is reported only.
    NotJudged,
}

impl Verdict {
    /// Met when all are met, not met as soon as one is not, otherwise undetermined. What is not judged does not count; not
    /// judged when nothing is.
    pub fn all(verdicts: impl IntoIterator<Item = Self>) -> Self {
        verdicts
            .into_iter()
            .filter(|one| *one != Self::NotJudged)
            .reduce(|whole, one| match (whole, one) {
                (Self::NotMet, _) | (_, Self::NotMet) => Self::NotMet,
                (Self::Undetermined, _) | (_, Self::Undetermined) => Self::Undetermined,
                _ => Self::Met,
            })
            .unwrap_or(Self::NotJudged)
    }

    /// What a comparison gives: `None` is undetermined.
    pub const fn of(holds: Option<bool>) -> Self {
        match holds {
            Some(true) => Self::Met,
            Some(false) => Self::NotMet,
            None => Self::Undetermined,
        }
    }
}

/// What is evaluated.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum Scope {
    /// All schools of a county: coefficients and a verdict.
    #[default]
    County,
    /// One school by itself: no coefficient, no county verdict.
    School,
}

/// Choices about an evaluation.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Options {
    /// County or school.
    pub scope: Scope,
    /// ISO date for which dated rules are taken; carried into `meta`.
    pub as_of: Option<String>,
    /// Whether findings carry their traces.
    pub trace: bool,
}

/// The evaluation of one county or one school.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct Evaluation {
    /// What made this result.
    pub meta: Meta,
    /// Primary, then junior; absent without sections.
    pub stages: Vec<StageResult>,
    /// The sections evaluated, as given.
    pub sections: Vec<SectionResult>,
    /// Parts of the standard.
    pub parts: Vec<PartResult>,
    /// The rules beside the indicators of sections, in the order of the parts and of the standard.
    pub findings: Vec<Finding>,
    /// The survey, or `null` when there is none. Information; the rule on it is among the findings.
    pub recognition: Option<Recognition>,
    /// Between-school shares of the variance of scores, by subject. Information only.
    pub score_variance: Vec<ScoreVariance>,
    /// What is doubtful.
    pub issues: Vec<Issue>,
    /// What was not evaluated, and why.
    pub excluded: Vec<Excluded>,
    /// The verdict on the whole standard but its local tasks; `null` for one school alone. Sections alone never give `met`,
    /// because the other parts of the standard are not known from them.
    pub verdict: Option<Verdict>,
}

/// What made a result.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct Meta {
    /// Version of the JavaScript contract.
    pub contract: u32,
    /// Version of the engine.
    pub engine: String,
    /// The standard.
    pub standard: StandardRef,
    /// The county, as the caller or the source names it, or `null`.
    pub county: Option<String>,
    /// County or school.
    pub scope: Scope,
    /// `asOf` of the options, or `null`.
    pub as_of: Option<String>,
}

/// A standard, by name, version and fingerprint.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct StandardRef {
    /// Identifier.
    pub id: String,
    /// Version.
    pub version: String,
    /// SHA-256 of its document.
    pub sha256: String,
}

/// How many of how many.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct Tally {
    /// How many meet it (达标).
    pub met: u32,
    /// How many there are.
    pub of: u32,
    /// Of how many it cannot be said (无法判定).
    pub undetermined: u32,
}

/// One stage of the county.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct StageResult {
    /// Which stage.
    pub stage: Stage,
    /// Sections evaluated.
    pub sections: u32,
    /// Their pupils (人).
    pub pupils: u32,
    /// Schools whose pupils could not be read, so that they are not among the sections. While there is one, no
    /// coefficient is known to be within its limit or not, and not all sections are known to pass.
    #[serde(default)]
    pub unread: u32,
    /// 综合评估达标; all zero but `of` where sections are not judged.
    pub comprehensive: Tally,
    /// All sections pass and all coefficients are within; undetermined for one school alone.
    pub verdict: Verdict,
    /// The seven, L1 to L7.
    pub indicators: Vec<StageIndicator>,
}

impl StageResult {
    /// Of a stage none of whose schools could be read.
    pub(super) fn unknown(stage: Stage, unread: u32) -> Self {
        Self {
            stage,
            sections: 0,
            pupils: 0,
            unread,
            comprehensive: Tally::default(),
            verdict: Verdict::Undetermined,
            indicators: Vec::new(),
        }
    }
}

/// One indicator over the sections of a stage.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct StageIndicator {
    /// Which indicator.
    pub id: Indicator,
    /// Sections at the full threshold.
    pub met: u32,
    /// All sections of the stage.
    pub of: u32,
    /// Sections without the amount.
    pub undetermined: u32,
    /// County mean Σx/ΣP in the unit of the indicator, per pupil or per 100 pupils; `null` when an amount is missing.
    pub mean: Option<f64>,
    /// 校际差异系数, weighted by pupils; `null` when an amount is missing or the total is zero.
    pub cv: Option<f64>,
    /// Its limit; `null` where single coefficients are not judged.
    pub cv_limit: Option<f64>,
    /// Whether it is within the limit, decided exactly; `false` when the total is zero, `null` when an amount is missing or
    /// there is no limit.
    pub cv_within: Option<bool>,
    /// Unweighted population form: information only.
    pub cv_unweighted: Option<f64>,
    /// Unweighted sample form (n − 1): information only.
    pub cv_sample: Option<f64>,
}

/// One section.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct SectionResult {
    /// Its index among the sections given.
    pub index: u32,
    /// Its school, as given.
    pub school: String,
    /// Its stage.
    pub stage: Stage,
    /// Its pupils (人).
    pub pupils: u32,
    /// 综合评估达标 of the section: at least six of seven at the threshold, the other at 85 %.
    pub comprehensive: Verdict,
    /// The seven, L1 to L7.
    pub indicators: Vec<SectionIndicator>,
}

/// One indicator of one section.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct SectionIndicator {
    /// Which indicator.
    pub id: Indicator,
    /// In the unit of the indicator, per pupil or per 100 pupils; `null` when the amount is missing.
    pub value: Option<f64>,
    /// What must be reached; `null` where the standard has no threshold.
    pub threshold: Option<f64>,
    /// 85 % of it; `null` where the standard has no threshold.
    pub floor: Option<f64>,
    /// Its status, decided exactly.
    pub status: Status,
    /// The section's share of the squared coefficient of variation; they sum to 1. `null` where there is no coefficient
    /// or it is zero.
    pub cv_share: Option<f64>,
    /// What is short.
    pub shortfall: Shortfall,
    /// How it came about, when `options.trace` asks for it; otherwise empty.
    pub trace: Vec<Step>,
}

/// 缺口: what a section lacks, in natural units; 0 when reached, `null` when undetermined. People and rooms are rounded up
/// to whole ones, ㎡ and 元 up to 0.01.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct Shortfall {
    /// What is missing to the threshold, in `unit`.
    pub to_threshold: Option<f64>,
    /// What is missing to the floor, in `unit`.
    pub to_floor: Option<f64>,
    /// To the threshold, where the resource is one of the whole school and only a part of it counts for this section: how
    /// much more the school has to have. Otherwise `null`.
    #[serde(default)]
    pub school_to_threshold: Option<f64>,
    /// As `schoolToThreshold`, to the floor.
    #[serde(default)]
    pub school_to_floor: Option<f64>,
    /// The unit.
    pub unit: Unit,
}

/// One part of the standard.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct PartResult {
    /// Which part.
    pub id: Part,
    /// Its name.
    #[cfg_attr(feature = "types", ts(as = "String"))]
    pub title: Text,
    /// Items met. An item of several rules is met when all are. In the part of resources every rule is an item.
    pub met: u32,
    /// Items that are judged.
    pub of: u32,
    /// Items that cannot be judged yet.
    pub undetermined: u32,
    /// Its verdict.
    pub verdict: Verdict,
}

/// A rule, and how it stands.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct Finding {
    /// Stable identifier, such as `dispersion/primary/sports_area` or `rotation`.
    pub id: String,
    /// Identifier of the rule in the standard.
    pub rule: String,
    /// The part it belongs to.
    pub part: Part,
    /// Number of its item in the part; `null` for resources.
    pub item: Option<u32>,
    /// What it is asked of.
    pub level: Level,
    /// The stage it speaks of, or `null`.
    pub stage: Option<Stage>,
    /// The indicator it speaks of, or `null`.
    pub indicator: Option<Indicator>,
    /// Its name.
    #[cfg_attr(feature = "types", ts(as = "String"))]
    pub title: Text,
    /// Where the rule comes from.
    pub clause: Clause,
    /// Its verdict.
    pub status: Verdict,
    /// What was observed, in `unit`: a coefficient, a share of sections that pass (0 to 1), a ratio. `null` when there is no
    /// single number: see `members`.
    pub observed: Option<f64>,
    /// How it is compared, or `null`.
    pub comparison: Option<Comparison>,
    /// What it is held against, in `unit`; `null` when it depends on the school or nothing is asked.
    pub limit: Option<f64>,
    /// Unit of both: empty for a coefficient and for the share of sections that pass (0 to 1).
    pub unit: String,
    /// How many schools, classes or subjects meet it; `null` for a rule on the county as a whole.
    pub members: Option<Tally>,
    /// The schools, classes or subjects that do not meet it.
    pub failing: Vec<Member>,
    /// What has to be stated before it can be judged.
    pub missing: Vec<Missing>,
    /// What was assumed, and which relaxations acted.
    #[cfg_attr(feature = "types", ts(as = "Vec<String>"))]
    pub assumptions: Vec<Text>,
    /// 责任单位, where the document names one.
    pub responsible: Vec<String>,
    /// How it came about, when `options.trace` asks for it; otherwise empty. The result of the last step is the verdict:
    /// `true`, `false` or `unknown`.
    pub trace: Vec<Step>,
}

/// A school, class or subject under a rule.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct Member {
    /// Its name: 学校, 学校·班级, 学科.
    pub name: String,
    /// What was observed, in the unit of the finding; `null` when it is not known.
    pub observed: Option<f64>,
    /// What it is held against, in the same unit; `null` when nothing is asked of it.
    pub limit: Option<f64>,
    /// Where the observed value stands, or `null`.
    #[serde(rename = "where")]
    pub location: Option<Location>,
}

/// Something that has to be stated.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct Missing {
    /// Key of the fact, identifier of a resource indicator, or `class_rolls`, `survey`, `schools`, `special_schools`, `pupils`, `asOf`.
    pub key: String,
    /// Its name.
    #[cfg_attr(feature = "types", ts(as = "String"))]
    pub label: Text,
    /// The schools that have to state it; empty when it is the county.
    pub schools: Vec<String>,
}

/// The survey of 社会认可度, as counted.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct Recognition {
    /// 有效问卷数.
    pub valid: u32,
    /// 满意问卷数.
    pub satisfied: u32,
    /// Satisfied ÷ valid, 0 to 1; `null` without valid answers.
    pub rate: Option<f64>,
    /// 95 % Wilson interval of the rate; never deciding.
    pub interval: Option<Interval>,
    /// By group of respondents.
    pub groups: Vec<GroupResult>,
    /// The size of the sample against the population, or `null` when the population is not stated. Never deciding.
    pub sample: Option<Sample>,
}

/// One group of respondents.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct GroupResult {
    /// Identifier in the standard, or `null` for a group it does not know.
    pub id: Option<String>,
    /// Its name.
    #[cfg_attr(feature = "types", ts(as = "String"))]
    pub name: Text,
    /// 有效问卷数.
    pub valid: u32,
    /// 满意问卷数.
    pub satisfied: u32,
    /// Satisfied ÷ valid, 0 to 1.
    pub rate: Option<f64>,
    /// 95 % Wilson interval of the rate; never deciding.
    pub interval: Option<Interval>,
    /// Share of all valid answers it should have at least, 0 to 1, where the standard names one.
    pub share_at_least: Option<f64>,
    /// Its share of all valid answers, 0 to 1.
    pub share: Option<f64>,
}

/// The size of a survey against its population.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct Sample {
    /// Resident population (人).
    pub population: f64,
    /// Valid answers wanted, rounded up.
    pub required: f64,
    /// Whether there are so many.
    pub enough: bool,
    /// Where the share comes from.
    pub clause: Clause,
}

/// How much of the variance of a subject's scores lies between schools. Information only, `unconfirmed`: no source says
/// how 校际差异率 is computed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct ScoreVariance {
    /// The subject, as given.
    pub subject: String,
    /// Schools with scores.
    pub schools: u32,
    /// Scores.
    pub pupils: u32,
    /// Between-school sum of squares ÷ total, 0 to 1; `null` when all scores are alike or there is one school.
    pub share: Option<f64>,
}

/// /// Version of the JavaScript contract.
pub const CONTRACT: u32 = 1;
