//! What can go wrong with a paper, where, and what to do about it.

use std::fmt;

/// A place in a template: line and column count from 1, the column in characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// Line, from 1.
    pub line: usize,
    /// Column in characters, from 1.
    pub column: usize,
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.line, self.column)
    }
}

/// One mistake in a template.
///
/// `text` never holds a value of the data: those are cut out of the typesetter's messages.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// Where it stands; absent if it belongs to the whole paper (a missing title, for example).
    pub at: Option<Place>,
    /// What is wrong and what to write instead, in English.
    pub text: String,
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.at {
            Some(at) => write!(f, "{at} {}", self.text),
            None => f.write_str(&self.text),
        }
    }
}

/// Why a paper could not be read or made. Every variant names the paper by its id.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PaperError {
    /// The template is not a template: wrong syntax, or something a paper may not do. Correct the file.
    Template {
        /// Id of the paper.
        paper: String,
        /// All mistakes, in the order of the file.
        faults: Vec<Fault>,
    },
    /// The template is well written but could not be laid out with this data, or its PDF would break PDF/A-3a or
    /// PDF/UA-1 (no alternative text, a letter the fonts do not have). Correct the file.
    Render {
        /// Id of the paper.
        paper: String,
        /// All mistakes the typesetter found before it gave up.
        faults: Vec<Fault>,
    },
    /// The template reads a field, or draws a code, that the data does not have. Give it, or make it optional in
    /// the template with `if "name" in d`.
    Missing {
        /// Id of the paper.
        paper: String,
        /// Name of the field or code.
        field: String,
        /// Where the template first reads it.
        at: Place,
    },
    /// A limit of this crate was passed.
    TooLarge {
        /// Id of the paper.
        paper: String,
        /// What is too large, with its unit: "bytes of source", "pages".
        what: &'static str,
        /// How large it is.
        size: usize,
        /// How large it may be.
        size_max: usize,
    },
    /// The text under this name cannot be drawn as a QR code.
    Code {
        /// Id of the paper.
        paper: String,
        /// Name of the code.
        name: String,
        /// Why not.
        why: &'static str,
    },
    /// The date given is not in the calendar (31 April, 24:00) or its offset from UTC is a day or more.
    Date {
        /// Id of the paper.
        paper: String,
    },
}

impl fmt::Display for PaperError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Template { paper, faults } => {
                write!(f, "the template of paper `{paper}` is wrong: ")?;
                list(f, faults)
            }
            Self::Render { paper, faults } => {
                write!(f, "paper `{paper}` could not be made: ")?;
                list(f, faults)
            }
            Self::Missing { paper, field, at } => write!(
                f,
                "paper `{paper}` reads `{field}` at {at}, which the data does not have; give it, or guard it with `if \"{field}\" in d`"
            ),
            Self::TooLarge {
                paper,
                what,
                size,
                size_max,
            } => {
                write!(
                    f,
                    "paper `{paper}` has {size} {what}; the limit is {size_max}"
                )
            }
            Self::Code { paper, name, why } => {
                write!(f, "code `{name}` of paper `{paper}` cannot be drawn: {why}")
            }
            Self::Date { paper } => write!(
                f,
                "the date given to paper `{paper}` is not in the calendar"
            ),
        }
    }
}

impl std::error::Error for PaperError {}

fn list(f: &mut fmt::Formatter<'_>, faults: &[Fault]) -> fmt::Result {
    for (index, fault) in faults.iter().enumerate() {
        if index > 0 {
            f.write_str("; ")?;
        }
        write!(f, "{fault}")?;
    }
    Ok(())
}
