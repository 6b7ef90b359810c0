//! Records are found and read for a purpose, corrections asked for and answered.

use access::{Actor, Circumstances, Ctx, Post};
use axum::http::StatusCode;
use base::Id;
use base::quality::{Level, Word};
use ledger::{Act, Kind};
use registers::{Count, Measurement, NewMeasurement, RuleMeasured};
use serde_json::json;

use crate::island::{Island, MAI, MAI_NUMBER, Session, TAM};

async fn steward(island: &Island) -> Session {
    let post = Post {
        role: "steward".into(),
        office: "RG".into(),
    };
    island.session("keeper", None, Some(post)).await
}

#[test]
fn a_record_is_found_and_read_with_its_past() {
    testkit::on_both(|store| async move {
        let island = Island::on(store).await;
        let by = steward(&island).await;
        let path = "/api/v1/registers/people/search";
        let key = json!({ "key": { "field": "number", "value": MAI_NUMBER } });
        let found = island.post_for(&by, path, ("-", &key), "correction").await;
        assert_eq!(found.status, StatusCode::OK, "{}", found.json);
        let listed = &found.json["records"][0];
        assert_eq!(listed["record"], MAI.to_string());
        // A list shows no more of a sensitive number than its end.
        assert_eq!(listed["fields"]["number"], "…417");

        let headers = [("cookie", &*by.cookie), ("purpose", "correction")];
        let path = format!("/api/v1/registers/people/records/{MAI}");
        let read = island.get(&path, &headers).await;
        assert_eq!(read.json["standing"], "stands");
        let state = &read.json["state"];
        assert_eq!(state["fields"]["number"], MAI_NUMBER);
        assert_eq!(state["set_by"]["number"]["version"], 1);
        let look = island.ledger.of_subject(MAI, None, 1).await.unwrap();
        assert_eq!(
            (look[0].kind, &*look[0].purpose),
            (Kind::Looked, "correction")
        );
        let before = island
            .get(&format!("{path}?recorded=2020-01-01T00:00:00Z"), &headers)
            .await;
        assert!(before.json["state"].is_null());
        let past = island.get(&format!("{path}/history"), &headers).await;
        assert_eq!(past.json["versions"][0]["version"], 1);
        assert_eq!(past.json["axes"]["versions"][0][0], 1);

        // Rubbish, nobody, no purpose, another purpose.
        for (path, headers, told) in [
            (
                format!("{path}?valid=yesterday"),
                &headers[..],
                (400, "bad-request"),
            ),
            (
                format!("{path}?color=red"),
                &headers[..],
                (400, "bad-request"),
            ),
            (
                "/api/v1/registers/people/records/x".to_owned(),
                &headers[..],
                (404, "not-found"),
            ),
            (
                "/api/v1/registers/cats/records/x".to_owned(),
                &headers[..],
                (404, "not-found"),
            ),
            (path.clone(), &[], (401, "sign-in")),
            (path.clone(), &headers[..1], (400, "purpose-missing")),
            (
                path.clone(),
                &[headers[0], ("purpose", "play")],
                (403, "refused"),
            ),
        ] {
            assert_eq!(island.get(&path, headers).await.told(), told, "{path}");
        }
        for (body, told) in [
            (json!({}), (400, "bad-request")),
            (
                json!({ "name": { "field": "number", "value": "x" } }),
                (422, "missing"),
            ),
            (
                json!({ "key": { "field": "number", "value": "" }, "after": "x" }),
                (400, "bad-request"),
            ),
        ] {
            let path = "/api/v1/registers/people/search";
            let answer = island.post_for(&by, path, ("-", &body), "correction").await;
            assert_eq!(answer.told(), told, "{body}");
        }
    });
}

