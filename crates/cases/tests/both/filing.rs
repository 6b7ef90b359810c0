//! What is asked, what is known, and one case for one occasion.

use cases::model::{Answers, Finding};
use cases::{Asked, CaseError};
use ledger::Kind;
use registers::{OpenedBy, Status};

use crate::island::{
    ADA, BEA, CAL, DAN, Island, MONDAY, answers, at, noticed, person, unnoticed,
};

/// What a form asks, by id.
async fn asked(island: &Island, given: &Answers) -> Vec<String> {
    let ctx = person(CAL, MONDAY);
    let prepared = island.room.prepare(&ctx, "boat", Some(given)).await.unwrap();
    prepared.asked.iter().map(|asked| asked.id().to_owned()).collect()
}

fn with(base: Answers, pairs: &[(&str, &str)]) -> Answers {
    let mut all = base;
    all.extend(answers(pairs));
    all
}

#[test]
fn what_a_register_knows_is_not_asked() {
    testkit::on_both(|store| async move {
        let island = Island::on(store).await;
        island.notice(CAL, Some(DAN), 50).await;
        assert_eq!(asked(&island, &noticed()).await, ["boat", "engine", "harbour", "moor"]);
        let root = island.file(CAL, &noticed(), MONDAY).await.unwrap();
        let view = island.view(CAL, root).await;
        let found: Vec<_> = view.evidence.iter().map(|e| (e.id.as_str(), e.finding)).collect();
        assert_eq!(found, [("notice", Finding::Found), ("owner", Finding::Found)]);
        let tickets = island.room.registers.tickets_from(island.room.ledger.store(), root).await;
        assert_eq!(tickets.unwrap().len(), 0);
        assert_eq!(island.inbox(CAL).await, ["case-opened"]);
        // Whom the evidence is about reads it in the entry, with its fields; the other owner too.
        let about_dan = island.only(Kind::CaseOpened, DAN).await;
        assert_eq!(about_dan.number("silent"), Some(0));
        assert_eq!(about_dan.number("due"), Some(view.root.due_at.0));
        assert_eq!((about_dan.word("office"), about_dan.ground.as_str()), (Some("RG"), "ground-own-data"));
        let of_dan: Vec<_> = about_dan.touches.iter().filter(|touch| touch.subject == DAN).collect();
        let [touch] = &of_dan[..] else { panic!("one touch: {of_dan:?}") };
        assert_eq!(touch.register, "build-notices");
        assert_eq!(touch.fields, ["built_on", "co_owner", "kind", "length", "number", "owner", "yard"]);
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
        Row { notice: None, origin: "built", papers: &[], said: None },
        Row { notice: None, origin: "bought", papers: &["bill-of-sale"], said: Some("silent") },
        Row { notice: Some(301), origin: "bought", papers: &["bill-of-sale"], said: Some("contradicts") },
        Row { notice: Some(301), origin: "built", papers: &[], said: None },
        Row { notice: Some(300), origin: "bought", papers: &[], said: None },
    ];
    testkit::on_both(|store| async move {
        let island = Island::on(store).await;
        for (n, row) in table.iter().enumerate() {
            let who = island.somebody(n, None).await;
            let record = match row.notice {
                Some(length) => Some(island.notice(who, None, length).await),
                None => None,
            };
            let given = with(unnoticed(), &[("origin", row.origin), ("bill-of-sale", &who.to_string())]);
            let ctx = person(who, MONDAY);
            let prepared = island.room.prepare(&ctx, "boat", Some(&given)).await.unwrap();
            let papers: Vec<&str> = prepared
                .asked
                .iter()
                .filter(|asked| matches!(asked, Asked::Paper { .. }))
                .map(Asked::id)
                .collect();
            assert_eq!(papers, row.papers, "row {n}");
            let root = island.file(who, &given, MONDAY).await.unwrap();
            let store = island.room.ledger.store();
            let tickets = island.room.registers.tickets_from(store, root).await.unwrap();
            let told: Vec<_> = tickets
                .iter()
                .map(|t| (t.register.as_str(), t.steward.as_str(), t.record, t.opened_by, t.status))
                .collect();
            let one = ("build-notices", "RG", record, OpenedBy::Case, Status::Open);
            assert_eq!(told, row.said.map(|_| one).into_iter().collect::<Vec<_>>(), "row {n}");
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
        (&[("origin", "bought"), ("bill-of-sale", "in the post")], &[("bill-of-sale", "missing")]),
        (&[("builder", "")], &[]),
        (&[("builder", "a\nb")], &[("builder", "hidden-character")]),
        (&[("built_on", "yesterday")], &[("built_on", "not-a-date")]),
        (&[("built_on", "2026-02-30")], &[("built_on", "not-a-date")]),
        (&[("built_on", "2026-10-01T08:00")], &[("built_on", "not-a-date")]),
        (&[("built_on", "2026-11-03")], &[("built_on", "wrong")]),
        (&[("built_on", "2026-11-02")], &[]),
        (&[("kind", "raft")], &[("kind", "not-a-choice")]),
        (&[("size", "SHORT")], &[("size", "not-a-choice")]),
        (&[("engine", "true")], &[("engine", "not-a-choice")]),
        (&[("harbour", "V1")], &[("harbour", "unknown-place")]),
        (&[("harbour", "H9")], &[("harbour", "unknown-place")]),
        (&[("nobody-asked", "\u{0}")], &[]),
        (&[("boat", ""), ("moor", ""), ("kind", "")], &[("boat", "missing"), ("kind", "missing"), ("moor", "missing")]),
    ];
    testkit::on_both(|store| async move {
        let island = Island::on(store).await;
        for (changed, expected) in table {
            let given = with(unnoticed(), changed);
            let ctx = person(CAL, MONDAY);
            let prepared = island.room.prepare(&ctx, "boat", Some(&given)).await.unwrap();
            let told: Vec<(&str, &str)> =
                prepared.problems.iter().map(|p| (p.question.as_str(), p.what)).collect();
            assert_eq!(&told, expected, "{changed:?}");
            if !expected.is_empty() {
                let refused = island.file(CAL, &given, MONDAY).await;
                assert!(matches!(refused, Err(CaseError::Answers(_))), "{changed:?}: {refused:?}");
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

#[test]
fn one_occasion_has_one_case() {
    testkit::on_both(|store| async move {
        let island = Island::on(store).await;
        island.notice(CAL, Some(DAN), 50).await;
        // Twice at the same moment, and the other owner with them.
        let given = noticed();
        let (one, two, three) = tokio::join!(
            island.file(CAL, &given, MONDAY),
            island.file(CAL, &given, MONDAY),
            island.file(DAN, &given, MONDAY),
        );
        let mut filed = Vec::new();
        let mut told = Vec::new();
        for done in [one, two, three] {
            match done {
                Ok(root) => filed.push(root),
                Err(CaseError::AlreadyFiled { root }) => told.push(root),
                Err(other) => panic!("{other:?}"),
            }
        }
        assert_eq!((filed.len(), told.len()), (1, 2));
        assert!(told.iter().all(|root| *root == filed[0]));
        // And later; the page says so before anything is answered.
        let again = island.file(CAL, &noticed(), "2026-11-03 10:00").await;
        assert!(matches!(again, Err(CaseError::AlreadyFiled { root }) if root == filed[0]));
        let home = island.room.home(&person(DAN, MONDAY)).await.unwrap();
        let offers: Vec<_> = home.offers.iter().map(|o| (o.event.as_str(), o.filed)).collect();
        assert_eq!(offers, [("boat", Some(filed[0]))]);
    });
}

#[test]
fn a_draft_becomes_one_case_and_is_gone() {
    testkit::on_both(|store| async move {
        let island = Island::on(store).await;
        island.notice(CAL, None, 50).await;
        let ctx = person(CAL, MONDAY);
        let room = &island.room;
        room.save_draft(&ctx, "boat", |all| all.extend(answers(&[("boat", "Gull")]))).await.unwrap();
        let submit = || room.submit(&ctx, "boat", (None, |act, _| act));
        let early = submit().await;
        assert!(matches!(&early, Err(CaseError::Answers(p)) if p.len() == 3), "{early:?}");
        room.save_draft(&ctx, "boat", |all| all.extend(noticed())).await.unwrap();
        let (_, root) = submit().await.unwrap();
        assert_eq!(island.view(CAL, root).await.answers, noticed());
        let prepared = room.prepare(&ctx, "boat", None).await.unwrap();
        assert_eq!((prepared.draft.answers.len(), prepared.filed), (0, Some(root)));
    });
}

#[test]
fn offices_are_the_nearest_and_the_plan_is_what_happens() {
    testkit::on_both(|store| async move {
        let island = Island::on(store).await;
        island.notice(CAL, None, 50).await;
        let ctx = person(CAL, MONDAY);
        let prepared = island.room.prepare(&ctx, "boat", Some(&noticed())).await.unwrap();
        let plan: Vec<_> = prepared
            .plan
            .iter()
            .map(|p| (p.leg.as_deref(), p.office.as_str(), p.due_at))
            .collect();
        // Five working days after Monday end on Saturday; 12 of 7 hours a day on Tuesday.
        let expected = [
            (None, "RG", at("2026-11-07 16:00")),
            (Some("mooring"), "HO", at("2026-11-03 16:00")),
        ];
        assert_eq!(plan, expected);
        let root = island.file(CAL, &noticed(), MONDAY).await.unwrap();
        let view = island.view(CAL, root).await;
        let opened: Vec<_> = std::iter::once(&view.root)
            .chain(&view.legs)
            .map(|case| (case.leg.as_deref(), case.office.as_str(), case.due_at))
            .collect();
        assert_eq!(opened, expected);
        // After the cut-off Monday counts as Tuesday for the licence, whose sixth day is a Monday.
        let given = with(unnoticed(), &[("moor", "no")]);
        let late = island.file(DAN, &given, "2026-11-02 15:30").await.unwrap();
        let view = island.view(DAN, late).await;
        assert_eq!((view.root.due_at, view.legs.len()), (at("2026-11-09 16:00"), 0));
    });
}

#[test]
fn whoever_must_agree_is_asked() {
    testkit::on_both(|store| async move {
        let island = Island::on(store).await;
        island.notice(BEA, None, 50).await;
        let root = island.file(BEA, &noticed(), MONDAY).await.unwrap();
        let asked = island.room.home(&person(ADA, MONDAY)).await.unwrap().consents;
        let ids: Vec<_> = asked.iter().map(|c| (c.root, c.id.as_str(), c.person)).collect();
        assert_eq!(ids, [(root, "mother", ADA)]);
        assert_eq!(island.inbox(ADA).await, ["consent-asked"]);
        // Only she can answer, and only once.
        let not_hers = island.room.consent(&person(BEA, MONDAY), root, "mother", true).await;
        assert!(matches!(not_hers, Err(CaseError::NotFound)));
        island.room.consent(&person(ADA, MONDAY), root, "mother", false).await.unwrap();
        let again = island.room.consent(&person(ADA, MONDAY), root, "mother", true).await;
        assert!(matches!(again, Err(CaseError::NotNow { .. })));
        let answered = island.only(Kind::ConsentAnswered, ADA).await;
        assert_eq!(answered.word("answer"), Some("no"));
        assert_eq!(island.view(BEA, root).await.consents[0].answer, Some((at(MONDAY), false)));
        assert_eq!(island.inbox(BEA).await, ["case-opened", "consent-answered"]);
    });
}
