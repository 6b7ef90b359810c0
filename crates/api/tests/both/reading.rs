//! Records are found and read for a purpose, corrections asked for and answered.

use access::Post;
use axum::http::StatusCode;
use serde_json::json;

use crate::island::{Island, MAI, MAI_NUMBER, Session};

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
            (ledger::Kind::Looked, "correction")
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
