//! Many counties at once from typed columns: one row per school, flags per section, coefficients and a verdict per
//! county. The same rules and the same exactness as [`super::evaluate`], without explanations.
//!
//! Rows come in chunks, so that 200,000 of them need no second copy; only where a coefficient lies too near its limit
//! for doubles are the rows of that county read again and decided by integers.

use super::Verdict;
use crate::diagnostic::{Location, Problem, Text};
use crate::quantity::{Decimal, Fraction};
use crate::records::{Indicator, Stage};
use crate::standard::Standard;
use crate::statistics::{Observation, compare_exactly};
use std::cmp::Ordering;

/// Rows read at a time: small enough for the processor's cache.
pub const CHUNK: usize = 2048;

/// Number columns of a row: pupils (primary, junior, senior), then three kinds of teachers (primary, junior each), then
/// the four resources of the whole school.
pub const COLUMNS: usize = 13;

/// Names of the columns, for messages.
pub const NAMES: [&str; COLUMNS] = [
    "pupils.primary",
    "pupils.junior",
    "pupils.senior",
    "teachersAboveRequired.primary",
    "teachersAboveRequired.junior",
    "backboneTeachers.primary",
    "backboneTeachers.junior",
    "peArtTeachers.primary",
    "peArtTeachers.junior",
    "teachingArea",
    "sportsArea",
    "equipmentValue",
    "networkedClassrooms",
];

/// A piece of the table.
#[derive(Debug, Clone)]
pub struct Chunk {
    /// Rows in use.
    pub len: usize,
    /// County of each row, from 0.
    pub county: Vec<u32>,
    /// Not zero: the row is not evaluated.
    pub excluded: Vec<u8>,
    /// The numbers, by [`NAMES`]; NaN is missing. Arrays of a fixed length, so that reading a row needs no checks.
    pub numbers: Box<[[f64; CHUNK]; COLUMNS]>,
}

impl Chunk {
    fn new() -> Self {
        // By way of the heap: 200 KiB are too much for a small stack.
        let numbers: Result<Box<[[f64; CHUNK]; COLUMNS]>, _> =
            vec![[f64::NAN; CHUNK]; COLUMNS].into_boxed_slice().try_into();
        Self {
            len: 0,
            county: vec![0; CHUNK],
            excluded: vec![0; CHUNK],
            numbers: numbers.unwrap_or_else(|_| Box::new([[f64::NAN; CHUNK]; COLUMNS])),
        }
    }
}

/// Where rows come from.
pub trait Source {
    /// Number of rows.
    fn rows(&self) -> usize;
    /// Number of counties; every county index is below it.
    fn counties(&self) -> usize;
    /// Fills `chunk` with up to [`CHUNK`] rows from `start` on; columns that are absent are left as NaN or zero.
    fn fill(&self, start: usize, chunk: &mut Chunk);
    /// What one of `equipmentValue` is in 元: 10000 for 万元.
    fn equipment_factor(&self) -> u32;
}

/// The result, as flat arrays.
#[derive(Debug, Clone, PartialEq)]
pub struct ColumnsResult {
    /// Per row primary then junior: bits 0–6 indicator at its threshold, 7–13 at its floor, 14 综合评估达标, 15 evaluated.
    pub flags: Vec<u16>,
    /// Per row primary then junior: bits 0–6 amount missing.
    pub missing: Vec<u8>,
    /// `(county × 2 + stage) × 7 + indicator`: 校际差异系数; NaN without sections, with a missing amount or a total of 0.
    pub cv: Vec<f64>,
    /// The same order: county means, per pupil or per 100.
    pub mean: Vec<f64>,
    /// Per county: 1 met, 0 not met, 2 undetermined. About the resource part only.
    pub verdict: Vec<u8>,
}

