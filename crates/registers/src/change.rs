//! A declaration that changes from one law version to the next.
//!
//! What only grows is brought about: columns and indexes by `Store::prepare`, the keys of records
//! that are there by [`crate::Registers::fill`]. What the records that are there do not fit stands in the
//! way ([`crate::Registers::obstacles`]): it is told before anything is written, with the records.

mod filling;
mod looking;

use std::fmt;

use base::Id;

/// Records named with an obstacle: enough to see what is the matter.
pub const OBSTACLE_RECORDS_MAX: usize = 20;

/// Why a changed declaration cannot be put in force over the records that are there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Unfit {
    /// The field's column keeps values of another type.
    Column,
    /// Records lack a value that they must have now.
    Missing,
    /// Records hold a value that the field does not take now.
    Value,
    /// Records have the same values in what is to be a key.
    Twice,
}

/// What stands in the way of a changed declaration.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Obstacle {
    /// The register.
    pub register: String,
    /// The field, or the fields of a key with `, ` between them.
    pub field: String,
    /// Why.
    pub unfit: Unfit,
    /// The records in the way, at most [`OBSTACLE_RECORDS_MAX`]: in the order of their ids, those
    /// with the same key together.
    pub records: Vec<Id>,
    /// Whether there are more.
    pub more: bool,
}

impl fmt::Display for Obstacle {
    /// In the manner of the diagnostics of a pack: where, what, what to do; and the records.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Obstacle {
            register, field, ..
        } = self;
        write!(f, "law/registers/{register}.toml: `{field}`: ")?;
        f.write_str(match self.unfit {
            Unfit::Column => {
                "the values that are there are of another type; they stay. Give the new field another \
                 name"
            }
            Unfit::Missing => {
                "there are records without a value. Declare it optional, or correct these records first"
            }
            Unfit::Value => {
                "there are records whose value the new declaration does not take. Correct them first, \
                 or let the declaration take it"
            }
            Unfit::Twice => {
                "there are records with the same values, so it can be no key. Merge or correct them \
                 first"
            }
        })?;
        for record in &self.records {
            write!(f, "\n  {record}")?;
        }
        if self.more {
            f.write_str("\n  and others")?;
        }
        Ok(())
    }
}
