//! Numbers only: weighted mean and coefficient of variation of per-pupil values, and the exact comparison with a limit.
//!
//! For sections with totals `x` and pupils `P`: X = x/P, mean X̄ = Σx/ΣP, S² = Σ(P/ΣP)(X−X̄)², cv = S/X̄. This is the
//! pupil-weighted population form annexed to 教督〔2012〕3号.

use crate::quantity::{Decimal, Fraction};
use num_bigint::BigInt;
use std::cmp::Ordering;

mod double_double;
mod evening;
pub mod interval;
pub mod roots;
pub mod variance;

use double_double::Double2;
pub use evening::fewest_additions;
pub use interval::{Interval, required_sample, wilson};
pub use roots::{mean_of_roots, mean_of_roots_at_most, squared_cv};
pub use variance::{BetweenShare, Moments, between_share};

/// One section's total and its pupils (above zero).
#[derive(Debug, Clone)]
pub struct Observation {
    total: Fraction,
    pupils: u32,
}

impl Observation {
    /// A total in natural units and the pupils it is for; zero pupils count as one (such sections are excluded before).
    pub fn new(total: Fraction, pupils: u32) -> Self {
        Self { total, pupils: pupils.max(1) }
    }
}

/// What [`dispersion`] finds.
#[derive(Debug, Clone, PartialEq)]
pub struct Dispersion {
    /// Σx/ΣP, per pupil.
    pub mean: f64,
    /// Weighted population coefficient; `None` when the total is zero.
    pub cv: Option<f64>,
    /// cv ≤ limit, decided exactly; a total of zero is not within. `None` without a limit.
    pub within: Option<bool>,
    /// Each observation's part of cv², summing to 1; `None` without a coefficient or when it is zero.
    pub shares: Option<Vec<f64>>,
    /// Unweighted population form.
    pub unweighted: Option<f64>,
    /// Unweighted sample form; `None` for fewer than two observations.
    pub sample: Option<f64>,
}

/// Σx/ΣP, per pupil; zero without observations.
pub fn mean(observations: &[Observation]) -> f64 {
    let (total, pupils) = sums(observations);
    if pupils == 0 { 0.0 } else { total.over(Double2::from_u64(pupils)).to_f64() }
}

fn sums(observations: &[Observation]) -> (Double2, u64) {
    observations.iter().fold((Double2::ZERO, 0), |(total, pupils), one| {
        (total.plus(Double2::from_fraction(&one.total)), pupils + u64::from(one.pupils))
    })
}

/// Mean, coefficients and the exact comparison with `limit`. Doubles of doubles (106 bits) carry the sums, so that what
/// is returned is the nearest double but for cases no display could tell.
pub fn dispersion(observations: &[Observation], limit: Option<Decimal>) -> Dispersion {
    let (total, pupils) = sums(observations);
    if pupils == 0 || total.to_f64() <= 0.0 {
        return Dispersion {
            mean: 0.0,
            cv: None,
            within: limit.map(|_| false),
            shares: None,
            unweighted: None,
            sample: None,
        };
    }
    let all_pupils = Double2::from_u64(pupils);
    let mean = total.over(all_pupils);
    // Σ P(X−X̄)², term by term: the terms are what the shares are made of.
    let values: Vec<Double2> = observations
        .iter()
        .map(|one| Double2::from_fraction(&one.total).over(Double2::from_u64(u64::from(one.pupils))))
        .collect();
    let terms: Vec<Double2> = observations
        .iter()
        .zip(&values)
        .map(|(one, value)| {
            let deviation = value.minus(mean);
            deviation.times(deviation).times(Double2::from_u64(u64::from(one.pupils)))
        })
        .collect();
    let squares = terms.iter().fold(Double2::ZERO, |sum, term| sum.plus(*term));
    let squared_cv = squares.over(all_pupils).over(mean.times(mean));
    // Values that are all alike leave nothing but the rounding of their sums.
    let alike = squared_cv.to_f64() < 1e-20 && compare_exactly(observations, Decimal::integer(0)) != Ordering::Greater;

    let within = limit.map(|limit| {
        let limit_squared = Double2::from_fraction(&limit.fraction().times(&limit.fraction()));
        let distance = squared_cv.minus(limit_squared).to_f64();
        // The relative error of squared_cv is below n·2⁻¹⁰⁰; what is nearer to the limit is decided by integers.
        if distance.abs() > 1e-20 * (1.0 + limit_squared.to_f64()) {
            distance < 0.0
        } else {
            compare_exactly(observations, limit) != Ordering::Greater
        }
    });

    if alike {
        let sample = (observations.len() > 1).then_some(0.0);
        return Dispersion { mean: mean.to_f64(), cv: Some(0.0), within, shares: None, unweighted: Some(0.0), sample };
    }
    let sum = squares.to_f64();
    let shares = (sum > 0.0).then(|| terms.iter().map(|term| term.over(squares).to_f64()).collect());
    let count = |n: usize| Double2::from_u64(n as u64);
    let plain_mean = values.iter().fold(Double2::ZERO, |sum, value| sum.plus(*value)).over(count(values.len()));
    let plain_squares = values.iter().fold(Double2::ZERO, |sum, value| {
        let deviation = value.minus(plain_mean);
        sum.plus(deviation.times(deviation))
    });
    let plain = |divisor: usize| {
        (divisor > 0).then(|| plain_squares.over(count(divisor)).over(plain_mean.times(plain_mean)).sqrt())
    };
    Dispersion {
        mean: mean.to_f64(),
        cv: Some(squared_cv.sqrt()),
        within,
        shares,
        unweighted: plain(values.len()),
        sample: plain(values.len().saturating_sub(1)),
    }
}

