//! Where records end, without taking them apart: for cutting a table into parts.
//!
//! The grammar is the one of [`super::records`]: a quote opens a field only where a field begins,
//! and closes at the next quote that is not doubled. So a cut is always where a reader that began
//! at the beginning would begin a record, whatever stands in quotes.

use super::Format;
use super::records::{Place, closing};

/// A walk from border to border.
#[derive(Debug)]
pub(super) struct Borders<'a> {
    bytes: &'a [u8],
    format: Format,
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
    fn step(&mut self) -> Option<()> {
        let line_end = self.format.line_end;
        let mut at = self.record;
        let mut lines = 0;
        loop {
            let found = at + memchr::memchr2(line_end, b'"', self.bytes.get(at..)?)?;
            if self.bytes[found] == line_end {
                let empty = match self.bytes.get(self.record..found)? {
                    [] => true,
                    [b'\r'] => line_end == b'\n',
                    _ => false,
                };
                self.place.lines += lines + 1;
                self.place.rows += u64::from(!empty);
                self.record = found + 1;
                return Some(());
            }
            let opens = found == self.record || self.bytes[found - 1] == self.format.separator;
            at = found + 1;
            if opens {
                let (close, _) = closing(self.bytes, found, usize::MAX)?;
                lines += memchr::memchr_iter(line_end, &self.bytes[found..close]).count() as u64;
                at = close + 1;
            }
        }
    }
}
