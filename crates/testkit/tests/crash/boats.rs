//! The acts: boats are launched, repainted and looked at, and a bell is rung for each.

use access::{Action, Actor, Ask, Ctx, Permit, Policy, Post, Relation, Rule};
use base::{Chance, Id, Instant};
use jobs::{Claimed, Failed, Job};
use ledger::{Act, Kind, Ledger, Touch};
use merkle::SigningKey;
use store::value::Next;
use store::{Change, Kind as Column, Store, Table, Value};

/// Names are few, so that two acts often want the same one.
pub(crate) const NAMES: u64 = 2_000;

/// Counters, one for each harbour.
pub(crate) const HARBOURS: u64 = 3;

pub(crate) fn boat() -> Table {
    Table::new("crash_boat")
        .key("boat", Column::Bytes)
        .must("entry", Column::Bytes)
        .must("harbour", Column::Int)
        .must("number", Column::Text)
        .version()
        .done()
}

/// One row for each version of a boat.
pub(crate) fn history() -> Table {
    Table::new("crash_history")
        .key("boat", Column::Bytes)
        .key("version", Column::Int)
        .must("entry", Column::Bytes)
        .done()
}

/// The key table: a name belongs to one boat.
pub(crate) fn name() -> Table {
    Table::new("crash_name")
        .key("name", Column::Int)
        .must("boat", Column::Bytes)
        .done()
}

/// One row each time a bell was rung.
pub(crate) fn ring() -> Table {
    Table::new("crash_ring")
        .key("job", Column::Text)
        .key("attempt", Column::Int)
        .must("entry", Column::Bytes)
        .done()
}

pub(crate) async fn prepare(store: &Store) {
    store.prepare(&ledger::tables()).await.unwrap();
    store.prepare(&jobs::tables()).await.unwrap();
    let own = [boat(), history(), name(), ring()];
    store.prepare(&own).await.unwrap();
}

pub(crate) fn key() -> SigningKey {
    SigningKey::from_seed("island.example/ledger", &[7; 32]).unwrap()
}

pub(crate) fn ctx(now: Instant, seed: [u8; 32]) -> Ctx {
    Ctx {
        actor: Actor::Officer {
            account: Id([1; 16]),
            post: Post {
                role: "harbour-master".into(),
                office: "harbour".into(),
            },
        },
        purpose: "boat-licence".into(),
        law: "tiny-1".into(),
        now,
        chance: Chance::new(seed),
    }
}

pub(crate) fn look_permit(ctx: &Ctx) -> Permit {
    let rule = Rule {
        role: "harbour-master".into(),
        on: "register:boats".into(),
        actions: vec![Action::Look],
        fields: vec!["*".into()],
        purposes: vec!["*".into()],
        relation: Relation::None,
        ground: "ground-boats".into(),
    };
    let ask = Ask {
        action: Action::Look,
        on: "register:boats",
        fields: &["hull"],
        relation: Relation::None,
    };
    Policy::new(vec![rule]).permit(ctx, &ask).unwrap()
}

pub(crate) fn touch(subject: Id) -> Touch {
    Touch {
        register: "boats".into(),
        record: subject,
        subject,
        fields: vec!["hull".into()],
    }
}

fn row(boat: Id, entry: Id, harbour: u64, number: Value) -> Vec<(&'static str, Value)> {
    vec![
        ("boat", boat.into()),
        ("entry", entry.into()),
        ("harbour", i64::try_from(harbour).unwrap().into()),
        ("number", number),
    ]
}

fn past(boat: Id, version: i64, entry: Id) -> Change {
    history().insert(vec![
        ("boat", boat.into()),
        ("version", version.into()),
        ("entry", entry.into()),
    ])
}

/// A new boat, its name, its number, its bell.
pub(crate) fn launch(ctx: &Ctx, new: Id, named: u64, harbour: u64) -> Act {
    let act = Act::new(ctx, Kind::RecordCreated).touch(touch(new));
    let entry = act.id();
    let number = Next {
        counter: format!("boats-{harbour}"),
        draw: String::new(),
        prefix: String::new(),
        width: 1,
        suffix: String::new(),
    };
    let bell = Job {
        key: format!("bell/{new}"),
        kind: "ring-the-bell".into(),
        due: ctx.now,
        payload: "{}".into(),
    };
    act.changes([
        name().insert(vec![
            ("name", i64::try_from(named).unwrap().into()),
            ("boat", new.into()),
        ]),
        boat().insert(row(new, entry, harbour, number.into())),
        past(new, 1, entry),
        jobs::enqueue(bell),
    ])
}

/// A boat as it was read.
pub(crate) struct Boat {
    pub(crate) id: Id,
    pub(crate) harbour: u64,
    pub(crate) number: String,
    pub(crate) version: i64,
}

pub(crate) async fn read(store: &Store, id: Id) -> Option<Boat> {
    let sql = "select harbour, number, version from crash_boat where boat = $1";
    let row = store.query_one(sql, &[id.into()]).await.ok()??;
    Some(Boat {
        id,
        harbour: u64::try_from(row.int(0).unwrap()).unwrap(),
        number: row.text(1).unwrap().to_owned(),
        version: row.int(2).unwrap(),
    })
}

/// The next version of a boat.
pub(crate) fn repaint(ctx: &Ctx, was: &Boat) -> Act {
    let act = Act::new(ctx, Kind::RecordCorrected).touch(touch(was.id));
    let entry = act.id();
    let next = row(was.id, entry, was.harbour, was.number.as_str().into());
    act.changes([
        boat().update(was.version, next),
        past(was.id, was.version + 1, entry),
    ])
}

/// The bell is rung and its job ended, in one act.
pub(crate) fn rung(ctx: &Ctx, claimed: &Claimed) -> Act {
    let act = Act::new(ctx, Kind::CaseNoted);
    let entry = act.id();
    act.changes([
        ring().insert(vec![
            ("job", claimed.job.key.as_str().into()),
            ("attempt", claimed.attempt.into()),
            ("entry", entry.into()),
        ]),
        jobs::done(claimed),
    ])
}

/// Runs whatever waits, in this process.
pub(crate) async fn run_all_jobs(store: &Store, now: Instant) {
    let ledger = Ledger::new(store.clone());
    let dice = std::sync::Mutex::new(crate::Dice::new(0xB0A7));
    let handler = |claimed: Claimed| {
        let seed = dice.lock().unwrap().seed();
        let ledger = &ledger;
        async move {
            ledger
                .commit(rung(&ctx(now, seed), &claimed))
                .await
                .map(|_| ())
                .map_err(Failed::from)
        }
    };
    while jobs::run_due(store, now, 100, handler).await.unwrap() > 0 {}
}
