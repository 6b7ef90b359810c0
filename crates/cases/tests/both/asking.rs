//! What is known, what is asked, and what will not do.

use cases::model::{Answers, Finding};
use cases::{Asked, CaseError};
use ledger::Kind;
use registers::{OpenedBy, Status};

use crate::island::{CAL, DAN, Island, MONDAY, noticed, person, unnoticed, with};

/// What a form asks, by id.
async fn asked(island: &Island, given: &Answers) -> Vec<String> {
    let ctx = person(CAL, MONDAY);
    let prepared = island
        .room
        .prepare(&ctx, "boat", Some(given))
        .await
        .unwrap();
    prepared
        .asked
        .iter()
        .map(|asked| asked.id().to_owned())
        .collect()
}

#[test]
fn what_a_register_knows_is_not_asked() {
    testkit::on_both(|store| async move {
        let island = Island::on(store).await;
        island.notice(CAL, Some(DAN), 50).await;
        assert_eq!(
            asked(&island, &noticed()).await,
            ["boat", "engine", "harbour", "moor"]
        );
        let root = island.file(CAL, &noticed(), MONDAY).await.unwrap();
        let view = island.view(CAL, root).await;
        let found: Vec<_> = view
            .evidence
            .iter()
            .map(|e| (e.id.as_str(), e.finding))
            .collect();
        assert_eq!(
            found,
            [("notice", Finding::Found), ("owner", Finding::Found)]
        );
        let tickets = island
            .room
            .registers
            .tickets_from(island.room.ledger.store(), root)
            .await;
        assert_eq!(tickets.unwrap().len(), 0);
        assert_eq!(island.inbox(CAL).await, ["case-opened"]);
        // Whom the evidence is about reads it in the entry, with its fields; the other owner too.
        let about_dan = island.only(Kind::CaseOpened, DAN).await;
        assert_eq!(about_dan.number("silent"), Some(0));
        assert_eq!(about_dan.number("due"), Some(view.root.due_at.0));
        assert_eq!(
            (about_dan.word("office"), about_dan.ground.as_str()),
            (Some("RG"), "ground-own-data")
        );
        let of_dan: Vec<_> = about_dan
            .touches
            .iter()
            .filter(|touch| touch.subject == DAN)
            .collect();
        let [touch] = &of_dan[..] else {
            panic!("one touch: {of_dan:?}")
        };
        assert_eq!(touch.register, "build-notices");
        assert_eq!(
            touch.fields,
            [
                "built_on", "co_owner", "kind", "length", "number", "owner", "yard"
            ]
        );
        // The other owner is a party.
        assert_eq!(island.view(DAN, root).await.root.id, root);
    });
}

#[test]
fn what_a_register_lacks_is_asked_and_its_steward_hears_of_it() {
    /// What is known and answered, and what follows.
    struct Row {
        /// The length of the boat in the notice, if there is one.
        notice: Option<i64>,
        origin: &'static str,
        papers: &'static [&'static str],
        said: Option<&'static str>,
    }
    let table = &[
        Row {
            notice: None,
            origin: "built",
            papers: &[],
            said: None,
        },
        Row {
            notice: None,
            origin: "bought",
            papers: &["bill-of-sale"],
            said: Some("silent"),
        },
        Row {
            notice: Some(301),
            origin: "bought",
            papers: &["bill-of-sale"],
            said: Some("contradicts"),
        },
        Row {
            notice: Some(301),
            origin: "built",
            papers: &[],
            said: None,
        },
        Row {
            notice: Some(300),
            origin: "bought",
            papers: &[],
            said: None,
        },
    ];
    testkit::on_both(|store| async move {
        let island = Island::on(store).await;
        for (n, row) in table.iter().enumerate() {
            let who = island.somebody(n, None).await;
            let record = match row.notice {
                Some(length) => Some(island.notice(who, None, length).await),
                None => None,
            };
            let sent = island.sent(who).await.to_string();
            let given = with(
                unnoticed(),
                &[("origin", row.origin), ("bill-of-sale", &sent)],
            );
            let ctx = person(who, MONDAY);
            let prepared = island
                .room
                .prepare(&ctx, "boat", Some(&given))
                .await
                .unwrap();
            let papers: Vec<&str> = prepared
                .asked
                .iter()
                .filter(|asked| matches!(asked, Asked::Paper { .. }))
                .map(Asked::id)
                .collect();
            assert_eq!(papers, row.papers, "row {n}");
            let root = island.file(who, &given, MONDAY).await.unwrap();
            let store = island.room.ledger.store();
            let tickets = island
                .room
                .registers
                .tickets_from(store, root)
                .await
                .unwrap();
            let told: Vec<_> = tickets
                .iter()
                .map(|t| {
                    (
                        t.register.as_str(),
                        t.steward.as_str(),
                        t.record,
                        t.opened_by,
                        t.status,
                    )
                })
                .collect();
            let one = ("build-notices", "RG", record, OpenedBy::Case, Status::Open);
            assert_eq!(
                told,
                row.said.map(|_| one).into_iter().collect::<Vec<_>>(),
                "row {n}"
            );
            let entry = island.only(Kind::CaseOpened, who).await;
            let counted = i64::try_from(row.papers.len()).unwrap();
            assert_eq!(entry.number("silent"), Some(counted), "row {n}");
        }
    });
}

