//! `law/registers/*.toml`.

use super::declarations;
use super::measure::{linkage, measure};
use super::register_fields::field;
use super::register_rules::rules;
use crate::diagnostic::Code;
use crate::loading::{Loading, Word};
use crate::model::{Class, Field, Register, Retention};
use crate::names::NameKind;
use crate::table::Table;

/// Working days a steward has to answer a correction ticket, where the register does not say.
const CORRECTION_DAYS: i64 = 5;

/// Most natural keys of a register, and fields of one of them: each is a table to be written.
const KEYS_MAX: usize = 8;

/// Reads all registers.
pub(crate) fn registers(loading: &Loading<'_>) -> Vec<Register> {
    declarations(
        loading,
        "law/registers/",
        NameKind::Register,
        |table, id| register(loading, table, id),
    )
}

const CLASSES: [(&str, Class); 3] = [
    ("professional", Class::Professional),
    ("procedural", Class::Procedural),
    ("statistical", Class::Statistical),
];

fn register(loading: &Loading<'_>, table: &Table<'_>, id: String) -> Register {
    let steward = table.text("steward");
    loading.refer(NameKind::Agency, "", &steward);
    let about = table.texts("about");
    for field in about.iter().filter(|field| field.text != "self") {
        loading.refer(NameKind::Field, &id, field);
    }
    let class = table
        .get("class")
        .and_then(|value| crate::table::choose(loading, &value.text(), &CLASSES));
    let fields = table
        .need("fields")
        .and_then(|value| value.table("the table of fields"));
    let fields = fields.map(|fields| fields.entries()).unwrap_or_default();
    let mut fields: Vec<Field> = fields
        .iter()
        .filter_map(|(name, value)| field(loading, &id, name, value))
        .collect();
    if fields.is_empty() {
        loading.report(
            Code::WrongValue,
            table.spot,
            format!("register `{id}` has no fields"),
        );
    }
    let days = table.maybe_whole("correction_days", super::register_rules::CORRECTION_DAYS);
    Register {
        steward: steward.text,
        ground: table.text("ground").text,
        about: super::strings(about),
        class,
        retention: retention(loading, table),
        keys: keys(loading, table, &id, &mut fields),
        rules: rules(loading, table, (&id, &fields)),
        measure: measure(loading, table, (&id, &fields)),
        linkage: linkage(loading, table, (&id, &fields)),
        replaces: replaces(loading, table, &id),
        fields,
        correction_days: u32::try_from(days.unwrap_or(CORRECTION_DAYS)).unwrap_or(0),
        id,
    }
}

/// `permanent`, or how long after its end a record is kept: `10 years`, `6 months`.
fn retention(loading: &Loading<'_>, table: &Table<'_>) -> Option<Retention> {
    let word = table.maybe_text("retention")?;
    let months = || {
        let (number, unit) = word.text.split_once(' ')?;
        let number: u32 = number
            .parse()
            .ok()
            .filter(|number| (1..=1_000).contains(number))?;
        match unit {
            "year" | "years" => Some(number * 12),
            "month" | "months" => Some(number),
            _ => None,
        }
    };
    if word.text == "permanent" {
        return Some(Retention::Permanent);
    }
    let months = months();
    if months.is_none() && !word.text.is_empty() {
        let message = format!(
            "`{}` is not how long a record is kept: write `permanent`, `10 years` or `6 months`",
            word.text
        );
        loading.report(Code::WrongValue, word.spot, message);
    }
    months.map(Retention::Months)
}

/// Natural keys. One of a single field is the same as `key = true` at that field.
fn keys(
    loading: &Loading<'_>,
    table: &Table<'_>,
    register: &str,
    fields: &mut [Field],
) -> Vec<Vec<String>> {
    let Some(value) = table.get("keys") else {
        return Vec::new();
    };
    let mut keys: Vec<Vec<String>> = Vec::new();
    for item in value.items() {
        let words = item.texts();
        for word in &words {
            loading.refer(NameKind::Field, register, word);
        }
        let key: Vec<String> = words.iter().map(|word| word.text.clone()).collect();
        let twice = |at: usize| key[..at].contains(&key[at]);
        let wrong = if key.is_empty() || key.len() > KEYS_MAX {
            Some(format!("a key has 1 to {KEYS_MAX} fields"))
        } else if keys.len() >= KEYS_MAX {
            Some(format!("a register has at most {KEYS_MAX} keys"))
        } else if (0..key.len()).any(twice) || keys.contains(&key) {
            Some("the key names a field twice, or stands here twice: remove one".to_owned())
        } else {
            None
        };
        if let Some(message) = wrong {
            loading.report(Code::WrongValue, item.spot(), message);
        } else if let [single] = &key[..] {
            for field in fields.iter_mut().filter(|field| field.id == *single) {
                field.key = true;
            }
        } else {
            keys.push(key);
        }
    }
    keys
}

/// The papers that the register's data replaces, each with the fields that say what it says.
fn replaces(
    loading: &Loading<'_>,
    table: &Table<'_>,
    register: &str,
) -> Vec<(String, Vec<String>)> {
    let papers = table.table("replaces", "the table of papers that are replaced");
    let papers = papers.map(|papers| papers.entries()).unwrap_or_default();
    let read = papers.iter().map(|(paper, value)| {
        crate::table::check_id(loading, paper);
        loading.declare(NameKind::Replaced, register, paper);
        let fields = value.texts();
        if fields.is_empty() {
            let message = format!("the paper `{}` is replaced by no field", paper.text);
            loading.report(Code::WrongValue, value.spot(), message);
        }
        for field in &fields {
            loading.refer(NameKind::Field, register, field);
        }
        let fields = fields.into_iter().map(|Word { text, .. }| text).collect();
        (paper.text.clone(), fields)
    });
    read.collect()
}
