//! How far a share found in a sample may be from the share of all: information beside a rule, never a verdict.

use crate::quantity::{Decimal, Fraction};
use serde::{Deserialize, Serialize};

/// Level of the intervals: 95 %.
pub const LEVEL: f64 = 0.95;
/// The 97.5 % quantile of the standard normal distribution, which leaves 2.5 % on either side.
pub const Z: f64 = 1.959_963_984_540_054;

/// An interval for a share.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct Interval {
    /// Lower end, from 0 to 1.
    pub low: f64,
    /// Upper end, from 0 to 1.
    pub high: f64,
    /// How often such intervals hold the share of all, were samples drawn at random: 0.95.
    pub level: f64,
}

/// Wilson score interval (E. B. Wilson, 1927) for the share `k` of `n` at [`LEVEL`]. With a `population`, the variance
/// carries the correction (N−n)/(N−1) for drawing without replacement, and the interval keeps to what `n` answers leave
/// possible: a sample of everybody leaves one value. `None` for n = 0, k > n or a population smaller than the sample.
pub fn wilson(k: u64, n: u64, population: Option<u64>) -> Option<Interval> {
    if n == 0 || k > n || population.is_some_and(|all| all < n) {
        return None;
    }
    let share = double(k) / double(n);
    if population == Some(n) {
        return Some(Interval { low: share, high: share, level: LEVEL });
    }
    // The correction makes the sample as good as a larger one.
    let size = population.map_or(double(n), |all| double(n) * (double(all - 1) / double(all - n)));
    let z2 = Z * Z;
    let scale = 1.0 + z2 / size;
    let centre = (share + z2 / (2.0 * size)) / scale;
    let half = Z / scale * (share * (1.0 - share) / size + z2 / (4.0 * size * size)).sqrt();
    let (least, most) =
        population.map_or((0.0, 1.0), |all| (double(k) / double(all), double(all - (n - k)) / double(all)));
    // The ends at 0 and at n are exact; rounding would leave traces.
    let low = if k == 0 { 0.0 } else { (centre - half).max(least) };
    let high = if k == n { 1.0 } else { (centre + half).min(most) };
    Some(Interval { low, high, level: LEVEL })
}

/// How many must be asked at least: `share` of `population`, rounded up to a whole number, exactly (such as 1.5 ‰ of
/// 常住人口: 0.0015). At most `u64::MAX`.
pub fn required_sample(population: u64, share: Decimal) -> u64 {
    let (mantissa, _) = Fraction::integer(population).times(&share.fraction()).ceil(0).parts();
    u64::try_from(mantissa).unwrap_or(u64::MAX)
}

/// The nearest double.
#[expect(clippy::cast_precision_loss, reason = "counts of people; beyond 2^53 the nearest double does")]
fn double(n: u64) -> f64 {
    n as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    fn near(found: Option<Interval>, low: f64, high: f64, tolerance: f64) {
        let found = found.unwrap();
        assert!((found.low - low).abs() < tolerance && (found.high - high).abs() < tolerance, "{found:?}");
        assert_eq!(found.level, 0.95);
    }

    #[test]
    fn textbook_values() {
        // Newcombe 1998, table I, method 3: Wilson without continuity correction.
        near(wilson(81, 263, None), 0.2553, 0.3662, 5e-5);
        near(wilson(15, 148, None), 0.0624, 0.1605, 5e-5);
        near(wilson(0, 20, None), 0.0, 0.1611, 5e-5);
        near(wilson(1, 29, None), 0.0061, 0.1718, 5e-5);
        // By hand: ten of ten leaves 1/(1 + z²/10).
        near(wilson(10, 10, None), 10.0 / (10.0 + Z * Z), 1.0, 1e-15);
    }

    #[test]
    fn what_is_no_sample_has_no_interval() {
        assert_eq!(wilson(0, 0, None), None);
        assert_eq!(wilson(3, 2, None), None);
        assert_eq!(wilson(1, 20, Some(19)), None);
    }

    #[test]
    fn everybody_asked_leaves_one_value_and_nobody_more_leaves_no_correction() {
        assert_eq!(wilson(17, 20, Some(20)), Some(Interval { low: 0.85, high: 0.85, level: 0.95 }));
        assert_eq!(wilson(0, 1, Some(1)), Some(Interval { low: 0.0, high: 0.0, level: 0.95 }));
        let all = wilson(850, 1_000, None).unwrap();
        let corrected = wilson(850, 1_000, Some(1_000_000_000)).unwrap();
        assert!((all.low - corrected.low).abs() < 1e-6 && (all.high - corrected.high).abs() < 1e-6);
        // 100 of 199 are as good as 200 of very many: (199 − 1)/(199 − 100) = 2.
        let doubled = wilson(100, 200, None).unwrap();
        near(wilson(50, 100, Some(199)), doubled.low, doubled.high, 1e-15);
        // Half of the population asked: the variance is halved.
        let half = wilson(850, 1_000, Some(2_000)).unwrap();
        let ratio = (half.high - half.low) / (all.high - all.low);
        assert!((ratio - 0.5f64.sqrt()).abs() < 1e-3, "{ratio}");
    }

    #[test]
    fn an_interval_holds_the_share_and_stays_possible() {
        for n in 1..60 {
            for k in 0..=n {
                for population in [None, Some(n), Some(n + 1), Some(3 * n), Some(1_000 * n)] {
                    let found = wilson(k, n, population).unwrap();
                    let share = double(k) / double(n);
                    assert!(0.0 <= found.low && found.low <= share && share <= found.high && found.high <= 1.0);
                    if let Some(all) = population {
                        assert!(found.low >= double(k) / double(all));
                    }
                }
            }
        }
    }

    #[test]
    fn required_samples_are_rounded_up_exactly() {
        let share: Decimal = "0.0015".parse().unwrap();
        assert_eq!(required_sample(2_000_000, share), 3_000);
        assert_eq!(required_sample(2_000_001, share), 3_001);
        assert_eq!(required_sample(1, share), 1);
        assert_eq!(required_sample(0, share), 0);
        assert_eq!(required_sample(u64::MAX, Decimal::integer(3)), u64::MAX);
        // 0.1 is no double.
        assert_eq!(required_sample(30, "0.1".parse().unwrap()), 3);
    }
}
