//! How many people are asked for, and how they are divided into blocks.
//!
//! A block is a few thousand people and all their kin, in neighbouring communes. It follows from the
//! law, the order and its own number alone, so blocks can be made in any order and by any number of
//! threads.

use jiff::civil::Date;

/// People of a block: enough to find somebody to marry, few enough to be held in memory by the dozen.
const BLOCK: u32 = 2_048;

/// What is asked for.
#[derive(Debug, Clone, Copy)]
pub struct Order {
    /// How many people are recorded, the dead of recent years with them.
    pub people: u64,
    /// The same seed gives the same people.
    pub seed: u64,
    /// The day on which everything is told.
    pub as_of: Date,
    /// Rows with a fault, among a million, of registers for which faults are declared.
    pub faults_per_million: u32,
}

/// One block.
#[derive(Debug, Clone, Copy)]
pub(crate) struct BlockOrder {
    pub(crate) number: u64,
    /// How many people are recorded.
    pub(crate) rows: u32,
    /// Between which points of the whole its communes are.
    pub(crate) communes: (u64, u64),
}

impl Order {
    /// How many blocks there are.
    pub(crate) fn blocks(&self) -> u64 {
        self.people.div_ceil(u64::from(BLOCK))
    }

    /// A block by its number, which is below [`Order::blocks`].
    pub(crate) fn block(&self, number: u64) -> BlockOrder {
        let blocks = self.blocks().max(1);
        // People are dealt out evenly: blocks differ by one person at most.
        let upto = |number: u64| {
            let people = u128::from(self.people) * u128::from(number) / u128::from(blocks);
            u64::try_from(people).unwrap_or(u64::MAX)
        };
        let point = |number: u64| {
            let point = u128::from(u64::MAX) * u128::from(number) / u128::from(blocks);
            u64::try_from(point).unwrap_or(u64::MAX)
        };
        let rows = upto(number + 1) - upto(number);
        BlockOrder {
            number,
            rows: u32::try_from(rows).unwrap_or(BLOCK),
            communes: (point(number), point(number + 1)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blocks_hold_everybody_once() {
        for people in [1, 5, 2_048, 2_049, 100_000, 1_000_003] {
            let order = Order {
                people,
                seed: 1,
                as_of: jiff::civil::date(2026, 1, 1),
                faults_per_million: 0,
            };
            let blocks: Vec<BlockOrder> = (0..order.blocks()).map(|n| order.block(n)).collect();
            let rows: u64 = blocks.iter().map(|block| u64::from(block.rows)).sum();
            assert_eq!(rows, people);
            assert!(blocks.iter().all(|block| (1..=BLOCK).contains(&block.rows)));
            assert!(
                blocks
                    .windows(2)
                    .all(|two| two[0].communes.1 == two[1].communes.0)
            );
            assert_eq!(blocks.last().unwrap().communes.1, u64::MAX);
        }
    }
}
