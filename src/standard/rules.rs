//! What a standard is made of, as its documents state it. The format is described in `www/docs/standards.md`.

use super::Clause;
use crate::diagnostic::Text;
use crate::quantity::Decimal;
use crate::records::{Day, Indicator, Kind, Ownership, Place, Stage};
use serde::{Deserialize, Serialize};

/// How an observed value is compared with a limit. 以上 and 不低于 are ≥; 以下 and 不超过 are ≤; 低于 and 不足 are <; 超过 is >.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum Comparison {
    /// ≥.
    AtLeast,
    /// ≤.
    AtMost,
    /// >.
    Above,
    /// <.
    Below,
}

impl Comparison {
    /// The sign.
    pub const fn sign(self) -> &'static str {
        match self {
            Self::AtLeast => "≥",
            Self::AtMost => "≤",
            Self::Above => ">",
            Self::Below => "<",
        }
    }

    /// The sign of its opposite, for what does not hold.
    pub const fn opposite(self) -> &'static str {
        match self {
            Self::AtLeast => "<",
            Self::AtMost => ">",
            Self::Above => "≤",
            Self::Below => "≥",
        }
    }

    /// Whether it holds of an ordering of the observed value and the limit.
    pub const fn holds(self, ordering: std::cmp::Ordering) -> bool {
        match self {
            Self::AtLeast => ordering.is_ge(),
            Self::AtMost => ordering.is_le(),
            Self::Above => ordering.is_gt(),
            Self::Below => ordering.is_lt(),
        }
    }
}

/// A number per stage.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PerStage {
    /// 小学.
    pub primary: Decimal,
    /// 初中.
    pub junior: Decimal,
}

impl PerStage {
    /// The number for `stage`.
    pub const fn get(&self, stage: Stage) -> Decimal {
        match stage {
            Stage::Primary => self.primary,
            Stage::Junior => self.junior,
        }
    }
}

/// A resource indicator: what is put against how many pupils, its threshold and its floor.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ResourceRule {
    /// Which indicator.
    pub id: Indicator,
    /// As printed in tables, such as `L4`; empty where there is none.
    #[serde(default)]
    pub code: String,
    /// How many pupils the amount is put against: 100 for 每百名学生, 1 for 生均.
    pub per: u32,
    /// Decimals of its value on display.
    pub decimals: u32,
    /// Always ≥ here; stated so that a document reads completely.
    pub comparison: Comparison,
    /// Threshold per stage; `None` for an indicator that is only compared between schools.
    #[serde(default)]
    pub threshold: Option<PerStage>,
    /// Part of the threshold that must be reached at least, such as 0.85.
    #[serde(default)]
    pub floor: Option<Decimal>,
    /// Its name.
    pub title: Text,
    /// What is counted.
    pub numerator: Text,
    /// Where it comes from.
    pub clause: Clause,
}

impl ResourceRule {
    /// What its values are counted in: `人/百人`, `㎡/生`.
    pub fn unit(&self) -> Text {
        let unit = self.id.unit().title();
        if self.per == 100 {
            Text::new(format!("{}/百人", unit.zh), format!("{}/100", unit.en))
        } else {
            Text::new(format!("{}/生", unit.zh), format!("{}/pupil", unit.en))
        }
    }

    /// Threshold and floor of `stage`, exactly: 4.2 and 4.2 × 0.85 = 3.57. Without a floor of its own the threshold is
    /// the floor.
    pub fn levels(&self, stage: Stage) -> Option<(Decimal, Decimal)> {
        let threshold = self.threshold?.get(stage);
        // The loader has checked that the product can be held.
        let floor = self.floor.and_then(|part| threshold.checked_mul(part)).unwrap_or(threshold);
        Some((threshold, floor))
    }
}

/// 综合评估达标: at least so many indicators reach their threshold, the others their floor.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ComprehensiveRule {
    /// Identifier of the rule.
    pub id: String,
    /// How many of the indicators must reach their threshold.
    pub at_least: u8,
    /// Its name.
    pub title: Text,
    /// Where it comes from.
    pub clause: Clause,
}

/// 校际差异系数: the limit of each indicator's coefficient.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DispersionRule {
    /// Identifier of the rule.
    pub id: String,
    /// Always ≤ here.
    pub comparison: Comparison,
    /// Limit per stage; `None` where single coefficients are not judged.
    #[serde(default)]
    pub limit: Option<PerStage>,
    /// Its name.
    pub title: Text,
    /// Where the limit comes from.
    pub clause: Clause,
    /// Where the formula comes from.
    pub method: Clause,
}

