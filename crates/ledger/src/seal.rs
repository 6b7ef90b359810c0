//! Sealing: committed entries take their place in the Merkle tree, under a signed checkpoint.
//!
//! Entries wait in a pending table. One pass reads some, grows the tree, and commits the new tree
//! row *as a change from the row it read*: of two sealers one loses, and a sealer that was paused
//! and wakes up changes nothing. The checkpoint is signed afterwards, from what was committed.

use std::fmt;

use ::store::{Store, StoreError, WriteError, WriteSet};
use base::Id;
use merkle::{
    Checkpoint, Frontier, Growth, Hash, Head, Note, ProofFile, SigningKey, TilePath, Tiles,
    VerifierKey, edge_tiles, hash_leaf, inclusion_tiles, narrow_tile, prove_inclusion,
};

use crate::leaf::leaf_text;
use crate::store;

/// How many entries one pass seals at most: what the database takes in one transaction without
/// holding up the acts that wait behind it. On SQLite 128, about 2 ms (at 2,000 the waiting was the
/// slowest hundredth of all looks). A server writes beside others, and each pass walks past the entries
/// that were sealed since it last swept: 512.
pub fn seal_max(db: &Store) -> usize {
    match db {
        Store::Sqlite(_) => 128,
        Store::Postgres(_) => 512,
    }
}

/// How many sealed entries wait for their signature at most while more are pending: a signature
/// is a commit of its own, and one for each pass would double them.
const UNSIGNED_MAX: u64 = 4_096;

/// Why sealing or proving did not work.
#[derive(Debug)]
pub enum SealError {
    /// The database failed.
    Store(StoreError),
    /// What is stored of the tree contradicts itself, or was signed by another key.
    Tree(merkle::Error),
    /// The ledger's key was changed, and this is not the one that signs now.
    KeyChanged {
        /// The key that signs now.
        to: VerifierKey,
    },
    /// A key that was not announced cannot take over.
    NotAnnounced,
    /// Other sealers were quicker each time.
    Outrun,
}

impl fmt::Display for SealError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            SealError::Store(_) => f.write_str("the ledger's tree could not be read or written"),
            SealError::Tree(_) => f.write_str(
                "the ledger's stored tree is damaged or signed by another key: stop, keep the database \
                 as it is, and run `motcua verify`",
            ),
            SealError::KeyChanged { to } => write!(
                f,
                "the ledger's key was changed, and {to} signs now: put that key into the data folder"
            ),
            SealError::NotAnnounced => f.write_str("the new key was not announced: announce it first"),
            SealError::Outrun => {
                f.write_str("other sealers were quicker each time, and nothing was changed: try again")
            }
        }
    }
}

impl std::error::Error for SealError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            SealError::Store(source) => Some(source),
            SealError::Tree(source) => Some(source),
            SealError::KeyChanged { .. } | SealError::NotAnnounced | SealError::Outrun => None,
        }
    }
}

impl From<StoreError> for SealError {
    fn from(source: StoreError) -> SealError {
        SealError::Store(source)
    }
}

impl From<merkle::Error> for SealError {
    fn from(source: merkle::Error) -> SealError {
        SealError::Tree(source)
    }
}

/// Seals what is pending, at most [`seal_max`] entries; gives how many. Zero also when another
/// sealer was quicker. Fewer than that many are signed at once, and so is what waited for its
/// signature: whoever is given [`seal_max`] calls again.
///
/// # Errors
/// [`SealError::KeyChanged`] when the key is no longer the one that signs; those of the database, and
/// [`SealError::Tree`] for a tree that cannot be carried on.
pub async fn seal(db: &Store, key: &SigningKey) -> Result<usize, SealError> {
    let most = seal_max(db);
    let (pending, tree) = standing(db, key.verifier(), most).await?;
    if pending.is_empty() {
        return sign_again(db, key, tree).await;
    }
    let (frontier, was) = match &tree {
        Some(row) => (Frontier::from_bytes(&row.frontier)?, row.version),
        None => (Frontier::new(), 0),
    };
    let mut edge = Tiles::new();
    let mut versions = Vec::new();
    for tile in store::proof::tiles(db, &edge_tiles(frontier.size())).await? {
        edge.insert(tile.level, tile.index, &tile.hashes)?;
        versions.push(((tile.level, tile.index), tile.version));
    }
    let mut growth = Growth::resume(&frontier, &edge)?;
    let mut set = WriteSet::new();
    for (entry, leaf) in &pending {
        store::place(growth.size(), *entry, *leaf)
            .into_iter()
            .for_each(|change| set.add(change));
        growth.append(Hash::from_bytes(*leaf));
    }
    for cut in growth.take_changed() {
        let place = (cut.tile.level(), cut.tile.index());
        let was = versions
            .iter()
            .find(|(at, _)| *at == place)
            .map_or(0, |(_, version)| *version);
        set.add(store::put_tile(was, place.0, place.1, cut.bytes));
    }
    let signed = tree.and_then(|row| row.checkpoint);
    let signed_size = match &signed {
        Some(note) => {
            Checkpoint::open(note.as_bytes(), key.verifier())?
                .head()
                .size
        }
        None => 0,
    };
    set.add(store::put_tree(was, growth.frontier().to_bytes(), signed));
    match db.commit(set).await {
        Ok(_) => {}
        Err(WriteError::Lost { .. }) => return Ok(0),
        Err(WriteError::Store(error)) => return Err(error.into()),
    }
    let unsigned = growth.size().saturating_sub(signed_size);
    // The first checkpoint comes at once: from then on a copy taken at any moment has one.
    if pending.len() < most || unsigned >= UNSIGNED_MAX || signed_size == 0 {
        let committed = tree_of(db, key.verifier()).await?;
        sign_again(db, key, committed).await?;
    }
    Ok(pending.len())
}

