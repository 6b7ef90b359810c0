//! Writing CSV: RFC 4180, UTF-8 without a mark, LF.
//!
//! A cell is quoted when it holds something that any reader could take for a border, has spaces at
//! its ends, or is an empty text (an absent value is nothing at all). Read back by this crate, every
//! table is what it was; only a table of a single column has no absent values (an empty line is no
//! row), so there they become empty texts.
//!
//! **Cells that a spreadsheet would run.** A spreadsheet takes `=1+1`, `@SUM(...)`, `+...`, `-...`
//! for a formula, and a formula can send away what stands beside it. Data for machines are written
//! as they are ([`Formulas::AsReceived`]); files for people to open are written with an apostrophe
//! before such a cell ([`Formulas::Guarded`]), which [`unguarded`] takes away again, exactly.
//! Plain numbers are left alone.

use std::borrow::Cow;
use std::io::Write;

use super::{Format, SEPARATORS};
use crate::error::TableError;

/// How much is kept before it is written, in bytes.
const BUFFER_BYTES: usize = 64 << 10;

/// What is done with cells that a spreadsheet would take for formulas.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Formulas {
    /// Nothing: for machines.
    AsReceived,
    /// An apostrophe before them: for people.
    Guarded,
}

/// A table that is being written. What was not [finished](Writer::finish) may not be whole.
#[derive(Debug)]
pub struct Writer<W> {
    into: W,
    buffer: Vec<u8>,
    separator: u8,
    formulas: Formulas,
}

impl<W: Write> Writer<W> {
    /// Writes the header.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn new<'a>(
        into: W,
        format: Format,
        formulas: Formulas,
        names: impl IntoIterator<Item = &'a str>,
    ) -> Result<Writer<W>, TableError> {
        let mut writer = Writer {
            into,
            buffer: Vec::with_capacity(BUFFER_BYTES + 4096),
            separator: format.separator(),
            formulas,
        };
        writer.row(names.into_iter().map(Some))?;
        Ok(writer)
    }

    /// Writes a row: as many cells as the header has names, `None` for an absent value.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn row<'a>(
        &mut self,
        cells: impl IntoIterator<Item = Option<&'a str>>,
    ) -> Result<(), TableError> {
        let begin = self.buffer.len();
        for (index, cell) in cells.into_iter().enumerate() {
            if index > 0 {
                self.buffer.push(self.separator);
            }
            if let Some(text) = cell {
                match self.formulas {
                    Formulas::AsReceived => self.cell(text),
                    Formulas::Guarded => self.cell(&guarded(text)),
                }
            }
        }
        if self.buffer.len() == begin {
            self.buffer.extend(b"\"\"");
        }
        self.buffer.push(b'\n');
        if self.buffer.len() >= BUFFER_BYTES {
            self.pass_on()?;
        }
        Ok(())
    }

    /// Writes what is left, and gives back what was written into.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn finish(mut self) -> Result<W, TableError> {
        self.pass_on()?;
        self.into.flush().map_err(TableError::Write)?;
        Ok(self.into)
    }

    fn cell(&mut self, text: &str) {
        if !needs_quotes(text) {
            self.buffer.extend(text.as_bytes());
            return;
        }
        self.buffer.push(b'"');
        let mut rest = text.as_bytes();
        while let Some(at) = memchr::memchr(b'"', rest) {
            let (before, after) = rest.split_at(at + 1);
            self.buffer.extend(before);
            self.buffer.push(b'"');
            rest = after;
        }
        self.buffer.extend(rest);
        self.buffer.push(b'"');
    }

    fn pass_on(&mut self) -> Result<(), TableError> {
        self.into
            .write_all(&self.buffer)
            .map_err(TableError::Write)?;
        self.buffer.clear();
        Ok(())
    }
}

fn needs_quotes(text: &str) -> bool {
    let border = |byte: &u8| SEPARATORS.contains(byte) || matches!(byte, b'"' | b'\n' | b'\r');
    text.is_empty()
        || text.as_bytes().iter().any(border)
        || text.starts_with(char::is_whitespace)
        || text.ends_with(char::is_whitespace)
        || text.starts_with("sep=")
        || text.starts_with('\u{feff}')
}

/// A cell that no spreadsheet runs.
#[must_use]
pub fn guarded(text: &str) -> Cow<'_, str> {
    if is_run(text) {
        Cow::Owned(format!("'{text}"))
    } else {
        Cow::Borrowed(text)
    }
}

/// What was guarded: the opposite of [`guarded`], for every text.
#[must_use]
pub fn unguarded(text: &str) -> &str {
    match text.strip_prefix('\'') {
        Some(rest) if is_run(text) => rest,
        _ => text,
    }
}

