//! Tables as data: one declaration gives the definition in both databases and the shape of every
//! row written.

use std::sync::{Arc, OnceLock};

use crate::dialect::{self, Sql};
use crate::{Change, Value};

/// What a column keeps.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Kind {
    /// Integers, booleans, instants.
    Int,
    /// Double precision.
    Real,
    /// Text ordered by bytes.
    Text,
    /// Ids, digests, documents.
    Bytes,
}

/// One column.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Column {
    /// Its name; quoted wherever it is written.
    pub name: String,
    /// What it keeps.
    pub kind: Kind,
    /// Whether it may hold nothing.
    pub optional: bool,
}

#[derive(Debug)]
struct Shape {
    name: String,
    columns: Vec<Column>,
    key: usize,
    version: Option<usize>,
    indexes: Vec<Vec<String>>,
    /// Written once: a row is written thousands of times a second.
    sql: OnceLock<Sql>,
}

/// A table: its columns, the first `key` of which are its primary key, and its plain indexes.
///
/// The key begins with the column by which rows would be spread over machines, which never
/// changes; nothing but the key is unique (another unique value gets a key table of its own).
#[derive(Clone, Debug)]
pub struct Table(Arc<Shape>);

impl Table {
    #[expect(
        clippy::new_ret_no_self,
        reason = "a declaration is begun as `Table::new` and ends with `done`"
    )]
    /// Starts a declaration; the name is prefixed with the crate that owns the table.
    pub fn new(name: &str) -> TableBuilder {
        TableBuilder(Shape {
            name: name.to_owned(),
            columns: Vec::new(),
            key: 0,
            version: None,
            indexes: Vec::new(),
            sql: OnceLock::new(),
        })
    }

    /// The name in the database.
    pub fn name(&self) -> &str {
        &self.0.name
    }

    /// All columns in order.
    pub fn columns(&self) -> &[Column] {
        &self.0.columns
    }

    /// How many leading columns are the primary key.
    pub fn key_len(&self) -> usize {
        self.0.key
    }

    /// Where the row version stands, if rows of this table can change.
    pub fn version_at(&self) -> Option<usize> {
        self.0.version
    }

    /// The plain indexes, as lists of column names.
    pub fn indexes(&self) -> &[Vec<String>] {
        &self.0.indexes
    }

    /// Name and nullability of all columns in order.
    pub(crate) fn names_and_optional(&self) -> Vec<(String, bool)> {
        let named = |column: &Column| (column.name.clone(), column.optional);
        self.columns().iter().map(named).collect()
    }

    /// The same table with these plain indexes and no others.
    pub(crate) fn with_indexes(&self, indexes: Vec<Vec<String>>) -> Table {
        Table(Arc::new(Shape {
            name: self.0.name.clone(),
            columns: self.0.columns.clone(),
            key: self.0.key,
            version: self.0.version,
            indexes,
            sql: OnceLock::new(),
        }))
    }

    /// The statements that write one row.
    pub(crate) fn sql(&self) -> &Sql {
        self.0.sql.get_or_init(|| dialect::row_statements(self))
    }

    /// A new row; losing against a row that already has this key.
    pub fn insert(&self, cells: Vec<(&str, Value)>) -> Change {
        Change::Insert {
            table: self.clone(),
            row: self.row(cells, 1),
        }
    }

    /// A row that may already be there, which then stays as it is.
    pub fn ensure(&self, cells: Vec<(&str, Value)>) -> Change {
        Change::Ensure {
            table: self.clone(),
            row: self.row(cells, 1),
        }
    }

    /// The whole row as it will be, replacing the version that was read.
    pub fn update(&self, was: i64, cells: Vec<(&str, Value)>) -> Change {
        Change::Update {
            table: self.clone(),
            was,
            row: self.row(cells, was + 1),
        }
    }

    /// Removes the row if it still is the version that was read.
    pub fn delete(&self, was: i64, key: Vec<Value>) -> Change {
        Change::Delete {
            table: self.clone(),
            was,
            key,
        }
    }

    /// A row that was read and relied on, and must still be that version at commit.
    pub fn rely(&self, version: i64, key: Vec<Value>) -> Change {
        Change::Rely {
            table: self.clone(),
            version,
            key,
        }
    }

    fn row(&self, cells: Vec<(&str, Value)>, version: i64) -> Vec<Value> {
        let mut row = vec![Value::Null; self.0.columns.len()];
        for (name, value) in cells {
            let at = self.0.columns.iter().position(|column| column.name == name);
            debug_assert!(at.is_some(), "table {} has no column {name}", self.0.name);
            if let Some(at) = at {
                row[at] = value;
            }
        }
        if let Some(at) = self.0.version {
            row[at] = Value::Int(version);
        }
        row
    }
}

/// A declaration under way. Key columns come first, all others after.
#[derive(Debug)]
pub struct TableBuilder(Shape);

impl TableBuilder {
    fn column(mut self, name: &str, kind: Kind, optional: bool) -> TableBuilder {
        self.0.columns.push(Column {
            name: name.to_owned(),
            kind,
            optional,
        });
        self
    }

    /// The next column of the primary key.
    #[must_use]
    pub fn key(mut self, name: &str, kind: Kind) -> TableBuilder {
        debug_assert_eq!(self.0.key, self.0.columns.len(), "key columns come first");
        self.0.key += 1;
        self.column(name, kind, false)
    }

    /// A column that always has a value.
    #[must_use]
    pub fn must(self, name: &str, kind: Kind) -> TableBuilder {
        self.column(name, kind, false)
    }

    /// A column that may hold nothing.
    #[must_use]
    pub fn may(self, name: &str, kind: Kind) -> TableBuilder {
        self.column(name, kind, true)
    }

    /// The row version, without which rows of this table never change.
    #[must_use]
    pub fn version(mut self) -> TableBuilder {
        self.0.version = Some(self.0.columns.len());
        self.column("version", Kind::Int, false)
    }

    /// A plain index.
    #[must_use]
    pub fn index(mut self, columns: &[&str]) -> TableBuilder {
        self.0
            .indexes
            .push(columns.iter().map(|&name| name.to_owned()).collect());
        self
    }

    /// The finished table.
    pub fn done(self) -> Table {
        Table(Arc::new(self.0))
    }
}