/// The stored tree, for the key that may sign it.
pub(crate) async fn tree_of(
    db: &Store,
    key: &VerifierKey,
) -> Result<Option<store::TreeRow>, SealError> {
    Ok(standing(db, key, 0).await?.1)
}

/// Some entries that wait, and the stored tree, for the key that may sign it: once another has taken over, this one signs no
/// more. Whoever reads the tree before the handover and commits after it loses, because the handover
/// is a new version of the tree's row.
async fn standing(
    db: &Store,
    key: &VerifierKey,
    pending_max: usize,
) -> Result<(Vec<(Id, [u8; 32])>, Option<store::TreeRow>), SealError> {
    let found = store::keys::standing(db, pending_max).await?;
    match found.signer {
        Some(signer) if signer != key.to_string() => Err(SealError::KeyChanged {
            to: signer.parse()?,
        }),
        Some(_) | None => Ok((found.pending, found.tree)),
    }
}

/// Signs the committed tree if its checkpoint is older; gives 0.
async fn sign_again(
    db: &Store,
    key: &SigningKey,
    tree: Option<store::TreeRow>,
) -> Result<usize, SealError> {
    let Some(row) = tree else { return Ok(0) };
    let frontier = Frontier::from_bytes(&row.frontier)?;
    let head = Head {
        size: frontier.size(),
        root: frontier.root(),
    };
    if let Some(signed) = &row.checkpoint {
        // Another key than the one that signed before must not go on silently.
        let last = Checkpoint::open(signed.as_bytes(), key.verifier())?;
        if last.head().size == head.size {
            return Ok(0);
        }
    }
    let note = Checkpoint::new(key.verifier().name(), head)?.sign(key)?;
    let set = WriteSet::from(vec![store::put_tree(
        row.version,
        row.frontier,
        Some(note.to_string()),
    )]);
    match db.commit(set).await {
        Ok(_) | Err(WriteError::Lost { .. }) => Ok(0),
        Err(WriteError::Store(error)) => Err(error.into()),
    }
}

/// The last signed checkpoint, a C2SP signed note; none before the first sealing.
pub async fn checkpoint(db: &Store) -> Result<Option<String>, StoreError> {
    Ok(store::tree(db).await?.and_then(|row| row.checkpoint))
}

/// The bytes of a tile by its C2SP tlog-tiles path (`tile/0/000`, `tile/0/000.p/7`), as outsiders
/// ask for it; `None` if the path is not one or the tree is not that large under its checkpoint.
pub async fn tile(db: &Store, path: &str) -> Result<Option<Vec<u8>>, StoreError> {
    let Ok(TilePath::Hashes(tile)) = TilePath::parse(path) else {
        return Ok(None);
    };
    let Some((bytes, _)) = store::tile(db, tile.level(), tile.index()).await? else {
        return Ok(None);
    };
    Ok(narrow_tile(&bytes, tile.width()).ok().map(<[u8]>::to_vec))
}

/// A proof that an entry stands in the ledger.
#[derive(Debug)]
pub struct Proof {
    /// The leaf's text, which hashes to the leaf.
    pub leaf: String,
    /// The salt in hexadecimal, with which whoever knows the ids can recompute the commitments.
    pub salt: String,
    /// The `.tlog-proof` file (C2SP tlog-proof).
    pub file: String,
}

/// The proof of an entry under the last checkpoint; `None` while it is not sealed, or after its
/// salt was erased.
pub async fn proof(db: &Store, entry: Id, key: &VerifierKey) -> Result<Option<Proof>, SealError> {
    let Some(found) = store::proof::provable(db, entry).await? else {
        return Ok(None);
    };
    let store::proof::Provable {
        entry: row,
        salt,
        number,
        checkpoint,
    } = found;
    let note = Note::parse(checkpoint.as_bytes())?;
    let size = Checkpoint::of_note(&note, key)?.head().size;
    if number >= size {
        return Ok(None);
    }
    let mut tiles = Tiles::new();
    for tile in store::proof::tiles(db, &inclusion_tiles(number, size)?).await? {
        tiles.insert(tile.level, tile.index, &tile.hashes)?;
    }
    let leaf = leaf_text(&row, &salt);
    let file = ProofFile::new(number, prove_inclusion(number, size, &tiles)?, note)?;
    // Never hand out what does not hold.
    file.verify(&hash_leaf(leaf.as_bytes()), key)?;
    let salt = salt.iter().map(|byte| format!("{byte:02x}")).collect();
    Ok(Some(Proof {
        leaf,
        salt,
        file: file.to_string(),
    }))
}
