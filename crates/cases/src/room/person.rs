//! What people do with their own cases.

use super::drafted::{Drafted, drafted};
use super::*;
use crate::letters;
use crate::step::may_withdraw;

/// Something a person's page offers unasked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Offer {
    /// The life event.
    pub event: String,
    /// The case, if it was filed already.
    pub filed: Option<Id>,
}

/// A person's own page.
#[derive(Clone, Debug)]
pub struct Home {
    /// What is offered before they ask.
    pub offers: Vec<Offer>,
    /// Their cases.
    pub cases: Vec<Case>,
    /// What they hold.
    pub results: Vec<Given>,
    /// What they are asked to agree to.
    pub consents: Vec<Consent>,
}

/// A case as its parties see it.
#[derive(Clone, Debug)]
pub struct CaseView {
    /// The root.
    pub root: Case,
    /// Its legs, in the order of their opening.
    pub legs: Vec<Case>,
    /// The legs that will open once others are granted; their dates follow from those.
    pub ahead: Vec<Planned>,
    /// The history of all of them, in order of time.
    pub steps: Vec<Step>,
    /// What was answered.
    pub answers: Answers,
    /// What was read instead of asked, with only the fields that the pack shows.
    pub evidence: Vec<Evidence>,
    /// What was given.
    pub results: Vec<Given>,
    /// What others were asked to agree to.
    pub consents: Vec<Consent>,
    /// What will be written if the applicant agrees to what waits for that.
    pub drafts: Vec<Drafted>,
    /// What the applicant may do now: case and action.
    pub actions: Vec<(Id, String)>,
    /// Whether it may be taken back.
    pub may_withdraw: bool,
}

impl Room {
    /// Leave for a person to act for themself.
    pub(crate) async fn own(&self, ctx: &Ctx, doing: Doing, on: &str) -> Result<Permit, CaseError> {
        let ask = Ask {
            action: doing,
            on,
            fields: &[],
            relation: Relation::Own,
        };
        let permit = self.policy.permit(ctx, &ask).map_err(CaseError::Refused);
        self.recorded(ctx, permit).await
    }

    /// A person's own page.
    pub async fn home(&self, ctx: &Ctx) -> Result<Home, CaseError> {
        let Some(person) = ctx.actor.subject() else {
            return Ok(Home {
                offers: Vec::new(),
                cases: Vec::new(),
                results: Vec::new(),
                consents: Vec::new(),
            });
        };
        let db = self.ledger.store();
        let mut offers = Vec::new();
        for event in &self.law.pack.events {
            let Some(offer) = &event.offer else { continue };
            let Ok(prepared) = self.prepare(ctx, &event.id, Some(&Answers::new())).await else {
                continue;
            };
            let found = prepared.evidence.iter().any(|evidence| {
                &evidence.id == offer && evidence.finding == crate::model::Finding::Found
            });
            if found {
                offers.push(Offer {
                    event: event.id.clone(),
                    filed: prepared.filed,
                });
            }
        }
        Ok(Home {
            offers,
            cases: store::of_person(db, person, 50).await?,
            results: store::results_of_person(db, person).await?,
            consents: store::consents_of(db, person).await?,
        })
    }

    /// A case as its parties see it.
    pub async fn case(&self, ctx: &Ctx, root: Id) -> Result<CaseView, CaseError> {
        let found = store::on_page(self.ledger.store(), root).await?;
        let (dossier, happened) = found.ok_or(CaseError::NotFound)?;
        if dossier.case.leg.is_some() {
            return Err(CaseError::NotFound);
        }
        let party = self.party(ctx, root).await?;
        let leave = permit(&self.policy, ctx, &dossier.case, (Doing::Look, party));
        let leave = self.recorded(ctx, leave).await?;
        let under = self.under(&dossier.case.law);
        let (mut steps, results) = (happened.steps, happened.results);
        let (mut actions, mut drafts) = (Vec::new(), Vec::new());
        for case in &dossier.family {
            let one = Dossier {
                case: case.clone(),
                ..dossier.clone()
            };
            let open = open_actions(ctx, &under, &one, "applicant")?;
            let open: Vec<_> = open.into_iter().map(|(action, _)| action).collect();
            drafts.extend(drafted(ctx, &under, (&one, &open))?);
            actions.extend(open.iter().map(|action| (case.id, action.id.clone())));
        }
        // What officers note among themselves is theirs; what they decide is the applicant's.
        steps.retain(|step| step.what != "noted");
        steps.sort_by_key(|step| step.at);
        let may_withdraw = may_withdraw(&under, &dossier);
        let ahead = ahead(ctx, &under, &dossier)?;
        let evidence = seen_by_parties(&under, &dossier)?;
        let mut touches = vec![case_touch(&dossier.case, &["*"])];
        touches.extend(evidence.iter().flat_map(evidence_touches));
        let view = CaseView {
            root: dossier.root().clone(),
            legs: dossier
                .family
                .iter()
                .filter(|case| case.leg.is_some())
                .cloned()
                .collect(),
            ahead,
            steps,
            answers: dossier.application.answers,
            evidence,
            results,
            consents: dossier.consents,
            drafts,
            actions,
            may_withdraw,
        };
        Ok(self
            .ledger
            .look(ctx, Unseen::new(&leave, view, touches))
            .await?)
    }

