//! Dossier numbers: per office and day, without gaps, as wide as they must be.

use std::sync::Arc;

use cases::CaseError;
use store::{Kind, Table};
use tokio::task::JoinSet;

use crate::island::{CAL, DAN, Island, MONDAY, harbour, noticed, registrar, unnoticed};

async fn numbers(island: &Island, ctx: &access::Ctx) -> Vec<String> {
    let rows = island.room.queue(ctx, None, 200).await.unwrap();
    let mut numbers: Vec<String> = rows.into_iter().map(|row| row.number).collect();
    numbers.sort();
    numbers
}

#[test]
fn fifty_filings_at_once_leave_no_gap() {
    testkit::on_both(|store| async move {
        let island = Arc::new(Island::on(store).await);
        let mut filings = JoinSet::new();
        for n in 0..50 {
            let who = island.somebody(n, None).await;
            island.notice(who, None, 50).await;
            // Everybody presses the button twice: the loser draws no number.
            for _ in 0..2 {
                let island = Arc::clone(&island);
                filings.spawn(async move { island.file(who, &noticed(), MONDAY).await });
            }
        }
        let (mut filed, mut told) = (0, 0);
        while let Some(done) = filings.join_next().await {
            match done.unwrap() {
                Ok(_) => filed += 1,
                Err(CaseError::AlreadyFiled { .. }) => told += 1,
                Err(other) => panic!("{other:?}"),
            }
        }
        assert_eq!((filed, told), (50, 50));
        let all = |office: &str| {
            (1..=50)
                .map(|n| format!("{office}-261102-{n:04}"))
                .collect::<Vec<_>>()
        };
        assert_eq!(numbers(&island, &registrar(MONDAY)).await, all("RG"));
        assert_eq!(numbers(&island, &harbour(MONDAY)).await, all("HO"));
    });
}

#[test]
fn each_day_begins_at_one_and_the_ten_thousandth_is_wider() {
    testkit::on_both(|store| async move {
        // As if 9,999 had been filed that Monday.
        let island = Island::on(store).await;
        let counters = Table::new("store_counter")
            .key("counter", Kind::Text)
            .must("value", Kind::Int)
            .done();
        let row = vec![
            ("counter", "cases/RG/261102".into()),
            ("value", 9_998.into()),
        ];
        island
            .room
            .ledger
            .store()
            .commit(vec![counters.insert(row)].into())
            .await
            .unwrap();
        let mut drawn = Vec::new();
        for (who, when) in [(CAL, MONDAY), (DAN, MONDAY), (CAL, "2026-11-03 10:00")] {
            let root = island.file(who, &unnoticed(), when).await.unwrap();
            drawn.push(island.root(who, root).await.number);
        }
        assert_eq!(
            drawn,
            ["RG-261102-9999", "RG-261102-10000", "RG-261103-0001"]
        );
    });
}
