//! Declared registers.

use crate::form::Form;
use crate::model::{Linkage, Measure, RegisterRule};

/// What a field holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FieldKind {
    /// Free text, or a text of a stricter [`Field::form`].
    Text,
    /// A name of a person or thing, compared by the language's rules.
    Name,
    /// A code of a list.
    Code(String),
    /// A whole number.
    Integer,
    /// Yes or no.
    Boolean,
    /// A day.
    Date,
    /// A day of which day or month may be unknown.
    PartialDate,
    /// A point in time.
    Instant,
    /// An identifier with a format.
    Identifier(String),
    /// A place, by its code.
    Place,
    /// An agency, by its id.
    Agency,
    /// A record of a register.
    Reference(String),
}

/// What part a field plays among the registers of a country.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DataKind {
    /// The one identity of something, which all other registers use.
    Master,
    /// Made here first, by the act it tells of.
    Source,
    /// Taken over from the register where it is master or source.
    Reference,
}

/// A field of a register.
#[derive(Clone, Debug)]
pub struct Field {
    /// Its id, a lower-case word.
    pub id: String,
    /// What it holds, as everybody outside the register sees it.
    pub kind: FieldKind,
    /// For a text: what it is exactly, and how its column keeps it.
    pub form: Option<Form>,
    /// What part it plays among the registers.
    pub data: Option<DataKind>,
    /// Whether a record may lack it.
    pub optional: bool,
    /// Whether its values are unique in the register (a key table finds them).
    pub key: bool,
    /// Whether records are found by it (an index).
    pub search: bool,
    /// Whether its values are never shown in explanations and lists.
    pub sensitive: bool,
    /// The roles that see it by default: those whose access rule says `fields = ["who"]`.
    pub who: Vec<String>,
    /// The legal ground of this field, a words key, where it is not the register's.
    pub ground: Option<String>,
    /// Whether a record is not shared while a rule, an officer or another register says that this
    /// is wrong.
    pub stops_sharing: bool,
}

/// What a register is there for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Class {
    /// The special work of an agency.
    Professional,
    /// Administrative procedures.
    Procedural,
    /// Reports and statistics.
    Statistical,
}

/// How long a record is kept after it has ended in the world.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Retention {
    /// For ever.
    Permanent,
    /// So many calendar months, from 1.
    Months(u32),
}

/// A declared register.
#[derive(Clone, Debug)]
pub struct Register {
    /// Its id.
    pub id: String,
    /// The agency that answers for it.
    pub steward: String,
    /// The legal ground, a words key.
    pub ground: String,
    /// Whose data a record is: `self` (the record is a person's own) or fields that refer to
    /// people. Empty: nobody's.
    pub about: Vec<String>,
    /// What it is there for, if that is declared.
    pub class: Option<Class>,
    /// How long records are kept, if that is declared.
    pub retention: Option<Retention>,
    /// Its fields.
    pub fields: Vec<Field>,
    /// Natural keys of several fields each: no two records have the same values in all of them. A
    /// record that lacks one of them is not held to it. (Of one field: [`Field::key`].)
    pub keys: Vec<Vec<String>>,
    /// What must be true of its records, or should be.
    pub rules: Vec<RegisterRule>,
    /// By what it is measured beside its rules.
    pub measure: Measure,
    /// How records that are probably of one subject are found, if they are looked for.
    pub linkage: Option<Linkage>,
    /// Papers that nobody may ask for because these fields say the same: paper id and fields.
    pub replaces: Vec<(String, Vec<String>)>,
    /// Working days the steward has to answer a correction ticket, where the rule that opened it
    /// does not say.
    pub correction_days: u32,
}

impl Register {
    /// The field with an id.
    pub fn field(&self, id: &str) -> Option<&Field> {
        self.fields.iter().find(|field| field.id == id)
    }

    /// The rule with an id.
    pub fn rule(&self, id: &str) -> Option<&RegisterRule> {
        self.rules.iter().find(|rule| rule.id == id)
    }

    /// Working days the steward has to answer a ticket that a rule opened, or somebody else.
    pub fn correction_days_of(&self, rule: Option<&RegisterRule>) -> u32 {
        let own = rule.and_then(|rule| rule.correction_days);
        own.unwrap_or(self.correction_days)
    }

    /// Whether something can be so wrong in this register that a record is not shared until it is
    /// answered.
    pub fn stops_sharing(&self) -> bool {
        self.rules.iter().any(|rule| rule.stops_sharing)
            || self.fields.iter().any(|field| field.stops_sharing)
    }
}

impl Field {
    /// A field that must be given, with nothing special about it.
    pub fn plain(id: &str, kind: FieldKind) -> Field {
        Field {
            id: id.to_owned(),
            kind,
            form: None,
            data: None,
            optional: false,
            key: false,
            search: false,
            sensitive: false,
            who: Vec::new(),
            ground: None,
            stops_sharing: false,
        }
    }
}
