//! A register on a database is measured: counts, parts, records, what other registers say.

use base::Id;
use base::quality::{Level, Word};
use ledger::{Act, Kind};
use pack::{QualityWord, RegisterRule, Source, Test};
use registers::{Measure, Measurement, Registers};

use crate::island::{BOAT, Island, MAI, TAM, boat, ctx, fields};
use crate::law::law;

const SECOND: Id = Id([0xb2; 16]);

fn rule(id: &str, level: Level, word: QualityWord, test: Test) -> RegisterRule {
    RegisterRule {
        id: id.to_owned(),
        level,
        word,
        when: None,
        test,
        correction_days: None,
        stops_sharing: false,
    }
}

/// The island's registers, with rules over boats and a limit for recording them.
fn registers() -> Registers {
    let mut pack = law();
    let there = |text: &str| Test::HoldsThere {
        through: "owner".to_owned(),
        there: Source {
            text: text.to_owned(),
            place: String::new(),
        },
    };
    let agrees = Test::AgreesWith {
        field: "harbour".to_owned(),
        through: Some("owner".to_owned()),
        other: "home".to_owned(),
    };
    let (warning, unified) = (Level::Warning, QualityWord::Unified);
    for boats in pack.registers.iter_mut().filter(|of| of.id == "boats") {
        boats.rules = vec![
            rule("owner-lives", Level::Error, unified, there("alive")),
            rule("at-home", warning, unified, agrees.clone()),
        ];
        boats.measure.place = Some("harbour".to_owned());
        boats.measure.lags = vec![pack::LagLimit {
            event: "built".to_owned(),
            recorded: None,
            days: 30,
        }];
    }
    for people in pack.registers.iter_mut().filter(|of| of.id == "people") {
        let unique = Test::Unique {
            fields: vec!["name".to_owned()],
        };
        people.rules = vec![rule("one-name", warning, QualityWord::Clean, unique)];
        people.linkage = Some(pack::Linkage {
            fields: vec![pack::LinkedField {
                field: "name".to_owned(),
                compare: pack::Compare::Name,
                of_family: false,
                given: None,
            }],
            blocks: vec![vec![(0, pack::BlockPart::FirstWord)]],
            precision_percent: 97,
        });
    }
    Registers::lower(&pack)
}

async fn island(store: store::Store) -> Island {
    let mut island = Island::on(store).await;
    island.family().await;
    island.create(1, "boats", BOAT, boat(7, MAI)).await.unwrap();
    island
        .create(2, "boats", SECOND, boat(8, TAM))
        .await
        .unwrap();
    island.registers = registers();
    island
}

async fn measure(island: &Island, register: &str, seconds: i64) -> Measurement {
    let act = Act::new(&ctx(seconds), Kind::RegisterMeasured);
    let measured = island
        .registers
        .measure_and_keep(&island.ledger, (register, act), (7, 1));
    let measured = measured.await.unwrap().new.measurement;
    let kept = island.registers.measured(island.db(), register).await;
    assert_eq!(
        kept.unwrap().as_ref(),
        Some(&measured),
        "what is told is what is kept"
    );
    measured
}

#[test]
fn other_registers_are_asked() {
    testkit::on_both(|store| async move {
        let island = island(store).await;
        let before = measure(&island, "boats", 10).await;
        assert_eq!((before.rows, before.flawless), (2, 0));
        let lives = before.rule("owner-lives").unwrap();
        assert_eq!((lives.count.applied, lives.count.failing), (2, 0));
        // Both live in Ashwick and moor in the south.
        let home = before.rule("at-home").unwrap();
        assert_eq!((home.count.applied, home.count.failing), (2, 2));
        assert_eq!(
            before.weakest().unwrap().0,
            Word::Live,
            "built long before it was recorded"
        );

        island
            .correct(11, "people", TAM, vec![("alive", Some(false.into()))])
            .await
            .unwrap();
        let after = measure(&island, "boats", 12).await;
        assert_eq!(after.rule("owner-lives").unwrap().count.failing, 1);
        let faults = island
            .registers
            .faults(island.db(), ("boats", "owner-lives"), (None, 9));
        assert_eq!(faults.await.unwrap().records, [SECOND]);

        let by: Vec<(&str, Option<&str>, u64)> = after
            .by
            .iter()
            .map(|by| {
                (
                    by.by.as_str(),
                    by.values[0].value.as_deref(),
                    by.values[0].rows,
                )
            })
            .collect();
        assert_eq!(
            by,
            [
                ("agency", Some("RG"), 2),
                ("month", Some("2026-11"), 2),
                ("place", Some("H2"), 2)
            ]
        );
        let part = &after.by[2].values[0];
        assert!(
            part.rules.contains(&("owner-lives".to_owned(), 1)),
            "{part:?}"
        );
        assert!(!part.words.is_empty());
    });
}

#[test]
fn looks_of_other_offices_are_use() {
    testkit::on_both(|store| async move {
        let island = island(store).await;
        let unseen = || {
            let look = crate::island::permit(access::Action::Look, "boats", &["*"]);
            let island = &island;
            async move {
                let record = island.record("boats", BOAT).await;
                island.registers.unseen(&look, &record, &["*"])
            }
        };
        let shared = |measured: &Measurement| {
            let word = measured.word(Word::Shared).unwrap();
            word.figures
                .first()
                .map(|figure| (figure.measure, figure.share.good, figure.share.whole))
        };
        let before = measure(&island, "boats", 10).await;
        assert_eq!(shared(&before), Some((Measure::LookedByOthers, 0, 0)));
        assert_eq!(
            before.word(Word::Shared).unwrap().weakest(),
            None,
            "not measured"
        );
        // The registry looks; the harbour office keeps the register.
        island.ledger.look(&ctx(11), unseen().await).await.unwrap();
        let after = measure(&island, "boats", 12).await;
        assert_eq!(shared(&after), Some((Measure::LookedByOthers, 1, 1)));
        let people = measure(&island, "people", 13).await;
        assert_eq!(
            shared(&people).map(|(_, good, whole)| (good, whole)),
            Some((0, 0))
        );
    });
}

#[test]
fn records_that_are_probably_one_are_told_beside() {
    testkit::on_both(|store| async move {
        let island = island(store).await;
        let twin = fields(&[
            ("number", "19900009".into()),
            ("name", "MAI  thuỷ".into()),
            ("born_on", "1990-01-31".into()),
            ("alive", true.into()),
        ]);
        island
            .create(3, "people", Id([0xa9; 16]), twin)
            .await
            .unwrap();
        let people = measure(&island, "people", 10).await;
        let linkage = people.rule("linkage").unwrap();
        assert_eq!(linkage.count.applied, 4);
        assert_eq!(linkage.fields, ["name"]);
        let clean = people.word(Word::Clean).unwrap();
        let probable = clean.figures.iter().find(|figure| {
            (figure.measure, figure.of.as_deref()) == (Measure::ProbablySingle, Some("linkage"))
        });
        assert_eq!(probable.unwrap().share.whole, 4);
        assert_ne!(clean.weakest().unwrap().measure, Measure::ProbablySingle);
        let number = people.rule("format:number").unwrap();
        assert_eq!((number.count.applied, number.count.failing), (4, 0));
    });
}
