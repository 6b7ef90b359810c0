//! A person's account: signing in and out, the way back in, and what they may change about it.
//!
//! Reading order: `next.rs` (where to go on), `sign_in.rs`, `opened.rs`, `sign_out.rs`, `recover.rs`;
//! `overview.rs` and the pages it leads to: `particulars.rs`, `password.rs`, `sessions.rs`,
//! `passkeys.rs`. The choice of a post is on the desk.

mod browser;
mod next;
mod opened;
mod overview;
mod particulars;
mod passkeys;
mod password;
mod recover;
mod sessions;
pub(crate) mod sign_in;
mod sign_out;

use std::sync::Arc;

use access::Post;
use axum::Router;
use axum::routing::{get, post};

use crate::citizen::texts::Texts;
use crate::house::House;
use crate::visitor::Visitor;

/// Their addresses.
pub(crate) fn routes() -> Router<Arc<House>> {
    Router::new()
        .route("/sign-in", get(sign_in::get).post(sign_in::post))
        .route("/sign-in/continue", get(opened::get).post(opened::post))
        .route("/sign-in/passkey/begin", post(passkeys::begin_sign_in))
        .route("/sign-in/passkey/finish", post(passkeys::finish_sign_in))
        .route("/sign-out", get(sign_out::get).post(sign_out::post))
        .route("/recover", get(recover::get).post(recover::post))
        .route("/recover/sent", get(recover::sent))
        .route(
            "/recover/{token}",
            get(recover::get_new).post(recover::post_new),
        )
        .route("/account", get(overview::get))
        .route(
            "/account/particulars",
            get(particulars::get).post(particulars::post),
        )
        .route("/account/password", get(password::get).post(password::post))
        .route("/account/sessions/end", post(sessions::end_all))
        .route("/account/sessions/{id}/end", post(sessions::end_one))
        .route("/account/passkeys/begin", post(passkeys::begin))
        .route("/account/passkeys/finish", post(passkeys::finish))
        .route("/account/passkeys/{id}/remove", post(passkeys::remove))
}

/// A post as people say it: the role, and the office's name.
fn post_name(visitor: &Visitor, post: &Post) -> String {
    let texts = Texts::of(visitor);
    let values = [
        ("role", texts.role(&post.role).into()),
        ("office", texts.office(&post.office).into()),
    ];
    visitor.say().tv("account-post-name", &values)
}
