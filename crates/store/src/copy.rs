//! Copying a whole database while it is in use, and filling an empty one from such a copy.
//!
//! The copy of either database is a SQLite file: it can be read, verified and kept without a server,
//! and put back into either. It holds every table that is there, whoever declared it, as it stood at
//! one instant. Indexes of a PostgreSQL database are not in it: they are made again when the tables
//! are prepared.

use rusqlite::Connection as File;
use rusqlite::{OpenFlags, params_from_iter};
use tokio_postgres::types::ToSql;

use crate::bulk::{array, unnest_cast};
use crate::dialect::{self, names_sql, placeholders, quoted};
use crate::postgres::{Connection, statement};
use crate::shape::{FILE_TABLES, SERVER_TABLES, tables};
use crate::{Cell, Kind, Row, Store, StoreError, Table, Value, mark, migration, postgres, sqlite};

/// Rows that are carried at once, if they are small.
const ROWS_MAX: usize = 2_000;

/// Bytes that are carried at once, about: uploads lie in the database too, and have megabytes.
const BYTES_MAX: usize = 8 << 20;

/// Copies a server's database into a new file.
pub(crate) async fn server_to_file(server: &Connection, path: &str) -> Result<(), StoreError> {
    let begin = "begin isolation level repeatable read, read only";
    server
        .client
        .batch_execute(begin)
        .await
        .map_err(statement)?;
    let tables = tables(&server.query(SERVER_TABLES, &[]).await?)?;
    let file = NewFile::make(path, &tables)?;
    for table in &tables {
        let name = quoted(table.name());
        let declare = format!(
            "declare copied no scroll cursor for select {} from {name}",
            names_sql(table)
        );
        server
            .client
            .batch_execute(&declare)
            .await
            .map_err(statement)?;
        let mut count = 16;
        loop {
            let fetch = format!("fetch {count} from copied");
            let rows = server.client.query(&fetch, &[]).await.map_err(statement)?;
            let rows: Vec<Row> = rows
                .iter()
                .map(postgres::read_row)
                .collect::<Result<_, _>>()?;
            if rows.is_empty() {
                break;
            }
            file.put(table, &rows)?;
            count = next_count(&rows);
        }
        server
            .client
            .batch_execute("close copied")
            .await
            .map_err(statement)?;
    }
    server
        .client
        .batch_execute("commit")
        .await
        .map_err(statement)?;
    file.done()
}

/// Fills a server's empty database from a copy, all or nothing; gives the number of rows.
pub(crate) async fn file_to_server(
    path: &str,
    (store, server): (&Store, &Connection),
) -> Result<u64, StoreError> {
    server
        .client
        .batch_execute("begin; select pg_advisory_xact_lock(8306)")
        .await
        .map_err(statement)?;
    // A connection of its own: what was not committed goes with it.
    let there = tables(&server.query(SERVER_TABLES, &[]).await?)?;
    let own = [mark::TABLE, migration::TABLE];
    for table in there.iter().filter(|it| !own.contains(&it.name())) {
        let any = format!("select 1::bigint from {} limit 1", quoted(table.name()));
        if !server.query(&any, &[]).await?.is_empty() {
            return Err(StoreError::NotEmpty {
                table: table.name().to_owned(),
            });
        }
    }
    let file = File::open_with_flags(
        sqlite::unchanging(path),
        OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_URI,
    )
    .map_err(sqlite::statement)?;
    let copied = tables(&sqlite::read(&file, FILE_TABLES, &[]).map_err(sqlite::statement)?)?;
    let mut rows = 0;
    for table in &copied {
        let known = there.iter().find(|it| it.name() == table.name());
        let columns = known.map_or_else(Vec::new, Table::names_and_optional);
        for sql in dialect::bring_to(store, table, &columns)? {
            server.client.batch_execute(&sql).await.map_err(statement)?;
        }
        if own.contains(&table.name()) {
            let empty = format!("delete from {}", quoted(table.name()));
            server
                .client
                .batch_execute(&empty)
                .await
                .map_err(statement)?;
        }
        rows += fill_table(&file, table, server).await?;
    }
    server
        .client
        .batch_execute("commit; analyze")
        .await
        .map_err(statement)?;
    Ok(rows)
}

async fn fill_table(file: &File, table: &Table, server: &Connection) -> Result<u64, StoreError> {
    let names = names_sql(table);
    let select = format!("select {names} from {}", quoted(table.name()));
    let casts: Vec<String> = table
        .columns()
        .iter()
        .enumerate()
        .map(|(at, column)| unnest_cast(at, column.kind))
        .collect();
    let insert = format!(
        "insert into {} ({names}) select * from unnest({})",
        quoted(table.name()),
        casts.join(", ")
    );
    let prepared = server.client.prepare(&insert).await.map_err(statement)?;
    let mut pages = Pages::of(file, &select, table)?;
    let mut written = 0;
    loop {
        let rows = pages.next()?;
        if rows.is_empty() {
            return Ok(written);
        }
        let cells: Vec<Box<dyn ToSql + Sync + Send>> = table
            .columns()
            .iter()
            .enumerate()
            .map(|(at, column)| {
                array(
                    column.kind,
                    rows.iter().map(|row| Cell::from(row.value(at))),
                )
            })
            .collect();
        let cells: Vec<&(dyn ToSql + Sync)> = cells
            .iter()
            .map(|cell| &**cell as &(dyn ToSql + Sync))
            .collect();
        let done = server.client.execute(&prepared, &cells).await;
        written += done.map_err(statement)?;
    }
}

