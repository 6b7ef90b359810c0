use jiff::civil::date;
use proptest::prelude::*;

use super::*;
use crate::calendar::laws::{calendars, cut_offs, instants, limits};
use crate::calendar::tests::{at, office};

const THREE: Option<Time> = Some(Time::constant(15, 0, 0, 0));

fn clock(started: &str, limit: &str, pauses: &[(&str, Option<&str>)]) -> Clock {
    let mut clock = Clock::new(at(started), limit.parse().unwrap(), THREE);
    for &(from, to) in pauses {
        clock.pauses.push(Pause {
            from: at(from),
            to: to.map(at),
            ground: "papers".to_owned(),
        });
    }
    clock
}

fn time(days: u32, hours: u32, minutes: u32) -> WorkingTime {
    WorkingTime {
        days,
        hours,
        minutes,
    }
}

/// Pauses (from to, separated by commas), due, why. Received on Monday 9 February at 09:00, with 3
/// working days: due on Thursday 12 February at 17:00.
const PAUSES: &str = "
                                    | 02-12 17:00 | no pause
02-10 09:00 to 02-10 10:00          | 02-13 08:30 | one hour
02-10 07:30 to 02-11 07:30          | 02-13 17:00 | one day
02-10 17:00 to 02-11 07:30          | 02-12 17:00 | a night
02-10 11:30 to 02-10 13:30          | 02-12 17:00 | a lunch break
02-12 16:00 to 02-14 20:00          | 02-23 08:30 | Friday, then a week of holidays
02-12 09:00 to 03-02 09:00          | 03-02 17:00 | resumed long after it was due
02-12 17:00 to 02-25 09:00          | 02-12 17:00 | begun when it was due
02-10 09:00 to                      | 02-12 17:00 | lasting: the earliest that can come
02-01 09:00 to 02-09 09:30          | 02-13 08:00 | what lies before the start is no pause
02-10 09:30 to 02-10 10:30, 02-10 09:00 to 02-10 10:00 | 02-13 09:00 | overlaps count once
02-10 09:00 to 02-10 10:00, 02-13 08:00 to 02-13 09:00 | 02-13 09:30 | begun in the time won
";

#[test]
fn pauses_move_the_due_instant() {
    let date = |short: &str| at(&format!("2026-{short}"));
    for line in PAUSES.trim_matches('\n').lines() {
        let [pauses, expected, why] = line.split('|').map(str::trim).collect::<Vec<_>>()[..] else {
            panic!("three columns: {line}");
        };
        let mut clock = clock("2026-02-09 09:00", "3 working days", &[]);
        for pause in pauses.split(',').filter(|pause| !pause.is_empty()) {
            let (from, to) = pause.trim().split_once(" to").unwrap();
            let to = Some(to.trim()).filter(|to| !to.is_empty()).map(date);
            clock.pauses.push(Pause {
                from: date(from),
                to,
                ground: String::new(),
            });
        }
        let found = clock.due_at(&office());
        assert_eq!(found, date(expected), "{why}; got {found}");
    }
}

#[test]
fn a_pause_takes_only_office_hours_that_count() {
    // A pause over a weekend costs nothing beyond the office hours in it.
    let friday = clock(
        "2026-03-06 09:00",
        "1 working day",
        &[("2026-03-06 16:00", Some("2026-03-09 08:00"))],
    );
    assert_eq!(friday.due_at(&office()), at("2026-03-10 09:00"));
    // Time before the clock counts (received after the cut-off) is not paused time.
    let late = clock(
        "2026-03-06 16:00",
        "same day",
        &[("2026-03-06 16:10", Some("2026-03-09 08:30"))],
    );
    assert_eq!(late.due_at(&office()), at("2026-03-10 08:30"));
    assert_eq!(
        late.due_if_resumed(&office(), at("2026-03-09 12:00")),
        late.due_at(&office())
    );
}

