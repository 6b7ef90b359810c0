//! Checking a run of rows: counts of the rules that look at one row, and the keys of the others.

use std::collections::BTreeMap;

use crate::cells::{BLOCK_ROWS, Block, Rows};
use crate::check::{Beside, Condition, Verdict};
use crate::divider::{Divided, Divider};
use crate::plan::{KeyOf, Lowered, Plan};
use crate::problem::TooLarge;
use crate::stream::Stream;

/// What was found in one run of rows. Parts of consecutive runs go to [`Plan::finish`] in their order.
#[derive(Debug)]
pub struct Part {
    pub(crate) rows: u32,
    pub(crate) rules: Vec<RulePart>,
    pub(crate) streams: Vec<Stream>,
    pub(crate) by: Vec<Divided>,
    /// For each delay: how many rows have one of so many days.
    pub(crate) lags: Vec<BTreeMap<i64, u64>>,
}

/// What a rule said of the rows of a run.
#[derive(Debug, Default)]
pub(crate) struct RulePart {
    /// To how many rows it applied.
    pub(crate) applied: u64,
    /// The rows that fail, numbered within the run; empty for rules about keys.
    pub(crate) failing: Vec<u32>,
}

/// Checks the rows of one run, as they come in. Made by [`Plan::checker`].
#[derive(Debug)]
pub struct Checker<'p> {
    plan: &'p Plan,
    rows: u32,
    rules: Vec<RulePart>,
    streams: Vec<Stream>,
    dividers: Vec<Divider<'p>>,
    lags: Vec<BTreeMap<i64, u64>>,
    verdicts: Vec<Verdict>,
}

impl Plan {
    /// Begins a run of rows. Several threads check a run each at once; a run of 10,000 rows to a
    /// million is best.
    pub fn checker(&self) -> Checker<'_> {
        let by = self.by.iter();
        Checker {
            plan: self,
            rows: 0,
            rules: self.rules.iter().map(|_| RulePart::default()).collect(),
            streams: self.streams.iter().map(|_| Stream::default()).collect(),
            dividers: by
                .map(|by| Divider::new(by, self.rules.len(), self.seed))
                .collect(),
            lags: vec![BTreeMap::new(); self.lags.len()],
            verdicts: Vec::with_capacity(BLOCK_ROWS),
        }
    }

    /// Checks a run of rows that are all at hand.
    ///
    /// # Errors
    /// As [`Checker::add`].
    pub fn check<R: Rows>(&self, rows: &R) -> Result<Part, TooLarge> {
        let mut checker = self.checker();
        checker.add(rows)?;
        Ok(checker.done())
    }
}

impl Checker<'_> {
    /// Checks the next rows of the run. Nothing of them is borrowed afterwards. Some hundred rows at
    /// a time are best.
    ///
    /// # Errors
    /// When the run becomes larger than 2^32 − 1 rows, or than 4 GiB of long keys. The run is of no
    /// use then.
    pub fn add<R: Rows>(&mut self, source: &R) -> Result<(), TooLarge> {
        let rows = u32::try_from(source.rows()).map_err(|_| TooLarge)?;
        let before = self.rows;
        self.rows = before.checked_add(rows).ok_or(TooLarge)?;
        let mut block = Block::new(&self.plan.types);
        for start in (0..rows).step_by(BLOCK_ROWS) {
            block.fill(source, start as usize, &self.plan.needs);
            self.block(&block, before + start)?;
        }
        Ok(())
    }

    fn block(&mut self, block: &Block<'_>, start: u32) -> Result<(), TooLarge> {
        let plan = self.plan;
        for (stream, key) in self.streams.iter_mut().zip(&plan.streams) {
            let takes = |row| key.when.as_ref().is_none_or(|when| when.holds(block, row));
            stream.add(block, &key.columns, (start, plan.seed), takes)?;
        }
        for divider in &mut self.dividers {
            divider.divide(block);
        }
        for (days, lag) in self.lags.iter_mut().zip(&plan.lags) {
            for row in 0..block.rows {
                let both = block.day(lag.event, row).zip(block.day(lag.recorded, row));
                if let Some((event, recorded)) = both {
                    let lag = recorded.duration_since(event).as_hours() / 24;
                    *days.entry(lag).or_default() += 1;
                }
            }
        }
        let beside = Beside {
            lists: &plan.lists,
            composed: &plan.composed,
            texts: &plan.texts,
        };
        for (number, compiled) in plan.rules.iter().enumerate() {
            match &compiled.lowered {
                Lowered::Row(check) => check.judge(block, &beside, &mut self.verdicts),
                Lowered::Unique { stream } | Lowered::Exists { stream, .. } => {
                    present(block, &plan.streams[*stream], &mut self.verdicts);
                }
            }
            if let Some(when) = &compiled.when {
                silence(block, when, &mut self.verdicts);
            }
            self.rules[number].add(&self.verdicts, start);
            for divider in &mut self.dividers {
                divider.count(number, &self.verdicts);
            }
        }
        Ok(())
    }

    /// How many rows were checked so far.
    pub fn rows(&self) -> u64 {
        self.rows.into()
    }

    /// Ends the run.
    pub fn done(mut self) -> Part {
        for stream in &mut self.streams {
            stream.divide(self.plan.seed);
        }
        Part {
            rows: self.rows,
            rules: self.rules,
            streams: self.streams,
            by: self.dividers.into_iter().map(Divider::done).collect(),
            lags: self.lags,
        }
    }
}

impl Part {
    /// How many rows were checked.
    pub fn rows(&self) -> u64 {
        self.rows.into()
    }

    /// Bytes of memory it holds until it is finished.
    pub fn bytes(&self) -> usize {
        let failing = self
            .rules
            .iter()
            .map(|rule| rule.failing.capacity() * size_of::<u32>());
        let keys = self.streams.iter().map(Stream::held);
        failing
            .chain(keys)
            .chain(self.by.iter().map(Divided::held))
            .sum()
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
fn present(block: &Block<'_>, key: &KeyOf, verdicts: &mut Vec<Verdict>) {
    verdicts.clear();
    verdicts.resize(block.rows, Verdict::Right);
    for &column in &key.columns {
        for (verdict, text) in verdicts.iter_mut().zip(&block.texts[column]) {
            if text.is_none() {
                *verdict = Verdict::Silent;
            }
        }
    }
}

/// A rule does not apply to rows where its own condition does not hold.
fn silence(block: &Block<'_>, when: &Condition, verdicts: &mut [Verdict]) {
    for (row, verdict) in verdicts.iter_mut().enumerate() {
        if *verdict != Verdict::Silent && !when.holds(block, row) {
            *verdict = Verdict::Silent;
        }
    }
}
