//! What a person does: their own page, life events, cases, consents, results, who looked, notices.
//!
//! Reading order: `texts.rs` (what a pack's ids are called), `me.rs`, `event.rs`, `case.rs`,
//! `consent.rs`, `result.rs`, `looks.rs`, `inbox.rs`, `letters.rs`.

pub(crate) mod case;
mod consent;
mod event;
mod inbox;
pub(crate) mod letters;
pub(crate) mod looks;
mod me;
mod result;
pub(crate) mod texts;
mod upload;

use case::step_text as case_step_text;

use std::sync::Arc;

use axum::Router;
use axum::http::StatusCode;
use axum::response::Response;
use axum::routing::get;

use crate::error::PageError;
use crate::house::House;
use crate::visitor::Visitor;

/// The purpose of looking at one's own data.
const OWN: &str = "own";

/// Their addresses.
pub(crate) fn routes() -> Router<Arc<House>> {
    Router::new()
        .route("/me", get(me::get))
        .route(
            "/consent/{root}/{consent}",
            get(consent::get).post(consent::post),
        )
        .route("/result/{id}", get(result::get))
        .route("/looks", get(looks::list))
        .route("/looks/{entry}", get(looks::one))
        .route("/looks/{entry}/proof", get(looks::proof))
        .route("/inbox", get(inbox::list))
        .route("/inbox/{id}", get(inbox::one))
        .merge(event::routes())
        .merge(case::routes())
}

/// An id out of an address; what is none leads nowhere.
fn id_of(text: &str) -> Result<base::Id, PageError> {
    text.parse().map_err(|_| PageError::NotFound)
}

/// A page or what is said instead.
fn answer(visitor: &Visitor, shown: Result<Response, PageError>) -> Response {
    shown.unwrap_or_else(|error| error.respond(visitor))
}

/// The same page for a form that has faults (RFC 9110 §15.5.21).
fn faulty(mut response: Response) -> Response {
    *response.status_mut() = StatusCode::UNPROCESSABLE_ENTITY;
    response
}
