//! A set of texts that cells are looked up in: a code list, the keys of another register.

use crate::key::{exact, hashed, is_hashed, spread};
use crate::slots::{Found, Slots};

/// A set of texts, compared code point by code point.
#[derive(Debug)]
pub struct ValueSet {
    slots: Slots,
    /// For each place, where in `bytes` its text begins and how long it is. Only texts that do not
    /// fit into a word are kept.
    kept: Vec<(usize, usize)>,
    bytes: Vec<u8>,
    seed: u64,
    len: usize,
}

impl ValueSet {
    /// Puts texts together; a text that comes twice is there once. `seed` is any number that those who
    /// write the data do not know.
    pub fn new<T: AsRef<str>>(values: &[T], seed: u64) -> ValueSet {
        let mut set = ValueSet::with_room(values.len(), seed);
        for value in values {
            set.put(value.as_ref());
        }
        set
    }

    /// An empty set with room for so many texts.
    fn with_room(texts: usize, seed: u64) -> ValueSet {
        let mut slots = Slots::default();
        let places = slots.reset(texts);
        ValueSet {
            slots,
            kept: vec![(0, 0); places],
            bytes: Vec::new(),
            seed,
            len: 0,
        }
    }

    /// Puts a text in, if it is not there yet, and gives its place. There must be room for it.
    fn put(&mut self, value: &str) -> usize {
        let (word, found) = self.find(value);
        match found {
            Found::At(place) => place,
            Found::Empty(place) => {
                self.slots.put(place, word);
                if is_hashed(word) {
                    self.kept[place] = (self.bytes.len(), value.len());
                    self.bytes.extend_from_slice(value.as_bytes());
                }
                self.len += 1;
                place
            }
        }
    }

    /// Whether a text is one of them.
    #[inline]
    pub fn contains(&self, text: &str) -> bool {
        matches!(self.find(text).1, Found::At(_))
    }

    /// How many different texts there are.
    pub fn len(&self) -> usize {
        self.len
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    #[inline]
    fn find(&self, text: &str) -> (u64, Found) {
        let word = exact(text).unwrap_or_else(|| hashed(text.as_bytes(), self.seed));
        let same = |place: usize| {
            let (start, len) = self.kept[place];
            !is_hashed(word) || self.bytes.get(start..start + len) == Some(text.as_bytes())
        };
        (word, self.slots.find(word, spread(word, self.seed), same))
    }
}

/// A list that rules name.
#[derive(Debug)]
pub enum List {
    /// Texts, for [`crate::Kind::InList`] and [`crate::Kind::NotInList`].
    Values(ValueSet),
    /// What another register says of each key, for [`crate::Kind::AgreesAcross`].
    Pairs(PairSet),
}

impl List {
    #[inline]
    pub(crate) fn has(&self, text: &str) -> bool {
        match self {
            List::Values(values) => values.contains(text),
            List::Pairs(pairs) => pairs.keys.contains(text),
        }
    }

    /// What another register says of a key; nothing of an unknown one.
    pub(crate) fn says(&self, key: &str) -> Option<impl Iterator<Item = &str>> {
        match self {
            List::Values(_) => None,
            List::Pairs(pairs) => pairs.says(key),
        }
    }
}

/// The most different values that another register may have for one key. A key with more of them is
/// no key there, and says nothing.
pub const VALUES_MAX: usize = 16;

/// What another register says: keys, each with a value or several.
#[derive(Debug)]
pub struct PairSet {
    keys: ValueSet,
    /// For each place of a key, the number of its last value, from 1.
    last: Vec<u32>,
    values: Vec<Known>,
    texts: String,
}

/// A value of a key.
#[derive(Debug, Clone, Copy)]
struct Known {
    start: usize,
    end: usize,
    /// The number of the value before it, from 1; 0 is none.
    before: u32,
    /// How many values the key has up to this one.
    number: usize,
}

impl PairSet {
    /// Puts keys and values together. A key of which nothing is known does not belong here. Past
    /// 2^32 − 1 values the rest is left out. `seed` as in [`ValueSet::new`].
    pub fn new<T: AsRef<str>>(pairs: &[(T, T)], seed: u64) -> PairSet {
        let keys = ValueSet::with_room(pairs.len(), seed);
        let mut set = PairSet {
            last: vec![0; keys.kept.len()],
            keys,
            values: Vec::with_capacity(pairs.len()),
            texts: String::new(),
        };
        for (key, value) in pairs {
            set.put(key.as_ref(), value.as_ref());
        }
        set
    }

    fn put(&mut self, key: &str, value: &str) {
        let place = self.keys.put(key);
        let before = self.last[place];
        let number = self.known(before).map_or(0, |known| known.number) + 1;
        let is_there = self.chain(before).any(|known| known == value);
        let Ok(next) = u32::try_from(self.values.len() + 1) else {
            return;
        };
        if is_there || number > VALUES_MAX + 1 {
            return;
        }
        let start = self.texts.len();
        self.texts.push_str(value);
        self.values.push(Known {
            start,
            end: self.texts.len(),
            before,
            number,
        });
        self.last[place] = next;
    }

    /// The values of a key; nothing if it is unknown, or has more than [`VALUES_MAX`].
    pub fn says(&self, key: &str) -> Option<impl Iterator<Item = &str>> {
        let Found::At(place) = self.keys.find(key).1 else {
            return None;
        };
        let last = self.last[place];
        let values = self.known(last).map_or(0, |known| known.number);
        (values <= VALUES_MAX).then(|| self.chain(last))
    }

    fn known(&self, number: u32) -> Option<Known> {
        self.values.get((number as usize).checked_sub(1)?).copied()
    }

    /// The texts from one value back to the first.
    fn chain(&self, last: u32) -> impl Iterator<Item = &str> {
        let values = std::iter::successors(self.known(last), |known| self.known(known.before));
        values.map(|known| &self.texts[known.start..known.end])
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn holds_what_was_put_in(
            values in prop::collection::vec("[0-9a]{0,20}", 0..200),
            asked in prop::collection::vec("[0-9a]{0,20}", 0..50),
        ) {
            let expected: BTreeSet<&String> = values.iter().collect();
            let set = ValueSet::new(&values, 7);
            prop_assert_eq!(set.len(), expected.len());
            for text in values.iter().chain(&asked) {
                prop_assert_eq!(set.contains(text), expected.contains(text));
            }
        }
    }

    #[test]
    fn a_key_has_its_values_and_not_too_many() {
        let mut pairs = vec![
            ("1", "north"),
            ("2", "south"),
            ("1", "west"),
            ("1", "north"),
        ];
        let numbers: Vec<String> = (0..=VALUES_MAX).map(|number| number.to_string()).collect();
        pairs.extend(numbers[1..].iter().map(|number| ("3", number.as_str())));
        pairs.extend(numbers.iter().map(|number| ("4", number.as_str())));
        let set = PairSet::new(&pairs, 7);
        let says = |key: &str| set.says(key).map(Iterator::collect::<Vec<&str>>);
        assert_eq!(says("1"), Some(vec!["west", "north"]));
        assert_eq!(says("2"), Some(vec!["south"]));
        assert_eq!(says("3").map(|values| values.len()), Some(VALUES_MAX));
        assert_eq!(says("4"), None);
        assert_eq!(says("5"), None);
    }
}
