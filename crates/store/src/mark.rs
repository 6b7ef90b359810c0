//! What a database says about itself: the format of its tables, and the pack it was made for. So that
//! no program writes into what it does not understand, and no country's rows into another's.

use crate::{Kind, Store, StoreError, Table, WriteError, WriteSet, migration};

/// The format of what this program writes. It is raised when a program of the version before could
/// not go on with the database and no migration helps.
pub(crate) const FORMAT: i64 = 1;

/// The name of the table; a copy brings its own rows into it.
pub(crate) const TABLE: &str = "store_mark";

fn table() -> Table {
    Table::new(TABLE)
        .key("mark", Kind::Text)
        .must("value", Kind::Text)
        .done()
}

/// Checks the format of a database that was just opened, and writes it into a new one.
pub(crate) async fn check_format(store: &Store) -> Result<(), StoreError> {
    store.prepare(&[table()]).await?;
    let there = hold(store, "format", &FORMAT.to_string()).await?;
    fits(there)?;
    store.prepare(&[migration::table()]).await
}

/// Checks the format of a copy, which is only read. One without a mark is of the first format.
pub(crate) fn check_copy(marks: Result<Vec<crate::Row>, StoreError>) -> Result<(), StoreError> {
    match marks.ok().and_then(|rows| rows.into_iter().next()) {
        Some(row) => fits(row.text(0)?.to_owned()),
        None => Ok(()),
    }
}

/// The statement that reads the format.
pub(crate) const FORMAT_QUERY: &str = "select value from store_mark where mark = 'format'";

fn fits(there: String) -> Result<(), StoreError> {
    if there == FORMAT.to_string() {
        Ok(())
    } else {
        let ours = FORMAT;
        Err(StoreError::Format { there, ours })
    }
}

/// Checks that a database is a pack's, or makes it that pack's.
pub(crate) async fn check_pack(store: &Store, pack: &str) -> Result<(), StoreError> {
    let there = hold(store, "pack", pack).await?;
    if there == pack {
        return Ok(());
    }
    let given = pack.to_owned();
    Err(StoreError::OtherPack { there, given })
}

/// A mark as it stands; as given, if there was none.
async fn hold(store: &Store, mark: &str, value: &str) -> Result<String, StoreError> {
    let sql = "select value from store_mark where mark = $1";
    let find = async || -> Result<Option<String>, StoreError> {
        let row = store.query_one(sql, &[mark.into()]).await?;
        row.map(|row| row.text(0).map(str::to_owned)).transpose()
    };
    if let Some(there) = find().await? {
        return Ok(there);
    }
    let row = table().ensure(vec![("mark", mark.into()), ("value", value.into())]);
    match store.commit(WriteSet::from(vec![row])).await {
        Ok(_) | Err(WriteError::Lost { .. }) => {}
        Err(WriteError::Store(error)) => return Err(error),
    }
    Ok(find().await?.unwrap_or_else(|| value.to_owned()))
}
