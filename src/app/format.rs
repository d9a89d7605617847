//! Numbers as people read them. Everything on the page that is a number passes through here.

use crate::diagnostic::Locale;
use crate::evaluate::{SectionIndicator, Shortfall};
pub use crate::quantity::grouped;
use crate::quantity::{Decimal, rounded, rounded_below};
use crate::records::Unit;
use crate::standard::ResourceRule;

/// What stands for a number that is not known.
pub const UNKNOWN: &str = "—";

/// A whole number, grouped.
pub fn count(n: u32) -> String {
    grouped(&n.to_string())
}

/// A value of an indicator, with the decimals its rule shows.
pub fn value(rule: &ResourceRule, value: Option<f64>) -> String {
    value.map_or_else(|| UNKNOWN.to_owned(), |value| grouped(&rounded(value, rule.decimals)))
}

/// The value of a section's indicator, told apart from the threshold and the floor it does not reach.
pub fn judged(rule: &ResourceRule, one: &SectionIndicator) -> String {
    let limits: Vec<f64> = one.threshold.into_iter().chain(one.floor).collect();
    one.value.map_or_else(|| UNKNOWN.to_owned(), |value| grouped(&rounded_below(value, rule.decimals, &limits)))
}

/// A number of a finding, with as many decimals as it takes to tell it from `other`.
pub fn observed(value: f64, other: Option<f64>) -> String {
    let other = other.unwrap_or(value);
    let decimals = (2..=6)
        .find(|&decimals| value.to_bits() == other.to_bits() || rounded(value, decimals) != rounded(other, decimals));
    let shown = rounded(value, decimals.unwrap_or(6));
    let plain = if shown.contains('.') { shown.trim_end_matches('0').trim_end_matches('.') } else { &shown };
    grouped(plain)
}

/// A threshold or floor, with the decimals it has: 4.2, 3.825, 2,000.
pub fn limit(value: f64) -> String {
    let text = rounded(value, 4);
    grouped(text.trim_end_matches('0').trim_end_matches('.'))
}

/// A coefficient of variation: three decimals.
pub fn coefficient(cv: Option<f64>) -> String {
    cv.map_or_else(|| UNKNOWN.to_owned(), |cv| rounded(cv, 3))
}

/// The limit of a coefficient: two decimals, as the document prints it.
pub fn coefficient_limit(limit: f64) -> String {
    rounded(limit, 2)
}

/// The share alone: `17.97%`; unknown of nothing. Only ever shown with [`of`] beside it.
pub fn percent(met: u32, of: u32) -> String {
    if of == 0 {
        return UNKNOWN.to_owned();
    }
    format!("{}%", rounded(f64::from(met) * 100.0 / f64::from(of), 2))
}

/// A change with its sign, `+0.012`, `−3.50`; `0` where nothing of it is left after rounding.
pub fn signed(change: f64, decimals: u32) -> String {
    let size = rounded(change.abs(), decimals);
    match size.bytes().any(|digit| matches!(digit, b'1'..=b'9')) {
        false => "0".to_owned(),
        true => format!("{}{}", if change < 0.0 { '−' } else { '+' }, grouped(&size)),
    }
}

/// `23/128`.
pub fn of(met: u32, of: u32) -> String {
    format!("{}/{}", count(met), count(of))
}

/// `17.97%（23/128）`: a share never stands without its counts.
pub fn share(locale: Locale, met: u32, total: u32) -> String {
    match locale {
        Locale::ZhCn => format!("{}（{}）", percent(met, total), of(met, total)),
        Locale::En => format!("{} ({})", percent(met, total), of(met, total)),
    }
}

/// What a section lacks to the threshold or to the floor, and what that makes for its school where only a part of the
/// school's resource is the section's: `29,499.02元（全校须增80,226.15元）`.
pub fn short(locale: Locale, lacks: &Shortfall, to_floor: bool) -> Option<String> {
    let (own, school) = if to_floor {
        (lacks.to_floor, lacks.school_to_floor)
    } else {
        (lacks.to_threshold, lacks.school_to_threshold)
    };
    let own = shortfall(locale, own?, lacks.unit);
    let Some(school) = school.filter(|school| *school > 0.0) else { return Some(own) };
    let school = shortfall(locale, school, lacks.unit);
    Some(match locale {
        Locale::ZhCn => format!("{own}（全校须增{school}）"),
        Locale::En => format!("{own} ({school} more for the school)"),
    })
}

