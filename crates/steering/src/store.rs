//! The tables of figures, and the only SQL of this crate.

use ::store::{Change, Kind as Column, Migration, Migrations, Store, StoreError, Table};
use base::{Digest, Id, Instant};

thread_local! {
    static TABLES: Tables = Tables::new();
}

struct Tables {
    position: Table,
    figure: Table,
    sample: Table,
}

impl Tables {
    fn new() -> Tables {
        Tables {
            position: Table::new("steering_position")
                .key("indicator", Column::Text)
                .must("digest", Column::Bytes)
                // The number of the next leaf to read; nothing while what was counted under an
                // older declaration is being cleared away.
                .may("next", Column::Int)
                .version()
                .done(),
            figure: Table::new("steering_figure")
                .key("indicator", Column::Text)
                .key("month", Column::Text)
                .must("numerator", Column::Int)
                .must("denominator", Column::Int)
                .version()
                .done(),
            sample: Table::new("steering_sample")
                .key("indicator", Column::Text)
                .key("month", Column::Text)
                .key("entry", Column::Bytes)
                .must("counted", Column::Int)
                .must("at", Column::Int)
                .done(),
        }
    }
}

/// How the tables of this crate come to be as [`tables`] declares them. One that was ever released is
/// never changed.
pub const MIGRATIONS: Migrations = Migrations {
    owner: "steering",
    all: &[Migration {
        name: "first tables",
        sql: include_str!("store/migrations/0001-first-tables.sql"),
    }],
};

/// All tables of this crate.
pub fn tables() -> Vec<Table> {
    TABLES.with(|t| vec![t.position.clone(), t.figure.clone(), t.sample.clone()])
}

/// How far an indicator has followed.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Position {
    pub(crate) digest: Digest,
    /// `None` while older counts are being cleared away.
    pub(crate) next: Option<i64>,
    /// 0 before it was first written.
    pub(crate) version: i64,
}

pub(crate) async fn position(
    store: &Store,
    indicator: &str,
) -> Result<Option<Position>, StoreError> {
    let sql = "select digest, next, version from steering_position where indicator = $1";
    let row = store.query_one(sql, &[indicator.into()]).await?;
    row.map(|row| {
        Ok(Position {
            digest: row.bytes(0)?.try_into().map_err(|_| StoreError::Shape {
                at: 0,
                expected: "a digest",
            })?,
            next: row.opt_int(1)?,
            version: row.int(2)?,
        })
    })
    .transpose()
}

/// The position as it will be; its version is the one that was read.
pub(crate) fn put_position(indicator: &str, position: &Position) -> Change {
    let cells = vec![
        ("indicator", indicator.into()),
        ("digest", position.digest.into()),
        ("next", position.next.into()),
    ];
    TABLES.with(|t| match position.version {
        0 => t.position.insert(cells),
        was => t.position.update(was, cells),
    })
}

/// Counts of one month of an indicator.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Cell {
    pub(crate) month: String,
    pub(crate) numerator: i64,
    pub(crate) denominator: i64,
    /// 0 before it was first written.
    pub(crate) version: i64,
}

/// All months of an indicator, in order.
pub(crate) async fn cells(store: &Store, indicator: &str) -> Result<Vec<Cell>, StoreError> {
    let sql = "select month, numerator, denominator, version from steering_figure
                where indicator = $1 order by month";
    let rows = store.query(sql, &[indicator.into()]).await?;
    rows.iter()
        .map(|row| {
            Ok(Cell {
                month: row.text(0)?.to_owned(),
                numerator: row.int(1)?,
                denominator: row.int(2)?,
                version: row.int(3)?,
            })
        })
        .collect()
}

/// A month's counts as they will be; the version is the one that was read.
pub(crate) fn put_cell(indicator: &str, cell: &Cell) -> Change {
    let cells = vec![
        ("indicator", indicator.into()),
        ("month", cell.month.as_str().into()),
        ("numerator", cell.numerator.into()),
        ("denominator", cell.denominator.into()),
    ];
    TABLES.with(|t| match cell.version {
        0 => t.figure.insert(cells),
        was => t.figure.update(was, cells),
    })
}

pub(crate) fn delete_cell(indicator: &str, cell: &Cell) -> Change {
    let key = vec![indicator.into(), cell.month.as_str().into()];
    TABLES.with(|t| t.figure.delete(cell.version, key))
}

/// An entry that was counted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Counted {
    pub(crate) month: String,
    pub(crate) entry: Id,
    pub(crate) in_numerator: bool,
    pub(crate) at: Instant,
}

pub(crate) fn add_sample(indicator: &str, counted: &Counted) -> Change {
    TABLES.with(|t| {
        t.sample.insert(vec![
            ("indicator", indicator.into()),
            ("month", counted.month.as_str().into()),
            ("entry", counted.entry.into()),
            ("counted", counted.in_numerator.into()),
            ("at", counted.at.into()),
        ])
    })
}

pub(crate) fn delete_sample(indicator: &str, month: &str, entry: Id) -> Change {
    TABLES.with(|t| {
        t.sample
            .delete(0, vec![indicator.into(), month.into(), entry.into()])
    })
}

/// Some samples of an indicator, of any month.
pub(crate) async fn some_samples(
    store: &Store,
    indicator: &str,
    limit: i64,
) -> Result<Vec<(String, Id)>, StoreError> {
    let sql = "select month, entry from steering_sample where indicator = $1
                order by month, entry limit $2";
    let rows = store.query(sql, &[indicator.into(), limit.into()]).await?;
    rows.iter()
        .map(|row| Ok((row.text(0)?.to_owned(), row.id(1)?)))
        .collect()
}

/// Samples of one month before an entry, latest first.
pub(crate) async fn samples(
    store: &Store,
    indicator: &str,
    month: &str,
    before: Id,
    limit: i64,
) -> Result<Vec<Counted>, StoreError> {
    let sql = "select month, entry, counted, at from steering_sample
                where indicator = $1 and month = $2 and entry < $3 order by entry desc limit $4";
    let values = [indicator.into(), month.into(), before.into(), limit.into()];
    let rows = store.query(sql, &values).await?;
    rows.iter()
        .map(|row| {
            Ok(Counted {
                month: row.text(0)?.to_owned(),
                entry: row.id(1)?,
                in_numerator: row.int(2)? != 0,
                at: row.instant(3)?,
            })
        })
        .collect()
}
