//! The ledger's promises on both databases.

#![cfg(test)]

use access::{Action, Actor, Ask, Ctx, Policy, Post, Relation, Rule};
use base::{Chance, Id, Instant};
use ledger::{Act, Kind, Ledger, Touch, Unseen, proof, seal};
use merkle::{ProofFile, SigningKey, hash_leaf};
use store::{Kind as Column, Store, Table, WriteError};

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
        now: Instant(1_800_000_000_000_000 + i64::from(n)),
        chance: Chance::new([n; 32]),
    }
}

fn policy() -> Policy {
    Policy::new(vec![Rule {
        role: "harbour-master".into(),
        on: "register:boats".into(),
        actions: vec![Action::Look],
        fields: vec!["*".into()],
        purposes: vec!["*".into()],
        relation: Relation::None,
        ground: "ground-boats".into(),
    }])
}

fn touch(subject: u8) -> Touch {
    let subject = Id([subject; 16]);
    Touch {
        register: "boats".into(),
        record: Id([8; 16]),
        subject,
        fields: vec!["hull".into()],
    }
}

async fn ledger(store: Store) -> Ledger {
    store.prepare(&ledger::tables()).await.unwrap();
    Ledger::new(store)
}

fn key() -> SigningKey {
    SigningKey::from_seed("island.example/ledger", &[7; 32]).unwrap()
}

#[test]
fn a_look_is_recorded_before_it_is_shown_and_can_be_proven() {
    testkit::on_both(|store| async move {
        let ledger = ledger(store).await;
        let ctx = ctx(1);
        let ask = Ask {
            action: Action::Look,
            on: "register:boats",
            fields: &["hull"],
            relation: Relation::None,
        };
        let permit = policy().permit(&ctx, &ask).unwrap();
        let unseen = Unseen::new(&permit, "secret hull", vec![touch(9)]);
        assert_eq!(ledger.look(&ctx, unseen).await.unwrap(), "secret hull");
        let seen = ledger.of_subject(Id([9; 16]), None, 10).await.unwrap();
        assert_eq!(seen.len(), 1);
        assert_eq!(seen[0].kind, Kind::Looked);
        assert_eq!(seen[0].touches, [touch(9)]);
        assert_eq!(seen[0].office.as_deref(), Some("harbour"));
        let verifier = key().verifier().clone();
        assert!(
            proof(ledger.store(), seen[0].id, &verifier)
                .await
                .unwrap()
                .is_none()
        );
        assert_eq!(seal(ledger.store(), &key()).await.unwrap(), 1);
        let proven = proof(ledger.store(), seen[0].id, &verifier)
            .await
            .unwrap()
            .unwrap();
        let file = ProofFile::parse(proven.file.as_bytes()).unwrap();
        file.verify(&hash_leaf(proven.leaf.as_bytes()), &verifier)
            .unwrap();
        assert!(
            !proven.leaf.contains(&Id([9; 16]).to_string()),
            "{}",
            proven.leaf
        );
        let forged = proven.leaf.replace("harbour", "customs");
        assert!(
            file.verify(&hash_leaf(forged.as_bytes()), &verifier)
                .is_err()
        );
    });
}

#[test]
fn an_act_is_written_with_its_entry_or_not_at_all() {
    testkit::on_both(|store| async move {
        let boats = Table::new("boats").key("hull", Column::Int).done();
        store.prepare(std::slice::from_ref(&boats)).await.unwrap();
        let ledger = ledger(store).await;
        let act = |n| {
            Act::new(&ctx(n), Kind::RecordCreated)
                .touch(touch(9))
                .change(boats.insert(vec![("hull", 7.into())]))
        };
        ledger.commit(act(1)).await.unwrap();
        assert!(matches!(
            ledger.commit(act(2)).await,
            Err(WriteError::Lost { .. })
        ));
        assert_eq!(ledger.count().await.unwrap(), (1, 1));
    });
}

