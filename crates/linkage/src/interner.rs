//! Texts kept once, as numbers: one arena of bytes and an open-addressing table.

/// The number of "no value".
pub(crate) const NONE: u32 = u32::MAX;

/// Bytes kept once each, numbered in the order in which they first came.
#[derive(Debug)]
pub(crate) struct Interner {
    arena: Vec<u8>,
    /// Where each text ends in the arena.
    ends: Vec<u32>,
    /// Numbers by hash, [`NONE`] where free; its length is a power of two.
    table: Vec<u32>,
    /// Makes the places of texts in the table unforeseeable to who writes the texts.
    seed: u64,
}

impl Interner {
    pub(crate) fn new(seed: u64) -> Interner {
        Interner {
            arena: Vec::new(),
            ends: Vec::new(),
            table: vec![NONE; 64],
            seed,
        }
    }

    pub(crate) fn len(&self) -> usize {
        self.ends.len()
    }

    /// The number of a text, new or not. `None` when the four gigabytes that numbers can point
    /// into are full.
    pub(crate) fn number(&mut self, text: &[u8]) -> Option<u32> {
        if self.ends.len() * 3 >= self.table.len() * 2 {
            self.grow();
        }
        let mask = self.table.len() - 1;
        let mut place = hash(text, self.seed) as usize & mask;
        loop {
            let number = self.table[place];
            if number == NONE {
                break;
            }
            if self.get(number) == text {
                return Some(number);
            }
            place = (place + 1) & mask;
        }
        let end = u32::try_from(self.arena.len() + text.len()).ok()?;
        let number = u32::try_from(self.ends.len()).ok().filter(|&n| n != NONE)?;
        self.arena.extend_from_slice(text);
        self.ends.push(end);
        self.table[place] = number;
        Some(number)
    }

    /// The text of a number; empty for a number that was never given.
    pub(crate) fn get(&self, number: u32) -> &[u8] {
        let index = number as usize;
        let Some(&end) = self.ends.get(index) else {
            return &[];
        };
        let start = index.checked_sub(1).map_or(0, |before| self.ends[before]);
        &self.arena[start as usize..end as usize]
    }

    /// Gives back the table, when no more texts will come.
    pub(crate) fn close(&mut self) {
        self.table = Vec::new();
        self.arena.shrink_to_fit();
        self.ends.shrink_to_fit();
    }

    fn grow(&mut self) {
        let size = (self.table.len() * 2).max(64);
        let mut table = vec![NONE; size];
        for number in 0..self.ends.len() as u32 {
            let mut place = hash(self.get(number), self.seed) as usize & (size - 1);
            while table[place] != NONE {
                place = (place + 1) & (size - 1);
            }
            table[place] = number;
        }
        self.table = table;
    }
}

/// A hash of bytes: multiplied and folded eight at a time.
fn hash(text: &[u8], seed: u64) -> u64 {
    let mut state = seed ^ (text.len() as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    for chunk in text.chunks(8) {
        let mut eight = [0; 8];
        eight[..chunk.len()].copy_from_slice(chunk);
        state = fold(state ^ u64::from_le_bytes(eight));
    }
    fold(state)
}

/// Mixes 64 bits so that each depends on all (the two halves of a 128-bit product, exclusive-or).
pub(crate) fn fold(value: u64) -> u64 {
    let product = u128::from(value ^ 0x2d35_8dcc_aa6c_78a5) * 0x8bb8_4b93_962e_acc9_u128;
    (product as u64) ^ ((product >> 64) as u64)
}

/// Numbers that look random and are the same on every run (splitmix64: Steele, Lea and Flood 2014).
#[derive(Debug)]
pub(crate) struct Dice(u64);

impl Dice {
    pub(crate) fn new(seed: u64) -> Dice {
        Dice(seed)
    }

    pub(crate) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// A number below `bound`, or 0 when that is 0.
    pub(crate) fn below(&mut self, bound: usize) -> usize {
        ((u128::from(self.next()) * bound as u128) >> 64) as usize
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_has_one_number_however_many_there_are() {
        let mut interner = Interner::new(7);
        for round in 0..2 {
            for n in 0..10_000_u32 {
                let text = format!("text {}", n * 7919);
                assert_eq!(interner.number(text.as_bytes()), Some(n), "round {round}");
            }
        }
        assert_eq!(interner.len(), 10_000);
        interner.close();
        assert_eq!(interner.get(3), b"text 23757");
        assert_eq!(interner.get(NONE), b"");
    }

    #[test]
    fn dice_stay_below_and_repeat() {
        let (mut one, mut other) = (Dice::new(5), Dice::new(5));
        for bound in 1..1000 {
            let drawn = one.below(bound);
            assert!(drawn < bound);
            assert_eq!(drawn, other.below(bound));
        }
        assert_eq!(one.below(0), 0);
    }
}
