//! What the store promises, on both databases from one text.

#![cfg(test)]

use store::value::Next;
use store::{Kind, Store, Table, Value, WriteError, WriteSet};

fn boats() -> Table {
    Table::new("boats")
        .key("boat", Kind::Text)
        .must("owner", Kind::Text)
        .may("length", Kind::Real)
        .version()
        .may("built", Kind::Int)
        .index(&["owner"])
        .done()
}

fn hulls() -> Table {
    Table::new("hulls")
        .key("hull", Kind::Int)
        .must("boat", Kind::Text)
        .done()
}

async fn prepared(store: &Store) {
    store.prepare(&[boats(), hulls()]).await.unwrap();
}

fn one(change: store::Change) -> WriteSet {
    WriteSet::from(vec![change])
}

async fn owner(store: &Store, boat: &str) -> Option<(String, i64)> {
    let sql = "select owner, version from boats where boat = $1";
    let row = store.query_one(sql, &[boat.into()]).await.unwrap()?;
    Some((row.text(0).unwrap().to_owned(), row.int(1).unwrap()))
}

#[test]
fn rows_are_written_read_changed_and_removed() {
    testkit::on_both(|store| async move {
        prepared(&store).await;
        let boat = boats();
        store
            .commit(one(boat.insert(vec![
                ("boat", "a".into()),
                ("owner", "mai".into()),
                ("length", 4.5.into()),
            ])))
            .await
            .unwrap();
        assert_eq!(owner(&store, "a").await, Some(("mai".into(), 1)));
        store
            .commit(one(
                boat.update(1, vec![("boat", "a".into()), ("owner", "lan".into())])
            ))
            .await
            .unwrap();
        assert_eq!(owner(&store, "a").await, Some(("lan".into(), 2)));
        let stale = store
            .commit(one(
                boat.update(1, vec![("boat", "a".into()), ("owner", "tam".into())])
            ))
            .await;
        assert!(matches!(stale, Err(WriteError::Lost { .. })));
        store
            .commit(one(boat.delete(2, vec!["a".into()])))
            .await
            .unwrap();
        assert_eq!(owner(&store, "a").await, None);
    });
}

#[test]
fn a_set_is_written_whole_or_not_at_all() {
    testkit::on_both(|store| async move {
        prepared(&store).await;
        let insert = |boat: &str, hull: i64| {
            WriteSet::from(vec![
                boats().insert(vec![("boat", boat.into()), ("owner", "mai".into())]),
                hulls().insert(vec![("hull", hull.into()), ("boat", boat.into())]),
            ])
        };
        store.commit(insert("a", 7)).await.unwrap();
        assert!(matches!(
            store.commit(insert("b", 7)).await,
            Err(WriteError::Lost { .. })
        ));
        assert_eq!(owner(&store, "b").await, None);
        let again = hulls().ensure(vec![("hull", 7.into()), ("boat", "b".into())]);
        store.commit(one(again)).await.unwrap();
        let rows = store.query("select boat from hulls", &[]).await.unwrap();
        assert_eq!(rows[0].text(0).unwrap(), "a");
        assert_eq!(rows.len(), 1);
    });
}

#[test]
fn a_relied_on_row_that_changed_loses_the_set() {
    testkit::on_both(|store| async move {
        prepared(&store).await;
        let boat = boats();
        store
            .commit(one(
                boat.insert(vec![("boat", "a".into()), ("owner", "mai".into())])
            ))
            .await
            .unwrap();
        let relying = |version| {
            WriteSet::from(vec![
                boats().rely(version, vec!["a".into()]),
                hulls().insert(vec![("hull", version.into()), ("boat", "a".into())]),
            ])
        };
        store.commit(relying(1)).await.unwrap();
        store
            .commit(one(
                boat.update(1, vec![("boat", "a".into()), ("owner", "lan".into())])
            ))
            .await
            .unwrap();
        assert!(matches!(
            store.commit(relying(1)).await,
            Err(WriteError::Lost { .. })
        ));
        let gone = WriteSet::from(vec![boats().rely(1, vec!["nobody".into()])]);
        assert!(matches!(
            store.commit(gone).await,
            Err(WriteError::Lost { .. })
        ));
    });
}

