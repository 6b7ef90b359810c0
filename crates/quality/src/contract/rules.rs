//! Rules as contracts write them: by the standard's metrics where it has one, and by name and
//! parameters where it has none.

use base::Instant;
use jiff::civil::Date;

use super::tree::{Fields, Node};
use super::understand::Keys;
use crate::pattern::Pattern;
use crate::rule::{Age, Bound, Kind};
use base::quality::Word;

/// The standard's dimension of a kind of rule.
pub(super) fn dimension(kind: &Kind) -> &'static str {
    match kind {
        Kind::NotNull { .. } => "completeness",
        Kind::Readable { .. }
        | Kind::Pattern { .. }
        | Kind::Format { .. }
        | Kind::InList { .. }
        | Kind::NfcTrimmed { .. } => "conformity",
        Kind::NumberAgrees { .. } | Kind::Range { .. } => "accuracy",
        Kind::ExistsIn { .. }
        | Kind::Order { .. }
        | Kind::AgreesWith { .. }
        | Kind::AgreesAcross { .. }
        | Kind::NotInList { .. }
        | Kind::ExistsAcross { .. }
        | Kind::Holds { .. } => "consistency",
        Kind::Unique { .. } => "uniqueness",
        Kind::FreshWithin { .. } => "timeliness",
    }
}

/// The word of a rule in a contract that names none.
pub(super) fn usual_word(kind: &Kind) -> Word {
    match kind {
        Kind::NotNull { .. } => Word::Sufficient,
        Kind::Readable { .. }
        | Kind::Pattern { .. }
        | Kind::Format { .. }
        | Kind::InList { .. }
        | Kind::ExistsIn { .. }
        | Kind::Unique { .. }
        | Kind::NfcTrimmed { .. } => Word::Clean,
        Kind::NumberAgrees { .. }
        | Kind::Range { .. }
        | Kind::Order { .. }
        | Kind::AgreesWith { .. }
        | Kind::Holds { .. } => Word::Correct,
        Kind::AgreesAcross { .. } | Kind::NotInList { .. } | Kind::ExistsAcross { .. } => {
            Word::Unified
        }
        Kind::FreshWithin { .. } => Word::Live,
    }
}

/// A kind with its parameters.
pub(super) fn parameters(kind: &Kind) -> Node {
    let mut fields = Fields::default();
    fields.put("kind", kind.word());
    let mut put = |pairs: &[(&str, &str)]| {
        for (name, value) in pairs {
            fields.put(name, *value);
        }
    };
    match kind {
        Kind::NotNull { field } | Kind::Readable { field } | Kind::NfcTrimmed { field } => {
            put(&[("field", field)]);
        }
        Kind::Pattern { field, pattern } => {
            put(&[("field", field), ("pattern", pattern.source())]);
        }
        Kind::Format { field, format } => put(&[("field", field), ("format", format)]),
        Kind::InList { field, list }
        | Kind::NotInList { field, list }
        | Kind::ExistsAcross { field, list } => {
            put(&[("field", field), ("list", list)]);
        }
        Kind::ExistsIn { field, target } => put(&[("field", field), ("target", target)]),
        Kind::AgreesWith { field, value } => put(&[("field", field), ("value", value)]),
        Kind::AgreesAcross { key, field, list } => {
            put(&[("key", key), ("field", field), ("list", list)]);
        }
        Kind::Holds { condition } => put(&[("condition", condition)]),
        Kind::NumberAgrees {
            field,
            format,
            sex,
            born,
        } => {
            put(&[("field", field), ("format", format)]);
            fields.put_some("sex", sex.as_ref());
            fields.put_some("born", born.as_ref());
        }
        Kind::Range { field, least, most } => {
            put(&[("field", field)]);
            for (name, bound) in [("least", least), ("most", most)] {
                if let Some(bound) = bound {
                    fields.put(name, write_bound(*bound));
                }
            }
        }
        Kind::Unique { fields: all } => {
            let all: Vec<Node> = all.iter().map(|field| field.as_str().into()).collect();
            fields.put("fields", all);
        }
        Kind::Order {
            first,
            then,
            strictly,
        } => {
            put(&[("first", first), ("then", then)]);
            fields.put("strictly", *strictly);
        }
        Kind::FreshWithin { field, age } => {
            put(&[("field", field)]);
            match age {
                Age::Days(days) => fields.put("days", i64::from(*days)),
                Age::Months(months) => fields.put("months", i64::from(*months)),
            };
        }
    }
    fields.done()
}

