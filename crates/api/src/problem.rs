//! What went wrong, as RFC 9457 says it: a stable word, a status, and what to do.

use std::borrow::Cow;

use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE, RETRY_AFTER, WWW_AUTHENTICATE};
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use base::Id;
use serde::Serialize;

/// Where the kinds of problems are explained; a `type` is this and the kind's word.
pub(crate) const PROBLEMS: &str = "/api/v1/problems/";

/// The kinds of problems. Words are never reused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    BadRequest,
    KeyMissing,
    PurposeMissing,
    Signature,
    SignIn,
    Foreign,
    Refused,
    NotFound,
    NoRoute,
    Method,
    KeyRunning,
    AlreadyFiled,
    Exists,
    NotNow,
    NotShared,
    TooLarge,
    MediaType,
    KeyReused,
    Fields,
    Answers,
    Missing,
    NoOffice,
    TooMany,
    Failed,
    Busy,
    Timeout,
}

impl Kind {
    pub(crate) const ALL: [Kind; 26] = [
        Kind::BadRequest,
        Kind::KeyMissing,
        Kind::PurposeMissing,
        Kind::Signature,
        Kind::SignIn,
        Kind::Foreign,
        Kind::Refused,
        Kind::NotFound,
        Kind::NoRoute,
        Kind::Method,
        Kind::KeyRunning,
        Kind::AlreadyFiled,
        Kind::Exists,
        Kind::NotNow,
        Kind::NotShared,
        Kind::TooLarge,
        Kind::MediaType,
        Kind::KeyReused,
        Kind::Fields,
        Kind::Answers,
        Kind::Missing,
        Kind::NoOffice,
        Kind::TooMany,
        Kind::Failed,
        Kind::Busy,
        Kind::Timeout,
    ];

    /// The word, the status, and the title.
    pub(crate) fn parts(self) -> (&'static str, u16, &'static str) {
        match self {
            Kind::BadRequest => ("bad-request", 400, "The request cannot be read"),
            Kind::KeyMissing => (
                "idempotency-key-missing",
                400,
                "A write needs an Idempotency-Key",
            ),
            Kind::PurposeMissing => ("purpose-missing", 400, "The purpose is not said"),
            Kind::Signature => ("signature", 401, "The signature does not hold"),
            Kind::SignIn => ("sign-in", 401, "There is no open session"),
            Kind::Foreign => (
                "foreign",
                403,
                "The session's own token is not with the request",
            ),
            Kind::Refused => ("refused", 403, "No rule allows this"),
            Kind::NotFound => ("not-found", 404, "There is nothing of this name"),
            Kind::NoRoute => ("no-route", 404, "There is nothing at this address"),
            Kind::Method => ("method", 405, "This address does not take this method"),
            Kind::KeyRunning => (
                "idempotency-key-running",
                409,
                "The first request still runs",
            ),
            Kind::AlreadyFiled => ("already-filed", 409, "This was filed already"),
            Kind::Exists => ("exists", 409, "There is such a record already"),
            Kind::NotShared => (
                "not-shared",
                409,
                "The record is not shared until it is corrected",
            ),
            Kind::NotNow => ("not-now", 409, "This cannot be done at the present stage"),
            Kind::TooLarge => ("too-large", 413, "The body is too large"),
            Kind::MediaType => ("media-type", 415, "The body is not JSON"),
            Kind::KeyReused => (
                "idempotency-key-reused",
                422,
                "The key came with another request",
            ),
            Kind::Fields => ("fields", 422, "Fields are missing or wrong"),
            Kind::Answers => ("answers", 422, "Answers are missing or wrong"),
            Kind::Missing => ("missing", 422, "The action was not given all it needs"),
            Kind::NoOffice => ("no-office", 422, "No office is competent there"),
            Kind::TooMany => ("too-many", 429, "Too many requests"),
            Kind::Failed => ("failed", 500, "It failed on our side"),
            Kind::Busy => ("busy", 503, "Others were quicker, again and again"),
            Kind::Timeout => ("timeout", 503, "It took too long"),
        }
    }

    /// The `type`: a path at which the kind is explained.
    pub(crate) fn path(self) -> String {
        format!("{PROBLEMS}{}", self.parts().0)
    }
}

/// One thing that is wrong with a request. Says no value.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct Fault {
    /// Where in the body (RFC 6901); nothing when it is not in the body.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) pointer: Option<String>,
    /// A stable word.
    pub(crate) code: Cow<'static, str>,
    /// For whoever writes the program that asks.
    pub(crate) detail: String,
}

impl Fault {
    /// Something wrong with a member of a member of the body.
    pub(crate) fn at(
        (within, name): (&str, &str),
        code: impl Into<Cow<'static, str>>,
        detail: impl Into<String>,
    ) -> Fault {
        let name = name.replace('~', "~0").replace('/', "~1");
        let pointer = Some(format!("/{within}/{name}"));
        Fault {
            pointer,
            code: code.into(),
            detail: detail.into(),
        }
    }

    /// Something wrong with a member of the body.
    pub(crate) fn at_root(name: &str, code: &'static str, detail: &str) -> Fault {
        Fault {
            pointer: Some(format!("/{name}")),
            code: code.into(),
            detail: detail.to_owned(),
        }
    }
}

/// A problem, to be answered.
#[derive(Debug)]
pub(crate) struct Problem {
    pub(crate) kind: Kind,
    detail: String,
    errors: Vec<Fault>,
    case: Option<Id>,
    instance: Option<String>,
    wait_seconds: Option<i64>,
    cause: Option<Box<str>>,
}

