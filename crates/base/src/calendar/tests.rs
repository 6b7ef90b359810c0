use jiff::civil::date;

use super::*;
use crate::limit::{Limit, due};

/// Five weekdays, 7.5 hours a day, a lunch break, and a year with everything: a week of holidays
/// in February, a Saturday worked on 22 August for a Monday off on the 31st, a holiday on a Sunday.
pub(crate) fn office() -> Calendar {
    let weekdays = [
        Weekday::Monday,
        Weekday::Tuesday,
        Weekday::Wednesday,
        Weekday::Thursday,
        Weekday::Friday,
    ];
    let hours = ["07:30-11:30", "13:30-17:00"].map(|text| parse_hours(text).unwrap());
    let holidays = [
        date(2026, 2, 16),
        date(2026, 2, 17),
        date(2026, 2, 18),
        date(2026, 2, 19),
        date(2026, 2, 20),
        date(2026, 4, 26),
        date(2026, 4, 27),
        date(2026, 4, 30),
        date(2026, 5, 1),
        date(2026, 8, 31),
        date(2026, 9, 1),
        date(2026, 9, 2),
    ];
    let zone = parse_zone("+07:00").unwrap();
    Calendar::new(zone, &weekdays, &hours, &holidays, &[date(2026, 8, 22)]).unwrap()
}

/// An instant from the wall clock of [`office`]: `2026-02-13 16:30` or with seconds.
pub(crate) fn at(local: &str) -> Instant {
    Instant::parse(&format!(
        "{}{}+07:00",
        local.replace(' ', "T"),
        if local.len() == 16 { ":00" } else { "" }
    ))
    .unwrap()
}

const THREE: Option<Time> = Some(Time::constant(15, 0, 0, 0));

#[test]
fn working_days() {
    let table = [
        ((2026, 2, 13), true, "an ordinary Friday"),
        ((2026, 2, 14), false, "a Saturday"),
        ((2026, 2, 18), false, "a holiday on a Wednesday"),
        ((2026, 4, 26), false, "a holiday on a Sunday"),
        ((2026, 8, 22), true, "a Saturday worked in exchange"),
        ((2026, 8, 23), false, "the Sunday after it"),
        ((2026, 8, 31), false, "the Monday off in exchange"),
    ];
    for ((year, month, day), works, why) in table {
        assert_eq!(
            office().is_working_day(date(year, month, day)),
            works,
            "{why}"
        );
    }
    assert_eq!(
        office().next_working_day(date(2026, 2, 13)),
        date(2026, 2, 23)
    );
    assert_eq!(
        office().next_working_day(date(2026, 8, 21)),
        date(2026, 8, 22)
    );
    assert_eq!(
        office().working_day_from(date(2026, 8, 22)),
        date(2026, 8, 22)
    );
    assert_eq!(
        office().working_days_between(date(2026, 8, 17), date(2026, 9, 7)),
        13
    );
    assert_eq!(office().day_length(), 27_000 * Instant::SECOND);
}

/// Received, limit, cut-off if any, due, why.
const DUE: &str = "
2026-02-09 14:59:59 | same day        | 15:00 | 2026-02-09 17:00    | before the cut-off
2026-02-09 15:00:00 | same day        | 15:00 | 2026-02-09 17:00    | at the cut-off
2026-02-09 15:00:01 | same day        | 15:00 | 2026-02-10 17:00    | after the cut-off
2026-02-09 15:00:01 | same day        |       | 2026-02-09 17:00    | there is no cut-off
2026-02-09 17:00:00 | same day        |       | 2026-02-10 17:00    | the office has closed
2026-02-09 23:30    | 1 working day   | 15:00 | 2026-02-11 17:00    | on line at night
2026-02-09 05:00    | 1 working day   | 15:00 | 2026-02-10 17:00    | before opening is day 0
2026-02-06 16:30    | same day        | 15:00 | 2026-02-09 17:00    | Friday 16:30, counts as Monday
2026-02-06 16:30    | 3 working days  | 15:00 | 2026-02-12 17:00    | Friday 16:30
2026-02-07 09:00    | 3 working days  | 15:00 | 2026-02-12 17:00    | a Saturday counts as Monday
2026-02-12 09:00    | 3 working days  | 15:00 | 2026-02-24 17:00    | a week of holidays between
2026-02-13 16:30    | same day        | 15:00 | 2026-02-23 17:00    | the eve of that week
2026-08-21 16:30    | same day        | 15:00 | 2026-08-22 17:00    | a worked Saturday is the next day
2026-08-21 09:00    | 1 working day   | 15:00 | 2026-08-22 17:00    | a worked Saturday is counted
2026-08-22 10:00    | same day        | 15:00 | 2026-08-22 17:00    | received on the worked Saturday
2026-08-28 09:00    | 1 working day   | 15:00 | 2026-09-03 17:00    | a swapped Monday and two holidays
2026-02-06 09:00    | 10 days         | 15:00 | 2026-02-23 17:00    | due on a holiday, moves on
2026-02-02 09:00    | 5 days          | 15:00 | 2026-02-09 17:00    | due on a Saturday, moves on
2026-02-02 09:00    | 4 days          | 15:00 | 2026-02-06 17:00    | plain days count weekends
2026-08-17 09:00    | 5 days          | 15:00 | 2026-08-22 17:00    | due on a worked Saturday, stays
2026-02-09 08:00    | 8 working hours |       | 2026-02-10 08:30    | over lunch and night
2026-02-09 10:30    | 1 working hour  |       | 2026-02-09 11:30    | the close, not the opening
2026-02-09 12:10    | 1 working hour  |       | 2026-02-09 14:30    | received at lunch
2026-02-06 16:30    | 8 working hours | 15:00 | 2026-02-10 08:00    | cut off on Friday
2026-02-06 16:30    | 8 working hours |       | 2026-02-09 17:00    | not cut off
2026-02-13 16:59:59 | 1 working hour  |       | 2026-02-23 08:29:59 | to the second
";

