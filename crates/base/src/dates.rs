//! Dates as people know them: a full day, a month, or only a year.
//!
//! Written as in ISO 8601: `1961`, `1961-04`, `1961-04-30`. A date that is not fully known is kept
//! as it is known; nobody is given a birthday on 1 January because a register had no better one.

use std::cmp::Ordering;
use std::fmt;
use std::str::FromStr;

use jiff::civil::Date;

#[cfg(test)]
mod tests;

/// The years that occur: from the oldest record kept on paper to the last promise made.
pub const YEARS: std::ops::RangeInclusive<i16> = 1800..=2200;

/// A date of which at least the year is known. Its month and day exist, its year is in [`YEARS`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct PartialDate {
    /// The first day it can mean.
    first: Date,
    precision: Precision,
}

/// How much of a date is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Precision {
    /// The year alone.
    Year,
    /// Year and month.
    Month,
    /// The full date.
    Day,
}

impl PartialDate {
    /// A year alone.
    ///
    /// # Errors
    /// When the year is not in [`YEARS`].
    pub fn year(year: i16) -> Result<PartialDate, DateProblem> {
        Ok(PartialDate {
            first: day_of(i64::from(year), 1, 1)?,
            precision: Precision::Year,
        })
    }

    /// A year and a month.
    ///
    /// # Errors
    /// When the year is not in [`YEARS`] or there is no such month.
    pub fn month(year: i16, month: i8) -> Result<PartialDate, DateProblem> {
        let first = day_of(i64::from(year), i64::from(month), 1)?;
        Ok(PartialDate {
            first,
            precision: Precision::Month,
        })
    }

    /// A full date.
    ///
    /// # Errors
    /// When the year is not in [`YEARS`].
    pub fn day(date: Date) -> Result<PartialDate, DateProblem> {
        if !YEARS.contains(&date.year()) {
            return Err(DateProblem::YearOutOfRange {
                year: date.year().into(),
            });
        }
        Ok(PartialDate {
            first: date,
            precision: Precision::Day,
        })
    }

    /// How much is known.
    pub fn precision(self) -> Precision {
        self.precision
    }

    /// The full date, if it is known.
    pub fn known_day(self) -> Option<Date> {
        (self.precision == Precision::Day).then_some(self.first)
    }

    /// The year, which is always known.
    pub fn known_year(self) -> i16 {
        self.first.year()
    }

    /// The first day it can mean.
    pub fn earliest(self) -> Date {
        self.first
    }

    /// The last day it can mean.
    pub fn latest(self) -> Date {
        match self.precision {
            Precision::Year => self.first.last_of_year(),
            Precision::Month => self.first.last_of_month(),
            Precision::Day => self.first,
        }
    }

    /// Whether both can mean the same day. True of 1961 and 1961-04, of 1961-04 and 1961-04-30.
    pub fn agrees_with(self, other: PartialDate) -> bool {
        self.earliest() <= other.latest() && other.earliest() <= self.latest()
    }

    /// Which comes first, as far as it is certain: `None` when both can mean the same day and are
    /// not both full dates. So 1961 is before 1962-01, and neither before nor after 1961-04.
    pub fn compare(self, other: PartialDate) -> Option<Ordering> {
        if self.agrees_with(other) {
            let both_full = self.precision == Precision::Day && other.precision == Precision::Day;
            return both_full.then_some(Ordering::Equal);
        }
        Some(self.earliest().cmp(&other.earliest()))
    }

    /// For lists, where everything needs a place: by the first day it can mean, vaguer dates first.
    pub fn list_order(self, other: PartialDate) -> Ordering {
        (self.first, self.precision).cmp(&(other.first, other.precision))
    }
}

impl fmt::Display for PartialDate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}", self.first.year())?;
        if self.precision >= Precision::Month {
            write!(f, "-{:02}", self.first.month())?;
        }
        if self.precision >= Precision::Day {
            write!(f, "-{:02}", self.first.day())?;
        }
        Ok(())
    }
}

impl FromStr for PartialDate {
    type Err = DateProblem;

    /// Reads exactly what `Display` writes: four digits, then two, then two.
    fn from_str(text: &str) -> Result<PartialDate, DateProblem> {
        let mut parts = text.split('-');
        let mut next = |part, width| match parts.next() {
            None => Ok(None),
            Some(digits) if digits.len() != width => Err(DateProblem::NotIso),
            Some(digits) => number(digits, part).map(Some),
        };
        let year = next(DatePart::Year, 4)?.ok_or(DateProblem::NotIso)?;
        let (month, day) = (next(DatePart::Month, 2)?, next(DatePart::Day, 2)?);
        if parts.next().is_some() {
            return Err(DateProblem::NotIso);
        }
        let precision = match (month, day) {
            (None, _) => Precision::Year,
            (Some(_), None) => Precision::Month,
            (Some(_), Some(_)) => Precision::Day,
        };
        Ok(PartialDate {
            first: day_of(year, month.unwrap_or(1), day.unwrap_or(1))?,
            precision,
        })
    }
}

