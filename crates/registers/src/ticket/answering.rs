//! Answering tickets, and finding them.

use ::store::{Store, StoreError};
use access::{Action, Permit};
use base::{Id, Instant};
use ledger::Act;

use super::{Answer, Status, Ticket, said};
use crate::error::RegisterError;
use crate::lower::Registers;
use crate::read::FOUND_MAX;
use crate::store;
use crate::write::{covered, with_ground};

impl Registers {
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
        answered(ticket, (status, text), with_ground(act, permit))
    }

    /// Adds to an act that the record keeps again the rule that opened a ticket, so that nobody has
    /// to answer: the ticket ends as corrected. The measuring of the register finds that, with the
    /// record in its hands. The act takes the register's ground if it has none.
    ///
    /// # Errors
    /// [`RegisterError::Answered`], [`RegisterError::Permit`] for a ticket that no rule opened: its
    /// answer is the steward's.
    pub fn settle_ticket(&self, ticket: &Ticket, act: Act) -> Result<Act, RegisterError> {
        let declared = self.get(&ticket.register)?;
        let Some(rule) = &ticket.rule else {
            return Err(RegisterError::Permit {
                register: ticket.register.clone(),
            });
        };
        if ticket.status != Status::Open {
            return Err(RegisterError::Answered);
        }
        let act = if act.entry().ground.is_empty() {
            act.on_ground(&declared.register.ground)
        } else {
            act
        };
        answered(ticket, (Status::Corrected, rule), act)
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

    /// The tickets about a record, latest first, at most [`crate::FOUND_MAX`].
    ///
    /// # Errors
    /// When the database fails.
    pub async fn tickets_on(
        &self,
        db: &Store,
        register: &str,
        record: Id,
    ) -> Result<Vec<Ticket>, StoreError> {
        store::tickets_on(db, (register, record), FOUND_MAX).await
    }

    /// Which records have an open ticket of a rule, and which: in the order of the records, from
    /// behind one of them on, at most [`crate::FOUND_MAX`]. Whoever measures the rule opens no
    /// second one for these, and settles those whose record keeps the rule now.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn open_tickets_of_rule(
        &self,
        db: &Store,
        (register, rule): (&str, &str),
        after: Option<Id>,
    ) -> Result<Vec<(Id, Id)>, StoreError> {
        store::open_of_rule(db, (register, rule), after).await
    }

    /// The open tickets for which a record is not shared, the first opened first: none, and
    /// nothing is asked, where the register declares nothing that stops sharing.
    ///
    /// # Errors
    /// When there is no such register, or the database fails.
    pub async fn tickets_that_stop(
        &self,
        db: &Store,
        register: &str,
        record: Id,
    ) -> Result<Vec<Ticket>, RegisterError> {
        if !self.get(register)?.register.stops_sharing() {
            return Ok(Vec::new());
        }
        Ok(store::stopping(db, register, record).await?)
    }

    /// Which of these records are not shared, and until when their steward has to answer: as
    /// [`Registers::tickets_that_stop`], for a list of at most [`crate::FOUND_MAX`].
    ///
    /// # Errors
    /// When there is no such register, or the database fails.
    pub async fn not_shared(
        &self,
        db: &Store,
        register: &str,
        records: &[Id],
    ) -> Result<Vec<(Id, Instant)>, RegisterError> {
        if records.is_empty() || !self.get(register)?.register.stops_sharing() {
            return Ok(Vec::new());
        }
        Ok(store::stopped(db, register, records).await?)
    }

    /// How many tickets should have been answered by now, for each steward that has any.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn tickets_late(
        &self,
        db: &Store,
        now: Instant,
    ) -> Result<Vec<(String, i64)>, StoreError> {
        store::late(db, now).await
    }
}

/// A ticket with its answer, as part of an act.
fn answered(
    ticket: &Ticket,
    (status, text): (Status, &str),
    act: Act,
) -> Result<Act, RegisterError> {
    let mut problems = Vec::new();
    let text = said("answer", text, &mut problems);
    if !problems.is_empty() {
        return Err(RegisterError::Fields {
            register: ticket.register.clone(),
            problems,
        });
    }
    let mut answered = ticket.clone();
    answered.status = status;
    answered.answered_at = Some(act.at());
    answered.act = act.id();
    answered.text.answer = Some(text);
    Ok(act
        .changes(store::put_ticket(&answered))
        .touch_all(answered.touch().into_iter().collect())
        .fact("ticket", status.word()))
}
