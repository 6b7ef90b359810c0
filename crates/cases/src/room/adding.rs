//! What people add beside answers (papers, disputes of what a register says), and what their pages
//! ask about a case without opening it.

use files::{Checked, Place};
use registers::{NewTicket, OpenedBy};

use super::*;
use crate::step::Take;

/// A correction that was asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Disputed {
    /// The ticket.
    pub ticket: Id,
    /// The agency that answers for the register.
    pub steward: String,
    /// Until when it answers.
    pub due_at: Instant,
}

impl Room {
    /// Keeps a paper that a form asks for, and notes it in the draft. A draft has no case yet, so
    /// the file stands under the draft's own id; the answer is the id of the file. `with` adds what
    /// belongs into the same act.
    pub async fn keep_paper(
        &self,
        ctx: &Ctx,
        event: &str,
        (paper, file): (&str, Checked),
        with: impl Fn(Act) -> Act,
    ) -> Result<Id, CaseError> {
        let prepared = self.prepare(ctx, event, None).await?;
        let is_it = |asked: &Asked<'_>| matches!(asked, Asked::Paper { .. }) && asked.id() == paper;
        if !prepared.asked.iter().any(is_it) {
            return Err(CaseError::NotFound);
        }
        let (Some(owner), Some(account)) = (ctx.actor.subject(), ctx.actor.id()) else {
            return Err(CaseError::NotFound);
        };
        let case = Id::named("draft", &format!("{account}/{event}"));
        let (id, changes) = files::receive(
            ctx,
            file,
            Place {
                owner,
                case,
                item: paper.to_owned(),
            },
        );
        let touch = Touch {
            register: "cases".to_owned(),
            record: case,
            subject: owner,
            fields: vec![paper.to_owned()],
        };
        let act = Act::new(ctx, Kind::FileReceived)
            .by(prepared.leave())
            .fact("procedure", prepared.root.id.as_str())
            .fact("item", paper)
            .touch(touch)
            .changes(changes);
        let act = with(act);
        for _ in 0..RETRIES_MAX {
            let note = |answers: &mut Answers| {
                answers.insert(paper.to_owned(), id.to_string());
            };
            let noted = self.in_draft((account, event), ctx.now, note).await?;
            match self.ledger.commit(act.clone().change(noted)).await {
                Ok(_) => return Ok(id),
                Err(WriteError::Lost { .. }) => {}
                Err(WriteError::Store(error)) => return Err(error.into()),
            }
        }
        Err(CaseError::Busy)
    }

    /// The applicant hands in what was asked for: each file with the item it answers. `with` adds
    /// what belongs into the same act.
    pub async fn supply(
        &self,
        ctx: &Ctx,
        case: Id,
        (action, papers): (&str, Vec<(String, Checked)>),
        with: impl Fn(Act) -> Act,
    ) -> Result<Receipt, CaseError> {
        let owner = store::case(self.ledger.store(), case)
            .await?
            .ok_or(CaseError::NotFound)?
            .applicant;
        let take = Take {
            action: action.to_owned(),
            files: papers.len(),
            ..Take::default()
        };
        let kept: Vec<::store::Change> = papers
            .into_iter()
            .map(|(item, file)| (self.item(item), file))
            .flat_map(|(item, file)| files::receive(ctx, file, Place { owner, case, item }).1)
            .collect();
        self.act(
            ctx,
            case,
            (&Command::Take(take), |act: Act| {
                with(act.changes(kept.clone()))
            }),
        )
        .await
    }

    /// What a file is called in the ledger: a paper of the pack, never what an officer typed.
    fn item(&self, asked: String) -> String {
        let evidence = self
            .law
            .pack
            .procedures
            .iter()
            .flat_map(|procedure| &procedure.evidence);
        let mut papers = evidence.filter_map(|evidence| evidence.paper.as_ref());
        if papers.any(|paper| paper.id == asked) {
            asked
        } else {
            "asked".to_owned()
        }
    }

    /// Somebody says that what a register knows about them is wrong: its steward must answer. `with`
    /// adds to the act what belongs to the ticket of this id.
    pub async fn dispute(
        &self,
        ctx: &Ctx,
        event: &str,
        (evidence, field, said): (&str, &str, &str),
        with: impl Fn(Act, Id) -> Act,
    ) -> Result<Disputed, CaseError> {
        let prepared = self.prepare(ctx, event, None).await?;
        let shown = |declared: &&pack::model::Evidence| {
            declared.id == evidence && declared.shown.iter().any(|shown| shown == field)
        };
        let declared = prepared
            .root
            .evidence
            .iter()
            .find(shown)
            .ok_or(CaseError::NotFound)?;
        let found = prepared
            .gathered()
            .iter()
            .find(|found| found.id == evidence);
        let found = found
            .filter(|found| found.record.is_some())
            .ok_or(CaseError::NotFound)?;
        let new = NewTicket {
            id: ctx.id(),
            register: &declared.register,
            record: found.record,
            subject: found.subjects.first().copied(),
            field: Some(field),
            said,
            rule: None,
            opened_by: OpenedBy::Person,
            opener: ctx.actor.subject(),
            case: None,
        };
        let ticket = new.id;
        let act = self
            .registers
            .open_ticket(new, Act::new(ctx, Kind::TicketOpened))?;
        let steward = act.entry().word("steward").unwrap_or_default().to_owned();
        let due_at = Instant(act.entry().number("due").unwrap_or(ctx.now.0));
        self.ledger.commit(with(act, ticket)).await?;
        Ok(Disputed {
            ticket,
            steward,
            due_at,
        })
    }

    /// A consent that the asker was asked for, and the procedure it is for.
    pub async fn asked_consent(
        &self,
        ctx: &Ctx,
        root: Id,
        consent: &str,
    ) -> Result<(Consent, String), CaseError> {
        let person = ctx.actor.subject().ok_or(CaseError::NotFound)?;
        let db = self.ledger.store();
        let all = store::consents(db, root).await?;
        let asked = all
            .into_iter()
            .find(|asked| asked.id == consent && asked.person == person);
        let asked = asked.ok_or(CaseError::NotFound)?;
        let case = store::case(db, root).await?.ok_or(CaseError::NotFound)?;
        Ok((asked, case.procedure))
    }

    /// The root of a case; says nothing else about it.
    pub async fn root_of(&self, case: Id) -> Result<Id, CaseError> {
        let case = store::case(self.ledger.store(), case).await?;
        Ok(case.ok_or(CaseError::NotFound)?.root)
    }

    /// The roles that act next in a case and its legs, each once; `applicant` is the applicant.
    pub async fn acting(&self, root: &Case) -> Result<Vec<String>, CaseError> {
        let mut roles = Vec::new();
        for case in store::family(self.ledger.store(), root.id).await? {
            let procedure = self.under(&case.law).procedure(&case)?;
            let stage = procedure
                .stage(&case.stage)
                .filter(|_| case.ended.is_none());
            if let Some(stage) = stage
                && !roles.contains(&stage.by)
            {
                roles.push(stage.by.clone());
            }
        }
        Ok(roles)
    }
}
