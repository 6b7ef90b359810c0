//! Days as whole numbers, counted from 1970-01-01, and times as microseconds after midnight.

use jiff::SignedDuration;
use jiff::civil::{Date, Time};

const EPOCH: Date = Date::constant(1970, 1, 1);
pub(super) const DAY_SECONDS: i64 = 86_400;
/// 31 December 9999, the last day that jiff knows, in days since 1970-01-01.
pub(super) const LAST_DAY: i64 = 2_932_896;
/// The first day of year 1: nothing here is older.
pub(super) const FIRST_DAY: i64 = -719_162;

pub(super) fn number(date: Date) -> i64 {
    (date.duration_since(EPOCH).as_secs() / DAY_SECONDS).clamp(FIRST_DAY, LAST_DAY)
}

pub(super) fn date_at(day: i64) -> Date {
    let day = day.clamp(FIRST_DAY, LAST_DAY);
    EPOCH.saturating_add(SignedDuration::from_secs(day * DAY_SECONDS))
}

/// Monday is 0: 1970-01-01 was a Thursday.
pub(super) fn weekday_of(day: i64) -> usize {
    usize::try_from((day + 3).rem_euclid(7)).unwrap_or(0)
}

pub(super) fn after_midnight(time: Time) -> i64 {
    time.duration_since(Time::midnight())
        .as_micros()
        .try_into()
        .unwrap_or(0)
}

pub(super) fn numbers(dates: &[Date], kept: impl Fn(i64) -> bool) -> Vec<i64> {
    let mut days: Vec<i64> = dates
        .iter()
        .map(|&date| number(date))
        .filter(|&day| kept(day))
        .collect();
    days.sort_unstable();
    days.dedup();
    days
}

pub(super) fn within(days: &[i64], from: i64, to: i64) -> i64 {
    let found = days.partition_point(|&day| day < to) - days.partition_point(|&day| day < from);
    i64::try_from(found).unwrap_or(i64::MAX)
}
