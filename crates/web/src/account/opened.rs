//! A session that was just opened: in which post it begins, where it goes on, and the form that was
//! kept meanwhile.

use std::sync::Arc;

use access::Post;
use axum::http::header::SET_COOKIE;
use axum::http::{HeaderValue, Uri};
use axum::response::Response;
use identity::{Session, SessionToken};
use maud::html;

use super::sign_in::Onward;
use super::{next, post_name};
use crate::components::{Button, Choice, Field, Shape, Size, button, radios};
use crate::csrf;
use crate::error::{PageError, chain};
use crate::forms::{Ask, Form};
use crate::layout::PageHead;
use crate::visitor::{OpenForm, SESSION_COOKIE, Visitor, cookie, see_other};

/// How long a browser keeps the cookie, in seconds: as long as a session can last.
const COOKIE_SECONDS: i64 = 7 * 24 * 3600;

/// The answer that means: in no post, for myself.
const MYSELF: &str = "myself";

/// The answer to who has just signed in by a form.
pub(super) async fn begin(mut visitor: Visitor, token: &SessionToken, onward: &Onward) -> Response {
    let session = match settle(&visitor, token.expose()).await {
        Ok(session) => session,
        Err(error) => return error.respond(&visitor),
    };
    leave_old(&visitor).await;
    visitor.session = Some(session.clone());
    let response = if asks_post(&session) && !onward.next.is_empty() {
        ask_post(&visitor, onward, &Form::default())
    } else {
        go_on(&visitor, onward, &way(&session, &onward.next))
    };
    with_session(&visitor, response, token.expose())
}

/// Who signs in again in the same browser leaves the session that was open in it: its cookie is
/// about to be replaced.
async fn leave_old(visitor: &Visitor) {
    let (Some(_), Some(old)) = (&visitor.session, &visitor.token) else {
        return;
    };
    let left = visitor
        .house
        .identity
        .sign_out(&visitor.ctx("account"), old)
        .await;
    if let Err(error) = left {
        // It ends by itself later.
        tracing::warn!(
            cause = chain(&error),
            "a session that was left could not be ended"
        );
    }
}

/// The session a token opens, in the only post of who has just one.
pub(super) async fn settle(visitor: &Visitor, token: &str) -> Result<Arc<Session>, PageError> {
    let house = &visitor.house;
    let find = || house.identity.session(token, house.circumstances.now());
    let lost = || PageError::SignIn { kept: None };
    let session = find().await?.ok_or_else(lost)?;
    let [only] = session.account.posts.as_slice() else {
        return Ok(session);
    };
    let ctx = house.ctx(session.actor(), "sign-in");
    house.identity.choose_post(&ctx, token, Some(only)).await?;
    find().await?.ok_or_else(lost)
}

/// Where a session goes on when no page was wanted, or one that waits for the choice of a post.
pub(super) fn way(session: &Session, wanted: &str) -> String {
    match (next::local(wanted), asks_post(session)) {
        (Some(wanted), true) => next::with_next("/sign-in/continue", wanted),
        (Some(wanted), false) => wanted.to_owned(),
        (None, true) => "/desk/post".to_owned(),
        (None, false) if session.post.is_some() => "/desk".to_owned(),
        (None, false) => "/me".to_owned(),
    }
}

/// Which of several posts must be asked; each opens other pages.
fn asks_post(session: &Session) -> bool {
    session.post.is_none() && session.account.posts.len() > 1
}

/// The answer with the session's cookie; without a token, with the end of it.
pub(super) fn with_session(visitor: &Visitor, mut response: Response, token: &str) -> Response {
    let seconds = if token.is_empty() { 0 } else { COOKIE_SECONDS };
    let (_, text) = cookie(&visitor.house, SESSION_COOKIE, token, seconds);
    if let Ok(value) = HeaderValue::from_str(&text) {
        response.headers_mut().append(SET_COOKIE, value);
    }
    response
}

/// `GET /sign-in/continue?next=`: which post, on the way to a page.
pub(super) async fn get(visitor: Visitor, uri: Uri) -> Response {
    let wanted = next::asked(&uri, "next");
    let next = next::local(&wanted).unwrap_or("").to_owned();
    let onward = Onward {
        next,
        kept: String::new(),
    };
    match &visitor.session {
        Some(session) if asks_post(session) => ask_post(&visitor, &onward, &Form::default()),
        Some(session) => see_other(&way(session, &onward.next)),
        None => see_other(&next::with_next("/sign-in", &onward.next)),
    }
}

