//! The other end: how an agency's system signs a write or a read.

use std::fmt;

use aws_lc_rs::signature::{Ed25519KeyPair, KeyPair};
use axum::http::{HeaderMap, HeaderValue};
use base::{Id, Instant};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use super::{COVERED, COVERED_OF_BODY, COVERED_OF_READ, Message, digest_text};

/// A credential with its private key, as an agency's system holds it.
pub struct Signer {
    credential: Id,
    pair: Ed25519KeyPair,
}

impl fmt::Debug for Signer {
    /// Whose, without the key.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Signer({})", self.credential)
    }
}

impl Signer {
    /// The signer of a credential, from the 32 secret bytes of an Ed25519 key (RFC 8032 §5.1.5).
    pub fn from_seed(credential: Id, seed: &[u8; 32]) -> Signer {
        let pair = Ed25519KeyPair::from_seed_unchecked(seed)
            .expect("any 32 bytes are the secret of an Ed25519 key");
        Signer { credential, pair }
    }

    /// The public half, which the credential is made of.
    pub fn public_key(&self) -> [u8; 32] {
        let mut key = [0; 32];
        key.copy_from_slice(self.pair.public_key().as_ref());
        key
    }
}

/// A write before it is signed.
#[derive(Clone, Copy, Debug)]
pub struct Unsigned<'a> {
    /// The method, in capitals.
    pub method: &'a str,
    /// The path, without a query.
    pub path: &'a str,
    /// 1 to 128 letters, digits or `._:~-`; new for each new request.
    pub idempotency_key: &'a str,
    /// What for: a word of the pack.
    pub purpose: &'a str,
    /// The body, JSON.
    pub body: &'a [u8],
}

/// A read before it is signed.
#[derive(Clone, Copy, Debug)]
pub struct UnsignedRead<'a> {
    /// The path, without a query.
    pub path: &'a str,
    /// What stands behind the question mark, if there is one.
    pub query: Option<&'a str>,
    /// What for: a word of the pack.
    pub purpose: &'a str,
    /// The body of a search, JSON, which is posted; nothing is got without one.
    pub body: Option<&'a [u8]>,
}

/// Signs a write (RFC 9421 §3.1) and gives the headers to send with it. They count for 300 seconds
/// from `created`; a request that is repeated later is signed again, with the same key.
pub fn sign(
    signer: &Signer,
    request: &Unsigned<'_>,
    created: Instant,
) -> Vec<(&'static str, String)> {
    let sent = vec![
        ("content-type", "application/json".to_owned()),
        (
            "idempotency-key",
            format!("\"{}\"", request.idempotency_key),
        ),
        ("purpose", request.purpose.to_owned()),
        ("content-digest", digest_text(request.body)),
    ];
    let components: Vec<&str> = COVERED.iter().copied().chain(["purpose"]).collect();
    let to = (request.method, request.path, None);
    signer.signed(to, &components, sent, created)
}

/// Signs a read: a `GET`, or with a body the `POST` that looks for something; and gives the headers
/// to send with it, which count for 300 seconds from `created`.
pub fn sign_read(
    signer: &Signer,
    request: &UnsignedRead<'_>,
    created: Instant,
) -> Vec<(&'static str, String)> {
    let mut sent = vec![("purpose", request.purpose.to_owned())];
    let mut components: Vec<&str> = COVERED_OF_READ.into_iter().chain(["purpose"]).collect();
    components.extend(request.query.map(|_| "@query"));
    if let Some(body) = request.body {
        sent.push(("content-type", "application/json".to_owned()));
        sent.push(("content-digest", digest_text(body)));
        components.extend(COVERED_OF_BODY);
    }
    let method = request.body.map_or("GET", |_| "POST");
    let to = (method, request.path, request.query);
    signer.signed(to, &components, sent, created)
}

impl Signer {
    /// What is sent, with the two headers of its signature.
    fn signed(
        &self,
        (method, path, query): (&str, &str, Option<&str>),
        components: &[&str],
        mut sent: Vec<(&'static str, String)>,
        created: Instant,
    ) -> Vec<(&'static str, String)> {
        let mut headers = HeaderMap::new();
        for (name, value) in &sent {
            // A value that no header can hold is left out here as it would be on the way, and refused
            // at the other end.
            if let Ok(value) = HeaderValue::from_str(value) {
                headers.insert(*name, value);
            }
        }
        let list: Vec<String> = components
            .iter()
            .map(|name| format!("\"{name}\""))
            .collect();
        let params = format!(
            "({});created={};keyid=\"{}\";alg=\"ed25519\"",
            list.join(" "),
            created.0.div_euclid(Instant::SECOND),
            self.credential
        );
        let message = Message {
            method,
            path,
            query,
            headers: &headers,
        };
        let base = message.base(components, &params).unwrap_or_default();
        let signature = STANDARD.encode(self.pair.sign(base.as_bytes()));
        sent.push(("signature-input", format!("sig={params}")));
        sent.push(("signature", format!("sig=:{signature}:")));
        sent
    }
}
