//! Looking for what stands in the way of changed declarations.

use std::sync::Arc;

use ::store::{Kind, Store};
use pack::{Field, FieldKind, Form, Register};

use super::{OBSTACLE_RECORDS_MAX, Obstacle, Unfit};
use crate::columns::{column_of, kind_of};
use crate::directory::Directory;
use crate::error::RegisterError;
use crate::keys::KeyPlace;
use crate::lower::{Declared, Registers};
use crate::record::Record;
use crate::store;
use crate::value::{Value, in_form};

/// Records read at a time: some hundred kilobytes.
const ROWS: usize = 500;

impl Registers {
    /// What stands in the way of these declarations, over records that were made under others:
    /// those of all law versions that were in force, the latest last. To be asked before anything
    /// is written. Each register of which a field takes less than before is read once; nothing is
    /// read where declarations only grow.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn obstacles(
        &self,
        db: &Store,
        directory: &Directory,
        former: &[Registers],
    ) -> Result<Vec<Obstacle>, RegisterError> {
        let mut found = Vec::new();
        for new in self.all() {
            let Some(known) = known(new.id(), former) else {
                continue;
            };
            let mut looking = Looking {
                after: self,
                directory,
                new,
                known: &known,
                stricter: Vec::new(),
                found: Vec::new(),
            };
            looking.fields(former);
            looking.records(db).await?;
            looking.keys(db, former).await?;
            found.append(&mut looking.found);
        }
        Ok(found)
    }
}

/// A register as it was declared until now, with the fields that only earlier law versions had: what
/// its table has columns for.
fn known(register: &str, former: &[Registers]) -> Option<Arc<Declared>> {
    let mut latest = former.iter().rev().filter_map(|law| law.get(register).ok());
    let mut known: Register = latest.next()?.register.clone();
    known.rules.clear();
    for earlier in latest {
        for field in &earlier.register.fields {
            if known.field(&field.id).is_none() {
                known.fields.push(field.clone());
            }
        }
    }
    Some(Arc::new(Declared::new(&known)))
}

/// The looking at one register.
struct Looking<'l> {
    after: &'l Registers,
    directory: &'l Directory,
    new: &'l Arc<Declared>,
    known: &'l Arc<Declared>,
    /// Positions of the fields that take less than they did.
    stricter: Vec<usize>,
    found: Vec<Obstacle>,
}

