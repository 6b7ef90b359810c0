//! Correction tickets: somebody says that a register is wrong, its steward answers in time.
//!
//! What the person says is right stays here and nowhere else: the entry of the ledger has the
//! register, the field and the due date. A ticket corrects nothing by itself; the steward corrects
//! the record at the source, or rejects, and answers.

mod words;

use std::fmt;

use ::store::{Store, StoreError};
use access::{Action, Permit};
use base::limit::{Limit, due};
use base::text::clean_lines;
use base::{Id, Instant};
use ledger::{Act, Touch, Unseen};

use crate::check::{FieldProblem, Problem};
use crate::error::RegisterError;
use crate::lower::Registers;
use crate::store;
use crate::write::{covered, with_ground};

pub use words::{OpenedBy, Status};

/// Characters of what somebody says, and of an answer: a page.
pub const SAID_CHARS_MAX: usize = 2_000;

/// A correction ticket. Its texts are personal and come through [`Ticket::unseen`].
#[derive(Clone, Debug)]
pub struct Ticket {
    /// Its id.
    pub id: Id,
    /// The register said to be wrong.
    pub register: String,
    /// The agency that answers for the register.
    pub steward: String,
    /// The record, unless one is missing.
    pub record: Option<Id>,
    /// Whom it is about.
    pub subject: Option<Id>,
    /// The field, unless it is the record as a whole.
    pub field: Option<String>,
    /// Who opened it.
    pub opened_by: OpenedBy,
    /// The case it came up in.
    pub case: Option<Id>,
    /// Where it stands.
    pub status: Status,
    /// When it was opened.
    pub opened_at: Instant,
    /// Until when the steward has to answer.
    pub due_at: Instant,
    /// When the steward answered.
    pub answered_at: Option<Instant>,
    /// The ledger entry of the act that brought it where it stands.
    pub act: Id,
    pub(crate) version: i64,
    pub(crate) text: TicketText,
}

/// The texts of a ticket.
#[derive(Clone, PartialEq, Eq)]
pub struct TicketText {
    /// What is right, in the words of whoever opened it.
    pub said: String,
    /// What the steward answered.
    pub answer: Option<String>,
}

impl fmt::Debug for TicketText {
    /// Not the texts: they are somebody's.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("TicketText")
    }
}

/// A ticket to be opened.
#[derive(Clone, Debug)]
pub struct NewTicket<'a> {
    /// Its id.
    pub id: Id,
    /// The register said to be wrong.
    pub register: &'a str,
    /// The record, unless one is missing.
    pub record: Option<Id>,
    /// Whom it is about.
    pub subject: Option<Id>,
    /// The field, unless it is the record as a whole.
    pub field: Option<&'a str>,
    /// What is right, at most [`SAID_CHARS_MAX`] characters.
    pub said: &'a str,
    /// Who opens it.
    pub opened_by: OpenedBy,
    /// The case it came up in.
    pub case: Option<Id>,
}

/// A steward's answer.
#[derive(Clone, Debug)]
pub enum Answer {
    /// The record is right now (in the same act, or since an earlier one).
    Corrected(String),
    /// The record stays, for this reason.
    Rejected(String),
}

impl Ticket {
    /// Its texts, and the look that goes with them.
    pub fn unseen(&self, permit: &Permit) -> Unseen<TicketText> {
        Unseen::new(
            permit,
            self.text.clone(),
            self.touch().into_iter().collect(),
        )
    }

    fn touch(&self) -> Option<Touch> {
        let subject = self.subject?;
        Some(Touch {
            register: self.register.clone(),
            record: self.record.unwrap_or(self.id),
            subject,
            fields: self.field.iter().cloned().collect(),
        })
    }
}

