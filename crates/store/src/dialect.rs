//! The short list of what differs between SQLite and PostgreSQL.

use std::borrow::Cow;
use std::fmt::Write;

use crate::{Column, Kind, Store, StoreError, Table};

/// `$1` written as `?1`: SQLite would number `$2, $1` by first appearance.
pub(crate) fn placeholders(sql: &str) -> Cow<'_, str> {
    if sql.contains('$') {
        Cow::Owned(sql.replace('$', "?"))
    } else {
        Cow::Borrowed(sql)
    }
}

/// The statements by which SQLite writes one row of a table, with `?1` … for all its columns in
/// order. (PostgreSQL writes many rows by one statement; see `postgres_group.rs`.)
#[derive(Debug)]
pub(crate) struct Sql {
    /// A new row, unless its key is there.
    pub(crate) insert: String,
    /// The row with this key as it will be; behind the columns stands the version it has.
    pub(crate) update: String,
    /// The row with this key goes; behind the key stands its version, if the table has one.
    pub(crate) delete: String,
    /// The version of the row with this key.
    pub(crate) version: String,
}

/// Writes down the statements of a table.
pub(crate) fn row_statements(table: &Table) -> Sql {
    let columns = table.columns();
    let name = quoted(table.name());
    let places: Vec<String> = (1..=columns.len()).map(|n| format!("?{n}")).collect();
    let cell = |at: usize| format!("{} = ?{}", quoted(&columns[at].name), at + 1);
    let cells: Vec<String> = (table.key_len()..columns.len()).map(cell).collect();
    let key = (0..table.key_len())
        .map(cell)
        .collect::<Vec<_>>()
        .join(" and ");
    let versioned = match table.version_at() {
        Some(_) => format!(" and version = ?{}", table.key_len() + 1),
        None => String::new(),
    };
    Sql {
        insert: format!(
            "insert into {name} ({}) values ({}) on conflict do nothing",
            names_sql(table),
            places.join(",")
        ),
        update: format!(
            "update {name} set {} where {key} and version = ?{}",
            cells.join(", "),
            columns.len() + 1
        ),
        delete: format!("delete from {name} where {key}{versioned}"),
        version: format!("select version from {name} where {key}"),
    }
}

/// Name and nullability (1: may be null) of a table's columns, none if it does not exist.
pub(crate) fn columns_query(store: &Store) -> &'static str {
    match store {
        Store::Sqlite(_) => "select name, 1 - \"notnull\" from pragma_table_info($1) order by cid",
        Store::Postgres(_) => {
            "select column_name::text, (is_nullable = 'YES')::int::bigint
               from information_schema.columns
              where table_schema = current_schema() and table_name = $1
              order by ordinal_position"
        }
    }
}

/// The statements that bring a database from the columns it has to a declared table.
pub(crate) fn bring_to(
    store: &Store,
    table: &Table,
    there: &[(String, bool)],
) -> Result<Vec<String>, StoreError> {
    let mut statements = Vec::new();
    if there.is_empty() {
        statements.push(create(store, table));
    } else {
        for (name, optional) in there {
            if !optional && !table.columns().iter().any(|column| &column.name == name) {
                return Err(StoreError::Incompatible {
                    table: table.name().to_owned(),
                    cause: format!("its column {name} is no longer declared but still mandatory"),
                });
            }
        }
        for column in table.columns() {
            if there.iter().any(|(name, _)| name == &column.name) {
                continue;
            }
            if !column.optional {
                return Err(StoreError::Incompatible {
                    table: table.name().to_owned(),
                    cause: format!("the column {} is new and mandatory", column.name),
                });
            }
            statements.push(format!(
                "alter table {} add column {}",
                quoted(table.name()),
                define(store, column)
            ));
        }
    }
    statements.extend(indexes(table));
    Ok(statements)
}

/// The statements that make the plain indexes of a table that are missing.
pub(crate) fn indexes(table: &Table) -> impl Iterator<Item = String> {
    table.indexes().iter().map(|columns| {
        let list: Vec<String> = columns.iter().map(|name| quoted(name)).collect();
        format!(
            "create index if not exists {} on {} ({})",
            index_name(table, columns),
            quoted(table.name()),
            list.join(", ")
        )
    })
}

/// The statements that take the plain indexes of a table away.
pub(crate) fn without_indexes(table: &Table) -> Vec<String> {
    let indexes = table.indexes().iter();
    indexes
        .map(|columns| format!("drop index if exists {}", index_name(table, columns)))
        .collect()
}

fn index_name(table: &Table, columns: &[String]) -> String {
    quoted(&format!("{}_by_{}", table.name(), columns.join("_")))
}

/// A name as both databases quote it.
pub fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', ""))
}

/// All column names of a table, quoted, with commas.
pub(crate) fn names_sql(table: &Table) -> String {
    table
        .columns()
        .iter()
        .map(|column| quoted(&column.name))
        .collect::<Vec<_>>()
        .join(", ")
}

fn create(store: &Store, table: &Table) -> String {
    let mut sql = format!("create table if not exists {} (", quoted(table.name()));
    for column in table.columns() {
        let _ = write!(sql, "{}, ", define(store, column));
    }
    let key = table.columns()[..table.key_len()]
        .iter()
        .map(|column| quoted(&column.name))
        .collect::<Vec<_>>()
        .join(", ");
    let _ = write!(sql, "primary key ({key}))");
    sql.push_str(words(store).by_key);
    sql
}

fn define(store: &Store, column: &Column) -> String {
    let words = words(store);
    let kind = match column.kind {
        Kind::Int => words.int,
        Kind::Real => words.real,
        Kind::Text => words.text,
        Kind::Bytes => words.bytes,
    };
    let null = if column.optional { "" } else { " not null" };
    format!("{} {kind}{null}", quoted(&column.name))
}

/// What the definitions of tables are made of.
struct Words {
    int: &'static str,
    real: &'static str,
    text: &'static str,
    bytes: &'static str,
    /// Behind a table's last parenthesis.
    by_key: &'static str,
}

const FILE: Words = Words {
    int: "integer",
    real: "real",
    text: "text",
    bytes: "blob",
    // Our keys are short and rows are read by key: the row lives in the key's tree.
    by_key: " strict, without rowid",
};

const SERVER: Words = Words {
    int: "bigint",
    real: "double precision",
    text: "text collate \"C\"",
    bytes: "bytea",
    by_key: "",
};

fn words(store: &Store) -> &'static Words {
    match store {
        Store::Sqlite(_) => &FILE,
        Store::Postgres(_) => &SERVER,
    }
}

/// The text of a migration with the words of a database in the place of braces.
///
/// # Errors
/// What stands in braces and is no such word.
pub(crate) fn written_out(store: &Store, sql: &str) -> Result<String, String> {
    with_words(words(store), sql)
}

/// The same for a file.
pub(crate) fn written_out_for_file(sql: &str) -> Result<String, String> {
    with_words(&FILE, sql)
}

fn with_words(words: &Words, sql: &str) -> Result<String, String> {
    let mut pieces = sql.split('{');
    let mut out = pieces.next().unwrap_or_default().to_owned();
    for piece in pieces {
        let (word, rest) = piece.split_once('}').unwrap_or((piece, ""));
        out.push_str(match word {
            "int" => words.int,
            "real" => words.real,
            "text" => words.text,
            "bytes" => words.bytes,
            "by_key" => words.by_key,
            other => return Err(format!("{{{other}}} is no word for migrations")),
        });
        out.push_str(rest);
    }
    Ok(out)
}
