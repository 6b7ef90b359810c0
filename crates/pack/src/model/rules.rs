//! What must be true of the records of a register, or should be.
//!
//! A rule of level [`Level::Error`] that a row alone can break ([`Test::is_of_row`]) is enforced
//! when a record is written; all rules are measured. A test skips a record that lacks a value it
//! needs, but for [`Test::NotNull`], and for a condition that asks for missing values itself
//! (`died_on == null`): there the rules of expressions say what something missing means.

use crate::model::Source;
pub use base::quality::{Level, Word as QualityWord};

/// A rule of a register. Its text for people is the words key `rule-REGISTER-ID`.
#[derive(Clone, Debug)]
pub struct RegisterRule {
    /// Its id, below the register.
    pub id: String,
    /// How bad it is to break it.
    pub level: Level,
    /// Which of the six words it measures.
    pub word: QualityWord,
    /// A condition over the record; where it does not hold, the rule does not apply.
    pub when: Option<Source>,
    /// What is tested.
    pub test: Test,
    /// Working days the steward has to correct a record that breaks it, from 1; `None`: as many as
    /// the register says.
    pub correction_days: Option<u32>,
    /// Whether a record that breaks it is not shared until that is answered.
    pub stops_sharing: bool,
}

impl RegisterRule {
    /// The conditions it has: `when` and what must hold.
    pub fn sources(&self) -> impl Iterator<Item = &Source> {
        let holds = match &self.test {
            Test::Holds(source) => Some(source),
            _ => None,
        };
        self.when.iter().chain(holds)
    }
}

/// What a rule tests. Names are fields of the register, unless it says otherwise; all exist and
/// have kinds that fit, which the check of the pack has seen to.
#[derive(Clone, Debug)]
pub enum Test {
    /// A condition over the record ([`crate::rule_scope`]) holds.
    Holds(Source),
    /// All these fields have a value.
    NotNull {
        /// The fields.
        fields: Vec<String>,
    },
    /// A text has the form of an identifier. What it says of its bearer is not compared here.
    Format {
        /// The field, a text or an identifier.
        field: String,
        /// The identifier's id.
        format: String,
    },
    /// A number lies between two others.
    Range {
        /// The field: an integer, decimal or money.
        field: String,
        /// The least, in the unit of the column (hundredths for two decimal places).
        least: Option<i64>,
        /// The most.
        most: Option<i64>,
    },
    /// A text is one of a list.
    InList {
        /// The field.
        field: String,
        /// The code list, or the values themselves.
        of: Allowed,
    },
    /// No two records have the same values in all these fields.
    Unique {
        /// The fields.
        fields: Vec<String>,
    },
    /// The value stands in a field of a register (this one or another).
    ExistsIn {
        /// The field.
        field: String,
        /// The register.
        register: String,
        /// Its field; `None` for the record itself, when `field` refers to it.
        other: Option<String>,
    },
    /// A date comes before another.
    Before {
        /// The field.
        field: String,
        /// The other date.
        than: Moment,
        /// Whether the same day breaks the rule.
        strictly: bool,
    },
    /// A date comes after another.
    After {
        /// The field.
        field: String,
        /// The other date.
        than: Moment,
        /// Whether the same day breaks the rule.
        strictly: bool,
    },
    /// The value is the same as another field's, here or in a record that this one refers to.
    /// Partial dates agree when both may be the same day; names, when their keys are equal.
    AgreesWith {
        /// The field.
        field: String,
        /// The field of this register that refers to the other record; `None`: the same record.
        through: Option<String>,
        /// The other field.
        other: String,
    },
    /// In the record that this one refers to, a condition over that record holds.
    HoldsThere {
        /// The field of this register that refers to the other record.
        through: String,
        /// The condition, over the fields of the other register.
        there: Source,
    },
    /// What an identifier says of its bearer is what the record says. One that is no identifier of
    /// the format is not counted: [`Test::Format`] does.
    NumberAgrees {
        /// The field, a text or an identifier.
        field: String,
        /// The identifier's id.
        format: String,
        /// The field with the code of the sex.
        sex: Option<String>,
        /// The field with the date of birth.
        born: Option<String>,
    },
    /// The record was confirmed at most so many days ago.
    FreshWithin {
        /// The date or instant of the confirmation; `None`: when the record was written.
        field: Option<String>,
        /// The days, from 1.
        days: u32,
    },
    /// Texts are composed (Unicode normal form C) and have no white space at either end.
    NfcTrimmed {
        /// The fields.
        fields: Vec<String>,
    },
}

