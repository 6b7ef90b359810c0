//! The ledger: no row changes and nothing personal is shown without an entry.
//!
//! An [`Act`] is one change or one look, by somebody, on a legal ground, for a purpose. It carries
//! one entry, the rows it writes, and the rows it relied on; acts of two rooms compose into one
//! ([`Act::and`]). [`Ledger::commit`] writes it all in one durable transaction; [`Ledger::look`]
//! turns what was read ([`Unseen`]) into what may be shown.
//!
//! Entries hold ids, words of the pack and typed facts, never a name or a value of a person. The
//! public leaf is a hash over the entry in which actor and subjects are committed under a salt of
//! that entry ([`leaf_text`]); deleting the salt makes a person unfindable in evidence that nobody
//! can rewrite. Stages of the promise: *recorded* with the change, *sealed* in a Merkle tree under
//! a signed checkpoint ([`seal`]), *witnessed* by somebody else.
//!
//! Reading order: [`Kind`], `act.rs`, `leaf.rs`, `store.rs`, `forget.rs`, `seal.rs`, `handover.rs`.

mod act;
mod forget;
mod handover;
mod kind;
mod leaf;
mod look;
mod seal;
mod store;

use ::store::{Store, WriteError, Written};
use access::{Ctx, Refused};
use base::{Id, Instant};

pub use act::{Act, Entry, Fact, Touch};
pub use handover::{announce_key, hand_over, key_changes, signer};
pub use kind::Kind;
pub use leaf::leaf_text;
pub use look::Unseen;
pub use seal::{Proof, SealError, checkpoint, proof, seal, seal_max, tile};
pub use store::{KeyChange, MIGRATIONS, entry_rows, tables};

/// How often an act that lost a race is read and decided again before its caller is told.
pub const RETRIES_MAX: usize = 8;

/// The ledger over a store.
#[derive(Clone, Debug)]
pub struct Ledger {
    store: Store,
}

/// What a committed act got.
#[derive(Clone, Debug)]
pub struct Receipt {
    /// The entry.
    pub entry: Id,
    /// When.
    pub at: Instant,
    /// Numbers drawn at commit, by counter.
    pub written: Written,
}

impl Ledger {
    /// The ledger of a database.
    pub fn new(store: Store) -> Ledger {
        Ledger { store }
    }

    /// The database below, for reading.
    pub fn store(&self) -> &Store {
        &self.store
    }

    /// Writes an act: its entry, its rows, durably, all or nothing.
    pub async fn commit(&self, act: Act) -> Result<Receipt, WriteError> {
        let (entry, at) = (act.id(), act.at());
        let written = self.store.commit(store::write_set(act)).await?;
        Ok(Receipt { entry, at, written })
    }

    /// Shows something personal: the look is recorded first, and only then is the value given out.
    pub async fn look<T>(&self, ctx: &Ctx, unseen: Unseen<T>) -> Result<T, WriteError> {
        let (value, act) = unseen.into_look(ctx);
        if let Some(act) = act {
            self.commit(act).await?;
        }
        Ok(value)
    }

    /// Records that a known actor was refused; nobody's refusal is not an entry.
    pub async fn refuse(&self, ctx: &Ctx, refused: &Refused) -> Result<(), WriteError> {
        if ctx.actor.id().is_none() {
            return Ok(());
        }
        let act = Act::new(ctx, Kind::Refused)
            .fact("action", refused.action.word())
            .fact("on", refused.on.as_str())
            .fact("reason", refused.reason.code());
        self.commit(act).await.map(|_| ())
    }

    /// The entries that touched a subject's data, latest first, at most `limit`, before `until`.
    pub async fn of_subject(
        &self,
        subject: Id,
        until: Option<Id>,
        limit: i64,
    ) -> Result<Vec<Entry>, ::store::StoreError> {
        store::of_subject(&self.store, subject, until, limit).await
    }

    /// The entries that touched a subject's data from an instant on and before another, latest
    /// first, at most `limit`.
    pub async fn of_subject_between(
        &self,
        subject: Id,
        between: (Instant, Instant),
        limit: i64,
    ) -> Result<Vec<Entry>, ::store::StoreError> {
        store::of_subject_between(&self.store, subject, between, limit).await
    }

    /// One entry.
    pub async fn entry(&self, entry: Id) -> Result<Option<Entry>, ::store::StoreError> {
        store::entry(&self.store, entry).await
    }

    /// Whether an entry has its place in the tree.
    pub async fn is_sealed(&self, entry: Id) -> Result<bool, ::store::StoreError> {
        Ok(store::number_of(&self.store, entry).await?.is_some())
    }

    /// The sealed entries of some kinds (by code) among the next `limit` places of the tree from a
    /// place on, in order; with the last place that was looked at, if there is any.
    pub async fn follow_kinds(
        &self,
        from: i64,
        limit: i64,
        kinds: &[&str],
    ) -> Result<(Option<i64>, Vec<(i64, Entry)>), ::store::StoreError> {
        store::follow_kinds(&self.store, (from, limit), kinds).await
    }

    /// Sealed entries from a place in the tree on, in order, at most `limit`: what a follower reads.
    pub async fn follow(
        &self,
        from: i64,
        limit: i64,
    ) -> Result<Vec<(i64, Entry)>, ::store::StoreError> {
        store::follow(&self.store, from, limit).await
    }

    /// When the entry that waits longest to be sealed was made; `None` if none waits.
    pub async fn waits_since(&self) -> Result<Option<Instant>, ::store::StoreError> {
        store::waits_since(&self.store).await
    }

    /// When the entry was made that was sealed last; `None` before the first sealing.
    pub async fn last_at(&self) -> Result<Option<Instant>, ::store::StoreError> {
        store::last_at(&self.store).await
    }

    /// For which office each of these entries was made; of one that is not there, nothing is said.
    pub async fn offices(
        &self,
        entries: &[Id],
    ) -> Result<Vec<(Id, Option<String>)>, ::store::StoreError> {
        store::offices(&self.store, entries).await
    }

    /// How often each office has looked at records of a register since an instant; people who looked at
    /// what is their own have none. It goes through all entries since then.
    pub async fn looks_by_office(
        &self,
        register: &str,
        since: Instant,
    ) -> Result<Vec<(Option<String>, u64)>, ::store::StoreError> {
        store::looks_by_office(&self.store, register, since).await
    }

    /// How many entries there are, and how many of them are not sealed yet.
    pub async fn count(&self) -> Result<(i64, i64), ::store::StoreError> {
        store::count(&self.store).await
    }
}
