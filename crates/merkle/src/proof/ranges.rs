//! Which subtrees the hashes of a proof are the roots of.

use super::{CONSISTENCY_HASHES_MAX, INCLUSION_HASHES_MAX};
use crate::error::Error;
use crate::tiles::Node;
use crate::tree::SIZE_MAX;

/// Neighbouring leaves `from..to` whose root is one hash of a proof. `from` is a multiple of the
/// next power of two, so their subtrees are the largest that fit, left to right.
#[derive(Debug, Clone, Copy)]
pub(super) struct Range {
    from: u64,
    to: u64,
}

impl Range {
    pub(super) fn nodes(self) -> impl Iterator<Item = Node> {
        let mut from = self.from;
        std::iter::from_fn(move || {
            let height = (self.to - from).checked_ilog2()?;
            let node = Node {
                height,
                index: from >> height,
            };
            from += 1 << height;
            Some(node)
        })
    }

    /// Where the tree over more than one leaf divides (k of RFC 6962).
    fn middle(self) -> Option<u64> {
        let height = (self.to - self.from).checked_sub(1)?.checked_ilog2()?;
        Some(self.from + (1 << height))
    }
}

/// The ranges of PATH(index, D[size]), from the leaf upwards.
pub(super) fn inclusion_ranges(index: u64, size: u64) -> Result<Vec<Range>, Error> {
    if size > SIZE_MAX {
        return Err(Error::TreeTooLarge);
    }
    if index >= size {
        return Err(Error::NoSuchLeaf { index, size });
    }
    let mut ranges = Vec::with_capacity(INCLUSION_HASHES_MAX);
    let mut here = Range { from: 0, to: size };
    while let Some(middle) = here.middle() {
        let (left, right) = (
            Range { to: middle, ..here },
            Range {
                from: middle,
                ..here
            },
        );
        let (own, sibling) = if index < middle {
            (left, right)
        } else {
            (right, left)
        };
        ranges.push(sibling);
        here = own;
    }
    ranges.reverse();
    Ok(ranges)
}

/// The ranges of PROOF(old, D[new]), from the inside out.
pub(super) fn consistency_ranges(old: u64, new: u64) -> Result<Vec<Range>, Error> {
    if new > SIZE_MAX {
        return Err(Error::TreeTooLarge);
    }
    if old > new {
        return Err(Error::Shrunk { old, new });
    }
    let mut ranges = Vec::with_capacity(CONSISTENCY_HASHES_MAX);
    if old == 0 {
        return Ok(ranges);
    }
    let mut here = Range { from: 0, to: new };
    while let Some(middle) = here.middle().filter(|_| here.to != old) {
        let (left, right) = (
            Range { to: middle, ..here },
            Range {
                from: middle,
                ..here
            },
        );
        let (own, sibling) = if old <= middle {
            (left, right)
        } else {
            (right, left)
        };
        ranges.push(sibling);
        here = own;
    }
    // A subtree that begins at 0 and ends with the old tree is the old tree: its root is known.
    if here.from != 0 {
        ranges.push(here);
    }
    ranges.reverse();
    Ok(ranges)
}