#[test]
fn many_at_once_lose_only_where_they_must_and_numbers_have_no_gaps() {
    testkit::on_both(|store| async move {
        prepared(&store).await;
        let number = |n: usize| {
            Value::Next(Next {
                draw: String::new(),
                counter: "day".into(),
                prefix: "H-".into(),
                width: n % 5,
                suffix: String::new(),
            })
        };
        let mut waiting = Vec::new();
        for n in 0..200 {
            let store = store.clone();
            // Every tenth collides with its neighbour on the hull.
            let hull = if n % 10 == 9 { n - 1 } else { n };
            let set = WriteSet::from(vec![
                boats().insert(vec![("boat", number(4)), ("owner", number(4))]),
                hulls().insert(vec![("hull", hull.into()), ("boat", number(4))]),
            ]);
            waiting.push(tokio::spawn(async move { store.commit(set).await }));
        }
        let mut drawn = Vec::new();
        let mut lost = 0;
        for task in waiting {
            match task.await.unwrap() {
                Ok(written) => drawn.push(written.drawn[0].1.clone()),
                Err(WriteError::Lost { .. }) => lost += 1,
                Err(error) => panic!("{error}"),
            }
        }
        drawn.sort();
        assert_eq!(lost, 20);
        let expected: Vec<String> = (1..=180).map(|n| format!("H-{n:04}")).collect();
        assert_eq!(drawn, expected);
        let rows = store
            .query("select count(*) from boats where boat = owner", &[])
            .await
            .unwrap();
        assert_eq!(rows[0].int(0).unwrap(), 180);
    });
}

#[test]
fn the_second_of_two_waiting_on_one_row_loses() {
    testkit::on_both(|store| async move {
        prepared(&store).await;
        store
            .commit(one(
                boats().insert(vec![("boat", "a".into()), ("owner", "0".into())])
            ))
            .await
            .unwrap();
        let mut tasks = Vec::new();
        for n in 0..50 {
            let store = store.clone();
            let change = boats().update(
                1,
                vec![("boat", "a".into()), ("owner", n.to_string().into())],
            );
            tasks.push(tokio::spawn(async move {
                store.commit(one(change)).await.is_ok()
            }));
        }
        let mut won = 0;
        for task in tasks {
            won += usize::from(task.await.unwrap());
        }
        assert_eq!(won, 1);
    });
}

#[test]
fn of_sets_that_wait_together_the_earlier_counts() {
    testkit::on_both(|store| async move {
        prepared(&store).await;
        let boat = |n: i64| Value::from(format!("boat {n}"));
        let owned = |n, by: &str| vec![("boat", boat(n)), ("owner", by.into())];
        let new = (0..40)
            .map(|n| boats().insert(owned(n, "mai")))
            .collect::<Vec<_>>();
        store.commit(WriteSet::from(new)).await.unwrap();
        let change = |n| one(boats().update(1, owned(n, "lan")));
        let relying = |n: i64| {
            WriteSet::from(vec![
                boats().rely(1, vec![boat(n)]),
                hulls().insert(vec![("hull", n.into()), ("boat", boat(n))]),
            ])
        };
        // They are handed over in this order, and all but the first few are one group.
        let mut sets = Vec::new();
        for n in 0..40 {
            sets.extend(match n % 2 {
                0 => [change(n), relying(n)],
                _ => [relying(n), change(n)],
            });
        }
        let answers = futures_util::future::join_all(sets.into_iter().map(|set| store.commit(set)));
        for (at, answer) in answers.await.into_iter().enumerate() {
            let is_late_reliance = at % 4 == 1;
            match answer {
                Ok(_) => assert!(!is_late_reliance, "{at}: what it relied on had changed"),
                Err(WriteError::Lost { table }) => {
                    assert!(is_late_reliance, "{at}");
                    assert_eq!(table, "boats");
                }
                Err(error) => panic!("{error}"),
            }
        }
        let rows = store
            .query("select count(*) from hulls", &[])
            .await
            .unwrap();
        assert_eq!(rows[0].int(0).unwrap(), 20);
    });
}

