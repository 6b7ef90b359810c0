//! What can be wrong with the declaration of an identifier, and with an identifier.

use std::fmt;

use super::{CHARS_MAX, CenturySex, SERIAL_DIGITS_MAX, Segment};

impl Segment {
    /// What is wrong with it, where `digits` digits stand before it (`None`: not always as many).
    pub(super) fn problem(&self, digits: Option<usize>) -> Option<Why> {
        match self {
            Segment::Text(text) => {
                (text.is_empty() || !text.is_ascii()).then_some(Why::TextNotAscii)
            }
            Segment::Code { codes, .. } => {
                let width = codes.first().map_or(0, String::len);
                let fits = |code: &String| code.is_ascii() && code.len() == width;
                (width == 0 || !codes.iter().all(fits)).then_some(Why::CodesDiffer)
            }
            Segment::CenturySex(rows) => {
                let twice = |(index, row): (usize, &CenturySex)| {
                    row.digit > 9 || rows[..index].iter().any(|other| other.digit == row.digit)
                };
                (rows.is_empty() || rows.iter().enumerate().any(twice)).then_some(Why::CenturyRows)
            }
            Segment::YearDigits(width) => (!matches!(width, 2 | 4)).then_some(Why::YearDigits),
            Segment::Serial { digits, least } => {
                let good = (1..=SERIAL_DIGITS_MAX).contains(digits)
                    && *least < 10_u64.pow(u32::from(*digits));
                (!good).then_some(Why::SerialDigits)
            }
            Segment::Letters(width) => (*width == 0).then_some(Why::NoLetters),
            Segment::Check(check) if check.modulo == 0 || check.then_modulo == Some(0) => {
                Some(Why::Modulo)
            }
            Segment::Check(check) => match digits {
                None => Some(Why::DigitsVary),
                Some(digits) if digits != check.weights.len() => Some(Why::Weights {
                    digits,
                    weights: check.weights.len(),
                }),
                Some(_) => None,
            },
        }
    }
}

/// A declaration of an identifier that cannot be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FormatProblem {
    /// The segment, counted from 1; the last one when all together are at fault.
    pub segment: usize,
    pub(super) why: Why,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Why {
    Length { chars: usize },
    TextNotAscii,
    CodesDiffer,
    CenturyRows,
    YearDigits,
    SerialDigits,
    NoLetters,
    Modulo,
    DigitsVary,
    Weights { digits: usize, weights: usize },
}

impl fmt::Display for FormatProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "segment {}: ", self.segment)?;
        match self.why {
            Why::Length { chars } => {
                write!(
                    f,
                    "{chars} characters in all: an identifier has 1 to {CHARS_MAX}"
                )
            }
            Why::TextNotAscii => f.write_str("fixed text is empty or not plain ASCII"),
            Why::CodesDiffer => {
                f.write_str("the code list is empty, or its codes are not ASCII of one length")
            }
            Why::CenturyRows => {
                f.write_str("the centuries need rows with different digits from 0 to 9")
            }
            Why::YearDigits => f.write_str("a year takes 2 or 4 digits"),
            Why::SerialDigits => write!(
                f,
                "a serial number takes 1 to {SERIAL_DIGITS_MAX} digits, and its least number fits them"
            ),
            Why::NoLetters => f.write_str("letters need a width of at least 1"),
            Why::Modulo => f.write_str("a modulus is at least 1"),
            Why::DigitsVary => {
                f.write_str("a check digit needs as many digits before it in every code of a list")
            }
            Why::Weights { digits, weights } => {
                write!(
                    f,
                    "{weights} weights for the {digits} digits before: give one for each"
                )
            }
        }
    }
}

impl std::error::Error for FormatProblem {}

