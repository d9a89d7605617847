//! One sort, and one way into a sorted set, for all lists that are few or short. The standard library makes each sort anew
//! for every type and every key, 4 KB of the module a time, and collecting into a set or map begins with one.

use std::cmp::Ordering;
use std::collections::BTreeSet;

/// The places of `0..len` in the order that `compare` tells; equals as given.
pub fn places(len: usize, compare: &dyn Fn(usize, usize) -> Ordering) -> Vec<usize> {
    let mut order: Vec<usize> = (0..len).collect();
    order.sort_by(|a, b| compare(*a, *b));
    order
}

/// Sorts by a key; equals stay as given.
pub fn sort_by_key<T, K: Ord>(list: &mut Vec<T>, key: impl Fn(&T) -> K) {
    let order = places(list.len(), &|a, b| match (list.get(a), list.get(b)) {
        (Some(a), Some(b)) => key(a).cmp(&key(b)),
        _ => Ordering::Equal,
    });
    let mut given: Vec<Option<T>> = std::mem::take(list).into_iter().map(Some).collect();
    list.extend(order.into_iter().filter_map(|place| given.get_mut(place).and_then(Option::take)));
}

/// A sorted set.
pub fn set<T: Ord>(all: impl IntoIterator<Item = T>) -> BTreeSet<T> {
    let mut set = BTreeSet::new();
    for one in all {
        set.insert(one);
    }
    set
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equals_stay_as_given() {
        let mut list = vec![(2, "a"), (1, "b"), (2, "c"), (1, "d"), (0, "e")];
        sort_by_key(&mut list, |one| one.0);
        assert_eq!(list, [(0, "e"), (1, "b"), (1, "d"), (2, "a"), (2, "c")]);
        sort_by_key(&mut list, |one| std::cmp::Reverse(one.1));
        assert_eq!(list.iter().map(|one| one.1).collect::<String>(), "edcba");
        assert!(set([3, 1, 3, 2]).into_iter().eq([1, 2, 3]));
    }
}
