//! What keeps a check from being made at all.

use std::fmt;
use std::path::{Path, PathBuf};

use ::store::StoreError;

/// Why nothing can be said about the ledger.
#[derive(Debug)]
pub(crate) enum VerifyError {
    /// The database cannot be read.
    Store(StoreError),
    /// A file cannot be read or written.
    File {
        /// Which.
        path: PathBuf,
        /// What the system said.
        cause: std::io::Error,
    },
    /// The folder has nothing of a ledger.
    NoExport {
        /// Which.
        path: PathBuf,
    },
    /// A line of `leaves.jsonl` is none.
    Line {
        /// The file.
        path: PathBuf,
        /// The line, counted from 1.
        line: u64,
    },
    /// A line of `key-changes.jsonl` is none.
    ChangeLine {
        /// The file.
        path: PathBuf,
        /// The line, counted from 1.
        line: u64,
    },
    /// A key, or a checkpoint that was to be exported, is not right.
    Tree(merkle::Error),
    /// A kept checkpoint can only be trusted by its signature.
    KeyNeeded,
    /// There is no signed checkpoint to export under.
    NothingSigned,
    /// The database lacks part of what its checkpoint signs.
    Incomplete {
        /// What is missing, such as a tile's path.
        what: String,
    },
}

impl VerifyError {
    pub(super) fn file(path: &Path, cause: std::io::Error) -> VerifyError {
        let path = path.to_owned();
        VerifyError::File { path, cause }
    }
}

impl fmt::Display for VerifyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            VerifyError::Store(_) => f.write_str("the ledger cannot be read from the database"),
            VerifyError::File { path, cause } => write!(
                f,
                "{}: {cause}; check that it exists and that this user may read and write it",
                path.display()
            ),
            VerifyError::NoExport { path } => write!(
                f,
                "{}: this is no exported ledger: there is no checkpoint, no leaf and no tile; check the \
                 path, or make one with `motcua ledger export`",
                path.display()
            ),
            VerifyError::Line { path, line } => write!(
                f,
                "{}, line {line}: not a leaf with number, leaf and text; export the folder again",
                path.display()
            ),
            VerifyError::ChangeLine { path, line } => write!(
                f,
                "{}, line {line}: not a change of the key with old, new and checkpoint; export the folder \
                 again",
                path.display()
            ),
            VerifyError::Tree(cause) => write!(f, "the key or the checkpoint is not right: {cause}"),
            VerifyError::KeyNeeded => f.write_str(
                "give the ledger's key with --key: without it a kept checkpoint may be anybody's",
            ),
            VerifyError::NothingSigned => f.write_str(
                "there is no signed checkpoint yet: let the ledger seal its first entries, then export",
            ),
            VerifyError::Incomplete { what } => write!(
                f,
                "the database lacks {what}, which its checkpoint signs: nothing that holds can be \
                 exported; run `motcua verify` on the database"
            ),
        }
    }
}

impl std::error::Error for VerifyError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            VerifyError::Store(source) => Some(source),
            VerifyError::File { .. }
            | VerifyError::NoExport { .. }
            | VerifyError::Line { .. }
            | VerifyError::ChangeLine { .. }
            | VerifyError::Tree(_)
            | VerifyError::KeyNeeded
            | VerifyError::NothingSigned
            | VerifyError::Incomplete { .. } => None,
        }
    }
}

impl From<StoreError> for VerifyError {
    fn from(source: StoreError) -> VerifyError {
        VerifyError::Store(source)
    }
}

impl From<merkle::Error> for VerifyError {
    fn from(source: merkle::Error) -> VerifyError {
        VerifyError::Tree(source)
    }
}
