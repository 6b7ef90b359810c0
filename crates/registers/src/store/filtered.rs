//! The part of an expression that a database can check, in SQL.

use std::fmt::Write;

use ::store::Value as Stored;
use ::store::dialect::quoted;

/// Behind every text of ASCII that begins as another text does.
const LAST: char = '\u{10ffff}';

/// What must hold of columns. A column without a value passes no test, as in an expression; there
/// is no "not", so a test that lets too many pass never loses a record.
#[derive(Clone)]
pub(crate) enum Filtered {
    /// All of these; without parts, every record passes.
    All(Vec<Filtered>),
    /// One of these; without parts, no record passes.
    Any(Vec<Filtered>),
    /// A column of numbers, days or ids stands so to a value.
    Compared(String, Compare, Stored),
    /// A column of texts stands so to a composed text. One with letters beyond ASCII passes always:
    /// it may be kept as it was typed, not composed.
    Text(String, Compare, String),
    /// A column of texts begins so; beyond ASCII as in [`Filtered::Text`].
    Begins(String, String),
}

/// How a value stands to another.
#[derive(Clone, Copy)]
pub(crate) enum Compare {
    Equal,
    Less,
    AtMost,
    More,
    AtLeast,
}

impl Compare {
    fn sign(self) -> &'static str {
        match self {
            Compare::Equal => "=",
            Compare::Less => "<",
            Compare::AtMost => "<=",
            Compare::More => ">",
            Compare::AtLeast => ">=",
        }
    }
}

impl Filtered {
    /// The test in SQL; its values are added to those before.
    pub(super) fn test(&self, values: &mut Vec<Stored>) -> String {
        let mut sql = String::new();
        self.write(&mut sql, values);
        sql
    }

    fn write(&self, sql: &mut String, values: &mut Vec<Stored>) {
        let mut place = |value: Stored| {
            values.push(value);
            values.len()
        };
        // Writing into a text cannot fail.
        let _ = match self {
            Filtered::All(parts) => return joined(sql, values, (parts, "and", "1 = 1")),
            Filtered::Any(parts) => return joined(sql, values, (parts, "or", "1 = 0")),
            Filtered::Compared(column, how, value) => {
                let (sign, at) = (how.sign(), place(value.clone()));
                write!(sql, "{} {sign} ${at}", quoted(column))
            }
            Filtered::Text(column, how, text) => {
                let (column, sign, at) = (quoted(column), how.sign(), place(text.as_str().into()));
                write!(sql, "({column} {sign} ${at} or {})", beyond_ascii(&column))
            }
            Filtered::Begins(column, text) => {
                let (from, to) = (place(text.as_str().into()), place(behind(text)));
                let column = quoted(column);
                let beyond = beyond_ascii(&column);
                write!(
                    sql,
                    "({column} >= ${from} and {column} < ${to} or {beyond})"
                )
            }
        };
    }
}

fn beyond_ascii(column: &str) -> String {
    format!("octet_length({column}) <> length({column})")
}

fn behind(text: &str) -> Stored {
    format!("{text}{LAST}").into()
}

fn joined(
    sql: &mut String,
    values: &mut Vec<Stored>,
    (parts, word, none): (&[Filtered], &str, &str),
) {
    if parts.is_empty() {
        return sql.push_str(none);
    }
    for (at, part) in parts.iter().enumerate() {
        let before = if at == 0 { "(" } else { " " };
        sql.push_str(before);
        if at > 0 {
            sql.push_str(word);
            sql.push(' ');
        }
        part.write(sql, values);
    }
    sql.push(')');
}
