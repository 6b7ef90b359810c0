//! Keys in the data folder: made on first start, readable by their owner alone.

use std::fs;
use std::io::{ErrorKind, Read, Write};
use std::os::unix::fs::{OpenOptionsExt, PermissionsExt};
use std::path::{Path, PathBuf};

use base::secret::Secret;
use merkle::{SigningKey, VerifierKey};

use crate::clock::random;

/// The folder of the keys within the data folder.
const FOLDER: &str = "keys";
/// The key that signs the ledger.
const LEDGER: &str = "ledger.key";
/// The one that is going to.
const NEXT: &str = "ledger.key.next";

/// The key that signs the ledger's checkpoints; made if the folder has none.
pub(crate) fn ledger_key(data: &Path, name: &str) -> Result<SigningKey, String> {
    made_or_read(&data.join(FOLDER).join(LEDGER), name)
}

/// The key that is going to sign after the present one; made if the folder has none.
pub(crate) fn next_ledger_key(data: &Path, name: &str) -> Result<SigningKey, String> {
    made_or_read(&data.join(FOLDER).join(NEXT), name)
}

/// The public half of the key that signs the ledger's checkpoints, if the folder has one.
pub(crate) fn existing_ledger_key(data: &Path) -> Result<Option<VerifierKey>, String> {
    Ok(existing(&data.join(FOLDER).join(LEDGER))?.map(|key| key.verifier().clone()))
}

/// Holds the folder for one who changes its key, until what is given is dropped.
pub(crate) fn hold(data: &Path) -> Result<fs::File, String> {
    let folder = data.join(FOLDER);
    let told = |error: std::io::Error| format!("{}: {error}", folder.display());
    let held = fs::File::open(&folder).map_err(told)?;
    match held.try_lock() {
        Ok(()) => Ok(held),
        Err(fs::TryLockError::WouldBlock) => Err(format!(
            "another program is changing the key in {}: wait until it has ended",
            folder.display()
        )),
        Err(fs::TryLockError::Error(error)) => Err(told(error)),
    }
}

/// The public half of the key that is going to sign, if the folder has one.
pub(crate) fn existing_next_key(data: &Path) -> Result<Option<VerifierKey>, String> {
    Ok(existing(&data.join(FOLDER).join(NEXT))?.map(|key| key.verifier().clone()))
}

/// The folder's key once this one signs the ledger: it is there, or waits as the next one and then
/// takes its place, with which a change of the key that was broken off is finished.
pub(crate) fn ledger_key_is(data: &Path, signer: &VerifierKey) -> Result<SigningKey, String> {
    let folder = data.join(FOLDER);
    let is_signer = |key: &SigningKey| key.verifier() == signer;
    if let Some(key) = existing(&folder.join(LEDGER))?.filter(is_signer) {
        return Ok(key);
    }
    if let Some(key) = existing(&folder.join(NEXT))?.filter(is_signer) {
        take_over(&folder)?;
        return Ok(key);
    }
    // Another process of this folder may just have put it in its place.
    if let Some(key) = existing(&folder.join(LEDGER))?.filter(is_signer) {
        return Ok(key);
    }
    Err(format!(
        "the ledger's key was changed, and {signer} signs now; {} has another: put the {LEDGER} of \
         the folder in which it was changed there",
        folder.display()
    ))
}

/// The next key becomes the ledger's. The former keeps a name of its own: backups from before the
/// change are signed by it.
fn take_over(folder: &Path) -> Result<(), String> {
    let (now, next) = (folder.join(LEDGER), folder.join(NEXT));
    if let Some(former) = existing(&now)? {
        let kept = folder.join(format!("{LEDGER}.{}", former.verifier().id()));
        match fs::hard_link(&now, &kept) {
            Err(error) if error.kind() != ErrorKind::AlreadyExists => {
                return Err(unwritten(&kept, &error));
            }
            Ok(()) | Err(_) => {}
        }
    }
    match fs::rename(&next, &now) {
        // Another process of this folder was quicker.
        Err(error) if error.kind() != ErrorKind::NotFound => return Err(unwritten(&now, &error)),
        Ok(()) | Err(_) => {}
    }
    sync(folder)
}

