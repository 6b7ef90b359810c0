//! Conditions that ask for missing values themselves.

use crate::Expr;

impl Expr {
    /// Whether it asks for missing values itself, as in `x == null` and `has(x)`. A rule whose
    /// condition does not ask says nothing of a row in which a field it reads is missing.
    pub fn asks_for_missing(&self) -> bool {
        asks(&self.source)
    }
}

/// The word `null` or a call of `has` stands in it outside of texts. It compiled, so its quotes are
/// closed.
fn asks(source: &str) -> bool {
    let mut plain = String::with_capacity(source.len());
    let mut quote = None;
    let mut escaped = false;
    for character in source.chars() {
        match quote {
            None if matches!(character, '\'' | '"') => quote = Some(character),
            None => plain.push(character),
            Some(_) if escaped => escaped = false,
            Some(_) if character == '\\' => escaped = true,
            Some(open) if character == open => quote = None,
            Some(_) => {}
        }
    }
    let name = |character: char| character.is_ascii_alphanumeric() || character == '_';
    let mut words = plain.split(|character| !name(character));
    let calls_has = plain.match_indices("has").any(|(at, word)| {
        let before = plain[..at].chars().next_back();
        let after = plain[at + word.len()..].trim_start();
        !before.is_some_and(|character| name(character) || character == '.')
            && after.starts_with('(')
    });
    calls_has || words.any(|word| word == "null")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn conditions_that_ask_for_missing_values() {
        for (source, expected) in [
            ("born_on <= died_on", false),
            ("died_on == null || born_on <= died_on", true),
            ("has(died_on)", true),
            ("!has (died_on)", true),
            ("name == 'null'", false),
            (r"name == 'it\'s null' && has_boat", false),
            ("hash == 1", false),
            ("nullable", false),
        ] {
            assert_eq!(asks(source), expected, "{source}");
        }
    }
}
