//! Many rows in little memory: two buffers for all texts and bytes, and one list of cells.
//!
//! A row as a list of [`Value`]s has an allocation for each text, made on one thread and freed on
//! another. For a hundred thousand rows that is millions, and cost more than writing the rows.

use std::borrow::Cow;
use std::cmp::Ordering;

use crate::Value;

/// A value of a row, lent.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Cell<'a> {
    /// No value.
    #[default]
    Null,
    /// As [`Value::Int`].
    Int(i64),
    /// As [`Value::Real`].
    Real(f64),
    /// As [`Value::Text`].
    Text(Cow<'a, str>),
    /// As [`Value::Bytes`].
    Bytes(Cow<'a, [u8]>),
}

impl<'a> From<&'a Value> for Cell<'a> {
    /// A number that is drawn at commit is nothing yet.
    fn from(value: &'a Value) -> Cell<'a> {
        match value {
            Value::Null | Value::Next(_) => Cell::Null,
            Value::Int(value) => Cell::Int(*value),
            Value::Real(value) => Cell::Real(*value),
            Value::Text(text) => Cell::Text(Cow::Borrowed(text)),
            Value::Bytes(bytes) => Cell::Bytes(Cow::Borrowed(bytes)),
        }
    }
}

/// Rows of one table.
#[derive(Clone, Debug)]
pub struct Rows {
    columns: usize,
    text: String,
    bytes: Vec<u8>,
    slots: Vec<Slot>,
    rows: usize,
}

/// A cell, and where what it holds stands. Its end is no place but a length, so that it is 16 bytes.
#[derive(Clone, Copy, Debug)]
enum Slot {
    Null,
    Int(i64),
    Real(f64),
    Text(usize, u32),
    Bytes(usize, u32),
}

/// Bytes of text that a cell has at first guess; many are no text, or empty.
const CELL_BYTES: usize = 4;

impl Rows {
    /// None yet, of a table with so many columns; about so many rows are expected.
    pub fn new(columns: usize, expected: usize) -> Rows {
        Rows {
            columns,
            text: String::with_capacity(columns * expected * CELL_BYTES),
            bytes: Vec::new(),
            slots: Vec::with_capacity(columns * expected),
            rows: 0,
        }
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.rows
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.rows == 0
    }

    /// Adds a row: a cell for each column. Columns that have none get no value, and what there is
    /// no column for is not kept.
    pub fn push<'a>(&mut self, row: impl IntoIterator<Item = Cell<'a>>) {
        let end = self.slots.len() + self.columns;
        for cell in row.into_iter().take(self.columns) {
            let slot = self.slot(&cell);
            self.slots.push(slot);
        }
        self.slots.resize(end, Slot::Null);
        self.rows += 1;
    }

    fn slot(&mut self, cell: &Cell<'_>) -> Slot {
        // No database takes a cell of four gigabytes.
        let length = |length: usize| u32::try_from(length).unwrap_or(u32::MAX);
        match cell {
            Cell::Null => Slot::Null,
            Cell::Int(value) => Slot::Int(*value),
            Cell::Real(value) => Slot::Real(*value),
            Cell::Text(text) => {
                let from = self.text.len();
                self.text.push_str(text);
                Slot::Text(from, length(text.len()))
            }
            Cell::Bytes(bytes) => {
                let from = self.bytes.len();
                self.bytes.extend_from_slice(bytes);
                Slot::Bytes(from, length(bytes.len()))
            }
        }
    }

    /// The rows in the order in which both databases keep their first columns, where they are written
    /// fastest.
    pub fn sorted(
        &self,
        key_columns: usize,
    ) -> impl Iterator<Item = impl Iterator<Item = Cell<'_>>> {
        let mut order: Vec<usize> = (0..self.rows).collect();
        let by_key = |one: &usize, other: &usize| {
            let mut cells = self.cells(*one).zip(self.cells(*other)).take(key_columns);
            cells
                .find_map(|(one, other)| Some(compare(&one, &other)).filter(|order| order.is_ne()))
                .unwrap_or(Ordering::Equal)
        };
        if !order.is_sorted_by(|one, other| by_key(one, other).is_le()) {
            order.sort_unstable_by(by_key);
        }
        order.into_iter().map(|row| self.cells(row))
    }

    fn cells(&self, row: usize) -> impl Iterator<Item = Cell<'_>> {
        let from = row * self.columns;
        let slots = self.slots.get(from..from + self.columns);
        slots
            .unwrap_or_default()
            .iter()
            .map(|slot| self.cell(*slot))
    }

    fn cell(&self, slot: Slot) -> Cell<'_> {
        match slot {
            Slot::Null => Cell::Null,
            Slot::Int(value) => Cell::Int(value),
            Slot::Real(value) => Cell::Real(value),
            Slot::Text(from, length) => {
                let text = self.text.get(from..from + length as usize);
                Cell::Text(Cow::Borrowed(text.unwrap_or_default()))
            }
            Slot::Bytes(from, length) => {
                let bytes = self.bytes.get(from..from + length as usize);
                Cell::Bytes(Cow::Borrowed(bytes.unwrap_or_default()))
            }
        }
    }
}

