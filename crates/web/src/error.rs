//! What a page says when something went wrong: what happened, and what to do.

use axum::http::header::RETRY_AFTER;
use axum::http::{HeaderValue, StatusCode};
use axum::response::Response;
use cases::CaseError;
use identity::IdentityError;
use maud::{Markup, html};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use store::{StoreError, WriteError};

use crate::components::{ButtonLook, link_button};
use crate::menu;
use crate::visitor::{Visitor, see_other};

/// Why a page cannot be shown as it was asked for.
#[derive(Debug)]
pub enum PageError {
    /// Signing in comes first; what was typed is kept.
    SignIn {
        /// The body of a form that was sent.
        kept: Option<String>,
    },
    /// There is nothing here (or nothing this visitor may know of).
    NotFound,
    /// The visitor may not; the ledger knows.
    Refused(access::Refused),
    /// The form came from another site, or its page is too old.
    Foreign,
    /// The form could not be read.
    BadForm,
    /// Too many tries; wait so many seconds.
    TooMany(u64),
    /// Somebody else was quicker, again and again.
    Busy,
    /// What was wanted cannot be done at this stage any more: show the thing as it is.
    NotNow,
    /// The record is not shared until its steward has answered.
    NotShared,
    /// Something failed that is not the visitor's fault.
    Failed(String),
}

impl PageError {
    /// The answer to this visitor.
    pub fn respond(self, visitor: &Visitor) -> Response {
        match self {
            PageError::SignIn { kept } => sign_in_first(visitor, kept),
            PageError::TooMany(seconds) => too_many(visitor, seconds),
            PageError::Failed(cause) => failed(visitor, &cause),
            PageError::NotFound => say_it(visitor, StatusCode::NOT_FOUND, {
                let say = visitor.say();
                (say.t("error-not-found"), say.t("error-not-found-about"))
            }),
            PageError::Refused(refused) => say_it(visitor, StatusCode::FORBIDDEN, {
                let say = visitor.say();
                if refused.reason == access::Reason::Level {
                    (say.t("error-level"), say.t("error-level-about"))
                } else {
                    (say.t("error-refused"), say.t("error-refused-about"))
                }
            }),
            PageError::Foreign => say_it(visitor, StatusCode::FORBIDDEN, {
                let say = visitor.say();
                (say.t("error-foreign"), say.t("error-foreign-about"))
            }),
            PageError::BadForm => say_it(visitor, StatusCode::BAD_REQUEST, {
                let say = visitor.say();
                (say.t("error-form"), say.t("error-form-about"))
            }),
            PageError::Busy => say_it(visitor, StatusCode::CONFLICT, {
                let say = visitor.say();
                (say.t("error-busy"), say.t("error-busy-about"))
            }),
            PageError::NotShared => say_it(visitor, StatusCode::CONFLICT, {
                let say = visitor.say();
                (say.t("error-not-shared"), say.t("error-not-shared-about"))
            }),
            PageError::NotNow => say_it(visitor, StatusCode::CONFLICT, {
                let say = visitor.say();
                (say.t("error-not-now"), say.t("error-not-now-about"))
            }),
        }
    }
}

/// What happened, what to do, and the way on.
fn say_it(visitor: &Visitor, status: StatusCode, (title, about): (String, String)) -> Response {
    visitor.page_as(status, &title, &told(visitor, &title, &about))
}

fn told(visitor: &Visitor, title: &str, about: &str) -> Markup {
    let say = visitor.say();
    let home = if visitor.session.is_some() {
        menu::home_of(visitor)
    } else {
        "/"
    };
    html! {
        h1 class="govuk-heading-l" { (title) }
        p class="govuk-body-l" { (about) }
        (link_button(home, &say.t("error-way-on"), ButtonLook::Secondary))
    }
}

