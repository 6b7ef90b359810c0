//! The table of jobs, and the only SQL of this crate.

use ::store::{Change, Kind as Column, Migration, Migrations, Row, Store, StoreError, Table};
use base::Instant;

use crate::{Claimed, Dead, Job};

thread_local! {
    static JOB: Table = Table::new("jobs_job")
        .key("key", Column::Text)
        .must("kind", Column::Text)
        .must("payload", Column::Text)
        .must("due", Column::Int)
        // When to look at it next: its due, the end of its lease, or the next attempt. Nothing
        // once it is dead, so the one query of a runner passes over the dead without reading them.
        .may("next", Column::Int)
        .must("attempts", Column::Int)
        .may("reason", Column::Text)
        .may("dead_at", Column::Int)
        .version()
        .index(&["next", "key"])
        .done();
}

/// How the tables of this crate come to be as [`tables`] declares them. One that was ever released is
/// never changed.
pub const MIGRATIONS: Migrations = Migrations {
    owner: "jobs",
    all: &[Migration {
        name: "first tables",
        sql: include_str!("store/migrations/0001-first-tables.sql"),
    }],
};

/// All tables of this crate.
pub fn tables() -> Vec<Table> {
    vec![JOB.with(Table::clone)]
}

/// A job's row without its version.
pub(crate) struct State {
    pub(crate) job: Job,
    pub(crate) next: Option<Instant>,
    pub(crate) attempts: i64,
    pub(crate) reason: Option<String>,
    pub(crate) dead_at: Option<Instant>,
}

impl State {
    /// Waiting, as if never tried.
    pub(crate) fn waiting(job: Job, next: Instant) -> State {
        State {
            job,
            next: Some(next),
            attempts: 0,
            reason: None,
            dead_at: None,
        }
    }

    fn cells(&self) -> Vec<(&'static str, ::store::Value)> {
        vec![
            ("key", self.job.key.as_str().into()),
            ("kind", self.job.kind.as_str().into()),
            ("payload", self.job.payload.as_str().into()),
            ("due", self.job.due.into()),
            ("next", self.next.into()),
            ("attempts", self.attempts.into()),
            ("reason", self.reason.clone().into()),
            ("dead_at", self.dead_at.into()),
        ]
    }
}

pub(crate) fn enqueue(job: Job) -> Change {
    let due = job.due;
    JOB.with(|table| table.ensure(State::waiting(job, due).cells()))
}

pub(crate) fn put(was: i64, state: &State) -> Change {
    JOB.with(|table| table.update(was, state.cells()))
}

pub(crate) fn delete(key: &str, was: i64) -> Change {
    JOB.with(|table| table.delete(was, vec![key.into()]))
}

/// A due job as it was read, and the version it had.
pub(crate) struct Due {
    pub(crate) state: State,
    pub(crate) version: i64,
}

impl Due {
    /// The same job under a lease, and the change that takes it.
    pub(crate) fn claim(self, until: Instant) -> (Claimed, Change) {
        let state = State {
            next: Some(until),
            attempts: self.state.attempts + 1,
            ..self.state
        };
        let change = put(self.version, &state);
        let claimed = Claimed {
            job: state.job,
            attempt: state.attempts,
            leased_until: until,
            version: self.version + 1,
        };
        (claimed, change)
    }
}

const COLUMNS: &str = "key, kind, payload, due, next, attempts, reason, dead_at, version";

/// Due jobs, the one longest due first.
pub(crate) async fn due(store: &Store, now: Instant, limit: i64) -> Result<Vec<Due>, StoreError> {
    let sql =
        format!("select {COLUMNS} from jobs_job where next <= $1 order by next, key limit $2");
    let rows = store.query(&sql, &[now.into(), limit.into()]).await?;
    rows.iter().map(read).collect()
}

fn read(row: &Row) -> Result<Due, StoreError> {
    Ok(Due {
        state: State {
            job: Job {
                key: row.text(0)?.to_owned(),
                kind: row.text(1)?.to_owned(),
                payload: row.text(2)?.to_owned(),
                due: row.instant(3)?,
            },
            next: row.opt_instant(4)?,
            attempts: row.int(5)?,
            reason: row.opt_text(6)?.map(str::to_owned),
            dead_at: row.opt_instant(7)?,
        },
        version: row.int(8)?,
    })
}

pub(crate) async fn version(store: &Store, key: &str) -> Result<Option<i64>, StoreError> {
    let sql = "select version from jobs_job where key = $1";
    let row = store.query_one(sql, &[key.into()]).await?;
    row.map(|row| row.int(0)).transpose()
}

pub(crate) async fn next_due(store: &Store) -> Result<Option<Instant>, StoreError> {
    let sql = "select next from jobs_job where next is not null order by next limit 1";
    let row = store.query_one(sql, &[]).await?;
    row.map(|row| row.instant(0)).transpose()
}

pub(crate) async fn count(store: &Store) -> Result<(i64, i64), StoreError> {
    let sql = "select count(*), count(next) from jobs_job";
    let row = store.query_one(sql, &[]).await?;
    let (all, alive) = row.map_or(Ok((0, 0)), |row| Ok((row.int(0)?, row.int(1)?)))?;
    Ok((alive, all - alive))
}

pub(crate) async fn dead(store: &Store, after: &str, limit: i64) -> Result<Vec<Dead>, StoreError> {
    let sql = format!(
        "select {COLUMNS} from jobs_job where next is null and key > $1 order by key limit $2"
    );
    let rows = store.query(&sql, &[after.into(), limit.into()]).await?;
    rows.iter()
        .map(|row| {
            let Due { state, version } = read(row)?;
            Ok(Dead {
                job: state.job,
                attempts: state.attempts,
                reason: state.reason.unwrap_or_default(),
                dead_at: state.dead_at.ok_or(StoreError::Shape {
                    at: 7,
                    expected: "an instant",
                })?,
                version,
            })
        })
        .collect()
}

impl Claimed {
    /// The row after a failure: waiting for the next attempt, or dead.
    pub(crate) fn after(&self, next: Option<Instant>, reason: String, now: Instant) -> Change {
        let state = State {
            job: self.job.clone(),
            next,
            attempts: self.attempt,
            reason: Some(reason),
            dead_at: next.is_none().then_some(now),
        };
        put(self.version, &state)
    }

    /// Whether this process still holds the job, which it does not if the job has ended.
    pub(crate) async fn is_held(&self, store: &Store) -> Result<bool, StoreError> {
        Ok(version(store, &self.job.key).await? == Some(self.version))
    }
}
