//! The registers of a country: which there are, what they keep, what stands in a record and since
//! when, and how good it all is.
//!
//! List, dictionary and figures are open to everybody: nothing of them is anybody's. Searching and
//! reading is for whoever the access rules let, for a purpose, and every list and record shown is a
//! look. Reading order: `named.rs` (what declarations are called), `list.rs`, `dictionary.rs`,
//! `rules.rs`; `purpose.rs`, `search.rs`, `found.rs`; `record.rs` with `asof.rs`, `plane.rs` and
//! `history.rs`; `dispute.rs`, `erase.rs`; `score.rs`, `quality.rs` with `breakdown.rs`, `faults.rs`.

mod asof;
mod breakdown;
mod dictionary;
mod dispute;
mod erase;
mod faults;
mod found;
mod history;
mod list;
mod named;
mod plane;
mod purpose;
mod quality;
mod record;
mod rules;
mod score;
mod search;

use std::sync::Arc;

use axum::Router;
use axum::routing::get;

use crate::house::House;

/// Their addresses.
pub(crate) fn routes() -> Router<Arc<House>> {
    Router::new()
        .route("/registers", get(list::get))
        .route("/registers/{register}", get(dictionary::get))
        .route("/registers/{register}/contract", get(dictionary::contract))
        .route(
            "/registers/{register}/search",
            get(search::get).post(search::post),
        )
        .route("/registers/{register}/quality", get(quality::get))
        .route("/registers/{register}/quality/{rule}", get(faults::get))
        .route("/registers/{register}/records/{id}", get(record::get))
        .route(
            "/registers/{register}/records/{id}/dispute",
            get(dispute::get).post(dispute::post),
        )
        .route(
            "/registers/{register}/records/{id}/erase",
            get(erase::get).post(erase::post),
        )
}
