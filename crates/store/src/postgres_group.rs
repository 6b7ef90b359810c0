//! A group of write sets as few multi-row statements.
//!
//! Row locks are taken in key order, so that two processes on one database wait for each other and
//! do not deadlock; where they do all the same, the server ends one of them and its group is run
//! again set by set.

use std::collections::HashMap;

use futures_util::future::try_join_all;
use tokio_postgres::error::SqlState;
use tokio_postgres::types::ToSql;

use crate::bulk::{self, array, unnest_cast};
use crate::change::Change;
use crate::dialect::{names_sql, quoted};
use crate::group::Answer;
use crate::postgres::{Connection, pipeline, statement};
use crate::{Cell, StoreError, Table, Value, WriteError, WriteSet, Written};

type Cells<'a> = Vec<Box<dyn ToSql + Sync + Send + 'a>>;
/// The numbers that one set has drawn: name and text of each.
type Drawn = Vec<(String, String)>;
type Key = Vec<KeyPart>;

/// A key value that can be compared and ordered.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum KeyPart {
    None,
    Int(i64),
    Text(String),
    Bytes(Vec<u8>),
}

fn key_of(values: &[Value]) -> Key {
    values
        .iter()
        .map(|value| match value {
            Value::Int(value) => KeyPart::Int(*value),
            Value::Text(text) => KeyPart::Text(text.clone()),
            Value::Bytes(bytes) => KeyPart::Bytes(bytes.clone()),
            Value::Null | Value::Real(_) | Value::Next(_) => KeyPart::None,
        })
        .collect()
}

/// Writes a group in one transaction. `Err` means that nothing was written and the sets must be
/// tried one by one.
pub(crate) async fn write(
    connection: &Connection,
    sets: &[&WriteSet],
) -> Result<Vec<Answer>, StoreError> {
    match write_in_order(connection, sets).await {
        Ok(outcomes) => Ok(outcomes),
        Err(error) => {
            let _ = connection.client.batch_execute("rollback").await;
            Err(error)
        }
    }
}

/// Writes one set in a transaction of its own and says how it lost, if it did.
pub(crate) async fn write_alone(connection: &Connection, set: &WriteSet) -> Answer {
    match write(connection, &[set]).await {
        Ok(mut outcomes) => outcomes.pop().unwrap_or(Ok(Written::default())),
        Err(StoreError::Statement { cause }) if lost(&cause) => {
            let mut tables = set.changes.iter().map(|change| change.table().name());
            // A taken key is told by the name of its constraint; a deadlock names no table.
            let first = tables.clone().next().unwrap_or_default();
            let taken = tables.find(|table| cause.contains(&format!("\"{table}_pkey\"")));
            Err(WriteError::Lost {
                table: taken.unwrap_or(first).to_owned(),
            })
        }
        Err(error) => Err(WriteError::Store(error)),
    }
}

/// A key that was taken meanwhile, or a deadlock the server ended: both are lost races.
fn lost(cause: &str) -> bool {
    [SqlState::UNIQUE_VIOLATION, SqlState::T_R_DEADLOCK_DETECTED]
        .iter()
        .any(|state| cause.ends_with(&format!("({})", state.code())))
}

async fn write_in_order(
    connection: &Connection,
    sets: &[&WriteSet],
) -> Result<Vec<Answer>, StoreError> {
    let all = || sets.iter().flat_map(|set| &set.changes);
    let (mut begun, mut there) = (false, Versions::new());
    // What only adds rows begins with the rows themselves, in one round trip.
    if all().any(|change| !only_adds(change)) {
        there = lock_rows(connection, sets).await?;
        begun = true;
    }
    let outcomes = settle(sets, there);
    let winners: Vec<&WriteSet> = sets
        .iter()
        .zip(&outcomes)
        .filter(|(_, outcome)| outcome.is_ok())
        .map(|(set, _)| *set)
        .collect();
    let drawn = draw_numbers(connection, &winners).await?;
    for change in winners.iter().flat_map(|set| &set.changes) {
        if let Change::InsertMany { table, rows } = change {
            bulk::copy_in(connection, table, rows).await?;
        }
    }
    let batches = batch(&winners, &drawn);
    let mut statements = Vec::with_capacity(batches.len() + 2);
    if !begun {
        statements.push((connection.statement("begin").await?, Vec::new()));
    }
    for batch in &batches {
        statements.push((connection.statement(&batch.sql()).await?, batch.cells()));
    }
    statements.push((connection.statement("commit").await?, Vec::new()));
    pipeline(connection, &statements).await.map_err(statement)?;
    drop((statements, batches));
    let mut drawn = drawn.into_iter();
    Ok(outcomes
        .into_iter()
        .map(|outcome| {
            outcome.map(|()| Written {
                drawn: drawn.next().unwrap_or_default(),
            })
        })
        .collect())
}

