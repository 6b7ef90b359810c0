//! All pages by address. A test of the whole program visits every one of them as nobody, as the
//! wrong office, and as the right office for another purpose.

use std::sync::Arc;

use axum::Router;

use crate::house::House;
use crate::{account, citizen, desk, public};

/// All pages.
pub fn routes(house: Arc<House>) -> Router {
    let assets = house.assets.clone();
    Router::new()
        .merge(public::routes())
        .merge(account::routes())
        .merge(citizen::routes())
        .merge(desk::routes())
        .with_state(house)
        .merge(assets.routes::<()>())
}
