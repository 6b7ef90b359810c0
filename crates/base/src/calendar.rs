//! Office days and office hours: arithmetic on the time in which an office works.
//!
//! All of an office's hours, laid end to end, make one line of *working time* (microseconds).
//! Nights, days off and lunch breaks are points on that line, so "so much working time later" and
//! "working time between" are plain integer sums, and nothing is ever rounded.
//!
//! Rules followed, as laws on administrative procedure usually have them:
//! * the day of receipt is day 0, the day after it is day 1;
//! * what comes in after the cut-off hour, after the office has closed, or on a day off counts as
//!   received when the office opens on its next working day;
//! * a period ends when the office closes on its last day.
//!
//! Zones that move their clocks are taken to move them outside office hours.

use jiff::SignedDuration;
use jiff::civil::{Date, Time, Weekday};
use jiff::tz::TimeZone;

use crate::Instant;

mod days;
#[cfg(test)]
pub(crate) mod laws;
mod read;
#[cfg(test)]
pub(crate) mod tests;

use days::{FIRST_DAY, LAST_DAY, after_midnight, date_at, number, numbers, weekday_of, within};
pub use read::{CalendarProblem, parse_hours, parse_time, parse_zone};

/// When an office works: weekdays, hours, holidays, and days off that are worked in exchange.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Calendar {
    zone: TimeZone,
    /// Monday first.
    weekdays: [bool; 7],
    /// Opening and closing in microseconds after midnight, in order and apart.
    hours: Vec<(i64, i64)>,
    /// Holidays that fall on a working weekday: day numbers, in order.
    holidays: Vec<i64>,
    /// Worked days that fall on another weekday: day numbers, in order.
    worked: Vec<i64>,
}

impl Calendar {
    /// A calendar in a zone, with its working weekdays, its office hours (from, to) in order, its
    /// holidays, and the days off worked in exchange for one. A holiday on a day that is off
    /// anyway, or a worked day that is worked anyway, changes nothing.
    ///
    /// # Errors
    /// Without a working weekday, without office hours or with hours out of order, or when a date
    /// is both a holiday and worked.
    pub fn new(
        zone: TimeZone,
        weekdays: &[Weekday],
        hours: &[(Time, Time)],
        holidays: &[Date],
        worked: &[Date],
    ) -> Result<Calendar, CalendarProblem> {
        if weekdays.is_empty() {
            return Err(CalendarProblem::NoWorkingWeekday);
        }
        if hours.is_empty() {
            return Err(CalendarProblem::NoOfficeHours);
        }
        let mut closed_at = None;
        for &(from, to) in hours {
            if from >= to || closed_at.is_some_and(|closed| from <= closed) {
                return Err(CalendarProblem::HoursOutOfOrder { from, to });
            }
            closed_at = Some(to);
        }
        if let Some(&date) = holidays.iter().find(|date| worked.contains(date)) {
            return Err(CalendarProblem::HolidayIsWorked { date });
        }
        let mut week = [false; 7];
        for weekday in weekdays {
            week[usize::from(weekday.to_monday_zero_offset().unsigned_abs())] = true;
        }
        Ok(Calendar {
            zone,
            weekdays: week,
            hours: hours
                .iter()
                .map(|&(from, to)| (after_midnight(from), after_midnight(to)))
                .collect(),
            holidays: numbers(holidays, |day| week[weekday_of(day)]),
            worked: numbers(worked, |day| !week[weekday_of(day)]),
        })
    }

    /// The zone whose wall clock the office follows.
    pub fn zone(&self) -> &TimeZone {
        &self.zone
    }

    /// The working time of one full day, in microseconds; never 0.
    pub fn day_length(&self) -> i64 {
        self.hours.iter().map(|(from, to)| to - from).sum()
    }

    /// The date in this calendar's zone.
    pub fn date_of(&self, at: Instant) -> Date {
        at.in_zone(&self.zone).date()
    }

    /// Whether the office works on this date.
    pub fn is_working_day(&self, date: Date) -> bool {
        self.works_on(number(date))
    }

    /// The first working day after this date.
    pub fn next_working_day(&self, date: Date) -> Date {
        date_at(self.nth_after(number(date), 1))
    }

    /// This date if the office works on it, else the first working day after it.
    pub fn working_day_from(&self, date: Date) -> Date {
        if self.is_working_day(date) {
            date
        } else {
            self.next_working_day(date)
        }
    }

    /// How many working days lie from `from` to the day before `to`; 0 when `to` is not later.
    pub fn working_days_between(&self, from: Date, to: Date) -> i64 {
        self.count(number(from), number(to))
    }

    /// When the office opens on a date (also on a date on which it does not).
    pub fn opening(&self, date: Date) -> Instant {
        self.instant(number(date), self.hours.first().map_or(0, |hours| hours.0))
    }

    /// When the office closes on a date (also on a date on which it does not open).
    pub fn closing(&self, date: Date) -> Instant {
        self.instant(number(date), self.closing_time())
    }

    /// The instant from which a clock counts what was received at `received`: that instant, or the
    /// next opening on a later day if it came on a day off, after (not at) the cut-off, or when the
    /// office had closed. So something received always has office time left on its day 0.
    pub fn counted_from(&self, received: Instant, cut_off: Option<Time>) -> Instant {
        let (day, time) = self.split(received);
        let late =
            time >= self.closing_time() || cut_off.is_some_and(|at| time > after_midnight(at));
        if self.works_on(day) && !late {
            return received;
        }
        self.opening(date_at(self.nth_after(day, 1)))
    }

