//! Checking one run of rows: counts of the rules that look at one row, and the keys of the others.

use std::collections::HashMap;
use std::hash::{BuildHasher, Hasher};

use crate::cells::{BLOCK_ROWS, Block, Rows};
use crate::check::{Beside, Verdict};
use crate::key::{exact, hash, hashed, is_hashed, spread};
use crate::plan::{BREAKDOWN_VALUES_MAX, CompiledBy, Cut, Lowered, Plan};
use crate::problem::TooLarge;

/// How many ways the keys are divided. Each way is searched alone, so that its table stays in the
/// processor's cache: a million keys give tables of 256 KiB.
pub(crate) const WAYS: usize = 128;

/// What was found in one run of rows. Parts of consecutive runs go to [`Plan::finish`] in their order.
#[derive(Debug)]
pub struct Part {
    pub(crate) rows: u32,
    pub(crate) rules: Vec<RulePart>,
    pub(crate) streams: Vec<Stream>,
    pub(crate) by: Vec<Divided>,
}

/// What a rule said of the rows of a run.
#[derive(Debug, Default)]
pub(crate) struct RulePart {
    /// To how many rows it applied.
    pub(crate) applied: u64,
    /// The rows that fail, numbered within the run; empty for rules about keys.
    pub(crate) failing: Vec<u32>,
}

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

impl Plan {
    /// Checks a run of rows. Runs may be checked by several threads at once, and finished once.
    ///
    /// # Errors
    /// When the run is larger than 4 GiB. Runs of 10,000 to 100,000 rows are best.
    pub fn check<R: Rows>(&self, source: &R) -> Result<Part, TooLarge> {
        let rows = u32::try_from(source.rows()).map_err(|_| TooLarge)?;
        let mut rules: Vec<RulePart> = self.rules.iter().map(|_| RulePart::default()).collect();
        let mut streams: Vec<Stream> = self.streams.iter().map(|_| Stream::default()).collect();
        let mut dividers: Vec<Divider<'_>> =
            self.by.iter().map(|by| Divider::new(by, self)).collect();
        let mut block = Block::new(&self.types);
        let mut verdicts = Vec::with_capacity(BLOCK_ROWS);
        let beside = Beside {
            lists: &self.lists,
            composed: &self.composed,
        };
        for start in (0..rows).step_by(BLOCK_ROWS) {
            block.fill(source, start as usize, &self.needs);
            for (stream, columns) in streams.iter_mut().zip(&self.streams) {
                stream.add(&block, columns, start, self.seed)?;
            }
            for divider in &mut dividers {
                divider.divide(&block);
            }
            for (number, compiled) in self.rules.iter().enumerate() {
                match &compiled.lowered {
                    Lowered::Row(check) => check.judge(&block, &beside, &mut verdicts),
                    Lowered::Unique { stream } | Lowered::Exists { stream, .. } => {
                        present(&block, &self.streams[*stream], &mut verdicts);
                    }
                }
                rules[number].add(&verdicts, start);
                for divider in &mut dividers {
                    divider.count(number, &verdicts);
                }
            }
        }
        for stream in &mut streams {
            stream.divide(self.seed);
        }
        Ok(Part {
            rows,
            rules,
            streams,
            by: dividers.into_iter().map(Divider::done).collect(),
        })
    }
}

impl Part {
    /// How many rows were checked.
    pub fn rows(&self) -> u64 {
        self.rows.into()
    }

    /// Bytes of memory it holds until it is finished.
    pub fn bytes(&self) -> usize {
        let failing = self.rules.iter().map(|rule| rule.failing.capacity() * 4);
        let keys = self.streams.iter().map(|stream| {
            stream.entries.capacity() * size_of::<Entry>() + stream.bytes.capacity() + WAYS * 8
        });
        let divided = self.by.iter().map(|by| {
            by.codes.capacity() * 4
                + by.applied
                    .iter()
                    .map(|all| all.capacity() * 4)
                    .sum::<usize>()
        });
        failing.chain(keys).chain(divided).sum()
    }
}

