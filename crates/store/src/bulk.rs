//! Many rows at once: finding them by many keys, and how PostgreSQL takes a million new ones.

use futures_util::SinkExt;
use tokio_postgres::types::ToSql;
use tokio_postgres::types::private::BytesMut;

use crate::dialect::{self, names_sql, quoted};
use crate::postgres::{Connection, statement};
use crate::{Cell, Kind, Rows, Store, StoreError, Table, Value};

/// Keys that are asked for in one statement: PostgreSQL plans it once for all of them, and the
/// arrays stay small.
const KEYS_MAX: usize = 5_000;

/// Bytes that are sent to PostgreSQL at a time while copying: some hundred rows.
const COPY_BYTES: usize = 64 << 10;

impl Store {
    /// For each key the value of the column behind the key, in the row that has it: what a key table
    /// says of many keys. All as of one moment on SQLite; on PostgreSQL of one for each 5,000 keys.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn find_keyed(
        &self,
        table: &Table,
        keys: &[Vec<Value>],
    ) -> Result<Vec<Option<Value>>, StoreError> {
        match self {
            Store::Sqlite(db) => db.find_keyed(table, keys),
            Store::Postgres(db) => {
                let mut found = vec![None; keys.len()];
                let sql = found_sql(table);
                for (chunk, found) in keys.chunks(KEYS_MAX).zip(found.chunks_mut(KEYS_MAX)) {
                    let cells = table.columns()[..table.key_len()].iter().enumerate();
                    let cells: Vec<Box<dyn ToSql + Sync + Send + '_>> = cells
                        .map(|(at, column)| {
                            array(column.kind, chunk.iter().map(|key| Cell::from(&key[at])))
                        })
                        .collect();
                    for mut row in db.query_arrays(&sql, &cells).await? {
                        let at = usize::try_from(row.int(0)? - 1).ok();
                        if let Some(place) = at.and_then(|at| found.get_mut(at)) {
                            *place = row.0.pop();
                        }
                    }
                }
                Ok(found)
            }
        }
    }
}

impl Store {
    /// Takes the plain indexes of a table away, until [`Store::prepare`] makes them again: of a table
    /// that is empty and is about to get millions of rows, which are sorted once at the end instead of
    /// each finding its place. Only keys stay unique meanwhile, and they do.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn lay_indexes_aside(&self, table: &Table) -> Result<(), StoreError> {
        for statement in dialect::without_indexes(table) {
            self.run(&statement).await?;
        }
        Ok(())
    }

    /// Has the database look at a table that many rows came into. PostgreSQL plans by what it knows
    /// of a table, and reads all of it where an index would do until it has looked; SQLite's plans
    /// here follow from the indexes alone.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn analyse(&self, table: &Table) -> Result<(), StoreError> {
        match self {
            Store::Sqlite(_) => Ok(()),
            Store::Postgres(_) => {
                let statement = format!("analyze {}", quoted(table.name()));
                self.run(&statement).await
            }
        }
    }
}

/// The column behind the key, of the rows with the keys in as many arrays as the key has columns.
fn found_sql(table: &Table) -> String {
    let key = &table.columns()[..table.key_len()];
    let arrays: Vec<String> = key
        .iter()
        .enumerate()
        .map(|(at, column)| unnest_cast(at, column.kind))
        .collect();
    let names: Vec<String> = key.iter().map(|column| quoted(&column.name)).collect();
    let joins: Vec<String> = names.iter().map(|n| format!("t.{n} = u.{n}")).collect();
    format!(
        "select u.n, t.{} from unnest({}) with ordinality as u({}, n) join {} t on {}",
        behind(table),
        arrays.join(", "),
        names.join(", "),
        quoted(table.name()),
        joins.join(" and "),
    )
}

/// The column behind the key of a table with `?1` … for the key.
pub(crate) fn keyed_sql(table: &Table) -> String {
    let key = table.columns()[..table.key_len()].iter().enumerate();
    let tests: Vec<String> = key
        .map(|(at, column)| format!("{} = ?{}", quoted(&column.name), at + 1))
        .collect();
    format!(
        "select {} from {} where {}",
        behind(table),
        quoted(table.name()),
        tests.join(" and ")
    )
}

