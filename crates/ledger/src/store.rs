//! The ledger's tables, and with the files below it the only SQL of this crate.

mod forgetting;
pub(crate) mod keys;
mod offices;
pub(crate) mod proof;
mod tables;

pub(crate) use forgetting::{forgetting, put_forgetting, take_salt, take_touch, touching};
pub(crate) use offices::{looks_by_office, offices};

use ::store::{Change, Row, Store, StoreError, Value, WriteSet};
use base::{Id, Instant};
use merkle::hash_leaf;

use crate::act::{Act, Entry, Fact, Touch};
use crate::kind::Kind;
use crate::leaf::leaf_text;

pub use keys::KeyChange;
use tables::with;
pub use tables::{MIGRATIONS, tables};

/// An act as rows: those of the entry, then its own.
pub(crate) fn write_set(act: Act) -> WriteSet {
    let leaf = hash_leaf(leaf_text(&act.entry, &act.salt).as_bytes());
    let Act {
        entry,
        salt,
        changes,
    } = act;
    let mut set = WriteSet { changes };
    let mut subjects: Vec<Id> = entry.touches.iter().map(|touch| touch.subject).collect();
    subjects.sort();
    subjects.dedup();
    with(|t| {
        for subject in subjects {
            set.add(t.touch.insert(vec![
                ("subject", subject.into()),
                ("entry", entry.id.into()),
            ]));
        }
        let leaf = (*leaf.as_bytes()).into();
        set.add(
            t.pending
                .insert(vec![("entry", entry.id.into()), ("leaf", leaf)]),
        );
    });
    for row in entry_rows(entry, salt) {
        set.add(row);
    }
    set
}

/// The rows of an entry itself: what it says, and its salt. Acts are committed; this is for those who
/// put a ledger together that was never lived.
pub fn entry_rows(entry: Entry, salt: [u8; 32]) -> [Change; 2] {
    with(|t| {
        let salt = vec![("entry", entry.id.into()), ("salt", salt.into())];
        let row = vec![
            ("entry", entry.id.into()),
            ("at", entry.at.into()),
            ("kind", entry.kind.code().into()),
            ("actor", entry.actor.into()),
            ("touches", touches_text(&entry.touches).into()),
            ("facts", facts_text(&entry.facts).into()),
            ("role", entry.role.into()),
            ("office", entry.office.into()),
            ("purpose", entry.purpose.into()),
            ("ground", entry.ground.into()),
            ("law", entry.law.into()),
        ];
        [t.salt.insert(salt), t.entry.insert(row)]
    })
}

fn touches_text(touches: &[Touch]) -> String {
    let list: Vec<_> = touches
        .iter()
        .map(|t| {
            (
                &t.register,
                t.record.to_string(),
                t.subject.to_string(),
                &t.fields,
            )
        })
        .collect();
    json_text(&list)
}

fn facts_text(facts: &[(String, Fact)]) -> String {
    let list: Vec<_> = facts
        .iter()
        .map(|(name, fact)| match fact {
            Fact::Word(word) => (name, serde_json::Value::from(word.as_str())),
            Fact::Number(number) => (name, serde_json::Value::from(*number)),
        })
        .collect();
    json_text(&list)
}

/// Texts, numbers and lists of them: there is nothing in it that JSON could not say.
fn json_text<T: serde::Serialize>(list: &[T]) -> String {
    serde_json::to_string(list).unwrap_or_default()
}

const ENTRY: &str = "e.entry, e.at, e.kind, e.actor, e.role, e.office, e.purpose, e.ground, e.law, \
                     e.touches, e.facts";

fn read_touches(text: &str) -> Option<Vec<Touch>> {
    type Written = Vec<(String, String, String, Vec<String>)>;
    let touches = serde_json::from_str::<Written>(text).ok()?;
    let touch = |(register, record, subject, fields): (String, String, String, Vec<String>)| {
        Some(Touch {
            register,
            record: record.parse().ok()?,
            subject: subject.parse().ok()?,
            fields,
        })
    };
    touches.into_iter().map(touch).collect()
}

