//! Records are created, found and shown.

use access::{Action, Actor, Relation};
use base::Id;
use jiff::civil::date;
use ledger::{Act, Kind};
use registers::{NewRecord, RegisterError, Value};

use crate::island::{
    BOAT, CHILD, Island, MAI, MONDAY, TAM, TODAY, boat, ctx, fields, permit, person,
};

#[test]
fn what_was_created_is_read_and_found() {
    testkit::on_both(|store| async move {
        let island = Island::on(store).await;
        island.family().await;
        let entry = island.create(9, "boats", BOAT, boat(7, MAI)).await.unwrap();
        let record = island.record("boats", BOAT).await;
        assert_eq!((record.version, record.act), (1, entry));
        assert_eq!(record.recorded_at, MONDAY.plus_seconds(9));
        assert_eq!(record.law, "tiny@2026-09-01");
        assert_eq!((record.valid_from, record.valid_to), (TODAY, None));
        assert_eq!(record.int("hull"), Some(7));
        assert_eq!(record.id("owner"), Some(MAI));
        assert_eq!(record.date("built"), Some(date(1999, 5, 1)));
        assert_eq!(
            record.text("law"),
            Some("old"),
            "a field called as a column of ours"
        );
        assert_eq!(record.text("name"), None);

        let facts = record.facts();
        assert_eq!(facts["record"], expr::Value::Text(BOAT.to_string()));
        assert_eq!(facts["found"], expr::Value::Bool(true));
        assert_eq!(facts["owner"], expr::Value::Text(MAI.to_string()));
        assert_eq!(facts["built"], expr::Value::Date(date(1999, 5, 1)));
        assert!(!facts.contains_key("name"));

        assert_eq!(island.found("boats", &[("hull", 7.into())]).await, [BOAT]);
        assert_eq!(island.found("boats", &[("hull", 8.into())]).await, []);
        assert_eq!(
            island.found("boats", &[("owner", MAI.into())]).await,
            [BOAT]
        );
        let both = [("record", BOAT.into()), ("hull", 8.into())];
        assert_eq!(island.found("boats", &both).await, []);
        // Text is read as the field needs it, and what cannot stand there is nowhere.
        assert_eq!(island.found("boats", &[("hull", "7".into())]).await, [BOAT]);
        assert_eq!(island.found("boats", &[("hull", "mai".into())]).await, []);
        let texts = [
            ("record", BOAT.to_string().as_str().into()),
            ("owner", MAI.into()),
        ];
        assert_eq!(island.found("boats", &texts).await, [BOAT]);
        // Another way of writing the tone is the same name; without it, it is another.
        let name = |name: &str| [("name", Value::from(name))];
        assert_eq!(island.found("people", &name("MAI  Thuỷ")).await, [MAI]);
        assert_eq!(island.found("people", &name("Mai Thuy")).await, []);
        let homes = island.found("people", &[("home", "V1".into())]).await;
        assert_eq!(homes, [CHILD, TAM, MAI], "the newest first");
        let rowing = [("kind", "rowing".into())];
        let found = island.registers.find(island.db(), "boats", &rowing).await;
        assert!(matches!(found, Err(RegisterError::NotSearchable { .. })));
    });
}

#[test]
fn an_entry_names_whom_a_record_is_about_and_no_value() {
    testkit::on_both(|store| async move {
        let island = Island::on(store).await;
        island.family().await;
        let entry = island.create(9, "boats", BOAT, boat(7, MAI)).await.unwrap();
        let entry = island.ledger.entry(entry).await.unwrap().unwrap();
        assert_eq!(entry.word("register"), Some("boats"));
        assert_eq!(entry.ground, "ground-test");
        let [touch] = &entry.touches[..] else {
            panic!("one touch: {entry:?}");
        };
        assert_eq!((touch.subject, touch.record), (MAI, BOAT));
        let written = ["hull", "owner", "kind", "harbour", "office", "built", "law"];
        assert_eq!(touch.fields, written);
        let of_child = island.ledger.of_subject(CHILD, None, 10).await.unwrap();
        assert_eq!(of_child.len(), 1);
        assert_eq!(
            of_child[0].touches[0].record, CHILD,
            "people are about themselves"
        );
        let agency = Id::named("agencies", "HO2");
        assert!(
            island
                .record("agencies", agency)
                .await
                .subjects()
                .is_empty()
        );
        let unknown = island.registers.get("ships").map(|_| ());
        assert!(matches!(unknown, Err(RegisterError::NoSuchRegister { .. })));
    });
}

#[test]
fn a_look_opens_what_the_permit_opens() {
    testkit::on_both(|store| async move {
        let island = Island::on(store).await;
        island.family().await;
        let mai = island.record("people", MAI).await;
        let permit = permit(Action::Look, "people", &["born_on", "name"]);
        let unseen = island.registers.unseen(&permit, &mai, &["name", "number"]);
        let shown = island.ledger.look(&ctx(20), unseen).await.unwrap();
        assert_eq!(shown.text("name"), Some("Mai Thủy"));
        assert!(shown.value("number").is_none(), "asked for, not permitted");
        assert!(shown.value("born_on").is_none(), "permitted, not asked for");
        assert!(!format!("{shown:?} {mai:?}").contains("Mai"));
        let seen = island.ledger.of_subject(MAI, None, 1).await.unwrap();
        assert_eq!(seen[0].kind, Kind::Looked);
        assert_eq!(seen[0].touches[0].fields, ["name"]);
        let tam = island.record("people", TAM).await;
        let unseen = island.registers.unseen_all(&permit, &[mai, tam], &["*"]);
        let list = island.ledger.look(&ctx(21), unseen).await.unwrap();
        assert_eq!(list.len(), 2);
        let seen = island.ledger.of_subject(TAM, None, 1).await.unwrap();
        assert_eq!(seen[0].touches.len(), 2, "one look for the whole list");
        assert_eq!(seen[0].touches[1].fields, ["name", "born_on"]);
    });
}

