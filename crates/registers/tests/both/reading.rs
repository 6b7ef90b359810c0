//! Finding and reading for people: permits, looks, refusals, pages, both axes.

use access::{Action, Actor, Ctx, Policy, Reason, Relation, Rule};
use base::Id;
use jiff::civil::date;
use ledger::{Act, Entry, Kind};
use registers::{AsOf, Reading, RegisterError, SEARCH_PAGE, Search, Standing, Superseding, Value};

use crate::island::{BOAT, CHILD, Island, MAI, MONDAY, TAM, boat, ctx, fields, permit, person};

fn rule(relation: Relation, purpose: &str, fields: &[&str]) -> Rule {
    Rule {
        role: "registrar".into(),
        on: "register:people".into(),
        actions: vec![Action::Look],
        fields: fields.iter().map(|&field| field.into()).collect(),
        purposes: vec![purpose.into()],
        relation,
        ground: "ground-test".into(),
    }
}

/// The steward's office sees all for `test`; any office some fields for `verify`.
fn policy() -> Policy {
    Policy::new(vec![
        rule(Relation::Office, "test", &["*"]),
        rule(Relation::None, "verify", &["number", "name", "home"]),
        rule(Relation::None, "count", &["born_on"]),
    ])
}

fn asking(seconds: i64, purpose: &str) -> Ctx {
    Ctx {
        purpose: purpose.into(),
        ..ctx(seconds)
    }
}

impl Island {
    fn reading<'a>(&'a self, policy: &'a Policy) -> Reading<'a> {
        Reading {
            registers: &self.registers,
            policy,
            ledger: &self.ledger,
        }
    }

    async fn last_of(&self, subject: Id) -> Entry {
        let mut last = self.ledger.of_subject(subject, None, 1).await.unwrap();
        last.remove(0)
    }

    async fn entries(&self) -> i64 {
        self.ledger.count().await.unwrap().0
    }
}

fn named(name: &str) -> Search {
    Search::Name {
        field: "name".into(),
        name: name.into(),
    }
}

fn begins(begins: &str, place: &str) -> Search {
    Search::NameIn {
        field: "name".into(),
        begins: begins.into(),
        within: "home".into(),
        place: place.into(),
    }
}

fn number(value: &str) -> Search {
    Search::Key {
        field: "number".into(),
        value: value.into(),
    }
}

#[test]
fn records_are_found_by_what_people_have_in_their_hands() {
    testkit::on_both(|store| async move {
        let island = Island::on(store).await;
        island.family().await;
        let new = fields(&[("number", "19900009".into())]);
        let new = new.into_iter().map(|(name, value)| (name, Some(value)));
        let new: Vec<(String, Option<Value>)> = new.collect();
        let changed = new.iter().map(|(name, value)| (&**name, value.clone()));
        island
            .correct(10, "people", MAI, changed.collect())
            .await
            .unwrap();
        let cases: [(Search, &[Id]); 10] = [
            (number("19900009"), &[MAI]),
            // The former number still finds her.
            (number(" 19900001 "), &[MAI]),
            (number("11111111"), &[]),
            (named("mai thuỷ"), &[MAI]),
            (named("Mai Thuy"), &[MAI]),
            (named("Mai Thúy"), &[]),
            (named("Mai"), &[]),
            (begins("ma", "V1"), &[MAI]),
            (begins("mai thủ", "V1"), &[MAI]),
            (begins("ma", "V2"), &[]),
        ];
        for (search, expected) in cases {
            let page = island
                .registers
                .search(island.db(), ("people", &search), None)
                .await;
            let found: Vec<Id> = page
                .unwrap()
                .records
                .iter()
                .map(|record| record.id)
                .collect();
            assert_eq!(found, expected, "{search:?}");
        }
        let beginning = begins("m", "V1");
        let born = Search::Key {
            field: "born_on".into(),
            value: "1990".into(),
        };
        let owner = Search::Name {
            field: "home".into(),
            name: "V1".into(),
        };
        for search in [beginning, born, owner, named("")] {
            let refused = island
                .registers
                .search(island.db(), ("people", &search), None)
                .await;
            assert!(
                matches!(refused, Err(RegisterError::NotSearchable { .. })),
                "{search:?}"
            );
        }
    });
}

