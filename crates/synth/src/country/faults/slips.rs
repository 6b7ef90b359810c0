//! How a text or a date goes wrong.

use jiff::civil::Date;
use unicode_normalization::UnicodeNormalization;

use crate::dice::Dice;
use crate::names::spelt;

/// A slip of the fingers: two letters swapped, one lost or twice, or one mark lost. `None` when the
/// text is too short or the slip changed nothing.
pub(crate) fn typing(text: &str, dice: &mut Dice) -> Option<String> {
    let mut letters: Vec<char> = text.chars().collect();
    if letters.len() < 3 {
        return None;
    }
    // The first letter is the one that people look at.
    let at = 1 + dice.index(letters.len() - 1);
    match dice.between(0, 3) {
        0 if at + 1 < letters.len() => letters.swap(at, at + 1),
        1 => {
            letters.remove(at);
        }
        2 => letters.insert(at, letters[at]),
        _ => {
            let marked: Vec<usize> = (0..letters.len())
                .filter(|&place| unmarked(letters[place]) != letters[place])
                .collect();
            let place = *marked.get(dice.index(marked.len()))?;
            letters[place] = unmarked(letters[place]);
        }
    }
    let slipped: String = letters.into_iter().collect();
    (slipped != text && slipped.trim() == slipped).then_some(slipped)
}

/// A letter without what stands above and below it.
fn unmarked(letter: char) -> char {
    letter.nfd().next().unwrap_or(letter)
}

/// Digits: two swapped, one lost, or one wrong.
pub(crate) fn digits(text: &str, dice: &mut Dice) -> Option<String> {
    let mut digits: Vec<char> = text.chars().collect();
    if digits.len() < 3 {
        return None;
    }
    let at = dice.index(digits.len() - 1);
    match dice.between(0, 1) {
        0 => digits.swap(at, at + 1),
        _ => {
            digits.remove(at);
        }
    }
    let slipped: String = digits.into_iter().collect();
    (slipped != text).then_some(slipped)
}

/// Day and month exchanged, if that is a day.
pub(crate) fn swapped(text: &str) -> Option<String> {
    let day: Date = text.parse().ok()?;
    let other = Date::new(day.year(), day.day(), day.month()).ok()?;
    (other != day).then(|| other.to_string())
}

/// The thirtieth of February, or the 31st of a short month.
pub(crate) fn impossible(text: &str, dice: &mut Dice) -> Option<String> {
    let day: Date = text.parse().ok()?;
    let (month, wrong) = [(2, 30), (2, 31), (4, 31), (6, 31), (9, 31), (11, 31)][dice.index(6)];
    Some(format!("{:04}-{month:02}-{wrong:02}", day.year()))
}

/// As people write it: a date as 31/12/1980, other text with a dot after every third character.
pub(crate) fn notation(text: &str) -> Option<String> {
    if let Ok(day) = text.parse::<Date>() {
        return Some(format!(
            "{:02}/{:02}/{:04}",
            day.day(),
            day.month(),
            day.year()
        ));
    }
    let mut noted = String::with_capacity(text.len() + 4);
    for (at, letter) in text.chars().enumerate() {
        if at > 0 && at % 3 == 0 {
            noted.push('.');
        }
        noted.push(letter);
    }
    (noted != text).then_some(noted)
}

/// A date so many years earlier.
pub(crate) fn earlier(text: &str, years: i16) -> Option<String> {
    let day: Date = text.parse().ok()?;
    let moved = crate::family::plus_years(day, -i32::from(years));
    (moved != day).then(|| moved.to_string())
}

/// Letters taken apart.
pub(crate) fn apart(text: &str) -> Option<String> {
    let apart: String = text.nfd().collect();
    (apart != text).then_some(apart)
}

/// Each text of the pairs replaced, longest first; only at the ends of words if so asked.
pub(crate) fn replaced(text: &str, pairs: &[(String, String)], at_ends: bool) -> Option<String> {
    let mut changed = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(letter) = rest.chars().next() {
        let found = pairs.iter().find(|(from, _)| {
            rest.strip_prefix(from.as_str()).is_some_and(|after| {
                !at_ends || !after.chars().next().is_some_and(char::is_alphabetic)
            })
        });
        match found {
            Some((from, to)) => {
                changed.push_str(to);
                rest = &rest[from.len()..];
            }
            None => {
                changed.push(letter);
                rest = &rest[letter.len_utf8()..];
            }
        }
    }
    (changed != text).then_some(changed)
}

/// Upper case without marks.
pub(crate) fn upper_unmarked(text: &str) -> Option<String> {
    let mut upper = String::with_capacity(text.len());
    for letter in text.nfd().flat_map(char::to_lowercase) {
        match spelt(letter) {
            Some(spelt) => upper.push_str(&spelt.to_uppercase()),
            None if is_mark(letter) => {}
            None => upper.extend(letter.to_uppercase()),
        }
    }
    (upper != text).then_some(upper)
}

fn is_mark(letter: char) -> bool {
    unicode_normalization::char::is_combining_mark(letter)
}

/// A second, a non-breaking or a zero-width space.
pub(crate) fn stray_space(text: &str, dice: &mut Dice) -> Option<String> {
    let spaces: Vec<usize> = text.match_indices(' ').map(|(at, _)| at).collect();
    match (dice.between(0, 3), spaces.get(dice.index(spaces.len()))) {
        (0, _) => Some(format!("{text} ")),
        (1, Some(&at)) => Some(format!("{}  {}", &text[..at], &text[at + 1..])),
        (2, Some(&at)) => Some(format!("{}\u{a0}{}", &text[..at], &text[at + 1..])),
        (_, Some(&at)) => Some(format!("{}\u{200b}{}", &text[..at], &text[at..])),
        (_, None) => None,
    }
}

/// The last word first, or two words grown together.
pub(crate) fn split(text: &str, dice: &mut Dice) -> Option<String> {
    let words: Vec<&str> = text.split(' ').collect();
    let (last, others) = words.split_last()?;
    if others.is_empty() {
        return None;
    }
    Some(match dice.between(0, 1) {
        0 => format!("{last} {}", others.join(" ")),
        _ => {
            let at = dice.index(others.len());
            let mut grown = words[..=at].join(" ");
            grown.push_str(&words[at + 1..].join(" "));
            grown
        }
    })
    .filter(|changed| changed != text)
}

/// Other digits in a code of the same form.
pub(crate) fn unknown(text: &str, dice: &mut Dice) -> Option<String> {
    if text.is_empty() {
        return None;
    }
    // Codes and numbers begin low, so one that begins with 9 is nobody's; nor is one too long.
    if !text.starts_with(|first: char| ('0'..='8').contains(&first)) {
        return Some(format!("{text}9"));
    }
    let others = text.chars().skip(1).map(|letter| {
        let digit = char::from(b'0' + u8::try_from(dice.between(0, 9)).unwrap_or(0));
        if letter.is_ascii_digit() {
            digit
        } else {
            letter
        }
    });
    Some(std::iter::once('9').chain(others).collect())
}

#[cfg(test)]
#[path = "slips/tests.rs"]
mod tests;
