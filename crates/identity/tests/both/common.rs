//! The island's people, for tests on both databases.

use access::{Actor, Ctx, Post};
use base::{Chance, Id, Instant};
use identity::{Identity, NewAccount};
use ledger::{Kind, Ledger};
use store::Store;

/// Mai's password.
pub(crate) const PASSWORD: &str = "three small boats";

/// Circumstances in which nobody is known yet, `seconds` into the test; `n` makes the chance of
/// each call another.
pub(crate) fn ctx(n: u8, seconds: i64) -> Ctx {
    Ctx {
        actor: Actor::Nobody,
        purpose: "account".into(),
        law: "tiny-1".into(),
        now: at(seconds),
        chance: Chance::new([n; 32]),
    }
}

pub(crate) fn at(seconds: i64) -> Instant {
    Instant(1_800_000_000_000_000).plus_seconds(seconds)
}

pub(crate) async fn identity(store: Store) -> Identity {
    store.prepare(&ledger::tables()).await.unwrap();
    store.prepare(&identity::tables()).await.unwrap();
    Identity::new(Ledger::new(store))
}

pub(crate) fn post(office: &str) -> Post {
    Post {
        role: "harbour-master".into(),
        office: office.into(),
    }
}

pub(crate) fn mai() -> NewAccount {
    NewAccount {
        login: "Mai".into(),
        password: PASSWORD.into(),
        email: Some("mai@island.example".into()),
        name_shown: Some("Mai of the Bay".into()),
        subject: None,
        level: 1,
        language: "en".into(),
        posts: vec![post("harbour"), post("customs")],
    }
}

/// What the ledger says happened to an account, the first first.
pub(crate) async fn told(store: &Store, subject: Id) -> Vec<(Kind, String)> {
    let ledger = Ledger::new(store.clone());
    let mut entries = ledger.of_subject(subject, None, 100).await.unwrap();
    entries.reverse();
    entries
        .iter()
        .map(|entry| (entry.kind, entry.word("what").unwrap_or("").to_owned()))
        .collect()
}