/// A column holds values of one kind; of a key, none is missing.
fn compare(one: &Cell<'_>, other: &Cell<'_>) -> Ordering {
    match (one, other) {
        (Cell::Int(one), Cell::Int(other)) => one.cmp(other),
        (Cell::Text(one), Cell::Text(other)) => one.cmp(other),
        (Cell::Bytes(one), Cell::Bytes(other)) => one.cmp(other),
        _ => Ordering::Equal,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn value() -> impl Strategy<Value = Value> {
        prop_oneof![
            Just(Value::Null),
            any::<i64>().prop_map(Value::Int),
            any::<f64>()
                .prop_filter("numbers", |x| !x.is_nan())
                .prop_map(Value::Real),
            "\\PC{0,9}".prop_map(Value::Text),
            proptest::collection::vec(any::<u8>(), 0..9).prop_map(Value::Bytes),
        ]
    }

    proptest! {
        #[test]
        fn rows_come_out_as_they_went_in(all in proptest::collection::vec(
            proptest::collection::vec(value(), 3), 0..20))
        {
            let mut rows = Rows::new(3, 5);
            for row in &all {
                rows.push(row.iter().map(Cell::from));
            }
            prop_assert_eq!(rows.len(), all.len());
            let found: Vec<Vec<Cell<'_>>> = rows.sorted(0).map(Iterator::collect).collect();
            let given: Vec<Vec<Cell<'_>>> =
                all.iter().map(|row| row.iter().map(Cell::from).collect()).collect();
            prop_assert_eq!(found, given);
        }

        #[test]
        fn sorted_rows_are_in_the_order_of_their_keys(all in proptest::collection::vec(
            ("[a-c]{0,2}", any::<i8>(), any::<bool>()), 0..30))
        {
            let mut rows = Rows::new(3, 5);
            for (text, number, yes) in &all {
                let (number, yes) = (Cell::Int((*number).into()), Cell::Int((*yes).into()));
                rows.push([Cell::Text(text.into()), number, yes]);
            }
            let cells: Vec<Vec<Cell<'_>>> = rows.sorted(2).map(Iterator::collect).collect();
            let keys = cells.iter().map(|row| match &row[..] {
                [Cell::Text(text), Cell::Int(number), ..] => (text.to_string(), *number),
                other => panic!("{other:?}"),
            });
            let keys: Vec<(String, i64)> = keys.collect();
            let mut given: Vec<(String, i64)> =
                all.into_iter().map(|(text, number, _)| (text, number.into())).collect();
            given.sort();
            prop_assert_eq!(keys, given);
        }
    }

    #[test]
    fn rows_have_as_many_cells_as_there_are_columns() {
        let mut rows = Rows::new(2, 0);
        rows.push([Cell::Int(1)]);
        rows.push([Cell::Int(2), Cell::Int(3), Cell::Int(4)]);
        let cells: Vec<Vec<Cell<'_>>> = rows.sorted(0).map(Iterator::collect).collect();
        assert_eq!(
            cells,
            [[Cell::Int(1), Cell::Null], [Cell::Int(2), Cell::Int(3)]]
        );
    }
}
