//! Reading one segment after the other, and comparing what they say with what is known.

use super::{CenturySex, Check, Facts, IdentifierProblem, Segment};

impl CenturySex {
    pub(super) fn covers(&self, year: i16) -> bool {
        (i32::from(self.from)..i32::from(self.from) + 100).contains(&i32::from(year))
    }
}

impl Check {
    /// The check digit after these characters; `None` when there is none.
    pub(super) fn digit(&self, before: &str) -> Option<u8> {
        let digits = before
            .chars()
            .filter_map(|character| character.to_digit(10));
        let weighted = digits
            .zip(&self.weights)
            .map(|(digit, &weight)| digit * u32::from(weight));
        let mut rest = weighted.sum::<u32>().checked_rem(self.modulo.into())?;
        if let Some(from) = self.taken_from {
            rest = u32::from(from).checked_sub(rest)?;
        }
        if let Some(modulo) = self.then_modulo {
            rest = rest.checked_rem(modulo.into())?;
        }
        u8::try_from(rest).ok().filter(|digit| *digit <= 9)
    }
}

/// What an identifier says of its bearer, and where it says so.
#[derive(Default)]
pub(super) struct Said<'a> {
    century: Option<(i16, &'a str, usize)>,
    year: Option<(i16, u8, usize)>,
}

impl Said<'_> {
    pub(super) fn compare(&self, facts: &Facts<'_>) -> Result<(), IdentifierProblem> {
        if let (Some((from, _, position)), Some(born)) = (self.century, facts.born) {
            let known = i32::from(born.known_year());
            if !(i32::from(from)..i32::from(from) + 100).contains(&known) {
                return Err(IdentifierProblem::CenturyDiffers { position });
            }
        }
        if let (Some((year, digits, position)), Some(born)) = (self.year, facts.born) {
            let known = born.known_year();
            if year != (if digits == 2 { known % 100 } else { known }) {
                return Err(IdentifierProblem::YearDiffers { position });
            }
        }
        match (self.century, facts.sex) {
            (Some((_, said, position)), Some(sex)) if said != sex => {
                Err(IdentifierProblem::SexDiffers { position })
            }
            _ => Ok(()),
        }
    }
}

impl Segment {
    /// How many characters it takes.
    pub(super) fn width(&self) -> usize {
        match self {
            Segment::Text(text) => text.chars().count(),
            Segment::Code { codes, .. } => codes.first().map_or(0, |code| code.chars().count()),
            Segment::CenturySex(_) | Segment::Check(_) => 1,
            Segment::YearDigits(width) | Segment::Letters(width) => usize::from(*width),
            Segment::Serial { digits, .. } => usize::from(*digits),
        }
    }

    /// How many digits it takes; `None` when codes of one list differ in that.
    pub(super) fn digits(&self) -> Option<usize> {
        let in_text = |text: &str| text.chars().filter(char::is_ascii_digit).count();
        match self {
            Segment::Text(text) => Some(in_text(text)),
            Segment::Code { codes, .. } => {
                let first = in_text(codes.first()?);
                codes
                    .iter()
                    .all(|code| in_text(code) == first)
                    .then_some(first)
            }
            Segment::Letters(_) => Some(0),
            Segment::CenturySex(_)
            | Segment::Check(_)
            | Segment::YearDigits(_)
            | Segment::Serial { .. } => Some(self.width()),
        }
    }

    /// Checks one part of an identifier; all of it is ASCII.
    pub(super) fn check<'a>(
        &'a self,
        part: &str,
        before: &str,
        said: &mut Said<'a>,
    ) -> Result<(), IdentifierProblem> {
        let position = before.len() + 1;
        match self {
            Segment::Text(text) if part == text => {}
            Segment::Text(_) => return Err(IdentifierProblem::Character { position }),
            Segment::Code { codes, .. } if codes.contains(part) => {}
            Segment::Code { list, .. } => {
                return Err(IdentifierProblem::UnknownCode {
                    position,
                    list: list.clone(),
                });
            }
            Segment::CenturySex(rows) => {
                let digit = number(part, position)?;
                let row = rows.iter().find(|row| u64::from(row.digit) == digit);
                let row = row.ok_or(IdentifierProblem::UnknownCentury { position })?;
                said.century = Some((row.from, &row.sex, position));
            }
            Segment::YearDigits(digits) => {
                let year = i16::try_from(number(part, position)?);
                let year = year.map_err(|_| IdentifierProblem::Character { position })?;
                said.year = Some((year, *digits, position));
            }
            Segment::Serial { least, .. } => {
                if number(part, position)? < *least {
                    return Err(IdentifierProblem::NeverIssued);
                }
            }
            Segment::Letters(_) => {
                if let Some(wrong) = part.bytes().position(|byte| !byte.is_ascii_uppercase()) {
                    return Err(IdentifierProblem::NotALetter {
                        position: position + wrong,
                    });
                }
            }
            Segment::Check(check) => {
                let found = number(part, position)?;
                let digit = check.digit(before).ok_or(IdentifierProblem::NeverIssued)?;
                if found != u64::from(digit) {
                    return Err(IdentifierProblem::WrongCheck { position });
                }
            }
        }
        Ok(())
    }
}

fn number(part: &str, position: usize) -> Result<u64, IdentifierProblem> {
    if let Some(wrong) = part.bytes().position(|byte| !byte.is_ascii_digit()) {
        return Err(IdentifierProblem::NotADigit {
            position: position + wrong,
        });
    }
    part.parse()
        .map_err(|_| IdentifierProblem::NotADigit { position })
}
