//! The rows of a group that are changed or relied on: locked, and held against what was expected.

use std::collections::HashMap;

use futures_util::future::try_join_all;
use tokio_postgres::types::ToSql;

use super::Cells;
use crate::bulk::{array, unnest_cast};
use crate::change::Change;
use crate::dialect::quoted;
use crate::postgres::{Connection, statement};
use crate::{Cell, StoreError, Table, Value, WriteError, WriteSet};

/// A primary key.
pub(super) type Key = Vec<KeyPart>;

/// A key value that can be compared and ordered.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum KeyPart {
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

pub(super) type Versions = HashMap<(String, Key), i64>;

/// A row that is to be locked: its table, its key in two forms, and whether it is changed.
type Wanted<'a> = (&'a Table, Key, &'a [Value], bool);

/// Begins, and gives the versions of all rows that are changed or relied on, locked until the commit:
/// a statement for each table, in order and in one round trip.
pub(super) async fn lock_rows(
    connection: &Connection,
    sets: &[&WriteSet],
) -> Result<Versions, StoreError> {
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
pub(super) fn settle(sets: &[&WriteSet], mut there: Versions) -> Vec<Result<(), WriteError>> {
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
