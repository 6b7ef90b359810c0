//! Structures of numbers: parts that say something, then digits that make the number unique.
//!
//! Uniqueness costs a counter per different beginning, not a set of all numbers: the n-th number of
//! a beginning is a permutation of n (an affine map modulo a power of ten), so digits look drawn
//! but never repeat.

use std::collections::BTreeMap;

use jiff::civil::Date;

use crate::SynthError;
use crate::declared::{Part, PlacePart};
use crate::dice::{mix, mix_text};
use crate::family::{Sex, age};
use crate::tables::Files;

/// More digits than this do not fit the arithmetic, and nobody can read them out.
const DIGITS_MAX: u8 = 12;
/// No year of birth has more than one in so many of all people, also in a young country.
const YEARS_SPREAD: u64 = 20;
/// The oldest person is younger than this.
const AGE_MAX: i16 = 110;

/// A structure, checked.
#[derive(Debug, Clone)]
pub struct Structure {
    parts: Vec<Part>,
    digits: u8,
    serial: bool,
    origins: BTreeMap<String, String>,
    origins_of: BTreeMap<String, String>,
    origin_places: Vec<String>,
}

/// What the parts of a number are made from.
#[derive(Debug, Clone, Copy)]
pub struct Bearer<'a> {
    /// Sex.
    pub sex: Sex,
    /// Date of birth.
    pub born_on: Date,
    /// Code of the place of birth.
    pub birth_place: &'a str,
    /// Code of the commune where the person lives.
    pub commune: &'a str,
    /// Code of the place the commune belongs to.
    pub parent: &'a str,
    /// What `origin` gives for the place of birth in the personal number, if it does.
    pub origin: &'a str,
}

/// The counters of one structure in one stream.
#[derive(Debug, Clone)]
pub struct Draws {
    seed: u64,
    drawn: BTreeMap<String, u64>,
    backwards: bool,
}

impl Draws {
    /// Nothing drawn yet.
    pub fn new(seed: u64) -> Draws {
        Draws {
            seed,
            drawn: BTreeMap::new(),
            backwards: false,
        }
    }

    /// Counters that begin with the last number of each beginning and come down: what they draw is
    /// not drawn by forward ones of the same seed until half of the numbers are used.
    pub(crate) fn backwards(seed: u64) -> Draws {
        Draws {
            backwards: true,
            ..Draws::new(seed)
        }
    }
}

impl Structure {
    /// Checks the parts declared under a key and reads the table of origins, if there is one.
    pub fn read(key: &str, parts: &[Part], files: &Files<'_>) -> Result<Structure, SynthError> {
        let (digits, serial) = match parts.last() {
            Some(Part::RandomDigits(digits)) => (*digits, false),
            Some(Part::SerialDigits(digits)) => (*digits, true),
            _ => {
                let message = "the last part must be random_digits or serial_digits";
                return Err(SynthError::key(key, message));
            }
        };
        if digits == 0 || digits > DIGITS_MAX {
            let message = format!("{digits} digits: from 1 to {DIGITS_MAX} are possible");
            return Err(SynthError::key(key, message));
        }
        let parts = parts[..parts.len() - 1].to_vec();
        let mut origins = BTreeMap::new();
        let mut origins_of = BTreeMap::new();
        for part in &parts {
            match part {
                Part::RandomDigits(_) | Part::SerialDigits(_) => {
                    let message = "random_digits or serial_digits may stand only at the end";
                    return Err(SynthError::key(key, message));
                }
                Part::YearDigits(wanted) if !(1..=4).contains(wanted) => {
                    return Err(SynthError::key(key, "year_digits must be 1 to 4"));
                }
                Part::Origin(_) if !origins.is_empty() => {
                    return Err(SynthError::key(
                        key,
                        "there may be one origin part, not two",
                    ));
                }
                Part::OriginOf(path) => {
                    origins_of = read_origins(path, files)?;
                }
                Part::Origin(path) => origins = read_origins(path, files)?,
                Part::Age(rows) if rows.first().is_none_or(|row| row.from > 0) => {
                    return Err(SynthError::key(
                        key,
                        "the first row of age must be from = 0",
                    ));
                }
                Part::Text(_)
                | Part::Century(_)
                | Part::YearDigits(_)
                | Part::Age(_)
                | Part::Place(_) => {}
            }
        }
        let origin_places = origins.keys().cloned().collect();
        Ok(Structure {
            parts,
            digits,
            serial,
            origins,
            origins_of,
            origin_places,
        })
    }

    /// Codes of all places that have an origin; empty when the structure has no such part.
    pub fn origin_places(&self) -> &[String] {
        &self.origin_places
    }

    /// What the table of origins says of a place; empty when it says nothing.
    pub(crate) fn origin_of(&self, place: &str) -> &str {
        self.origins.get(place).map_or("", String::as_str)
    }

    /// Whether sex and century of birth are told by a part.
    pub(crate) fn tells_sex(&self) -> bool {
        self.parts
            .iter()
            .any(|part| matches!(part, Part::Century(_)))
    }

