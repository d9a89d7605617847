//! Exact decimals and fractions, and their display. Verdicts compare these; doubles only shorten the way where they
//! are clear.

use num_bigint::BigInt;
use num_integer::Integer;
use num_traits::{Signed, ToPrimitive, Zero};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use std::{cmp::Ordering, fmt, str::FromStr};

/// Most digits of a decimal, before and after the point together.
pub const MAX_DIGITS: u32 = 28;
/// Most decimals after the point.
pub const MAX_SCALE: u32 = 22;

/// An exact, non-negative decimal number: `mantissa / 10^scale`, without trailing zeros.
// Thousands of them stand in lists. Aligned as a `u128` is, a list would need memory aligned by sixteen, which takes an
// allocator of eight much longer to find.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
#[repr(C, packed(8))]
pub struct Decimal {
    mantissa: u128,
    scale: u32,
}

/// Why text or a double is not a [`Decimal`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DecimalError {
    /// Not of the form `\d+(\.\d+)?`.
    Malformed,
    /// Below zero.
    Negative,
    /// Not a number, or infinite.
    NotFinite,
    /// More than [`MAX_DIGITS`] digits or [`MAX_SCALE`] decimals.
    TooLong,
}

impl Decimal {
    /// Zero.
    pub const ZERO: Self = Self { mantissa: 0, scale: 0 };

    /// `mantissa / 10^scale`, reduced.
    pub fn new(mantissa: u128, scale: u32) -> Self {
        if let Ok(mantissa) = u64::try_from(mantissa) {
            return Self::new_small(mantissa, scale);
        }
        let (mut mantissa, mut scale) = (mantissa, scale);
        while scale > 0 && mantissa.is_multiple_of(10) {
            mantissa /= 10;
            scale -= 1;
        }
        Self { mantissa, scale }
    }

    /// The whole number `n`.
    pub fn integer(n: u64) -> Self {
        Self { mantissa: u128::from(n), scale: 0 }
    }

    /// The decimal a JavaScript engine prints for `x`: the shortest that reads back as `x`.
    ///
    /// # Errors
    /// [`DecimalError::NotFinite`], [`DecimalError::Negative`], [`DecimalError::TooLong`].
    pub fn from_shortest(x: f64) -> Result<Self, DecimalError> {
        if !x.is_finite() {
            return Err(DecimalError::NotFinite);
        }
        if x < 0.0 {
            return Err(DecimalError::Negative);
        }
        // Rust prints the shortest digits that read back, as JavaScript does, and never an exponent with `{}`.
        format!("{x}").parse()
    }

    /// The number a spreadsheet program shows for the double it stores: 15 significant digits. A cell typed as 8459.71
    /// may be stored as 8459.709999999999; both read 8459.71 here.
    ///
    /// # Errors
    /// [`DecimalError::NotFinite`], [`DecimalError::Negative`], [`DecimalError::TooLong`].
    pub fn from_spreadsheet(x: f64) -> Result<Self, DecimalError> {
        if !x.is_finite() {
            return Err(DecimalError::NotFinite);
        }
        if x < 0.0 {
            return Err(DecimalError::Negative);
        }
        if let Some((digits, scale)) = fifteen_digits(x) {
            return Ok(Self::new_small(digits, scale));
        }
        Self::from_printed(x)
    }

    /// As [`Self::from_spreadsheet`], by printing the digits and reading them back: for all that is very large or small.
    fn from_printed(x: f64) -> Result<Self, DecimalError> {
        let text = format!("{x:.14e}");
        let (digits, exponent) = text.split_once('e').ok_or(DecimalError::Malformed)?;
        let exponent: i32 = exponent.parse().map_err(|_| DecimalError::Malformed)?;
        let mantissa: u128 = digits.replace('.', "").parse().map_err(|_| DecimalError::Malformed)?;
        let scale = 14 - exponent;
        if scale >= 0 {
            return Self::new(mantissa, scale.unsigned_abs()).checked();
        }
        let power = 10u128.checked_pow(scale.unsigned_abs()).ok_or(DecimalError::TooLong)?;
        let mantissa = mantissa.checked_mul(power).ok_or(DecimalError::TooLong)?;
        Self { mantissa, scale: 0 }.checked()
    }

