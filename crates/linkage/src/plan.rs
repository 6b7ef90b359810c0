//! What is compared, how, and which rows are compared at all: declared as data.

use std::fmt;

use base::text::TextRules;

/// Most fields of a plan: the outcome of a comparison takes ten bits, a pattern 128.
pub const FIELDS_MAX: usize = 12;

/// Most blocking rules of a plan: each keeps eight bytes for each row.
pub const BLOCKS_MAX: usize = 16;

/// A plan of comparison. Plain data, so that a pack can declare it.
#[derive(Debug, Clone)]
pub struct Plan {
    /// What is compared, in the order in which a row's values are given.
    pub fields: Vec<Field>,
    /// Which rows are compared: those that share all the parts of at least one of these.
    pub blocks: Vec<Block>,
    /// The least share of true duplicates that the linked pairs should have, above 0 and below 1.
    pub precision_min: f64,
    /// Pairs at least this probable are reported, linked or not; 0 to 1.
    pub possible_min: f64,
    /// What keeps a run bounded.
    pub limits: Limits,
    /// Where the samples of chance pairs start. The same seed and rows give the same answer.
    pub seed: u64,
}

impl Plan {
    /// A plan with the limits that suit a register of some millions of rows, a precision of 0.97
    /// and pairs reported from a probability of 0.5.
    pub fn new(fields: Vec<Field>, blocks: Vec<Block>) -> Plan {
        Plan {
            fields,
            blocks,
            precision_min: 0.97,
            possible_min: 0.5,
            limits: Limits::usual(),
            seed: 1,
        }
    }

    /// Finds what is wrong with the plan.
    ///
    /// # Errors
    /// The first fault: see [`PlanError`].
    pub(crate) fn check(&self) -> Result<(), PlanError> {
        if self.fields.is_empty() || self.fields.len() > FIELDS_MAX {
            return Err(PlanError::Fields {
                given: self.fields.len(),
            });
        }
        if self.blocks.is_empty() || self.blocks.len() > BLOCKS_MAX {
            return Err(PlanError::Blocks {
                given: self.blocks.len(),
            });
        }
        for (index, field) in self.fields.iter().enumerate() {
            let Some(given) = field.given else { continue };
            let follows = self.fields.get(given).is_some_and(|name| {
                given != index && matches!(name.comparison, Comparison::Name(_))
            });
            if !follows {
                return Err(PlanError::Given { field: index });
            }
        }
        for (index, block) in self.blocks.iter().enumerate() {
            if block.parts.is_empty() {
                return Err(PlanError::Part { block: index });
            }
            for &(field, part) in &block.parts {
                let known = self.fields.get(field);
                if !known.is_some_and(|field| field.comparison.has(part)) {
                    return Err(PlanError::Part { block: index });
                }
            }
        }
        let share = |value: f64| value > 0.0 && value < 1.0;
        if !share(self.precision_min) || !(0.0..=1.0).contains(&self.possible_min) {
            return Err(PlanError::Probability);
        }
        Ok(())
    }
}

/// One field of a plan.
#[derive(Debug, Clone)]
pub struct Field {
    /// Its name, for reports.
    pub name: String,
    /// How two values are compared.
    pub comparison: Comparison,
    /// Relatives who live together share it (parents, address). Then a pair that agrees on
    /// nothing else is taken for relatives and not for one person.
    pub of_family: bool,
    /// The name field that foretells it among strangers, as a given name foretells the sex:
    /// agreement on this field then counts for what it says beyond the name.
    pub given: Option<usize>,
}

impl Field {
    /// A field that belongs to a person and is foretold by nothing.
    pub fn new(name: &str, comparison: Comparison) -> Field {
        Field {
            name: name.to_owned(),
            comparison,
            of_family: false,
            given: None,
        }
    }

    /// The same field, shared by relatives who live together.
    #[must_use]
    pub fn of_family(self) -> Field {
        Field {
            of_family: true,
            ..self
        }
    }

