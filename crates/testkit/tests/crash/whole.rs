//! What must hold of all rows at any time, whoever died: nothing is half there.

use std::collections::BTreeMap;

use base::Id;
use ledger::{Kind, proof, seal};
use merkle::{
    Checkpoint, Frontier, Hash, ProofFile, TilePath, Tiles, consistency_tiles, hash_leaf,
    prove_consistency, verify_consistency,
};
use store::Store;

use crate::boats::{HARBOURS, key};

/// What must never be found: each query counts it.
const HALVES: [(&str, &str); 9] = [
    (
        "boats whose last act has no entry",
        "select count(*) from crash_boat b left join ledger_entry e on e.entry = b.entry
              where e.entry is null",
    ),
    (
        "versions whose act has no entry",
        "select count(*) from crash_history h left join ledger_entry e on e.entry = h.entry
              where e.entry is null",
    ),
    (
        "versions without a touch",
        "select count(*) from crash_history h
              left join ledger_touch t on t.subject = h.boat and t.entry = h.entry
              where t.entry is null",
    ),
    (
        "boats without their last version in the past",
        "select count(*) from crash_boat b
              left join crash_history h
                on h.boat = b.boat and h.version = b.version and h.entry = b.entry
              where h.boat is null",
    ),
    (
        "names of no boat",
        "select count(*) from crash_name n left join crash_boat b on b.boat = n.boat
              where b.boat is null",
    ),
    (
        "rings whose act has no entry",
        "select count(*) from crash_ring r left join ledger_entry e on e.entry = r.entry
              where e.entry is null",
    ),
    (
        "jobs that were rung and are still there",
        "select count(*) from crash_ring r join jobs_job j on j.key = r.job",
    ),
    (
        "entries that are sealed and still wait",
        "select count(*) from ledger_pending p join ledger_leaf l on l.entry = p.entry",
    ),
    (
        "jobs rung twice",
        "select count(*) from (select job from crash_ring group by job having count(*) > 1) r",
    ),
];

async fn count(store: &Store, sql: &str) -> i64 {
    let row = store.query_one(sql, &[]).await.unwrap();
    row.unwrap().int(0).unwrap()
}

async fn entries_of(store: &Store, kind: Kind) -> i64 {
    let sql = "select count(*) from ledger_entry where kind = $1";
    let row = store.query_one(sql, &[kind.code().into()]).await.unwrap();
    row.unwrap().int(0).unwrap()
}

/// An entry if and only if its row, its touch, its name, its job; numbers without gaps.
pub(crate) async fn rows(store: &Store) {
    for (what, sql) in HALVES {
        assert_eq!(count(store, sql).await, 0, "{what}");
    }
    let boats = count(store, "select count(*) from crash_boat").await;
    let versions = count(store, "select count(*) from crash_history").await;
    let rings = count(store, "select count(*) from crash_ring").await;
    let waiting = count(store, "select count(*) from jobs_job").await;
    let created = entries_of(store, Kind::RecordCreated).await;
    let corrected = entries_of(store, Kind::RecordCorrected).await;
    let looked = entries_of(store, Kind::Looked).await;
    let noted = entries_of(store, Kind::CaseNoted).await;
    let entries = count(store, "select count(*) from ledger_entry").await;
    assert_eq!(boats, created, "boats and entries of launches");
    assert_eq!(versions, created + corrected, "versions and their entries");
    let sum = "select cast(coalesce(sum(version), 0) as bigint) from crash_boat";
    assert_eq!(count(store, sum).await, versions, "versions in between");
    let names = count(store, "select count(*) from crash_name").await;
    assert_eq!(names, boats, "names and boats");
    assert_eq!(rings, noted, "rings and their entries");
    assert_eq!(
        rings + waiting,
        boats,
        "each boat has its bell, waiting or rung"
    );
    assert_eq!(
        entries,
        created + corrected + looked + noted,
        "entries of unknown acts"
    );
    let touches = count(store, "select count(*) from ledger_touch").await;
    assert_eq!(touches, created + corrected + looked, "touches");
    let salts = count(store, "select count(*) from ledger_salt").await;
    assert_eq!(salts, entries, "salts");
    let pending = count(store, "select count(*) from ledger_pending").await;
    let sealed = count(store, "select count(*) from ledger_leaf").await;
    assert_eq!(pending + sealed, entries, "an entry waits or is sealed");
    numbers(store).await;
}

