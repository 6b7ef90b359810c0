//! What measuring came to is kept over time, in one act with its entry.

use base::Id;
use base::quality::{Level, Word};
use jiff::civil::date;
use ledger::{Act, Kind, Touch};
use registers::{
    Count, Figure, LikelyPair, Measure, Measurement, NewMeasurement, PARTS_RUNS_MAX, PartMeasured,
    PartsMeasured, RuleMeasured, Share, Spread, WordMeasured,
};

use crate::island::{BOAT, Island, MAI, MONDAY, TAM, boat, ctx};

fn figure(measure: Measure, good: u64, whole: u64) -> Figure {
    Figure {
        measure,
        of: None,
        share: Share { good, whole },
        spread: None,
    }
}

/// A run of the register of people in which `live` of ten are confirmed in time.
fn measured(live: u64) -> NewMeasurement {
    let coded = Figure {
        of: Some("code:home".to_owned()),
        ..figure(Measure::Coded, 9, 9)
    };
    let lag = Figure {
        of: Some("born".to_owned()),
        spread: Some(Spread {
            count: 10,
            within: 9,
            negative: 1,
            median: 3,
            p95: 40,
            p99: 61,
        }),
        ..figure(Measure::InTime, 9, 10)
    };
    let words = Word::ALL.map(|word| {
        let figures = match word {
            Word::Live => vec![lag.clone(), figure(Measure::Fresh, live, 10)],
            Word::Unified => vec![coded.clone()],
            Word::Correct | Word::Sufficient | Word::Clean | Word::Shared => Vec::new(),
        };
        WordMeasured {
            word,
            weakest: figures.len().checked_sub(1),
            figures,
        }
    });
    let rule = |id: &str, groups, unmeasured: Option<&str>| RuleMeasured {
        id: id.to_owned(),
        level: Level::Warning,
        words: vec![Word::Live, Word::Clean],
        kind: "fresh-within".to_owned(),
        fields: vec!["name".to_owned(), "born_on".to_owned()],
        count: Count {
            applied: 10,
            failing: 10 - live,
            groups,
        },
        unmeasured: unmeasured.map(str::to_owned),
    };
    let part = |value: Option<&str>, rules| PartMeasured {
        value: value.map(str::to_owned),
        rows: 5,
        failing: 1,
        words: vec![figure(Measure::Fresh, 4, 5)],
        rules,
    };
    NewMeasurement {
        measurement: Measurement {
            register: "people".to_owned(),
            run: Id([0; 16]),
            at: MONDAY,
            as_of: date(2026, 11, 2),
            law: "tiny@2026-09-01".to_owned(),
            rows: 10,
            flawless: live,
            words: words.to_vec(),
            rules: vec![
                rule("fresh", None, None),
                rule("one", Some(2), Some("the register boats was not at hand")),
            ],
            by: vec![PartsMeasured {
                by: "place".to_owned(),
                values: vec![
                    part(Some("V1"), vec![("fresh".to_owned(), 1)]),
                    part(None, vec![]),
                ],
                more: 7,
            }],
        },
        faults: vec![
            ("fresh".to_owned(), (0..5).map(|n| Id([n; 16])).collect()),
            ("one".to_owned(), Vec::new()),
        ],
        pairs: vec![LikelyPair {
            one: Id([1; 16]),
            other: Id([2; 16]),
            millionths: 970_001,
        }],
    }
}

async fn keep(island: &Island, seconds: i64, live: u64) -> Id {
    let (db, new) = (island.db(), measured(live));
    let stale = island.registers.stale(db, "people").await.unwrap();
    let act = Act::new(&ctx(seconds), Kind::RegisterMeasured);
    let act = island.registers.keep(&new, stale, act).unwrap();
    assert_eq!(act.entry().word("word"), Some("live"));
    assert_eq!(
        act.entry().number("good").zip(act.entry().number("whole")),
        Some((i64::try_from(live).unwrap(), 10))
    );
    island.ledger.commit(act).await.unwrap().entry
}

