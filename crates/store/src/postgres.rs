//! PostgreSQL: a few pipelined connections that read, one that writes groups.

use std::collections::HashMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use futures_util::future::try_join_all;
use tokio::sync::{Mutex as AsyncMutex, MutexGuard, mpsc};
use tokio_postgres::types::{FromSql, IsNull, ToSql, Type, private::BytesMut, to_sql_checked};
use tokio_postgres::{Client, Config, Statement};

use crate::fault;
pub(crate) use crate::fault::server_statement as statement;
use crate::figures::{Counted, Figures};
use crate::group::{self, Answer, QUEUE_MAX, Waiting};
use crate::postgres_durable::{self, Kept};
use crate::postgres_group;
use crate::postgres_tls::Address;
use crate::{Row, StoreError, Value, WriteError, WriteSet};

/// Connections that read. Each carries many queries at once, so a few are enough; more would only
/// be more processes on the server.
const READERS: usize = 4;

/// Connections for snapshots. A snapshot has its connection to itself while it is read, for less
/// than a millisecond, so eight carry more than the server's processors can answer.
const SNAPSHOTS: usize = 8;

/// An open PostgreSQL database.
#[derive(Clone, Debug)]
pub struct Postgres {
    readers: Arc<Readers>,
    queue: mpsc::Sender<Waiting>,
    counted: Arc<Counted>,
}

#[derive(Debug)]
struct Readers {
    config: Address,
    slots: Vec<AsyncMutex<Option<Arc<Connection>>>>,
    next: AtomicUsize,
    /// Lent to one snapshot at a time.
    snapshots: Vec<AsyncMutex<Option<Connection>>>,
    next_snapshot: AtomicUsize,
}

impl Postgres {
    pub(crate) async fn open(url: &str) -> Result<Postgres, StoreError> {
        let config = Address::parse(url)?;
        let (first, kept) = Connection::open_and_ask(&config).await?;
        kept.tell(&config);
        first
            .define(
                "create table if not exists store_counter
                   (counter text collate \"C\" primary key not null, value bigint not null)",
            )
            .await?;
        let (queue, waiting) = mpsc::channel(QUEUE_MAX);
        let counted = Arc::new(Counted::default());
        tokio::spawn(write_groups(config.clone(), waiting, counted.clone()));
        let mut slots = vec![AsyncMutex::new(Some(Arc::new(first)))];
        slots.resize_with(READERS, || AsyncMutex::new(None));
        let readers = Readers {
            config,
            slots,
            next: AtomicUsize::new(0),
            snapshots: (0..SNAPSHOTS).map(|_| AsyncMutex::new(None)).collect(),
            next_snapshot: AtomicUsize::new(0),
        };
        Ok(Postgres {
            readers: Arc::new(readers),
            queue,
            counted,
        })
    }

    pub(crate) fn figures(&self) -> Figures {
        Figures {
            waiting: group::waiting(&self.queue),
            ..self.counted.figures()
        }
    }

    /// A connection that nobody else uses.
    pub(crate) async fn alone(&self) -> Result<Connection, StoreError> {
        Connection::open(&self.readers.config).await
    }

    pub(crate) async fn query(&self, sql: &str, values: &[Value]) -> Result<Vec<Row>, StoreError> {
        self.readers.lend().await?.query(sql, values).await
    }

    /// A query whose values are arrays.
    pub(crate) async fn query_arrays(
        &self,
        sql: &str,
        values: &[Box<dyn ToSql + Sync + Send + '_>],
    ) -> Result<Vec<Row>, StoreError> {
        let connection = self.readers.lend().await?;
        let prepared = connection.statement(sql).await?;
        let values: Vec<&(dyn ToSql + Sync)> = values
            .iter()
            .map(|value| &**value as &(dyn ToSql + Sync))
            .collect();
        let rows = connection.client.query(&prepared, &values).await;
        rows.map_err(statement)?.iter().map(read_row).collect()
    }

    /// Several queries in one reading transaction, sent without waiting in between.
    pub(crate) async fn snapshot(
        &self,
        queries: &[(&str, &[Value])],
    ) -> Result<Vec<Vec<Row>>, StoreError> {
        let mut slot = self.readers.place_for_snapshot().await;
        // Taken out until all has gone well: a snapshot that is broken off leaves no connection
        // behind that is in the middle of a transaction.
        let connection = match slot.take().filter(|c| !c.client.is_closed()) {
            Some(connection) => connection,
            None => Connection::open(&self.readers.config).await?,
        };
        let rows = connection.snapshot(queries).await?;
        *slot = Some(connection);
        Ok(rows)
    }

    pub(crate) async fn commit(&self, set: WriteSet) -> Answer {
        group::submit(&self.queue, set).await
    }

    pub(crate) async fn run(&self, sql: &str) -> Result<(), StoreError> {
        self.readers.lend().await?.define(sql).await
    }
}

impl Readers {
    /// A connection that works: a broken one is replaced, so a restarted server is found again.
    async fn lend(&self) -> Result<Arc<Connection>, StoreError> {
        let at = self.next.fetch_add(1, Ordering::Relaxed) % self.slots.len();
        let mut slot = self.slots[at].lock().await;
        if let Some(connection) = slot.as_ref().filter(|c| !c.client.is_closed()) {
            return Ok(connection.clone());
        }
        let fresh = Arc::new(Connection::open(&self.config).await?);
        *slot = Some(fresh.clone());
        Ok(fresh)
    }

    /// A place for a snapshot's connection: one that is free, else the next in turn.
    async fn place_for_snapshot(&self) -> MutexGuard<'_, Option<Connection>> {
        let first = self.next_snapshot.fetch_add(1, Ordering::Relaxed);
        let mut places = (0..SNAPSHOTS).map(|n| &self.snapshots[(first + n) % SNAPSHOTS]);
        match places.find_map(|place| place.try_lock().ok()) {
            Some(free) => free,
            None => self.snapshots[first % SNAPSHOTS].lock().await,
        }
    }
}

/// One connection and the statements it has prepared.
#[derive(Debug)]
pub(crate) struct Connection {
    pub(crate) client: Client,
    prepared: Mutex<HashMap<String, Statement>>,
}

impl Connection {
    /// On which a commit is durable.
    pub(crate) async fn open(address: &Address) -> Result<Connection, StoreError> {
        Ok(Connection::open_and_ask(address).await?.0)
    }

