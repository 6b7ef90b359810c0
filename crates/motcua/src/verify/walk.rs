//! One walk over the whole tree, from the first leaf to the last.
//!
//! The leaf hashes are stored twice: in rows of leaves and in the tiles of level 0. Where they
//! differ, nobody knows yet which of the two was changed; so two trees grow side by side, one from
//! each, and [`super::judge`] asks afterwards which of them was signed.

use merkle::tile::WIDTH_MAX;
use merkle::{CutTile, Growth, Hash, Tile, empty_root, hash_leaf, read_tile};

use base::Id;

use super::error::VerifyError;
use super::keys;
use super::leaf::Body;
use super::report::{Counts, FINDINGS_MAX};
use super::source::{Leaf, Source};

/// How many doubts are kept until it is known what they mean, some 20 MB. A damaged tile alone
/// raises 256, and must not hide a changed entry behind them.
const DOUBTS_MAX: usize = 100_000;

/// A tree grown from one of the two stores of leaf hashes.
#[derive(Default)]
pub(super) struct Line {
    growth: Growth,
    /// Roots at the sizes that were asked for.
    roots: Vec<(u64, Hash)>,
    /// Stored tiles that are not what this line computed, and whether they were missing.
    pub(super) faults: Vec<(Tile, bool)>,
    /// Faults past the first [`FINDINGS_MAX`].
    pub(super) faults_more: u64,
}

impl Line {
    fn append(&mut self, hash: Hash, sizes: &[u64]) {
        self.growth.append(hash);
        if sizes.contains(&self.growth.size()) {
            self.roots.push((self.growth.size(), self.growth.root()));
        }
    }

    /// The root at one of the sizes asked for, if the walk came that far.
    pub(super) fn root_at(&self, size: u64) -> Option<Hash> {
        if size == 0 {
            return Some(empty_root());
        }
        let at = self.roots.iter().find(|(known, _)| *known == size);
        at.map(|(_, root)| *root)
    }

    /// The frontier in the bytes in which it is stored.
    pub(super) fn frontier(&self) -> Vec<u8> {
        self.growth.frontier().to_bytes()
    }

    fn hold(&mut self, cut: &CutTile, stored: Option<&[u8]>) {
        if stored == Some(cut.bytes.as_slice()) {
            return;
        }
        if self.faults.len() < FINDINGS_MAX {
            self.faults.push((cut.tile, stored.is_none()));
        } else {
            self.faults_more += 1;
        }
    }
}

/// A leaf whose two hashes and text do not all agree, or of which something is missing.
pub(super) struct Doubt {
    pub(super) number: u64,
    pub(super) entry: Option<Id>,
    /// The hash in the row of the leaf.
    pub(super) row: Option<Hash>,
    /// The hash in the tile.
    pub(super) tile: Option<Hash>,
    /// The hash of the text that was made from the entry.
    pub(super) text: Option<Hash>,
    /// What is known of the entry, without the text; nothing if the row of the leaf is gone.
    pub(super) body: Option<Body>,
    pub(super) shown: bool,
}

/// What the walk saw.
#[derive(Default)]
pub(super) struct Walk {
    /// How many leaves there should be.
    pub(super) size: u64,
    /// The sizes at which roots are taken.
    sizes: Vec<u64>,
    /// Whether a leaf without a row was taken away.
    pub(super) keeps_leaves: bool,
    /// Where neither row nor tile held the next leaf.
    pub(super) ended_at: Option<u64>,
    pub(super) rows: Line,
    pub(super) tiles: Line,
    pub(super) doubts: Vec<Doubt>,
    /// Doubts past the first [`DOUBTS_MAX`], which are not looked into.
    pub(super) doubts_more: u64,
    /// New keys that entries announce, with the numbers of the entries.
    pub(super) announced: Vec<(u64, String)>,
    pub(super) counts: Counts,
}

