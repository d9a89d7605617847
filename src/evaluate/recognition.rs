//! The survey of 社会认可度 and the variance of scores: counted here, judged (if at all) by rules.

use super::count;
use super::evaluation::{GroupResult, Recognition, Sample, ScoreVariance};
use crate::diagnostic::{Issue, Severity, Text};
use crate::quantity::{Decimal, Fraction};
use crate::records::{Records, SurveyGroup, Value};
use crate::standard::{GroupSpec, Standard};
use crate::statistics::{Moments, between_share, required_sample, wilson};
use std::collections::BTreeMap;

/// The survey, or `None` when there is none or a group of it cannot be right: then nothing is concluded from the rest.
pub(super) fn recognition(
    standard: &Standard,
    records: &Records,
    schools: &super::schools::Schools<'_>,
    issues: &mut Vec<Issue>,
) -> Option<Recognition> {
    let wrong: Vec<&SurveyGroup> = records.survey.iter().filter(|group| group.satisfied > group.valid).collect();
    issues.extend(wrong.iter().map(|group| more_satisfied(group)));
    if records.survey.is_empty() || !wrong.is_empty() {
        return None;
    }
    let specs = standard.survey.as_ref().map_or(&[][..], |survey| survey.groups.as_slice());
    let mut groups: Vec<(Option<&GroupSpec>, Text, u32, u32)> = Vec::new();
    for group in &records.survey {
        let written = group.group.trim();
        let spec = specs.iter().find(|spec| {
            [&spec.id, &spec.zh, &spec.en]
                .into_iter()
                .chain(&spec.aliases)
                .any(|name| name.eq_ignore_ascii_case(written))
        });
        let name = spec.map_or_else(|| Text::same(written), |spec| Text::new(spec.zh.as_str(), spec.en.as_str()));
        match groups.iter_mut().find(|(_, known, ..)| *known == name) {
            Some((_, _, valid, satisfied)) => {
                *valid = valid.saturating_add(group.valid);
                *satisfied = satisfied.saturating_add(group.satisfied);
            }
            None => groups.push((spec, name, group.valid, group.satisfied)),
        }
    }
    let valid = groups.iter().fold(0u32, |sum, (_, _, valid, _)| sum.saturating_add(*valid));
    let satisfied = groups.iter().fold(0u32, |sum, (.., satisfied)| sum.saturating_add(*satisfied));
    let rate = |k: u32, n: u32| (n > 0).then(|| Fraction::integer(k).over(u64::from(n)).to_f64());
    let interval = |k: u32, n: u32| wilson(u64::from(k), u64::from(n), None);
    Some(Recognition {
        valid,
        satisfied,
        rate: rate(satisfied, valid),
        interval: interval(satisfied, valid),
        groups: groups
            .into_iter()
            .map(|(spec, name, n, k)| GroupResult {
                id: spec.map(|spec| spec.id.clone()),
                name,
                valid: n,
                satisfied: k,
                rate: rate(k, n),
                interval: interval(k, n),
                share_at_least: spec.and_then(|spec| spec.share_at_least).map(Decimal::to_f64),
                share: rate(n, valid),
            })
            .collect(),
        sample: sample(standard, schools, valid),
    })
}

/// The size of the sample against the resident population.
fn sample(standard: &Standard, schools: &super::schools::Schools<'_>, valid: u32) -> Option<Sample> {
    let survey = standard.survey.as_ref()?;
    let spec = standard.fact(&survey.population)?;
    let Value::Number(stated) = schools.county.get(survey.population.as_str())?.value else { return None };
    // 万人 where the declaration form asks so.
    let factor = Decimal::integer(if spec.unit.starts_with('万') { 10_000 } else { 1 });
    let people = stated.checked_mul(factor)?;
    let whole = people.fraction().ceil(0).to_integer()?;
    let required = required_sample(whole, survey.sample_share);
    Some(Sample {
        population: people.to_f64(),
        required: Decimal::integer(required).to_f64(),
        enough: u64::from(valid) >= required,
        clause: survey.sample_clause.clone(),
    })
}

fn more_satisfied(group: &SurveyGroup) -> Issue {
    let (name, valid, satisfied) = (&group.group, group.valid, group.satisfied);
    let issue = Issue::new(
        "more_satisfied_than_valid",
        Severity::Logic,
        Text::new(
            format!("“{name}”满意问卷{satisfied}份，多于有效问卷{valid}份，社会认可度没有计算"),
            format!("{name}: {satisfied} satisfied of {valid} valid answers; the recognition was not computed"),
        ),
        Text::new("请核对这一组的问卷数", "check the counts of this group"),
    );
    issue.at_known(group.location.as_ref())
}

/// The between-school share of the variance of each subject's scores.
pub(super) fn score_variance(records: &Records) -> Vec<ScoreVariance> {
    let mut subjects: BTreeMap<&str, BTreeMap<&str, Moments>> = BTreeMap::new();
    for score in &records.scores {
        let moments = subjects.entry(&score.subject).or_default().entry(&score.school).or_default();
        // What is no number was refused where it was read.
        let _taken = moments.add(score.score);
    }
    subjects
        .into_iter()
        .map(|(subject, schools)| {
            let moments: Vec<Moments> = schools.into_values().collect();
            let pupils: u64 = moments.iter().map(|one| one.count()).sum();
            ScoreVariance {
                subject: subject.to_owned(),
                schools: count(moments.len()),
                pupils: u32::try_from(pupils).unwrap_or(u32::MAX),
                share: between_share(&moments).map(|found| found.share),
            }
        })
        .collect()
}