/// Powers of ten applied to a double to see whether it is a decimal with at most four places.
const PLACES: f64 = 10_000.0;
/// Below this (2^53) whole numbers are exact as doubles.
const WHOLE: f64 = 9_007_199_254_740_992.0;
/// Relative distance to a threshold within which doubles are not trusted.
const CLEAR: f64 = 1e-12;
/// The same for a squared coefficient, whose sums have more terms.
const CLEAR_SQUARE: f64 = 1e-9;
/// Sums that lose more than this factor to cancellation are not trusted at all.
const CONDITION: f64 = 1e4;

/// The limits of the seven indicators of a stage: the bounds outside which doubles decide, and exactly.
struct Levels {
    /// At or above this a double is surely at or above the limit.
    surely: [f64; 7],
    /// At or below this a double is surely below the limit.
    hardly: [f64; 7],
    exact: [Level; 7],
}

impl Levels {
    fn new(limits: [Decimal; 7]) -> Self {
        Self {
            surely: limits.map(|limit| limit.to_f64() * (1.0 + CLEAR)),
            hardly: limits.map(|limit| limit.to_f64() * (1.0 - CLEAR)),
            exact: limits.map(Level::new),
        }
    }
}

/// A limit, exactly: `mantissa / power`.
#[derive(Clone, Copy)]
struct Level {
    mantissa: u128,
    power: u128,
}

impl Level {
    fn new(decimal: Decimal) -> Self {
        let (mantissa, scale) = decimal.parts();
        Self { mantissa, power: 10u128.pow(scale.min(12)) }
    }

    /// `x·multiplier / divisor ≥ limit`, in integers.
    #[cold]
    #[inline(never)]
    fn reached_exactly(&self, (x, multiplier, divisor): (f64, u64, u64)) -> bool {
        // Whole ten-thousandths, if that is what the decimal is; the comparison with `x` tells.
        let scaled = (x * PLACES + 0.5).floor();
        if scaled < WHOLE && scaled / PLACES == x {
            // Products of whole numbers below 2^53 are exact in doubles, and all of ours are but for absurd amounts.
            #[expect(clippy::cast_precision_loss, reason = "what is not exact is above 2^53 and goes the long way")]
            let (left, right) = (
                scaled * (multiplier as f64) * (self.power as f64),
                (self.mantissa as f64) * PLACES * (divisor as f64),
            );
            if left < WHOLE && right < WHOLE {
                return left >= right;
            }
            // At most 10^16·10^8·10^6 on the left: far below 2^128.
            return u128::from(whole(scaled)) * u128::from(multiplier) * self.power
                >= self.mantissa * 10_000 * u128::from(divisor);
        }
        Decimal::from_shortest(x).is_ok_and(|exact| {
            let left = exact.fraction().times(&Fraction::integer(multiplier)).over(divisor);
            left >= Fraction::new(self.mantissa.into(), self.power.into())
        })
    }
}

/// Sums of one indicator over the sections of one county and stage, about the first value as origin.
#[derive(Clone, Copy, Default)]
struct Sums {
    origin: f64,
    first: f64,
    second: f64,
}

/// What is known of the sections of one county and stage.
#[derive(Clone, Copy, Default)]
struct Group {
    pupils: f64,
    /// Bits 0–6: an amount is missing; bit 7: some section fails 综合评估; bit 8: some is undetermined.
    state: u16,
}

struct Rules {
    at_least: u32,
    threshold: [Levels; 2],
    floor: [Levels; 2],
    limit: [Decimal; 2],
    /// Weights in hundredths: primary, junior, senior.
    weights: [f64; 3],
}