/// 综合差异系数: the limit of the mean of the coefficients.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CompositeRule {
    /// Identifier of the rule.
    pub id: String,
    /// Always ≤ here.
    pub comparison: Comparison,
    /// Limit per stage.
    pub limit: PerStage,
    /// Its name.
    pub title: Text,
    /// Where it comes from.
    pub clause: Clause,
}

/// Conditions on a school; all that are stated must hold.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Condition {
    /// 办学类型.
    pub kinds: Vec<Kind>,
    /// 举办者性质.
    pub ownership: Vec<Ownership>,
    /// 城乡类型.
    pub location: Vec<Place>,
    /// 寄宿制 or not.
    pub boarding: Option<bool>,
    /// Pupils of the compulsory stages, inclusive.
    pub pupils_at_least: Option<u32>,
    /// Pupils of the compulsory stages, exclusive.
    pub pupils_below: Option<u32>,
    /// First year of building, inclusive.
    pub built_from: Option<u16>,
    /// Last year of building, inclusive.
    pub built_until: Option<u16>,
    /// Keys of yes-no facts of the school that must be 是.
    pub flags: Vec<String>,
}

/// Sections that do not enter the resource indicators.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ExclusionRule {
    /// Identifier of the rule.
    pub id: String,
    /// Which schools. A school of which that is not known is never excluded.
    pub when: Condition,
    /// Why, for people.
    pub reason: Text,
    /// Where it comes from.
    pub clause: Clause,
}

/// Something that some schools may count in addition, for some time.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RelaxationRule {
    /// Identifier of the rule.
    pub id: String,
    /// The indicator it adds to.
    pub indicator: Indicator,
    /// Keys of facts of the school, in the natural unit of the indicator.
    pub add: Vec<String>,
    /// Which schools.
    #[serde(default)]
    pub when: Condition,
    /// First day.
    #[serde(default)]
    pub from: Option<Day>,
    /// Last day.
    #[serde(default)]
    pub until: Option<Day>,
    /// Its name.
    pub title: Text,
    /// How the words are read.
    #[serde(default)]
    pub note: Option<Text>,
    /// Where it comes from.
    pub clause: Clause,
}

/// Parts of a standard, in the order of the declaration form.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum Part {
    /// 前置条件.
    Eligibility,
    /// 资源配置.
    Resources,
    /// 政府保障程度.
    Guarantee,
    /// 教育质量.
    Quality,
    /// 社会认可度.
    Recognition,
    /// 一票否决.
    Veto,
    /// 地方任务: a place's own; with a verdict of its own, outside the verdict of the county.
    Local,
}

impl Part {
    /// All, in order.
    pub const ALL: [Self; 7] = [
        Self::Eligibility,
        Self::Resources,
        Self::Guarantee,
        Self::Quality,
        Self::Recognition,
        Self::Veto,
        Self::Local,
    ];

    /// Its name.
    pub fn title(self) -> Text {
        match self {
            Self::Eligibility => Text::new("前置条件", "Eligibility"),
            Self::Resources => Text::new("资源配置", "Resources"),
            Self::Guarantee => Text::new("政府保障程度", "Government guarantees"),
            Self::Quality => Text::new("教育质量", "Quality of education"),
            Self::Recognition => Text::new("社会认可度", "Public recognition"),
            Self::Veto => Text::new("一票否决", "Vetoes"),
            Self::Local => Text::new("地方任务", "Local tasks"),
        }
    }
}

/// What a rule is asked of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum Level {
    /// The county as a whole.
    County,
    /// Every school section (学段部).
    Section,
    /// Every school.
    School,
    /// Every class.
    Class,
    /// Every subject monitored.
    Subject,
}

/// How a fact is stated.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum FactKind {
    /// A whole number.
    Count,
    /// A decimal number.
    Amount,
    /// A share typed as a percentage.
    Percent,
    /// A share typed from 0 to 1.
    Fraction,
    /// A level from 1 to 5.
    Level,
    /// A year.
    Year,
    /// A day.
    Date,
    /// 是, 否 or 未定.
    YesNo,
    /// 优秀 4, 良好 3, 合格 2, 不合格 1.
    Grade,
}

