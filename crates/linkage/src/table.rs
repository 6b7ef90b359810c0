//! The rows in columns, and the comparison of two of them as one number.

use crate::dates::Dates;
use crate::interner::NONE;
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

/// One field: what the numbers of its values mean. A missing value is [`NONE`].
#[derive(Debug)]
#[expect(
    clippy::large_enum_variant,
    reason = "there is one for each field, a handful in all"
)]
pub(crate) enum Column {
    Names(Names),
    Dates(Dates),
    Tokens(Tokens),
}

/// What became of a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Taken {
    Number(u32),
    /// It cannot be read as what the field holds.
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

    pub(crate) fn take(&mut self, value: Option<&str>) -> Taken {
        match self {
            Column::Names(names) => names.number(value).map_or(Taken::Full, Taken::Number),
            Column::Tokens(tokens) => tokens.number(value).map_or(Taken::Full, Taken::Number),
            Column::Dates(_) => Dates::number(value).map_or(Taken::Unread, Taken::Number),
        }
    }

    /// Compares two values.
    pub(crate) fn compare(&self, one: u32, other: u32) -> Outcome {
        match self {
            Column::Names(names) => names.compare(one, other),
            Column::Dates(dates) => dates.compare(one, other),
            Column::Tokens(tokens) => tokens.compare(one, other),
        }
    }

    /// The part of a value that a block shares; nothing when the value is missing.
    pub(crate) fn part(&self, value: u32, part: Part) -> Option<u32> {
        if value == NONE {
            return None;
        }
        match (self, part) {
            (Column::Names(names), Part::Whole) => Some(names.plain(value)),
            (Column::Names(names), Part::FirstWord) => Some(names.first_word(value)),
            (Column::Names(names), Part::LastWord) => Some(names.last_word(value)),
            (Column::Dates(_) | Column::Tokens(_), Part::Whole) => Some(value),
            (Column::Dates(_), Part::Year) => Some(Dates::year(value)),
            // The plan was checked: no field has these.
            (Column::Names(_) | Column::Tokens(_), Part::Year)
            | (Column::Dates(_) | Column::Tokens(_), Part::FirstWord | Part::LastWord) => None,
        }
    }
}

/// All rows, ready to be compared.
#[derive(Debug)]
pub(crate) struct Table {
    pub(crate) rows: u32,
    pub(crate) columns: Vec<Column>,
    /// The values of all rows, row after row: two rows are compared by reading two places.
    cells: Vec<u32>,
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
    /// Ends the taking in: counts how usual values are. A row that is not whole is left out.
    pub(crate) fn close(
        rows: u32,
        mut columns: Vec<Column>,
        mut cells: Vec<u32>,
    ) -> (Table, Vec<Alone>) {
        let width = columns.len();
        cells.truncate(rows as usize * width);
        let alone = columns
            .iter_mut()
            .enumerate()
            .map(|(field, column)| {
                let values = cells.iter().skip(field).step_by(width).copied();
                match column {
                    Column::Names(names) => Alone::Names(names.close(values)),
                    Column::Dates(dates) => Alone::Dates(dates.close(values)),
                    Column::Tokens(tokens) => Alone::Tokens(tokens.close(values)),
                }
            })
            .collect();
        let table = Table {
            rows,
            columns,
            cells,
        };
        (table, alone)
    }

    /// The value of a row's field.
    pub(crate) fn value(&self, row: u32, field: usize) -> u32 {
        self.cells[row as usize * self.columns.len() + field]
    }

    /// The part of a row's value that a block shares.
    pub(crate) fn part(&self, row: u32, field: usize, part: Part) -> Option<u32> {
        self.columns[field].part(self.value(row, field), part)
    }

    /// Compares two rows in one field.
    pub(crate) fn compare_field(&self, one: u32, other: u32, field: usize) -> Outcome {
        self.columns[field].compare(self.value(one, field), self.value(other, field))
    }

    /// Compares two rows in all fields.
    pub(crate) fn compare(&self, one: u32, other: u32) -> Pattern {
        let (one, other) = (self.row(one), self.row(other));
        let values = one.iter().zip(other).zip(&self.columns).enumerate();
        values.fold(
            Pattern::default(),
            |pattern, (field, ((&a, &b), column))| pattern.with(field, column.compare(a, b)),
        )
    }

    fn row(&self, row: u32) -> &[u32] {
        let width = self.columns.len();
        &self.cells[row as usize * width..(row as usize + 1) * width]
    }
}
