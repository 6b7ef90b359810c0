//! Bodies: JSON, bounded, and read as declared.

use axum::body::Bytes;
use axum::extract::Request;
use axum::http::header::{CONTENT_LENGTH, CONTENT_TYPE};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderName};
use serde::de::DeserializeOwned;

use crate::BODY_MAX;
use crate::problem::{Fault, Kind, Problem};

/// The head and the whole body of a write.
pub(crate) async fn read(request: Request) -> Result<(Parts, Bytes), Problem> {
    let (parts, body) = request.into_parts();
    let media = one(&parts.headers, CONTENT_TYPE)?.unwrap_or_default();
    let (media, _) = media.split_once(';').unwrap_or((media, ""));
    if !media.trim().eq_ignore_ascii_case("application/json") {
        return Err(Problem::new(
            Kind::MediaType,
            "send Content-Type: application/json",
        ));
    }
    if parts.uri.query().is_some() {
        return Err(Problem::new(
            Kind::BadRequest,
            "a write takes no query: say it in the body",
        ));
    }
    let too_large = || {
        let detail = format!("at most {BODY_MAX} bytes are read; nothing that is asked needs more");
        Problem::new(Kind::TooLarge, detail)
    };
    let declared = one(&parts.headers, CONTENT_LENGTH)?.and_then(|text| text.parse().ok());
    if declared.is_some_and(|length: usize| length > BODY_MAX) {
        return Err(too_large());
    }
    match axum::body::to_bytes(body, BODY_MAX).await {
        Ok(bytes) => Ok((parts, bytes)),
        // Without a length that was declared, more came than is read; with one, less came.
        Err(_) if declared.is_none() => Err(too_large()),
        Err(_) => Err(Problem::new(
            Kind::BadRequest,
            "the body broke off: send it again",
        )),
    }
}

/// A body as what it should be. What is wrong is told by place, never by value.
pub(crate) fn json<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, Problem> {
    serde_json::from_slice(bytes).map_err(|error| {
        let place = format!("line {}, column {}", error.line(), error.column());
        let (code, detail) = match error.classify() {
            serde_json::error::Category::Data => (
                "shape",
                format!("not as /api/v1/openapi.json declares it: {place}"),
            ),
            serde_json::error::Category::Syntax
            | serde_json::error::Category::Eof
            | serde_json::error::Category::Io => ("json", format!("not JSON: {place}")),
        };
        let fault = Fault {
            pointer: None,
            code: code.into(),
            detail,
        };
        Problem::new(Kind::BadRequest, "the body cannot be read").with(vec![fault])
    })
}

/// The only value of a header, if it is there.
pub(crate) fn one(headers: &HeaderMap, name: HeaderName) -> Result<Option<&str>, Problem> {
    let wrong = || Problem::new(Kind::BadRequest, format!("send {name} once, as plain text"));
    let mut values = headers.get_all(&name).iter();
    let Some(first) = values.next() else {
        return Ok(None);
    };
    if values.next().is_some() {
        return Err(wrong());
    }
    first
        .to_str()
        .map(|text| Some(text.trim()))
        .map_err(|_| wrong())
}

#[cfg(test)]
mod tests {
    use axum::body::Body;
    use axum::response::IntoResponse;
    use serde_json::Value;

    use super::*;

    async fn kind_of(request: axum::http::request::Builder, body: Body) -> Option<Kind> {
        read(request.body(body).unwrap())
            .await
            .err()
            .map(|problem| problem.kind)
    }

    fn post(uri: &str) -> axum::http::request::Builder {
        Request::post(uri).header(CONTENT_TYPE, "application/json; charset=utf-8")
    }

    #[tokio::test]
    async fn bodies_are_json_and_bounded() {
        assert_eq!(
            kind_of(post("/"), Body::from(vec![b' '; BODY_MAX])).await,
            None
        );
        let large = || Body::from(vec![b' '; BODY_MAX + 1]);
        assert_eq!(kind_of(post("/"), large()).await, Some(Kind::TooLarge));
        let declared = post("/").header(CONTENT_LENGTH, BODY_MAX + 1);
        assert_eq!(kind_of(declared, Body::empty()).await, Some(Kind::TooLarge));
        let text = Request::post("/").header(CONTENT_TYPE, "text/plain");
        assert_eq!(kind_of(text, Body::empty()).await, Some(Kind::MediaType));
        assert_eq!(
            kind_of(Request::post("/"), Body::empty()).await,
            Some(Kind::MediaType)
        );
        assert_eq!(
            kind_of(post("/?a=b"), Body::empty()).await,
            Some(Kind::BadRequest)
        );
        let twice = post("/").header(CONTENT_TYPE, "application/json");
        assert_eq!(kind_of(twice, Body::empty()).await, Some(Kind::BadRequest));
    }

    #[tokio::test]
    async fn what_is_wrong_is_told_by_place_and_not_by_value() {
        for sent in [&b"{\"a\": Mai}"[..], b"", b"{\"Mai\": 1", b"[\"Mai\"]"] {
            let problem = json::<std::collections::BTreeMap<String, i64>>(sent).unwrap_err();
            let body = problem.into_response().into_body();
            let body = axum::body::to_bytes(body, 10_000).await.unwrap();
            let told: Value = serde_json::from_slice(&body).unwrap();
            assert!(
                told["errors"][0]["detail"]
                    .as_str()
                    .unwrap()
                    .contains("line"),
                "{told}"
            );
            assert!(!told.to_string().contains("Mai"), "{told}");
        }
    }
}
