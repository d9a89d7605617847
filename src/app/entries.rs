//! What was typed on the page 自评, as typed: a wrong entry is shown again and never lost. Kept per standard and county,
//! because facts depend on the one and speak of the other.

use crate::records::{Fact, Records, SurveyGroup};
use crate::standard::Standard;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

/// One fact as typed.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Entry {
    /// The value.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub text: String,
    /// 说明.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub note: String,
    /// 佐证材料.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub evidence: String,
}

impl Entry {
    /// Whether nothing was typed.
    pub fn is_empty(&self) -> bool {
        self.text.is_empty() && self.note.is_empty() && self.evidence.is_empty()
    }
}

/// A part of an [`Entry`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Slot {
    /// The value.
    Text,
    /// 说明.
    Note,
    /// 佐证材料.
    Evidence,
}

/// A group of respondents as typed.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct SurveyRow {
    /// The group.
    pub group: String,
    /// 有效问卷数.
    pub valid: String,
    /// 满意问卷数.
    pub satisfied: String,
}

impl SurveyRow {
    /// Whether no number was typed.
    pub fn is_blank(&self) -> bool {
        self.valid.trim().is_empty() && self.satisfied.trim().is_empty()
    }

    /// The two numbers, where both can be read.
    pub fn numbers(&self) -> Option<(u32, u32)> {
        Some((whole(&self.valid)?, whole(&self.satisfied)?))
    }
}

/// A whole number as typed: `1,234`, `１２`, `12份`.
pub fn whole(text: &str) -> Option<u32> {
    let plain: String = text
        .trim()
        .trim_end_matches(['份', '人', '份'])
        .chars()
        .filter(|c| !matches!(c, ',' | '，' | ' '))
        .map(|c| match c {
            '０'..='９' => char::from_u32(u32::from(c) - 0xFEE0).unwrap_or(c),
            other => other,
        })
        .collect();
    (!plain.is_empty() && plain.bytes().all(|byte| byte.is_ascii_digit())).then(|| plain.parse().ok()).flatten()
}

/// Everything typed for one county under one standard.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Entries {
    /// Facts, by key. Those the standard does not know are kept, too.
    pub facts: BTreeMap<String, Entry>,
    /// The survey; no rows where the file's is taken.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub survey: Vec<SurveyRow>,
}

impl Entries {
    /// Whether nothing was typed.
    pub fn is_empty(&self) -> bool {
        self.facts.is_empty() && self.survey.is_empty()
    }

    /// How much was typed: facts, and groups of the survey.
    pub fn len(&self) -> usize {
        self.facts.len() + self.survey.len()
    }

    /// Sets a part of the fact `key`; an entry with nothing in it is none.
    pub fn set(&mut self, key: &str, slot: Slot, value: String) {
        let entry = self.facts.entry(key.to_owned()).or_default();
        match slot {
            Slot::Text => entry.text = value,
            Slot::Note => entry.note = value,
            Slot::Evidence => entry.evidence = value,
        }
        if entry.is_empty() {
            self.facts.remove(key);
        }
    }

    /// `records` with what was typed in place of what was read. What cannot be read leaves its rule undetermined: the
    /// value of a file that somebody is correcting is no better.
    #[must_use]
    pub fn over(&self, mut records: Records, standard: &Standard) -> Records {
        for (key, entry) in &self.facts {
            let Some(spec) = standard.fact(key) else { continue };
            let (note, evidence) = (entry.note.clone(), entry.evidence.clone());
            let here = |fact: &Fact| fact.key == *key && fact.school.is_none();
            if entry.text.trim().is_empty() {
                for fact in records.facts.iter_mut().filter(|fact| here(fact)) {
                    if !note.is_empty() {
                        fact.note.clone_from(&note);
                    }
                    if !evidence.is_empty() {
                        fact.evidence.clone_from(&evidence);
                    }
                }
                continue;
            }
            records.facts.retain(|fact| !here(fact));
            if let Ok(Some(value)) = spec.read(&entry.text) {
                records.facts.push(Fact {
                    key: key.clone(),
                    county: None,
                    school: None,
                    code: None,
                    value,
                    note,
                    evidence,
                    location: None,
                });
            }
        }
        let typed: Vec<&SurveyRow> = self.survey.iter().filter(|row| !row.is_blank()).collect();
        if !self.survey.is_empty() {
            // Half a row is not yet a survey.
            let groups: Option<Vec<SurveyGroup>> = typed
                .into_iter()
                .map(|row| {
                    let (valid, satisfied) = row.numbers()?;
                    Some(SurveyGroup {
                        county: None,
                        group: row.group.trim().to_owned(),
                        valid,
                        satisfied,
                        location: None,
                    })
                })
                .collect();
            records.survey = groups.unwrap_or_default();
        }
        records
    }
}

