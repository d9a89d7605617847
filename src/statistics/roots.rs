//! Means of coefficients of variation: the 综合差异系数 of 教督〔2012〕3号 is the mean of single coefficients, each the
//! square root of a rational number. The comparison with a limit is decided by integers.

use super::Observation;
use crate::quantity::{Decimal, Fraction};
use num_bigint::BigInt;
use num_integer::Integer;
use num_traits::{Signed, ToPrimitive, Zero};

/// Bits after the point of the first bounds; each round takes four times as many.
const FIRST_BITS: u64 = 64;
/// Bits after the point of roots for display: far beyond the 53 of a double.
const DISPLAY_BITS: u64 = 192;

/// cv² of the pupil-weighted population form, exactly: ΣP·Σ(x²/P)/(Σx)² − 1 (annex of 教督〔2012〕3号). `None` when the
/// total is not above zero.
pub fn squared_cv(observations: &[Observation]) -> Option<Fraction> {
    let (mut total, mut squares, mut pupils) = (Fraction::integer(0), Fraction::integer(0), 0u64);
    for one in observations {
        total = total.plus(&one.total);
        squares = squares.plus(&one.total.times(&one.total).over(u64::from(one.pupils)));
        pupils += u64::from(one.pupils);
    }
    if !total.numerator().is_positive() {
        return None;
    }
    let left = squares.times(&Fraction::integer(pupils));
    let right = total.times(&total);
    let quotient = Fraction::new(left.numerator() * right.denominator(), left.denominator() * right.numerator());
    Some(quotient.minus(&Fraction::integer(1)))
}

/// Whether the mean of the square roots of `squares` is at most `limit`, exactly. `squares` are values of cv², none
/// below zero (one that is reads as zero). An empty list has no mean, so nothing is within: false.
pub fn mean_of_roots_at_most(squares: &[Fraction], limit: Decimal) -> bool {
    if squares.is_empty() {
        return false;
    }
    // Σ√q ≤ n·limit. Rational roots go to the right side, exactly.
    let mut room = limit.fraction().times(&Fraction::integer(squares.len()));
    let mut irrational = Vec::new();
    for square in squares {
        match Root::of(square) {
            Root::Rational(root) => room = room.minus(&root),
            Root::Irrational(square) => irrational.push(square),
        }
    }
    if irrational.is_empty() || room.numerator().is_negative() {
        return !room.numerator().is_negative();
    }
    // What is left cannot be equal: square roots of different square-free whole numbers and 1 are linearly independent
    // over the rationals, so a sum of irrational roots with coefficients above zero is irrational, and `room` is not.
    // The bounds therefore part from `room` after finitely many rounds.
    let terms = BigInt::from(irrational.len());
    let mut bits = FIRST_BITS;
    loop {
        // Each floor is below its root by less than one unit, and no root is a whole number of units.
        let low = irrational.iter().fold(BigInt::zero(), |sum, square| sum + scaled_root(square, bits));
        let room_scaled = room.numerator() << bits;
        if (&low + &terms) * room.denominator() <= room_scaled {
            return true;
        }
        if low * room.denominator() >= room_scaled {
            return false;
        }
        bits *= 4;
    }
}

/// The mean of the square roots of `squares`, for display: the nearest double but for cases no display could tell. Zero
/// for an empty list.
pub fn mean_of_roots(squares: &[Fraction]) -> f64 {
    if squares.is_empty() {
        return 0.0;
    }
    let sum = squares
        .iter()
        .filter(|square| square.numerator().is_positive())
        .fold(BigInt::zero(), |sum, square| sum + scaled_root(square, DISPLAY_BITS));
    Fraction::new(sum, BigInt::from(squares.len()) << DISPLAY_BITS).to_f64()
}

/// The mean of printed coefficients, exactly. Zero for an empty list.
pub fn mean(values: &[Decimal]) -> Fraction {
    let sum = values.iter().fold(Fraction::integer(0), |sum, value| sum.plus(&value.fraction()));
    sum.over(values.len().to_u64().unwrap_or(u64::MAX).max(1))
}

