//! What an end makes: records, results, figures.

use base::Id;
use cases::model::Answers;
use cases::{CaseError, Command};
use ledger::Kind;
use pack::model::Outcome;

use crate::island::{
    ADA, CAL, DAN, Island, MONDAY, answers, at, harbour, noticed, person, refuse, registrar, take,
    unnoticed,
};

#[test]
fn a_licence_makes_a_record_and_a_result_with_their_source() {
    testkit::on_both(|store| async move {
        let island = Island::on(store).await;
        let notice = island.notice(CAL, Some(DAN), 50).await;
        let root = island.file(CAL, &noticed(), MONDAY).await.unwrap();
        let steps = [
            (registrar("2026-11-02 11:00"), take("send-draft")),
            (person(DAN, "2026-11-02 12:00"), take("confirm")),
        ];
        island.story(root, &steps).await;
        let licensed = island
            .act(&registrar("2026-11-03 11:00"), root, &take("license"))
            .await
            .unwrap();
        let entry = island.entry(&licensed).await;
        assert_eq!(
            (entry.kind, entry.word("register")),
            (Kind::CaseEnded, Some("boats"))
        );
        let facts =
            ["procedure", "root", "office", "outcome"].map(|name| entry.word(name).unwrap());
        assert_eq!(facts, ["boat-licence", "boat-licence", "RG", "granted"]);
        assert_eq!(entry.word("case"), Some(root.to_string().as_str()));
        let numbers = ["due", "decided", "on_time"].map(|name| entry.number(name).unwrap());
        // An hour of the draft's pause: 11 to 12.
        assert_eq!(
            numbers,
            [at("2026-11-09 09:00").0, at("2026-11-03 11:00").0, 1]
        );

        let boats = island.boats(CAL).await;
        let [boat] = &boats[..] else {
            panic!("one boat: {boats:?}")
        };
        assert_eq!(
            (boat.act, boat.recorded_at),
            (entry.id, at("2026-11-03 11:00")),
            "made by this act"
        );
        assert_eq!(boat.id("co_owner"), Some(DAN));
        assert_eq!(boat.int("length"), Some(50));
        assert_eq!(boat.bool("engine"), Some(false));
        let texts = [
            "name",
            "number",
            "office",
            "kind",
            "harbour",
            "licensed_on",
            "built_notice",
        ];
        let number = format!("N-{CAL}");
        let expected = [
            "Gull",
            "1/2026",
            "RG",
            "rowing",
            "H1",
            "2026-11-03",
            number.as_str(),
        ];
        assert_eq!(texts.map(|field| boat.text(field).unwrap()), expected);
        let hull = boat.text("hull").unwrap();
        assert!(hull.starts_with("TN-") && hull.len() == 9, "{hull}");
        let evidence = island.view(CAL, root).await.evidence;
        assert_eq!(evidence[0].record, Some(notice));

        // Both owners hold it; the paper says what the register says.
        for holder in [CAL, DAN] {
            let ctx = person(holder, MONDAY);
            let held = island.room.home(&ctx).await.unwrap().results;
            assert_eq!(held.len(), 1);
            let given = island.room.result(&ctx, held[0].id).await.unwrap();
            let fields: Vec<(&str, &str)> = given
                .fields
                .iter()
                .map(|(name, value)| (name.as_str(), value.as_str()))
                .collect();
            let expected = [
                ("boat", "Gull"),
                ("built_on", "2026-10-01"),
                ("harbour", "North Harbour, Tern Island"),
                ("holder", "Cal Mary Brook"),
                ("holder_number", "T80-0003"),
                ("hull", hull),
                ("kind", "Rowing boat"),
                ("length", "50"),
                ("register_number", "1/2026"),
                ("yard", "Brimley Shipyard"),
            ];
            assert_eq!(fields, expected);
            assert_eq!(given.code, "BL.01");
        }
        let stranger = person(ADA, MONDAY);
        let held = island
            .room
            .home(&person(CAL, MONDAY))
            .await
            .unwrap()
            .results;
        let refused = island.room.result(&stranger, held[0].id).await;
        assert!(matches!(refused, Err(CaseError::Refused(_))), "{refused:?}");

        // Anybody may check it by its code, and sees no more than that it is there.
        let code = &held[0].check;
        assert_eq!(code.len(), 26);
        for times in 1..=2 {
            let (public, checks) = island.room.check(code).await.unwrap().unwrap();
            assert_eq!((public.masked.as_str(), checks), ("C** M*** Brook", times));
            assert_eq!(
                (public.fields, public.number),
                (Answers::new(), held[0].number.clone())
            );
        }
        assert_eq!(
            island
                .room
                .check("aaaaaaaaaaaaaaaaaaaaaaaaaa")
                .await
                .unwrap()
                .map(|(_, n)| n),
            None
        );
        assert_eq!(island.inbox(CAL).await.last().unwrap(), "case-ended");
    });
}

