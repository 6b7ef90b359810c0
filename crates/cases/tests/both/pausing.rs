//! Clocks that stand still, and silence that means something.

use cases::{Command, SILENCE, Take};

use crate::island::{CAL, Island, MONDAY, ask, at, clock, person, registrar, supply, take};

#[test]
fn the_clock_stands_still_for_papers_and_goes_on_after() {
    testkit::on_both(|store| async move {
        let island = Island::on(store).await;
        let (root, _) = island.filed(CAL, MONDAY).await;
        let legal = at("2026-11-07 16:00");
        assert_eq!(root.due_at, legal);
        island
            .story(root.id, &[(registrar("2026-11-03 10:00"), ask())])
            .await;
        let asked = island.root(CAL, root.id).await;
        assert_eq!((asked.due_at, asked.stage.as_str()), (legal, "supplement"));
        assert_eq!(asked.asked[0].content, "the bow with its number");
        let pause = &asked.clock.pauses[..];
        assert_eq!(
            (pause.len(), pause[0].from, pause[0].to),
            (1, at("2026-11-03 10:00"), None)
        );
        assert_eq!(pause[0].ground, "ground-pause-supplement");
        assert!(island.inbox(CAL).await.contains(&"case-stepped".to_owned()));
        // One working day of pause moves the date by one working day, over the Sunday.
        island
            .story(root.id, &[(person(CAL, "2026-11-04 10:00"), supply())])
            .await;
        let back = island.root(CAL, root.id).await;
        assert_eq!(
            (back.due_at, back.stage.as_str()),
            (at("2026-11-09 16:00"), "check")
        );
        assert_eq!(back.clock.pauses[0].to, Some(at("2026-11-04 10:00")));
        assert_eq!(back.asked.len(), 1, "what was asked can still be read");
    });
}

#[test]
fn silence_is_agreement_exactly_once() {
    testkit::on_both(|store| async move {
        let island = Island::on(store).await;
        let (root, _) = island.filed(CAL, MONDAY).await;
        island
            .story(
                root.id,
                &[(registrar("2026-11-03 10:00"), take("send-draft"))],
            )
            .await;
        island.run_until("2026-11-05 15:59").await;
        assert_eq!(island.root(CAL, root.id).await.stage, "draft");
        // Two days after Tuesday, at closing.
        island.run_until("2026-11-05 16:00").await;
        let silent = island.root(CAL, root.id).await;
        assert_eq!(silent.stage, "enter");
        assert_eq!(silent.clock.pauses[0].to, Some(at("2026-11-05 16:00")));
        let view = island.view(CAL, root.id).await;
        let step = view
            .steps
            .iter()
            .find(|step| step.what == "confirm")
            .unwrap();
        assert_eq!(
            (step.role.as_str(), step.at),
            ("clock", at("2026-11-05 16:00"))
        );
        // The job is handed over again: nothing happens.
        for payload in island.payloads(SILENCE) {
            let again = clock(at("2026-11-05 16:01"));
            island
                .room
                .timer(&again, &payload, |act| act)
                .await
                .unwrap();
        }
        let history = island.history(CAL, root.id).await;
        assert_eq!(history.iter().filter(|what| *what == "confirm").count(), 1);
    });
}

#[test]
fn whoever_answers_is_not_silent() {
    testkit::on_both(|store| async move {
        let island = Island::on(store).await;
        let (root, _) = island.filed(CAL, MONDAY).await;
        let object = Take {
            action: "object".to_owned(),
            reason: Some("a typo".to_owned()),
            ..Take::default()
        };
        island
            .story(
                root.id,
                &[
                    (registrar("2026-11-03 10:00"), take("send-draft")),
                    (person(CAL, "2026-11-03 11:00"), Command::Take(object)),
                    (registrar("2026-11-05 10:00"), take("send-draft")),
                ],
            )
            .await;
        // The first draft's silence comes to nothing; the second's counts from its own day.
        island.run_until("2026-11-06 12:00").await;
        assert_eq!(island.payloads(SILENCE).len(), 1);
        assert_eq!(island.root(CAL, root.id).await.stage, "draft");
        island
            .story(
                root.id,
                &[(person(CAL, "2026-11-06 12:00"), take("confirm"))],
            )
            .await;
        island.run_until("2026-11-30 12:00").await;
        let history = island.history(CAL, root.id).await;
        assert_eq!(history.iter().filter(|what| *what == "confirm").count(), 1);
        assert_eq!(island.root(CAL, root.id).await.stage, "enter");
    });
}

#[test]
fn a_silence_counts_from_its_own_stage_even_where_the_clock_runs_on() {
    testkit::on_both(|store| async move {
        // A law in which reading the draft costs the office its own time.
        let mut pack = pack::load(crate::island::files()).unwrap();
        let licence = pack
            .procedures
            .iter_mut()
            .find(|p| p.id == "boat-licence")
            .unwrap();
        licence
            .stages
            .iter_mut()
            .find(|s| s.id == "draft")
            .unwrap()
            .pauses = None;
        let island = Island::under(store, pack.into()).await;
        let (root, _) = island.filed(CAL, MONDAY).await;
        let object = Take {
            action: "object".to_owned(),
            reason: Some("a typo".to_owned()),
            ..Take::default()
        };
        island
            .story(
                root.id,
                &[
                    (registrar("2026-11-03 10:00"), take("send-draft")),
                    (person(CAL, "2026-11-03 11:00"), Command::Take(object)),
                    (registrar("2026-11-05 10:00"), take("send-draft")),
                ],
            )
            .await;
        island.run_until("2026-11-06 12:00").await;
        assert_eq!(island.root(CAL, root.id).await.stage, "draft");
        island.run_until("2026-11-07 16:00").await;
        assert_eq!(island.root(CAL, root.id).await.stage, "enter");
    });
}
