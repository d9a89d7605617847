//! What is stated beside the amounts of sections: schools and their facts, class rolls, county facts, the survey, scores.

use super::{Day, Kind, Section};
use crate::diagnostic::{Location, Text};
use crate::quantity::Decimal;
use serde::{Deserialize, Serialize};
use std::collections::{HashMap, HashSet};

/// 举办者性质: who runs a school.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum Ownership {
    /// 公办.
    Public,
    /// 民办.
    Private,
}

impl Ownership {
    /// In words.
    pub fn title(self) -> Text {
        match self {
            Self::Public => Text::new("公办", "public"),
            Self::Private => Text::new("民办", "private"),
        }
    }
}

/// 城乡类型: where a school lies.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum Place {
    /// 城区.
    Urban,
    /// 镇区.
    Town,
    /// 乡村.
    Rural,
}

impl Place {
    /// In words.
    pub fn title(self) -> Text {
        match self {
            Self::Urban => Text::new("城区", "urban"),
            Self::Town => Text::new("镇区", "town"),
            Self::Rural => Text::new("乡村", "rural"),
        }
    }
}

/// The answer to a question of attestation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS), ts(rename = "FactAnswer"))]
#[serde(rename_all = "snake_case")]
pub enum Answer {
    /// 是.
    Yes,
    /// 否.
    No,
    /// 未定: not yet known; the rule stays undetermined.
    NotYet,
}

impl Answer {
    /// In words.
    pub fn title(self) -> Text {
        match self {
            Self::Yes => Text::new("是", "yes"),
            Self::No => Text::new("否", "no"),
            Self::NotYet => Text::new("未定", "not yet"),
        }
    }
}

/// The value of a stated fact.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS), ts(rename = "FactValue"))]
#[serde(rename_all = "snake_case")]
pub enum Value {
    /// A number as decimal text, in the unit the standard asks for; grades and levels as 1 to 5.
    Number(#[cfg_attr(feature = "types", ts(type = "string"))] Decimal),
    /// 是, 否 or 未定.
    Answer(Answer),
    /// A day, as `2021-09-01`.
    Day(#[cfg_attr(feature = "types", ts(type = "string"))] Day),
}

/// A fact that a county or a school states. Which facts there are is said by the standard.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct Fact {
    /// Key of the fact in the standard.
    pub key: String,
    /// The county it is stated for, where a source names several.
    pub county: Option<String>,
    /// Name of the school that states it; `null` for the county itself.
    pub school: Option<String>,
    /// Code of that school, where given.
    pub code: Option<String>,
    /// What is stated.
    pub value: Value,
    /// 说明.
    pub note: String,
    /// 佐证材料: a reference to the evidence.
    pub evidence: String,
    /// Where it stands.
    #[serde(rename = "where")]
    pub location: Option<Location>,
}

/// A school as a whole: what conditions of rules ask for.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct School {
    /// Its name.
    pub name: String,
    /// 学校（机构）标识码, where given.
    pub code: Option<String>,
    /// Its county, where given.
    pub county: Option<String>,
    /// 办学类型.
    pub kind: Option<Kind>,
    /// 举办者性质.
    pub ownership: Option<Ownership>,
    /// 城乡类型.
    pub place: Option<Place>,
    /// 乡镇（街道、学区）: the part of the county it lies in, as written, where given.
    #[serde(default)]
    pub township: Option<String>,
    /// 建校年份.
    pub built_year: Option<u16>,
    /// 是否寄宿制学校.
    pub boarding: Option<bool>,
    /// Pupils of the compulsory stages (人), where the school has no sections here (特殊教育学校).
    pub pupils: Option<u32>,
    /// Stages the school has or may have of which nothing is evaluated, because its pupils could not be read. No verdict
    /// over all schools of such a stage is known.
    #[serde(default)]
    pub unread: Vec<super::Stage>,
    /// Where it stands.
    #[serde(rename = "where")]
    pub location: Option<Location>,
}

/// A class of the class rolls.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct Class {
    /// Name of its school.
    pub school: String,
    /// Code of its school, where given.
    pub code: Option<String>,
    /// Its county, where given.
    pub county: Option<String>,
    /// Its stage.
    pub stage: super::Stage,
    /// Its name, such as 三年级（2）班.
    pub name: String,
    /// Its pupils (人).
    pub pupils: u32,
    /// Where the number stands.
    #[serde(rename = "where")]
    pub location: Option<Location>,
}

/// Answers of one group of respondents to the survey (社会认可度).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct SurveyGroup {
    /// The county, where a source names several.
    pub county: Option<String>,
    /// The group, as written: 家长, 教师 …
    pub group: String,
    /// 有效问卷数.
    pub valid: u32,
    /// 满意问卷数; at most `valid`.
    pub satisfied: u32,
    /// Where it stands.
    #[serde(rename = "where")]
    pub location: Option<Location>,
}

