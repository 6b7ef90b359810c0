//! The door for machines: JSON over HTTP, declared by the pack.
//!
//! Agencies' systems sign their requests (RFC 9421, Ed25519) with a credential of their agency;
//! people and officers come with the session of their pages. Every write takes an
//! `Idempotency-Key` and happens exactly once; what goes wrong is told as RFC 9457 says, with
//! words that stay. What can be asked is generated from the pack (`/api/v1/openapi.json`).
//!
//! Invariants:
//! 1. The answer to a write is kept in the act of its effect; a repeated request gets that answer.
//! 2. No rule is decided here: a handler reads the request, makes one call to a room, and writes
//!    the answer. Types that leave the building stand here and are converted by hand.
//! 3. No problem holds a value that somebody sent, and no address a person's data.
//!
//! Reading order: this page, `problem.rs`, `fault.rs`, `once.rs`, `signature.rs`, `caller.rs`; then
//! what can be asked: `records.rs`, `reading.rs`, `erase.rs`, `tickets.rs`, `figures.rs`, `faults.rs`, `cases.rs`, `dictionary.rs`, `check.rs`, `openapi.rs`. SQL
//! stands in `store.rs`.

mod body;
mod caller;
mod case_view;
mod cases;
mod check;
mod dictionary;
mod erase;
mod fault;
mod faults;
mod figures;
mod frame;
mod once;
mod openapi;
mod problem;
mod reading;
mod reading_declared;
mod records;
mod signature;
mod store;
mod tickets;
mod values;

use std::sync::Arc;

use access::{Actor, Circumstances, Ctx};
use axum::body::Bytes;
use axum::routing::{any, get, post};
use axum::{Router, middleware};
use identity::{Identity, Limiter};

pub use signature::{Signer, Unsigned, UnsignedRead, sign, sign_read};
pub use store::{KEPT_SECONDS, MIGRATIONS, sweep, tables};

/// The longest body of a request, in bytes: the longest record has some hundred fields of some
/// hundred bytes, and files come through pages.
pub const BODY_MAX: usize = 256 * 1024;

/// What the door stands on.
#[derive(Debug)]
pub struct Api {
    /// Cases, and through it the ledger, registers, policy, directory and law.
    pub room: ::cases::Room,
    /// Accounts, sessions and credentials.
    pub identity: Identity,
    /// Time and randomness.
    pub circumstances: Arc<dyn Circumstances>,
    /// The address under which people reach it, without a slash at the end.
    pub public_url: String,
    /// How often somebody may ask.
    pub limits: Limits,
}

/// Rate limits.
#[derive(Debug)]
pub struct Limits {
    /// Writes, by credential or account.
    pub write: Limiter,
    /// Checks of results, by address of the asker.
    pub check: Limiter,
}

impl Limits {
    /// No limits, for tests and for measuring.
    pub fn off() -> Limits {
        Limits {
            write: Limiter::off(),
            check: Limiter::off(),
        }
    }
}

impl Api {
    /// Circumstances of one request.
    fn ctx(&self, actor: Actor, purpose: &str) -> Ctx {
        Ctx {
            actor,
            purpose: purpose.to_owned(),
            law: self.room.law.pack.law(),
            now: self.circumstances.now(),
            chance: self.circumstances.chance(),
        }
    }
}

/// The parts, and what the door keeps beside them.
#[derive(Debug)]
struct Door {
    api: Arc<Api>,
    running: once::Running,
    /// Made once: it follows from the pack.
    openapi: Bytes,
}

/// All addresses under `/api`. They need `ConnectInfo` for the limit on checks, and do without.
pub fn routes(api: Arc<Api>) -> Router {
    let openapi = openapi::document(&api.room.law.pack, &api.public_url);
    let door = Arc::new(Door {
        openapi: Bytes::from(openapi.to_string()),
        running: once::Running::default(),
        api,
    });
    Router::new()
        .route("/api/v1/openapi.json", get(dictionary::openapi))
        .route("/api/v1/registers", get(dictionary::registers))
        .route(
            "/api/v1/registers/{register}/records",
            post(records::create),
        )
        .route("/api/v1/registers/{register}", get(dictionary::register))
        .route("/api/v1/registers/{register}/search", post(reading::search))
        .route(
            "/api/v1/registers/{register}/records/{record}",
            get(reading::record),
        )
        .route(
            "/api/v1/registers/{register}/records/{record}/history",
            get(reading::history),
        )
        .route(
            "/api/v1/registers/{register}/records/{record}/tickets",
            post(tickets::open),
        )
        .route(
            "/api/v1/registers/{register}/records/{record}/erasure",
            post(erase::erase),
        )
        .route(
            "/api/v1/registers/{register}/quality",
            get(figures::quality),
        )
        .route(
            "/api/v1/registers/{register}/quality/{word}",
            get(figures::trend),
        )
        .route(
            "/api/v1/registers/{register}/faults/{rule}",
            get(faults::list),
        )
        .route("/api/v1/tickets", get(tickets::list))
        .route("/api/v1/tickets/{register}/{ticket}", get(tickets::read))
        .route(
            "/api/v1/tickets/{register}/{ticket}/answer",
            post(tickets::answer),
        )
        .route("/api/v1/procedures", get(dictionary::procedures))
        .route("/api/v1/procedures/{procedure}", get(dictionary::procedure))
        .route("/api/v1/problems", get(dictionary::problems))
        .route("/api/v1/problems/{word}", get(dictionary::problem))
        .route("/api/v1/session", get(cases::session))
        .route("/api/v1/events/{event}/applications", post(cases::apply))
        .route("/api/v1/cases/{case}", get(cases::read))
        .route("/api/v1/cases/{case}/actions/{action}", post(cases::act))
        .route("/api/v1/queue", get(cases::queue))
        .route("/api/v1/check/{code}", get(check::check))
        .route("/api", any(frame::no_route))
        .route("/api/{*rest}", any(frame::no_route))
        .method_not_allowed_fallback(frame::method)
        .layer(middleware::from_fn_with_state(door.clone(), frame::around))
        .with_state(door)
}
