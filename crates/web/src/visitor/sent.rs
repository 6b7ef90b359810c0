//! Forms that are sent, and whether they come from pages of ours.

use std::sync::Arc;

use axum::extract::{FromRequest, FromRequestParts as _, Request};
use axum::http::HeaderMap;
use axum::response::Response;

use super::{Once, Visitor};
use crate::csrf;
use crate::error::PageError;
use crate::forms::{FORM_MAX_BYTES, Form};
use crate::house::House;

/// A visitor who sends a form of their session: it comes from a page of ours, and from one that was
/// made for this session.
#[derive(Debug)]
pub struct Submitted {
    /// Who.
    pub visitor: Visitor,
    /// What.
    pub form: Form,
    /// The body as it came, to be kept if signing in must come first.
    pub body: String,
}

impl Submitted {
    /// This press of the button, to be acted on once.
    pub(crate) fn once(&self) -> Once {
        Once::of(
            &self.visitor,
            self.form.raw("csrf"),
            &[self.body.as_bytes()],
        )
    }
}

impl FromRequest<Arc<House>> for Submitted {
    type Rejection = Response;

    async fn from_request(request: Request, house: &Arc<House>) -> Result<Submitted, Response> {
        let OpenForm {
            visitor,
            form,
            body,
        } = OpenForm::from_request(request, house).await?;
        if let Some(session) = &visitor.session
            && !csrf::matches(form.raw("csrf"), &session.csrf)
        {
            return Err(PageError::Foreign.respond(&visitor));
        }
        Ok(Submitted {
            visitor,
            form,
            body,
        })
    }
}

/// A form that anybody may send, signed in or not: it comes from a page of ours.
#[derive(Debug)]
pub struct OpenForm {
    /// Who.
    pub visitor: Visitor,
    /// What.
    pub form: Form,
    /// The body as it came.
    pub body: String,
}

impl FromRequest<Arc<House>> for OpenForm {
    type Rejection = Response;

    async fn from_request(request: Request, house: &Arc<House>) -> Result<OpenForm, Response> {
        let (mut parts, body) = request.into_parts();
        let visitor = Visitor::from_request_parts(&mut parts, house).await?;
        if foreign(&parts.headers, house) {
            return Err(PageError::Foreign.respond(&visitor));
        }
        let Ok(body) = axum::body::to_bytes(body, FORM_MAX_BYTES).await else {
            return Err(PageError::BadForm.respond(&visitor));
        };
        let Ok(form) = Form::parse(&body) else {
            return Err(PageError::BadForm.respond(&visitor));
        };
        let body = String::from_utf8_lossy(&body).into_owned();
        Ok(OpenForm {
            visitor,
            form,
            body,
        })
    }
}

/// Whether a form was sent by another site's page. Browsers say where a form comes from; a program
/// that says nothing has no session of a person that it did not open itself.
pub(crate) fn foreign(headers: &HeaderMap, house: &House) -> bool {
    let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    if text("sec-fetch-site").is_some_and(|site| !matches!(site, "same-origin" | "none")) {
        return true;
    }
    match text("origin") {
        Some(origin) => {
            let host = text("host").unwrap_or("");
            let said = origin.split_once("://").map_or(origin, |(_, host)| host);
            origin != house.public_url && said != host
        }
        None => false,
    }
}
