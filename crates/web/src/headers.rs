//! What every answer carries besides its page, and the language that is remembered.

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, REFERRER_POLICY, SET_COOKIE, STRICT_TRANSPORT_SECURITY,
    X_CONTENT_TYPE_OPTIONS,
};
use axum::http::{HeaderName, HeaderValue};
use axum::middleware::Next;
use axum::response::Response;

use crate::house::House;
use crate::visitor::{LANGUAGE_COOKIE, asked_language, cookie};

/// How long a language is remembered, in seconds: a year.
const LANGUAGE_SECONDS: i64 = 365 * 24 * 3600;

/// For what is not a page (text, files, redirects): it may do nothing, and nobody frames it.
const QUIET_POLICY: &str = "default-src 'none'; frame-ancestors 'none'";

/// What a page may ask the machine for: nothing. Passkeys are not in the list and stay allowed.
const PERMISSIONS: &str =
    "camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()";

/// Headers set on every answer, whatever it is.
const ALWAYS: [(HeaderName, HeaderValue); 4] = [
    (X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
    // Addresses of pages hold ids; other sites need not know them.
    (REFERRER_POLICY, HeaderValue::from_static("same-origin")),
    (
        HeaderName::from_static("cross-origin-opener-policy"),
        HeaderValue::from_static("same-origin"),
    ),
    (
        HeaderName::from_static("permissions-policy"),
        HeaderValue::from_static(PERMISSIONS),
    ),
];

/// Adds the headers, and remembers a language that was asked for with `?lang=`.
pub(crate) async fn add(State(house): State<Arc<House>>, request: Request, next: Next) -> Response {
    let asked = asked_language(&house, request.uri());
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    for (name, value) in ALWAYS {
        headers.insert(name, value);
    }
    headers
        .entry(CONTENT_SECURITY_POLICY)
        .or_insert(HeaderValue::from_static(QUIET_POLICY));
    headers
        .entry(CACHE_CONTROL)
        .or_insert(HeaderValue::from_static("no-store"));
    if house.secure() {
        headers.insert(
            STRICT_TRANSPORT_SECURITY,
            HeaderValue::from_static("max-age=31536000"),
        );
    }
    if let Some(lang) = asked {
        let (_, text) = cookie(&house, LANGUAGE_COOKIE, lang.as_str(), LANGUAGE_SECONDS);
        if let Ok(value) = HeaderValue::from_str(&text) {
            headers.append(SET_COOKIE, value);
        }
    }
    response
}
