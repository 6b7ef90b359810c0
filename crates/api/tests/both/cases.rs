//! Mai applies; officers work on her case.

use access::Post;
use axum::http::StatusCode;
use serde_json::{Value as Json, json};

use crate::island::{Island, MAI, Session, TAM, notice};

const APPLY: &str = "/api/v1/events/boat/applications";

fn answers() -> Json {
    json!({ "answers": { "boat": "Tern", "harbour": "H1", "moor": "no" } })
}

fn post(role: &str, office: &str) -> Option<Post> {
    Some(Post {
        role: role.into(),
        office: office.into(),
    })
}

async fn with_notice(store: store::Store) -> (Island, Session) {
    let island = Island::on(store).await;
    let sent = island.send("n-1", &notice("B-1", json!({}))).await;
    assert_eq!(sent.status, StatusCode::CREATED, "{}", sent.json);
    let mai = island.session("mai", Some(MAI), None).await;
    (island, mai)
}

#[test]
fn an_application_is_filed_once() {
    testkit::on_both(|store| async move {
        let (island, mai) = with_notice(store).await;
        let wrong = json!({ "answers": { "boat": "T", "harbour": "V1" } });
        let told = island.post(&mai, APPLY, ("a-1", &wrong)).await;
        assert_eq!(told.told(), (422, "answers"));
        let expected = [
            ("/answers/boat", "wrong"),
            ("/answers/harbour", "unknown-place"),
            ("/answers/moor", "missing"),
        ];
        assert_eq!(told.faults(), expected);

        let filed = island.post(&mai, APPLY, ("a-1", &answers())).await;
        assert_eq!(filed.status, StatusCode::CREATED, "{}", filed.json);
        let case = filed.json["case"].as_str().unwrap();
        let path = format!("/api/v1/cases/{case}");
        assert_eq!(filed.headers["location"], path);
        let again = island.post(&mai, APPLY, ("a-1", &answers())).await;
        assert_eq!((again.status, &again.json), (filed.status, &filed.json));
        assert_eq!(again.headers["idempotency-replayed"], "true");
        let twice = island.post(&mai, APPLY, ("a-2", &answers())).await;
        assert_eq!(twice.told(), (409, "already-filed"));
        assert_eq!(twice.json["case"], case);

        let read = island.get(&path, &[("cookie", &mai.cookie)]).await;
        assert_eq!(read.status, StatusCode::OK, "{}", read.json);
        assert_eq!(read.headers["cache-control"], "no-store");
        assert_eq!(read.json["number"], "RG-261102-0001");
        assert_eq!(read.json["clock"]["state"], "running");
        assert_eq!(read.json["answers"]["boat"], "Tern");
        assert_eq!(read.json["may_withdraw"], true);
        let tam = island.session("tam", Some(TAM), None).await;
        let foreign = island.get(&path, &[("cookie", &tam.cookie)]).await;
        assert_eq!(
            (foreign.told(), foreign.faults()),
            ((403, "refused"), vec![("", "relation")])
        );
    });
}

#[test]
fn a_session_alone_writes_nothing() {
    testkit::on_both(|store| async move {
        let (island, mai) = with_notice(store).await;
        let nobody = Session {
            cookie: "session=none".into(),
            csrf: mai.csrf.clone(),
        };
        let told = island.post(&nobody, APPLY, ("a-1", &answers())).await;
        assert_eq!(told.told(), (401, "sign-in"));
        let foreign = Session {
            cookie: mai.cookie.clone(),
            csrf: "guess".into(),
        };
        let told = island.post(&foreign, APPLY, ("a-1", &answers())).await;
        assert_eq!(told.told(), (403, "foreign"));
        let told = island.post(&mai, APPLY, ("", &answers())).await;
        assert_eq!(told.told(), (400, "idempotency-key-missing"));
        let told = island
            .post(&mai, "/api/v1/events/other/applications", ("a", &answers()))
            .await;
        assert_eq!(told.told(), (404, "not-found"));
        for path in ["/api/v1/session", "/api/v1/queue"] {
            assert_eq!(island.get(path, &[]).await.told(), (401, "sign-in"));
        }
        let queue = island
            .get("/api/v1/queue", &[("cookie", &mai.cookie)])
            .await;
        assert_eq!(queue.told(), (404, "not-found"));
    });
}

