//! Formats of identifiers (personal numbers, tax codes, numbers of documents), declared as data.
//!
//! A [`Format`] is a row of segments of fixed width. It says whether a text can be such an
//! identifier and agrees with what is known of its bearer; never whether it was issued, which only
//! a register knows. It can also write one, for the register that issues them.
//!
//! Identifiers are personal data: no problem reported here repeats one, only where to look in it.

use std::collections::BTreeSet;

use crate::dates::PartialDate;

mod problem;
mod segment;
#[cfg(test)]
mod tests;

pub use problem::{FormatProblem, IdentifierProblem};
use segment::Said;

/// The longest identifier, in characters. Bank accounts (ISO 13616) have 34 at most.
pub const CHARS_MAX: usize = 40;

/// The most digits of one serial number, so that it fits 64 bits.
pub const SERIAL_DIGITS_MAX: u8 = 18;

/// One part of an identifier.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Segment {
    /// The same text in each: a prefix, a hyphen.
    Text(String),
    /// One of a list of codes, all of one length.
    Code {
        /// The id of the code list, for messages.
        list: String,
        /// The codes.
        codes: BTreeSet<String>,
    },
    /// One digit that says in which hundred years somebody was born, and their sex.
    CenturySex(Vec<CenturySex>),
    /// The last two digits of the year of birth, or all four.
    YearDigits(u8),
    /// A number with leading zeros, so many digits long and not less than `least`.
    Serial {
        /// How many digits, 1 to [`SERIAL_DIGITS_MAX`].
        digits: u8,
        /// The smallest number issued.
        least: u64,
    },
    /// So many capital letters, A to Z.
    Letters(u8),
    /// One digit that follows from the digits before it.
    Check(Check),
}

/// One row of the table behind [`Segment::CenturySex`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CenturySex {
    /// The digit, 0 to 9.
    pub digit: u8,
    /// The first of the hundred years, such as 1900.
    pub from: i16,
    /// The code of the sex, as records have it.
    pub sex: String,
}

/// How a check digit follows from all digits before it: each times its weight, summed, modulo
/// `modulo`; then taken from `taken_from`, if there is one; then modulo `then_modulo`, if there is
/// one. What gives no single digit is never issued.
///
/// Modulo 11, taken from 10: `{ modulo: 11, taken_from: Some(10), then_modulo: None }`. The digit
/// of GS1 numbers: `{ modulo: 10, taken_from: Some(10), then_modulo: Some(10) }`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Check {
    /// A weight for each digit before the check digit, from the left.
    pub weights: Vec<u16>,
    /// The first modulus, from 1.
    pub modulo: u16,
    /// What the rest is taken from.
    pub taken_from: Option<u16>,
    /// The second modulus, from 1.
    pub then_modulo: Option<u16>,
}

/// What is known of the bearer; what is not known is not compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Facts<'a> {
    /// The code of the sex.
    pub sex: Option<&'a str>,
    /// Date or year of birth.
    pub born: Option<PartialDate>,
}

/// A checked declaration of an identifier.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Format {
    segments: Vec<Segment>,
    chars: usize,
}

impl Format {
    /// Checks a declaration.
    ///
    /// # Errors
    /// The first segment that cannot be, by its position from 1.
    pub fn new(segments: Vec<Segment>) -> Result<Format, FormatProblem> {
        let mut chars = 0;
        let mut digits = Some(0);
        for (index, segment) in segments.iter().enumerate() {
            let found = segment.problem(digits);
            if let Some(why) = found {
                return Err(FormatProblem {
                    segment: index + 1,
                    why,
                });
            }
            chars += segment.width();
            digits = digits.and_then(|before| Some(before + segment.digits()?));
        }
        if segments.is_empty() || chars > CHARS_MAX {
            let why = problem::Why::Length { chars };
            return Err(FormatProblem {
                segment: segments.len(),
                why,
            });
        }
        Ok(Format { segments, chars })
    }

    /// How many characters every identifier of this format has.
    pub fn chars(&self) -> usize {
        self.chars
    }

    /// Whether a text can be such an identifier, and agrees with what is known of its bearer. The
    /// text is taken as it is: spaces between groups of digits are for the caller to take out.
    ///
    /// # Errors
    /// What is wrong first: its form from left to right, then year and sex.
    pub fn check(&self, text: &str, facts: &Facts<'_>) -> Result<(), IdentifierProblem> {
        let found = text.chars().count();
        if found != self.chars {
            return Err(IdentifierProblem::Length {
                found,
                expected: self.chars,
            });
        }
        if let Some(position) = text.chars().position(|character| !character.is_ascii()) {
            return Err(IdentifierProblem::Character {
                position: position + 1,
            });
        }
        let mut start = 0;
        let mut said = Said::default();
        for segment in &self.segments {
            let part = &text[start..start + segment.width()];
            segment.check(part, &text[..start], &mut said)?;
            start += segment.width();
        }
        said.compare(facts)
    }

    /// Writes the identifier of a bearer: `codes` for the code segments from left to right, and a
    /// `serial` for the first serial segment (the others get their least number).
    ///
    /// # Errors
    /// When a fact is missing or has no place in the format, when the serial has too many digits,
    /// or when no check digit exists for it ([`IdentifierProblem::NeverIssued`]: take the next).
    pub fn write(
        &self,
        codes: &[&str],
        facts: &Facts<'_>,
        serial: u64,
    ) -> Result<String, IdentifierProblem> {
        let mut codes = codes.iter();
        let mut serial = Some(serial);
        let mut text = String::with_capacity(self.chars);
        for segment in &self.segments {
            let position = text.len() + 1;
            let missing = || IdentifierProblem::Missing { position };
            match segment {
                Segment::Text(fixed) => text.push_str(fixed),
                Segment::Code { .. } => text.push_str(codes.next().ok_or_else(missing)?),
                Segment::CenturySex(rows) => {
                    let (year, sex) = facts.born.zip(facts.sex).ok_or_else(missing)?;
                    let year = year.known_year();
                    let fits = |row: &&CenturySex| row.covers(year) && row.sex == sex;
                    let row = rows.iter().find(fits);
                    text.push_str(&row.ok_or_else(missing)?.digit.to_string());
                }
                Segment::YearDigits(digits) => {
                    let year = facts.born.ok_or_else(missing)?.known_year();
                    let shown = if *digits == 2 { year % 100 } else { year };
                    text.push_str(&padded(u64::from(shown.unsigned_abs()), *digits));
                }
                Segment::Serial { digits, least } => {
                    text.push_str(&padded(serial.take().unwrap_or(*least), *digits));
                }
                Segment::Letters(_) => return Err(missing()),
                Segment::Check(check) => {
                    let digit = check.digit(&text).ok_or(IdentifierProblem::NeverIssued)?;
                    text.push_str(&digit.to_string());
                }
            }
        }
        self.check(&text, facts)?;
        Ok(text)
    }
}

fn padded(number: u64, digits: u8) -> String {
    format!("{number:0width$}", width = usize::from(digits))
}
