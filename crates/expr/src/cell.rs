//! Cells: the plain values of a row that is streamed, small and borrowed.

use crate::value::{Val, Value};
use jiff::civil::Date;

/// A plain value of a row. It is copied, not owned: a text stays where the row was read.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Cell<'a> {
    /// Nothing is known.
    #[default]
    Missing,
    /// Yes or no.
    Bool(bool),
    /// A whole number.
    Int(i64),
    /// A text or a code.
    Text(&'a str),
    /// A calendar day, as days since 1970-01-01.
    Day(i32),
    /// Microseconds since 1970-01-01T00:00:00Z.
    Instant(i64),
}

/// What has the cells of one row: a slice of them, or something that reads a column when asked.
pub trait Row {
    /// The cell of a column; missing where there is none.
    fn cell(&self, column: usize) -> Cell<'_>;
}

impl Row for [Cell<'_>] {
    #[inline]
    fn cell(&self, column: usize) -> Cell<'_> {
        self.get(column).copied().unwrap_or(Cell::Missing)
    }
}

/// Days from 0000-03-01 to 1970-01-01 in the Gregorian calendar.
const DAYS_BEFORE_1970: i64 = 719_468;

/// Days of four centuries.
const DAYS_OF_ERA: i64 = 146_097;

impl<'a> Cell<'a> {
    /// The day that a text says as year-month-day (`2026-01-31`); missing if it does not, or if
    /// there is no such day.
    #[inline]
    pub fn day_of(text: &str) -> Cell<'static> {
        let [a, b, c, d, b'-', e, f, b'-', g, h] = *text.as_bytes() else {
            return Cell::Missing;
        };
        let number = |digits: &[u8]| {
            digits.iter().try_fold(0_i64, |number, digit| {
                digit
                    .is_ascii_digit()
                    .then(|| number * 10 + i64::from(digit - b'0'))
            })
        };
        match (number(&[a, b, c, d]), number(&[e, f]), number(&[g, h])) {
            (Some(year), Some(month @ 1..=12), Some(day))
                if (1..=days_of(year, month)).contains(&day) =>
            {
                i32::try_from(days_from(year, month, day)).map_or(Cell::Missing, Cell::Day)
            }
            _ => Cell::Missing,
        }
    }

    /// The view that [`crate::Expr::explain`] takes. A day past the year 9999 is missing there.
    pub fn view(self) -> Val<'a> {
        match self {
            Cell::Missing => Val::Null,
            Cell::Bool(value) => Val::Bool(value),
            Cell::Int(value) => Val::Int(value),
            Cell::Text(value) => value.into(),
            Cell::Day(day) => date_of(day).map_or(Val::Null, Val::Date),
            Cell::Instant(value) => Val::Instant(value),
        }
    }
}

impl From<Date> for Cell<'_> {
    fn from(date: Date) -> Self {
        i32::try_from(day_number(date)).map_or(Cell::Missing, Cell::Day)
    }
}

impl<'a> From<&'a Value> for Cell<'a> {
    /// A list or a record has no cell: it is missing.
    fn from(value: &'a Value) -> Self {
        match value {
            Value::Null | Value::List(_) | Value::Record(_) => Cell::Missing,
            Value::Bool(value) => Cell::Bool(*value),
            Value::Int(value) => Cell::Int(*value),
            Value::Text(value) => Cell::Text(value),
            Value::Date(value) => (*value).into(),
            Value::Instant(value) => Cell::Instant(*value),
        }
    }
}

/// The number of a day, counted from 1970-01-01.
pub(crate) fn day_number(date: Date) -> i64 {
    days_from(date.year().into(), date.month().into(), date.day().into())
}

/// Year, month and day of a day number.
///
/// Both ways count from 1 March of the year 0, so that the leap day is the last of its year: the
/// arithmetic of H. Hinnant, "chrono-compatible low-level date algorithms".
pub(crate) fn civil(day: i64) -> (i64, i64, i64) {
    let shifted = day.saturating_add(DAYS_BEFORE_1970);
    let era = shifted.div_euclid(DAYS_OF_ERA);
    let of_era = shifted.rem_euclid(DAYS_OF_ERA);
    let year = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year + year / 4 - year / 100);
    let from_march = (5 * of_year + 2) / 153;
    let month = if from_march < 10 {
        from_march + 3
    } else {
        from_march - 9
    };
    let day = of_year - (153 * from_march + 2) / 5 + 1;
    (year + era * 400 + i64::from(month <= 2), month, day)
}

/// The calendar day, from the year -9999 to 9999.
fn date_of(day: i32) -> Option<Date> {
    let (year, month, day) = civil(day.into());
    let (month, day) = (i8::try_from(month).ok()?, i8::try_from(day).ok()?);
    Date::new(i16::try_from(year).ok()?, month, day).ok()
}

fn days_from(year: i64, month: i64, day: i64) -> i64 {
    let year = year - i64::from(month <= 2);
    let era = year.div_euclid(400);
    let of_era = year.rem_euclid(400);
    let of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    let days = of_era * 365 + of_era / 4 - of_era / 100 + of_year;
    era * DAYS_OF_ERA + days - DAYS_BEFORE_1970
}

fn days_of(year: i64, month: i64) -> i64 {
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    match month {
        2 => 28 + i64::from(leap),
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::ToSpan;
    use jiff::civil::date;

    #[test]
    fn days_are_numbered_as_the_calendar_counts_them() {
        let mut day = date(-9998, 1, 1);
        let first = date(1970, 1, 1);
        while day < date(9998, 1, 1) {
            let number = day_number(day);
            assert_eq!(number, i64::from((day - first).get_days()), "{day}");
            let parts = (day.year().into(), day.month().into(), day.day().into());
            assert_eq!(civil(number), parts, "{day}");
            assert_eq!(Cell::from(day).view().to_value(), Value::Date(day));
            day = day.saturating_add(37.days());
        }
        assert_eq!(civil(i64::from(i32::MAX)).0, 5_881_580);
        assert!(Cell::Day(i32::MAX).view().is_missing());
    }

    #[test]
    fn a_day_is_read_from_its_text() {
        let day = |year, month, day| Cell::from(date(year, month, day));
        for (text, expected) in [
            ("2026-01-31", day(2026, 1, 31)),
            ("2024-02-29", day(2024, 2, 29)),
            ("2000-02-29", day(2000, 2, 29)),
            ("0001-01-01", day(1, 1, 1)),
            ("9999-12-31", day(9999, 12, 31)),
            ("2023-02-29", Cell::Missing),
            ("1900-02-29", Cell::Missing),
            ("2026-04-31", Cell::Missing),
            ("2026-13-01", Cell::Missing),
            ("2026-00-01", Cell::Missing),
            ("2026-01-00", Cell::Missing),
            ("2026-01", Cell::Missing),
            ("2026-1-31", Cell::Missing),
            ("2026/01/31", Cell::Missing),
            ("+026-01-31", Cell::Missing),
            ("2026-01-31Z", Cell::Missing),
            ("2026-01-3١", Cell::Missing),
            ("", Cell::Missing),
        ] {
            assert_eq!(Cell::day_of(text), expected, "{text}");
        }
    }
}