/// A section's share of a squared coefficient of variation: `7.1%`.
pub fn portion(share: f64) -> String {
    format!("{}%", rounded(share * 100.0, 1))
}

/// A shortfall in its natural unit: whole people and rooms, two decimals of ㎡, 元 grouped.
pub fn shortfall(locale: Locale, amount: f64, unit: Unit) -> String {
    let decimals = unit.shortfall_decimals();
    let number = rounded(amount, decimals);
    let number = grouped(if decimals > 0 { number.trim_end_matches('0').trim_end_matches('.') } else { &number });
    match (locale, unit) {
        (Locale::ZhCn, _) => format!("{number}{}", unit.title().zh),
        (Locale::En, Unit::People) if number == "1" => "1 person".to_owned(),
        (Locale::En, Unit::Rooms) if number == "1" => "1 room".to_owned(),
        (Locale::En, _) => format!("{number} {}", unit.title().en),
    }
}

/// Whole units of something: `1,200㎡`.
pub fn units(locale: Locale, units: u64, unit: Unit) -> String {
    shortfall(locale, Decimal::integer(units).to_f64(), unit)
}

/// The unit a value of an indicator is in: `人/百名学生`, `㎡/生`.
pub fn value_unit(locale: Locale, rule: &ResourceRule) -> String {
    let unit = rule.unit();
    match locale {
        Locale::ZhCn => unit.zh,
        Locale::En => unit.en,
    }
}

/// An exact number of a trace as people read it: as a decimal where it is one, otherwise rounded to six decimals.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shown {
    /// The digits, grouped.
    pub text: String,
    /// Whether they are the whole number and not a rounding of it.
    pub exact: bool,
}

/// Reads an integer, a decimal or a fraction `n/d` of a trace.
pub fn shown(value: &str) -> Shown {
    let Some((n, d)) = value.split_once('/') else { return Shown { text: grouped(value), exact: true } };
    let (Some(top), Some(bottom)) = (leading(n), leading(d)) else {
        return Shown { text: value.to_owned(), exact: true };
    };
    // A fraction in lowest terms is a decimal when its denominator divides a power of ten.
    let decimals = d.parse::<u64>().ok().filter(|_| n.len() < 16).and_then(|mut rest| {
        let mut powers = [0usize; 2];
        for (count, prime) in powers.iter_mut().zip([2, 5]) {
            while rest % prime == 0 {
                rest /= prime;
                *count += 1;
            }
        }
        (rest == 1).then(|| powers.into_iter().max().unwrap_or(0)).filter(|decimals| *decimals <= 6)
    });
    match decimals {
        Some(decimals) => Shown { text: grouped(&format!("{:.decimals$}", top / bottom)), exact: true },
        None => {
            let text = rounded(top / bottom, 6);
            Shown { text: grouped(text.trim_end_matches('0').trim_end_matches('.')), exact: false }
        }
    }
}

/// The double near a whole number of any length. Not by the standard library, whose table of powers would be the
/// largest thing the page downloads; the six decimals shown need no last bit.
fn leading(digits: &str) -> Option<f64> {
    let (sign, digits) = digits.strip_prefix('-').map_or((1.0, digits), |rest| (-1.0, rest));
    if digits.is_empty() {
        return None;
    }
    digits
        .bytes()
        .try_fold(0.0, |value, byte| byte.is_ascii_digit().then(|| value * 10.0 + f64::from(byte - b'0')))
        .map(|value| sign * value)
}

/// A number of a trace by itself: `8,134.2`, or `≈ 3.619839` where digits had to be left out.
pub fn exact(value: &str) -> String {
    let shown = shown(value);
    if shown.exact { shown.text } else { format!("≈ {}", shown.text) }
}

/// The two sides of a comparison. Where rounding would make them look alike, the fraction itself is shown.
pub fn compared(left: &str, right: &str) -> (String, String) {
    let (a, b) = (shown(left), shown(right));
    if a.text == b.text && left != right {
        return (left.to_owned(), right.to_owned());
    }
    (a.text, b.text)
}

