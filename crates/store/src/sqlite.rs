//! SQLite: one writer thread, readers on the callers' threads, checkpoints on a third.

use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use rusqlite::config::DbConfig;
use rusqlite::types::{ToSqlOutput, ValueRef};
use rusqlite::{Connection, OpenFlags, ToSql, params_from_iter};
use tokio::sync::mpsc;

use crate::bulk;
use crate::dialect::placeholders;
pub(crate) use crate::fault::file_statement as statement;
use crate::fault::{self, Fault};
use crate::figures::{Counted, Figures};
use crate::group::{self, Answer, QUEUE_MAX, Waiting};
use crate::value::Value;
use crate::{Cell, Row, StoreError, Table, WriteSet, sqlite_group};

/// Pages (4 KiB) of write-ahead log after which the checkpointer copies them back. 4 MiB keeps
/// readers' look-ups in the log short.
const CHECKPOINT_PAGES: i64 = 1000;

/// Statements kept prepared by a connection: more than there are in the program.
const STATEMENTS: usize = 512;

/// How long another program may hold the file before it is told: longer than a copy of a page or
/// a checkpoint takes, shorter than people wait.
pub(crate) const HELD_MAX: Duration = Duration::from_secs(10);

/// An open SQLite database.
#[derive(Clone, Debug)]
pub struct Sqlite {
    shared: Arc<Shared>,
    queue: mpsc::Sender<Waiting>,
    counted: Arc<Counted>,
}

#[derive(Debug)]
struct Shared {
    path: String,
    /// A copy that nobody writes to.
    unchanging: bool,
    /// How long another program may hold the file.
    held_max: Duration,
    idle: Mutex<Vec<Connection>>,
}

