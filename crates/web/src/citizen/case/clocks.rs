//! The legal clock of a case with its reasons, in words that a person can check with a calendar.

use base::Instant;
use base::clock::{State, WorkingTime};
use cases::model::Case;
use jiff::ToSpan;
use maud::{Markup, html};

use crate::citizen::texts::Texts;
use crate::components::{Clock, ClockState, clock};

/// Days off are named up to this many; a case that takes longer has other worries.
const DAYS_OFF_MAX: usize = 12;

/// The clock of a case.
pub(crate) fn clock_of(texts: Texts<'_>, case: &Case) -> Markup {
    let calendar = &texts.house.pack().calendar;
    let now = texts.house.circumstances.now();
    let (due, machine) = texts.due(case.promised_at.unwrap_or(case.due_at));
    let seen_at = case.ended.map_or(now, |(at, _)| at);
    let shown = case.clock.state(calendar, seen_at);
    let state = match (case.ended, shown) {
        (Some(_), _) => ClockState::Done,
        (None, State::Running { .. }) => ClockState::Running,
        (None, State::Paused { .. }) => ClockState::Paused,
        (None, State::Overdue { .. }) => ClockState::Late,
    };
    let started = calendar.counted_from(case.clock.started, case.clock.cut_off);
    let total = calendar.working_between(started, case.due_at).max(1);
    let left = match shown {
        State::Running { left } => micros(texts, left).min(total),
        State::Paused { since, .. } => calendar.working_between(since, case.due_at).min(total),
        State::Overdue { .. } => 0,
    };
    let used = texts.working(WorkingTime::new(calendar, total - left));
    let whole = texts.working(WorkingTime::new(calendar, total));
    let share = share(total - left, total);
    let reasons = reasons(texts, case, (started, seen_at, shown));
    html! {
        h3 class="govuk-heading-s" { (texts.procedure(&case.procedure)) " – " (texts.office(&case.office)) }
        (clock(texts.say, &Clock {
            state, due: &due, due_machine: &machine, used: Some((share, &used, &whole)), reasons,
        }))
    }
}

fn micros(texts: Texts<'_>, time: WorkingTime) -> i64 {
    let minutes = i64::from(time.hours) * 60 + i64::from(time.minutes);
    i64::from(time.days) * texts.house.pack().calendar.day_length() + minutes * 60 * Instant::SECOND
}

/// A part of a whole, both far below what a float holds exactly.
fn share(part: i64, whole: i64) -> f64 {
    let thousandths = part.saturating_mul(1000) / whole.max(1);
    f64::from(i32::try_from(thousandths).unwrap_or(1000)) / 1000.0
}

/// One sentence for each step of the reckoning.
fn reasons(
    texts: Texts<'_>,
    case: &Case,
    (started, seen_at, shown): (Instant, Instant, State<'_>),
) -> Vec<Markup> {
    let say = texts.say;
    let day = |at: Instant| texts.moment(at);
    let mut said = vec![say.tv(
        "citizen-clock-received",
        &[("date", day(case.clock.started).into())],
    )];
    if started != case.clock.started {
        said.push(match case.clock.cut_off {
            Some(cut_off) => say.tv(
                "citizen-clock-cut-off",
                &[
                    ("time", say.time(cut_off).into()),
                    ("date", day(started).into()),
                ],
            ),
            None => say.tv("citizen-clock-opens", &[("date", day(started).into())]),
        });
    }
    let ground = texts
        .house
        .pack()
        .procedure(&case.procedure)
        .and_then(|p| p.grounds.first());
    let ground = ground
        .and_then(|ground| texts.ground(ground))
        .unwrap_or_default();
    let limit = texts.limit(case.clock.limit);
    said.push(say.tv(
        "citizen-clock-limit",
        &[("limit", limit.into()), ("ground", ground.into())],
    ));
    said.extend(days_off(texts, started, case.due_at));
    for pause in &case.clock.pauses {
        let why = texts.ground(&pause.ground).unwrap_or_default();
        let from = day(pause.from);
        said.push(match pause.to {
            Some(to) => say.tv(
                "citizen-clock-paused",
                &[
                    ("from", from.into()),
                    ("to", day(to).into()),
                    ("ground", why.into()),
                ],
            ),
            None => say.tv(
                "citizen-clock-pauses",
                &[("from", from.into()), ("ground", why.into())],
            ),
        });
    }
    if let Some(promised) = case.promised_at {
        let dates = [
            ("due", day(case.due_at).into()),
            ("promised", day(promised).into()),
        ];
        said.push(say.tv("citizen-clock-promised", &dates));
    }
    if let Some(ended) = case.ended {
        said.push(say.tv("citizen-clock-ended", &[("date", day(ended.0).into())]));
    } else {
        said.extend(now_shows(texts, shown, seen_at));
    }
    said.into_iter()
        .map(|sentence| html! { (sentence) })
        .collect()
}

/// What the clock shows now.
fn now_shows(texts: Texts<'_>, shown: State<'_>, now: Instant) -> Option<String> {
    let say = texts.say;
    let now = ("now", texts.moment(now).into());
    match shown {
        State::Running { left } => Some(say.tv(
            "citizen-clock-left",
            &[now, ("left", texts.working(left).into())],
        )),
        State::Overdue { by } => Some(say.tv(
            "citizen-clock-over",
            &[now, ("by", texts.working(by).into())],
        )),
        // Said already, as the pause that lasts.
        State::Paused { .. } => None,
    }
}

/// The days between on which no office works.
fn days_off(texts: Texts<'_>, from: Instant, to: Instant) -> Option<String> {
    let calendar = &texts.house.pack().calendar;
    let last = calendar.date_of(to);
    let days = std::iter::successors(Some(calendar.date_of(from)), |day| {
        day.checked_add(1.day()).ok().filter(|next| *next <= last)
    });
    let off: Vec<String> = days
        .filter(|day| !calendar.is_working_day(*day))
        .take(DAYS_OFF_MAX)
        .map(|day| texts.say.date_medium(day))
        .collect();
    (!off.is_empty()).then(|| {
        texts
            .say
            .tv("citizen-clock-days-off", &[("days", off.join("; ").into())])
    })
}
