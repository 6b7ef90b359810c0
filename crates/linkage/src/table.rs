//! The rows in columns, and the comparison of two of them as one number.

use crate::dates::Dates;
use crate::level::{BITS, Level, Outcome};
use crate::names::{Means, Names};
use crate::plan::{Comparison, Field, Part};
use crate::tokens::Tokens;

/// The outcomes of all fields of a pair, ten bits each, the first field lowest.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub(crate) struct Pattern(u128);

impl Pattern {
    /// The outcome of a field.
    pub(crate) fn outcome(self, field: usize) -> Outcome {
        Outcome::at((self.0 >> (field as u32 * BITS)) as u16)
    }

    fn with(self, field: usize, outcome: Outcome) -> Pattern {
        Pattern(self.0 | (outcome.index() as u128) << (field as u32 * BITS))
    }

    /// The same number for the same pattern, well mixed.
    pub(crate) fn mixed(self) -> u64 {
        crate::interner::fold((self.0 as u64) ^ crate::interner::fold((self.0 >> 64) as u64))
    }
}

/// One field of all rows.
#[derive(Debug)]
pub(crate) enum Column {
    Names(Names),
    Dates(Dates),
    Tokens(Tokens),
}

/// What became of a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Taken {
    Read,
    /// It cannot be read as what the field holds; it counts as missing.
    Unread,
    /// There is no room for it.
    Full,
}

impl Column {
    pub(crate) fn new(field: &Field, seed: u64) -> Column {
        match field.comparison {
            Comparison::Name(rules) => Column::Names(Names::new(rules, seed)),
            Comparison::Date => Column::Dates(Dates::default()),
            Comparison::Code => Column::Tokens(Tokens::new(false, seed)),
            Comparison::Identifier => Column::Tokens(Tokens::new(true, seed)),
        }
    }

    pub(crate) fn push(&mut self, value: Option<&str>) -> Taken {
        let pushed = match self {
            Column::Names(names) => names.push(value),
            Column::Tokens(tokens) => tokens.push(value),
            Column::Dates(dates) => {
                return match dates.push(value) {
                    true => Taken::Read,
                    false => Taken::Unread,
                };
            }
        };
        pushed.map_or(Taken::Full, |()| Taken::Read)
    }

    /// Compares the values of two rows.
    pub(crate) fn compare(&self, one: u32, other: u32) -> Outcome {
        match self {
            Column::Names(names) => names.compare(one, other),
            Column::Dates(dates) => dates.compare(one, other),
            Column::Tokens(tokens) => tokens.compare(one, other),
        }
    }

    /// The part of a row's value that a block shares; nothing when it is missing.
    pub(crate) fn part(&self, row: u32, part: Part) -> Option<u32> {
        match (self, part) {
            (Column::Names(names), Part::Whole) => names.plain(row),
            (Column::Names(names), Part::FirstWord) => names.first_word(row),
            (Column::Names(names), Part::LastWord) => names.last_word(row),
            (Column::Dates(dates), Part::Whole) => dates.value(row),
            (Column::Dates(dates), Part::Year) => dates.year(row),
            (Column::Tokens(tokens), Part::Whole) => tokens.value(row),
            // The plan was checked: no field has these.
            (Column::Names(_), Part::Year)
            | (Column::Dates(_) | Column::Tokens(_), Part::FirstWord | Part::LastWord)
            | (Column::Tokens(_), Part::Year) => None,
        }
    }
}

/// All rows, ready to be compared.
#[derive(Debug)]
pub(crate) struct Table {
    pub(crate) rows: u32,
    pub(crate) columns: Vec<Column>,
}

/// What the values of a field alone tell about strangers.
#[derive(Debug, Clone)]
pub(crate) enum Alone {
    /// How usual names are in the mean; the levels have to be sampled.
    Names(Means),
    /// The share of stranger pairs that reach each level.
    Dates(Vec<(Level, f64)>),
    /// The share of stranger pairs that are equal; slips have to be sampled.
    Tokens(f64),
}

impl Table {
    /// Ends the taking in: counts how usual values are.
    pub(crate) fn close(rows: u32, mut columns: Vec<Column>) -> (Table, Vec<Alone>) {
        let alone = columns
            .iter_mut()
            .map(|column| match column {
                Column::Names(names) => Alone::Names(names.close()),
                Column::Dates(dates) => Alone::Dates(dates.close()),
                Column::Tokens(tokens) => Alone::Tokens(tokens.close()),
            })
            .collect();
        (Table { rows, columns }, alone)
    }

    /// Compares two rows in all fields.
    pub(crate) fn compare(&self, one: u32, other: u32) -> Pattern {
        self.columns
            .iter()
            .enumerate()
            .fold(Pattern::default(), |pattern, (field, column)| {
                pattern.with(field, column.compare(one, other))
            })
    }
}