impl Rules {
    /// The rules of a standard that judges the seven indicators of 优质均衡; `None` for any other.
    fn new(standard: &Standard) -> Option<Self> {
        let judged: Vec<Indicator> = standard.resources.iter().map(|rule| rule.id).collect();
        let limit = standard.dispersion.limit.filter(|_| judged == Indicator::SEVEN && standard.composite.is_none())?;
        let at_least = u32::from(standard.comprehensive.as_ref()?.at_least);
        let levels = |pick: &dyn Fn((Decimal, Decimal)) -> Decimal| {
            Stage::ALL.map(|stage| {
                Levels::new(Indicator::SEVEN.map(|indicator| {
                    let rule = standard.resource(indicator).and_then(|rule| rule.levels(stage));
                    rule.map_or(Decimal::ZERO, pick)
                }))
            })
        };
        #[expect(clippy::cast_precision_loss, reason = "weights are small")]
        let hundredths = |weight: Decimal| weight.hundredths() as f64;
        let weights = standard.split.weights;
        Some(Self {
            at_least,
            threshold: levels(&|(threshold, _)| threshold),
            floor: levels(&|(_, floor)| floor),
            limit: Stage::ALL.map(|stage| limit.get(stage)),
            weights: [hundredths(weights.primary), hundredths(weights.junior), hundredths(weights.senior)],
        })
    }
}

/// One section of a row. Whole numbers, as doubles: they are exact far beyond any number of pupils, and converting costs.
struct Parts {
    pupils: f64,
    /// Weighted pupils of the whole school, in hundredths.
    weighted: f64,
    /// Weight of the stage, in hundredths.
    weight: f64,
}

/// Evaluates all rows.
///
/// # Errors
/// Every impossible number (up to [`MOST_PROBLEMS`]): negative, infinite, fractional pupils, a county index out of
/// range.
pub fn evaluate_columns(standard: &Standard, source: &dyn Source) -> Result<ColumnsResult, Vec<Problem>> {
    let Some(rules) = Rules::new(standard) else {
        let id = &standard.id;
        return Err(vec![
            Problem::new(
                "standard_not_for_columns",
                Text::new(
                    format!("标准“{id}”不是按七项指标判定的，evaluateColumns 不能用它"),
                    format!("the standard `{id}` does not judge the seven indicators; evaluateColumns cannot use it"),
                ),
                Text::new("请改用 evaluate", "use evaluate instead"),
            )
            .at(Location::path("standard")),
        ]);
    };
    let (rows, counties) = (source.rows(), source.counties());
    let mut result = ColumnsResult {
        flags: vec![0; rows * 2],
        missing: vec![0; rows * 2],
        cv: vec![f64::NAN; counties * 14],
        mean: vec![f64::NAN; counties * 14],
        verdict: vec![2; counties],
    };
    let mut sums = vec![[Sums::default(); 7]; counties * 2];
    let mut groups = vec![Group::default(); counties * 2];
    let mut problems = Vec::new();
    let mut chunk = Chunk::new();
    let factor = source.equipment_factor();

    let mut start = 0;
    while start < rows {
        source.fill(start, &mut chunk);
        let len = chunk.len.min(CHUNK).min(rows - start);
        if len == 0 {
            break;
        }
        check(&chunk, len, start, counties, &mut problems);
        if !problems.is_empty() {
            start += len;
            continue;
        }
        let flags = result.flags.get_mut(start * 2..(start + len) * 2).unwrap_or_default();
        let missing = result.missing.get_mut(start * 2..(start + len) * 2).unwrap_or_default();
        let counties = chunk.county.iter().zip(&chunk.excluded);
        let out = flags.as_chunks_mut::<2>().0.iter_mut().zip(missing.as_chunks_mut::<2>().0);
        for (i, ((county, excluded), (flags, missing))) in counties.zip(out).enumerate() {
            let slot = *county as usize * 2;
            if *excluded != 0 {
                continue;
            }
            let (Some([first, second]), Some([a, b])) = (
                sums.get_mut(slot..slot + 2).and_then(|two| two.as_chunks_mut::<2>().0.first_mut()),
                groups.get_mut(slot..slot + 2).and_then(|two| two.as_chunks_mut::<2>().0.first_mut()),
            ) else {
                continue;
            };
            let row = read_row(&chunk, i);
            section::<0>(&rules, &row, factor, (&mut flags[0], &mut missing[0]), first, a);
            section::<1>(&rules, &row, factor, (&mut flags[1], &mut missing[1]), second, b);
        }
        start += len;
    }
    if !problems.is_empty() {
        return Err(problems);
    }
    conclude(&rules, source, &sums, &groups, &mut result);
    Ok(result)
}

