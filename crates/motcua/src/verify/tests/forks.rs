//! Checkpoints: forged, cut off from, restored past, forked.

use ::store::{Row, Store, Value};
use merkle::{Checkpoint, Error, Note, SigningKey};

use super::super::{Finding, Options, VerifyError, run, since_in};
use super::{ENTRIES, checkpoint, grow, key, keyed, sealed, tamper, verify};

/// The tree as it was, to be put back by somebody who writes past the ledger.
struct Backup {
    tree: Row,
    tiles: Vec<Row>,
}

impl Backup {
    async fn take(store: &Store) -> Backup {
        let tree = "select frontier, checkpoint, version from ledger_tree";
        let tiles = "select level, number, hashes, version from ledger_tile";
        Backup {
            tree: store.query_one(tree, &[]).await.unwrap().unwrap(),
            tiles: store.query(tiles, &[]).await.unwrap(),
        }
    }

    async fn restore(&self, store: &Store, size: i64) {
        for table in ["entry", "touch", "salt"] {
            let sql = format!(
                "delete from ledger_{table} where entry in
                   (select entry from ledger_leaf where number >= $1)"
            );
            tamper(store, &sql, &[size.into()]).await;
        }
        let sql = "delete from ledger_leaf where number >= $1";
        tamper(store, sql, &[size.into()]).await;
        let sql = "update ledger_tree set frontier = $1, checkpoint = $2, version = $3";
        tamper(store, sql, &self.tree.0).await;
        tamper(store, "delete from ledger_tile", &[]).await;
        let sql =
            "insert into ledger_tile (level, number, hashes, version) values ($1, $2, $3, $4)";
        for tile in &self.tiles {
            tamper(store, sql, &tile.0).await;
        }
    }
}

#[test]
fn a_restored_backup_and_what_grows_from_it() {
    testkit::on_both(|store| async move {
        store.prepare(&ledger::tables()).await.unwrap();
        grow(&store, 0..200, "harbour-master").await;
        let early = checkpoint(&store).await;
        let backup = Backup::take(&store).await;
        grow(&store, 200..270, "harbour-master").await;
        let later = checkpoint(&store).await;
        let against = Options {
            against: Some(later.clone()),
            ..keyed()
        };
        assert_eq!(run(&store, &against).await.unwrap().findings, []);
        let key = keyed().keys;
        let request = since_in(&store, &early, &key).await.unwrap();
        let (proof, now) = request.split_once("\n\n").unwrap();
        assert!(proof.starts_with("old 200\n"), "{proof}");
        assert_eq!(now, later);
        backup.restore(&store, 200).await;
        assert_eq!(
            verify(&store).await.findings,
            [],
            "it looks sound by itself"
        );
        let found = run(&store, &against).await.unwrap().findings;
        let shorter = Finding::Shorter {
            kept: 270,
            here: 200,
        };
        assert_eq!(found, [shorter]);
        let cut = since_in(&store, &later, &key).await;
        assert!(matches!(cut, Err(VerifyError::Tree(Error::Shrunk { .. }))));
        grow(&store, 200..ENTRIES, "another-master").await;
        assert_eq!(verify(&store).await.findings, []);
        let found = run(&store, &against).await.unwrap().findings;
        assert_eq!(found, [Finding::Forked { kept: 270 }]);
        let forked = since_in(&store, &later, &key).await;
        assert!(
            matches!(forked, Err(VerifyError::Tree(Error::RootDiffers))),
            "what does not hold is not given out: {forked:?}"
        );
    });
}

#[test]
fn an_end_that_was_cut_off() {
    testkit::on_both(|store| async move {
        store.prepare(&ledger::tables()).await.unwrap();
        grow(&store, 0..200, "harbour-master").await;
        let backup = Backup::take(&store).await;
        grow(&store, 200..210, "harbour-master").await;
        let signed = checkpoint(&store).await;
        backup.restore(&store, 200).await;
        let sql = "update ledger_tree set checkpoint = $1";
        tamper(&store, sql, &[signed.into()]).await;
        let cut = Finding::Cut {
            signed: 210,
            here: 200,
        };
        assert_eq!(verify(&store).await.findings, [cut]);
        // Only the tree row was set back.
        grow(&store, 210..220, "harbour-master").await;
        let sql = "update ledger_tree set frontier = $1, checkpoint = $2, version = $3";
        tamper(&store, sql, &backup.tree.0).await;
        let beyond = Finding::LeavesBeyond {
            size: 200,
            leaves: 210,
        };
        assert_eq!(verify(&store).await.findings, [beyond]);
    });
}

#[test]
fn forged_checkpoints() {
    testkit::on_both(|store| async move {
        sealed(&store).await;
        let real = checkpoint(&store).await;
        let text = Note::parse(real.as_bytes()).unwrap();
        let text = Checkpoint::parse(text.unverified_text()).unwrap();
        let thief = SigningKey::from_seed("island.example/ledger", &[8; 32]).unwrap();
        let name = || "island.example/ledger".to_owned();
        let cases = [
            (
                real.replacen("\n300\n", "\n299\n", 1),
                Error::FalseSignature { key: name() },
            ),
            (
                text.sign(&thief).unwrap().to_string(),
                Error::NotSigned { key: name() },
            ),
        ];
        for (forged, cause) in cases {
            let against = Options {
                against: Some(forged.clone()),
                ..keyed()
            };
            let found = run(&store, &against).await.unwrap().findings;
            let expected = Finding::KeptForged {
                cause: cause.clone(),
            };
            assert_eq!(found, [expected]);
            let sql = "update ledger_tree set checkpoint = $1";
            tamper(&store, sql, &[forged.into()]).await;
            assert_eq!(verify(&store).await.findings, [Finding::Forged { cause }]);
            tamper(&store, sql, &[real.clone().into()]).await;
        }
        let sql = "update ledger_tree set checkpoint = $1";
        tamper(&store, sql, &[Value::Null]).await;
        let report = verify(&store).await;
        assert!(report.is_clean());
        assert!(report.lines()[1].contains("no checkpoint"));
    });
}

#[test]
fn without_a_key_no_signature_is_trusted() {
    testkit::on_both(|store| async move {
        sealed(&store).await;
        let unsigned = run(&store, &Options::default()).await.unwrap();
        assert!(unsigned.is_clean());
        assert!(unsigned.lines()[1].contains("not checked"));
        let against = Options {
            keys: Vec::new(),
            against: Some(checkpoint(&store).await),
        };
        let refused = run(&store, &against).await;
        assert!(matches!(refused, Err(VerifyError::KeyNeeded)));
        let other = SigningKey::from_seed("reef.example/ledger", &[7; 32]).unwrap();
        let options = Options {
            keys: vec![other.verifier().clone()],
            against: None,
        };
        let found = run(&store, &options).await.unwrap().findings;
        assert!(matches!(found[..], [Finding::Forged { .. }]), "{found:?}");
        assert_ne!(key().verifier(), other.verifier());
    });
}
