//! Merged records.

use ::store::{Change, Store, StoreError};
use base::{Id, Instant};

use super::MERGED;
use crate::merge::Merged;

/// That a record was merged into another.
pub(crate) fn put_merged(register: &str, merged: &Merged) -> Change {
    MERGED.insert(vec![
        ("record", merged.record.into()),
        ("register", register.into()),
        ("kept", merged.kept.into()),
        ("merged_at", merged.at.into()),
        ("act", merged.act.into()),
    ])
}

/// That a record is one of its own again.
pub(crate) fn take_merged(register: &str, merged: &Merged) -> Change {
    MERGED.delete(merged.version, vec![merged.record.into(), register.into()])
}

/// Into which record one was merged.
pub(crate) async fn merged(
    db: &Store,
    register: &str,
    record: Id,
) -> Result<Option<Merged>, StoreError> {
    let sql = "select kept, merged_at, act, version from registers_merged
                where record = $1 and register = $2";
    let row = db.query_one(sql, &[record.into(), register.into()]).await?;
    row.map(|row| {
        Ok(Merged {
            record,
            kept: row.id(0)?,
            at: Instant(row.int(1)?),
            act: row.id(2)?,
            version: row.int(3)?,
        })
    })
    .transpose()
}

/// The records that were merged into one, in the order of their ids.
pub(crate) async fn merged_into(
    db: &Store,
    register: &str,
    kept: Id,
) -> Result<Vec<Id>, StoreError> {
    let sql = "select record from registers_merged
                where kept = $1 and register = $2 order by record";
    let rows = db.query(sql, &[kept.into(), register.into()]).await?;
    rows.iter().map(|row| row.id(0)).collect()
}
