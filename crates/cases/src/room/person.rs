//! What people do with their own cases.

use super::drafted::{Drafted, drafted};
use super::*;
use crate::letters;
use crate::step::may_withdraw;

/// Everything that a form's pages are made of.
#[derive(Debug)]
pub struct Prepared<'a> {
    /// The life event.
    pub event: &'a Event,
    /// Its procedure.
    pub root: &'a Procedure,
    /// The answers so far.
    pub draft: Draft,
    /// What is asked, in order.
    pub asked: Vec<Asked<'a>>,
    /// What is missing or wrong so far.
    pub problems: Vec<crate::AnswerProblem>,
    /// What will happen; empty until the competent offices are known.
    pub plan: Vec<Planned>,
    /// Defaults of questions that are not answered yet.
    pub defaults: Answers,
    /// What the registers know, with its source; shown once the look is committed.
    pub known: Unseen<Vec<Evidence>>,
    /// Whom else a consent will be asked of, by the consent's id.
    pub consents: Vec<String>,
    /// The case that was filed already for this occasion.
    pub filed: Option<Id>,
    evidence: Vec<Evidence>,
    facts: Facts<'a>,
    permit: Permit,
}

impl Prepared<'_> {
    /// The leave under which it was prepared.
    pub(super) fn leave(&self) -> &Permit {
        &self.permit
    }

    /// The evidence for rules, not for showing.
    pub(super) fn gathered(&self) -> &[Evidence] {
        &self.evidence
    }
}

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

    /// A form as it stands: what is known, what is asked, what will happen. `answers` go before
    /// those of the saved draft.
    #[expect(
        clippy::too_many_lines,
        reason = "what a form is made of, read once and in order"
    )]
    pub async fn prepare<'a>(
        &'a self,
        ctx: &Ctx,
        event: &str,
        answers: Option<&Answers>,
    ) -> Result<Prepared<'a>, CaseError> {
        let (event, root) = self.event(event).ok_or(CaseError::NotFound)?;
        let permit = self
            .own(ctx, Doing::Create, &format!("procedure:{}", root.id))
            .await?;
        let (Some(applicant), Some(account)) = (ctx.actor.subject(), ctx.actor.id()) else {
            return Err(CaseError::NotFound);
        };
        let db = self.ledger.store();
        let mut draft = match answers {
            Some(_) => Draft::default(),
            None => store::draft(db, account, &event.id).await?,
        };
        if let Some(answers) = answers {
            draft.answers.clone_from(answers);
        }
        let today = self.law.pack.calendar.date_of(ctx.now);
        let wanted = Wanted {
            root,
            applicant,
            now: ctx.now,
            today,
            answers: &draft.answers,
        };
        let (evidence, mut facts) = gather(self.sources(), wanted).await?;
        facts.add_consents(root, &[]);
        let asked = asked(root, &facts, &evidence);
        let problems = problems(
            &self.law,
            &self.directory,
            root,
            &facts,
            (&asked, &draft.answers),
        );
        let filing = Filing {
            law: &self.law,
            directory: &self.directory,
            registers: &self.registers,
            root,
            facts: &facts,
            evidence: &evidence,
        };
        let plan = filing.plan(ctx.now).unwrap_or_default();
        let occasion = filing.occasion(event);
        let filed = match occasion {
            Some(record) => store::occasion(db, record).await?,
            None => None,
        };
        let defaults = defaults(root, &facts);
        let consents = root
            .consents
            .iter()
            .filter(|c| facts.holds(&root.id, &c.when));
        let consents = consents.map(|consent| consent.id.clone()).collect();
        let known = shown_evidence(root, &evidence);
        let touches = known.iter().flat_map(evidence_touches).collect();
        let known = Unseen::new(&permit, known, touches);
        Ok(Prepared {
            event,
            root,
            draft,
            asked,
            problems,
            plan,
            defaults,
            known,
            consents,
            filed,
            evidence,
            facts,
            permit,
        })
    }

    /// Saves the answers of a form that is not submitted yet. Not an act of the register room: the
    /// draft is the person's own, and nobody else ever sees it.
    pub async fn save_draft(
        &self,
        ctx: &Ctx,
        event: &str,
        change: impl Fn(&mut Answers),
    ) -> Result<(), CaseError> {
        self.event(event).ok_or(CaseError::NotFound)?;
        let Some(account) = ctx.actor.id() else {
            return Err(CaseError::NotFound);
        };
        for _ in 0..RETRIES_MAX {
            let db = self.ledger.store();
            let mut draft = store::draft(db, account, event).await?;
            change(&mut draft.answers);
            let text = serde_json::json!(draft.answers).to_string();
            let change = store::put_draft(account, event, &text, ctx.now, draft.version);
            match db.commit(vec![change].into()).await {
                Ok(_) => return Ok(()),
                Err(WriteError::Lost { .. }) => {}
                Err(WriteError::Store(error)) => return Err(error.into()),
            }
        }
        Err(CaseError::Busy)
    }

    /// Submits: from the draft, or from the answers given at once. Twice gives one case.
    pub async fn submit(
        &self,
        ctx: &Ctx,
        event: &str,
        (answers, with): (Option<&Answers>, impl Fn(Act, Id) -> Act),
    ) -> Result<(Receipt, Id), CaseError> {
        for _ in 0..RETRIES_MAX {
            let prepared = self.prepare(ctx, event, answers).await?;
            if let Some(root) = prepared.filed {
                return Err(CaseError::AlreadyFiled { root });
            }
            if !prepared.problems.is_empty() {
                return Err(CaseError::Answers(prepared.problems));
            }
            let (act, root) = self.filed(ctx, &prepared)?;
            match self.ledger.commit(with(act, root)).await {
                Ok(receipt) => return Ok((receipt, root)),
                Err(WriteError::Lost { .. }) => {}
                Err(WriteError::Store(error)) => return Err(error.into()),
            }
        }
        Err(CaseError::Busy)
    }

    /// The act of submitting, and the id of the case it opens.
    fn filed(&self, ctx: &Ctx, prepared: &Prepared<'_>) -> Result<(Act, Id), CaseError> {
        let (Some(applicant), Some(account)) = (ctx.actor.subject(), ctx.actor.id()) else {
            return Err(CaseError::NotFound);
        };
        let filing = Filing {
            law: &self.law,
            directory: &self.directory,
            registers: &self.registers,
            root: prepared.root,
            facts: &prepared.facts,
            evidence: &prepared.evidence,
        };
        let answers = kept(prepared);
        let mut act = file(
            ctx,
            &prepared.permit,
            &filing,
            (prepared.event, applicant),
            &answers,
        )?;
        if prepared.draft.version > 0 {
            act = act.change(store::delete_draft(
                account,
                &prepared.event.id,
                prepared.draft.version,
            ));
        }
        let root = act.entry().word("case").and_then(|id| id.parse().ok());
        Ok((act, root.ok_or(CaseError::NotFound)?))
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
        let dossier = self.dossier(root).await?;
        if dossier.case.leg.is_some() {
            return Err(CaseError::NotFound);
        }
        let party = self.party(ctx, root).await?;
        let leave = permit(&self.policy, ctx, &dossier.case, (Doing::Look, party));
        let leave = self.recorded(ctx, leave).await?;
        let db = self.ledger.store();
        let under = self.under(&dossier.case.law);
        let (mut steps, mut results) = (Vec::new(), Vec::new());
        let (mut actions, mut drafts) = (Vec::new(), Vec::new());
        for case in &dossier.family {
            steps.extend(store::steps(db, case.id).await?);
            results.extend(store::results_of_case(db, case.id).await?);
            let one = Dossier {
                case: case.clone(),
                ..dossier.clone()
            };
            let facts = under.facts(ctx, &one)?;
            let open = open_actions(&under, &facts, case, "applicant");
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

/// The evidence that is shown to the applicant, with only the fields the pack shows.
fn shown_evidence(root: &Procedure, evidence: &[Evidence]) -> Vec<Evidence> {
    let shown = evidence.iter().filter_map(|found| {
        let declared = root
            .evidence
            .iter()
            .find(|declared| declared.id == found.id)?;
        let mut found = found.clone();
        found
            .values
            .retain(|field, _| declared.shown.contains(field));
        (!found.values.is_empty()).then_some(found)
    });
    shown.collect()
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

fn defaults(root: &Procedure, facts: &Facts<'_>) -> Answers {
    let defaults = root.questions.iter().filter_map(|question| {
        let value = facts.text(&root.id, question.default.as_ref()?)?;
        Some((question.id.clone(), value))
    });
    defaults.collect()
}

/// The answers to what is asked, and no others.
fn kept(prepared: &Prepared<'_>) -> Answers {
    let answers = &prepared.draft.answers;
    prepared
        .asked
        .iter()
        .filter_map(|asked| Some((asked.id().to_owned(), answers.get(asked.id())?.clone())))
        .collect()
}
