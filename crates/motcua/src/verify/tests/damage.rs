//! Single rows changed or taken.

use ::store::{Store, Value};
use base::Id;
use ledger::Ledger;
use merkle::{Hash, Tile};

use super::super::Finding;
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

pub(super) fn named(finding: Finding, id: Id) -> Finding {
    let entry = Some(id);
    match finding {
        Finding::Changed { number: 41, .. } => Finding::Changed { number: 41, entry },
        Finding::Removed { number: 41, .. } => Finding::Removed { number: 41, entry },
        Finding::TouchMissing { number: 41, .. } => Finding::TouchMissing { number: 41, entry },
        Finding::Unplaced { .. } => Finding::Unplaced { entry: id },
        other => other,
    }
}

pub(super) const CHANGED: Finding = Finding::Changed {
    number: 41,
    entry: None,
};

pub(super) fn tile(level: u8, index: u64) -> Tile {
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
fn an_end_that_is_neither_in_rows_nor_in_tiles() {
    testkit::on_both(|store| async move {
        sealed(&store).await;
        for number in 290..300 {
            remove(&store, number).await;
        }
        tamper(
            &store,
            "delete from ledger_tile where level = 0 and number = 1",
            &[],
        )
        .await;
        let ends = Finding::Ends {
            from: 290,
            size: 300,
        };
        assert_eq!(verify(&store).await.findings, [ends]);
    });
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
