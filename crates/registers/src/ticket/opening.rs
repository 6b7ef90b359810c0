//! Opening a ticket.

use base::limit::{Limit, due};
use ledger::Act;

use super::{NewTicket, OpenedBy, Status, Ticket, TicketText, said};
use crate::check::{FieldProblem, Problem};
use crate::error::RegisterError;
use crate::lower::{Declared, Registers};
use crate::store;

impl Registers {
    /// Adds a new ticket to an act: its row, the touch of whom it is about, and the facts
    /// `register`, `field`, `rule`, `by`, `steward` and `due`. It needs no permit of its own, because
    /// it changes no record and shows none: whoever may see a value may dispute it. The act takes the
    /// register's ground if it has none. Due after as many working days of the pack's calendar as
    /// its rule gives, or the register. While one of the same record and rule is open, the act loses
    /// at commit ([`Registers::open_tickets_of_rule`] tells beforehand).
    ///
    /// # Errors
    /// [`RegisterError::Fields`] when the field or the rule is not declared, a rule names no record,
    /// or the text cannot be accepted.
    pub fn open_ticket(&self, new: NewTicket<'_>, act: Act) -> Result<Act, RegisterError> {
        let declared = self.get(new.register)?;
        let text = accepted(declared, &new)?;
        let rule = new.rule.and_then(|rule| declared.register.rule(rule));
        let limit = Limit::WorkingDays(declared.register.correction_days_of(rule));
        let ticket = Ticket {
            id: new.id,
            register: new.register.to_owned(),
            steward: declared.register.steward.clone(),
            record: new.record,
            subject: new.subject,
            field: new.field.map(str::to_owned),
            rule: new.rule.map(str::to_owned),
            opened_by: new.opened_by,
            opener: new.opener,
            stops_sharing: stops_sharing(declared, &new),
            case: new.case,
            status: Status::Open,
            opened_at: act.at(),
            due_at: due(&self.calendar, act.at(), limit, None),
            answered_at: None,
            act: act.id(),
            version: 0,
            text,
        };
        let act = if act.entry().ground.is_empty() {
            act.on_ground(&declared.register.ground)
        } else {
            act
        };
        let act = match new.rule {
            Some(rule) => act.fact("rule", rule),
            None => act,
        };
        Ok(act
            .changes(store::put_ticket(&ticket))
            .touch_all(ticket.touch().into_iter().collect())
            .fact("register", new.register)
            .fact("field", new.field.unwrap_or("*"))
            .fact("by", new.opened_by.word())
            .fact("steward", ticket.steward.as_str())
            .fact("due", ticket.due_at))
    }
}

/// The text of a new ticket, if all of it is as declared.
fn accepted(declared: &Declared, new: &NewTicket<'_>) -> Result<TicketText, RegisterError> {
    let mut problems = Vec::new();
    let mut wrong = |field: &str, problem| {
        problems.push(FieldProblem {
            field: field.to_owned(),
            problem,
        });
    };
    if let Some(field) = new.field.filter(|field| declared.position(field).is_none()) {
        wrong(field, Problem::Unknown { nearest: None });
    }
    match new.rule {
        Some(rule) if declared.register.rule(rule).is_none() => {
            wrong("rule", Problem::Unknown { nearest: None });
        }
        Some(_) if new.record.is_none() => wrong("record", Problem::Missing),
        None if new.opened_by == OpenedBy::Rule => wrong("rule", Problem::Missing),
        Some(_) | None => {}
    }
    let said = said("said", new.said, &mut problems);
    if problems.is_empty() {
        return Ok(TicketText { said, answer: None });
    }
    Err(RegisterError::Fields {
        register: declared.id().to_owned(),
        problems,
    })
}

/// Whether a record is not shared while this is open.
fn stops_sharing(declared: &Declared, new: &NewTicket<'_>) -> bool {
    let register = &declared.register;
    let by = match new.opened_by {
        OpenedBy::Rule => new
            .rule
            .and_then(|rule| register.rule(rule))
            .is_some_and(|rule| rule.stops_sharing),
        OpenedBy::Officer | OpenedBy::Register => new
            .field
            .and_then(|field| register.field(field))
            .is_some_and(|field| field.stops_sharing),
        OpenedBy::Person | OpenedBy::Case => false,
    };
    by && new.record.is_some()
}
