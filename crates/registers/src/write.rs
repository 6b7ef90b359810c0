//! Writing: a record is created, corrected, ended; always as part of somebody's act.

use ::store::Change;
use access::{Action, Permit};
use base::Id;
use base::text::clean_lines;
use jiff::civil::Date;
use ledger::Act;

use crate::check::{FieldProblem, Problem, arrange};
use crate::columns::own;
use crate::directory::Directory;
use crate::error::RegisterError;
use crate::lower::{Declared, Registers};
use crate::record::{Record, subjects, touches};
use crate::rows::{Replaced, Stamp, history_row};
use crate::ticket::SAID_CHARS_MAX;
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
    /// What was wrong, in words (at most [`crate::SAID_CHARS_MAX`] characters); kept in the
    /// history only.
    pub wrong: String,
    /// Since when it was wrong, if that is known.
    pub since: Option<Date>,
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
        problems.extend(self.check(
            directory,
            declared,
            &mut values,
            self.calendar.date_of(act.at()),
        ));
        refuse(declared, problems)?;
        let stamp = Stamp {
            id: new.id,
            at: act.at(),
            law: &act.entry().law.clone(),
            act: act.id(),
            version: 1,
            valid_from: self.calendar.date_of(act.at()),
            valid_to: None,
            source_row: None,
        };
        let about = subjects(declared, new.id, &values);
        let touches = touches(declared, new.id, &about, &names);
        let act = with_ground(act, permit).change(Change::Insert {
            table: declared.table.clone(),
            row: self.row(declared, &stamp, &values),
        });
        let act = act.changes(self.keyed(declared).claim(new.id, &values, false));
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
        let (mut values, mut problems) = changed(record, fields);
        problems.extend(self.check(
            directory,
            declared,
            &mut values,
            self.calendar.date_of(act.at()),
        ));
        let wrong = explained(&correction.wrong, &mut problems);
        refuse(declared, problems)?;
        let about = about_both(record, &values);
        let touches = touches(declared, record.id, &about, &names);
        let next = Next {
            wrong: Some((wrong.as_str(), correction.since)),
            ..Next::of(record, values)
        };
        let act = self.replace(record, next, act);
        let act = with_ground(act, permit).touch_all(touches);
        Ok(act.fact("register", declared.id()))
    }

    /// Adds the end of a record to an act: it holds until `last_day` and stays as it is.
    ///
    /// # Errors
    /// [`RegisterError::Permit`] unless it is for correcting in this register,
    /// [`RegisterError::Fields`] when it would end before it began.
    pub fn end(
        &self,
        permit: &Permit,
        record: &Record,
        last_day: Date,
        act: Act,
    ) -> Result<Act, RegisterError> {
        let declared = &record.declared;
        covered(permit, Action::Correct, declared, &[])?;
        let mut problems = Vec::new();
        if last_day < record.valid_from {
            problems.push(FieldProblem {
                field: "valid_to".to_owned(),
                problem: Problem::Kind {
                    expected: "a day on which the record has begun",
                },
            });
        }
        refuse(declared, problems)?;
        let mut values = record.values.clone();
        if let Some(at) = declared.position("valid_to")
            && declared.places[at].at == own::VALID_TO
        {
            values[at] = Some(last_day.into());
        }
        let touches = touches(declared, record.id, &record.subjects(), &["valid_to"]);
        let next = Next {
            valid_to: Some(last_day),
            ..Next::of(record, values)
        };
        let act = self.replace(record, next, act);
        let act = with_ground(act, permit).touch_all(touches);
        Ok(act.fact("register", declared.id()))
    }

    /// The next version of a record; the former one goes into the history, keys are moved.
    pub(crate) fn replace(&self, record: &Record, next: Next<'_>, act: Act) -> Act {
        let declared = &record.declared;
        let stamp = Stamp {
            id: record.id,
            at: act.at(),
            law: &act.entry().law.clone(),
            act: act.id(),
            version: record.version + 1,
            valid_from: next.valid_from,
            valid_to: next.valid_to,
            source_row: None,
        };
        let replaced = Replaced {
            by: act.id(),
            at: act.at(),
            wrong: next.wrong,
            held_until: next.held_until,
        };
        let values = next.values;
        let act = act.change(Change::Update {
            table: declared.table.clone(),
            was: record.version,
            row: self.row(declared, &stamp, &values),
        });
        let act = act.change(Change::Insert {
            table: declared.history.clone(),
            row: history_row(record, replaced),
        });
        let keyed = self.keyed(declared);
        act.changes(keyed.move_to(record.id, &record.values, Some(&values)))
    }
}

/// A record's values with some of them changed, and what is wrong with the names of these. Nothing
/// empties a field.
pub(crate) fn changed(
    record: &Record,
    fields: &[(String, Option<Value>)],
) -> (Vec<Option<Value>>, Vec<FieldProblem>) {
    let mut problems = Vec::new();
    // Absent values are arranged as well, so that a wrong name of an emptied field is told.
    let given = fields.iter().map(|(name, value)| {
        let value = value.clone().unwrap_or(Value::Text(String::new()));
        (&**name, value)
    });
    let changed = arrange(&record.declared, given, &mut problems);
    let mut values = record.values.clone();
    for (value, changed) in values.iter_mut().zip(changed) {
        if let Some(changed) = changed {
            *value = Some(changed).filter(|value| *value != Value::Text(String::new()));
        }
    }
    (values, problems)
}

/// Whom a record is about as it was, and as it will be: both learn of the change.
pub(crate) fn about_both(record: &Record, values: &[Option<Value>]) -> Vec<Id> {
    let mut about = record.subjects();
    for subject in subjects(&record.declared, record.id, values) {
        if !about.contains(&subject) {
            about.push(subject);
        }
    }
    about
}

/// The next version of a record.
pub(crate) struct Next<'a> {
    pub(crate) values: Vec<Option<Value>>,
    pub(crate) valid_from: Date,
    pub(crate) valid_to: Option<Date>,
    /// What is wrong with the version before, if anything is.
    pub(crate) wrong: Option<(&'a str, Option<Date>)>,
    /// Until when the version before holds, if it is superseded.
    pub(crate) held_until: Option<Date>,
}

impl Next<'_> {
    /// A version with other values and the same term.
    pub(crate) fn of(record: &Record, values: Vec<Option<Value>>) -> Next<'static> {
        Next {
            values,
            valid_from: record.valid_from,
            valid_to: record.valid_to,
            wrong: None,
            held_until: None,
        }
    }
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

/// What was wrong, or what is wrong with saying so.
pub(crate) fn explained(wrong: &str, problems: &mut Vec<FieldProblem>) -> String {
    let problem = match clean_lines(wrong, SAID_CHARS_MAX) {
        Ok(wrong) if !wrong.is_empty() => return wrong,
        Ok(_) => Problem::Missing,
        Err(problem) => Problem::Text(problem),
    };
    problems.push(FieldProblem {
        field: "wrong".to_owned(),
        problem,
    });
    String::new()
}

pub(crate) fn refuse(
    declared: &Declared,
    problems: Vec<FieldProblem>,
) -> Result<(), RegisterError> {
    if problems.is_empty() {
        return Ok(());
    }
    Err(RegisterError::Fields {
        register: declared.id().to_owned(),
        problems,
    })
}
