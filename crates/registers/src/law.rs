//! Law versions: activated once, never changed, kept whole so that a program that starts again
//! runs on what was activated and not on what lies in a folder by now.

use std::collections::BTreeMap;

use ::store::{Change, Store, StoreError, WriteError};
use access::Ctx;
use base::{Digest, Instant};
use ledger::{Act, Kind, Ledger};
use pack::Pack;

use crate::error::RegisterError;
use crate::store;

/// A law version as it was activated.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LawVersion {
    /// Its name, such as `tiny@2026-09-01`.
    pub law: String,
    /// SHA-256 over its files.
    pub digest: Digest,
    /// Its files: path and text.
    pub files: BTreeMap<String, String>,
    /// Since when it is in force.
    pub activated_at: Instant,
}

/// What activating came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Activated {
    /// It is in force from now on.
    Now,
    /// It had been activated before; nothing changed.
    Before,
}

/// Puts a law version in force. What stands in its way is asked before
/// ([`crate::Registers::obstacles`]), and the tables of its registers are prepared
/// ([`crate::Registers::tables`]), so that a law that does not fit the database is never in force.
/// With it goes what has to be filled under it ([`crate::Registers::fillings`]).
///
/// # Errors
/// [`RegisterError::OtherLaw`] when one of this name has other contents, or when the database
/// fails.
pub async fn activate(
    ledger: &Ledger,
    ctx: &Ctx,
    (pack, fillings): (&Pack, Vec<Change>),
) -> Result<Activated, RegisterError> {
    let law = pack.head.law();
    let known = |digest: Digest| {
        if digest == pack.digest {
            Ok(Activated::Before)
        } else {
            Err(RegisterError::OtherLaw { law: law.clone() })
        }
    };
    if let Some(digest) = store::law_digest(ledger.store(), &law).await? {
        return known(digest);
    }
    let files = serde_json::json!(pack.files).to_string();
    let mut act = Act::new(ctx, Kind::LawActivated).fact("law", law.as_str());
    act = act.fact("files", i64::try_from(pack.files.len()).unwrap_or(i64::MAX));
    let row = store::put_law(&law, pack.digest, files, act.at(), act.id());
    match ledger.commit(act.change(row).changes(fillings)).await {
        Ok(_) => Ok(Activated::Now),
        // Another process activated it in this moment.
        Err(WriteError::Lost { table }) => match store::law_digest(ledger.store(), &law).await? {
            Some(digest) => known(digest),
            None => Err(WriteError::Lost { table }.into()),
        },
        Err(error) => Err(error.into()),
    }
}

/// The law version in force: the one activated last.
///
/// # Errors
/// When the database fails.
pub async fn law_in_force(db: &Store) -> Result<Option<LawVersion>, StoreError> {
    store::last_law(db).await
}

/// The law versions that were in force besides this one, the first first: cases may still run under
/// each.
///
/// # Errors
/// When the database fails.
pub async fn other_laws(db: &Store, law: &str) -> Result<Vec<LawVersion>, StoreError> {
    store::laws_but(db, law).await
}

/// The law version with a name, for cases and records made under it.
///
/// # Errors
/// When the database fails.
pub async fn law_version(db: &Store, law: &str) -> Result<Option<LawVersion>, StoreError> {
    store::law_named(db, law).await
}
