//! Anybody checks a result by the code on its paper.

use std::net::SocketAddr;
use std::sync::Arc;

use axum::Json;
use axum::extract::{ConnectInfo, Extension, State};
use axum::response::{IntoResponse, Response};
use serde::Serialize;

use crate::Door;
use crate::frame::Named;
use crate::problem::{Kind, Problem};

/// Characters of a code: 128 bits in base 32.
const CODE_CHARS: usize = 26;

/// What the public page says too: no personal data but a masked name.
#[derive(Serialize)]
struct Checked {
    valid: bool,
    kind: String,
    code: String,
    procedure: String,
    number: String,
    office: String,
    holder: String,
    issued_at: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    withdrawn_at: Option<String>,
    checks: i64,
}

/// `GET /api/v1/check/{code}`
pub(crate) async fn check(
    State(door): State<Arc<Door>>,
    Named(code): Named<String>,
    from: Option<Extension<ConnectInfo<SocketAddr>>>,
) -> Result<Response, Problem> {
    let now = door.api.circumstances.now();
    let address = from.map_or_else(String::new, |Extension(from)| from.0.ip().to_string());
    door.api.limits.check.allow(&address, now).map_err(|wait| {
        Problem::new(Kind::TooMany, "wait before the next check").after(wait.seconds)
    })?;
    let well_formed = code.len() == CODE_CHARS
        && code
            .bytes()
            .all(|c| c.is_ascii_lowercase() || (b'2'..=b'7').contains(&c));
    if !well_formed {
        return Err(Problem::not_found());
    }
    let Some((given, checks)) = door.api.room.check(&code).await? else {
        return Err(Problem::not_found());
    };
    let checked = Checked {
        valid: given.withdrawn_at.is_none(),
        kind: given.kind,
        code: given.code,
        procedure: given.procedure,
        number: given.number,
        office: given.office,
        holder: given.masked,
        issued_at: given.issued_at.to_string(),
        withdrawn_at: given.withdrawn_at.map(|at| at.to_string()),
        checks,
    };
    let named = [(axum::http::header::CACHE_CONTROL, "no-store")];
    Ok((named, Json(checked)).into_response())
}