    /// A result as its holder sees it.
    pub async fn result(&self, ctx: &Ctx, id: Id) -> Result<Given, CaseError> {
        let db = self.ledger.store();
        let given = store::result(db, id).await?.ok_or(CaseError::NotFound)?;
        let case = store::case(db, given.case)
            .await?
            .ok_or(CaseError::NotFound)?;
        let holds = match ctx.actor.subject() {
            Some(person) => store::holds(db, person, id).await?,
            None => false,
        };
        let leave = permit(&self.policy, ctx, &case, (Doing::Look, holds));
        let leave = self.recorded(ctx, leave).await?;
        let touch = case_touch(&case, &["result"]);
        Ok(self
            .ledger
            .look(ctx, Unseen::new(&leave, given, vec![touch]))
            .await?)
    }

    /// A person answers what they were asked to agree to.
    pub async fn consent(
        &self,
        ctx: &Ctx,
        root: Id,
        consent: &str,
        yes: bool,
    ) -> Result<(), CaseError> {
        let person = ctx.actor.subject().ok_or(CaseError::NotFound)?;
        let db = self.ledger.store();
        for _ in 0..RETRIES_MAX {
            let all = store::consents(db, root).await?;
            let mut asked = all
                .into_iter()
                .find(|asked| asked.id == consent && asked.person == person)
                .ok_or(CaseError::NotFound)?;
            if asked.answer.is_some() {
                return Err(CaseError::NotNow {
                    action: "consent".to_owned(),
                });
            }
            let case = store::case(db, root).await?.ok_or(CaseError::NotFound)?;
            if store::family(db, root)
                .await?
                .iter()
                .all(|case| case.ended.is_some())
            {
                return Err(CaseError::NotNow {
                    action: "consent".to_owned(),
                });
            }
            asked.answer = Some((ctx.now, yes));
            let step = crate::step::line(ctx, &case, "consent", None);
            let grounds = self
                .under(&case.law)
                .procedure(&case)
                .map(|p| &p.grounds[..]);
            let ground = grounds
                .ok()
                .and_then(<[String]>::first)
                .map_or("", String::as_str);
            let act = Act::new(ctx, Kind::ConsentAnswered)
                .on_ground(ground)
                .fact("case", root.to_string().as_str())
                .fact("answer", if yes { "yes" } else { "no" })
                .touch(case_touch(&case, &["consent"]))
                .touch(Touch {
                    subject: person,
                    ..case_touch(&case, &["consent"])
                })
                .change(store::update_consent(&asked))
                .change(store::insert_step(ctx.id(), &step))
                .changes(letters::consent_answered(ctx, &case, &asked, yes));
            match self.ledger.commit(act).await {
                Ok(_) => return Ok(()),
                Err(WriteError::Lost { .. }) => {}
                Err(WriteError::Store(error)) => return Err(error.into()),
            }
        }
        Err(CaseError::Busy)
    }
}

/// The legs of a case that are not open yet and still can be: none whose way a leg has ended
/// otherwise than granted.
fn ahead(ctx: &Ctx, under: &Under<'_>, dossier: &Dossier) -> Result<Vec<Planned>, CaseError> {
    let root = under.procedure(dossier.root())?;
    if dossier.root().ended.is_some() {
        return Ok(Vec::new());
    }
    let facts = under.facts(ctx, dossier)?;
    let filing = Filing {
        law: under.law,
        registers: under.registers,
        directory: under.directory,
        root,
        facts: &facts,
        evidence: &dossier.evidence,
    };
    let opened = |leg: &str| {
        dossier
            .family
            .iter()
            .find(|case| case.leg.as_deref() == Some(leg))
    };
    let barred = |leg: &str| {
        let ended = opened(leg).and_then(|case| case.ended);
        ended.is_some_and(|(_, how)| how != pack::model::Outcome::Granted)
    };
    // An office that cannot be told yet is no reason not to show the case.
    let mut plan = filing.plan(dossier.root().opened_at).unwrap_or_default();
    plan.retain(|planned| {
        let leg = root
            .legs
            .iter()
            .find(|leg| Some(&leg.id) == planned.leg.as_ref());
        leg.is_some_and(|leg| opened(&leg.id).is_none() && !leg.after.iter().any(|id| barred(id)))
    });
    Ok(plan)
}

/// What was read for a case, with only the fields that the pack shows to its parties.
fn seen_by_parties(under: &Under<'_>, dossier: &Dossier) -> Result<Vec<Evidence>, CaseError> {
    let root = under.procedure(dossier.root())?;
    let shown = |id: &str| root.evidence.iter().find(|declared| declared.id == id);
    let mut seen = dossier.evidence.clone();
    for found in &mut seen {
        let declared = shown(&found.id).map_or(&[][..], |declared| &declared.shown);
        found.values.retain(|field, _| declared.contains(field));
    }
    Ok(seen)
}

/// The touches of a look at evidence; none if nothing of it is shown.
pub(super) fn evidence_touches(evidence: &Evidence) -> Vec<Touch> {
    let (Some(record), false) = (evidence.record, evidence.values.is_empty()) else {
        return Vec::new();
    };
    let touch = |subject: &Id| Touch {
        register: evidence.register.clone(),
        record,
        subject: *subject,
        fields: evidence.values.keys().cloned().collect(),
    };
    evidence.subjects.iter().map(touch).collect()
}
