//! SQLite: one writer thread, readers on the callers' threads, checkpoints on a third.

use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use rusqlite::config::DbConfig;
use rusqlite::types::{ToSqlOutput, ValueRef};
use rusqlite::{Connection, OpenFlags, ToSql, params_from_iter};
use tokio::sync::{mpsc, oneshot};

use crate::change::Change;
use crate::dialect::placeholders;
pub(crate) use crate::fault::file_statement as statement;
use crate::fault::{self, Fault};
use crate::figures::{Counted, Figures};
use crate::group::{self, Answer, QUEUE_MAX, Waiting};
use crate::value::Value;
use crate::{Row, StoreError, WriteError, WriteSet, Written};

/// Pages (4 KiB) of write-ahead log after which the checkpointer copies them back. 4 MiB keeps
/// readers' look-ups in the log short.
const CHECKPOINT_PAGES: i64 = 1000;

/// Bytes of write-ahead log past which the writer itself waits for a checkpoint: a disk must not
/// fill because a long reader holds the log.
const LOG_MAX: u64 = 512 << 20;

/// Statements kept prepared by a connection: more than there are in the program.
const STATEMENTS: usize = 512;

/// How long another program may hold the file before it is told: longer than a copy of a page or
/// a checkpoint takes, shorter than people wait.
const HELD_MAX: Duration = if cfg!(test) {
    Duration::from_millis(50)
} else {
    Duration::from_secs(10)
};

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
    idle: Mutex<Vec<Connection>>,
}

impl Sqlite {
    pub(crate) fn open(path: &str) -> Result<Sqlite, StoreError> {
        let refused = |error: rusqlite::Error| opening(path, &error);
        let thread = |error: std::io::Error| StoreError::Open {
            place: path.to_owned(),
            fault: Fault::NoThread,
            cause: error.to_string(),
        };
        let writer = connect(path).map_err(refused)?;
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
            idle: Mutex::new(Vec::new()),
        });
        let checkpointer = connect(path).map_err(refused)?;
        let alive = Arc::downgrade(&shared);
        let log = format!("{path}-wal");
        let counted = Arc::new(Counted::default());
        let counts = counted.clone();
        std::thread::Builder::new()
            .name("sqlite-writer".into())
            .spawn(move || write_groups(&writer, waiting, Path::new(&log), &counts))
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

    pub(crate) async fn commit(&self, set: WriteSet) -> Answer {
        group::submit(&self.queue, set).await
    }

    pub(crate) async fn run(&self, sql: &str) -> Result<(), StoreError> {
        connect(&self.shared.path)
            .and_then(|c| c.execute_batch(sql))
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
            None => connect(&self.shared.path).map_err(statement),
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

pub(crate) fn connect(path: &str) -> rusqlite::Result<Connection> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE
        | OpenFlags::SQLITE_OPEN_CREATE
        | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(path, flags)?;
    connection.set_prepared_statement_cache_capacity(STATEMENTS);
    connection.busy_timeout(HELD_MAX)?;
    // Plans must not depend on the values asked for: without this, statements are compiled again
    // each time another value is bound, which was a fifth of what reading cost.
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
    // No memory-mapped reading: the mapping is made anew each time the file has grown, and every page
    // of it faults again, which was a twelfth of what a page of the desk cost.
    connection.execute_batch(
        "pragma synchronous = full; pragma wal_autocheckpoint = 0; pragma cache_size = -16384;
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
            cells.push(match row.get_ref(at)? {
                ValueRef::Null => Value::Null,
                ValueRef::Integer(value) => Value::Int(value),
                ValueRef::Real(value) => Value::Real(value),
                ValueRef::Text(text) => Value::Text(match str::from_utf8(text) {
                    Ok(text) => text.to_owned(),
                    Err(_) => String::from_utf8_lossy(text).into_owned(),
                }),
                ValueRef::Blob(bytes) => Value::Bytes(bytes.to_vec()),
            });
        }
        rows.push(Row(cells));
    }
    Ok(rows)
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

fn write_groups(
    connection: &Connection,
    mut queue: mpsc::Receiver<Waiting>,
    log: &Path,
    counted: &Counted,
) {
    while let Some(first) = queue.blocking_recv() {
        let group = group::fill(&mut queue, first);
        let (sets, answers): (Vec<WriteSet>, Vec<oneshot::Sender<Answer>>) = group
            .into_iter()
            .map(|waiting| (waiting.set, waiting.answer))
            .unzip();
        let outcomes = match write_group(connection, &sets) {
            Ok(outcomes) => outcomes,
            // Something other than a lost race: find out whose fault it is, one by one.
            Err(_) => sets
                .iter()
                .map(
                    |set| match write_group(connection, std::slice::from_ref(set)) {
                        Ok(mut outcomes) => outcomes.pop().unwrap_or(Ok(Written::default())),
                        Err(error) => Err(WriteError::Store(statement(error))),
                    },
                )
                .collect(),
        };
        counted.group(&outcomes);
        for (answer, outcome) in answers.into_iter().zip(outcomes) {
            // Whoever asked may have gone away meanwhile; what was written stays written.
            let _ = answer.send(outcome);
        }
        if std::fs::metadata(log).is_ok_and(|meta| meta.len() > LOG_MAX) {
            let _ = connection.query_row("pragma wal_checkpoint(truncate)", [], |_| Ok(()));
        }
    }
}

