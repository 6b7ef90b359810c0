//! Reading: by id, by fields, by parent; raw for rules, unseen for people.

use std::sync::Arc;

use ::store::Store;
use access::Permit;
use base::Id;
use jiff::ToSpan;
use jiff::civil::Date;
use ledger::Unseen;

use crate::error::RegisterError;
use crate::lower::{Declared, Registers};
use crate::record::{Former, Record, Shown, ShownField};
use crate::store::{self, Condition};
use crate::value::{Value, in_form};

/// How many records one search gives: as many as one look covers.
pub const FOUND_MAX: i64 = 200;

/// What is asked of a register, in columns.
pub(crate) struct Lowered {
    pub(crate) conditions: Vec<Condition>,
    /// Whether an index or a key table finds the records.
    pub(crate) is_found_by: bool,
}

impl Registers {
    /// A record, for rules. The id of one that was merged gives the one that was kept.
    ///
    /// # Errors
    /// When there is no such register, or the database fails.
    pub async fn load(
        &self,
        db: &Store,
        register: &str,
        id: Id,
    ) -> Result<Option<Record>, RegisterError> {
        let declared = self.get(register)?;
        let found = store::find(db, declared, &[Condition::id(id)]).await?;
        if found.is_empty() {
            let kept = self
                .find_merged(db, declared, vec![Condition::id(id)])
                .await?;
            return Ok(kept.into_iter().next());
        }
        Ok(found.into_iter().next())
    }

    /// The records whose fields all have these values, newest first, at most [`FOUND_MAX`]. A
    /// field may also be `record`, with the record's id. One field at least must be that, `key`
    /// or `search`, or they are all fields of a natural key. Text is read as the field's kind needs it. Names are compared by the language's rules. Records that have ended are
    /// among them ([`Record::holds_on`] tells).
    ///
    /// # Errors
    /// [`RegisterError::NotSearchable`], when there is no such register, or the database fails.
    pub async fn find(
        &self,
        db: &Store,
        register: &str,
        conditions: &[(&str, Value)],
    ) -> Result<Vec<Record>, RegisterError> {
        let declared = self.get(register)?;
        let Some(lowered) = self.lowered(declared, conditions)? else {
            return Ok(Vec::new());
        };
        if !lowered.is_found_by {
            return Err(RegisterError::NotSearchable {
                register: register.to_owned(),
            });
        }
        let found = store::find(db, declared, &lowered.conditions).await?;
        if found.is_empty() {
            return self.find_merged(db, declared, lowered.conditions).await;
        }
        Ok(found)
    }

    /// What must hold of columns for fields to have these values; `None` if no record can have
    /// them.
    pub(crate) fn lowered(
        &self,
        declared: &Arc<Declared>,
        conditions: &[(&str, Value)],
    ) -> Result<Option<Lowered>, RegisterError> {
        let not_searchable = || RegisterError::NotSearchable {
            register: declared.id().to_owned(),
        };
        let (mut is_found_by, mut possible) = (false, true);
        let mut lowered = Vec::with_capacity(conditions.len());
        let mut known = vec![None; declared.places.len()];
        for (field, value) in conditions {
            if *field == "record" {
                is_found_by = true;
                match record_id(value) {
                    Some(id) => lowered.push(Condition::id(id)),
                    None => possible = false,
                }
                continue;
            }
            let at = declared.position(field).ok_or_else(not_searchable)?;
            let field = &declared.register.fields[at];
            is_found_by |= field.key || field.search;
            match in_form(field, value.clone().read_as(&field.kind)) {
                Ok(Some(value)) => {
                    lowered.extend(self.conditions(declared, at, &value));
                    known[at] = Some(value);
                }
                // What cannot stand in a field stands in no record.
                Ok(None) | Err(_) => possible = false,
            }
        }
        if !is_found_by
            && possible
            && let Some(by_key) = self.keyed(declared).condition(&known)
        {
            is_found_by = true;
            lowered.push(by_key);
        }
        // Whether it may be asked at all comes first, so that a wrong question is told as such.
        Ok((possible || !is_found_by).then_some(Lowered {
            conditions: lowered,
            is_found_by,
        }))
    }

    /// The former versions of a record, latest first.
    ///
    /// # Errors
    /// When there is no such register, or the database fails.
    pub async fn history(
        &self,
        db: &Store,
        register: &str,
        id: Id,
    ) -> Result<Vec<Former>, RegisterError> {
        Ok(store::history(db, self.get(register)?, id).await?)
    }

