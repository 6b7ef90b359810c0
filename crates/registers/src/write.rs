//! Writing: a record is created, corrected, ended; always as part of somebody's act.

use std::sync::Arc;

use ::store::Change;
use access::{Action, Permit};
use base::text::{compare_key, unmarked_key};
use base::{Id, Instant};
use jiff::civil::Date;
use ledger::Act;

use crate::check::arrange;
use crate::directory::Directory;
use crate::error::RegisterError;
use crate::lower::{Declared, FieldPlace, Registers, own};
use crate::record::{Record, subjects, touches};
use crate::value::Value;

/// A record to be made.
#[derive(Clone, Debug)]
pub struct NewRecord<'a> {
    /// The register.
    pub register: &'a str,
    /// Its id.
    pub id: Id,
    /// Its values.
    pub fields: Vec<(String, Value)>,
}

/// A record to be corrected at the source.
#[derive(Clone, Debug)]
pub struct Correction<'a> {
    /// The record as it was read; another version by now loses.
    pub record: &'a Record,
    /// Fields with their right values; nothing empties a field.
    pub fields: Vec<(String, Option<Value>)>,
    /// What was wrong, in words; kept in the history only.
    pub wrong: String,
    /// Since when it was wrong, if that is known.
    pub since: Option<Date>,
}

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
}

impl Registers {
    /// Adds a new record to an act: its rows, whom it touches, and the fact `register`. The act
    /// takes the permit's ground if it has none.
    ///
    /// A value of a `key` field that another record has makes the act lose at commit.
    ///
    /// # Errors
    /// [`RegisterError::Permit`] unless it is for creating in this register with all these fields,
    /// [`RegisterError::Fields`] with everything that is wrong with them.
    pub fn create(
        &self,
        directory: &Directory,
        permit: &Permit,
        new: NewRecord<'_>,
        act: Act,
    ) -> Result<Act, RegisterError> {
        let declared = self.get(new.register)?;
        let names: Vec<&str> = new.fields.iter().map(|(name, _)| name.as_str()).collect();
        covered(permit, Action::Create, declared, &names)?;
        let mut problems = Vec::new();
        let given = new
            .fields
            .iter()
            .map(|(name, value)| (&**name, value.clone()));
        let mut values = arrange(declared, given, &mut problems);
        problems.extend(self.check(directory, declared, &mut values));
        refuse(declared, problems)?;
        let stamp = Stamp {
            id: new.id,
            at: act.at(),
            law: &act.entry().law.clone(),
            act: act.id(),
            version: 1,
            valid_from: self.calendar.date_of(act.at()),
            valid_to: None,
        };
        let about = subjects(declared, new.id, &values);
        let touches = touches(declared, new.id, &about, &names);
        let mut act = with_ground(act, permit).change(Change::Insert {
            table: declared.table.clone(),
            row: self.row(declared, &stamp, &values),
        });
        for (place, value) in declared.places.iter().zip(&values) {
            if let (Some(table), Some(value)) = (&place.key, value) {
                act = act.change(
                    table.insert(vec![("value", value.to_store()), ("record", new.id.into())]),
                );
            }
        }
        Ok(act.touch_all(touches).fact("register", new.register))
    }

    /// Adds a correction to an act: the record's next version, its former one in the history, moved
    /// keys, touches of the fields that change, and the fact `register`.
    ///
    /// # Errors
    /// [`RegisterError::Permit`] unless it is for correcting these fields of this register,
    /// [`RegisterError::Fields`] with everything that would be wrong with the record.
    pub fn correct(
        &self,
        directory: &Directory,
        permit: &Permit,
        correction: &Correction<'_>,
        act: Act,
    ) -> Result<Act, RegisterError> {
        let Correction { record, fields, .. } = correction;
        let declared = &record.declared;
        let names: Vec<&str> = fields.iter().map(|(name, _)| name.as_str()).collect();
        covered(permit, Action::Correct, declared, &names)?;
        let mut problems = Vec::new();
        // Absent values are arranged as well, so that a wrong name of an emptied field is told.
        let given = fields.iter().map(|(name, value)| {
            let value = value.clone().unwrap_or(Value::Text(String::new()));
            (&**name, value)
        });
        let changed = arrange(declared, given, &mut problems);
        let mut values = record.values.clone();
        for (value, changed) in values.iter_mut().zip(changed) {
            if let Some(changed) = changed {
                *value = Some(changed).filter(|value| *value != Value::Text(String::new()));
            }
        }
        problems.extend(self.check(directory, declared, &mut values));
        refuse(declared, problems)?;
        // Whoever it was about before learns of it, and whoever it is about now.
        let mut about = record.subjects();
        for subject in subjects(declared, record.id, &values) {
            if !about.contains(&subject) {
                about.push(subject);
            }
        }
        let touches = touches(declared, record.id, &about, &names);
        let wrong = Some((correction.wrong.as_str(), correction.since));
        let act = self.replace(record, values, record.valid_to, wrong, act);
        let act = with_ground(act, permit).touch_all(touches);
        Ok(act.fact("register", declared.id()))
    }

