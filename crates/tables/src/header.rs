//! The first line of a table, held against the columns somebody expects.

use std::fmt;

use base::text::nearest;
use unicode_normalization::UnicodeNormalization;

/// The names of a table's columns, in its order. Spaces around them, characters without width and
/// the way letters are composed do not count: nobody can see them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Header {
    names: Vec<String>,
}

impl Header {
    /// Of the names as they were received.
    pub fn new(names: impl IntoIterator<Item = impl AsRef<str>>) -> Header {
        let names = names.into_iter().map(|name| seen(name.as_ref())).collect();
        Header { names }
    }

    /// The names, as compared.
    #[must_use]
    pub fn names(&self) -> &[String] {
        &self.names
    }

    /// How many columns there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.names.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.names.is_empty()
    }

    /// Where a column stands, from 0.
    #[must_use]
    pub fn position(&self, name: &str) -> Option<usize> {
        self.names.iter().position(|known| known == name)
    }

    /// Finds the expected columns. Their order does not matter.
    ///
    /// # Errors
    /// All that is wrong with the header, in the order of its columns, missing ones last.
    pub fn find(&self, expected: &Expected<'_>) -> Result<Places, Vec<HeaderProblem>> {
        let mut problems = Vec::new();
        for (index, name) in self.names.iter().enumerate() {
            let column = index + 1;
            if name.is_empty() {
                problems.push(HeaderProblem::Nameless { column });
            } else if let Some(first) = self.names[..index].iter().position(|one| one == name) {
                problems.push(HeaderProblem::Doubled {
                    name: name.clone(),
                    first: first + 1,
                    column,
                });
            } else if !expected.knows(name) {
                let free = expected
                    .columns()
                    .filter(|known| self.position(known).is_none());
                problems.push(HeaderProblem::Unknown {
                    name: name.clone(),
                    column,
                    nearest: nearest(name, free).map(str::to_owned),
                });
            }
        }
        for name in expected.required {
            if self.position(name).is_none() {
                problems.push(HeaderProblem::Missing {
                    name: (*name).to_owned(),
                });
            }
        }
        if !problems.is_empty() {
            return Err(problems);
        }
        Ok(Places {
            required: expected
                .required
                .iter()
                .filter_map(|name| self.position(name))
                .collect(),
            optional: expected
                .optional
                .iter()
                .map(|name| self.position(name))
                .collect(),
        })
    }
}

/// What somebody expects of a header.
#[derive(Debug, Clone, Copy, Default)]
pub struct Expected<'a> {
    /// Columns that must be there.
    pub required: &'a [&'a str],
    /// Columns that may be there.
    pub optional: &'a [&'a str],
    /// Columns that may be there and are not read (those a reject file adds, for one).
    pub ignored: &'a [&'a str],
}

impl<'a> Expected<'a> {
    fn columns(&self) -> impl Iterator<Item = &'a str> {
        self.required.iter().chain(self.optional).copied()
    }

    fn knows(&self, name: &str) -> bool {
        self.columns()
            .chain(self.ignored.iter().copied())
            .any(|known| known == name)
    }
}

/// Where the expected columns stand in a row's fields, from 0.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Places {
    /// Of each required column, in the order in which they were expected.
    pub required: Vec<usize>,
    /// Of each optional column, if it is there.
    pub optional: Vec<Option<usize>>,
}

/// What is wrong with a header. Columns are counted from 1.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum HeaderProblem {
    /// A column that must be there is not.
    Missing {
        /// Its name.
        name: String,
    },
    /// A column nobody knows.
    Unknown {
        /// Its name.
        name: String,
        /// Where it stands.
        column: usize,
        /// The expected column most like it that is not there yet.
        nearest: Option<String>,
    },
    /// Two columns of one name.
    Doubled {
        /// Their name.
        name: String,
        /// Where the first stands.
        first: usize,
        /// Where the second stands.
        column: usize,
    },
    /// A column without a name.
    Nameless {
        /// Where it stands.
        column: usize,
    },
}

impl fmt::Display for HeaderProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            HeaderProblem::Missing { name } => {
                write!(f, "column `{name}` is missing: add it to the first line")
            }
            HeaderProblem::Unknown {
                name,
                column,
                nearest,
            } => {
                write!(f, "column {column}, `{name}`, is not known")?;
                match nearest {
                    Some(nearest) => write!(f, ": did you mean `{nearest}`?"),
                    None => f.write_str(": take it out"),
                }
            }
            HeaderProblem::Doubled {
                name,
                first,
                column,
            } => write!(
                f,
                "columns {first} and {column} are both called `{name}`: keep one"
            ),
            HeaderProblem::Nameless { column } => {
                write!(f, "column {column} has no name: name it or take it out")
            }
        }
    }
}

impl std::error::Error for HeaderProblem {}

/// A name as people see it.
fn seen(name: &str) -> String {
    let visible = |c: &char| {
        !matches!(
            c,
            '\u{200b}'..='\u{200d}' | '\u{2060}' | '\u{feff}' | '\u{ad}'
        )
    };
    let name: String = name.nfc().filter(visible).collect();
    name.trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(names: &[&str]) -> Vec<String> {
        let expected = Expected {
            required: &["hull", "owner_name"],
            optional: &["built"],
            ignored: &["rule"],
        };
        match Header::new(names).find(&expected) {
            Ok(places) => vec![format!("{:?} {:?}", places.required, places.optional)],
            Err(problems) => problems.iter().map(ToString::to_string).collect(),
        }
    }

    #[test]
    fn headers_are_held_against_what_is_expected() {
        let cases: [(&[&str], &[&str]); 8] = [
            (&["hull", "owner_name"], &["[0, 1] [None]"]),
            (&["built", "owner_name", "hull"], &["[2, 1] [Some(0)]"]),
            (
                &["\u{feff}hull", " owner_name\u{a0}", "rule"],
                &["[0, 1] [None]"],
            ),
            (
                &["hull"],
                &["column `owner_name` is missing: add it to the first line"],
            ),
            (
                &["hull", "owner_nam", "colour"],
                &[
                    "column 2, `owner_nam`, is not known: did you mean `owner_name`?",
                    "column 3, `colour`, is not known: take it out",
                    "column `owner_name` is missing: add it to the first line",
                ],
            ),
            (
                &["hull", "owner_name", "hull"],
                &["columns 1 and 3 are both called `hull`: keep one"],
            ),
            (
                &["hull", "owner_name", " "],
                &["column 3 has no name: name it or take it out"],
            ),
            // A column that is already there is not suggested again.
            (
                &["hull", "hul", "owner_name"],
                &["column 2, `hul`, is not known: take it out"],
            ),
        ];
        for (names, expected) in cases {
            assert_eq!(said(names), expected, "{names:?}");
        }
    }
}
