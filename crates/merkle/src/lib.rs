//! Evidence that outsiders can check with tools we did not write: the Merkle tree of RFC 6962, its
//! proofs (RFC 9162), and the C2SP formats signed-note, tlog-checkpoint, tlog-tiles and tlog-proof.
//!
//! # Invariants
//! * Pure: no files, no network, no clock, no chance. Seeds, keys and bytes are handed in.
//! * Nothing is personal: leaves come as hashes, errors quote nothing that was read.
//! * Each thing has one spelling: what parses is displayed again byte for byte.
//! * Reading never panics and is bounded; each limit is a constant with its reason.
//! * A checkpoint opens only with its log's key; a note's text is had only after verifying.
//!
//! # The sealer: from new leaves to a signed checkpoint
//! Stored are the frontier (one value) and one row a tile, keyed by level and index.
//! ```
//! # use merkle::*;
//! # let mut tile_rows = std::collections::BTreeMap::<(u8, u64), Vec<u8>>::new();
//! # let mut frontier_row = Frontier::new().to_bytes();
//! # let key = SigningKey::from_seed("island.example/ledger", &[7; 32])?;
//! let frontier = Frontier::from_bytes(&frontier_row)?;
//! let mut edge = Tiles::new();
//! for tile in edge_tiles(frontier.size()) {            // at most 8 rows, in one query
//!     edge.insert(tile.level(), tile.index(), &tile_rows[&(tile.level(), tile.index())])?;
//! }
//! let mut growth = Growth::resume(&frontier, &edge)?;  // finds a damaged edge
//! for entry in [b"first", b"again"] {
//!     growth.append(hash_leaf(entry));
//! }
//! for cut in growth.take_changed() {                   // upsert, where size is still the old one
//!     tile_rows.insert((cut.tile.level(), cut.tile.index()), cut.bytes);
//! }
//! frontier_row = growth.frontier().to_bytes();
//! // After the transaction has committed, and from what it committed:
//! let stored = Frontier::from_bytes(&frontier_row)?;
//! let head = Head { size: stored.size(), root: stored.root() };
//! let note = Checkpoint::new(key.verifier().name(), head)?.sign(&key)?;
//! assert_eq!(Checkpoint::open(note.to_string().as_bytes(), key.verifier())?.head().size, 2);
//! # Ok::<(), Error>(())
//! ```
//!
//! # The proof endpoint: one leaf, one file
//! First ask which tiles, fetch them in one query, then prove. A row may be wider than asked: the
//! tree may have grown since the checkpoint.
//! ```
//! # use merkle::*;
//! # let key = SigningKey::from_seed("island.example/ledger", &[7; 32])?;
//! # let mut growth = Growth::new();
//! # (0..600u64).for_each(|number| growth.append(hash_leaf(&number.to_be_bytes())));
//! # let head = Head { size: 600, root: growth.root() };
//! # let note = Checkpoint::new(key.verifier().name(), head)?.sign(&key)?;
//! # let rows: std::collections::BTreeMap<_, _> = growth.take_changed().into_iter()
//! #     .map(|cut| ((cut.tile.level(), cut.tile.index()), cut.bytes)).collect();
//! let (index, leaf) = (300, hash_leaf(&300u64.to_be_bytes()));
//! let mut tiles = Tiles::new();
//! for tile in inclusion_tiles(index, head.size)? {
//!     tiles.insert(tile.level(), tile.index(), &rows[&(tile.level(), tile.index())])?;
//! }
//! let path = prove_inclusion(index, head.size, &tiles)?;
//! let file = ProofFile::new(index, path, note)?;
//! file.verify(&leaf, key.verifier())?;                 // never hand out what does not hold
//! // The reader, anywhere, with the leaf, the log's key and the file:
//! let read = ProofFile::parse(file.to_string().as_bytes())?;
//! assert_eq!(read.verify(&leaf, key.verifier())?.head(), &head);
//! # Ok::<(), Error>(())
//! ```
//!
//! Outsiders who fetch tiles themselves: [`TilePath::parse`] the path, look whether [`Tile::at`]
//! the last checkpoint's size is as wide, answer with [`narrow_tile`] of the row.
//!
//! # The verifier: everything anew
//! Reads all leaves in order, from a database or a folder, and holds what it computes against each
//! stored tile and the checkpoint. It keeps a few tiles in memory, however long the log.
//! ```
//! # use merkle::*;
//! # let key = SigningKey::from_seed("island.example/ledger", &[7; 32])?;
//! # let all: Vec<Hash> = (0..600u64).map(|number| hash_leaf(&number.to_be_bytes())).collect();
//! # let mut writer = Growth::new();
//! # let mut old = Head { size: 0, root: empty_root() };
//! # for leaf in &all { writer.append(*leaf); if writer.size() == 299 { old.root = writer.root(); old.size = 299; } }
//! # let head = Head { size: 600, root: writer.root() };
//! # let signed = Checkpoint::new(key.verifier().name(), head)?.sign(&key)?.to_string();
//! # let mut stored = Tiles::new();
//! # for cut in writer.take_changed() { stored.insert(cut.tile.level(), cut.tile.index(), &cut.bytes)?; }
//! let checkpoint = Checkpoint::open(signed.as_bytes(), key.verifier())?;
//! let mut growth = Growth::new();
//! let mut damaged = Vec::new();
//! let mut hold = |cuts: Vec<CutTile>| {
//!     for cut in cuts {                                // cut.tile displays as its path in a folder
//!         let same = stored.get(cut.tile).ok() == read_tile(&cut.bytes).ok().as_deref();
//!         if !same { damaged.push(cut.tile) }
//!     }
//! };
//! for leaf in &all {
//!     growth.append(*leaf);
//!     hold(growth.take_full());
//! }
//! hold(growth.take_changed());
//! assert!(damaged.is_empty());
//! assert_eq!(growth.size(), checkpoint.head().size);
//! assert_eq!(growth.root(), checkpoint.head().root);
//! // A checkpoint that somebody kept shows whether the past was rewritten or cut off:
//! let mut tiles = Tiles::new();
//! for tile in consistency_tiles(old.size, head.size)? {
//!     # let bytes: Vec<u8> = stored.get(tile)?.iter().flat_map(|hash| *hash.as_bytes()).collect();
//!     tiles.insert(tile.level(), tile.index(), &bytes)?;
//! }
//! verify_consistency(&old, checkpoint.head(), &prove_consistency(old.size, head.size, &tiles)?)?;
//! # Ok::<(), Error>(())
//! ```
//!
//! Reading order: [`tree`], [`tile`], [`tiles`], [`grow`], [`proof`]; then [`key`], [`note`],
//! [`checkpoint`], [`proof_file`]; [`bundle`] stands alone.

pub mod bundle;
pub mod checkpoint;
pub mod error;
pub mod grow;
pub mod key;
pub mod note;
pub mod proof;
pub mod proof_file;
mod text;
pub mod tile;
pub mod tiles;
pub mod tree;

pub use bundle::{append_entry, narrow_bundle, read_bundle};
pub use checkpoint::Checkpoint;
pub use error::Error;
pub use grow::{CutTile, Growth};
pub use key::{KeyId, SigningKey, VerifierKey};
pub use note::{Note, Signature};
pub use proof::{
    Head, consistency_tiles, inclusion_tiles, prove_consistency, prove_inclusion,
    verify_consistency, verify_inclusion,
};
pub use proof_file::ProofFile;
pub use text::NAME_BYTES_MAX;
pub use tile::{Tile, TilePath, edge_tiles, new_tiles};
pub use tiles::{Tiles, narrow_tile, read_tile};
pub use tree::{Frontier, Hash, empty_root, hash_leaf, hash_node, root_of};
