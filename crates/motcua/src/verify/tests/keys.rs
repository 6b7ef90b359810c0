//! Changes of the key: followed from any key of the chain, and forged ones told.

use std::path::PathBuf;

use ::store::{Store, Value};
use access::{Actor, Ctx};
use base::{Chance, Instant};
use ledger::Ledger;
use merkle::{Checkpoint, Note, SigningKey, VerifierKey};
use testkit::Folder;

use super::super::{Finding, Options, Report, export, run, run_folder, since_in, since_in_folder};
use super::{checkpoint, grow, key, tamper};

fn next() -> SigningKey {
    SigningKey::from_seed("island.example/ledger", &[9; 32]).unwrap()
}

fn vkey(key: &SigningKey) -> VerifierKey {
    key.verifier().clone()
}

async fn judged(store: &Store, keys: &[&SigningKey], against: Option<&str>) -> Report {
    let options = Options {
        keys: keys.iter().map(|key| vkey(key)).collect(),
        against: against.map(str::to_owned),
    };
    run(store, &options).await.unwrap()
}

/// 200 entries under the first key, the change, and 50 under the second.
async fn changed(store: &Store) -> (String, String) {
    store.prepare(&ledger::tables()).await.unwrap();
    grow(store, 0..200, "harbour-master").await;
    let early = checkpoint(store).await;
    let ctx = Ctx {
        actor: Actor::Clock,
        purpose: "ledger-key".to_owned(),
        law: "tiny@1".to_owned(),
        now: Instant(1_800_000_000_500_000),
        chance: Chance::new([77; 32]),
    };
    let ledger = Ledger::new(store.clone());
    let announced = ledger::announce_key(&ledger, &ctx, &vkey(&key()), &vkey(&next())).await;
    announced.unwrap();
    assert_eq!(
        ledger::hand_over(store, &key(), &next()).await.unwrap(),
        201
    );
    let both = checkpoint(store).await;
    for n in 300..350 {
        ledger
            .commit(super::act(n, "harbour-master"))
            .await
            .unwrap();
    }
    ledger::seal(store, &next()).await.unwrap();
    (early, both)
}

/// A row of the table of changes, put in past the ledger.
async fn put_change(store: &Store, note: &str) {
    let sql = "insert into ledger_key (number, old_key, new_key, entry, note, version)
               values (9, $1, $2, $3, $4, 1)";
    let thief = [vkey(&next()), vkey(&thief())].map(|key| Value::from(key.to_string()));
    let [old, new] = thief;
    tamper(
        store,
        sql,
        &[old, new, Value::Bytes(vec![0; 16]), note.into()],
    )
    .await;
}

fn thief() -> SigningKey {
    SigningKey::from_seed("island.example/ledger", &[66; 32]).unwrap()
}

#[test]
fn any_key_of_the_chain_leads_to_the_present_one() {
    testkit::on_both(|store| async move {
        let (early, both) = changed(&store).await;
        let now = checkpoint(&store).await;
        for known in [&[&key()][..], &[&next()], &[&key(), &next()]] {
            for kept in [&early, &both, &now] {
                let report = judged(&store, known, Some(kept)).await;
                assert_eq!(report.findings, []);
                let said = report.lines();
                assert_eq!(
                    said[1],
                    format!("from the first entry on signs {}", key().verifier())
                );
                let then = format!(
                    "from 201 entries on signs {}, announced by entry 200",
                    next().verifier()
                );
                assert_eq!(said[2], then);
            }
        }
        // The checkpoint of the handover opens with either key, by itself.
        for key in [key(), next()] {
            let opened = Checkpoint::open(both.as_bytes(), key.verifier()).unwrap();
            assert_eq!(opened.head().size, 201);
        }
        // From one that was kept under the old key to the present one under the new.
        let known = [vkey(&key())];
        let proof = since_in(&store, &early, &known).await.unwrap();
        assert!(
            proof.starts_with("old 200\n") && proof.ends_with(&now),
            "{proof}"
        );
        // The folder that is exported can be followed too, from the old key and by itself.
        let folder = Folder::new();
        let dir = PathBuf::from(folder.path("export"));
        assert_eq!(export(&store, &known, &dir).await.unwrap(), 251);
        for keys in [Vec::new(), known.to_vec(), vec![vkey(&next())]] {
            let against = (!keys.is_empty()).then(|| early.clone());
            let report = run_folder(&dir, &Options { keys, against }).await.unwrap();
            assert_eq!(report.findings, []);
            assert!(report.lines()[2].starts_with("from 201 entries on signs"));
        }
        let own = std::fs::read_to_string(dir.join("key.vkey")).unwrap();
        assert_eq!(own.trim(), next().verifier().to_string());
        assert_eq!(since_in_folder(&dir, &early, &known).await.unwrap(), proof);
        // Without what leads from one key to the other, the other is nobody's.
        std::fs::remove_file(dir.join("key-changes.jsonl")).unwrap();
        let keys = known.to_vec();
        let against = None;
        let found = run_folder(&dir, &Options { keys, against }).await.unwrap();
        assert!(
            matches!(found.findings[..], [Finding::Forged { .. }]),
            "{found:?}"
        );
        std::fs::write(dir.join("key-changes.jsonl"), "{}\n").unwrap();
        let broken = run_folder(&dir, &Options::default()).await.unwrap_err();
        assert!(broken.to_string().contains("line 1"), "{broken}");
    });
}