impl Sqlite {
    /// `held_max` is how long another program may hold the file before that is a fault.
    pub(crate) fn open(path: &str, held_max: Duration) -> Result<Sqlite, StoreError> {
        let refused = |error: rusqlite::Error| opening(path, &error);
        let thread = |error: std::io::Error| StoreError::Open {
            place: path.to_owned(),
            fault: Fault::NoThread,
            cause: error.to_string(),
        };
        let writer = connect(path, held_max).map_err(refused)?;
        writer
            .execute_batch("pragma cache_size = -16384")
            .map_err(refused)?;
        writer
            .query_row("pragma journal_mode = wal", [], |row| {
                row.get::<_, String>(0)
            })
            .map_err(refused)?;
        writer
            .execute_batch(
                "create table if not exists store_counter
                   (counter text primary key not null, value integer not null) strict",
            )
            .map_err(refused)?;
        let (queue, waiting) = mpsc::channel(QUEUE_MAX);
        let shared = Arc::new(Shared {
            path: path.to_owned(),
            unchanging: false,
            held_max,
            idle: Mutex::new(Vec::new()),
        });
        let checkpointer = connect(path, held_max).map_err(refused)?;
        let alive = Arc::downgrade(&shared);
        let log = format!("{path}-wal");
        let counted = Arc::new(Counted::default());
        let counts = counted.clone();
        std::thread::Builder::new()
            .name("sqlite-writer".into())
            .spawn(move || sqlite_group::write_groups(&writer, waiting, Path::new(&log), &counts))
            .map_err(thread)?;
        std::thread::Builder::new()
            .name("sqlite-checkpoint".into())
            .spawn(move || {
                while alive.strong_count() > 0 {
                    checkpoint(&checkpointer);
                    #[expect(
                        clippy::disallowed_methods,
                        reason = "its own thread has nothing else to do"
                    )]
                    std::thread::sleep(Duration::from_millis(100));
                }
            })
            .map_err(thread)?;
        Ok(Sqlite {
            shared,
            queue,
            counted,
        })
    }

    /// A file that is only read, and that stays as it is.
    pub(crate) fn open_copy(path: &str) -> Result<Sqlite, StoreError> {
        // Nobody receives: what is committed here comes back.
        let (queue, _) = mpsc::channel(1);
        let shared = Arc::new(Shared {
            path: path.to_owned(),
            unchanging: true,
            held_max: HELD_MAX,
            idle: Mutex::new(Vec::new()),
        });
        let copy = Sqlite {
            shared,
            queue,
            counted: Arc::default(),
        };
        // SQLite looks at the file when it is first asked.
        let looked = copy
            .lend()?
            .query_row("select count(*) from sqlite_schema", [], |_| Ok(()));
        looked.map_err(|error| opening(path, &error))?;
        Ok(copy)
    }

    pub(crate) fn figures(&self) -> Figures {
        let log = std::fs::metadata(format!("{}-wal", self.shared.path));
        Figures {
            waiting: group::waiting(&self.queue),
            log_bytes: Some(log.map_or(0, |log| log.len())),
            ..self.counted.figures()
        }
    }

    pub(crate) fn query(&self, sql: &str, values: &[Value]) -> Result<Vec<Row>, StoreError> {
        let connection = self.lend()?;
        let rows = read(&connection, sql, values);
        self.give_back(connection);
        rows.map_err(statement)
    }

    /// Several queries in one reading transaction.
    pub(crate) fn snapshot(
        &self,
        queries: &[(&str, &[Value])],
    ) -> Result<Vec<Vec<Row>>, StoreError> {
        let connection = self.lend()?;
        let read = read_all(&connection, queries);
        // A connection on which something failed may still be in its transaction: it is closed.
        if read.is_ok() {
            self.give_back(connection);
        }
        read.map_err(statement)
    }

    /// What the column behind the key holds for each key, in one reading transaction.
    pub(crate) fn find_keyed(
        &self,
        table: &Table,
        keys: &[Vec<Value>],
    ) -> Result<Vec<Option<Value>>, StoreError> {
        let connection = self.lend()?;
        let found = find_keyed(&connection, table, keys);
        // As in `snapshot`.
        if found.is_ok() {
            self.give_back(connection);
        }
        found.map_err(statement)
    }

    pub(crate) async fn commit(&self, set: WriteSet) -> Answer {
        group::submit(&self.queue, set).await
    }

    /// A connection that nobody else uses.
    pub(crate) fn alone(&self) -> Result<Connection, StoreError> {
        connect(&self.shared.path, self.shared.held_max).map_err(statement)
    }

    pub(crate) async fn run(&self, sql: &str) -> Result<(), StoreError> {
        let connection = self.alone()?;
        // An index of millions of rows is sorted in parts of 8 MiB, which a second thread sorts while
        // the table is read on. With larger ones it gets its work when there is nothing to read.
        connection
            .execute_batch(
                "pragma temp_store = file; pragma cache_size = -8192; pragma threads = 2;",
            )
            .and_then(|()| connection.execute_batch(sql))
            .map_err(statement)
    }

    pub(crate) fn copy_to(&self, path: &str) -> Result<(), StoreError> {
        let connection = self.lend()?;
        let copied = connection.execute("vacuum into ?1", [path]);
        self.give_back(connection);
        copied.map(|_| ()).map_err(statement)
    }

    fn lend(&self) -> Result<Connection, StoreError> {
        let idle = self
            .shared
            .idle
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .pop();
        match idle {
            Some(connection) => Ok(connection),
            None if self.shared.unchanging => {
                let flags = OpenFlags::SQLITE_OPEN_READ_ONLY
                    | OpenFlags::SQLITE_OPEN_URI
                    | OpenFlags::SQLITE_OPEN_NO_MUTEX;
                Connection::open_with_flags(unchanging(&self.shared.path), flags).map_err(statement)
            }
            None => connect(&self.shared.path, self.shared.held_max).map_err(statement),
        }
    }

    fn give_back(&self, connection: Connection) {
        let mut idle = self
            .shared
            .idle
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        // Reads run on the callers' threads, so there are never more than a few at once.
        if idle.len() < 16 {
            idle.push(connection);
        }
    }
}

/// The address by which SQLite reads a file that does not change: without locks, without a log
/// beside it.
pub(crate) fn unchanging(path: &str) -> String {
    let path = path
        .replace('%', "%25")
        .replace('?', "%3f")
        .replace('#', "%23");
    format!("file:{path}?immutable=1")
}

pub(crate) fn connect(path: &str, held_max: Duration) -> rusqlite::Result<Connection> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE
        | OpenFlags::SQLITE_OPEN_CREATE
        | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(path, flags)?;
    connection.set_prepared_statement_cache_capacity(STATEMENTS);
    connection.busy_timeout(held_max)?;
    // Plans must not depend on the values asked for: without this, statements are compiled again
    // each time another value is bound, which was a fifth of what reading cost.
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
    // A small cache: each commit of the writer makes readers forget theirs, and the system has the
    // pages anyway.
    // No memory-mapped reading: the mapping is made anew each time the file has grown, and every page
    // of it faults again, which was a twelfth of what a page of the desk cost.
    connection.execute_batch(
        "pragma synchronous = full; pragma wal_autocheckpoint = 0; pragma cache_size = -2048;
         pragma mmap_size = 0; pragma foreign_keys = off; pragma temp_store = memory;",
    )?;
    Ok(connection)
}

