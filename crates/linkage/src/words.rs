//! The words of names: their comparison keys, their plain letters, how many people use them.

use base::text::{TextRules, compare_key, unmarked_key};

use crate::interner::{Interner, NONE};

/// The words of one field's names, each kept once and folded once.
#[derive(Debug)]
pub(crate) struct Words {
    rules: TextRules,
    /// Words as they came, and the number of the key of each ([`NONE`] when it has no letters).
    raw: Interner,
    raw_key: Vec<u32>,
    /// Words by comparison key, and the number of the plain form of each.
    keys: Interner,
    key_plain: Vec<u32>,
    /// Words without marks.
    plains: Interner,
    /// Their letters in one list, and where each word ends in it.
    letters: Vec<char>,
    ends: Vec<usize>,
    /// How many rows use a word, by key and by plain form; filled by [`Words::count`].
    key_count: Vec<u32>,
    plain_count: Vec<u32>,
}

impl Words {
    pub(crate) fn new(rules: TextRules, seed: u64) -> Words {
        Words {
            rules,
            raw: Interner::new(seed),
            raw_key: Vec::new(),
            keys: Interner::new(seed),
            key_plain: Vec::new(),
            plains: Interner::new(seed),
            letters: Vec::new(),
            ends: Vec::new(),
            key_count: Vec::new(),
            plain_count: Vec::new(),
        }
    }

    /// The number of the key of a word as it came; [`NONE`] for a word without letters. `None`
    /// when there is no room.
    pub(crate) fn key(&mut self, raw: &str) -> Option<u32> {
        let number = self.raw.number(raw.as_bytes())?;
        if let Some(&key) = self.raw_key.get(number as usize) {
            return Some(key);
        }
        let text = compare_key(raw, &self.rules);
        let key = match text.is_empty() {
            true => NONE,
            false => self.keys.number(text.as_bytes())?,
        };
        self.raw_key.push(key);
        if key != NONE && key as usize == self.key_plain.len() {
            let plain = unmarked_key(raw);
            let number = self.plains.number(plain.as_bytes())?;
            if number as usize == self.ends.len() {
                self.letters.extend(plain.chars());
                self.ends.push(self.letters.len());
            }
            self.key_plain.push(number);
        }
        Some(key)
    }

    /// The plain form of a key.
    pub(crate) fn plain(&self, key: u32) -> u32 {
        self.key_plain[key as usize]
    }

    /// Whether a key is written without marks.
    pub(crate) fn is_plain(&self, key: u32) -> bool {
        self.keys.get(key) == self.plains.get(self.plain(key))
    }

    /// The letters of a plain word.
    pub(crate) fn letters(&self, plain: u32) -> &[char] {
        let index = plain as usize;
        let start = index.checked_sub(1).map_or(0, |before| self.ends[before]);
        &self.letters[start..self.ends[index]]
    }

    /// How many keys and plain words there are.
    pub(crate) fn sizes(&self) -> (usize, usize) {
        (self.keys.len(), self.plains.len())
    }

    /// Ends the taking in, and takes over how many rows use each key.
    pub(crate) fn count(&mut self, key_count: Vec<u32>) {
        self.raw = Interner::new(0);
        self.raw_key = Vec::new();
        self.keys.close();
        self.plains.close();
        self.plain_count = vec![0; self.plains.len()];
        for (key, &count) in key_count.iter().enumerate() {
            self.plain_count[self.key_plain[key] as usize] += count;
        }
        self.key_count = key_count;
    }

    /// Whether of two forms of a word one is so rare beside the other that it is a slip of
    /// somebody's pen and not a word of its own.
    pub(crate) fn is_slip(&self, one: u32, other: u32) -> bool {
        rare_beside(self.key_count[one as usize], self.key_count[other as usize])
    }

    /// As [`Words::is_slip`], of plain words.
    pub(crate) fn is_plain_slip(&self, one: u32, other: u32) -> bool {
        rare_beside(
            self.plain_count[one as usize],
            self.plain_count[other as usize],
        )
    }
}

/// A hundredth of the other, or at most two; and not both rare: two rare words are two names.
fn rare_beside(one: u32, other: u32) -> bool {
    let (rare, usual) = (one.min(other), one.max(other));
    usual > 2 && (rare <= 2 || u64::from(rare) * 100 <= u64::from(usual))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_folded_once_and_keep_their_plain_form() {
        let mut words = Words::new(TextRules::for_language("vi"), 1);
        let hoa = words.key("Hòa").unwrap();
        for same in ["HÒA", "hoà", "ho\u{300}a", "hòa\u{200b}"] {
            assert_eq!(words.key(same), Some(hoa), "{same}");
        }
        let bare = words.key("Hoa").unwrap();
        assert_ne!(bare, hoa);
        assert_eq!(words.plain(bare), words.plain(hoa));
        assert!(words.is_plain(bare) && !words.is_plain(hoa));
        assert_eq!(words.letters(words.plain(hoa)), ['h', 'o', 'a']);
        assert_eq!(words.key("\u{200b}"), Some(NONE));
    }

    #[test]
    fn a_rare_form_beside_a_usual_one_is_a_slip() {
        let cases = [
            (1, 1, false),
            (2, 3, true),
            (3, 299, false),
            (3, 300, true),
            (5000, 6000, false),
            (0, 9, true),
        ];
        for (one, other, expected) in cases {
            assert_eq!(rare_beside(one, other), expected, "{one} {other}");
            assert_eq!(rare_beside(other, one), expected, "{other} {one}");
        }
    }
}
