//! What may go wrong with a case, for whoever can do something about it.

use std::fmt;

use access::Refused;
use registers::RegisterError;
use store::{StoreError, WriteError};

/// Why a case's work could not be done. Nothing was written.
#[derive(Debug)]
pub enum CaseError {
    /// There is no such case, draft, consent or result (or it is not for this person to know).
    NotFound,
    /// The asker may not.
    Refused(Refused),
    /// What this is about has been filed already: show that case.
    AlreadyFiled {
        /// The root case.
        root: base::Id,
    },
    /// The action is not one that can be taken now: show the case as it is.
    NotNow {
        /// The action.
        action: String,
    },
    /// The declared condition of the action does not hold yet.
    NotYet {
        /// The procedure, whose words key `action-PROCEDURE-ACTION-wrong` says why.
        procedure: String,
        /// The action.
        action: String,
    },
    /// Something the action must be given is missing.
    Missing(pack::model::Need),
    /// Answers are missing or wrong: ask again.
    Answers(Vec<AnswerProblem>),
    /// No office is competent for where this happens: the pack's directory has a gap.
    NoOffice {
        /// The procedure.
        procedure: String,
    },
    /// A record that the decision makes would not be valid.
    Record(RegisterError),
    /// Somebody else acted on this case at the same moment, again and again: try later.
    Busy,
    /// The database failed.
    Store(StoreError),
}

/// An answer that is missing or wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AnswerProblem {
    /// The question, or the paper.
    pub question: String,
    /// What is wrong, a stable word: `missing`, `too-long`, `hidden-character`, `not-a-date`,
    /// `not-a-choice`, `unknown-place`, `wrong`.
    pub what: &'static str,
}

impl fmt::Display for CaseError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            CaseError::NotFound => f.write_str("there is no such case"),
            CaseError::Refused(_) => f.write_str("the asker may not do this"),
            CaseError::AlreadyFiled { root } => write!(f, "this was filed already, as case {root}"),
            CaseError::NotNow { action } => {
                write!(
                    f,
                    "`{action}` cannot be taken at the case's present stage; read it again"
                )
            }
            CaseError::NotYet { procedure, action } => {
                write!(
                    f,
                    "the condition of `{action}` in `{procedure}` does not hold yet"
                )
            }
            CaseError::Missing(need) => write!(f, "the action needs {need:?}, which was not given"),
            CaseError::Answers(problems) => {
                write!(f, "{} answers are missing or wrong", problems.len())
            }
            CaseError::NoOffice { procedure } => write!(
                f,
                "no office is competent for `{procedure}` at that place; complete the agencies' register"
            ),
            CaseError::Record(_) => f.write_str("the record to be made is not valid"),
            CaseError::Busy => f.write_str("somebody else acted at the same moment; try again"),
            CaseError::Store(_) => f.write_str("the case could not be read or written"),
        }
    }
}

impl std::error::Error for CaseError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            CaseError::Refused(source) => Some(source),
            CaseError::Record(source) => Some(source),
            CaseError::Store(source) => Some(source),
            _ => None,
        }
    }
}

impl From<StoreError> for CaseError {
    fn from(source: StoreError) -> CaseError {
        CaseError::Store(source)
    }
}

impl From<Refused> for CaseError {
    fn from(source: Refused) -> CaseError {
        CaseError::Refused(source)
    }
}

impl From<RegisterError> for CaseError {
    fn from(source: RegisterError) -> CaseError {
        CaseError::Record(source)
    }
}

impl From<WriteError> for CaseError {
    fn from(source: WriteError) -> CaseError {
        match source {
            WriteError::Lost { .. } => CaseError::Busy,
            WriteError::Store(source) => CaseError::Store(source),
        }
    }
}
