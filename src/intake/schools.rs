//! What rows say of schools as wholes: who runs them, where they lie, when they were built, and what they state.

use super::Field;
use super::bind::{Row, Source, trimmed};
use super::columns::cell_of;
use super::dictionary::dictionary;
use super::facts;
use super::fold::fold;
use super::notes::Notes;
use super::values;
use crate::diagnostic::{Issue, Location, Severity, Text};
use crate::records::{Fact, Ownership, Place, School, Section, Stage, Value};
use crate::standard::{FactKind, Standard};
use std::collections::{BTreeMap, HashMap};

/// Years a school may have been built in.
const YEARS: std::ops::RangeInclusive<u16> = 1000..=2100;

/// What the cells of a row say of the school.
#[derive(Debug, Clone, Default)]
pub(super) struct Profile {
    ownership: Option<Ownership>,
    place: Option<Place>,
    township: Option<String>,
    built_year: Option<u16>,
    boarding: Option<bool>,
}

/// Words that were not understood: said once each, with their number.
#[derive(Debug, Default)]
pub(super) struct Unknown(BTreeMap<(Field, String), (usize, Location)>);

impl Unknown {
    fn count(&mut self, field: Field, text: &str, at: Location) {
        self.0.entry((field, text.to_owned())).or_insert((0, at)).0 += 1;
    }

    /// One issue for each word.
    pub(super) fn into_issues(self) -> impl Iterator<Item = Issue> {
        self.0.into_iter().map(|((field, text), (count, at))| {
            let (zh, en) = dictionary().title(field);
            let (code, help_zh, help_en) = match field {
                Field::Ownership => ("unknown_ownership", "写成公办或民办", "write 公办 (public) or 民办 (private)"),
                Field::Place => (
                    "unknown_place",
                    "写成城区、镇区、乡村，或城乡分类代码（如111、121、220）",
                    "write 城区, 镇区, 乡村 or a code such as 111, 121, 220",
                ),
                Field::BuiltYear => {
                    ("unknown_year", "写成四位数的年份，如1998", "write a year of four digits, such as 1998")
                }
                _ => ("unknown_boarding", "写成是或否", "write 是 (yes) or 否 (no)"),
            };
            Issue::new(
                code,
                Severity::Experience,
                Text::new(
                    format!("{zh}“{text}”不认识，共 {count} 行，按不明处理"),
                    format!("{en}: `{text}` is not known ({count} rows) and is left open"),
                ),
                Text::new(help_zh, help_en),
            )
            .at(at)
        })
    }
}

impl Profile {
    /// Reads the cells of a row; words that are not known are counted and leave the value open.
    pub(super) fn read(
        source: &Source<'_>,
        row: usize,
        merged: &HashMap<(usize, usize), usize>,
        unknown: &mut Unknown,
    ) -> Self {
        let read = |field: Field| {
            let column = source.columns.text_column(field)?;
            let from = merged.get(&(row, column)).copied().unwrap_or(row);
            let text = trimmed(source.sheet.cell(from, column));
            (!values::is_missing(&text) || text == "×").then(|| (text, cell_of(&source.place, row, column)))
        };
        let words = dictionary();
        let ownership = read(Field::Ownership);
        let place = read(Field::Place);
        let township = read(Field::Township).map(|(text, _)| text);
        let built = read(Field::BuiltYear);
        let boarding = read(Field::Boarding);
        let mut known = |field, read: Option<(String, Location)>, found: fn(&str) -> bool| {
            let (text, at) = read?;
            let folded = fold(text.strip_suffix(".0").unwrap_or(&text));
            if found(&folded) {
                return Some(folded);
            }
            unknown.count(field, &text, at);
            None
        };
        Self {
            ownership: known(Field::Ownership, ownership, |text| dictionary().ownership.contains_key(text))
                .and_then(|text| words.ownership.get(&text).copied()),
            place: known(Field::Place, place, |text| dictionary().places.contains_key(text))
                .and_then(|text| words.places.get(&text).copied()),
            township,
            built_year: known(Field::BuiltYear, built, |text| year(text).is_some()).and_then(|text| year(&text)),
            boarding: known(Field::Boarding, boarding, |text| dictionary().boarding.contains_key(text))
                .and_then(|text| words.boarding.get(&text).copied()),
        }
    }

