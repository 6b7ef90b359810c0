//! Values: owned ones, and views of them that an evaluation passes around without copying.

use jiff::civil::Date;
use std::borrow::Cow;
use std::cmp::Ordering;
use std::collections::BTreeMap;

use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfc_quick};

/// An owned value.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Value {
    /// Nothing is known: the field was not asked, or the register is silent.
    #[default]
    Null,
    /// Yes or no.
    Bool(bool),
    /// A whole number.
    Int(i64),
    /// A text or a code, composed (normal form C) or not: comparing makes no difference.
    Text(String),
    /// A calendar day.
    Date(Date),
    /// A point in time, in microseconds since 1970-01-01T00:00:00Z.
    Instant(i64),
    /// Values of one type.
    List(Vec<Value>),
    /// Named values.
    Record(Record),
}

/// Named values. A name that is absent and a name whose value is [`Value::Null`] mean the same.
pub type Record = BTreeMap<String, Value>;

/// A value that is looked at: texts, lists and records stay where they are.
#[derive(Debug, Clone, Default)]
pub enum Val<'a> {
    /// Missing.
    #[default]
    Null,
    /// Yes or no.
    Bool(bool),
    /// A whole number.
    Int(i64),
    /// A text; owned only where two texts were joined.
    Text(Cow<'a, str>),
    /// A calendar day.
    Date(Date),
    /// Microseconds since 1970-01-01T00:00:00Z.
    Instant(i64),
    /// A list.
    List(&'a [Value]),
    /// A record.
    Record(&'a Record),
}

impl Value {
    /// A look at this value.
    pub fn view(&self) -> Val<'_> {
        match self {
            Value::Null => Val::Null,
            Value::Bool(value) => Val::Bool(*value),
            Value::Int(value) => Val::Int(*value),
            Value::Text(value) => Val::Text(Cow::Borrowed(value)),
            Value::Date(value) => Val::Date(*value),
            Value::Instant(value) => Val::Instant(*value),
            Value::List(value) => Val::List(value),
            Value::Record(value) => Val::Record(value),
        }
    }
}

impl Val<'_> {
    /// A copy that owns what it shows.
    pub fn to_value(&self) -> Value {
        match self {
            Val::Null => Value::Null,
            Val::Bool(value) => Value::Bool(*value),
            Val::Int(value) => Value::Int(*value),
            Val::Text(value) => Value::Text(value.clone().into_owned()),
            Val::Date(value) => Value::Date(*value),
            Val::Instant(value) => Value::Instant(*value),
            Val::List(value) => Value::List(value.to_vec()),
            Val::Record(value) => Value::Record((*value).clone()),
        }
    }

    /// Whether nothing is known.
    pub fn is_missing(&self) -> bool {
        matches!(self, Val::Null)
    }

    /// The order of two values of one plain type; `None` if one is missing or the types differ.
    /// `false` is before `true`; texts are ordered by the bytes of their composed form.
    pub(crate) fn order(&self, other: &Val<'_>) -> Option<Ordering> {
        match (self, other) {
            (Val::Int(one), Val::Int(two)) | (Val::Instant(one), Val::Instant(two)) => {
                Some(one.cmp(two))
            }
            (Val::Text(one), Val::Text(two)) => Some(composed(one).cmp(&composed(two))),
            (Val::Date(one), Val::Date(two)) => Some(one.cmp(two)),
            (Val::Bool(one), Val::Bool(two)) => Some(one.cmp(two)),
            _ => None,
        }
    }

    /// Whether both are known and the same.
    #[inline]
    pub(crate) fn same(&self, other: &Val<'_>) -> bool {
        match (self, other) {
            (Val::Text(one), Val::Text(two)) => {
                one == two || !(one.is_ascii() && two.is_ascii()) && composed(one) == composed(two)
            }
            _ => self.order(other) == Some(Ordering::Equal),
        }
    }
}

/// The text in normal form C. What people typed is kept as they typed it, and two keyboards write
/// one letter in two ways; codes and most names are composed already and are not copied.
pub(crate) fn composed(text: &str) -> Cow<'_, str> {
    if text.is_ascii() || is_nfc_quick(text.chars()) == IsNormalized::Yes {
        Cow::Borrowed(text)
    } else {
        Cow::Owned(text.nfc().collect())
    }
}

impl From<bool> for Val<'_> {
    fn from(value: bool) -> Self {
        Val::Bool(value)
    }
}

impl From<i64> for Val<'_> {
    fn from(value: i64) -> Self {
        Val::Int(value)
    }
}

impl<'a> From<&'a str> for Val<'a> {
    fn from(value: &'a str) -> Self {
        Val::Text(Cow::Borrowed(value))
    }
}

impl From<Date> for Val<'_> {
    fn from(value: Date) -> Self {
        Val::Date(value)
    }
}

impl<'a, T: Into<Val<'a>>> From<Option<T>> for Val<'a> {
    fn from(value: Option<T>) -> Self {
        value.map_or(Val::Null, Into::into)
    }
}