#[test]
fn pages_go_on_behind_a_record() {
    testkit::on_both(|store| async move {
        let island = Island::on(store).await;
        let count = SEARCH_PAGE * 2 + 3;
        for at in 0..count {
            let mut id = [0xc0; 16];
            id[15] = u8::try_from(at).unwrap();
            // Names in threes, so that a page ends among equals.
            let name = format!(
                "Lan {}",
                char::from(b'a' + u8::try_from(at / 3 % 26).unwrap())
            );
            let person = person(&format!("2000{:04}", at + 1), &name, "2000");
            let at = i64::try_from(at).unwrap();
            island.create(at, "people", Id(id), person).await.unwrap();
        }
        for search in [begins("lan", "V1"), named("lan a")] {
            let (mut after, mut met) = (None, Vec::new());
            loop {
                let page = island
                    .registers
                    .search(island.db(), ("people", &search), after)
                    .await;
                let page = page.unwrap();
                assert!(page.records.len() <= SEARCH_PAGE);
                met.extend(page.records.iter().map(|record| (name(record), record.id)));
                after = page.next;
                if after.is_none() {
                    break;
                }
            }
            let expected = if search == begins("lan", "V1") {
                count
            } else {
                met.len()
            };
            assert_eq!(met.len(), expected);
            assert!(met.is_sorted() && met.windows(2).all(|two| two[0] != two[1]));
        }
    });
}

fn name(record: &registers::Record) -> String {
    record.text("name").unwrap().to_owned()
}

#[test]
fn a_list_is_a_look_and_shows_no_more_than_is_open() {
    testkit::on_both(|store| async move {
        let island = Island::on(store).await;
        island.family().await;
        let policy = policy();
        let reading = island.reading(&policy);
        let ask = ("people", &named("mai thuy"));
        let found = reading
            .search(&asking(501, "verify"), ask, None)
            .await
            .unwrap();
        let shown: Vec<&str> = found.list[0]
            .shown
            .fields
            .iter()
            .map(|field| &*field.id)
            .collect();
        assert_eq!(shown, ["number", "name", "home"]);
        let look = island.last_of(MAI).await;
        assert_eq!((look.kind, &*look.purpose), (Kind::Looked, "verify"));
        assert_eq!(look.touches[0].fields, ["number", "name", "home"]);

        // Finding nobody tells something too.
        let before = island.entries().await;
        let none = reading
            .search(&asking(502, "verify"), ("people", &named("nobody")), None)
            .await;
        assert!(none.unwrap().list.is_empty());
        assert_eq!(island.entries().await, before + 1);

        // No rule for the purpose; and nobody searches by what they may not see.
        let refusals = [
            (601, "play", Reason::Purpose),
            (602, "count", Reason::Fields),
        ];
        for (at, purpose, reason) in refusals {
            let before = island.entries().await;
            let refused = reading.search(&asking(at, purpose), ask, None).await;
            assert!(matches!(refused, Err(RegisterError::Refused(told)) if told.reason == reason));
            assert_eq!(island.entries().await, before + 1, "a refusal is an entry");
        }
        assert_eq!(
            reading.purposes(&ctx(0).actor, "people"),
            ["test", "verify", "count"]
        );
        assert!(reading.purposes(&ctx(0).actor, "boats").is_empty());
    });
}

#[test]
fn a_record_is_opened_with_its_past_on_both_axes() {
    testkit::on_both(|store| async move {
        let island = Island::on(store).await;
        island.family().await;
        // She moves on the 20th, which is known on Monday; her name was misspelt all the time.
        let read = island.record("people", MAI).await;
        let new = Superseding {
            record: &read,
            fields: vec![("home".into(), Some("V2".into()))],
            from: date(2026, 11, 20),
        };
        let leave = permit(Action::Correct, "people", &["home"]);
        let act = Act::new(&ctx(100), Kind::RecordCorrected);
        let act = island
            .registers
            .supersede(&island.directory, &leave, &new, act)
            .unwrap();
        island.ledger.commit(act).await.unwrap();
        let renamed = island.correct(200, "people", MAI, vec![("name", Some("Mai Thư".into()))]);
        let renamed = renamed.await.unwrap();

        let policy = policy();
        let reading = island.reading(&policy);
        let opened = reading
            .open(&asking(504, "test"), ("people", MAI), None)
            .await
            .unwrap();
        assert_eq!(opened.standing, Standing::Stands);
        assert_eq!(opened.version, Some(3));
        let told: Vec<(i64, usize)> = opened
            .versions
            .iter()
            .map(|version| (version.version, version.changed.len()))
            .collect();
        assert_eq!(told, [(3, 1), (2, 1), (1, 0)]);
        assert_eq!(opened.versions[1].wrong.as_deref(), Some("misread"));
        let of_name = opened
            .set_by
            .iter()
            .find(|set| set.field == "name")
            .unwrap();
        assert_eq!(of_name.act, renamed);
        let maker = opened
            .makers
            .iter()
            .find(|(act, _)| *act == renamed)
            .unwrap();
        assert_eq!(maker.1.office.as_deref(), Some("RG"));
        // Three moments, two days: what held until the 19th stays known.
        let axes = &opened.axes;
        assert_eq!((axes.moments.len(), axes.days.len()), (3, 2));
        assert_eq!(axes.days[1], Some(date(2026, 11, 20)));
        assert_eq!(
            axes.cells,
            [[Some(1), Some(1)], [Some(1), Some(2)], [Some(1), Some(3)]]
        );

        let before = AsOf {
            valid: date(2026, 11, 10),
            recorded: MONDAY.plus_seconds(150),
        };
        let earlier = reading
            .open(&asking(505, "test"), ("people", MAI), Some(before))
            .await
            .unwrap();
        let shown = earlier.shown.unwrap();
        assert_eq!((earlier.version, shown.text("home")), (Some(1), Some("V1")));
        let never = AsOf {
            valid: date(1950, 1, 1),
            ..before
        };
        let never = reading
            .open(&asking(506, "test"), ("people", MAI), Some(never))
            .await
            .unwrap();
        assert!(never.shown.is_none() && never.set_by.is_empty());

        // Of a narrower permit, nothing else: no field, no reason.
        let narrow = reading
            .open(&asking(507, "verify"), ("people", MAI), None)
            .await
            .unwrap();
        let shown = narrow.shown.unwrap();
        assert!(shown.fields.iter().all(|field| field.id != "born_on"));
        assert!(
            narrow
                .versions
                .iter()
                .all(|version| version.wrong.is_none())
        );
        let look = island.last_of(MAI).await;
        assert_eq!(look.touches[0].fields, ["number", "name", "home"]);
    });
}

