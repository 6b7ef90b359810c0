//! Ed25519 keys of C2SP signed notes, and their texts.
//!
//! Verifier key: `name+hash+base64(0x01 ‖ public key)`, to be given to everybody.
//! Signing key: `PRIVATE+KEY+name+hash+base64(0x01 ‖ seed)`, as Go's `sumdb/note` writes it.

use std::fmt;
use std::str::FromStr;

use aws_lc_rs::encoding::AsBigEndian as _;
use aws_lc_rs::signature::{ED25519, Ed25519KeyPair, KeyPair as _, UnparsedPublicKey};

use crate::error::{Error, malformed};
use crate::text::{NAME_BYTES_MAX, from_base64, is_key_name, to_base64};

/// The algorithm byte of Ed25519 in keys and key ids.
const ED25519_BYTE: u8 = 0x01;

/// The length of a seed and of a public key in bytes (RFC 8032).
const KEY_BYTES: usize = 32;

/// What a signing key's text begins with.
const PRIVATE_PREFIX: &str = "PRIVATE+KEY+";

/// The longest key text in bytes: the prefix, the name, 8 digits, 44 letters, two plus signs.
const KEY_TEXT_BYTES_MAX: usize = 12 + NAME_BYTES_MAX + 1 + 8 + 1 + 44;

/// The first four bytes of SHA-256(name ‖ 0x0A ‖ 0x01 ‖ public key). It names a key, it does not
/// prove one: anyone can make another key with the same id.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct KeyId(pub [u8; 4]);

impl fmt::Display for KeyId {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{:08x}", u32::from_be_bytes(self.0))
    }
}

impl fmt::Debug for KeyId {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, out)
    }
}

/// The public half: a name and an Ed25519 public key. Its text (vkey) is parsed and displayed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VerifierKey {
    name: String,
    id: KeyId,
    public: [u8; KEY_BYTES],
}

impl VerifierKey {
    /// A verifier key from its name and the 32 bytes of RFC 8032.
    ///
    /// # Errors
    /// [`Error::Malformed`] if the name is empty, longer than 255 bytes, or has a space, a plus
    /// sign or a control character.
    pub fn new(name: &str, public: [u8; 32]) -> Result<Self, Error> {
        if !is_key_name(name) {
            let problem = "the name must be 1 to 255 bytes without spaces and plus signs";
            return Err(malformed("key", 0, problem));
        }
        let mut bytes = name.as_bytes().to_vec();
        bytes.extend_from_slice(&[b'\n', ED25519_BYTE]);
        bytes.extend_from_slice(&public);
        let [a, b, c, d, ..] = base::sha256(&bytes);
        Ok(Self {
            name: name.to_owned(),
            id: KeyId([a, b, c, d]),
            public,
        })
    }

    /// The name, by convention a URL without its scheme; a log's checkpoints have it as origin.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The key id that stands before each signature.
    pub fn id(&self) -> KeyId {
        self.id
    }

    /// Whether `signature` is this key's Ed25519 signature over `message`.
    pub(crate) fn verifies(&self, message: &[u8], signature: &[u8]) -> bool {
        UnparsedPublicKey::new(&ED25519, self.public)
            .verify(message, signature)
            .is_ok()
    }
}

impl fmt::Display for VerifierKey {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            out,
            "{}+{}+{}",
            self.name,
            self.id,
            key_base64(&self.public)
        )
    }
}

impl FromStr for VerifierKey {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        let parts = KeyParts::read("verifier key", text)?;
        let key = Self::new(parts.name, parts.bytes)?;
        if key.id == parts.id {
            Ok(key)
        } else {
            Err(Error::KeyIdDiffers)
        }
    }
}

/// The private half. It has no `Display`, and its `Debug` shows the public half only.
pub struct SigningKey {
    verifier: VerifierKey,
    pair: Ed25519KeyPair,
}

impl SigningKey {
    /// A signing key from 32 bytes of seed (RFC 8032), which the caller drew from real chance.
    ///
    /// # Errors
    /// As [`VerifierKey::new`]; [`Error::KeyRefused`] if the library does.
    pub fn from_seed(name: &str, seed: &[u8; 32]) -> Result<Self, Error> {
        let pair = Ed25519KeyPair::from_seed_unchecked(seed).map_err(|_| Error::KeyRefused)?;
        let public = pair
            .public_key()
            .as_ref()
            .try_into()
            .map_err(|_| Error::KeyRefused)?;
        Ok(Self {
            verifier: VerifierKey::new(name, public)?,
            pair,
        })
    }

