//! Comparing cells: numbers, dates that may be vague, names.

use base::dates::PartialDate;
use base::text::{TextRules, compare_key};
use expr::Val;
use jiff::civil::Date;

use super::{Verdict, known, value};
use crate::cells::{Block, Cell, Typed};
use crate::rule::{Bound, Type};
use crate::values::List;

/// Whether a value lies between two bounds; `None` when that is not known.
pub(super) fn within(
    block: &Block<'_>,
    column: usize,
    row: usize,
    least: Option<Bound>,
    most: Option<Bound>,
) -> Option<bool> {
    match &block.typed[column] {
        Typed::Text | Typed::Booleans(_) => None,
        Typed::Integers(cells) | Typed::Instants(cells) => {
            let value = known(cells[row])?;
            let bound = |bound: Bound| match bound {
                Bound::Integer(number) | Bound::Instant(number) => Some(number),
                Bound::Date(_) => None,
            };
            let not_less = least.and_then(bound).is_none_or(|least| value >= least);
            Some(not_less && most.and_then(bound).is_none_or(|most| value <= most))
        }
        Typed::Dates(cells) => {
            let value = known(cells[row])?;
            let bound = |bound: Bound| match bound {
                Bound::Date(date) => Some(date),
                Bound::Integer(_) | Bound::Instant(_) => None,
            };
            let not_less = least
                .and_then(bound)
                .is_none_or(|least| value.latest() >= least);
            Some(
                not_less
                    && most
                        .and_then(bound)
                        .is_none_or(|most| value.earliest() <= most),
            )
        }
    }
}

pub(super) fn order(
    block: &Block<'_>,
    (first, then): (usize, usize),
    strictly: bool,
    verdicts: &mut Vec<Verdict>,
) {
    let numbers = |one: Cell<i64>, two: Cell<i64>| {
        let both = known(one).zip(known(two));
        Verdict::of(both.map(|(one, two)| one < two || one == two && !strictly))
    };
    match (&block.typed[first], &block.typed[then]) {
        (Typed::Dates(ones), Typed::Dates(twos)) => {
            verdicts.extend(ones.iter().zip(twos).map(|(one, two)| {
                let both = known(*one).zip(known(*two));
                Verdict::of(both.and_then(|(one, two)| comes_first(one, two, strictly)))
            }));
        }
        (Typed::Integers(ones), Typed::Integers(twos))
        | (Typed::Instants(ones), Typed::Instants(twos)) => {
            verdicts.extend(ones.iter().zip(twos).map(|(one, two)| numbers(*one, *two)));
        }
        // The plan lets no other pairs through.
        _ => verdicts.resize(block.rows, Verdict::Silent),
    }
}

/// Whether one date comes before another, or is the same unless `strictly`; `None` when they are too
/// vague to tell.
fn comes_first(one: PartialDate, two: PartialDate, strictly: bool) -> Option<bool> {
    let (last, first) = (one.latest(), two.earliest());
    if last < first || last == first && !strictly {
        return Some(true);
    }
    let (first, last) = (one.earliest(), two.latest());
    (first > last || first == last && strictly).then_some(false)
}

/// Whether two fields of a row say the same; `None` when one is not there. Dates may be the same
/// day; names have the same key; everything else is equal.
pub(super) fn same_cells(
    block: &Block<'_>,
    (one, other): (usize, usize),
    row: usize,
    names: Option<&TextRules>,
) -> Option<bool> {
    if let (Typed::Dates(ones), Typed::Dates(others)) = (&block.typed[one], &block.typed[other]) {
        let both = known(ones[row]).zip(known(others[row]));
        return both.map(|(one, other)| one.agrees_with(other));
    }
    if let (Some(rules), Some(one), Some(other)) =
        (names, block.texts[one][row], block.texts[other][row])
    {
        return Some(one == other || compare_key(one, rules) == compare_key(other, rules));
    }
    let (one, other) = (value(block, one, row), value(block, other, row));
    (!one.is_missing() && !other.is_missing()).then(|| same(&one, &other))
}

/// Whether one of the values that another register has for a key is the one here; `None` when it has
/// none, or something is not there.
pub(super) fn across(
    block: &Block<'_>,
    (key, field): (usize, usize),
    row: usize,
    (list, rules): (&List, &TextRules),
) -> Option<bool> {
    let (key, text) = (block.texts[key][row]?, block.texts[field][row]?);
    let mut known = list.says(key)?;
    match (&block.typed[field], block.types[field]) {
        (Typed::Dates(cells), _) => {
            let Cell::Is(date) = cells[row] else {
                return None;
            };
            let agrees = |known: &str| known.parse().is_ok_and(|known| date.agrees_with(known));
            Some(known.any(agrees))
        }
        (_, Type::Name) => {
            let key = compare_key(text, rules);
            Some(known.any(|known| known == text || compare_key(known, rules) == key))
        }
        _ => Some(known.any(|known| known == text)),
    }
}

pub(super) fn fresh(block: &Block<'_>, column: usize, row: usize, earliest: Date) -> Option<bool> {
    match &block.typed[column] {
        // Only a date that is certainly too early is stale.
        Typed::Dates(cells) => known(cells[row]).map(|date| date.latest() >= earliest),
        Typed::Instants(_) => block.day(column, row).map(|day| day >= earliest),
        Typed::Text | Typed::Integers(_) | Typed::Booleans(_) => None,
    }
}

/// Whether two known values of one type are the same; texts code point by code point.
pub(super) fn same(one: &Val<'_>, two: &Val<'_>) -> bool {
    match (one, two) {
        (Val::Text(one), Val::Text(two)) => one == two,
        (Val::Bool(one), Val::Bool(two)) => one == two,
        (Val::Int(one), Val::Int(two)) | (Val::Instant(one), Val::Instant(two)) => one == two,
        (Val::Date(one), Val::Date(two)) => one == two,
        _ => false,
    }
}