#[test]
fn numbers_in_books_run_and_checks_are_all_counted() {
    testkit::on_both(|store| async move {
        let island = Island::on(store).await;
        let mut written = Vec::new();
        for who in [CAL, DAN] {
            let (root, leg) = island.filed(who, MONDAY).await;
            island
                .story(leg.id, &[(harbour(MONDAY), take("moor"))])
                .await;
            let held = island.view(who, root.id).await.results;
            written.push(held[0].fields["register_number"].clone());
        }
        assert_eq!(written, ["1/2026", "2/2026"]);
        let home = island.room.home(&person(CAL, MONDAY)).await.unwrap();
        let code = &home.results[0].check;
        let room = &island.room;
        let (one, two, three) = tokio::join!(room.check(code), room.check(code), room.check(code));
        let mut counted = [one, two, three].map(|check| check.unwrap().unwrap().1);
        counted.sort_unstable();
        assert_eq!(counted, [1, 2, 3]);
    });
}

#[test]
fn a_refusal_has_a_ground_and_makes_nothing() {
    testkit::on_both(|store| async move {
        let island = Island::on(store).await;
        let given = {
            let mut all = unnoticed();
            all.extend(answers(&[("moor", "no")]));
            all
        };
        let root = island.file(CAL, &given, MONDAY).await.unwrap();
        let done = island
            .act(
                &registrar("2026-11-02 11:00"),
                root,
                &refuse("ground-refuse-unsafe"),
            )
            .await;
        let entry = island.entry(&done.unwrap()).await;
        assert_eq!(
            (entry.word("outcome"), entry.number("on_time")),
            (Some("refused"), Some(1))
        );
        let view = island.view(CAL, root).await;
        assert_eq!(
            view.root.ended,
            Some((at("2026-11-02 11:00"), Outcome::Refused))
        );
        assert_eq!((view.results.len(), view.root.queued), (0, None));
        let mut steps = view.steps.iter();
        let last = steps.find(|step| step.what == "refuse").unwrap();
        assert_eq!(last.ground.as_deref(), Some("ground-refuse-unsafe"));
        assert_eq!(last.text.as_deref(), Some("the bow is open"));
        assert_eq!(island.boats(CAL).await.len(), 0);
        // Nothing more happens to it.
        for command in [
            take("send-draft"),
            refuse("ground-refuse-unsafe"),
            Command::Claim,
        ] {
            let after = island
                .act(&registrar("2026-11-03 11:00"), root, &command)
                .await;
            assert!(
                matches!(after, Err(CaseError::NotNow { .. })),
                "{command:?}: {after:?}"
            );
        }
        let nobody = Id([9; 16]);
        let unknown = island
            .act(&registrar(MONDAY), nobody, &Command::Claim)
            .await;
        assert!(matches!(unknown, Err(CaseError::NotFound)), "{unknown:?}");
    });
}
