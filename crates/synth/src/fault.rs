//! What can be wrong with a pack's `synth.toml` and its tables.

use std::fmt;

/// A fault of the pack, or of what was asked of it. Each says where and what to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SynthError {
    /// A file that is needed was not among those handed in.
    MissingFile {
        /// Path inside the pack.
        path: String,
    },
    /// The text of a file cannot be read as what it should be.
    Unreadable {
        /// Path inside the pack.
        path: String,
        /// Line in the file, from 1.
        line: u64,
        /// What is wrong, and what is expected.
        message: String,
    },
    /// A key of `synth.toml` contradicts another or has a value that makes no sense.
    Contradiction {
        /// The key, with dots.
        key: String,
        /// What is wrong, and what is expected.
        message: String,
    },
    /// A commune handed in cannot be used with this law.
    Commune {
        /// The commune's code; empty when no commune was handed in at all.
        code: String,
        /// What is wrong, and what is expected.
        message: String,
    },
    /// More people are asked for than the structure of personal numbers has room for.
    TooMany {
        /// How many were asked for.
        asked: usize,
        /// How many this structure serves safely.
        room: usize,
    },
}

impl SynthError {
    pub(crate) fn at(path: &str, line: u64, message: impl Into<String>) -> SynthError {
        SynthError::Unreadable {
            path: path.to_owned(),
            line,
            message: message.into(),
        }
    }

    pub(crate) fn key(key: &str, message: impl Into<String>) -> SynthError {
        SynthError::Contradiction {
            key: key.to_owned(),
            message: message.into(),
        }
    }
}

impl fmt::Display for SynthError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            SynthError::MissingFile { path } => {
                write!(
                    f,
                    "{path}: not in the pack; add it or correct the path in synth.toml"
                )
            }
            SynthError::Unreadable {
                path,
                line,
                message,
            } => {
                write!(f, "{path}:{line}: {message}")
            }
            SynthError::Contradiction { key, message } => {
                write!(f, "synth.toml: {key}: {message}")
            }
            SynthError::Commune { code, message } => {
                write!(f, "commune '{code}': {message}")
            }
            SynthError::TooMany { asked, room } => write!(
                f,
                "{asked} people do not fit into the structure of personal numbers, which has room \
                 for {room}; ask for fewer or declare more random digits"
            ),
        }
    }
}

impl std::error::Error for SynthError {}
