//! What only a bench keeps in a database: the mark that it is a bench's, and the rows of
//! `bench acts`. The only SQL of this folder.

use std::sync::LazyLock;

use base::Id;
use ledger::Ledger;
use store::{Change, Kind, Store, Table};

static RUN: LazyLock<Table> = LazyLock::new(|| {
    Table::new("bench_run")
        .key("run", Kind::Int)
        .must("at", Kind::Int)
        .done()
});

static RECORD: LazyLock<Table> = LazyLock::new(|| {
    Table::new("bench_record")
        .key("record", Kind::Bytes)
        .must("office", Kind::Text)
        .must("name", Kind::Text)
        .must("born_on", Kind::Text)
        .must("number", Kind::Int)
        .version()
        .done()
});

static CASE: LazyLock<Table> = LazyLock::new(|| {
    Table::new("bench_case")
        .key("case_id", Kind::Bytes)
        .must("office", Kind::Text)
        .must("stage", Kind::Text)
        .must("applicant", Kind::Bytes)
        .must("due_at", Kind::Int)
        .version()
        .done()
});

static EVIDENCE: LazyLock<Table> = LazyLock::new(|| {
    Table::new("bench_evidence")
        .key("case_id", Kind::Bytes)
        .key("evidence", Kind::Text)
        .must("record", Kind::Bytes)
        .must("contents", Kind::Text)
        .done()
});

/// Takes a database for a bench and gives the number of this run. One that is in use and has not
/// been taken before is refused: a bench fills it with people who do not exist.
pub(super) async fn take(store: &Store, now: base::Instant) -> Result<i64, String> {
    let last = store.query_one("select max(run) from bench_run", &[]).await;
    let last = match last {
        Ok(row) => row
            .and_then(|row| row.opt_int(0).ok().flatten())
            .unwrap_or(0),
        Err(_) => {
            let entries = Ledger::new(store.clone()).count().await;
            if entries.is_ok_and(|(all, _)| all > 0) {
                return Err(
                    "this database is in use: a bench fills its own, give it a new one".to_owned(),
                );
            }
            store
                .prepare(std::slice::from_ref(&RUN))
                .await
                .map_err(|error| error.to_string())?;
            0
        }
    };
    let run = last + 1;
    let mark = RUN.insert(vec![("run", run.into()), ("at", now.into())]);
    store
        .commit(vec![mark].into())
        .await
        .map_err(|error| error.to_string())?;
    Ok(run)
}

/// The first and the last record of a register, by their ids; none if it is empty.
pub(super) async fn first_and_last(store: &Store, table: &str) -> Result<Option<(Id, Id)>, String> {
    let end = async |order: &str| {
        let table = store::dialect::quoted(table);
        let sql = format!("select record from {table} order by record {order} limit 1");
        let row = store.query_one(&sql, &[]).await;
        let row = row.map_err(|error| error.to_string())?;
        let id = row.map(|row| row.id(0)).transpose();
        id.map_err(|error| error.to_string())
    };
    Ok(end("asc").await?.zip(end("desc").await?))
}

/// How many applications there are, counted in the table itself: a bench believes no room's word
/// for what it acknowledged.
pub(super) async fn applications(store: &Store) -> Result<usize, String> {
    count(store, "select count(*) from cases_application").await
}

/// The role and the office for which most cases wait.
pub(super) async fn fullest_post(store: &Store) -> Result<Option<(String, String)>, String> {
    let sql = "select role, office from cases_queue group by role, office
                 order by count(*) desc, office limit 1";
    let row = store.query_one(sql, &[]).await;
    let post = row.and_then(|row| {
        row.map(|row| Ok((row.text(0)?.to_owned(), row.text(1)?.to_owned())))
            .transpose()
    });
    post.map_err(|error| error.to_string())
}

async fn count(store: &Store, sql: &str) -> Result<usize, String> {
    let row = store.query_one(sql, &[]).await;
    let count = row.and_then(|row| row.map_or(Ok(0), |row| row.int(0)));
    count
        .map(|count| usize::try_from(count).unwrap_or(0))
        .map_err(|error| error.to_string())
}

/// The tables of `bench acts`.
pub(super) fn tables() -> Vec<Table> {
    vec![RECORD.clone(), CASE.clone(), EVIDENCE.clone()]
}

/// The id of the record with a number.
pub(super) fn record_id(number: usize) -> Id {
    let mut id = Id::named("bench", "record");
    // Numbers in front, as times stand in front of the ids of real records.
    id.0[..6].copy_from_slice(&(number as u64).to_be_bytes()[2..]);
    id
}

/// How many records there are.
pub(super) async fn records(store: &Store) -> Result<usize, String> {
    count(store, "select count(*) from bench_record").await
}

/// The row of the record with a number.
pub(super) fn insert_record(number: usize) -> Change {
    RECORD.ensure(vec![
        ("record", record_id(number).into()),
        ("office", format!("office-{}", number % 1000).into()),
        ("name", format!("Nobody Number {number}").into()),
        ("born_on", "1990-01-01".into()),
        ("number", i64::try_from(number).unwrap_or(i64::MAX).into()),
    ])
}

/// One record by its key: name and date of birth.
pub(super) async fn record(store: &Store, id: Id) -> Result<(String, String), String> {
    let sql = "select name, born_on from bench_record where record = $1";
    let row = store
        .query_one(sql, &[id.into()])
        .await
        .map_err(|error| error.to_string())?;
    let row = row.ok_or("a record is missing")?;
    let text = |at| {
        row.text(at)
            .map(str::to_owned)
            .map_err(|error| error.to_string())
    };
    Ok((text(0)?, text(1)?))
}

/// A case row and its three rows of evidence.
pub(super) fn insert_case(case: Id, record: Id, due_at: base::Instant) -> Vec<Change> {
    let mut changes = vec![CASE.insert(vec![
        ("case_id", case.into()),
        ("office", "office-1".into()),
        ("stage", "check".into()),
        ("applicant", record.into()),
        ("due_at", due_at.into()),
    ])];
    changes.extend(["first", "second", "third"].map(|evidence| {
        EVIDENCE.insert(vec![
            ("case_id", case.into()),
            ("evidence", evidence.into()),
            ("record", record.into()),
            (
                "contents",
                "{\"name\":\"Nobody\",\"born_on\":\"1990-01-01\"}".into(),
            ),
        ])
    }));
    changes
}
