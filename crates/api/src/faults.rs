//! The records that fail a rule in the last measurement, for those who may see what the rule reads:
//! a page is a look.

use std::sync::Arc;

use axum::extract::rejection::QueryRejection;
use axum::extract::{Query, State};
use axum::response::Response;
use base::Id;
use registers::FaultPage;
use serde::{Deserialize, Serialize};

use crate::Door;
use crate::caller::Asker;
use crate::cases::private;
use crate::frame::Named;
use crate::problem::{Kind, Problem};
use crate::reading::Listed;

/// Where a page begins, as an address has it.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct From {
    after: Option<String>,
}

#[derive(Serialize)]
struct Faults {
    register: String,
    rule: String,
    level: &'static str,
    words: Vec<&'static str>,
    /// The fields that the rule reads; one that follows from every record (its id, when it was
    /// recorded) is in none.
    fields: Vec<String>,
    /// The ledger entry of the measurement, and when it was.
    run: String,
    at: String,
    applied: u64,
    /// How many fail it. Of many, the first thousand are listed.
    failing: u64,
    records: Vec<Listed>,
    /// Sent as `after`, gives the next page.
    #[serde(skip_serializing_if = "Option::is_none")]
    next: Option<String>,
}

/// `GET /api/v1/registers/{register}/faults/{rule}`
pub(crate) async fn list(
    State(door): State<Arc<Door>>,
    Named((register, rule)): Named<(String, String)>,
    from: Result<Query<From>, QueryRejection>,
    asker: Asker,
) -> Result<Response, Problem> {
    let unread = || {
        Problem::new(
            Kind::BadRequest,
            "after is what next said on the page before",
        )
    };
    let Query(from) = from.map_err(|_| unread())?;
    let after: Option<Id> = match from.after.as_deref().map(str::parse) {
        None => None,
        Some(Ok(after)) => Some(after),
        Some(Err(_)) => return Err(unread()),
    };
    let ctx = door.looking(asker)?;
    let reading = door.api.room.reading();
    let page = reading.faults(&ctx, (&register, &rule), after).await?;
    Ok(private(&told(register, page)))
}

fn told(register: String, page: FaultPage) -> Faults {
    Faults {
        register,
        rule: page.rule.id,
        level: page.rule.level.word(),
        words: page.rule.words.iter().map(|word| word.word()).collect(),
        fields: page.rule.fields,
        run: page.run.to_string(),
        at: page.at.to_string(),
        applied: page.rule.count.applied,
        failing: page.rule.count.failing,
        records: page.list.iter().map(Listed::new).collect(),
        next: page.next.map(|next| next.to_string()),
    }
}
