//! Passkeys: what the script asks for, and (in `parts.rs`) the parts of pages that need it.
//!
//! A script sends JSON. What a session asks for carries its token as `x-csrf`; all of it must come
//! from a page of ours.

mod parts;

use std::sync::Arc;

use access::Actor;
use axum::body::to_bytes;
use axum::extract::{FromRequest, FromRequestParts as _, Path, Request};
use axum::http::StatusCode;
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse as _, Response};
use base::Id;
use identity::{Answer, Ceremony, IdentityError, SignInError};
use serde_json::{Value, json};

use super::opened::{settle, way, with_session};
use super::sign_in::refusal;
use crate::csrf;
use crate::error::{PageError, chain};
use crate::house::House;
use crate::visitor::{Submitted, Visitor, foreign, see_other};

pub(super) use parts::{add_part, listed, sign_in_part};

/// The largest answer of a browser, in bytes: a key's certificate chain makes it a few thousand.
const ANSWER_BYTES_MAX: usize = 32 * 1024;

/// The longest name of a passkey, in characters: it stands in a list.
const NAME_CHARS_MAX: usize = 60;

/// What a script of ours sends.
pub(super) struct Asked {
    visitor: Visitor,
    /// What it sent as `x-csrf`.
    csrf: String,
    json: Value,
}

impl FromRequest<Arc<House>> for Asked {
    type Rejection = Response;

    async fn from_request(request: Request, house: &Arc<House>) -> Result<Asked, Response> {
        let (mut parts, body) = request.into_parts();
        let visitor = Visitor::from_request_parts(&mut parts, house).await?;
        if foreign(&parts.headers, house) {
            return Err(wrong(
                StatusCode::FORBIDDEN,
                &visitor.say().t("error-foreign"),
            ));
        }
        let read = to_bytes(body, ANSWER_BYTES_MAX).await.ok();
        let Some(json) = read.and_then(|bytes| serde_json::from_slice(&bytes).ok()) else {
            return Err(wrong(
                StatusCode::BAD_REQUEST,
                &visitor.say().t("error-form"),
            ));
        };
        let csrf = parts
            .headers
            .get("x-csrf")
            .and_then(|value| value.to_str().ok());
        Ok(Asked {
            csrf: csrf.unwrap_or("").to_owned(),
            visitor,
            json,
        })
    }
}

impl Asked {
    /// The account of the session whose page asks.
    fn account(&self) -> Result<Id, Response> {
        let say = self.visitor.say();
        match &self.visitor.session {
            Some(session) if csrf::matches(&self.csrf, &session.csrf) => Ok(session.account.id),
            Some(_) => Err(wrong(StatusCode::FORBIDDEN, &say.t("error-foreign"))),
            None => Err(wrong(
                StatusCode::UNAUTHORIZED,
                &say.t("account-passkey-signed-out"),
            )),
        }
    }

    fn text(&self, name: &str) -> &str {
        self.json.get(name).and_then(Value::as_str).unwrap_or("")
    }

    fn answer(&self) -> Result<Answer<'_>, Response> {
        let over = || {
            wrong(
                StatusCode::BAD_REQUEST,
                &self.visitor.say().t("account-passkey-over"),
            )
        };
        let ceremony = self.text("ceremony").parse().map_err(|_| over())?;
        let given = self.json.get("credential").ok_or_else(over)?;
        Ok(Answer { ceremony, given })
    }
}

/// `POST /account/passkeys/begin`
pub(super) async fn begin(asked: Asked) -> Response {
    let account = match asked.account() {
        Ok(account) => account,
        Err(response) => return response,
    };
    let visitor = &asked.visitor;
    match visitor
        .house
        .passkeys
        .begin_registration(&visitor.ctx("account"), account)
        .await
    {
        Ok(ceremony) => begun(&ceremony),
        Err(error) => trouble(visitor, &error),
    }
}

/// `POST /account/passkeys/finish`
pub(super) async fn finish(asked: Asked) -> Response {
    match add(&asked).await {
        Ok(()) => answered(StatusCode::OK, &json!({ "next": "/account?done=passkey" })),
        Err(response) => response,
    }
}

