//! How usual a name would be if people combined words freely: from how often each word stands
//! first, last or between, and from how many words names have.

use crate::names::WORDS_MAX;

/// How often words stand first, last and between, and how many words names have.
#[derive(Debug)]
pub(crate) struct Foretelling {
    rows: f64,
    lengths: [f64; WORDS_MAX + 1],
    /// By place (first, between, last) and word.
    places: [Vec<f64>; 3],
    totals: [f64; 3],
}

impl Foretelling {
    pub(crate) fn new() -> Foretelling {
        Foretelling {
            rows: 0.0,
            lengths: [0.0; WORDS_MAX + 1],
            places: [Vec::new(), Vec::new(), Vec::new()],
            totals: [0.0; 3],
        }
    }

    /// How many rows were added.
    pub(crate) fn rows(&self) -> f64 {
        self.rows
    }

    fn place(index: usize, words: usize) -> usize {
        match index {
            0 => 0,
            _ if index + 1 == words => 2,
            _ => 1,
        }
    }

    /// Takes in that `count` rows bear these words.
    pub(crate) fn add(&mut self, words: &[u32], count: u32) {
        let count = f64::from(count);
        self.rows += count;
        self.lengths[words.len().min(WORDS_MAX)] += count;
        for (index, &word) in words.iter().enumerate() {
            let place = Self::place(index, words.len());
            let counts = &mut self.places[place];
            if counts.len() <= word as usize {
                counts.resize(word as usize + 1, 0.0);
            }
            counts[word as usize] += count;
            self.totals[place] += count;
        }
    }

    fn share(&self, place: usize, word: u32) -> f64 {
        let count = self.places[place].get(word as usize).copied();
        count.unwrap_or(0.0) / self.totals[place].max(1.0)
    }

    /// How many rows would bear these words if words were combined freely.
    pub(crate) fn rows_with(&self, words: &[u32]) -> f64 {
        let share =
            |(index, &word): (usize, &u32)| self.share(Self::place(index, words.len()), word);
        self.lengths[words.len().min(WORDS_MAX)]
            * words.iter().enumerate().map(share).product::<f64>()
    }

    /// The share of rows with this first and last word, if they were combined freely.
    pub(crate) fn ends(&self, words: &[u32]) -> f64 {
        match words {
            [] => 0.0,
            [only] => self.share(0, *only),
            [first, .., last] => self.share(0, *first) * self.share(2, *last),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn free_combinations_are_foretold() {
        let mut names = Foretelling::new();
        for first in 0..4 {
            for last in 0..5 {
                names.add(&[first, 9, last], 1 + first);
            }
        }
        assert!((names.rows() - 50.0).abs() < 1e-9);
        assert!((names.rows_with(&[3, 9, 2]) - 4.0).abs() < 1e-9);
        assert!((names.ends(&[3, 2]) - 4.0 / 50.0).abs() < 1e-9);
        assert!(names.rows_with(&[3, 8, 2]).abs() < 1e-9);
        assert!(names.rows_with(&[3, 2]).abs() < 1e-9);
    }
}
