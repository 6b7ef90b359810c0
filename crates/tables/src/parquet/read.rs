//! Reading Parquet, some rows of all columns at a time.

use std::borrow::Cow;
use std::io::{Read, Seek, SeekFrom};

use ::parquet::column::reader::{ColumnReader, ColumnReaderImpl};
use ::parquet::data_type::{ByteArray, DataType, Int96};
use ::parquet::file::reader::FileReader;
use ::parquet::file::serialized_reader::SerializedFileReader;

use super::kinds::{self, Kind};
use super::source::Source;
use super::{asked, broken, pages};
use crate::error::{BadRow, RowProblem, TableError};
use crate::header::Header;
use crate::limits::{COLUMNS_MAX, FIELD_BYTES_MAX};

/// Rows in a batch: enough that a call costs nothing, few enough that texts stay in the cache.
const BATCH_ROWS: usize = 1_024;

/// The longest description of a file's parts, in bytes: 64 MiB. Such a one has a thousand row
/// groups of a thousand columns.
const FOOTER_BYTES_MAX: u32 = 64 << 20;

/// A table in a Parquet file.
pub struct Reader<R: Read + Seek + Send> {
    source: Source<R>,
    file: SerializedFileReader<Source<R>>,
    header: Header,
    kinds: Vec<Kind>,
    optional: Vec<bool>,
    /// The row group that is next.
    group: usize,
    open: Vec<ColumnReader>,
    /// Rows of the open row group that were not read.
    left: u64,
    /// Rows given out.
    given: u64,
}

impl<R: Read + Seek + Send> std::fmt::Debug for Reader<R> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Reader")
            .field("header", &self.header)
            .finish_non_exhaustive()
    }
}

impl<R: Read + Seek + Send + 'static> Reader<R> {
    /// Reads what the file says about itself.
    ///
    /// # Errors
    /// When it cannot be read, is no Parquet file, or has columns that are no simple values.
    pub fn open(mut from: R) -> Result<Reader<R>, TableError> {
        check_footer(&mut from)?;
        let source = Source::new(from).map_err(TableError::Read)?;
        let file = asked(|| SerializedFileReader::new(source.clone()))?;
        let columns = file.metadata().file_metadata().schema_descr_ptr();
        if columns.num_columns() > COLUMNS_MAX {
            return Err(TableError::TooManyColumns {
                found: columns.num_columns(),
            });
        }
        if columns.num_columns() == 0 {
            return Err(TableError::Empty);
        }
        let kinds = columns
            .columns()
            .iter()
            .map(|column| kinds::of(column))
            .collect::<Result<_, _>>()?;
        Ok(Reader {
            header: Header::new(columns.columns().iter().map(|column| column.name())),
            optional: columns
                .columns()
                .iter()
                .map(|column| column.max_def_level() > 0)
                .collect(),
            source,
            file,
            kinds,
            group: 0,
            open: Vec::new(),
            left: 0,
            given: 0,
        })
    }

    /// The names of the columns.
    pub fn header(&self) -> &Header {
        &self.header
    }

    /// How many rows the file says it has.
    pub fn rows(&self) -> u64 {
        u64::try_from(self.file.metadata().file_metadata().num_rows()).unwrap_or(0)
    }

    /// The next rows; `None` at the end.
    ///
    /// # Errors
    /// When they cannot be read, or contradict what the file says about them.
    pub fn next_batch(&mut self) -> Result<Option<Batch>, TableError> {
        while self.left == 0 {
            if self.group >= self.file.metadata().num_row_groups() {
                return Ok(None);
            }
            self.open_group()?;
        }
        let rows = usize::try_from(self.left)
            .unwrap_or(usize::MAX)
            .min(BATCH_ROWS);
        let mut columns = Vec::with_capacity(self.open.len());
        for (index, reader) in self.open.iter_mut().enumerate() {
            let column =
                asked(|| Column::read(reader, rows, self.kinds[index], self.optional[index]))?;
            columns.push(column.ok_or_else(|| broken("a column has fewer values than rows"))?);
        }
        let first = self.given + 1;
        self.left -= rows as u64;
        self.given += rows as u64;
        Ok(Some(Batch {
            first,
            rows,
            columns,
        }))
    }

    fn open_group(&mut self) -> Result<(), TableError> {
        let metadata = self.file.metadata().row_group(self.group);
        pages::check(&self.source, metadata.columns().iter())?;
        self.left = u64::try_from(metadata.num_rows()).map_err(broken)?;
        let group = asked(|| self.file.get_row_group(self.group))?;
        self.open.clear();
        for column in 0..self.kinds.len() {
            self.open.push(asked(|| group.get_column_reader(column))?);
        }
        self.group += 1;
        Ok(())
    }
}

/// The file's last eight bytes say how long the description before them is.
fn check_footer(from: &mut (impl Read + Seek)) -> Result<(), TableError> {
    let length = from.seek(SeekFrom::End(0)).map_err(TableError::Read)?;
    let mut last = [0; 8];
    if length < 12 {
        return Err(broken("it is no Parquet file"));
    }
    from.seek(SeekFrom::End(-8)).map_err(TableError::Read)?;
    from.read_exact(&mut last).map_err(TableError::Read)?;
    let [a, b, c, d, mark @ ..] = last;
    match &mark {
        b"PAR1" => {}
        b"PARE" => return Err(broken("it is encrypted: write it without encryption")),
        _ => return Err(broken("it is no Parquet file")),
    }
    if u32::from_le_bytes([a, b, c, d]) > FOOTER_BYTES_MAX {
        return Err(broken(
            "the description of its parts is too long: write it with larger row groups",
        ));
    }
    Ok(())
}

