//! CSV as offices send it (RFC 4180, and what programs make of it).
//!
//! * Fields are separated by a comma, semicolon, tab or bar; records end with LF, CR LF, or (old
//!   programs) CR alone. Both are told from the first lines when nobody says them.
//! * A quote opens a field only where the field begins; inside, quotes are doubled, and separators
//!   and line ends are text. A quote elsewhere is a character like others.
//! * Nothing between two separators is an absent value; `""` is an empty text.
//! * Empty lines are passed over. A first line `sep=;` (a spreadsheet's habit) names the separator.
//!
//! A table in memory is a [`Csv`], which can be cut into parts for several threads; a stream is read
//! by [`Blocks`](blocks::Blocks), whose blocks can be given to several threads as well. Both give
//! [`Records`], and those give rows.

use crate::encoding::Encoding;
use crate::error::{Problem, TableError};
use crate::header::Header;
use crate::limits::{COLUMNS_MAX, SAMPLE_BYTES};

pub mod blocks;
mod borders;
mod marks;
mod quotes;
pub mod records;
mod row;
#[cfg(test)]
mod tests;
pub mod write;

use borders::Borders;
use records::{Place, Records};

/// What may separate fields.
pub const SEPARATORS: [u8; 4] = [b',', b';', b'\t', b'|'];

/// How a table is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Format {
    separator: u8,
    line_end: u8,
}

impl Format {
    /// Fields separated by `separator`, one of [`SEPARATORS`]; records ended by LF or CR LF.
    ///
    /// # Errors
    /// When it is none of those.
    pub fn separated_by(separator: u8) -> Result<Format, TableError> {
        if !SEPARATORS.contains(&separator) {
            return Err(TableError::Separator { byte: separator });
        }
        Ok(Format {
            separator,
            line_end: b'\n',
        })
    }

    /// Guesses from the first lines: the separator that gives the most rows as many fields as the
    /// first line has, and of those the one that gives the most fields. A comma if none does.
    #[must_use]
    pub fn guess(sample: &[u8]) -> Format {
        let sample = &sample[..sample.len().min(SAMPLE_BYTES)];
        let line_end = line_end_of(sample);
        let mut best = ((0, 0), b',');
        for separator in SEPARATORS {
            let format = Format {
                separator,
                line_end,
            };
            let fits = fitting(sample, format);
            if fits > best.0 {
                best = (fits, separator);
            }
        }
        Format {
            separator: best.1,
            line_end,
        }
    }

    /// The byte between fields.
    #[must_use]
    pub fn separator(self) -> u8 {
        self.separator
    }
}

/// CR alone ends lines where there is no LF at all.
fn line_end_of(sample: &[u8]) -> u8 {
    let alone = !sample.contains(&b'\n') && sample.contains(&b'\r');
    if alone { b'\r' } else { b'\n' }
}

/// How many of the first 50 rows have as many fields as the first one, and how many that is.
/// Nothing for a single field: every separator that does not occur gives that.
fn fitting(sample: &[u8], format: Format) -> (usize, usize) {
    let mut records = Records::new(sample, format, None, Place::BEGINNING);
    let (mut fields, mut rows) = (0, 0);
    for _ in 0..50 {
        match records.next() {
            Some(Ok(row)) if fields == 0 => fields = row.fields.len(),
            Some(Ok(row)) => rows += usize::from(row.fields.len() == fields),
            Some(Err(_)) | None => break,
        }
    }
    if fields < 2 {
        (0, 0)
    } else {
        (rows + 1, fields)
    }
}

/// What the caller knows about a table; what it does not, is guessed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Known {
    /// The byte between fields, one of [`SEPARATORS`].
    pub separator: Option<u8>,
    /// What the bytes mean. Only streams are converted: a table in memory is UTF-8, see
    /// [`crate::encoding::to_utf8`].
    pub encoding: Option<Encoding>,
}

/// A table in memory, in UTF-8.
#[derive(Debug, Clone)]
pub struct Csv<'a> {
    header: Header,
    format: Format,
    rows: &'a [u8],
    place: Place,
}

