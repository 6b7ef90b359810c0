//! What officers do: the queue of their post, cases, correction tickets; and the steering board.
//!
//! Reading order: `post.rs` (in which post one acts), `due.rs` (how dates are told), `queue.rs`,
//! `case/` (one case), `tickets/` (a steward's corrections), `board/` (figures).

mod board;
mod case;
mod due;
mod post;
mod queue;
mod tickets;

use std::sync::Arc;

use axum::Router;
use axum::http::StatusCode;
use axum::response::Response;
use axum::routing::{get, post as on_post};
use base::Id;
use maud::Markup;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};

use crate::components::back_link;
use crate::error::PageError;
use crate::house::House;
use crate::layout::PageHead;
use crate::visitor::{Submitted, Visitor, see_other};

/// Their addresses.
pub(crate) fn routes() -> Router<Arc<House>> {
    Router::new()
        .route("/desk", get(queue::get))
        .route("/desk/post", get(post::get).post(post::post))
        .route("/desk/case/{id}", get(case::get))
        .route("/desk/case/{id}/claim", on_post(case::act::claim))
        .route("/desk/case/{id}/note", on_post(case::act::note))
        .route("/desk/case/{id}/hand-over", on_post(case::act::hand_over))
        .route("/desk/case/{id}/follow-up", on_post(case::act::follow_up))
        .route("/desk/case/{id}/act/{action}", on_post(case::act::take))
        .route("/desk/case/{id}/file/{file}", get(case::file::get))
        .route("/desk/tickets", get(tickets::get))
        .route(
            "/desk/tickets/{register}/{id}",
            get(tickets::one::get).post(tickets::one::post),
        )
        .route("/board", get(board::get))
        .route("/board/{indicator}/{month}", get(board::month::get))
}

/// A page or what is said instead.
pub(crate) fn answer(visitor: &Visitor, shown: Result<Response, PageError>) -> Response {
    shown.unwrap_or_else(|error| error.respond(visitor))
}

/// An id out of an address; what is none leads nowhere.
pub(crate) fn id_of(text: &str) -> Result<Id, PageError> {
    text.parse().map_err(|_| PageError::NotFound)
}

/// The value of a name in the address's query; values of ours need no decoding.
pub(crate) fn asked<'a>(visitor: &'a Visitor, name: &str) -> Option<&'a str> {
    let (_, query) = visitor.path.split_once('?')?;
    query
        .split('&')
        .find_map(|pair| pair.strip_prefix(name)?.strip_prefix('='))
}

/// For who holds posts and has chosen none yet: the way to the choice, and back here from it.
pub(crate) fn to_choice(visitor: &Visitor) -> Result<Option<Response>, PageError> {
    let session = visitor.signed_in()?;
    if session.post.is_some() || session.account.posts.is_empty() {
        return Ok(None);
    }
    let next = utf8_percent_encode(&visitor.path, NON_ALPHANUMERIC);
    Ok(Some(see_other(&format!("/desk/post?next={next}"))))
}

/// Who sent a form, signed in; what they typed is kept if the session has ended.
pub(crate) fn sender(sent: &Submitted) -> Result<(), PageError> {
    match sent.visitor.session {
        Some(_) => Ok(()),
        None => Err(PageError::SignIn {
            kept: Some(sent.body.clone()),
        }),
    }
}

/// A page below another, with the way back above it.
pub(crate) fn page_under(
    visitor: &Visitor,
    back: &str,
    (title, body): (&str, &Markup),
    status: StatusCode,
) -> Response {
    let before = back_link(visitor.say(), back);
    let has_errors = status == StatusCode::UNPROCESSABLE_ENTITY;
    let frame = |head| PageHead {
        before: Some(before),
        has_errors,
        ..head
    };
    let mut response = visitor.page_with(title, body, frame);
    *response.status_mut() = status;
    response
}
