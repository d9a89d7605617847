//! The dictionary of headings (`aliases.toml`, turned to JSON by the build) as a table to look names up in.

use super::fold::fold;
use super::{Field, Scope, SheetKind};
use crate::order;
use crate::quantity::Decimal;
use crate::records::{Kind, Ownership, Place, Stage};
use serde::Deserialize;
use std::collections::HashMap;
use std::sync::OnceLock;

/// What a column measures.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Dimension {
    Text,
    People,
    Area,
    Money,
    Rooms,
    /// 台.
    Machines,
    /// 册.
    Volumes,
}

/// A unit of a heading or of a cell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct UnitMeaning {
    pub(super) dimension: Dimension,
    /// What one is in the natural unit; `None` for 亩, which is no finite decimal of ㎡.
    pub(super) factor: Option<Decimal>,
    /// Whether it is per pupil or per hundred pupils.
    pub(super) per: bool,
}

/// A field a name stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Named {
    pub(super) field: Field,
    /// The one stage for which the name has this meaning.
    pub(super) only: Option<Stage>,
    /// Whether it is the field's own title.
    pub(super) title: bool,
    /// 研究生: masters and doctors together.
    pub(super) graduate: bool,
}

/// Everything a name may mean, by its place in a header path.
#[derive(Debug, Clone, Default)]
pub(super) struct Meaning {
    /// The field it names by itself.
    pub(super) field: Option<Named>,
    /// The field it names below a heading that is fit for it.
    pub(super) short: Option<Named>,
    /// Groups (bits) it belongs to as a heading above others.
    pub(super) groups: u32,
    pub(super) total: bool,
    pub(super) transparent: bool,
    pub(super) guard: bool,
    pub(super) unused: bool,
    pub(super) scope: Option<Scope>,
}

/// What is known of a field.
#[derive(Debug, Clone)]
pub(super) struct FieldFacts {
    pub(super) zh: String,
    pub(super) en: String,
    pub(super) dimension: Dimension,
    /// Groups (bits) its headings may stand below.
    pub(super) under: u32,
}

#[derive(Debug, Default)]
pub(super) struct Dictionary {
    pub(super) meanings: HashMap<String, Meaning>,
    pub(super) fields: HashMap<Field, FieldFacts>,
    pub(super) units: HashMap<String, UnitMeaning>,
    pub(super) brackets: Vec<String>,
    /// Longest first.
    pub(super) prefixes: Vec<String>,
    pub(super) guard_prefixes: Vec<String>,
    pub(super) unused_prefixes: Vec<String>,
    /// Words for stages, longest first; `None` for stages outside compulsory and senior secondary schooling.
    pub(super) stage_words: Vec<(String, Option<Scope>)>,
    pub(super) kinds: HashMap<String, Kind>,
    pub(super) ownership: HashMap<String, Ownership>,
    pub(super) places: HashMap<String, Place>,
    pub(super) boarding: HashMap<String, bool>,
    /// Grades of class rolls; [`Scope::Senior`] for those outside compulsory schooling.
    pub(super) grades: HashMap<String, Scope>,
    /// Answers of the survey, and whether they count as satisfied.
    pub(super) opinions: HashMap<String, bool>,
    /// Sheets other than tables of schools.
    pub(super) sheets: Vec<SheetWords>,
    pub(super) degree_group: u32,
    pub(super) staff_group: u32,
    pub(super) teachers_group: u32,
    /// Names that were given two meanings; a test holds it empty.
    pub(super) clashes: Vec<String>,
}

/// How a sheet that is no table of schools is known.
#[derive(Debug)]
pub(super) struct SheetWords {
    pub(super) kind: SheetKind,
    /// Columns that must all be there.
    pub(super) required: Vec<Field>,
    /// Columns of which one must be there; empty where that is not asked.
    pub(super) one_of: Vec<Field>,
    /// What the folded headings stand for.
    pub(super) names: HashMap<String, Field>,
}

impl Dictionary {
    /// What is known of `field`.
    pub(super) fn facts(&self, field: Field) -> Option<&FieldFacts> {
        self.fields.get(&field)
    }

    /// The title of `field` in Chinese and English.
    pub(super) fn title(&self, field: Field) -> (&str, &str) {
        self.facts(field).map_or(("不用的列", "Not used"), |facts| (&facts.zh, &facts.en))
    }

    /// The meaning of the folded `name`.
    pub(super) fn meaning(&self, name: &str) -> Option<&Meaning> {
        self.meanings.get(name)
    }