/// A table of a file in the order of its key, so many rows at a time. Each page is a query of its
/// own that begins behind the last row of the one before.
struct Pages<'a> {
    file: &'a File,
    select: String,
    order: String,
    key: Vec<usize>,
    after: Option<Vec<Value>>,
    count: usize,
}

impl<'a> Pages<'a> {
    fn of(file: &'a File, select: &str, table: &Table) -> Result<Pages<'a>, StoreError> {
        let key = &table.columns()[..table.key_len()];
        if key.is_empty() {
            return Err(StoreError::Incompatible {
                table: table.name().to_owned(),
                cause: "it has no primary key".to_owned(),
            });
        }
        let names: Vec<String> = key.iter().map(|column| quoted(&column.name)).collect();
        Ok(Pages {
            file,
            select: select.to_owned(),
            order: names.join(", "),
            key: (0..key.len()).collect(),
            after: None,
            count: 16,
        })
    }

    fn next(&mut self) -> Result<Vec<Row>, StoreError> {
        let (select, order, count) = (&self.select, &self.order, self.count);
        let behind = match &self.after {
            None => String::new(),
            Some(last) => {
                let places: Vec<String> = (1..=last.len()).map(|at| format!("${at}")).collect();
                format!(" where ({order}) > ({})", places.join(", "))
            }
        };
        let sql = format!("{select}{behind} order by {order} limit {count}");
        let values = self.after.as_deref().unwrap_or_default();
        let rows = sqlite::read(self.file, &sql, values).map_err(sqlite::statement)?;
        if let Some(last) = rows.last() {
            let cells = self.key.iter().map(|&at| last.value(at).clone());
            self.after = Some(cells.collect());
            self.count = next_count(&rows);
        }
        Ok(rows)
    }
}

/// How many rows the next page takes, if they are as large as these.
fn next_count(rows: &[Row]) -> usize {
    let size = |value: &Value| match value {
        Value::Text(text) => text.len(),
        Value::Bytes(bytes) => bytes.len(),
        Value::Null | Value::Int(_) | Value::Real(_) | Value::Next(_) => 8,
    };
    let bytes: usize = rows.iter().flat_map(|row| &row.0).map(size).sum();
    let each = (bytes / rows.len().max(1)).max(1);
    (BYTES_MAX / each).clamp(1, ROWS_MAX)
}

/// A file that is being written and that nobody reads yet.
struct NewFile(File);

impl NewFile {
    fn make(path: &str, tables: &[Table]) -> Result<NewFile, StoreError> {
        let file = File::open(path).map_err(sqlite::statement)?;
        // What is not finished is thrown away, so it needs no log and waits for the disk only once.
        file.execute_batch("pragma journal_mode = off; pragma synchronous = off; begin")
            .map_err(sqlite::statement)?;
        for table in tables {
            file.execute_batch(&definition(table))
                .map_err(sqlite::statement)?;
        }
        Ok(NewFile(file))
    }

    fn put(&self, table: &Table, rows: &[Row]) -> Result<(), StoreError> {
        let places: Vec<String> = (1..=table.columns().len())
            .map(|at| format!("${at}"))
            .collect();
        let (name, names, places) = (quoted(table.name()), names_sql(table), places.join(", "));
        let sql = format!("insert into {name} ({names}) values ({places})");
        let mut prepared = self
            .0
            .prepare_cached(&placeholders(&sql))
            .map_err(sqlite::statement)?;
        for row in rows {
            prepared
                .execute(params_from_iter(&row.0))
                .map_err(sqlite::statement)?;
        }
        Ok(())
    }

    fn done(self) -> Result<(), StoreError> {
        self.0.execute_batch("commit").map_err(sqlite::statement)?;
        self.0
            .close()
            .map_err(|(_, error)| sqlite::statement(error))
    }
}

/// A table of the copy: the columns and the key, as SQLite's own tables have them.
fn definition(table: &Table) -> String {
    let columns: Vec<String> = table
        .columns()
        .iter()
        .map(|column| {
            let kind = match column.kind {
                Kind::Int => "integer",
                Kind::Real => "real",
                Kind::Text => "text",
                Kind::Bytes => "blob",
            };
            let null = if column.optional { "" } else { " not null" };
            format!("{} {kind}{null}", quoted(&column.name))
        })
        .collect();
    let key = &table.columns()[..table.key_len()];
    let key: Vec<String> = key.iter().map(|column| quoted(&column.name)).collect();
    format!(
        "create table {} ({}, primary key ({})) strict, without rowid",
        quoted(table.name()),
        columns.join(", "),
        key.join(", ")
    )
}
