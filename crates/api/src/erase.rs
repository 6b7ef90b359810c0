//! A record is erased on a legal ground, by whoever a rule with the action `erase` lets.

use std::sync::{Arc, Mutex, PoisonError};

use axum::extract::{Request, State};
use axum::response::Response;
use base::{Id, Instant};
use ledger::Act;
use registers::Erase;
use serde::{Deserialize, Serialize};

use crate::cases::purpose_of;
use crate::frame::Named;
use crate::once::Answer;
use crate::problem::Problem;
use crate::{Door, body, store};

/// What is sent: nobody erases without saying on what ground.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Sent {
    /// The ground of the rule for the purpose, a words key of the pack.
    ground: String,
    /// Whether the ledger forgets the record's subjects too.
    #[serde(default)]
    forget: bool,
}

#[derive(Serialize)]
struct Erased {
    record: String,
    entry: String,
    at: String,
}

/// `POST /api/v1/registers/{register}/records/{record}/erasure`
pub(crate) async fn erase(
    State(door): State<Arc<Door>>,
    Named((register, record)): Named<(String, String)>,
    request: Request,
) -> Result<Response, Problem> {
    let asked = door.by_either(request).await?;
    let sent: Sent = body::json(&asked.body)?;
    let record: Id = record.parse().map_err(|_| Problem::not_found())?;
    let purpose = purpose_of(&asked.actor, asked.purpose)?;
    let ctx = door.api.ctx(asked.actor, &purpose);
    let write = &asked.write;
    let erase = Erase {
        register: &register,
        record,
        ground: &sent.ground,
        forget: sent.forget,
    };
    let erased = async {
        // The act of the attempt that is committed tells what is answered.
        let answer = Mutex::new(None);
        let with = |act: Act| {
            let told = told(record, act.id(), act.at());
            let at = act.at();
            let act = act.change(store::put(write, &told, at));
            *answer.lock().unwrap_or_else(PoisonError::into_inner) = Some(told);
            act
        };
        door.api.room.reading().erase(&ctx, &erase, with).await?;
        let answer = answer.into_inner().unwrap_or_else(PoisonError::into_inner);
        answer.ok_or_else(Problem::not_found)
    };
    door.once(write, erased).await
}

fn told(record: Id, entry: Id, at: Instant) -> Answer {
    Answer::done(&Erased {
        record: record.to_string(),
        entry: entry.to_string(),
        at: at.to_string(),
    })
}
