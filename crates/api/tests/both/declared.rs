//! What the API says about itself.

use std::collections::BTreeSet;

use axum::body::Body;
use axum::http::{Request, StatusCode};
use serde_json::Value as Json;

use crate::island::Island;

/// All values of `$ref` below a value.
fn refs<'a>(json: &'a Json, found: &mut BTreeSet<&'a str>) {
    match json {
        Json::Object(members) => {
            for (name, value) in members {
                match value {
                    Json::String(to) if name == "$ref" => {
                        found.insert(to);
                    }
                    _ => refs(value, found),
                }
            }
        }
        Json::Array(items) => items.iter().for_each(|item| refs(item, found)),
        Json::Null | Json::Bool(_) | Json::Number(_) | Json::String(_) => {}
    }
}

#[test]
fn every_address_that_is_declared_is_there_and_every_reference_leads_somewhere() {
    testkit::on_both(|store| async move {
        let island = Island::on(store).await;
        let document = island.get("/api/v1/openapi.json", &[]).await.json;
        assert_eq!(document["openapi"], "3.1.0");
        assert_eq!(document["servers"][0]["url"], "https://island.example");
        let paths = document["paths"].as_object().unwrap();
        assert!(paths.contains_key("/api/v1/registers/build-notices/records"));
        assert!(
            !paths.contains_key("/api/v1/registers/boats/records"),
            "no consumer makes boats"
        );
        // Every route but those that answer "nothing is here" is declared; those with a register or an
        // event in them once for each.
        let source = include_str!("../../src/lib.rs");
        let pieces = source
            .split('"')
            .filter(|piece| piece.starts_with("/api/v1/"));
        for route in pieces {
            let named = route.replace("{register}/records", "build-notices/records");
            let named = named.replace("{event}/applications", "boat/applications");
            let declared = paths.contains_key(route) || paths.contains_key(&named);
            assert!(declared, "{route} is not declared");
        }
        for (path, methods) in paths {
            let path = path.replace(['{', '}'], "");
            for method in methods.as_object().unwrap().keys() {
                let request = Request::builder()
                    .method(method.to_uppercase().as_str())
                    .uri(&path);
                let answer = island.ask(request.body(Body::empty()).unwrap()).await;
                let (status, kind) = answer.told();
                assert!(
                    kind != "no-route" && status != 405,
                    "{method} {path}: {status} {kind}"
                );
            }
        }
        let mut found = BTreeSet::new();
        refs(&document, &mut found);
        assert!(found.len() > 3);
        for to in found {
            let pointer = to.strip_prefix('#').unwrap();
            assert!(document.pointer(pointer).is_some(), "{to}");
        }
        let notice = &document["components"]["schemas"]["record-build-notices"];
        let fields = &notice["properties"]["fields"];
        let required = ["number", "owner", "kind", "length", "built_on"];
        assert_eq!(fields["required"], serde_json::json!(required));
        assert!(fields["properties"]["owner"]["properties"]["number"].is_object());
    });
}

#[test]
fn registers_procedures_and_problems_are_open_to_all() {
    testkit::on_both(|store| async move {
        let island = Island::on(store).await;
        let registers = island.get("/api/v1/registers", &[]).await;
        assert_eq!(registers.status, StatusCode::OK);
        assert_eq!(registers.json["law"], "tiny@2026-09-01");
        let notices = registers.json["items"].as_array().unwrap();
        let notices = notices
            .iter()
            .find(|one| one["register"] == "build-notices")
            .unwrap();
        let stops = |at: usize| notices["fields"][at]["stops_sharing"].as_bool();
        assert_eq!((stops(0), stops(1)), (Some(true), Some(false)));
        let owner = notices["fields"].as_array().unwrap();
        let owner = owner
            .iter()
            .find(|field| field["field"] == "owner")
            .unwrap();
        assert_eq!(
            (&owner["type"], &owner["of"]),
            (&"record".into(), &"people".into())
        );
        let licence = island
            .get("/api/v1/procedures/boat-licence", &[])
            .await
            .json;
        assert_eq!(licence["limit"], "5 working days");
        assert_eq!(licence["events"][0], "boat");
        assert!(licence["stages"].as_array().unwrap().len() > 3);
        let all = island.get("/api/v1/procedures", &[]).await.json;
        assert!(all["items"].as_array().unwrap().contains(&licence));
        let none = island.get("/api/v1/procedures/none", &[]).await;
        assert_eq!(none.told(), (404, "not-found"));
        let kind = none.json["type"].as_str().unwrap();
        let explained = island.get(kind, &[]).await;
        assert_eq!(
            (explained.status, &explained.json["status"]),
            (StatusCode::OK, &404.into())
        );
    });
}
