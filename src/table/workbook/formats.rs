//! Which numbers of a workbook are dates: a workbook stores both alike, only the number format tells.

use crate::table::Cell;

/// What a number format makes of a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Kind {
    /// A number.
    #[default]
    Number,
    /// A date, a time of day, or both.
    Date,
    /// An elapsed time, such as `[h]:mm`.
    Duration,
}

/// The kind of a built-in format; those of East Asian editions included.
pub(super) fn built_in(id: u32) -> Kind {
    match id {
        14..=22 | 27..=36 | 45 | 47 | 50..=58 => Kind::Date,
        46 => Kind::Duration,
        _ => Kind::Number,
    }
}

/// The kind of a format code such as `yyyy"年"m"月"`. Only its first section counts.
pub(super) fn custom(code: &str) -> Kind {
    let mut bare = String::new();
    let mut chars = code.chars();
    while let Some(c) = chars.next() {
        match c {
            // The next character is literal, a width, or a filler.
            '\\' | '_' | '*' => {
                chars.next();
            }
            '"' => {
                chars.by_ref().find(|c| *c == '"');
            }
            '[' => {
                let inside: String = chars.by_ref().take_while(|c| *c != ']').collect::<String>().to_lowercase();
                let elapsed =
                    !inside.is_empty() && (["h", "m", "s"].iter().any(|unit| inside.replace(unit, "").is_empty()));
                if elapsed {
                    return Kind::Duration;
                }
            }
            ';' => break,
            _ => bare.extend(c.to_lowercase()),
        }
    }
    // `G/通用格式` is how a Chinese Excel or WPS may write General; e and E+ are exponents where digits stand before them.
    let bare = bare.replace("general", "").replace("g/通用格式", "");
    let is_date = bare.contains(['y', 'm', 'd', 'h', 's']) || bare.contains("aaa") || bare.contains("a/p");
    if is_date { Kind::Date } else { Kind::Number }
}

/// What a stored number is under its format.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Stored {
    /// A number.
    Number(f64),
    /// A date or time, as ISO text.
    Date(String),
    /// No number at all.
    Error(&'static str),
}

impl Stored {
    /// The cell that holds it.
    pub(super) fn cell(&self) -> Cell<'_> {
        match self {
            Self::Number(number) => Cell::Number(*number),
            Self::Date(date) => Cell::Date(date),
            Self::Error(error) => Cell::Error(error),
        }
    }
}

/// The value of a stored number under its format.
pub(super) fn number(value: f64, kind: Kind, is_1904: bool) -> Stored {
    match kind {
        Kind::Number => Stored::Number(value),
        // Outside what a calendar of Excel knows there is no date to show; the number stands for itself, still no number.
        Kind::Date | Kind::Duration if !(0.0..2_958_466.0).contains(&value) => Stored::Date(value.to_string()),
        Kind::Date => Stored::Date(date(value, is_1904)),
        Kind::Duration => Stored::Date(duration(value)),
    }
}

/// ISO text of a serial date, to the second: a date, a time of day where the date is zero, or both.
fn date(value: f64, is_1904: bool) -> String {
    const DAY: i64 = 86_400;
    // In range, see above; the cast cannot lose more than the fraction.
    #[allow(clippy::cast_possible_truncation, reason = "between 0 and 3 million days in seconds")]
    let seconds = (value * 86_400.0).round() as i64;
    let (serial, second) = (seconds.div_euclid(DAY), seconds.rem_euclid(DAY));
    let time = format!("{:02}:{:02}:{:02}", second / 3600, second / 60 % 60, second % 60);
    if serial == 0 && !is_1904 {
        return time;
    }
    // Days since 1970. The 1900 system counts a 29 February 1900 that never was: before it, days lag by one.
    let days = match (is_1904, serial) {
        (true, _) => serial - 24_107,
        (false, 1..=59) => serial - 25_568,
        (false, 60) => return "1900-02-29".to_owned(),
        (false, _) => serial - 25_569,
    };
    // Civil date of a day number, years counted from March in eras of 400 years.
    let shifted = days + 719_468;
    let (era, of_era) = (shifted.div_euclid(146_097), shifted.rem_euclid(146_097));
    let year_of_era = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let march = (5 * of_year + 2) / 153;
    let day = of_year - (153 * march + 2) / 5 + 1;
    let month = if march < 10 { march + 3 } else { march - 9 };
    let year = year_of_era + era * 400 + i64::from(month <= 2);
    let date = format!("{year:04}-{month:02}-{day:02}");
    if second == 0 { date } else { format!("{date}T{time}") }
}

/// An ISO duration of `days`, to the second.
fn duration(days: f64) -> String {
    let seconds = (days * 86_400.0).round();
    let (hours, rest) = ((seconds / 3600.0).floor(), seconds % 3600.0);
    format!("PT{hours}H{}M{}S", (rest / 60.0).floor(), rest % 60.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formats_of_dates_are_told_from_formats_of_numbers() {
        for code in [
            "yyyy/m/d",
            "yyyy\"年\"m\"月\"d\"日\"",
            "[$-804]yyyy年m月",
            "h:mm AM/PM",
            "上午/下午h\"时\"mm\"分\"",
            "aaaa",
            "A/P",
            "m/d;@",
        ] {
            assert_eq!(custom(code), Kind::Date, "{code}");
        }
        for code in ["[h]:mm", "[mm]:ss", "[ss]"] {
            assert_eq!(custom(code), Kind::Duration, "{code}");
        }
        for code in [
            "General",
            "G/通用格式",
            "0.00",
            "#,##0.00_);[Red]\\(#,##0.00\\)",
            "0.00E+00",
            "0\"人\"",
            "0.0_ ",
            "[红色]0",
            "0万元",
            "\"days\"0",
            "0\\d",
            "[DBNum2][$-804]General",
            "@",
            "",
        ] {
            assert_eq!(custom(code), Kind::Number, "{code}");
        }
    }

    #[test]
    fn dates_become_iso_text_and_never_numbers() {
        let date = |value| number(value, Kind::Date, false);
        assert_eq!(date(45_292.0), Stored::Date("2024-01-01".into()));
        assert_eq!(date(45_292.5), Stored::Date("2024-01-01T12:00:00".into()));
        assert_eq!(date(0.5), Stored::Date("12:00:00".into()));
        assert_eq!(date(-3.0), Stored::Date("-3".into()));
        assert_eq!(number(43_830.0, Kind::Date, true), Stored::Date("2024-01-01".into()));
        assert_eq!(number(1.5, Kind::Duration, false), Stored::Date("PT36H0M0S".into()));
        assert_eq!(number(4.16, Kind::Number, false), Stored::Number(4.16));
    }
}
