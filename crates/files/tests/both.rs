//! Files on both databases: kept with the act, shown with a look, never shown damaged.

#![cfg(test)]

use access::{Action, Actor, Ask, Ctx, Permit, Policy, Post, Relation, Rule};
use base::{Chance, Id, Instant};
use files::{FileKind, FilesError, Place, check, find, of_case, receive};
use ledger::{Act, Kind, Ledger};
use store::{Kind as Column, Store, Table, WriteSet};

fn ctx(n: u8) -> Ctx {
    let post = Post {
        role: "harbour-master".into(),
        office: "harbour".into(),
    };
    Ctx {
        actor: Actor::Officer {
            account: Id([1; 16]),
            post,
        },
        purpose: "boat-licence".into(),
        law: "tiny-1".into(),
        now: Instant(1_800_000_000_000_000 + i64::from(n) * Instant::SECOND),
        chance: Chance::new([n; 32]),
    }
}

fn permit(ctx: &Ctx) -> Permit {
    let policy = Policy::new(vec![Rule {
        role: "harbour-master".into(),
        on: "procedure:boat-licence".into(),
        actions: vec![Action::Look],
        fields: vec!["*".into()],
        purposes: vec!["*".into()],
        relation: Relation::None,
        ground: "ground-boats".into(),
    }]);
    let ask = Ask {
        action: Action::Look,
        on: "procedure:boat-licence",
        fields: &["hull-photo"],
        relation: Relation::None,
    };
    policy.permit(ctx, &ask).unwrap()
}

fn document(size: usize) -> Vec<u8> {
    let mut bytes = b"%PDF-1.7\n".to_vec();
    bytes.resize(size - 6, b' ');
    bytes.extend(b"%%EOF\n");
    bytes
}

fn place(case: u8) -> Place {
    Place {
        owner: Id([9; 16]),
        case: Id([case; 16]),
        item: "hull-photo".into(),
    }
}

async fn ledger(store: Store) -> Ledger {
    store.prepare(&ledger::tables()).await.unwrap();
    store.prepare(&files::tables()).await.unwrap();
    Ledger::new(store)
}

async fn upload(ledger: &Ledger, n: u8, bytes: Vec<u8>, place: Place) -> Id {
    let ctx = ctx(n);
    let file = check("hull.pdf", bytes, &[FileKind::Pdf]).unwrap();
    let (id, changes) = receive(&ctx, file, place);
    let act = Act::new(&ctx, Kind::FileReceived).changes(changes);
    ledger.commit(act).await.unwrap();
    id
}

#[test]
fn a_file_is_kept_and_shown_with_a_look() {
    testkit::on_both(|store| async move {
        let ledger = ledger(store).await;
        let largest = document(files::SIZE_BYTES_MAX);
        let id = upload(&ledger, 1, largest.clone(), place(1)).await;
        let ctx = ctx(2);
        let permit = permit(&ctx);
        let db = ledger.store();
        assert!(find(db, &permit, Id([0; 16])).await.unwrap().is_none());
        let unseen = find(db, &permit, id).await.unwrap().unwrap();
        let file = ledger.look(&ctx, unseen).await.unwrap();
        assert_eq!(file.kept.name, "hull.pdf");
        assert_eq!(file.kept.kind, FileKind::Pdf);
        assert_eq!(file.kept.place, place(1));
        assert!(file.bytes == largest, "the bytes come back as they were");
        let looks = ledger.of_subject(Id([9; 16]), None, 10).await.unwrap();
        assert_eq!(looks.len(), 1);
        assert_eq!(looks[0].kind, Kind::Looked);
        assert_eq!(looks[0].touches[0].record, Id([1; 16]));
        assert_eq!(looks[0].touches[0].fields, ["hull-photo"]);
    });
}

#[test]
fn the_same_bytes_are_kept_once_and_each_case_has_its_own_files() {
    testkit::on_both(|store| async move {
        let ledger = ledger(store).await;
        let first = upload(&ledger, 1, document(50), place(1)).await;
        let second = upload(&ledger, 2, document(60), place(1)).await;
        upload(&ledger, 3, document(50), place(2)).await;
        let db = ledger.store();
        let blobs = db
            .query("select digest from files_blob", &[])
            .await
            .unwrap();
        assert_eq!(blobs.len(), 2);
        let ctx = ctx(4);
        let permit = permit(&ctx);
        let unseen = of_case(db, &permit, (Id([1; 16]), Id([1; 16])))
            .await
            .unwrap();
        let files = ledger.look(&ctx, unseen).await.unwrap();
        let ids: Vec<Id> = files.iter().map(|file| file.id).collect();
        assert_eq!(ids, [first, second]);
        let sizes: Vec<i64> = files.iter().map(|file| file.size).collect();
        assert_eq!(sizes, [50, 60]);
        let none = of_case(db, &permit, (Id([3; 16]), Id([3; 16])))
            .await
            .unwrap();
        assert!(none.rules_only().is_empty());
    });
}

#[test]
fn what_is_damaged_is_not_given_out() {
    testkit::on_both(|store| async move {
        let ledger = ledger(store).await;
        let bytes = document(50);
        let id = upload(&ledger, 1, bytes.clone(), place(1)).await;
        let blob = Table::new("files_blob")
            .key("digest", Column::Bytes)
            .must("bytes", Column::Bytes)
            .done();
        let digest = base::sha256(&bytes);
        let swapped = vec![
            blob.delete(0, vec![digest.into()]),
            blob.insert(vec![
                ("digest", digest.into()),
                ("bytes", document(51).into()),
            ]),
        ];
        let db = ledger.store();
        db.commit(WriteSet::from(swapped)).await.unwrap();
        let permit = permit(&ctx(2));
        let error = find(db, &permit, id).await.unwrap_err();
        assert!(matches!(error, FilesError::Damaged { file } if file == id));
    });
}