#[test]
fn what_a_clock_shows() {
    let closed: &[(&str, Option<&str>)] = &[("2026-02-10 09:00", Some("2026-02-10 10:00"))];
    let open: &[(&str, Option<&str>)] = &[("2026-02-10 09:00", None)];
    let too_late: &[(&str, Option<&str>)] = &[("2026-02-13 09:00", None)];
    let running = |days, hours, minutes| State::Running {
        left: time(days, hours, minutes),
    };
    let overdue = |days, hours, minutes| State::Overdue {
        by: time(days, hours, minutes),
    };
    let paused = State::Paused {
        since: at("2026-02-10 09:00"),
        ground: "papers",
    };
    let table = [
        (&[][..], "2026-02-09 09:00", running(3, 6, 0)),
        (&[], "2026-02-07 09:00", running(4, 0, 0)),
        (&[], "2026-02-12 16:59:30", running(0, 0, 0)),
        (&[], "2026-02-12 17:00:00", running(0, 0, 0)),
        (&[], "2026-02-12 17:00:01", overdue(0, 0, 0)),
        (&[], "2026-02-24 10:15", overdue(2, 2, 45)),
        (closed, "2026-02-10 08:59", running(2, 6, 1)),
        (closed, "2026-02-10 09:30", paused),
        (closed, "2026-02-10 10:00", running(2, 6, 0)),
        (closed, "2026-02-13 08:30", running(0, 0, 0)),
        (open, "2026-02-10 09:00", paused),
        (open, "2026-12-01 09:00", paused),
        (too_late, "2026-02-13 10:00", overdue(0, 2, 30)),
    ];
    for (pauses, now, expected) in table {
        let clock = clock("2026-02-09 09:00", "3 working days", pauses);
        assert_eq!(
            clock.state(&office(), at(now)),
            expected,
            "{pauses:?} at {now}"
        );
    }
}

#[test]
fn warnings_leave_in_time() {
    let table = [
        ("2026-02-09 09:00", "3 working days", 4, "2026-02-12 11:00"),
        ("2026-02-12 09:00", "8 working hours", 2, "2026-02-13 07:30"),
        ("2026-02-11 16:00", "8 working hours", 2, "2026-02-12 15:30"),
        ("2026-02-13 09:00", "same day", 40, "2026-02-13 09:00"),
        ("2026-02-13 09:00", "same day", 0, "2026-02-13 16:00"),
    ];
    for (started, limit, lead, expected) in table {
        let clock = clock(started, limit, &[]);
        let warning = clock.warn_at(&office(), lead);
        assert_eq!(warning, at(expected), "{started} {limit}; got {warning}");
        assert!(warning < clock.due_at(&office()));
    }
}

#[test]
fn promises_are_moved_in_time_or_not_at_all() {
    let granted = |granted: &str, until| Extension {
        granted: at(granted),
        until,
        ground: "checks".to_owned(),
    };
    let five = Until::Limit(Limit::WorkingDays(5));
    // 2 working days from Monday 9 March: Wednesday 11 March 17:00.
    let new = || clock("2026-03-09 09:00", "2 working days", &[]);
    let table = [
        (granted("2026-03-10 09:00", five), Ok("2026-03-16 17:00")),
        (granted("2026-03-11 17:00", five), Ok("2026-03-16 17:00")),
        (
            granted("2026-03-11 17:00:01", five),
            Err(ClockProblem::TooLate {
                due: at("2026-03-11 17:00"),
            }),
        ),
        (
            granted("2026-03-10 09:00", Until::Date(date(2026, 3, 14))),
            Ok("2026-03-16 17:00"),
        ),
        (
            granted("2026-03-10 09:00", Until::Date(date(2026, 3, 11))),
            Err(ClockProblem::NotLater {
                due: at("2026-03-11 17:00"),
            }),
        ),
    ];
    for (extension, expected) in table {
        let mut clock = new();
        let found = clock.extend(&office(), extension.clone());
        assert_eq!(found, expected.map(|_| ()), "{extension:?}");
        assert_eq!(
            clock.due_at(&office()),
            at(expected.unwrap_or("2026-03-11 17:00")),
            "{extension:?}"
        );
    }
    // One that was written in too late changes nothing either.
    let mut late = new();
    late.extensions.push(granted("2026-03-12 09:00", five));
    assert_eq!(late.due_at(&office()), at("2026-03-11 17:00"));
    // Granted while the clock stood still past the first date; a pause after it moves the new date.
    let mut paused = new();
    paused.pause(at("2026-03-11 13:30"), "papers").unwrap();
    paused
        .extend(
            &office(),
            granted("2026-03-13 09:00", Until::Date(date(2026, 3, 20))),
        )
        .unwrap();
    paused.resume(at("2026-03-13 10:00")).unwrap();
    assert_eq!(paused.due_at(&office()), at("2026-03-23 08:30"));
}