/// cv against `limit`, exactly: ΣP·Σ(x²/P) against (1 + limit²)·(Σx)². The total must be above zero.
pub fn compare_exactly(observations: &[Observation], limit: Decimal) -> Ordering {
    let (mut total, mut squares, mut pupils) = (Fraction::integer(0), Fraction::integer(0), 0u64);
    for one in observations {
        total = total.plus(&one.total);
        squares = squares.plus(&one.total.times(&one.total).over(u64::from(one.pupils)));
        pupils += u64::from(one.pupils);
    }
    let left = squares.times(&Fraction::integer(pupils));
    let factor = Fraction::integer(BigInt::from(1)).plus(&limit.fraction().times(&limit.fraction()));
    left.cmp(&total.times(&total).times(&factor))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decimal(text: &str) -> Decimal {
        text.parse().unwrap_or_else(|error| unreachable!("{text}: {error:?}"))
    }

    fn observations(pairs: &[(u32, &str)]) -> Vec<Observation> {
        pairs.iter().map(|(pupils, total)| Observation::new(decimal(total).fraction(), *pupils)).collect()
    }

    /// 差异系数计算方法, the example printed in four texts: books of five schools.
    const PUBLISHED: [(u32, &str); 5] = [(45, "279"), (37, "137"), (89, "935"), (76, "160"), (55, "402")];

    #[test]
    fn the_published_example_gives_its_published_coefficient() {
        let found = dispersion(&observations(&PUBLISHED), Some(decimal("0.50")));
        assert!((found.mean - 1913.0 / 302.0).abs() < 1e-15);
        assert_eq!(crate::quantity::rounded(found.cv.unwrap_or(0.0), 4), "0.5153");
        assert_eq!(crate::quantity::rounded(found.unweighted.unwrap_or(0.0), 4), "0.4888");
        assert_eq!(crate::quantity::rounded(found.sample.unwrap_or(0.0), 4), "0.5465");
        assert_eq!(found.within, Some(false), "0.515 is above 0.50");
        let sum: f64 = found.shares.unwrap_or_default().iter().sum();
        assert!((sum - 1.0).abs() < 1e-14);
    }

    #[test]
    fn a_coefficient_exactly_on_its_limit_is_within() {
        // Two schools of equal size at 1.5 and 0.5 times the mean: cv is exactly 0.5.
        let tie = observations(&[(1000, "9"), (1000, "3")]);
        assert_eq!(dispersion(&tie, Some(decimal("0.50"))).within, Some(true));
        assert_eq!(dispersion(&tie, Some(decimal("0.499999999999999999"))).within, Some(false));
        let beyond = observations(&[(1000, "9.00000000000000000001"), (1000, "3")]);
        assert_eq!(dispersion(&beyond, Some(decimal("0.50"))).within, Some(false));
    }

    #[test]
    fn a_total_of_zero_is_no_balance() {
        let found = dispersion(&observations(&[(100, "0"), (200, "0")]), Some(decimal("0.50")));
        assert_eq!((found.cv, found.within), (None, Some(false)));
    }

    #[test]
    fn equal_schools_have_no_dispersion() {
        let found = dispersion(&observations(&[(100, "7"), (200, "14"), (50, "3.5")]), Some(decimal("0.50")));
        assert_eq!((found.cv, found.within, found.shares), (Some(0.0), Some(true), None));
    }
}
