//! Forgetting somebody: the salts of entries go, and with them what would show that a leaf is about
//! them; so do their ids in the entries. Leaves, tree and proofs stay as they are.

use std::collections::{BTreeMap, BTreeSet};

use ::store::StoreError;
use base::Id;

use crate::act::Touch;
use crate::{Act, Ledger, store};

impl Ledger {
    /// Adds to the act that erases records of a register that their subjects are forgotten: of the
    /// entries that touched the records the salts go, and so do these touches, in the entries and on
    /// the pages of the subjects. Of a subject who is one of the records themself, all touches go so,
    /// whatever they touched of them. Touches of others in the same entries stay on their pages; that
    /// the leaf says so can be proven to nobody any more. The act itself touches the subjects no longer,
    /// and the fact `salts` says how many salts went. An entry that comes meanwhile stays: whoever commits
    /// asks again until nothing is left.
    ///
    /// # Errors
    /// When the database fails. The act loses at commit if somebody else was forgotten meanwhile.
    pub async fn forget(
        &self,
        mut act: Act,
        (register, records): (&str, &[Id]),
        subjects: &[Id],
    ) -> Result<Act, StoreError> {
        // Before the entries: who is forgotten after this makes the act lose.
        let was = store::forgetting(&self.store).await?;
        let mut entries = BTreeMap::new();
        for &subject in subjects {
            let touching = store::touching(&self.store, subject).await?;
            entries.extend(touching.into_iter().map(|it| (it.entry, it)));
        }
        let goes = |touch: &Touch| {
            let is_it = touch.register == register && records.contains(&touch.record);
            let themself = |id| records.contains(&id) && subjects.contains(&id);
            let about = is_it && subjects.contains(&touch.subject);
            about || themself(touch.subject) || themself(touch.record)
        };
        let (mut count, mut changes) = (0, Vec::new());
        for touching in entries.into_values() {
            let of = touching.touches.iter().cloned();
            let (gone, left): (Vec<Touch>, Vec<Touch>) = of.partition(goes);
            if gone.is_empty() {
                continue;
            }
            if touching.has_salt {
                count += 1;
                changes.push(store::take_salt(touching.entry));
            }
            // Each on whose page it stood, unless it stands there for something else too.
            let pages: BTreeSet<Id> = gone.iter().map(|touch| touch.subject).collect();
            for subject in pages {
                if left.iter().all(|touch| touch.subject != subject) {
                    changes.push(store::take_touch((subject, touching.entry)));
                }
            }
            changes.extend(touching.with_touches(&left));
        }
        act.entry
            .touches
            .retain(|touch| !subjects.contains(&touch.subject));
        act.changes.extend(changes);
        act.changes.push(store::put_forgetting(was));
        Ok(act.fact("salts", count))
    }
}
