//! Rules open correction tickets: for records that break one of level error, or one that says how
//! soon it is to be corrected.

use access::Ctx;
use base::Id;
use ledger::{Act, Kind, Ledger};
use pack::{Level, RegisterRule};
use store::WriteError;

use crate::error::RegisterError;
use crate::lower::Registers;
use crate::measured::NewMeasurement;
use crate::read::FOUND_MAX;
use crate::ticket::{NewTicket, OpenedBy};

/// Tickets that a run opens at most: what a steward's office can take up in a day. The next run opens
/// the next ones.
pub const TICKETS_PER_RUN_MAX: usize = 100;

impl Registers {
    /// Opens tickets for records that a run found failing, each as an act of its own, at most
    /// [`TICKETS_PER_RUN_MAX`]. None for a record and a rule that have had one since the record was
    /// last written: a steward who answered that it is right is not asked again. Gives how many were
    /// opened.
    ///
    /// # Errors
    /// When the database fails; tickets opened before that are there.
    pub async fn open_rule_tickets(
        &self,
        ledger: &Ledger,
        new: &NewMeasurement,
        ctx: &Ctx,
    ) -> Result<usize, RegisterError> {
        let register = &new.measurement.register;
        let declared = self.get(register)?;
        let mut opened = 0;
        for (id, records) in &new.faults {
            // A rule of several fields is measured as one for each: `ID:FIELD`.
            let (id, field) = match id.split_once(':') {
                Some((id, field)) => (id, Some(field)),
                None => (id.as_str(), None),
            };
            let rule = declared
                .register
                .rule(id)
                .filter(|rule| wants_tickets(rule));
            let Some(rule) = rule else { continue };
            let field = field.or(rule.test.fields().first().copied());
            for record in records {
                if opened >= TICKETS_PER_RUN_MAX {
                    return Ok(opened);
                }
                let opens = self.open_one(ledger, (register, *record), (rule, field), ctx);
                opened += usize::from(opens.await?);
            }
        }
        Ok(opened)
    }

    async fn open_one(
        &self,
        ledger: &Ledger,
        (register, record): (&str, Id),
        (rule, field): (&RegisterRule, Option<&str>),
        ctx: &Ctx,
    ) -> Result<bool, RegisterError> {
        let db = ledger.store();
        // It may have gone since it was measured.
        let Some(found) = self.load(db, register, record).await? else {
            return Ok(false);
        };
        let had = crate::store::tickets_on(db, (register, record), FOUND_MAX).await?;
        let of_rule = |id: &Option<String>| id.as_deref() == Some(&rule.id);
        if had
            .iter()
            .any(|ticket| of_rule(&ticket.rule) && ticket.opened_at >= found.recorded_at)
        {
            return Ok(false);
        }
        let ticket = NewTicket {
            id: ctx.id(),
            register,
            record: Some(record),
            subject: found.subjects().first().copied(),
            field,
            said: &rule.id,
            rule: Some(&rule.id),
            opened_by: OpenedBy::Rule,
            opener: None,
            case: None,
        };
        let act = self.open_ticket(ticket, Act::new(ctx, Kind::TicketOpened))?;
        match ledger.commit(act).await {
            Ok(_) => Ok(true),
            // Somebody opened one in this moment.
            Err(WriteError::Lost { .. }) => Ok(false),
            Err(error) => Err(error.into()),
        }
    }
}

/// Whether a broken rule is somebody's work: the record is wrong, or the law says how soon it is to
/// be corrected.
fn wants_tickets(rule: &RegisterRule) -> bool {
    rule.level == Level::Error || rule.correction_days.is_some()
}
