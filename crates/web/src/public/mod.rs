//! Pages for everybody: home, checking a certificate, the ledger, what the portal is.

mod about;
mod check;
mod demo;
mod home;
mod ledger;
pub(crate) mod nothing;
mod plain;

use std::sync::Arc;

use axum::Router;
use axum::routing::{get, post};

use crate::house::House;

/// Their addresses.
pub(crate) fn routes() -> Router<Arc<House>> {
    Router::new()
        .route("/", get(home::get))
        .route("/about", get(about::get))
        .route("/accessibility", get(about::get_accessibility))
        .route("/check", get(check::get).post(check::post))
        .route("/check/{code}", get(check::get_one))
        .route("/demo/mail", get(demo::get_mail))
        .route("/demo/next-day", post(demo::post_next_day))
        .route("/healthz", get(plain::health))
        .route("/ledger", get(ledger::get))
        .route("/ledger/checkpoint", get(ledger::get_checkpoint))
        .route("/ledger/key", get(ledger::get_key))
        .route("/ledger/key-changes", get(ledger::get_key_changes))
        .route("/ledger/tile/{*path}", get(ledger::get_tile))
        .route("/robots.txt", get(plain::robots))
}
