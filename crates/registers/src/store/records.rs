//! Records and their history.

use std::fmt::Write;
use std::sync::Arc;

use ::store::dialect::quoted;
use ::store::{Row, Store, StoreError, Value as Stored};
use base::{Id, Instant};
use jiff::civil::Date;
use pack::form::unscaled;
use pack::{Field, FieldKind, Form};

use super::filtered::Filtered;
use crate::columns::{BEGINNING, FieldPlace, own};
use crate::keys::column;
use crate::lower::Declared;
use crate::read::FOUND_MAX;
use crate::record::{Former, Record};
use crate::value::Value;

/// Columns of a row as it is read, before those of the fields.
const OWN: usize = 8;

/// One thing that must hold of a record.
pub(crate) enum Condition {
    /// A column has a value.
    Column(String, Stored),
    /// A key table names the record for a value.
    Key(String, Stored),
    /// A key table of several fields names the record for their values.
    Keys(String, Vec<Stored>),
    /// A column is less than a value.
    Before(String, Stored),
    /// What the database checks of an expression.
    Filtered(Filtered),
}

impl Condition {
    pub(crate) fn id(id: Id) -> Condition {
        Condition::Column("record".to_owned(), id.into())
    }

    pub(crate) fn column(name: String, value: Stored) -> Condition {
        Condition::Column(name, value)
    }

    pub(crate) fn key(table: String, value: Stored) -> Condition {
        Condition::Key(table, value)
    }

    /// The test in SQL; its values are added to those before.
    pub(crate) fn test(&self, values: &mut Vec<Stored>) -> String {
        let mut place = |value: &Stored| {
            values.push(value.clone());
            values.len()
        };
        match self {
            Condition::Column(name, value) => format!("{} = ${}", quoted(name), place(value)),
            Condition::Before(name, value) => format!("{} < ${}", quoted(name), place(value)),
            Condition::Filtered(filtered) => filtered.test(values),
            Condition::Key(table, value) => format!(
                "record = (select record from {} where value = ${})",
                quoted(table),
                place(value)
            ),
            Condition::Keys(table, key) => {
                let parts = key.iter().enumerate();
                let parts =
                    parts.map(|(at, value)| format!("{} = ${}", quoted(&column(at)), place(value)));
                let parts: Vec<String> = parts.collect();
                let (table, parts) = (quoted(table), parts.join(" and "));
                format!("record = (select record from {table} where {parts})")
            }
        }
    }
}

/// The columns of a record as they are read.
pub(crate) fn columns(places: &[FieldPlace]) -> String {
    let own = "record, version, recorded_at, law, act, valid_from, valid_to, source_row";
    let mut columns = own.to_owned();
    for place in places {
        let _ = write!(columns, ", {}", quoted(&place.column));
    }
    columns
}

/// The records of which all conditions hold, newest first.
pub(crate) async fn find(
    db: &Store,
    declared: &Arc<Declared>,
    conditions: &[Condition],
) -> Result<Vec<Record>, StoreError> {
    let mut sql = format!(
        "select {} from {} where ",
        declared.columns,
        quoted(declared.table.name())
    );
    let mut values = Vec::with_capacity(conditions.len());
    for (at, condition) in conditions.iter().enumerate() {
        let and = if at == 0 { "" } else { " and " };
        let _ = write!(sql, "{and}{}", condition.test(&mut values));
    }
    let _ = write!(
        sql,
        " order by recorded_at desc, record desc limit {FOUND_MAX}"
    );
    let rows = db.query(&sql, &values).await?;
    rows.iter()
        .map(|row| read_record(declared, row, 0))
        .collect()
}

/// So many records are in memory at once while all are gone through.
const PAGE: usize = 500;

/// Goes through all records of a register, in the order of their ids. What is added or taken away
/// meanwhile may be met or not.
pub(crate) async fn each(
    db: &Store,
    declared: &Arc<Declared>,
    mut meet: impl FnMut(Record),
) -> Result<(), StoreError> {
    let mut after = None;
    loop {
        let page = list(db, declared, &[], (after, PAGE)).await?;
        after = page.last().map(|record| record.id);
        let last = page.len() < PAGE;
        page.into_iter().for_each(&mut meet);
        if last {
            return Ok(());
        }
    }
}

