//! 缺口 of a coefficient: what has to be added at least, so that it comes down to its limit.

use super::Observation;
use crate::quantity::{Decimal, Fraction};
use num_bigint::BigInt;
use num_integer::Integer;
use num_traits::{Signed, ToPrimitive, Zero};

/// Single units given out exactly before the search is given up: far more than any county needs from where doubles
/// have brought it.
const STEPS: usize = 20_000;
/// How far below the level that doubles find the exact part may have to begin.
const MARGINS: [f64; 3] = [1e-9, 1e-6, 1e-3];

/// The fewest whole units (人, ㎡, 元, 间) that bring the pupil-weighted coefficient of `observations` to at most `limit`, when
/// pupils stay and nothing is taken from anybody: how many for each observation, all zero where it is within already. No
/// other way to give out one unit less is enough. `None` where that cannot be had or is not
/// found: without observations, or where whole units cannot make them so much alike.
///
/// The coefficient is within when Σx > 0 and ΣP·Σ(x²/P) ≤ (1 + c²)(Σx)². However many units are given, Σ(x²/P) is least
/// when each goes where it adds least, that is where (x + ½)/P is lowest: what a unit adds grows with every unit before it.
/// So the units are given one by one to whoever is lowest, until it holds. From Σx ≥ n/2c² on, a further unit cannot
/// undo it again, as the lowest (x + ½)/P is at most (Σx + n/2)/ΣP; there the first of them may be given all at once, up to
/// a level that is surely too low.
pub fn fewest_additions(observations: &[Observation], limit: Decimal) -> Option<Vec<u64>> {
    let scales = Scales::new(observations, limit);
    let mut given = Given::new(&scales, vec![0; observations.len()]);
    let two_squared = limit.fraction().times(&limit.fraction()).times(&Fraction::integer(2));
    let total = Fraction::new(given.total.clone(), scales.total.clone());
    if !given.is_within() && two_squared.times(&total) >= Fraction::integer(observations.len()) {
        given = given.nearly();
    }
    for _ in 0..STEPS {
        if given.is_within() {
            return Some(given.units);
        }
        given.give_one()?;
    }
    None
}

/// What stays the same however many units are given. Sums are kept over one denominator each, found once: with the pupils
/// of hundreds of schools it is long, and bringing every sum to lowest terms would take most of the time.
struct Scales<'a> {
    observations: &'a [Observation],
    /// 1 + c².
    factor: Fraction,
    /// The denominator of Σx.
    total: BigInt,
    /// What a numerator of an x²/P, over the square of the denominator of that x and P, is multiplied with to stand over the
    /// denominator of Σ(x²/P).
    shares: Vec<BigInt>,
    /// The numerators of Σ(x²/P), times `left`, and of Σx, squared and times `right`, compare as ΣP·Σ(x²/P) and (1 + c²)(Σx)².
    left: BigInt,
    right: BigInt,
}

impl<'a> Scales<'a> {
    fn new(observations: &'a [Observation], limit: Decimal) -> Self {
        let factor = Fraction::integer(1).plus(&limit.fraction().times(&limit.fraction()));
        let pupils: u64 = observations.iter().map(|one| u64::from(one.pupils)).sum();
        let total = observations.iter().fold(BigInt::from(1), |all, one| multiple(all, one.total.denominator()));
        let own = |one: &Observation| one.total.denominator() * one.total.denominator() * one.pupils;
        let own: Vec<BigInt> = observations.iter().map(own).collect();
        let squares = own.iter().fold(BigInt::from(1), multiple);
        let shares = own.iter().map(|own| &squares / own).collect();
        let left = &total * &total * pupils * factor.denominator();
        let right = squares * factor.numerator();
        Self { observations, factor, total, shares, left, right }
    }
}

/// The least common multiple of a long and a short number. Their greatest common divisor is that of the short one and a
/// remainder, which are both short.
fn multiple(long: BigInt, short: &BigInt) -> BigInt {
    let rest = &long % short;
    if rest.is_zero() { long } else { long * (short / rest.gcd(short)) }
}

/// Observations with what was given to each.
struct Given<'a> {
    scales: &'a Scales<'a>,
    units: Vec<u64>,
    /// The numerators of every x with its units, over its own denominator.
    totals: Vec<BigInt>,
    /// (x + ½)/P as a double: where the next unit adds how much, nearly.
    next: Vec<f64>,
    /// The numerator of Σx.
    total: BigInt,
    /// The numerator of Σ(x²/P).
    squares: BigInt,
}

