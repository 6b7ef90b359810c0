//! Numbered migrations: the texts by which the tables of the program came to be as they are declared.
//!
//! A declaration ([`Table`]) says what a table is; its owner's migrations say how every database gets
//! there, also one that is full. They are run in order at the start, each in one transaction together
//! with the row that says it was run. A migration that was ever run is never changed: the next one is
//! written. That all of them add up to the declarations, and to the same on both databases, is
//! tested where all owners are known.

use base::{Instant, hex, sha256};
use rusqlite::{Connection as File, params_from_iter};
use tokio_postgres::types::ToSql;

use crate::error::MigrationFault;
use crate::postgres::{self, Postgres};
use crate::sqlite::{self, Sqlite};
use crate::{Kind, Store, StoreError, Table, Value, dialect, shape};

/// The migrations of one owner of tables.
#[derive(Clone, Copy, Debug)]
pub struct Migrations {
    /// The crate that owns the tables, with whose name theirs begin.
    pub owner: &'static str,
    /// In the order in which they are run. The first has number 1; new ones are added at the end.
    pub all: &'static [Migration],
}

/// One migration: SQL that runs on both databases.
///
/// What differs between them is written in braces: `{int}`, `{real}`, `{text}` and `{bytes}` for the
/// types of columns, `{by_key}` behind the last parenthesis of a table. A plain index of `t` by `a`
/// and `b` is named `t_by_a_b`.
#[derive(Clone, Copy, Debug)]
pub struct Migration {
    /// In a few words, for reports.
    pub name: &'static str,
    /// The statements, each ended by a semicolon.
    pub sql: &'static str,
}

impl Migration {
    fn digest(&self) -> String {
        hex(&sha256(self.sql.as_bytes()))
    }
}

/// The name of the table that says what was run.
pub(crate) const TABLE: &str = "store_migration";

/// The table that says what was run.
pub(crate) fn table() -> Table {
    Table::new(TABLE)
        .key("owner", Kind::Text)
        .key("number", Kind::Int)
        .must("name", Kind::Text)
        .must("digest", Kind::Text)
        .must("at", Kind::Int)
        .done()
}

/// What has still to be run, with its number.
type Pending<'a> = Vec<(&'a Migrations, i64, &'a Migration)>;

/// A migration as it goes into a transaction.
pub(crate) struct Once {
    sql: String,
    /// The row of `store_migration`: owner and number first.
    row: Vec<Value>,
}

impl Store {
    /// Runs the migrations that were not run on this database yet. A database that a program without
    /// migrations has made is taken as one on which the first of each owner was run, if it fits.
    ///
    /// # Errors
    /// What [`Store::check_migrations`] finds, and [`StoreError::Incompatible`] for tables that do not
    /// fit: then nothing was changed. [`MigrationFault::Refused`]: then those before it were run.
    pub async fn migrate(&self, all: &[Migrations], now: Instant) -> Result<(), StoreError> {
        let mut ready = Vec::new();
        for (of, number, migration) in self.pending(all).await? {
            let taken = match number {
                1 => self.taken_over(of, migration).await?,
                _ => None,
            };
            ready.push((of, number, migration, taken));
        }
        for (of, number, migration, taken) in ready {
            let failed = |cause| fault(of.owner, number, MigrationFault::Refused { cause });
            let sql = match taken {
                Some(sql) => sql,
                None => dialect::written_out(self, migration.sql).map_err(failed)?,
            };
            let once = Once {
                sql,
                row: vec![
                    of.owner.into(),
                    number.into(),
                    migration.name.into(),
                    migration.digest().into(),
                    now.into(),
                ],
            };
            let done = match self {
                Store::Sqlite(db) => db.run_once(&once),
                Store::Postgres(db) => db.run_once(&once).await,
            };
            match done {
                Err(StoreError::Statement { cause }) => return Err(failed(cause)),
                done => done?,
            }
        }
        Ok(())
    }

    /// Checks that this program may use the database as far as its tables go: every migration that was
    /// run is one that it knows, with the same text.
    ///
    /// # Errors
    /// [`StoreError::Migration`].
    pub async fn check_migrations(&self, all: &[Migrations]) -> Result<(), StoreError> {
        self.pending(all).await.map(|_| ())
    }