/// `POST /sign-in/continue`: the post that was chosen; or who has signed in by script, with the form
/// that was kept.
pub(super) async fn post(
    OpenForm {
        visitor, mut form, ..
    }: OpenForm,
) -> Response {
    let onward = Onward::of(&form);
    let Some(session) = visitor.session.clone() else {
        return see_other(&next::with_next("/sign-in", &onward.next));
    };
    if !asks_post(&session) {
        return go_on(&visitor, &onward, &way(&session, &onward.next));
    }
    // The script's form carries no token of the session that it has just opened.
    if !csrf::matches(form.raw("csrf"), &session.csrf) {
        return ask_post(&visitor, &onward, &Form::default());
    }
    let posts = &session.account.posts;
    let values: Vec<String> = posts.iter().map(value).collect();
    let mut offered: Vec<&str> = values.iter().map(String::as_str).collect();
    offered.push(MYSELF);
    let label = visitor.say().t("account-post-question");
    let Some(answer) = form.choice(&Ask::new("post", &label), &offered) else {
        return ask_post(&visitor, &onward, &form);
    };
    let chosen = posts.iter().find(|post| value(post) == answer);
    let (ctx, token) = (
        visitor.ctx("sign-in"),
        visitor.token.as_deref().unwrap_or(""),
    );
    match visitor
        .house
        .identity
        .choose_post(&ctx, token, chosen)
        .await
    {
        Ok(()) => {
            let home = if chosen.is_some() { "/desk" } else { "/me" };
            go_on(&visitor, &onward, next::local(&onward.next).unwrap_or(home))
        }
        Err(error) => PageError::from(error).respond(&visitor),
    }
}

/// What is sent for a post. Roles and offices are words without spaces.
fn value(post: &Post) -> String {
    format!("{} {}", post.role, post.office)
}

fn ask_post(visitor: &Visitor, onward: &Onward, form: &Form) -> Response {
    let say = visitor.say();
    let title = say.t("account-post-question");
    let posts = visitor
        .session
        .as_ref()
        .map_or(&[][..], |session| &session.account.posts);
    let mut offered: Vec<(String, String)> = posts
        .iter()
        .map(|post| (value(post), post_name(visitor, post)))
        .collect();
    offered.push((MYSELF.to_owned(), say.t("account-post-myself")));
    let choices: Vec<Choice<'_>> = offered
        .iter()
        .map(|(value, name)| Choice::new(value, name, ""))
        .collect();
    let error = form.error(say, "post");
    let field = Field {
        error: error.as_deref(),
        size: Size::PageHeading,
        ..Field::new("post", &title)
    };
    let body = html! {
        (form.summary(say))
        form method="post" action="/sign-in/continue" novalidate {
            (visitor.csrf())
            input type="hidden" name="next" value=(onward.next);
            @if !onward.kept.is_empty() { input type="hidden" name="kept" value=(onward.kept); }
            (radios(say, &field, &choices, Shape::Stacked))
            (button(&Button { text: &say.t("account-post-do"), ..Button::default() }))
        }
    };
    let path = next::with_next("/sign-in/continue", &onward.next);
    let has_errors = !form.is_good();
    visitor.page_with(&title, &body, |head| PageHead {
        path: &path,
        has_errors,
        ..head
    })
}

/// A page with what was typed before, to be sent on with one press, because no form is sent by
/// itself; without such a form, another way.
fn go_on(visitor: &Visitor, onward: &Onward, otherwise: &str) -> Response {
    let Some(form) = kept(onward) else {
        return see_other(otherwise);
    };
    let say = visitor.say();
    let title = say.t("account-continue");
    let body = html! {
        h1 class="govuk-heading-l" { (title) }
        p class="govuk-body" { (say.t("account-continue-about")) }
        form method="post" action=(onward.next) {
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

/// The form that was kept, if it can be sent again.
fn kept(onward: &Onward) -> Option<Form> {
    if onward.kept.is_empty() || onward.next.is_empty() {
        return None;
    }
    Form::parse(onward.kept.as_bytes()).ok()
}
