//! An apology leaves before a deadline passes; the case stays counted by its old date.

use cases::{APOLOGY, CaseError, Command};
use ledger::Kind;

use crate::island::{
    CAL, DAN, Island, MONDAY, ask, at, clock, harbour, person, registrar, supply, take,
};

#[test]
fn an_apology_with_a_new_date_leaves_before_the_old_one_passes() {
    testkit::on_both(|store| async move {
        let island = Island::on(store).await;
        let (root, leg) = island.filed(CAL, "2026-11-02 09:00").await;
        let due = at("2026-11-03 15:00");
        assert_eq!(leg.due_at, due);
        // Three working hours before: the hour at noon is nobody's.
        island.run_until("2026-11-03 10:59").await;
        assert_eq!(island.leg(CAL, root.id, "mooring").await.promised_at, None);
        island.run_until("2026-11-03 11:00").await;
        let late = island.leg(CAL, root.id, "mooring").await;
        assert_eq!(
            (late.promised_at, late.due_at),
            (Some(at("2026-11-05 16:00")), due)
        );
        let told = island.only(Kind::CaseExtended, CAL).await;
        assert_eq!(
            (told.at, told.number("due")),
            (at("2026-11-03 11:00"), Some(due.0))
        );
        assert_eq!(told.number("promised"), Some(at("2026-11-05 16:00").0));
        assert_eq!(told.ground, "ground-moorings");
        assert_eq!(island.inbox(CAL).await, ["case-opened", "case-apology"]);
        let rows = island.room.queue(&harbour(MONDAY), None, 9).await.unwrap();
        assert_eq!(
            rows[0].due_at,
            at("2026-11-05 16:00"),
            "the office works by the promise"
        );
        // Not twice, and not by anybody who likes to.
        for payload in island.payloads(APOLOGY) {
            island
                .room
                .timer(&clock(due), &payload, |act| act)
                .await
                .unwrap();
        }
        let history = island.history(CAL, root.id).await;
        assert_eq!(
            history.iter().filter(|what| *what == "apologised").count(),
            1
        );
        for ctx in [harbour("2026-11-03 14:00"), person(CAL, "2026-11-03 14:00")] {
            let refused = island.act(&ctx, leg.id, &Command::Apologise).await;
            assert!(matches!(refused, Err(CaseError::Refused(_))), "{refused:?}");
        }
        // Kept within the promise, and late by the law.
        let done = island
            .act(&harbour("2026-11-04 10:00"), leg.id, &take("moor"))
            .await
            .unwrap();
        let ended = island.entry(&done).await;
        assert_eq!(
            (ended.number("on_time"), ended.number("due")),
            (Some(0), Some(due.0))
        );
    });
}

#[test]
fn at_the_due_instant_it_is_in_time() {
    testkit::on_both(|store| async move {
        let island = Island::on(store).await;
        for (who, when, on_time) in [(CAL, "2026-11-03 15:00", 1), (DAN, "2026-11-03 15:01", 0)] {
            let (_, leg) = island.filed(who, "2026-11-02 09:00").await;
            let done = island
                .act(&harbour(when), leg.id, &take("moor"))
                .await
                .unwrap();
            assert_eq!(
                island.entry(&done).await.number("on_time"),
                Some(on_time),
                "{when}"
            );
        }
    });
}

#[test]
fn while_the_clock_stands_still_nobody_apologises() {
    testkit::on_both(|store| async move {
        let island = Island::on(store).await;
        let (root, leg) = island.filed(CAL, "2026-11-02 09:00").await;
        island
            .story(leg.id, &[(harbour("2026-11-02 12:00"), ask())])
            .await;
        island.run_until("2026-11-06 10:00").await;
        let paused = island.leg(CAL, root.id, "mooring").await;
        assert_eq!(paused.promised_at, None);
        // The clock goes on: nine of twelve hours are left, and the warning moves with the date.
        island
            .story(leg.id, &[(person(CAL, "2026-11-06 10:00"), supply())])
            .await;
        let back = island.leg(CAL, root.id, "mooring").await;
        assert_eq!(back.due_at, at("2026-11-07 12:00"));
        island.run_until("2026-11-07 08:59").await;
        assert_eq!(island.leg(CAL, root.id, "mooring").await.promised_at, None);
        island.run_until("2026-11-07 09:00").await;
        assert!(
            island
                .leg(CAL, root.id, "mooring")
                .await
                .promised_at
                .is_some()
        );
    });
}

#[test]
fn a_pause_over_noon_does_not_swallow_the_apology() {
    testkit::on_both(|store| async move {
        let island = Island::on(store).await;
        // Due at 16:00, three hours after noon: the warning falls into the pause.
        let (root, leg) = island.filed(CAL, MONDAY).await;
        assert_eq!(leg.due_at, at("2026-11-03 16:00"));
        island
            .story(leg.id, &[(harbour("2026-11-03 12:00"), ask())])
            .await;
        island.run_until("2026-11-03 13:00").await;
        island
            .story(leg.id, &[(person(CAL, "2026-11-03 13:00"), supply())])
            .await;
        let back = island.leg(CAL, root.id, "mooring").await;
        assert_eq!(
            (back.due_at, back.promised_at),
            (leg.due_at, None),
            "no office time passed"
        );
        island.run_until("2026-11-03 13:00").await;
        assert!(
            island
                .leg(CAL, root.id, "mooring")
                .await
                .promised_at
                .is_some()
        );
    });
}

#[test]
fn an_ended_case_needs_no_apology() {
    testkit::on_both(|store| async move {
        let island = Island::on(store).await;
        let (root, leg) = island.filed(CAL, MONDAY).await;
        island
            .story(leg.id, &[(harbour(MONDAY), take("moor"))])
            .await;
        island
            .story(
                root.id,
                &[
                    (registrar(MONDAY), take("send-draft")),
                    (person(CAL, "2026-11-02 11:00"), take("confirm")),
                    (registrar("2026-11-02 11:30"), take("license")),
                ],
            )
            .await;
        island.run_until("2026-12-31 10:00").await;
        assert!(!island.inbox(CAL).await.contains(&"case-apology".to_owned()));
    });
}
