//! How often somebody may try.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use base::{Instant, sha256};

/// How much is let through: a bucket of `burst` tokens that fills by `per_minute`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rate {
    /// How many at once, at least 1.
    pub burst: u32,
    /// How many a minute in the long run, at least 1.
    pub per_minute: u32,
}

/// Not now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Wait {
    /// Whole seconds until one more is let through, at least 1.
    pub seconds: i64,
}

/// A token bucket for each key, in memory.
///
/// A key is whatever the door counts by: an address, a login name. For each only one instant is
/// kept: when its bucket will be full again (the generic cell rate algorithm, ITU-T I.371 annex A,
/// which lets through exactly what the bucket would). Keys are digested, so a long one takes no
/// more room. What is counted is lost when the process ends; several processes count each for
/// themselves.
#[derive(Debug)]
pub struct Limiter(Option<Buckets>);

#[derive(Debug)]
struct Buckets {
    /// Microseconds for one token.
    interval: i64,
    /// Microseconds from empty to full, less one token.
    slack: i64,
    keys_max: usize,
    full_at: Mutex<HashMap<[u8; 16], Instant>>,
}

impl Limiter {
    /// A limiter for at most `keys_max` keys at once (at least 4). Past that, keys whose bucket is
    /// full are forgotten, and if they are too few, those that are nearest to full: whoever is
    /// being held back stays held back.
    pub fn new(rate: Rate, keys_max: usize) -> Limiter {
        let interval = 60 * Instant::SECOND / i64::from(rate.per_minute.max(1));
        Limiter(Some(Buckets {
            interval,
            slack: interval.saturating_mul(i64::from(rate.burst.max(1)) - 1),
            keys_max: keys_max.max(4),
            full_at: Mutex::new(HashMap::new()),
        }))
    }

    /// A limiter that lets everything through, for tests and for measuring.
    pub fn off() -> Limiter {
        Limiter(None)
    }

    /// Lets one through, or says how long to wait. Being refused costs nothing.
    ///
    /// # Errors
    /// `Wait` when the bucket of this key is empty.
    pub fn allow(&self, key: &str, now: Instant) -> Result<(), Wait> {
        match &self.0 {
            Some(buckets) => buckets.allow(key, now),
            None => Ok(()),
        }
    }
}

impl Buckets {
    fn full_at(&self) -> MutexGuard<'_, HashMap<[u8; 16], Instant>> {
        self.full_at.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn allow(&self, key: &str, now: Instant) -> Result<(), Wait> {
        let mut short = [0; 16];
        short.copy_from_slice(&sha256(key.as_bytes())[..16]);
        let mut full_at = self.full_at();
        let full = full_at.get(&short).copied().unwrap_or(now).max(now);
        let excess = full.since(now) - self.slack;
        if excess > 0 {
            let seconds = (excess + Instant::SECOND - 1) / Instant::SECOND;
            return Err(Wait { seconds });
        }
        if full_at.len() >= self.keys_max && !full_at.contains_key(&short) {
            self.make_room(&mut full_at, now);
        }
        full_at.insert(short, Instant(full.0.saturating_add(self.interval)));
        Ok(())
    }

    /// Forgets full buckets, then those nearest to full, until a quarter is free: seldom enough
    /// that going through all keys costs little for each.
    fn make_room(&self, full_at: &mut HashMap<[u8; 16], Instant>, now: Instant) {
        full_at.retain(|_, full| *full > now);
        let keep = self.keys_max - self.keys_max / 4;
        if full_at.len() <= keep {
            return;
        }
        let mut order: Vec<(Instant, [u8; 16])> =
            full_at.iter().map(|(key, full)| (*full, *key)).collect();
        let drop = order.len() - keep;
        order.select_nth_unstable(drop - 1);
        for (_, key) in &order[..drop] {
            full_at.remove(key);
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const RATE: Rate = Rate {
        burst: 3,
        per_minute: 6,
    };

    fn at(seconds: i64) -> Instant {
        Instant(1_800_000_000_000_000).plus_seconds(seconds)
    }

    #[test]
    fn a_bucket_empties_and_fills() {
        let limiter = Limiter::new(RATE, 100);
        let table = [
            ("a", 0, None),
            ("a", 0, None),
            ("a", 0, None),
            ("a", 0, Some(10)),
            ("a", 0, Some(10)), // being refused costs nothing
            ("b", 0, None),     // others have buckets of their own
            ("a", 9, Some(1)),
            ("a", 10, None),
            ("a", 10, Some(10)),
            ("a", 1000, None), // never more than a burst is saved up
            ("a", 1000, None),
            ("a", 1000, None),
            ("a", 1000, Some(10)),
        ];
        for (n, (key, seconds, wait)) in table.into_iter().enumerate() {
            let expected = wait.map_or(Ok(()), |seconds| Err(Wait { seconds }));
            assert_eq!(limiter.allow(key, at(seconds)), expected, "step {n}");
        }
    }

    #[test]
    fn off_lets_everything_through() {
        let limiter = Limiter::off();
        assert!((0..1000).all(|_| limiter.allow("a", at(0)).is_ok()));
    }

    #[test]
    fn many_keys_push_out_the_least_held_back() {
        let limiter = Limiter::new(RATE, 8);
        for _ in 0..3 {
            limiter.allow("held back", at(0)).unwrap();
        }
        for n in 0..100 {
            limiter.allow(&format!("passer-by {n}"), at(0)).unwrap();
        }
        assert!(limiter.allow("held back", at(0)).is_err());
        assert!(limiter.0.unwrap().full_at().len() <= 8);
    }

    proptest! {
        /// The rule told as the bucket it stands for, in whole tokens and fractions of them.
        #[test]
        fn it_lets_through_what_the_bucket_would(
            burst in 1_u32..5, steps in proptest::collection::vec(0_i64..30, 1..60),
        ) {
            let limiter = Limiter::new(Rate { burst, per_minute: 6 }, 10);
            let full = i64::from(burst) * 10;
            let (mut level, mut now) = (full, 0);
            for step in steps {
                now += step;
                level = full.min(level + step);
                let allowed = level >= 10;
                level -= if allowed { 10 } else { 0 };
                prop_assert_eq!(limiter.allow("a", at(now)).is_ok(), allowed);
            }
        }
    }
}
