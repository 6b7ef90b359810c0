//! Why a condition does not hold, as structure that a door turns into sentences.
//!
//! The parts that would have to change are named, each with the field it looks at, what was
//! expected and what was found. Values of sensitive fields never appear: neither the value found
//! nor, where it would give the value away, the value expected.

mod search;

use crate::value::Value;

/// What an explanation says about one row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Explanation {
    /// Whether the condition holds, as [`crate::Expr::holds`] says.
    pub holds: bool,
    /// What would have to be otherwise; `None` if the condition holds, or if it does not because
    /// it needed more loop steps than the limit.
    pub why: Option<Why>,
}

/// What would have to be otherwise for the condition to hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Why {
    /// This test would have to be passed.
    One(Reason),
    /// All of these.
    All(Vec<Why>),
    /// One of these is enough.
    Any(Vec<Why>),
}

/// One test that is not passed, and its sentence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reason {
    /// What is to be said.
    pub key: Key,
    /// How the caller's words say it.
    pub sentence: String,
}

/// What a sentence is to say: `test.word()` is the key of its translation, the rest its arguments.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Key {
    /// What is looked at.
    pub subject: Subject,
    /// Which test it does not pass.
    pub test: Test,
    /// What it was tested against.
    pub expected: Expected,
    /// What was found.
    pub actual: Actual,
}

/// What a test looks at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Subject {
    /// A field, by its dotted name.
    Field(String),
    /// Something computed from fields.
    Computed {
        /// The function; `list` for a written list of fields; `computed` for all else.
        function: &'static str,
        /// The fields it is computed from.
        fields: Vec<String>,
    },
    /// Nothing of the row: the condition can never hold here.
    Nothing,
}

/// What a subject was tested against.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Expected {
    /// The test needs nothing beside the subject.
    Nothing,
    /// A written value; a list for [`Test::OneOf`] and [`Test::NoneOf`].
    Value(Value),
    /// Another subject.
    Subject(Subject),
    /// Saying it would give away a sensitive value.
    Hidden,
}

/// What was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Actual {
    /// Nothing is known.
    Missing,
    /// Something that may not be shown, or that would not fit a sentence (a list, a record).
    Hidden,
    /// This value.
    Value(Value),
}

/// The tests.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[expect(missing_docs, reason = "the names are the words of the sentences")]
pub enum Test {
    Equal,
    Different,
    Less,
    AtMost,
    More,
    AtLeast,
    OneOf,
    NoneOf,
    Present,
    Absent,
    StartsWith,
    StartsOtherwise,
    EndsWith,
    EndsOtherwise,
    Contains,
    ContainsNot,
    SomeItem,
    NoItem,
    EveryItem,
    NotEveryItem,
    Never,
}

impl Test {
    /// Every test, so that a door can check its translations.
    pub const ALL: [Test; 21] = [
        Test::Equal,
        Test::Different,
        Test::Less,
        Test::AtMost,
        Test::More,
        Test::AtLeast,
        Test::OneOf,
        Test::NoneOf,
        Test::Present,
        Test::Absent,
        Test::StartsWith,
        Test::StartsOtherwise,
        Test::EndsWith,
        Test::EndsOtherwise,
        Test::Contains,
        Test::ContainsNot,
        Test::SomeItem,
        Test::NoItem,
        Test::EveryItem,
        Test::NotEveryItem,
        Test::Never,
    ];

    /// The stable word, which is also the key of its sentence in a translation.
    pub fn word(self) -> &'static str {
        match self {
            Test::Equal => "why-equal",
            Test::Different => "why-different",
            Test::Less => "why-less",
            Test::AtMost => "why-at-most",
            Test::More => "why-more",
            Test::AtLeast => "why-at-least",
            Test::OneOf => "why-one-of",
            Test::NoneOf => "why-none-of",
            Test::Present => "why-present",
            Test::Absent => "why-absent",
            Test::StartsWith => "why-starts-with",
            Test::StartsOtherwise => "why-starts-otherwise",
            Test::EndsWith => "why-ends-with",
            Test::EndsOtherwise => "why-ends-otherwise",
            Test::Contains => "why-contains",
            Test::ContainsNot => "why-contains-not",
            Test::SomeItem => "why-some-item",
            Test::NoItem => "why-no-item",
            Test::EveryItem => "why-every-item",
            Test::NotEveryItem => "why-not-every-item",
            Test::Never => "why-never",
        }
    }

    /// Whether failing this test against a known value gives the found value away, or nearly.
    fn gives_away(self, expected: &Expected) -> bool {
        match self {
            Test::Different
            | Test::NoneOf
            | Test::StartsOtherwise
            | Test::EndsOtherwise
            | Test::ContainsNot => true,
            Test::Equal => matches!(expected, Expected::Value(Value::Bool(_))),
            Test::Less
            | Test::AtMost
            | Test::More
            | Test::AtLeast
            | Test::OneOf
            | Test::Present
            | Test::Absent
            | Test::StartsWith
            | Test::EndsWith
            | Test::Contains
            | Test::SomeItem
            | Test::NoItem
            | Test::EveryItem
            | Test::NotEveryItem
            | Test::Never => false,
        }
    }
}

impl Why {
    /// All reasons, in the order of the text, whatever joins them.
    pub fn reasons(&self) -> Vec<&Reason> {
        match self {
            Why::One(reason) => vec![reason],
            Why::All(parts) | Why::Any(parts) => parts.iter().flat_map(Why::reasons).collect(),
        }
    }
}
