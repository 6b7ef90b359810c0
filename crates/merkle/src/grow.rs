//! A tree while it grows: the frontier, the tiles at the right edge, the tiles that became full.

use crate::error::Error;
use crate::tile::{HEIGHT, LEVELS_MAX, Tile, WIDTH_MAX, edge_tiles, hashes_at};
use crate::tiles::Tiles;
use crate::tree::{Frontier, Hash};

/// A tile with its content, ready to be stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CutTile {
    /// Where it stands and how wide it is.
    pub tile: Tile,
    /// Its hashes, 32 bytes each.
    pub bytes: Vec<u8>,
}

/// A growing tree. It keeps at most eight partial tiles in memory, whatever the size, apart from
/// the tiles nobody has taken yet.
#[derive(Debug, Clone, Default)]
pub struct Growth {
    frontier: Frontier,
    /// By level: the hashes of the partial tile at the right end.
    edge: [Vec<Hash>; LEVELS_MAX as usize],
    full: Vec<CutTile>,
    /// The size when changed tiles were last taken.
    taken: u64,
}

impl Growth {
    /// The empty tree.
    pub fn new() -> Self {
        Self::default()
    }

    /// A stored tree: its frontier, and at least its [`edge_tiles`]. The two are stored apart and
    /// must agree, so a damaged tree is found before anything is signed over it.
    ///
    /// # Errors
    /// [`Error::TileMissing`]; [`Error::EdgeDiffers`].
    pub fn resume(frontier: &Frontier, tiles: &Tiles) -> Result<Self, Error> {
        if Frontier::from_tiles(frontier.size(), tiles)? != *frontier {
            return Err(Error::EdgeDiffers);
        }
        let mut growth = Self {
            frontier: frontier.clone(),
            taken: frontier.size(),
            ..Self::default()
        };
        for tile in edge_tiles(frontier.size()) {
            growth.edge[usize::from(tile.level())] = tiles.get(tile)?.to_vec();
        }
        Ok(growth)
    }

    /// Adds one leaf hash on the right.
    pub fn append(&mut self, leaf: Hash) {
        let Self {
            frontier,
            edge,
            full,
            ..
        } = self;
        let size = frontier.size() + 1;
        frontier.append_seeing(leaf, |height, hash| {
            if height % HEIGHT == 0 {
                // At most 63 / 8, because sizes stay below 2^63.
                let level = (height / HEIGHT) as usize;
                edge[level].push(hash);
                if edge[level].len() == WIDTH_MAX.into() {
                    full.extend(cut(level, &edge[level], size));
                    edge[level].clear();
                }
            }
        });
    }

    /// The frontier at this size, to be stored beside the tiles.
    pub fn frontier(&self) -> &Frontier {
        &self.frontier
    }

    /// The number of leaves.
    pub fn size(&self) -> u64 {
        self.frontier.size()
    }

    /// The root at this size.
    pub fn root(&self) -> Hash {
        self.frontier.root()
    }

    /// Takes the tiles that became full and were not taken yet. A verifier of a long log calls it
    /// now and then to keep memory small.
    pub fn take_full(&mut self) -> Vec<CutTile> {
        std::mem::take(&mut self.full)
    }

    /// Takes what must be stored for the tree to have this size: the full tiles not taken yet, and
    /// each partial tile that is wider than at the last call (or than when it was resumed).
    pub fn take_changed(&mut self) -> Vec<CutTile> {
        let mut changed = self.take_full();
        for (level, hashes) in self.edge.iter().enumerate() {
            let grew = u8::try_from(level)
                .is_ok_and(|level| hashes_at(level, self.size()) > hashes_at(level, self.taken));
            if grew && !hashes.is_empty() {
                changed.extend(cut(level, hashes, self.size()));
            }
        }
        self.taken = self.size();
        changed
    }
}

/// The tile that holds the newest hash of a level in a tree of `size` leaves.
fn cut(level: usize, hashes: &[Hash], size: u64) -> Option<CutTile> {
    let level = u8::try_from(level).ok()?;
    let newest = hashes_at(level, size).checked_sub(1)?;
    let tile = Tile::at(level, newest / u64::from(WIDTH_MAX), size)?;
    let bytes = hashes.iter().flat_map(|hash| *hash.as_bytes()).collect();
    Some(CutTile { tile, bytes })
}

