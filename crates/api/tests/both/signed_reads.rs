//! An agency's system reads what its rules open, with its signature alone.

use axum::body::Body;
use axum::http::{Method, Request, StatusCode};
use base::Id;
use ledger::Kind;
use serde_json::json;

use crate::island::{Island, MAI, TAM, TAM_NUMBER, notice};

const NOTICES: &str = "/api/v1/registers/build-notices";

#[test]
fn what_an_agency_made_it_reads_at_the_address_it_was_given() {
    testkit::on_both(|store| async move {
        let island = Island::on(store).await;
        let two = json!({ "co_owner": { "number": TAM_NUMBER } });
        let made = island.send("k-1", &notice("B-1", two)).await;
        let place = made.headers["location"].to_str().unwrap().to_owned();
        let record: Id = made.json["record"].as_str().unwrap().parse().unwrap();

        let read = island.read(&place).await;
        assert_eq!(read.status, StatusCode::OK, "{}", read.json);
        let fields = &read.json["state"]["fields"];
        assert_eq!(
            (&fields["number"], &fields["yard"]),
            (&json!("B-1"), &json!("SY"))
        );
        // The rule opens all but who else owns the boat.
        assert!(fields.get("co_owner").is_none());
        let look = island
            .ledger
            .of_subject(MAI, None, 1)
            .await
            .unwrap()
            .remove(0);
        assert_eq!(
            (look.kind, look.actor),
            (Kind::Looked, Some(island.credential))
        );
        assert_eq!(look.office.as_deref(), Some("SY"));
        assert_eq!(
            (&*look.purpose, &*look.ground),
            ("build-notice", "ground-build-notice")
        );
        let touch = look.touches.iter().find(|touch| touch.record == record);
        assert!(touch.unwrap().fields.contains(&"length".to_owned()));

        let query = format!("{place}?recorded=2020-01-01T00:00:00Z");
        let before = island.read(&query).await;
        assert!(before.json["state"].is_null(), "{}", before.json);
        let past = island.read(&format!("{place}/history")).await;
        assert_eq!(past.json["versions"][0]["agency"], "SY");

        // What anybody may read, an agency may read too.
        for open in [NOTICES.to_owned(), format!("{NOTICES}/quality/live")] {
            assert_eq!(island.read(&open).await.status, StatusCode::OK, "{open}");
        }
        let tickets = island.read("/api/v1/tickets").await;
        assert_eq!(tickets.json["tickets"], json!([]), "it is nobody's steward");
    });
}

#[test]
fn what_no_rule_opens_to_an_agency_is_refused_and_written_down() {
    testkit::on_both(|store| async move {
        let island = Island::on(store).await;
        let made = island.send("k-1", &notice("B-1", json!({}))).await;
        let place = made.headers["location"].to_str().unwrap().to_owned();
        let mai = format!("/api/v1/registers/people/records/{MAI}");
        let key = json!({ "key": { "field": "number", "value": "B-1" } });
        let search = format!("{NOTICES}/search");
        let other = island.system_of("HO").await;
        let yard = &island.yard;
        for (by, address, asked) in [
            // Another agency's notice, for another purpose, another register, and all notices.
            (&other, &place, ("build-notice", None)),
            (yard, &place, ("play", None)),
            (yard, &mai, ("build-notice", None)),
            (yard, &search, ("build-notice", Some(&key))),
        ] {
            let before = island.ledger.count().await.unwrap().0;
            let told = island.ask(island.signed_read_by(by, address, asked)).await;
            assert_eq!(told.told(), (403, "refused"), "{address} {asked:?}");
            assert_eq!(told.headers["content-type"], "application/problem+json");
            let after = island.ledger.count().await.unwrap().0;
            assert_eq!(after, before + 1, "{address}");
        }
        for person in [MAI, TAM] {
            let entries = island.ledger.of_subject(person, None, 9).await.unwrap();
            assert!(entries.iter().all(|entry| entry.kind != Kind::Looked));
        }
        let silent = island.signed_read(&place, "", None);
        assert_eq!(island.ask(silent).await.told(), (400, "purpose-missing"));
    });
}

#[test]
fn a_read_is_what_was_signed_or_nothing() {
    testkit::on_both(|store| async move {
        let island = Island::on(store).await;
        let made = island.send("k-1", &notice("B-1", json!({}))).await;
        let place = made.headers["location"].to_str().unwrap().to_owned();
        let good = || island.signed_read(&place, "build-notice", None);
        assert_eq!(island.ask(good()).await.status, StatusCode::OK);

        // Another address, a query that was not signed, another method, another purpose.
        let moved = |uri: &str| {
            let mut request = good();
            *request.uri_mut() = uri.parse().unwrap();
            request
        };
        let mut purpose = good();
        purpose
            .headers_mut()
            .insert("purpose", "mooring".parse().unwrap());
        let mut bare = good();
        bare.headers_mut().remove("signature");
        let mut posted = good();
        *posted.uri_mut() = format!("{NOTICES}/search").parse().unwrap();
        *posted.method_mut() = Method::POST;
        posted
            .headers_mut()
            .insert("content-type", "application/json".parse().unwrap());
        for (request, code) in [
            (moved(&format!("{place}/history")), "key"),
            (moved(&format!("{place}?valid=2026-10-01")), "component"),
            (purpose, "key"),
            (bare, "headers"),
            (posted, "component"),
        ] {
            let told = island.ask(request).await;
            assert_eq!(told.told(), (401, "signature"));
            assert_eq!(told.faults(), [("", code)]);
        }
        // A search whose body is another than was signed.
        let body = json!({ "key": { "field": "number", "value": "B-1" } });
        let search = format!("{NOTICES}/search");
        let (parts, _) = island
            .signed_read(&search, "build-notice", Some(&body))
            .into_parts();
        let other = Request::from_parts(parts, Body::from("{}"));
        assert_eq!(island.ask(other).await.faults(), [("", "digest")]);
        // Later than a signature counts; and a bad one is not saved by a cookie.
        let late = good();
        island.clock.forward(301);
        assert_eq!(island.ask(late).await.faults(), [("", "time")]);
        let mai = island.session("mai", Some(MAI), None).await;
        let mut both = moved(&format!("{place}/history"));
        both.headers_mut()
            .insert("cookie", mai.cookie.parse().unwrap());
        assert_eq!(island.ask(both).await.told(), (401, "signature"));
        // A credential that was ended.
        island.end_credential().await;
        assert_eq!(island.ask(good()).await.told(), (401, "signature"));
    });
}
