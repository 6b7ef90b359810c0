//! The applicant takes the application back, while that is still possible.

use cases::{CaseError, Command};
use ledger::Kind;
use pack::model::Outcome;

use crate::island::{
    ADA, BEA, CAL, Island, MONDAY, ask, at, harbour, noticed, person, refuse, registrar, take,
    unnoticed,
};

#[test]
fn it_ends_the_whole_and_gives_the_occasion_back() {
    testkit::on_both(|store| async move {
        let island = Island::on(store).await;
        island.notice(BEA, None, 50).await;
        let root = island.file(BEA, &noticed(), MONDAY).await.unwrap();
        island
            .story(root, &[(registrar("2026-11-02 11:00"), ask())])
            .await;
        assert!(island.view(BEA, root).await.may_withdraw);
        let done = island
            .act(&person(BEA, "2026-11-03 11:00"), root, &Command::Withdraw)
            .await;
        let entry = island.entry(&done.unwrap()).await;
        assert_eq!(
            (entry.kind, entry.word("outcome")),
            (Kind::CaseEnded, Some("withdrawn"))
        );
        assert_eq!(
            (entry.word("root"), entry.word("office")),
            (Some("boat-licence"), Some("RG"))
        );
        assert_eq!(
            entry.number("on_time"),
            Some(1),
            "a withdrawal is nobody's delay"
        );
        let view = island.view(BEA, root).await;
        for case in std::iter::once(&view.root).chain(&view.legs) {
            assert_eq!(
                case.ended,
                Some((at("2026-11-03 11:00"), Outcome::Withdrawn))
            );
            assert_eq!((case.stage.as_str(), &case.queued), ("withdrawn", &None));
            assert!(
                case.clock.pauses.iter().all(|pause| pause.to.is_some()),
                "no clock stands still"
            );
        }
        assert!(!view.may_withdraw && view.actions.is_empty());
        assert_eq!(
            (
                island.queue(&registrar(MONDAY)).await,
                island.queue(&harbour(MONDAY)).await
            ),
            (vec![], vec![])
        );
        // Nobody is asked any more for what was asked.
        let mother = person(ADA, "2026-11-03 12:00");
        assert_eq!(island.room.home(&mother).await.unwrap().consents, []);
        let late = island.room.consent(&mother, root, "mother", true).await;
        assert!(matches!(late, Err(CaseError::NotNow { .. })), "{late:?}");
        let twice = island
            .act(&person(BEA, "2026-11-03 12:00"), root, &Command::Withdraw)
            .await;
        assert!(matches!(twice, Err(CaseError::NotNow { .. })));
        let again = island
            .file(BEA, &noticed(), "2026-11-04 11:00")
            .await
            .unwrap();
        assert_ne!(again, root);
    });
}

#[test]
fn it_is_possible_until_a_decision_is_near() {
    /// Steps of the root (yes) or the leg (no).
    type Steps = fn() -> Vec<(bool, access::Ctx, Command)>;
    let table: [(&str, Steps, bool); 6] = [
        ("filed", || vec![], true),
        (
            "draft",
            || vec![(true, registrar("2026-11-02 11:00"), take("send-draft"))],
            true,
        ),
        (
            "confirmed",
            || {
                vec![
                    (true, registrar("2026-11-02 11:00"), take("send-draft")),
                    (true, person(CAL, "2026-11-02 12:00"), take("confirm")),
                ]
            },
            false,
        ),
        (
            "a leg granted",
            || vec![(false, harbour("2026-11-02 11:00"), take("moor"))],
            false,
        ),
        (
            "a leg refused",
            || {
                vec![(
                    false,
                    harbour("2026-11-02 11:00"),
                    refuse("ground-refuse-full"),
                )]
            },
            true,
        ),
        (
            "refused",
            || {
                vec![(
                    true,
                    registrar("2026-11-02 11:00"),
                    refuse("ground-refuse-owner"),
                )]
            },
            false,
        ),
    ];
    testkit::on_both(|store| async move {
        let island = Island::on(store).await;
        for (n, (name, steps, possible)) in table.into_iter().enumerate() {
            // Without a notice there is no occasion, and each is filed anew.
            let given = unnoticed();
            let who = island.somebody(n, None).await;
            let root = island.file(who, &given, MONDAY).await.unwrap();
            let leg = island.leg(who, root, "mooring").await.id;
            for (of_root, ctx, command) in steps() {
                let ctx = match ctx.actor {
                    access::Actor::Person { .. } => person(who, "2026-11-02 12:00"),
                    _ => ctx,
                };
                island
                    .act(&ctx, if of_root { root } else { leg }, &command)
                    .await
                    .unwrap();
            }
            assert_eq!(
                island.view(who, root).await.may_withdraw,
                possible,
                "{name}"
            );
            let done = island
                .act(&person(who, "2026-11-03 11:00"), root, &Command::Withdraw)
                .await;
            assert_eq!(done.is_ok(), possible, "{name}: {done:?}");
        }
    });
}
