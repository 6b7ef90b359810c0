//! Correction tickets.

use access::Action;
use base::Id;
use ledger::{Act, Kind, Touch};
use pack::{Level, QualityWord, RegisterRule, Test};
use registers::{Answer, NewTicket, OpenedBy, Reader, RegisterError, Status};
use store::WriteError;

use crate::island::{BOAT, Island, MAI, MONDAY, boat, ctx, law, permit};

#[test]
fn a_ticket_is_due_and_answered_once() {
    testkit::on_both(|store| async move {
        let island = Island::on(store).await;
        island.family().await;
        let registers = &island.registers;
        let open = |field, said| {
            let new = NewTicket {
                id: Id([0xc1; 16]),
                register: "people",
                record: Some(MAI),
                subject: Some(MAI),
                field: Some(field),
                said,
                rule: None,
                opened_by: OpenedBy::Person,
                opener: Some(MAI),
                case: None,
            };
            registers.open_ticket(new, Act::new(&ctx(1), Kind::TicketOpened))
        };
        for (field, said) in [("nmae", "Mai"), ("name", " "), ("name", "\u{202e}iaM")] {
            assert!(
                matches!(open(field, said), Err(RegisterError::Fields { .. })),
                "{said}"
            );
        }
        let act = open("name", "Mai Thuý").unwrap();
        assert!(
            !format!("{:?}", act.entry()).contains("Thuý"),
            "kept in the ticket only"
        );
        assert_eq!(act.entry().ground, "ground-people");
        island.ledger.commit(act).await.unwrap();
        let tickets = registers
            .tickets_of(island.db(), "RG", Status::Open)
            .await
            .unwrap();
        let [ticket] = &tickets[..] else {
            panic!("one ticket: {tickets:?}");
        };
        // Five working days after Monday 2 November, of which Wednesday is a holiday.
        assert_eq!(ticket.due_at.to_string(), "2026-11-10T17:00:00Z");
        assert!(!format!("{ticket:?}").contains("Thuý"));
        let look = permit(Action::Look, "people", &["name"]);
        let text = island
            .ledger
            .look(&ctx(2), ticket.unseen(&look))
            .await
            .unwrap();
        assert_eq!(text.said, "Mai Thuý");
        let answer = |ticket, seconds| {
            let permit = permit(Action::Correct, "people", &[]);
            let answer = Answer::Rejected("the paper says otherwise".into());
            let act = Act::new(&ctx(seconds), Kind::TicketAnswered);
            registers.answer_ticket(&permit, ticket, &answer, act)
        };
        island
            .ledger
            .commit(answer(ticket, 3).unwrap())
            .await
            .unwrap();
        let late = island.ledger.commit(answer(ticket, 4).unwrap()).await;
        assert!(matches!(late, Err(WriteError::Lost { .. })));
        let answered = registers.tickets_about(island.db(), MAI).await.unwrap();
        assert_eq!(answered[0].status, Status::Rejected);
        assert_eq!(answered[0].answered_at, Some(MONDAY.plus_seconds(3)));
        assert!(matches!(
            answer(&answered[0], 5),
            Err(RegisterError::Answered)
        ));
        assert_eq!(
            registers
                .tickets_of(island.db(), "RG", Status::Open)
                .await
                .unwrap()
                .len(),
            0
        );
        let same = registers
            .ticket(island.db(), "people", Id([0xc1; 16]))
            .await
            .unwrap();
        assert_eq!(same.unwrap().due_at, ticket.due_at);
    });
}

/// The island, on which hulls are checked by a rule with a clock of its own, and a broken number
/// or hull is not shared.
pub(crate) fn strict() -> pack::Pack {
    let mut pack = law();
    for register in &mut pack.registers {
        for field in &mut register.fields {
            field.stops_sharing = field.key;
        }
        if register.id == "boats" {
            register.rules.push(RegisterRule {
                id: "hull".into(),
                level: Level::Warning,
                word: QualityWord::Correct,
                when: None,
                test: Test::NotNull {
                    fields: vec!["hull".into()],
                },
                correction_days: Some(10),
                stops_sharing: true,
            });
        }
    }
    pack
}

