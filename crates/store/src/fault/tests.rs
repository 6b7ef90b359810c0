//! Each fault is made to happen, and what is said then is what helps.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use testkit::Folder;
use tokio::task::JoinSet;

use super::Fault;
use crate::{
    Kind, Store, StoreError, Table, Value, WriteError, WriteSet, sqlite, sqlite_group, testing,
};

/// Nobody lets go of a file meanwhile, so the shortest patience gives the same answer.
const HELD_MAX: std::time::Duration = std::time::Duration::from_millis(1);

fn boats() -> Table {
    Table::new("boats")
        .key("boat", Kind::Int)
        .must("picture", Kind::Bytes)
        .done()
}

fn boat(number: i64) -> WriteSet {
    let picture = Value::Bytes(vec![7; 2_000]);
    WriteSet::from(vec![
        boats().insert(vec![("boat", number.into()), ("picture", picture)]),
    ])
}

fn run(test: impl Future<Output = ()>) {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .unwrap();
    runtime.block_on(test);
}

/// The fault in an answer to a commit.
fn fault(answer: Result<crate::Written, WriteError>) -> Fault {
    match answer {
        Err(WriteError::Store(StoreError::Suffers { fault, .. })) => fault,
        other => panic!("{other:?}"),
    }
}

/// Why a database cannot be opened.
async fn refused(url: &str) -> (Fault, String) {
    match Store::open(url).await {
        Err(error @ StoreError::Open { fault, .. }) => (fault, error.to_string()),
        other => panic!("{other:?}"),
    }
}

async fn count(store: &Store) -> i64 {
    let row = store.query_one("select count(*) from boats", &[]).await;
    row.unwrap().unwrap().int(0).unwrap()
}

#[test]
fn a_file_that_another_program_holds() {
    run(async {
        let folder = Folder::new();
        let path = folder.path("held.db");
        let hasty = sqlite::Sqlite::open(&path, HELD_MAX).unwrap();
        let store = Store::Sqlite(hasty);
        store.prepare(&[boats()]).await.unwrap();
        let other = rusqlite::Connection::open(&path).unwrap();
        other.execute_batch("begin immediate").unwrap();
        assert_eq!(fault(store.commit(boat(1)).await), Fault::Held);
        other.execute_batch("rollback").unwrap();
        store.commit(boat(1)).await.unwrap();
        assert_eq!(count(&store).await, 1, "it goes on by itself");

        let new = folder.path("new.db");
        let other = rusqlite::Connection::open(&new).unwrap();
        other
            .execute_batch("create table theirs (n integer); begin exclusive")
            .unwrap();
        let Err(error @ StoreError::Open { fault, .. }) = sqlite::Sqlite::open(&new, HELD_MAX)
        else {
            panic!("a held file was opened");
        };
        let said = error.to_string();
        assert_eq!(fault, Fault::Held);
        assert!(said.contains(&new) && said.contains("end it"), "{said}");
    });
}

#[test]
fn a_full_disk_takes_nothing_half() {
    run(async {
        let folder = Folder::new();
        let path = folder.path("full.db");
        let store = Store::open(&format!("sqlite:{path}")).await.unwrap();
        store.prepare(&[boats()]).await.unwrap();
        let writer = sqlite::connect(&path, HELD_MAX).unwrap();
        // SQLite's own limit fails where a full disk does.
        let limit = |pages: i64| writer.pragma_update(None, "max_page_count", pages);
        limit(40).unwrap();
        let mut taken = 0;
        let full = loop {
            // Two rows that are one act, among three acts of a group.
            let sets = [0, 2, 4].map(|at| {
                let (one, other) = (boat(taken * 6 + at), boat(taken * 6 + at + 1));
                WriteSet::from([one.changes, other.changes].concat())
            });
            match sqlite_group::write_group(&writer, &sets) {
                Ok(_) => taken += 1,
                Err(error) => break super::file_statement(error),
            }
        };
        let fault = Fault::Full;
        assert!(
            matches!(&full, StoreError::Suffers { fault: said, .. } if *said == fault),
            "{full:?}"
        );
        assert!(full.to_string().contains("goes on by itself"));
        assert!(taken > 1);
        assert_eq!(count(&store).await, taken * 6, "all that was acknowledged");
        limit(4_000).unwrap();
        sqlite_group::write_group(&writer, &[boat(10_000)]).unwrap();
        assert_eq!(count(&store).await, taken * 6 + 1, "it goes on by itself");
    });
}

