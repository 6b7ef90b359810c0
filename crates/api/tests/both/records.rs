//! The shipyard's system sends build notices.

use axum::body::Body;
use axum::http::{HeaderValue, Method, Request, StatusCode};
use base::{Chance, Id};
use ledger::Kind;
use serde_json::json;

use crate::island::{Answer, Island, MAI, MAI_NUMBER, NOTICES, TAM, TAM_NUMBER, ask, notice};

async fn entry_of(island: &Island, answer: &Answer) -> ledger::Entry {
    let id: Id = answer.json["entry"].as_str().unwrap().parse().unwrap();
    island.ledger.entry(id).await.unwrap().unwrap()
}

#[test]
fn a_notice_is_made_once_and_told_to_those_it_is_about() {
    testkit::on_both(|store| async move {
        let island = Island::on(store).await;
        let body = notice("B-1", json!({ "co_owner": { "number": TAM_NUMBER } }));
        let made = island.send("k-1", &body).await;
        assert_eq!(made.status, StatusCode::CREATED, "{}", made.json);
        let record = made.json["record"].as_str().unwrap();
        assert_eq!(made.headers["location"], format!("{NOTICES}/{record}"));
        assert_eq!(
            made.json.as_object().unwrap().len(),
            3,
            "ids and the time, nothing personal"
        );

        let db = island.ledger.store();
        let found = island
            .room
            .registers
            .load(db, "build-notices", record.parse().unwrap())
            .await;
        let found = found.unwrap().unwrap();
        assert_eq!(
            (found.id("owner"), found.id("co_owner")),
            (Some(MAI), Some(TAM))
        );
        assert_eq!(found.text("yard"), Some("SY"), "the sender's own");
        assert_eq!(found.text("laid_down"), Some("2025"));

        let entry = entry_of(&island, &made).await;
        assert_eq!(entry.kind, Kind::RecordCreated);
        assert_eq!(entry.actor, Some(island.credential));
        assert_eq!(entry.purpose, "build-notice");
        assert_eq!(entry.ground, "ground-build-notice");
        let of_mai = entry.touches.iter().filter(|touch| touch.subject == MAI);
        let registers: Vec<&str> = of_mai.map(|touch| touch.register.as_str()).collect();
        assert_eq!(
            registers,
            ["build-notices", "people"],
            "the look-up is seen as well"
        );
        for person in [MAI, TAM] {
            let inbox = notices::inbox(db, person, None, 10).await.unwrap();
            let [told] = &inbox[..] else {
                panic!("one notice: {inbox:?}")
            };
            assert_eq!(told.notice.kind, "record-created");
            assert_eq!(
                told.notice.args,
                [("register".to_owned(), "build-notices".to_owned())]
            );
        }

        let again = island.send("k-1", &body).await;
        assert_eq!((again.status, &again.json), (made.status, &made.json));
        assert_eq!(again.headers["location"], made.headers["location"]);
        assert_eq!(again.headers["idempotency-replayed"], "true");
        assert_eq!(island.notices("B-1").await, 1);
        assert_eq!(notices::inbox(db, MAI, None, 10).await.unwrap().len(), 1);

        let other = island.send("k-1", &notice("B-2", json!({}))).await;
        assert_eq!(other.told(), (422, "idempotency-key-reused"));
        let taken = island.send("k-2", &body).await;
        assert_eq!(taken.told(), (409, "exists"));
        assert_eq!(taken.faults(), [("/fields/number", "taken")]);
        assert_eq!(
            (island.notices("B-1").await, island.notices("B-2").await),
            (1, 0)
        );
    });
}

#[test]
fn everything_wrong_with_a_notice_is_told_at_once_by_place() {
    testkit::on_both(|store| async move {
        let island = Island::on(store).await;
        let wrong = json!({
            "owner": { "number": "T99-9999" },
            "co_owner": TAM.to_string(),
            "kind": "submarine",
            "length": "72",
            "built_on": "2026-02-31",
            "hul": 7,
        });
        let told = island.send("k-1", &notice("B-1", wrong)).await;
        assert_eq!(told.told(), (422, "fields"));
        let mut faults = told.faults();
        faults.sort_unstable();
        let expected = [
            ("/fields/built_on", "date"),
            ("/fields/co_owner", "kind"),
            ("/fields/hul", "unknown"),
            ("/fields/kind", "not_in_list"),
            ("/fields/length", "kind"),
            ("/fields/owner", "unknown-record"),
        ];
        assert_eq!(faults, expected);
        assert!(
            !told.json.to_string().contains("T99"),
            "no value is repeated: {}",
            told.json
        );
        let right = island.send("k-1", &notice("B-1", json!({}))).await;
        assert_eq!(
            right.status,
            StatusCode::CREATED,
            "what changed nothing leaves the key free"
        );
        let missing = island.send("k-2", &json!({ "fields": {} })).await;
        assert_eq!(missing.faults()[0], ("/fields/number", "missing"));
        assert_eq!(missing.faults().len(), 5);
    });
}

