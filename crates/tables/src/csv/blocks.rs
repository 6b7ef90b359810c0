//! A stream of CSV, read a block at a time. A block holds whole records, knows its place in the
//! table, and can be taken to another thread.

use std::io::{Chain, Cursor, Read};

use super::borders::Borders;
use super::records::{Place, Records};
use super::{Csv, Format, Known};
use crate::encoding::{Decoder, Encoding};
use crate::error::TableError;
use crate::header::Header;
use crate::limits::{BLOCK_BYTES, RECORD_BYTES_MAX, SAMPLE_BYTES};

/// Whole records of a table.
#[derive(Debug, Clone)]
pub struct Block {
    bytes: Vec<u8>,
    format: Format,
    columns: usize,
    place: Place,
}

impl Block {
    /// Its rows, numbered as in the whole table.
    #[must_use]
    pub fn records(&self) -> Records<'_> {
        Records::new(&self.bytes, self.format, Some(self.columns), self.place)
    }
}

/// A table that is read as it comes. It keeps one block, and at most [`RECORD_BYTES_MAX`] more.
#[derive(Debug)]
pub struct Blocks<R> {
    from: Decoder<Chain<Cursor<Vec<u8>>, R>>,
    header: Header,
    format: Format,
    /// What was read and not given out; it begins with a record.
    waiting: Vec<u8>,
    place: Place,
    ended: bool,
}

impl<R: Read> Blocks<R> {
    /// Reads the header. A stream whose encoding nobody said is UTF-8, or UTF-16 with its mark.
    ///
    /// # Errors
    /// When the stream fails, it plainly has another encoding, there is no header, it has too many
    /// columns, or its quotes do not pair.
    pub fn open(mut from: R, known: Known) -> Result<Blocks<R>, TableError> {
        let mut sample = Vec::new();
        fill(&mut from, &mut sample, SAMPLE_BYTES)?;
        let encoding = known.encoding.map_or_else(|| Encoding::of(&sample), Ok)?;
        let mut from = Decoder::new(Cursor::new(sample).chain(from), encoding);
        let mut waiting = Vec::new();
        let mut ended = false;
        // A header is mostly within the first block. Where it is not, more is read.
        loop {
            ended |= fill(&mut from, &mut waiting, BLOCK_BYTES)?;
            let table = match Csv::of(&waiting, known) {
                // The end of what was read may lie within the header.
                Ok(table)
                    if table.rows.is_empty() && !ended && waiting.len() <= RECORD_BYTES_MAX =>
                {
                    continue;
                }
                Err(TableError::QuoteOpen { .. } | TableError::Empty)
                    if !ended && waiting.len() <= RECORD_BYTES_MAX =>
                {
                    continue;
                }
                other => other?,
            };
            let (header, format, place) = (table.header.clone(), table.format, table.place);
            let rows = waiting.len() - table.rows.len();
            waiting.drain(..rows);
            return Ok(Blocks {
                from,
                header,
                format,
                waiting,
                place,
                ended,
            });
        }
    }

    /// The names of the columns.
    pub fn header(&self) -> &Header {
        &self.header
    }

    /// How it is written.
    pub fn format(&self) -> Format {
        self.format
    }

    /// The next block; `None` at the end. A record that is too long, or whose quote is never closed,
    /// comes as a block too: its [`Records`] say what is wrong with it. After a
    /// [`Problem::Table`](crate::Problem::Table) in a block, the blocks after it are not to be trusted.
    ///
    /// # Errors
    /// When the stream fails.
    pub fn next_block(&mut self) -> Result<Option<Block>, TableError> {
        loop {
            let wanted = BLOCK_BYTES
                .saturating_sub(self.waiting.len())
                .max(BLOCK_BYTES / 2);
            if !self.ended {
                self.ended = fill(&mut self.from, &mut self.waiting, wanted)?;
            }
            if self.waiting.is_empty() {
                return Ok(None);
            }
            let (border, next) = Borders::new(&self.waiting, self.format, self.place).find_last();
            let hopeless = border == 0 && self.waiting.len() > RECORD_BYTES_MAX;
            if self.ended || hopeless {
                // What is left is the last record, or one that its reader will refuse.
                self.ended = true;
                return Ok(Some(self.give(self.waiting.len(), next)));
            }
            if border > 0 {
                return Ok(Some(self.give(border, next)));
            }
        }
    }

    fn give(&mut self, to: usize, next: Place) -> Block {
        let rest = self.waiting.split_off(to);
        let block = Block {
            bytes: std::mem::replace(&mut self.waiting, rest),
            format: self.format,
            columns: self.header.len(),
            place: self.place,
        };
        self.place = next;
        block
    }
}

/// Reads `bytes` more, or up to the end. True at the end.
fn fill(from: &mut impl Read, into: &mut Vec<u8>, bytes: usize) -> Result<bool, TableError> {
    let before = into.len();
    into.reserve(bytes);
    from.by_ref()
        .take(bytes as u64)
        .read_to_end(into)
        .map_err(TableError::Read)?;
    Ok(into.len() - before < bytes)
}