impl<'a> Given<'a> {
    fn new(scales: &'a Scales<'a>, units: Vec<u64>) -> Self {
        let of = |(one, units): (&Observation, &u64)| one.total.numerator() + one.total.denominator() * *units;
        let totals: Vec<BigInt> = scales.observations.iter().zip(&units).map(of).collect();
        let over = |(one, own): (&Observation, &BigInt)| own * (&scales.total / one.total.denominator());
        let total = scales.observations.iter().zip(&totals).map(over).sum();
        let squares = scales.shares.iter().zip(&totals).map(|(share, own)| own * own * share).sum();
        let mut given = Self { scales, units, totals, next: Vec::new(), total, squares };
        given.next =
            (0..given.units.len()).map(|at| given.cost(at).map_or(f64::INFINITY, |cost| cost.to_f64())).collect();
        given
    }

    /// Half of what the next unit there adds to Σ(x²/P): (x + ½)/P.
    fn cost(&self, at: usize) -> Option<Fraction> {
        let (one, own) = (self.scales.observations.get(at)?, self.totals.get(at)?);
        let denominator = one.total.denominator();
        Some(Fraction::new(own * 2 + denominator, denominator * 2 * one.pupils))
    }

    fn is_within(&self) -> bool {
        self.total.is_positive() && &self.squares * &self.scales.left <= &self.total * &self.total * &self.scales.right
    }

    /// Gives a unit to whom it adds least.
    fn give_one(&mut self) -> Option<()> {
        let lowest = self.next.iter().copied().min_by(f64::total_cmp)?;
        // What doubles cannot tell apart is compared exactly; of equals, the first.
        let near =
            (0..self.next.len()).filter(|at| self.next.get(*at).is_some_and(|next| *next <= lowest * (1.0 + 1e-9)));
        let at = near.filter_map(|at| Some((self.cost(at)?, at))).min()?.1;
        let denominator = self.scales.observations.get(at)?.total.denominator();
        let own = self.totals.get_mut(at)?;
        // (x + 1)² − x² = 2x + 1, of the numerators.
        self.squares += (&*own * 2 + denominator) * denominator * self.scales.shares.get(at)?;
        self.total += &self.scales.total;
        *own += denominator;
        *self.units.get_mut(at)? += 1;
        let next = self.cost(at)?.to_f64();
        *self.next.get_mut(at)? = next;
        Some(())
    }

    /// With all the units below a level that is surely too low: a double near the right one, a little less, and judged exactly.
    fn nearly(self) -> Self {
        let level = self.level();
        for margin in MARGINS {
            let Ok(level) = Decimal::from_shortest(level * (1.0 - margin)) else { break };
            let units = self.scales.observations.iter().map(|one| below(one, &level.fraction())).collect();
            let found = Self::new(self.scales, units);
            if !found.is_within() {
                return found;
            }
        }
        self
    }

    /// The level to which all who are below it would be filled up, if units could be divided.
    fn level(&self) -> f64 {
        let all: Vec<(f64, f64)> =
            self.scales.observations.iter().map(|one| (one.total.to_f64(), f64::from(one.pupils))).collect();
        let values = || all.iter().map(|(total, pupils)| total / pupils);
        let pupils: f64 = all.iter().map(|(_, pupils)| pupils).sum();
        let factor = self.scales.factor.to_f64();
        let (mut low, mut high) = (values().fold(f64::INFINITY, f64::min), values().fold(0.0, f64::max));
        for _ in 0..100 {
            let level = f64::midpoint(low, high);
            let filled = all.iter().map(|(total, pupils)| (total.max(level * pupils), pupils));
            let (total, squares) =
                filled.fold((0.0, 0.0), |(total, squares), (one, pupils)| (total + one, squares + one * one / pupils));
            *if pupils * squares > factor * total * total { &mut low } else { &mut high } = level;
        }
        low
    }
}

