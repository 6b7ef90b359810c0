//! Changes of the key that signs: the table, and its SQL.

use ::store::{Change, Kind as Column, Store, StoreError, Table};
use base::Id;

use super::TreeRow;

thread_local! {
    static KEY: Table = Table::new("ledger_key")
        .key("number", Column::Int)
        .must("old_key", Column::Text)
        .must("new_key", Column::Text)
        .must("entry", Column::Bytes)
        .may("note", Column::Text)
        .version()
        .done();
}

/// The table of changes of the key.
pub(super) fn table() -> Table {
    KEY.with(Table::clone)
}

/// A change of the key that signs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeyChange {
    /// Which one, from 1.
    pub number: i64,
    /// The key that signed until then, as verifier key text.
    pub old: String,
    /// The key that signs from then on, as verifier key text.
    pub new: String,
    /// The entry that announced it.
    pub entry: Id,
    /// The checkpoint that both keys signed; none while the new key is only announced.
    pub note: Option<String>,
    pub(crate) version: i64,
}

impl KeyChange {
    /// The row of an announcement, as a new row.
    pub(crate) fn announce(&self) -> Change {
        KEY.with(|table| table.insert(self.cells()))
    }

    /// The row once both keys have signed.
    pub(crate) fn complete(&self, note: String) -> Change {
        let done = KeyChange {
            note: Some(note),
            ..self.clone()
        };
        KEY.with(|table| table.update(self.version, done.cells()))
    }

    fn cells(&self) -> Vec<(&'static str, ::store::Value)> {
        vec![
            ("number", self.number.into()),
            ("old_key", self.old.as_str().into()),
            ("new_key", self.new.as_str().into()),
            ("entry", self.entry.into()),
            ("note", self.note.clone().into()),
        ]
    }
}

/// All changes of the key in their order, those that are only announced among them.
pub(crate) async fn changes(store: &Store) -> Result<Vec<KeyChange>, StoreError> {
    let sql =
        "select number, old_key, new_key, entry, note, version from ledger_key order by number";
    let rows = store.query(sql, &[]).await?;
    rows.iter()
        .map(|row| {
            Ok(KeyChange {
                number: row.int(0)?,
                old: row.text(1)?.to_owned(),
                new: row.text(2)?.to_owned(),
                entry: row.id(3)?,
                note: row.opt_text(4)?.map(str::to_owned),
                version: row.int(5)?,
            })
        })
        .collect()
}

const SIGNER: &str =
    "select new_key from ledger_key where note is not null order by number desc limit 1";

/// The verifier key text of the key that took over last; none if the first still signs.
pub(crate) async fn signer(store: &Store) -> Result<Option<String>, StoreError> {
    let row = store.query_one(SIGNER, &[]).await?;
    row.map(|row| row.text(0).map(str::to_owned)).transpose()
}

/// What sealing stands on, all of one moment and in one round trip.
pub(crate) struct Standing {
    /// Entries that are not sealed yet, in the order of their ids.
    pub(crate) pending: Vec<(Id, [u8; 32])>,
    pub(crate) tree: Option<TreeRow>,
    /// The key that took over last, if one has.
    pub(crate) signer: Option<String>,
}

/// The stored tree and who signs it, and at most so many entries that wait.
pub(crate) async fn standing(store: &Store, pending_max: usize) -> Result<Standing, StoreError> {
    let pending = "select entry, leaf from ledger_pending order by entry limit $1";
    let limit = i64::try_from(pending_max).unwrap_or(i64::MAX).into();
    let rows = store
        .snapshot(&[(pending, &[limit]), (super::TREE, &[]), (SIGNER, &[])])
        .await?;
    let first = |at: usize| rows.get(at).and_then(|rows| rows.first());
    let pending = rows.first().into_iter().flatten().map(|row| {
        let leaf = row.bytes(1)?.try_into();
        let leaf = leaf.map_err(|_| StoreError::Shape {
            at: 1,
            expected: "a leaf",
        })?;
        Ok((row.id(0)?, leaf))
    });
    let signer = first(2).map(|row| row.text(0).map(str::to_owned));
    Ok(Standing {
        pending: pending.collect::<Result<_, StoreError>>()?,
        tree: first(1).map(super::read_tree).transpose()?,
        signer: signer.transpose()?,
    })
}
