//! Every look is on the page of whom it is about.

use ledger::Kind;

use crate::island::{ADA, BEA, DAN, HANA, Island, MONDAY, at, harbour, noticed, person};

#[test]
fn every_look_is_on_the_page_of_whom_it_is_about() {
    testkit::on_both(|store| async move {
        let island = Island::on(store).await;
        island.notice(BEA, Some(DAN), 50).await;
        let root = island.file(BEA, &noticed(), MONDAY).await.unwrap();
        let leg = island.leg(BEA, root, "mooring").await;
        // The harbour master's procedure shows two fields of each.
        let desk = island.desk(&harbour("2026-11-02 11:00"), leg.id).await;
        let fields = |id: &str| -> Vec<String> {
            let seen = desk
                .evidence
                .iter()
                .find(|seen| seen.evidence.id == id)
                .unwrap();
            seen.evidence.values.keys().cloned().collect()
        };
        assert_eq!(
            (fields("owner"), fields("notice")),
            (
                vec!["name".into(), "number".into()],
                vec!["kind".into(), "length".into()]
            )
        );
        let mut seen = Vec::new();
        for subject in [BEA, DAN] {
            let look = island.last_about(subject).await;
            assert_eq!(
                (look.kind, look.actor, look.purpose.as_str()),
                (Kind::Looked, Some(HANA), "mooring")
            );
            assert_eq!(
                (look.ground.as_str(), look.at),
                ("ground-moorings", at("2026-11-02 11:00"))
            );
            let touches = look.touches.iter().filter(|touch| touch.subject == subject);
            seen.push(
                touches
                    .map(|t| (t.register.clone(), t.fields.join(" ")))
                    .collect::<Vec<_>>(),
            );
        }
        let notice = ("build-notices".to_owned(), "kind length".to_owned());
        let own = [
            ("cases".to_owned(), "*".to_owned()),
            ("people".to_owned(), "name number".to_owned()),
            notice.clone(),
        ];
        assert_eq!(seen, [own.to_vec(), vec![notice]]);
        // Nobody looked at the mother's record.
        let about_mother = island.room.ledger.of_subject(ADA, None, 9).await.unwrap();
        assert!(about_mother.iter().all(|entry| entry.kind != Kind::Looked));
    });
}

#[test]
fn parties_see_what_the_pack_shows_and_that_is_a_look_too() {
    testkit::on_both(|store| async move {
        let island = Island::on(store).await;
        island.notice(BEA, Some(DAN), 50).await;
        let root = island.file(BEA, &noticed(), MONDAY).await.unwrap();
        // The other owner of the boat opens the case: of Bea he sees what is shown, not her mother.
        let view = island
            .room
            .case(&person(DAN, "2026-11-02 11:00"), root)
            .await
            .unwrap();
        let owner = view
            .evidence
            .iter()
            .find(|found| found.id == "owner")
            .unwrap();
        assert_eq!(
            owner.values.keys().collect::<Vec<_>>(),
            ["name", "number", "village"]
        );
        let look = island.last_about(BEA).await;
        assert_eq!((look.kind, look.role.as_str()), (Kind::Looked, "person"));
        let touch = look
            .touches
            .iter()
            .find(|touch| touch.register == "people")
            .unwrap();
        assert_eq!(
            (touch.subject, touch.fields.join(" ")),
            (BEA, "name number village".to_owned())
        );
        // Preparing a form shows nothing until its look is committed.
        let ctx = person(BEA, "2026-11-02 12:00");
        let prepared = island
            .room
            .prepare(&ctx, "boat", Some(&noticed()))
            .await
            .unwrap();
        assert_eq!(island.last_about(DAN).await.at, at("2026-11-02 11:00"));
        let known = island.room.ledger.look(&ctx, prepared.known).await.unwrap();
        assert_eq!(known.len(), 2);
        assert_eq!(island.last_about(DAN).await.at, at("2026-11-02 12:00"));
    });
}
