//! What the bytes of a table mean: UTF-8, UTF-16, and two encodings of the years before Unicode.
//!
//! UTF-8 is read as it is. UTF-16 with a byte order mark is converted without asking, because the
//! mark says what it is. The old encodings have no mark: they are converted when somebody says
//! so, and recognised only to say what to say ([`TableError::LooksLike`]). What they mean stands in
//! `encoding/*.csv`, a line a letter.
//!
//! `tcvn3-utf8` and `vni-utf8` are the same letters after a program took them for Western ones and
//! stored those as UTF-8, which is what a spreadsheet in an old typeface gives.

use std::borrow::Cow;
use std::fmt;
use std::io::Read;

use crate::error::TableError;
use crate::limits::SAMPLE_BYTES;

mod decode;
mod guess;
mod letters;
#[cfg(test)]
mod tests;

pub use decode::Decoder;

/// What the bytes of a table mean.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Encoding {
    /// UTF-8 (RFC 3629), with or without a byte order mark.
    Utf8,
    /// UTF-16, the lower byte first (RFC 2781).
    Utf16Le,
    /// UTF-16, the higher byte first.
    Utf16Be,
    /// TCVN 5712:1993 as typefaces used it ("ABC"): one byte a letter. Capitals with a tone mostly
    /// had no byte and were small letters in a typeface of capitals; a cell written in such capitals
    /// is recognised by its other letters.
    Tcvn3,
    /// VNI for Windows: a letter, and its marks in the byte after it.
    Vni,
    /// TCVN3 bytes taken for Latin-1 and stored as UTF-8.
    Tcvn3Utf8,
    /// VNI bytes taken for Latin-1 and stored as UTF-8.
    VniUtf8,
}

/// All encodings.
pub const ENCODINGS: [Encoding; 7] = [
    Encoding::Utf8,
    Encoding::Utf16Le,
    Encoding::Utf16Be,
    Encoding::Tcvn3,
    Encoding::Vni,
    Encoding::Tcvn3Utf8,
    Encoding::VniUtf8,
];

/// How files begin that are sent as tables by mistake.
const OTHER_FORMATS: [(&[u8], &str); 5] = [
    (b"PK\x03\x04", "a spreadsheet or an archive"),
    (b"\xd0\xcf\x11\xe0", "a spreadsheet of an old program"),
    (b"\x1f\x8b", "compressed with gzip"),
    (b"PAR1", "a Parquet file"),
    (b"%PDF-", "a PDF"),
];

impl Encoding {
    /// The word for it on a command line.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Encoding::Utf8 => "utf-8",
            Encoding::Utf16Le => "utf-16le",
            Encoding::Utf16Be => "utf-16be",
            Encoding::Tcvn3 => "tcvn3",
            Encoding::Vni => "vni",
            Encoding::Tcvn3Utf8 => "tcvn3-utf8",
            Encoding::VniUtf8 => "vni-utf8",
        }
    }

    /// The encoding of a word, capital or not.
    #[must_use]
    pub fn named(word: &str) -> Option<Encoding> {
        ENCODINGS
            .into_iter()
            .find(|encoding| encoding.word().eq_ignore_ascii_case(word))
    }

    /// What the first bytes of a table are to be read as when nobody says it: UTF-16 when its mark
    /// stands there, otherwise UTF-8.
    ///
    /// # Errors
    /// [`TableError::LooksLike`] when they plainly are something else, [`TableError::OtherFormat`]
    /// when they begin as files of other programs do.
    pub fn of(sample: &[u8]) -> Result<Encoding, TableError> {
        if let Some((_, what)) = OTHER_FORMATS
            .iter()
            .find(|(begin, _)| sample.starts_with(begin))
        {
            return Err(TableError::OtherFormat { what });
        }
        match sample {
            [0xff, 0xfe, ..] => return Ok(Encoding::Utf16Le),
            [0xfe, 0xff, ..] => return Ok(Encoding::Utf16Be),
            _ => {}
        }
        match guess::looks_like(&sample[..sample.len().min(SAMPLE_BYTES)]) {
            Some(encoding) => Err(TableError::LooksLike { encoding }),
            None => Ok(Encoding::Utf8),
        }
    }
}

impl fmt::Display for Encoding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}

/// A whole table as UTF-8, for [`crate::csv::Csv`]. Copied only when it has to be converted.
/// `known` is what somebody said; without it, see [`Encoding::of`].
///
/// # Errors
/// [`TableError::LooksLike`] when nobody said anything and it plainly is not UTF-8.
pub fn to_utf8(bytes: &[u8], known: Option<Encoding>) -> Result<Cow<'_, [u8]>, TableError> {
    let encoding = known.map_or_else(|| Encoding::of(bytes), Ok)?;
    if encoding == Encoding::Utf8 {
        return Ok(Cow::Borrowed(bytes));
    }
    let mut text = Vec::with_capacity(bytes.len() + bytes.len() / 2);
    Decoder::new(bytes, encoding)
        .read_to_end(&mut text)
        .map_err(TableError::Read)?;
    Ok(Cow::Owned(text))
}
