//! The columns of the workbook to fill in, from the dictionary of headings and from the standard.

use crate::diagnostic::Text;
use crate::intake::Field;
use crate::records::{Indicator, Kind, Ownership, Place, Records, Stage};
use crate::standard::{FactKind, FactSpec, Level, Part, Standard};

/// What a column of the sheet 学校 holds.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Held {
    /// A text or a number of pupils; pupils and teachers by stage.
    Field(Field, Option<Stage>),
    /// Pupils of the senior stage.
    SeniorPupils,
    /// An amount; of one stage where people are counted.
    Amount(Indicator, Option<Stage>),
    /// A fact the school states.
    Fact(Box<FactSpec>),
}

/// A column of a sheet.
pub(super) struct Column {
    pub(super) heading: String,
    pub(super) help: Text,
    pub(super) width: f64,
    pub(super) choices: Vec<String>,
    pub(super) tone: Tone,
}

/// The colours of a sheet to fill in: 白 填报, 浅蓝 引用; grey for what only the program reads. Nothing is 蓝 (计算): a
/// workbook from a program has no calculated results, and the evaluation calculates everything itself.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Tone {
    Typed,
    Quoted,
    Machine,
}

/// The columns of the sheet 学校: names, pupils by stage, amounts, then the facts schools state, by part.
pub(super) fn columns_of_schools(standard: &Standard, records: &Records) -> Vec<Held> {
    let texts = [
        Field::School,
        Field::Code,
        Field::County,
        Field::City,
        Field::Province,
        Field::Kind,
        Field::Ownership,
        Field::Place,
        Field::Township,
        Field::BuiltYear,
        Field::Boarding,
        Field::Counted,
        Field::Stage,
    ];
    let mut held: Vec<Held> = texts.iter().map(|field| Held::Field(*field, None)).collect();
    held.extend(Stage::ALL.map(|stage| Held::Field(Field::Pupils, Some(stage))));
    held.push(Held::SeniorPupils);
    held.push(Held::Field(Field::Pupils, None));
    for indicator in Indicator::ALL {
        let asked = standard.resource(indicator).is_some()
            || indicator == Indicator::FullTimeTeachers
            || records.sections.iter().any(|section| section.amount(indicator).is_some());
        match (asked, indicator.is_shared()) {
            (false, _) => {}
            (true, true) => held.push(Held::Amount(indicator, None)),
            (true, false) => held.extend(Stage::ALL.map(|stage| Held::Amount(indicator, Some(stage)))),
        }
    }
    for part in Part::ALL {
        let facts = standard.facts.iter().filter(|spec| spec.level == Level::School && spec.part == part);
        held.extend(facts.map(|spec| Held::Fact(Box::new(spec.clone()))));
    }
    held
}

/// The column that states an amount as the evaluation takes it.
const fn field_of(indicator: Indicator) -> Field {
    match indicator {
        Indicator::TeachersAboveRequired => Field::TeachersAboveRequired,
        Indicator::BackboneTeachers => Field::BackboneTeachers,
        Indicator::PeArtTeachers => Field::PeArtTeachers,
        Indicator::TeachingArea => Field::TeachingAreaNet,
        Indicator::SportsArea => Field::SportsArea,
        Indicator::EquipmentValue => Field::EquipmentValue,
        Indicator::NetworkedClassrooms => Field::NetworkedClassrooms,
        Indicator::Computers => Field::Computers,
        Indicator::Books => Field::Books,
        Indicator::FullTimeTeachers => Field::FullTimeTeachers,
        Indicator::IntermediateTitleTeachers => Field::IntermediateTitleTeachers,
    }
}

pub(super) fn column_of_school(held: &Held, standard: &Standard) -> Column {
    let staged = |stage: Option<Stage>, field: Field| {
        let title = field.title();
        stage.map_or(title.zh.clone(), |stage| format!("{}{}", stage.title().zh, title.zh))
    };
    match held {
        Held::Field(Field::Pupils, Some(stage)) => Column::new(
            staged(Some(*stage), Field::Pupils),
            12.0,
            ("没有这个学段就留空", "empty where there is no such stage"),
        )
        .unit("人"),
        Held::Field(Field::Pupils, None) => Column::new(
            "在校生总数".into(),
            12.0,
            ("只有特殊教育学校等不分学段的学校填；其他学校留空", "only for special schools, which have no stages"),
        )
        .unit("人"),
        Held::SeniorPupils => Column::new(
            "高中在校生数".into(),
            12.0,
            (
                "完全中学、十二年一贯制学校必填，用来拆分合用的用房和设备",
                "needed for schools with a senior stage, to share out rooms and equipment",
            ),
        )
        .unit("人"),
        Held::Field(field, _) => text_column(*field),
        Held::Amount(indicator, stage) => {
            let help = match standard.resource(*indicator) {
                Some(rule) => rule.numerator.clone(),
                None => indicator.short(),
            };
            let mut column = Column::new(staged(*stage, field_of(*indicator)), 13.0, ("", ""));
            column.help = help;
            column.unit(indicator.unit().title().zh.as_str())
        }
        Held::Fact(spec) => {
            let mut column = Column::new(spec.label.zh.clone(), 14.0, ("", ""));
            column.help = help_of(spec);
            column.unit(&spec.unit).choose(choices_of(spec.kind))
        }
    }
}

