//! Exported folders.

use std::path::{Path, PathBuf};

use ::store::Store;
use merkle::Tile;
use testkit::Folder;

use super::super::{Finding, Options, VerifyError, export, run_folder};
use super::{checkpoint, entry_at, grow, key, keyed, sealed, tamper};

async fn exported(store: &Store, folder: &Folder) -> PathBuf {
    sealed(store).await;
    let erased = entry_at(store, 7).await;
    let sql = "delete from ledger_salt where entry = $1";
    tamper(store, sql, &[erased.into()]).await;
    let dir = PathBuf::from(folder.path("export"));
    assert_eq!(export(store, &keyed().keys, &dir).await.unwrap(), 300);
    dir
}

async fn found(dir: &Path) -> Vec<Finding> {
    run_folder(dir, &Options::default()).await.unwrap().findings
}

/// Writes a file otherwise, sees what is found, and puts it back.
async fn damaged(path: &Path, dir: &Path, change: impl Fn(Vec<u8>) -> Vec<u8>) -> Vec<Finding> {
    let bytes = std::fs::read(path).unwrap();
    std::fs::write(path, change(bytes.clone())).unwrap();
    let found = found(dir).await;
    std::fs::write(path, bytes).unwrap();
    found
}

fn line(bytes: Vec<u8>, number: usize, change: impl Fn(&str) -> String) -> Vec<u8> {
    let text = String::from_utf8(bytes).unwrap();
    let lines = text.lines().enumerate();
    let changed = lines.map(|(at, line)| {
        if at == number {
            change(line)
        } else {
            format!("{line}\n")
        }
    });
    changed.collect::<String>().into_bytes()
}

#[test]
fn a_sound_folder_is_clean_and_carried_on() {
    testkit::on_both(|store| async move {
        let folder = Folder::new();
        let dir = exported(&store, &folder).await;
        let report = run_folder(&dir, &Options::default()).await.unwrap();
        assert_eq!(report.findings, []);
        let counts = report.counts;
        assert_eq!((counts.sealed, counts.texts, counts.erased), (300, 299, 1));
        assert!(report.lines()[1].contains("folder's own"));
        let old = checkpoint(&store).await;
        grow(&store, 300..520, "harbour-master").await;
        export(&store, &keyed().keys, &dir).await.unwrap();
        let options = Options {
            keys: vec![key().verifier().clone()],
            against: Some(old),
        };
        let report = run_folder(&dir, &options).await.unwrap();
        assert_eq!((report.findings.len(), report.counts.sealed), (0, 520));
        // What a public mirror has.
        std::fs::remove_file(dir.join("leaves.jsonl")).unwrap();
        let report = run_folder(&dir, &options).await.unwrap();
        assert_eq!((report.findings.len(), report.counts.texts), (0, 0));
    });
}

#[test]
fn a_folder_without_a_key_is_checked_with_ones_own() {
    testkit::on_both(|store| async move {
        let folder = Folder::new();
        sealed(&store).await;
        let dir = PathBuf::from(folder.path("export"));
        export(&store, &[], &dir).await.unwrap();
        assert!(!dir.join("key.vkey").exists());
        let report = run_folder(&dir, &Options::default()).await.unwrap();
        assert!(report.lines()[1].contains("not checked"));
        let report = run_folder(&dir, &keyed()).await.unwrap();
        assert_eq!(report.findings, []);
        assert_eq!(report.lines().len(), 2, "nothing is noted");
    });
}

#[test]
fn damaged_folders() {
    testkit::on_both(|store| async move {
        let folder = Folder::new();
        for nothing in ["nowhere", ""] {
            let dir = PathBuf::from(folder.path(nothing));
            let refused = run_folder(&dir, &Options::default()).await;
            assert!(matches!(refused, Err(VerifyError::NoExport { .. })));
        }
        let dir = exported(&store, &folder).await;
        let leaves = dir.join("leaves.jsonl");
        let of_customs = |bytes| line(bytes, 41, |text| text.replace("harbour", "customs") + "\n");
        let of_41 = damaged(&leaves, &dir, of_customs).await;
        let changed = Finding::Changed {
            number: 41,
            entry: None,
        };
        assert_eq!(of_41, [changed]);
        let gone = damaged(&leaves, &dir, |bytes| line(bytes, 41, |_| String::new())).await;
        assert_eq!(gone, [Finding::LeavesMissing { from: 41, to: 41 }]);
        for (level, index) in [(0, 0), (0, 1), (1, 0)] {
            let tile = Tile::at(level, index, 300).unwrap();
            let path = dir.join(tile.to_string());
            let flip = |mut bytes: Vec<u8>| {
                bytes[7] ^= 1;
                bytes
            };
            let found_there = damaged(&path, &dir, flip).await;
            assert_eq!(found_there, [Finding::TileDiffers(tile)]);
            let bytes = std::fs::read(&path).unwrap();
            std::fs::remove_file(&path).unwrap();
            assert_eq!(found(&dir).await, [Finding::TileMissing(tile)]);
            std::fs::write(&path, bytes).unwrap();
        }
        let path = dir.join("checkpoint");
        let smaller = |bytes| line(bytes, 1, |_| "299\n".to_owned());
        let forged = damaged(&path, &dir, smaller).await;
        assert!(matches!(forged[..], [Finding::Forged { .. }]), "{forged:?}");
        assert_eq!(found(&dir).await, []);
    });
}

#[test]
fn what_is_no_folder_is_an_error_with_a_place() {
    testkit::on_both(|store| async move {
        let folder = Folder::new();
        let dir = PathBuf::from(folder.path("export"));
        store.prepare(&ledger::tables()).await.unwrap();
        let nothing = export(&store, &keyed().keys, &dir).await;
        assert!(matches!(nothing, Err(VerifyError::NothingSigned)));
        for nothing in ["nowhere", ""] {
            let dir = PathBuf::from(folder.path(nothing));
            let refused = run_folder(&dir, &Options::default()).await;
            assert!(matches!(refused, Err(VerifyError::NoExport { .. })));
        }
        let dir = exported(&store, &folder).await;
        let leaves = dir.join("leaves.jsonl");
        let bytes = std::fs::read(&leaves).unwrap();
        std::fs::write(&leaves, line(bytes, 41, |_| "nonsense\n".to_owned())).unwrap();
        let refused = run_folder(&dir, &Options::default()).await;
        assert!(matches!(refused, Err(VerifyError::Line { line: 42, .. })));
        std::fs::write(dir.join("key.vkey"), "nonsense").unwrap();
        let refused = run_folder(&dir, &Options::default()).await;
        assert!(matches!(refused, Err(VerifyError::Tree(_))));
    });
}
