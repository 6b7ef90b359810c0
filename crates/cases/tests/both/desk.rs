//! What officers do in their office, and that every refusal leaves its trace.

use cases::{CaseError, Command};
use ledger::{Kind, seal};
use merkle::SigningKey;

use crate::island::{
    CAL, DAN, HANA, Island, MONDAY, REX, RUTH, at, harbour, officer, person, registrar, take,
};

#[test]
fn a_case_is_claimed_noted_and_handed_over() {
    testkit::on_both(|store| async move {
        let island = Island::on(store).await;
        let (root, _) = island.filed(CAL, MONDAY).await;
        let rex = |when: &str| officer(REX, ("registrar", "RG"), "boat-licence", when);
        let to_rex = Command::HandOver(REX);
        let not_now = |done: &Result<_, CaseError>| matches!(done, Err(CaseError::NotNow { .. }));
        assert!(
            not_now(&island.act(&registrar(MONDAY), root.id, &to_rex).await),
            "not hers yet"
        );
        let note = Command::Note("look at the bow".to_owned());
        island
            .story(
                root.id,
                &[
                    (registrar(MONDAY), Command::Claim),
                    (registrar(MONDAY), note),
                ],
            )
            .await;
        assert!(
            not_now(
                &island
                    .act(&registrar(MONDAY), root.id, &Command::Claim)
                    .await
            ),
            "hers already"
        );
        assert!(
            not_now(&island.act(&rex(MONDAY), root.id, &to_rex).await),
            "not his to give"
        );
        assert!(not_now(
            &island
                .act(&registrar(MONDAY), root.id, &Command::HandOver(RUTH))
                .await
        ));
        let rows = island
            .room
            .queue(&registrar(MONDAY), None, 9)
            .await
            .unwrap();
        assert_eq!(
            (rows.len(), rows[0].holder, rows[0].number.as_str()),
            (1, Some(RUTH), "RG-261102-0001")
        );
        island
            .story(root.id, &[(registrar("2026-11-02 11:00"), to_rex)])
            .await;
        let desk = island.desk(&rex("2026-11-02 12:00"), root.id).await;
        assert_eq!(desk.case.holder, Some(REX));
        let mut whats: Vec<_> = desk
            .steps
            .iter()
            .map(|s| (s.at, s.what.as_str(), s.text.as_deref()))
            .collect();
        whats.sort();
        let (ten, eleven) = (at(MONDAY), at("2026-11-02 11:00"));
        let expected = [
            (ten, "claimed", None),
            (ten, "noted", Some("look at the bow")),
            (ten, "opened", None),
            (eleven, "handed-over", None),
        ];
        assert_eq!(whats, expected);
        // What officers note among themselves is not the applicant's.
        assert!(
            !island
                .history(CAL, root.id)
                .await
                .contains(&"noted".to_owned())
        );
    });
}