#[cfg(test)]
pub(crate) mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::tile::new_tiles;
    use crate::tiles::read_tile;
    use crate::tree::root_of;
    use crate::tree::tests::leaves;

    /// All tiles of a tree, as a database would hold them.
    pub(crate) fn stored(leaves: &[Hash]) -> Tiles {
        let mut growth = Growth::new();
        leaves.iter().for_each(|leaf| growth.append(*leaf));
        let mut tiles = Tiles::new();
        store(&mut tiles, &growth.take_changed());
        tiles
    }

    fn store(tiles: &mut Tiles, cut: &[CutTile]) {
        for CutTile { tile, bytes } in cut {
            tiles.insert(tile.level(), tile.index(), bytes).unwrap();
        }
    }

    /// Grows a tree in steps, going through what is stored each time; checks each step.
    fn grow_in_steps(leaves: &[Hash], steps: &[usize]) {
        let mut tiles = Tiles::new();
        let mut frontier = Frontier::new();
        let mut from = 0;
        for step in steps {
            let to = (from + step).min(leaves.len());
            let mut growth = Growth::resume(&frontier, &tiles).unwrap();
            leaves[from..to]
                .iter()
                .for_each(|leaf| growth.append(*leaf));
            let changed = growth.take_changed();
            let mut named: Vec<Tile> = changed.iter().map(|cut| cut.tile).collect();
            named.sort();
            let expected: Vec<Tile> = new_tiles(from as u64, to as u64).collect();
            assert_eq!(named, expected, "from {from} to {to}");
            store(&mut tiles, &changed);
            frontier = growth.frontier().clone();
            assert_eq!(
                Frontier::from_tiles(to as u64, &tiles),
                Ok(frontier.clone())
            );
            assert_eq!(growth.root(), root_of(&leaves[..to]));
            assert_eq!(growth.take_changed(), []);
            from = to;
        }
        for tile in new_tiles(0, from as u64) {
            check_content(&tiles, tile, leaves);
        }
    }

    /// Holds a tile against the formula of the specification.
    fn check_content(tiles: &Tiles, tile: Tile, leaves: &[Hash]) {
        let span = 256usize.pow(tile.level().into());
        let first = usize::try_from(tile.index()).unwrap() * 256;
        for (number, hash) in tiles.get(tile).unwrap().iter().enumerate() {
            let from = (first + number) * span;
            assert_eq!(
                *hash,
                root_of(&leaves[from..from + span]),
                "{tile} at {number}"
            );
        }
    }

    #[test]
    fn across_three_levels() {
        let leaves = leaves(66_000);
        grow_in_steps(&leaves, &[1, 254, 1, 1, 65_000, 278, 1, 2, 400]);
    }

    #[test]
    fn a_damaged_edge_is_found() {
        let leaves = leaves(300);
        let mut growth = Growth::new();
        leaves.iter().for_each(|leaf| growth.append(*leaf));
        let changed = growth.take_changed();
        for (damaged, cut) in changed
            .iter()
            .enumerate()
            .filter(|(_, cut)| !cut.tile.is_full())
        {
            let mut bad = changed.clone();
            bad[damaged].bytes[31] ^= 1;
            let mut tiles = Tiles::new();
            store(&mut tiles, &bad);
            let resumed = Growth::resume(growth.frontier(), &tiles).map(|growth| growth.size());
            assert_eq!(resumed, Err(Error::EdgeDiffers), "{}", cut.tile);
        }
        let nothing = Growth::resume(growth.frontier(), &Tiles::new()).map(|growth| growth.size());
        assert!(matches!(nothing, Err(Error::TileMissing(_))));
    }

    #[test]
    fn a_verifier_sees_each_tile_once_and_final() {
        let leaves = leaves(1000);
        let stored = stored(&leaves);
        let mut growth = Growth::new();
        let mut seen = Vec::new();
        for leaf in &leaves {
            growth.append(*leaf);
            seen.extend(growth.take_full());
        }
        seen.extend(growth.take_changed());
        for CutTile { tile, bytes } in &seen {
            assert_eq!(read_tile(bytes).unwrap(), stored.get(*tile).unwrap());
        }
        let mut named: Vec<Tile> = seen.iter().map(|cut| cut.tile).collect();
        named.sort();
        assert_eq!(named, new_tiles(0, 1000).collect::<Vec<_>>());
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(24))]

        #[test]
        fn in_any_steps(steps in proptest::collection::vec(0usize..400, 1..6)) {
            grow_in_steps(&leaves(steps.iter().sum::<usize>() as u64), &steps);
        }
    }
}
