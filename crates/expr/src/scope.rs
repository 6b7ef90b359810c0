//! The scope: which names a condition may use, and what was meant by a wrong one.

use std::fmt;

use crate::types::{Field, Fields, Type};
use base::text::nearest;

/// Why a name cannot be declared.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ScopeError {
    /// A part of the name is not a letter or `_` followed by letters, digits and `_`, or is a word
    /// of the language. Give the field another name.
    NotAName {
        /// The dotted name.
        name: String,
        /// The part that cannot be a name.
        part: String,
    },
    /// The name is declared already. Remove one of the two.
    Twice {
        /// The dotted name.
        name: String,
    },
    /// A name above it is declared as a value that has no fields. Rename one of the two.
    BelowAValue {
        /// The dotted name.
        name: String,
        /// The name above it.
        above: String,
    },
}

impl fmt::Display for ScopeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            ScopeError::NotAName { name, part } => write!(
                f,
                "field `{name}`: `{part}` cannot be a name: use letters, digits and `_`, begin with a letter, and avoid the words of the language"
            ),
            ScopeError::Twice { name } => {
                write!(f, "field `{name}` is declared twice: remove one")
            }
            ScopeError::BelowAValue { name, above } => write!(
                f,
                "field `{name}` lies below `{above}`, which is a value: rename one of them"
            ),
        }
    }
}

impl std::error::Error for ScopeError {}

/// The names a condition may use, with their types.
#[derive(Debug, Clone, Default)]
pub struct Scope {
    fields: Fields,
}

/// What a dotted path means in a scope.
pub(crate) enum Found<'a> {
    /// A declared field; the flag says whether it or a record above it is sensitive.
    Field(&'a Type, bool),
    /// The part with this number is not declared below the record before it.
    Unknown { part: usize, siblings: &'a Fields },
    /// The part with this number is a value and has no fields.
    NoFields { part: usize, of: &'a Type },
}

impl Scope {
    /// A scope without names.
    pub fn new() -> Scope {
        Scope::default()
    }

    /// Declares a dotted name, such as `form.child.name`; records on the way are made.
    ///
    /// # Errors
    /// When the name is not one, is declared already, or lies below a value.
    pub fn declare(&mut self, name: &str, field: Field) -> Result<(), ScopeError> {
        let parts: Vec<&str> = name.split('.').collect();
        for part in &parts {
            if !is_name(part) {
                return Err(ScopeError::NotAName {
                    name: name.to_owned(),
                    part: (*part).to_owned(),
                });
            }
        }
        let (last, above) = parts.split_last().unwrap_or((&"", &[]));
        let mut fields = &mut self.fields;
        for (number, part) in above.iter().enumerate() {
            let record = fields
                .entry((*part).to_owned())
                .or_insert_with(|| Field::open(Type::Record(Fields::new())));
            fields = match &mut record.of {
                Type::Record(fields) => fields,
                Type::Bool
                | Type::Int
                | Type::Text
                | Type::Date
                | Type::Instant
                | Type::List(_)
                | Type::Null => {
                    return Err(ScopeError::BelowAValue {
                        name: name.to_owned(),
                        above: parts[..=number].join("."),
                    });
                }
            };
        }
        if fields.contains_key(*last) {
            return Err(ScopeError::Twice {
                name: name.to_owned(),
            });
        }
        fields.insert((*last).to_owned(), field);
        Ok(())
    }

    /// The type of a dotted name, if it is declared.
    pub fn type_of(&self, name: &str) -> Option<&Type> {
        let parts: Vec<&str> = name.split('.').collect();
        match find(&self.fields, &parts) {
            Found::Field(of, _) => Some(of),
            Found::Unknown { .. } | Found::NoFields { .. } => None,
        }
    }

    /// The declared dotted name nearest to a wrong one: a sibling that is spelled nearly so, or
    /// else a field elsewhere whose name ends with what was written.
    pub fn nearest(&self, name: &str) -> Option<String> {
        let parts: Vec<&str> = name.split('.').collect();
        let Found::Unknown { part, siblings } = find(&self.fields, &parts) else {
            return None;
        };
        let mut all = Vec::new();
        names_below(&self.fields, "", &mut all);
        let sibling = nearest(parts[part], siblings.keys().map(String::as_str));
        let repaired = sibling.map(|sibling| {
            let mut parts = parts.clone();
            parts[part] = sibling;
            parts.join(".")
        });
        let tail = format!(".{}", parts[part..].join("."));
        repaired
            .clone()
            .filter(|name| all.contains(name))
            .or_else(|| all.iter().find(|known| known.ends_with(&tail)).cloned())
            .or_else(|| nearest(name, all.iter().map(String::as_str)).map(str::to_owned))
            .or(repaired)
    }

    pub(crate) fn find(&self, parts: &[&str]) -> Found<'_> {
        find(&self.fields, parts)
    }
}

/// Follows a path through records.
pub(crate) fn find<'a>(fields: &'a Fields, parts: &[&str]) -> Found<'a> {
    let mut fields = fields;
    let mut sensitive = false;
    for (number, part) in parts.iter().enumerate() {
        let Some(field) = fields.get(*part) else {
            return Found::Unknown {
                part: number,
                siblings: fields,
            };
        };
        sensitive |= field.sensitive;
        if number + 1 == parts.len() {
            return Found::Field(&field.of, sensitive);
        }
        fields = match &field.of {
            Type::Record(fields) => fields,
            of => return Found::NoFields { part: number, of },
        };
    }
    Found::Unknown {
        part: 0,
        siblings: fields,
    }
}

fn names_below(fields: &Fields, above: &str, names: &mut Vec<String>) {
    for (name, field) in fields {
        let name = if above.is_empty() {
            name.clone()
        } else {
            format!("{above}.{name}")
        };
        if let Type::Record(fields) = &field.of {
            names_below(fields, &name, names);
        }
        names.push(name);
    }
}

/// Words that cannot be names: CEL's own and the three that people write instead of `&&`, `||`
/// and `!`.
pub(crate) const WORDS: [&str; 24] = [
    "and",
    "as",
    "break",
    "const",
    "continue",
    "else",
    "false",
    "for",
    "function",
    "if",
    "import",
    "in",
    "let",
    "loop",
    "namespace",
    "not",
    "null",
    "or",
    "package",
    "return",
    "true",
    "var",
    "void",
    "while",
];

fn is_name(part: &str) -> bool {
    let mut letters = part.bytes();
    letters
        .next()
        .is_some_and(|first| first.is_ascii_alphabetic() || first == b'_')
        && letters.all(|letter| letter.is_ascii_alphanumeric() || letter == b'_')
        && !WORDS.contains(&part)
}

#[cfg(test)]
mod tests;
