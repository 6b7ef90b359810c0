//! Inclusion and consistency proofs: made from tiles, checked by the algorithms of RFC 9162.
//!
//! Making one has two steps, so that the caller may fetch in its own way (one query, many files):
//! `*_tiles` says which tiles are needed, `prove_*` computes from them.

use crate::error::Error;
use crate::tile::Tile;
use crate::tiles::Tiles;
use crate::tree::{Hash, empty_root, hash_node, join};
use ranges::{Range, consistency_ranges, inclusion_ranges};

mod ranges;

/// The most hashes an inclusion proof has: one for each halving of the largest tree.
pub const INCLUSION_HASHES_MAX: usize = 63;

/// The most hashes a consistency proof has: one more than an inclusion proof.
pub const CONSISTENCY_HASHES_MAX: usize = 64;

/// A tree at one moment: what a checkpoint signs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Head {
    /// The number of leaves.
    pub size: u64,
    /// The root over them.
    pub root: Hash,
}

/// The tiles needed to prove that leaf `index` is in a tree of `size`: at most two a level but one
/// at the highest, so five for ten million leaves.
///
/// # Errors
/// [`Error::NoSuchLeaf`]; [`Error::TreeTooLarge`].
pub fn inclusion_tiles(index: u64, size: u64) -> Result<Vec<Tile>, Error> {
    Ok(tiles_of(&inclusion_ranges(index, size)?, size))
}

/// The inclusion proof of leaf `index` in a tree of `size`, from the leaf's sibling upwards
/// (RFC 6962 section 2.1.1). It is as right as the tiles are; [`verify_inclusion`] tells.
///
/// # Errors
/// As [`inclusion_tiles`]; [`Error::TileMissing`].
pub fn prove_inclusion(index: u64, size: u64, tiles: &Tiles) -> Result<Vec<Hash>, Error> {
    hashes_of(&inclusion_ranges(index, size)?, size, tiles)
}

/// The tiles needed to prove that a tree of `old` leaves is the beginning of one of `new`.
///
/// # Errors
/// [`Error::Shrunk`]; [`Error::TreeTooLarge`].
pub fn consistency_tiles(old: u64, new: u64) -> Result<Vec<Tile>, Error> {
    Ok(tiles_of(&consistency_ranges(old, new)?, new))
}

/// The consistency proof between trees of `old` and `new` leaves (RFC 6962 section 2.1.2); empty
/// when `old` is 0 or equals `new`.
///
/// # Errors
/// As [`consistency_tiles`]; [`Error::TileMissing`].
pub fn prove_consistency(old: u64, new: u64, tiles: &Tiles) -> Result<Vec<Hash>, Error> {
    hashes_of(&consistency_ranges(old, new)?, new, tiles)
}

/// Checks that a leaf hash stands at `index` in a tree (RFC 9162 section 2.1.3.2).
///
/// # Errors
/// [`Error::NoSuchLeaf`]; [`Error::ProofLength`]; [`Error::RootDiffers`].
pub fn verify_inclusion(head: &Head, index: u64, leaf: &Hash, proof: &[Hash]) -> Result<(), Error> {
    if index >= head.size {
        return Err(Error::NoSuchLeaf {
            index,
            size: head.size,
        });
    }
    let mut climb = Climb {
        node: index,
        last: head.size - 1,
    };
    let mut root = *leaf;
    for hash in proof {
        root = match climb.step()? {
            Side::Left => hash_node(hash, &root),
            Side::Right => hash_node(&root, hash),
        };
    }
    climb.must_be_at_root()?;
    if root == head.root {
        Ok(())
    } else {
        Err(Error::RootDiffers)
    }
}

/// Checks that the old tree is the beginning of the new one (RFC 9162 section 2.1.4.2).
///
/// # Errors
/// [`Error::Shrunk`]; [`Error::ProofLength`]; [`Error::RootDiffers`].
pub fn verify_consistency(old: &Head, new: &Head, proof: &[Hash]) -> Result<(), Error> {
    if old.size > new.size {
        return Err(Error::Shrunk {
            old: old.size,
            new: new.size,
        });
    }
    if old.size == 0 || old.size == new.size {
        let known = if old.size == 0 {
            empty_root()
        } else {
            new.root
        };
        let right = if old.root == known {
            Ok(())
        } else {
            Err(Error::RootDiffers)
        };
        return if proof.is_empty() {
            right
        } else {
            Err(Error::ProofLength)
        };
    }
    let mut climb = Climb {
        node: old.size - 1,
        last: new.size - 1,
    };
    climb.rise(climb.node.trailing_ones());
    // Where the old tree is one complete subtree the proof leaves its root out.
    let (first, rest) = match proof {
        rest if old.size.is_power_of_two() => (&old.root, rest),
        [first, rest @ ..] => (first, rest),
        [] => return Err(Error::ProofLength),
    };
    let (mut old_root, mut new_root) = (*first, *first);
    for hash in rest {
        match climb.step()? {
            Side::Left => {
                old_root = hash_node(hash, &old_root);
                new_root = hash_node(hash, &new_root);
            }
            Side::Right => new_root = hash_node(&new_root, hash),
        }
    }
    climb.must_be_at_root()?;
    if old_root == old.root && new_root == new.root {
        Ok(())
    } else {
        Err(Error::RootDiffers)
    }
}

/// On which side of the climbing node the next hash of a proof stands.
enum Side {
    Left,
    Right,
}

/// The way from a node up to the root: `fn` and `sn` of RFC 9162.
struct Climb {
    /// The index of the node within its level.
    node: u64,
    /// The index of the last node of that level.
    last: u64,
}

impl Climb {
    fn rise(&mut self, levels: u32) {
        self.node = self.node.checked_shr(levels).unwrap_or(0);
        self.last = self.last.checked_shr(levels).unwrap_or(0);
    }

    /// One hash of the proof is used; an error if the root was reached before.
    fn step(&mut self) -> Result<Side, Error> {
        if self.last == 0 {
            return Err(Error::ProofLength);
        }
        let is_right_child = self.node & 1 == 1;
        if !is_right_child && self.node != self.last {
            self.rise(1);
            return Ok(Side::Right);
        }
        // A last node without a sibling rises unchanged until it is somebody's right child.
        self.rise(self.node.trailing_zeros());
        self.rise(1);
        Ok(Side::Left)
    }

    fn must_be_at_root(&self) -> Result<(), Error> {
        if self.last == 0 {
            Ok(())
        } else {
            Err(Error::ProofLength)
        }
    }
}

fn tiles_of(ranges: &[Range], size: u64) -> Vec<Tile> {
    let nodes = ranges.iter().flat_map(|range| range.nodes());
    let mut tiles: Vec<Tile> = nodes.filter_map(|node| node.tile(size)).collect();
    tiles.sort_unstable();
    tiles.dedup();
    tiles
}

fn hashes_of(ranges: &[Range], size: u64, tiles: &Tiles) -> Result<Vec<Hash>, Error> {
    let root_of_range = |range: &Range| {
        let nodes: Result<Vec<Hash>, Error> =
            range.nodes().map(|node| tiles.node(node, size)).collect();
        Ok(join(&nodes?))
    };
    ranges.iter().map(root_of_range).collect()
}

#[cfg(test)]
mod tests;
