//! People file and follow their cases; officers work on those of their office.

use std::sync::Arc;

use access::{Actor, Ctx};
use axum::Json;
use axum::extract::{Query, Request, State};
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Response};
use base::{Id, Instant};
use cases::model::{Answers, Item};
use cases::{Command, Take};
use ledger::Act;
use serde::{Deserialize, Serialize};

use crate::caller::{purpose, purpose_missing};
use crate::case_view::{Desk, Own, Queue, Waiting};
use crate::frame::Named;
use crate::once::{Answer, Write};
use crate::problem::{Kind, Problem};
use crate::{Api, Door, body, store};

/// What a person does about their own cases, unless they say another purpose.
const OWN: &str = "own";

/// Cases of one page of a queue.
const QUEUE_MAX: i64 = 200;

/// An application as it is sent.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Application {
    answers: Answers,
}

/// What is given with an action.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Given {
    reason: Option<String>,
    ground: Option<String>,
    #[serde(default)]
    items: Vec<GivenItem>,
}

/// A paper that is asked for.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct GivenItem {
    paper: String,
    content: String,
}

/// What a write to a case came to.
#[derive(Serialize)]
struct Written {
    case: String,
    entry: String,
    at: String,
}

impl Written {
    fn new(case: Id, entry: Id, at: Instant) -> Written {
        Written {
            case: case.to_string(),
            entry: entry.to_string(),
            at: at.to_string(),
        }
    }
}

/// `GET /api/v1/session`: who is signed in, and what their writes must bring along.
pub(crate) async fn session(
    State(door): State<Arc<Door>>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    #[derive(Serialize)]
    struct Signed<'a> {
        csrf: &'a str,
        role: &'a str,
        office: Option<&'a str>,
        level: u8,
        expires_at: String,
    }
    let session = door.session(&headers).await?;
    let actor = session.actor();
    let signed = Signed {
        csrf: &session.csrf,
        role: actor.role(),
        office: actor.office(),
        level: session.account.level,
        expires_at: session.expires_at.to_string(),
    };
    Ok(private(&signed))
}

/// `POST /api/v1/events/{event}/applications`
pub(crate) async fn apply(
    State(door): State<Arc<Door>>,
    Named(event): Named<String>,
    request: Request,
) -> Result<Response, Problem> {
    let asked = door.by_session(request).await?;
    let sent: Application = body::json(&asked.body)?;
    let (_, procedure) = door.api.room.event(&event).ok_or_else(Problem::not_found)?;
    let ctx = door.api.ctx(asked.actor, &procedure.id);
    let filed = file(&door.api, &ctx, &event, &sent.answers, &asked.write);
    door.once(&asked.write, filed).await
}

async fn file(
    api: &Api,
    ctx: &Ctx,
    event: &str,
    answers: &Answers,
    write: &Write,
) -> Result<Answer, Problem> {
    let answer = |root: Id, entry: Id, at: Instant| {
        Answer::created(
            format!("/api/v1/cases/{root}"),
            &Written::new(root, entry, at),
        )
    };
    let with = |act: Act, root: Id| {
        let (entry, at) = (act.id(), act.at());
        act.change(store::put(write, &answer(root, entry, at), at))
    };
    let (receipt, root) = api.room.submit(ctx, event, (Some(answers), with)).await?;
    Ok(answer(root, receipt.entry, receipt.at))
}

/// `GET /api/v1/cases/{case}`: to its parties as theirs, to its office as the desk sees it.
pub(crate) async fn read(
    State(door): State<Arc<Door>>,
    Named(case): Named<String>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let session = door.session(&headers).await?;
    let case: Id = case.parse().map_err(|_| Problem::not_found())?;
    let (api, actor) = (&door.api, session.actor());
    let ctx = api.ctx(actor.clone(), &purpose_of(&actor, purpose(&headers)?)?);
    let calendar = &api.room.law.pack.calendar;
    if let Actor::Officer { .. } = actor {
        let now = ctx.now;
        let view = api.room.desk_case(|_| ctx, case).await?;
        return Ok(private(&Desk::new(&view, calendar, now)));
    }
    let view = api.room.case(&ctx, case).await?;
    Ok(private(&Own::new(&view, calendar, ctx.now)))
}

