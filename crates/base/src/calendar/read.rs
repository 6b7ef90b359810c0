//! The words in which a pack writes its calendar, and what can be wrong with them.

use std::fmt;

use jiff::civil::{Date, Time};
use jiff::tz::{Offset, TimeZone};

/// Reads a zone as packs write it: `+07:00` or `-03:30` (a fixed offset), `UTC`, or a POSIX rule
/// such as `EET-2EEST,M3.5.0/3,M10.5.0/4` (IEEE 1003.1, `TZ`). Names of a zone database are not
/// known here, because reading one would need files.
///
/// # Errors
/// When the text is none of these.
pub fn parse_zone(text: &str) -> Result<TimeZone, CalendarProblem> {
    let refused = || CalendarProblem::NotAZone {
        text: text.to_owned(),
    };
    let sign = match text.as_bytes().first() {
        Some(b'+') => 1,
        Some(b'-') => -1,
        _ if text == "UTC" => return Ok(TimeZone::UTC),
        _ => return TimeZone::posix(text).map_err(|_| refused()),
    };
    let (hours, minutes) = text[1..].split_once(':').ok_or_else(refused)?;
    let hours = two_digits(hours)
        .filter(|&hours| hours <= 14)
        .ok_or_else(refused)?;
    let minutes = two_digits(minutes)
        .filter(|&minutes| minutes < 60)
        .ok_or_else(refused)?;
    let seconds = sign * (hours * 3600 + minutes * 60);
    Offset::from_seconds(seconds)
        .map(Offset::to_time_zone)
        .map_err(|_| refused())
}

/// Reads office hours as packs write them: `07:30-11:30`.
///
/// # Errors
/// When the text is not two times of day in order, with a hyphen between.
pub fn parse_hours(text: &str) -> Result<(Time, Time), CalendarProblem> {
    let refused = || CalendarProblem::NotHours {
        text: text.to_owned(),
    };
    let (from, to) = text.split_once('-').ok_or_else(refused)?;
    let (from, to) = (
        parse_time(from).ok_or_else(refused)?,
        parse_time(to).ok_or_else(refused)?,
    );
    if from < to {
        Ok((from, to))
    } else {
        Err(refused())
    }
}

/// Reads a time of day as packs write it: `15:00`; `None` for anything else.
pub fn parse_time(text: &str) -> Option<Time> {
    let (hour, minute) = text.split_once(':')?;
    let hour = i8::try_from(two_digits(hour)?).ok()?;
    let minute = i8::try_from(two_digits(minute)?).ok()?;
    Time::new(hour, minute, 0, 0).ok()
}

fn two_digits(text: &str) -> Option<i32> {
    let good = text.len() == 2 && text.bytes().all(|byte| byte.is_ascii_digit());
    if good { text.parse().ok() } else { None }
}

/// Why a calendar could not be made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CalendarProblem {
    /// No weekday is a working day.
    NoWorkingWeekday,
    /// No office hours are given.
    NoOfficeHours,
    /// Hours that end before they begin, or begin before the ones above them have ended.
    HoursOutOfOrder {
        /// When they begin.
        from: Time,
        /// When they end.
        to: Time,
    },
    /// A date is among the holidays and among the worked days.
    HolidayIsWorked {
        /// The date.
        date: Date,
    },
    /// The text names no zone.
    NotAZone {
        /// What was read.
        text: String,
    },
    /// The text names no office hours.
    NotHours {
        /// What was read.
        text: String,
    },
}

impl fmt::Display for CalendarProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            CalendarProblem::NoWorkingWeekday => {
                f.write_str("no weekday is a working day: name at least one")
            }
            CalendarProblem::NoOfficeHours => {
                f.write_str("no office hours: give at least one pair such as 08:00-16:00")
            }
            CalendarProblem::HoursOutOfOrder { from, to } => write!(
                f,
                "office hours {from} to {to} are out of order: write them from early to late, with a gap between"
            ),
            CalendarProblem::HolidayIsWorked { date } => {
                write!(
                    f,
                    "{date} is both a holiday and a worked day: keep it in one of the two lists"
                )
            }
            CalendarProblem::NotAZone { text } => write!(
                f,
                "`{text}` is not a zone: write an offset such as +07:00, UTC, or a POSIX rule"
            ),
            CalendarProblem::NotHours { text } => {
                write!(f, "`{text}` is not office hours: write them as 07:30-11:30")
            }
        }
    }
}

impl std::error::Error for CalendarProblem {}