#[test]
fn nobody_learns_which_records_there_are_by_being_refused() {
    testkit::on_both(|store| async move {
        let island = Island::on(store).await;
        island.family().await;
        island.create(1, "boats", BOAT, boat(7, TAM)).await.unwrap();
        let policy = policy();
        let reading = island.reading(&policy);
        for (at, id) in [(611, BOAT), (612, Id([9; 16]))] {
            let refused = reading.open(&asking(at, "test"), ("boats", id), None).await;
            assert!(
                matches!(refused, Err(RegisterError::Refused(told)) if told.reason == Reason::Role)
            );
        }
        let none = reading
            .open(&asking(509, "test"), ("people", Id([9; 16])), None)
            .await;
        assert!(matches!(none, Err(RegisterError::NoSuchRecord)));
        let child = reading
            .open(&asking(510, "test"), ("people", CHILD), None)
            .await
            .unwrap();
        assert_eq!(child.versions.len(), 1);
    });
}

#[test]
fn what_is_not_shared_is_open_to_its_steward_alone() {
    testkit::on_both(|store| async move {
        let island = Island::under(store, &crate::tickets::strict()).await;
        island.family().await;
        let policy = policy();
        let reading = island.reading(&policy);
        let verify = |seconds, office: &str| {
            let mut ctx = asking(seconds, "verify");
            if let Actor::Officer { post, .. } = &mut ctx.actor {
                post.office = office.to_owned();
            }
            ctx
        };
        let asked = ("people", MAI);
        assert!(reading.open(&verify(1, "HO"), asked, None).await.is_ok());
        let said = (Some("number"), "it belongs to somebody else", None);
        let (_, due) = reading
            .dispute(&verify(2, "HO"), asked, said, |act, _| act)
            .await
            .unwrap();
        let entries = island.entries().await;
        match reading.open(&verify(3, "HO"), asked, None).await {
            Err(RegisterError::NotShared { due_at, .. }) => assert_eq!(due_at, due),
            other => panic!("it is not shared: {other:?}"),
        }
        assert_eq!(island.entries().await, entries, "nothing was seen");
        assert!(reading.open(&verify(4, "RG"), asked, None).await.is_ok());

        // In a list it stands without a word of it, next to others and alone; its steward sees it.
        for (at, search) in [(5, number("19900001")), (6, begins("ma", "V1"))] {
            let found = reading
                .search(&verify(at, "HO"), ("people", &search), None)
                .await
                .unwrap();
            let [listed] = &found.list[..] else {
                panic!("one is found: {:?}", found.list)
            };
            assert_eq!((listed.shown.id, listed.withheld), (MAI, Some(due)));
            assert!(listed.shown.fields.is_empty());
            // That she was found tells of the fields by which she was.
            let look = island.last_of(MAI).await;
            assert_eq!((look.kind, &*look.purpose), (Kind::Looked, "verify"));
            assert_eq!(look.touches[0].fields, search.fields());
        }
        let ask = ("people", &begins("ma", "V1"));
        let found = reading.search(&verify(7, "RG"), ask, None).await.unwrap();
        assert_eq!(found.list[0].withheld, None);
        assert_eq!(found.list[0].shown.text("home"), Some("V1"));
    });
}
