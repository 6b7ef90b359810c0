//! What can go wrong in a register, told to whoever asked.

use std::fmt;

use ::store::{StoreError, WriteError};
use base::Instant;

use crate::check::FieldProblem;

/// Why a register was not read or written.
#[derive(Debug)]
pub enum RegisterError {
    /// No register of the law version has this id.
    NoSuchRegister {
        /// The id.
        register: String,
    },
    /// The permit was given for something else than what is being done.
    Permit {
        /// The register.
        register: String,
    },
    /// The fields are not as declared: all that is wrong with them.
    Fields {
        /// The register.
        register: String,
        /// What is wrong, field by field.
        problems: Vec<FieldProblem>,
    },
    /// No condition of a search is on a field that is declared `key` or `search`.
    NotSearchable {
        /// The register.
        register: String,
    },
    /// A law version of this name is in force with other contents.
    OtherLaw {
        /// Its name.
        law: String,
    },
    /// The correction ticket has been answered before.
    Answered,
    /// The record is not shared: what tells it from others is said to be wrong, and its steward has
    /// to answer.
    NotShared {
        /// The register.
        register: String,
        /// Until when the steward has to answer.
        due_at: Instant,
    },
    /// The register has no record of this id, and never had one.
    NoSuchRecord,
    /// Whoever asked may not; the ledger knows.
    Refused(access::Refused),
    /// The register has more records than can be measured at once.
    TooLarge,
    /// The database failed to read.
    Store(StoreError),
    /// The database failed to write, or somebody else wrote first.
    Write(WriteError),
}

impl fmt::Display for RegisterError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            RegisterError::NoSuchRegister { register } => write!(
                f,
                "there is no register `{register}` in this law version: declare it in \
                 law/registers/{register}.toml"
            ),
            RegisterError::Permit { register } => write!(
                f,
                "the permit does not cover this use of the register `{register}`: ask for one that \
                 names the register, the action and all fields"
            ),
            RegisterError::Fields { register, problems } => {
                write!(f, "a record of `{register}` is not as declared")?;
                for (at, problem) in problems.iter().enumerate() {
                    write!(f, "{} {problem}", if at == 0 { ":" } else { ";" })?;
                }
                Ok(())
            }
            RegisterError::NotSearchable { register } => write!(
                f,
                "records of `{register}` cannot be found by these fields: declare one of them `key` \
                 or `search`"
            ),
            RegisterError::OtherLaw { law } => write!(
                f,
                "the law version {law} is in force with other contents, and a law in force never \
                 changes: give the pack a new version in pack.toml and activate that"
            ),
            RegisterError::NotShared { register, due_at } => write!(
                f,
                "the record of `{register}` is not shared: an identifier of it is said to be wrong; its \
                 steward answers until {due_at}"
            ),
            RegisterError::Answered => {
                f.write_str("this correction ticket has been answered already: show its answer")
            }
            RegisterError::NoSuchRecord => {
                f.write_str("the register has no record of this id: look for it by what it says")
            }
            RegisterError::Refused(refused) => refused.fmt(f),
            RegisterError::TooLarge => f.write_str(
                "the register has more than four billion records, or too many long keys: measure parts \
                 of it",
            ),
            RegisterError::Store(_) => f.write_str("the register could not be read"),
            RegisterError::Write(_) => f.write_str("the register could not be written"),
        }
    }
}

impl std::error::Error for RegisterError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            RegisterError::Store(source) => Some(source),
            RegisterError::Write(source) => Some(source),
            RegisterError::Refused(source) => Some(source),
            RegisterError::NoSuchRegister { .. }
            | RegisterError::Permit { .. }
            | RegisterError::Fields { .. }
            | RegisterError::NotSearchable { .. }
            | RegisterError::OtherLaw { .. }
            | RegisterError::Answered
            | RegisterError::NotShared { .. }
            | RegisterError::NoSuchRecord
            | RegisterError::TooLarge => None,
        }
    }
}

impl From<access::Refused> for RegisterError {
    fn from(source: access::Refused) -> RegisterError {
        RegisterError::Refused(source)
    }
}

impl From<StoreError> for RegisterError {
    fn from(source: StoreError) -> RegisterError {
        RegisterError::Store(source)
    }
}

impl From<WriteError> for RegisterError {
    fn from(source: WriteError) -> RegisterError {
        RegisterError::Write(source)
    }
}
