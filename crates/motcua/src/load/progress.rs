//! How far a load is, for whoever watches.

use std::io::IsTerminal;
use std::time::Duration;

use crate::clock::stopwatch;

/// Says every second, to somebody who watches, how far the work is.
pub(super) struct Progress {
    rows: u64,
    watch: std::time::Instant,
    said: Duration,
    shown: bool,
}

impl Progress {
    pub(super) fn start(rows: u64) -> Progress {
        Progress {
            rows,
            watch: stopwatch(),
            said: Duration::ZERO,
            shown: std::io::stderr().is_terminal(),
        }
    }

    pub(super) fn tell(&mut self, done: u64) {
        let now = self.watch.elapsed();
        if !self.shown || now < self.said + Duration::from_secs(1) {
            return;
        }
        self.said = now;
        eprint!("\r\x1b[Krows: {done} of {}", self.rows);
    }

    pub(super) fn over(&self) {
        if self.shown {
            eprint!("\r\x1b[K");
        }
    }
}