/// A square root of a rational number.
enum Root {
    Rational(Fraction),
    /// The square whose root it is.
    Irrational(Fraction),
}

impl Root {
    /// The root of `square`; of zero when it is below.
    fn of(square: &Fraction) -> Self {
        if !square.numerator().is_positive() {
            return Self::Rational(Fraction::integer(0));
        }
        // In lowest terms a fraction is a square when both its parts are.
        let divisor = square.numerator().gcd(square.denominator());
        let (numerator, denominator) = (square.numerator() / &divisor, square.denominator() / &divisor);
        let (upper, lower) = (numerator.sqrt(), denominator.sqrt());
        if &upper * &upper == numerator && &lower * &lower == denominator {
            Self::Rational(Fraction::new(upper, lower))
        } else {
            Self::Irrational(Fraction::new(numerator, denominator))
        }
    }
}

/// ⌊2^bits · √square⌋ for a square not below zero. The floor inside does not change the floor outside.
fn scaled_root(square: &Fraction, bits: u64) -> BigInt {
    ((square.numerator() << (2 * bits)) / square.denominator()).sqrt()
}

#[cfg(test)]
mod tests {
    use super::super::{compare_exactly, dispersion};
    use super::*;
    use std::cmp::Ordering;

    fn decimal(text: &str) -> Decimal {
        text.parse().unwrap()
    }

    fn fraction(numerator: i64, denominator: i64) -> Fraction {
        Fraction::new(BigInt::from(numerator), BigInt::from(denominator))
    }

    /// A small generator of its own, so that the cases are the same everywhere.
    fn numbers(seed: u64) -> impl FnMut() -> u64 {
        let mut state = seed;
        move || {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            state >> 33
        }
    }

    #[test]
    fn rational_roots_exactly_on_the_limit_are_within() {
        // 0.5, 0.65 and 0.8: their mean is 0.65. Not in lowest terms, and so nobody sees the squares.
        let squares = [fraction(3, 12), fraction(169, 400), fraction(64, 100)];
        assert!(mean_of_roots_at_most(&squares, decimal("0.65")));
        assert!(!mean_of_roots_at_most(&squares, decimal("0.6499999999999999999999")));
        // One third has no decimal, three of them do.
        let thirds = [fraction(1, 9), fraction(1, 9), fraction(16, 9)];
        assert!(mean_of_roots_at_most(&thirds, decimal("0.6666666666666666666667")));
        assert!(!mean_of_roots_at_most(&thirds, decimal("0.6666666666666666666666")));
        assert!(mean_of_roots_at_most(&[fraction(0, 1)], Decimal::ZERO));
    }

    #[test]
    fn nothing_is_within_without_coefficients() {
        assert!(!mean_of_roots_at_most(&[], decimal("0.65")));
        assert_eq!(mean_of_roots(&[]), 0.0);
        assert!(mean(&[]).is_zero());
    }

    #[test]
    fn irrational_roots_as_near_as_they_come_are_told_apart() {
        // p² − 2q² = ±1 makes p/q nearer to √2 than any other fraction of its length, from either side in turn. The
        // rational root puts 2 − p/q beside √2: the sum is 2 but for about 1/(2√2·q²), down to 2⁻⁶⁰⁰.
        let (mut p, mut q) = (BigInt::from(1), BigInt::from(1));
        for _ in 0..235 {
            let rest = Fraction::integer(2).minus(&Fraction::new(p.clone(), q.clone()));
            let squares = [Fraction::integer(2), rest.times(&rest)];
            let above = &p * &p > &q * &q * 2;
            assert_eq!(mean_of_roots_at_most(&squares, Decimal::integer(1)), above, "{p}/{q}");
            assert!((mean_of_roots(&squares) - 1.0).abs() < 0.5 / q.to_f64().unwrap().powi(2).max(1e-300) + 1e-15);
            (p, q) = (&p + &q * 2, p + q);
        }
        assert!(q.bits() > 290);
        // √x − x/1 with two irrational roots: √(4+ε) would be 2, √(1−ε) would be 1.
        let near = |sign: i64| {
            let tiny = Fraction::new(BigInt::from(sign), BigInt::from(10u32).pow(120));
            [Fraction::integer(4).plus(&tiny), Fraction::integer(1).minus(&tiny)]
        };
        // d(√4)/dx is half of d(√1)/dx, so the second one decides.
        assert!(mean_of_roots_at_most(&near(1), decimal("1.5")));
        assert!(!mean_of_roots_at_most(&near(-1), decimal("1.5")));
    }