/// Why a text is not such an identifier, or not this bearer's. Positions count from 1.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum IdentifierProblem {
    /// It has too many or too few characters.
    Length {
        /// How many it has.
        found: usize,
        /// How many it should have.
        expected: usize,
    },
    /// A character that cannot stand there.
    Character {
        /// Where.
        position: usize,
    },
    /// A digit should stand there.
    NotADigit {
        /// Where.
        position: usize,
    },
    /// A capital letter from A to Z should stand there.
    NotALetter {
        /// Where.
        position: usize,
    },
    /// The code that stands there is not on its list.
    UnknownCode {
        /// Where it begins.
        position: usize,
        /// The id of the code list.
        list: String,
    },
    /// The digit of century and sex means nothing.
    UnknownCentury {
        /// Where.
        position: usize,
    },
    /// It says another century of birth than is known.
    CenturyDiffers {
        /// Where.
        position: usize,
    },
    /// It says another year of birth than is known.
    YearDiffers {
        /// Where.
        position: usize,
    },
    /// It says another sex than is known.
    SexDiffers {
        /// Where.
        position: usize,
    },
    /// The check digit does not follow from the others: a digit is mistyped.
    WrongCheck {
        /// Where.
        position: usize,
    },
    /// The format is kept, but no such identifier is ever issued.
    NeverIssued,
    /// To write one, something is needed there that was not given.
    Missing {
        /// Where.
        position: usize,
    },
}

impl IdentifierProblem {
    /// A stable word for it, for keys of messages.
    pub fn word(&self) -> &'static str {
        match self {
            IdentifierProblem::Length { .. } => "length",
            IdentifierProblem::Character { .. } => "character",
            IdentifierProblem::NotADigit { .. } => "not_a_digit",
            IdentifierProblem::NotALetter { .. } => "not_a_letter",
            IdentifierProblem::UnknownCode { .. } => "unknown_code",
            IdentifierProblem::UnknownCentury { .. } => "unknown_century",
            IdentifierProblem::CenturyDiffers { .. } => "century_differs",
            IdentifierProblem::YearDiffers { .. } => "year_differs",
            IdentifierProblem::SexDiffers { .. } => "sex_differs",
            IdentifierProblem::WrongCheck { .. } => "wrong_check",
            IdentifierProblem::NeverIssued => "never_issued",
            IdentifierProblem::Missing { .. } => "missing",
        }
    }
}

impl fmt::Display for IdentifierProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            IdentifierProblem::Length { found, expected } => {
                write!(f, "it has {found} characters and should have {expected}")
            }
            IdentifierProblem::Character { position } => {
                write!(f, "character {position} cannot stand there")
            }
            IdentifierProblem::NotADigit { position } => {
                write!(f, "character {position} should be a digit")
            }
            IdentifierProblem::NotALetter { position } => {
                write!(
                    f,
                    "character {position} should be a capital letter from A to Z"
                )
            }
            IdentifierProblem::UnknownCode { position, list } => {
                write!(
                    f,
                    "the code that begins at character {position} is not in the list `{list}`"
                )
            }
            IdentifierProblem::UnknownCentury { position } => {
                write!(f, "the digit {position} stands for no century and sex")
            }
            IdentifierProblem::CenturyDiffers { position } => {
                write!(
                    f,
                    "digit {position} says another century of birth than is known"
                )
            }
            IdentifierProblem::YearDiffers { position } => {
                write!(
                    f,
                    "the digits from {position} on say another year of birth than is known"
                )
            }
            IdentifierProblem::SexDiffers { position } => {
                write!(f, "digit {position} says another sex than is known")
            }
            IdentifierProblem::WrongCheck { position } => {
                write!(
                    f,
                    "the check digit at {position} does not fit: look for a mistyped digit"
                )
            }
            IdentifierProblem::NeverIssued => {
                f.write_str("it has the right form, but such a number is never issued")
            }
            IdentifierProblem::Missing { position } => {
                write!(f, "nothing was given to write at character {position}")
            }
        }
    }
}

impl std::error::Error for IdentifierProblem {}
