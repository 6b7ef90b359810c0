//! account pages.

use std::sync::Arc;

use axum::Router;

use crate::house::House;

/// Their addresses.
pub(crate) fn routes() -> Router<Arc<House>> {
    Router::new()
}