/// Whether a change adds a row whose cells are all known.
fn only_adds(change: &Change) -> bool {
    match change {
        Change::Insert { row, .. } | Change::Ensure { row, .. } => {
            !row.iter().any(|value| matches!(value, Value::Next(_)))
        }
        Change::InsertMany { .. }
        | Change::Update { .. }
        | Change::Delete { .. }
        | Change::Rely { .. } => false,
    }
}

type Versions = HashMap<(String, Key), i64>;

/// A row that is to be locked: its table, its key in two forms, and whether it is changed.
type Wanted<'a> = (&'a Table, Key, &'a [Value], bool);

/// Begins, and gives the versions of all rows that are changed or relied on, locked until the commit:
/// a statement for each table, in order and in one round trip.
async fn lock_rows(connection: &Connection, sets: &[&WriteSet]) -> Result<Versions, StoreError> {
    let mut wanted: Vec<Wanted> = Vec::new();
    for change in sets.iter().flat_map(|set| &set.changes) {
        let (table, key, write) = match change {
            Change::Insert { .. } | Change::InsertMany { .. } | Change::Ensure { .. } => continue,
            Change::Update { table, row, .. } => (table, &row[..table.key_len()], true),
            Change::Delete { table, key, .. } => (table, &key[..], true),
            Change::Rely { table, key, .. } => (table, &key[..], false),
        };
        wanted.push((table, key_of(key), key, write));
    }
    wanted.sort_by(|a, b| (a.0.name(), &a.1, !a.3).cmp(&(b.0.name(), &b.1, !b.3)));
    wanted.dedup_by(|later, first| later.0.name() == first.0.name() && later.1 == first.1);
    let tables: Vec<&[Wanted]> = wanted
        .chunk_by(|a, b| a.0.name() == b.0.name() && a.3 == b.3)
        .collect();
    let mut statements = Vec::with_capacity(tables.len());
    for same in &tables {
        let (table, _, _, write) = &same[0];
        let columns = table.columns()[..table.key_len()].iter().enumerate();
        let cells: Cells<'_> = columns
            .map(|(at, column)| {
                let keys = same.iter().map(|(_, _, key, _)| Cell::from(&key[at]));
                array(column.kind, keys)
            })
            .collect();
        let prepared = connection.statement(&lock_sql(table, *write)).await?;
        statements.push((prepared, cells));
    }
    let locks = statements.iter().map(|(prepared, cells)| async move {
        let values: Vec<&(dyn ToSql + Sync)> = cells
            .iter()
            .map(|cell| &**cell as &(dyn ToSql + Sync))
            .collect();
        connection.client.query(prepared, &values).await
    });
    // Polled in this order, so they are sent in this order.
    let ((), found) = tokio::try_join!(
        biased;
        connection.client.batch_execute("begin"),
        try_join_all(locks)
    )
    .map_err(statement)?;
    let mut there = Versions::new();
    for (same, rows) in tables.iter().zip(found) {
        for row in rows {
            let at: i64 = row.try_get(0).map_err(statement)?;
            let version: i64 = row.try_get(1).map_err(statement)?;
            if let Some((table, key, ..)) = usize::try_from(at - 1).ok().and_then(|at| same.get(at))
            {
                there.insert((table.name().to_owned(), key.clone()), version);
            }
        }
    }
    Ok(there)
}

