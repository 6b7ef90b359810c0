//! A register page by page, whole: what goes into a file.

use ::store::Store;
use base::Id;

use crate::error::RegisterError;
use crate::lower::Registers;
use crate::record::Record;
use crate::store::{self, Condition};
use crate::time::{AsOf, state};
use crate::wanted::Wanted;

/// Records in memory at once: enough that asking for the next page costs nothing beside reading it.
pub const EXPORT_PAGE: usize = 2_000;

impl Registers {
    /// The next records of a register behind one, in the order of their ids, at most
    /// [`EXPORT_PAGE`]; and the id to go on behind, if there are more. As of a day and a moment, the
    /// states that held then. Only those that are wanted; so a page may have fewer records, or none,
    /// and yet not be the last.
    ///
    /// For rules: a person gets nothing of it before the act that says so is committed.
    ///
    /// # Errors
    /// When there is no such register, or the database fails.
    pub async fn export_page(
        &self,
        db: &Store,
        register: &str,
        (after, at): (Option<Id>, Option<AsOf>),
        wanted: Option<&Wanted>,
    ) -> Result<(Vec<Record>, Option<Id>), RegisterError> {
        let declared = self.get(register)?;
        let is_wanted = |record: &Record| wanted.is_none_or(|wanted| wanted.holds(record));
        let Some(at) = at else {
            let conditions: Vec<Condition> = wanted.map(Wanted::condition).into_iter().collect();
            let mut page = store::list(db, declared, &conditions, (after, EXPORT_PAGE)).await?;
            let last = page.last().map(|record| record.id);
            let is_full = page.len() == EXPORT_PAGE;
            page.retain(is_wanted);
            return Ok((page, last.filter(|_| is_full)));
        };
        // Who is in the history alone was there once.
        let ids = store::ids_ever(db, declared, (after, EXPORT_PAGE)).await?;
        let Some(last) = ids.last().copied() else {
            return Ok((Vec::new(), None));
        };
        let between = (after, last);
        let mut now = store::between(db, declared, between)
            .await?
            .into_iter()
            .peekable();
        let former = store::history_between(db, declared, between).await?;
        let mut former = former.into_iter().peekable();
        let mut states = Vec::with_capacity(ids.len());
        let is_full = ids.len() == EXPORT_PAGE;
        for id in ids {
            let now = now.next_if(|record| record.id == id);
            let mut versions = Vec::new();
            while let Some(version) = former.next_if(|former| former.record.id == id) {
                versions.push(version);
            }
            states.extend(state(&versions, now.as_ref(), at).filter(is_wanted));
        }
        Ok((states, Some(last).filter(|_| is_full)))
    }
}