#[test]
fn an_officer_works_through_the_queue_and_no_action_is_taken_twice() {
    testkit::on_both(|store| async move {
        let (island, mai) = with_notice(store).await;
        let filed = island.post(&mai, APPLY, ("a-1", &answers())).await;
        assert_eq!(filed.status, StatusCode::CREATED, "{}", filed.json);
        let binh = island.session("binh", None, post("registrar", "RG")).await;
        let queue = island
            .get("/api/v1/queue?limit=1", &[("cookie", &binh.cookie)])
            .await;
        let case = queue.json["cases"][0]["case"].as_str().unwrap().to_owned();
        assert_eq!(filed.json["case"], case.as_str());
        let next = queue.json["next"].as_str().unwrap();
        let rest = format!("/api/v1/queue?after={next}");
        let rest = island.get(&rest, &[("cookie", &binh.cookie)]).await;
        assert_eq!(
            (&rest.json["cases"], &rest.json["next"]),
            (&json!([]), &Json::Null)
        );
        let wrong = island
            .get("/api/v1/queue?after=x", &[("cookie", &binh.cookie)])
            .await;
        assert_eq!(wrong.told(), (400, "bad-request"));

        let path = format!("/api/v1/cases/{case}");
        let unsaid = island.get(&path, &[("cookie", &binh.cookie)]).await;
        assert_eq!(unsaid.told(), (400, "purpose-missing"));
        let said = [
            ("cookie", binh.cookie.as_str()),
            ("purpose", "boat-licence"),
        ];
        let seen = island.get(&path, &said).await;
        assert_eq!(seen.status, StatusCode::OK, "{}", seen.json);
        assert_eq!(seen.json["answers"]["boat"], "Tern");
        assert_eq!(seen.json["root_number"], "RG-261102-0001");
        let actions = seen.json["actions"].as_array().unwrap();
        let open: Vec<&str> = actions
            .iter()
            .filter_map(|one| one["action"].as_str())
            .collect();
        assert_eq!(open, ["send-draft", "ask", "refuse"]);

        let act = |action: &str| format!("{path}/actions/{action}");
        let take = |action: &str, key: &'static str, body: Json| {
            let (island, binh, path) = (&island, &binh, act(action));
            async move {
                island
                    .post_for(binh, &path, (key, &body), "boat-licence")
                    .await
            }
        };
        let claimed = take("claim", "c-1", json!({})).await;
        assert_eq!(claimed.status, StatusCode::OK, "{}", claimed.json);
        let note = take("note", "c-2", json!({})).await;
        assert_eq!(
            (note.told(), note.faults()),
            ((422, "missing"), vec![("/reason", "missing")])
        );
        let refuse = take("refuse", "c-3", json!({ "reason": "unsafe" })).await;
        assert_eq!(refuse.faults(), [("/ground", "missing")]);
        let draft = take("send-draft", "c-4", json!({})).await;
        assert_eq!(draft.status, StatusCode::OK, "{}", draft.json);
        let again = take("send-draft", "c-4", json!({})).await;
        assert_eq!((again.status, &again.json), (draft.status, &draft.json));
        let twice = take("send-draft", "c-5", json!({})).await;
        assert_eq!(twice.told(), (409, "not-now"));

        let paused = island.get(&path, &[("cookie", &mai.cookie)]).await;
        assert_eq!(paused.json["clock"]["state"], "paused");
        assert_eq!(paused.json["clock"]["ground"], "ground-pause-draft");
        assert_eq!(paused.json["actions"][0]["action"], "confirm");
        let confirmed = island
            .post(&mai, &act("confirm"), ("m-1", &json!({})))
            .await;
        assert_eq!(confirmed.status, StatusCode::OK, "{}", confirmed.json);

        let lan = island
            .session("lan", None, post("harbour-master", "HO"))
            .await;
        let other = island
            .post_for(&lan, &act("claim"), ("l-1", &json!({})), "mooring")
            .await;
        assert_eq!(other.told(), (403, "refused"));
    });
}

#[test]
fn a_code_that_is_nobody_s_gives_nothing() {
    testkit::on_both(|store| async move {
        let island = Island::on(store).await;
        for code in [
            "a".repeat(26),
            "A".repeat(26),
            "%FF".to_owned(),
            "1".to_owned(),
        ] {
            let told = island.get(&format!("/api/v1/check/{code}"), &[]).await;
            assert_eq!(told.told(), (404, "not-found"), "{code}");
        }
    });
}
