//! A session that was just opened: in which post it begins, where it goes on, and the form that was
//! kept meanwhile.

use std::sync::Arc;

use axum::http::HeaderValue;
use axum::http::header::SET_COOKIE;
use axum::response::Response;
use identity::{Session, SessionToken};
use maud::html;

use super::next;
use super::sign_in::Onward;
use crate::components::{Button, button};
use crate::error::PageError;
use crate::forms::Form;
use crate::layout::PageHead;
use crate::visitor::{OpenForm, SESSION_COOKIE, Visitor, cookie, see_other};

/// How long a browser keeps the cookie, in seconds: as long as a session can last.
const COOKIE_SECONDS: i64 = 7 * 24 * 3600;

/// The answer to who has just signed in by a form.
pub(super) async fn begin(mut visitor: Visitor, token: &SessionToken, onward: &Onward) -> Response {
    let (session, way) = match settle(&visitor, token.expose(), &onward.next).await {
        Ok(settled) => settled,
        Err(error) => return error.respond(&visitor),
    };
    visitor.session = Some(session);
    let response = match kept(onward) {
        Some(form) => go_on(&visitor, &onward.next, &form),
        None => see_other(&way),
    };
    with_session(&visitor, response, token.expose())
}

/// Chooses the only post of who has just one, and says where to go on.
pub(super) async fn settle(
    visitor: &Visitor,
    token: &str,
    wanted: &str,
) -> Result<(Arc<Session>, String), PageError> {
    let house = &visitor.house;
    let find = || house.identity.session(token, house.circumstances.now());
    let lost = || PageError::SignIn { kept: None };
    let session = find().await?.ok_or_else(lost)?;
    let wanted = next::local(wanted);
    match session.account.posts.as_slice() {
        [] => Ok((session, wanted.unwrap_or("/me").to_owned())),
        [only] => {
            let ctx = house.ctx(session.actor(), "sign-in");
            house.identity.choose_post(&ctx, token, Some(only)).await?;
            let session = find().await?.ok_or_else(lost)?;
            Ok((session, wanted.unwrap_or("/desk").to_owned()))
        }
        // Which of several posts is asked first; each opens other pages.
        _ => Ok((session, "/desk/post".to_owned())),
    }
}

/// The answer with the session's cookie.
pub(super) fn with_session(visitor: &Visitor, mut response: Response, token: &str) -> Response {
    let seconds = if token.is_empty() { 0 } else { COOKIE_SECONDS };
    let (_, text) = cookie(&visitor.house, SESSION_COOKIE, token, seconds);
    if let Ok(value) = HeaderValue::from_str(&text) {
        response.headers_mut().append(SET_COOKIE, value);
    }
    response
}

/// `POST /sign-in/continue`: the kept form again, for who has signed in by script.
pub(super) async fn post(OpenForm { visitor, form, .. }: OpenForm) -> Response {
    let onward = Onward::of(&form);
    match kept(&onward).filter(|_| visitor.session.is_some()) {
        Some(form) => go_on(&visitor, &onward.next, &form),
        None => see_other(&next::with_next("/sign-in", &onward.next)),
    }
}

/// The form that was kept, if it can be sent again.
fn kept(onward: &Onward) -> Option<Form> {
    if onward.kept.is_empty() || onward.next.is_empty() {
        return None;
    }
    Form::parse(onward.kept.as_bytes()).ok()
}

/// A page with what was typed before, to be sent on with one press: no form is sent by itself.
fn go_on(visitor: &Visitor, next: &str, form: &Form) -> Response {
    let say = visitor.say();
    let title = say.t("account-continue");
    let body = html! {
        h1 class="govuk-heading-l" { (title) }
        p class="govuk-body" { (say.t("account-continue-about")) }
        form method="post" action=(next) {
            (visitor.csrf())
            @for (name, value) in form.pairs().filter(|(name, _)| *name != "csrf") {
                input type="hidden" name=(name) value=(value);
            }
            (button(&Button { text: &say.t("account-continue-do"), ..Button::default() }))
        }
    };
    visitor.page_with(&title, &body, |head| PageHead {
        path: "/me",
        ..head
    })
}