fn lock_sql(table: &Table, write: bool) -> String {
    let key = &table.columns()[..table.key_len()];
    let names = key.iter().map(|c| quoted(&c.name)).collect::<Vec<_>>();
    let arrays = key
        .iter()
        .enumerate()
        .map(|(at, c)| unnest_cast(at, c.kind))
        .collect::<Vec<_>>();
    let joins = names
        .iter()
        .map(|n| format!("t.{n} = u.{n}"))
        .collect::<Vec<_>>()
        .join(" and ");
    let version = if table.version_at().is_some() {
        "t.version"
    } else {
        "0::bigint"
    };
    format!(
        "select u.n, {version} from {} t join unnest({}) with ordinality as u({}, n) on {joins} \
         order by u.n for {} of t",
        quoted(table.name()),
        arrays.join(", "),
        names.join(", "),
        if write { "update" } else { "share" },
    )
}

/// Goes through the sets in order and leaves out those whose expectations do not hold, also
/// against the sets before them.
fn settle(sets: &[&WriteSet], mut there: Versions) -> Vec<Result<(), WriteError>> {
    sets.iter()
        .map(|set| {
            let mut wrong = None;
            for change in &set.changes {
                let (table, key, expected) = match change {
                    Change::Insert { .. } | Change::InsertMany { .. } | Change::Ensure { .. } => {
                        continue;
                    }
                    Change::Update { table, was, row } => {
                        (table, key_of(&row[..table.key_len()]), *was)
                    }
                    Change::Delete { table, was, key } => (table, key_of(key), *was),
                    Change::Rely {
                        table,
                        version,
                        key,
                    } => (table, key_of(key), *version),
                };
                let expected = if table.version_at().is_some() {
                    expected
                } else {
                    0
                };
                if there.get(&(table.name().to_owned(), key)) != Some(&expected) {
                    wrong = Some(table.name().to_owned());
                    break;
                }
            }
            if let Some(table) = wrong {
                return Err(WriteError::Lost { table });
            }
            for change in &set.changes {
                match change {
                    Change::Update { table, row, .. } => {
                        there.remove(&(table.name().to_owned(), key_of(&row[..table.key_len()])));
                    }
                    Change::Delete { table, key, .. } => {
                        there.remove(&(table.name().to_owned(), key_of(key)));
                    }
                    Change::Insert { .. }
                    | Change::InsertMany { .. }
                    | Change::Ensure { .. }
                    | Change::Rely { .. } => {}
                }
            }
            Ok(())
        })
        .collect()
}

/// Draws the numbers of all winners, one statement for all counters.
async fn draw_numbers(
    connection: &Connection,
    winners: &[&WriteSet],
) -> Result<Vec<Drawn>, StoreError> {
    let mut wanted: Vec<Vec<&crate::value::Next>> = Vec::with_capacity(winners.len());
    let mut totals: Vec<(String, i64)> = Vec::new();
    for set in winners {
        let mut own: Vec<&crate::value::Next> = Vec::new();
        for change in &set.changes {
            let (Change::Insert { row, .. }
            | Change::Ensure { row, .. }
            | Change::Update { row, .. }) = change
            else {
                continue;
            };
            for value in row {
                let Value::Next(next) = value else { continue };
                if own
                    .iter()
                    .any(|seen| seen.counter == next.counter && seen.draw == next.draw)
                {
                    continue;
                }
                own.push(next);
                match totals
                    .iter_mut()
                    .find(|(counter, _)| counter == &next.counter)
                {
                    Some((_, total)) => *total += 1,
                    None => totals.push((next.counter.clone(), 1)),
                }
            }
        }
        wanted.push(own);
    }
    if totals.is_empty() {
        return Ok(vec![Vec::new(); winners.len()]);
    }
    totals.sort();
    let sql = "insert into store_counter (counter, value)
               select * from unnest($1::text[], $2::bigint[]) order by 1
               on conflict (counter) do update set value = store_counter.value + excluded.value
               returning counter, value";
    let prepared = connection.statement(sql).await?;
    let (names, counts): (Vec<String>, Vec<i64>) = totals.into_iter().unzip();
    let rows = connection
        .client
        .query(&prepared, &[&names, &counts])
        .await
        .map_err(statement)?;
    let mut free: HashMap<String, i64> = HashMap::new();
    for row in rows {
        let counter: String = row.try_get(0).map_err(statement)?;
        let last: i64 = row.try_get(1).map_err(statement)?;
        let count = names
            .iter()
            .position(|name| name == &counter)
            .map_or(0, |at| counts[at]);
        free.insert(counter, last - count + 1);
    }
    Ok(wanted
        .into_iter()
        .map(|own| {
            own.into_iter()
                .map(|next| {
                    let number = free.entry(next.counter.clone()).or_insert(1);
                    *number += 1;
                    (next.name(), next.write(*number - 1))
                })
                .collect()
        })
        .collect())
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Verb {
    Insert,
    Ensure,
    Update,
    Delete,
}

/// Rows of one table that go out in one statement.
struct Batch<'a> {
    table: &'a Table,
    verb: Verb,
    /// Each with what its set has drawn.
    rows: Vec<(&'a [Value], &'a Drawn)>,
}

