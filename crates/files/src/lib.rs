//! What people upload, and the results that are kept: checked, stored once, shown after a look.
//!
//! [`check`] is pure: name and bytes become a [`Checked`] file or a [`FileProblem`] that says what
//! to do. [`receive`] turns it into the row changes of the caller's act. [`find`] and [`of_case`]
//! read; what they give is [`Unseen`], because a file is personal, and its name often is too.
//!
//! Invariants:
//! 1. A stored file has a digest, an owner, a case and the item it answers, and is of a kind that
//!    its bytes show, whatever its name says.
//! 2. The same bytes are kept once; a file whose bytes no longer match their digest is not given out.
//! 3. Nothing here renders, unpacks or executes a file. Viruses are not looked for: that is the work
//!    of a scanner beside the program, and officers open files in a viewer that runs nothing.
//!
//! Reading order: `check.rs`, `content.rs`, this page, `store.rs`.

mod check;
mod content;
mod store;

use std::fmt;

use ::store::{Change, Store, StoreError};
use access::{Ctx, Permit};
use base::{Digest, Id, Instant};
use ledger::{Touch, Unseen};

pub use check::{
    Checked, FileKind, FileProblem, NAME_CHARS_MAX, SIDE_PIXELS_MAX, SIZE_BYTES_MAX, check,
};
pub use store::{MIGRATIONS, tables};

/// What a file is for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// The person or organisation it is about, on whose page looks at it appear.
    pub owner: Id,
    /// The case it belongs to.
    pub case: Id,
    /// Which demand of the procedure it answers, or which result it is: a word of the pack.
    pub item: String,
}

/// A file that is kept, without its bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Kept {
    /// Its id.
    pub id: Id,
    /// What it is for.
    pub place: Place,
    /// The name to show: cleaned, and ending as its kind does.
    pub name: String,
    /// What it is.
    pub kind: FileKind,
    /// Its size in bytes.
    pub size: i64,
    /// SHA-256 over its bytes.
    pub digest: Digest,
    /// When it was received.
    pub received_at: Instant,
}

/// A file with its bytes.
#[derive(Clone, PartialEq, Eq)]
pub struct Loaded {
    /// What is known about it.
    pub kept: Kept,
    /// The bytes.
    pub bytes: Vec<u8>,
}

impl fmt::Debug for Loaded {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Loaded")
            .field("id", &self.kept.id)
            .finish_non_exhaustive()
    }
}

/// Why a kept file could not be given.
#[derive(Debug)]
pub enum FilesError {
    /// The database failed.
    Store(StoreError),
    /// What is stored is not what was received.
    Damaged {
        /// Which file.
        file: Id,
    },
}

impl fmt::Display for FilesError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            FilesError::Store(_) => f.write_str("the files could not be read"),
            FilesError::Damaged { file } => write!(
                f,
                "the file {file} is missing or no longer has the bytes that were received: restore \
                 its row in files_blob from a backup"
            ),
        }
    }
}

impl std::error::Error for FilesError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            FilesError::Store(source) => Some(source),
            FilesError::Damaged { .. } => None,
        }
    }
}

impl From<StoreError> for FilesError {
    fn from(source: StoreError) -> FilesError {
        FilesError::Store(source)
    }
}

/// The id of a new file, and the row changes that keep it; they belong into the act that receives
/// it.
pub fn receive(ctx: &Ctx, file: Checked, place: Place) -> (Id, Vec<Change>) {
    let id = ctx.id();
    let kept = Kept {
        id,
        place,
        name: file.name().to_owned(),
        kind: file.kind(),
        size: i64::try_from(file.bytes().len()).unwrap_or(i64::MAX),
        digest: *file.digest(),
        received_at: ctx.now,
    };
    (id, store::keep(&kept, file.into_bytes()))
}

/// A file with its bytes; `None` if there is none with this id.
///
/// # Errors
/// When the database fails, or the bytes are not those that were received.
pub async fn find(
    store: &Store,
    permit: &Permit,
    id: Id,
) -> Result<Option<Unseen<Loaded>>, FilesError> {
    let Some(kept) = store::file(store, id).await? else {
        return Ok(None);
    };
    let bytes = store::blob(store, &kept.digest).await?.unwrap_or_default();
    if base::sha256(&bytes) != kept.digest {
        return Err(FilesError::Damaged { file: id });
    }
    let touches = vec![touch(&kept)];
    Ok(Some(Unseen::new(permit, Loaded { kept, bytes }, touches)))
}

/// What is known about a file, without its bytes; `None` if there is none with this id.
///
/// # Errors
/// When the database fails.
pub async fn kept(
    store: &Store,
    permit: &Permit,
    id: Id,
) -> Result<Option<Unseen<Kept>>, FilesError> {
    let Some(kept) = store::file(store, id).await? else {
        return Ok(None);
    };
    let touches = vec![touch(&kept)];
    Ok(Some(Unseen::new(permit, kept, touches)))
}

/// The files of a case and of its root in the order in which they were received, without their
/// bytes; give the same id twice for a root.
///
/// # Errors
/// When the database fails.
pub async fn of_case(
    store: &Store,
    permit: &Permit,
    (case, root): (Id, Id),
) -> Result<Unseen<Vec<Kept>>, FilesError> {
    let kept = store::of_case(store, (case, root)).await?;
    let touches = kept.iter().map(touch).collect();
    Ok(Unseen::new(permit, kept, touches))
}

/// A look at a file is a look at its item of the case.
fn touch(kept: &Kept) -> Touch {
    Touch {
        register: "cases".to_owned(),
        record: kept.place.case,
        subject: kept.place.owner,
        fields: vec![kept.place.item.clone()],
    }
}
