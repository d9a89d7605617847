//! 问卷: counts by group of respondents, or the answers one by one.

use super::Field;
use super::bind::Bound;
use super::columns::cell_of;
use super::dictionary::dictionary;
use super::fold::fold;
use super::plain::{Out, Rows};
use super::values;
use crate::diagnostic::{Issue, Location, Severity, Text};
use crate::records::SurveyGroup;
use std::collections::{BTreeMap, HashMap, HashSet};

/// More answers than any survey has.
const MOST: u32 = 100_000_000;

/// Groups met so far, to say which is given twice.
#[derive(Debug, Default)]
pub(super) struct Groups(HashSet<(Option<String>, String)>);

/// Takes the counts of a group. More satisfied than valid answers stay as they are: the evaluation says so.
pub(super) fn counts(rows: &mut Rows<'_>, row: usize, seen: &mut Groups, bound: &mut Bound) -> Result<(), Out> {
    let county = rows.continued(row, Field::County);
    let valid = rows.count(row, Field::ValidAnswers, MOST, &mut bound.issues);
    let satisfied = rows.count(row, Field::SatisfiedAnswers, MOST, &mut bound.issues);
    let unreadable = |()| Out::new("bad_survey_count", "问卷数不是有效的数", "a count of answers cannot be read");
    let (valid, satisfied) = (valid.map_err(unreadable)?, satisfied.map_err(unreadable)?);
    let Some(group) = rows.text(row, Field::Respondents) else {
        return Err(rows.lacks(row, Field::Respondents, "no_respondents", &mut bound.issues));
    };
    let (valid, satisfied) = match (valid, satisfied) {
        (Some(valid), Some(satisfied)) => (valid, satisfied),
        (None, None) => return Err(Out::new("not_stated", "没有填报", "nothing is stated")),
        (None, Some(_)) => return Err(rows.lacks(row, Field::ValidAnswers, "no_survey_count", &mut bound.issues)),
        (Some(_), None) => return Err(rows.lacks(row, Field::SatisfiedAnswers, "no_survey_count", &mut bound.issues)),
    };
    if !seen.0.insert((county.clone(), fold(&group))) {
        bound.issues.push(
            Issue::new(
                "group_given_twice",
                Severity::Experience,
                Text::new(
                    format!("“{group}”出现了不止一次，问卷数相加"),
                    format!("`{group}` stands more than once; its answers are added up"),
                ),
                Text::new("如果是重复的行，请删去", "remove the row if it repeats the other"),
            )
            .at(rows.at(row, Field::Respondents)),
        );
    }
    let location = Some(rows.at(row, Field::ValidAnswers));
    bound.survey.push(SurveyGroup { county, group, valid, satisfied, location });
    Ok(())
}

/// Answers counted so far, and what was counted as what.
#[derive(Debug, Default)]
pub(super) struct Counted {
    groups: Vec<SurveyGroup>,
    places: HashMap<(Option<String>, String), usize>,
    /// How often each word was met, by whether it counts as satisfied; `None` for invalid answers.
    words: BTreeMap<(Option<bool>, String), u32>,
}

/// Counts one answer. A blank or unknown one is invalid.
pub(super) fn answer(rows: &mut Rows<'_>, row: usize, counted: &mut Counted) -> Result<(), Out> {
    let county = rows.continued(row, Field::County);
    let text = rows.text(row, Field::Opinion).filter(|text| !values::is_missing(text));
    let known = text.as_deref().and_then(|text| dictionary().opinions.get(&fold(text)).copied());
    let group = rows.text(row, Field::Respondents);
    let known = known.filter(|_| group.is_some());
    let word = text.map_or_else(String::new, |text| text.chars().take(20).collect());
    let count = counted.words.entry((known, word)).or_insert(0);
    *count = count.saturating_add(1);
    let (Some(satisfied), Some(group)) = (known, group) else {
        return Err(Out::new(
            "invalid_answer",
            "无效问卷：没有群体或满意度，或认不出",
            "an invalid answer: no group, or no known opinion",
        ));
    };
    let location = rows.at(row, Field::Opinion);
    let next = counted.groups.len();
    let place = *counted.places.entry((county.clone(), group.clone())).or_insert(next);
    if place == next {
        counted.groups.push(SurveyGroup { county, group, valid: 0, satisfied: 0, location: Some(location) });
    }
    if let Some(found) = counted.groups.get_mut(place) {
        found.valid = found.valid.saturating_add(1);
        found.satisfied = found.satisfied.saturating_add(u32::from(satisfied));
    }
    Ok(())
}

impl Counted {
    /// The groups, and a note that says how each answer was counted.
    pub(super) fn into_survey(self, place: &Location, header: usize, bound: &mut Bound) {
        if self.words.is_empty() {
            return;
        }
        let list = |wanted: Option<bool>, blank: &str| {
            let parts: Vec<String> = self
                .words
                .iter()
                .filter(|((counted, _), _)| *counted == wanted)
                .take(20)
                .map(|((_, word), count)| format!("{} {count}", if word.is_empty() { blank } else { word }))
                .collect();
            if parts.is_empty() { "0".to_owned() } else { parts.join("、") }
        };
        let (yes, no) = (list(Some(true), ""), list(Some(false), ""));
        bound.issues.push(
            Issue::new(
                "answers_counted",
                Severity::Note,
                Text::new(
                    format!("逐份问卷按此计：满意——{yes}；不满意——{no}；无效——{}", list(None, "空白")),
                    format!("answers were counted as satisfied: {yes}; not satisfied: {no}; invalid: {}", list(None, "blank")),
                ),
                Text::new(
                    "非常满意、满意、比较满意、基本满意计为满意，一般和各种不满意计为不满意；口径不同的请改用按群体的汇总数",
                    "非常满意, 满意, 比较满意 and 基本满意 count as satisfied, 一般 and 不满意 do not; if that is not your way, give the counts by group",
                ),
            )
            .at(cell_of(place, header, 0)),
        );
        bound.survey.extend(self.groups);
    }
}
