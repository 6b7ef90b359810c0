//! The legal clock of one case: when it is due, how much is left, when to warn.
//!
//! A clock counts the working time of an office. It stands still while a declared ground stops it
//! and goes on from where it stood: a pause neither restarts the limit nor eats any of it. Only
//! what is written in the clock moves the due instant; an outage of a system does not.
//!
//! A pause or an extension that begins after the due instant changes nothing: what is late stays
//! late.

use jiff::civil::{Date, Time};

use crate::Instant;
use crate::calendar::Calendar;
use crate::limit::{Limit, due};

mod problem;
#[cfg(test)]
mod tests;

pub use problem::ClockProblem;

const HOUR: i64 = 3600 * Instant::SECOND;

/// Everything that decides when a case is due.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Clock {
    /// When the application was received.
    pub started: Instant,
    /// How long the office may take.
    pub limit: Limit,
    /// After this time of day a receipt counts for the next working day.
    pub cut_off: Option<Time>,
    /// When the clock stood still, in any order; overlaps count once.
    pub pauses: Vec<Pause>,
    /// Later dates that were promised in time, in the order of the promises.
    pub extensions: Vec<Extension>,
}

/// A time in which the clock stands still on a declared ground.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pause {
    /// When it began.
    pub from: Instant,
    /// When it ended (may be fixed beforehand); `None` while it lasts.
    pub to: Option<Instant>,
    /// The code of the declared ground.
    pub ground: String,
}

/// A later due date, promised while the old one had not passed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Extension {
    /// When it was granted.
    pub granted: Instant,
    /// What takes the limit's place.
    pub until: Until,
    /// The code of the declared ground.
    pub ground: String,
}

/// What an extension promises.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Until {
    /// Another limit, counted from the same receipt (2 working days become 5).
    Limit(Limit),
    /// The close of this date, or of the next working day if it is a day off. Pauses before the
    /// grant are taken as known to whoever chose the date, and do not move it.
    Date(Date),
}

/// Working time for people: whole office days, then hours and minutes. Seconds are left out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct WorkingTime {
    /// Full office days.
    pub days: u32,
    /// Full hours beyond them, fewer than an office day has.
    pub hours: u32,
    /// Full minutes beyond them, 0 to 59.
    pub minutes: u32,
}

impl WorkingTime {
    /// Splits microseconds of working time into the office days of a calendar and the rest.
    pub fn new(calendar: &Calendar, micros: i64) -> WorkingTime {
        let micros = micros.max(0);
        let rest = micros % calendar.day_length();
        let whole = |number: i64| u32::try_from(number).unwrap_or(u32::MAX);
        WorkingTime {
            days: whole(micros / calendar.day_length()),
            hours: whole(rest / HOUR),
            minutes: whole(rest % HOUR / (HOUR / 60)),
        }
    }
}

/// What a clock shows at some instant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State<'a> {
    /// The office is working on it, in time.
    Running {
        /// Working time until it is due.
        left: WorkingTime,
    },
    /// The clock stands still.
    Paused {
        /// Since when.
        since: Instant,
        /// The code of the ground.
        ground: &'a str,
    },
    /// The due instant has passed.
    Overdue {
        /// Working time since then.
        by: WorkingTime,
    },
}

impl Clock {
    /// A clock without pauses.
    pub fn new(started: Instant, limit: Limit, cut_off: Option<Time>) -> Clock {
        Clock {
            started,
            limit,
            cut_off,
            pauses: Vec::new(),
            extensions: Vec::new(),
        }
    }

    /// When the case is due. While a pause lasts: when it would be due if the pause ended as soon
    /// as it began, the earliest that can still come; see [`Clock::due_if_resumed`].
    pub fn due_at(&self, calendar: &Calendar) -> Instant {
        self.due_with(calendar, Instant(i64::MIN))
    }

    /// When the case is due if the pause that lasts ends at `at`.
    pub fn due_if_resumed(&self, calendar: &Calendar, at: Instant) -> Instant {
        self.due_with(calendar, at)
    }