/// `POST /api/v1/cases/{case}/actions/{action}`: an action that the procedure declares, or one that
/// every case has: `claim`, `note`, `withdraw`, `follow-up`.
pub(crate) async fn act(
    State(door): State<Arc<Door>>,
    Named((case, action)): Named<(String, String)>,
    request: Request,
) -> Result<Response, Problem> {
    let asked = door.by_session(request).await?;
    let sent: Given = body::json(&asked.body)?;
    let case: Id = case.parse().map_err(|_| Problem::not_found())?;
    let purpose = purpose_of(&asked.actor, asked.purpose)?;
    let ctx = door.api.ctx(asked.actor, &purpose);
    let command = command(&action, sent)?;
    door.once(
        &asked.write,
        take(&door.api, &ctx, case, &command, &asked.write),
    )
    .await
}

async fn take(
    api: &Api,
    ctx: &Ctx,
    case: Id,
    command: &Command,
    write: &Write,
) -> Result<Answer, Problem> {
    let answer = |entry: Id, at: Instant| Answer::done(&Written::new(case, entry, at));
    let with = |act: Act| {
        let (entry, at) = (act.id(), act.at());
        act.change(store::put(write, &answer(entry, at), at))
    };
    let receipt = api.room.act(ctx, case, (command, with)).await?;
    Ok(answer(receipt.entry, receipt.at))
}

/// What an action's word asks for. Files are given on the pages.
fn command(action: &str, sent: Given) -> Result<Command, Problem> {
    let said = |reason: Option<String>| {
        let told = "give the reason: what is to be written down";
        let fault = crate::problem::Fault::at_root("reason", "missing", "must be given");
        reason
            .filter(|text| !text.trim().is_empty())
            .ok_or_else(|| Problem::new(Kind::Missing, told).with(vec![fault]))
    };
    Ok(match action {
        "claim" => Command::Claim,
        "note" => Command::Note(said(sent.reason)?),
        "withdraw" => Command::Withdraw,
        "follow-up" => Command::FollowedUp(said(sent.reason)?),
        declared => Command::Take(Take {
            action: declared.to_owned(),
            reason: sent.reason,
            ground: sent.ground,
            items: sent
                .items
                .into_iter()
                .map(|item| Item {
                    paper: item.paper,
                    content: item.content,
                })
                .collect(),
            files: 0,
        }),
    })
}

/// Where a page of a queue begins.
#[derive(Deserialize)]
pub(crate) struct From {
    after: Option<String>,
    limit: Option<i64>,
}

/// `GET /api/v1/queue`: the office's cases that wait for the officer's role, those due first.
pub(crate) async fn queue(
    State(door): State<Arc<Door>>,
    from: Result<Query<From>, axum::extract::rejection::QueryRejection>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let session = door.session(&headers).await?;
    let unread = || {
        Problem::new(
            Kind::BadRequest,
            "after is what next said; limit is a number from 1 to 200",
        )
    };
    let Query(from) = from.map_err(|_| unread())?;
    let after = match &from.after {
        Some(after) => Some(Queue::read_cursor(after).ok_or_else(unread)?),
        None => None,
    };
    let limit = from.limit.unwrap_or(50);
    if !(1..=QUEUE_MAX).contains(&limit) {
        return Err(unread());
    }
    let ctx = door.api.ctx(session.actor(), "desk");
    let rows = door.api.room.queue(&ctx, after, limit).await?;
    let full = i64::try_from(rows.len()).is_ok_and(|found| found == limit);
    let next = rows.last().filter(|_| full).map(Queue::cursor);
    Ok(private(&Queue {
        cases: rows.iter().map(Waiting::new).collect(),
        next,
    }))
}

/// Officers say what a look is for; people look at what is theirs.
pub(crate) fn purpose_of(actor: &Actor, said: Option<String>) -> Result<String, Problem> {
    match (actor, said) {
        (_, Some(said)) => Ok(said),
        (Actor::Person { .. }, None) => Ok(OWN.to_owned()),
        (Actor::Nobody | Actor::Officer { .. } | Actor::Consumer { .. } | Actor::Clock, None) => {
            Err(purpose_missing())
        }
    }
}

/// An answer about people: nobody keeps it.
pub(crate) fn private(body: &impl Serialize) -> Response {
    (
        [(axum::http::header::CACHE_CONTROL, "no-store")],
        Json(body),
    )
        .into_response()
}
