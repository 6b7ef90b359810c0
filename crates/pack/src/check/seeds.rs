//! First rows: headers that are fields, values that the fields take.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;

use super::graph::{Waits, circle};
use super::stages::told;
use crate::diagnostic::Code;
use crate::loading::{Loading, Spot, Word};
use crate::model::{CodeList, Field, FieldKind, Head, Register};
use crate::names::NameKind;
use crate::rows::{ROW_MISTAKES_MAX, SeedRows};

/// The column of agencies and places that says of what kind they are.
const KIND: &str = "kind";

/// The column of agencies and places that says within which they lie.
const PARENT: &str = "parent";

/// Declares agencies and places and their kinds by the first column and the column `kind`.
pub(crate) fn declare_rows(loading: &Loading<'_>, head: &Head, seeds: &[SeedRows]) {
    for seed in seeds {
        let (id, kind) = if seed.seed.register == head.agencies {
            (NameKind::Agency, NameKind::AgencyKind)
        } else if seed.seed.register == head.places {
            (NameKind::Place, NameKind::PlaceKind)
        } else {
            continue;
        };
        let kinds = seed.seed.header.iter().position(|column| column == KIND);
        for (spot, row) in &seed.rows.rows {
            let word = |text: &String| Word {
                text: text.clone(),
                spot: *spot,
            };
            if let Some(first) = row.first() {
                // One that stands there twice is reported with the other keys.
                loading.names.borrow_mut().declare(id, "", &word(first));
            }
            if let Some(name) = kinds.and_then(|column| row.get(column)) {
                // Many agencies are of one kind.
                loading.names.borrow_mut().declare(kind, "", &word(name));
            }
        }
    }
}

/// Checks headers and values.
pub(crate) fn seeds(
    (loading, head): (&Loading<'_>, &Head),
    seeds: &[SeedRows],
    registers: &[Register],
    lists: &BTreeMap<String, CodeList>,
) {
    for seed in seeds {
        let register = registers
            .iter()
            .find(|register| register.id == seed.seed.register);
        if let Some(register) = register {
            header(loading, seed, register);
            values(loading, seed, register, lists);
            if [&head.agencies, &head.places].contains(&&seed.seed.register) {
                parents(loading, seed);
            }
        }
    }
}

/// Agencies and places lie within one another; one that lies within itself would have no top.
fn parents(loading: &Loading<'_>, seed: &SeedRows) {
    let Some(column) = seed.seed.header.iter().position(|column| column == PARENT) else {
        return;
    };
    let mut within = Waits::new();
    for (_, row) in &seed.rows.rows {
        if let (Some(id), Some(parent)) = (row.first(), row.get(column)) {
            let parents = within.entry(id.clone()).or_default();
            parents.extend((!parent.is_empty()).then(|| parent.clone()));
        }
    }
    let Some(circle) = circle(&within) else {
        return;
    };
    let mut rows = seed.rows.rows.iter();
    let Some((spot, _)) = rows.find(|(_, row)| row.first() == circle.first()) else {
        return;
    };
    let message = format!("each of these lies within the next: {}", told(&circle));
    loading.report(Code::Cycle, *spot, message);
}

fn header(loading: &Loading<'_>, seed: &SeedRows, register: &Register) {
    let spot = Spot {
        file: seed.rows.file,
        at: 0,
    };
    let columns = &seed.seed.header;
    for column in columns {
        let word = Word {
            text: column.clone(),
            spot,
        };
        loading.refer(NameKind::Field, &register.id, &word);
    }
    for field in register.fields.iter().filter(|field| !field.optional) {
        if !columns.contains(&field.id) {
            let message = format!(
                "the file lacks the column `{}`, which is not optional",
                field.id
            );
            loading.report(Code::Rows, spot, message);
        }
    }
    let first = columns.first().and_then(|column| register.field(column));
    if first.is_some_and(|field| !field.key) {
        let message = "the first column names the record, so its field must be a `key`";
        loading.report(Code::UnfitField, spot, message);
    }
}

fn values(
    loading: &Loading<'_>,
    seed: &SeedRows,
    register: &Register,
    lists: &BTreeMap<String, CodeList>,
) {
    let mut mistakes = 0;
    for (column, name) in seed.seed.header.iter().enumerate() {
        let Some(field) = register.field(name) else {
            continue;
        };
        let codes = codes(field, lists);
        let mut known = BTreeSet::new();
        for (spot, row) in &seed.rows.rows {
            let Some(value) = row.get(column) else {
                continue;
            };
            let wrong = wrong(loading, field, codes.as_ref(), value);
            let twice = field.key && !value.is_empty() && !known.insert(value.as_str());
            let wrong =
                wrong.or(twice.then(|| "stands in the file twice, and is a key".to_owned()));
            if let Some(wrong) = wrong {
                mistakes += 1;
                if mistakes <= ROW_MISTAKES_MAX {
                    // The value is not repeated: it may be a person's.
                    loading.report(Code::SeedValue, *spot, format!("`{name}` {wrong}"));
                }
            }
        }
    }
}

fn codes<'l>(field: &Field, lists: &'l BTreeMap<String, CodeList>) -> Option<BTreeSet<&'l str>> {
    let FieldKind::Code(list) = &field.kind else {
        return None;
    };
    let list = lists.get(list)?;
    Some(list.codes.iter().map(|(code, _)| code.as_str()).collect())
}

/// Why a register does not take a value.
fn wrong(
    loading: &Loading<'_>,
    field: &Field,
    codes: Option<&BTreeSet<&str>>,
    value: &str,
) -> Option<String> {
    if value.is_empty() {
        return (!field.optional).then(|| "is empty, and is not optional".to_owned());
    }
    if let Some(form) = &field.form {
        return form.read(value).err().map(|problem| problem.to_string());
    }
    let declared = |kind| loading.names.borrow().spot_of(kind, "", value).is_some();
    match &field.kind {
        FieldKind::Code(list) => {
            let known = codes.is_none_or(|codes| codes.contains(value));
            (!known).then(|| format!("is no code of the list `{list}`"))
        }
        FieldKind::Integer => value
            .parse::<i64>()
            .is_err()
            .then(|| "is not a whole number".to_owned()),
        FieldKind::Boolean => {
            let known = matches!(value, "true" | "false");
            (!known).then(|| "is neither `true` nor `false`".to_owned())
        }
        FieldKind::Date => {
            let day = value.parse::<Date>().is_ok() && value.len() == 10;
            (!day).then(|| "is not a day such as 2026-09-01".to_owned())
        }
        FieldKind::Instant => {
            let known = value.parse::<jiff::Timestamp>().is_ok();
            (!known).then(|| "is not a point in time such as 2026-09-01T08:00:00Z".to_owned())
        }
        FieldKind::Place => (!declared(NameKind::Place)).then(|| "is no declared place".to_owned()),
        FieldKind::Agency => {
            (!declared(NameKind::Agency)).then(|| "is no declared agency".to_owned())
        }
        FieldKind::PartialDate => {
            let known = value.parse::<base::dates::PartialDate>().is_ok();
            (!known).then(|| "is no day, month or year such as 2026-09".to_owned())
        }
        FieldKind::Text | FieldKind::Name | FieldKind::Identifier(_) | FieldKind::Reference(_) => {
            None
        }
    }
}
