//! What holds for every calendar, and how any calendar is made up.

use proptest::prelude::*;

use super::days::DAY_SECONDS;
use super::*;
use crate::limit::{Limit, due};

/// Day by day, as a clerk with a wall calendar would count.
fn count_by_hand(calendar: &Calendar, from: Date, days: u32) -> Date {
    let mut date = from;
    for _ in 0..days {
        date = date.tomorrow().unwrap();
        while !calendar.is_working_day(date) {
            date = date.tomorrow().unwrap();
        }
    }
    date
}

fn weekday(index: i8) -> Weekday {
    Weekday::from_monday_zero_offset(index).unwrap()
}

/// Any calendar: some weekdays, some hours, holidays and worked days in about a year.
pub(crate) fn calendars() -> impl Strategy<Value = Calendar> {
    let days = || prop::collection::btree_set(20_400_i64..20_700, 0..40);
    let hours = prop::collection::btree_set(0_i8..24, 2..7);
    (
        prop::collection::btree_set(0_i8..7, 1..7),
        hours,
        days(),
        days(),
    )
        .prop_map(|(weekdays, hours, holidays, worked)| {
            let weekdays: Vec<_> = weekdays.into_iter().map(weekday).collect();
            let hours: Vec<_> = hours
                .into_iter()
                .map(|hour| Time::constant(hour, 0, 0, 0))
                .collect();
            let pairs: Vec<_> = hours
                .chunks_exact(2)
                .map(|pair| (pair[0], pair[1]))
                .collect();
            let worked: Vec<_> = worked
                .difference(&holidays)
                .map(|&day| date_at(day))
                .collect();
            let holidays: Vec<_> = holidays.iter().map(|&day| date_at(day)).collect();
            Calendar::new(
                parse_zone("+07:00").unwrap(),
                &weekdays,
                &pairs,
                &holidays,
                &worked,
            )
            .unwrap()
        })
}

/// Any instant in the year those calendars describe, to the minute, often at a full hour.
pub(crate) fn instants() -> impl Strategy<Value = Instant> {
    (
        20_400_i64..20_700,
        0_i64..24,
        prop_oneof![Just(0_i64), 0_i64..60],
    )
        .prop_map(|(day, hour, minute)| {
            Instant(0).plus_seconds(day * DAY_SECONDS + hour * 3600 + minute * 60)
        })
}

pub(crate) fn limits() -> impl Strategy<Value = Limit> {
    prop_oneof![
        Just(Limit::SameDay),
        (1_u32..30).prop_map(Limit::WorkingDays),
        (1_u32..60).prop_map(Limit::CalendarDays),
        (1_u32..100).prop_map(Limit::WorkingHours),
    ]
}

pub(crate) fn cut_offs() -> impl Strategy<Value = Option<Time>> {
    prop::option::of((0_i8..24).prop_map(|hour| Time::constant(hour, 0, 0, 0)))
}

proptest! {
    #[test]
    fn days_agree_with_counting_by_hand(
        calendar in calendars(), received in instants(), days in 0_u32..300, cut_off in cut_offs(),
    ) {
        let first = calendar.date_of(calendar.counted_from(received, cut_off));
        prop_assert!(calendar.is_working_day(first));
        let last = calendar.add_working_days(received, days, cut_off);
        prop_assert_eq!(last, count_by_hand(&calendar, first, days));
        prop_assert_eq!(calendar.working_days_between(first, last), i64::from(days));
    }

    #[test]
    fn due_is_after_receipt_and_monotone(
        calendar in calendars(), one in instants(), other in instants(), limit in limits(), cut_off in cut_offs(),
    ) {
        let (early, late) = (one.min(other), one.max(other));
        prop_assert!(due(&calendar, early, limit, cut_off) > early);
        prop_assert!(due(&calendar, early, limit, cut_off) <= due(&calendar, late, limit, cut_off));
    }

    #[test]
    fn advance_and_retreat_undo_each_other(
        calendar in calendars(), from in instants(), minutes in 1_i64..20_000,
    ) {
        let micros = minutes * 60 * Instant::SECOND;
        let later = calendar.advance(from, micros);
        prop_assert!(later > from);
        prop_assert_eq!(calendar.working_between(from, later), micros);
        prop_assert_eq!(calendar.working_between(from, Instant(later.0 - 1)), micros - 1);
        let earlier = calendar.retreat(from, micros);
        prop_assert!(earlier < from);
        prop_assert_eq!(calendar.working_between(earlier, from), micros);
        prop_assert_eq!(calendar.working_between(Instant(earlier.0 + 1), from), micros - 1);
    }

    #[test]
    fn working_time_adds_up(calendar in calendars(), mut three in prop::array::uniform3(instants())) {
        three.sort();
        let [a, b, c] = three;
        let parts = calendar.working_between(a, b) + calendar.working_between(b, c);
        prop_assert_eq!(parts, calendar.working_between(a, c));
    }
}
