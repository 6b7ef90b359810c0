//! Time and randomness, read here and nowhere else.

use std::sync::atomic::{AtomicI64, Ordering};

use access::Circumstances;
use base::{Chance, Instant};

/// The machine's clock, moved by an offset that a demo sets; or a clock that stands still until a
/// story sets it.
#[derive(Debug)]
pub(crate) enum Clock {
    /// The machine's time plus so many microseconds.
    Running(AtomicI64),
    /// Exactly this instant.
    Standing(AtomicI64),
}

impl Clock {
    /// The machine's clock.
    pub(crate) fn real() -> Clock {
        Clock::Running(AtomicI64::new(0))
    }

    /// A clock that stands at an instant.
    pub(crate) fn standing(at: Instant) -> Clock {
        Clock::Standing(AtomicI64::new(at.0))
    }

    /// The machine's clock, moved.
    pub(crate) fn moved(offset: i64) -> Clock {
        Clock::Running(AtomicI64::new(offset))
    }

    /// Sets it forward; never back.
    pub(crate) fn set(&self, to: Instant) {
        match self {
            Clock::Running(offset) => {
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
            Clock::Running(offset) => offset.load(Ordering::SeqCst),
            Clock::Standing(at) => at.load(Ordering::SeqCst).saturating_sub(machine_time().0),
        }
    }
}

impl Circumstances for Clock {
    fn now(&self) -> Instant {
        match self {
            Clock::Running(offset) => Instant(
                machine_time()
                    .0
                    .saturating_add(offset.load(Ordering::SeqCst)),
            ),
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
