//! Who has fallen silent: how often an agency usually records, and since when it has not.
//!
//! Days are working days of the pack's calendar, so that nobody is silent on a holiday. What is usual
//! is the median of the records of a working day, so that a load of a hundred thousand rows on one
//! day does not become what is usual; where most days have none, it is the share of days with any.

use std::collections::{BTreeMap, HashMap};

use base::Instant;
use base::calendar::Calendar;
use jiff::ToSpan;
use jiff::civil::Date;
use quality::report::Pulse;

/// Days that are looked back on: a quarter.
const WINDOW_DAYS: i64 = 91;

/// Working days with records from which on something is usual.
const USUAL_DAYS_MIN: usize = 5;

/// Agencies that are told apart; a country has some ten thousand offices.
const AGENCIES_MAX: usize = 50_000;

/// The records of each agency on each day of the last quarter.
#[derive(Debug)]
pub(crate) struct Pulses {
    /// The working days of the window, the first first. The day of measuring is not over and does
    /// not count.
    days: Vec<Date>,
    since: Instant,
    calendar: Calendar,
    /// The day of the last instant that was asked for: neighbours often have the same.
    last: (Instant, Option<usize>),
    agencies: HashMap<Box<str>, BTreeMap<usize, u32>>,
}

impl Pulses {
    pub(crate) fn new(calendar: &Calendar, as_of: Date) -> Pulses {
        let first = as_of.saturating_sub(WINDOW_DAYS.days());
        let days = first.series(1.day()).take_while(|day| *day < as_of);
        let days: Vec<Date> = days.filter(|day| calendar.is_working_day(*day)).collect();
        Pulses {
            since: calendar.opening(first),
            days,
            calendar: calendar.clone(),
            last: (Instant(i64::MIN), None),
            agencies: HashMap::new(),
        }
    }

    /// Whether it lies in the window.
    pub(crate) fn is_recent(&self, at: Instant) -> bool {
        at >= self.since
    }

    /// A record of an agency. What falls on a free day counts for the working day before.
    pub(crate) fn add(&mut self, agency: Option<&str>, at: Instant) {
        let Some(agency) = agency else { return };
        if self.last.0 != at {
            let day = self.calendar.date_of(at);
            let until = self.days.partition_point(|known| *known <= day);
            self.last = (at, until.checked_sub(1));
        }
        let Some(day) = self.last.1 else { return };
        if let Some(days) = self.agencies.get_mut(agency) {
            *days.entry(day).or_default() += 1;
        } else if self.agencies.len() < AGENCIES_MAX {
            self.agencies
                .insert(agency.into(), BTreeMap::from([(day, 1)]));
        }
    }

    /// The agencies of which something is usual, by their ids.
    pub(crate) fn usual(&self) -> Vec<Pulse> {
        let all = self.days.len();
        let pulses = self.agencies.iter().filter_map(|(agency, days)| {
            if days.len() < USUAL_DAYS_MIN {
                return None;
            }
            let (first, last) = (*days.first_key_value()?.0, *days.last_key_value()?.0);
            let mut counts: Vec<u32> = (first..all)
                .map(|day| days.get(&day).copied().unwrap_or(0))
                .collect();
            counts.sort_unstable();
            let median = f64::from(counts[counts.len() / 2]);
            let share = days.len() as f64 / counts.len() as f64;
            Some(Pulse {
                unit: agency.to_string(),
                // For each working day, and in working days.
                usual_per_hour: median.max(share) / 24.0,
                quiet_hours: (all - 1 - last) as f64 * 24.0,
            })
        });
        let mut pulses: Vec<Pulse> = pulses.collect();
        pulses.sort_by(|one, two| one.unit.cmp(&two.unit));
        pulses
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::{Time, Weekday, date};
    use jiff::tz::TimeZone;

    use super::*;

    /// Weekdays, with one holiday, the Wednesday of the last week.
    fn calendar() -> Calendar {
        let week = [
            Weekday::Monday,
            Weekday::Tuesday,
            Weekday::Wednesday,
            Weekday::Thursday,
            Weekday::Friday,
        ];
        let hours = [(Time::constant(8, 0, 0, 0), Time::constant(17, 0, 0, 0))];
        Calendar::new(TimeZone::UTC, &week, &hours, &[date(2026, 10, 28)], &[]).unwrap()
    }

    /// A Monday.
    const AS_OF: Date = date(2026, 11, 2);

    /// What is told of an office that records so many each working day until so many working days
    /// before the measuring, and more of them on one day.
    fn told(each_day: usize, quiet_days: usize, load: usize) -> Option<Pulse> {
        let calendar = calendar();
        let mut pulses = Pulses::new(&calendar, AS_OF);
        let days = pulses.days.clone();
        for (at, day) in days[..days.len() - quiet_days].iter().enumerate() {
            let more = if at == 20 { load } else { 0 };
            for _ in 0..each_day + more {
                pulses.add(Some("RG"), calendar.opening(*day));
            }
        }
        pulses.usual().pop()
    }

    #[test]
    fn an_office_is_silent_when_nothing_came_for_longer_than_is_usual() {
        // Each day, quiet for so many working days, loaded at once: is it silent?
        let table = [
            (10, 0, 0, false),
            (10, 1, 0, true),
            (1, 0, 0, false),
            (1, 3, 0, false),
            (1, 7, 0, true),
            // A load of a hundred thousand rows makes nothing usual.
            (1, 3, 100_000, false),
            (0, 1, 100_000, false),
        ];
        for (each_day, quiet, load, expected) in table {
            let silent = told(each_day, quiet, load).is_some_and(|pulse| pulse.is_silent());
            assert_eq!(silent, expected, "{each_day} a day, {quiet} quiet, {load}");
        }
    }

    #[test]
    fn free_days_and_the_day_of_measuring_are_nobodys_silence() {
        let calendar = calendar();
        let pulses = Pulses::new(&calendar, AS_OF);
        assert_eq!(pulses.days.last(), Some(&date(2026, 10, 30)), "the Friday");
        assert!(!pulses.days.contains(&date(2026, 10, 28)), "the holiday");
        assert!(pulses.is_recent(calendar.opening(date(2026, 8, 3))));
        assert!(!pulses.is_recent(Instant(0)));
        // What was recorded on the Saturday counts for the Friday before it.
        let quiet = |day| {
            let mut pulses = Pulses::new(&calendar, AS_OF);
            for day in pulses.days.clone()[..20].iter().chain([&day]) {
                pulses.add(Some("RG"), calendar.opening(*day));
            }
            pulses.usual()[0].quiet_hours
        };
        assert!(quiet(date(2026, 10, 31)).abs() < f64::EPSILON);
        assert!((quiet(date(2026, 10, 29)) - 24.0).abs() < f64::EPSILON);
    }

    #[test]
    fn of_nobody_and_of_few_days_nothing_is_usual() {
        let calendar = calendar();
        let mut pulses = Pulses::new(&calendar, AS_OF);
        let days = pulses.days.clone();
        for day in &days {
            pulses.add(None, calendar.opening(*day));
        }
        for day in &days[..USUAL_DAYS_MIN - 1] {
            pulses.add(Some("few"), calendar.opening(*day));
        }
        for day in &days[..USUAL_DAYS_MIN] {
            pulses.add(Some("enough"), calendar.opening(*day));
        }
        let units: Vec<String> = pulses.usual().into_iter().map(|pulse| pulse.unit).collect();
        assert_eq!(units, ["enough"]);
    }
}
