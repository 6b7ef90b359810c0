//! Repeatable chance: SplitMix64 (Steele, Lea, Flood 2014) and choice by weight.
//!
//! Not for secrets. It is here, and not a library, because the rows of a seed must stay the same
//! for years and on every machine.

/// Scrambles 64 bits; every output has exactly one input.
pub(crate) fn mix(bits: u64) -> u64 {
    let mut z = bits.wrapping_add(0x9e37_79b9_7f4a_7c15);
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

/// 64 bits that follow from a text (FNV-1a, then scrambled).
pub(crate) fn mix_text(seed: u64, text: &str) -> u64 {
    let start = 0xcbf2_9ce4_8422_2325 ^ mix(seed);
    let folded = text.bytes().fold(start, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    });
    mix(folded)
}

/// One stream of chance.
#[derive(Debug, Clone)]
pub struct Dice(u64);

impl Dice {
    /// The stream number `stream` of a seed; streams do not depend on each other.
    pub fn new(seed: u64, stream: u64) -> Dice {
        Dice(mix(mix(seed) ^ mix(stream.wrapping_add(1))))
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        mix(self.0)
    }

    /// A whole number from `low` to `high`, both included; `low` when the range is empty.
    pub fn between(&mut self, low: i32, high: i32) -> i32 {
        let width = (i64::from(high) - i64::from(low) + 1).max(1).unsigned_abs();
        // The high half of a 128-bit product: no division, bias below 2^-32.
        let step = (u128::from(self.next()) * u128::from(width)) >> 64;
        low.saturating_add(i32::try_from(step).unwrap_or(0))
    }

    /// A whole number below `limit`; 0 when there is none.
    pub(crate) fn below(&mut self, limit: u64) -> u64 {
        u64::try_from((u128::from(self.next()) * u128::from(limit)) >> 64).unwrap_or(0)
    }

    /// True in `percent` of a hundred cases.
    pub fn percent(&mut self, percent: u8) -> bool {
        self.between(1, 100) <= i32::from(percent)
    }

    /// An index below `length`; 0 when there is none.
    pub fn index(&mut self, length: usize) -> usize {
        let last = i32::try_from(length).unwrap_or(i32::MAX).saturating_sub(1);
        usize::try_from(self.between(0, last)).unwrap_or(0)
    }
}

/// Things with weights, never empty, never all of weight zero.
#[derive(Debug, Clone)]
pub struct Weighted<T> {
    things: Vec<T>,
    upto: Vec<i32>,
}

impl<T> Weighted<T> {
    /// `None` when nothing can be chosen or the weights add up to more than `i32::MAX`.
    pub fn new(rows: impl IntoIterator<Item = (T, u32)>) -> Option<Weighted<T>> {
        let mut total = 0_i32;
        let (mut things, mut upto) = (Vec::new(), Vec::new());
        for (thing, weight) in rows {
            total = total.checked_add(i32::try_from(weight).ok()?)?;
            things.push(thing);
            upto.push(total);
        }
        (total > 0).then_some(Weighted { things, upto })
    }

    /// The things, each once for each line of its table.
    pub(crate) fn things(&self) -> &[T] {
        &self.things
    }

    /// The same weights for what each thing becomes.
    pub(crate) fn try_map<U, E>(
        &self,
        change: impl FnMut(&T) -> Result<U, E>,
    ) -> Result<Weighted<U>, E> {
        let things = self.things.iter().map(change);
        Ok(Weighted {
            things: things.collect::<Result<_, E>>()?,
            upto: self.upto.clone(),
        })
    }

    /// One of the things, by weight.
    pub fn pick(&self, dice: &mut Dice) -> &T {
        let total = self.upto.last().copied().unwrap_or(1);
        let roll = dice.between(1, total);
        let at = self.upto.partition_point(|&upto| upto < roll);
        &self.things[at.min(self.things.len() - 1)]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_range_is_reached_to_both_ends_and_not_left() {
        let mut dice = Dice::new(1, 1);
        let rolls: Vec<i32> = (0..2000).map(|_| dice.between(-3, 8)).collect();
        assert_eq!(rolls.iter().min(), Some(&-3));
        assert_eq!(rolls.iter().max(), Some(&8));
        assert_eq!(dice.between(5, 5), 5);
        assert_eq!(dice.between(5, 2), 5);
    }

    #[test]
    fn a_weight_of_zero_is_never_chosen_and_shares_follow_weights() {
        let weighted = Weighted::new([("a", 0), ("b", 75), ("c", 25)]).unwrap();
        let mut dice = Dice::new(7, 0);
        let picks: Vec<&str> = (0..10_000).map(|_| *weighted.pick(&mut dice)).collect();
        let share = |of| picks.iter().filter(|&&pick| pick == of).count();
        assert_eq!(share("a"), 0);
        assert!((7300..7700).contains(&share("b")));
        assert!(Weighted::new([("a", 0)]).is_none());
        assert!(Weighted::new(Vec::<(u8, u32)>::new()).is_none());
        assert!(Weighted::new([("a", u32::MAX)]).is_none());
    }

    #[test]
    fn streams_of_one_seed_differ() {
        let first = Dice::new(1, 1).next();
        assert_eq!(first, Dice::new(1, 1).next());
        assert_ne!(first, Dice::new(1, 2).next());
        assert_ne!(first, Dice::new(2, 1).next());
    }
}
