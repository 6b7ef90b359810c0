//! Showing that a checkpoint somebody kept is the beginning of the ledger as it stands.

use std::fmt::Write;

use merkle::{Tiles, VerifierKey, consistency_tiles, prove_consistency, verify_consistency};

use super::error::VerifyError;
use super::keys::Chain;
use super::report::Report;
use super::source::Source;

/// The consistency proof from a kept checkpoint to the present one, in the form of a C2SP
/// tlog-witness request: `old` and the kept size, the proof's hashes, an empty line, the present
/// checkpoint. A witness takes it as it is; Go's `tlog.CheckTree` takes its hashes.
///
/// # Errors
/// When the kept checkpoint is of no key of the ledger's, or the present one not of its last, the ledger is smaller than the kept one, a
/// tile is missing, or the proof does not hold: what does not hold is not given out.
pub(crate) async fn since(
    source: &mut Source<'_>,
    kept: &str,
    known: &[VerifierKey],
) -> Result<String, VerifyError> {
    // What does not hold in the chain of keys ends it; then the checkpoints do not open.
    let start = source.start().await?;
    let keys = Chain::of(&start.changes, known, &mut Report::default());
    let kept = keys.open_kept(kept)?;
    let note = start.checkpoint.ok_or(VerifyError::NothingSigned)?;
    let now = keys.open(&note)?;
    let mut tiles = Tiles::new();
    for tile in consistency_tiles(kept.size, now.size)? {
        let bytes = source.tile(tile).await?;
        let bytes = bytes.ok_or_else(|| VerifyError::Incomplete {
            what: tile.to_string(),
        })?;
        tiles.insert(tile.level(), tile.index(), &bytes)?;
    }
    let proof = prove_consistency(kept.size, now.size, &tiles)?;
    verify_consistency(&kept, &now, &proof)?;
    let mut text = format!("old {}\n", kept.size);
    for hash in proof {
        // Writing into a text cannot fail.
        let _ = writeln!(text, "{hash}");
    }
    text.push('\n');
    text.push_str(&note);
    Ok(text)
}