/// Sorts the winners' rows by table and verb, in the order in which each first appears.
fn batch<'a>(winners: &[&'a WriteSet], drawn: &'a [Drawn]) -> Vec<Batch<'a>> {
    let mut batches: Vec<Batch<'a>> = Vec::new();
    for (set, drawn) in winners.iter().zip(drawn) {
        for change in &set.changes {
            let (table, verb, row) = match change {
                Change::Insert { table, row } => (table, Verb::Insert, row),
                Change::Ensure { table, row } => (table, Verb::Ensure, row),
                Change::Update { table, row, .. } => (table, Verb::Update, row),
                Change::Delete { table, key, .. } => (table, Verb::Delete, key),
                // Written before these, by `bulk::copy_in`.
                Change::InsertMany { .. } | Change::Rely { .. } => continue,
            };
            let row = (row.as_slice(), drawn);
            match batches
                .iter_mut()
                .find(|b| b.verb == verb && b.table.name() == table.name())
            {
                Some(batch) => batch.rows.push(row),
                None => batches.push(Batch {
                    table,
                    verb,
                    rows: vec![row],
                }),
            }
        }
    }
    batches
}

/// A value as it is written: a number that was drawn as its text.
fn written<'a>(value: &'a Value, drawn: &'a Drawn) -> Cell<'a> {
    let Value::Next(next) = value else {
        return Cell::from(value);
    };
    let name = next.name();
    let text = drawn.iter().find(|(known, _)| *known == name);
    text.map_or(Cell::Null, |(_, text)| Cell::Text(text.into()))
}

impl<'a> Batch<'a> {
    fn sql(&self) -> String {
        let name = quoted(self.table.name());
        let columns = match self.verb {
            Verb::Delete => &self.table.columns()[..self.table.key_len()],
            Verb::Insert | Verb::Ensure | Verb::Update => self.table.columns(),
        };
        let arrays = columns
            .iter()
            .enumerate()
            .map(|(at, c)| unnest_cast(at, c.kind))
            .collect::<Vec<_>>()
            .join(", ");
        let names = columns
            .iter()
            .map(|c| quoted(&c.name))
            .collect::<Vec<_>>()
            .join(", ");
        let joins = self.table.columns()[..self.table.key_len()]
            .iter()
            .map(|c| format!("t.{0} = u.{0}", quoted(&c.name)))
            .collect::<Vec<_>>()
            .join(" and ");
        match self.verb {
            Verb::Insert | Verb::Ensure => format!(
                "insert into {name} ({}) select * from unnest({arrays}){}",
                names_sql(self.table),
                if self.verb == Verb::Ensure {
                    " on conflict do nothing"
                } else {
                    ""
                },
            ),
            Verb::Update => {
                let cells = self.table.columns()[self.table.key_len()..]
                    .iter()
                    .map(|c| format!("{0} = u.{0}", quoted(&c.name)))
                    .collect::<Vec<_>>()
                    .join(", ");
                format!(
                    "update {name} t set {cells} from unnest({arrays}) as u({names}) where {joins}"
                )
            }
            Verb::Delete => {
                format!("delete from {name} t using unnest({arrays}) as u({names}) where {joins}")
            }
        }
    }

    fn cells(&self) -> Cells<'a> {
        let width = match self.verb {
            Verb::Delete => self.table.key_len(),
            Verb::Insert | Verb::Ensure | Verb::Update => self.table.columns().len(),
        };
        (0..width)
            .map(|at| {
                array(
                    self.table.columns()[at].kind,
                    self.rows
                        .iter()
                        .map(|(row, drawn)| written(&row[at], drawn)),
                )
            })
            .collect()
    }
}
