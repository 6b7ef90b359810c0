//! `motcua verify`: the independent reader of the ledger.
//!
//! It shares no code with the writer but `merkle`: it reads the tables with statements of its own
//! and makes the text of a leaf with code of its own, both from `docs/reference/ledger-format.md`.
//! So a fault of the writer does not hide itself, and an auditor reads one short module.
//!
//! It also exports a folder that an auditor checks offline, and that a public mirror of the tiles
//! looks like. While the ledger goes on growing it may run: it judges the tree as it stood when it
//! began.
//!
//! Reading order: [`report`] (what can be found), [`source`], [`keys`], [`walk`], [`judge`].

mod error;
mod export;
mod folder;
mod judge;
mod keys;
mod leaf;
mod report;
mod since;
mod source;
mod store;
mod walk;

#[cfg(test)]
mod tests;

use std::path::Path;

use ::store::Store;
use base::Id;
use merkle::{Head, VerifierKey, hash_leaf};

pub(crate) use error::VerifyError;
pub(crate) use export::export;
pub(crate) use report::{Finding, Report};

use folder::Folder;
use keys::Chain;
use leaf::Body;
use source::Source;

/// How many waiting entries one query reads.
const WAITING_PAGE: i64 = 1_000;

/// What the one who asks holds in their own hands.
#[derive(Clone, Debug, Default)]
pub(crate) struct Options {
    /// Keys of the ledger, known from elsewhere; one is enough, and changes of the key are followed
    /// from it. Without any no signature is checked.
    pub(crate) keys: Vec<VerifierKey>,
    /// A checkpoint that somebody else kept: the signed note. Needs the key.
    pub(crate) against: Option<String>,
}

/// Checks the ledger in a database.
///
/// # Errors
/// When the database cannot be read, or a kept checkpoint is given without a key. What is wrong
/// with the ledger itself is no error but a finding.
pub(crate) async fn run(store: &Store, options: &Options) -> Result<Report, VerifyError> {
    let mut report = check(&mut Source::Database(store), options).await?;
    waiting(store, &mut report).await?;
    let unplaced = store::unplaced(store, report::FINDINGS_MAX).await?;
    for entry in unplaced {
        report.find(Finding::Unplaced { entry });
    }
    Ok(report)
}

/// Checks an exported folder, or a mirror of a log's `checkpoint` and `tile/`. Without a key in
/// the options it takes the folder's own, and the report says what that is worth.
///
/// # Errors
/// When a file cannot be read, the folder's key is none, or a kept checkpoint is given without any
/// key.
pub(crate) async fn run_folder(dir: &Path, options: &Options) -> Result<Report, VerifyError> {
    let mut folder = Folder::open(dir)?;
    let mut options = options.clone();
    let is_own = options.keys.is_empty();
    if is_own {
        options.keys.extend(folder.key()?);
    }
    let is_own = is_own && !options.keys.is_empty();
    let has_leaves = folder.has_leaves();
    let mut report = check(&mut Source::Folder(&mut folder), &options).await?;
    if is_own {
        report.note(
            "the key is the folder's own: compare it with one published elsewhere, or give it with --key",
        );
    }
    if !has_leaves {
        report.note("the folder has no leaves.jsonl: only checkpoint and tiles were checked");
    }
    Ok(report)
}

/// The proof that a kept checkpoint is the beginning of an exported folder, for others to check.
///
/// # Errors
/// As [`since_in`], and when a file of the folder cannot be read.
pub(crate) async fn since_in_folder(
    dir: &Path,
    kept: &str,
    known: &[VerifierKey],
) -> Result<String, VerifyError> {
    let mut folder = Folder::open(dir)?;
    since::since(&mut Source::Folder(&mut folder), kept, known).await
}

/// The proof that a kept checkpoint is the beginning of the ledger in a database.
///
/// # Errors
/// When a checkpoint is of no key of the ledger's, the ledger is smaller than the kept one or begins
/// otherwise, or the database cannot be read.
pub(crate) async fn since_in(
    store: &Store,
    kept: &str,
    known: &[VerifierKey],
) -> Result<String, VerifyError> {
    since::since(&mut Source::Database(store), kept, known).await
}

async fn check(source: &mut Source<'_>, options: &Options) -> Result<Report, VerifyError> {
    let mut report = Report::default();
    let start = source.start().await?;
    let keys = Chain::of(&start.changes, &options.keys, &mut report);
    let kept = match &options.against {
        None => None,
        Some(_) if keys.now().is_none() => return Err(VerifyError::KeyNeeded),
        Some(note) => match keys.open_kept(note) {
            Ok(head) => Some(head),
            Err(cause) => {
                report.find(Finding::KeptForged { cause });
                None
            }
        },
    };
    let signed = match &start.checkpoint {
        None => {
            report.note("there is no checkpoint: nothing was signed yet, or it was taken away");
            None
        }
        Some(note) => head_of(note, &keys, &mut report),
    };
    let size = start.size(signed.as_ref(), &mut report);
    let heads = judge::Heads { signed, kept, keys };
    let walk = walk::walk(source, size, heads.sizes()).await?;
    judge::judge(&walk, &start, &heads, &mut report);
    Ok(report)
}

/// What a checkpoint says, if it may be believed.
fn head_of(note: &str, keys: &Chain, report: &mut Report) -> Option<Head> {
    if keys.now().is_none() {
        report.note("no key was given: the checkpoint's signature was not checked");
    }
    match keys.open(note) {
        Ok(head) => Some(head),
        Err(cause) => {
            report.find(Finding::Forged { cause });
            None
        }
    }
}

/// Entries that are not sealed yet must at least be those that were committed.
async fn waiting(store: &Store, report: &mut Report) -> Result<(), VerifyError> {
    let mut after = Id([0; 16]);
    loop {
        let page = store::waiting(store, after, WAITING_PAGE).await?;
        for (entry, leaf, body) in &page {
            report.counts.waiting += 1;
            after = *entry;
            match body {
                Body::Text(text) if Some(hash_leaf(text.as_bytes())) == *leaf => {}
                Body::Erased => report.counts.erased += 1,
                Body::Removed => report.find(Finding::WaitingRemoved { entry: *entry }),
                Body::Text(_) | Body::Unreadable => {
                    report.find(Finding::WaitingChanged { entry: *entry });
                }
            }
        }
        if page.is_empty() {
            return Ok(());
        }
    }
}
