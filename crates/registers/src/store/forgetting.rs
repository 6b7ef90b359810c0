//! What else of this room's tables names a record that is erased: keys, and lists of records that a
//! run of measuring has left.

use ::store::{Change, Store, StoreError, Table, Value};
use base::Id;

use super::RUN_KEPT;
use super::measured::without;

/// The lists of the last runs of a register, without these records. Nothing for a list that has none
/// of them. A list that is left anew meanwhile makes the act lose.
pub(crate) async fn lists_without(
    db: &Store,
    register: &str,
    records: &[Id],
) -> Result<Vec<Change>, StoreError> {
    let sql = "select run, what, kept from registers_run_kept where register = $1";
    let mut changes = Vec::new();
    for row in &db.query(sql, &[register.into()]).await? {
        let (run, what) = (row.id(0)?, row.text(1)?);
        let Some(kept) = without(what, row.bytes(2)?, records) else {
            continue;
        };
        let key = vec![register.into(), run.into(), what.into()];
        changes.push(RUN_KEPT.delete(0, key));
        changes.push(RUN_KEPT.insert(vec![
            ("register", register.into()),
            ("run", run.into()),
            ("what", what.into()),
            ("kept", kept.into()),
        ]));
    }
    Ok(changes)
}

/// The record that has a key.
pub(crate) async fn key_of(
    db: &Store,
    table: &Table,
    key: &[Value],
) -> Result<Option<Id>, StoreError> {
    let found = db.find_keyed(table, &[key.to_vec()]).await?;
    Ok(found
        .into_iter()
        .flatten()
        .next()
        .and_then(|value| match value {
            Value::Bytes(id) => Id::from_slice(&id),
            Value::Null | Value::Int(_) | Value::Real(_) | Value::Text(_) | Value::Next(_) => None,
        }))
}
