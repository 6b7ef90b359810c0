//! What actions need before they can be taken.

use cases::model::Item;
use cases::{CaseError, Command, Take};
use pack::model::Need;

use crate::island::{
    ADA, BEA, CAL, Island, MONDAY, ask, harbour, person, registrar, supply, take, unnoticed,
};

#[test]
fn actions_need_what_they_declare() {
    let given = |take: Take| Command::Take(take);
    let item = |paper: &str, content: &str| Item {
        paper: paper.to_owned(),
        content: content.to_owned(),
    };
    let asking = |items: &[Item]| {
        given(Take {
            action: "ask".to_owned(),
            items: items.to_vec(),
            ..Take::default()
        })
    };
    let refusing = |ground: Option<&str>, reason: Option<&str>| {
        given(Take {
            action: "refuse".to_owned(),
            ground: ground.map(str::to_owned),
            reason: reason.map(str::to_owned),
            ..Take::default()
        })
    };
    let table = [
        (take("ask"), Need::Items),
        (asking(&[item("photo", " ")]), Need::Items),
        (
            asking(&[item("photo", "the bow"), item("", "the stern")]),
            Need::Items,
        ),
        (take("refuse"), Need::Ground),
        (refusing(Some("ground-boats"), Some("why")), Need::Ground),
        (
            refusing(Some("ground-refuse-full"), Some("of another procedure")),
            Need::Ground,
        ),
        (refusing(Some("ground-refuse-unsafe"), None), Need::Reason),
        (
            refusing(Some("ground-refuse-unsafe"), Some(" \n")),
            Need::Reason,
        ),
        (Command::Note("\t".to_owned()), Need::Reason),
    ];
    testkit::on_both(|store| {
        let table = table.clone();
        async move {
            let island = Island::on(store).await;
            let (root, _) = island.filed(CAL, MONDAY).await;
            for (command, need) in &table {
                let refused = island.act(&registrar(MONDAY), root.id, command).await;
                assert!(
                    matches!(refused, Err(CaseError::Missing(n)) if n == *need),
                    "{command:?}: {refused:?}"
                );
            }
            let mut history = island.history(CAL, root.id).await;
            history.retain(|what| what != "claimed");
            assert_eq!(history, ["opened", "opened"]);
        }
    });
}

#[test]
fn actions_are_taken_where_and_by_whom_they_are_declared() {
    testkit::on_both(|store| async move {
        let island = Island::on(store).await;
        let (root, leg) = island.filed(CAL, MONDAY).await;
        let not_now = [
            (registrar(MONDAY), root.id, take("license")),
            (registrar(MONDAY), root.id, take("confirm")),
            (registrar(MONDAY), root.id, take("fly")),
            (registrar(MONDAY), root.id, take("")),
            (person(CAL, MONDAY), root.id, take("send-draft")),
            (person(CAL, MONDAY), root.id, supply()),
            (harbour(MONDAY), leg.id, take("send-draft")),
        ];
        for (ctx, case, command) in not_now {
            let refused = island.act(&ctx, case, &command).await;
            assert!(
                matches!(refused, Err(CaseError::NotNow { .. })),
                "{command:?}: {refused:?}"
            );
        }
        // Papers are asked for once only, with files to answer.
        island
            .story(root.id, &[(registrar("2026-11-02 11:00"), ask())])
            .await;
        let empty = island
            .act(&person(CAL, "2026-11-02 12:00"), root.id, &take("supply"))
            .await;
        assert!(
            matches!(empty, Err(CaseError::Missing(Need::Files))),
            "{empty:?}"
        );
        island
            .story(root.id, &[(person(CAL, "2026-11-02 12:00"), supply())])
            .await;
        let twice = island
            .act(&registrar("2026-11-02 13:00"), root.id, &ask())
            .await;
        assert!(matches!(twice, Err(CaseError::NotNow { .. })), "{twice:?}");
        // The leg has its own once.
        island
            .story(leg.id, &[(harbour("2026-11-02 13:00"), ask())])
            .await;
    });
}

#[test]
fn what_a_licence_waits_for_is_said() {
    testkit::on_both(|store| async move {
        let island = Island::on(store).await;
        let root = island.file(BEA, &unnoticed(), MONDAY).await.unwrap();
        let steps = [
            (registrar("2026-11-02 11:00"), take("send-draft")),
            (person(BEA, "2026-11-02 12:00"), take("confirm")),
        ];
        island.story(root, &steps).await;
        let desk = island.desk(&registrar(MONDAY), root).await;
        assert_eq!(
            desk.actions,
            [("license".to_owned(), false), ("refuse".to_owned(), true)]
        );
        let early = island
            .act(&registrar("2026-11-02 13:00"), root, &take("license"))
            .await;
        assert!(
            matches!(&early, Err(CaseError::NotYet { action, .. }) if action == "license"),
            "{early:?}"
        );
        island
            .room
            .consent(&person(ADA, "2026-11-02 14:00"), root, "mother", true)
            .await
            .unwrap();
        island
            .story(root, &[(registrar("2026-11-02 15:00"), take("license"))])
            .await;
        let boats = island.boats(BEA).await;
        let texts = ["kind", "built_on"].map(|field| boats[0].text(field).unwrap());
        assert_eq!(
            (texts, boats[0].int("length")),
            (["rowing", "2026-10-01"], Some(50))
        );
        assert_eq!(boats[0].text("builder"), None);
    });
}

#[test]
fn an_officer_decides_only_what_they_have_taken_on() {
    testkit::on_both(|store| async move {
        let island = Island::on(store).await;
        let (root, _) = island.filed(CAL, MONDAY).await;
        let ctx = registrar(MONDAY);
        let send = take("send-draft");
        let early = island
            .room
            .act(&ctx, root.id, (&send, |act: ledger::Act| act))
            .await;
        assert!(matches!(early, Err(CaseError::NotNow { .. })), "{early:?}");
        island.act(&ctx, root.id, &send).await.unwrap();
    });
}
