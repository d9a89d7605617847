//! Values per pupil far from those of the other schools of the stage (经验校验): a slip of the pen, a unit, a cell in the
//! wrong column.
//!
//! Sizes of schools and of their resources spread by factors, not by differences: distances are those between logarithms,
//! and computed as factors, which every machine does alike.
//! Zeros are no outliers here; what they mean is for the evaluation to say.

use super::fold::fold_name;
use crate::diagnostic::{Issue, Location, Severity, Text};
use crate::order;
use crate::quantity::rounded;
use crate::records::{Amount, Indicator, Section, Share, Term, Unit};
use std::collections::HashMap;

/// Fewest values that make a middle.
const FEWEST: usize = 8;
/// Times the median absolute deviation from the median (between logarithms) that is far.
const DEVIATIONS: u32 = 5;
/// Factor from the median that is far whatever the deviation.
const FACTOR: f64 = 10.0;
/// Factor from the median below which nothing is far, however alike the schools are.
const ALIKE: f64 = 4.0;
/// Factor below the median from which a part of an area is too small: one per pupil where a total belongs. Parts such as
/// an indoor hall may well be a tenth of those elsewhere.
const PART: f64 = 30.0;
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

/// A value far from the others: of an indicator, or of one of the cells it is made of.
struct Far<'a> {
    section: usize,
    indicator: Indicator,
    /// The cell; `None` for the indicator as a whole.
    term: Option<&'a Term>,
    value: f64,
    median: f64,
    /// Whether it is far even where the pupils of the section are left aside, which are in doubt themselves.
    besides: bool,
}

/// A section, the cell or the indicator as a whole, and its value per pupil.
type Compared<'a> = (usize, Option<&'a Term>, f64);

/// Says which values, or which numbers of pupils, lie far from the others of the stage in the same county.
pub(super) fn find(sections: &[Section]) -> Vec<Issue> {
    let mut groups: HashMap<(String, usize), Vec<usize>> = HashMap::new();
    for (place, section) in sections.iter().enumerate().filter(|(_, section)| section.pupils > 0) {
        let county = section.county.as_deref().map(fold_name).unwrap_or_default();
        groups.entry((county, section.stage.index())).or_default().push(place);
    }
    let mut far: Vec<Far<'_>> = Vec::new();
    for members in groups.values() {
        let mut found = far_ones(sections, members, &HashMap::new());
        let sizes = sizes(&mut found);
        if !sizes.is_empty() {
            found.extend(far_ones(sections, members, &sizes).into_iter().filter(|one| one.besides));
        }
        far.extend(found);
    }
    order::sort_by_key(&mut far, |one| (one.section, one.besides, one.indicator.index(), one.term.is_some()));
    far.chunk_by(|a, b| a.section == b.section).flat_map(|of_section| say(sections, of_section)).collect()
}

/// The sections whose pupils are in doubt, each with the factor by which its indicators are off: how many times the
/// pupils are too few.
fn sizes(far: &mut Vec<Far<'_>>) -> HashMap<usize, f64> {
    order::sort_by_key(far, |one| one.section);
    let doubtful = far.chunk_by(|a, b| a.section == b.section).filter_map(|of_section| {
        let few = doubtful_pupils(of_section)?;
        let sides = of_section.iter().filter(|one| one.term.is_none() && (one.value > one.median) == few);
        Some((of_section.first()?.section, median(sides.map(|one| one.value / one.median).collect())))
    });
    doubtful.collect()
}

/// Whether the pupils of a section are in doubt, and then whether they are too few rather than too many.
fn doubtful_pupils(of_section: &[Far<'_>]) -> Option<bool> {
    let wholes = || of_section.iter().filter(|one| one.term.is_none() && !one.besides);
    let above = wholes().filter(|one| one.value > one.median).count();
    let below = wholes().count() - above;
    (above.max(below) >= TOGETHER).then_some(above > below)
}

/// The values that lie far from the others; those of the sections in `sizes` with their pupils put right first.
fn far_ones<'a>(sections: &'a [Section], members: &[usize], sizes: &HashMap<usize, f64>) -> Vec<Far<'a>> {
    let mut found = Vec::new();
    if members.len() < FEWEST {
        return found;
    }
    for indicator in COMPARED {
        let mut wholes = Vec::with_capacity(members.len());
        // By heading; a table has few of one indicator, and a map of them would be asked for every cell.
        let mut parts: Vec<(&str, Vec<Compared<'_>>)> = Vec::new();
        for place in members {
            let Some(section) = sections.get(*place) else { continue };
            let Some(amount) = section.amount(indicator) else { continue };
            let pupils = f64::from(section.pupils);
            wholes.push((*place, None, amount.exact().to_f64() / pupils));
            if amount.terms.len() > 1 {
                let share = amount.share.as_ref().map_or(1.0, part_of);
                for term in &amount.terms {
                    let value = weight(term) * share / pupils;
                    let part = (*place, Some(term), value);
                    match parts.iter_mut().find(|(label, _)| *label == &*term.label) {
                        Some((_, values)) => values.push(part),
                        None => parts.push((&term.label, vec![part])),
                    }
                }
            }
        }
        for values in std::iter::once(wholes).chain(parts.into_iter().map(|(_, values)| values)) {
            compare(indicator, values, sizes, &mut found);
        }
    }
    found
}

