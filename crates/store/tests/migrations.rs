//! Numbered migrations: run once, in order, whole; and what is refused. On both databases.

#![cfg(test)]

use base::Instant;
use store::{Kind, Migration, Migrations, Store, Table, WriteSet};

/// What was run so far in a harbour's history.
const ALL: &[Migration] = &[
    Migration {
        name: "boats",
        sql:
            "create table harbour_boat (boat {text} not null, owner {text} not null, length {real},
                primary key (boat)) {by_key};
              create index harbour_boat_by_owner on harbour_boat (owner);",
    },
    Migration {
        name: "owners have a table",
        sql: "create table harbour_owner (owner {text} not null, boats {int} not null,
                primary key (owner)) {by_key};
              insert into harbour_owner (owner, boats)
                select owner, count(*) from harbour_boat group by owner;",
    },
    Migration {
        name: "boats have marks",
        sql: "alter table harbour_boat add column mark {bytes};",
    },
];

const NOW: Instant = Instant(1_000_000);

fn first(count: usize) -> [Migrations; 1] {
    of(&ALL[..count])
}

fn of(all: &'static [Migration]) -> [Migrations; 1] {
    [Migrations {
        owner: "harbour",
        all,
    }]
}

fn boat(marked: bool) -> Table {
    let table = Table::new("harbour_boat")
        .key("boat", Kind::Text)
        .must("owner", Kind::Text)
        .may("length", Kind::Real);
    if marked {
        table.may("mark", Kind::Bytes)
    } else {
        table
    }
    .index(&["owner"])
    .done()
}

fn declared() -> Vec<Table> {
    let owner = Table::new("harbour_owner")
        .key("owner", Kind::Text)
        .must("boats", Kind::Int);
    vec![boat(true), owner.done()]
}

async fn put(store: &Store, boats: &[(&str, &str)]) {
    for (name, owner) in boats {
        let row = boat(false).insert(vec![("boat", (*name).into()), ("owner", (*owner).into())]);
        store.commit(WriteSet::from(vec![row])).await.unwrap();
    }
}

async fn owners(store: &Store) -> Vec<(String, i64)> {
    let sql = "select owner, boats from harbour_owner order by owner";
    let rows = store.query(sql, &[]).await.unwrap();
    rows.iter()
        .map(|row| (row.text(0).unwrap().to_owned(), row.int(1).unwrap()))
        .collect()
}

async fn numbers(store: &Store) -> Vec<i64> {
    let sql = "select number from store_migration order by number";
    let rows = store.query(sql, &[]).await.unwrap();
    rows.iter().map(|row| row.int(0).unwrap()).collect()
}

/// What one has and the other has not, both ways.
fn differences(there: &[Table], wanted: &[Table]) -> Vec<String> {
    let names = |tables: &[Table]| -> Vec<String> {
        tables.iter().map(|table| table.name().to_owned()).collect()
    };
    assert_eq!(names(there), names(wanted));
    let pairs = there.iter().zip(wanted);
    pairs
        .flat_map(|(there, wanted)| [there.lacks(wanted), wanted.lacks(there)].concat())
        .collect()
}

#[test]
fn from_every_number_the_same_is_reached_and_rows_are_carried_along() {
    testkit::on_both(|store| async move {
        store.migrate(&first(ALL.len()), NOW).await.unwrap();
        let reported = store.reported("harbour_").await.unwrap();
        assert_eq!(differences(&reported, &declared()), Vec::<String>::new());
    });
    for left_at in 1..=ALL.len() {
        testkit::on_both(|store| async move {
            store.migrate(&first(left_at), NOW).await.unwrap();
            put(&store, &[("gull", "mai"), ("tern", "mai"), ("auk", "lan")]).await;
            store.migrate(&first(ALL.len()), NOW).await.unwrap();
            store.migrate(&first(ALL.len()), NOW).await.unwrap();
            let reported = store.reported("harbour_").await.unwrap();
            assert_eq!(differences(&reported, &declared()), Vec::<String>::new());
            assert_eq!(numbers(&store).await, [1, 2, 3]);
            if left_at == 1 {
                let counted = [("lan".to_owned(), 1), ("mai".to_owned(), 2)];
                assert_eq!(owners(&store).await, counted);
            }
        });
    }
}

#[test]
fn what_the_steps_do_not_give_is_told() {
    testkit::on_both(|store| async move {
        store.migrate(&first(1), NOW).await.unwrap();
        let there = &store.reported("harbour_").await.unwrap()[0];
        let cases = [
            (boat(true), "it has no column mark"),
            (
                Table::new("harbour_boat").key("owner", Kind::Text).done(),
                "its key is (boat) and not (owner)",
            ),
            (
                Table::new("harbour_boat")
                    .key("boat", Kind::Text)
                    .may("owner", Kind::Text)
                    .done(),
                "its column owner is Text that is never empty and not Text that may be empty",
            ),
            (
                Table::new("harbour_boat")
                    .key("boat", Kind::Text)
                    .may("length", Kind::Int)
                    .done(),
                "its column length is Real that may be empty and not Int that may be empty",
            ),
            (
                Table::new("harbour_boat")
                    .key("boat", Kind::Text)
                    .index(&["length"])
                    .done(),
                "it has no index by length",
            ),
        ];
        for (wanted, says) in cases {
            assert_eq!(there.lacks(&wanted), [says]);
        }
        assert!(there.lacks(&boat(false)).is_empty());
    });
}

