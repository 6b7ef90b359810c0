//! A change of the key is broken off after each of its steps, the office is opened, and the change is
//! finished; on both databases.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::PathBuf;

use access::{Actor, Ctx};
use base::{Chance, Instant};
use ledger::{Act, Kind, Ledger, SealError, seal};
use merkle::SigningKey;
use store::Store;
use testkit::Folder;

use super::{Rotated, rotate};
use crate::keys;
use crate::verify::{Options, Report, run};
use crate::wiring::own_key;

const NAME: &str = "island.example/ledger";

fn ctx(n: u8) -> Ctx {
    Ctx {
        actor: Actor::Clock,
        purpose: "ledger-key".to_owned(),
        law: "tiny@1".to_owned(),
        now: Instant(1_800_000_000_000_000 + i64::from(n)),
        chance: Chance::new([n; 32]),
    }
}

async fn grow(store: &Store, key: &SigningKey, numbers: std::ops::Range<u8>) {
    for n in numbers {
        let act = Act::new(&ctx(n), Kind::CaseNoted);
        Ledger::new(store.clone()).commit(act).await.unwrap();
    }
    seal(store, key).await.unwrap();
}

async fn verified(store: &Store, keys: &[String]) -> Report {
    let options = Options {
        keys: keys.iter().map(|key| key.parse().unwrap()).collect(),
        against: None,
    };
    run(store, &options).await.unwrap()
}

/// The first so many steps of a change.
async fn begin(steps: usize, store: &Store, data: &std::path::Path, old: &SigningKey) {
    if steps == 0 {
        return;
    }
    let next = keys::next_ledger_key(data, NAME).unwrap();
    if steps > 1 {
        let ledger = Ledger::new(store.clone());
        let announced =
            ledger::announce_key(&ledger, &ctx(100), old.verifier(), next.verifier()).await;
        announced.unwrap();
    }
    if steps > 2 {
        assert_eq!(seal(store, old).await.unwrap(), 1);
    }
    if steps > 3 {
        assert_eq!(ledger::hand_over(store, old, &next).await.unwrap(), 21);
    }
}

#[test]
fn a_change_that_was_broken_off_anywhere_is_finished() {
    testkit::on_both(|first| async move {
        first.prepare(&ledger::tables()).await.unwrap();
        for steps in 0..5 {
            // Each time a ledger of its own; tables are emptied as nothing of ours would.
            for table in ledger::tables() {
                let sql = format!("delete from {}", table.name());
                first.query(&sql, &[]).await.unwrap();
            }
            let folder = Folder::new();
            let data = PathBuf::from(folder.path("data"));
            let old = own_key(&first, &data, NAME).await.unwrap();
            grow(&first, &old, 0..20).await;
            begin(steps, &first, &data, &old).await;

            // The next start: the old key before the handover, the new one after it.
            let key = own_key(&first, &data, NAME).await.unwrap();
            assert_eq!(key.verifier() == old.verifier(), steps < 4, "{steps}");
            assert_eq!(
                verified(&first, &[old.verifier().to_string()])
                    .await
                    .findings,
                []
            );
            grow(&first, &key, 20..23).await;
            let Rotated {
                old: from,
                new,
                size,
            } = match steps {
                // The start has already put the new key in its place.
                4 => {
                    let change = ledger::key_changes(&first).await.unwrap().remove(0);
                    let (old, new) = (change.old, change.new);
                    Rotated { old, new, size: 21 }
                }
                _ => rotate(&first, &data, &ctx(101)).await.unwrap(),
            };
            assert_eq!(from, old.verifier().to_string());
            assert_eq!(size, if steps == 4 { 21 } else { 24 }, "{steps}");
            let now = own_key(&first, &data, NAME).await.unwrap();
            assert_eq!(now.verifier().to_string(), new);
            assert!(!data.join("keys/ledger.key.next").exists());
            let kept = data.join(format!("keys/ledger.key.{}", old.verifier().id()));
            assert_eq!(
                fs::metadata(kept).unwrap().permissions().mode() & 0o777,
                0o600
            );
            assert_eq!(
                ledger::key_changes(&first).await.unwrap().len(),
                1,
                "{steps}"
            );
            grow(&first, &now, 23..25).await;
            for known in [
                vec![from.clone()],
                vec![new.clone()],
                vec![from.clone(), new.clone()],
            ] {
                let report = verified(&first, &known).await;
                assert_eq!(report.findings, [], "{steps}");
                let said = report.lines().join("\n");
                let first_line = format!("from the first entry on signs {from}");
                let then = format!("from {size} entries on signs {new}, announced by entry");
                assert!(said.contains(&first_line) && said.contains(&then), "{said}");
            }
        }
    });
}