impl<'a> Csv<'a> {
    /// Reads the header. `bytes` may begin with a byte order mark.
    ///
    /// # Errors
    /// When there is no header, it has too many columns, or its quotes do not pair.
    pub fn of(bytes: &'a [u8], known: Known) -> Result<Csv<'a>, TableError> {
        let (start, format) = beginning(bytes, known)?;
        let mut place = start;
        let text = bytes.get(offset_of(place)..).unwrap_or(&[]);
        // The header is read with the rows' own reader, from a slice it cannot run far out of.
        let reach = text
            .len()
            .min(crate::limits::RECORD_BYTES_MAX + SAMPLE_BYTES);
        let mut first = Records::new(&text[..reach], format, None, place);
        let names = match first.next() {
            None => return Err(TableError::Empty),
            Some(Err(Problem::Table(error))) => return Err(error),
            Some(Err(Problem::Row(bad))) => bad.received,
            Some(Ok(row)) => row
                .fields
                .iter()
                .map(|field| field.text().into_owned())
                .collect(),
        };
        if names.len() > COLUMNS_MAX {
            return Err(TableError::TooManyColumns { found: names.len() });
        }
        place = first.place();
        place.rows = 0;
        Ok(Csv {
            header: Header::new(names),
            format,
            rows: bytes.get(offset_of(place)..).unwrap_or(&[]),
            place,
        })
    }

    /// The names of the columns.
    #[must_use]
    pub fn header(&self) -> &Header {
        &self.header
    }

    /// How it is written.
    #[must_use]
    pub fn format(&self) -> Format {
        self.format
    }

    /// All rows.
    #[must_use]
    pub fn records(&self) -> Records<'a> {
        Records::new(self.rows, self.format, Some(self.header.len()), self.place)
    }

    /// The same rows in at most `parts` parts of about equal length, for as many threads. Row
    /// numbers, lines and offsets are those of the whole table. Cuts are made where records begin,
    /// whatever stands in quotes; finding them costs one search for line ends and quotes up to the
    /// last cut.
    ///
    /// A [`Problem::Table`] in one part says that the parts after it are not to be trusted either.
    #[must_use]
    pub fn split(&self, parts: usize) -> Vec<Records<'a>> {
        let parts = parts.clamp(1, 64);
        let step = self.rows.len() / parts + 1;
        let mut borders = Borders::new(self.rows, self.format, self.place);
        let mut found = Vec::with_capacity(parts);
        let (mut from, mut place) = (0, self.place);
        for part in 1..=parts {
            let cut = if part == parts {
                None
            } else {
                borders.find_from(part * step)
            };
            let (to, next) = cut.unwrap_or((self.rows.len(), place));
            if let Some(bytes) = self.rows.get(from..to).filter(|bytes| !bytes.is_empty()) {
                found.push(Records::new(
                    bytes,
                    self.format,
                    Some(self.header.len()),
                    place,
                ));
            }
            (from, place) = (to, next);
        }
        found
    }
}

fn offset_of(place: Place) -> usize {
    usize::try_from(place.offset).unwrap_or(usize::MAX)
}

/// Passes a byte order mark and a line `sep=;`, and settles how the table is written. Only the
/// first [`SAMPLE_BYTES`] are looked at.
fn beginning(bytes: &[u8], known: Known) -> Result<(Place, Format), TableError> {
    let mut place = Place::BEGINNING;
    let mut text = &bytes[..bytes.len().min(SAMPLE_BYTES)];
    if let Some(after) = text.strip_prefix("\u{feff}".as_bytes()) {
        text = after;
        place.offset += 3;
    }
    let mut format = Format::guess(text);
    if let Some([separator, rest @ ..]) = text.strip_prefix(b"sep=")
        && SEPARATORS.contains(separator)
        && let Some(line) = [&b"\r\n"[..], b"\n", b"\r"]
            .into_iter()
            .find(|end| rest.starts_with(end))
    {
        place.offset += 5 + line.len() as u64;
        place.lines += 1;
        format.separator = *separator;
    }
    if let Some(separator) = known.separator {
        format.separator = Format::separated_by(separator)?.separator;
    }
    Ok((place, format))
}