async fn add(asked: &Asked) -> Result<(), Response> {
    let (account, answer) = (asked.account()?, asked.answer()?);
    let visitor = &asked.visitor;
    let typed: String = asked
        .text("name")
        .trim()
        .chars()
        .take(NAME_CHARS_MAX)
        .collect();
    let own = super::browser::browser(&visitor.agent);
    let name = if typed.is_empty() {
        own.unwrap_or_default()
    } else {
        typed
    };
    let ctx = visitor.ctx("account");
    let added = visitor
        .house
        .passkeys
        .finish_registration(&ctx, account, &name, answer)
        .await;
    added.map(|_| ()).map_err(|error| trouble(visitor, &error))
}

/// `POST /account/passkeys/{id}/remove`
pub(super) async fn remove(
    Path(id): Path<String>,
    Submitted { visitor, .. }: Submitted,
) -> Response {
    match remove_one(&visitor, &id).await {
        Ok(()) => see_other("/account?done=passkey-removed"),
        Err(error) => error.respond(&visitor),
    }
}

async fn remove_one(visitor: &Visitor, id: &str) -> Result<(), PageError> {
    let account = visitor.signed_in()?.account.id;
    let id: Id = id.parse().map_err(|_| PageError::NotFound)?;
    let passkeys = &visitor.house.passkeys;
    match passkeys.remove(&visitor.ctx("account"), account, id).await {
        // The button was pressed twice: it is not there, as was wanted.
        Ok(()) | Err(IdentityError::NoKey) => Ok(()),
        Err(error) => Err(error.into()),
    }
}

/// `POST /sign-in/passkey/begin`
pub(super) async fn begin_sign_in(asked: Asked) -> Response {
    let visitor = &asked.visitor;
    let house = &visitor.house;
    let ctx = house.ctx(Actor::Nobody, "sign-in");
    if house
        .limits
        .sign_in
        .allow(&visitor.address, ctx.now)
        .is_err()
    {
        return wrong(
            StatusCode::TOO_MANY_REQUESTS,
            &visitor.say().t("error-too-many"),
        );
    }
    match house.passkeys.begin_sign_in(&ctx).await {
        Ok(ceremony) => begun(&ceremony),
        Err(error) => trouble(visitor, &error),
    }
}

/// `POST /sign-in/passkey/finish`
pub(super) async fn finish_sign_in(asked: Asked) -> Response {
    let answer = match asked.answer() {
        Ok(answer) => answer,
        Err(response) => return response,
    };
    let visitor = &asked.visitor;
    let house = &visitor.house;
    let ctx = house.ctx(Actor::Nobody, "sign-in");
    let token = match house
        .passkeys
        .finish_sign_in(&ctx, answer, &visitor.agent)
        .await
    {
        Ok(token) => token,
        Err(SignInError::Failed(error)) => return trouble(visitor, &error),
        Err(SignInError::Wrong) => {
            return wrong(
                StatusCode::FORBIDDEN,
                &visitor.say().t("account-passkey-wrong"),
            );
        }
        Err(error) => return wrong(StatusCode::FORBIDDEN, &refusal(visitor, &error)),
    };
    match settle(visitor, token.expose()).await {
        Ok(session) => {
            let next = way(&session, asked.text("next"));
            let response = answered(StatusCode::OK, &json!({ "next": next }));
            with_session(visitor, response, token.expose())
        }
        Err(error) => error.respond(visitor),
    }
}

fn begun(ceremony: &Ceremony) -> Response {
    let id = ceremony.id.to_string();
    answered(
        StatusCode::OK,
        &json!({ "ceremony": id, "options": ceremony.options }),
    )
}

fn answered(status: StatusCode, value: &Value) -> Response {
    (
        status,
        [(CONTENT_TYPE, "application/json")],
        value.to_string(),
    )
        .into_response()
}

fn wrong(status: StatusCode, said: &str) -> Response {
    answered(status, &json!({ "error": said }))
}

fn trouble(visitor: &Visitor, error: &IdentityError) -> Response {
    let say = visitor.say();
    match error {
        IdentityError::PasskeyTaken => wrong(StatusCode::CONFLICT, &say.t("account-passkey-taken")),
        IdentityError::CeremonyOver => wrong(StatusCode::CONFLICT, &say.t("account-passkey-over")),
        IdentityError::Passkey { .. } => {
            wrong(StatusCode::BAD_REQUEST, &say.t("account-passkey-failed"))
        }
        other => {
            tracing::error!(cause = chain(other), "a passkey request failed");
            wrong(
                StatusCode::INTERNAL_SERVER_ERROR,
                &say.t("account-passkey-failed"),
            )
        }
    }
}
