//! A record is erased on a legal ground, by those whom a rule lets, and by nobody else.

use access::Post;
use axum::http::StatusCode;
use base::Id;
use ledger::Kind;
use serde_json::{Value as Json, json};

use crate::island::{Island, MAI, Session, TAM, notice};

const ORDER: &str = "erasure-order";

async fn of(island: &Island, login: &str, role: &str, office: &str) -> Session {
    let post = Post {
        role: role.into(),
        office: office.into(),
    };
    island.session(login, None, Some(post)).await
}

fn ground(ground: &str, forget: bool) -> Json {
    json!({ "ground": ground, "forget": forget })
}

#[test]
fn a_record_is_erased_once_and_leaves_that_it_was() {
    testkit::on_both(|store| async move {
        let island = Island::on(store).await;
        let made = island.send("k-1", &notice("B-1", json!({}))).await;
        let place = made.headers["location"].to_str().unwrap().to_owned();
        let record: Id = made.json["record"].as_str().unwrap().parse().unwrap();
        let keeper = of(&island, "keeper", "steward", "RG").await;
        let path = format!("{place}/erasure");
        island.clock.forward(60);
        let body = ground("ground-retention-over", false);
        let sent = ("e-1", &body);
        let erased = island
            .post_for(&keeper, &path, sent, "retention-over")
            .await;
        assert_eq!(erased.status, StatusCode::OK, "{}", erased.json);
        let again = island
            .post_for(&keeper, &path, sent, "retention-over")
            .await;
        assert_eq!(again.json, erased.json, "the kept answer");
        let late = island
            .post_for(&keeper, &path, ("e-2", &body), "retention-over")
            .await;
        assert_eq!(late.told(), (404, "not-found"));

        let entry: Id = erased.json["entry"].as_str().unwrap().parse().unwrap();
        let entry = island.ledger.entry(entry).await.unwrap().unwrap();
        assert_eq!(
            (entry.kind, &*entry.ground),
            (Kind::RecordErased, "ground-retention-over")
        );
        // Whose record it was sees that it was erased.
        let seen = island.ledger.of_subject(MAI, None, 1).await.unwrap();
        assert_eq!(seen[0].id, entry.id);
        let headers = [("cookie", &*keeper.cookie), ("purpose", "correction")];
        let left = island.get(&place, &headers).await;
        assert_eq!(left.json["standing"], "erased");
        assert!(left.json["state"].is_null());
        let past = island.get(&format!("{place}/history"), &headers).await;
        assert!(!past.json.to_string().contains("B-1"), "{}", past.json);
        let db = island.ledger.store();
        let found = island
            .room
            .registers
            .load(db, "build-notices", record)
            .await;
        assert!(found.unwrap().is_none());
        // Its number may be given again.
        let next = island.send("k-2", &notice("B-1", json!({}))).await;
        assert_eq!(next.status, StatusCode::CREATED, "{}", next.json);
    });
}

#[test]
fn the_ledger_forgets_whom_it_was_about_if_that_is_asked_for() {
    testkit::on_both(|store| async move {
        let island = Island::on(store).await;
        let keeper = of(&island, "keeper", "steward", "RG").await;
        let place = format!("/api/v1/registers/people/records/{TAM}");
        let headers = [("cookie", &*keeper.cookie), ("purpose", "correction")];
        assert_eq!(island.get(&place, &headers).await.status, StatusCode::OK);
        assert!(
            !island
                .ledger
                .of_subject(TAM, None, 9)
                .await
                .unwrap()
                .is_empty()
        );
        let body = ground("ground-erasure-order", true);
        let path = format!("{place}/erasure");
        let erased = island.post_for(&keeper, &path, ("e-1", &body), ORDER).await;
        assert_eq!(erased.status, StatusCode::OK, "{}", erased.json);
        assert_eq!(island.ledger.of_subject(TAM, None, 9).await.unwrap(), []);
        let entry: Id = erased.json["entry"].as_str().unwrap().parse().unwrap();
        let entry = island.ledger.entry(entry).await.unwrap().unwrap();
        assert!(entry.touches.is_empty() && entry.number("salts") > Some(0));
        // Somebody else's record is as it was.
        let other = format!("/api/v1/registers/people/records/{MAI}");
        let other = island.get(&other, &headers).await;
        assert_eq!(other.json["standing"], "stands");
    });
}

#[test]
fn what_no_rule_lets_be_erased_stays() {
    testkit::on_both(|store| async move {
        let island = Island::on(store).await;
        let keeper = of(&island, "keeper", "steward", "RG").await;
        let elsewhere = of(&island, "lan", "steward", "HO").await;
        let clerk = of(&island, "binh", "registrar", "RG").await;
        let mai = island.session("mai", Some(MAI), None).await;
        let path = format!("/api/v1/registers/people/records/{MAI}/erasure");
        let (order, over) = ("ground-erasure-order", "ground-retention-over");
        let cases = [
            // Another office's steward, another role, the person herself.
            (&elsewhere, ORDER, order),
            (&clerk, ORDER, order),
            (&mai, "own", order),
            // Leave to correct is none to erase; no such rule for this register; another ground.
            (&keeper, "correction", "ground-correction"),
            (&keeper, "retention-over", over),
            (&keeper, ORDER, over),
        ];
        for (at, (by, purpose, told)) in cases.into_iter().enumerate() {
            let before = island.ledger.count().await.unwrap().0;
            let (key, body) = (format!("e-{at}"), ground(told, true));
            let answer = island.post_for(by, &path, (&key, &body), purpose).await;
            assert_eq!(answer.told(), (403, "refused"), "{at}");
            let after = island.ledger.count().await.unwrap().0;
            assert_eq!(after, before + 1, "a refusal is an entry");
        }
        let rubbish = [
            (path.clone(), json!({}), (400, "bad-request")),
            (
                path.clone(),
                json!({ "ground": order, "sure": true }),
                (400, "bad-request"),
            ),
            (
                path.replace(&MAI.to_string(), "x"),
                ground(order, false),
                (404, "not-found"),
            ),
            (
                path.replace("people", "cats"),
                ground(order, false),
                (404, "not-found"),
            ),
        ];
        for (at, (path, body, told)) in rubbish.into_iter().enumerate() {
            let key = format!("r-{at}");
            let answer = island.post_for(&keeper, &path, (&key, &body), ORDER).await;
            assert_eq!(answer.told(), told, "{path} {body}");
        }
        let db = island.ledger.store();
        let stands = island.room.registers.load(db, "people", MAI).await;
        assert!(stands.unwrap().is_some());
    });
}
