//! Rows: values of a record in the columns of its tables.

use std::sync::Arc;

use base::text::NameKeys;
use base::{Id, Instant};
use jiff::civil::Date;

use crate::columns::{FieldPlace, own};
use crate::lower::{Declared, Registers};
use crate::record::Record;
use crate::value::Value;

/// What every row has besides its values.
#[derive(Debug, Clone)]
pub(crate) struct Stamp<'a> {
    pub(crate) id: Id,
    pub(crate) at: Instant,
    pub(crate) law: &'a str,
    pub(crate) act: Id,
    pub(crate) version: i64,
    pub(crate) valid_from: Date,
    pub(crate) valid_to: Option<Date>,
    /// Its row in the file that the act loaded, from 1.
    pub(crate) source_row: Option<i64>,
}

impl Registers {
    /// A row of the register. Its own columns are set first: a declared field that shares one
    /// overrides it.
    pub(crate) fn row(
        &self,
        declared: &Arc<Declared>,
        stamp: &Stamp<'_>,
        values: &[Option<Value>],
    ) -> Vec<::store::Value> {
        self.row_of_many(declared, stamp, values, &mut NameKeys::new(self.rules))
    }

    /// One of many rows, whose names have words in common.
    pub(crate) fn row_of_many(
        &self,
        declared: &Declared,
        stamp: &Stamp<'_>,
        values: &[Option<Value>],
        names: &mut NameKeys,
    ) -> Vec<::store::Value> {
        let mut row = vec![::store::Value::Null; declared.table.columns().len()];
        row[own::RECORD] = stamp.id.into();
        row[own::RECORDED_AT] = stamp.at.into();
        row[own::LAW] = stamp.law.into();
        row[own::ACT] = stamp.act.into();
        row[own::VALID_FROM] = stamp.valid_from.to_string().into();
        row[own::VALID_TO] = stamp.valid_to.map(|day| day.to_string()).into();
        row[own::SOURCE_ROW] = stamp.source_row.into();
        if let Some(at) = declared.table.version_at() {
            row[at] = stamp.version.into();
        }
        for (place, value) in declared.places.iter().zip(values) {
            match value {
                Some(value) => put(&mut row, place, value, names),
                None if place.at == own::VALID_TO => row[own::VALID_TO] = ::store::Value::Null,
                None => {}
            }
        }
        row
    }

    /// The keys by which a name is compared, and searched without marks. The second is made from
    /// the first, so equal names have equal plain keys.
    pub(crate) fn name_keys(&self, name: &str) -> (String, String) {
        NameKeys::new(self.rules).of(name)
    }
}

fn put(row: &mut [::store::Value], place: &FieldPlace, value: &Value, names: &mut NameKeys) {
    row[place.at] = place.stored(value);
    if let (Some(compared), Value::Text(text)) = (place.compared, value) {
        let (key, plain) = names.of(text);
        row[compared] = key.into();
        if let Some(at) = place.plain {
            row[at] = plain.into();
        }
    }
}

/// Why and when a version of a record is replaced.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Replaced<'a> {
    pub(crate) by: Id,
    pub(crate) at: Instant,
    /// What was wrong with it, and since when, if it is corrected.
    pub(crate) wrong: Option<(&'a str, Option<Date>)>,
    /// The last day on which it still holds in the world, if it is superseded.
    pub(crate) held_until: Option<Date>,
}

/// A version of a record as the history keeps it.
pub(crate) fn history_row(record: &Record, replaced: Replaced<'_>) -> Vec<::store::Value> {
    let declared = &record.declared;
    let shift = own::HISTORY_SHIFT;
    let mut row = vec![::store::Value::Null; declared.history.columns().len()];
    row[own::RECORD] = record.id.into();
    row[own::HISTORY_VERSION] = record.version.into();
    row[own::RECORDED_AT + shift] = record.recorded_at.into();
    row[own::LAW + shift] = record.law.as_str().into();
    row[own::ACT + shift] = record.act.into();
    row[own::VALID_FROM + shift] = record.valid_from.to_string().into();
    row[own::VALID_TO + shift] = record.valid_to.map(|day| day.to_string()).into();
    row[own::REPLACED_BY] = replaced.by.into();
    row[own::REPLACED_AT] = replaced.at.into();
    row[own::HISTORY_SOURCE_ROW] = record.source_row.into();
    row[own::HELD_UNTIL] = replaced.held_until.map(|day| day.to_string()).into();
    if let Some((wrong, since)) = replaced.wrong {
        row[own::WRONG] = wrong.into();
        row[own::WRONG_SINCE] = since.map(|day| day.to_string()).into();
    }
    for (place, value) in declared.places.iter().zip(&record.values) {
        if let Some(value) = value {
            row[place.history_at] = place.stored(value);
        }
    }
    row
}

/// What the history keeps of a record that was erased: that it was there, and on which ground it went.
pub(crate) fn erased_row(
    declared: &Declared,
    stamp: &Stamp<'_>,
    ground: &str,
) -> Vec<::store::Value> {
    let shift = own::HISTORY_SHIFT;
    let mut row = vec![::store::Value::Null; declared.history.columns().len()];
    row[own::RECORD] = stamp.id.into();
    row[own::HISTORY_VERSION] = stamp.version.into();
    row[own::RECORDED_AT + shift] = stamp.at.into();
    row[own::LAW + shift] = stamp.law.into();
    row[own::ACT + shift] = stamp.act.into();
    row[own::VALID_FROM + shift] = stamp.valid_from.to_string().into();
    row[own::REPLACED_BY] = stamp.act.into();
    row[own::REPLACED_AT] = stamp.at.into();
    row[own::ERASED] = ground.into();
    row
}