/// Records of which all conditions hold, in the order of their ids, from behind one of them on.
pub(crate) async fn list(
    db: &Store,
    declared: &Arc<Declared>,
    conditions: &[Condition],
    (after, limit): (Option<Id>, usize),
) -> Result<Vec<Record>, StoreError> {
    let mut values = Vec::with_capacity(conditions.len() + 1);
    let mut tests: Vec<String> = conditions
        .iter()
        .map(|condition| condition.test(&mut values))
        .collect();
    if let Some(after) = after {
        values.push(after.into());
        tests.push(format!("record > ${}", values.len()));
    }
    let (columns, table) = (&declared.columns, quoted(declared.table.name()));
    let tests = if tests.is_empty() {
        String::new()
    } else {
        format!(" where {}", tests.join(" and "))
    };
    let sql = format!("select {columns} from {table}{tests} order by record limit {limit}");
    let rows = db.query(&sql, &values).await?;
    rows.iter()
        .map(|row| read_record(declared, row, 0))
        .collect()
}

/// The record that has taken a key, whether it is still a record of its own or was merged.
pub(crate) async fn taken_by(db: &Store, condition: &Condition) -> Result<Option<Id>, StoreError> {
    let (table, columns, key): (_, Vec<String>, &[Stored]) = match condition {
        Condition::Key(table, value) => {
            (table, vec!["value".to_owned()], std::slice::from_ref(value))
        }
        Condition::Keys(table, key) => {
            (table, (0..key.len()).map(column).collect(), key.as_slice())
        }
        Condition::Column(name, Stored::Bytes(id)) if name == "record" => {
            return Ok(id.as_slice().try_into().ok().map(Id));
        }
        Condition::Column(..) | Condition::Before(..) | Condition::Filtered(_) => return Ok(None),
    };
    let tests = columns.iter().enumerate();
    let tests = tests.map(|(at, name)| format!("{} = ${}", quoted(name), at + 1));
    let tests: Vec<String> = tests.collect();
    let sql = format!(
        "select record from {} where {}",
        quoted(table),
        tests.join(" and ")
    );
    let row = db.query_one(&sql, key).await?;
    row.map(|row| row.id(0)).transpose()
}

/// Records that have the same values in some columns as another one, those with the same values
/// together. A record without one of the values is not among them.
pub(crate) async fn twice(
    db: &Store,
    declared: &Declared,
    columns: &[String],
    limit: usize,
) -> Result<Vec<Id>, StoreError> {
    let table = quoted(declared.table.name());
    let list = |write: &dyn Fn(&str) -> String, between: &str| {
        let parts: Vec<String> = columns.iter().map(|name| write(&quoted(name))).collect();
        parts.join(between)
    };
    let names = list(&|name| name.to_owned(), ", ");
    let known = list(&|name| format!("{name} is not null"), " and ");
    let same = list(&|name| format!("t.{name} = d.{name}"), " and ");
    let order = list(&|name| format!("t.{name}"), ", ");
    let sql = format!(
        "select t.record from {table} t
           join (select {names} from {table} where {known} group by {names} having count(*) > 1
                  order by {names} limit {limit}) d on {same}
          order by {order}, t.record limit {limit}"
    );
    let rows = db.query(&sql, &[]).await?;
    rows.iter().map(|row| row.id(0)).collect()
}

/// The ids of all records of a register.
pub(crate) async fn ids(db: &Store, declared: &Declared) -> Result<Vec<Id>, StoreError> {
    let sql = format!("select record from {}", quoted(declared.table.name()));
    db.query(&sql, &[])
        .await?
        .iter()
        .map(|row| row.id(0))
        .collect()
}

/// The former versions of a record, latest first.
pub(crate) async fn history(
    db: &Store,
    declared: &Arc<Declared>,
    id: Id,
) -> Result<Vec<Former>, StoreError> {
    let (columns, table) = (&declared.columns, quoted(declared.history.name()));
    let sql = format!(
        "select replaced_by, wrong, wrong_since, replaced_at, held_until, erased, {columns}
           from {table} where record = $1 order by version desc"
    );
    let rows = db.query(&sql, &[id.into()]).await?;
    rows.iter().map(|row| read_former(declared, row)).collect()
}

fn read_former(declared: &Arc<Declared>, row: &Row) -> Result<Former, StoreError> {
    Ok(Former {
        replaced_by: row.id(0)?,
        wrong: row.opt_text(1)?.map(str::to_owned),
        wrong_since: day(row, 2)?,
        replaced_at: row.opt_int(3)?.map(Instant),
        held_until: day(row, 4)?,
        erased: row.opt_text(5)?.map(str::to_owned),
        record: read_record(declared, row, 6)?,
    })
}

