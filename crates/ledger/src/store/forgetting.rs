//! What goes when somebody is forgotten: salts, lines on pages, and their ids in entries.

use ::store::{Change, Store, StoreError, Value};
use base::Id;

use super::tables::with;
use super::{ENTRY, read_touches, touches_text};
use crate::act::Touch;

/// An entry that touched somebody, as its row stands.
#[derive(Debug)]
pub(crate) struct Touching {
    pub(crate) entry: Id,
    pub(crate) has_salt: bool,
    pub(crate) touches: Vec<Touch>,
    /// The values of [`NAMES`].
    row: Vec<Value>,
}

/// The columns of [`ENTRY`], in its order.
const NAMES: [&str; 11] = [
    "entry", "at", "kind", "actor", "role", "office", "purpose", "ground", "law", "touches",
    "facts",
];
const TOUCHES: usize = 9;

/// All entries that are on the page of a subject.
pub(crate) async fn touching(store: &Store, subject: Id) -> Result<Vec<Touching>, StoreError> {
    let sql = format!(
        "select {ENTRY}, s.entry from ledger_touch t
           join ledger_entry e on e.entry = t.entry
           left join ledger_salt s on s.entry = t.entry
          where t.subject = $1 order by t.entry"
    );
    let rows = store.query(&sql, &[subject.into()]).await?;
    rows.iter()
        .map(|row| {
            let touches = read_touches(row.text(TOUCHES)?).ok_or(StoreError::Shape {
                at: TOUCHES,
                expected: "touches",
            })?;
            Ok(Touching {
                entry: row.id(0)?,
                has_salt: row.opt_id(NAMES.len())?.is_some(),
                touches,
                row: (0..NAMES.len()).map(|at| row.value(at).clone()).collect(),
            })
        })
        .collect()
}

impl Touching {
    /// The entry with these touches and no others. Entries have no version: whoever writes this
    /// also writes [`put_forgetting`].
    pub(crate) fn with_touches(mut self, touches: &[Touch]) -> [Change; 2] {
        self.row[TOUCHES] = touches_text(touches).into();
        let cells = NAMES.into_iter().zip(self.row).collect();
        with(|t| {
            [
                t.entry.delete(0, vec![self.entry.into()]),
                t.entry.insert(cells),
            ]
        })
    }
}

/// That the salt of an entry goes.
pub(crate) fn take_salt(entry: Id) -> Change {
    with(|t| t.salt.delete(0, vec![entry.into()]))
}

/// That an entry leaves the page of a subject.
pub(crate) fn take_touch((subject, entry): (Id, Id)) -> Change {
    with(|t| t.touch.delete(0, vec![subject.into(), entry.into()]))
}

/// How often somebody was forgotten; nothing before the first time.
pub(crate) async fn forgetting(store: &Store) -> Result<Option<i64>, StoreError> {
    let sql = "select version from ledger_forgetting where ledger = 1";
    let row = store.query_one(sql, &[]).await?;
    row.map(|row| row.int(0)).transpose()
}

/// That somebody is forgotten, on top of those before: of two who forget at once, one is lost and
/// reads the entries again.
pub(crate) fn put_forgetting(was: Option<i64>) -> Change {
    let cells = vec![("ledger", 1.into())];
    with(|t| match was {
        None => t.forgetting.insert(cells),
        Some(was) => t.forgetting.update(was, cells),
    })
}
