//! Which pairs are compared: blocks made by sorting, each pair in the first rule that has it.

use std::sync::atomic::{AtomicUsize, Ordering};

use crate::interner::fold;
use crate::plan::{Block, Limits};
use crate::table::Table;

/// The key of a row that is in no block of a rule.
const NOWHERE: u64 = 0;

/// Pairs that one thread takes at a time.
const TASK_PAIRS: u64 = 100_000;

/// The blocks of all rules.
#[derive(Debug)]
pub(crate) struct Blocks {
    rules: Vec<Rule>,
    tasks: Vec<Task>,
    threads: usize,
}

/// One rule: the key of each row, and the rows in the order of their keys.
#[derive(Debug)]
struct Rule {
    keys: Vec<u64>,
    order: Vec<u32>,
}

/// Some blocks of one rule, as a range of its order.
#[derive(Debug)]
struct Task {
    rule: usize,
    from: usize,
    to: usize,
}

/// What a blocking rule found and what it left out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Blocked {
    /// Blocks of two rows and more that were compared.
    pub blocks: u64,
    /// Pairs in them; a pair that an earlier rule has too is counted here and compared once.
    pub pairs: u64,
    /// Blocks that were skipped because they have more rows than the limit.
    pub skipped_blocks: u64,
    /// Pairs in them that this rule did not compare.
    pub skipped_pairs: u64,
}

impl Blocks {
    pub(crate) fn of(table: &Table, rules: &[Block], limits: Limits) -> (Blocks, Vec<Blocked>) {
        let mut blocks = Blocks {
            rules: Vec::with_capacity(rules.len()),
            tasks: Vec::new(),
            threads: limits.threads.clamp(1, 256),
        };
        let mut found = Vec::with_capacity(rules.len());
        for rule in rules {
            let mut keys: Vec<u64> = (0..table.rows).map(|row| key(table, rule, row)).collect();
            let mut keyed: Vec<(u64, u32)> = keys
                .iter()
                .zip(0..)
                .filter(|&(&key, _)| key != NOWHERE)
                .map(|(&key, row)| (key, row))
                .collect();
            keyed.sort_unstable();
            let (mut order, mut seen, mut ends) = (Vec::new(), Blocked::default(), Vec::new());
            for block in keyed.chunk_by(|a, b| a.0 == b.0) {
                let pairs = pairs_of(block.len());
                if block.len() > limits.block_rows_max {
                    seen.skipped_blocks += 1;
                    seen.skipped_pairs += pairs;
                    // A later rule shall not think that this one has compared them.
                    block
                        .iter()
                        .for_each(|&(_, row)| keys[row as usize] = NOWHERE);
                } else if block.len() > 1 {
                    seen.blocks += 1;
                    seen.pairs += pairs;
                    order.extend(block.iter().map(|&(_, row)| row));
                    ends.push(order.len());
                }
            }
            order.shrink_to_fit();
            blocks.add_tasks(&ends);
            blocks.rules.push(Rule { keys, order });
            found.push(seen);
        }
        (blocks, found)
    }

    fn add_tasks(&mut self, ends: &[usize]) {
        let rule = self.rules.len();
        let (mut from, mut start, mut pairs) = (0, 0, 0);
        for (index, &end) in ends.iter().enumerate() {
            pairs += pairs_of(end - start);
            start = end;
            if pairs >= TASK_PAIRS || index + 1 == ends.len() {
                let to = end;
                self.tasks.push(Task { rule, from, to });
                (from, pairs) = (end, 0);
            }
        }
    }

    /// Calls `each` for every pair of every block once, with what `new` made for the thread that
    /// does it, and gives those back. Which thread has which pairs is not foreseeable, so what is
    /// made of them must not depend on it.
    pub(crate) fn fold<T: Send>(
        &self,
        new: impl Fn() -> T + Sync,
        each: impl Fn(&mut T, u32, u32) + Sync,
    ) -> Vec<T> {
        let next = AtomicUsize::new(0);
        let work = || {
            let mut made = new();
            while let Some(task) = self.tasks.get(next.fetch_add(1, Ordering::Relaxed)) {
                self.pairs(task, &mut |one, other| each(&mut made, one, other));
            }
            made
        };
        let threads = self.threads.min(self.tasks.len()).max(1);
        parallel(threads, work)
    }

    fn pairs(&self, task: &Task, each: &mut impl FnMut(u32, u32)) {
        let rule = &self.rules[task.rule];
        let rows = &rule.order[task.from..task.to];
        let earlier = &self.rules[..task.rule];
        let key = |row: &u32| rule.keys[*row as usize];
        for block in rows.chunk_by(|a, b| key(a) == key(b)) {
            for (index, &one) in block.iter().enumerate() {
                for &other in &block[index + 1..] {
                    let had = earlier.iter().any(|rule| {
                        let key = rule.keys[one as usize];
                        key != NOWHERE && key == rule.keys[other as usize]
                    });
                    if !had {
                        each(one, other);
                    }
                }
            }
        }
    }
}

/// Runs the same work on some threads and gives what each made.
pub(crate) fn parallel<T: Send>(threads: usize, work: impl Fn() -> T + Sync) -> Vec<T> {
    if threads <= 1 {
        return vec![work()];
    }
    std::thread::scope(|scope| {
        let running: Vec<_> = (1..threads)
            .filter_map(|_| std::thread::Builder::new().spawn_scoped(scope, &work).ok())
            .collect();
        // This thread works too, so the work is done even where no other can be started.
        let mut made = vec![work()];
        for thread in running {
            match thread.join() {
                Ok(result) => made.push(result),
                Err(panic) => std::panic::resume_unwind(panic),
            }
        }
        made
    })
}

fn pairs_of(rows: usize) -> u64 {
    let rows = rows as u64;
    rows * rows.saturating_sub(1) / 2
}

fn key(table: &Table, rule: &Block, row: u32) -> u64 {
    let mut key = 1;
    for &(field, part) in &rule.parts {
        match table.part(row, field, part) {
            Some(value) => key = fold(key ^ u64::from(value)),
            None => return NOWHERE,
        }
    }
    key.max(1)
}
