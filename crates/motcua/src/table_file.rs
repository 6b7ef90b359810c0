//! A file with a table that somebody sent, whatever its format: what its name says, its columns, and
//! its rows one after the other. `load` goes on from any of them, `quality` goes through all.

use std::borrow::Cow;
use std::fs::File;
use std::io::Read;
use std::path::Path;

use tables::csv::Known;
use tables::csv::blocks::{Block, Blocks};
use tables::csv::records::{Field, Records};
use tables::{BadRow, Encoding, Header, Problem, TableError, json_lines, parquet, rejects};

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
    /// What the end of a file's name says; nothing is guessed from what is in it.
    pub(crate) fn of(path: &Path) -> Result<Format, String> {
        let end = path.extension().and_then(|end| end.to_str());
        match end.map(str::to_ascii_lowercase).as_deref() {
            Some("csv" | "tsv" | "txt") => Ok(Format::Csv),
            Some("jsonl" | "ndjson" | "json") => Ok(Format::Jsonl),
            Some("parquet") => Ok(Format::Parquet),
            _ => Err(format!(
                "{}: the name does not say what it is: end it with .csv, .jsonl or .parquet, or say \
                 --format",
                path.display()
            )),
        }
    }
}

/// An encoding by its name, as `--encoding` takes it.
pub(crate) fn encoding(word: &str) -> Result<Encoding, String> {
    Encoding::named(word).ok_or_else(|| {
        let known: Vec<&str> = tables::encoding::ENCODINGS
            .iter()
            .map(|one| one.word())
            .collect();
        format!(
            "--encoding {word} is not known: write one of {}",
            known.join(", ")
        )
    })
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

impl Named<'_> {
    /// The names of its columns; of JSON lines, all that a key may name.
    pub(crate) fn header(&self) -> Result<Header, String> {
        Ok(self.rows()?.header().clone())
    }

    /// Its rows, from the first on.
    pub(crate) fn rows(&self) -> Result<Source<File>, String> {
        match self.format {
            Format::Csv | Format::Jsonl => self.text(self.open()?),
            Format::Parquet => self.parquet(),
        }
    }

    /// The blocks of a CSV file, for several threads.
    pub(crate) fn blocks<R: Read>(&self, from: R) -> Result<Blocks<R>, String> {
        let known = Known {
            separator: None,
            encoding: self.encoding,
        };
        Blocks::open(from, known).map_err(|error| self.told(&error))
    }

    /// The file itself.
    pub(crate) fn open(&self) -> Result<File, String> {
        let file = File::open(self.path);
        file.map_err(|error| format!("cannot open {}: {error}", self.path.display()))
    }

    /// Rows of a text, which may come through something that looks at it on the way.
    pub(crate) fn text<R: Read>(&self, from: R) -> Result<Source<R>, String> {
        if self.format == Format::Jsonl {
            let header = Header::new(self.fields);
            let reader = json_lines::Reader::open(from, self.encoding, header);
            let reader = reader.map_err(|error| self.told(&error))?;
            return Ok(Source::Json(reader));
        }
        Ok(Source::Csv(self.blocks(from)?, None))
    }

    /// Rows of a Parquet file, which says at its end what stands where.
    pub(crate) fn parquet<R>(&self) -> Result<Source<R>, String> {
        let reader = parquet::Reader::open(self.open()?).map_err(|error| self.told(&error))?;
        Ok(Source::Parquet(Box::new(reader)))
    }

    /// An error with the file's name and its cause.
    pub(crate) fn told(&self, error: &TableError) -> String {
        let cause = std::error::Error::source(error);
        let cause = cause.map(|cause| format!(": {cause}")).unwrap_or_default();
        format!("{}: {error}{cause}", self.path.display())
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
}

/// A row of any file.
pub(crate) enum Row<'r> {
    /// Its number, from 1, and its cells in the order of the header.
    Cells(u64, &'r [Option<Cow<'r, str>>]),
    /// What is no row.
    Bad(BadRow),
}

/// Takes a row, or says why it goes no further.
pub(crate) type Take<'t> = &'t mut dyn FnMut(Row<'_>) -> Result<(), String>;

impl Named<'_> {
    /// Goes through all rows, one after the other.
    pub(crate) fn each(&self, take: Take<'_>) -> Result<(), String> {
        let told = |error: TableError| self.told(&error);
        let mut source = self.rows()?;
        let guarded = rejects::is_reject_file(source.header());
        match &mut source {
            Source::Csv(blocks, _) => {
                while let Some(block) = blocks.next_block().map_err(told)? {
                    self.each_of(block.records(), guarded, take)?;
                }
            }
            Source::Json(reader) => {
                while let Some(row) = reader.next_row() {
                    match row {
                        Ok(row) => take(Row::Cells(row.number, &row.cells))?,
                        Err(problem) => take(Row::Bad(bad(problem).map_err(told)?))?,
                    }
                }
            }
            Source::Parquet(reader) => {
                while let Some(batch) = reader.next_batch().map_err(told)? {
                    for row in 0..batch.len() {
                        match batch.row(row) {
                            Ok(cells) => take(Row::Cells(batch.number(row), &cells))?,
                            Err(bad) => take(Row::Bad(bad))?,
                        }
                    }
                }
            }
        }
        Ok(())
    }

    fn each_of(
        &self,
        mut records: Records<'_>,
        guarded: bool,
        take: Take<'_>,
    ) -> Result<(), String> {
        while let Some(row) = records.next() {
            match row {
                Ok(row) => {
                    let cells: Vec<_> = row
                        .fields
                        .iter()
                        .map(|field| cell(field, guarded))
                        .collect();
                    take(Row::Cells(row.number, &cells))?;
                }
                Err(problem) => take(Row::Bad(bad(problem).map_err(|error| self.told(&error))?))?,
            }
        }
        Ok(())
    }
}

/// A cell as it was received, if it is there; one of a reject file without its guard.
pub(crate) fn cell<'a>(field: &Field<'a>, guarded: bool) -> Option<Cow<'a, str>> {
    let text = (!field.is_absent()).then(|| field.text())?;
    Some(if guarded {
        rejects::received(text)
    } else {
        text
    })
}

/// What is no row; where the table itself ends, its error.
fn bad(problem: Problem) -> Result<BadRow, TableError> {
    match problem {
        Problem::Row(bad) => Ok(bad),
        Problem::Table(error) => Err(error),
    }
}
