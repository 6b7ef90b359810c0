//! The reader's own SQL over the ledger's tables.

use ::store::{Row, Store, StoreError, Value};
use base::Id;
use merkle::Hash;

use super::keys::Change;
use super::leaf::{Body, EntryRow};

/// How many subjects one query asks for: far below the number of parameters a statement may have.
const SUBJECTS_MAX: usize = 500;

/// The row of the tree.
pub(super) struct TreeRow {
    pub(super) frontier: Vec<u8>,
    pub(super) checkpoint: Option<String>,
}

/// A row of the table of leaves with what belongs to it.
pub(super) struct LeafRow {
    pub(super) number: u64,
    pub(super) leaf: Option<Hash>,
    pub(super) entry: Option<Id>,
    pub(super) body: Body,
    /// Whose pages it must stand on; empty once the salt is erased.
    pub(super) subjects: Vec<Id>,
}

const TREE: &str = "select frontier, checkpoint from ledger_tree where tree = 0";

const CHANGES: &str =
    "select old_key, new_key, note from ledger_key where note is not null order by number";

/// The row of the tree, and the changes of the key that were carried through, as of one moment.
pub(super) async fn tree_and_changes(
    store: &Store,
) -> Result<(Option<TreeRow>, Vec<Change>), StoreError> {
    let mut queries: Vec<(&str, &[Value])> = vec![(TREE, &[])];
    // A ledger from before there was such a table has its first key.
    if store.has_table("ledger_key").await? {
        queries.push((CHANGES, &[]));
    }
    let rows = store.snapshot(&queries).await?;
    let tree = rows.first().and_then(|rows| rows.first()).map(|row| {
        Ok::<_, StoreError>(TreeRow {
            frontier: row.bytes(0)?.to_vec(),
            checkpoint: row.opt_text(1)?.map(str::to_owned),
        })
    });
    let changes = rows.get(1).into_iter().flatten().map(|row| {
        Ok::<_, StoreError>(Change {
            old: row.text(0)?.to_owned(),
            new: row.text(1)?.to_owned(),
            note: row.text(2)?.to_owned(),
        })
    });
    Ok((tree.transpose()?, changes.collect::<Result<_, _>>()?))
}

/// One more than the highest number of a leaf.
pub(super) async fn leaves_end(store: &Store) -> Result<u64, StoreError> {
    let sql = "select number from ledger_leaf order by number desc limit 1";
    let row = store.query_one(sql, &[]).await?;
    let highest = row.map(|row| row.int(0)).transpose()?;
    Ok(highest.map_or(0, |number| unsigned(number).saturating_add(1)))
}

pub(super) async fn tile(
    store: &Store,
    level: u8,
    index: u64,
) -> Result<Option<Vec<u8>>, StoreError> {
    let sql = "select hashes from ledger_tile where level = $1 and number = $2";
    let values = [i64::from(level).into(), signed(index)];
    let row = store.query_one(sql, &values).await?;
    row.map(|row| row.bytes(0).map(<[u8]>::to_vec)).transpose()
}

const COLUMNS: &str = "s.salt, e.entry, e.at, e.kind, e.actor, e.role, e.office, e.purpose, e.ground, \
                       e.law, e.touches, e.facts";

/// The leaves `from..to`, as far as they are there, in order.
pub(super) async fn leaves(store: &Store, from: u64, to: u64) -> Result<Vec<LeafRow>, StoreError> {
    let sql = format!(
        "select {COLUMNS}, l.leaf, l.number, l.entry
           from ledger_leaf l
           left join ledger_entry e on e.entry = l.entry
           left join ledger_salt s on s.entry = l.entry
          where l.number >= $1 and l.number < $2 order by l.number"
    );
    let rows = store.query(&sql, &[signed(from), signed(to)]).await?;
    rows.iter()
        .map(|row| {
            let (body, subjects) = read_body(row);
            Ok(LeafRow {
                number: unsigned(row.int(13)?),
                leaf: row.bytes(12).ok().and_then(Hash::from_slice),
                entry: row.opt_id(14).unwrap_or(None),
                body,
                subjects,
            })
        })
        .collect()
}

