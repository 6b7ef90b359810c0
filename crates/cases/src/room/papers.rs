//! Files that officers see: those sent with the application, and those sent for the case.

use files::{FilesError, Kept, Loaded};

use super::*;

impl Room {
    /// The purpose for which a case's office looks at it: its procedure. Nothing else is read, so
    /// that a door can say what it asks for before it asks.
    ///
    /// # Errors
    /// [`CaseError::NotFound`], or when the database fails.
    pub async fn purpose_of(&self, case: Id) -> Result<String, CaseError> {
        let found = store::procedure_of(self.ledger.store(), case).await?;
        found.ok_or(CaseError::NotFound)
    }

    /// A file of a case with its bytes; one look, on the page of whoever sent it.
    ///
    /// # Errors
    /// [`CaseError::NotFound`] when the file is not one of this case's, [`CaseError::Refused`], or
    /// when the database fails.
    pub async fn desk_file(&self, ctx: &Ctx, case: Id, file: Id) -> Result<Loaded, CaseError> {
        let dossier = self.dossier(case).await?;
        let leave = permit(&self.policy, ctx, &dossier.case, (Doing::Look, false));
        let leave = self.recorded(ctx, leave).await?;
        let sent = self.sent(&leave, &dossier).await?;
        if !sent.rules_only().iter().any(|kept| kept.id == file) {
            return Err(CaseError::NotFound);
        }
        let found = files::find(self.ledger.store(), &leave, file)
            .await
            .map_err(unreadable)?;
        Ok(self
            .ledger
            .look(ctx, found.ok_or(CaseError::NotFound)?)
            .await?)
    }

    /// The files sent for a case and for its root, and those that the application's answers name.
    /// An answer is typed by the applicant, so it opens only what is about them.
    pub(super) async fn sent(
        &self,
        leave: &Permit,
        dossier: &Dossier,
    ) -> Result<Unseen<Vec<Kept>>, CaseError> {
        let db = self.ledger.store();
        let case = &dossier.case;
        let mut sent = files::of_case(db, leave, (case.id, case.root))
            .await
            .map_err(unreadable)?;
        for id in self.answered_papers(dossier) {
            if sent.rules_only().iter().any(|kept| kept.id == id) {
                continue;
            }
            let found = files::kept(db, leave, id).await.map_err(unreadable)?;
            let theirs = found.filter(|kept| kept.rules_only().place.owner == case.applicant);
            if let Some(kept) = theirs {
                sent = sent.with(kept).map(|(mut sent, kept)| {
                    sent.push(kept);
                    sent
                });
            }
        }
        Ok(sent)
    }

    /// The files that answers to demands for papers name.
    fn answered_papers(&self, dossier: &Dossier) -> Vec<Id> {
        let under = self.under(&dossier.case.law);
        let Ok(root) = under.procedure(dossier.root()) else {
            return Vec::new();
        };
        let papers = root
            .evidence
            .iter()
            .filter_map(|evidence| evidence.paper.as_ref());
        papers
            .filter_map(|paper| dossier.application.answers.get(&paper.id)?.parse().ok())
            .collect()
    }
}

/// A file that cannot be read is a failure of the database, whatever it says.
pub(super) fn unreadable(error: FilesError) -> CaseError {
    CaseError::Store(match error {
        FilesError::Store(error) => error,
        FilesError::Damaged { .. } => StoreError::Shape {
            at: 0,
            expected: "the bytes of a file as they were received",
        },
    })
}
