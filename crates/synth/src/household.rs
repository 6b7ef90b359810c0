//! What comes out: a household, its people, and their rows for the registers.

use jiff::civil::Date;

use crate::family::{Kin, Sex};

/// People who live together, head first. Ids are 16 bytes: custom UUIDs (RFC 9562 §5.8) that follow
/// from seed, register and running number, in ascending order.
#[derive(Debug, Clone, PartialEq)]
pub struct Household<'l> {
    /// Its code, by the pack's pattern.
    pub code: String,
    /// Code of the commune.
    pub commune: String,
    /// Where it lives.
    pub address: String,
    /// Code of the people or group, if the pack has groups.
    pub group: Option<String>,
    /// Everybody, the head first, children in order of birth.
    pub people: Vec<Person>,
    /// The marriage of head and spouse.
    pub marriage: Option<Marriage>,
    /// A birth that is expected.
    pub expecting: Option<Expecting>,
    /// All of it as rows, people before what refers to them.
    pub rows: Vec<Row<'l>>,
}

/// A person.
#[derive(Debug, Clone, PartialEq)]
pub struct Person {
    /// Id of the record in the first register of the pack's list.
    pub record: [u8; 16],
    /// The personal number.
    pub number: String,
    /// Full name, Unicode NFC.
    pub name: String,
    /// The sex.
    pub sex: Sex,
    /// Date of birth.
    pub born_on: Date,
    /// Code of the place of birth.
    pub birth_place: String,
    /// Code of the place the family comes from.
    pub home_place: String,
    /// Relation to the head.
    pub kin: Kin,
    /// The mother's record, if she is in the household.
    pub mother: Option<[u8; 16]>,
    /// The father's record, if he is in the household.
    pub father: Option<[u8; 16]>,
    /// Telephone number.
    pub phone: Option<String>,
    /// Mail address.
    pub email: Option<String>,
    /// Since when the person lives here.
    pub resident_since: Date,
    /// The insurance card.
    pub cover: Option<Cover>,
}

/// An insurance card.
#[derive(Debug, Clone, PartialEq)]
pub struct Cover {
    /// Its number.
    pub card: String,
    /// First medical facility, if the pack names any there.
    pub facility: Option<String>,
    /// First day.
    pub from: Date,
    /// Last day.
    pub until: Date,
}

/// A marriage.
#[derive(Debug, Clone, PartialEq)]
pub struct Marriage {
    /// The husband's record.
    pub husband: [u8; 16],
    /// The wife's record.
    pub wife: [u8; 16],
    /// The wedding.
    pub on: Date,
    /// Code of the commune that registered it.
    pub place: String,
    /// Running number and year in that commune's book.
    pub number: String,
}

/// A birth that a hospital will give notice of.
#[derive(Debug, Clone, PartialEq)]
pub struct Expecting {
    /// The mother's record.
    pub mother: [u8; 16],
    /// The father's record.
    pub father: [u8; 16],
    /// When, from today on.
    pub due_on: Date,
    /// The mother's medical facility, if the pack names any there.
    pub facility: Option<String>,
}

/// A row for a register.
#[derive(Debug, Clone, PartialEq)]
pub struct Row<'l> {
    /// The register's name.
    pub register: &'l str,
    /// The record's id.
    pub record: [u8; 16],
    /// Field names with values, sorted by name.
    pub fields: Vec<(&'l str, Value)>,
}

/// The value of a field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Value {
    /// Text; also codes and dates (`2026-11-02`).
    Text(String),
    /// A whole number.
    Int(i64),
    /// The id of a record in the first register of the pack's list.
    Record([u8; 16]),
    /// Nothing is known.
    Null,
}

impl Value {
    pub(crate) fn text(text: &str) -> Value {
        Value::Text(text.to_owned())
    }

    pub(crate) fn optional(text: Option<&str>) -> Value {
        text.map_or(Value::Null, Value::text)
    }

    pub(crate) fn record(record: Option<[u8; 16]>) -> Value {
        record.map_or(Value::Null, Value::Record)
    }
}

/// The id of row `number` of a register (by its place in the pack's list): running number first, so
/// that ids ascend, then 62 bits of the seed.
pub(crate) fn record_id(seed: u64, register: usize, number: u64) -> [u8; 16] {
    let register = u16::try_from(register).unwrap_or(u16::MAX) & 0x0fff;
    let salt = crate::dice::mix(crate::dice::mix(seed ^ (u64::from(register) << 48)) ^ number);
    let mut id = [0; 16];
    id[..6].copy_from_slice(&number.to_be_bytes()[2..]);
    id[6..8].copy_from_slice(&(0x8000 | register).to_be_bytes());
    id[8..].copy_from_slice(&((salt & (u64::MAX >> 2)) | (1 << 63)).to_be_bytes());
    id
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_ascend_and_say_version_eight() {
        let (first, second) = (record_id(1, 0, 0), record_id(1, 0, 1));
        assert!(first < second);
        assert_eq!(first[6] >> 4, 8);
        assert_eq!(first[8] >> 6, 2);
        assert_ne!(first, record_id(2, 0, 0));
        assert_ne!(first, record_id(1, 1, 0));
    }
}
