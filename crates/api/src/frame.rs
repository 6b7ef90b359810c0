//! What is the same for all requests: the time they may take, what is logged, what is not there.

use std::sync::Arc;
use std::time::Duration;

use axum::extract::{FromRequestParts, Path, Request, State};
use axum::http::request::Parts;
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use serde::de::DeserializeOwned;

use crate::Door;
use crate::problem::{Cause, Kind, Problem};

/// The longest that a request may take: a filing takes milliseconds, and who asks has given up.
const REQUEST_SECONDS_MAX: u64 = 20;

/// Ends what takes too long, and logs what failed under a number that the asker is told. A write
/// that was cut off may have happened: the same key tells.
pub(crate) async fn around(
    State(door): State<Arc<Door>>,
    request: Request,
    next: Next,
) -> Response {
    let limit = Duration::from_secs(REQUEST_SECONDS_MAX);
    let Ok(mut response) = tokio::time::timeout(limit, next.run(request)).await else {
        let detail = "send the same request again, a write with the same Idempotency-Key";
        return Problem::new(Kind::Timeout, detail).after(5).into_response();
    };
    let Some(Cause(cause)) = response.extensions_mut().remove::<Cause>() else {
        return response;
    };
    let token = door.api.circumstances.chance().token();
    let number = token.get(..8).unwrap_or(&token);
    tracing::error!(number, cause, "a request of the API failed");
    Problem::logged(number).into_response()
}

/// Nothing is here.
pub(crate) async fn no_route() -> Problem {
    Problem::new(Kind::NoRoute, "all addresses stand in /api/v1/openapi.json")
}

/// Something is here, for another method.
pub(crate) async fn method() -> Problem {
    Problem::new(
        Kind::Method,
        "the methods of all addresses stand in /api/v1/openapi.json",
    )
}

/// The words of a path; one that is not text names nothing.
#[derive(Debug)]
pub(crate) struct Named<T>(pub(crate) T);

impl<T: DeserializeOwned + Send, S: Send + Sync> FromRequestParts<S> for Named<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Named<T>, Problem> {
        match Path::from_request_parts(parts, state).await {
            Ok(Path(words)) => Ok(Named(words)),
            Err(_) => Err(Problem::not_found()),
        }
    }
}
