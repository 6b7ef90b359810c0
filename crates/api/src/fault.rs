//! From the errors of rooms to problems. A room knows no status; this file knows them all.

use access::{Reason, Refused};
use cases::{AnswerProblem, CaseError};
use identity::IdentityError;
use pack::Need;
use registers::{FieldProblem, RegisterError};
use store::{StoreError, WriteError};

use crate::problem::{Fault, Kind, Problem};

impl From<Refused> for Problem {
    fn from(refused: Refused) -> Problem {
        let kind = match refused.reason {
            Reason::SignIn => Kind::SignIn,
            Reason::Level | Reason::Role | Reason::Relation | Reason::Purpose | Reason::Fields => {
                Kind::Refused
            }
        };
        let fault = Fault {
            pointer: None,
            code: refused.reason.code().into(),
            detail: refused.to_string(),
        };
        Problem::new(kind, refused.to_string()).with(vec![fault])
    }
}

impl From<CaseError> for Problem {
    fn from(error: CaseError) -> Problem {
        let told = error.to_string();
        match error {
            CaseError::NotFound => Problem::not_found(),
            CaseError::Refused(refused) => refused.into(),
            CaseError::AlreadyFiled { root } => {
                Problem::new(Kind::AlreadyFiled, "read the case that is named").about(root)
            }
            CaseError::NotNow { .. } | CaseError::NotYet { .. } => Problem::new(Kind::NotNow, told),
            CaseError::Missing(need) => {
                let fault = Fault::at_root(need_word(need), "missing", "the action needs it");
                Problem::new(Kind::Missing, told).with(vec![fault])
            }
            CaseError::Answers(problems) => {
                let errors = problems.iter().map(answer_fault).collect();
                Problem::new(Kind::Answers, told).with(errors)
            }
            CaseError::NoOffice { .. } => Problem::new(Kind::NoOffice, told),
            CaseError::Record(error) => error.into(),
            CaseError::Busy => busy(),
            CaseError::Store(error) => error.into(),
        }
    }
}

impl From<RegisterError> for Problem {
    fn from(error: RegisterError) -> Problem {
        match &error {
            RegisterError::NoSuchRegister { .. } | RegisterError::NoSuchRecord => {
                Problem::not_found()
            }
            RegisterError::Refused(refused) => refused.clone().into(),
            RegisterError::Fields { problems, .. } => {
                let errors = problems.iter().map(field_fault).collect();
                Problem::new(Kind::Fields, "correct what is named and send it again").with(errors)
            }
            RegisterError::NotShared { .. } => Problem::new(Kind::NotShared, error.to_string()),
            RegisterError::Answered => Problem::new(Kind::NotNow, error.to_string()),
            RegisterError::Write(WriteError::Lost { .. }) => busy(),
            RegisterError::Permit { .. }
            | RegisterError::NotSearchable { .. }
            | RegisterError::OtherLaw { .. }
            | RegisterError::TooLarge
            | RegisterError::Store(_)
            | RegisterError::Write(WriteError::Store(_)) => Problem::failed(&error),
        }
    }
}

impl From<IdentityError> for Problem {
    fn from(error: IdentityError) -> Problem {
        Problem::failed(&error)
    }
}

impl From<StoreError> for Problem {
    fn from(error: StoreError) -> Problem {
        Problem::failed(&error)
    }
}

impl From<WriteError> for Problem {
    fn from(error: WriteError) -> Problem {
        match error {
            WriteError::Lost { .. } => busy(),
            WriteError::Store(error) => error.into(),
        }
    }
}

/// Somebody else was quicker, as often as we try.
pub(crate) fn busy() -> Problem {
    Problem::new(
        Kind::Busy,
        "nothing was written; send the same request again",
    )
    .after(1)
}

/// What is wrong with a field, without its value.
pub(crate) fn field_fault(told: &FieldProblem) -> Fault {
    Fault::at(
        ("fields", &told.field),
        told.problem.word(),
        told.problem.to_string(),
    )
}

fn answer_fault(told: &AnswerProblem) -> Fault {
    let detail = match told.what {
        "missing" => "must be answered",
        "too-long" => "is too long",
        "hidden-character" => "holds a character that cannot be seen",
        "not-a-date" => "is no date such as 2026-04-30",
        "not-a-choice" => "is none of the choices",
        "unknown-place" => "names no place that can be chosen here",
        _ => "is not accepted",
    };
    Fault::at(("answers", &told.question), told.what, detail)
}

fn need_word(need: Need) -> &'static str {
    match need {
        Need::Reason => "reason",
        Need::Ground => "ground",
        Need::Items => "items",
        Need::Files => "files",
    }
}