fn text_column(field: Field) -> Column {
    let (width, help): (f64, (&str, &str)) = match field {
        Field::School => (28.0, ("一所学校一行，填全称", "one row for each school, its full name")),
        Field::Code => (16.0, ("可不填；有同名学校时要填", "optional; needed where two schools share a name")),
        Field::County => (14.0, ("多个县一起填时才填", "only where several counties are given")),
        Field::City | Field::Province => (10.0, ("多个县一起填时才填", "only where several counties are given")),
        Field::Stage => (
            8.0,
            (
                "一般留空。用房、设备已经分学段统计的，一个学段填一行并填上学段",
                "normally empty; where rooms and equipment are given by stage, one row for each stage, with the stage here",
            ),
        ),
        Field::Counted => (10.0, ("教学点不计校数的填否", "否 for teaching points that do not count as a school")),
        Field::Township => {
            (12.0, ("可不填；填了可按乡镇、街道或学区筛选", "optional; schools can then be filtered by it"))
        }
        Field::BuiltYear => (10.0, ("四位数的年份", "a year of four digits")),
        _ => (12.0, ("从列表中选", "choose from the list")),
    };
    let column = Column::field(field, width, help);
    match field {
        Field::Kind => column.choose(KINDS.map(|kind| kind.title().zh).into()),
        Field::Ownership => column.choose([Ownership::Public, Ownership::Private].map(|one| one.title().zh).into()),
        Field::Place => column.choose([Place::Urban, Place::Town, Place::Rural].map(|one| one.title().zh).into()),
        Field::Boarding | Field::Counted => column.choose(vec!["是".into(), "否".into()]),
        Field::Stage => column.choose(stages()),
        _ => column,
    }
}

const KINDS: [Kind; 9] = [
    Kind::Primary,
    Kind::TeachingPoint,
    Kind::Junior,
    Kind::NineYear,
    Kind::TwelveYear,
    Kind::CompleteSecondary,
    Kind::Senior,
    Kind::Special,
    Kind::Vocational,
];

pub(super) fn stages() -> Vec<String> {
    Stage::ALL.map(|stage| stage.title().zh).into()
}

pub(super) fn grades() -> Vec<String> {
    ["一", "二", "三", "四", "五", "六", "七", "八", "九"].map(|number| format!("{number}年级")).into()
}

pub(super) fn choices_of(kind: FactKind) -> Vec<String> {
    let words: &[&str] = match kind {
        FactKind::YesNo => &["是", "否", "未定"],
        FactKind::Grade => &["优秀", "良好", "合格", "不合格"],
        FactKind::Level => &["Ⅰ", "Ⅱ", "Ⅲ", "Ⅳ", "Ⅴ"],
        _ => &[],
    };
    words.iter().map(|word| (*word).to_owned()).collect()
}

pub(super) fn help_of(spec: &FactSpec) -> Text {
    let form = match spec.kind {
        FactKind::Percent => Text::new("填百分数，如95.2", "a percentage, such as 95.2"),
        FactKind::Fraction => Text::new("填0到1之间的数，如0.12", "a number from 0 to 1, such as 0.12"),
        FactKind::Date => Text::new("填日期，如2021-09-01", "a day, such as 2021-09-01"),
        FactKind::Year => Text::new("填年份，如2019", "a year, such as 2019"),
        _ => Text::default(),
    };
    // The help of a share says what to fill in by itself.
    match &spec.help {
        Some(help) if matches!(spec.kind, FactKind::Date | FactKind::Year) => {
            Text::new(format!("{}{}。", help.zh, form.zh), format!("{} Write {}.", help.en, form.en))
        }
        Some(help) => help.clone(),
        None => form,
    }
}

impl Column {
    pub(super) fn new(heading: String, width: f64, (zh, en): (&str, &str)) -> Self {
        Self { heading, help: Text::new(zh, en), width, choices: Vec::new(), tone: Tone::Typed }
    }

    pub(super) fn field(field: Field, width: f64, help: (&str, &str)) -> Self {
        Self::new(field.title().zh, width, help)
    }

    pub(super) fn unit(mut self, unit: &str) -> Self {
        if !unit.is_empty() {
            self.heading = format!("{}（{unit}）", self.heading);
        }
        self
    }

    pub(super) fn choose(mut self, choices: Vec<String>) -> Self {
        self.choices = choices;
        self
    }

    pub(super) fn tone(mut self, tone: Tone) -> Self {
        self.tone = tone;
        self
    }

    pub(super) fn again(&self) -> Self {
        Self { heading: self.heading.clone(), help: self.help.clone(), choices: self.choices.clone(), ..*self }
    }
}
