//! Time limits as procedures state them, and the instant at which one falls due.

use std::fmt;
use std::str::FromStr;

use jiff::ToSpan;
use jiff::civil::Time;

use crate::Instant;
use crate::calendar::Calendar;

/// The longest limit, in days or hours: ten years of days. A longer one is a slip of the pen.
pub const LIMIT_MAX: u32 = 3660;

/// How long an office may take.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Limit {
    /// By the close of the day of receipt (day 0).
    SameDay,
    /// By the close of the n-th working day after day 0.
    WorkingDays(u32),
    /// By the close of the n-th day after day 0; when that is a day off, of the next working day.
    CalendarDays(u32),
    /// When n hours of office time have passed, to the microsecond.
    WorkingHours(u32),
}

/// When something received at `received` is due. Day limits fall due when the office closes on
/// the last day, hour limits at the exact instant. What counts as day 0, and from when hours run,
/// follows [`Calendar::counted_from`]. Never earlier than, and never equal to, `received`; never
/// earlier for something received later.
pub fn due(calendar: &Calendar, received: Instant, limit: Limit, cut_off: Option<Time>) -> Instant {
    match limit {
        Limit::SameDay => calendar.closing(calendar.add_working_days(received, 0, cut_off)),
        Limit::WorkingDays(days) => {
            calendar.closing(calendar.add_working_days(received, days, cut_off))
        }
        Limit::CalendarDays(days) => {
            let first = calendar.add_working_days(received, 0, cut_off);
            let last = first.saturating_add(i64::from(days).min(4_000_000).days());
            calendar.closing(calendar.working_day_from(last))
        }
        Limit::WorkingHours(hours) => {
            let micros = i64::from(hours.max(1)).saturating_mul(3600 * Instant::SECOND);
            calendar.advance(calendar.counted_from(received, cut_off), micros)
        }
    }
}

impl fmt::Display for Limit {
    /// The form that [`Limit::from_str`] reads.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (number, unit) = match self {
            Limit::SameDay => return f.write_str("same day"),
            Limit::WorkingDays(days) => (days, "working day"),
            Limit::CalendarDays(days) => (days, "day"),
            Limit::WorkingHours(hours) => (hours, "working hour"),
        };
        write!(f, "{number} {unit}{}", if *number == 1 { "" } else { "s" })
    }
}

impl FromStr for Limit {
    type Err = NotALimit;

    /// Reads `same day`, `3 working days`, `10 days`, `8 working hours`, `1 day`. A number without
    /// a unit is refused: whether days are working days decides months of somebody's life.
    fn from_str(text: &str) -> Result<Limit, NotALimit> {
        if text == "same day" {
            return Ok(Limit::SameDay);
        }
        let refused = |why| NotALimit {
            text: text.to_owned(),
            why,
        };
        let (number, unit) = text.split_once(' ').ok_or_else(|| refused(Why::NoUnit))?;
        if number.is_empty() || !number.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(refused(Why::NoNumber));
        }
        let limit: fn(u32) -> Limit = match unit {
            "working day" | "working days" => Limit::WorkingDays,
            "day" | "days" => Limit::CalendarDays,
            "working hour" | "working hours" => Limit::WorkingHours,
            _ => return Err(refused(Why::UnknownUnit)),
        };
        match number.parse() {
            Ok(number @ 1..=LIMIT_MAX) => Ok(limit(number)),
            Ok(_) | Err(_) => Err(refused(Why::OutOfRange)),
        }
    }
}

/// The text states no limit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NotALimit {
    text: String,
    why: Why,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Why {
    NoUnit,
    NoNumber,
    UnknownUnit,
    OutOfRange,
}

impl fmt::Display for NotALimit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = &self.text;
        match self.why {
            Why::NoUnit => write!(
                f,
                "`{text}` has no unit: say `{text} days` or `{text} working days`"
            ),
            Why::NoNumber => write!(
                f,
                "`{text}` does not begin with a number: say `3 working days`"
            ),
            Why::UnknownUnit => write!(
                f,
                "`{text}` has an unknown unit: use `working days`, `days` or `working hours`"
            ),
            Why::OutOfRange => {
                write!(
                    f,
                    "`{text}` is out of range: use `same day`, or 1 to {LIMIT_MAX}"
                )
            }
        }
    }
}

impl std::error::Error for NotALimit {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn limits_are_read_and_written() {
        let table = [
            ("same day", Limit::SameDay),
            ("1 working day", Limit::WorkingDays(1)),
            ("3 working days", Limit::WorkingDays(3)),
            ("1 day", Limit::CalendarDays(1)),
            ("10 days", Limit::CalendarDays(10)),
            ("8 working hours", Limit::WorkingHours(8)),
            ("3660 days", Limit::CalendarDays(3660)),
        ];
        for (text, limit) in table {
            assert_eq!(text.parse(), Ok(limit), "{text}");
            assert_eq!(limit.to_string(), text);
        }
    }

    #[test]
    fn what_is_no_limit_is_refused_with_a_reason() {
        let table = [
            ("3", "no unit"),
            ("", "no unit"),
            ("three days", "begin with a number"),
            (" days", "begin with a number"),
            ("+3 days", "begin with a number"),
            ("-1 days", "begin with a number"),
            ("3  days", "unknown unit"),
            ("3 hours", "unknown unit"),
            ("3 months", "unknown unit"),
            ("0 days", "out of range"),
            ("3661 working days", "out of range"),
            ("99999999999 days", "out of range"),
        ];
        for (text, why) in table {
            let problem = text.parse::<Limit>().unwrap_err().to_string();
            assert!(problem.contains(why), "{text}: {problem}");
        }
    }
}
