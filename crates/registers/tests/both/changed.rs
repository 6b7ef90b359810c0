//! Declarations that change over records that are there.

use base::Id;
use base::identifier::{Format, Segment};
use pack::{FieldKind, Form, Register};
use registers::{LoadedRow, OBSTACLE_RECORDS_MAX, Registers, Unfit, Value, activate, load_rows};
use store::Store;

use crate::island::{BOAT, Island, MAI, boat, ctx, law, maybe};
use crate::law::field;

const OTHER: Id = Id([0xb2; 16]);

/// A change of a pack, as a line of a table.
type Change = fn(&mut pack::Pack);

fn register<'p>(pack: &'p mut pack::Pack, id: &str) -> &'p mut Register {
    let mut all = pack.registers.iter_mut();
    all.find(|register| register.id == id).unwrap()
}

fn named<'p>(pack: &'p mut pack::Pack, of: &str, id: &str) -> &'p mut pack::Field {
    let mut all = register(pack, of).fields.iter_mut();
    all.find(|field| field.id == id).unwrap()
}

fn changed(change: Change) -> Registers {
    let mut pack = law();
    change(&mut pack);
    Registers::lower(&pack)
}

/// Two boats that differ in their hulls alone.
async fn two_boats(island: &Island) {
    island.create(1, "boats", BOAT, boat(7, MAI)).await.unwrap();
    island
        .create(2, "boats", OTHER, boat(8, MAI))
        .await
        .unwrap();
}

/// What stands in the way: field, why, records.
async fn in_the_way(
    island: &Island,
    after: &Registers,
    former: &[Registers],
) -> Vec<(String, Unfit, Vec<Id>)> {
    let found = after
        .obstacles(island.db(), &island.directory, former)
        .await
        .unwrap();
    found
        .into_iter()
        .map(|one| (one.field, one.unfit, one.records))
        .collect()
}

#[test]
fn what_records_do_not_fit_stands_in_the_way() {
    testkit::on_both(|store| async move {
        let island = Island::on(store).await;
        two_boats(&island).await;
        let both = || vec![BOAT, OTHER];
        let table: [(Change, &str, Unfit, Vec<Id>); 10] = [
            (
                |law| named(law, "boats", "hull").kind = FieldKind::Text,
                "hull",
                Unfit::Column,
                vec![],
            ),
            (
                |law| named(law, "boats", "hull").kind = FieldKind::Instant,
                "hull",
                Unfit::Column,
                vec![],
            ),
            (
                |law| named(law, "boats", "law").form = Some(Form::Decimal { places: 2 }),
                "law",
                Unfit::Column,
                vec![],
            ),
            (
                |law| named(law, "boats", "name").optional = false,
                "name",
                Unfit::Missing,
                both(),
            ),
            (
                |law| {
                    register(law, "boats")
                        .fields
                        .push(field("colour", FieldKind::Text))
                },
                "colour",
                Unfit::Missing,
                both(),
            ),
            (
                |law| named(law, "boats", "law").kind = FieldKind::Date,
                "law",
                Unfit::Value,
                both(),
            ),
            (
                |law| named(law, "boats", "harbour").kind = FieldKind::Agency,
                "harbour",
                Unfit::Value,
                both(),
            ),
            (
                |law| {
                    let list = law.lists.get_mut("boat-kind").unwrap();
                    list.codes.retain(|(code, _)| code != "rowing");
                },
                "kind",
                Unfit::Value,
                both(),
            ),
            (
                |law| {
                    let keys = &mut register(law, "boats").keys;
                    keys.push(vec!["owner".into(), "kind".into()]);
                },
                "owner, kind",
                Unfit::Twice,
                both(),
            ),
            (
                |law| named(law, "boats", "harbour").key = true,
                "harbour",
                Unfit::Twice,
                both(),
            ),
        ];
        let former = [Registers::lower(&law())];
        for (change, name, unfit, records) in table {
            let found = in_the_way(&island, &changed(change), &former).await;
            assert_eq!(found, [(name.to_owned(), unfit, records)]);
        }
        let grows: [Change; 4] = [
            |_| {},
            |law| {
                register(law, "boats")
                    .fields
                    .push(maybe("colour", FieldKind::Text))
            },
            |law| {
                register(law, "boats")
                    .fields
                    .retain(|field| field.id != "built")
            },
            |law| named(law, "boats", "built").optional = true,
        ];
        for grow in grows {
            assert_eq!(in_the_way(&island, &changed(grow), &former).await, []);
        }
    });
}