/// The name of a county that has none.
const UNNAMED: &str = "";
/// What stands before the name of the source that entries set aside were typed for: no county is called so.
const ASIDE: char = '?';

/// What was typed for one county, under each standard.
pub type Everywhere = BTreeMap<String, Rc<Entries>>;

/// Entries of all counties under all standards.
///
/// What is typed for a county that is not named is that of the data at hand: it is kept with them, and set aside when
/// others take their place.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Store(BTreeMap<String, BTreeMap<String, Rc<Entries>>>);

impl Store {
    /// What was typed for `county` under `standard`.
    pub fn get(&self, standard: &str, county: &str) -> Rc<Entries> {
        self.0.get(standard).and_then(|counties| counties.get(county)).cloned().unwrap_or_default()
    }

    /// Keeps it.
    pub fn put(&mut self, standard: &str, county: &str, entries: Rc<Entries>) {
        if entries.is_empty() {
            if let Some(counties) = self.0.get_mut(standard) {
                counties.remove(county);
                if counties.is_empty() {
                    self.0.remove(standard);
                }
            }
        } else {
            self.0.entry(standard.to_owned()).or_default().insert(county.to_owned(), entries);
        }
    }

    /// Whether nothing is kept at all.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// For how many counties something is kept, under whatever standard.
    pub fn len(&self) -> usize {
        self.0.values().flat_map(BTreeMap::keys).collect::<BTreeSet<_>>().len()
    }

    /// What was typed for data that name no county.
    pub fn unnamed(&self) -> Everywhere {
        self.everywhere(UNNAMED)
    }

    /// What was typed for data that name no county, and now come back. What is set aside of it needs to be no more.
    pub fn put_unnamed(&mut self, entries: &Everywhere) {
        self.put_everywhere(UNNAMED, entries);
        for name in self.names() {
            if name.starts_with(ASIDE) && self.everywhere(&name) == *entries {
                self.put_everywhere(&name, &Everywhere::new());
            }
        }
    }

    /// Sets aside what was typed for data that name no county: others, that come from `source`, take their place.
    pub fn set_aside(&mut self, source: &str) {
        let entries = self.unnamed();
        if entries.is_empty() {
            return;
        }
        self.put_everywhere(UNNAMED, &Everywhere::new());
        let numbered = |number: u32| match number {
            1 => format!("{ASIDE}{source}"),
            _ => format!("{ASIDE}{source} ({number})"),
        };
        let free = |name: &String| {
            let there = self.everywhere(name);
            there.is_empty() || there == entries
        };
        if let Some(name) = (1..=u32::MAX).map(numbered).find(free) {
            self.put_everywhere(&name, &entries);
        }
    }

    /// What is set aside under `standard`: the source it was typed for, and how much it is.
    pub fn aside(&self, standard: &str) -> Vec<(String, usize)> {
        let counties = self.0.get(standard).into_iter().flatten();
        let aside = counties.filter_map(|(name, entries)| Some((name.strip_prefix(ASIDE)?, entries)));
        aside.map(|(source, entries)| (source.to_owned(), entries.len())).collect()
    }

    /// What was set aside of `source` is said of `county` where nothing was typed for that; `None` drops it.
    pub fn settle(&mut self, source: &str, county: Option<&str>) {
        let name = format!("{ASIDE}{source}");
        let entries = self.everywhere(&name);
        self.put_everywhere(&name, &Everywhere::new());
        let Some(county) = county else { return };
        for (standard, entries) in entries {
            let mut here = (*self.get(&standard, county)).clone();
            for (key, entry) in &entries.facts {
                here.facts.entry(key.clone()).or_insert_with(|| entry.clone());
            }
            if here.survey.is_empty() {
                here.survey.clone_from(&entries.survey);
            }
            self.put(&standard, county, Rc::new(here));
        }
    }

    fn names(&self) -> BTreeSet<String> {
        self.0.values().flat_map(BTreeMap::keys).cloned().collect()
    }

    fn everywhere(&self, county: &str) -> Everywhere {
        let of = |(standard, counties): (&String, &BTreeMap<String, Rc<Entries>>)| {
            Some((standard.clone(), counties.get(county)?.clone()))
        };
        self.0.iter().filter_map(of).collect()
    }

