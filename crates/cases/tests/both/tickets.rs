//! What a register's steward does with tickets that cases and people open.

use base::Id;
use cases::model::Finding;
use cases::{Asked, CaseError, TicketAnswer};
use ledger::{Act, Kind};
use registers::{NewTicket, OpenedBy, Status};

use crate::island::{CAL, HANA, Island, MONDAY, RUTH, noticed, officer, person, unnoticed, with};

fn steward(when: &str) -> access::Ctx {
    officer(RUTH, ("steward", "RG"), "correction", when)
}

fn answer(corrected: bool, value: Option<&str>) -> TicketAnswer {
    let text = "we measured it again".to_owned();
    TicketAnswer {
        corrected,
        value: value.map(str::to_owned),
        text,
    }
}

/// Cal says that his boat has another length than the register says; the notice and the ticket.
async fn disputed(island: &Island) -> (Id, Id) {
    let notice = island.notice(CAL, None, 50).await;
    let ctx = person(CAL, MONDAY);
    island
        .room
        .save_draft(&ctx, "boat", |all| all.extend(noticed()))
        .await
        .unwrap();
    let told = island
        .room
        .dispute(&ctx, "boat", ("notice", "length", "it has 48"), |act, _| {
            act
        })
        .await
        .unwrap();
    (notice, told.ticket)
}

#[test]
fn a_field_is_corrected_in_the_act_that_answers() {
    testkit::on_both(|store| async move {
        let island = Island::on(store).await;
        let (notice, ticket) = disputed(&island).await;
        let room = &island.room;
        let open = room.tickets(&steward(MONDAY)).await.unwrap();
        assert_eq!(
            open.iter().map(|ticket| ticket.id).collect::<Vec<_>>(),
            [ticket]
        );
        let view = room
            .ticket(&steward(MONDAY), "build-notices", ticket)
            .await
            .unwrap();
        assert_eq!(view.text.said, "it has 48");
        let at = ("build-notices", ticket);
        let wrong = room
            .answer_ticket(&steward(MONDAY), at, &answer(true, Some("long")), |act| act)
            .await;
        assert!(matches!(wrong, Err(CaseError::Record(_))), "{wrong:?}");
        let done = room
            .answer_ticket(
                &steward("2026-11-02 11:00"),
                at,
                &answer(true, Some("48")),
                |act| act,
            )
            .await;
        let entry = island.entry(&done.unwrap()).await;
        assert_eq!(
            (entry.kind, entry.word("ticket")),
            (Kind::TicketAnswered, Some("corrected"))
        );
        let db = room.ledger.store();
        let record = room
            .registers
            .load(db, "build-notices", notice)
            .await
            .unwrap()
            .unwrap();
        assert_eq!((record.int("length"), record.act), (Some(48), entry.id));
        assert_eq!(room.tickets(&steward(MONDAY)).await.unwrap().len(), 0);
        let twice = room
            .answer_ticket(&steward(MONDAY), at, &answer(false, None), |act| act)
            .await;
        assert!(matches!(twice, Err(CaseError::NotNow { .. })), "{twice:?}");
    });
}

#[test]
fn only_the_registers_own_steward_answers() {
    testkit::on_both(|store| async move {
        let island = Island::on(store).await;
        let (_, ticket) = disputed(&island).await;
        let at = ("build-notices", ticket);
        let others = [
            officer(HANA, ("steward", "HO"), "correction", MONDAY),
            officer(RUTH, ("registrar", "RG"), "boat-licence", MONDAY),
            person(CAL, MONDAY),
        ];
        for ctx in &others {
            let refused = island
                .room
                .answer_ticket(ctx, at, &answer(false, None), |act| act)
                .await;
            assert!(matches!(refused, Err(CaseError::Refused(_))), "{refused:?}");
            let refused = island
                .room
                .ticket(ctx, "build-notices", ticket)
                .await
                .map(|_| ());
            assert!(matches!(refused, Err(CaseError::Refused(_))), "{refused:?}");
        }
        assert_eq!(island.room.tickets(&others[0]).await.unwrap().len(), 0);
        island
            .room
            .answer_ticket(&steward(MONDAY), at, &answer(false, None), |act| act)
            .await
            .unwrap();
        let found = island
            .room
            .registers
            .ticket(island.room.ledger.store(), at.0, at.1)
            .await;
        assert_eq!(found.unwrap().unwrap().status, Status::Rejected);
    });
}

