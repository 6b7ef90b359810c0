//! Whether values are as declared: everything that is wrong with them, at once.

use std::fmt;

use base::dates::{DateProblem, PartialDate};
use base::identifier::{Facts, IdentifierProblem};
use base::text::{self, TextProblem};
use jiff::civil::Date;
use pack::{Field, FieldKind, Form, FormProblem};

use crate::directory::Directory;
use crate::lower::{Declared, Registers};
use crate::value::{Value, expected, full_enough};

/// Characters of a name: the longest in real registers has under 150.
pub const NAME_CHARS_MAX: usize = 200;

/// Characters of a text: a page, which no field of a register needs; more belongs in a file.
pub const TEXT_CHARS_MAX: usize = 4_000;

/// What is wrong with one field. Never holds the value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldProblem {
    /// The field.
    pub field: String,
    /// What is wrong with it.
    pub problem: Problem,
}

/// What can be wrong with a field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Problem {
    /// The register has no such field.
    Unknown {
        /// The declared field most like it.
        nearest: Option<String>,
    },
    /// It was given twice.
    Twice,
    /// It must have a value.
    Missing,
    /// The value is of another kind.
    Kind {
        /// What should be there.
        expected: &'static str,
    },
    /// The code is not on its list.
    NotInList {
        /// The list.
        list: String,
    },
    /// It is no date.
    Date(DateProblem),
    /// The text cannot be accepted.
    Text(TextProblem),
    /// It does not have the identifier's format, or contradicts the bearer.
    Identifier(IdentifierProblem),
    /// No such place.
    NoSuchPlace,
    /// No such agency.
    NoSuchAgency,
    /// The text does not have its form.
    Form(FormProblem),
    /// The record breaks a rule of the register.
    Rule {
        /// The rule; its text for people is the words key `rule-REGISTER-RULE`.
        rule: String,
    },
}

impl Problem {
    /// A stable word for it, for keys of messages.
    pub fn word(&self) -> &'static str {
        match self {
            Problem::Unknown { .. } => "unknown",
            Problem::Twice => "twice",
            Problem::Missing => "missing",
            Problem::Kind { .. } => "kind",
            Problem::NotInList { .. } => "not_in_list",
            Problem::Date(_) => "date",
            Problem::Text(_) => "text",
            Problem::Identifier(_) => "identifier",
            Problem::NoSuchPlace => "no_such_place",
            Problem::NoSuchAgency => "no_such_agency",
            Problem::Form(_) => "form",
            Problem::Rule { .. } => "rule",
        }
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Problem::Unknown {
                nearest: Some(near),
            } => {
                write!(f, "is not declared; did you mean `{near}`?")
            }
            Problem::Unknown { nearest: None } => f.write_str("is not declared"),
            Problem::Twice => f.write_str("is given twice: give it once"),
            Problem::Missing => f.write_str("must have a value"),
            Problem::Kind { expected } => write!(f, "should hold {expected}"),
            Problem::NotInList { list } => {
                write!(f, "holds a code that the list `{list}` does not have")
            }
            Problem::Date(problem) => problem.fmt(f),
            Problem::Text(problem) => problem.fmt(f),
            Problem::Identifier(problem) => problem.fmt(f),
            Problem::NoSuchPlace => f.write_str("names no place that the register of places has"),
            Problem::NoSuchAgency => {
                f.write_str("names no agency that the register of agencies has")
            }
            Problem::Form(problem) => problem.fmt(f),
            Problem::Rule { rule } => write!(f, "breaks the rule `{rule}` of the register"),
        }
    }
}

impl fmt::Display for FieldProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.field, self.problem)
    }
}

/// Puts given values in the order of the declaration. What has no place there is reported.
pub(crate) fn arrange<'a>(
    declared: &Declared,
    given: impl IntoIterator<Item = (&'a str, Value)>,
    problems: &mut Vec<FieldProblem>,
) -> Vec<Option<Value>> {
    let fields = &declared.register.fields;
    let mut values = vec![None; fields.len()];
    for (name, value) in given {
        let problem = match declared.position(name) {
            None => Problem::Unknown {
                nearest: text::nearest(name, fields.iter().map(|field| field.id.as_str()))
                    .map(str::to_owned),
            },
            Some(at) if values[at].is_some() => Problem::Twice,
            Some(at) => {
                values[at] = Some(value);
                continue;
            }
        };
        problems.push(FieldProblem {
            field: name.to_owned(),
            problem,
        });
    }
    values
}

