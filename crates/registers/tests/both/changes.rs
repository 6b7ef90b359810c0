//! Records are corrected and end, and declarations grow.

use access::Action;
use base::Id;
use jiff::civil::date;
use ledger::{Act, Kind};
use pack::FieldKind;
use registers::{Correction, Record, RegisterError, Registers, Value};
use store::WriteError;

use crate::island::{BOAT, Island, MAI, TAM, boat, ctx, law, maybe, permit};

#[test]
fn a_correction_keeps_what_was_and_moves_the_key() {
    testkit::on_both(|store| async move {
        let island = Island::on(store).await;
        island.create(1, "boats", BOAT, boat(7, MAI)).await.unwrap();
        let other = Id([0xb2; 16]);
        island
            .create(2, "boats", other, boat(8, TAM))
            .await
            .unwrap();
        let read = island.record("boats", BOAT).await;
        let correct = |record: &Record, seconds, list: Vec<(&str, Option<Value>)>| {
            let permit = permit(Action::Correct, "boats", &["*"]);
            let correction = Correction {
                record,
                fields: list
                    .into_iter()
                    .map(|(name, value)| (name.into(), value))
                    .collect(),
                wrong: "misread on paper".into(),
                since: Some(date(2020, 1, 1)),
            };
            let act = Act::new(&ctx(seconds), Kind::RecordCorrected);
            let registers = &island.registers;
            registers.correct(&island.directory, &permit, &correction, act)
        };
        let taken = correct(&read, 3, vec![("hull", Some(8.into()))]).unwrap();
        let taken = island.ledger.commit(taken).await;
        assert!(
            matches!(taken, Err(WriteError::Lost { .. })),
            "another boat has that hull"
        );
        let right = vec![
            ("hull", Some(9.into())),
            ("owner", Some(TAM.into())),
            ("law", None),
        ];
        let entry = correct(&read, 4, right).unwrap();
        let entry = island.ledger.commit(entry).await.unwrap().entry;
        let now = island.record("boats", BOAT).await;
        assert_eq!(
            (now.version, now.int("hull"), now.id("owner")),
            (2, Some(9), Some(TAM))
        );
        assert_eq!((now.act, now.text("law")), (entry, None));
        let stale = correct(&read, 5, vec![("built", Some("2000-01-01".into()))]).unwrap();
        assert!(matches!(
            island.ledger.commit(stale).await,
            Err(WriteError::Lost { .. })
        ));

        let history = island
            .registers
            .history(island.db(), "boats", BOAT)
            .await
            .unwrap();
        let [was] = &history[..] else {
            panic!("one former version: {history:?}");
        };
        assert_eq!((was.record.version, was.record.int("hull")), (1, Some(7)));
        assert_eq!((was.replaced_by, was.record.act), (entry, read.act));
        assert_eq!(was.wrong.as_deref(), Some("misread on paper"));
        assert_eq!(was.wrong_since, Some(date(2020, 1, 1)));
        assert_eq!(island.found("boats", &[("hull", 7.into())]).await, []);
        assert_eq!(island.found("boats", &[("hull", 9.into())]).await, [BOAT]);
        let hull = ("hull", &7.into());
        let former = island
            .registers
            .find_former(island.db(), "boats", hull)
            .await;
        assert_eq!(former.unwrap(), [BOAT]);
        // Both the former owner and the new one learn of it.
        for subject in [MAI, TAM] {
            let last = island.ledger.of_subject(subject, None, 1).await.unwrap();
            assert_eq!(last[0].id, entry);
            assert_eq!(last[0].touches[0].fields, ["hull", "owner", "law"]);
        }
        let empty = correct(&now, 6, vec![("owner", None)])
            .unwrap_err()
            .to_string();
        assert!(empty.contains("owner: must have a value"), "{empty}");
    });
}

