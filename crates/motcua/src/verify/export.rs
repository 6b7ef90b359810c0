//! Writing a folder that can be checked anywhere.

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::Path;

use ::store::Store;
use merkle::tile::WIDTH_MAX;
use merkle::{VerifierKey, new_tiles};

use super::error::VerifyError;
use super::folder::{CHECKPOINT, KEY, KEY_CHANGES, LEAVES, write_change, write_line};
use super::keys::Chain;
use super::report::Report;
use super::source::Source;

/// Writes the ledger as it stands under its last checkpoint into a folder, and gives the number of
/// leaves. An older export in the same folder is carried on. The checkpoint is written last, so an
/// export that was broken off has none, or the older one, which still holds.
///
/// The texts of the leaves are pseudonymous: they are for auditors. What may be published is
/// `checkpoint`, `key.vkey`, `key-changes.jsonl` and `tile/`. Without a known key the folder gets none,
/// and whoever checks it must bring their own.
///
/// # Errors
/// When nothing is signed, the checkpoint is not of the key that the known ones lead to, a tile it signs is missing, or the
/// folder cannot be written.
pub(crate) async fn export(
    store: &Store,
    known: &[VerifierKey],
    dir: &Path,
) -> Result<u64, VerifyError> {
    let mut source = Source::Database(store);
    let start = source.start().await?;
    let changes = start.changes;
    let note = start.checkpoint.ok_or(VerifyError::NothingSigned)?;
    // What does not hold in the chain of keys ends it; then the checkpoint does not open.
    let keys = Chain::of(&changes, known, &mut Report::default());
    let size = keys.open(&note)?.size;
    make_folder(dir)?;
    if !changes.is_empty() {
        let line = |change| format!("{}\n", write_change(change));
        let lines: String = changes.iter().map(line).collect();
        write(&dir.join(KEY_CHANGES), lines.as_bytes())?;
    }
    if let Some(key) = keys.now() {
        write(&dir.join(KEY), format!("{key}\n").as_bytes())?;
    }
    for tile in new_tiles(0, size) {
        let bytes = source.tile(tile).await?;
        let bytes = bytes.ok_or_else(|| VerifyError::Incomplete {
            what: tile.to_string(),
        })?;
        let path = dir.join(tile.to_string());
        if let Some(parent) = path.parent() {
            make_folder(parent)?;
        }
        write(&path, &bytes)?;
    }
    leaves(&mut source, size, &dir.join(LEAVES)).await?;
    write(&dir.join(CHECKPOINT), note.as_bytes())?;
    Ok(size)
}

async fn leaves(source: &mut Source<'_>, size: u64, path: &Path) -> Result<(), VerifyError> {
    let failed = |cause| VerifyError::file(path, cause);
    let mut out = BufWriter::new(File::create(path).map_err(failed)?);
    let mut from = 0;
    while from < size {
        let to = from.saturating_add(WIDTH_MAX.into()).min(size);
        for leaf in source.leaves(from, to).await? {
            writeln!(out, "{}", write_line(&leaf)).map_err(failed)?;
        }
        from = to;
    }
    out.flush().map_err(failed)?;
    out.get_ref().sync_all().map_err(failed)
}

fn make_folder(path: &Path) -> Result<(), VerifyError> {
    std::fs::create_dir_all(path).map_err(|cause| VerifyError::file(path, cause))
}

fn write(path: &Path, bytes: &[u8]) -> Result<(), VerifyError> {
    std::fs::write(path, bytes).map_err(|cause| VerifyError::file(path, cause))
}