/// The numbers of one row.
struct Row {
    numbers: [f64; COLUMNS],
}

#[inline(always)]
fn read_row(chunk: &Chunk, i: usize) -> Row {
    // The mask changes nothing; it tells the compiler that no check is needed.
    let i = i & (CHUNK - 1);
    Row { numbers: std::array::from_fn(|column| chunk.numbers[column][i]) }
}

impl Row {
    /// Pupils and split of a stage; `None` when the row has no such section.
    #[inline(always)]
    fn parts(&self, rules: &Rules, stage: usize) -> Option<Parts> {
        let [primary, junior, senior, ..] = self.numbers;
        let people = |x: f64| if x > 0.0 { x } else { 0.0 };
        let pupils = if stage == 0 { primary } else { junior };
        // NaN is not above zero.
        if pupils > 0.0 {
            let [a, b, c] = rules.weights;
            let weighted = people(primary) * a + people(junior) * b + people(senior) * c;
            Some(Parts { pupils, weighted, weight: if stage == 0 { a } else { b } })
        } else {
            None
        }
    }

    /// The seven amounts of a stage as given; NaN is missing.
    #[inline(always)]
    fn amounts(&self, stage: usize) -> [f64; 7] {
        let [_, _, _, a1, a2, b1, b2, c1, c2, d, e, f, g] = self.numbers;
        if stage == 0 { [a1, b1, c1, d, e, f, g] } else { [a2, b2, c2, d, e, f, g] }
    }

    /// The amount of an indicator, and its multiplier and divisor to the value, exactly.
    fn term(&self, indicator: usize, stage: usize, parts: &Parts, factor: u32) -> (f64, u64, u64) {
        let x = self.amounts(stage).get(indicator).copied().unwrap_or(f64::NAN);
        let per = match indicator {
            0..3 => return (x, 100, whole(parts.pupils)),
            5 => u64::from(factor),
            6 => 100,
            _ => 1,
        };
        (x, whole(parts.weight) * per, whole(parts.weighted))
    }
}

/// A double that is a whole number not below zero, as one.
fn whole(x: f64) -> u64 {
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "whole, checked when read")]
    let n = x as u64;
    n
}

/// One section: its flags, and its part in the sums of its county. The hot loop.
#[inline(always)]
fn section<const STAGE: usize>(
    rules: &Rules,
    row: &Row,
    factor: u32,
    (flag, absent): (&mut u16, &mut u8),
    sums: &mut [Sums; 7],
    group: &mut Group,
) {
    let Some(parts) = row.parts(rules, STAGE) else { return };
    let (threshold, floor) = (&rules.threshold[STAGE], &rules.floor[STAGE]);
    let (people, split) = (100.0 / parts.pupils, parts.weight / parts.weighted);
    let scales = [people, people, people, split, split, split * f64::from(factor), split * 100.0];
    let amounts = row.amounts(STAGE);
    // Without branches: which side of a limit a value is on is not predictable.
    let mut values = [0.0; 7];
    let (mut met, mut reached, mut near, mut gone) = (0u16, 0u16, 0u16, 0u16);
    for k in 0..7 {
        let value = amounts[k] * scales[k];
        values[k] = value;
        met |= u16::from(value >= threshold.surely[k]) << k;
        reached |= u16::from(value >= floor.surely[k]) << k;
        let at_threshold = (value > threshold.hardly[k]) & (value < threshold.surely[k]);
        let at_floor = (value > floor.hardly[k]) & (value < floor.surely[k]);
        near |= u16::from(at_threshold | at_floor) << k;
        gone |= u16::from(value.is_nan()) << k;
    }
    while near != 0 {
        let k = near.trailing_zeros() as usize % 7;
        near &= near - 1;
        let term = row.term(k, STAGE, &parts, factor);
        met |= u16::from(threshold.exact[k].reached_exactly(term)) << k;
        reached |= u16::from(floor.exact[k].reached_exactly(term)) << k;
    }
    if group.pupils == 0.0 {
        for k in 0..7 {
            sums[k].origin = values[k];
        }
    }
    for k in 0..7 {
        // A missing amount makes these sums meaningless; its bit in `state` keeps them from being used.
        let deviation = values[k] - sums[k].origin;
        let weighted = parts.pupils * deviation;
        sums[k].first += weighted;
        sums[k].second += weighted * deviation;
    }
    let mut bits = 1u16 << 15 | reached << 7 | met;
    let (met, at_floor, lacking) = (met.count_ones(), reached.count_ones(), gone.count_ones());
    if met >= rules.at_least && at_floor == 7 {
        bits |= 1 << 14;
    } else if at_floor + lacking < 7 || met + lacking < rules.at_least {
        group.state |= 1 << 7;
    } else {
        group.state |= 1 << 8;
    }
    group.state |= gone;
    group.pupils += parts.pupils;
    *flag = bits;
    *absent = gone.to_le_bytes()[0];
}

