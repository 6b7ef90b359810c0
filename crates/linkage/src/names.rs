//! The names of a field: kept once each as numbers of words, compared word by word.

use base::text::TextRules;

use crate::foretelling::Foretelling;
use crate::interner::{Interner, NONE};
use crate::level::{Level, Outcome};
use crate::likeness::{Bag, bag, differ_min, jaro_winkler, one_slip};
use crate::usual::{Bearers, Usual};
use crate::words::Words;

#[cfg(test)]
mod tests;

/// Words of a name that are looked at.
pub(crate) const WORDS_MAX: usize = 16;

/// From where on two names look alike as a whole: Winkler's usual bound for "probably the same".
const SIMILAR_MIN: f64 = 0.92;

/// The names of a field.
#[derive(Debug)]
pub(crate) struct Names {
    words: Words,
    /// Names kept once: the numbers of their keys, four bytes each.
    texts: Interner,
    /// The same, when all have come: keys in one list, and where each name ends in it.
    keys: Vec<u32>,
    ends: Vec<u32>,
    facts: Vec<Facts>,
}

/// What is known of a name.
#[derive(Debug, Clone, Copy)]
struct Facts {
    /// The number of its form without marks, and of its first and last word without marks.
    plain: u32,
    first: u32,
    last: u32,
    /// Its letters, roughly, and how many characters it has with single spaces.
    bag: Bag,
    chars: u16,
    /// Whether it is written without any marks.
    is_plain: bool,
    /// How usual the name is, its form without marks, and its first and last word together.
    step: u8,
    step_plain: u8,
    step_ends: u8,
}

/// How usual the names of rows are in the mean, by what two names agree on.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Means {
    pub(crate) whole: f64,
    pub(crate) plain: f64,
    pub(crate) ends: f64,
}

impl Names {
    pub(crate) fn new(rules: TextRules, seed: u64) -> Names {
        Names {
            words: Words::new(rules, seed),
            texts: Interner::new(seed),
            keys: Vec::new(),
            ends: Vec::new(),
            facts: Vec::new(),
        }
    }

    /// The number of a name; one without letters counts as missing. `None` when there is no room.
    pub(crate) fn number(&mut self, value: Option<&str>) -> Option<u32> {
        let mut text = [0; WORDS_MAX * 4];
        let mut filled = 0;
        for word in value.unwrap_or_default().split_whitespace() {
            let key = self.words.key(word)?;
            if key != NONE && filled < text.len() {
                text[filled..filled + 4].copy_from_slice(&key.to_le_bytes());
                filled += 4;
            }
        }
        match filled {
            0 => Some(NONE),
            _ => self.texts.number(&text[..filled]),
        }
    }

    fn keys_of(&self, name: u32) -> &[u32] {
        let index = name as usize;
        let start = index.checked_sub(1).map_or(0, |before| self.ends[before]);
        &self.keys[start as usize..self.ends[index] as usize]
    }

    /// The number of a name without marks.
    pub(crate) fn plain(&self, name: u32) -> u32 {
        self.facts[name as usize].plain
    }

    /// The first word of a name, without marks.
    pub(crate) fn first_word(&self, name: u32) -> u32 {
        self.facts[name as usize].first
    }

    /// The last word of a name, without marks.
    pub(crate) fn last_word(&self, name: u32) -> u32 {
        self.facts[name as usize].last
    }

    pub(crate) fn compare(&self, one: u32, other: u32) -> Outcome {
        if one == NONE || other == NONE {
            return Outcome::MISSING;
        }
        // By number, so that the answer is the same for (a, b) and (b, a).
        let (a, b) = (one.min(other), one.max(other));
        let (left, right) = (&self.facts[a as usize], &self.facts[b as usize]);
        if a == b {
            return Outcome::of(Level::Exact, left.step);
        }
        let level = self.level(a, b);
        let step = match level {
            Level::Shortened => left.step_ends.min(right.step_ends),
            Level::Unmarked | Level::Marks | Level::Rearranged | Level::Slip | Level::Near => {
                left.step_plain.min(right.step_plain)
            }
            _ => 0,
        };
        Outcome::of(level, step)
    }

