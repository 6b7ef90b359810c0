//! What can be wrong with an answer, and how that is said.

use jiff::civil::Date;

use crate::words::Say;

/// What is wrong with an answer.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Problem {
    /// No answer.
    Missing,
    /// Nothing chosen.
    MissingChoice,
    /// More than so many characters.
    TooLong(usize),
    /// Invisible characters.
    Hidden,
    /// Not among those offered.
    Unlisted,
    /// No whole number.
    NotANumber,
    /// Not from the first to the second.
    OutOfRange(i64, i64),
    /// Day, month or year missing: which.
    DateIncomplete([bool; 3]),
    /// No such day, such as 31 April; which parts are no number at all.
    NoSuchDate([bool; 3]),
    /// Not from the first to the second day.
    DateOutOfRange(Date, Date),
    /// What another rule says, in the reader's language.
    Said(String),
}

impl Problem {
    /// The sentence for the person, with the field's label in it.
    #[must_use]
    pub fn text(&self, say: Say<'_>, label: &str) -> String {
        let name = ("label", label.into());
        match self {
            Problem::Missing => say.tv("problem-missing", &[name]),
            Problem::MissingChoice => say.tv("problem-missing-choice", &[name]),
            Problem::TooLong(max) => say.tv("problem-too-long", &[name, ("max", (*max).into())]),
            Problem::Hidden => say.tv("problem-hidden", &[name]),
            Problem::Unlisted => say.tv("problem-unlisted", &[name]),
            Problem::NotANumber => say.tv("problem-number", &[name]),
            Problem::OutOfRange(min, max) => say.tv(
                "problem-range",
                &[
                    name,
                    ("min", say.number(*min).into()),
                    ("max", say.number(*max).into()),
                ],
            ),
            Problem::DateIncomplete(_) => say.tv("problem-date-incomplete", &[name]),
            Problem::NoSuchDate(_) => say.tv("problem-date-unreal", &[name]),
            Problem::DateOutOfRange(first, last) => say.tv(
                "problem-date-range",
                &[
                    name,
                    ("first", say.date(*first).into()),
                    ("last", say.date(*last).into()),
                ],
            ),
            Problem::Said(text) => text.clone(),
        }
    }

    /// Which parts of a date are wrong; none means all.
    pub(super) fn wrong_parts(&self) -> [bool; 3] {
        match self {
            Problem::DateIncomplete(parts) | Problem::NoSuchDate(parts) => *parts,
            _ => [false; 3],
        }
    }

    /// What is added to a field's id to reach the input that is wrong.
    pub(super) fn anchor_suffix(&self) -> &'static str {
        match self {
            Problem::DateIncomplete([false, true, _]) | Problem::NoSuchDate([false, true, _]) => {
                "-month"
            }
            Problem::DateIncomplete([false, false, true])
            | Problem::NoSuchDate([false, false, true]) => "-year",
            Problem::DateIncomplete(_) | Problem::NoSuchDate(_) | Problem::DateOutOfRange(..) => {
                "-day"
            }
            _ => "",
        }
    }
}
