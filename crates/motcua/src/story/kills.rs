//! When the doors are killed in the middle of a request, and what came of it.

use std::collections::HashMap;
use std::fmt;
use std::time::Duration;

use base::Chance;

/// Of so many requests that change something, all but one are tried with a kill.
const SPARED_ONE_IN: u64 = 4;

/// What the first requests are taken to need, before any was measured.
const USUAL_AT_FIRST: Duration = Duration::from_millis(40);

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

    /// How long after its start a request of this kind is hit: between nothing and a little longer
    /// than such requests take, so that kills fall before, during and after the commit. `None` spares
    /// it.
    pub(crate) fn draw(&self, kind: &str) -> Option<Duration> {
        let bytes = self.chance.bytes();
        let number = |at: usize| {
            let mut eight = [0; 8];
            eight.copy_from_slice(&bytes[at..at + 8]);
            u64::from_be_bytes(eight)
        };
        if number(0).is_multiple_of(SPARED_ONE_IN) {
            return None;
        }
        let usual = self.usual.get(kind).copied().unwrap_or(USUAL_AT_FIRST);
        let most = usual.as_micros().saturating_mul(9) / 8;
        let most = u64::try_from(most).unwrap_or(u64::MAX).max(1);
        Some(Duration::from_micros(number(8) % most))
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
        assert!((20..80).contains(&spared), "{spared} of 200 spared");
        let most = Duration::from_millis(9);
        assert!(delays.iter().flatten().all(|delay| *delay < most));
        let late = |delay: &Duration| *delay > Duration::from_millis(8);
        assert!(delays.iter().flatten().any(late));
    }
}
