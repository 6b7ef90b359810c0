//! A ledger is damaged in every way the reader knows, and exactly that is found.

mod damage;
mod folder;
mod forks;
mod keys;
mod rewrites;

use ::store::{Store, Value};
use access::{Actor, Ctx, Post};
use base::{Chance, Id, Instant};
use ledger::{Act, Kind, Ledger, Touch, seal};
use merkle::SigningKey;
use tokio::task::JoinSet;

use super::{Options, Report, run};

/// More than one full tile, so that there is a tile of level 1 too.
const ENTRIES: u16 = 300;

fn key() -> SigningKey {
    SigningKey::from_seed("island.example/ledger", &[7; 32]).unwrap()
}

fn keyed() -> Options {
    Options {
        keys: vec![key().verifier().clone()],
        against: None,
    }
}

/// An act of the island's harbour; the same number gives the same act.
fn act(n: u16, role: &str) -> Act {
    let [high, low] = n.to_be_bytes();
    let mut seed = [high; 32];
    seed[31] = low;
    let post = Post {
        role: role.to_owned(),
        office: "harbour".to_owned(),
    };
    let actor = match n % 3 {
        0 => Actor::Clock,
        _ => Actor::Officer {
            account: Id([1; 16]),
            post,
        },
    };
    let ctx = Ctx {
        actor,
        purpose: "boat-licence".to_owned(),
        law: "tiny@1".to_owned(),
        now: Instant(1_800_000_000_000_000 + i64::from(n) * 2_000),
        chance: Chance::new(seed),
    };
    let touch = |register: &str, subject: u8| Touch {
        register: register.to_owned(),
        record: Id([low; 16]),
        subject: Id([subject; 16]),
        fields: vec!["hull".to_owned(), "name".to_owned()],
    };
    let act = Act::new(&ctx, Kind::CaseEnded)
        .on_ground("ground-boats\nkind looked")
        .fact("procedure", "boat-licence")
        .fact("on_time", i64::from(n % 2))
        .fact("decided", Instant(i64::from(n) - 150));
    if n.is_multiple_of(5) {
        return act;
    }
    act.touch(touch("boats", 9)).touch(touch("people", low))
}

/// Commits acts side by side, so that they share transactions, and seals them.
async fn grow(store: &Store, numbers: std::ops::Range<u16>, role: &str) {
    let ledger = Ledger::new(store.clone());
    let mut waiting = JoinSet::new();
    for n in numbers {
        let (ledger, act) = (ledger.clone(), act(n, role));
        waiting.spawn(async move { ledger.commit(act).await });
    }
    for committed in waiting.join_all().await {
        committed.unwrap();
    }
    while seal(store, &key()).await.unwrap() > 0 {}
}

/// A ledger that was sealed in two steps.
async fn sealed(store: &Store) {
    store.prepare(&ledger::tables()).await.unwrap();
    grow(store, 0..200, "harbour-master").await;
    grow(store, 200..ENTRIES, "harbour-master").await;
}

/// A statement past the ledger.
async fn tamper(store: &Store, sql: &str, values: &[Value]) {
    store.query(sql, values).await.unwrap();
}

async fn checkpoint(store: &Store) -> String {
    ledger::checkpoint(store).await.unwrap().unwrap()
}

async fn entry_at(store: &Store, number: i64) -> Id {
    let sql = "select entry from ledger_leaf where number = $1";
    let row = store.query_one(sql, &[number.into()]).await.unwrap();
    row.unwrap().id(0).unwrap()
}

async fn verify(store: &Store) -> Report {
    run(store, &keyed()).await.unwrap()
}

#[test]
fn a_sound_ledger_is_clean() {
    testkit::on_both(|store| async move {
        sealed(&store).await;
        let erased = entry_at(&store, 7).await;
        tamper(
            &store,
            "delete from ledger_salt where entry = $1",
            &[erased.into()],
        )
        .await;
        Ledger::new(store.clone())
            .commit(act(900, "clerk"))
            .await
            .unwrap();
        let mut options = keyed();
        options.against = Some(checkpoint(&store).await);
        let report = run(&store, &options).await.unwrap();
        assert_eq!(report.findings, []);
        assert!(report.is_clean());
        let counts = report.counts;
        assert_eq!((counts.sealed, counts.texts), (300, 299));
        assert_eq!((counts.erased, counts.waiting, counts.tiles), (1, 1, 3));
        assert_eq!(report.lines().len(), 2);
    });
}

#[test]
fn a_ledger_that_forgot_somebody_is_clean() {
    testkit::on_both(|store| async move {
        sealed(&store).await;
        let mut options = keyed();
        options.against = Some(checkpoint(&store).await);
        let ledger = Ledger::new(store.clone());
        let subject = forgotten(&store).await;
        let erased = act(900, "clerk").of_kind(Kind::RecordErased);
        let erased = ledger
            .forget(erased, ("people", &[subject]), &[subject])
            .await
            .unwrap();
        let salts = erased.entry().number("salts").unwrap();
        assert!(salts > 0);
        ledger.commit(erased).await.unwrap();
        while seal(&store, &key()).await.unwrap() > 0 {}
        let report = run(&store, &options).await.unwrap();
        assert_eq!(report.findings, []);
        assert_eq!(i64::try_from(report.counts.erased).unwrap(), salts);
        assert_eq!(ledger.of_subject(subject, None, 1).await.unwrap(), []);
    });
}

/// A subject whom entries touched.
async fn forgotten(store: &Store) -> Id {
    let sql = "select subject from ledger_touch order by subject limit 1";
    let row = store.query_one(sql, &[]).await.unwrap();
    row.unwrap().id(0).unwrap()
}

#[test]
fn an_empty_ledger_is_clean() {
    testkit::on_both(|store| async move {
        store.prepare(&ledger::tables()).await.unwrap();
        let report = verify(&store).await;
        assert_eq!(report.findings, []);
        assert_eq!(report.counts.sealed, 0);
    });
}
