//! In which registers somebody is: whose page shows that all of a register was read.

use std::sync::Arc;

use ::store::Store;
use base::{Id, Instant};

use crate::error::RegisterError;
use crate::lower::{Declared, Registers};
use crate::store;
use crate::value::Value;

/// Of so many records about somebody in one register it is looked up since when they are there; a
/// person has fewer.
const RECORDS_MAX: usize = 8;

impl Registers {
    /// The registers with records about somebody, and since when there is one in each. A field by
    /// which nobody searches is not looked at.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn registers_about(
        &self,
        db: &Store,
        subject: Id,
    ) -> Result<Vec<(String, Instant)>, RegisterError> {
        let mut about = Vec::new();
        for declared in self.all() {
            let mut since: Option<Instant> = None;
            for record in self.records_about(db, declared, subject).await? {
                let (former, now) = self.versions(db, declared.id(), record).await?;
                let first = former.last().map(|former| former.record.recorded_at);
                let first = first.or(now.map(|now| now.recorded_at));
                since = match (since, first) {
                    (Some(one), Some(other)) => Some(one.min(other)),
                    (one, other) => one.or(other),
                };
            }
            about.extend(since.map(|since| (declared.id().to_owned(), since)));
        }
        Ok(about)
    }

    async fn records_about(
        &self,
        db: &Store,
        declared: &Arc<Declared>,
        subject: Id,
    ) -> Result<Vec<Id>, RegisterError> {
        let mut records = Vec::new();
        for about in &declared.register.about {
            if about == "self" {
                records.push(subject);
                continue;
            }
            let searched = |at: &usize| {
                let field = &declared.register.fields[*at];
                field.search || field.key
            };
            let Some(at) = declared.position(about).filter(searched) else {
                continue;
            };
            let conditions = self.conditions(declared, at, &Value::Record(subject));
            let found = store::find(db, declared, &conditions).await?;
            records.extend(found.iter().map(|record| record.id));
        }
        records.sort_unstable();
        records.dedup();
        records.truncate(RECORDS_MAX);
        Ok(records)
    }
}