#[test]
fn answers_that_will_not_do_are_told_together() {
    let long = "x".repeat(41);
    let table: &[(&[(&str, &str)], &[(&str, &str)])] = &[
        (&[], &[]),
        (&[("boat", "")], &[("boat", "missing")]),
        (&[("boat", "  ")], &[("boat", "missing")]),
        (&[("boat", "x")], &[("boat", "wrong")]),
        (&[("boat", &long)], &[("boat", "too-long")]),
        (&[("boat", "Gu\u{200b}ll")], &[("boat", "hidden-character")]),
        (&[("boat", "M\u{1ee5}c Đồng 🐟")], &[]),
        (&[("origin", "found")], &[("origin", "not-a-choice")]),
        (&[("origin", "bought")], &[("bill-of-sale", "missing")]),
        (
            &[("origin", "bought"), ("bill-of-sale", "in the post")],
            &[("bill-of-sale", "missing")],
        ),
        (&[("builder", "")], &[]),
        (&[("builder", "a\nb")], &[("builder", "hidden-character")]),
        (&[("built_on", "yesterday")], &[("built_on", "not-a-date")]),
        (&[("built_on", "2026-02-30")], &[("built_on", "not-a-date")]),
        (
            &[("built_on", "2026-10-01T08:00")],
            &[("built_on", "not-a-date")],
        ),
        (&[("built_on", "2026-11-03")], &[("built_on", "wrong")]),
        (&[("built_on", "2026-11-02")], &[]),
        (&[("kind", "raft")], &[("kind", "not-a-choice")]),
        (&[("size", "SHORT")], &[("size", "not-a-choice")]),
        (&[("engine", "true")], &[("engine", "not-a-choice")]),
        (&[("harbour", "V1")], &[("harbour", "unknown-place")]),
        (&[("harbour", "H9")], &[("harbour", "unknown-place")]),
        (&[("nobody-asked", "\u{0}")], &[]),
        (
            &[("boat", ""), ("moor", ""), ("kind", "")],
            &[
                ("boat", "missing"),
                ("kind", "missing"),
                ("moor", "missing"),
            ],
        ),
    ];
    testkit::on_both(|store| async move {
        let island = Island::on(store).await;
        for (changed, expected) in table {
            let given = with(unnoticed(), changed);
            let ctx = person(CAL, MONDAY);
            let prepared = island
                .room
                .prepare(&ctx, "boat", Some(&given))
                .await
                .unwrap();
            let told: Vec<(&str, &str)> = prepared
                .problems
                .iter()
                .map(|p| (p.question.as_str(), p.what))
                .collect();
            assert_eq!(&told, expected, "{changed:?}");
            if !expected.is_empty() {
                let refused = island.file(CAL, &given, MONDAY).await;
                assert!(
                    matches!(refused, Err(CaseError::Answers(_))),
                    "{changed:?}: {refused:?}"
                );
            }
        }
        let none = island.room.home(&person(CAL, MONDAY)).await.unwrap().cases;
        assert!(none.is_empty(), "nothing was opened");
    });
}

#[test]
fn answers_to_what_is_not_asked_are_not_kept() {
    testkit::on_both(|store| async move {
        let island = Island::on(store).await;
        island.notice(CAL, None, 50).await;
        let given = with(unnoticed(), &[("password", "secret")]);
        let root = island.file(CAL, &given, MONDAY).await.unwrap();
        assert_eq!(island.view(CAL, root).await.answers, noticed());
    });
}
