//! Several counties in one source: one evaluation each, side by side, and rolled up by city and province. Counties are
//! never evaluated as one.

use crate::diagnostic::{Issue, Severity, Text};
use crate::evaluate::{Evaluation, Options, Scope, Tally, Verdict, evaluate as evaluate_one, tally};
use crate::records::{Records, Section, Stage};
use crate::standard::{Part, Standard};
use serde::{Deserialize, Serialize};
use std::borrow::Borrow;
use std::collections::HashMap;

/// One county of a source.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct CountyEvaluation {
    /// Its name, or `null` where the source names none.
    pub county: Option<String>,
    /// Its city, where given.
    pub city: Option<String>,
    /// Its province, where given.
    pub province: Option<String>,
    /// Its evaluation.
    pub evaluation: Evaluation,
}

/// Counties taken together: how many there are and how many meet each part. Coefficients are never pooled.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct RollUp {
    /// Name of the city or province; `null` for all counties of the source, or those that name none.
    pub name: Option<String>,
    /// What is taken together.
    pub level: RollUpLevel,
    /// Counties, by verdict on the whole standard.
    pub counties: Tally,
    /// Counties, by verdict on each part.
    pub parts: Vec<RollUpPart>,
    /// Sections, by 综合评估达标, in each stage.
    pub stages: Vec<RollUpStage>,
}

/// What is taken together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum RollUpLevel {
    /// A city.
    City,
    /// A province.
    Province,
    /// Everything.
    All,
}

/// Counties by verdict on a part.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct RollUpPart {
    /// Which part.
    pub id: Part,
    /// Its name.
    #[cfg_attr(feature = "types", ts(as = "String"))]
    pub title: Text,
    /// Counties.
    pub counties: Tally,
}

/// Sections of a stage over several counties.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct RollUpStage {
    /// Which stage.
    pub stage: Stage,
    /// Their sections.
    pub sections: Tally,
    /// Their pupils (人).
    pub pupils: u32,
}

/// A county among the sections of a source.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct County {
    /// Its name, or `None` where its rows name none.
    pub name: Option<String>,
    /// Its city, where given.
    pub city: Option<String>,
    /// Its province, where given.
    pub province: Option<String>,
    /// Whether the source has another county of the same name.
    pub namesake: bool,
    /// Where its sections stand among all.
    pub sections: Vec<usize>,
}

impl County {
    /// What tells it from every other county of the source: its name, behind that of its province and city where another
    /// one is called the same. Empty where it has none.
    pub fn full_name(&self) -> String {
        let above = [&self.province, &self.city].into_iter().filter(|_| self.namesake).flatten();
        above.chain(&self.name).map(String::as_str).collect()
    }

    /// What is known of it, out of what is known of all counties of the source.
    pub fn records(&self, all: &Records) -> Records {
        all.of_county(self.name.as_deref(), self.namesake, &self.sections)
    }

    /// It with its evaluation, to stand among others: what is only shown of one county alone is left out.
    pub fn beside(&self, evaluation: &Evaluation) -> CountyEvaluation {
        let (county, city, province) = (self.name.clone(), self.city.clone(), self.province.clone());
        let evaluation = Evaluation {
            meta: evaluation.meta.clone(),
            stages: evaluation.stages.clone(),
            parts: evaluation.parts.clone(),
            recognition: evaluation.recognition.clone(),
            verdict: evaluation.verdict,
            sections: Vec::new(),
            findings: Vec::new(),
            score_variance: Vec::new(),
            issues: Vec::new(),
            excluded: Vec::new(),
        };
        CountyEvaluation { county, city, province, evaluation }
    }

    /// Says so where something is stated under a name that several counties have, and so for none of them.
    pub fn doubt(&self, all: &Records) -> Option<Issue> {
        let name = self.name.as_deref().filter(|_| self.namesake)?;
        let stated = all.stated_of(name);
        (stated > 0).then(|| {
            Issue::new(
                "county_of_several",
                Severity::Logic,
                Text::new(
                    format!("有几个县（市、区）都叫“{name}”，{stated}项按县填报的内容分不清属于哪一个，没有采用"),
                    format!(
                        "several counties are called {name}: {stated} statements could be of any, and are not used"
                    ),
                ),
                Text::new("请把这几个县分开成几个文件", "put these counties into files of their own"),
            )
        })
    }
}

/// Province and city, where given.
type Place<'a> = (Option<&'a str>, Option<&'a str>);

/// Where the county of a section lies. What has no name is not told apart by that: it would be a guess.
fn place(section: &Section) -> Place<'_> {
    match section.county {
        Some(_) => (section.province.as_deref(), section.city.as_deref()),
        None => (None, None),
    }
}

