//! A group of write sets as few multi-row statements.
//!
//! Row locks are taken in key order, so that two processes on one database wait for each other and
//! do not deadlock; where they do all the same, the server ends one of them and its group is run
//! again set by set.

mod batch;
mod lock;

use std::collections::HashMap;

use tokio_postgres::error::SqlState;
use tokio_postgres::types::ToSql;

use self::batch::batch;
use self::lock::{Versions, lock_rows, settle};
use crate::bulk;
use crate::change::Change;
use crate::group::Answer;
use crate::postgres::{Connection, pipeline, statement};
use crate::{StoreError, Value, WriteError, WriteSet, Written};

type Cells<'a> = Vec<Box<dyn ToSql + Sync + Send + 'a>>;
/// The numbers that one set has drawn: name and text of each.
type Drawn = Vec<(String, String)>;

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
