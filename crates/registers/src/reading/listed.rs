//! Records in a list: enough to tell one from another, and no more.

use access::Permit;
use pack::FieldKind;

use crate::read::shown;
use crate::record::{Record, Shown};
use crate::value::Value;

/// Characters of a sensitive identifier that a list shows, to tell records apart.
const LAST_CHARS: usize = 3;

/// What a list shows of a record: sensitive values only so far that it can be told from others.
pub(super) fn listed(record: &Record, (permit, searched): (&Permit, &[&str])) -> Shown {
    let open: Vec<&str> = permit.fields().iter().map(String::as_str).collect();
    let mut listed = shown(record, &open);
    let declared = record.declared();
    listed.fields.retain_mut(|shown| {
        let Some(field) = declared.register.field(&shown.id) else {
            return false;
        };
        if !field.sensitive || (field.kind == FieldKind::Name && searched.contains(&&*field.id)) {
            return true;
        }
        match hinted(&shown.kind, &shown.value) {
            Some(hint) => {
                shown.value = Value::Text(hint);
                true
            }
            None => false,
        }
    });
    listed
}

/// As much of a sensitive value as tells records apart.
fn hinted(kind: &FieldKind, value: &Value) -> Option<String> {
    let Value::Text(text) = value else {
        return None;
    };
    match kind {
        FieldKind::Identifier(_) => {
            let hidden = text.chars().count().checked_sub(LAST_CHARS)?;
            let last: String = text.chars().skip(hidden).collect();
            Some(format!("…{last}"))
        }
        FieldKind::Date | FieldKind::PartialDate => text.get(..4).map(str::to_owned),
        FieldKind::Text
        | FieldKind::Name
        | FieldKind::Code(_)
        | FieldKind::Integer
        | FieldKind::Boolean
        | FieldKind::Instant
        | FieldKind::Place
        | FieldKind::Agency
        | FieldKind::Reference(_) => None,
    }
}