    /// As [`Self::new`], of what a machine word holds: dividing longer ones is slow.
    fn new_small(mut mantissa: u64, mut scale: u32) -> Self {
        while scale > 0 && mantissa.is_multiple_of(10) {
            mantissa /= 10;
            scale -= 1;
        }
        Self { mantissa: u128::from(mantissa), scale }
    }

    fn checked(self) -> Result<Self, DecimalError> {
        if self.scale > MAX_SCALE || self.mantissa >= 10u128.pow(MAX_DIGITS) {
            return Err(DecimalError::TooLong);
        }
        Ok(self)
    }

    /// Whether it is zero.
    pub fn is_zero(self) -> bool {
        self.mantissa == 0
    }

    /// The whole number it is, if it is one below 2^53.
    pub fn to_integer(self) -> Option<u64> {
        (self.scale == 0 && self.mantissa < 1 << 53).then(|| u64::try_from(self.mantissa).ok()).flatten()
    }

    /// A hundred times the number, whole; what is beyond two decimals is cut (weights have at most two).
    pub fn hundredths(self) -> u64 {
        let scaled = if self.scale <= 2 {
            self.mantissa.saturating_mul(10u128.pow(2 - self.scale))
        } else {
            self.mantissa / 10u128.pow(self.scale - 2)
        };
        u64::try_from(scaled).unwrap_or(u64::MAX)
    }

    /// Digits as an integer, and how many of them stand after the point.
    pub fn parts(self) -> (u128, u32) {
        (self.mantissa, self.scale)
    }

    /// The sum, or `None` beyond the digits a decimal can hold.
    pub fn checked_add(self, other: Self) -> Option<Self> {
        let scale = self.scale.max(other.scale);
        let sum = self.at_scale(scale)?.checked_add(other.at_scale(scale)?)?;
        Self::new(sum, scale).checked().ok()
    }

    /// The difference, or `None` below zero or beyond the digits a decimal can hold.
    pub fn checked_sub(self, other: Self) -> Option<Self> {
        let scale = self.scale.max(other.scale);
        let difference = self.at_scale(scale)?.checked_sub(other.at_scale(scale)?)?;
        Self::new(difference, scale).checked().ok()
    }

    /// The product, or `None` beyond the digits a decimal can hold.
    pub fn checked_mul(self, other: Self) -> Option<Self> {
        // Most are short, and numbers of two machine words are multiplied by a function.
        let mantissa = match (u32::try_from(self.mantissa), u32::try_from(other.mantissa)) {
            (Ok(one), Ok(other)) => u128::from(u64::from(one) * u64::from(other)),
            _ => self.mantissa.checked_mul(other.mantissa)?,
        };
        Self::new(mantissa, self.scale + other.scale).checked().ok()
    }

    fn at_scale(self, scale: u32) -> Option<u128> {
        if scale == self.scale {
            return Some(self.mantissa);
        }
        self.mantissa.checked_mul(10u128.checked_pow(scale.checked_sub(self.scale)?)?)
    }

    /// As an exact fraction.
    pub fn fraction(self) -> Fraction {
        Fraction::new(BigInt::from(self.mantissa), BigInt::from(10u32).pow(self.scale))
    }

    /// The nearest double.
    pub fn to_f64(self) -> f64 {
        if self.mantissa < 1 << 53 && self.scale <= 22 {
            // Both operands are exact doubles, so one division rounds once.
            #[expect(clippy::cast_precision_loss, reason = "below 2^53")]
            let mantissa = self.mantissa as f64;
            return mantissa / POWERS[self.scale as usize];
        }
        self.fraction().to_f64()
    }
}

/// Powers of ten that a double holds exactly.
const POWERS: [f64; 23] = [
    1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20,
    1e21, 1e22,
];

