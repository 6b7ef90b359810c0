//! Writing exactly once (draft-ietf-httpapi-idempotency-key-header): the answer to a write stands
//! in the act of its effect, so a request that is repeated, also after a crash, gets that answer.
//!
//! A request that was refused changed nothing and leaves no answer: repeated, it is decided again.

use std::collections::HashSet;
use std::sync::{Mutex, PoisonError};

use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE, LOCATION};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use base::{Digest, Id, sha256};
use serde::Serialize;

use crate::problem::{Kind, Problem};
use crate::{Door, store};

/// Characters of a key: a UUID has 36, and nobody needs three of them.
const KEY_MAX: usize = 128;

/// A write as it came: whose, under which key, and a digest of all it says.
#[derive(Clone, Debug)]
pub(crate) struct Write {
    pub(crate) actor: Id,
    pub(crate) key: String,
    pub(crate) digest: Digest,
}

/// An answer that is kept. Ids and instants only.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) location: Option<String>,
    pub(crate) body: String,
}

impl Answer {
    /// Something new, and where it is.
    pub(crate) fn created(location: String, body: &impl Serialize) -> Answer {
        Answer {
            status: 201,
            location: Some(location),
            ..Answer::done(body)
        }
    }

    /// Something was done.
    pub(crate) fn done(body: &impl Serialize) -> Answer {
        // Ids and instants as texts: there is nothing that JSON could not say.
        let body = serde_json::to_string(body).unwrap_or_default();
        Answer {
            status: 200,
            location: None,
            body,
        }
    }
}

impl IntoResponse for Answer {
    fn into_response(self) -> Response {
        let status = StatusCode::from_u16(self.status).unwrap_or(StatusCode::OK);
        let named = [
            (CONTENT_TYPE, "application/json"),
            (CACHE_CONTROL, "no-store"),
        ];
        let mut response = (status, named, self.body).into_response();
        if let Some(Ok(location)) = self.location.map(HeaderValue::try_from) {
            response.headers_mut().insert(LOCATION, location);
        }
        response
    }
}

/// The writes that run now in this process. Those of other processes meet in the database.
#[derive(Debug, Default)]
pub(crate) struct Running(Mutex<HashSet<(Id, String)>>);

/// A turn; ends when dropped.
struct Turn<'a> {
    running: &'a Running,
    key: (Id, String),
}

impl Running {
    fn begin(&self, write: &Write) -> Option<Turn<'_>> {
        let key = (write.actor, write.key.clone());
        let mut running = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        // Only who got the turn may hold a `Turn`: dropping one gives the turn back.
        running
            .insert(key.clone())
            .then(|| Turn { running: self, key })
    }
}

impl Drop for Turn<'_> {
    fn drop(&mut self) {
        self.running
            .0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .remove(&self.key);
    }
}

impl Door {
    /// Runs a write unless it ran before; what ran before answers again. `run` puts the row of its
    /// answer ([`store::put`]) into its act.
    pub(crate) async fn once(
        &self,
        write: &Write,
        run: impl Future<Output = Result<Answer, Problem>>,
    ) -> Result<Response, Problem> {
        let Some(_turn) = self.running.begin(write) else {
            let detail = "wait for the answer to the first request, or send this one again later";
            return Err(Problem::new(Kind::KeyRunning, detail).after(1));
        };
        if let Some(answered) = self.answered(write).await? {
            return Ok(answered);
        }
        match run.await {
            Ok(answer) => Ok(answer.into_response()),
            // Another process may have been the quicker one with this very request.
            Err(problem) => self.answered(write).await?.ok_or(problem),
        }
    }

    async fn answered(&self, write: &Write) -> Result<Option<Response>, Problem> {
        let db = self.api.room.ledger.store();
        match store::find(db, write.actor, &write.key).await? {
            None => Ok(None),
            Some((digest, answer)) if digest == write.digest => {
                let mut response = answer.into_response();
                let replayed = HeaderValue::from_static("true");
                response
                    .headers_mut()
                    .insert("idempotency-replayed", replayed);
                Ok(Some(response))
            }
            Some(_) => Err(Problem::new(
                Kind::KeyReused,
                "this key was used for another request: make a new key for each new request",
            )),
        }
    }
}

/// The key of a write: a structured string (RFC 8941 §3.3.3), also taken without its quotes.
pub(crate) fn key_of(headers: &HeaderMap) -> Result<String, Problem> {
    let mut values = headers.get_all("idempotency-key").iter();
    let first = values.next().filter(|_| values.next().is_none());
    let text = first
        .and_then(|value| value.to_str().ok())
        .map(str::trim)
        .unwrap_or_default();
    let inner = text
        .strip_prefix('"')
        .and_then(|text| text.strip_suffix('"'))
        .unwrap_or(text);
    let good = |c: u8| c.is_ascii_alphanumeric() || b"._:~-".contains(&c);
    if inner.is_empty() || inner.len() > KEY_MAX || !inner.bytes().all(good) {
        let detail = format!(
            "send Idempotency-Key once, with 1 to {KEY_MAX} letters, digits or ._:~- such as a UUID"
        );
        return Err(Problem::new(Kind::KeyMissing, detail));
    }
    Ok(inner.to_owned())
}

/// The digest over all that a write says; each part with its length, so that none runs into the
/// next.
pub(crate) fn digest_of(parts: &[&[u8]]) -> Digest {
    let mut all = Vec::with_capacity(parts.iter().map(|part| part.len() + 8).sum());
    for part in parts {
        all.extend_from_slice(&(part.len() as u64).to_be_bytes());
        all.extend_from_slice(part);
    }
    sha256(&all)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_strings_with_or_without_quotes() {
        let longest = "k".repeat(KEY_MAX);
        let table = [
            (vec!["\"abc-1\""], Some("abc-1")),
            (vec!["abc-1"], Some("abc-1")),
            (vec![longest.as_str()], Some(longest.as_str())),
            (vec![], None),
            (vec![""], None),
            (vec!["\"\""], None),
            (vec!["a b"], None),
            (vec!["\"a"], None),
            (vec!["a", "a"], None),
            (vec!["a\"b"], None),
        ];
        for (sent, key) in table {
            let mut headers = HeaderMap::new();
            for value in &sent {
                headers.append("idempotency-key", value.parse().unwrap());
            }
            assert_eq!(key_of(&headers).ok().as_deref(), key, "{sent:?}");
        }
        let mut headers = HeaderMap::new();
        headers.insert("idempotency-key", "k".repeat(KEY_MAX + 1).parse().unwrap());
        assert!(key_of(&headers).is_err());
    }

    #[test]
    fn a_key_has_one_turn_at_a_time() {
        let running = Running::default();
        let write = |key: &str| Write {
            actor: Id([1; 16]),
            key: key.into(),
            digest: [0; 32],
        };
        let turn = running.begin(&write("a"));
        assert!(turn.is_some() && running.begin(&write("a")).is_none());
        assert!(running.begin(&write("b")).is_some());
        drop(turn);
        assert!(running.begin(&write("a")).is_some());
    }

    #[test]
    fn parts_do_not_run_into_each_other() {
        assert_ne!(digest_of(&[b"ab", b"c"]), digest_of(&[b"a", b"bc"]));
    }
}
