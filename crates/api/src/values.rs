//! Values of records as JSON, and back.

use std::collections::HashSet;

use ledger::Touch;
use pack::{FieldKind, Pack};
use registers::{Record, Registers, Value};
use serde_json::Value as Json;
use store::Store;

use crate::problem::{Fault, Problem};

/// What fields hold, for messages and the declaration.
pub(crate) fn shape(kind: &FieldKind) -> &'static str {
    match kind {
        FieldKind::Text | FieldKind::Name => "a text",
        FieldKind::Code(_) => "a code of its list",
        FieldKind::Integer => "a whole number",
        FieldKind::Boolean => "true or false",
        FieldKind::Date => "a full date such as \"2026-04-30\"",
        FieldKind::PartialDate => "a date, a month or a year, as a text",
        FieldKind::Instant => "a point in time such as \"2026-11-02T09:00:00Z\"",
        FieldKind::Identifier(_) => "an identifier, as a text",
        FieldKind::Place => "the code of a place",
        FieldKind::Agency => "the id of an agency",
        FieldKind::Reference(_) => "an object with the record's identifying field",
    }
}

/// The fields by which a record of a register is named in a reference: of people the identifying
/// number, of others any field that is unique.
pub(crate) fn keys_of<'a>(pack: &'a Pack, register: &str) -> Vec<&'a str> {
    if register == pack.head.people {
        return vec![&pack.head.person_number];
    }
    let fields = pack
        .register(register)
        .map_or(&[][..], |register| &register.fields);
    fields
        .iter()
        .filter(|field| field.key)
        .map(|field| field.id.as_str())
        .collect()
}

/// What was sent as the values of a record.
#[derive(Debug, Default)]
pub(crate) struct Read {
    /// The values that could be read.
    pub(crate) fields: Vec<(String, Value)>,
    /// What is wrong with the others.
    pub(crate) faults: Vec<Fault>,
    /// The looks at records that were found by reference.
    pub(crate) touches: Vec<Touch>,
    /// The fields that are wrong.
    wrong: HashSet<String>,
}

impl Read {
    /// Whether a field has been told to be wrong already.
    pub(crate) fn is_wrong(&self, field: &str) -> bool {
        self.wrong.contains(field)
    }

    fn wrong(&mut self, field: &str, code: &'static str, detail: impl Into<String>) {
        self.faults.push(Fault::at(("fields", field), code, detail));
        self.wrong.insert(field.to_owned());
    }
}

/// Where references are looked up.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Lookup<'a> {
    pub(crate) pack: &'a Pack,
    pub(crate) registers: &'a Registers,
    pub(crate) db: &'a Store,
}

impl Lookup<'_> {
    /// Reads values for the fields of a register. Names that are not declared go on as they are,
    /// for the register to say which is nearest.
    pub(crate) async fn read(
        self,
        register: &pack::Register,
        sent: &serde_json::Map<String, Json>,
    ) -> Result<Read, Problem> {
        let mut read = Read::default();
        for (name, json) in sent {
            let Some(field) = register.field(name) else {
                read.fields.push((name.clone(), Value::Text(String::new())));
                continue;
            };
            if json.is_null() {
                continue;
            }
            if let FieldKind::Reference(to) = &field.kind {
                self.refer(&mut read, (name, to), json).await?;
                continue;
            }
            match scalar(&field.kind, json) {
                Ok(Some(value)) => read.fields.push((name.clone(), value)),
                Ok(None) => {}
                Err(code) => read.wrong(name, code, format!("should hold {}", shape(&field.kind))),
            }
        }
        Ok(read)
    }

    /// A reference: the record is looked up by its identifying field, and that is a touch.
    async fn refer(
        self,
        read: &mut Read,
        (name, to): (&str, &str),
        json: &Json,
    ) -> Result<(), Problem> {
        let keys = keys_of(self.pack, to);
        let one = json.as_object().filter(|object| object.len() == 1);
        let given = one.and_then(|object| object.iter().next());
        let given = given.filter(|(key, _)| keys.contains(&key.as_str()));
        let declared = self.pack.register(to);
        let value = given.and_then(|(key, json)| {
            let kind = &declared?.field(key)?.kind;
            Some((key.as_str(), scalar(kind, json).ok()??))
        });
        let Some((key, value)) = value else {
            let example = keys.first().copied().unwrap_or("record");
            read.wrong(name, "kind", format!("should hold {{\"{example}\": …}}"));
            return Ok(());
        };
        let found: Vec<Record> = self.registers.find(self.db, to, &[(key, value)]).await?;
        match found.first() {
            Some(record) => {
                read.touches.extend(record.touches(&[key]));
                read.fields
                    .push((name.to_owned(), Value::Record(record.id)));
            }
            None => read.wrong(
                name,
                "unknown-record",
                format!("the register `{to}` has no such {key}"),
            ),
        }
        Ok(())
    }
}

/// A value of any kind but a reference. Whether it is as declared, the register checks.
fn scalar(kind: &FieldKind, json: &Json) -> Result<Option<Value>, &'static str> {
    match (kind, json) {
        (FieldKind::Integer, Json::Number(number)) => number
            .as_i64()
            .map(|number| Some(Value::Int(number)))
            .ok_or("kind"),
        (FieldKind::Boolean, Json::Bool(yes)) => Ok(Some(Value::Bool(*yes))),
        (FieldKind::Integer | FieldKind::Boolean | FieldKind::Reference(_), _) => Err("kind"),
        (_, Json::String(text)) => Value::parse(kind, text).map_err(|problem| problem.word()),
        (_, Json::Null | Json::Bool(_) | Json::Number(_) | Json::Array(_) | Json::Object(_)) => {
            Err("kind")
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn json_is_read_as_the_field_s_kind() {
        let text = |text: &str| Ok(Some(Value::from(text)));
        let table = [
            (FieldKind::Integer, json!(7), Ok(Some(Value::Int(7)))),
            (FieldKind::Integer, json!("7"), Err("kind")),
            (FieldKind::Integer, json!(7.5), Err("kind")),
            (FieldKind::Integer, json!(u64::MAX), Err("kind")),
            (FieldKind::Boolean, json!(true), Ok(Some(Value::Bool(true)))),
            (FieldKind::Boolean, json!("true"), Err("kind")),
            (FieldKind::Text, json!(" Mai "), text("Mai")),
            (FieldKind::Text, json!(""), Ok(None)),
            (FieldKind::Text, json!(["Mai"]), Err("kind")),
            (FieldKind::Date, json!("2026-04-30"), text("2026-04-30")),
            (FieldKind::Date, json!("2026-04-31"), Err("date")),
            (FieldKind::Date, json!("2026-04"), Err("kind")),
            (FieldKind::PartialDate, json!("2026-04"), text("2026-04")),
            (
                FieldKind::Instant,
                json!("1970-01-01T00:00:01Z"),
                Ok(Some(Value::Int(1_000_000))),
            ),
            (FieldKind::Instant, json!("yesterday"), Err("kind")),
            (
                FieldKind::Reference("people".into()),
                json!("x"),
                Err("kind"),
            ),
        ];
        for (kind, json, value) in table {
            assert_eq!(scalar(&kind, &json), value, "{kind:?} {json}");
        }
    }
}
