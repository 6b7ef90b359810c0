//! How officers are told when something is due: in working days, and never by colour alone.

use base::Instant;
use base::calendar::Calendar;
use cases::Law;
use maud::Markup;

use crate::citizen::texts::Texts;
use crate::components::{Colour, Due, tag};
use crate::house::House;
use crate::words::Arg;

/// The law a case was opened under, or the law in force where that is not kept any more.
pub(super) fn law_of<'a>(house: &'a House, law: &str) -> &'a Law {
    house.room.former.get(law).unwrap_or(&house.room.law)
}

/// How near a due instant is, by working days.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Near {
    /// It passed today.
    LateToday,
    /// It passed, with so many working days since, that of the due date counted.
    Late(i64),
    /// Later today.
    Today,
    /// On the next working day, or before that.
    Next,
    /// After so many working days, today counted.
    In(i64),
}

fn near(calendar: &Calendar, now: Instant, due: Instant) -> Near {
    let (today, day) = (calendar.date_of(now), calendar.date_of(due));
    if now > due {
        return match calendar.working_days_between(day, today) {
            0 => Near::LateToday,
            days => Near::Late(days),
        };
    }
    if day == today {
        return Near::Today;
    }
    match calendar.working_days_between(today, day) {
        0 | 1 => Near::Next,
        days => Near::In(days),
    }
}

/// How near an instant is, in words with the date, and for machines.
pub(super) fn told(texts: Texts<'_>, now: Instant, due: Instant) -> (Due, String, String) {
    let (house, say) = (texts.house, texts.say);
    let local = house.local(due);
    let date = || ("date", Arg::from(say.date_medium(local.date())));
    let time = || ("time", Arg::from(say.time(local.time())));
    let days = |days| ("days", Arg::from(say.working_days(days)));
    let (urgency, text) = match near(&house.pack().calendar, now, due) {
        Near::LateToday => (Due::Late, say.tv("desk-due-late-today", &[time()])),
        Near::Late(late) => (Due::Late, say.tv("desk-due-late", &[days(late), date()])),
        Near::Today => (Due::Soon, say.tv("desk-due-today", &[time()])),
        Near::Next => (Due::Soon, say.tv("desk-due-next", &[date()])),
        Near::In(left) => (Due::OnTime, say.tv("desk-due-in", &[days(left), date()])),
    };
    (urgency, text, local.strftime("%Y-%m-%dT%H:%M").to_string())
}

/// A due date as a tag, where no row is marked by it.
pub(super) fn tagged(near: Due, text: &str) -> Markup {
    let colour = match near {
        Due::OnTime => Colour::Blue,
        Due::Soon => Colour::Yellow,
        Due::Late => Colour::Red,
        Due::Paused => Colour::Orange,
    };
    tag(text, colour)
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::{Weekday, date, time};
    use jiff::tz::TimeZone;

    #[test]
    fn due_dates_are_told_in_working_days() {
        use Weekday::{Friday, Monday, Thursday, Tuesday, Wednesday};
        let week = [Monday, Tuesday, Wednesday, Thursday, Friday];
        let hours = [(time(8, 0, 0, 0), time(17, 0, 0, 0))];
        let holiday = [date(2026, 9, 2)];
        let calendar = Calendar::new(TimeZone::UTC, &week, &hours, &holiday, &[]).unwrap();
        // 2026-09-02, a Wednesday, is a holiday.
        let at =
            |day, hour| Instant::from_zone(date(2026, 9, day).at(hour, 0, 0, 0), &TimeZone::UTC);
        for (now, due, wanted) in [
            ((1, 9), (1, 17), Near::Today),
            ((1, 18), (1, 17), Near::LateToday),
            ((1, 9), (3, 17), Near::Next),
            ((1, 9), (4, 17), Near::In(2)),
            ((3, 9), (1, 17), Near::Late(1)),
            ((5, 9), (7, 17), Near::Next),
            ((5, 9), (4, 17), Near::Late(1)),
        ] {
            let found = near(&calendar, at(now.0, now.1), at(due.0, due.1));
            assert_eq!(found, wanted, "{now:?} to {due:?}");
        }
    }
}
