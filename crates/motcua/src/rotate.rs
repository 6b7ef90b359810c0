//! `motcua ledger rotate-key`: another key signs the ledger from now on, and whoever holds the old one
//! can follow. Also beside a running office, which takes the new key by itself.
//!
//! Five steps, each durable before the next, each found again by whoever comes after a crash:
//! the new key lies beside the old one; an entry names it; the old key has sealed that entry; both
//! keys have signed one checkpoint; the new key has the old one's place in the folder. Until the fourth
//! an office starts with the old key, from the fourth on with the new one.

use std::path::Path;
use std::process::ExitCode;
use std::sync::{Arc, PoisonError, RwLock};

use access::Ctx;
use ledger::Ledger;
use merkle::{SigningKey, VerifierKey};
use store::Store;

use crate::args::RotateKey;
use crate::clock::Clock;
use crate::keys;
use crate::wiring::{self, chain};

/// `motcua ledger rotate-key`.
pub(crate) async fn command(args: RotateKey) -> Result<ExitCode, String> {
    let store = wiring::open_existing(&args.kept.store()).await?;
    let pack = wiring::pack_in_force(&store).await?;
    wiring::migrate(&store).await?;
    let ctx = wiring::ctx(&Clock::real(), &pack.head.law(), "ledger-key");
    let Rotated { old, new, size } = rotate(&store, &args.kept.data, &ctx).await?;
    println!("the first {size} entries are signed by {old}");
    println!("from there on signs {new}");
    println!(
        "publish the new key beside the old one, and keep {}/keys/ledger.key in a second place",
        args.kept.data.display()
    );
    Ok(ExitCode::SUCCESS)
}

/// A change of the key that is done.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Rotated {
    /// The key that signed until then, as text.
    pub(crate) old: String,
    /// The key that signs now, as text.
    pub(crate) new: String,
    /// How many entries both have signed.
    pub(crate) size: u64,
}

/// Changes the key, or finishes the change that was begun.
pub(crate) async fn rotate(store: &Store, data: &Path, ctx: &Ctx) -> Result<Rotated, String> {
    if keys::existing_ledger_key(data)?.is_none() {
        return Err(format!(
            "there is no key in {}/keys yet: it is made when the office is opened for the first time",
            data.display()
        ));
    }
    let _held = keys::hold(data)?;
    if let Some(finished) = finish(store, data).await? {
        return Ok(finished);
    }
    // The name is in the file: that of the argument is for a key that is made.
    let old = wiring::own_key(store, data, "").await?;
    let name = old.verifier().name();
    let new = keys::next_ledger_key(data, name)?;
    if new.verifier().name() != name {
        return Err(format!(
            "{}/keys/ledger.key.next is the key of another ledger: take it away",
            data.display()
        ));
    }
    let ledger = Ledger::new(store.clone());
    let announced = ledger::announce_key(&ledger, ctx, old.verifier(), new.verifier()).await;
    announced.map_err(|error| chain(&error))?;
    let size = ledger::hand_over(store, &old, &new).await;
    let size = size.map_err(|error| chain(&error))?;
    keys::ledger_key_is(data, new.verifier())?;
    Ok(Rotated {
        old: old.verifier().to_string(),
        new: new.verifier().to_string(),
        size,
    })
}

/// If the last thing that is missing of a change is the new key's place in the folder: gives it that.
async fn finish(store: &Store, data: &Path) -> Result<Option<Rotated>, String> {
    let next = keys::existing_next_key(data)?;
    let changes = ledger::key_changes(store).await;
    let changes = changes.map_err(|error| chain(&error))?;
    let last = changes.into_iter().rfind(|change| change.note.is_some());
    let (Some(next), Some(last)) = (next, last) else {
        return Ok(None);
    };
    if last.new != next.to_string() {
        return Ok(None);
    }
    let key = keys::ledger_key_is(data, &next)?;
    let note = last.note.unwrap_or_default();
    let signed = merkle::Checkpoint::open(note.as_bytes(), key.verifier());
    Ok(Some(Rotated {
        old: last.old,
        new: last.new,
        size: signed.map_err(|error| chain(&error))?.head().size,
    }))
}

/// The key with which a running office seals; another one once it was changed.
#[derive(Debug)]
pub(crate) struct Signer {
    data: std::path::PathBuf,
    key: RwLock<Arc<SigningKey>>,
}

impl Signer {
    /// With the key of a data folder.
    pub(crate) fn new(data: &Path, key: SigningKey) -> Signer {
        Signer {
            data: data.to_owned(),
            key: RwLock::new(Arc::new(key)),
        }
    }

    /// The key.
    pub(crate) fn key(&self) -> Arc<SigningKey> {
        // A reader that panicked has changed nothing.
        let key = self.key.read().unwrap_or_else(PoisonError::into_inner);
        key.clone()
    }

    /// Takes the key that signs now from the folder.
    pub(crate) fn follow(&self, signer: &VerifierKey) -> Result<(), String> {
        let key = Arc::new(keys::ledger_key_is(&self.data, signer)?);
        *self.key.write().unwrap_or_else(PoisonError::into_inner) = key;
        tracing::warn!(key = %signer, "the ledger's key was changed; it is signed with the new one");
        Ok(())
    }
}

#[cfg(test)]
mod tests;
