//! Words with a meaning, and the letters that names are made of.

use base::text::nearest;

use crate::diagnostic::Code;
use crate::loading::{Loading, Word};

/// The meaning of one of several words.
pub(crate) fn choose<T: Copy>(
    loading: &Loading<'_>,
    word: &Word,
    choices: &[(&str, T)],
) -> Option<T> {
    if word.text.is_empty() {
        return None;
    }
    let found = choices.iter().find(|(name, _)| *name == word.text);
    if found.is_none() {
        let names: Vec<&str> = choices.iter().map(|(name, _)| *name).collect();
        let message = format!("`{}` is none of: {}", word.text, names.join(", "));
        let meant = nearest(&word.text, names).map(str::to_owned);
        loading.report_near(Code::WrongValue, word.spot, message, meant);
    }
    found.map(|(_, meaning)| *meaning)
}

/// Reports an id that is not made of small letters, digits and hyphens.
pub(crate) fn check_id(loading: &Loading<'_>, id: &Word) {
    check_letters(loading, id, '-', "hyphens");
}

/// Reports a name that expressions cannot use: small letters, digits and `_`.
pub(crate) fn check_name(loading: &Loading<'_>, name: &Word) {
    check_letters(loading, name, '_', "`_`");
}

fn check_letters(loading: &Loading<'_>, id: &Word, between: char, between_word: &str) {
    let good = well_formed(&id.text, between);
    if !good && !id.text.is_empty() {
        let message = format!(
            "`{}` must be a small letter followed by small letters, digits and {between_word}",
            id.text
        );
        let meant = id
            .text
            .to_lowercase()
            .replace(['-', '_', ' '], &between.to_string());
        let meant = Some(meant).filter(|meant| *meant != id.text);
        loading.report_near(Code::BadName, id.spot, message, meant);
    }
}

/// A small letter followed by small letters, digits and one other character.
pub(crate) fn well_formed(id: &str, between: char) -> bool {
    id.starts_with(|first: char| first.is_ascii_lowercase())
        && id.chars().all(|letter| {
            letter.is_ascii_lowercase() || letter.is_ascii_digit() || letter == between
        })
}
