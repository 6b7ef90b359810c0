//! `motcua bench proofs`: how long the proof of one entry among very many takes.
//!
//! The tree is put straight into the ledger's tables, in the form in which a sealer leaves it: a row
//! for each leaf, all tiles, the frontier, a signed checkpoint. One leaf in [`STEP`] belongs to an
//! entry that is there with its salt; proofs are asked for those, at random, one after the other. A
//! proof is all that a person downloads: leaf, salt, path and checkpoint, checked before it is given.

use std::collections::HashMap;
use std::process::ExitCode;
use std::sync::LazyLock;
use std::time::Duration;

use access::Circumstances;
use base::{Id, Instant, sha256};
use futures_util::{StreamExt, TryStreamExt, stream};
use ledger::{Entry, Kind, Ledger, Touch, entry_rows, leaf_text};
use merkle::{Growth, Hash, SigningKey, hash_leaf};
use store::{Change, Store, Table, Value, WriteSet};

use super::report::{Times, Watch};
use super::store as own;
use super::{progress, progress_over};
use crate::args::BenchProofs;
use crate::clock::{Clock, stopwatch};
use crate::keys;
use crate::wiring::{self, chain};

/// One leaf in so many has its entry: a prime, so that they lie everywhere in their tiles.
const STEP: u64 = 1_009;

/// Leaves of one write set.
const BATCH: u64 = 4_096;

/// When the first entry was made; each next one a millisecond later.
const BEGAN: i64 = 1_700_000_000_000_000;

static TABLES: LazyLock<HashMap<String, Table>> = LazyLock::new(|| {
    let tables = ledger::tables().into_iter();
    tables
        .map(|table| (table.name().to_owned(), table))
        .collect()
});

/// `motcua bench proofs`.
pub(super) async fn run(args: BenchProofs) -> Result<ExitCode, String> {
    let store = wiring::open(&args.here.store).await?;
    own::take(&store, Clock::real().now()).await?;
    let prepared = store.prepare(&ledger::tables()).await;
    prepared.map_err(|error| chain(&error))?;
    let key = keys::ledger_key(&args.here.data, "localhost/ledger")?;
    fill(&store, args.entries, &key).await?;
    let watch = Watch::begin();
    let until = watch.begun() + Duration::from_secs(args.seconds);
    let mut times = Times::default();
    let mut at = 0_u64;
    loop {
        let begun = stopwatch();
        if begun >= until {
            break;
        }
        // A step that shares no factor with the number of entries visits them all, far apart.
        at = at.wrapping_add(15_485_863);
        let number = at % args.entries.div_ceil(STEP) * STEP;
        prove(&store, number, &key).await?;
        times.add(begun.elapsed());
    }
    times
        .figure("proof", store.name(), (1, watch.spent()))
        .print(args.here.json);
    Ok(ExitCode::SUCCESS)
}

/// The proof of an entry, which must be there and hold.
async fn prove(store: &Store, number: u64, key: &SigningKey) -> Result<ledger::Proof, String> {
    let proof = ledger::proof(store, id(number), key.verifier()).await;
    let proof = proof.map_err(|error| chain(&error))?;
    proof.ok_or_else(|| format!("entry {number} has no proof: give the bench a new database"))
}

/// Fills an empty ledger; one that has as many entries already is taken as it is.
async fn fill(store: &Store, entries: u64, key: &SigningKey) -> Result<(), String> {
    let there = Ledger::new(store.clone()).count().await;
    match there.map_err(|error| chain(&error))? {
        (0, 0) => {}
        (all, 0) if u64::try_from(all) == Ok(entries) => return Ok(()),
        (all, _) => {
            return Err(format!(
                "this database has {all} entries and {entries} are wanted: give the bench a new one"
            ));
        }
    }
    let mut growth = Growth::new();
    let sets = (0..entries.div_ceil(BATCH)).map(|batch| {
        let from = batch * BATCH;
        progress(&format!("leaves: {from} of {entries}"));
        leaves(&mut growth, from..entries.min(from + BATCH))
    });
    stream::iter(sets.map(|set| commit(store, set)))
        .buffer_unordered(4)
        .try_collect::<()>()
        .await?;
    progress_over();
    let mut rest = WriteSet::new();
    for cut in growth.take_changed() {
        rest.add(tile(&cut));
    }
    let frontier = growth.frontier().to_bytes();
    rest.add(TABLES["ledger_tree"].insert(vec![
        ("tree", 0.into()),
        ("frontier", frontier.into()),
        ("checkpoint", Value::Null),
    ]));
    commit(store, rest).await?;
    // Nothing waits, so this only signs.
    let signed = ledger::seal(store, key).await;
    signed.map(|_| ()).map_err(|error| chain(&error))
}

