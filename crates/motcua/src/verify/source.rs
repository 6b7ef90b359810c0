//! Where a ledger is read from: three questions, asked of a database or of a folder.

use ::store::Store;
use base::Id;
use merkle::{Frontier, Hash, Head, Tile, narrow_tile};

use super::error::VerifyError;
use super::folder::Folder;
use super::keys::Change;
use super::leaf::Body;
use super::report::{Finding, Report};
use super::store;

/// A ledger to be read.
pub(super) enum Source<'a> {
    /// The tables of a running or stopped ledger.
    Database(&'a Store),
    /// An exported folder.
    Folder(&'a mut Folder),
}

/// One leaf as the source keeps it.
#[derive(Clone, Debug)]
pub(super) struct Leaf {
    pub(super) number: u64,
    pub(super) leaf: Option<Hash>,
    pub(super) entry: Option<Id>,
    pub(super) body: Body,
    /// Whether it stands on the page of everybody it touched.
    pub(super) shown: bool,
}

/// What is stored of the whole tree.
pub(super) struct Start {
    /// The signed note.
    pub(super) checkpoint: Option<String>,
    /// The frontier as bytes; a folder has none.
    pub(super) frontier: Option<Vec<u8>>,
    /// How many leaves there were just before the frontier was read; a folder does not say.
    pub(super) leaves: u64,
    /// The changes of the key, as of the same moment as the checkpoint.
    pub(super) changes: Vec<Change>,
}

impl Start {
    /// The number of leaves to walk over: what the frontier says, else what was signed.
    pub(super) fn size(&self, signed: Option<&Head>, report: &mut Report) -> u64 {
        let signed = signed.map_or(0, |head| head.size);
        let Some(bytes) = &self.frontier else {
            return signed.max(self.leaves);
        };
        let Ok(frontier) = Frontier::from_bytes(bytes) else {
            report.find(Finding::Frontier);
            return signed.max(self.leaves);
        };
        let (size, leaves) = (frontier.size(), self.leaves);
        if leaves > size {
            report.find(Finding::LeavesBeyond { size, leaves });
        }
        if signed > size {
            let here = size;
            report.find(Finding::Cut { signed, here });
        }
        size
    }
}

impl Source<'_> {
    /// Checkpoint, frontier and keys.
    pub(super) async fn start(&mut self) -> Result<Start, VerifyError> {
        match self {
            Source::Folder(folder) => Ok(Start {
                checkpoint: folder.checkpoint()?,
                frontier: None,
                leaves: 0,
                changes: folder.key_changes()?,
            }),
            Source::Database(db) => {
                // In this order: the tree row grows in the transaction of its leaves.
                let leaves = store::leaves_end(db).await?;
                let (tree, changes) = store::tree_and_changes(db).await?;
                let (frontier, checkpoint) =
                    tree.map_or((None, None), |row| (Some(row.frontier), row.checkpoint));
                Ok(Start {
                    checkpoint,
                    frontier,
                    leaves,
                    changes,
                })
            }
        }
    }

    /// The bytes of a tile, exactly as wide as asked for.
    pub(super) async fn tile(&mut self, tile: Tile) -> Result<Option<Vec<u8>>, VerifyError> {
        let bytes = match self {
            Source::Folder(folder) => folder.tile(tile)?,
            Source::Database(db) => store::tile(db, tile.level(), tile.index()).await?,
        };
        Ok(bytes.map(|bytes| match narrow_tile(&bytes, tile.width()) {
            Ok(narrow) => narrow.to_vec(),
            Err(_) => bytes,
        }))
    }

    /// The leaves `from..to` that are there, in order. Ranges must be asked for in order.
    pub(super) async fn leaves(&mut self, from: u64, to: u64) -> Result<Vec<Leaf>, VerifyError> {
        match self {
            Source::Folder(folder) => folder.leaves(from, to),
            Source::Database(db) => database_leaves(db, from, to).await,
        }
    }

    /// Whether a leaf that is not there was taken away.
    pub(super) fn keeps_leaves(&self) -> bool {
        match self {
            Source::Folder(folder) => folder.has_leaves(),
            Source::Database(_) => true,
        }
    }
}

async fn database_leaves(db: &Store, from: u64, to: u64) -> Result<Vec<Leaf>, VerifyError> {
    let rows = store::leaves(db, from, to).await?;
    let wanted: Vec<(Id, Id)> = rows
        .iter()
        .filter_map(|row| row.entry.map(|entry| (entry, row)))
        .flat_map(|(entry, row)| row.subjects.iter().map(move |subject| (*subject, entry)))
        .collect();
    let mut found = store::touches(db, &wanted).await?;
    found.sort_unstable();
    let is_shown = |entry: Id, subject: &Id| found.binary_search(&(*subject, entry)).is_ok();
    let leaf = |row: store::LeafRow| Leaf {
        shown: row
            .entry
            .is_none_or(|entry| row.subjects.iter().all(|subject| is_shown(entry, subject))),
        number: row.number,
        leaf: row.leaf,
        entry: row.entry,
        body: row.body,
    };
    Ok(rows.into_iter().map(leaf).collect())
}