/// The only place among `places` that says all that `place` says, and more; `place` itself where there is none or several.
fn settled<'a>(places: &[Place<'a>], place: Place<'a>) -> Place<'a> {
    let fits = |less: Option<&str>, more: Option<&str>| less.is_none() || less == more;
    let covers = |more: &Place<'_>, less: &Place<'_>| more != less && fits(less.0, more.0) && fits(less.1, more.1);
    let whole = |one: &&Place<'_>| !places.iter().any(|other| covers(other, one));
    let mut fitting = places.iter().filter(whole).filter(|one| covers(one, &place));
    match (fitting.next(), fitting.next()) {
        (Some(only), None) => *only,
        _ => place,
    }
}

/// The counties among sections, in order of first appearance. Two of one name are two counties where their province or
/// their city differs; a row that leaves these out belongs to the only county of its name that fits.
pub fn counties(sections: &[Section]) -> Vec<County> {
    let mut named: HashMap<Option<&str>, Vec<Place<'_>>> = HashMap::new();
    for section in sections {
        let places = named.entry(section.county.as_deref()).or_default();
        let place = place(section);
        if !places.contains(&place) {
            places.push(place);
        }
    }
    let mut counties: Vec<County> = Vec::new();
    let mut known: HashMap<(Option<&str>, Place<'_>), usize> = HashMap::new();
    for (index, section) in sections.iter().enumerate() {
        let (name, here) = (section.county.as_deref(), place(section));
        let there = match named.get(&name).map_or(&[][..], Vec::as_slice) {
            [_] => here,
            places => settled(places, here),
        };
        let at = *known.entry((name, there)).or_insert_with(|| {
            let owned = |text: Option<&str>| text.map(str::to_owned);
            let (province, city) = if name.is_some() {
                (owned(there.0), owned(there.1))
            } else {
                (section.province.clone(), section.city.clone())
            };
            counties.push(County { name: owned(name), city, province, ..County::default() });
            counties.len() - 1
        });
        if let Some(county) = counties.get_mut(at) {
            county.sections.push(index);
        }
    }
    let mut names: HashMap<Option<String>, u32> = HashMap::new();
    for county in &counties {
        *names.entry(county.name.clone()).or_default() += 1;
    }
    for county in &mut counties {
        county.namesake = names.get(&county.name).is_some_and(|count| *count > 1);
    }
    counties
}

/// One evaluation for each county of `records`. Where one county or none is named, everything belongs together.
pub fn evaluate(
    standard: &Standard,
    records: &Records,
    scope: Option<Scope>,
    as_of: Option<&str>,
    trace: bool,
) -> Vec<CountyEvaluation> {
    let found = counties(&records.sections);
    let one = |county: Option<County>, records: &Records, doubt: Option<Issue>| {
        let scope = scope.unwrap_or_else(|| super::scope_of(&records.sections));
        let options = Options { scope, as_of: as_of.map(str::to_owned), trace };
        let County { name, city, province, .. } = county.unwrap_or_default();
        let mut evaluation = evaluate_one(standard, records, &options);
        evaluation.meta.county.clone_from(&name);
        evaluation.issues.extend(doubt);
        CountyEvaluation { county: name, city, province, evaluation }
    };
    if found.len() < 2 {
        return vec![one(found.into_iter().next(), records, None)];
    }
    found
        .into_iter()
        .map(|county| {
            let (here, doubt) = (county.records(records), county.doubt(records));
            one(Some(county), &here, doubt)
        })
        .collect()
}

/// Counties rolled up: by city and by province where they are named, and all together. Empty for a single county.
pub fn roll_up<C: Borrow<CountyEvaluation>>(counties: &[C]) -> Vec<RollUp> {
    if counties.len() < 2 {
        return Vec::new();
    }
    let counties: Vec<&CountyEvaluation> = counties.iter().map(Borrow::borrow).collect();
    let mut rolled = Vec::new();
    let by = |name: fn(&CountyEvaluation) -> Option<&String>, level: RollUpLevel, rolled: &mut Vec<RollUp>| {
        let mut names: Vec<Option<&String>> = Vec::new();
        for county in &counties {
            if !names.contains(&name(county)) {
                names.push(name(county));
            }
        }
        // Nothing is named at this level: all together says the same.
        if names.iter().all(Option::is_none) {
            return;
        }
        for one in names {
            let members: Vec<&CountyEvaluation> =
                counties.iter().copied().filter(|county| name(county) == one).collect();
            rolled.push(together(one.cloned(), level, &members));
        }
    };
    by(|county| county.city.as_ref(), RollUpLevel::City, &mut rolled);
    by(|county| county.province.as_ref(), RollUpLevel::Province, &mut rolled);
    rolled.push(together(None, RollUpLevel::All, &counties));
    rolled
}

/// Counties by verdict; what a standard does not judge does not count.
fn count(verdicts: impl Iterator<Item = Verdict>) -> Tally {
    tally(verdicts.filter(|verdict| *verdict != Verdict::NotJudged))
}

fn together(name: Option<String>, level: RollUpLevel, members: &[&CountyEvaluation]) -> RollUp {
    let evaluations = || members.iter().map(|member| &member.evaluation);
    let parts = Part::ALL
        .into_iter()
        .filter(|part| evaluations().any(|one| one.parts.iter().any(|other| other.id == *part)))
        .map(|part| RollUpPart {
            id: part,
            title: part.title(),
            counties: count(
                evaluations().filter_map(|one| one.parts.iter().find(|other| other.id == part)).map(|one| one.verdict),
            ),
        })
        .collect();
    let stages = Stage::ALL
        .into_iter()
        .filter_map(|stage| {
            let found: Vec<_> =
                evaluations().filter_map(|one| one.stages.iter().find(|other| other.stage == stage)).collect();
            (!found.is_empty()).then(|| RollUpStage {
                stage,
                sections: found.iter().fold(Tally::default(), |sum, one| Tally {
                    met: sum.met + one.comprehensive.met,
                    of: sum.of + one.comprehensive.of,
                    undetermined: sum.undetermined + one.comprehensive.undetermined,
                }),
                pupils: found.iter().fold(0, |sum, one| one.pupils.saturating_add(sum)),
            })
        })
        .collect();
    RollUp { name, level, counties: count(evaluations().filter_map(|one| one.verdict)), parts, stages }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::quantity::Decimal;
    use crate::records::{Amount, Fact, Value};

    fn section(school: &str, county: &str, place: Place<'_>) -> Section {
        let owned = |text: Option<&str>| text.map(str::to_owned);
        let amounts = std::array::from_fn(|_| Some(Amount::total(Decimal::integer(5))));
        Section {
            county: (!county.is_empty()).then(|| county.to_owned()),
            province: owned(place.0),
            city: owned(place.1),
            ..Section::made_up(school, amounts)
        }
    }

    fn fact(county: &str, school: Option<&str>) -> Fact {
        Fact {
            key: "rotated".into(),
            county: Some(county.into()),
            school: school.map(str::to_owned),
            code: None,
            value: Value::Number(Decimal::integer(1)),
            note: String::new(),
            evidence: String::new(),
            location: None,
        }
    }

    fn names(sections: &[Section]) -> Vec<(String, usize)> {
        counties(sections).iter().map(|one| (one.full_name(), one.sections.len())).collect()
    }

    #[test]
    fn counties_of_one_name_in_two_places_are_two() {
        let (nanjing, xuzhou) = ((Some("江苏"), Some("南京")), (Some("江苏"), Some("徐州")));
        let sections =
            [section("甲", "鼓楼区", nanjing), section("乙", "鼓楼区", xuzhou), section("丙", "鼓楼区", nanjing)];
        assert_eq!(names(&sections), [("江苏南京鼓楼区".into(), 2), ("江苏徐州鼓楼区".into(), 1)]);
        let standard = Standard::from_catalogue("national-2017").unwrap_or_else(|_| unreachable!());
        let records = Records {
            sections: sections.to_vec(),
            facts: vec![fact("鼓楼区", None), fact("鼓楼区", Some("乙"))],
            ..Records::default()
        };
        let found = evaluate(&standard, &records, None, None, false);
        let told: Vec<_> = found
            .iter()
            .map(|one| (one.county.as_deref(), one.city.as_deref(), one.evaluation.sections.len()))
            .collect();
        assert_eq!(told, [(Some("鼓楼区"), Some("南京"), 2), (Some("鼓楼区"), Some("徐州"), 1)]);
        // What is stated for the name alone is of neither, and that is said; what a school states is its county's.
        for one in &found {
            assert!(one.evaluation.issues.iter().any(|issue| issue.code == "county_of_several"), "{:?}", one.city);
        }
        let stated = |at: usize| counties(&sections)[at].records(&records).facts.len();
        assert_eq!((stated(0), stated(1)), (0, 1));
    }

    #[test]
    fn rows_that_leave_out_where_their_county_lies_belong_to_the_only_one_that_fits() {
        let whole = (Some("江苏"), Some("南京"));
        let sections = [
            section("甲", "鼓楼区", (None, None)),
            section("乙", "鼓楼区", whole),
            section("丙", "鼓楼区", (Some("江苏"), None)),
        ];
        assert_eq!(names(&sections), [("鼓楼区".into(), 3)]);
        assert_eq!(counties(&sections)[0].city.as_deref(), Some("南京"));
        let other = section("丁", "鼓楼区", (Some("福建"), Some("福州")));
        let with = [&sections[..], &[other]].concat();
        let told: Vec<usize> = names(&with).into_iter().map(|(_, count)| count).collect();
        // The first row could be of either: it stands by itself.
        assert_eq!(told, [1, 2, 1]);
        let unnamed = [section("甲", "", (None, Some("南京"))), section("乙", "", (None, Some("徐州")))];
        assert_eq!(names(&unnamed), [(String::new(), 2)]);
    }
}