/// Why a file could not be opened.
fn opening(path: &str, error: &rusqlite::Error) -> StoreError {
    StoreError::Open {
        place: path.to_owned(),
        fault: fault::of_file(error).unwrap_or(Fault::NoFile),
        cause: error.to_string(),
    }
}

pub(crate) fn read(
    connection: &Connection,
    sql: &str,
    values: &[Value],
) -> rusqlite::Result<Vec<Row>> {
    let mut prepared = connection.prepare_cached(&placeholders(sql))?;
    let width = prepared.column_count();
    let mut found = prepared.query(params_from_iter(values))?;
    let mut rows = Vec::new();
    while let Some(row) = found.next()? {
        let mut cells = Vec::with_capacity(width);
        for at in 0..width {
            cells.push(value_of(row.get_ref(at)?));
        }
        rows.push(Row(cells));
    }
    Ok(rows)
}

fn value_of(cell: ValueRef<'_>) -> Value {
    match cell {
        ValueRef::Null => Value::Null,
        ValueRef::Integer(value) => Value::Int(value),
        ValueRef::Real(value) => Value::Real(value),
        ValueRef::Text(text) => Value::Text(match str::from_utf8(text) {
            Ok(text) => text.to_owned(),
            Err(_) => String::from_utf8_lossy(text).into_owned(),
        }),
        ValueRef::Blob(bytes) => Value::Bytes(bytes.to_vec()),
    }
}

fn find_keyed(
    connection: &Connection,
    table: &Table,
    keys: &[Vec<Value>],
) -> rusqlite::Result<Vec<Option<Value>>> {
    connection.prepare_cached("begin")?.execute([])?;
    let mut prepared = connection.prepare_cached(&bulk::keyed_sql(table))?;
    let mut found = Vec::with_capacity(keys.len());
    for key in keys {
        let mut rows = prepared.query(params_from_iter(key))?;
        let row = rows.next()?;
        found.push(row.map(|row| row.get_ref(0).map(value_of)).transpose()?);
    }
    connection.prepare_cached("commit")?.execute([])?;
    Ok(found)
}

fn read_all(
    connection: &Connection,
    queries: &[(&str, &[Value])],
) -> rusqlite::Result<Vec<Vec<Row>>> {
    connection.prepare_cached("begin")?.execute([])?;
    let rows = queries
        .iter()
        .map(|(sql, values)| read(connection, sql, values))
        .collect::<rusqlite::Result<_>>()?;
    connection.prepare_cached("commit")?.execute([])?;
    Ok(rows)
}

impl ToSql for Value {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(match self {
            Value::Null | Value::Next(_) => ToSqlOutput::Borrowed(ValueRef::Null),
            Value::Int(value) => ToSqlOutput::Borrowed(ValueRef::Integer(*value)),
            Value::Real(value) => ToSqlOutput::Borrowed(ValueRef::Real(*value)),
            Value::Text(text) => ToSqlOutput::Borrowed(ValueRef::Text(text.as_bytes())),
            Value::Bytes(bytes) => ToSqlOutput::Borrowed(ValueRef::Blob(bytes)),
        })
    }
}

impl ToSql for Cell<'_> {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::Borrowed(match self {
            Cell::Null => ValueRef::Null,
            Cell::Int(value) => ValueRef::Integer(*value),
            Cell::Real(value) => ValueRef::Real(*value),
            Cell::Text(text) => ValueRef::Text(text.as_bytes()),
            Cell::Bytes(bytes) => ValueRef::Blob(bytes),
        }))
    }
}

/// A checkpoint that waits for nobody, once the log is long enough to be worth it.
fn checkpoint(connection: &Connection) {
    let _ = connection
        .query_row("pragma wal_checkpoint(noop)", [], |row| {
            row.get::<_, i64>(1)
        })
        .map(|pages| {
            if pages >= CHECKPOINT_PAGES {
                let _ = connection.query_row("pragma wal_checkpoint(passive)", [], |_| Ok(()));
            }
        });
}
