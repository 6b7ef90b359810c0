//! Values of fields, between people, expressions and columns.

use ::store::value::Next;
use base::dates::PartialDate;
use base::{Id, Instant};
use jiff::civil::Date;
use pack::form::scaled;
use pack::{Field, FieldKind, Form};

use crate::check::Problem;

/// A value of a field. A field without a value is absent and has none of these.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value {
    /// Texts, names, codes, identifiers, dates (ISO 8601), places and agencies.
    Text(String),
    /// Whole numbers; instants in microseconds since 1970.
    Int(i64),
    /// Yes or no.
    Bool(bool),
    /// A record of a register.
    Record(Id),
    /// A text with the next number of a counter, drawn when the act is committed.
    Next(Next),
}

impl From<&str> for Value {
    fn from(text: &str) -> Value {
        Value::Text(text.to_owned())
    }
}

impl From<i64> for Value {
    fn from(number: i64) -> Value {
        Value::Int(number)
    }
}

impl From<bool> for Value {
    fn from(yes: bool) -> Value {
        Value::Bool(yes)
    }
}

impl From<Id> for Value {
    fn from(record: Id) -> Value {
        Value::Record(record)
    }
}

impl From<Date> for Value {
    fn from(day: Date) -> Value {
        Value::Text(day.to_string())
    }
}

impl Value {
    /// Reads the text that a file or a form has for a field of a kind; empty text is no value.
    ///
    /// # Errors
    /// [`Problem::Kind`] or [`Problem::Date`].
    pub fn parse(kind: &FieldKind, text: &str) -> Result<Option<Value>, Problem> {
        let text = text.trim();
        if text.is_empty() {
            return Ok(None);
        }
        let wrong = |expected| Problem::Kind { expected };
        let value = match kind {
            FieldKind::Integer => Value::Int(text.parse().map_err(|_| wrong("a whole number"))?),
            FieldKind::Boolean => Value::Bool(match text {
                "true" => true,
                "false" => false,
                _ => return Err(wrong("true or false")),
            }),
            FieldKind::Instant => Value::Int(
                Instant::parse(text)
                    .ok_or_else(|| wrong("a time such as 2026-11-02T09:00:00Z"))?
                    .0,
            ),
            FieldKind::Reference(_) => {
                Value::Record(text.parse().map_err(|_| wrong("the id of a record"))?)
            }
            FieldKind::Date | FieldKind::PartialDate => {
                full_enough(kind, text)?;
                Value::Text(text.to_owned())
            }
            FieldKind::Text
            | FieldKind::Name
            | FieldKind::Code(_)
            | FieldKind::Identifier(_)
            | FieldKind::Place
            | FieldKind::Agency => Value::Text(text.to_owned()),
        };
        Ok(Some(value))
    }

    /// Takes what an expression gave for a field of a kind; `null` and empty text are no value.
    ///
    /// # Errors
    /// [`Problem::Kind`] or [`Problem::Date`].
    pub fn from_expr(kind: &FieldKind, value: &expr::Value) -> Result<Option<Value>, Problem> {
        let value = match (kind, value) {
            (_, expr::Value::Null) => return Ok(None),
            (_, expr::Value::Text(text)) => return Value::parse(kind, text),
            (FieldKind::Integer, expr::Value::Int(number)) => Value::Int(*number),
            (FieldKind::Instant, expr::Value::Instant(at)) => Value::Int(*at),
            (FieldKind::Boolean, expr::Value::Bool(yes)) => Value::Bool(*yes),
            (FieldKind::Date | FieldKind::PartialDate, expr::Value::Date(day)) => {
                Value::Text(day.to_string())
            }
            _ => {
                return Err(Problem::Kind {
                    expected: expected(kind),
                });
            }
        };
        Ok(Some(value))
    }

    /// The value in the shape that a field of a kind needs: text is read, 0 and 1 are no and yes.
    ///
    /// # Errors
    /// [`Problem::Kind`] or [`Problem::Date`].
    pub fn read_as(self, kind: &FieldKind) -> Result<Option<Value>, Problem> {
        match (self, kind) {
            (value, kind) if value.fits(kind) => Ok(Some(value)),
            (Value::Text(text), kind) => Value::parse(kind, &text),
            (Value::Int(yes @ 0..=1), FieldKind::Boolean) => Ok(Some(Value::Bool(yes == 1))),
            _ => Err(Problem::Kind {
                expected: expected(kind),
            }),
        }
    }

    /// The value as expressions see it: references as the text of the id, full dates as dates.
    pub fn to_expr(&self, kind: &FieldKind) -> expr::Value {
        match (self, kind) {
            (Value::Text(text), FieldKind::Date) => {
                text.parse().map_or(expr::Value::Null, expr::Value::Date)
            }
            (Value::Text(text), _) => expr::Value::Text(text.clone()),
            (Value::Int(at), FieldKind::Instant) => expr::Value::Instant(*at),
            (Value::Int(number), _) => expr::Value::Int(*number),
            (Value::Bool(yes), _) => expr::Value::Bool(*yes),
            (Value::Record(id), _) => expr::Value::Text(id.to_string()),
            // Not known before the commit.
            (Value::Next(_), _) => expr::Value::Null,
        }
    }

    /// The value as the rules of its register see it: as [`Value::to_expr`], but numbers with
    /// decimal places are whole numbers of the smallest unit, lists are lists, and instants are
    /// instants.
    pub fn to_rule(&self, field: &Field) -> expr::Value {
        match (&field.form, self) {
            (Some(Form::Decimal { places } | Form::Money { places, .. }), Value::Text(text)) => {
                scaled(text, *places).map_or(expr::Value::Null, expr::Value::Int)
            }
            (Some(Form::List(of)), Value::Text(text)) => {
                let items = Form::values(text).filter_map(|item| Value::parse(of, item).ok()?);
                expr::Value::List(items.map(|item| item.to_expr(of)).collect())
            }
            (Some(_) | None, _) => self.to_expr(&field.kind),
        }
    }

