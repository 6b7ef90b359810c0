//! What can be wrong with a table, with one of its rows, and with its header.

use std::fmt;
use std::io;

use crate::encoding::Encoding;
use crate::limits::{COLUMNS_MAX, FIELD_BYTES_MAX, RECORD_BYTES_MAX};

/// What came instead of a row.
#[derive(Debug)]
pub enum Problem {
    /// One row cannot be read; reading goes on with the next.
    Row(BadRow),
    /// The rest of the table cannot be read: nobody knows where its next row begins.
    Table(TableError),
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Problem::Row(bad) => bad.fmt(f),
            Problem::Table(error) => error.fmt(f),
        }
    }
}

impl std::error::Error for Problem {}

impl From<TableError> for Problem {
    fn from(error: TableError) -> Problem {
        Problem::Table(error)
    }
}

/// A row that is no row of this table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BadRow {
    /// Which row, counted from 1, the header not counted.
    pub number: u64,
    /// The line it begins on, counted from 1.
    pub line: u64,
    /// Its fields as far as they could be told apart, for a reject file; bytes that are no text
    /// are replaced by U+FFFD. Not for logs: these are people's data.
    pub received: Vec<String>,
    /// What is wrong.
    pub why: RowProblem,
}

impl fmt::Display for BadRow {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "row {}, line {}: {}", self.number, self.line, self.why)
    }
}

/// What is wrong with a row as such, before anybody asks what its fields mean.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RowProblem {
    /// It has more or fewer fields than the header has columns.
    Fields {
        /// How many it has.
        found: usize,
        /// How many columns there are.
        expected: usize,
    },
    /// A field is not text in UTF-8.
    NotUtf8 {
        /// Which field, from 1.
        field: usize,
        /// The first wrong byte, counted from 1 within the field.
        byte: usize,
    },
    /// A field is longer than [`FIELD_BYTES_MAX`] (Parquet only: elsewhere nobody knows where such
    /// a row ends).
    TooLong {
        /// Which field, from 1.
        field: usize,
    },
    /// It is not a JSON object of simple values (JSON lines only).
    Json {
        /// What is wrong there, without the row's data.
        what: JsonProblem,
        /// The byte where it was noticed, counted from 1 within the line.
        byte: usize,
    },
}

impl RowProblem {
    /// The stable word for it: `fields`, `not_utf8`, `too_long`, `json`.
    #[must_use]
    pub fn word(&self) -> &'static str {
        match self {
            RowProblem::Fields { .. } => "fields",
            RowProblem::NotUtf8 { .. } => "not_utf8",
            RowProblem::TooLong { .. } => "too_long",
            RowProblem::Json { .. } => "json",
        }
    }
}

impl fmt::Display for RowProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            RowProblem::Fields { found, expected } => write!(
                f,
                "{found} fields instead of {expected}: put quotes around a field that holds the separator"
            ),
            RowProblem::NotUtf8 { field, byte } => write!(
                f,
                "field {field} is not UTF-8 at its byte {byte}: write it again, or say which encoding the table has"
            ),
            RowProblem::TooLong { field } => write!(
                f,
                "field {field} is longer than {FIELD_BYTES_MAX} bytes: shorten it"
            ),
            RowProblem::Json { what, byte } => write!(f, "byte {byte} of the line: {what}"),
        }
    }
}

/// What is wrong with a line of JSON lines.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum JsonProblem {
    /// It is no JSON (RFC 8259), or something follows the object.
    Syntax,
    /// It is JSON, but no object.
    NotAnObject,
    /// A value is an object or a list: a cell holds one value.
    Nested {
        /// The key.
        key: String,
    },
    /// A key stands there twice.
    Doubled {
        /// The key.
        key: String,
    },
    /// A key that is no column.
    Unknown {
        /// The key.
        key: String,
        /// The column most like it.
        nearest: Option<String>,
    },
}

impl fmt::Display for JsonProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            JsonProblem::Syntax => f.write_str("this is not JSON: one object on each line"),
            JsonProblem::NotAnObject => {
                f.write_str("not an object: write {\"column\": value, ...}")
            }
            JsonProblem::Nested { key } => write!(
                f,
                "`{key}` holds an object or a list: write one text, number, true, false or null"
            ),
            JsonProblem::Doubled { key } => write!(f, "`{key}` stands there twice: keep one"),
            JsonProblem::Unknown { key, nearest } => {
                write!(f, "`{key}` is not a column")?;
                match nearest {
                    Some(name) => write!(f, ": did you mean `{name}`?"),
                    None => f.write_str(": leave it out"),
                }
            }
        }
    }
}

