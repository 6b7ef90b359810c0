//! Time and randomness, read here and nowhere else.

use std::sync::atomic::{AtomicBool, AtomicI64, Ordering};

use access::Circumstances;
use base::{Chance, Instant};

/// The machine's clock, moved by an offset that a demo sets; or a clock that stands still until a
/// story sets it.
#[derive(Debug)]
pub(crate) enum Clock {
    /// The machine's time plus so many microseconds; never less than it was.
    Running(AtomicI64, Steady),
    /// Exactly this instant.
    Standing(AtomicI64),
}

impl Clock {
    /// The machine's clock.
    pub(crate) fn real() -> Clock {
        Clock::Running(AtomicI64::new(0), Steady::default())
    }

    /// A clock that stands at an instant.
    pub(crate) fn standing(at: Instant) -> Clock {
        Clock::Standing(AtomicI64::new(at.0))
    }

    /// The machine's clock, moved.
    pub(crate) fn moved(offset: i64) -> Clock {
        Clock::Running(AtomicI64::new(offset), Steady::default())
    }

    /// Sets it forward; never back.
    pub(crate) fn set(&self, to: Instant) {
        match self {
            Clock::Running(offset, _) => {
                offset.fetch_max(to.0.saturating_sub(machine_time().0), Ordering::SeqCst);
            }
            Clock::Standing(at) => {
                at.fetch_max(to.0, Ordering::SeqCst);
            }
        }
    }

    /// How far it is ahead of the machine's.
    pub(crate) fn offset(&self) -> i64 {
        match self {
            Clock::Running(offset, _) => offset.load(Ordering::SeqCst),
            Clock::Standing(at) => at.load(Ordering::SeqCst).saturating_sub(machine_time().0),
        }
    }
}

/// The latest time that was given out. When the machine's clock is set back, time stands still here until
/// the clock has caught up: an act is never earlier than one before it, a deadline that was told never
/// comes back, and a lease never ends twice.
#[derive(Debug, Default)]
pub(crate) struct Steady {
    latest: AtomicI64,
    told: AtomicBool,
}

/// Clocks are moved by fractions of a second all the time; more than a second is told.
const SET_BACK_TOLD: i64 = 1_000_000;

impl Steady {
    /// This time, or the latest that was given out if that is later.
    fn at_least(&self, time: i64) -> i64 {
        let latest = self.latest.fetch_max(time, Ordering::SeqCst).max(time);
        let behind = latest - time;
        if behind > SET_BACK_TOLD {
            if !self.told.swap(true, Ordering::Relaxed) {
                tracing::warn!(
                    seconds = behind / 1_000_000,
                    "the machine's clock was set back; times stand still until it has caught up: set it right, \
                     and restart if it had been wrong before"
                );
            }
        } else if behind == 0 {
            self.told.store(false, Ordering::Relaxed);
        }
        latest
    }
}

impl Circumstances for Clock {
    fn now(&self) -> Instant {
        match self {
            Clock::Running(offset, steady) => {
                let machine = machine_time().0;
                Instant(steady.at_least(machine.saturating_add(offset.load(Ordering::SeqCst))))
            }
            Clock::Standing(at) => Instant(at.load(Ordering::SeqCst)),
        }
    }

    fn chance(&self) -> Chance {
        Chance::new(random())
    }
}

/// 32 bytes of the machine's randomness.
pub(crate) fn random() -> [u8; 32] {
    let mut bytes = [0; 32];
    // A machine without randomness must not run an office: there is nothing sensible to do but stop.
    aws_lc_rs::rand::fill(&mut bytes).expect("the operating system gives random bytes");
    bytes
}

/// The machine's time.
pub(crate) fn machine_time() -> Instant {
    #[expect(
        clippy::disallowed_methods,
        reason = "the one place that reads the clock"
    )]
    let now = jiff::Timestamp::now();
    Instant(now.as_microsecond())
}

/// A clock for measuring how long something takes.
pub(crate) fn stopwatch() -> std::time::Instant {
    #[expect(
        clippy::disallowed_methods,
        reason = "the one place that reads the clock"
    )]
    std::time::Instant::now()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_clock_that_is_set_back_stands_still_until_it_has_caught_up() {
        let steady = Steady::default();
        let table = [
            (10_000_000, 10_000_000, false),
            (9_500_000, 10_000_000, false),
            (11_000_000, 11_000_000, false),
            (3_000_000, 11_000_000, true),
            (4_000_000, 11_000_000, true),
            (11_000_001, 11_000_001, false),
        ];
        for (machine, given, told) in table {
            assert_eq!(steady.at_least(machine), given, "{machine}");
            assert_eq!(steady.told.load(Ordering::Relaxed), told, "{machine}");
        }
    }
}