    /// The same, and what the server's configuration leaves to be said.
    async fn open_and_ask(address: &Address) -> Result<(Connection, Kept), StoreError> {
        let (config, tls) = (&address.config, address.tls.clone());
        let (client, connection) = config
            .connect(tls)
            .await
            .map_err(|error| StoreError::Open {
                place: place(config),
                fault: fault::of_connecting(&error),
                cause: fault::describe(&error),
            })?;
        tokio::spawn(async move {
            if let Err(error) = connection.await {
                tracing::warn!(cause = %error, "a database connection broke");
            }
        });
        let kept = postgres_durable::secure(&client, address).await?;
        let prepared = Mutex::new(HashMap::new());
        Ok((Connection { client, prepared }, kept))
    }

    /// Runs a definition while no other process that starts on this database runs one: `if not
    /// exists` alone does not make two of them safe against each other.
    async fn define(&self, sql: &str) -> Result<(), StoreError> {
        self.client
            .batch_execute("select pg_advisory_lock(8306)")
            .await
            .map_err(statement)?;
        let done = self.client.batch_execute(sql).await.map_err(statement);
        self.client
            .batch_execute("select pg_advisory_unlock(8306)")
            .await
            .map_err(statement)?;
        done
    }

    pub(crate) async fn statement(&self, sql: &str) -> Result<Statement, StoreError> {
        let known = self
            .prepared
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .get(sql)
            .cloned();
        if let Some(known) = known {
            return Ok(known);
        }
        let fresh = self.client.prepare(sql).await.map_err(statement)?;
        self.prepared
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .insert(sql.to_owned(), fresh.clone());
        Ok(fresh)
    }

    pub(crate) async fn query(&self, sql: &str, values: &[Value]) -> Result<Vec<Row>, StoreError> {
        let prepared = self.statement(sql).await?;
        let values: Vec<&(dyn ToSql + Sync)> =
            values.iter().map(|v| v as &(dyn ToSql + Sync)).collect();
        let rows = self
            .client
            .query(&prepared, &values)
            .await
            .map_err(statement)?;
        rows.iter().map(read_row).collect()
    }