/// The next ids of records that are in a register or ever were, behind one.
pub(crate) async fn ids_ever(
    db: &Store,
    declared: &Declared,
    (after, limit): (Option<Id>, usize),
) -> Result<Vec<Id>, StoreError> {
    let (table, history) = (
        quoted(declared.table.name()),
        quoted(declared.history.name()),
    );
    let sql = format!(
        "select record from (
            select record from (select record from {table} where record > $1
                                 order by record limit {limit}) t
            union
            select record from (select distinct record from {history} where record > $1
                                 order by record limit {limit}) h) e
          order by record limit {limit}"
    );
    let rows = db.query(&sql, &[behind(after)]).await?;
    rows.iter().map(|row| row.id(0)).collect()
}

/// The records behind one up to another, in the order of their ids.
pub(crate) async fn between(
    db: &Store,
    declared: &Arc<Declared>,
    (after, last): (Option<Id>, Id),
) -> Result<Vec<Record>, StoreError> {
    let (columns, table) = (&declared.columns, quoted(declared.table.name()));
    let sql =
        format!("select {columns} from {table} where record > $1 and record <= $2 order by record");
    let rows = db.query(&sql, &[behind(after), last.into()]).await?;
    let read = |row| read_record(declared, row, 0);
    rows.iter().map(read).collect()
}

/// The former versions of these records, in the order of their ids, latest first.
pub(crate) async fn history_between(
    db: &Store,
    declared: &Arc<Declared>,
    (after, last): (Option<Id>, Id),
) -> Result<Vec<Former>, StoreError> {
    let (columns, table) = (&declared.columns, quoted(declared.history.name()));
    let sql = format!(
        "select replaced_by, wrong, wrong_since, replaced_at, held_until, erased, {columns}
           from {table} where record > $1 and record <= $2 order by record, version desc"
    );
    let rows = db.query(&sql, &[behind(after), last.into()]).await?;
    rows.iter().map(|row| read_former(declared, row)).collect()
}

/// No bytes come before every id.
fn behind(after: Option<Id>) -> Stored {
    after.map_or(Stored::Bytes(Vec::new()), Stored::from)
}

/// The records whose history has a value in a column.
pub(crate) async fn former(
    db: &Store,
    declared: &Declared,
    column: &str,
    value: Stored,
) -> Result<Vec<Id>, StoreError> {
    let (table, column) = (quoted(declared.history.name()), quoted(column));
    let sql = format!(
        "select distinct record from {table} where {column} = $1
          order by record limit {FOUND_MAX}"
    );
    let rows = db.query(&sql, &[value]).await?;
    rows.iter().map(|row| row.id(0)).collect()
}

pub(super) fn read_record(
    declared: &Arc<Declared>,
    row: &Row,
    from: usize,
) -> Result<Record, StoreError> {
    let fields = declared.register.fields.iter().zip(&declared.places);
    let shape = |at, expected| StoreError::Shape { at, expected };
    Ok(Record {
        declared: Arc::clone(declared),
        id: row.id(from)?,
        version: row.int(from + 1)?,
        recorded_at: row.instant(from + 2)?,
        law: row.text(from + 3)?.to_owned(),
        act: row.id(from + 4)?,
        valid_from: day(row, from + 5)?.ok_or(shape(from + 5, "a date"))?,
        valid_to: day(row, from + 6)?,
        source_row: row.opt_int(from + 7)?,
        values: fields
            .zip(from + OWN..)
            .map(|((field, place), at)| {
                let value = read_value(field, row, at)?;
                // A beginning that nobody knows is no value.
                let known = place.at != own::VALID_FROM || value != Some(BEGINNING.into());
                Ok(value.filter(|_| known))
            })
            .collect::<Result<_, StoreError>>()?,
    })
}

pub(crate) fn read_value(field: &Field, row: &Row, at: usize) -> Result<Option<Value>, StoreError> {
    if let Some(places) = field.form.as_ref().and_then(Form::places) {
        let number = row.opt_int(at)?;
        return Ok(number.map(|number| Value::Text(unscaled(number, places))));
    }
    Ok(match &field.kind {
        FieldKind::Integer | FieldKind::Instant => row.opt_int(at)?.map(Value::Int),
        FieldKind::Boolean => row.opt_int(at)?.map(|yes| Value::Bool(yes != 0)),
        FieldKind::Reference(_) => row.opt_id(at)?.map(Value::Record),
        FieldKind::Text
        | FieldKind::Name
        | FieldKind::Code(_)
        | FieldKind::Date
        | FieldKind::PartialDate
        | FieldKind::Identifier(_)
        | FieldKind::Place
        | FieldKind::Agency => row.opt_text(at)?.map(|text| Value::Text(text.to_owned())),
    })
}

fn day(row: &Row, at: usize) -> Result<Option<Date>, StoreError> {
    let text = row.opt_text(at)?;
    text.map(|text| {
        text.parse().map_err(|_| StoreError::Shape {
            at,
            expected: "a date",
        })
    })
    .transpose()
}
