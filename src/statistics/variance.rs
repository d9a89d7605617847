//! Between-school share of the variance of pupils' scores, from anonymous scores.
//!
//! For 校际差异率 of 教督〔2017〕6号 (below 0.15) no formula was found in any source, so the declared value decides. What
//! is computed here is information, `unconfirmed`: the analysis of variance's SSB/SST, one common reading of the name.

use serde::{Deserialize, Serialize};

/// Count, mean and squared deviations of a stream of scores, none of which is kept (Welford 1962).
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Moments {
    count: u64,
    mean: f64,
    squares: f64,
}

impl Moments {
    /// Takes one score; one that is not a finite number is not taken, and the answer is false.
    #[must_use = "a score that was not taken must be told"]
    pub fn add(&mut self, score: f64) -> bool {
        if !score.is_finite() {
            return false;
        }
        *self = self.with(Self { count: 1, mean: score, squares: 0.0 });
        true
    }

    /// The moments of both streams (Chan, Golub and LeVeque 1979).
    #[must_use]
    pub fn with(self, other: Self) -> Self {
        if self.count == 0 || other.count == 0 {
            return if self.count == 0 { other } else { self };
        }
        let count = self.count + other.count;
        let weight = double(other.count) / double(count);
        Self {
            count,
            // Equal means stay what they are to the bit.
            mean: self.mean + (other.mean - self.mean) * weight,
            squares: self.squares + other.squares + self.between(other),
        }
    }

    /// How many scores were taken.
    pub const fn count(&self) -> u64 {
        self.count
    }

    /// Their mean, in the unit of the scores; zero without scores.
    pub const fn mean(&self) -> f64 {
        self.mean
    }

    /// Sum of squared deviations from the mean.
    pub const fn squares(&self) -> f64 {
        self.squares
    }

    /// What the distance between the two means adds to the squared deviations of both together.
    fn between(self, other: Self) -> f64 {
        let distance = other.mean - self.mean;
        distance * distance * (double(self.count) * (double(other.count) / double(self.count + other.count)))
    }
}

/// What [`between_share`] finds. Information, `unconfirmed`.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct BetweenShare {
    /// SSB/SST, from 0 (schools differ in nothing) to 1 (pupils of a school do not differ).
    pub share: f64,
    /// Schools with scores.
    pub schools: u32,
    /// Scores of all of them.
    pub scores: u32,
    /// Mean of all scores, in their unit.
    pub mean: f64,
}

/// Between-school share of the variance, one [`Moments`] a school. Schools without scores do not count. `None` with fewer
/// than two schools, when all scores are equal, or when squares leave the range of doubles.
pub fn between_share(schools: &[Moments]) -> Option<BetweenShare> {
    let (mut all, mut between, mut count) = (Moments::default(), 0.0, 0u32);
    for school in schools.iter().filter(|school| school.count > 0) {
        if all.count > 0 {
            between += all.between(*school);
        }
        all = all.with(*school);
        count += 1;
    }
    if count < 2 || all.squares <= 0.0 || !all.squares.is_finite() {
        return None;
    }
    // Both sums are of terms not below zero, and the first one's are among the second's.
    let share = (between / all.squares).min(1.0);
    let scores = u32::try_from(all.count).unwrap_or(u32::MAX);
    Some(BetweenShare { share, schools: count, scores, mean: all.mean })
}

/// The nearest double.
#[expect(clippy::cast_precision_loss, reason = "counts of pupils, below 2^53")]
fn double(n: u64) -> f64 {
    n as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    fn schools(groups: &[&[f64]]) -> Vec<Moments> {
        groups
            .iter()
            .map(|scores| {
                let mut moments = Moments::default();
                assert!(scores.iter().all(|score| moments.add(*score)));
                moments
            })
            .collect()
    }

    #[test]
    fn a_textbook_table_gives_its_share() {
        // Means 5, 9, 10; SSB = 84, SSW = 68: the analysis of variance of three groups of six.
        let groups: [&[f64]; 3] =
            [&[6.0, 8.0, 4.0, 5.0, 3.0, 4.0], &[8.0, 12.0, 9.0, 11.0, 6.0, 8.0], &[13.0, 9.0, 11.0, 8.0, 7.0, 12.0]];
        let found = between_share(&schools(&groups)).unwrap();
        assert!((found.share - 84.0 / 152.0).abs() < 1e-15);
        assert_eq!((found.schools, found.scores, found.mean), (3, 18, 8.0));
    }

    #[test]
    fn large_scores_with_small_differences_keep_their_digits() {
        // Sums of squares would lose everything here.
        let groups: [&[f64]; 2] = [&[1e9 + 1.0, 1e9 + 3.0], &[1e9 + 5.0, 1e9 + 7.0]];
        let found = between_share(&schools(&groups)).unwrap();
        assert!((found.share - 16.0 / 20.0).abs() < 1e-12, "{found:?}");
    }

    #[test]
    fn the_ends_are_exact() {
        assert_eq!(between_share(&schools(&[&[1.0, 1.0], &[2.0, 2.0, 2.0]])).map(|found| found.share), Some(1.0));
        assert_eq!(between_share(&schools(&[&[1.0, 3.0], &[3.0, 1.0]])).map(|found| found.share), Some(0.0));
    }

    #[test]
    fn without_differences_or_schools_there_is_no_share() {
        assert_eq!(between_share(&[]), None);
        assert_eq!(between_share(&schools(&[&[1.0, 2.0]])), None);
        assert_eq!(between_share(&schools(&[&[1.0, 2.0], &[]])), None);
        // 0.1 is no double, and yet its deviations are none.
        assert_eq!(between_share(&schools(&[&[0.1; 7], &[0.1; 11], &[0.1; 3]])), None);
        assert_eq!(between_share(&schools(&[&[1e300], &[-1e300]])), None);
    }

    #[test]
    fn what_is_no_number_is_refused_and_leaves_no_trace() {
        let mut moments = Moments::default();
        assert!(moments.add(2.0));
        assert!(!moments.add(f64::NAN) && !moments.add(f64::INFINITY));
        assert_eq!((moments.count(), moments.mean(), moments.squares()), (1, 2.0, 0.0));
    }

    #[test]
    fn the_order_of_schools_and_parts_does_not_matter() {
        let groups: [&[f64]; 3] = [&[61.0, 72.5, 80.0], &[55.0, 90.0], &[77.0, 78.0, 79.0, 81.0]];
        let forward = between_share(&schools(&groups)).unwrap();
        let mut turned = schools(&groups);
        turned.reverse();
        assert!((forward.share - between_share(&turned).unwrap().share).abs() < 1e-14);
        let [left, right] = [&[61.0][..], &[72.5, 80.0]];
        let parts = schools(&[left, right]);
        let joined = parts.iter().fold(Moments::default(), |all, part| all.with(*part));
        assert!((joined.squares() - schools(&groups)[0].squares()).abs() < 1e-12);
    }
}
