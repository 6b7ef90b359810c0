//! The Merkle tree of RFC 6962 section 2.1: hashes, and the frontier from which a tree grows.

use std::fmt;
use std::str::FromStr;

use crate::error::{Error, malformed};
use crate::text::{from_base64, to_base64};

/// The most leaves a tree may have: what a signed 64-bit database column holds.
pub const SIZE_MAX: u64 = i64::MAX as u64;

/// A SHA-256 tree hash: of a leaf, of a node, or a root. Its text is standard base64.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Hash([u8; Hash::LEN]);

impl Hash {
    /// The length in bytes.
    pub const LEN: usize = 32;

    /// Takes 32 bytes as they are; to hash something use [`hash_leaf`].
    pub const fn from_bytes(bytes: [u8; Self::LEN]) -> Self {
        Self(bytes)
    }

    /// Takes exactly 32 bytes; `None` for any other length.
    pub fn from_slice(bytes: &[u8]) -> Option<Self> {
        bytes.try_into().ok().map(Self)
    }

    /// The 32 bytes.
    pub const fn as_bytes(&self) -> &[u8; Self::LEN] {
        &self.0
    }
}

impl fmt::Display for Hash {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&to_base64(&self.0))
    }
}

impl fmt::Debug for Hash {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, out)
    }
}

impl FromStr for Hash {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        from_base64(text)
            .and_then(|bytes| Self::from_slice(&bytes))
            .ok_or(malformed("hash", 0, "must be 32 bytes in standard base64"))
    }
}

/// The hash of a leaf: SHA-256(0x00 ‖ data). The prefix keeps a leaf from passing for a node.
pub fn hash_leaf(data: &[u8]) -> Hash {
    let mut bytes = Vec::with_capacity(1 + data.len());
    bytes.push(0x00);
    bytes.extend_from_slice(data);
    Hash(base::sha256(&bytes))
}

/// The hash of an inner node: SHA-256(0x01 ‖ left ‖ right).
pub fn hash_node(left: &Hash, right: &Hash) -> Hash {
    let mut bytes = [0x01; 1 + 2 * Hash::LEN];
    bytes[1..=Hash::LEN].copy_from_slice(&left.0);
    bytes[1 + Hash::LEN..].copy_from_slice(&right.0);
    Hash(base::sha256(&bytes))
}

/// The root of a tree without leaves: SHA-256 of nothing.
pub fn empty_root() -> Hash {
    Hash(base::sha256(b""))
}

/// The root over leaf hashes, by the recursive definition of RFC 6962 word for word. Slow and
/// simple on purpose: tests hold everything else against it.
pub fn root_of(leaves: &[Hash]) -> Hash {
    match leaves {
        [] => empty_root(),
        [leaf] => *leaf,
        more => {
            let (left, right) = more.split_at(more.len().next_power_of_two() / 2);
            hash_node(&root_of(left), &root_of(right))
        }
    }
}

/// The roots of the complete subtrees a tree consists of, largest first: one for each 1-bit of its
/// size, so at most 63. It is all a tree needs to grow.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Frontier {
    size: u64,
    hashes: Vec<Hash>,
}

impl Frontier {
    /// The frontier of the empty tree.
    pub fn new() -> Self {
        Self::default()
    }

    /// A stored frontier: `hashes` as [`Frontier::hashes`] gave them.
    ///
    /// # Errors
    /// [`Error::TreeTooLarge`]; [`Error::Malformed`] if the size needs another number of hashes.
    pub fn from_parts(size: u64, hashes: Vec<Hash>) -> Result<Self, Error> {
        if size > SIZE_MAX {
            return Err(Error::TreeTooLarge);
        }
        if hashes.len() != size.count_ones() as usize {
            return Err(malformed(
                "frontier",
                0,
                "must have one hash for each 1-bit of its size",
            ));
        }
        Ok(Self { size, hashes })
    }

    /// Reads what [`Frontier::to_bytes`] wrote.
    ///
    /// # Errors
    /// As [`Frontier::from_parts`]; also if the bytes are cut short.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, Error> {
        let (size, rest) = bytes.split_first_chunk::<8>().ok_or(malformed(
            "frontier",
            0,
            "must begin with 8 bytes of size",
        ))?;
        let (chunks, tail) = rest.as_chunks::<{ Hash::LEN }>();
        if !tail.is_empty() {
            return Err(malformed("frontier", 0, "must end with whole hashes"));
        }
        let hashes = chunks.iter().copied().map(Hash).collect();
        Self::from_parts(u64::from_be_bytes(*size), hashes)
    }

    /// The size as 8 bytes big-endian, then the hashes: at most 2,024 bytes, for one column.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = self.size.to_be_bytes().to_vec();
        bytes.extend(self.hashes.iter().flat_map(|hash| hash.0));
        bytes
    }

    /// The number of leaves.
    pub fn size(&self) -> u64 {
        self.size
    }

    /// The subtree roots, largest subtree first.
    pub fn hashes(&self) -> &[Hash] {
        &self.hashes
    }

    /// Adds one leaf on the right.
    pub fn append(&mut self, leaf: Hash) {
        self.append_seeing(leaf, |_, _| {});
    }

    /// Adds one leaf and shows `see` each subtree this completes, from below: its height (0 is the
    /// leaf itself) and its root.
    pub(crate) fn append_seeing(&mut self, leaf: Hash, mut see: impl FnMut(u32, Hash)) {
        let mut node = leaf;
        see(0, node);
        for height in 1..=self.size.trailing_ones() {
            // Every 1-bit of the size has a hash, so there is one to take.
            if let Some(left) = self.hashes.pop() {
                node = hash_node(&left, &node);
                see(height, node);
            }
        }
        self.hashes.push(node);
        self.size += 1;
    }

    /// The root of the tree at this size.
    pub fn root(&self) -> Hash {
        join(&self.hashes)
    }
}

/// The root over the roots of neighbouring complete subtrees, largest first.
pub(crate) fn join(subtrees: &[Hash]) -> Hash {
    let mut from_right = subtrees.iter().rev();
    match from_right.next() {
        None => empty_root(),
        Some(last) => from_right.fold(*last, |right, left| hash_node(left, &right)),
    }
}

#[cfg(test)]
pub(crate) mod tests;
