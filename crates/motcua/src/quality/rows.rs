//! Rows of a file, whatever its format: in blocks for several threads, or one after the other.

use std::borrow::Cow;
use std::fs::File;
use std::path::{Path, PathBuf};
use std::sync::Mutex;

use quality::cells::{BATCH_ROWS, Batch};
use quality::{Part, Plan};
use tables::csv::Known;
use tables::csv::blocks::{Block, Blocks};
use tables::csv::records::Records;
use tables::{Header, Problem, TableError, json_lines, parquet};

/// Rows that are no rows, of which the place is told.
const BAD_TOLD_MAX: usize = 10;

/// A file with a table.
#[derive(Clone, Debug)]
pub(super) struct Named {
    path: PathBuf,
    format: Format,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Format {
    Csv,
    JsonLines,
    Parquet,
}

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

    fn add(&mut self, problem: &Problem) -> Result<(), String> {
        match problem {
            Problem::Table(error) => Err(error.to_string()),
            Problem::Row(row) => {
                self.bad.push(row.number);
                if self.told.len() < BAD_TOLD_MAX {
                    self.told.push(format!(
                        "row {}, line {}: {}",
                        row.number, row.line, row.why
                    ));
                }
                Ok(())
            }
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

impl Named {
    /// A file, by the end of its name.
    pub(super) fn of(path: &Path) -> Result<Named, String> {
        let end = path.extension().and_then(|end| end.to_str());
        let format = match end.map(str::to_ascii_lowercase).as_deref() {
            Some("jsonl" | "ndjson" | "json") => Format::JsonLines,
            Some("parquet") => Format::Parquet,
            Some("csv" | "tsv" | "txt") => Format::Csv,
            _ => {
                return Err(format!(
                    "{}: the name does not say what it is: end it with .csv, .jsonl or .parquet",
                    path.display()
                ));
            }
        };
        Ok(Named {
            path: path.to_owned(),
            format,
        })
    }

    fn open(&self) -> Result<File, String> {
        File::open(&self.path)
            .map_err(|error| format!("cannot open {}: {error}", self.path.display()))
    }

    fn told(&self, error: impl std::fmt::Display) -> String {
        format!("{}: {error}", self.path.display())
    }

    /// The names of its columns; of JSON lines, those that are wanted.
    pub(super) fn header(&self, wanted: &[&str]) -> Result<Header, String> {
        let told = |error: TableError| self.told(error);
        Ok(match self.format {
            Format::Csv => {
                let blocks = Blocks::open(self.open()?, Known::default()).map_err(told)?;
                blocks.header().clone()
            }
            Format::JsonLines => Header::new(wanted),
            Format::Parquet => parquet::Reader::open(self.open()?)
                .map_err(told)?
                .header()
                .clone(),
        })
    }

    /// Judges all rows by a plan; those of CSV on so many threads.
    pub(super) fn judge(
        &self,
        plan: &Plan,
        (header, columns): (&Header, &Columns),
        threads: usize,
    ) -> Result<Judged, String> {
        if self.format == Format::Csv {
            return self.judge_blocks(plan, columns, threads);
        }
        let mut checker = plan.checker();
        let mut batch = Batch::new(columns.places.len());
        let mut judged = self.each(header, &mut |_, cells| {
            let cell = |at: usize| Some(Cow::Owned(cells.get(at)?.as_deref()?.to_owned()));
            batch.push(columns.cells(cell));
            if batch.len() >= BATCH_ROWS {
                checker.add(&batch).map_err(|error| error.to_string())?;
                batch.clear();
            }
            Ok(())
        })?;
        checker.add(&batch).map_err(|error| self.told(error))?;
        judged.parts.push(checker.done());
        Ok(judged)
    }

    fn judge_blocks(
        &self,
        plan: &Plan,
        columns: &Columns,
        threads: usize,
    ) -> Result<Judged, String> {
        let told = |error: TableError| self.told(error);
        let blocks = Blocks::open(self.open()?, Known::default()).map_err(told)?;
        let blocks = Mutex::new(Numbered { blocks, next: 0 });
        let work = || work(plan, columns, &blocks);
        let mut parts = std::thread::scope(|scope| {
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
            let parts: Result<Vec<_>, String> = parts.into_iter().collect();
            parts.map(|parts| parts.into_iter().flatten().collect::<Vec<_>>())
        })
        .map_err(|error| self.told(error))?;
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

    /// Goes through all rows, one after the other: the number of each, from 1, and its cells in the
    /// order of the header. What is no row is passed over, and told.
    pub(super) fn each(
        &self,
        header: &Header,
        take: &mut dyn FnMut(u64, &[Option<Cow<'_, str>>]) -> Result<(), String>,
    ) -> Result<Judged, String> {
        let mut judged = Judged::default();
        let told = |error: TableError| self.told(error);
        match self.format {
            Format::Csv => {
                let mut blocks = Blocks::open(self.open()?, Known::default()).map_err(told)?;
                while let Some(block) = blocks.next_block().map_err(told)? {
                    let mut records = block.records();
                    while let Some(row) = records.next() {
                        match row {
                            Ok(row) => {
                                let cells = row.fields.iter();
                                let cells = cells.map(|f| (!f.is_absent()).then(|| f.text()));
                                take(row.number, &cells.collect::<Vec<_>>())?;
                            }
                            Err(problem) => judged.add(&problem).map_err(|why| self.told(why))?,
                        }
                    }
                }
            }
            Format::JsonLines => {
                let reader = json_lines::Reader::open(self.open()?, None, header.clone());
                let mut reader = reader.map_err(told)?;
                while let Some(row) = reader.next_row() {
                    match row {
                        Ok(row) => take(row.number, &row.cells)?,
                        Err(problem) => judged.add(&problem).map_err(|why| self.told(why))?,
                    }
                }
            }
            Format::Parquet => {
                let mut reader = parquet::Reader::open(self.open()?).map_err(told)?;
                while let Some(batch) = reader.next_batch().map_err(told)? {
                    for row in 0..batch.len() {
                        match batch.row(row) {
                            Ok(cells) => take(batch.number(row), &cells)?,
                            Err(bad) => judged
                                .add(&Problem::Row(bad))
                                .map_err(|why| self.told(why))?,
                        }
                    }
                }
            }
        }
        Ok(judged)
    }
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
    plan: &Plan,
    columns: &Columns,
    blocks: &Mutex<Numbered>,
) -> Result<Vec<(usize, Judged)>, String> {
    let mut all = Vec::new();
    loop {
        let taken = {
            let mut blocks = blocks
                .lock()
                .map_err(|_| "another thread stopped".to_owned())?;
            blocks.take().map_err(|error| error.to_string())?
        };
        let Some((number, block)) = taken else {
            return Ok(all);
        };
        all.push((number, judge_block(plan, columns, block.records())?));
    }
}

fn judge_block(plan: &Plan, columns: &Columns, mut records: Records<'_>) -> Result<Judged, String> {
    let mut judged = Judged::default();
    let mut checker = plan.checker();
    let mut batch = Batch::new(columns.places.len());
    while let Some(row) = records.next() {
        match row {
            Ok(row) => batch.push(columns.cells(|at| {
                let field = row.fields.get(at)?;
                (!field.is_absent()).then(|| field.text())
            })),
            Err(problem) => judged.add(&problem)?,
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
