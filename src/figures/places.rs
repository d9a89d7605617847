//! The order of things, where marks and words go when they would cover one another, and how wide chance alone would spread them.

use crate::order;

/// For marks at ascending `positions` (px), the lowest level on which each is at least `distance` from the one before it.
pub fn levels(positions: &[f64], distance: f64) -> Vec<usize> {
    let mut last: Vec<f64> = Vec::new();
    positions
        .iter()
        .map(|position| match last.iter_mut().enumerate().find(|(_, before)| position - **before >= distance) {
            Some((level, before)) => {
                *before = *position;
                level
            }
            None => {
                last.push(*position);
                last.len() - 1
            }
        })
        .collect()
}

/// The places of `keys` in ascending order of the keys; equals as given.
pub fn ranked(keys: &[f64]) -> Vec<usize> {
    order::places(keys.len(), &|a, b| match (keys.get(a), keys.get(b)) {
        (Some(a), Some(b)) => a.total_cmp(b),
        _ => std::cmp::Ordering::Equal,
    })
}

/// Which of the spans (from, to) can be shown without touching one that stands before them in the list.
pub fn apart(spans: &[(f64, f64)], gap: f64) -> Vec<bool> {
    let mut taken: Vec<(f64, f64)> = Vec::new();
    spans
        .iter()
        .map(|&(from, to)| {
            let free = taken.iter().all(|&(low, high)| to + gap <= low || from >= high + gap);
            if free {
                taken.push((from, to));
            }
            free
        })
        .collect()
}

/// The standard deviation a school of `pupils` pupils would have if all schools differed by chance alone and together as
/// much as they do: spread `cv`·`mean` of the county, where a school of the mean size `mean_pupils` stands for all. Two of
/// them to either side are the usual reference limits; they decide nothing.
pub fn reference_spread(mean: f64, cv: f64, mean_pupils: f64, pupils: f64) -> f64 {
    mean * cv * (mean_pupils / pupils.max(1.0)).sqrt()
}

/// The places of `values` from the lowest up, each with its rank from 1: equals share one, and the next is as many places
/// further. What is not known stands last, without a rank, as given.
pub fn standings(values: &[Option<f64>]) -> Vec<(Option<usize>, usize)> {
    let keys: Vec<f64> = values.iter().map(|value| value.unwrap_or(f64::INFINITY)).collect();
    let order = ranked(&keys);
    let mut found: Vec<(Option<usize>, usize)> = Vec::with_capacity(order.len());
    let mut last: Option<(f64, usize)> = None;
    for at in order {
        let rank = values.get(at).copied().flatten().map(|value| match last {
            Some((before, rank)) if before.total_cmp(&value).is_eq() => rank,
            _ => found.len() + 1,
        });
        last = values.get(at).copied().flatten().zip(rank);
        found.push((rank, at));
    }
    found
}
