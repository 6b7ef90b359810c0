//! Lists of records, a page at a time. The next page is asked for by the last record of this one,
//! so it costs the same however far in it lies; nobody counts all of them.

use ::store::Store;
use base::Id;

use crate::error::RegisterError;
use crate::lower::Registers;
use crate::read::FOUND_MAX;
use crate::record::Record;
use crate::store;
use crate::value::Value;

/// A page of a list.
#[derive(Debug, Default)]
pub struct Page {
    /// At most [`FOUND_MAX`] records, in the order of their ids.
    pub records: Vec<Record>,
    /// The record behind which the next page begins, if there is one.
    pub next: Option<Id>,
}

impl Page {
    /// Of one record more than a page has.
    pub(crate) fn of(mut records: Vec<Record>) -> Page {
        let is_more = records.len() > page_len();
        records.truncate(page_len());
        let last = records.last().map(|record| record.id);
        Page {
            next: last.filter(|_| is_more),
            records,
        }
    }
}

/// Where a page begins, and how many records to read for it.
pub(crate) fn page(after: Option<Id>) -> (Option<Id>, usize) {
    (after, page_len() + 1)
}

fn page_len() -> usize {
    usize::try_from(FOUND_MAX).unwrap_or(0)
}

impl Registers {
    /// The records of a register whose fields have these values, in the order of their ids, behind
    /// one of them. Without conditions, all of them; a field named must be `key` or `search`.
    ///
    /// # Errors
    /// [`RegisterError::NotSearchable`], when there is no such register, or the database fails.
    pub async fn list(
        &self,
        db: &Store,
        register: &str,
        conditions: &[(&str, Value)],
        after: Option<Id>,
    ) -> Result<Page, RegisterError> {
        let declared = self.get(register)?;
        let Some(lowered) = self.lowered(declared, conditions)? else {
            return Ok(Page::default());
        };
        if !conditions.is_empty() && !lowered.is_found_by {
            return Err(RegisterError::NotSearchable {
                register: register.to_owned(),
            });
        }
        let records = store::list(db, declared, &lowered.conditions, page(after)).await?;
        Ok(Page::of(records))
    }
}
