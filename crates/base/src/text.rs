//! Text as people write it: what is accepted, how names are compared, looked for, hinted at and
//! masked.
//!
//! What was received is stored as received, because a name is a legal fact; everything else works
//! on a key made from it. Keys are for comparing only and are never shown.

use std::collections::HashMap;
use std::fmt;

use unicode_normalization::char::is_combining_mark;
use unicode_normalization::{UnicodeNormalization, is_nfc};

#[cfg(test)]
mod tests;

/// Accepts one line of text: trims spaces at both ends, keeps everything inside as it came (also
/// whether letters are composed or decomposed). Empty text is accepted; whether a field may be
/// empty is for its form to say.
///
/// # Errors
/// When it holds a character that cannot be seen and changes what can (see [`Hidden`]), or more
/// than `chars_max` characters, counted composed (NFC), so that both ways of writing have one limit.
pub fn clean(text: &str, chars_max: usize) -> Result<String, TextProblem> {
    accept(text, chars_max, &[])
}

/// As [`clean`], for text of several lines: line ends and tabs are accepted.
///
/// # Errors
/// As [`clean`].
pub fn clean_lines(text: &str, chars_max: usize) -> Result<String, TextProblem> {
    accept(text, chars_max, &['\n', '\r', '\t'])
}

fn accept(text: &str, chars_max: usize, allowed: &[char]) -> Result<String, TextProblem> {
    // Before trimming: a line end at the end of a one-line field is what a stray paste leaves.
    let text = text.trim();
    let (mut chars, mut composed) = (0, true);
    for character in text.chars() {
        chars += 1;
        composed &= composed_alone(character);
        if let Some(kind) = hidden(character).filter(|_| !allowed.contains(&character)) {
            return Err(TextProblem::Hidden {
                kind,
                code: u32::from(character),
                position: chars,
            });
        }
    }
    if !composed {
        chars = text.nfc().count();
    }
    if chars > chars_max {
        return Err(TextProblem::TooLong { chars, chars_max });
    }
    Ok(text.to_owned())
}

/// Kinds of characters that no one can see and that change what one sees, sorts or finds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Hidden {
    /// Control characters, and the line and paragraph separators.
    Control,
    /// Characters without width: joiners, soft hyphens, fillers, tags, byte order marks.
    ZeroWidth,
    /// Marks that turn the direction of writing, so that text reads otherwise than it is stored
    /// (Unicode Technical Report 36, §2.5).
    Direction,
    /// Characters without a meaning outside one program: private use, noncharacters.
    Private,
}

impl Hidden {
    /// The stable word for it: `control`, `zero_width`, `direction`, `private`.
    pub fn word(self) -> &'static str {
        match self {
            Hidden::Control => "control",
            Hidden::ZeroWidth => "zero_width",
            Hidden::Direction => "direction",
            Hidden::Private => "private",
        }
    }
}

/// Whether a letter is composed wherever it stands: those before the combining marks, and Latin
/// letters with two of them. Nearly every letter of a name is one, and need not be looked up.
fn composed_alone(character: char) -> bool {
    character < '\u{300}' || matches!(character, '\u{1ea0}'..='\u{1ef9}')
}

/// Whether text is composed (Unicode Standard Annex 15, NFC).
pub fn is_composed(text: &str) -> bool {
    text.chars().all(composed_alone) || is_nfc(text)
}

fn hidden(character: char) -> Option<Hidden> {
    match character {
        ' '..='~' | '\u{1ea0}'..='\u{1ef9}' => None,
        '\u{061c}'
        | '\u{200e}'
        | '\u{200f}'
        | '\u{202a}'..='\u{202e}'
        | '\u{2066}'..='\u{2069}' => Some(Hidden::Direction),
        '\u{00ad}'
        | '\u{034f}'
        | '\u{115f}'
        | '\u{1160}'
        | '\u{17b4}'
        | '\u{17b5}'
        | '\u{180b}'..='\u{180f}'
        | '\u{200b}'..='\u{200d}'
        | '\u{2060}'..='\u{2065}'
        | '\u{206a}'..='\u{206f}'
        | '\u{2800}'
        | '\u{3164}'
        | '\u{feff}'
        | '\u{ffa0}'
        | '\u{fff9}'..='\u{fffb}'
        | '\u{e0000}'..='\u{e0fff}' => Some(Hidden::ZeroWidth),
        '\u{2028}' | '\u{2029}' => Some(Hidden::Control),
        '\u{e000}'..='\u{f8ff}' | '\u{fdd0}'..='\u{fdef}' | '\u{f0000}'..='\u{10ffff}' => {
            Some(Hidden::Private)
        }
        _ if u32::from(character) & 0xfffe == 0xfffe => Some(Hidden::Private),
        _ if character.is_control() => Some(Hidden::Control),
        _ => None,
    }
}