#[test]
fn files_that_are_no_database() {
    run(async {
        let folder = Folder::new();
        let text = folder.path("text");
        std::fs::write(&text, "a letter, not a database; ".repeat(99)).unwrap();
        let (fault, said) = refused(&format!("sqlite:{text}")).await;
        assert_eq!(fault, Fault::NotADatabase);
        assert!(said.contains("left as it is"), "{said}");
        assert!(
            std::fs::read_to_string(&text)
                .unwrap()
                .starts_with("a letter")
        );
        let folder_itself = refused(&format!("sqlite:{}", folder.path(""))).await;
        assert_eq!(folder_itself.0, Fault::NoFile);
        assert!(!Path::new(&folder.path("nowhere")).exists());
        let nowhere = refused(&format!("sqlite:{}", folder.path("nowhere/a.db"))).await;
        assert_eq!(nowhere.0, Fault::NoFile);
    });
}

#[test]
fn a_file_with_a_broken_page() {
    run(async {
        let folder = Folder::new();
        let path = folder.path("broken.db");
        let store = Store::open(&format!("sqlite:{path}")).await.unwrap();
        store.prepare(&[boats()]).await.unwrap();
        for number in 0..200 {
            store.commit(boat(number)).await.unwrap();
        }
        let copy = folder.path("copy.db");
        store.copy_to(&copy).await.unwrap();
        let mut bytes = std::fs::read(&copy).unwrap();
        let middle = bytes.len() / 2;
        bytes[middle..middle + 65_536].fill(0xff);
        std::fs::write(&copy, bytes).unwrap();
        let broken = Store::open_copy(&copy).unwrap();
        let sql = "select boat, picture from boats order by boat";
        let said = broken.query(sql, &[]).await.unwrap_err();
        let damaged = Fault::Damaged;
        assert!(
            matches!(&said, StoreError::Suffers { fault, .. } if *fault == damaged),
            "{said:?}"
        );
        assert!(said.to_string().contains("restore the last backup"));
    });
}

#[test]
fn databases_of_other_versions_and_packs() {
    testkit::on_both(|store| async move {
        store.belongs_to("island").await.unwrap();
        store.belongs_to("island").await.unwrap();
        let other = store.belongs_to("reef").await.unwrap_err().to_string();
        assert!(
            other.contains("the pack island, and reef was given"),
            "{other}"
        );
        assert!(other.contains("--store"), "{other}");
        store.belongs_to("island").await.unwrap();
    });
    run(async {
        let folder = Folder::new();
        let mut urls = vec![format!("sqlite:{}", folder.path("version.db"))];
        urls.extend(testkit::fresh_postgres().await);
        for url in urls {
            let store = Store::open(&url).await.unwrap();
            let sql = "update store_mark set value = $1 where mark = 'format'";
            for (there, fits) in [("2", false), ("0", false), ("x", false), ("1", true)] {
                store.query(sql, &[there.into()]).await.unwrap();
                match Store::open(&url).await {
                    Ok(_) => assert!(fits, "{there}"),
                    Err(error) => {
                        assert!(!fits, "{there}");
                        let said = error.to_string();
                        let format = format!("its format is {there}, this program's is 1");
                        assert!(said.contains(&format), "{said}");
                    }
                }
            }
        }
    });
}