/// Some rows of a table.
#[derive(Debug)]
pub struct Batch {
    first: u64,
    rows: usize,
    columns: Vec<Column>,
}

impl Batch {
    /// How many rows it has.
    #[must_use]
    pub fn len(&self) -> usize {
        self.rows
    }

    /// Whether it has none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.rows == 0
    }

    /// The number of a row in the whole table, from 1. Rows of a batch are counted from 0.
    #[must_use]
    pub fn number(&self, row: usize) -> u64 {
        self.first + row as u64
    }

    /// The text of a cell; `None` when it is absent, or no text (which [`Batch::row`] tells).
    #[must_use]
    pub fn cell(&self, row: usize, column: usize) -> Option<Cow<'_, str>> {
        self.columns.get(column)?.cell(row)?.ok()
    }

    /// The cells of a row. A row of this kind of table has no line; its number stands there.
    ///
    /// # Errors
    /// When a cell is not text, or too long.
    pub fn row(&self, row: usize) -> Result<Vec<Option<Cow<'_, str>>>, BadRow> {
        let mut why = None;
        let mut cells = Vec::with_capacity(self.columns.len());
        for (index, column) in self.columns.iter().enumerate() {
            cells.push(match column.cell(row) {
                None => None,
                Some(Ok(text)) if text.len() <= FIELD_BYTES_MAX => Some(text),
                Some(Ok(_)) => {
                    why.get_or_insert(RowProblem::TooLong { field: index + 1 });
                    None
                }
                Some(Err(byte)) => {
                    why.get_or_insert(RowProblem::NotUtf8 {
                        field: index + 1,
                        byte,
                    });
                    None
                }
            });
        }
        match why {
            None => Ok(cells),
            Some(why) => Err(BadRow {
                number: self.number(row),
                line: self.number(row),
                received: cells
                    .into_iter()
                    .map(|cell| cell.unwrap_or_default().into_owned())
                    .collect(),
                why,
            }),
        }
    }
}

/// Values of one column in some rows.
#[derive(Debug)]
struct Column {
    kind: Kind,
    /// Which value each row has.
    places: Vec<Option<u32>>,
    values: Values,
}

#[derive(Debug)]
enum Values {
    Truth(Vec<bool>),
    Whole32(Vec<i32>),
    Whole(Vec<i64>),
    Julian(Vec<Int96>),
    Single(Vec<f32>),
    Double(Vec<f64>),
    Bytes(Vec<ByteArray>),
}

impl Column {
    /// Reads the next `rows`; `None` when there are fewer.
    fn read(
        reader: &mut ColumnReader,
        rows: usize,
        kind: Kind,
        optional: bool,
    ) -> ::parquet::errors::Result<Option<Column>> {
        let (places, values) = match reader {
            ColumnReader::BoolColumnReader(it) => values(it, rows, optional, Values::Truth)?,
            ColumnReader::Int32ColumnReader(it) => values(it, rows, optional, Values::Whole32)?,
            ColumnReader::Int64ColumnReader(it) => values(it, rows, optional, Values::Whole)?,
            ColumnReader::Int96ColumnReader(it) => values(it, rows, optional, Values::Julian)?,
            ColumnReader::FloatColumnReader(it) => values(it, rows, optional, Values::Single)?,
            ColumnReader::DoubleColumnReader(it) => values(it, rows, optional, Values::Double)?,
            ColumnReader::ByteArrayColumnReader(it) => values(it, rows, optional, Values::Bytes)?,
            ColumnReader::FixedLenByteArrayColumnReader(it) => {
                values(it, rows, optional, |fixed| {
                    Values::Bytes(fixed.into_iter().map(ByteArray::from).collect())
                })?
            }
        };
        Ok((places.len() == rows).then_some(Column {
            kind,
            places,
            values,
        }))
    }

    /// The text of a cell, or its first byte that is none, from 1.
    fn cell(&self, row: usize) -> Option<Result<Cow<'_, str>, usize>> {
        let place = (*self.places.get(row)?)? as usize;
        let text = match &self.values {
            Values::Truth(all) => Cow::Borrowed(if *all.get(place)? { "true" } else { "false" }),
            Values::Whole32(all) => kinds::whole32(self.kind, *all.get(place)?),
            Values::Whole(all) => kinds::whole(self.kind, *all.get(place)?),
            Values::Julian(all) => kinds::julian(all.get(place)?),
            Values::Single(all) => Cow::Owned(all.get(place)?.to_string()),
            Values::Double(all) => Cow::Owned(all.get(place)?.to_string()),
            Values::Bytes(all) => {
                let value = all.get(place)?;
                let wrong = || {
                    std::str::from_utf8(value.data())
                        .map_or_else(|error| error.valid_up_to(), |_| 0)
                };
                return Some(kinds::bytes(self.kind, value).ok_or_else(|| wrong() + 1));
            }
        };
        Some(Ok(text))
    }
}

/// Reads `rows` values and says which row has which.
fn values<T: DataType>(
    reader: &mut ColumnReaderImpl<T>,
    rows: usize,
    optional: bool,
    into: impl FnOnce(Vec<T::T>) -> Values,
) -> ::parquet::errors::Result<(Vec<Option<u32>>, Values)> {
    let (mut there, mut found) = (Vec::new(), Vec::with_capacity(rows));
    let levels = optional.then_some(&mut there);
    let (records, _, _) = reader.read_records(rows, levels, None, &mut found)?;
    if !optional {
        there = vec![1; records];
    }
    let mut next = 0;
    let places = there.iter().map(|level| {
        (*level > 0).then(|| {
            next += 1;
            next - 1
        })
    });
    Ok((places.collect(), into(found)))
}
