//! Forms: what is known, what is asked, drafts, and submitting.

use ::store::Change;

use super::papers::unreadable;
use super::person::evidence_touches;
use super::*;

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
    pub(super) evidence: Vec<Evidence>,
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

impl Room {
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
            let saved = self.in_draft((account, event), ctx.now, &change).await?;
            match self.ledger.store().commit(vec![saved].into()).await {
                Ok(_) => return Ok(()),
                Err(WriteError::Lost { .. }) => {}
                Err(WriteError::Store(error)) => return Err(error.into()),
            }
        }
        Err(CaseError::Busy)
    }

    /// The draft as it is now with changed answers; another change by now makes this one lose.
    pub(super) async fn in_draft(
        &self,
        (account, event): (Id, &str),
        now: Instant,
        change: impl Fn(&mut Answers),
    ) -> Result<Change, CaseError> {
        let mut draft = store::draft(self.ledger.store(), account, event).await?;
        change(&mut draft.answers);
        let text = serde_json::json!(draft.answers).to_string();
        Ok(store::put_draft(account, event, &text, now, draft.version))
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
            let mut problems = self.missing_papers(ctx, &prepared).await?;
            problems.extend(prepared.problems.iter().cloned());
            if !problems.is_empty() {
                return Err(CaseError::Answers(problems));
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

    /// Papers whose answer names no file that this applicant has sent.
    async fn missing_papers(
        &self,
        ctx: &Ctx,
        prepared: &Prepared<'_>,
    ) -> Result<Vec<crate::AnswerProblem>, CaseError> {
        let mut missing = Vec::new();
        for asked in &prepared.asked {
            let Asked::Paper { paper, .. } = asked else {
                continue;
            };
            let file = prepared
                .draft
                .answers
                .get(*paper)
                .and_then(|id| id.parse().ok());
            let Some(file) = file else { continue };
            let kept = files::kept(self.ledger.store(), &prepared.permit, file).await;
            let kept = kept.map_err(unreadable)?;
            let own = |kept: Unseen<files::Kept>| {
                Some(kept.rules_only().place.owner) == ctx.actor.subject()
            };
            if !kept.is_some_and(own) {
                missing.push(crate::AnswerProblem {
                    question: (*paper).to_owned(),
                    what: "missing",
                });
            }
        }
        Ok(missing)
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
