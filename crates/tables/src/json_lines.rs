//! JSON lines: an object on each line (RFC 8259 inside), in UTF-8 or UTF-16.
//!
//! A row's cells are the object's values as text: texts as they are, numbers letter by letter as
//! they were written (so nothing is rounded), `true` and `false`. `null` and a key that is not
//! there are an absent value. A line end is always the end of a row, so a broken line spoils
//! nothing but itself.

use std::borrow::Cow;
use std::io::{Chain, Cursor, Read};

use crate::encoding::{Decoder, Encoding};
use crate::error::{BadRow, JsonProblem, Problem, RowProblem, TableError};
use crate::header::Header;
use crate::limits::{BLOCK_BYTES, FIELD_BYTES_MAX, RECORD_BYTES_MAX, SAMPLE_BYTES};

mod parse;
#[cfg(test)]
mod tests;
mod write;

pub use write::Writer;

/// A table that is read as it comes.
#[derive(Debug)]
pub struct Reader<R> {
    from: Decoder<Chain<Cursor<Vec<u8>>, R>>,
    header: Header,
    /// What was read; what stands before `at` was given out.
    waiting: Vec<u8>,
    at: usize,
    ended: bool,
    line: u64,
    number: u64,
}

/// One row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row<'r> {
    /// Which row, counted from 1. Empty lines are no rows.
    pub number: u64,
    /// Its line, counted from 1.
    pub line: u64,
    /// Its cells, in the order of the columns.
    pub cells: Vec<Option<Cow<'r, str>>>,
}

impl<R: Read> Reader<R> {
    /// Reads a table whose objects may have these keys. What the stream's encoding is, see
    /// [`Encoding::of`].
    ///
    /// # Errors
    /// When the stream fails, or plainly has another encoding than was said.
    pub fn open(
        mut from: R,
        encoding: Option<Encoding>,
        columns: Header,
    ) -> Result<Reader<R>, TableError> {
        let mut sample = Vec::new();
        let limited = from.by_ref().take(SAMPLE_BYTES as u64);
        { limited }
            .read_to_end(&mut sample)
            .map_err(TableError::Read)?;
        let encoding = encoding.map_or_else(|| Encoding::of(&sample), Ok)?;
        let mut reader = Reader {
            from: Decoder::new(Cursor::new(sample).chain(from), encoding),
            header: columns,
            waiting: Vec::new(),
            at: 0,
            ended: false,
            line: 0,
            number: 0,
        };
        reader.fill()?;
        if reader.waiting.starts_with("\u{feff}".as_bytes()) {
            reader.at = 3;
        }
        Ok(reader)
    }

    /// The keys that are columns.
    pub fn header(&self) -> &Header {
        &self.header
    }

    /// The next row, or why there is none. After [`Problem::Table`] there are no more.
    pub fn next_row(&mut self) -> Option<Result<Row<'_>, Problem>> {
        let (start, end) = match self.find() {
            Ok(found) => found?,
            Err(error) => {
                (self.ended, self.at) = (true, self.waiting.len());
                return Some(Err(Problem::Table(error)));
            }
        };
        self.number += 1;
        let bytes = self.waiting.get(start..end).unwrap_or(&[]);
        let row = cells(bytes, &self.header).map(|cells| Row {
            number: self.number,
            line: self.line,
            cells,
        });
        Some(row.map_err(|why| {
            Problem::Row(BadRow {
                number: self.number,
                line: self.line,
                received: vec![String::from_utf8_lossy(bytes).into_owned()],
                why,
            })
        }))
    }

    /// Finds the next line that is not empty.
    fn find(&mut self) -> Result<Option<(usize, usize)>, TableError> {
        loop {
            let rest = self.waiting.get(self.at..).unwrap_or(&[]);
            let length = match memchr::memchr(b'\n', rest) {
                Some(length) => length,
                None if self.ended && rest.is_empty() => return Ok(None),
                None if self.ended => rest.len(),
                None => {
                    if rest.len() > RECORD_BYTES_MAX {
                        return Err(TableError::RecordTooLong {
                            line: self.line + 1,
                        });
                    }
                    self.fill()?;
                    continue;
                }
            };
            let start = self.at;
            self.line += 1;
            self.at = (start + length + 1).min(self.waiting.len());
            if length > RECORD_BYTES_MAX {
                return Err(TableError::RecordTooLong { line: self.line });
            }
            if !rest[..length].iter().all(u8::is_ascii_whitespace) {
                return Ok(Some((start, start + length)));
            }
        }
    }

    fn fill(&mut self) -> Result<(), TableError> {
        self.waiting.drain(..self.at);
        self.at = 0;
        let limited = self.from.by_ref().take(BLOCK_BYTES as u64);
        let read = { limited }
            .read_to_end(&mut self.waiting)
            .map_err(TableError::Read)?;
        self.ended = read < BLOCK_BYTES;
        Ok(())
    }
}

/// The cells of a line.
fn cells<'a>(bytes: &'a [u8], header: &Header) -> Result<Vec<Option<Cow<'a, str>>>, RowProblem> {
    let text = simdutf8::compat::from_utf8(bytes).map_err(|error| RowProblem::Json {
        what: JsonProblem::Syntax,
        byte: error.valid_up_to() + 1,
    })?;
    let mut parser = parse::Parser::new(text);
    let cells = parser.row(header).map_err(|what| RowProblem::Json {
        what,
        byte: parser.at() + 1,
    })?;
    let is_long = |cell: &Option<Cow<'_, str>>| {
        cell.as_ref()
            .is_some_and(|text| text.len() > FIELD_BYTES_MAX)
    };
    match cells.iter().position(is_long) {
        Some(index) => Err(RowProblem::TooLong { field: index + 1 }),
        None => Ok(cells),
    }
}