#[test]
fn a_run_is_read_as_it_was_kept() {
    testkit::on_both(|store| async move {
        let island = Island::on(store).await;
        let (registers, db) = (&island.registers, island.db());
        assert_eq!(registers.measured(db, "people").await.unwrap(), None);
        let first = keep(&island, 1, 8).await;
        let run = registers.measured(db, "people").await.unwrap().unwrap();
        let expected = Measurement {
            run: first,
            at: MONDAY.plus_seconds(1),
            ..measured(8).measurement
        };
        assert_eq!(run, expected);
        assert_eq!(run.weakest().unwrap().0, Word::Live);
        assert_eq!(run.by_field()[0].1.len(), 2);

        let page = |after| registers.faults(db, ("people", "fresh"), (after, 2));
        let after = |byte| page(Some(Id([byte; 16])));
        let (one, last) = (page(None).await.unwrap(), after(3).await.unwrap());
        assert_eq!(
            (one.records, one.next),
            (vec![Id([0; 16]), Id([1; 16])], Some(Id([1; 16])))
        );
        assert_eq!((last.records, last.next), (vec![Id([4; 16])], None));
        // A record that is not in the list, as after another run: the page goes on behind it.
        let mut between = [1; 16];
        between[15] = 9;
        let between = page(Some(Id(between))).await.unwrap();
        assert_eq!(between.records, [Id([2; 16]), Id([3; 16])]);
        assert_eq!(after(255).await.unwrap().records, []);
        let pairs = registers.likely_pairs(db, "people").await.unwrap();
        assert_eq!(pairs, measured(8).pairs);

        let second = keep(&island, 2, 7).await;
        let trend = registers
            .trend(db, ("people", Word::Live), 9)
            .await
            .unwrap();
        let goods: Vec<(Id, u64)> = trend.iter().map(|p| (p.run, p.figure.share.good)).collect();
        assert_eq!(goods, [(first, 8), (second, 7)]);
        let last = registers
            .trend(db, ("people", Word::Live), 1)
            .await
            .unwrap();
        assert_eq!(last[0].run, second);
        let none = registers.trend(db, ("people", Word::Shared), 9).await;
        assert_eq!(none.unwrap(), []);
        let earlier = registers.measured_at(db, "people", first).await.unwrap();
        assert_eq!(earlier, Some(expected));
        assert_eq!(page(None).await.unwrap().records.len(), 2);

        let heads = registers.headlines(db).await.unwrap();
        assert_eq!(heads.len(), 1);
        assert_eq!((heads[0].run, heads[0].rows), (second, 10));
        assert_eq!(heads[0].words.len(), 2);
        assert_eq!(heads[0].weakest().unwrap().share.good, 7);
    });
}

#[test]
fn lists_of_records_go_with_the_next_run_and_parts_after_two_months() {
    testkit::on_both(|store| async move {
        let island = Island::on(store).await;
        let (registers, db) = (&island.registers, island.db());
        let runs = i64::try_from(PARTS_RUNS_MAX).unwrap() + 2;
        let mut ids = Vec::new();
        for run in 1..=runs {
            ids.push(keep(&island, run, 8).await);
        }
        let mut with_parts = 0;
        for &id in &ids {
            let run = registers
                .measured_at(db, "people", id)
                .await
                .unwrap()
                .unwrap();
            with_parts += usize::from(!run.by.is_empty());
        }
        assert_eq!(with_parts, PARTS_RUNS_MAX);
        // Only what the last run keeps goes: its lists, and the parts of the oldest with any.
        let stale = registers.stale(db, "people").await.unwrap();
        assert_eq!(stale.len(), 3);
    });
}

#[test]
fn who_is_in_a_register_sees_that_all_of_it_was_read() {
    testkit::on_both(|store| async move {
        let island = Island::on(store).await;
        island.family().await;
        let (registers, db) = (&island.registers, island.db());
        island
            .create(60, "boats", BOAT, boat(7, TAM))
            .await
            .unwrap();
        island
            .correct(90, "people", MAI, vec![("name", Some("Mai Thu".into()))])
            .await
            .unwrap();
        let run = keep(&island, 100, 8).await;

        // One entry and one touch for everybody, under the register's own id, with what was read.
        let id = Touch::register_id("people");
        let entries = island.ledger.of_subject(id, None, 9).await.unwrap();
        let [entry] = &entries[..] else {
            panic!("one entry: {entries:?}")
        };
        assert_eq!((entry.id, entry.touches.len()), (run, 1));
        assert_eq!(entry.touches[0].fields, ["name", "born_on"]);
        let of_mai = island.ledger.of_subject(MAI, None, 99).await.unwrap();
        assert!(of_mai.iter().all(|entry| entry.id != run));

        // Since the first state of a record, not since its last.
        let about = registers.registers_about(db, MAI).await.unwrap();
        assert_eq!(about.len(), 1);
        assert_eq!(about[0].0, "people");
        assert!(about[0].1 < MONDAY.plus_seconds(90));
        let of_tam = registers.registers_about(db, TAM).await.unwrap();
        let of_tam: Vec<&str> = of_tam.iter().map(|(register, _)| &**register).collect();
        assert_eq!(of_tam, ["boats", "people"]);
        let nobody = registers.registers_about(db, Id([0xee; 16])).await.unwrap();
        assert_eq!(nobody, []);
    });
}
