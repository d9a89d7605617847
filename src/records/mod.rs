//! Plain data of the evaluation: [`Section`]s with their [`Amount`]s, what schools and counties state beside them, and
//! where each number came from.

use crate::diagnostic::{Location, Text};
use crate::quantity::{Decimal, Fraction};
use num_bigint::BigInt;
use serde::{Deserialize, Serialize};
use std::sync::Arc;

mod county;
mod day;

pub use county::{Answer, Class, Fact, Ownership, Place, Records, School, Score, SurveyGroup, Value};
pub use day::Day;

/// How many [`Indicator`]s there are.
pub const INDICATORS: usize = 11;

/// 学段: the stage of a section.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum Stage {
    /// 小学.
    Primary,
    /// 初中.
    Junior,
}

impl Stage {
    /// Both, in the order of every listing.
    pub const ALL: [Self; 2] = [Self::Primary, Self::Junior];

    /// 0 for primary, 1 for junior.
    pub const fn index(self) -> usize {
        match self {
            Self::Primary => 0,
            Self::Junior => 1,
        }
    }

    /// The name of the stage.
    pub fn title(self) -> Text {
        match self {
            Self::Primary => Text::new("小学", "Primary"),
            Self::Junior => Text::new("初中", "Junior secondary"),
        }
    }
}

/// The resource indicators: the seven of 优质均衡 (资源配置), then those that only 基本均衡 knows. Which of them count, against
/// which threshold and per how many pupils, is said by the standard.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum Indicator {
    /// L1 每百名学生拥有高于规定学历教师数 (人).
    TeachersAboveRequired,
    /// L2 每百名学生拥有县级以上骨干教师数 (人).
    BackboneTeachers,
    /// L3 每百名学生拥有体育、艺术（美术、音乐）专任教师数 (人).
    PeArtTeachers,
    /// L4 生均教学及辅助用房面积 (㎡), net of indoor sports rooms.
    TeachingArea,
    /// L5 生均体育运动场馆面积 (㎡), indoor sports rooms included.
    SportsArea,
    /// L6 生均教学仪器设备值 (元).
    EquipmentValue,
    /// L7 每百名学生拥有网络多媒体教室数 (间).
    NetworkedClassrooms,
    /// 每百名学生拥有计算机台数 (台).
    Computers,
    /// 生均图书册数 (册).
    Books,
    /// 师生比: 专任教师数 (人).
    FullTimeTeachers,
    /// 中级及以上专业技术职务教师数 (人).
    IntermediateTitleTeachers,
}

impl Indicator {
    /// All there are; an amount stands at the indicator's place in this list.
    pub const ALL: [Self; INDICATORS] = [
        Self::TeachersAboveRequired,
        Self::BackboneTeachers,
        Self::PeArtTeachers,
        Self::TeachingArea,
        Self::SportsArea,
        Self::EquipmentValue,
        Self::NetworkedClassrooms,
        Self::Computers,
        Self::Books,
        Self::FullTimeTeachers,
        Self::IntermediateTitleTeachers,
    ];

    /// The seven of 优质均衡, L1 to L7: the first of [`Self::ALL`].
    pub const SEVEN: [Self; 7] = [
        Self::TeachersAboveRequired,
        Self::BackboneTeachers,
        Self::PeArtTeachers,
        Self::TeachingArea,
        Self::SportsArea,
        Self::EquipmentValue,
        Self::NetworkedClassrooms,
    ];

    /// Its place in [`Self::ALL`]: 0 for L1 … 6 for L7.
    pub const fn index(self) -> usize {
        self as usize
    }