fn made_or_read(path: &Path, name: &str) -> Result<SigningKey, String> {
    if let Some(key) = existing(path)? {
        return Ok(key);
    }
    let key = SigningKey::from_seed(name, &random()).map_err(|error| error.to_string())?;
    let text = key.to_secret_text().map_err(|error| error.to_string())?;
    write(path, text.as_bytes())?;
    // Not the one at hand: of two processes that make one at the same time, one is quicker.
    existing(path)?.ok_or_else(|| format!("the key {} went away again", path.display()))
}

fn existing(path: &Path) -> Result<Option<SigningKey>, String> {
    let Some(text) = read_if_there(path)? else {
        return Ok(None);
    };
    let key = SigningKey::from_secret_text(text.trim());
    key.map(Some)
        .map_err(|error| format!("{} is not a ledger key: {error}", path.display()))
}

/// The seed of an agency's key that a demo plays; made if the folder has none.
pub(crate) fn agency_seed(data: &Path, login: &str) -> Result<[u8; 32], String> {
    let path = data.join(FOLDER).join(format!("{login}.seed"));
    if !path.exists() {
        let hex: String = random().iter().map(|byte| format!("{byte:02x}")).collect();
        write(&path, hex.as_bytes())?;
    }
    let text = read(&path)?;
    let bytes: Option<Vec<u8>> = (0..32)
        .map(|at| {
            text.trim()
                .get(at * 2..at * 2 + 2)
                .and_then(|pair| u8::from_str_radix(pair, 16).ok())
        })
        .collect();
    bytes
        .and_then(|bytes| bytes.try_into().ok())
        .ok_or_else(|| format!("{} is not a seed of 64 hexadecimal digits", path.display()))
}

/// A password in a file: its first line.
pub(crate) fn password(path: &Path) -> Result<Secret, String> {
    let text = read(path)?;
    let line = text.lines().next().unwrap_or_default();
    if line.is_empty() {
        return Err(format!(
            "{} has no password in its first line",
            path.display()
        ));
    }
    Ok(Secret::new(line))
}

/// The public half of an agency's key.
pub(crate) fn public_key(seed: &[u8; 32]) -> [u8; 32] {
    api::Signer::from_seed(base::Id([0; 16]), seed).public_key()
}

fn read(path: &Path) -> Result<String, String> {
    read_if_there(path)?.ok_or_else(|| format!("{} is not there", path.display()))
}

fn read_if_there(path: &Path) -> Result<Option<String>, String> {
    let told = |error: std::io::Error| format!("cannot read {}: {error}", path.display());
    let mut file = match fs::File::open(path) {
        Ok(file) => file,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(told(error)),
    };
    let mode = file.metadata().map_err(told)?.permissions().mode();
    if mode & 0o077 != 0 {
        return Err(format!(
            "others can read {0} (mode {1:o}): run `chmod 600 {0}`, and have another secret there if \
             anybody may have read it",
            path.display(),
            mode & 0o777
        ));
    }
    let mut text = String::new();
    file.read_to_string(&mut text).map_err(told)?;
    Ok(Some(text))
}

/// Writes a key under a name that has none: beside it, to the disk, and only then under its name, so
/// that whoever reads that name reads all of it. If somebody else was quicker, theirs stays.
fn write(path: &Path, bytes: &[u8]) -> Result<(), String> {
    let told = |error: std::io::Error| unwritten(path, &error);
    let folder = path.parent().unwrap_or(Path::new("."));
    fs::create_dir_all(folder).map_err(told)?;
    let own: String = random()[..8]
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect();
    let part = PathBuf::from(format!("{}.{own}.part", path.display()));
    let mut file = fs::OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(&part)
        .map_err(told)?;
    let written = file
        .write_all(bytes)
        .and_then(|()| file.sync_all())
        .and_then(|()| match fs::hard_link(&part, path) {
            Err(error) if error.kind() != ErrorKind::AlreadyExists => Err(error),
            Ok(()) | Err(_) => Ok(()),
        });
    fs::remove_file(&part).map_err(told)?;
    written.map_err(told)?;
    sync(folder)
}

/// Has what stands in a folder survive a power cut.
fn sync(folder: &Path) -> Result<(), String> {
    let synced = fs::File::open(folder).and_then(|open| open.sync_all());
    synced.map_err(|error| unwritten(folder, &error))
}

fn unwritten(path: &Path, error: &std::io::Error) -> String {
    format!("cannot write the key {}: {error}", path.display())
}