/// Whether a spreadsheet could run it, whatever apostrophes stand before it.
fn is_run(text: &str) -> bool {
    let text = text.trim_start_matches('\'');
    let is_number = |rest: &str| {
        rest.bytes().any(|byte| byte.is_ascii_digit())
            && rest
                .bytes()
                .all(|byte| byte.is_ascii_digit() || matches!(byte, b'.' | b','))
    };
    match text.as_bytes() {
        [b'=' | b'@' | b'\t' | b'\r' | b'\n', ..] => true,
        [b'+' | b'-', ..] => !is_number(&text[1..]),
        // The same signs in the width of an East Asian letter.
        _ => text.starts_with(['\u{ff1d}', '\u{ff20}', '\u{ff0b}', '\u{ff0d}']),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::csv::{Csv, Known};

    type Cells = Vec<Option<String>>;

    fn written(names: &[String], rows: &[Cells], separator: u8, formulas: Formulas) -> Vec<u8> {
        let format = Format::separated_by(separator).unwrap();
        let mut writer = Writer::new(
            Vec::new(),
            format,
            formulas,
            names.iter().map(String::as_str),
        )
        .unwrap();
        for row in rows {
            writer.row(row.iter().map(Option::as_deref)).unwrap();
        }
        writer.finish().unwrap()
    }

    fn read_back(bytes: &[u8], separator: Option<u8>) -> (Vec<String>, Vec<Cells>) {
        let known = Known {
            separator,
            ..Known::default()
        };
        let table = Csv::of(bytes, known).unwrap();
        let mut rows = Vec::new();
        let mut records = table.records();
        while let Some(row) = records.next() {
            let cells = row.unwrap().fields.iter();
            rows.push(
                cells
                    .map(|cell| (!cell.is_absent()).then(|| cell.text().into_owned()))
                    .collect(),
            );
        }
        (table.header().names().to_vec(), rows)
    }

    #[test]
    fn cells_are_quoted_when_needed() {
        let row = ["plain", "a,b", "say \"no\"", " x", "one\ntwo", "", "a;b"]
            .map(|cell| Some(cell.to_owned()));
        let names = ["a", "b", "c", "d", "e", "f", "g", "h"].map(str::to_owned);
        let mut cells = row.to_vec();
        cells.push(None);
        let text = written(&names, &[cells], b',', Formulas::AsReceived);
        assert_eq!(
            String::from_utf8_lossy(&text),
            "a,b,c,d,e,f,g,h\nplain,\"a,b\",\"say \"\"no\"\"\",\" x\",\"one\ntwo\",\"\",\"a;b\",\n"
        );
        assert_eq!(
            written(&names[..1], &[vec![None]], b',', Formulas::AsReceived),
            b"a\n\"\"\n"
        );
    }

    #[test]
    fn what_a_spreadsheet_would_run_is_guarded() {
        let cases = [
            ("=1+1", "'=1+1"),
            ("@SUM(A1)", "'@SUM(A1)"),
            ("-5", "-5"),
            ("+1.234,5", "+1.234,5"),
            ("-", "'-"),
            ("-2+3+cmd|' /C calc'!A0", "'-2+3+cmd|' /C calc'!A0"),
            ("\t=1", "'\t=1"),
            ("'=1", "''=1"),
            ("'s-Graven", "'s-Graven"),
            ("＝1", "'＝1"),
            ("Ann", "Ann"),
        ];
        for (text, expected) in cases {
            assert_eq!(guarded(text), expected);
            assert_eq!(unguarded(expected), text);
        }
    }

    fn cell() -> impl Strategy<Value = Option<String>> {
        prop_oneof![
            Just(None),
            "[ab,;\t|\"\n\r' =é\u{feff}]{0,6}".prop_map(Some),
            any::<String>().prop_map(Some)
        ]
    }

    proptest! {
        #[test]
        fn what_is_written_is_read(
            rows in proptest::collection::vec(proptest::collection::vec(cell(), 3), 0..8),
            separator in prop_oneof![Just(b','), Just(b';'), Just(b'\t'), Just(b'|')],
        ) {
            let names = ["one".to_owned(), "sep=,".to_owned(), "a;b".to_owned()];
            let text = written(&names, &rows, separator, Formulas::AsReceived);
            let (header, back) = read_back(&text, Some(separator));
            prop_assert_eq!(&header[..], &names[..]);
            prop_assert_eq!(&back, &rows);
            let text = written(&names, &rows, separator, Formulas::Guarded);
            let (_, back) = read_back(&text, Some(separator));
            let back: Vec<Cells> = back.into_iter().map(|row| row.into_iter().map(|cell| cell.map(|text| unguarded(&text).to_owned())).collect()).collect();
            prop_assert_eq!(&back, &rows);
        }

        #[test]
        fn guarding_is_exact(text in "['=+@\\-1a\t]{0,6}") {
            let safe = guarded(&text);
            prop_assert_eq!(unguarded(&safe), &text);
        }
    }

    #[test]
    fn a_full_disk_is_said() {
        struct Full;
        impl Write for Full {
            fn write(&mut self, _: &[u8]) -> std::io::Result<usize> {
                Err(std::io::ErrorKind::StorageFull.into())
            }
            fn flush(&mut self) -> std::io::Result<()> {
                Ok(())
            }
        }
        let format = Format::separated_by(b',').unwrap();
        let writer = Writer::new(Full, format, Formulas::AsReceived, ["a"]).unwrap();
        assert!(matches!(writer.finish(), Err(TableError::Write(_))));
    }
}