    /// Whether anything is known.
    pub(super) const fn known(&self) -> bool {
        self.ownership.is_some()
            || self.place.is_some()
            || self.township.is_some()
            || self.built_year.is_some()
            || self.boarding.is_some()
    }
}

/// `1998`, `1998年`, `1998-09-01`, `1998年9月`: the year in front.
fn year(text: &str) -> Option<u16> {
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let rest = text.get(digits..)?;
    let dated = rest.is_empty() || rest.starts_with(['年', '-', '/', '.']);
    text.get(..digits).filter(|_| digits == 4 && dated)?.parse().ok().filter(|year| YEARS.contains(year))
}

/// The school of a row.
pub(super) fn profile(source: &Source<'_>, row: &Row, pupils: Option<u32>) -> School {
    School {
        name: row.name.clone(),
        code: row.code.clone(),
        county: row.county.clone(),
        kind: row.kind,
        ownership: row.profile.ownership,
        place: row.profile.place,
        township: row.profile.township.clone(),
        built_year: row.profile.built_year,
        boarding: row.profile.boarding,
        pupils,
        unread: Vec::new(),
        location: Some(cell_of(&source.place, row.index, source.columns.text_column(Field::School).unwrap_or(0))),
    }
}

/// What a row states. A cell that cannot be read is said and states nothing.
pub(super) fn facts(
    source: &Source<'_>,
    row: usize,
    school: &str,
    code: Option<&str>,
    county: Option<&str>,
    issues: &mut Vec<Issue>,
) -> Vec<Fact> {
    let mut found = Vec::new();
    for slot in &source.columns.facts {
        let at = cell_of(&source.place, row, slot.column);
        match facts::read_cell(&slot.heading, source.sheet.cell(row, slot.column)) {
            Ok(None) => {}
            Ok(Some(value)) => found.push(Fact {
                key: slot.heading.spec.key.clone(),
                county: county.map(str::to_owned),
                school: Some(school.to_owned()),
                code: code.map(str::to_owned),
                value,
                note: String::new(),
                evidence: String::new(),
                location: Some(at),
            }),
            Err(bad) => {
                issues.push(Issue::new("bad_fact", Severity::Logic, bad.message, bad.help).at(at).of(school));
            }
        }
    }
    found
}

/// One entry for each school: rows of several stages, and of several sheets, say different things of one school. What
/// differs is said, and the first stays.
pub(super) fn merged(schools: Vec<School>) -> (Vec<School>, Vec<Issue>) {
    let mut list: Vec<School> = Vec::new();
    let mut places: HashMap<(Option<String>, String), usize> = HashMap::new();
    let mut notes = Notes::default();
    for school in schools {
        let id = school.code.clone().unwrap_or_else(|| fold(&school.name));
        let at = *places.entry((school.county.clone(), id)).or_insert(list.len());
        let Some(first) = list.get_mut(at) else {
            list.push(school);
            continue;
        };
        let mut differs = false;
        fn fill<T: PartialEq>(first: &mut Option<T>, other: Option<T>, differs: &mut bool) {
            match (&*first, other) {
                (None, other) => *first = other,
                (Some(one), Some(other)) if *one != other => *differs = true,
                _ => {}
            }
        }
        fill(&mut first.kind, school.kind, &mut differs);
        fill(&mut first.ownership, school.ownership, &mut differs);
        fill(&mut first.place, school.place, &mut differs);
        fill(&mut first.township, school.township, &mut differs);
        fill(&mut first.built_year, school.built_year, &mut differs);
        fill(&mut first.boarding, school.boarding, &mut differs);
        fill(&mut first.pupils, school.pupils, &mut differs);
        if differs {
            let name = first.name.clone();
            let at = school.location.unwrap_or_default();
            notes.once("school_differs", &name, Severity::Experience, &at, || {
                (
                    Text::new(
                        format!("{name}的办学类型、举办者性质、城乡类型、乡镇、建校年份或寄宿制前后不一致，取先出现的"),
                        format!(
                            "kind, ownership, place, township, year or boarding of {name} differ between rows; the first is taken"
                        ),
                    ),
                    Text::new("核对这所学校的各行", "check the rows of this school"),
                )
            });
        }
    }
    (list, notes.into_issues().collect())
}