/// What failed, for the log; travels with the answer to whoever logs it.
#[derive(Clone, Debug)]
pub(crate) struct Cause(pub(crate) Box<str>);

impl Problem {
    pub(crate) fn new(kind: Kind, detail: impl Into<String>) -> Problem {
        Problem {
            kind,
            detail: detail.into(),
            errors: Vec::new(),
            case: None,
            instance: None,
            wait_seconds: None,
            cause: None,
        }
    }

    /// A failure of ours: the cause goes into the log and not to the asker.
    pub(crate) fn failed(error: &dyn std::error::Error) -> Problem {
        let mut text = error.to_string();
        let mut cause = error.source();
        while let Some(inner) = cause {
            text.push_str(": ");
            text.push_str(&inner.to_string());
            cause = inner.source();
        }
        Problem {
            cause: Some(text.into()),
            ..Problem::new(Kind::Failed, "")
        }
    }

    /// A failure that has been logged under a number.
    pub(crate) fn logged(number: &str) -> Problem {
        let detail = "nothing was written; try again, and quote the instance if it stays so";
        let instance = Some(format!("/api/v1/failures/{number}"));
        Problem {
            instance,
            ..Problem::new(Kind::Failed, detail)
        }
    }

    pub(crate) fn not_found() -> Problem {
        Problem::new(
            Kind::NotFound,
            "there is nothing of this name, or it is not for you to know",
        )
    }

    pub(crate) fn with(self, errors: Vec<Fault>) -> Problem {
        Problem { errors, ..self }
    }

    pub(crate) fn about(self, case: Id) -> Problem {
        Problem {
            case: Some(case),
            ..self
        }
    }

    pub(crate) fn after(self, seconds: i64) -> Problem {
        Problem {
            wait_seconds: Some(seconds),
            ..self
        }
    }
}

/// A problem as it leaves the building.
#[derive(Serialize)]
struct Told<'a> {
    r#type: String,
    title: &'static str,
    status: u16,
    detail: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    instance: Option<&'a str>,
    #[serde(skip_serializing_if = "<[Fault]>::is_empty")]
    errors: &'a [Fault],
    #[serde(skip_serializing_if = "Option::is_none")]
    case: Option<String>,
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let (_, status, title) = self.kind.parts();
        let told = Told {
            r#type: self.kind.path(),
            title,
            status,
            detail: &self.detail,
            instance: self.instance.as_deref(),
            errors: &self.errors,
            case: self.case.map(|case| case.to_string()),
        };
        // Texts and numbers alone: there is nothing that JSON could not say.
        let body = serde_json::to_string(&told).unwrap_or_default();
        let status = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let named = [
            (CONTENT_TYPE, "application/problem+json"),
            (CACHE_CONTROL, "no-store"),
        ];
        let mut response = (status, named, body).into_response();
        let headers = response.headers_mut();
        match self.kind {
            Kind::Signature => {
                headers.insert(WWW_AUTHENTICATE, HeaderValue::from_static("Signature"));
            }
            Kind::SignIn => {
                headers.insert(WWW_AUTHENTICATE, HeaderValue::from_static("Session"));
            }
            _ => {}
        }
        if let Some(seconds) = self.wait_seconds {
            headers.insert(RETRY_AFTER, HeaderValue::from(seconds));
        }
        if let Some(cause) = self.cause {
            response.extensions_mut().insert(Cause(cause));
        }
        response
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn words_are_unique_and_statuses_are_those_of_errors() {
        let words: HashSet<&str> = Kind::ALL.iter().map(|kind| kind.parts().0).collect();
        assert_eq!(words.len(), Kind::ALL.len());
        for kind in Kind::ALL {
            let (word, status, title) = kind.parts();
            assert!((400..600).contains(&status), "{word}");
            assert!(
                word.bytes().all(|c| c.is_ascii_lowercase() || c == b'-'),
                "{word}"
            );
            assert!(!title.ends_with('.'), "{word}");
        }
    }

    #[tokio::test]
    async fn a_problem_is_written_as_rfc_9457_says() {
        let fault = Fault::at(("fields", "a/b~c"), "missing", "must have a value");
        let problem = Problem::new(Kind::Fields, "two").with(vec![fault]).after(3);
        let response = problem.into_response();
        assert_eq!(response.status(), StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(response.headers()[CONTENT_TYPE], "application/problem+json");
        assert_eq!(response.headers()[RETRY_AFTER], "3");
        let body = axum::body::to_bytes(response.into_body(), 10_000)
            .await
            .unwrap();
        let told: serde_json::Value = serde_json::from_slice(&body).unwrap();
        let expected = serde_json::json!({
            "type": "/api/v1/problems/fields",
            "title": "Fields are missing or wrong",
            "status": 422,
            "detail": "two",
            "errors": [
                { "pointer": "/fields/a~1b~0c", "code": "missing", "detail": "must have a value" }
            ],
        });
        assert_eq!(told, expected);
    }

    #[test]
    fn a_failure_s_cause_is_for_the_log_alone() {
        let problem = Problem::failed(&std::fmt::Error);
        let response = problem.into_response();
        assert!(
            response
                .extensions()
                .get::<Cause>()
                .is_some_and(|c| !c.0.is_empty())
        );
        assert!(
            Problem::logged("abc")
                .into_response()
                .extensions()
                .get::<Cause>()
                .is_none()
        );
    }
}
