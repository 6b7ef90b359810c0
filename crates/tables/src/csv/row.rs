//! One row of CSV, as it stands in the table.

use std::borrow::Cow;

/// One cell as it was received.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Field<'a> {
    pub(super) raw: &'a str,
    /// Where `raw` begins, in bytes after the beginning of the record.
    pub(super) start: u32,
    pub(super) quoted: bool,
    pub(super) doubled: bool,
}

impl<'a> Field<'a> {
    /// What the cell says. Copied only when quotes inside were doubled.
    #[inline]
    #[must_use]
    pub fn text(&self) -> Cow<'a, str> {
        if self.doubled {
            Cow::Owned(self.raw.replace("\"\"", "\""))
        } else {
            Cow::Borrowed(self.raw)
        }
    }

    /// What the cell says, where nothing had to be changed for that (almost always).
    #[inline]
    #[must_use]
    pub fn plain(&self) -> Option<&'a str> {
        (!self.doubled).then_some(self.raw)
    }

    /// The characters between the separators (or quotes) as they stand in the table.
    #[inline]
    #[must_use]
    pub fn raw(&self) -> &'a str {
        self.raw
    }

    /// Nothing between two separators. `""` is a text without letters, not an absent one.
    #[inline]
    #[must_use]
    pub fn is_absent(&self) -> bool {
        self.raw.is_empty() && !self.quoted
    }

    /// Where [`Field::raw`] begins, in bytes after [`Row::offset`].
    #[must_use]
    pub fn start(&self) -> u32 {
        self.start
    }
}

/// One row: as many fields as the header has columns, all of them text.
#[derive(Debug, Clone, Copy)]
pub struct Row<'r, 'a> {
    /// Which row, counted from 1, the header not counted. Empty lines are no rows.
    pub number: u64,
    /// The line it begins on, counted from 1, the header's line among them.
    pub line: u64,
    /// Where it begins, in bytes from the beginning of the table (after conversion to UTF-8).
    pub offset: u64,
    /// Its bytes without the line end.
    pub raw: &'a [u8],
    /// Its cells, in the order of the header.
    pub fields: &'r [Field<'a>],
}