/// An ISO date in words: `2024年9月1日`.
pub fn date(locale: Locale, iso: &str) -> String {
    let mut parts = iso.split('-');
    match (locale, parts.next(), parts.next(), parts.next()) {
        (Locale::ZhCn, Some(year), Some(month), Some(day)) => {
            format!("{year}年{}月{}日", month.trim_start_matches('0'), day.trim_start_matches('0'))
        }
        _ => iso.to_owned(),
    }
}

/// The beginning of a fingerprint.
pub fn short_hash(hash: &str) -> &str {
    hash.get(..12).unwrap_or(hash)
}

/// A size in bytes: `1.2 MB`.
#[expect(clippy::cast_precision_loss, reason = "for display")]
pub fn bytes(n: usize) -> String {
    if n < 1_000_000 {
        format!("{} KB", rounded(n as f64 / 1e3, 1))
    } else {
        format!("{} MB", rounded(n as f64 / 1e6, 1))
    }
}

/// A unit of a standard behind its number: `%` and Chinese units stand close, English words apart.
pub fn unit(locale: Locale, unit: &str) -> String {
    let title = crate::standard::unit_title(unit);
    let words = title.get(locale);
    if locale == Locale::En && !words.is_empty() && words != "%" { format!(" {words}") } else { words.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::records::Indicator;

    #[test]
    fn a_share_is_never_without_its_counts() {
        assert_eq!(share(Locale::ZhCn, 23, 128), "17.97%（23/128）");
        assert_eq!(share(Locale::En, 22, 74), "29.73% (22/74)");
        assert_eq!(percent(0, 0), UNKNOWN);
    }

    #[test]
    fn numbers_have_the_decimals_of_their_kind() {
        let standard = crate::standard::Standard::from_catalogue("national-2017")
            .unwrap_or_else(|problems| unreachable!("{problems:?}"));
        let rule = |indicator| standard.resource(indicator).unwrap_or_else(|| unreachable!("{indicator:?}"));
        assert_eq!(value(rule(Indicator::EquipmentValue), Some(12_345.5)), "12,346");
        assert_eq!(value(rule(Indicator::TeachingArea), Some(4.195)), "4.20");
        assert_eq!(observed(94.9999, Some(95.0)), "94.9999");
        assert_eq!(observed(96.0, Some(95.0)), "96");
        assert_eq!(coefficient(Some(0.4567)), "0.457");
        assert_eq!(coefficient(None), UNKNOWN);
        assert_eq!(limit(4.2), "4.2");
        assert_eq!(limit(2000.0), "2,000");
        assert_eq!(limit(3.825), "3.825");
        assert_eq!(grouped("-1234567.25"), "-1,234,567.25");
        assert_eq!(shortfall(Locale::ZhCn, 3.0, Unit::People), "3人");
        assert_eq!(shortfall(Locale::En, 1.0, Unit::People), "1 person");
        assert_eq!(shortfall(Locale::En, 1230.5, Unit::SquareMetres), "1,230.5 m²");
    }

    #[test]
    fn a_change_has_a_sign_unless_it_is_none() {
        assert_eq!(
            [signed(0.0124, 3), signed(-3.5, 2), signed(-0.0001, 3), signed(0.0, 2)],
            ["+0.012", "−3.50", "0", "0"]
        );
    }

    #[test]
    fn dates_follow_the_language() {
        assert_eq!(date(Locale::ZhCn, "2024-09-01"), "2024年9月1日");
        assert_eq!(date(Locale::En, "2024-09-01"), "2024-09-01");
    }

    #[test]
    fn exact_numbers_are_decimals_where_they_can_be() {
        assert_eq!(exact("12000"), "12,000");
        assert_eq!(exact("40671/5"), "8,134.2");
        assert_eq!(exact("-9449/10"), "-944.9");
        assert_eq!(exact("153/40"), "3.825");
        assert_eq!(exact("600/143"), "≈ 4.195804");
        assert_eq!(exact("123456789/987654321"), "≈ 0.125");
    }

    #[test]
    fn a_comparison_never_looks_equal_when_it_is_not() {
        assert_eq!(compared("71893/19860", "9/2"), ("3.61999".into(), "4.5".into()));
        assert_eq!(compared("44999999999/10000000001", "9/2"), ("44999999999/10000000001".into(), "9/2".into()));
        assert_eq!(compared("9/2", "9/2"), ("4.5".into(), "4.5".into()));
    }
}
