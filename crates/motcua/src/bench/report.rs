//! What a figure is, and how it is told.

use std::time::{Duration, Instant};

use serde_json::json;

use crate::clock::stopwatch;

/// How long each of many things took, in microseconds, and how long all of them together.
#[derive(Debug, Default)]
pub(super) struct Times {
    each: Vec<u32>,
}

/// One measurement.
#[derive(Debug)]
pub(super) struct Figure {
    /// What was measured.
    pub(super) name: &'static str,
    /// `sqlite`, `postgres`, or `none`.
    pub(super) store: &'static str,
    /// How many were under way at once.
    pub(super) waiting: usize,
    /// How many were done.
    pub(super) count: usize,
    /// How many a second.
    pub(super) per_second: f64,
    /// The time that half of them took at most, in microseconds.
    pub(super) p50_us: u32,
    /// The time that 99 of 100 took at most, in microseconds.
    pub(super) p99_us: u32,
    /// Processor time of this process for each, load and server together, in microseconds: what
    /// can be compared between runs when others use the machine too.
    pub(super) cpu_us: f64,
}

/// Wall clock and processor time from a beginning on.
#[derive(Debug)]
pub(super) struct Watch {
    begun: Instant,
    cpu: Duration,
}

/// What a [`Watch`] shows.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Spent {
    /// By the wall clock.
    pub(super) elapsed: Duration,
    /// By all threads of this process.
    pub(super) cpu: Duration,
}

impl Watch {
    /// Begins.
    pub(super) fn begin() -> Watch {
        Watch {
            begun: stopwatch(),
            cpu: cpu_time(),
        }
    }

    /// When it began.
    pub(super) fn begun(&self) -> Instant {
        self.begun
    }

    /// What was spent so far.
    pub(super) fn spent(&self) -> Spent {
        Spent {
            elapsed: self.begun.elapsed(),
            cpu: cpu_time().saturating_sub(self.cpu),
        }
    }
}

/// The processor time of this process; zero where there is no `/proc`.
fn cpu_time() -> Duration {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    // Behind the name in brackets: state is field 3, user and system time are 14 and 15 (proc(5)),
    // in hundredths of a second on every Linux of today.
    let fields = stat.rsplit_once(')').map_or("", |(_, fields)| fields);
    let ticks = fields.split_whitespace().skip(11).take(2);
    let ticks: u64 = ticks.filter_map(|ticks| ticks.parse::<u64>().ok()).sum();
    Duration::from_millis(ticks * 10)
}

impl Times {
    /// Adds one.
    pub(super) fn add(&mut self, took: Duration) {
        self.each
            .push(u32::try_from(took.as_micros()).unwrap_or(u32::MAX));
    }

    /// Adds those of another.
    pub(super) fn join(&mut self, other: Times) {
        self.each.extend(other.each);
    }

    /// How many.
    pub(super) fn len(&self) -> usize {
        self.each.len()
    }

    /// The figure; `spent` is what all of them took together.
    pub(super) fn figure(
        mut self,
        name: &'static str,
        store: &'static str,
        (waiting, spent): (usize, Spent),
    ) -> Figure {
        self.each.sort_unstable();
        let at = |hundredths: usize| {
            let last = self.each.len().saturating_sub(1);
            self.each.get(last * hundredths / 100).copied().unwrap_or(0)
        };
        let count = self.each.len();
        #[expect(
            clippy::cast_precision_loss,
            reason = "counts of a bench are far below 2^52"
        )]
        let number = count as f64;
        let per_second = number / spent.elapsed.as_secs_f64().max(f64::EPSILON);
        Figure {
            name,
            store,
            waiting,
            count,
            per_second,
            p50_us: at(50),
            p99_us: at(99),
            cpu_us: spent.cpu.as_secs_f64() * 1e6 / number.max(1.0),
        }
    }
}

impl Figure {
    /// Prints it: one JSON object a line, or a line of a table for people.
    pub(super) fn print(&self, json: bool) {
        let memory = Memory::now();
        if json {
            let line = json!({
                "name": self.name,
                "store": self.store,
                "waiting": self.waiting,
                "count": self.count,
                "per_second": self.per_second.round(),
                "p50_us": self.p50_us,
                "p99_us": self.p99_us,
                "cpu_us": self.cpu_us.round(),
                "rss_mib": memory.rss_mib,
                "anon_mib": memory.anon_mib,
            });
            println!("{line}");
            return;
        }
        println!(
            "{:<12} {:<9} {:>4} at once {:>9.0}/s   p50 {:>8.2} ms   p99 {:>8.2} ms   cpu {:>6.0} us   {:>5} MiB ({} ours)",
            self.name,
            self.store,
            self.waiting,
            self.per_second,
            f64::from(self.p50_us) / 1e3,
            f64::from(self.p99_us) / 1e3,
            self.cpu_us,
            memory.rss_mib,
            memory.anon_mib,
        );
    }
}

/// What the process holds in memory, in MiB.
pub(super) struct Memory {
    /// All of it, with the pages of the database that are mapped.
    rss_mib: u64,
    /// What is not a copy of a file.
    pub(super) anon_mib: u64,
}

impl Memory {
    /// Zeros where there is no `/proc`.
    pub(super) fn now() -> Memory {
        let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
        let mib = |name: &str| {
            let line = status
                .lines()
                .find_map(|line| line.strip_prefix(name)?.strip_prefix(':'));
            let kib = line.and_then(|line| line.split_whitespace().next()?.parse::<u64>().ok());
            kib.unwrap_or(0) / 1024
        };
        Memory {
            rss_mib: mib("VmRSS"),
            anon_mib: mib("RssAnon"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percentiles_are_times_that_were_taken() {
        let mut times = Times::default();
        for micros in (1..=100).rev() {
            times.add(Duration::from_micros(micros));
        }
        let spent = Spent {
            elapsed: Duration::from_secs(10),
            cpu: Duration::from_secs(1),
        };
        let figure = times.figure("x", "none", (1, spent));
        assert_eq!((figure.p50_us, figure.p99_us, figure.count), (50, 99, 100));
        assert!((figure.per_second - 10.0).abs() < 1e-9);
        assert!((figure.cpu_us - 10_000.0).abs() < 1e-9);
        let nothing = Times::default().figure("x", "none", (1, Spent::default()));
        assert_eq!((nothing.p50_us, nothing.count), (0, 0));
    }
}