    /// Reads what [`SigningKey::to_secret_text`] wrote.
    ///
    /// # Errors
    /// [`Error::Malformed`]; [`Error::Algorithm`]; [`Error::KeyIdDiffers`]; as
    /// [`SigningKey::from_seed`].
    pub fn from_secret_text(text: &str) -> Result<Self, Error> {
        let rest = text.strip_prefix(PRIVATE_PREFIX).ok_or(malformed(
            "signing key",
            0,
            "must begin with PRIVATE+KEY+",
        ))?;
        let parts = KeyParts::read("signing key", rest)?;
        let key = Self::from_seed(parts.name, &parts.bytes)?;
        if key.verifier.id == parts.id {
            Ok(key)
        } else {
            Err(Error::KeyIdDiffers)
        }
    }

    /// The key as text (skey). Whoever reads it can sign as this log: only a key file may hold it.
    ///
    /// # Errors
    /// [`Error::KeyRefused`] if the library does not give the seed back.
    pub fn to_secret_text(&self) -> Result<String, Error> {
        let seed = self.pair.seed().and_then(|seed| seed.as_be_bytes());
        let seed = seed.map_err(|_| Error::KeyRefused)?;
        let VerifierKey { name, id, .. } = &self.verifier;
        Ok(format!(
            "{PRIVATE_PREFIX}{name}+{id}+{}",
            key_base64(seed.as_ref())
        ))
    }

    /// The public half.
    pub fn verifier(&self) -> &VerifierKey {
        &self.verifier
    }

    /// Signs a message (RFC 8032, deterministic).
    pub(crate) fn sign(&self, message: &[u8]) -> Result<Vec<u8>, Error> {
        let signature = self.pair.try_sign(message).map_err(|_| Error::KeyRefused)?;
        Ok(signature.as_ref().to_vec())
    }
}

impl fmt::Debug for SigningKey {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_struct("SigningKey")
            .field("verifier", &self.verifier)
            .finish_non_exhaustive()
    }
}

fn key_base64(bytes: &[u8]) -> String {
    to_base64(&[&[ED25519_BYTE], bytes].concat())
}

/// What both key texts have in common.
struct KeyParts<'a> {
    name: &'a str,
    id: KeyId,
    bytes: [u8; KEY_BYTES],
}

impl<'a> KeyParts<'a> {
    fn read(what: &'static str, text: &'a str) -> Result<Self, Error> {
        if text.len() > KEY_TEXT_BYTES_MAX {
            return Err(Error::TooLong {
                what: "bytes of a key",
                max: KEY_TEXT_BYTES_MAX,
            });
        }
        // Base64 may hold plus signs, so only the first two divide.
        let mut parts = text.splitn(3, '+');
        let (Some(name), Some(id), Some(key)) = (parts.next(), parts.next(), parts.next()) else {
            return Err(malformed(what, 0, "must be name+hash+base64"));
        };
        let is_hex = |byte: u8| matches!(byte, b'0'..=b'9' | b'a'..=b'f');
        let id = u32::from_str_radix(id, 16)
            .ok()
            .filter(|_| id.len() == 8 && id.bytes().all(is_hex))
            .ok_or(malformed(
                what,
                0,
                "the hash must be 8 lower-case hexadecimal digits",
            ))?;
        let bytes = from_base64(key).ok_or(malformed(what, 0, "the key must be base64"))?;
        match bytes.split_first() {
            Some((&ED25519_BYTE, key)) => {
                let bytes = key
                    .try_into()
                    .map_err(|_| malformed(what, 0, "the key must be 32 bytes"))?;
                Ok(Self {
                    name,
                    id: KeyId(id.to_be_bytes()),
                    bytes,
                })
            }
            Some((&found, _)) => Err(Error::Algorithm { found }),
            None => Err(malformed(what, 0, "the key must not be empty")),
        }
    }
}

#[cfg(test)]
mod tests;
