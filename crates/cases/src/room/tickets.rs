//! What a register's steward does with correction tickets.

use registers::{Answer, Correction, FieldProblem, Readers, Record, RegisterError, Shown, Status};
use registers::{Ticket, TicketText, Value};

use super::*;

/// A correction ticket as the register's steward sees it.
#[derive(Clone, Debug)]
pub struct TicketView {
    /// The ticket.
    pub ticket: Ticket,
    /// What was said, and what was answered.
    pub text: TicketText,
    /// The record as it is: its keys and the field in question, all of it if no field is named.
    pub record: Option<Shown>,
    /// Who has read the value in question while it stood.
    pub readers: Readers,
}

/// What a steward answers.
#[derive(Clone, Debug)]
pub struct TicketAnswer {
    /// Whether the register was wrong and is right now.
    pub corrected: bool,
    /// The right value of the field in question, as a form has it; corrected in the same act.
    pub value: Option<String>,
    /// The answer in words.
    pub text: String,
}

impl Room {
    /// The open tickets of the asker's agency that their role may answer, those due first. Nothing
    /// of them is personal.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn tickets(&self, ctx: &Ctx) -> Result<Vec<Ticket>, CaseError> {
        let Some(office) = ctx.actor.office() else {
            return Err(CaseError::NotFound);
        };
        let mut tickets = self
            .registers
            .tickets_of(self.ledger.store(), office, Status::Open)
            .await?;
        tickets.retain(|ticket| {
            let on = on(ticket);
            let ask = asked(ctx, ticket, Doing::Correct, (&on, &[]));
            self.policy.permit(ctx, &ask).is_ok()
        });
        Ok(tickets)
    }

    /// A ticket with what was said and the record as it is: one look.
    ///
    /// # Errors
    /// [`CaseError::NotFound`], [`CaseError::Refused`], or when the database fails.
    pub async fn ticket(&self, ctx: &Ctx, register: &str, id: Id) -> Result<TicketView, CaseError> {
        let ticket = self.asked_ticket(register, id).await?;
        let declared = self.registers.get(register)?.register();
        let open = |field: &&pack::model::Field| match &ticket.field {
            Some(disputed) => field.key || &field.id == disputed,
            None => true,
        };
        let fields: Vec<&str> = declared
            .fields
            .iter()
            .filter(open)
            .map(|field| field.id.as_str())
            .collect();
        // What somebody says of a record is for who answers it, not for all who see the record.
        self.steward(ctx, &ticket, (Doing::Correct, &[])).await?;
        let leave = self.steward(ctx, &ticket, (Doing::Look, &fields)).await?;
        let text = ticket.unseen(&leave);
        let Some(record) = self.disputed(&ticket).await? else {
            let text = self.ledger.look(ctx, text).await?;
            return Ok(TicketView {
                ticket,
                text,
                record: None,
                readers: Readers::default(),
            });
        };
        let read = ((register, record.id), ticket.field.as_deref());
        let readers = self
            .registers
            .readers_of(&self.ledger, read.0, read.1, ticket.opened_at)
            .await?;
        let shown = self.registers.unseen(&leave, &record, &fields);
        let (text, record) = self.ledger.look(ctx, text.with(shown)).await?;
        Ok(TicketView {
            ticket,
            text,
            record: Some(record),
            readers,
        })
    }

    /// Answers a ticket; with a value, the record is corrected in the same act. The person who
    /// opened it is told the answer. `with` adds what else belongs into it.
    ///
    /// # Errors
    /// [`CaseError::NotNow`] when it was answered before, [`CaseError::Record`] when the value or
    /// the words cannot be accepted, [`CaseError::Refused`], [`CaseError::Busy`], or when the
    /// database fails.
    pub async fn answer_ticket(
        &self,
        ctx: &Ctx,
        (register, id): (&str, Id),
        answer: &TicketAnswer,
        with: impl Fn(Act) -> Act,
    ) -> Result<Receipt, CaseError> {
        for _ in 0..RETRIES_MAX {
            let ticket = self.asked_ticket(register, id).await?;
            if ticket.status != Status::Open {
                return Err(CaseError::NotNow {
                    action: "answer".to_owned(),
                });
            }
            let field = ticket.field.as_deref().into_iter().collect::<Vec<_>>();
            let leave = self.steward(ctx, &ticket, (Doing::Correct, &field)).await?;
            let record = match &answer.value {
                Some(_) if answer.corrected => self.disputed(&ticket).await?,
                _ => None,
            };
            let act = self.answered(ctx, &leave, (&ticket, record.as_ref()), answer)?;
            match self.ledger.commit(with(act)).await {
                Ok(receipt) => return Ok(receipt),
                Err(WriteError::Lost { .. }) => {}
                Err(WriteError::Store(error)) => return Err(error.into()),
            }
        }
        Err(CaseError::Busy)
    }

    /// The act of answering.
    fn answered(
        &self,
        ctx: &Ctx,
        leave: &Permit,
        (ticket, record): (&Ticket, Option<&Record>),
        answer: &TicketAnswer,
    ) -> Result<Act, CaseError> {
        let mut act = Act::new(ctx, Kind::TicketAnswered);
        if let (Some(record), Some(field), Some(typed)) = (record, &ticket.field, &answer.value) {
            let problem = |problem| RegisterError::Fields {
                register: ticket.register.clone(),
                problems: vec![FieldProblem {
                    field: field.clone(),
                    problem,
                }],
            };
            let declared = record.declared().register();
            let kind = &declared.field(field).ok_or(CaseError::NotFound)?.kind;
            let value = Value::parse(kind, typed).map_err(problem)?;
            let correction = Correction {
                record,
                fields: vec![(field.clone(), value)],
                wrong: answer.text.clone(),
                since: None,
            };
            act = self
                .registers
                .correct(&self.directory, leave, &correction, act)?;
        }
        let text = answer.text.clone();
        let said = if answer.corrected {
            Answer::Corrected(text)
        } else {
            Answer::Rejected(text)
        };
        let act = self.registers.answer_ticket(leave, ticket, &said, act)?;
        Ok(match ticket.opener {
            Some(opener) => act.changes(letters::ticket_answered(ctx, (ticket, opener), answer)),
            None => act,
        })
    }

    async fn asked_ticket(&self, register: &str, id: Id) -> Result<Ticket, CaseError> {
        let found = self
            .registers
            .ticket(self.ledger.store(), register, id)
            .await?;
        found.ok_or(CaseError::NotFound)
    }

    async fn disputed(&self, ticket: &Ticket) -> Result<Option<Record>, CaseError> {
        let Some(record) = ticket.record else {
            return Ok(None);
        };
        Ok(self
            .registers
            .load(self.ledger.store(), &ticket.register, record)
            .await?)
    }

    async fn steward(
        &self,
        ctx: &Ctx,
        ticket: &Ticket,
        (doing, fields): (Doing, &[&str]),
    ) -> Result<Permit, CaseError> {
        let on = on(ticket);
        let leave = self
            .policy
            .permit(ctx, &asked(ctx, ticket, doing, (&on, fields)));
        self.recorded(ctx, leave.map_err(CaseError::Refused)).await
    }
}

fn on(ticket: &Ticket) -> String {
    format!("register:{}", ticket.register)
}

/// What is asked of the policy: an officer stands to a ticket as their office to the register.
fn asked<'a>(
    ctx: &Ctx,
    ticket: &Ticket,
    action: Doing,
    (on, fields): (&'a str, &'a [&'a str]),
) -> Ask<'a> {
    let office = ctx.actor.office() == Some(ticket.steward.as_str());
    let relation = if office {
        Relation::Office
    } else {
        Relation::None
    };
    Ask {
        action,
        on,
        fields,
        relation,
    }
}