/// What a school states once in the row of each of its stages belongs to that stage, like its pupils: added up, and said
/// once per fact. Anything else stated twice stays so, for the evaluation to say.
pub(super) fn stages_added(facts: Vec<Fact>, sections: &[Section], standard: &Standard) -> (Vec<Fact>, Vec<Issue>) {
    let row = |location: &Location| Some((location.sheet.clone(), location.spot()?.0));
    let mut stages: HashMap<_, Vec<Stage>> = HashMap::new();
    for section in sections {
        if let Some(row) = section.location.as_ref().and_then(row) {
            stages.entry(row).or_default().push(section.stage);
        }
    }
    let stage = |fact: &Fact| match stages.get(&fact.location.as_ref().and_then(row)?)?.as_slice() {
        [one] => Some(*one),
        _ => None,
    };
    let summed =
        |key: &str| standard.fact(key).is_some_and(|spec| matches!(spec.kind, FactKind::Count | FactKind::Amount));
    let mut places: HashMap<(Option<String>, String, Option<String>, String), usize> = HashMap::new();
    let mut kept: Vec<Fact> = Vec::with_capacity(facts.len());
    let mut added: BTreeMap<String, (usize, Option<Location>)> = BTreeMap::new();
    for fact in facts {
        let Some(school) = fact.school.clone().filter(|_| summed(&fact.key)) else {
            kept.push(fact);
            continue;
        };
        let name = (fact.county.clone(), school, fact.code.clone(), fact.key.clone());
        let first = places.get(&name).and_then(|&at| kept.get_mut(at));
        let both = first.as_ref().and_then(|first| Some((stage(first)?, stage(&fact)?)));
        match (first, both, &fact.value) {
            (Some(first), Some((one, other)), Value::Number(more)) if one != other => {
                if let Value::Number(number) = first.value
                    && let Some(sum) = number.checked_add(*more)
                {
                    first.value = Value::Number(sum);
                    added.entry(fact.key.clone()).or_insert_with(|| (0, first.location.clone())).0 += 1;
                }
            }
            _ => {
                places.entry(name).or_insert(kept.len());
                kept.push(fact);
            }
        }
    }
    let issues = added.into_iter().filter_map(|(key, (count, location))| {
        let label = &standard.fact(&key)?.label;
        let issue = Issue::new(
            "stages_added",
            Severity::Note,
            Text::new(
                format!("“{}”分学段填报的，{count}所学校按两个学段相加", label.zh),
                format!("{}: stated by stage, added up for {count} schools", label.en),
            ),
            Text::new(
                "如果每行填的是全校数，请只留一行",
                "if each row states the whole school, leave it in one of them",
            ),
        );
        Some(issue.at_known(location.as_ref()))
    });
    let issues = issues.collect();
    (kept, issues)
}

#[cfg(test)]
mod tests {
    use super::year;

    #[test]
    fn years_are_read_from_dates_and_numbers() {
        assert_eq!(year("1998"), Some(1998));
        assert_eq!(year("1998年"), Some(1998));
        assert_eq!(year("2005-09-01"), Some(2005));
        for text in ["98", "19980", "1998多", "约1998", "3000", ""] {
            assert_eq!(year(text), None, "{text}");
        }
    }
}