/// Means, coefficients and verdicts from the sums.
fn conclude(rules: &Rules, source: &dyn Source, sums: &[[Sums; 7]], groups: &[Group], result: &mut ColumnsResult) {
    let mut near: Vec<(usize, usize, usize)> = Vec::new();
    let mut verdicts: Vec<Option<Verdict>> = vec![None; result.verdict.len()];
    for (slot, (group, Group { pupils: people, state })) in sums.iter().zip(groups).enumerate() {
        if *people <= 0.0 {
            continue;
        }
        let (county, stage) = (slot / 2, slot % 2);
        let mut whole = if state & 1 << 7 != 0 {
            Verdict::NotMet
        } else if state & 1 << 8 != 0 {
            Verdict::Undetermined
        } else {
            Verdict::Met
        };
        let limit = rules.limit[stage & 1].to_f64();
        for (k, sums) in group.iter().enumerate() {
            if state & 1 << k != 0 {
                whole = Verdict::all([whole, Verdict::Undetermined]);
                continue;
            }
            let at = slot * 7 + k;
            let mean = sums.origin + sums.first / people;
            let spread = (sums.second - sums.first * sums.first / people).max(0.0);
            let square = spread / people / (mean * mean);
            if let Some(out) = result.mean.get_mut(at) {
                *out = mean;
            }
            if mean <= 0.0 {
                whole = Verdict::NotMet;
                continue;
            }
            if let Some(out) = result.cv.get_mut(at) {
                *out = square.sqrt();
            }
            let distance = square - limit * limit;
            let lost = sums.second > CONDITION * spread && sums.second > 1e-18 * people * mean * mean;
            if distance.abs() <= CLEAR_SQUARE * limit * limit || (lost && square > limit * limit * 1e-6) {
                near.push((county, stage, k));
            } else if distance > 0.0 {
                whole = Verdict::NotMet;
            }
        }
        if let Some(verdict) = verdicts.get_mut(county) {
            *verdict = Some(Verdict::all([verdict.unwrap_or(Verdict::Met), whole]));
        }
    }
    for (county, ..) in beyond_limit(rules, source, &near) {
        if let Some(verdict) = verdicts.get_mut(county) {
            *verdict = Some(Verdict::NotMet);
        }
    }
    for (out, verdict) in result.verdict.iter_mut().zip(verdicts) {
        *out = match verdict {
            Some(Verdict::Met) => 1,
            Some(Verdict::NotMet) => 0,
            Some(Verdict::Undetermined | Verdict::NotJudged) | None => 2,
        };
    }
}