#[test]
fn what_a_case_found_missing_is_answered_without_a_record() {
    testkit::on_both(|store| async move {
        let island = Island::on(store).await;
        let mut given = unnoticed();
        given.insert("origin".to_owned(), "bought".to_owned());
        let sent = island.sent(CAL).await;
        given.insert("bill-of-sale".to_owned(), sent.to_string());
        let root = island.file(CAL, &given, MONDAY).await.unwrap();
        let open = island.room.tickets(&steward(MONDAY)).await.unwrap();
        let [ticket] = &open[..] else {
            panic!("one ticket: {open:?}")
        };
        assert_eq!(
            (ticket.case, ticket.record, ticket.subject),
            (Some(root), None, Some(CAL))
        );
        let view = island
            .room
            .ticket(&steward(MONDAY), "build-notices", ticket.id)
            .await
            .unwrap();
        assert!(view.record.is_none() && view.text.said == "silent");
        let at = ("build-notices", ticket.id);
        island
            .room
            .answer_ticket(&steward(MONDAY), at, &answer(true, None), |act| act)
            .await
            .unwrap();
        assert_eq!(
            island
                .only(Kind::TicketAnswered, CAL)
                .await
                .word("register"),
            None
        );
    });
}

/// What a prepared form knows of the notice, and which papers it asks for, and why.
async fn found(island: &Island) -> (Option<String>, Vec<(String, Finding)>) {
    let given = with(unnoticed(), &[("origin", "bought")]);
    let ctx = person(CAL, MONDAY);
    let prepared = island.room.prepare(&ctx, "boat", Some(&given)).await;
    let prepared = prepared.unwrap();
    let asked = prepared.asked.iter().filter_map(|asked| match asked {
        Asked::Paper { paper, finding, .. } => Some(((*paper).to_owned(), *finding)),
        Asked::Question(_) => None,
    });
    let papers = asked.collect();
    let known = island.room.ledger.look(&ctx, prepared.known).await.unwrap();
    let notice = known.iter().find(|found| found.id == "notice");
    let length = notice.and_then(|notice| notice.values.get("length").cloned());
    (length, papers)
}

#[test]
fn a_record_with_a_broken_identifier_is_no_evidence_until_it_is_answered() {
    testkit::on_both(|store| async move {
        let island = Island::on(store).await;
        let notice = island.notice(CAL, None, 50).await;
        let used = (Some("50".to_owned()), vec![]);
        assert_eq!(found(&island).await, used);
        let room = &island.room;
        let ctx = steward(MONDAY);
        let open = |by, field| {
            let new = NewTicket {
                id: ctx.id(),
                register: "build-notices",
                record: Some(notice),
                subject: Some(CAL),
                field: Some(field),
                said: "the yard has no such number",
                rule: None,
                opened_by: by,
                opener: None,
                case: None,
            };
            let act = Act::new(&ctx, Kind::TicketOpened);
            (new.id, room.registers.open_ticket(new, act).unwrap())
        };
        for (by, field) in [(OpenedBy::Person, "number"), (OpenedBy::Officer, "length")] {
            room.ledger.commit(open(by, field).1).await.unwrap();
            assert_eq!(found(&island).await, used, "{by:?} {field}");
        }
        let (ticket, act) = open(OpenedBy::Officer, "number");
        room.ledger.commit(act).await.unwrap();
        let paper = vec![("bill-of-sale".to_owned(), Finding::Stopped)];
        assert_eq!(found(&island).await, (None, paper));
        // The case it is missed in needs no second ticket.
        let sent = island.sent(CAL).await.to_string();
        let given = with(
            unnoticed(),
            &[("origin", "bought"), ("bill-of-sale", &sent)],
        );
        let root = island.file(CAL, &given, MONDAY).await.unwrap();
        let db = room.ledger.store();
        let from = room.registers.tickets_from(db, root).await.unwrap();
        assert_eq!(from.len(), 0);
        let answer = TicketAnswer {
            corrected: false,
            ..answer(true, None)
        };
        let at = ("build-notices", ticket);
        room.answer_ticket(&ctx, at, &answer, |act| act)
            .await
            .unwrap();
        assert_eq!(found(&island).await, used);
    });
}

#[test]
fn whoever_said_it_is_told_the_answer_and_the_steward_who_read_the_value() {
    testkit::on_both(|store| async move {
        let island = Island::on(store).await;
        let (_, ticket) = disputed(&island).await;
        let room = &island.room;
        let at = ("build-notices", ticket);
        let seen = room.ticket(&steward(MONDAY), at.0, at.1).await.unwrap();
        assert_eq!(seen.readers.list, [], "nobody yet");
        let again = room.ticket(&steward("2026-11-02 10:00"), at.0, at.1).await;
        let list = again.unwrap().readers.list;
        let told: Vec<_> = list
            .iter()
            .map(|reader| (reader.office.as_deref(), reader.purpose.as_str()))
            .collect();
        assert_eq!(told, [(Some("RG"), "correction")]);
        room.answer_ticket(&steward(MONDAY), at, &answer(true, Some("48")), |act| act)
            .await
            .unwrap();
        let inbox = notices::inbox(room.ledger.store(), CAL, None, 5).await;
        let inbox = inbox.unwrap();
        let [received] = &inbox[..] else {
            panic!("one notice: {inbox:?}");
        };
        assert_eq!(received.notice.kind, "ticket-corrected");
        let said = ("said".to_owned(), "we measured it again".to_owned());
        assert!(received.notice.args.contains(&said));
    });
}