/// The group as one transaction. Sets rarely lose, and a savepoint copies every page that is
/// changed after it; so the group is first written without, and again with one for each set if
/// one has lost.
pub(crate) fn write_group(
    connection: &Connection,
    sets: &[WriteSet],
) -> rusqlite::Result<Vec<Answer>> {
    let all_win = transaction(connection, || {
        let mut outcomes = Vec::with_capacity(sets.len());
        for set in sets {
            match write_set(connection, set)? {
                Ok(written) => outcomes.push(Ok(written)),
                Err(_) => return Ok(None),
            }
        }
        Ok(Some(outcomes))
    })?;
    if let Some(outcomes) = all_win {
        return Ok(outcomes);
    }
    let outcomes = transaction(connection, || {
        let write = |set| write_or_leave_out(connection, set);
        sets.iter().map(write).collect::<Result<_, _>>().map(Some)
    })?;
    Ok(outcomes.unwrap_or_default())
}

/// Commits what the writing gives; nothing is kept if it gives nothing or fails.
fn transaction<T>(
    connection: &Connection,
    write: impl FnOnce() -> rusqlite::Result<Option<T>>,
) -> rusqlite::Result<Option<T>> {
    connection.prepare_cached("begin immediate")?.execute([])?;
    let done = match write() {
        Ok(Some(done)) => connection
            .prepare_cached("commit")?
            .execute([])
            .map(|_| Some(done)),
        other => other,
    };
    if !matches!(done, Ok(Some(_))) {
        let _ = connection.execute_batch("rollback");
    }
    done
}

/// A set, or nothing of it if it has lost.
fn write_or_leave_out(connection: &Connection, set: &WriteSet) -> rusqlite::Result<Answer> {
    connection.prepare_cached("savepoint act")?.execute([])?;
    let outcome = write_set(connection, set)?;
    if outcome.is_err() {
        connection.prepare_cached("rollback to act")?.execute([])?;
    }
    connection.prepare_cached("release act")?.execute([])?;
    Ok(outcome)
}

fn write_set(connection: &Connection, set: &WriteSet) -> rusqlite::Result<Answer> {
    let mut written = Written::default();
    for change in &set.changes {
        if !write(connection, change, &mut written)? {
            return Ok(Err(WriteError::Lost {
                table: change.table().name().to_owned(),
            }));
        }
    }
    Ok(Ok(written))
}

/// Writes one change; `false` if the row was not as expected.
fn write(
    connection: &Connection,
    change: &Change,
    written: &mut Written,
) -> rusqlite::Result<bool> {
    let execute = |sql: &str, values: &mut dyn Iterator<Item = &Value>| {
        connection
            .prepare_cached(sql)?
            .execute(params_from_iter(values))
    };
    match change {
        Change::Insert { table, row } => {
            let row = draw(connection, row, written)?;
            Ok(execute(&table.sql().insert, &mut row.iter())? == 1)
        }
        Change::Ensure { table, row } => {
            let row = draw(connection, row, written)?;
            execute(&table.sql().insert, &mut row.iter())?;
            Ok(true)
        }
        Change::Update { table, was, row } => {
            let row = draw(connection, row, written)?;
            let was = Value::Int(*was);
            let values = &mut row.iter().chain(std::iter::once(&was));
            Ok(execute(&table.sql().update, values)? == 1)
        }
        Change::Delete { table, was, key } => {
            let was = table.version_at().map(|_| Value::Int(*was));
            Ok(execute(&table.sql().delete, &mut key.iter().chain(&was))? == 1)
        }
        Change::Rely {
            table,
            version,
            key,
        } => {
            let mut prepared = connection.prepare_cached(&table.sql().version)?;
            let mut rows = prepared.query(params_from_iter(key))?;
            Ok(match rows.next()? {
                Some(row) => row.get::<_, i64>(0)? == *version,
                None => false,
            })
        }
    }
}

fn draw<'a>(
    connection: &Connection,
    row: &'a [Value],
    written: &mut Written,
) -> rusqlite::Result<std::borrow::Cow<'a, [Value]>> {
    if !row.iter().any(|value| matches!(value, Value::Next(_))) {
        return Ok(row.into());
    }
    let mut row = row.to_vec();
    for value in &mut row {
        let Value::Next(next) = value else { continue };
        let known = written.drawn.iter().find(|(name, _)| name == &next.name());
        let text = match known {
            Some((_, text)) => text.clone(),
            None => {
                let number: i64 = connection
                    .prepare_cached(
                        "insert into store_counter values (?1, 1)
                         on conflict do update set value = value + 1 returning value",
                    )?
                    .query_row([&next.counter], |row| row.get(0))?;
                let text = next.write(number);
                written.drawn.push((next.name(), text.clone()));
                text
            }
        };
        *value = Value::Text(text);
    }
    Ok(row.into())
}