#[test]
fn a_narrower_identifier_and_a_column_of_long_ago_stand_in_the_way() {
    testkit::on_both(|store| async move {
        let island = Island::on(store).await;
        island.family().await;
        two_boats(&island).await;
        let narrower = changed(|law| {
            let format = Format::new(vec![Segment::Text("X".into()), Segment::YearDigits(4)]);
            law.identifiers.get_mut("islander").unwrap().format = format.unwrap();
        });
        let found = in_the_way(&island, &narrower, &[Registers::lower(&law())]).await;
        let [(name, unfit, records)] = &found[..] else {
            panic!("one field: {found:?}");
        };
        assert_eq!((name.as_str(), *unfit), ("number", Unfit::Value));
        assert_eq!(records.len(), 3);
        // The law in force does not know the year of building, but its column is there.
        let former = [
            Registers::lower(&law()),
            changed(|law| {
                register(law, "boats")
                    .fields
                    .retain(|field| field.id != "built")
            }),
        ];
        let other = changed(|law| named(law, "boats", "built").kind = FieldKind::Integer);
        let found = in_the_way(&island, &other, &former).await;
        assert_eq!(found, [("built".to_owned(), Unfit::Column, vec![])]);
        let again = Registers::lower(&law());
        assert_eq!(in_the_way(&island, &again, &former).await, []);
    });
}

#[test]
fn twenty_records_are_named_and_others_are_told() {
    testkit::on_both(|store| async move {
        let island = Island::on(store).await;
        load(&island, OBSTACLE_RECORDS_MAX + 1).await;
        let after = changed(|law| named(law, "boats", "name").optional = false);
        let found = after
            .obstacles(island.db(), &island.directory, &[Registers::lower(&law())])
            .await
            .unwrap();
        assert_eq!(found[0].records.len(), OBSTACLE_RECORDS_MAX);
        assert!(found[0].more);
        let told = found[0].to_string();
        let lines: Vec<&str> = told.lines().collect();
        assert!(
            lines[0].starts_with("law/registers/boats.toml: `name`: "),
            "{told}"
        );
        assert_eq!(lines.len(), OBSTACLE_RECORDS_MAX + 2);
        assert_eq!(lines.last(), Some(&"  and others"));
    });
}

/// So many boats with hulls from 1 on, each with another builder.
async fn load(island: &Island, boats: usize) {
    let rows = (1..=boats).map(|hull| {
        let hull = i64::try_from(hull).unwrap();
        let id = Id::named("boats", &hull.to_string());
        let mut fields = boat(hull, MAI);
        fields.retain(|(name, _)| name != "law");
        fields.push(("law".into(), format!("Đóng Tàu {hull}").as_str().into()));
        (id, fields)
    });
    let rows: Vec<(Id, Vec<(String, Value)>)> = rows.collect();
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
}

/// The law in which builders are names that are searched, and part of a key.
fn with_builders() -> pack::Pack {
    let mut pack = law();
    pack.head.version = "2026-12-01".into();
    let builder = named(&mut pack, "boats", "law");
    (builder.kind, builder.search) = (FieldKind::Name, true);
    let keys = &mut register(&mut pack, "boats").keys;
    keys.push(vec!["law".into(), "harbour".into()]);
    pack
}

