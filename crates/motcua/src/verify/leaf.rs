//! The text of a leaf, made from the columns of an entry as `docs/reference/ledger-format.md` says.

use std::fmt::Write;

use base::{Id, Instant, sha256};
use serde_json::Value;

/// What is known of an entry's text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Body {
    /// The text of its leaf.
    Text(String),
    /// The salt was erased, so the text cannot be made any more.
    Erased,
    /// The entry is gone.
    Removed,
    /// The entry is there and its columns hold what no writer writes.
    Unreadable,
}

impl Body {
    /// The same knowledge in a few bytes.
    pub(super) fn without_text(&self) -> Body {
        match self {
            Body::Text(_) => Body::Text(String::new()),
            other => other.clone(),
        }
    }
}

/// One row of the table of entries, as far as the leaf needs it.
#[derive(Clone, Debug)]
pub(super) struct EntryRow {
    pub(super) entry: Id,
    pub(super) at: Instant,
    pub(super) kind: String,
    pub(super) actor: Option<Id>,
    pub(super) role: String,
    pub(super) office: Option<String>,
    pub(super) purpose: String,
    pub(super) ground: String,
    pub(super) law: String,
    pub(super) touches: String,
    pub(super) facts: String,
}

/// Register, record, subject, fields.
type Touch = (String, Id, Id, Vec<String>);

impl EntryRow {
    /// The text under a salt; [`Body::Unreadable`] when touches or facts are not in their form.
    pub(super) fn body(&self, salt: &[u8]) -> Body {
        self.text(salt).map_or(Body::Unreadable, Body::Text)
    }

    fn text(&self, salt: &[u8]) -> Option<String> {
        let touches = self.touches()?;
        let mut lines = vec![
            format!("motcua-entry/1 {}", self.entry),
            format!("at {}", self.at),
            format!("kind {}", self.kind),
            format!("role {}", self.role),
            format!("office {}", self.office.as_deref().unwrap_or("-")),
        ];
        if let Some(actor) = self.actor {
            lines.push(format!("actor {}", commitment(salt, "actor", actor)));
        }
        lines.push(format!("purpose {}", self.purpose));
        lines.push(format!("ground {}", self.ground));
        lines.push(format!("law {}", self.law));
        for (register, record, subject, fields) in touches {
            lines.push(format!(
                "touch {register} {} {} {}",
                commitment(salt, "record", record),
                commitment(salt, "subject", subject),
                fields.join(",")
            ));
        }
        for (name, value) in serde_json::from_str::<Vec<(String, Value)>>(&self.facts).ok()? {
            lines.push(match value {
                Value::String(word) => format!("fact {name} {word}"),
                number => format!("fact {name} {}", number.as_i64()?),
            });
        }
        let mut text = String::with_capacity(512);
        for line in lines {
            // One line a field: a control character within a value stands as a space.
            text.extend(line.chars().map(|c| if c.is_control() { ' ' } else { c }));
            text.push('\n');
        }
        Some(text)
    }

    fn touches(&self) -> Option<Vec<Touch>> {
        serde_json::from_str::<Vec<(String, String, String, Vec<String>)>>(&self.touches)
            .ok()?
            .into_iter()
            .map(|(register, record, subject, fields)| {
                Some((
                    register,
                    record.parse().ok()?,
                    subject.parse().ok()?,
                    fields,
                ))
            })
            .collect()
    }

    /// The subjects on whose pages the entry must stand, each once.
    pub(super) fn subjects(&self) -> Vec<Id> {
        let touches = self.touches().unwrap_or_default();
        let mut subjects: Vec<Id> = touches.into_iter().map(|touch| touch.2).collect();
        subjects.sort_unstable();
        subjects.dedup();
        subjects
    }
}

/// SHA-256(salt ‖ word ‖ 0x00 ‖ id) in lower-case hexadecimal.
fn commitment(salt: &[u8], word: &str, id: Id) -> String {
    let bytes = [salt, word.as_bytes(), &[0], id.bytes()].concat();
    let mut text = String::with_capacity(64);
    for byte in sha256(&bytes) {
        let _ = write!(text, "{byte:02x}");
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row() -> EntryRow {
        EntryRow {
            entry: Id([0xab; 16]),
            at: Instant(1_800_000_000_012_500),
            kind: "looked".to_owned(),
            actor: Some(Id([1; 16])),
            role: "harbour-master".to_owned(),
            office: None,
            purpose: "boat-licence\nkind session".to_owned(),
            ground: "ground-boats".to_owned(),
            law: "tiny@1".to_owned(),
            touches: format!(
                "[[\"boats\",\"{}\",\"{}\",[\"hull\",\"name\"]]]",
                Id([2; 16]),
                Id([3; 16])
            ),
            facts: "[[\"procedure\",\"boat-licence\"],[\"on_time\",-1]]".to_owned(),
        }
    }

    /// The commitments were computed by another program.
    const KNOWN: &str = "\
motcua-entry/1 abababab-abab-abab-abab-abababababab
at 2027-01-15T08:00:00.0125Z
kind looked
role harbour-master
office -
actor 14cb11b8616037e6b754618255d8be977d31b0fe2cadd58fef93d0f94f2d79c1
purpose boat-licence kind session
ground ground-boats
law tiny@1
touch boats 28db0a836a77c668435f27836fd315beb6571e10a491041646c722dd3beff8b2 a5f5239f9723c2c2d0777e8d395cc4371ca9c588d997a6a9629fbba570e22c33 hull,name
fact procedure boat-licence
fact on_time -1
";

    fn salt() -> Vec<u8> {
        (0..32).collect()
    }

    #[test]
    fn the_known_text() {
        assert_eq!(row().body(&salt()), Body::Text(KNOWN.to_owned()));
        assert_eq!(row().subjects(), [Id([3; 16])]);
        let nobody = EntryRow {
            actor: None,
            ..row()
        };
        let without = KNOWN.lines().filter(|line| !line.starts_with("actor "));
        let without: String = without.map(|line| format!("{line}\n")).collect();
        assert_eq!(nobody.body(&salt()), Body::Text(without));
    }

    #[test]
    fn what_no_writer_writes_is_unreadable() {
        for (touches, facts) in [
            ("", "[]"),
            ("[[\"boats\",\"1\",\"2\",[]]]", "[]"),
            ("[]", "{}"),
            ("[]", "[[\"on_time\",1.5]]"),
            ("[]", "[[\"on_time\",null]]"),
        ] {
            let row = EntryRow {
                touches: touches.to_owned(),
                facts: facts.to_owned(),
                ..row()
            };
            assert_eq!(row.body(&salt()), Body::Unreadable, "{touches} {facts}");
        }
    }
}
