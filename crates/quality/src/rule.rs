//! Rules and columns, as they are declared: data, without behaviour.

use jiff::civil::Date;

use crate::pattern::Pattern;
use base::quality::{Level, Word};

/// A column of the table that is measured.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column {
    /// Its name, as rules and conditions write it.
    pub name: String,
    /// What its cells hold.
    pub of: Type,
}

/// What the cells of a column hold. A cell that does not hold it is *unreadable*: a rule of kind
/// [`Kind::Readable`] counts it, and no other rule that needs its value applies to that row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Type {
    /// Any text.
    Text,
    /// A text that is a name: two names agree when their keys for comparing are equal.
    Name,
    /// A whole number of 64 bits, in decimal digits.
    Integer,
    /// A number with at most so many decimal places, up to 9: `12.50`. Bounds and expressions see it
    /// as a whole number of its smallest unit: 1250 with two places.
    Decimal(u8),
    /// `true` or `false`.
    Boolean,
    /// A date as far as it is known: `1961`, `1961-04`, `1961-04-30`.
    Date,
    /// A date as far as it is known, which conditions see as the text that it is: they compare only
    /// days that are known.
    PartialDate,
    /// A point in time (RFC 3339).
    Instant,
}

impl Type {
    /// The stable word for it.
    pub fn word(self) -> &'static str {
        match self {
            Type::Text => "text",
            Type::Name => "name",
            Type::Decimal(_) => "decimal",
            Type::Integer => "integer",
            Type::Boolean => "boolean",
            Type::Date => "date",
            Type::PartialDate => "partial-date",
            Type::Instant => "instant",
        }
    }
}

/// A rule: which rows fail it, and what a failure says about the register.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rule {
    /// Its id, once in a set of rules.
    pub id: String,
    /// How much a failing row means.
    pub level: Level,
    /// What it says something about; the first one is where it is shown.
    pub words: Vec<Word>,
    /// A condition on rows: where it does not hold, the rule does not apply.
    pub when: Option<String>,
    /// Which rows fail.
    pub kind: Kind,
}

/// Which rows fail a rule. A *null* operand (an absent value) means that the rule does not apply to
/// the row; only [`Kind::NotNull`] counts nulls. Texts are compared code point by code point.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Kind {
    /// The field is null. An empty text is not null.
    NotNull {
        /// The field.
        field: String,
    },
    /// The cell does not hold what its column is declared to hold (31 February in a date).
    Readable {
        /// The field.
        field: String,
    },
    /// The whole value does not match.
    Pattern {
        /// The field.
        field: String,
        /// What it must match.
        pattern: Pattern,
    },
    /// The value cannot be an identifier of this format: its length, characters, codes, check digit.
    Format {
        /// The field.
        field: String,
        /// The name of the format; it is handed to the plan.
        format: String,
    },
    /// The value has the format and contradicts what is known of its bearer. A value of another
    /// form belongs to the rule of its form and is not counted again.
    NumberAgrees {
        /// The field with the identifier.
        field: String,
        /// The name of its format.
        format: String,
        /// The field with the code of the sex.
        sex: Option<String>,
        /// The field with the date of birth.
        born: Option<String>,
    },
    /// The value is less than `least` or more than `most`.
    Range {
        /// The field: a number, a date or an instant.
        field: String,
        /// The smallest right value.
        least: Option<Bound>,
        /// The largest right value.
        most: Option<Bound>,
    },
    /// The value is not one of a list: of codes, or of the keys of another register.
    InList {
        /// The field.
        field: String,
        /// The name of the list; its values are handed to the plan.
        list: String,
    },
    /// The value is one of a list of those that must not be: of records that are not as they should
    /// be for this one.
    NotInList {
        /// The field.
        field: String,
        /// The name of the list; its values are handed to the plan.
        list: String,
    },
    /// No row of the same table has the value in `target`.
    ExistsIn {
        /// The field.
        field: String,
        /// The field in which some row must have it.
        target: String,
    },
    /// No record of another register has the value as its key.
    ExistsAcross {
        /// The field.
        field: String,
        /// The name of the list with the keys of the other register; they are handed to the plan.
        list: String,
    },
    /// Another row has the same values in all the fields, as they are written. Every row of a group
    /// of two or more fails.
    Unique {
        /// One field or several. The rule does not apply to a row where one of them is null.
        fields: Vec<String>,
    },
    /// `first` is after `then`. To dates that are known too vaguely to tell, the rule does not apply.
    Order {
        /// The field that comes first: a number, a date or an instant.
        first: String,
        /// The field of the same type that comes then.
        then: String,
        /// Whether equal values fail.
        strictly: bool,
    },
    /// The field is not what an expression over other fields gives. Where the expression is the name
    /// of another field, dates agree when both can mean the same day, and names when their keys for
    /// comparing are equal; anything else is equal or not.
    AgreesWith {
        /// The field.
        field: String,
        /// The expression; its value has the type of the field.
        value: String,
    },
    /// Another register says something else: it knows the key, and the value is not the one (or one
    /// of those) that it has for it. To a key it does not know, the rule does not apply.
    AgreesAcross {
        /// The field with the key.
        key: String,
        /// The field with the value. Names agree on their keys for comparing, dates when both can mean
        /// the same day, everything else as it is written.
        field: String,
        /// The name of the list with what the other register says ([`crate::List::Pairs`]).
        list: String,
    },
    /// The date or instant is longer ago than allowed, counted back from the day of measuring.
    /// Exactly as long ago is right.
    FreshWithin {
        /// The field: a date, or an instant (whose day in UTC counts).
        field: String,
        /// How long ago it may be.
        age: Age,
    },
    /// The text is not in Unicode normal form C, or has white space at an end.
    NfcTrimmed {
        /// The field.
        field: String,
    },
    /// A condition does not hold. It does not apply to a row where a field it reads is null or
    /// unreadable, unless it asks for missing values itself (`has(x)`, `x == null`); then it
    /// applies to every row, and missing values mean what they mean in `expr`.
    Holds {
        /// The condition.
        condition: String,
    },
}