    /// Adds the end of a record to an act: it holds until `last_day` and stays as it is.
    ///
    /// # Errors
    /// [`RegisterError::Permit`] unless it is for correcting in this register.
    pub fn end(
        &self,
        permit: &Permit,
        record: &Record,
        last_day: Date,
        act: Act,
    ) -> Result<Act, RegisterError> {
        let declared = &record.declared;
        covered(permit, Action::Correct, declared, &[])?;
        let mut values = record.values.clone();
        if let Some(at) = declared.position("valid_to")
            && declared.places[at].at == own::VALID_TO
        {
            values[at] = Some(last_day.into());
        }
        let touches = touches(declared, record.id, &record.subjects(), &["valid_to"]);
        let act = self.replace(record, values, Some(last_day), None, act);
        let act = with_ground(act, permit).touch_all(touches);
        Ok(act.fact("register", declared.id()))
    }

    fn replace(
        &self,
        record: &Record,
        values: Vec<Option<Value>>,
        valid_to: Option<Date>,
        wrong: Option<(&str, Option<Date>)>,
        act: Act,
    ) -> Act {
        let declared = &record.declared;
        let stamp = Stamp {
            id: record.id,
            at: act.at(),
            law: &act.entry().law.clone(),
            act: act.id(),
            version: record.version + 1,
            valid_from: record.valid_from,
            valid_to,
        };
        let mut act = act.change(Change::Update {
            table: declared.table.clone(),
            was: record.version,
            row: self.row(declared, &stamp, &values),
        });
        let history = history_row(record, act.id(), wrong);
        act = act.change(Change::Insert {
            table: declared.history.clone(),
            row: history,
        });
        for (at, place) in declared.places.iter().enumerate() {
            let (was, is) = (&record.values[at], &values[at]);
            let Some(table) = place.key.as_ref().filter(|_| was != is) else {
                continue;
            };
            if let Some(was) = was {
                act = act.change(table.delete(0, vec![was.to_store()]));
            }
            if let Some(is) = is {
                act = act.change(
                    table.insert(vec![("value", is.to_store()), ("record", record.id.into())]),
                );
            }
        }
        act
    }

    /// A row of the register. Its own columns are set first: a declared field that shares one
    /// overrides it.
    pub(crate) fn row(
        &self,
        declared: &Arc<Declared>,
        stamp: &Stamp<'_>,
        values: &[Option<Value>],
    ) -> Vec<::store::Value> {
        let mut row = vec![::store::Value::Null; declared.table.columns().len()];
        row[own::RECORD] = stamp.id.into();
        row[own::RECORDED_AT] = stamp.at.into();
        row[own::LAW] = stamp.law.into();
        row[own::ACT] = stamp.act.into();
        row[own::VALID_FROM] = stamp.valid_from.to_string().into();
        row[own::VALID_TO] = stamp.valid_to.map(|day| day.to_string()).into();
        if let Some(at) = declared.table.version_at() {
            row[at] = stamp.version.into();
        }
        for (place, value) in declared.places.iter().zip(values) {
            match value {
                Some(value) => self.put(&mut row, place, value),
                None if place.at == own::VALID_TO => row[own::VALID_TO] = ::store::Value::Null,
                None => {}
            }
        }
        row
    }

    fn put(&self, row: &mut [::store::Value], place: &FieldPlace, value: &Value) {
        row[place.at] = value.to_store();
        let (Some(compared), Value::Text(text)) = (place.compared, value) else {
            return;
        };
        match place.plain {
            None => row[compared] = compare_key(text, &self.rules).into(),
            Some(plain) => {
                let keys = self.name_keys(text);
                row[compared] = keys.0.into();
                row[plain] = keys.1.into();
            }
        }
    }

    /// The keys by which a name is compared, and searched without marks. The second is made from
    /// the first, so equal names have equal plain keys.
    pub(crate) fn name_keys(&self, name: &str) -> (String, String) {
        let key = compare_key(name, &self.rules);
        let plain = unmarked_key(&key);
        (key, plain)
    }
}

fn history_row(
    record: &Record,
    replaced_by: Id,
    wrong: Option<(&str, Option<Date>)>,
) -> Vec<::store::Value> {
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
    row[own::REPLACED_BY] = replaced_by.into();
    if let Some((wrong, since)) = wrong {
        row[own::WRONG] = wrong.into();
        row[own::WRONG_SINCE] = since.map(|day| day.to_string()).into();
    }
    for (place, value) in declared.places.iter().zip(&record.values) {
        if let Some(value) = value {
            row[place.history_at] = value.to_store();
        }
    }
    row
}

/// Whether a permit is for this action on this register, and opens all these fields.
pub(crate) fn covered(
    permit: &Permit,
    action: Action,
    declared: &Declared,
    fields: &[&str],
) -> Result<(), RegisterError> {
    let open = |field: &&str| {
        permit
            .fields()
            .iter()
            .any(|open| open == "*" || open == field)
    };
    // Names that are not declared are reported as problems of the fields instead.
    let mut known = fields
        .iter()
        .filter(|field| declared.position(field).is_some());
    if permit.action() == action && permit.on() == declared.on() && known.all(open) {
        return Ok(());
    }
    Err(RegisterError::Permit {
        register: declared.id().to_owned(),
    })
}

pub(crate) fn with_ground(act: Act, permit: &Permit) -> Act {
    if act.entry().ground.is_empty() {
        act.by(permit)
    } else {
        act
    }
}

fn refuse(
    declared: &Declared,
    problems: Vec<crate::check::FieldProblem>,
) -> Result<(), RegisterError> {
    if problems.is_empty() {
        return Ok(());
    }
    Err(RegisterError::Fields {
        register: declared.id().to_owned(),
        problems,
    })
}
