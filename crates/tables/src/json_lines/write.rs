//! Writing JSON lines. Numbers and truth stand without quotes, everything else is text; an absent
//! value is `null`, so that every line has every column.

use std::io::Write;

use crate::column::Column;
use crate::error::TableError;

/// How much is kept before it is written, in bytes.
const BUFFER_BYTES: usize = 64 << 10;

/// A table that is being written. What was not [finished](Writer::finish) may not be whole.
#[derive(Debug)]
pub struct Writer<W> {
    into: W,
    buffer: Vec<u8>,
    columns: Vec<Column>,
    /// Each column's name as JSON, with its colon.
    keys: Vec<Vec<u8>>,
    rows: u64,
}

impl<W: Write> Writer<W> {
    /// Begins a table with these columns.
    pub fn new(into: W, columns: &[Column]) -> Writer<W> {
        let key = |column: &Column| {
            let mut key = Vec::new();
            push_text(&mut key, &column.name);
            key.push(b':');
            key
        };
        Writer {
            into,
            buffer: Vec::with_capacity(BUFFER_BYTES + 4096),
            columns: columns.to_vec(),
            keys: columns.iter().map(key).collect(),
            rows: 0,
        }
    }

    /// Writes a row: the text of as many cells as there are columns, `None` for an absent value.
    ///
    /// # Errors
    /// When a text is no value of its column's kind, or it cannot be written.
    pub fn row<'a>(
        &mut self,
        cells: impl IntoIterator<Item = Option<&'a str>>,
    ) -> Result<(), TableError> {
        self.rows += 1;
        let begin = self.buffer.len();
        self.buffer.push(b'{');
        let mut cells = cells.into_iter();
        for (index, column) in self.columns.iter().enumerate() {
            if index > 0 {
                self.buffer.push(b',');
            }
            self.buffer.extend(&self.keys[index]);
            match cells.next().flatten() {
                None => self.buffer.extend(b"null"),
                Some(text) if !column.kind.is_bare() => push_text(&mut self.buffer, text),
                Some(text) if column.kind.value(text).is_some() => {
                    self.buffer.extend(text.as_bytes());
                }
                Some(_) => {
                    self.buffer.truncate(begin);
                    return Err(TableError::Cell {
                        column: column.name.clone(),
                        row: self.rows,
                        kind: column.kind.word(),
                    });
                }
            }
        }
        self.buffer.extend(b"}\n");
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

    fn pass_on(&mut self) -> Result<(), TableError> {
        self.into
            .write_all(&self.buffer)
            .map_err(TableError::Write)?;
        self.buffer.clear();
        Ok(())
    }
}

/// A text as JSON.
fn push_text(into: &mut Vec<u8>, text: &str) {
    into.push(b'"');
    for byte in text.bytes() {
        match byte {
            b'"' | b'\\' => into.extend([b'\\', byte]),
            b'\n' => into.extend(b"\\n"),
            b'\r' => into.extend(b"\\r"),
            b'\t' => into.extend(b"\\t"),
            0..b' ' => into.extend(format!("\\u{byte:04x}").bytes()),
            _ => into.push(byte),
        }
    }
    into.push(b'"');
}
