//! Rows, and nothing about what they mean: one SQL text on SQLite and PostgreSQL.
//!
//! Reading is SQL ([`Store::query`]); writing is data: a [`WriteSet`] says which rows are new,
//! which change from which version, and which were relied on. Waiting write sets are committed in
//! groups, one transaction and one flush to disk for all of them; a write set whose expectations no
//! longer hold is left out of its group and comes back as [`WriteError::Lost`], to be decided again.
//!
//! Invariants:
//! 1. [`Store::commit`] returns `Ok` only after the database has made the rows durable.
//! 2. A write set is written whole or not at all.
//! 3. This crate alone names a database driver, and [`dialect`] alone knows how the two differ.
//! 4. The tables of the program come to be by numbered migrations, run once each and never changed.
//!
//! Reading order: [`value`], [`table`], [`migration`], [`change`], then `sqlite.rs` and `postgres.rs`,
//! `sqlite_group.rs` and `postgres_group.rs` side by side; `rows.rs` and `bulk.rs` for many
//! rows at once.

mod bulk;
pub mod change;
mod copy;
pub mod dialect;
mod error;
mod fault;
pub mod figures;
mod group;
mod mark;
pub mod migration;
mod postgres;
mod postgres_durable;
mod postgres_group;
mod postgres_tls;
mod rows;
mod shape;
mod sqlite;
mod sqlite_group;
pub mod table;
pub mod testing;
pub mod value;

pub use change::{Change, WriteSet, Written};
pub use error::{MigrationFault, StoreError, WriteError};
pub use fault::Fault;
pub use figures::Figures;
pub use migration::{Migration, Migrations};
pub use rows::{Cell, Rows};
pub use table::{Column, Kind, Table};
pub use value::{Row, Value};

/// An open database.
///
/// An enum of two and not a trait: both are known, and a third would be a new decision.
#[derive(Clone, Debug)]
pub enum Store {
    /// A file of our own.
    Sqlite(sqlite::Sqlite),
    /// A server by URL.
    Postgres(postgres::Postgres),
}

impl Store {
    /// Opens `sqlite:PATH` or `postgres://…`, creating the file (not the server's database) if
    /// it is missing.
    ///
    /// # Errors
    /// [`StoreError::Open`] with what to do about it; [`StoreError::Format`] for the database of another
    /// version of this program, in which nothing is changed.
    pub async fn open(url: &str) -> Result<Store, StoreError> {
        let store = if let Some(path) = url.strip_prefix("sqlite:").filter(|path| !path.is_empty())
        {
            Store::Sqlite(sqlite::Sqlite::open(path, sqlite::HELD_MAX)?)
        } else if url.starts_with("postgres://") || url.starts_with("postgresql://") {
            Store::Postgres(postgres::Postgres::open(url).await?)
        } else {
            return Err(StoreError::Url);
        };
        mark::check_format(&store).await?;
        Ok(store)
    }

    /// Makes the database a pack's, by the pack's id, or checks that it is.
    ///
    /// # Errors
    /// [`StoreError::OtherPack`]; then nothing was changed.
    pub async fn belongs_to(&self, pack: &str) -> Result<(), StoreError> {
        mark::check_pack(self, pack).await
    }

