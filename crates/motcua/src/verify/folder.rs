//! An exported folder: `checkpoint`, `key.vkey`, `tile/…` as C2SP tlog-tiles lays them, and
//! `leaves.jsonl`.

use std::fs::File;
use std::io::{BufRead, BufReader, ErrorKind, Lines};
use std::path::{Path, PathBuf};

use merkle::tile::WIDTH_MAX;
use merkle::{Hash, Tile, VerifierKey};
use serde_json::Value;

use super::error::VerifyError;
use super::keys::Change;
use super::leaf::Body;
use super::source::Leaf;

/// The signed note.
pub(super) const CHECKPOINT: &str = "checkpoint";
/// The verifier key of the log.
pub(super) const KEY: &str = "key.vkey";
/// One line a change of the key: old key, new key, the checkpoint that both signed.
pub(super) const KEY_CHANGES: &str = "key-changes.jsonl";
/// One line a leaf: number, leaf hash in base64, text or null.
pub(super) const LEAVES: &str = "leaves.jsonl";

/// A folder that is read from its first leaf to its last.
pub(super) struct Folder {
    dir: PathBuf,
    lines: Option<Lines<BufReader<File>>>,
    line: u64,
    /// A leaf that was read and belongs to a later range.
    ahead: Option<Leaf>,
}

impl Folder {
    /// A folder with something of a ledger in it: of one with nothing nothing can be said.
    pub(super) fn open(dir: &Path) -> Result<Folder, VerifyError> {
        let parts = [CHECKPOINT, LEAVES, "tile"];
        if !parts.iter().any(|part| dir.join(part).exists()) {
            let path = dir.to_owned();
            return Err(VerifyError::NoExport { path });
        }
        let path = dir.join(LEAVES);
        let lines = match File::open(&path) {
            Ok(file) => Some(BufReader::new(file).lines()),
            Err(cause) if cause.kind() == ErrorKind::NotFound => None,
            Err(cause) => return Err(VerifyError::file(&path, cause)),
        };
        Ok(Folder {
            dir: dir.to_owned(),
            lines,
            line: 0,
            ahead: None,
        })
    }

    pub(super) fn has_leaves(&self) -> bool {
        self.lines.is_some()
    }

    pub(super) fn checkpoint(&self) -> Result<Option<String>, VerifyError> {
        let bytes = self.read(CHECKPOINT)?;
        // What is no text is no checkpoint; reading it as one says so.
        Ok(bytes.map(|bytes| String::from_utf8_lossy(&bytes).into_owned()))
    }

    pub(super) fn key(&self) -> Result<Option<VerifierKey>, VerifyError> {
        let bytes = self.read(KEY)?;
        let text = bytes.map(|bytes| String::from_utf8_lossy(&bytes).into_owned());
        text.map(|text| text.trim().parse().map_err(VerifyError::from))
            .transpose()
    }

    pub(super) fn key_changes(&self) -> Result<Vec<Change>, VerifyError> {
        let bytes = self.read(KEY_CHANGES)?.unwrap_or_default();
        let text = String::from_utf8_lossy(&bytes);
        let lines = text.lines().zip(1..);
        lines
            .map(|(line, number)| {
                read_change(line).ok_or_else(|| VerifyError::ChangeLine {
                    path: self.dir.join(KEY_CHANGES),
                    line: number,
                })
            })
            .collect()
    }

    /// A partial tile may since have become full: then its place is the full one's.
    pub(super) fn tile(&self, tile: Tile) -> Result<Option<Vec<u8>>, VerifyError> {
        if let Some(bytes) = self.read(&tile.to_string())? {
            return Ok(Some(bytes));
        }
        match Tile::new(tile.level(), tile.index(), WIDTH_MAX) {
            Ok(full) if full != tile => self.read(&full.to_string()),
            Ok(_) | Err(_) => Ok(None),
        }
    }

    /// The leaves with numbers `from..to` of the lines that were not read yet.
    pub(super) fn leaves(&mut self, from: u64, to: u64) -> Result<Vec<Leaf>, VerifyError> {
        let mut leaves = Vec::new();
        while let Some(leaf) = self.next()? {
            if leaf.number >= to {
                self.ahead = Some(leaf);
                break;
            }
            if leaf.number >= from {
                leaves.push(leaf);
            }
        }
        Ok(leaves)
    }

    fn next(&mut self) -> Result<Option<Leaf>, VerifyError> {
        if let Some(leaf) = self.ahead.take() {
            return Ok(Some(leaf));
        }
        let Some(line) = self.lines.as_mut().and_then(Iterator::next) else {
            return Ok(None);
        };
        let path = self.dir.join(LEAVES);
        self.line += 1;
        let line = line.map_err(|cause| VerifyError::file(&path, cause))?;
        let leaf = read_line(&line).ok_or(VerifyError::Line {
            path,
            line: self.line,
        })?;
        Ok(Some(leaf))
    }

    fn read(&self, name: &str) -> Result<Option<Vec<u8>>, VerifyError> {
        let path = self.dir.join(name);
        match std::fs::read(&path) {
            Ok(bytes) => Ok(Some(bytes)),
            Err(cause) if cause.kind() == ErrorKind::NotFound => Ok(None),
            Err(cause) => Err(VerifyError::file(&path, cause)),
        }
    }
}

/// Writes what [`read_line`] reads.
pub(super) fn write_line(leaf: &Leaf) -> String {
    let text = match &leaf.body {
        Body::Text(text) => Value::from(text.as_str()),
        Body::Erased | Body::Removed | Body::Unreadable => Value::Null,
    };
    let hash = leaf.leaf.map(|hash| hash.to_string());
    serde_json::json!({ "number": leaf.number, "leaf": hash, "text": text }).to_string()
}

/// Writes what [`read_change`] reads.
pub(super) fn write_change(change: &Change) -> String {
    let Change { old, new, note } = change;
    serde_json::json!({ "old": old, "new": new, "checkpoint": note }).to_string()
}

fn read_change(line: &str) -> Option<Change> {
    let line: Value = serde_json::from_str(line).ok()?;
    let text = |name| Some(line.get(name)?.as_str()?.to_owned());
    Some(Change {
        old: text("old")?,
        new: text("new")?,
        note: text("checkpoint")?,
    })
}

fn read_line(line: &str) -> Option<Leaf> {
    let line: Value = serde_json::from_str(line).ok()?;
    let body = match line.get("text")? {
        Value::String(text) => Body::Text(text.clone()),
        Value::Null => Body::Erased,
        _ => return None,
    };
    let leaf: Option<Hash> = match line.get("leaf")? {
        Value::String(hash) => Some(hash.parse().ok()?),
        Value::Null => None,
        _ => return None,
    };
    Some(Leaf {
        number: line.get("number")?.as_u64()?,
        leaf,
        entry: None,
        body,
        shown: true,
    })
}
