//! Cells: how rows come in, and how each cell is read once, a block of rows at a time.

use base::Instant;
use base::dates::PartialDate;
use jiff::civil::Date;

use crate::rule::Type;

/// Some consecutive rows of a table, wherever they lie: in the bytes of a file, in the answer of a
/// database. Several threads check several such runs at once.
pub trait Rows {
    /// How many rows there are.
    fn rows(&self) -> usize;

    /// The text of a cell as it was received, or `None` when it is null. Columns are numbered as they
    /// were declared to the plan, rows from 0. Dates and numbers are texts as well: `1961-04-30`,
    /// `-7`; a source that has them in another form writes them down so.
    fn text(&self, column: usize, row: usize) -> Option<&str>;
}

/// How many rows are read and judged together: their cells stay in the processor's nearer caches.
pub(crate) const BLOCK_ROWS: usize = 512;

/// A cell that was read as what its column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Cell<T> {
    /// Absent.
    Null,
    /// Present, and not what the column holds.
    Unreadable,
    /// A value.
    Is(T),
}

impl<T> Cell<T> {
    fn read(text: Option<&str>, read: impl Fn(&str) -> Option<T>) -> Cell<T> {
        match text {
            None => Cell::Null,
            Some(text) => read(text).map_or(Cell::Unreadable, Cell::Is),
        }
    }
}

/// One column of a block, read as what it holds. Texts need no reading.
#[derive(Debug)]
pub(crate) enum Typed {
    Text,
    Integers(Vec<Cell<i64>>),
    Booleans(Vec<Cell<bool>>),
    Dates(Vec<Cell<PartialDate>>),
    /// Microseconds since 1970-01-01T00:00:00Z.
    Instants(Vec<Cell<i64>>),
}

/// The columns of a block of rows. Columns that no rule needs stay empty.
#[derive(Debug)]
pub(crate) struct Block<'a> {
    pub(crate) rows: usize,
    pub(crate) texts: Vec<Vec<Option<&'a str>>>,
    pub(crate) typed: Vec<Typed>,
}

/// What is needed of a column.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Need {
    /// The texts of its cells.
    pub(crate) text: bool,
    /// Its cells read as what they hold.
    pub(crate) typed: bool,
}

impl<'a> Block<'a> {
    pub(crate) fn new(types: &[Type]) -> Block<'a> {
        let typed = types.iter().map(|of| match of {
            Type::Text => Typed::Text,
            Type::Integer => Typed::Integers(Vec::new()),
            Type::Boolean => Typed::Booleans(Vec::new()),
            Type::Date => Typed::Dates(Vec::new()),
            Type::Instant => Typed::Instants(Vec::new()),
        });
        Block {
            rows: 0,
            texts: types.iter().map(|_| Vec::new()).collect(),
            typed: typed.collect(),
        }
    }

    /// Reads the rows from `start` on, at most [`BLOCK_ROWS`].
    pub(crate) fn fill<R: Rows>(&mut self, source: &'a R, start: usize, needs: &[Need]) {
        self.rows = (source.rows() - start).min(BLOCK_ROWS);
        for (column, need) in needs.iter().enumerate() {
            let texts = &mut self.texts[column];
            texts.clear();
            if !need.text && !need.typed {
                continue;
            }
            texts.extend((start..start + self.rows).map(|row| source.text(column, row)));
            if !need.typed {
                continue;
            }
            match &mut self.typed[column] {
                Typed::Text => {}
                Typed::Integers(cells) => read_all(cells, texts, |text| text.parse().ok()),
                Typed::Booleans(cells) => read_all(cells, texts, |text| text.parse().ok()),
                Typed::Dates(cells) => read_all(cells, texts, date),
                Typed::Instants(cells) => read_all(cells, texts, |text| {
                    Instant::parse(text).map(|instant| instant.0)
                }),
            }
        }
    }

    /// The dates of a column; none if it holds something else.
    pub(crate) fn dates(&self, column: usize) -> &[Cell<PartialDate>] {
        match self.typed.get(column) {
            Some(Typed::Dates(cells)) => cells,
            _ => &[],
        }
    }

    /// Whether a cell is there and is not what the column holds.
    pub(crate) fn is_unreadable(&self, column: usize, row: usize) -> bool {
        match &self.typed[column] {
            Typed::Text => false,
            Typed::Integers(cells) | Typed::Instants(cells) => cells[row] == Cell::Unreadable,
            Typed::Booleans(cells) => cells[row] == Cell::Unreadable,
            Typed::Dates(cells) => cells[row] == Cell::Unreadable,
        }
    }
}

fn read_all<T>(
    cells: &mut Vec<Cell<T>>,
    texts: &[Option<&str>],
    read: impl Fn(&str) -> Option<T> + Copy,
) {
    cells.clear();
    cells.extend(texts.iter().map(|text| Cell::read(*text, read)));
}

/// A date as far as it is known. Full dates, nearly all there are, are read without a detour.
fn date(text: &str) -> Option<PartialDate> {
    let Ok([y1, y2, y3, y4, b'-', m1, m2, b'-', d1, d2]) = <[u8; 10]>::try_from(text.as_bytes())
    else {
        return text.parse().ok();
    };
    let two = |tens: u8, ones: u8| {
        let (tens, ones) = (tens.wrapping_sub(b'0'), ones.wrapping_sub(b'0'));
        (tens < 10 && ones < 10).then(|| tens * 10 + ones)
    };
    let year = i16::from(two(y1, y2)?) * 100 + i16::from(two(y3, y4)?);
    let (month, day) = (two(m1, m2)?.cast_signed(), two(d1, d2)?.cast_signed());
    PartialDate::day(Date::new(year, month, day).ok()?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn full_dates_are_read_as_all_others_are() {
        for text in [
            "1961-04-30",
            "2000-02-29",
            "2001-02-29",
            "1961-04-31",
            "1961-13-01",
            "1961-00-01",
            "1799-12-31",
            "2201-01-01",
            "196a-04-30",
            "1961-04-3O",
            "1961/04/30",
            "+961-04-30",
            "1961",
            "1961-04",
            "61-04-30",
            "",
            "1961-4-30",
            "đđđđđ",
        ] {
            assert_eq!(date(text), text.parse().ok(), "{text}");
        }
    }
}
