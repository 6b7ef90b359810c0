//! Keys: the values that must be unique or must exist elsewhere, as numbers of 64 bits.
//!
//! Most keys of registers are short or are digits. Those are written into the 64 bits themselves,
//! so that equal numbers are equal keys. The others are hashed and their bytes kept beside, and
//! equal hashes are confirmed byte by byte: no count is ever wrong because of a hash.

/// Set in the word of a key that was hashed.
const HASHED: u64 = 1 << 63;
/// Set in the word of a short text that is written into the word.
const SHORT: u64 = 1 << 62;
/// The most digits that are written into a word: 10^17 takes 57 bits, their number takes 5.
const DIGITS_MAX: usize = 17;
/// The most bytes that are written into a word: 56 bits, and 3 for their number.
const SHORT_MAX: usize = 7;

/// The word of a text that fits into one; never zero, and of no other text.
#[inline]
pub(crate) fn exact(text: &str) -> Option<u64> {
    let bytes = text.as_bytes();
    if bytes.len() > DIGITS_MAX {
        return None;
    }
    match digits(bytes) {
        Some(number) if !bytes.is_empty() => Some(((bytes.len() as u64) << 57) | number),
        _ if bytes.len() <= SHORT_MAX => {
            let mut word = [0; 8];
            word[..bytes.len()].copy_from_slice(bytes);
            Some(SHORT | ((bytes.len() as u64) << 56) | u64::from_le_bytes(word))
        }
        _ => None,
    }
}

/// The word of a text that does not fit: a hash.
#[inline]
pub(crate) fn hashed(bytes: &[u8], seed: u64) -> u64 {
    hash(bytes, seed) | HASHED
}

/// Whether equal words do not yet mean equal keys.
#[inline]
pub(crate) fn is_hashed(word: u64) -> bool {
    word & HASHED != 0
}

/// A word scattered over all 64 bits, by which it finds its place in a table.
#[inline]
pub(crate) fn spread(word: u64, seed: u64) -> u64 {
    fold(word ^ seed, MULTIPLIERS[0])
}

/// Odd numbers without pattern: the first digits of the fractions of the square roots of 2, 3, 5.
const MULTIPLIERS: [u64; 3] = [
    0x6a09_e667_f3bc_c909,
    0xbb67_ae85_84ca_a73b,
    0x3c6e_f372_fe94_f82b,
];

/// Both halves of the product, folded together: every bit of the result depends on all bits.
#[inline]
fn fold(one: u64, two: u64) -> u64 {
    let product = u128::from(one) * u128::from(two);
    #[expect(clippy::cast_possible_truncation, reason = "both halves are used")]
    let halves = (product as u64, (product >> 64) as u64);
    halves.0 ^ halves.1
}

/// A hash in the manner of wyhash: sixteen bytes a multiplication. The seed is secret to whoever
/// writes the data, so that nobody can prepare rows that all fall into one place.
#[inline]
pub(crate) fn hash(bytes: &[u8], seed: u64) -> u64 {
    let mut state = seed ^ (bytes.len() as u64).wrapping_mul(MULTIPLIERS[2]);
    let mut left = bytes;
    while let Some((sixteen, rest)) = left.split_first_chunk::<16>() {
        let (one, two) = halves(sixteen);
        state = fold(one ^ MULTIPLIERS[1], two ^ state);
        left = rest;
    }
    if !left.is_empty() {
        let mut last = [0; 16];
        last[..left.len()].copy_from_slice(left);
        let (one, two) = halves(&last);
        state = fold(one ^ MULTIPLIERS[1], two ^ state);
    }
    fold(state ^ MULTIPLIERS[2], MULTIPLIERS[0])
}

#[inline]
fn halves(sixteen: &[u8; 16]) -> (u64, u64) {
    let number = u128::from_le_bytes(*sixteen);
    #[expect(clippy::cast_possible_truncation, reason = "both halves are used")]
    let halves = (number as u64, (number >> 64) as u64);
    halves
}

/// The number that up to 17 digits stand for; `None` if one is not a digit.
#[inline]
fn digits(bytes: &[u8]) -> Option<u64> {
    let mut number = 0;
    let mut left = bytes;
    while let Some((eight, rest)) = left.split_first_chunk::<8>() {
        number = number * 100_000_000 + eight_digits(*eight)?;
        left = rest;
    }
    if let Some((four, rest)) = left.split_first_chunk::<4>() {
        let [a, b, c, d] = *four;
        number = number * 10_000 + eight_digits([b'0', b'0', b'0', b'0', a, b, c, d])?;
        left = rest;
    }
    for &byte in left {
        let digit = byte.wrapping_sub(b'0');
        if digit > 9 {
            return None;
        }
        number = number * 10 + u64::from(digit);
    }
    Some(number)
}

/// Eight digits at once: neighbours are joined to pairs, pairs to fours, fours to the number.
#[inline]
fn eight_digits(digits: [u8; 8]) -> Option<u64> {
    let text = u64::from_le_bytes(digits);
    let tens = text & 0xf0f0_f0f0_f0f0_f0f0;
    let past_nine = text.wrapping_add(0x0606_0606_0606_0606) & 0xf0f0_f0f0_f0f0_f0f0;
    if tens != 0x3030_3030_3030_3030 || past_nine != 0x3030_3030_3030_3030 {
        return None;
    }
    let pairs = (text & 0x0f0f_0f0f_0f0f_0f0f).wrapping_mul(2_561) >> 8;
    let fours = (pairs & 0x00ff_00ff_00ff_00ff).wrapping_mul(6_553_601) >> 16;
    Some((fours & 0x0000_ffff_0000_ffff).wrapping_mul(42_949_672_960_001) >> 32)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn neighbours_of_digits_are_no_digits() {
        for text in [
            "0/345678",
            "0:345678",
            "/2345678",
            "1234567:",
            "1234567/",
            "\u{0}2345678",
            "\u{7f}2345678",
            "12345đ8",
        ] {
            assert_eq!(digits(text.as_bytes()), None, "{text:?}");
        }
        assert_eq!(digits(b"00000000"), Some(0));
        assert_eq!(digits(b"99999999"), Some(99_999_999));
    }

    #[test]
    fn words_of_different_kinds_differ() {
        let mut words: Vec<u64> = [
            "",
            "0",
            "00",
            "012",
            "12",
            "a",
            "a\0",
            "\0",
            "1234567",
            "12345678901234567",
        ]
        .iter()
        .map(|text| exact(text).unwrap())
        .collect();
        assert!(!words.contains(&0));
        let all = words.len();
        words.sort_unstable();
        words.dedup();
        assert_eq!(words.len(), all);
        assert_eq!(exact("123456789012345678"), None);
        assert_eq!(exact("12345678a"), None);
    }

    proptest! {
        #[test]
        fn digits_are_read_as_the_library_reads_them(text in "[0-9/:;a]{1,17}") {
            let expected = text.bytes().all(|byte| byte.is_ascii_digit()).then(|| text.parse().unwrap());
            prop_assert_eq!(digits(text.as_bytes()), expected);
        }

        #[test]
        fn equal_words_are_equal_texts(one in "[0-9ab]{0,9}", two in "[0-9ab]{0,9}") {
            if let (Some(first), Some(second)) = (exact(&one), exact(&two)) {
                prop_assert_eq!(first == second, one == two);
                prop_assert!(!is_hashed(first));
            }
        }
    }
}