#[test]
fn servers_that_cannot_be_reached() {
    run(async {
        let none = "postgres://motcua@127.0.0.1:1/motcua";
        let (fault, said) = refused(none).await;
        assert_eq!(fault, Fault::NoServer);
        assert!(
            said.contains("motcua on") && said.contains("127.0.0.1"),
            "{said}"
        );
        let secret = "postgres://motcua:tern-secret@127.0.0.1:1/motcua";
        assert!(!refused(secret).await.1.contains("tern-secret"));
        let folder = Folder::new();
        let socket = format!("postgres://motcua@/motcua?host={}", folder.path(""));
        assert_eq!(refused(&socket).await.0, Fault::NoServer);
        let Some(url) = testkit::fresh_postgres().await else {
            return;
        };
        let missing = testing::with_database(&url, "no_such_island");
        let (fault, said) = refused(&missing).await;
        assert_eq!(fault, Fault::NoDatabase);
        assert!(said.contains("createdb"), "{said}");
        let stranger = url.replacen("://motcua@", "://no_such_sailor@", 1);
        assert_ne!(stranger, url);
        assert_eq!(refused(&stranger).await.0, Fault::SignIn);
    });
}

#[test]
fn a_server_that_ends_connections_in_mid_flight() {
    run(async {
        let Some(url) = testkit::fresh_postgres().await else {
            return;
        };
        let store = Store::open(&url).await.unwrap();
        store.prepare(&[boats()]).await.unwrap();
        let stop = Arc::new(AtomicBool::new(false));
        let mut tasks = JoinSet::new();
        for task in 0..8_i64 {
            let (store, stop) = (store.clone(), stop.clone());
            tasks.spawn(async move {
                let (mut kept, mut broken) = (Vec::new(), 0);
                let mut number = task * 1_000_000;
                while !stop.load(Ordering::SeqCst) {
                    number += 1;
                    match store.commit(boat(number)).await {
                        Ok(_) => kept.push(number),
                        Err(WriteError::Store(StoreError::Stopped)) => broken += 1,
                        other => panic!("{other:?}"),
                    }
                }
                (kept, broken)
            });
        }
        let admin = Store::open(&url).await.unwrap();
        for _ in 0..5 {
            let before = count(&admin).await;
            while count(&admin).await == before {
                tokio::task::yield_now().await;
            }
            // The writer's connection, whatever it is doing.
            let sql = "select pg_terminate_backend(pid) from pg_stat_activity
                        where datname = current_database()
                          and (query in ('begin', 'commit') or query like 'insert into \"boats\"%')";
            admin.query(sql, &[]).await.unwrap();
        }
        stop.store(true, Ordering::SeqCst);
        let (mut acknowledged, mut broken) = (Vec::new(), 0);
        for (kept, lost) in tasks.join_all().await {
            acknowledged.extend(kept);
            broken += lost;
        }
        assert!(broken > 0, "somebody was told");
        store.commit(boat(-1)).await.unwrap();
        let rows = store.query("select boat from boats", &[]).await.unwrap();
        let there: std::collections::HashSet<i64> =
            rows.iter().map(|row| row.int(0).unwrap()).collect();
        assert!(acknowledged.iter().all(|number| there.contains(number)));
        let said = StoreError::Stopped.to_string();
        assert!(
            said.contains("opened again with the next request"),
            "{said}"
        );
    });
}

#[test]
fn a_server_that_does_not_wait_is_told_to() {
    run(async {
        let Some(url) = testkit::fresh_postgres().await else {
            return;
        };
        let store = Store::open(&url).await.unwrap();
        let rows = store.query("select current_database()::text", &[]).await;
        let name = rows.unwrap()[0].text(0).unwrap().to_owned();
        for (theirs, ours) in [
            ("off", "on"),
            ("local", "on"),
            ("remote_write", "on"),
            ("remote_apply", "remote_apply"),
        ] {
            let set = format!("alter database \"{name}\" set synchronous_commit = {theirs}");
            Store::open(&url).await.unwrap().run(&set).await.unwrap();
            let store = Store::open(&url).await.unwrap();
            let sql = "select current_setting('synchronous_commit')";
            let rows = store.query(sql, &[]).await.unwrap();
            assert_eq!(rows[0].text(0).unwrap(), ours, "{theirs}");
        }
    });
}
