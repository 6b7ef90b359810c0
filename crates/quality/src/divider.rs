//! Dividing rows by the values of a column, for breakdowns.

use std::collections::HashMap;
use std::hash::{BuildHasher, Hasher};

use crate::cells::Block;
use crate::check::Verdict;
use crate::key::hash;
use crate::plan::{BREAKDOWN_VALUES_MAX, CompiledBy, Cut};

/// The rows of a run divided by the values of a column.
#[derive(Debug)]
pub(crate) struct Divided {
    /// The values; the first stands for rows without one.
    pub(crate) values: Vec<Option<String>>,
    /// For each row the number of its value.
    pub(crate) codes: Vec<u32>,
    /// For each rule and value: to how many rows it applied.
    pub(crate) applied: Vec<Vec<u32>>,
}

/// Divides rows by the values of a column.
#[derive(Debug)]
pub(crate) struct Divider<'p> {
    by: &'p CompiledBy,
    index: HashMap<Box<str>, u32, Seeded>,
    divided: Divided,
    /// Where the last block begins in the codes.
    block: usize,
}

impl<'p> Divider<'p> {
    pub(crate) fn new(by: &'p CompiledBy, rules: usize, seed: u64) -> Divider<'p> {
        Divider {
            by,
            index: HashMap::with_hasher(Seeded(seed)),
            divided: Divided {
                values: vec![None],
                codes: Vec::new(),
                applied: vec![Vec::new(); rules],
            },
            block: 0,
        }
    }

    /// Finds the value of each row of a block.
    pub(crate) fn divide(&mut self, block: &Block<'_>) {
        self.block = self.divided.codes.len();
        let dated = matches!(self.by.cut, Cut::Year | Cut::Month);
        for row in 0..block.rows {
            let text = block.texts[self.by.column][row];
            let text = text.filter(|_| !dated || !block.is_unreadable(self.by.column, row));
            let value = text.and_then(|text| self.by.cut.of(text));
            let code = value.map_or(0, |value| self.code(value));
            self.divided.codes.push(code);
        }
    }

    fn code(&mut self, value: &str) -> u32 {
        if let Some(code) = self.index.get(value) {
            return *code;
        }
        if self.divided.values.len() > BREAKDOWN_VALUES_MAX {
            return 0;
        }
        let code = u32::try_from(self.divided.values.len()).unwrap_or(0);
        self.divided.values.push(Some(value.to_owned()));
        self.index.insert(value.into(), code);
        code
    }

    /// Counts to which rows of the block a rule applied.
    pub(crate) fn count(&mut self, rule: usize, verdicts: &[Verdict]) {
        let counts = &mut self.divided.applied[rule];
        counts.resize(self.divided.values.len(), 0);
        for (code, verdict) in self.divided.codes[self.block..].iter().zip(verdicts) {
            counts[*code as usize] += u32::from(*verdict != Verdict::Silent);
        }
    }

    pub(crate) fn done(self) -> Divided {
        self.divided
    }
}

impl Divided {
    /// Bytes of memory it holds.
    pub(crate) fn held(&self) -> usize {
        let applied = self.applied.iter().map(Vec::capacity).sum::<usize>();
        (self.codes.capacity() + applied) * size_of::<u32>()
    }
}

impl Cut {
    fn of(self, text: &str) -> Option<&str> {
        match self {
            Cut::Whole => Some(text),
            Cut::Year => text.get(..4),
            Cut::Month => text.get(..7),
            Cut::Chars(chars) => {
                let end = text.char_indices().nth(chars.into());
                Some(end.map_or(text, |(end, _)| &text[..end]))
            }
        }
    }
}

/// The hash of keys, for the library's tables.
#[derive(Debug, Clone, Copy)]
struct Seeded(u64);

#[derive(Debug)]
struct SeededHasher(u64);

impl BuildHasher for Seeded {
    type Hasher = SeededHasher;

    fn build_hasher(&self) -> SeededHasher {
        SeededHasher(self.0)
    }
}

impl Hasher for SeededHasher {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        self.0 = hash(bytes, self.0);
    }
}