/// How many units an observation gets that cost no more than `level`: those with (x + k − ½)/P ≤ level.
fn below(one: &Observation, level: &Fraction) -> u64 {
    let half = Fraction::integer(1).over(2);
    let room = level.times(&Fraction::integer(one.pupils)).minus(&one.total).plus(&half);
    room.numerator().div_floor(room.denominator()).max(BigInt::from(0)).to_u64().unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests {
    use super::super::compare_exactly;
    use super::*;
    use proptest::prelude::*;
    use std::cmp::Ordering;

    fn observations(pairs: &[(u32, u64)], scale: u64) -> Vec<Observation> {
        pairs.iter().map(|(pupils, total)| Observation::new(Fraction::integer(*total).over(scale), *pupils)).collect()
    }

    fn with(observations: &[Observation], units: &[u64]) -> Vec<Observation> {
        let more = |(one, units): (&Observation, &u64)| {
            Observation::new(one.total.plus(&Fraction::integer(*units)), one.pupils)
        };
        observations.iter().zip(units).map(more).collect()
    }

    fn is_within(observations: &[Observation], limit: Decimal) -> bool {
        observations.iter().any(|one| !one.total.is_zero()) && compare_exactly(observations, limit) != Ordering::Greater
    }

    /// Whether some way to give out `units` is enough: all of them tried.
    fn some_way(observations: &[Observation], limit: Decimal, units: u64, from: usize) -> bool {
        if units == 0 || from + 1 == observations.len() {
            let mut last = vec![0; observations.len()];
            last[from] = units;
            return is_within(&with(observations, &last), limit);
        }
        (0..=units).any(|here| {
            let mut some = vec![0; observations.len()];
            some[from] = here;
            some_way(&with(observations, &some), limit, units - here, from + 1)
        })
    }

    #[test]
    fn the_lowest_are_filled_up_and_who_is_within_needs_nothing() {
        let half: Decimal = "0.50".parse().unwrap();
        // 9 and 3 are on the limit exactly; 9 and 2 lack one.
        assert_eq!(fewest_additions(&observations(&[(100, 9), (100, 3)], 1), half), Some(vec![0, 0]));
        assert_eq!(fewest_additions(&observations(&[(100, 9), (100, 2)], 1), half), Some(vec![0, 1]));
        // Nothing at all: one for each, as equals get the first in their order.
        assert_eq!(fewest_additions(&observations(&[(100, 0), (100, 0)], 1), half), Some(vec![1, 1]));
        assert_eq!(fewest_additions(&[], half), None);
        // At a limit of zero all must be alike: 10 for 100 and 7 for 70.
        assert_eq!(fewest_additions(&observations(&[(100, 9), (70, 2)], 1), Decimal::ZERO), Some(vec![1, 5]));
        // Millions of 元 are given in a moment.
        let yuan = fewest_additions(&observations(&[(1000, 9_000_000), (1000, 1_000_000), (1000, 2_000_000)], 1), half);
        let yuan = yuan.unwrap();
        assert_eq!(yuan[0], 0);
        assert!(yuan[1].abs_diff(yuan[2] + 1_000_000) <= 1);
    }

    proptest! {
        #[test]
        fn no_way_with_fewer_units_is_enough(
            pairs in prop::collection::vec((1u32..60, 0u64..14), 2..4),
            scale in 1u64..4,
            percent in 20u64..70,
        ) {
            let (all, limit) = (observations(&pairs, scale), Decimal::new(u128::from(percent), 2));
            let found = fewest_additions(&all, limit).unwrap();
            let total: u64 = found.iter().sum();
            prop_assert!(is_within(&with(&all, &found), limit), "{found:?}");
            for fewer in 0..total.min(14) {
                prop_assert!(!some_way(&all, limit, fewer, 0), "{fewer} instead of {found:?}");
            }
        }

        #[test]
        fn of_many_schools_one_unit_less_is_not_enough(
            pairs in prop::collection::vec((30u32..3000, 0u64..9_000_000), 2..60),
            scale in 1u64..200,
            percent in 10u64..60,
        ) {
            let (all, limit) = (observations(&pairs, scale), Decimal::new(u128::from(percent), 2));
            let Some(found) = fewest_additions(&all, limit) else { return Ok(()) };
            prop_assert!(is_within(&with(&all, &found), limit));
            // The best way to give one less is without the unit that costs most; what doubles made of the first
            // units is the same as giving them one by one.
            let last = (0..found.len()).filter(|at| found[*at] > 0).max_by_key(|at| {
                (all[*at].total.plus(&Fraction::integer(found[*at])).minus(&Fraction::integer(1).over(2))).over(u64::from(all[*at].pupils))
            });
            if let Some(last) = last {
                let mut less = found.clone();
                less[last] -= 1;
                prop_assert!(!is_within(&with(&all, &less), limit), "{found:?}");
                let cost = |at: usize, more: u64| {
                    all[at].total.plus(&Fraction::integer(found[at] + more)).minus(&Fraction::integer(1).over(2)).over(u64::from(all[at].pupils))
                };
                for at in 0..found.len() {
                    prop_assert!(cost(at, 1) >= cost(last, 0), "the next unit of {at} is no cheaper");
                }
            }
        }
    }
}