    /// The same field, foretold among strangers by the name field with this index.
    #[must_use]
    pub fn given(self, name: usize) -> Field {
        Field {
            given: Some(name),
            ..self
        }
    }
}

/// How two values of a field are compared, and so which levels of likeness there are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Comparison {
    /// A name of one or more words, by the comparison key of its language.
    Name(TextRules),
    /// A date as in ISO 8601, perhaps without its day or month.
    Date,
    /// A code: equal or not.
    Code,
    /// A number or reference that is typed by hand: equal, one slip, or not.
    Identifier,
}

impl Comparison {
    fn has(self, part: Part) -> bool {
        match part {
            Part::Whole => true,
            Part::FirstWord | Part::LastWord => matches!(self, Comparison::Name(_)),
            Part::Year => self == Comparison::Date,
        }
    }
}

/// A blocking rule: rows are compared that share all of its parts. A row in which one of the
/// parts is missing is in no block of the rule.
#[derive(Debug, Clone)]
pub struct Block {
    /// Indices of fields, and which part of each.
    pub parts: Vec<(usize, Part)>,
}

impl Block {
    /// A rule of these parts.
    pub fn of(parts: &[(usize, Part)]) -> Block {
        Block {
            parts: parts.to_vec(),
        }
    }
}

/// The part of a value that rows of one block share.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// All of it; of a name all its words, without marks.
    Whole,
    /// The first word of a name, without marks.
    FirstWord,
    /// The last word of a name, without marks.
    LastWord,
    /// The year of a date.
    Year,
}

/// What keeps a run bounded in time and memory. What is left out is counted, never silent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Rows of the largest block whose pairs are compared; larger ones are skipped and counted.
    pub block_rows_max: usize,
    /// Pairs that are kept, the most probable first come by row; more are counted.
    pub pairs_max: usize,
    /// Rows of the largest cluster.
    pub cluster_rows_max: usize,
    /// Threads that compare; the answer does not depend on it.
    pub threads: usize,
}

impl Limits {
    /// Blocks of 2,000 rows, two million pairs, clusters of 20 rows, two threads.
    pub fn usual() -> Limits {
        Limits {
            block_rows_max: 2_000,
            pairs_max: 2_000_000,
            cluster_rows_max: 20,
            threads: 2,
        }
    }
}

/// What is wrong with a plan.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PlanError {
    /// No field, or more than [`FIELDS_MAX`].
    Fields {
        /// How many there are.
        given: usize,
    },
    /// No blocking rule, or more than [`BLOCKS_MAX`].
    Blocks {
        /// How many there are.
        given: usize,
    },
    /// A field is said to be foretold by something that is not another field with a name.
    Given {
        /// The index of the field.
        field: usize,
    },
    /// A blocking rule has no parts, names a field that is not there, or a part that the field's
    /// values do not have.
    Part {
        /// The index of the rule.
        block: usize,
    },
    /// A probability is out of its range.
    Probability,
}

impl fmt::Display for PlanError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            PlanError::Fields { given } => {
                write!(
                    f,
                    "the plan compares {given} fields: name 1 to {FIELDS_MAX}"
                )
            }
            PlanError::Blocks { given } => {
                write!(
                    f,
                    "the plan has {given} blocking rules: give 1 to {BLOCKS_MAX}"
                )
            }
            PlanError::Given { field } => write!(
                f,
                "field {field} is foretold by something that is not another name: give the index of a name field"
            ),
            PlanError::Part { block } => write!(
                f,
                "blocking rule {block} has no part, or a part that its field does not have: \
                 first and last word belong to names, the year to dates"
            ),
            PlanError::Probability => write!(
                f,
                "precision_min lies above 0 and below 1, possible_min from 0 to 1"
            ),
        }
    }
}

impl std::error::Error for PlanError {}