impl Test {
    /// The word by which a pack names it; `holds` for a condition.
    pub fn word(&self) -> &'static str {
        match self {
            Test::Holds(_) => "holds",
            Test::NotNull { .. } => "not-null",
            Test::Format { .. } => "format",
            Test::Range { .. } => "range",
            Test::InList { .. } => "in-list",
            Test::Unique { .. } => "unique",
            Test::ExistsIn { .. } => "exists-in",
            Test::Before { .. } => "before",
            Test::After { .. } => "after",
            Test::AgreesWith { .. } => "agrees-with",
            Test::HoldsThere { .. } => "holds-there",
            Test::NumberAgrees { .. } => "number-agrees",
            Test::FreshWithin { .. } => "fresh-within",
            Test::NfcTrimmed { .. } => "nfc-trimmed",
        }
    }

    /// Whether one row is enough to tell, and a day: such a rule is enforced at level error.
    pub fn is_of_row(&self) -> bool {
        match self {
            Test::Holds(_)
            | Test::NotNull { .. }
            | Test::Format { .. }
            | Test::Range { .. }
            | Test::InList { .. }
            | Test::Before { .. }
            | Test::After { .. }
            | Test::NumberAgrees { .. }
            | Test::NfcTrimmed { .. } => true,
            Test::AgreesWith { through, .. } => through.is_none(),
            Test::Unique { .. }
            | Test::ExistsIn { .. }
            | Test::HoldsThere { .. }
            | Test::FreshWithin { .. } => false,
        }
    }

    /// The fields of the register that it reads, but for those of a condition.
    pub fn fields(&self) -> Vec<&str> {
        fn than(moment: &Moment) -> Option<&str> {
            match moment {
                Moment::Field(field) => Some(field),
                Moment::Today | Moment::Day(_) => None,
            }
        }
        match self {
            Test::Holds(_) => Vec::new(),
            Test::NotNull { fields } | Test::Unique { fields } | Test::NfcTrimmed { fields } => {
                fields.iter().map(String::as_str).collect()
            }
            Test::Format { field, .. }
            | Test::Range { field, .. }
            | Test::InList { field, .. }
            | Test::ExistsIn { field, .. } => vec![field],
            Test::Before {
                field, than: of, ..
            }
            | Test::After {
                field, than: of, ..
            } => [Some(field.as_str()), than(of)]
                .into_iter()
                .flatten()
                .collect(),
            Test::AgreesWith {
                field,
                through,
                other,
            } => match through {
                Some(through) => vec![field, through],
                None => vec![field, other],
            },
            Test::HoldsThere { through, .. } => vec![through],
            Test::NumberAgrees {
                field, sex, born, ..
            } => {
                let about = [sex, born].into_iter().flatten().map(String::as_str);
                [field.as_str()].into_iter().chain(about).collect()
            }
            Test::FreshWithin { field, .. } => field.iter().map(String::as_str).collect(),
        }
    }
}

/// What a text may be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Allowed {
    /// A code of a list.
    List(String),
    /// One of these.
    Values(Vec<String>),
}

/// A day that a date is compared with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Moment {
    /// That of another field.
    Field(String),
    /// The day on which it is tested.
    Today,
    /// A certain day.
    Day(jiff::civil::Date),
}