/// Of the coefficients too near their limit for doubles, those that are beyond it, decided exactly.
fn beyond_limit(rules: &Rules, source: &dyn Source, near: &[(usize, usize, usize)]) -> Vec<(usize, usize, usize)> {
    if near.is_empty() {
        return Vec::new();
    }
    let mut observations: Vec<Vec<Observation>> = near.iter().map(|_| Vec::new()).collect();
    let mut wanted = vec![false; source.counties()];
    for (county, ..) in near {
        if let Some(flag) = wanted.get_mut(*county) {
            *flag = true;
        }
    }
    let factor = source.equipment_factor();
    let mut chunk = Chunk::new();
    let mut start = 0;
    while start < source.rows() {
        source.fill(start, &mut chunk);
        let len = chunk.len.min(CHUNK);
        if len == 0 {
            break;
        }
        for i in 0..len {
            let county = chunk.county.get(i).map_or(0, |county| *county as usize);
            if !wanted.get(county).copied().unwrap_or(false) || chunk.excluded.get(i).is_some_and(|flag| *flag != 0) {
                continue;
            }
            let row = read_row(&chunk, i);
            for ((_, stage, k), list) in near.iter().zip(&mut observations).filter(|((c, ..), _)| *c == county) {
                let Some(parts) = row.parts(rules, *stage) else { continue };
                let (x, multiplier, divisor) = row.term(*k, *stage, &parts, factor);
                let Ok(exact) = Decimal::from_shortest(x) else { continue };
                // The value per pupil times its pupils: the section's own total, up to a common factor.
                let total = exact
                    .fraction()
                    .times(&Fraction::integer(multiplier))
                    .times(&Fraction::integer(whole(parts.pupils)))
                    .over(divisor);
                list.push(Observation::new(total, u32::try_from(whole(parts.pupils)).unwrap_or(u32::MAX)));
            }
        }
        start += len;
    }
    near.iter()
        .zip(&observations)
        .filter(|((_, stage, _), list)| compare_exactly(list, rules.limit[*stage & 1]) == Ordering::Greater)
        .map(|(at, _)| *at)
        .collect()
}

/// Problems listed at most; a shifted column would give hundreds of thousands.
pub const MOST_PROBLEMS: usize = 20;
/// Pupils of a section at most.
const MOST_PUPILS: f64 = 1_000_000.0;
/// Amount of a resource at most.
const MOST_AMOUNT: f64 = 1e12;

fn check(chunk: &Chunk, len: usize, start: usize, counties: usize, problems: &mut Vec<Problem>) {
    if !doubtful(chunk, len, counties) {
        return;
    }
    let mut fail = |row: usize, name: &str, zh: &str, en: &str| {
        if problems.len() < MOST_PROBLEMS {
            problems.push(
                Problem::new(
                    "bad_number",
                    Text::new(format!("{name} 第{row}个：{zh}"), format!("{name}, entry {row}: {en}")),
                    Text::new("请改正后重试；缺少的数据用 NaN", "correct it and try again; missing is NaN"),
                )
                .at(Location::path(format!("{name}[{row}]"))),
            );
        }
    };
    for (i, county) in chunk.county.iter().take(len).enumerate() {
        if *county as usize >= counties {
            fail(start + i, "county", "县序号超出范围", "is not below `counties`");
        }
    }
    for ((index, column), name) in chunk.numbers.iter().enumerate().zip(NAMES) {
        let most = if index < 3 { MOST_PUPILS } else { MOST_AMOUNT };
        for (i, x) in column.iter().take(len).enumerate() {
            // NaN passes: it is missing.
            if *x < 0.0 || *x > most {
                fail(start + i, name, "不能为负数或大得不可能", "is negative or impossibly large");
            } else if index < 3 && x.trunc() != *x && !x.is_nan() {
                fail(start + i, name, "在校生数须为整数", "is not a whole number of pupils");
            }
        }
    }
}

/// Whether anything in the piece is impossible; without branches, since almost nothing ever is.
fn doubtful(chunk: &Chunk, len: usize, counties: usize) -> bool {
    let mut found = false;
    for county in chunk.county.iter().take(len) {
        found |= *county as usize >= counties;
    }
    for (index, column) in chunk.numbers.iter().enumerate() {
        if index < 3 {
            for x in column.iter().take(len) {
                found |= (*x < 0.0) | (*x > MOST_PUPILS) | (x.trunc() < *x);
            }
        } else {
            for x in column.iter().take(len) {
                found |= (*x < 0.0) | (*x > MOST_AMOUNT);
            }
        }
    }
    found
}