/// What a language says about when two words are the same word.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TextRules {
    /// Combining marks that belong to a whole syllable, wherever in it they are written.
    syllable_marks: &'static [char],
    /// Letters (lower case) that are another letter typed wrongly, and that letter.
    mistyped: &'static [(char, char)],
}

impl TextRules {
    /// The rules of a language by its tag (RFC 5646; only the first part counts, `vi` of `vi-VN`).
    /// A language without rules of its own has those that hold everywhere.
    ///
    /// `vi`: the tone belongs to the syllable; two conventions of where to write it are in use
    /// (*hòa* and *hoà*, *thủy* and *thuỷ*) and mean the same. `i` and `y`, and `d` and `đ`, are
    /// never the same. The Icelandic letter `ð`, whose capital looks like `Đ`, stands for `đ`.
    pub fn for_language(tag: &str) -> TextRules {
        let language = tag.split(['-', '_']).next().unwrap_or("");
        if language.eq_ignore_ascii_case("vi") {
            return TextRules {
                // grave, acute, tilde, hook above, dot below
                syllable_marks: &['\u{300}', '\u{301}', '\u{303}', '\u{309}', '\u{323}'],
                mistyped: &[('ð', 'đ')],
            };
        }
        TextRules {
            syllable_marks: &[],
            mistyped: &[],
        }
    }
}

/// The key on which names are compared: two texts are the same name when their keys are equal.
/// Composed (NFC), case folded, apostrophes and spaces folded, characters without width left out,
/// and the marks of a syllable written after it. A syllable ends where the letters end.
pub fn compare_key(text: &str, rules: &TextRules) -> String {
    let mut key = String::with_capacity(text.len() + 8);
    let mut marks = String::new();
    for character in folded(text).nfd() {
        if rules.syllable_marks.contains(&character) {
            marks.push(character);
            continue;
        }
        if !character.is_alphabetic() && !is_combining_mark(character) {
            key.push_str(&std::mem::take(&mut marks));
        }
        let wrong = rules.mistyped.iter().find(|(typed, _)| *typed == character);
        key.push(wrong.map_or(character, |(_, meant)| *meant));
    }
    key.push_str(&marks);
    key.nfc().collect()
}

/// The key on which names are searched by people who type without marks: as [`compare_key`], and
/// without any diacritics, with plain letters for `đ`, `ø`, `ł` and their like. It says "may be
/// the same", never "is".
pub fn unmarked_key(text: &str) -> String {
    let mut key = String::with_capacity(text.len());
    for character in folded(text)
        .nfd()
        .filter(|&character| !is_combining_mark(character))
    {
        match character {
            'đ' | 'ð' => key.push('d'),
            'ł' => key.push('l'),
            'ø' => key.push('o'),
            'ħ' => key.push('h'),
            'ı' => key.push('i'),
            'æ' => key.push_str("ae"),
            'œ' => key.push_str("oe"),
            'þ' => key.push_str("th"),
            // A mark that stood alone leaves two spaces, or one at an end.
            ' ' if key.is_empty() || key.ends_with(' ') => {}
            _ => key.push(character),
        }
    }
    key.trim_end_matches(' ').nfc().collect()
}

/// Both keys of many names: [`compare_key`], and [`unmarked_key`] of that.
///
/// A key is that of each word with spaces between, so words are worked out once: a country's names
/// are made of some hundred.
#[derive(Debug)]
pub struct NameKeys {
    rules: TextRules,
    words: HashMap<Box<str>, (Box<str>, Box<str>)>,
}

/// So many words are remembered: more than names have, and a megabyte at most.
const WORDS_MAX: usize = 8_192;

impl NameKeys {
    /// By the rules of a language.
    pub fn new(rules: TextRules) -> NameKeys {
        NameKeys {
            rules,
            words: HashMap::new(),
        }
    }

