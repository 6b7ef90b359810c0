//! Reading Fluent sources as text: which keys they have, and which placeholders.

use std::collections::BTreeSet;

/// The key, if a message begins in this line.
fn key_of(line: &str) -> Option<&str> {
    let (key, _) = line.split_once('=')?;
    line.starts_with(|first: char| first.is_ascii_alphabetic())
        .then(|| key.trim())
}

/// Every message of a source with the names of its placeholders, in the order they are written.
pub(super) fn placeholders(source: &str) -> Vec<(String, BTreeSet<String>)> {
    let mut messages: Vec<(String, BTreeSet<String>)> = Vec::new();
    for line in source.lines().filter(|line| !line.starts_with('#')) {
        if let Some(key) = key_of(line) {
            messages.push((key.to_owned(), BTreeSet::new()));
        }
        if let Some((_, names)) = messages.last_mut() {
            names.extend(line.split('$').skip(1).map(name_at_start));
        }
    }
    messages
}

fn name_at_start(text: &str) -> String {
    text.chars()
        .take_while(|letter| letter.is_ascii_alphanumeric() || matches!(letter, '-' | '_'))
        .collect()
}