    /// The identifier in files and in the JavaScript contract.
    pub const fn id(self) -> &'static str {
        match self {
            Self::TeachersAboveRequired => "teachers_above_required",
            Self::BackboneTeachers => "backbone_teachers",
            Self::PeArtTeachers => "pe_art_teachers",
            Self::TeachingArea => "teaching_area",
            Self::SportsArea => "sports_area",
            Self::EquipmentValue => "equipment_value",
            Self::NetworkedClassrooms => "networked_classrooms",
            Self::Computers => "computers",
            Self::Books => "books",
            Self::FullTimeTeachers => "full_time_teachers",
            Self::IntermediateTitleTeachers => "intermediate_title_teachers",
        }
    }

    /// The key of its amount in a section of the JavaScript contract.
    pub const fn key(self) -> &'static str {
        match self {
            Self::TeachersAboveRequired => "teachersAboveRequired",
            Self::BackboneTeachers => "backboneTeachers",
            Self::PeArtTeachers => "peArtTeachers",
            Self::TeachingArea => "teachingArea",
            Self::SportsArea => "sportsArea",
            Self::EquipmentValue => "equipmentValue",
            Self::NetworkedClassrooms => "networkedClassrooms",
            Self::Computers => "computers",
            Self::Books => "books",
            Self::FullTimeTeachers => "fullTimeTeachers",
            Self::IntermediateTitleTeachers => "intermediateTitleTeachers",
        }
    }

    /// `L1` … `L7`, as printed in published county tables; empty for the others.
    pub const fn code(self) -> &'static str {
        ["L1", "L2", "L3", "L4", "L5", "L6", "L7", "", "", "", ""][self as usize]
    }

    /// Whether the amount belongs to the whole school and is split between the stages of a multi-stage school: 用房,
    /// 场馆, 设备, 多媒体, 计算机, 图书. People are counted where they work.
    pub const fn is_shared(self) -> bool {
        !matches!(self.unit(), Unit::People)
    }

    /// The natural unit of its amount.
    pub const fn unit(self) -> Unit {
        match self {
            Self::TeachersAboveRequired
            | Self::BackboneTeachers
            | Self::PeArtTeachers
            | Self::FullTimeTeachers
            | Self::IntermediateTitleTeachers => Unit::People,
            Self::TeachingArea | Self::SportsArea => Unit::SquareMetres,
            Self::EquipmentValue => Unit::Yuan,
            Self::NetworkedClassrooms => Unit::Rooms,
            Self::Computers => Unit::Machines,
            Self::Books => Unit::Volumes,
        }
    }

    /// How many pupils the amount is usually put against in worksheets: 100 for 每百名学生, 1 for 生均. What a standard puts
    /// it against is said by its rule.
    pub const fn per(self) -> u32 {
        match self {
            Self::TeachingArea | Self::SportsArea | Self::EquipmentValue | Self::Books => 1,
            _ => 100,
        }
    }

    /// Decimals its value usually has in worksheets: 2, and 0 for 元.
    pub const fn decimals(self) -> u32 {
        match self {
            Self::EquipmentValue => 0,
            _ => 2,
        }
    }

    /// Short title for table heads and charts.
    pub fn short(self) -> Text {
        match self {
            Self::TeachersAboveRequired => Text::new("高于规定学历教师", "Higher-qualified teachers"),
            Self::BackboneTeachers => Text::new("骨干教师", "Backbone teachers"),
            Self::PeArtTeachers => Text::new("体育、艺术教师", "PE and arts teachers"),
            Self::TeachingArea => Text::new("教学及辅助用房", "Teaching area"),
            Self::SportsArea => Text::new("体育运动场馆", "Sports area"),
            Self::EquipmentValue => Text::new("教学仪器设备", "Equipment"),
            Self::NetworkedClassrooms => Text::new("网络多媒体教室", "Networked classrooms"),
            Self::Computers => Text::new("计算机", "Computers"),
            Self::Books => Text::new("图书", "Books"),
            Self::FullTimeTeachers => Text::new("专任教师", "Full-time teachers"),
            Self::IntermediateTitleTeachers => {
                Text::new("中级及以上职称教师", "Teachers of intermediate title or above")
            }
        }
    }
}

/// Natural units.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub enum Unit {
    /// People.
    #[serde(rename = "人")]
    People,
    /// Square metres.
    #[serde(rename = "㎡")]
    SquareMetres,
    /// Yuan.
    #[serde(rename = "元")]
    Yuan,
    /// Rooms.
    #[serde(rename = "间")]
    Rooms,
    /// Machines.
    #[serde(rename = "台")]
    Machines,
    /// Volumes.
    #[serde(rename = "册")]
    Volumes,
}

impl Unit {
    /// The unit in words.
    pub fn title(self) -> Text {
        match self {
            Self::People => Text::new("人", "people"),
            Self::SquareMetres => Text::new("㎡", "m²"),
            Self::Yuan => Text::new("元", "yuan"),
            Self::Rooms => Text::new("间", "rooms"),
            Self::Machines => Text::new("台", "machines"),
            Self::Volumes => Text::new("册", "volumes"),
        }
    }

    /// Decimals to which a shortfall is rounded up: whole people and rooms, 0.01 ㎡ and 元.
    pub const fn shortfall_decimals(self) -> u32 {
        match self {
            Self::People | Self::Rooms | Self::Machines | Self::Volumes => 0,
            Self::SquareMetres | Self::Yuan => 2,
        }
    }
}

/// 办学类型: what kind of school a row is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// 小学.
    Primary,
    /// 小学教学点.
    TeachingPoint,
    /// 初级中学.
    Junior,
    /// 九年一贯制学校.
    NineYear,
    /// 十二年一贯制学校.
    TwelveYear,
    /// 完全中学 (junior and senior).
    CompleteSecondary,
    /// 高级中学 (no compulsory stage).
    Senior,
    /// 特殊教育学校.
    Special,
    /// 职业学校.
    Vocational,
}

impl Kind {
    /// The name of the kind.
    pub fn title(self) -> Text {
        match self {
            Self::Primary => Text::new("小学", "Primary school"),
            Self::TeachingPoint => Text::new("小学教学点", "Teaching point"),
            Self::Junior => Text::new("初级中学", "Junior secondary school"),
            Self::NineYear => Text::new("九年一贯制学校", "Nine-year school"),
            Self::TwelveYear => Text::new("十二年一贯制学校", "Twelve-year school"),
            Self::CompleteSecondary => Text::new("完全中学", "Complete secondary school"),
            Self::Senior => Text::new("高级中学", "Senior secondary school"),
            Self::Special => Text::new("特殊教育学校", "Special school"),
            Self::Vocational => Text::new("职业学校", "Vocational school"),
        }
    }
}