/// A number that is not negative and below 10¹⁵, as `digits / 10^scale`, where it is whole or has up to four places, as
/// nearly all numbers of worksheets do.
#[inline(always)]
pub(crate) fn of_few_places(x: f64) -> Option<(u64, u32)> {
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "whole, not negative, at most 10^15")]
    let whole = |x: f64| x as u64;
    if x.fract() == 0.0 {
        return Some((whole(x), 0));
    }
    // A decimal of at most fifteen digits comes back as it was written.
    let scaled = (x * 1e4 + 0.5).floor();
    (scaled < 1e15 && scaled / 1e4 == x).then(|| (whole(scaled), 4))
}

/// The fifteen significant digits of a finite number that is not negative, as `digits / 10^scale`, rounded to the nearest
/// and from the middle to an even digit. `None` for numbers that are not whole and below 10⁻⁷, and for those from 10¹⁵ on.
fn fifteen_digits(x: f64) -> Option<(u64, u32)> {
    if x >= 1e15 {
        return None;
    }
    if let Some(found) = of_few_places(x) {
        return Some(found);
    }
    if x < 1e-7 {
        return None;
    }
    // x = mantissa / 2^shift, exactly: below 2^53, and from 3 to 76.
    let bits = x.to_bits();
    let mantissa = u128::from(bits & ((1 << 52) - 1) | 1 << 52);
    let shift = 1075 - (bits >> 52);
    let before = POWERS.iter().position(|power| x < *power)?;
    let mut scale = 15 - u32::try_from(before).ok()?;
    while scale <= MAX_SCALE {
        let exact = mantissa * 10u128.pow(scale);
        let (digits, rest) = (exact >> shift, exact & ((1 << shift) - 1));
        // Below one the first digits are zeros.
        if digits < 100_000_000_000_000 {
            scale += 1;
            continue;
        }
        let up = match rest.cmp(&(1 << (shift - 1))) {
            Ordering::Less => false,
            Ordering::Equal => digits % 2 == 1,
            Ordering::Greater => true,
        };
        return Some((u64::try_from(digits).ok()? + u64::from(up), scale));
    }
    None
}

impl FromStr for Decimal {
    type Err = DecimalError;

    /// Reads `\d+(\.\d+)?`, nothing else: no sign, exponent, separator or space.
    fn from_str(text: &str) -> Result<Self, DecimalError> {
        if let Some(rest) = text.strip_prefix('-') {
            return Err(if rest.parse::<Self>().is_ok() { DecimalError::Negative } else { DecimalError::Malformed });
        }
        let (whole, decimals) = match text.split_once('.') {
            Some((whole, decimals)) if !decimals.is_empty() => (whole, decimals),
            Some(_) => return Err(DecimalError::Malformed),
            None => (text, ""),
        };
        if whole.is_empty() || !text.bytes().all(|b| b.is_ascii_digit() || b == b'.') || decimals.contains('.') {
            return Err(DecimalError::Malformed);
        }
        let decimals = decimals.trim_end_matches('0');
        let whole = whole.trim_start_matches('0');
        if whole.len() + decimals.len() > MAX_DIGITS as usize + 2 {
            return Err(DecimalError::TooLong);
        }
        let mut mantissa = 0u128;
        for digit in whole.bytes().chain(decimals.bytes()) {
            mantissa = mantissa * 10 + u128::from(digit - b'0');
        }
        let scale = u32::try_from(decimals.len()).map_err(|_| DecimalError::TooLong)?;
        Self { mantissa, scale }.checked()
    }
}

impl fmt::Display for Decimal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut digits = match u64::try_from(self.mantissa) {
            Ok(small) => small.to_string(),
            Err(_) => { self.mantissa }.to_string(),
        };
        let scale = self.scale as usize;
        if scale > 0 {
            if let Some(missing) = (scale + 1).checked_sub(digits.len()) {
                digits.insert_str(0, &"0".repeat(missing));
            }
            digits.insert(digits.len() - scale, '.');
        }
        f.write_str(&digits)
    }
}