#[test]
fn a_handover_that_only_lacks_its_file_is_finished_and_not_made_again() {
    testkit::on_both(|store| async move {
        store.prepare(&ledger::tables()).await.unwrap();
        let folder = Folder::new();
        let data = PathBuf::from(folder.path("data"));
        let old = own_key(&store, &data, NAME).await.unwrap();
        grow(&store, &old, 0..20).await;
        begin(4, &store, &data, &old).await;
        let done = rotate(&store, &data, &ctx(101)).await.unwrap();
        assert_eq!((done.old, done.size), (old.verifier().to_string(), 21));
        assert_eq!(ledger::key_changes(&store).await.unwrap().len(), 1);
        // And the next change is one of its own.
        let again = rotate(&store, &data, &ctx(102)).await.unwrap();
        assert_eq!(again.old, done.new);
        let report = verified(&store, &[old.verifier().to_string()]).await;
        assert_eq!(report.findings, []);
        assert!(
            report.lines()[3].contains(&again.new),
            "{:?}",
            report.lines()
        );
    });
}

#[test]
fn of_two_that_change_it_at_once_one_is_told() {
    testkit::on_both(|store| async move {
        store.prepare(&ledger::tables()).await.unwrap();
        let folder = Folder::new();
        let data = PathBuf::from(folder.path("data"));
        let old = own_key(&store, &data, NAME).await.unwrap();
        grow(&store, &old, 0..5).await;
        let (first, second) = (ctx(101), ctx(102));
        let (one, two) = tokio::join!(
            rotate(&store, &data, &first),
            rotate(&store, &data, &second)
        );
        assert_eq!(one.unwrap().old, old.verifier().to_string());
        let told = two.unwrap_err();
        assert!(
            told.contains("another program is changing the key"),
            "{told}"
        );
        assert_eq!(ledger::key_changes(&store).await.unwrap().len(), 1);
        assert_eq!(
            verified(&store, &[old.verifier().to_string()])
                .await
                .findings,
            []
        );
    });
}

#[test]
fn a_sealer_with_the_old_key_signs_no_more_and_takes_the_new_one() {
    testkit::on_both(|store| async move {
        store.prepare(&ledger::tables()).await.unwrap();
        let folder = Folder::new();
        let data = PathBuf::from(folder.path("data"));
        let running = super::Signer::new(&data, own_key(&store, &data, NAME).await.unwrap());
        grow(&store, &running.key(), 0..5).await;
        let done = rotate(&store, &data, &ctx(101)).await.unwrap();
        let signed = ledger::checkpoint(&store).await.unwrap();
        let act = Act::new(&ctx(9), Kind::CaseNoted);
        Ledger::new(store.clone()).commit(act).await.unwrap();
        let Err(SealError::KeyChanged { to }) = seal(&store, &running.key()).await else {
            panic!("the old key went on");
        };
        assert_eq!(to.to_string(), done.new);
        assert_eq!(ledger::checkpoint(&store).await.unwrap(), signed);
        running.follow(&to).unwrap();
        assert_eq!(seal(&store, &running.key()).await.unwrap(), 1);
        assert_eq!(verified(&store, &[done.old]).await.findings, []);
        // A folder that has not got the new key says so.
        let elsewhere = PathBuf::from(folder.path("elsewhere"));
        keys::ledger_key(&elsewhere, NAME).unwrap();
        let refused = own_key(&store, &elsewhere, NAME).await.unwrap_err();
        assert!(
            refused.contains("was changed") && refused.contains(&done.new),
            "{refused}"
        );
    });
}

#[test]
fn a_key_that_others_can_read_is_not_used() {
    testkit::on_both(|store| async move {
        store.prepare(&ledger::tables()).await.unwrap();
        let folder = Folder::new();
        let data = PathBuf::from(folder.path("data"));
        let none = rotate(&store, &data, &ctx(101)).await.unwrap_err();
        assert!(none.contains("there is no key"), "{none}");
        let old = own_key(&store, &data, NAME).await.unwrap();
        grow(&store, &old, 0..5).await;
        keys::next_ledger_key(&data, NAME).unwrap();
        let next = data.join("keys/ledger.key.next");
        fs::set_permissions(&next, fs::Permissions::from_mode(0o640)).unwrap();
        let refused = rotate(&store, &data, &ctx(101)).await.unwrap_err();
        assert!(refused.contains("others can read"), "{refused}");
        assert_eq!(ledger::key_changes(&store).await.unwrap(), []);
        assert!(
            fs::read_dir(data.join("keys")).unwrap().count() == 2,
            "no part is left"
        );
    });
}
