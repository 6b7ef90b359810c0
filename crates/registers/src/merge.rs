//! Two records of one subject: one is kept, and the other leads to it.
//!
//! Nothing is thrown away: the duplicate goes into the history as it was, its keys stay taken, and
//! its id and keys find the record that was kept. So a merge that was wrong can be undone. Records
//! that refer to the duplicate are not rewritten; reading what they refer to gives the kept one.

use ::store::{Change, Store};
use access::{Action, Permit};
use base::{Id, Instant};
use ledger::Act;

use crate::check::{FieldProblem, Problem};
use crate::error::RegisterError;
use crate::lower::{Declared, Registers};
use crate::record::{Former, Record};
use crate::rows::{Replaced, Stamp, history_row};
use crate::store::{self, Condition};
use crate::write::{covered, explained, refuse, with_ground};

/// Merges of merges are followed so far: more is a circle, which the writing of merges prevents.
const STEPS_MAX: usize = 8;

/// A duplicate to be merged into the record that is kept.
#[derive(Clone, Debug)]
pub struct Merge<'a> {
    /// The record that is kept, as it was read.
    pub kept: &'a Record,
    /// The other one, as it was read.
    pub duplicate: &'a Record,
    /// Why both are of one subject, in words (at most [`crate::SAID_CHARS_MAX`] characters).
    pub why: String,
}

/// That a record was merged into another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Merged {
    /// The duplicate.
    pub record: Id,
    /// The record that was kept.
    pub kept: Id,
    /// When.
    pub at: Instant,
    /// The ledger entry of the act.
    pub act: Id,
    pub(crate) version: i64,
}

impl Registers {
    /// Adds the merge of a duplicate to an act, which relies on the kept record as it was read. The
    /// fact `change` says `merged`.
    ///
    /// # Errors
    /// [`RegisterError::Permit`] unless it is for correcting all fields of this register,
    /// [`RegisterError::Fields`] when the two are one record or of two registers, or nothing says
    /// why.
    pub fn merge(
        &self,
        permit: &Permit,
        merge: &Merge<'_>,
        act: Act,
    ) -> Result<Act, RegisterError> {
        let Merge {
            kept, duplicate, ..
        } = merge;
        let declared = &duplicate.declared;
        covered(permit, Action::Correct, declared, &declared.field_ids())?;
        let mut problems = Vec::new();
        let why = explained(&merge.why, &mut problems);
        if kept.id == duplicate.id || kept.register() != duplicate.register() {
            problems.push(other_record());
        }
        refuse(declared, problems)?;
        let merged = Merged {
            record: duplicate.id,
            kept: kept.id,
            at: act.at(),
            act: act.id(),
            version: 1,
        };
        let replaced = Replaced {
            by: act.id(),
            at: act.at(),
            wrong: Some((why.as_str(), None)),
            held_until: None,
        };
        let all = declared.field_ids();
        let mut touched = kept.touches(&all);
        touched.extend(duplicate.touches(&all));
        let history = declared.history.clone();
        let changes = [
            kept.relied_on(),
            declared
                .table
                .delete(duplicate.version, vec![duplicate.id.into()]),
            Change::Insert {
                table: history,
                row: history_row(duplicate, replaced),
            },
            store::put_merged(declared.id(), &merged),
        ];
        let act = with_ground(act, permit).touch_all(touched).changes(changes);
        Ok(act.fact("register", declared.id()).fact("change", "merged"))
    }

    /// Adds the undoing of a merge to an act: the duplicate is a record of its own again, as it was
    /// before. The fact `change` says `unmerged`.
    ///
    /// # Errors
    /// [`RegisterError::Permit`] unless it is for correcting all fields of this register,
    /// [`RegisterError::Fields`] when `last` is not the state in which it was merged.
    pub fn unmerge(
        &self,
        permit: &Permit,
        (merged, last): (&Merged, &Former),
        act: Act,
    ) -> Result<Act, RegisterError> {
        let declared = &last.record.declared;
        covered(permit, Action::Correct, declared, &declared.field_ids())?;
        if last.record.id != merged.record || last.replaced_by != merged.act {
            refuse(declared, vec![other_record()])?;
        }
        let stamp = Stamp {
            id: merged.record,
            at: act.at(),
            law: &act.entry().law.clone(),
            act: act.id(),
            version: last.record.version + 1,
            valid_from: last.record.valid_from,
            valid_to: last.record.valid_to,
            source_row: None,
        };
        let changes = [
            store::take_merged(declared.id(), merged),
            Change::Insert {
                table: declared.table.clone(),
                row: self.row(declared, &stamp, &last.record.values),
            },
        ];
        let touched = last.record.touches(&declared.field_ids());
        let act = with_ground(act, permit).touch_all(touched).changes(changes);
        Ok(act
            .fact("register", declared.id())
            .fact("change", "unmerged"))
    }

    /// Into which record one was merged, if it was; of a merge of merges the first step.
    ///
    /// # Errors
    /// When there is no such register, or the database fails.
    pub async fn merged(
        &self,
        db: &Store,
        register: &str,
        record: Id,
    ) -> Result<Option<Merged>, RegisterError> {
        Ok(store::merged(db, self.get(register)?.id(), record).await?)
    }

    /// The records that were merged into one, by their ids.
    ///
    /// # Errors
    /// When there is no such register, or the database fails.
    pub async fn merged_into(
        &self,
        db: &Store,
        register: &str,
        kept: Id,
    ) -> Result<Vec<Id>, RegisterError> {
        Ok(store::merged_into(db, self.get(register)?.id(), kept).await?)
    }

    /// The record that stands for one that was merged.
    pub(crate) async fn stands_for(
        &self,
        db: &Store,
        declared: &Declared,
        record: Id,
    ) -> Result<Option<Id>, RegisterError> {
        let mut at = None;
        for _ in 0..STEPS_MAX {
            match store::merged(db, declared.id(), at.unwrap_or(record)).await? {
                Some(merged) => at = Some(merged.kept),
                None => break,
            }
        }
        Ok(at)
    }

    /// What is found by the id or the keys of a record that was merged: what else is asked of the
    /// record is asked of the one that was kept.
    pub(crate) async fn find_merged(
        &self,
        db: &Store,
        declared: &std::sync::Arc<Declared>,
        conditions: Vec<Condition>,
    ) -> Result<Vec<Record>, RegisterError> {
        let mut kept = None;
        let mut others = Vec::with_capacity(conditions.len());
        for condition in conditions {
            match store::taken_by(db, &condition).await? {
                Some(record) => match self.stands_for(db, declared, record).await? {
                    Some(found) => kept = Some(found),
                    None => return Ok(Vec::new()),
                },
                None => others.push(condition),
            }
        }
        let Some(kept) = kept else {
            return Ok(Vec::new());
        };
        others.push(Condition::id(kept));
        Ok(store::find(db, declared, &others).await?)
    }
}

fn other_record() -> FieldProblem {
    FieldProblem {
        field: "record".to_owned(),
        problem: Problem::Kind {
            expected: "another record of the same register",
        },
    }
}