    /// The value as a person or a file reads it.
    pub fn to_text(&self) -> String {
        match self {
            Value::Text(text) => text.clone(),
            Value::Int(number) => number.to_string(),
            Value::Bool(yes) => yes.to_string(),
            Value::Record(id) => id.to_string(),
            Value::Next(_) => String::new(),
        }
    }

    pub(crate) fn to_store(&self) -> ::store::Value {
        match self {
            Value::Text(text) => ::store::Value::Text(text.clone()),
            Value::Int(number) => (*number).into(),
            Value::Bool(yes) => (*yes).into(),
            Value::Record(id) => (*id).into(),
            Value::Next(next) => ::store::Value::Next(next.clone()),
        }
    }

    /// Whether a value of this shape can stand in a field of this kind.
    pub(crate) fn fits(&self, kind: &FieldKind) -> bool {
        match kind {
            FieldKind::Integer | FieldKind::Instant => matches!(self, Value::Int(_)),
            FieldKind::Boolean => matches!(self, Value::Bool(_)),
            FieldKind::Reference(_) => matches!(self, Value::Record(_)),
            FieldKind::Text => matches!(self, Value::Text(_) | Value::Next(_)),
            FieldKind::Name
            | FieldKind::Code(_)
            | FieldKind::Date
            | FieldKind::PartialDate
            | FieldKind::Identifier(_)
            | FieldKind::Place
            | FieldKind::Agency => matches!(self, Value::Text(_)),
        }
    }
}

/// A value that was read, with a text of a strict form in the one way in which it is kept.
pub(crate) fn in_form(
    field: &Field,
    read: Result<Option<Value>, Problem>,
) -> Result<Option<Value>, Problem> {
    match (&field.form, read?) {
        (Some(form), Some(Value::Text(text))) => {
            let kept = form.read(&text).map_err(Problem::Form)?;
            Ok(Some(Value::Text(kept)))
        }
        (_, value) => Ok(value),
    }
}

/// Whether a text is a date as full as the field needs it.
pub(crate) fn full_enough(kind: &FieldKind, text: &str) -> Result<PartialDate, Problem> {
    let date: PartialDate = text.parse().map_err(Problem::Date)?;
    if *kind == FieldKind::Date && date.known_day().is_none() {
        return Err(Problem::Kind {
            expected: expected(kind),
        });
    }
    Ok(date)
}

/// What a field of a kind holds, for messages.
pub(crate) fn expected(kind: &FieldKind) -> &'static str {
    match kind {
        FieldKind::Text => "a text",
        FieldKind::Name => "a name",
        FieldKind::Code(_) => "a code of its list",
        FieldKind::Integer => "a whole number",
        FieldKind::Boolean => "true or false",
        FieldKind::Date => "a full date such as 2026-04-30",
        FieldKind::PartialDate => "a date, a month or a year",
        FieldKind::Instant => "a point in time",
        FieldKind::Identifier(_) => "an identifier",
        FieldKind::Place => "the code of a place",
        FieldKind::Agency => "the id of an agency",
        FieldKind::Reference(_) => "the id of a record",
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Kind, text, and the text of the value it gives; `-` for none, `!` for a problem.
    const READ: &str = "
integer | 7                    | 7
integer |                      | -
integer | 7.5                  | !
boolean | true                 | true
boolean | 1                    | !
date    | 2026-04-30           | 2026-04-30
date    | 2026-04              | !
date    | 2026-04-31           | !
partial | 2026-04              | 2026-04
instant | 1970-01-01T00:00:01Z | 1000000
instant | yesterday            | !
record  | mai                  | !
text    |  two words           | two words
";

    fn kind(word: &str) -> FieldKind {
        match word {
            "integer" => FieldKind::Integer,
            "boolean" => FieldKind::Boolean,
            "date" => FieldKind::Date,
            "partial" => FieldKind::PartialDate,
            "instant" => FieldKind::Instant,
            "record" => FieldKind::Reference("people".into()),
            _ => FieldKind::Text,
        }
    }

    #[test]
    fn texts_are_read_as_the_field_needs_them() {
        for line in READ.trim_matches('\n').lines() {
            let [word, text, expected] = line.split('|').map(str::trim).collect::<Vec<_>>()[..]
            else {
                panic!("three columns: {line}");
            };
            let found = match Value::parse(&kind(word), text) {
                Ok(Some(value)) => value.to_text(),
                Ok(None) => "-".to_owned(),
                Err(_) => "!".to_owned(),
            };
            assert_eq!(found, expected, "{line}");
        }
    }

    proptest! {
        #[test]
        fn what_expressions_see_is_what_they_gave(number: i64, yes: bool, id: [u8; 16], text in "[a-z]{1,9}") {
            let table = [
                (FieldKind::Integer, Value::Int(number)),
                (FieldKind::Instant, Value::Int(number)),
                (FieldKind::Boolean, Value::Bool(yes)),
                (kind("record"), Value::Record(Id(id))),
                (FieldKind::Name, Value::Text(text)),
                (FieldKind::Date, Value::Text("2024-02-29".into())),
                (FieldKind::PartialDate, Value::Text("2024".into())),
            ];
            for (kind, value) in table {
                let seen = value.to_expr(&kind);
                prop_assert_eq!(Value::from_expr(&kind, &seen), Ok(Some(value.clone())));
                prop_assert_eq!(value.clone().read_as(&kind), Ok(Some(value)));
            }
        }
    }
}
