//! The page of every address that leads nowhere.

use axum::response::Response;

use crate::error::PageError;
use crate::visitor::Visitor;

/// Any address that is no page, and pages that are only sent to.
pub(crate) async fn get(visitor: Visitor) -> Response {
    PageError::NotFound.respond(&visitor)
}