#[test]
fn new_keys_are_filled_in_also_after_a_kill_in_the_middle() {
    testkit::on_both(|store| async move {
        let island = Island::on(store).await;
        load(&island, 1_100).await;
        let db = island.db();
        let (grown, former) = (
            Registers::lower(&with_builders()),
            [Registers::lower(&law())],
        );
        assert_eq!(in_the_way(&island, &grown, &former).await, []);
        db.prepare(&grown.tables()).await.unwrap();
        let fillings = grown.fillings(db, &former).await.unwrap();
        assert_eq!(fillings.len(), 1, "the boats, and nothing else");
        let new = (&with_builders(), fillings);
        activate(&island.ledger, &ctx(9), new).await.unwrap();
        assert_eq!(grown.fill_page(db).await.unwrap(), Some(500));
        assert_eq!(found(db, &grown).await, 500, "those of the first page");
        // The program is killed here, and starts again.
        let again = Registers::lower(&with_builders());
        assert_eq!(again.fill(db).await.unwrap(), 600);
        assert_eq!(found(db, &again).await, 1_100);
        let keys = "select count(*) from k_boats_law_harbour";
        let keys = db.query_one(keys, &[]).await.unwrap().unwrap();
        assert_eq!(keys.int(0).unwrap(), 1_100);
        assert_eq!(again.fill(db).await.unwrap(), 0, "nothing is left");
        let boat = island.record("boats", Id::named("boats", "7")).await;
        assert_eq!((boat.version, boat.text("law")), (1, Some("Đóng Tàu 7")));
    });
}

/// How many boats are found by what their builder is called, in other letters.
async fn found(db: &Store, registers: &Registers) -> usize {
    let mut found = 0;
    for hull in 1..=1_100 {
        let name = format!("ĐÓNG  tàu {hull}");
        let by = [("law", Value::from(name.as_str()))];
        found += registers.find(db, "boats", &by).await.unwrap().len();
    }
    found
}

/// The keys of builders that are taken.
async fn taken(db: &Store) -> Vec<String> {
    let sql = "select value_1 from k_boats_law_harbour order by value_1";
    let rows = db.query(sql, &[]).await.unwrap();
    rows.iter()
        .map(|row| row.text(0).unwrap().to_owned())
        .collect()
}

#[test]
fn what_is_no_key_any_more_is_forgotten_and_may_be_one_again() {
    testkit::on_both(|store| async move {
        let island = Island::on(store).await;
        let db = island.db();
        let plain = |version: &str| {
            let mut pack = law();
            pack.head.version = version.into();
            pack
        };
        let keyed = |version: &str| {
            let mut pack = with_builders();
            pack.head.version = version.into();
            pack
        };
        let force = async |pack: &pack::Pack, former: &pack::Pack, at: i64| {
            let new = Registers::lower(pack);
            db.prepare(&new.tables()).await.unwrap();
            let former = [Registers::lower(former)];
            let fillings = new.fillings(db, &former).await.unwrap();
            let with = (pack, fillings);
            activate(&island.ledger, &ctx(at), with).await.unwrap();
            new
        };
        load(&island, 600).await;
        let (one, two, four) = (keyed("v1"), plain("v2"), plain("v4"));
        force(&one, &law(), 20).await.fill(db).await.unwrap();
        assert_eq!(taken(db).await.len(), 600);

        // The program is killed before it has emptied the table; meanwhile a builder changes.
        let without = force(&two, &one, 21).await;
        assert_eq!(taken(db).await.len(), 600);
        let boat = Id::named("boats", "7");
        let builder = vec![("law", Some(Value::from("another")))];
        island.correct(22, "boats", boat, builder).await.unwrap();
        without.fill(db).await.unwrap();
        assert_eq!(taken(db).await, Vec::<String>::new());

        // A law that makes it a key again, also straight after one that was killed.
        for (former, law, at) in [(&two, keyed("v3"), 23), (&four, keyed("v5"), 25)] {
            let again = force(&law, former, at).await;
            again.fill(db).await.unwrap();
            let keys = taken(db).await;
            assert_eq!(keys.len(), 600);
            assert!(keys.contains(&"another".to_owned()));
            assert!(!keys.iter().any(|key| key.ends_with(" 7")), "it is free");
            force(&four, &law, at + 1).await;
        }
    });
}
