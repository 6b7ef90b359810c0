//! What expressions see: one tree of facts built from what a case knows.

use std::collections::BTreeMap;

use base::Id;
use expr::{Record, Val, Value};
use jiff::civil::Date;
use pack::model::{FieldKind, Procedure, QuestionKind, Source};

use crate::lower::Law;
use crate::model::{Answers, Consent, Dossier, Evidence, Finding};

/// A tree of facts under construction, and the law it is for.
#[derive(Clone, Debug)]
pub struct Facts<'a> {
    law: &'a Law,
    tree: Record,
}

impl<'a> Facts<'a> {
    /// The facts of an application: who files, today, the answers.
    pub fn new(
        law: &'a Law,
        root: &Procedure,
        applicant: Id,
        today: Date,
        answers: &Answers,
    ) -> Facts<'a> {
        let mut form = Record::new();
        for question in &root.questions {
            if let Some(answer) = answers
                .get(&question.id)
                .filter(|answer| !answer.is_empty())
            {
                form.insert(question.id.clone(), answer_value(&question.kind, answer));
            }
        }
        let tree = Record::from([
            (
                "applicant_id".to_owned(),
                Value::Text(applicant.to_string()),
            ),
            ("today".to_owned(), Value::Date(today)),
            ("form".to_owned(), Value::Record(form)),
        ]);
        Facts { law, tree }
    }

    /// The facts of a case that is under way.
    pub fn of(law: &'a Law, root: &Procedure, dossier: &Dossier, today: Date) -> Facts<'a> {
        let application = &dossier.application;
        let applicant = dossier.case.applicant;
        let mut facts = Facts::new(law, root, applicant, today, &application.answers);
        for evidence in &dossier.evidence {
            facts.add_evidence(evidence);
        }
        facts.compute_values(root);
        facts.add_consents(root, &dossier.consents);
        facts.add_out(&application.out);
        let legs = dossier.family.iter().filter_map(|case| {
            let (_, outcome) = case.ended.as_ref()?;
            let outcome = Value::Text(outcome.word().to_owned());
            Some((
                case.leg.clone()?,
                Value::Record(Record::from([("outcome".to_owned(), outcome)])),
            ))
        });
        facts
            .tree
            .insert("leg".to_owned(), Value::Record(legs.collect()));
        facts
    }

    /// Adds what a register answered.
    pub fn add_evidence(&mut self, evidence: &Evidence) {
        let found = evidence.finding == Finding::Found;
        let mut record = Record::from([("found".to_owned(), Value::Bool(found))]);
        if found {
            if let Some(id) = evidence.record {
                record.insert("record".to_owned(), Value::Text(id.to_string()));
            }
            let register = self.law.pack.register(&evidence.register);
            for (field, text) in &evidence.values {
                let kind = register
                    .and_then(|r| r.field(field))
                    .map(|field| &field.kind);
                record.insert(field.clone(), field_value(kind, text));
            }
        }
        self.tree.insert(evidence.id.clone(), Value::Record(record));
    }

    /// Computes the declared values in order; what cannot be computed yet is missing.
    pub fn compute_values(&mut self, root: &Procedure) {
        self.tree
            .insert("value".to_owned(), Value::Record(Record::new()));
        for (name, source) in &root.values {
            let value = self.value(&root.id, source);
            if let (Some(value), Some(Value::Record(values))) = (value, self.tree.get_mut("value"))
            {
                values.insert(name.clone(), value);
            }
        }
    }

    /// Adds which consents are needed and which were given.
    pub fn add_consents(&mut self, root: &Procedure, given: &[Consent]) {
        let (mut yes, mut needed) = (Record::new(), Record::new());
        for consent in &root.consents {
            let asked = given.iter().find(|asked| asked.id == consent.id);
            let agreed = asked
                .and_then(|asked| asked.answer)
                .is_some_and(|(_, answer)| answer);
            yes.insert(consent.id.clone(), Value::Bool(agreed));
            needed.insert(
                consent.id.clone(),
                Value::Bool(self.holds(&root.id, &consent.when)),
            );
        }
        self.tree.insert("consent".to_owned(), Value::Record(yes));
        self.tree
            .insert("consent_needed".to_owned(), Value::Record(needed));
    }

    /// Adds what earlier steps made.
    pub fn add_out(&mut self, out: &BTreeMap<String, BTreeMap<String, String>>) {
        for (name, fields) in out {
            self.add_made(name, fields);
        }
    }

    /// Adds one record a step made.
    pub fn add_made(&mut self, name: &str, fields: &BTreeMap<String, String>) {
        let register = self.register_of(name);
        let record: Record = fields
            .iter()
            .map(|(field, text)| {
                let kind = register
                    .and_then(|id| self.law.pack.register(id))
                    .and_then(|register| register.field(field))
                    .map(|field| &field.kind);
                (field.clone(), field_value(kind, text))
            })
            .collect();
        if let Value::Record(out) = self
            .tree
            .entry("out".to_owned())
            .or_insert_with(|| Value::Record(Record::new()))
        {
            out.insert(name.to_owned(), Value::Record(record));
        }
    }

    /// Adds the office that acts.
    pub fn add_office(&mut self, id: &str, place: &str) {
        let office = Record::from([
            ("id".to_owned(), Value::Text(id.into())),
            ("place".to_owned(), Value::Text(place.into())),
        ]);
        self.tree.insert("office".to_owned(), Value::Record(office));
    }

    fn register_of(&self, name: &str) -> Option<&'a str> {
        let writes = self
            .law
            .pack
            .procedures
            .iter()
            .flat_map(|procedure| &procedure.writes);
        writes
            .into_iter()
            .find(|write| write.name == name)
            .map(|write| write.register.as_str())
    }

    /// Whether a condition holds.
    pub fn holds(&self, procedure: &str, source: &Source) -> bool {
        self.law
            .expr(procedure, source)
            .is_some_and(|expr| expr.holds(&expr.bind(&self.tree)))
    }

    /// Whether an optional condition holds; one that is not there does.
    pub fn holds_or_none(&self, procedure: &str, source: Option<&Source>) -> bool {
        source.is_none_or(|source| self.holds(procedure, source))
    }

    /// The value of an expression, unless it is missing.
    pub fn value(&self, procedure: &str, source: &Source) -> Option<Value> {
        let expr = self.law.expr(procedure, source)?;
        let row: Vec<Val<'_>> = expr.bind(&self.tree);
        let value = expr.eval(&row);
        (!value.is_missing()).then(|| value.to_value())
    }

    /// The value of an expression as text.
    pub fn text(&self, procedure: &str, source: &Source) -> Option<String> {
        self.value(procedure, source).map(|value| text_of(&value))
    }

    /// The value of an expression as a record's id.
    pub fn id(&self, procedure: &str, source: &Source) -> Option<Id> {
        self.text(procedure, source)?.parse().ok()
    }
}

