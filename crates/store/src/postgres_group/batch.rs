//! The rows of a group, sorted into statements of many rows.

use super::{Cells, Drawn};
use crate::bulk::{array, unnest_cast};
use crate::change::Change;
use crate::dialect::{names_sql, quoted};
use crate::{Cell, Table, Value, WriteSet};

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Verb {
    Insert,
    Ensure,
    Update,
    Delete,
}

/// Rows of one table that go out in one statement.
pub(super) struct Batch<'a> {
    table: &'a Table,
    verb: Verb,
    /// Each with what its set has drawn.
    rows: Vec<(&'a [Value], &'a Drawn)>,
}

/// Sorts the winners' rows by table and verb, in the order in which each first appears.
pub(super) fn batch<'a>(winners: &[&'a WriteSet], drawn: &'a [Drawn]) -> Vec<Batch<'a>> {
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
    pub(super) fn sql(&self) -> String {
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

    pub(super) fn cells(&self) -> Cells<'a> {
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
