//! Names: whole, or by how they begin in a place.

use std::sync::Arc;

use ::store::dialect::quoted;
use ::store::{Store, StoreError, Value as Stored};
use base::Id;

use super::records::read_record;
use crate::lower::Declared;
use crate::record::Record;

/// Behind every text that begins as a name does: no name has this character.
const LAST: char = '\u{10ffff}';

/// What is looked for, in columns.
pub(crate) struct Named {
    /// The hidden column of names without marks.
    pub(crate) plain: String,
    /// The name without marks, or its beginning.
    pub(crate) text: String,
    /// The place's column and code: then the name only begins so. `None`: it is the whole name.
    pub(crate) within: Option<(String, Stored)>,
    /// The column of names with marks and the name with them, if marks were typed.
    pub(crate) marked: Option<(String, Stored)>,
}

/// The records of that name, in the order of the names without marks and of the ids, behind one.
pub(crate) async fn named(
    db: &Store,
    declared: &Arc<Declared>,
    wanted: &Named,
    (after, limit): (Option<Id>, usize),
) -> Result<Vec<Record>, StoreError> {
    let plain = quoted(&wanted.plain);
    let mut values: Vec<Stored> = Vec::new();
    let mut tests: Vec<String> = Vec::new();
    let mut test = |text: &str, value: Stored| {
        values.push(value);
        tests.push(format!("{text} ${}", values.len()));
    };
    let behind = match after {
        Some(after) => plain_of(db, declared, (&plain, after))
            .await?
            .map(|name| (name, after)),
        None => None,
    };
    match &wanted.within {
        Some((column, place)) => {
            test(&format!("{} =", quoted(column)), place.clone());
            let from = behind.as_ref().map_or(&wanted.text, |(name, _)| name);
            test(&format!("{plain} >="), from.as_str().into());
            let end = format!("{}{LAST}", wanted.text);
            test(&format!("{plain} <"), end.into());
        }
        None => test(&format!("{plain} ="), wanted.text.as_str().into()),
    }
    if let Some((column, key)) = &wanted.marked {
        test(&format!("{} =", quoted(column)), key.clone());
    }
    if let Some((name, after)) = behind {
        values.push(name.into());
        values.push(after.into());
        let at = values.len();
        tests.push(format!("({plain}, record) > (${}, ${at})", at - 1));
    }
    let (columns, table) = (&declared.columns, quoted(declared.table.name()));
    let sql = format!(
        "select {columns} from {table} where {} order by {plain}, record limit {limit}",
        tests.join(" and ")
    );
    let rows = db.query(&sql, &values).await?;
    rows.iter()
        .map(|row| read_record(declared, row, 0))
        .collect()
}

/// The name of a record without marks; nothing if it is gone, and a page begins at the front.
async fn plain_of(
    db: &Store,
    declared: &Declared,
    (plain, record): (&str, Id),
) -> Result<Option<String>, StoreError> {
    let table = quoted(declared.table.name());
    let sql = format!("select {plain} from {table} where record = $1");
    let row = db.query_one(&sql, &[record.into()]).await?;
    Ok(row
        .map(|row| row.opt_text(0).map(|text| text.map(str::to_owned)))
        .transpose()?
        .flatten())
}
