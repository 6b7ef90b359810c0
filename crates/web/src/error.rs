//! What a page says when something went wrong: what happened, and what to do.

use axum::http::StatusCode;
use axum::response::Response;
use cases::CaseError;
use identity::IdentityError;
use maud::html;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use store::{StoreError, WriteError};

use crate::layout::{self, PageHead};
use crate::visitor::{Visitor, html_response, see_other};

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
    /// Something failed that is not the visitor's fault.
    Failed(String),
}

impl PageError {
    /// The answer to this visitor.
    pub fn respond(self, visitor: &Visitor) -> Response {
        let say = visitor.say();
        let (status, title, about) = match self {
            PageError::SignIn { kept } => return sign_in_first(visitor, kept),
            PageError::NotFound => {
                (StatusCode::NOT_FOUND, say.t("error-not-found"), say.t("error-not-found-about"))
            }
            PageError::Refused(refused) if refused.reason == access::Reason::Level => {
                (StatusCode::FORBIDDEN, say.t("error-level"), say.t("error-level-about"))
            }
            PageError::Refused(_) => {
                (StatusCode::FORBIDDEN, say.t("error-refused"), say.t("error-refused-about"))
            }
            PageError::Foreign => {
                (StatusCode::FORBIDDEN, say.t("error-foreign"), say.t("error-foreign-about"))
            }
            PageError::BadForm => {
                (StatusCode::BAD_REQUEST, say.t("error-form"), say.t("error-form-about"))
            }
            PageError::TooMany(seconds) => (
                StatusCode::TOO_MANY_REQUESTS,
                say.t("error-too-many"),
                say.tv("error-too-many-about", &[("seconds", i64::try_from(seconds).unwrap_or(60).into())]),
            ),
            PageError::Busy => (StatusCode::CONFLICT, say.t("error-busy"), say.t("error-busy-about")),
            PageError::NotNow => {
                (StatusCode::CONFLICT, say.t("error-not-now"), say.t("error-not-now-about"))
            }
            PageError::Failed(cause) => {
                let number = visitor.house.circumstances.chance().token();
                let number = &number[..8];
                tracing::error!(number, cause, "a page failed");
                let about = say.tv("error-failed-about", &[("number", number.into())]);
                (StatusCode::INTERNAL_SERVER_ERROR, say.t("error-failed"), about)
            }
        };
        let body = html! { h1.govuk-heading-l { (title) } p.govuk-body { (about) } };
        let head = PageHead::new(say, &visitor.house.assets, &title, &visitor.path);
        html_response(status, layout::page(&head, &body).into_string())
    }
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
            CaseError::NotNow { .. } | CaseError::NotYet { .. } | CaseError::AlreadyFiled { .. } => {
                PageError::NotNow
            }
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
        PageError::Failed(chain(&error))
    }
}

impl From<registers::RegisterError> for PageError {
    fn from(error: registers::RegisterError) -> PageError {
        PageError::Failed(chain(&error))
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