    /// The level of two different names. The facts alone rule out most levels for most pairs; the
    /// words are looked at only when they do not.
    fn level(&self, a: u32, b: u32) -> Level {
        let (left, right) = (&self.facts[a as usize], &self.facts[b as usize]);
        if left.plain == right.plain {
            let one_is_plain = left.is_plain != right.is_plain;
            return self.marks(self.keys_of(a), self.keys_of(b), one_is_plain);
        }
        let differ = differ_min(&left.bag, &right.bag);
        if differ <= 2 {
            let (one, other) = (self.keys_of(a), self.keys_of(b));
            if one.len() == other.len()
                && let Some(level) = self.same_length(one, other)
            {
                return level;
            }
            if left.bag == right.bag && self.letters(one, false) == self.letters(other, false) {
                return Level::Rearranged;
            }
        }
        if left.first == right.first
            && left.last == right.last
            && self.is_shortened(self.keys_of(a), self.keys_of(b))
        {
            return Level::Shortened;
        }
        self.as_a_whole(a, b, differ)
    }

    /// The level of two names with the same plain words and different keys.
    fn marks(&self, one: &[u32], other: &[u32], one_is_plain: bool) -> Level {
        if one_is_plain {
            return Level::Unmarked;
        }
        let mut differing = one.iter().zip(other).filter(|(a, b)| a != b);
        match (differing.next(), differing.next()) {
            (Some((&a, &b)), None) if self.words.is_slip(a, b) => Level::Slip,
            _ => Level::Marks,
        }
    }

    /// The level of two names with as many words, if one differs a little or their order does.
    fn same_length(&self, one: &[u32], other: &[u32]) -> Option<Level> {
        let plain = |key: &u32| self.words.plain(*key);
        let pairs = || one.iter().map(plain).zip(other.iter().map(plain));
        let mut differing = pairs().filter(|(a, b)| a != b);
        let (a, b) = differing.next()?;
        if differing.next().is_none() {
            if !one_slip(self.words.letters(a), self.words.letters(b)) {
                return None;
            }
            return Some(match self.words.is_plain_slip(a, b) {
                true => Level::Slip,
                false => Level::Near,
            });
        }
        let sorted = |keys: &[u32]| {
            let mut words = [NONE; WORDS_MAX];
            words
                .iter_mut()
                .zip(keys)
                .for_each(|(to, key)| *to = plain(key));
            words.sort_unstable();
            words
        };
        (sorted(one) == sorted(other)).then_some(Level::Rearranged)
    }

    /// Whether of two names with the same first and last word the shorter has only words of the
    /// longer, in their order.
    fn is_shortened(&self, one: &[u32], other: &[u32]) -> bool {
        let (short, long) = match one.len() < other.len() {
            true => (one, other),
            false => (other, one),
        };
        if short.len() < 2 || short.len() == long.len() {
            return false;
        }
        let plain = |key: &u32| self.words.plain(*key);
        let mut rest = long.iter().map(plain);
        short
            .iter()
            .map(plain)
            .all(|word| rest.any(|of| of == word))
    }

    /// The plain letters of a name.
    fn letters(&self, keys: &[u32], spaces: bool) -> Vec<char> {
        let mut letters = Vec::with_capacity(32);
        for (index, &key) in keys.iter().enumerate() {
            if spaces && index > 0 {
                letters.push(' ');
            }
            letters.extend_from_slice(self.words.letters(self.words.plain(key)));
        }
        letters
    }

    /// [`Level::Similar`] or [`Level::Different`]. The letters are looked at only when there are
    /// enough common ones that the bound could be reached.
    fn as_a_whole(&self, a: u32, b: u32, differ: u32) -> Level {
        let (left, right) = (&self.facts[a as usize], &self.facts[b as usize]);
        // Letters and spaces that both can have, when so many are only in one.
        let common = f64::from((u32::from(left.chars + right.chars)).saturating_sub(differ)) / 2.0;
        let (m, n) = (f64::from(left.chars), f64::from(right.chars));
        let jaro_max = ((common / m).min(1.0) + (common / n).min(1.0) + 1.0) / 3.0;
        if jaro_max + 0.4 * (1.0 - jaro_max) < SIMILAR_MIN {
            return Level::Different;
        }
        let one = self.letters(self.keys_of(a), true);
        let other = self.letters(self.keys_of(b), true);
        match jaro_winkler(&one, &other) >= SIMILAR_MIN {
            true => Level::Similar,
            false => Level::Different,
        }
    }