/// One number that went into an amount: what was read, and where.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct Term {
    /// Heading of the column, or the key of the call.
    pub label: Arc<str>,
    /// The number as read, before the unit factor.
    #[cfg_attr(feature = "types", ts(type = "string"))]
    pub value: Decimal,
    /// What one of it is in the natural unit: 10000 for 万元, 1 otherwise.
    #[cfg_attr(feature = "types", ts(type = "string"))]
    pub factor: Decimal,
    /// Whether it is taken away (室内体育用房 from 教学及辅助用房).
    pub subtracted: bool,
    /// Where it stands.
    #[serde(rename = "where")]
    pub location: Option<Location>,
}

/// The share of a whole-school amount that a section gets: `numerator / denominator`, from pupils weighted by stage.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct Share {
    /// Weighted pupils of the section, in hundredths.
    #[cfg_attr(feature = "types", ts(type = "number"))]
    pub numerator: u64,
    /// Weighted pupils of the school, in hundredths; above zero.
    #[cfg_attr(feature = "types", ts(type = "number"))]
    pub denominator: u64,
    /// The split in words, such as `1.1×210 / (166 + 1.1×210)`.
    pub formula: String,
}

/// What a section has of one resource: a total in natural units (人, ㎡, 元, 间).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct Amount {
    /// The total as decimal text; of the whole school where there is a [`Share`].
    #[cfg_attr(feature = "types", ts(type = "string"))]
    pub total: Decimal,
    /// The part that is this section's; `null` when the total already is the section's.
    pub share: Option<Share>,
    /// The numbers the total was made of; empty when it was given as such.
    pub terms: Vec<Term>,
}

impl Amount {
    /// A total given as such.
    pub fn total(total: Decimal) -> Self {
        Self { total, share: None, terms: Vec::new() }
    }

    /// The section's own total, exactly.
    pub fn exact(&self) -> Fraction {
        let total = self.total.fraction();
        match &self.share {
            None => total,
            Some(share) => {
                total.times(&Fraction::new(BigInt::from(share.numerator), BigInt::from(share.denominator.max(1))))
            }
        }
    }
}

/// 学段部: a school's primary or junior part, the unit of the evaluation. Pupils may be zero here; such sections are
/// excluded by the evaluation, with the reason.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct Section {
    /// Name of the school, as given.
    pub school: String,
    /// 学校（机构）标识码, where given.
    pub code: Option<String>,
    /// County, where given.
    pub county: Option<String>,
    /// City the county belongs to, where given.
    pub city: Option<String>,
    /// Province, where given.
    pub province: Option<String>,
    /// Primary or junior part.
    pub stage: Stage,
    /// Kind of the school, where known.
    pub kind: Option<Kind>,
    /// Whether the row counts as a school of its own (是否计校数), where given.
    pub counted: Option<bool>,
    /// 在校生数 of the section (人).
    pub pupils: u32,
    /// Amounts in the order of the resource indicators; `null` is missing, which is not zero.
    #[cfg_attr(feature = "types", ts(as = "Vec<Option<Amount>>"))]
    pub amounts: [Option<Amount>; INDICATORS],
    /// Where the section stands.
    #[serde(rename = "where")]
    pub location: Option<Location>,
    /// Where its number of pupils stands.
    #[serde(rename = "pupilsWhere")]
    pub pupils_location: Option<Location>,
}

impl Section {
    /// For tests: a primary section with 100 pupils and these amounts, of which nothing else is known.
    #[cfg(test)]
    pub(crate) fn made_up(school: &str, amounts: [Option<Amount>; INDICATORS]) -> Self {
        Self {
            school: school.to_owned(),
            code: None,
            county: None,
            city: None,
            province: None,
            stage: Stage::Primary,
            kind: None,
            counted: None,
            pupils: 100,
            amounts,
            location: None,
            pupils_location: None,
        }
    }

    /// The amount of `indicator`, if it is known.
    pub fn amount(&self, indicator: Indicator) -> Option<&Amount> {
        self.amounts.get(indicator.index()).and_then(Option::as_ref)
    }
}

/// A row that is not evaluated, and why.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct Excluded {
    /// Index into the sections given, or `null` for a row that is no section (合计, a note).
    #[cfg_attr(feature = "types", ts(type = "number | null"))]
    pub index: Option<u32>,
    /// What stands in the row as a name.
    pub school: String,
    /// Stable code of the reason, such as `total_row`, `no_pupils`, `small_teaching_point`.
    pub code: String,
    /// Why it is not evaluated.
    #[cfg_attr(feature = "types", ts(as = "String"))]
    pub reason: Text,
    /// Where the row stands.
    #[serde(rename = "where")]
    pub location: Option<Location>,
}
