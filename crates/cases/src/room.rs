//! The verbs that doors call: they read, decide, commit, and decide again when a race was lost.

use std::collections::HashMap;
use std::sync::Arc;

use ::store::{StoreError, WriteError};
use access::{Action as Doing, Actor, Ask, Ctx, Permit, Policy, Relation};
use base::{Id, Instant};
use ledger::{Act, Kind, Ledger, RETRIES_MAX, Receipt, Touch, Unseen};
use pack::model::{Event, Procedure};
use registers::{Directory, Registers};

use crate::answers::{Asked, asked, problems};
use crate::error::CaseError;
use crate::facts::Facts;
use crate::file::{Filing, Planned, file};
use crate::gather::{Sources, Wanted, gather};
use crate::letters;
use crate::lower::Law;
use crate::model::{Answers, Case, Consent, Dossier, Evidence, Given, Step};
use crate::step::{Command, Take, Under, decide, open_actions, permit};
use crate::store::{self, Draft, QueueRow};

mod adding;
mod drafted;
mod form;
mod made;
mod officer;
mod oversight;
mod papers;
mod person;
mod tickets;

pub use adding::Disputed;
pub use drafted::Drafted;
pub use form::Prepared;
pub use made::Made;
pub use officer::{OfficeView, Opened, Seen};
pub use oversight::{WAITING_MAX, Waiting};
pub use person::{CaseView, Home, Offer};
pub use tickets::{TicketAnswer, TicketView};

/// The case room: a database, and the law in force over it.
#[derive(Clone, Debug)]
pub struct Room {
    /// Where acts are committed.
    pub ledger: Ledger,
    /// The registers of the law in force.
    pub registers: Arc<Registers>,
    /// The law in force.
    pub law: Arc<Law>,
    /// Earlier law versions under which cases may still run, by name.
    pub former: Arc<HashMap<String, Arc<Law>>>,
    /// Who may do what.
    pub policy: Arc<Policy>,
    /// Offices and places.
    pub directory: Arc<Directory>,
}

