//! Running a program on a row.

use std::borrow::Cow;
use std::cmp::Ordering;

use super::{Counted, Number, Part, Test, Text};
use crate::cell::{Cell, Row, civil};
use crate::eval::compute;
use crate::tree::Comparison;
use crate::value::{composed, same_text};

pub(super) fn holds<R: Row + ?Sized>(test: &Test, row: &R) -> bool {
    match test {
        Test::Always(yes) => *yes,
        Test::Not(part) => !holds(part, row),
        Test::All(parts) => parts.iter().all(|part| holds(part, row)),
        Test::Any(parts) => parts.iter().any(|part| holds(part, row)),
        Test::Numbers(comparison, one, two) => match (number(one, row), number(two, row)) {
            (Some(one), Some(two)) => comparison.holds(one.cmp(&two)),
            _ => false,
        },
        Test::Texts(comparison, one, two) => match (text(one, row), text(two, row)) {
            (Some(one), Some(two)) => texts(*comparison, &one, &two),
            _ => false,
        },
        Test::NumberAmong(needle, sorted) => {
            number(needle, row).is_some_and(|needle| sorted.binary_search(&needle).is_ok())
        }
        Test::TextAmong(needle, sorted) => {
            text(needle, row).is_some_and(|needle| among(&composed(&needle), sorted))
        }
        Test::NumberMissing(part) => number(part, row).is_none(),
        Test::TextMissing(part) => text(part, row).is_none(),
        Test::Part(place, whole, part) => match (text(whole, row), text(part, row)) {
            (Some(whole), Some(part)) => has_part(*place, &composed(&whole), &composed(&part)),
            _ => false,
        },
        Test::If(parts) => {
            let [condition, then, otherwise] = &**parts;
            holds(
                if holds(condition, row) {
                    then
                } else {
                    otherwise
                },
                row,
            )
        }
    }
}

/// A column or a constant at once; all else in a function of its own, so that this stays small.
#[inline]
fn number<R: Row + ?Sized>(number: &Number, row: &R) -> Option<i64> {
    match number {
        Number::Const(value) => Some(*value),
        Number::Column(column, of) => match (row.cell(*column), of) {
            (Cell::Int(value), Counted::Int) | (Cell::Instant(value), Counted::Instant) => {
                Some(value)
            }
            (Cell::Day(day), Counted::Day) => Some(i64::from(day)),
            (Cell::Bool(yes), Counted::Bool) => Some(i64::from(yes)),
            _ => None,
        },
        other => computed(other, row),
    }
}

fn computed<R: Row + ?Sized>(part: &Number, row: &R) -> Option<i64> {
    match part {
        Number::Missing => None,
        Number::Const(_) | Number::Column(..) => number(part, row),
        Number::Arithmetic(operation, parts) => {
            compute(*operation, number(&parts.0, row)?, number(&parts.1, row)?)
        }
        Number::Negate(part) => number(part, row)?.checked_neg(),
        Number::If(parts) => {
            let (condition, then, otherwise) = &**parts;
            number(
                if holds(condition, row) {
                    then
                } else {
                    otherwise
                },
                row,
            )
        }
        Number::Truth(test) => Some(i64::from(holds(test, row))),
        Number::Size(part) => {
            let text = text(part, row)?;
            i64::try_from(composed(&text).chars().count()).ok()
        }
        Number::DaysBetween(parts) => number(&parts.1, row)?.checked_sub(number(&parts.0, row)?),
        Number::Year(day) => Some(civil(number(day, row)?).0),
        Number::Age(parts) => age(number(&parts.0, row)?, number(&parts.1, row)?),
    }
}

/// As [`crate::eval`] counts it: whole years lived, none before birth.
fn age(born: i64, on: i64) -> Option<i64> {
    let (year, month, day) = civil(born);
    let (this_year, this_month, this_day) = civil(on);
    let birthday_passed = (this_month, this_day) >= (month, day);
    (on >= born).then(|| this_year - year - i64::from(!birthday_passed))
}

#[inline]
fn text<'r, R: Row + ?Sized>(text: &'r Text, row: &'r R) -> Option<Cow<'r, str>> {
    match text {
        Text::Const(value) => Some(Cow::Borrowed(value)),
        Text::Column(column) => match row.cell(*column) {
            Cell::Text(value) => Some(Cow::Borrowed(value)),
            _ => None,
        },
        other => made(other, row),
    }
}

fn made<'r, R: Row + ?Sized>(part: &'r Text, row: &'r R) -> Option<Cow<'r, str>> {
    match part {
        Text::Missing => None,
        Text::Const(_) | Text::Column(_) => text(part, row),
        Text::Join(parts) => Some(text(&parts.0, row)? + text(&parts.1, row)?),
        Text::If(parts) => {
            let (condition, then, otherwise) = &**parts;
            text(
                if holds(condition, row) {
                    then
                } else {
                    otherwise
                },
                row,
            )
        }
    }
}

fn texts(comparison: Comparison, one: &str, two: &str) -> bool {
    match comparison {
        Comparison::Equal => same_text(one, two),
        Comparison::Different => !same_text(one, two),
        Comparison::Less | Comparison::AtMost | Comparison::More | Comparison::AtLeast => {
            comparison.holds(composed(one).cmp(&composed(two)))
        }
    }
}

/// A few are looked through: the first byte mostly tells. Many are searched.
fn among(needle: &str, sorted: &[Box<str>]) -> bool {
    if sorted.len() <= 8 {
        return sorted.iter().any(|known| **known == *needle);
    }
    sorted
        .binary_search_by(|known| (**known).cmp(needle))
        .is_ok()
}

fn has_part(place: Part, whole: &str, part: &str) -> bool {
    match place {
        Part::Start => whole.starts_with(part),
        Part::End => whole.ends_with(part),
        Part::Anywhere => whole.contains(part),
    }
}

impl Comparison {
    /// Whether two known values in this order stand so to each other.
    #[inline]
    pub(crate) fn holds(self, order: Ordering) -> bool {
        match self {
            Comparison::Equal => order == Ordering::Equal,
            Comparison::Different => order != Ordering::Equal,
            Comparison::Less => order == Ordering::Less,
            Comparison::AtMost => order != Ordering::Greater,
            Comparison::More => order == Ordering::Greater,
            Comparison::AtLeast => order != Ordering::Less,
        }
    }
}
