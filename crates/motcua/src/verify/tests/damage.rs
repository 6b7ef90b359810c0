//! Single rows changed or taken.

use ::store::{Store, Value};
use base::Id;
use ledger::Ledger;
use merkle::{Growth, Hash, Tile, hash_leaf};

use super::super::leaf::Body;
use super::super::{Finding, store as reader};
use super::{act, entry_at, sealed, tamper, verify};

/// Damages a sealed ledger by one statement and gives what is found.
fn found(sql: &'static str, values: &[Value], expected: &[Finding]) {
    let (values, expected) = (values.to_vec(), expected.to_vec());
    testkit::on_both(|store| {
        let (values, expected) = (values.clone(), expected.clone());
        async move {
            sealed(&store).await;
            let entry = entry_at(&store, 41).await;
            let values: Vec<Value> = values
                .into_iter()
                .map(|value| {
                    if value == Value::Null {
                        entry.into()
                    } else {
                        value
                    }
                })
                .collect();
            tamper(&store, sql, &values).await;
            let found = verify(&store).await.findings;
            let expected: Vec<Finding> = expected.into_iter().map(|it| named(it, entry)).collect();
            assert_eq!(found, expected, "{sql}");
        }
    });
}

fn named(finding: Finding, id: Id) -> Finding {
    let entry = Some(id);
    match finding {
        Finding::Changed { number: 41, .. } => Finding::Changed { number: 41, entry },
        Finding::Removed { number: 41, .. } => Finding::Removed { number: 41, entry },
        Finding::TouchMissing { number: 41, .. } => Finding::TouchMissing { number: 41, entry },
        Finding::Unplaced { .. } => Finding::Unplaced { entry: id },
        other => other,
    }
}

const CHANGED: Finding = Finding::Changed {
    number: 41,
    entry: None,
};

fn tile(level: u8, index: u64) -> Tile {
    Tile::at(level, index, 300).unwrap()
}

/// Stands for the entry of leaf 41.
const THE_ENTRY: Value = Value::Null;

#[test]
fn a_changed_entry() {
    for sql in [
        "update ledger_entry set role = 'thief' where entry = $1",
        "update ledger_entry set at = at + 1000000 where entry = $1",
        "update ledger_entry set actor = entry where entry = $1",
        "update ledger_entry set office = null where entry = $1",
        "update ledger_entry set touches = '[]' where entry = $1",
        "update ledger_entry set touches = 'nonsense' where entry = $1",
        "update ledger_entry set facts = '[[\"on_time\",1.5]]' where entry = $1",
    ] {
        found(sql, &[THE_ENTRY], &[CHANGED]);
    }
}

#[test]
fn a_changed_salt_is_a_changed_entry() {
    found(
        "update ledger_salt set salt = $1 where entry = $2",
        &[vec![5; 32].into(), THE_ENTRY],
        &[CHANGED],
    );
}

#[test]
fn a_removed_entry() {
    found(
        "delete from ledger_entry where entry = $1",
        &[THE_ENTRY],
        &[Finding::Removed {
            number: 41,
            entry: None,
        }],
    );
}

#[test]
fn a_leaf_taken_from_its_entry() {
    found(
        "delete from ledger_leaf where entry = $1",
        &[THE_ENTRY],
        &[
            Finding::LeavesMissing { from: 41, to: 41 },
            Finding::Unplaced { entry: Id([0; 16]) },
        ],
    );
}

#[test]
fn a_changed_leaf() {
    found(
        "update ledger_leaf set leaf = $1 where entry = $2",
        &[vec![5; 32].into(), THE_ENTRY],
        &[Finding::LeafChanged { number: 41 }],
    );
}

#[test]
fn changed_and_missing_tiles() {
    for (level, index) in [(0_u8, 0_u64), (0, 1), (1, 0)] {
        let place: [Value; 2] = [
            i64::from(level).into(),
            i64::try_from(index).unwrap().into(),
        ];
        let tile = tile(level, index);
        let width = usize::from(tile.width()) * Hash::LEN;
        found(
            "update ledger_tile set hashes = $3 where level = $1 and number = $2",
            &[&place[..], &[vec![5; width].into()]].concat(),
            &[Finding::TileDiffers(tile)],
        );
        found(
            "delete from ledger_tile where level = $1 and number = $2",
            &place,
            &[Finding::TileMissing(tile)],
        );
    }
}

#[test]
fn a_look_hidden_from_a_page() {
    found(
        "delete from ledger_touch where entry = $1",
        &[THE_ENTRY],
        &[Finding::TouchMissing {
            number: 41,
            entry: None,
        }],
    );
}

#[test]
fn a_frontier_that_does_not_follow() {
    found(
        "update ledger_tree set frontier = $1",
        &[vec![5; 31].into()],
        &[Finding::Frontier],
    );
    found("delete from ledger_tree", &[], &[Finding::Frontier]);
}

#[test]
fn an_entry_taken_with_all_its_rows() {
    testkit::on_both(|store| async move {
        sealed(&store).await;
        for number in [40, 41, 50] {
            remove(&store, number).await;
        }
        let expected = [
            Finding::LeavesMissing { from: 40, to: 41 },
            Finding::LeavesMissing { from: 50, to: 50 },
        ];
        assert_eq!(verify(&store).await.findings, expected);
    });
}

async fn remove(store: &Store, number: i64) {
    let entry = entry_at(store, number).await;
    for table in ["entry", "touch", "salt", "leaf"] {
        let sql = format!("delete from ledger_{table} where entry = $1");
        tamper(store, &sql, &[entry.into()]).await;
    }
}

#[test]
fn an_entry_that_waits() {
    testkit::on_both(|store| async move {
        sealed(&store).await;
        let ledger = Ledger::new(store.clone());
        let mut entries = Vec::new();
        for n in [900, 901, 902] {
            entries.push(ledger.commit(act(n, "clerk")).await.unwrap().entry);
        }
        for (sql, entry) in [
            (
                "update ledger_entry set law = 'tiny@2' where entry = $1",
                entries[0],
            ),
            ("delete from ledger_entry where entry = $1", entries[1]),
            ("delete from ledger_pending where entry = $1", entries[2]),
        ] {
            tamper(&store, sql, &[entry.into()]).await;
        }
        let expected = [
            Finding::WaitingChanged { entry: entries[0] },
            Finding::WaitingRemoved { entry: entries[1] },
            Finding::Unplaced { entry: entries[2] },
        ];
        assert_eq!(verify(&store).await.findings, expected);
    });
}

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