#[test]
fn nobody_handles_what_is_not_theirs_and_the_ledger_knows() {
    testkit::on_both(|store| async move {
        let island = Island::on(store).await;
        let (root, leg) = island.filed(CAL, MONDAY).await;
        let elsewhere = |role, office| officer(HANA, (role, office), "boat-licence", MONDAY);
        let table = [
            (harbour(MONDAY), root.id, Command::Claim, "role"),
            (
                elsewhere("registrar", "HO"),
                root.id,
                Command::Claim,
                "relation",
            ),
            (
                elsewhere("registrar", "HO"),
                root.id,
                take("send-draft"),
                "relation",
            ),
            (
                officer(RUTH, ("registrar", "RG"), "mooring", MONDAY),
                root.id,
                Command::Claim,
                "purpose",
            ),
            (registrar(MONDAY), leg.id, take("moor"), "role"),
            (
                elsewhere("steward", "RG"),
                root.id,
                Command::Note("a".into()),
                "role",
            ),
            (person(DAN, MONDAY), root.id, take("confirm"), "relation"),
            (person(DAN, MONDAY), root.id, Command::Withdraw, "relation"),
            // Officers do not take back, people do not claim, nobody pretends to be the clock.
            (registrar(MONDAY), root.id, Command::Withdraw, "role"),
            (person(CAL, MONDAY), root.id, Command::Claim, "role"),
            (
                person(CAL, MONDAY),
                root.id,
                Command::HandOver(RUTH),
                "role",
            ),
            (
                person(CAL, MONDAY),
                root.id,
                Command::Note("a".into()),
                "role",
            ),
            (
                person(CAL, MONDAY),
                root.id,
                Command::FollowedUp("a".into()),
                "role",
            ),
            (person(CAL, MONDAY), root.id, Command::Apologise, "role"),
        ];
        let mut refused = Vec::new();
        for (ctx, case, command, reason) in &table {
            let done = island.act(ctx, *case, command).await;
            assert!(
                matches!(&done, Err(CaseError::Refused(r)) if r.reason.code() == *reason),
                "{command:?}: {done:?}"
            );
            refused.push((*reason).to_owned());
        }
        let looks = [
            island
                .room
                .desk_case(|_| harbour(MONDAY), root.id)
                .await
                .is_ok(),
            island
                .room
                .case(&person(DAN, MONDAY), root.id)
                .await
                .is_ok(),
        ];
        assert_eq!(looks, [false, false]);
        refused.extend(["role".to_owned(), "relation".to_owned()]);
        // Each refusal is an entry with its reason.
        let (key, ledger) = (
            SigningKey::from_seed("island.example/ledger", &[3; 32]).unwrap(),
            &island.room.ledger,
        );
        while seal(ledger.store(), &key).await.unwrap() > 0 {}
        let entries = ledger.follow(0, 500).await.unwrap();
        let mut told: Vec<String> = entries
            .iter()
            .filter(|(_, entry)| entry.kind == Kind::Refused)
            .map(|(_, entry)| entry.word("reason").unwrap().to_owned())
            .collect();
        told.sort();
        refused.sort();
        assert_eq!(told, refused);
        assert_eq!(island.history(CAL, root.id).await, ["opened", "opened"]);
    });
}

#[test]
fn queues_hold_what_waits_for_a_role_those_due_first() {
    testkit::on_both(|store| async move {
        let island = Island::on(store).await;
        let (late, _) = island.filed(CAL, "2026-11-03 10:00").await;
        let (early, leg) = island.filed(DAN, MONDAY).await;
        assert_eq!(island.queue(&registrar(MONDAY)).await, [early.id, late.id]);
        let rows = island
            .room
            .queue(&registrar(MONDAY), None, 1)
            .await
            .unwrap();
        let next = island
            .room
            .queue(&registrar(MONDAY), Some((rows[0].due_at, rows[0].case)), 9)
            .await
            .unwrap();
        assert_eq!(
            (rows[0].case, next.len(), next[0].case),
            (early.id, 1, late.id)
        );
        // What waits for the applicant does not wait for the office.
        island
            .story(
                early.id,
                &[(registrar("2026-11-03 11:00"), take("send-draft"))],
            )
            .await;
        assert_eq!(island.queue(&registrar(MONDAY)).await, [late.id]);
        island
            .story(leg.id, &[(harbour("2026-11-03 11:00"), take("moor"))])
            .await;
        assert_eq!(island.queue(&harbour(MONDAY)).await.len(), 1);
        let of_stewards = officer(RUTH, ("steward", "RG"), "correction", MONDAY);
        assert_eq!(island.queue(&of_stewards).await, []);
        let waiting = island
            .room
            .waiting(&registrar("2026-11-09 17:00"))
            .await
            .unwrap();
        assert_eq!((waiting.all, waiting.late, waiting.today), (1, 1, 0));
        assert!(matches!(
            island.room.queue(&person(CAL, MONDAY), None, 9).await,
            Err(CaseError::NotFound)
        ));
    });
}
