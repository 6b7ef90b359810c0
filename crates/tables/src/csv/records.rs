//! Records of a slice: fields borrowed from it, each row with its number and line.

use super::Format;
use super::marks::Marks;
use super::quotes::closing;
pub use super::row::{Field, Row};
use crate::error::{BadRow, Problem, RowProblem, TableError};
use crate::limits::{FIELD_BYTES_MAX, RECORD_BYTES_MAX};

/// A walk over the records of a slice. After [`Problem::Table`] it ends.
#[derive(Debug)]
pub struct Records<'a> {
    bytes: &'a [u8],
    /// The longest part at the beginning that is UTF-8: mostly all of it.
    valid: &'a str,
    format: Format,
    /// How many fields a row must have; `None` while the separator is being guessed.
    columns: Option<usize>,
    marks: Marks,
    at: usize,
    place: Place,
    fields: Vec<Field<'a>>,
    /// The first field of the present row that is no text, and its first wrong byte.
    not_text: Option<(usize, usize)>,
}

/// Where a slice begins within its table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Place {
    /// Bytes before it.
    pub(super) offset: u64,
    /// Lines before it.
    pub(super) lines: u64,
    /// Rows before it.
    pub(super) rows: u64,
}

impl Place {
    pub(super) const BEGINNING: Place = Place {
        offset: 0,
        lines: 0,
        rows: 0,
    };
}

/// Where a record was found.
struct Found {
    start: usize,
    /// After the last byte of its last field.
    end: usize,
    line: u64,
}