fn too_many(visitor: &Visitor, seconds: u64) -> Response {
    let say = visitor.say();
    let count = i64::try_from(seconds).unwrap_or(i64::MAX);
    let about = say.tv("error-too-many-about", &[("seconds", count.into())]);
    let told = (say.t("error-too-many"), about);
    let mut response = say_it(visitor, StatusCode::TOO_MANY_REQUESTS, told);
    response
        .headers_mut()
        .insert(RETRY_AFTER, HeaderValue::from(seconds));
    response
}

/// The visitor gets a number to quote, the log the cause under the same number.
fn failed(visitor: &Visitor, cause: &str) -> Response {
    let number: String = visitor
        .house
        .circumstances
        .chance()
        .token()
        .chars()
        .take(8)
        .collect();
    tracing::error!(number, cause, "a page failed");
    let say = visitor.say();
    let about = say.tv("error-failed-about", &[("number", number.into())]);
    say_it(
        visitor,
        StatusCode::INTERNAL_SERVER_ERROR,
        (say.t("error-failed"), about),
    )
}

/// Sends a visitor to sign in. What they typed travels along in the page, not in the address.
fn sign_in_first(visitor: &Visitor, kept: Option<String>) -> Response {
    match kept {
        None => {
            let next = utf8_percent_encode(&visitor.path, NON_ALPHANUMERIC);
            see_other(&format!("/sign-in?next={next}"))
        }
        Some(body) => crate::account::sign_in::page(visitor, &visitor.path, Some(&body)),
    }
}

impl From<CaseError> for PageError {
    fn from(error: CaseError) -> PageError {
        match error {
            CaseError::NotFound => PageError::NotFound,
            CaseError::Refused(refused) if refused.reason == access::Reason::SignIn => {
                PageError::SignIn { kept: None }
            }
            CaseError::Refused(refused) => PageError::Refused(refused),
            CaseError::NotNow { .. }
            | CaseError::NotYet { .. }
            | CaseError::AlreadyFiled { .. } => PageError::NotNow,
            CaseError::Busy => PageError::Busy,
            CaseError::Missing(_) | CaseError::Answers(_) => PageError::BadForm,
            other @ (CaseError::NoOffice { .. } | CaseError::Record(_) | CaseError::Store(_)) => {
                PageError::Failed(chain(&other))
            }
        }
    }
}

impl From<StoreError> for PageError {
    fn from(error: StoreError) -> PageError {
        PageError::Failed(chain(&error))
    }
}

impl From<WriteError> for PageError {
    fn from(error: WriteError) -> PageError {
        match error {
            WriteError::Lost { .. } => PageError::Busy,
            WriteError::Store(error) => error.into(),
        }
    }
}

impl From<IdentityError> for PageError {
    fn from(error: IdentityError) -> PageError {
        match error {
            IdentityError::NoSession | IdentityError::NoAccount => PageError::SignIn { kept: None },
            IdentityError::NoKey | IdentityError::NoPost => PageError::NotFound,
            IdentityError::Write(WriteError::Lost { .. }) => PageError::Busy,
            other => PageError::Failed(chain(&other)),
        }
    }
}

impl From<registers::RegisterError> for PageError {
    fn from(error: registers::RegisterError) -> PageError {
        use registers::RegisterError;
        match error {
            RegisterError::NoSuchRegister { .. } | RegisterError::NoSuchRecord => {
                PageError::NotFound
            }
            RegisterError::Refused(refused) if refused.reason == access::Reason::SignIn => {
                PageError::SignIn { kept: None }
            }
            RegisterError::Refused(refused) => PageError::Refused(refused),
            RegisterError::Answered => PageError::NotNow,
            RegisterError::NotShared { .. } => PageError::NotShared,
            RegisterError::Write(error) => error.into(),
            other => PageError::Failed(chain(&other)),
        }
    }
}

impl From<identity::Wait> for PageError {
    fn from(wait: identity::Wait) -> PageError {
        PageError::TooMany(u64::try_from(wait.seconds).unwrap_or(1))
    }
}

/// An error and its causes, for the log.
pub(crate) fn chain(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(inner) = cause {
        text.push_str(": ");
        text.push_str(&inner.to_string());
        cause = inner.source();
    }
    text
}
