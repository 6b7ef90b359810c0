//! HTTP Message Signatures (RFC 9421) with Ed25519 alone, and Content-Digest (RFC 9530) with
//! SHA-256 alone: what is read, and the text that is signed.
//!
//! The reader takes one signature in the canonical form of RFC 9421 §2.3 and nothing near it, so
//! that what was signed is the very text that came, and no second reading of it exists.

use std::fmt;

use axum::http::HeaderMap;
use base::{Instant, sha256};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;

mod reader;
mod signer;

use reader::Reader;
pub use signer::{Signer, Unsigned, UnsignedRead, sign, sign_read};

/// Bytes of each of the two headers: sixteen components and all parameters take a quarter of it.
const HEADER_MAX: usize = 2048;

/// Components of a signature.
const COMPONENTS_MAX: usize = 16;

/// Seconds by which the signer's clock may differ from ours.
const CLOCK_SECONDS: i64 = 300;

/// What a signature must cover of a write.
pub(crate) const COVERED: [&str; 5] = [
    "@method",
    "@path",
    "content-digest",
    "content-type",
    "idempotency-key",
];

/// What a signature must cover of a read; its query too, if it has one.
pub(crate) const COVERED_OF_READ: [&str; 2] = ["@method", "@path"];

/// What it must cover besides, when a body says what is looked for.
pub(crate) const COVERED_OF_BODY: [&str; 2] = ["content-digest", "content-type"];

/// Why a signature does not count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum SignatureProblem {
    /// One of the headers is missing or there twice.
    Headers,
    /// They are not in the form of the RFC.
    Form,
    /// A component that must be covered is not, or one that is covered is not in the request.
    Component,
    /// `created` is missing or too far from now, or `expires` has passed.
    Time,
    /// The algorithm is another.
    Algorithm,
    /// No such credential in force, or the signature was made with another key.
    Key,
    /// The body is not the one that was digested.
    Digest,
}

impl SignatureProblem {
    /// A stable word.
    pub(crate) fn code(self) -> &'static str {
        match self {
            SignatureProblem::Headers => "headers",
            SignatureProblem::Form => "form",
            SignatureProblem::Component => "component",
            SignatureProblem::Time => "time",
            SignatureProblem::Algorithm => "algorithm",
            SignatureProblem::Key => "key",
            SignatureProblem::Digest => "digest",
        }
    }
}

impl fmt::Display for SignatureProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            SignatureProblem::Headers => {
                "send Signature-Input and Signature, and Content-Digest with a body, each once"
            }
            SignatureProblem::Form => {
                "Signature-Input or Signature is not one signature as RFC 9421 writes it"
            }
            SignatureProblem::Component => {
                "cover @method, @path, @query if there is one, content-digest and content-type of \
                 a body, idempotency-key of a write, and purpose if that header is sent; what is \
                 covered must be in the request"
            }
            SignatureProblem::Time => {
                "created must be within 300 seconds of our time, and expires not past"
            }
            SignatureProblem::Algorithm => "sign with ed25519",
            SignatureProblem::Key => {
                "keyid must be the id of a credential in force, and the signature made with its key"
            }
            SignatureProblem::Digest => "Content-Digest must hold the SHA-256 of the body",
        })
    }
}

/// What a Signature-Input says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Input<'a> {
    /// By which the Signature header names the same signature.
    pub(crate) label: &'a str,
    /// What is covered, in order.
    pub(crate) components: Vec<&'a str>,
    /// Seconds since 1970.
    pub(crate) created: Option<i64>,
    /// Seconds since 1970.
    pub(crate) expires: Option<i64>,
    /// The credential.
    pub(crate) key: &'a str,
    /// The algorithm, if it is said.
    pub(crate) algorithm: Option<&'a str>,
    /// The list and its parameters as they came, which are signed too.
    pub(crate) params: &'a str,
}

