//! How far a file has been loaded: a row that moves on in the same commit as the rows it tells of, so
//! that nothing is loaded twice and nothing is left out, wherever a load was stopped.

use ::store::{Change, Store};
use base::{Digest, Instant};

use crate::error::RegisterError;
use crate::store;

/// How far a file is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LoadMark {
    /// The register.
    pub register: String,
    /// SHA-256 of the file.
    pub digest: Digest,
    /// Rows taken, whether written or rejected.
    pub taken: u64,
    /// Rows written.
    pub written: u64,
    /// Rows rejected.
    pub rejected: u64,
    /// Bytes of the reject file that tell of them. The file is on the disk before the mark says so.
    pub reject_bytes: u64,
    /// When the last row was taken.
    pub finished_at: Option<Instant>,
    pub(crate) version: i64,
}

impl LoadMark {
    /// How far a file is in a register.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn of(db: &Store, register: &str, digest: Digest) -> Result<LoadMark, RegisterError> {
        let found = store::find_mark(db, register, digest).await?;
        Ok(found.unwrap_or_else(|| LoadMark {
            register: register.to_owned(),
            digest,
            taken: 0,
            written: 0,
            rejected: 0,
            reject_bytes: 0,
            finished_at: None,
            version: 0,
        }))
    }

    /// The mark as it is once the file has ended.
    pub(super) fn finish(&self, at: Instant) -> Change {
        let mark = LoadMark {
            finished_at: Some(at),
            ..self.clone()
        };
        store::put_mark(&mark, at)
    }

    /// The mark as it stands once `taken` more rows were committed.
    #[must_use]
    pub fn moved(&self, taken: u64, (written, rejected): (u64, u64)) -> LoadMark {
        LoadMark {
            taken: self.taken + taken,
            written: self.written + written,
            rejected: self.rejected + rejected,
            version: self.version + 1,
            ..self.clone()
        }
    }

    /// What is committed together with `taken` more rows.
    #[must_use]
    pub fn after(&self, taken: u64, counts: (u64, u64), at: Instant) -> Change {
        let mut next = self.moved(taken, counts);
        // `put_mark` counts from the version that is there.
        next.version = self.version;
        store::put_mark(&next, at)
    }
}
