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

#[cfg(test)]
mod tests {
    use super::*;

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
