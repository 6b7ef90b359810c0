//! Cells: how rows come in, and how each cell is read once, a block of rows at a time.

use std::borrow::Cow;

use base::Instant;
use base::dates::PartialDate;
use jiff::civil::Date;
use jiff::tz::TimeZone;

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

/// How many rows a [`Batch`] takes at best.
pub const BATCH_ROWS: usize = BLOCK_ROWS;

/// Rows put together from a source that gives one at a time.
#[derive(Debug, Clone, Default)]
pub struct Batch<'a> {
    columns: usize,
    cells: Vec<Option<Cow<'a, str>>>,
}

impl<'a> Batch<'a> {
    /// No rows, of so many columns.
    pub fn new(columns: usize) -> Batch<'a> {
        Batch {
            columns,
            cells: Vec::new(),
        }
    }

    /// Adds a row. Cells that are missing at its end are null, cells past the last column are left out.
    #[inline]
    pub fn push(&mut self, row: impl IntoIterator<Item = Option<Cow<'a, str>>>) {
        let end = self.cells.len() + self.columns;
        self.cells.extend(row.into_iter().take(self.columns));
        self.cells.resize(end, None);
    }

    /// How many rows it has.
    pub fn len(&self) -> usize {
        self.cells.len().checked_div(self.columns).unwrap_or(0)
    }

    /// Whether it has none.
    pub fn is_empty(&self) -> bool {
        self.cells.is_empty()
    }

    /// Takes all rows out.
    pub fn clear(&mut self) {
        self.cells.clear();
    }
}

impl Rows for Batch<'_> {
    fn rows(&self) -> usize {
        self.len()
    }

    #[inline]
    fn text(&self, column: usize, row: usize) -> Option<&str> {
        self.cells.get(row * self.columns + column)?.as_deref()
    }
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
    pub(crate) types: Vec<Type>,
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
            Type::Text | Type::Name => Typed::Text,
            Type::Integer | Type::Decimal(_) => Typed::Integers(Vec::new()),
            Type::Boolean => Typed::Booleans(Vec::new()),
            Type::Date | Type::PartialDate => Typed::Dates(Vec::new()),
            Type::Instant => Typed::Instants(Vec::new()),
        });
        Block {
            rows: 0,
            texts: types.iter().map(|_| Vec::new()).collect(),
            typed: typed.collect(),
            types: types.to_vec(),
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
                Typed::Integers(cells) => match self.types[column] {
                    Type::Decimal(places) => read_all(cells, texts, |text| decimal(text, places)),
                    _ => read_all(cells, texts, |text| text.parse().ok()),
                },
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

    /// The day of a date that is fully known, or of an instant in UTC.
    pub(crate) fn day(&self, column: usize, row: usize) -> Option<Date> {
        match &self.typed[column] {
            Typed::Dates(cells) => match cells[row] {
                Cell::Is(date) => date.known_day(),
                Cell::Null | Cell::Unreadable => None,
            },
            Typed::Instants(cells) => match cells[row] {
                Cell::Is(micros) => Some(Instant(micros).in_zone(&TimeZone::UTC).date()),
                Cell::Null | Cell::Unreadable => None,
            },
            Typed::Text | Typed::Integers(_) | Typed::Booleans(_) => None,
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

/// A number with at most so many decimal places, in its smallest unit.
fn decimal(text: &str, places: u8) -> Option<i64> {
    let (whole, part) = text.split_once('.').unwrap_or((text, ""));
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    let (sign, plain) = match whole.strip_prefix('-') {
        Some(plain) => (-1, plain),
        None => (1, whole),
    };
    let places = usize::from(places.min(9));
    let ends = text.ends_with('.') || plain.is_empty() || part.len() > places;
    if ends || !digits(plain) || !digits(part) {
        return None;
    }
    let whole: i64 = plain.parse().ok()?;
    let part: i64 = format!("{part:0<places$}0").parse().ok()?;
    let unit = 10_i64.checked_pow(u32::try_from(places).ok()?)?;
    whole
        .checked_mul(unit)?
        .checked_add(part / 10)?
        .checked_mul(sign)
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
    fn decimals_are_read_in_their_smallest_unit() {
        for (text, places, expected) in [
            ("12.50", 2, Some(1250)),
            ("12.5", 2, Some(1250)),
            ("12", 2, Some(1200)),
            ("-0.05", 2, Some(-5)),
            ("7", 0, Some(7)),
            ("12.505", 2, None),
            ("12.", 2, None),
            (".5", 2, None),
            ("1 2", 2, None),
            ("+1", 2, None),
            ("--1", 2, None),
            ("1e3", 2, None),
            ("", 2, None),
            ("9223372036854775807", 0, Some(i64::MAX)),
            ("92233720368547758.08", 2, None),
        ] {
            assert_eq!(decimal(text, places), expected, "{text}");
        }
    }

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
