//! Erased records: nothing of them is left but that they were there.

use access::Action;
use base::{Id, Instant};
use ledger::{Act, Kind};
use pack::{Level, QualityWord, RegisterRule, Source, Test};
use registers::{AsOf, Merge, NewTicket, OpenedBy, Registers, Value, WholeRecord};
use store::Store;

use crate::island::{Island, MAI, MONDAY, TAM, TODAY, ctx, permit, person};
use crate::law::law;

const TWIN: Id = Id([0xa9; 16]);

fn seconds(seconds: i64) -> Instant {
    MONDAY.plus_seconds(seconds)
}

impl Island {
    async fn whole(&self) -> WholeRecord {
        let all = self.registers.whole(self.db(), "people", TAM).await;
        all.unwrap().expect("the record is there")
    }
}

#[test]
fn an_erased_record_leaves_that_it_was_erased() {
    testkit::on_both(|store| async move {
        let island = Island::on(store).await;
        island.family().await;
        let named = vec![("name", Some(Value::from("Tâm")))];
        island.correct(10, "people", TAM, named).await.unwrap();
        let everything = permit(Action::Erase, "people", &["*"]);
        let all = island.whole().await;
        let act = Act::new(&ctx(100), Kind::RecordErased);
        let erasure = island.registers.erase(&everything, &all, act).unwrap();
        assert_eq!(
            (&erasure.records[..], &erasure.subjects[..]),
            (&[TAM][..], &[TAM][..])
        );
        island.ledger.commit(erasure.act).await.unwrap();

        let gone = island.registers.load(island.db(), "people", TAM).await;
        assert!(gone.unwrap().is_none());
        assert_eq!(
            island
                .found("people", &[("number", "19880002".into())])
                .await,
            []
        );
        let number = ("number", &Value::from("19880002"));
        let former = island
            .registers
            .find_former(island.db(), "people", number)
            .await;
        assert_eq!(former.unwrap(), []);
        let history = island
            .registers
            .history(island.db(), "people", TAM)
            .await
            .unwrap();
        let [left] = &history[..] else {
            panic!("one trace is left: {history:?}");
        };
        assert_eq!(left.erased.as_deref(), Some("ground-test"));
        assert_eq!(left.record.values().count(), 0);
        let at = AsOf {
            valid: TODAY,
            recorded: seconds(50),
        };
        let as_of = island.registers.as_of(island.db(), "people", TAM, at).await;
        assert!(
            as_of.unwrap().is_none(),
            "nor does an earlier moment give it back"
        );
        // The number may be given again.
        let next = person("19880002", "Nam", "1988");
        island.create(200, "people", TWIN, next).await.unwrap();
    });
}

#[test]
fn an_erased_person_is_found_by_nothing() {
    testkit::on_both(|store| async move {
        let island = Island::on(store).await;
        island.family().await;
        let (registers, db) = (&island.registers, island.db());
        let said = NewTicket {
            id: Id([0xc1; 16]),
            register: "people",
            record: Some(TAM),
            subject: Some(TAM),
            field: Some("name"),
            said: "Tâm",
            rule: None,
            opened_by: OpenedBy::Person,
            opener: Some(TAM),
            case: None,
        };
        let act = Act::new(&ctx(1), Kind::TicketOpened);
        let act = registers.open_ticket(said, act).unwrap();
        island.ledger.commit(act).await.unwrap();
        let look = permit(Action::Look, "people", &["name"]);
        let read = island.record("people", TAM).await;
        let unseen = registers.unseen(&look, &read, &["name"]);
        island.ledger.look(&ctx(2), unseen).await.unwrap();
        assert_eq!(
            island.ledger.of_subject(TAM, None, 10).await.unwrap().len(),
            3
        );
        let all = island.whole().await;
        let everything = permit(Action::Erase, "people", &["*"]);
        let act = Act::new(&ctx(100), Kind::RecordErased);
        let erasure = registers.erase(&everything, &all, act).unwrap();
        let whom = (&erasure.records[..], &erasure.subjects[..]);
        let forgets = island
            .ledger
            .forget(erasure.act, ("people", whom.0), whom.1);
        let forgets = forgets.await.unwrap();
        assert_eq!(forgets.entry().number("salts"), Some(3));
        let erased = island.ledger.commit(forgets).await.unwrap().entry;
        assert_eq!(island.ledger.of_subject(TAM, None, 10).await.unwrap(), []);
        let entry = island.ledger.entry(erased).await.unwrap().unwrap();
        assert_eq!((entry.kind, entry.touches), (Kind::RecordErased, vec![]));
        assert_eq!(entry.ground, "ground-test");
        assert!(registers.tickets_about(db, TAM).await.unwrap().is_empty());
        assert!(registers.load(db, "people", TAM).await.unwrap().is_none());
        // Whoever else those entries touched keeps them.
        assert!(
            !island
                .ledger
                .of_subject(MAI, None, 10)
                .await
                .unwrap()
                .is_empty()
        );
    });
}