/// An answer as the question's type; text that does not fit is missing.
fn answer_value(kind: &QuestionKind, answer: &str) -> Value {
    match kind {
        QuestionKind::YesNo => Value::Bool(answer == "yes"),
        QuestionKind::Date => answer.parse().map_or(Value::Null, Value::Date),
        QuestionKind::Text(_)
        | QuestionKind::Name(_)
        | QuestionKind::Choice(_)
        | QuestionKind::Code(_)
        | QuestionKind::Place(_) => Value::Text(answer.into()),
    }
}

/// A field's text as the field's type.
fn field_value(kind: Option<&FieldKind>, text: &str) -> Value {
    match kind {
        Some(FieldKind::Integer) => text.parse().map_or(Value::Null, Value::Int),
        Some(FieldKind::Boolean) => Value::Bool(text == "true"),
        Some(FieldKind::Date) => text.parse().map_or(Value::Null, Value::Date),
        Some(FieldKind::Instant) => text.parse().map_or(Value::Null, Value::Instant),
        _ => Value::Text(text.into()),
    }
}

/// A value as stored text.
pub(crate) fn text_of(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::Bool(value) => value.to_string(),
        Value::Int(value) | Value::Instant(value) => value.to_string(),
        Value::Text(text) => text.to_string(),
        Value::Date(date) => date.to_string(),
        Value::List(items) => items.iter().map(text_of).collect::<Vec<_>>().join(", "),
        Value::Record(_) => String::new(),
    }
}