    /// The keys of a name.
    pub fn of(&mut self, name: &str) -> (String, String) {
        let mut keys = (
            String::with_capacity(name.len()),
            String::with_capacity(name.len()),
        );
        for word in name.split_whitespace() {
            let known = match self.words.get(word) {
                Some(known) => known,
                None => {
                    if self.words.len() >= WORDS_MAX {
                        self.words.clear();
                    }
                    let key = compare_key(word, &self.rules);
                    let plain = unmarked_key(&key);
                    let word = self.words.entry(word.into());
                    word.or_insert((key.into(), plain.into()))
                }
            };
            for (key, word) in [(&mut keys.0, &known.0), (&mut keys.1, &known.1)] {
                // A word of nothing that is seen leaves none.
                if !key.is_empty() && !word.is_empty() {
                    key.push(' ');
                }
                key.push_str(word);
            }
        }
        keys
    }
}

/// Lower case, one kind of apostrophe, single spaces between words, nothing without width.
fn folded(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '\u{2018}' | '\u{2019}' | '\u{02bc}' | '\u{ff07}' => plain.push('\''),
            'ß' | 'ẞ' => plain.push_str("ss"),
            'ς' => plain.push('σ'),
            _ if hidden(character) == Some(Hidden::ZeroWidth) => {}
            _ => plain.extend(character.to_lowercase()),
        }
    }
    plain.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The candidate most like a mistyped word, for "did you mean"; the first of equals. At most two
/// letters may differ in short words (and never more than half of them), a third in longer ones.
pub fn nearest<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let word: Vec<char> = word.to_lowercase().chars().collect();
    let differ_max = (word.len() / 3).max((word.len() / 2).min(2));
    let mut best: Option<(usize, &str)> = None;
    for candidate in candidates {
        let letters: Vec<char> = candidate.to_lowercase().chars().collect();
        if letters.len().abs_diff(word.len()) > differ_max {
            continue;
        }
        let differ = distance(&word, &letters);
        if differ <= differ_max && best.is_none_or(|(least, _)| differ < least) {
            best = Some((differ, candidate));
        }
    }
    best.map(|(_, candidate)| candidate)
}

/// Letters to add, drop, change, or swap with the next one (Damerau and Levenshtein; no letter is
/// touched twice).
fn distance(one: &[char], other: &[char]) -> usize {
    let mut older: Vec<usize> = Vec::new();
    let mut above: Vec<usize> = (0..=other.len()).collect();
    for (i, &a) in one.iter().enumerate() {
        let mut row = Vec::with_capacity(other.len() + 1);
        row.push(i + 1);
        for (j, &b) in other.iter().enumerate() {
            let changed = above[j] + usize::from(a != b);
            let mut least = changed.min(above[j + 1] + 1).min(row[j] + 1);
            if i > 0 && j > 0 && a == other[j - 1] && one[i - 1] == b {
                least = least.min(older[j - 1] + 1);
            }
            row.push(least);
        }
        older = std::mem::replace(&mut above, row);
    }
    above.last().copied().unwrap_or(0)
}

/// A name for pages that anybody can open: enough for its owner to recognise, too little to look
/// somebody up. Of each word the first letter stays and a star stands for each letter after it;
/// the last of several words stays whole. `Ann Mary Lee` becomes `A** M*** Lee`.
pub fn mask_name(name: &str) -> String {
    let words: Vec<&str> = name.split_whitespace().collect();
    let mut masked = String::with_capacity(name.len());
    for (index, word) in words.iter().enumerate() {
        if index > 0 {
            masked.push(' ');
            if index + 1 == words.len() {
                masked.push_str(word);
                continue;
            }
        }
        for (position, letter) in word.nfc().enumerate() {
            masked.push(if position == 0 { letter } else { '*' });
        }
    }
    masked
}

/// Why text was not accepted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TextProblem {
    /// It holds a character that cannot be seen.
    Hidden {
        /// What kind of character.
        kind: Hidden,
        /// Which one, as a Unicode code point.
        code: u32,
        /// Where, counting characters from 1 after the spaces at the beginning.
        position: usize,
    },
    /// It is longer than the field.
    TooLong {
        /// How many characters it has.
        chars: usize,
        /// How many it may have.
        chars_max: usize,
    },
}

impl fmt::Display for TextProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            TextProblem::Hidden {
                kind,
                code,
                position,
            } => {
                let kind = match kind {
                    Hidden::Control => "a control character",
                    Hidden::ZeroWidth => "a character without width",
                    Hidden::Direction => "a mark that turns the direction of writing",
                    Hidden::Private => "a character without a public meaning",
                };
                write!(
                    f,
                    "character {position} is {kind} (U+{code:04X}): delete it and type the text again"
                )
            }
            TextProblem::TooLong { chars, chars_max } => {
                write!(
                    f,
                    "{chars} characters are too many: shorten it to {chars_max}"
                )
            }
        }
    }
}

impl std::error::Error for TextProblem {}
