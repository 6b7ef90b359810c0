//! Rows of a file are judged: those of CSV in blocks, on several threads.

use std::borrow::Cow;
use std::fs::File;
use std::sync::Mutex;

use quality::cells::{BATCH_ROWS, Batch};
use quality::{Part, Plan};
use tables::csv::blocks::{Block, Blocks};
use tables::csv::records::Records;
use tables::{BadRow, Problem, TableError, rejects};

use crate::table_file::{Format, Named, Row, cell};

/// Rows that are no rows, of which the place is told.
const BAD_TOLD_MAX: usize = 10;

/// What became of the rows of a file.
#[derive(Debug, Default)]
pub(super) struct Judged {
    /// The parts, in the order of the file.
    pub(super) parts: Vec<Part>,
    /// Rows that are no rows, by their numbers, ascending: they were not measured.
    pub(super) bad: Vec<u64>,
    /// The first of them, told.
    pub(super) told: Vec<String>,
}

impl Judged {
    /// The number in the file, from 1, of each of these measured rows, which ascend.
    pub(super) fn numbers(&self, rows: &[u32]) -> Vec<u64> {
        let mut bad = self.bad.iter().peekable();
        let mut passed = 0;
        let numbers = rows.iter().map(|row| {
            let mut number = u64::from(*row) + 1 + passed;
            while bad.next_if(|bad| **bad <= number).is_some() {
                passed += 1;
                number += 1;
            }
            number
        });
        numbers.collect()
    }

    fn add(&mut self, row: &BadRow) {
        self.bad.push(row.number);
        if self.told.len() < BAD_TOLD_MAX {
            self.told.push(format!(
                "row {}, line {}: {}",
                row.number, row.line, row.why
            ));
        }
    }
}

/// Where the columns of a plan stand in a file, and which of them say yes or no.
#[derive(Clone, Debug)]
pub(super) struct Columns {
    /// For each column of the plan its place in the file, if it is read and there.
    pub(super) places: Vec<Option<usize>>,
    /// For each column of the plan, whether `1` and `0` are yes and no.
    pub(super) truths: Vec<bool>,
}

impl Columns {
    /// The cells of a row.
    fn cells<'a, 'c>(
        &'c self,
        cell: impl Fn(usize) -> Option<Cow<'a, str>> + 'c,
    ) -> impl Iterator<Item = Option<Cow<'a, str>>> + 'c {
        let places = self.places.iter().zip(&self.truths);
        places.map(move |(place, truth)| {
            let text = cell((*place)?)?;
            Some(match (&*text, truth) {
                ("1", true) => Cow::Borrowed("true"),
                ("0", true) => Cow::Borrowed("false"),
                _ => text,
            })
        })
    }
}

/// Judges all rows of a file by a plan; those of CSV on so many threads.
pub(super) fn judge(
    file: &Named<'_>,
    (plan, columns): (&Plan, &Columns),
    threads: usize,
) -> Result<Judged, String> {
    if file.format == Format::Csv {
        return judge_blocks(file, (plan, columns), threads);
    }
    let mut judged = Judged::default();
    let mut checker = plan.checker();
    let mut batch = Batch::new(columns.places.len());
    file.each(&mut |row| {
        let cells = match row {
            Row::Cells(_, cells) => cells,
            Row::Bad(bad) => {
                judged.add(&bad);
                return Ok(());
            }
        };
        let cell = |at: usize| Some(Cow::Owned(cells.get(at)?.as_deref()?.to_owned()));
        batch.push(columns.cells(cell));
        if batch.len() >= BATCH_ROWS {
            checker.add(&batch).map_err(|error| error.to_string())?;
            batch.clear();
        }
        Ok(())
    })?;
    checker.add(&batch).map_err(|error| error.to_string())?;
    judged.parts.push(checker.done());
    Ok(judged)
}

fn judge_blocks(
    file: &Named<'_>,
    (plan, columns): (&Plan, &Columns),
    threads: usize,
) -> Result<Judged, String> {
    let blocks = file.blocks(file.open()?)?;
    let guarded = rejects::is_reject_file(blocks.header());
    let blocks = Mutex::new(Numbered { blocks, next: 0 });
    let work = || work(file, (plan, columns, guarded), &blocks);
    let parts = std::thread::scope(|scope| {
        let others: Vec<_> = (1..threads).map(|_| scope.spawn(work)).collect();
        let mut parts = vec![work()];
        for other in others {
            // A thread that panicked has found a fault of this program: it goes on here.
            parts.push(
                other
                    .join()
                    .unwrap_or_else(|why| std::panic::resume_unwind(why)),
            );
        }
        parts.into_iter().collect::<Result<Vec<_>, String>>()
    })?;
    let mut parts: Vec<(usize, Judged)> = parts.into_iter().flatten().collect();
    parts.sort_by_key(|(number, _)| *number);
    let mut all = Judged::default();
    for (_, part) in parts {
        all.parts.extend(part.parts);
        all.bad.extend(part.bad);
        let room = BAD_TOLD_MAX.saturating_sub(all.told.len());
        all.told.extend(part.told.into_iter().take(room));
    }
    Ok(all)
}

/// Blocks with their numbers, which several threads take in turn.
struct Numbered {
    blocks: Blocks<File>,
    next: usize,
}

impl Numbered {
    fn take(&mut self) -> Result<Option<(usize, Block)>, TableError> {
        self.next += 1;
        Ok(self.blocks.next_block()?.map(|block| (self.next, block)))
    }
}

/// Judges blocks until there are no more.
fn work(
    file: &Named<'_>,
    how: (&Plan, &Columns, bool),
    blocks: &Mutex<Numbered>,
) -> Result<Vec<(usize, Judged)>, String> {
    let told = |error: TableError| file.told(&error);
    let mut all = Vec::new();
    loop {
        let taken = {
            let mut blocks = blocks
                .lock()
                .map_err(|_| "another thread stopped".to_owned())?;
            blocks.take().map_err(told)?
        };
        let Some((number, block)) = taken else {
            return Ok(all);
        };
        all.push((number, judge_block(file, how, block.records())?));
    }
}

fn judge_block(
    file: &Named<'_>,
    (plan, columns, guarded): (&Plan, &Columns, bool),
    mut records: Records<'_>,
) -> Result<Judged, String> {
    let mut judged = Judged::default();
    let mut checker = plan.checker();
    let mut batch = Batch::new(columns.places.len());
    while let Some(row) = records.next() {
        match row {
            Ok(row) => batch.push(columns.cells(|at| cell(row.fields.get(at)?, guarded))),
            Err(Problem::Row(bad)) => judged.add(&bad),
            Err(Problem::Table(error)) => return Err(file.told(&error)),
        }
        if batch.len() >= BATCH_ROWS {
            checker.add(&batch).map_err(|error| error.to_string())?;
            batch.clear();
        }
    }
    checker.add(&batch).map_err(|error| error.to_string())?;
    judged.parts.push(checker.done());
    Ok(judged)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_numbered_as_in_the_file() {
        let judged = Judged {
            bad: vec![1, 4, 5, 9],
            ..Judged::default()
        };
        // Rows 2, 3, 6, 7, 8 and 10 were measured.
        assert_eq!(judged.numbers(&[0, 1, 2, 3, 4, 5]), [2, 3, 6, 7, 8, 10]);
        assert_eq!(judged.numbers(&[2, 5]), [6, 10]);
        assert_eq!(Judged::default().numbers(&[0, 7]), [1, 8]);
    }
}
