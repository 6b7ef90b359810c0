//! Declared registers.

/// What a field holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FieldKind {
    /// Free text.
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

/// A field of a register.
#[derive(Clone, Debug)]
pub struct Field {
    /// Its id, a lower-case word.
    pub id: String,
    /// What it holds.
    pub kind: FieldKind,
    /// Whether a record may lack it.
    pub optional: bool,
    /// Whether its values are unique in the register (a key table finds them).
    pub key: bool,
    /// Whether records are found by it (an index).
    pub search: bool,
    /// Whether its values are never shown in explanations and lists.
    pub sensitive: bool,
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
    /// Its fields.
    pub fields: Vec<Field>,
    /// Working days the steward has to answer a correction ticket.
    pub correction_days: u32,
}

impl Register {
    /// The field with an id.
    pub fn field(&self, id: &str) -> Option<&Field> {
        self.fields.iter().find(|field| field.id == id)
    }
}
