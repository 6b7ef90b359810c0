//! Tiles in hand: what was fetched from a database or a folder, and the tree nodes inside.

use std::collections::BTreeMap;

use crate::error::{Error, malformed};
use crate::tile::{HEIGHT, LEVELS_MAX, Tile, WIDTH_MAX, edge_tiles};
use crate::tree::{Frontier, Hash, SIZE_MAX, root_of};

/// Some tiles of one tree. A tile may be wider than the tree size at hand needs: its first hashes
/// are those of the narrower tile, so a database keeps one row a tile.
#[derive(Debug, Clone, Default)]
pub struct Tiles(BTreeMap<(u8, u64), Vec<Hash>>);

impl Tiles {
    /// No tiles.
    pub fn new() -> Self {
        Self::default()
    }

    /// Puts in the stored bytes of a tile, as wide as they are; a wider tile replaces a narrower.
    ///
    /// # Errors
    /// [`Error::Malformed`] unless the bytes are 1 to 256 hashes.
    pub fn insert(&mut self, level: u8, index: u64, bytes: &[u8]) -> Result<(), Error> {
        let hashes = read_tile(bytes)?;
        let held = self.0.entry((level, index)).or_default();
        if held.len() < hashes.len() {
            *held = hashes;
        }
        Ok(())
    }

    /// The hashes of a tile, exactly as many as it is wide.
    ///
    /// # Errors
    /// [`Error::TileMissing`] if it was not put in or is too narrow.
    pub fn get(&self, tile: Tile) -> Result<&[Hash], Error> {
        self.0
            .get(&(tile.level(), tile.index()))
            .and_then(|hashes| hashes.get(..tile.width().into()))
            .ok_or(Error::TileMissing(tile))
    }

    /// The root of a complete subtree, which [`Node::tile`] says where to find.
    pub(crate) fn node(&self, node: Node, size: u64) -> Result<Hash, Error> {
        let Some(tile) = node.tile(size) else {
            return Err(Error::NoSuchLeaf {
                index: node.first_leaf(),
                size,
            });
        };
        let (from, count) = node.place();
        let hashes = self
            .get(tile)?
            .get(from..from + count)
            .ok_or(Error::TileMissing(tile))?;
        Ok(root_of(hashes))
    }
}

/// The bytes of a tile as hashes.
///
/// # Errors
/// [`Error::Malformed`] unless they are 1 to 256 hashes.
pub fn read_tile(bytes: &[u8]) -> Result<Vec<Hash>, Error> {
    let (chunks, tail) = bytes.as_chunks::<{ Hash::LEN }>();
    if !tail.is_empty() || chunks.is_empty() || chunks.len() > WIDTH_MAX.into() {
        return Err(malformed("tile", 0, "must be 1 to 256 hashes of 32 bytes"));
    }
    Ok(chunks.iter().copied().map(Hash::from_bytes).collect())
}

/// The first `width` hashes of a tile, still bytes: what the narrower tile of an older tree was.
///
/// # Errors
/// [`Error::Malformed`] if the tile has fewer.
pub fn narrow_tile(bytes: &[u8], width: u16) -> Result<&[u8], Error> {
    bytes.get(..usize::from(width) * Hash::LEN).ok_or(malformed(
        "tile",
        0,
        "has fewer hashes than were asked for",
    ))
}

/// The root of a complete subtree: of the leaves from `index << height`, `1 << height` of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Node {
    pub(crate) height: u32,
    pub(crate) index: u64,
}

impl Node {
    /// The tile from which the node can be computed, as wide as it is in a tree of `size` leaves.
    pub(crate) fn tile(self, size: u64) -> Option<Tile> {
        let level = u8::try_from(self.height / HEIGHT).ok()?;
        Tile::at(level, self.index >> (HEIGHT - self.height % HEIGHT), size)
    }

    /// The hashes of that tile below the node: the first, and how many.
    fn place(self) -> (usize, usize) {
        let inner = self.height % HEIGHT;
        let mask = u64::from(WIDTH_MAX) - 1;
        // What the shift drops at the top names the tile, not the place within it.
        let from = (self.index << inner) & mask;
        (usize::try_from(from).unwrap_or(0), 1 << inner)
    }

    fn first_leaf(self) -> u64 {
        self.index.checked_shl(self.height).unwrap_or(u64::MAX)
    }
}

impl Frontier {
    /// The frontier of a tree of `size` leaves, from its right edge ([`edge_tiles`]).
    ///
    /// # Errors
    /// [`Error::TreeTooLarge`]; [`Error::TileMissing`].
    pub fn from_tiles(size: u64, tiles: &Tiles) -> Result<Self, Error> {
        if size > SIZE_MAX {
            return Err(Error::TreeTooLarge);
        }
        let mut subtrees = Vec::with_capacity(usize::from(LEVELS_MAX) * HEIGHT as usize);
        for tile in edge_tiles(size).into_iter().rev() {
            let mut rest = tiles.get(tile)?;
            while let Some(largest) = rest.len().checked_ilog2() {
                let (subtree, after) = rest.split_at(1 << largest);
                subtrees.push(root_of(subtree));
                rest = after;
            }
        }
        Self::from_parts(size, subtrees)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tree::tests::leaves;

    #[test]
    fn a_tile_must_be_whole_hashes() {
        let mut tiles = Tiles::new();
        for len in [0, 31, 33, 32 * 257] {
            assert!(tiles.insert(0, 0, &vec![0; len]).is_err(), "{len}");
        }
        tiles.insert(0, 0, &[1; 64]).unwrap();
        tiles.insert(0, 0, &[1; 32]).unwrap();
        assert_eq!(narrow_tile(&[1; 64], 1).map(<[u8]>::len), Ok(32));
        assert!(narrow_tile(&[1; 64], 3).is_err());
        let wide = Tile::new(0, 0, 2).unwrap();
        assert_eq!(tiles.get(wide).map(<[Hash]>::len), Ok(2));
        let wider = Tile::new(0, 0, 3).unwrap();
        assert_eq!(tiles.get(wider), Err(Error::TileMissing(wider)));
    }

    #[test]
    fn a_node_is_the_root_of_its_leaves() {
        let leaves = leaves(256);
        let bytes: Vec<u8> = leaves.iter().flat_map(|leaf| *leaf.as_bytes()).collect();
        let mut tiles = Tiles::new();
        tiles.insert(0, 0, &bytes).unwrap();
        for height in 0..8 {
            for index in 0..256u64 >> height {
                let from = usize::try_from(index << height).unwrap();
                let known = root_of(&leaves[from..from + (1 << height)]);
                assert_eq!(tiles.node(Node { height, index }, 256), Ok(known));
            }
        }
        let beyond = Node {
            height: 63,
            index: u64::MAX,
        };
        assert!(tiles.node(beyond, 256).is_err());
    }
}
