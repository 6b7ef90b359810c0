//! What a proof is made from, in two round trips: an entry with its place, and the tiles.

use ::store::{Store, StoreError, Value};
use base::Id;
use merkle::Tile;

use super::{ENTRY, TREE, read_entry, read_tree};
use crate::act::Entry;

/// A sealed entry with all that its proof needs but the tiles.
pub(crate) struct Provable {
    pub(crate) entry: Entry,
    pub(crate) salt: [u8; 32],
    pub(crate) number: u64,
    pub(crate) checkpoint: String,
}

/// A sealed entry whose salt was not erased, all of one moment and in one round trip.
pub(crate) async fn provable(store: &Store, entry: Id) -> Result<Option<Provable>, StoreError> {
    let sql = format!(
        "select {ENTRY}, s.salt, l.number
           from ledger_entry e
           join ledger_salt s on s.entry = e.entry
           join ledger_leaf l on l.entry = e.entry
          where e.entry = $1"
    );
    let rows = store
        .snapshot(&[(&sql, &[entry.into()]), (TREE, &[])])
        .await?;
    let first = |at: usize| rows.get(at).and_then(|rows| rows.first());
    let tree = first(1).map(read_tree).transpose()?;
    let (Some(row), Some(checkpoint)) = (first(0), tree.and_then(|tree| tree.checkpoint)) else {
        return Ok(None);
    };
    let shape = |at, expected| StoreError::Shape { at, expected };
    let salt = row.bytes(11)?.try_into();
    Ok(Some(Provable {
        entry: read_entry(row)?,
        salt: salt.map_err(|_| shape(11, "32 bytes"))?,
        number: u64::try_from(row.int(12)?).map_err(|_| shape(12, "a place in the tree"))?,
        checkpoint,
    }))
}

/// A stored tile.
pub(crate) struct StoredTile {
    pub(crate) level: u8,
    pub(crate) index: u64,
    pub(crate) hashes: Vec<u8>,
    pub(crate) version: i64,
}

/// Several stored tiles, as far as they are there.
pub(crate) async fn tiles(store: &Store, wanted: &[Tile]) -> Result<Vec<StoredTile>, StoreError> {
    let mut places = Vec::with_capacity(wanted.len());
    let mut values: Vec<Value> = Vec::with_capacity(2 * wanted.len());
    for tile in wanted {
        let at = values.len();
        places.push(format!("(level = ${} and number = ${})", at + 1, at + 2));
        values.push(i64::from(tile.level()).into());
        values.push(i64::try_from(tile.index()).unwrap_or(i64::MAX).into());
    }
    if places.is_empty() {
        return Ok(Vec::new());
    }
    let sql = format!(
        "select level, number, hashes, version from ledger_tile where {}",
        places.join(" or ")
    );
    let shape = |at| StoreError::Shape {
        at,
        expected: "a place in the tree",
    };
    let rows = store.query(&sql, &values).await?;
    rows.iter()
        .map(|row| {
            Ok(StoredTile {
                level: u8::try_from(row.int(0)?).map_err(|_| shape(0))?,
                index: u64::try_from(row.int(1)?).map_err(|_| shape(1))?,
                hashes: row.bytes(2)?.to_vec(),
                version: row.int(3)?,
            })
        })
        .collect()
}