#[test]
fn a_correction_is_asked_for_once_and_answered_once() {
    testkit::on_both(|store| async move {
        let island = Island::on(store).await;
        let by = steward(&island).await;
        let path = format!("/api/v1/registers/people/records/{MAI}/tickets");
        let said = json!({ "field": "name", "said": "The second part is missing." });
        let first = island
            .post_for(&by, &path, ("k1", &said), "correction")
            .await;
        assert_eq!(first.status, StatusCode::CREATED, "{}", first.json);
        let again = island
            .post_for(&by, &path, ("k1", &said), "correction")
            .await;
        assert_eq!(again.json, first.json);
        let wrong = json!({ "field": "shoe", "said": "x" });
        let wrong = island
            .post_for(&by, &path, ("k2", &wrong), "correction")
            .await;
        assert_eq!(wrong.told(), (403, "refused"));

        let headers = [("cookie", &*by.cookie), ("purpose", "correction")];
        let open = island.get("/api/v1/tickets", &headers).await;
        let tickets = open.json["tickets"].as_array().unwrap();
        assert_eq!(
            (tickets.len(), &tickets[0]["ticket"]),
            (1, &first.json["ticket"])
        );
        let ticket = first.headers["location"].to_str().unwrap().to_owned();
        let read = island.get(&ticket, &headers).await;
        assert_eq!(read.json["said"], "The second part is missing.");
        let given =
            json!({ "corrected": true, "value": "Mai Rowan Lark", "answer": "Seen on paper." });
        let path = format!("{ticket}/answer");
        let answered = island
            .post_for(&by, &path, ("k3", &given), "correction")
            .await;
        assert_eq!(answered.status, StatusCode::OK, "{}", answered.json);
        // Whoever asked hears that it was answered, without what is said about the person.
        let id: Id = first.json["ticket"].as_str().unwrap().parse().unwrap();
        let db = island.ledger.store();
        let ticket = island.room.registers.ticket(db, "people", id).await;
        let asker = ticket.unwrap().unwrap().opener.unwrap();
        let told = notices::inbox(db, asker, None, 9).await.unwrap();
        let [told] = &told[..] else {
            panic!("one notice: {told:?}")
        };
        assert_eq!(told.notice.kind, "request-corrected");
        let args = [
            ("register", "people".to_owned()),
            ("record", MAI.to_string()),
        ];
        let args = args.map(|(name, value)| (name.to_owned(), value));
        assert_eq!(told.notice.args, args);
        let twice = island
            .post_for(&by, &path, ("k4", &given), "correction")
            .await;
        assert_eq!(twice.told(), (409, "not-now"));

        let past = format!("/api/v1/registers/people/records/{MAI}/history");
        let past = island.get(&past, &headers).await;
        let changed = &past.json["versions"][0]["changed"][0];
        assert_eq!(
            (&changed["field"], &changed["is"]),
            (&json!("name"), &json!("Mai Rowan Lark"))
        );
    });
}

/// A measurement in which both people fail a rule about their names.
async fn measured(island: &Island) {
    let rule = RuleMeasured {
        id: "named".into(),
        level: Level::Warning,
        words: vec![Word::Correct],
        kind: "format".into(),
        fields: vec!["name".into()],
        count: Count {
            applied: 2,
            failing: 2,
            groups: None,
        },
        unmeasured: None,
    };
    let now = island.clock.now();
    let new = NewMeasurement {
        measurement: Measurement {
            register: "people".into(),
            run: MAI,
            at: now,
            as_of: jiff::civil::date(2026, 11, 2),
            law: "tiny@2026-09-01".into(),
            rows: 2,
            flawless: 0,
            words: Vec::new(),
            rules: vec![rule],
            by: Vec::new(),
        },
        faults: vec![("named".into(), vec![TAM, MAI])],
        pairs: Vec::new(),
    };
    let ctx = Ctx {
        actor: Actor::Clock,
        purpose: "test".into(),
        law: "tiny@2026-09-01".into(),
        now,
        chance: island.clock.chance(),
    };
    let registers = &island.room.registers;
    let act = Act::new(&ctx, Kind::RegisterMeasured);
    let act = registers.keep(&new, Vec::new(), act).unwrap();
    island.ledger.commit(act).await.unwrap();
}

