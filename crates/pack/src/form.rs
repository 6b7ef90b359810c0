//! Texts of a strict form: decimal numbers, amounts of money, shapes on the earth, kept files,
//! lists. Everybody outside a register sees and gives them as text; the register reads them, keeps
//! numbers as whole numbers of the smallest unit, and writes every value in one way.

use std::fmt;

use crate::model::FieldKind;

mod geometry;

pub use geometry::{GEOMETRY_BYTES_MAX, GeometryProblem, check_geometry};

/// Most decimal places: a micrometre, a millionth of a currency.
pub const PLACES_MAX: u8 = 6;

/// Most values of one list: more are records of their own.
pub const LIST_MAX: usize = 100;

/// What stands between the values of a list. Values cannot hold it.
pub const BETWEEN: char = '|';

/// What a text is exactly.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Form {
    /// A number with so many decimal places, 1 to [`PLACES_MAX`]: `12.50`.
    Decimal {
        /// The places.
        places: u8,
    },
    /// An amount of a currency: `1250000`, `12.50`.
    Money {
        /// Its code (ISO 4217).
        currency: String,
        /// Decimal places of its smallest unit.
        places: u8,
    },
    /// A shape on the earth: a GeoJSON geometry (RFC 7946).
    Geometry,
    /// A kept file, by its id.
    File,
    /// Values of one kind with [`BETWEEN`] between them.
    List(FieldKind),
}

/// Why a text does not have its form. Never holds the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FormProblem {
    /// It is not a number with at most so many decimal places.
    Number {
        /// The places.
        places: u8,
    },
    /// It is not a geometry.
    Geometry(GeometryProblem),
    /// It is not the id of a file.
    File,
    /// It has too many values, or an empty one.
    List,
}

impl Form {
    /// The text in the one way in which it is kept. The values of a list are not looked into; see
    /// [`Form::values`].
    ///
    /// # Errors
    /// Why the text does not have this form.
    pub fn read(&self, text: &str) -> Result<String, FormProblem> {
        let text = text.trim();
        match self {
            Form::Decimal { places } | Form::Money { places, .. } => {
                let scaled =
                    scaled(text, *places).ok_or(FormProblem::Number { places: *places })?;
                Ok(unscaled(scaled, *places))
            }
            Form::Geometry => match check_geometry(text) {
                Ok(()) => Ok(text.to_owned()),
                Err(problem) => Err(FormProblem::Geometry(problem)),
            },
            Form::File => match text.parse::<base::Id>() {
                Ok(id) => Ok(id.to_string()),
                Err(_) => Err(FormProblem::File),
            },
            Form::List(_) => {
                let values: Vec<&str> = text.split(BETWEEN).map(str::trim).collect();
                if values.len() > LIST_MAX || values.iter().any(|value| value.is_empty()) {
                    return Err(FormProblem::List);
                }
                Ok(values.join(&BETWEEN.to_string()))
            }
        }
    }

    /// The decimal places of a number that is kept as a whole number of its smallest unit.
    pub fn places(&self) -> Option<u8> {
        match self {
            Form::Decimal { places } | Form::Money { places, .. } => Some(*places),
            Form::Geometry | Form::File | Form::List(_) => None,
        }
    }

    /// The values of a list as it is kept.
    pub fn values(text: &str) -> impl Iterator<Item = &str> {
        text.split(BETWEEN)
    }
}

/// A decimal text as a whole number of its smallest unit: `12.5` with two places is 1250. `None`
/// if it is no number, has more places, or does not fit 64 bits.
pub fn scaled(text: &str, places: u8) -> Option<i64> {
    let (negative, digits) = match text.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, text),
    };
    let (whole, part) = match digits.split_once('.') {
        Some((_, "")) => return None,
        Some(parts) => parts,
        None => (digits, ""),
    };
    let width = usize::from(places);
    let plain = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if whole.is_empty() || !plain(whole) || !plain(part) || part.len() > width {
        return None;
    }
    let text = format!("{whole}{part:0<width$}");
    let number: i64 = text.parse().ok()?;
    Some(if negative { -number } else { number })
}

/// A whole number of the smallest unit as decimal text, with all its places.
pub fn unscaled(number: i64, places: u8) -> String {
    if places == 0 {
        return number.to_string();
    }
    let unit = 10_u64.saturating_pow(u32::from(places));
    let size = number.unsigned_abs();
    let sign = if number < 0 { "-" } else { "" };
    let width = usize::from(places);
    format!("{sign}{}.{:0width$}", size / unit, size % unit)
}

impl fmt::Display for FormProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            FormProblem::Number { places: 0 } => f.write_str("should hold a whole number"),
            FormProblem::Number { places } => {
                write!(
                    f,
                    "should hold a number with at most {places} decimal places, such as 12.5"
                )
            }
            FormProblem::Geometry(problem) => problem.fmt(f),
            FormProblem::File => f.write_str("should hold the id of a kept file"),
            FormProblem::List => write!(
                f,
                "should hold 1 to {LIST_MAX} values with `{BETWEEN}` between them"
            ),
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Form, text, and what it is kept as; `!` if it does not have the form.
    const READ: &str = "
2    / 12.5                                 / 12.50
2    / -0.05                                / -0.05
2    / 007                                  / 7.00
2    / 12.505                               / !
2    / .5                                   / !
2    / 1e3                                  / !
2    / 1,5                                  / !
2    / +1                                   / !
2    / 92233720368547758.07                 / 92233720368547758.07
2    / 92233720368547758.08                 / !
0    / 1250000                              / 1250000
0    / 1.0                                  / !
file / 00000000-0000-0000-0000-00000000002a / 00000000-0000-0000-0000-00000000002a
file / deed.pdf                             / !
list / red |  blue                          / red|blue
list / red                                  / red
list / red||blue                            / !
";

    #[test]
    fn texts_are_kept_in_one_way() {
        for line in READ.trim().lines() {
            let [form, text, expected] = line.split('/').map(str::trim).collect::<Vec<_>>()[..]
            else {
                panic!("three columns: {line}");
            };
            let form = match form {
                "0" => Form::Money {
                    currency: "XTS".into(),
                    places: 0,
                },
                "2" => Form::Decimal { places: 2 },
                "file" => Form::File,
                _ => Form::List(FieldKind::Text),
            };
            let found = form.read(text);
            // What is kept is kept as it is.
            for kept in found.iter() {
                assert_eq!(form.read(kept).as_ref(), Ok(kept), "{line}");
            }
            assert_eq!(found.as_deref().unwrap_or("!"), expected, "{line}");
        }
    }

    proptest! {
        #[test]
        fn a_number_survives_being_written(number in -i64::MAX..=i64::MAX, places in 0..=PLACES_MAX) {
            prop_assert_eq!(scaled(&unscaled(number, places), places), Some(number));
        }

        #[test]
        fn no_text_makes_a_form_fail(text in "\\PC{0,30}", places in 0..=PLACES_MAX) {
            let _ = scaled(&text, places);
            for form in [Form::Geometry, Form::File, Form::List(FieldKind::Text)] {
                let _ = form.read(&text);
            }
        }
    }
}
