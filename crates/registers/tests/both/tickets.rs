//! Correction tickets.

use access::Action;
use base::Id;
use ledger::{Act, Kind};
use registers::{Answer, NewTicket, OpenedBy, RegisterError, Status};
use store::WriteError;

use crate::island::{Island, MAI, MONDAY, ctx, permit};

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
                opened_by: OpenedBy::Person,
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
