//! Signing out.

use axum::response::Response;
use maud::html;

use super::opened::with_session;
use crate::components::{Button, button};
use crate::error::PageError;
use crate::visitor::{Submitted, Visitor, see_other};

/// `GET /sign-out`: asks, because a link must not end anything.
pub(super) async fn get(visitor: Visitor) -> Response {
    if visitor.session.is_none() {
        return see_other("/");
    }
    let say = visitor.say();
    let title = say.t("account-sign-out");
    let body = html! {
        h1 class="govuk-heading-l" { (title) }
        form method="post" action="/sign-out" {
            (visitor.csrf())
            (button(&Button { text: &say.t("account-sign-out-do"), ..Button::default() }))
        }
    };
    visitor.page(&title, &body)
}

/// `POST /sign-out`
pub(super) async fn post(Submitted { visitor, .. }: Submitted) -> Response {
    if let (Some(_), Some(token)) = (&visitor.session, &visitor.token) {
        let ended = visitor
            .house
            .identity
            .sign_out(&visitor.ctx("account"), token)
            .await;
        if let Err(error) = ended {
            return PageError::from(error).respond(&visitor);
        }
    }
    with_session(&visitor, see_other("/"), "")
}