async fn commit(store: &Store, set: WriteSet) -> Result<(), String> {
    let written = store.commit(set).await;
    written.map(|_| ()).map_err(|error| chain(&error))
}

/// The rows of some leaves, and of the tiles that they fill.
fn leaves(growth: &mut Growth, numbers: std::ops::Range<u64>) -> WriteSet {
    let mut set = WriteSet::new();
    for number in numbers {
        let leaf = if number.is_multiple_of(STEP) {
            let (entry, salt) = entry(number);
            let leaf = hash_leaf(leaf_text(&entry, &salt).as_bytes());
            for row in entry_rows(entry, salt) {
                set.add(row);
            }
            leaf
        } else {
            Hash::from_bytes(sha256(&number.to_be_bytes()))
        };
        growth.append(leaf);
        set.add(TABLES["ledger_leaf"].insert(vec![
            ("number", signed(number)),
            ("entry", id(number).into()),
            ("leaf", (*leaf.as_bytes()).into()),
        ]));
    }
    for cut in growth.take_full() {
        set.add(tile(&cut));
    }
    set
}

fn tile(cut: &merkle::CutTile) -> Change {
    TABLES["ledger_tile"].insert(vec![
        ("level", i64::from(cut.tile.level()).into()),
        ("number", signed(cut.tile.index())),
        ("hashes", cut.bytes.clone().into()),
    ])
}

fn signed(number: u64) -> Value {
    i64::try_from(number).unwrap_or(i64::MAX).into()
}

/// Ids in the order of their numbers, as those of real entries nearly are.
fn id(number: u64) -> Id {
    let mut bytes = *Id::named("bench-proofs", &number.to_string()).bytes();
    let millis = BEGAN.unsigned_abs() / 1_000 + number;
    bytes[..6].copy_from_slice(&millis.to_be_bytes()[2..]);
    Id(bytes)
}

/// A look at somebody's record, and its salt.
fn entry(number: u64) -> (Entry, [u8; 32]) {
    let person = Id::named("bench-person", &number.to_string());
    let entry = Entry {
        id: id(number),
        at: Instant(BEGAN + i64::try_from(number).unwrap_or(0) * 1_000),
        kind: Kind::Looked,
        actor: Some(Id::named("bench-officer", "1")),
        role: "officer".to_owned(),
        office: Some("office-1".to_owned()),
        purpose: "bench".to_owned(),
        ground: "ground-bench".to_owned(),
        law: "bench".to_owned(),
        touches: vec![Touch {
            register: "bench".to_owned(),
            record: person,
            subject: person,
            fields: vec!["name".to_owned(), "born_on".to_owned()],
        }],
        facts: Vec::new(),
    };
    (entry, sha256(&number.to_le_bytes()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::verify::{Finding, Options, run as verify};

    #[test]
    fn what_is_filled_is_a_ledger() {
        testkit::on_both(|store| async move {
            store.prepare(&ledger::tables()).await.unwrap();
            let key = SigningKey::from_seed("localhost/ledger", &[7; 32]).unwrap();
            fill(&store, 10_000, &key).await.unwrap();
            for number in (0..10_000).step_by(1_009) {
                let proof = prove(&store, number, &key).await.unwrap();
                assert!(proof.leaf.contains("kind looked"));
            }
            // The reader finds the tree whole, and only what was left out on purpose.
            let options = Options {
                keys: vec![key.verifier().clone()],
                against: None,
            };
            let report = verify(&store, &options).await.unwrap();
            assert_eq!((report.counts.sealed, report.counts.texts), (10_000, 10));
            let left_out = |found: &Finding| {
                matches!(
                    found,
                    Finding::Removed { .. } | Finding::TouchMissing { .. }
                )
            };
            assert!(report.findings.iter().all(left_out));
            assert!(
                fill(&store, 10_000, &key).await.is_ok(),
                "it is taken as it is"
            );
            assert!(fill(&store, 20_000, &key).await.is_err());
        });
    }
}
