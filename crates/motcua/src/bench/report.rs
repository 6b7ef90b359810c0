//! What a figure is, and how it is told.

use std::time::Duration;

use serde_json::json;

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

    /// The figure; `elapsed` is what all of them took together.
    pub(super) fn figure(
        mut self,
        name: &'static str,
        store: &'static str,
        (waiting, elapsed): (usize, Duration),
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
        let per_second = count as f64 / elapsed.as_secs_f64().max(f64::EPSILON);
        Figure {
            name,
            store,
            waiting,
            count,
            per_second,
            p50_us: at(50),
            p99_us: at(99),
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
                "rss_mib": memory.rss_mib,
                "anon_mib": memory.anon_mib,
            });
            println!("{line}");
            return;
        }
        println!(
            "{:<12} {:<9} {:>4} at once {:>9.0}/s   p50 {:>8.2} ms   p99 {:>8.2} ms   {:>5} MiB ({} ours)",
            self.name,
            self.store,
            self.waiting,
            self.per_second,
            f64::from(self.p50_us) / 1e3,
            f64::from(self.p99_us) / 1e3,
            memory.rss_mib,
            memory.anon_mib,
        );
    }
}

/// What the process holds in memory, in MiB.
struct Memory {
    /// All of it, with the pages of the database that are mapped.
    rss_mib: u64,
    /// What is not a copy of a file.
    anon_mib: u64,
}

impl Memory {
    /// Zeros where there is no `/proc`.
    fn now() -> Memory {
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
        let figure = times.figure("x", "none", (1, Duration::from_secs(10)));
        assert_eq!((figure.p50_us, figure.p99_us, figure.count), (50, 99, 100));
        assert!((figure.per_second - 10.0).abs() < 1e-9);
        let nothing = Times::default().figure("x", "none", (1, Duration::ZERO));
        assert_eq!((nothing.p50_us, nothing.count), (0, 0));
    }
}
