//! C2SP signed notes: a text, and lines of signatures over it.
//!
//! The text must not be trusted before a signature of a known key is verified, so the two ways to
//! it are [`Note::text_signed_by`] and the plainly named [`Note::unverified_text`].

use std::fmt;

use crate::error::{Error, malformed};
use crate::key::{KeyId, SigningKey, VerifierKey};
use crate::text::{NAME_BYTES_MAX, from_base64, is_key_name, to_base64};

/// The largest note in bytes. 16 signatures must be accepted, post-quantum ones come near 5 kB,
/// base64 adds a third and a name takes up to 255 bytes: about 110 kB. The rest is for the text.
pub const NOTE_BYTES_MAX: usize = 128 * 1024;

/// The most signatures on a note: twice what must be accepted. Each may cost a verification.
pub const SIGNATURES_MAX: usize = 32;

/// What a signature line begins with: em dash, space.
const LINE_START: &str = "— ";

/// One signature line, of any algorithm.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Signature {
    name: String,
    key_id: KeyId,
    bytes: Vec<u8>,
}

impl Signature {
    /// The name of the key that is said to have signed.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The id of that key.
    pub fn key_id(&self) -> KeyId {
        self.key_id
    }

    /// The signature proper, in the form its algorithm has.
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// Reads one line without its newline, such as a witness answers with.
    ///
    /// # Errors
    /// [`Error::Malformed`].
    pub fn parse(line: &str) -> Result<Self, Error> {
        read_signature(line).ok_or(malformed("signature line", 0, "must be: — name base64"))
    }
}

impl fmt::Display for Signature {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let bytes = [&self.key_id.0[..], &self.bytes].concat();
        write!(out, "{LINE_START}{} {}", self.name, to_base64(&bytes))
    }
}

/// A text with its signatures, none of them verified. Displayed, it is the note's text form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Note {
    text: String,
    signatures: Vec<Signature>,
}

impl Note {
    /// A text, signed.
    ///
    /// # Errors
    /// [`Error::Malformed`] unless the text ends with a newline and has no other control character
    /// below U+0020; [`Error::TooLong`]; [`Error::KeyRefused`].
    pub fn sign(text: &str, key: &SigningKey) -> Result<Self, Error> {
        check_text(text)?;
        let mut note = Self {
            text: text.to_owned(),
            signatures: Vec::new(),
        };
        note.sign_also(key)?;
        Ok(note)
    }

    /// Signs the same text with a further key: what two keys signed, the holder of either can open.
    ///
    /// # Errors
    /// [`Error::KeyRefused`]; [`Error::TooLong`]; the note is then unchanged.
    pub fn sign_also(&mut self, key: &SigningKey) -> Result<(), Error> {
        let verifier = key.verifier();
        self.add(Signature {
            name: verifier.name().to_owned(),
            key_id: verifier.id(),
            bytes: key.sign(self.text.as_bytes())?,
        })
    }

    /// Adds a signature that somebody else made over the same text, such as a witness.
    ///
    /// # Errors
    /// [`Error::TooLong`]; the note is then unchanged.
    pub fn add(&mut self, signature: Signature) -> Result<(), Error> {
        if self.signatures.len() == SIGNATURES_MAX {
            return Err(Error::TooLong {
                what: "signatures on a note",
                max: SIGNATURES_MAX,
            });
        }
        if self.to_string().len() + signature.to_string().len() + 1 > NOTE_BYTES_MAX {
            return Err(Error::TooLong {
                what: "bytes of a note",
                max: NOTE_BYTES_MAX,
            });
        }
        self.signatures.push(signature);
        Ok(())
    }

    /// Reads a note.
    ///
    /// # Errors
    /// [`Error::Malformed`]; [`Error::TooLong`].
    pub fn parse(note: &[u8]) -> Result<Self, Error> {
        if note.len() > NOTE_BYTES_MAX {
            return Err(Error::TooLong {
                what: "bytes of a note",
                max: NOTE_BYTES_MAX,
            });
        }
        let note =
            str::from_utf8(note).map_err(|_| malformed("signed note", 0, "must be UTF-8"))?;
        // The last empty line divides; the text keeps its own newline, the signatures the rest.
        let end = note.rfind("\n\n").ok_or(malformed(
            "signed note",
            0,
            "has no empty line before its signatures",
        ))?;
        let (text, rest) = note.split_at(end + 1);
        check_text(text)?;
        let lines = rest
            .strip_prefix('\n')
            .and_then(|lines| lines.strip_suffix('\n'))
            .ok_or(malformed(
                "signed note",
                0,
                "must end with a signature and a newline",
            ))?;
        let before = text.lines().count() + 1;
        let mut signatures = Vec::new();
        for (number, line) in lines.split('\n').enumerate() {
            if number == SIGNATURES_MAX {
                return Err(Error::TooLong {
                    what: "signatures on a note",
                    max: SIGNATURES_MAX,
                });
            }
            let problem = malformed("signed note", before + number + 1, "must be: — name base64");
            signatures.push(read_signature(line).ok_or(problem)?);
        }
        Ok(Self {
            text: text.to_owned(),
            signatures,
        })
    }

    /// The text, after its signature by this key was verified. Signatures of other keys do not
    /// matter; if several are said to be of this key, all must be true.
    ///
    /// # Errors
    /// [`Error::NotSigned`]; [`Error::FalseSignature`].
    pub fn text_signed_by(&self, key: &VerifierKey) -> Result<&str, Error> {
        let is_of_key =
            |signature: &&Signature| signature.key_id == key.id() && signature.name == key.name();
        let mut found = false;
        for signature in self.signatures.iter().filter(is_of_key) {
            if !key.verifies(self.text.as_bytes(), &signature.bytes) {
                return Err(Error::FalseSignature {
                    key: key.name().to_owned(),
                });
            }
            found = true;
        }
        if found {
            Ok(&self.text)
        } else {
            Err(Error::NotSigned {
                key: key.name().to_owned(),
            })
        }
    }

    /// The text, which anyone may have written.
    pub fn unverified_text(&self) -> &str {
        &self.text
    }

    /// The signature lines in order; at least one.
    pub fn signatures(&self) -> &[Signature] {
        &self.signatures
    }
}

impl fmt::Display for Note {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.text)?;
        out.write_str("\n")?;
        for signature in &self.signatures {
            writeln!(out, "{signature}")?;
        }
        Ok(())
    }
}

fn check_text(text: &str) -> Result<(), Error> {
    if text.chars().any(|c| c < ' ' && c != '\n') {
        return Err(malformed(
            "signed note",
            0,
            "the text must not have control characters",
        ));
    }
    if text.ends_with('\n') {
        Ok(())
    } else {
        Err(malformed(
            "signed note",
            0,
            "the text must end with a newline",
        ))
    }
}

fn read_signature(line: &str) -> Option<Signature> {
    let (name, base64) = line.strip_prefix(LINE_START)?.split_once(' ')?;
    let bytes = from_base64(base64)?;
    let (key_id, bytes) = bytes.split_first_chunk::<4>()?;
    if !is_key_name(name) || bytes.is_empty() {
        return None;
    }
    Some(Signature {
        name: name.to_owned(),
        key_id: KeyId(*key_id),
        bytes: bytes.to_vec(),
    })
}

/// The limits hold what the specification obliges us to accept.
const _: () = assert!(SIGNATURES_MAX >= 16);
const _: () = assert!(NOTE_BYTES_MAX > 16 * (5_000 * 4 / 3 + NAME_BYTES_MAX));

#[cfg(test)]
mod tests;