fn compare<'a>(
    indicator: Indicator,
    mut values: Vec<Compared<'a>>,
    sizes: &HashMap<usize, f64>,
    found: &mut Vec<Far<'a>>,
) {
    values.retain(|(.., value)| *value > 0.0);
    if values.len() < FEWEST {
        return;
    }
    let middle = median(values.iter().map(|(.., value)| *value).collect());
    let spread = median(values.iter().map(|(.., value)| factor(*value, middle)).collect());
    let near = power(spread, DEVIATIONS).clamp(ALIKE, FACTOR);
    // A small school has one teacher or none where others have three: too few of what is counted is a shortage, and no
    // slip, until it is out of all proportion. Its parts (degrees, subjects) vary more still.
    let measured = matches!(indicator.unit(), Unit::SquareMetres | Unit::Yuan);
    let part = values.first().is_some_and(|(_, term, _)| term.is_some());
    let above = if part { FACTOR } else { near };
    let below = match (measured, part) {
        (true, false) => near,
        (true, true) => PART,
        (false, false) => FACTOR,
        (false, true) => f64::INFINITY,
    };
    let per = f64::from(indicator.per());
    for (section, term, value) in values {
        let size = sizes.get(&section);
        let value = value / size.unwrap_or(&1.0);
        if value > middle * above || value * below < middle {
            found.push(Far {
                section,
                indicator,
                term,
                value: value * per,
                median: middle * per,
                besides: size.is_some(),
            });
        }
    }
}

/// How many times one is the other; at least one. Between logarithms, their distance.
fn factor(one: f64, other: f64) -> f64 {
    (one / other).max(other / one)
}

/// `base` to the power of `times`: `times` distances between logarithms.
fn power(base: f64, times: u32) -> f64 {
    (0..times).fold(1.0, |product, _| product * base)
}

fn part_of(share: &Share) -> f64 {
    // Pupils of one school: far below what a double holds exactly.
    #[expect(clippy::cast_precision_loss, reason = "weighted pupils of one school")]
    let share = share.numerator as f64 / share.denominator.max(1) as f64;
    share
}

/// The middle value; the upper one of two.
pub(super) fn median(mut values: Vec<f64>) -> f64 {
    let middle = values.len() / 2;
    if values.is_empty() {
        return 0.0;
    }
    let (_, value, _) = values.select_nth_unstable_by(middle, f64::total_cmp);
    *value
}

fn say(sections: &[Section], far: &[Far<'_>]) -> Vec<Issue> {
    let Some(section) = far.first().and_then(|one| sections.get(one.section)) else { return Vec::new() };
    let doubtful = doubtful_pupils(far);
    let mut issues: Vec<Issue> = doubtful.map(|few| pupils(section, few)).into_iter().collect();
    // One cell is named once, though several indicators are made of it; the indicator stands for its cells.
    let mut named: Vec<&Location> = Vec::new();
    for one in far.iter().filter(|one| one.besides == doubtful.is_some()) {
        let place = match one.term {
            Some(term) => term.location.as_ref(),
            None => section.amount(one.indicator).and_then(largest).and_then(|term| term.location.as_ref()),
        };
        let place = place.or(section.location.as_ref());
        if place.is_some_and(|place| named.contains(&place)) {
            continue;
        }
        named.extend(place);
        issues.push(value(section, one, place));
    }
    issues
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

fn value(section: &Section, far: &Far<'_>, place: Option<&Location>) -> Issue {
    let short = far.indicator.short();
    let name = far.term.map_or(short, |term| Text::same(format!("“{}”", term.label)));
    let decimals = far.indicator.decimals().max(2);
    let (value, median) = (rounded(far.value, decimals), rounded(far.median, decimals));
    let per = if far.indicator.per() == 100 { ("每百名学生", "per 100 pupils") } else { ("生均", "per pupil") };
    let message = if far.besides {
        Text::new(
            format!(
                "“{}”{}与本校其他各项不相称，即使不看存疑的在校生数，也与其他学校相差很大",
                section.school, name.zh
            ),
            format!(
                "`{}`, {}: out of proportion to the other numbers of the school, whatever its doubtful pupils",
                section.school, name.en
            ),
        )
    } else {
        Text::new(
            format!("“{}”{}{}是 {value}，同学段的中位数是 {median}，相差很大", section.school, per.0, name.zh),
            format!("`{}`, {}: {value} {}, where the median of the stage is {median}", section.school, name.en, per.1),
        )
    };
    let issue = Issue::new(
        "outlier",
        Severity::Experience,
        message,
        Text::new(
            "核对数值、单位和在校生数；确实如此的请写明原因",
            "check the number, its unit and the pupils, or explain it",
        ),
    );
    issue.at_known(place).of(&section.school)
}

/// The cell that weighs most.
fn largest(amount: &Amount) -> Option<&Term> {
    amount.terms.iter().filter(|term| !term.subtracted).max_by(|a, b| weight(a).total_cmp(&weight(b)))
}

fn weight(term: &Term) -> f64 {
    term.value.to_f64() * term.factor.to_f64()
}