    #[test]
    fn one_coefficient_is_decided_as_its_dispersion_is() {
        let mut next = numbers(7);
        for _ in 0..60 {
            let schools: Vec<Observation> = (0..2 + next() % 30)
                .map(|_| {
                    let pupils = u32::try_from(1 + next() % 3_000).unwrap();
                    Observation::new(Decimal::new(u128::from(next() % 1_000_000), 2).fraction(), pupils)
                })
                .collect();
            let square = squared_cv(&schools).unwrap();
            let found = dispersion(&schools, Some(decimal("0.5")));
            assert!((mean_of_roots(std::slice::from_ref(&square)) - found.cv.unwrap()).abs() < 1e-15);
            for limit in ["0.45", "0.5", "0.55", "0.65", "1"] {
                let exact = compare_exactly(&schools, decimal(limit)) != Ordering::Greater;
                assert_eq!(mean_of_roots_at_most(std::slice::from_ref(&square), decimal(limit)), exact);
            }
        }
    }

    #[test]
    fn random_means_agree_with_many_more_bits() {
        let mut next = numbers(2012);
        for _ in 0..300 {
            let squares: Vec<Fraction> = (0..1 + next() % 9)
                .map(|_| {
                    let denominator = i64::try_from(1 + next() % 100_000).unwrap();
                    fraction(i64::try_from(next() % 200_000).unwrap(), denominator)
                })
                .collect();
            // 2000 bits, where the first bounds have 64.
            let sum = squares.iter().fold(BigInt::zero(), |sum, square| sum + scaled_root(square, 2_000));
            let exact = Fraction::new(sum, BigInt::from(squares.len()) << 2_000u32);
            assert!((exact.to_f64() - mean_of_roots(&squares)).abs() < 1e-15 * exact.to_f64().max(1.0));
            let above = exact.ceil(20);
            let unit = Decimal::new(1, 20);
            assert!(mean_of_roots_at_most(&squares, above.checked_add(unit).unwrap()));
            if let Some(below) = above.checked_sub(unit).and_then(|once| once.checked_sub(unit)) {
                assert!(!mean_of_roots_at_most(&squares, below));
            }
        }
    }

    #[test]
    fn a_total_of_zero_has_no_square() {
        assert!(squared_cv(&[Observation::new(Fraction::integer(0), 10)]).is_none());
        assert!(squared_cv(&[]).is_none());
    }

    #[test]
    fn the_published_composites_are_the_means_of_their_coefficients() {
        // Anhui, 基本均衡: eight single coefficients and the printed 综合.
        for (single, printed) in [
            (["0.881", "1.299", "0.977", "0.379", "0.170", "0.334", "0.286", "0.408"], "0.592"),
            (["0.353", "0.784", "0.146", "0.491", "0.037", "0.226", "0.223", "0.253"], "0.314"),
            (["0.711", "0.649", "0.472", "0.338", "0.235", "0.274", "0.260", "0.396"], "0.417"),
            (["0.505", "0.484", "0.325", "0.275", "0.199", "0.715", "0.421", "1.021"], "0.493"),
        ] {
            let values = single.map(decimal);
            assert_eq!(mean(&values).half_up(3), decimal(printed));
            // The same through the squares.
            let squares = values.map(|value| value.fraction().times(&value.fraction()));
            assert_eq!(mean_of_roots(&squares), mean(&values).to_f64());
            assert!(mean_of_roots_at_most(&squares, mean(&values).ceil(6)));
            assert!(!mean_of_roots_at_most(&squares, decimal(printed).checked_sub(decimal("0.001")).unwrap()));
        }
    }
}
