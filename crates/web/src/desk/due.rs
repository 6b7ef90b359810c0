//! How officers are told when something is due: in working days, and never by colour alone.

use base::Instant;
use base::calendar::Calendar;
use base::clock::{State, WorkingTime};
use cases::Law;
use cases::model::Case;
use maud::{Markup, html};

use crate::citizen::texts::Texts;
use crate::components::{Clock, ClockState, Colour, Due, clock, tag};
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

/// The clock of a case with its reasons.
pub(super) fn clock_of(texts: Texts<'_>, now: Instant, case: &Case) -> Markup {
    let calendar = &law_of(texts.house, &case.law).pack.calendar;
    let started = calendar.counted_from(case.clock.started, case.clock.cut_off);
    let at = case.ended.map_or(now, |(at, _)| at);
    let clock_state = case.clock.state(calendar, at);
    let state = match (case.ended, clock_state) {
        (Some(_), _) => ClockState::Done,
        (None, State::Running { .. }) => ClockState::Running,
        (None, State::Paused { .. }) => ClockState::Paused,
        (None, State::Overdue { .. }) => ClockState::Late,
    };
    let stood: i64 = case
        .clock
        .pauses
        .iter()
        .filter_map(|pause| Some(calendar.working_between(pause.from, pause.to?)))
        .sum();
    let whole = (calendar.working_between(started, case.due_at) - stood).max(1);
    let used = match clock_state {
        State::Running { left } => whole - micros(calendar.day_length(), left),
        State::Paused { since, .. } => calendar.working_between(started, since) - stood,
        State::Overdue { .. } => whole,
    };
    let used = used.clamp(0, whole);
    let time = |micros| texts.working(WorkingTime::new(calendar, micros));
    let thousandths = i32::try_from(used.saturating_mul(1000) / whole).unwrap_or(0);
    let (due, due_machine) = texts.due(case.due_at);
    clock(
        texts.say,
        &Clock {
            state,
            due: &due,
            due_machine: &due_machine,
            used: Some((f64::from(thousandths) / 1000.0, &time(used), &time(whole))),
            reasons: reasons(texts, case, started),
        },
    )
}

fn micros(day_length: i64, time: WorkingTime) -> i64 {
    let minutes = i64::from(time.hours) * 60 + i64::from(time.minutes);
    i64::from(time.days) * day_length + minutes * 60 * Instant::SECOND
}

/// Why it is due when it is, one sentence each.
fn reasons(texts: Texts<'_>, case: &Case, started: Instant) -> Vec<Markup> {
    let say = texts.say;
    let when = |at| Arg::from(texts.when(at).0);
    let mut reasons = vec![say.tv("desk-clock-received", &[("when", when(case.clock.started))])];
    if started > case.clock.started {
        reasons.push(say.tv("desk-clock-counted", &[("when", when(started))]));
    }
    let limit = texts.limit(case.clock.limit);
    reasons.push(say.tv("desk-clock-limit", &[("limit", limit.into())]));
    for pause in &case.clock.pauses {
        let ground = Arg::from(texts.ground(&pause.ground).unwrap_or_default());
        let from = ("from", when(pause.from));
        reasons.push(match pause.to {
            Some(to) => say.tv(
                "desk-clock-paused",
                &[from, ("to", when(to)), ("ground", ground)],
            ),
            None => say.tv("desk-clock-stands", &[from, ("ground", ground)]),
        });
    }
    if let Some(promised) = case.promised_at {
        reasons.push(say.tv("desk-clock-promised", &[("when", when(promised))]));
    }
    reasons.iter().map(|reason| html! { (reason) }).collect()
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