/// Something that a county or a school is asked to state.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FactSpec {
    /// Its key.
    pub key: String,
    /// [`Level::County`] or [`Level::School`].
    pub level: Level,
    /// How it is stated.
    pub kind: FactKind,
    /// Its unit; empty where it has none.
    #[serde(default)]
    pub unit: String,
    /// Its name.
    pub label: Text,
    /// Other headings it is seen under.
    #[serde(default)]
    pub aliases: Vec<String>,
    /// Smallest value, inclusive.
    #[serde(default)]
    pub min: Option<Decimal>,
    /// Largest value, inclusive.
    #[serde(default)]
    pub max: Option<Decimal>,
    /// Part of the declaration form where it is asked.
    pub part: Part,
    /// The subject it speaks of, for quality monitoring.
    #[serde(default)]
    pub subject: Option<String>,
    /// How to fill it in.
    #[serde(default)]
    pub help: Option<Text>,
}

impl FactSpec {
    /// Smallest and largest value there can be, from its kind and its own limits.
    pub fn range(&self) -> (Decimal, Option<Decimal>) {
        let (low, high) = match self.kind {
            FactKind::Count | FactKind::Amount | FactKind::YesNo | FactKind::Date => (0, None),
            FactKind::Percent => (0, Some(100)),
            FactKind::Fraction => (0, Some(1)),
            FactKind::Level => (1, Some(5)),
            FactKind::Grade => (1, Some(4)),
            FactKind::Year => (1900, Some(2100)),
        };
        (self.min.unwrap_or_else(|| Decimal::integer(low)), self.max.or_else(|| high.map(Decimal::integer)))
    }

    /// Whether it is stated in whole numbers.
    pub const fn is_whole(&self) -> bool {
        matches!(self.kind, FactKind::Count | FactKind::Level | FactKind::Year | FactKind::Grade)
    }
}

/// Where the observed value of a rule comes from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum Measure {
    /// The answer to a yes-no fact.
    Attested {
        /// Its key.
        fact: String,
        /// The answer that meets the rule: `no` for vetoes.
        expect: Expected,
    },
    /// A fact itself.
    ReportedValue {
        /// Its key.
        fact: String,
    },
    /// A fact itself, a whole number.
    ReportedCount {
        /// Its key.
        fact: String,
    },
    /// Facts over facts.
    ReportedRatio {
        /// Keys added; with a minus sign taken away.
        numerator: Vec<String>,
        /// Keys added; with a minus sign taken away.
        denominator: Vec<String>,
        /// What the quotient is multiplied with: 100 gives %.
        #[serde(default = "hundred")]
        per: u32,
    },
    /// One fact per subject.
    ReportedEach {
        /// Their keys.
        facts: Vec<String>,
    },
    /// Full years from a day or year to the date of the evaluation.
    YearsSince {
        /// Key of the day or year.
        fact: String,
    },
    /// Pupils of the school in compulsory stages.
    SchoolPupils {},
    /// Pupils of the class.
    ClassPupils {},
    /// Rooms, against the number of classes.
    RoomsPerClasses {
        /// Key of the number of rooms.
        rooms: String,
        /// Key of the number of classes; counted from the class rolls where a school does not state it.
        classes: String,
        /// Classes for which one limit of rooms is needed; parts of it count as whole.
        per: u32,
    },
    /// Satisfied ÷ valid answers of the survey, in %.
    Satisfaction {},
}

const fn hundred() -> u32 {
    100
}

/// The answer a rule wants.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Expected {
    /// 是.
    Yes,
    /// 否.
    No,
}

impl Measure {
    /// Keys of the facts it needs, without signs.
    pub fn facts(&self) -> Vec<&str> {
        match self {
            Self::Attested { fact, .. }
            | Self::ReportedValue { fact }
            | Self::ReportedCount { fact }
            | Self::YearsSince { fact } => vec![fact],
            Self::ReportedRatio { numerator, denominator, .. } => {
                numerator.iter().chain(denominator).map(|key| signed(key).1).collect()
            }
            Self::ReportedEach { facts } => facts.iter().map(String::as_str).collect(),
            Self::RoomsPerClasses { rooms, classes, .. } => vec![rooms, classes],
            Self::SchoolPupils {} | Self::ClassPupils {} | Self::Satisfaction {} => Vec::new(),
        }
    }
}

/// `"-key"` → (true, `key`): whether the term is taken away.
pub fn signed(key: &str) -> (bool, &str) {
    key.strip_prefix('-').map_or((false, key), |key| (true, key))
}

/// A limit and when it is the one.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Limit {
    /// The number, in the unit of the rule.
    pub value: Decimal,
    /// Only for this stage.
    #[serde(default)]
    pub stage: Option<Stage>,
    /// Only for these schools.
    #[serde(default)]
    pub when: Option<Condition>,
    /// First day.
    #[serde(default)]
    pub from: Option<Day>,
    /// Last day.
    #[serde(default)]
    pub until: Option<Day>,
    /// Where it comes from, when not from the rule's clause.
    #[serde(default)]
    pub clause: Option<Clause>,
    /// How the words are read.
    #[serde(default)]
    pub note: Option<Text>,
}