/// The island whose people must be alive, so that a rule has something to find.
fn registers() -> Registers {
    let mut pack = law();
    for people in pack.registers.iter_mut().filter(|of| of.id == "people") {
        people.rules = vec![RegisterRule {
            id: "lives".to_owned(),
            level: Level::Error,
            word: QualityWord::Correct,
            when: None,
            test: Test::Holds(Source {
                text: "alive".to_owned(),
                place: String::new(),
            }),
            correction_days: None,
            stops_sharing: false,
        }];
    }
    Registers::lower(&pack)
}

/// Tam is in the register twice, was corrected, dead, measured, disputed and looked at with others.
async fn eventful(store: Store) -> Island {
    let mut island = Island::on(store).await;
    let people = [
        (MAI, person("19900001", "Mai Thủy", "1990-01-31")),
        (TAM, person("19880002", "Tam", "1988")),
        (TWIN, person("19880009", "Tam", "1988")),
    ];
    for (at, (id, fields)) in people.into_iter().enumerate() {
        let at = i64::try_from(at).unwrap();
        island.create(at, "people", id, fields).await.unwrap();
    }
    for (at, id) in [(10, TAM), (11, TWIN)] {
        let died = vec![("alive", Some(false.into()))];
        island.correct(at, "people", id, died).await.unwrap();
    }
    let number = vec![("number", Some(Value::from("19880003")))];
    island.correct(12, "people", TAM, number).await.unwrap();
    // The rule comes with a later law.
    island.registers = registers();
    let (registers, ledger) = (&island.registers, &island.ledger);
    let act = Act::new(&ctx(20), Kind::RegisterMeasured);
    let run = registers.measure_and_keep(ledger, ("people", act), (7, 1));
    let run = run.await.unwrap();
    let opened = registers
        .open_rule_tickets(ledger, &run.new, &ctx(21))
        .await;
    assert_eq!(opened.unwrap(), 2, "of Tam and the twin");
    let (kept, duplicate) = (island.record("people", TAM), island.record("people", TWIN));
    let merge = Merge {
        kept: &kept.await,
        duplicate: &duplicate.await,
        why: "one person, registered twice".into(),
    };
    let everything = permit(Action::Correct, "people", &["*"]);
    let act = Act::new(&ctx(30), Kind::RecordMerged);
    let act = registers.merge(&everything, &merge, act).unwrap();
    ledger.commit(act).await.unwrap();
    let both = [
        island.record("people", MAI).await,
        island.record("people", TAM).await,
    ];
    let look = permit(Action::Look, "people", &["name"]);
    let unseen = registers.unseen_all(&look, &both, &["name"]);
    ledger.look(&ctx(40), unseen).await.unwrap();
    island
}

