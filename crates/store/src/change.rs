//! Write sets: what one act wants written, as data.

use crate::{Rows, Table, Value};

/// One row of a write set.
#[derive(Clone, Debug)]
pub enum Change {
    /// A new row.
    Insert {
        /// Where.
        table: Table,
        /// All columns.
        row: Vec<Value>,
    },
    /// Many new rows of one table, as fast as the database takes them; none may have a key that is
    /// there. No value is drawn.
    InsertMany {
        /// Where.
        table: Table,
        /// All columns of each.
        rows: Rows,
    },
    /// A new row unless one with this key is there.
    Ensure {
        /// Where.
        table: Table,
        /// All columns.
        row: Vec<Value>,
    },
    /// A row that changes from the version that was read.
    Update {
        /// Where.
        table: Table,
        /// The version that was read.
        was: i64,
        /// All columns as they will be.
        row: Vec<Value>,
    },
    /// A row that goes.
    Delete {
        /// Where.
        table: Table,
        /// The version that was read; ignored where the table has none.
        was: i64,
        /// The primary key.
        key: Vec<Value>,
    },
    /// A row that was only read, and on which the decision stands.
    Rely {
        /// Where.
        table: Table,
        /// The version that was read.
        version: i64,
        /// The primary key.
        key: Vec<Value>,
    },
}

impl Change {
    /// The table this change concerns.
    pub fn table(&self) -> &Table {
        match self {
            Change::Insert { table, .. }
            | Change::InsertMany { table, .. }
            | Change::Ensure { table, .. }
            | Change::Update { table, .. }
            | Change::Delete { table, .. }
            | Change::Rely { table, .. } => table,
        }
    }
}

/// The changes of one act. They are written in order, all or none.
#[derive(Clone, Debug, Default)]
pub struct WriteSet {
    /// The changes.
    pub changes: Vec<Change>,
}

impl WriteSet {
    /// An empty set.
    pub fn new() -> WriteSet {
        WriteSet::default()
    }

    /// Adds one change.
    pub fn add(&mut self, change: Change) {
        self.changes.push(change);
    }
}

impl From<Vec<Change>> for WriteSet {
    fn from(changes: Vec<Change>) -> WriteSet {
        WriteSet { changes }
    }
}

/// What a committed write set got.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Written {
    /// The texts of the numbers drawn, by counter and draw (`COUNTER#DRAW`), in the order of first
    /// use.
    pub drawn: Vec<(String, String)>,
}
