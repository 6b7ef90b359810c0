//! Codes and identifiers: kept once each, compared by number.

use crate::interner::{Interner, NONE};
use crate::level::{Level, Outcome, step_of};
use crate::likeness::{Bag, bag, differ_min, one_slip};

/// The codes or identifiers of a field.
#[derive(Debug)]
pub(crate) struct Tokens {
    texts: Interner,
    /// How usual each is: steps by number.
    usual: Vec<u8>,
    /// Whether one slip is told from a difference; then the signs of each, roughly.
    by_hand: bool,
    bags: Vec<Bag>,
}

impl Tokens {
    pub(crate) fn new(by_hand: bool, seed: u64) -> Tokens {
        Tokens {
            texts: Interner::new(seed),
            usual: Vec::new(),
            by_hand,
            bags: Vec::new(),
        }
    }

    /// The number of a value; empty text counts as missing. `None` when there is no room.
    pub(crate) fn number(&mut self, value: Option<&str>) -> Option<u32> {
        let Some(text) = value.map(str::trim).filter(|text| !text.is_empty()) else {
            return Some(NONE);
        };
        let number = self.texts.number(text.as_bytes())?;
        if self.by_hand && number as usize == self.bags.len() {
            self.bags.push(bag(text.bytes().map(char::from)));
        }
        Some(number)
    }

    pub(crate) fn compare(&self, one: u32, other: u32) -> Outcome {
        if one == NONE || other == NONE {
            return Outcome::MISSING;
        }
        if one == other {
            let step = self.usual.get(one as usize).copied().unwrap_or(0);
            return Outcome::of(Level::Exact, step);
        }
        let slip = self.by_hand
            && differ_min(&self.bags[one as usize], &self.bags[other as usize]) <= 2
            && one_slip(self.texts.get(one), self.texts.get(other));
        Outcome::of(if slip { Level::Slip } else { Level::Different }, 0)
    }

    /// Counts how usual each value is. Gives the share of all pairs of known values that are equal.
    pub(crate) fn close(&mut self, values: impl Iterator<Item = u32>) -> f64 {
        self.texts.close();
        let mut counts = vec![0_u32; self.texts.len()];
        for number in values.filter(|&number| number != NONE) {
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
                let one = tokens.number(Some(one)).unwrap();
                let other = tokens.number(Some(other)).unwrap();
                assert_eq!(
                    tokens.compare(one, other).level(),
                    expected,
                    "{one} {other}"
                );
                assert_eq!(tokens.compare(other, one).level(), expected);
            }
        }
    }

    #[test]
    fn a_usual_code_says_less() {
        let mut tokens = Tokens::new(false, 1);
        let codes = (0..100).map(|row| if row < 96 { "a" } else { "b" });
        let numbers: Vec<u32> = codes
            .map(|code| tokens.number(Some(code)).unwrap())
            .collect();
        let equal = tokens.close(numbers.iter().copied());
        assert!((equal - (96.0 * 95.0 + 4.0 * 3.0) / 9900.0).abs() < 1e-12);
        assert!(tokens.compare(0, 0).step() < tokens.compare(1, 1).step());
    }
}
