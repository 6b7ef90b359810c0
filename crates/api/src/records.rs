//! An agency's system makes a record.

use std::sync::Arc;

use ::store::WriteError;
use access::{Action, Actor, Ask, Ctx, Permit, Reason, Refused, Relation};
use axum::extract::{Request, State};
use axum::response::Response;
use base::{Id, Instant};
use ledger::{Act, Kind as EntryKind, RETRIES_MAX, Unseen};
use notices::{Notice, Way};
use pack::FieldKind;
use registers::{Declared, NewRecord, RegisterError, Value};
use serde::{Deserialize, Serialize};
use serde_json::Value as Json;

use crate::caller::{Asked, purpose_missing};
use crate::fault::{busy, field_fault};
use crate::frame::Named;
use crate::once::{Answer, Write};
use crate::problem::{Fault, Kind, Problem};
use crate::values::{Lookup, Read};
use crate::{Api, Door, body, store};

/// The words key of the notice to those whom a new record is about: `notice-record-created`.
const RECORD_CREATED: &str = "record-created";

/// A record as it is sent.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Sent {
    fields: serde_json::Map<String, Json>,
    purpose: Option<String>,
}

/// A record that was made.
#[derive(Serialize)]
struct Made {
    record: String,
    entry: String,
    at: String,
}

/// `POST /api/v1/registers/{register}/records`
pub(crate) async fn create(
    State(door): State<Arc<Door>>,
    Named(register): Named<String>,
    request: Request,
) -> Result<Response, Problem> {
    let asked = door.by_consumer(request).await?;
    let sent: Sent = body::json(&asked.body)?;
    let declared = door.api.room.registers.get(&register)?.clone();
    let ctx = door
        .api
        .ctx(asked.actor.clone(), &said(&asked, sent.purpose)?);
    let new = New {
        api: &door.api,
        ctx: &ctx,
        declared: &declared,
        write: &asked.write,
    };
    door.once(&asked.write, new.make(sent.fields)).await
}

/// What the header or the body says; both may, if they agree.
fn said(asked: &Asked, in_body: Option<String>) -> Result<String, Problem> {
    match (&asked.purpose, in_body) {
        (Some(header), Some(body)) if *header != body => Err(Problem::new(
            Kind::BadRequest,
            "header and body say different purposes",
        )),
        (Some(said), _) => Ok(said.clone()),
        (None, said) => said.ok_or_else(purpose_missing),
    }
}

/// A record under way.
#[derive(Clone, Copy)]
struct New<'a> {
    api: &'a Api,
    ctx: &'a Ctx,
    declared: &'a Declared,
    write: &'a Write,
}