    /// The working day that lies `days` working days after the day of receipt (day 0, see
    /// [`Calendar::counted_from`]).
    pub fn add_working_days(&self, received: Instant, days: u32, cut_off: Option<Time>) -> Date {
        let (day, _) = self.split(self.counted_from(received, cut_off));
        date_at(if days == 0 {
            day
        } else {
            self.nth_after(day, i64::from(days))
        })
    }

    /// Working time from one instant to another, in microseconds; 0 when `to` is not later.
    pub fn working_between(&self, from: Instant, to: Instant) -> i64 {
        if to <= from {
            return 0;
        }
        let (first, start) = self.split(from);
        let (last, end) = self.split(to);
        self.count(first, last) * self.day_length() + self.worked_by(last, end)
            - self.worked_by(first, start)
    }

    /// The first instant at which `micros` of working time have passed since `from`: the close of
    /// office hours rather than the opening after it. `from` itself when `micros` is not positive.
    pub fn advance(&self, from: Instant, micros: i64) -> Instant {
        if micros <= 0 {
            return from;
        }
        let (day, time) = self.split(from);
        let length = self.day_length();
        let mut rest = self.worked_by(day, time).saturating_add(micros);
        if self.works_on(day) {
            if rest <= length {
                return self.at_first(day, rest);
            }
            rest -= length;
        }
        let full_days = (rest - 1) / length;
        self.at_first(
            self.nth_after(day, full_days + 1),
            rest - full_days * length,
        )
    }

    /// The last instant from which `micros` of working time are left until `to`: an opening rather
    /// than the close before it. `to` itself when `micros` is not positive.
    pub fn retreat(&self, to: Instant, micros: i64) -> Instant {
        if micros <= 0 {
            return to;
        }
        let (day, time) = self.split(to);
        let length = self.day_length();
        let worked = self.worked_by(day, time);
        if worked >= micros {
            return self.at_last(day, worked - micros);
        }
        let rest = micros - worked;
        let full_days = (rest - 1) / length;
        self.at_last(
            self.nth_before(day, full_days + 1),
            length - (rest - full_days * length),
        )
    }

    fn closing_time(&self) -> i64 {
        self.hours.last().map_or(0, |hours| hours.1)
    }

    fn works_on(&self, day: i64) -> bool {
        if self.weekdays[weekday_of(day)] {
            self.holidays.binary_search(&day).is_err()
        } else {
            self.worked.binary_search(&day).is_ok()
        }
    }

    /// Working days in `from..to`, without walking over whole weeks.
    fn count(&self, from: i64, to: i64) -> i64 {
        if to <= from {
            return 0;
        }
        let weeks = (to - from) / 7;
        let in_week = self
            .weekdays
            .iter()
            .map(|&works| i64::from(works))
            .sum::<i64>();
        let rest = (from + weeks * 7..to).map(|day| i64::from(self.weekdays[weekday_of(day)]));
        weeks * in_week + rest.sum::<i64>() + within(&self.worked, from, to)
            - within(&self.holidays, from, to)
    }

    /// The `n`th working day after `day` (`n` from 1); stays at the end of jiff's range.
    fn nth_after(&self, day: i64, n: i64) -> i64 {
        let mut low = day;
        let mut reach = n.clamp(1, LAST_DAY);
        while day + reach < LAST_DAY && self.count(day + 1, day + reach + 1) < n {
            low = day + reach;
            reach *= 2;
        }
        let mut high = (day + reach).min(LAST_DAY);
        while high - low > 1 {
            let middle = low + (high - low) / 2;
            if self.count(day + 1, middle + 1) < n {
                low = middle
            } else {
                high = middle
            }
        }
        high
    }

    /// The `n`th working day before `day` (`n` from 1); stays at the beginning of year 1.
    fn nth_before(&self, day: i64, n: i64) -> i64 {
        let mut high = day;
        let mut reach = n.clamp(1, LAST_DAY - FIRST_DAY);
        while day - reach > FIRST_DAY && self.count(day - reach, day) < n {
            high = day - reach;
            reach *= 2;
        }
        let mut low = (day - reach).max(FIRST_DAY);
        while high - low > 1 {
            let middle = low + (high - low) / 2;
            if self.count(middle, day) < n {
                high = middle
            } else {
                low = middle
            }
        }
        low
    }

    /// Working time of a day that lies before `time`; 0 on a day off.
    fn worked_by(&self, day: i64, time: i64) -> i64 {
        if !self.works_on(day) {
            return 0;
        }
        self.hours
            .iter()
            .map(|&(from, to)| time.clamp(from, to) - from)
            .sum()
    }

    /// The first instant of a working day at which `worked` of its working time has passed.
    fn at_first(&self, day: i64, worked: i64) -> Instant {
        let mut rest = worked;
        for &(from, to) in &self.hours {
            if rest <= to - from {
                return self.instant(day, from + rest);
            }
            rest -= to - from;
        }
        self.instant(day, self.closing_time())
    }

    /// The last instant of a working day at which only `worked` of its working time has passed.
    fn at_last(&self, day: i64, worked: i64) -> Instant {
        let mut rest = worked;
        for &(from, to) in &self.hours {
            if rest < to - from {
                return self.instant(day, from + rest);
            }
            rest -= to - from;
        }
        self.instant(day, self.closing_time())
    }

    fn split(&self, at: Instant) -> (i64, i64) {
        let local = at.in_zone(&self.zone);
        (number(local.date()), after_midnight(local.time()))
    }

    fn instant(&self, day: i64, micros: i64) -> Instant {
        let time = Time::midnight().saturating_add(SignedDuration::from_micros(micros));
        Instant::from_zone(date_at(day).to_datetime(time), &self.zone)
    }
}
