//! Randomness that was handed in.

use std::sync::atomic::{AtomicU64, Ordering};

use crate::{Id, Instant, sha256};

/// A source of unpredictable bytes for one request, stretched from a seed that only the binary
/// can draw. The same seed gives the same bytes, so a test or a replay decides the same.
#[derive(Debug)]
pub struct Chance {
    seed: [u8; 32],
    drawn: AtomicU64,
}

impl Chance {
    /// Starts from 32 bytes of the machine's randomness (or of a test's choice).
    pub fn new(seed: [u8; 32]) -> Chance {
        Chance {
            seed,
            drawn: AtomicU64::new(0),
        }
    }

    /// The next 32 bytes: SHA-256 of seed and counter, unpredictable without the seed.
    pub fn bytes(&self) -> [u8; 32] {
        let mut input = [0; 40];
        input[..32].copy_from_slice(&self.seed);
        input[32..].copy_from_slice(&self.drawn.fetch_add(1, Ordering::Relaxed).to_be_bytes());
        sha256(&input)
    }

    /// A new id made at `now` (UUID version 7: 48 bits of milliseconds, then chance).
    pub fn id(&self, now: Instant) -> Id {
        let random = self.bytes();
        let mut bytes = [0; 16];
        let milliseconds = (now.0 / 1000).max(0).to_be_bytes();
        bytes[..6].copy_from_slice(&milliseconds[2..]);
        bytes[6..].copy_from_slice(&random[..10]);
        bytes[6] = (bytes[6] & 0x0f) | 0x70;
        bytes[8] = (bytes[8] & 0x3f) | 0x80;
        Id(bytes)
    }

    /// New ids made at `now`, each greater than the one before (RFC 9562 §6.2, method 2): rows that are
    /// made together lie together in a database.
    pub fn ids(&self, now: Instant) -> Ids {
        Ids {
            // With room above it, so that no step goes round.
            last: u128::from_be_bytes(self.id(now).0) & !(1 << 61),
            steps: SplitMix(u64::from_be_bytes(
                self.bytes()[..8].try_into().unwrap_or_default(),
            )),
        }
    }

    /// 128 bits as 26 characters of lower-case base 32 (RFC 4648 §6 alphabet, no padding): short
    /// enough for a QR code, and for a person who must type it.
    pub fn token(&self) -> String {
        const ALPHABET: &[u8; 32] = b"abcdefghijklmnopqrstuvwxyz234567";
        let random = self.bytes();
        let mut bits = 0_u32;
        let mut held = 0;
        let mut text = String::with_capacity(26);
        for &byte in &random[..17] {
            held = (held << 8) | u32::from(byte);
            bits += 8;
            while bits >= 5 && text.len() < 26 {
                bits -= 5;
                text.push(ALPHABET[((held >> bits) & 31) as usize] as char);
            }
            held &= (1 << bits) - 1;
        }
        text
    }
}

/// Ids one after the other; see [`Chance::ids`].
#[derive(Debug)]
pub struct Ids {
    last: u128,
    steps: SplitMix,
}

impl Ids {
    /// The next one. They do not run out: a step takes at most 2^24 of 2^62.
    pub fn next_id(&mut self) -> Id {
        /// The bits behind the variant, which stays as it is.
        const LOW: u128 = (1 << 62) - 1;
        let step = u128::from(self.steps.next() >> 40) + 1;
        let low = (self.last & LOW).wrapping_add(step) & LOW;
        self.last = (self.last & !LOW) | low;
        Id(self.last.to_be_bytes())
    }
}

/// Steele, Lea, Flood 2014: enough to tell ids apart, and of no other use.
#[derive(Debug)]
struct SplitMix(u64);

impl SplitMix {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_of_one_moment_are_ordered() {
        let chance = Chance::new([9; 32]);
        let mut ids = chance.ids(Instant(1_000_000));
        let some: Vec<Id> = (0..1_000).map(|_| ids.next_id()).collect();
        assert!(some.is_sorted_by(|one, next| one < next));
        assert!(some.iter().all(|id| id.0[6] >> 4 == 7 && id.0[8] >> 6 == 2));
        assert_eq!(some[0].0[..6], chance.id(Instant(1_000_000)).0[..6]);
    }

    #[test]
    fn ids_are_ordered_by_time_and_differ() {
        let chance = Chance::new([7; 32]);
        let early = chance.id(Instant(1_000_000));
        let late = chance.id(Instant(2_000_000));
        assert!(early < late);
        assert_ne!(chance.id(Instant(2_000_000)), late);
        assert_eq!(chance.token().len(), 26);
        assert_ne!(chance.token(), chance.token());
    }
}
