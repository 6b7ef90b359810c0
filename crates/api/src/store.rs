//! The answers to writes, kept so that a repeated request gets the first one's; the only SQL of
//! this crate.

use std::sync::LazyLock;

use ::store::{
    Change, Kind, Migration, Migrations, Store, StoreError, Table, WriteError, WriteSet,
};
use base::{Digest, Id, Instant};

use crate::once::{Answer, Write};

/// How long an answer is kept at least: a day, in which any program has noticed that it got none.
pub const KEPT_SECONDS: i64 = 24 * 3600;

/// How many answers one sweep forgets: a transaction nobody notices.
const SWEEP_MAX: i64 = 500;

/// The table's name, by which a lost race over a key is told from others.
pub(crate) const TABLE: &str = "api_idempotency";

static ANSWERS: LazyLock<Table> = LazyLock::new(|| {
    Table::new(TABLE)
        .key("actor", Kind::Bytes)
        .key("key", Kind::Text)
        .must("request", Kind::Bytes)
        .must("status", Kind::Int)
        .may("location", Kind::Text)
        .must("body", Kind::Text)
        .must("at", Kind::Int)
        .index(&["at"])
        .done()
});

/// How the tables of this crate come to be as [`tables`] declares them. One that was ever released is
/// never changed.
pub const MIGRATIONS: Migrations = Migrations {
    owner: "api",
    all: &[Migration {
        name: "first tables",
        sql: include_str!("store/migrations/0001-first-tables.sql"),
    }],
};

/// The tables of this crate.
pub fn tables() -> Vec<Table> {
    vec![ANSWERS.clone()]
}

/// The row that belongs into the act of a write: of two with one key, one is lost.
pub(crate) fn put(write: &Write, answer: &Answer, at: Instant) -> Change {
    ANSWERS.insert(vec![
        ("actor", write.actor.into()),
        ("key", write.key.as_str().into()),
        ("request", write.digest.to_vec().into()),
        ("status", i64::from(answer.status).into()),
        ("location", answer.location.clone().into()),
        ("body", answer.body.as_str().into()),
        ("at", at.into()),
    ])
}

/// The request that came first with a key, and its answer.
pub(crate) async fn find(
    store: &Store,
    actor: Id,
    key: &str,
) -> Result<Option<(Digest, Answer)>, StoreError> {
    let sql = "select request, status, location, body from api_idempotency
                where actor = $1 and key = $2";
    let Some(row) = store.query_one(sql, &[actor.into(), key.into()]).await? else {
        return Ok(None);
    };
    let shape = |at, expected| StoreError::Shape { at, expected };
    let digest = Digest::try_from(row.bytes(0)?).map_err(|_| shape(0, "a digest"))?;
    let answer = Answer {
        status: u16::try_from(row.int(1)?).map_err(|_| shape(1, "a status"))?,
        location: row.opt_text(2)?.map(str::to_owned),
        body: row.text(3)?.to_owned(),
    };
    Ok(Some((digest, answer)))
}

/// Forgets answers older than [`KEPT_SECONDS`], some of them at a time, and gives how many: to be
/// called every minute or so, and again at once while it gives many.
pub async fn sweep(store: &Store, now: Instant) -> Result<usize, StoreError> {
    let sql = "select actor, key from api_idempotency where at < $1 order by at limit $2";
    let until = now.plus_seconds(-KEPT_SECONDS);
    let rows = store.query(sql, &[until.into(), SWEEP_MAX.into()]).await?;
    let mut set = WriteSet::new();
    for row in &rows {
        set.add(ANSWERS.delete(0, vec![row.id(0)?.into(), row.text(1)?.into()]));
    }
    if rows.is_empty() {
        return Ok(0);
    }
    match store.commit(set).await {
        Ok(_) => Ok(rows.len()),
        // Somebody else is sweeping: next time.
        Err(WriteError::Lost { .. }) => Ok(0),
        Err(WriteError::Store(error)) => Err(error),
    }
}