impl PartialOrd for Decimal {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Decimal {
    fn cmp(&self, other: &Self) -> Ordering {
        let scale = self.scale.max(other.scale);
        match (self.at_scale(scale), other.at_scale(scale)) {
            (Some(a), Some(b)) => a.cmp(&b),
            _ => self.fraction().cmp(&other.fraction()),
        }
    }
}

impl Serialize for Decimal {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Decimal {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map_err(|_| de::Error::custom(format!("`{text}` is not a decimal number")))
    }
}

/// An exact fraction with a positive denominator, not necessarily in lowest terms.
#[derive(Debug, Clone)]
pub struct Fraction {
    numerator: BigInt,
    denominator: BigInt,
}

impl Fraction {
    /// `numerator / denominator`; a zero denominator is a programming error and reads as one.
    pub fn new(numerator: BigInt, denominator: BigInt) -> Self {
        debug_assert!(denominator.is_positive(), "a fraction has a positive denominator");
        if denominator.is_zero() {
            return Self { numerator, denominator: BigInt::from(1) };
        }
        Self { numerator, denominator }
    }

    /// The whole number `n`.
    pub fn integer(n: impl Into<BigInt>) -> Self {
        Self { numerator: n.into(), denominator: BigInt::from(1) }
    }

    /// The sum.
    #[must_use]
    pub fn plus(&self, other: &Self) -> Self {
        // Over the least common denominator: sums of hundreds of schools stay short.
        let denominator = self.denominator.lcm(&other.denominator);
        let numerator = &self.numerator * (&denominator / &self.denominator)
            + &other.numerator * (&denominator / &other.denominator);
        Self { numerator, denominator }
    }

    /// The difference.
    #[must_use]
    pub fn minus(&self, other: &Self) -> Self {
        self.plus(&Self { numerator: -&other.numerator, denominator: other.denominator.clone() })
    }

    /// The product.
    #[must_use]
    pub fn times(&self, other: &Self) -> Self {
        Self { numerator: &self.numerator * &other.numerator, denominator: &self.denominator * &other.denominator }
    }

    /// The quotient by a whole number above zero.
    #[must_use]
    pub fn over(&self, n: u64) -> Self {
        Self::new(self.numerator.clone(), &self.denominator * BigInt::from(n))
    }

    /// Whether it is zero.
    pub fn is_zero(&self) -> bool {
        self.numerator.is_zero()
    }

    /// The smallest decimal with `scale` decimals that is not below this fraction; zero for negative ones.
    pub fn ceil(&self, scale: u32) -> Decimal {
        if self.numerator.is_negative() {
            return Decimal::ZERO;
        }
        let scaled = &self.numerator * BigInt::from(10u32).pow(scale);
        let (quotient, rest) = scaled.div_rem(&self.denominator);
        let up = if rest.is_zero() { quotient } else { quotient + 1 };
        Decimal::new(up.to_u128().unwrap_or(u128::MAX), scale)
    }

    /// The decimal with `scale` decimals nearest to this fraction, ties up; zero for negative ones.
    pub fn half_up(&self, scale: u32) -> Decimal {
        if self.numerator.is_negative() {
            return Decimal::ZERO;
        }
        let scaled: BigInt = &self.numerator * BigInt::from(10u32).pow(scale) * 2u32 + &self.denominator;
        let rounded = scaled.div_floor(&(&self.denominator * 2));
        Decimal::new(rounded.to_u128().unwrap_or(u128::MAX), scale)
    }

    /// What stands above the line, with the sign.
    pub const fn numerator(&self) -> &BigInt {
        &self.numerator
    }

    /// What stands below the line, above zero.
    pub const fn denominator(&self) -> &BigInt {
        &self.denominator
    }

    /// The nearest double (ties to even).
    pub fn to_f64(&self) -> f64 {
        if let (Some(n), Some(d)) = (self.numerator.to_i64(), self.denominator.to_i64())
            && n.unsigned_abs() < 1 << 53
            && d < 1 << 53
        {
            #[expect(clippy::cast_precision_loss, reason = "both below 2^53: one division, one rounding")]
            return n as f64 / d as f64;
        }
        let negative = self.numerator.is_negative();
        let (n, d) = (self.numerator.magnitude(), self.denominator.magnitude());
        if n.is_zero() {
            return 0.0;
        }
        // A quotient of at least 55 bits and a sticky bit rounds as the exact value does.
        let shift = 64 + i64::try_from(d.bits()).unwrap_or(i64::MAX) - i64::try_from(n.bits()).unwrap_or(i64::MAX);
        let (quotient, rest) =
            if shift >= 0 { (n << shift.unsigned_abs()).div_rem(d) } else { n.div_rem(&(d << shift.unsigned_abs())) };
        let quotient = quotient.to_u128().unwrap_or(u128::MAX) << 1 | u128::from(!rest.is_zero());
        #[expect(clippy::cast_precision_loss, reason = "the one intended rounding, ties to even")]
        let mantissa = quotient as f64;
        let exponent = i32::try_from(-(shift + 1)).unwrap_or(0);
        // In two steps, so that no power of two leaves the range of doubles before its time.
        let half = exponent / 2;
        let value = mantissa * 2f64.powi(half) * 2f64.powi(exponent - half);
        if negative { -value } else { value }
    }

