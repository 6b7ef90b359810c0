//! What bytes look like. A guess is only a suggestion, so it is made when it is plain.

use unicode_normalization::UnicodeNormalization;

use super::Encoding;
use super::letters::Letters;

/// How many words must speak for an encoding, and the share of words that may not, in percent.
const WORDS_MIN: usize = 3;
const OTHERS_PERCENT_MAX: usize = 10;

/// What a sample that has no byte order mark of UTF-16 looks like, if not like UTF-8.
pub(super) fn looks_like(sample: &[u8]) -> Option<Encoding> {
    if let Some(wide) = wide(sample) {
        return Some(wide);
    }
    let text = match std::str::from_utf8(sample) {
        Ok(text) => text,
        // The sample may end within a letter.
        Err(error) if error.error_len().is_none() => {
            std::str::from_utf8(&sample[..error.valid_up_to()]).unwrap_or("")
        }
        Err(_) => return best([Encoding::Tcvn3, Encoding::Vni], sample),
    };
    let text = text.trim_start_matches('\u{feff}');
    if text.is_ascii() || text.chars().any(|letter| letter > '\u{ff}') {
        return None; // letters that neither encoding has as Latin-1
    }
    let (right, all) = syllables(text);
    if are_most(right, all) {
        return None; // it is right as it stands, only without the rarer letters
    }
    let bytes: Vec<u8> = text
        .chars()
        .filter_map(|letter| u8::try_from(u32::from(letter)).ok())
        .collect();
    best([Encoding::Tcvn3Utf8, Encoding::VniUtf8], &bytes)
}

/// UTF-16 without a mark: every second byte of Latin text is zero.
fn wide(sample: &[u8]) -> Option<Encoding> {
    let (pairs, _) = sample.as_chunks::<2>();
    let zeros = |index: usize| pairs.iter().filter(|pair| pair[index] == 0).count();
    let (first, second) = (zeros(0), zeros(1));
    let many = pairs.len() / 2;
    if pairs.len() < 8 || (first > many) == (second > many) {
        return None;
    }
    Some(if second > many {
        Encoding::Utf16Le
    } else {
        Encoding::Utf16Be
    })
}

/// The encoding in which the words that are not plain ASCII are syllables.
fn best(encodings: [Encoding; 2], bytes: &[u8]) -> Option<Encoding> {
    let mut found: Option<(usize, Encoding)> = None;
    for encoding in encodings {
        let (right, all) = syllables(&Letters::of(encoding).text(bytes));
        if right >= WORDS_MIN && are_most(right, all) && found.is_none_or(|(most, _)| right > most)
        {
            found = Some((right, encoding));
        }
    }
    found.map(|(_, encoding)| encoding)
}

/// How many words that are not plain ASCII are syllables, and how many there are.
fn syllables(text: &str) -> (usize, usize) {
    let border = |letter: char| {
        letter.is_ascii_punctuation() || letter.is_ascii_digit() || letter.is_whitespace()
    };
    let words = text.split(border).filter(|word| !word.is_ascii());
    words.fold((0, 0), |(right, all), word| {
        (right + usize::from(is_syllable(word)), all + 1)
    })
}

fn are_most(right: usize, all: usize) -> bool {
    (all - right) * 100 <= all * OTHERS_PERCENT_MAX
}

/// Whether a word could be a syllable of the language both old encodings are for: consonants, at
/// most three vowels with at most one tone, consonants.
fn is_syllable(word: &str) -> bool {
    const BEGINNINGS: [&str; 28] = [
        "", "b", "c", "ch", "d", "đ", "g", "gh", "h", "k", "kh", "l", "m", "n", "ng", "ngh", "nh",
        "p", "ph", "q", "r", "s", "t", "th", "tr", "v", "x", "gi",
    ];
    const ENDINGS: [&str; 9] = ["", "c", "ch", "m", "n", "ng", "nh", "p", "t"];
    const TONES: [char; 5] = ['\u{300}', '\u{301}', '\u{303}', '\u{309}', '\u{323}'];
    const VOWELS: &str = "aăâeêioôơuưy";
    let lower = word.to_lowercase();
    if lower.nfd().filter(|mark| TONES.contains(mark)).count() > 1 {
        return false;
    }
    let plain: String = lower
        .nfd()
        .filter(|mark| !TONES.contains(mark))
        .nfc()
        .collect();
    let is_vowel = |letter: char| VOWELS.contains(letter);
    let begin = plain.find(is_vowel).unwrap_or(plain.len());
    let end = plain.rfind(is_vowel).map_or(begin, |at| {
        at + plain[at..].chars().next().map_or(0, char::len_utf8)
    });
    let vowels = &plain[begin..end];
    (1..=3).contains(&vowels.chars().count())
        && vowels.chars().all(is_vowel)
        && BEGINNINGS.contains(&&plain[..begin])
        && ENDINGS.contains(&&plain[end..])
}