impl Room {
    /// What a decision about a case of this law version is made under.
    pub(crate) fn under(&self, law: &str) -> Under<'_> {
        let law = self.former.get(law).unwrap_or(&self.law);
        Under {
            law,
            policy: &self.policy,
            registers: &self.registers,
            directory: &self.directory,
        }
    }

    /// What reading registers for people stands on.
    pub fn reading(&self) -> registers::Reading<'_> {
        registers::Reading {
            registers: &self.registers,
            policy: &self.policy,
            ledger: &self.ledger,
        }
    }

    fn sources(&self) -> Sources<'_> {
        Sources {
            store: self.ledger.store(),
            registers: &self.registers,
            law: &self.law,
        }
    }

    /// A case with everything its rules need.
    pub(crate) async fn dossier(&self, case: Id) -> Result<Dossier, CaseError> {
        let db = self.ledger.store();
        store::dossier(db, case).await?.ok_or(CaseError::NotFound)
    }

    /// Whether the asker is a party of a root case.
    pub(crate) async fn party(&self, ctx: &Ctx, root: Id) -> Result<bool, CaseError> {
        match ctx.actor.subject() {
            Some(subject) => Ok(store::is_party(self.ledger.store(), subject, root).await?),
            None => Ok(false),
        }
    }

    /// Commits what a command gives; reads and decides again when somebody else was quicker. `with`
    /// adds what belongs into the same act: a job's end, files.
    pub async fn act<F>(
        &self,
        ctx: &Ctx,
        case: Id,
        (command, with): (&Command, F),
    ) -> Result<Receipt, CaseError>
    where
        F: Fn(Act) -> Act,
    {
        for _ in 0..RETRIES_MAX {
            let dossier = self.dossier(case).await?;
            let party = self.party(ctx, dossier.case.root).await?;
            let under = self.under(&dossier.case.law);
            let ctx = &ctx.under_law(&dossier.case.law);
            let leave = self.leave(ctx, &dossier.case, party).await?;
            let act = match decide(ctx, &under, &dossier, (&leave, command)) {
                Err(CaseError::Refused(refused)) => {
                    self.ledger.refuse(ctx, &refused).await?;
                    return Err(CaseError::Refused(refused));
                }
                other => other?,
            };
            match self.ledger.commit(with(act)).await {
                Ok(receipt) => return Ok(receipt),
                Err(WriteError::Lost { .. }) => {}
                Err(WriteError::Store(error)) => return Err(error.into()),
            }
        }
        Err(CaseError::Busy)
    }

    /// Does a timer of this room ([`crate::APOLOGY`], [`crate::SILENCE`]): what the law says falls
    /// due by itself. A timer whose case has moved on does nothing.
    pub async fn timer<F>(&self, ctx: &Ctx, payload: &str, with: F) -> Result<(), CaseError>
    where
        F: Fn(Act) -> Act,
    {
        let payload: serde_json::Value = serde_json::from_str(payload).unwrap_or_default();
        let case = payload["case"]
            .as_str()
            .and_then(|id| id.parse().ok())
            .ok_or(CaseError::NotFound)?;
        let command = match (payload["stage"].as_str(), payload["action"].as_str()) {
            (Some(stage), Some(action)) => {
                let since = payload["since"].as_i64().map(Instant);
                let now = store::case(self.ledger.store(), case)
                    .await?
                    .ok_or(CaseError::NotFound)?;
                if now.stage != stage || self.entered_at(&now).await? != since {
                    return Ok(());
                }
                Command::Take(Take {
                    action: action.to_owned(),
                    ..Take::default()
                })
            }
            _ => Command::Apologise,
        };
        match self.act(ctx, case, (&command, with)).await {
            Ok(_) | Err(CaseError::NotNow { .. }) => Ok(()),
            Err(error) => Err(error),
        }
    }

    /// When a case came to its present stage, by its history.
    async fn entered_at(&self, case: &Case) -> Result<Option<Instant>, CaseError> {
        let procedure = self.under(&case.law).procedure(case)?;
        let moved = |step: &&Step| step.what == "opened" || procedure.action(&step.what).is_some();
        let steps = store::steps(self.ledger.store(), case.id).await?;
        Ok(steps.iter().rev().find(moved).map(|step| step.at))
    }

    /// Leave to handle a case, or a refusal that is in the ledger. The clock needs none: what it
    /// does is declared in the procedure.
    async fn leave(&self, ctx: &Ctx, case: &Case, party: bool) -> Result<Permit, CaseError> {
        if ctx.actor == Actor::Clock {
            let clock = Policy::new(vec![access::Rule {
                role: "clock".to_owned(),
                on: format!("procedure:{}", case.procedure),
                actions: vec![Doing::Handle],
                fields: Vec::new(),
                purposes: vec!["*".to_owned()],
                relation: Relation::None,
                ground: String::new(),
            }]);
            return permit(&clock, ctx, case, (Doing::Handle, party));
        }
        self.recorded(ctx, permit(&self.policy, ctx, case, (Doing::Handle, party)))
            .await
    }

    /// A refusal of a known actor is recorded before it is told.
    pub(crate) async fn recorded<T>(
        &self,
        ctx: &Ctx,
        decided: Result<T, CaseError>,
    ) -> Result<T, CaseError> {
        if let Err(CaseError::Refused(refused)) = &decided {
            self.ledger.refuse(ctx, refused).await?;
        }
        decided
    }

    /// A result that anybody may check by its code: counted, and shown without what its paper says.
    pub async fn check(&self, code: &str) -> Result<Option<(Given, i64)>, StoreError> {
        let db = self.ledger.store();
        for _ in 0..RETRIES_MAX {
            let Some((given, checks, version)) = store::checked(db, code).await? else {
                return Ok(None);
            };
            let change = store::count_check(code, given.id, checks, version);
            match db.commit(vec![change].into()).await {
                Ok(_) => {
                    let public = Given {
                        fields: Default::default(),
                        ..given
                    };
                    return Ok(Some((public, checks + 1)));
                }
                Err(WriteError::Lost { .. }) => {}
                Err(WriteError::Store(error)) => return Err(error),
            }
        }
        Ok(store::checked(db, code)
            .await?
            .map(|(given, checks, _)| (given, checks)))
    }

    /// The life event with an id, and the procedure it opens.
    pub fn event(&self, id: &str) -> Option<(&Event, &Procedure)> {
        let event = self.law.pack.events.iter().find(|event| event.id == id)?;
        Some((event, self.law.procedure(&event.procedure)?))
    }
}

/// The touch of a look at a case's own data.
pub(crate) fn case_touch(case: &Case, fields: &[&str]) -> Touch {
    Touch {
        register: "cases".to_owned(),
        record: case.root,
        subject: case.applicant,
        fields: fields.iter().map(|&field| field.to_owned()).collect(),
    }
}