    /// What the clock shows at `now`. At the due instant itself the case is still in time.
    pub fn state(&self, calendar: &Calendar, now: Instant) -> State<'_> {
        let due = self.due_if_resumed(calendar, now);
        if now > due {
            return State::Overdue {
                by: WorkingTime::new(calendar, calendar.working_between(due, now)),
            };
        }
        let covers = |pause: &&Pause| pause.from <= now && pause.to.is_none_or(|to| now < to);
        if let Some(pause) = self
            .pauses
            .iter()
            .filter(covers)
            .min_by_key(|pause| pause.from)
        {
            return State::Paused {
                since: pause.from,
                ground: &pause.ground,
            };
        }
        let paused: i64 = self
            .stops(now, now)
            .iter()
            .map(|&(from, to)| calendar.working_between(from, to.min(due)))
            .sum();
        let left = calendar.working_between(now, due) - paused;
        State::Running {
            left: WorkingTime::new(calendar, left),
        }
    }

    /// When to send word that the case may be late: `lead_hours` of office time before it is due
    /// (at least one), or at its start if the limit is shorter. Always before the due instant.
    pub fn warn_at(&self, calendar: &Calendar, lead_hours: u32) -> Instant {
        let lead = i64::from(lead_hours.max(1)) * HOUR;
        calendar
            .retreat(self.due_at(calendar), lead)
            .max(self.started)
    }

    /// Stops the clock.
    ///
    /// # Errors
    /// When it stands still already, or `at` lies before its start.
    pub fn pause(&mut self, at: Instant, ground: &str) -> Result<(), ClockProblem> {
        if let Some(open) = self
            .pauses
            .iter()
            .find(|pause| pause.to.is_none_or(|to| at < to))
        {
            return Err(ClockProblem::AlreadyPaused { since: open.from });
        }
        if at < self.started {
            return Err(ClockProblem::Backwards {
                earliest: self.started,
            });
        }
        self.pauses.push(Pause {
            from: at,
            to: None,
            ground: ground.to_owned(),
        });
        Ok(())
    }

    /// Lets the clock go on.
    ///
    /// # Errors
    /// When it does not stand still, or `at` lies before the pause.
    pub fn resume(&mut self, at: Instant) -> Result<(), ClockProblem> {
        let open = self.pauses.iter_mut().find(|pause| pause.to.is_none());
        let pause = open.ok_or(ClockProblem::NotPaused)?;
        if at < pause.from {
            return Err(ClockProblem::Backwards {
                earliest: pause.from,
            });
        }
        pause.to = Some(at);
        Ok(())
    }

    /// Promises a later date.
    ///
    /// # Errors
    /// When the due instant has passed, or the promise is not later than it.
    pub fn extend(
        &mut self,
        calendar: &Calendar,
        extension: Extension,
    ) -> Result<(), ClockProblem> {
        let due = self.due_if_resumed(calendar, extension.granted);
        if extension.granted > due {
            return Err(ClockProblem::TooLate { due });
        }
        let granted = extension.granted;
        self.extensions.push(extension);
        if self.due_if_resumed(calendar, granted) > due {
            return Ok(());
        }
        self.extensions.pop();
        Err(ClockProblem::NotLater { due })
    }

    /// The due instant by all extensions granted in time, with open pauses ended at `resumed`.
    fn due_with(&self, calendar: &Calendar, resumed: Instant) -> Instant {
        let mut valid: Vec<&Extension> = Vec::new();
        for extension in &self.extensions {
            // A pause still open when it was granted had lasted until then.
            if extension.granted <= self.due_by(calendar, &valid, extension.granted) {
                valid.push(extension);
            }
        }
        self.due_by(calendar, &valid, resumed)
    }

    /// The latest of what the limit and these extensions promise.
    fn due_by(&self, calendar: &Calendar, extensions: &[&Extension], resumed: Instant) -> Instant {
        let counted = calendar.counted_from(self.started, self.cut_off);
        let by_limit = |limit| {
            let base = due(calendar, self.started, limit, self.cut_off);
            moved(calendar, base, &self.stops(counted, resumed))
        };
        let promised = |extension: &&Extension| match extension.until {
            Until::Limit(limit) => by_limit(limit),
            Until::Date(date) => {
                let base = calendar.closing(calendar.working_day_from(date));
                moved(
                    calendar,
                    base,
                    &self.stops(counted.max(extension.granted), resumed),
                )
            }
        };
        extensions
            .iter()
            .map(promised)
            .fold(by_limit(self.limit), Instant::max)
    }

    /// The pauses after `from`, open ones ended at `resumed`, in order, overlaps joined.
    fn stops(&self, from: Instant, resumed: Instant) -> Vec<(Instant, Instant)> {
        let ended = |pause: &Pause| (pause.from.max(from), pause.to.unwrap_or(resumed));
        let mut stops: Vec<_> = self
            .pauses
            .iter()
            .map(ended)
            .filter(|(from, to)| from < to)
            .collect();
        stops.sort_unstable();
        let mut joined: Vec<(Instant, Instant)> = Vec::with_capacity(stops.len());
        for (from, to) in stops {
            match joined.last_mut() {
                Some(last) if from <= last.1 => last.1 = last.1.max(to),
                Some(_) | None => joined.push((from, to)),
            }
        }
        joined
    }
}

/// A due instant moved by the working time of each stop that began before it.
fn moved(calendar: &Calendar, due: Instant, stops: &[(Instant, Instant)]) -> Instant {
    stops.iter().fold(due, |due, &(from, to)| {
        if from < due {
            calendar.advance(due, calendar.working_between(from, to))
        } else {
            due
        }
    })
}