impl Registers {
    /// Checks all values of a record, and then its rules; accepted texts are trimmed in place.
    pub(crate) fn check(
        &self,
        directory: &Directory,
        declared: &Declared,
        values: &mut [Option<Value>],
        today: Date,
    ) -> Vec<FieldProblem> {
        let born = self.born(declared, values);
        let fields = &declared.register.fields;
        let mut problems = Vec::new();
        for (field, value) in fields.iter().zip(values.iter_mut()) {
            if matches!(value, Some(Value::Text(text)) if text.trim().is_empty()) {
                *value = None;
            }
            let problem = match value {
                None => (!field.optional).then_some(Problem::Missing),
                Some(value) => self.problem_of(field, value, directory, born),
            };
            problems.extend(problem.map(|problem| FieldProblem {
                field: field.id.clone(),
                problem,
            }));
        }
        // Rules speak of values that are as declared.
        if problems.is_empty() {
            problems = self.broken(declared, values, today);
        }
        problems
    }

    /// When the person was born, if this is the register of people.
    pub(crate) fn born(
        &self,
        declared: &Declared,
        values: &[Option<Value>],
    ) -> Option<PartialDate> {
        if declared.register.id != self.head.people {
            return None;
        }
        match values.get(declared.position(&self.head.born)?)? {
            Some(Value::Text(day)) => day.parse().ok(),
            _ => None,
        }
    }

    pub(crate) fn problem_of(
        &self,
        field: &Field,
        value: &mut Value,
        directory: &Directory,
        born: Option<PartialDate>,
    ) -> Option<Problem> {
        if !value.fits(&field.kind) {
            return Some(Problem::Kind {
                expected: expected(&field.kind),
            });
        }
        let Value::Text(text) = value else {
            return None;
        };
        if let Some(form) = &field.form {
            return match form.read(text) {
                Err(problem) => Some(Problem::Form(problem)),
                Ok(kept) => {
                    *text = kept;
                    self.problem_in_list(form, text, directory)
                }
            };
        }
        match &field.kind {
            FieldKind::Text => accept(text, text::clean_lines(text, TEXT_CHARS_MAX)),
            FieldKind::Name => accept(text, text::clean(text, NAME_CHARS_MAX)),
            FieldKind::Code(list) => {
                let known = self
                    .lists
                    .get(list)
                    .is_some_and(|codes| codes.contains(text));
                (!known).then(|| Problem::NotInList { list: list.clone() })
            }
            FieldKind::Date | FieldKind::PartialDate => full_enough(&field.kind, text).err(),
            FieldKind::Identifier(id) => {
                let format = self.identifiers.get(id)?;
                let facts = Facts { sex: None, born };
                format.check(text, &facts).err().map(Problem::Identifier)
            }
            FieldKind::Place => directory
                .place(text)
                .is_none()
                .then_some(Problem::NoSuchPlace),
            FieldKind::Agency => directory
                .agency(text)
                .is_none()
                .then_some(Problem::NoSuchAgency),
            FieldKind::Integer
            | FieldKind::Boolean
            | FieldKind::Instant
            | FieldKind::Reference(_) => None,
        }
    }
}

impl Registers {
    /// What is wrong with the first wrong value of a list.
    fn problem_in_list(&self, form: &Form, text: &str, directory: &Directory) -> Option<Problem> {
        let Form::List(kind) = form else {
            return None;
        };
        let item = Field::plain("", kind.clone());
        Form::values(text).find_map(|text| match Value::parse(kind, text) {
            Ok(Some(mut value)) => self.problem_of(&item, &mut value, directory, None),
            Ok(None) => Some(Problem::Missing),
            Err(problem) => Some(problem),
        })
    }
}

fn accept(text: &mut String, cleaned: Result<String, TextProblem>) -> Option<Problem> {
    match cleaned {
        Err(problem) => Some(Problem::Text(problem)),
        Ok(cleaned) => {
            *text = cleaned;
            None
        }
    }
}