#[test]
fn a_key_is_claimed_by_the_first_and_the_second_leaves_nothing() {
    testkit::on_both(|store| async move {
        prepared(&store).await;
        let claim = |n: i64, hull: i64| {
            let boat = format!("boat {n}");
            WriteSet::from(vec![
                boats().insert(vec![
                    ("boat", boat.as_str().into()),
                    ("owner", "mai".into()),
                ]),
                hulls().insert(vec![("hull", hull.into()), ("boat", boat.as_str().into())]),
            ])
        };
        let sets = (0..60).map(|n| claim(n, n / 3));
        let answers = futures_util::future::join_all(sets.map(|set| store.commit(set))).await;
        for (at, answer) in answers.iter().enumerate() {
            match answer {
                Ok(_) => assert_eq!(at % 3, 0),
                Err(WriteError::Lost { table }) => {
                    assert_eq!((at % 3 == 0, &**table), (false, "hulls"))
                }
                Err(error) => panic!("{error}"),
            }
        }
        let sql = "select count(*), (select count(*) from hulls) from boats";
        let rows = store.query(sql, &[]).await.unwrap();
        assert_eq!((rows[0].int(0).unwrap(), rows[0].int(1).unwrap()), (20, 20));
    });
}

#[test]
fn a_set_that_the_database_refuses_takes_no_other_with_it() {
    testkit::on_both(|store| async move {
        prepared(&store).await;
        let set = |n: i64| {
            let owner = if n == 25 { Value::Null } else { "mai".into() };
            one(boats().insert(vec![("boat", n.to_string().into()), ("owner", owner)]))
        };
        let answers = futures_util::future::join_all((0..50).map(|n| store.commit(set(n)))).await;
        for (n, answer) in answers.into_iter().enumerate() {
            assert_eq!(matches!(answer, Err(WriteError::Store(_))), n == 25, "{n}");
        }
        let rows = store
            .query("select count(*) from boats", &[])
            .await
            .unwrap();
        assert_eq!(rows[0].int(0).unwrap(), 49);
    });
}

#[test]
fn columns_are_added_and_never_dropped() {
    testkit::on_both(|store| async move {
        prepared(&store).await;
        let wider = Table::new("hulls")
            .key("hull", Kind::Int)
            .must("boat", Kind::Text)
            .may("colour", Kind::Text)
            .index(&["colour"])
            .done();
        store.prepare(std::slice::from_ref(&wider)).await.unwrap();
        store.prepare(std::slice::from_ref(&wider)).await.unwrap();
        store
            .commit(one(wider.insert(vec![
                ("hull", 1.into()),
                ("boat", "a".into()),
                ("colour", "red".into()),
            ])))
            .await
            .unwrap();
        let narrower = Table::new("hulls").key("hull", Kind::Int).done();
        let refused = store.prepare(&[narrower]).await.unwrap_err().to_string();
        assert!(refused.contains("boat"), "{refused}");
    });
}

#[tokio::test]
async fn urls_that_cannot_be_opened_say_what_to_do() {
    for (url, says) in [
        ("mysql://x", "sqlite:PATH"),
        (
            "sqlite:/no/such/folder/x.db",
            "cannot open the database /no/such/folder/x.db",
        ),
        (
            "postgres://nobody@127.0.0.1:1/none",
            "cannot open the database none",
        ),
    ] {
        let error = Store::open(url).await.unwrap_err().to_string();
        assert!(error.contains(says), "{url}: {error}");
    }
}

/// Two rows that are always written together are never read apart.
#[test]
fn a_snapshot_is_of_one_moment() {
    testkit::on_both(|store| async move {
        prepared(&store).await;
        let rows = |was: i64| {
            let owner = Value::from(was.to_string());
            let sets = ["a", "b"].map(|boat| {
                let row = vec![("boat", boat.into()), ("owner", owner.clone())];
                match was {
                    0 => boats().insert(row),
                    _ => boats().update(was, row),
                }
            });
            WriteSet::from(sets.to_vec())
        };
        store.commit(rows(0)).await.unwrap();
        let writing = tokio::spawn({
            let store = store.clone();
            async move {
                for was in 1..200 {
                    store.commit(rows(was)).await.unwrap();
                }
            }
        });
        let sql = "select owner from boats where boat = $1";
        let mut read = 0;
        while !writing.is_finished() || read < 10 {
            let found = store
                .snapshot(&[(sql, &["a".into()]), (sql, &["b".into()])])
                .await
                .unwrap();
            assert_eq!(found[0], found[1]);
            read += 1;
        }
        writing.await.unwrap();
        // A snapshot that fails leaves nothing behind that would spoil the next.
        for _ in 0..20 {
            assert!(
                store
                    .snapshot(&[(sql, &["a".into()]), ("select nothing", &[])])
                    .await
                    .is_err()
            );
            assert_eq!(
                store.snapshot(&[(sql, &["a".into()])]).await.unwrap()[0].len(),
                1
            );
        }
    });
}