    async fn snapshot(&self, queries: &[(&str, &[Value])]) -> Result<Vec<Vec<Row>>, StoreError> {
        for (sql, _) in queries {
            self.statement(sql).await?;
        }
        let run = |sql| async move { self.client.batch_execute(sql).await.map_err(statement) };
        let begin = run("start transaction isolation level repeatable read, read only");
        let reads = try_join_all(queries.iter().map(|(sql, values)| self.query(sql, values)));
        // Polled in this order, so they are sent in this order.
        let ((), rows, ()) = tokio::try_join!(biased; begin, reads, run("commit"))?;
        Ok(rows)
    }
}

/// Where, without the password.
pub(crate) fn place(config: &Config) -> String {
    format!(
        "{} on {:?}",
        config
            .get_dbname()
            .or(config.get_user())
            .unwrap_or("(default)"),
        config.get_hosts()
    )
}

struct Cell(Value);

impl<'a> FromSql<'a> for Cell {
    fn from_sql(
        kind: &Type,
        raw: &'a [u8],
    ) -> Result<Cell, Box<dyn std::error::Error + Sync + Send>> {
        Ok(Cell(match *kind {
            Type::INT8 => Value::Int(i64::from_sql(kind, raw)?),
            Type::INT4 => Value::Int(i32::from_sql(kind, raw)?.into()),
            Type::BOOL => Value::Int(bool::from_sql(kind, raw)?.into()),
            Type::FLOAT8 => Value::Real(f64::from_sql(kind, raw)?),
            Type::BYTEA => Value::Bytes(raw.to_vec()),
            _ => Value::Text(String::from_sql(kind, raw)?),
        }))
    }

    fn from_sql_null(_: &Type) -> Result<Cell, Box<dyn std::error::Error + Sync + Send>> {
        Ok(Cell(Value::Null))
    }

    fn accepts(kind: &Type) -> bool {
        matches!(
            *kind,
            Type::INT8 | Type::INT4 | Type::BOOL | Type::FLOAT8 | Type::BYTEA
        ) || <String as FromSql>::accepts(kind)
    }
}

pub(crate) fn read_row(row: &tokio_postgres::Row) -> Result<Row, StoreError> {
    (0..row.len())
        .map(|at| {
            row.try_get::<_, Cell>(at)
                .map(|cell| cell.0)
                .map_err(statement)
        })
        .collect::<Result<_, _>>()
        .map(Row)
}

impl ToSql for Value {
    fn to_sql(
        &self,
        kind: &Type,
        out: &mut BytesMut,
    ) -> Result<IsNull, Box<dyn std::error::Error + Sync + Send>> {
        match self {
            Value::Null | Value::Next(_) => Ok(IsNull::Yes),
            Value::Int(value) if *kind == Type::INT4 => i32::try_from(*value)?.to_sql(kind, out),
            Value::Int(value) => value.to_sql(kind, out),
            Value::Real(value) => value.to_sql(kind, out),
            Value::Text(text) => text.to_sql(kind, out),
            Value::Bytes(bytes) => bytes.to_sql(kind, out),
        }
    }

    fn accepts(_: &Type) -> bool {
        true
    }

    to_sql_checked!();
}

async fn write_groups(config: Address, mut queue: mpsc::Receiver<Waiting>, counted: Arc<Counted>) {
    let mut connection: Option<Connection> = None;
    while let Some(first) = queue.recv().await {
        let group = group::fill(&mut queue, first);
        let (sets, answers): (Vec<WriteSet>, Vec<_>) = group
            .into_iter()
            .map(|waiting| (waiting.set, waiting.answer))
            .unzip();
        if connection.as_ref().is_none_or(|c| c.client.is_closed()) {
            connection = None;
        }
        let opened = match connection.take() {
            Some(open) => Ok(open),
            None => Connection::open(&config).await,
        };
        let outcomes = match opened {
            Ok(open) => write_all(connection.insert(open), &sets).await,
            Err(error) => sets
                .iter()
                .map(|_| Err(WriteError::Store(error.clone())))
                .collect(),
        };
        counted.group(&outcomes);
        for (answer, outcome) in answers.into_iter().zip(outcomes) {
            // Whoever asked may have gone away meanwhile; what was written stays written.
            let _ = answer.send(outcome);
        }
    }
}

/// The group as one transaction; if anything but a known lost race stops it, set by set.
async fn write_all(connection: &Connection, sets: &[WriteSet]) -> Vec<Answer> {
    let all: Vec<&WriteSet> = sets.iter().collect();
    match postgres_group::write(connection, &all).await {
        Ok(outcomes) => outcomes,
        Err(_) => {
            let mut outcomes = Vec::with_capacity(sets.len());
            for set in sets {
                outcomes.push(postgres_group::write_alone(connection, set).await);
            }
            outcomes
        }
    }
}

/// Runs statements one behind the other without waiting in between.
pub(crate) async fn pipeline(
    connection: &Connection,
    statements: &[(Statement, Vec<Box<dyn ToSql + Sync + Send + '_>>)],
) -> Result<Vec<u64>, tokio_postgres::Error> {
    try_join_all(statements.iter().map(|(prepared, values)| async move {
        let values: Vec<&(dyn ToSql + Sync)> = values
            .iter()
            .map(|value| &**value as &(dyn ToSql + Sync))
            .collect();
        connection.client.execute(prepared, &values).await
    }))
    .await
}
