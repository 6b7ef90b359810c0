//! What officers do in their office.

use super::made::Made;
use super::person::evidence_touches;
use super::*;
use crate::grant::to_follow_up;

/// Evidence as an officer sees it.
#[derive(Clone, Debug, PartialEq)]
pub struct Seen {
    /// What was found, with only the fields that the procedure shows and a rule opens.
    pub evidence: Evidence,
}

/// A case as its office sees it.
#[derive(Clone, Debug)]
pub struct OfficeView {
    /// The case.
    pub case: Case,
    /// The root's number, by which the family of cases is known.
    pub root_number: String,
    /// Whether it is a root whose leg stopped, to be followed up.
    pub follow_up: bool,
    /// What was answered.
    pub answers: Answers,
    /// Evidence already fetched.
    pub evidence: Vec<Seen>,
    /// Records that other legs have made.
    pub made: Vec<Made>,
    /// Consents, and whether they were given.
    pub consents: Vec<Consent>,
    /// The history.
    pub steps: Vec<Step>,
    /// The sibling cases: leg, procedure, stage, how they ended.
    pub siblings: Vec<Case>,
    /// What may be done now: action, and whether its condition holds.
    pub actions: Vec<(String, bool)>,
    /// Results given.
    pub results: Vec<Given>,
    /// Files sent with the application and for the case.
    pub files: Vec<files::Kept>,
}

impl Room {
    /// The office's cases that wait for the asker's role, those due first. Nothing of it is
    /// personal.
    pub async fn queue(
        &self,
        ctx: &Ctx,
        after: Option<(Instant, Id)>,
        limit: i64,
    ) -> Result<Vec<QueueRow>, CaseError> {
        let Actor::Officer { post, .. } = &ctx.actor else {
            return Err(CaseError::NotFound);
        };
        let after = after.unwrap_or((Instant(i64::MIN), Id([0; 16])));
        let db = self.ledger.store();
        Ok(store::queue_of(db, &post.office, &post.role, after, limit).await?)
    }

    /// A case as its office sees it; the evidence with it is one look, on the page of everybody it
    /// is about. The asker's circumstances are made from the case's procedure, which is what an
    /// officer looks for; nothing else is read before they are known.
    pub async fn desk_case(
        &self,
        circumstances: impl FnOnce(&str) -> Ctx,
        case: Id,
    ) -> Result<OfficeView, CaseError> {
        let found = store::on_desk(self.ledger.store(), case).await?;
        let (dossier, happened) = found.ok_or(CaseError::NotFound)?;
        let ctx = &circumstances(&dossier.case.procedure);
        let leave = permit(&self.policy, ctx, &dossier.case, (Doing::Look, false));
        let leave = self.recorded(ctx, leave).await?;
        let under = self.under(&dossier.case.law);
        let seen = self.seen(ctx, &under, &dossier);
        let mut touches = vec![case_touch(&dossier.case, &["*"])];
        touches.extend(
            seen.iter()
                .flat_map(|seen| evidence_touches(&seen.evidence)),
        );
        let (made, touched) = self.made(ctx, &under, &dossier);
        touches.extend(touched);
        let sent = self.sent(&leave, &dossier).await?;
        let role = ctx.actor.role();
        let actions = open_actions(ctx, &under, &dossier, role)?;
        let waits = dossier.case.queued.as_ref().is_some_and(|q| q.role == role);
        let follow_up = to_follow_up(&dossier.case, under.procedure(&dossier.case)?) && waits;
        let root_number = dossier.root().number.clone();
        let Dossier {
            case,
            mut family,
            application,
            consents,
            ..
        } = dossier;
        family.retain(|other| other.id != case.id);
        let view = OfficeView {
            case,
            root_number,
            follow_up,
            answers: application.answers,
            evidence: seen,
            made,
            consents,
            steps: happened.steps,
            siblings: family,
            actions: actions
                .into_iter()
                .map(|(action, ready)| (action.id.clone(), ready))
                .collect(),
            results: happened.results,
            files: Vec::new(),
        };
        let view = Unseen::new(&leave, view, touches).with(sent);
        Ok(self
            .ledger
            .look(ctx, view.map(|(view, files)| OfficeView { files, ..view }))
            .await?)
    }

    /// The evidence that the procedure shows its officers, with the fields a rule opens to them.
    fn seen(&self, ctx: &Ctx, under: &Under<'_>, dossier: &Dossier) -> Vec<Seen> {
        let Ok(procedure) = under.procedure(&dossier.case) else {
            return Vec::new();
        };
        let seen = procedure.shows.iter().filter_map(|shown| {
            let found = dossier
                .evidence
                .iter()
                .find(|found| found.id == shown.evidence)?;
            let on = format!("register:{}", found.register);
            let opens = |fields: &[&str]| {
                let ask = Ask {
                    action: Doing::Look,
                    on: &on,
                    fields,
                    relation: Relation::Office,
                };
                under.policy.permit(ctx, &ask).is_ok()
            };
            // Mostly one rule opens them all.
            let all: Vec<&str> = shown.fields.iter().map(String::as_str).collect();
            let all_open = opens(&all);
            let known = shown.fields.iter();
            let known = known.filter(|field| all_open || opens(&[field.as_str()]));
            let values = known
                .filter_map(|field| found.values.get_key_value(field))
                .map(|(field, value)| (field.clone(), value.clone()))
                .collect();
            let evidence = Evidence {
                values,
                id: found.id.clone(),
                register: found.register.clone(),
                subjects: found.subjects.clone(),
                ..*found
            };
            Some(Seen { evidence })
        });
        seen.collect()
    }
}