#[test]
fn who_was_found_though_nothing_was_made_sees_that() {
    testkit::on_both(|store| async move {
        let island = Island::on(store).await;
        let told = island
            .send("k-1", &notice("B-1", json!({ "kind": "submarine" })))
            .await;
        assert_eq!(told.told(), (422, "fields"));
        let seen = island.ledger.of_subject(MAI, None, 10).await.unwrap();
        let [look] = &seen[..] else {
            panic!("one look: {seen:?}")
        };
        assert_eq!(
            (look.kind, look.actor),
            (Kind::Looked, Some(island.credential))
        );
        assert_eq!(look.touches[0].fields, ["number"]);
    });
}

#[test]
fn what_no_rule_allows_is_refused_and_recorded() {
    testkit::on_both(|store| async move {
        let island = Island::on(store).await;
        let other = island
            .send("k-1", &notice("B-1", json!({ "yard": "HO" })))
            .await;
        assert_eq!(
            (other.told(), other.faults()),
            ((403, "refused"), vec![("", "relation")])
        );
        let purpose = island.signed_for("curiosity", "k-2", &notice("B-1", json!({})));
        let purpose = island.ask(purpose).await;
        assert_eq!(
            (purpose.told(), purpose.faults()),
            ((403, "refused"), vec![("", "purpose")])
        );
        assert_eq!(island.notices("B-1").await, 0);
        let seen = island.ledger.of_subject(MAI, None, 10).await.unwrap();
        assert!(seen.is_empty(), "nobody was looked up");
        let (count, _) = island.ledger.count().await.unwrap();
        let own = island
            .send("k-3", &notice("B-1", json!({ "yard": "SY" })))
            .await;
        assert_eq!(own.status, StatusCode::CREATED, "{}", own.json);
        let (more, _) = island.ledger.count().await.unwrap();
        assert_eq!(more, count + 1);
        let of_credential = island
            .ledger
            .of_subject(island.credential, None, 10)
            .await
            .unwrap();
        assert_eq!(of_credential.len(), 1, "only that it was added");
    });
}

#[test]
fn a_request_that_was_changed_on_the_way_or_is_old_does_not_count() {
    testkit::on_both(|store| async move {
        let island = Island::on(store).await;
        let signed = || island.signed("k-1", &notice("B-1", json!({})));
        let without = |name: &str| {
            let mut request = signed();
            request.headers_mut().remove(name);
            request
        };
        let with = |name: &'static str, value: &'static str| {
            let mut request = signed();
            request
                .headers_mut()
                .insert(name, HeaderValue::from_static(value));
            request
        };
        let mut body = signed();
        *body.body_mut() = Body::from(notice("B-2", json!({})).to_string());
        let mut path = signed();
        *path.uri_mut() = "/api/v1/registers/boats/records".parse().unwrap();
        let table = [
            (body, (401, "signature"), "digest"),
            (path, (401, "signature"), "key"),
            (without("signature"), (401, "signature"), "headers"),
            (without("signature-input"), (401, "signature"), "headers"),
            (without("content-digest"), (401, "signature"), "headers"),
            (with("signature", "sig=:AAAA:"), (401, "signature"), "form"),
            (
                with("signature-input", "sig=()"),
                (401, "signature"),
                "component",
            ),
            (with("purpose", "curiosity"), (401, "signature"), "key"),
            (
                with("idempotency-key", "\"k-9\""),
                (401, "signature"),
                "key",
            ),
            (
                without("idempotency-key"),
                (400, "idempotency-key-missing"),
                "",
            ),
            (without("content-type"), (415, "media-type"), ""),
        ];
        for (request, told, fault) in table {
            let answer = island.ask(request).await;
            assert_eq!(answer.told(), told, "{}", answer.json);
            assert_eq!(answer.faults().first().map_or("", |(_, code)| code), fault);
            assert_eq!(answer.headers["content-type"], "application/problem+json");
        }
        let late = signed();
        island.clock.forward(301);
        let late = island.ask(late).await;
        assert_eq!(late.faults(), [("", "time")]);
        let ended = signed();
        let ctx = access::Ctx {
            actor: access::Actor::Clock,
            purpose: "test".into(),
            law: String::new(),
            now: access::Circumstances::now(&*island.clock),
            chance: Chance::new([3; 32]),
        };
        island
            .identity
            .end_credential(&ctx, island.credential)
            .await
            .unwrap();
        assert_eq!(island.ask(ended).await.faults(), [("", "key")]);
        assert_eq!(island.notices("B-1").await + island.notices("B-2").await, 0);
    });
}

