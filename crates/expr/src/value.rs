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
            (Val::Text(one), Val::Text(two)) => same_text(one, two),
            _ => self.order(other) == Some(Ordering::Equal),
        }
    }
}

/// The text in normal form C. What people typed is kept as they typed it, and two keyboards write
/// one letter in two ways; codes and most names are composed already and are not copied.
pub(crate) fn composed(text: &str) -> Cow<'_, str> {
    if is_plainly_composed(text) || is_nfc_quick(text.chars()) == IsNormalized::Yes {
        Cow::Borrowed(text)
    } else {
        Cow::Owned(text.nfc().collect())
    }
}

/// Whether two texts are the same, however their letters were typed.
#[inline]
pub(crate) fn same_text(one: &str, two: &str) -> bool {
    one == two
        || !(is_plainly_composed(one) && is_plainly_composed(two)) && composed(one) == composed(two)
}

/// Whether a text has only letters of blocks in which every character is composed and none
/// combines: Latin up to U+02FF, Cyrillic up to U+047F, Latin Extended Additional. A look at each
/// first byte is far cheaper than the tables of normalization; what it cannot tell, they do.
fn is_plainly_composed(text: &str) -> bool {
    let bytes = text.as_bytes();
    text.is_ascii()
        || bytes.iter().enumerate().all(|(at, byte)| match byte {
            0..=0xCB | 0xD0 | 0xD1 => true,
            0xE1 => matches!(bytes.get(at + 1), Some(0xB8..=0xBB)),
            _ => false,
        })
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_plainly_composed_is_composed() {
        let mut plain = 0;
        for letter in '\0'..=char::MAX {
            let text = letter.to_string();
            if is_plainly_composed(&text) {
                plain += 1;
                let nothing_to_do = text.nfc().eq(text.chars());
                assert!(nothing_to_do, "{letter:?} is written otherwise");
                let alone = unicode_normalization::char::canonical_combining_class(letter) == 0
                    && is_nfc_quick(std::iter::once(letter)) == IsNormalized::Yes;
                assert!(alone, "{letter:?} may combine with what stands before it");
            }
        }
        assert_eq!(plain, 0x300 + 0x80 + 0x100);
        for text in ["Nguyễn Thị Ánh", "Олена Їжак", "Ærøskøbing"] {
            assert!(is_plainly_composed(text), "{text}");
        }
        for text in ["e\u{301}", "가", "\u{1F71}", "\u{483}"] {
            assert!(!is_plainly_composed(text), "{text}");
        }
    }
}
