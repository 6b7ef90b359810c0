//! Changing the key that signs, so that whoever holds only the old one can follow.
//!
//! The old key seals an entry that names the new one ([`announce_key`]); then both keys sign one and
//! the same checkpoint ([`hand_over`]), and from that commit on a sealer with the old key is told
//! [`SealError::KeyChanged`] and signs nothing more. Each of the two may be done again after a crash:
//! what is there already is not done twice.

use ::store::{Store, StoreError, WriteError, WriteSet};
use access::Ctx;
use base::Id;
use merkle::{Checkpoint, Frontier, Head, SigningKey, VerifierKey};

use crate::seal::{SealError, seal};
use crate::store::{self, KeyChange};
use crate::{Act, Kind, Ledger, RETRIES_MAX};

/// How often a handover is tried against sealers that are quicker: they rest between two passes, so
/// a few times are enough.
const HANDOVERS_MAX: usize = 1_000;

/// All changes of the key in their order; the last may be only announced.
///
/// # Errors
/// When the database cannot be read.
pub async fn key_changes(db: &Store) -> Result<Vec<KeyChange>, StoreError> {
    store::keys::changes(db).await
}

/// The key that took over last; `None` while the first one signs.
///
/// # Errors
/// When the database cannot be read, or holds there what is no key.
pub async fn signer(db: &Store) -> Result<Option<VerifierKey>, SealError> {
    let text = store::keys::signer(db).await?;
    Ok(text.map(|text| text.parse()).transpose()?)
}

/// Commits the entry that names the new key, unless it is there.
///
/// # Errors
/// [`SealError::KeyChanged`] if another than the old key signs meanwhile; those of the database.
pub async fn announce_key(
    ledger: &Ledger,
    ctx: &Ctx,
    old: &VerifierKey,
    new: &VerifierKey,
) -> Result<(), SealError> {
    for _ in 0..RETRIES_MAX {
        let changes = store::keys::changes(ledger.store()).await?;
        if find(&changes, old, new).is_some() {
            return Ok(());
        }
        if let Some(signer) = signer(ledger.store()).await?
            && signer != *old
        {
            return Err(SealError::KeyChanged { to: signer });
        }
        let act = Act::new(ctx, Kind::KeyAnnounced)
            .fact("old", old.to_string().as_str())
            .fact("new", new.to_string().as_str());
        let row = KeyChange {
            number: changes.last().map_or(0, |last| last.number) + 1,
            old: old.to_string(),
            new: new.to_string(),
            entry: act.id(),
            note: None,
            version: 0,
        };
        match ledger.commit(act.change(row.announce())).await {
            Ok(_) => return Ok(()),
            Err(WriteError::Lost { .. }) => {}
            Err(WriteError::Store(error)) => return Err(error.into()),
        }
    }
    Err(SealError::Outrun)
}

/// Seals what announced the new key, and has both keys sign the tree that holds it. Gives the number
/// of entries up to which the old key signed. What was handed over already stays so.
///
/// # Errors
/// [`SealError::NotAnnounced`] before [`announce_key`]; [`SealError::KeyChanged`] if a third key signs;
/// [`SealError::Outrun`]; those of the database.
pub async fn hand_over(db: &Store, old: &SigningKey, new: &SigningKey) -> Result<u64, SealError> {
    for _ in 0..HANDOVERS_MAX {
        let changes = store::keys::changes(db).await?;
        let change = find(&changes, old.verifier(), new.verifier());
        let change = change.ok_or(SealError::NotAnnounced)?;
        if let Some(note) = &change.note {
            let signed = Checkpoint::open(note.as_bytes(), new.verifier())?;
            return Ok(signed.head().size);
        }
        if !is_sealed(db, change.entry).await? {
            seal(db, old).await?;
        } else if let Some(size) = sign_both(db, change, (old, new)).await? {
            return Ok(size);
        }
    }
    Err(SealError::Outrun)
}

fn find<'a>(
    changes: &'a [KeyChange],
    old: &VerifierKey,
    new: &VerifierKey,
) -> Option<&'a KeyChange> {
    let (old, new) = (old.to_string(), new.to_string());
    changes
        .iter()
        .find(|change| change.old == old && change.new == new)
}

async fn is_sealed(db: &Store, entry: Id) -> Result<bool, StoreError> {
    Ok(store::number_of(db, entry).await?.is_some())
}

/// The committed tree under both signatures; nothing if a sealer was quicker.
async fn sign_both(
    db: &Store,
    change: &KeyChange,
    (old, new): (&SigningKey, &SigningKey),
) -> Result<Option<u64>, SealError> {
    let Some(row) = crate::seal::tree_of(db, old.verifier()).await? else {
        return Ok(None);
    };
    if let Some(signed) = &row.checkpoint {
        // As in sealing: a tree that another key signed is not carried on.
        Checkpoint::open(signed.as_bytes(), old.verifier())?;
    }
    let frontier = Frontier::from_bytes(&row.frontier)?;
    let head = Head {
        size: frontier.size(),
        root: frontier.root(),
    };
    let mut note = Checkpoint::new(old.verifier().name(), head)?.sign(old)?;
    note.sign_also(new)?;
    let note = note.to_string();
    let set = WriteSet::from(vec![
        store::put_tree(row.version, row.frontier, Some(note.clone())),
        change.complete(note),
    ]);
    match db.commit(set).await {
        Ok(_) => Ok(Some(head.size)),
        Err(WriteError::Lost { .. }) => Ok(None),
        Err(WriteError::Store(error)) => Err(error.into()),
    }
}
