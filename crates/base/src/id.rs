//! Identifiers: 16 bytes, ordered by the time they were made (UUID version 7, RFC 9562 §5.7).

use std::fmt;
use std::str::FromStr;

use crate::digest::hex_of;

/// A 16-byte identifier. Written as a lower-case hyphenated UUID.
///
/// It says nothing about whom it names: national numbers and names are never used as ids.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Id(pub [u8; 16]);

impl Id {
    /// The bytes, as every database column of ours keeps them.
    pub fn bytes(&self) -> &[u8; 16] {
        &self.0
    }

    /// Reads an id from a database column; `None` when it is not 16 bytes long.
    pub fn from_slice(bytes: &[u8]) -> Option<Id> {
        bytes.try_into().ok().map(Id)
    }

    /// An id that follows from a name: the same name always gives the same id (RFC 9562 §5.8,
    /// custom version 8). For rows that a pack brings along, so that loading twice changes nothing.
    pub fn named(space: &str, name: &str) -> Id {
        let digest = crate::sha256(format!("{space}\u{0}{name}").as_bytes());
        let mut bytes = [0; 16];
        bytes.copy_from_slice(&digest[..16]);
        bytes[6] = (bytes[6] & 0x0f) | 0x80;
        bytes[8] = (bytes[8] & 0x3f) | 0x80;
        Id(bytes)
    }
}

impl fmt::Display for Id {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Ids are written some fifty times in one filing, so not by a formatter for each byte.
        let mut text = [b'-'; 36];
        let mut at = 0;
        for (i, byte) in self.0.iter().enumerate() {
            if matches!(i, 4 | 6 | 8 | 10) {
                at += 1;
            }
            text[at..at + 2].copy_from_slice(&hex_of(*byte));
            at += 2;
        }
        f.pad(std::str::from_utf8(&text).unwrap_or_default())
    }
}

impl fmt::Debug for Id {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// The text was not a hyphenated UUID.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NotAnId;

impl fmt::Display for NotAnId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("not an id: expected 32 hexadecimal digits in the groups 8-4-4-4-12")
    }
}

impl std::error::Error for NotAnId {}

impl FromStr for Id {
    type Err = NotAnId;

    fn from_str(text: &str) -> Result<Id, NotAnId> {
        let ascii = text.as_bytes();
        if ascii.len() != 36 || [8, 13, 18, 23].iter().any(|&at| ascii[at] != b'-') {
            return Err(NotAnId);
        }
        let mut digits = ascii.iter().filter(|&&c| c != b'-');
        let mut bytes = [0; 16];
        for byte in &mut bytes {
            let high = digits
                .next()
                .and_then(|&c| (c as char).to_digit(16))
                .ok_or(NotAnId)?;
            let low = digits
                .next()
                .and_then(|&c| (c as char).to_digit(16))
                .ok_or(NotAnId)?;
            *byte = u8::try_from(high * 16 + low).map_err(|_| NotAnId)?;
        }
        Ok(Id(bytes))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_and_back() {
        let id = Id::named("test", "a");
        assert_eq!(id.to_string().parse(), Ok(id));
        assert_eq!("0".repeat(36).parse::<Id>(), Err(NotAnId));
        assert_eq!("é".repeat(18).parse::<Id>(), Err(NotAnId));
        assert_ne!(Id::named("test", "b"), id);
    }
}
