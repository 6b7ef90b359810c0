//! Several rows changed so that they agree, or at once.

use merkle::{Growth, Hash, hash_leaf};

use super::super::leaf::Body;
use super::super::{Finding, store as reader};
use super::damage::{CHANGED, named, tile};
use super::{entry_at, sealed, tamper, verify};

#[test]
fn an_entry_changed_together_with_its_leaf() {
    testkit::on_both(|store| async move {
        sealed(&store).await;
        let sql = "update ledger_entry set law = 'tiny@2' where entry = $1";
        let entry = entry_at(&store, 41).await;
        tamper(&store, sql, &[entry.into()]).await;
        let rows = reader::leaves(&store, 41, 42).await.unwrap();
        let Body::Text(text) = &rows[0].body else {
            panic!("leaf 41 has a text");
        };
        assert!(text.contains("law tiny@2\n"), "{text}");
        let forged = [(*hash_leaf(text.as_bytes()).as_bytes()).into()];
        let sql = "update ledger_leaf set leaf = $1 where number = 41";
        tamper(&store, sql, &forged).await;
        let found = verify(&store).await.findings;
        assert_eq!(found, [named(CHANGED, entry)]);
    });
}

/// Whoever can write to the database can make everything agree but the signature.
#[test]
fn an_entry_changed_with_everything_that_follows_from_it() {
    testkit::on_both(|store| async move {
        sealed(&store).await;
        // The leaf row first: now row and text agree, and only tiles and checkpoint know better.
        let forged = hash_leaf(b"another history");
        let values = [(*forged.as_bytes()).into()];
        tamper(
            &store,
            "update ledger_leaf set leaf = $1 where number = 41",
            &values,
        )
        .await;
        let sql = "delete from ledger_salt where entry = $1";
        tamper(&store, sql, &[entry_at(&store, 41).await.into()]).await;
        let found = verify(&store).await.findings;
        assert_eq!(found, [Finding::LeafChanged { number: 41 }]);
        // Then the whole tree.
        let sql = "select leaf from ledger_leaf order by number";
        let mut growth = Growth::new();
        for row in store.query(sql, &[]).await.unwrap() {
            growth.append(Hash::from_slice(row.bytes(0).unwrap()).unwrap());
        }
        for cut in growth.take_changed() {
            let place = [
                cut.bytes.into(),
                i64::from(cut.tile.level()).into(),
                i64::try_from(cut.tile.index()).unwrap().into(),
            ];
            let sql = "update ledger_tile set hashes = $1 where level = $2 and number = $3";
            tamper(&store, sql, &place).await;
        }
        let frontier = growth.frontier().to_bytes();
        let sql = "update ledger_tree set frontier = $1";
        tamper(&store, sql, &[frontier.into()]).await;
        let found = verify(&store).await.findings;
        assert_eq!(found, [Finding::Root { size: 300 }]);
    });
}

#[test]
fn several_faults_are_told_apart() {
    testkit::on_both(|store| async move {
        sealed(&store).await;
        let entry = entry_at(&store, 41).await;
        let sql = "update ledger_entry set role = 'thief' where entry = $1";
        tamper(&store, sql, &[entry.into()]).await;
        let sql = "update ledger_tile set hashes = $1 where level = 0 and number = 0";
        tamper(&store, sql, &[vec![5; 256 * Hash::LEN].into()]).await;
        let report = verify(&store).await;
        let differs = Finding::TileDiffers(tile(0, 0));
        assert_eq!(report.findings, [named(CHANGED, entry), differs]);
        let lines = report.lines();
        let [_, changed, tile] = &lines[..] else {
            panic!("one line of counts, two of findings: {lines:?}");
        };
        assert_eq!(*changed, format!("FOUND: entry 41 ({entry}) was changed"));
        assert_eq!(tile, "FOUND: tile/0/000 does not follow from the leaves");
    });
}

#[test]
fn leaves_that_changed_places() {
    testkit::on_both(|store| async move {
        sealed(&store).await;
        let (one, other) = (entry_at(&store, 41).await, entry_at(&store, 56).await);
        let sql = "update ledger_leaf set entry = $1 where number = $2";
        tamper(&store, sql, &[other.into(), 41.into()]).await;
        tamper(&store, sql, &[one.into(), 56.into()]).await;
        let changed = |number, entry| Finding::Changed {
            number,
            entry: Some(entry),
        };
        let found = verify(&store).await.findings;
        assert_eq!(found, [changed(41, other), changed(56, one)]);
    });
}
