//! Who asks: a person or officer with a session, or an agency's system with a signature.

use std::sync::Arc;

use access::{Actor, Ctx};
use axum::body::Bytes;
use axum::extract::{FromRequestParts, Request};
use axum::http::header::COOKIE;
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderName};
use base::{Id, secret};
use identity::{Credential, Session, verify_ed25519};

use crate::Door;
use crate::body::{self, one};
use crate::cases::purpose_of;
use crate::once::{Write, digest_of, key_of};
use crate::problem::{Fault, Kind, Problem};
use crate::signature::{
    COVERED, COVERED_OF_BODY, COVERED_OF_READ, Input, Message, SignatureProblem, digest_holds,
    signature_of,
};

/// The cookie that pages keep a session's token in.
const SESSION_COOKIE: &str = "session";

/// The header that says what a request is for.
const PURPOSE: HeaderName = HeaderName::from_static("purpose");

/// The header that says that a request is signed, and how.
const SIGNATURE_INPUT: HeaderName = HeaderName::from_static("signature-input");

/// Somebody who reads: with their session, or an agency's system with its signature. A request that
/// has a signature stands or falls by it, whatever cookies come along.
#[derive(Debug)]
pub(crate) struct Asker {
    pub(crate) actor: Actor,
    /// What for, if the header says it.
    purpose: Option<String>,
}

impl FromRequestParts<Arc<Door>> for Asker {
    type Rejection = Problem;

    /// What is read without a body. One that comes is not looked at.
    async fn from_request_parts(parts: &mut Parts, door: &Arc<Door>) -> Result<Asker, Problem> {
        let actor = if is_signed(&parts.headers) {
            consumer(door.signed(parts, &COVERED_OF_READ, None).await?)
        } else {
            door.session(&parts.headers).await?.actor()
        };
        Asker::new(actor, parts)
    }
}

impl Asker {
    fn new(actor: Actor, parts: &Parts) -> Result<Asker, Problem> {
        let purpose = purpose(&parts.headers)?;
        Ok(Asker { actor, purpose })
    }
}

/// A write by whoever asks.
#[derive(Debug)]
pub(crate) struct Asked {
    pub(crate) actor: Actor,
    /// Whose inbox hears of what comes of it; systems have none.
    pub(crate) inbox: Option<Id>,
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

    /// Circumstances of somebody who looks at something for a purpose.
    pub(crate) fn looking(&self, asker: Asker) -> Result<Ctx, Problem> {
        let purpose = purpose_of(&asker.actor, asker.purpose)?;
        Ok(self.api.ctx(asker.actor, &purpose))
    }

    /// Who reads with a body, which says what is looked for: from a session's own page, or signed.
    pub(crate) async fn reader(&self, request: Request) -> Result<(Asker, Bytes), Problem> {
        let (parts, body) = body::read(request).await?;
        let actor = if is_signed(&parts.headers) {
            let covered: Vec<&str> = COVERED_OF_READ.into_iter().chain(COVERED_OF_BODY).collect();
            consumer(self.signed(&parts, &covered, Some(&body)).await?)
        } else {
            self.own_page(&parts.headers).await?.actor()
        };
        Ok((Asker::new(actor, &parts)?, body))
    }

    /// A write with a session: it must bring the session's own token, which another site's page
    /// does not know.
    pub(crate) async fn by_session(&self, request: Request) -> Result<Asked, Problem> {
        let (parts, body) = body::read(request).await?;
        let session = self.own_page(&parts.headers).await?;
        let asked = self.asked((session.actor(), session.account.id), parts, body)?;
        let inbox = Some(session.account.shown_to());
        Ok(Asked { inbox, ..asked })
    }

    /// A write that an agency's system has signed.
    pub(crate) async fn by_consumer(&self, request: Request) -> Result<Asked, Problem> {
        let (parts, body) = body::read(request).await?;
        // A missing key is told as such, not as something that is not covered.
        let named = [SIGNATURE_INPUT, HeaderName::from_static("signature")];
        if named.iter().all(|name| parts.headers.contains_key(name)) {
            key_of(&parts.headers)?;
        }
        let credential = self.signed(&parts, &COVERED, Some(&body)).await?;
        let id = credential.id;
        self.asked((consumer(credential), id), parts, body)
    }

    /// A write with a session, or signed.
    pub(crate) async fn by_either(&self, request: Request) -> Result<Asked, Problem> {
        if is_signed(request.headers()) {
            self.by_consumer(request).await
        } else {
            self.by_session(request).await
        }
    }

    /// The session of a body that comes with the session's own token, which another site's page does
    /// not know.
    async fn own_page(&self, headers: &HeaderMap) -> Result<Arc<Session>, Problem> {
        let session = self.session(headers).await?;
        let sent = one(headers, HeaderName::from_static("x-csrf"))?.unwrap_or_default();
        if secret::same(sent.as_bytes(), session.csrf.as_bytes()) {
            return Ok(session);
        }
        let detail = "send X-Csrf with the token that GET /api/v1/session gives";
        Err(Problem::new(Kind::Foreign, detail))
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
            inbox: None,
            write,
            purpose,
            body,
        })
    }

    /// The credential that a request was signed with (RFC 9421 §3.2). The signature must cover what
    /// is named, the purpose if it is sent, the query if there is one, and a body that is read.
    async fn signed(
        &self,
        parts: &Parts,
        covered: &[&str],
        body: Option<&[u8]>,
    ) -> Result<Credential, Problem> {
        let headers = &parts.headers;
        let header = |name| {
            let found = one(headers, name).ok().flatten();
            found.ok_or(SignatureProblem::Headers)
        };
        let input = Input::parse(header(SIGNATURE_INPUT)?)?;
        let signature = header(HeaderName::from_static("signature"))?;
        let signature = signature_of(input.label, signature)?;
        let purpose = headers.contains_key(PURPOSE).then_some("purpose");
        let query = parts.uri.query().map(|_| "@query");
        let must = covered.iter().copied().chain(purpose).chain(query);
        let must: Vec<&str> = must.collect();
        let now = self.api.circumstances.now();
        input.check(&must, now)?;
        if let Some(body) = body
            && !digest_holds(header(HeaderName::from_static("content-digest"))?, body)
        {
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

/// Whether a request comes with a signature, good or bad.
fn is_signed(headers: &HeaderMap) -> bool {
    headers.contains_key(SIGNATURE_INPUT)
}

fn consumer(credential: Credential) -> Actor {
    Actor::Consumer {
        agency: credential.agency,
        credential: credential.id,
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