#[test]
fn an_unannounced_key_is_forged() {
    testkit::on_both(|store| async move {
        changed(&store).await;
        let real = checkpoint(&store).await;
        let text = Note::parse(real.as_bytes()).unwrap();
        let text = Checkpoint::parse(text.unverified_text()).unwrap();
        let forged = text.sign(&thief()).unwrap();
        // A key that a reader was given and that is none of this ledger's.
        let unknown = Finding::KeyUnknown {
            key: thief().verifier().to_string(),
        };
        let found = judged(&store, &[&key(), &thief()], None).await.findings;
        assert_eq!(found, std::slice::from_ref(&unknown));
        // The checkpoint is signed by it.
        let sql = "update ledger_tree set checkpoint = $1";
        tamper(&store, sql, &[forged.to_string().into()]).await;
        for known in [key(), next()] {
            let found = judged(&store, &[&known], None).await.findings;
            assert!(matches!(found[..], [Finding::Forged { .. }]), "{found:?}");
        }
        let found = judged(&store, &[&key(), &thief()], None).await.findings;
        assert!(
            matches!(&found[..], [first, Finding::Forged { .. }] if *first == unknown),
            "{found:?}"
        );
        // A change that only the thief signed.
        put_change(&store, &forged.to_string()).await;
        let found = judged(&store, &[&key()], None).await.findings;
        assert!(
            matches!(
                found[..],
                [Finding::KeyChange { number: 1, .. }, Finding::Forged { .. }]
            ),
            "{found:?}"
        );
        // One that both signed, and that no entry announces: the key was stolen as well.
        let mut both = text.sign(&next()).unwrap();
        both.sign_also(&thief()).unwrap();
        tamper(&store, "delete from ledger_key where number = 9", &[]).await;
        put_change(&store, &both.to_string()).await;
        let found = judged(&store, &[&key()], None).await.findings;
        let unannounced = Finding::KeyUnannounced {
            key: thief().verifier().to_string(),
            size: 251,
        };
        assert_eq!(found, [unannounced]);
        // One over another tree.
        tamper(&store, "delete from ledger_key where number = 9", &[]).await;
        tamper(&store, sql, &[real.into()]).await;
        let head = merkle::Head {
            size: 230,
            root: merkle::hash_leaf(b"another tree"),
        };
        let other = Checkpoint::new("island.example/ledger", head).unwrap();
        let mut both = other.sign(&next()).unwrap();
        both.sign_also(&thief()).unwrap();
        put_change(&store, &both.to_string()).await;
        let found = judged(&store, &[&key()], None).await.findings;
        assert!(
            found.contains(&Finding::KeyForked { size: 230 }),
            "{found:?}"
        );
    });
}

#[test]
fn a_key_signs_in_its_time_alone() {
    testkit::on_both(|store| async move {
        changed(&store).await;
        let now = checkpoint(&store).await;
        let text = Note::parse(now.as_bytes()).unwrap();
        let text = Checkpoint::parse(text.unverified_text()).unwrap();
        let late = text.sign(&key()).unwrap().to_string();
        let found = judged(&store, &[&next()], Some(&late)).await.findings;
        assert!(
            matches!(found[..], [Finding::KeptForged { .. }]),
            "{found:?}"
        );
        let sql = "update ledger_tree set checkpoint = $1";
        tamper(&store, sql, &[late.into()]).await;
        let found = judged(&store, &[&key()], None).await.findings;
        assert!(matches!(found[..], [Finding::Forged { .. }]), "{found:?}");
    });
}

#[test]
fn a_ledger_from_before_keys_could_change_is_read() {
    testkit::on_both(|store| async move {
        store.prepare(&ledger::tables()).await.unwrap();
        grow(&store, 0..10, "harbour-master").await;
        tamper(&store, "drop table ledger_key", &[]).await;
        assert_eq!(judged(&store, &[&key()], None).await.findings, []);
    });
}
