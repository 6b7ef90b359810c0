//! Codes and identifiers: kept once each, compared by number.

use crate::interner::{Interner, NONE};
use crate::level::{Level, Outcome, step_of};
use crate::likeness::one_slip;

/// The codes or identifiers of a field, by row.
#[derive(Debug)]
pub(crate) struct Tokens {
    rows: Vec<u32>,
    texts: Interner,
    /// How usual each is: steps by number.
    usual: Vec<u8>,
    /// Whether one slip is told from a difference.
    by_hand: bool,
}

impl Tokens {
    pub(crate) fn new(by_hand: bool, seed: u64) -> Tokens {
        Tokens {
            rows: Vec::new(),
            texts: Interner::new(seed),
            usual: Vec::new(),
            by_hand,
        }
    }

    /// Takes the next row's value; empty text counts as missing. `None` when there is no room.
    pub(crate) fn push(&mut self, value: Option<&str>) -> Option<()> {
        let text = value.map(str::trim).filter(|text| !text.is_empty());
        let number = match text {
            Some(text) => self.texts.number(text.as_bytes())?,
            None => NONE,
        };
        self.rows.push(number);
        Some(())
    }

    pub(crate) fn value(&self, row: u32) -> Option<u32> {
        Some(self.rows[row as usize]).filter(|&number| number != NONE)
    }

    pub(crate) fn compare(&self, one: u32, other: u32) -> Outcome {
        let (a, b) = (self.rows[one as usize], self.rows[other as usize]);
        if a == NONE || b == NONE {
            return Outcome::MISSING;
        }
        if a == b {
            let step = self.usual.get(a as usize).copied().unwrap_or(0);
            return Outcome::of(Level::Exact, step);
        }
        let slip = self.by_hand && one_slip(self.texts.get(a), self.texts.get(b));
        Outcome::of(if slip { Level::Slip } else { Level::Different }, 0)
    }

    /// Counts how usual each value is. Gives the share of all pairs of known values that are equal.
    pub(crate) fn close(&mut self) -> f64 {
        self.texts.close();
        let mut counts = vec![0_u32; self.texts.len()];
        for &number in self.rows.iter().filter(|&&number| number != NONE) {
            counts[number as usize] += 1;
        }
        let known: f64 = counts.iter().map(|&count| f64::from(count)).sum();
        let together = |&count: &u32| f64::from(count) * (f64::from(count) - 1.0);
        let equal: f64 = counts.iter().map(together).sum();
        let usual = |&count: &u32| step_of((f64::from(count) - 1.0).max(1.0) / known);
        self.usual = counts.iter().map(usual).collect();
        equal / (known * (known - 1.0)).max(1.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn levels_of_codes_and_identifiers() {
        let cases = [
            ("0123456789", "0123456789", Level::Exact, Level::Exact),
            ("0123456789", " 0123456789 ", Level::Exact, Level::Exact),
            ("0123456789", "0123456798", Level::Slip, Level::Different),
            ("0123456789", "012345678", Level::Slip, Level::Different),
            (
                "0123456789",
                "0123456700",
                Level::Different,
                Level::Different,
            ),
            ("0123456789", "", Level::Missing, Level::Missing),
        ];
        for (one, other, by_hand, as_code) in cases {
            for (hand, expected) in [(true, by_hand), (false, as_code)] {
                let mut tokens = Tokens::new(hand, 1);
                tokens.push(Some(one));
                tokens.push(Some(other));
                assert_eq!(tokens.compare(0, 1).level(), expected, "{one} {other}");
                assert_eq!(tokens.compare(1, 0), tokens.compare(0, 1));
            }
        }
    }

    #[test]
    fn a_usual_code_says_less() {
        let mut tokens = Tokens::new(false, 1);
        for row in 0..100 {
            tokens.push(Some(if row < 96 { "a" } else { "b" }));
        }
        let equal = tokens.close();
        assert!((equal - (96.0 * 95.0 + 4.0 * 3.0) / 9900.0).abs() < 1e-12);
        assert!(tokens.compare(0, 1).step() < tokens.compare(98, 99).step());
    }
}
