//! The registers of a country: which there are, what they keep, what stands in a record and since
//! when, and how good it all is.
//!
//! List, dictionary and figures are open to everybody: nothing of them is anybody's. Searching and
//! reading is for whoever the access rules let, for a purpose, and every list and record shown is a
//! look. Reading order: `named.rs` (what declarations are called), `list.rs`, `dictionary.rs`,
//! `rules.rs`.

mod dictionary;
mod list;
mod named;
mod rules;

use std::sync::Arc;

use axum::Router;
use axum::routing::get;

use crate::house::House;

/// Their addresses.
pub(crate) fn routes() -> Router<Arc<House>> {
    Router::new()
        .route("/registers", get(list::get))
        .route("/registers/{register}", get(dictionary::get))
}