#[test]
fn of_many_at_once_with_one_key_one_is_made() {
    testkit::on_both(|store| async move {
        let island = Island::on(store).await;
        let second = island.another_process();
        let body = notice("B-1", json!({}));
        let mut asked = tokio::task::JoinSet::new();
        for n in 0..8 {
            let router = if n % 2 == 0 {
                island.router.clone()
            } else {
                second.clone()
            };
            let request = island.signed("k-1", &body);
            asked.spawn(async move { ask(&router, request).await });
        }
        let answers = asked.join_all().await;
        let made: Vec<_> = answers
            .iter()
            .filter(|answer| answer.status == StatusCode::CREATED)
            .collect();
        assert!(!made.is_empty());
        assert!(made.iter().all(|answer| answer.json == made[0].json));
        let others = answers
            .iter()
            .filter(|answer| answer.status != StatusCode::CREATED);
        for other in others {
            assert_eq!(other.told(), (409, "idempotency-key-running"));
        }
        assert_eq!(island.notices("B-1").await, 1);
        let inbox = notices::inbox(island.ledger.store(), MAI, None, 10)
            .await
            .unwrap();
        assert_eq!(inbox.len(), 1);
    });
}

#[test]
fn an_answer_is_kept_for_a_day() {
    testkit::on_both(|store| async move {
        let island = Island::on(store).await;
        let db = island.ledger.store();
        let made = island.send("k-1", &notice("B-1", json!({}))).await;
        assert_eq!(made.status, StatusCode::CREATED);
        let sweep = || async {
            api::sweep(db, access::Circumstances::now(&*island.clock))
                .await
                .unwrap()
        };
        island.clock.forward(api::KEPT_SECONDS);
        assert_eq!(sweep().await, 0);
        let again = island.send("k-1", &notice("B-1", json!({}))).await;
        assert_eq!(again.json, made.json);
        island.clock.forward(1);
        assert_eq!((sweep().await, sweep().await), (1, 0));
        let new = island.send("k-1", &notice("B-1", json!({}))).await;
        assert_eq!(new.told(), (409, "exists"));
    });
}

#[test]
fn what_cannot_be_read_is_told() {
    testkit::on_both(|store| async move {
        let island = Island::on(store).await;
        let unsigned = |method: Method, path: &str, body: Vec<u8>| {
            Request::builder()
                .method(method)
                .uri(path)
                .header("content-type", "application/json")
                .body(Body::from(body))
                .unwrap()
        };
        let large = vec![b' '; api::BODY_MAX + 1];
        let table = [
            (unsigned(Method::PUT, NOTICES, vec![]), (405, "method")),
            (unsigned(Method::POST, NOTICES, large), (413, "too-large")),
            (unsigned(Method::POST, NOTICES, vec![]), (401, "signature")),
            (
                unsigned(Method::POST, "/api/v1/nothing", vec![]),
                (404, "no-route"),
            ),
            (unsigned(Method::GET, "/api/v2", vec![]), (404, "no-route")),
        ];
        for (request, told) in table {
            let answer = island.ask(request).await;
            assert_eq!(answer.told(), told, "{}", answer.json);
        }
        let put = island.ask(unsigned(Method::PUT, NOTICES, vec![])).await;
        assert_eq!(put.headers["allow"], "POST");
        let shape = island
            .send(
                "k-1",
                &json!({ "fields": { "number": MAI_NUMBER }, "more": 1 }),
            )
            .await;
        assert_eq!(
            (shape.told(), shape.faults()),
            ((400, "bad-request"), vec![("", "shape")])
        );
        let other = island
            .send("k-1", &json!({ "fields": {}, "purpose": "other" }))
            .await;
        assert_eq!(other.told(), (400, "bad-request"));
    });
}