fn read_entry(row: &Row) -> Result<Entry, StoreError> {
    let shape = |at, expected| StoreError::Shape { at, expected };
    let touches = read_touches(row.text(9)?).ok_or(shape(9, "touches"))?;
    let facts = serde_json::from_str::<Vec<(String, serde_json::Value)>>(row.text(10)?)
        .map_err(|_| shape(10, "facts"))?
        .into_iter()
        .map(|(name, value)| match value {
            serde_json::Value::String(word) => (name, Fact::Word(word)),
            other => (name, Fact::Number(other.as_i64().unwrap_or_default())),
        })
        .collect();
    Ok(Entry {
        id: row.id(0)?,
        at: row.instant(1)?,
        kind: Kind::named(row.text(2)?).ok_or(shape(2, "a kind of the catalogue"))?,
        actor: row.opt_id(3)?,
        role: row.text(4)?.to_owned(),
        office: row.opt_text(5)?.map(str::to_owned),
        purpose: row.text(6)?.to_owned(),
        ground: row.text(7)?.to_owned(),
        law: row.text(8)?.to_owned(),
        touches,
        facts,
    })
}

pub(crate) async fn of_subject(
    store: &Store,
    subject: Id,
    until: Option<Id>,
    limit: i64,
) -> Result<Vec<Entry>, StoreError> {
    let sql = format!(
        "select {ENTRY} from ledger_touch t join ledger_entry e on e.entry = t.entry
          where t.subject = $1 and t.entry < $2 order by t.entry desc limit $3"
    );
    let until = until.unwrap_or(Id([0xff; 16]));
    let rows = store
        .query(&sql, &[subject.into(), until.into(), limit.into()])
        .await?;
    rows.iter().map(read_entry).collect()
}

/// Entries that touched a subject at an instant or later, and before another, latest first.
pub(crate) async fn of_subject_between(
    store: &Store,
    subject: Id,
    (from, until): (Instant, Instant),
    limit: i64,
) -> Result<Vec<Entry>, StoreError> {
    let sql = format!(
        "select {ENTRY} from ledger_touch t join ledger_entry e on e.entry = t.entry
          where t.subject = $1 and e.at >= $2 and e.at < $3 order by t.entry desc limit $4"
    );
    let values = [subject.into(), from.into(), until.into(), limit.into()];
    let rows = store.query(&sql, &values).await?;
    rows.iter().map(read_entry).collect()
}

pub(crate) async fn entry(store: &Store, entry: Id) -> Result<Option<Entry>, StoreError> {
    let sql = format!("select {ENTRY} from ledger_entry e where e.entry = $1");
    store
        .query_one(&sql, &[entry.into()])
        .await?
        .as_ref()
        .map(read_entry)
        .transpose()
}

pub(crate) async fn follow(
    store: &Store,
    from: i64,
    limit: i64,
) -> Result<Vec<(i64, Entry)>, StoreError> {
    let sql = format!(
        "select {ENTRY}, l.number from ledger_leaf l join ledger_entry e on e.entry = l.entry
          where l.number >= $1 order by l.number limit $2"
    );
    let rows = store.query(&sql, &[from.into(), limit.into()]).await?;
    rows.iter()
        .map(|row| Ok((row.int(11)?, read_entry(row)?)))
        .collect()
}

/// One moment: the last place, and what of these kinds stands up to it.
pub(crate) async fn follow_kinds(
    store: &Store,
    (from, limit): (i64, i64),
    kinds: &[&str],
) -> Result<(Option<i64>, Vec<(i64, Entry)>), StoreError> {
    let until = from.saturating_add(limit);
    let mut values: Vec<Value> = vec![from.into(), until.into()];
    values.extend(kinds.iter().map(|&kind| Value::from(kind)));
    // An empty list is not SQL on every database; nothing is equal to `null`.
    let places: String = (3..=values.len()).map(|n| format!(", ${n}")).collect();
    let last = "select max(number) from ledger_leaf where number >= $1 and number < $2";
    let found = format!(
        "select {ENTRY}, l.number from ledger_leaf l join ledger_entry e on e.entry = l.entry
          where l.number >= $1 and l.number < $2 and e.kind in (null{places}) order by l.number"
    );
    let rows = store
        .snapshot(&[(last, &values[..2]), (&found, &values)])
        .await?;
    let entries = rows.get(1).into_iter().flatten();
    let entries = entries.map(|row| Ok((row.int(11)?, read_entry(row)?)));
    Ok((last_place(&rows)?, entries.collect::<Result<_, _>>()?))
}

fn last_place(rows: &[Vec<Row>]) -> Result<Option<i64>, StoreError> {
    let row = rows.first().and_then(|rows| rows.first());
    row.map_or(Ok(None), |row| row.opt_int(0))
}