/// Why a table cannot be read or written.
#[derive(Debug)]
pub enum TableError {
    /// The bytes could not be read.
    Read(io::Error),
    /// The bytes could not be written (a full disk, for one).
    Write(io::Error),
    /// There is not even a header.
    Empty,
    /// More columns than a table may have.
    TooManyColumns {
        /// How many there are.
        found: usize,
    },
    /// A quote opens a field and is not closed.
    QuoteOpen {
        /// The line it opens on, from 1.
        line: u64,
        /// The field it opens, from 1.
        field: usize,
    },
    /// A quoted field goes on after its closing quote; most often a quote was forgotten before.
    QuoteThenText {
        /// The line its first quote stands on, from 1.
        line: u64,
        /// The field, from 1.
        field: usize,
    },
    /// A field longer than [`FIELD_BYTES_MAX`].
    FieldTooLong {
        /// The line its record begins on, from 1.
        line: u64,
        /// The field, from 1.
        field: usize,
    },
    /// A record longer than [`RECORD_BYTES_MAX`].
    RecordTooLong {
        /// The line it begins on, from 1.
        line: u64,
    },
    /// The bytes are a file of another kind.
    OtherFormat {
        /// Which kind.
        what: &'static str,
    },
    /// The bytes are not UTF-8, and look like something else.
    LooksLike {
        /// What they look like.
        encoding: Encoding,
    },
    /// A Parquet file that contradicts itself, or none at all.
    ParquetBroken {
        /// What was noticed: about the file's parts, not about its data.
        said: String,
    },
    /// A column of a Parquet file that holds no simple values.
    ParquetColumn {
        /// Its name.
        column: String,
        /// What it holds.
        kind: String,
    },
    /// A cell to be written is no value of its column's kind.
    Cell {
        /// The column.
        column: String,
        /// The row, from 1.
        row: u64,
        /// The kind.
        kind: &'static str,
    },
    /// The separator that was asked for cannot be one.
    Separator {
        /// The byte.
        byte: u8,
    },
}

impl fmt::Display for TableError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            TableError::Read(_) => f.write_str("the table could not be read"),
            TableError::Write(_) => f.write_str("the table could not be written"),
            TableError::Empty => {
                f.write_str("the table is empty: its first line must name the columns")
            }
            TableError::TooManyColumns { found } => write!(
                f,
                "{found} columns are too many ({COLUMNS_MAX} at most): check the separator"
            ),
            TableError::QuoteOpen { line, field } => write!(
                f,
                "line {line}: a quote opens field {field} and is not closed: close it (a quote inside a field is doubled)"
            ),
            TableError::QuoteThenText { line, field } => write!(
                f,
                "line {line}: field {field} begins with a quote and goes on after the next one: close it on this line, or double the quotes inside"
            ),
            TableError::FieldTooLong { line, field } => write!(
                f,
                "line {line}: field {field} is longer than {FIELD_BYTES_MAX} bytes: check its line ends and quotes"
            ),
            TableError::RecordTooLong { line } => write!(
                f,
                "line {line}: the row is longer than {RECORD_BYTES_MAX} bytes: check its line ends and quotes"
            ),
            TableError::OtherFormat { what } => write!(
                f,
                "this is {what} and no text: save it as CSV, JSON lines or Parquet"
            ),
            TableError::LooksLike { encoding } => write!(
                f,
                "this looks like {encoding}: say --encoding {encoding} (or --encoding utf-8 to read it as it is)"
            ),
            TableError::ParquetBroken { said } => {
                write!(f, "the Parquet file cannot be read: {said}")
            }
            TableError::ParquetColumn { column, kind } => write!(
                f,
                "column `{column}` holds {kind}: write it as text, number, date, instant or truth"
            ),
            TableError::Cell { column, row, kind } => write!(
                f,
                "row {row}: column `{column}` holds something that is no {kind}: describe the column as text"
            ),
            TableError::Separator { byte } => write!(
                f,
                "byte {byte} cannot separate fields: use a comma, semicolon, tab or bar"
            ),
        }
    }
}

impl std::error::Error for TableError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            TableError::Read(error) | TableError::Write(error) => Some(error),
            _ => None,
        }
    }
}