impl<'a> Records<'a> {
    /// `bytes` begins with a record, at `place` of the table.
    pub(super) fn new(
        bytes: &'a [u8],
        format: Format,
        columns: Option<usize>,
        place: Place,
    ) -> Records<'a> {
        let valid = simdutf8::compat::from_utf8(bytes).unwrap_or_else(|error| {
            let (valid, _) = bytes.split_at(error.valid_up_to());
            simdutf8::basic::from_utf8(valid).unwrap_or("")
        });
        Records {
            bytes,
            valid,
            format,
            columns,
            marks: Marks::new([format.separator, format.line_end, b'"']),
            at: 0,
            place,
            fields: Vec::with_capacity(columns.unwrap_or(16)),
            not_text: None,
        }
    }

    /// The next row, or why there is none. The row's list of fields lives until the next call;
    /// what the fields say lives as long as the slice.
    #[expect(
        clippy::should_implement_trait,
        reason = "a row borrows from the walk, which an Iterator's item cannot"
    )]
    #[inline]
    pub fn next(&mut self) -> Option<Result<Row<'_, 'a>, Problem>> {
        let found = match self.find() {
            Ok(found) => found?,
            Err(error) => {
                self.at = self.bytes.len();
                return Some(Err(Problem::Table(error)));
            }
        };
        self.place.rows += 1;
        let raw = self.bytes.get(found.start..found.end).unwrap_or(&[]);
        if let Some(why) = self.row_problem() {
            return Some(Err(Problem::Row(BadRow {
                number: self.place.rows,
                line: found.line,
                received: received(raw, self.format),
                why,
            })));
        }
        Some(Ok(Row {
            number: self.place.rows,
            line: found.line,
            offset: self.place.offset + found.start as u64,
            raw,
            fields: &self.fields,
        }))
    }

    /// Rows given out so far, those before this slice among them.
    #[must_use]
    pub fn rows(&self) -> u64 {
        self.place.rows
    }

    /// Where the first record that was not given out begins.
    pub(super) fn place(&self) -> Place {
        Place {
            offset: self.place.offset + self.at as u64,
            ..self.place
        }
    }

    #[inline]
    fn row_problem(&self) -> Option<RowProblem> {
        if let Some((field, byte)) = self.not_text {
            return Some(RowProblem::NotUtf8 { field, byte });
        }
        let found = self.fields.len();
        match self.columns {
            Some(expected) if expected != found => Some(RowProblem::Fields { found, expected }),
            _ => None,
        }
    }

    /// Finds the next record that is no empty line, and leaves its fields in `self.fields`.
    #[inline]
    fn find(&mut self) -> Result<Option<Found>, TableError> {
        loop {
            if self.at >= self.bytes.len() {
                return Ok(None);
            }
            let (start, line) = (self.at, self.place.lines + 1);
            let end = self.take(start)?;
            if let [only] = self.fields.as_slice()
                && only.is_absent()
                && self.not_text.is_none()
            {
                continue;
            }
            if end - start > FIELD_BYTES_MAX {
                self.check_length(start, end, line)?;
            }
            return Ok(Some(Found { start, end, line }));
        }
    }

    /// Takes one record apart; gives its end, and leaves `self.at` after its line end.
    #[inline]
    fn take(&mut self, start: usize) -> Result<usize, TableError> {
        self.fields.clear();
        self.not_text = None;
        let mut field = start;
        while let Some(at) = self.marks.next(self.bytes) {
            let byte = self.bytes[at];
            if byte == self.format.separator {
                self.push(start, field, at);
                field = at + 1;
            } else if byte == self.format.line_end {
                self.place.lines += 1;
                let end = self.before_return(field, at);
                self.push(start, field, end);
                self.at = at + 1;
                return Ok(end);
            } else if at == field {
                let (end, ended) = self.quoted(start, at)?;
                if let Some(ended) = ended {
                    self.at = ended;
                    return Ok(end);
                }
                field = end + 1;
            }
            // Any other quote stands inside an unquoted field and is a character like others.
        }
        let end = self.before_return(field, self.bytes.len());
        self.push(start, field, end);
        self.at = self.bytes.len();
        self.place.lines += 1;
        Ok(end)
    }

    /// The end of the last field of a line that may end in CR LF.
    #[inline]
    fn before_return(&self, field: usize, end: usize) -> usize {
        let returned =
            self.format.line_end == b'\n' && end > field && self.bytes.get(end - 1) == Some(&b'\r');
        end - usize::from(returned)
    }

    #[inline]
    fn push(&mut self, record: usize, from: usize, to: usize) {
        let raw = self.text(from, to);
        self.fields.push(Field {
            raw,
            start: u32::try_from(from - record).unwrap_or(u32::MAX),
            quoted: false,
            doubled: false,
        });
    }

    #[inline]
    fn text(&mut self, from: usize, to: usize) -> &'a str {
        match self.valid.get(from..to) {
            Some(text) => text,
            None => self.text_beyond(from, to),
        }
    }

    /// As `text`, after the first byte of the slice that is no text.
    #[cold]
    fn text_beyond(&mut self, from: usize, to: usize) -> &'a str {
        match std::str::from_utf8(self.bytes.get(from..to).unwrap_or(&[])) {
            Ok(text) => text,
            Err(error) => {
                let wrong = (self.fields.len() + 1, error.valid_up_to() + 1);
                self.not_text.get_or_insert(wrong);
                ""
            }
        }
    }

    /// Takes the quoted field that opens at `open`. Gives where it ends (its separator, or the end
    /// of the record) and, when the record ends with it, where the next one begins.
    fn quoted(&mut self, record: usize, open: usize) -> Result<(usize, Option<usize>), TableError> {
        let (line, field) = (self.place.lines + 1, self.fields.len() + 1);
        let quotes = closing(&mut self.marks, self.bytes, open, self.format.line_end);
        let Some(quotes) = quotes.filter(|quotes| quotes.close - open <= FIELD_BYTES_MAX + 1)
        else {
            return Err(TableError::QuoteOpen { line, field });
        };
        let raw = self.text(open + 1, quotes.close);
        self.place.lines += quotes.lines;
        self.fields.push(Field {
            raw,
            start: u32::try_from(open + 1 - record).unwrap_or(u32::MAX),
            quoted: true,
            doubled: quotes.doubled,
        });
        let after = quotes.close + 1;
        let line_end = self.format.line_end;
        let skip = match self.bytes.get(after..).unwrap_or(&[]) {
            [byte, ..] if *byte == self.format.separator => {
                self.marks.next(self.bytes); // the separator
                return Ok((after, None));
            }
            [] => 0,
            [byte, ..] if *byte == line_end => 1,
            [b'\r', b'\n', ..] if line_end == b'\n' => 2,
            [b'\r'] if line_end == b'\n' => 1,
            _ => return Err(TableError::QuoteThenText { line, field }),
        };
        self.marks.next(self.bytes); // the line end
        self.place.lines += 1;
        Ok((after, Some(after + skip)))
    }

    #[cold]
    fn check_length(&self, start: usize, end: usize, line: u64) -> Result<(), TableError> {
        let long = self
            .fields
            .iter()
            .position(|field| field.raw.len() > FIELD_BYTES_MAX);
        if let Some(index) = long {
            return Err(TableError::FieldTooLong {
                line,
                field: index + 1,
            });
        }
        if end - start > RECORD_BYTES_MAX {
            return Err(TableError::RecordTooLong { line });
        }
        Ok(())
    }
}

/// The fields of a record that is not right, as far as they can be told apart.
#[cold]
fn received(raw: &[u8], format: Format) -> Vec<String> {
    let mut text = String::from_utf8_lossy(raw).into_owned();
    // A line end of its own, so that a CR that belongs to the last field is not taken for one.
    text.push_str(if format.line_end == b'\n' {
        "\r\n"
    } else {
        "\r"
    });
    let mut again = Records::new(text.as_bytes(), format, None, Place::BEGINNING);
    match again.next() {
        Some(Ok(row)) => row
            .fields
            .iter()
            .map(|field| field.text().into_owned())
            .collect(),
        _ => vec![String::from_utf8_lossy(raw).into_owned()],
    }
}
