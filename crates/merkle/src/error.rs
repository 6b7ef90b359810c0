//! What can be wrong with a tree, a tile, a note or a proof.

use std::fmt;

use crate::tile::Tile;

/// Everything this crate refuses. No variant quotes the refused text: it may come from anyone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Error {
    /// A text or a byte string is not of its format.
    Malformed {
        /// The format, such as `checkpoint`.
        what: &'static str,
        /// The line, counted from 1; 0 means the whole.
        line: usize,
        /// What is wrong there.
        problem: &'static str,
    },
    /// Something is longer than this crate reads or writes.
    TooLong {
        /// What is too long, with its unit, such as `bytes of a note`.
        what: &'static str,
        /// The limit.
        max: usize,
    },
    /// A key text states a key id that is not the hash of its name and key.
    KeyIdDiffers,
    /// A key is of an algorithm other than Ed25519 (0x01).
    Algorithm {
        /// The algorithm byte that was found.
        found: u8,
    },
    /// The cryptographic library refused the key.
    KeyRefused,
    /// The note carries no signature of the key that was asked for.
    NotSigned {
        /// The name of the key that was asked for.
        key: String,
    },
    /// The note carries a signature of the key that was asked for, and it is false.
    FalseSignature {
        /// The name of the key that was asked for.
        key: String,
    },
    /// A checkpoint speaks for another log than the key it was checked with.
    OriginDiffers,
    /// A tree is larger than [`crate::tree::SIZE_MAX`].
    TreeTooLarge,
    /// A leaf was asked for that the tree does not have.
    NoSuchLeaf {
        /// The index asked for, counted from 0.
        index: u64,
        /// The number of leaves.
        size: u64,
    },
    /// A tree was said to have grown to fewer leaves than it had.
    Shrunk {
        /// The number of leaves before.
        old: u64,
        /// The number of leaves after.
        new: u64,
    },
    /// A tile that the work needs was not handed in, or with too few hashes.
    TileMissing(Tile),
    /// The stored tiles at the right edge are not those of the stored frontier.
    EdgeDiffers,
    /// A proof has another number of hashes than the two sizes require.
    ProofLength,
    /// A proof does not lead to the root it was checked against.
    RootDiffers,
}

impl fmt::Display for Error {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Malformed {
                what,
                line: 0,
                problem,
            } => write!(out, "{what}: {problem}"),
            Self::Malformed {
                what,
                line,
                problem,
            } => {
                write!(out, "{what}, line {line}: {problem}")
            }
            Self::TooLong { what, max } => write!(out, "more than {max} {what}"),
            Self::KeyIdDiffers => out.write_str(
                "the key id is not the hash of the key's name and bytes; copy the key again",
            ),
            Self::Algorithm { found } => {
                write!(
                    out,
                    "the key's algorithm is 0x{found:02x}; only Ed25519 (0x01) is used"
                )
            }
            Self::KeyRefused => out.write_str("the bytes are no usable Ed25519 key"),
            Self::NotSigned { key } => write!(out, "the note has no signature of {key}"),
            Self::FalseSignature { key } => {
                write!(
                    out,
                    "the note's signature of {key} is false; do not trust its text"
                )
            }
            Self::OriginDiffers => out.write_str(
                "the checkpoint's origin is not the name of the key it was checked with",
            ),
            Self::TreeTooLarge => out.write_str("the tree size is above 2^63-1"),
            Self::NoSuchLeaf { index, size } => {
                write!(out, "there is no leaf {index} in a tree of {size}")
            }
            Self::Shrunk { old, new } => {
                write!(out, "a tree of {old} leaves cannot become one of {new}")
            }
            Self::TileMissing(tile) => {
                write!(
                    out,
                    "{tile} is missing or too narrow; fetch it and try again"
                )
            }
            Self::EdgeDiffers => out.write_str(
                "the tiles at the right edge do not give the frontier; the stored tree is damaged",
            ),
            Self::ProofLength => {
                out.write_str("the proof has too few or too many hashes for these tree sizes")
            }
            Self::RootDiffers => out.write_str("the proof does not lead to the root"),
        }
    }
}

impl std::error::Error for Error {}

/// Shorthand for [`Error::Malformed`].
pub(crate) fn malformed(what: &'static str, line: usize, problem: &'static str) -> Error {
    Error::Malformed {
        what,
        line,
        problem,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_says_where() {
        for (error, message) in [
            (
                malformed("proof", 0, "must be UTF-8"),
                "proof: must be UTF-8",
            ),
            (
                malformed("proof", 3, "must be a hash"),
                "proof, line 3: must be a hash",
            ),
            (
                Error::Algorithm { found: 4 },
                "the key's algorithm is 0x04; only Ed25519 (0x01) is used",
            ),
            (
                Error::TileMissing(Tile::at(0, 1, 300).unwrap()),
                "tile/0/001.p/44 is missing or too narrow; fetch it and try again",
            ),
        ] {
            assert_eq!(error.to_string(), message);
        }
    }
}
