//! How far files are loaded, and records that are referred to and have not come.

use std::sync::LazyLock;

use ::store::dialect::quoted;
use ::store::{Change, Kind, Store, StoreError, Table, Value as Stored};
use base::{Digest, Instant};

use crate::load::LoadMark;
use crate::lower::Declared;

/// How far a file is. It says nothing about anybody, and moves on with the entry of its rows.
pub(crate) static LOAD: LazyLock<Table> = LazyLock::new(|| {
    Table::new("registers_load")
        .key("register", Kind::Text)
        .key("digest", Kind::Bytes)
        .must("taken", Kind::Int)
        .must("written", Kind::Int)
        .must("rejected", Kind::Int)
        .must("reject_bytes", Kind::Int)
        .must("moved_at", Kind::Int)
        .may("finished_at", Kind::Int)
        .version()
        .done()
});

/// From a natural key that records refer to, and no record has, to the id by which they do.
pub(crate) static AWAITED: LazyLock<Table> = LazyLock::new(|| {
    Table::new("registers_awaited")
        .key("register", Kind::Text)
        .key("value", Kind::Text)
        .must("record", Kind::Bytes)
        .done()
});

/// A value of a key as the awaited ones are kept.
pub(crate) fn awaited_value(value: &Stored) -> String {
    match value {
        Stored::Text(text) => text.clone(),
        Stored::Int(number) => number.to_string(),
        Stored::Null | Stored::Real(_) | Stored::Bytes(_) | Stored::Next(_) => String::new(),
    }
}

/// Whether nobody has written into a register yet, and nobody is awaited there.
pub(crate) async fn is_unwritten(db: &Store, declared: &Declared) -> Result<bool, StoreError> {
    let tables = [&declared.table, &declared.history].into_iter();
    for table in tables.chain(declared.keys.iter().map(|key| &key.table)) {
        let sql = format!("select 1 from {} limit 1", quoted(table.name()));
        if !db.query(&sql, &[]).await?.is_empty() {
            return Ok(false);
        }
    }
    let sql = "select 1 from registers_awaited where register = $1 limit 1";
    Ok(db.query(sql, &[declared.id().into()]).await?.is_empty())
}

/// How far a file is, if any of it was loaded.
pub(crate) async fn find_mark(
    db: &Store,
    register: &str,
    digest: Digest,
) -> Result<Option<LoadMark>, StoreError> {
    let sql = "select taken, written, rejected, reject_bytes, finished_at, version
                 from registers_load where register = $1 and digest = $2";
    let row = db
        .query_one(sql, &[register.into(), digest.to_vec().into()])
        .await?;
    row.map(|row| {
        let count = |at| row.int(at).map(|count| u64::try_from(count).unwrap_or(0));
        Ok(LoadMark {
            register: register.to_owned(),
            digest,
            taken: count(0)?,
            written: count(1)?,
            rejected: count(2)?,
            reject_bytes: count(3)?,
            finished_at: row.opt_instant(4)?,
            version: row.int(5)?,
        })
    })
    .transpose()
}

/// The mark as the next version of what is there.
pub(crate) fn put_mark(mark: &LoadMark, at: Instant) -> Change {
    let count = |count: u64| Stored::from(i64::try_from(count).unwrap_or(i64::MAX));
    let cells = vec![
        ("register", mark.register.as_str().into()),
        ("digest", mark.digest.to_vec().into()),
        ("taken", count(mark.taken)),
        ("written", count(mark.written)),
        ("rejected", count(mark.rejected)),
        ("reject_bytes", count(mark.reject_bytes)),
        ("moved_at", at.into()),
        ("finished_at", mark.finished_at.into()),
    ];
    if mark.version == 0 {
        LOAD.insert(cells)
    } else {
        LOAD.update(mark.version, cells)
    }
}
