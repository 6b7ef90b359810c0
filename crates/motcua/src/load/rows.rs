//! Rows of a file in memory: one text for all their cells.

use tables::BadRow;

/// A cell that is not there.
const ABSENT: (u32, u32) = (u32::MAX, u32::MAX);

/// Some rows, as they were received. A million of them are one text and one list, not fifteen
/// million texts.
#[derive(Debug, Default)]
pub(crate) struct Rows {
    columns: usize,
    text: String,
    cells: Vec<(u32, u32)>,
    places: Vec<Place>,
    /// Those that are no rows.
    pub(crate) bad: Vec<BadRow>,
}

/// Where a row stands.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Place {
    /// Which row, from 1.
    pub(crate) row: u64,
    /// The line it begins on, from 1.
    pub(crate) line: u64,
}

impl Rows {
    /// None yet, of a table with so many columns.
    pub(crate) fn new(columns: usize) -> Rows {
        Rows {
            columns,
            ..Rows::default()
        }
    }

    /// How many there are.
    pub(crate) fn len(&self) -> usize {
        self.places.len()
    }

    /// How many there are, those that are no rows among them.
    pub(crate) fn taken(&self) -> usize {
        self.places.len() + self.bad.len()
    }

    /// Bytes of all cells.
    pub(crate) fn bytes(&self) -> usize {
        self.text.len()
    }

    /// Adds a row, whose cells are as many as there are columns.
    pub(crate) fn add<C: AsRef<str>>(
        &mut self,
        place: Place,
        cells: impl Iterator<Item = Option<C>>,
    ) {
        for cell in cells {
            let Some(cell) = cell else {
                self.cells.push(ABSENT);
                continue;
            };
            let from = number(self.text.len());
            self.text.push_str(cell.as_ref());
            self.cells.push((from, number(self.text.len())));
        }
        self.places.push(place);
    }

    /// Where a row stands, from 0.
    pub(crate) fn place(&self, row: usize) -> Place {
        self.places[row]
    }

    /// A cell, if it is there.
    pub(crate) fn cell(&self, row: usize, column: usize) -> Option<&str> {
        let (from, to) = *self.cells.get(row * self.columns + column)?;
        self.text.get(from as usize..to as usize)
    }

    /// Takes all rows out, and keeps the room they had.
    pub(crate) fn clear(&mut self) {
        self.text.clear();
        self.cells.clear();
        self.places.clear();
        self.bad.clear();
    }
}

/// A batch is far below four gigabytes.
fn number(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(u32::MAX - 1)
}
