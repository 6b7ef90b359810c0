//! A file that is loaded, whatever its format: once from end to end to see whether it can be read at
//! all, and once more for its rows.

use std::fs::File;
use std::io::{self, Read};
use std::sync::{Arc, Mutex, PoisonError};

use aws_lc_rs::digest::{Context, SHA256};
use base::Digest;
use tables::csv::blocks::Block;
use tables::{Header, Problem, TableError, json_lines, parquet, rejects};

use super::rows::{Place, Rows};
use crate::table_file::{Format, Named, Source, cell};

/// A batch ends after so many bytes of cells, however few rows they are.
const BATCH_BYTES: usize = 24 << 20;

/// What a file is, after it was read to its end.
#[derive(Debug)]
pub(crate) struct Survey {
    pub(crate) digest: Digest,
    pub(crate) header: Header,
    pub(crate) rows: u64,
}

impl Named<'_> {
    /// Reads the whole file: whether its quotes pair, its lines end and its letters are what they
    /// are said to be is known before anything is written.
    pub(crate) fn survey(&self) -> Result<Survey, String> {
        let told = |error: TableError| self.told(&error);
        let context = Arc::new(Mutex::new(Context::new(&SHA256)));
        let hashing = Hashing(self.open()?, context.clone());
        let mut source = match self.format {
            Format::Csv | Format::Jsonl => self.text(hashing)?,
            Format::Parquet => {
                io::copy(&mut { hashing }, &mut io::sink())
                    .map_err(|error| told(TableError::Read(error)))?;
                self.parquet()?
            }
        };
        let rows = source.count().map_err(told)?;
        let mut digest = [0; 32];
        let context = context.lock().unwrap_or_else(PoisonError::into_inner);
        digest.copy_from_slice(context.clone().finish().as_ref());
        Ok(Survey {
            digest,
            header: source.header().clone(),
            rows,
        })
    }
}

/// What is read on the way is also counted into a digest.
struct Hashing<R>(R, Arc<Mutex<Context>>);

impl<R: Read> Read for Hashing<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let read = self.0.read(into)?;
        let mut context = self.1.lock().unwrap_or_else(PoisonError::into_inner);
        context.update(&into[..read]);
        Ok(read)
    }
}

impl<R: Read> Source<R> {
    /// How many rows there are, those among them that are no rows.
    fn count(&mut self) -> Result<u64, TableError> {
        let mut count = 0;
        match self {
            Source::Csv(blocks, _) => {
                while let Some(block) = blocks.next_block()? {
                    let mut records = block.records();
                    while let Some(row) = records.next() {
                        if let Err(Problem::Table(error)) = row {
                            return Err(error);
                        }
                        count += 1;
                    }
                }
            }
            Source::Json(reader) => {
                while let Some(row) = reader.next_row() {
                    if let Err(Problem::Table(error)) = row {
                        return Err(error);
                    }
                    count += 1;
                }
            }
            Source::Parquet(reader) => {
                while let Some(batch) = reader.next_batch()? {
                    count += batch.len() as u64;
                }
            }
        }
        Ok(count)
    }

    /// Takes rows behind the first `passed`, about `most` of them; none at the end.
    pub(crate) fn fill(
        &mut self,
        into: &mut Rows,
        (passed, most): (u64, usize),
    ) -> Result<(), TableError> {
        let guarded = rejects::is_reject_file(self.header());
        while into.taken() < most && into.bytes() < BATCH_BYTES {
            let goes_on = match self {
                Source::Csv(blocks, open) => {
                    let block = match open.take() {
                        Some(block) => Some(block),
                        None => blocks.next_block()?,
                    };
                    match block {
                        None => false,
                        Some(block) => {
                            if !csv_rows(&block, (passed, most, guarded), into)? {
                                *open = Some(block);
                            }
                            true
                        }
                    }
                }
                Source::Json(reader) => json_row(reader, passed, into)?,
                Source::Parquet(reader) => parquet_rows(reader, passed, into)?,
            };
            if !goes_on {
                break;
            }
        }
        Ok(())
    }
}

/// Takes the rows of a block that were not taken before. False if there was no more room for all.
fn csv_rows(
    block: &Block,
    (passed, most, guarded): (u64, usize, bool),
    into: &mut Rows,
) -> Result<bool, TableError> {
    let mut records = block.records();
    let passed = passed + into.taken() as u64;
    while let Some(row) = records.next() {
        if into.taken() >= most {
            return Ok(false);
        }
        match row {
            Ok(row) if row.number <= passed => {}
            Ok(row) => {
                let place = Place {
                    row: row.number,
                    line: row.line,
                };
                let cells = row.fields.iter().map(|field| cell(field, guarded));
                into.add(place, cells);
            }
            Err(Problem::Row(bad)) if bad.number <= passed => {}
            Err(Problem::Row(bad)) => into.bad.push(bad),
            Err(Problem::Table(error)) => return Err(error),
        }
    }
    Ok(true)
}

fn json_row<R: Read>(
    reader: &mut json_lines::Reader<R>,
    passed: u64,
    into: &mut Rows,
) -> Result<bool, TableError> {
    match reader.next_row() {
        None => return Ok(false),
        Some(Ok(row)) if row.number <= passed => {}
        Some(Ok(row)) => {
            let place = Place {
                row: row.number,
                line: row.line,
            };
            into.add(place, row.cells.into_iter());
        }
        Some(Err(Problem::Row(bad))) if bad.number <= passed => {}
        Some(Err(Problem::Row(bad))) => into.bad.push(bad),
        Some(Err(Problem::Table(error))) => return Err(error),
    }
    Ok(true)
}

fn parquet_rows(
    reader: &mut parquet::Reader<File>,
    passed: u64,
    into: &mut Rows,
) -> Result<bool, TableError> {
    let Some(batch) = reader.next_batch()? else {
        return Ok(false);
    };
    for row in 0..batch.len() {
        let number = batch.number(row);
        if number <= passed {
            continue;
        }
        match batch.row(row) {
            Ok(cells) => {
                let place = Place {
                    row: number,
                    line: number,
                };
                into.add(place, cells.into_iter());
            }
            Err(bad) => into.bad.push(bad),
        }
    }
    Ok(true)
}
