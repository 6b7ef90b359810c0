//! Correction tickets: opened on a record by whoever may see it, answered by its steward.

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::response::Response;
use base::{Id, Instant};
use cases::TicketAnswer;
use ledger::Act;
use registers::Ticket;
use serde::{Deserialize, Serialize};

use crate::caller::Asker;
use crate::cases::{private, purpose_of};
use crate::frame::Named;
use crate::once::Answer;
use crate::problem::Problem;
use crate::{Door, body, store};

/// The purpose for which stewards work on tickets.
const CORRECTION: &str = "correction";

/// What is said to be wrong, as it is sent.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Said {
    /// Left out: the record as a whole.
    field: Option<String>,
    said: String,
}

/// A steward's answer, as it is sent.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Given {
    /// Whether the register was wrong and is right now.
    corrected: bool,
    /// The right value of the field in question, as a text; corrected in the same act.
    value: Option<String>,
    answer: String,
}

/// What a write came to.
#[derive(Serialize)]
struct Written {
    ticket: String,
    entry: String,
    at: String,
}

/// A ticket without what was said.
#[derive(Serialize)]
struct Open {
    register: String,
    ticket: String,
    record: Option<String>,
    field: Option<String>,
    rule: Option<String>,
    opened_by: &'static str,
    status: &'static str,
    opened_at: String,
    due_at: String,
    late: bool,
    stops_sharing: bool,
}

/// A ticket with what was said and answered.
#[derive(Serialize)]
struct Told {
    #[serde(flatten)]
    ticket: Open,
    said: String,
    answer: Option<String>,
    answered_at: Option<String>,
}

#[derive(Serialize)]
struct Queue {
    tickets: Vec<Open>,
}

impl Open {
    fn new(ticket: &Ticket, now: Instant) -> Open {
        Open {
            register: ticket.register.clone(),
            ticket: ticket.id.to_string(),
            record: ticket.record.map(|id| id.to_string()),
            field: ticket.field.clone(),
            rule: ticket.rule.clone(),
            opened_by: ticket.opened_by.word(),
            status: ticket.status.word(),
            opened_at: ticket.opened_at.to_string(),
            due_at: ticket.due_at.to_string(),
            late: ticket.is_late(now),
            stops_sharing: ticket.stops_sharing,
        }
    }
}

/// `GET /api/v1/tickets`: the open tickets of the asker's agency, those due first.
pub(crate) async fn list(State(door): State<Arc<Door>>, asker: Asker) -> Result<Response, Problem> {
    let ctx = door.api.ctx(asker.actor, CORRECTION);
    let tickets = door.api.room.tickets(&ctx).await?;
    let tickets = tickets.iter().map(|ticket| Open::new(ticket, ctx.now));
    Ok(private(&Queue {
        tickets: tickets.collect(),
    }))
}

/// `GET /api/v1/tickets/{register}/{ticket}`
pub(crate) async fn read(
    State(door): State<Arc<Door>>,
    Named((register, ticket)): Named<(String, String)>,
    asker: Asker,
) -> Result<Response, Problem> {
    let ctx = door.looking(asker)?;
    let id: Id = ticket.parse().map_err(|_| Problem::not_found())?;
    let view = door.api.room.ticket(&ctx, &register, id).await?;
    Ok(private(&Told {
        ticket: Open::new(&view.ticket, ctx.now),
        said: view.text.said.clone(),
        answer: view.text.answer.clone(),
        answered_at: view.ticket.answered_at.map(|at| at.to_string()),
    }))
}

/// `POST /api/v1/registers/{register}/records/{record}/tickets`
pub(crate) async fn open(
    State(door): State<Arc<Door>>,
    Named((register, record)): Named<(String, String)>,
    request: Request,
) -> Result<Response, Problem> {
    let asked = door.by_either(request).await?;
    let sent: Said = body::json(&asked.body)?;
    let record: Id = record.parse().map_err(|_| Problem::not_found())?;
    let purpose = purpose_of(&asked.actor, asked.purpose)?;
    let ctx = door.api.ctx(asked.actor, &purpose);
    let write = &asked.write;
    let answer = |ticket: Id, (entry, at): (Id, Instant)| {
        let path = format!("/api/v1/tickets/{register}/{ticket}");
        Answer::created(path, &written(ticket, entry, at))
    };
    let opened = async {
        // The act of the attempt that is committed tells which ticket it was.
        let made = std::sync::Mutex::new(None);
        let with = |act: Act, ticket: Id| {
            let answer = answer(ticket, (act.id(), act.at()));
            let at = act.at();
            let act = act.change(store::put(write, &answer, at));
            *made
                .lock()
                .unwrap_or_else(std::sync::PoisonError::into_inner) = Some(answer);
            act
        };
        let said = (sent.field.as_deref(), sent.said.as_str(), asked.inbox);
        let reading = door.api.room.reading();
        reading
            .dispute(&ctx, (&register, record), said, with)
            .await?;
        let made = made
            .into_inner()
            .unwrap_or_else(std::sync::PoisonError::into_inner);
        made.ok_or_else(Problem::not_found)
    };
    door.once(write, opened).await
}

/// `POST /api/v1/tickets/{register}/{ticket}/answer`
pub(crate) async fn answer(
    State(door): State<Arc<Door>>,
    Named((register, ticket)): Named<(String, String)>,
    request: Request,
) -> Result<Response, Problem> {
    let asked = door.by_either(request).await?;
    let sent: Given = body::json(&asked.body)?;
    let id: Id = ticket.parse().map_err(|_| Problem::not_found())?;
    let purpose = purpose_of(&asked.actor, asked.purpose)?;
    let ctx = door.api.ctx(asked.actor, &purpose);
    let write = &asked.write;
    let given = TicketAnswer {
        corrected: sent.corrected,
        value: sent.value,
        text: sent.answer,
    };
    let told = |entry: Id, at: Instant| Answer::done(&written(id, entry, at));
    let answered = async {
        let with = |act: Act| {
            let (entry, at) = (act.id(), act.at());
            act.change(store::put(write, &told(entry, at), at))
        };
        let room = &door.api.room;
        let receipt = room
            .answer_ticket(&ctx, (&register, id), &given, with)
            .await?;
        Ok(told(receipt.entry, receipt.at))
    };
    door.once(write, answered).await
}

fn written(ticket: Id, entry: Id, at: Instant) -> Written {
    Written {
        ticket: ticket.to_string(),
        entry: entry.to_string(),
        at: at.to_string(),
    }
}
