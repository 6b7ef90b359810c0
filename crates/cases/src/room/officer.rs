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

/// A case that an office has opened and nobody has looked at yet.
#[derive(Debug)]
pub struct Opened {
    /// Who looks, and what for.
    pub ctx: Ctx,
    /// The account of the officer who has claimed it.
    pub holder: Option<Id>,
    /// What there is to see.
    pub view: Unseen<OfficeView>,
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
    /// is about.
    pub async fn desk_case(
        &self,
        circumstances: impl FnOnce(&str) -> Ctx,
        case: Id,
    ) -> Result<OfficeView, CaseError> {
        let Opened { ctx, view, .. } = self.opened(circumstances, case).await?;
        Ok(self.ledger.look(&ctx, view).await?)
    }

    /// The same before the look: whoever shapes it as it will be shown (`Unseen::map`) before it
    /// is committed keeps less in memory meanwhile. The asker's circumstances are made from the
    /// case's procedure, which is what an officer looks for; nothing else is read before they are
    /// known.
    pub async fn opened(
        &self,
        circumstances: impl FnOnce(&str) -> Ctx,
        case: Id,
    ) -> Result<Opened, CaseError> {
        let found = store::on_desk(self.ledger.store(), case).await?;
        let (dossier, happened) = found.ok_or(CaseError::NotFound)?;
        let ctx = circumstances(&dossier.case.procedure);
        let leave = permit(&self.policy, &ctx, &dossier.case, (Doing::Look, false));
        let leave = self.recorded(&ctx, leave).await?;
        let under = self.under(&dossier.case.law);
        let mut touches = vec![case_touch(&dossier.case, &["*"])];
        let (made, touched) = self.made(&ctx, &under, &dossier);
        touches.extend(touched);
        let sent = self.sent(&leave, &dossier).await?;
        let role = ctx.actor.role();
        let actions = open_actions(&ctx, &under, &dossier, role)?;
        let actions = actions
            .into_iter()
            .map(|(action, ready)| (action.id.clone(), ready))
            .collect();
        let waits = dossier.case.queued.as_ref().is_some_and(|q| q.role == role);
        let procedure = under.procedure(&dossier.case)?;
        let follow_up = to_follow_up(&dossier.case, procedure) && waits;
        let root_number = dossier.root().number.clone();
        let Dossier {
            case,
            mut family,
            application,
            consents,
            evidence,
        } = dossier;
        let evidence = seen(&ctx, under.policy, (procedure, evidence));
        touches.extend(
            evidence
                .iter()
                .flat_map(|seen| evidence_touches(&seen.evidence)),
        );
        family.retain(|other| other.id != case.id);
        let holder = case.holder;
        let view = OfficeView {
            case,
            root_number,
            follow_up,
            answers: application.answers,
            evidence,
            made,
            consents,
            steps: happened.steps,
            siblings: family,
            actions,
            results: happened.results,
            files: Vec::new(),
        };
        let view = Unseen::new(&leave, view, touches).with(sent);
        let view = view.map(|(view, files)| OfficeView { files, ..view });
        Ok(Opened { ctx, holder, view })
    }
}

/// The evidence that the procedure shows its officers, with the fields a rule opens to them.
fn seen(
    ctx: &Ctx,
    policy: &Policy,
    (procedure, mut found): (&Procedure, Vec<Evidence>),
) -> Vec<Seen> {
    let seen = procedure.shows.iter().filter_map(|shown| {
        let at = found.iter().position(|found| found.id == shown.evidence)?;
        let mut evidence = found.swap_remove(at);
        let on = format!("register:{}", evidence.register);
        let opens = |fields: &[&str]| {
            let ask = Ask {
                action: Doing::Look,
                on: &on,
                fields,
                relation: Relation::Office,
            };
            policy.permit(ctx, &ask).is_ok()
        };
        // Mostly one rule opens them all.
        let all: Vec<&str> = shown.fields.iter().map(String::as_str).collect();
        let all_open = opens(&all);
        evidence
            .values
            .retain(|field, _| all.contains(&field.as_str()) && (all_open || opens(&[field])));
        Some(Seen { evidence })
    });
    seen.collect()
}
