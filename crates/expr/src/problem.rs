//! What can be wrong with a condition's text.

use std::fmt;
use std::ops::Range;

/// One thing that is wrong with a source text, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// Bytes of the source it is about; always inside the source and on character borders.
    pub at: Range<usize>,
    /// What kind of mistake it is.
    pub code: Code,
    /// One plain sentence for the author of the pack, without a full stop.
    pub message: String,
    /// What the author probably meant: a text that can stand in the place of `at`.
    pub suggestion: Option<String>,
}

/// The kinds of mistakes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Code {
    /// The text is longer than a limit allows.
    TooLong,
    /// The text is nested deeper than a limit allows.
    TooDeep,
    /// The text does not follow the grammar.
    Syntax,
    /// CEL knows it, this language does not.
    Unsupported,
    /// A name that is not declared.
    UnknownField,
    /// A function that does not exist.
    UnknownFunction,
    /// A value of the wrong type.
    WrongType,
    /// Two values that cannot be compared.
    Incomparable,
    /// A function with too many or too few arguments.
    ArgumentCount,
    /// A literal that denotes nothing, such as 31 April.
    BadLiteral,
    /// The whole has another type than the place it stands in needs.
    ResultType,
    /// A loop variable that hides a declared field.
    HidesField,
}

impl Code {
    /// The stable word for this kind; also the key of its translation.
    pub fn word(self) -> &'static str {
        match self {
            Code::TooLong => "expr.too_long",
            Code::TooDeep => "expr.too_deep",
            Code::Syntax => "expr.syntax",
            Code::Unsupported => "expr.unsupported",
            Code::UnknownField => "expr.unknown_field",
            Code::UnknownFunction => "expr.unknown_function",
            Code::WrongType => "expr.wrong_type",
            Code::Incomparable => "expr.incomparable",
            Code::ArgumentCount => "expr.argument_count",
            Code::BadLiteral => "expr.bad_literal",
            Code::ResultType => "expr.result_type",
            Code::HidesField => "expr.hides_field",
        }
    }
}

impl Problem {
    pub(crate) fn new(at: Range<usize>, code: Code, message: impl Into<String>) -> Problem {
        Problem {
            at,
            code,
            message: message.into(),
            suggestion: None,
        }
    }

    pub(crate) fn suggest(mut self, suggestion: Option<impl Into<String>>) -> Problem {
        self.suggestion = suggestion.map(Into::into);
        self
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{} at {}..{}: {}",
            self.code.word(),
            self.at.start,
            self.at.end,
            self.message
        )?;
        match &self.suggestion {
            Some(suggestion) => write!(f, "; did you mean `{suggestion}`?"),
            None => Ok(()),
        }
    }
}

impl std::error::Error for Problem {}