    /// Keeps `entries` for `county` in place of all that was typed for it.
    fn put_everywhere(&mut self, county: &str, entries: &Everywhere) {
        let standards: BTreeSet<String> = self.0.keys().chain(entries.keys()).cloned().collect();
        for standard in standards {
            self.put(&standard, county, entries.get(&standard).cloned().unwrap_or_default());
        }
    }

    /// What was typed under `before` goes on under `standard` where nothing was typed there yet.
    pub fn carry(&mut self, before: &str, standard: &str) {
        let Some(counties) = self.0.get(before).cloned() else { return };
        let here = self.0.entry(standard.to_owned()).or_default();
        for (county, entries) in counties {
            here.entry(county).or_insert(entries);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::records::Value;

    fn standard() -> Standard {
        Standard::from_catalogue("national-2017").unwrap_or_else(|problems| unreachable!("{problems:?}"))
    }

    #[test]
    fn typed_facts_win_and_wrong_ones_are_no_value() {
        let standard = standard();
        let key = "four_unified".to_owned();
        let read = Records {
            facts: vec![Fact {
                key: key.clone(),
                county: None,
                school: None,
                code: None,
                value: Value::Answer(crate::records::Answer::No),
                note: String::new(),
                evidence: String::new(),
                location: None,
            }],
            ..Records::default()
        };
        let mut entries = Entries::default();
        assert_eq!(entries.over(read.clone(), &standard), read);
        entries.set(&key, Slot::Text, "???".into());
        assert!(entries.over(read.clone(), &standard).facts.is_empty());
        entries.set(&key, Slot::Text, "是".into());
        assert_eq!(entries.over(read.clone(), &standard).facts.len(), 1);
        entries.set(&key, Slot::Text, String::new());
        assert!(entries.is_empty());
    }

    #[test]
    fn half_a_row_of_the_survey_is_none() {
        let standard = standard();
        let row = |group: &str, valid: &str, satisfied: &str| SurveyRow {
            group: group.into(),
            valid: valid.into(),
            satisfied: satisfied.into(),
        };
        let mut entries = Entries { survey: vec![row("家长", "1,200", "１１００")], ..Entries::default() };
        assert_eq!(entries.over(Records::default(), &standard).survey[0].satisfied, 1100);
        entries.survey.push(row("教师", "", ""));
        assert_eq!(entries.over(Records::default(), &standard).survey.len(), 1);
        entries.survey.push(row("学生", "5", ""));
        assert!(entries.over(Records::default(), &standard).survey.is_empty());
    }

    #[test]
    fn what_names_no_county_is_set_aside_and_never_lost() {
        let entries = |text: &str| {
            let mut one = Entries::default();
            one.set("k", Slot::Text, text.into());
            Rc::new(one)
        };
        let mut store = Store::default();
        store.put("a", "", entries("1"));
        store.put("a", "甲县", entries("9"));
        store.set_aside("x.csv");
        assert!(store.unnamed().is_empty());
        assert_eq!(store.aside("a"), [("x.csv".to_owned(), 1)]);
        // A second one of the same name stands beside the first.
        store.put("a", "", entries("2"));
        store.set_aside("x.csv");
        assert_eq!(store.aside("a").len(), 2);
        // The data come back: what was typed for them is theirs, and set aside no more.
        store.put_unnamed(&BTreeMap::from([("a".to_owned(), entries("2"))]));
        assert_eq!((store.get("a", ""), store.aside("a").len()), (entries("2"), 1));
        // Taken over, it fills what is empty and replaces nothing.
        store.settle("x.csv", Some("甲县"));
        assert_eq!((store.get("a", "甲县"), store.aside("a").len()), (entries("9"), 0));
        store.set_aside("");
        store.settle("", Some("乙县"));
        assert_eq!(store.get("a", "乙县"), entries("2"));
        store.put("a", "", entries("3"));
        store.set_aside("y");
        store.settle("y", None);
        assert_eq!(store.len(), 2);
    }

    #[test]
    fn entries_go_along_to_another_standard_and_keep_what_was_typed_there() {
        let entries = |text: &str| {
            let mut one = Entries::default();
            one.set("k", Slot::Text, text.into());
            Rc::new(one)
        };
        let mut store = Store::default();
        store.put("a", "甲县", entries("1"));
        store.carry("a", "b");
        assert_eq!(store.get("b", "甲县"), entries("1"));
        store.put("a", "甲县", entries("2"));
        store.carry("a", "b");
        assert_eq!(store.get("b", "甲县"), entries("1"));
        store.put("a", "甲县", Rc::default());
        store.put("b", "甲县", Rc::default());
        assert!(store.is_empty());
    }
}