    /// The records that once had this value in a `key` field, and have another now.
    ///
    /// # Errors
    /// [`RegisterError::NotSearchable`], when there is no such register, or the database fails.
    pub async fn find_former(
        &self,
        db: &Store,
        register: &str,
        (field, value): (&str, &Value),
    ) -> Result<Vec<Id>, RegisterError> {
        let declared = self.get(register)?;
        let at = declared.position(field);
        let Some(at) = at.filter(|at| declared.places[*at].key.is_some()) else {
            return Err(RegisterError::NotSearchable {
                register: register.to_owned(),
            });
        };
        let kind = &declared.register.fields[at].kind;
        let Ok(Some(value)) = value.clone().read_as(kind) else {
            return Ok(Vec::new());
        };
        let place = &declared.places[at];
        Ok(store::former(db, declared, &place.column, place.stored(&value)).await?)
    }

    /// The people of whom somebody is a parent, and who are surely under the age from which they
    /// act for themselves.
    ///
    /// # Errors
    /// When there is no register of people, or the database fails.
    pub async fn children_of(
        &self,
        db: &Store,
        parent: Id,
        today: Date,
    ) -> Result<Vec<Record>, RegisterError> {
        let declared = self.get(&self.head.people)?;
        let mut children: Vec<Record> = Vec::new();
        for field in &self.head.parents {
            let Some(at) = declared.position(field) else {
                continue;
            };
            let conditions = self.conditions(declared, at, &Value::Record(parent));
            let found = store::find(db, declared, &conditions).await?;
            children.extend(
                found
                    .into_iter()
                    .filter(|child| self.is_minor(child, today)),
            );
        }
        Ok(children)
    }

    /// Whether a person surely is under the age from which people act for themselves: of a date
    /// that is only partly known the earliest day counts.
    pub fn is_minor(&self, person: &Record, today: Date) -> bool {
        let Some(born) = person.partial_date(&self.head.born) else {
            return false;
        };
        let years = i64::from(self.head.minor_until);
        born.earliest().saturating_add(years.years()) > today
    }

    /// What a permit lets somebody see of a record, and the look that goes with it. Of the fields
    /// asked for, those that the permit for this register opens; `*` asks for all.
    pub fn unseen(&self, permit: &Permit, record: &Record, fields: &[&str]) -> Unseen<Shown> {
        let open = open_fields(permit, &record.declared, fields);
        Unseen::new(permit, shown(record, &open), record.touches(&open))
    }

    /// As [`Registers::unseen`], for a list that is one look (at most [`FOUND_MAX`] records).
    pub fn unseen_all(
        &self,
        permit: &Permit,
        records: &[Record],
        fields: &[&str],
    ) -> Unseen<Vec<Shown>> {
        let mut list = Vec::with_capacity(records.len());
        let mut touches = Vec::new();
        for record in records {
            let open = open_fields(permit, &record.declared, fields);
            list.push(shown(record, &open));
            touches.extend(record.touches(&open));
        }
        Unseen::new(permit, list, touches)
    }

    /// What must hold of columns for a field to have a value.
    pub(crate) fn conditions(
        &self,
        declared: &Arc<Declared>,
        at: usize,
        value: &Value,
    ) -> Vec<Condition> {
        let place = &declared.places[at];
        let name = |at: usize| declared.table.columns()[at].name.clone();
        match (value, place.compared) {
            (Value::Text(text), Some(compared)) => {
                let (key, plain) = self.name_keys(text);
                let plain = place
                    .plain
                    .map(|at| Condition::column(name(at), plain.into()));
                let key = Condition::column(name(compared), key.into());
                plain.into_iter().chain([key]).collect()
            }
            _ => match &place.key {
                Some(table) => vec![Condition::key(table.name().to_owned(), place.stored(value))],
                None => vec![Condition::column(place.column.clone(), place.stored(value))],
            },
        }
    }
}

fn record_id(value: &Value) -> Option<Id> {
    match value {
        Value::Record(id) => Some(*id),
        Value::Text(text) => text.parse().ok(),
        Value::Int(_) | Value::Bool(_) | Value::Next(_) => None,
    }
}

fn open_fields<'a>(permit: &Permit, declared: &'a Declared, fields: &[&str]) -> Vec<&'a str> {
    if permit.on() != declared.on() {
        return Vec::new();
    }
    let all = fields.contains(&"*");
    declared
        .register
        .fields
        .iter()
        .map(|field| field.id.as_str())
        .filter(|field| all || fields.contains(field))
        .filter(|field| {
            permit
                .fields()
                .iter()
                .any(|open| open == "*" || open == field)
        })
        .collect()
}

pub(crate) fn shown(record: &Record, open: &[&str]) -> Shown {
    let fields = &record.declared.register.fields;
    Shown {
        register: record.register().to_owned(),
        id: record.id,
        recorded_at: record.recorded_at,
        valid_from: record.valid_from,
        valid_to: record.valid_to,
        fields: fields
            .iter()
            .zip(&record.values)
            .filter(|(field, _)| open.contains(&field.id.as_str()))
            .filter_map(|(field, value)| {
                Some(ShownField {
                    id: field.id.clone(),
                    kind: field.kind.clone(),
                    value: value.clone()?,
                })
            })
            .collect(),
    }
}
