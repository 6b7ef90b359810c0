//! What outsiders keep of the ledger, and hand back: notes, checkpoints, tiles, proofs, keys.

use merkle::{
    Checkpoint, Frontier, Note, ProofFile, Signature, SigningKey, TilePath, Tiles, VerifierKey,
    hash_leaf, narrow_bundle, narrow_tile, read_bundle, read_tile,
};

fn verifier() -> VerifierKey {
    let key = SigningKey::from_seed("island.example/ledger", &[7; 32]);
    key.expect("a good name").verifier().clone()
}

/// A signed note; what is read is written as it was.
pub(crate) fn note(bytes: &[u8]) {
    if let Ok(note) = Note::parse(bytes) {
        assert_eq!(
            note.to_string().as_bytes(),
            bytes,
            "another note is written"
        );
        let _ = note.text_signed_by(&verifier());
    }
    let _ = Signature::parse(&super::text(bytes));
}

/// A checkpoint, signed or not.
pub(crate) fn checkpoint(bytes: &[u8]) {
    let text = super::text(bytes);
    if let Ok(checkpoint) = Checkpoint::parse(&text) {
        assert_eq!(
            checkpoint.to_string(),
            text,
            "another checkpoint is written"
        );
    }
    let _ = Checkpoint::open(bytes, &verifier());
}

/// A `.tlog-proof` file.
pub(crate) fn proof(bytes: &[u8]) {
    if let Ok(file) = ProofFile::parse(bytes) {
        assert_eq!(
            file.to_string().as_bytes(),
            bytes,
            "another proof is written"
        );
        let _ = file.verify(&hash_leaf(b"boat"), &verifier());
    }
}

/// The first line is a path, the rest a tile, a bundle, or what a sealer left in the database.
pub(crate) fn tile(bytes: &[u8]) {
    let (path, rest) = super::halves(bytes);
    let path = super::text(path);
    if let Ok(read) = TilePath::parse(&path) {
        assert_eq!(read.to_string(), path, "another path is written");
        if let TilePath::Hashes(tile) = read {
            let _ = Tiles::new().insert(tile.level(), tile.index(), rest);
            let _ = narrow_tile(rest, tile.width());
        }
    }
    let _ = (read_tile(rest), read_bundle(rest), narrow_bundle(rest, 7));
    if let Ok(mut frontier) = Frontier::from_bytes(rest) {
        assert_eq!(frontier.to_bytes(), rest, "another frontier is written");
        let _ = frontier.root();
        if frontier.size() < i64::MAX.unsigned_abs() {
            frontier.append(hash_leaf(b"boat"));
        }
    }
}

/// A public key as a line, or a secret key as a file.
pub(crate) fn key(bytes: &[u8]) {
    let text = super::text(bytes);
    if let Ok(key) = text.parse::<VerifierKey>() {
        assert_eq!(
            key.to_string().parse::<VerifierKey>().ok().as_ref(),
            Some(&key)
        );
    }
    let _ = SigningKey::from_secret_text(&text);
}
