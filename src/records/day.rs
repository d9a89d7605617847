//! A day of the calendar, for dated rules and dated facts.

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use std::{fmt, str::FromStr};

/// A day of the Gregorian calendar; written `2026-09-01`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Day {
    year: u16,
    month: u8,
    day: u8,
}

impl Day {
    /// The first day of `year`.
    pub const fn first_of(year: u16) -> Self {
        Self { year, month: 1, day: 1 }
    }

    /// Its year.
    pub const fn year(self) -> u16 {
        self.year
    }

    /// Full years from `self` to `later`: 2020-09-01 to 2023-08-31 are two. `None` when `later` is before `self`.
    pub fn years_to(self, later: Self) -> Option<u32> {
        let begun = u32::from(later.year.checked_sub(self.year)?);
        if (later.month, later.day) >= (self.month, self.day) { Some(begun) } else { begun.checked_sub(1) }
    }
}

impl FromStr for Day {
    type Err = ();

    /// Reads `2026-09-01` and nothing else.
    fn from_str(text: &str) -> Result<Self, ()> {
        let number = |part: Option<&str>, digits: usize| {
            part.filter(|part| part.len() == digits && part.bytes().all(|byte| byte.is_ascii_digit()))
                .and_then(|part| part.parse::<u16>().ok())
                .ok_or(())
        };
        let mut parts = text.split('-');
        let (year, month, day) = (number(parts.next(), 4)?, number(parts.next(), 2)?, number(parts.next(), 2)?);
        let leap = year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
        let last = match month {
            2 => 28 + u16::from(leap),
            4 | 6 | 9 | 11 => 30,
            1..=12 => 31,
            _ => return Err(()),
        };
        if parts.next().is_some() || !(1..=last).contains(&day) {
            return Err(());
        }
        Ok(Self { year, month: u8::try_from(month).map_err(|_| ())?, day: u8::try_from(day).map_err(|_| ())? })
    }
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}-{:02}", self.year, self.month, self.day)
    }
}

impl Serialize for Day {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Day {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map_err(|()| de::Error::custom(format!("`{text}` is not a day such as 2026-09-01")))
    }
}

#[cfg(test)]
mod tests {
    use super::Day;

    #[test]
    fn days_are_those_of_the_calendar() {
        for good in ["2024-02-29", "2000-02-29", "2026-12-31"] {
            assert_eq!(good.parse::<Day>().map(|day| day.to_string()), Ok(good.to_owned()));
        }
        for bad in ["2023-02-29", "1900-02-29", "2026-13-01", "2026-00-10", "2026-04-31", "26-1-1", "2026-01-01x", ""] {
            assert!(bad.parse::<Day>().is_err(), "{bad}");
        }
    }

    #[test]
    fn full_years_are_counted_to_the_day() {
        let day = |text: &str| text.parse::<Day>().unwrap_or_else(|()| unreachable!("{text}"));
        assert_eq!(day("2020-09-01").years_to(day("2023-08-31")), Some(2));
        assert_eq!(day("2020-09-01").years_to(day("2023-09-01")), Some(3));
        assert_eq!(day("2020-09-01").years_to(day("2020-08-31")), None);
        assert_eq!(day("2020-09-01").years_to(day("2019-12-31")), None);
    }
}
