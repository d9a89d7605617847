//! Values per pupil far from those of the other schools of the stage (经验校验): a slip of the pen, a unit, a cell in the
//! wrong column.
//!
//! Sizes of schools and of their resources spread by factors, not by differences: distances are taken between logarithms.
//! Zeros are no outliers here; what they mean is for the evaluation to say.

use super::fold::fold_name;
use crate::diagnostic::{Issue, Severity, Text};
use crate::quantity::rounded;
use crate::records::{Amount, Indicator, Section, Term};
use std::collections::HashMap;

/// Fewest values that make a middle.
const FEWEST: usize = 8;
/// Times the median absolute deviation from the median that is far.
const DEVIATIONS: f64 = 5.0;
/// Factor from the median that is far whatever the deviation.
const FACTOR: f64 = 10.0;
/// Factor from the median below which nothing is far, however alike the schools are.
const ALIKE: f64 = 4.0;
/// Indicators of one section that are far on the same side: then the pupils are in doubt, not each of them.
const TOGETHER: usize = 4;

/// The indicators that are compared.
const COMPARED: [Indicator; 7] = [
    Indicator::TeachersAboveRequired,
    Indicator::BackboneTeachers,
    Indicator::PeArtTeachers,
    Indicator::TeachingArea,
    Indicator::SportsArea,
    Indicator::EquipmentValue,
    Indicator::NetworkedClassrooms,
];

/// A value far from the others.
struct Far {
    section: usize,
    indicator: Indicator,
    value: f64,
    median: f64,
}

/// Says which values, or which numbers of pupils, lie far from the others of the stage in the same county.
pub(super) fn find(sections: &[Section]) -> Vec<Issue> {
    let mut groups: HashMap<(String, usize), Vec<usize>> = HashMap::new();
    for (place, section) in sections.iter().enumerate().filter(|(_, section)| section.pupils > 0) {
        let county = section.county.as_deref().map(fold_name).unwrap_or_default();
        groups.entry((county, section.stage.index())).or_default().push(place);
    }
    let mut far: Vec<Far> = groups.into_values().flat_map(|members| far_ones(sections, &members)).collect();
    far.sort_by_key(|one| (one.section, one.indicator.index()));
    far.chunk_by(|a, b| a.section == b.section).flat_map(|of_section| say(sections, of_section)).collect()
}

fn far_ones(sections: &[Section], members: &[usize]) -> Vec<Far> {
    let mut found = Vec::new();
    if members.len() < FEWEST {
        return found;
    }
    for indicator in COMPARED {
        let values: Vec<(usize, f64)> = members
            .iter()
            .filter_map(|place| {
                let section = sections.get(*place)?;
                let total = section.amount(indicator).map(Amount::exact)?.to_f64();
                (total > 0.0).then(|| (*place, (total / f64::from(section.pupils)).ln()))
            })
            .collect();
        if values.len() < FEWEST {
            continue;
        }
        let middle = median(values.iter().map(|(_, value)| *value).collect());
        let spread = median(values.iter().map(|(_, value)| (value - middle).abs()).collect());
        let limit = (DEVIATIONS * spread).max(ALIKE.ln()).min(FACTOR.ln());
        found.extend(values.into_iter().filter(|(_, value)| (value - middle).abs() > limit).map(|(section, value)| {
            let per = f64::from(indicator.per());
            Far { section, indicator, value: value.exp() * per, median: middle.exp() * per }
        }));
    }
    found
}

/// The middle value; the upper one of two.
fn median(mut values: Vec<f64>) -> f64 {
    let middle = values.len() / 2;
    if values.is_empty() {
        return 0.0;
    }
    let (_, value, _) = values.select_nth_unstable_by(middle, f64::total_cmp);
    *value
}

fn say(sections: &[Section], far: &[Far]) -> Vec<Issue> {
    let Some(section) = far.first().and_then(|one| sections.get(one.section)) else { return Vec::new() };
    let above = far.iter().filter(|one| one.value > one.median).count();
    if above.max(far.len() - above) >= TOGETHER {
        return vec![pupils(section, above * 2 > far.len())];
    }
    far.iter().map(|one| value(section, one)).collect()
}

fn pupils(section: &Section, few: bool) -> Issue {
    let (zh, en) = if few { ("偏少", "few") } else { ("偏多", "many") };
    let issue = Issue::new(
        "pupils_outlier",
        Severity::Experience,
        Text::new(
            format!(
                "“{}”（{}）在校生 {} 人，按它算出的多项指标都与其他学校相差很大，在校生数可能{zh}",
                section.school,
                section.stage.title().zh,
                section.pupils
            ),
            format!(
                "`{}` ({}): with {} pupils several indicators are far from those of other schools: perhaps too {en}",
                section.school,
                section.stage.title().en,
                section.pupils
            ),
        ),
        Text::new("核对在校生数；确实如此的请写明原因", "check the number of pupils, or explain it"),
    );
    issue.at_known(section.pupils_location.as_ref().or(section.location.as_ref())).of(&section.school)
}

fn value(section: &Section, far: &Far) -> Issue {
    let (name, decimals) = (far.indicator.short(), far.indicator.decimals().max(2));
    let (value, median) = (rounded(far.value, decimals), rounded(far.median, decimals));
    let per = if far.indicator.per() == 100 { ("每百名学生", "per 100 pupils") } else { ("生均", "per pupil") };
    let issue = Issue::new(
        "outlier",
        Severity::Experience,
        Text::new(
            format!("“{}”{}{}是 {value}，同学段的中位数是 {median}，相差很大", section.school, per.0, name.zh),
            format!("`{}`, {}: {value} {}, where the median of the stage is {median}", section.school, name.en, per.1),
        ),
        Text::new("核对数值、单位和在校生数；确实如此的请写明原因", "check the number, its unit and the pupils, or explain it"),
    );
    let place = section.amount(far.indicator).and_then(largest).and_then(|term| term.location.as_ref());
    issue.at_known(place.or(section.location.as_ref())).of(&section.school)
}

/// The cell that weighs most.
fn largest(amount: &Amount) -> Option<&Term> {
    amount.terms.iter().filter(|term| !term.subtracted).max_by(|a, b| weight(a).total_cmp(&weight(b)))
}

fn weight(term: &Term) -> f64 {
    term.value.to_f64() * term.factor.to_f64()
}