impl<'a> Input<'a> {
    /// Reads the value of a Signature-Input header.
    pub(crate) fn parse(text: &'a str) -> Result<Input<'a>, SignatureProblem> {
        if text.len() > HEADER_MAX {
            return Err(SignatureProblem::Form);
        }
        let mut reader = Reader::new(text);
        reader
            .input()
            .filter(|_| reader.is_done())
            .ok_or(SignatureProblem::Form)
    }

    /// Whether it covers what it must, was made now, and with our algorithm.
    pub(crate) fn check(&self, must: &[&str], now: Instant) -> Result<(), SignatureProblem> {
        if must.iter().any(|must| !self.components.contains(must)) {
            return Err(SignatureProblem::Component);
        }
        if self
            .algorithm
            .is_some_and(|algorithm| algorithm != "ed25519")
        {
            return Err(SignatureProblem::Algorithm);
        }
        let now = now.0.div_euclid(Instant::SECOND);
        let near =
            |created: i64| now.saturating_sub(created).unsigned_abs() <= CLOCK_SECONDS as u64;
        let in_time = self.created.is_some_and(near) && self.expires.is_none_or(|end| end >= now);
        if in_time {
            Ok(())
        } else {
            Err(SignatureProblem::Time)
        }
    }
}

/// The signature's bytes out of a Signature header, which must name the same label.
pub(crate) fn signature_of(label: &str, text: &str) -> Result<[u8; 64], SignatureProblem> {
    let encoded = text
        .strip_prefix(label)
        .and_then(|text| text.strip_prefix("=:"))
        .and_then(|text| text.strip_suffix(':'))
        .filter(|encoded| encoded.len() <= 88)
        .ok_or(SignatureProblem::Form)?;
    let bytes = STANDARD
        .decode(encoded)
        .map_err(|_| SignatureProblem::Form)?;
    bytes.try_into().map_err(|_| SignatureProblem::Form)
}

/// Whether a Content-Digest header is that of a body. Digests of other algorithms may stand beside
/// SHA-256; they are not looked at.
pub(crate) fn digest_holds(text: &str, body: &[u8]) -> bool {
    if text.len() > HEADER_MAX {
        return false;
    }
    let mut ours = text
        .split(',')
        .filter_map(|member| member.trim().strip_prefix("sha-256=:"));
    let encoded = ours.next().filter(|_| ours.next().is_none());
    let Some(encoded) = encoded.and_then(|encoded| encoded.strip_suffix(':')) else {
        return false;
    };
    STANDARD
        .decode(encoded)
        .is_ok_and(|digest| digest == sha256(body))
}

/// The value of a Content-Digest header for a body.
pub(crate) fn digest_text(body: &[u8]) -> String {
    format!("sha-256=:{}:", STANDARD.encode(sha256(body)))
}

/// What can be covered of a request.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Message<'a> {
    pub(crate) method: &'a str,
    pub(crate) path: &'a str,
    pub(crate) query: Option<&'a str>,
    pub(crate) headers: &'a HeaderMap,
}

impl Message<'_> {
    /// The text that is signed (RFC 9421 §2.5); none when something covered is not there.
    pub(crate) fn base(&self, components: &[&str], params: &str) -> Option<String> {
        let mut base = String::with_capacity(512);
        for component in components {
            let value = self.value(component)?;
            base.push_str(&format!("\"{component}\": {value}\n"));
        }
        base.push_str("\"@signature-params\": ");
        base.push_str(params);
        Some(base)
    }

    /// The value of a component (RFC 9421 §2.1, §2.2).
    fn value(&self, component: &str) -> Option<String> {
        match component {
            "@method" => Some(self.method.to_owned()),
            "@path" => Some(self.path.to_owned()),
            "@query" => Some(format!("?{}", self.query.unwrap_or_default())),
            "@authority" => Some(
                self.headers
                    .get("host")?
                    .to_str()
                    .ok()?
                    .trim()
                    .to_ascii_lowercase(),
            ),
            _ if component.starts_with('@') => None,
            name => {
                let lines = self.headers.get_all(name).iter();
                let lines: Result<Vec<&str>, _> =
                    lines.map(|line| line.to_str().map(str::trim)).collect();
                lines
                    .ok()
                    .filter(|lines| !lines.is_empty())
                    .map(|lines| lines.join(", "))
            }
        }
    }
}

#[cfg(test)]
mod tests;