#[test]
fn a_clock_stops_once_and_goes_on_once() {
    let mut clock = clock("2026-03-09 09:00", "2 working days", &[]);
    assert_eq!(
        clock.resume(at("2026-03-09 10:00")),
        Err(ClockProblem::NotPaused)
    );
    let early = ClockProblem::Backwards {
        earliest: at("2026-03-09 09:00"),
    };
    assert_eq!(clock.pause(at("2026-03-09 08:00"), "papers"), Err(early));
    assert_eq!(clock.pause(at("2026-03-09 10:00"), "papers"), Ok(()));
    let twice = ClockProblem::AlreadyPaused {
        since: at("2026-03-09 10:00"),
    };
    assert_eq!(clock.pause(at("2026-03-09 11:00"), "fee"), Err(twice));
    let back = ClockProblem::Backwards {
        earliest: at("2026-03-09 10:00"),
    };
    assert_eq!(clock.resume(at("2026-03-09 09:30")), Err(back));
    assert_eq!(clock.resume(at("2026-03-09 11:00")), Ok(()));
    assert_eq!(clock.pause(at("2026-03-09 11:00"), "fee"), Ok(()));
}

fn any_pauses(at_most: usize) -> impl Strategy<Value = Vec<Pause>> {
    let one = (instants(), prop::option::of(0_i64..2_000_000)).prop_map(|(from, length)| Pause {
        from,
        to: length.map(|l| from.plus_seconds(l)),
        ground: String::new(),
    });
    prop::collection::vec(one, 0..=at_most)
}

fn any_clock() -> impl Strategy<Value = Clock> {
    let until = prop_oneof![
        limits().prop_map(Until::Limit),
        instants().prop_map(|at| Until::Date(at.in_zone(&jiff::tz::TimeZone::UTC).date())),
    ];
    let extension = (instants(), until).prop_map(|(granted, until)| Extension {
        granted,
        until,
        ground: String::new(),
    });
    (
        instants(),
        limits(),
        cut_offs(),
        any_pauses(4),
        prop::collection::vec(extension, 0..3),
    )
        .prop_map(|(started, limit, cut_off, pauses, extensions)| Clock {
            started,
            limit,
            cut_off,
            pauses,
            extensions,
        })
}

proptest! {
    #[test]
    fn a_pause_never_makes_it_due_earlier(
        calendar in calendars(), clock in any_clock(), more in any_pauses(2), now in instants(),
    ) {
        let mut paused = clock.clone();
        paused.pauses.extend(more);
        prop_assert!(paused.due_at(&calendar) >= clock.due_at(&calendar));
        prop_assert!(paused.due_if_resumed(&calendar, now) >= clock.due_if_resumed(&calendar, now));
    }

    #[test]
    fn no_working_time_is_lost_or_won(
        calendar in calendars(), mut clock in any_clock(),
    ) {
        clock.extensions.clear();
        let bare = Clock { pauses: Vec::new(), ..clock.clone() };
        let counted = calendar.counted_from(clock.started, clock.cut_off);
        let due = clock.due_at(&calendar);
        let paused: i64 = clock.stops(counted, Instant(i64::MIN)).iter()
            .map(|&(from, to)| calendar.working_between(from, to.min(due))).sum();
        let budget = calendar.working_between(counted, bare.due_at(&calendar));
        prop_assert_eq!(calendar.working_between(counted, due) - paused, budget);
    }

    #[test]
    fn a_warning_comes_before_it_is_due(
        calendar in calendars(), clock in any_clock(), lead in 0_u32..100,
    ) {
        let warning = clock.warn_at(&calendar, lead);
        prop_assert!(clock.started <= warning && warning < clock.due_at(&calendar));
    }

    #[test]
    fn time_for_people_adds_up(calendar in calendars(), minutes in 0_i64..100_000) {
        let shown = WorkingTime::new(&calendar, minutes * HOUR / 60);
        let rest = i64::from(shown.hours) * HOUR + i64::from(shown.minutes) * (HOUR / 60);
        prop_assert!(rest < calendar.day_length() && shown.minutes < 60);
        prop_assert_eq!(i64::from(shown.days) * calendar.day_length() + rest, minutes * HOUR / 60);
    }
}
