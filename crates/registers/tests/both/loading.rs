//! What comes before anybody: laws, seeds, many rows, the directory.

use base::Id;
use jiff::civil::date;
use ledger::{Fact, Kind};
use registers::{
    Activated, LoadedRow, Problem, RegisterError, Value, activate, law_in_force, law_version,
    load_rows, seed,
};

use crate::island::{Island, MAI, MONDAY, ctx, law};

#[test]
fn the_directory_finds_offices_and_places() {
    testkit::on_both(|store| async move {
        let island = Island::on(store).await;
        let directory = &island.directory;
        let nearest = |kind, place| {
            directory
                .nearest(kind, place)
                .map(|agency| agency.id.as_str())
        };
        assert_eq!(nearest("harbour-office", "V2"), Some("HO2"), "one above");
        assert_eq!(
            nearest("harbour-office", "V1"),
            Some("HO"),
            "the one below has ended"
        );
        assert_eq!(nearest("council", "V1"), Some("CO"));
        assert_eq!(nearest("school", "V1"), None);
        assert_eq!(nearest("council", "nowhere"), None);
        assert_eq!(
            directory.agency("HO2").unwrap().dossier_code.as_deref(),
            Some("HO.2")
        );
        assert_eq!(directory.agency("HO1").unwrap().name, "Old North Post");
        assert_eq!(
            directory.place_path("V1"),
            ["Ashwick", "Cảng Hòa Bình", "Tern Island"]
        );
        assert!(directory.lies_in("V1", "I") && !directory.lies_in("V1", "H2"));
        let table: [(&str, &[&str], &[&str]); 10] = [
            ("hoa binh", &[], &["H1"]),
            ("HÒA", &[], &["H1"]),
            ("south", &[], &["H2", "V2"]),
            ("south", &["harbour"], &["H2"]),
            ("wick", &[], &[]),
            ("ash hoa", &[], &["V1"]),
            ("ash south", &[], &[]),
            ("V", &[], &["V1", "V2"]),
            ("", &[], &[]),
            ("drowned", &[], &[]),
        ];
        for (typed, kinds, codes) in table {
            let found = directory.search_places(typed, kinds, 10);
            let found: Vec<&str> = found.iter().map(|place| place.code.as_str()).collect();
            assert_eq!(found, codes, "{typed} {kinds:?}");
        }
        assert_eq!(directory.search_places("south", &[], 1).len(), 1);
    });
}

#[test]
fn seeds_are_loaded_once_with_one_entry_a_batch() {
    testkit::on_both(|store| async move {
        let island = Island::on(store).await;
        let before = island.ledger.count().await.unwrap().0;
        assert_eq!(before, 3, "one for each register");
        let mut seeds = law().seeds;
        let again = seed(&island.ledger, &ctx(1), &island.registers, &seeds).await;
        assert_eq!(again.unwrap(), 0);
        assert_eq!(island.ledger.count().await.unwrap().0, before);
        let row = ["V3", "H2", "village", "Newwick", "2026-01-01", ""];
        seeds[0].rows.push(row.map(str::to_owned).to_vec());
        let more = seed(&island.ledger, &ctx(2), &island.registers, &seeds).await;
        assert_eq!(more.unwrap(), 1);
        let record = island.record("places", Id::named("places", "V3")).await;
        assert_eq!(record.valid_from, date(2026, 1, 1));
        let entry = island.ledger.entry(record.act).await.unwrap().unwrap();
        assert_eq!((entry.kind, entry.touches.len()), (Kind::Seeded, 0));
        let facts = [("register", Fact::from("places")), ("rows", Fact::from(1))];
        assert_eq!(
            entry.facts,
            facts.map(|(name, fact)| (name.to_owned(), fact))
        );
    });
}

#[test]
fn many_rows_can_be_loaded_again_after_an_interruption() {
    testkit::on_both(|store| async move {
        let island = Island::on(store).await;
        let id = |n: u32| Id::named("test", &n.to_string());
        let rows = |count: u32| {
            (0..count).flat_map(move |n| {
                let person = LoadedRow {
                    register: "people",
                    record: id(n),
                    fields: vec![
                        ("number", Value::Text(format!("1990{n:04}"))),
                        ("name", "Mai".into()),
                        ("born_on", "1990".into()),
                        // Text is read as the field needs it.
                        ("alive", if n % 2 == 0 { "true".into() } else { 1.into() }),
                    ],
                };
                let boat = LoadedRow {
                    register: "boats",
                    record: Id::named("boat", &n.to_string()),
                    fields: vec![("hull", i64::from(n).into()), ("owner", id(n).into())],
                };
                [person, boat]
            })
        };
        for (count, loaded) in [(5, 10), (30, 60)] {
            let Island {
                ledger, registers, ..
            } = &island;
            let done = load_rows(ledger, &ctx(i64::from(count)), registers, rows(count), 16).await;
            assert_eq!(done.unwrap(), loaded);
        }
        let found = island.found("people", &[("name", "mai".into())]).await;
        assert_eq!(found.len(), 30);
        assert_eq!(island.found("boats", &[("hull", 29.into())]).await.len(), 1);
        let person = island.record("people", id(3)).await;
        assert_eq!((person.version, person.bool("alive")), (1, Some(true)));
        let entry = island.ledger.entry(person.act).await.unwrap().unwrap();
        let rows: i64 = entry
            .facts
            .iter()
            .filter_map(|(_, fact)| match fact {
                Fact::Number(rows) => Some(*rows),
                Fact::Word(_) => None,
            })
            .sum();
        assert_eq!(rows, 10, "the first load, both registers");
        let wrong = LoadedRow {
            register: "people",
            record: MAI,
            fields: vec![("alive", "perhaps".into())],
        };
        let wrong = load_rows(&island.ledger, &ctx(99), &island.registers, [wrong], 16).await;
        let Err(RegisterError::Fields { problems, .. }) = wrong else {
            panic!("refused for its fields");
        };
        assert!(matches!(problems[0].problem, Problem::Kind { .. }));
    });
}

#[test]
fn a_law_version_never_changes() {
    testkit::on_both(|store| async move {
        let island = Island::on(store).await;
        let ledger = &island.ledger;
        assert_eq!(law_in_force(island.db()).await.unwrap(), None);
        let mut pack = law();
        assert_eq!(
            activate(ledger, &ctx(1), (&pack, vec![])).await.unwrap(),
            Activated::Now
        );
        assert_eq!(
            activate(ledger, &ctx(2), (&pack, vec![])).await.unwrap(),
            Activated::Before
        );
        pack.digest = base::sha256(b"tiny, edited in place");
        let edited = activate(ledger, &ctx(3), (&pack, vec![]))
            .await
            .unwrap_err();
        assert!(matches!(edited, RegisterError::OtherLaw { .. }), "{edited}");
        pack.head.version = "2027-01-01".into();
        let (early, late) = (ctx(4), ctx(5));
        let (one, other) = tokio::join!(
            activate(ledger, &early, (&pack, vec![])),
            activate(ledger, &late, (&pack, vec![]))
        );
        let now = [one.unwrap(), other.unwrap()];
        assert_eq!(
            now.iter().filter(|done| **done == Activated::Now).count(),
            1
        );
        let in_force = law_in_force(island.db()).await.unwrap().unwrap();
        assert_eq!(in_force.law, "tiny@2027-01-01");
        assert_eq!((in_force.digest, in_force.files), (pack.digest, pack.files));
        let old = law_version(island.db(), "tiny@2026-09-01")
            .await
            .unwrap()
            .unwrap();
        assert_eq!(old.activated_at, MONDAY.plus_seconds(1));
    });
}
