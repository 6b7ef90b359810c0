//! One way of the keys at a time: a table of the keys of each stream that rules ask about.

use crate::key::spread;
use crate::part::Part;
use crate::plan::{Lowered, Plan};
use crate::slots::{Found, Slots};
use crate::stream::Entry;

/// The rows that fail a rule about keys.
#[derive(Debug, Default)]
pub(super) struct KeyRows {
    pub(super) rows: Vec<u32>,
    /// Of the rows that share a key, the first of each group.
    pub(super) firsts: Vec<u32>,
}

/// What a thread holds while it searches one way after the other.
#[derive(Debug)]
pub(super) struct Way<'p> {
    plan: &'p Plan,
    parts: &'p [Part],
    starts: &'p [u32],
    slots: Slots,
    /// For each place of the table: where its key came first.
    firsts: Vec<First>,
    rules: Vec<KeyRows>,
}

/// Where a key came first.
#[derive(Debug, Clone, Copy, Default)]
struct First {
    part: u32,
    /// Which entry of the way in that part; its highest bit says that the key came again.
    entry: u32,
}

const AGAIN: u32 = 1 << 31;

impl<'p> Way<'p> {
    pub(super) fn new(plan: &'p Plan, parts: &'p [Part], starts: &'p [u32]) -> Way<'p> {
        Way {
            plan,
            parts,
            starts,
            slots: Slots::default(),
            firsts: Vec::new(),
            rules: plan.rules.iter().map(|_| KeyRows::default()).collect(),
        }
    }

    /// The rows found in all ways searched, and the bytes of the table.
    pub(super) fn done(self) -> (Vec<KeyRows>, usize) {
        let bytes = self.slots.bytes() + self.firsts.capacity() * size_of::<First>();
        (self.rules, bytes)
    }

    /// Searches one way for all rules.
    pub(super) fn search(&mut self, way: usize) {
        for stream in 0..self.plan.streams.len() {
            let rules = self.plan.rules.iter().enumerate();
            let mut unique = Vec::new();
            let mut probes = Vec::new();
            for (number, compiled) in rules {
                match compiled.lowered {
                    Lowered::Unique { stream: asked } if asked == stream => unique.push(number),
                    Lowered::Exists {
                        stream: from,
                        target,
                    } if target == stream => {
                        probes.push((number, from));
                    }
                    Lowered::Row(_) | Lowered::Unique { .. } | Lowered::Exists { .. } => {}
                }
            }
            if unique.is_empty() && probes.is_empty() {
                continue;
            }
            self.build(stream, way, &unique);
            for (number, from) in probes {
                self.probe((from, stream), way, number);
            }
        }
    }

    /// Fills the table with the keys of a stream, and notes those that come again.
    fn build(&mut self, stream: usize, way: usize, rules: &[usize]) {
        let keys = self
            .parts
            .iter()
            .map(|part| part.streams[stream].way(way).len());
        let places = self.slots.reset(keys.sum());
        self.firsts.clear();
        self.firsts.resize(places, First::default());
        for (number, part) in self.parts.iter().enumerate() {
            let keys = &part.streams[stream];
            for (index, entry) in keys.way(way).iter().enumerate() {
                match self.find(stream, way, (part, entry), stream) {
                    Found::Empty(place) => {
                        self.slots.put(place, entry.word);
                        // Parts hold fewer than 2^32 rows, so a way's entries and the parts fit; a
                        // way of 2^31 entries does not, and would be 32 GiB.
                        self.firsts[place] = First {
                            part: u32::try_from(number).unwrap_or(u32::MAX),
                            entry: u32::try_from(index).unwrap_or(u32::MAX) & !AGAIN,
                        };
                    }
                    Found::At(place) => self.again(place, (stream, way), rules, (number, entry)),
                }
            }
        }
    }

    fn again(
        &mut self,
        place: usize,
        (stream, way): (usize, usize),
        rules: &[usize],
        (part, entry): (usize, &Entry),
    ) {
        let first = self.firsts[place];
        for &rule in rules {
            let found = &mut self.rules[rule];
            if first.entry & AGAIN == 0 {
                let part = first.part as usize;
                let of_first = &self.parts[part].streams[stream].way(way)[first.entry as usize];
                let row = self.starts[part] + of_first.row;
                found.rows.push(row);
                found.firsts.push(row);
            }
            found.rows.push(self.starts[part] + entry.row);
        }
        self.firsts[place].entry |= AGAIN;
    }

    /// Notes the keys of one stream that the table of another does not have.
    fn probe(&mut self, (from, target): (usize, usize), way: usize, rule: usize) {
        for (part, start) in self.parts.iter().zip(self.starts) {
            for entry in part.streams[from].way(way) {
                if let Found::Empty(_) = self.find(from, way, (part, entry), target) {
                    self.rules[rule].rows.push(start + entry.row);
                }
            }
        }
    }

    #[inline]
    fn find(
        &self,
        from: usize,
        way: usize,
        (part, entry): (&Part, &Entry),
        target: usize,
    ) -> Found {
        let same = |place: usize| {
            let first = self.firsts[place];
            let known = &self.parts[first.part as usize].streams[target];
            let index = (first.entry & !AGAIN) as usize;
            part.streams[from].same(entry, known, &known.way(way)[index])
        };
        let spread = spread(entry.word, self.plan.seed);
        self.slots.find(entry.word, spread, same)
    }
}