#[test]
fn tables_of_a_kind_that_cannot_be_declared_are_told() {
    let cases: [(&'static [Migration], &str); 3] = [
        (
            &[Migration {
                name: "unique",
                sql:
                    "create table harbour_boat (boat {text} not null, primary key (boat)) {by_key};
                      create unique index harbour_odd on harbour_boat (boat);",
            }],
            "its index harbour_odd is of a kind we do not use",
        ),
        (
            &[Migration {
                name: "part",
                sql:
                    "create table harbour_boat (boat {text} not null, primary key (boat)) {by_key};
                      create index harbour_odd on harbour_boat (boat) where boat > 'm';",
            }],
            "its index harbour_odd is of a kind we do not use",
        ),
        (
            &[Migration {
                name: "numbers",
                sql: "create table harbour_boat (boat smallint not null, primary key (boat));",
            }],
            "harbour_boat",
        ),
    ];
    for (all, says) in cases {
        testkit::on_both(|store| async move {
            store.migrate(&of(all), NOW).await.unwrap();
            let told = store.reported("harbour_").await.unwrap_err().to_string();
            assert!(told.contains(says), "{told}");
        });
    }
}

#[test]
fn a_newer_database_and_a_changed_migration_are_refused() {
    const CHANGED: &[Migration] = &[
        ALL[0],
        Migration {
            name: "owners have a table",
            sql: "create table harbour_owner (owner {text} not null, primary key (owner)) {by_key};",
        },
        ALL[2],
    ];
    testkit::on_both(|store| async move {
        store.migrate(&first(3), NOW).await.unwrap();
        for (older, says) in [
            (first(2), "migration 3 of harbour is not known here"),
            (of(CHANGED), "with another text"),
        ] {
            let checked = store.check_migrations(&older).await;
            let run = store.migrate(&older, NOW).await;
            for refused in [checked.unwrap_err(), run.unwrap_err()] {
                let told = refused.to_string();
                assert!(told.contains(says), "{told}");
                assert!(told.contains("nothing was changed"), "{told}");
            }
        }
        store.check_migrations(&first(3)).await.unwrap();
        // Somebody took one out by hand.
        let row = Table::new("store_migration")
            .key("owner", Kind::Text)
            .key("number", Kind::Int)
            .done()
            .delete(0, vec!["harbour".into(), 2.into()]);
        store.commit(WriteSet::from(vec![row])).await.unwrap();
        let told = store.migrate(&first(3), NOW).await.unwrap_err().to_string();
        assert!(told.contains("one before it was not"), "{told}");
    });
}

#[test]
fn a_migration_that_fails_leaves_nothing_and_those_before_it_stay() {
    const FAILING: &[Migration] = &[
        ALL[0],
        Migration {
            name: "half",
            sql: "create table harbour_half (half {text} not null, primary key (half)) {by_key};
                  insert into harbour_none (none) values (1);",
        },
    ];
    const WORDLESS: &[Migration] = &[
        ALL[0],
        Migration {
            name: "wordless",
            sql: "alter table harbour_boat add column mark {blob};",
        },
    ];
    testkit::on_both(|store| async move {
        for (all, says) in [
            (FAILING, "migration 2 of harbour cannot be run"),
            (WORDLESS, "{blob} is no word for migrations"),
        ] {
            let told = store.migrate(&of(all), NOW).await.unwrap_err().to_string();
            assert!(told.contains(says), "{told}");
            assert_eq!(numbers(&store).await, [1]);
            assert!(!store.has_table("harbour_half").await.unwrap());
        }
        store.migrate(&first(3), NOW).await.unwrap();
        assert_eq!(numbers(&store).await, [1, 2, 3]);
    });
}

/// Databases from before there were migrations.
#[test]
fn a_database_without_numbers_is_taken_over_if_it_fits() {
    testkit::on_both(|store| async move {
        // One column and the index are missing yet.
        let early = Table::new("harbour_boat")
            .key("boat", Kind::Text)
            .must("owner", Kind::Text)
            .done();
        store.prepare(&[early]).await.unwrap();
        put_early(&store).await;
        store.migrate(&first(3), NOW).await.unwrap();
        assert_eq!(owners(&store).await, [("mai".to_owned(), 1)]);
        let reported = store.reported("harbour_").await.unwrap();
        assert_eq!(differences(&reported, &declared()), Vec::<String>::new());
    });
    let refused = [
        (
            Table::new("harbour_boat")
                .key("boat", Kind::Int)
                .must("owner", Kind::Text)
                .done(),
            "its column boat is Int",
        ),
        (
            Table::new("harbour_boat").key("boat", Kind::Text).done(),
            "the column owner is new and mandatory",
        ),
        (
            Table::new("harbour_boat")
                .key("boat", Kind::Text)
                .must("owner", Kind::Text)
                .must("berth", Kind::Text)
                .done(),
            "its column berth is no longer declared",
        ),
    ];
    for (there, says) in refused {
        testkit::on_both(|store| {
            let there = there.clone();
            async move {
                store.prepare(&[there]).await.unwrap();
                let told = store.migrate(&first(3), NOW).await.unwrap_err().to_string();
                assert!(told.contains(says), "{told}");
                assert!(numbers(&store).await.is_empty());
                assert!(!store.has_table("harbour_owner").await.unwrap());
            }
        });
    }
}

async fn put_early(store: &Store) {
    let early = Table::new("harbour_boat")
        .key("boat", Kind::Text)
        .must("owner", Kind::Text)
        .done();
    let row = early.insert(vec![("boat", "gull".into()), ("owner", "mai".into())]);
    store.commit(WriteSet::from(vec![row])).await.unwrap();
}

#[test]
fn programs_that_start_together_run_each_migration_once() {
    testkit::on_both(|store| async move {
        let starting: Vec<_> = (0..4)
            .map(|_| {
                let store = store.clone();
                tokio::spawn(async move { store.migrate(&first(3), NOW).await })
            })
            .collect();
        for started in starting {
            started.await.unwrap().unwrap();
        }
        assert_eq!(numbers(&store).await, [1, 2, 3]);
    });
}