impl Looking<'_> {
    /// What declarations alone can tell.
    fn fields(&mut self, former: &[Registers]) {
        for (at, field) in self.new.register.fields.iter().enumerate() {
            let was = self.known.register.field(&field.id);
            if was.is_some_and(|was| is_other_type(was, field)) {
                self.tell(&field.id, Unfit::Column, None);
            } else if takes_less(was, field, (former, self.after)) {
                self.stricter.push(at);
            }
        }
    }

    /// Reads all records once, if a field takes less than it did.
    async fn records(&mut self, db: &Store) -> Result<(), RegisterError> {
        if self.stricter.is_empty() {
            return Ok(());
        }
        let mut after = None;
        loop {
            let rows = store::list(db, self.known, &[], (after, ROWS)).await?;
            for record in &rows {
                self.record(record);
            }
            match rows.last() {
                Some(last) if rows.len() == ROWS => after = Some(last.id),
                Some(_) | None => return Ok(()),
            }
        }
    }

    fn record(&mut self, record: &Record) {
        let fields = &self.new.register.fields;
        let read = |field: &Field| {
            let Some(value) = record.value(&field.id) else {
                return Ok(None);
            };
            let text = Value::Text(value.to_text());
            in_form(field, text.read_as(&field.kind))
        };
        let values: Vec<_> = fields
            .iter()
            .map(|field| read(field).ok().flatten())
            .collect();
        let born = self.after.born(self.new, &values);
        for at in self.stricter.clone() {
            let field = &fields[at];
            let unfit = match read(field) {
                Ok(None) => (!field.optional).then_some(Unfit::Missing),
                Err(_) => Some(Unfit::Value),
                Ok(Some(mut value)) => {
                    let problem = self
                        .after
                        .problem_of(field, &mut value, self.directory, born);
                    problem.map(|_| Unfit::Value)
                }
            };
            if let Some(unfit) = unfit {
                self.tell(&field.id, unfit, Some(record.id));
            }
        }
    }

    /// Keys that are new, and that records break. The database finds them: it may sort on its disk.
    async fn keys(&mut self, db: &Store, former: &[Registers]) -> Result<(), RegisterError> {
        for key in self
            .new
            .keys
            .iter()
            .filter(|key| is_new(key, self.new, former))
        {
            let fields: Vec<&Field> = key
                .fields
                .iter()
                .map(|&at| &self.new.register.fields[at])
                .collect();
            let columns: Option<Vec<String>> = fields
                .iter()
                .map(|field| self.compared(field, fields.len()))
                .collect();
            // No record has a value in a field that is new.
            let Some(columns) = columns else { continue };
            let limit = OBSTACLE_RECORDS_MAX + 1;
            let twice = store::twice(db, self.known, &columns, limit).await?;
            let names: Vec<&str> = fields.iter().map(|field| field.id.as_str()).collect();
            for record in twice {
                self.tell(&names.join(", "), Unfit::Twice, Some(record));
            }
        }
        Ok(())
    }

    /// The column by which values of a field are the same in a key of so many fields.
    fn compared(&self, field: &Field, fields: usize) -> Option<String> {
        let place = &self.known.places[self.known.position(&field.id)?];
        let name = place.compared.filter(|_| fields > 1);
        Some(match name {
            Some(at) => self.known.table.columns()[at].name.clone(),
            None => place.column.clone(),
        })
    }

    fn tell(&mut self, field: &str, unfit: Unfit, record: Option<base::Id>) {
        let is_it = |one: &Obstacle| one.field == field && one.unfit == unfit;
        let at = self.found.iter().position(is_it).unwrap_or_else(|| {
            self.found.push(Obstacle {
                register: self.new.id().to_owned(),
                field: field.to_owned(),
                unfit,
                records: Vec::new(),
                more: false,
            });
            self.found.len() - 1
        });
        let one = &mut self.found[at];
        if one.records.len() < OBSTACLE_RECORDS_MAX {
            one.records.extend(record);
        } else {
            one.more = true;
        }
    }
}

/// Whether a key has no table yet, or one that no law in force kept up to date.
pub(super) fn is_new(key: &KeyPlace, new: &Declared, former: &[Registers]) -> bool {
    let last = former.last().and_then(|law| law.get(new.id()).ok());
    let had = |old: &Arc<Declared>| {
        let mut tables = old.keys.iter().map(|key| key.table.name());
        tables.any(|name| name == key.table.name())
    };
    !last.is_some_and(had)
}

/// Whether the column of a field keeps what the new declaration cannot read: another type, another
/// unit, or another column altogether.
fn is_other_type(was: &Field, field: &Field) -> bool {
    let places = |field: &Field| field.form.as_ref().and_then(Form::places);
    kind_of(was) != kind_of(field)
        || places(was) != places(field)
        || column_of(was) != column_of(field)
        || (was.kind != field.kind && kind_of(field) != Kind::Text)
}

/// Whether a field takes less than it did, so that records have to be looked at.
fn takes_less(
    was: Option<&Field>,
    field: &Field,
    (former, after): (&[Registers], &Registers),
) -> bool {
    let Some(was) = was else {
        return !field.optional;
    };
    let Some(before) = former.last() else {
        return false;
    };
    let kind = match &field.form {
        Some(Form::List(kind)) => kind,
        Some(_) | None => &field.kind,
    };
    let narrower = match kind {
        FieldKind::Code(list) => match (before.lists.get(list), after.lists.get(list)) {
            (Some(before), Some(after)) => !before.is_subset(after),
            (None, _) | (_, None) => true,
        },
        FieldKind::Identifier(id) => before.identifiers.get(id) != after.identifiers.get(id),
        FieldKind::Text
        | FieldKind::Name
        | FieldKind::Integer
        | FieldKind::Boolean
        | FieldKind::Date
        | FieldKind::PartialDate
        | FieldKind::Instant
        | FieldKind::Place
        | FieldKind::Agency
        | FieldKind::Reference(_) => false,
    };
    // A field that the law in force does not have any more may lack values by now.
    narrower
        || was.kind != field.kind
        || was.form != field.form
        || (was.optional && !field.optional)
}
