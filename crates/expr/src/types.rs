//! Types of values and of declared fields.

use std::collections::BTreeMap;
use std::fmt;

/// The type of a value. There is no "optional": any field of any type may be missing, because a
/// register may be silent and a question may not have been asked (see the crate's page).
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Type {
    /// Yes or no.
    Bool,
    /// A whole number.
    Int,
    /// A text or a code.
    Text,
    /// A calendar day.
    Date,
    /// A point in time.
    Instant,
    /// A list of values of one type.
    List(Box<Type>),
    /// Named fields.
    Record(Fields),
    /// Only the literal `null` has this type.
    Null,
}

/// The declared fields of a record, by name.
pub type Fields = BTreeMap<String, Field>;

/// A declared field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Field {
    /// What it holds.
    pub of: Type,
    /// Whether its value must never be shown in an explanation. Fields below a sensitive record
    /// are sensitive too.
    pub sensitive: bool,
}

impl Field {
    /// A field whose value an explanation may show.
    pub fn open(of: Type) -> Field {
        Field {
            of,
            sensitive: false,
        }
    }

    /// A field whose value no explanation shows.
    pub fn sensitive(of: Type) -> Field {
        Field {
            of,
            sensitive: true,
        }
    }
}

impl Type {
    /// Whether `==` and `in` may compare values of it.
    pub(crate) fn is_plain(&self) -> bool {
        match self {
            Type::Bool | Type::Int | Type::Text | Type::Date | Type::Instant => true,
            Type::List(_) | Type::Record(_) | Type::Null => false,
        }
    }

    /// Whether `<` may compare values of it.
    pub(crate) fn is_ordered(&self) -> bool {
        self.is_plain() && *self != Type::Bool
    }
}

impl fmt::Display for Type {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Type::Bool => f.write_str("yes or no"),
            Type::Int => f.write_str("number"),
            Type::Text => f.write_str("text"),
            Type::Date => f.write_str("date"),
            Type::Instant => f.write_str("instant"),
            Type::List(of) => write!(f, "list of {of}"),
            Type::Record(_) => f.write_str("group of fields"),
            Type::Null => f.write_str("null"),
        }
    }
}

/// Whether any field anywhere below is sensitive; an explanation of a whole list of records then
/// shows nothing of it.
pub(crate) fn holds_sensitive(of: &Type) -> bool {
    match of {
        Type::Record(fields) => fields
            .values()
            .any(|field| field.sensitive || holds_sensitive(&field.of)),
        Type::List(of) => holds_sensitive(of),
        Type::Bool | Type::Int | Type::Text | Type::Date | Type::Instant | Type::Null => false,
    }
}