#[test]
fn parents_stand_for_their_minor_children() {
    testkit::on_both(|store| async move {
        let island = Island::on(store).await;
        island.family().await;
        let children = |of, today| {
            let island = &island;
            async move {
                let found = island.registers.children_of(island.db(), of, today).await;
                found
                    .unwrap()
                    .iter()
                    .map(|child| child.id)
                    .collect::<Vec<_>>()
            }
        };
        assert_eq!(children(MAI, TODAY).await, [CHILD]);
        assert_eq!(children(TAM, TODAY).await, [CHILD]);
        assert_eq!(children(CHILD, TODAY).await, []);
        // Born on 29 February 2020: eighteen from 28 February 2038.
        assert_eq!(children(MAI, date(2038, 2, 27)).await, [CHILD]);
        assert_eq!(children(MAI, date(2038, 2, 28)).await, []);

        let child = island.record("people", CHILD).await;
        let as_person = |subject| Actor::Person {
            account: Id([2; 16]),
            subject,
            level: 2,
        };
        let registrar = ctx(0).actor;
        let table = [
            (as_person(Some(CHILD)), &[][..], Relation::Own),
            (as_person(Some(MAI)), &[CHILD][..], Relation::Own),
            (as_person(Some(MAI)), &[][..], Relation::None),
            (as_person(None), &[CHILD][..], Relation::None),
            (Actor::Clock, &[CHILD][..], Relation::None),
            (registrar, &[][..], Relation::Office),
        ];
        for (actor, children, relation) in table {
            assert_eq!(child.relation(&actor, children), relation, "{actor:?}");
        }
        // A system stands to what its own agency is steward of, or is named by.
        let system = |agency: &str| Actor::Consumer {
            agency: agency.to_owned(),
            credential: Id([3; 16]),
        };
        assert_eq!(child.relation(&system("RG"), &[]), Relation::Office);
        assert_eq!(child.relation(&system("SY"), &[]), Relation::None);
    });
}

#[test]
fn everything_wrong_with_a_record_is_told_at_once() {
    testkit::on_both(|store| async move {
        let island = Island::on(store).await;
        let wrong = fields(&[
            ("hul", 7.into()),
            ("owner", "Mai".into()),
            ("kind", "submarine".into()),
            ("harbour", "H9".into()),
            ("office", "H2".into()),
            ("built", "1999".into()),
            ("name", "a\u{200b}b".into()),
            ("name", "twice".into()),
        ]);
        let Err(RegisterError::Fields { problems, .. }) =
            island.create(1, "boats", BOAT, wrong).await
        else {
            panic!("refused for its fields");
        };
        let told: Vec<(&str, &str)> = problems
            .iter()
            .map(|told| (told.field.as_str(), told.problem.word()))
            .collect();
        let expected = [
            ("hul", "unknown"),
            ("name", "twice"),
            ("hull", "missing"),
            ("owner", "kind"),
            ("kind", "not_in_list"),
            ("harbour", "no_such_place"),
            ("office", "no_such_agency"),
            ("built", "kind"),
            ("name", "text"),
        ];
        assert_eq!(told, expected);
        assert_eq!(
            problems[0].to_string(),
            "hul: is not declared; did you mean `hull`?"
        );
        let table = [
            (
                person("1990000", "Mai", "1990-01-31"),
                "number: it has 7 characters and should have 8",
            ),
            (
                person("19910001", "Mai", "1990-01-31"),
                "say another year of birth",
            ),
            (
                person("19900001", " \t", "1990-01-31"),
                "name: must have a value",
            ),
            (
                person("19900001", "Mai", "1990-02-31"),
                "there is no day 31 in month 2 of 1990",
            ),
            (
                person("19900001", &"a".repeat(300), "1990"),
                "name: 300 characters are too many",
            ),
        ];
        for (fields, told) in table {
            let error = island
                .create(1, "people", MAI, fields)
                .await
                .unwrap_err()
                .to_string();
            assert!(error.contains(told), "{error}");
        }
    });
}

#[test]
fn a_permit_for_something_else_writes_nothing() {
    testkit::on_both(|store| async move {
        let island = Island::on(store).await;
        let table = [
            permit(Action::Look, "boats", &["*"]),
            permit(Action::Create, "people", &["*"]),
            permit(Action::Create, "boats", &["hull", "owner"]),
        ];
        for permit in table {
            let new = NewRecord {
                register: "boats",
                id: BOAT,
                fields: boat(7, MAI),
            };
            let act = Act::new(&ctx(1), Kind::RecordCreated);
            let made = island
                .registers
                .create(&island.directory, &permit, new, act);
            assert!(
                matches!(made, Err(RegisterError::Permit { .. })),
                "{permit:?}"
            );
        }
    });
}
