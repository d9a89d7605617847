//! Values to pixels, and where an axis is marked.

/// A straight scale: values from `from` to `to` stand at pixels from `low` to `high`, which may run backwards.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Scale {
    /// The least value.
    pub from: f64,
    /// The greatest value.
    pub to: f64,
    /// Where the least stands (px).
    pub low: f64,
    /// Where the greatest stands (px).
    pub high: f64,
}

impl Scale {
    /// Where `value` stands (px); values beyond an end stand at that end. Of a scale without extent, its beginning.
    pub fn at(&self, value: f64) -> f64 {
        let extent = self.to - self.from;
        if extent <= 0.0 || !extent.is_finite() {
            return self.low;
        }
        let part = ((value - self.from) / extent).clamp(0.0, 1.0);
        self.low + part * (self.high - self.low)
    }

    /// Whether `value` lies beyond an end.
    pub fn is_beyond(&self, value: f64) -> bool {
        value < self.from || value > self.to
    }
}

/// Round numbers along an axis.
#[derive(Debug, Clone, PartialEq)]
pub struct Ticks {
    /// The numbers, ascending, none outside the range asked for.
    pub values: Vec<f64>,
    /// Decimals it takes to write them exactly.
    pub decimals: u32,
}

/// At most `most` + 1 multiples of 1, 2 or 5 times a power of ten within `from` … `to`, and at least two where five or
/// more are allowed; none of a range without extent.
pub fn ticks(from: f64, to: f64, most: u32) -> Ticks {
    let mut found = Ticks { values: Vec::new(), decimals: 0 };
    let extent = to - from;
    if extent <= 0.0 || !extent.is_finite() {
        return found;
    }
    let least = extent / f64::from(most.max(1));
    // The power of ten by multiplying: logarithms of round numbers are not round.
    let (mut power, mut exponent) = (1.0_f64, 0_i32);
    while power > least && exponent > -12 {
        power /= 10.0;
        exponent -= 1;
    }
    while power * 10.0 <= least && exponent < 15 {
        power *= 10.0;
        exponent += 1;
    }
    let times = [1.0, 2.0, 5.0, 10.0].into_iter().find(|times| times * power >= least).unwrap_or(10.0);
    // Whole steps are counted and then scaled by one exact power, so that a tick is the double nearest to its number.
    let scale = 10.0_f64.powi(exponent.abs());
    let value = |count: f64| if exponent < 0 { count * times / scale } else { count * times * scale };
    let step = value(1.0);
    // Never the zero below zero, which is written with a sign.
    let first = (from / step - 1e-9).ceil() + 0.0;
    found.decimals = u32::try_from(-exponent - i32::from(times >= 10.0)).unwrap_or(0);
    let mut count = first;
    while value(count) <= to + step * 1e-9 && count - first <= f64::from(most.max(1)) {
        found.values.push(value(count));
        count += 1.0;
    }
    found
}
