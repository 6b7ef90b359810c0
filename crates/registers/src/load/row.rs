//! One row: texts as the fields need them, and what is wrong with them.

use ::store::Value as Stored;
use pack::{Field, FieldKind};

use super::Loading;
use crate::check::{FieldProblem, Problem};
use crate::directory::PlaceOn;
use crate::value::{Value, in_form};

/// A row that was read and is not decided yet.
#[derive(Clone, Debug)]
pub struct Draft {
    /// In the order of the declaration; references by key have none yet.
    pub(super) values: Vec<Option<Value>>,
    /// For each link the key that stands there instead of an id.
    pub(super) keys: Vec<Option<Stored>>,
    /// What is wrong already.
    pub(super) faults: Vec<RowFault>,
}

/// One thing that is wrong with a row. It does not hold the value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RowFault {
    /// The field; where several are meant, the first.
    pub field: String,
    /// The stable word: that of a [`Problem`], the id of a broken rule of the register, `unique`,
    /// `awaited`, `replaced`, `abolished_place` or `place_not_yet`.
    pub rule: String,
    /// What is wrong and what to do.
    pub message: String,
}

impl From<FieldProblem> for RowFault {
    fn from(problem: FieldProblem) -> RowFault {
        let rule = match &problem.problem {
            Problem::Rule { rule } => rule.clone(),
            other => other.word().to_owned(),
        };
        RowFault {
            message: problem.to_string(),
            field: problem.field,
            rule,
        }
    }
}

impl Loading {
    /// Reads a row: a text for each field of the declaration, in its order. Spaces around a text do
    /// not count, and nothing but spaces is no value. Yes and no are `true`, `1`, `false`, `0`.
    pub fn draft(&self, cells: &[Option<&str>]) -> Draft {
        let fields = &self.declared.register.fields;
        let mut draft = Draft {
            values: vec![None; fields.len()],
            keys: vec![None; self.links.len()],
            faults: Vec::new(),
        };
        for (at, (field, cell)) in fields.iter().zip(cells).enumerate() {
            let Some(text) = cell.map(str::trim).filter(|text| !text.is_empty()) else {
                continue;
            };
            let link = self.links.iter().position(|link| link.field == at);
            if let Some(link) = link
                && !is_id(text)
            {
                match self.key(link, &field.id, text) {
                    Ok(key) => draft.keys[link] = key,
                    Err(fault) => draft.faults.push(fault),
                }
                continue;
            }
            match self.value(field, text) {
                Ok(value) => draft.values[at] = value,
                Err(fault) => draft.faults.push(fault),
            }
        }
        draft
    }

    /// The key of a record that is referred to, as its key table has it.
    fn key(&self, link: usize, field: &str, text: &str) -> Result<Option<Stored>, RowFault> {
        let link = &self.links[link];
        let of = &link.target.register.fields[link.key_field];
        let place = &link.target.places[link.key_field];
        match in_form(of, Value::parse(&of.kind, text)) {
            Ok(key) => Ok(key.map(|key| place.stored(&key))),
            Err(problem) => Err(RowFault::from(FieldProblem {
                field: field.to_owned(),
                problem,
            })),
        }
    }

    fn value(&self, field: &Field, text: &str) -> Result<Option<Value>, RowFault> {
        let told = |problem| {
            RowFault::from(FieldProblem {
                field: field.id.clone(),
                problem,
            })
        };
        if text.contains('\u{fffd}') {
            return Err(RowFault {
                field: field.id.clone(),
                rule: "replaced".to_owned(),
                message: format!(
                    "{}: letters were lost before this file came here (U+FFFD): type it again, or \
                     ask for the file in UTF-8",
                    field.id
                ),
            });
        }
        let value = match (&field.kind, text) {
            (FieldKind::Boolean, "1") => Ok(Some(Value::Bool(true))),
            (FieldKind::Boolean, "0") => Ok(Some(Value::Bool(false))),
            (FieldKind::Place, code) if field.form.is_none() => {
                return match self.gone(&field.id, code) {
                    Some(fault) => Err(fault),
                    None => Ok(Some(Value::Text(code.to_owned()))),
                };
            }
            (kind, text) => in_form(field, Value::parse(kind, text)),
        };
        value.map_err(told)
    }

    /// Why a place cannot stand in a row of today, if it was there once or comes later. One that
    /// nobody knows is told by the check of all values.
    fn gone(&self, field: &str, code: &str) -> Option<RowFault> {
        let (rule, message) = match self.directory.place_on(code, self.today) {
            PlaceOn::Unknown | PlaceOn::InForce(_) => return None,
            PlaceOn::NotYet { from, .. } => (
                "place_not_yet",
                format!("{field}: this place begins on {from}: give the one of today"),
            ),
            PlaceOn::Abolished {
                last_day,
                successors,
                ..
            } => {
                let named = successors.iter().map(|next| {
                    let part = if next.is_whole { "" } else { " (a part)" };
                    format!("{} {}{part}", next.place.code, next.place.name)
                });
                let named: Vec<String> = named.collect();
                let now = match named.as_slice() {
                    [] => "nobody has written down what took its place".to_owned(),
                    [..] => format!("in its place: {}", named.join("; ")),
                };
                let message = format!("{field}: this place was abolished after {last_day}; {now}");
                ("abolished_place", message)
            }
        };
        Some(RowFault {
            field: field.to_owned(),
            rule: rule.to_owned(),
            message,
        })
    }
}

fn is_id(text: &str) -> bool {
    text.len() == 36 && text.parse::<base::Id>().is_ok()
}
