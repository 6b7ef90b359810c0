//! Records: as rules read them, and as people see them.

use std::fmt;
use std::sync::Arc;

use ::store::Change;
use access::{Actor, Relation};
use base::dates::PartialDate;
use base::{Id, Instant};
use jiff::civil::Date;
use ledger::Touch;
use pack::FieldKind;

use crate::columns::BEGINNING;
use crate::lower::Declared;
use crate::value::Value;

/// A record as it was read, for rules. What a person sees is a [`Shown`], behind a look.
#[derive(Clone)]
pub struct Record {
    pub(crate) declared: Arc<Declared>,
    /// Its id.
    pub id: Id,
    /// The version of the row, from 1.
    pub version: i64,
    /// When this version was recorded.
    pub recorded_at: Instant,
    /// The law version it was made under.
    pub law: String,
    /// The ledger entry of the act that made this version.
    pub act: Id,
    /// From when it holds in the world.
    pub valid_from: Date,
    /// The last day on which it holds, once that is known.
    pub valid_to: Option<Date>,
    /// Its row in the file that the act loaded, from 1; `None` if no file was loaded.
    pub source_row: Option<i64>,
    /// In the order of the declaration.
    pub(crate) values: Vec<Option<Value>>,
}

impl fmt::Debug for Record {
    /// Which record, without what it says.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{} v{}", self.register(), self.id, self.version)
    }
}

impl Record {
    /// The register's id.
    pub fn register(&self) -> &str {
        &self.declared.register.id
    }

    /// The register, as declared.
    pub fn declared(&self) -> &Declared {
        &self.declared
    }

    /// The value of a field.
    pub fn value(&self, field: &str) -> Option<&Value> {
        self.values.get(self.declared.position(field)?)?.as_ref()
    }

    /// The value of a field that holds text.
    pub fn text(&self, field: &str) -> Option<&str> {
        match self.value(field)? {
            Value::Text(text) => Some(text),
            Value::Int(_) | Value::Bool(_) | Value::Record(_) | Value::Next(_) => None,
        }
    }

    /// The value of a field that refers to a record.
    pub fn id(&self, field: &str) -> Option<Id> {
        match self.value(field)? {
            Value::Record(id) => Some(*id),
            Value::Text(_) | Value::Int(_) | Value::Bool(_) | Value::Next(_) => None,
        }
    }

    /// The value of a field that holds a number or an instant.
    pub fn int(&self, field: &str) -> Option<i64> {
        match self.value(field)? {
            Value::Int(number) => Some(*number),
            Value::Text(_) | Value::Bool(_) | Value::Record(_) | Value::Next(_) => None,
        }
    }

    /// The value of a field that says yes or no.
    pub fn bool(&self, field: &str) -> Option<bool> {
        match self.value(field)? {
            Value::Bool(yes) => Some(*yes),
            Value::Text(_) | Value::Int(_) | Value::Record(_) | Value::Next(_) => None,
        }
    }

    /// The value of a field that holds a date whose day is known.
    pub fn date(&self, field: &str) -> Option<Date> {
        self.partial_date(field)?.known_day()
    }

    /// The value of a field that holds a date, as far as it is known.
    pub fn partial_date(&self, field: &str) -> Option<PartialDate> {
        self.text(field)?.parse().ok()
    }

    /// All fields that have a value, in the order of the declaration.
    pub fn values(&self) -> impl Iterator<Item = (&str, &Value)> {
        let fields = &self.declared.register.fields;
        let pairs = fields.iter().zip(&self.values);
        pairs.filter_map(|(field, value)| Some((field.id.as_str(), value.as_ref()?)))
    }

    /// Whether it holds in the world on a day.
    pub fn holds_on(&self, day: Date) -> bool {
        self.valid_from <= day && self.valid_to.is_none_or(|end| day <= end)
    }

    /// What expressions know of it: its fields, `record` (its id as text) and `found` (yes).
    pub fn facts(&self) -> expr::Record {
        let fields = &self.declared.register.fields;
        let mut facts: expr::Record = fields
            .iter()
            .zip(&self.values)
            .filter_map(|(field, value)| {
                Some((field.id.clone(), value.as_ref()?.to_expr(&field.kind)))
            })
            .collect();
        facts.insert("record".into(), expr::Value::Text(self.id.to_string()));
        facts.insert("found".into(), expr::Value::Bool(true));
        facts
    }

    /// What the rules of its register know of it ([`pack::rule_scope`]): its fields, and `today`.
    pub fn rule_facts(&self, today: Date) -> expr::Record {
        let fields = &self.declared.register.fields;
        let values = fields.iter().zip(&self.values);
        let mut facts: expr::Record = values
            .filter_map(|(field, value)| Some((field.id.clone(), value.as_ref()?.to_rule(field))))
            .collect();
        facts.insert("today".into(), expr::Value::Date(today));
        facts
    }

    /// Whom it is about: itself, or the records its `about` fields refer to. Nobody, for most.
    pub fn subjects(&self) -> Vec<Id> {
        subjects(&self.declared, self.id, &self.values)
    }