#[test]
fn a_record_ends_and_stays() {
    testkit::on_both(|store| async move {
        let island = Island::on(store).await;
        island.family().await;
        island.create(5, "boats", BOAT, boat(7, MAI)).await.unwrap();
        let last_day = date(2026, 11, 30);
        for (register, id, seconds) in [("boats", BOAT, 6), ("people", TAM, 7)] {
            let read = island.record(register, id).await;
            let permit = permit(Action::Correct, register, &[]);
            let act = Act::new(&ctx(seconds), Kind::RecordCorrected);
            let early = island
                .registers
                .end(&permit, &read, date(2026, 11, 1), act.clone());
            assert!(matches!(early, Err(RegisterError::Fields { .. })));
            let act = island.registers.end(&permit, &read, last_day, act).unwrap();
            island.ledger.commit(act).await.unwrap();
            let now = island.record(register, id).await;
            assert_eq!((now.version, now.valid_to), (2, Some(last_day)));
            assert!(now.holds_on(last_day) && !now.holds_on(date(2026, 12, 1)));
        }
        let boat = island.record("boats", BOAT).await;
        assert_eq!(
            boat.date("valid_to"),
            Some(last_day),
            "a declared end is the record's own"
        );
        assert_eq!(island.found("boats", &[("hull", 7.into())]).await, [BOAT]);
    });
}

#[test]
fn what_was_read_and_changed_meanwhile_is_not_relied_on() {
    testkit::on_both(|store| async move {
        let island = Island::on(store).await;
        island.family().await;
        let read = island.record("people", TAM).await;
        let permit = permit(Action::Correct, "people", &["name"]);
        let relying = |seconds| Act::new(&ctx(seconds), Kind::CaseStepped).change(read.relied_on());
        island.ledger.commit(relying(10)).await.unwrap();
        let correction = Correction {
            record: &read,
            fields: vec![("name".into(), Some("Tâm".into()))],
            wrong: "a mark was missing".into(),
            since: None,
        };
        let act = Act::new(&ctx(11), Kind::RecordCorrected);
        let act = island
            .registers
            .correct(&island.directory, &permit, &correction, act);
        island.ledger.commit(act.unwrap()).await.unwrap();
        let late = island.ledger.commit(relying(12)).await;
        assert!(matches!(late, Err(WriteError::Lost { .. })));
        assert_eq!(
            island.found("people", &[("name", "Tâm".into())]).await,
            [TAM]
        );
        assert_eq!(island.found("people", &[("name", "Tam".into())]).await, []);
    });
}

#[test]
fn a_declaration_grows_and_old_records_stay() {
    testkit::on_both(|store| async move {
        let island = Island::on(store).await;
        island.create(1, "boats", BOAT, boat(7, MAI)).await.unwrap();
        let mut pack = law();
        let boats = pack
            .registers
            .iter_mut()
            .find(|register| register.id == "boats")
            .unwrap();
        boats.fields.insert(0, maybe("colour", FieldKind::Text));
        boats.fields.retain(|field| field.id != "built");
        let grown = Registers::lower(&pack);
        island.db().prepare(&grown.tables()).await.unwrap();
        let island = Island {
            registers: grown,
            ..island
        };
        let read = island.record("boats", BOAT).await;
        assert_eq!((read.int("hull"), read.text("colour")), (Some(7), None));
        let permit = permit(Action::Correct, "boats", &["colour"]);
        let correction = Correction {
            record: &read,
            fields: vec![("colour".into(), Some("red".into()))],
            wrong: "nobody had written it down".into(),
            since: None,
        };
        let act = Act::new(&ctx(2), Kind::RecordCorrected);
        let act = island
            .registers
            .correct(&island.directory, &permit, &correction, act);
        island.ledger.commit(act.unwrap()).await.unwrap();
        let read = island.record("boats", BOAT).await;
        assert_eq!(
            (read.int("hull"), read.text("colour")),
            (Some(7), Some("red"))
        );
        // The field that is no longer declared keeps its value for those who still know it.
        let before = Registers::lower(&law());
        let before = before
            .load(island.db(), "boats", BOAT)
            .await
            .unwrap()
            .unwrap();
        assert_eq!(before.date("built"), Some(date(1999, 5, 1)));
    });
}