/// Reads a date typed into three boxes. Spaces around a number and leading zeros do no harm; a
/// year has four digits. Whether a date may lie in the future is for the caller to say.
///
/// # Errors
/// The first thing that is wrong, from day to year, then whether such a day exists.
pub fn parse_day(day: &str, month: &str, year: &str) -> Result<Date, DateProblem> {
    let day = number(day.trim(), DatePart::Day)?;
    let month = number(month.trim(), DatePart::Month)?;
    let year = number(year.trim(), DatePart::Year)?;
    day_of(year, month, day)
}

fn number(text: &str, part: DatePart) -> Result<i64, DateProblem> {
    if text.is_empty() {
        return Err(DateProblem::Missing { part });
    }
    // Nine digits are enough for every year that somebody mistypes.
    if text.len() > 9 || !text.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(DateProblem::NotANumber { part });
    }
    text.parse().map_err(|_| DateProblem::NotANumber { part })
}

fn day_of(year: i64, month: i64, day: i64) -> Result<Date, DateProblem> {
    let known = i16::try_from(year).ok().filter(|year| YEARS.contains(year));
    let year = known.ok_or(DateProblem::YearOutOfRange { year })?;
    let first = i8::try_from(month)
        .ok()
        .and_then(|month| Date::new(year, month, 1).ok());
    let first = first.ok_or(DateProblem::NoSuchMonth { month })?;
    let found = i8::try_from(day)
        .ok()
        .and_then(|day| Date::new(year, first.month(), day).ok());
    let days = first.days_in_month();
    found.ok_or(DateProblem::NoSuchDay {
        day,
        month: first.month(),
        year,
        days,
    })
}

/// A part of a date.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum DatePart {
    /// The day of the month.
    Day,
    /// The month.
    Month,
    /// The year.
    Year,
}

impl DatePart {
    /// The stable word for it: `day`, `month`, `year`.
    pub fn word(self) -> &'static str {
        match self {
            DatePart::Day => "day",
            DatePart::Month => "month",
            DatePart::Year => "year",
        }
    }
}

/// Why something is not a date.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DateProblem {
    /// A part is empty.
    Missing {
        /// Which.
        part: DatePart,
    },
    /// A part is not made of digits.
    NotANumber {
        /// Which.
        part: DatePart,
    },
    /// The year is not in [`YEARS`].
    YearOutOfRange {
        /// The year.
        year: i64,
    },
    /// The month is not 1 to 12.
    NoSuchMonth {
        /// The month.
        month: i64,
    },
    /// The month has fewer days, or the day is 0.
    NoSuchDay {
        /// The day.
        day: i64,
        /// The month, 1 to 12.
        month: i8,
        /// The year.
        year: i16,
        /// How many days that month has in that year.
        days: i8,
    },
    /// The text is not of the form year, year-month or year-month-day.
    NotIso,
}

impl DateProblem {
    /// The part to look at, if it is one part: the day for a day that does not exist.
    pub fn part(self) -> Option<DatePart> {
        match self {
            DateProblem::Missing { part } | DateProblem::NotANumber { part } => Some(part),
            DateProblem::YearOutOfRange { .. } => Some(DatePart::Year),
            DateProblem::NoSuchMonth { .. } => Some(DatePart::Month),
            DateProblem::NoSuchDay { .. } => Some(DatePart::Day),
            DateProblem::NotIso => None,
        }
    }
}

impl fmt::Display for DateProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            DateProblem::Missing { part } => write!(f, "the {} is missing", part.word()),
            DateProblem::NotANumber { part } => {
                write!(f, "the {} is not a number: write it in digits", part.word())
            }
            DateProblem::YearOutOfRange { year } => {
                write!(
                    f,
                    "the year {year} is out of range: {} to {}",
                    YEARS.start(),
                    YEARS.end()
                )
            }
            DateProblem::NoSuchMonth { month } => {
                write!(f, "there is no month {month}: months go from 1 to 12")
            }
            DateProblem::NoSuchDay {
                day,
                month,
                year,
                days,
            } => {
                write!(
                    f,
                    "there is no day {day} in month {month} of {year}: it has {days} days"
                )
            }
            DateProblem::NotIso => f.write_str("not a date: write 1961, 1961-04 or 1961-04-30"),
        }
    }
}

impl std::error::Error for DateProblem {}