/// Entries that wait to be sealed, by id, after one.
pub(super) async fn waiting(
    store: &Store,
    after: Id,
    limit: i64,
) -> Result<Vec<(Id, Option<Hash>, Body)>, StoreError> {
    let sql = format!(
        "select {COLUMNS}, p.leaf, p.entry
           from ledger_pending p
           left join ledger_entry e on e.entry = p.entry
           left join ledger_salt s on s.entry = p.entry
          where p.entry > $1 order by p.entry limit $2"
    );
    let rows = store.query(&sql, &[after.into(), limit.into()]).await?;
    rows.iter()
        .map(|row| {
            let leaf = row.bytes(12).ok().and_then(Hash::from_slice);
            Ok((row.id(13)?, leaf, read_body(row).0))
        })
        .collect()
}

/// Entries that are neither sealed nor waiting. One statement, so an entry that is being sealed
/// meanwhile is in one of the two.
pub(super) async fn unplaced(store: &Store, limit: usize) -> Result<Vec<Id>, StoreError> {
    let sql = "select e.entry from ledger_entry e
                 left join ledger_leaf l on l.entry = e.entry
                 left join ledger_pending p on p.entry = e.entry
                where l.entry is null and p.entry is null order by e.entry limit $1";
    let limit = i64::try_from(limit).unwrap_or(i64::MAX);
    let rows = store.query(sql, &[limit.into()]).await?;
    rows.iter().map(|row| row.id(0)).collect()
}

/// Which of these (subject, entry) are on the subjects' pages. Asked for as subjects and a range
/// of entries, because that is how the table is ordered.
pub(super) async fn touches(
    store: &Store,
    wanted: &[(Id, Id)],
) -> Result<Vec<(Id, Id)>, StoreError> {
    let mut found = Vec::new();
    let (Some(first), Some(last)) = (
        wanted.iter().map(|(_, entry)| *entry).min(),
        wanted.iter().map(|(_, entry)| *entry).max(),
    ) else {
        return Ok(found);
    };
    let mut subjects: Vec<Id> = wanted.iter().map(|(subject, _)| *subject).collect();
    subjects.sort_unstable();
    subjects.dedup();
    for subjects in subjects.chunks(SUBJECTS_MAX) {
        let places: Vec<String> = (0..subjects.len())
            .map(|at| format!("${}", at + 3))
            .collect();
        let sql = format!(
            "select subject, entry from ledger_touch
              where entry >= $1 and entry <= $2 and subject in ({})",
            places.join(",")
        );
        let mut values: Vec<Value> = vec![first.into(), last.into()];
        values.extend(subjects.iter().map(|subject| Value::from(*subject)));
        for row in store.query(&sql, &values).await? {
            found.push((row.id(0)?, row.id(1)?));
        }
    }
    Ok(found)
}

/// What [`COLUMNS`] say of an entry. Columns of another shape are a finding, not an error.
fn read_body(row: &Row) -> (Body, Vec<Id>) {
    if row.value(1) == &Value::Null {
        return (Body::Removed, Vec::new());
    }
    match (read_entry(row), row.value(0)) {
        (Err(_), _) => (Body::Unreadable, Vec::new()),
        (Ok(_), Value::Null) => (Body::Erased, Vec::new()),
        (Ok(entry), Value::Bytes(salt)) => (entry.body(salt), entry.subjects()),
        (Ok(_), _) => (Body::Unreadable, Vec::new()),
    }
}

fn read_entry(row: &Row) -> Result<EntryRow, StoreError> {
    Ok(EntryRow {
        entry: row.id(1)?,
        at: row.instant(2)?,
        kind: row.text(3)?.to_owned(),
        actor: row.opt_id(4)?,
        role: row.text(5)?.to_owned(),
        office: row.opt_text(6)?.map(str::to_owned),
        purpose: row.text(7)?.to_owned(),
        ground: row.text(8)?.to_owned(),
        law: row.text(9)?.to_owned(),
        touches: row.text(10)?.to_owned(),
        facts: row.text(11)?.to_owned(),
    })
}

fn signed(number: u64) -> Value {
    Value::Int(i64::try_from(number).unwrap_or(i64::MAX))
}

fn unsigned(number: i64) -> u64 {
    u64::try_from(number).unwrap_or(0)
}
