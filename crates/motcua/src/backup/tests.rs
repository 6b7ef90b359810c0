//! Copies are made while acts are committed and sealed, and put back into both databases.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use ::store::Store;
use access::{Actor, Ctx};
use base::{Chance, Id, Instant};
use ledger::{Act, Kind, Ledger, Touch, seal};
use merkle::SigningKey;
use store::{Column, Table, Value};
use testkit::Folder;
use tokio::sync::Barrier;
use tokio::task::JoinSet;

use super::{check, copy, into_file, into_server};
use crate::verify::{Finding, Options};
use crate::wiring;

/// How many tasks commit at the same time.
const WRITERS: usize = 4;

fn key() -> SigningKey {
    SigningKey::from_seed("island.example/ledger", &[7; 32]).unwrap()
}

fn keyed() -> Options {
    Options {
        keys: vec![key().verifier().clone()],
        against: None,
    }
}

/// A table with everything that a copy must carry: a key of two columns, nothing, all kinds.
fn logbook() -> Table {
    Table::new("tests_logbook")
        .key("boat", store::Kind::Text)
        .key("page", store::Kind::Int)
        .must("picture", store::Kind::Bytes)
        .may("depth", store::Kind::Real)
        .may("remark", store::Kind::Text)
        .version()
        .index(&["remark"])
        .done()
}

async fn prepared(store: &Store) {
    wiring::migrate(store).await.unwrap();
    store.prepare(&[logbook()]).await.unwrap();
}

/// An act with a row of the logbook; a picture of every third page is larger than a page of rows.
fn act(writer: usize, page: i64) -> Act {
    let mut seed = [u8::try_from(writer).unwrap(); 32];
    seed[24..].copy_from_slice(&page.to_be_bytes());
    let ctx = Ctx {
        actor: Actor::Clock,
        purpose: "logbook".to_owned(),
        law: "tiny@1".to_owned(),
        now: Instant(1_800_000_000_000_000 + page * 2_000),
        chance: Chance::new(seed),
    };
    let bytes = if page % 3 == 0 { 20_000 } else { 3 };
    let row = vec![
        ("boat", format!("boat-{writer}").into()),
        ("page", page.into()),
        ("picture", vec![7_u8; bytes].into()),
        (
            "depth",
            if page % 2 == 0 {
                Value::Null
            } else {
                4.5.into()
            },
        ),
        ("remark", "calm; wind \u{2192} south".into()),
    ];
    let touch = Touch {
        register: "boats".to_owned(),
        record: Id(seed[16..].try_into().unwrap()),
        subject: Id([9; 16]),
        fields: vec!["page".to_owned()],
    };
    Act::new(&ctx, Kind::CaseEnded)
        .touch(touch)
        .change(logbook().insert(row))
}

/// Commits acts and seals them until told to stop; gives how many each writer had acknowledged.
struct Load {
    stop: Arc<AtomicBool>,
    tasks: JoinSet<()>,
}

impl Load {
    /// Begins, and comes back when every writer has acts behind it.
    async fn begin(store: &Store) -> Load {
        let stop = Arc::new(AtomicBool::new(false));
        let begun = Arc::new(Barrier::new(WRITERS + 1));
        let mut tasks = JoinSet::new();
        for writer in 0..WRITERS {
            let (ledger, stop, begun) = (Ledger::new(store.clone()), stop.clone(), begun.clone());
            tasks.spawn(async move {
                let mut page = 0;
                while !stop.load(Ordering::SeqCst) {
                    ledger.commit(act(writer, page)).await.unwrap();
                    page += 1;
                    if page == 40 {
                        begun.wait().await;
                    }
                }
            });
        }
        let (db, done) = (store.clone(), stop.clone());
        tasks.spawn(async move {
            while !done.load(Ordering::SeqCst) {
                seal(&db, &key()).await.unwrap();
                tokio::task::yield_now().await;
            }
        });
        begun.wait().await;
        Load { stop, tasks }
    }

    async fn end(self) {
        self.stop.store(true, Ordering::SeqCst);
        self.tasks.join_all().await;
    }
}