/// Walks over `size` leaves and takes the roots at `sizes`.
pub(super) async fn walk(
    source: &mut Source<'_>,
    size: u64,
    sizes: Vec<u64>,
) -> Result<Walk, VerifyError> {
    let mut walk = Walk {
        size,
        sizes,
        keeps_leaves: source.keeps_leaves(),
        ..Walk::default()
    };
    let mut block = 0;
    while let Some(tile) = Tile::at(0, block, size) {
        let from = block.saturating_mul(u64::from(WIDTH_MAX));
        let stored = source.tile(tile).await?;
        let hashes = stored.as_deref().and_then(|bytes| read_tile(bytes).ok());
        let leaves = source
            .leaves(from, from.saturating_add(tile.width().into()))
            .await?;
        let mut leaves = leaves.into_iter().peekable();
        for at in 0..tile.width() {
            let number = from.saturating_add(at.into());
            let leaf = leaves.next_if(|leaf| leaf.number == number);
            let in_tile = hashes.as_ref().and_then(|all| all.get(usize::from(at)));
            if !walk.take(number, leaf, in_tile.copied()) {
                walk.ended_at = Some(number);
                return Ok(walk);
            }
        }
        let (rows, tiles) = (walk.rows.growth.take_full(), walk.tiles.growth.take_full());
        walk.hold(source, rows, tiles).await?;
        block += 1;
    }
    let (rows, tiles) = (
        walk.rows.growth.take_changed(),
        walk.tiles.growth.take_changed(),
    );
    walk.hold(source, rows, tiles).await?;
    Ok(walk)
}

impl Walk {
    /// Takes one leaf; false if there is none.
    fn take(&mut self, number: u64, leaf: Option<Leaf>, tile: Option<Hash>) -> bool {
        let row = leaf.as_ref().and_then(|leaf| leaf.leaf);
        let Some((by_row, by_tile)) = row.or(tile).zip(tile.or(row)) else {
            return false;
        };
        self.rows.append(by_row, &self.sizes);
        self.tiles.append(by_tile, &self.sizes);
        self.counts.sealed += 1;
        let text = leaf.as_ref().and_then(|leaf| match &leaf.body {
            Body::Text(text) => Some(hash_leaf(text.as_bytes())),
            Body::Erased | Body::Removed | Body::Unreadable => None,
        });
        if let Some(Body::Text(text)) = leaf.as_ref().map(|leaf| &leaf.body)
            && let Some(key) = keys::announced(text)
        {
            self.announced.push((number, key.to_owned()));
        }
        let body = leaf.as_ref().map(|leaf| leaf.body.without_text());
        self.counts.texts += u64::from(text.is_some());
        self.counts.erased += u64::from(body == Some(Body::Erased));
        let shown = leaf.as_ref().is_none_or(|leaf| leaf.shown);
        let is_lost = match body {
            Some(Body::Removed | Body::Unreadable) => true,
            Some(Body::Text(_) | Body::Erased) => row.is_none(),
            None => self.keeps_leaves,
        };
        let differs = by_row != by_tile || text.is_some_and(|text| text != by_row);
        if is_lost || differs || !shown {
            self.doubt(Doubt {
                number,
                entry: leaf.and_then(|leaf| leaf.entry),
                row,
                tile,
                text,
                body,
                shown,
            });
        }
        true
    }

    fn doubt(&mut self, doubt: Doubt) {
        if self.doubts.len() < DOUBTS_MAX {
            self.doubts.push(doubt);
        } else {
            self.doubts_more += 1;
        }
    }

    /// Holds the tiles that both lines cut against the stored ones. Both cut the same places,
    /// because both have the same size.
    async fn hold(
        &mut self,
        source: &mut Source<'_>,
        rows: Vec<CutTile>,
        tiles: Vec<CutTile>,
    ) -> Result<(), VerifyError> {
        for (by_row, by_tile) in rows.iter().zip(&tiles) {
            let stored = source.tile(by_row.tile).await?;
            self.counts.tiles += 1;
            self.rows.hold(by_row, stored.as_deref());
            self.tiles.hold(by_tile, stored.as_deref());
        }
        Ok(())
    }
}
