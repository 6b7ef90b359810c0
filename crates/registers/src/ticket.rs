//! Correction tickets: somebody says that a register is wrong, its steward answers in time.
//!
//! What the person says is right stays here and nowhere else: the entry of the ledger has the
//! register, the field, the rule and the due date. A ticket corrects nothing by itself; the steward
//! corrects the record at the source, or rejects, and answers.
//!
//! Until when, the pack says: for each rule, and for the register. While a ticket of a rule that
//! `stops_sharing`, or of an officer or another register on such a field, is open, the record is
//! not shared ([`crate::Registers::tickets_that_stop`]). Somebody's claim about themself stops nothing: nobody can
//! hide a record by complaining about it.

mod answering;
mod opening;
mod readers;
mod words;

use std::fmt;

use access::Permit;
use base::text::clean_lines;
use base::{Id, Instant};
use ledger::{Touch, Unseen};

use crate::check::{FieldProblem, Problem};

pub use readers::{READERS_MAX, Reader, Readers};
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
    /// The rule that opened it.
    pub rule: Option<String>,
    /// Who opened it.
    pub opened_by: OpenedBy,
    /// Who waits for the answer: a record of the register of people, or an account.
    pub opener: Option<Id>,
    /// Whether the record is not shared while it is open.
    pub stops_sharing: bool,
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
    /// What is right, at most [`SAID_CHARS_MAX`] characters. A rule says its id: what it wants is a
    /// text of the pack.
    pub said: &'a str,
    /// The rule that opens it; there is one if, and only if, it is opened by one.
    pub rule: Option<&'a str>,
    /// Who opens it.
    pub opened_by: OpenedBy,
    /// Whose inbox hears of the answer, if somebody opens it who has one.
    pub opener: Option<Id>,
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
    /// Whether the steward should have answered by now.
    pub fn is_late(&self, now: Instant) -> bool {
        self.status == Status::Open && self.due_at < now
    }

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
