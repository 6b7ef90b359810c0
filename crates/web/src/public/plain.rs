//! Answers to machines: whether we are well, and what crawlers need not visit.

use std::sync::Arc;
use std::time::Duration;

use axum::extract::State;
use axum::http::StatusCode;
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse as _, Response};

use crate::house::House;

/// A database that takes longer for one small row is as good as down to whoever waits.
const HEALTH_SECONDS_MAX: u64 = 2;

/// What crawlers leave alone: each visit to a certificate is counted, and the rest is somebody's own.
const ROBOTS: &str = "User-agent: *\n\
    Disallow: /check/\nDisallow: /sign-in\nDisallow: /recover\nDisallow: /account\n\
    Disallow: /ledger/tile/\nDisallow: /demo/\n";

/// `GET /healthz`: `ok`, or 503 when the database does not answer.
pub(super) async fn health(State(house): State<Arc<House>>) -> Response {
    let limit = Duration::from_secs(HEALTH_SECONDS_MAX);
    let asked = tokio::time::timeout(limit, ledger::checkpoint(house.ledger().store())).await;
    match asked {
        Ok(Ok(_)) => text("ok\n"),
        Ok(Err(_)) | Err(_) => (
            StatusCode::SERVICE_UNAVAILABLE,
            text("the database does not answer\n"),
        )
            .into_response(),
    }
}

/// `GET /robots.txt`
pub(super) async fn robots() -> Response {
    text(ROBOTS)
}

/// Plain text.
pub(super) fn text(body: impl Into<String>) -> Response {
    ([(CONTENT_TYPE, "text/plain; charset=utf-8")], body.into()).into_response()
}
