//! Where records end, without taking them apart: for cutting a table into parts.
//!
//! The grammar is the one of [`super::records`]: a quote opens a field only where a field begins,
//! and closes at the next quote that is not doubled. So a cut is always where a reader that began
//! at the beginning would begin a record, whatever stands in quotes.

use super::Format;
use super::marks::Marks;
use super::quotes::closing;
use super::records::Place;

/// A walk from border to border.
#[derive(Debug)]
pub(super) struct Borders<'a> {
    bytes: &'a [u8],
    format: Format,
    marks: Marks,
    /// Where the present record begins.
    record: usize,
    place: Place,
}

impl<'a> Borders<'a> {
    /// `bytes` begins with a record, at `place` of the table.
    pub(super) fn new(bytes: &'a [u8], format: Format, place: Place) -> Borders<'a> {
        Borders {
            bytes,
            format,
            marks: Marks::new([format.line_end, b'"', b'"']),
            record: 0,
            place,
        }
    }

    /// Goes to the first border at or after `target`. Gives it and its place in the table, or
    /// `None` when there is none: the last record has no end in this slice.
    pub(super) fn find_from(&mut self, target: usize) -> Option<(usize, Place)> {
        while self.record < target {
            self.step()?;
        }
        Some(self.here())
    }

    /// Goes to the last border of the slice.
    pub(super) fn find_last(&mut self) -> (usize, Place) {
        while self.step().is_some() {}
        self.here()
    }

    fn here(&self) -> (usize, Place) {
        let mut place = self.place;
        place.offset += self.record as u64;
        (self.record, place)
    }

    /// Goes over one record; over nothing when it does not end here.
    #[inline]
    fn step(&mut self) -> Option<()> {
        let mut lines = 1;
        loop {
            let at = self.marks.next(self.bytes)?;
            if self.bytes[at] == self.format.line_end {
                self.place.lines += lines;
                self.place.rows += u64::from(!self.is_empty(at));
                self.record = at + 1;
                return Some(());
            }
            let opens = at == self.record || self.bytes[at - 1] == self.format.separator;
            if opens {
                lines += closing(&mut self.marks, self.bytes, at, self.format.line_end)?.lines;
            }
        }
    }

    /// Whether the line that ends at `at` is an empty one, which is no row.
    #[inline]
    fn is_empty(&self, at: usize) -> bool {
        let returned = self.format.line_end == b'\n' && self.bytes.get(self.record) == Some(&b'\r');
        at == self.record || (at == self.record + 1 && returned)
    }
}
