//! How far the keys of records that were there before are filled in.

use ::store::dialect::quoted;
use ::store::{Change, Row, Store, StoreError, Table, Value};
use base::Id;

use super::FILLING;

/// A register whose keys are being filled in.
#[derive(Debug)]
pub(crate) struct Filling {
    /// The register.
    pub(crate) register: String,
    /// Whether the hidden columns of names are written too.
    pub(crate) names: bool,
    /// The last record that is done.
    pub(crate) after: Option<Id>,
    version: i64,
}

/// That a register is to be filled, from its first record on; on top of what was to be done.
pub(crate) fn put_filling(register: &str, names: bool, there: Option<&Filling>) -> Change {
    let names = names || there.is_some_and(|there| there.names);
    write(register, (names, None), there.map(|there| there.version))
}

/// That a register is filled up to a record.
pub(crate) fn move_filling(filling: &Filling, after: Id) -> Change {
    let state = (filling.names, Some(after));
    write(&filling.register, state, Some(filling.version))
}

/// That nothing is left to be filled in a register.
pub(crate) fn end_filling(filling: &Filling) -> Change {
    FILLING.delete(filling.version, vec![filling.register.as_str().into()])
}

fn write(register: &str, (names, after): (bool, Option<Id>), was: Option<i64>) -> Change {
    let cells = vec![
        ("register", register.into()),
        ("names", names.into()),
        ("after", after.into()),
    ];
    match was {
        None => FILLING.insert(cells),
        Some(was) => FILLING.update(was, cells),
    }
}

/// What is to be filled of a register.
pub(crate) async fn filling(db: &Store, register: &str) -> Result<Option<Filling>, StoreError> {
    let sql = "select register, names, after, version from registers_filling where register = $1";
    let row = db.query_one(sql, &[register.into()]).await?;
    row.as_ref().map(read).transpose()
}

/// What is to be filled next.
pub(crate) async fn next_filling(db: &Store) -> Result<Option<Filling>, StoreError> {
    let sql = "select register, names, after, version from registers_filling
                order by register limit 1";
    let row = db.query_one(sql, &[]).await?;
    row.as_ref().map(read).transpose()
}

/// The first so many keys of a key table.
pub(crate) async fn some_keys(
    db: &Store,
    table: &Table,
    limit: usize,
) -> Result<Vec<Vec<Value>>, StoreError> {
    let columns = &table.columns()[..table.key_len()];
    let names: Vec<String> = columns.iter().map(|column| quoted(&column.name)).collect();
    let (names, from) = (names.join(", "), quoted(table.name()));
    let sql = format!("select {names} from {from} order by {names} limit {limit}");
    let rows = db.query(&sql, &[]).await?;
    let key = |row: &Row| (0..columns.len()).map(|at| row.value(at).clone()).collect();
    Ok(rows.iter().map(key).collect())
}

fn read(row: &Row) -> Result<Filling, StoreError> {
    Ok(Filling {
        register: row.text(0)?.to_owned(),
        names: row.int(1)? != 0,
        after: row.opt_id(2)?,
        version: row.int(3)?,
    })
}
