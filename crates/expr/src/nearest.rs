//! The nearest right name for a wrong one.

/// The candidate that differs least from `word`, if it is near enough to be what was meant:
/// at most two edits, or one third of the word's letters if that is more, and never all of them.
/// Of equally near ones the first in `candidates` is taken.
pub(crate) fn nearest<'a>(
    word: &str,
    candidates: impl IntoIterator<Item = &'a str>,
) -> Option<&'a str> {
    let letters: Vec<char> = word.chars().collect();
    let allowed = (letters.len() / 3)
        .max(2)
        .min(letters.len().saturating_sub(1));
    candidates
        .into_iter()
        .map(|candidate| (edits(&letters, candidate), candidate))
        .filter(|(edits, _)| *edits <= allowed)
        .min_by_key(|(edits, _)| *edits)
        .map(|(_, candidate)| candidate)
}

/// How many letters must be added, removed, changed or swapped with their neighbour
/// (optimal string alignment distance).
fn edits(word: &[char], other: &str) -> usize {
    let other: Vec<char> = other.chars().collect();
    let width = other.len() + 1;
    let mut before: Vec<usize> = vec![0; width];
    let mut above: Vec<usize> = (0..width).collect();
    for (row, letter) in word.iter().enumerate() {
        let mut here = vec![row + 1; width];
        for (column, candidate) in other.iter().enumerate() {
            let changed = above[column] + usize::from(letter != candidate);
            let mut least = changed.min(above[column + 1] + 1).min(here[column] + 1);
            let swapped = row > 0
                && column > 0
                && *letter == other[column - 1]
                && word[row - 1] == *candidate;
            if swapped {
                least = least.min(before[column - 1] + 1);
            }
            here[column + 1] = least;
        }
        before = std::mem::replace(&mut above, here);
    }
    above[width - 1]
}

#[cfg(test)]
mod tests {
    use super::{edits, nearest};

    #[test]
    fn edits_are_counted() {
        for (one, other, expected) in [
            ("", "", 0),
            ("", "abc", 3),
            ("abc", "", 3),
            ("name", "name", 0),
            ("nmae", "name", 1),
            ("nam", "name", 1),
            ("name", "nome", 1),
            ("hull", "harbour", 6),
            ("đảo", "dao", 2),
        ] {
            let letters: Vec<char> = one.chars().collect();
            assert_eq!(edits(&letters, other), expected, "{one} {other}");
        }
    }

    #[test]
    fn the_nearest_name_is_near() {
        let names = ["hull", "harbour", "owner", "x"];
        for (word, expected) in [
            ("hul", Some("hull")),
            ("habrour", Some("harbour")),
            ("owners", Some("owner")),
            ("weight", None),
            ("y", None),
            ("", None),
        ] {
            assert_eq!(nearest(word, names), expected, "{word}");
        }
    }
}