pub(crate) async fn count(store: &Store) -> Result<(i64, i64), StoreError> {
    let sealed = store
        .query("select coalesce(max(number), -1) from ledger_leaf", &[])
        .await?;
    let pending = store
        .query("select count(*) from ledger_pending", &[])
        .await?;
    let sealed = sealed.first().map_or(Ok(-1), |row| row.int(0))? + 1;
    let pending = pending.first().map_or(Ok(0), |row| row.int(0))?;
    Ok((sealed + pending, pending))
}

/// The instant of the entry that waits longest.
pub(crate) async fn waits_since(store: &Store) -> Result<Option<Instant>, StoreError> {
    let sql = "select e.at from ledger_pending p join ledger_entry e on e.entry = p.entry
                order by p.entry limit 1";
    let row = store.query_one(sql, &[]).await?;
    row.map(|row| row.instant(0)).transpose()
}

/// The instant of the entry that was sealed last.
pub(crate) async fn last_at(store: &Store) -> Result<Option<Instant>, StoreError> {
    let sql = "select e.at from ledger_leaf l join ledger_entry e on e.entry = l.entry
                order by l.number desc limit 1";
    let row = store.query_one(sql, &[]).await?;
    row.map(|row| row.instant(0)).transpose()
}

/// Where an entry stands in the tree, once it is sealed.
pub(crate) async fn number_of(store: &Store, entry: Id) -> Result<Option<u64>, StoreError> {
    let sql = "select number from ledger_leaf where entry = $1";
    let row = store.query_one(sql, &[entry.into()]).await?;
    Ok(row
        .map(|row| row.int(0))
        .transpose()?
        .and_then(|number| u64::try_from(number).ok()))
}

/// The stored tree: frontier, last signed checkpoint, row version.
pub(crate) struct TreeRow {
    pub(crate) frontier: Vec<u8>,
    pub(crate) checkpoint: Option<String>,
    pub(crate) version: i64,
}

const TREE: &str = "select frontier, checkpoint, version from ledger_tree where tree = 0";

pub(crate) async fn tree(store: &Store) -> Result<Option<TreeRow>, StoreError> {
    let row = store.query_one(TREE, &[]).await?;
    row.as_ref().map(read_tree).transpose()
}

fn read_tree(row: &Row) -> Result<TreeRow, StoreError> {
    Ok(TreeRow {
        frontier: row.bytes(0)?.to_vec(),
        checkpoint: row.opt_text(1)?.map(str::to_owned),
        version: row.int(2)?,
    })
}

/// The tree row as it will be; `was` is the version that was read, 0 for none.
pub(crate) fn put_tree(was: i64, frontier: Vec<u8>, checkpoint: Option<String>) -> Change {
    let cells = vec![
        ("tree", 0.into()),
        ("frontier", frontier.into()),
        ("checkpoint", checkpoint.into()),
    ];
    with(|t| {
        if was == 0 {
            t.tree.insert(cells)
        } else {
            t.tree.update(was, cells)
        }
    })
}

/// A pending entry that takes its place in the tree.
pub(crate) fn place(number: u64, entry: Id, leaf: [u8; 32]) -> [Change; 2] {
    let number = i64::try_from(number).unwrap_or(i64::MAX);
    with(|t| {
        [
            t.leaf.insert(vec![
                ("number", number.into()),
                ("entry", entry.into()),
                ("leaf", leaf.into()),
            ]),
            t.pending.delete(0, vec![entry.into()]),
        ]
    })
}

/// A stored tile and its row version.
pub(crate) async fn tile(
    store: &Store,
    level: u8,
    number: u64,
) -> Result<Option<(Vec<u8>, i64)>, StoreError> {
    let sql = "select hashes, version from ledger_tile where level = $1 and number = $2";
    let number = i64::try_from(number).unwrap_or(i64::MAX);
    let row = store
        .query_one(sql, &[i64::from(level).into(), number.into()])
        .await?;
    row.map(|row| Ok((row.bytes(0)?.to_vec(), row.int(1)?)))
        .transpose()
}

/// A tile as it will be; `was` is the version that was read, 0 for none.
pub(crate) fn put_tile(was: i64, level: u8, number: u64, hashes: Vec<u8>) -> Change {
    let number: Value = i64::try_from(number).unwrap_or(i64::MAX).into();
    let cells = vec![
        ("level", i64::from(level).into()),
        ("number", number),
        ("hashes", hashes.into()),
    ];
    with(|t| {
        if was == 0 {
            t.tile.insert(cells)
        } else {
            t.tile.update(was, cells)
        }
    })
}