#[test]
fn due_instants() {
    let rows: Vec<Vec<&str>> = DUE
        .trim()
        .lines()
        .map(|line| line.split('|').map(str::trim).collect())
        .collect();
    assert_eq!(rows.len(), 26);
    for row in rows {
        let [received, limit, cut_off, expected, why] = row[..] else {
            panic!("five columns: {row:?}");
        };
        let limit: Limit = limit.parse().unwrap();
        let found = due(&office(), at(received), limit, parse_time(cut_off));
        assert_eq!(
            found,
            at(expected),
            "{received}, {limit}: {why}; got {found}"
        );
    }
}

#[test]
fn working_time_between_and_back() {
    let hour = 3600 * Instant::SECOND;
    let table = [
        ("2026-02-09 08:00", "2026-02-09 09:00", hour),
        ("2026-02-09 11:00", "2026-02-09 14:00", hour),
        ("2026-02-09 16:30", "2026-02-10 08:00", hour),
        ("2026-02-13 17:00", "2026-02-23 07:30", 0),
        ("2026-02-13 07:30", "2026-02-23 17:00", 15 * hour),
        ("2026-02-10 08:00", "2026-02-09 08:00", 0),
    ];
    for (from, to, micros) in table {
        assert_eq!(
            office().working_between(at(from), at(to)),
            micros,
            "{from} to {to}"
        );
    }
    assert_eq!(
        office().retreat(at("2026-02-23 08:30"), hour),
        at("2026-02-23 07:30")
    );
    assert_eq!(
        office().retreat(at("2026-02-23 08:00"), hour),
        at("2026-02-13 16:30")
    );
    assert_eq!(
        office().retreat(at("2026-02-09 14:00"), hour),
        at("2026-02-09 11:00")
    );
    assert_eq!(
        office().retreat(at("2026-02-09 17:00"), 7 * hour + hour / 2),
        at("2026-02-09 07:30")
    );
    assert_eq!(
        office().retreat(at("2026-02-09 14:30"), hour),
        at("2026-02-09 13:30")
    );
}

#[test]
fn what_is_no_calendar_is_refused() {
    let day = [Weekday::Monday];
    let hours = [parse_hours("08:00-16:00").unwrap()];
    let holiday = [date(2026, 1, 5)];
    let make = |weekdays: &[Weekday], hours: &[(Time, Time)], worked: &[Date]| {
        Calendar::new(TimeZone::UTC, weekdays, hours, &holiday, worked)
    };
    assert_eq!(
        make(&[], &hours, &[]),
        Err(CalendarProblem::NoWorkingWeekday)
    );
    assert_eq!(make(&day, &[], &[]), Err(CalendarProblem::NoOfficeHours));
    assert_eq!(
        make(&day, &hours, &holiday),
        Err(CalendarProblem::HolidayIsWorked { date: holiday[0] })
    );
    let (from, to) = hours[0];
    assert_eq!(
        make(&day, &[(to, from)], &[]),
        Err(CalendarProblem::HoursOutOfOrder { from: to, to: from })
    );
    assert_eq!(
        make(&day, &[(from, to), (from, to)], &[]),
        Err(CalendarProblem::HoursOutOfOrder { from, to })
    );
    assert!(make(&day, &hours, &[]).is_ok());
}

#[test]
fn zones_and_hours_are_read() {
    let noon = Instant::parse("2026-07-01T12:00:00Z").unwrap();
    let table = [
        ("+07:00", Some(19)),
        ("-03:30", Some(8)),
        ("UTC", Some(12)),
        ("EET-2EEST,M3.5.0/3,M10.5.0/4", Some(15)),
        ("+7", None),
        ("+07:60", None),
        ("+15:00", None),
        ("+é:00", None),
        ("", None),
        ("Island/Harbour", None),
    ];
    for (text, hour) in table {
        let found = parse_zone(text).ok().map(|zone| noon.in_zone(&zone).hour());
        assert_eq!(found, hour, "{text}");
    }
    for text in [
        "",
        "7:30-11:30",
        "07:30",
        "11:30-07:30",
        "07:30-24:00",
        "07:30–11:30",
        "07:3é-11:30",
    ] {
        assert!(parse_hours(text).is_err(), "{text}");
    }
}

#[test]
fn the_ends_of_time_do_not_panic() {
    let ends = [
        Instant(i64::MIN),
        Instant(0),
        Instant(i64::MAX),
        at("9999-12-30 09:00"),
    ];
    for from in ends {
        for limit in [
            Limit::CalendarDays(u32::MAX),
            Limit::WorkingDays(u32::MAX),
            Limit::WorkingHours(u32::MAX),
        ] {
            let late = due(&office(), from, limit, THREE);
            assert!(office().working_between(from, late) >= 0);
        }
        assert!(office().advance(from, i64::MAX) >= office().retreat(from, i64::MAX));
    }
}