#[test]
fn records_at_fault_are_listed_for_those_who_may_see_the_fields() {
    testkit::on_both(|store| async move {
        let island = Island::on(store).await;
        let path = "/api/v1/registers/people/faults/named";
        let by = steward(&island).await;
        let for_it = [("cookie", &*by.cookie), ("purpose", "correction")];
        assert_eq!(island.get(path, &for_it).await.told(), (404, "not-found"));
        measured(&island).await;
        let told = island.get(path, &for_it).await;
        assert_eq!(told.status, StatusCode::OK, "{}", told.json);
        let (json, records) = (&told.json, &told.json["records"]);
        assert_eq!(
            (&json["fields"][0], &json["failing"]),
            (&json!("name"), &json!(2))
        );
        assert_eq!(records[0]["record"], MAI.to_string());
        assert_eq!(records[1]["record"], TAM.to_string());
        // As in any list: of what is sensitive, as much as tells records apart.
        assert_eq!(records[0]["fields"]["number"], "…417");
        assert!(records[0]["fields"].get("name").is_none());
        let look = island
            .ledger
            .of_subject(TAM, None, 1)
            .await
            .unwrap()
            .remove(0);
        assert_eq!((look.kind, &*look.purpose), (Kind::Looked, "correction"));
        let rest = island.get(&format!("{path}?after={MAI}"), &for_it).await;
        let rest = rest.json["records"].as_array().unwrap().clone();
        assert_eq!(
            (rest.len(), &rest[0]["record"]),
            (1, &json!(TAM.to_string()))
        );

        // Nobody; an office whose rule opens less; an agency without a rule; rubbish.
        assert_eq!(island.get(path, &[]).await.told(), (401, "sign-in"));
        assert_eq!(island.read(path).await.told(), (403, "refused"));
        let rubbish = [
            (format!("{path}?after=x"), (400, "bad-request")),
            (format!("{path}?page=2"), (400, "bad-request")),
            (format!("{path}x"), (404, "not-found")),
        ];
        for (address, expected) in rubbish {
            let told = island.get(&address, &for_it).await;
            assert_eq!(told.told(), expected, "{address}");
        }
    });
}

#[test]
fn what_is_not_shared_stands_in_a_list_without_a_field() {
    testkit::on_both(|store| async move {
        let island = Island::on(store).await;
        let post = Post {
            role: "harbour-master".into(),
            office: "HO".into(),
        };
        let harbour = island.session("lan", None, Some(post)).await;
        let keeper = steward(&island).await;
        let path = "/api/v1/registers/people/search";
        let key = json!({ "key": { "field": "number", "value": MAI_NUMBER } });
        let search = ("-", &key);
        let before = island
            .post_for(&harbour, path, search, "verification")
            .await;
        assert_eq!(before.json["records"][0]["fields"]["village"], "V1");
        let ticket = format!("/api/v1/registers/people/records/{MAI}/tickets");
        let said = json!({ "field": "number", "said": "Somebody else has this number." });
        let opened = island
            .post_for(&harbour, &ticket, ("k1", &said), "verification")
            .await;
        assert_eq!(opened.status, StatusCode::CREATED, "{}", opened.json);

        let after = island
            .post_for(&harbour, path, search, "verification")
            .await;
        let listed = &after.json["records"][0];
        assert_eq!(listed["record"], MAI.to_string());
        assert_eq!(listed["fields"], json!({}));
        assert!(listed["not_shared_until"].is_string());
        let own = island.post_for(&keeper, path, search, "correction").await;
        let own = &own.json["records"][0];
        assert_eq!(own["fields"]["village"], "V1");
        assert!(own.get("not_shared_until").is_none());
    });
}

#[test]
fn what_was_not_measured_says_so() {
    testkit::on_both(|store| async move {
        let island = Island::on(store).await;
        let quality = "/api/v1/registers/boats/quality";
        assert_eq!(island.get(quality, &[]).await.told(), (404, "not-found"));
        let trend = island.get(&format!("{quality}/live"), &[]).await;
        assert_eq!(
            (&trend.json["word"], &trend.json["points"]),
            (&json!("live"), &json!([]))
        );
        assert_eq!(
            island.get(&format!("{quality}/lively"), &[]).await.told(),
            (404, "not-found")
        );
        let boats = island.get("/api/v1/registers/boats", &[]).await.json;
        assert_eq!(
            (&boats["steward"], &boats["fields"][0]["unique"]),
            (&json!("RG"), &json!(true))
        );
    });
}
