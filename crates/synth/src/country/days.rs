//! Days as numbers since 1970-01-01: a century of a thousand lives is counted in them.

use jiff::civil::{Date, date};

/// Days in a year, for spans that need not end on the day.
pub(crate) const YEAR: i32 = 365;

/// The number of a day (Howard Hinnant, "chrono-compatible low-level date algorithms").
pub(crate) fn number(day: Date) -> i32 {
    let (y, m, d) = (
        i32::from(day.year()),
        i32::from(day.month()),
        i32::from(day.day()),
    );
    let y = if m <= 2 { y - 1 } else { y };
    let era = y.div_euclid(400);
    let year_of_era = y.rem_euclid(400);
    let shifted = (m + 9) % 12;
    let day_of_year = (153 * shifted + 2) / 5 + d - 1;
    let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    era * 146_097 + day_of_era - 719_468
}

/// The day of a number; numbers outside the years 1 to 9999 end at those.
pub(crate) fn day(number: i32) -> Date {
    let z = number.clamp(-719_162, 2_932_896) + 719_468;
    let era = z.div_euclid(146_097);
    let of_era = z.rem_euclid(146_097);
    let year_of_era = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted = (5 * of_year + 2) / 153;
    let d = of_year - (153 * shifted + 2) / 5 + 1;
    let m = if shifted < 10 {
        shifted + 3
    } else {
        shifted - 9
    };
    let y = year_of_era + era * 400 + i32::from(m <= 2);
    let small = |value: i32| i8::try_from(value).unwrap_or(1);
    date(i16::try_from(y).unwrap_or(9999), small(m), small(d))
}

/// Whole years between two days, by mean years of 365.2425 days.
pub(crate) fn years_between(from: i32, to: i32) -> i32 {
    let span = i64::from(to) - i64::from(from);
    i32::try_from(span * 10_000 / 3_652_425).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_and_days_are_the_same_calendar() {
        let mut expected = date(1899, 12, 30);
        for n in number(expected)..number(date(2105, 3, 2)) {
            assert_eq!(day(n), expected);
            assert_eq!(number(expected), n);
            expected = expected.tomorrow().unwrap();
        }
        assert_eq!(day(0), date(1970, 1, 1));
        assert_eq!(day(i32::MIN).year(), 1);
        assert_eq!(day(i32::MAX).year(), 9999);
    }
}