/// The columns of all tables that hold an id or a text, each once.
async fn places(store: &Store, ids: &[Id], texts: &[&str]) -> Vec<String> {
    let mut found = Vec::new();
    for table in store.reported("").await.unwrap() {
        for column in table.columns() {
            let sql = format!("select \"{}\" from \"{}\"", column.name, table.name());
            let rows = store.query(&sql, &[]).await.unwrap();
            let holds = |row: &store::Row| match row.value(0) {
                store::Value::Bytes(bytes) => ids
                    .iter()
                    .any(|id| bytes.windows(16).any(|part| part == id.bytes())),
                store::Value::Text(text) => {
                    ids.iter().any(|id| text.contains(&id.to_string()))
                        || texts.iter().any(|it| text.contains(it))
                }
                _ => false,
            };
            if rows.iter().any(holds) {
                found.push(format!("{}.{}", table.name(), column.name));
            }
        }
    }
    found
}

#[test]
fn no_table_names_an_erased_person() {
    testkit::on_both(|store| async move {
        let island = eventful(store).await;
        let (registers, ledger, db) = (&island.registers, &island.ledger, island.db());
        let texts = ["19880002", "19880003", "19880009", "Tam"];
        let ids = [TAM, TWIN];
        let before = places(db, &ids, &texts).await;
        for place in [
            "k_people_number.record",
            "k_people_number.value",
            "ledger_entry.touches",
            "ledger_touch.subject",
            "registers_merged.kept",
            "registers_merged.record",
            "registers_run_kept.kept",
            "registers_ticket.record",
            "registers_ticket_open.record",
        ] {
            assert!(before.contains(&place.to_owned()), "{place}: {before:?}");
        }
        let everything = permit(Action::Erase, "people", &["*"]);
        let act = Act::new(&ctx(100), Kind::RecordErased);
        let erasure = registers.erase(&everything, &island.whole().await, act);
        let erasure = erasure.unwrap();
        assert_eq!(
            (&erasure.records[..], &erasure.subjects[..]),
            (&ids[..], &ids[..])
        );
        let whom = (&erasure.records[..], &erasure.subjects[..]);
        let act = ledger.forget(erasure.act, ("people", whom.0), whom.1);
        ledger.commit(act.await.unwrap()).await.unwrap();
        // That it was there, and on which ground it went: nothing else.
        assert_eq!(places(db, &ids, &texts).await, ["h_people.record"]);
        for id in ids {
            let history = registers.history(db, "people", id).await.unwrap();
            assert_eq!(history.len(), 1);
            assert_eq!(history[0].erased.as_deref(), Some("ground-test"));
        }
        // Mai's page has the look at both, and says nothing of the other.
        let hers = ledger.of_subject(MAI, None, 10).await.unwrap();
        assert_eq!(hers.len(), 2);
        assert_eq!((hers[0].kind, hers[0].touches.len()), (Kind::Looked, 1));
        assert_eq!(hers[0].touches[0].subject, MAI);
    });
}

/// Two people of one entry are forgotten at the same time: one act is lost, and does not bring back
/// what the other has taken out.
#[test]
fn two_are_forgotten_one_after_the_other() {
    testkit::on_both(|store| async move {
        let island = eventful(store).await;
        let ledger = &island.ledger;
        let forget = |id: Id, at: i64| {
            let act = Act::new(&ctx(at), Kind::RecordErased);
            async move { ledger.forget(act, ("people", &[id]), &[id]).await.unwrap() }
        };
        let (one, other) = (forget(TAM, 100).await, forget(MAI, 101).await);
        ledger.commit(one).await.unwrap();
        let lost = ledger.commit(other).await;
        assert!(
            matches!(lost, Err(store::WriteError::Lost { .. })),
            "{lost:?}"
        );
        let again = forget(MAI, 102).await;
        ledger.commit(again).await.unwrap();
        for id in [TAM, MAI] {
            let left = places(island.db(), &[id], &[]).await;
            let in_ledger = left.iter().filter(|place| place.starts_with("ledger_"));
            assert_eq!(in_ledger.count(), 0, "{left:?}");
        }
    });
}