    async fn pending<'a>(&self, all: &'a [Migrations]) -> Result<Pending<'a>, StoreError> {
        let sql = "select owner, number, digest from store_migration order by owner, number";
        let rows = self.query(sql, &[]).await?;
        let mut pending = Vec::new();
        for of in all {
            let numbered = of.all.iter().zip(1_i64..);
            pending.extend(numbered.map(|(migration, number)| (of, number, migration)));
        }
        for (at, row) in rows.iter().enumerate() {
            let (owner, number) = (row.text(0)?, row.int(1)?);
            let known =
                |(of, n, _): &(&Migrations, i64, &Migration)| of.owner == owner && *n == number;
            let Some(place) = pending.iter().position(known) else {
                return Err(fault(owner, number, MigrationFault::Newer));
            };
            let (_, _, migration) = pending.remove(place);
            if migration.digest() != row.text(2)? {
                return Err(fault(owner, number, MigrationFault::Changed));
            }
            let before = rows[..at]
                .iter()
                .filter(|row| row.text(0).is_ok_and(|of| of == owner));
            if before.count() + 1 != usize::try_from(number).unwrap_or(0) {
                return Err(fault(owner, number, MigrationFault::Gap));
            }
        }
        Ok(pending)
    }

    /// For a database that has tables of an owner of which no migration was run: the statements that
    /// add what the first gives. Nothing for one that has none of these tables.
    async fn taken_over(
        &self,
        of: &Migrations,
        first: &Migration,
    ) -> Result<Option<String>, StoreError> {
        let there = self.reported(&format!("{}_", of.owner)).await?;
        if there.is_empty() {
            return Ok(None);
        }
        let wanted = tables_of(first)?;
        if there
            .iter()
            .all(|it| wanted.iter().all(|w| w.name() != it.name()))
        {
            return Ok(None);
        }
        let mut statements = Vec::new();
        for wanted in &wanted {
            let there = there.iter().find(|it| it.name() == wanted.name());
            if let Some(cause) = there.and_then(|there| there.contradicts(wanted)) {
                let table = wanted.name().to_owned();
                return Err(StoreError::Incompatible { table, cause });
            }
            let columns = there.map_or_else(Vec::new, Table::names_and_optional);
            statements.extend(dialect::bring_to(self, wanted, &columns)?);
        }
        Ok(Some(statements.join(";\n")))
    }
}

fn fault(owner: &str, number: i64, fault: MigrationFault) -> StoreError {
    let owner = owner.to_owned();
    StoreError::Migration {
        owner,
        number,
        fault,
    }
}

/// The tables that a migration makes where there is nothing.
fn tables_of(first: &Migration) -> Result<Vec<Table>, StoreError> {
    let file = File::open_in_memory().map_err(sqlite::statement)?;
    let sql = dialect::written_out_for_file(first.sql);
    let sql = sql.map_err(|cause| StoreError::Statement { cause })?;
    file.execute_batch(&sql).map_err(sqlite::statement)?;
    shape::of_file(&file)
}

const RUN: &str = "select count(*) from store_migration where owner = $1 and number = $2";
const PUT: &str = "insert into store_migration (owner, number, name, digest, at) \
                   values ($1, $2, $3, $4, $5)";

impl Sqlite {
    /// Runs a migration unless somebody else has meanwhile.
    fn run_once(&self, once: &Once) -> Result<(), StoreError> {
        // What fails on this connection goes with it.
        let alone = self.alone()?;
        let work = || {
            alone.execute_batch("begin immediate")?;
            let key = params_from_iter(&once.row[..2]);
            let run: i64 = alone.query_row(&dialect::placeholders(RUN), key, |row| row.get(0))?;
            if run == 0 {
                alone.execute_batch(&once.sql)?;
                let row = params_from_iter(&once.row);
                alone.execute(&dialect::placeholders(PUT), row)?;
            }
            alone.execute_batch("commit")
        };
        work().map_err(sqlite::statement)
    }
}

impl Postgres {
    /// As for SQLite; processes that start together wait for each other.
    async fn run_once(&self, once: &Once) -> Result<(), StoreError> {
        let alone = self.alone().await?;
        let run = async |sql: &str| {
            let done = alone.client.batch_execute(sql).await;
            done.map_err(postgres::statement)
        };
        run("begin; select pg_advisory_xact_lock(8306)").await?;
        let there = alone.query(RUN, &once.row[..2]).await?;
        if there.first().map(|row| row.int(0)).transpose()? == Some(0) {
            run(&once.sql).await?;
            let row: Vec<&(dyn ToSql + Sync)> =
                once.row.iter().map(|v| v as &(dyn ToSql + Sync)).collect();
            let put = alone.client.execute(PUT, &row).await;
            put.map_err(postgres::statement)?;
        }
        run("commit").await
    }
}
