//! C2SP tlog-proof: one file that proves, without any network, that a leaf is in a log.

use std::fmt;

use crate::checkpoint::Checkpoint;
use crate::error::{Error, malformed};
use crate::key::VerifierKey;
use crate::note::{NOTE_BYTES_MAX, Note};
use crate::proof::{INCLUSION_HASHES_MAX, verify_inclusion};
use crate::text::{from_base64, from_decimal, to_base64};
use crate::tree::Hash;

/// The ending of such a file's name, with its dot.
pub const FILE_EXTENSION: &str = ".tlog-proof";

/// The longest extra data in bytes: as long as the longest entry, which it may repeat.
pub const EXTRA_BYTES_MAX: usize = u16::MAX as usize;

/// The largest proof file in bytes: extra data in base64, the hashes, the note, a page of rest.
pub const PROOF_FILE_BYTES_MAX: usize =
    EXTRA_BYTES_MAX * 4 / 3 + INCLUSION_HASHES_MAX * 45 + NOTE_BYTES_MAX + 1024;

/// The first line.
const HEADER: &str = "c2sp.org/tlog-proof@v1";

/// The proof of one leaf; nothing in it is verified. Displayed, it is the file's text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProofFile {
    extra: Vec<u8>,
    index: u64,
    path: Vec<Hash>,
    note: Note,
}

impl ProofFile {
    /// The proof that leaf `index` is in the tree of the signed checkpoint `note`, with `path` as
    /// [`crate::proof::prove_inclusion`] gave it for the checkpoint's size.
    ///
    /// # Errors
    /// [`Error::NoSuchLeaf`] if the checkpoint's tree is too small for the index;
    /// [`Error::TooLong`] for a path above 63 hashes; those of [`Checkpoint::parse`].
    pub fn new(index: u64, path: Vec<Hash>, note: Note) -> Result<Self, Error> {
        let size = Checkpoint::parse(note.unverified_text())?.head().size;
        if index >= size {
            return Err(Error::NoSuchLeaf { index, size });
        }
        if path.len() > INCLUSION_HASHES_MAX {
            return Err(Error::TooLong {
                what: "hashes of a proof",
                max: INCLUSION_HASHES_MAX,
            });
        }
        Ok(Self {
            extra: Vec::new(),
            index,
            path,
            note,
        })
    }

    /// With data that a reader may need to compute the leaf, such as the entry and its salt. It is
    /// not authenticated by itself; empty means none.
    ///
    /// # Errors
    /// [`Error::TooLong`] above [`EXTRA_BYTES_MAX`].
    pub fn with_extra(self, extra: Vec<u8>) -> Result<Self, Error> {
        if extra.len() > EXTRA_BYTES_MAX {
            return Err(Error::TooLong {
                what: "bytes of extra data",
                max: EXTRA_BYTES_MAX,
            });
        }
        Ok(Self { extra, ..self })
    }

    /// Reads a proof file.
    ///
    /// # Errors
    /// [`Error::Malformed`]; [`Error::TooLong`]; those of [`ProofFile::new`] and [`Note::parse`].
    pub fn parse(file: &[u8]) -> Result<Self, Error> {
        if file.len() > PROOF_FILE_BYTES_MAX {
            return Err(Error::TooLong {
                what: "bytes of a proof",
                max: PROOF_FILE_BYTES_MAX,
            });
        }
        let file = str::from_utf8(file).map_err(|_| malformed("proof", 0, "must be UTF-8"))?;
        let (proof, note) = file.split_once("\n\n").ok_or(malformed(
            "proof",
            0,
            "has no empty line before its checkpoint",
        ))?;
        let mut lines = proof.split('\n').zip(1..).peekable();
        if lines.next() != Some((HEADER, 1)) {
            return Err(malformed("proof", 1, "must be c2sp.org/tlog-proof@v1"));
        }
        let extra = lines.next_if(|(line, _)| line.starts_with("extra "));
        let extra = extra.map_or(Some(Vec::new()), |(line, _)| read_extra(line));
        let extra = extra.ok_or(malformed("proof", 2, "must be extra and base64"))?;
        let (index, number) = lines.next().unwrap_or(("", 2));
        let index = index.strip_prefix("index ").and_then(from_decimal);
        let problem = "must be index and a decimal without leading zeros";
        let index = index.ok_or(malformed("proof", number, problem))?;
        let mut path = Vec::new();
        for (line, number) in lines {
            let problem = malformed("proof", number, "must be a hash in standard base64");
            path.push(line.parse().map_err(|_| problem)?);
        }
        Self::new(index, path, Note::parse(note.as_bytes())?)?.with_extra(extra)
    }

    /// Verifies the whole: the checkpoint is signed by the log's key, and the leaf is in its tree
    /// at the stated index. Gives the checkpoint, to be compared with others.
    ///
    /// # Errors
    /// Those of [`Checkpoint::of_note`] and [`verify_inclusion`].
    pub fn verify(&self, leaf: &Hash, key: &VerifierKey) -> Result<Checkpoint, Error> {
        let checkpoint = Checkpoint::of_note(&self.note, key)?;
        verify_inclusion(checkpoint.head(), self.index, leaf, &self.path)?;
        Ok(checkpoint)
    }

    /// The place of the leaf, counted from 0; unverified.
    pub fn index(&self) -> u64 {
        self.index
    }

    /// The extra data; unverified, empty if there is none.
    pub fn extra(&self) -> &[u8] {
        &self.extra
    }

    /// The inclusion proof, from the leaf's sibling upwards; unverified.
    pub fn path(&self) -> &[Hash] {
        &self.path
    }

    /// The signed checkpoint, with the signatures of witnesses; unverified.
    pub fn note(&self) -> &Note {
        &self.note
    }
}

impl fmt::Display for ProofFile {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(out, "{HEADER}")?;
        if !self.extra.is_empty() {
            writeln!(out, "extra {}", to_base64(&self.extra))?;
        }
        writeln!(out, "index {}", self.index)?;
        for hash in &self.path {
            writeln!(out, "{hash}")?;
        }
        write!(out, "\n{}", self.note)
    }
}

/// Reads the extra line; an empty one should have been left out.
fn read_extra(line: &str) -> Option<Vec<u8>> {
    from_base64(line.strip_prefix("extra ")?).filter(|extra| !extra.is_empty())
}

#[cfg(test)]
mod tests;