    /// How many beginnings people of one year can have, by where they were born.
    pub(crate) fn origins(&self) -> usize {
        let origins: std::collections::BTreeSet<&String> = self.origins.values().collect();
        origins.len().max(1)
    }

    /// Whether somebody born there can have a number.
    pub fn knows_birth_place(&self, place: &str) -> bool {
        self.origins.is_empty() || self.origins.contains_key(place)
    }

    /// Whether everybody who can be alive on that day has a century row; else the missing year.
    pub fn missing_year(&self, today: Date) -> Option<i16> {
        let rows = self.parts.iter().find_map(|part| match part {
            Part::Century(rows) => Some(rows),
            _ => None,
        })?;
        let served = |year: i16| rows.iter().any(|row| holds(row.from, year));
        (today.year() - AGE_MAX..=today.year()).find(|&year| !served(year))
    }

    /// How many numbers can be given without fear that one beginning runs out.
    pub fn room(&self) -> usize {
        let dated = self
            .parts
            .iter()
            .any(|part| matches!(part, Part::YearDigits(_)));
        let beginnings = if dated && !self.serial {
            YEARS_SPREAD
        } else {
            1
        };
        let room = 10_u64.pow(u32::from(self.digits)) * beginnings;
        usize::try_from(room).unwrap_or(usize::MAX)
    }

    /// The next number for such a person; `None` when the beginning has run out or a part has
    /// nothing to say about them.
    pub fn draw(&self, draws: &mut Draws, bearer: &Bearer<'_>, today: Date) -> Option<String> {
        let mut number = String::with_capacity(16);
        for part in &self.parts {
            self.append(&mut number, part, bearer, today)?;
        }
        let beginning = if self.serial { "" } else { number.as_str() };
        if !draws.drawn.contains_key(beginning) {
            draws.drawn.insert(beginning.to_owned(), 0);
        }
        let seed = draws.seed;
        let drawn = draws.drawn.get_mut(beginning)?;
        let place = if draws.backwards {
            let last = 10_u64.pow(u32::from(self.digits)) - 1;
            last.checked_sub(*drawn)?
        } else {
            *drawn
        };
        let digits = scattered(mix_text(seed, beginning), self.digits, place)?;
        *drawn += 1;
        let width = usize::from(self.digits);
        number.push_str(&format!("{digits:0width$}"));
        Some(number)
    }

    fn append(
        &self,
        number: &mut String,
        part: &Part,
        bearer: &Bearer<'_>,
        today: Date,
    ) -> Option<()> {
        match part {
            Part::Text(text) => number.push_str(text),
            Part::Origin(_) => number.push_str(self.origins.get(bearer.birth_place)?),
            Part::OriginOf(_) => number.push_str(self.origins_of.get(bearer.origin)?),
            Part::Century(rows) => {
                let row = rows
                    .iter()
                    .find(|row| holds(row.from, bearer.born_on.year()))?;
                number.push_str(match bearer.sex {
                    Sex::Female => &row.female,
                    Sex::Male => &row.male,
                });
            }
            Part::YearDigits(digits) => {
                let year = format!("{:04}", bearer.born_on.year());
                number.push_str(year.get(4_usize.saturating_sub(usize::from(*digits))..)?);
            }
            Part::Age(rows) => {
                let years = age(bearer.born_on, today);
                let row = rows.iter().rev().find(|row| i32::from(row.from) <= years)?;
                number.push_str(&row.text);
            }
            Part::Place(PlacePart::Own) => number.push_str(bearer.commune),
            Part::Place(PlacePart::Parent) => number.push_str(bearer.parent),
            Part::RandomDigits(_) | Part::SerialDigits(_) => {}
        }
        Some(())
    }
}

/// A table of the columns `place`, `origin`, each place once.
fn read_origins(path: &str, files: &Files<'_>) -> Result<BTreeMap<String, String>, SynthError> {
    let mut origins = BTreeMap::new();
    for line in files.table(path, &["place", "origin"])? {
        let mut cells = line.cells.into_iter();
        let place = cells.next().unwrap_or_default();
        let origin = cells.next().unwrap_or_default();
        if origins.insert(place, origin).is_some() {
            let message = "this place already has an origin above";
            return Err(SynthError::at(path, line.number, message));
        }
    }
    Ok(origins)
}

fn holds(from: i16, year: i16) -> bool {
    (from..from.saturating_add(100)).contains(&year)
}

/// The `drawn`-th of the numbers below 10^digits in an order that follows from `salt`; `None` past
/// the last. The factor ends in 1, 3, 7 or 9, so it shares no divisor with ten and nothing repeats.
fn scattered(salt: u64, digits: u8, drawn: u64) -> Option<u64> {
    let size = 10_u64.pow(u32::from(digits.min(DIGITS_MAX)));
    if drawn >= size {
        return None;
    }
    let factor = mix(salt) % size / 10 * 10 + [1, 3, 7, 9][(salt % 4) as usize];
    let shift = mix(salt ^ 1) % size;
    let place = u128::from(factor) * u128::from(drawn) + u128::from(shift);
    u64::try_from(place % u128::from(size)).ok()
}

#[cfg(test)]
#[path = "number/tests.rs"]
mod tests;
