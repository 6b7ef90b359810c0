//! When the doors are killed in the middle of a request, and what came of it.

use std::collections::HashMap;
use std::fmt;
use std::time::Duration;

use base::Chance;

/// What the first requests are taken to need, before any was measured.
const USUAL_AT_FIRST: Duration = Duration::from_millis(40);

/// The longest that a kill waits once something was committed, in microseconds: about as long as an
/// answer takes that was ready then.
const AFTER_COMMIT_MICROS_MAX: u64 = 3_000;

/// When a request is hit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Blow {
    /// So long after it was sent.
    After(Duration),
    /// So long after something was committed for it; after the answer, if nothing is.
    Committed(Duration),
}

/// Draws the instants of kills, and counts them.
#[derive(Debug)]
pub(crate) struct Kills {
    chance: Chance,
    /// What requests of each kind have needed lately.
    usual: HashMap<String, Duration>,
    /// Kills before an answer came.
    in_flight: usize,
    /// Of those, where the act was in the ledger already.
    committed: usize,
    /// Kills just after the answer.
    answered: usize,
}

impl Kills {
    /// The same seed draws the same delays; what they hit depends on the machine.
    pub(crate) fn new(seed: u64) -> Kills {
        let mut bytes = [0; 32];
        bytes[..8].copy_from_slice(&seed.to_be_bytes());
        Kills {
            chance: Chance::new(bytes),
            usual: HashMap::new(),
            in_flight: 0,
            committed: 0,
            answered: 0,
        }
    }

    /// When a request of this kind is hit, of which every second one is spared (`None`). One half is
    /// hit between its start and a little later than such requests are answered, the other half just
    /// after a commit: so kills fall before, during and after it, however fast the machine is.
    pub(crate) fn draw(&self, kind: &str) -> Option<Blow> {
        let bytes = self.chance.bytes();
        let number = |at: usize| {
            let mut eight = [0; 8];
            eight.copy_from_slice(&bytes[at..at + 8]);
            u64::from_be_bytes(eight)
        };
        match number(0) % 4 {
            0 | 1 => None,
            2 => {
                let after = number(8) % AFTER_COMMIT_MICROS_MAX;
                Some(Blow::Committed(Duration::from_micros(after)))
            }
            _ => {
                let most = self.usual(kind).as_micros().saturating_mul(9) / 8;
                let most = u64::try_from(most).unwrap_or(u64::MAX).max(1);
                Some(Blow::After(Duration::from_micros(number(8) % most)))
            }
        }
    }

    /// Whether the doors are killed between two lines: after every fourth one or so, as each start
    /// takes longer than a line.
    pub(crate) fn between_lines(&self) -> bool {
        self.chance.bytes()[0].is_multiple_of(4)
    }

    /// What requests of this kind need; what others need, until one of its own was measured.
    fn usual(&self, kind: &str) -> Duration {
        let all = || {
            let count = u32::try_from(self.usual.len()).ok().filter(|n| *n > 0)?;
            Some(self.usual.values().sum::<Duration>() / count)
        };
        let own = self.usual.get(kind).copied();
        own.or_else(all).unwrap_or(USUAL_AT_FIRST)
    }

    /// A request of this kind, which nothing hit, took so long.
    pub(crate) fn took(&mut self, kind: &str, time: Duration) {
        let usual = self.usual.entry(kind.to_owned()).or_insert(time);
        *usual = (*usual + time) / 2;
    }

    /// A request got its answer just before the kill.
    pub(crate) fn was_answered(&mut self) {
        self.answered += 1;
    }

    /// A request got no answer; had it been committed?
    pub(crate) fn hit(&mut self, committed: bool) {
        self.in_flight += 1;
        self.committed += usize::from(committed);
    }
}

impl fmt::Display for Kills {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (in_flight, committed, answered) = (self.in_flight, self.committed, self.answered);
        write!(
            f,
            "killed {in_flight} times while a request was in flight, {committed} of them after its \
             commit; {answered} times just after the answer"
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn delays_repeat_with_the_seed_and_stay_within_what_requests_take() {
        let draw = |seed| {
            let mut kills = Kills::new(seed);
            kills.took("note", Duration::from_millis(8));
            (0..200).map(|_| kills.draw("note")).collect::<Vec<_>>()
        };
        assert_eq!(draw(1), draw(1));
        assert_ne!(draw(1), draw(2));
        let delays = draw(1);
        let spared = delays.iter().filter(|delay| delay.is_none()).count();
        assert!((60..140).contains(&spared), "{spared} of 200 spared");
        let timed = delays.iter().flatten().filter_map(|blow| match blow {
            Blow::After(delay) => Some(*delay),
            Blow::Committed(_) => None,
        });
        let timed: Vec<Duration> = timed.collect();
        assert!((20..80).contains(&timed.len()), "{} timed", timed.len());
        let most = Duration::from_millis(9);
        assert!(timed.iter().all(|delay| *delay < most));
        let late = Duration::from_millis(8);
        assert!(timed.iter().any(|delay| *delay > late));
    }
}
