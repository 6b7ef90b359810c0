//! A file that is loaded, whatever its format: once from end to end to see whether it can be read at
//! all, and once more for its rows.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

use aws_lc_rs::digest::{Context, SHA256};
use base::Digest;
use tables::csv::Known;
use tables::csv::blocks::{Block, Blocks};
use tables::rejects;
use tables::{Encoding, Header, Problem, TableError, json_lines, parquet};

use super::rows::{Place, Rows};

/// A batch ends after so many bytes of cells, however few rows they are.
const BATCH_BYTES: usize = 24 << 20;

/// How a file is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum Format {
    /// Comma-separated values.
    Csv,
    /// An object on each line.
    Jsonl,
    /// Parquet.
    Parquet,
}

impl Format {
    /// What the end of a file's name says.
    pub(crate) fn of(path: &Path) -> Result<Format, String> {
        let end = path.extension().and_then(|end| end.to_str());
        match end.map(str::to_ascii_lowercase).as_deref() {
            Some("csv" | "tsv" | "txt") => Ok(Format::Csv),
            Some("jsonl" | "ndjson" | "json") => Ok(Format::Jsonl),
            Some("parquet") => Ok(Format::Parquet),
            _ => Err(format!(
                "{}: the name does not say what it is: say --format csv, jsonl or parquet",
                path.display()
            )),
        }
    }
}

/// A file and what is known of it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Named<'a> {
    pub(crate) path: &'a Path,
    pub(crate) format: Format,
    pub(crate) encoding: Option<Encoding>,
    /// The fields that a key of a JSON line may name.
    pub(crate) fields: &'a [&'a str],
}

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

    /// Its rows, from the first on.
    pub(crate) fn rows(&self) -> Result<Source<File>, String> {
        match self.format {
            Format::Csv | Format::Jsonl => self.text(self.open()?),
            Format::Parquet => self.parquet(),
        }
    }

    fn open(&self) -> Result<File, String> {
        let file = File::open(self.path);
        file.map_err(|error| format!("cannot open {}: {error}", self.path.display()))
    }

    fn text<R: Read>(&self, from: R) -> Result<Source<R>, String> {
        let source = if self.format == Format::Jsonl {
            let columns = self.fields.iter().chain(&rejects::COLUMNS);
            let header = Header::new(columns);
            json_lines::Reader::open(from, self.encoding, header).map(Source::Json)
        } else {
            let known = Known {
                separator: None,
                encoding: self.encoding,
            };
            Blocks::open(from, known).map(|blocks| Source::Csv(blocks, None))
        };
        source.map_err(|error| self.told(&error))
    }

    fn parquet<R>(&self) -> Result<Source<R>, String> {
        let reader = parquet::Reader::open(self.open()?).map_err(|error| self.told(&error))?;
        Ok(Source::Parquet(Box::new(reader)))
    }

    pub(super) fn told(&self, error: &TableError) -> String {
        let cause = std::error::Error::source(error);
        let cause = cause.map(|cause| format!(": {cause}")).unwrap_or_default();
        format!("{}: {error}{cause}", self.path.display())
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

/// A file that is being read.
#[derive(Debug)]
pub(crate) enum Source<R> {
    /// Comma-separated values, and a block whose last rows were not taken yet.
    Csv(Blocks<R>, Option<Block>),
    /// JSON lines.
    Json(json_lines::Reader<R>),
    /// Parquet.
    Parquet(Box<parquet::Reader<File>>),
}

impl<R: Read> Source<R> {
    /// The names of its columns.
    pub(crate) fn header(&self) -> &Header {
        match self {
            Source::Csv(blocks, _) => blocks.header(),
            Source::Json(reader) => reader.header(),
            Source::Parquet(reader) => reader.header(),
        }
    }

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
                let cells = row.fields.iter().map(|field| {
                    let text = (!field.is_absent()).then(|| field.text());
                    text.map(|text| {
                        if guarded {
                            rejects::received(text)
                        } else {
                            text
                        }
                    })
                });
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
