//! Programs: conditions made ready for a stream of rows.
//!
//! [`Expr::holds`] walks a tree of values of any type. A program is the same condition with
//! everything decided that can be: which column a field is in, of which type it is, what is known
//! beforehand. Days and yes-or-no are numbers, and a test of two numbers looks at nothing else. A
//! property test holds both against each other.

mod lower;
mod run;

use std::fmt;
use std::ops::Range;

use crate::cell::Row;
use crate::tree::{Arithmetic, Comparison};
use crate::value::Value;

/// A condition made ready by [`crate::Expr::program`]. It owns all it needs; threads may share it.
#[derive(Debug, Clone)]
pub struct Program {
    root: Test,
}

/// Where the value of a field is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Place {
    /// In this column of each row.
    Column(usize),
    /// It is this for all rows: the day of the run, the office of who asks.
    Known(Value),
}

/// Why a condition cannot be streamed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NotStreamed {
    /// A field has no place: its dotted name.
    Nowhere(String),
    /// A part looks into a list or a group of fields, which a row of cells does not have, or the
    /// whole is no condition. Use [`crate::Expr::holds`].
    NotFlat {
        /// Bytes of the source.
        at: Range<usize>,
        /// That part of the source.
        part: String,
    },
}

impl fmt::Display for NotStreamed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            NotStreamed::Nowhere(name) => {
                write!(
                    f,
                    "`{name}` is in no column of these rows: use their fields only"
                )
            }
            NotStreamed::NotFlat { part, .. } => write!(
                f,
                "`{part}` cannot be asked of a row: rows have plain fields, no lists and no groups"
            ),
        }
    }
}

impl std::error::Error for NotStreamed {}

impl Program {
    /// Whether the condition holds for a row.
    ///
    /// As [`crate::Expr::holds`]: a cell that is not there, or of another type than was declared,
    /// is missing. Nothing is allocated, but where the condition joins texts or a text is not
    /// composed (normal form C).
    #[inline]
    pub fn holds<R: Row + ?Sized>(&self, row: &R) -> bool {
        run::holds(&self.root, row)
    }
}

/// What is yes or no; missing counts as no.
#[derive(Debug, Clone)]
enum Test {
    Always(bool),
    Not(Box<Test>),
    All(Box<[Test]>),
    Any(Box<[Test]>),
    /// Both are known and stand so to each other.
    Numbers(Comparison, Number, Number),
    /// The same for texts.
    Texts(Comparison, Text, Text),
    /// Known, and one of these, which are sorted.
    NumberAmong(Number, Box<[i64]>),
    TextAmong(Text, Box<[Box<str>]>),
    NumberMissing(Number),
    TextMissing(Text),
    Part(Part, Text, Text),
    /// Condition, then, else.
    If(Box<[Test; 3]>),
}

/// Whole numbers and all that is counted as one: days, instants in microseconds, yes as 1.
#[derive(Debug, Clone)]
enum Number {
    Missing,
    Const(i64),
    Column(usize, Counted),
    Arithmetic(Arithmetic, Box<(Number, Number)>),
    Negate(Box<Number>),
    If(Box<(Test, Number, Number)>),
    /// A test's outcome, which is never missing.
    Truth(Box<Test>),
    /// Characters of a text.
    Size(Box<Text>),
    DaysBetween(Box<(Number, Number)>),
    Year(Box<Number>),
    Age(Box<(Number, Number)>),
}

#[derive(Debug, Clone)]
enum Text {
    Missing,
    /// Composed.
    Const(Box<str>),
    Column(usize),
    Join(Box<(Text, Text)>),
    If(Box<(Test, Text, Text)>),
}

/// Which type a column of numbers has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Counted {
    Bool,
    Int,
    Day,
    Instant,
}

/// Where in a text another one is looked for.
#[derive(Debug, Clone, Copy)]
enum Part {
    Start,
    End,
    Anywhere,
}
