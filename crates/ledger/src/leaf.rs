//! The public leaf of an entry.

use base::{Id, hex, sha256};

use crate::act::{Entry, Fact};

/// What an entry looks like to the tree: one line a field, UTF-8, a newline after each. Actor,
/// records and subjects appear as commitments under the entry's salt, so the text says nothing
/// about anybody to those who do not hold the salt.
pub fn leaf_text(entry: &Entry, salt: &[u8; 32]) -> String {
    let mut text = String::with_capacity(512);
    let mut line = |name: &str, value: &str| {
        text.push_str(name);
        text.push(' ');
        // Values are ids, words of the pack and numbers; a newline in one would forge a line.
        text.extend(value.chars().map(|c| if c.is_control() { ' ' } else { c }));
        text.push('\n');
    };
    line("motcua-entry/1", &entry.id.to_string());
    line("at", &entry.at.to_string());
    line("kind", entry.kind.code());
    line("role", &entry.role);
    line("office", entry.office.as_deref().unwrap_or("-"));
    if let Some(actor) = entry.actor {
        line("actor", &commitment(salt, "actor", actor));
    }
    line("purpose", &entry.purpose);
    line("ground", &entry.ground);
    line("law", &entry.law);
    for touch in &entry.touches {
        let record = commitment(salt, "record", touch.record);
        let subject = commitment(salt, "subject", touch.subject);
        line(
            "touch",
            &format!(
                "{} {record} {subject} {}",
                touch.register,
                touch.fields.join(",")
            ),
        );
    }
    for (name, fact) in &entry.facts {
        match fact {
            Fact::Word(word) => line("fact", &format!("{name} {word}")),
            Fact::Number(number) => line("fact", &format!("{name} {number}")),
        }
    }
    text
}

/// SHA-256 over salt, a word that says what is committed, and the id; in hexadecimal.
pub(crate) fn commitment(salt: &[u8; 32], what: &str, id: Id) -> String {
    let mut bytes = Vec::with_capacity(32 + what.len() + 17);
    bytes.extend_from_slice(salt);
    bytes.extend_from_slice(what.as_bytes());
    bytes.push(0);
    bytes.extend_from_slice(id.bytes());
    hex(&sha256(&bytes))
}