impl RulePart {
    fn add(&mut self, verdicts: &[Verdict], start: u32) {
        let applied = verdicts
            .iter()
            .filter(|verdict| **verdict != Verdict::Silent);
        self.applied += applied.count() as u64;
        for (row, verdict) in (start..).zip(verdicts) {
            if *verdict == Verdict::Fails {
                self.failing.push(row);
            }
        }
    }
}

/// A rule about keys applies where the whole key is there; who fails it is known at the end.
fn present(block: &Block<'_>, columns: &[usize], verdicts: &mut Vec<Verdict>) {
    verdicts.clear();
    verdicts.resize(block.rows, Verdict::Right);
    for &column in columns {
        for (verdict, text) in verdicts.iter_mut().zip(&block.texts[column]) {
            if text.is_none() {
                *verdict = Verdict::Silent;
            }
        }
    }
}

impl Stream {
    fn add(
        &mut self,
        block: &Block<'_>,
        columns: &[usize],
        start: u32,
        seed: u64,
    ) -> Result<(), TooLarge> {
        if let [column] = columns {
            for (row, text) in (start..).zip(&block.texts[*column]) {
                let Some(text) = text else { continue };
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
            if columns
                .iter()
                .any(|column| block.texts[*column][index].is_none())
            {
                continue;
            }
            let parts = columns
                .iter()
                .filter_map(|column| block.texts[*column][index]);
            let entry = self.keep(row, seed, |bytes| {
                for part in parts {
                    // The length before each part: ("ab", "c") is another key than ("a", "bc").
                    bytes.extend_from_slice(&(part.len() as u64).to_le_bytes());
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
    fn divide(&mut self, seed: u64) {
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

    /// The bytes of a key whose word is a hash.
    pub(crate) fn bytes(&self, entry: &Entry) -> &[u8] {
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

/// The way of a key: the highest bits, because tables use the lowest.
fn way(word: u64, seed: u64) -> usize {
    #[expect(clippy::cast_possible_truncation, reason = "seven bits are left")]
    let way = (spread(word, seed) >> (u64::BITS - WAYS.ilog2())) as usize;
    way
}

/// Divides rows by the values of a column.
struct Divider<'a> {
    by: &'a CompiledBy,
    index: HashMap<&'a str, u32, Seeded>,
    divided: Divided,
    /// Where the last block begins in the codes.
    block: usize,
}

impl<'a> Divider<'a> {
    fn new(by: &'a CompiledBy, plan: &Plan) -> Divider<'a> {
        Divider {
            by,
            index: HashMap::with_hasher(Seeded(plan.seed)),
            divided: Divided {
                values: vec![None],
                codes: Vec::new(),
                applied: vec![Vec::new(); plan.rules.len()],
            },
            block: 0,
        }
    }

    fn divide(&mut self, block: &Block<'a>) {
        self.block = self.divided.codes.len();
        for row in 0..block.rows {
            let text = block.texts[self.by.column][row];
            let dated = matches!(self.by.cut, Cut::Year | Cut::Month);
            let unreadable = dated && block.is_unreadable(self.by.column, row);
            let value = text
                .filter(|_| !unreadable)
                .and_then(|text| self.by.cut.of(text));
            let code = value.map_or(0, |value| self.code(value));
            self.divided.codes.push(code);
        }
    }

    fn code(&mut self, value: &'a str) -> u32 {
        if let Some(code) = self.index.get(value) {
            return *code;
        }
        if self.divided.values.len() > BREAKDOWN_VALUES_MAX {
            return 0;
        }
        let code = u32::try_from(self.divided.values.len()).unwrap_or(0);
        self.divided.values.push(Some(value.to_owned()));
        self.index.insert(value, code);
        code
    }

    fn count(&mut self, rule: usize, verdicts: &[Verdict]) {
        let counts = &mut self.divided.applied[rule];
        counts.resize(self.divided.values.len(), 0);
        for (code, verdict) in self.divided.codes[self.block..].iter().zip(verdicts) {
            counts[*code as usize] += u32::from(*verdict != Verdict::Silent);
        }
    }

    fn done(self) -> Divided {
        self.divided
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
