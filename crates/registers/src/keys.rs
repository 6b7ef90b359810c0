//! Natural keys: tables from values to the record that has them. A value that another record has
//! makes the act that claims it lose at commit.

use ::store::{Change, Table, Value as Stored};
use base::Id;
use base::text::{TextRules, compare_key};
use pack::{Field, FieldKind, Register};

use crate::columns::{FieldPlace, kind_of, table_word};
use crate::store::Condition;
use crate::value::Value;

/// Longest name of a table, in bytes: PostgreSQL cuts names at 63, and indexes need some.
const NAME_BYTES_MAX: usize = 59;

/// How the names of key tables begin, and no others of registers.
pub(crate) const KEY_TABLES: &str = "k_";

/// The table of one natural key.
#[derive(Debug)]
pub(crate) struct KeyPlace {
    /// The positions of its fields in the declaration.
    pub(crate) fields: Vec<usize>,
    /// Its columns are those of the fields, and the record.
    pub(crate) table: Table,
}

/// All natural keys of a register: first those of one field, then those of several.
pub(crate) fn key_places(id: &str, register: &Register, places: &[FieldPlace]) -> Vec<KeyPlace> {
    let single = places.iter().enumerate().filter_map(|(at, place)| {
        Some(KeyPlace {
            fields: vec![at],
            table: place.key.clone()?,
        })
    });
    let position = |name: &String| register.fields.iter().position(|field| field.id == *name);
    let several = register.keys.iter().filter_map(|key| {
        let fields: Vec<usize> = key.iter().map(position).collect::<Option<_>>()?;
        let declared = fields.iter().map(|&at| &register.fields[at]);
        Some(KeyPlace {
            table: several_table(id, declared),
            fields,
        })
    });
    single.chain(several).collect()
}

fn several_table<'f>(register: &str, fields: impl Iterator<Item = &'f Field> + Clone) -> Table {
    let names: Vec<String> = fields.clone().map(|field| table_word(&field.id)).collect();
    let mut table = Table::new(&short(format!("k_{register}_{}", names.join("_"))));
    for (at, field) in fields.enumerate() {
        table = table.key(&column(at), kind_of(field));
    }
    table.must("record", ::store::Kind::Bytes).done()
}

/// The column of a key table for the field at a position of the key.
pub(crate) fn column(at: usize) -> String {
    format!("value_{}", at + 1)
}

/// A name that both databases take whole.
fn short(name: String) -> String {
    if name.len() <= NAME_BYTES_MAX {
        return name;
    }
    let digest = base::sha256(name.as_bytes());
    let digest: String = digest[..6]
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect();
    let mut cut = NAME_BYTES_MAX - digest.len() - 1;
    while !name.is_char_boundary(cut) {
        cut -= 1;
    }
    format!("{}_{digest}", &name[..cut])
}

/// What stands in a key table for a value: names by the key by which they are compared, so that
/// two ways of writing one name are one value. (A key of a single field takes it as it is written,
/// because it is found by that.)
pub(crate) fn in_key(
    field: &Field,
    place: &FieldPlace,
    value: &Value,
    rules: &TextRules,
) -> Stored {
    match (&field.kind, value) {
        (FieldKind::Name, Value::Text(text)) => compare_key(text, rules).into(),
        _ => place.stored(value),
    }
}

/// The declared shape of one register, as far as keys need it.
#[derive(Clone, Copy)]
pub(crate) struct Keyed<'k> {
    pub(crate) register: &'k Register,
    pub(crate) places: &'k [FieldPlace],
    pub(crate) keys: &'k [KeyPlace],
    pub(crate) rules: &'k TextRules,
}

impl Keyed<'_> {
    /// What a record's values take in a key; `None` if it lacks one of them.
    pub(crate) fn taken(&self, key: &KeyPlace, values: &[Option<Value>]) -> Option<Vec<Stored>> {
        if let [at] = key.fields[..] {
            return Some(vec![self.places[at].stored(values[at].as_ref()?)]);
        }
        let parts = key.fields.iter().map(|&at| {
            let value = values[at].as_ref()?;
            Some(in_key(
                &self.register.fields[at],
                &self.places[at],
                value,
                self.rules,
            ))
        });
        parts.collect()
    }

    /// What finds the record with these values, if they are all of a natural key.
    pub(crate) fn condition(&self, values: &[Option<Value>]) -> Option<Condition> {
        let mut keys = self.keys.iter();
        let (table, key) = keys.find_map(|key| Some((&key.table, self.taken(key, values)?)))?;
        Some(Condition::Keys(table.name().to_owned(), key))
    }

    /// All keys of a record with these values.
    pub(crate) fn all(&self, values: &[Option<Value>]) -> Vec<(Table, Vec<Stored>)> {
        let taken = |key: &KeyPlace| Some((key.table.clone(), self.taken(key, values)?));
        self.keys.iter().filter_map(taken).collect()
    }

    /// Takes all keys of a new record. Rows that are loaded leave a key that is taken as it is.
    pub(crate) fn claim(&self, record: Id, values: &[Option<Value>], loaded: bool) -> Vec<Change> {
        let taken = |key: &KeyPlace| {
            let mut row = self.taken(key, values)?;
            row.push(record.into());
            let table = key.table.clone();
            Some(if loaded {
                Change::Ensure { table, row }
            } else {
                Change::Insert { table, row }
            })
        };
        self.keys.iter().filter_map(taken).collect()
    }

    /// Moves the keys of a record whose values change; without new values it gives them back.
    pub(crate) fn move_to(
        &self,
        record: Id,
        was: &[Option<Value>],
        is: Option<&[Option<Value>]>,
    ) -> Vec<Change> {
        let mut changes = Vec::new();
        for key in self.keys {
            let (was, is) = (self.taken(key, was), is.and_then(|is| self.taken(key, is)));
            if was == is {
                continue;
            }
            changes.extend(was.map(|key_of| key.table.delete(0, key_of)));
            changes.extend(is.map(|mut row| {
                row.push(record.into());
                Change::Insert {
                    table: key.table.clone(),
                    row,
                }
            }));
        }
        changes
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_names_are_cut_and_stay_different() {
        let name = |last: &str| short(format!("k_{}_{last}", "island".repeat(12)));
        assert_eq!(short("k_boats_hull".into()), "k_boats_hull");
        assert!(name("one").len() <= NAME_BYTES_MAX);
        assert_ne!(name("one"), name("two"));
    }
}