/// Reads what [`parameters`] writes; `None` when something is missing or unknown.
pub(super) fn kind(keys: &mut Keys<'_>) -> Option<Kind> {
    let word = keys.text("kind")?;
    let field = keys.text("field");
    Some(match word.as_str() {
        "not-null" => Kind::NotNull { field: field? },
        "readable" => Kind::Readable { field: field? },
        "nfc-trimmed" => Kind::NfcTrimmed { field: field? },
        "pattern" => Kind::Pattern {
            field: field?,
            pattern: Pattern::new(&keys.text("pattern")?).ok()?,
        },
        "format" => Kind::Format {
            field: field?,
            format: keys.text("format")?,
        },
        "number-agrees" => Kind::NumberAgrees {
            field: field?,
            format: keys.text("format")?,
            sex: keys.text("sex"),
            born: keys.text("born"),
        },
        "range" => Kind::Range {
            field: field?,
            least: bound(keys, "least")?,
            most: bound(keys, "most")?,
        },
        "in-list" => Kind::InList {
            field: field?,
            list: keys.text("list")?,
        },
        "exists-across" => Kind::ExistsAcross {
            field: field?,
            list: keys.text("list")?,
        },
        "not-in-list" => Kind::NotInList {
            field: field?,
            list: keys.text("list")?,
        },
        "exists-in" => Kind::ExistsIn {
            field: field?,
            target: keys.text("target")?,
        },
        "unique" => Kind::Unique {
            fields: keys.take("fields")?.texts()?,
        },
        "order" => Kind::Order {
            first: keys.text("first")?,
            then: keys.text("then")?,
            strictly: keys.take("strictly")?.flag()?,
        },
        "agrees-with" => Kind::AgreesWith {
            field: field?,
            value: keys.text("value")?,
        },
        "agrees-across" => Kind::AgreesAcross {
            key: keys.text("key")?,
            field: field?,
            list: keys.text("list")?,
        },
        "fresh-within" => Kind::FreshWithin {
            field: field?,
            age: age(keys)?,
        },
        "holds" => Kind::Holds {
            condition: keys.text("condition")?,
        },
        _ => return None,
    })
}

fn age(keys: &mut Keys<'_>) -> Option<Age> {
    let number = |node: &Node| u32::try_from(node.number()?).ok();
    if let Some(days) = keys.take("days") {
        return number(days).map(Age::Days);
    }
    number(keys.take("months")?).map(Age::Months)
}

/// A number is an integer, a text is a day or a point in time.
fn write_bound(bound: Bound) -> Node {
    match bound {
        Bound::Integer(number) => number.into(),
        Bound::Date(date) => date.to_string().as_str().into(),
        Bound::Instant(micros) => Instant(micros).to_string().as_str().into(),
    }
}

/// The outer nothing is a mistake, the inner one an open end.
fn bound(keys: &mut Keys<'_>, name: &str) -> Option<Option<Bound>> {
    let Some(node) = keys.take(name) else {
        return Some(None);
    };
    if let Some(number) = node.number() {
        return Some(Some(Bound::Integer(number)));
    }
    let text = node.text()?;
    if let Some(instant) = Instant::parse(&text) {
        return Some(Some(Bound::Instant(instant.0)));
    }
    text.parse::<Date>()
        .ok()
        .map(|date| Some(Bound::Date(date)))
}