#[test]
fn two_sealers_seal_every_entry_once() {
    testkit::on_both(|store| async move {
        let ledger = ledger(store).await;
        for n in 0..100 {
            ledger
                .commit(Act::new(&ctx(n), Kind::CaseNoted).touch(touch(n)))
                .await
                .unwrap();
        }
        let key = key();
        let (one, two) = tokio::join!(seal(ledger.store(), &key), seal(ledger.store(), &key));
        assert_eq!(one.unwrap() + two.unwrap(), 100);
        assert_eq!(seal(ledger.store(), &key).await.unwrap(), 0);
        assert_eq!(ledger.count().await.unwrap(), (100, 0));
        let followed = ledger.follow(0, 1000).await.unwrap();
        assert_eq!(
            ledger.last_at().await.unwrap(),
            Some(followed[99].1.at),
            "what a late clock is held against"
        );
        let numbers: Vec<i64> = followed.iter().map(|(number, _)| *number).collect();
        assert_eq!(numbers, (0..100).collect::<Vec<i64>>());
        let other = SigningKey::from_seed("island.example/ledger", &[8; 32]).unwrap();
        ledger
            .commit(Act::new(&ctx(200), Kind::CaseNoted))
            .await
            .unwrap();
        assert!(
            seal(ledger.store(), &other).await.is_err(),
            "another key goes on silently"
        );
    });
}

#[test]
fn nobody_is_counted_and_not_recorded() {
    testkit::on_both(|store| async move {
        let ledger = ledger(store).await;
        let mut ctx = ctx(1);
        let ask = Ask {
            action: Action::Create,
            on: "register:boats",
            fields: &[],
            relation: Relation::None,
        };
        let refused = policy().permit(&ctx, &ask).unwrap_err();
        ledger.refuse(&ctx, &refused).await.unwrap();
        ctx.actor = Actor::Nobody;
        ledger.refuse(&ctx, &refused).await.unwrap();
        assert_eq!(ledger.count().await.unwrap(), (1, 1));
    });
}

#[test]
fn a_forgotten_subject_is_found_by_nothing_and_all_proofs_hold() {
    testkit::on_both(|store| async move {
        let ledger = ledger(store).await;
        let verifier = key().verifier().clone();
        let of = |subject, record, at| {
            let touch = Touch {
                record: Id([record; 16]),
                ..touch(subject)
            };
            Act::new(&ctx(at), Kind::Looked).touch(touch)
        };
        // Nine stands in two records; ten is seen with nine once.
        let acts = [
            of(9, 8, 1),
            of(9, 7, 2),
            of(9, 8, 3).touch(touch(10)),
            of(10, 8, 4),
        ];
        let mut given = Vec::new();
        for act in acts {
            let entry = ledger.commit(act).await.unwrap().entry;
            while seal(ledger.store(), &key()).await.unwrap() > 0 {}
            let proven = proof(ledger.store(), entry, &verifier).await.unwrap();
            given.push((entry, proven.unwrap()));
        }
        let erased = Act::new(&ctx(5), Kind::RecordErased).touch(touch(9));
        let act = ledger
            .forget(erased, ("boats", &[Id([8; 16])]), &[Id([9; 16])])
            .await
            .unwrap();
        assert_eq!(act.entry().number("salts"), Some(2));
        assert_eq!(act.entry().touches, []);
        let erased = ledger.commit(act).await.unwrap().entry;
        while seal(ledger.store(), &key()).await.unwrap() > 0 {}
        let left = ledger.of_subject(Id([9; 16]), None, 10).await.unwrap();
        let left: Vec<Id> = left.iter().map(|entry| entry.id).collect();
        assert_eq!(left, [given[1].0], "what is about another record");
        for (entry, proven) in &given {
            let file = ProofFile::parse(proven.file.as_bytes()).unwrap();
            let leaf = hash_leaf(proven.leaf.as_bytes());
            file.verify(&leaf, &verifier).unwrap();
            let again = proof(ledger.store(), *entry, &verifier).await.unwrap();
            let forgotten = [given[0].0, given[2].0].contains(entry);
            assert_eq!(again.is_none(), forgotten);
        }
        assert!(
            proof(ledger.store(), erased, &verifier)
                .await
                .unwrap()
                .is_some()
        );
        // A subject who is the record themself is forgotten everywhere, also twice.
        let own = Id([9; 16]);
        for salts in [1, 0] {
            let act = Act::new(&ctx(6 + u8::try_from(salts).unwrap()), Kind::RecordErased);
            let act = ledger
                .forget(act, ("people", &[own]), &[own])
                .await
                .unwrap();
            assert_eq!(act.entry().number("salts"), Some(salts));
            ledger.commit(act).await.unwrap();
            assert_eq!(ledger.of_subject(own, None, 10).await.unwrap(), []);
        }
        let ten = ledger.of_subject(Id([10; 16]), None, 10).await.unwrap();
        let subjects = ten.iter().flat_map(|entry| &entry.touches);
        let subjects: Vec<Id> = subjects.map(|touch| touch.subject).collect();
        assert_eq!(subjects, [Id([10; 16]); 2], "and nine is named nowhere");
    });
}
