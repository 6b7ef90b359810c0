//! All pages by address. A test of the whole program visits every one of them as nobody, as the
//! wrong office, and as the right office for another purpose.

use std::sync::Arc;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::middleware::from_fn_with_state;
use tower_http::CompressionLevel;
use tower_http::compression::CompressionLayer;
use tower_http::compression::predicate::{DefaultPredicate, NotForContentType, Predicate as _};

use crate::forms::FORM_MAX_BYTES;
use crate::house::House;
use crate::{account, citizen, desk, headers, public, registers};

/// All pages.
pub fn routes(house: Arc<House>) -> Router {
    let assets = house.assets.clone();
    // Hashes and finished documents do not get smaller.
    let packed = DefaultPredicate::new()
        .and(NotForContentType::const_new("application/octet-stream"))
        .and(NotForContentType::const_new("application/pdf"));
    Router::new()
        .merge(public::routes())
        .merge(account::routes())
        .merge(citizen::routes())
        .merge(desk::routes())
        .merge(registers::routes())
        .fallback(public::nothing::get)
        .method_not_allowed_fallback(public::nothing::get)
        // Routes that take files have a limit of their own.
        .layer(DefaultBodyLimit::max(FORM_MAX_BYTES))
        // A page is packed each time it is asked for: quickly beats tightly.
        .layer(CompressionLayer::new().quality(CompressionLevel::Fastest).compress_when(packed))
        .layer(from_fn_with_state(house.clone(), headers::add))
        .with_state(house)
        .merge(assets.routes::<()>())
}
