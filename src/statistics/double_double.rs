//! A number as the unevaluated sum of two doubles: about 106 bits. Only what the coefficients need.

use crate::quantity::Fraction;

/// `high + low` with |low| ≤ ulp(high)/2.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Double2 {
    high: f64,
    low: f64,
}

impl Double2 {
    pub(super) const ZERO: Self = Self { high: 0.0, low: 0.0 };

    pub(super) fn from_u64(n: u64) -> Self {
        #[expect(clippy::cast_precision_loss, reason = "pupils stay far below 2^53")]
        let high = n as f64;
        Self { high, low: 0.0 }
    }

    pub(super) fn from_fraction(fraction: &Fraction) -> Self {
        let (numerator, denominator) = fraction.as_doubles();
        Self::sum_of(numerator.0, numerator.1).over(Self::sum_of(denominator.0, denominator.1))
    }

    /// `high + low`, both of any size.
    pub(super) fn sum_of(high: f64, low: f64) -> Self {
        let sum = high + low;
        let part = sum - high;
        Self { high: sum, low: (high - (sum - part)) + (low - part) }
    }

    pub(super) fn to_f64(self) -> f64 {
        self.high + self.low
    }

    pub(super) fn plus(self, other: Self) -> Self {
        let high = Self::sum_of(self.high, other.high);
        let low = Self::sum_of(self.low, other.low);
        let first = Self::sum_of(high.high, high.low + low.high);
        Self::sum_of(first.high, first.low + low.low)
    }

    pub(super) fn minus(self, other: Self) -> Self {
        self.plus(Self { high: -other.high, low: -other.low })
    }

    pub(super) fn times(self, other: Self) -> Self {
        let product = product_of(self.high, other.high);
        Self::sum_of(product.high, product.low + (self.high * other.low + self.low * other.high))
    }

    pub(super) fn over(self, other: Self) -> Self {
        let first = self.high / other.high;
        let rest = self.minus(other.times(Self { high: first, low: 0.0 }));
        let second = rest.high / other.high;
        let rest = rest.minus(other.times(Self { high: second, low: 0.0 }));
        let third = rest.high / other.high;
        Self::sum_of(first, second).plus(Self { high: third, low: 0.0 })
    }

    /// The square root, as a double.
    pub(super) fn sqrt(self) -> f64 {
        if self.high <= 0.0 {
            return 0.0;
        }
        let root = self.high.sqrt();
        // One Newton step with the rest computed in twice the precision.
        let rest = self.minus(product_of(root, root));
        root + rest.to_f64() / (2.0 * root)
    }
}

/// The exact product of two doubles (Dekker), without fused multiply-add, which WebAssembly lacks.
fn product_of(a: f64, b: f64) -> Double2 {
    let split = |x: f64| {
        let big = 134_217_729.0 * x;
        let high = big - (big - x);
        (high, x - high)
    };
    let ((a_high, a_low), (b_high, b_low)) = (split(a), split(b));
    let product = a * b;
    let error = ((a_high * b_high - product) + a_high * b_low + a_low * b_high) + a_low * b_low;
    Double2 { high: product, low: error }
}