    /// Numerator and denominator, each as the sum of two doubles good to 106 bits: `((high, low), (high, low))`.
    pub(crate) fn as_doubles(&self) -> ((f64, f64), (f64, f64)) {
        let pair = |n: &BigInt| {
            // Nearly all numerators and denominators are whole numbers that a double holds.
            if let Some(small) = n.to_i64().filter(|small| small.unsigned_abs() < 1 << 53) {
                #[expect(clippy::cast_precision_loss, reason = "below 2^53")]
                return (small as f64, 0.0);
            }
            let high = Self::integer(n.clone()).to_f64();
            #[expect(clippy::cast_possible_truncation, reason = "a double of this size is a whole number")]
            let rest = if high.abs() < 1e38 { n - BigInt::from(high as i128) } else { BigInt::zero() };
            (high, Self::integer(rest).to_f64())
        };
        (pair(&self.numerator), pair(&self.denominator))
    }

    /// In lowest terms as `n/d`, or `n` where the denominator is one: the form used in traces.
    pub fn reduced(&self) -> String {
        let divisor = self.numerator.gcd(&self.denominator);
        let (n, d) = (&self.numerator / &divisor, &self.denominator / &divisor);
        if d == BigInt::from(1) { n.to_string() } else { format!("{n}/{d}") }
    }
}

impl PartialEq for Fraction {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Fraction {}

impl PartialOrd for Fraction {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Fraction {
    fn cmp(&self, other: &Self) -> Ordering {
        (&self.numerator * &other.denominator).cmp(&(&other.numerator * &self.denominator))
    }
}

/// `value` rounded half up to `decimals`, for display only: `0.135` shows as `0.14`, and what a reader would compute by
/// hand from the shown digits of the double.
pub fn rounded(value: f64, decimals: u32) -> String {
    if !value.is_finite() {
        return String::from("—");
    }
    let (sign, magnitude) = if value < 0.0 { ("-", -value) } else { ("", value) };
    let Ok(exact) = Decimal::from_spreadsheet(magnitude) else { return format!("{value}") };
    let (mantissa, scale) = exact.parts();
    let shown = match scale.checked_sub(decimals) {
        None | Some(0) => 10u128.checked_pow(decimals - scale).and_then(|power| mantissa.checked_mul(power)),
        Some(cut) => {
            let unit = 10u128.pow(cut);
            // Of what a machine word holds: dividing longer ones is slow.
            let small = mantissa.to_u64().filter(|mantissa| *mantissa < 1 << 53).zip(10u64.checked_pow(cut));
            Some(small.map_or_else(
                || (mantissa + unit / 2) / unit,
                |(mantissa, unit)| u128::from((mantissa + unit / 2) / unit),
            ))
        }
    };
    let shown = shown.map_or(exact, |mantissa| Decimal { mantissa, scale: decimals });
    format!("{sign}{shown}")
}

/// As [`rounded`], with up to six decimals where `value` is below one of `limits` and would look as if it reached it:
/// 0.996 beside a limit of 1 is not shown as `1.00`.
pub fn rounded_below(value: f64, decimals: u32, limits: &[f64]) -> String {
    let tells = |decimals: &u32| {
        limits.iter().all(|limit| value >= *limit || rounded(value, *decimals) != rounded(*limit, *decimals))
    };
    rounded(value, (decimals..=6).find(tells).unwrap_or(decimals))
}

/// The number in `text` with a comma after every three digits of its whole part: `12345.6` → `12,345.6`. For display only.
pub fn grouped(text: &str) -> String {
    let (sign, rest) = text.strip_prefix('-').map_or(("", text), |rest| ("-", rest));
    let (whole, decimals) = rest.split_once('.').map_or((rest, None), |(whole, decimals)| (whole, Some(decimals)));
    let mut shown = String::from(sign);
    for (index, digit) in whole.chars().enumerate() {
        if index > 0 && (whole.len() - index) % 3 == 0 {
            shown.push(',');
        }
        shown.push(digit);
    }
    if let Some(decimals) = decimals {
        shown.push('.');
        shown.push_str(decimals);
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn decimal(text: &str) -> Decimal {
        match text.parse() {
            Ok(value) => value,
            Err(error) => unreachable!("{text}: {error:?}"),
        }
    }

    #[test]
    fn reads_plain_decimals_and_nothing_else() {
        assert_eq!(decimal("0035.600").to_string(), "35.6");
        assert_eq!(decimal("0").to_string(), "0");
        assert_eq!(decimal("0.05").parts(), (5, 2));
        for bad in ["", ".", "1.", ".5", "1e3", "+1", " 1", "1,000", "１", "1.2.3", "abc", "--1"] {
            assert_eq!(bad.parse::<Decimal>(), Err(DecimalError::Malformed), "{bad}");
        }
        assert_eq!("-1".parse::<Decimal>(), Err(DecimalError::Negative));
        assert_eq!("12345678901234567890123456789".parse::<Decimal>(), Err(DecimalError::TooLong));
    }

    #[test]
    fn a_double_means_the_decimal_javascript_prints() {
        assert_eq!(Decimal::from_shortest(0.1 + 0.2).map(|d| d.to_string()), Ok("0.30000000000000004".into()));
        assert_eq!(Decimal::from_shortest(8459.71).map(|d| d.to_string()), Ok("8459.71".into()));
        assert_eq!(Decimal::from_shortest(1e21).map(|d| d.to_string()), Ok("1000000000000000000000".into()));
        assert_eq!(Decimal::from_shortest(f64::NAN), Err(DecimalError::NotFinite));
        assert_eq!(Decimal::from_shortest(-1.0), Err(DecimalError::Negative));
    }

    #[test]
    fn a_stored_double_reads_as_the_spreadsheet_shows_it() {
        assert_eq!(
            Decimal::from_spreadsheet(f64::from_bits(8459.71f64.to_bits() - 1)).map(|d| d.to_string()),
            Ok("8459.71".into())
        );
        assert_eq!(Decimal::from_spreadsheet(0.1 + 0.2).map(|d| d.to_string()), Ok("0.3".into()));
        assert_eq!(Decimal::from_spreadsheet(2000.0).map(|d| d.to_string()), Ok("2000".into()));
        assert_eq!(Decimal::from_spreadsheet(0.0).map(|d| d.to_string()), Ok("0".into()));
        assert_eq!(Decimal::from_spreadsheet(1e18).map(|d| d.to_string()), Ok("1000000000000000000".into()));
    }

    #[test]
    fn digits_are_taken_as_they_would_be_printed() {
        let agree = |x: f64| assert_eq!(Decimal::from_spreadsheet(x), Decimal::from_printed(x), "{x:e}");
        // Middles between two numbers of fifteen digits, powers of ten and their neighbours, numbers of few places.
        for whole in 10_000_000_000_000u64..10_000_000_000_064 {
            #[expect(clippy::cast_precision_loss, reason = "below 2^53")]
            let whole = whole as f64;
            for part in 0..64 {
                agree(whole + f64::from(part) / 64.0);
            }
        }
        for power in -12..30 {
            let near = 10f64.powi(power).to_bits();
            (near - 40..near + 40).for_each(|bits| agree(f64::from_bits(bits)));
        }
        for small in 0..20_000 {
            for divisor in [7.0, 100.0, 10_000.0, 1e5, 1e7] {
                agree(f64::from(small) / divisor);
            }
        }
    }

    proptest! {
        #[test]
        fn digits_of_any_number_are_taken_as_they_would_be_printed(x in 0.0..1e16, power in -12..6, bits: u64) {
            for x in [x, x * 10f64.powi(power), f64::from_bits(bits).abs()] {
                let printed = if x.is_finite() { Decimal::from_printed(x) } else { Err(DecimalError::NotFinite) };
                prop_assert_eq!(Decimal::from_spreadsheet(x), printed);
            }
        }

        #[test]
        fn decimals_of_fifteen_digits_come_back(mantissa in 0_u64..1_000_000_000_000_000, scale in 0_u32..22) {
            let written = Decimal::new(u128::from(mantissa), scale);
            prop_assert_eq!(Decimal::from_spreadsheet(written.to_f64()), Ok(written));
            prop_assert_eq!(written.to_string().parse(), Ok(written));
        }
    }

    #[test]
    fn fractions_round_to_the_nearest_double() {
        let third = Fraction::new(BigInt::from(1), BigInt::from(3));
        assert_eq!(third.to_f64(), 1.0 / 3.0);
        let long = Fraction::new(BigInt::from(10u32).pow(40), BigInt::from(10u32).pow(40) * 3);
        assert_eq!(long.to_f64(), 1.0 / 3.0);
        let near_tie = Fraction::new((BigInt::from(1) << 53) + 1, BigInt::from(1));
        assert_eq!(near_tie.to_f64(), 9_007_199_254_740_992.0);
        let above_tie = Fraction::new((BigInt::from(1) << 80) + (BigInt::from(1) << 27) + 1, BigInt::from(1) << 27);
        assert_eq!(above_tie.to_f64(), 9_007_199_254_740_994.0);
        assert_eq!(decimal("123456789012345678.5").to_f64(), 123_456_789_012_345_678.5);
    }

    #[test]
    fn shortfalls_round_up() {
        let value = Fraction::new(BigInt::from(7), BigInt::from(3));
        assert_eq!(value.ceil(0).to_string(), "3");
        assert_eq!(value.ceil(2).to_string(), "2.34");
        assert_eq!(Fraction::integer(2).ceil(0).to_string(), "2");
        assert_eq!(Fraction::integer(-2).ceil(0), Decimal::ZERO);
    }

    #[test]
    fn halves_round_up() {
        let fraction = |n: i32, d: i32| Fraction::new(BigInt::from(n), BigInt::from(d));
        assert_eq!(fraction(1, 8).half_up(2).to_string(), "0.13");
        assert_eq!(fraction(1, 3).half_up(3).to_string(), "0.333");
        assert_eq!(fraction(5, 2).half_up(0).to_string(), "3");
        assert_eq!(fraction(-5, 2).half_up(0), Decimal::ZERO);
    }

    #[test]
    fn thousands_are_grouped() {
        for (plain, shown) in [
            ("0", "0"),
            ("999", "999"),
            ("1000", "1,000"),
            ("1747.7", "1,747.7"),
            ("-1234567.891", "-1,234,567.891"),
            ("-123", "-123"),
        ] {
            assert_eq!(grouped(plain), shown);
        }
    }

    #[test]
    fn display_rounds_half_up_on_the_decimal() {
        assert_eq!(rounded(0.135, 2), "0.14");
        assert_eq!(rounded(2.675, 2), "2.68");
        assert_eq!(rounded(4.0, 2), "4.00");
        assert_eq!(rounded(1999.5, 0), "2000");
        assert_eq!(rounded(0.515_3, 3), "0.515");
        assert_eq!(rounded(f64::NAN, 2), "—");
        assert_eq!(rounded(0.999_9, 2), "1.00");
        assert_eq!(rounded_below(0.999_9, 2, &[1.0]), "0.9999");
        assert_eq!(rounded_below(0.996, 2, &[0.85, 1.0]), "0.996");
        assert_eq!(rounded_below(0.89, 2, &[0.85, 1.0]), "0.89");
        assert_eq!(rounded_below(1_999.9, 0, &[2_000.0]), "1999.9");
        // What reaches its limit may look like it; what no six decimals tell apart stays short.
        assert_eq!(rounded_below(1.001, 2, &[1.0]), "1.00");
        assert_eq!(rounded_below(0.999_999_99, 2, &[1.0]), "1.00");
    }
}
