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
use crate::value::Value;
use crate::write::{covered, with_ground};

/// A record with everything of its register that is erased with it.
#[derive(Debug)]
pub struct WholeRecord {
    pub(crate) record: Record,
    /// Its former versions, and all versions of the records that were merged into it.
    pub(crate) former: Vec<Former>,
    pub(crate) tickets: Vec<Ticket>,
    /// It, then those that were merged into it.
    pub(crate) records: Vec<Id>,
    /// Keys, merges and lists of faulty records, as they go.
    changes: Vec<Change>,
}

/// An erasure under way.
#[derive(Debug)]
pub struct Erasure {
    /// The act, with the changes that erase the values.
    pub act: Act,
    /// The record, and those that were merged into it.
    pub records: Vec<Id>,
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
    /// A record as it stands, with what is erased with it. Nothing if there is none of this id, also of
    /// one that was merged.
    ///
    /// # Errors
    /// When there is no such register, or the database fails.
    pub async fn whole(
        &self,
        db: &Store,
        register: &str,
        id: Id,
    ) -> Result<Option<WholeRecord>, RegisterError> {
        let (mut former, Some(record)) = self.versions(db, register, id).await? else {
            return Ok(None);
        };
        let declared = record.declared.clone();
        let mut changes = self
            .keys_of(db, (&declared, record.id), &record.values)
            .await?;
        let mut tickets = store::tickets_on(db, (register, record.id), i64::MAX).await?;
        // Merges of merges too; a circle is left at its beginning.
        let mut records = vec![record.id];
        let mut at = 0;
        while let Some(&kept) = records.get(at) {
            at += 1;
            for duplicate in store::merged_into(db, register, kept).await? {
                if records.contains(&duplicate) {
                    continue;
                }
                records.push(duplicate);
                let merged = store::merged(db, register, duplicate).await?;
                changes.extend(merged.map(|merged| store::take_merged(register, &merged)));
                let versions = store::history(db, &declared, duplicate).await?;
                if let Some(last) = versions.first() {
                    let of = (&*declared, duplicate);
                    changes.extend(self.keys_of(db, of, &last.record.values).await?);
                }
                former.extend(versions);
                tickets.extend(store::tickets_on(db, (register, duplicate), i64::MAX).await?);
            }
        }
        changes.extend(store::lists_without(db, register, &records).await?);
        Ok(Some(WholeRecord {
            record,
            former,
            tickets,
            records,
            changes,
        }))
    }

    /// That the keys of a record go, as far as it has them: one that is still being filled in has not.
    async fn keys_of(
        &self,
        db: &Store,
        (declared, record): (&Declared, Id),
        values: &[Option<Value>],
    ) -> Result<Vec<Change>, RegisterError> {
        let mut changes = Vec::new();
        for (table, key) in self.keyed(declared).all(values) {
            if store::key_of(db, &table, &key).await? == Some(record) {
                changes.push(table.delete(0, key));
            }
        }
        Ok(changes)
    }

    /// Adds the erasure of a record to an act: all its values in all versions, its keys, what tickets
    /// say about it, and the same of the records that were merged into it. The history keeps that
    /// they were there and on which ground they were erased. A version that came since
    /// [`Registers::whole`] makes the act lose. The fact `change` says `erased`.
    ///
    /// # Errors
    /// [`RegisterError::Permit`] unless it is for erasing all fields of this register; the
    /// permit's ground is the ground of the erasure.
    pub fn erase(
        &self,
        permit: &Permit,
        all: &WholeRecord,
        act: Act,
    ) -> Result<Erasure, RegisterError> {
        let (record, declared) = (&all.record, &all.record.declared);
        let fields = declared.field_ids();
        covered(permit, Action::Erase, declared, &fields)?;
        let act = with_ground(act, permit);
        let mut changes = vec![
            declared
                .table
                .delete(record.version, vec![record.id.into()]),
        ];
        changes.extend(all.changes.iter().cloned());
        let mut lasts = vec![(record.id, record.version)];
        let mut subjects = record.subjects();
        for Former { record: former, .. } in &all.former {
            let key = vec![former.id.into(), former.version.into()];
            changes.push(declared.history.delete(0, key));
            if lasts.iter().all(|(id, _)| *id != former.id) {
                lasts.push((former.id, former.version));
            }
            let earlier = former.subjects();
            subjects.extend(
                earlier
                    .into_iter()
                    .filter(|id| !subjects.contains(id))
                    .collect::<Vec<_>>(),
            );
        }
        for &(id, version) in &lasts {
            changes.push(self.trace(declared, (id, version + 1), &act));
        }
        changes.extend(all.tickets.iter().flat_map(store::take_ticket));
        let act = act.touch_all(record.touches(&fields)).changes(changes);
        Ok(Erasure {
            act: act.fact("register", declared.id()).fact("change", "erased"),
            records: all.records.clone(),
            subjects,
        })
    }

    /// What is left of a record: that it was there, when it went and on which ground.
    fn trace(&self, declared: &Declared, (id, version): (Id, i64), act: &Act) -> Change {
        let entry = act.entry();
        let stamp = Stamp {
            id,
            at: act.at(),
            law: &entry.law,
            act: act.id(),
            version,
            valid_from: self.calendar.date_of(act.at()),
            valid_to: None,
            source_row: None,
        };
        Change::Insert {
            table: declared.history.clone(),
            row: erased_row(declared, &stamp, &entry.ground),
        }
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
