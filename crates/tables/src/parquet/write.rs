//! Writing Parquet: zstd, one page of statistics a column, row groups of 131,072 rows.

use std::io::Write;
use std::sync::Arc;

use ::parquet::basic::{
    Compression, LogicalType, Repetition, TimeUnit, Type as Physical, ZstdLevel,
};
use ::parquet::data_type::{BoolType, ByteArray, ByteArrayType, DoubleType, Int32Type, Int64Type};
use ::parquet::errors::ParquetError;
use ::parquet::file::properties::WriterProperties;
use ::parquet::file::writer::{SerializedColumnWriter, SerializedFileWriter};
use ::parquet::schema::types::Type;

use super::{asked, broken};
use crate::column::{Column, Kind, Value};
use crate::error::TableError;

/// Rows kept before they are written as a row group: what a reader of a part has to unpack.
const GROUP_ROWS: usize = 131_072;

/// Texts kept before they are written, in bytes: 32 MiB, so that long texts make shorter groups.
const GROUP_BYTES: usize = 32 << 20;

/// A table that is being written. What was not [finished](Writer::finish) is no Parquet file.
pub struct Writer<W: Write + Send> {
    file: SerializedFileWriter<W>,
    columns: Vec<(Column, Waiting)>,
    rows: u64,
    waiting_rows: usize,
    waiting_bytes: usize,
}

impl<W: Write + Send> std::fmt::Debug for Writer<W> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Writer")
            .field("rows", &self.rows)
            .finish_non_exhaustive()
    }
}

/// Values of a column that wait to be written, and which rows have one.
#[derive(Debug, Default)]
struct Waiting {
    there: Vec<i16>,
    truth: Vec<bool>,
    days: Vec<i32>,
    whole: Vec<i64>,
    double: Vec<f64>,
    texts: Vec<ByteArray>,
}

impl<W: Write + Send> Writer<W> {
    /// Begins a file with these columns; each may be absent in a row.
    ///
    /// # Errors
    /// When it cannot be written, or a column is described in a way the format does not know.
    pub fn new(into: W, columns: &[Column]) -> Result<Writer<W>, TableError> {
        let fields = columns
            .iter()
            .map(field)
            .collect::<Result<Vec<_>, _>>()
            .map_err(broken)?;
        let root = Type::group_type_builder("table")
            .with_fields(fields)
            .build()
            .map_err(broken)?;
        let properties = WriterProperties::builder()
            .set_compression(Compression::ZSTD(ZstdLevel::default()))
            .set_created_by("motcua".to_owned())
            .build();
        let file =
            written(|| SerializedFileWriter::new(into, Arc::new(root), Arc::new(properties)))?;
        let columns = columns
            .iter()
            .map(|column| (column.clone(), Waiting::default()))
            .collect();
        Ok(Writer {
            file,
            columns,
            rows: 0,
            waiting_rows: 0,
            waiting_bytes: 0,
        })
    }

    /// Writes a row: the text of as many cells as there are columns, `None` for an absent value.
    ///
    /// # Errors
    /// When a text is no value of its column's kind, or the file cannot be written.
    pub fn row<'a>(
        &mut self,
        cells: impl IntoIterator<Item = Option<&'a str>>,
    ) -> Result<(), TableError> {
        self.rows += 1;
        let mut cells = cells.into_iter();
        for (column, waiting) in &mut self.columns {
            let Some(text) = cells.next().flatten() else {
                waiting.there.push(0);
                continue;
            };
            let value = column.kind.value(text).ok_or_else(|| TableError::Cell {
                column: column.name.clone(),
                row: self.rows,
                kind: column.kind.word(),
            })?;
            self.waiting_bytes += text.len();
            waiting.push(value);
        }
        self.waiting_rows += 1;
        if self.waiting_rows >= GROUP_ROWS || self.waiting_bytes >= GROUP_BYTES {
            self.pass_on()?;
        }
        Ok(())
    }

    /// Writes what is left and the description of the file, and gives back what was written into.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn finish(mut self) -> Result<W, TableError> {
        self.pass_on()?;
        let mut into = written(|| self.file.into_inner())?;
        into.flush().map_err(TableError::Write)?;
        Ok(into)
    }

    fn pass_on(&mut self) -> Result<(), TableError> {
        if self.waiting_rows == 0 {
            return Ok(());
        }
        let (file, columns) = (&mut self.file, &mut self.columns);
        written(|| {
            let mut group = file.next_row_group()?;
            for (column, waiting) in columns {
                let waiting = std::mem::take(waiting);
                if let Some(mut writer) = group.next_column()? {
                    waiting.write(column.kind, &mut writer)?;
                    writer.close()?;
                }
            }
            group.close().map(drop)
        })?;
        (self.waiting_rows, self.waiting_bytes) = (0, 0);
        Ok(())
    }
}

impl Waiting {
    fn push(&mut self, value: Value<'_>) {
        self.there.push(1);
        match value {
            Value::Text(text) => self.texts.push(ByteArray::from(text.as_bytes().to_vec())),
            Value::Truth(truth) => self.truth.push(truth),
            Value::Day(days) => self.days.push(days),
            Value::Whole(number) => self.whole.push(number),
            Value::Double(number) => self.double.push(number),
        }
    }

    fn write(
        self,
        kind: Kind,
        writer: &mut SerializedColumnWriter<'_>,
    ) -> Result<(), ParquetError> {
        let there = Some(self.there.as_slice());
        let count = match kind {
            Kind::Text => writer
                .typed::<ByteArrayType>()
                .write_batch(&self.texts, there, None),
            Kind::Truth => writer
                .typed::<BoolType>()
                .write_batch(&self.truth, there, None),
            Kind::Date => writer
                .typed::<Int32Type>()
                .write_batch(&self.days, there, None),
            Kind::Whole | Kind::Decimal { .. } | Kind::Instant => writer
                .typed::<Int64Type>()
                .write_batch(&self.whole, there, None),
            Kind::Number => writer
                .typed::<DoubleType>()
                .write_batch(&self.double, there, None),
        };
        count.map(drop)
    }
}

/// How a column is described in the file.
fn field(column: &Column) -> Result<Arc<Type>, ParquetError> {
    let (physical, logical) = match column.kind {
        Kind::Text => (Physical::BYTE_ARRAY, Some(LogicalType::String)),
        Kind::Truth => (Physical::BOOLEAN, None),
        Kind::Date => (Physical::INT32, Some(LogicalType::Date)),
        Kind::Whole => (Physical::INT64, None),
        Kind::Number => (Physical::DOUBLE, None),
        Kind::Instant => (
            Physical::INT64,
            Some(LogicalType::timestamp(true, TimeUnit::MICROS)),
        ),
        Kind::Decimal { places } => (
            Physical::INT64,
            Some(LogicalType::decimal(i32::from(places), 18)),
        ),
    };
    let mut builder = Type::primitive_type_builder(&column.name, physical)
        .with_repetition(Repetition::OPTIONAL)
        .with_logical_type(logical);
    if let Kind::Decimal { places } = column.kind {
        builder = builder.with_precision(18).with_scale(i32::from(places));
    }
    builder.build().map(Arc::new)
}

/// As [`asked`], for calls that write.
fn written<T>(call: impl FnOnce() -> Result<T, ParquetError>) -> Result<T, TableError> {
    asked(call).map_err(|error| match error {
        TableError::Read(error) => TableError::Write(error),
        other => other,
    })
}
