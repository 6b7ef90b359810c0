//! Why a clock was not changed.

use std::fmt;

use crate::Instant;

/// Why a clock could not be stopped, set going, or extended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ClockProblem {
    /// The clock stands still already.
    AlreadyPaused {
        /// Since when.
        since: Instant,
    },
    /// The clock is running.
    NotPaused,
    /// The instant lies before what it follows.
    Backwards {
        /// The earliest instant possible.
        earliest: Instant,
    },
    /// The due instant has passed.
    TooLate {
        /// The due instant.
        due: Instant,
    },
    /// The extension does not give a later due instant.
    NotLater {
        /// The due instant.
        due: Instant,
    },
}

impl fmt::Display for ClockProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            ClockProblem::AlreadyPaused { since } => {
                write!(
                    f,
                    "the clock has stood still since {since}: resume it first"
                )
            }
            ClockProblem::NotPaused => {
                f.write_str("the clock is running: there is nothing to resume")
            }
            ClockProblem::Backwards { earliest } => {
                write!(
                    f,
                    "the clock cannot go backwards: give an instant from {earliest} on"
                )
            }
            ClockProblem::TooLate { due } => {
                write!(
                    f,
                    "the case fell due at {due}: a promise can no longer be moved"
                )
            }
            ClockProblem::NotLater { due } => {
                write!(f, "the case is due at {due} already: give a later date")
            }
        }
    }
}

impl std::error::Error for ClockProblem {}