/// Numbers of a harbour are 1, 2, 3 … and each is one boat's.
async fn numbers(store: &Store) {
    let rows = store
        .query("select harbour, number from crash_boat", &[])
        .await
        .unwrap();
    let mut drawn: BTreeMap<i64, Vec<i64>> = BTreeMap::new();
    for row in &rows {
        let number = row.text(1).unwrap().parse().unwrap();
        drawn.entry(row.int(0).unwrap()).or_default().push(number);
    }
    assert!(drawn.len() <= usize::try_from(HARBOURS).unwrap());
    for (harbour, mut numbers) in drawn {
        numbers.sort_unstable();
        let whole: Vec<i64> = (1..).take(numbers.len()).collect();
        assert_eq!(numbers, whole, "numbers of harbour {harbour}");
    }
}

/// After all jobs were run, none is left, and each was ended once.
pub(crate) async fn jobs_have_ended(store: &Store) {
    assert_eq!(count(store, "select count(*) from jobs_job").await, 0);
    let rings = count(store, "select count(*) from crash_ring").await;
    let boats = count(store, "select count(*) from crash_boat").await;
    assert_eq!(rings, boats);
}

/// Whatever a killed sealer left, the next one finishes.
pub(crate) async fn seal_all(store: &Store) {
    while seal(store, &key()).await.unwrap() > 0 {}
    let pending = "select count(*) from ledger_pending";
    assert_eq!(
        count(store, pending).await,
        0,
        "entries that are never sealed"
    );
}

/// The tree is the tree of its leaves, and every checkpoint that anybody ever saw is a beginning
/// of it.
pub(crate) async fn tree(store: &Store, seen: impl Iterator<Item = &str>) {
    let Some(last) = ledger::checkpoint(store).await.unwrap() else {
        assert_eq!(seen.count(), 0, "checkpoints were seen and there is none");
        return;
    };
    let verifier = key().verifier().clone();
    let now = Checkpoint::open(last.as_bytes(), &verifier).unwrap();
    let sql = "select number, entry, leaf from ledger_leaf order by number";
    let leaves = store.query(sql, &[]).await.unwrap();
    let mut frontier = Frontier::new();
    let mut roots = BTreeMap::from([(0, frontier.root())]);
    for (place, row) in (0_i64..).zip(&leaves) {
        assert_eq!(row.int(0).unwrap(), place, "a place in the tree is empty");
        frontier.append(Hash::from_bytes(row.bytes(2).unwrap().try_into().unwrap()));
        roots.insert(frontier.size(), frontier.root());
    }
    assert_eq!(
        now.head().size,
        frontier.size(),
        "the last checkpoint has all leaves"
    );
    assert_eq!(
        now.head().root,
        frontier.root(),
        "the last checkpoint is of these leaves"
    );
    for seen in seen {
        let old = Checkpoint::open(seen.as_bytes(), &verifier).unwrap();
        let (old, new) = (old.head(), now.head());
        assert_eq!(roots.get(&old.size), Some(&old.root), "history was forked");
        let mut tiles = Tiles::new();
        for tile in consistency_tiles(old.size, new.size).unwrap() {
            let path = TilePath::Hashes(tile).to_string();
            let bytes = ledger::tile(store, &path).await.unwrap().unwrap();
            tiles.insert(tile.level(), tile.index(), &bytes).unwrap();
        }
        let proof = prove_consistency(old.size, new.size, &tiles).unwrap();
        verify_consistency(old, new, &proof).unwrap();
    }
    if let Some(row) = leaves.get(leaves.len() / 2) {
        proves(store, row.id(1).unwrap()).await;
    }
}

/// An entry of the tree can be proven to an outsider.
async fn proves(store: &Store, entry: Id) {
    let verifier = key().verifier().clone();
    let proven = proof(store, entry, &verifier).await.unwrap().unwrap();
    let file = ProofFile::parse(proven.file.as_bytes()).unwrap();
    let leaf = hash_leaf(proven.leaf.as_bytes());
    file.verify(&leaf, &verifier).unwrap();
}