impl Registers {
    /// Adds a new ticket to an act: its row, the touch of whom it is about, and the facts
    /// `register`, `field`, `steward` and `due`. It needs no permit of its own, because it changes
    /// no record and shows none: whoever may see a value may dispute it. The act takes the
    /// register's ground if it has none. Due after the register's `correction_days` working days.
    ///
    /// # Errors
    /// [`RegisterError::Fields`] when the field is not declared or the text cannot be accepted.
    pub fn open_ticket(&self, new: NewTicket<'_>, act: Act) -> Result<Act, RegisterError> {
        let declared = self.get(new.register)?;
        let mut problems = Vec::new();
        if let Some(field) = new.field.filter(|field| declared.position(field).is_none()) {
            problems.push(FieldProblem {
                field: field.to_owned(),
                problem: Problem::Unknown { nearest: None },
            });
        }
        let said = said("said", new.said, &mut problems);
        if !problems.is_empty() {
            return Err(RegisterError::Fields {
                register: declared.id().to_owned(),
                problems,
            });
        }
        let limit = Limit::WorkingDays(declared.register.correction_days);
        let ticket = Ticket {
            id: new.id,
            register: new.register.to_owned(),
            steward: declared.register.steward.clone(),
            record: new.record,
            subject: new.subject,
            field: new.field.map(str::to_owned),
            opened_by: new.opened_by,
            case: new.case,
            status: Status::Open,
            opened_at: act.at(),
            due_at: due(&self.calendar, act.at(), limit, None),
            answered_at: None,
            act: act.id(),
            version: 0,
            text: TicketText { said, answer: None },
        };
        let act = if act.entry().ground.is_empty() {
            act.on_ground(&declared.register.ground)
        } else {
            act
        };
        Ok(act
            .change(store::put_ticket(&ticket))
            .touch_all(ticket.touch().into_iter().collect())
            .fact("register", new.register)
            .fact("field", new.field.unwrap_or("*"))
            .fact("steward", ticket.steward.as_str())
            .fact("due", ticket.due_at))
    }

    /// Adds a steward's answer to an act; with [`Registers::correct`] on the same act, register
    /// and answer change together.
    ///
    /// # Errors
    /// [`RegisterError::Permit`] unless it is for correcting in this register,
    /// [`RegisterError::Answered`], [`RegisterError::Fields`] when the text cannot be accepted.
    pub fn answer_ticket(
        &self,
        permit: &Permit,
        ticket: &Ticket,
        answer: &Answer,
        act: Act,
    ) -> Result<Act, RegisterError> {
        let declared = self.get(&ticket.register)?;
        covered(permit, Action::Correct, declared, &[])?;
        if ticket.status != Status::Open {
            return Err(RegisterError::Answered);
        }
        let (status, text) = match answer {
            Answer::Corrected(text) => (Status::Corrected, text),
            Answer::Rejected(text) => (Status::Rejected, text),
        };
        let mut problems = Vec::new();
        let text = said("answer", text, &mut problems);
        if !problems.is_empty() {
            return Err(RegisterError::Fields {
                register: declared.id().to_owned(),
                problems,
            });
        }
        let mut answered = ticket.clone();
        answered.status = status;
        answered.answered_at = Some(act.at());
        answered.act = act.id();
        answered.text.answer = Some(text);
        Ok(with_ground(act, permit)
            .change(store::put_ticket(&answered))
            .touch_all(answered.touch().into_iter().collect())
            .fact("ticket", status.word()))
    }

    /// One ticket.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn ticket(
        &self,
        db: &Store,
        register: &str,
        id: Id,
    ) -> Result<Option<Ticket>, StoreError> {
        store::ticket(db, register, id).await
    }

    /// The tickets of a steward in a status, the first due first, at most
    /// [`crate::FOUND_MAX`].
    ///
    /// # Errors
    /// When the database fails.
    pub async fn tickets_of(
        &self,
        db: &Store,
        steward: &str,
        status: Status,
    ) -> Result<Vec<Ticket>, StoreError> {
        store::tickets_of(db, steward, status).await
    }

    /// The tickets about somebody, latest first, at most [`crate::FOUND_MAX`].
    ///
    /// # Errors
    /// When the database fails.
    pub async fn tickets_about(&self, db: &Store, subject: Id) -> Result<Vec<Ticket>, StoreError> {
        store::tickets_about(db, subject).await
    }

    /// The tickets that came up in a case.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn tickets_from(&self, db: &Store, case: Id) -> Result<Vec<Ticket>, StoreError> {
        store::tickets_from(db, case).await
    }
}

fn said(field: &str, text: &str, problems: &mut Vec<FieldProblem>) -> String {
    let problem = match clean_lines(text, SAID_CHARS_MAX) {
        Ok(text) if !text.is_empty() => return text,
        Ok(_) => Problem::Missing,
        Err(problem) => Problem::Text(problem),
    };
    problems.push(FieldProblem {
        field: field.to_owned(),
        problem,
    });
    String::new()
}