    /// Ends the taking in: counts words and names, and judges how usual they are.
    pub(crate) fn close(&mut self, names: impl Iterator<Item = u32>) -> Means {
        self.texts.close();
        for number in 0..self.texts.len() as u32 {
            let bytes = self.texts.get(number).chunks_exact(4);
            self.keys
                .extend(bytes.map(|four| u32::from_le_bytes([four[0], four[1], four[2], four[3]])));
            self.ends.push(self.keys.len() as u32);
        }
        let mut counted = vec![0_u32; self.texts.len()];
        for name in names.filter(|&name| name != NONE) {
            counted[name as usize] += 1;
        }
        self.texts = Interner::new(0);
        let mut key_count = vec![0_u32; self.words.sizes().0];
        for (name, &count) in counted.iter().enumerate() {
            for &key in self.keys_of(name as u32) {
                key_count[key as usize] = key_count[key as usize].saturating_add(count);
            }
        }
        self.words.count(key_count);
        self.judge(&counted)
    }

    fn judge(&mut self, counted: &[u32]) -> Means {
        let names = counted.len() as u32;
        let mut plains = Interner::new(0);
        let mut plain_counted: Vec<u32> = Vec::new();
        let (mut whole, mut plain) = (Foretelling::new(), Foretelling::new());
        let mut numbers = Vec::with_capacity(counted.len());
        for name in 0..names {
            let keys = self.keys_of(name);
            let text: Vec<u32> = keys.iter().map(|&key| self.words.plain(key)).collect();
            let bytes: Vec<u8> = text.iter().flat_map(|word| word.to_le_bytes()).collect();
            // There are no more plain forms than names, so there is room.
            let number = plains.number(&bytes).unwrap_or(NONE);
            let count = counted[name as usize];
            if number as usize == plain_counted.len() {
                plain_counted.push(0);
            }
            plain_counted[number as usize] += count;
            numbers.push(number);
            whole.add(keys, count);
            plain.add(&text, count);
        }
        let bearers = |name: u32| Bearers {
            counted: counted[name as usize],
            foretold: whole.rows_with(self.keys_of(name)),
        };
        let wholes = Usual::of(&(0..names).map(bearers).collect::<Vec<_>>());
        let plain_bearers: Vec<Bearers> = (0..plains.len() as u32)
            .map(|number| Bearers {
                counted: plain_counted[number as usize],
                foretold: plain.rows_with(&from_bytes(plains.get(number))),
            })
            .collect();
        let plains_usual = Usual::of(&plain_bearers);
        let mut ends_sum = 0.0;
        for name in 0..names {
            let number = numbers[name as usize];
            let text = from_bytes(plains.get(number));
            let ends = plain.ends(&text);
            ends_sum += ends * f64::from(counted[name as usize]);
            let letters = self.letters(self.keys_of(name), true);
            self.facts.push(Facts {
                plain: number,
                first: text.first().copied().unwrap_or(NONE),
                last: text.last().copied().unwrap_or(NONE),
                bag: bag(letters.iter().copied()),
                chars: letters.len().clamp(1, usize::from(u16::MAX / 2)) as u16,
                is_plain: self.keys_of(name).iter().all(|&k| self.words.is_plain(k)),
                step: wholes.steps[name as usize],
                step_plain: plains_usual.steps[number as usize],
                step_ends: crate::level::step_of(ends),
            });
        }
        Means {
            whole: wholes.mean,
            plain: plains_usual.mean,
            ends: ends_sum / whole.rows().max(1.0),
        }
    }
}

fn from_bytes(bytes: &[u8]) -> Vec<u32> {
    bytes
        .chunks_exact(4)
        .map(|four| u32::from_le_bytes([four[0], four[1], four[2], four[3]]))
        .collect()
}
