//! The island's people, for tests on both databases.

use access::{Actor, Ctx, Post};
use base::{Chance, Instant};
use identity::{Identity, NewAccount};
use ledger::Ledger;
use store::Store;

/// Mai's password.
pub const PASSWORD: &str = "three small boats";

/// Circumstances in which nobody is known yet, `seconds` into the test; `n` makes the chance of
/// each call another.
pub fn ctx(n: u8, seconds: i64) -> Ctx {
    Ctx {
        actor: Actor::Nobody,
        purpose: "account".into(),
        law: "tiny-1".into(),
        now: at(seconds),
        chance: Chance::new([n; 32]),
    }
}

pub fn at(seconds: i64) -> Instant {
    Instant(1_800_000_000_000_000).plus_seconds(seconds)
}

pub async fn identity(store: Store) -> Identity {
    store.prepare(&ledger::tables()).await.unwrap();
    store.prepare(&identity::tables()).await.unwrap();
    Identity::new(Ledger::new(store))
}

pub fn post(office: &str) -> Post {
    Post {
        role: "harbour-master".into(),
        office: office.into(),
    }
}

pub fn mai() -> NewAccount {
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