    /// The stage a cell or a heading names; the outer `None` when it names none.
    pub(super) fn stage_word(&self, folded: &str) -> Option<Option<Scope>> {
        self.stage_words.iter().find(|(word, _)| word == folded).map(|(_, scope)| *scope)
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Source {
    field: Vec<FieldEntry>,
    group: Vec<GroupEntry>,
    neutral: Neutral,
    guard: Words,
    unused: Words,
    stages: Stages,
    kinds: HashMap<Kind, Vec<String>>,
    unit: Vec<UnitEntry>,
    ownership: HashMap<Ownership, Vec<String>>,
    places: HashMap<Place, Vec<String>>,
    boarding: YesNo,
    grades: Grades,
    opinions: Opinions,
    sheet: Vec<SheetEntry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct YesNo {
    yes: Vec<String>,
    no: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Grades {
    primary: Vec<String>,
    junior: Vec<String>,
    senior: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Opinions {
    satisfied: Vec<String>,
    dissatisfied: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct SheetEntry {
    id: SheetKind,
    required: Vec<Field>,
    #[serde(default)]
    one_of: Vec<Field>,
    columns: Vec<SheetColumn>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct SheetColumn {
    field: Field,
    /// Title of a field that only these sheets have.
    zh: Option<String>,
    en: Option<String>,
    names: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FieldEntry {
    id: Field,
    zh: String,
    en: String,
    dimension: Dimension,
    #[serde(default)]
    under: Vec<String>,
    #[serde(default)]
    short: Vec<String>,
    #[serde(default)]
    graduate_short: Vec<String>,
    #[serde(default)]
    graduate_names: Vec<String>,
    aliases: Vec<Aliases>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Aliases {
    /// Where the names were seen; for the reader of the file.
    #[serde(rename = "source")]
    _source: String,
    only: Option<Stage>,
    names: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct GroupEntry {
    id: String,
    names: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Neutral {
    total: Vec<String>,
    transparent: Vec<String>,
    brackets: Vec<String>,
    prefixes: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Words {
    names: Vec<String>,
    prefixes: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Stages {
    primary: Vec<String>,
    junior: Vec<String>,
    senior: Vec<String>,
    other: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct UnitEntry {
    dimension: Dimension,
    factor: String,
    #[serde(default)]
    per: bool,
    names: Vec<String>,
}

/// The dictionary, parsed once. The file is part of the program and tested; were it broken, nothing would be
/// recognised.
pub(super) fn dictionary() -> &'static Dictionary {
    static DICTIONARY: OnceLock<Dictionary> = OnceLock::new();
    DICTIONARY.get_or_init(|| parse(include_str!(concat!(env!("OUT_DIR"), "/aliases.json"))).unwrap_or_default())
}

fn parse(text: &str) -> Result<Dictionary, serde_json::Error> {
    let source: Source = serde_json::from_str(text)?;
    let mut dictionary = Dictionary::default();
    let group_bits: HashMap<&str, u32> =
        source.group.iter().enumerate().map(|(i, group)| (group.id.as_str(), 1u32 << (i % 32))).collect();
    let bit = |id: &str| group_bits.get(id).copied().unwrap_or(0);
    dictionary.degree_group = bit("degree");
    dictionary.staff_group = bit("staff");
    dictionary.teachers_group = bit("teachers");
    for entry in &source.field {
        let under = entry.under.iter().filter_map(|id| group_bits.get(id.as_str())).fold(0, |bits, bit| bits | bit);
        for id in &entry.under {
            if !group_bits.contains_key(id.as_str()) {
                dictionary.clashes.push(format!("unknown group {id}"));
            }
        }
        dictionary.fields.insert(
            entry.id,
            FieldFacts { zh: entry.zh.clone(), en: entry.en.clone(), dimension: entry.dimension, under },
        );
        let named = |only, title, graduate| Named { field: entry.id, only, title, graduate };
        let title = fold(&entry.zh);
        dictionary.name(&title, named(None, true, false));
        for aliases in &entry.aliases {
            for name in &aliases.names {
                let folded = fold(name);
                if folded != title {
                    dictionary.name(&folded, named(aliases.only, false, false));
                }
            }
        }
        for name in &entry.graduate_names {
            dictionary.name(&fold(name), named(None, false, true));
        }
        for name in &entry.short {
            dictionary.short(&fold(name), named(None, false, false));
        }
        for name in &entry.graduate_short {
            dictionary.short(&fold(name), named(None, false, true));
        }
    }
    for group in &source.group {
        let bit = group_bits.get(group.id.as_str()).copied().unwrap_or(0);
        for name in &group.names {
            dictionary.meanings.entry(fold(name)).or_default().groups |= bit;
        }
    }
    for name in &source.neutral.total {
        dictionary.meanings.entry(fold(name)).or_default().total = true;
    }
    for name in &source.neutral.transparent {
        dictionary.meanings.entry(fold(name)).or_default().transparent = true;
    }
    for name in &source.guard.names {
        dictionary.meanings.entry(fold(name)).or_default().guard = true;
    }
    for name in &source.unused.names {
        let meaning = dictionary.meanings.entry(fold(name)).or_default();
        if meaning.field.is_some() {
            dictionary.clashes.push(format!("{name} is a field and unused"));
        }
        meaning.unused = true;
    }
    for (words, scope) in [
        (&source.stages.primary, Some(Scope::Primary)),
        (&source.stages.junior, Some(Scope::Junior)),
        (&source.stages.senior, Some(Scope::Senior)),
        (&source.stages.other, None),
    ] {
        for word in words {
            let folded = fold(word);
            if scope.is_some() {
                dictionary.meanings.entry(folded.clone()).or_default().scope = scope;
            }
            dictionary.stage_words.push((folded, scope));
        }
    }
    for (kind, names) in &source.kinds {
        for name in names {
            if dictionary.kinds.insert(fold(name), *kind).is_some() {
                dictionary.clashes.push(name.clone());
            }
        }
    }
    for entry in &source.unit {
        let meaning = UnitMeaning { dimension: entry.dimension, factor: entry.factor.parse().ok(), per: entry.per };
        for name in &entry.names {
            if dictionary.units.insert(fold(name), meaning).is_some() {
                dictionary.clashes.push(name.clone());
            }
        }
    }
    words_of_cells(&source, &mut dictionary);
    other_sheets(source.sheet, &mut dictionary);
    dictionary.brackets = source.neutral.brackets.iter().map(|word| fold(word)).collect();
    dictionary.prefixes = longest_first(&source.neutral.prefixes);
    dictionary.guard_prefixes = longest_first(&source.guard.prefixes);
    dictionary.unused_prefixes = longest_first(&source.unused.prefixes);
    order::sort_by_key(&mut dictionary.stage_words, |(word, _)| std::cmp::Reverse(word.len()));
    Ok(dictionary)
}

/// Words of cells: each stands for one thing only.
fn words_of_cells(source: &Source, dictionary: &mut Dictionary) {
    fn put<T: Copy>(map: &mut HashMap<String, T>, names: &[String], value: T, clashes: &mut Vec<String>) {
        for name in names {
            if map.insert(fold(name), value).is_some() {
                clashes.push(name.clone());
            }
        }
    }
    let clashes = &mut dictionary.clashes;
    for (ownership, names) in &source.ownership {
        put(&mut dictionary.ownership, names, *ownership, clashes);
    }
    for (place, names) in &source.places {
        put(&mut dictionary.places, names, *place, clashes);
    }
    put(&mut dictionary.boarding, &source.boarding.yes, true, clashes);
    put(&mut dictionary.boarding, &source.boarding.no, false, clashes);
    put(&mut dictionary.grades, &source.grades.primary, Scope::Primary, clashes);
    put(&mut dictionary.grades, &source.grades.junior, Scope::Junior, clashes);
    put(&mut dictionary.grades, &source.grades.senior, Scope::Senior, clashes);
    put(&mut dictionary.opinions, &source.opinions.satisfied, true, clashes);
    put(&mut dictionary.opinions, &source.opinions.dissatisfied, false, clashes);
}

fn other_sheets(entries: Vec<SheetEntry>, dictionary: &mut Dictionary) {
    for entry in entries {
        let mut sheet =
            SheetWords { kind: entry.id, required: entry.required, one_of: entry.one_of, names: HashMap::new() };
        for column in entry.columns {
            if let (Some(zh), Some(en)) = (column.zh, column.en) {
                let facts = FieldFacts { zh, en, dimension: Dimension::Text, under: 0 };
                dictionary.fields.entry(column.field).or_insert(facts);
            }
            for name in column.names {
                if sheet.names.insert(fold(&name), column.field).is_some() {
                    dictionary.clashes.push(name);
                }
            }
        }
        dictionary.sheets.push(sheet);
    }
}

fn longest_first(words: &[String]) -> Vec<String> {
    let mut folded: Vec<String> = words.iter().map(|word| fold(word)).collect();
    order::sort_by_key(&mut folded, |word| std::cmp::Reverse(word.len()));
    folded
}

impl Dictionary {
    fn name(&mut self, folded: &str, named: Named) {
        let meaning = self.meanings.entry(folded.to_owned()).or_default();
        if meaning.field.replace(named).is_some() {
            self.clashes.push(folded.to_owned());
        }
    }

    fn short(&mut self, folded: &str, named: Named) {
        let meaning = self.meanings.entry(folded.to_owned()).or_default();
        // A title such as 本科 is short as well: it says too little when it stands alone.
        if meaning.field.is_some_and(|field| field.title && field.field == named.field) {
            meaning.field = None;
        } else if meaning.field.is_some() {
            self.clashes.push(folded.to_owned());
        }
        if meaning.short.replace(named).is_some() {
            self.clashes.push(folded.to_owned());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_file_is_well_formed_and_no_name_has_two_meanings() {
        let dictionary = match parse(include_str!(concat!(env!("OUT_DIR"), "/aliases.json"))) {
            Ok(dictionary) => dictionary,
            Err(error) => unreachable!("{error}"),
        };
        assert_eq!(dictionary.clashes, Vec::<String>::new());
        assert_eq!(dictionary.fields.len(), 58, "every field but `unused` has an entry");
    }

    #[test]
    fn a_guard_is_never_a_field() {
        for (name, meaning) in &dictionary().meanings {
            assert!(!(meaning.guard && (meaning.field.is_some() || meaning.short.is_some())), "{name}");
        }
    }
}
