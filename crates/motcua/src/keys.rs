//! Keys in the data folder: made on first start, readable by their owner alone.

use std::fs;
use std::io::Write;
use std::os::unix::fs::{OpenOptionsExt, PermissionsExt};
use std::path::Path;

use merkle::{SigningKey, VerifierKey};

use crate::clock::random;

/// The key that signs the ledger's checkpoints; made if the folder has none.
pub(crate) fn ledger_key(data: &Path, name: &str) -> Result<SigningKey, String> {
    let path = data.join("keys").join("ledger.key");
    if path.exists() {
        let text = read(&path)?;
        return SigningKey::from_secret_text(text.trim())
            .map_err(|error| format!("{} is not a ledger key: {error}", path.display()));
    }
    let key = SigningKey::from_seed(name, &random()).map_err(|error| error.to_string())?;
    let text = key.to_secret_text().map_err(|error| error.to_string())?;
    write(&path, text.as_bytes())?;
    Ok(key)
}

/// The public half of the key that signs the ledger's checkpoints, if the folder has one.
pub(crate) fn existing_ledger_key(data: &Path) -> Result<Option<VerifierKey>, String> {
    let path = data.join("keys").join("ledger.key");
    if !path.exists() {
        return Ok(None);
    }
    // The name is in the file: that of the argument is for a key that is made.
    Ok(Some(ledger_key(data, "")?.verifier().clone()))
}

/// The seed of an agency's key that a demo plays; made if the folder has none.
pub(crate) fn agency_seed(data: &Path, login: &str) -> Result<[u8; 32], String> {
    let path = data.join("keys").join(format!("{login}.seed"));
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

/// The public half of an agency's key.
pub(crate) fn public_key(seed: &[u8; 32]) -> [u8; 32] {
    api::Signer::from_seed(base::Id([0; 16]), seed).public_key()
}

fn read(path: &Path) -> Result<String, String> {
    let told = |error: std::io::Error| format!("cannot read the key {}: {error}", path.display());
    let mode = fs::metadata(path).map_err(told)?.permissions().mode();
    if mode & 0o077 != 0 {
        return Err(format!(
            "others can read the key {0} (mode {1:o}): run `chmod 600 {0}`, and make a new key if \
             anybody may have read it",
            path.display(),
            mode & 0o777
        ));
    }
    fs::read_to_string(path).map_err(told)
}

fn write(path: &Path, bytes: &[u8]) -> Result<(), String> {
    let told = |error: std::io::Error| format!("cannot write the key {}: {error}", path.display());
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder).map_err(told)?;
    }
    let mut file = fs::OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(path)
        .map_err(told)?;
    file.write_all(bytes).map_err(told)?;
    file.sync_all().map_err(told)
}
