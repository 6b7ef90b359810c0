//! What can be wrong with a set of rules, and with rows that come in too large runs.

use std::fmt;

use crate::rule::Type;

/// A mistake in a set of rules.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// The id of the rule, or the name of the breakdown.
    pub of: String,
    /// What is wrong.
    pub why: Why,
}

/// What is wrong with a rule or a breakdown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Why {
    /// Another rule has the same id: give this one another.
    Twice,
    /// It names no word: name one of the six.
    NoWord,
    /// It names no field: name one.
    NoField,
    /// No column has this name.
    UnknownField {
        /// The name.
        name: String,
        /// The column it was probably meant to be.
        nearest: Option<String>,
    },
    /// A column holds something the rule cannot judge.
    WrongType {
        /// The column.
        field: String,
        /// What it holds.
        found: Type,
        /// What the rule can judge.
        expected: &'static str,
    },
    /// Two columns that are compared hold different things.
    TypesDiffer {
        /// The columns.
        fields: [String; 2],
    },
    /// No list of this name was handed in.
    UnknownList {
        /// The name.
        name: String,
        /// The list it was probably meant to be.
        nearest: Option<String>,
    },
    /// No format of this name was handed in.
    UnknownFormat {
        /// The name.
        name: String,
        /// The format it was probably meant to be.
        nearest: Option<String>,
    },
    /// A list holds texts alone, and the rule needs keys with values: hand in pairs.
    NotPairs {
        /// The name of the list.
        name: String,
    },
    /// The name of a column cannot stand in a condition.
    NotAName(expr::ScopeError),
    /// The condition cannot be compiled.
    Condition(expr::Problem),
    /// The condition cannot be asked of plain rows.
    NotStreamed(expr::NotStreamed),
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "rule `{}`: ", self.of)?;
        let meant = |nearest: &Option<String>| match nearest {
            Some(nearest) => format!("; did you mean `{nearest}`?"),
            None => String::new(),
        };
        match &self.why {
            Why::Twice => f.write_str("another rule has this id: give it another"),
            Why::NoWord => f.write_str("it names none of the six words: name one"),
            Why::NoField => f.write_str("it names no field: name one"),
            Why::UnknownField { name, nearest } => {
                write!(f, "there is no field `{name}`{}", meant(nearest))
            }
            Why::WrongType {
                field,
                found,
                expected,
            } => write!(
                f,
                "field `{field}` holds {}: this kind of rule needs {expected}",
                found.word()
            ),
            Why::TypesDiffer { fields: [one, two] } => {
                write!(
                    f,
                    "`{one}` and `{two}` hold different types and cannot be compared"
                )
            }
            Why::UnknownList { name, nearest } => {
                write!(f, "there is no list `{name}`{}", meant(nearest))
            }
            Why::UnknownFormat { name, nearest } => {
                write!(f, "there is no format `{name}`{}", meant(nearest))
            }
            Why::NotPairs { name } => {
                write!(
                    f,
                    "list `{name}` holds texts alone: this kind of rule needs keys with values"
                )
            }
            Why::NotAName(error) => write!(f, "{error}"),
            Why::Condition(problem) => write!(f, "condition: {problem}"),
            Why::NotStreamed(why) => write!(f, "condition: {why}"),
        }
    }
}

impl std::error::Error for Problem {}

/// More than 2^32 − 1 rows in all, or that many bytes of long keys in one run of rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TooLarge;

impl fmt::Display for TooLarge {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("more than 4,294,967,295 rows, or a run of rows with 4 GiB of keys: divide the table, or hand in shorter runs")
    }
}

impl std::error::Error for TooLarge {}