    /// The touches of a look at (or a change of) some of its fields.
    pub fn touches(&self, fields: &[&str]) -> Vec<Touch> {
        touches(&self.declared, self.id, &self.subjects(), fields)
    }

    /// How somebody stands to it: a person to what is about themself or one of their minor
    /// children (from [`crate::Registers::children_of`]), an officer or an agency's system to the
    /// registers that their office answers for, and an agency's system to a record that names its
    /// agency: the one that it sent.
    pub fn relation(&self, actor: &Actor, children: &[Id]) -> Relation {
        if actor.office() == Some(&self.declared.register.steward) {
            return Relation::Office;
        }
        if let Actor::Consumer { agency, .. } = actor
            && self.names_agency(agency)
        {
            return Relation::Own;
        }
        let own = |subject: &Id| actor.subject() == Some(*subject) || children.contains(subject);
        if actor.subject().is_some() && self.subjects().iter().any(own) {
            Relation::Own
        } else {
            Relation::None
        }
    }

    fn names_agency(&self, agency: &str) -> bool {
        let fields = self.declared.register.fields.iter().zip(&self.values);
        fields
            .filter(|(field, _)| field.kind == FieldKind::Agency)
            .any(|(_, value)| matches!(value, Some(Value::Text(named)) if named == agency))
    }

    /// For an act whose decision stands on this record: it must still be this version at commit.
    pub fn relied_on(&self) -> Change {
        self.declared.table.rely(self.version, vec![self.id.into()])
    }
}

pub(crate) fn subjects(declared: &Declared, id: Id, values: &[Option<Value>]) -> Vec<Id> {
    let mut subjects: Vec<Id> = Vec::new();
    for about in &declared.register.about {
        let subject = if about == "self" {
            Some(id)
        } else {
            match declared.position(about).and_then(|at| values.get(at)) {
                Some(Some(Value::Record(subject))) => Some(*subject),
                _ => None,
            }
        };
        subjects.extend(subject.filter(|subject| !subjects.contains(subject)));
    }
    subjects
}

/// One touch for each subject, with the fields in the order of the declaration.
pub(crate) fn touches(
    declared: &Declared,
    record: Id,
    subjects: &[Id],
    fields: &[&str],
) -> Vec<Touch> {
    let ordered: Vec<String> = declared
        .register
        .fields
        .iter()
        .filter(|field| fields.contains(&field.id.as_str()) || fields.contains(&"*"))
        .map(|field| field.id.clone())
        .collect();
    subjects
        .iter()
        .map(|&subject| Touch {
            register: declared.register.id.clone(),
            record,
            subject,
            fields: ordered.clone(),
        })
        .collect()
}

/// A version of a record that was replaced.
#[derive(Debug, Clone)]
pub struct Former {
    /// As it was.
    pub record: Record,
    /// The ledger entry of the act that replaced it.
    pub replaced_by: Id,
    /// When it was replaced.
    pub replaced_at: Option<Instant>,
    /// The last day on which it still held in the world, if it was superseded and not wrong.
    pub held_until: Option<Date>,
    /// The legal ground on which the record was erased. Its values are gone then.
    pub erased: Option<String>,
    /// What was wrong with it, if it was corrected; nothing, if it ended.
    pub wrong: Option<String>,
    /// Since when that was wrong.
    pub wrong_since: Option<Date>,
}

/// What a permit lets somebody see of a record.
#[derive(Clone)]
pub struct Shown {
    /// The register's id.
    pub register: String,
    /// The record.
    pub id: Id,
    /// When this version was recorded: how fresh the data is.
    pub recorded_at: Instant,
    /// From when it holds in the world.
    pub valid_from: Date,
    /// The last day on which it holds, once that is known.
    pub valid_to: Option<Date>,
    /// The permitted fields that have a value, in the order of the declaration.
    pub fields: Vec<ShownField>,
}

/// A field that is shown.
#[derive(Clone)]
pub struct ShownField {
    /// Its id.
    pub id: String,
    /// What it holds.
    pub kind: FieldKind,
    /// Its value.
    pub value: Value,
}

impl fmt::Debug for Shown {
    /// Which record, without what it says.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.register, self.id)
    }
}

impl fmt::Debug for ShownField {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.id)
    }
}

impl Shown {
    /// From when it holds in the world; `None` when nobody knows when that began.
    pub fn begun(&self) -> Option<Date> {
        (self.valid_from != BEGINNING).then_some(self.valid_from)
    }

    /// The value of a field, if it is permitted and there.
    pub fn value(&self, field: &str) -> Option<&Value> {
        let shown = self.fields.iter().find(|shown| shown.id == field)?;
        Some(&shown.value)
    }

    /// The value of a field that holds text.
    pub fn text(&self, field: &str) -> Option<&str> {
        match self.value(field)? {
            Value::Text(text) => Some(text),
            Value::Int(_) | Value::Bool(_) | Value::Record(_) | Value::Next(_) => None,
        }
    }

    /// The value of a field that refers to a record.
    pub fn id(&self, field: &str) -> Option<Id> {
        match self.value(field)? {
            Value::Record(id) => Some(*id),
            Value::Text(_) | Value::Int(_) | Value::Bool(_) | Value::Next(_) => None,
        }
    }
}
