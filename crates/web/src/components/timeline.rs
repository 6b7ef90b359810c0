//! What happened and what will, and how long the law gives for it.

use maud::{Markup, html};

use crate::words::{Key, Say};

use super::{Colour, details, tag};

/// Where a moment stands.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum MomentState {
    /// It has happened.
    Done,
    /// It is happening.
    Now,
    /// It is promised.
    Ahead,
    /// It was promised for an earlier time.
    Late,
    /// It will not happen.
    Stopped,
}

impl MomentState {
    fn word(self) -> (&'static str, Key) {
        match self {
            MomentState::Done => ("done", Key("timeline-done")),
            MomentState::Now => ("now", Key("timeline-now")),
            MomentState::Ahead => ("ahead", Key("timeline-ahead")),
            MomentState::Late => ("late", Key("timeline-late")),
            MomentState::Stopped => ("stopped", Key("timeline-stopped")),
        }
    }
}

/// One moment of a case.
#[derive(Clone, Debug)]
pub struct Moment<'a> {
    /// Where it stands.
    pub state: MomentState,
    /// What happens, in a few words.
    pub title: &'a str,
    /// When, as the reader's language writes it, and for machines (`2026-11-02T09:05`).
    pub when: Option<(&'a str, &'a str)>,
    /// Who does it.
    pub by: Option<&'a str>,
    /// More, if there is more.
    pub detail: Option<Markup>,
}

/// Moments in order, the oldest first.
pub fn timeline(say: Say<'_>, moments: &[Moment<'_>]) -> Markup {
    html! { ol class="mc-timeline" { @for moment in moments { (point(say, moment)) } } }
}

fn point(say: Say<'_>, moment: &Moment<'_>) -> Markup {
    let (class, state) = moment.state.word();
    html! {
        li class={ "mc-timeline__item mc-timeline__item--" (class) } {
            p class="mc-timeline__title" {
                span class="govuk-visually-hidden" { (say.key(state)) " " }
                (moment.title)
            }
            @if moment.when.is_some() || moment.by.is_some() {
                p class="mc-timeline__meta" {
                    @if let Some((text, machine)) = moment.when { time datetime=(machine) { (text) } }
                    @if moment.when.is_some() && moment.by.is_some() { " · " }
                    @if let Some(by) = moment.by { (by) }
                }
            }
            @if let Some(detail) = &moment.detail { div class="mc-timeline__detail" { (detail) } }
        }
    }
}

/// How a legal clock stands.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ClockState {
    /// It has not begun.
    Ahead,
    /// It runs.
    Running,
    /// The law has stopped it for now.
    Paused,
    /// The date has passed.
    Late,
    /// It has ended.
    Done,
}

impl ClockState {
    fn word(self) -> (&'static str, Key, Colour) {
        match self {
            ClockState::Ahead => ("ahead", Key("clock-ahead"), Colour::Grey),
            ClockState::Running => ("running", Key("clock-running"), Colour::Blue),
            ClockState::Paused => ("paused", Key("clock-paused"), Colour::Orange),
            ClockState::Late => ("late", Key("clock-late"), Colour::Red),
            ClockState::Done => ("done", Key("clock-done"), Colour::Green),
        }
    }
}

/// A clock: the date that is promised, and why it is that date.
#[derive(Clone, Debug)]
pub struct Clock<'a> {
    /// How it stands.
    pub state: ClockState,
    /// The promised date as the reader's language writes it.
    pub due: &'a str,
    /// The same for machines (`2026-11-04` or with a time).
    pub due_machine: &'a str,
    /// Used and total time, as share (0 to 1) and as two texts such as `1 working day`.
    pub used: Option<(f64, &'a str, &'a str)>,
    /// The steps of the reckoning, one sentence each: started when, paused why, holidays left out.
    pub reasons: Vec<Markup>,
}

/// A legal clock with its reasons.
pub fn clock(say: Say<'_>, clock: &Clock<'_>) -> Markup {
    let (class, state, colour) = clock.state.word();
    html! {
        div class={ "mc-clock mc-clock--" (class) } {
            p class="mc-clock__label" { (say.t("clock-due")) " " (tag(&say.key(state), colour)) }
            p class="mc-clock__due" { time datetime=(clock.due_machine) { (clock.due) } }
            @if let Some((share, used, total)) = clock.used {
                svg class="mc-clock__bar" height="8" aria-hidden="true" focusable="false" {
                    rect class="mc-clock__track" width="100%" height="8" rx="4" {}
                    rect class="mc-clock__fill" width={ (format!("{:.1}", share.clamp(0.0, 1.0) * 100.0)) "%" } height="8" rx="4" {}
                }
                p class="mc-clock__used" { (say.tv("clock-used", &[("used", used.into()), ("total", total.into())])) }
            }
            @if !clock.reasons.is_empty() {
                (details(&say.t("clock-reasons"), &html! {
                    ol class="govuk-list govuk-list--number" { @for reason in &clock.reasons { li { (reason) } } }
                }))
            }
        }
    }
}