impl New<'_> {
    /// Makes the record: with the looks at those it refers to, notices to those it is about, and
    /// the answer, as one act.
    async fn make(self, mut sent: serde_json::Map<String, Json>) -> Result<Answer, Problem> {
        self.own_agency(&mut sent).await?;
        let permit = self.permit(&sent).await?;
        let room = &self.api.room;
        let lookup = Lookup {
            pack: &room.law.pack,
            registers: &room.registers,
            db: room.ledger.store(),
        };
        let read = lookup.read(self.declared.register(), &sent).await?;
        let made = self.commit(&permit, &read).await;
        if made.is_err() && !read.touches.is_empty() {
            // Nothing was made, but it was told who is in the register: that is a look.
            let unseen = Unseen::new(&permit, (), read.touches);
            room.ledger.look(self.ctx, unseen).await?;
        }
        made
    }

    async fn commit(self, permit: &Permit, read: &Read) -> Result<Answer, Problem> {
        for _ in 0..RETRIES_MAX {
            let (act, answer) = self.act(permit, read)?;
            match self.api.room.ledger.commit(act).await {
                Ok(_) => return Ok(answer),
                // Another process has taken this very request.
                Err(WriteError::Lost { table }) if table == store::TABLE => return Err(busy()),
                Err(WriteError::Lost { .. }) => self.taken(read).await?,
                Err(WriteError::Store(error)) => return Err(error.into()),
            }
        }
        Err(busy())
    }

    /// The act, and the answer that is kept in it.
    fn act(self, permit: &Permit, read: &Read) -> Result<(Act, Answer), Problem> {
        let (room, ctx) = (&self.api.room, self.ctx);
        let id = ctx.id();
        let register = self.declared.id();
        let new = NewRecord {
            register,
            id,
            fields: read.fields.clone(),
        };
        let act = Act::new(ctx, EntryKind::RecordCreated);
        let act = match room.registers.create(&room.directory, permit, new, act) {
            Ok(act) if read.faults.is_empty() => act,
            Ok(_) => return Err(wrong(read, Vec::new())),
            Err(RegisterError::Fields { problems, .. }) => {
                let new = problems.iter().filter(|told| !read.is_wrong(&told.field));
                return Err(wrong(read, new.map(field_fault).collect()));
            }
            Err(error) => return Err(error.into()),
        };
        let touches = act.entry().touches.iter();
        let about: Vec<Id> = touches.map(|touch| touch.subject).collect();
        let notices = about.into_iter().flat_map(|person| {
            let args = vec![("register".to_owned(), register.to_owned())];
            let notice = Notice {
                person,
                kind: RECORD_CREATED.to_owned(),
                args,
                case: None,
            };
            notices::send(ctx, notice, Way::InboxAndMail)
        });
        let answer = made(register, id, (act.id(), act.at()));
        let kept = store::put(self.write, &answer, act.at());
        let notices: Vec<_> = notices.collect();
        Ok((
            act.touch_all(read.touches.clone())
                .changes(notices)
                .change(kept),
            answer,
        ))
    }

    /// Leave to make it; a refusal is in the ledger before it is told.
    async fn permit(self, sent: &serde_json::Map<String, Json>) -> Result<Permit, Problem> {
        let register = self.declared.register();
        // A name that is not declared is a mistake, which the register explains.
        let fields: Vec<&str> = sent
            .keys()
            .map(String::as_str)
            .filter(|name| register.field(name).is_some())
            .collect();
        let steward = self.ctx.actor.office() == Some(register.steward.as_str());
        let relation = if steward {
            Relation::Office
        } else {
            Relation::None
        };
        let on = self.declared.on();
        let ask = Ask {
            action: Action::Create,
            on: &on,
            fields: &fields,
            relation,
        };
        match self.api.room.policy.permit(self.ctx, &ask) {
            Ok(permit) => Ok(permit),
            Err(refused) => Err(self.refuse(refused).await?),
        }
    }

    async fn refuse(self, refused: Refused) -> Result<Problem, Problem> {
        self.api.room.ledger.refuse(self.ctx, &refused).await?;
        Ok(refused.into())
    }

    /// An agency speaks for itself: where a record names one, it is the agency that sends it.
    async fn own_agency(self, sent: &mut serde_json::Map<String, Json>) -> Result<(), Problem> {
        let Actor::Consumer { agency, .. } = &self.ctx.actor else {
            return Ok(());
        };
        for field in &self.declared.register().fields {
            if field.kind != FieldKind::Agency {
                continue;
            }
            match sent.get(&field.id) {
                None | Some(Json::Null) if field.optional => {}
                None | Some(Json::Null) => {
                    sent.insert(field.id.clone(), Json::String(agency.clone()));
                }
                Some(Json::String(named)) if named != agency => {
                    let on = self.declared.on();
                    let reason = Reason::Relation;
                    let refused = Refused {
                        action: Action::Create,
                        on,
                        reason,
                    };
                    return Err(self.refuse(refused).await?);
                }
                Some(_) => {}
            }
        }
        Ok(())
    }

    /// After a lost race: whether another record has one of the values that are unique.
    async fn taken(self, read: &Read) -> Result<(), Problem> {
        let register = self.declared.register();
        let mut faults = Vec::new();
        for (name, value) in &read.fields {
            let unique = register.field(name).is_some_and(|field| field.key);
            if !unique || matches!(value, Value::Next(_)) {
                continue;
            }
            let room = &self.api.room;
            let wanted = [(name.as_str(), value.clone())];
            let found = room
                .registers
                .find(room.ledger.store(), &register.id, &wanted)
                .await?;
            if !found.is_empty() {
                faults.push(Fault::at(
                    ("fields", name),
                    "taken",
                    "another record has this value",
                ));
            }
        }
        if faults.is_empty() {
            return Ok(());
        }
        let detail = "a record is made once; a wrong one is corrected by the register's steward";
        Err(Problem::new(Kind::Exists, detail).with(faults))
    }
}

fn wrong(read: &Read, more: Vec<Fault>) -> Problem {
    let faults = read.faults.iter().cloned().chain(more).collect();
    Problem::new(
        Kind::Fields,
        "correct what is named and send it with a new key or the same",
    )
    .with(faults)
}

fn made(register: &str, record: Id, (entry, at): (Id, Instant)) -> Answer {
    let location = format!("/api/v1/registers/{register}/records/{record}");
    let made = Made {
        record: record.to_string(),
        entry: entry.to_string(),
        at: at.to_string(),
    };
    Answer::created(location, &made)
}