/// A rule that is not a resource indicator.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rule {
    /// Its identifier.
    pub id: String,
    /// The part it belongs to.
    pub part: Part,
    /// Number of its item in the part; rules with one number are one item.
    pub item: u32,
    /// What it is asked of.
    pub level: Level,
    /// Only of this stage.
    #[serde(default)]
    pub stage: Option<Stage>,
    /// Its name.
    pub title: Text,
    /// What is observed.
    pub measure: Measure,
    /// How it is compared; `None` for attestations and for what is only reported.
    #[serde(default)]
    pub comparison: Option<Comparison>,
    /// Unit of the observed value and of the limit.
    #[serde(default)]
    pub unit: String,
    /// The first that fits decides; none makes an indicator that is reported and not judged.
    #[serde(default)]
    pub limits: Vec<Limit>,
    /// Which schools it is asked of.
    #[serde(default)]
    pub applies: Condition,
    /// First day.
    #[serde(default)]
    pub from: Option<Day>,
    /// Last day.
    #[serde(default)]
    pub until: Option<Day>,
    /// 责任单位.
    #[serde(default)]
    pub responsible: Vec<String>,
    /// How the words are read.
    #[serde(default)]
    pub note: Option<Text>,
    /// Where it comes from.
    pub clause: Clause,
}

impl Rule {
    /// Whether it asks schools alone that no worksheet of sections lists (特殊教育学校): the county may state their totals.
    pub fn asks_outside(&self) -> bool {
        let kinds = &self.applies.kinds;
        !kinds.is_empty() && kinds.iter().all(|kind| matches!(kind, Kind::Special | Kind::Vocational))
    }

    /// Whether it has a verdict: an attestation, or something compared with a limit.
    pub fn is_judged(&self) -> bool {
        matches!(self.measure, Measure::Attested { .. }) || !self.limits.is_empty()
    }
}

/// The survey of 社会认可度.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SurveySpec {
    /// Share of the resident population to be asked.
    pub sample_share: Decimal,
    /// Key of the fact with the resident population, in 人 or 万人.
    pub population: String,
    /// Where the share comes from.
    pub sample_clause: Clause,
    /// Groups of respondents.
    pub groups: Vec<GroupSpec>,
}

/// A group of respondents.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GroupSpec {
    /// Its identifier.
    pub id: String,
    /// In Chinese.
    pub zh: String,
    /// In English.
    pub en: String,
    /// Other words for it.
    #[serde(default)]
    pub aliases: Vec<String>,
    /// Share of the valid answers it should have at least.
    #[serde(default)]
    pub share_at_least: Option<Decimal>,
}

/// A number of the document, and the rule that carries it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NumberSpec {
    /// As it stands in the document.
    pub text: String,
    /// Part and item.
    pub article: String,
    /// Identifier of the rule or key of the fact that carries it.
    #[serde(default)]
    pub rule: Option<String>,
    /// Why no rule does.
    #[serde(default)]
    pub reason: Option<Text>,
}

/// A unit in words: standards write it in Chinese. One that is not known stays as it is.
pub fn unit_title(unit: &str) -> Text {
    const ENGLISH: [(&str, &str); 20] = [
        ("人", "people"),
        ("名", "people"),
        ("年", "years"),
        ("所", "schools"),
        ("间", "rooms"),
        ("个", ""),
        ("项", ""),
        ("次", "times"),
        ("场", "events"),
        ("门", "courses"),
        ("片", "grounds"),
        ("分", "points"),
        ("级", ""),
        ("课时", "lessons"),
        ("小时", "hours"),
        ("百分点", "percentage points"),
        ("元", "yuan"),
        ("万元", "10,000 yuan"),
        ("亿元", "100 million yuan"),
        ("㎡", "m²"),
    ];
    let more = [("万㎡", "10,000 m²"), ("万人", "10,000 people"), ("万套", "10,000 flats")];
    let english = ENGLISH.iter().chain(&more).find(|(known, _)| *known == unit).map_or(unit, |(_, english)| english);
    Text::new(unit, english)
}

/// Whether a rule dated so holds on `day`. Undated rules always do; dated ones only on a known day.
pub fn holds_on(from: Option<Day>, until: Option<Day>, day: Option<Day>) -> bool {
    match day {
        None => from.is_none() && until.is_none(),
        Some(day) => from.is_none_or(|from| from <= day) && until.is_none_or(|until| day <= until),
    }
}
