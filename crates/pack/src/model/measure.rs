//! By what a register is measured beside its rules: parts, delays, and which records may be one.

/// What the figures of a register are broken down by, and how soon an event must be recorded.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Measure {
    /// The field with the agency that recorded; `None`: the office whose act wrote the record.
    pub agency: Option<String>,
    /// The field with the place; `None`: not broken down by place.
    pub place: Option<String>,
    /// The date or instant whose month counts; `None`: when the record was written.
    pub month: Option<String>,
    /// How soon an event must be recorded.
    pub lags: Vec<LagLimit>,
}

/// How soon an event must be recorded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LagLimit {
    /// The field with the day of the event.
    pub event: String,
    /// The date or instant of recording; `None`: when the record was written.
    pub recorded: Option<String>,
    /// The days it may take, from 0.
    pub days: u32,
}

/// How it is found out which records of a register are probably of one subject.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Linkage {
    /// What is compared.
    pub fields: Vec<LinkedField>,
    /// Which records are compared: those that share all the parts of one of these. Each part is the
    /// position of a field, and what of it.
    pub blocks: Vec<Vec<(usize, BlockPart)>>,
    /// Of a hundred linked pairs, how many must be right at least: 50 to 99.
    pub precision_percent: u8,
}

/// A field that is compared.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LinkedField {
    /// The field.
    pub field: String,
    /// How its values are compared.
    pub compare: Compare,
    /// Whether relatives who live together share it.
    pub of_family: bool,
    /// The position of the name that foretells it among strangers.
    pub given: Option<usize>,
}

/// How two values are compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Compare {
    /// As names.
    Name,
    /// As dates, perhaps not fully known.
    Date,
    /// Equal or not.
    Code,
    /// Equal, one slip of the hand, or not.
    Typed,
}

/// What of a value records of a block share.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BlockPart {
    /// All of it.
    Whole,
    /// The first word of a name.
    FirstWord,
    /// The last word of a name.
    LastWord,
    /// The year of a date.
    Year,
}