/// All rows of a table as they are read, in the order of the key.
async fn rows(store: &Store, table: &Table) -> Vec<Vec<Value>> {
    let named = |columns: &[Column]| {
        let names: Vec<String> = columns.iter().map(|c| format!("\"{}\"", c.name)).collect();
        names.join(", ")
    };
    let key = named(&table.columns()[..table.key_len()]);
    let sql = format!(
        "select {} from \"{}\" order by {key}",
        named(table.columns()),
        table.name()
    );
    let rows = store.query(&sql, &[]).await.unwrap();
    rows.into_iter().map(|row| row.0).collect()
}

async fn same(one: &Store, other: &Store) {
    for table in [ledger::tables(), jobs::tables(), vec![logbook()]].concat() {
        let (one, other) = (rows(one, &table).await, rows(other, &table).await);
        assert!(one == other, "{} differs", table.name());
    }
}

/// Each act is in the copy whole: its entry and its row.
async fn whole(store: &Store) -> i64 {
    let (entries, _) = Ledger::new(store.clone()).count().await.unwrap();
    let pages = rows(store, &logbook()).await.len();
    assert_eq!(usize::try_from(entries).unwrap(), pages);
    entries
}

async fn backed_up(store: &Store, folder: &Folder) -> PathBuf {
    prepared(store).await;
    let load = Load::begin(store).await;
    let file = PathBuf::from(folder.path("copy.db"));
    let report = copy(store, &file).await.unwrap();
    load.end().await;
    assert_eq!(report.findings, []);
    file
}

#[test]
fn a_copy_under_load_is_whole_and_goes_back_into_either_database() {
    testkit::on_both(|store| async move {
        let folder = Folder::new();
        let file = backed_up(&store, &folder).await;
        let kept = Store::open_copy(&file.display().to_string()).unwrap();
        let entries = whole(&kept).await;
        assert!(
            entries >= 160,
            "all that was acknowledged before: {entries}"
        );
        assert!(whole(&store).await >= entries);

        let new = PathBuf::from(folder.path("new/motcua.db"));
        let report = into_file(&file, &new, &keyed()).await.unwrap();
        assert_eq!(report.findings, []);
        let url = format!("sqlite:{}", new.display());
        let restored = Store::open(&url).await.unwrap();
        same(&restored, &kept).await;
        // It is a database like any other: prepared, and written to.
        prepared(&restored).await;
        let ledger = Ledger::new(restored.clone());
        ledger.commit(act(WRITERS, 0)).await.unwrap();
        assert_eq!(whole(&restored).await, entries + 1);

        let Some(url) = testkit::fresh_postgres().await else {
            return;
        };
        let report = into_server(&file, &url, &keyed()).await.unwrap();
        assert_eq!(report.findings, []);
        let server = Store::open(&url).await.unwrap();
        same(&server, &kept).await;
        prepared(&server).await;
        let again = into_server(&file, &url, &keyed()).await.unwrap_err();
        assert!(again.contains("give an empty one"), "{again}");
        same(&server, &kept).await;
    });
}

#[test]
fn nothing_is_overwritten_and_no_damaged_copy_is_put_back() {
    testkit::on_both(|store| async move {
        let folder = Folder::new();
        let file = backed_up(&store, &folder).await;
        let again = copy(&store, &file).await.unwrap_err();
        assert!(again.contains("never overwrites"), "{again}");
        for beside in ["", "-wal", "-shm"] {
            let path = folder.path(&format!("there{beside}"));
            std::fs::write(&path, "mine").unwrap();
            let there = PathBuf::from(folder.path("there"));
            let refused = into_file(&file, &there, &keyed()).await.unwrap_err();
            assert!(refused.contains("never overwrites"), "{refused}");
            assert_eq!(std::fs::read_to_string(&path).unwrap(), "mine");
            std::fs::remove_file(&path).unwrap();
        }
        let another = SigningKey::from_seed("island.example/ledger", &[8; 32]).unwrap();
        let options = Options {
            keys: vec![another.verifier().clone()],
            against: None,
        };
        let new = PathBuf::from(folder.path("new.db"));
        let report = into_file(&file, &new, &options).await.unwrap();
        assert!(matches!(report.findings[..], [Finding::Forged { .. }]));
        assert!(!Path::new(&folder.path("new.db")).exists());
        assert!(!Path::new(&folder.path("new.db.part")).exists());
        let noise = PathBuf::from(folder.path("noise"));
        std::fs::write(&noise, vec![7; 8192]).unwrap();
        let refused = check(&noise, &keyed()).await.unwrap_err();
        assert!(refused.contains("not a database"), "{refused}");
    });
}
