//! Answers to a procedure's questions, and values of a record's fields, that any pack accepts.

use base::Id;
use jiff::civil::Date;
use pack::Pack;
use pack::model::{FieldKind, Procedure, QuestionKind};
use registers::{Directory, Value};
use serde_json::{Map, json};

/// The law and the day for which values are made.
#[derive(Clone, Copy, Debug)]
pub(super) struct Maker<'a> {
    /// The pack.
    pub(super) pack: &'a Pack,
    /// Its places and agencies.
    pub(super) directory: &'a Directory,
    /// Today.
    pub(super) today: Date,
}

impl Maker<'_> {
    /// Answers to all questions; those that are not asked are not kept.
    pub(super) fn answers(&self, root: &Procedure, name: &str) -> Map<String, serde_json::Value> {
        let answers = root.questions.iter().filter_map(|question| {
            let answer = match &question.kind {
                QuestionKind::Text(max) => "Bench".chars().take(*max).collect(),
                QuestionKind::Name(max) => name.chars().take(*max).collect(),
                QuestionKind::Date => self.today.to_string(),
                QuestionKind::YesNo => "no".to_owned(),
                QuestionKind::Choice(choices) => choices.first()?.clone(),
                QuestionKind::Code(list) => self.code(list)?,
                QuestionKind::Place(kinds) => {
                    let fits =
                        |place: &&registers::Place| kinds.is_empty() || kinds.contains(&place.kind);
                    self.directory.places().iter().find(fits)?.code.clone()
                }
            };
            Some((question.id.clone(), json!(answer)))
        });
        answers.collect()
    }

    /// A value for a field about a person; none for references to other registers.
    pub(super) fn value(&self, kind: &FieldKind, (unique, person): (&str, Id)) -> Option<Value> {
        Some(match kind {
            FieldKind::Text | FieldKind::Name | FieldKind::Identifier(_) => Value::from(unique),
            FieldKind::Code(list) => Value::Text(self.code(list)?),
            FieldKind::Integer | FieldKind::Instant => Value::Int(1),
            FieldKind::Boolean => Value::Bool(true),
            FieldKind::Date | FieldKind::PartialDate => Value::from(self.today),
            FieldKind::Place => Value::Text(self.directory.places().first()?.code.clone()),
            FieldKind::Agency => Value::Text(self.directory.agencies().first()?.id.clone()),
            FieldKind::Reference(register) if *register == self.pack.head.people => {
                Value::Record(person)
            }
            FieldKind::Reference(_) => return None,
        })
    }

    fn code(&self, list: &str) -> Option<String> {
        Some(self.pack.list(list)?.codes.first()?.0.clone())
    }
}