/// An end of a range.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Bound {
    /// For numbers.
    Integer(i64),
    /// For dates. A date that is not fully known fails only when it certainly lies outside.
    Date(Date),
    /// For instants: microseconds since 1970-01-01T00:00:00Z.
    Instant(i64),
}

/// How long ago something may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Age {
    /// So many days.
    Days(u32),
    /// So many months, by the calendar; from the 31st to the last day of a shorter month.
    Months(u32),
}

impl Age {
    /// The earliest right day, on a day of measuring.
    pub fn earliest(self, as_of: Date) -> Date {
        let span = match self {
            Age::Days(days) => jiff::Span::new().try_days(i64::from(days)),
            Age::Months(months) => jiff::Span::new().try_months(i64::from(months)),
        };
        // What reaches before year -9999 allows everything.
        span.and_then(|span| as_of.checked_sub(span))
            .unwrap_or(Date::MIN)
    }
}

impl Kind {
    /// The stable word for it, as packs and contracts write it.
    pub fn word(&self) -> &'static str {
        match self {
            Kind::NotNull { .. } => "not-null",
            Kind::Readable { .. } => "readable",
            Kind::Pattern { .. } => "pattern",
            Kind::Format { .. } => "format",
            Kind::NumberAgrees { .. } => "number-agrees",
            Kind::Range { .. } => "range",
            Kind::InList { .. } => "in-list",
            Kind::NotInList { .. } => "not-in-list",
            Kind::ExistsIn { .. } => "exists-in",
            Kind::ExistsAcross { .. } => "exists-across",
            Kind::Unique { .. } => "unique",
            Kind::Order { .. } => "order",
            Kind::AgreesWith { .. } => "agrees-with",
            Kind::AgreesAcross { .. } => "agrees-across",
            Kind::FreshWithin { .. } => "fresh-within",
            Kind::NfcTrimmed { .. } => "nfc-trimmed",
            Kind::Holds { .. } => "holds",
        }
    }

    /// The fields it names. Those that an expression reads are not among them.
    pub fn fields(&self) -> Vec<&str> {
        match self {
            Kind::NotNull { field }
            | Kind::Readable { field }
            | Kind::Pattern { field, .. }
            | Kind::Format { field, .. }
            | Kind::Range { field, .. }
            | Kind::InList { field, .. }
            | Kind::NotInList { field, .. }
            | Kind::ExistsAcross { field, .. }
            | Kind::AgreesWith { field, .. }
            | Kind::FreshWithin { field, .. }
            | Kind::NfcTrimmed { field } => vec![field],
            Kind::NumberAgrees {
                field, sex, born, ..
            } => [Some(field), sex.as_ref(), born.as_ref()]
                .into_iter()
                .flatten()
                .map(String::as_str)
                .collect(),
            Kind::ExistsIn { field, target } => vec![field, target],
            Kind::Unique { fields } => fields.iter().map(String::as_str).collect(),
            Kind::Order { first, then, .. } => vec![first, then],
            Kind::AgreesAcross { key, field, .. } => vec![key, field],
            Kind::Holds { .. } => Vec::new(),
        }
    }
}
