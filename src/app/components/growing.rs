//! Long lists that are drawn bit by bit: what is looked at first comes at once, the rest right after it, and the page
//! never stands still over it.

use gloo::timers::callback::Timeout;
use yew::prelude::*;

/// How many of `total` entries are drawn: `first` at once, then `step` more at a time. Begins anew with another `list`.
#[hook]
pub fn use_growing<T: PartialEq + Clone + 'static>(list: T, first: usize, step: usize, total: usize) -> usize {
    let drawn = use_state(|| (list.clone(), first));
    let count = if drawn.0 == list { drawn.1 } else { first }.min(total);
    let grow = drawn.setter();
    use_effect_with((list, count, total), move |(list, count, total)| {
        let (list, more) = (list.clone(), *count + step);
        let timer = (*count < *total).then(|| Timeout::new(0, move || grow.set((list, more))));
        move || drop(timer)
    });
    count
}
