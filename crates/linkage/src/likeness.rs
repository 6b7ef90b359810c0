//! Likeness of two short texts: one slip of the pen, and the measure of Jaro and Winkler.

/// Letters of a text that are looked at; what comes after them is not compared.
const LETTERS_MAX: usize = 128;

/// Whether two texts differ by exactly one slip: a letter changed, added or left out, or two
/// neighbours swapped (Damerau 1964).
pub(crate) fn one_slip<T: PartialEq>(one: &[T], other: &[T]) -> bool {
    let (short, long) = if one.len() <= other.len() {
        (one, other)
    } else {
        (other, one)
    };
    if long.len() - short.len() > 1 {
        return false;
    }
    let same = |(a, b): &(&T, &T)| a == b;
    let head = short.iter().zip(long).take_while(same).count();
    let tail = short[head..]
        .iter()
        .rev()
        .zip(long[head..].iter().rev())
        .take_while(same)
        .count();
    let (left, right) = (
        &short[head..short.len() - tail],
        &long[head..long.len() - tail],
    );
    match (left, right) {
        ([], [_]) | ([_], [_]) => true,
        ([a, b], [c, d]) => a == d && b == c,
        _ => false,
    }
}

/// The likeness of two texts from 0 to 1: Jaro's measure, raised for a common beginning of up to
/// four letters (Winkler 1990, with his weight of 0.1).
pub(crate) fn jaro_winkler(one: &[char], other: &[char]) -> f64 {
    let one = &one[..one.len().min(LETTERS_MAX)];
    let other = &other[..other.len().min(LETTERS_MAX)];
    let jaro = jaro(one, other);
    let same = |(a, b): &(&char, &char)| a == b;
    let prefix = one.iter().zip(other).take(4).take_while(same).count();
    jaro + prefix as f64 * 0.1 * (1.0 - jaro)
}

fn jaro(one: &[char], other: &[char]) -> f64 {
    if one.is_empty() || other.is_empty() {
        return if one.len() == other.len() { 1.0 } else { 0.0 };
    }
    let window = (one.len().max(other.len()) / 2).saturating_sub(1);
    let (mut taken, mut matched) = (0_u128, [0_u8; LETTERS_MAX]);
    let mut count = 0;
    for (i, letter) in one.iter().enumerate() {
        let from = i.saturating_sub(window);
        let to = (i + window + 1).min(other.len());
        for (j, near) in other.iter().enumerate().take(to).skip(from) {
            if taken & (1 << j) == 0 && near == letter {
                taken |= 1 << j;
                matched[count] = i as u8;
                count += 1;
                break;
            }
        }
    }
    if count == 0 {
        return 0.0;
    }
    let in_other = (0..other.len()).filter(|j| taken & (1 << j) != 0);
    let swapped = matched[..count]
        .iter()
        .zip(in_other)
        .filter(|(i, j)| one[usize::from(**i)] != other[*j])
        .count();
    let same = count as f64;
    let order = (same - swapped as f64 / 2.0) / same;
    (same / one.len() as f64 + same / other.len() as f64 + order) / 3.0
}

/// Which letters a text has, roughly: sixteen kinds of letters, each counted to 255.
pub(crate) type Bag = [u8; 16];

/// The bag of a text, spaces left out.
pub(crate) fn bag(letters: impl Iterator<Item = char>) -> Bag {
    let mut bag = [0_u8; 16];
    for letter in letters.filter(|&letter| letter != ' ') {
        let kind = u32::from(letter).wrapping_mul(0x9e37_79b9) >> 28;
        bag[kind as usize] = bag[kind as usize].saturating_add(1);
    }
    bag
}

/// At least how many letters would have to be added to one text or the other until both have the
/// same; a changed letter counts twice.
pub(crate) fn differ_min(one: &Bag, other: &Bag) -> u32 {
    let pairs = one.iter().zip(other);
    pairs.map(|(a, b)| u32::from(a.abs_diff(*b))).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chars(text: &str) -> Vec<char> {
        text.chars().collect()
    }

    #[test]
    fn one_slip_and_no_more() {
        let cases = [
            ("anh", "anhh", true),
            ("anh", "ahn", true),
            ("anh", "ang", true),
            ("anh", "nh", true),
            ("anh", "anh", false),
            ("anh", "hna", false),
            ("abcd", "badc", false),
            ("", "a", true),
            ("", "", false),
            ("a", "abc", false),
        ];
        for (one, other, expected) in cases {
            let (one, other) = (chars(one), chars(other));
            assert_eq!(one_slip(&one, &other), expected, "{one:?} {other:?}");
            assert_eq!(one_slip(&other, &one), expected, "{other:?} {one:?}");
        }
    }

    #[test]
    fn jaro_winkler_as_published() {
        // Table of examples in Winkler 1990 and later papers, to three places.
        let cases = [
            ("shackleford", "shackelford", 0.982),
            ("dunningham", "cunnigham", 0.896),
            ("nichleson", "nichulson", 0.956),
            ("massey", "massie", 0.933),
            ("abroms", "abrams", 0.922),
            ("jeraldine", "geraldine", 0.926),
            ("michelle", "michael", 0.921),
            ("dwayne", "duane", 0.840),
            ("martha", "marhta", 0.961),
            ("abc", "xyz", 0.0),
            ("", "", 1.0),
            ("", "a", 0.0),
        ];
        for (one, other, expected) in cases {
            let found = jaro_winkler(&chars(one), &chars(other));
            assert!(
                (found - expected).abs() < 0.0006,
                "{one} {other}: {found} and not {expected}"
            );
        }
    }

    #[test]
    fn long_texts_are_cut() {
        let long = vec!['a'; 1000];
        assert!((jaro_winkler(&long, &long) - 1.0).abs() < 1e-12);
    }

    #[test]
    fn a_bag_never_says_too_much() {
        let cases = [
            ("lan thi mai", "mai thi lan", 0),
            ("abcd", "abdc", 0),
            ("abc", "abcc", 1),
            ("abc", "abd", 2),
            ("", "abd", 3),
        ];
        for (one, other, differ) in cases {
            let (one, other) = (bag(one.chars()), bag(other.chars()));
            assert!(differ_min(&one, &other) <= differ, "{one:?} {other:?}");
        }
        let long = bag("a".repeat(1000).chars());
        assert_eq!(differ_min(&long, &long), 0);
    }
}
