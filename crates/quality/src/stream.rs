//! Streams of keys: the keys of a run of rows, divided so that each division can be searched alone.

use crate::cells::Block;
use crate::key::{exact, hashed, is_hashed, spread};
use crate::problem::TooLarge;

/// How many ways the keys are divided. Each way is searched alone, so that its table stays in the
/// processor's cache: a million keys give tables of 256 KiB.
pub(crate) const WAYS: usize = 128;

/// The keys of a run of rows, divided by [`WAYS`].
#[derive(Debug, Default)]
pub(crate) struct Stream {
    entries: Vec<Entry>,
    /// Where each way begins, and the end.
    starts: Vec<usize>,
    /// Keys that do not fit into a word: four bytes of length, then the key.
    bytes: Vec<u8>,
}

/// A key of a row.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Entry {
    pub(crate) word: u64,
    /// The row within the run.
    pub(crate) row: u32,
    /// Where its bytes begin, if its word is a hash.
    at: u32,
}

impl Stream {
    /// Adds the keys of a block whose first row has this number: of the rows that `takes` names, and
    /// that have all parts of the key.
    pub(crate) fn add(
        &mut self,
        block: &Block<'_>,
        columns: &[usize],
        (start, seed): (u32, u64),
        takes: impl Fn(usize) -> bool,
    ) -> Result<(), TooLarge> {
        if let [column] = columns {
            let rows = (start..).zip(block.texts[*column].iter().enumerate());
            for (row, (index, text)) in rows {
                let Some(text) = text.filter(|_| takes(index)) else {
                    continue;
                };
                let entry = match exact(text) {
                    Some(word) => Entry { word, row, at: 0 },
                    None => {
                        self.keep(row, seed, |bytes| bytes.extend_from_slice(text.as_bytes()))?
                    }
                };
                self.entries.push(entry);
            }
            return Ok(());
        }
        for (row, index) in (start..).zip(0..block.rows) {
            let absent = |column: &usize| block.texts[*column][index].is_none();
            if !takes(index) || columns.iter().any(absent) {
                continue;
            }
            let parts = columns
                .iter()
                .filter_map(|column| block.texts[*column][index]);
            let entry = self.keep(row, seed, |bytes| {
                for part in parts {
                    // The length before each part: ("ab", "c") is another key than ("a", "bc").
                    put_len(part.len(), bytes);
                    bytes.extend_from_slice(part.as_bytes());
                }
            })?;
            self.entries.push(entry);
        }
        Ok(())
    }

    /// Keeps the bytes of a key.
    fn keep(
        &mut self,
        row: u32,
        seed: u64,
        write: impl FnOnce(&mut Vec<u8>),
    ) -> Result<Entry, TooLarge> {
        let at = u32::try_from(self.bytes.len()).map_err(|_| TooLarge)?;
        self.bytes.extend_from_slice(&[0; 4]);
        let start = self.bytes.len();
        write(&mut self.bytes);
        let len = u32::try_from(self.bytes.len() - start).map_err(|_| TooLarge)?;
        self.bytes[start - 4..start].copy_from_slice(&len.to_le_bytes());
        let word = hashed(&self.bytes[start..], seed);
        Ok(Entry { word, row, at })
    }

    /// Sorts the keys by their way; those of one way stay in the order of the rows.
    pub(crate) fn divide(&mut self, seed: u64) {
        let mut starts = vec![0; WAYS + 1];
        for entry in &self.entries {
            starts[way(entry.word, seed) + 1] += 1;
        }
        for number in 1..=WAYS {
            starts[number] += starts[number - 1];
        }
        let mut next = starts.clone();
        let mut sorted = vec![Entry::default(); self.entries.len()];
        for entry in &self.entries {
            let place = &mut next[way(entry.word, seed)];
            sorted[*place] = *entry;
            *place += 1;
        }
        self.entries = sorted;
        self.starts = starts;
        self.bytes.shrink_to_fit();
    }

    /// The keys of one way, in the order of the rows.
    pub(crate) fn way(&self, number: usize) -> &[Entry] {
        match (self.starts.get(number), self.starts.get(number + 1)) {
            (Some(&start), Some(&end)) => &self.entries[start..end],
            _ => &[],
        }
    }

    /// Gives all long keys one hash, as the worst luck would.
    #[cfg(test)]
    pub(crate) fn collide(&mut self, seed: u64) {
        for entry in &mut self.entries {
            if is_hashed(entry.word) {
                entry.word = hashed(b"", 0);
            }
        }
        self.divide(seed);
    }

    /// Bytes of memory it holds.
    pub(crate) fn held(&self) -> usize {
        let places = self.starts.capacity() * size_of::<usize>();
        self.entries.capacity() * size_of::<Entry>() + self.bytes.capacity() + places
    }

    /// The bytes of a key whose word is a hash.
    fn bytes(&self, entry: &Entry) -> &[u8] {
        let at = entry.at as usize;
        let Some((len, rest)) = self.bytes.get(at..).and_then(<[u8]>::split_first_chunk) else {
            return &[];
        };
        rest.get(..u32::from_le_bytes(*len) as usize).unwrap_or(&[])
    }

    /// Whether two entries with the same word have the same key.
    pub(crate) fn same(&self, entry: &Entry, other: &Stream, of_other: &Entry) -> bool {
        !is_hashed(entry.word) || self.bytes(entry) == other.bytes(of_other)
    }
}

/// A length, seven bits a byte, the last byte below 128 (LEB128): one byte for nearly every part.
fn put_len(len: usize, bytes: &mut Vec<u8>) {
    let mut left = len;
    while left >= 128 {
        bytes.push(128 | (left % 128) as u8);
        left /= 128;
    }
    bytes.push(left as u8);
}

/// The way of a key: the highest bits, because tables use the lowest.
fn way(word: u64, seed: u64) -> usize {
    #[expect(clippy::cast_possible_truncation, reason = "seven bits are left")]
    let way = (spread(word, seed) >> (u64::BITS - WAYS.ilog2())) as usize;
    way
}
