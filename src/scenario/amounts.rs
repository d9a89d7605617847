//! Exact amounts added, taken away and divided.

use crate::quantity::{Decimal, Fraction, MAX_DIGITS, MAX_SCALE};
use crate::records::{Amount, Share, Term};
use num_bigint::BigInt;
use num_integer::Integer;
use num_traits::{Signed, ToPrimitive};

/// An amount that was set by a change: an explanation names it so, where a cell would stand otherwise.
pub(super) fn set(total: Decimal) -> Amount {
    let label = super::title().zh.into();
    let term = Term { label, value: total, factor: Decimal::integer(1), subtracted: false, location: None };
    Amount { total, share: None, terms: vec![term] }
}

/// An amount of exactly `value`: a decimal where it is one, otherwise a whole number over another. `None` below zero and
/// beyond the digits an amount can hold.
pub(super) fn of(value: &Fraction) -> Option<Amount> {
    if value.numerator().is_negative() {
        return None;
    }
    let divisor = value.numerator().gcd(value.denominator());
    let (numerator, denominator) = (value.numerator() / &divisor, value.denominator() / &divisor);
    let fits = |mantissa: &BigInt| mantissa.to_u128().filter(|mantissa| *mantissa < 10u128.pow(MAX_DIGITS));
    for scale in 0..=MAX_SCALE {
        let (mantissa, rest) = (&numerator * BigInt::from(10u32).pow(scale)).div_rem(&denominator);
        if rest == BigInt::from(0) {
            return fits(&mantissa).map(|mantissa| Amount::total(Decimal::new(mantissa, scale)));
        }
    }
    let share = Share { numerator: 1, denominator: denominator.to_u64()?, formula: String::new() };
    Some(Amount { total: Decimal::new(fits(&numerator)?, 0), share: Some(share), terms: Vec::new() })
}

/// The largest decimal with `scale` decimals that is not above `value`.
pub(super) fn floor(value: &Fraction, scale: u32) -> Decimal {
    let scaled = (value.numerator() * BigInt::from(10u32).pow(scale)).div_floor(value.denominator());
    Decimal::new(scaled.to_u128().unwrap_or(0), scale)
}
