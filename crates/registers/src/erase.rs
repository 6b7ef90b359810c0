//! The end of keeping: how long a record is kept, and erasing it on a legal ground.

use ::store::{Change, Store};
use access::{Action, Permit};
use base::Id;
use jiff::ToSpan;
use jiff::civil::Date;
use ledger::Act;
use pack::Retention;

use crate::error::RegisterError;
use crate::list::{Page, page};
use crate::lower::{Declared, Registers};
use crate::record::{Former, Record};
use crate::rows::{Stamp, erased_row};
use crate::store::{self, Condition};
use crate::ticket::Ticket;
use crate::write::{covered, with_ground};

/// An erasure under way.
#[derive(Debug)]
pub struct Erasure {
    /// The act, with the changes that erase the values.
    pub act: Act,
    /// Whom any of its versions was about. Where the ground demands that nobody finds them any more,
    /// `Ledger::forget` adds to the act that the ledger forgets them too.
    pub subjects: Vec<Id>,
}

impl Declared {
    /// The last day on which a record is kept: so long after its end as is declared. `None` for one
    /// that has not ended, or is kept for ever.
    pub fn keep_until(&self, record: &Record) -> Option<Date> {
        match self.register.retention? {
            Retention::Permanent => None,
            Retention::Months(months) => {
                let end = record.valid_to?;
                Some(end.saturating_add(i64::from(months).months()))
            }
        }
    }
}

impl Registers {
    /// Adds the erasure of a record to an act: all its values in all versions, its keys, and what
    /// tickets say about it. The history keeps that it was there and on which ground it was erased.
    /// `former` is the whole history ([`Registers::history`]); a version that came since makes the
    /// act lose. `tickets` are those on the record ([`Registers::tickets_on`]). The fact `change`
    /// says `erased`.
    ///
    /// # Errors
    /// [`RegisterError::Permit`] unless it is for erasing all fields of this register; the permit's
    /// ground is the ground of the erasure.
    pub fn erase(
        &self,
        permit: &Permit,
        (record, former): (&Record, &[Former]),
        tickets: &[Ticket],
        act: Act,
    ) -> Result<Erasure, RegisterError> {
        let declared = &record.declared;
        let all: Vec<&str> = declared
            .register
            .fields
            .iter()
            .map(|field| field.id.as_str())
            .collect();
        covered(permit, Action::Erase, declared, &all)?;
        let act = with_ground(act, permit);
        let ground = act.entry().ground.clone();
        let stamp = Stamp {
            id: record.id,
            at: act.at(),
            law: &act.entry().law.clone(),
            act: act.id(),
            version: record.version + 1,
            valid_from: self.calendar.date_of(act.at()),
            valid_to: None,
            source_row: None,
        };
        let mut changes = vec![
            declared
                .table
                .delete(record.version, vec![record.id.into()]),
        ];
        changes.extend(
            self.keyed(declared)
                .move_to(record.id, &record.values, None),
        );
        for former in former.iter().filter(|former| former.record.id == record.id) {
            let key = vec![record.id.into(), former.record.version.into()];
            changes.push(declared.history.delete(0, key));
        }
        changes.push(Change::Insert {
            table: declared.history.clone(),
            row: erased_row(declared, &stamp, &ground),
        });
        let on_it =
            |ticket: &&Ticket| ticket.record == Some(record.id) && ticket.register == declared.id();
        changes.extend(tickets.iter().filter(on_it).flat_map(store::take_ticket));
        let mut subjects = record.subjects();
        let earlier = former.iter().flat_map(|former| former.record.subjects());
        for subject in earlier {
            if !subjects.contains(&subject) {
                subjects.push(subject);
            }
        }
        let act = act.touch_all(record.touches(&all)).changes(changes);
        Ok(Erasure {
            act: act.fact("register", declared.id()).fact("change", "erased"),
            subjects,
        })
    }

    /// Records that need not be kept any longer, in the order of their ids: those whose end lies
    /// further back than the register's retention. None where nothing is declared, or `permanent`.
    ///
    /// # Errors
    /// When there is no such register, or the database fails.
    pub async fn past_retention(
        &self,
        db: &Store,
        register: &str,
        today: Date,
        after: Option<Id>,
    ) -> Result<Page, RegisterError> {
        let declared = self.get(register)?;
        let Some(Retention::Months(months)) = declared.register.retention else {
            return Ok(Page::default());
        };
        let ended_before = today.saturating_sub(i64::from(months).months());
        let condition = Condition::Before("valid_to".to_owned(), ended_before.to_string().into());
        let records = store::list(db, declared, &[condition], page(after)).await?;
        Ok(Page::of(records))
    }
}
