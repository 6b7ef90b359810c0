//! Filling in the keys of records that were there before their fields became keys, or names to be
//! searched; and emptying the tables of keys that are none any more.
//!
//! What is to be filled is written down in the act that puts the law in force, and struck off when
//! it is done: a program that is killed in between goes on at its next start. Meanwhile records are
//! written with all their keys, and those not reached yet are not found by the new ones.

use std::collections::HashSet;
use std::sync::Arc;

use ::store::{Change, Store, WriteError, WriteSet};
use ledger::RETRIES_MAX;

use super::looking::is_new;
use crate::error::RegisterError;
use crate::keys::KEY_TABLES;
use crate::lower::{Declared, Registers};
use crate::record::Record;
use crate::rows::Stamp;
use crate::store::{self, Filling};

/// Records whose keys are written in one commit.
const ROWS: usize = 500;

impl Registers {
    /// The changes that say what has to be filled under these declarations, for the act that puts
    /// them in force ([`crate::activate`]).
    ///
    /// # Errors
    /// When the database fails.
    pub async fn fillings(
        &self,
        db: &Store,
        former: &[Registers],
    ) -> Result<Vec<Change>, RegisterError> {
        if let Some(last) = former.last() {
            // What is a key again after it was none for a while begins with an empty table.
            last.empty_dropped(db).await?;
        }
        let mut changes = Vec::new();
        for new in self.all() {
            let old = former.iter().rev().find_map(|law| law.get(new.id()).ok());
            let Some(old) = old else { continue };
            let keys = new.keys.iter().any(|key| is_new(key, new, former));
            let names = has_new_names(new, old);
            if keys || names {
                let there = store::filling(db, new.id()).await?;
                changes.push(store::put_filling(new.id(), names, there.as_ref()));
            }
        }
        Ok(changes)
    }

    /// Fills what is to be filled, from where it stopped. Gives how many records were gone through.
    /// Keys only repeat what rows say, so there is no entry. The tables of keys that are none any more
    /// are emptied first.
    ///
    /// # Errors
    /// When the database fails; what was filled stays.
    pub async fn fill(&self, db: &Store) -> Result<u64, RegisterError> {
        self.empty_dropped(db).await?;
        let mut filled = 0;
        while let Some(rows) = self.fill_page(db).await? {
            filled += rows;
        }
        Ok(filled)
    }

    /// Empties the tables of keys that these declarations do not have: nobody keeps them up to date, and
    /// what is erased would stay there. The catalogue of the database says which there are, so a program
    /// that is killed here goes on at its next start.
    async fn empty_dropped(&self, db: &Store) -> Result<(), RegisterError> {
        let declared = self.all().iter().flat_map(|declared| &declared.keys);
        let declared: HashSet<&str> = declared.map(|key| key.table.name()).collect();
        for table in db.reported(KEY_TABLES).await? {
            while !declared.contains(table.name()) {
                let keys = store::some_keys(db, &table, ROWS).await?;
                if keys.is_empty() {
                    break;
                }
                let gone = keys.into_iter().map(|key| table.delete(0, key));
                match db.commit(WriteSet::from(gone.collect::<Vec<_>>())).await {
                    // Somebody else empties it too.
                    Ok(_) | Err(WriteError::Lost { .. }) => {}
                    Err(error) => return Err(error.into()),
                }
            }
        }
        Ok(())
    }

    /// Fills the next records, at most 500, and gives how many; `None` when nothing is left.
    ///
    /// # Errors
    /// As [`Registers::fill`].
    pub async fn fill_page(&self, db: &Store) -> Result<Option<u64>, RegisterError> {
        for _ in 0..RETRIES_MAX {
            let Some(filling) = store::next_filling(db).await? else {
                return Ok(None);
            };
            let (set, rows) = self.page(db, &filling).await?;
            match db.commit(set).await {
                Ok(_) => return Ok(Some(rows)),
                // Somebody changed one of these records, or fills too.
                Err(WriteError::Lost { .. }) => {}
                Err(error) => return Err(error.into()),
            }
        }
        Err(WriteError::Lost {
            table: "registers_filling".to_owned(),
        }
        .into())
    }

    /// The keys of the next records, and where that leaves the filling.
    async fn page(&self, db: &Store, filling: &Filling) -> Result<(WriteSet, u64), RegisterError> {
        let mut set = WriteSet::new();
        // A register that is not declared any more is found by nothing.
        let Ok(declared) = self.get(&filling.register) else {
            set.add(store::end_filling(filling));
            return Ok((set, 0));
        };
        let records = store::list(db, declared, &[], (filling.after, ROWS)).await?;
        let keyed = self.keyed(declared);
        for record in &records {
            for change in keyed.claim(record.id, &record.values, true) {
                set.add(change);
            }
            if filling.names {
                set.add(self.again(declared, record));
            }
        }
        set.add(match records.last() {
            Some(last) if records.len() == ROWS => store::move_filling(filling, last.id),
            Some(_) | None => store::end_filling(filling),
        });
        Ok((set, u64::try_from(records.len()).unwrap_or(u64::MAX)))
    }

    /// The same version of a record again, with the hidden columns by which its names are found.
    fn again(&self, declared: &Arc<Declared>, record: &Record) -> Change {
        let stamp = Stamp {
            id: record.id,
            at: record.recorded_at,
            law: &record.law,
            act: record.act,
            version: record.version,
            valid_from: record.valid_from,
            valid_to: record.valid_to,
            source_row: record.source_row,
        };
        Change::Update {
            table: declared.table.clone(),
            was: record.version,
            row: self.row(declared, &stamp, &record.values),
        }
    }
}

/// Whether a name is searched that was not, or a field has become a name.
fn has_new_names(new: &Declared, old: &Declared) -> bool {
    let keys = |declared: &Declared, field: &str| {
        let place = declared.position(field).map(|at| &declared.places[at]);
        let (compared, plain) = place.map_or((None, None), |place| (place.compared, place.plain));
        (compared.is_some(), plain.is_some())
    };
    let fields = &new.register.fields;
    fields.iter().any(|field| {
        let (is, was) = (keys(new, &field.id), keys(old, &field.id));
        (is.0 && !was.0) || (is.1 && !was.1)
    })
}
