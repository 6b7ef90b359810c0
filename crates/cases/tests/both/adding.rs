//! Papers and disputes: what people add beside answers.

use cases::CaseError;
use ledger::Kind;
use registers::{OpenedBy, Status};

use crate::island::{
    CAL, DAN, Island, MONDAY, answers, ask, harbour, noticed, person, registrar, unnoticed,
};

fn paper() -> files::Checked {
    let bytes = b"%PDF-1.4\n1 0 obj\n<< >>\nendobj\ntrailer\n<< >>\n%%EOF\n".to_vec();
    files::check("bill.pdf", bytes, &files::FileKind::ALL).unwrap()
}

#[test]
fn a_paper_is_kept_only_where_it_is_asked_and_its_office_sees_it() {
    testkit::on_both(|store| async move {
        let island = Island::on(store).await;
        let (ctx, room) = (person(CAL, MONDAY), &island.room);
        let unasked = room
            .keep_paper(&ctx, "boat", ("bill-of-sale", paper()), |act| act)
            .await;
        assert!(matches!(unasked, Err(CaseError::NotFound)), "{unasked:?}");
        let given = [unnoticed(), answers(&[("origin", "bought")])]
            .into_iter()
            .flatten();
        let given: Vec<_> = given.collect();
        room.save_draft(&ctx, "boat", |all| all.extend(given.clone()))
            .await
            .unwrap();
        let file = room
            .keep_paper(&ctx, "boat", ("bill-of-sale", paper()), |act| act)
            .await
            .unwrap();
        let (_, root) = room
            .submit(&ctx, "boat", (None, |act, _| act))
            .await
            .unwrap();
        let desk = island.desk(&registrar(MONDAY), root).await;
        assert_eq!(
            desk.files.iter().map(|kept| kept.id).collect::<Vec<_>>(),
            [file]
        );
        let read = room
            .desk_file(&registrar(MONDAY), root, file)
            .await
            .unwrap();
        assert!(read.bytes.starts_with(b"%PDF"));
        // Somebody who names the file of another has not sent the paper.
        let stolen = [
            unnoticed(),
            answers(&[("origin", "bought"), ("bill-of-sale", &file.to_string())]),
        ];
        let stolen = stolen.into_iter().flatten().collect();
        let refused = island.file(DAN, &stolen, MONDAY).await;
        assert!(matches!(refused, Err(CaseError::Answers(_))), "{refused:?}");
    });
}

#[test]
fn what_was_asked_for_is_supplied_to_the_leg_that_asked() {
    testkit::on_both(|store| async move {
        let island = Island::on(store).await;
        let (root, leg) = island.filed(CAL, MONDAY).await;
        island
            .story(leg.id, &[(harbour("2026-11-02 11:00"), ask())])
            .await;
        let ctx = person(CAL, "2026-11-02 12:00");
        let papers = || vec![("photo".to_owned(), paper())];
        let stranger = island
            .room
            .supply(&person(DAN, MONDAY), leg.id, ("supply", papers()), |act| {
                act
            })
            .await;
        assert!(
            matches!(stranger, Err(CaseError::Refused(_))),
            "{stranger:?}"
        );
        let none = island
            .room
            .supply(&ctx, leg.id, ("supply", vec![]), |act| act)
            .await;
        assert!(matches!(none, Err(CaseError::Missing(_))), "{none:?}");
        island
            .room
            .supply(&ctx, leg.id, ("supply", papers()), |act| act)
            .await
            .unwrap();
        let of_leg = island
            .desk(&harbour("2026-11-02 13:00"), leg.id)
            .await
            .files;
        assert_eq!(of_leg.len(), 1);
        assert_eq!(
            island
                .desk(&registrar("2026-11-02 13:00"), root.id)
                .await
                .files
                .len(),
            0
        );
    });
}

#[test]
fn a_dispute_reaches_the_steward_of_the_register() {
    testkit::on_both(|store| async move {
        let island = Island::on(store).await;
        let notice = island.notice(CAL, None, 50).await;
        let (ctx, room) = (person(CAL, MONDAY), &island.room);
        room.save_draft(&ctx, "boat", |all| all.extend(noticed()))
            .await
            .unwrap();
        let hidden = room
            .dispute(&ctx, "boat", ("notice", "owner", "not mine"), |act, _| act)
            .await;
        assert!(
            matches!(hidden, Err(CaseError::NotFound)),
            "only what is shown: {hidden:?}"
        );
        let told = room
            .dispute(&ctx, "boat", ("notice", "length", "it has 48"), |act, _| {
                act
            })
            .await
            .unwrap();
        let ticket = room
            .registers
            .ticket(room.ledger.store(), "build-notices", told.ticket)
            .await;
        let ticket = ticket.unwrap().unwrap();
        assert_eq!(
            (ticket.record, ticket.field.as_deref()),
            (Some(notice), Some("length"))
        );
        assert_eq!(
            (ticket.opened_by, ticket.status, ticket.due_at),
            (OpenedBy::Person, Status::Open, told.due_at)
        );
        assert_eq!(
            (told.steward.as_str(), island.last_about(CAL).await.kind),
            ("RG", Kind::TicketOpened)
        );
    });
}
