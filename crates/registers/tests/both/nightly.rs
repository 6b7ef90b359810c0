//! The tickets that a night's measuring opens: some of them, each once.

use access::Action;
use base::Id;
use base::quality::Level;
use ledger::{Act, Kind};
use pack::{QualityWord, RegisterRule, Source, Test};
use registers::{
    Answer, LoadedRow, NewMeasurement, Registers, TICKETS_PER_RUN_MAX, Value, load_rows,
};

use crate::island::{Island, MAI, boat, ctx, permit};
use crate::law::law;

/// Boats must have a builder, and should have a name; only the first is somebody's work.
fn registers() -> Registers {
    let mut pack = law();
    let rule = |id: &str, level, text: &str| RegisterRule {
        id: id.to_owned(),
        level,
        word: QualityWord::Sufficient,
        when: None,
        test: Test::Holds(Source {
            text: text.to_owned(),
            place: String::new(),
        }),
        correction_days: None,
        stops_sharing: false,
    };
    for boats in pack.registers.iter_mut().filter(|of| of.id == "boats") {
        boats.rules = vec![
            rule("builder", Level::Error, "law != null"),
            rule("name", Level::Warning, "name != null"),
        ];
    }
    Registers::lower(&pack)
}

/// So many boats without a builder and without a name, written before there were rules.
async fn island(store: store::Store, boats: i64) -> Island {
    let mut island = Island::on(store).await;
    let rows: Vec<(Id, Vec<(String, Value)>)> = (1..=boats)
        .map(|hull| {
            let mut fields = boat(hull, MAI);
            fields.retain(|(name, _)| name != "law");
            (Id::named("boats", &hull.to_string()), fields)
        })
        .collect();
    let rows = rows.iter().map(|(record, fields)| LoadedRow {
        register: "boats",
        record: *record,
        fields: fields
            .iter()
            .map(|(name, value)| (name.as_str(), value.clone()))
            .collect(),
    });
    load_rows(&island.ledger, &ctx(0), &island.registers, rows, 1_000)
        .await
        .unwrap();
    island.registers = registers();
    island
}

async fn measure(island: &Island, seconds: i64) -> NewMeasurement {
    let act = Act::new(&ctx(seconds), Kind::RegisterMeasured);
    let run = island
        .registers
        .measure_and_keep(&island.ledger, ("boats", act), (7, 1));
    run.await.unwrap().new
}

/// Opens the tickets of a run, and gives how many.
async fn night(island: &Island, run: &NewMeasurement, seconds: i64) -> usize {
    let ctx = ctx(seconds);
    let opened = island
        .registers
        .open_rule_tickets(&island.ledger, run, &ctx);
    opened.await.unwrap()
}

/// The tickets that are there: record, rule, status.
async fn tickets(island: &Island) -> Vec<(Id, String, String)> {
    let sql = "select record, rule, status from registers_ticket order by record, ticket";
    let rows = island.db().query(sql, &[]).await.unwrap();
    rows.iter()
        .map(|row| {
            let text = |at| row.text(at).unwrap().to_owned();
            (row.id(0).unwrap(), text(1), text(2))
        })
        .collect()
}

#[test]
fn a_night_opens_what_an_office_can_take_up_and_the_next_the_rest() {
    testkit::on_both(|store| async move {
        let max = i64::try_from(TICKETS_PER_RUN_MAX).unwrap();
        let island = island(store, max + 20).await;
        let run = measure(&island, 10).await;
        assert_eq!(night(&island, &run, 11).await, TICKETS_PER_RUN_MAX);
        // A night that is repeated, and the next one.
        assert_eq!(night(&island, &run, 12).await, 20);
        let next = measure(&island, 20).await;
        assert_eq!(night(&island, &next, 21).await, 0, "each has one");
        let there = tickets(&island).await;
        assert_eq!(there.len(), TICKETS_PER_RUN_MAX + 20);
        let mut records: Vec<Id> = there.iter().map(|(record, ..)| *record).collect();
        records.dedup();
        assert_eq!(records.len(), there.len(), "no record has two");
        assert!(
            there
                .iter()
                .all(|(_, rule, status)| rule == "builder" && status == "open")
        );
    });
}

#[test]
fn two_nights_at_once_open_one_ticket_each() {
    testkit::on_both(|store| async move {
        let island = island(store, 12).await;
        let run = measure(&island, 10).await;
        let (one, other) = tokio::join!(night(&island, &run, 11), night(&island, &run, 12));
        assert_eq!(one + other, 12);
        assert_eq!(tickets(&island).await.len(), 12);
    });
}

#[test]
fn a_steward_who_has_answered_is_asked_again_only_about_another_state() {
    testkit::on_both(|store| async move {
        let island = island(store, 3).await;
        let (registers, ledger) = (&island.registers, &island.ledger);
        let run = measure(&island, 10).await;
        assert_eq!(night(&island, &run, 11).await, 3);
        // One is right as it is; one is corrected so that it keeps the rule; one stays open.
        let [right, mended] = ["1", "2"].map(|hull| Id::named("boats", hull));
        let on = registers.tickets_on(island.db(), "boats", right).await;
        let ticket = on.unwrap().remove(0);
        let leave = permit(Action::Correct, "boats", &["*"]);
        let answer = Answer::Rejected("nobody knows who built it".into());
        let act = Act::new(&ctx(12), Kind::TicketAnswered);
        let act = registers
            .answer_ticket(&leave, &ticket, &answer, act)
            .unwrap();
        ledger.commit(act).await.unwrap();
        let builder = vec![("law", Some(Value::from("Đóng Tàu")))];
        island.correct(13, "boats", mended, builder).await.unwrap();

        let run = measure(&island, 20).await;
        assert_eq!(night(&island, &run, 21).await, 0);
        // Written again, and still without a builder: another state, another question. Rules of level
        // error refuse such a row; the law of its time did not.
        let before = Registers::lower(&law());
        let mut island = island;
        let strict = std::mem::replace(&mut island.registers, before);
        let harbour = vec![("harbour", Some(Value::from("H1")))];
        island.correct(22, "boats", right, harbour).await.unwrap();
        island.registers = strict;
        let run = measure(&island, 30).await;
        assert_eq!(night(&island, &run, 31).await, 1);
        let of_it: Vec<String> = tickets(&island)
            .await
            .into_iter()
            .filter(|(record, ..)| *record == right)
            .map(|(.., status)| status)
            .collect();
        assert_eq!(of_it, ["rejected", "open"]);
    });
}