/// A pupil's score without the pupil: for the between-school share of variance, which decides nothing.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct Score {
    /// The county, where a source names several.
    pub county: Option<String>,
    /// Name of the school.
    pub school: String,
    /// Identifier or name of the subject.
    pub subject: String,
    /// The score.
    pub score: f64,
}

/// Everything that is known of a county: the input of the evaluation.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Records {
    /// The sections of its schools.
    pub sections: Vec<Section>,
    /// The schools, where something is known of them beside their sections.
    pub schools: Vec<School>,
    /// Facts of schools and of the county.
    pub facts: Vec<Fact>,
    /// Class rolls.
    pub classes: Vec<Class>,
    /// The survey.
    pub survey: Vec<SurveyGroup>,
    /// Scores.
    pub scores: Vec<Score>,
}

impl Records {
    /// Sections alone.
    pub fn of_sections(sections: Vec<Section>) -> Self {
        Self { sections, ..Self::default() }
    }

    /// The schools of which nothing is evaluated in `stage` because their pupils could not be read, and nothing else
    /// gives them.
    pub fn unread(&self, stage: super::Stage) -> Vec<&School> {
        let unread: Vec<&School> = self.schools.iter().filter(|school| school.unread.contains(&stage)).collect();
        if unread.is_empty() {
            return unread;
        }
        let given: HashSet<(&str, Option<&str>)> = (self.sections.iter())
            .filter(|section| section.stage == stage)
            .map(|section| (section.school.as_str(), section.code.as_deref()))
            .collect();
        unread.into_iter().filter(|school| !given.contains(&(&*school.name, school.code.as_deref()))).collect()
    }

    /// What is stated for a county: its sections, those at `sections`, everything that is stated under its name, and what
    /// its schools state without naming a county. Where another county has the same name (`namesake`), a statement is
    /// of this one only when it names one of its schools.
    #[must_use]
    pub fn of_county(&self, name: Option<&str>, namesake: bool, sections: &[usize]) -> Self {
        let county = name.unwrap_or_default();
        let here = |name: &Option<String>| name.as_deref().unwrap_or_default() == county;
        let sections: Vec<Section> = sections.iter().filter_map(|&at| self.sections.get(at)).cloned().collect();
        let mut names: HashSet<&str> = sections.iter().map(|section| section.school.as_str()).collect();
        let is_ours =
            |one: &&School, names: &HashSet<&str>| here(&one.county) && (!namesake || names.contains(&*one.name));
        let schools: Vec<School> = self.schools.iter().filter(|one| is_ours(one, &names)).cloned().collect();
        names.extend(schools.iter().map(|school| school.name.as_str()));
        // What a school states without a county is its county's.
        let ours = |name: &Option<String>, school: &str| match name {
            Some(name) => name == county && (!namesake || names.contains(school)),
            None => names.contains(school),
        };
        let facts = self.facts.iter().filter(|one| match &one.school {
            Some(school) => ours(&one.county, school),
            None => !namesake && here(&one.county),
        });
        Self {
            facts: facts.cloned().collect(),
            classes: self.classes.iter().filter(|one| ours(&one.county, &one.school)).cloned().collect(),
            survey: self.survey.iter().filter(|one| !namesake && here(&one.county)).cloned().collect(),
            scores: self.scores.iter().filter(|one| ours(&one.county, &one.school)).cloned().collect(),
            schools,
            sections,
        }
    }

    /// What is known of the school of each section beside its sections: the one of its code or, where one of the two has
    /// none, of its name.
    pub fn profiles(&self) -> Vec<Option<&School>> {
        let mut named: HashMap<&str, Vec<&School>> = HashMap::new();
        for school in &self.schools {
            named.entry(&school.name).or_default().push(school);
        }
        let fits = |one: &Option<String>, other: &Option<String>| one.is_none() || other.is_none() || one == other;
        let of = |section: &Section| {
            let of_name = named.get(&*section.school)?;
            let found = of_name.iter().find(|one| one.code.is_some() && one.code == section.code);
            found.or_else(|| of_name.iter().find(|one| fits(&one.code, &section.code))).copied()
        };
        self.sections.iter().map(of).collect()
    }

    /// How much is stated by no school, for the county of that name or for none: facts and groups of the survey.
    pub fn stated_of(&self, county: &str) -> usize {
        let here = |name: &Option<String>| name.as_deref().is_none_or(|name| name == county);
        self.facts.iter().filter(|one| one.school.is_none() && here(&one.county)).count()
            + self.survey.iter().filter(|one| here(&one.county)).count()
    }
}