fn about(id: u8, by: OpenedBy, field: &'static str) -> NewTicket<'static> {
    NewTicket {
        id: Id([id; 16]),
        register: "boats",
        record: Some(BOAT),
        subject: Some(MAI),
        field: Some(field),
        said: "hull",
        rule: (by == OpenedBy::Rule).then_some("hull"),
        opened_by: by,
        opener: None,
        case: None,
    }
}

#[test]
fn a_rule_opens_one_ticket_with_its_own_clock_and_the_record_is_not_shared() {
    testkit::on_both(|store| async move {
        let island = Island::under(store, &strict()).await;
        island.create(1, "boats", BOAT, boat(7, MAI)).await.unwrap();
        let (registers, db) = (&island.registers, island.db());
        let open = |seconds, id| {
            let new = about(id, OpenedBy::Rule, "hull");
            let act = Act::new(&ctx(seconds), Kind::TicketOpened);
            registers.open_ticket(new, act).unwrap()
        };
        let act = open(2, 0xc1);
        assert_eq!(act.entry().word("rule"), Some("hull"));
        assert_eq!(act.entry().word("by"), Some("rule"));
        island.ledger.commit(act).await.unwrap();
        let second = island.ledger.commit(open(3, 0xc2)).await;
        assert!(
            matches!(second, Err(WriteError::Lost { .. })),
            "one is enough"
        );
        let all = registers.open_tickets_of_rule(db, ("boats", "hull"), None);
        assert_eq!(all.await.unwrap(), [(BOAT, Id([0xc1; 16]))]);
        let behind = registers.open_tickets_of_rule(db, ("boats", "hull"), Some(BOAT));
        assert_eq!(behind.await.unwrap(), []);
        let stop = registers
            .tickets_that_stop(db, "boats", BOAT)
            .await
            .unwrap();
        let [ticket] = &stop[..] else {
            panic!("one ticket stops it: {stop:?}");
        };
        // Ten working days, where the register gives five.
        assert_eq!(ticket.due_at.to_string(), "2026-11-17T17:00:00Z");
        let (due, late) = (ticket.due_at, ticket.due_at.plus_seconds(1));
        assert!(!ticket.is_late(due) && ticket.is_late(late));
        assert_eq!(registers.tickets_late(db, due).await.unwrap(), []);
        let late = registers.tickets_late(db, late).await.unwrap();
        assert_eq!(late, [("HO".to_owned(), 1)]);
        let settled = Act::new(&ctx(4), Kind::TicketAnswered);
        let settled = registers.settle_ticket(ticket, settled).unwrap();
        assert_eq!(settled.entry().ground, "ground-boats");
        island.ledger.commit(settled).await.unwrap();
        let free = registers
            .tickets_that_stop(db, "boats", BOAT)
            .await
            .unwrap();
        assert!(free.is_empty());
        // The rule may be broken again.
        island.ledger.commit(open(5, 0xc3)).await.unwrap();
        let on = registers.tickets_on(db, "boats", BOAT).await.unwrap();
        let stands: Vec<Status> = on.iter().map(|ticket| ticket.status).collect();
        assert_eq!(stands, [Status::Open, Status::Corrected]);
    });
}

#[test]
fn who_may_stop_sharing_and_what_a_rule_must_name() {
    testkit::on_both(|store| async move {
        let island = Island::under(store, &strict()).await;
        island.create(1, "boats", BOAT, boat(7, MAI)).await.unwrap();
        let (registers, db) = (&island.registers, island.db());
        let table = [
            (OpenedBy::Officer, "hull", true),
            (OpenedBy::Register, "hull", true),
            (OpenedBy::Officer, "kind", false),
            (OpenedBy::Person, "hull", false),
            (OpenedBy::Case, "hull", false),
        ];
        for (at, (by, field, stops)) in (2_u8..).zip(table) {
            let act = Act::new(&ctx(at.into()), Kind::TicketOpened);
            let act = registers.open_ticket(about(at, by, field), act).unwrap();
            island.ledger.commit(act).await.unwrap();
            let stop = registers
                .tickets_that_stop(db, "boats", BOAT)
                .await
                .unwrap();
            let it = stop.iter().find(|ticket| ticket.id == Id([at; 16]));
            assert_eq!(it.is_some(), stops, "{by:?} {field}");
            assert!(it.is_none_or(|ticket| ticket.opened_by == by));
        }
        let rule = about(0xd1, OpenedBy::Rule, "hull");
        let wrong = [
            NewTicket {
                rule: None,
                ..rule.clone()
            },
            NewTicket {
                record: None,
                ..rule.clone()
            },
            NewTicket {
                rule: Some("keel"),
                ..rule
            },
        ];
        for new in wrong {
            let act = Act::new(&ctx(20), Kind::TicketOpened);
            let told = registers.open_ticket(new, act);
            assert!(
                matches!(told, Err(RegisterError::Fields { .. })),
                "{told:?}"
            );
        }
        // A steward's answer is a steward's: only what a rule opened settles itself.
        let stop = registers
            .tickets_that_stop(db, "boats", BOAT)
            .await
            .unwrap();
        let act = Act::new(&ctx(21), Kind::TicketAnswered);
        let settled = registers.settle_ticket(&stop[0], act);
        assert!(matches!(settled, Err(RegisterError::Permit { .. })));
    });
}

#[test]
fn those_who_read_a_value_while_it_stood_are_told() {
    testkit::on_both(|store| async move {
        let island = Island::on(store).await;
        island.family().await;
        let registers = &island.registers;
        // Read at 10 and, after another field was corrected, at 30; corrected at 40; read at 50.
        let look = |seconds: i64, field: &'static str| {
            let island = &island;
            async move {
                let record = island.record("people", MAI).await;
                let leave = permit(Action::Look, "people", &[field]);
                let unseen = island.registers.unseen(&leave, &record, &[field]);
                island.ledger.look(&ctx(seconds), unseen).await.unwrap();
            }
        };
        look(10, "name").await;
        look(11, "number").await;
        // An export took all numbers; a measurement read them for the register itself.
        for (at, kind) in [(12, Kind::Exported), (13, Kind::RegisterMeasured)] {
            let whole = Touch::whole("people", vec!["number".to_owned()]);
            let act = Act::new(&ctx(at), kind).touch(whole);
            island.ledger.commit(act).await.unwrap();
        }
        let home = vec![("home", Some("V2".into()))];
        island.correct(20, "people", MAI, home).await.unwrap();
        look(30, "name").await;
        let name = vec![("name", Some("Mai Thúy Hà".into()))];
        island.correct(40, "people", MAI, name).await.unwrap();
        look(50, "name").await;
        let table = [
            (Some("name"), 35, vec![30, 10], Some(40)),
            (Some("name"), 45, vec![50], None),
            (Some("number"), 60, vec![12, 11], None),
            (Some("home"), 60, vec![], None),
            (None, 35, vec![30], Some(40)),
            (None, 60, vec![50], None),
            (Some("name"), -60, vec![], None),
        ];
        for (field, at, read, until) in table {
            let at = MONDAY.plus_seconds(at);
            let told = registers.readers_of(&island.ledger, ("people", MAI), field, at);
            let told = told.await.unwrap();
            let when: Vec<i64> = told
                .list
                .iter()
                .map(|reader| (reader.at.0 - MONDAY.0) / 1_000_000)
                .collect();
            assert_eq!(when, read, "{field:?}");
            assert_eq!(told.until, until.map(|at| MONDAY.plus_seconds(at)));
            assert!(!told.more);
            let office = |reader: &Reader| reader.office.as_deref() == Some("RG");
            assert!(told.list.iter().all(office));
        }
    });
}
