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
        let mut slots = Slots::default();
        let places = slots.reset(values.len());
        let mut set = ValueSet {
            slots,
            kept: vec![(0, 0); places],
            bytes: Vec::new(),
            seed,
            len: 0,
        };
        for value in values {
            let value = value.as_ref();
            let (word, found) = set.find(value);
            if let Found::Empty(place) = found {
                set.slots.put(place, word);
                if is_hashed(word) {
                    set.kept[place] = (set.bytes.len(), value.len());
                    set.bytes.extend_from_slice(value.as_bytes());
                }
                set.len += 1;
            }
        }
        set
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
    /// Texts, for [`crate::Kind::InList`].
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

    /// Whether a key has a value; `None` when the key is unknown.
    pub(crate) fn agrees(&self, key: &str, value: &str) -> Option<bool> {
        match self {
            List::Values(_) => None,
            List::Pairs(pairs) => pairs.agrees(key, value),
        }
    }
}

/// What another register says: keys, each with a value or several.
#[derive(Debug)]
pub struct PairSet {
    keys: ValueSet,
    pairs: ValueSet,
}

impl PairSet {
    /// Puts keys and values together; a key of which nothing is known does not belong here. Values are
    /// compared code point by code point. `seed` as in [`ValueSet::new`].
    pub fn new<T: AsRef<str>>(pairs: &[(T, T)], seed: u64) -> PairSet {
        let keys: Vec<&str> = pairs.iter().map(|(key, _)| key.as_ref()).collect();
        let joined = pairs
            .iter()
            .map(|(key, value)| join(key.as_ref(), value.as_ref()));
        PairSet {
            keys: ValueSet::new(&keys, seed),
            pairs: ValueSet::new(&joined.collect::<Vec<String>>(), seed),
        }
    }

    /// Whether a key has a value; `None` when the key is unknown.
    pub fn agrees(&self, key: &str, value: &str) -> Option<bool> {
        let known = self.keys.contains(key);
        known.then(|| self.pairs.contains(&join(key, value)))
    }
}

/// Two texts as one: the length of the first tells where the second begins.
fn join(key: &str, value: &str) -> String {
    format!("{} {key}{value}", key.len())
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
}
