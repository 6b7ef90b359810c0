//! An open-addressing table of keys: one array of words, searched from a key's place onwards.

/// Places for keys; at least half of them stay empty, so that searches stay short.
#[derive(Debug, Default)]
pub(crate) struct Slots {
    /// Zero is an empty place: no key has that word.
    words: Vec<u64>,
    mask: usize,
}

/// What a search ended at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Found {
    /// The key is at this place.
    At(usize),
    /// The key is not there; this place is empty.
    Empty(usize),
}

impl Slots {
    /// Empties the table and makes room for so many keys. Gives the number of places.
    pub(crate) fn reset(&mut self, keys: usize) -> usize {
        let places = (keys.max(4) * 2).next_power_of_two();
        self.words.clear();
        self.words.resize(places, 0);
        self.mask = places - 1;
        places
    }

    /// Searches a key by its word and the word's spread; `same` confirms a place with that word.
    #[inline]
    pub(crate) fn find(&self, word: u64, spread: u64, same: impl Fn(usize) -> bool) -> Found {
        #[expect(
            clippy::cast_possible_truncation,
            reason = "the mask takes low bits only"
        )]
        let mut place = spread as usize & self.mask;
        loop {
            match self.words[place] {
                0 => return Found::Empty(place),
                known if known == word && same(place) => return Found::At(place),
                _ => place = (place + 1) & self.mask,
            }
        }
    }

    /// Puts a key at an empty place that [`Slots::find`] gave.
    #[inline]
    pub(crate) fn put(&mut self, place: usize, word: u64) {
        self.words[place] = word;
    }

    pub(crate) fn bytes(&self) -> usize {
        self.words.capacity() * size_of::<u64>()
    }
}
