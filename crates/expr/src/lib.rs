//! The condition language of packs.
//!
//! A pack says in a line of text when a stage opens, a paper is needed, a record is faulty:
//!
//! ```text
//! form.child.age <= 60 && !form.child.found_abandoned && form.place in ['north', 'south']
//! ```
//!
//! The syntax is CEL's, read by the `cel` crate's parser. Types, evaluation and explanations are
//! ours: a text is checked against the declared fields when the pack is checked, runs in bounded
//! steps over a row of values, and can say why it does not hold.
//!
//! # The language
//!
//! * literals: `true`, `false`, whole numbers, `'texts'`,
//!   `date('2026-01-31')`, `instant('2026-01-31T08:00:00Z')`, `null`;
//! * `form.child.name`, a declared field; `has(form.child.name)`, whether it is known;
//! * `== != < <= > >=` between values of one type (texts as composed, in normal form C, and
//!   ordered by their bytes; yes and no are not ordered); `in` a written list or a list field; `&& || !`; `question ? this : that`;
//! * `+ - *` on numbers, `+` on texts;
//! * `size(x)` of a text (in characters) or a list; `x.startsWith(y)`, `x.endsWith(y)`,
//!   `x.contains(y)`; `days_between(earlier, later)`, `year(date)`, `age(born, on)`;
//! * `list.exists(item, condition)` and `list.all(item, condition)`.
//!
//! # What is missing
//!
//! Any field may be missing. The rules are these, and there are no others:
//!
//! * every comparison, `in`, `startsWith`, `endsWith`, `contains`, `exists` and `all` with
//!   something missing is **false**, `!=` too; only `x == null`, `x != null` and `has(x)` ask;
//! * where yes or no is needed (`&&`, `||`, `!`, before `?`, the whole), missing counts as no:
//!   `!form.abandoned` holds if the question was not asked;
//! * everything computed from something missing is missing; so are a number past 64 bits and an
//!   age before birth.
//!
//! So `!(a < b)` is not the same as `a >= b`: write the second if a missing value must not pass.
//!
//! # Three ways to use a condition
//!
//! * *One decision*, which may have to be explained: [`Expr::bind`] a tree of facts,
//!   [`Expr::holds`], [`Expr::explain`].
//! * *A stream of rows* through one or many conditions: [`Expr::program`] once, telling which
//!   column a field is in and what is the same for all rows; then [`Program::holds`] for each row
//!   of [`Cell`]s, in a few nanoseconds a test and without allocating. The row that fails is
//!   explained by the `Expr`.
//! * *A list* that the database filters: [`Expr::lowered`] gives a [`FilterTree`], which whoever
//!   owns the table writes as SQL, and the rest of the condition for the rows that come back.
//!
//! ```
//! use expr::{Cell, Expr, Field, Place, Scope, Type, Value};
//! use jiff::civil::date;
//!
//! let mut scope = Scope::new();
//! scope.declare("boat.built", Field::open(Type::Date))?;
//! scope.declare("boat.port", Field::open(Type::Text))?;
//! scope.declare("today", Field::open(Type::Date))?;
//! let rule = Expr::compile(
//!     "boat.built <= today && boat.port in ['north', 'south']", &scope, &Type::Bool);
//! let rule = rule.expect("no problems");
//! let program = rule.program(&|name| match name {
//!     "boat.built" => Some(Place::Column(0)),
//!     "boat.port" => Some(Place::Column(1)),
//!     "today" => Some(Place::Known(Value::Date(date(2026, 1, 31)))),
//!     _ => None,
//! })?;
//! let rows = [("1998-04-30", "north"), ("2027-01-01", "south"), ("1998-04-30", "")];
//! let held = rows.map(|(built, port)| {
//!     program.holds(&[Cell::day_of(built), Cell::Text(port)][..])
//! });
//! assert_eq!(held, [true, false, false]);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # Invariants
//!
//! * No text makes the compiler panic or exhaust the stack, and no row the evaluator: every limit
//!   stands in [`limits`] with its reason.
//! * Compiling reports every problem, with its place and the nearest right name.
//! * An evaluation hashes no names, copies no texts (but joined or not composed ones) and cannot
//!   fail.
//! * A program and a walk over the tree agree on every row whose cells have their declared types.
//! * An explanation never shows the value of a field its scope calls sensitive.
//!
//! # Reading order
//!
//! `types`, `scope`, `value`, `tree` (the compiled form); `scan` (with `nesting`) → `parse` →
//! `lower`; `eval`, `explain`; `cell`, `program`; `filter`.

mod cell;
mod eval;
mod explain;
mod filter;
pub mod limits;
mod lower;
mod missing;
mod nesting;
mod parse;
mod problem;
mod program;
mod scan;
mod scope;
mod tree;
mod types;
mod value;

use std::ops::Range;

pub use cell::{Cell, Row};
pub use explain::{Actual, Expected, Explanation, Key, Reason, Subject, Test, Why};
pub use filter::{Filter, FilterOp, FilterTree, Lowered};
pub use problem::{Code, Problem};
pub use program::{NotStreamed, Place, Program};
pub use scope::{Scope, ScopeError};
pub use types::{Field, Fields, Type};
pub use value::{Record, Val, Value};

/// A compiled condition, or any other typed expression. Made by [`Expr::compile`].
#[derive(Debug, Clone)]
pub struct Expr {
    source: String,
    of: Type,
    root: tree::Node,
    slots: Vec<Slot>,
    texts: Vec<ComparedText>,
}

/// A field an expression reads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Slot {
    /// Its dotted name.
    pub name: String,
    /// Its declared type.
    pub of: Type,
    /// Whether an explanation must not show its value.
    pub sensitive: bool,
}

/// A text that a field is compared with by `==`, `!=` or `in`. If the field has a code list, the
/// text should be one of its codes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ComparedText {
    /// The dotted name of the field; for a field of a list's items, the list's name comes first.
    pub field: String,
    /// The text.
    pub text: String,
    /// Bytes of the source where it stands.
    pub at: Range<usize>,
}

impl Expr {
    /// The text it was compiled from.
    pub fn source(&self) -> &str {
        &self.source
    }

    /// The type of its value.
    pub fn result_type(&self) -> &Type {
        &self.of
    }

    /// The fields it reads, each once; a row has their values in this order.
    pub fn slots(&self) -> &[Slot] {
        &self.slots
    }

    /// The texts it compares fields with, in the order of the source.
    pub fn compared_texts(&self) -> &[ComparedText] {
        &self.texts
    }
}
