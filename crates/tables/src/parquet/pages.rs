//! What a column's pages say about their sizes, read before the library believes it.
//!
//! A page header (Thrift, compact protocol) says how large the page becomes when it is unpacked and
//! how many values its dictionary has; the library makes room for that at once. Here the headers
//! are walked over without unpacking anything.

use std::io::{Read, Seek};

use ::parquet::file::metadata::ColumnChunkMetaData;

use super::broken;
use super::source::Source;
use crate::error::TableError;

/// What all pages that are open at one time may take, unpacked, in bytes: 256 MiB. Programs write
/// pages of about 1 MiB, and one page and one dictionary of each column are open.
const OPEN_PAGES_BYTES_MAX: u64 = 256 << 20;

/// The longest page header, in bytes: some numbers, and the smallest and largest value.
const HEADER_BYTES_MAX: usize = 1 << 20;

/// How deep a header's structures go: four in the format; a little more for what comes.
const DEPTH_MAX: usize = 8;

/// Checks the pages of some columns of one row group.
///
/// # Errors
/// When the headers cannot be read, or promise more than fits.
pub(super) fn check<'a, R: Read + Seek>(
    source: &Source<R>,
    columns: impl Iterator<Item = &'a ColumnChunkMetaData>,
) -> Result<(), TableError> {
    let mut open = 0_u64;
    for column in columns {
        open = open.saturating_add(largest(source, column)?);
        if open > OPEN_PAGES_BYTES_MAX {
            return Err(broken(format!(
                "its pages unpack to more than {OPEN_PAGES_BYTES_MAX} bytes at a time: write it with smaller pages"
            )));
        }
    }
    Ok(())
}

/// The largest dictionary and the largest page of a column, together, unpacked.
fn largest<R: Read + Seek>(
    source: &Source<R>,
    column: &ColumnChunkMetaData,
) -> Result<u64, TableError> {
    let first = column
        .dictionary_page_offset()
        .unwrap_or(i64::MAX)
        .min(column.data_page_offset());
    let mut at = u64::try_from(first).map_err(broken)?;
    let length = u64::try_from(column.compressed_size()).map_err(broken)?;
    let end = at
        .checked_add(length)
        .ok_or_else(|| broken("a column ends nowhere"))?;
    let (mut dictionary, mut page) = (0, 0);
    while at < end {
        let (header, header_bytes) = header_at(source, at)?;
        if header.values > header.unpacked && header.is_dictionary {
            return Err(broken("a dictionary has more values than bytes"));
        }
        let largest = if header.is_dictionary {
            &mut dictionary
        } else {
            &mut page
        };
        *largest = header.unpacked.max(header.packed).max(*largest);
        at = at
            .saturating_add(header_bytes as u64)
            .saturating_add(header.packed);
    }
    Ok(dictionary + page)
}

/// What is of interest in a page header.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct PageHeader {
    pub(super) unpacked: u64,
    pub(super) packed: u64,
    pub(super) values: u64,
    pub(super) is_dictionary: bool,
}

fn header_at<R: Read + Seek>(
    source: &Source<R>,
    at: u64,
) -> Result<(PageHeader, usize), TableError> {
    let mut room = 512;
    loop {
        let bytes = source.bytes(at, room).map_err(TableError::Read)?;
        let mut thrift = Thrift {
            bytes: &bytes,
            at: 0,
        };
        if let Some(header) = thrift.page_header() {
            return Ok((header, thrift.at));
        }
        if bytes.len() < room || room >= HEADER_BYTES_MAX {
            return Err(broken("a page has no header"));
        }
        room *= 8;
    }
}

/// A reader of Thrift's compact protocol. Everything gives `None` at the end of the bytes and for
/// what is none.
pub(super) struct Thrift<'a> {
    pub(super) bytes: &'a [u8],
    pub(super) at: usize,
}

impl Thrift<'_> {
    /// Reads a page header.
    pub(super) fn page_header(&mut self) -> Option<PageHeader> {
        let mut header = PageHeader::default();
        let mut id = 0;
        while let Some(kind) = self.field(&mut id)? {
            match (id, kind) {
                (2, 5) => header.unpacked = u64::try_from(self.number()?).ok()?,
                (3, 5) => header.packed = u64::try_from(self.number()?).ok()?,
                (5 | 7 | 8, 12) => {
                    header.is_dictionary = id == 7;
                    header.values = self.first_number()?;
                }
                _ => self.skip(kind, 0)?,
            }
        }
        Some(header)
    }

    /// Reads a structure; gives the number in its first field.
    fn first_number(&mut self) -> Option<u64> {
        let (mut id, mut found) = (0, 0);
        while let Some(kind) = self.field(&mut id)? {
            if (id, kind) == (1, 5) {
                found = u64::try_from(self.number()?).ok()?;
            } else {
                self.skip(kind, 1)?;
            }
        }
        Some(found)
    }

    /// Reads the beginning of a field: its kind, or nothing when the structure ends.
    fn field(&mut self, id: &mut i64) -> Option<Option<u8>> {
        let byte = self.byte()?;
        if byte == 0 {
            return Some(None);
        }
        let step = i64::from(byte >> 4);
        *id = if step == 0 {
            self.number()?
        } else {
            id.checked_add(step)?
        };
        Some(Some(byte & 15))
    }

    fn byte(&mut self) -> Option<u8> {
        let byte = *self.bytes.get(self.at)?;
        self.at += 1;
        Some(byte)
    }

    /// An unsigned number, seven bits a byte.
    fn unsigned(&mut self) -> Option<u64> {
        let mut number = 0;
        for shift in (0..64).step_by(7) {
            let byte = self.byte()?;
            number |= u64::from(byte & 127) << shift;
            if byte < 128 {
                return Some(number);
            }
        }
        None
    }

    /// A signed number, its sign in the lowest bit.
    fn number(&mut self) -> Option<i64> {
        let number = self.unsigned()?;
        Some((number >> 1) as i64 ^ -((number & 1) as i64))
    }

    fn forward(&mut self, bytes: u64) -> Option<()> {
        self.at = self.at.checked_add(usize::try_from(bytes).ok()?)?;
        (self.at <= self.bytes.len()).then_some(())
    }

    /// Passes a value of some kind.
    fn skip(&mut self, kind: u8, depth: usize) -> Option<()> {
        if depth > DEPTH_MAX {
            return None;
        }
        match kind {
            1 | 2 => Some(()), // true and false, in the field's beginning itself
            3 => self.forward(1),
            4..=6 => self.unsigned().map(drop),
            7 => self.forward(8),
            8 => {
                let length = self.unsigned()?;
                self.forward(length)
            }
            9 | 10 => {
                let byte = self.byte()?;
                let size = if byte >> 4 == 15 {
                    self.unsigned()?
                } else {
                    u64::from(byte >> 4)
                };
                for _ in 0..size {
                    self.skip_element(byte & 15, depth)?;
                }
                Some(())
            }
            12 => {
                let mut id = 0;
                while let Some(kind) = self.field(&mut id)? {
                    self.skip(kind, depth + 1)?;
                }
                Some(())
            }
            _ => None, // maps do not occur in page headers
        }
    }

    /// As `skip`, inside a list, where truth takes a byte.
    fn skip_element(&mut self, kind: u8, depth: usize) -> Option<()> {
        match kind {
            1 | 2 => self.forward(1),
            _ => self.skip(kind, depth + 1),
        }
    }
}
