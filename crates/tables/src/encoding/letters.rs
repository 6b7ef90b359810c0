//! The letters of the old encodings, from their tables.

use super::Encoding;

/// What no letter of the encoding is becomes this, which a look at the cells finds.
pub(super) const NO_LETTER: char = '\u{fffd}';

/// Which letter a byte, or a byte and the one after it, stands for.
pub(super) struct Letters {
    /// By the first byte times 256 and the second; `'\0'` where there is none.
    pairs: Vec<char>,
    single: [char; 256],
}

impl Letters {
    /// The letters of an old encoding; plain Latin letters for the others.
    pub(super) fn of(encoding: Encoding) -> Letters {
        let table = match encoding {
            Encoding::Tcvn3 | Encoding::Tcvn3Utf8 => include_str!("tcvn3.csv"),
            Encoding::Vni | Encoding::VniUtf8 => include_str!("vni.csv"),
            Encoding::Utf8 | Encoding::Utf16Le | Encoding::Utf16Be => "",
        };
        let mut letters = Letters {
            pairs: vec!['\0'; 1 << 16],
            single: [NO_LETTER; 256],
        };
        for (byte, letter) in (0..128).zip(letters.single.iter_mut()) {
            *letter = char::from(byte);
        }
        for line in table.lines().skip(1) {
            if let Some((bytes, letter)) = line.split_once(',')
                && let Ok(code) = u16::from_str_radix(bytes, 16)
                && let Some(letter) = letter.chars().next()
            {
                match bytes.len() {
                    2 => letters.single[usize::from(code)] = letter,
                    _ => letters.pairs[usize::from(code)] = letter,
                }
            }
        }
        letters
    }

    /// The letter of two bytes, if they are one letter.
    pub(super) fn pair(&self, first: u8, second: u8) -> Option<char> {
        let letter = self.pairs[usize::from(first) * 256 + usize::from(second)];
        (letter != '\0').then_some(letter)
    }

    /// The letter of one byte.
    pub(super) fn single(&self, byte: u8) -> char {
        self.single[usize::from(byte)]
    }

    /// The text of some bytes.
    pub(super) fn text(&self, bytes: &[u8]) -> String {
        let mut text = String::with_capacity(bytes.len() * 2);
        let mut at = 0;
        while let Some(&byte) = bytes.get(at) {
            match bytes.get(at + 1).and_then(|&next| self.pair(byte, next)) {
                Some(letter) => {
                    text.push(letter);
                    at += 2;
                }
                None => {
                    text.push(self.single(byte));
                    at += 1;
                }
            }
        }
        text
    }
}
