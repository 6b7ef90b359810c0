//! A stream in any encoding, read as UTF-8.

use std::io::{self, Read};

use super::Encoding;
use super::letters::{Letters, NO_LETTER};

/// How much is converted at a time, in bytes.
const CHUNK_BYTES: usize = 64 << 10;

/// The longest cell whose capitals are looked at as a whole, in bytes; no name is longer.
const CELL_BYTES_MAX: usize = 4 << 10;

/// Reads a stream of some encoding as UTF-8. Bytes that are no letter become U+FFFD; for UTF-8
/// itself nothing is looked at and nothing changed.
pub struct Decoder<R> {
    from: R,
    encoding: Encoding,
    letters: Option<Letters>,
    /// Bytes that were read and not converted: the beginning of a letter.
    raw: Vec<u8>,
    /// What was converted and not given out, from `given` on.
    text: String,
    given: usize,
    /// Where the present cell begins in `text`: its capitals wait for its end.
    cell: usize,
    begun: bool,
    ended: bool,
}

impl<R> std::fmt::Debug for Decoder<R> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Decoder")
            .field("encoding", &self.encoding)
            .finish_non_exhaustive()
    }
}

impl<R: Read> Decoder<R> {
    /// Reads `from`, which is in `encoding`.
    pub fn new(from: R, encoding: Encoding) -> Decoder<R> {
        let letters = match encoding {
            Encoding::Utf8 | Encoding::Utf16Le | Encoding::Utf16Be => None,
            Encoding::Tcvn3 | Encoding::Vni | Encoding::Tcvn3Utf8 | Encoding::VniUtf8 => {
                Some(Letters::of(encoding))
            }
        };
        Decoder {
            from,
            encoding,
            letters,
            raw: Vec::new(),
            text: String::new(),
            given: 0,
            cell: 0,
            begun: false,
            ended: false,
        }
    }

    /// Converts the next chunk.
    fn advance(&mut self) -> io::Result<()> {
        self.text.drain(..self.given);
        self.cell -= self.given;
        self.given = 0;
        let limited = self.from.by_ref().take(CHUNK_BYTES as u64);
        let read = { limited }.read_to_end(&mut self.raw)?;
        self.ended = read < CHUNK_BYTES;
        let raw = std::mem::take(&mut self.raw);
        let done = match self.encoding {
            Encoding::Utf8 => 0,
            Encoding::Utf16Le => self.utf16(&raw, u16::from_le_bytes),
            Encoding::Utf16Be => self.utf16(&raw, u16::from_be_bytes),
            Encoding::Tcvn3 | Encoding::Vni => self.old(&raw),
            Encoding::Tcvn3Utf8 | Encoding::VniUtf8 => self.old_in_utf8(&raw),
        };
        self.raw = raw;
        self.raw.drain(..done);
        if self.ended {
            self.end_cell();
        }
        Ok(())
    }

    fn utf16(&mut self, raw: &[u8], unit: fn([u8; 2]) -> u16) -> usize {
        let (pairs, odd) = raw.as_chunks::<2>();
        let mut units: Vec<u16> = pairs.iter().map(|pair| unit(*pair)).collect();
        let mut left = odd.len();
        if !self.ended
            && units
                .last()
                .is_some_and(|last| (0xd800..0xdc00).contains(last))
        {
            units.pop();
            left += 2;
        } else if self.ended && left == 1 {
            units.push(0xdfff); // half a letter
            left = 0;
        }
        let start = usize::from(!self.begun && units.first() == Some(&0xfeff));
        self.begun |= !units.is_empty();
        for letter in char::decode_utf16(units.into_iter().skip(start)) {
            self.text.push(letter.unwrap_or(NO_LETTER));
        }
        self.cell = self.text.len();
        raw.len() - left
    }

    /// Converts bytes of an old encoding; the last one waits for the one after it.
    fn old(&mut self, raw: &[u8]) -> usize {
        let mut at = 0;
        while let Some(&byte) = raw.get(at) {
            let next = raw.get(at + 1).copied();
            if next.is_none() && !self.ended {
                break;
            }
            at += self.push_old(byte, next);
        }
        at
    }

    /// Converts UTF-8 whose Latin-1 letters are bytes of an old encoding.
    fn old_in_utf8(&mut self, raw: &[u8]) -> usize {
        let mut done = 0;
        let mut chunks = raw.utf8_chunks().peekable();
        while let Some(chunk) = chunks.next() {
            // The last letter of what was read may go on in what was not.
            let waits = chunks.peek().is_none() && !self.ended;
            let wrong = chunk.invalid().len();
            done += self.old_letters(chunk.valid(), waits && wrong == 0);
            if wrong > 0 {
                if waits {
                    break;
                }
                self.text.push(NO_LETTER);
                done += wrong;
            }
        }
        done
    }

    /// Converts some letters, the last one only when it need not wait for the next.
    fn old_letters(&mut self, text: &str, waits: bool) -> usize {
        let byte_of = |letter: char| u8::try_from(u32::from(letter)).ok();
        let mut letters = text.chars();
        while let Some(letter) = letters.next() {
            let next = letters.clone().next();
            if next.is_none() && waits {
                return text.len() - letter.len_utf8();
            }
            match byte_of(letter) {
                Some(byte) => {
                    if self.push_old(byte, next.and_then(byte_of)) == 2 {
                        letters.next();
                    }
                }
                None => self.text.push(letter),
            }
        }
        text.len()
    }

    /// Converts one letter; gives how many bytes it took.
    fn push_old(&mut self, byte: u8, next: Option<u8>) -> usize {
        let Some(letters) = &self.letters else {
            return 1;
        };
        if let Some(letter) = next.and_then(|next| letters.pair(byte, next)) {
            self.text.push(letter);
            return 2;
        }
        let letter = letters.single(byte);
        if matches!(byte, b',' | b';' | b'\t' | b'|' | b'"' | b'\n' | b'\r')
            || self.text.len() - self.cell > CELL_BYTES_MAX
        {
            self.end_cell();
        }
        self.text.push(letter);
        1
    }

    /// The cell is whole: if it is written in capitals, so are the letters that had none.
    fn end_cell(&mut self) {
        let one_byte = matches!(self.encoding, Encoding::Tcvn3 | Encoding::Tcvn3Utf8);
        if one_byte && in_capitals(&self.text[self.cell..]) {
            let raised = self.text[self.cell..].to_uppercase();
            self.text.truncate(self.cell);
            self.text.push_str(&raised);
        }
        self.cell = self.text.len();
    }
}

/// Two capitals beside each other, and no small letter that an encoding without capitals with tones
/// would have written as a capital.
fn in_capitals(cell: &str) -> bool {
    !cell.is_ascii()
        && !cell.bytes().any(|byte| byte.is_ascii_lowercase())
        && cell
            .as_bytes()
            .windows(2)
            .any(|two| two.iter().all(u8::is_ascii_uppercase))
}

impl<R: Read> Read for Decoder<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        if self.encoding == Encoding::Utf8 {
            return self.from.read(into);
        }
        while self.given == self.cell {
            if self.ended && self.raw.is_empty() {
                return Ok(0);
            }
            self.advance()?;
        }
        let ready = &self.text.as_bytes()[self.given..self.cell];
        let now = ready.len().min(into.len());
        into[..now].copy_from_slice(&ready[..now]);
        self.given += now;
        Ok(now)
    }
}
