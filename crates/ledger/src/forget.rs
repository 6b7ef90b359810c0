//! Forgetting somebody: the salts of entries go, and with them what would show that a leaf is about
//! them. Leaves, tree and proofs stay as they are.

use std::collections::BTreeSet;

use ::store::StoreError;
use base::Id;

use crate::{Act, Ledger, store};

impl Ledger {
    /// Adds to the act that erases a record that its subjects are forgotten: the salts of the
    /// entries that touched the record go, and these entries leave the pages of the subjects. Of a
    /// subject who is the record themself, all entries that touched them go so. The act itself
    /// touches them no longer, and the fact `salts` says how many salts went. An entry that comes
    /// meanwhile stays: whoever commits asks again until nothing is left.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn forget(
        &self,
        mut act: Act,
        (register, record): (&str, Id),
        subjects: &[Id],
    ) -> Result<Act, StoreError> {
        let mut salts = BTreeSet::new();
        let mut pages = BTreeSet::new();
        for &subject in subjects {
            let of = store::touched(&self.store, subject).await?;
            for (entry, has_salt, touches) in of {
                let is_it = |(of, id): &(String, Id)| of == register && *id == record;
                if subject == record || touches.iter().any(is_it) {
                    pages.insert((subject, entry));
                    salts.extend(has_salt.then_some(entry));
                }
            }
        }
        act.entry
            .touches
            .retain(|touch| !subjects.contains(&touch.subject));
        let count = i64::try_from(salts.len()).unwrap_or(i64::MAX);
        let gone = salts.into_iter().map(store::take_salt);
        let gone = gone.chain(pages.into_iter().map(store::take_touch));
        act.changes.extend(gone);
        Ok(act.fact("salts", count))
    }
}