    /// `sqlite` or `postgres`, for reports.
    pub fn name(&self) -> &'static str {
        match self {
            Store::Sqlite(_) => "sqlite",
            Store::Postgres(_) => "postgres",
        }
    }

    /// What this process has written since it opened the store, and what waits.
    pub fn figures(&self) -> Figures {
        match self {
            Store::Sqlite(db) => db.figures(),
            Store::Postgres(db) => db.figures(),
        }
    }

    /// Brings the database to the declared tables: missing tables, columns and indexes are
    /// added. What would lose data is refused and named. For tables whose declarations are not
    /// known when the program is made; those of the program itself have migrations.
    pub async fn prepare(&self, tables: &[Table]) -> Result<(), StoreError> {
        for table in tables {
            let there = self.columns_of(table.name()).await?;
            for statement in dialect::bring_to(self, table, &there)? {
                self.run(&statement).await?;
            }
        }
        Ok(())
    }

    /// Makes the plain indexes of tables that are missing, as they are in a database that was filled
    /// from a copy.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn make_indexes(&self, tables: &[Table]) -> Result<(), StoreError> {
        for statement in tables.iter().flat_map(dialect::indexes) {
            self.run(&statement).await?;
        }
        Ok(())
    }

    /// The rows a query gives. `$1`, `$2` … stand for `values`; each query sees what was committed
    /// when it began. What a decision relied on across queries is compared again when it commits.
    pub async fn query(&self, sql: &str, values: &[Value]) -> Result<Vec<Row>, StoreError> {
        match self {
            Store::Sqlite(db) => db.query(sql, values),
            Store::Postgres(db) => db.query(sql, values).await,
        }
    }

    /// What several queries give, all as of one moment: nothing that is committed between the first
    /// and the last is seen by one of them and not by another. Also cheaper than one after the
    /// other: one lock on SQLite, one way to the server and back on PostgreSQL.
    pub async fn snapshot(
        &self,
        queries: &[(&str, &[Value])],
    ) -> Result<Vec<Vec<Row>>, StoreError> {
        match self {
            Store::Sqlite(db) => db.snapshot(queries),
            Store::Postgres(db) => db.snapshot(queries).await,
        }
    }

    /// The only row a query gives, or none; more than one is an error.
    pub async fn query_one(&self, sql: &str, values: &[Value]) -> Result<Option<Row>, StoreError> {
        let mut rows = self.query(sql, values).await?;
        match rows.len() {
            0 | 1 => Ok(rows.pop()),
            found => Err(StoreError::ManyRows { found }),
        }
    }

    /// Writes a set durably, together with whichever others are waiting.
    pub async fn commit(&self, set: WriteSet) -> Result<Written, WriteError> {
        match self {
            Store::Sqlite(db) => db.commit(set).await,
            Store::Postgres(db) => db.commit(set).await,
        }
    }

    /// Copies the whole database, as it stands at one instant, into a new file while it is in use.
    /// The copy of a PostgreSQL database is a SQLite file too ([`Store::open_copy`] reads it).
    ///
    /// # Errors
    /// Also when there is such a file. What was begun stays there and is no copy: write to a name
    /// that says so, and rename.
    pub async fn copy_to(&self, path: &str) -> Result<(), StoreError> {
        match self {
            Store::Sqlite(db) => db.copy_to(path),
            Store::Postgres(db) => copy::server_to_file(&db.alone().await?, path).await,
        }
    }

    /// Opens a copy for reading alone: nothing about the file changes, and nobody may write to it
    /// meanwhile. What is committed here comes back as [`StoreError::Stopped`].
    pub fn open_copy(path: &str) -> Result<Store, StoreError> {
        let copy = sqlite::Sqlite::open_copy(path)?;
        mark::check_copy(copy.query(mark::FORMAT_QUERY, &[]))?;
        Ok(Store::Sqlite(copy))
    }

    /// Fills an empty PostgreSQL database from a copy, all or nothing, and gives the number of rows.
    /// For SQLite the copy is the database: put the file in its place.
    ///
    /// # Errors
    /// [`StoreError::NotEmpty`] if there is a row in any table.
    pub async fn fill_from(&self, path: &str) -> Result<u64, StoreError> {
        match self {
            Store::Sqlite(_) => Err(StoreError::CopyTheFile),
            Store::Postgres(db) => copy::file_to_server(path, (self, &db.alone().await?)).await,
        }
    }

    /// Whether the database has a table of this name.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn has_table(&self, table: &str) -> Result<bool, StoreError> {
        Ok(!self.columns_of(table).await?.is_empty())
    }

    async fn columns_of(&self, table: &str) -> Result<Vec<(String, bool)>, StoreError> {
        let sql = dialect::columns_query(self);
        let rows = self.query(sql, &[table.into()]).await?;
        rows.iter()
            .map(|row| Ok((row.text(0)?.to_owned(), row.int(1)? != 0)))
            .collect()
    }

    async fn run(&self, statement: &str) -> Result<(), StoreError> {
        match self {
            Store::Sqlite(db) => db.run(statement).await,
            Store::Postgres(db) => db.run(statement).await,
        }
    }
}