/// A table with nothing but a key gives the key.
fn behind(table: &Table) -> String {
    let at = table.key_len().min(table.columns().len() - 1);
    quoted(&table.columns()[at].name)
}

/// Copies rows into a table, within the transaction that is open (PostgreSQL, "COPY", binary
/// format).
pub(crate) async fn copy_in(
    connection: &Connection,
    table: &Table,
    rows: &Rows,
) -> Result<(), StoreError> {
    let sql = format!(
        "copy {} ({}) from stdin (format binary)",
        quoted(table.name()),
        names_sql(table)
    );
    let sink = connection.client.copy_in(&sql).await.map_err(statement)?;
    let mut sink = std::pin::pin!(sink);
    let mut bytes = BytesMut::with_capacity(COPY_BYTES + COPY_BYTES / 4);
    bytes.extend_from_slice(b"PGCOPY\n\xff\r\n\0\0\0\0\0\0\0\0\0");
    for row in rows.sorted(table.key_len()) {
        write_row(&mut bytes, table.columns().len(), row);
        if bytes.len() >= COPY_BYTES {
            let full = bytes.split().freeze();
            sink.send(full).await.map_err(statement)?;
            bytes.reserve(COPY_BYTES + COPY_BYTES / 4);
        }
    }
    bytes.extend_from_slice(&(-1_i16).to_be_bytes());
    sink.send(bytes.freeze()).await.map_err(statement)?;
    sink.finish().await.map_err(statement)?;
    Ok(())
}

fn write_row<'a>(bytes: &mut BytesMut, columns: usize, row: impl Iterator<Item = Cell<'a>>) {
    let columns = i16::try_from(columns).unwrap_or(i16::MAX);
    bytes.extend_from_slice(&columns.to_be_bytes());
    for cell in row {
        match cell {
            Cell::Null => bytes.extend_from_slice(&(-1_i32).to_be_bytes()),
            Cell::Int(value) => write_cell(bytes, &value.to_be_bytes()),
            Cell::Real(value) => write_cell(bytes, &value.to_be_bytes()),
            Cell::Text(text) => write_cell(bytes, text.as_bytes()),
            Cell::Bytes(raw) => write_cell(bytes, &raw),
        }
    }
}

fn write_cell(bytes: &mut BytesMut, cell: &[u8]) {
    // A cell of two gigabytes is refused by the server: its length would be no length.
    let length = i32::try_from(cell.len()).unwrap_or(i32::MAX);
    bytes.extend_from_slice(&length.to_be_bytes());
    bytes.extend_from_slice(cell);
}

/// The place of an array of a column's values in a statement.
pub(crate) fn unnest_cast(at: usize, kind: Kind) -> String {
    let kind = match kind {
        Kind::Int => "bigint",
        Kind::Real => "double precision",
        Kind::Text => "text",
        Kind::Bytes => "bytea",
    };
    format!("${}::{kind}[]", at + 1)
}

/// The values of a column in many rows, lent to the driver.
pub(crate) fn array<'a>(
    kind: Kind,
    cells: impl Iterator<Item = Cell<'a>>,
) -> Box<dyn ToSql + Sync + Send + 'a> {
    fn all<'a, T>(
        cells: impl Iterator<Item = Cell<'a>>,
        take: fn(Cell<'a>) -> Option<T>,
    ) -> Vec<Option<T>> {
        cells.map(take).collect()
    }
    match kind {
        Kind::Int => Box::new(all(cells, |cell| match cell {
            Cell::Int(value) => Some(value),
            _ => None,
        })),
        Kind::Real => Box::new(all(cells, |cell| match cell {
            Cell::Real(value) => Some(value),
            _ => None,
        })),
        Kind::Text => Box::new(all(cells, |cell| match cell {
            Cell::Text(text) => Some(text),
            _ => None,
        })),
        Kind::Bytes => Box::new(all(cells, |cell| match cell {
            Cell::Bytes(bytes) => Some(bytes),
            _ => None,
        })),
    }
}
