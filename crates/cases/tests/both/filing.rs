//! One case for one occasion, its offices, and whom it asks to agree.

use cases::CaseError;
use ledger::Kind;

use crate::island::{
    ADA, BEA, CAL, DAN, Island, MONDAY, answers, at, noticed, person, unnoticed, with,
};

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
        let offers: Vec<_> = home
            .offers
            .iter()
            .map(|o| (o.event.as_str(), o.filed))
            .collect();
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
        room.save_draft(&ctx, "boat", |all| all.extend(answers(&[("boat", "Gull")])))
            .await
            .unwrap();
        let submit = || room.submit(&ctx, "boat", (None, |act, _| act));
        let early = submit().await;
        assert!(
            matches!(&early, Err(CaseError::Answers(p)) if p.len() == 3),
            "{early:?}"
        );
        room.save_draft(&ctx, "boat", |all| all.extend(noticed()))
            .await
            .unwrap();
        let (_, root) = submit().await.unwrap();
        assert_eq!(island.view(CAL, root).await.answers, noticed());
        let prepared = room.prepare(&ctx, "boat", None).await.unwrap();
        assert_eq!(
            (prepared.draft.answers.len(), prepared.filed),
            (0, Some(root))
        );
    });
}

#[test]
fn offices_are_the_nearest_and_the_plan_is_what_happens() {
    testkit::on_both(|store| async move {
        let island = Island::on(store).await;
        island.notice(CAL, None, 50).await;
        let ctx = person(CAL, MONDAY);
        let prepared = island
            .room
            .prepare(&ctx, "boat", Some(&noticed()))
            .await
            .unwrap();
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
        assert_eq!(
            (view.root.due_at, view.legs.len()),
            (at("2026-11-09 16:00"), 0)
        );
    });
}

#[test]
fn whoever_must_agree_is_asked() {
    testkit::on_both(|store| async move {
        let island = Island::on(store).await;
        island.notice(BEA, None, 50).await;
        let root = island.file(BEA, &noticed(), MONDAY).await.unwrap();
        let asked = island
            .room
            .home(&person(ADA, MONDAY))
            .await
            .unwrap()
            .consents;
        let ids: Vec<_> = asked
            .iter()
            .map(|c| (c.root, c.id.as_str(), c.person))
            .collect();
        assert_eq!(ids, [(root, "mother", ADA)]);
        assert_eq!(island.inbox(ADA).await, ["consent-asked"]);
        // Only she can answer, and only once.
        let not_hers = island
            .room
            .consent(&person(BEA, MONDAY), root, "mother", true)
            .await;
        assert!(matches!(not_hers, Err(CaseError::NotFound)));
        island
            .room
            .consent(&person(ADA, MONDAY), root, "mother", false)
            .await
            .unwrap();
        let again = island
            .room
            .consent(&person(ADA, MONDAY), root, "mother", true)
            .await;
        assert!(matches!(again, Err(CaseError::NotNow { .. })));
        let answered = island.only(Kind::ConsentAnswered, ADA).await;
        assert_eq!(answered.word("answer"), Some("no"));
        assert_eq!(
            island.view(BEA, root).await.consents[0].answer,
            Some((at(MONDAY), false))
        );
        assert_eq!(island.inbox(BEA).await, ["case-opened", "consent-answered"]);
    });
}
