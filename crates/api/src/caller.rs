//! Who asks: a person or officer with a session, or an agency's system with a signature.

use std::sync::Arc;

use access::Actor;
use axum::body::Bytes;
use axum::extract::Request;
use axum::http::header::COOKIE;
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderName};
use base::{Id, secret};
use identity::{Credential, Session, verify_ed25519};

use crate::Door;
use crate::body::{self, one};
use crate::once::{Write, digest_of, key_of};
use crate::problem::{Fault, Kind, Problem};
use crate::signature::{COVERED, Input, Message, SignatureProblem, digest_holds, signature_of};

/// The cookie that pages keep a session's token in.
const SESSION_COOKIE: &str = "session";

/// The header that says what a request is for.
const PURPOSE: HeaderName = HeaderName::from_static("purpose");

/// A write by whoever asks.
#[derive(Debug)]
pub(crate) struct Asked {
    pub(crate) actor: Actor,
    pub(crate) write: Write,
    /// What for, if the header says it.
    pub(crate) purpose: Option<String>,
    pub(crate) body: Bytes,
}

impl Door {
    /// The open session of a request.
    pub(crate) async fn session(&self, headers: &HeaderMap) -> Result<Arc<Session>, Problem> {
        let now = self.api.circumstances.now();
        let session = match cookie(headers) {
            Some(token) => self.api.identity.session(token, now).await?,
            None => None,
        };
        session.ok_or_else(|| {
            Problem::new(
                Kind::SignIn,
                "sign in on the pages and send the cookie of that session",
            )
        })
    }

    /// A write with a session: it must bring the session's own token, which another site's page
    /// does not know.
    pub(crate) async fn by_session(&self, request: Request) -> Result<Asked, Problem> {
        let (parts, body) = body::read(request).await?;
        let session = self.session(&parts.headers).await?;
        let sent = one(&parts.headers, HeaderName::from_static("x-csrf"))?.unwrap_or_default();
        if !secret::same(sent.as_bytes(), session.csrf.as_bytes()) {
            let detail = "send X-Csrf with the token that GET /api/v1/session gives";
            return Err(Problem::new(Kind::Foreign, detail));
        }
        self.asked((session.actor(), session.account.id), parts, body)
    }

    /// A write that an agency's system has signed.
    pub(crate) async fn by_consumer(&self, request: Request) -> Result<Asked, Problem> {
        let (parts, body) = body::read(request).await?;
        let credential = self.signed(&parts, &body).await?;
        let actor = Actor::Consumer {
            agency: credential.agency,
            credential: credential.id,
        };
        self.asked((actor, credential.id), parts, body)
    }

    fn asked(&self, (actor, id): (Actor, Id), parts: Parts, body: Bytes) -> Result<Asked, Problem> {
        let limit = &self.api.limits.write;
        limit
            .allow(&id.to_string(), self.api.circumstances.now())
            .map_err(|wait| {
                Problem::new(Kind::TooMany, "wait, then send the same request").after(wait.seconds)
            })?;
        let purpose = purpose(&parts.headers)?;
        let said = purpose.as_deref().unwrap_or_default();
        let (method, path) = (parts.method.as_str(), parts.uri.path());
        let digest = digest_of(&[method.as_bytes(), path.as_bytes(), said.as_bytes(), &body]);
        let write = Write {
            actor: id,
            key: key_of(&parts.headers)?,
            digest,
        };
        Ok(Asked {
            actor,
            write,
            purpose,
            body,
        })
    }

    /// The credential that a write was signed with (RFC 9421 §3.2).
    async fn signed(&self, parts: &Parts, body: &[u8]) -> Result<Credential, Problem> {
        let headers = &parts.headers;
        let header = |name| {
            let found = one(headers, HeaderName::from_static(name)).ok().flatten();
            found.ok_or(SignatureProblem::Headers)
        };
        let input = Input::parse(header("signature-input")?)?;
        let signature = signature_of(input.label, header("signature")?)?;
        // A missing key is told as such, not as something that is not covered.
        key_of(headers)?;
        let purposes = headers.contains_key(PURPOSE).then_some("purpose");
        let must: Vec<&str> = COVERED.into_iter().chain(purposes).collect();
        let now = self.api.circumstances.now();
        input.check(&must, now)?;
        if !digest_holds(header("content-digest")?, body) {
            return Err(SignatureProblem::Digest.into());
        }
        let id = input.key.parse().map_err(|_| SignatureProblem::Key)?;
        let found = self.api.identity.credential(id, now).await?;
        let credential = found.ok_or(SignatureProblem::Key)?;
        let (method, path) = (parts.method.as_str(), parts.uri.path());
        let message = Message {
            method,
            path,
            query: parts.uri.query(),
            headers,
        };
        let base = message.base(&input.components, input.params);
        let base = base.ok_or(SignatureProblem::Component)?;
        if !verify_ed25519(&credential.public_key, base.as_bytes(), &signature) {
            return Err(SignatureProblem::Key.into());
        }
        Ok(credential)
    }
}

impl From<SignatureProblem> for Problem {
    fn from(problem: SignatureProblem) -> Problem {
        let fault = Fault {
            pointer: None,
            code: problem.code().into(),
            detail: problem.to_string(),
        };
        Problem::new(Kind::Signature, problem.to_string()).with(vec![fault])
    }
}

/// What a request is for, by its header.
pub(crate) fn purpose(headers: &HeaderMap) -> Result<Option<String>, Problem> {
    Ok(one(headers, PURPOSE)?
        .filter(|text| !text.is_empty())
        .map(str::to_owned))
}

/// The purpose must be said.
pub(crate) fn purpose_missing() -> Problem {
    Problem::new(
        Kind::PurposeMissing,
        "send Purpose with a word that the rules of the pack know",
    )
}

fn cookie(headers: &HeaderMap) -> Option<&str> {
    headers
        .get_all(COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find_map(|(found, value)| (found == SESSION_COOKIE).then_some(value))
}
